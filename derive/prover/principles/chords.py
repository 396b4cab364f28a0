"""Chords of the exponential function: the graph of a convex function lies below each of its chords."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from derive import lemmas
from derive.kernel import rules
from derive.kernel.polynomials import Polynomial, mentions, monomial_term, polynomial_term
from derive.kernel.terms import (
    ONE,
    ZERO,
    Add,
    Entry,
    Exp,
    Formula,
    Lambda,
    Less,
    LessEqual,
    Log,
    Multiply,
    Number,
    Power,
    Term,
    Variable,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.lemmas import cases
from derive.lemmas.decided import decided
from derive.lemmas.terms import Indices, base_of, factors_of, inverse, product
from derive.prover.goal import Context, Offer
from derive.prover.tactic import involving, principle
from derive.work import remembered

MOST_CHORDS = 8


@principle("chords", cost=54, most=8, when=involving(Exp, Power))
def chords(context: Context) -> Iterator[Theorem | Offer]:
    """exp u ≤ (1 − θ) exp b + θ exp(a + b) for u = θa + b and 0 ≤ θ ≤ 1, at exponentials and powers in the goal, inside
    sums with their weights.

    S. Boyd, L. Vandenberghe, Convex Optimization, sections 3.1.1 and 3.1.5."""
    count = 0
    for part, weight, around in raised_parts(context):
        exponent = context.normal(Log(part))
        if exponent is None or not context.is_nonnegative(weight):
            continue
        for share, slope, rest in shares(context, exponent):
            count += 1
            if count > MOST_CHORDS:
                return
            ends = Exp(Add((slope, rest))), Exp(rest)
            mean = Add((Multiply((share, ends[0])), Multiply((subtract(ONE, share), ends[1]))))
            goal = LessEqual(product(weight, part), product(weight, mean))
            prove = partial(weighted_chord, context, goal, weight, share, slope, rest)
            yield from context.offer(goal, around, prove)


def raised_parts(context: Context) -> Iterator[tuple[Term, Term, Indices]]:
    """The exponentials and powers with open exponents in the goal, alone and (inside a sum) with what they are
    multiplied by; and the products of such."""
    found: dict[tuple[Term, Term, Indices], None] = {}
    for part, around in context.parts:
        for term in part.terms if isinstance(part, Add) else (part,):
            factors = factors_of(term)
            raised = [factor for factor in factors if is_raised(context, factor)]
            if raised:
                rest = [f for f in factors if f not in raised and not isinstance(f, Number)]
                whole = product(*raised)
                found[whole, product(*rest) if rest and around else ONE, around] = None
    yield from found


def is_raised(context: Context, term: Term) -> bool:
    """Whether a term is an exponential or a power of one, or a power of something positive by an exponent that is not a
    number."""
    if isinstance(term, Power) and not isinstance(term.exponent, Number):
        return context.is_positive(term.base)
    return isinstance(base_of(term), Exp)


def shares(context: Context, exponent: Polynomial) -> Iterator[tuple[Term, Term, Term]]:
    """The ways to write an exponent as θa + b with 0 ≤ θ ≤ 1."""
    atoms = sorted(
        {(atom, power) for monomial in exponent for atom, power in monomial}, key=lambda item: (item[0].key, item[1])
    )
    for atom, power in atoms:
        if not isinstance(atom, Entry) or abs(power) != 1:
            continue
        share = monomial_term(frozenset({(atom, power)}))
        slope = {m - {(atom, power)}: c for m, c in exponent.items() if (atom, power) in m}
        rest = {m: c for m, c in exponent.items() if (atom, power) not in m}
        a, b = polynomial_term(slope), polynomial_term(rest)
        linear = not mentions(a, atom) and not mentions(b, atom)
        if linear and context.is_nonnegative(share) and context.is_nonnegative(subtract(ONE, share)):
            yield share, a, b


def weighted_chord(context: Context, goal: LessEqual, weight: Term, share: Term, slope: Term, rest: Term) -> Theorem:
    """w exp u ≤ w ((1 − θ) exp b + θ exp(a + b))."""
    theorem = chord_lemma()
    for value in (share, Add((slope, rest)), rest):
        theorem = rules.specialise(rules.weaken(theorem, context.given), Lambda((), value))
    for fact in (LessEqual(ZERO, share), LessEqual(share, ONE)):
        theorem = rules.modus_ponens(theorem, decided(fact, context.given))
    return rules.combine(goal, (weight,), (theorem,), context.given, ())


@remembered()
def chord_lemma() -> Theorem:
    """For all θ, a, b: 0 ≤ θ and θ ≤ 1 imply exp(θa + (1 − θ)b) ≤ θ exp a + (1 − θ) exp b."""
    names = Variable("t", ()), Variable("a", ()), Variable("b", ())
    share, first, second = (Entry(name, ()) for name in names)
    bounds = LessEqual(ZERO, share), LessEqual(share, ONE)
    other = subtract(ONE, share)
    exponent = Add((Multiply((share, first)), Multiply((other, second))))
    mean = Add((Multiply((share, Exp(first))), Multiply((other, Exp(second)))))

    def in_case(goal: Less | LessEqual, given: tuple[Formula, ...]) -> Theorem:
        if not isinstance(given[0], Less):
            return decided(goal, given)
        tangents = tuple(lemmas.log_bound(Multiply((Exp(end), inverse(mean))), given, ()) for end in (first, second))
        below = rules.combine(LessEqual(exponent, Log(mean)), (share, other), tangents, given, ())
        return rules.combine(goal, (ONE,), (lemmas.monotone("exp", below, ()),), given, ())

    theorem = cases.zero_or_positive(LessEqual(Exp(exponent), mean), share, bounds, in_case)
    for bound in reversed(bounds):
        theorem = rules.discharge(theorem, bound)
    for name in reversed(names):
        theorem = rules.generalise(theorem, name)
    return theorem
