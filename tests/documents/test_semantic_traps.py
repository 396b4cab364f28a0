"""What may be undefined is not proved, and what is false for a reason that is easily overlooked is refuted."""

from __future__ import annotations

import pytest

from derive.documents.reader import read_text
from derive.verify.links import verify_link
from derive.verify.result import LinkVerdict


def document(formula: str, *setup: str) -> str:
    directives = "".join(f"<!-- derive: {line} -->\n" for line in setup)
    return f"{directives}<!-- derive: check -->\n$${formula}$$\n"


def only_verdict(formula: str, *setup: str) -> LinkVerdict:
    read = read_text(document(formula, *setup), "a.md")
    assert not read.errors
    ((link,),) = (check.links for check in read.checks)
    return verify_link(link)


@pytest.mark.parametrize(
    ("formula", "setup"),
    [
        (r"\frac{x(x-1)}{x} = x - 1", ()),
        (r"\frac{x-y}{x-y} = 1", ()),
        (r"0 \cdot \frac{1}{x} = 0", ()),
        (r"\log x - \log x = 0", ()),
        (r"\log(-x^2) = \log(-x^2)", ()),
        (r"\frac{\partial}{\partial x} |x| = \frac{x}{|x|}", ()),
        (r"\lim_{x \to 0} \frac{|x|}{x} = 1", (r"let $x \in \mathbb{R}$",)),
        (r"\sum_k p_k \frac{1}{p_k} = K", (r"let $p \in \Delta^{K-1}$",)),
        (r"\frac{\partial}{\partial p_i} \sum_k p_k \log p_k = \log p_i + 1", (r"let $p \in \Delta^{K-1}$",)),
        (r"\frac{\partial \max_k z_k}{\partial z_1} = 1", (r"let $z \in \mathbb{R}^2$", r"assume $z_1 \ge z_2$")),
    ],
)
def test_what_may_be_undefined_is_not_proved(formula: str, setup: tuple[str, ...]) -> None:
    read = read_text(document(formula, *setup), "a.md")
    ((link,),) = (check.links for check in read.checks)
    assert verify_link(link, effort=0.1).verdict in ("undecided", "refuted")


@pytest.mark.parametrize(
    ("formula", "setup"),
    [
        (r"\sqrt{x^2} = x", ()),
        (r"x + 10^{-60} = x", ()),
        (r"\sum_j f_j = \sum_j z_j^2", (r"let $z \in \mathbb{R}^K$", r"define $f_i = z_i \sum_j z_j$")),
        (r"\frac{\partial}{\partial p_j} \sum_k p_k = 0", (r"let $p \in \Delta^{K-1}$",)),
        (r"\frac{d}{dx} x^2 = 0", ("assume $x = 2$",)),
        (r"-\sum_k p_k \log p_k > 0", (r"let $p \in \Delta^{K-1}$, $p_k > 0$",)),
        (r"z_i \propto z_i^2", (r"let $z \in \mathbb{R}^K$",)),
        ("K \\le 7", (r"let $z \in \mathbb{R}^K$",)),
    ],
)
def test_semantic_traps_are_refuted(formula: str, setup: tuple[str, ...]) -> None:
    assert only_verdict(formula, *setup).verdict == "refuted"
