"""The moves of proofs conclude what their names say, under the hypotheses that are left and no others."""

from __future__ import annotations

import pytest

from derive.kernel import rules
from derive.kernel.rules import FALSE
from derive.kernel.terms import Formula, Implies, KernelError
from derive.kernel.theorem import Theorem
from derive.language.expressions import (
    Different,
    Equal,
    absolute,
    both,
    delta,
    distinct,
    either,
    exists,
    forall,
    implies,
    index,
    log,
    negate,
    same,
    scalar,
    vector,
)
from derive.language.logic import (
    apart,
    by_contradiction,
    cases,
    clash,
    conjunction,
    excluded_middle,
    exhibit,
    for_each,
    modus_ponens,
    proof_of,
    specialise,
    suppose,
    take,
    transitivity,
    trichotomy,
    weaken,
)

a, b, c = scalar("a"), scalar("b"), scalar("c")
z, i, j, k = vector("z"), index("i"), index("j"), index("k")


def decided(goal: Formula, *given: Formula) -> Theorem:
    return rules.by_normal_form(goal, given, ())  # type: ignore[arg-type]


def is_theorem(theorem: Theorem, conclusion: Formula, *hypotheses: Formula) -> bool:
    return theorem.conclusion == conclusion and set(theorem.hypotheses) == set(hypotheses)


def test_a_formula_stands_for_itself_assumed() -> None:
    assert is_theorem(proof_of(a < b), a < b, a < b)


def test_what_is_supposed_is_no_hypothesis_any_more() -> None:
    theorem = transitivity(a < b, b < c)
    assert is_theorem(suppose(a < b, theorem), implies(a < b, a < c), b < c)
    assert is_theorem(suppose(a < 0, theorem), implies(a < 0, a < c), a < b, b < c)


def test_a_conjunction_that_is_supposed_gives_its_parts_however_deep() -> None:
    theorem = transitivity(a < b, b < c)
    flat, nested = both(a < b, b < c), both(Equal(a, a), both(c < c + 1, both(b < c, a < b)))
    assert is_theorem(suppose(flat, theorem), implies(flat, a < c))
    assert is_theorem(suppose(nested, theorem), implies(nested, a < c))
    partly = both(a < b, a < a + 1)
    assert is_theorem(suppose(partly, theorem), implies(partly, a < c), b < c)
    whole = proof_of(flat)
    assert is_theorem(suppose(flat, whole), implies(flat, flat))


def test_premises_are_detached_from_implications_and_hypotheses() -> None:
    implication = suppose(a < b, transitivity(a < b, b < c))
    assert isinstance(implication.conclusion, Implies)
    assert is_theorem(modus_ponens(implication, a < b), a < c, a < b, b < c)
    assert is_theorem(modus_ponens(decided(a < b + 1, a < b), decided(a < b, a < b - 1)), a < b + 1, a < b - 1)
    with pytest.raises(KernelError, match="not a condition of the theorem"):
        modus_ponens(implication, a < c)


def test_a_goal_that_holds_in_all_cases_holds() -> None:
    goal = a <= absolute(a)
    theorem = cases(trichotomy(a, 0), lambda case: decided(goal, case))
    assert is_theorem(theorem, goal)
    branches = [decided(goal, case) for case in (a < 0, Equal(a, 0), a > 0)]
    assert is_theorem(cases(trichotomy(a, 0), *branches), goal)


def test_an_absurd_case_proves_the_goal() -> None:
    goal = delta(i, j) <= 1
    theorem = cases(
        excluded_middle(same(i, j)), decided(goal, same(i, j)), clash(distinct(i, j), negate(distinct(i, j)))
    )
    assert is_theorem(theorem, goal, negate(distinct(i, j)))
    assert is_theorem(cases(either(a < b, b < a), clash(a < b, b < a), clash(b < a, a < b)), FALSE, *(
        either(a < b, b < a), a < b, b < a,
    ))  # fmt: skip


def test_a_case_that_is_left_out_is_noticed() -> None:
    goal = a <= absolute(a)
    with pytest.raises(KernelError, match="not one branch for each alternative"):
        cases(trichotomy(a, 0), decided(goal, a < 0), decided(goal, a > 0))
    with pytest.raises(KernelError, match="a branch does not prove the goal"):
        cases(trichotomy(a, 0), decided(goal, a < 0), decided(a <= 0, Equal(a, 0)), decided(goal, a > 0))
    with pytest.raises(KernelError, match="not a disjunction"):
        cases(a < b, decided(goal, a < 0))


