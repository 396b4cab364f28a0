"""Derivations: what a proof script writes, certified line by line.

A script is handed a :class:`Derivation`. It chains expressions (``start``, ``then``, ``end``), states
facts (``show``), applies rules of the kernel, and ends with ``conclude``, once for every formula of
the claim's statement. Whatever it does goes through the kernel; the lines are what the reports print.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from derive.kernel import rules
from derive.kernel import terms as kernel
from derive.kernel.terms import Formula, KernelError, Term
from derive.kernel.theorem import Theorem
from derive.language.expressions import Number, Quantified, Real, Value, bound_value, real, variable_of
from derive.language.lines import Section, Step
from derive.language.relations import AT_MOST, EQUAL, LESS, sign_named

Operation = Callable[[Term], Term]
"""Computes the next line of a chain, with SymPy; it has a ``__doc__`` that says what it does."""

LINKS = (EQUAL, AT_MOST, LESS)
"""The relations that a chain is made of."""


class ScriptError(Exception):
    """A proof script does not prove what it should; the message says why."""


class Provable(Protocol):
    """What a derivation has to know of a claim that it uses as a lemma."""

    id: str


class Derivation:
    """The derivation of one claim. ``goals`` are the formulas still to be concluded, ``given`` what
    may be assumed; ``prove`` yields the theorem of another claim."""

    def __init__(self, goals: Sequence[Formula], given: Sequence[Formula], prove: Callable[[Any], Theorem]) -> None:
        self.goals, self.given, self.prove = tuple(goals), tuple(given), prove
        self.concluded: list[Theorem] = []
        self.sections: list[Section] = []
        self.steps: list[Step] = []
        self.heading = ""
        self.links: list[Theorem] = []
        self.current: Term | None = None
        self.lemmas: dict[str, Theorem] = {}

    # Writing -----------------------------------------------------------------------------------

    @property
    def goal(self) -> Formula:
        """The formula that is to be concluded next."""
        if len(self.concluded) >= len(self.goals):
            raise ScriptError("everything is concluded already")
        return self.goals[len(self.concluded)]

    def section(self, heading: str) -> None:
        """Begins a new part of the printed derivation."""
        self._flush()
        self.heading = heading

    def write(self, relation: str, what: Term | Formula, reason: str) -> None:
        """Adds a line."""
        self.steps.append(Step(relation, what, reason, self.given))

    def _flush(self) -> None:
        if self.steps:
            self.sections.append(Section(self.heading, tuple(self.steps)))
        self.steps, self.heading = [], ""

    # Chains ------------------------------------------------------------------------------------

    def start(self, expression: Number, reason: str = "") -> None:
        """Begins a chain of expressions."""
        self.links, self.current = [], real(expression).term
        self.write("", self.current, reason)

    def then(
        self,
        following: Number | Operation,
        reason: str = "",
        *,
        relation: str = "=",
        using: Sequence[Theorem] = (),
        by: Sequence[tuple[Number, Theorem]] = (),
    ) -> Theorem:
        """The next line of a chain: an expression, or an operation that computes it from the line before.

        ``using`` are theorems that the decision procedure may use; ``by`` are theorems with the
        multipliers that add up to the step."""
        if self.current is None:
            raise ScriptError("a chain begins with start")
        if callable(following) and not isinstance(following, Real):
            reason = reason or (following.__doc__ or "").strip().rstrip(".")
            term = following(self.current)
        else:
            term = real(following).term
        if sign_named(relation) not in LINKS:
            raise ScriptError(f"a chain goes on with {', '.join(one.name for one in LINKS)}, not with {relation}")
        link = self.check(sign_named(relation).of(self.current, term), using, by)
        self.write(relation, term, reason)
        self.links.append(link)
        self.current = term
        return link

    def end(
        self, reason: str = "", *, using: Sequence[Theorem] = (), by: Sequence[tuple[Number, Theorem]] = ()
    ) -> Theorem:
        """Ends a chain at the right side of the goal, and concludes the goal (an equation or inequality
        whose left side the chain began with)."""
        goal = self.goal
        if not isinstance(goal, (kernel.Equal, kernel.LessEqual, kernel.Less)):
            raise ScriptError("only a chain for an equation or inequality ends at its right side")
        if self.current != goal.right:
            strict_links = any(isinstance(link.conclusion, kernel.Less) for link in self.links)
            strict = isinstance(goal, kernel.Less) and not strict_links
            relation = "<" if strict else "="
            try:
                self.then(Real(goal.right), reason, relation=relation, using=using, by=by)
            except KernelError:
                if isinstance(goal, kernel.Equal) or strict:
                    raise
                self.then(Real(goal.right), reason, relation="<=", using=using, by=by)
        theorem = self.chained()
        if theorem.conclusion != goal and isinstance(theorem.conclusion, (kernel.Equal, kernel.LessEqual, kernel.Less)):
            theorem = self.check(goal, (), [(1, theorem)])
        return self.conclude(theorem)

    def chained(self) -> Theorem:
        """The relation between the first and the last line of the chain."""
        return rules.transitivity(tuple(self.links))

    # Facts -------------------------------------------------------------------------------------

    def check(self, goal: Formula, using: Sequence[Theorem] = (), by: Sequence[tuple[Number, Theorem]] = ()) -> Theorem:
        """A relation that the kernel establishes, without a printed line."""
        if not isinstance(goal, (kernel.Equal, kernel.Different, kernel.Less, kernel.LessEqual)):
            raise ScriptError("the decision procedure establishes equations and inequalities")
        if by:
            multipliers = tuple(real(multiplier).term for multiplier, _ in by)
            return rules.combine(goal, multipliers, tuple(theorem for _, theorem in by), self.given, tuple(using))
        return rules.by_normal_form(goal, self.given, tuple(using))

    def show(
        self,
        goal: Formula,
        reason: str = "",
        *,
        using: Sequence[Theorem] = (),
        by: Sequence[tuple[Number, Theorem]] = (),
    ) -> Theorem:
        """A relation that the kernel establishes, as a printed line."""
        theorem = self.check(goal, using, by)
        self.write("therefore", goal, reason)
        return theorem

    def note(self, theorem: Theorem, reason: str = "") -> Theorem:
        """Prints what a theorem concludes, with the reason."""
        self.write("therefore", theorem.conclusion, reason)
        return theorem

    def lemma(self, claim: Provable, reason: str = "") -> Theorem:
        """The theorem of another claim."""
        theorem = self.prove(claim)
        self.lemmas[claim.id] = theorem
        if reason:
            self.write("therefore", theorem.conclusion, reason)
        return theorem

    @contextmanager
    def assuming(self, *formulas: Formula) -> Iterator[None]:
        """Inside, the formulas count as given; discharge them afterwards."""
        before = self.given
        self.given = (*before, *formulas)
        try:
            yield
        finally:
            self.given = before

    # Quantifiers, with the values of the language -------------------------------------------------

    def generalise(self, theorem: Theorem, *variables: Quantified) -> Theorem:
        """The theorem for every value of variables that nothing given mentions, the last innermost."""
        for variable in reversed(variables):
            theorem = rules.generalise(theorem, variable_of(variable))
        return theorem

    def specialise(self, theorem: Theorem, *values: Value) -> Theorem:
        """A universal theorem at the values, the outermost first."""
        for value in values:
            theorem = rules.specialise(theorem, bound_value(value))
        return theorem

    def exhibit(self, goal: Formula, value: Value, theorem: Theorem) -> Theorem:
        """The existence that a theorem about a value shows."""
        if not isinstance(goal, kernel.Exists):
            raise ScriptError("only an existence can be exhibited")
        return rules.exhibit(goal, bound_value(value), theorem)

    def take(self, existence: Theorem, variable: Quantified, theorem: Theorem) -> Theorem:
        """What follows from a property, where something has the property."""
        return rules.take(existence, variable_of(variable), theorem)

    def conclude(self, theorem: Theorem, reason: str = "") -> Theorem:
        """Hands in the theorem of the next formula of the statement."""
        if theorem.conclusion != self.goal:
            raise ScriptError("the theorem that is concluded is not the formula that the claim states")
        if reason:
            self.write("therefore", theorem.conclusion, reason)
        self.concluded.append(theorem)
        self._flush()
        return theorem

    def finish(self) -> Theorem:
        """The theorem of the whole statement, under exactly the hypotheses of the claim."""
        if len(self.concluded) < len(self.goals):
            missing = len(self.goals) - len(self.concluded)
            raise ScriptError(f"the script leaves {missing} of {len(self.goals)} formulas without a conclusion")
        theorem = self.concluded[0] if len(self.goals) == 1 else rules.conjunction(tuple(self.concluded))
        for hypothesis in theorem.hypotheses:
            if hypothesis not in self.given:
                raise ScriptError("the theorem rests on a hypothesis that the claim does not have")
        return rules.weaken(theorem, self.given)
