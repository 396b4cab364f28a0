"""A derivation hands in theorems of exactly what its claim states, or fails and says why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from derive.kernel import rules
from derive.kernel.terms import Formula, KernelError, Not, Term
from derive.kernel.theorem import Theorem
from derive.language import (
    Claim,
    Derivation,
    Equal,
    Lemma,
    Real,
    ScriptError,
    assume,
    both,
    by_contradiction,
    cases,
    clash,
    conjunction,
    delta,
    distinct,
    excluded_middle,
    exists,
    exp,
    for_each,
    forall,
    iff,
    implies,
    index,
    log,
    real,
    same,
    scalar,
    smooth,
    specialise,
    suppose,
    total,
    trichotomy,
    vector,
)
from derive.language.missing import Unsettled
from derive.verify.reasons import reason_of

a, b, c = scalar("a"), scalar("b"), scalar("c")
z, k, i = vector("z"), index("k"), index("i")


def no_lemma(claim: Claim) -> Theorem:
    raise AssertionError(claim)


def begun(*goals: Formula, given: tuple[Formula, ...] = ()) -> Derivation:
    return Derivation(goals, given, no_lemma)


def test_a_chain_proves_its_ends() -> None:
    chain = begun(Equal((a + b) ** 2, a**2 + 2 * a * b + b**2))
    chain.start((a + b) ** 2)
    chain.then((a + b) * (a + b), "a square")
    chain.end("multiplied out")
    assert chain.finish().conclusion == chain.goals[0]
    assert [step.reason for step in chain.sections[0].steps] == ["", "a square", "multiplied out"]


def test_a_false_line_is_refused_where_it_stands() -> None:
    chain = begun(Equal((a + b) ** 2, a**2 + 2 * a * b + b**2))
    chain.start((a + b) ** 2)
    with pytest.raises(KernelError, match="the normal forms of the two sides differ"):
        chain.then(a**2 + b**2, "as beginners do")
    assert len(chain.steps) == 1


def test_two_false_lines_that_cancel_are_refused_at_the_first() -> None:
    chain = begun(Equal(a, a + 0))
    chain.start(a)
    with pytest.raises(KernelError):
        chain.then(a + 1)


def test_a_chain_of_inequalities_is_strict_where_one_link_is() -> None:
    chain = begun(a < c, given=(a <= b, b < c))
    chain.start(a)
    chain.then(b, relation="<=")
    chain.then(c, relation="<")
    assert chain.chained().conclusion == (a < c)


def test_a_chain_without_a_strict_link_does_not_prove_a_strict_goal() -> None:
    chain = begun(a < c, given=(a <= b, b <= c))
    chain.start(a)
    chain.then(b, relation="<=")
    with pytest.raises(KernelError, match="order: the sign"):
        chain.end()


Misuse = Callable[[Derivation], object]


@pytest.mark.parametrize(
    ("misuse", "why"),
    [
        (lambda chain: chain.then(b), "a chain begins with start"),
        (lambda chain: chain.finish(), "leaves 1 of 1 formulas without a conclusion"),
        (lambda chain: chain.conclude(rules.by_normal_form(Equal(b, b), (), ())), "is not the formula that the claim"),
        (lambda chain: chain.check(exists(c, a < c)), "establishes equations and inequalities"),
        (lambda chain: chain.check(both(a <= a, b <= b), by=[(1, a <= b)]), "is a combination of others"),
        (lambda chain: chain.denied, "only a denial denies a statement"),
    ],
    ids=["no start", "no conclusion", "another conclusion", "no relation", "no combination", "no denial"],
)  # fmt: skip
def test_misuse_is_named(misuse: Misuse, why: str) -> None:
    with pytest.raises(ScriptError, match=why):
        misuse(begun(Equal(a, a)))


def test_everything_is_concluded_once() -> None:
    chain = begun(Equal(a, a))
    theorem = chain.check(Equal(a, a))
    chain.conclude(theorem)
    with pytest.raises(ScriptError, match="everything is concluded already"):
        chain.conclude(theorem)


def test_a_hypothesis_of_ones_own_does_not_enter_the_theorem() -> None:
    chain = begun(Equal(a, b))
    chain.conclude(rules.assume(Equal(a, b)))
    with pytest.raises(ScriptError, match="rests on a hypothesis that the claim does not have"):
        chain.finish()


def test_an_assumption_that_is_not_discharged_does_not_enter_the_theorem() -> None:
    chain = begun(a <= b)
    with chain.assuming(a < b):
        theorem = chain.check(a <= b)
    assert chain.given == ()
    chain.conclude(theorem)
    with pytest.raises(ScriptError, match="rests on a hypothesis"):
        chain.finish()


def test_the_theorem_carries_exactly_the_hypotheses_of_the_claim() -> None:
    chain = begun(Equal(a, a), given=(a < b,))
    chain.conclude(rules.by_normal_form(Equal(a, a), (), ()))
    assert chain.finish().hypotheses == (a < b,)


def test_several_formulas_are_concluded_in_their_order() -> None:
    goals = (exp(a) > 0, Equal(total(k, exp(z[k])), total(i, exp(z[i]))))
    chain = begun(*goals)
    with pytest.raises(ScriptError):
        chain.conclude(chain.check(goals[1]))
    chain.conclude(chain.check(goals[0]))
    chain.conclude(chain.check(goals[1]))
    assert chain.finish().conclusion == both(*goals)


# Who makes a line --------------------------------------------------------------------------------


@dataclass
class Made:
    """An operation that answers whatever it is told."""

    answer: Real
    known: tuple[object, ...] = ()
    name: str = "made"
    sentence: str = "as made"

    def __call__(self, term: Term, names: object) -> Term:
        return self.answer.term


def makers(chain: Derivation) -> list[str]:
    return [step.by for section in chain.sections for step in section.steps]


def test_a_line_says_who_made_it() -> None:
    chain = begun(Equal((a + b) ** 2, a**2 + 2 * a * b + b**2))
    chain.start((a + b) ** 2)
    chain.then((a + b) ** 2, "in other words")
    chain.then((a + b) * (a + b), "a square")
    chain.then(Made(a * (a + b) + b * (a + b)))
    chain.end("multiplied out")
    assert makers(chain) == ["", "fold", "typed", "made", "typed"]
    assert [step.reason for step in chain.sections[0].steps][3] == "as made"


def test_what_an_operation_computes_is_proved_like_any_line() -> None:
    chain = begun(Equal(a + b, a + b))
    chain.start(a + b)
    with pytest.raises(KernelError, match="the normal forms of the two sides differ"):
        chain.then(Made(a - b))


def test_a_computed_line_takes_the_order_of_the_goal_and_no_line_of_its_own() -> None:
    chain = begun(Equal(a * (b + c), a * c + a * b))
    chain.start(a * (b + c))
    chain.then(Made(a * b + a * c), "multiply out")
    chain.end("the same in another order")
    (section,) = chain.sections
    assert [(step.what, step.by) for step in section.steps[1:]] == [(chain.goals[0].right, "made")]  # type: ignore[attr-defined]
    assert section.steps[1].reason == "multiply out"


def test_a_typed_line_is_not_taken_for_the_one_before() -> None:
    chain = begun(Equal(a * (b + c), a * c + a * b))
    chain.start(a * (b + c))
    chain.then(a * b + a * c)
    chain.end("in another order")
    assert makers(chain) == ["", "typed", "typed"]


def test_a_chain_may_begin_at_the_right_side_of_an_equation() -> None:
    chain = begun(Equal(a**2 + 2 * a * b + b**2, (a + b) ** 2))
    chain.start((a + b) ** 2)
    chain.end("multiplied out")
    assert chain.finish().conclusion == chain.goals[0]


def test_a_chain_for_an_inequality_begins_at_its_left_side() -> None:
    chain = begun(a <= b, given=(a <= b,))
    chain.start(b)
    with pytest.raises((KernelError, ScriptError)):
        chain.end()


def test_what_is_applied_is_proved_or_assumed() -> None:
    chain = begun(Equal(a, b), given=(Equal(a, b),))
    chain.start(a)
    with pytest.raises(ScriptError, match="neither proved nor assumed here"):
        chain.then(Made(c, (Equal(a, c),)))
    chain.then(Made(b, (Equal(a, b),)))
    chain.end()
    assert chain.finish().conclusion == chain.goals[0]


def test_a_theorem_is_applied_for_all_values_of_its_variables() -> None:
    shifted = rules.by_normal_form(Equal(exp(z[i] + c), exp(z[i]) * exp(c)), (), ())
    before, after = total(k, exp(z[k] + c)), exp(c) * total(k, exp(z[k]))
    chain = begun(Equal(before, after))
    chain.start(before)
    chain.then(Made(total(k, exp(z[k]) * exp(c)), (shifted,)))
    chain.end()
    assert chain.finish().hypotheses == ()


def test_a_formula_among_what_is_used_is_an_assumption() -> None:
    chain = begun(a < c)
    assert set(chain.check(a < c, by=[(1, a < b), (1, b < c)]).hypotheses) == {a < b, b < c}
    assert chain.check(a <= c, [Equal(a, c)]).hypotheses == (Equal(a, c),)


@pytest.mark.parametrize(
    "goal",
    [
        both(a <= a + 1, exp(a) > 0),
        forall([k, i], exp(z[k]) + exp(z[i]) > 0),
        implies(both(a > 0, b > 0), a + b > 0),
        forall(k, implies(distinct(k, i), Equal(delta(k, i), 0))),
        smooth(exp(a) * b, a),
    ],
    ids=["together", "for every index", "under conditions", "for every other index", "smooth"],
)
def test_what_is_made_of_relations_is_checked(goal: Formula) -> None:
    theorem = begun(goal, given=(b > a,)).check(goal)
    assert theorem.conclusion == goal and set(theorem.hypotheses) <= {b > a}


@pytest.mark.parametrize(
    "goal",
    [both(a <= a, a < a), forall(k, z[k] > 0), implies(a >= 0, a > 0), smooth(log(a), a)],
    ids=["one part is false", "not every entry is positive", "the condition does not suffice", "not smooth"],
)
def test_what_does_not_hold_is_not_checked(goal: Formula) -> None:
    with pytest.raises(KernelError):
        begun(goal).check(goal)


def test_a_goal_is_checked_in_each_case_by_what_is_given_for_it() -> None:
    goal = delta(k, i) <= exp(a)
    chain = begun(goal)
    theorem = chain.by_cases(goal, excluded_middle(same(k, i)), [(1, exp(a) >= 1)], [])
    assert theorem.conclusion == goal and theorem.hypotheses == (exp(a) >= 1,)
    with pytest.raises(ValueError):
        chain.by_cases(goal, excluded_middle(same(k, i)), [(1, exp(a) >= 1)])
    with pytest.raises(KernelError):
        chain.by_cases(a <= 0, trichotomy(a, 0), [], [], [])


def test_what_is_given_does_not_count_in_general() -> None:
    chain = begun(a > 0, given=(a > 1,))
    with chain.in_general(), pytest.raises(KernelError):
        chain.check(a > 0)
    assert chain.check(a > 0).hypotheses == (a > 1,)


def test_a_chain_goes_on_with_what_is_known() -> None:
    chain = begun(a <= c, given=(a <= b, b <= c))
    chain.start(a)
    chain.then(b, relation="<=")
    chain.go_on(b <= c)
    assert chain.chained().conclusion == (a <= c)
    assert [(step.relation, step.what) for step in chain.steps[1:]] == [("<=", b.term), ("<=", c.term)]
    with pytest.raises(KernelError, match="two neighbours do not meet"):
        chain.go_on(b <= c)
        chain.chained()


def lines_of(chain: Derivation) -> list[tuple[int, str, object]]:
    (section,) = chain.sections
    return [(step.depth, step.relation, step.what) for step in section.steps]


def test_what_is_supposed_is_printed_above_what_depends_on_it_and_discharged() -> None:
    chain = begun(implies(a > 0, a + 1 > 1))
    with chain.assuming(a > 0):
        shown = chain.show(a + 1 > 1, "add 1")
    chain.conclude(suppose(a > 0, shown))
    assert lines_of(chain) == [
        (0, "suppose", a > 0),
        (1, "therefore", a + 1 > 1),
        (0, "therefore", implies(a > 0, a + 1 > 1)),
    ]
    assert chain.finish().hypotheses == ()


def test_what_is_supposed_together_is_one_line_and_what_is_known_none() -> None:
    chain = begun(implies(both(a > 0, b > 0), a + b > 0), given=(c > 0,))
    with chain.assuming(a > 0, c > 0, b > 0):
        shown = chain.show(a + b > 0)
    chain.conclude(suppose(both(a > 0, b > 0), shown))
    assert lines_of(chain)[0] == (0, "suppose", both(a > 0, b > 0))
    assert len(lines_of(chain)) == 3


def test_a_supposition_under_which_nothing_is_printed_leaves_no_line() -> None:
    chain = begun(implies(a > 0, a + 1 > 1))
    with chain.assuming(a > 0):
        shown = chain.check(a + 1 > 1)
    chain.conclude(suppose(a > 0, shown))
    assert lines_of(chain) == [(0, "therefore", implies(a > 0, a + 1 > 1))]


def test_cases_are_printed_as_cases() -> None:
    chain = begun(a**2 >= 0)
    branches = []
    for case in (a < 0, Equal(a, 0), a > 0):
        with chain.case(case):
            branches.append(chain.show(a**2 >= 0))
    chain.conclude(cases(trichotomy(a, 0), *branches), "in each case")
    assert [line[:2] for line in lines_of(chain)] == [(0, "case"), (1, "therefore")] * 3 + [(0, "therefore")]
    assert chain.finish().hypotheses == ()


def test_what_is_absurd_is_printed_under_the_contrary() -> None:
    chain = begun(a <= b, given=(a < b,))
    with chain.contrary(a <= b) as contrary:
        absurd = chain.note(clash(contrary, a < b), "which it is not")
    chain.conclude(by_contradiction(a <= b, absurd))
    assert [line[:2] for line in lines_of(chain)] == [(0, "contrary"), (1, "therefore"), (0, "therefore")]
    assert contrary == (b < a)
    assert chain.finish().hypotheses == (a < b,)


def test_what_is_arbitrary_is_printed_above_the_lines_that_speak_of_it() -> None:
    chain = begun(forall(k, exp(z[k]) > 0))
    with chain.each(k):
        each = chain.show(exp(z[k]) > 0)
    chain.conclude(for_each(k, each))
    assert [line[:2] for line in lines_of(chain)] == [(0, "each"), (1, "therefore"), (0, "therefore")]
    assert chain.finish().conclusion == chain.goals[0]


def test_a_chain_that_was_interrupted_begins_again() -> None:
    chain = begun(a < c, given=(a < b, b < c))
    chain.start(a)
    chain.then(b, relation="<")
    chain.show(b < c)
    chain.then(c, relation="<")
    chain.conclude(chain.chained())
    assert [(relation, what) for _, relation, what in lines_of(chain)] == [
        ("", a.term), ("<", b.term), ("therefore", b < c), ("", b.term), ("<", c.term), ("therefore", a < c)
    ]  # fmt: skip
    assert chain.finish().conclusion == (a < c)


def test_a_chain_that_goes_on_under_a_supposition_begins_again_there() -> None:
    chain = begun(implies(b < c, a < c), given=(a < b,))
    chain.start(a)
    chain.then(b, relation="<")
    with chain.assuming(b < c):
        chain.then(c, relation="<")
    chain.conclude(suppose(b < c, chain.chained()))
    depths = [(depth, relation) for depth, relation, _ in lines_of(chain)]
    assert depths == [(0, ""), (0, "<"), (0, "suppose"), (1, ""), (1, "<"), (0, "therefore")]
    assert chain.finish().conclusion == chain.goals[0]


def test_what_a_chain_arrives_at_is_not_printed_twice() -> None:
    chain = begun(Equal((a + b) ** 2, a**2 + 2 * a * b + b**2))
    chain.start((a + b) ** 2)
    chain.end()
    assert [relation for _, relation, _ in lines_of(chain)] == ["", "="]


def test_a_chain_takes_the_reason_of_what_it_concludes() -> None:
    chain = begun(a < c, given=(a < b, b < c))
    chain.start(a)
    chain.then(b, relation="<")
    chain.then(c, relation="<")
    chain.conclude(chain.chained(), "both together")
    (section,) = chain.sections
    assert [(step.relation, step.reason) for step in section.steps] == [("", ""), ("<", ""), ("<", "both together")]


def test_a_conclusion_that_the_chain_does_not_say_is_printed() -> None:
    chain = begun(a <= c, given=(a < b, b < c))
    chain.start(a)
    chain.then(b, relation="<")
    chain.then(c, relation="<")
    chain.end()
    assert lines_of(chain)[-1] == (0, "therefore", a <= c)


def test_what_is_concluded_stands_on_the_page() -> None:
    chain = begun(a + 1 <= b + 1, given=(a <= b,))
    chain.show(a + 2 <= b + 2)
    chain.conclude(chain.check(a + 1 <= b + 1))
    assert lines_of(chain)[-1] == (0, "therefore", a + 1 <= b + 1)


def test_a_line_that_outlives_its_supposition_is_refused() -> None:
    chain = begun(implies(a > 0, a + 1 > 1))
    with chain.assuming(a > 0):
        shown = chain.check(a + 1 > 1)
    chain.note(shown, "add 1")
    chain.conclude(suppose(a > 0, shown))
    with pytest.raises(ScriptError, match=r"line 1, 'add 1', is not true as it stands on the page: it needs what"):
        chain.finish()


# Lemmas ------------------------------------------------------------------------------------------

shifted = a + 1 <= b + 1
shift = Claim(
    "test.shift",
    "The same may be added on both sides",
    {"forward": shifted, "both ways": iff(a <= b, shifted)},
    given=[a <= b],
)


def chain_with_lemma(*given: Formula) -> Derivation:
    def prove(claim: Claim) -> Theorem:
        forward = rules.by_normal_form(shifted, (a <= b,), ())
        back = suppose(shifted, rules.by_normal_form(a <= b, (shifted,), ()))
        return conjunction(forward, conjunction(suppose(a <= b, forward), back))

    return Derivation((a <= a,), given, prove)


def test_a_lemma_says_of_values_what_the_claim_says() -> None:
    found = chain_with_lemma(c > 0).lemma(shift, a=c, b=2 * c)
    assert found.part("forward").conclusion == (c + 1 <= 2 * c + 1)
    assert set(found.theorem.hypotheses) == {c > 0}


def test_parts_of_a_lemma_have_the_names_of_the_claim() -> None:
    lemma = chain_with_lemma().lemma(shift)
    assert lemma.part("both ways").part("if").conclusion == implies(shifted, a <= b)
    with pytest.raises(LookupError, match="its parts are 'forward', 'both ways'"):
        lemma.part("backward")


def test_a_condition_that_is_not_established_is_refused() -> None:
    with pytest.raises(KernelError):
        chain_with_lemma().lemma(shift, a=c + 1, b=c)
    found = chain_with_lemma(c <= b).lemma(shift, a=c)
    assert set(found.theorem.hypotheses) == {c <= b}


def test_a_theorem_of_the_script_is_used_at_values_like_a_lemma() -> None:
    chain = chain_with_lemma(b > 0)
    with chain.in_general(), chain.assuming(a > 0):
        doubled = chain.check(2 * a > a)
    at_exp = chain.at(doubled, a=exp(b))
    assert at_exp.conclusion == (2 * exp(b) > exp(b)) and set(at_exp.theorem.hypotheses) <= {b > 0}
    with pytest.raises(KernelError):
        chain.at(doubled, a=-b)


def test_what_is_denied_speaks_of_the_variables_of_the_statement() -> None:
    statement = forall([a, b], implies(a < b, b + 1 < a + 1))
    denied = Lemma(lambda: assume(statement), (a.term.array, b.term.array), (), 1)  # type: ignore[attr-defined]
    chain = Derivation((Not(statement),), (), lambda claim: assume(a < a), (), denied)
    wrong = chain.at(chain.denied, a=0, b=1)
    assert wrong.theorem.hypotheses == (statement,)
    chain.conclude(by_contradiction(chain.goal, clash(wrong, chain.check(real(0) + 1 < 2))))
    assert chain.finish().hypotheses == ()
    with pytest.raises(KernelError):
        chain.at(chain.denied, a=1, b=0)


def test_several_theorems_are_concluded_together() -> None:
    goal = both(a <= a, exp(a) > 0)
    chain = begun(goal)
    chain.conclude(conjunction(chain.check(a <= a), chain.check(exp(a) > 0)))
    assert chain.finish().conclusion == goal


def test_a_theorem_for_every_index_is_used_at_one() -> None:
    chain = begun(exp(z[i]) > 0)
    chain.conclude(specialise(chain.check(forall(k, exp(z[k]) > 0)), i))


def test_a_search_is_asked_for_what_is_given_and_there_is_none_unless_one_is_handed_in() -> None:
    asked: list[tuple[Formula, tuple[Formula, ...]]] = []

    def automatic(goal: Formula, given: Sequence[Formula]) -> Theorem:
        asked.append((goal, tuple(given)))
        return rules.by_normal_form(goal, tuple(given), ())

    goal = a + b > 0
    chain = Derivation([goal], [a > 0], no_lemma, automatic=automatic)
    with chain.assuming(b > 0):
        theorem = chain.search(goal)
    assert asked == [(goal, (a > 0, b > 0))] and theorem.conclusion == goal
    with pytest.raises(ScriptError, match="no automatic prover"):
        begun(goal).search(goal)


def test_a_combination_that_does_not_suffice_knows_what_is_left() -> None:
    chain = begun(a**2 >= a, given=(a >= 0,))
    with pytest.raises(Unsettled) as caught:
        chain.check(chain.goal, by=[(1, a >= 0)])
    assert str(caught.value).endswith("the sign of the difference is not established")
    left = caught.value.left()
    assert rules.by_normal_form(Equal(left.right, (a**2 - 2 * a).term), (), ()).conclusion
    assert reason_of(caught.value).endswith("what is left is −2 a + a² ≥ 0")


def test_a_false_line_knows_by_how_much_its_sides_differ() -> None:
    chain = begun(Equal((a + b) ** 2, a**2 + 2 * a * b + b**2))
    chain.start((a + b) ** 2)
    with pytest.raises(Unsettled) as caught:
        chain.then(a**2 + b**2, "as beginners do")
    assert reason_of(caught.value).endswith("what is left is 0 = −2 a b")


def test_what_is_left_of_a_side_that_is_undefined_is_not_said() -> None:
    chain = begun(log(a) <= a)
    with pytest.raises(KernelError) as caught:
        chain.check(chain.goal, by=[(1, a >= 0)])
    assert not isinstance(caught.value, Unsettled)
