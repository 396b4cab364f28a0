"""The lines of a derivation as LaTeX and as text, for all who show them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derive.kernel.rules import FALSE
from derive.kernel.terms import Formula, IndexVariable, Node, Variable
from derive.language.abbreviation import Abbreviation
from derive.language.derivation import Derivation
from derive.language.lines import OPENINGS, Section, Step
from derive.printing.formulas import declared_latex, declared_text, to_latex, to_text
from derive.verify.result import Line, Part

ABSURD = "a contradiction"
"""What is printed where the absurd follows."""


def printed(derivation: Derivation, names: Sequence[Abbreviation]) -> tuple[Part, ...]:
    """The lines of a derivation, each printed beside what is assumed there and what is to be concluded."""
    beside = (*derivation.hypotheses, *derivation.goals)
    return tuple(Part(section.heading, tuple(lines(section, names, beside))) for section in derivation.sections)


def lines(section: Section, names: Sequence[Abbreviation], beside: tuple[Formula, ...]) -> Iterator[Line]:
    """The lines of a section."""
    supposed: list[Node] = []
    for step in section.steps:
        del supposed[step.depth :]
        yield printed_line(step, names, (*beside, *supposed))
        if step.relation in OPENINGS:
            supposed.append(step.what)


def printed_line(step: Step, names: Sequence[Abbreviation], beside: Sequence[Node]) -> Line:
    """A line as LaTeX and as text."""
    what = step.what
    if what == FALSE:
        latex, text = f"\\text{{{ABSURD}}}", ABSURD
    elif isinstance(what, (IndexVariable, Variable)):
        latex, text = declared_latex(what), declared_text(what)
    else:
        latex, text = to_latex(what, names, beside), to_text(what, names, beside)
    return Line(step.relation, latex, text, step.reason, step.by, step.depth)
