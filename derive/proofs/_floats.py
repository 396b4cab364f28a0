"""Softmax as it is executed in floating point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

FORMATS = ("float16", "float32", "float64")


def floats(values: Sequence[float | str], format_name: str = "float64") -> Any:
    """A NumPy vector in the format float16, float32 or float64; "inf", "-inf" and "nan" may be among the values."""
    import numpy

    if format_name not in FORMATS:
        raise ValueError(f"{format_name} is not a format; use one of {', '.join(FORMATS)}")
    return numpy.array([float(value) for value in values], dtype=format_name)


def float_softmax(logits: Any) -> Any:
    """Softmax as it is executed: exp(zᵢ − max z) over the sum of these, in the format of the logits."""
    import numpy

    with numpy.errstate(all="ignore"):
        exponentials = numpy.exp(logits - logits.max())
        return exponentials / exponentials.sum()


def same_floats(result: Any, values: Sequence[float | str]) -> bool:
    """Whether a vector has exactly these values; nan agrees with nan, and −0 with 0."""
    import numpy

    return bool(numpy.array_equal(result, floats(values, result.dtype.name), equal_nan=True))
