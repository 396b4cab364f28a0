"""What would be right: slips are mended, and nothing is suggested that is not proved, or that says nothing."""

from __future__ import annotations

import pytest

from derive.documents.model import Link
from derive.documents.reader import read_text
from derive.suggest import suggestions
from derive.suggest.registry import kinds
from derive.suggest.tree import Tree
from derive.verify.links import verify_link
from tests.documents import readings
from tests.documents.readings import Case

SOFTMAX = (r"let $z \in \mathbb{R}^K$", r"define $p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$")
LOGISTIC = r"define $\sigma(x) = \frac{1}{1 + e^{-x}}$"
MATRIX = (r"let $X \in \mathbb{R}^{d \times d}$", r"let $w \in \mathbb{R}^d$")
BILINEAR = (r"let $A \in \mathbb{R}^{d \times d}$", r"let $x \in \mathbb{R}^d$, $y \in \mathbb{R}^d$")
POSITIVE = "let $x > 0$, $y > 0$"

SLIPS: list[tuple[str, Case]] = [
    (r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)",
     (r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} + p_j)", *SOFTMAX)),
    (r"\frac{\partial p_i}{\partial z_j} = p_j (\delta_{ij} - p_i)",
     (r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_i)", *SOFTMAX)),
    (r"\log x - \log y = -\log \frac{y}{x}", (r"\log x - \log y = \log \frac{y}{x}", POSITIVE)),
    (r"\log x \le x - 1", (r"\log x < x - 1", POSITIVE)),
    (r"\frac{1}{2} x^2 \ge 0", (r"\frac{1}{2} x^2 \le 0", "let $x > 0$")),
    (r"\sigma'(x) = \sigma(x) (1 - \sigma(x))", (r"\sigma'(x) = \sigma(x) (\sigma(x) - 1)", LOGISTIC)),
    (r"\sum_k p_k (z_k - 1) = \sum_k p_k z_k - 1", (r"\sum_k p_k (z_k - 1) = \sum_k p_k z_k", *SOFTMAX)),
    (r"\nabla_w \left[\frac12 \|X w\|^2\right] = X^\top X w",
     (r"\nabla_w \left[\frac12 \|X w\|^2\right] = X X w", *MATRIX)),
    (r"\min_k z_k \le z_i", (r"\min_k z_k \ge z_i", r"let $z \in \mathbb{R}^K$")),
    (r"\frac{\partial p_i}{\partial z_j} = p_i \delta_{ij} - p_j p_i",
     (r"\frac{\partial p_i}{\partial z_j} = p_i \delta_{ij} - p_i", *SOFTMAX)),
    (r"\sum_k p_k (z_k - 1) = \sum_k p_k z_k - 1", (r"\sum_k p_k (z_k - 1) = \sum_k z_k - 1", *SOFTMAX)),
    (r"\sum_i \sum_j x_i A_{ij} y_j = \sum_i \sum_j y_i A_{ji} x_j",
     (r"\sum_i \sum_j x_i A_{ij} y_j = \sum_i \sum_j y_i A_{ij} x_j", *BILINEAR)),
    (r"(x + y)^2 = x^2 + y^2 + 2 x y", (r"(x + y)^2 = x^2 + y^2", POSITIVE)),
    (r"\log(x y) = \log x + \log y", (r"\log(x y) = \log x \log y", POSITIVE)),
    (r"x^2 - y^2 = (x - y) (x + y)", (r"x^2 - y = (x - y) (x + y)", POSITIVE)),
    (r"\frac{d}{dx} x^3 = x \cdot 3 x", (r"\frac{d}{dx} x^3 = 3 x", POSITIVE)),
    (r"\frac{d}{dx} (3 x^2 + x^3) = 6 x + x \cdot 3 x", (r"\frac{d}{dx} (3 x^2 + x^3) = 6 x + 3 x", POSITIVE)),
    (r"\log e^{x + y} = x + y", (r"\log e^{x} + y^2 = x + y", POSITIVE)),
]  # fmt: skip
"""What would be right, and the slip."""


