"""Quantifiers, cases and contradictions: what must not follow from them."""

from __future__ import annotations

import pytest

from derive.kernel import rules
from derive.kernel.terms import ONE, And, Exists, ForAll, Implies, IndexVariable, Lambda, Not, close_body
from derive.language.lemma import instantiate
from derive.language.logic import by_contradiction
from tests.kernel.builders import (
    a,
    array,
    at_most,
    b,
    each,
    equal,
    k,
    less,
    log,
    minus,
    over,
    p,
    power,
    prove,
    times,
)
from tests.kernel.refusals import Refusals

REFUSED = Refusals()
case = REFUSED.case


@case("relations that agree do not clash", "clash: order: the sign")
def _() -> object:
    return rules.clash(rules.assume(at_most(a, b)), rules.assume(less(a, b)), ())


@case("a universal statement at an undefined value", "specialise: log of something")
def _() -> object:
    everywhere = rules.generalise(prove(at_most(0, power(a, 2))), array(a))
    return rules.specialise(everywhere, Lambda((), log(b)))


@case(
    "a universal statement at an index of another size",
    "specialise: (IndexVariable 1:i 1:n [ ]) cannot stand in the place of (BoundIndex 0 1:K)",
)
def _() -> object:
    return rules.specialise(rules.assume(each(k, less(0, p(k)))), IndexVariable("i", "n"))


@case("a theorem at an undefined value", "specialise: a denominator")
def _() -> object:
    return instantiate(prove(equal(minus(a, a), 0)), array(a), Lambda((), over(1, b)), (), [])


@case("a value that lacks the property", "exhibit: the theorem is not about the value")
def _() -> object:
    goal = Exists((), close_body(equal(power(a, 2), 2), (array(a),)))
    return rules.exhibit(goal, Lambda((), ONE), prove(equal(power(ONE, 2), 1)))


@case("an undefined value has no property", "specialise: ")
def _() -> object:
    goal = ForAll((), close_body(equal(times(0, a), 0), (array(a),)))
    return rules.specialise(rules.assume(goal), Lambda((), over(1, 0)))


@case("modus ponens from something else", "modus_ponens: the second theorem is not what the first requires")
def _() -> object:
    return rules.modus_ponens(rules.assume(Implies(less(0, a), less(0, b))), rules.assume(at_most(0, a)))


@case("a branch without its case", "cases: a branch does not prove the goal")
def _() -> object:
    either = rules.excluded_middle(less(0, a))
    return rules.cases(either, (rules.assume(less(0, a)), rules.assume(less(0, b))), less(0, a))


@case("one branch for two cases", "cases: there is not one branch for each alternative")
def _() -> object:
    return rules.cases(rules.excluded_middle(less(0, a)), (rules.assume(less(0, a)),), less(0, a))


@case("a negation without a contradiction", "cases: a branch does not prove the goal")
def _() -> object:
    return by_contradiction(Not(less(0, a)), rules.assume(less(0, a)))


@case("a contradiction of different formulas", "clash: order: the sign")
def _() -> object:
    return rules.clash(rules.assume(less(0, a)), rules.assume(Not(less(0, b))), ())


@case("a conjunct that is not there", "conjunct: there is no such conjunct")
def _() -> object:
    return rules.conjunct(rules.assume(And((less(0, a),))), -1)


@case("a truth value for a number", "conjunct: an argument is not of the kind that the rule takes")
def _() -> object:
    return rules.conjunct(rules.assume(And((less(0, a),))), True)


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
