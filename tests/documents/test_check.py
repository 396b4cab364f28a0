"""Verdicts on links: each kind, under hypotheses, within limits, and never the wrong one."""

from __future__ import annotations

import multiprocessing

import pytest

from derive.documents.reader import read_text
from derive.kernel.certificate import check_certificate
from derive.verify.checks import check_documents
from derive.verify.result import LinkVerdict


def verdicts(text: str, effort: float = 1.0) -> list[LinkVerdict]:
    (checked,) = check_documents([read_text(text, "test.tex")], effort=effort, jobs=1)
    return [verdict for check in checked.verdicts for verdict in check]


def one(formula: str, *directives: str, effort: float = 1.0) -> LinkVerdict:
    lines = [f"% derive: {directive}" for directive in (*directives, "check")]
    (verdict,) = verdicts("\n".join([*lines, rf"\[ {formula} \]", ""]), effort)
    return verdict


@pytest.mark.parametrize(
    ("formula", "directives"),
    [
        (r"\sum_k (a_k + b_k) = \sum_k a_k + \sum_k b_k", ()),
        (r"\max_k z_k \le \log \sum_k e^{z_k}", (r"let $z \in \mathbb{R}^K$",)),
        (
            r"\max_j x_j = x_k",
            (r"let $k \in \{1,\dots,K\}$, $x \in \mathbb{R}^K$", r"assume $x_k > x_j$ for $j \ne k$"),
        ),
        (r"\|X v\|^2 = v^\top X^\top X v", (r"let $X \in \mathbb{R}^{n \times d}$, $v \in \mathbb{R}^d$",)),
        (r"p p^\top \preceq \mathrm{diag}(p)", (r"let $p \in \Delta^{K-1}$",)),
        (
            r"\sum_k y_k z_k = z_m",
            (r"let $z, y \in \mathbb{R}^K$, $m \in \{1,\dots,K\}$", r"assume $y_k = \delta_{km}$"),
        ),
        (r"\max(0, x) = \begin{cases} x & x > 0 \\ 0 & x \le 0 \end{cases}", (r"let $x \in \mathbb{R}$",)),
        (r"\left. \frac{d}{dx} e^{x} \right|_{x = 0} = 1", (r"let $x \in \mathbb{R}$",)),
        (r"\sum_{i<j} 2 z_i z_j = \Big(\sum_i z_i\Big)^2 - \sum_i z_i^2", (r"let $z \in \mathbb{R}^K$",)),
    ],
)
def test_a_true_link_is_proved_with_a_certificate(formula: str, directives: tuple[str, ...]) -> None:
    verdict = one(formula, *directives)
    assert verdict.verdict == "proved"
    for certificate in verdict.certificates:
        check_certificate(certificate)
    assert verdict.certificates


@pytest.mark.parametrize(
    ("formula", "directives"),
    [
        (r"\sum_k a_k b_k = \sum_k a_k \sum_k b_k", ()),
        (r"\max_k z_k < \log \sum_k e^{z_k}", (r"let $z \in \mathbb{R}^K$",)),
        (r"-\sum_k p_k \log p_k > 0", (r"let $p \in \Delta^{K-1}$, $p_k > 0$",)),
        (r"\log 2 \approx 0.694", ()),
        (r"\mathrm{diag}(p) \preceq p p^\top", (r"let $p \in \Delta^{K-1}$",)),
        (r"p p^\top \succ 0", (r"let $p \in \Delta^{K-1}$",)),
        (r"\sum_k y_k z_k = 0", (r"let $z, y \in \mathbb{R}^K$, $m \in \{1,\dots,K\}$", r"assume $y_k = \delta_{km}$")),
        (r"\max(0, x) = \begin{cases} x & x < 0 \\ 0 & x \ge 0 \end{cases}", (r"let $x \in \mathbb{R}$",)),
        (r"\left. \frac{d}{dx} e^{x} \right|_{x = 0} = e^{x}", (r"let $x \in \mathbb{R}$",)),
        (r"\sum_{i<j} z_i z_j = \Big(\sum_i z_i\Big)^2 - \sum_i z_i^2", (r"let $z \in \mathbb{R}^K$",)),
    ],
)
def test_a_false_link_is_refuted_at_apoint_text(formula: str, directives: tuple[str, ...]) -> None:
    verdict = one(formula, *directives)
    assert verdict.verdict == "refuted"
    assert verdict.counterexample is not None


def test_a_worked_number_is_computed_and_says_so() -> None:
    verdict = one(r"\log 2 \approx 0.693")
    assert verdict.verdict == "computed"
    assert "computation" in verdict.reason and not verdict.certificates


def test_an_undefined_side_is_undecided_and_names_the_missing_hypothesis() -> None:
    verdict = one(r"\log (a b) = \log a + \log b", r"let $a \in \mathbb{R}$, $b \in \mathbb{R}$")
    assert verdict.verdict == "undecided"
    assert "missing hypothesis" in verdict.reason


def test_a_hypothesis_that_excludes_itself_is_unreadable() -> None:
    verdict = one("x = x", r"let $x > 0$", r"assume $x < 0$")
    assert verdict.verdict == "unreadable"


def test_a_link_that_resists_is_given_up() -> None:
    formula = r"\sum_k w_k z_k^4 \ge \left(\sum_k w_k z_k\right)^4 - 10^{60} \sum_k e^{z_k^2 w_k^2 + e^{z_k}}"
    verdict = one(formula, r"let $w \in \Delta^{K-1}$, $z \in \mathbb{R}^K$", effort=0.1)
    assert verdict.verdict in ("undecided", "proved")


def test_no_worker_is_left_behind() -> None:
    verdicts("% derive: check\n\\[ a = a \\]\n")
    assert not multiprocessing.active_children()


def test_a_definition_may_stand_behind_the_one_that_uses_it() -> None:
    text = (
        "% derive: define\n\\[ p_i = e^{z_i} / Z \\]\n% derive: define\n\\[ Z = \\sum_i e^{z_i} \\]\n"
        "% derive: check\n\\[ \\sum_i p_i = 1 \\]\n"
    )
    assert [verdict.verdict for verdict in verdicts(text)] == ["proved"]
