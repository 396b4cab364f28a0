"""Sums over an index of any size, and Kronecker's delta in them: SymPy's own sums are not used (they are wrong
where an index is bound twice, and leave a delta as cases)."""

from __future__ import annotations

from typing import cast

from derive.bridge.algebra import expand
from derive.bridge.operation import Operation, operation
from derive.kernel import terms as kernel
from derive.kernel.terms import ONE, ZERO, Index, IndexVariable, Term
from derive.language.order import (
    factors_of,
    flat,
    gathered,
    positive_first,
    product_of,
    spread_factors,
    squared,
    sum_of,
    terms_of,
)
from derive.language.places import depends_on, everywhere, opened

SMALL = 8
"""The largest size whose sums are written out."""


def opened_sum(term: kernel.Sum, *beside: kernel.Node) -> tuple[Term, IndexVariable]:
    """The body of a sum, and its index, for which nothing ``beside`` stands."""
    body, (index,) = opened(term, *beside)
    return body, cast(IndexVariable, index)


def sum_over(index: IndexVariable, body: Term) -> Term:
    """The sum of a body over an index."""
    return ZERO if body == ZERO else kernel.Sum(index.size, kernel.close_body(body, (index,)))


def is_big(term: Term) -> bool:
    """Whether a factor is printed with an operator before it, and so stands behind others."""
    return isinstance(term, (kernel.Sum, kernel.Product, kernel.Log, kernel.Derivative, kernel.Limit))


def in_front(constants: list[Term], summed: Term) -> Term:
    """The product of a sum and what was taken out of it: other sums stand behind it."""
    behind = [c for c in constants if is_big(c)]
    return squared(product_of([*(c for c in constants if not is_big(c)), summed, *behind]))


def pulled_out(term: kernel.Sum) -> Term:
    """A sum with the factors in front that do not depend on its index."""
    body, index = opened_sum(term)
    if isinstance(body, kernel.Choose) and body.equal == ZERO and body.distinct != ONE:
        return _pulled_out_of_rest(body, index)
    body = everywhere(body, lambda part: pulled_out(part) if isinstance(part, kernel.Sum) else None)
    factors = spread_factors(body)
    constants = [factor for factor in factors if not depends_on(factor, index)]
    rest = [factor for factor in factors if depends_on(factor, index)]
    if not rest:
        size = kernel.number(term.size) if isinstance(term.size, int) else kernel.SizeValue(term.size)
        return product_of([size, *constants])
    return in_front(constants, sum_over(index, product_of(rest)))


def _pulled_out_of_rest(body: kernel.Choose, index: IndexVariable) -> Term:
    """As :func:`pulled_out`, for a sum over all indices but one; what it counts stays in it."""
    factors = spread_factors(body.distinct)
    constants = [factor for factor in factors if not depends_on(factor, index)]
    rest = [factor for factor in factors if depends_on(factor, index)]
    inside = kernel.Choose(body.left, body.right, ZERO, product_of(rest))
    return in_front(constants, sum_over(index, inside))


@operation("pull_out", "a constant factor comes out of the sum")
def pull_out(term: Term) -> Term | None:
    """Σ c fₖ = c Σ fₖ; what does not depend on the index at all is counted."""
    return pulled_out(term) if isinstance(term, kernel.Sum) else None


@operation("put_in", "a constant factor goes into the sum")
def put_in(term: Term) -> Term | None:
    """c Σ fₖ = Σ c fₖ."""
    factors = factors_of(term)
    sums = [factor for factor in factors if isinstance(factor, kernel.Sum)]
    if not isinstance(term, kernel.Multiply) or len(sums) != 1:
        return None
    body, index = opened_sum(sums[0], term)
    others = [factor for factor in factors if factor is not sums[0]]
    return sum_over(index, product_of([*others, body]))


def split_sum(term: kernel.Sum) -> Term:
    """The sum of a sum as a sum of sums, with their signs and numbers in front."""
    body, index = opened_sum(term)
    body = split_sum(body) if isinstance(body, kernel.Sum) else body
    if not isinstance(body, kernel.Add):
        multiplied = expand.work(body)
        body = multiplied if isinstance(multiplied, kernel.Add) else body
    return positive_first([_linear_sum(index, part) for part in terms_of(body)])


def _linear_sum(index: IndexVariable, body: Term) -> Term:
    return pulled_out(kernel.Sum(index.size, kernel.close_body(body, (index,))))


