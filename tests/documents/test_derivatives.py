"""Derivatives: by what, of what, and where.

Each claim that holds stands beside the twin that only a wrong reading would prove."""

from __future__ import annotations

from tests.documents.readings import (
    CLASS,
    GIVEN,
    LOGITS,
    MATRICES,
    REALS,
    SIMPLEX,
    SOFTMAX,
    VECTORS,
    Case,
    judged,
)

RIDGE = r"let $w, x \in \mathbb{R}^d$, $\lambda > 0$, $A \in \mathbb{R}^{d \times d}$"

PRODUCT = (
    r"let $w, v \in \mathbb{R}^d$, $a > 0$",
    r"define $f(w) = w^\top w$",
    r"define $g(w) = \sum_i w_i$",
)

PROVED: list[Case] = [
    (r"\nabla_w \frac\lambda2 w^\top w = \lambda w", RIDGE),
    (r"\nabla_w w^\top x = x", RIDGE),
    (r"\nabla_w w^\top A w = (A + A^\top) w", RIDGE),
    (r"\nabla_w x^\top w = x", RIDGE),
    (r"\nabla_w \lambda x \cdot w = \lambda x", RIDGE),
    (r"\lambda \nabla_w x^\top w + x = (1 + \lambda) x", RIDGE),
    (r"\nabla^2_w \frac12 w^\top A w = \frac12 (A + A^\top)", RIDGE),
    (r"\nabla_w f(w)^\top x = 2 w^\top x", RIDGE, r"define $f(w) = w^\top w$"),
    (r"\frac{\partial s}{\partial t} = 0", GIVEN),
    (r"\frac{\partial^2 a t}{\partial t \partial s} = 0", GIVEN, r"let $a \in \mathbb{R}$"),
    (r"\frac{\partial}{\partial q_j} \sum_k q_k^2 = 2 q_j", GIVEN),
    (r"\frac{\partial z^\top z}{\partial z^\top} = 2 z^\top", GIVEN),
    (r"\frac{\partial A z}{\partial z^\top} = A", GIVEN),
    (r"\frac{\partial^2 z^\top A z}{\partial z \partial z^\top} = A + A^\top", GIVEN),
    (r"\frac{\partial^2 x^\top A z}{\partial x \partial z^\top} = A", GIVEN),
    (r"\frac{d}{dt} t^2 = 2 t", GIVEN, r"let $W \in \mathbb{R}^{n \times d}$"),
    ("g(x) = x", REALS, r"define $g(s) = \frac{d}{dx} (s x)$"),
    (r"\sum_i \frac{\partial}{\partial z_i} \sum_i z_i = K", LOGITS),
    (
        r"\frac{\partial L}{\partial p_k} = -\frac{w_k}{p_k}",
        LOGITS,
        SOFTMAX,
        r"let $w \in \Delta^{K-1}$",
        r"define $L = -\sum_k w_k \log p_k$",
    ),
    (
        r"\frac{\partial L}{\partial z_k} = p_k - w_k",
        LOGITS,
        SOFTMAX,
        r"let $w \in \Delta^{K-1}$",
        r"define $L = -\sum_k w_k \log p_k$",
    ),
    (r"\frac{\partial w}{\partial v} = x + 2 v", REALS, "define $v = x^2$", "define $w = v x + v^2$"),
    (r"\frac{\partial w}{\partial x} = 3x^2 + 4x^3", REALS, "define $v = x^2$", "define $w = v x + v^2$"),
    (r"\frac{d}{dx} x \frac{d}{dx} x^2 = 4x", REALS),
    (
        r"\nabla_z L^\top z = \sum_k (p_k - w_k) z_k",
        LOGITS,
        SOFTMAX,
        r"let $w \in \Delta^{K-1}$",
        r"define $L = -\sum_k w_k \log p_k$",
    ),
    ("f'(2x) = 4x", REALS, "define $f(x) = x^2$"),
    (r"\nabla f(2 x) = 4 x", VECTORS, r"define $f(x) = \|x\|^2$"),
    (r"\frac{\partial}{\partial p_j} \sum_k p_k = 1", SIMPLEX),
    (r"\frac{\partial}{\partial x} x^2 = 2", REALS, "assume $x = 1$"),
    (
        r"\frac{\partial}{\partial y_j} \sum_k y_k^2 = 2 \delta_{jc}",
        LOGITS,
        CLASS,
        r"let $y \in \mathbb{R}^K$",
        r"assume $y_k = \delta_{kc}$",
    ),
    (
        r"\frac{\partial}{\partial \theta_i} \theta_i^\top x = x",
        r"let $\theta \in \mathbb{R}^{K \times d}$",
        r"let $x \in \mathbb{R}^d$",
    ),
    ("g(y^2) = 2 y^2", REALS, r"define $g(x) = \frac{d}{dx} x^2$"),
    (
        r"\frac{\partial}{\partial x_j} D(y, x) = - 6 x_j (y_j - x_j)",
        VECTORS,
        r"define $f(x) = \sum_i x_i^3$",
        r"define $D(x, y) = f(x) - f(y) - \nabla f(y)^\top (x - y)$",
    ),
    (
        r"\frac{\partial}{\partial p_i} D(q \| p) = -\frac{q_i}{p_i}",
        SIMPLEX,
        r"define $D(p \| q) = \sum_k p_k \log \frac{p_k}{q_k}$",
    ),
    (r"\frac{\partial x^\top A y}{\partial A} = x y^\top", VECTORS, MATRICES),
    (r"\frac{\partial \sum_k (w_o)_k}{\partial (w_o)_i} = 1", r"let $w_o \in \mathbb{R}^K$"),
    (r"\frac{\partial \sum_k p^*_k}{\partial p^{*}_{i}} = 1", r"let $p^* \in \mathbb{R}^K$"),
]

