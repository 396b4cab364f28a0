"""Squares that are linear: m² = m (a + b) − a b for m = max(a, b), w² = w for w in {0, 1}; inside sums too."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from derive import lemmas
from derive.kernel import rules
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import (
    Monomial,
    Polynomial,
    in_order,
    monomial_term,
    plus,
    polynomial_term,
    split_monomial,
)
from derive.kernel.reasoner import Reasoner
from derive.kernel.terms import (
    Add,
    Equal,
    ForAll,
    Formula,
    Index,
    IndexVariable,
    KernelError,
    LessEqual,
    Multiply,
    Number,
    Or,
    Power,
    Sum,
    Term,
    fresh_name,
    number,
    open_body,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.language.extrema import largest_terms
from derive.lemmas.decided import decided, seen
from derive.lemmas.maxima import largest_attained
from derive.prover.goal import Search
from derive.prover.tactic import involving, tactic

MOST_STEPS = 6


@tactic("linear_squares", cost=54, deepest=0, when=involving(Sum))
def linear_squares(goal: Equal, search: Search) -> Theorem | None:
    """The equation after squares in its sums are replaced by what they are: (m − a)(m − b) = 0 for m = max(a, b), and
    w (w − 1) = 0 for w in {0, 1}, an idempotent."""
    given = search.given
    view = seen(goal, given)
    rest, multipliers, equations = view.difference, [], []
    for _ in range(MOST_STEPS):
        step = next(replacements(rest, view.reasoner, goal, given), None)
        if step is None:
            break
        monomial, atom, equation = step
        others = monomial_term(monomial - {(atom, 1)}, -rest[monomial])
        change = equation.conclusion
        assert isinstance(change, Equal)
        difference = Multiply((others, subtract(change.right, change.left)))
        rest = plus(rest, view.reasoner.normal(difference), -1)
        multipliers.append(others)
        equations.append(equation)
    if not equations:
        return None
    return rules.combine(goal, tuple(multipliers), tuple(equations), given, ())


def replacements(
    polynomial: Polynomial, reasoner: Reasoner, goal: Formula, given: tuple[Formula, ...]
) -> Iterator[tuple[Monomial, Sum, Theorem]]:
    """The sums in a polynomial whose terms contain such squares, with what they are equal to."""
    for monomial in sorted(polynomial, key=lambda m: monomial_term(m).key):
        for atom, power in in_order(monomial):
            if isinstance(atom, Sum) and power == 1:
                for equation in squares_in_sum(atom, reasoner, goal, given):
                    yield monomial, atom, equation


def squares_in_sum(total: Sum, reasoner: Reasoner, goal: Formula, given: tuple[Formula, ...]) -> Iterator[Theorem]:
    """Σ c m² = Σ c (α m + β), for the squares in the terms of a sum."""
    index = IndexVariable(fresh_name("k", total, goal, *given), total.size)
    body = open_body(total.body, (index,))
    if isinstance(body, (Sum, Add)):
        return
    for base, power in split_monomial(body):
        if power < 2 or power.denominator != 1:
            continue
        try:
            square = square_relation(base, given)
            relation = square.conclusion
            assert isinstance(relation, Equal)
            factor = without_square(body, base)
            reduced = polynomial_term(reasoner.normal(Multiply((factor, relation.right))))
            each = rules.combine(Equal(body, reduced), (factor,), (square,), given, ())
            yield lemmas.add_up(rules.generalise(each, index))
        except (KernelError, NeedsCase):
            continue


def without_square(body: Term, base: Term) -> Term:
    """The product divided by the square of one of its factors."""
    powers = {atom: power - 2 if atom == base else power for atom, power in split_monomial(body)}
    return monomial_term(frozenset((atom, power) for atom, power in powers.items() if power))


def square_relation(base: Term, given: tuple[Formula, ...]) -> Theorem:
    """m² = m (a + b) − a b, or w² = w; raises KernelError where neither is known."""
    terms = largest_terms(base)
    if terms is not None and len(terms) == 2:
        return square_of_maximum(base, terms, given)
    for formula in given:
        choice = chosen(formula, base)
        if choice is not None:
            goal = Equal(Power(base, number(2)), base)
            parts = choice.conclusion
            assert isinstance(parts, Or)
            return rules.cases(choice, tuple(decided(goal, (part,)) for part in parts.parts), goal)
    raise KernelError("prover: no relation for the square")


def square_of_maximum(largest: Term, terms: tuple[Term, ...], given: tuple[Formula, ...]) -> Theorem:
    """m² = m (a + b) − a b: the maximum is one of its terms."""
    first, second = terms
    linear = subtract(Multiply((largest, Add((first, second)))), Multiply((first, second)))
    goal = Equal(Power(largest, number(2)), linear)
    attained = largest_attained(terms, given)
    branches = []
    for one, other in ((first, second), (second, first)):
        value = Equal(one, largest)
        factor = subtract(other, largest)
        branches.append(rules.combine(goal, (factor,), (rules.assume(value),), given, ()))
    return rules.cases(attained, tuple(branches), goal)


def chosen(formula: Formula, base: Term) -> Theorem | None:
    """w = 0 or w = 1, where a hypothesis says so of this w, perhaps among others."""
    theorem = rules.assume(formula)
    if isinstance(formula, ForAll) and isinstance(formula.over, (str, int)):
        found: set[Index] = {i for i in getattr(base, "indices", ()) if isinstance(i, Index) and i.size == formula.over}
        for index in sorted(found, key=lambda i: i.key):
            inner = open_body(formula.body, (index,))
            if is_choice(inner, base):
                return rules.specialise(theorem, index)
        return None
    return theorem if is_choice(formula, base) else None


def is_choice(formula: Formula, base: Term) -> bool:
    """Whether a formula says that a term is 0 or 1."""
    values = (Number(Fraction(0)), Number(Fraction(1)))
    return isinstance(formula, Or) and all(
        isinstance(part, Equal) and part.left == base and part.right in values for part in formula.parts
    )


def as_bounds(equation: Theorem, given: tuple[Formula, ...]) -> Iterator[Theorem]:
    """An equation as two inequalities."""
    sides = equation.conclusion
    assert isinstance(sides, Equal)
    for left, right, side in ((sides.left, sides.right, 1), (sides.right, sides.left, -1)):
        yield rules.combine(LessEqual(left, right), (number(side),), (equation,), given, ())