@operation("split", "a sum is linear")
def split(term: Term) -> Term | None:
    """Σ (c fₖ + gₖ) = c Σ fₖ + Σ gₖ; a product in the sum is multiplied out first."""
    if not isinstance(term, kernel.Sum):
        return None
    result = split_sum(term)
    return result if isinstance(result, kernel.Add) else None


@operation("merge", "one sum")
def merge(term: Term) -> Term | None:
    """a Σ fₖ + b Σ gₖ = Σ (a fₖ + b gₖ)."""
    if not isinstance(term, kernel.Add):
        return None
    merged: list[Term] = []
    others: list[Term] = []
    index: IndexVariable | None = None
    first = len(terms_of(term))
    for part in terms_of(term):
        factors = factors_of(part)
        sums = [factor for factor in factors if isinstance(factor, kernel.Sum)]
        if len(sums) != 1 or (index is not None and sums[0].size != index.size):
            others.append(part)
            continue
        if index is None:
            index = IndexVariable(kernel.fresh_name("n", term), sums[0].size)
            first = len(others)
        body = kernel.open_body(sums[0].body, (index,))
        merged.append(product_of([*(factor for factor in factors if factor is not sums[0]), body]))
    if index is None or len(merged) < 2:
        return None
    return sum_of([*others[:first], sum_over(index, kernel.Add(tuple(merged))), *others[first:]])


@operation("as_double_sum", "a product of sums is a sum over pairs")
def as_double_sum(term: Term) -> Term | None:
    """(Σ fᵢ)(Σ gⱼ) = Σᵢⱼ fᵢ gⱼ."""
    factors = list(factors_of(term))
    for place, factor in enumerate(factors):
        if isinstance(factor, kernel.Power) and factor.exponent == kernel.number(2):
            factors[place : place + 1] = [factor.base, factor.base]
    sums = [factor for factor in factors if isinstance(factor, kernel.Sum)][:2]
    if len(sums) != 2:
        return None
    letters = [IndexVariable(kernel.fresh_name(prefix, term), one.size) for prefix, one in zip("nm", sums, strict=True)]
    bodies = [kernel.open_body(one.body, (letter,)) for one, letter in zip(sums, letters, strict=True)]
    double = sum_over(letters[0], sum_over(letters[1], product_of(bodies)))
    left = list(factors)
    for one in sums:
        left.remove(one)
    return in_front(left, double)


@operation("exchange", "the two sums change places")
def exchange(term: Term) -> Term | None:
    """Σᵢ Σⱼ fᵢⱼ = Σⱼ Σᵢ fᵢⱼ."""
    if not isinstance(term, kernel.Sum):
        return None
    body, outer = opened_sum(term)
    if not isinstance(body, kernel.Sum):
        return None
    innermost, inner = opened_sum(body)
    return sum_over(inner, sum_over(outer, innermost))


# Kronecker's delta ---------------------------------------------------------------------------------


def is_delta(term: Term, index: Index | None = None) -> bool:
    """Whether a term is a delta, with the index among its own if one is given."""
    if not isinstance(term, kernel.Choose) or term.equal != ONE or term.distinct != ZERO:
        return False
    return index is None or ((term.left == index) != (term.right == index))


def partner(delta: Term, index: IndexVariable) -> Index:
    """The other index of a delta."""
    assert isinstance(delta, kernel.Choose)
    return delta.right if delta.left == index else delta.left


def resolved(term: kernel.Sum) -> Term | None:
    """A sum without the deltas in its index; None where there are none."""
    body, index = opened_sum(term)
    if isinstance(body, kernel.Sum):
        inner = resolved(body)
        if inner is None:  # the delta of the outer index may stand in the inner sum
            innermost, second = opened_sum(body)
            swapped = resolved(cast(kernel.Sum, sum_over(index, innermost)))
            return None if swapped is None else sum_over(second, swapped)
        return sum_over(index, inner)
    factors = factors_of(body)
    constants = [factor for factor in factors if not depends_on(factor, index)]
    moving = [factor for factor in factors if depends_on(factor, index)]
    if not any(
        is_delta(part, index) for factor in moving for part in kernel.subnodes(factor) if isinstance(part, Term)
    ):
        return None
    rest = product_of(moving)
    if not any(is_delta(factor, index) for factor in moving):
        multiplied = expand.work(rest)
        rest = rest if multiplied is None else multiplied
    parts: list[Term] = []
    found = False
    for part in terms_of(rest):
        inner_factors = list(factors_of(part))
        delta = next((factor for factor in inner_factors if is_delta(factor, index)), None)
        if delta is None:
            parts.append(_linear_sum(index, part))
            continue
        found = True
        inner_factors.remove(delta)
        inner_factors.sort(key=is_delta)
        placed = kernel.substitute(product_of(inner_factors), {index: partner(delta, index)})
        parts.append(gathered(placed))
    if not found:
        return None
    total = sum_of(parts)
    return in_front(constants, total) if isinstance(total, kernel.Sum) else gathered(product_of([*constants, total]))


