"""Attacks on readings: notation whose misreading would make a false link proved, or a true one refuted.

Each claim stands next to the twin that only the wrong reading would prove."""

from __future__ import annotations

import pytest

from tests.documents.readings import Case, document, verdicts_of

REALS = r"let $x, y, t, a, b, c \in \mathbb{R}$"
LOGITS = r"let $z \in \mathbb{R}^K$"
VECTORS = r"let $x, y \in \mathbb{R}^n$"
MATRICES = r"let $A, B, C \in \mathbb{R}^{n \times n}$"
SIMPLEX = r"let $p, q \in \Delta^{K-1}$, $p_k > 0$, $q_k > 0$"
CLASS = r"let $c \in \{1,\dots,K\}$"
SOFTMAX = (LOGITS, r"define $p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$")
LOSS = (*SOFTMAX, r"let $w \in \Delta^{K-1}$", r"define $L = -\sum_k w_k \log p_k$")
ONE_HOT = (LOGITS, CLASS, r"let $y \in \mathbb{R}^K$", r"assume $y_k = \delta_{kc}$")
BREGMAN = (
    VECTORS,
    r"define $f(x) = \sum_i x_i^3$",
    r"define $D(x, y) = f(x) - f(y) - \nabla f(y)^\top (x - y)$",
)
DIVERGENCE = (SIMPLEX, r"define $D(p \| q) = \sum_k p_k \log \frac{p_k}{q_k}$")
TWO_WEIGHTS = r"let $W^{(1)}, W^{(2)} \in \mathbb{R}^{n \times n}$"

