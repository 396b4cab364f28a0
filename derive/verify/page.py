"""The lines of a derivation as LaTeX and as text, for all who show them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derive.kernel.rules import FALSE
from derive.kernel.terms import Formula, IndexVariable, Node, Variable
from derive.language.abbreviation import Abbreviation
from derive.language.derivation import Derivation
from derive.language.lines import OPENINGS, Section
from derive.printing.formulas import Printer, declared
from derive.printing.styles import LatexStyle, TextStyle
from derive.verify.result import Line, Part


def printed(derivation: Derivation, names: Sequence[Abbreviation]) -> tuple[Part, ...]:
    """The lines of a derivation, each printed beside what is assumed there and what is to be concluded."""
    return tuple(Part(section.heading, tuple(lines(section, derivation, names))) for section in derivation.sections)


def written(derivation: Derivation) -> tuple[Node, ...]:
    """What stands in the lines of a derivation."""
    return tuple(step.what for section in derivation.sections for step in section.steps)


def lines(section: Section, derivation: Derivation, names: Sequence[Abbreviation]) -> Iterator[Line]:
    """The lines of a section."""
    supposed: list[Node] = []
    for step in section.steps:
        del supposed[step.depth :]
        assumed = (*derivation.hypotheses, *supposed)
        opens = step.relation in OPENINGS
        latex, text = (
            spelled(style, step.what, derivation, names, assumed, opens) for style in (LatexStyle(), TextStyle())
        )
        yield Line(step.relation, latex, text, step.reason, step.by, step.depth)
        if opens:
            supposed.append(step.what)


def spelled(
    style: LatexStyle,
    what: Node,
    derivation: Derivation,
    names: Sequence[Abbreviation],
    assumed: tuple[Node, ...],
    supposed: bool,
) -> str:
    """What stands in a line; what is supposed is spelled like a hypothesis."""
    if what == FALSE:
        return style.absurd
    if isinstance(what, (IndexVariable, Variable)):
        return declared(what, style)
    printer = Printer(style, names, (what, *assumed), derivation.goals, derivation.letters)
    return printer.spell(what) if not supposed or not isinstance(what, Formula) else printer.listed([what])[0]
