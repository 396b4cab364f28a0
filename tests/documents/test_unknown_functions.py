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
    ],
)
def test_what_depends_on_what_is_drawn_is_refused(code: str, case: Case) -> None:
    assert [error.code for error in document(case).errors] == [code]


def test_functions_with_other_signs_between_their_arguments_are_written_differently() -> None:
    (check,) = document((r"p(x \mid z) = p(x, z)",)).checks
    latex = check.links[0].readings[0].latex
    assert "p(x | z)" in latex and "p(x, z)" in latex
