"""Values of limits: rewrite the body so that the limit laws apply, or squeeze it between bounds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from derive.kernel import rules
from derive.kernel.facts import NONPOSITIVE, match
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import Polynomial, content, joined, monomial_term, plus, polynomial_term, split_monomial
from derive.kernel.reasoner import Reasoner
from derive.kernel.terms import (
    ONE,
    ZERO,
    Add,
    Choose,
    Entry,
    Equal,
    Exp,
    Formula,
    Index,
    IndexVariable,
    KernelError,
    Lambda,
    Less,
    LessEqual,
    Limit,
    Log,
    Multiply,
    Node,
    Number,
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
from derive.lemmas.limits import LimitLaws, equation, limit_of, with_value
from derive.prover.limits.expansions import expanded_bounds, over_common_denominator
from derive.prover.limits.squeezes import Bracket, brackets
from derive.prover.order import prove_order
from derive.prover.shifts import Shift

MOST_SQUEEZES = 2


def limit_values(goal: Node, given: tuple[Formula, ...]) -> tuple[Theorem, ...]:
    """Theorems that give the values of the limits in a goal."""
    limits = sorted({n for n in subnodes(goal) if isinstance(n, Limit) and not n.loose}, key=lambda n: n.key)
    return tuple(limit_value(limit, given, goal) for limit in limits)


def limit_value(limit: Limit, given: tuple[Formula, ...], context: Node, depth: int = 0) -> Theorem:
    """The value of a limit; raises KernelError where no method finds it. It is squeezed between others at
    most twice; one from both sides where no law gives it is that from above and from below."""
    if limit.direction == "both":
        with suppress(KernelError, NeedsCase):
            variable = Variable(fresh_name("x", limit, context, *given), ())
            return by_limit_laws(limit, variable, open_body(limit.body, (variable,)), given)
        return from_both_sides(limit, given, context, depth)
    if limit.point != ZERO and limit.direction in ("above", "below"):
        with suppress(KernelError, NeedsCase):
            variable = Variable(fresh_name("x", limit, context, *given), ())
            return by_limit_laws(limit, variable, open_body(limit.body, (variable,)), given)
        with suppress(KernelError, NeedsCase):
            return from_zero(limit, given, context, depth)
    variable = Variable(fresh_name("x", limit, context, *given), ())
    body = open_body(limit.body, (variable,))
    facts = (*given, rules.near(variable, limit.point, limit.direction))
    error = KernelError("prover: no method finds the limit")
    for rewritten in rewritings(body, variable, facts, context, "infinity" in limit.direction):
        try:
            return by_limit_laws(limit, variable, rewritten, given)
        except KernelError as reason:
            error = reason
    try:
        normal = polynomial_term(Reasoner(facts).normal(body))
    except (KernelError, NeedsCase):
        raise error from None
    if depth < MOST_SQUEEZES:
        with suppress(KernelError, NeedsCase):
            return between(limit, variable, given, expanded_bounds(body, variable, facts), depth)
    if depth < MOST_SQUEEZES:
        with suppress(KernelError, NeedsCase):
            return through_exponential(limit, variable, normal, given, depth)
        with suppress(KernelError, NeedsCase):
            return constants_apart(limit, variable, Reasoner(facts).normal(body), given, depth)
    for form in (normal, body) if depth < MOST_SQUEEZES else ():
        for bracket in brackets(form, facts, "infinity" in limit.direction):
            try:
                return squeezed(limit, variable, form, bracket, given, context, depth)
            except (KernelError, NeedsCase):
                continue
    raise error


def through_exponential(
    limit: Limit, variable: Variable, normal: Term, given: tuple[Formula, ...], depth: int
) -> Theorem:
    """The limit of exp(g) from that of g, which no law gives but bounds do: exp is continuous."""
    if not isinstance(normal, Exp):
        raise KernelError("limit: the body is no exponential")
    inner = Limit(close_body(normal.argument, (variable,)), limit.point, limit.direction)
    laws = LimitLaws(variable, limit, given)
    found = laws.through(Exp, limit_value(inner, given, inner, depth))
    return laws.of_body(open_body(limit.body, (variable,)), found)


def constants_apart(
    limit: Limit, variable: Variable, normal: Polynomial, given: tuple[Formula, ...], depth: int
) -> Theorem:
    """The limit of c f from that of f, where c does not move and may have either sign."""
    coefficient, common, primitive = content(normal)
    fixed = frozenset((atom, power) for atom, power in common if variable.key not in atom.key)
    if not fixed:
        raise KernelError("limit: no constant factor")
    constant = monomial_term(fixed, coefficient)
    rest = {frozenset(joined(monomial, common - fixed).items()): value for monomial, value in primitive.items()}
    inner = Limit(close_body(polynomial_term(rest), (variable,)), limit.point, limit.direction)
    laws = LimitLaws(variable, limit, given)
    found = laws.through(lambda term: Multiply((constant, term)), limit_value(inner, given, inner, depth))
    return laws.of_body(open_body(limit.body, (variable,)), found)


def from_both_sides(limit: Limit, given: tuple[Formula, ...], context: Node, depth: int) -> Theorem:
    """The limit from both sides, from that from above and that from below."""
    sides = []
    for direction in ("above", "below"):
        side = Limit(limit.body, limit.point, direction)
        if isinstance(context, Equal) and context.left == limit:
            sides.append(limit_value(side, given, Equal(side, context.right), depth))
        else:
            sides.append(limit_value(side, given, context, depth))
    return rules.both_sides(sides[0], with_value(sides[1], equation(sides[0]).right, given))


def from_zero(limit: Limit, given: tuple[Formula, ...], context: Node, depth: int) -> Theorem:
    """The limit at a from one side, from that of f(a + h), or f(a − h), as h > 0 tends to 0."""
    variable = Variable(fresh_name("x", limit, context, *given), ())
    here = Entry(variable, ())
    offset = Add((limit.point, here if limit.direction == "above" else negative(here)))
    at_zero = Limit(close_body(open_body(limit.body, (Lambda((), offset),)), (variable,)), ZERO, "above")
    claimed = Equal(at_zero, context.right) if isinstance(context, Equal) and context.left == limit else context
    moved = Shift(limit.point, limit.direction, given).moved(limit_value(at_zero, given, claimed, depth))
    return LimitLaws(variable, limit, given).of_body(open_body(limit.body, (variable,)), moved)


def between(
    limit: Limit, variable: Variable, given: tuple[Formula, ...], bounds: tuple[Theorem, Theorem], depth: int
) -> Theorem:
    """The limit of a body from bounds of it that have the same limit, by the limit laws or by other bounds."""
    values = []
    for bound, place in zip(bounds, (0, 1), strict=True):
        sides = bound.conclusion
        assert isinstance(sides, LessEqual)
        end = sides.left if place == 0 else sides.right
        of_end = Limit(close_body(end, (variable,)), limit.point, limit.direction)
        try:
            values.append(by_limit_laws(of_end, variable, end, given))
        except (KernelError, NeedsCase):
            values.append(limit_value(of_end, given, of_end, depth + 1))
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
    theorem = limit_of(limit, rewritten, variable, given)
    value = equation(theorem).right
    with suppress(NeedsCase):  # a choice between cases stands as it is
        value = polynomial_term(Reasoner(given).normal(value))
    return with_value(theorem, value, given)


def rewritings(
    body: Term, variable: Variable, facts: tuple[Formula, ...], context: Node, at_infinity: bool
) -> Iterator[Term]:
    """The body, its normal form, and both with a term divided out of a sum that may outgrow the rest: at infinity, the
    highest power of the variable out of polynomials in it that are divided by."""
    yield body
    try:
        normal = polynomial_term(Reasoner(facts).normal(body))
    except (KernelError, NeedsCase):
        return
    yield normal
    if at_infinity:
        yield by_highest_powers(Reasoner(facts).normal(body), variable)
    totals = {n for n in subnodes(normal) if isinstance(n, (Sum, Add)) and variable.key in n.key and not n.loose}
    for total in sorted(totals, key=lambda n: n.key):
        for division in divisions(total, (context, *facts), Reasoner(facts)):
            yield rebuild(normal, lambda part, depth, by=division: by.change(part))  # type: ignore[misc]
            apart = division.logarithm_apart(normal)
            if apart is not None:
                yield apart
    with suppress(KernelError, NeedsCase):
        reasoner = Reasoner(facts)
        top, below = over_common_denominator(reasoner, reasoner.normal(body), variable)
        yield Multiply((polynomial_term(top), below))


def by_highest_powers(polynomial: Polynomial, variable: Variable) -> Term:
    """A normal form with 1/(b + a t) written as t⁻¹ (a + b t⁻¹)⁻¹, so that a t above cancels."""
    here = Entry(variable, ())
    terms: list[Term] = []
    for monomial, coefficient in sorted(polynomial.items(), key=lambda item: monomial_term(item[0]).key):
        powers = dict(monomial)
        divided: list[Term] = []
        for atom, power in sorted(monomial, key=lambda item: item[0].key):
            degree = degree_in(atom, here)
            if power >= 0 or degree is None:
                continue
            del powers[atom]
            powers[here] = powers.get(here, Fraction(0)) + degree * power
            assert isinstance(atom, Add)
            parts = tuple(divided_by(term, here, degree) for term in atom.terms)
            divided.append(Power(Add(parts), Number(power)))
        rest = frozenset((atom, power) for atom, power in powers.items() if power)
        terms.append(Multiply((monomial_term(rest, coefficient), *divided)))
    return Add(tuple(terms))


def degree_in(term: Term, variable: Entry) -> Fraction | None:
    """The highest power of a variable in a sum, where it only occurs in powers as factors of the terms."""
    if not isinstance(term, Add) or variable.key not in term.key:
        return None
    degree = Fraction(0)
    for part in term.terms:
        powers = dict(split_monomial(part))
        degree = max(degree, powers.pop(variable, Fraction(0)))
        if any(variable.key in atom.key for atom in powers):
            return None
    return degree


def divided_by(term: Term, variable: Entry, degree: Fraction) -> Term:
    """A product divided by a power of a variable."""
    powers = joined(split_monomial(term), [(variable, -degree)])
    return monomial_term(frozenset(powers.items()))


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
    facts = (*given, rules.near(variable, limit.point, limit.direction))
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
            bound = rules.combine(goal, (factor,), (theorem,), facts, ())
            of_end = Limit(close_body(end, (variable,)), limit.point, limit.direction)
            sides.append((bound, limit_value(of_end, given, limit, depth + 1)))
        except KernelError:
            sides.append(bounded_by_value(limit, variable, body, given, context, above=place == 1))
    return squeezed_between(limit, variable, given, sides[0], sides[1])


def bounded_by_value(
    limit: Limit, variable: Variable, body: Term, given: tuple[Formula, ...], context: Node, above: bool
) -> tuple[Theorem, Theorem]:
    """The body is never below (or above) the value that the goal claims, a constant with itself as its limit."""
    if not isinstance(context, Equal) or context.left != limit:
        raise KernelError("prover: the limit of a bound is not found")
    value = context.right
    facts = (*given, rules.near(variable, limit.point, limit.direction))
    bound = prove_order(LessEqual(body, value) if above else LessEqual(value, body), facts)
    if bound is None:
        raise KernelError("prover: no bound by the value that is claimed")
    constant = Limit(close_body(value, (variable,)), limit.point, limit.direction)
    return rules.weaken(bound, facts), by_limit_laws(constant, variable, value, given)