def test_a_branch_that_rests_on_another_case_keeps_that_hypothesis() -> None:
    goal = absolute(a) >= 0
    theorem = cases(either(a < 0, a >= 0), decided(goal, a >= 0), decided(goal, a >= 0))
    assert is_theorem(theorem, goal, either(a < 0, a >= 0), a >= 0)


@pytest.mark.parametrize(
    ("goal", "contrary"),
    [(a <= b, b < a), (a < b, b <= a), (Equal(a, b), Different(a, b)), (Different(a, b), negate(Different(a, b))),
     (same(i, j), distinct(i, j)), (distinct(i, j), same(i, j)), (a < b, negate(a < b))],
    ids=["at most", "less", "equal", "different", "same index", "distinct indices", "less, negated"],
)  # fmt: skip
def test_a_goal_whose_contrary_is_absurd_holds(goal: Formula, contrary: Formula) -> None:
    claimed = implies(contrary, FALSE)
    absurd = modus_ponens(claimed, contrary)
    assert set(absurd.hypotheses) == {claimed, contrary}
    assert is_theorem(by_contradiction(goal, absurd), goal, claimed)


def test_an_equation_that_holds_even_where_its_sides_differ_holds() -> None:
    elsewhere = modus_ponens(implies(Different(a, b), Equal(a, b)), Different(a, b))
    assert is_theorem(by_contradiction(Equal(a, b), elsewhere), Equal(a, b), implies(Different(a, b), Equal(a, b)))


def test_sides_that_may_be_undefined_are_not_compared() -> None:
    goal = Equal(log(a), b)
    absurd = modus_ponens(implies(Different(log(a), b), FALSE), Different(log(a), b))
    assert absurd.conclusion == FALSE
    with pytest.raises(KernelError, match="trichotomy: log of something"):
        by_contradiction(goal, absurd)
    assert by_contradiction(goal, absurd, [a > 0]).conclusion == goal


def test_what_is_arbitrary_may_be_anything() -> None:
    theorem = for_each([a, k], decided(a + z[k] < a + z[k] + 1))
    assert is_theorem(theorem, forall([a, k], a + z[k] < a + z[k] + 1))
    assert is_theorem(specialise(theorem, b, i), b + z[i] < b + z[i] + 1)
    with pytest.raises(KernelError, match="a is not arbitrary"):
        for_each(a, decided(a < b + 1, a < b))


def test_what_is_exhibited_exists_and_what_exists_may_be_taken() -> None:
    goal = exists(c, both(a < c, c < b))
    theorem = exhibit(goal, (a + b) / 2, conjunction(decided(a < (a + b) / 2, a < b), decided((a + b) / 2 < b, a < b)))
    assert is_theorem(theorem, goal, a < b)
    between = modus_ponens(suppose(both(a < c, c < b), transitivity(a < c, c < b)), both(a < c, c < b))
    assert is_theorem(take(goal, c, between), a < b, goal)
    with pytest.raises(KernelError, match="only an existence can be exhibited"):
        exhibit(a < b, a, decided(a < a + 1))


def test_a_chain_is_as_strong_as_its_strongest_link() -> None:
    assert is_theorem(transitivity(Equal(a, b), b <= c), a <= c, Equal(a, b), b <= c)


def test_what_is_taken_may_follow_from_parts_of_the_property() -> None:
    between = transitivity(a < c, c < b)
    goal = exists(c, both(a < c, both(Equal(c, c), c < b)))
    assert is_theorem(take(goal, c, between), a < b, goal)
    with pytest.raises(KernelError, match="c is not arbitrary"):
        take(exists(c, a < c), c, between)
    with pytest.raises(KernelError, match="no existence"):
        take(a < b, c, between)


def test_several_values_are_exhibited_at_once() -> None:
    goal = exists([a, c], both(a < c, c < b))
    theorem = exhibit(goal, (b - 2, b - 1), conjunction(decided(b - 2 < b - 1), decided(b - 1 < b)))
    assert is_theorem(theorem, goal)


def test_a_conjunction_is_taken_apart() -> None:
    first, second = apart(both(a < b, b < c))
    assert is_theorem(first, a < b, both(a < b, b < c)) and second.conclusion == (b < c)
    with pytest.raises(KernelError, match="not a conjunction"):
        apart(a < b)


def test_a_theorem_holds_under_more_hypotheses() -> None:
    assert is_theorem(weaken(a < b, b < c, c < 0), a < b, a < b, b < c, c < 0)
