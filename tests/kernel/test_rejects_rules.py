"""What the rules for logic, equality and order must refuse, each for the right reason."""

from __future__ import annotations

import pytest

from derive import lemmas
from derive.kernel import rules
from derive.kernel.terms import (
    ONE,
    ZERO,
    And,
    Exists,
    ForAll,
    Implies,
    IndexVariable,
    KernelError,
    Lambda,
    Less,
    Not,
    close_body,
    number,
)
from derive.language.lemma import instantiate
from derive.language.logic import by_contradiction
from tests.kernel.builders import (
    a,
    array,
    at_most,
    b,
    c,
    different,
    each,
    equal,
    i,
    j,
    k,
    largest_of,
    less,
    log,
    m,
    minus,
    n,
    over,
    p,
    plus,
    power,
    prove,
    s,
    same,
    times,
    total,
    y,
    z,
)
from tests.kernel.refusals import Refusals

REFUSED = Refusals()
case = REFUSED.case


@case("log t ≤ t − 1 needs t > 0", "by_normal_form: order: the sign")
def _() -> object:
    return lemmas.log_bound(a, (), ())


@case("log t < t − 1 fails at t = 1", "is not Less")
def _() -> object:
    theorem = lemmas.log_bound(a, (less(0, a),), ())
    if not isinstance(theorem.conclusion, Less):
        raise KernelError("the conclusion is not Less")
    return theorem


@case("t·log(t/u) ≥ t − u needs u > 0", "relative_entropy_bound: order: the sign")
def _() -> object:
    return rules.relative_entropy_bound(y(i), z(i), (each(k, at_most(0, y(k))),), ())


@case("a combination with a negative multiplier", "combine: order: the sign")
def _() -> object:
    return rules.combine(at_most(b, a), (number(-1),), (rules.assume(at_most(a, b)),), (), ())


@case("a combination with a multiplier of unknown sign", "combine: order: the sign")
def _() -> object:
    return rules.combine(at_most(times(c, a), times(c, b)), (c,), (rules.assume(at_most(a, b)),), (), ())


@case("a combination with an undefined multiplier", "combine: log of something")
def _() -> object:
    return rules.combine(equal(0, 0), (log(c),), (rules.assume(equal(a, a)),), (), ())


@case("a strict combination with a multiplier that may be 0", "combine: order: the sign")
def _() -> object:
    goal = less(times(power(c, 2), a), times(power(c, 2), b))
    return rules.combine(goal, (power(c, 2),), (rules.assume(less(a, b)),), (), ())


@case("an inequality does not prove an equation", "combine: an inequality does not prove an equation")
def _() -> object:
    return rules.combine(equal(a, b), (ONE,), (rules.assume(at_most(a, b)),), (), ())


@case("a combination that leaves something over", "combine: equality: the normal forms")
def _() -> object:
    return rules.combine(equal(a, plus(b, 1)), (ONE,), (rules.assume(equal(a, b)),), (), ())


@case("a chain whose links do not meet", "transitivity: two neighbours do not meet")
def _() -> object:
    return rules.transitivity((rules.assume(at_most(a, b)), rules.assume(at_most(c, s))))


@case("a chain through ≠", "transitivity: a theorem is not an equation or inequality")
def _() -> object:
    return rules.transitivity((rules.assume(different(a, b)), rules.assume(different(b, a))))


@case("an empty chain", "transitivity: there is nothing to chain")
def _() -> object:
    return rules.transitivity(())


@case("log is not monotone on negative numbers", "by_normal_form: order: the sign")
def _() -> object:
    return lemmas.monotone("log", rules.assume(less(a, b)), ())


@case("a function that is not known to be monotone", "monotone: the function is exp or log")
def _() -> object:
    return lemmas.monotone("square", rules.assume(less(a, b)), ())


@case("cancelling a factor that may be 0", "by_normal_form: order: the sign")
def _() -> object:
    return lemmas.cancel(equal(a, b), rules.assume(equal(times(c, a), times(c, b))), c, 1, ())


@case("cancelling an even power of the wrong difference", "combine: equality: the normal forms")
def _() -> object:
    return lemmas.cancel(equal(a, b), rules.assume(equal(power(a, 2), power(b, 2))), ONE, 2, ())


