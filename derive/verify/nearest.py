"""Where a line of a derivation does not follow: the nearest lines that do, and are proved.

Candidates are the line with one change: a sign, a term or factor less, another number or index, a factor or term more,
an inequality for an equation. Measuring at a dozen points refuses nearly all of them; what is left is proved. Of an
equation, the first that is found is enough: all others would be equal to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from derive.kernel.terms import (
    Add,
    Entry,
    Equal,
    IndexVariable,
    KernelError,
    LessEqual,
    Multiply,
    Number,
    Power,
    Relation,
    SizeValue,
    Term,
    free_variables,
    subnodes,
    with_parts,
)
from derive.language.abbreviation import Abbreviation
from derive.language.statement import Statement, sizes_of
from derive.measure.sieve import Sieve
from derive.printing.formulas import to_latex, to_text
from derive.prover import prove
from derive.verify.certify import certificate_hash, certify
from derive.verify.confirm import confirm
from derive.verify.limits import SECOND, within
from derive.verify.result import Holds
from derive.work import count, forget, scaled

MOST = 3
"""The most lines."""

MOST_WORK = 0.15 * SECOND
"""How much work the search may do."""

PROOF = 0.06 * SECOND
"""How much work the proof of one line may take."""

TRYING = 50
"""What a candidate counts beside its measuring."""

MOST_ENTRIES = 8
"""How many names are tried as a factor or term more."""

DIGITS, POINTS = 30, 8
"""How sharply, and at how many points, a line that is proved is measured."""

MINUS_ONE = Number(Fraction(-1))


@dataclass(frozen=True)
class Change:
    """Another term in the place of one, in words, and the part that they end with, where there is one."""

    term: Term
    words: str
    part: Term | None = None

    def said(self, names: Sequence[Abbreviation]) -> str:
        """The words, with the part as it is printed."""
        shown = "" if self.part is None or self.part.loose else f" {to_text(self.part, names)}"
        return self.words + shown


@dataclass(frozen=True)
class Line:
    """A line that follows: what it says, the change that leads to it, and the hash of its certificate."""

    relation: Relation
    change: Change
    certificate: str

    def in_words(self, names: Sequence[Abbreviation]) -> str:
        """The line as it is printed on a terminal, with the change behind it."""
        return f"{to_text(self.relation, names)} ({self.change.said(names)})"

    def as_data(self, names: Sequence[Abbreviation]) -> Holds:
        """The same for machines, in LaTeX."""
        return Holds(to_latex(self.relation, names), self.change.said(names), self.certificate)


def nearest_lines(asked: Statement) -> list[Line]:
    """The nearest relations to one that does not follow, at most three; each is proved from the same."""
    goal = asked.conclusion
    if not isinstance(goal, Relation):
        return []
    forget()
    found: list[Line] = []

    def search() -> None:
        sieve = Sieve((asked,))
        if sieve.holds((goal,)):
            return
        for relation, change in _candidates(goal):
            count(TRYING)
            if relation.left == relation.right or not sieve.holds((relation,)):
                continue
            certificate = _proved(Statement(asked.hypotheses, relation))
            if certificate is not None:
                found.append(Line(relation, change, certificate))
            if len(found) == MOST or (found and isinstance(goal, Equal)):
                return

    within(scaled(MOST_WORK), search)
    return found


def _proved(statement: Statement) -> str | None:
    """The hash of the certificate of a statement that is proved, and agrees with all measurements."""
    certificate, _ = within(scaled(PROOF), partial(_certificate, statement))
    agrees = certificate is not None and not confirm(statement, DIGITS, POINTS).reason
    return certificate_hash(certificate) if agrees and certificate is not None else None


def _certificate(statement: Statement) -> dict[str, Any]:
    return certify(prove(statement, False).theorem, statement.hypotheses, statement.conclusion)


def _candidates(goal: Relation) -> Iterator[tuple[Relation, Change]]:
    """The relation with one change, the likeliest slips first: of its right side, which is the new line."""
    indices = [one for one in free_variables(goal) if isinstance(one, IndexVariable)]
    changes = [*_everywhere(goal.right, sorted(indices, key=lambda one: one.name)), *_of_the_whole(goal)]
    for kind in (_SIGN, _INDEX, _LESS, _NUMBER, _MORE):
        for change in changes:
            if change.words.startswith(kind):
                yield type(goal)(goal.left, change.term), change
    if isinstance(goal, Equal):
        yield LessEqual(goal.left, goal.right), Change(goal.right, "≤ for =")
        yield LessEqual(goal.right, goal.left), Change(goal.right, "≥ for =")
    else:
        yield type(goal)(goal.right, goal.left), Change(goal.right, "the other way round")


_SIGN, _INDEX, _LESS, _NUMBER, _MORE = "another sign", "index", "without", "number", "with"


def _everywhere(term: Term, indices: Sequence[IndexVariable]) -> Iterator[Change]:
    """One change anywhere in a term."""
    yield from _here(term, indices)
    for place, value in enumerate(term.values):
        for number, part in enumerate(value if isinstance(value, tuple) else (value,)):
            if not isinstance(part, Term):
                continue
            for change in _everywhere(part, indices):
                new = (*value[:number], change.term, *value[number + 1 :]) if isinstance(value, tuple) else change.term
                try:
                    whole = with_parts(term, (*term.values[:place], new, *term.values[place + 1 :]))
                except KernelError:
                    continue
                yield Change(whole, change.words, change.part)


def _here(term: Term, indices: Sequence[IndexVariable]) -> Iterator[Change]:
    """One change of a term itself."""
    match term:
        case Add(terms=terms):
            for place, one in enumerate(terms):
                others = (*terms[:place], *terms[place + 1 :])
                yield Change(Add((*terms[:place], _negative(one), *terms[place + 1 :])), f"{_SIGN} before", one)
                yield Change(others[0] if len(others) == 1 else Add(others), f"{_LESS} the term", one)
        case Multiply(factors=factors):
            for place, one in enumerate(factors):
                others = (*factors[:place], *factors[place + 1 :])
                words = _SIGN if one == MINUS_ONE else f"{_LESS} the factor"
                yield Change(
                    others[0] if len(others) == 1 else Multiply(others), words, None if one == MINUS_ONE else one
                )
        case Number(value=value) if value != -1:
            for other in dict.fromkeys((value + 1, value - 1, 2 * value, value / 2)):
                if other not in (value, 0):
                    yield Change(Number(other), f"{_NUMBER} {other} for {value}")
        case Entry(array=array, indices=places):
            for place, index in enumerate(places):
                for another in indices:
                    if isinstance(index, IndexVariable) and another != index and another.size == index.size:
                        changed = (*places[:place], another, *places[place + 1 :])
                        yield Change(Entry(array, changed), f"{_INDEX} {another.name} for {index.name}")


def _of_the_whole(goal: Relation) -> Iterator[Change]:
    """A factor or term more for the whole of the right side."""
    right = goal.right
    yield Change(_negative(right), f"{_SIGN} before", right)
    sizes = [SizeValue(size) for size in sorted({size for size in sizes_of(goal) if isinstance(size, str)})]
    entries = [part for part in subnodes(goal) if isinstance(part, Entry) and not part.loose]
    terms = dict.fromkeys([*_terms(goal.left), *_terms(right), *sizes, *entries[:MOST_ENTRIES]])
    factors = (Number(Fraction(2)), Number(Fraction(1, 2)), *(Power(size, MINUS_ONE) for size in sizes), *terms)
    for factor in factors:
        yield Change(Multiply((factor, right)), f"{_MORE} the factor", factor)
    for term in (Number(Fraction(1)), *terms):
        yield Change(Add((*_terms(right), term)), f"{_MORE} the further term", term)
        yield Change(Add((*_terms(right), _negative(term))), f"{_MORE} the further term", _negative(term))


def _terms(term: Term) -> tuple[Term, ...]:
    return term.terms if isinstance(term, Add) else (term,)


def _negative(term: Term) -> Term:
    match term:
        case Multiply(factors=(first, *others)) if first == MINUS_ONE:
            return others[0] if len(others) == 1 else Multiply(tuple(others))
        case Number(value=value):
            return Number(-value)
    return Multiply((MINUS_ONE, term))


def in_words(lines: Sequence[Line], names: Sequence[Abbreviation]) -> str:
    """The lines that follow, as the end of a reason; empty where there are none."""
    said = [line.in_words(names) for line in lines]
    return f"; what follows is {', or '.join(said)}" if said else ""
