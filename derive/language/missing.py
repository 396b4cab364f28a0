"""What is missing where a side of a relation is not proved to be defined, or a relation is not established."""

from __future__ import annotations

from collections.abc import Sequence

from derive.kernel.calculus import Undefined
from derive.kernel.facts import RELATION_SIGNS
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import polynomial_term
from derive.kernel.reasoner import Reasoner
from derive.kernel.terms import (
    ZERO,
    BoundIndex,
    Different,
    Equal,
    Exists,
    ForAll,
    Formula,
    Implies,
    KernelError,
    Less,
    Maximum,
    Multiply,
    Not,
    Relation,
    SameIndex,
    Term,
    open_body,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.language.extrema import largest_terms


class NeverDefined(KernelError):
    """A side is undefined wherever the hypotheses hold: they imply the contrary of what is missing."""

    def __init__(self, error: Undefined, contrary: Relation) -> None:
        super().__init__(f"a side is undefined: {error}")
        self.term, self.contrary = error.term, contrary


class NothingToDo(KernelError):
    """An operation finds nothing to do in a line."""

    def __init__(self, operation: str, line: Term) -> None:
        super().__init__(f"bridge: {operation} has nothing to do in this line")
        self.line = line


UNSETTLED = ("the sign of the difference is not established", "the normal forms of the two sides differ")
"""How the kernel ends what it says of a relation between terms that are defined, which it does not establish."""


class Unsettled(KernelError):
    """A relation that is not established: as it was to follow, from others times factors under hypotheses."""

    def __init__(
        self, error: KernelError, goal: Relation, by: Sequence[tuple[Term, Theorem]], hypotheses: Sequence[Formula]
    ) -> None:
        super().__init__(str(error))
        self.goal, self.by, self.hypotheses = goal, tuple(by), tuple(hypotheses)

    def left(self) -> Relation:
        """What is left to be established: the difference of the sides less what the others contribute, in normal
        form. Raises KernelError where it has none without telling cases apart."""
        rest = subtract(self.goal.right, self.goal.left)
        for factor, theorem in self.by:
            relation = theorem.conclusion
            if isinstance(relation, Relation):
                rest = subtract(rest, Multiply((factor, subtract(relation.right, relation.left))))
        try:
            return type(self.goal)(ZERO, polynomial_term(Reasoner(self.hypotheses).normal(rest)))
        except NeedsCase as case:
            raise KernelError("what is left depends on whether indices are the same") from case


def unsettled(
    error: KernelError, goal: Relation, by: Sequence[tuple[Term, Theorem]], hypotheses: Sequence[Formula]
) -> KernelError:
    """The error, with what is left to be established where that can be said."""
    if type(error) is not KernelError or not str(error).endswith(UNSETTLED):
        return error
    return Unsettled(error, goal, by, hypotheses)


def missing_hypothesis(error: Undefined) -> Formula:
    """What would have to be known for what is undefined to be defined; of a maximum, that two of its terms differ, or
    that one of its values is larger than all others."""
    term = error.term
    if error.signs:
        relation = next(kind for kind, signs in RELATION_SIGNS.items() if signs == error.signs)
        return relation(ZERO, term)
    if not isinstance(term, Maximum):
        return Equal(term, term)
    if terms := largest_terms(term):
        return Different(*terms[:2])
    other, top = BoundIndex(0, term.size), BoundIndex(1, term.size)
    less = Less(term.body, open_body(term.body, (top,)))
    return Exists(term.size, ForAll(term.size, Implies(Not(SameIndex(other, top)), less)))