PROVED: list[Case] = [
    # arguments of functions whose letters the document uses otherwise
    (r"g(2, x) = 2 x", REALS, r"define $g(x, s) = x s$"),
    (r"D(q, p) = \sum_k q_k \log \frac{q_k}{p_k}", SIMPLEX, r"define $D(p, s) = \sum_k p_k \log \frac{p_k}{s_k}$"),
    (r"f(j) = z_j", LOGITS, CLASS, "define $u = z_c$", "define $f(c) = u$"),
    (r"f(j, 1) = z_j", LOGITS, CLASS, "define $u = z_c$", "define $f(c, s) = s u$"),
    (r"g(x) = x", REALS, r"define $g(s) = \frac{d}{dx} (s x)$"),
    (r"g(x) = 3 x", REALS, r"define $g(s) = \left. s x \right|_{x = 3}$"),
    # what a bar reaches
    (r"\left. \frac{\partial}{\partial x} x y \right|_{x = y} = y", REALS),
    (r"\left. x - y \right|_{x = y, y = x} = y - x", REALS),
    (r"\frac{d}{dx} x^3 \Big|_{x = 2} = 12", REALS),
    (r"\frac{d}{dx} \left( x^2 \big|_{x = 3} \right) = 0", REALS),
    (r"\frac{d}{dy} \left( \left. x y \right|_{x = y} \right) = 2 y", REALS),
    (r"-x^2 \big|_{x = 2} = -4", REALS),
    (r"\left.\frac{d}{dx}\left(\left.\frac{d}{dy} x y^2\right|_{y=x}\right)\right|_{x=1} = 4", REALS),
    (r"p_i \big|_{z = 0} = \frac{1}{K}", *SOFTMAX),
    (r"\left. \frac{d}{dt} \log \sum_k e^{t z_k} \right|_{t = 0} = \frac{1}{K} \sum_k z_k", REALS, LOGITS),
    # cases and indicators, with their ties
    (r"|x| = \begin{cases} x & x \ge 0 \\ -x & x < 0 \end{cases}", REALS),
    (r"\mathbb{1}[0 < x < 1] = \mathbb{1}[x > 0] \mathbb{1}[x < 1]", REALS),
    (r"\mathbb{1}[z_i = z_j] \ge \delta_{ij}", LOGITS),
    (r"\frac{d}{dx} \mathbb{1}[x > 0] = 0", r"let $x > 0$"),
    (r"\lim_{x \to 0^+} \mathbb{1}[x > 0] = 1", REALS),
    (r"\lim_{x \to 0^-} \mathbb{1}[x > 0] = 0", REALS),
    # orders of matrices and of indices
    (r"A^\top A + \lambda I \succ 0", r"let $A \in \mathbb{R}^{m \times n}$, $\lambda > 0$"),
    (r"\mathbf{1} \mathbf{1}^\top \preceq K I", LOGITS),
    (r"\sum_{i<j} 1 = \frac{K (K - 1)}{2}", LOGITS),
    (r"\sum_{i \le j} x_i x_j = \frac12 \Big(\sum_i x_i\Big)^2 + \frac12 \sum_i x_i^2", VECTORS),
    (r"\sum_{i<j} (A_{ij} + A_{ji}) = \sum_i \sum_j A_{ij} - \sum_i A_{ii}", MATRICES),
    (r"\sum_{\substack{i,j \\ i \ne j}} A_{ij} = \sum_i \sum_j A_{ij} - \mathrm{tr}(A)", MATRICES),
    (r"\sum_{\substack{i=1 \\ i \ne j}}^n x_i = \sum_i x_i - x_j", VECTORS),
    (r"\sum_{i=1}^{n-1} x_i = \sum_i x_i - x_n", VECTORS),
    # powers, and the reach of functions and sums
    (r"\log^2 x = (\log x)^2", r"let $x > 0$"),
    (r"\log x^2 = 2 \log x", r"let $x > 0$"),
    (r"e^{-x^2} = \frac{1}{e^{x^2}}", REALS),
    (r"a/b/c = \frac{a}{bc}", r"let $a, b, c > 0$"),
    (r"\max_i x_i + c = \max_i (x_i + c)", VECTORS),
    (r"\sum_i -x_i y_i = -\sum_i x_i y_i", VECTORS),
    (r"-\max_i x_i = \min_i (-x_i)", VECTORS),
    (r"\log x_i / y_i = \log x_i - \log y_i", VECTORS, r"assume $x_i > 0$, $y_i > 0$"),
    # letters that are bound twice
    (r"\sum_i \Big( z_i + \sum_i z_i \Big) = (K + 1) \sum_i z_i", LOGITS),
    (r"\sum_i \frac{\partial}{\partial z_i} \sum_i z_i = K", LOGITS),
    (r"\sum_j f(z_j) = \Big(\sum_j z_j\Big)^2", LOGITS, r"define $f(u) = \sum_j u z_j$"),
    (r"\sum_{c \ne i} z_c = \sum_j z_j - z_i", LOGITS, CLASS),
    (r"\mathbb{E}_{k \sim p}[\sum_k p_k] = 1", SIMPLEX),
    # total and partial derivatives
    (r"\frac{\partial L}{\partial p_k} = -\frac{w_k}{p_k}", *LOSS),
    (r"\frac{\partial L}{\partial z_k} = p_k - w_k", *LOSS),
    (r"\frac{\partial w}{\partial v} = x + 2 v", REALS, r"define $v = x^2$", r"define $w = v x + v^2$"),
    (r"\frac{\partial w}{\partial x} = 3x^2 + 4x^3", REALS, r"define $v = x^2$", r"define $w = v x + v^2$"),
    (r"\frac{d}{dx} x \frac{d}{dx} x^2 = 4x", REALS),
    (r"\nabla_z L^\top z = \sum_k (p_k - w_k) z_k", *LOSS),
    (r"f'(2x) = 4x", REALS, r"define $f(x) = x^2$"),
    (r"\nabla f(2 x) = 4 x", VECTORS, r"define $f(x) = \|x\|^2$"),
    (r"\frac{\partial}{\partial p_j} \sum_k p_k = 1", SIMPLEX),
    (r"\frac{\partial}{\partial x} x^2 = 2", REALS, r"assume $x = 1$"),
    (r"\frac{\partial}{\partial y_j} \sum_k y_k^2 = 2 \delta_{jc}", *ONE_HOT),
    (r"\frac{\partial}{\partial \theta_i} \theta_i^\top x = x", r"let $\theta \in \mathbb{R}^{K \times d}$",
     r"let $x \in \mathbb{R}^d$"),
    # functions whose arguments are swapped
    (r"f(y, f(x, y)) = 2y - x", REALS, r"define $f(x, y) = x - y$"),
    (r"g(y) = x^2 + y", REALS, r"define $u = x^2$", r"define $g(s) = u + s$"),
    (r"g(y) = y^2 + y", REALS, r"define $u = x^2$", r"define $g(x) = u + x$"),
    (r"g(y^2) = 2 y^2", REALS, r"define $g(x) = \frac{d}{dx} x^2$"),
    (r"D(y, x) = \sum_i (y_i^3 - x_i^3 - 3 x_i^2 (y_i - x_i))", *BREGMAN),
    (r"\frac{\partial}{\partial x_j} D(y, x) = - 6 x_j (y_j - x_j)", *BREGMAN),
    (r"\frac{\partial}{\partial p_i} D(q \| p) = -\frac{q_i}{p_i}", *DIVERGENCE),
    # decimals
    (r"0.1 + 0.2 = 0.3",),
    (r"1 + 10^{-70} > 1",),
    (r"e^{-10} \approx 4.54 \times 10^{-5}",),
    # shapes
    (r"x x^\top y = (x^\top y) x", VECTORS),
    (r"x \oslash y \odot y = x", VECTORS, r"assume $y_i > 0$"),
    (r"\frac{\partial x^\top A y}{\partial A} = x y^\top", VECTORS, MATRICES),
    (r"\mathrm{tr}(A B C) = \mathrm{tr}(C A B)", MATRICES),
]  # fmt: skip

