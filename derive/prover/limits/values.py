"""Values of limits: by the rules that find them, the cheapest first."""

from __future__ import annotations

from contextlib import suppress

from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import polynomial_term
from derive.kernel.reasoner import Reasoner
from derive.kernel.terms import KernelError, Limit, Node, Term, subnodes
from derive.kernel.theorem import Theorem
from derive.lemmas.limits import equation, limit_of, with_value
from derive.prover.credit import noted
from derive.prover.goal import Search
from derive.prover.moving import Moving
from derive.prover.registry import limit_rules


def limit_values(goal: Node, search: Search) -> tuple[Theorem, ...]:
    """Theorems that give the values of the limits in a goal."""
    limits = sorted({n for n in subnodes(goal) if isinstance(n, Limit) and not n.loose}, key=lambda n: n.key)
    return tuple(limit_value(Moving(limit, goal, search)) for limit in limits)


def limit_value(moving: Moving) -> Theorem:
    """The value of a limit; raises KernelError where no rule finds it, with the reason of the first that applies."""
    reason = None
    for rule in limit_rules():
        try:
            found = rule(moving)
        except NeedsCase:
            continue
        except KernelError as error:
            if rule.decisive:
                raise
            reason = reason or error
            continue
        if found is not None:
            return noted(found, rule.name)
    raise reason or KernelError("prover: no method finds the limit")


def by_limit_laws(moving: Moving, rewritten: Term) -> Theorem:
    """The value that the limit laws give to a form of the body."""
    theorem = limit_of(moving.limit, rewritten, moving.variable, moving.given)
    value = equation(theorem).right
    with suppress(NeedsCase):  # a choice between cases stands as it is
        value = polynomial_term(Reasoner(moving.given).normal(value))
    return with_value(theorem, value, moving.given)
