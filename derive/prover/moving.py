"""A term in a variable that tends to a point: what the search for its limit looks at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from derive.kernel import rules
from derive.kernel.polynomials import Polynomial, polynomial_term
from derive.kernel.reasoner import Reasoner
from derive.kernel.terms import Formula, Limit, Node, Term, Variable, close_body, fresh_name, open_body
from derive.prover.goal import Search


@dataclass(frozen=True)
class Moving:
    """The body of a limit in the context of a goal; ``squeezes`` counts those that it is an end of."""

    limit: Limit
    context: Node
    search: Search
    squeezes: int = 0

    @property
    def given(self) -> tuple[Formula, ...]:
        """What is given."""
        return self.search.given

    @cached_property
    def variable(self) -> Variable:
        """What tends to the point."""
        return Variable(fresh_name("x", self.limit, self.context, *self.given), ())

    @cached_property
    def body(self) -> Term:
        """The term."""
        return open_body(self.limit.body, (self.variable,))

    @cached_property
    def facts(self) -> tuple[Formula, ...]:
        """What holds close to the point."""
        return (*self.given, rules.near(self.variable, self.limit.point, self.limit.direction))

    @property
    def at_infinity(self) -> bool:
        """Whether the variable tends to plus or minus infinity."""
        return "infinity" in self.limit.direction

    @property
    def reasoner(self) -> Reasoner:
        """A reasoner that knows the facts."""
        return Reasoner(self.facts)

    @cached_property
    def polynomial(self) -> Polynomial:
        """The normal form of the body; raises KernelError or NeedsCase where it has none."""
        return self.reasoner.normal(self.body)

    @property
    def normal(self) -> Term:
        """As :attr:`polynomial`, written as a term."""
        return polynomial_term(self.polynomial)

    def of(self, term: Term) -> Limit:
        """The limit of another term in the variable, at the same point."""
        return Limit(close_body(term, (self.variable,)), self.limit.point, self.limit.direction)
