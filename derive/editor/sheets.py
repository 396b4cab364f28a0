"""A notebook as an editor has it: its Markdown cells are texts of their own, and one document together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class CellPlace:
    """In which line of the document, from 0, the text of a cell begins, and how many lines it has."""

    first: int
    lines: int


@dataclass(frozen=True)
class Sheet:
    """The text of all Markdown cells, with an empty line between any two of them, and where each cell stands in it."""

    text: str
    cells: dict[str, CellPlace]
    version: int

    @classmethod
    def of(cls, texts: Mapping[str, str], version: int) -> Sheet:
        """The document that the cells make, by their addresses in their order."""
        places: dict[str, CellPlace] = {}
        first = 0
        for cell, text in texts.items():
            lines = text.count("\n") + 1
            places[cell] = CellPlace(first, lines)
            first += lines + 1
        return cls("\n\n".join(texts.values()), places, version)
