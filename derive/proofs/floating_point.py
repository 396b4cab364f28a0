"""Exponentials in floating point: where they overflow and underflow, and what is true of the numbers themselves."""

from __future__ import annotations

import math
from fractions import Fraction

from flint import arb

from derive.floats.enclosure import exact, number
from derive.floats.execution import float16_exponentials
from derive.floats.formats import BFLOAT16, FLOAT16, FLOAT32, FLOAT64, FORMATS, Format
from derive.language import *
from derive.proofs.definitions import ARTICLE_001, ARTICLE_003, ARTICLE_004, c
from derive.proofs.softmax_examples import within

t = scalar("t")

# Overflow ------------------------------------------------------------------------------------------

LAST_FINITE = {
    FLOAT16: "11.0859375",
    BFLOAT16: "88.5",
    FLOAT32: "88.72283172607422",
    FLOAT64: "709.782712893384",
}
"""The largest number of each format whose exponential is finite."""


BITS = 128
"""The precision of an enclosure of an exponential."""


def nearest(form: Format, decimal: str) -> Fraction:
    """The finite number of a format that is nearest to a decimal."""
    found = form.rounded(Fraction(decimal))
    assert isinstance(found, Fraction)
    return found


exp_overflow = Claim(
    "fp.exp-overflow",
    r"Rounded to nearest, $\exp z$ is infinite for the floats above 11.0859375 in float16, 88.5 in bfloat16, "
    "88.72283… in "
    "float32 and 709.78271… in float64, and for no others",
    expected="computed",
    says="Of two neighbouring floats, exp of the first is less than what rounds to infinity, and exp of the second is "
    "more; exp is increasing.",
    sources=[ARTICLE_001, ARTICLE_003, ARTICLE_004],
    references=["ieee754", "blanchard2021"],
    note="An exponential overflows for logits above this number, not wherever they are much larger than 1.",
)


@exp_overflow.execution
def _(run: Run) -> None:
    for form, decimal in LAST_FINITE.items():
        last = nearest(form, decimal)
        finite = number(form, last).exp(units=0).is_certainly_finite
        run.check(f"{form}: exp({decimal}) is finite", finite)
        following = number(form, form.above(last)).exp(units=0)
        run.check(f"{form}: the exponential of the next float is infinite", following.is_certainly(math.inf))
    for form in (FLOAT32, FLOAT64):
        inside = nearest(form, "88") <= nearest(form, LAST_FINITE[form])
        run.check(f"{form}: exp(88) is finite, although 88 is much larger than 1", inside)
    every = all((exponential == math.inf) == (value > 11.0859375) for value, exponential in float16_exponentials())
    run.check("float16: NumPy agrees at each of the 63488 finite numbers", every)


math_exp_error = Claim(
    "fp.math-exp-error",
    "In Python, math.exp(1000) raises an OverflowError, and math.exp(709) does not",
    expected="computed",
    says=(
        r"The largest float64 is less than $\exp(1000)$; Python raises an OverflowError instead of giving "
        "infinity."
    ),
    sources=[ARTICLE_003],
)


@math_exp_error.execution
def _(run: Run) -> None:
    run.check("math.exp(1000) raises an OverflowError", raises_overflow(1000))
    run.check("math.exp(709) does not", not raises_overflow(709))
    run.check("float64: exp(1000) rounds to infinity", number(FLOAT64, Fraction(1000)).exp().is_certainly(math.inf))


def raises_overflow(value: float) -> bool:
    """Whether Python refuses an exponential for being too large."""
    try:
        math.exp(value)
    except OverflowError:
        return True
    return False


largest_32 = (2 - real(2) ** -23) * real(2) ** 127
largest_16 = (2 - real(2) ** -10) * real(2) ** 15


threshold_32 = Claim(
    "fp.threshold-fp32",
    "The largest float32 is $(2 - 2^{-23}) 2^{127}$; its logarithm is 88.7 to one decimal, and 88.722839 to six",
    [within(log(largest_32), "88.7"), within(log(largest_32), "88.722839")],
    expected="computed",
    sources=[ARTICLE_004],
    references=["ieee754"],
)

