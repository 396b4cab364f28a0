"""Families of vectors that are declared by a member: how many there are is said by nothing that a member has."""

from __future__ import annotations

import pytest

from tests.documents.readings import Case, judged, verdicts_of

STEPS = r"let $x_t, g_t, u \in \mathbb{R}^d$, $\eta > 0$"
BOTH = (
    r"let $x_t \in \mathbb{R}^d$, $x \in \mathbb{R}^d$, $A \in \mathbb{R}^{d \times d}$",
    r"define $f(x) = x^\top A x$",
)

POINTS = (r"let $x^{(i)} \in \mathbb{R}$, $c \in \mathbb{R}^k$", r"define $a_j^{(i)} = c_j x^{(i)}$")
DESCENT = (
    r"let $x^{(t)} \in \mathbb{R}^d$, $g^{(t)} \in \mathbb{R}^d$, $\eta > 0$",
    r"assume $x^{(t+1)} = x^{(t)} - \eta g^{(t)}$",
)
LINES = (r"let $X \in \mathbb{R}^{N \times d}$, $w \in \mathbb{R}^d$", "define $x_n = X_{n:}$")
SQUARE = (r"let $X \in \mathbb{R}^{N \times N}$", "define $x_n = X_{n:}$")
ROWS = (r"let $Q \in \mathbb{R}^{m \times k}$", r"assume $\sum_{j=1}^k Q_{ij} = 1$")

WEIGHTS = r"let $\theta^{(k)} \in \mathbb{R}^n$, $x^{(i)} \in \mathbb{R}^n$"

PROVED: list[Case] = [
    (r"\theta^{(k)\top} x^{(i)} = x^{(i)\top} \theta^{(k)}", WEIGHTS),
    (r"\theta^{(k)T} x^{(i)} = x^{(i)\mathsf{T}} \theta^{(k)}", WEIGHTS),
    (r"\theta^{(1)\top} \theta^{(1)} \ge 0", WEIGHTS),
    (r"v^{*\top} v^* = \|v^*\|^2", r"let $v^* \in \mathbb{R}^n$"),
    (r"e^{(a)T} = (e^a)^T", r"let $a, T > 0$"),
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
    ("(Xw)_n = x_n^\\top w", *LINES),
    (r"X^\top X = \sum_n x_n x_n^\top", *LINES),
    ("x_{nj} = X_{nj}", *LINES),
    (r"\sum_i g_i = X^\top y", *LINES, r"let $y \in \mathbb{R}^N$", "define $g_i = y_i x_i$"),
]

PROVED += [
    (r"x^{(2)} = x^{(1)} - \eta g^{(1)}", *DESCENT),
    (r"x^{(t+2)} = x^{(t)} - \eta g^{(t)} - \eta g^{(t+1)}", *DESCENT),
    (
        r"x_k^{(1)} > 0",
        r"let $x^{(t)}, y^{(t)} \in \mathbb{R}^d$",
        "assume $x^{(t)}_k > 0$",
        "assume $y^{(t+1)} = x^{(t)}$",
    ),
]
"""What is assumed of x^{(t)} and x^{(t+1)} holds of x^{(1)} and x^{(2)}."""

REFUTED: list[Case] = [
    (r"\theta^{(k)\top} x^{(i)} = \theta^{(i)\top} x^{(k)}", WEIGHTS),
    (r"\theta^{(k)\top} x^{(i)} = -x^{(i)\top} \theta^{(k)}", WEIGHTS),
    (r"e^{(a)T} = e^a", r"let $a, T > 0$"),
    (r"a_j^{(i)} = a_j^{(l)}", *POINTS),
    (r"\sum_t \|x_t\|^2 \le d \max_t \|x_t\|^2", r"let $x_t \in \mathbb{R}^d$"),
    (r"\sum_i x_{ti} = \sum_t x_{ti}", r"let $x_t \in \mathbb{R}^d$"),
    (r"\nabla f(x) = A x", *BOTH),
    ("x_{nj} = X_{jn}", *SQUARE),
    (r"X X^\top = \sum_n x_n x_n^\top", *SQUARE),
]

UNREADABLE: list[tuple[str, Case]] = [
    (
        "write the same letter above every sum over it",
        (r"\sum_{i=1}^n x_i = \sum_{i=1}^N x_i", r"let $x_i \in \mathbb{R}^d$"),
    ),
    ("write the index on the right side", ("x_i = z", r"let $z \in \mathbb{R}^d$", "define $x_i = z$")),
    ("declared or defined already", ("x_i = x_i", r"let $x \in \mathbb{R}^d$", *LINES)),
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


@pytest.mark.parametrize(
    "formula",
    [
        r"g^{(1)} = g^{(2)}",
        r"x^{(2)} = x^{(1)} - \eta g^{(2)}",
        r"x^{(t)} = x^{(1)}",
        r"x^{(t+1)} = x^{(t)} - \eta g^{(t+1)}",
    ],
)
def test_a_hypothesis_on_members_says_nothing_of_other_pairs_of_members(formula: str) -> None:
    assert verdicts_of([(formula, *DESCENT)]) == {(formula, *DESCENT): "undecided"}


HERE = (r"let $x^{(t)} \in \mathbb{R}$", r"assume here $x^{(t+1)} = x^{(t)}$")


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        ("x^{(2)} = x^{(1)}", "proved"),
        ("x^{(t+1)} = x^{(t)}", "proved"),
        ("x^{(2)} = x^{(1)} + 1", "undecided"),
        ("x^{(t+1)} = x^{(t)} + 1", "undecided"),
    ],
)
def test_a_hypothesis_on_one_formula_shares_its_number_or_holds_of_every_one(formula: str, verdict: str) -> None:
    assert verdicts_of([(formula, *HERE)]) == {(formula, *HERE): verdict}


def test_a_number_of_a_family_is_no_name_beside_it() -> None:
    other = (DESCENT[0], r"assume $x^{(t+1)} = x^{(t)} - v_t$", r"let $v_t \in \mathbb{R}^d$")
    case = (r"x^{(2)} = x^{(1)} - v_t", other[2], other[0], other[1])
    assert verdicts_of([case]) == {case: "undecided"}


TestReadings = judged(PROVED, REFUTED, UNREADABLE)
