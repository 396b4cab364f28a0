"""What the hypotheses say at the indices and vectors that occur."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import combinations

from derive import lemmas
from derive.kernel import rules
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
from derive.lemmas.decided import decided
from derive.lemmas.definite import semidefinite_from_definite
from derive.lemmas.terms import factors_of, product
from derive.prover.goal import Context
from derive.prover.tactic import involving, principle
from derive.prover.tactics.cases import guarded

MOST_INSTANCES = 4
MOST_VECTORS = 8
MOST_INDICES = 2
MOST_TOTALS = 3


@principle("hypotheses", cost=10, most=24)
def hypotheses(context: Context) -> Iterator[Theorem]:
    """The inequalities that are given, at the indices that occur and summed up; probabilities are at most 1."""
    for formula in context.given:
        theorem = rules.assume(formula)
        if isinstance(formula, (Less, LessEqual)):
            yield theorem
        elif isinstance(formula, ForAll) and isinstance(formula.body, (Less, LessEqual)):
            if isinstance(formula.over, tuple):
                continue
            yield lemmas.add_up(theorem)
            for index in [i for i in context.indices if i.size == formula.over][:MOST_INSTANCES]:
                yield rules.specialise(theorem, index)
    for premise in context.premises:
        assert isinstance(premise.conclusion, ForAll)
        for index in [i for i in context.indices if i.size == premise.conclusion.over][:MOST_INSTANCES]:
            yield rules.specialise(premise, index)


@principle("semidefinite", cost=12, most=24)
def semidefinite(context: Context) -> Iterator[Theorem]:
    """What a hypothesis such as vᵀAv ≥ 0 for all v says of the vectors in the goal, of sums and differences of two, of
    the unit vectors, and of all unit vectors together: principal submatrices of a semidefinite matrix are semidefinite.

    R. A. Horn, C. R. Johnson, Matrix Analysis, 2nd ed., section 7.1."""
    for formula in context.given:
        if not (isinstance(formula, ForAll) and isinstance(formula.over, tuple) and len(formula.over) == 1):
            continue
        (size,) = formula.over
        for vector in vectors(context, size):
            yield from instance(context, formula, vector)
        for index in [i for i in context.indices if i.size == size][:MOST_INDICES]:
            yield from instance(context, formula, unit_vector(index))
        index = context.index(size)
        for theorem in instance(context, formula, unit_vector(index)):
            yield lemmas.add_up(rules.generalise(theorem, index))


def instance(context: Context, formula: ForAll, vector: Array) -> Iterator[Theorem]:
    """The inequality for one vector, where what it requires is decided; else, of a definite form, that it is at least
    0."""
    try:
        theorem = rules.specialise(rules.weaken(rules.assume(formula), context.given), vector)
        if isinstance(theorem.conclusion, Implies):
            with suppress(KernelError):
                yield rules.modus_ponens(theorem, required(theorem.conclusion.left, context.given))
                return
            theorem = rules.specialise(semidefinite_from_definite(formula), vector)
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
            for factor in factors_of(body):
                others = any(other.key in factor.key for other in around)
                if isinstance(factor, Add) and index.key in factor.key and not others:
                    found[open_body(close_body(factor, (index,)), (here,))] = None
    single = list(found)[: MOST_VECTORS // 2]
    for first, second in combinations(single, 2):
        for sign in (1, -1):
            found[Add((first, product(number(sign), second)))] = None
    return [Lambda((size,), close_body(term, (here,))) for term in list(found)[:MOST_VECTORS]]


@principle("extreme_terms", cost=8, most=6, when=involving(Sum))
def extreme_terms(context: Context) -> Iterator[Theorem]:
    """Σ a ≤ n a(c), where the hypotheses compare the value at an index c with those at all others: a mean is at most
    the greatest value.

    G. H. Hardy, J. E. Littlewood, G. Pólya, Inequalities, 2nd ed., theorem 1."""
    if not guarded(context.given):
        return
    special = {n for f in guarded(context.given) for n in subnodes(f) if isinstance(n, Index) and not n.loose}
    totals = sorted({n for n in subnodes(context.goal) if isinstance(n, Sum) and not n.loose}, key=lambda n: n.key)
    for total in totals[:MOST_TOTALS]:
        index, body = context.opened(total)
        for other in sorted((n for n in special if n.size == total.size), key=lambda n: n.key):
            pair = body, open_body(total.body, (other,))
            for low, high in (pair, pair[::-1]):
                with suppress(KernelError):
                    each = context.search.prove(LessEqual(low, high))
                    yield lemmas.add_up(rules.generalise(each, index))
                    break
