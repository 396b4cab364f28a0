"""The mpmath witness: agreement to the digits asked for, disagreements found, what cannot be measured skipped."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derive.kernel.terms import (
    Absolute,
    And,
    Different,
    Equal,
    Exists,
    Exp,
    ForAll,
    Formula,
    Implies,
    IndexVariable,
    Lambda,
    Less,
    LessEqual,
    Limit,
    Log,
    Not,
    Number,
    Rank,
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
from derive.measure.measure import measure
from tests.measure.builders import (
    a,
    at,
    b,
    c,
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
    r,
    s,
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
from tests.measure.work import Work

F = Fraction
ZERO, ONE = number(0), number(1)


def gradient() -> Term:
    return differentiate(lambda w: cross_entropy(w, y), z, i)


def hessian(row: object = i, column: object = j) -> Term:
    return differentiate(lambda u: differentiate(lambda w: cross_entropy(w, y), u, row), z, column)  # type: ignore[arg-type]


def twice(body: object) -> Term:
    return total(lambda k: total(lambda m: body(k, m), name="second_"), name="first_")  # type: ignore[operator]


def core_statements() -> dict[str, Statement]:
    jacobian = differentiate(lambda w: softmax(w, i), z, j)
    shifted = Lambda(("K",), close_body(plus(at(z, i), scalar(c)), [i]))
    square = twice(lambda k, m: times(softmax(z, k), softmax(z, m), power(minus(at(v, k), at(v, m)), 2)))
    form = twice(lambda k, m: times(at(v, k), hessian(k, m), at(v, m)))
    relative = total(lambda k: times(at(y, k), Log(over(at(y, k), at(p, k)))))
    return {
        "shift": Statement((), Equal(softmax(shifted, i), softmax(z, i))),
        "jacobian": Statement((), Equal(jacobian, times(softmax(z, i), minus(delta(i, j), softmax(z, j))))),
        "gradient": Statement(simplex(y), Equal(gradient(), minus(softmax(z, i), at(y, i)))),
        "hessian": Statement(simplex(y), And((Equal(form, times(Number(F(1, 2)), square)), LessEqual(ZERO, square)))),
        "null vector": Statement(simplex(y), Equal(total(lambda k: hessian(i, k)), ZERO)),
        "gibbs": Statement((*simplex(y), each(lambda k: Less(ZERO, at(p, k))), *simplex(p)), LessEqual(ZERO, relative)),
        "log-sum-exp": Statement((), Equal(differentiate(lambda w: Log(partition(w)), z, i), softmax(z, i))),
    }


@pytest.mark.parametrize("name", sorted(core_statements()))
def test_the_core_statements_agree_at_all_points(name: str) -> None:
    measured = measure(core_statements()[name], 50)
    assert measured.disagreements == ()
    assert measured.points >= 20
    assert measured.sizes == (1, 2, 3, 7)
    if measured.worst_error:
        assert float(measured.worst_error) < 1e-50


def test_the_core_is_measured_with_little_work(work: Work) -> None:
    for statement in core_statements().values():
        measure(statement, 50)
    assert work.evaluations < 50_000
    assert work.digits < 12_000_000


@pytest.mark.parametrize("digits", [1, 10, 200, 1000])
def test_any_number_of_digits(digits: int) -> None:
    measured = measure(core_statements()["jacobian"], digits)
    assert measured.agrees
    assert measured.points >= 20
    mantissa, _, exponent = measured.worst_error.partition("e")
    assert int(exponent) <= -digits and float(mantissa) > 0


def test_no_digits_are_refused() -> None:
    with pytest.raises(ValueError, match="digit"):
        measure(core_statements()["shift"], 0)


@pytest.mark.parametrize(
    "conclusion",
    [
        Equal(differentiate(lambda w: softmax(w, i), z, j), times(softmax(z, i), minus(delta(i, j), softmax(z, i)))),
        Equal(gradient(), minus(softmax(z, i), at(y, i))),
        LessEqual(partition(z), number(3)),
        Less(at(z, i), at(z, i)),
        Different(softmax(z, i), softmax(z, i)),
        Not(Equal(softmax(z, i), softmax(z, i))),
    ],
)
def test_false_statements_disagree(conclusion: Formula) -> None:
    assert not measure(Statement((), conclusion), 30).agrees


def test_a_difference_of_a_thousandth_of_the_last_digit_is_not_missed_where_the_value_is_tiny() -> None:
    point = Instance({"K": 2}, {"i": 1}, {"z": (F(0), F(1000))})
    wrong = Equal(softmax(z, i), times(Number(1 + F(1, 10**45)), softmax(z, i)))
    assert not measure(Statement((), wrong), 50, [point]).agrees
    cancelling = Equal(minus(ONE, total(lambda k: softmax(z, k))), ZERO)
    assert measure(Statement((), cancelling), 50, [point]).agrees


def test_cancellation_of_hundreds_of_digits_is_overcome() -> None:
    point = Instance({"K": 2}, {"i": 2, "j": 1}, {"z": (F(0), F(1000))})
    statement = Statement(
        (Not(SameIndex(i, j)),), Equal(minus(ONE, softmax(z, i)), over(ONE, plus(1, Exp(number(1000)))))
    )
    measured = measure(statement, 50, [point])
    assert measured.agrees and measured.points == 1 and measured.zeros == 0
    assert float(measured.worst_error or "1") < 1e-50


def test_zeros_are_counted_because_their_error_is_absolute() -> None:
    measured = measure(core_statements()["null vector"], 30)
    assert measured.zeros == measured.points


def test_points_without_a_derivative_are_skipped() -> None:
    slope = differentiate(lambda w: maximum(lambda k: at(w, k)), z, i)
    unique = each(lambda k: LessEqual(at(z, k), at(z, r)))
    measured = measure(Statement((unique,), Equal(slope, delta(i, r))), 30)
    assert measured.agrees
    assert measured.skipped > 0
    assert measured.points > 0
    at_zero = Instance({}, {}, {"t": F(0)})
    kink = Statement((), Equal(differentiate(lambda w: Absolute(scalar(w)), t), ONE))
    assert measure(kink, 30, [at_zero]).points == 0


def test_a_derivative_is_measured_also_where_the_function_is_very_steep() -> None:
    slope = differentiate(lambda w: Log(scalar(w)), t)
    steep = [Instance({}, {}, {"t": F(1, 10**digits)}) for digits in (20, 60, 200)]
    measured = measure(Statement((), Equal(slope, over(ONE, scalar(t)))), 50, steep)
    assert measured.agrees
    assert measured.points == len(steep)
    assert not measure(Statement((), Equal(slope, over(number(2), scalar(t)))), 50, steep).agrees


def test_an_undefined_side_is_a_disagreement() -> None:
    assert not measure(Statement((), Equal(Log(scalar(t)), Log(scalar(t)))), 30).agrees
    assert not measure(Statement((), Equal(over(scalar(t), scalar(t)), ONE)), 30).agrees
    entropy = total(lambda k: times(at(y, k), Log(at(y, k))))
    assert measure(Statement(simplex(y), LessEqual(entropy, ZERO)), 30).agrees


def test_instances_that_do_not_satisfy_the_hypotheses_are_left_out() -> None:
    point = Instance({"K": 2}, {"i": 1}, {"z": (F(0), F(0)), "y": (F(1), F(1))})
    assert measure(core_statements()["gradient"], 30, [point]).points == 0


def test_limits_are_measured_close_to_the_limit_point() -> None:
    cold = over(Exp(over(at(z, i), scalar(a))), total(lambda k: Exp(over(at(z, k), scalar(a)))))
    unique = each(lambda k: Implies(Not(SameIndex(k, r)), Less(at(z, k), at(z, r))))
    limit = Limit(close_body(cold, [a]), ZERO, "above")
    assert measure(Statement((unique,), Equal(limit, delta(i, r))), 50).agrees
    assert not measure(Statement((), Equal(limit, delta(i, r))), 20).agrees
    endless = Limit(close_body(over(ONE, scalar(a)), [a]), ZERO, "above")
    measured = measure(Statement((), Equal(endless, ZERO)), 20)
    assert measured.points == 0 and measured.skipped > 0


@pytest.mark.parametrize("value", [ONE, ZERO], ids=["true", "false"])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_limit_whose_digits_are_lost_is_not_measured(sign: int, value: Term) -> None:
    tiny = Exp(times(-1, scalar(a)))
    beside_one = over(times(sign, Log(plus(ONE, times(sign, tiny)))), tiny)
    limit = Limit(close_body(beside_one, [a]), ZERO, "infinity")
    measured = measure(Statement((), Equal(limit, value)), 30)
    assert measured.points == 0 and measured.skipped > 0


def test_arrays_bound_by_quantifiers_are_sampled() -> None:
    zero_sum = Implies(Equal(total(lambda k: at(v, k)), ZERO), Equal(at(v, i), ZERO))
    assert not measure(Statement((), ForAll(("K",), close_body(zero_sum, [v]))), 30).agrees
    square = LessEqual(ZERO, total(lambda k: power(at(v, k), 2)))
    measured = measure(Statement((), ForAll(("K",), close_body(square, [v]))), 30)
    assert measured.agrees and measured.points >= 20 and measured.margin


def test_parts_that_are_alike_are_measured_at_different_points() -> None:
    part = Equal(at(z, i), at(z, i))
    assert measure(Statement((), part), 30, count=8).points == 8
    assert measure(Statement((), And((part, part, part))), 30, count=8).points == 24


@pytest.mark.parametrize("place", [0, 1, 2])
def test_each_part_is_measured_and_a_false_one_found_wherever_it_stands(place: int) -> None:
    parts: list[Formula] = [Equal(at(z, i), at(z, i))] * 3
    parts[place] = Equal(at(z, i), plus(at(z, i), at(z, j)))
    assert not measure(Statement((), And(tuple(parts))), 30, count=8).agrees


def test_an_existence_is_skipped_unless_a_witness_is_given() -> None:
    root = Statement((), Exists((), close_body(Equal(power(scalar(b), 2), number(4)), [b])))
    assert measure(root, 30).points == 0
    assert measure(root, 30, [Instance()], witnesses={"w": F(2)}).agrees
    assert not measure(root, 30, [Instance()], witnesses={"w": F(3)}).agrees


def test_what_a_hypothesis_is_about_is_no_witness_of_an_existence() -> None:
    """A variable w that the conclusion does not name once stood for what the existence binds, called w, too."""
    w = Variable("w", ())
    root = Exists((), close_body(Equal(power(scalar(b), 2), number(4)), [b]))
    measured = measure(Statement((Less(scalar(w), ZERO),), root), 30)
    assert measured.agrees and measured.points == 0 and measured.skipped > 0


def test_inequalities_report_their_smallest_margin() -> None:
    measured = measure(Statement((), Less(SizeValue("K"), plus(SizeValue("K"), Number(F(1, 4))))), 30)
    assert measured.margin == "2.5e-1"
    assert measured.worst_error == ""


def test_two_measurements_are_identical() -> None:
    statement = core_statements()["gradient"]
    assert measure(statement, 40) == measure(statement, 40)


def test_totals_that_are_not_one_scale_the_gradient() -> None:
    hypotheses = (Equal(total(lambda k: at(y, k)), scalar(s)),)
    statement = Statement(hypotheses, Equal(gradient(), minus(times(scalar(s), softmax(z, i)), at(y, i))))
    assert measure(statement, 50).agrees


def test_margins_of_thousands_of_digits_are_told_from_zero() -> None:
    point = Instance({}, {}, {"t": F(10_000)})
    strict = Statement((), Less(over(ONE, plus(1, Exp(scalar(t)))), Exp(times(-1, scalar(t)))))
    measured = measure(strict, 20, [point])
    assert measured.agrees
    assert measured.margin == "1.3e-8686"


def test_definitions_of_irrational_numbers_are_put_in_place() -> None:
    mean = total(lambda k: times(softmax(z, k), at(z, k)))
    statement = Statement((Equal(scalar(c), mean),), LessEqual(scalar(c), maximum(lambda k: at(z, k))))
    measured = measure(statement, 30)
    assert measured.agrees and measured.points >= 20


def test_ranks_are_measured() -> None:
    row, column = (IndexVariable(name, "K") for name in ("row", "column"))
    entry = times(softmax(z, row), minus(delta(row, column), softmax(z, column)))
    for rank, agrees in ((minus(SizeValue("K"), ONE), True), (SizeValue("K"), False)):
        statement = Statement((), Equal(Rank("K", "K", close_body(entry, [row, column])), rank))
        assert measure(statement, 30).agrees is agrees
