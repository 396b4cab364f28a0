r"""``\sum_{t=1}^{T-1} (x_{t+1} - x_t)``, ``\sum_t \sum_{s \le t} x_s``, and hypotheses for all neighbours: the order of
indices that are bound.

Each claim that holds stands beside the twin that only a wrong reading would prove."""

from __future__ import annotations

import pytest

from derive.kernel.certificate import check_certificate
from derive.kernel.terms import IndexVariable, free_variables
from derive.language.numbering import Numbering
from derive.verify.checks import check_documents
from tests.documents.readings import Case, document, judged
from tests.documents.round_trips import failure

X = r"let $x \in \mathbb{R}^T$"
SQUARE = r"let $A \in \mathbb{R}^{T \times T}$"
AB = r"let $a, b \in \mathbb{R}^T$"
Z = r"let $z \in \mathbb{R}^K$"
F = r"let $f \in \mathbb{R}^T$"
GAMMA = r"let $\gamma > 0$"
STEPS = r"let $g \in \mathbb{R}^T$, $\eta > 0$"
DESCENT = r"assume $x_{t+1} = x_t - \eta g_t$ for all $t$"
ENOUGH = r"assume $f_{t+1} \le f_t - \frac{\eta}{2} g_t^2$ for all $t$"
FALLS = r"assume $x_{t+1} \le x_t$ for all $t$"
SUM = r"define $S_t = \sum_{s=1}^t x_s$"
PLACKETT = r"define $P = \prod_{i=1}^{K} \frac{e^{z_i}}{\sum_{j=i}^{K} e^{z_j}}$"

PROVED: list[Case] = [
    (r"\sum_{t=1}^{T-1} (x_{t+1} - x_t) = x_T - x_1", X),
    (r"\sum_{t=2}^{T} (x_t - x_{t-1}) = x_T - x_1", X),
    (r"\sum_{t=1}^{T-1} d_t = x_T - x_1", X, "define $d_t = x_{t+1} - x_t$"),
    (r"\sum_{t=1}^{T-1} x_{t+1} = \sum_{t=2}^T x_t", X),
    (r"\sum_{t=1}^{T-1} \gamma^t (\gamma x_{t+1} - x_t) = \gamma^T x_T - \gamma x_1", X, GAMMA),
    (r"\sum_{t=1}^{T-1} (\log x_{t+1} - \log x_t) = \log x_T - \log x_1", X, "assume $x_t > 0$"),
    (r"\sum_{t=2}^{T} t (x_t - x_{t-1}) = T x_T - x_1 - \sum_{t=1}^{T-1} x_t", X),
    (r"x_T \le x_1", X, FALLS),
    (r"x_T \le x_1", X, r"assume $x_{t+1} \le x_t$ for $t = 1, \dots, T-1$"),
    (r"x_T \le x_1", X, r"assume $x_t \le x_{t-1}$ for $t = 2, \dots, T$"),
    (r"x_k \le x_1", X, FALLS),
    (r"\max_t x_t = x_1", X, FALLS),
    (r"x_k \ge x_T", X, r"assume $x_t < x_{t-1}$"),
    (r"x_k = x_1", X, "assume $x_{t+1} = x_t$"),
    (r"x_{t+1} - x_t = -\eta g_t", X, STEPS, DESCENT),
    (r"x_T = x_1 - \eta \sum_{t=1}^{T-1} g_t", X, STEPS, DESCENT),
    (r"\sum_{t=1}^{T-1} g_t = \frac{x_1 - x_T}{\eta}", X, STEPS, DESCENT),
    (r"\sum_{t=1}^{T-1} g_t^2 \le \frac{2 (f_1 - f_T)}{\eta}", F, STEPS, ENOUGH),
    (r"x_T = x_1 + (T - 1) c", X, "assume $x_{t+1} = x_t + c$ for all $t$"),
    (r"\sum_{t=1}^T (S_t - S_{t-1}) = S_T", X, SUM),
    (r"\sum_{t=1}^T \sum_{s=1}^t a_s b_t = \sum_{s=1}^T a_s \sum_{t=s}^T b_t", AB),
    (r"\sum_{t=1}^T \sum_{s=1}^t 1 = \frac{T (T + 1)}{2}", X),
    (r"\frac{\partial S_t}{\partial x_t} = 1", X, SUM),
    (r"S_t = 1", X, SUM, "assume $S_t = 1$"),
    (r"\sum_{t=1}^{T-1} A_{t,t+1} = \sum_{t=2}^{T} A_{t-1,t}", SQUARE),
    (r"\sum_{t=1}^{T-1} (A_{t+1,t+1} - A_{t,t}) = A_{T,T} - A_{1,1}", SQUARE),
    (r"\sum_{t=1}^{T-1} d_{t+1} = \sum_{t=1}^{T-1} (t+1) x_{t+1}", X, "define $d_t = t x_t$"),
    (r"\sum_{t=2}^T d_{t-1} = \sum_{t=2}^T (t-1) x_{t-1}", X, "define $d_t = t x_t$"),
    (r"\sum_{t \ne T} x_{t+1} = \sum_t x_t - x_1", X),
    (r"P > 0", Z, PLACKETT),
    (r"\log P = \sum_{i=1}^K \left(z_i - \log \sum_{j=i}^K e^{z_j}\right)", Z, PLACKETT),
    (r"\frac{\partial \log P}{\partial z_k} = 1 - \sum_{i=1}^k \frac{e^{z_k}}{\sum_{j=i}^K e^{z_j}}", Z, PLACKETT),
]

