"""Equations between contractions among the hypotheses, such as A x = y, A B = I, S = Sᵀ or given row sums: the goal is
brought into normal form without them, and then rewritten with them in every order of summation.

In Σᵢⱼ zᵢ Aᵢⱼ xⱼ the sum over j is one inside the sum over i where Σⱼ Aᵢⱼ xⱼ = yᵢ is given, whichever of the two the
normal form has outermost; so a hypothesis is looked for among the factors of all sums that a monomial consists of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import count, islice

from derive.kernel import rules
from derive.kernel.budget import Budget
from derive.kernel.facts import match
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import (
    UNIT,
    Monomial,
    Polynomial,
    Rational,
    plus,
    polynomial_term,
    quotient,
    split_monomial,
)
from derive.kernel.reasoner import Reasoner
from derive.kernel.terms import (
    ONE,
    ZERO,
    Equal,
    ForAll,
    Formula,
    Index,
    IndexVariable,
    KernelError,
    LessEqual,
    Multiply,
    Power,
    Sum,
    Term,
    fresh_name,
    number,
    open_body,
    substitute,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.lemmas.decided import reasoner_under
from derive.lemmas.terms import Indices, Order, summed
from derive.prover.goal import Search, add_up_over
from derive.prover.linarith.combine import linear_combination
from derive.prover.tactic import tactic
from derive.prover.tactics.denominators import common_denominator

MOST_STEPS = 60
"""How many forms of the goal are rewritten further."""

MOST_FORMS = 3
"""How many forms of an inequality are searched for."""

MOST_BOUNDS = 8
MOST_FACTORS = 12
MOST_INNER = 4

Found = dict[IndexVariable, Index]


@dataclass(frozen=True)
class Equation:
    """``source`` = ``target`` for all values of the pattern indices, as ``formula`` says; the source is ``coefficient``
    times the sum, over the inner indices, of the product of the factors."""

    formula: Formula
    forwards: bool
    pattern: Indices
    inner: Indices
    factors: tuple[Term, ...]
    coefficient: Rational
    source: Term
    target: Term

    def instance(self, found: Found) -> Theorem:
        """What the formula says at these values of the pattern indices."""
        theorem = rules.assume(self.formula)
        for index in self.pattern:
            theorem = rules.specialise(theorem, found[index])
        return theorem


@dataclass(frozen=True)
class Step:
    """The sum, over indices, of a weight times an instance of an equation."""

    equation: Equation
    found: tuple[tuple[IndexVariable, Index], ...]
    weight: Term
    indices: Indices

    def sides(self) -> tuple[Term, Term]:
        """What is replaced, and what it is replaced by."""
        return self.summed(self.equation.source), self.summed(self.equation.target)

    def weighted(self, side: Term) -> Term:
        """The weight times a side of the equation, at the indices of the instance."""
        return Multiply((self.weight, substitute(side, dict(self.found))))

    def summed(self, side: Term) -> Term:
        """As :meth:`weighted`, summed up."""
        return summed(self.weighted(side), self.indices)

    def theorem(self, given: tuple[Formula, ...]) -> Theorem:
        """That the two sides are equal."""
        one = self.equation.instance(dict(self.found))
        sign = number(1 if self.equation.forwards else -1)
        goal = Equal(self.weighted(self.equation.source), self.weighted(self.equation.target))
        return add_up_over(rules.combine(goal, (Multiply((sign, self.weight)),), (one,), given, ()), self.indices)


@tactic("contractions", cost=56, deepest=0)
def contractions(goal: Equal, search: Search) -> Theorem | None:
    """An equation from equations between contractions: its sides are rewritten until they are the same, the shortest
    forms first. It is a search for a common form as in completion without new rules.

    D. E. Knuth, P. B. Bendix, Simple word problems in universal algebras (1970)."""
    given = search.given
    for steps, polynomial, base in rewritten(goal, given):
        if polynomial and not has_denominator(polynomial):
            continue
        theorems = tuple(step.theorem(base) for step in steps)
        for facts in (base, given):
            with suppress(KernelError):
                return rules.combine(goal, (number(-1),) * len(theorems), theorems, facts, ())
        if not polynomial:
            return None
    return None


@tactic("contractions_of_quotients", cost=57, deepest=0)
def contractions_of_quotients(goal: Equal, search: Search) -> Theorem | None:
    """As :func:`contractions`, for an equation that is multiplied by its denominators: Σ μ v = (Σ μ r) / (1 − γ) where
    v = r + γ P v and μ = μ P are given."""
    facts = tuple(formula for formula in search.given if not isinstance(formula, (Equal, ForAll)))
    factor = common_denominator(normal(reasoner_under(facts), subtract(goal.right, goal.left)) or {})
    if factor is None:
        return None
    whole = contractions(Equal(Multiply((factor, goal.left)), Multiply((factor, goal.right))), search)
    return whole and rules.combine(goal, (Power(factor, number(-1)),), (whole,), facts, ())


def has_denominator(polynomial: Polynomial) -> bool:
    """Whether something is divided by: 1/a + 1/b may be 0 without being so in normal form."""
    return any(power < 0 for monomial in polynomial for _, power in monomial)


def rewritten(
    goal: Equal | Order, given: tuple[Formula, ...]
) -> Iterator[tuple[tuple[Step, ...], Polynomial, tuple[Formula, ...]]]:
    """The forms that right − left has by equations among the hypotheses, short ones first, with the steps to each and
    the hypotheses without these equations."""
    name = fresh_name("c", goal, *given)
    equations = [equation for formula in given for equation in read(formula, given)]
    base = tuple(formula for formula in given if all(formula != equation.formula for equation in equations))
    if not equations:
        return
    reasoner = reasoner_under(base)
    start = normal(reasoner, subtract(goal.right, goal.left))
    if start is None:
        return
    number_of = count()
    waiting: list[tuple[int, int, tuple[Step, ...], Polynomial]] = [(length(start), next(number_of), (), start)]
    seen = {polynomial_term(start).key}
    for _ in range(MOST_STEPS):
        if not waiting:
            return
        _, _, steps, polynomial = heappop(waiting)
        if steps:
            yield steps, polynomial, base
        for step in next_steps(polynomial, equations, name):
            source, target = (normal(reasoner, side) for side in step.sides())
            if source is None or target is None:
                continue
            following = plus(plus(polynomial, source, -1), target)
            key = polynomial_term(following).key
            if key not in seen:
                seen.add(key)
                heappush(waiting, (length(following), next(number_of), (*steps, step), following))


def normal(reasoner: Reasoner, term: Term) -> Polynomial | None:
    """The normal form of a term, where it has one."""
    reasoner.budget = Budget()
    try:
        return reasoner.normal(term)
    except (KernelError, NeedsCase):
        return None


def length(polynomial: Polynomial) -> int:
    """How much there is in a polynomial."""
    return sum(1 + len(opened(monomial, "l")[1]) for monomial in polynomial)


def read(formula: Formula, given: tuple[Formula, ...]) -> Iterator[Equation]:
    """The equation, for all values of some indices, that a hypothesis states, in both directions."""
    pattern: Indices = ()
    body = formula
    while isinstance(body, ForAll) and not isinstance(body.over, tuple):
        pattern = (*pattern, IndexVariable(f"?{len(pattern)}", body.over))
        body = open_body(body.body, pattern[-1:])
    if not isinstance(body, Equal):
        return
    reasoner = reasoner_under(tuple(f for f in given if f != formula and not isinstance(f, (Equal, ForAll))))
    for forwards, (source, target) in ((True, (body.left, body.right)), (False, (body.right, body.left))):
        polynomial = normal(reasoner, source)
        if polynomial is None or not polynomial:
            continue
        monomial = longest(polynomial)
        if monomial is None:
            continue
        coefficient = polynomial[monomial]
        if len(polynomial) > 1:  # (a + b) x = c is b x = c - a x
            others = {one: factor for one, factor in polynomial.items() if one != monomial}
            source = polynomial_term({monomial: coefficient})
            target = subtract(target, polynomial_term(others))
        inner, factors = opened(monomial, "?s")
        used = all(any(index.key in factor.key for factor in factors) for index in pattern)
        if factors and used and len(inner) <= MOST_INNER:
            yield Equation(formula, forwards, pattern, inner, factors, coefficient, source, target)


def longest(polynomial: Polynomial) -> Monomial | None:
    """The monomial with more factors than any other, inside its sums; None where several have as many."""
    lengths = sorted((len(opened(monomial, "?s")[1]), place) for place, monomial in enumerate(polynomial))
    if len(lengths) > 1 and lengths[-1][0] == lengths[-2][0]:
        return None
    return list(polynomial)[lengths[-1][1]]


def opened(monomial: Monomial, name: str) -> tuple[Indices, tuple[Term, ...]]:
    """The factors of a monomial, those inside its sums included, and the indices that these sum over."""
    indices: Indices = ()
    factors: list[Term] = []
    waiting = sorted(monomial, key=lambda item: (item[0].key, item[1]))
    while waiting:
        atom, power = waiting.pop(0)
        if power.denominator > 1 or power < 0:
            factors.append(Power(atom, number(power)))
            continue
        for _ in range(int(power)):
            inside = atom
            while isinstance(inside, Sum):
                indices = (*indices, IndexVariable(f"{name}{len(indices)}", inside.size))
                inside = open_body(inside.body, indices[-1:])
            if inside is atom:
                factors.append(atom)
            else:
                waiting.extend(split_monomial(inside))
    return indices, tuple(factors)


def next_steps(polynomial: Polynomial, equations: list[Equation], name: str) -> Iterator[Step]:
    """The ways to replace a part of a monomial by an equation."""
    for monomial, coefficient in sorted(polynomial.items(), key=lambda item: polynomial_term({item[0]: item[1]}).key):
        if monomial == UNIT:
            continue
        indices, factors = opened(monomial, f"{name}_")
        if len(factors) > MOST_FACTORS:
            continue
        for equation in equations:
            for found, inner, rest in occurrences(equation, indices, factors):
                scale = number(quotient(coefficient, equation.coefficient))
                left = tuple(index for index in indices if index not in inner)
                weight = Multiply((scale, *rest)) if rest or scale != ONE else ONE
                yield Step(equation, tuple(found.items()), weight, left)


def occurrences(
    equation: Equation, indices: Indices, factors: tuple[Term, ...]
) -> Iterator[tuple[Found, Indices, tuple[Term, ...]]]:
    """Where the source of an equation stands in a product under sums: the values of its pattern indices, the indices
    that its sums are over, which occur nowhere else, and the other factors."""
    for found, places in placed(equation.factors, factors):
        inner = tuple(found[index] for index in equation.inner if index in found)
        if len({*inner}) < len(equation.inner) or not {*inner} <= {*indices}:
            continue
        rest = tuple(factor for place, factor in enumerate(factors) if place not in places)
        outside = (*rest, *(found[index] for index in equation.pattern))
        if not any(index.key in node.key for index in inner for node in outside):
            taken = tuple(index for index in indices if index in inner)
            yield {index: found[index] for index in equation.pattern}, taken, rest


def placed(patterns: tuple[Term, ...], factors: tuple[Term, ...]) -> Iterator[tuple[Found, tuple[int, ...]]]:
    """The ways to find all patterns among the factors: what their indices stand for, and the places of the factors."""
    waiting: list[tuple[Found, tuple[int, ...]]] = [({}, ())]
    while waiting:
        found, places = waiting.pop()
        if len(places) == len(patterns):
            yield found, places
            continue
        following = []
        for place, factor in enumerate(factors):
            here = dict(found)
            if place not in places and match(patterns[len(places)], factor, here):
                following.append((here, (*places, place)))
        waiting += reversed(following)


@tactic("order_by_contractions", cost=88, deepest=0)
def order_by_contractions(goal: Order, search: Search) -> Theorem | None:
    """An inequality with what equations between contractions say of the sums in it, or from one of the forms that its
    difference has by them: those that are new to the decision procedure, which uses the equations in one order of
    summation only."""
    given = search.given
    base, equal = beside_equations(goal, given)
    found = linear_combination(goal, replace(search, given=base), equal) if equal else None
    if found is not None:
        return found
    reasoner = reasoner_under(given)
    known = [normal(reasoner, subtract(goal.right, goal.left))]
    for steps, polynomial, base in rewritten(goal, given):
        inner = type(goal)(ZERO, polynomial_term(polynomial))
        form = normal(reasoner, inner.right)
        if form is None or form in known:
            continue
        if len(known) > MOST_FORMS:
            return None
        known.append(form)
        try:
            proved = search.prove(inner)
            theorems = tuple(step.theorem(base) for step in steps)
            return rules.combine(goal, (ONE, *(number(-1),) * len(theorems)), (proved, *theorems), base, ())
        except (KernelError, NeedsCase):
            continue
    return None


def beside_equations(goal: Order, given: tuple[Formula, ...]) -> tuple[tuple[Formula, ...], tuple[Theorem, ...]]:
    """What is given without the equations between contractions, and what these say of the sums in the goal, as a ≤ b
    and b ≤ a: where they rewrite an entry as another, as Sᵢⱼ = Sⱼᵢ does, normal forms with them hide what they say."""
    equations = [equation for formula in given for equation in read(formula, given)]
    base = tuple(formula for formula in given if all(formula != equation.formula for equation in equations))
    start = normal(reasoner_under(base), subtract(goal.right, goal.left)) if equations else None
    theorems: list[Theorem] = []
    for step in islice(next_steps(start or {}, equations, fresh_name("c", goal, *given)), MOST_BOUNDS):
        source, target = step.sides()
        with suppress(KernelError, NeedsCase):
            theorem = step.theorem(base)
            for bound, sign in ((LessEqual(source, target), 1), (LessEqual(target, source), -1)):
                theorems.append(rules.combine(bound, (number(sign),), (theorem,), base, ()))
    return base, tuple(theorems)