SIMPLEX = r"let $p \in \Delta^{K-1}$, $q \in \Delta^{K-1}$, $p_k > 0$, $q_k > 0$"
FURTHER_SLIPS: list[tuple[str, Case]] = [
    (r"\sum_k p_k^2 \ge \frac{1}{K}", (r"\sum_k p_k^2 \ge \frac{2}{K}", SIMPLEX)),
    (r"- \sum_k p_k \log p_k \le \log K", (r"- \sum_k p_k \log p_k \le \log n", SIMPLEX, r"let $v \in \mathbb{R}^n$")),
    (r"\sum_k p_k \log \frac{p_k}{q_k} \ge 0", (r"\sum_k p_k \log \frac{p_k}{q_k} \le 1", SIMPLEX)),
    (r"D(q, p) = \sum_k q_k \log \frac{q_k}{p_k}",
     (r"D(q, p) = \sum_k p_k \log \frac{p_k}{q_k}", SIMPLEX, r"define $D(p, q) = \sum_k p_k \log \frac{p_k}{q_k}$")),
    (r"\frac{\partial z_k}{\partial W_{jm}} = \delta_{kj} x_m",
     (r"\frac{\partial z_k}{\partial W_{jm}} = x_m", r"let $W \in \mathbb{R}^{K \times d}$, $x \in \mathbb{R}^d$",
      r"define $z_k = \sum_m W_{km} x_m$")),
    (r"\sigma'(x) = \sigma(x) (1 - \sigma(x))", (r"\sigma'(x) = \sigma(x)^2", LOGISTIC)),
    (r"x \log x + x y \log y = x (\log x + y \log y)",
     (r"x \log x + x y \log y = x (\log x + \log y)", POSITIVE)),
    (r"\log \sum_k e^{z_k} = z_i + \log (\sum_{k \ne i} e^{z_k - z_i} + 1)",
     (r"\log \sum_k e^{z_k} = z_i + \log (\sum_{k \ne i} e^{z_k - z_i})", r"let $z \in \mathbb{R}^K$")),
    (r"x (y + u) = x y + x u", (r"x (y + u) = x y + x v", POSITIVE, r"let $u \in \mathbb{R}$, $v \in \mathbb{R}$")),
]  # fmt: skip
"""Slips of further kinds: a bound that is too sharp, another size, names exchanged, a delta, a factor in a bracket."""


def link_of(case: Case) -> Link:
    (check,) = readings.document(case).checks
    (link,) = check.links
    return link


@pytest.mark.parametrize(("original", "case"), SLIPS[:13], ids=[case[0] for _, case in SLIPS[:13]])
def test_a_slip_is_mended(original: str, case: Case) -> None:
    found = suggestions(link_of(case))
    assert original in [holds.latex for holds in found], [holds.latex for holds in found]
    assert all(holds.change and holds.certificate.startswith("sha256:") for holds in found)


@pytest.mark.parametrize(("original", "case"), FURTHER_SLIPS, ids=[case[0] for _, case in FURTHER_SLIPS])
def test_a_slip_of_a_further_kind_is_mended(original: str, case: Case) -> None:
    found = ["".join(holds.latex.split()) for holds in suggestions(link_of(case))]
    assert "".join(original.split()) in found, found


@pytest.mark.parametrize(
    "case",
    [
        (r"1 - \sum_k p_k = \sum_k p_k^2", SIMPLEX),
        (r"\sum_k p_k^2 \ge 2", SIMPLEX),
    ],
    ids=lambda case: case[0],
)
def test_nothing_is_suggested_that_is_true_since_a_side_is_nothing_or_not_defined(case: Case) -> None:
    for holds in suggestions(link_of(case)):
        assert r"\left(1 - \sum_k p_k\right)" not in holds.latex.partition("=")[2], holds.latex
        assert not holds.latex.startswith("-"), holds.latex


@pytest.mark.parametrize("case", [case for _, case in SLIPS], ids=[case[0] for _, case in SLIPS])
def test_what_is_suggested_is_proved_when_it_is_written_in_the_place_of_the_slip(case: Case) -> None:
    for holds in suggestions(link_of(case)):
        if not holds.change.startswith("if "):
            assert verify_link(link_of((holds.latex, *case[1:]))).verdict == "proved"


def test_at_most_three_are_suggested_and_the_same_ones_whatever_was_done_before() -> None:
    link = link_of((r"x + \frac{1}{x} \le x", "let $x > 0$"))
    before = suggestions(link)
    for _, case in SLIPS[:3]:
        suggestions(link_of(case))
    assert suggestions(link) == before
    assert len(before) <= 3


@pytest.mark.parametrize("case", [("x = 0", r"let $x \in \mathbb{R}$"), ("0 = y", POSITIVE)], ids=lambda case: case[0])
def test_no_term_is_added_to_nothing(case: Case) -> None:
    assert not [holds.latex for holds in suggestions(link_of(case)) if "0 +" in holds.latex or "0 -" in holds.latex]


def test_a_hypothesis_that_is_missing_is_found() -> None:
    setup = (*SOFTMAX, r"let $y \in \mathbb{R}^K$", r"define $L = -\sum_k y_k \log p_k$")
    case = (r"\frac{\partial L}{\partial z_k} = p_k - y_k", *setup)
    (found,) = suggestions(link_of(case))
    assert (found.latex, found.change) == (case[0], r"if \sum_l y_l = 1")
    assert verify_link(link_of((*case, r"assume here $\sum_l y_l = 1$"))).verdict == "proved"


