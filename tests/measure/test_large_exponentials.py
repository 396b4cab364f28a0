"""Large exponentials are measured at points where they cost few digits, or skipped with the reason; never a crash."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb
from mpmath.libmp import from_int, from_man_exp, fzero, mpf_neg

from derive.kernel.terms import Formula
from derive.language.expressions import D, Equal, Real, exp, indices, log, real, scalar, total, vector
from derive.language.instance import Instance, flat
from derive.language.statement import Statement
from derive.measure.measure import measure
from derive.measure.points.space import Space
from derive.measure.points.tamer import tamer, tamer_instances
from derive.measure.rigorous.decide import decide
from derive.measure.rigorous.decimals import enclosed_text, truncated
from derive.measure.witness.decimals import decimal, short_decimal
from derive.refute.search import refuted_at
from tests.measure.work import Work

F = Fraction
i, k = indices("i k")
z, y = vector("z"), vector("y")
t, s = scalar("t"), scalar("s")


def gradient(function: Real, derivative: Real) -> Formula:
    """The gradient of log Σ f(z)."""
    whole = total(k, function)
    return Equal(D(log(whole), z[i]), derivative / whole)


def scaled(factor: int) -> Statement:
    """The gradient of log Σ exp(factor · z)."""
    return Statement((), gradient(exp(factor * z[k]), factor * exp(factor * z[i])))


@pytest.mark.parametrize("digits", [50, 200])
@pytest.mark.parametrize("factor", [5, 20, 100, 1000])
def test_a_large_factor_costs_little_more_than_a_small_one(factor: int, digits: int, work: Work) -> None:
    measure(scaled(2), digits)
    small = work.digits
    work.clear()
    measured = measure(scaled(factor), digits)
    assert work.digits <= 3 * small
    assert measured.agrees and measured.points == 24 and measured.skipped == 0
    assert measured.sizes == (1, 2, 3, 7)


def test_saturation_is_still_seen() -> None:
    softmax = exp(20 * z[i]) / total(k, exp(20 * z[k]))
    assert not measure(Statement((), softmax >= F(1, 10**200)), 50).agrees
    assert measure(Statement((), softmax >= F(1, 10**900)), 50).agrees


DOUBLY = {
    "an exponential of an exponential": Equal(D(exp(exp(t)), t), exp(t + exp(t))),
    "its logarithm's gradient": gradient(exp(exp(z[k])), exp(z[i]) * exp(exp(z[i]))),
    "sides that differ by one": exp(exp(t)) < exp(exp(t)) + 1,
    "three storeys": Equal(exp(exp(exp(t))) * 2, exp(exp(exp(t))) + exp(exp(exp(t)))),
    "a power": Equal(real(2) ** exp(exp(t)), exp(log(2) * exp(exp(t)))),
    "a power of three storeys": Equal(real(2) ** exp(exp(exp(t))), exp(log(2) * exp(exp(exp(t))))),
    "a whole power": Equal(exp(exp(t)) ** 1000, exp(1000 * exp(t))),
    "what vanishes": exp(-exp(exp(t))) < 1,
    "a quotient": Equal(exp(exp(t)) / exp(exp(t) - t), exp(t)),
}


@pytest.mark.parametrize("name", DOUBLY)
def test_a_doubly_exponential_statement_is_measured(name: str) -> None:
    measured = measure(Statement((), DOUBLY[name]), 50)
    assert measured.agrees
    assert measured.points >= 12 and measured.skipped == 0


@pytest.mark.parametrize("digits", [1, 10, 50, 100])
def test_a_false_one_disagrees(digits: int) -> None:
    false = Equal(exp(exp(t)), exp(exp(t)) * (1 + F(1, 10**digits)))
    assert not measure(Statement((), false), digits + 5).agrees


@pytest.mark.parametrize(
    "conclusion", [exp(exp(t)) < 10**20, exp(exp(exp(t))) < 10**20, Equal(real(2) ** exp(exp(t)), 1)]
)
def test_where_hypotheses_allow_large_values_only_the_reason_is_told(conclusion: Formula) -> None:
    measured = measure(Statement((t >= 700,), conclusion), 50)
    assert measured.points == 0 and measured.skipped > 0
    assert measured.skipped_text.startswith(f"{measured.skipped} point")
    assert any("exponent" in reason for reason in measured.reasons)


@pytest.mark.parametrize("digits", [2, 10, 50])
@pytest.mark.parametrize("zeros", [20, 100, 300])
def test_rounding_that_a_high_power_makes_large_is_no_disagreement(zeros: int, digits: int) -> None:
    statement = Statement((t > 0,), Equal((t**2) ** 10**zeros, t ** (2 * 10**zeros)))
    assert measure(statement, digits, [Instance({}, {}, {"t": F(12, 7)})]).agrees


def test_a_given_point_is_measured_as_it_is(work: Work) -> None:
    point = Instance({"K": 2}, {"i": 1}, {"z": (F(0), F(1000))})
    measured = measure(scaled(20), 50, [point])
    assert measured.agrees and measured.points == 1
    assert work.digits > 1000 * work.evaluations


# Tamer points


def test_taming_takes_roots_and_keeps_signs_ties_and_zero() -> None:
    numbers = (F(0), F(1), F(-1), F(1000), F(-1000), F(1, 1000), F(-1, 1000), F(5, 4))
    assert [tamer(number) for number in numbers] == [0, 1, -1, 31, -31, F(1, 31), F(-1, 31), 1]


def test_tamer_points_satisfy_the_hypotheses_and_leave_distributions_alone_first() -> None:
    hypotheses = (Equal(total(k, y[k]), 1), s > 0, s < F(1, 500))
    space = Space(Statement(hypotheses, s * total(k, y[k] * z[k]) <= 1), {"K": 2})
    values = {"s": F(1, 1000), "y": (F(1, 1000), F(999, 1000)), "z": (F(1000), F(0))}
    found = list(tamer_instances(space, Instance({"K": 2}, {}, values)))
    assert [flat(instance.values["z"])[0] for instance in found] == [31, 5, 2, 1]
    assert all(instance.values["y"] == values["y"] and instance.values["s"] == values["s"] for instance in found)
    assert all(decide(hypothesis, instance) is True for instance in found for hypothesis in hypotheses)


# What is printed of huge numbers


@pytest.mark.parametrize(
    ("exponent", "text"),
    [
        (100, "1.3e30"),
        (-100, "7.9e-31"),
        (20_000, "4.0e6020"),
        (-20_000, "2.5e-6021"),
        (10**12, "2^1000000000000"),
        (10**400, "2^(1.0e400)"),
        (-(10**5000), "2^(-1.0e5000)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_powers_of_two_of_any_size_have_a_short_decimal(exponent: int, text: str) -> None:
    power = from_man_exp(1, exponent)
    assert short_decimal(power) == text
    assert decimal(mpf_neg(power), 2).startswith("-")


def test_nearly_ten_is_ten() -> None:
    assert short_decimal(from_man_exp(99_999_999 * 10**5000, 0)) == "1.0e5008"
    assert short_decimal(fzero) == "0"
    assert short_decimal(from_int(7)) == "7.0e0"


def test_exact_numbers_of_any_length_are_cut_off() -> None:
    assert truncated(F(10) ** 6000, 5) == "1e6000"
    assert truncated(-(F(10) ** -6000), 5) == "-1e-6000"
    assert truncated(F(2, 3) * 10**9000, 5) == "6.6666…e8999"
    assert truncated(F(10) ** 6000 - 1, 3) == "9.99…e5999"


def test_both_ends_of_a_ball_are_told_the_nearer_to_zero_first() -> None:
    """The ends are rounded outwards."""
    assert enclosed_text(arb("-1.25", "0.125"), 5) == ("-1.1249…", "-1.3750…")
    assert enclosed_text(arb("1.5", "0.01") * arb(10) ** 10**7, 3) == ("1.48…e10000000", "1.51…e10000000")


@pytest.mark.parametrize(
    ("value", "at", "text"),
    [
        (exp(t), F(10**4), "8.8068182256629215872…e4342"),
        (exp(t), F(-(10**8)), "6.4517096928217660088…e-43429449"),
        (exp(exp(t)), F(20), "1.5065543388556400372…e210704567"),
        (t**10_000, F(10), "1.0000000000000000000…e10000"),
        ((((t**200) ** 200) ** 200) ** 200, F(3), "3.5600811671627364888…e763394007"),
    ],
)
def test_the_sides_of_a_counterexample_may_be_of_any_size(value: Real, at: Fraction, text: str) -> None:
    found = refuted_at(Statement((), Equal(value, 2 * value)), Instance({}, {}, {"t": at}))
    assert found is not None and found.found_by == "script"
    assert found.lhs == text
