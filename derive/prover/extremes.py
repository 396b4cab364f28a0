"""Bounds by maxima, by single terms of sums, by signs of exponents, and by absolute values."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache

from derive.kernel import rules
from derive.kernel.facts import NONNEGATIVE, POSITIVE
from derive.kernel.normal import NeedsCase, flatten
from derive.kernel.polynomials import monomial_term
from derive.kernel.terms import (
    ONE,
    ZERO,
    Absolute,
    Add,
    Entry,
    Equal,
    Exp,
    ForAll,
    Formula,
    IndexVariable,
    KernelError,
    Lambda,
    Less,
    LessEqual,
    Log,
    Maximum,
    Multiply,
    Number,
    Power,
    Sum,
    Term,
    Variable,
    negative,
    open_body,
    subnodes,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.language.extrema import largest_terms
from derive.lemmas import inference
from derive.lemmas.inference import largest_bounds
from derive.lemmas.log_sum_exp import log_sum_exp_bounds
from derive.prover.entropy import product
from derive.prover.goal import Context, Offer, add_up
from derive.prover.idempotents import as_bounds, linear_squares
from derive.prover.totals import at_most_total

MOST_INSTANCES = 4
MOST_IN_TRIANGLE = 4


def hypothesis_bounds(context: Context) -> Iterator[Theorem]:
    """The inequalities that are given, at the indices that occur and summed up."""
    for formula in context.given:
        theorem = rules.assume(formula)
        if isinstance(formula, (Less, LessEqual)):
            yield theorem
        elif isinstance(formula, ForAll) and isinstance(formula.body, (Less, LessEqual)):
            if isinstance(formula.over, tuple):
                continue
            yield inference.add_up(theorem)
            for index in [i for i in context.indices if i.size == formula.over][:MOST_INSTANCES]:
                yield rules.specialise(theorem, index)
    for premise in context.premises:
        for index in [i for i in context.indices if i.size == premise.conclusion.over][:MOST_INSTANCES]:  # type: ignore[attr-defined]
            yield rules.specialise(premise, index)


def maximum_bounds(context: Context) -> Iterator[Theorem]:
    """Each value is at most the maximum, also weighted and summed; max a ≤ log Σ exp a ≤ max a + log n."""
    maxima = [part for part, around in context.parts if isinstance(part, Maximum) and not around]
    maxima += [atom for atom in context.atoms() if isinstance(atom, Maximum)]
    for maximum in dict.fromkeys(maxima):
        terms = largest_terms(maximum)
        if terms is not None:
            for place in range(len(terms)):
                yield largest_bounds(terms, place, context.given)
            continue
        index, body = context.opened(maximum)
        each = rules.maximum_bounds(maximum, index, context.given)
        for other in [i for i in context.indices if i.size == maximum.size][:MOST_INSTANCES]:
            yield rules.maximum_bounds(maximum, other, context.given)
        weights: list[Term] = [ONE]
        for total in context.sums():
            if total.size == maximum.size:
                weights += weights_in(context, total, index)
        values: list[tuple[Term, tuple[Theorem, ...]]] = [(body, (each,))]
        if isinstance(body, Absolute):
            for inside in (body.argument, negative(body.argument)):
                values.append((inside, (each, at_most_absolute(inside, body, context.given))))
        for weight in list(dict.fromkeys(weights))[:8]:
            for value, chain in values:
                try:
                    goal = LessEqual(product(weight, value), product(weight, maximum))
                    one = rules.combine(goal, (weight,) * len(chain), chain, context.given, ())
                    yield add_up(one, (index,))
                except KernelError:
                    continue
    if maxima:
        for part, around in context.parts:
            if isinstance(part, Log) and not around:
                try:
                    yield from log_sum_exp_bounds(part, context.given)
                except KernelError:
                    continue


def choice_bounds(context: Context) -> Iterator[Theorem]:
    """Inside sums: max(a, b) is at least a and b, also weighted, and its square is linear in it."""
    for part, around in context.parts:
        terms = largest_terms(part)
        if terms is None or len(around) != 1:
            continue
        index = around[0]
        weights: list[Term] = [ONE]
        for total in context.sums():
            if total.size == index.size:
                weights += weights_in(context, total, index)
        for place, value in enumerate(terms):
            one = largest_bounds(terms, place, context.given)
            for weight in list(dict.fromkeys(weights))[:6]:
                goal = LessEqual(product(weight, value), product(weight, part))
                yield add_up(rules.combine(goal, (weight,), (one,), context.given, ()), around)
    for atom in context.atoms():
        if isinstance(atom, Sum):
            for equation in linear_squares(atom, context.reasoner, context.goal, context.given):
                yield from as_bounds(equation, context.given)


def weights_in(context: Context, total: Sum, index: Term | object) -> list[Term]:
    """The products of non-negative factors in a sum's terms."""
    here, body = context.opened(total)
    found: list[Term] = []
    for term in body.terms if isinstance(body, Add) else (body,):
        factors = list(flatten(term)) if isinstance(term, Multiply) else [term]
        bases = [f.base for f in factors if isinstance(f, Power) and isinstance(f.exponent, Number)]
        good = [f for f in (*factors, *bases) if here.key in f.key and context.is_nonnegative(f)]
        if good:
            found.append(product(*good))
            if len(good) > 1:
                found += good
    return found