@pytest.mark.parametrize(
    ("case", "hypothesis"),
    [
        ((r"x^\top A = (A x)^\top", *BILINEAR), r"A_{lm} = A_{ml}"),
        ((r"\frac{\partial}{\partial z_i} \max_k z_k = 1", r"let $z \in \mathbb{R}^K$"),
         r"z_i > z_l \text{ for } l \ne i"),
        ((r"\delta_{ij} = 0",), r"i \ne j"),
    ],
    ids=lambda case: case[0] if isinstance(case, tuple) else "",
)  # fmt: skip
def test_symmetry_a_unique_maximum_and_different_indices_are_hypotheses_that_may_be_missing(
    case: Case, hypothesis: str
) -> None:
    link = link_of(case)
    assert verify_link(link).verdict == "refuted"
    assert f"if {hypothesis}" in [holds.change for holds in suggestions(link)]
    given = hypothesis.replace(r" \text{ for } l \ne i", "$ for $l \\ne i")
    assert verify_link(link_of((*case, f"assume here ${given}$"))).verdict == "proved"


@pytest.mark.parametrize(
    ("case", "hypothesis"),
    [
        ((r"\log(x y) = \log x + \log y", r"let $x \in \mathbb{R}$", "let $y > 0$"), "x > 0"),
        ((r"\frac{x^2}{x} = x", r"let $x \in \mathbb{R}$"), r"x \ne 0"),
        ((r"\log \prod_k q_k = \sum_k \log q_k", r"let $q \in \mathbb{R}^K$"), "q_l > 0"),
    ],
    ids=lambda case: case[0] if isinstance(case, tuple) else "",
)
def test_an_undecided_link_is_told_the_weakest_hypothesis_that_is_enough(case: Case, hypothesis: str) -> None:
    link = link_of(case)
    assert verify_link(link).verdict == "undecided"
    (found,) = suggestions(link, is_refuted=False)
    assert (found.latex, found.change) == (case[0], f"if {hypothesis}")
    assert verify_link(link_of((*case, f"assume here ${hypothesis}$"))).verdict == "proved"


@pytest.mark.parametrize(
    ("case", "changes"),
    [
        ((r"e^{x} e^{y} = e^{x - y}", POSITIVE),
         ["+ for − before y in the exponent x - y", "with − before y in the exponent y"]),
        ((r"1 - \sigma(x) = \frac{1}{1 + e^{-x}}", LOGISTIC), ["without − before x in the exponent -x"]),
        ((r"(x + y)^2 = x^2 + y^2", POSITIVE), ["with the term + 2 x y"]),
    ],
    ids=lambda case: case[0] if isinstance(case, tuple) else "",
)  # fmt: skip
def test_a_change_is_said_to_be_in_the_exponent_where_it_is_and_only_there(case: Case, changes: list[str]) -> None:
    assert [holds.change for holds in suggestions(link_of(case))] == changes


@pytest.mark.parametrize(
    "case",
    [
        ("x = y", POSITIVE),
        ("1 = 2",),
        (r"\sum_k z_k = z_i", r"let $z \in \mathbb{R}^K$"),
    ],
    ids=lambda case: case[0],
)
def test_nothing_is_suggested_that_says_nothing(case: Case) -> None:
    for holds in suggestions(link_of(case)):
        tree = Tree.of(holds.latex, link_of(case).again.vocabulary())  # type: ignore[union-attr]
        assert tree is not None
        left, right = (tree.written(side) for side in tree.sides)
        assert left != right and (left, right) != ("0", "0")


def test_a_link_is_read_again_as_what_it_was() -> None:
    text = (
        "<!-- derive: let $z \\in \\mathbb{R}^K$ -->\n\\newcommand{\\soft}[1]{\\frac{e^{z_{#1}}}{\\sum_k e^{z_k}}}\n"
        "<!-- derive: define -->\n$$p_i = \\soft{i}$$\n"
        "<!-- derive: assume here $i \\ne j$ -->\n<!-- derive: check -->\n"
        "$$\\begin{aligned} \\frac{\\partial p_i}{\\partial z_j} &= - p_i p_j "
        "\\\\ &= - \\soft{i} p_j \\end{aligned}$$\n"
    )
    (check,) = read_text(text, "a.md").checks
    for link in check.links:
        assert link.again is not None
        again = link.again.read(link.latex)
        assert [reading.statements for reading in again] == [reading.statements for reading in link.readings]
        assert link.again.read(link.latex + " +") == ()


def test_every_kind_of_edit_changes_the_text_where_it_says() -> None:
    text = r"x^2 - \log(\frac{x}{2}) + \sum_k A_{kj} w_k X w < \max_k e^{x + 1} \cdot y (X^\top u + 3)"
    vocabulary = link_of((r"x = y", POSITIVE, *MATRIX)).again.vocabulary()  # type: ignore[union-attr]
    tree = Tree.of(text, vocabulary)
    assert tree is not None
    for kind in kinds():
        for edit in kind.find(tree):
            for start, end, new in edit.splices:
                assert 0 <= start <= end <= len(text)
                assert text[start:end] != new
            first, last = (0, len(text)) if edit.side is None else tree.spans()[2 * edit.side]
            assert all(first <= start and end <= last for start, end, _ in edit.splices), kind.name
