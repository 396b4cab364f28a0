"""How formulas are spelled: as LaTeX, or as plain Unicode text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from derive.kernel.terms import Size
from derive.printing.letters import (
    Parts,
    kind_latex,
    kind_text,
    name_latex,
    name_text,
    parts_latex,
    parts_text,
    set_off_latex,
    set_off_text,
    with_indices_latex,
    with_indices_text,
)

SUM, PRODUCT, OPEN, FRACTION, ATOM = range(1, 6)
"""How tightly a piece holds together: a sum or something with a sign, a product, an operator whose
operand extends to the right, a fraction or power (in brackets only as a base), a letter."""


@dataclass(frozen=True)
class Piece:
    """A spelled term and how tightly it holds together."""

    code: str
    level: int = ATOM
    has_open_end: bool = False

    @property
    def takes_more(self) -> bool:
        """Whether a factor behind it would be read as a part of it: of the sum in "a Σ b", of the divisor in a/b."""
        return self.level == OPEN or self.has_open_end


TALL = ("\\frac", "\\sum", "\\prod", "\\begin", "\\lim", "\\max_", "\\min_")

SUPERSCRIPTS = str.maketrans("0123456789-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻")


@dataclass(frozen=True)
class LatexStyle:
    """LaTeX, for pdfTeX with amsmath and amssymb and for MathML alike.

    With ``ranges``, a bound index over a fixed number of values is printed with that number everywhere, as it has to
    be where nothing around the formula tells it."""

    ranges: bool = False

    minus, plus, equal, different, less, at_most = " - ", " + ", " = ", " \\ne ", " < ", " \\le "
    more, at_least, element = " > ", " \\ge ", " \\in "
    implies, iff, negation = " \\;\\Longrightarrow\\; ", " \\;\\Longleftrightarrow\\; ", "\\lnot "
    conjunction, disjunction = " \\;\\text{and}\\; ", " \\;\\text{or}\\; "
    for_all, exists, such_that, comma, always = "\\forall ", "\\exists ", ":\\; ", ",\\; ", " \\;\\text{for all } "
    true, false, infinity, maps_to = "\\text{true}", "\\text{false}", "\\infty", " \\mapsto "
    naturals, absurd = "\\mathbb{N}", "\\text{a contradiction}"

    def name(self, name: str, indices: Sequence[str] = ()) -> str:
        return name_latex(name, indices)

    def letter(self, parts: Parts) -> str:
        """A name that is taken apart."""
        return parts_latex(parts)

    def set_off(self, name: str, kind: str | None = None, sizes: Sequence[Size] = ()) -> str:
        """A name between marks, with what it is where a kind is given."""
        return set_off_latex(name, "" if kind is None else kind_latex(kind, sizes))

    def indexed(self, code: str, indices: Sequence[str]) -> str:
        """What is set off, with indices."""
        return with_indices_latex(code, indices)

    def number(self, value: Fraction) -> Piece:
        """A number ≥ 0."""
        if value.denominator == 1:
            code = _whole(value.numerator)
            return Piece(code, ATOM if code.isdigit() else FRACTION)
        exponent = len(str(value.denominator)) - 1
        if value.numerator == 1 and exponent > 3 and value.denominator == 10**exponent:
            return Piece(f"10^{{-{exponent}}}", FRACTION)
        return Piece(f"\\frac{{{value.numerator}}}{{{value.denominator}}}", FRACTION)

    def brackets(self, code: str) -> str:
        if any(word in code for word in TALL):
            return f"\\left({code}\\right)"
        return f"({code})"

    def product(self, codes: Sequence[str]) -> str:
        code = codes[0]
        for following in codes[1:]:
            is_number = re.match(r"\d|\\frac\{\d+\}\{\d+\}", following)  # 3 1/2 is a mixed number
            code += (" \\cdot " if is_number else " ") + following
        return code

    def fraction(self, above: Sequence[Piece], below: Sequence[Piece], inline: bool) -> Piece:
        if inline and all(piece.level >= FRACTION for piece in (*above, *below)):
            over, under = (self.product([piece.code for piece in pieces]) for pieces in (above, below))
            return Piece(f"{over}/{under if len(below) == 1 else f'({under})'}", PRODUCT, True)
        over, under = (self.product([piece.code for piece in pieces]) for pieces in (above, below))
        return Piece(f"\\frac{{{over}}}{{{under}}}", FRACTION)

    def power(self, base: str, exponent: str) -> Piece:
        if "^{*}" in base or ("'" in base and "_" in base):  # TeX takes no second superscript
            base = f"{{{base}}}"
        return Piece(f"{base}^{{{exponent}}}", FRACTION)

    def root(self, code: str) -> Piece:
        return Piece(f"\\sqrt{{{code}}}", FRACTION)

    def exponential(self, code: str) -> Piece:
        if any(word in code for word in ("\\frac", "\\sum", "\\prod", "\\begin", "\\lim", "\\partial")):
            return Piece(f"\\exp{self.brackets(code)}", FRACTION)
        return Piece(f"e^{{{code}}}", FRACTION)

    def logarithm(self, code: str) -> str:
        return f"\\log {code}"

    def absolute(self, code: str) -> Piece:
        return Piece(f"\\left|{code}\\right|")

    def indicator(self, condition: str) -> Piece:
        return Piece(f"\\mathbf{{1}}[{condition}]")

    def delta(self, left: str, right: str) -> Piece:
        comma = "" if len(left) == len(right) == 1 and (left + right).isalpha() else ","
        return Piece(f"\\delta_{{{left}{comma}{right}}}")

    def cases(self, rows: Sequence[tuple[str, str]]) -> Piece:
        """Values and their conditions; the empty condition is "otherwise"."""
        lines = [value + (f" & \\text{{if }} {when}" if when else " & \\text{otherwise}") for value, when in rows]
        return Piece("\\begin{cases} " + " \\\\ ".join(lines) + " \\end{cases}", PRODUCT)

    def big(self, operator: str, below: str, above: str, tells_range: bool) -> str:
        """A big operator; whether what follows ``tells_range`` of its index."""
        if operator in ("max", "min"):
            return f"\\{operator}_{{{below}}} "
        return f"\\{operator}_{{{below}}}" + (f"^{{{above}}} " if above else " ")

    def among(self, operator: str, codes: Sequence[str]) -> Piece:
        code = ", ".join(codes)
        return Piece(f"\\{operator}{self.brackets(code)}", FRACTION)

    def derivative(self, variables: Sequence[str], function: str | None) -> Piece:
        order = f"^{{{len(variables)}}}" if len(variables) > 1 else ""
        above = f"\\partial{order}" + (f" {function}" if function else "")
        below = _grouped(variables, "\\partial ", "^{%d}")
        return Piece(f"\\frac{{{above}}}{{{below}}}", FRACTION)

    def evaluated(self, code: str, variable: str, point: str) -> Piece:
        return Piece(f"\\left.{code}\\right|_{{{variable} = {point}}}", OPEN)

    def limit(self, variable: str, point: Piece, side: str) -> str:
        if not side:
            return f"\\lim_{{{variable} \\to {point.code}}} "
        whole = point.code if point.level == ATOM else self.brackets(point.code)
        return f"\\lim_{{{variable} \\to {whole}^{{{side}}}}} "

    def rank(self, code: str, row: str, column: str, rows: str, columns: str) -> Piece:
        bounds = f"_{{{row}, {column} = 1}}^{{{rows}}}"
        if rows != columns:
            bounds = f"_{{{row} \\le {rows},\\, {column} \\le {columns}}}"
        return Piece(f"\\operatorname{{rank}}\\left({code}\\right){bounds}", FRACTION)

    def array(self, code: str, indices: Sequence[str]) -> str:
        return f"{self.brackets(code)}_{{{','.join(indices)}}}" if indices else code

    def space(self, sizes: Sequence[str]) -> str:
        return "\\mathbb{R}" + (f"^{{{product}}}" if (product := " \\times ".join(sizes)) else "")

    def up_to(self, size: str) -> str:
        """The indices of a size."""
        return f"\\{{1, \\dots, {size}\\}}"

    def simplex(self, size: str) -> str:
        return f"\\Delta^{{{int(size) - 1 if size.isdigit() else f'{size} - 1'}}}"

    def smooth(self, sizes: Sequence[str]) -> str:
        return f"C^{{\\infty}}({self.space(sizes)})"


@dataclass(frozen=True)
class TextStyle(LatexStyle):
    """Plain Unicode text, for terminals."""

    minus, plus, equal, different, less, at_most = " − ", " + ", " = ", " ≠ ", " < ", " ≤ "
    more, at_least, element = " > ", " ≥ ", " ∈ "
    implies, iff, negation, conjunction, disjunction = " ⟹ ", " ⟺ ", "¬", " and ", " or "
    for_all, exists, such_that, comma, always = "∀", "∃", ": ", ", ", " for all "
    true, false, infinity, maps_to = "true", "false", "∞", " ↦ "
    naturals, absurd = "ℕ", "a contradiction"

    def name(self, name: str, indices: Sequence[str] = ()) -> str:
        return name_text(name, indices)

    def letter(self, parts: Parts) -> str:
        return parts_text(parts)

    def set_off(self, name: str, kind: str | None = None, sizes: Sequence[Size] = ()) -> str:
        return set_off_text(name, "" if kind is None else kind_text(kind, sizes))

    def indexed(self, code: str, indices: Sequence[str]) -> str:
        return with_indices_text(code, indices)

    def number(self, value: Fraction) -> Piece:
        if value.denominator == 1:
            return Piece(str(value.numerator))
        if value == Fraction(1, 2):
            return Piece("½")
        return Piece(str(value), PRODUCT, True)

    def brackets(self, code: str) -> str:
        return f"({code})"

    def product(self, codes: Sequence[str]) -> str:
        return " ".join(f"· {code}" if code[:1].isnumeric() and place else code for place, code in enumerate(codes))

    def fraction(self, above: Sequence[Piece], below: Sequence[Piece], inline: bool) -> Piece:
        over = self.product([self.brackets(p.code) if p.level == SUM or p.takes_more else p.code for p in above])
        if len(below) == 1 and below[0].level >= FRACTION:
            return Piece(f"{over}/{below[0].code}", PRODUCT, True)
        return Piece(f"{over}/{self.brackets(self.product([piece.code for piece in below]))}", PRODUCT, True)

    def power(self, base: str, exponent: str) -> Piece:
        if exponent.isdigit() and len(exponent) < 3:
            return Piece(base + exponent.translate(SUPERSCRIPTS), FRACTION)
        return Piece(f"{base}^{exponent if _is_one_sign(exponent) else self.brackets(exponent)}", FRACTION)

    def root(self, code: str) -> Piece:
        return Piece(f"√{code if _is_one_sign(code) else self.brackets(code)}", FRACTION)

    def exponential(self, code: str) -> Piece:
        return Piece(f"exp({code})", FRACTION)

    def logarithm(self, code: str) -> str:
        return f"log {code}"

    def absolute(self, code: str) -> Piece:
        return Piece(f"|{self.brackets(code) if '|' in code else code}|")  # |x |y| z| has two readings

    def indicator(self, condition: str) -> Piece:
        return Piece(f"1[{condition}]")

    def delta(self, left: str, right: str) -> Piece:
        return Piece(self.name("delta", [left, right]))

    def cases(self, rows: Sequence[tuple[str, str]]) -> Piece:
        return Piece("{" + "; ".join(f"{value} {f'if {when}' if when else 'otherwise'}" for value, when in rows) + "}")

    def big(self, operator: str, below: str, above: str, tells_range: bool) -> str:
        sign = {"sum": "Σ", "prod": "Π"}.get(operator, operator)
        index = below.removesuffix("=1")
        if index != below and (above.isdigit() or not tells_range):
            return f"{sign}_{{{index}=1..{above}}} "
        return f"{sign}_{index} " if index.isalnum() else f"{sign}_{{{index}}} "

    def among(self, operator: str, codes: Sequence[str]) -> Piece:
        return Piece(f"{operator}({', '.join(codes)})")

    def derivative(self, variables: Sequence[str], function: str | None) -> Piece:
        order = str(len(variables)).translate(SUPERSCRIPTS) if len(variables) > 1 else ""
        if len(set(variables)) == 1 and order:
            return Piece(f"∂{order}{function or ''}/∂{variables[0]}{order}", FRACTION)
        below = "".join(f"∂{variable}" for variable in variables)
        return Piece(f"∂{order}{function or ''}/{below}", FRACTION)

    def evaluated(self, code: str, variable: str, point: str) -> Piece:
        return Piece(f"[{code}]_{{{variable} = {point}}}")

    def limit(self, variable: str, point: Piece, side: str) -> str:
        arrow = {"+": " ↓ ", "-": " ↑ "}.get(side, " → ")
        return f"lim_{{{variable}{arrow}{point.code}}} "

    def rank(self, code: str, row: str, column: str, rows: str, columns: str) -> Piece:
        return Piece(f"rank ({code})_{{{row},{column}}}", OPEN)

    def space(self, sizes: Sequence[str]) -> str:
        product = "×".join(sizes)
        return "ℝ" + (f"^({product})" if len(sizes) > 1 else f"^{product}" if product else "")

    def up_to(self, size: str) -> str:
        return f"{{1..{size}}}"

    def simplex(self, size: str) -> str:
        return f"Δ^{int(size) - 1}" if size.isdigit() else f"Δ^({size}−1)"

    def smooth(self, sizes: Sequence[str]) -> str:
        return f"C^∞({self.space(sizes)})"


def _whole(value: int) -> str:
    digits = str(value)
    zeros = len(digits) - len(digits.rstrip("0"))
    return f"10^{{{zeros}}}" if zeros > 5 and digits.rstrip("0") == "1" else digits


def _is_one_sign(code: str) -> bool:
    """Whether a code is a number or letters alone, so that it needs no brackets below a root or in an exponent."""
    return code.isdecimal() or code.isalpha()


def _grouped(variables: Sequence[str], prefix: str, power: str) -> str:
    """The variables of a derivative, equal neighbours as a power."""
    parts: list[tuple[str, int]] = []
    for variable in variables:
        if parts and parts[-1][0] == variable:
            parts[-1] = (variable, parts[-1][1] + 1)
        else:
            parts.append((variable, 1))
    return " ".join(prefix + variable + (power % count if count > 1 else "") for variable, count in parts)
