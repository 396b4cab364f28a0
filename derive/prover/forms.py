"""Quadratic forms: squares summed over an index that is inside sums, and hypotheses about all vectors."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from derive.kernel import rules
from derive.kernel.normal import flatten
from derive.kernel.polynomials import monomial_term, split_monomial
from derive.kernel.terms import (
    ONE,
    ZERO,
    Add,
    Array,
    Choose,
    ForAll,
    Formula,
    Implies,
    Index,
    IndexVariable,
    KernelError,
    Lambda,
    Less,
    LessEqual,
    Multiply,
    Power,
    Size,
    Sum,
    Term,
    Variable,
    close_body,
    entry,
    free_variables,
    number,
    open_body,
    subnodes,
)
from derive.kernel.theorem import Theorem
from derive.lemmas import inference
from derive.lemmas.decided import decided
from derive.prover.entropy import product
from derive.prover.goal import Context, Offer

Indices = tuple[IndexVariable, ...]
MOST_VECTORS = 8


# Squares inside sums -----------------------------------------------------------------------------


def gram_bounds(context: Context) -> Iterator[Theorem | Offer]:
    """0 ≤ Σᵢ w (f ± g)² for sums Σᵢ w f g whose factors are sums themselves, as in ‖Xv‖² = Σᵢⱼₖ Xᵢⱼ vⱼ Xᵢₖ vₖ."""
    for atom in context.atoms():
        if isinstance(atom, Sum) and isinstance(atom.body, Sum):
            for shared, weight, first, second in halves(context, atom):
                if context.normal(first) == context.normal(second):
                    gaps = [Power(first, number(2))]
                else:
                    gaps = [Power(Add((first, product(number(sign), second))), number(2)) for sign in (1, -1)]
                for gap in gaps:
                    goal = LessEqual(ZERO, context.summed(product(weight, gap), shared))
                    yield from context.offer(goal, (), lambda g=goal: rules.by_normal_form(g, context.given, ()))  # type: ignore[misc]


def halves(context: Context, atom: Sum) -> Iterator[tuple[Indices, Term, Term, Term]]:
    """The ways to write a sum as Σᵢ w f g with w ≥ 0: without i, its factors fall into two parts."""
    indices: Indices = ()
    body: Term = atom
    while isinstance(body, Sum):
        index, body = context.opened(body, len(indices))
        indices = (*indices, index)
    if isinstance(body, Add):
        return
    factors = [monomial_term(frozenset({factor})) for factor in split_monomial(body)]
    for count in (1, 2):
        for shared in combinations(indices, count):
            groups = components(factors, [index for index in indices if index not in shared])
            weight = product(ONE, *(factor for factor in factors if not any(factor in group for group, _ in groups)))
            if len(groups) == 2 and context.is_nonnegative(weight):
                first, second = (context.summed(product(*group), over) for group, over in groups)
                yield shared, weight, first, second


def components(factors: list[Term], indices: list[IndexVariable]) -> list[tuple[list[Term], Indices]]:
    """The factors that depend on some of the indices, put together where they share one."""
    groups: list[tuple[list[Term], set[IndexVariable]]] = []
    for factor in factors:
        own = {index for index in indices if index.key in factor.key}
        if not own:
            continue
        touching = [group for group in groups if group[1] & own]
        merged = ([f for group in touching for f in group[0]] + [factor], own.union(*(g[1] for g in touching)))
        groups = [group for group in groups if group not in touching] + [merged]
    return [(group, tuple(sorted(over, key=lambda index: index.key))) for group, over in groups]


# Hypotheses about all vectors --------------------------------------------------------------------


def instance_bounds(context: Context) -> Iterator[Theorem]:
    """What a hypothesis such as vᵀAv ≥ 0 for all v says of the vectors in the goal, of sums and differences of
    two, of the unit vectors, and of all unit vectors together."""
    for formula in context.given:
        if not (isinstance(formula, ForAll) and isinstance(formula.over, tuple) and len(formula.over) == 1):
            continue
        (size,) = formula.over
        for vector in vectors(context, size):
            yield from instance(context, formula, vector)
        for index in [i for i in context.indices if i.size == size][:2]:
            yield from instance(context, formula, unit_vector(index))
        index = context.index(size)
        for theorem in instance(context, formula, unit_vector(index)):
            yield inference.add_up(rules.generalise(theorem, index))


def instance(context: Context, formula: ForAll, vector: Array) -> Iterator[Theorem]:
    """The inequality for one vector, where what it requires is decided."""
    try:
        theorem = rules.specialise(rules.weaken(rules.assume(formula), context.given), vector)
        if isinstance(theorem.conclusion, Implies):
            theorem = rules.modus_ponens(theorem, required(theorem.conclusion.left, context.given))
    except KernelError:
        return
    if isinstance(theorem.conclusion, (Less, LessEqual)):
        yield theorem


def required(formula: Formula, given: tuple[Formula, ...]) -> Theorem:
    """What an implication requires, where it is decided."""
    if isinstance(formula, (Less, LessEqual)):
        return decided(formula, given)
    raise KernelError("prover: the condition is not a relation")


def unit_vector(index: Index) -> Lambda:
    """1 at an index and 0 elsewhere."""
    other = IndexVariable("#unit", index.size)
    return Lambda((index.size,), close_body(Choose(other, index, ONE, ZERO), (other,)))


def vectors(context: Context, size: Size) -> list[Array]:
    """The vectors in the goal: variables, what stands beside matrices in sums, sums and differences of two."""
    here = context.index(size)
    found: dict[Term, None] = {}
    for node in sorted((n for n in subnodes(context.goal) if isinstance(n, Variable)), key=lambda n: n.key):
        if node.sizes == (size,) and node in free_variables(context.goal):
            found[entry(node, (here,))] = None
    for part, around in context.parts:
        if isinstance(part, Sum) and part.size == size:
            index, body = context.opened(part, len(around))
            for factor in flatten(body) if isinstance(body, Multiply) else (body,):
                others = any(other.key in factor.key for other in around)
                if isinstance(factor, Add) and index.key in factor.key and not others:
                    found[open_body(close_body(factor, (index,)), (here,))] = None
    single = list(found)[: MOST_VECTORS // 2]
    for first, second in combinations(single, 2):
        for sign in (1, -1):
            found[Add((first, product(number(sign), second)))] = None
    return [Lambda((size,), close_body(term, (here,))) for term in list(found)[:MOST_VECTORS]]
