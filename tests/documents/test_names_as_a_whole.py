r"""Names that only a definition, or declaration, makes names: ``\langle E \rangle``, ``y_k^{LS}``, ``\theta^{old}``;
an array beside a number of the same letter; and diag of an entry.

Each claim that holds stands beside the twin that only a wrong reading would prove; what could be something else in its
document stays refused."""

from __future__ import annotations

from tests.documents.readings import Case, document, judged

MEANS = (
    r"let $E \in \mathbb{R}^N$, $p \in \Delta^{N-1}$",
    r"define $\langle E \rangle = \sum_i p_i E_i$",
    r"define $\langle E^2 \rangle = \sum_i p_i E_i^2$",
)
MEANS_OF_COLUMNS = (
    r"let $X \in \mathbb{R}^{n \times m}$, $p \in \Delta^{n-1}$",
    r"define $\langle x_i \rangle = \sum_s p_s X_{si}$",
)
SMOOTHED = (
    r"let $y \in \Delta^{K-1}$, $\alpha > 0$, $\alpha < 1$",
    r"define $y_k^{LS} = (1 - \alpha) y_k + \alpha/K$",
)
STEP = (
    r"let $\theta^{old}, g \in \mathbb{R}^d$, $\eta > 0$",
    r"define $\theta^{new} = \theta^{old} - \eta g$",
)
ACTIVATIONS = (
    r"let $a \in \mathbb{R}$, $w \in \mathbb{R}^D$, $X \in \mathbb{R}^{N \times D}$",
    r"define $\sigma(a) = \frac{1}{1 + e^{-a}}$",
    r"define $a_n = \sum_d X_{nd} w_d$",
)
DIAGONAL = (
    r"let $\mu, v \in \mathbb{R}^N$, $X \in \mathbb{R}^{N \times D}$",
    r"define $S = \mathrm{diag}(\mu_n (1 - \mu_n))$",
)
LEAVES = (r"let $h \in \mathbb{R}^n$", r"define $H = \sum_{i=1}^n h_i$", r"let $H_L > 0$, $H_R > 0$")

PROVED: list[Case] = [
    (r"\langle E^2 \rangle - \langle E \rangle^2 = \sum_i p_i (E_i - \langle E \rangle)^2", *MEANS),
    (r"\left\langle E \right\rangle = \sum_i p_i E_i", *MEANS),
    (r"\langle E, E \rangle = \sum_i E_i^2", *MEANS),
    (r"\frac{\partial \langle E \rangle}{\partial E_j} = p_j", *MEANS),
    (r"\sum_i \langle x_i \rangle = \sum_s \sum_i p_s X_{si}", *MEANS_OF_COLUMNS),
    (r"\sum_k y_k^{LS} = 1", *SMOOTHED),
    (r"\sum_k (y^{LS})_k = 1", *SMOOTHED),
    (r"y_k^{LS} \ge \frac{\alpha}{K}", *SMOOTHED),
    (r"y_k^{\mathrm{LS}} = y_k^{LS}", *SMOOTHED),
    (r"y_k^{LS} S = S y_k^{LS}", *SMOOTHED),
    (r"\theta^{new} - \theta^{old} = -\eta g", *STEP),
    (r"x^{old} > 0", r"let $x^{old} > 0$"),
    (r"\frac{1}{H_L} + \frac{1}{H_R} = \frac{H_L + H_R}{H_L H_R}", *LEAVES),
    (r"x^{ab} = (x^a)^b", "let $x > 0$, $a > 0$"),
    (r"k_B + B > B", r"let $k_B > 0$, $B \in \mathbb{R}$"),
    (r"\sigma(a_n) + \sigma(-a_n) = 1", *ACTIVATIONS),
    (r"\frac{\partial a_n}{\partial w_j} = X_{nj}", *ACTIVATIONS),
    (r"v^\top S v = \sum_i \mu_i (1 - \mu_i) v_i^2", *DIAGONAL),
    (r"X^\top \mathrm{diag}(\mu_n) X = \sum_k \mu_k X_{k:} X_{k:}^\top", *DIAGONAL),
    (r"\mathrm{diag}(\mu_n \mu^\top v) v = (\mu^\top v) \mathrm{diag}(\mu) v", *DIAGONAL),
]

