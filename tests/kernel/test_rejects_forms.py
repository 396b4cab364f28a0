"""Terms, statements and theorems that are ill-formed or forged, each refused for the right reason."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from derive.kernel import rules
from derive.kernel.terms import (
    ONE,
    ZERO,
    Absolute,
    Add,
    BoundIndex,
    Entry,
    Equal,
    ForAll,
    IndexVariable,
    KernelError,
    Lambda,
    Limit,
    Log,
    Multiply,
)
from derive.kernel.theorem import Theorem
from derive.language.extrema import largest
from tests.kernel.builders import (
    Z,
    a,
    equal,
    power,
    prove,
    scalar,
    z,
)
from tests.kernel.refusals import Refusals

REFUSED = Refusals()
case = REFUSED.case


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


@case("an expression that doubles until the memory is full", "the expression is too large")
def _() -> object:
    term = a
    for _ in range(60):
        term = Add((term, term))
    return term


@case("a number with more digits than fit", "by_normal_form: normal form: the exponent")
def _() -> object:
    return prove(equal(power(2, 10**9), 0))


@case("an expression that is nested too deeply", "by_normal_form: the expression is nested too deeply")
def _() -> object:
    term = a
    for _ in range(2000):
        term = Absolute(Multiply((term,)))
    return prove(equal(term, term))


@case("a theorem made by hand", "theorem: only the rules of inference make theorems")
def _() -> object:
    return Theorem((), equal(0, 1), "assume", (), object())


@case("a kind of theorem made by hand", "theorem: only the rules of inference make theorems")
def _() -> object:
    return type("Forged", (Theorem,), {})


@case("a theorem that is changed", "cannot assign to field 'conclusion'")
def _() -> object:
    theorem = prove(equal(0, 0))
    try:
        theorem.conclusion = equal(0, 1)
    except FrozenInstanceError as error:
        raise KernelError(str(error)) from None
    return theorem


@case("a kind of node made by hand", "assume: statement: Forged is no kind of node")
def _() -> object:
    forged = type("Forged", (Equal,), {})
    return rules.assume(forged(ZERO, ONE))


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