@case("cancelling to the power 0", "combine: equality: the normal forms")
def _() -> object:
    return lemmas.cancel(equal(a, b), rules.assume(equal(ONE, ONE)), ONE, 0, ())


@case("a ≤ b and a ≤ b do not make them equal", "modus_ponens: the second theorem is not what")
def _() -> object:
    return lemmas.antisymmetry(rules.assume(at_most(a, b)), rules.assume(at_most(a, b)))


@case("relations that agree do not clash", "clash: order: the sign")
def _() -> object:
    return rules.clash(rules.assume(at_most(a, b)), rules.assume(less(a, b)), ())


@case("terms that may cancel do not vanish each", "modus_ponens: the second theorem is not what")
def _() -> object:
    signs = rules.generalise(rules.assume(equal(0, 0)), k)
    return lemmas.vanishing_terms(rules.assume(equal(total(k, z(k)), 0)), signs)


@case("one strict term elsewhere", "modus_ponens: the second theorem is not what")
def _() -> object:
    weak = rules.assume(each(k, at_most(z(k), y(k))))
    return lemmas.add_up_strictly(weak, rules.assume(less(z(j), y(j))), i)


@case("a bound that depends on the index does not bound the maximum", "maximum_least: the bound depends on the index")
def _() -> object:
    return lemmas.maximum_least(rules.assume(each(k, at_most(z(k), y(k)))))


@case("a bound for one value only", "the theorem is not about every index")
def _() -> object:
    return lemmas.maximum_least(rules.assume(at_most(a, c)))


@case("a term that is no maximum", "maximum_bounds: an argument is not of the kind")
def _() -> object:
    return rules.maximum_bounds(a, i, ())  # type: ignore[arg-type]


@case("the maximum of what is undefined", "maximum_attained: log of something")
def _() -> object:
    return rules.maximum_attained(largest_of(k, log(z(k))), ())


@case("trichotomy of what is undefined", "trichotomy: log of something")
def _() -> object:
    return rules.trichotomy(log(a), ZERO, (), ())


# Logic -------------------------------------------------------------------------------------------


@case("an index in a hypothesis is not arbitrary", "generalise: i is not arbitrary")
def _() -> object:
    return rules.generalise(rules.assume(less(0, p(i))), i)


@case("a variable in a hypothesis is not arbitrary", "generalise: a is not arbitrary")
def _() -> object:
    return rules.generalise(rules.assume(less(0, a)), array(a))


@case("an index that depends on others is not arbitrary", "generalise: c is not arbitrary")
def _() -> object:
    index = IndexVariable("c", "K", (k,))
    return rules.generalise(prove(equal(z(index), z(index))), index)


@case("an index function has one value at equal indices", "generalise: c is not arbitrary")
def _() -> object:
    first, second = IndexVariable("c", "K", (m,)), IndexVariable("c", "K", (n,))
    return instantiate(prove(equal(z(first), z(second)), same(m, n)), first, i, (), [])


@case("an index function is not what an existence yields", "take: c is not arbitrary")
def _() -> object:
    first, second = IndexVariable("c", "K", (m,)), IndexVariable("c", "K", (n,))
    theorem = prove(equal(z(second), 0), same(m, n), equal(z(first), 0))
    return rules.take(rules.assume(Exists("K", close_body(equal(z(i), 0), (i,)))), first, theorem)


@case("what exists is not what one likes", "take: i is not arbitrary")
def _() -> object:
    zero = equal(z(i), 0)
    return rules.take(rules.assume(Exists("K", close_body(zero, (i,)))), i, rules.assume(zero))


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


@case("a formula is no theorem", "weaken: an argument is not of the kind that the rule takes")
def _() -> object:
    return rules.weaken(equal(0, 1), ())  # type: ignore[arg-type]


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)


def test_contradictory_hypotheses_stay_on_the_theorem() -> None:
    zero, not_zero = equal(a, 0), different(a, 0)
    theorem = rules.clash(rules.assume(zero), rules.assume(not_zero), ())
    assert theorem.hypotheses == tuple(sorted((zero, not_zero), key=lambda formula: formula.key))
    assert rules.discharge(theorem, zero).hypotheses == (not_zero,)