REFUTED: list[Case] = [
    (r"\sum_{t=1}^{T-1} (x_{t+1} - x_t) = x_1 - x_T", X),
    (r"\sum_{t=2}^{T} (x_t - x_{t-1}) = x_T", X),
    (r"\sum_{t=1}^{T-1} d_t = x_T", X, "define $d_t = x_{t+1} - x_t$"),
    (r"\sum_{t=1}^{T-1} x_{t+1} = \sum_{t=1}^{T-1} x_t", X),
    (r"\sum_{t=1}^{T-1} \gamma^t (\gamma x_{t+1} - x_t) = \gamma^T x_T - x_1", X, GAMMA),
    (r"x_T < x_1", X, FALLS),
    (r"x_T \ge x_1", X, FALLS),
    (r"x_i \le x_j", X, FALLS),
    (r"x_k \le x_1", X, r"assume $x_{t+1} \ge x_t$"),
    (r"x_k \le x_T", X, r"assume $x_t < x_{t-1}$"),
    (r"x_k \le x_1", X, r"assume $x_{t+1} \le 2 x_t$"),
    (r"x_{t+1} - x_t = \eta g_t", X, STEPS, DESCENT),
    (r"x_T = x_1 - \eta \sum_{t=1}^{T} g_t", X, STEPS, DESCENT),
    (r"\sum_{t=1}^T (S_t - S_{t-1}) = x_T", X, SUM),
    (r"\sum_{t=1}^T \sum_{s=1}^t x_s = \sum_{s=1}^T (T - s) x_s", X),
    (r"\sum_{t=1}^T \sum_{s=1}^t a_s b_t = \sum_{s=1}^T a_s \sum_{t=s+1}^T b_t", AB),
    (r"\sum_{t=1}^T \sum_{s=1}^t x_s = 1", X),
    (r"\sum_t S_t = S_T", X, SUM),
    (r"S_t = S_u", X, SUM),
    (r"S_t = x_3", X, SUM),
    (r"\frac{\partial S_t}{\partial x_k} = 1", X, SUM),
    (r"\sum_{t=1}^{T-1} A_{t,t+1} = \sum_{t=2}^{T} A_{t,t-1}", SQUARE),
    (r"\sum_{t=1}^{T-1} (A_{t+1,t+1} - A_{t,t}) = A_{T,T} - A_{1,T}", SQUARE),
    (r"\sum_{t=1}^{T-1} d_{t+1} = \sum_{t=1}^{T-1} t x_{t+1}", X, "define $d_t = t x_t$"),
    (r"\sum_{t \ne T} x_{t+1} = \sum_t x_t", X),
    (r"x_T = x_1", X, r"assume $x_{t+1} = x_t$ for $t = 2, \dots, T-1$"),
    (r"x_T = x_1", X, "assume $x_{t+1} = x_{t-1}$"),
    (r"x_t < x_1", X, "assume $x_{t+1} < x_t$"),
    (r"P = 1", Z, PLACKETT),
    (r"\sum_{t=1}^{T-1} \delta_{t+1,k} = 1", X),
    (r"\log P = \sum_{i=1}^K \left(z_i - \log \sum_{j=1}^K e^{z_j}\right)", Z, PLACKETT),
    (r"\frac{\partial \log P}{\partial z_k} = 1 - \sum_{i=k}^K \frac{e^{z_k}}{\sum_{j=i}^K e^{z_j}}", Z, PLACKETT),
]