REFUTED: list[Case] = [
    (r"\nabla_w \frac\lambda2 w^\top w = \frac\lambda2 w", RIDGE),
    (r"\nabla_w x^\top w = w", RIDGE),
    (r"\lambda \nabla_w x^\top w + x = 2 \lambda x", RIDGE),
    (r"\frac{\partial^2 x^\top A z}{\partial x \partial z^\top} = A^\top", GIVEN),
    ("g(x) = 2 x", REALS, r"define $g(s) = \frac{d}{dx} (s x)$"),
    (
        r"\frac{\partial L}{\partial z_k} = -\frac{w_k}{p_k}",
        LOGITS,
        SOFTMAX,
        r"let $w \in \Delta^{K-1}$",
        r"define $L = -\sum_k w_k \log p_k$",
    ),
    (
        r"\frac{\partial L}{\partial p_k} = p_k - w_k",
        LOGITS,
        SOFTMAX,
        r"let $w \in \Delta^{K-1}$",
        r"define $L = -\sum_k w_k \log p_k$",
    ),
    (r"\frac{\partial w}{\partial x} = v", REALS, "define $v = x^2$", "define $w = v x + v^2$"),
    (
        r"\frac{\partial^2 L}{\partial z_i^2} = \left(\frac{\partial L}{\partial z_i}\right)^2",
        LOGITS,
        SOFTMAX,
        r"let $w \in \Delta^{K-1}$",
        r"define $L = -\sum_k w_k \log p_k$",
    ),
    (r"\nabla f(2 x) = 8 x", VECTORS, r"define $f(x) = \|x\|^2$"),
    (r"\frac{\partial}{\partial p_j} \sum_k p_k = 0", SIMPLEX),
    (
        r"\frac{\partial}{\partial y_j} \sum_k y_k^2 = 0",
        LOGITS,
        CLASS,
        r"let $y \in \mathbb{R}^K$",
        r"assume $y_k = \delta_{kc}$",
    ),
    (r"\frac{\partial x^\top A y}{\partial A} = y x^\top", VECTORS, MATRICES),
    (r"\nabla_x (2 x_1 x_2) = 0", VECTORS),
    (r"\frac{\partial \sum_k (w_o)_k^2}{\partial (w_o)_i} = 0", r"let $w_o \in \mathbb{R}^K$"),
]

