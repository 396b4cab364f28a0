"""What may be used at a point: hypotheses and proved formulas, sorted by how they are used.

An equation becomes a rewrite rule for one atom, an inequality a known sign; both may be quantified
over indices, under conditions that indices differ. Everything else is left to the logical rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from math import ceil, floor
from typing import cast

from derive.kernel.terms import (
    And,
    Different,
    Equal,
    ForAll,
    Formula,
    Formulas,
    Implies,
    Index,
    IndexVariable,
    Less,
    LessEqual,
    Node,
    Not,
    Number,
    Relation,
    SameIndex,
    Size,
    SizeValue,
    Term,
    open_body,
    subnodes,
    subtract,
)

Signs = frozenset[int]
"""The signs, out of −1, 0 and 1, that a real number may have."""

NEGATIVE, IS_ZERO, POSITIVE = (frozenset({sign}) for sign in (-1, 0, 1))
NONPOSITIVE, NONZERO, NONNEGATIVE = NEGATIVE | IS_ZERO, NEGATIVE | POSITIVE, IS_ZERO | POSITIVE
ANY: Signs = NEGATIVE | NONNEGATIVE


def sign_of(value: Fraction | int) -> Signs:
    """The sign of a number."""
    return frozenset({(value > 0) - (value < 0)})


@cache
def sign_sum(left: Signs, right: Signs) -> Signs:
    """The signs that a sum may have."""
    return frozenset(s for a in left for b in right for s in ((a or b,) if a * b >= 0 else (-1, 0, 1)))


@cache
def sign_product(left: Signs, right: Signs) -> Signs:
    """The signs that a product may have."""
    return frozenset(a * b for a in left for b in right)


RELATION_SIGNS = {Equal: IS_ZERO, Different: NONZERO, Less: POSITIVE, LessEqual: NONNEGATIVE}
"""The signs that right − left may have where the relation holds."""


Pairs = tuple[tuple[Index, Index], ...]


@dataclass(frozen=True)
class Fact:
    """A relation, for all values of the pattern indices that are distinct where told."""

    pattern: tuple[IndexVariable, ...]
    distinct: Pairs
    source: Relation

    @cached_property
    def term(self) -> Term:
        """right − left, of which the relation tells the sign."""
        return subtract(self.source.right, self.source.left)


def conjuncts(formulas: Formulas) -> list[Formula]:
    """The formulas, conjunctions taken apart."""
    return [part for f in formulas for part in (conjuncts(f.parts) if isinstance(f, And) else [f])]


def read_facts(formulas: Formulas, pattern: tuple[IndexVariable, ...] = (), distinct: Pairs = ()) -> Iterator[Fact]:
    """The atomic facts that the formulas state, quantified ones with their pattern indices."""
    for formula in conjuncts(formulas):
        match formula:
            case ForAll(over=str() | int()):
                index = IndexVariable(f"?{len(pattern)}", cast(Size, formula.over))
                yield from read_facts((open_body(formula.body, (index,)),), (*pattern, index), distinct)
            case Implies(left=Not(formula=SameIndex(left=left, right=right)), right=then):
                yield from read_facts((then,), pattern, (*distinct, (left, right)))
            case Relation():
                yield Fact(pattern, distinct, formula)


def index_facts(formulas: Formulas) -> Iterator[tuple[bool, Index, Index]]:
    """The pairs of indices that the formulas state to be the same (True) or distinct (False)."""
    for formula in conjuncts(formulas):
        pair = formula.formula if isinstance(formula, Not) else formula
        if isinstance(pair, SameIndex):
            yield pair is formula, pair.left, pair.right


def least_size(size: Size, formulas: Formulas) -> int:
    """The least value that a size can have: 1, or what a formula ``n ≤ K``, ``n < K`` or ``1 ≠ K`` says."""
    least = size if isinstance(size, int) else 1
    for formula in conjuncts(formulas):
        match formula:
            case LessEqual(left=Number(value=bound), right=SizeValue(size=of)) if of == size:
                least = max(least, ceil(bound))
            case Less(left=Number(value=bound), right=SizeValue(size=of)) if of == size:
                least = max(least, floor(bound) + 1)
            case Different(left=Number(value=bound), right=SizeValue(size=of)) if of == size and bound == least:
                least += 1
    return least


def match(pattern: object, target: object, found: dict[IndexVariable, Index]) -> bool:
    """Whether the target is an instance of the pattern; fills in what its pattern indices stand for."""
    if isinstance(pattern, IndexVariable) and pattern.name.startswith("?"):
        fitting = isinstance(target, Index) and target.size == pattern.size and not target.loose
        return fitting and found.setdefault(pattern, cast(Index, target)) == target
    if isinstance(pattern, Node) and type(pattern) is type(target):
        return all(match(getattr(pattern, name), getattr(target, name), found) for name in pattern.part_names)
    if isinstance(pattern, tuple) and isinstance(target, tuple):
        return len(pattern) == len(target) and all(match(a, b, found) for a, b in zip(pattern, target, strict=True))
    return pattern == target


def indices_in(*nodes: Node, size: Size) -> list[Index]:
    """The indices over a size that occur in the nodes, unless they are bound there, in the order of their spelling."""
    found = {part for node in nodes for part in subnodes(node) if isinstance(part, Index) and part.size == size}
    return sorted((index for index in found if not index.loose), key=repr)
