"""The limit laws, each derived from the rules of the kernel: continuity, squeezing, and what tends to 0.

A term that tends to infinity is a term with a sign whose reciprocal tends to 0: the kernel only knows finite limits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from derive.kernel import rules
from derive.kernel.facts import IS_ZERO, NEGATIVE, NONNEGATIVE, NONPOSITIVE, POSITIVE
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import polynomial_term
from derive.kernel.reasoner import Reasoner
from derive.kernel.terms import (
    ONE,
    ZERO,
    Absolute,
    Add,
    Choose,
    Entry,
    Equal,
    Exp,
    Formula,
    IndexNumber,
    IndexVariable,
    KernelError,
    LessEqual,
    Limit,
    Log,
    Maximum,
    Multiply,
    Not,
    Over,
    Power,
    SameIndex,
    Term,
    Variable,
    close_body,
    expect,
    fresh_name,
    negative,
    number,
    open_body,
)
from derive.kernel.theorem import Theorem
from derive.language.binders import with_letter
from derive.language.derivation import Derivation
from derive.language.expressions import Number, Quantified, real, variable_of
from derive.language.logic import cases, excluded_middle
from derive.lemmas.maxima import maximum_least
from derive.lemmas.monotone import log_bound


@dataclass(frozen=True)
class Finite:
    """A theorem that gives the limit of a term."""

    theorem: Theorem

    @property
    def value(self) -> Term:
        """The limit."""
        return equation(self.theorem).right


@dataclass(frozen=True)
class Infinite:
    """A theorem that the reciprocal of a term tends to 0; the term has this sign near the point."""

    positive: bool
    reciprocal: Theorem


Value = Finite | Infinite

TAKEN = "take_limits"
"""Who makes a line in which the limits of the parts of a term stand in their places."""


def limit_laws(
    goal: Formula,
    rewritten: Number,
    variable: Quantified,
    hypotheses: Iterable[Formula] = (),
    premises: Sequence[Theorem] = (),
) -> Theorem:
    """A limit by the limit laws, after rewriting the body, near the point, as a term of the variable."""
    equation, moving = rules.of_kind(goal, Equal, "limit: the goal is not an equation"), variable_of(variable)
    limit = rules.of_kind(equation.left, Limit, "limit: the left side is not a limit")
    given = (*hypotheses, *(premise.conclusion for premise in premises))
    theorem = limit_of(limit, real(rewritten).term, scalar_variable(moving), given)
    theorem = with_value(theorem, equation.right, given)
    return under(theorem, hypotheses, premises)


def limit_value(
    limit: Number,
    variable: Quantified,
    hypotheses: Iterable[Formula] = (),
    premises: Sequence[Theorem] = (),
    rewritten: Number | None = None,
) -> Theorem:
    """What the limit laws give for a limit: its body, or what it is rewritten as near the point, with the limits of the
    parts that move in their places."""
    taken, moving = limit_in(limit), scalar_variable(variable_of(variable))
    given = (*hypotheses, *(premise.conclusion for premise in premises))
    body = open_body(taken.body, (moving,)) if rewritten is None else real(rewritten).term
    theorem = limit_of(taken, body, moving, given)
    return under(theorem, hypotheses, premises)


def same_limit(
    limit: Number,
    rewritten: Number,
    variable: Quantified,
    hypotheses: Iterable[Formula] = (),
    premises: Sequence[Theorem] = (),
) -> Theorem:
    """A limit is that of another term of the variable, which is the same near the point."""
    before, moving = limit_in(limit), scalar_variable(variable_of(variable))
    body = real(rewritten).term
    after = with_letter(Limit(close_body(body, (moving,)), before.point, before.direction), moving)
    given = (*hypotheses, *(premise.conclusion for premise in premises))
    one, other = (limit_of(each, body, moving, given) for each in (before, after))
    back = rules.combine(Equal(equation(other).right, after), (number(-1),), (other,), given, (other,))
    return under(rules.transitivity((one, back)), hypotheses, premises)


def conclude_limit(chain: Derivation, variable: Quantified, rewritten: Number, rewriting: str, reason: str) -> Theorem:
    """Concludes the goal, a limit, line by line: its body is rewritten, the limits of the parts stand in their places,
    and this is the value."""
    goal = rules.of_kind(chain.goal, Equal, "limit: the goal is not an equation")
    chain.start(goal.left)
    try:
        chain.go_on(same_limit(goal.left, rewritten, variable, chain.given), rewriting)
        value = limit_value(chain.line, variable, chain.given)
    except KernelError:  # as where it depends on whether two indices are the same: both at once
        value, reason = limit_value(goal.left, variable, chain.given, rewritten=rewritten), f"{rewriting}: {reason}"
    chain.go_on(value, reason, TAKEN)
    return chain.end("worked out")


def under(theorem: Theorem, hypotheses: Iterable[Formula], premises: Sequence[Theorem]) -> Theorem:
    """The theorem under the hypotheses, without those that premises prove."""
    for premise in premises:
        if premise.conclusion in theorem.hypotheses:
            theorem = rules.modus_ponens(rules.discharge(theorem, premise.conclusion), premise)
    return rules.weaken(theorem, tuple(hypotheses))


def limit_in(value: Number) -> Limit:
    """A limit, as the kernel has it."""
    return rules.of_kind(real(value).term, Limit, "limit: what is taken is not a limit")


def squeeze(
    goal: Formula, variable: Quantified, lower: Theorem, upper: Theorem, below: Theorem, above: Theorem
) -> Theorem:
    """The limit of what lies between two terms (lower, upper) that have the same limit (below, above)."""
    equation = rules.of_kind(goal, Equal, "squeeze: the goal is not an equation")
    return rules.squeeze(equation, lower, upper, below, above, scalar_variable(variable_of(variable)))


def scalar_variable(variable: IndexVariable | Variable) -> Variable:
    """The variable of a limit."""
    return rules.of_kind(variable, Variable, "limit: a limit is taken in a scalar variable")


def limit_of(limit: Limit, rewritten: Term, variable: Variable, given: tuple[Formula, ...]) -> Theorem:
    """The value of a limit that the limit laws give to its rewritten body."""
    rules.check_fresh(variable, (*given, limit), "limit: the variable is not free to tend to its limit")
    laws = LimitLaws(variable, limit, given)
    try:
        value = laws.of(rewritten)
    except NeedsCase:
        raise KernelError("limit: it depends on whether two indices are the same") from None
    if isinstance(value, Infinite):
        raise KernelError("limit: the limit is infinite")
    return laws.of_body(open_body(limit.body, (variable,)), value.theorem)


def equation(theorem: Theorem) -> Equal:
    """What a theorem about a value concludes."""
    return rules.of_kind(theorem.conclusion, Equal, "limit: the theorem is not an equation")


def with_value(theorem: Theorem, value: Term, given: tuple[Formula, ...]) -> Theorem:
    """The theorem with its value written in another way."""
    if equation(theorem).right == value:
        return theorem
    return rules.transitivity((theorem, rules.by_normal_form(Equal(equation(theorem).right, value), given, ())))


class LimitLaws:
    """Theorems about the limits of terms in one variable."""

    def __init__(self, variable: Variable, limit: Limit, given: tuple[Formula, ...]) -> None:
        self.variable = variable
        self.limit = limit
        self.given = given
        self.facts = (*given, rules.near(variable, limit.point, limit.direction))
        self.reasoner = Reasoner(self.facts)
        self.vanishing = rules.approach(limit.point, limit.direction, given)

    # Theorems ----------------------------------------------------------------------------------

    def limit_of(self, term: Term) -> Limit:
        """The limit, at the same point, of another term."""
        return Limit(close_body(term, (self.variable,)), self.limit.point, self.limit.direction)

    def body(self, theorem: Theorem) -> Term:
        """The term that a theorem gives the limit of."""
        limit, _ = rules.tends(theorem.conclusion)
        return open_body(limit.body, (self.variable,))

    def of_body(self, term: Term, theorem: Theorem) -> Theorem:
        """The limit of a term that is, near the point, the one that a theorem is about."""
        body = self.body(theorem)
        if body == term:
            return theorem
        lower, upper = (rules.by_normal_form(LessEqual(*ends), self.facts, ()) for ends in ((body, term), (term, body)))
        return self.squeeze(term, lower, upper, theorem, theorem)

    def squeeze(self, term: Term, lower: Theorem, upper: Theorem, below: Theorem, above: Theorem) -> Theorem:
        """The limit of a term between others."""
        goal = Equal(self.limit_of(term), equation(below).right)
        return rules.squeeze(goal, lower, upper, below, above, self.variable)

    def through(self, make: Callable[..., Term], *limits: Theorem) -> Theorem:
        """The limit of a function, continuous at the values of the limits, of what they are about."""
        nodes = (*self.facts, self.limit, *(limit.conclusion for limit in limits))
        name = fresh_name("u", *nodes)
        inner = tuple(Variable(f"{name}_{place}", ()) for place in range(len(limits)))
        function = make(*(Entry(variable, ()) for variable in inner))
        weak = tuple(rules.weaken(limit, self.given) for limit in limits)
        return rules.continuity(function, inner, weak, ())

    def constant(self, term: Term) -> Theorem:
        """The limit of a term in which the variable does not occur."""
        return self.through(lambda _: term, self.vanishing)

    def zero(self, theorem: Theorem) -> Theorem:
        """The theorem with the value 0 written so."""
        return with_value(theorem, ZERO, self.given)

    def sign(self, term: Term) -> frozenset[int]:
        """The signs that a term may have near the point."""
        return self.reasoner.sign(term)

    # Laws --------------------------------------------------------------------------------------

    def of(self, term: Term) -> Value:
        """The limit of a term; raises KernelError where no law gives it."""
        if self.variable.key not in term.key:
            return Finite(self.constant(term))
        if isinstance(term, Entry) and term.array == self.variable:
            return self.of_variable(term)
        if "infinity" not in self.limit.direction:
            try:
                return Finite(self.regular(term))
            except (KernelError, NeedsCase):
                pass
        match term:
            case Add():
                return self.of_sum(term)
            case Multiply():
                return self.of_product(term)
            case Power():
                return self.of_power(term)
            case Exp():
                return self.of_exponential(term)
            case Log():
                return Finite(self.through(Log, self.finite(term.argument, "log of an infinite limit")))
            case Absolute():
                return self.of_absolute(term)
            case Choose():
                return self.of_choice(term)
            case Maximum():
                return self.of_maximum(term)
            case Over():
                return self.of_indexed(term)
            case _:
                raise KernelError(f"limit: no law for {type(term).__name__}")

    def finite(self, term: Term, message: str) -> Theorem:
        """The limit of a term, where it is finite."""
        value = self.of(term)
        if isinstance(value, Infinite):
            raise KernelError(f"limit: {message}")
        return value.theorem

    def of_variable(self, term: Entry) -> Value:
        """The variable tends to the point, or to infinity."""
        if "infinity" in self.limit.direction:
            return Infinite(self.limit.direction == "infinity", self.vanishing)
        moved = self.through(lambda distance: Add((self.limit.point, distance)), self.vanishing)
        return Finite(with_value(self.of_body(term, moved), self.limit.point, self.given))

    def regular(self, term: Term) -> Theorem:
        """The limit of a term that is continuous at the point itself."""
        identity = self.of_variable(Entry(self.variable, ()))
        assert isinstance(identity, Finite)
        theorem = rules.weaken(identity.theorem, self.given)
        return rules.continuity(term, (self.variable,), (theorem,), ())

    def over(self, make: Callable[[tuple[Term, ...]], Term], terms: Sequence[Term], values: Sequence[Value]) -> Theorem:
        """The limit of a function of several terms with finite limits; the constant ones stand as they are."""
        places = [place for place, term in enumerate(terms) if self.variable.key in term.key]
        limits = [value.theorem for value in values if isinstance(value, Finite)]

        def function(*inner: Term) -> Term:
            arguments = list(terms)
            for place, argument in zip(places, inner, strict=True):
                arguments[place] = argument
            return make(tuple(arguments))

        if not places:
            return self.constant(make(tuple(terms)))
        return self.through(function, *(limits[place] for place in places))

    def of_sum(self, term: Add) -> Value:
        """Finite limits add; infinite ones absorb them unless they are of both signs."""
        values = [self.of(part) for part in term.terms]
        infinite = {place: value for place, value in enumerate(values) if isinstance(value, Infinite)}
        if not infinite:
            return Finite(self.over(Add, term.terms, values))
        expect(len({value.positive for value in infinite.values()}) == 1, "limit: infinity minus infinity")
        place, lead = next(iter(infinite.items()))
        rest = Add(term.terms[:place] + term.terms[place + 1 :])
        if self.sign(rest) <= (NONNEGATIVE if lead.positive else NONPOSITIVE):
            return Infinite(lead.positive, self.no_larger(Power(term, number(-1)), lead))
        settled = self.finite(rest, "infinity and a sum whose sign is not established")

        def reciprocal(small: Term, other: Term) -> Term:
            return Multiply((small, Power(Add((ONE, Multiply((small, other)))), number(-1))))

        return Infinite(lead.positive, self.zero(self.through(reciprocal, lead.reciprocal, settled)))

    def no_larger(self, term: Term, lead: Infinite) -> Theorem:
        """The limit 0 of a term between 0 and the reciprocal of one that is infinite."""
        outer, inner = (ZERO, self.constant(ZERO)), (self.body(lead.reciprocal), lead.reciprocal)
        (low, below), (high, above) = (outer, inner) if lead.positive else (inner, outer)
        lower, upper = (LessEqual(low, term), LessEqual(term, high))
        decided = [rules.by_normal_form(goal, self.facts, ()) for goal in (lower, upper)]
        return self.squeeze(term, decided[0], decided[1], below, above)

    def of_product(self, term: Multiply) -> Value:
        """Finite limits multiply; an infinite one needs the sign of the others, and that they are not 0."""
        values = [self.of(factor) for factor in term.factors]
        if all(isinstance(value, Finite) for value in values):
            return Finite(self.over(Multiply, term.factors, values))
        sign = self.sign(Multiply(tuple(value.value for value in values if isinstance(value, Finite))))
        expect(sign in (POSITIVE, NEGATIVE), "limit: infinity times a limit whose sign is not established")
        limits = [value.theorem if isinstance(value, Finite) else value.reciprocal for value in values]

        def function(*inner: Term) -> Term:
            pairs = zip(inner, values, strict=True)
            return Multiply(tuple(Power(u, number(-1)) if isinstance(value, Finite) else u for u, value in pairs))

        odd = sum(isinstance(value, Infinite) and not value.positive for value in values) + (sign == NEGATIVE)
        return Infinite(odd % 2 == 0, self.zero(self.through(function, *limits)))

    def of_power(self, term: Power) -> Value:
        """Powers of positive limits; of 0 and infinity where the exponent does not move."""
        base, exponent = term.base, term.exponent
        if self.variable.key in exponent.key:
            expect(self.sign(base) == POSITIVE, "limit: a power whose base is not proved positive")
            return self.rewritten(term, self.of(Exp(Multiply((exponent, Log(base))))))
        value = self.of(base)
        if isinstance(value, Finite):
            try:
                return Finite(self.through(lambda inner: Power(inner, exponent), value.theorem))
            except KernelError:
                expect(self.sign(value.value) == IS_ZERO, "limit: a denominator whose limit may be 0")
            vanishing, grows = self.zero(value.theorem), NEGATIVE
        else:
            vanishing, grows = value.reciprocal, POSITIVE
        direction = self.sign(exponent)
        expect(direction in (POSITIVE, NEGATIVE), "limit: a power whose exponent may be 0")
        size = exponent if direction == POSITIVE else negative(exponent)
        size = polynomial_term(self.reasoner.normal(size))
        try:
            small = self.zero(self.through(lambda inner: Power(inner, size), vanishing))
        except KernelError:
            small = rules.vanishing_power(vanishing, size, ())
        if direction != grows:
            return Finite(self.of_body(term, small))
        sign = self.sign(term)
        expect(sign in (POSITIVE, NEGATIVE), "limit: a denominator whose limit may be 0")
        return Infinite(sign == POSITIVE, self.of_body(Power(base, negative(exponent)), small))

    def rewritten(self, term: Term, value: Value) -> Value:
        """The limit of a term from that of a form of it."""
        return Finite(self.of_body(term, value.theorem)) if isinstance(value, Finite) else value

    def of_exponential(self, term: Exp) -> Value:
        """exp is continuous, 0 at minus infinity, infinite at infinity."""
        inside = term.argument
        try:
            value = self.of(inside)
            if isinstance(value, Finite):
                return Finite(self.through(Exp, value.theorem))
            vanishing = self.exponential_of(inside if not value.positive else negative(inside), value)
        except KernelError:
            if not isinstance(inside, Add) or len(inside.terms) < 2:
                raise
            return self.rewritten(term, self.of(Multiply(tuple(Exp(part) for part in inside.terms))))
        return Infinite(True, vanishing) if value.positive else Finite(vanishing)

    def exponential_of(self, exponent: Term, value: Infinite) -> Theorem:
        """0 < exp x ≤ −1/x for x < 0, from log t ≤ t − 1 at t = exp(−x); −1/x tends to 0."""
        term, inverse = Exp(exponent), Power(exponent, number(-1))
        bound = negative(self.body(value.reciprocal)) if not value.positive else self.body(value.reciprocal)
        linear = log_bound(Exp(negative(exponent)), self.facts, ())
        weight = Multiply((number(-1), term, inverse))
        upper = rules.combine(LessEqual(term, bound), (weight,), (linear,), self.facts, ())
        lower = rules.by_normal_form(LessEqual(ZERO, term), self.facts, ())
        above = value.reciprocal if value.positive else self.zero(self.through(negative, value.reciprocal))
        return self.squeeze(term, lower, upper, self.constant(ZERO), above)

    def of_absolute(self, term: Absolute) -> Value:
        """|x| where x tends to a number or to infinity."""
        value = self.of(term.argument)
        if isinstance(value, Infinite):
            return Infinite(True, rules.vanishing_power(value.reciprocal, ONE, ()))
        try:
            return Finite(self.through(Absolute, value.theorem))
        except KernelError:
            vanishing = rules.vanishing_power(self.zero(value.theorem), ONE, ())
            return Finite(self.of_body(term, vanishing))

    def of_choice(self, term: Choose) -> Value:
        """A choice between finite limits, by cases of its indices."""
        if isinstance(term.left, IndexNumber) and isinstance(term.right, IndexNumber):
            return self.rewritten(term, self.of(term.equal if term.left == term.right else term.distinct))
        alike = SameIndex(term.left, term.right)
        branches = []
        for case, branch in ((alike, term.equal), (Not(alike), term.distinct)):
            given = self.given if case == alike else (*self.given, case)
            laws = LimitLaws(self.variable, self.limit, given)
            branches.append(laws.finite(branch, "a choice between finite and infinite limits"))
        value = Choose(term.left, term.right, *(equation(branch).right for branch in branches))
        for place, known in enumerate((alike, Not(alike))):
            laws = LimitLaws(self.variable, self.limit, (*self.given, known))
            branches[place] = with_value(laws.of_body(term, branches[place]), value, laws.given)
        return Finite(cases(excluded_middle(alike), *branches))

    def of_indexed(self, term: Over) -> Value:
        """Finite sums, products and maxima, termwise."""
        index = IndexVariable(fresh_name("k", term, self.limit, *self.facts), term.size)
        each = rules.weaken(self.finite(open_body(term.body, (index,)), "a sum of infinite limits"), self.given)
        inner = Variable(fresh_name("u", term, self.limit, *self.facts, each.conclusion), (term.size,))
        function = type(term)(term.size, close_body(Entry(inner, (index,)), (index,)))
        return Finite(rules.continuity(function, (inner,), (rules.generalise(each, index),), ()))

    def of_maximum(self, term: Maximum) -> Value:
        """The largest of values: termwise, or as the one that is the largest near the point."""
        try:
            return self.of_indexed(term)
        except (KernelError, NeedsCase):
            expect(isinstance(term.size, int), "limit: a maximum that several indices may attain")
        for place in range(1, int(term.size) + 1):
            try:
                top, upper, lower = self.largest_at(term, IndexNumber(place, term.size))
            except (KernelError, NeedsCase):
                continue
            theorem = self.finite(top, "a maximum that is infinite")
            return Finite(self.squeeze(term, lower, upper, theorem, theorem))
        raise KernelError("limit: a maximum of which no value is proved to be the largest")

    def largest_at(self, term: Maximum, place: IndexNumber) -> tuple[Term, Theorem, Theorem]:
        """The value at a place, with the proofs that the maximum is at most and at least this value."""
        index = IndexVariable(fresh_name("k", term, self.limit, *self.facts), term.size)
        top, other = (open_body(term.body, (chosen,)) for chosen in (place, index))
        one = rules.by_normal_form(LessEqual(other, top), self.facts, ())
        return top, maximum_least(rules.generalise(one, index)), rules.maximum_bounds(term, place, self.facts)
