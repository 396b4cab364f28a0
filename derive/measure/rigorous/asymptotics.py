"""Rigorous limits, by expansions in a variable x that grows without bound.

Near the limit point the variable is a ± 1/x, or ±x. A value is then a finite sum of coefficients times
scales e^(p(x))·x^a·(log x)^b, p a polynomial without constant term, up to an error that is O(scale).
The limit is the coefficient of the scale 1 when every larger scale is absent and the error is smaller.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, cast

from derive.measure.ground.ground import Ground, Place
from derive.measure.rigorous.evaluate import Evaluator
from derive.measure.rigorous.jets import Jet, Plain, Undefined, Unknown, Value, plain_part

Polynomial = tuple[tuple[Fraction, Fraction], ...]
"""Pairs of a power of x and its coefficient, the highest power first."""

Scale = tuple[Polynomial, Fraction, int]
"""e^(p(x))·x^a·(log x)^b as (p, a, b)."""

ONE: Scale = ((), Fraction(0), 0)
NEGLIGIBLE: Scale = ((), Fraction(-1000), 0)
"""A scale above whatever falls faster than every power."""

TAYLOR_TERMS = 5
MOST_TERMS = 400


def scale_product(left: Scale, right: Scale) -> Scale:
    powers = dict(left[0])
    for power, coefficient in right[0]:
        powers[power] = powers.get(power, Fraction(0)) + coefficient
    polynomial = tuple((power, powers[power]) for power in sorted(powers, reverse=True) if powers[power])
    return polynomial, left[1] + right[1], left[2] + right[2]


def scale_inverse(scale: Scale) -> Scale:
    return tuple((power, -coefficient) for power, coefficient in scale[0]), -scale[1], -scale[2]


def order(scale: Scale) -> int:
    """1 where the scale grows without bound, −1 where it tends to 0, 0 for the scale 1."""
    for size in (*(coefficient for _, coefficient in scale[0][:1]), scale[1], Fraction(scale[2])):
        if size:
            return 1 if size > 0 else -1
    return 0


def larger(left: Scale, right: Scale) -> Scale:
    return left if order(scale_product(left, scale_inverse(right))) >= 0 else right


class Series:
    """An expansion: coefficients by scale, and the scale of the error (None: there is none)."""

    __slots__ = ("error", "terms")

    def __init__(self, terms: dict[Scale, Plain], error: Scale | None = None) -> None:
        if error is not None:
            terms = {s: c for s, c in terms.items() if order(scale_product(s, scale_inverse(error))) > 0}
        if len(terms) > MOST_TERMS:
            raise Unknown("the expansion is too long")
        self.terms = terms
        self.error = error

    def __add__(self, other: Series) -> Series:
        terms = dict(self.terms)
        for scale, coefficient in other.terms.items():
            terms[scale] = terms[scale] + coefficient if scale in terms else coefficient
        return Series({s: c for s, c in terms.items() if not exactly_zero(c)}, joint_error(self.error, other.error))

    def __mul__(self, other: Series) -> Series:
        terms: dict[Scale, Plain] = {}
        for scale, coefficient in self.terms.items():
            for second, factor in other.terms.items():
                both = scale_product(scale, second)
                terms[both] = terms[both] + coefficient * factor if both in terms else coefficient * factor
        error: Scale | None = None
        for mine, theirs in ((self, other), (other, self)):
            if mine.error is not None:
                for scale in (*theirs.terms, *([theirs.error] if theirs.error is not None else [])):
                    error = joint_error(error, scale_product(mine.error, scale))
        return Series({s: c for s, c in terms.items() if not exactly_zero(c)}, error)

    def __sub__(self, other: Series) -> Series:
        return self + Series({scale: -coefficient for scale, coefficient in other.terms.items()}, other.error)

    def leading(self) -> Scale | None:
        """The largest scale among the terms."""
        result: Scale | None = None
        for scale in self.terms:
            result = scale if result is None else larger(result, scale)
        return result


def exactly_zero(value: Plain) -> bool:
    return bool(value == 0)


def joint_error(left: Scale | None, right: Scale | None) -> Scale | None:
    if left is None or right is None:
        return left or right
    return larger(left, right)


class SeriesEvaluator(Evaluator):
    """Evaluates the body of a limit; what does not depend on the limit's variable is the outer evaluator's."""

    def __init__(self, outer: Evaluator, depth: int, variable: Series) -> None:
        super().__init__(outer.entry)
        self.outer = outer
        self.depth = depth
        self.slots = [{} for _ in range(depth)] + [{(): variable}]
        self.caches = [{} for _ in range(depth + 2)]

    def value(self, node: Ground) -> Value:
        if node.level <= self.depth:
            value = self.outer.value(node)
            if isinstance(value, Jet):
                raise Unknown("a limit is not differentiated")
            return self.constant(value)
        return super().value(node)

    def constant(self, value: Plain) -> Series:
        return Series({} if exactly_zero(value) else {ONE: value})

    def rational(self, value: Fraction) -> Series:
        return self.constant(self.outer.rational(value))

    def leading_term(self, value: Series) -> tuple[Scale, Plain, int]:
        """The dominant scale, its coefficient and the sign of that; raises Unknown where it is not certain."""
        scale = value.leading()
        if scale is None:
            raise Unknown("the leading term is not known")
        sign = self.outer.sign(value.terms[scale])
        if not sign:
            raise Unknown("the leading coefficient may vanish")
        return scale, value.terms[scale], sign

    def sign(self, value: Any) -> int | None:
        if not value.terms:
            return 0 if value.error is None else None
        try:
            return self.leading_term(value)[2]
        except Unknown:
            return None

    def exact(self, value: Any) -> Fraction | None:
        if value.error is None and set(value.terms) <= {ONE}:
            return self.outer.exact(value.terms[ONE]) if value.terms else Fraction(0)
        return None

    def taylor(self, small: Series, coefficients: list[Fraction]) -> Series:
        """Σ coefficientsₖ·smallᵏ, for a series that tends to 0, up to its next power."""
        result, power = self.rational(coefficients[0]), self.rational(Fraction(1))
        scales = [*small.terms, *([small.error] if small.error is not None else [])]
        if any(order(scale) >= 0 for scale in scales):
            raise Unknown("a part that should tend to 0 may not")
        if not scales:
            return result
        for coefficient in coefficients[1:]:
            power = power * small
            result = result + power * self.rational(coefficient)
        bound, top = ONE, scales[0]
        for scale in scales[1:]:
            top = larger(top, scale)
        for _ in coefficients:
            bound = scale_product(bound, top)
        return result + Series({}, bound)

    def split(self, value: Series) -> tuple[Series, Scale, Plain]:
        """value = coefficient · scale · (1 + small): small, scale and coefficient."""
        scale, coefficient, _ = self.leading_term(value)
        inverse = Series({scale_inverse(scale): self.outer.inverse(coefficient)})
        rest = Series({s: c for s, c in value.terms.items() if s != scale}, value.error)
        return inverse * rest, scale, coefficient

    def inverse(self, value: Any) -> Series:
        small, scale, coefficient = self.split(value)
        signs = [Fraction((-1) ** k) for k in range(TAYLOR_TERMS)]
        return self.taylor(small, signs) * Series({scale_inverse(scale): self.outer.inverse(coefficient)})

    def logarithm(self, value: Any) -> Series:
        small, (polynomial, power, logs), coefficient = self.split(value)
        if logs:
            raise Unknown("the logarithm of a logarithm is not expanded")
        series = [Fraction(0), *(Fraction((-1) ** (k + 1), k) for k in range(1, TAYLOR_TERMS))]
        result = self.taylor(small, series) + self.constant(self.outer.logarithm(coefficient))
        for exponent, factor in polynomial:
            result = result + Series({((), exponent, 0): self.outer.rational(factor)})
        if power:
            result = result + Series({((), Fraction(0), 1): self.outer.rational(power)})
        return result

    def exponential(self, value: Any) -> Series:
        if value.error is not None and order(value.error) >= 0:
            raise Unknown("an exponent is not known up to a part that tends to 0")
        small = Series({s: c for s, c in value.terms.items() if order(s) < 0}, value.error)
        factorials = [Fraction(1)]
        for k in range(1, TAYLOR_TERMS):
            factorials.append(factorials[-1] / k)
        result = self.taylor(small, factorials)
        polynomial: dict[Fraction, Fraction] = {}
        power = Fraction(0)
        for (inner, exponent, logs), coefficient in value.terms.items():
            if order((inner, exponent, logs)) < 0:
                continue
            if (inner, exponent, logs) == ONE:
                result = result * self.constant(self.outer.exponential(coefficient))
                continue
            known = self.outer.exact(coefficient)
            if known is None or inner or (logs and (exponent or logs != 1)):
                return self.vanishing_exponential(value)
            if logs:
                power += known
            else:
                polynomial[exponent] = known
        scale = (tuple((k, polynomial[k]) for k in sorted(polynomial, reverse=True)), power, 0)
        return result * Series({scale: self.outer.rational(Fraction(1))})

    def vanishing_exponential(self, value: Series) -> Series:
        """exp of what falls below every multiple of log x."""
        scale, _, sign = self.leading_term(value)
        if sign > 0 or (not scale[0] and scale[1] <= 0):
            raise Unknown("an exponential whose growth is not expanded")
        return Series({}, NEGLIGIBLE)

    def root(self, value: Any, exponent: Fraction) -> Series:
        small, scale, coefficient = self.split(value)
        binomials = [Fraction(1)]
        for k in range(1, TAYLOR_TERMS):
            binomials.append(binomials[-1] * (exponent - k + 1) / k)
        if scale[2]:
            raise Unknown("a root of a logarithm is not expanded")
        scaled = (tuple((k, c * exponent) for k, c in scale[0]), scale[1] * exponent, 0)
        return self.taylor(small, binomials) * Series({scaled: self.outer.root(coefficient, exponent)})

    def largest_plain(self, values: list[Any]) -> Series:
        for value in values:
            if all(other is value or self.sign(value - other) in (0, 1) for other in values):
                return cast(Series, value)
        raise Unknown("which of several terms is the largest is not decided")

    def limit(self, node: Ground) -> Value:
        raise Unknown("a limit inside a limit")


def limit_value(evaluator: Evaluator, node: Ground) -> Value:
    """The limit of a ground limit; raises Unknown where the expansions do not give it."""
    depth, direction = cast("tuple[int, str]", node.data)
    body, point = node.parts[0], evaluator.value(node.parts[1])
    if isinstance(point, Jet):
        raise Unknown("a limit is not differentiated in its point")
    if direction != "both":
        return one_sided(evaluator, body, depth, point, direction)
    try:
        return value_at(evaluator, body, depth, point)
    except Unknown:
        sides = [one_sided(evaluator, body, depth, point, side) for side in ("above", "below")]
    if evaluator.sign(sides[0] - sides[1]) != 0:
        raise Unknown("whether the limits from both sides agree is not decided")
    return sides[0]


def one_sided(evaluator: Evaluator, body: Ground, depth: int, point: Plain, direction: str) -> Plain:
    """The limit from one side, or at ±infinity."""
    one, minus_one = evaluator.rational(Fraction(1)), evaluator.rational(Fraction(-1))
    if "infinity" in direction:
        variable = Series({((), Fraction(1), 0): one if direction == "infinity" else minus_one})
    else:
        near = Series({((), Fraction(-1), 0): one if direction == "above" else minus_one})
        variable = near if exactly_zero(point) else near + Series({ONE: point})
    try:
        value = SeriesEvaluator(evaluator, depth, variable).value(body)
    except Undefined as reason:
        raise Unknown(str(reason)) from None
    if isinstance(value, Jet) or (value.error is not None and order(value.error) >= 0):
        raise Unknown("the expansion is too short")
    if any(order(scale) > 0 for scale in value.terms):
        raise Unknown("the limit may be infinite")
    return value.terms.get(ONE, evaluator.rational(Fraction(0)))


def value_at(evaluator: Evaluator, body: Ground, depth: int, point: Plain) -> Value:
    """The value at the limit point of a body that is built from functions analytic there: carrying an
    infinitesimal along makes the evaluation refuse what jumps or has a kink."""
    bit = 1 << depth
    slots: dict[Place, Value] = {(): Jet({0: point, bit: evaluator.rational(Fraction(1))})}
    outer_caches, outer_slots = evaluator.caches[depth + 1 :], evaluator.slots[depth:]
    evaluator.caches[depth + 1 :] = [{}]
    evaluator.slots[depth:] = [slots]
    try:
        value = evaluator.value(body)
    except Undefined as reason:
        raise Unknown(str(reason)) from None
    finally:
        evaluator.caches[depth + 1 :] = outer_caches
        evaluator.slots[depth:] = outer_slots
    if isinstance(value, Jet) and any(bits & ~bit for bits in value.parts):
        raise Unknown("a limit is not differentiated")
    return plain_part(value)
