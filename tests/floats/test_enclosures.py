"""Enclosures hold what NumPy computes, are single numbers where IEEE 754 fixes the result, and know nan and −0."""

from __future__ import annotations

import math
import operator
import random
from collections.abc import Callable
from fractions import Fraction
from math import inf, isnan
from typing import Any

import numpy
import pytest

from derive.floats.enclosure import Enclosure, added, largest, number
from derive.floats.execution import enclosed, executed, gives
from derive.floats.formats import BFLOAT16, FLOAT16, FLOAT64, FORMATS, OF_NUMPY, Format
from derive.proofs._floats import log_softmax, naive_softmax, shifted_softmax

OPERATIONS = (operator.add, operator.sub, operator.mul, operator.truediv)
SPECIAL = [0.0, -0.0, inf, -inf, 1.0, -1.0]


def some_floats(form: Format, count: int = 150) -> list[Any]:
    draw = random.Random(form.name)
    kind = numpy.dtype(form.name).type
    bits = [draw.getrandbits(8 * kind(0).itemsize) for _ in range(count)]
    values = numpy.array(bits, dtype=f"u{kind(0).itemsize}").view(kind)
    return [*values[numpy.isfinite(values)], *map(kind, SPECIAL)]


def enclosure(form: Format, value: Any) -> Enclosure:
    """The single number, −0 as such."""
    value = float(value)
    exact = value if math.isinf(value) else Fraction(value)
    return Enclosure(form, exact, exact, minus_zero=value == 0 and math.copysign(1, value) < 0)


def holds(found: Enclosure, value: Any) -> bool:
    """Whether a result is among the possible ones, the sign of 0 included."""
    value = float(value)
    if isnan(value):
        return found.nan
    minus = value == 0 and math.copysign(1, value) < 0
    return found.low <= value <= found.high and (found.minus_zero or not minus)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.__name__)
@pytest.mark.parametrize("form", OF_NUMPY, ids=str)
def test_sums_products_and_quotients_are_those_of_numpy(form: Format, operation: Callable[[Any, Any], Any]) -> None:
    floats = some_floats(form)
    random.Random(1).shuffle(floats)
    pairs = list(zip(floats, floats[::-1], strict=True)) + [(a, b) for a in floats[:8] for b in map(type(a), SPECIAL)]
    for a, b in pairs:
        with numpy.errstate(all="ignore"):
            value = operation(a, b)
        found = operation(enclosure(form, a), enclosure(form, b))
        assert holds(found, value), (a, b)
        by_signed_zero = operation is operator.truediv and b == 0
        assert by_signed_zero or found.is_certainly_nan or found.low == found.high, (a, b)


@pytest.mark.parametrize("form", OF_NUMPY, ids=str)
def test_intervals_hold_what_the_numbers_in_them_give(form: Format) -> None:
    draw = random.Random(2)
    floats = sorted(some_floats(form), key=float)
    for operation in OPERATIONS:
        for _ in range(150):
            places = [sorted(draw.sample(range(len(floats)), 3)) for _ in range(2)]
            (low, a, high), (other_low, b, other_high) = [[floats[place] for place in chosen] for chosen in places]
            ends = [enclosure(form, each) for each in (low, high, other_low, other_high)]
            first = Enclosure(form, ends[0].low, ends[1].high, minus_zero=bool(low <= 0 <= high))
            second = Enclosure(form, ends[2].low, ends[3].high, minus_zero=bool(other_low <= 0 <= other_high))
            with numpy.errstate(all="ignore"):
                value = operation(a, b)
            assert holds(operation(first, second), value), (operation, low, a, high, other_low, b, other_high)


@pytest.mark.parametrize("form", OF_NUMPY, ids=str)
def test_exponentials_and_logarithms_of_numpy_are_enclosed(form: Format) -> None:
    for value in some_floats(form):
        with numpy.errstate(all="ignore"):
            exponential, logarithm = numpy.exp(value), numpy.log(value)
        assert holds(enclosure(form, value).exp(), exponential), value
        assert holds(enclosure(form, value).log(), logarithm), value


@pytest.mark.parametrize("form", FORMATS, ids=str)
def test_an_enclosed_exponential_is_as_narrow_as_it_can_be(form: Format) -> None:
    found = number(form, 1).exp()
    assert found.low <= form.rounded(Fraction(math.e)) <= found.high
    assert isinstance(found.high, Fraction) and isinstance(found.low, Fraction)
    assert 0 < found.high - found.low <= 24 * form.spacing(Fraction(2))
    rounded = number(form, 1).exp(units=0)
    assert rounded.low == rounded.high


def test_nan_comes_from_where_ieee_754_says() -> None:
    zero, infinity = number(FLOAT16, 0), number(FLOAT16, inf)
    for found in (infinity - infinity, zero * infinity, zero / zero, infinity / infinity, number(FLOAT16, -1).log()):
        assert found.is_certainly_nan and not found.is_certainly_finite
    assert largest([zero, zero / zero]).is_certainly_nan and added([zero / zero, zero]).is_certainly_nan
    assert (zero / infinity).is_certainly(0) and (number(FLOAT16, 1) / zero).is_certainly(inf)


def test_division_by_a_zero_of_unknown_sign_gives_either_infinity() -> None:
    found = number(FLOAT64, 1) / -number(FLOAT64, 0)
    assert (found.low, found.high) == (-inf, inf)


def test_what_may_differ_in_the_last_digit_is_no_single_number() -> None:
    """exp(1) is not fixed by IEEE 754, so that no claim can be made about its last digit."""
    one = executed(lambda of, values: [of.exp(values[0])], FLOAT64, [1])[0]
    assert not gives(lambda of, values: [of.exp(values[0])], FLOAT64, [1], [Fraction(float(one))])


def test_what_is_given_is_compared_entry_by_entry() -> None:
    assert gives(naive_softmax, FLOAT16, [0, 0], ["1/2", "1/2"])
    assert not gives(naive_softmax, FLOAT16, [0, 0], ["1/2", "nan"])
    assert not gives(naive_softmax, FLOAT16, [0, 0], ["1/2"])
    assert not gives(naive_softmax, FLOAT16, [0, 0], ["1/2", "1/2", "1/2"])
    assert not gives(shifted_softmax, FLOAT64, ["inf", 0], [1, 0])


@pytest.mark.parametrize("algorithm", (naive_softmax, shifted_softmax, log_softmax), ids=lambda way: way.__name__)
@pytest.mark.parametrize("form", OF_NUMPY, ids=str)
def test_algorithms_are_executed_within_their_enclosures(form: Format, algorithm: Any) -> None:
    draw = random.Random(3)
    for _ in range(25):
        logits = [Fraction(draw.randint(-400, 400), 32) for _ in range(4)]
        for found, value in zip(enclosed(algorithm, form, logits), executed(algorithm, form, logits), strict=True):
            assert holds(found, value), logits


def test_bfloat16_is_executed_with_its_own_rounding() -> None:
    assert (number(BFLOAT16, 256) + number(BFLOAT16, 1)).is_certainly(256)
    assert gives(shifted_softmax, BFLOAT16, [1000, 0], [1, 0])
