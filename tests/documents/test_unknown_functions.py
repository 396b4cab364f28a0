r"""Functions that nothing defines, with several arguments, ``p(x \mid z)``, and expectations of which nothing says what
is drawn: what holds for every such function is proved, and nothing else; nothing is refuted."""

from __future__ import annotations

import pytest

from tests.documents.readings import Case, document, verdicts_of

PROVED: list[Case] = [
    (r"p(x \mid z) p(z) = p(z) p(x | z)",),
    (r"q_\phi(z|x) e^{p(z|x)} = e^{p(z|x)} q_\phi(z \mid x)",),
    (r"p(w \mid t, \alpha; \beta) + 0 = p(w | t; \alpha, \beta)",),
    (r"\sum_{i=1}^n \ell(y_i, f(x_i)) = \sum_{j=1}^n \ell(y_j, f(x_j))",),
    (r"f_m(x) - f_{m-1}(x) = -(f_{m-1}(x) - f_m(x))",),
    (r"KL(q(z) \mid\mid p(z)) = KL(q(z) \| p(z))",),
    (r"\mathbb{E}[X + X] = \mathbb{E}[2 X]",),
    (r"E[X + X] = E[2 X]",),
    (r"\sum_i \mathbb{E}[x_i] = \sum_j \mathbb{E}[x_j]",),
    (r"D_{KL}(q(z|x) \| p(z)) + 1 = 1 + D_{KL}(q(z|x) \| p(z))",),
    (r"\sum_{x \in \mathcal{X}} p(x) q(x) = \sum_{y \in \mathcal{X}} q(y) p(y)",),
    (r"a_j \sum_{i \in I_j} g_i = \sum_{i \in I_j} a_j g_i",),
    (r"x >= 1", r"let $x \ge 2$"),
]

THETA = r"let $\theta \in \mathbb{R}$"
X_THETA = r"let $x_\theta \in \mathbb{R}$"

UNDECIDED: list[Case] = [
    (r"p(x \mid z) = p(x, z)",),
    (r"p(x, z) = p(x \mid z) p(z)",),
    (r"p(x \mid y, z) = p(x, y \mid z)",),
    (r"f_m(x) = f_{m-1}(x)",),
    (r"\sum_{i \in S} x_i = \sum_i x_i",),
    (r"\sum_{i \in S} x_i = \sum_{i \in T} x_i",),
    (r"\sum_{i \in I_j} x_i = \sum_{i \in I_k} x_i",),
    (r"\sum_{i \in S} 1 = 1",),
    (r"E[X Y] = E[X] Y",),
    (r"\mathbb{E}[X Y] = \mathbb{E}[X] Y",),
    (r"\mathbb{E}[Y \mid X] = \mathbb{E}[Y]",),
    (r"\mathbb{E}_q[f(z)] = \mathbb{E}_p[f(z)]",),
    (r"\mathrm{Var}(X) = \mathbb{E}[X]",),
    (r"D_{KL}(q(z|x) \| p(z)) = D_{KL}(p(z) \| q(z|x))",),
]


@pytest.fixture(scope="module")
def verdicts() -> dict[Case, str]:
    """What becomes of all of them."""
    return verdicts_of([*PROVED, *UNDECIDED])


@pytest.mark.parametrize("case", PROVED, ids="; ".join)
def test_what_holds_for_every_function_is_proved(case: Case, verdicts: dict[Case, str]) -> None:
    assert verdicts[case] == "proved"


@pytest.mark.parametrize("case", UNDECIDED, ids="; ".join)
def test_what_holds_for_some_functions_is_neither_proved_nor_refuted(case: Case, verdicts: dict[Case, str]) -> None:
    assert verdicts[case] == "undecided"


@pytest.mark.parametrize(
    ("code", "case"),
    [
        ("D148", (r"\mathbb{E}[x_k] = 1",)),
        ("D202", (r"\mathbb{E}[x] = y", r"let $x \in \mathbb{R}^n$", r"let $y \in \mathbb{R}^n$")),
        ("D235", (r"\mathbb{E}_p[z_k] = 1",)),
        ("D234", (r"\mathbb{E}_{k \sim p}[z_k] = 1",)),
        ("D134", (r"p(i \mid j) = p(i, j)", r"let $p \in \mathbb{R}^{K \times K}$")),
        ("D224", (r"D_{KL}(q \| p) = 1",)),
        ("D107", (r"\frac{\partial}{\partial \theta} (\mathbb{E}_{\theta}[X] + \theta) = 1",)),
        ("D107", (r"\frac{\partial}{\partial \theta} (\mathrm{Var}_{\theta}(X) + \theta) = 1",)),
        ("D107", (r"\lim_{\theta \to 0} (E_\theta[X] + \theta) = E_\theta[X]",)),
        ("D107", (r"\nabla_\theta (p_\theta(x) + \theta^\top \theta) = 2 \theta", r"let $\theta \in \mathbb{R}^d$")),
        ("D107", (r"\frac{\partial L}{\partial \theta} = 1", THETA, r"define $L = p_\theta(x) + \theta$")),
        ("D107", (r"\frac{\partial L}{\partial \theta} = 1", THETA, X_THETA, r"define $L = x_\theta + \theta$")),
        ("D107", (r"L(2) = x_\theta + 2", THETA, X_THETA, r"define $L(\theta) = x_\theta + \theta$")),
        ("D107", (r"\nabla_\theta (x_\theta + \theta^2) = 2 \theta", THETA, X_THETA)),
        ("D107", (r"L(2) = p_\theta(x) + 2", THETA, r"define $L(\theta) = p_\theta(x) + \theta$")),
    ],
)
def test_what_depends_on_what_is_drawn_is_refused(code: str, case: Case) -> None:
    assert [error.code for error in document(case).errors] == [code]


def test_functions_with_other_signs_between_their_arguments_are_written_differently() -> None:
    (check,) = document((r"p(x \mid z) = p(x, z)",)).checks
    latex = check.links[0].readings[0].latex
    assert "p(x | z)" in latex and "p(x, z)" in latex


@pytest.mark.parametrize(
    "case",
    [
        (r"\frac{\partial^2 y}{\partial x^2} = 0", "define $y = p(x)$"),
        (r"\frac{\partial y}{\partial t} = f", "define $y = f(t)$"),
        (r"g'(z) = 1 + f", "define $g(z) = f(z) + z$"),
        (r"\lim_{x \to 0} y = 0", "define $y = f(x)$"),
        (r"\frac{\partial p(x)}{\partial x} = p", "assume $p(x) = 0$"),
        ("z = p", "define $y = p(x)$", r"define $z = \frac{\partial y}{\partial x}$"),
    ],
    ids="; ".join,
)
def test_what_is_not_understood_of_a_function_leaves_no_product_alone(case: Case) -> None:
    """``p(x)`` in a premise is a function or a product: where only the product is understood, neither is guessed."""
    read = document(case)
    assert not any(check.links for check in read.checks)
    assert read.errors[0].code == "D229"


def test_a_number_that_is_declared_is_a_factor_before_brackets() -> None:
    case = (r"\frac{\partial y}{\partial x} = p", r"let $p \in \mathbb{R}$", "define $y = p(x + 1)$")
    assert verdicts_of([case]) == {case: "proved"}
