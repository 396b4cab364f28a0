"""Pieces of LaTeX, and how tightly each holds together."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from derive.documents.canonical import names

SUM, PRODUCT, OPEN, FRACTION, ATOM = range(1, 6)
"""A sum or something with a sign, a product, an operator whose operand extends to the right, a fraction or power, a
letter with at most one index or a numeral."""

LARGEST_NUMERAL = 40
"""The most digits of a numeral that the reader takes."""


@dataclass(frozen=True)
class Piece:
    """A spelled term and how tightly it holds together; ``is_letter`` where another letter may stand beside it."""

    code: str
    level: int
    is_letter: bool = False

    def closed(self, level: int) -> str:
        """The code, in brackets where it holds together less tightly than the level asks."""
        return self.code if self.level >= level else brackets(self.code)


def brackets(code: str) -> str:
    """The code in brackets."""
    return rf"\left({code}\right)"


def number(value: Fraction) -> Piece:
    """A number; one below 0 as a fraction, as a sign is a factor −1 to the reader."""
    if max(len(str(part)) for part in (abs(value.numerator), value.denominator)) > LARGEST_NUMERAL:
        power = _power_of_ten(value) or -_power_of_ten(1 / value)
        if power:
            return Piece(rf"10^{{{power}}}", FRACTION)
        return Piece(f"{names.NOT_READ}{value.numerator} / {value.denominator}", SUM)
    if value.denominator == 1 and value >= 0:
        return Piece(str(value), ATOM)
    return Piece(rf"\frac{{{value.numerator}}}{{{value.denominator}}}", FRACTION)


def _power_of_ten(value: Fraction) -> int:
    """n, where the value is the n-th power of ten, n ≥ 1; else 0."""
    power = len(str(value.numerator)) - 1
    return power if value == 10**power else 0


def total(terms: list[tuple[bool, Piece]]) -> Piece:
    """A sum of terms, each with whether it is subtracted."""
    code = ""
    for is_negative, piece in terms:
        sign = ("-" if is_negative else "") if not code else (" - " if is_negative else " + ")
        code += sign + piece.closed(PRODUCT)
    return Piece(code, SUM)


def product(factors: list[Piece]) -> Piece:
    """A product: a dot before all but letters; what extends to the right stands last, or in brackets."""
    if len(factors) == 1:
        return factors[0]
    *others, last = factors
    code = ""
    for piece, closed in [*((one, one.closed(FRACTION)) for one in others), (last, last.closed(OPEN))]:
        code += ("" if not code else " " if piece.is_letter else r" \cdot ") + closed
    return Piece(code, PRODUCT)


def fraction(above: str, below: str) -> Piece:
    r"""A fraction; a d above the line is kept in brackets, as ``\frac{d …}{d …}`` is a derivative."""
    top = brackets(above) if above == "d" or above.startswith(("d ", "d_", "d^", "d'")) else above
    return Piece(rf"\frac{{{top}}}{{{below}}}", FRACTION)


def power(base: Piece, exponent: str) -> Piece:
    """A power."""
    return Piece(f"{base.closed(ATOM)}^{{{exponent}}}", FRACTION)


def applied(function: str, argument: str) -> Piece:
    """A function with its argument in brackets, such as a logarithm."""
    return Piece(rf"{function}\left({argument}\right)", FRACTION)


def cases(rows: list[tuple[str, str]], last: str) -> Piece:
    """Values and their conditions, and the value where none holds."""
    lines = [rf"{value} & \text{{if }} {condition}" for value, condition in rows]
    code = r" \\ ".join([*lines, rf"{last} & \text{{otherwise}}"])
    return Piece(rf"\begin{{cases}} {code} \end{{cases}}", SUM)