REFUTED: list[Case] = [
    # arguments of functions whose letters the document uses otherwise
    (r"g(2, x) = 4", REALS, r"define $g(x, s) = x s$"),
    (r"D(q, p) = 0", SIMPLEX, r"define $D(p, s) = \sum_k p_k \log \frac{p_k}{s_k}$"),
    (r"f(j) = z_c", LOGITS, CLASS, "define $u = z_c$", "define $f(c) = u$"),
    (r"f(j, 1) = z_c", LOGITS, CLASS, "define $u = z_c$", "define $f(c, s) = s u$"),
    (r"g(x) = 2 x", REALS, r"define $g(s) = \frac{d}{dx} (s x)$"),
    (r"g(x) = 9", REALS, r"define $g(s) = \left. s x \right|_{x = 3}$"),
    (r"\left. \frac{\partial}{\partial x} x y \right|_{x = y} = 2y", REALS),
    (r"\left. x - y \right|_{x = y, y = x} = 0", REALS),
    (r"\frac{d}{dx} x^3 \Big|_{x = 2} = 0", REALS),
    (r"p_i \big|_{z = 0} = 1", *SOFTMAX),
    (r"\mathbb{1}[x \ge y] + \mathbb{1}[x \le y] = 1", REALS),
    (r"\mathbb{1}[0 < x < 1] = \mathbb{1}[0 \le x \le 1]", REALS),
    (r"\mathbb{1}[z_i = z_j] = \delta_{ij}", LOGITS),
    (r"\sum_i \mathbb{1}[z_i = \max_j z_j] = 1", LOGITS),
    (r"|x| = \begin{cases} x & \text{if } x > 1 \\ -x & \text{otherwise} \end{cases}", REALS),
    (r"A^\top A + \lambda I \succ 0", r"let $A \in \mathbb{R}^{m \times n}$, $\lambda \ge 0$"),
    (r"A \succeq B", MATRICES, r"assume $A_{ij} \ge B_{ij}$"),
    (r"\sum_{i \le j} x_i x_j = \frac12 \Big(\sum_i x_i\Big)^2 - \frac12 \sum_i x_i^2", VECTORS),
    (r"W^{(1)} W^{(2)} = W^{(2)} W^{(1)}", TWO_WEIGHTS),
    (r"x^{(i)} = x^{(j)}", r"let $x^{(i)} \in \mathbb{R}^d$"),
    (r"\log x^2 = (\log x)^2", r"let $x > 0$"),
    (r"e^{-x^2} = (e^{-x})^2", REALS),
    (r"-x^2 = (-x)^2", REALS),
    (r"a/b \cdot c = \frac{a}{b c}", r"let $a, b, c > 0$"),
    (r"2\sum_i x_i y_i + c = 2 \sum_i (x_i y_i + c)", VECTORS),
    (r"\max_i x_i + c = \max_i x_i", VECTORS),
    (r"\prod_i 2 x_i = 2 \prod_i x_i", VECTORS),
    (r"\sum_i z_i \sum_i z_i = \sum_i z_i^2", LOGITS),
    (r"z_i + \sum_i z_i = 2 \sum_i z_i", LOGITS),
    (r"f(z_j) = \sum_j z_j^2", LOGITS, r"define $f(u) = \sum_j u z_j$"),
    (r"\mathbb{E}_{k \sim p}[\sum_k p_k z_k] = \sum_k p_k^2 z_k", SIMPLEX, LOGITS),
    (r"\mathbb{E}_{k \sim p}[z_k^2] = \mathbb{E}_{k \sim p}[z_k]^2", SIMPLEX, LOGITS),
    (r"\frac{\partial L}{\partial z_k} = -\frac{w_k}{p_k}", *LOSS),
    (r"\frac{\partial L}{\partial p_k} = p_k - w_k", *LOSS),
    (r"\frac{\partial w}{\partial x} = v", REALS, r"define $v = x^2$", r"define $w = v x + v^2$"),
    (r"\frac{\partial^2 L}{\partial z_i^2} = \left(\frac{\partial L}{\partial z_i}\right)^2", *LOSS),
    (r"\nabla f(2 x) = 8 x", VECTORS, r"define $f(x) = \|x\|^2$"),
    (r"\frac{\partial}{\partial p_j} \sum_k p_k = 0", SIMPLEX),
    (r"\frac{\partial}{\partial y_j} \sum_k y_k^2 = 0", *ONE_HOT),
    (r"g(y) = x^2 + y", REALS, r"define $u = x^2$", r"define $g(x) = u + x$"),
    (r"D(p \| q) = D(q \| p)", *DIVERGENCE),
    (r"1 + 10^{-70} = 1",),
    (r"0.1 + 0.2 = 0.30000000000000004",),
    (r"\log 2 \approx 0.70",),
    (r"x x^\top y = (x^\top x) y", VECTORS),
    (r"\frac{\partial x^\top A y}{\partial A} = y x^\top", VECTORS, MATRICES),
    (r"\mathrm{tr} A^2 = (\mathrm{tr} A)^2", MATRICES),
    # a hypothesis says no more than it says
    (r"z_c > 0", LOGITS, CLASS, r"assume $z_k > 0$ for $k \ne c$"),
    (r"z_i > 0", LOGITS, r"assume $z_1 > 0$"),
    (r"z_j < z_c", LOGITS, CLASS, r"assume $c \in \arg\max_k z_k$", r"assume here $j \ne c$"),
    (r"x > 0", REALS, r"assume $x > 0$ if $y > 0$"),
    (r"p_i = q_i", SIMPLEX, r"assume $\sum_k p_k = \sum_k q_k$"),
    (r"\forall x > 0: x > 1", REALS),
    (r"x^2 > 0 \text{ if } x \ge 0", REALS),
]  # fmt: skip

