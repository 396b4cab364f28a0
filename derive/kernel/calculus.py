"""Derivatives, and where terms are defined."""

from __future__ import annotations

from typing import cast

from derive.kernel.budget import Budget
from derive.kernel.facts import NONNEGATIVE, NONZERO, POSITIVE, Signs, indices_in
from derive.kernel.normal import NeedsCase, NormalForms, flatten, numbers
from derive.kernel.polynomials import mentions
from derive.kernel.terms import (
    ZERO,
    Absolute,
    Add,
    Array,
    Bound,
    BoundIndex,
    Choose,
    Derivative,
    Entry,
    Exp,
    Formulas,
    Index,
    KernelError,
    Limit,
    Log,
    Maximum,
    Multiply,
    Over,
    Power,
    Product,
    Rank,
    Step,
    Sum,
    Term,
    Variable,
    close_body,
    delta,
    entry,
    expect,
    free_variables,
    number,
    open_body,
    substitute,
    subtract,
)


class Undefined(KernelError):
    """A side is not proved to be defined: what is missing is that ``term`` has one of the signs or, if there are none,
    that it exists, for a maximum: that one of its values is larger than all others."""

    def __init__(self, message: str, term: Term, signs: Signs = frozenset()) -> None:
        super().__init__(message)
        self.term, self.signs = term, signs


