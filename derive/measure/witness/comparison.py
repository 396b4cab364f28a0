"""Two sides of a relation at one point, compared by the walk at rising precision until they agree or are apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mpmath.libmp import fone, fzero, mpf_abs, mpf_div, mpf_lt, mpf_mul, mpf_shift, mpf_sub, to_int

from derive.language.relations import AT_MOST, DIFFERENT, EQUAL, LESS, Sign
from derive.measure.ground.ground import Ground, Place
from derive.measure.witness.decimals import decimal_digits
from derive.measure.witness.nearby import Real, magnitude
from derive.measure.witness.walk import NotMeasurable, TooLarge, Walk, differences_in

BITS_PER_DIGIT = 3.3219281
GUARD_DIGITS = 15
GUARDED_FACTOR = 10
"""The guard digits are enough where powers multiply errors by 10 to this power."""

HIGHEST_FACTOR = 20
"""Past this many times the digits asked for, sides that do not agree disagree (but not before the digits
that large exponentials may cost have been added)."""

MOST_DIGITS = 20_000
"""Points that would take more digits than this are skipped."""

SAVED_AT_ZERO = 5
"""So many digits of the working precision are not counted on."""

ENDLESS = 10**6
"""The digits of exponentials that are beyond any measurement."""

TOO_LARGE = "exponentials of this size cost too many digits"


@dataclass(frozen=True)
class Agreement:
    """Two sides that are related as the relation says. ``error`` is relative, and absolute where ``zero``;
    ``margin`` is by how much an inequality holds."""

    error: Real = fzero
    margin: Real = fzero
    zero: bool = False


@dataclass(frozen=True)
class Apart:
    """Two sides that are not."""

    left: Real
    right: Real


@dataclass(frozen=True)
class Look:
    """What is seen of two sides at one precision. A number below ``noise`` may be an error of rounding, one below
    ``floor`` one of a numerical derivative; ``settled`` digits suffice where exponentials of this size cancel."""

    left: Real
    right: Real
    difference: Real
    apart: Real
    size: Real
    noise: Real
    floor: Real
    settled: int


class Walks:
    """The walks at one point, each made once. ``orders`` remembers :func:`differences_in` of the nodes."""

    def __init__(self, entry: Callable[[str, Place], Fraction | None], orders: dict[int, int]) -> None:
        self.entry = entry
        self.orders = orders
        self.known: dict[tuple[int, int, int], Walk] = {}

    def order(self, *nodes: Ground) -> int:
        """How many differences stand inside each other."""
        return max(differences_in(node, self.orders) for node in nodes)

    def walk(self, precision: int, step_digits: int, order: int) -> Walk:
        """The walk with so many digits, and differences with a step of so many."""
        step = bits_of(step_digits) if order else 0
        base = bits_of(precision)
        key = (precision, step, order)
        if key not in self.known:
            self.known[key] = Walk(self.entry, base + order * step, step, base)
        return self.known[key]


class Comparison:
    """The comparison of two sides to so many digits. Where exponentials cost more than the ``affordable`` further
    digits, it gives up with TooLarge."""

    def __init__(
        self, sign: Sign, left: Ground, right: Ground, digits: int, walks: Walks, affordable: int | None
    ) -> None:
        self.sign = sign
        self.left = left
        self.right = right
        self.digits = digits
        self.walks = walks
        self.affordable = affordable
        self.order = walks.order(left, right)
        self.precision = self.step_digits = digits + GUARD_DIGITS
        self.tolerance = mpf_shift(fone, -bits_of(digits))

    def result(self) -> Agreement | Apart:
        """Whether the sides agree to the digits asked for, or are apart; raises NotMeasurable and NotDefined."""
        while True:
            seen = self.look()
            found = self.agreement(seen) or self.agreement_of_zeros(seen)
            if found is not None:
                return found
            if self.affordable is not None and seen.settled - self.digits - GUARD_DIGITS > self.affordable:
                raise TooLarge(TOO_LARGE)
            if not self.has_smaller_step(seen) and not self.has_more_digits(seen) and not self.has_steeper_step(seen):
                if seen.settled > MOST_DIGITS:
                    raise NotMeasurable(TOO_LARGE)
                return Apart(seen.left, seen.right)

    def look(self) -> Look:
        """Both sides at the present precision."""
        walk = self.walks.walk(self.precision, self.step_digits, self.order)
        left, right = walk.value(self.left), walk.value(self.right)
        difference = mpf_sub(right, left, walk.bits, "n")
        noise = mpf_shift(fone, -bits_of(self.precision - self.digits - SAVED_AT_ZERO))
        # What exponentials of this size may lose where they cancel, twice for products of two.
        settled = self.digits + GUARD_DIGITS + 2 * digits_before_point(walk.largest_exponent)
        settled += max(0, decimal_digits(walk.largest_factor) - GUARDED_FACTOR)
        size = larger(mpf_abs(left), mpf_abs(right))
        return Look(left, right, difference, mpf_abs(difference), size, noise, larger(noise, walk.step_noise), settled)

    def agreement(self, seen: Look) -> Agreement | None:
        """That the sides are equal to the digits asked for, or certainly apart in the right direction."""
        significant = mpf_lt(seen.noise, seen.size)
        close = not mpf_lt(mpf_mul(seen.size, self.tolerance, 53, "n"), seen.apart)
        if significant and close and self.sign in (EQUAL, AT_MOST):
            return Agreement(error=mpf_div(seen.apart, seen.size, 53, "n"))
        upwards = self.sign in (LESS, AT_MOST) and mpf_lt(fzero, seen.difference)
        if mpf_lt(seen.floor, seen.apart) and (self.sign == DIFFERENT or upwards):
            return Agreement(margin=seen.apart)
        return None

    def agreement_of_zeros(self, seen: Look) -> Agreement | None:
        """That both sides are 0 to the digits asked for, where one is the number 0 or the digits suffice to say so."""
        enough = self.precision >= max(seen.settled, self.digits + GUARD_DIGITS + 1)
        vanishing = is_zero(self.left) or is_zero(self.right) or (enough and not mpf_lt(seen.floor, seen.size))
        if vanishing and self.sign in (EQUAL, AT_MOST) and mpf_lt(seen.apart, self.tolerance):
            return Agreement(error=seen.apart, zero=True)
        return None

    def has_smaller_step(self, seen: Look) -> bool:
        """Whether a smaller step of numerical derivatives, which is taken, may tell the sides of a strict relation
        apart: they are, but by less than its error."""
        visible = mpf_lt(seen.noise, seen.apart) and mpf_lt(fzero, seen.difference)
        if not visible or self.sign not in (LESS, DIFFERENT) or self.step_digits >= seen.settled:
            return False
        if self.order > 1:
            raise NotMeasurable("the difference is hidden by the error of numerical derivatives")
        self.step_digits = seen.settled
        return True

    def has_more_digits(self, seen: Look) -> bool:
        """Whether a higher precision, which is taken, may bring the sides to agree."""
        enough = seen.settled if seen.settled <= MOST_DIGITS else 0
        if self.precision >= max(HIGHEST_FACTOR * self.digits, enough):
            return False
        self.precision = max(2 * self.precision, enough)
        return True

    def has_steeper_step(self, seen: Look) -> bool:
        """Whether a step that is small beside the point, which is taken, may help: a derivative of 10^n may stand at
        a point of 10^−n."""
        steep = seen.settled + 2 * max(0, decimal_digits(magnitude(seen.size)) + 1)
        if not self.order or not self.step_digits < steep <= MOST_DIGITS:
            return False
        self.step_digits = steep
        return True


def bits_of(digits: int) -> int:
    """How many binary digits so many decimal ones are."""
    return int(digits * BITS_PER_DIGIT)


def is_zero(node: Ground) -> bool:
    """Whether a side is the number 0, so that the other side's error is absolute."""
    return node.operation == "number" and node.data == 0


def larger(left: Real, right: Real) -> Real:
    """The larger of two non-negative numbers, as far as their leading bits tell."""
    return max(left, right, key=_leading)


def _leading(value: Real) -> Any:
    """A key by which non-negative numbers compare: zero, else where the leading bit stands, then the value."""
    _, mantissa, exponent, bits = value
    return (mantissa != 0, exponent + bits, mantissa << max(0, 64 - bits) >> max(0, bits - 64))


def digits_before_point(exponent: Real) -> int:
    """About how many decimal digits exp(exponent) has before the point."""
    return int(to_int(exponent) * 0.4343) + 1 if mpf_lt(exponent, mpf_shift(fone, 40)) else ENDLESS
