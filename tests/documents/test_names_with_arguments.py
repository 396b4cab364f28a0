r"""Arguments that are part of a name, H(X), and names that signs between their arguments tell apart, ``p(y \mid x)``.

Each claim that holds stands beside the twin that only a wrong reading would prove."""

from __future__ import annotations

from tests.documents.readings import LOGITS, SOFTMAX, Case, judged

JOINT = (r"let $P \in \mathbb{R}^{m \times n}$, $P_{ij} > 0$", r"assume $\sum_{i,j} P_{ij} = 1$")
ENTROPY = r"define $H(X) = -\sum_i (\sum_j P_{ij}) \log \sum_j P_{ij}$"
ENTROPIES = (
    *JOINT,
    ENTROPY,
    r"define $H(Y) = -\sum_j (\sum_i P_{ij}) \log \sum_i P_{ij}$",
    r"define $H(X, Y) = -\sum_{i,j} P_{ij} \log P_{ij}$",
    r"define $H(Y \mid X) = H(X, Y) - H(X)$",
)
TABLE = (
    r"let $P \in \mathbb{R}^{n \times n}$, $P_{ij} > 0$",
    r"define $p(x) = \sum_y P_{xy}$",
    "define $p(y, x) = P_{xy}$",
    r"define $p(y \mid x) = \frac{P_{xy}}{\sum_k P_{xk}}$",
)
LOSS = (LOGITS, SOFTMAX, r"let $y \in \Delta^{K-1}$", r"define $L(\theta) = -\sum_k y_k \log p_k$")

PROVED: list[Case] = [
    (r"H(X, Y) = H(X) + H(Y \mid X)", *ENTROPIES),
    (r"H(X) + H(Y) \ge H(X, Y)", *ENTROPIES),
    (r"p(y, x) = p(x) p(y \mid x)", *TABLE),
    (r"H = H(X)", *JOINT, ENTROPY),
    (r"\frac{\partial L}{\partial z_k} = p_k - y_k", *LOSS),
    (r"L(\theta)^2 = \Big( \sum_k y_k \log p_k \Big)^2", *LOSS),
    ("f(2) = 3", "define $f(x) = 3$"),
    ("f(2) = c", r"let $c, x \in \mathbb{R}$", "define $f(x) = c$"),
    (
        r"\sum_{i,j} P_{ij} + s = 1 + s",
        *JOINT,
        r"notation $s$ means $\sum_{i,j} P_{ij}^2$",
    ),
    (
        r"D(p \| q) = (a - b)^2",
        r"let $a, b \in \mathbb{R}$",
        r"define $D(p \| q) = (a - b)^2$",
        r"let $q \in \Delta^{K-1}$",
    ),
]

REFUTED: list[Case] = [
    ("H(X) = H(Y)", *ENTROPIES),
    (r"H(Y \mid X) = H(X)", *ENTROPIES),
    (r"p(y, x) = p(x) p(x \mid y)", *TABLE),
]

UNREADABLE: list[tuple[str, Case]] = [
    ("this is no instance of it", ("H(Y) = H(X)", *JOINT, ENTROPY)),
    ("this is no instance of it", (r"H(X \mid Y) \ge 0", *ENTROPIES)),
    ("this is no instance of it", ("H = H(X)", *ENTROPIES[:4])),
    ("this is no instance of it", ("L(z) = L(y)", *LOSS)),
]

TestReadings = judged(PROVED, REFUTED, UNREADABLE)
