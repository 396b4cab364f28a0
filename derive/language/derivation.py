"""Derivations: what a proof script writes, certified line by line.

A script is handed a :class:`Derivation`. It chains expressions (``start``, ``then``, ``end``), states
facts (``show``), applies rules of the kernel, and ends with ``conclude``, once for every formula of
the claim's statement. Whatever it does goes through the kernel; the lines are what the reports print.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from derive.kernel import rules
from derive.kernel import terms as kernel
from derive.kernel.terms import Formula, KernelError, Relation, Term
from derive.kernel.theorem import Theorem
from derive.language.expressions import Number, Real, Value, real
from derive.language.lemma import Lemma
from derive.language.lines import Section, Step
from derive.language.logic import Known, alternatives, cases, for_each, proof_of, suppose, together
from derive.language.relations import AT_MOST, EQUAL, LESS, sign_named

Operation = Callable[[Term], Term]
"""Computes the next line of a chain, with SymPy; it has a ``__doc__`` that says what it does."""

LINKS = (EQUAL, AT_MOST, LESS)
"""The relations that a chain is made of."""


Multiples = Sequence[tuple[Number, Known]]
"""Theorems with the multipliers with which they are added up."""

Proved = TypeVar("Proved", Theorem, Lemma)


class ScriptError(Exception):
    """A proof script does not prove what it should; the message says why."""


class Provable(Protocol):
    """What a derivation has to know of a claim that it uses as a lemma: ``part_names`` name the formulas of its
    statement."""

    id: str
    part_names: tuple[str, ...]


class Derivation:
    """The derivation of one claim. ``goals`` are the formulas still to be concluded, ``given`` what
    may be assumed; ``prove`` yields the theorem of another claim. Of a denial, ``denied`` is the statement
    that is denied, as a lemma that rests on itself."""

    def __init__(
        self,
        goals: Sequence[Formula],
        given: Sequence[Formula],
        prove: Callable[[Any], Theorem],
        denied: Lemma | None = None,
    ) -> None:
        self.goals, self.given, self.prove = tuple(goals), tuple(given), prove
        self._denied = denied
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

    @property
    def denied(self) -> Lemma:
        """The statement that a denial denies, about its variables, assumed: what it says is what it would say."""
        if self._denied is None:
            raise ScriptError("only a denial denies a statement")
        return self._denied

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
        using: Sequence[Known] = (),
        by: Multiples = (),
    ) -> Theorem:
        """The next line of a chain: an expression, or an operation that computes it from the line before.

        ``using`` are theorems, or assumptions, that the decision procedure may use; ``by`` are such with the
        multipliers with which they add up to the step."""
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

    def end(self, reason: str = "", *, using: Sequence[Known] = (), by: Multiples = ()) -> Theorem:
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

    def go_on(self, known: Known) -> None:
        """The next link of a chain is known already, and is not printed."""
        theorem = proof_of(known)
        self.links.append(theorem)
        self.current = rules.comparison(theorem.conclusion, "a chain is made of equations and inequalities").right

    def chained(self) -> Theorem:
        """The relation between the first and the last line of the chain."""
        return rules.transitivity(tuple(self.links))

    # Facts -------------------------------------------------------------------------------------

    def check(self, goal: Formula, using: Sequence[Known] = (), by: Multiples = ()) -> Theorem:
        """A formula that the kernel establishes, without a printed line: a relation, that a function is smooth, or
        such for every index, under conditions, or several together."""
        premises = tuple(proof_of(known) for known in using)
        if isinstance(goal, Relation):
            if not by:
                return rules.by_normal_form(goal, self.given, premises)
            multipliers = tuple(real(multiplier).term for multiplier, _ in by)
            return rules.combine(goal, multipliers, tuple(proof_of(known) for _, known in by), self.given, premises)
        if by:
            raise ScriptError("only an equation or inequality is a combination of others")
        match goal:
            case kernel.Smooth():
                return rules.smooth(goal, self.given, premises)
            case kernel.ForAll(over=str() | int() as size):
                index = kernel.IndexVariable(kernel.fresh_name("e", goal, *self.given), size)
                return for_each(index, self.check(kernel.open_body(goal.body, (index,)), premises))
            case kernel.And():
                return together(*(self.check(part, premises) for part in goal.parts))
            case kernel.Implies():
                with self.assuming(goal.left):
                    return suppose(goal.left, self.check(goal.right, premises))
        raise ScriptError("the decision procedure establishes equations and inequalities")

    def by_cases(self, goal: Formula, split: Known, *by: Multiples) -> Theorem:
        """A relation that the kernel establishes in each of several cases, by what is given for each, in their
        order."""

        def branches() -> Iterator[Theorem]:
            for case, multiples in zip(alternatives(disjunction), by, strict=True):
                with self.assuming(case):
                    yield self.check(goal, by=multiples)

        disjunction = proof_of(split)
        return cases(disjunction, *branches())

    def show(
        self,
        goal: Formula,
        reason: str = "",
        *,
        using: Sequence[Known] = (),
        by: Multiples = (),
    ) -> Theorem:
        """As :meth:`check`, as a printed line."""
        theorem = self.check(goal, using, by)
        self.write("therefore", goal, reason)
        return theorem

    def note(self, proved: Proved, reason: str = "") -> Proved:
        """Prints what a theorem concludes, with the reason."""
        self.write("therefore", proved.conclusion, reason)
        return proved

    def lemma(self, claim: Provable, reason: str = "", /, **values: Value) -> Lemma:
        """The theorem of another claim; with values for its variables, what it says of them, as :meth:`at`."""
        theorem = self.prove(claim)
        self.lemmas[claim.id] = theorem
        found = Lemma.of(theorem, claim.part_names)
        if values:
            found = self.at(found, **values)
        return self.note(found, reason) if reason else found

    def at(self, known: Known, /, **values: Value) -> Lemma:
        """What a theorem says of values for its variables, where its conditions are established there."""
        lemma = known if isinstance(known, Lemma) else Lemma.of(proof_of(known))
        if lemma.quantified:
            lemma = lemma.at(**values)
            for _ in range(lemma.conditions):
                condition = rules.of_kind(lemma.conclusion, kernel.Implies, "the lemma has no condition").left
                lemma = lemma.given(self.check(condition))
            return lemma
        placed = Lemma.of(lemma.under(*self.given).at(**values).theorem, lemma.names) if values else lemma
        return placed.given(*(self.check(h) for h in placed.theorem.hypotheses if h not in self.given))

    @contextmanager
    def assuming(self, *formulas: Formula) -> Iterator[None]:
        """Inside, the formulas count as given; discharge them afterwards."""
        before = self.given
        self.given = (*before, *formulas)
        try:
            yield
        finally:
            self.given = before

    @contextmanager
    def in_general(self) -> Iterator[None]:
        """Inside, nothing counts as given: what does not need the hypotheses is cheaper to establish without them."""
        before, self.given = self.given, ()
        try:
            yield
        finally:
            self.given = before

    # Conclusions ---------------------------------------------------------------------------------

    def conclude(self, known: Known, reason: str = "") -> Theorem:
        """Hands in the theorem of the next formula of the statement."""
        theorem = proof_of(known)
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
