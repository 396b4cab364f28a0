r"""Chains of order as hypotheses, ``z_1 \ge z_2 \ge \dots \ge z_K``, for a kernel that knows no order of indices.

A statement in which the indices over K are bound, or free, or one of 1, …, n, K stays the same when the entries of all
arrays are permuted at the other places, everywhere alike. So it holds for all z with z_1 ≥ … ≥ z_K exactly when it
holds for all z whose entries *can* be put in this order by such a permutation: for those with z_1 ≥ … ≥ z_n, with
z_n ≥ z_k for every k that is none of 1, …, n − 1, and with z_k ≥ z_K for every k; and, where each is larger than the
next, with no two alike. Several chains over one size are in order after the same permutation exactly when, beside
this, no two entries of one are in another order than those of another: (z_k − z_l)(w_k − w_l) ≥ 0 for all k and l
where both fall."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from derive.documents.meaning.marks import BEFORE, not_understood
from derive.documents.meaning.numbers import sizes_with_numbers
from derive.documents.meaning.said import Said, state
from derive.documents.meaning.shapes import Environment, Value
from derive.documents.meaning.symbols import IndexSymbol
from derive.kernel.terms import (
    ZERO,
    Different,
    Entry,
    ForAll,
    Formula,
    Implies,
    Index,
    IndexNumber,
    IndexVariable,
    LastIndex,
    Less,
    LessEqual,
    Multiply,
    Node,
    Not,
    Relation,
    SameIndex,
    Size,
    SizeValue,
    Term,
    Variable,
    close_body,
    number,
    open_body,
    subnodes,
    subtract,
)
from derive.language.numbering import Numbering


@dataclass(frozen=True, eq=False)
class InOrder(Said):
    """That a number with an index falls, or grows, from each index to the next; strictly where no two are alike."""

    letter: IndexSymbol
    value: Value
    falls: bool
    strict: bool
    at: int


@state.register
def _in_order(form: InOrder, environment: Environment) -> tuple[Formula, ...]:
    """Said with the mark: from every index to each one behind it."""
    size = environment.size(form.letter.size)
    if not isinstance(size, str):
        raise not_understood("a chain of order with dots is understood where the last index is a letter", form.at)
    early, late = environment.index(form.letter.size), environment.index(form.letter.size)
    mark = Entry(Variable(BEFORE, (size, size)), (early, late))
    first, second = (
        Multiply((mark, form.value.build(environment.with_index(form.letter, place), ()))) for place in (early, late)
    )
    low, high = (second, first) if form.falls else (first, second)
    body = Less(low, high) if form.strict else LessEqual(low, high)
    return (ForAll(size, close_body(ForAll(size, close_body(body, (late,))), (early,))),)


@dataclass(frozen=True)
class _Chain:
    """A hypothesis with the mark, taken apart: the number as a body that binds its index."""

    size: str
    body: Term
    falls: bool
    strict: bool

    def at(self, place: Index) -> Term:
        """The number at an index."""
        return open_body(self.body, (place,))

    def relation(self, early: Index, late: Index, strict: bool | None = None) -> Formula:
        """That the number at one index comes before that at another."""
        low, high = (late, early) if self.falls else (early, late)
        kind = Less if (self.strict if strict is None else strict) else LessEqual
        return kind(self.at(low), self.at(high))


def is_chain(formula: Formula) -> bool:
    """Whether a hypothesis is a chain of order."""
    return any(isinstance(part, Variable) and part.name == BEFORE for part in subnodes(formula))


def without_chains(hypotheses: Sequence[Formula], conclusion: Formula) -> list[Formula]:
    """The hypotheses with what the chains of order say of this conclusion in their places."""
    chains = [_taken_apart(one) if is_chain(one) else None for one in hypotheses]
    others = [one for one, chain in zip(hypotheses, chains, strict=True) if chain is None]
    if len(others) == len(hypotheses):
        return list(hypotheses)
    numbered = frozenset[Size]().union(*map(sizes_with_numbers, (*others, conclusion)))
    found: list[Formula] = []
    for one, chain in zip(hypotheses, chains, strict=True):
        if chain is None:
            found.append(one)
        elif chain.size in numbered:
            found += _in_numbers(chain)
        else:
            found += _said_of(chain, _largest_number((*hypotheses, conclusion), chain.size))
    known = [chain for chain in chains if chain is not None]
    pairs = [pair for pair in combinations(known, 2) if pair[0].size == pair[1].size not in numbered]
    return found + [_alike(*pair) for pair in pairs]


def _in_numbers(chain: _Chain) -> Iterator[Formula]:
    """What a chain says beside the numbers of its indices: from each index to the next; and what follows, so that no
    induction is needed: from the first one to each, and from each to the last."""
    place = IndexVariable("#place", chain.size)
    first, last, behind = IndexNumber(1, chain.size), LastIndex(chain.size), Numbering(chain.size).following(place)
    yield _every(place, [last], chain.relation(place, behind))
    yield _every(place, [], chain.relation(first, place, strict=False))
    yield _every(place, [], chain.relation(place, last, strict=False))


def _taken_apart(formula: Formula) -> _Chain:
    assert isinstance(formula, ForAll) and isinstance(formula.body, ForAll) and isinstance(formula.over, str)
    early, late = (IndexVariable(f"#{name}", formula.over) for name in ("early", "late"))
    body = open_body(open_body(formula.body, (early,)).body, (late,))
    assert isinstance(body, Relation) and isinstance(body.left, Multiply) and isinstance(body.right, Multiply)
    falls = late in set(subnodes(body.left.factors[1])) or early in set(subnodes(body.right.factors[1]))
    term = (body.right if falls else body.left).factors[1]
    return _Chain(formula.over, close_body(term, (early,)), falls, isinstance(body, Less))


def _largest_number(formulas: Sequence[Node], size: str) -> int:
    """The largest number that an index over a size is in formulas; 1 where there is none."""
    parts = (part for formula in formulas for part in subnodes(formula))
    return max([1, *(part.value for part in parts if isinstance(part, IndexNumber) and part.size == size)])


def _said_of(chain: _Chain, most: int) -> Iterator[Formula]:
    """What a chain says where the first so many indices stand by themselves."""
    size = chain.size
    places = [IndexNumber(value, size) for value in range(1, most + 1)]
    last = LastIndex(size)
    for value in range(2, most + 1):
        yield LessEqual(number(value), SizeValue(size))
    for early, late in combinations(places, 2):
        yield chain.relation(early, late)
    some, other = (IndexVariable(f"#{name}", size) for name in ("some", "other"))
    yield _every(some, places[:-1], chain.relation(places[-1], some, strict=False))
    yield _every(some, [], chain.relation(some, last, strict=False))
    if chain.strict:  # the weaker ones are of use, too
        yield _every(some, places, chain.relation(places[-1], some))
        yield _every(some, [last], chain.relation(some, last))
        apart = _every(other, [some], Different(chain.at(some), chain.at(other)))
        yield ForAll(size, close_body(apart, (some,)))


def _every(place: IndexVariable, but: Sequence[Index], formula: Formula) -> Formula:
    """The formula for every index but for some."""
    for one in reversed(but):
        formula = Implies(Not(SameIndex(place, one)), formula)
    return ForAll(place.size, close_body(formula, (place,)))


def _alike(one: _Chain, other: _Chain) -> Formula:
    """That no two entries of one chain are in another order than those of the other."""
    some, next_ = (IndexVariable(f"#{name}", one.size) for name in ("some", "next"))
    steps = [subtract(chain.at(some), chain.at(next_)) for chain in (one, other)]
    product = Multiply(tuple(steps))
    body = LessEqual(ZERO, product) if one.falls == other.falls else LessEqual(product, ZERO)
    return ForAll(one.size, close_body(ForAll(one.size, close_body(body, (next_,))), (some,)))
