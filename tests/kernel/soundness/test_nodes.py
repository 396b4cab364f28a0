"""Ill-formed terms and statements: parts of another kind, levels without a binder, indices that there are not."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from derive.kernel import rules
from derive.kernel.terms import (
    ONE,
    ZERO,
    And,
    BoundIndex,
    Choose,
    Entry,
    Equal,
    Exp,
    ForAll,
    IndexNumber,
    IndexVariable,
    KernelError,
    Lambda,
    Limit,
    Log,
    Multiply,
    Number,
    Or,
    SameIndex,
    SizeValue,
    Sum,
    Variable,
)
from derive.language.extrema import largest
from tests.kernel.builders import Z, a, at, delta, equal, i, plus, prove, scalar, total, z
from tests.kernel.refusals import Attempt, Refusals, refused

REFUSED = Refusals()
case = REFUSED.case


# Ranges of sums -----------------------------------------------------------------------------------

REFUSED.add("an index beyond the size", "index 4 is outside 1..3", lambda: IndexNumber(4, 3))
REFUSED.add("a size below one", "a size is a name or a number ≥ 1", lambda: prove(equal(Sum(-3, ONE), -3)))
REFUSED.add("an empty size", "a size is a name or a number ≥ 1", lambda: ForAll(0, Or(())))
REFUSED.add("indices over different sizes", "indices over K and n", lambda: SameIndex(i, IndexVariable("i", "n")))
REFUSED.add("an entry with an index over another size", "an entry of an array", lambda: at(Z, IndexVariable("i", "n")))

# Indices that there are not -----------------------------------------------------------------------


@pytest.mark.parametrize("value", [Fraction(3, 2), Fraction(2), "1", True], ids=repr)
def test_an_index_is_an_integer(value: int) -> None:
    pair = IndexVariable("pair", 2)
    with pytest.raises(KernelError):
        prove(equal(total(pair, delta(pair, IndexNumber(value, 2))), 0))


@pytest.mark.parametrize("level", [Fraction(1, 2), Fraction(0), "0"], ids=repr)
def test_a_bound_variable_counts_whole_binders(level: int) -> None:
    with pytest.raises(KernelError):
        prove(equal(Sum("K", Entry(Z, (BoundIndex(level, "K"),))), 0))


def anything(part: Any) -> Any:
    """What a type checker would not let through."""
    return part


WRONG_PARTS: list[tuple[str, Attempt]] = [
    ("an index between two indices", lambda: IndexNumber(anything(Fraction(3, 2)), 2)),
    ("an index that depends on an array", lambda: IndexVariable("c", "K", (anything(Z),))),
    ("an index over arrays", lambda: IndexVariable("i", anything(("K",)))),
    ("a sum over arrays", lambda: Sum(anything(("K",)), ONE)),
    ("the size of an array as a number", lambda: SizeValue(anything(()))),
    ("half a level", lambda: BoundIndex(anything(Fraction(1, 2)), "K")),
    ("a name that is a number", lambda: Variable(anything(5), ())),
    ("the exponential of a formula", lambda: Exp(anything(equal(a, a)))),
    ("a conjunction of numbers", lambda: And((anything(ONE),))),
    ("one term for a sum of terms", lambda: Multiply(anything(ONE))),
    ("a choice by sums, which have sizes too", lambda: Choose(anything(Sum("K", ONE)), anything(ONE), ONE, ZERO)),
    ("a truth value for a number", lambda: Number(anything(True))),
    ("an axis for a list of axes", lambda: Variable("z", anything("K"))),
]

# Parts of another kind ----------------------------------------------------------------------------


@pytest.mark.parametrize("attempt", [case[1] for case in WRONG_PARTS], ids=[case[0] for case in WRONG_PARTS])
def test_a_node_has_parts_of_its_kinds_only(attempt: Attempt) -> None:
    with pytest.raises(KernelError):
        attempt()


def test_no_index_is_none_of_all() -> None:
    """With an index between the first and the second of two, 0 = 1 follows."""
    first, second, any_index = IndexNumber(1, 2), IndexNumber(2, 2), IndexVariable("q", 2)
    one = rules.generalise(prove(equal(plus(delta(any_index, first), delta(any_index, second)), 1)), any_index)
    refused(
        lambda: rules.specialise(one, IndexNumber(anything(Fraction(3, 2)), 2)),
        "a part of a IndexNumber is not of the kind",
    )


class _Liar(Fraction):
    def __str__(self) -> str:
        return "1"


@pytest.mark.parametrize("value", [_Liar(2), 0.5, float("nan"), True, None], ids=repr)
def test_only_rational_numbers_are_numbers(value: object) -> None:
    with pytest.raises(KernelError):
        Number(value)  # type: ignore[arg-type]


@case("a bound variable without a binder", "assume: a bound index does not fit its binder")
def _() -> object:
    return rules.assume(Equal(Entry(Z, (BoundIndex(0, "K"),)), ZERO))


@case("a bound variable of another size than its binder", "assume: a bound index does not fit its binder")
def _() -> object:
    return rules.assume(ForAll("n", Equal(Entry(Z, (BoundIndex(0, "K"),)), ZERO)))


@case("a bound variable inside of all binders", "a bound variable has no binder")
def _() -> object:
    return rules.assume(ForAll("K", Equal(Entry(Z, (BoundIndex(-1, "K"),)), ZERO)))


@case("a name that the decision procedure uses itself", "assume: statement: the name '#0' is reserved")
def _() -> object:
    return rules.assume(equal(z(IndexVariable("#0", "K")), 0))


@case("a pattern's name", "assume: statement: the name '?0' is reserved")
def _() -> object:
    return rules.assume(equal(z(IndexVariable("?0", "K")), 0))


@case("no name", "assume: statement: the name '' is reserved")
def _() -> object:
    return rules.assume(equal(scalar(""), 0))


@case("an entry of an array that is not looked into", "an entry of a Lambda is its body at the indices")
def _() -> object:
    return prove(equal(Entry(Lambda((), Log(a)), ()), Entry(Lambda((), Log(a)), ())))


@case("a limit in no direction", "a limit's direction is one of")
def _() -> object:
    return Limit(a, ZERO, "left")


@case("the largest of nothing", "the largest of no terms does not exist")
def _() -> object:
    return largest(())


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
