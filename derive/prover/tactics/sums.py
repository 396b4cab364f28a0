"""Sums compared term by term, and means."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from derive import lemmas
from derive.kernel import rules
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import UNIT, Monomial, Rational, in_order, monomial_term, quotient
from derive.kernel.terms import (
    ONE,
    ZERO,
    Absolute,
    Add,
    Derivative,
    Equal,
    Formula,
    IndexVariable,
    KernelError,
    LessEqual,
    Maximum,
    Multiply,
    Number,
    Size,
    SizeValue,
    Sum,
    Term,
    Variable,
    close_body,
    fresh_name,
    number,
    open_body,
    subnodes,
)
from derive.kernel.theorem import Theorem
from derive.lemmas.decided import decided, seen
from derive.lemmas.terms import Indices, Order, factors_of, summed
from derive.prover.goal import Search, add_up_over
from derive.prover.tactic import involving, tactic

MOST_TOTALS = 4
MOST_SHARES = 2


@tactic("termwise", cost=50, first=30, step=2, when=involving(Sum))
def termwise(goal: Order, search: Search) -> Theorem | None:
    """Σ a ≤ Σ b, or 0 ≤ Σ b, from a ≤ b for every index.

    W. Rudin, Principles of Mathematical Analysis, 3rd ed., definition 1.17 (i)."""
    return by_terms(goal, search)


@tactic("termwise_in_depth", cost=97, deepest=0, step=0, when=involving(Sum))
def termwise_in_depth(goal: Order, search: Search) -> Theorem | None:
    """As :func:`termwise`, where the inequality of the terms needs what is tried of a goal by itself only."""
    return by_terms(goal, search)


def by_terms(goal: Order, search: Search) -> Theorem | None:
    """The inequality of two sums from that of their terms."""
    for inner, size in of_terms(goal):
        index = IndexVariable(fresh_name("k", goal, *search.given), size)
        opened = type(goal)(open_body(inner.left, (index,)), open_body(inner.right, (index,)))
        try:
            each = search.prove(opened)
        except (KernelError, NeedsCase):
            continue
        added = lemmas.add_up(rules.generalise(each, index))
        return rules.combine(goal, (ONE,), (added,), search.given, ())
    return None


def of_terms(goal: Order) -> Iterator[tuple[Order, Size]]:
    """The inequalities of the terms, over which size."""
    left, right = scaled_sum(goal.left), scaled_sum(goal.right)
    if left is not None and right is not None and left.size == right.size:
        yield LessEqual(left.body, right.body), left.size
    elif right is not None and goal.left == ZERO:
        yield LessEqual(ZERO, right.body), right.size
    elif left is not None and goal.right == ZERO:
        yield LessEqual(left.body, ZERO), left.size


def scaled_sum(term: Term) -> Sum | None:
    """A sum, or a multiple of one, as a sum; None for anything else."""
    if isinstance(term, Sum):
        return term
    factors = factors_of(term)
    totals = [factor for factor in factors if isinstance(factor, Sum)]
    if len(totals) != 1:
        return None
    (total,) = totals
    others = tuple(factor for factor in factors if factor != total)
    return Sum(total.size, Multiply((*others, total.body)))


@tactic("equal_terms", cost=51, deepest=0, when=involving(Sum))
def equal_terms(goal: Equal, search: Search) -> Theorem | None:
    """Σ a = Σ b from a = b for every index: rational functions are compared before they are summed."""
    given = search.given
    sizes = {node.size for node in subnodes(goal) if isinstance(node, Sum)}
    for size in sorted(sizes, key=str):
        index = IndexVariable(fresh_name("k", goal, *given), size)
        sides = [summand(side, index) for side in (goal.left, goal.right)]
        if sides[0] is None or sides[1] is None:
            continue
        try:
            each = rules.by_normal_form(Equal(sides[0], sides[1]), given, ())
            middle = lemmas.add_up(rules.generalise(each, index))
            equation = middle.conclusion
            assert isinstance(equation, Equal)
            first = rules.by_normal_form(Equal(goal.left, equation.left), given, ())
            last = rules.by_normal_form(Equal(equation.right, goal.right), given, ())
            return rules.transitivity((first, middle, last))
        except KernelError:
            continue
    return None


@tactic("fused_sums", cost=52, deepest=0)
def fused_sums(goal: Equal, search: Search) -> Theorem | None:
    """0 = a Σ f + b Σ g + n c + … where a f + b g + c + … is 0 for every index, for Σ is linear: all that is summed
    over a size is put into one sum, whose terms are compared; what stands beside the sums has to cancel, or is a number
    that is put into the sum, too, as a share of sums that are given: 1 as ½ Σ p + ½ Σ q."""
    given = search.given
    difference = seen(goal, given).difference
    sizes = {atom.size for monomial in difference for atom, power in monomial if isinstance(atom, Sum) and power == 1}
    for size in sorted(sizes, key=str):
        index = IndexVariable(fresh_name("k", goal, *given), size)
        terms = [fused(monomial, value, index) for monomial, value in sorted(difference.items(), key=spelled)]
        inside = [term for term in terms if term is not None]
        for share in shares(difference.get(UNIT, 0), given, index):
            together = Add((*inside, *share))
            try:
                whole = lemmas.add_up(rules.generalise(nothing(together, search), index))
                return rules.combine(goal, (ONE,), (whole,), given, ())
            except (KernelError, NeedsCase):
                continue
    return None


def nothing(term: Term, search: Search) -> Theorem:
    """0 = t, from the normal form of t unless t has absolute values or maxima; raises KernelError otherwise."""
    goal = Equal(ZERO, term)
    if any(isinstance(node, (Absolute, Maximum)) for node in subnodes(term)):
        return search.prove(goal)
    return rules.by_normal_form(goal, search.given, ())


def shares(value: Rational, given: tuple[Formula, ...], index: IndexVariable) -> Iterator[tuple[Term, ...]]:
    """Terms at the index whose sum is a number, in equal shares of sums that are given; none for the number 0."""
    if not value:
        yield ()
        return
    totals: list[tuple[Term, Rational]] = []
    for formula in given:
        match formula:
            case Equal(left=Sum() as total, right=Number(value=known)) if total.size == index.size and known:
                totals.append((open_body(total.body, (index,)), known))
    totals = totals[:MOST_TOTALS]
    for count in range(1, min(len(totals), MOST_SHARES) + 1):
        for chosen in combinations(totals, count):
            yield tuple(Multiply((number(quotient(value, count * known)), term)) for term, known in chosen)


def spelled(item: tuple[Monomial, Rational]) -> str:
    """What monomials with coefficients are ordered by."""
    return monomial_term(*item).key


def fused(monomial: Monomial, coefficient: Rational, index: IndexVariable) -> Term | None:
    """The term at an index of the sum over it that a monomial is, if it is one: a Σ f, or a n = Σ a for the size n."""
    for atom, power in in_order(monomial):
        if power == 1 and (atom == SizeValue(index.size) or (isinstance(atom, Sum) and atom.size == index.size)):
            inside = open_body(atom.body, (index,)) if isinstance(atom, Sum) else ONE
            return Multiply((monomial_term(monomial - {(atom, power)}, coefficient), inside))
    return None


def summand(term: Term, index: IndexVariable) -> Term | None:
    """A body whose sum over the index should be the term, if its form shows one."""
    match term:
        case Sum() if term.size == index.size:
            return open_body(term.body, (index,))
        case Sum():
            other = IndexVariable(fresh_name("s", term, index), term.size)
            inside = summand(open_body(term.body, (other,)), index)
            return None if inside is None else Sum(term.size, close_body(inside, (other,)))
        case Derivative():
            variable = Variable(fresh_name("v", term, index), term.point.sizes)
            inside = summand(open_body(term.body, (variable,)), index)
            return None if inside is None else Derivative(close_body(inside, (variable,)), term.point, term.indices)
        case Add():
            parts = [summand(part, index) for part in term.terms]
            return None if None in parts else Add(tuple(part for part in parts if part is not None))
        case Multiply():
            for place, factor in enumerate(term.factors):
                inside = summand(factor, index)
                if inside is not None:
                    return Multiply((*term.factors[:place], inside, *term.factors[place + 1 :]))
            return None
        case _:
            return ZERO if term == ZERO else None


# Means -------------------------------------------------------------------------------------------


@tactic("mean", cost=82, when=involving(Sum))
def mean(goal: LessEqual, search: Search) -> Theorem | None:
    """Σ w f ≤ b from f ≤ b for every index, for w ≥ 0 with Σ w = 1; also b ≤ Σ w f: a mean lies between the least and
    the greatest value.

    G. H. Hardy, J. E. Littlewood, G. Pólya, Inequalities, 2nd ed., theorem 1."""
    given = search.given
    for average, bound, above in ((goal.left, goal.right, True), (goal.right, goal.left, False)):
        if not isinstance(average, Sum):
            continue
        for indices, weight, value in means(average, goal, given):
            one = LessEqual(value, bound) if above else LessEqual(bound, value)
            sides = (Multiply((weight, one.left)), Multiply((weight, one.right)))
            try:
                each = rules.combine(LessEqual(*sides), (weight,), (search.prove(one),), given, ())
                return rules.combine(goal, (ONE,), (add_up_over(each, indices),), given, ())
            except (KernelError, NeedsCase):
                continue
    return None


def means(total: Sum, goal: Formula, given: tuple[Formula, ...]) -> Iterator[tuple[Indices, Term, Term]]:
    """The ways to read a sum, or one of sums, as a mean: its indices, a weight that is given to be one, the rest."""
    indices: Indices = ()
    body: Term = total
    while isinstance(body, Sum):
        indices = (*indices, IndexVariable(fresh_name(f"m{len(indices)}_", goal, *given), body.size))
        body = open_body(body.body, indices[-1:])
        factors = factors_of(body)
        for place, weight in enumerate(factors if len(factors) > 1 else []):
            try:
                decided(Equal(summed(weight, indices), ONE), given)
                decided(LessEqual(ZERO, weight), given)
            except KernelError:
                continue
            rest = (*factors[:place], *factors[place + 1 :])
            yield indices, weight, rest[0] if len(rest) == 1 else Multiply(rest)
