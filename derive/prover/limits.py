"""Values of limits: rewrite the body so that the limit laws apply, or squeeze it between bounds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from derive.kernel import rules
from derive.kernel.facts import NONNEGATIVE, NONPOSITIVE, match
from derive.kernel.limits import LimitLaws, near
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import content, monomial_term, plus, polynomial_term
from derive.kernel.reasoner import Reasoner
from derive.kernel.terms import (
    ONE,
    ZERO,
    Add,
    Choose,
    Different,
    Entry,
    Equal,
    Exp,
    Formula,
    Index,
    IndexVariable,
    KernelError,
    Less,
    LessEqual,
    Limit,
    Log,
    Multiply,
    Node,
    Power,
    Sum,
    Term,
    Variable,
    close_body,
    fresh_name,
    negative,
    number,
    open_body,
    rebuild,
    subnodes,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.language.abbreviations import largest
from derive.language.inference import largest_bounds
from derive.prover.brackets import Bracket, brackets
from derive.prover.expansions import expanded_bounds
from derive.prover.order import prove_order

MOST_SQUEEZES = 2


def limit_values(goal: Node, given: tuple[Formula, ...]) -> tuple[Theorem, ...]:
    """Theorems that give the values of the limits in a goal."""
    limits = sorted({n for n in subnodes(goal) if isinstance(n, Limit) and not n.loose}, key=lambda n: n.key)
    return tuple(limit_value(limit, given, goal) for limit in limits)


def limit_value(limit: Limit, given: tuple[Formula, ...], context: Node, depth: int = 0) -> Theorem:
    """The value of a limit; raises KernelError where no method finds it. It is squeezed between others at
    most twice."""
    variable = Variable(fresh_name("x", limit, context, *given), ())
    body = open_body(limit.body, (variable,))
    facts = (*given, *near(variable, limit.point, limit.direction))
    error = KernelError("prover: no method finds the limit")
    for rewritten in rewritings(body, variable, facts, context):
        try:
            return by_limit_laws(limit, variable, rewritten, given)
        except KernelError as reason:
            error = reason
    try:
        normal = polynomial_term(Reasoner(facts).normal(body))
    except (KernelError, NeedsCase):
        raise error from None
    if depth == 0:
        with suppress(KernelError, NeedsCase):
            return between(limit, variable, given, expanded_bounds(body, variable, facts))
    for form in (normal, body) if depth < MOST_SQUEEZES else ():
        for bracket in brackets(form, facts):
            try:
                return squeezed(limit, variable, form, bracket, given, context, depth)
            except (KernelError, NeedsCase):
                continue
    raise error


def between(limit: Limit, variable: Variable, given: tuple[Formula, ...], bounds: tuple[Theorem, Theorem]) -> Theorem:
    """The limit of a body from bounds of it that have the same limit by the limit laws."""
    values = []
    for bound, place in zip(bounds, (0, 1), strict=True):
        sides = bound.conclusion
        assert isinstance(sides, LessEqual)
        end = sides.left if place == 0 else sides.right
        of_end = Limit(close_body(end, (variable,)), limit.point, limit.direction)
        values.append(by_limit_laws(of_end, variable, end, given))
    return squeezed_between(limit, variable, given, (bounds[0], values[0]), (bounds[1], values[1]))


def squeezed_between(
    limit: Limit,
    variable: Variable,
    given: tuple[Formula, ...],
    lower: tuple[Theorem, Theorem],
    upper: tuple[Theorem, Theorem],
) -> Theorem:
    """The limit from bounds of its body, each with the limit that it has."""
    (below, first), (above, second) = lower, upper
    values = first.conclusion, second.conclusion
    assert isinstance(values[0], Equal) and isinstance(values[1], Equal)
    if values[0].right != values[1].right:
        same = rules.by_normal_form(Equal(values[1].right, values[0].right), given, ())
        second = rules.transitivity((second, same))
    return rules.squeeze(Equal(limit, values[0].right), below, above, first, second, variable)


def by_limit_laws(limit: Limit, variable: Variable, rewritten: Term, given: tuple[Formula, ...]) -> Theorem:
    """The value that the limit laws give to the rewritten body."""
    facts = (*given, *near(variable, limit.point, limit.direction))
    try:
        value = LimitLaws(Reasoner(facts), variable, limit.point, limit.direction).of(rewritten)
        if not isinstance(value, Term):
            raise KernelError("limit: the limit is infinite")
    except NeedsCase:
        raise KernelError("limit: it depends on whether two indices are the same") from None
    with suppress(NeedsCase):  # a choice between cases stands as it is
        value = polynomial_term(Reasoner(given).normal(value))
    return rules.limit_laws(Equal(limit, value), rewritten, variable, given, ())


def rewritings(body: Term, variable: Variable, facts: tuple[Formula, ...], context: Node) -> Iterator[Term]:
    """The body, its normal form, and both with a term divided out of a sum that may outgrow the rest."""
    yield body
    try:
        normal = polynomial_term(Reasoner(facts).normal(body))
    except (KernelError, NeedsCase):
        return
    yield normal
    totals = {n for n in subnodes(normal) if isinstance(n, (Sum, Add)) and variable.key in n.key and not n.loose}
    for total in sorted(totals, key=lambda n: n.key):
        for division in divisions(total, (context, *facts), Reasoner(facts)):
            yield rebuild(normal, lambda part, depth, by=division: by.change(part))  # type: ignore[misc]
            apart = division.logarithm_apart(normal)
            if apart is not None:
                yield apart


def divisions(total: Sum | Add, near_by: tuple[Node, ...], reasoner: Reasoner) -> Iterator[Division]:
    """The ways to divide a sum by one of its exponentials, which may outgrow the others."""
    if isinstance(total, Sum):
        indices = {n for f in near_by for n in subnodes(f) if isinstance(n, Index) and not n.loose}
        for index in sorted((n for n in indices if n.size == total.size), key=lambda n: n.key):
            growing = open_body(total.body, (index,))
            if isinstance(growing, Exp):
                yield Division(total, growing, index, reasoner)
    else:
        exponentials = {n for n in subnodes(total) if isinstance(n, Exp) and not n.loose}
        for growing in sorted(exponentials, key=lambda n: n.key):
            yield Division(total, growing, None, reasoner)


@dataclass(frozen=True)
class Division:
    """Writes exp(a)/total as exp(a − g)/Σ exp(… − g), by cases at the index that g belongs to."""

    total: Sum | Add
    growing: Exp
    index: Index | None
    reasoner: Reasoner

    def change(self, part: Node) -> Node | None:
        """A product that is divided by the total, divided by the growing term above and below."""
        over = Power(self.total, number(-1))
        if not isinstance(part, Multiply) or over not in part.factors:
            return None
        factors = [factor for factor in part.factors if factor != over]
        for place, factor in enumerate(factors):
            if isinstance(factor, Exp):
                factors[place] = self.shrunk(factor)
                break
        else:
            factors.append(Exp(Multiply((number(-1), self.growing.argument))))
        return Multiply((*factors, Power(self.divided_total(), number(-1))))

    def logarithm_apart(self, normal: Term) -> Term | None:
        """The normal form with log total = g + log(total / exp g), g cancelling against the rest."""
        logarithm = Log(self.total)
        polynomial = self.reasoner.normal(normal)
        growing = self.reasoner.normal(self.growing.argument)
        rest = dict(polynomial)
        shrunk: list[Term] = []
        for monomial, coefficient in polynomial.items():
            if (logarithm, Fraction(1)) in monomial:
                others = monomial - {(logarithm, Fraction(1))}
                del rest[monomial]
                rest = plus(rest, self.reasoner.times({others: coefficient}, growing))
                shrunk.append(Multiply((monomial_term(others, coefficient), Log(self.divided_total()))))
        return Add((polynomial_term(rest), *shrunk)) if shrunk else None

    def divided_total(self) -> Term:
        """total / growing, term by term."""
        if isinstance(self.total, Add):
            return Add(tuple(self.shrunk(term) for term in self.total.terms))
        variable = IndexVariable(fresh_name("d", self.total, self.growing), self.total.size)
        return Sum(self.total.size, close_body(self.shrunk(open_body(self.total.body, (variable,))), (variable,)))

    def shrunk(self, term: Term) -> Term:
        """term / growing as one exponential, with the exponent factored; 1 at the growing term itself."""
        if not isinstance(term, Exp):
            return Multiply((term, Exp(Multiply((number(-1), self.growing.argument)))))
        exponent = self.reasoner.normal(subtract(term.argument, self.growing.argument))
        if not exponent:
            return ONE
        coefficient, common, primitive = content(exponent)
        result = Exp(Multiply((monomial_term(common, coefficient), polynomial_term(primitive))))
        found: dict[IndexVariable, Index] = {}
        if self.index is not None and isinstance(self.total, Sum):
            pattern = open_body(self.total.body, (IndexVariable("?0", self.total.size),))
            if match(pattern, term, found):
                return Choose(found[IndexVariable("?0", self.total.size)], self.index, ONE, result)
        return result


def squeezed(
    limit: Limit,
    variable: Variable,
    form: Term,
    bracket: Bracket,
    given: tuple[Formula, ...],
    context: Node,
    depth: int,
) -> Theorem:
    """The limit of a body, in a form of it that is linear in a part, from bounds of the part."""
    part, lower, upper = bracket
    facts = (*given, *near(variable, limit.point, limit.direction))
    reasoner = Reasoner(facts)
    body = open_body(limit.body, (variable,))

    def with_value(value: Term) -> Term:
        return polynomial_term(reasoner.normal(rebuild(form, lambda node, _: value if node == part else None)))

    factor = subtract(with_value(ONE), with_value(ZERO))
    low, high = lower.conclusion, upper.conclusion
    assert isinstance(low, (Less, LessEqual)) and isinstance(high, (Less, LessEqual))
    ends = [(with_value(low.left), lower), (with_value(high.right), upper)]
    if reasoner.sign(factor) <= NONPOSITIVE:
        factor = negative(factor)
        ends.reverse()
    sides = []
    for place in (0, 1):
        end, theorem = ends[place]
        goal = LessEqual(end, body) if place == 0 else LessEqual(body, end)
        try:
            if reasoner.sign(factor) <= NONNEGATIVE:
                bound = rules.combine(goal, (factor,), (theorem,), facts, ())
            else:
                end, bound = on_either_side(limit, variable, body, factor, ends, facts, place)
            of_end = Limit(close_body(end, (variable,)), limit.point, limit.direction)
            sides.append((bound, limit_value(of_end, given, limit, depth + 1)))
        except KernelError:
            sides.append(bounded_by_value(limit, variable, body, given, context, above=place == 1))
    return squeezed_between(limit, variable, given, sides[0], sides[1])


def on_either_side(
    limit: Limit,
    variable: Variable,
    body: Term,
    factor: Term,
    ends: list[tuple[Term, Theorem]],
    facts: tuple[Formula, ...],
    place: int,
) -> tuple[Term, Theorem]:
    """The body is at least the smaller of its two bounds (place 0), or at most the larger (place 1), where the
    factor changes its sign at the point."""
    terms = tuple(end if place == 1 else negative(end) for end, _ in ends)
    extreme = largest(terms) if place == 1 else negative(largest(terms))
    goal = LessEqual(body, extreme) if place == 1 else LessEqual(extreme, body)
    here = Entry(variable, ())
    branches = []
    parts: tuple[Formula, ...] = (Less(here, limit.point), Equal(here, limit.point), Less(limit.point, here))
    for part in parts:
        known = (part, *facts)
        if isinstance(part, Equal):
            absurd = rules.clash(rules.assume(part), rules.assume(Different(here, limit.point)), ())
            branches.append(rules.cases(absurd, (), goal))
            continue
        positive = Reasoner(known).sign(factor) <= NONNEGATIVE
        chosen = place if positive else 1 - place
        scale = factor if positive else negative(factor)
        most = largest_bounds(terms, chosen, known)
        branches.append(rules.combine(goal, (scale, ONE), (ends[chosen][1], most), known, ()))
    return extreme, rules.cases(rules.trichotomy(here, limit.point, facts, ()), tuple(branches), goal)


def bounded_by_value(
    limit: Limit, variable: Variable, body: Term, given: tuple[Formula, ...], context: Node, above: bool
) -> tuple[Theorem, Theorem]:
    """The body is never below (or above) the value that the goal claims, a constant with itself as its limit."""
    if not isinstance(context, Equal) or context.left != limit:
        raise KernelError("prover: the limit of a bound is not found")
    value = context.right
    facts = (*given, *near(variable, limit.point, limit.direction))
    bound = prove_order(LessEqual(body, value) if above else LessEqual(value, body), facts)
    if bound is None:
        raise KernelError("prover: no bound by the value that is claimed")
    constant = Limit(close_body(value, (variable,)), limit.point, limit.direction)
    return rules.weaken(bound, facts), by_limit_laws(constant, variable, value, given)
