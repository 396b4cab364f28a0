"""Canonical notation: every kind of node, names, hypotheses, and when two statements are the same."""

from __future__ import annotations

import importlib.util
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest

from derive.documents.canonical import (
    definitions_latex,
    hypotheses_latex,
    link_latex,
    reading_latex,
    same,
    self_contained,
)
from derive.documents.canonical.names import NOT_READ, parsed, whole
from derive.documents.reader import read_text
from derive.kernel import terms as kernel
from derive.kernel.terms import (
    NODE_TYPES,
    ONE,
    ZERO,
    And,
    BoundIndex,
    BoundVariable,
    Entry,
    Equal,
    ForAll,
    Formula,
    IndexNumber,
    IndexVariable,
    LastIndex,
    Less,
    LessEqual,
    Multiply,
    Not,
    Or,
    SameIndex,
    SizeValue,
    Term,
    Variable,
    number,
    subnodes,
)
from derive.language.statement import Statement


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


failure = _module("round_trips").failure
Statements = _module("random_statements").Statements

K = "K"
a, t = Entry(Variable("a", ()), ()), Entry(Variable("t", ()), ())
z, W = Variable("z", (K,)), Variable("W", (K, "d"))
i, j, r = IndexVariable("i", K), IndexVariable("j", K), IndexVariable("r", "d")
z_i, z_j, z_k = Entry(z, (i,)), Entry(z, (j,)), Entry(z, (BoundIndex(0, K),))
bound = Entry(BoundVariable(0, (K,)), (i,))
scalar = Entry(BoundVariable(0, ()), ())
positive = Less(ZERO, z_k)
squares = Multiply((z_i, z_i))
form = kernel.Sum(K, kernel.Sum(K, Multiply((
    Entry(BoundVariable(2, (K,)), (BoundIndex(1, K),)), kernel.delta(BoundIndex(1, K), BoundIndex(0, K)),
    Entry(BoundVariable(2, (K,)), (BoundIndex(0, K),)),
))))  # fmt: skip


def about(*terms: Term) -> tuple[Statement, ...]:
    """A statement about each of the terms."""
    return tuple(Statement((), Equal(term, a)) for term in terms)


