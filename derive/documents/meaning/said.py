"""What formulas say of values, before the sizes in them are known: relations, and hypotheses made of them.

These are all of the forms, and the kernel's formulas that they become: one, or several that are claimed together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from derive.documents.meaning.marks import base_and_distance, is_mark, with_bound_neighbours
from derive.documents.meaning.shapes import Building, Environment, IndexValue, SizeReference, Value
from derive.documents.meaning.symbols import IndexSymbol, Symbol
from derive.kernel.terms import (
    ZERO,
    And,
    Different,
    Entry,
    Equal,
    ForAll,
    Formula,
    Implies,
    Index,
    IndexVariable,
    Less,
    LessEqual,
    Multiply,
    Not,
    Number,
    Or,
    SameIndex,
    SizeValue,
    Sum,
    Term,
    Variable,
    close_body,
    free_variables,
    number,
)
from derive.language.relations import sign_named

_LETTERS = "ijklmnabcdrst"


class Said:
    """Something that is said, as a claim or a hypothesis."""

    def formulas(self, environment: Environment) -> tuple[Formula, ...]:
        """What it says: all of these."""
        return state(self, environment)

    def formula(self, environment: Environment) -> Formula:
        """The same in one formula."""
        return _all(state(self, environment))


state = Building[[Environment], tuple[Formula, ...]]()
"""The formulas that a form says."""


def _all(formulas: tuple[Formula, ...]) -> Formula:
    return formulas[0] if len(formulas) == 1 else And(formulas)


# Relations -------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Compared(Said):
    """A relation of two numbers, or entry by entry of arrays; a number is compared with all entries."""

    relation: str
    left: Value
    right: Value

    def __repr__(self) -> str:
        return f"{self.left!r} {self.relation} {self.right!r}"


@state.register
def _compared(form: Compared, environment: Environment) -> tuple[Formula, ...]:
    indices = _new_letters((form.left if form.left.sizes else form.right).sizes, environment)
    return (sign_named(form.relation).of(form.left.at(environment, indices), form.right.at(environment, indices)),)


def _new_letters(sizes: Sequence[SizeReference], environment: Environment) -> tuple[Index, ...]:
    """New index letters, that the formula does not use."""
    taken = {*environment.letters, *environment.names.taken()}
    letters = [letter for letter in _LETTERS if letter not in taken]
    letters += [f"i_{position}" for position in range(len(sizes))]
    return tuple(IndexVariable(letters[k], environment.size(size)) for k, size in enumerate(sizes))


@dataclass(frozen=True, eq=False)
class SameIndices(Said):
    """That two indices are the same, or are not."""

    left: IndexValue
    right: IndexValue
    opposite: bool = False


@state.register
def _same_indices(form: SameIndices, environment: Environment) -> tuple[Formula, ...]:
    same = SameIndex(form.left.build(environment), form.right.build(environment))
    return (Not(same) if form.opposite else same,)


@dataclass(frozen=True, eq=False)
class Semidefinite(Said):
    """low ⪯ high: vᵀ low v ≤ vᵀ high v for every vector v; strictly: < for every v that is not 0. One of the two may
    be the number 0."""

    low: Value
    high: Value
    strict: bool


@state.register
def _semidefinite(form: Semidefinite, environment: Environment) -> tuple[Formula, ...]:
    axis = (form.low if form.low.sizes else form.high).sizes[0]
    size = environment.size(axis)
    row, column = environment.index(axis), environment.index(axis)
    vector = Variable(f"#{environment.fresh()}", (size,))
    ends = Entry(vector, (row,)), Entry(vector, (column,))

    def quadratic(value: Value) -> Term:
        if not value.sizes:
            return ZERO
        inner = Multiply((ends[0], value.build(environment, (row, column)), ends[1]))
        return Sum(size, close_body(Sum(size, close_body(inner, (column,))), (row,)))

    low, high = quadratic(form.low), quadratic(form.high)
    formula: Formula = Less(low, high) if form.strict else LessEqual(low, high)
    if form.strict:
        squares = Sum(size, close_body(Multiply((ends[0], ends[0])), (row,)))
        formula = Implies(Less(ZERO, squares), formula)
    return (ForAll((size,), close_body(formula, (vector,))),)


@dataclass(frozen=True, eq=False)
class Proportional(Said):
    """left = c · right with c free of the letters, and of the axes of the left side. Exactly when leftᵢ rightⱼ =
    leftⱼ rightᵢ for all i, j, and leftᵢ = 0 wherever rightᵢ = 0 (which the first says except where right vanishes)."""

    left: Value
    right: Value
    letters: tuple[IndexSymbol, ...]


@state.register
def _proportional(form: Proportional, environment: Environment) -> tuple[Formula, ...]:
    left, right, letters = form.left, form.right, form.letters
    here = _new_letters(left.sizes, environment)
    other = _new_letters((*left.sizes, *(letter.size for letter in letters), *left.sizes), environment)
    elsewhere = environment
    for letter, index in zip(letters, other[len(here) :], strict=False):
        elsewhere = elsewhere.with_index(letter, index)
    there = other[len(here) + len(letters) :]
    first = [value.build(environment, here) for value in (left, right)]
    second = [value.build(elsewhere, there) for value in (left, right)]
    crossed = Equal(Multiply((first[0], second[1])), Multiply((second[0], first[1])))
    return (crossed, Or((Different(first[1], ZERO), Equal(first[0], ZERO))))


@dataclass(frozen=True, eq=False)
class Best:
    """The classes at which a number with a letter is largest (max) or smallest (min): a set, and nothing that is
    said."""

    operator: str
    letter: IndexSymbol
    body: Value


@dataclass(frozen=True, eq=False)
class IsBest(Said):
    """That a class is among the best; ``alone``: that it is the only one."""

    best: Best
    place: IndexValue
    alone: bool


@state.register
def _is_best(form: IsBest, environment: Environment) -> tuple[Formula, ...]:
    return (_best(form.best, form.place.build(environment), environment, form.alone),)


def _best(best: Best, place: Index, environment: Environment, alone: bool) -> Formula:
    """That the body is largest (smallest) at an index; alone: larger than at any other."""
    other = environment.index(best.letter.size)
    there = best.body.build(environment.with_index(best.letter, place), ())
    elsewhere = best.body.build(environment.with_index(best.letter, other), ())
    low, high = (elsewhere, there) if best.operator == "max" else (there, elsewhere)
    formula: Formula = LessEqual(low, high)
    if alone:
        formula = Implies(Not(SameIndex(other, place)), Less(low, high))
    return ForAll(other.size, close_body(formula, (other,)))


@dataclass(frozen=True, eq=False)
class SameBest(Said):
    """That the same classes are best for both."""

    left: Best
    right: Best


@state.register
def _same_best(form: SameBest, environment: Environment) -> tuple[Formula, ...]:
    (place,) = _new_letters((form.left.letter.size,), environment)
    here, there = (_best(one, place, environment, False) for one in (form.left, form.right))
    return (Implies(here, there), Implies(there, here))


@dataclass(frozen=True, eq=False)
class OneOf(Said):
    """That a value is one of these numbers."""

    value: Value
    numbers: tuple[Fraction, ...]


@state.register
def _one_of(form: OneOf, environment: Environment) -> tuple[Formula, ...]:
    term = form.value.build(environment, ())
    return (Or(tuple(Equal(term, Number(value)) for value in form.numbers)),)


@dataclass(frozen=True, eq=False)
class IsInverse(Said):
    """That the symbol is the inverse of a matrix: their product is I, with the inverse on the right or the left."""

    matrix: Value
    symbol: Symbol
    on_the_left: bool


@dataclass(frozen=True, eq=False)
class NowhereZero(Said):
    """That no entry on the diagonal of a diagonal matrix is 0."""

    matrix: Value


# Hypotheses ------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class ForEach(Said):
    """Something that holds for all classes that the letters may be."""

    letters: tuple[IndexSymbol, ...]
    body: Said

    def __repr__(self) -> str:
        return "".join(f"for each {one} in {one.size}: " for one in self.letters) + repr(self.body)


@state.register
def _for_each(form: ForEach, environment: Environment) -> tuple[Formula, ...]:
    bound = [environment.index(letter.size) for letter in form.letters]
    for letter, place in zip(form.letters, bound, strict=True):
        environment = environment.with_index(letter, place)
    formula = form.body.formula(environment)
    for place in reversed(bound):
        formula = ForAll(place.size, close_body(formula, (place,)))
    return (formula,)


Numbered = Sequence[tuple[int, SizeReference]]
"""Classes that are written as numbers, with the sizes that have them."""


@dataclass(frozen=True, eq=False)
class Quantified(Said):
    """A hypothesis from its place on: under its conditions, for all values of its ``letters`` but for those that are
    ``fixed`` there. A class that is written as a number exists only where the size is large enough."""

    body: Said
    conditions: tuple[Said, ...]
    letters: frozenset[str] = field(repr=False)
    fixed: frozenset[str] = field(repr=False)
    numbers: Numbered = field(repr=False)


@state.register
def _quantified(form: Quantified, environment: Environment) -> tuple[Formula, ...]:
    inner = environment.with_letters(form.letters)
    formulas = form.body.formulas(inner)
    for condition in reversed(form.conditions):
        formulas = tuple(Implies(condition.formula(inner), formula) for formula in formulas)
    formula = with_bound_neighbours(_all(formulas), form.letters - form.fixed)
    free = sorted(
        (
            v
            for v in free_variables(formula)
            if isinstance(v, IndexVariable) and not is_mark(v) and base_and_distance(v)[0] not in form.fixed
        ),
        key=lambda variable: variable.name,
    )
    for variable in reversed(free):
        formula = ForAll(variable.size, close_body(formula, (variable,)))
    for least in least_sizes(form.numbers, environment):
        formula = And((formula, least))
    return (formula,)


def least_sizes(numbers: Numbered, environment: Environment) -> list[Formula]:
    """An index 2 exists only where the size is at least 2."""
    found: list[Formula] = []
    for value, reference in numbers:
        size = environment.size(reference)
        if isinstance(size, str) and value > 1:
            found.append(LessEqual(number(value), SizeValue(size)))
    return found


@dataclass(frozen=True, eq=False)
class Hypothesis:
    """A hypothesis; ``simple`` ones, such as a domain, can be satisfied at every size by themselves."""

    said: Said
    simple: bool


@dataclass(frozen=True, eq=False)
class Claim:
    """A relation that a formula states inside of itself, and its place."""

    relation: str
    at: int
    said: Said
