"""The exponential and the logarithm: they grow, and the logarithm lies below its tangents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress

from derive.kernel import rules
from derive.kernel.terms import (
    ONE,
    Different,
    Equal,
    Exp,
    Formula,
    KernelError,
    Less,
    LessEqual,
    Log,
    Power,
    expect,
    number,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.language.expressions import Number, real, scalar
from derive.language.lemma import Lemma
from derive.language.logic import Known, proof_of
from derive.lemmas.equations import NO_COMPARISON, Kind, kind_of
from derive.work import remembered

x, y = scalar("x"), scalar("y")


def relative_entropy_bound(
    t: Number, u: Number, hypotheses: Iterable[Formula] = (), premises: Sequence[Theorem] = ()
) -> Theorem:
    """t − u ≤ t log(t/u) for t ≥ 0 and u > 0; < where moreover t ≠ u is proved."""
    return rules.relative_entropy_bound(real(t).term, real(u).term, tuple(hypotheses), tuple(premises))


def log_bound(argument: Number, hypotheses: Iterable[Formula] = (), premises: Sequence[Theorem] = ()) -> Theorem:
    """log t ≤ t − 1 for t > 0; log t < t − 1 where moreover t ≠ 1 is proved."""
    term, given, using = real(argument).term, tuple(hypotheses), tuple(premises)
    conditions: tuple[Theorem, ...] = (rules.by_normal_form(Less(number(0), term), given, using),)
    with suppress(KernelError):
        conditions += (rules.by_normal_form(Different(term, ONE), given, using),)
    return below_tangent(len(conditions) == 2).at(x=term).given(*conditions).using(*using).theorem


@remembered()
def below_tangent(strict: bool) -> Lemma:
    """log x ≤ x − 1 for x > 0, < for x ≠ 1: the relative entropy of 1 and x is at least 1 − x."""
    conditions: tuple[Formula, ...] = (x > 0, Different(x.term, ONE)) if strict else (x > 0,)
    goal = (Less if strict else LessEqual)(Log(x.term), subtract(x.term, ONE))

    @Lemma.for_all(x, given=conditions)
    def lemma() -> Theorem:
        bound = rules.relative_entropy_bound(ONE, x.term, conditions, ())
        return rules.combine(goal, (ONE,), (bound,), conditions, ())

    return lemma


def monotone(function: str, known: Known, premises: Sequence[Theorem] = ()) -> Theorem:
    """From a < b (or ≤, =): exp a < exp b; log a < log b where a > 0."""
    expect(function in ("exp", "log"), "monotone: the function is exp or log")
    theorem = proof_of(known)
    relation = rules.comparison(theorem.conclusion, NO_COMPARISON)
    conditions: tuple[Theorem, ...] = (theorem,)
    if function == "log":
        positive = Less(number(0), relation.left)
        conditions = (rules.by_normal_form(positive, theorem.hypotheses, (*premises, theorem)), theorem)
    rises = (exponential_rises if function == "exp" else logarithm_rises)(kind_of(relation))
    return rises.at(x=relation.left, y=relation.right).given(*conditions).using(*premises).theorem


@remembered()
def exponential_rises(relation: Kind) -> Lemma:
    """exp x < exp y where x < y, or likewise with ≤ or =: exp x − exp y ≤ exp x · (x − y)."""
    given, goal = relation(x.term, y.term), relation(Exp(x.term), Exp(y.term))

    @Lemma.for_all(x, y, given=(given,))
    def lemma() -> Theorem:
        if relation is Equal:
            return rules.by_normal_form(goal, (given,), ())
        bound = rules.relative_entropy_bound(Exp(x.term), Exp(y.term), (given,), ())
        return rules.combine(goal, (ONE, Exp(x.term)), (bound, rules.assume(given)), (given,), ())

    return lemma


@remembered()
def logarithm_rises(relation: Kind) -> Lemma:
    """log x < log y where 0 < x < y, or likewise with ≤ or =: y − x ≤ y · log(y/x)."""
    given, goal = (x > 0, relation(x.term, y.term)), relation(Log(x.term), Log(y.term))

    @Lemma.for_all(x, y, given=given)
    def lemma() -> Theorem:
        if relation is Equal:
            return rules.by_normal_form(goal, given, ())
        bound, slope = rules.relative_entropy_bound(y.term, x.term, given, ()), Power(y.term, number(-1))
        return rules.combine(goal, (slope, slope), (bound, rules.assume(given[1])), given, ())

    return lemma
