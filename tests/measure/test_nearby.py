"""What is computed from a neighbour's value agrees with what is computed anew."""

from __future__ import annotations

import pytest
from mpmath.libmp import from_int, from_rational, fzero, mpf_add, mpf_exp, mpf_log, mpf_neg, mpf_shift, mpf_sub

from derive.measure.witness.nearby import Nearby, magnitude

NUMBERS = ((1, 1), (3, 7), (1000, 1), (999, 1000), (10**6 + 1, 997))


def off_by(value: object, reference: object) -> int:
    """The magnitude of the relative error."""
    error = mpf_sub(value, reference, 60, "n")
    return -(10**9) if error == fzero else magnitude(error) - magnitude(reference)


@pytest.mark.parametrize("bits", [1300, 4000])
@pytest.mark.parametrize("shift", [30, 41, 64, 216, 3000])
@pytest.mark.parametrize("steps", [-3, 1, 2])
def test_a_step_away_all_digits_are_right(bits: int, shift: int, steps: int) -> None:
    for above, below in NUMBERS:
        nearby = Nearby(bits)
        start = from_rational(above, below, bits, "n")
        beside = mpf_add(start, mpf_shift(from_int(steps), -shift), bits + shift, "n")
        for argument in (start, beside):
            if argument != from_int(1):
                assert off_by(nearby.logarithm(argument), mpf_log(argument, 2 * bits + shift, "n")) < 12 - bits
            assert off_by(nearby.exponential(argument), mpf_exp(argument, bits + 60, "n")) < 12 - bits
            assert off_by(nearby.exponential(mpf_neg(argument)), mpf_exp(mpf_neg(argument), bits + 60, "n")) < 12 - bits


def test_a_logarithm_that_nearly_vanishes_is_not_taken_from_a_larger_one() -> None:
    nearby = Nearby(1300)
    for shift in (70, 900):  # alike in their first sixty-four bits
        argument = mpf_add(from_int(1), mpf_shift(from_int(1), -shift), 1300, "n")
        assert off_by(nearby.logarithm(argument), mpf_log(argument, 3000, "n")) < 12 - 1300


def test_huge_exponents_that_look_alike_are_not_neighbours() -> None:
    nearby = Nearby(1300)
    for argument in (from_int(2**200), from_int(2**200 + 2**100)):
        assert off_by(nearby.exponential(argument), mpf_exp(argument, 1400, "n")) < 12 - 1300
