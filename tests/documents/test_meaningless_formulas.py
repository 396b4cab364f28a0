"""Formulas whose meaning is unknown, ambiguous or another one than it seems: none is proved or refuted.

Each case is a false (or meaningless) formula that came out proved, or a true one that came out refuted, in a version of
the reader; the comment of each table says of what kind the fault was."""

from __future__ import annotations

import pytest

from derive.verify.checks import check_documents
from tests.documents import readings

REALS = r"let $a, b, c, w, x, y, s, t, \theta \in \mathbb{R}$"
VECTORS = r"let $x, y \in \mathbb{R}^n$"
SIMPLEX = r"let $p, q \in \Delta^{K-1}$, $p_k > 0$, $q_k > 0$"
PRODUCT = r"define $L = (w x - 1)^2$"

Cases = list[readings.Case]

CONDITIONS_THAT_BECAME_CLAIMS_OR_HYPOTHESES: Cases = [
    ("y > 0", REALS, r"assume here $x > 0$ if $y > 0$"),
    ("x > 0", REALS, r"assume here $x > 0$ if $y > 0$"),
    (r"x_j \ne 0", VECTORS, r"assume here $x_j > 0$ if $x_j \ne 0$"),
    (r"x_k = 0, \quad k = 1,\dots,n", VECTORS, r"assume here $x_k = 0$ for $k \ne 1$"),
    (r"x_1 > 0", VECTORS, r"assume $x_k > 0$, $k = 2, \dots, n$"),
    (r"x_1 > 0", VECTORS, r"assume $x_k > 0$, $k \ne 1$"),
    (r"x_2 > 0", VECTORS, r"assume $x_k > 0$, $k = 1$"),
    (r"x_1 > 0", VECTORS, r"assume here $x_k > 0$, $k \ne 1$"),
    (r"x_1 > 0", r"let $x \in \mathbb{R}^n$, $x_k > 0$, $k \ne 1$"),
    (r"x_1 = 1", VECTORS, r"assume $x_{i^*} = 1$"),
    (r"x = x \text{ is false}", REALS),
    (r"x y = y \qquad (x = 1)", REALS),
    (r"\sum_{i \in \{1,1\}} x_i = 2 x_1", VECTORS),
]

READINGS_THAT_FELL_AWAY: Cases = [
    (r"\frac{\partial L}{\partial w}(0) = 0", REALS, PRODUCT),
    (r"\frac{\partial^2 L}{\partial w^2}(0) = 0", REALS, PRODUCT),
    (r"L(0) = 0", REALS, PRODUCT),
    (r"\frac{\partial L}{\partial \theta}(3) = 6 \theta", REALS, r"define $L = \theta^2 + s$"),
    (r"\nabla_\theta L(0) = 0", r"let $\theta \in \mathbb{R}^n$", r"define $L = \theta^\top \theta + \theta_1$"),
    (r"L(x) = (\theta^2 + s) x", REALS, r"define $L = \theta^2 + s$"),
    (r"\lim_{h \to 0} \frac{f(x+h) - f(x)}{h} = f'(x)", r"let $x > 0$, $h > 0$"),
    (r"\lim_{h \to 0} \frac{f(x+h) - f(x)}{h} = \frac{f(x)}{x}", r"let $x > 0$, $h > 0$"),
    (r"\frac{d}{dx} f(x) = f'(x)", REALS),
    (r"\frac{d}{dx}(f(x) x) = 2 f(x)", REALS),
    (r"\theta \cdot \frac{d J(\theta)}{d \theta} = J(\theta)", REALS),
    (r"\|f(x) - f(y)\| = \|f(x - y)\|", VECTORS),
    (r"f'(a + b) = f'(a) + f'(b)", REALS),
    (r"g'(0) = 0", REALS),
    (r"h(2 x) = 2 h(x)", REALS, r"define $h(x) = g'(x)$"),
]

NAMES_WITH_A_BOUND_LETTER: Cases = [
    (r"\sum_{i=1}^n f_i(x, y) = n f_i(x, y)", VECTORS),
    (r"\mathbb{E}_{k \sim p}[f_k(a, b)] = f_k(a, b)", SIMPLEX, REALS),
    (r"\max_i f_i(a) = \min_i f_i(a)", REALS),
    (r"\lim_{t \to 0} f_t(x, y) = f_t(x, y)", REALS),
    (r"\sum_{t=1}^n x^{(t)} = n x^{(t)}", r"let $x^{(t)} \in \mathbb{R}$", r"assume $x^{(t+1)} > 0$"),
    (r"\sum_k p_k W^{[k]} a = W^{[k]} a", SIMPLEX, REALS),
    (r"\mathbb{E}_{s \sim p}[\tau_s] = \tau_s", r"let $\tau_s > 0$", SIMPLEX),
    (r"\frac{d}{dt} x_t = 0", r"let $x_t > 0$, $t \in \mathbb{R}$"),
]

