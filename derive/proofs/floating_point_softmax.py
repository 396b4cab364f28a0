"""Softmax, log-softmax and cross entropy in floating point: naive, shifted, fused.

What is executed, is executed twice: with all that each operation can give where IEEE 754 leaves room, and by NumPy.
"""

from __future__ import annotations

import math
from fractions import Fraction

from derive.floats.enclosure import Enclosure, added, number
from derive.floats.execution import float16_exponentials, gives
from derive.floats.formats import FLOAT16, FLOAT32, FLOAT64, FORMATS
from derive.language import *
from derive.proofs._floats import (
    last_of_naive_softmax,
    naive_softmax,
    shifted,
    shifted_softmax,
)
from derive.proofs.definitions import (
    ARTICLE_001,
    ARTICLE_003,
    ARTICLE_004,
    P_NAME,
    S_NAME,
    i,
    j,
    k,
    p,
    sigma,
    softmax,
    z,
)
from derive.proofs.hardmax import largest_entry, maximiser, r
from derive.proofs.softmax_examples import within

THOUSANDS = (1000, 2000, 3000, 4000, 5000)
FAR_APART = (-1000, 1, 1000)

# Naive ---------------------------------------------------------------------------------------------

naive_nan = Claim(
    "fp.naive-nan",
    "The naive softmax of (1000, 2000, …, 5000) is nan in every entry, in float16, bfloat16, float32 and float64",
    expected="computed",
    says="All exponentials overflow, and infinity over infinity is nan.",
    sources=[ARTICLE_003],
    references=["ieee754", "blanchard2021"],
    note="Where not all of them overflow, only those that do become nan: (1000, 0) gives (nan, 0).",
)


@naive_nan.execution
def _(run: Run) -> None:
    for form in FORMATS:
        text = f"{form}: the naive softmax of (1000, 2000, 3000, 4000, 5000) is nan in every entry"
        run.check(text, gives(naive_softmax, form, THOUSANDS, ["nan"] * 5))
        text = f"{form}: the naive softmax of (1000, 0) is (nan, 0)"
        run.check(text, gives(naive_softmax, form, [1000, 0], ["nan", 0]))


naive_inaccurate = Claim(
    "fp.naive-nan-or-inaccurate",
    "The naive softmax can be nan, as at $(-1000, -1000)$, and it can be wrong without nan, as at (11, 11) in float16",
    expected="computed",
    says="At $(-1000, -1000)$ it is 0/0; at (11, 11) in float16 the sum of two finite exponentials overflows, which "
    "gives (0, 0) instead of (1/2, 1/2).",
    sources=[ARTICLE_004],
    references=["ieee754", "blanchard2021"],
)


@naive_inaccurate.execution
def _(run: Run) -> None:
    for form in FORMATS:
        text = f"{form}: the naive softmax of (-1000, -1000) is (nan, nan)"
        run.check(text, gives(naive_softmax, form, [-1000, -1000], ["nan", "nan"]))
    run.check("float16: that of (12, 0) is (nan, 0)", gives(naive_softmax, FLOAT16, [12, 0], ["nan", 0]))
    run.check("float16: that of (11, 11) is (0, 0)", gives(naive_softmax, FLOAT16, [11, 11], [0, 0]))


# Shifted -------------------------------------------------------------------------------------------

difference = family(i, z[i] - largest_entry)

shift_by_maximum = Claim(
    "softmax.shift-by-maximum",
    (
        "With the largest logit subtracted, the largest is 0, every exponential is above 0 and at most 1, and softmax "
        "is the same"
    ),
    [
        Equal(maximum(k, difference[k]), 0),
        exp(difference[i]) > 0,
        exp(difference[i]) <= 1,
        Equal(softmax(difference)[i], p[i]),
    ],
    sources=[ARTICLE_001, ARTICLE_003, ARTICLE_004],
    references=["goodfellow2016", "blanchard2021"],
    names=[P_NAME, S_NAME, sigma(difference, r"z - \max z", "z − max z")],
)

shift_max = Claim(
    "fp.shift-max",
    "Every finite float16 minus itself is 0, and the executed exponential of each that is not positive is in [0, 1]",
    expected="computed",
    says="$x - x$ is 0 exactly, so that the largest of the shifted logits is 0 and has the exponential 1.",
    sources=[ARTICLE_001, ARTICLE_003, ARTICLE_004],
    references=["ieee754", "blanchard2021"],
    note="In real numbers this is softmax.shift-by-maximum.",
)


@shift_max.execution
def _(run: Run) -> None:
    for form in FORMATS:
        run.check(f"{form}: exp(0) is 1", number(form, Fraction(0)).exp().is_certainly(1))
        below = Enclosure(form, -form.largest, Fraction(0)).exp(units=0)
        run.check(f"{form}: correctly rounded, exp of every d <= 0 is in [0, 1]", below.low >= 0 and below.high <= 1)
    numbers = list(float16_exponentials())
    run.check("float16: x - x is 0 for each of the 63488 finite x", all(x - x == 0 for x, _ in numbers))
    bounded = all(0 <= exponential <= 1 for x, exponential in numbers if x <= 0)
    run.check("float16: NumPy's exp(x) is in [0, 1] for each finite x <= 0", bounded)


