"""A plain walk over a ground term with mpmath: the witness that knows no rule of calculus.

Derivatives are quotients of differences with a tiny step at a precision that leaves digits to spare;
limits are values very close to the limit point. Nothing here is rigorous, and nothing is shared
with the enclosures: that is what makes it a witness.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import cast

from mpmath.libmp import (
    fone,
    from_int,
    from_rational,
    fzero,
    mpf_abs,
    mpf_add,
    mpf_cmp,
    mpf_div,
    mpf_lt,
    mpf_mul,
    mpf_neg,
    mpf_pow,
    mpf_pow_int,
    mpf_shift,
    mpf_sub,
)

from derive.measure.ground.ground import Ground, Place, factors_of, hides_zero_times_logarithm
from derive.measure.witness.nearby import NEAREST, Nearby, Real, magnitude
from derive.work import count

LARGE_POWER = 100
"""Whole powers up to this one lose no digits to speak of."""

TOWARDS_ZERO, AWAY_FROM_ZERO = "d", "u"
"""How sums are rounded at the two points beside that of a limit: what depends on the rounding has not settled there, as
log(1 + x)/x where x is lost beside 1."""

HIGHEST_EXPONENT = 6_644
"""An exponential of 2 to a higher power than this, 10^2000, is not taken."""


class NotMeasurable(Exception):
    """The point is skipped: a function is not differentiable there, or a limit cannot be approached."""


class TooLarge(NotMeasurable):
    """The point is skipped, or another one taken: an exponential needs too many digits there."""


class NotDefined(Exception):
    """The walk met a logarithm, a quotient or a power of something that does not admit it."""


def differences_in(node: Ground, memory: dict[int, int]) -> int:
    """How many derivatives and limits stand inside each other at the most: each costs a step's digits."""
    found = memory.get(node.number)
    if found is None:
        found = max((differences_in(part, memory) for part in node.parts), default=0)
        if node.operation == "derivative":
            inner = differences_in(node.parts[0], memory) + 1
            found = max(inner, *(differences_in(part, memory) for part in node.parts[1:]))
        elif node.operation == "limit":
            found = differences_in(node.parts[0], memory) + 2
        memory[node.number] = found
    return found


