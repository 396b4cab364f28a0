"""Lemmas prove what they say, under the hypotheses of what they are given and no others."""

from __future__ import annotations

import pytest

from derive import lemmas
from derive.kernel import rules
from derive.kernel.terms import (
    ONE,
    ZERO,
    Equal,
    Exp,
    ForAll,
    Formula,
    IndexVariable,
    KernelError,
    Less,
    LessEqual,
    Log,
    Maximum,
    Not,
    Sum,
    close_body,
    subtract,
)
from derive.language.expressions import Equal as EqualTo
from derive.language.expressions import Real, absolute, exists, exp, index, limit, log, real, scalar, vector
from derive.language.expressions import forall as every
from derive.language.logic import by_contradiction, exhibit

a, b, c, t = scalar("a"), scalar("b"), scalar("c"), scalar("t")
z, y = vector("z"), vector("y")
i, k = index("i"), index("k")
RELATIONS = (Equal, Less, LessEqual)


@pytest.mark.parametrize("relation", RELATIONS)
def test_exp_and_log_keep_relations(relation: type[Equal | Less | LessEqual]) -> None:
    given, positive = relation(a.term, b.term), a > 0
    raised = lemmas.monotone("exp", rules.assume(given), ())
    assert raised.conclusion == relation(Exp(a.term), Exp(b.term)) and set(raised.hypotheses) == {given}
    logs = lemmas.monotone("log", rules.assume(given), (rules.assume(positive),))
    assert logs.conclusion == relation(Log(a.term), Log(b.term)) and set(logs.hypotheses) == {given, positive}


def test_what_makes_the_sides_exist_may_come_from_the_premises() -> None:
    given: Formula = log(a) < b
    with pytest.raises(KernelError, match="log of something"):
        lemmas.monotone("exp", rules.assume(given), ())
    theorem = lemmas.monotone("exp", rules.assume(given), (rules.assume(a > 0),))
    assert theorem.conclusion == (exp(log(a)) < exp(b)) and set(theorem.hypotheses) == {given, a > 0}


def test_the_logarithm_lies_strictly_below_its_tangent_off_1() -> None:
    at_most = lemmas.log_bound(a.term, (a > 0,), ())
    assert at_most.conclusion == LessEqual(Log(a.term), subtract(a.term, ONE))
    below = lemmas.log_bound(a.term, (a > 1,), ())
    assert below.conclusion == Less(Log(a.term), subtract(a.term, ONE)) and below.hypotheses == (a > 1,)


def test_two_inequalities_make_an_equation() -> None:
    theorem = lemmas.antisymmetry(rules.assume(a + c <= b), rules.assume(b <= a + c))
    assert theorem.conclusion == Equal((a + c).term, b.term) and set(theorem.hypotheses) == {a + c <= b, b <= a + c}


def test_one_strict_term_makes_a_sum_strict() -> None:
    weak, strict = every(k, z[k] <= exp(y[k])), z[i] < exp(y[i])
    theorem = lemmas.add_up_strictly(rules.assume(weak), rules.assume(strict), i)
    assert isinstance(i, IndexVariable) and isinstance(weak, ForAll) and isinstance(weak.body, LessEqual)
    assert theorem.conclusion == Less(Sum("K", weak.body.left), Sum("K", weak.body.right))
    assert set(theorem.hypotheses) == {weak, strict}


@pytest.mark.parametrize("relation", [Less, LessEqual])
def test_a_bound_of_all_values_bounds_the_maximum(relation: type[Less | LessEqual]) -> None:
    value = close_body(z[k].term, (k,))  # type: ignore[type-var]
    theorem = lemmas.maximum_least(rules.assume(ForAll("K", relation(value, b.term))))
    assert theorem.conclusion == relation(Maximum("K", value), b.term)


def test_terms_that_are_not_negative_and_sum_to_0_vanish() -> None:
    signs = every(k, z[k] >= 0)
    assert isinstance(signs, ForAll) and isinstance(signs.body, LessEqual)
    total = Equal(Sum("K", signs.body.right), signs.body.left)
    theorem = lemmas.vanishing_terms(rules.assume(total), rules.assume(signs))
    assert theorem.conclusion == ForAll("K", Equal(signs.body.right, signs.body.left))
    assert set(theorem.hypotheses) == {total, signs}


def test_a_contradiction_denies_what_it_rests_on() -> None:
    absurd = rules.clash(rules.assume(a < b), rules.assume(b < a), ())
    theorem = by_contradiction(Not(a < b), absurd)
    assert theorem.conclusion == Not(a < b) and theorem.hypotheses == (b < a,)