shift_others_negative = Claim(
    "fp.shift-others-negative",
    "With the largest input subtracted, all other inputs become negative",
    implies(distinct(i, r), z[i] - z[r] < 0),
    given=[maximiser],
    expected="refuted",
    corrected_by="fp.shift-not-positive",
    sources=[ARTICLE_003],
    references=["goodfellow2016"],
    note="True where the largest input is unique.",
)

shift_not_positive = Claim(
    "fp.shift-not-positive",
    "With the largest input subtracted, no input is positive, and those that are smaller than another are negative",
    [z[i] - largest_entry <= 0, implies(z[i] < z[j], z[i] - largest_entry < 0)],
    sources=[ARTICLE_003],
    references=["goodfellow2016"],
)

shift_near_zero = Claim(
    "fp.shift-near-zero",
    "With the largest input subtracted, all inputs are near 0",
    expected="refuted",
    corrected_by="fp.shift-not-positive",
    says="The shifted inputs are near 0, at most 1000 away from it, say.",
    sources=[ARTICLE_003],
    references=["blanchard2021"],
)


@shift_near_zero.execution
def _(run: Run) -> None:
    for form in (FLOAT64, FLOAT32, FLOAT16):
        text = f"{form}: shifted by its largest entry, (-1000, 1, 1000) is (-2000, -999, 0)"
        run.check(text, gives(shifted, form, FAR_APART, [-2000, -999, 0]))


shifted_sum = total(k, exp(z[k] - largest_entry))

no_overflow = Claim(
    "fp.no-overflow",
    "With the largest input subtracted, softmax never overflows",
    expected="refuted",
    corrected_by="fp.shifted-sum-bounds",
    says="For every vector of floats, the executed sum of the shifted exponentials is finite.",
    sources=[ARTICLE_001, ARTICLE_004],
    references=["blanchard2021"],
    note="The sum is at most $K$, which is finite in float32 and float64 for every $K$ that fits into a memory.",
)


@no_overflow.execution
def _(run: Run) -> None:
    whole = number(FLOAT16, Fraction(70000))
    text = "float16: at 70000 zeros the sum of the exponentials, 70000, rounds to infinity"
    run.check(text, whole.is_certainly(math.inf))
    run.check("float16: every probability is then 1/infinity = 0", (number(FLOAT16, 1) / whole).is_certainly(0))
    stuck = number(FLOAT16, 2048) + number(FLOAT16, 1)
    run.check("float16: added one after the other, the sum stays at 2048 instead", stuck.is_certainly(2048))
    for form in FORMATS:
        run.check(f"{form}: (inf, 0) gives nan", gives(shifted_softmax, form, ["inf", 0], ["nan", "nan"]))


shifted_sum_bounds = Claim(
    "fp.shifted-sum-bounds",
    "With the largest logit subtracted, the sum of the exponentials lies between 1 and $K$",
    [shifted_sum >= 1, shifted_sum <= size()],
    sources=[ARTICLE_001, ARTICLE_004],
    references=["goodfellow2016", "blanchard2021"],
)

denominator = Claim(
    "fp.denominator-at-least-one",
    "With the largest logit subtracted, the sum of the exponentials is at least 1, so that nothing is divided by 0",
    shifted_sum >= 1,
    sources=[ARTICLE_004],
    references=["goodfellow2016", "blanchard2021"],
    note="In floating point, too: a term is exactly 1, and adding what is not negative does not round below it.",
)

stable_example = Claim(
    "fp.stable-example",
    "The shifted softmax of (1000, 2000, …, 5000) is (0, 0, 0, 0, 1), in float16, bfloat16, float32 and float64",
    expected="computed",
    says="The exponentials of the others round to 0.",
    sources=[ARTICLE_003],
    references=["blanchard2021"],
)


@stable_example.execution
def _(run: Run) -> None:
    for form in FORMATS:
        text = f"{form}: the shifted softmax of (1000, 2000, 3000, 4000, 5000) is (0, 0, 0, 0, 1)"
        run.check(text, gives(shifted_softmax, form, THOUSANDS, [0, 0, 0, 0, 1]))


inputs_close = Claim(
    "fp.inputs-close",
    "The shifted softmax needs inputs that are close to each other",
    expected="refuted",
    corrected_by="fp.far-inputs-rounded",
    says="Where inputs are 1000 apart, the shifted softmax is nan or inaccurate.",
    sources=[ARTICLE_003],
    references=["blanchard2021"],
    note="Small entries may underflow, which is an absolute error of less than the smallest positive number.",
)


@inputs_close.execution
def _(run: Run) -> None:
    for form in FORMATS:
        text = f"{form}: at (1000, 2000, 3000, 4000, 5000) it is (0, 0, 0, 0, 1), the exact softmax rounded to nearest"
        run.check(text, gives(shifted_softmax, form, THOUSANDS, [0, 0, 0, 0, 1]))