READ: dict[str, tuple[Statement, ...]] = {
    "IndexVariable": about(z_i, Entry(z, (IndexVariable("c", K, (IndexVariable("n", "N"),)),))),
    "BoundIndex": about(kernel.Sum(K, z_k)),
    "IndexNumber": about(Entry(z, (IndexNumber(1, K),))),
    "LastIndex": about(Entry(z, (LastIndex(K),))),
    "Variable": about(Entry(W, (i, r))),
    "BoundVariable": about(kernel.Derivative(bound, z, (j,))),
    "Lambda": about(kernel.Derivative(bound, kernel.Lambda((K,), kernel.Exp(z_k)), (j,))),
    "Number": about(*map(number, (0, 12, -3, "1/2", "-7/3", 10**50, Fraction(1, 10**50)))),
    "SizeValue": about(SizeValue(K), kernel.Log(SizeValue("d"))),
    "Entry": about(z_i, a),
    "Add": about(kernel.Add((a, number(-1))), kernel.Add((kernel.Add((a, t)), kernel.negative(a)))),
    "Multiply": about(Multiply((a, Multiply((a, t)))), Multiply((number(-1), a, t)), Multiply((ONE, ZERO))),
    "Power": about(
        *(kernel.Power(a, number(power)) for power in (2, -1, "1/2", "-3/2", 100)),
        *(kernel.Power(number(2), power) for power in (number(3), number("1/2"), a)),
        kernel.Power(a, Multiply((number(2), number(3)))),
        Multiply((number(1), kernel.Power(number(2), number(-1)))),
        Multiply((a, kernel.Power(ZERO, number(-1)))),
    ),
    "Exp": about(kernel.Exp(ONE), kernel.Exp(kernel.Exp(a))),
    "Log": about(kernel.Power(kernel.Log(a), number(2))),
    "Absolute": about(kernel.Absolute(kernel.negative(a))),
    "Choose": about(kernel.delta(i, j), kernel.Choose(i, j, ZERO, ONE), kernel.Choose(i, j, a, kernel.delta(j, i))),
    "Sum": about(
        kernel.Sum(K, ONE),
        kernel.Sum(K, kernel.Choose(BoundIndex(0, K), i, ZERO, z_k)),
        kernel.Sum(K, kernel.Choose(BoundIndex(0, K), IndexNumber(1, K), ZERO, z_k)),
        kernel.Sum(K, kernel.Choose(BoundIndex(0, K), LastIndex(K), ZERO, z_k)),
        Multiply((kernel.Sum(K, kernel.Add((z_k, a))), a)),
    ),
    "Product": about(kernel.Product(K, kernel.Choose(BoundIndex(0, K), i, ONE, z_k)), kernel.Product(3, a)),
    "Maximum": about(
        kernel.Maximum(K, z_k),
        kernel.negative(kernel.Maximum(K, kernel.negative(z_k))),
        kernel.negative(kernel.Maximum(K, z_k)),
    ),
    "Derivative": about(
        kernel.Derivative(bound, z, (j,)),
        kernel.Derivative(Multiply((bound, z_i)), z, (j,)),
        kernel.Derivative(scalar, kernel.Lambda((), number(3)), ()),
        kernel.Derivative(scalar, kernel.Lambda((), a), ()),
        kernel.Derivative(kernel.Derivative(bound, BoundVariable(0, (K,)), (i,)), z, (j,)),
        kernel.Derivative(bound, kernel.Lambda((K,), z_k), (j,)),
    ),
    "Limit": about(*(kernel.Limit(scalar, ZERO, direction) for direction in kernel.DIRECTIONS)),
    "Rank": about(
        kernel.Rank(K, "d", Entry(W, (BoundIndex(1, K), BoundIndex(0, "d")))), kernel.Rank(K, K, kernel.Exp(z_k))
    ),
    "Equal": (Statement((), Equal(a, t)),),
    "Different": (Statement((), kernel.Different(a, ZERO)),),
    "Less": (Statement((), Less(a, t)),),
    "LessEqual": (Statement((), LessEqual(ONE, a)),),
    "SameIndex": (Statement((SameIndex(i, j),), Equal(z_i, z_j)),),
    "Not": (Statement((Not(SameIndex(i, j)),), Equal(z_i, z_j)),),
    "And": (Statement((And((Equal(Entry(z, (IndexNumber(2, K),)), a), LessEqual(number(2), SizeValue(K)))),),
                      Equal(z_i, ZERO)),),
    "Or": (Statement((Or((Equal(a, ZERO), Equal(a, ONE))),), Equal(a, squares)),
           Statement((ForAll(K, Or((Equal(z_k, ZERO), Equal(z_k, ONE)))),), Equal(z_i, squares))),
    "Implies": (Statement((ForAll(K, kernel.Implies(Not(SameIndex(BoundIndex(0, K), i)), Less(z_k, z_i))),),
                          Equal(z_i, a)),
                Statement((kernel.Implies(SameIndex(i, j), Equal(z_i, ZERO)),), Equal(z_j, ZERO))),
    "ForAll": (Statement((ForAll(K, positive),), Equal(z_i, a)),
               Statement((), ForAll((K,), LessEqual(ZERO, form))),
               Statement((), ForAll(K, LessEqual(z_k, z_i)))),
}  # fmt: skip
"""Statements with each kind of node that are read back."""

MARKED: dict[str, tuple[Statement, ...]] = {
    "Step": about(kernel.Step(a)),
    "Add": about(kernel.Add(()), kernel.Add((a,))),
    "Multiply": about(Multiply(()), Multiply((a,))),
    "SizeValue": about(SizeValue(3)),
    "Number": about(number(10**50 + 1)),
    "Choose": about(kernel.Choose(IndexNumber(1, 3), IndexNumber(2, 3), a, t)),
    "Variable": about(
        Entry(Variable("?", ()), ()), Entry(Variable(r"x^{(\cdot)}", (K,)), (IndexVariable("c", K, (i,)),))
    ),
    "Derivative": about(
        kernel.Derivative(
            Entry(BoundVariable(0, (K, "d")), (i, r)), kernel.Lambda((K, "d"), a), (i, r)
        ),
        kernel.Derivative(
            Multiply((Entry(BoundVariable(0, (K,)), (i,)), Entry(Variable(r"x^{(\cdot)}", (K,)), (i,)))),
            Variable(r"x^{(\cdot)}", (K,)), (i,),
        ),
    )[1:],
    "Exists": (Statement((), kernel.Exists(K, positive)),),
    "Smooth": (Statement((), kernel.Smooth((), kernel.Exp(scalar))),),
    "Implies": (Statement((), kernel.Implies(Less(a, t), Less(a, ONE))),),
    "Or": (Statement((), Or((Less(a, t), Less(t, a)))), Statement((Or((Less(a, t), Less(t, a))),), Equal(a, t))),
    "And": (Statement((And((Less(a, t), Less(t, a))),), Equal(a, t)),),
    "Not": (Statement((), Not(Equal(a, t))),),
    "SameIndex": (Statement((), SameIndex(i, j)),),
    "ForAll": (Statement((), ForAll(K, positive)), Statement((ForAll((), Less(a, scalar)),), Equal(a, t))),
}  # fmt: skip
"""Statements that no notation says, with the kind of node that is to blame."""


