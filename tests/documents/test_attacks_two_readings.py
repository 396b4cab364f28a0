"""Attacks on words, letters and signs with two readings: the true reading is kept, a guess is never judged."""

from __future__ import annotations

import pytest

from derive.documents.reader import Document
from tests.documents import readings
from tests.documents.readings import Case

SETUP = (
    r"let $x, y, z \in \mathbb{R}^n$, $A, B \in \mathbb{R}^{n \times n}$, $s, t \in \mathbb{R}$, "
    r"$p \in \Delta^{n-1}$, $p_k > 0$"
)

SQUARE, CUBE = "define $f(t) = t^2$", "define $g(t) = t^3$"

PROVED: list[Case] = [
    # moments
    (r"\mathbb{E}_p[\log p] = \sum_k p_k \log p_k",),
    (r"\mathbb{E}_{k \sim p}[\log p_k] = \sum_k p_k \log p_k",),
    (r"\mathbb{E}_p[z - z_c] = \mathbb{E}_p[z] - z_c", r"let $c \in \{1, \dots, n\}$"),
    # words
    (r"x - x = 0 \quad \text{for all } y",),
    (r"\mathrm{TP} + \mathrm{FP} = \mathrm{FP} + \mathrm{TP}",),
    # functions
    (r"\sigma (1 - \sigma) = \sigma - \sigma^2",),
    ("f(2 t) = 4 t^2", SQUARE),
    ("f (2 t) = 2 t f", r"let $f \in \mathbb{R}$"),
    ("f(t)^{-1} = 1 / f(t)", "define $f(t) = e^t$"),
    # entrywise products
    (r"A (x \odot y) = A (y \odot x)",),
    (r"(A x) \odot y = y \odot (A x)",),
    (r"2 x \odot y = x \odot y + y \odot x",),
    (r"x \circ y = y \circ x",),
    # restricted sums
    (r"\sum_j \sum_{i \ne j} x_i x_j = \Big(\sum_k x_k\Big)^2 - \sum_k x_k^2",),
    (r"\sum_{i \ne j} x_i = \sum_i x_i - x_j",),
    (r"\sum_{i \ne c} x_i x_c = x_c \sum_i x_i - x_c^2", r"let $c \in \{1, \dots, n\}$"),
    # variants of letters, transposition, differentials
    ("x'_i x_i = x_i x'_i",),
    (r"x^\top x^* = (x^*)^\top x", r"let $x^* \in \mathbb{R}^n$"),
    (r"\gamma^T \ge 0", r"let $\gamma > 0$"),
    (r"\frac{d}{dt} t^2 = 2 t", r"let $W \in \mathbb{R}^{n \times d}$"),
    (r"\langle x, y \rangle = y^\top x",),
    # braces, numerals, e
    ("{(s + 1)}^2 = s^2 + 2 s + 1",),
    ("{10}^2 = 100",),
    (r"\delta_{12} = 0", r"assume $n \ge 2$"),
    (r"\delta_{11} = 1",),
    (r"\log e = 1",),
    ("e = e^1",),
    (r"\varepsilon \cdot \varepsilon = \varepsilon^2", r"let $\varepsilon > 0$"),
    # hypotheses
    ("z_i > 0", "define $u = z_k$", "assume $z_j > 0$"),
]  # fmt: skip

REFUTED: list[Case] = [
    (r"\mathbb{E}_{k \sim p}[\log p_k] = \sum_k \log p_k",),
    (r"(A x) \odot y = A (x \odot y)",),
]

