"""Gibbs' inequality, that relative entropy is not negative, and what is another form of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from derive.kernel import rules
from derive.kernel.facts import read_facts
from derive.kernel.normal import flatten
from derive.kernel.polynomials import mentions, polynomial_term
from derive.kernel.terms import (
    ONE,
    Add,
    Equal,
    Exp,
    IndexVariable,
    LessEqual,
    Log,
    Multiply,
    SizeValue,
    Sum,
    Term,
    number,
    open_body,
    substitute,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.lemmas.terms import Indices, factors_of, inverse, product, summed
from derive.prover.goal import Context, Offer
from derive.prover.parts import logs_with_weights, sums_inside
from derive.prover.tactic import involving, principle

MOST_WEIGHTS = 8
MOST_PARTNERS = 14
MOST_ARGUMENTS = 5


@principle("gibbs", cost=60, most=60, when=involving(Log))
def gibbs(context: Context) -> Iterator[Theorem | Offer]:
    """Σ (t − u) ≤ Σ t log(t/u) for t ≥ 0 and u > 0, also with u scaled to the same total as t: Gibbs' inequality,
    or the information inequality.

    T. M. Cover, J. A. Thomas, Elements of Information Theory, 2nd ed., theorem 2.6.3."""
    families = Families(context)
    for indices, weights in sorted(families.weights.items(), key=lambda item: (len(item[0]), str(item[0]))):
        for weight in weights:
            total = context.normal(summed(weight, indices))
            if total is None or not context.is_nonnegative(weight):
                continue
            for other in families.partners[indices]:
                if other == weight or not context.is_positive(other):
                    continue
                other_sum = summed(other, indices)
                other_total = context.normal(other_sum)
                scaled = [other]
                if indices and other_total is not None and other_total != total:
                    scale = product(summed(weight, indices), inverse(other_sum))
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
            marginal = [part for part in distinct if not all(mentions(part, index) for index in indices)]
            for chosen in (distinct, marginal):
                if len(chosen) == 2:
                    self.add(indices, None, product(*chosen))
        for indices in list(self.weights):
            if not any(SizeValue(index.size).key in context.key for index in indices):
                continue
            uniform = product(*(inverse(SizeValue(index.size)) for index in indices))
            self.add(indices, uniform, uniform)

    def collect_weighted(self, indices: Indices, term: Term) -> None:
        """w · log a."""
        factors = factors_of(term)
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
                if isinstance(weight, Sum) and len(indices) == 1:
                    self.collect_exchanged(indices[0], weight, factor)

    def collect_exchanged(self, outer: IndexVariable, weight: Sum, logarithm: Log) -> None:
        """Σⱼ (Σᵢ w) log a as w log a under both sums, whichever is the outer one."""
        inner, body = self.context.opened(weight, 1)
        term = product(body, logarithm)
        self.collect_weighted((outer, inner), term)
        first, second = self.context.index(inner.size), self.context.index(outer.size, 1)
        self.collect_weighted((first, second), substitute(term, {outer: second, inner: first}))

    def collect_mean(self, argument: Term) -> None:
        """log Σ a: the distribution a / Σ a."""
        for term in flatten(argument) if isinstance(argument, Multiply) else (argument,):
            if isinstance(term, Sum):
                index, body = self.context.opened(term)
                share = product(body, inverse(term))
                self.add((index,), share, share)


@principle("log_sum", cost=42, most=12, when=involving(Log))
def log_sum(context: Context) -> Iterator[Theorem | Offer]:
    """Σ (a − b A/B) ≤ Σ a log(a B/(b A)) for A = Σ a and B = Σ b, from which A log(A/B) ≤ Σ a log(a/b): the log-sum
    inequality.

    T. M. Cover, J. A. Thomas, Elements of Information Theory, 2nd ed., theorem 2.7.1."""
    chosen: dict[tuple[Term, Term, Indices], None] = {}
    for logarithm, _, around in logs_with_weights(context):
        sums = sums_inside(logarithm)
        for above, side in sums:
            for below, other_side in sums:
                if side == 1 and other_side == -1 and above.size == below.size:
                    index = context.index(above.size, len(around))
                    first, second = (open_body(total.body, (index,)) for total in (above, below))
                    chosen[first, product(second, above, inverse(below)), (*around, index)] = None
    for first, second, indices in chosen:
        if context.is_nonnegative(first) and context.is_positive(second):
            ratio = Multiply((first, inverse(second)))
            goal = LessEqual(subtract(first, second), Multiply((first, Log(ratio))))
            yield from context.offer(goal, indices, partial(bound, context, first, second))


@principle("fenchel_young", cost=58, most=32, when=involving(Log))
def fenchel_young(context: Context) -> Iterator[Theorem | Offer]:
    """t − u ≤ t log(t/u) for arguments t of logarithms, u of logarithms or exponentials, outside sums: for u = exp s
    it is the Fenchel–Young inequality t s ≤ (t log t − t) + exp s of these two conjugate functions.

    S. Boyd, L. Vandenberghe, Convex Optimization, section 3.3.2."""
    logs = [atom.argument for atom in context.atoms() if isinstance(atom, Log)][:MOST_ARGUMENTS]
    exponentials = [part for part, around in context.parts if isinstance(part, Exp) and not around]
    if not any(len(monomial) > 1 for monomial in context.numerator):
        return
    for first in logs:
        for second in (*logs, *exponentials[:MOST_ARGUMENTS]):
            if first != second and context.is_nonnegative(first) and context.is_positive(second):
                goal = LessEqual(subtract(first, second), product(first, Log(product(first, inverse(second)))))
                yield from context.offer(goal, (), partial(bound, context, first, second))


def bound(context: Context, first: Term, second: Term) -> Theorem:
    """t − u ≤ t log(t/u)."""
    return rules.relative_entropy_bound(first, second, context.given, ())
