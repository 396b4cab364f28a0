"""The trace of a decision, and what its facts say of signs and of values before anything is rewritten."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence

from derive.export.coq.forms import Oracle
from derive.export.coq.names import variables_in
from derive.export.coq.normal import Normaliser
from derive.export.coq.polynomials import (
    Polynomial,
    paired,
    plus,
)
from derive.export.coq.questions import Question
from derive.export.coq.signs import Signs
from derive.export.coq.trace import Needed
from derive.kernel.terms import (
    ZERO,
    Absolute,
    Derivative,
    Entry,
    Equal,
    ForAll,
    Implies,
    Index,
    IndexVariable,
    Less,
    LessEqual,
    Limit,
    Maximum,
    Not,
    Rank,
    Relation,
    SameIndex,
    Term,
    Variable,
    subnodes,
)


class Reading(ABC):
    """A decision in one case, with its trace."""

    def __init__(
        self, decision: Question, thorough: bool = False, denominator: int = 1, keeps_powers: bool = False
    ) -> None:
        self.decision = decision
        self.thorough = thorough
        goal = decision.goal
        self.kind = type(goal)
        self.left, self.right = paired(goal.left), paired(goal.right)
        self.pairs = [(f.proof, f.formula) for f in decision.facts]
        oracle = Oracle(decision.believes, decision.script_for, decision.maximiser, self.is_stated)
        self.prefix = f"{decision.depth}x" if decision.depth else ""
        outer = decision.opened_around()
        apart = [*decision.distinct, *self.stated_apart()]
        self.trace = Normaliser(decision.printer, Signs(), oracle, apart, self.prefix, outer, thorough)
        self.trace.denominator, self.trace.keeps_powers = denominator, keeps_powers
        self.solved: dict[Term, Polynomial] = {}
        self.trace.looked_at |= decision.looking
        self.read_signs()
        self.read_given()

    @abstractmethod
    def is_stated(self, relation: Relation) -> bool:
        """Whether a fact says, with denominators, that a term is not 0."""

    def local(self, letter: str, place: int) -> str:
        """A name that no script around this one has."""
        return f"{letter}{self.prefix}{place}"

    def stated_apart(self) -> list[frozenset[Index]]:
        """The indices that the facts state to be distinct."""
        negations = (formula.formula for _, formula in self.pairs if isinstance(formula, Not))
        return [frozenset((same.left, same.right)) for same in negations if isinstance(same, SameIndex)]

    def relations(self) -> list[tuple[str, Relation]]:
        """The facts that are relations."""
        return [(proof, formula) for proof, formula in self.pairs if isinstance(formula, Relation)]

    def quantified(self) -> list[tuple[str, ForAll]]:
        """The facts about all indices of a size."""
        return [(proof, formula) for proof, formula in self.pairs if isinstance(formula, ForAll)]

    def read_signs(self) -> None:
        """What the facts say of the signs of entries."""
        signs = self.trace.signs
        for _, formula in self.quantified():
            body = formula.body
            if not isinstance(body, (Less, LessEqual)) or body.left != ZERO or not isinstance(body.right, Entry):
                continue
            if isinstance(body.right.array, Variable):
                signs.nonnegative.add(body.right.array)
                if isinstance(body, Less):
                    signs.positive.add(body.right.array)
        for _, relation in self.relations():
            if relation.left == ZERO and isinstance(relation.right, Entry):
                if isinstance(relation, Less):
                    signs.positive_terms.add(relation.right)
                if isinstance(relation, (Less, LessEqual)):
                    signs.nonnegative.add(relation.right.array)

    def read_given(self) -> None:
        """What equations say that entries and maxima are."""
        for proof, relation in self.relations():
            if not isinstance(relation, Equal):
                continue
            for one, other in ((relation.left, relation.right), (relation.right, relation.left)):
                known = one in self.trace.given or any(given in subnodes(other) for given in self.trace.given)
                plain = isinstance(one, Maximum) or (isinstance(one, Entry) and not one.indices)
                plain = plain or self.is_slope(one, other)
                if plain and not known and one not in subnodes(other) and not isinstance(other, (Limit, Rank)):
                    exact = proof if one is relation.left else f"(eq_sym {proof})"
                    self.trace.given[one] = exact, paired(other)
                    break

    def is_slope(self, one: Term, other: Term) -> bool:
        """Whether an equation says that a derivative, whose absolute value is a side of the goal, is 0."""
        goal = self.decision.goal
        return isinstance(one, Derivative) and other == ZERO and Absolute(one) in (goal.left, goal.right)

    def at_free_indices(self) -> Iterable[tuple[str, ForAll, IndexVariable, str]]:
        """The facts about all indices with the free indices of the goal that they speak of, and what proves their
        premise."""
        free = [v for v in variables_in([self.left, self.right]) if isinstance(v, IndexVariable) and not v.arguments]
        for proof, formula in self.quantified():
            premise = " ltac:(inside)" if isinstance(formula.body, Implies) else ""
            for index in [v for v in free if v.size == formula.over][:3]:
                yield proof, formula, index, premise

    def prepared(self, term: Term, around: tuple[IndexVariable, ...], need: list[Needed]) -> Polynomial:
        """The normal form of a term, whose derivatives and choices go first; the equations of each stage."""
        stages = [Needed(), Needed(), Needed()]
        need += stages
        plain = self.trace.without_derivatives(term, around, stages[0])
        plain = self.trace.without_choices(plain, around, stages[1])
        return self.trace.normal(plain, around, stages[2])

    def both(self, left: Term, right: Term, around: tuple[IndexVariable, ...] = ()) -> tuple[Polynomial, list[str]]:
        """right − left, and the equations that rewrite both sides, stage by stage."""
        left_stages, right_stages = list[Needed](), list[Needed]()
        low = self.prepared(left, around, left_stages)
        high = self.prepared(right, around, right_stages)
        stages = [[*a, *b] for a, b in zip(left_stages, right_stages, strict=True)]
        return plus(high, low, -1), [self.trace.rewriting(stage) for stage in stages]

    def rewriting_in(self, stages: Sequence[str]) -> str:
        """The same rewriting in a hypothesis X."""
        return "".join(stage.replace(" by inside;", " in X by inside;") for stage in stages)