def without_decided(term: Term) -> Term | None:
    """A delta, or other cases, of two indices of which it is known whether they are the same."""
    if not isinstance(term, kernel.Choose):
        return None
    if term.left == term.right:
        return term.equal
    numbers = isinstance(term.left, kernel.IndexNumber) and isinstance(term.right, kernel.IndexNumber)
    return term.distinct if numbers else None


@operation("resolve_delta", "the delta leaves one term of the sum")
def resolve_delta(term: Term) -> Term | None:
    """Σₖ δᵢₖ fₖ = fᵢ, also where the delta stands in a sum or product; δᵢᵢ = 1."""
    if isinstance(term, kernel.Sum):
        return resolved(term)
    if isinstance(term, (kernel.Add, kernel.Multiply)):
        decided = everywhere(term, without_decided)
        return None if decided == term else gathered(flat(decided))
    return without_decided(term)


@operation("move_delta", "where the delta is not 0, its indices are the same")
def move_delta(term: Term) -> Term | None:
    """fᵢ δᵢⱼ = fⱼ δⱼᵢ."""
    if not isinstance(term, kernel.Multiply):
        return None
    factors = list(factors_of(term))
    delta = next((factor for factor in factors if is_delta(factor)), None)
    if not isinstance(delta, kernel.Choose) or not isinstance(delta.left, IndexVariable):
        return None
    factors.remove(delta)
    rest = kernel.substitute(product_of(factors), {delta.left: delta.right})
    return product_of([rest, kernel.delta(delta.right, delta.left)])


def where(condition: kernel.Formula) -> Operation:
    """A delta is 1 where its indices are the same, and 0 where they are not."""
    same = condition.formula if isinstance(condition, kernel.Not) else condition
    if not isinstance(same, kernel.SameIndex):
        raise kernel.KernelError("bridge: the condition does not say whether two indices are the same")
    equal = condition is same

    def change(part: Term) -> Term | None:
        if isinstance(part, kernel.Choose) and {part.left, part.right} == {same.left, same.right}:
            return part.equal if equal else part.distinct
        return None

    def work(term: Term) -> Term | None:
        decided = everywhere(term, change)
        if equal and isinstance(same.right, IndexVariable):
            decided = kernel.substitute(decided, {same.right: same.left})
        return None if decided == term else gathered(decided)

    sentence = "the delta is 1 where its indices are the same" if equal else "the delta is 0 where its indices differ"
    return Operation("where", sentence, work)


# One term apart, and all terms apart ------------------------------------------------------------------


def separate(index: Index) -> Operation:
    """Σₖ fₖ = fᵢ + Σ_{k≠i} fₖ."""

    def work(term: Term) -> Term | None:
        if not isinstance(term, kernel.Sum) or term.size != index.size or isinstance(term.body, kernel.Choose):
            return None
        each = IndexVariable(kernel.fresh_name("each", term, index), term.size)  # no binder inside gets this letter
        body = kernel.open_body(term.body, (each,))
        apart = kernel.substitute(body, {each: index})
        decided = everywhere(apart, without_decided)
        rest = everywhere(body, lambda part: part.distinct if is_choice(part, each) else None)  # type: ignore[attr-defined]
        others = kernel.Choose(each, index, ZERO, rest)
        return sum_of([decided, sum_over(each, others)])

    def is_choice(part: Term, each: Index) -> bool:
        return isinstance(part, kernel.Choose) and {part.left, part.right} == {each, index}

    return Operation("separate", "one term of the sum apart", work, sees_names=False)


@operation("write_out", "the terms of the sum one by one", sees_names=False)
def write_out(term: Term) -> Term | None:
    """Σ fₖ = f₁ + f₂ for two classes, and so on."""
    if not isinstance(term, kernel.Sum) or not isinstance(term.size, int) or term.size > SMALL:
        return None
    parts = [kernel.open_body(term.body, (kernel.IndexNumber(n + 1, term.size),)) for n in range(term.size)]
    return sum_of([everywhere(part, without_decided) for part in parts])