def single_term_bounds(context: Context) -> Iterator[Theorem]:
    """A term of a sum of non-negative terms is at most the sum, and so are the logarithms."""
    totals = {part for part, around in context.parts if isinstance(part, Sum) and not around}
    totals |= {atom for atom in context.atoms() if isinstance(atom, Sum)}
    logs = {part.argument for part, around in context.parts if isinstance(part, Log) and not around}
    for total in sorted(totals, key=lambda total: total.key)[:6]:
        for index in [i for i in context.indices if i.size == total.size][:MOST_INSTANCES]:
            term = open_body(total.body, (index,))
            for relation in (Less, LessEqual):
                try:
                    theorem = rules.by_normal_form(relation(term, total), context.given, ())
                except KernelError:
                    continue
                yield theorem
                if total in logs and context.is_positive(term):
                    yield inference.monotone("log", theorem, tuple(rules.assume(f) for f in context.given))
                break
            else:
                if context.is_nonnegative(term):
                    yield at_most_total(total, index, context.given)


def exponential_bounds(context: Context) -> Iterator[Theorem]:
    """exp a ≤ exp b, log a ≤ log b where the sign of a − b is evident; exp a ≤ 1, bᵃ ≤ 1 likewise."""
    exponents: list[Term] = []
    powers: list[Term] = []
    for part, around in context.parts:
        if around:
            continue
        if isinstance(part, Exp):
            exponents.append(part.argument)
        elif isinstance(part, Power) and not isinstance(part.exponent, Number) and context.is_positive(part.base):
            powers.append(product(part.exponent, Log(part.base)))
    exponents = list(dict.fromkeys([*exponents, ZERO]))[:8]
    for place, first in enumerate(exponents):
        for second in exponents[place + 1 :]:
            for low, high in ((first, second), (second, first)):
                theorem = ordered(context, low, high)
                if theorem is not None:
                    yield inference.monotone("exp", theorem, ())
                    break
    for exponent in powers[:4]:
        for low, high in ((exponent, ZERO), (ZERO, exponent)):
            theorem = ordered(context, low, high)
            if theorem is not None:
                raised = inference.monotone("exp", theorem, ())
                yield raised
                break
    logs = list(dict.fromkeys(part.argument for part, around in context.parts if isinstance(part, Log) and not around))
    for first in logs[:5]:
        for second in (*logs[:5], ONE):
            if first != second:
                theorem = ordered(context, first, second)
                if theorem is not None and context.is_positive(first):
                    yield inference.monotone("log", theorem, tuple(rules.assume(f) for f in context.given))
                elif second == ONE:
                    theorem = ordered(context, ONE, first)
                    if theorem is not None:
                        yield inference.monotone("log", theorem, ())


def ordered(context: Context, low: Term, high: Term) -> Theorem | None:
    """low < high or low ≤ high, where that is evident."""
    signs = context.reasoner.sign(subtract(high, low))
    if signs <= NONNEGATIVE:
        relation = Less if signs == POSITIVE else LessEqual
        try:
            return context.decided(relation(low, high))
        except (KernelError, NeedsCase):
            pass
    return None


