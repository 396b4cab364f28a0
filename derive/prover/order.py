"""Proofs of inequalities: known bounds are added up until what is left has an evident sign."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from derive.kernel import rules
from derive.kernel.facts import read_facts
from derive.kernel.normal import (
    UNIT,
    Monomial,
    NeedsCase,
    Polynomial,
    Reasoner,
    monomial_term,
    plus,
    polynomial_term,
    split_monomial,
)
from derive.kernel.terms import (
    ZERO,
    Equal,
    Exp,
    Formula,
    Index,
    IndexVariable,
    KernelError,
    Largest,
    Less,
    LessEqual,
    Log,
    Maximum,
    Multiply,
    Number,
    Power,
    SizeValue,
    Sum,
    Term,
    close_body,
    fresh_name,
    number,
    open_body,
    subnodes,
    substitute,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.prover.bounds import log_sum_exp_bounds
from derive.prover.squares import sum_of_squares

MOST_BOUNDS = 6


@dataclass(frozen=True)
class Bound:
    """A theorem l ≤ r (or <), with the normal form of r − l and the monomial that it is used to remove."""

    theorem: Theorem
    difference: Polynomial
    pivot: Monomial


def prove_order(goal: Formula, given: tuple[Formula, ...]) -> Theorem | None:
    """A theorem of the inequality, or None where none is found."""
    if not isinstance(goal, (Less, LessEqual)):
        return None
    for method in (by_monotony, by_facts, by_largest, by_bounds, by_squares):
        try:
            found = method(goal, given)
        except (KernelError, NeedsCase):
            continue
        if found is not None:
            return found
    return None


def by_monotony(goal: Less | LessEqual, given: tuple[Formula, ...]) -> Theorem | None:
    """log a ≤ log b from a ≤ b, exp a ≤ exp b from a ≤ b."""
    for kind, name in ((Log, "log"), (Exp, "exp")):
        if isinstance(goal.left, kind) and isinstance(goal.right, kind):
            inner = type(goal)(goal.left.argument, goal.right.argument)
            return rules.monotone(name, _any(inner, given), tuple(rules.assume(f) for f in given))
    return None


def _any(goal: Less | LessEqual, given: tuple[Formula, ...]) -> Theorem:
    try:
        return rules.by_normal_form(goal, given, ())
    except KernelError:
        found = prove_order(goal, given)
        if found is None:
            raise
        return found


def by_facts(goal: Less | LessEqual, given: tuple[Formula, ...]) -> Theorem | None:
    """From what follows of the hypotheses at once: entries of a probability vector are at most 1."""
    premises = tuple(simplex_facts(given))
    return rules.by_normal_form(goal, given, premises) if premises else None


def simplex_facts(given: tuple[Formula, ...]) -> Iterator[Theorem]:
    """pₖ ≤ 1 for every k, where Σ p = 1 and p ≥ 0 are given."""
    for fact in read_facts(given):
        if isinstance(fact.source, Equal) and isinstance(fact.source.left, Sum) and not fact.pattern:
            total = fact.source.left
            others = tuple(f for f in given if f != fact.source)
            index = IndexVariable(fresh_name("k", *given), total.size)
            entry = open_body(total.body, (index,))
            try:
                part = rules.by_normal_form(LessEqual(entry, total), others, ())
                whole = rules.combine(
                    LessEqual(entry, fact.source.right),
                    (number(1), number(1)),
                    (part, rules.assume(fact.source)),
                    (),
                    (),
                )
                yield rules.generalise(whole, index)
            except KernelError:
                continue


def by_largest(goal: Less | LessEqual, given: tuple[Formula, ...]) -> Theorem | None:
    """A maximum is at most a bound when each of the values is."""
    if isinstance(goal.left, Largest):
        each = tuple(_any(type(goal)(value, goal.right), given) for value in goal.left.terms)
        return rules.largest_least(goal.left, each)
    if isinstance(goal.left, Maximum):
        index = IndexVariable(fresh_name("k", goal, *given), goal.left.size)
        value = open_body(goal.left.body, (index,))
        return rules.maximum_least(rules.generalise(_any(type(goal)(value, goal.right), given), index))
    reasoner = Reasoner(given)
    difference = reasoner.normal(subtract(goal.right, goal.left))
    for monomial, coefficient in difference.items():
        for atom, power in monomial:
            if isinstance(atom, (Largest, Maximum)) and power == 1 and coefficient < 0:
                rest = {m: c for m, c in difference.items() if m != monomial}
                factor = Multiply(
                    (Number(-1 / coefficient), Power(monomial_term(monomial - {(atom, power)}), number(-1)))
                )
                turned = type(goal)(atom, polynomial_term(reasoner.times(rest, reasoner.normal(factor))))
                inner = _any(turned, given)
                scale = monomial_term(monomial - {(atom, power)}, -coefficient)
                return rules.combine(goal, (scale,), (inner,), given, ())
    return None


def by_squares(goal: Less | LessEqual, given: tuple[Formula, ...]) -> Theorem | None:
    """right − left, or its numerator, is a sum of squares."""
    reasoner = Reasoner(given)
    top, denominators = reasoner.numerator(reasoner.normal(subtract(goal.right, goal.left)))
    squares = sum_of_squares(top)
    if squares is None:
        return None
    below = Multiply(tuple(Power(atom, number(-power)) for atom, power in sorted(denominators.items(), key=str)))
    evident = rules.by_normal_form(type(goal)(ZERO, squares), given, ())
    return rules.combine(goal, (below,), (evident,), given, ())


def by_bounds(goal: Less | LessEqual, given: tuple[Formula, ...]) -> Theorem | None:
    """Removes monomials with logarithms, exponentials and maxima by bounds, the rest has a sign or is
    a sum of squares."""
    premises = tuple(simplex_facts(given))
    known = (*given, *(premise.conclusion for premise in premises))
    reasoner = Reasoner(known)
    difference = reasoner.normal(subtract(goal.right, goal.left))
    bounds = list(all_bounds(difference, reasoner, goal, given))
    return eliminate(goal, given, premises, reasoner, difference, bounds, [], 0)


def eliminate(
    goal: Less | LessEqual,
    given: tuple[Formula, ...],
    premises: tuple[Theorem, ...],
    reasoner: Reasoner,
    difference: Polynomial,
    bounds: list[Bound],
    used: list[tuple[Term, Theorem]],
    depth: int,
) -> Theorem | None:
    """Depth-first: subtract a multiple of a bound that removes its pivot, and try to finish."""
    if used:
        try:
            multipliers, theorems = zip(*used, strict=True)
            return rules.combine(goal, multipliers, theorems, given, premises)
        except KernelError:
            pass
    if depth == MOST_BOUNDS:
        return None
    for bound in bounds:
        for monomial in sorted(difference, key=lambda m: monomial_term(m).key):
            ratio = quotient(monomial, bound.pivot)
            if ratio is None:
                continue
            factor = difference[monomial] / bound.difference[bound.pivot]
            if factor <= 0:
                continue
            scaled_bound = reasoner.times({ratio: factor}, bound.difference)
            rest = plus(difference, scaled_bound, number(-1).value)
            step = (monomial_term(ratio, factor), bound.theorem)
            found = eliminate(
                goal, given, premises, reasoner, rest, [b for b in bounds if b is not bound], [*used, step], depth + 1
            )
            if found is not None:
                return found
            break
    return None


def quotient(monomial: Monomial, pivot: Monomial) -> Monomial | None:
    """monomial / pivot, where the pivot divides it."""
    if not pivot <= monomial and not all(dict(monomial).get(atom) == power for atom, power in pivot):
        return None
    return frozenset(part for part in monomial if part not in pivot)


def all_bounds(
    difference: Polynomial, reasoner: Reasoner, goal: Formula, given: tuple[Formula, ...]
) -> Iterator[Bound]:
    """The bounds that the logarithms, exponentials, maxima and squares of sums in a difference suggest."""
    seen: set[tuple[str, Monomial]] = set()
    makers: tuple[Callable[[Polynomial, Formula, tuple[Formula, ...]], Iterator[Theorem]], ...] = (
        entropy_bounds,
        maximum_bounds,
        logarithm_bounds,
        variance_bounds,
    )
    for maker in makers:
        for theorem in maker(difference, goal, given):
            relation = theorem.conclusion
            assert isinstance(relation, (Less, LessEqual))
            normal = reasoner.normal(subtract(relation.right, relation.left))
            for monomial in sorted(normal, key=lambda m: monomial_term(m).key):
                interesting = any(
                    isinstance(n, (Log, Exp, Maximum, Largest, Sum)) for a, _ in monomial for n in subnodes(a)
                )
                if monomial != UNIT and interesting and (relation.key, monomial) not in seen:
                    seen.add((relation.key, monomial))
                    yield Bound(theorem, normal, monomial)


def _atoms(difference: Polynomial) -> list[Term]:
    return sorted({atom for monomial in difference for atom, _ in monomial}, key=lambda atom: atom.key)


def entropy_bounds(difference: Polynomial, goal: Formula, given: tuple[Formula, ...]) -> Iterator[Theorem]:
    """Σ (t − u) ≤ Σ t log(t/u), for weights t and distributions u that occur."""
    name = fresh_name("k", goal, *given)
    weights: dict[Term, IndexVariable] = {}
    others: dict[Term, IndexVariable] = {}

    def at(total: Sum) -> tuple[IndexVariable, Term]:
        here = IndexVariable(name, total.size)
        return here, open_body(total.body, (here,))

    for fact in read_facts(given):
        if isinstance(fact.source, Equal) and isinstance(fact.source.left, Sum) and not fact.pattern:
            here, body = at(fact.source.left)
            weights[body] = here
            others[body] = here
    for atom in _atoms(difference):
        if isinstance(atom, Sum) and not isinstance(atom.body, Sum):
            here, body = at(atom)
            for part, power in split_monomial(body):
                if isinstance(part, Log) and power == 1:
                    rest = [p for p in split_monomial(body) if p[0] != part]
                    weights[monomial_term(frozenset(rest))] = here
                    others[part.argument] = here
        for node in subnodes(atom):
            if isinstance(node, Log) and isinstance(node.argument, Sum) and not node.loose:
                here, body = at(node.argument)
                others[Multiply((body, Power(node.argument, number(-1))))] = here
    for weight, here in sorted(weights.items(), key=lambda item: item[0].key):
        uniform = Power(SizeValue(here.size), number(-1))
        for other in (*sorted((o for o, h in others.items() if h == here), key=lambda o: o.key), uniform):
            if other != weight:
                try:
                    one = rules.relative_entropy_bound(weight, other, given, ())
                    yield rules.add_up(rules.generalise(one, here))
                except KernelError:
                    continue


def maximum_bounds(difference: Polynomial, goal: Formula, given: tuple[Formula, ...]) -> Iterator[Theorem]:
    """Each value is at most the maximum; max a ≤ log Σ exp a ≤ max a + log n."""
    for atom in _atoms(difference):
        if isinstance(atom, Largest):
            for place in range(len(atom.terms)):
                yield rules.maximum_bounds(atom, place, given)
        elif isinstance(atom, Maximum):
            indices = {n for f in (goal, *given) for n in subnodes(f) if isinstance(n, Index) and not n.loose}
            for index in sorted((n for n in indices if n.size == atom.size), key=lambda n: n.key):
                yield rules.maximum_bounds(atom, index, given)
    if any(isinstance(node, (Maximum, Largest)) for node in subnodes(goal)):
        for atom in _atoms(difference):
            if isinstance(atom, Log):
                try:
                    yield from log_sum_exp_bounds(atom, given)
                except KernelError:
                    continue


def logarithm_bounds(difference: Polynomial, goal: Formula, given: tuple[Formula, ...]) -> Iterator[Theorem]:
    """log t ≤ t − 1 at arguments of logarithms, at their inverses, and at exponentials."""
    for atom in _atoms(difference):
        arguments: list[Term] = []
        if isinstance(atom, Log):
            arguments = [atom.argument, Power(atom.argument, number(-1))]
        elif isinstance(atom, Exp):
            powers = {power for monomial in difference for a, power in monomial if a == atom}
            arguments = [Power(atom, Number(power)) for power in sorted(powers)]
        for argument in arguments:
            try:
                yield rules.log_bound(argument, given, ())
            except KernelError:
                continue


def variance_bounds(difference: Polynomial, goal: Formula, given: tuple[Formula, ...]) -> Iterator[Theorem]:
    """(Σ w f)² ≤ (Σ w)(Σ w f²) for weights w ≥ 0."""
    reasoner = Reasoner(given)
    for fact in read_facts(given):
        if isinstance(fact.source, Equal) and isinstance(fact.source.left, Sum) and not fact.pattern:
            yield cauchy_schwarz(fact.source.left, (), goal, given)
            yield from squares_below(fact.source.left, goal, given)
    for atom in _atoms(difference):
        squared = any((atom, number(2).value) in monomial for monomial in difference)
        if squared and isinstance(atom, Sum) and not isinstance(atom.body, Sum):
            first = IndexVariable(fresh_name("k", goal, *given), atom.size)
            parts = split_monomial(open_body(atom.body, (first,)))
            weights = tuple(part for part in parts if reasoner.sign(part[0]) <= frozenset({0, 1}))
            yield cauchy_schwarz(atom, weights, goal, given)


def cauchy_schwarz(
    total: Sum, weights: tuple[tuple[Term, Fraction], ...], goal: Formula, given: tuple[Formula, ...]
) -> Theorem:
    """(Σ w f)² ≤ (Σ w)(Σ w f²), for the sum of w f: half the double sum of w w (f − f)² is ≥ 0."""
    first = IndexVariable(fresh_name("k", goal, *given), total.size)
    second = IndexVariable(fresh_name("l", goal, *given), total.size)
    parts = split_monomial(open_body(total.body, (first,)))
    weight = monomial_term(frozenset(weights))
    value = monomial_term(frozenset(part for part in parts if part not in weights))

    def summed(term: Term, over: IndexVariable) -> Term:
        return Sum(over.size, close_body(term, (over,)))

    other_weight, other_value = (substitute(term, {first: second}) for term in (weight, value))
    gap = Multiply((weight, other_weight, Power(subtract(value, other_value), number(2))))
    evident = rules.by_normal_form(LessEqual(ZERO, summed(summed(gap, second), first)), given, ())
    mean_square = summed(Multiply((weight, Power(value, number(2)))), first)
    inequality = LessEqual(Power(total, number(2)), Multiply((summed(weight, first), mean_square)))
    return rules.combine(inequality, (number("1/2"),), (evident,), (), ())


def squares_below(total: Sum, goal: Formula, given: tuple[Formula, ...]) -> Iterator[Theorem]:
    """Σ p² ≤ Σ p, where p ≤ 1 follows."""
    index = IndexVariable(fresh_name("k", goal, *given), total.size)
    entry = open_body(total.body, (index,))
    for fact in simplex_facts(given):
        try:
            at_most_one = rules.specialise(fact, index)
            inside = rules.combine(LessEqual(Power(entry, number(2)), entry), (entry,), (at_most_one,), given, ())
            yield rules.add_up(rules.generalise(inside, index))
        except KernelError:
            continue
