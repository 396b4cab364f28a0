r"""``z_1 \ge z_2 \ge \dots \ge z_K`` as a hypothesis: each claim that holds stands beside the twin that only another
order, or none, would prove."""

from __future__ import annotations

import operator
from fractions import Fraction
from itertools import pairwise, permutations, product, starmap

import pytest

from derive.documents.meaning.chains_of_order import BEFORE
from derive.documents.reader import read_text
from derive.kernel.terms import subnodes
from derive.language.instance import Instance
from derive.language.statement import Statement
from derive.measure.rigorous.decide import decide
from tests.documents.readings import Case, document, judged, verdicts_of
from tests.documents.round_trips import failure

Z = r"let $z \in \mathbb{R}^K$"
P = r"let $p \in \Delta^{K-1}$"
XY = r"let $x, y \in \mathbb{R}^n$"
FALLS = r"assume $z_1 \ge z_2 \ge \dots \ge z_K$"
FALLS_STRICTLY = r"assume $z_1 > z_2 > \dots > z_K$"
SHORT = r"assume $p_1 \ge \dots \ge p_K$"
GROWS = r"assume $p_1 \le p_2 \le \dots \le p_K$"
BOUNDED = r"assume $1 \ge x_1 > x_2 > \dots > x_n > 0$"
BOTH = (r"assume $x_1 \ge x_2 \ge \dots \ge x_n$", r"assume $y_1 \ge y_2 \ge \dots \ge y_n$")
OPPOSITE = (r"assume $x_1 \ge x_2 \ge \dots \ge x_n$", r"assume $y_1 \le y_2 \le \dots \le y_n$")

PROVED: list[Case] = [
    (r"z_1 \ge z_K", Z, FALLS),
    (r"z_2 \ge z_3", Z, FALLS),
    (r"z_1 \ge z_3", Z, FALLS),
    ("z_2 > z_3", Z, FALLS_STRICTLY),
    (r"z_i \ne z_j \text{ for } i \ne j", Z, FALLS_STRICTLY),
    (r"p_1 \ge \frac1K", P, SHORT),
    (r"p_K \ge \frac1K", P, GROWS),
    (r"\max_k p_k = p_1", P, SHORT),
    (r"\max_k p_k = p_K", P, GROWS),
    ("x_k > 0", XY, BOUNDED),
    (r"x_k \le 1", XY, BOUNDED),
    ("(x_i - x_j)(y_i - y_j) \\ge 0", XY, *BOTH),
    ("(x_i - x_j)(y_i - y_j) \\le 0", XY, *OPPOSITE),
    (r"x_1 - x_n \ge 0", XY, r"assume here $x_1 - y_1 \ge x_2 - y_1 \ge \dots \ge x_n - y_1$"),
]

REFUTED: list[Case] = [
    (r"z_1 \le z_K", Z, FALLS),
    ("z_2 > z_3", Z, FALLS),
    (r"z_3 \ge z_2", Z, FALLS),
    (r"z_i \ge z_j", Z, FALLS),
    (r"p_1 \le \frac1K", P, SHORT),
    (r"\sum_{s=1}^t z_s \le t z_K", Z, r"let $t \in \{1, \dots, K\}$", FALLS),
    (r"\sum_k k z_k \le z_1", Z, FALLS),
    (r"p_1 \ge \frac1K", P, GROWS),
    (r"\max_k p_k = p_K", P, SHORT),
    ("x_k < 1", XY, BOUNDED),
    ("(x_i - x_j)(y_i - y_j) \\ge 0", XY, *OPPOSITE),
    ("(x_i - x_j)(y_i - y_j) > 0", XY, *BOTH),
]

UNREADABLE: list[tuple[str, Case]] = [
    ("dots between relations", (r"z_1 \ge z_2 \ge \dots \ge z_K", Z)),
    ("dots between relations", (r"z_1 \ge z_2", Z, r"assume here $z_2 \ge z_1 \ge \dots \ge z_K$")),
    ("dots between relations", ("z_1 = z_2", Z, r"assume $z_1 \ge z_2 \le \dots \le z_K$")),
    ("dots between relations", ("z_1 = z_2", Z, r"assume $z_1 > z_2 \ge \dots \ge z_K$")),
    ("do not differ by an index that runs", ("z_1 = z_2", Z, r"assume $z_1 > z_3 > \dots > z_K$")),
    ("do not differ by an index that runs", ("z_1 = z_2", Z, r"assume $z_2 > \dots > z_K$")),
]

TestReadings = judged(PROVED, REFUTED, UNREADABLE)


def only_statement(case: Case) -> Statement:
    ((link,),) = (check.links for check in document(case).checks)
    ((statement,),) = (reading.statements for reading in link.readings)
    return statement


@pytest.mark.parametrize("case", [(r"z_2 \ge z_K", Z, FALLS), (r"z_2 \ge z_K", Z, FALLS_STRICTLY)], ids="; ".join)
def test_what_is_said_holds_where_the_other_entries_can_be_put_in_order(case: Case) -> None:
    """z_1, z_2 and the last entry stand by themselves; those between may be exchanged."""
    statement = only_statement(case)
    comes_before = operator.gt if case[2] is FALLS_STRICTLY else operator.ge
    for entries in (values for size in (2, 3, 4, 5) for values in product((0, 1, 2), repeat=size)):
        first, middle, last = entries[:2], entries[2:-1], entries[2:][-1:]
        orders = [(*first, *some, *last) for some in permutations(middle)]
        expected = any(all(starmap(comes_before, pairwise(some))) for some in orders)
        point = Instance({"K": len(entries)}, {}, {"z": tuple(map(Fraction, entries))})
        assert all(decide(one, point) is True for one in statement.hypotheses) == expected


def test_no_statement_has_the_mark() -> None:
    for case in [*PROVED, *REFUTED]:
        statement = only_statement(case)
        parts = {part for one in (statement.conclusion, *statement.hypotheses) for part in subnodes(one)}
        assert not any(getattr(part, "name", "") == BEFORE for part in parts)


@pytest.mark.parametrize("case", [*PROVED[:6], *REFUTED[:3]], ids="; ".join)
def test_what_is_said_is_printed_and_read_again(case: Case) -> None:
    assert not failure([only_statement(case)])


def test_a_chain_that_contradicts_another_proves_nothing() -> None:
    case = ("z_1 = z_2", Z, FALLS_STRICTLY, "assume $z_K > z_1$")
    assert verdicts_of([case], effort=0.2)[case] in ("undecided", "unreadable")


def test_what_is_refused_in_a_chain_taints_its_vector() -> None:
    text = "<!-- derive: let $z \\in \\mathbb{R}^K$ -->\n<!-- derive: assume $z_1 \\ge z_2 > \\dots > z_K$ -->\n"
    read = read_text(f"{text}<!-- derive: check -->\n$$z_1 \\le z_2$$\n", "a.md")
    assert not read.checks
    assert "what is assumed of 'z' is not known" in read.errors[-1].message


def test_an_entry_that_the_chain_itself_names_has_its_place() -> None:
    """x_3 = 1, as x_1 = 1 would be at most -1 otherwise; so x_1 = x_2 = x_3 = 1, and the others are at least -1."""
    case = (
        r"\sum_k x_k \ge 6 - K",
        r"let $x \in \mathbb{R}^K$",
        r"assume here $x_1 x_3 \ge x_2 x_3 \ge \dots \ge x_K x_3$",
        "assume here $x_k^2 = 1$",
        "assume here $x_1 = 1$",
    )
    assert verdicts_of([case], effort=0.2)[case] != "refuted"
