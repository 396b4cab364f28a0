r"""A function of a number at a vector, ``\sigma(Xw)``: its values at the entries; of a matrix it is not understood.

Each claim that holds stands beside the twin that only a wrong reading would prove."""

from __future__ import annotations

from tests.documents.readings import LOGITS, MATRICES, VECTORS, Case, judged

LOGISTIC = r"define $\sigma(t) = \frac{1}{1 + e^{-t}}$"
DATA = r"let $X \in \mathbb{R}^{n \times d}$, $w \in \mathbb{R}^d$, $y \in \mathbb{R}^n$"
LOSS = r"define $L = \sum_i (\log(1 + e^{(Xw)_i}) - y_i (Xw)_i)$"

PROVED: list[Case] = [
    (r"\sigma(Xw)_i = \sigma((Xw)_i)", DATA, LOGISTIC),
    (r"\nabla_w L = X^\top (\sigma(Xw) - y)", DATA, LOGISTIC, LOSS),
    (r"\mathbf 1^\top \sigma(z) = \sum_k \sigma(z_k)", LOGITS, r"define $\sigma(z) = \frac{1}{1 + e^{-z}}$"),
    (r"\sigma'(z) = \sigma(z) \odot (1 - \sigma(z))", LOGITS, LOGISTIC),
    (r"\frac{\partial \sigma(z)}{\partial z} = \mathrm{diag}(\sigma'(z))", LOGITS, LOGISTIC),
    (r"\|f(x)\|^2 = \sum_i x_i^4", VECTORS, "define $f(t) = t^2$"),
]

REFUTED: list[Case] = [
    (r"\sigma(Xw)_1 = \sigma((Xw)_i)", DATA, LOGISTIC),
    (r"\nabla_w L = X^\top (\sigma(Xw) + y)", DATA, LOGISTIC, LOSS),
    (r"\sigma'(z) = \sigma(z) \odot (1 + \sigma(z))", LOGITS, LOGISTIC),
    (r"\|f(x)\|^2 = \|x\|^4", VECTORS, "define $f(t) = t^2$"),
]

UNREADABLE: list[tuple[str, Case]] = [
    ("takes a number here, not a matrix", (r"\sigma(A) = \sigma(A)", MATRICES, LOGISTIC)),
    ("the shapes do not agree", (r"f(x) = x^\top x", VECTORS, "define $f(t) = t^2$")),
]

TestReadings = judged(PROVED, REFUTED, UNREADABLE)
