"""What holds, or fails, for all sizes: m + 1 ≥ 1 for every m ≥ 1, and never m + 1 < m + 1."""

from __future__ import annotations

from fractions import Fraction

from derive.kernel.terms import (
    Add,
    And,
    Different,
    Equal,
    Formula,
    Implies,
    Less,
    LessEqual,
    Multiply,
    Not,
    Number,
    Or,
    Relation,
    SizeValue,
    Term,
    subtract,
)

TRUE, FALSE = And(()), Or(())


def simplified(formula: Formula) -> Formula:
    """The formula without what holds, or fails, for all sizes."""
    match formula:
        case And(parts=parts):
            kept = [part for part in map(simplified, parts) if part != TRUE]
            return FALSE if FALSE in kept else kept[0] if len(kept) == 1 else And(tuple(kept))
        case Or(parts=parts):
            kept = [part for part in map(simplified, parts) if part != FALSE]
            return TRUE if TRUE in kept else kept[0] if len(kept) == 1 else Or(tuple(kept))
        case Not(formula=inner):
            made = simplified(inner)
            return FALSE if made == TRUE else TRUE if made == FALSE else Not(made)
        case Implies(left=left, right=right):
            given, then = simplified(left), simplified(right)
            if given == FALSE or then == TRUE:
                return TRUE
            return then if given == TRUE else Implies(given, then)
        case Relation():
            return _compared(formula)
    return formula


def _compared(formula: Relation) -> Formula:
    """Whether a relation of sizes and numbers holds for all of them, or for none; otherwise the relation."""
    if formula.left == formula.right and isinstance(formula, (Less, Different)):
        return FALSE
    found = _range(subtract(formula.left, formula.right))
    if found is None:
        return formula
    low, high = found
    match formula:
        case Less() | LessEqual():
            is_strict = isinstance(formula, Less)
            if high is not None and (high < 0 or (high == 0 and not is_strict)):
                return TRUE
            return FALSE if low is not None and (low > 0 or (low == 0 and is_strict)) else formula
        case Equal() | Different():
            is_apart = (low is not None and low > 0) or (high is not None and high < 0)
            if is_apart or low == high == 0:
                return FALSE if is_apart == isinstance(formula, Equal) else TRUE
    return formula


def _range(term: Term) -> tuple[Fraction | None, Fraction | None] | None:
    """The least and the largest value of a sum of sizes and numbers, where there is one."""
    known = _coefficients(term)
    if known is None:
        return None
    constant, sizes = known
    counts = [count for count in sizes.values() if count]
    at_one = constant + sum(counts, Fraction(0))
    return (at_one if all(c > 0 for c in counts) else None), (at_one if all(c < 0 for c in counts) else None)


def _coefficients(term: Term) -> tuple[Fraction, dict[str, Fraction]] | None:
    """A sum of sizes and numbers as a number and how often each size is in it; None for another term."""
    match term:
        case Number(value=value):
            return Fraction(value), {}
        case SizeValue(size=size):
            return (Fraction(0), {size: Fraction(1)}) if isinstance(size, str) else (Fraction(size), {})
        case Multiply(factors=(Number(value=value), inner)):
            found = _coefficients(inner)
            return found and (value * found[0], {size: value * count for size, count in found[1].items()})
        case Add(terms=terms):
            constant, sizes = Fraction(0), dict[str, Fraction]()
            for found in map(_coefficients, terms):
                if found is None:
                    return None
                constant += found[0]
                for size, count in found[1].items():
                    sizes[size] = sizes.get(size, Fraction(0)) + count
            return constant, sizes
    return None
