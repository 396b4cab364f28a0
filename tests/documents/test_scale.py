"""Long documents: every formula is read, and the time grows with their number."""

from __future__ import annotations

import sys
from types import FrameType

from derive.documents.model import Document
from derive.documents.reader import read_text


def _checks(count: int) -> str:
    """So many checks over the same vector."""
    lines = [r"% derive: let $z, y \in \mathbb{R}^K$"]
    for number in range(count):
        lines += ["% derive: check", rf"\[ \sum_k z_k y_k + x_k \le \sum_k y_k z_k + x_k + {number} \]"]
    return "\n".join(lines)


def _calls(text: str) -> tuple[Document, int]:
    """The document, and how many functions were called to read it."""
    count = 0

    def tally(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(tally)
    try:
        return read_text(text, "long.tex"), count
    finally:
        sys.setprofile(None)


def test_a_thousand_checks_over_the_same_vector_are_read() -> None:
    document = read_text(_checks(1000), "long.tex")
    assert document.errors == ()
    assert len(document.checks) == 1000


def test_reading_is_linear() -> None:
    (short, few), (long, many) = _calls(_checks(100)), _calls(_checks(400))
    assert not short.errors and not long.errors
    assert many < 5 * few