UNREADABLE: list[tuple[str, Case]] = [
    *[
        ("the index that is drawn from the distribution and one that is given", (formula,))
        for formula in (
            r"\mathbb{E}_p[\log p_k] = \log p_k",
            r"\mathbb{E}_p[\log p_k] = \sum_k p_k \log p_k",
            r"\mathrm{Var}_p[z_i] = 0",
            r"\mathrm{Cov}_p(z_i, z_j) = 0",
            r"\sum_i \mathrm{Var}_p(z_i) = 0",
        )
    ],
    *[
        ("is not understood here", (rf"x - x = 0 \text{{ {word} }} y = 0",))
        for word in ("iff", "unless", "implies", "only if", "then")
    ],
    ("the text 'iff' is not understood here", (r"x - x = 0 \text{iff} y = 0",)),
    *[
        ("a function and a product", (formula,))
        for formula in (
            "f(2 t) = 2 t f(1)",
            "f(0) = 0",
            "g(-t) = -g t",
            r"\pi(a + 1) = \pi a + \pi",
            r"\operatorname{relu} t = t \operatorname{relu} 1",
            r"|t| = t \operatorname{sgn} t",
            r"\mathcal{L}(2 t) = 2 \mathcal{L}(t)",
        )
    ],
    *[
        (r"A (x \odot y) and (A x) \odot y", (formula,))
        for formula in (
            r"A x \odot y = A (x \odot y)",
            r"A x \odot y = (A x) \odot y",
            r"A \odot B A = (A \odot B) A",
            r"A x \oslash y = A (x \oslash y)",
            r"x^\top x \odot y = x^\top (x \odot y)",
        )
    ],
    ("a function of a function and an entrywise product", (r"f \circ g(t) = f(t) g(t)", SQUARE, CUBE)),
    ("a function of a function and an entrywise product", (r"(f \circ g)(t) = f(t) g(t)", SQUARE, CUBE)),
    ("a function of a function and an entrywise product", (r"(u \circ v) w = u v w",)),
    ("the inverse function and 1/", (r"\tanh^{-1}(t) = 1 / \tanh(t)",)),
    ("the inverse function and 1/", (r"\exp^{-1}(t) = e^{-t}",)),
    ("the inverse function and 1/", ("f^{-1}(t) = 1 / f(t)", "define $f(t) = e^t$")),
    *[
        ("for one 'j' that is given and over all pairs", (formula,))
        for formula in (
            r"\sum_{i \ne j} x_i x_j = \Big(\sum_k x_k\Big)^2 - \sum_k x_k^2",
            r"\sum_{i \ne j} 1 = n (n - 1)",
        )
    ],
    *[
        ("its transposition, conjugate or mean", (formula,))
        for formula in (r"x'x \ge 0", "A'A = AA'", r"A^*A = AA^*", r"\bar x x = x \bar x")
    ],
    (r"'\dagger' is not understood", (r"A^\dagger = A^*",)),
    ("a transposition and a power", ("u^T v = v^T u",)),
    ("a derivative and a fraction", (r"\frac{d}{dk} k^2 = k", "let $d, k > 0$")),
    ("a derivative and a fraction", (r"\frac{da}{db} = 0", "let $d > 0$")),
    ("an inner product of a matrix", (r"\langle A, B \rangle = A^\top B",)),
    ("a script on braces has two readings", ("{s + 1}^2 = s^2 + 2 s + 1",)),
    ("a power of ten and a product with e", ("1.5e3 = 1500",)),
    ("'²' is not a letter here", (r"t² = t \cdot t",)),
    ("'½' is not a letter here", ("½ + ½ = 1",)),
    ("'ᵀ' is not a letter here", ("xᵀx = x^2",)),
    ("one letter and two", (r"\varepsilon = \epsilon",)),
    ("one letter and two", (r"\varepsilon > 0", r"let $\epsilon > 0$")),
    ("'K' is not known", (r"\sum_{k=1}^K 1 = 3", "define $K = 3$")),
    ("'k' has two readings", ("z_i > 0", "define $u = z_k$", "assume $z_k > 0$")),
    ("a derivative of order s and a power", ("f^{(s)}(t) = f(t)^s", SQUARE)),
]


def document(case: Case) -> Document:
    """The case below the declarations of this file."""
    return readings.document(below(case))


def below(case: Case) -> Case:
    return (case[0], SETUP, *case[1:])


@pytest.fixture(scope="module")
def verdicts() -> dict[Case, str]:
    cases = [*PROVED, *REFUTED]
    found = readings.verdicts_of([below(case) for case in cases])
    return {case: found[below(case)] for case in cases}


@pytest.mark.parametrize("case", PROVED, ids="; ".join)
def test_the_only_reading_is_proved(case: Case, verdicts: dict[Case, str]) -> None:
    assert verdicts[case] == "proved"


@pytest.mark.parametrize("case", REFUTED, ids="; ".join)
def test_what_only_a_misreading_proves_is_refuted(case: Case, verdicts: dict[Case, str]) -> None:
    assert verdicts[case] == "refuted"


@pytest.mark.parametrize(("message", "case"), UNREADABLE, ids=lambda part: part if isinstance(part, str) else part[0])
def test_what_has_two_readings_is_not_judged(message: str, case: Case) -> None:
    read = document(case)
    assert not any(check.links for check in read.checks)
    assert any(message in error.message for error in read.errors)


def test_a_hypothesis_with_a_word_in_it_is_not_taken_for_a_product() -> None:
    read = document(("x = 0", r"assume $x = 0 \text{ or so}$"))
    assert not any(check.links for check in read.checks)
    assert "'or so'" in read.errors[0].message