class Walk:
    """Values of ground terms at one point and one precision; a step is 2^−step_bits."""

    def __init__(
        self, entry: Callable[[str, Place], Fraction | None], bits: int, step_bits: int, base_bits: int
    ) -> None:
        self.entry = entry
        self.bits = bits
        self.base_bits = base_bits
        self.step_bits = step_bits
        self.step = mpf_shift(fone, -step_bits)
        self.step_noise = mpf_shift(fone, -step_bits + 32) if step_bits else fzero
        self.tie = mpf_shift(fone, -(step_bits // 2))
        self.caches: list[dict[int, Real]] = [{}]
        self.slots: list[dict[Place, Real]] = []
        self.bodies: dict[object, Real] = {}
        self.nearby = Nearby(bits)
        self.exponentials: dict[Real, Real] = {}
        self.logarithms: dict[Real, Real] = {}
        self.largest_exponent = fzero
        self.largest_factor = 0
        self.limits_around = 0
        self.rounding = NEAREST
        self.handlers: dict[str, Callable[[Ground], Real]] = {
            "number": self.number,
            "value": self.given,
            "slot": self.slot,
            "add": self.add,
            "multiply": self.multiply,
            "power": self.power,
            "exp": self.exp,
            "log": self.log,
            "absolute": self.absolute,
            "step": self.step_function,
            "largest": self.largest,
            "derivative": self.derivative,
            "limit": self.limit,
            "rank": self.rank,
        }

    def value(self, node: Ground) -> Real:
        """The value of a node; raises NotMeasurable or NotDefined."""
        cache = self.caches[node.level]
        found = cache.get(node.number)
        if found is None:
            count()
            found = cache[node.number] = self.handlers[node.operation](node)
        return found

    def number(self, node: Ground) -> Real:
        value = cast(Fraction, node.data)
        return from_rational(value.numerator, value.denominator, self.bits, NEAREST)

    def given(self, node: Ground) -> Real:
        value = self.entry(*cast("tuple[str, Place]", node.data))
        if value is None:
            raise NotMeasurable("a value is missing")
        return from_rational(value.numerator, value.denominator, self.bits, NEAREST)

    def slot(self, node: Ground) -> Real:
        depth, place = cast("tuple[int, Place]", node.data)
        return self.slots[depth][place]

    def add(self, node: Ground) -> Real:
        total = self.value(node.parts[0])
        for part in node.parts[1:]:
            total = mpf_add(total, self.value(part), self.bits, self.rounding)
        return total

    def multiply(self, node: Ground) -> Real:
        total = fone
        undefined: list[int] = []
        for position, part in enumerate(node.parts):
            try:
                total = mpf_mul(total, self.value(part), self.bits, NEAREST)
            except NotDefined:
                undefined.append(position)
        for position in undefined:
            self.require_vanishing(node, position)
        return fzero if undefined else total

    def require_vanishing(self, node: Ground, position: int) -> None:
        """The convention t·log(t·r) = 0 at t = 0; raises NotDefined where it does not apply."""
        pairs = cast("tuple[tuple[int, int], ...]", node.data or ())
        for place in (place for at, place in pairs if at == position):
            inner = factors_of(node.parts[position].parts[0])
            values = [self.value(part) for part in inner]
            others = [value for k, value in enumerate(values) if k != place]
            if values[place] == fzero and all(mpf_lt(fzero, value) for value in others):
                if inner[place].level:
                    raise NotMeasurable("t·log t is not differentiable at 0")
                return
        if hides_zero_times_logarithm(node, position):
            raise NotMeasurable("0·log 0, written with numbers")
        raise NotDefined("a factor is not defined")

    def power(self, node: Ground) -> Real:
        base = self.value(node.parts[0])
        if node.parts[1].operation == "number":
            exponent = cast(Fraction, node.parts[1].data)
            if exponent.denominator == 1:
                if exponent < 0 and base == fzero:
                    raise NotDefined("a denominator is 0")
                if abs(exponent) > LARGE_POWER and base not in (fzero, fone):
                    self.note_exponent(from_int(exponent.numerator), self.nearby.logarithm(mpf_abs(base)))
                return mpf_pow_int(base, exponent.numerator, self.bits, NEAREST)
        value = self.value(node.parts[1])
        if base == fzero:
            if node.level:
                raise NotMeasurable("a power of 0 is not differentiated")
            if mpf_lt(value, fzero):
                raise NotDefined("a negative power of 0")
            return fone if value == fzero else fzero
        if mpf_lt(base, fzero):
            raise NotDefined("a power of a negative number")
        self.note_exponent(value, self.nearby.logarithm(base))
        return mpf_pow(base, value, self.bits, NEAREST)

    def exp(self, node: Ground) -> Real:
        argument = self.value(node.parts[0])
        found = self.exponentials.get(argument)
        if found is None:
            self.note_exponent(argument, fone)
            found = self.exponentials[argument] = self.nearby.exponential(argument)
        return found

    def note_exponent(self, factor: Real, logarithm: Real) -> None:
        """Notes that exp(factor · logarithm) is taken, which multiplies relative errors by the factor; raises TooLarge
        where its exponent is too large to be computed with. Near the point of a limit, sizes say nothing."""
        exponent = mpf_abs(mpf_mul(factor, logarithm, self.bits, NEAREST))
        if exponent != fzero and magnitude(exponent) > HIGHEST_EXPONENT:
            raise (NotMeasurable if self.limits_around else TooLarge)("an exponent is too large")
        if not self.limits_around:
            if mpf_lt(self.largest_exponent, exponent):
                self.largest_exponent = exponent
            if factor != fzero:
                self.largest_factor = max(self.largest_factor, magnitude(factor))

    def log(self, node: Ground) -> Real:
        argument = self.value(node.parts[0])
        found = self.logarithms.get(argument)
        if found is None:
            if not mpf_lt(fzero, argument):
                raise NotDefined("the logarithm of a number that is not positive")
            found = self.logarithms[argument] = self.nearby.logarithm(argument)
        return found

    def absolute(self, node: Ground) -> Real:
        value = mpf_abs(self.value(node.parts[0]))
        if node.level and mpf_lt(value, self.tie):
            raise NotMeasurable("|x| is not differentiable at 0")
        return value

    def step_function(self, node: Ground) -> Real:
        value = self.value(node.parts[0])
        if node.level and mpf_lt(mpf_abs(value), self.tie):
            raise NotMeasurable("a step is not differentiable at 0")
        return fzero if mpf_lt(value, fzero) else fone

    def largest(self, node: Ground) -> Real:
        values = [self.value(part) for part in node.parts]
        best = values[0]
        for value in values[1:]:
            if mpf_lt(best, value):
                best = value
        if node.level:
            close = [v for v in values if mpf_lt(mpf_sub(best, v, self.bits, NEAREST), self.tie)]
            if len(close) > 1:
                raise NotMeasurable("a maximum is not differentiable where it is attained twice")
        return best

    def body(self, node: Ground, depth: int, slots: dict[Place, Real]) -> Real:
        """The body of a derivative or limit at these values of what it binds."""
        outer_caches, outer_slots = self.caches[depth + 1 :], self.slots[depth:]
        self.slots[depth:] = [slots]
        key = (node.number, *(tuple(self.slots[d].values()) for d in sorted(node.depends)))
        found = self.bodies.get(key)
        if found is None:
            self.caches[depth + 1 :] = [{}]
            try:
                found = self.bodies[key] = self.value(node)
            finally:
                self.caches[depth + 1 :] = outer_caches
                self.slots[depth:] = outer_slots
        else:
            self.slots[depth:] = outer_slots
        return found

    def derivative(self, node: Ground) -> Real:
        depth, target, all_places = cast("tuple[int, Place, tuple[Place, ...]]", node.data)
        body = node.parts[0]
        point = {place: self.value(part) for place, part in zip(all_places, node.parts[1:], strict=True)}
        moved = {**point, target: mpf_add(point[target], self.step, self.bits, NEAREST)}
        difference = mpf_sub(self.body(body, depth, moved), self.body(body, depth, point), self.bits, NEAREST)
        return mpf_shift(difference, self.step_bits)

    def limit(self, node: Ground) -> Real:
        depth, direction = cast("tuple[int, str]", node.data)
        point = self.value(node.parts[1])
        sides = {"above": (1,), "infinity": (1,), "below": (-1,), "-infinity": (-1,)}.get(direction, (1, -1))
        values = []
        for side in sides:
            for steps, rounding in ((1, TOWARDS_ZERO), (2, AWAY_FROM_ZERO)):
                distance = mpf_shift(fone, (1 if "infinity" in direction else -1) * steps * self.step_bits)
                near = mpf_add(point, distance if side > 0 else mpf_neg(distance), self.bits, NEAREST)
                before, self.rounding = self.rounding, rounding
                self.limits_around += 1
                try:
                    values.append(self.body(node.parts[0], depth, {(): near}))
                finally:
                    self.limits_around -= 1
                    self.rounding = before
        reference = values[-1]
        scale = mpf_add(mpf_abs(reference), fone, 53, NEAREST)
        allowed = mpf_mul(scale, mpf_shift(fone, -self.step_bits * 3 // 4), 53, NEAREST)
        for value in values:
            if mpf_lt(allowed, mpf_abs(mpf_sub(value, reference, self.bits, NEAREST))):
                raise NotMeasurable("the values near the limit point have not settled")
        return reference

    def rank(self, node: Ground) -> Real:
        rows, columns = cast("tuple[int, int]", node.data)
        entries = [self.value(part) for part in node.parts]
        matrix = [entries[row * columns : (row + 1) * columns] for row in range(rows)]
        nothing = mpf_shift(fone, -self.base_bits * 9 // 10)
        if differences_in(node, {}):
            # The error of a difference hides smaller pivots, such as large exponentials leave.
            nothing = self.step_noise
            if mpf_lt(from_int(self.step_bits // 8), self.largest_exponent):
                raise NotMeasurable("a rank is hidden by the error of numerical derivatives")
        rank = 0
        while rank < min(rows, columns):
            spots = [(row, column) for row in range(rank, rows) for column in range(rank, columns)]
            row, column = spots[0]
            for spot in spots:
                if mpf_cmp(mpf_abs(matrix[spot[0]][spot[1]]), mpf_abs(matrix[row][column])) > 0:
                    row, column = spot
            if mpf_lt(mpf_abs(matrix[row][column]), nothing):
                break
            matrix[rank], matrix[row] = matrix[row], matrix[rank]
            for line in matrix:
                line[rank], line[column] = line[column], line[rank]
            for line in matrix[rank + 1 :]:
                factor = mpf_div(line[rank], matrix[rank][rank], self.bits, NEAREST)
                for k in range(rank, columns):
                    line[k] = mpf_sub(line[k], mpf_mul(factor, matrix[rank][k], self.bits, NEAREST), self.bits, NEAREST)
            rank += 1
        return from_int(rank)
