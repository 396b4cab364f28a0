"""The page on Python: what can be imported, grouped so that one can learn from it, with examples that are run, and
proved, while the page is made."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from itertools import pairwise
from textwrap import dedent
from types import ModuleType
from typing import Any

import derive
import derive.language
import derive.lemmas
from derive.kernel.terms import Equal, KernelError
from derive.language.derivation import Derivation, EquationOperation, ScriptError
from derive.language.expressions import Real
from derive.language.mistakes import Mistake
from derive.verify.result import Counterexample, Line, Numeric, Part


@dataclass(frozen=True)
class Group:
    """What belongs together, with what is to be said of all of it."""

    heading: str
    says: str
    names: tuple[str, ...]


GROUPS = (
    Group(
        "Claims",
        "A claim is a statement with an id and a title; what a file gives a name at its top level is verified.",
        ("Claim", "Abbreviation", "point", "Computation", "Search", "Run"),
    ),
    Group(
        "Numbers, arrays and indices",
        "Everything is real and has no unit. An array has a *size* for each of its axes: a letter such as `\"K\"`, "
        "which stands for any number ≥ 1, or a number. A number (`Real`) has no axis, a vector one, a matrix two "
        "(rows, columns); `z[i]` and `W[i, j]`, with an index of the size of each axis, are numbers. Indices count "
        "from 1. `Number` in a signature is a `Real`, an integer or a `Fraction`; a float is taken where it is exact, "
        "as 0.5 is. What has the wrong shape is refused with `ShapesDisagree`.",
        (
            "scalar", "vector", "matrix", "family", "index", "indices", "nth", "last", "size", "real",
            "Real", "Family", "Index", "IndexVariable", "Number", "Quantified", "Value",
        ),
    ),
    Group(
        "Functions, sums and derivatives",
        "All of them take numbers and give numbers; `+`, `-`, `*`, `/` and `**` are as usual. `log` and `sqrt` are "
        "defined where their argument is positive; a statement asserts that its sides are defined.",
        (
            "exp", "log", "sqrt", "absolute", "step", "delta", "choose", "total", "total_except", "product",
            "maximum", "minimum", "largest", "D", "limit", "rank", "replace",
        ),
    ),
    Group(
        "Formulas",
        "`<`, `<=`, `>` and `>=` between numbers make formulas, too. An equation is `Equal(a, b)`: `a == b` raises "
        "`Mistake` and says so.",
        (
            "Equal", "Different", "both", "either", "negate", "implies", "iff", "forall", "exists", "same", "distinct",
            "simplex", "smooth", "Formula",
        ),
    ),
    Group(
        "Operations on a line",
        "`chain.then(operation)` computes the next line. The lines below are what each operation makes of the first "
        "one; the kernel has proved each while this page was made. An operation that has nothing to do raises "
        "`KernelError`.",
        (
            "expand", "factor", "together", "cancel", "collect", "take_out", "divide_through", "evaluate",
            "expand_logs", "combine_logs", "expand_exponentials", "combine_exponentials",
            "pull_out", "put_in", "split", "merge", "exchange", "as_double_sum", "separate", "write_out",
            "resolve_delta", "move_delta", "where", "differentiate", "linearity", "chain_rule", "apply",
        ),
    ),
    Group(
        "Operations on an equation",
        "`chain.follow(theorem, operation)` prints what follows from an equation. Those on a line may be made on "
        "both of its sides; besides there are these.",
        ("take_log", "exponentiate", "solve_for", "multiply_by", "sum_over_all", "solve", "Operation"),
    ),
    Group(
        "Moves of proofs",
        "Each takes theorems and gives a theorem; `Known` in a signature is a theorem, a lemma, or a formula that is "
        "assumed where it is used. What does not follow raises `KernelError`.",
        (
            "assume", "suppose", "cases", "excluded_middle", "trichotomy", "by_contradiction", "clash", "for_each",
            "specialise", "take", "exhibit", "conjunction", "modus_ponens", "transitivity", "apart", "weaken",
            "Lemma", "Theorem", "Known", "Multiples",
        ),
    ),
    Group(
        "Results and errors",
        "`derive.verify(claim, digits=50, effort=1.0)` verifies one claim in this process and gives its result. "
        "Nothing that is wrong with the proof of a claim raises: the verdict is `undecided`, with the reason.",
        ("verify", "Result", "Derivation", "ScriptError", "ShapesDisagree"),
    ),
)  # fmt: skip

WITH_METHODS = ("Claim", "Run", "Lemma")
"""The classes whose methods users call."""

SYMBOLS = """
i, j, k, l = indices("i j k l")
z, w, y, v = vector("z"), vector("w"), vector("y"), vector("v", 2)
n = index("n", 2)
a, b, c, t = scalar("a"), scalar("b"), scalar("c"), scalar("t")
S = total(k, exp(z[k]))
p = family(i, exp(z[i]) / S)
"""

EXAMPLES: dict[str, tuple[str, str]] = {
    "expand": ("(a + b) * c", "expand"),
    "factor": ("a**2 - b**2", "factor"),
    "together": ("exp(a) + 1 / exp(b)", "together"),
    "cancel": ("(exp(2 * a) - 1) * exp(b) / exp(b)", "cancel"),
    "collect": ("a * t + b * t + a * t**2 + c", "collect(t)"),
    "take_out": ("a * t + b * t", "take_out(t)"),
    "divide_through": ("exp(a) / (exp(a) + exp(b))", "divide_through"),
    "evaluate": ("a + 0 * b + exp(0)", "evaluate"),
    "expand_logs": ("log(exp(a) * exp(b))", "expand_logs"),
    "combine_logs": ("log(exp(a) + 1) + log(exp(b) + 1)", "combine_logs"),
    "expand_exponentials": ("exp(a + b)", "expand_exponentials"),
    "combine_exponentials": ("exp(a) * exp(b)", "combine_exponentials"),
    "pull_out": ("total(k, a * z[k])", "pull_out"),
    "put_in": ("a * total(k, z[k])", "put_in"),
    "split": ("total(k, a * z[k] + w[k])", "split"),
    "merge": ("total(k, z[k]) + total(k, w[k])", "merge"),
    "exchange": ("total(k, total(l, z[k] * exp(w[l] * z[k])))", "exchange"),
    "as_double_sum": ("total(k, z[k]) * total(l, w[l])", "as_double_sum"),
    "separate": ("total(k, z[k])", "separate(i)"),
    "write_out": ("total(n, v[n])", "write_out"),
    "resolve_delta": ("total(k, delta(i, k) * z[k])", "resolve_delta"),
    "move_delta": ("z[i] * delta(i, j)", "move_delta"),
    "where": ("delta(i, j) * z[i]", "where(same(i, j))"),
    "differentiate": ("D(log(total(k, exp(2 * z[k]))), z[i])", "differentiate"),
    "linearity": ("D(a * exp(t) + t**2, t)", "linearity"),
    "chain_rule": ("D(log(total(k, exp(z[k]))), z[i])", "chain_rule(total(k, exp(z[k])))"),
    "apply": ("a + exp(c)", "apply(Equal(c, 2 * b))"),
    "take_log": ("Equal(exp(a), exp(b))", "take_log"),
    "exponentiate": ("Equal(a, b)", "exponentiate"),
    "solve_for": ("Equal(2 * t + a, b)", "solve_for(t)"),
    "multiply_by": ("Equal(a, b)", "multiply_by(c)"),
    "sum_over_all": ("Equal(z[k], w[k] + 1)", "sum_over_all(k)"),
}
"""What each operation is shown on, and how it is written."""


def python() -> Iterator[str]:
    """The page."""
    yield from ("# Python", "", "This page is made from the source, and its examples are run while it is made.", "")
    yield "All that has no other module beside its name is imported from `derive`: `from derive import Claim, Equal`."
    left = [name for name in derive.__all__ if not any(name in group.names for group in GROUPS)]
    if left:
        raise ValueError(f"the page on Python has no place for {', '.join(left)}")
    for group in GROUPS:
        if group.heading == "Operations on a line":
            yield from chain_page()
        yield from ("", f"## {group.heading}", "", group.says, "")
        if group.heading.startswith("Operations"):
            yield from ("The examples are written with", "", "```python", *SYMBOLS.strip().splitlines(), "```", "")
        for name in group.names:
            yield from entry(name, getattr(derive, name))
        if group.heading == "Moves of proofs":
            yield from lemmas()
    yield from errors()


def entry(name: str, value: Any, module: ModuleType | None = None, level: str = "###") -> Iterator[str]:
    """A name with its signature, what it says of itself, what it raises, and an example where there is one."""
    yield from (f"{level} `{name}`", "")
    if name == "verify":
        value = type(derive.verify).__call__
    shown = signature(value)
    if shown is not None:
        yield from ("```python", f"{name}{shown}", "```", "")
    if isinstance(value, str) and name.isidentifier() and name[0].isupper() and module is None:
        yield from (f"`{name}` is `{value}`.", "")
    yield from (says(name, value), "")
    if isinstance(value, type) and is_dataclass(value) and fields(value):
        yield from table_of_fields(value)
    if name in WITH_METHODS:
        for method, function in methods(value):
            yield from (f"#### `{name}.{method}`", "", (inspect.getdoc(function) or "").replace("``", "`"), "")
    raised = raises(value)
    if raised:
        yield from (f"Raises {'; '.join(raised)}.", "")
    if module is None and name in EXAMPLES:
        start, operation = EXAMPLES[name]
        before, after = computed(start, operation)
        verb = "follow" if start.startswith("Equal") else "then"
        call = f"chain.{verb}({operation})" if verb == "then" else f"chain.follow(known, {operation})"
        yield from (
            "```python",
            f"chain.start({start})" if verb == "then" else f"known = chain.show({start})",
            call,
            "```",
        )
        yield from ("", "```text", f"  {before}", f"{'=' if verb == 'then' else '∴'} {after}", "```", "")


@cache
def symbols() -> dict[str, Any]:
    """The names that examples are written with."""
    found: dict[str, Any] = {name: getattr(derive, name) for name in derive.__all__}
    exec(SYMBOLS, found)
    return found


def computed(start: str, operation: str) -> tuple[str, str]:
    """The line that an example begins with, and the one that the operation makes of it, as the kernel has proved it."""
    names = symbols()
    line, step = eval(start, names), eval(operation, names)
    given = {"apply": (eval("Equal(c, 2 * b)", names),), "where": (eval("same(i, j)", names),)}
    chain = Derivation((), given.get(operation.partition("(")[0], ()), derive.verify)
    if isinstance(line, Equal):
        known = derive.specialise(derive.assume(derive.forall(names["k"], line)), names["k"])
        return repr_of(line), repr_of(chain.follow(known, step).conclusion)
    chain.start(line)
    chain.then(step)
    return repr_of(line), repr_of(Real(chain.line))


def repr_of(value: Any) -> str:
    """An expression or formula as text."""
    from derive.language.display import shown

    return shown(value.term if isinstance(value, Real) else value)


def signature(value: Any) -> str | None:
    """How something is called; None where it is not."""
    if not callable(value) or isinstance(value, (derive.Operation, EquationOperation)) or inspect.ismodule(value):
        return None
    if isinstance(value, type) and is_dataclass(value):
        return None
    try:
        found = inspect.signature(value)
    except (TypeError, ValueError):
        return None
    parts, star = [], False
    for one in found.parameters.values():
        if one.name == "self":
            continue
        if one.kind is one.KEYWORD_ONLY and not star:
            parts.append("*")
        star = star or one.kind in (one.KEYWORD_ONLY, one.VAR_POSITIONAL)
        sign = {one.VAR_POSITIONAL: "*", one.VAR_KEYWORD: "**"}.get(one.kind, "")
        parts.append(
            f"{sign}{one.name}{typed(one.annotation)}{'' if one.default is one.empty else f' = {one.default!r}'}"
        )
    given = "" if found.return_annotation in (found.empty, None, "None") else f" -> {plain(found.return_annotation)}"
    line = f"({', '.join(parts)}){given}"
    return line if len(line) < 100 else "(\n" + "".join(f"    {part},\n" for part in parts) + f"){given}"


def typed(annotation: Any) -> str:
    return "" if annotation is inspect.Parameter.empty else f": {plain(annotation)}"


def plain(annotation: Any) -> str:
    """A type as the source spells it, without the rooms it comes from."""
    spelt = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))
    return re.sub(r"\b(?:kernel|collections\.abc|terms)\.", "", spelt)


def says(name: str, value: Any) -> str:
    """What the source says of a name."""
    if isinstance(value, (derive.Operation, EquationOperation)) or not callable(value) or isinstance(value, str):
        text = behind(name)
    else:
        text = inspect.getdoc(value) or behind(name)
    text = re.sub(r":(?:func|meth|class):`([^`]*)`", r"`\1`", text.replace("``", "`"))
    if isinstance(value, derive.Operation):
        text = f"{text} The reason that is printed unless you give one: “{value.sentence}”.".strip()
    return text


@cache
def texts() -> dict[str, str]:
    """The texts that stand behind assignments in the modules that names come from."""
    import derive.bridge as bridge
    from derive.bridge import algebra, calculus, equations, logarithms, quotients, rewriting, sums
    from derive.language import derivation, expressions, logic
    from derive.lemmas import limits

    found: dict[str, str] = {}
    operations = (bridge, algebra, calculus, equations, logarithms, quotients, rewriting, sums)
    for module in (*operations, derivation, expressions, logic, limits):
        body = ast.parse(inspect.getsource(module)).body
        for node, following in pairwise(body):
            target = getattr(node, "targets", [getattr(node, "target", None)])[0]
            text = getattr(getattr(following, "value", None), "value", None)
            if isinstance(target, ast.Name) and isinstance(following, ast.Expr) and isinstance(text, str):
                found.setdefault(target.id, inspect.cleandoc(text))
    return found


def behind(name: str) -> str:
    """The text behind an assignment."""
    return texts().get(name, "")


def raises(value: Any) -> list[str]:
    """The errors that a function raises itself, with what they say as far as it is fixed."""
    try:
        tree = ast.parse(dedent(inspect.getsource(value)) if callable(value) else "")
    except (OSError, TypeError, SyntaxError):
        return []
    if isinstance(value, type):
        return []
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
            kind = ast.unparse(node.exc.func).removeprefix("kernel.")
            found.append(f"`{kind}` ({fixed(node.exc.args[0])})")
    return list(dict.fromkeys(found))


def fixed(message: ast.AST) -> str:
    """A message, with dots for what is put in."""
    if isinstance(message, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "…" for part in message.values)
    return str(message.value) if isinstance(message, ast.Constant) else "…"


def table_of_fields(kind: type) -> Iterator[str]:
    """The fields of a record."""
    yield from ("| field | type | unless told |", "|---|---|---|")
    for part in fields(kind):
        default = "" if part.default is part.default_factory else f"`{part.default!r}`"
        shown = default if "MISSING" not in default else ""
        yield f"| `{part.name}` | `{str(part.type).replace('|', chr(92) + '|')}` | {shown} |"
    yield ""


def methods(kind: type) -> Iterator[tuple[str, Callable[..., Any] | property]]:
    """The public methods and properties of a class, in the order of the source."""
    for name, value in vars(kind).items():
        if not name.startswith("_") and (inspect.isfunction(value) or isinstance(value, property)):
            yield name, value


def chain_page() -> Iterator[str]:
    """What a derivation is written with."""
    yield from ("", "## A derivation: what chain does", "")
    yield from (
        "`@claim.derivation` above `def _(chain):` makes a script the derivation of a claim. It writes lines with the",
        "methods of `chain` and hands in a theorem for each formula of the statement. The reason, a sentence with",
        "formulas between dollar signs, is what the page prints beside the line: what other tools call *because*.",
        "A line that does not follow raises `KernelError`, a script that is put together wrongly `ScriptError`;",
        "`derive verify` gives the line of the script.",
        "",
    )
    for name, value in methods(Derivation):
        function: Any = value.fget if isinstance(value, property) else value
        function = inspect.unwrap(function)
        yield from (f"### `chain.{name}`", "")
        if not isinstance(value, property):
            yield from ("```python", f"chain.{name}{signature(function)}", "```", "")
        yield from ((inspect.getdoc(function) or "").replace("``", "`").replace(":meth:", ""), "")
        raised = raises(function)
        if raised:
            yield from (f"Raises {'; '.join(raised)}.", "")


def lemmas() -> Iterator[str]:
    """What is known already."""
    yield from ("", "## Known already", "", "From `derive.lemmas`. " + says("", derive.lemmas).partition("\n\n")[0], "")
    by_module: dict[str, list[str]] = {}
    for name in derive.lemmas.__all__:
        module = getattr(getattr(derive.lemmas, name), "__module__", "derive.lemmas.limits")
        by_module.setdefault(module, []).append(name)
    for module in sorted(by_module):
        for name in by_module[module]:
            yield from entry(name, getattr(derive.lemmas, name), derive.lemmas)


def errors() -> Iterator[str]:
    """What a result consists of, and the errors that users meet."""
    yield from ("## Parts of a result", "")
    for kind in (Part, Line, Numeric, Counterexample):
        yield from (f"### `derive.verify.result.{kind.__name__}`", "", says(kind.__name__, kind), "")
        yield from table_of_fields(kind)
    yield from ("## Errors", "", "| error | from | when |", "|---|---|---|")
    for error, module in ((Mistake, "derive.language.mistakes"), (KernelError, "derive.kernel.terms"),
                          (derive.ShapesDisagree, "derive"), (ScriptError, "derive")):  # fmt: skip
        yield f"| `{error.__name__}` | `{module}` | {(inspect.getdoc(error) or '').splitlines()[0]} |"