UNREADABLE: list[tuple[str, Case]] = [
    ("of the first factors that depend", (r"\nabla_w a f(w) g(w) = 2 a g(w) w", *PRODUCT)),
    ("of the first factors that depend", (r"\nabla_w \frac12 \|w\|^2 \|v - w\|^2 = w \|v - w\|^2", *PRODUCT)),
    ("of the first factors that depend", (r"\nabla_w v^\top w \cdot \|w\|^2 = v \|w\|^2", *PRODUCT)),
    ("two readings here: of the factor", (r"\nabla_w (\lambda) w^\top w = 2 \lambda w", RIDGE)),
    ("two readings here: of the factor", (r"\nabla_t a / t = -a / t^2", r"let $a, t > 0$")),
    ("takes the factor behind it", (r"\nabla_x x / s = x", GIVEN)),
    ("'L' is not defined", (r"\partial_i L = 0", GIVEN)),
    ("'L' is not defined", (r"\nabla_i L = 0", GIVEN)),
    ("'L' is not defined", (r"\frac{\partial \log L}{\partial z_i} = 0", GIVEN)),
    ("'L' is not defined", (r"\partial L / \partial \theta = 0", GIVEN)),
    ("'L' is not defined", (r"\partial L / \partial W_{ij} = 0", GIVEN)),
    ("'L' is not defined", (r"\frac{\partial L}{\partial z_i} = 0", GIVEN)),
    ("does not mention", (r"\frac{\partial L}{\partial \theta} = 0", GIVEN, r"define $L = \sum_k z_k^2$")),
    ("the shapes do not agree", (r"\frac{\partial z^\top z}{\partial z^\top} = 2 z", GIVEN)),
    ("transposed matrix", (r"\frac{\partial \mathrm{tr}(A B)}{\partial A^\top} = B^\top", GIVEN)),
    ("transposed matrix", (r"\frac{\partial A_{ij}}{\partial A_{ij}^\top} = 1", GIVEN)),
    ("does not mention", (r"\frac{\partial x}{\partial v} = 0", REALS, "define $v = x^2$")),
    ("depends on 'x', and", (r"\frac{df}{dg} = 1", "let $x > 0$", "define $g = x^2$", "define $f = g + x$")),
    ("depends on 'x', and", (r"df/dg = 1", "let $x > 0$", "define $g = x^2$", "define $f = g + x$")),
    ("'u' is not defined", (r"\frac{\partial u_k}{\partial x_j} = 0", VECTORS)),
    ("'\\hat{y}' is not defined", (r"\nabla_x (y_i - \hat y_i)^2 = 0", VECTORS)),
    ("'u' is not defined", (r"\frac{\partial}{\partial x} (u a) = 0", REALS)),
    ("'f(x_i)' is not defined", (r"\nabla_w \sum_i (y_i - f(x_i))^2 = 0", VECTORS, r"let $w \in \mathbb{R}^d$")),
    ("'u' is not defined", (r"\lim_{x \to 1} u = u", REALS)),
    ("ties 'y' to 'x'", (r"\frac{dy}{dx} = 0", REALS, "assume $y = x^2$")),
    ("ties 'y' to 'x'", (r"\frac{d(x + y)}{dx} = 1", REALS, "assume $y = x^2$ if $x > 0$")),
    ("ties 'q' to 'z'", (r"\frac{\partial q_k}{\partial z_j} = 0", LOGITS, SIMPLEX, r"assume $q_k = z_k^2 / 4$")),
]

TestReadings = judged(PROVED, REFUTED, UNREADABLE)
