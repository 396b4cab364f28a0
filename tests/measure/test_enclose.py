"""Enclosures are rigorous, and say so where a term is undefined or not decided."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derive.kernel.terms import (
    Absolute,
    Choose,
    Different,
    Entry,
    Equal,
    Exists,
    Exp,
    ForAll,
    Implies,
    IndexNumber,
    Less,
    LessEqual,
    Limit,
    Log,
    Not,
    Number,
    Power,
    Product,
    Rank,
    SameIndex,
    SizeValue,
    Step,
    Term,
    Variable,
    close_body,
    delta,
    number,
)
from derive.language.instance import Instance, instance_from_json
from derive.measure.rigorous.decide import Definedness, decide, enclose
from derive.measure.rigorous.decimals import truncated
from tests.measure.builders import (
    a,
    at,
    b,
    cross_entropy,
    differentiate,
    each,
    i,
    j,
    maximum,
    minus,
    over,
    partition,
    plus,
    power,
    q,
    scalar,
    softmax,
    t,
    times,
    total,
    y,
    z,
)

F = Fraction
POINT = Instance({"K": 3}, {"i": 1, "j": 2}, {"z": (F(0), F(1), F(2)), "y": (F(0), F(1, 2), F(1, 2)), "t": F(0)})


def ball_text(term: Term, instance: Instance = POINT) -> str:
    value = enclose(term, instance)
    assert not isinstance(value, Definedness)
    return str(value.str(12, radius=False))


def with_scalars(**values: F) -> Instance:
    return Instance({}, {}, values)


def test_first_and_second_derivatives_are_enclosed_by_power_series() -> None:
    first = differentiate(lambda w: softmax(w, i), z, j)
    assert ball_text(first) == ball_text(times(-1, softmax(z, i), softmax(z, j)))
    hessian = differentiate(lambda u: differentiate(lambda w: cross_entropy(w, y), u, i), z, i)
    assert ball_text(hessian) == ball_text(times(softmax(z, i), minus(number(1), softmax(z, i))))


def test_third_derivatives_and_derivatives_of_one_variable_inside_itself() -> None:
    third = differentiate(lambda u: differentiate(lambda v: differentiate(lambda w: Exp(times(2, scalar(w))), v), u), t)
    assert ball_text(third) == "8.00000000000"
    square = differentiate(lambda u: times(scalar(u), differentiate(lambda w: power(scalar(w), 2), u)), a)
    assert ball_text(square, with_scalars(a=F(3))) == "12.0000000000"


def test_a_derivative_treats_other_entries_as_fixed_also_under_a_hypothesis() -> None:
    assert ball_text(differentiate(lambda w: total(lambda k: at(w, k)), y, i)) == "1.00000000000"


@pytest.mark.parametrize(
    "term",
    [
        Log(scalar(t)),
        over(number(1), scalar(t)),
        Power(number(-1), Number(F(1, 2))),
        times(scalar(t), Log(minus(scalar(t), number(1)))),
        times(number(2), Log(scalar(t))),
        plus(Log(scalar(t)), times(-1, Log(scalar(t)))),
    ],
)
def test_undefined_terms_are_certainly_undefined(term: Term) -> None:
    assert enclose(term, POINT) is Definedness.UNDEFINED


def test_zero_times_its_own_logarithm_is_zero_and_zero_times_another_is_not() -> None:
    assert ball_text(times(scalar(t), Log(scalar(t)))) == "0"
    assert ball_text(times(scalar(t), Log(over(scalar(t), number(3))))) == "0"
    assert ball_text(times(-1, power(scalar(t), 2), Log(scalar(t)))) == "0"
    zero_by_zero = times(scalar(a), Log(over(scalar(a), scalar(b))))
    assert isinstance(enclose(zero_by_zero, with_scalars(a=F(0), b=F(0))), Definedness)
    other = times(scalar(a), Log(scalar(b)))
    assert isinstance(enclose(other, with_scalars(a=F(0), b=F(0))), Definedness)


def test_the_convention_for_t_log_t_is_not_differentiable() -> None:
    entropy = differentiate(lambda w: total(lambda k: times(at(w, k), Log(at(w, k)))), y, i)
    assert isinstance(enclose(entropy, POINT), Definedness)
    at_second = Instance(POINT.sizes, {"i": 2}, {**POINT.values, "y": (F(1, 3), F(1, 3), F(1, 3))})
    assert not isinstance(enclose(entropy, at_second), Definedness)


def test_powers_of_zero() -> None:
    assert ball_text(power(scalar(t), 0)) == "1.00000000000"
    assert ball_text(Power(scalar(t), scalar(t))) == "1.00000000000"
    assert ball_text(Power(scalar(t), number(2))) == "0"
    assert ball_text(Power(number(F(1, 4)), number(F(1, 2)))) == "0.500000000000"
    assert isinstance(enclose(differentiate(lambda w: power(scalar(w), F(1, 2)), t), POINT), Definedness)


def test_a_maximum_is_differentiated_at_a_unique_maximiser_only() -> None:
    gradient = differentiate(lambda w: maximum(lambda k: at(w, k)), z, i)
    assert ball_text(gradient) == "0"
    tied = Instance({"K": 2}, {"i": 1}, {"z": (F(1), F(1))})
    assert isinstance(enclose(gradient, tied), Definedness)
    assert isinstance(enclose(differentiate(lambda w: Absolute(scalar(w)), t), POINT), Definedness)
    assert isinstance(enclose(differentiate(lambda w: Step(scalar(w)), t), POINT), Definedness)


def test_only_the_branch_that_is_taken_has_to_be_defined() -> None:
    assert ball_text(Choose(i, j, Log(number(-1)), number(4))) == "4.00000000000"


def test_sizes_products_steps_and_ranks() -> None:
    assert ball_text(SizeValue("K")) == "3.00000000000"
    assert ball_text(Product("K", number(2))) == "8.00000000000"
    assert ball_text(Step(scalar(t))) == "1.00000000000"
    assert ball_text(Rank("K", "K", number(1))) == "1.00000000000"
    row, column = (i.__class__(name, "K") for name in ("row", "column"))
    identity = Rank("K", "K", close_body(delta(row, column), [row, column]))
    assert ball_text(identity) == "3.00000000000"


def test_spreads_of_a_thousand_do_not_underflow() -> None:
    wide = Instance({"K": 3}, {"i": 1, "j": 2}, {"z": (F(0), F(1), F(1000)), "y": (F(0), F(0), F(1))})
    value = enclose(softmax(z, i), wide)
    assert not isinstance(value, Definedness)
    assert value > 0
    assert value * 10**434 < 1


def test_indices_with_arguments_read_their_table() -> None:
    sample = IndexNumber(2, "n")
    label = i.__class__("c", "K", (sample,))
    instance = Instance({"K": 3, "n": 2}, {"c": (1, 3)}, {"z": (F(5), F(6), F(7))})
    assert ball_text(at(z, label), instance) == "7.00000000000"


def test_indices_outside_their_range_have_no_value() -> None:
    assert enclose(at(z, IndexNumber(4, "K")), POINT) is Definedness.UNKNOWN


# Formulas


def test_equal_numbers_are_recognised_exactly() -> None:
    tied = Instance({"K": 2}, {"i": 1, "j": 2}, {"z": (F(1), F(1))})
    assert decide(Less(Log(softmax(z, i)), Log(softmax(z, j))), tied) is False
    shifted = Instance({"K": 2}, {}, {"z": (F(1), F(2))})
    assert decide(Equal(Log(partition(z)), plus(1, Log(plus(1, Exp(number(1)))))), shifted) is True
    assert decide(Different(Log(number(6)), plus(Log(number(2)), Log(number(3)))), POINT) is False
    assert decide(Equal(Exp(Log(number(6))), number(6)), POINT) is True


def test_differences_far_below_any_screen_separate() -> None:
    for exponent in (60, 400, 1000):
        tiny = Number(F(1, 10**exponent))
        assert decide(Equal(plus(Exp(number(1)), tiny), Exp(number(1))), POINT) is False
        assert decide(Less(Exp(number(1)), plus(Exp(number(1)), tiny)), POINT) is True


def test_a_relation_with_an_undefined_side_fails_and_its_denial_holds() -> None:
    relation = Equal(Log(scalar(t)), Log(scalar(t)))
    assert decide(relation, POINT) is False
    assert decide(Not(relation), POINT) is True


def test_quantifiers_over_indices_are_written_out() -> None:
    assert decide(each(lambda k: LessEqual(number(0), at(z, k))), POINT) is True
    assert decide(each(lambda k: Less(number(0), at(z, k))), POINT) is False
    assert decide(Exists("K", each(lambda k: Equal(at(z, k), number(2))).body), POINT) is True
    assert decide(each(lambda k: Implies(Not(SameIndex(k, i)), Less(at(z, i), at(z, k)))), POINT) is True


def test_quantifiers_over_arrays_are_decided_by_given_arrays_only() -> None:
    formula = ForAll(("K",), close_body(Equal(at(q, i), number(0)), [q]))
    assert decide(formula, POINT) is None
    assert decide(formula, Instance(POINT.sizes, POINT.indices, {"w": (F(1), F(0), F(0))})) is False
    assert decide(formula, Instance(POINT.sizes, POINT.indices, {"w": (F(0), F(0), F(0))})) is None
    exists = Exists(("K",), close_body(Equal(at(q, i), number(0)), [q]))
    assert decide(exists, Instance(POINT.sizes, POINT.indices, {"w": (F(0), F(0), F(0))})) is True


def test_a_callers_prover_is_asked_with_closed_terms() -> None:
    asked = []

    def prove(left: Term, right: Term) -> bool:
        asked.append((left, right))
        return True

    root = Power(number(2), Number(F(1, 2)))
    assert decide(Equal(times(root, root, at(y, j)), number(1)), POINT) is None
    assert decide(Equal(times(root, root, at(y, j)), number(1)), POINT, prove) is True
    assert not any(node.loose for node in asked[0])
    gradient = differentiate(lambda w: times(root, root, at(w, i)), z, i)
    assert decide(Equal(gradient, number(2)), POINT, prove) is True
    assert asked[-1][0].loose == 0


# Limits


def limit(body: Term, variable: Variable, direction: str, point: Term | None = None) -> Limit:
    return Limit(close_body(body, [variable]), point or number(0), direction)


def test_limits_of_common_forms() -> None:
    x = scalar(a)
    assert ball_text(limit(Exp(times(-1, over(number(1), x))), a, "above")) == "0"
    assert ball_text(limit(times(x, Log(x)), a, "above")) == "0"
    assert ball_text(limit(over(number(1), x), a, "infinity")) == "0"
    assert ball_text(limit(times(power(x, 3), Exp(times(-1, x))), a, "infinity")) == "0"
    log_sum_exp = over(Log(total(lambda k: Exp(times(x, at(z, k))))), x)
    assert ball_text(limit(log_sum_exp, a, "infinity")) == "2.00000000000"
    assert ball_text(limit(over(minus(Exp(x), number(1)), x), a, "both")) == "1.00000000000"
    assert ball_text(limit(Exp(x), a, "both", number(1))) == "2.71828182846"


def test_the_limit_of_a_cold_softmax_shares_among_ties() -> None:
    cold = over(Exp(over(at(z, i), scalar(a))), total(lambda k: Exp(over(at(z, k), scalar(a)))))
    tied = Instance({"K": 3}, {"i": 1}, {"z": (F(3), F(1), F(3))})
    assert ball_text(limit(cold, a, "above"), tied) == "0.500000000000"


def test_infinite_jumping_and_unknown_limits_are_unknown() -> None:
    x = scalar(a)
    for body, direction in (
        (over(number(1), x), "above"),
        (Step(x), "both"),
        (over(Absolute(x), x), "both"),
        (Exp(Exp(x)), "infinity"),
    ):
        assert enclose(limit(body, a, direction), POINT) is Definedness.UNKNOWN


# Data


def test_instances_survive_json() -> None:
    data = {"sizes": {"K": 2}, "values": {"t": "-1/3", "z": ["0", "5/2"]}, "indices": {"c": [1, 2], "i": 2}}
    assert instance_from_json(data).to_json() == data


@pytest.mark.parametrize(
    "data",
    [
        {"size": {}},
        {"sizes": {"K": 0}},
        {"sizes": {"K": True}},
        {"values": {"z": [0.5]}},
        {"values": {"z": "1/0"}},
        {"indices": {"i": "1"}},
    ],
)
def test_broken_instances_are_refused(data: dict[str, object]) -> None:
    with pytest.raises((ValueError, ZeroDivisionError)):
        instance_from_json(data)


def test_decimals_are_cut_off_not_rounded() -> None:
    assert truncated(F(2, 3), 5) == "0.66666…"
    assert truncated(F(-1, 8), 5) == "-0.125"
    assert truncated(F(123456789), 5) == "1.2345…e8"
    assert truncated(F(1, 10**30), 5) == "1e-30"
    assert truncated(F(99999, 100000), 3) == "0.999…"
    assert truncated(F(10), 5) == "10"


def test_entries_of_scalars_are_their_only_entry() -> None:
    assert ball_text(Entry(t, ())) == "0"


def test_an_entry_taken_from_itself_does_not_move_and_a_square_root_of_a_square_does() -> None:
    selected = differentiate(lambda w: Step(minus(at(w, i), at(w, i))), z, i)
    assert ball_text(selected) == "0"
    for kink in (
        lambda w: power(power(scalar(w), 2), F(1, 2)),
        lambda w: Step(times(-1, power(scalar(w), 2))),
    ):
        assert isinstance(enclose(differentiate(kink, t), POINT), Definedness)
