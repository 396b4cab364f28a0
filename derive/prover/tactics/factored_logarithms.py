"""Logarithms of polynomials that are products of terms which hypotheses make positive: for −1 < x < 1,
log(1 − x²) = log(1 − x) + log(1 + x). The normal form takes monomials out of a polynomial, but does not factor it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations_with_replacement

from derive import lemmas
from derive.kernel import rules
from derive.kernel.budget import Budget
from derive.kernel.facts import POSITIVE, RELATION_SIGNS, read_facts
from derive.kernel.polynomials import Polynomial, Rational, monomial_term, plus, polynomial_term, quotient
from derive.kernel.reasoner import Reasoner
from derive.kernel.terms import Add, Equal, Formula, Less, Log, Multiply, Term, number, subtract
from derive.kernel.theorem import Theorem
from derive.lemmas.decided import decided, seen
from derive.prover.goal import Search
from derive.prover.tactic import tactic

MOST_CANDIDATES = 8


@tactic("factored_logarithms", cost=53, deepest=0)
def factored_logarithms(goal: Equal, search: Search) -> Theorem | None:
    """An equation after the logarithms in it of polynomials are written as sums of logarithms of their factors:
    log(x y) = log x + log y for x, y > 0."""
    given = search.given
    view = seen(goal, given)
    found = {atom for monomial in view.difference for atom, _ in monomial if isinstance(atom, Log)}
    logarithms = sorted(found, key=lambda atom: atom.key)
    equations = [equation for atom in logarithms for equation in factored(atom, view.reasoner, given)]
    rest, multipliers, used = view.difference, [], []
    for equation in equations:
        change = equation.conclusion
        assert isinstance(change, Equal)
        for monomial in [m for m in rest if (change.left, 1) in m]:
            others = monomial_term(monomial - {(change.left, 1)}, -rest[monomial])
            view.reasoner.budget = Budget()
            difference = view.reasoner.normal(Multiply((others, subtract(change.right, change.left))))
            rest = plus(rest, difference, -1)
            multipliers.append(others)
            used.append(equation)
    return rules.combine(goal, tuple(multipliers), tuple(used), given, ()) if used and not rest else None


def factored(logarithm: Log, reasoner: Reasoner, given: tuple[Formula, ...]) -> Iterator[Theorem]:
    """log u = log c + log f + log g, where u = c f g for two terms that are given to be positive."""
    whole = reasoner.normal(logarithm.argument)
    if not isinstance(logarithm.argument, Add):
        return
    for first, second in combinations_with_replacement(list(positive_terms(reasoner, given))[:MOST_CANDIDATES], 2):
        scale = ratio(whole, reasoner.times(reasoner.normal(first), reasoner.normal(second)))
        if scale is None or scale <= 0:
            continue
        parts = (number(scale), first, second)
        same = decided(Equal(logarithm.argument, Multiply(parts)), given)
        facts = tuple(rules.assume(formula) for formula in given)
        equal = lemmas.monotone("log", same, facts)
        apart = Equal(Log(Multiply(parts)), Add(tuple(Log(part) for part in parts)))
        yield rules.transitivity((equal, rules.by_normal_form(apart, given, ())))
        return


def positive_terms(reasoner: Reasoner, given: tuple[Formula, ...]) -> Iterator[Term]:
    """The differences that hypotheses without indices say to be positive, where they are sums."""
    for fact in read_facts(given):
        if not fact.pattern and RELATION_SIGNS[type(fact.source)] == POSITIVE and isinstance(fact.source, Less):
            normal = reasoner.normal(fact.term)
            if len(normal) > 1:
                yield polynomial_term(normal)


def ratio(whole: Polynomial, other: Polynomial) -> Rational | None:
    """The number c with whole = c · other, where there is one."""
    if not other or set(whole) != set(other):
        return None
    values = {quotient(whole[monomial], other[monomial]) for monomial in whole}
    return values.pop() if len(values) == 1 else None