TWO_READINGS: list[tuple[str, Case]] = [
    ("'y' is no index here", (r"x = y", REALS, r"assume $x = y$ for all $y$")),
    ("'y' is no index here", (r"x > y", r"assume $x > y$ for all $y$")),
    ("'y' is no index here", (r"x^\top A x \ge 0", VECTORS, MATRICES, r"assume $y^\top A y \ge 0$ for all $y$")),
    ("this bar has two readings", (r"x \frac{d}{dx} x^2 \Big|_{x = 1} = 2", REALS)),
    ("not understood", (r"\left. x^2 \right|_a^b = b^2 - a^2", REALS)),
    ("leave something out", (r"\begin{cases} 1 & x < 0 \\ 2 & x > 0 \end{cases} \ge 1", REALS)),
    ("leave something out", (r"\begin{cases} 1 & x < 0 \\ 2 & y \ge 0 \end{cases} \ge 1", REALS)),
    ("leave something out", (r"\begin{cases} 1 & x < 0, y > 0 \\ 2 & x \ge 0 \end{cases} \ge 1", REALS)),
    ("compare square matrices", (r"x \succeq y", VECTORS)),
    ("swapped", (r"\sum_{i < j} (x_i - x_j) = 0", VECTORS)),
    ("are not understood", (r"\sum_{i<j<k} 1 = 1", LOGITS)),
    ("two readings", (r"x^{(2)} = x^2", REALS)),
    ("two readings", (r"f^{(2)}(x) = 6x", REALS, r"define $f(x) = x^3$")),
    ("two readings", (r"W^{(2)} = W W", r"let $W \in \mathbb{R}^{n \times n}$")),
    ("two readings", (r"e_c^\top z = z_c", LOGITS, CLASS)),
    ("its row and its column", (r"\theta_i^\top x = \sum_j \theta_{ij} x_j",
                                r"let $\theta \in \mathbb{R}^{d \times d}$", r"let $x \in \mathbb{R}^d$")),
    ("two readings", (r"a/bc = \frac{a}{bc}", REALS)),
    ("two readings", (r"\mathrm{tr} A B = \mathrm{tr}(A) B", MATRICES)),
    ("two readings", (r"\mathbb{E}_{k \sim p} z_k q_k = \mathbb{E}_{k \sim p}[z_k] q_k", SIMPLEX, LOGITS)),
    ("two readings", (r"\nabla_x 2 x_1 x_2 = 0", VECTORS)),
    ("does not mention", (r"\frac{\partial x}{\partial v} = 0", REALS, r"define $v = x^2$")),
    ("is not an index", (r"\sum_{i=1}^n x_{i+1} = 1", VECTORS)),
    ("dots", (r"x_1 + x_3 + \cdots + x_n = 0", VECTORS)),
    ("dots", (r"1 + 2 + \cdots + n = \frac{n(n+1)}{2}", VECTORS)),
    ("may run over", (r"\sum p_i p_j = 1", SIMPLEX)),
    ("not understood", (r"x \pm y = x + y", REALS)),
    ("not understood", (r"x = x \implies y = 0", REALS)),
    ("not understood", (r"\exists x: x > 1", REALS)),
    ("do not agree", (r"\sum_{i=1}^n x_i = \sum_{i=1}^m x_i", VECTORS)),
    ("contradict each other", (r"z_i = z_j + z_k + 7", LOGITS, r"assume here $i = j$, $j = k$, $k \ne i$")),
    ("contradict each other", (r"z_1 = z_2", LOGITS, r"assume $K = 1$")),
    ("has no index", (r"z_k = 7", LOGITS, r"assume here $i \ne j$")),
    ("circular", (r"p_i = 1", r"define $p_i = q_i$", r"define $q_i = p_i$")),
    ("by itself", (r"u = 1", r"define $u = u^2$")),
    ("already", (r"u = 2", r"define $u = 1$", r"define $u = 2$")),
    ("two readings here, every class", (r"\sum_k y_k z_k = z_m", LOGITS, r"let $y \in \mathbb{R}^K$",
                                        r"assume $y_k = \delta_{km}$")),
    ("between formulas", (r"z_k > 0", LOGITS, r"assume $z_k > 0$ for some $k$")),
    ("between formulas", (r"x > 0", REALS, r"assume $x > 0$ or $y > 0$")),
]  # fmt: skip

