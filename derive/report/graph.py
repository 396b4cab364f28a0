"""What uses what, as a picture: claims in columns, each to the right of all that it uses, and false statements to the
right of what is true instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from derive.documents.prose import text_of
from derive.report.content import title_of
from derive.verify.result import Result

COLUMN, ROW, MARGIN = 330, 20, 24
"""How far columns and rows are apart, and the room around them."""

SHAPES = {
    "proved": '<circle r="5.5"/>',
    "computed": '<rect x="-5" y="-5" width="10" height="10"/>',
    "refuted": '<path d="M0-7L7 0 0 7-7 0Z"/>',
    "undecided": '<path d="M0-6.5L6.5 5H-6.5Z"/>',
    "informal": '<circle r="5" class="hollow"/>',
}
"""Each verdict has a shape of its own, so that colours are not needed to tell them apart."""


def edges(results: Sequence[Result]) -> list[tuple[str, str, str]]:
    """From where to where lines lead, and of which kind they are: from what is used to what uses it, and from what is
    true to the false statement that it corrects."""
    known = {result.id for result in results}
    found = [(used, result.id, "uses") for result in results for used in result.uses if used in known]
    found += [(r.corrected_by, r.id, "corrects") for r in results if r.corrected_by in known and r.corrected_by]
    return sorted(set(found))


def columns(ids: Sequence[str], lines: Sequence[tuple[str, str, str]]) -> dict[str, int]:
    """The column of each claim: one more than the largest of those from which lines lead to it."""
    before: dict[str, list[str]] = {claim: [] for claim in ids}
    for start, end, _ in lines:
        before[end].append(start)
    found: dict[str, int] = {}

    def column(claim: str, above: frozenset[str]) -> int:
        if claim not in found:
            others = [column(other, above | {claim}) for other in before[claim] if other not in above]
            found[claim] = 1 + max(others, default=-1)
        return found[claim]

    for claim in ids:
        column(claim, frozenset({claim}))
    return found


def places(ids: Sequence[str], lines: Sequence[tuple[str, str, str]]) -> dict[str, tuple[int, int]]:
    """Where each claim is drawn: a column after the other, each claim near what it is connected with in the columns
    before (K. Sugiyama, S. Tagawa and M. Toda, IEEE Transactions on Systems, Man, and Cybernetics 11(2), 1981, DOI
    10.1109/TSMC.1981.4308636)."""
    column = columns(ids, lines)
    before: dict[str, list[str]] = {claim: [] for claim in ids}
    for start, end, _ in lines:
        if column[start] < column[end]:
            before[end].append(start)
    found: dict[str, tuple[int, int]] = {}
    for number in range(max(column.values(), default=-1) + 1):
        wanted = []
        for order, claim in enumerate(ids):
            if column[claim] == number:
                rows = [found[other][1] for other in before[claim]]
                wanted.append((sum(rows) // len(rows) if rows else 0, order, claim))
        row = MARGIN - ROW
        for near, _, claim in sorted(wanted):
            row = max(row + ROW, near)
            found[claim] = (MARGIN + number * COLUMN, row)
    return found


def graph_view(order: Sequence[Result], links: Mapping[str, str]) -> dict[str, Any]:
    """What the template of the graph is filled with; ``links`` are the pages of the claims. Claims without a line are
    only counted."""
    from markupsafe import Markup

    lines = edges(order)
    connected = {end for line in lines for end in line[:2]}
    shown = [result for result in order if result.id in connected]
    where = places([result.id for result in shown], lines)
    width = max((x for x, _ in where.values()), default=0) + COLUMN
    height = max((y for _, y in where.values()), default=0) + MARGIN
    return {
        "width": width,
        "height": height,
        "lines": [{"kind": kind, "path": _line(start, where[start], where[end])} for start, end, kind in lines],
        "claims": [
            {
                "id": result.id,
                "verdict": result.verdict,
                "link": links[result.id],
                "title": text_of(title_of(result)),
                "shape": Markup(SHAPES[result.verdict]),
                "x": where[result.id][0],
                "y": where[result.id][1],
            }
            for result in shown
        ],
        "alone": len(order) - len(shown),
        "verdicts": [
            {"verdict": verdict, "shape": Markup(shape)}
            for verdict, shape in SHAPES.items()
            if any(result.verdict == verdict for result in shown)
        ],
    }


LETTER = 7
"""About how wide a letter of an id is."""


def _line(claim: str, start: tuple[int, int], end: tuple[int, int]) -> str:
    """A line from the right of one claim, behind its id, to the left of another."""
    (x, y), (right, below) = start, end
    behind = min(x + 14 + LETTER * len(claim), x + COLUMN - 20)
    bend = max(behind, right - COLUMN // 5)
    return f"M{behind} {y}C{bend} {y} {bend} {below} {right - 8} {below}"