def test_every_kind_of_node_is_printed() -> None:
    assert {*READ, *MARKED} == NODE_TYPES.keys() - {"Minimum", "Smallest"}
    for kind, statements in [*READ.items(), *MARKED.items()]:
        for statement in statements:
            formulas: tuple[Formula, ...] = (statement.conclusion, *statement.hypotheses)
            assert any(type(part).__name__ == kind for formula in formulas for part in subnodes(formula))


@pytest.mark.parametrize("kind", READ)
def test_what_is_printed_is_read_back(kind: str) -> None:
    assert [problem for statement in READ[kind] if (problem := failure((statement,)))] == []


@pytest.mark.parametrize("kind", MARKED)
def test_what_no_notation_says_is_marked_and_refused(kind: str) -> None:
    for statement in MARKED[kind]:
        text = self_contained(statement)
        assert NOT_READ.strip() in text
        document = read_text(text, "a.tex")
        assert document.errors and not document.checks, text


@pytest.mark.parametrize("seed", range(8))
def test_random_statements_are_read_back(seed: int) -> None:
    random = Statements(seed)
    statements = [random.statement(2) for _ in range(25)]
    assert [problem for statement in statements if (problem := failure((statement,)))] == []


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("z", "z"), (r"\tau", r"\tau"), (r"\hat{y}", r"\hat{y}"), (r"\mathcal{L}", r"\mathcal{L}"), ("p^*", "p^{*}"),
        ("x'", "x'"), (r"\tau_{s}", r"\tau_{s}"), (r"\pi_{ref}", r"\pi_{\mathrm{ref}}"), ("KL", r"\mathrm{KL}"),
        ("x^{(1)}", "x^{(1)}"), ("w^*_{t}", "w^{*}_{t}"), (r"\hat{\pi}'_{s}", r"\hat{\pi}'_{s}"),
    ],
)  # fmt: skip
def test_names_are_spelled_as_they_are_read(name: str, latex: str) -> None:
    assert whole(name) == latex
    for variable in (Variable(name, ()), Variable(name, (K,)), Variable(name, (K, "d"))):
        indices = (i, r)[: len(variable.sizes)]
        assert failure(about(kernel.Power(Entry(variable, indices), number(2)))) == ""
        derivative = kernel.Derivative(ONE, variable, indices)
        assert failure(about(derivative)) == ""


def test_a_family_has_its_number_above() -> None:
    family = Variable(r"x^{(\cdot)}", ("n", K))
    statement = about(Entry(family, (IndexNumber(1, "n"), i)))[0]
    assert link_latex(statement) == "x^{(1)}_{i} = a"
    assert failure((statement,)) == ""
    assert parsed(family.name) is not None


def test_letters_with_a_meaning_of_their_own_may_be_variables() -> None:
    for name in ("e", "d", "I", "T", "E", r"\delta", r"\pi", r"\sigma"):
        letter = Entry(Variable(name, ()), ())
        terms = (kernel.Exp(letter), kernel.delta(i, j), kernel.Power(z_i, letter))
        quotient = Multiply((letter, kernel.Power(Multiply((letter, a)), number(-1))))
        for term in (*terms, quotient):
            assert failure(about(kernel.Add((term, letter)))) == ""


def test_hypotheses_are_spelled_as_one_states_them() -> None:
    p = Variable("p", (K,))
    p_k = Entry(p, (BoundIndex(0, K),))
    simplex = (Equal(kernel.Sum(K, p_k), ONE), ForAll(K, LessEqual(ZERO, p_k)))
    other = ForAll(K, kernel.Implies(Not(SameIndex(BoundIndex(0, K), i)), Less(p_k, Entry(p, (i,)))))
    statement = Statement(
        (*simplex, Less(ZERO, a), other, LessEqual(number(2), SizeValue(K))), Equal(Entry(p, (i,)), a)
    )
    assert hypotheses_latex(statement) == (
        r"p \in \Delta^{K-1}",
        "a > 0",
        r"p_{k} < p_{i} \quad \text{for all } k \quad \text{if } k \ne i",
        r"K \ge 2",
    )
    assert self_contained(statement) == "\n".join(
        [
            r"% derive: let $a \in \mathbb{R}$",
            r"% derive: let $p \in \Delta^{K-1}$",
            r"% derive: let $i \in \{1, \dots, K\}$",
            r"% derive: assume $K \ge 2$",
            "% derive: assume here $a > 0$",
            r"% derive: assume here $p_{k} < p_{i}$ for all $k$ for $k \ne i$",
            "% derive: check",
            r"\[ p_{i} = a \]",
            "",
        ]
    )
    assert failure((statement,)) == ""


