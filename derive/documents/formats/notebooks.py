"""Jupyter notebooks: the Markdown cells, one document together. A place is a cell, and a line and column in it."""

from __future__ import annotations

import warnings
from bisect import bisect_right

from derive.documents.formats.pieces import TEXT, Broken, Piece, Unwrapped, put_together
from derive.documents.source import Places


class CellPlaces(Places):
    """Places in the sources of cells, one behind the other."""

    def __init__(self, cells: list[tuple[int, str]]) -> None:
        super().__init__("")
        self.begins: list[int] = []
        self.numbers = [number for number, _ in cells]
        self.inside = [Places(source) for _, source in cells]
        position = 0
        for _, source in cells:
            self.begins.append(position)
            position += len(source) + 1

    def _at(self, offset: int) -> int:
        return max(bisect_right(self.begins, offset) - 1, 0)

    def __call__(self, offset: int) -> tuple[int, int]:
        at = self._at(offset)
        return self.inside[at](offset - self.begins[at]) if self.begins else (1, 1)

    def cell(self, offset: int) -> int:
        return self.numbers[self._at(offset)] if self.begins else 0


def notebook(text: str) -> list[Unwrapped]:
    """The document that the Markdown cells of a notebook are; cells are counted from 1, those with code included."""
    try:
        import nbformat
    except ImportError:
        if "derive" not in text:
            return []
        raise Broken("notebooks are read with nbformat: pip install 'derive-proofs[notebooks]'") from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # cells without ids are none of the author's business here
            read = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
        cells = [
            (number, str(cell["source"]).replace("\r\n", "\n"))
            for number, cell in enumerate(read["cells"], 1)
            if cell["cell_type"] == "markdown"
        ]
    except Exception as error:  # whatever a damaged notebook makes of the library
        reason = " ".join(str(error).split())[:120]
        raise Broken(f"this is no Jupyter notebook ({reason}); open it in Jupyter and save it again") from None
    places = CellPlaces(cells)
    pieces = [
        Piece(TEXT, ((source, begin),)) for (_, source), begin in zip(cells, places.begins, strict=True) if source
    ]
    return [Unwrapped(*put_together(pieces, places))]