def absolute_bounds(context: Context) -> Iterator[Theorem | Offer]:
    """Σ w f ≤ Σ w |f| and −Σ w f ≤ Σ w |f|; |a + b| ≤ |a| + |b| in sums; ±x ≤ |x| for |x| in a hypothesis."""
    for given in context.given:
        for node in sorted(
            (n for n in subnodes(given) if isinstance(n, Absolute) and not n.loose), key=lambda n: n.key
        ):
            for side in (node.argument, negative(node.argument)):
                yield at_most_absolute(side, node, context.given)
    for part, around in context.parts:
        if isinstance(part, Absolute) and len(around) < 2:
            with suppress(KernelError):
                triangle = triangle_inequality(context, part)
                if triangle is not None:
                    yield add_up(triangle, around)
    for total in context.sums():
        index, body = context.opened(total)
        factors = list(flatten(body)) if isinstance(body, Multiply) else [body]
        for place, factor in enumerate(factors):
            if isinstance(factor, Absolute):
                rest = factors[:place] + factors[place + 1 :]
                weight = product(*rest) if rest else ONE
                for sign in (1, -1):
                    inside = factor.argument if sign == 1 else negative(factor.argument)
                    if context.is_nonnegative(weight):
                        yield from weighted(context, weight, inside, factor, index)


def weighted(
    context: Context, weight: Term, inside: Term, absolute: Absolute, index: IndexVariable
) -> Iterator[Theorem | Offer]:
    """Σ ±w x ≤ Σ w |x|."""
    goal = LessEqual(product(weight, inside), product(weight, absolute))

    def prove() -> Theorem:
        one = at_most_absolute(inside, absolute, context.given)
        return rules.combine(goal, (weight,), (one,), context.given, ())

    yield from context.offer(goal, (index,), prove)


def triangle_inequality(context: Context, absolute: Absolute) -> Theorem | None:
    """|a + b + …| ≤ |a| + |b| + …, for the monomials of the argument."""
    inside = context.normal(absolute.argument)
    if inside is None or len(inside) < 2 or len(inside) > MOST_IN_TRIANGLE:
        return None
    terms = [monomial_term(m, c) for m, c in sorted(inside.items(), key=lambda item: monomial_term(item[0]).key)]
    theorem, variables = triangle_of_any(len(terms))
    for variable, term in zip(variables, terms, strict=True):
        theorem = rules.specialise(rules.generalise(rules.weaken(theorem, context.given), variable), Lambda((), term))
    goal = LessEqual(absolute, Add(tuple(Absolute(term) for term in terms)))
    return rules.combine(goal, (ONE,), (theorem,), context.given, ())


@lru_cache(maxsize=MOST_IN_TRIANGLE)
def triangle_of_any(count: int) -> tuple[Theorem, tuple[Variable, ...]]:
    """|a + b + …| ≤ |a| + |b| + … for any numbers: by the sign of the sum."""
    variables = tuple(Variable(f"triangle{place}", ()) for place in range(count))
    terms = [Entry(variable, ()) for variable in variables]
    total = Add(tuple(terms))
    goal = LessEqual(Absolute(total), Add(tuple(Absolute(term) for term in terms)))
    branches = []
    parts: tuple[Formula, ...] = (Less(total, ZERO), Equal(total, ZERO), Less(ZERO, total))
    for part, sign in zip(parts, (-1, 1, 1), strict=True):
        signed = [negative(term) if sign < 0 else term for term in terms]
        each = tuple(at_most_absolute(one, Absolute(term), ()) for one, term in zip(signed, terms, strict=True))
        branches.append(rules.combine(goal, (ONE,) * count, each, (part,), ()))
    return rules.cases(rules.trichotomy(total, ZERO, (), ()), tuple(branches), goal), variables


def at_most_absolute(inside: Term, absolute: Absolute, given: tuple[Formula, ...]) -> Theorem:
    """±x ≤ |x|."""
    goal = LessEqual(inside, absolute)
    x = absolute.argument
    split = rules.trichotomy(x, ZERO, given, ())
    parts: tuple[Formula, ...] = (Less(x, ZERO), Equal(x, ZERO), Less(ZERO, x))
    branches = tuple(rules.by_normal_form(goal, (part, *given), ()) for part in parts)
    return rules.cases(split, branches, goal)
