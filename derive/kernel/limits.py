"""Limits of terms, by the limit laws: each law only under the conditions that make it true."""

from __future__ import annotations

from typing import Literal, cast

from derive.kernel.arithmetic import LARGEST_EXPONENT
from derive.kernel.facts import *
from derive.kernel.reasoner import Reasoner
from derive.kernel.terms import *

Infinity = Literal["+", "-"]
Value = Term | Infinity
"""A limit: a real number, or plus or minus infinity."""


def near(variable: Variable, point: Term, direction: str) -> tuple[Relation, ...]:
    """What holds of the variable close to (but not at) the point of a limit."""
    here = Entry(variable, ())
    if direction in ("above", "infinity"):
        return (Less(point, here),)
    if direction in ("below", "-infinity"):
        return (Less(here, point),)
    return (Different(here, point),)


class LimitLaws:
    """Limits of terms in one variable; the reasoner knows what holds near the point."""

    def __init__(self, reasoner: Reasoner, variable: Variable, point: Term, direction: str) -> None:
        self.reasoner = reasoner
        self.variable = variable
        self.point: Value = "+" if direction == "infinity" else "-" if direction == "-infinity" else point

    def of(self, term: Term) -> Value:
        """The limit of a term; raises KernelError where no law gives it."""
        if self.variable.key not in term.key:
            return term
        match term:
            case Entry() if term.array == self.variable:
                return self.point
            case Add():
                return self.of_sum([self.of(part) for part in term.terms])
            case Multiply():
                return self.of_product([self.of(factor) for factor in term.factors])
            case Power():
                return self.of_power(term)
            case Exp():
                value = self.of(term.argument)
                return "+" if value == "+" else Exp(value) if isinstance(value, Term) else ZERO
            case Log():
                return self.of_log(term)
            case Absolute():
                value = self.of(term.argument)
                return Absolute(value) if isinstance(value, Term) else "+"
            case Choose():
                return self.reasoner.by_branches(term, self.finite)
            case Over():
                return self.of_indexed(term)
            case Derivative():
                self.reasoner.defined(term)
                return self.of(self.reasoner.derivative(term))
            case _:
                raise KernelError(f"limit: no law for {type(term).__name__}")

    def of_sum(self, values: list[Value]) -> Value:
        """Finite limits add; infinite ones absorb them unless they are of both signs."""
        infinite = {value for value in values if not isinstance(value, Term)}
        expect(len(infinite) < 2, "limit: infinity minus infinity")
        if infinite:
            return infinite.pop()
        return Add(tuple(cast(Term, value) for value in values))

    def of_product(self, values: list[Value]) -> Value:
        """Finite limits multiply; an infinite one needs the sign of the others, and that they are not 0."""
        finite = tuple(value for value in values if isinstance(value, Term))
        infinite = [value for value in values if not isinstance(value, Term)]
        if not infinite:
            return Multiply(finite)
        sign = self.reasoner.sign(Multiply(finite))
        expect(len(sign) == 1 and 0 not in sign, "limit: infinity times a limit whose sign is not established")
        negative = sum(value == "-" for value in infinite) + (-1 in sign)
        return "-" if negative % 2 else "+"

    def of_power(self, term: Power) -> Value:
        """Integer powers as products and reciprocals, others of positive bases through exp and log."""
        exponent = self.reasoner.rational(term.exponent)
        if exponent is None or exponent.denominator > 1:
            expect(self.reasoner.sign(term.base) == POSITIVE, "limit: a power whose base is not proved positive")
            return self.of(Exp(Multiply((term.exponent, Log(term.base)))))
        count = abs(exponent.numerator)
        expect(count <= LARGEST_EXPONENT, f"limit: the exponent {exponent} is too large")
        value = self.of_product([self.of(term.base)] * count)
        return value if exponent >= 0 else self.reciprocal(value, Power(term.base, number(count)))

    def reciprocal(self, value: Value, term: Term) -> Value:
        """The limit of 1 / term, from that of the term; from a limit 0 that is approached from one side."""
        if not isinstance(value, Term):
            return ZERO
        if self.reasoner.sign(value) <= NONZERO:
            return Power(value, number(-1))
        side = self.reasoner.sign(term)
        one_sided = self.reasoner.sign(value) == IS_ZERO and side in (POSITIVE, NEGATIVE)
        expect(one_sided, "limit: a denominator whose limit may be 0")
        return "+" if side == POSITIVE else "-"

    def of_log(self, term: Log) -> Value:
        """log of a positive limit; of a limit 0 from above; of infinity."""
        value = self.of(term.argument)
        if value == "+":
            return "+"
        if isinstance(value, Term):
            if self.reasoner.sign(value) == POSITIVE:
                return Log(value)
            if self.reasoner.sign(value) == IS_ZERO and self.reasoner.sign(term.argument) == POSITIVE:
                return "-"
        raise KernelError("limit: log of something whose limit is not proved positive")

    def finite(self, term: Term) -> Term:
        """The limit of a term; raises KernelError where it is infinite."""
        value = self.of(term)
        expect(isinstance(value, Term), "limit: a choice between finite and infinite limits")
        return cast(Term, value)

    def of_indexed(self, term: Over) -> Value:
        """Finite sums, products and maxima, termwise."""
        index, body = self.reasoner.open_unique(term)
        value = self.of(body)
        if isinstance(value, Term):
            return type(term)(term.size, close_body(value, (index,)))
        expect(not isinstance(term, Product), "limit: a product of infinite limits")
        return value
