"""Quadratic functions of a vector lie above their least values: the square is completed around another vector of the
goal, or around the point where the gradient vanishes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from fractions import Fraction
from functools import partial
from itertools import islice, permutations

from derive.kernel import rules
from derive.kernel.facts import POSITIVE
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import Monomial, Polynomial, monomial_term, plus, polynomial_term
from derive.kernel.terms import (
    ONE,
    ZERO,
    Add,
    Entry,
    Equal,
    IndexVariable,
    KernelError,
    LessEqual,
    Node,
    Number,
    Power,
    Sum,
    Term,
    Variable,
    free_variables,
    fresh_name,
    number,
    rebuild,
    substitute,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.lemmas.decided import decided, seen
from derive.lemmas.terms import Order, inverse, product, summed
from derive.prover.goal import Search
from derive.prover.tactic import involving, tactic
from derive.prover.tactics.contractions import opened

MOST_PAIRS = 8
"""How many pairs of vectors are tried."""

MOST_VARIABLES = 4
"""Of how many vectors the square is completed."""

Parts = dict[int, Polynomial]
"""The parts of a polynomial of each degree in the entries of a vector."""


@tactic("least_quadratic", cost=95, deepest=0, when=involving(Sum))
def least_quadratic(goal: LessEqual, search: Search) -> Theorem | None:
    """0 ≤ q(x − z) where the difference of the sides is q(x − z) for its part q that is quadratic in a vector x, and
    q ≥ 0: a convex quadratic function is least where its gradient vanishes.

    J. Nocedal, S. J. Wright, Numerical Optimization, 2nd ed., theorem 2.4 and lemma 4.7."""
    difference = seen(goal, search.given).difference
    for vector, other in islice(pairs(goal, search), MOST_PAIRS):
        quadratic = by_degree(difference, vector).get(2) if other != vector else None
        if not quadratic:
            continue
        moved = partial(displaced, vector=vector, by=other)
        with suppress(KernelError, NeedsCase):
            whole = rebuild(polynomial_term(quadratic), moved)
            same = search.prove(Equal(subtract(goal.right, goal.left), whole), step=0)
            squares = not_negative(quadratic, vector, moved, search)
            return rules.combine(goal, (ONE, number(-1)), (squares, same), search.given, ())
    return None


def pairs(goal: LessEqual, search: Search) -> Iterator[tuple[Variable, Variable]]:
    """The pairs of arrays of the same shape in the goal and in what is given, the first of which is in the goal."""
    here = arrays(goal)
    found = {*here, *(one for formula in search.given for one in free_variables(formula) if isinstance(one, Variable))}
    for first, second in permutations(sorted(found, key=lambda one: one.key), 2):
        if first.sizes == second.sizes and first in here:
            yield first, second


def arrays(goal: Order) -> list[Variable]:
    """The vectors, matrices and further arrays in the goal."""
    found = (one for one in free_variables(goal) if isinstance(one, Variable) and one.sizes)
    return sorted(found, key=lambda one: one.key)


def by_degree(polynomial: Polynomial, vector: Variable) -> Parts:
    """The parts of a polynomial of each degree in the entries of a vector; none where it is no polynomial in them of
    degree two or less."""
    parts: Parts = {}
    for monomial, coefficient in polynomial.items():
        factors = [factor for factor in opened(monomial, "?q")[1] if vector in free_variables(factor)]
        if len(factors) > 2 or not all(isinstance(factor, Entry) for factor in factors):
            return {}
        parts.setdefault(len(factors), {})[monomial] = coefficient
    return parts


def displaced(node: Node, depth: int, vector: Variable, by: Variable) -> Node | None:
    """An entry of x − z for the entry of x."""
    if isinstance(node, Entry) and node.array == vector:
        return subtract(node, Entry(by, node.indices))
    return None


def not_negative(
    quadratic: Polynomial, vector: Variable, moved: Callable[[Node, int], Node | None], search: Search
) -> Theorem:
    """0 ≤ q(x − z). Where a sum has a coefficient of several terms, that coefficient and that sum are not negative."""
    goal = LessEqual(ZERO, rebuild(polynomial_term(quadratic), moved))
    groups: dict[Monomial, Polynomial] = {}
    for monomial, coefficient in quadratic.items():
        own = frozenset(item for item in monomial if vector in free_variables(item[0]))
        groups.setdefault(own, {})[monomial - own] = coefficient
    if all(len(group) == 1 for group in groups.values()):
        return search.prove(goal)
    products = []
    for own, group in groups.items():
        factor, square = polynomial_term(group), rebuild(monomial_term(own), moved)
        sign = search.prove(LessEqual(ZERO, factor))
        known = (sign.conclusion, *search.given)
        squares = search.prove(LessEqual(ZERO, square))
        part = rules.combine(LessEqual(ZERO, product(factor, square)), (factor,), (squares,), known, ())
        products.append(rules.modus_ponens(rules.discharge(part, sign.conclusion), sign))
    return rules.combine(goal, (ONE,) * len(products), tuple(products), search.given, ())


@tactic("completed_square", cost=96, deepest=1, when=involving(Sum))
def completed_square(goal: Order, search: Search) -> Theorem | None:
    """c ‖x‖² + lᵀx + r = c ‖x + l/(2c)‖² + r − ‖l‖²/(4c) for c > 0: what is left, without x, is compared with 0.

    S. Boyd, L. Vandenberghe, Convex Optimization, appendix A.5.5 (Schur complement), example 4.5."""
    view = seen(goal, search.given)
    vectors = (array for array in arrays(goal) if len(array.sizes) == 1)
    for vector in islice(vectors, MOST_VARIABLES):
        index = IndexVariable(fresh_name("k", goal, *search.given), vector.sizes[0])
        parts = by_degree(view.difference, vector)
        scale = isotropic(parts.get(2, {}), vector)
        linear = gradient(parts.get(1, {}), vector, index)
        if scale is None or linear is None or view.reasoner.sign(scale) != POSITIVE:
            continue
        root = Add((Entry(vector, (index,)), product(number("1/2"), linear, inverse(scale))))
        square = LessEqual(ZERO, product(scale, summed(Power(root, number(2)), (index,))))
        with suppress(KernelError, NeedsCase):
            rest = view.reasoner.normal(subtract(polynomial_term(view.difference), square.right))
            if any(vector in free_variables(atom) for monomial in rest for atom, _ in monomial):
                continue
            left = search.prove(type(goal)(ZERO, polynomial_term(rest)))
            return rules.combine(goal, (ONE, ONE), (decided(square, search.given), left), search.given, ())
    return None


def isotropic(quadratic: Polynomial, vector: Variable) -> Term | None:
    """c, where the quadratic part is c ‖x‖² of a vector."""
    scale: Polynomial = {}
    for monomial, coefficient in quadratic.items():
        own = [(atom, power) for atom, power in monomial if vector in free_variables(atom)]
        indices, factors = opened(frozenset(own), "?q")
        if len(factors) != 2 or factors != (Entry(vector, indices),) * 2:
            return None
        scale = plus(scale, {monomial - {*own}: coefficient})
    return polynomial_term(scale) if scale else None


def gradient(linear: Polynomial, vector: Variable, index: IndexVariable) -> Term | None:
    """lₖ, where the linear part is Σ lₖ xₖ."""
    terms: list[Term] = []
    for monomial, coefficient in linear.items():
        indices, factors = opened(monomial, "?q")
        ((place,),) = (factor.indices for factor in factors if isinstance(factor, Entry) and factor.array == vector)
        if place not in indices:
            return None
        others = [factor for factor in factors if not (isinstance(factor, Entry) and factor.array == vector)]
        inner = tuple(one for one in indices if one != place)
        term = summed(product(Number(Fraction(coefficient)), *others), inner)
        terms.append(substitute(term, {place: index}))
    return Add(tuple(terms)) if terms else None
