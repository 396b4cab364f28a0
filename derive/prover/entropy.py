"""Bounds that rest on log t ≤ t − 1: Gibbs' inequality, Jensen's for logarithms and exponentials, tangents."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from derive.kernel import rules
from derive.kernel.facts import read_facts
from derive.kernel.normal import flatten
from derive.kernel.polynomials import polynomial_term
from derive.kernel.terms import (
    ONE,
    ZERO,
    Add,
    Entry,
    Equal,
    Exp,
    Formula,
    IndexVariable,
    KernelError,
    Less,
    LessEqual,
    Log,
    Multiply,
    Node,
    Number,
    Power,
    Product,
    SizeValue,
    Sum,
    Term,
    number,
    subnodes,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.lemmas import inference
from derive.lemmas.cases import zero_or_positive
from derive.prover.goal import Context, Offer
from derive.prover.vanishing import where_weight_vanishes

Indices = tuple[IndexVariable, ...]
MOST_WEIGHTS = 8
MOST_PARTNERS = 14


def inverse(term: Term) -> Term:
    """1/term."""
    return Power(term, number(-1))


def product(*factors: Term) -> Term:
    """The product, written flat."""
    flat = [part for factor in factors for part in ((factor,) if not isinstance(factor, Multiply) else flatten(factor))]
    kept = tuple(part for part in flat if part != ONE)
    return kept[0] if len(kept) == 1 else Multiply(kept)


class Families:
    """The weights t and the positive terms u for which Σ (t − u) ≤ Σ t log(t/u) may help, by their indices."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.weights: dict[Indices, list[Term]] = {}
        self.partners: dict[Indices, list[Term]] = {}
        self.marginals: dict[Indices, list[Term]] = {}
        self.seen: set[tuple[str, Indices, Term]] = set()
        self.collect()

    def add(self, indices: Indices, weight: Term | None, *partners: Term) -> None:
        """Notes a weight and terms to compare it with."""
        weights, others = self.weights.setdefault(indices, []), self.partners.setdefault(indices, [])
        if weight is not None and len(weights) < MOST_WEIGHTS and self.is_new("weight", indices, weight):
            weights.append(weight)
        for partner in partners:
            if len(others) < MOST_PARTNERS and self.is_new("partner", indices, partner):
                others.append(partner)

    def is_new(self, role: str, indices: Indices, term: Term) -> bool:
        """Whether no equal term has this role so far."""
        normal = self.context.normal(term)
        key = (role, indices, term if normal is None else polynomial_term(normal))
        if key in self.seen:
            return False
        self.seen.add(key)
        return True

    def collect(self) -> None:
        """Looks at the hypotheses Σ p = 1, at Σ w log a, and at log Σ a."""
        context = self.context
        for fact in read_facts(context.given):
            total = fact.source.left
            if isinstance(fact.source, Equal) and isinstance(total, Sum) and not fact.pattern:
                indices: Indices = ()
                body: Term = total
                while isinstance(body, Sum):
                    index, body = context.opened(body, len(indices))
                    indices = (*indices, index)
                self.add(indices, body, body)
        for part, around in context.parts:
            if isinstance(part, Sum):
                index, body = context.opened(part, len(around))
                for term in body.terms if isinstance(body, Add) else (body,):
                    self.collect_weighted((*around, index), term)
            elif isinstance(part, Log) and not around:
                self.collect_mean(part.argument)
            elif isinstance(part, Multiply) and not around:
                self.collect_weighted((), part)
                self.add((), None, ONE)
        for indices, parts in list(self.marginals.items()):
            distinct = list(dict.fromkeys(parts))
            if len(distinct) == 2:
                self.add(indices, None, product(*distinct))
        for indices in list(self.weights):
            if not any(SizeValue(index.size).key in context.spelling for index in indices):
                continue
            uniform = product(*(inverse(SizeValue(index.size)) for index in indices))
            self.add(indices, uniform, uniform)

    def collect_weighted(self, indices: Indices, term: Term) -> None:
        """w · log a."""
        factors = list(flatten(term)) if isinstance(term, Multiply) else [term]
        for place, factor in enumerate(factors):
            if isinstance(factor, Log):
                rest = factors[:place] + factors[place + 1 :]
                weight = product(*rest) if rest else ONE
                if rest and factors[0] == number(-1):
                    weight = product(*rest[1:]) if rest[1:] else ONE
                inside = factor.argument
                self.add(indices, weight, inside)
                if inside != weight:
                    self.marginals.setdefault(indices, []).append(inside)
                if inside != weight:
                    self.add(indices, None, product(weight, inverse(inside)))
                self.add(indices, None, product(weight, inside))

    def collect_mean(self, argument: Term) -> None:
        """log Σ a: the distribution a / Σ a."""
        for term in flatten(argument) if isinstance(argument, Multiply) else (argument,):
            if isinstance(term, Sum):
                index, body = self.context.opened(term)
                share = product(body, inverse(term))
                self.add((index,), share, share)


