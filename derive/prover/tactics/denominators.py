"""Denominators whose sign is evident as they are written, and not once they are multiplied out."""

from __future__ import annotations

from collections.abc import Iterator

from derive.kernel import rules
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import Polynomial, Rational, in_order, magnitude, polynomial_term
from derive.kernel.terms import ONE, ZERO, Add, KernelError, Less, Multiply, Number, Power, Sum, Term, number, subnodes
from derive.kernel.theorem import Theorem
from derive.lemmas.decided import decided, seen
from derive.lemmas.terms import Order, inverse, powers_of, product
from derive.prover.goal import Search
from derive.prover.tactic import AT_ONCE, involving, tactic

MOST_DENOMINATORS = 4


@tactic("signs_of_denominators", cost=12)
def signs_of_denominators(goal: Order, search: Search) -> Theorem | None:
    """a ≤ b where the denominators are positive as they are written, such as ε + Σ (x − m)², whose normal form does not
    show its sign: their signs are stated beforehand."""
    premises = []
    for base in sorted({base for base in map(denominator, subnodes(goal)) if base is not None}, key=lambda b: b.key):
        try:
            premises += signs(Less(ZERO, base), search)
        except (KernelError, NeedsCase):
            continue
    if not premises:
        return None
    return rules.by_normal_form(goal, search.given, tuple(premises[:MOST_DENOMINATORS]))


@tactic("cleared_denominator", cost=64, deepest=0, step=0, when=involving(Sum))
def cleared_denominator(goal: Order, search: Search) -> Theorem | None:
    """a/d ≤ b from a ≤ b d, and a ≤ b/d from a d ≤ b, where d > 0 is all that a side is divided by as it is written:
    what d is made of tells more than its inverse does.

    W. Rudin, Principles of Mathematical Analysis, 3rd ed., proposition 1.18."""
    for left in (True, False):
        above, below = split(goal.left if left else goal.right)
        if below is None or not any(isinstance(part, Sum) for part in subnodes(below)):
            continue
        positive = search.within(AT_ONCE).prove(Less(ZERO, below))
        sides = (above, product(goal.right, below)) if left else (product(goal.left, below), above)
        theorem = search.prove(type(goal)(*sides))
        return rules.combine(goal, (inverse(below),), (theorem,), search.given, (positive,))
    return None


def split(side: Term) -> tuple[Term, Term | None]:
    """A product as it is written, as what stands above and below its bar; None where nothing is below."""
    above: list[Term] = []
    below: list[Term] = []
    for base, power in powers_in(side, 1):
        size = magnitude(power)
        (above if power > 0 else below).append(base if size == 1 else Power(base, number(size)))
    return (product(*above) if above else ONE), (product(*below) if below else None)


def powers_in(term: Term, exponent: Rational) -> Iterator[tuple[Term, Rational]]:
    """The factors of a power of a term, with powers of products and of powers taken apart."""
    for base, power in powers_of(term):
        if isinstance(base, Multiply) or (isinstance(base, Power) and isinstance(base.exponent, Number)):
            yield from powers_in(base, exponent * power)
        else:
            yield base, exponent * power


def signs(goal: Less, search: Search) -> list[Theorem]:
    """0 < d, and 0 < n for the numerator n of d, as which a denominator may stand in a normal form."""
    whole = decided(goal, search.given)
    view = seen(goal, search.given)
    factor = common_denominator(view.difference)
    if factor is None:
        return [whole]
    top = Less(ZERO, product(factor, polynomial_term(view.difference)))
    return [whole, rules.combine(top, (factor,), (whole,), search.given, ())]


def common_denominator(polynomial: Polynomial) -> Term | None:
    """What a polynomial has to be multiplied by to be without denominators; None where it has none."""
    below: dict[Term, Rational] = {}
    for monomial in polynomial:
        for atom, power in monomial:
            if power < 0:
                below[atom] = max(below.get(atom, 0), -power)
    return product(*(Power(atom, number(power)) for atom, power in in_order(below.items()))) if below else None


def denominator(node: object) -> Term | None:
    """A sum, or a product with one, that stands to a negative power."""
    if not isinstance(node, Power) or not isinstance(node.exponent, Number) or node.exponent.value >= 0:
        return None
    return node.base if isinstance(node.base, (Add, Multiply)) else None
