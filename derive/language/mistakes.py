"""What users write that cannot be meant: how it is noticed, and how they are told what to write instead."""

from __future__ import annotations

import ast
import difflib
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from derive.kernel.terms import KernelError


class Mistake(TypeError, ValueError):
    """What is written cannot be meant; the message says what to write instead."""


def nearest(name: str, names: Iterable[str]) -> str:
    """The question whether one of the names was meant; empty where none is near."""
    found = difflib.get_close_matches(name, [one for one in names if not one.startswith("_")], n=1)
    return f"did you mean {found[0]}?" if found else ""


# What Python says ----------------------------------------------------------------------------------


def told(error: BaseException) -> str:
    """An error in a user's file, in words: what Python says is followed by what to write instead."""
    said = " ".join(f"{error}{''.join(getattr(error, '__notes__', ()))}".split())
    if isinstance(error, (Mistake, KernelError)):
        return said
    if isinstance(error, SyntaxError):
        said = error.msg
    if isinstance(error, ImportError):
        said = re.sub(r" \(\S*\)$", "", said)
    remedy = _remedy(error, said)
    return f"{type(error).__name__}: {said}{f'; {remedy}' if remedy else ''}"


INSTEAD = {
    "Operation.__call__": "an operation is handed over without brackets, as in chain.then(differentiate)",
    "Claim.derivation": "write @claim.derivation, without brackets, above 'def _(chain):'",
    "Claim.execution": "write @claim.execution, without brackets, above 'def _(run):'",
}
"""What to write instead of a call that lacks its arguments."""


def _remedy(error: BaseException, said: str) -> str:
    import derive

    if isinstance(error, NameError) and error.name:
        if error.name in derive.__all__:
            return f"write 'from derive import {error.name}'"
        return nearest(error.name, [*_names_at(error), *derive.__all__])
    if isinstance(error, ImportError) and (
        found := re.match(r"cannot import name '(\w+)' from '(derive[\w.]*)'", said)
    ):
        if found[1] in derive.__all__:
            return f"write 'from derive import {found[1]}'"
        return nearest(found[1], derive.__all__)
    if isinstance(error, AttributeError) and error.name and type(error.obj).__module__.startswith("derive"):
        return nearest(error.name, dir(error.obj))
    if isinstance(error, TypeError) and (found := re.match(r"([\w.]+)\(\) (?:missing|takes|got)\b", said)):
        return _call(found[1], said)
    return ""


def _names_at(error: BaseException) -> Iterator[str]:
    """The names in force where an error was raised."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is not None:
        yield from (*trace.tb_frame.f_locals, *trace.tb_frame.f_globals)


def _call(name: str, said: str) -> str:
    """How a function of the package is called, by the name that Python gives it."""
    import derive

    if name in INSTEAD:
        return INSTEAD[name]
    first, *rest = name.removesuffix(".__init__").split(".")
    if first not in derive.__all__:
        return ""
    function: Any = getattr(derive, first)
    for part in rest:
        function = getattr(function, part, None)
    if not callable(function):
        return ""
    parameters = [one for one in inspect.signature(function).parameters.values() if one.name != "self"]
    meant = re.search(r"unexpected keyword argument '(\w+)'", said)
    if meant and (near := nearest(meant[1], [one.name for one in parameters])):
        return near
    shown = ", ".join(one.name if one.default is one.empty else f"{one.name}=…" for one in parameters)
    return f"it is {'.'.join([first, *rest])}({shown})"


# What Python drops ---------------------------------------------------------------------------------

JOINED = {"Equal", "Different", "both", "either", "exists", "forall", "iff", "implies", "negate", "same", "distinct"}
"""The functions that make formulas."""

RELATIONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)


def dropped(source: str) -> Iterator[tuple[int, int, str]]:
    """What Python drops of formulas that are written in claims: of 0 < t < 1 and of A and B it keeps one half.

    Each comes with the line of its claim, its own line, and what to write instead. What cannot be parsed has none."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    named = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _name_of(call.func) == "Claim":
            parts = [*call.args, *(keyword.value for keyword in call.keywords)]
            for node in _written_in(parts, named):
                if message := _half(node, source):
                    yield call.lineno, getattr(node, "lineno", call.lineno), message


def _written_in(parts: Iterable[ast.AST], named: Mapping[str, ast.AST]) -> Iterator[ast.AST]:
    """The nodes of expressions, and of those that they name."""
    waiting, seen = list(parts), set()
    while waiting:
        for node in ast.walk(waiting.pop()):
            yield node
            if isinstance(node, ast.Name) and node.id in named and node.id not in seen:
                seen.add(node.id)
                waiting.append(named[node.id])


def _half(node: ast.AST, source: str) -> str:
    """What is dropped of a node, and what to write instead; empty where nothing is."""

    def text(part: ast.AST) -> str:
        return " ".join((ast.get_source_segment(source, part) or "").split())

    if isinstance(node, ast.Compare) and len(node.ops) > 1 and all(isinstance(one, RELATIONS) for one in node.ops):
        return f"Python keeps one relation of {text(node)}; write both(a < b, b < c), or list them"
    if isinstance(node, ast.BoolOp) and any(map(_is_formula, node.values)):
        word = "both" if isinstance(node.op, ast.And) else "either"
        return f"Python keeps one formula of {text(node)}; write {word}({', '.join(map(text, node.values))})"
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not) and _is_formula(node.operand):
        return f"Python makes {text(node)} False; write negate({text(node.operand)})"
    return ""


def _is_formula(node: ast.AST) -> bool:
    return isinstance(node, ast.Compare) or (isinstance(node, ast.Call) and _name_of(node.func) in JOINED)


def _name_of(function: ast.AST) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
