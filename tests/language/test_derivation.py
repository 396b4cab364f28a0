"""A derivation hands in theorems of exactly what its claim states, or fails and says why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from derive.kernel import rules
from derive.kernel.terms import Formula, KernelError, Term
from derive.kernel.theorem import Theorem
from derive.language.claims import Claim
from derive.language.derivation import Derivation, ScriptError
from derive.language.expressions import Equal, Real, both, exp, forall, index, scalar, total, vector

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
        (lambda chain: chain.check(forall(k, z[k] <= z[i])), "establishes equations and inequalities"),
        (lambda chain: chain.exhibit(Equal(a, a), b, chain.check(Equal(a, a))), "only an existence"),
    ],
    ids=["no start", "no conclusion", "another conclusion", "no relation", "no existence"],
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