def entropy_bounds(context: Context) -> Iterator[Theorem | Offer]:
    """Σ (t − u) ≤ Σ t log(t/u), also with u scaled to the same total as t."""
    families = Families(context)
    for indices, weights in sorted(families.weights.items(), key=lambda item: (len(item[0]), str(item[0]))):
        for weight in weights:
            total = context.normal(context.summed(weight, indices))
            if total is None or not context.is_nonnegative(weight):
                continue
            for other in families.partners[indices]:
                if other == weight or not context.is_positive(other):
                    continue
                other_sum = context.summed(other, indices)
                other_total = context.normal(other_sum)
                scaled = [other]
                if indices and other_total is not None and other_total != total:
                    scale = product(context.summed(weight, indices), inverse(other_sum))
                    scaled.append(product(other, scale))
                for candidate in scaled:
                    yield from relative_entropy(context, weight, candidate, indices)


def relative_entropy(context: Context, first: Term, second: Term, indices: Indices) -> Iterator[Theorem | Offer]:
    """Σ (t − u) ≤ Σ t log(t/u)."""
    left = subtract(first, second)
    right = Multiply((first, Log(Multiply((first, inverse(second))))))
    return context.offer(
        LessEqual(left, right), indices, lambda: rules.relative_entropy_bound(first, second, context.given, ())
    )


def jensen_bounds(context: Context) -> Iterator[Theorem | Offer]:
    """Σ w log(s/m) ≤ Σ w (s/m − 1), for exponentials and products m in the goal."""
    means = [
        part
        for part, around in context.parts
        if not around
        and (isinstance(part, Product) or (isinstance(part, Exp) and any(isinstance(n, Sum) for n in subnodes(part))))
    ]
    for mean in means[:4]:
        if not context.is_positive(mean):
            continue
        for total in context.sums():
            index, body = context.opened(total)
            for term in body.terms if isinstance(body, Add) else (body,):
                factors = list(flatten(term)) if isinstance(term, Multiply) else [term]
                for place, factor in enumerate(factors):
                    rest = factors[:place] + factors[place + 1 :]
                    weight = product(*rest) if rest else ONE
                    if mentions_index(factor, index) and context.is_positive(factor) and context.is_nonnegative(weight):
                        yield from weighted_tangent(context, weight, product(factor, inverse(mean)), index)


def mentions_index(term: Term, index: IndexVariable) -> bool:
    """Whether a term depends on an index."""
    return index.key in term.key


def weighted_tangent(context: Context, weight: Term, ratio: Term, index: IndexVariable) -> Iterator[Theorem | Offer]:
    """Σ w log t ≤ Σ w (t − 1)."""
    goal = LessEqual(product(weight, Log(ratio)), product(weight, subtract(ratio, ONE)))
    return context.offer(goal, (index,), lambda: tangent(context, goal, weight, ratio))


def tangent(context: Context, goal: LessEqual, weight: Term, ratio: Term) -> Theorem:
    """w log t ≤ w (t − 1), where t may depend on w > 0."""
    if context.is_positive(weight) or not isinstance(weight, Entry):
        return one_tangent(goal, weight, ratio, context.given)

    def in_case(inner: Less | LessEqual, facts: tuple[Formula, ...]) -> Theorem:
        if isinstance(facts[0], Less):
            return one_tangent(inner, weight, ratio, facts)
        try:
            return rules.by_normal_form(inner, facts, ())
        except KernelError:
            return where_weight_vanishes(context, inner, weight)

    return zero_or_positive(goal, weight, context.given, in_case)


