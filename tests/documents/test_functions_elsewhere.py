r"""Functions at arguments of another kind than their parameters, ``J(0)``, and derivatives of them by a variable that
their argument does not mention, ``\nabla_w J(v)``: neither a product nor the derivative of a constant."""

from __future__ import annotations

from tests.documents.readings import Case, judged

GIVEN = r"let $w \in \mathbb{R}^d$, $v \in \mathbb{R}^d$, $a \in \mathbb{R}^d$, $u \in \mathbb{R}$"
LOSS = r"define $J(w) = \sum_k e^{a_k w_k}$"
NORM = r"define $g(v) = \|v\|^2$"
SIGMOID = r"define $\sigma(x)_i = \frac{1}{1 + e^{-x_i}}$"

PROVED: list[Case] = [
    (r"J(0) = \sum_k 1", GIVEN, LOSS),
    (r"J(\mathbf{0}) = \sum_k 1", GIVEN, LOSS),
    (r"\nabla J(0) = a", GIVEN, LOSS),
    (r"\sigma(0)_i = \frac12", SIGMOID),
    (r"\sigma_i (1 - \sigma_i) \le \frac14", SIGMOID),
    (r"\nabla_w J(w)_i = a_i J(w) - a_i \sum_{k \ne i} e^{a_k w_k}", GIVEN, LOSS),
    (r"\nabla_w J(2 w)_i = 2 a_i e^{2 a_i w_i}", GIVEN, LOSS),
    (r"\left.\nabla_w J(w)\right|_{w=v} = \nabla J(v)", GIVEN, LOSS),
    (r"\frac{\partial J}{\partial w_i}(v) = a_i e^{a_i v_i}", GIVEN, LOSS),
    (r"\nabla_w (J(v) + w^\top w) = 2 w", GIVEN, LOSS),
    (r"\nabla_w a = 0", "let $a, w \\in \\mathbb{R}$"),
]

REFUTED: list[Case] = [
    (r"J(0) = 0", GIVEN, LOSS),
    (r"\sigma(0)_i = 0", SIGMOID),
    (r"\nabla J(0) = 0", GIVEN, LOSS),
    (r"\nabla J(v) = 0", GIVEN, LOSS),
]

UNREADABLE: list[tuple[str, Case]] = [
    ("takes a vector here", ("J(1) = J", GIVEN, LOSS)),
    ("takes a vector here", ("J(u) = u J", GIVEN, LOSS)),
    ("takes a vector here", (r"J(\hat w) = \hat w J", GIVEN, LOSS)),
    ("takes a vector here", ("J(w_1) = w_1 J(w)", GIVEN, LOSS)),
    ("takes a vector here", ("g(-3) = -3 g", GIVEN, NORM)),
    ("takes a vector here", (r"\sigma(-t) = 1 - \sigma(t)", r"let $t \in \mathbb{R}$", SIGMOID)),
    ("do not depend on 'w'", (r"\nabla_w J(v) = 0", GIVEN, LOSS)),
    ("do not depend on 'w'", (r"\nabla_w^2 J(v) = 0", GIVEN, LOSS)),
    ("do not depend on 'w'", (r"\nabla_w J(0) = 0", GIVEN, LOSS)),
    ("do not depend on 'w'", (r"v = v - u \nabla_w J(v)", GIVEN, LOSS)),
    ("do not depend on 'w'", (r"\nabla_w g(v) = 0", GIVEN, NORM)),
    ("do not depend on 'w'", (r"\frac{\partial J(v)}{\partial w_i} = 0", GIVEN, LOSS)),
    (
        "do not depend on 'w'",
        (r"w^{(t)} = w^{(t)} - u \nabla_w J(w^{(t)})", GIVEN, r"let $w^{(t)} \in \mathbb{R}^d$", LOSS),
    ),
]

TestReadings = judged(PROVED, REFUTED, UNREADABLE)
