"""Formulas are printed as a paper would print them, and never so that they mean something else."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from derive.kernel import terms as kernel
from derive.language.abbreviation import Abbreviation
from derive.language.binders import Letters, letters_apart, letters_in_force
from derive.language.expressions import (
    D,
    Equal,
    Family,
    Real,
    absolute,
    both,
    choose,
    delta,
    distinct,
    exists,
    exp,
    family,
    forall,
    iff,
    implies,
    index,
    largest,
    last,
    limit,
    log,
    maximum,
    minimum,
    product,
    rank,
    real,
    replace,
    scalar,
    size,
    smooth,
    sqrt,
    total,
    total_except,
    vector,
)
from derive.language.statement import Statement
from derive.printing.formulas import (
    definitions,
    hypotheses_to_latex,
    hypotheses_to_text,
    met_in,
    statement_to_latex,
    to_latex,
    to_text,
)
from derive.printing.styles import TextStyle

ROOT = Path(__file__).resolve().parents[2]

i, j, k = index("i"), index("j"), index("k")
z, y, v, q = vector("z"), vector("y"), vector("v"), vector("q")
c, tau = scalar("c"), scalar("tau")
S = total(k, exp(z[k]))


def softmax_of(logits: Family) -> Family:
    return family(j, exp(logits[j]) / total(k, exp(logits[k])))


p = family(i, exp(z[i]) / S)
NAMES = (Abbreviation(p.array, "p"), Abbreviation(S.term, "S"))  # type: ignore[arg-type]
loss = -total(k, y[k] * log(p[k]))


def latex(value: Real | kernel.Node, *names: Abbreviation) -> str:
    return to_latex(value.term if isinstance(value, Real) else value, names)


def text(value: Real | kernel.Node, *names: Abbreviation) -> str:
    return to_text(value.term if isinstance(value, Real) else value, names)


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (z[i] - (z[j] - c), "z_{i} - (z_{j} - c)"),
        (-(z[i] - c), "-(z_{i} - c)"),
        (-z[i] * z[j], "-z_{i} z_{j}"),
        (Fraction(1, 2) * total(k, z[k]), r"\frac{1}{2} \sum_{k=1}^{K} z_{k}"),
        (2 * c * 3, "6 c"),
        (2 * c / (3 * tau), r"\frac{2 c}{3 \tau}"),
        (1 / sqrt(size()), r"\frac{1}{\sqrt{K}}"),
        ((z[i] + 1) * log(z[i]) * z[j], r"(z_{i} + 1) (\log z_{i}) z_{j}"),
        (log(S) * total(k, y[k]), r"\left(\log \sum_{k=1}^{K} e^{z_{k}}\right) \sum_{k=1}^{K} y_{k}"),
        (total(k, z[k]) ** 2, r"\left(\sum_{k=1}^{K} z_{k}\right)^{2}"),
        (exp(z[i]) ** 2, "(e^{z_{i}})^{2}"),
        (log(z[i]) ** 2, r"(\log z_{i})^{2}"),
        (log(z[i] * z[j]), r"\log (z_{i} z_{j})"),
        (total(k, z[k] + 1), r"\sum_{k=1}^{K} (z_{k} + 1)"),
        (total((i, j), z[i] * z[j]), r"\sum_{i,j=1}^{K} z_{i} z_{j}"),
        (total_except(k, i, z[k]), r"\sum_{k \ne i} z_{k}"),
        (total(i, total_except(j, i, z[j])), r"\sum_{i=1}^{K} \sum_{k \ne i} z_{k}"),
        (product(k, z[k]), r"\prod_{k=1}^{K} z_{k}"),
        (minimum(k, z[k]), r"\min_{k} z_{k}"),
        (-minimum(k, z[k]), r"-\min_{k} z_{k}"),
        (maximum(k, z[k] - c), r"\max_{k} (z_{k} - c)"),
        (largest(0, z[i]), r"\max(0, z_{i})"),
        (-largest(-z[i], -z[j]), r"\min(z_{i}, z_{j})"),
        (delta(i, j), r"\delta_{ij}"),
        (choose(i, j, z[i], 2), r"\begin{cases} z_{i} & \text{if } i = j \\ 2 & \text{if } i \ne j \end{cases}"),
        (z[last()] - z[1], "z_{K} - z_{1}"),
        (exp(-z[i] / tau), r"e^{-z_{i}/\tau}"),
        (D(c**3, c), r"\frac{\partial}{\partial c} c^{3}"),
        (D(z[i], z[j]), r"\frac{\partial z_{i}}{\partial z_{j}}"),
        (limit(z[i] / tau, tau), r"\lim_{\tau \to 0^{+}} \frac{z_{i}}{\tau}"),
        (limit(z[i] / tau, tau, 0, "infinity"), r"\lim_{t \to \infty} \frac{z_{i}}{t}"),
        (scalar("y_hat") + scalar("lambda'") + scalar("x_1"), r"\hat{y} + \lambda' + x_{1}"),
        (exp(D(z[i] / c, c)), r"\exp\left(\frac{\partial}{\partial c} \frac{z_{i}}{c}\right)"),
    ],
)
def test_terms_read_like_those_of_a_paper(value: Real, printed: str) -> None:
    assert latex(value) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (D(p[i], z[j]), r"\frac{\partial p_{i}}{\partial z_{j}}"),
        (p[i] * (delta(i, j) - p[j]), r"p_{i} (\delta_{ij} - p_{j})"),
        (p[i] * p[j], "p_{i} p_{j}"),
        (exp(z[i]) * exp(z[j]) * Real(kernel.Power(S.term, kernel.number(-2))), "p_{i} p_{j}"),
        (exp(z[i]) * c * Real(kernel.Power(S.term, kernel.number(-2))), r"\frac{e^{z_{i}} c}{S^{2}}"),
        (exp(z[i]) / (exp(c) * S), r"\frac{e^{z_{i}}}{e^{c} S}"),
        (D(loss, z[i], z[j]), r"\frac{\partial^{2}}{\partial z_{i} \partial z_{j}} "
                              r"\left(-\sum_{k=1}^{K} y_{k} \log p_{k}\right)"),
        (D(p[i], z[i], z[i]), r"\frac{\partial^{2} p_{i}}{\partial z_{i}^{2}}"),
        (total(k, exp(v[k])), r"\sum_{k=1}^{K} e^{v_{k}}"),
    ],
)  # fmt: skip
def test_abbreviations_stand_for_exactly_what_they_abbreviate(value: Real, printed: str) -> None:
    assert latex(value, *NAMES) == printed


def test_abbreviations_are_explained() -> None:
    assert definitions(NAMES) == (r"p_{i} = \frac{e^{z_{i}}}{S}", r"S = \sum_{k=1}^{K} e^{z_{k}}")
    statement = Statement((), both(Equal(D(log(S), z[i]), p[i]), p[i] > 0))
    assert statement_to_latex(statement, NAMES).split("\n") == [
        r"\frac{\partial}{\partial z_{i}} \log S = p_{i}",
        "p_{i} > 0",
        r"\text{where}\quad p_{i} = \frac{e^{z_{i}}}{S}",
        r"\text{and}\quad S = \sum_{k=1}^{K} e^{z_{k}}",
    ]


def test_only_abbreviations_that_occur_are_met_and_those_in_their_definitions() -> None:
    sigma = Abbreviation(softmax_of(v).array, r"\sigma_{%s}(v)", "σ_%s(v)")
    names = [sigma, *NAMES]
    assert met_in(names, [(p[i] + 1).term]) == tuple(NAMES)  # S is in the definition of p
    assert met_in(names, [log(S).term]) == (NAMES[1],)
    assert met_in(names, [(z[i] + 1).term]) == ()
    assert met_in(names, [softmax_of(v)[j].term, log(S).term]) == (sigma, NAMES[1])


def test_an_abbreviation_is_known_by_what_it_says_not_as_an_object() -> None:
    """Another claim may have an equal one, which was met before."""
    again = tuple(Abbreviation(name.pattern, name.name, name.text) for name in NAMES)
    assert met_in(NAMES, [(p[i] + 1).term]) == met_in(again, [(p[i] + 1).term]) == NAMES
    assert definitions(NAMES, TextStyle()) == definitions(again, TextStyle())


def test_what_an_abbreviation_stands_for_makes_no_choice_that_is_made() -> None:
    at_class = Abbreviation(softmax_of(family(k, choose(k, i, c, 0)))[i].term, "s")
    assert definitions([at_class], TextStyle()) == ("s = exp(c)/(Σ_{k=1..K} exp({c if k = i; 0 if k ≠ i}))",)


def test_bound_variables_have_the_names_that_the_author_gave_them() -> None:
    alpha, g = scalar("alpha"), scalar("g")
    with letters_apart({}) as letters:
        mine = limit(exp(-alpha), alpha, 0, "infinity"), exists([g, v], Equal(v[i], g)), forall(v, v[i] > 0)
    limit_text, some, every = (to_text(each.term if isinstance(each, Real) else each, (), (), letters) for each in mine)
    assert limit_text == "lim_{α → ∞} exp(−α)"
    assert some == "∃g ∈ ℝ, ∃v ∈ ℝ^K: v_i = g"
    assert every == "∀v ∈ ℝ^K: v_i > 0"
    assert to_text(mine[0].term) == "lim_{t → ∞} exp(−t)"


def test_the_name_of_a_bound_variable_is_never_that_of_another_one() -> None:
    with letters_apart({}) as letters:
        inner = exists(c, z[i] < c)
        outer = forall(c, kernel.And((inner, c > 0)))
    assert to_text(outer, (), (), letters) == "∀c ∈ ℝ: (∃t ∈ ℝ: z_i < t) and c > 0"
    assert to_text(kernel.And((inner, c > 0)), (), (), letters) == "(∃t ∈ ℝ: z_i < t) and c > 0"


def test_the_name_of_a_bound_variable_is_that_of_the_statement_at_a_value_too() -> None:
    with letters_apart({}) as letters:
        at_q = replace(exists(c, Equal(z[i], c)), z, q)
        assert at_q in letters and letters[at_q] == "c"
        derivative = replace(D(exp(c * z[i]), c), c, 0)
    assert text_with(letters, at_q) == "∃c ∈ ℝ: q_i = c"
    assert text_with(letters, derivative.term) == "[∂/∂c exp(c z_i)]_{c = 0}"


def text_with(letters: Letters, node: kernel.Node) -> str:
    return to_text(node, (), (), letters)


def test_names_that_were_given_elsewhere_are_not_known() -> None:
    with letters_apart({}) as outside:
        with letters_apart({}) as inside:
            formula = exists(scalar("g"), z[i] < scalar("g"))
        assert formula in inside and formula not in outside


def test_an_abbreviation_with_a_place_for_its_index() -> None:
    sigma = Abbreviation(p.array, r"\sigma_{%s}(z)", "σ_%s(z)")  # type: ignore[arg-type]
    assert latex(log(p[j]), sigma) == r"\log \sigma_{j}(z)"
    assert text(log(p[j]), sigma) == "log σ_j(z)"


def test_bound_letters_avoid_free_ones() -> None:
    assert latex(total(i, z[i] * z[k])) == r"\sum_{l=1}^{K} z_{l} z_{k}"
    assert latex(total(k, vector("k")[k])) == r"\sum_{l=1}^{K} k_{l}"
    assert latex(forall(v, Equal(v[i], z[i]))) == r"\forall w \in \mathbb{R}^{K}:\; w_{i} = z_{i}"


def test_nested_sums_never_share_a_letter() -> None:
    assert latex(total(k, z[k] * log(p[k]))) == (
        r"\sum_{k=1}^{K} z_{k} \log \frac{e^{z_{k}}}{\sum_{l=1}^{K} e^{z_{l}}}"
    )


def test_a_derivative_keeps_apart_what_is_varied_and_what_is_held() -> None:
    held = kernel.Derivative(
        kernel.Multiply((kernel.Entry(kernel.BoundVariable(0, ()), ()), c.term)), kernel.Variable("c", ()), ()
    )
    assert to_latex(held) == r"\left.\frac{\partial}{\partial \lambda} (\lambda c)\right|_{\lambda = c}"


def test_formulas() -> None:
    assert latex(c > 0) == "c > 0"
    assert latex(size() >= 2) == r"K \ge 2"
    assert latex(distinct(i, j)) == r"i \ne j"
    equivalence = forall(v, iff(Equal(total(k, v[k] ** 2), 0), exists(c, forall(k, Equal(v[k], c)))))
    assert text(equivalence) == "∀z ∈ ℝ^K: Σ_k z_k² = 0 ⟺ (∃c ∈ ℝ: ∀k: z_k = c)"
    assert latex(smooth(log(S), z), *NAMES) == r"(z \mapsto \log S) \in C^{\infty}(\mathbb{R}^{K})"
    assert latex(Equal(rank(i, j, z[i] * z[j]), 1)) == r"\operatorname{rank}\left(z_{i} z_{j}\right)_{i, j = 1}^{K} = 1"
    assert text(implies(both(c > 0, c < 1), c < 2)) == "c > 0 and c < 1 ⟹ c < 2"
    assert text(implies(implies(c > 0, c < 1), c < 2)) == "(c > 0 ⟹ c < 1) ⟹ c < 2"
    assert text(kernel.Not(Equal(c, 0))) == "¬(c = 0)"


def test_hypotheses_take_their_conventional_shape() -> None:
    closed = (forall(k, y[k] >= 0), Equal(total(k, y[k]), 1))
    positive = (Equal(total(k, q[k]), 1), forall(k, q[k] > 0))
    assert hypotheses_to_latex(closed) == (r"y \in \Delta^{K - 1}",)
    assert hypotheses_to_text((forall(k, q[k] > 0), Equal(total(k, q[k]), 1))) == ("q ∈ Δ^(K−1)", "q_k > 0 for all k")
    assert hypotheses_to_text((Equal(total(k, y[k]), 1),)) == ("Σ_k y_k = 1",)
    assert hypotheses_to_text(positive) == ("q ∈ Δ^(K−1)", "q_k > 0 for all k")
    other = (forall(k, y[k] >= 0), Equal(total(k, z[k]), 1))
    assert hypotheses_to_text(other) == ("y_k ≥ 0 for all k", "Σ_k z_k = 1")


def test_latex_is_ascii_whatever_the_names() -> None:
    strange = scalar("τ") + scalar("é}") + scalar("\\input{x}") + vector("変")[i]
    printed = latex(strange)
    assert printed.isascii()
    assert "input{" not in printed and printed.count("{") == printed.count("}")


def test_text_keeps_quotients_apart() -> None:
    assert text(z[i] / (z[j] * c)) == "z_i/(z_j c)"
    assert text(log(z[i] / c)) == "log (z_i/c)"
    assert text((z[i] / c) ** 2) == "(z_i/c)²"
    assert text(1 / S) == "1/(Σ_k exp(z_k))"
    assert text(Fraction(1, 4) * (z[i] - 1)) == "(1/4) (z_i − 1)"
    assert text(Fraction(1, 4) * z[i] / c) == "z_i/(4 c)"


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (total(k, z[k]) * (1 / tau), "(Σ_k z_k)/τ"),
        ((1 / tau) * total(k, z[k]), "(1/τ) Σ_k z_k"),
        ((1 / tau) * D(c**2, c), "(1/τ) ∂/∂c c²"),
        (exp((1 / tau) * log(c)), "exp((1/τ) log c)"),
        (absolute(c * absolute(tau) * z[i]), "|(c |τ| z_i)|"),
        (sqrt(c**2), "√(c²)"),
        (sqrt(c) ** 2, "(√c)²"),
        (c ** (tau**2), "c^(τ²)"),
        ((c**tau) ** 2, "(c^τ)²"),
        (replace(D(c**2, c), c, tau + 1) + c, "[∂/∂t t²]_{t = τ + 1} + c"),
        (log((c + tau) ** 2), "log ((c + τ)²)"),
    ],
)
def test_text_has_brackets_where_two_readings_would_differ(value: Real, printed: str) -> None:
    assert text(value) == printed


def test_text_tells_what_a_sum_runs_over_where_nothing_in_it_does() -> None:
    assert text(total(k, c)) == "Σ_{k=1..K} c"
    assert text(total(index("k", "d"), c)) == "Σ_{k=1..d} c"
    assert text(total(k, z[k])) == "Σ_k z_k"
    assert text(total(k, D(c * z[k], z[k]))) == "Σ_k ∂/∂z_k (c z_k)"


def test_the_point_of_a_limit_is_one_piece() -> None:
    assert latex(limit(exp(c), c, tau + 1)) == r"\lim_{t \to (\tau + 1)^{+}} e^{t}"
    assert latex(limit(exp(c), c, tau**2)) == r"\lim_{t \to (\tau^{2})^{+}} e^{t}"
    assert latex(limit(exp(c), c, tau + 1, "both")) == r"\lim_{t \to \tau + 1} e^{t}"
    assert latex(limit(exp(c), c, tau)) == r"\lim_{t \to \tau^{+}} e^{t}"


def test_a_base_with_a_superscript_is_set_off() -> None:
    """TeX takes no second superscript, and 10⁶² is another number."""
    starred = Abbreviation((c + 1).term, "b^*"), Abbreviation(p.array, "p^{(%s)}")
    assert latex((c + 1) ** 2, *starred) == "{b^{*}}^{2}"
    assert latex(p[j] ** 2, *starred) == "(p^{(j)})^{2}"
    assert latex(real(10**6) ** 2) == "(10^{6})^{2}"
    assert latex(rank(i, j, z[i] * z[j]) ** 2).startswith(r"(\operatorname{rank}")


def test_printing_does_not_depend_on_the_hash_seed() -> None:
    program = (
        "from derive.printing.formulas import *; from derive.language.expressions import *;"
        "i, j, k = indices('i j k'); z, w = vector('z'), vector('w'); a, b, t = map(scalar, 'abt');"
        "f = forall([z, w, t], exists(a, Equal(total((i, j), z[i]*w[j]*a), t*b)));"
        "print(to_latex(f), to_text(f), hypotheses_to_latex((f, f)))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed, "PYTHONUTF8": "1"}, cwd=ROOT,
            capture_output=True, check=True, text=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(printed) == 1 and printed != {""}


def test_names_that_are_given_later_are_not_known_earlier() -> None:
    with letters_apart({}):
        first = exists(scalar("g"), z[i] < scalar("g"))
        until_then = letters_in_force()
        again = exists(scalar("h"), z[i] < scalar("h"))
        other = exists(scalar("h"), z[i] > scalar("h"))
        assert first == again
        assert dict(until_then) == {first: "g"}
        assert dict(letters_in_force()) == {first: "h", other: "h"}
    with letters_apart(until_then) as inside:
        assert dict(inside) == {first: "g"} and len(inside) == 1
