"""The formats agree with NumPy's, bit by bit, and bfloat16 with the first half of float32."""

from __future__ import annotations

import random
from fractions import Fraction
from math import inf

import numpy
import pytest

from derive.floats.formats import BFLOAT16, FLOAT16, FLOAT32, FLOAT64, OF_NUMPY, Format


def some_values(form: Format, count: int = 300) -> list[Fraction]:
    """Values of all sizes: ordinary, subnormal, near the largest number, and halfway between two numbers."""
    draw = random.Random(form.name)
    exponents = [draw.randint(2 - form.greatest - form.precision - 2, form.greatest) for _ in range(count)]
    values = [Fraction(draw.randint(1, 2**60), 2**59) * Fraction(2) ** exponent for exponent in exponents]
    halfway = [form.rounded(value) for value in values]
    between = [value + form.spacing(value) / 2 for value in halfway if isinstance(value, Fraction)]
    return [sign * value for value in values + between for sign in (1, -1)]


@pytest.mark.parametrize("form", OF_NUMPY, ids=str)
def test_the_largest_and_the_smallest_numbers_are_those_of_numpy(form: Format) -> None:
    known = numpy.finfo(form.name)
    assert form.largest == Fraction(float(known.max))
    assert form.smallest == Fraction(float(known.smallest_subnormal))
    assert form.unit == Fraction(float(known.eps))


@pytest.mark.parametrize("form", (FLOAT16, FLOAT32), ids=str)
def test_float64_numbers_are_rounded_as_numpy_rounds_them(form: Format) -> None:
    for value in map(float, some_values(form)):
        with numpy.errstate(over="ignore"):
            rounded = float(numpy.float64(value).astype(form.name))
        assert form.rounded(Fraction(value)) == rounded


def test_fractions_are_rounded_as_python_divides() -> None:
    for value in some_values(FLOAT64):
        if abs(value) < FLOAT64.overflow:
            assert FLOAT64.rounded(value) == value.numerator / value.denominator


@pytest.mark.parametrize("form", OF_NUMPY, ids=str)
def test_neighbours_are_those_of_numpy(form: Format) -> None:
    kind = numpy.dtype(form.name).type
    values = [form.rounded(value) for value in some_values(form, 100)]
    edges = [sign * edge for edge in (form.smallest, form.largest, inf, Fraction(1)) for sign in (1, -1)]
    for value in [*values, *edges, Fraction(0)]:
        with numpy.errstate(over="ignore", under="ignore"):
            above = float(numpy.nextafter(kind(float(value)), kind(inf)))
            below = float(numpy.nextafter(kind(float(value)), kind(-inf)))
        assert (form.above(value), form.below(value)) == (above, below), value


def test_bfloat16_has_the_exponents_of_float32_and_half_of_its_bits() -> None:
    every = (numpy.arange(2**16, dtype=numpy.uint32) << 16).view(numpy.float32)
    for value in every[numpy.isfinite(every)][::97].tolist():
        assert BFLOAT16.rounded(Fraction(value)) == value
    greatest = numpy.array([0x7F7F0000], dtype=numpy.uint32).view(numpy.float32)
    assert BFLOAT16.largest == Fraction(float(greatest[0]))


def test_halfway_goes_to_the_even_neighbour() -> None:
    assert FLOAT16.rounded(Fraction(2049)) == 2048 and FLOAT16.rounded(Fraction(2051)) == 2052
    assert BFLOAT16.rounded(Fraction(257)) == 256 and BFLOAT16.rounded(Fraction(259)) == 260
    assert FLOAT16.rounded(Fraction(65519)) == 65504 and FLOAT16.rounded(Fraction(65520)) == inf
