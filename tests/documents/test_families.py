"""Families of vectors that are declared by a member: how many there are is said by nothing that a member has."""

from __future__ import annotations

from tests.documents.readings import Case, judged

STEPS = r"let $x_t, g_t, u \in \mathbb{R}^d$, $\eta > 0$"
BOTH = (
    r"let $x_t \in \mathbb{R}^d$, $x \in \mathbb{R}^d$, $A \in \mathbb{R}^{d \times d}$",
    r"define $f(x) = x^\top A x$",
)

POINTS = (r"let $x^{(i)} \in \mathbb{R}$, $c \in \mathbb{R}^k$", r"define $a_j^{(i)} = c_j x^{(i)}$")
ROWS = (r"let $Q \in \mathbb{R}^{m \times k}$", r"assume $\sum_{j=1}^k Q_{ij} = 1$")

PROVED: list[Case] = [
    (r"a_j^{(i)} - a_j^{(l)} = c_j (x^{(i)} - x^{(l)})", *POINTS),
    (r"\sum_{i=1}^m a_1^{(i)} = c_1 \sum_{i=1}^m x^{(i)}", *POINTS),
    (r"\sum_{i=1}^m b^{(i)} = \sum_{i=1}^m (x^{(i)})^2", *POINTS, r"define $b^{(i)} = (x^{(i)})^2$"),
    (r"\sum_{i=1}^m \sum_{j=1}^k Q_{ij} = m", *ROWS, r"let $v \in \mathbb{R}^m$", "define $L = v_i$"),
    (
        r"\|x_{t+1} - u\|^2 = \|x_t - u\|^2 - 2 \eta \langle g_t, x_t - u \rangle + \eta^2 \|g_t\|^2",
        STEPS,
        r"let $w \in \mathbb{R}^T$",
        r"define $x_{t+1} = x_t - \eta g_t$",
    ),
    (r"f(x_t) = x_t^\top A x_t", *BOTH),
    (r"\nabla f(x) = (A + A^\top) x", *BOTH),
    (r"\sum_{t=1}^T \|x_t\|^2 \le T \max_t \|x_t\|^2", r"let $x_t \in \mathbb{R}^d$"),
]

REFUTED: list[Case] = [
    (r"a_j^{(i)} = a_j^{(l)}", *POINTS),
    (r"\sum_t \|x_t\|^2 \le d \max_t \|x_t\|^2", r"let $x_t \in \mathbb{R}^d$"),
    (r"\sum_i x_{ti} = \sum_t x_{ti}", r"let $x_t \in \mathbb{R}^d$"),
    (r"\nabla f(x) = A x", *BOTH),
]

UNREADABLE: list[tuple[str, Case]] = [
    ("a member of the family", (r"\sum_i x_i = x", r"let $x \in \mathbb{R}^d$, $x_i \in \mathbb{R}^d$")),
    (
        "a member of the family",
        (r"x = 0 \cdot x_t", r"let $x \in \mathbb{R}^d$, $x_t \in \mathbb{R}^d$", r"define $s = \sum_t x_t$"),
    ),
    ("is declared as one name", (r"\sum_k p_{tk} = 1", r"let $p_t \in \Delta^{K-1}$")),
    (
        "a size is not determined",
        (r"\sum_t 1 + \sum_t \|x_t\|^2 = d + \sum_t \|x_t\|^2", r"let $x_t \in \mathbb{R}^d$"),
    ),
]

TestReadings = judged(PROVED, REFUTED, UNREADABLE)
