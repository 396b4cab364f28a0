"""The refuter finds the smallest counterexample, and is fooled neither by undefined sides nor by tiny differences."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derive import work
from derive.kernel.terms import (
    And,
    Different,
    Equal,
    Exists,
    Exp,
    ForAll,
    Formula,
    Implies,
    IndexVariable,
    Less,
    LessEqual,
    Limit,
    Log,
    Not,
    Number,
    Or,
    Power,
    SameIndex,
    SizeValue,
    Term,
    Variable,
    close_body,
    delta,
    number,
)
from derive.language.instance import Instance
from derive.language.statement import Statement
from derive.measure.points.space import Space
from derive.measure.rigorous.decide import decide
from derive.refute import Refutation, refute, refuted_at
from tests.measure.builders import (
    a,
    at,
    cross_entropy,
    differentiate,
    each,
    i,
    j,
    maximum,
    minus,
    over,
    p,
    partition,
    plus,
    power,
    q,
    r,
    scalar,
    softmax,
    t,
    times,
    total,
    v,
    y,
    z,
)
from tests.measure.test_sampling import simplex

F = Fraction
LITTLE, ENOUGH = 5_000, 50_000
"""Work that suffices for a typical slip, and for every statement of this file that can be refuted."""

ZERO, ONE = number(0), number(1)


def refuted(conclusion: Formula, *hypotheses: Formula) -> Refutation:
    found = refute(Statement(hypotheses, conclusion))
    assert found is not None
    for hypothesis in hypotheses:
        assert decide(hypothesis, found.instance) is True
    return found


def gradient() -> Term:
    return differentiate(lambda w: cross_entropy(w, y), z, i)


def test_a_wrong_jacobian_is_refuted_at_two_classes() -> None:
    wrong = times(softmax(z, i), minus(delta(i, j), softmax(z, i)))
    found = refuted(Equal(differentiate(lambda w: softmax(w, i), z, j), wrong))
    assert found.instance == Instance({"K": 2}, {"i": 1, "j": 2}, {"z": (F(0), F(1))})
    assert (found.lhs, found.relation, found.rhs) == ("-0.19661193324148185253…", "=", "-0.072329488128513268211…")
    assert found.found_by == "search"


def test_a_missing_hypothesis_is_refuted_at_one_class() -> None:
    found = refuted(Equal(gradient(), minus(softmax(z, i), at(y, i))))
    assert found.instance.sizes == {"K": 1}
    assert found.instance.values["y"] == (F(0),)


def test_a_wrong_sign_is_refuted_within_the_simplex() -> None:
    found = refuted(Equal(gradient(), minus(at(y, i), softmax(z, i))), *simplex(y))
    assert found.instance.values["y"] in ((F(0), F(1)), (F(1), F(0)))
    assert found.instance.values["z"] == (F(0), F(0))


def test_strict_inequalities_fail_where_the_sides_are_equal() -> None:
    found = refuted(Less(Log(softmax(z, i)), Log(softmax(z, j))), LessEqual(number(2), SizeValue("K")))
    assert found.instance.sizes == {"K": 2}
    relative = total(lambda k: times(at(y, k), Log(over(at(y, k), at(p, k)))))
    positive = each(lambda k: Less(ZERO, at(p, k)))
    assert refuted(Less(ZERO, relative), positive, *simplex(p), *simplex(y)).lhs == "0"
    assert refuted(Different(softmax(z, i), at(p, i)), *simplex(p)).instance.sizes == {"K": 1}


@pytest.mark.parametrize("bound", [7, 11])
def test_statements_true_at_small_sizes_only_are_refuted(bound: int) -> None:
    found = refuted(LessEqual(total(lambda k: softmax(z, i), name="n_"), times(bound, softmax(z, i))))
    assert found.instance.sizes == {"K": bound + 1}


@pytest.mark.parametrize("exponent", [51, 60, 400])
def test_differences_below_any_screen_are_found(exponent: int) -> None:
    tiny = Number(F(1, 10**exponent))
    assert refuted(Equal(plus(Exp(at(z, i)), tiny), Exp(at(z, i)))).instance.sizes == {"K": 1}


@pytest.mark.parametrize(
    "conclusion",
    [
        Equal(differentiate(lambda w: softmax(w, i), z, j), times(softmax(z, i), minus(delta(i, j), softmax(z, j)))),
        LessEqual(at(z, i), Log(partition(z))),
        Equal(Log(at(z, i)), Log(at(z, i))),
        Equal(over(at(z, i), at(z, i)), ONE),
        Less(times(-1, power(at(z, i), 2)), ONE),
        LessEqual(maximum(lambda k: at(z, k)), Log(partition(z))),
        Exists((), close_body(Equal(scalar(t), at(z, i)), [t])),
    ],
)
def test_true_or_merely_undefined_statements_are_not_refuted(conclusion: Formula) -> None:
    assert refute(Statement((), conclusion), ENOUGH) is None


def test_a_defined_point_refutes_even_if_a_side_is_undefined_elsewhere() -> None:
    found = refuted(Equal(Log(scalar(t)), scalar(t)))
    assert found.instance.values["t"] == 1


def test_the_denial_of_an_undefined_relation_is_not_refuted() -> None:
    assert refute(Statement((), Not(Equal(Log(times(-1, Exp(scalar(t)))), ZERO))), ENOUGH) is None


def test_hypotheses_that_nothing_satisfies_refute_nothing() -> None:
    assert refute(Statement((Less(scalar(t), ZERO), Less(ZERO, scalar(t))), Equal(ZERO, ONE)), ENOUGH) is None


def test_bound_arrays_are_searched_and_shown() -> None:
    body = Implies(Equal(total(lambda k: at(v, k)), ZERO), Equal(at(v, i), ZERO))
    found = refuted(ForAll(("K",), close_body(body, [v])))
    assert found.instance.sizes == {"K": 2}
    assert set(found.instance.values["w"]) == {F(1), F(-1)}  # type: ignore[arg-type]
    denied = refuted(Not(Exists(("K",), close_body(Equal(total(lambda k: at(v, k)), ONE), [v]))))
    assert denied.relation == "not ="
    assert denied.instance.values == {"w": (F(1),)}


def test_parts_of_a_conjunction_are_refuted_on_their_own() -> None:
    found = refuted(And((LessEqual(at(z, i), Log(partition(z))), Less(ZERO, at(z, i)))))
    assert found.where == "part 2 of 2"
    assert found.instance.values == {"z": (F(0),)}


def test_alternatives_fail_only_together() -> None:
    either = Or((Less(ZERO, scalar(t)), Less(scalar(t), ZERO)))
    assert refuted(either).instance.values == {"t": F(0)}
    assert refute(Statement((), Or((LessEqual(ZERO, scalar(t)), LessEqual(scalar(t), ZERO)))), ENOUGH) is None


def test_quantified_indices_are_part_of_the_counterexample() -> None:
    found = refuted(each(lambda k: LessEqual(at(z, k), at(z, i))))
    assert found.instance.sizes == {"K": 2}
    assert found.instance.indices["i"] != found.instance.indices["j"]


def test_conditions_on_indices_hold_at_the_counterexample() -> None:
    found = refuted(Equal(at(z, i), at(z, j)), Not(SameIndex(i, j)))
    assert found.instance.indices["i"] != found.instance.indices["j"]
    assert found.instance.values["z"] in ((F(0), F(1)), (F(1), F(0)))


def test_large_spreads_are_tried() -> None:
    found = refuted(Less(at(z, i), plus(500, at(z, j))))
    assert max(found.instance.values["z"]) - min(found.instance.values["z"]) >= 500  # type: ignore[type-var, operator, arg-type]


def test_a_point_that_is_given_is_a_counterexample_only_where_the_statement_fails() -> None:
    statement = Statement((), Less(power(scalar(t), 2), number(10**9)))
    given = Instance({}, {}, {"t": F(123456)})
    found = refuted_at(statement, given)
    assert found is not None and found.instance == given and found.found_by == "script"
    assert refuted_at(statement, Instance({}, {}, {"t": F(1)})) is None


def test_a_point_that_breaks_a_hypothesis_is_no_counterexample() -> None:
    statement = Statement((Less(ZERO, scalar(t)),), Less(number(5), scalar(t)))
    assert refuted_at(statement, Instance({}, {}, {"t": F(1)})) is not None
    assert refuted_at(statement, Instance({}, {}, {"t": F(-1)})) is None


def test_wrong_limits_are_refuted_and_right_ones_are_not() -> None:
    cold = over(Exp(over(at(z, i), scalar(a))), total(lambda k: Exp(over(at(z, k), scalar(a)))))
    limit = Limit(close_body(cold, [a]), ZERO, "above")
    found = refuted(Equal(limit, delta(i, r)))
    assert found.instance.values["z"] in ((F(0), F(0)), (F(0), F(1)))
    unique = each(lambda k: Implies(Not(SameIndex(k, r)), Less(at(z, k), at(z, r))))
    assert refute(Statement((unique,), Equal(limit, delta(i, r))), ENOUGH) is None
    infinite = Limit(close_body(over(ONE, scalar(a)), [a]), ZERO, "above")
    assert refute(Statement((), Equal(infinite, ZERO)), ENOUGH) is None


def test_an_exact_prover_may_decide_equality() -> None:
    root = Power(number(2), Number(F(1, 2)))
    statement = Statement((), Less(times(root, root), number(2)))
    assert refute(statement, ENOUGH) is None
    found = refute(statement, prove_equal=lambda left, right: True)
    assert found is not None


def test_labels_with_arguments_and_matrices_are_searched() -> None:
    sample = IndexVariable("s", "n")
    label = IndexVariable("c", "K", (sample,))
    scores = Variable("x", ("n", "K"))
    found = refuted(Equal(at(scores, sample, label), maximum(lambda k: at(scores, sample, k))))
    assert found.instance.sizes == {"K": 2, "n": 1}


def test_numeric_sizes_are_searched() -> None:
    x, k = Variable("x", (10,)), IndexVariable("k", 10)
    found = refuted(LessEqual(at(x, k), ONE))
    assert sorted(set(found.instance.values["x"])) in ([0, 2], [2])  # type: ignore[type-var, arg-type]


def test_equations_between_arrays_are_solved() -> None:
    mean = Equal(total(lambda k: times(at(p, k), at(z, k))), total(lambda k: times(at(q, k), at(z, k))))
    found = refuted(Equal(at(p, i), at(q, i)), *simplex(p), *simplex(q), mean)
    assert found.instance.sizes == {"K": 2}


def inverse_of(matrix: Variable, inverse: Variable) -> tuple[Formula, Formula]:
    def is_one(left: Variable, right: Variable) -> Formula:
        def entry(row: IndexVariable, column: IndexVariable) -> Formula:
            products = total(lambda k: times(at(left, row, k), at(right, k, column)))
            return Equal(products, delta(row, column))

        return each(lambda row: each(lambda column: entry(row, column), name="c_"), name="r_")

    return is_one(matrix, inverse), is_one(inverse, matrix)


def test_a_matrix_that_is_moved_for_its_inverse_still_meets_what_is_said_of_it() -> None:
    matrix, inverse = Variable("A", ("K", "K")), Variable("B", ("K", "K"))
    zero = each(lambda row: each(lambda column: Equal(at(matrix, row, column), ZERO), name="c_"), name="r_")
    small = each(lambda row: each(lambda column: LessEqual(at(matrix, row, column), ONE), name="c_"), name="r_")
    inverses = inverse_of(matrix, inverse)
    assert refute(Statement((zero, *inverses), Equal(at(matrix, i, i), number(5))), ENOUGH) is None
    refuted(Equal(at(matrix, i, i), ONE), small, *inverses)


def test_every_hypothesis_is_decided_again_before_a_point_refutes(monkeypatch: pytest.MonkeyPatch) -> None:
    def complete(space: Space, *_: object, **__: object) -> Instance:
        return space.instance({"t": [F(-1)]}, {})

    monkeypatch.setattr(Space, "complete", complete)
    assert refute(Statement((), Less(number(5), scalar(t))), LITTLE) is not None
    assert refute(Statement((Less(ZERO, scalar(t)),), Less(number(5), scalar(t))), LITTLE) is None


def test_typical_slips_are_found_with_little_work_and_always_alike() -> None:
    statement = Statement(simplex(y), Equal(gradient(), minus(at(y, i), softmax(z, i))))
    first = refute(statement, LITTLE)
    assert first is not None
    assert refute(statement, LITTLE) == first


def test_the_limit_of_work_is_kept() -> None:
    before = work.done()
    assert refute(Statement((), LessEqual(at(z, i), Log(partition(z)))), ENOUGH) is None
    assert ENOUGH < work.done() - before < 2 * ENOUGH


def test_what_no_point_can_refute_is_given_up_at_once() -> None:
    before = work.done()
    exists = Exists((), close_body(Equal(Exp(scalar(t)), at(z, i)), [t]))
    assert refute(Statement((), exists)) is None
    assert work.done() - before < LITTLE
