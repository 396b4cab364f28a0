"""An algorithm, written once, and executed twice: with all that each operation can give, and by NumPy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, reduce
from math import inf, isnan
from operator import add
from typing import Any

from derive.floats.enclosure import Enclosure, added, largest, number
from derive.floats.formats import OF_NUMPY, Format

Given = int | str | Fraction
"""A number that an algorithm is given: exact, or "inf", "-inf"."""

Expected = int | str | Fraction
"""What it is expected to give: the nearest number of the format, or "inf", "-inf", "nan"."""


@dataclass(frozen=True)
class Operations:
    """What an algorithm needs beside + − × ÷; ``added`` adds from the left, each sum rounded to the format."""

    exp: Callable[[Any], Any]
    log: Callable[[Any], Any]
    largest: Callable[[Sequence[Any]], Any]
    added: Callable[[Sequence[Any]], Any]


ENCLOSED = Operations(Enclosure.exp, Enclosure.log, largest, added)

Algorithm = Callable[[Operations, list[Any]], list[Any]]
"""From some numbers to others, by these operations."""


@cache
def numpy_operations() -> Operations:
    """The operations of NumPy, in the format of what they are given."""
    import numpy

    return Operations(
        numpy.exp, numpy.log, lambda values: reduce(numpy.maximum, values), lambda values: reduce(add, values)
    )


def enclosed(algorithm: Algorithm, form: Format, inputs: Sequence[Given]) -> list[Enclosure]:
    """All that the algorithm can give where each operation is as IEEE 754 has it."""
    return algorithm(ENCLOSED, [number(form, _value(each)) for each in inputs])


def executed(algorithm: Algorithm, form: Format, inputs: Sequence[Given]) -> list[Any]:
    """What NumPy gives, in one of its formats."""
    import numpy

    kind = numpy.dtype(form.name).type
    with numpy.errstate(all="ignore"):
        return algorithm(numpy_operations(), [kind(_float(form, each)) for each in inputs])


def gives(algorithm: Algorithm, form: Format, inputs: Sequence[Given], expected: Sequence[Expected]) -> bool:
    """Whether nothing but the expected numbers is possible, and NumPy, in its formats, gives them."""
    results = enclosed(algorithm, form, inputs)
    if len(results) != len(expected) or not all(map(_is_certainly, results, expected)):
        return False
    if form not in OF_NUMPY:
        return True
    of_numpy = [float(value) for value in executed(algorithm, form, inputs)]
    return all(isnan(a) if b == "nan" else a == _float(form, b) for a, b in zip(of_numpy, expected, strict=True))


def _is_certainly(result: Enclosure, expected: Expected) -> bool:
    if expected == "nan":
        return result.is_certainly_nan
    return result.is_certainly(result.format.rounded(_value(expected)))


def _value(given: Given) -> Fraction | float:
    if given == "inf" or given == "-inf":
        return inf if given == "inf" else -inf
    return Fraction(given)


def _float(form: Format, given: Given) -> float:
    """The number as a float: every number of a format of NumPy is one."""
    return float(form.rounded(_value(given)))


def float16_exponentials() -> Iterator[tuple[float, float]]:
    """Each of the 63488 finite numbers of float16, with its exponential as NumPy gives it."""
    import numpy

    every = numpy.arange(2**16, dtype=numpy.uint16).view(numpy.float16)
    finite = every[numpy.isfinite(every)]
    with numpy.errstate(all="ignore"):
        exponentials = numpy.exp(finite)
    yield from zip(finite.tolist(), exponentials.tolist(), strict=True)
