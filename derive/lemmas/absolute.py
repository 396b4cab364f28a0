"""Absolute values: ±x ≤ |x|, |x| ≤ b where −b ≤ x ≤ b, and the triangle inequality."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from derive.kernel import rules
from derive.kernel.terms import ONE, ZERO, Absolute, Add, Formula, Implies, Less, LessEqual, Term, negative
from derive.kernel.theorem import Theorem
from derive.language.expressions import Number, absolute, real, scalar
from derive.language.lemma import Lemma
from derive.language.logic import Known, cases, proof_of, trichotomy
from derive.work import remembered

x, bound = scalar("x"), scalar("b")


def at_most_absolute(inside: Number, size: Number, given: Iterable[Formula] = ()) -> Theorem:
    """±x ≤ |x|."""
    side, facts = rules.of_kind(real(size).term, Absolute, "at_most_absolute: no absolute value"), tuple(given)
    goal = LessEqual(real(inside).term, side)
    return cases(trichotomy(side.argument, ZERO, facts), lambda sign: decided_under(goal, (sign, *facts)))


def decided_under(goal: LessEqual, facts: tuple[Formula, ...]) -> Theorem:
    """The goal, decided under the facts."""
    return rules.by_normal_form(goal, facts, ())


@Lemma.for_all(x)
def above() -> Theorem:
    """x ≤ |x|."""
    return at_most_absolute(x, absolute(x))


@Lemma.for_all(x)
def below() -> Theorem:
    """−x ≤ |x|."""
    return at_most_absolute(negative(x.term), absolute(x))


@Lemma.for_all(x, bound, given=(-bound <= x, x <= bound))
def absolute_within() -> Theorem:
    """|x| ≤ b where −b ≤ x and x ≤ b."""
    goal, conditions = absolute(x) <= bound, (-bound <= x, x <= bound)
    return cases(trichotomy(x, 0), lambda sign: decided_under(goal, (*conditions, sign)))


def absolute_at_most(value: Number, most: Number, low: Known, high: Known, given: Iterable[Formula] = ()) -> Theorem:
    """|x| ≤ b, from −b ≤ x and x ≤ b, however these are written."""
    facts = tuple(given)
    theorem = absolute_within.under(*facts).at(x=value, b=most).theorem
    for side in (low, high):
        condition = rules.of_kind(theorem.conclusion, Implies, "absolute_at_most: no condition is left").left
        relation = rules.comparison(condition, "absolute_at_most: the condition is no inequality")
        theorem = rules.modus_ponens(theorem, rules.combine(relation, (ONE,), (proof_of(side),), facts, ()))
    return theorem


def within_absolute(known: Known, given: Iterable[Formula] = ()) -> tuple[Theorem, Theorem]:
    """−b ≤ x and x ≤ b, from |x| ≤ b."""
    theorem, facts = proof_of(known), tuple(given)
    relation = rules.comparison(theorem.conclusion, "within_absolute: what is known is no inequality")
    size = rules.of_kind(relation.left, Absolute, "within_absolute: the left side is no absolute value")
    inside, most = size.argument, relation.right

    def from_side(goal: LessEqual, side: Term) -> Theorem:
        return rules.combine(goal, (ONE, ONE), (theorem, at_most_absolute(side, size, facts)), facts, ())

    return from_side(LessEqual(negative(most), inside), negative(inside)), from_side(LessEqual(inside, most), inside)


def absolute_of_sum(terms: Sequence[Term], given: tuple[Formula, ...]) -> Theorem:
    """|a + b + …| ≤ |a| + |b| + …"""
    values = {f"triangle{place}": term for place, term in enumerate(terms)}
    return triangle_of_any(len(terms)).under(*given).at(**values).theorem


@remembered()
def triangle_of_any(count: int) -> Lemma:
    """|a + b + …| ≤ |a| + |b| + … for so many numbers: by the sign of the sum."""
    variables = [scalar(f"triangle{place}") for place in range(count)]
    terms = [variable.term for variable in variables]
    total = Add(tuple(terms))
    goal = LessEqual(Absolute(total), Add(tuple(Absolute(term) for term in terms)))

    def by_sign(case: Formula) -> Theorem:
        signed = [negative(term) if case == Less(total, ZERO) else term for term in terms]
        each = tuple(at_most_absolute(one, Absolute(term)) for one, term in zip(signed, terms, strict=True))
        return rules.combine(goal, (ONE,) * count, each, (case,), ())

    @Lemma.for_all(*variables)
    def lemma() -> Theorem:
        return cases(trichotomy(total, ZERO), by_sign)

    return lemma
