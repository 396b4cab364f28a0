"""The derived rules prove what they say, under the hypotheses of what they are given and no others."""

from __future__ import annotations

import pytest

from derive.kernel import rules
from derive.kernel.terms import (
    ONE,
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
from derive.language.expressions import exp, index, log, scalar, vector
from derive.language.expressions import forall as every
from derive.lemmas import inference

a, b, c = scalar("a"), scalar("b"), scalar("c")
z, y = vector("z"), vector("y")
i, k = index("i"), index("k")
RELATIONS = (Equal, Less, LessEqual)


@pytest.mark.parametrize("relation", RELATIONS)
def test_exp_and_log_keep_relations(relation: type[Equal | Less | LessEqual]) -> None:
    given, positive = relation(a.term, b.term), a > 0
    raised = inference.monotone("exp", rules.assume(given), ())
    assert raised.conclusion == relation(Exp(a.term), Exp(b.term)) and set(raised.hypotheses) == {given}
    logs = inference.monotone("log", rules.assume(given), (rules.assume(positive),))
    assert logs.conclusion == relation(Log(a.term), Log(b.term)) and set(logs.hypotheses) == {given, positive}


def test_what_makes_the_sides_exist_may_come_from_the_premises() -> None:
    given: Formula = log(a) < b
    with pytest.raises(KernelError, match="log of something"):
        inference.monotone("exp", rules.assume(given), ())
    theorem = inference.monotone("exp", rules.assume(given), (rules.assume(a > 0),))
    assert theorem.conclusion == (exp(log(a)) < exp(b)) and set(theorem.hypotheses) == {given, a > 0}


def test_the_logarithm_lies_strictly_below_its_tangent_off_1() -> None:
    at_most = inference.log_bound(a.term, (a > 0,), ())
    assert at_most.conclusion == LessEqual(Log(a.term), subtract(a.term, ONE))
    below = inference.log_bound(a.term, (a > 1,), ())
    assert below.conclusion == Less(Log(a.term), subtract(a.term, ONE)) and below.hypotheses == (a > 1,)


def test_two_inequalities_make_an_equation() -> None:
    theorem = inference.antisymmetry(rules.assume(a + c <= b), rules.assume(b <= a + c))
    assert theorem.conclusion == Equal((a + c).term, b.term) and set(theorem.hypotheses) == {a + c <= b, b <= a + c}


def test_one_strict_term_makes_a_sum_strict() -> None:
    weak, strict = every(k, z[k] <= exp(y[k])), z[i] < exp(y[i])
    theorem = inference.add_up_strictly(rules.assume(weak), rules.assume(strict), i)
    assert isinstance(i, IndexVariable) and isinstance(weak, ForAll) and isinstance(weak.body, LessEqual)
    assert theorem.conclusion == Less(Sum("K", weak.body.left), Sum("K", weak.body.right))
    assert set(theorem.hypotheses) == {weak, strict}


@pytest.mark.parametrize("relation", [Less, LessEqual])
def test_a_bound_of_all_values_bounds_the_maximum(relation: type[Less | LessEqual]) -> None:
    value = close_body(z[k].term, (k,))  # type: ignore[type-var]
    theorem = inference.maximum_least(rules.assume(ForAll("K", relation(value, b.term))))
    assert theorem.conclusion == relation(Maximum("K", value), b.term)


def test_terms_that_are_not_negative_and_sum_to_0_vanish() -> None:
    signs = every(k, z[k] >= 0)
    assert isinstance(signs, ForAll) and isinstance(signs.body, LessEqual)
    total = Equal(Sum("K", signs.body.right), signs.body.left)
    theorem = inference.vanishing_terms(rules.assume(total), rules.assume(signs))
    assert theorem.conclusion == ForAll("K", Equal(signs.body.right, signs.body.left))
    assert set(theorem.hypotheses) == {total, signs}


def test_a_contradiction_denies_what_it_rests_on() -> None:
    absurd = rules.clash(rules.assume(a < b), rules.assume(b < a), ())
    theorem = inference.negation(absurd, a < b)
    assert theorem.conclusion == Not(a < b) and theorem.hypotheses == (b < a,)