def test_quantifiers_of_hypotheses_keep_their_order() -> None:
    body = Less(ZERO, Entry(W, (BoundIndex(1, K), BoundIndex(0, "d"))))
    swapped = Less(ZERO, Entry(W, (BoundIndex(0, K), BoundIndex(1, "d"))))
    for hypothesis in (ForAll(K, ForAll("d", body)), ForAll("d", ForAll(K, swapped))):
        assert failure((Statement((hypothesis,), Equal(Entry(W, (i, r)), a)),)) == ""


def test_arrays_that_no_notation_says_are_defined() -> None:
    point = kernel.Lambda((K,), kernel.Power(z_k, number(2)))
    (statement,) = about(kernel.Derivative(bound, point, (j,)))
    assert definitions_latex(statement) == ("M_{k} = z_{k}^{2}",)
    nested = kernel.Sum(
        K, kernel.Derivative(bound, kernel.Lambda((K,), Multiply((z_k, z_k, Entry(z, (BoundIndex(1, K),))))), (j,))
    )
    (inside,) = about(nested)
    assert definitions_latex(inside) == (r"M\left(k\right)_{l} = z_{l} z_{l} z_{k}",)
    assert failure((statement,)) == failure((inside,)) == ""


def test_arrays_of_three_axes_are_declared_with_all_of_them() -> None:
    cube = Variable("X", ("n", "m", "d"))
    (statement,) = about(Entry(cube, (IndexVariable("i", "n"), IndexVariable("j", "m"), r)))
    assert r"% derive: let $X \in \mathbb{R}^{n \times m \times d}$" in self_contained(statement)


def test_a_numbered_index_of_a_definition_is_read_back() -> None:
    text = "% derive: let $x \\in \\mathbb{R}^K$\n% derive: define $L = x_2$\n% derive: check\n\\[ L = 1 \\]\n"
    assert failure(read_text(text, "a.tex").checks[0].links[0].readings[0].statements) == ""


def test_what_one_relation_claims_is_one_formula() -> None:
    for formula in (r"\arg\max_k z_k = \arg\min_k e^{z_k}", r"z_i \propto e^{z_i}", r"z \propto y"):
        text = f"% derive: let $z, y \\in \\mathbb{{R}}^K$\n% derive: check\n\\[ {formula} \\]\n"
        statements = read_text(text, "a.tex").checks[0].links[0].readings[0].statements
        assert len(statements) == 2
        (latex,) = reading_latex(statements)
        assert r"\propto" in latex or latex.count(r"\arg") == 2
        assert failure(statements) == ""


def test_a_restricted_maximum_is_written_as_one_where_there_are_two_classes() -> None:
    setup = "% derive: let $z \\in \\mathbb{R}^K$, $i \\in \\{1, \\dots, K\\}$\n% derive: assume $K \\ge 2$\n"
    for operator in ("max", "min"):
        text = f"{setup}% derive: check\n\\[ \\{operator}_{{k \\ne i}} z_k = 0 \\]\n"
        (statement,) = read_text(text, "a.tex").checks[0].links[0].readings[0].statements
        assert link_latex(statement) == rf"\{operator}_{{k \ne i}} z_{{k}} = 0"
        assert failure((statement,)) == ""


def test_values_of_a_finite_set_are_tested_as_such() -> None:
    text = (
        "% derive: let $y \\in \\{-1, 0, 1\\}$\n% derive: check\n"
        "\\[ y^2 = \\begin{cases} 0 & \\text{if } y = 0 \\\\ 1 & \\text{otherwise} \\end{cases} \\]\n"
    )
    (statement,) = read_text(text, "a.tex").checks[0].links[0].readings[0].statements
    assert link_latex(statement).endswith(r"\begin{cases} 0 & \text{if } y = 0 \\ 1 & \text{otherwise} \end{cases}")
    assert hypotheses_latex(statement) == (r"y \in \{-1, 0, 1\}",)
    assert failure((statement,)) == ""


def test_the_same_up_to_free_indices_and_the_order_of_hypotheses() -> None:
    one = Statement((Less(ZERO, a), Less(ZERO, t)), Equal(Multiply((z_i, z_j)), a))
    other = Statement((Less(ZERO, t), Less(ZERO, a)), Equal(Multiply((z_j, z_i)), a))
    assert same(one, other)
    assert same(one, Statement(one.hypotheses, Equal(Multiply((z_i, Entry(z, (IndexVariable("n", K),)))), a)))
    for different in (
        Statement(one.hypotheses, Equal(Multiply((z_i, z_i)), a)),
        Statement(one.hypotheses[:1], one.conclusion),
        Statement((*one.hypotheses, Not(SameIndex(i, j))), one.conclusion),
        Statement(one.hypotheses, Equal(Multiply((z_i, z_j)), t)),
        Statement(one.hypotheses, Equal(Multiply((z_i, Entry(Variable("z", ("d",)), (r,)))), a)),
    ):
        assert not same(one, different)
        assert not same(different, one)