def test_a_number_between_bounds_has_an_absolute_value_below_them_however_they_are_written() -> None:
    low, high = rules.assume(a + b >= -c), rules.assume(b + a <= c)
    theorem = lemmas.absolute_at_most(a + b, c, low, high)
    assert theorem.conclusion == (absolute(a + b) <= c)
    assert set(theorem.hypotheses) == {a + b >= -c, b + a <= c}
    with pytest.raises(KernelError):
        lemmas.absolute_at_most(a + b, c, high, high)


@pytest.mark.parametrize("inside", [a, -a])
def test_a_number_is_at_most_its_absolute_value_with_either_sign(inside: Real) -> None:
    theorem = lemmas.at_most_absolute(inside, absolute(a))
    assert theorem.conclusion == (inside <= absolute(a)) and theorem.hypotheses == ()
    with pytest.raises(KernelError):
        lemmas.at_most_absolute(inside + 1, absolute(a))
    with pytest.raises(KernelError, match="no absolute value"):
        lemmas.at_most_absolute(inside, a)


def test_what_lies_between_equal_limits_has_that_limit() -> None:
    goal = Equal((limit(exp(-t) * a, t, 0, "infinity")).term, ZERO)
    theorem = lemmas.limit_laws(goal, exp(-t) * a, t)
    assert theorem.conclusion == goal and theorem.hypotheses == ()
    with pytest.raises(KernelError, match="the left side is not a limit"):
        lemmas.limit_laws(Equal(a.term, ZERO), a, t)
    with pytest.raises(KernelError, match="not an equation"):
        lemmas.limit_laws(a <= b, a, t)


def test_a_function_that_is_somewhere_below_and_somewhere_above_meets_the_other() -> None:
    goal = exists(t, EqualTo(t**3, a))
    below = exhibit(exists(t, t**3 < a), 0, rules.by_normal_form(real(0) ** 3 < a, (a > 0,), ()))
    above = rules.assume(exists(t, a <= t**3))
    theorem = lemmas.intermediate_value(goal, below, above)
    assert theorem.conclusion == goal
    with pytest.raises(KernelError, match="is no existence"):
        lemmas.intermediate_value(a <= b, below, above)


def test_what_equal_relations_do_not_say_is_not_concluded() -> None:
    with pytest.raises(KernelError, match="not what the first requires"):
        lemmas.antisymmetry(rules.assume(a <= b), rules.assume(a <= b))


def test_what_lies_within_a_bound_lies_between_it_and_its_negative() -> None:
    low, high = lemmas.within_absolute(absolute(a) <= b)
    assert low.conclusion == (-b <= a) and high.conclusion == (a <= b)
    assert low.hypotheses == high.hypotheses == (absolute(a) <= b,)
    with pytest.raises(KernelError, match="no absolute value"):
        lemmas.within_absolute(a <= b)


def test_limits_are_taken_part_by_part() -> None:
    theorem = lemmas.limit_value(limit((1 + b * exp(-t)) / 2, t, 0, "infinity"), t)
    assert theorem.conclusion.left == limit((1 + b * exp(-t)) / 2, t, 0, "infinity").term  # type: ignore[attr-defined]
    assert rules.by_normal_form(Equal(theorem.conclusion.right, (real(1) / 2).term), (), ())  # type: ignore[attr-defined]
    with pytest.raises(KernelError, match="the limit is infinite"):
        lemmas.limit_value(limit(exp(t), t, 0, "infinity"), t)
    with pytest.raises(KernelError, match="what is taken is not a limit"):
        lemmas.limit_value(exp(t), t)


def test_a_limit_is_that_of_what_is_the_same_near_the_point() -> None:
    before, after = exp(t) / (exp(t) + 1), 1 / (1 + exp(-t))
    theorem = lemmas.same_limit(limit(before, t, 0, "infinity"), after, t)
    sides = limit(before, t, 0, "infinity"), limit(after, t, 0, "infinity")
    assert theorem.conclusion == EqualTo(*sides) and theorem.hypotheses == ()
    with pytest.raises(KernelError):
        lemmas.same_limit(limit(before, t, 0, "infinity"), 1 / (2 + exp(-t)), t)


def test_a_limit_of_what_is_rewritten_is_that_of_the_term_itself() -> None:
    before, after = exp(t) / (exp(t) + 1), 1 / (1 + exp(-t))
    theorem = lemmas.limit_value(limit(before, t, 0, "infinity"), t, rewritten=after)
    assert theorem.conclusion.left == limit(before, t, 0, "infinity").term  # type: ignore[attr-defined]
    assert rules.by_normal_form(Equal(theorem.conclusion.right, ONE), (), ())  # type: ignore[attr-defined]
    with pytest.raises(KernelError):
        lemmas.limit_value(limit(before, t, 0, "infinity"), t, rewritten=1 / (2 + exp(-t)))
