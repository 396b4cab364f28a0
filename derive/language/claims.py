"""Claims: a permanent id, a title, a statement as data, and the evidence on which the verdict rests."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from derive.kernel import terms as kernel
from derive.kernel.terms import Formula, IndexVariable, ShapesDisagree, Variable
from derive.language.abbreviation import Abbreviation
from derive.language.binders import letters_in_force, with_letter
from derive.language.display import shown, shown_latex
from derive.language.evidence import (
    Computation,
    Denial,
    Evidence,
    Execution,
    IllTyped,
    Informal,
    Proof,
    Run,
    Script,
    Search,
)
from derive.language.expressions import Family, Real, forall
from derive.language.instance import Instance
from derive.language.mistakes import Mistake
from derive.language.statement import Statement, sizes_of

EVIDENCE: dict[str, Evidence] = {
    "proved": Proof(),
    "computed": Computation(),
    "refuted": Search(),
    "informal": Informal(),
}
"""What a claim rests on that is expected to have this verdict, unless it says otherwise."""


_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.[a-z0-9]+(?:-[a-z0-9]+)*")  # also the name of its files


written: dict[str, list[Claim]] = {}
"""The claims that each file makes while it is loaded, also those that it gives no name."""


class Claim:
    """A claim of the library or of a user.

    ``id`` is permanent, ``topic.name`` in kebab-case. ``statement`` is a formula, or several that all
    hold; these may have names, by which a proof that uses the claim takes its parts. It is None for a claim
    about floats, which ``says`` spells in words. ``given`` are its hypotheses. ``expected`` is ``proved``,
    ``computed`` where it rests on a computation, ``refuted`` (then ``corrected_by`` names the claim that says it
    right) or ``informal``. ``sources`` are article file names, ``references`` keys of the bibliography. ``names`` are
    what is printed for terms that occur often, as in ``names={"p": p, "S": S}``, or abbreviations. ``witness`` is a
    point that satisfies the hypotheses, where none is found by search.
    ``evidence`` is what the verdict rests on: a proof of what is expected to be proved, an enclosure of what is
    expected to be computed, a search for a point at which what is expected to be refuted fails, or what is given here
    or by a decorator.
    """

    def __init__(
        self,
        id: str,
        title: str = "",
        statement: Formula | Sequence[Formula] | Mapping[str, Formula] | None = None,
        *,
        given: Sequence[Formula] = (),
        expected: str = "proved",
        corrected_by: str | None = None,
        sources: Sequence[str] = (),
        references: Sequence[str] = (),
        note: str = "",
        names: Sequence[Abbreviation] | Mapping[str, Real | Family] = (),
        witness: Instance | None = None,
        evidence: Evidence | None = None,
        scope: str = "",
        says: str = "",
    ) -> None:
        frame = sys._getframe(1)
        self.where = f"{frame.f_code.co_filename}:{frame.f_lineno}"
        if not isinstance(id, str) or not _ID.fullmatch(id):
            raise Mistake(
                f"{id!r} is not an id: a claim is Claim(id, title, statement), and the id is topic.name, "
                "in small letters, digits and hyphens"
            )
        _check_words(id, title=title, note=note, says=says, scope=scope)
        if not title.strip():
            raise Mistake(f"{id}: the title is missing, a sentence on what is claimed: Claim(id, title, statement)")
        _check_lists(id, sources=sources, references=references)
        _check_formulas(id, "given", given)
        _check_formulas(id, "statement", (), statement)
        if corrected_by is not None and (not isinstance(corrected_by, str) or not _ID.fullmatch(corrected_by)):
            raise Mistake(f"{id}: corrected_by is the id of a claim, not {corrected_by!r}")
        if expected not in EVIDENCE:
            raise Mistake(f"{id}: expected is one of {', '.join(EVIDENCE)}, not {expected!r}")
        if evidence is not None and not isinstance(evidence, Evidence):
            raise Mistake(f"{id}: evidence is Computation(), Search(point) or the like, not {evidence!r}")
        if witness is not None and not isinstance(witness, Instance):
            raise Mistake(f"{id}: the witness is a point, as in witness=point({{'K': 2}}, z=[0, 1]), not {witness!r}")
        self.id, self.title = id, title
        self.part_names = tuple(statement) if isinstance(statement, Mapping) else ()
        formulas = statement.values() if isinstance(statement, Mapping) else statement or ()
        parts = (formulas,) if isinstance(formulas, Formula) else tuple(formulas)
        self.parts: tuple[Formula, ...] = parts
        if not parts and expected == "proved" and not says:
            raise Mistake(f"{id}: the statement is missing, a formula such as Equal(a, b): Claim(id, title, statement)")
        conclusion = parts[0] if len(parts) == 1 else kernel.And(parts)
        self.statement = Statement(tuple(given), conclusion)
        self.expected, self.corrected_by, self.note = expected, corrected_by, note
        self.sources, self.references, self.names = tuple(sources), tuple(references), _abbreviations(id, names)
        _check_names(self)
        self.witness, self.says = witness, says
        self._scope = scope
        self.letters = letters_in_force()
        if frame.f_code.co_name == "<module>" or frame.f_globals.get("__file__") == frame.f_code.co_filename:
            written.setdefault(frame.f_code.co_filename, []).append(self)
        self.evidence = evidence or EVIDENCE[expected]

    @cached_property
    def scope(self) -> str:
        """Which sizes the statement is about."""
        if self._scope:
            return self._scope
        if not self.parts:
            return "floating point"
        found: set[kernel.Size] = set()
        for formula in (*self.statement.hypotheses, *self.parts):
            found |= sizes_of(formula)
        symbols = sorted(size for size in found if isinstance(size, str))
        if not symbols:
            return "the stated instance" if not self.free_names() else "every real value"
        from derive.kernel.facts import least_size

        return ", ".join(f"every {s} >= {least_size(s, self.statement.hypotheses)}" for s in symbols)

    def free_names(self) -> list[str]:
        """The names of the free variables of the statement."""
        formulas = (*self.statement.hypotheses, *self.parts)
        return sorted({variable.name for formula in formulas for variable in kernel.free_variables(formula)})

    def derivation(self, script: Script) -> Script:
        """Decorator: the script that derives the statement, a function of the chain that it writes."""
        _check_script(self.id, script, "derivation", "chain")
        self.evidence = Proof(script)
        return script

    def denial(self, at: Instance | None = None) -> Callable[[Script], Script]:
        """Decorator: a script that proves the negation of the statement at a point."""

        if callable(at):
            raise Mistake(f"{self.id}: write @claim.denial(at=point(…)), or @claim.denial() without a point")

        def attach(script: Script) -> Script:
            _check_script(self.id, script, "denial", "chain")
            self.evidence = Denial(script, at or Instance())
            return script

        return attach

    def execution(self, script: Callable[[Run], None]) -> Callable[[Run], None]:
        """Decorator: a script that executes float arithmetic and checks what it gives."""
        _check_script(self.id, script, "execution", "run")
        self.evidence = Execution(script)
        return script

    def ill_typed(self, error: type[ShapesDisagree]) -> Callable[[Callable[[], object]], Callable[[], object]]:
        """Decorator: a function that writes the statement down, which the kernel refuses with this error."""

        def attach(build: Callable[[], object]) -> Callable[[], object]:
            self.evidence = IllTyped(build, error)
            return build

        return attach

    def __repr__(self) -> str:
        said = "; ".join(map(shown, self.parts)) or self.says or self.title
        given = ", ".join(map(shown, self.statement.hypotheses))
        return f"Claim {self.id}: {said}" + (f", given {given}" if given else "")

    def _repr_latex_(self) -> str | None:
        lines = [shown_latex(part) for part in self.parts]
        return "\n\n".join(line for line in lines if line is not None) or None


def _check_words(claim: str, **values: object) -> None:
    """Raises where a sentence of a claim is no text, or has a dollar sign without a partner."""
    for name, value in values.items():
        if name == "title" and isinstance(value, Formula):
            raise Mistake(f"{claim}: the title is missing before the statement: Claim(id, title, statement)")
        if not isinstance(value, str):
            raise Mistake(f"{claim}: the {name} is a text, not {value!r}")
        if value.count("$") % 2:
            raise Mistake(f"{claim}: a dollar sign in the {name} has no partner; a formula stands between two")


def _check_lists(claim: str, **values: object) -> None:
    """Raises where a list of texts is none."""
    for name, value in values.items():
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise Mistake(f"{claim}: {name} is a list of texts, as in {name}=[{value!r}]")
        for one in value:
            if not isinstance(one, str):
                raise Mistake(f"{claim}: {name} is a list of texts, and {one!r} is none")


def _check_formulas(claim: str, name: str, values: object, statement: object = None) -> None:
    """Raises where what has to be formulas is none."""
    if statement is not None:
        several = statement.values() if isinstance(statement, Mapping) else statement
        values = (several,) if isinstance(several, Formula) else several
    if isinstance(values, Formula):
        raise Mistake(f"{claim}: {name} is a list of formulas; put brackets around this one, {name}=[…]")
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise Mistake(f"{claim}: the {name} is a formula, such as Equal(a, b) or a <= b, not {values!r}")
    for one in values:
        if isinstance(one, (tuple, list)):
            raise Mistake(f"{claim}: a list stands in {name}; a star takes what is in it: {name}=[*simplex(y)]")
        if not isinstance(one, Formula):
            raise Mistake(f"{claim}: {one!r} in {name} is no formula; write Equal(a, b), a <= b, forall(k, …)")


def _abbreviations(claim: str, names: object) -> tuple[Abbreviation, ...]:
    """What terms are called; raises where that is not said."""
    if isinstance(names, Mapping):
        return tuple(Abbreviation(pattern, name) for name, pattern in names.items())
    if isinstance(names, Abbreviation):
        raise Mistake(f"{claim}: names is a list; put brackets around this one, names=[…]")
    if isinstance(names, str) or not isinstance(names, Sequence):
        raise Mistake(f'{claim}: names says what expressions are called, as in names={{"p": p, "S": S}}, not {names!r}')
    for one in names:
        if not isinstance(one, Abbreviation):
            raise Mistake(f'{claim}: {one!r} in names says not what it stands for; write names={{"p": p, "S": S}}')
    return tuple(names)


def _check_names(claim: Claim) -> None:
    """Raises where two things have one name: no point could say what value each has, and no formula which is meant."""
    formulas = (*claim.statement.hypotheses, *claim.parts)
    kinds: dict[str, str] = {}
    free = {variable for formula in formulas for variable in kernel.free_variables(formula)}
    sizes = {size for formula in formulas for size in sizes_of(formula) if isinstance(size, str)}
    named = [(variable.name, _kind(variable)) for variable in sorted(free, key=lambda one: one.key)]
    named += [(size, "a size") for size in sorted(sizes)]
    named += [(own.name, TERM) for own in claim.names]
    for name, kind in named:
        if kinds.get(name, kind) != kind or (name in kinds and kind is TERM):
            raise Mistake(
                f"{claim.id}: {name} is the name of {kinds[name]} and of {kind}; give one of them another name"
            )
        kinds[name] = kind
    if "e" in kinds and any(own.name == "e" for own in claim.names) and any(map(_has_exponential, formulas)):
        raise Mistake(f"{claim.id}: e in names= would be printed as the number in e^x; give it another name")


TERM = "a term in names="


def _kind(variable: IndexVariable | Variable) -> str:
    if isinstance(variable, IndexVariable):
        each = " and ".join(str(argument.size) for argument in variable.arguments)
        return f"an index over {variable.size}" + (f" for each of {each}" if each else "")
    shapes = ("a number", "a vector over ", "a matrix over ")
    return shapes[min(len(variable.sizes), 2)] + " and ".join(map(str, variable.sizes))


def _has_exponential(formula: Formula) -> bool:
    return any(isinstance(part, kernel.Exp) for part in kernel.subnodes(formula))


def _check_script(claim: str, script: object, kind: str, argument: str) -> None:
    """Raises where a script cannot be called with what it writes to."""
    try:
        inspect.signature(script).bind(None)  # type: ignore[arg-type]
    except TypeError:
        raise Mistake(f"{claim}: the {kind} is a function of one argument: def _({argument}):") from None


def variables_in(statement: Statement) -> list[IndexVariable | Variable]:
    """The free variables of a statement, in the order in which it is closed."""
    free = {v for formula in (*statement.hypotheses, statement.conclusion) for v in kernel.free_variables(formula)}
    return sorted(free, key=lambda variable: variable.key)


def conditional(statement: Statement) -> Formula:
    """The statement as one formula: its hypotheses imply the conclusion."""
    formula = statement.conclusion
    for hypothesis in reversed(statement.hypotheses):
        formula = kernel.Implies(hypothesis, formula)
    return formula


def for_all_values(variables: Sequence[IndexVariable | Variable], formula: Formula) -> Formula:
    """The formula for all values of the variables, whose letters are remembered."""
    for variable in reversed(variables):
        formula = with_letter(forall(variable, formula), variable, index=True)
    return formula


def closed(statement: Statement) -> Formula:
    """The statement as one formula without free variables (symbolic sizes stay)."""
    return for_all_values(variables_in(statement), conditional(statement))
