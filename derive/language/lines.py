"""The printed lines of a derivation: plain data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One printed line of a derivation: ``relation`` is '', '=', '<=', '<', '>=', '>' or 'therefore'.

    ``latex`` and ``text`` spell the same expression (or sentence, for a step that is not an
    expression) for reports and for the terminal; ``reason`` says in words why it follows."""

    relation: str
    latex: str
    text: str
    reason: str


@dataclass(frozen=True)
class Part:
    """A part of a derivation: a lemma or one of several statements, with its own lines."""

    heading: str
    lines: tuple[Line, ...]