class Calculus(NormalForms):
    """Derivatives by the rules of calculus, each under its conditions, and conditions for terms to be defined."""

    def __init__(self, formulas: Formulas, budget: Budget) -> None:
        super().__init__(budget)
        self.formulas = formulas
        self.variables: dict[Derivative, Variable] = {}
        self.points: dict[Bound, Array] = {}
        self.derivatives: dict[object, Term] = {}
        self.proved_defined: set[object] = set()

    # Derivatives -------------------------------------------------------------------------------

    def derivative(self, term: Derivative) -> Term:
        """The derivative written out."""
        key = (term.key, self.distinct)
        if key not in self.derivatives:
            variable, body = self.open_derivative(term)
            self.derivatives[key] = substitute(self.differentiate(body, variable, term.indices), {variable: term.point})
        return self.derivatives[key]

    def open_derivative(self, term: Derivative) -> tuple[Variable, Term]:
        """The body of a derivative as a function of a variable of its own, remembered to stand for the point."""
        if term not in self.variables:
            self.variables[term] = Variable(f"#d{len(self.points)}", term.point.sizes)
            self.points[self.variables[term]] = term.point
        variable = self.variables[term]
        return variable, open_body(term.body, (variable,))

    def sum_of_point(self, term: Derivative) -> Term:
        """The sum of all entries of the point at which a derivative is taken: it is defined where they are."""
        sizes = term.point.sizes
        indices = (BoundIndex(len(sizes) - 1 - place, size) for place, size in enumerate(sizes))
        total = entry(term.point, tuple(indices))
        for size in reversed(sizes):
            total = Sum(size, total)
        return total

    def at_point(self, term: Term) -> Term:
        """The term with the variables of derivatives replaced by the points they are taken at."""
        while found := {v: self.points[v] for v in free_variables(term) if v in self.points}:
            term = substitute(term, found)
        return term

    def differentiate(self, term: Term, variable: Variable, indices: tuple[Index, ...]) -> Term:
        """The partial derivative of a term in an entry of a free variable, by the rules of calculus. Raises
        Undefined where the conditions of a rule, all of them open ones, are not proved at the point."""

        def go(part: Term) -> Term:
            return self.differentiate(part, variable, indices)

        if not mentions(term, variable):
            return ZERO
        match term:
            case Entry():
                expect(term.array == variable, "derivative: the variable occurs inside an array")
                return Multiply(tuple(delta(a, b) for a, b in zip(term.indices, indices, strict=True)))
            case Add():
                return Add(tuple(go(part) for part in term.terms))
            case Multiply():
                all_ = flatten(term)  # t and log t stay in one product
                changing = (place for place, factor in enumerate(all_) if mentions(factor, variable))
                return Add(tuple(Multiply((*all_[:n], go(all_[n]), *all_[n + 1 :])) for n in changing))
            case Power() if mentions(term.exponent, variable):
                self.require(term.base, POSITIVE, "derivative of a power whose base may be 0")
                return Multiply((term, go(Multiply((term.exponent, Log(term.base))))))
            case Power():
                value = self.rational(term.exponent)
                if value is None or value.denominator > 1:
                    self.require(
                        term.base, POSITIVE, "derivative of a power with a fractional exponent whose base may be 0"
                    )
                return Multiply((term.exponent, Power(term.base, Add((term.exponent, number(-1)))), go(term.base)))
            case Exp():
                return Multiply((term, go(term.argument)))
            case Log():
                self.require(term.argument, POSITIVE, "derivative of a logarithm whose argument may be 0")
                return Multiply((go(term.argument), Power(term.argument, number(-1))))
            case Absolute() | Step():
                self.require(term.argument, NONZERO, "derivative at a point that may be a kink")
                slope = Multiply((term.argument, Power(term, number(-1)))) if isinstance(term, Absolute) else ZERO
                return Multiply((slope, go(term.argument)))
            case Choose():
                try:
                    return go(self.taken(term))
                except NeedsCase:
                    return Choose(term.left, term.right, go(term.equal), go(term.distinct))
            case Sum():
                with self.under(term) as (index, body):
                    return Sum(term.size, close_body(go(body), (index,)))
            case Product():
                with self.under(term) as (index, body):
                    self.require(body, NONZERO, "derivative of a product with a factor that may be 0")
                    ratio = Multiply((go(body), Power(body, number(-1))))
                    return Multiply((term, Sum(term.size, close_body(ratio, (index,)))))
            case Maximum():
                with self.under(term) as (_, body):
                    go(body)  # all values have to be defined near the point
                return go(open_body(term.body, (self.only_maximiser(term),)))
            case Derivative():
                go(self.open_derivative(term)[1])  # it has to be defined near the point
                go(self.sum_of_point(term))
                return go(self.derivative(term))
        raise KernelError(f"derivative: no rule for {type(term).__name__}")

    def only_maximiser(self, term: Maximum) -> Index:
        """The index at which the body is larger than at every other; raises Undefined where none is proved."""
        there = cast(Maximum, self.at_point(term))
        listed = numbers(term.size)
        for candidate in (*listed, *indices_in(*self.formulas, term, size=term.size)):
            with self.under(there) as (index, body):
                self.distinct |= {frozenset((index, candidate))}
                highest = open_body(there.body, (candidate,))
                values = [open_body(there.body, (other,)) for other in listed if other != candidate]
                others = values if listed else [body]
                if all(self.sign(subtract(highest, other)) == POSITIVE for other in others):
                    return candidate
        raise Undefined("derivative of a maximum: no maximiser is proved to be the only one", there)

    def require(self, term: Term, signs: Signs, message: str) -> None:
        """Raises Undefined unless the term has one of the signs, at the points in question, or NeedsCase where what
        the term is depends on whether two indices are the same."""
        there = self.at_point(term)
        if not self.sign(there) <= signs:
            self.settle_cases(there)
            raise Undefined(message, there, signs)

    # Definedness -------------------------------------------------------------------------------

    def defined(self, term: Term) -> None:
        """Raises Undefined unless the term is proved to be defined, at the point of the derivative around it."""
        key = (term, self.distinct)
        if key not in self.proved_defined:
            self.prove_defined(term)
            self.proved_defined.add(key)

    def prove_defined(self, term: Term) -> None:
        """As :meth:`defined`, whatever was proved before of the term itself."""
        parts = [part for _, part in term.named_parts() if isinstance(part, Term)]
        match term:
            case Multiply():  # t·log(t·u) is defined for t ≥ 0, u > 0, also at t = 0
                pairs, factors = self.vanishing(term)
                parts = [*(part for pair in pairs for part in pair), *factors]
            case Power():
                value = self.rational(term.exponent)
                if value is not None and value.denominator == 1:
                    if value < 0:
                        self.require(term.base, NONZERO, "a denominator that is not proved non-zero")
                elif self.sign(term.exponent) <= NONNEGATIVE:
                    kind = "an exponent that may be fractional" if value is None else "a fractional exponent"
                    self.require(term.base, NONNEGATIVE, f"a power with {kind} of something that may be negative")
                else:
                    self.require(term.base, POSITIVE, "a power whose base is not proved positive")
            case Log():
                self.require(term.argument, POSITIVE, "log of something that is not proved positive")
            case Choose():
                parts = [self.taken(term)]
            case Over():
                with self.under(term) as (index, body):
                    special = self.apart(index, body, self.defined)[1]
                    parts = [substitute(body, {index: other}) for other in special]
            case Derivative():
                self.defined(self.open_derivative(term)[1])
                self.derivative(term)
                parts = [self.sum_of_point(term)]
            case Limit() | Rank():
                if self.rewritten(term) is None:
                    raise Undefined(f"a {type(term).__name__.lower()} that is not known to exist", term)
                parts = []
        for part in parts:
            self.defined(part)
