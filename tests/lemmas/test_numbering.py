"""Sums over the numbers of indices telescope, under the hypothesis that says what the numbers are."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from derive.kernel.terms import (
    ONE,
    ZERO,
    Add,
    And,
    Entry,
    Equal,
    ForAll,
    Formula,
    IndexNumber,
    IndexVariable,
    KernelError,
    LastIndex,
    Less,
    Log,
    Multiply,
    Power,
    Sum,
    Term,
    Variable,
    close_body,
    negative,
    number,
)
from derive.language.instance import Instance
from derive.language.numbering import Numbering, numberings, without_numbers
from derive.language.statement import Statement, conjuncts
from derive.lemmas.numbering import moved_sum, reindexed, telescoped
from derive.measure.points.space import Space
from derive.measure.rigorous.decide import decide

N = Numbering("T", (2,))
t = IndexVariable("t", "T")
g = Entry(Variable("g", ()), ())
POSITIVE = (Less(ZERO, g),)


def total(body: Term) -> Term:
    return Sum("T", close_body(body, (t,)))


def root_before(x: Term) -> Term:
    return Power(Add((x, negative(ONE))), number("1/2"))


FUNCTIONS: list[tuple[Callable[[Term], Term], tuple[Formula, ...]]] = [
    (lambda x: Multiply((x, x)), ()),
    (lambda x: Power(x, number(-1)), ()),
    (lambda x: Power(g, x), POSITIVE),
    (Log, ()),
    (root_before, ()),
]


@pytest.mark.parametrize(("function", "given"), FUNCTIONS)
def test_differences_of_neighbours_add_up_to_that_of_the_ends(
    function: Callable[[Term], Term], given: tuple[Formula, ...]
) -> None:
    theorem = telescoped(N, function, given)
    here, behind = (function(Add((N.number(t), number(more)))) for more in (0, 1))
    relation = theorem.conclusion
    assert isinstance(relation, Equal) and set(theorem.hypotheses) <= {*N.parts, *given}
    for size in (1, 2, 5):
        point = numbered(size, {"g": (number("2/3")).value})
        said = Equal(Add((total(behind), negative(total(here)))), relation.right)
        for formula in (relation, said):
            assert decide(formula, point) is not False
            assert decide(Equal(Add((said.left, ONE)), said.right), point) is False


@pytest.mark.parametrize(
    "function", [lambda x: Log(Add((x, number(-2)))), lambda x: Power(Add((x, number(-3))), number(-1))]
)
def test_what_is_undefined_at_a_number_does_not_telescope(function: Callable[[Term], Term]) -> None:
    with pytest.raises(KernelError):
        telescoped(N, function, ())


def test_nothing_telescopes_without_the_hypothesis() -> None:
    assert set(moved_sum(N).theorem.hypotheses) == set(N.permutation)


def numbered(size: int, values: dict[str, object]) -> Instance:
    """A point with the numbers and maps for a size."""
    numbers = tuple(number(k).value for k in range(1, size + 1))
    return Instance({"T": size}, dict(N.maps(size)), {**values, N.array.name: numbers})  # type: ignore[dict-item]


@pytest.mark.parametrize("size", [2, 3, 6])
def test_the_numbers_meet_what_is_said_of_them(size: int) -> None:
    assert decide(And(N.parts), numbered(size, {})) is True


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_no_other_numbers_do(place: int) -> None:
    point = numbered(4, {})
    numbers = list(point.values[N.array.name])  # type: ignore[arg-type]
    numbers[place] += 1
    assert decide(And(N.parts), Instance(point.sizes, point.indices, {N.array.name: tuple(numbers)})) is False


def test_no_map_with_two_circles_does() -> None:
    """1 → 3 → 1 beside 2 → 4 → 2: the numbers cannot rise along both."""
    point = numbered(4, {})
    name = N.following(t).name
    for table in ((3, 4, 1, 2), (2, 1, 4, 3), (4, 3, 2, 1)):
        maps = {**point.indices, name: table, N.preceding(t).name: inverse(table)}
        for numbers in ((1, 2, 3, 4), (1, 2, 2, 4), (1, 3, 2, 4)):
            values = {N.array.name: tuple(number(k).value for k in numbers)}
            assert decide(And(N.parts), Instance(point.sizes, maps, values)) is False


def inverse(table: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(table.index(place) + 1 for place in range(1, len(table) + 1))


def test_a_numbering_is_found_as_a_whole_and_in_parts() -> None:
    others = (Less(ZERO, g),)
    assert list(numberings((*others, *N.parts))) == [N]
    assert list(numberings((*conjuncts(N.parts), *others))) == [N]
    parts = tuple(conjuncts(Numbering("T").parts))
    for missing in range(len(parts)):
        assert not list(numberings((*parts[:missing], *parts[missing + 1 :])))


def test_points_have_the_numbers_and_do_not_show_them() -> None:
    claim = Less(N.number(IndexNumber(1, "T")), N.number(LastIndex("T")))
    space = Space(Statement(N.parts, claim), {"T": 3})
    (indices,) = space.index_assignments()
    point = space.complete({}, indices)
    assert point is not None and decide(claim, point) is True and decide(And(N.parts), point) is True
    assert without_numbers(point, N.parts) == Instance({"T": 3})


def test_what_is_summed_at_the_next_index_is_summed_from_the_second_on() -> None:
    x = Variable("x", ("T",))
    positive = ForAll("T", close_body(Less(ZERO, Entry(x, (t,))), (t,)))
    theorem = reindexed(N, lambda index: Log(Entry(x, (index,))), (positive,))
    assert set(theorem.hypotheses) <= {*N.permutation, N.turn, positive}
    relation = theorem.conclusion
    assert isinstance(relation, Equal)
    for entries in ((2,), (3, 1), (1, 2, 5)):
        point = numbered(len(entries), {"x": tuple(number(entry).value for entry in entries)})
        assert decide(relation, point) is not False
        assert decide(Equal(Add((relation.left, ONE)), relation.right), point) is False
    with pytest.raises(KernelError):
        reindexed(N, lambda index: Log(Entry(x, (index,))), ())


ORDER = Numbering("T", (), True)


@pytest.mark.parametrize("size", [1, 2, 4])
def test_the_order_meets_what_is_said_of_it_and_no_other_does(size: int) -> None:
    point = ordered(size, {})
    assert decide(And(ORDER.parts), point) is True
    for place in range(size * size):
        assert decide(And(ORDER.parts), ordered(size, {place: Fraction(1, 2)})) is False
        assert decide(And(ORDER.parts), ordered(size, {place: None})) is False


def test_an_order_is_found_as_a_whole_only() -> None:
    assert list(numberings(ORDER.parts)) == [ORDER]
    said = set(conjuncts(ORDER.comparisons))
    for missing in said:
        assert list(numberings(part for part in conjuncts(ORDER.parts) if part != missing)) == [Numbering("T")]


def ordered(size: int, others: dict[int, Fraction | None]) -> Instance:
    """A point with the order for a size, where some entries are something else; nothing for 1 less the entry."""
    base = numbered(size, {})
    _, entries = ORDER.values(size)[ORDER.order.name]
    found = [others.get(place, entry) for place, entry in enumerate(entries)]
    flat = [Fraction(1 - old if new is None else new) for old, new in zip(entries, found, strict=True)]
    rows = tuple(tuple(flat[k * size : (k + 1) * size]) for k in range(size))
    return Instance(base.sizes, base.indices, {**base.values, ORDER.order.name: rows})
