"""Scripts, primes, accents and digits: what belongs to a name, to an index, to a number.

Each claim that holds stands beside the twin that only a wrong reading would prove."""

from __future__ import annotations

from tests.documents.readings import CLASS, GIVEN, LOGITS, REALS, Case, judged

PROVED: list[Case] = [
    (r"2 e - 3 = 2 \exp(1) - 3",),
    (r"A^\top_{ij} = A_{ji}", GIVEN),
    (r"A_{ij}^\top = A_{ji}", GIVEN),
    ("A^T_{ij} = A_{ji}", GIVEN),
    (r"(A^2)_{ij} = \sum_k A_{ik} A_{kj}", GIVEN),
    ("x^2_i = x_i x_i", GIVEN),
    ("V^2_{ij} = V_{ij} V_{ij}", GIVEN, r"let $V \in \mathbb{R}^{m \times n}$"),
    ("10000 = 10^4", GIVEN),
    (r"2 \cdot 3 \cdot 0.5 = 3", GIVEN),
    (r"\ten = 2 \cdot 5", GIVEN, r"\newcommand{\ten}{10}"),
    (r"2^{10} \cdot 3 = 3072", GIVEN),
    (r"\mathrm{TP} + \mathrm{FP} = \mathrm{FP} + \mathrm{TP}", GIVEN),
    ("x'_i x_i = x_i x'_i", GIVEN),
    (r"\gamma^T \ge 0", GIVEN, r"let $\gamma > 0$"),
    ("{(s + 1)}^2 = s^2 + 2 s + 1", GIVEN),
    ("{10}^2 = 100", GIVEN),
    (r"\delta_{12} = 0", GIVEN, r"assume $n \ge 2$"),
    (r"\delta_{11} = 1", GIVEN),
    (r"\varepsilon \cdot \varepsilon = \varepsilon^2", GIVEN, r"let $\varepsilon > 0$"),
    ("0.1 + 0.2 = 0.3",),
    ("1 + 10^{-70} > 1",),
    (r"||t| - |s|| \ge 0", GIVEN),
]

REFUTED: list[Case] = [
    (r"A^\top_{ij} = A_{ij}", GIVEN),
    ("A^T_{ij} = A_{ij}", GIVEN),
    (r"\ten = 0", GIVEN, r"\newcommand{\ten}{10}"),
    ("x^{(i)} = x^{(j)}", r"let $x^{(i)} \in \mathbb{R}^d$"),
    ("-x^2 = (-x)^2", REALS),
    ("1 + 10^{-70} = 1",),
    ("0.1 + 0.2 = 0.30000000000000004",),
]

UNREADABLE: list[tuple[str, Case]] = [
    ("nothing says that this matrix has an inverse", (r"A^{-1}_{ij} = \frac{1}{A_{ij}}", GIVEN)),
    ("beside the indices of a matrix has two readings", (r"A_{ij}^{-1} = \frac{1}{A_{ij}}", GIVEN)),
    ("beside the indices of a matrix has two readings", ("A^3_{ij} = (A_{ij})^3", GIVEN)),
    ("beside the indices of a matrix has two readings", (r"A^2_{ij} = \sum_k A_{ik} A_{kj}", GIVEN)),
    ("beside the indices of a matrix has two readings", ("A^T_{ij} = A_{ji}", GIVEN, "let $T > 0$")),
    ("whose digits stand apart", (r"10\,000 = 10^4", GIVEN)),
    ("whose digits stand apart", ("3 4 = 12", GIVEN)),
    ("whose digits stand apart", ("1{0} = 0", GIVEN)),
    ("whose digits stand apart", ("0. 5 = 0", GIVEN)),
    ("whose digits stand apart", ("x_10 = 0", GIVEN)),
    ("whose digits stand apart", ("t^2 3 = 3 t^2", GIVEN)),
    ("a decimal and the end of a formula", ("t. 5 = 5", GIVEN)),
    ("the denominator of an exponent is larger than 1000; declare", ("2^{0.123456789} = 1", GIVEN)),
    ("braces around an exponent: ^{-1}", ("t^-1 = 1", GIVEN)),
    ("its transposition, conjugate or mean", (r"x'x \ge 0", GIVEN)),
    ("its transposition, conjugate or mean", ("A'A = AA'", GIVEN)),
    ("its transposition, conjugate or mean", ("A^*A = AA^*", GIVEN)),
    ("its transposition, conjugate or mean", (r"\bar x x = x \bar x", GIVEN)),
    (r"'\dagger' is not understood", (r"A^\dagger = A^*", GIVEN)),
    ("a transposition and a power", ("u^T v = v^T u", GIVEN)),
    ("a script on braces has two readings", ("{s + 1}^2 = s^2 + 2 s + 1", GIVEN)),
    ("a power of ten and a product with e", ("1.5e3 = 1500", GIVEN)),
    ("a power of ten and a product with e", ("1e-3 = 0.001", GIVEN)),
    ("a power of ten and a product with E", ("2.5E+2 = 250", GIVEN)),
    ("'²' is not a letter here", (r"t² = t \cdot t", GIVEN)),
    ("'½' is not a letter here", ("½ + ½ = 1", GIVEN)),
    ("'ᵀ' is not a letter here", ("xᵀx = x^2", GIVEN)),
    ("one letter and two", (r"\varepsilon = \epsilon", GIVEN)),
    ("one letter and two", (r"\varepsilon > 0", GIVEN, r"let $\epsilon > 0$")),
    ("two readings", (r"e_c^\top z = z_c", LOGITS, CLASS)),
    ("not understood", (r"x \pm y = x + y", REALS)),
    (
        "two readings here, every class",
        (r"\sum_k y_k z_k = z_m", LOGITS, r"let $y \in \mathbb{R}^K$", r"assume $y_k = \delta_{km}$"),
    ),
]

TestReadings = judged(PROVED, REFUTED, UNREADABLE)
