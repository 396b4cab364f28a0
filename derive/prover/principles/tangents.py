"""Tangents of the logarithm, log t ≤ t − 1: the graph of a concave function lies below each of its tangents.

S. Boyd, L. Vandenberghe, Convex Optimization, section 3.1.3."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations

from derive import lemmas
from derive.kernel import rules
from derive.kernel.polynomials import Rational, in_order, magnitude, monomial_term, plus, polynomial_term, quotient
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
from derive.lemmas import cases
from derive.lemmas.terms import Indices, exponents, factors_of, inverse, product
from derive.prover.goal import Context, Offer
from derive.prover.tactic import involving, principle

MOST_LOGARITHMS = 6
MOST_SIZES = 2
MOST_MEANS = 4
MOST_ARGUMENTS = 5
HIGHEST_POWER = 3


@principle("tangents", cost=62, most=60, when=involving(Log, Exp))
def tangents(context: Context) -> Iterator[Theorem | Offer]:
    """log t ≤ t − 1 at arguments of logarithms, their inverses and quotients, and at exponentials; < where t ≠ 1."""
    arguments: list[Term] = []
    logs = [atom.argument for atom in context.atoms() if isinstance(atom, Log)]
    logs += [part.argument for part, around in context.parts if isinstance(part, Log) and not around]
    logs = list(dict.fromkeys(logs))[:MOST_LOGARITHMS]
    for argument in logs:
        arguments += [argument, inverse(argument)]
    for first in logs:
        for second in logs:
            if first != second:
                count = len(second.terms) if isinstance(second, Add) else 1
                arguments.append(product(first, inverse(second), number(count)))
                if count != 1:
                    arguments.append(product(first, inverse(second)))
    arguments += [Power(argument, number(power)) for power in powers_of(context, logs) for argument in arguments]
    sizes = [atom.argument for atom in context.atoms() if isinstance(atom, Log)]
    for size in [term for term in sizes if isinstance(term, (Number, SizeValue))][:MOST_SIZES]:
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
        yield from context.offer(relation, (), partial(lemmas.log_bound, argument, context.given, apart))


def powers_of(context: Context, logs: list[Term]) -> list[Rational]:
    """The powers, other than the first, with which arguments of logarithms stand beside them: n log t ≤ tⁿ − 1."""
    bases = set(logs)
    found = {
        magnitude(power)
        for monomial in context.numerator
        for atom, power in monomial
        if atom in bases and len(monomial) > 1
    }
    return sorted(power for power in found if 1 < power <= HIGHEST_POWER)


def away_from_one(context: Context, argument: Term) -> Iterator[Theorem]:
    """exp u < 1 or 1 < exp u, where the goal is strict and the sign of u is evident."""
    exponent = context.normal(Log(argument)) if isinstance(context.goal, Less) else None
    if exponent is None or not isinstance(argument, Power):
        return
    signs = context.reasoner.polynomial_sign(exponent)
    term = polynomial_term(exponent)
    for sign, sides in ((1, (ZERO, term)), (-1, (term, ZERO))):
        if signs == frozenset({sign}):
            yield lemmas.monotone("exp", context.decided(Less(*sides)), ())


@principle("tangents_in_sums", cost=63, most=40, when=involving(Log))
def tangents_in_sums(context: Context) -> Iterator[Theorem | Offer]:
    """Σ w log s ≤ Σ w (s − 1), and Σ w log(1/s) ≤ Σ w (1/s − 1); also for √s where roots occur."""
    rooted = any(power.denominator == 2 for n in subnodes(context.goal) for power in exponents(n))
    for part, around in context.parts:
        if not isinstance(part, Sum) or around:
            continue
        index, body = context.opened(part)
        for term in body.terms if isinstance(body, Add) else (body,):
            factors = factors_of(term)
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


@principle("tangents_of_products", cost=56, most=12, when=involving(Exp))
def tangents_of_products(context: Context) -> Iterator[Theorem | Offer]:
    """1 + u ≤ exp u and 1 − u ≤ exp(−u), for exponentials whose exponent has several terms, which stand in the
    goal as products, and for quotients of two exponentials."""
    wholes: dict[Term, None] = {}
    single: dict[Term, None] = {}
    for part, around in context.parts:
        if isinstance(part, Exp) and not around and len(context.normal(part.argument) or ()) > 1:
            wholes[part] = None
    for monomial in sorted(context.numerator, key=lambda m: monomial_term(m).key):
        exponentials = frozenset((atom, power) for atom, power in monomial if isinstance(atom, Exp))
        if len(exponentials) > 1:
            wholes[monomial_term(exponentials)] = None
        if exponentials:
            single[monomial_term(exponentials)] = None
    if any(len(monomial) > 1 for monomial in context.numerator):
        for first, second in combinations(list(single)[:MOST_ARGUMENTS], 2):
            wholes[product(first, inverse(second))] = None
    for whole in list(wholes)[:MOST_ARGUMENTS]:
        for argument in (whole, inverse(whole)):
            goal = LessEqual(Log(argument), subtract(argument, ONE))
            yield from context.offer(goal, (), partial(lemmas.log_bound, argument, context.given, ()))


@principle("jensen", cost=90, most=16, when=involving(Exp, Product))
def jensen(context: Context) -> Iterator[Theorem | Offer]:
    """Σ w log(s/m) ≤ Σ w (s/m − 1), for exponentials and products m in the goal: the tangent at a mean m, from which
    Jensen's inequality for the logarithm and the exponential function follow.

    T. M. Cover, J. A. Thomas, Elements of Information Theory, 2nd ed., theorem 2.6.2."""
    means = [
        part
        for part, around in context.parts
        if not around
        and (isinstance(part, Product) or (isinstance(part, Exp) and any(isinstance(n, Sum) for n in subnodes(part))))
    ]
    for mean in means[:MOST_MEANS]:
        if not context.is_positive(mean):
            continue
        for total in context.sums():
            index, body = context.opened(total)
            for term in body.terms if isinstance(body, Add) else (body,):
                factors = factors_of(term)
                for place, factor in enumerate(factors):
                    rest = factors[:place] + factors[place + 1 :]
                    weight = product(*rest) if rest else ONE
                    if index.key in factor.key and context.is_positive(factor) and context.is_nonnegative(weight):
                        yield from weighted_tangent(context, weight, product(factor, inverse(mean)), index)


@principle("tangents_of_groups", cost=64, most=8, when=involving(Log))
def tangents_of_groups(context: Context) -> Iterator[Theorem | Offer]:
    """Σ w log t ≤ Σ w (t − 1) for the t of which the logarithm is all that stands with the weight w in the goal, as in
    w log a + w log b − w log c: the tangent at 1, alone and inside sums.

    T. M. Cover, J. A. Thomas, Elements of Information Theory, 2nd ed., theorem 2.6.3."""
    groups: dict[tuple[Term, Indices], dict[Term, Rational]] = {}
    for monomial, coefficient in sorted(context.numerator.items(), key=lambda item: monomial_term(*item).key):
        for atom, power in in_order(monomial):
            found = weighted_logarithm(context, atom) if power == 1 else None
            if found is not None:
                weight, argument, around = found
                if len(monomial) == 1 or not around:
                    weight = product(weight, monomial_term(monomial - {(atom, power)}))
                    group = groups.setdefault((weight, around), {})
                    group[argument] = group.get(argument, 0) - coefficient
    for (weight, around), powers in groups.items():
        if len(powers) > 1 and context.is_nonnegative(weight):
            scale = magnitude(next(iter(powers.values())))
            ratio = product(*(Power(argument, number(quotient(power, scale))) for argument, power in powers.items()))
            goal = LessEqual(product(weight, Log(ratio)), product(weight, subtract(ratio, ONE)))
            yield from context.offer(goal, around, partial(tangent, context, goal, weight, ratio))


def weighted_logarithm(context: Context, atom: Term) -> tuple[Term, Term, Indices] | None:
    """w, t and the index, where the atom is log t or Σ w log t."""
    if isinstance(atom, Log):
        return ONE, atom.argument, ()
    if not isinstance(atom, Sum):
        return None
    index, body = context.opened(atom)
    factors = factors_of(body)
    logs = [factor for factor in factors if isinstance(factor, Log)]
    if len(logs) != 1:
        return None
    return product(ONE, *(factor for factor in factors if factor != logs[0])), logs[0].argument, (index,)


def weighted_tangent(context: Context, weight: Term, ratio: Term, index: IndexVariable) -> Iterator[Theorem | Offer]:
    """Σ w log t ≤ Σ w (t − 1)."""
    goal = LessEqual(product(weight, Log(ratio)), product(weight, subtract(ratio, ONE)))
    return context.offer(goal, (index,), partial(tangent, context, goal, weight, ratio))


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

    return cases.zero_or_positive(goal, weight, context.given, in_case)


def one_tangent(goal: Less | LessEqual, weight: Term, ratio: Term, given: tuple[Formula, ...]) -> Theorem:
    """w log t ≤ w (t − 1)."""
    return rules.combine(goal, (weight,), (lemmas.log_bound(ratio, given, ()),), given, ())


def where_weight_vanishes(context: Context, goal: Less | LessEqual, weight: Term) -> Theorem:
    """t log(t u) ≤ b where t = 0 and t ≤ 1 is known: t log t ≤ 0 for every such t, and without it both sides
    are 0."""
    own = Multiply((weight, Log(weight)))
    below = context.decided(LessEqual(own, ZERO))
    reasoner = context.reasoner
    rest = plus(reasoner.normal(goal.left), reasoner.normal(own), -1)
    middle = polynomial_term(rest)
    first = rules.combine(LessEqual(goal.left, middle), (ONE,), (below,), context.given, context.premises)
    second = rules.by_normal_form(Equal(middle, goal.right), (Equal(ZERO, weight), *context.given), ())
    return rules.transitivity((first, second))
