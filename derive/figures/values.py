"""The values that figures show: those of the terms of claims, enclosed by Arb, and the same on every machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from derive.kernel.terms import Term
from derive.language.expressions import Real
from derive.language.instance import IndexValue, Instance, instance_from_json
from derive.measure.ground.ground import Ground, Grounder
from derive.measure.rigorous.decide import Definedness, enclose_node

PRECISIONS = (64, 256, 1024)
"""Bits at which a value is enclosed, one after the other."""

BITS = 40
"""So many bits of a value are certain before it is shown."""


class Function:
    """A term at given sizes and indices, as a function of its free arrays."""

    def __init__(
        self,
        value: Real | Term,
        sizes: Mapping[str, int] | None = None,
        indices: Mapping[str, IndexValue] | None = None,
    ) -> None:
        self.sizes, self.indices = dict(sizes or {}), dict(indices or {})
        self.node = Grounder(self.sizes).term(value.term if isinstance(value, Real) else value, self.indices)

    def at(self, values: Mapping[str, Any]) -> float | None:
        """The value where the arrays have these entries; None where there is none."""
        found = self.exactly(values)
        return None if found is None else float(found)

    def exactly(self, values: Mapping[str, Any]) -> Fraction | None:
        """As :meth:`at`, to many digits, also where the value is very small."""
        point = instance_from_json({"sizes": self.sizes, "values": values})
        return value_at(self.node, Instance(self.sizes, self.indices, point.values))


def value_at(node: Ground, instance: Instance) -> Fraction | None:
    """The value of a ground term at an instance, to many digits; None where it has none, or they are not known."""
    for precision in PRECISIONS:
        ball = enclose_node(node, instance, precision)
        if isinstance(ball, Definedness):
            return None
        middle, radius = _rational(ball.mid()), _rational(ball.rad())
        if radius * 2**BITS <= abs(middle):
            return middle
        if precision == PRECISIONS[-1] and radius * 2**BITS <= 1:
            return Fraction(0)
    return None


def _rational(point: Any) -> Fraction:
    mantissa, exponent = point.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def steps(low: Fraction | int, high: Fraction | int, count: int) -> Iterator[Fraction]:
    """So many steps from one number to another, both included."""
    width = Fraction(high) - low
    return (low + width * k / count for k in range(count + 1))


def log_ten(value: Fraction) -> float:
    """The decimal logarithm of a positive number."""
    from flint import arb, ctx, fmpq

    with ctx.workprec(128):
        ball = arb(fmpq(value.numerator, value.denominator)).log() / arb(10).log()
        return float(_rational(ball.mid()))


def power_of_ten(exponent: Fraction) -> Fraction:
    """10 to this power, to 12 digits."""
    from flint import arb, ctx, fmpq

    with ctx.workprec(128):
        ball = arb(10) ** arb(fmpq(exponent.numerator, exponent.denominator))
        found = _rational(ball.mid())
    return Fraction(round(found * 10**12), 10**12) if found < 1 else Fraction(f"{float(found):.12g}")


def crossing(
    function: Callable[[Fraction], float | None], level: float, low: Fraction, high: Fraction
) -> Fraction | None:
    """Where a continuous function takes the level between two places at which it is on different sides of it."""
    first, last = function(low), function(high)
    if first is None or last is None or (first - level) * (last - level) > 0:
        return None
    rising = last > first
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        value = function(middle)
        if value is None:
            return None
        low, high = (middle, high) if (value < level) == rising else (low, middle)
    return (low + high) / 2


HALVINGS = 16
"""How often an interval is halved: a curve is drawn to about a ten-thousandth of its extent."""