NOTATIONS: Cases = [
    (r"\hat a = 3 a", REALS, r"notation $\hat{u}$ means $2 u$"),
    (r"2 a \oplus b = 2 (a + b)", REALS, r"notation $u \oplus v$ means $u + v$"),
    (r"a \oplus b c = (a + b) c", REALS, r"notation $u \oplus v$ means $u + v$"),
    (r"a \oplus b^2 = (a + b)^2", REALS, r"notation $u \oplus v$ means $u + v$"),
    (r"S(2 x) = 2 S(x)", REALS, r"notation $S(u)$ means $S(S(u))$"),
    (r"Q'(2) = c", REALS, r"notation $Q(a)$ means $a c^2$"),
]

FAMILIES: Cases = [
    (r"x^{(2)} = 2 x^{(1)}", r"let $x^{(t)} \in \mathbb{R}$", r"assume $x^{(t+1)} = 2 x^{(t)}$"),
    (r"x^{(t)} = 2 x^{(t-1)}", r"let $x^{(t)} \in \mathbb{R}$", r"assume $x^{(t+1)} = 2 x^{(t)}$"),
]

ALL = [
    *CONDITIONS_THAT_BECAME_CLAIMS_OR_HYPOTHESES, *READINGS_THAT_FELL_AWAY, *NAMES_WITH_A_BOUND_LETTER, *NOTATIONS,
]  # fmt: skip


def verdict(case: readings.Case) -> str:
    (file,) = check_documents([readings.document(case)], jobs=1)
    kinds = {one.verdict for links in file.verdicts for one in links}
    return kinds.pop() if len(kinds) == 1 else "unreadable"


@pytest.mark.parametrize("case", ALL, ids=lambda case: "; ".join(case))
def test_no_false_or_meaningless_formula_is_proved(case: readings.Case) -> None:
    assert verdict(case) != "proved"


@pytest.mark.parametrize(
    "case", [*READINGS_THAT_FELL_AWAY, *NAMES_WITH_A_BOUND_LETTER], ids=lambda case: "; ".join(case)
)
def test_what_may_mean_two_things_is_not_judged(case: readings.Case) -> None:
    assert verdict(case) in ("unreadable", "undecided")


@pytest.mark.parametrize("case", FAMILIES, ids=lambda case: "; ".join(case))
def test_what_follows_for_other_members_of_a_family_is_not_refuted(case: readings.Case) -> None:
    assert verdict(case) in ("unreadable", "undecided", "proved")


@pytest.mark.parametrize(
    ("formula", "setup"),
    [
        (r"\hat a = 2 a", (REALS, r"notation $\hat{u}$ means $2 u$")),
        (r"a^* = -a", (REALS, r"notation $u^*$ means $-u$")),
        (r"\frac{a}{b} = a - b", (REALS, r"notation $\frac{u}{v}$ means $u - v$")),
        (r"S = x", (REALS, r"notation $S$ means $x$")),
        (r"(a \oplus b) + 1 = a + b + 1", (REALS, r"notation $u \oplus v$ means $u + v$")),
        (r"S(1) = \sum_j x_1 x_j", (VECTORS, r"notation $S(i)$ means $\sum_j x_i x_j$")),
        (r"\nabla_w L(w^*) = 2 w^*", (r"let $w, w^* \in \mathbb{R}^n$", r"define $L = w^\top w$")),
        (r"x y > 0 \text{ if } y > 0", (REALS, r"assume here $x > 0$ if $y > 0$")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_meant_is_proved(formula: str, setup: tuple[str, ...]) -> None:
    assert verdict((formula, *setup)) == "proved"


def test_an_empty_check_is_not_a_pass() -> None:
    document = readings.document((r" ",))
    assert not document.checks and document.errors


@pytest.mark.parametrize(
    "formula",
    [
        r"\sin x \le 1",
        r"\cos(x)^2 \ge 0",
        r"\lfloor x \rfloor \le x",
        r"\binom{3}{2} = 3",
        r"\int_0^1 t \, dt = \frac{1}{2}",
    ],
)
def test_of_functions_of_which_nothing_is_known_it_is_said_so(formula: str) -> None:
    document = readings.document((formula, r"let $x \in \mathbb{R}$"))
    assert [error.code for error in document.errors] == ["D124"] and not document.checks
