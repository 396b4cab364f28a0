"""Evaluation of ground terms, derivatives by truncated power series, over any kind of number.

A value is a plain number or a :class:`Jet`: a polynomial in infinitesimals ε₀, ε₁, … with εᵢ² = 0, one
for each derivative around it. The derivative in an entry is the coefficient of ε in the body's
value at (entry + ε). What kind of number is used (rational, ball, exact expression) is up to the subclass.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from fractions import Fraction
from typing import cast

from derive.measure.ground.ground import Ground, Place, factors_of, hides_zero_times_logarithm
from derive.measure.rigorous.jets import (
    Jet,
    Plain,
    Undefined,
    Unknown,
    Value,
    add_values,
    multiply_values,
    parts_of,
    plain_part,
)
from derive.work import count


class Evaluator(ABC):
    """Evaluates ground terms at one point, which gives the entries of its arrays; every node once."""

    def __init__(self, entry: Callable[[str, Place], Fraction | None]) -> None:
        self.entry = entry
        self.caches: list[dict[int, Value | Exception]] = [{}]
        self.slots: list[dict[Place, Value]] = []

    def given(self, name: str, place: Place) -> Plain | None:
        """The entry of an array, or None where the point gives none."""
        value = self.entry(name, place)
        return None if value is None else self.rational(value)

    # What a kind of number has to offer

    @abstractmethod
    def rational(self, value: Fraction) -> Plain:
        """A rational number."""

    @abstractmethod
    def sign(self, value: Plain) -> int | None:
        """−1, 0 or 1 where that is certain, else None."""

    @abstractmethod
    def exponential(self, value: Plain) -> Plain:
        """exp."""

    @abstractmethod
    def logarithm(self, value: Plain) -> Plain:
        """log of a number that is certainly positive."""

    @abstractmethod
    def inverse(self, value: Plain) -> Plain:
        """1/value of a number that is certainly not 0."""

    @abstractmethod
    def root(self, value: Plain, exponent: Fraction) -> Plain:
        """value^exponent of a number that is certainly positive."""

    @abstractmethod
    def largest_plain(self, values: list[Plain]) -> Plain:
        """The largest number, which need not be attained by a certain one."""

    @abstractmethod
    def exact(self, value: Plain) -> Fraction | None:
        """The number as a rational, where it is one and that is known."""

    def limit(self, node: Ground) -> Value:
        """The limit; here no limit is known."""
        raise Unknown("no rule gives this limit")

    def rank(self, node: Ground) -> Value:
        """The rank; here by elimination, when it is certain which pivots vanish."""
        rows, columns = cast("tuple[int, int]", node.data)
        entries = [self.value(part) for part in node.parts]
        if any(isinstance(value, Jet) for value in entries):
            raise Unknown("a rank is not differentiated")
        matrix = [entries[row * columns : (row + 1) * columns] for row in range(rows)]
        rank = 0
        while True:
            pivot, doubtful = None, False
            for row in range(rank, rows):
                for column in range(rank, columns):
                    sign = self.sign(matrix[row][column])
                    doubtful |= sign is None
                    if sign and pivot is None:
                        pivot = (row, column)
            if pivot is None:
                if doubtful:
                    raise Unknown("whether the remaining minors vanish is not decided")
                return self.rational(Fraction(rank))
            self.eliminate(matrix, rank, pivot)
            rank += 1

    def eliminate(self, matrix: list[list[Plain]], rank: int, pivot: tuple[int, int]) -> None:
        matrix[rank], matrix[pivot[0]] = matrix[pivot[0]], matrix[rank]
        for line in matrix:
            line[rank], line[pivot[1]] = line[pivot[1]], line[rank]
        inverse = self.inverse(matrix[rank][rank])
        minus_one = self.rational(Fraction(-1))
        for line in matrix[rank + 1 :]:
            factor = line[rank] * inverse * minus_one
            line[rank + 1 :] = [a + factor * b for a, b in zip(line[rank + 1 :], matrix[rank][rank + 1 :], strict=True)]

    # The walk

    def value(self, node: Ground) -> Value:
        """The value of a node; raises Undefined or Unknown."""
        cache = self.caches[node.level]
        found = cache.get(node.number)
        if found is None:
            count()
            try:
                found = self.compute(node)
            except (Undefined, Unknown) as error:
                cache[node.number] = error
                raise
            cache[node.number] = found
        elif isinstance(found, Exception):
            raise found
        return found

    def compute(self, node: Ground) -> Value:
        """The value of a node that was not met before."""
        operation = OPERATIONS.get(node.operation)
        if operation is None:
            raise Unknown(f"{node.operation} is not evaluated")
        return operation(self, node)

    def number(self, node: Ground) -> Value:
        return self.rational(cast(Fraction, node.data))

    def value_of_entry(self, node: Ground) -> Value:
        name, place = cast("tuple[str, Place]", node.data)
        value = self.given(name, place)
        if value is None:
            raise Unknown(f"no value is given for {name}{list(place) if place else ''}")
        return value

    def slot(self, node: Ground) -> Value:
        depth, place = cast("tuple[int, Place]", node.data)
        return self.slots[depth][place]

    def add(self, node: Ground) -> Value:
        total = self.value(node.parts[0])
        for part in node.parts[1:]:
            total = add_values(total, self.value(part))
        return total

    def series(self, value: Jet, coefficients: Callable[[int], list[Plain]]) -> Value:
        """f(value) from the Taylor coefficients of f at the value's plain part."""
        rest = Jet({bits: part for bits, part in value.parts.items() if bits})
        all_bits = 0
        for bits in rest.parts:
            all_bits |= bits
        taylor = coefficients(all_bits.bit_count())
        result: Value = Jet({0: taylor[0]})
        power: Value = self.rational(Fraction(1))
        for coefficient in taylor[1:]:
            power = multiply_values(power, rest)
            if not power.parts:
                break
            result = add_values(result, multiply_values(coefficient, power))
        return result

    def exponential_of(self, value: Value) -> Value:
        if not isinstance(value, Jet):
            return self.exponential(value)
        base = self.exponential(value.parts[0])

        def coefficients(order: int) -> list[Plain]:
            factorial, result = Fraction(1), [base]
            for k in range(1, order + 1):
                factorial /= k
                result.append(base * self.rational(factorial))
            return result

        return self.series(value, coefficients)

    def logarithm_of(self, value: Value) -> Value:
        self.require_positive(plain_part(value), "the logarithm of a number that is not positive")
        if not isinstance(value, Jet):
            return self.logarithm(value)
        start = value.parts[0]

        def coefficients(order: int) -> list[Plain]:
            result, power = [self.logarithm(start)], self.rational(Fraction(1))
            inverse = self.inverse(start)
            for k in range(1, order + 1):
                power = power * inverse
                result.append(power * self.rational(Fraction((-1) ** (k + 1), k)))
            return result

        return self.series(value, coefficients)

    def require_positive(self, value: Plain, message: str) -> None:
        sign = self.sign(value)
        if sign is None:
            raise Unknown(message)
        if sign <= 0:
            raise Undefined(message)

    def inverse_of(self, value: Value) -> Value:
        sign = self.sign(plain_part(value))
        if sign is None:
            raise Unknown("whether a denominator is 0 is not decided")
        if sign == 0:
            raise Undefined("a denominator is 0")
        if not isinstance(value, Jet):
            return self.inverse(value)
        inverse = self.inverse(value.parts[0])

        def coefficients(order: int) -> list[Plain]:
            result = [inverse]
            for _ in range(order):
                result.append(result[-1] * inverse * self.rational(Fraction(-1)))
            return result

        return self.series(value, coefficients)

    def integer_power(self, value: Value, exponent: int) -> Value:
        if exponent < 0:
            return self.integer_power(self.inverse_of(value), -exponent)
        result: Value = self.rational(Fraction(1))
        while exponent:
            if exponent & 1:
                result = multiply_values(result, value)
            exponent >>= 1
            if exponent:
                value = multiply_values(value, value)
        return result

    def power(self, base_node: Ground, exponent_node: Ground) -> Value:
        base = self.value(base_node)
        if exponent_node.operation == "number":
            exponent = cast(Fraction, exponent_node.data)
            if exponent.denominator == 1:
                if abs(exponent) > 10**6:
                    raise Unknown("the exponent is too large")
                return self.integer_power(base, exponent.numerator)
            return self.rational_power(base, exponent)
        return self.real_power(base, self.value(exponent_node))

    def rational_power(self, base: Value, exponent: Fraction) -> Value:
        """A power with an exponent that is written as a fraction: bases ≥ 0 only."""
        sign = self.sign(plain_part(base))
        if sign is None:
            raise Unknown("whether the base of a power is negative is not decided")
        if sign < 0 or (sign == 0 and exponent < 0):
            raise Undefined("a power of a base that does not admit it")
        if sign == 0:
            if isinstance(base, Jet) and len(base.parts) > 1:
                raise Unknown("a root at 0 is not differentiated")
            return self.rational(Fraction(0))
        if not isinstance(base, Jet):
            return self.root(base, exponent)
        start = base.parts[0]

        def coefficients(order: int) -> list[Plain]:
            result, inverse, factor = [self.root(start, exponent)], self.inverse(start), Fraction(1)
            power = result[0]
            for k in range(1, order + 1):
                factor *= (exponent - k + 1) / k
                power = power * inverse
                result.append(power * self.rational(factor))
            return result

        return self.series(base, coefficients)

    def real_power(self, base: Value, exponent: Value) -> Value:
        """A power whose exponent is computed: exp(exponent · log base) for bases > 0."""
        sign = self.sign(plain_part(base))
        if sign == 1:
            known = None if isinstance(exponent, Jet) else self.exact(exponent)
            if known is not None and known.denominator == 1 and abs(known) < 1000:
                return self.integer_power(base, known.numerator)
            return self.exponential_of(multiply_values(exponent, self.logarithm_of(base)))
        exponent_sign = self.sign(plain_part(exponent))
        if sign != 0 or exponent_sign is None or isinstance(base, Jet) or isinstance(exponent, Jet):
            raise Unknown("a power of a base that is not certainly positive")
        if exponent_sign < 0:
            raise Undefined("a negative power of 0")
        return self.rational(Fraction(0 if exponent_sign else 1))

    def product(self, node: Ground) -> Value:
        total: Value | None = None
        missing: list[int] = []
        error: Exception | None = None
        for position, part in enumerate(node.parts):
            try:
                value = self.value(part)
            except (Undefined, Unknown) as reason:
                missing.append(position)
                error = reason
                continue
            total = value if total is None else multiply_values(total, value)
        if error is None:
            assert total is not None
            return total
        return self.vanishing_product(node, missing, error)

    def vanishing_product(self, node: Ground, missing: list[int], error: Exception) -> Value:
        """The convention t·log(t·r) = 0 at t = 0 for r > 0, where every factor that has no value is such a log."""
        pairs = cast("tuple[tuple[int, int], ...]", node.data or ())
        for position in missing:
            places = [place for at, place in pairs if at == position]
            if not any(self.vanishes_beside(node.parts[position].parts[0], place) for place in places):
                # A sum of logarithms beside a 0 may stand for the logarithm of a quotient.
                beside = (part for k, part in enumerate(node.parts) if k not in missing)
                if node.parts[position].operation == "add" and any(map(self.is_zero, beside)):
                    raise Unknown("0 times a term that has no value")
                if hides_zero_times_logarithm(node, position):
                    raise Unknown("0·log 0, written with numbers")
                raise error
        return self.rational(Fraction(0))

    def is_zero(self, node: Ground) -> bool:
        try:
            value = self.value(node)
        except (Undefined, Unknown):
            return False
        return not isinstance(value, Jet) and self.sign(value) == 0

    def vanishes_beside(self, argument: Ground, place: int) -> bool:
        """Whether the factor of the argument at a place is 0 and its other factors are positive. Where they move, the
        argument with a slope, the logarithm is undefined on one side; else t·log(t·r) may have a derivative, which is
        not worked out."""
        moves = False
        for position, factor in enumerate(factors_of(argument)):
            try:
                value = self.value(factor)
            except (Undefined, Unknown):
                return False
            sign = self.sign(plain_part(value))
            if sign == 0 and position != place and isinstance(value, Jet):
                raise Unknown("t²·log t² is not differentiated at 0")
            if sign != (0 if position == place else 1):
                return False
            moves = moves or isinstance(value, Jet)
        whole = self.value(argument)
        if isinstance(whole, Jet) and any(bits and self.sign(part) for bits, part in whole.parts.items()):
            return False
        if moves:
            raise Unknown("t·log t is not differentiated at 0")
        return True

    def absolute(self, value: Value) -> Value:
        sign = self.sign(plain_part(value))
        if sign == 1 or (sign == 0 and not isinstance(value, Jet)):
            return value
        if sign == -1:
            return multiply_values(self.rational(Fraction(-1)), value)
        if isinstance(value, Jet):
            raise Unknown("|x| is not differentiated at 0")
        return self.largest_plain([value, value * self.rational(Fraction(-1))])

    def step(self, value: Value) -> Value:
        sign = self.sign(plain_part(value))
        if sign is None or (sign == 0 and isinstance(value, Jet)):
            raise Unknown("a step is not decided at 0")
        return self.rational(Fraction(0 if sign < 0 else 1))

    def largest(self, values: list[Value]) -> Value:
        if any(isinstance(value, Jet) for value in values):
            return self.largest_jet(values)
        return self.largest_plain(values)

    def largest_jet(self, values: list[Value]) -> Value:
        """A maximum that moves: there must be one that is certainly larger than all others."""
        minus_one = self.rational(Fraction(-1))
        for value in values:
            others = [other for other in values if other is not value]
            if all(self.sign(plain_part(value) + plain_part(other) * minus_one) == 1 for other in others):
                return value
        raise Unknown("a maximum is not differentiated where it is attained twice")

    def derivative(self, node: Ground) -> Value:
        depth, target, all_places = cast("tuple[int, Place, tuple[Place, ...]]", node.data)
        body = node.parts[0]
        point = {place: self.value(part) for place, part in zip(all_places, node.parts[1:], strict=True)}
        bit = 1 << depth
        point[target] = Jet({**parts_of(point[target]), bit: self.rational(Fraction(1))})
        outer_caches, outer_slots = self.caches[depth + 1 :], self.slots[depth:]
        self.caches[depth + 1 :] = [{}]
        self.slots[depth:] = [point]
        try:
            value = self.value(body)
        finally:
            self.caches[depth + 1 :] = outer_caches
            self.slots[depth:] = outer_slots
        parts = {bits ^ bit: part for bits, part in parts_of(value).items() if bits & bit}
        zero = self.rational(Fraction(0))
        if set(parts) <= {0}:
            return parts.get(0, zero)
        return Jet({0: zero, **parts})


OPERATIONS: dict[str, Callable[[Evaluator, Ground], Value]] = {
    "number": Evaluator.number,
    "value": Evaluator.value_of_entry,
    "slot": Evaluator.slot,
    "add": Evaluator.add,
    "multiply": Evaluator.product,
    "power": lambda evaluator, node: evaluator.power(node.parts[0], node.parts[1]),
    "exp": lambda evaluator, node: evaluator.exponential_of(evaluator.value(node.parts[0])),
    "log": lambda evaluator, node: evaluator.logarithm_of(evaluator.value(node.parts[0])),
    "absolute": lambda evaluator, node: evaluator.absolute(evaluator.value(node.parts[0])),
    "step": lambda evaluator, node: evaluator.step(evaluator.value(node.parts[0])),
    "largest": lambda evaluator, node: evaluator.largest([evaluator.value(part) for part in node.parts]),
    "derivative": Evaluator.derivative,
    "limit": lambda evaluator, node: evaluator.limit(node),
    "rank": lambda evaluator, node: evaluator.rank(node),
}
"""How a node of each operation is evaluated."""