REFUTED: list[Case] = [
    ("H_L + H_R = H", *LEAVES),
    (r"\langle E^2 \rangle = \langle E \rangle^2", *MEANS),
    (r"\langle E \rangle = \sum_i E_i", *MEANS),
    (r"\langle E, E \rangle = \langle E^2 \rangle", *MEANS),
    (r"\langle x_i \rangle = \langle x_j \rangle", *MEANS_OF_COLUMNS),
    (r"y_k^{LS} = y_k", *SMOOTHED),
    (r"\sum_k y_k^{LS} = 1 - \alpha", *SMOOTHED),
    (r"\theta^{new} - \theta^{old} = \eta g", *STEP),
    (r"x^{old} > 1", r"let $x^{old} > 0$"),
    (r"x^{ab} = x^{a + b}", "let $x > 0$, $a > 0$"),
    (r"a_n = 2 \sum_d X_{nd} w_d", *ACTIVATIONS),
    (r"v^\top S v = \sum_i \mu_i v_i^2", *DIAGONAL),
    (r"\mathrm{diag}(\mu_n) = \mathrm{diag}(v)", *DIAGONAL),
]

UNREADABLE: list[tuple[str, Case]] = [
    ("a name where 'define' introduces it", (r"\langle E^3 \rangle = \langle E \rangle^3", *MEANS)),
    ("a name where 'define' introduces it", (r"\langle 2 E \rangle = 2 \langle E \rangle", *MEANS)),
    ("a name where 'define' introduces it", (r"\langle E \rangle_i = 0", *MEANS)),
    ("the left side of a definition", (r"\langle u, v \rangle = 1", r"define $\langle u, v \rangle = 1$")),
    ("the left side of a definition", (r"\langle u \mid v \rangle = 1", r"define $\langle u \mid v \rangle = 1$")),
    ("is defined by itself", (r"\langle u \rangle = 1", r"define $\langle u \rangle = \langle u \rangle + 1$")),
    ("stands inside of an argument", (r"\langle x \rangle = 2 x", "let $x > 0$", r"define $\langle x \rangle = 2 x$")),
    ("a name and a power", (r"y_k^{LS} S L = 1", *SMOOTHED)),
    ("a name and a power", (r"y_k^{SL} = y_k^{LS}", *SMOOTHED)),
    ("a name and a power", (r"\alpha^{LS} = y_k^{LS}", *SMOOTHED)),
    ("a name and a power", (r"x^{ab} > 0", "let $a, b > 0$", "let $x^{ab} > 0$")),
    ("is an index of another formula", (r"x_k > 0", r"let $x_k > 0$, $k \in \{1, 2\}$")),
    ("is an index of another formula", (r"x_k > 0", "let $x_k > 0$, $k > 1$")),
    ("the number that is declared and the array", (r"a = a", *ACTIVATIONS)),
    ("the number that is declared and the array", (r"\|\mathbf{a}\|^2 = \sum_n a_n^2", *ACTIVATIONS)),
    ("is defined by itself", (r"a_i = 2", r"let $a > 0$, $x \in \mathbb{R}^n$", "define $a_i = a x_i$")),
    ("in diag of an entry", (r"\mathrm{diag}(\mu_n)_{ij} = \mu_n \delta_{ij}", *DIAGONAL)),
    ("diag needs a vector", (r"v_n \mathrm{diag}(\mu_n) = v_n \mathrm{diag}(\mu)", *DIAGONAL)),
    ("diag needs a vector", (r"\mathrm{diag}(\mu_n v_m) = \mathrm{diag}(\mu)", *DIAGONAL)),
    ("diag needs a vector", (r"\mathrm{diag}(X_{nj})_{kk} = X_{kj}", *DIAGONAL)),
    ("diag needs a vector", (r"\sum_n \mathrm{diag}(\mu_n)_{nn} = \sum_n \mu_n", *DIAGONAL)),
    ("diag needs a vector", (r"\mathrm{diag}(\mu_1) = \mathrm{diag}(\mu)", *DIAGONAL)),
]

TestReadings = judged(PROVED, REFUTED, UNREADABLE)


def test_a_refused_mean_leaves_what_it_is_the_mean_of_readable() -> None:
    refused = r"define $\langle E \rangle > \sum_i E_i$"
    read = document((r"\sum_i E_i + 1 > \sum_i E_i", r"let $E \in \mathbb{R}^N$", refused))
    assert [error.line for error in read.errors] == [2]
    assert len(read.checks[0].links) == 1