CONTRADICTORY: list[Case] = [
    (r"x > 1", r"let $x > 1$", r"assume $x < 0$"),
    (r"x^2 = -1", REALS, r"assume $x^2 = -1$"),
    (r"e^x = x", REALS, r"assume $e^x = x$"),
    (r"\sum_k p_k = 2", SIMPLEX, r"assume $\sum_k p_k = 2$"),
    (r"p_k > 1", SIMPLEX, r"assume $p_k > 1$"),
    (r"z_k < z_l", LOGITS, r"assume $z_i < z_j$"),
    (r"z_k \ne z_l", LOGITS, r"assume $z_i \ne z_j$"),
    (r"A_{ij} = 0", MATRICES, r"assume $A = I$, $A = 0$"),
    (r"K = \frac32", LOGITS, r"assume $2 K = 3$"),
    (r"\sum_k y_k = 2", *ONE_HOT, r"assume $\sum_k y_k = 2$"),
    (r"x_i = 2", r"let $x \in \{0, 1\}^n$", r"assume $x_k = 2$"),
    (r"u = -1", REALS, r"define $u = x^2$", r"assume $u = -1$"),
    (r"\frac{d}{dx} x^2 = 2x + 1", REALS, r"assume $\frac{d}{dx} x^2 = 2x + 1$"),
]


def spelled(case: Case) -> str:
    return "; ".join((case[0], *case[1:]))


@pytest.fixture(scope="module")
def true_and_false() -> dict[Case, str]:
    return verdicts_of([*PROVED, *REFUTED])


@pytest.fixture(scope="module")
def under_contradiction() -> dict[Case, str]:
    return verdicts_of(CONTRADICTORY, 1.0)


@pytest.mark.parametrize("case", PROVED, ids=spelled)
def test_a_mathematicians_reading_is_proved(case: Case, true_and_false: dict[Case, str]) -> None:
    assert true_and_false[case] == ("computed" if r"\approx" in case[0] else "proved")


@pytest.mark.parametrize("case", REFUTED, ids=spelled)
def test_what_only_a_misreading_proves_is_refuted(case: Case, true_and_false: dict[Case, str]) -> None:
    assert true_and_false[case] == "refuted"


@pytest.mark.parametrize(("message", "case"), TWO_READINGS, ids=lambda part: part if isinstance(part, str) else None)
def test_what_has_no_single_reading_is_not_judged(message: str, case: Case) -> None:
    read = document(case)
    assert not any(check.links for check in read.checks)
    assert message in read.errors[0].message
    assert read.errors[0].line >= 1 and read.errors[0].column >= 1


@pytest.mark.parametrize("case", CONTRADICTORY, ids=spelled)
def test_contradictory_hypotheses_prove_nothing(case: Case, under_contradiction: dict[Case, str]) -> None:
    assert under_contradiction[case] in ("unreadable", "undecided")
