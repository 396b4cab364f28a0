"""Functions and their arguments; powers, quotients and definitions.

Each claim that holds stands beside the twin that only a wrong reading would prove."""

from __future__ import annotations

from tests.documents.readings import CLASS, GIVEN, LOGITS, REALS, SIMPLEX, SQUARE, Case, judged

PROVED: list[Case] = [
    (
        r"x_i f = x_i \Big(\frac12 \Big(\sum_k x_k\Big)^2 - \frac12 \sum_k x_k^2\Big)",
        GIVEN,
        r"define $f = \sum_{i<j} x_i x_j$",
    ),
    ("f(2 t) = 4 t^2", GIVEN, SQUARE),
    ("f (2 t) = 2 t f", GIVEN, r"let $f \in \mathbb{R}$"),
    ("f(t)^{-1} = 1 / f(t)", GIVEN, "define $f(t) = e^t$"),
    (r"\log e = 1", GIVEN),
    ("e = e^1", GIVEN),
    ("g(2, x) = 2 x", REALS, "define $g(x, s) = x s$"),
    (r"D(q, p) = \sum_k q_k \log \frac{q_k}{p_k}", SIMPLEX, r"define $D(p, s) = \sum_k p_k \log \frac{p_k}{s_k}$"),
    ("f(j) = z_j", LOGITS, CLASS, "define $u = z_c$", "define $f(c) = u$"),
    ("f(j, 1) = z_j", LOGITS, CLASS, "define $u = z_c$", "define $f(c, s) = s u$"),
    (r"\log^2 x = (\log x)^2", "let $x > 0$"),
    (r"\log x^2 = 2 \log x", "let $x > 0$"),
    (r"e^{-x^2} = \frac{1}{e^{x^2}}", REALS),
    (r"a/b/c = \frac{a}{bc}", "let $a, b, c > 0$"),
    ("f(y, f(x, y)) = 2y - x", REALS, "define $f(x, y) = x - y$"),
    ("g(y) = x^2 + y", REALS, "define $u = x^2$", "define $g(s) = u + s$"),
    ("g(y) = y^2 + y", REALS, "define $u = x^2$", "define $g(x) = u + x$"),
    (r"e^{-10} \approx 4.54 \times 10^{-5}",),
    (r"\mathrm{KL} + a = a + \mathrm{KL}", r"let $\mathrm{KL}, a \in \mathbb{R}$"),
    (r"\max_k z_k \ge L", LOGITS, "define $L = z_2$"),
]

REFUTED: list[Case] = [
    ("g(2, x) = 4", REALS, "define $g(x, s) = x s$"),
    ("D(q, p) = 0", SIMPLEX, r"define $D(p, s) = \sum_k p_k \log \frac{p_k}{s_k}$"),
    ("f(j) = z_c", LOGITS, CLASS, "define $u = z_c$", "define $f(c) = u$"),
    ("f(j, 1) = z_c", LOGITS, CLASS, "define $u = z_c$", "define $f(c, s) = s u$"),
    (r"\log x^2 = (\log x)^2", "let $x > 0$"),
    ("e^{-x^2} = (e^{-x})^2", REALS),
    (r"a/b \cdot c = \frac{a}{b c}", "let $a, b, c > 0$"),
    ("g(y) = x^2 + y", REALS, "define $u = x^2$", "define $g(x) = u + x$"),
    (r"D(p \| q) = D(q \| p)", SIMPLEX, r"define $D(p \| q) = \sum_k p_k \log \frac{p_k}{q_k}$"),
    (r"\log 2 \approx 0.70",),
    (r"\mathrm{KL} \ge 0", r"let $\mathrm{KL}, a \in \mathbb{R}$"),
]

UNREADABLE: list[tuple[str, Case]] = [
    ("a function and a product", (r"\operatorname{relu} t = t \operatorname{relu} 1", GIVEN)),
    ("a function and a product", (r"|t| = t \operatorname{sgn} t", GIVEN)),
    ("the inverse function and 1/", (r"\tanh^{-1}(t) = 1 / \tanh(t)", GIVEN)),
    ("the inverse function and 1/", (r"\exp^{-1}(t) = e^{-t}", GIVEN)),
    ("the inverse function and 1/", ("f^{-1}(t) = 1 / f(t)", GIVEN, "define $f(t) = e^t$")),
    ("circular", ("p_i = 1", "define $p_i = q_i$", "define $q_i = p_i$")),
    ("by itself", ("u = 1", "define $u = u^2$")),
    ("already", ("u = 2", "define $u = 1$", "define $u = 2$")),
    ("a function and a product", (r"\operatorname{relu} t = t \operatorname{relu} 1", r"let $t, z \in \mathbb{R}$")),
    (
        "a restricted maximum needs at least 2 classes",
        (r"\max_k z_k \ge L", LOGITS, r"define $L = \max_{k \ne 1} z_k$"),
    ),
]

TestReadings = judged(PROVED, REFUTED, UNREADABLE)