def one_tangent(goal: Less | LessEqual, weight: Term, ratio: Term, given: tuple[Formula, ...]) -> Theorem:
    """w log t ≤ w (t − 1)."""
    return rules.combine(goal, (weight,), (inference.log_bound(ratio, given, ()),), given, ())


def tangent_bounds(context: Context) -> Iterator[Theorem | Offer]:
    """log t ≤ t − 1 at arguments of logarithms, their inverses and quotients, and at exponentials."""
    arguments: list[Term] = []
    logs = [atom.argument for atom in context.atoms() if isinstance(atom, Log)]
    logs += [part.argument for part, around in context.parts if isinstance(part, Log) and not around]
    logs = list(dict.fromkeys(logs))[:6]
    for argument in logs:
        arguments += [argument, inverse(argument)]
    for first in logs:
        for second in logs:
            if first != second:
                count = len(second.terms) if isinstance(second, Add) else 1
                arguments.append(product(first, inverse(second), number(count)))
                if count != 1:
                    arguments.append(product(first, inverse(second)))
    sizes = [atom.argument for atom in context.atoms() if isinstance(atom, Log)]
    for size in [term for term in sizes if isinstance(term, (Number, SizeValue))][:2]:
        for argument in logs:
            if argument != size:
                arguments += [product(size, argument), inverse(product(size, argument))]
    for atom in context.atoms():
        if isinstance(atom, Exp):
            powers = {power for monomial in context.numerator for a, power in monomial if a == atom}
            for power in sorted(powers):
                arguments += [Power(atom, number(power)), Power(atom, number(-power))]
    for argument in dict.fromkeys(arguments):
        relation = LessEqual(Log(argument), subtract(argument, ONE))
        apart = tuple(away_from_one(context, argument))
        yield from context.offer(relation, (), lambda t=argument, f=apart: inference.log_bound(t, context.given, f))  # type: ignore[misc]
    yield from termwise_tangents(context)


def away_from_one(context: Context, argument: Term) -> Iterator[Theorem]:
    """exp u < 1 or 1 < exp u, where the goal is strict and the sign of u is evident."""
    exponent = context.normal(Log(argument)) if isinstance(context.goal, Less) else None
    if exponent is None or not isinstance(argument, Power):
        return
    signs = context.reasoner.polynomial_sign(exponent)
    term = polynomial_term(exponent)
    for sign, sides in ((1, (ZERO, term)), (-1, (term, ZERO))):
        if signs == frozenset({sign}):
            yield inference.monotone("exp", context.decided(Less(*sides)), ())


def exponents(node: Node) -> tuple[Fraction, ...]:
    """The exponent of a power by a number."""
    return (node.exponent.value,) if isinstance(node, Power) and isinstance(node.exponent, Number) else ()


def termwise_tangents(context: Context) -> Iterator[Theorem | Offer]:
    """Σ w log s ≤ Σ w (s − 1), and Σ w log(1/s) ≤ Σ w (1/s − 1); also for √s where roots occur."""
    rooted = any(power.denominator == 2 for n in subnodes(context.goal) for power in exponents(n))
    for part, around in context.parts:
        if not isinstance(part, Sum) or around:
            continue
        index, body = context.opened(part)
        for term in body.terms if isinstance(body, Add) else (body,):
            factors = list(flatten(term)) if isinstance(term, Multiply) else [term]
            for place, factor in enumerate(factors):
                if not isinstance(factor, Log):
                    continue
                rest = [f for f in factors[:place] + factors[place + 1 :] if f != number(-1)]
                weight = product(*rest) if rest else ONE
                ratios = [factor.argument, inverse(factor.argument)]
                if rooted:
                    ratios += [Power(ratio, number("1/2")) for ratio in ratios]
                for ratio in ratios:
                    if context.is_nonnegative(weight):
                        yield from weighted_tangent(context, weight, ratio, index)
