"""Double sums in which the two indices are swapped: Σᵢⱼ f(i, j) = ½ Σᵢⱼ (f(i, j) + f(j, i))."""

from __future__ import annotations

from collections.abc import Iterator

from derive.kernel import rules
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import Monomial, Polynomial, Rational, monomial_term
from derive.kernel.terms import (
    ONE,
    ZERO,
    Add,
    Array,
    Equal,
    Index,
    IndexVariable,
    KernelError,
    Multiply,
    Size,
    SizeValue,
    Sum,
    Term,
    Variable,
    fresh_name,
    number,
    open_body,
    substitute,
)
from derive.kernel.theorem import Theorem
from derive.lemmas.decided import seen
from derive.prover.goal import Search, add_up_over
from derive.prover.tactic import involving, tactic

Pair = tuple[IndexVariable, IndexVariable]


@tactic("symmetrised_sums", cost=53, deepest=0, when=involving(Sum))
def symmetrised_sums(goal: Equal, search: Search) -> Theorem | None:
    """0 = Σᵢⱼ f(i, j) where f(i, j) + f(j, i) is 0 for all i and j; n Σᵢ g, and products of two sums over one size, are
    double sums, too.

    R. L. Graham, D. E. Knuth, O. Patashnik, Concrete Mathematics, 2nd ed., section 2.4."""
    difference = seen(goal, search.given).difference
    for size in sorted({size for monomial in difference for size in sizes_of(monomial)}, key=str):
        pair = tuple(IndexVariable(fresh_name(name, goal, *search.given), size) for name in ("i", "j"))
        terms = [term_at(monomial, value, pair) for monomial, value in in_order(difference)]  # type: ignore[arg-type]
        found = [term for term in terms if term is not None]
        if len(found) < len(terms) or not found:
            continue
        swap: dict[IndexVariable | Variable, Index | Array] = {pair[0]: pair[1], pair[1]: pair[0]}
        body = Add(tuple(found))
        try:
            each = rules.by_normal_form(Equal(ZERO, Add((body, substitute(body, swap)))), search.given, ())
            return rules.combine(goal, (number("1/2"),), (add_up_over(each, pair),), search.given, ())
        except (KernelError, NeedsCase):
            continue
    return None


def in_order(polynomial: Polynomial) -> list[tuple[Monomial, Rational]]:
    """The monomials and their coefficients, in an order that does not depend on how they were found."""
    return sorted(polynomial.items(), key=lambda item: monomial_term(*item).key)


def sizes_of(monomial: Monomial) -> Iterator[Size]:
    """The sizes over which a monomial may be a double sum."""
    for atom, _ in monomial:
        if isinstance(atom, Sum):
            yield atom.size


def term_at(monomial: Monomial, coefficient: Rational, pair: Pair) -> Term | None:
    """The term of the double sum that a monomial is, with what stands beside it as a factor; None for anything else."""
    free = list(pair)
    factors: list[Term] = []
    rest: Monomial = frozenset()
    for atom, power in sorted(monomial, key=lambda item: item[0].key):
        body: Term = atom
        for _ in range(int(power) if power in (1, 2) else 0):
            body = atom
            while free and over(body) == free[0].size:
                index = free.pop(0)
                body = open_body(body.body, (index,)) if isinstance(body, Sum) else ONE
            factors.append(body)
        if power not in (1, 2):
            rest |= {(atom, power)}
    return None if free else Multiply((monomial_term(rest, coefficient), *factors))


def over(term: Term) -> Size | None:
    """The size that a term is a sum over: n is the sum of ones."""
    if isinstance(term, SizeValue):
        return term.size
    return term.size if isinstance(term, Sum) else None
