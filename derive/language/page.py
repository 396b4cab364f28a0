"""Whether every line of a derivation is true as it stands on the page.

A reader takes a line at its word: a link of a chain relates it to the line before, and what follows holds under the
hypotheses of the claim and what is supposed above it and still open, which the indentation shows. The checker reads
the page in the same way, and compares each line with the theorem that it carries. It does not ask how the line came
about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from derive.kernel.terms import And, Formula, IndexVariable, Term, Variable, free_variables
from derive.language.lines import EACH, OPENINGS, THEREFORE, Section, Step
from derive.language.relations import SIGNS, sign_named

RELATIONS = frozenset(sign.name for sign in SIGNS)


@dataclass(frozen=True)
class Untrue:
    """A line that is not true as it stands on the page, and why; ``place`` is its place in the section."""

    section: Section
    place: int
    why: str

    @property
    def step(self) -> Step:
        """The line."""
        return self.section.steps[self.place]


def untrue(sections: Iterable[Section], hypotheses: Sequence[Formula]) -> Iterator[Untrue]:
    """The lines that a reader would be misled by, under the hypotheses of the claim."""
    for section in sections:
        page = Page(tuple(hypotheses))
        for place, step in enumerate(section.steps):
            if why := page.read(step):
                yield Untrue(section, place, why)
        if page.opened and section.steps[-1].depth:
            yield Untrue(section, len(section.steps) - 1, "what is supposed is not discharged where the section ends")


class Page:
    """What a reader has in mind while reading a section: what is supposed, outermost first, and the line before."""

    def __init__(self, hypotheses: tuple[Formula, ...]) -> None:
        self.hypotheses = hypotheses
        self.opened: list[Formula | IndexVariable | Variable] = []
        self.before: Step | None = None

    def read(self, step: Step) -> str:
        """Reads a line; says what is wrong with it, or nothing."""
        del self.opened[step.depth :]
        why = "it is indented, and nothing is supposed" if step.depth > len(self.opened) else self.wrong(step)
        if step.relation in OPENINGS and not isinstance(step.what, Term):
            self.opened.append(step.what)
        self.before = step
        return why

    def wrong(self, step: Step) -> str:
        """What is wrong with a line that stands where it may."""
        if step.relation in OPENINGS:
            return self.wrong_opening(step)
        if step.relation == "":
            return "" if isinstance(step.what, Term) else "a chain begins with a term"
        stated = self.stated(step)
        if isinstance(stated, str):
            return stated
        if step.theorem is None:
            return "no theorem says it"
        if step.theorem.conclusion != stated:
            return "its theorem says something else"
        return self.unstated(step.theorem.hypotheses)

    def wrong_opening(self, step: Step) -> str:
        """Only formulas are supposed; and what is arbitrary must not have been spoken of."""
        if step.relation != EACH:
            return "" if isinstance(step.what, Formula) else "only a formula is supposed"
        if not isinstance(step.what, (IndexVariable, Variable)):
            return "only a variable is arbitrary"
        spoken = any(step.what in free_variables(formula) for formula in self.assumed())
        return "it is not arbitrary: what is assumed speaks of it" if spoken else ""

    def stated(self, step: Step) -> Formula | str:
        """The formula that a reader takes a line for, or why there is none."""
        if step.relation == THEREFORE:
            return step.what if isinstance(step.what, Formula) else "only a formula follows"
        if step.relation not in RELATIONS:
            return f"'{step.relation}' is no relation"
        before = self.before
        if before is None or before.depth != step.depth or not isinstance(before.what, Term):
            return "no line before it begins its chain"
        if not isinstance(step.what, Term):
            return "a chain is made of terms"
        return sign_named(step.relation).of(before.what, step.what)

    def assumed(self) -> Iterator[Formula]:
        """The hypotheses of the claim, and what is supposed here."""
        yield from self.hypotheses
        yield from (formula for formula in self.opened if isinstance(formula, Formula))

    def unstated(self, needed: Iterable[Formula]) -> str:
        """That some of what a line needs does not stand on the page, or nothing."""
        known = {part for formula in self.assumed() for part in with_parts(formula)}
        return "" if all(implied(formula, known) for formula in needed) else "it needs what the page does not suppose"


def with_parts(formula: Formula) -> Iterator[Formula]:
    """A formula and, of "A and B", each of them."""
    yield formula
    for part in formula.parts if isinstance(formula, And) else ():
        yield from with_parts(part)


def implied(formula: Formula, known: Set[Formula]) -> bool:
    """Whether a formula is among those known, or each of its parts is."""
    return formula in known or (isinstance(formula, And) and all(implied(part, known) for part in formula.parts))
