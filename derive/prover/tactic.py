"""What the search is put together from. A tactic proves a goal, or takes it to others; a principle offers inequalities
for linear combinations; a squeeze puts bounds around a part of a term whose limit is wanted; a rewriting gives a term
another form for the limit laws. Each is a function with a decorator in the module where it stands, and nothing else:
the registry finds it there.

The cheapest are tried first. A cap of its own keeps each from crowding out the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol, get_type_hints

from derive.kernel.terms import Formula, Node, Relation, Term
from derive.kernel.theorem import Theorem
from derive.prover.goal import Context, Offer, Search
from derive.prover.moving import Moving

QUICK = 9
"""What a tactic may cost where only what is decided at once is tried."""

AT_ONCE = 10
"""What a tactic may cost for what another one needs at its first cost."""

AS_GIVEN = 10
"""What the principles cost that say what is given; what they offer may meet what any other offers."""

DEEPEST = 3
"""How deep inside one another tactics are tried."""


class Spelled(Protocol):
    """What has a spelling in which the kinds of its parts occur."""

    @property
    def key(self) -> str: ...


def always(where: object) -> bool:
    """The condition of what may apply anywhere."""
    return True


def involving(*kinds: type[Node]) -> Callable[[Spelled], bool]:
    """The condition that a node of one of the kinds occurs."""
    words = tuple(f"({kind.__name__} " for kind in kinds)
    return lambda where: any(word in where.key for word in words)


# Tactics -----------------------------------------------------------------------------------------


Prove = Callable[[Any, Search], "Theorem | None"]


@dataclass(frozen=True)
class Tactic:
    """A way to prove relations of some kinds. It answers None, or raises KernelError, where it finds no proof."""

    name: str
    prove: Prove
    kinds: Any
    """The relations that it is for, a type or a union of types."""
    cost: int
    first: int | None
    """A lower cost at which it is tried with what it needs proved at once."""
    when: Callable[[Relation], bool]
    deepest: float
    """The depth to which it is tried."""
    step: int
    decisive: bool
    """Whether other tactics need not be tried after it where it applies, those apart that take the goal to cases."""
    splits: bool
    """Whether it takes the goal to cases and may so help where a decisive tactic failed."""

    @property
    def home(self) -> str:
        """The module where it stands."""
        return self.prove.__module__

    def fits(self, goal: Relation, search: Search) -> bool:
        """Whether the tactic may be tried."""
        return search.depth <= self.deepest and isinstance(goal, self.kinds) and self.when(goal)

    def __call__(self, goal: Relation, search: Search) -> Theorem | None:
        """What the tactic finds."""
        return self.prove(goal, replace(search, step=self.step))


def tactic(
    name: str,
    *,
    cost: int,
    first: int | None = None,
    when: Callable[[Relation], bool] = always,
    deepest: float = DEEPEST,
    step: int = 1,
    decisive: bool = False,
    splits: bool = False,
) -> Callable[[Prove], Tactic]:
    """Makes a function from a goal and the search to a theorem a tactic; it is for the relations that the first
    parameter may be."""

    def make(prove: Prove) -> Tactic:
        kinds = next(iter(get_type_hints(prove).values()))
        return Tactic(name, prove, kinds, cost, first, when, deepest, step, decisive, splits)

    return make


# Principles --------------------------------------------------------------------------------------

Offers = Callable[[Context], Iterator[Offer | Theorem]]


@dataclass(frozen=True)
class Principle:
    """A theorem of which instances may help to prove an inequality. It offers at most so many of them."""

    name: str
    offers: Offers
    cost: int
    when: Callable[[Context], bool]
    most: int

    @property
    def home(self) -> str:
        """The module where it stands."""
        return self.offers.__module__

    def __call__(self, context: Context) -> Iterator[Offer | Theorem]:
        """What the principle offers."""
        return self.offers(context)


def principle(
    name: str, *, cost: int, most: int, when: Callable[[Context], bool] = always
) -> Callable[[Offers], Principle]:
    """Makes a function from the context of a goal to inequalities a principle."""
    return lambda offers: Principle(name, offers, cost, when, most)


# Limits ------------------------------------------------------------------------------------------

Bounds = Callable[[Any, tuple[Formula, ...]], tuple[Theorem, Theorem]]
Forms = Callable[[Moving], Iterator[Term]]
Find = Callable[[Moving], "Theorem | None"]


@dataclass(frozen=True)
class Squeeze:
    """Bounds below and above terms of a kind, that of its first parameter, which have limits where the terms have none
    by the limit laws. It raises KernelError for a term of which it knows none."""

    name: str
    bounds: Bounds
    kinds: Any
    cost: int
    at_points: int
    """The cost of it for limits at points, where others settle more limits than at infinity."""

    @property
    def home(self) -> str:
        """The module where it stands."""
        return self.bounds.__module__

    def __call__(self, part: Term, facts: tuple[Formula, ...]) -> tuple[Theorem, Theorem]:
        """The bounds of a term."""
        return self.bounds(part, facts)


def squeeze(name: str, *, cost: int, at_points: int | None = None) -> Callable[[Bounds], Squeeze]:
    """Makes a function from a term, and what holds near the limit, to two theorems a squeeze."""

    def make(bounds: Bounds) -> Squeeze:
        kinds = next(iter(get_type_hints(bounds).values()))
        return Squeeze(name, bounds, kinds, cost, cost if at_points is None else at_points)

    return make


@dataclass(frozen=True)
class Rewriting:
    """Forms of a body to which the limit laws may apply where they do not apply to it as it stands."""

    name: str
    forms: Forms
    cost: int

    @property
    def home(self) -> str:
        """The module where it stands."""
        return self.forms.__module__

    def __call__(self, moving: Moving) -> Iterator[Term]:
        """The forms of a body."""
        return self.forms(moving)


def rewriting(name: str, *, cost: int) -> Callable[[Forms], Rewriting]:
    """Makes a function from the body of a limit to forms of it a rewriting."""
    return lambda forms: Rewriting(name, forms, cost)


@dataclass(frozen=True)
class LimitRule:
    """A way to find the value of a limit. It answers None, or raises KernelError, where it finds none."""

    name: str
    find: Find
    cost: int
    decisive: bool
    """Whether no other rule need be tried after it where it applies."""

    @property
    def home(self) -> str:
        """The module where it stands."""
        return self.find.__module__

    def __call__(self, moving: Moving) -> Theorem | None:
        """The value of a limit."""
        return self.find(moving)


def limit_rule(name: str, *, cost: int, decisive: bool = False) -> Callable[[Find], LimitRule]:
    """Makes a function from the body of a limit to the value of the limit a rule."""
    return lambda find: LimitRule(name, find, cost, decisive)
