"""What is to be decided: a relation under facts, and what the kernel believes of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import dataclass, replace

from derive.export.coq.facts import Fact
from derive.export.coq.forms import Circular, is_opened
from derive.export.coq.names import Unsupported, variables_in
from derive.export.coq.printer import Printer
from derive.export.coq.trace import numbers_of_opened
from derive.kernel.normal import NeedsCase as NeedsKernelCase
from derive.kernel.reasoner import decide as decide_by_kernel
from derive.kernel.terms import (
    Formula,
    Index,
    IndexVariable,
    KernelError,
    Less,
    Maximum,
    Not,
    Relation,
    SameIndex,
    Term,
    open_body,
    substitute,
)


@dataclass(frozen=True)
class Question(ABC):
    """A relation to be proved without its conditions, under facts, in one case of the indices."""

    printer: Printer
    goal: Relation
    facts: tuple[Fact, ...]
    distinct: tuple[frozenset[Index], ...] = ()
    depth: int = 0
    looking: frozenset[Term] = frozenset()
    """The terms whose signs are being proved around this decision."""
    asked: frozenset[Relation] = frozenset()
    """The relations that are being proved around this decision, whatever the opened indices are called."""
    outer: int = 0
    """How many opened indices may stand around this decision."""

    @abstractmethod
    def script(self) -> str:
        """The tactics that prove it."""

    def believes(self, relation: Relation, *more: Formula) -> bool:
        """Whether the kernel decides a relation under these facts: a hint, which Coq is to confirm."""
        apart = (Not(SameIndex(*sorted(pair, key=repr))) for pair in self.distinct if len(pair) == 2)
        with suppress(KernelError, NeedsKernelCase):
            decide_by_kernel(relation, (*(fact.formula for fact in self.facts), *apart, *more))
            return True
        return False

    def maximiser(self, maximum: Maximum) -> Index:
        """The index at which the kernel sees that a maximum is larger than at all others."""
        other = IndexVariable("#other", maximum.size)
        near = variables_in([maximum, self.goal, *(fact.formula for fact in self.facts)])
        for index in (v for v in near if isinstance(v, IndexVariable) and v.size == maximum.size and not v.arguments):
            below = Less(open_body(maximum.body, (other,)), open_body(maximum.body, (index,)))
            if not is_opened(index) and self.believes(below, Not(SameIndex(other, index))):
                return index
        raise Unsupported("the derivative of a maximum at no single index")

    def script_for(self, relation: Relation) -> str:
        """A script for another relation under the same facts."""
        looking, plain = self.looking | {relation.left, relation.right}, with_plain_names(relation)
        if plain in self.asked:
            raise Circular("a relation that is needed for its own proof")
        asked, outer = self.asked | {plain}, self.opened_around()
        inner = replace(self, goal=relation, depth=self.depth + 1, looking=looking, asked=asked, outer=outer)
        return inner.script()

    def opened_around(self) -> int:
        """How many opened indices stand around what this decision asserts: those of its goal, and of decisions around
        it."""
        return max(self.outer, 1 + max(numbers_of_opened([self.goal]), default=-1))

    def without(self, proof: str) -> tuple[Fact, ...]:
        """The facts but for one."""
        return tuple(fact for fact in self.facts if fact.proof != proof)


def with_plain_names(relation: Relation) -> Relation:
    """A relation whose opened indices are called by their order."""
    opened = [v for v in variables_in([relation]) if isinstance(v, IndexVariable) and is_opened(v)]
    return substitute(relation, {v: IndexVariable(f"#plain{n}", v.size) for n, v in enumerate(opened)})