threshold_16 = Claim(
    "fp.threshold-fp16",
    "The largest float16 is $(2 - 2^{-10}) 2^{15} = 65504$; its logarithm is 11.1 to one decimal, and 11.089866 to six",
    [Equal(largest_16, 65504), within(log(largest_16), "11.1"), within(log(largest_16), "11.089866")],
    expected="computed",
    sources=[ARTICLE_004],
    references=["ieee754"],
    note="Rounded up, 11.1 is no safe bound: the float16 11.09375 is smaller, and its exponential overflows.",
)

any_above_threshold = Claim(
    "fp.any-above-threshold",
    r"Every $z$ with $\exp z$ above the largest float overflows",
    expected="refuted",
    corrected_by="fp.floats-above-threshold",
    says="Whatever is larger than the largest number of a format rounds to infinity.",
    sources=[ARTICLE_004],
    references=["ieee754"],
    note=(
        "Rounding to nearest leaves half a unit above the largest number; for $z$ that are floats, nothing falls there."
    ),
)


@any_above_threshold.execution
def _(run: Run) -> None:
    for form in FORMATS:
        above = form.largest + form.spacing(form.largest) / 4
        text = f"{form}: a quarter of a unit above the largest number rounds to the largest number"
        run.check(text, number(form, above).is_certainly(form.largest))
    run.check("float16: 65510 rounds to 65504", number(FLOAT16, Fraction(65510)).is_certainly(Fraction(65504)))
    run.check("float16: 65520 rounds to infinity", number(FLOAT16, Fraction(65520)).is_certainly(math.inf))


floats_above_threshold = Claim(
    "fp.floats-above-threshold",
    r"For a float $z$, the exponential overflows exactly where $\exp z$ is above the largest float, in float16, "
    "bfloat16, "
    "float32 and float64",
    expected="computed",
    says="No float has its exponential between the largest number and what rounds to infinity.",
    sources=[ARTICLE_004],
    references=["ieee754"],
)


@floats_above_threshold.execution
def _(run: Run) -> None:
    for form, decimal in LAST_FINITE.items():
        last = nearest(form, decimal)
        following = form.above(last)
        assert isinstance(following, Fraction)
        _, upper = exact(arb.exp, last, BITS)
        run.check(f"{form}: exp({decimal}) is at most the largest number", upper <= form.largest)
        lower, _ = exact(arb.exp, following, BITS)
        run.check(f"{form}: that of the next float is no less than what rounds to infinity", lower >= form.overflow)


# Underflow -----------------------------------------------------------------------------------------

LAST_ZERO = {
    FLOAT16: "-17.34375",
    BFLOAT16: "-93",
    FLOAT32: "-103.97208404541016",
    FLOAT64: "-745.1332191019412",
}
"""The largest number of each format whose exponential rounds to 0."""

underflow = Claim(
    "fp.underflow",
    r"Rounded to nearest, $\exp t$ is 0 for the floats up to $-17.34375$ in float16, $-93$ in bfloat16, "
    "$-103.97208$… in float32 "
    "and $-745.13321$… in float64, and for no others",
    expected="computed",
    says="Of two neighbouring floats, exp of the first is at most half of the smallest positive number, and exp of the "
    "second is more; exp is increasing.",
    sources=[ARTICLE_003, ARTICLE_004],
    references=["ieee754", "blanchard2021"],
)


@underflow.execution
def _(run: Run) -> None:
    for form, decimal in LAST_ZERO.items():
        last = nearest(form, decimal)
        run.check(f"{form}: exp({decimal}) rounds to 0", number(form, last).exp(units=0).is_certainly(0))
        following = number(form, form.above(last)).exp(units=0)
        run.check(f"{form}: the exponential of the next float does not", not following.may_be_zero)
    every = all((exponential == 0) == (value <= -17.34375) for value, exponential in float16_exponentials())
    run.check("float16: NumPy agrees at each of the 63488 finite numbers", every)


exp_towards_zero = Claim(
    "exp.towards-zero",
    r"The exponential is increasing, and tends to 0 as its argument tends to $-\infty$, which it never is",
    [implies(t < c, exp(t) < exp(c)), Equal(limit(exp(-t), t, 0, "infinity"), 0), exp(t) > 0],
    sources=[ARTICLE_003, ARTICLE_004],
    references=["boyd2004"],
)