five_thousands = [exp(each) for each in THOUSANDS]
whole_of_five = sum(five_thousands[1:], start=five_thousands[0])
three_far = [exp(each) for each in FAR_APART]
whole_of_three = three_far[0] + three_far[1] + three_far[2]
HALF_OF_SMALLEST = real(2) ** -1075
HALF_UNIT_BELOW_ONE = real(2) ** -54

far_inputs = Claim(
    "fp.far-inputs-rounded",
    "The exact softmax of (1000, 2000, 3000, 4000, 5000) rounds to (0, 0, 0, 0, 1) in float64",
    [
        *(each / whole_of_five < HALF_OF_SMALLEST for each in five_thousands[:4]),
        1 - five_thousands[4] / whole_of_five < HALF_UNIT_BELOW_ONE,
    ],
    expected="computed",
    sources=[ARTICLE_003],
    references=["blanchard2021"],
)


def to_two_digits(value: Real, digits: str, exponent: int) -> Formula:
    """That a number is digits · 10^exponent within half a unit of the last place."""
    return within(value * real(10) ** -exponent, digits)


stable_true_value = Claim(
    "fp.stable-true-value",
    r"The entries of the exact softmax of (1000, 2000, …, 5000) are $6.6 \cdot 10^{-1738}$, "
    r"$1.3 \cdot 10^{-1303}$, $2.6 \cdot 10^{-869}$, $5.08 \cdot 10^{-435}$ and $1 - 5.08 \cdot 10^{-435}$, to the "
    "digits printed",
    [
        to_two_digits(five_thousands[0] / whole_of_five, "6.6", -1738),
        to_two_digits(five_thousands[1] / whole_of_five, "1.3", -1303),
        to_two_digits(five_thousands[2] / whole_of_five, "2.6", -869),
        to_two_digits(five_thousands[3] / whole_of_five, "5.08", -435),
        to_two_digits(1 - five_thousands[4] / whole_of_five, "5.08", -435),
    ],
    expected="computed",
    sources=[ARTICLE_003],
)

# Where nan comes from ------------------------------------------------------------------------------

shifted_nan = Claim(
    "fp.shifted-nan",
    "The shifted softmax of $(-1000, 1, 1000)$ is nan",
    expected="refuted",
    corrected_by="fp.shifted-no-nan",
    says="Some entry of the executed shifted softmax of $(-1000, 1, 1000)$ is nan.",
    sources=[ARTICLE_003],
    references=["blanchard2021"],
    note="nan comes from the naive form, or from infinite inputs.",
)


@shifted_nan.execution
def _(run: Run) -> None:
    for form in FORMATS:
        text = f"{form}: the shifted softmax of (-1000, 1, 1000) is (0, 0, 1)"
        run.check(text, gives(shifted_softmax, form, FAR_APART, [0, 0, 1]))
    for form in FORMATS:
        text = f"{form}: the naive softmax of (-1000, 1, 1000) is nan in the last entry"
        run.check(text, gives(last_of_naive_softmax, form, FAR_APART, ["nan"]))


MOST_CLASSES = 200

shifted_no_nan = Claim(
    "fp.shifted-no-nan",
    "The shifted softmax of $K$ finite floats has no nan, for $K$ from 1 to 200 and sums from left to right",
    expected="computed",
    says=r"One of the differences is 0 and the others are not positive, $-\infty$ among them; enclosed for all of "
    "these at "
    "once, every entry of the executed softmax is finite.",
    sources=[ARTICLE_003],
    references=["blanchard2021"],
)


@shifted_no_nan.execution
def _(run: Run) -> None:
    for form in FORMATS:
        first, other = number(form, 0).exp(), Enclosure(form, -math.inf, Fraction(0)).exp()
        # it grows with every term, so that the sum of them all encloses the sums of fewer
        whole = added([first] + [other] * (MOST_CLASSES - 1))
        run.check(f"{form}: the sum of the exponentials is at least 1", whole.low >= 1)
        finite = all((each / whole).is_certainly_finite for each in (first, other))
        run.check(f"{form}: for K from 1 to {MOST_CLASSES}, no entry is infinite or nan", finite)


mathematics_problem = Claim(
    "fp.mathematics-problem",
    "That the softmax of $(-1000, 1, 1000)$ has zeros is a matter of mathematics: its first entry is 0",
    Equal(three_far[0] / whole_of_three, 0),
    expected="refuted",
    corrected_by="fp.mathematics-no-problem",
    sources=[ARTICLE_003],
    references=["blanchard2021"],
)

mathematics_no_problem = Claim(
    "fp.mathematics-no-problem",
    "The entries of the softmax of $(-1000, 1, 1000)$ are positive, and two of them round to 0 in float64; their "
    "logarithms are $-2000$, $-999$ and 0 to nine decimals",
    [
        three_far[0] / whole_of_three > 0,
        three_far[1] / whole_of_three > three_far[0] / whole_of_three,
        three_far[1] / whole_of_three < HALF_OF_SMALLEST,
        *(
            absolute(log(each / whole_of_three) + gap) < real(10) ** -9
            for each, gap in zip(three_far, (2000, 999, 0), strict=True)
        ),
    ],
    expected="computed",
    sources=[ARTICLE_003],
    references=["blanchard2021"],
)
