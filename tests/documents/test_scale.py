"""Long documents: every formula is read, and the time grows with their number."""

from __future__ import annotations

import sys
from types import FrameType

from derive.documents.model import Document
from derive.documents.reader import read_text
from derive.language.statement import sizes_of


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


def test_a_hypothesis_has_the_size_that_each_check_gives_it() -> None:
    """What is known of a hypothesis in one check, where x has n entries, says nothing in the next, where it has m."""
    document = read_text(
        r"""
% derive: let $y \in \mathbb{R}^n$, $w \in \mathbb{R}^m$
% derive: assume $x_i > 0$
% derive: check
\[ x^\top y = \sum_i y_i x_i \]
% derive: check
\[ x^\top w = \sum_i w_i x_i \]
% derive: check
\[ x^\top y = \sum_i y_i x_i \]
""",
        "sizes.tex",
    )
    assert document.errors == ()
    statements = [check.links[0].readings[0].statements[0] for check in document.checks]
    assert [sizes_of(statement.hypotheses[0]) for statement in statements] == [{"n"}, {"m"}, {"n"}]


def test_what_its_author_wrote_is_shown_whole_however_many_braces_stand_before_it() -> None:
    """The call of a macro is found from the braces in which its argument stands, those of a macro of the preamble and
    one that is escaped included."""
    document = read_text(
        r"""
\newcommand{\twice}[1]{2 \cdot #1}
Some {text {with} braces} and an escaped \{ one.
% derive: check
\[ \twice{a} = \twice{a} \]
% derive: check
\[ b + \twice{\frac{b}{1}} \le b + \twice{b} \]
""",
        "braces.tex",
    )
    assert document.errors == ()
    shown = [check.links[0].latex for check in document.checks]
    assert shown == [r"\twice{a} = \twice{a}", r"b + \twice{\frac{b}{1}} \le b + \twice{b}"]
