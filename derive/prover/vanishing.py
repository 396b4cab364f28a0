"""t log(t u) where t = 0: the normal form writes 0 for t, which leaves log 0, so that the term is bounded before."""

from __future__ import annotations

from fractions import Fraction

from derive.kernel import rules
from derive.kernel.polynomials import plus, polynomial_term
from derive.kernel.terms import ONE, ZERO, Equal, Less, LessEqual, Log, Multiply, Term
from derive.kernel.theorem import Theorem
from derive.prover.goal import Context


def where_weight_vanishes(context: Context, goal: Less | LessEqual, weight: Term) -> Theorem:
    """t log(t u) ≤ b where t = 0 and t ≤ 1 is known: t log t ≤ 0 for every such t, and without it both sides
    are 0."""
    own = Multiply((weight, Log(weight)))
    below = context.decided(LessEqual(own, ZERO))
    reasoner = context.reasoner
    rest = plus(reasoner.normal(goal.left), reasoner.normal(own), Fraction(-1))
    middle = polynomial_term(rest)
    first = rules.combine(LessEqual(goal.left, middle), (ONE,), (below,), context.given, context.premises)
    second = rules.by_normal_form(Equal(middle, goal.right), (Equal(ZERO, weight), *context.given), ())
    return rules.transitivity((first, second))