UNREADABLE: list[tuple[str, Case]] = [
    ("the last t has no such neighbour", (r"\sum_{t=1}^{T} (x_{t+1} - x_t) = x_T - x_1", X)),
    ("the first t has no such neighbour", (r"\sum_{t=1}^{T} (x_t - x_{t-1}) = x_T - x_1", X)),
    ("the last t has no such neighbour", (r"\sum_{t=2}^{T} x_{t+1} = 0", X)),
    ("the last t has no such neighbour", (r"\sum_t d_t = 0", X, "define $d_t = x_{t+1} - x_t$")),
    ("the last t has no such neighbour", (r"\max_t x_{t+1} = 0", X)),
    ("has no neighbour that is known", (r"d_T = 0", X, "define $d_t = x_{t+1} - x_t$")),
    ("its next neighbours are understood", (r"\sum_{t=1}^{T-1} x_{t+2} = 0", X)),
    ("where the size is a letter", (r"\sum_t y_t = 0", r"let $y \in \mathbb{R}^3$", "assume $y_{t+1} = y_t$")),
    ("is defined as one name here", ("w_T = w_1", X, "define $w_{t+1} = w_t - x_t$")),
    ("the last t has no such neighbour", (r"\sum_{t=1}^T \delta_{t+1,k} = 1", X)),
    ("a product up to an index that is itself bound", (r"\sum_{t=1}^T \prod_{s=1}^t x_s = 1", X)),
    ("is an index here, and is used as a number", (r"x_{i+1} = i", X)),
]

TestReadings = judged(PROVED, REFUTED, UNREADABLE)

# Hypotheses with the numbers of their indices, which only a definition brings in: no document writes them by itself.
WEIGHTS = "define $d_t = t x_t$"
TestHypothesesWithNumbers = judged(
    [
        (r"T x_T \le x_1", X, WEIGHTS, r"assume $d_{t+1} \le d_t$"),
        (r"T x_T \le x_1", X, WEIGHTS, r"assume $d_t \le d_{t-1}$"),
    ],
    [
        (r"T x_T \le 2 x_1 - 1", X, WEIGHTS, r"assume $d_t \le d_{t-1}$"),
        (r"x_T \le x_1 / (T + 1)", X, WEIGHTS, r"assume $d_{t+1} \le d_t$"),
    ],
    [("is an index here, and is used as a number", ("x_T = x_1", X, r"assume $x_t = t x_{t-1}$ for all $t$"))],
)


@pytest.mark.parametrize("case", [*PROVED, *REFUTED], ids="; ".join)
def test_what_is_printed_is_read_as_the_same(case: Case) -> None:
    for check in document(case).checks:
        for link in check.links:
            for reading in link.readings:
                assert failure(reading.statements) == ""


def statements_of(case: Case) -> list[object]:
    (check,) = document(case).checks
    return [statement for link in check.links for reading in link.readings for statement in reading.statements]


def test_a_hypothesis_about_the_entry_before_is_one_about_the_entry_behind() -> None:
    forth = ("x_T = x_1", AB, X, "assume $x_{t+1} + a_{t+1} = x_t - b_t$")
    back = ("x_T = x_1", AB, X, r"assume $x_t + a_t = x_{t-1} - b_{t-1}$")
    guarded = ("x_T = x_1", AB, X, r"assume $x_{t+1} + a_{t+1} = x_t - b_t$ for all $t \ne T$")
    assert statements_of(forth) == statements_of(back) == statements_of(guarded)
    weights = ("x_T = x_1", X, WEIGHTS)
    assert statements_of((*weights, "assume $d_{t+1} = d_t$")) == statements_of((*weights, "assume $d_t = d_{t-1}$"))


def test_neighbours_are_never_bound_by_themselves() -> None:
    """x_{t+1} for every t is no entry for every index beside t."""
    for case in (*PROVED, *REFUTED):
        for statement in statements_of(case):
            free = {one for formula in (statement.conclusion, *statement.hypotheses) for one in free_variables(formula)}
            assert not any("→" in one.name or "·" in one.name for one in free if isinstance(one, IndexVariable))


def test_what_is_certified_says_what_the_order_is() -> None:
    ((verdict,),) = check_documents([document(PROVED[0])])[0].verdicts
    theorem = check_certificate(verdict.certificates[0])
    assert {*Numbering("T").permutation, Numbering("T").turn} <= set(theorem.hypotheses)
