"""Logarithms and exponentials of what is given: eᵃ = b says that a = log b, and log b ≤ a that b ≤ eᵃ."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from derive import lemmas
from derive.kernel import rules
from derive.kernel.facts import POSITIVE
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import polynomial_term
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
    Relation,
    fresh_name,
    open_body,
)
from derive.kernel.theorem import Theorem
from derive.language.lemma import cut
from derive.lemmas.decided import reasoner_under
from derive.lemmas.terms import Indices
from derive.prover.goal import Search
from derive.prover.tactic import tactic

Comparison = Equal | Less | LessEqual


@tactic("taken_logarithms", cost=98, deepest=0)
def taken_logarithms(goal: Relation, search: Search) -> Theorem | None:
    """The goal from a = log b, a < log b or a ≤ log b where eᵃ = b, eᵃ < b or eᵃ ≤ b is given, for every index where
    that is given: the logarithm is increasing.

    W. Rudin, Principles of Mathematical Analysis, 3rd ed., chapter 8, The exponential and logarithmic functions."""
    return from_images(goal, search, "log")


@tactic("raised_hypotheses", cost=98, deepest=0)
def raised_hypotheses(goal: Relation, search: Search) -> Theorem | None:
    """The goal from a = eᵇ, a < eᵇ or a ≤ eᵇ where log a = b, log a < b or log a ≤ b is given, for every index where
    that is given: the exponential function is increasing.

    W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorem 8.6 (c)."""
    return from_images(goal, search, "exp")


def from_images(goal: Relation, search: Search, function: str) -> Theorem | None:
    """The goal from what is given, with a function of both sides of each relation that has its inverse in it."""
    found = {formula: theorem for formula in search.given for theorem in images(formula, goal, search.given, function)}
    if not found:
        return None
    others = tuple(formula for formula in search.given if formula not in found)
    facts = tuple(theorem.conclusion for theorem in found.values())
    return cut(search.prove(goal, (*facts, *others)), found.values())


def images(formula: Formula, goal: Relation, given: tuple[Formula, ...], function: str) -> Iterator[Theorem]:
    """What a function of both sides of a relation is, for all indices of which it is given; nothing where neither side
    has the inverse function in it."""
    pattern: Indices = ()
    body, theorem = formula, rules.assume(formula)
    while isinstance(body, ForAll) and not isinstance(body.over, tuple):
        pattern = (*pattern, IndexVariable(fresh_name(f"i{len(pattern)}_", formula, goal, *given), body.over))
        body, theorem = open_body(body.body, pattern[-1:]), rules.specialise(theorem, pattern[-1])
    inverse, outer = (Exp, Log) if function == "log" else (Log, Exp)
    if not isinstance(body, Comparison) or f"({inverse.__name__} " not in body.key:
        return
    known = tuple(fact for fact in given if not says_equal(fact))
    reasoner = reasoner_under(known)
    with suppress(KernelError, NeedsCase):
        if function == "log" and any(reasoner.sign(side) != POSITIVE for side in (body.left, body.right)):
            return
        image = lemmas.monotone(function, theorem, tuple(rules.assume(fact) for fact in known))
        left, right = (polynomial_term(reasoner.normal(outer(side))) for side in (body.left, body.right))
        result = rules.combine(type(body)(left, right), (ONE,), (image,), known, ())
        for index in reversed(pattern):
            result = rules.generalise(result, index)
        if result.conclusion not in given:
            yield result


def says_equal(formula: Formula) -> bool:
    """Whether a formula is an equation, or one for all values of some variables."""
    while isinstance(formula, ForAll):
        formula = formula.body
    return isinstance(formula, Equal)
