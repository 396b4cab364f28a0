"""A derivation hands in theorems of exactly what its claim states, or fails and says why."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from derive.kernel import rules
from derive.kernel.terms import Formula, KernelError
from derive.kernel.theorem import Theorem
from derive.language.claims import Claim
from derive.language.derivation import Derivation, ScriptError
from derive.language.expressions import Equal, both, exp, forall, index, scalar, total, vector

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
