"""How limits are found: by the limit laws, from one side and the other, at 0, to the first order, and by squeezing.

W. Rudin, Principles of Mathematical Analysis, 3rd ed., chapters 3 and 4."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from derive.kernel import rules
from derive.kernel.facts import NONPOSITIVE
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import content, joined, monomial_term, polynomial_term
from derive.kernel.terms import (
    ONE,
    ZERO,
    Add,
    Entry,
    Equal,
    Exp,
    KernelError,
    Lambda,
    Less,
    LessEqual,
    Limit,
    Multiply,
    Term,
    close_body,
    negative,
    open_body,
    rebuild,
    subnodes,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.lemmas.limits import LimitLaws, equation, with_value
from derive.prover.credit import noted
from derive.prover.limits.expansions import expanded_bounds
from derive.prover.limits.shifts import Shift
from derive.prover.limits.values import by_limit_laws, limit_value
from derive.prover.moving import Moving
from derive.prover.registry import rewritings, squeezes
from derive.prover.tactic import limit_rule

MOST_SQUEEZES = 2
"""How many limits are squeezed inside one another."""


@limit_rule("both_sides", cost=10, decisive=True)
def both_sides(moving: Moving) -> Theorem | None:
    """The limit from both sides, from that from above and that from below, unless the limit laws give it."""
    limit, context = moving.limit, moving.context
    if limit.direction != "both":
        return None
    with suppress(KernelError, NeedsCase):
        return by_limit_laws(moving, moving.body)
    sides = []
    for direction in ("above", "below"):
        side = Limit(limit.body, limit.point, direction)
        claimed = Equal(side, context.right) if isinstance(context, Equal) and context.left == limit else context
        sides.append(limit_value(replace(moving, limit=side, context=claimed)))
    return rules.both_sides(sides[0], with_value(sides[1], equation(sides[0]).right, moving.given))


@limit_rule("from_zero", cost=20)
def from_zero(moving: Moving) -> Theorem | None:
    """The limit at a from one side, unless the limit laws give it, from that of f(a + h), or f(a − h), as h > 0 tends
    to 0."""
    limit, context = moving.limit, moving.context
    if limit.point == ZERO or limit.direction not in ("above", "below"):
        return None
    with suppress(KernelError, NeedsCase):
        return by_limit_laws(moving, moving.body)
    here = Entry(moving.variable, ())
    offset = Add((limit.point, here if limit.direction == "above" else negative(here)))
    shifted = open_body(limit.body, (Lambda((), offset),))
    at_zero = Limit(close_body(shifted, (moving.variable,)), ZERO, "above")
    claimed = Equal(at_zero, context.right) if isinstance(context, Equal) and context.left == limit else context
    with suppress(KernelError, NeedsCase):
        value = limit_value(replace(moving, limit=at_zero, context=claimed))
        moved = Shift(limit.point, limit.direction, moving.given).moved(value)
        return LimitLaws(moving.variable, limit, moving.given).of_body(moving.body, moved)
    return None


@limit_rule("limit_laws", cost=30)
def limit_laws(moving: Moving) -> Theorem | None:
    """The limit of the body, or of a form of it to which the limit laws apply.

    W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorems 4.4 and 4.7."""
    try:
        return by_limit_laws(moving, moving.body)
    except KernelError as error:
        reason = error
    for rewriting in rewritings():
        try:
            for form in rewriting(moving):
                try:
                    return noted(by_limit_laws(moving, form), rewriting.name)
                except KernelError as error:
                    reason = error
        except (KernelError, NeedsCase):
            continue
    raise reason


@limit_rule("first_order", cost=40)
def first_order(moving: Moving) -> Theorem | None:
    """The limit between bounds in which every exponential above the denominator is replaced by 1 + u and 1 + u exp u,
    so that what grows cancels to the first order."""
    if moving.squeezes == MOST_SQUEEZES:
        return None
    bounds = expanded_bounds(moving.body, moving.variable, moving.facts)
    values = []
    for bound, place in zip(bounds, (0, 1), strict=True):
        sides = bound.conclusion
        assert isinstance(sides, LessEqual)
        end = sides.left if place == 0 else sides.right
        of_end = Moving(moving.of(end), moving.of(end), moving.search, moving.squeezes + 1)
        try:
            values.append(by_limit_laws(of_end, open_body(of_end.limit.body, (of_end.variable,))))
        except (KernelError, NeedsCase):
            values.append(limit_value(of_end))
    return squeezed_between(moving, (bounds[0], values[0]), (bounds[1], values[1]))


@limit_rule("through_exponential", cost=50)
def through_exponential(moving: Moving) -> Theorem | None:
    """The limit of exp(g) from that of g, which no law gives but bounds do: exp is continuous.

    W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorems 4.7 and 8.6 (a)."""
    normal = moving.normal
    if not isinstance(normal, Exp) or moving.squeezes == MOST_SQUEEZES:
        return None
    inner = moving.of(normal.argument)
    laws = LimitLaws(moving.variable, moving.limit, moving.given)
    found = laws.through(Exp, limit_value(replace(moving, limit=inner, context=inner)))
    return laws.of_body(moving.body, found)


@limit_rule("constant_factor", cost=60)
def constant_factor(moving: Moving) -> Theorem | None:
    """The limit of c f from that of f, where c does not move and may have either sign."""
    coefficient, common, primitive = content(moving.polynomial)
    fixed = frozenset((atom, power) for atom, power in common if moving.variable.key not in atom.key)
    if not fixed or moving.squeezes == MOST_SQUEEZES:
        return None
    constant = monomial_term(fixed, coefficient)
    rest = {frozenset(joined(monomial, common - fixed).items()): value for monomial, value in primitive.items()}
    inner = moving.of(polynomial_term(rest))
    laws = LimitLaws(moving.variable, moving.limit, moving.given)
    value = limit_value(replace(moving, limit=inner, context=inner))
    return laws.of_body(moving.body, laws.through(lambda term: Multiply((constant, term)), value))


@limit_rule("squeezing", cost=70)
def squeezing(moving: Moving) -> Theorem | None:
    """The limit of a body that is linear in a logarithm or exponential, between bounds of that: what lies between two
    functions with the same limit has it, too.

    W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorem 3.19, for sequences."""
    for form in (moving.normal, moving.body) if moving.squeezes < MOST_SQUEEZES else ():
        for part, bounds in brackets(form, moving):
            with suppress(KernelError, NeedsCase):
                return squeezed(moving, form, part, bounds)
    return None


def brackets(form: Term, moving: Moving) -> Iterator[tuple[Term, tuple[Theorem, Theorem]]]:
    """The parts of a form for which squeezes know bounds, with these."""
    parts = sorted({n for n in subnodes(form) if isinstance(n, Term) and not n.loose}, key=lambda n: n.key)
    for squeeze in squeezes(moving.at_infinity):
        for part in parts:
            if isinstance(part, squeeze.kinds):
                with suppress(KernelError, NeedsCase):
                    lower, upper = squeeze(part, moving.facts)
                    yield part, (noted(lower, squeeze.name), noted(upper, squeeze.name))


def squeezed(moving: Moving, form: Term, part: Term, bounds: tuple[Theorem, Theorem]) -> Theorem:
    """The limit of a body, in a form of it that is linear in a part, from bounds of the part."""
    reasoner = moving.reasoner

    def with_value(value: Term) -> Term:
        return polynomial_term(reasoner.normal(rebuild(form, lambda node, _: value if node == part else None)))

    factor = subtract(with_value(ONE), with_value(ZERO))
    lower, upper = bounds
    low, high = lower.conclusion, upper.conclusion
    assert isinstance(low, (Less, LessEqual)) and isinstance(high, (Less, LessEqual))
    ends = [(with_value(low.left), lower), (with_value(high.right), upper)]
    if reasoner.sign(factor) <= NONPOSITIVE:
        factor = negative(factor)
        ends.reverse()
    sides = []
    for place, (end, theorem) in enumerate(ends):
        goal = LessEqual(end, moving.body) if place == 0 else LessEqual(moving.body, end)
        try:
            bound = rules.combine(goal, (factor,), (theorem,), moving.facts, ())
            of_end = Moving(moving.of(end), moving.limit, moving.search, moving.squeezes + 1)
            sides.append((bound, limit_value(of_end)))
        except KernelError:
            sides.append(bounded_by_value(moving, above=place == 1))
    return squeezed_between(moving, sides[0], sides[1])


def squeezed_between(moving: Moving, lower: tuple[Theorem, Theorem], upper: tuple[Theorem, Theorem]) -> Theorem:
    """The limit from bounds of its body, each with the limit that it has."""
    (below, first), (above, second) = lower, upper
    values = first.conclusion, second.conclusion
    assert isinstance(values[0], Equal) and isinstance(values[1], Equal)
    if values[0].right != values[1].right:
        same = rules.by_normal_form(Equal(values[1].right, values[0].right), moving.given, ())
        second = rules.transitivity((second, same))
    return rules.squeeze(Equal(moving.limit, values[0].right), below, above, first, second, moving.variable)


def bounded_by_value(moving: Moving, above: bool) -> tuple[Theorem, Theorem]:
    """The body is never below (or above) the value that the goal claims, a constant with itself as its limit."""
    context = moving.context
    if not isinstance(context, Equal) or context.left != moving.limit:
        raise KernelError("prover: the limit of a bound is not found")
    value = context.right
    sides = (moving.body, value) if above else (value, moving.body)
    bound = moving.search.prove(LessEqual(*sides), moving.facts)
    constant = Moving(moving.of(value), moving.context, moving.search, moving.squeezes)
    return rules.weaken(bound, moving.facts), by_limit_laws(constant, value)
