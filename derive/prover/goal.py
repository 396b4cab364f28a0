"""What the search for a proof looks at: what is given, and the parts of the goal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from math import inf

from derive import lemmas
from derive.kernel import rules
from derive.kernel.facts import NONNEGATIVE, POSITIVE
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import Polynomial
from derive.kernel.terms import (
    Formula,
    Index,
    IndexVariable,
    KernelError,
    Less,
    LessEqual,
    Maximum,
    Product,
    Size,
    Sum,
    Term,
    fresh_name,
    open_body,
    subnodes,
)
from derive.kernel.theorem import Theorem
from derive.language.extrema import largest_terms
from derive.lemmas.decided import decided, seen
from derive.lemmas.terms import Indices, Order, summed
from derive.prover.probabilities import probabilities_at_most_one

Part = tuple[Term, Indices]
"""A term inside a goal, with the indices over which sums around it run."""


@dataclass(frozen=True)
class Search:
    """The search as a tactic sees it: what is given, and a way to prove what the tactic needs."""

    given: tuple[Formula, ...]
    prover: Callable[[Formula, Search], Theorem]
    budget: float = inf
    """What the tactics may cost that are tried for what is needed."""
    depth: int = 0
    step: int = 0
    """How much deeper what is needed is proved."""

    def prove(self, goal: Formula, given: tuple[Formula, ...] | None = None, step: int | None = None) -> Theorem:
        """A theorem of a goal, under what is given here unless told; raises KernelError where none is found."""
        deeper = self.depth + (self.step if step is None else step)
        return self.prover(goal, replace(self, given=self.given if given is None else given, depth=deeper, step=0))

    @property
    def thorough(self) -> bool:
        """Whether more is tried than what is decided at once."""
        return self.budget == inf

    def within(self, budget: float) -> Search:
        """The search with another budget."""
        return replace(self, budget=budget)


@dataclass(frozen=True)
class Offer:
    """An inequality that can be proved once it turns out to be needed."""

    relation: Order
    prove: Callable[[], Theorem]


class Context:
    """An inequality to prove, with the normal form of right − left cleared of denominators."""

    def __init__(self, goal: Order, search: Search) -> None:
        self.goal = goal
        self.search = search
        self.given = given = search.given
        self.name = fresh_name("k", goal, *given)
        self.other_name = fresh_name("l", goal, *given)
        self.premises = tuple(probabilities_at_most_one(given))
        self.known = (*given, *(premise.conclusion for premise in self.premises))
        view = seen(goal, self.known)
        self.reasoner, self.difference = view.reasoner, view.difference
        self.numerator, self.denominators = view.numerator, view.denominators
        self.parts = sorted(set(self.all_parts()), key=lambda part: (part[0].key, len(part[1])))
        self.key = goal.key + "".join(atom.key for atom in self.atoms())
        self.indices = sorted(
            {n for f in (goal, *given) for n in subnodes(f) if isinstance(n, Index) and not n.loose},
            key=lambda n: n.key,
        )

    def index(self, size: Size, depth: int = 0) -> IndexVariable:
        """An index that occurs nowhere in the goal."""
        return IndexVariable(f"{self.name}{'_' * depth}", size)

    def opened(self, total: Sum | Maximum | Product, depth: int = 0) -> tuple[IndexVariable, Term]:
        """The body of a sum at a new index."""
        here = self.index(total.size, depth)
        return here, open_body(total.body, (here,))

    def atoms(self) -> list[Term]:
        """The atoms of the difference."""
        return sorted({atom for monomial in self.numerator for atom, _ in monomial}, key=lambda atom: atom.key)

    def all_parts(self) -> Iterator[Part]:
        """All terms in the goal and in the normal form of its difference, sums opened."""
        for side in (self.goal.left, self.goal.right, *self.atoms()):
            yield from self.parts_of(side, ())

    def parts_of(self, term: Term, around: Indices) -> Iterator[Part]:
        """As :meth:`all_parts`, of one term."""
        yield term, around
        for listed in largest_terms(term) or ():
            yield from self.parts_of(listed, around)
        for name in term.part_names:
            value = getattr(term, name)
            if name == "body":
                if isinstance(term, (Sum, Maximum, Product)) and len(around) < 3 and not largest_terms(term):
                    index, body = self.opened(term, len(around))
                    yield from self.parts_of(body, (*around, index))
                continue
            for part in value if isinstance(value, tuple) else (value,):
                if isinstance(part, Term):
                    yield from self.parts_of(part, around)

    def sums(self) -> list[Sum]:
        """The sums in the goal, those in its normal form included."""
        return [term for term, around in self.parts if isinstance(term, Sum) and not around]

    def offer(self, relation: LessEqual, indices: Indices, prove: Callable[[], Theorem]) -> Iterator[Offer | Theorem]:
        """The inequality summed over the indices. Where the goal is strict it is proved at once: it may turn
        out to be strict too."""
        if isinstance(self.goal, Less):
            with suppress(KernelError):
                yield add_up_over(prove(), indices)
        else:
            left, right = (summed(side, indices) for side in (relation.left, relation.right))
            yield Offer(LessEqual(left, right), lambda: add_up_over(prove(), indices))

    def normal(self, term: Term) -> Polynomial | None:
        """The normal form of a term, where it has one."""
        try:
            return self.reasoner.normal(term)
        except (KernelError, NeedsCase):
            return None

    def is_positive(self, term: Term) -> bool:
        """Whether a term is evidently positive."""
        return self.reasoner.sign(term) == POSITIVE

    def is_nonnegative(self, term: Term) -> bool:
        """Whether a term is evidently ≥ 0."""
        return self.reasoner.sign(term) <= NONNEGATIVE

    def decided(self, goal: Order) -> Theorem:
        """The goal by the decision procedure, from what is given and what follows from it at once."""
        return decided(goal, self.given) if not self.premises else rules.by_normal_form(goal, self.given, self.premises)


def add_up_over(theorem: Theorem, indices: Indices) -> Theorem:
    """From a(k, l, …) ≤ b(k, l, …): the inequality of the sums."""
    for index in reversed(indices):
        theorem = lemmas.add_up(rules.generalise(theorem, index))
    return theorem
