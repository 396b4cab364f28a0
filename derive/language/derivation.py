"""Derivations: what a proof script writes, certified line by line.

A script is handed a :class:`Derivation`. It chains expressions (``start``, ``then``, ``end``), states
facts (``show``), applies rules of the kernel, and ends with ``conclude``, once for every formula of
the claim's statement. Whatever it does goes through the kernel; the lines are what the reports print.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any, Protocol, TypeVar, runtime_checkable

from derive.kernel import rules
from derive.kernel import terms as kernel
from derive.kernel.terms import Formula, KernelError, Relation, Term
from derive.kernel.theorem import Theorem
from derive.language.abbreviation import Abbreviation
from derive.language.binders import Letters
from derive.language.expressions import Number, Quantified, Real, Value, real, variable_of
from derive.language.lemma import Lemma
from derive.language.lines import APPLIED, CASE, CONTRARY, EACH, FOLDED, SUPPOSE, THEREFORE, TYPED, Section, Step
from derive.language.logic import Known, alternatives, cases, conjunction, for_each, proof_of, suppose
from derive.language.missing import unsettled
from derive.language.order import alike
from derive.language.page import implied, untrue, with_parts
from derive.language.relations import AT_MOST, EQUAL, LESS, contrary_to, sign_named, sign_of


@runtime_checkable
class Operation(Protocol):
    """Computes the next line of a chain. ``name`` says which operation it is; ``sentence`` is the reason that is
    printed where none is given; ``known`` are the claims, theorems and assumptions on which the step rests."""

    @property
    def name(self) -> str: ...

    @property
    def sentence(self) -> str: ...

    @property
    def known(self) -> Sequence[Any]: ...

    def __call__(self, term: Term, names: Sequence[Abbreviation]) -> Term:
        """The next line, for a reader who sees these names; raises KernelError where there is nothing to do."""


LINKS = (EQUAL, AT_MOST, LESS)
"""The relations that a chain is made of."""


Multiples = Sequence[tuple[Number, Known]]
"""Theorems with the multipliers with which they are added up."""

Proved = TypeVar("Proved", Theorem, Lemma)


@runtime_checkable
class EquationOperation(Protocol):
    """Computes what follows from an equation; ``implied`` are theorems that add up to it, with their multipliers."""

    @property
    def name(self) -> str: ...

    @property
    def sentence(self) -> str: ...

    def __call__(self, equation: kernel.Equal, names: Sequence[Abbreviation]) -> kernel.Equal:
        """The equation that follows."""

    @property
    def implied(self) -> Callable[[Theorem, kernel.Equal], Multiples]: ...


class ScriptError(Exception):
    """A proof script does not prove what it should; the message says why."""


class Provable(Protocol):
    """What a derivation has to know of a claim that it uses as a lemma: ``part_names`` name the formulas of its
    statement."""

    id: str
    part_names: tuple[str, ...]


@dataclass
class Block:
    """What is supposed in a part of a derivation; ``printed`` where a line of the section under way stands under it."""

    opening: str
    what: Formula | kernel.IndexVariable | kernel.Variable
    reason: str = ""
    printed: bool = False


def no_search(goal: Formula, given: Sequence[Formula]) -> Theorem:
    """What a derivation searches with that has no automatic prover."""
    raise ScriptError("there is no automatic prover here")


class Derivation:
    """The derivation of one claim. ``goals`` are the formulas still to be concluded, ``given`` what
    may be assumed; ``prove`` yields the theorem of another claim, ``automatic`` that of a formula under what is given;
    ``names`` are what the reader sees. Of a denial, ``denied`` is the statement that is denied, as a lemma that rests
    on itself."""

    def __init__(
        self,
        goals: Sequence[Formula],
        given: Sequence[Formula],
        prove: Callable[[Any], Theorem],
        names: Sequence[Abbreviation] = (),
        denied: Lemma | None = None,
        automatic: Callable[[Formula, Sequence[Formula]], Theorem] = no_search,
    ) -> None:
        self.goals, self.given, self.prove, self.names = tuple(goals), tuple(given), prove, tuple(names)
        self.hypotheses = self.given
        self.automatic = automatic
        self._denied = denied
        self._blocks = [Block(CONTRARY, denied.conclusion)] if denied is not None else []
        self.asked: Formula | None = None
        self.asked_under: tuple[Formula, ...] = ()
        """What the kernel was asked for last, and what was given there."""
        self.concluded: list[Theorem] = []
        self.sections: list[Section] = []
        self.steps: list[Step] = []
        self.heading = ""
        self.links: list[Theorem] = []
        self.first: Term | None = None
        self.current: Term | None = None
        self.lemmas: dict[str, Theorem] = {}
        self.letters: Letters = {}

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

    def _write(self, relation: str, what: Term | Formula, reason: str, theorem: Theorem | None, by: str = "") -> None:
        """Adds a line, under what is supposed where it stands; ``by`` says who made it."""
        for depth, block in enumerate(self._blocks):
            if not block.printed:
                self.steps.append(Step(block.opening, block.what, block.reason, depth=depth))
                block.printed = True
        self.steps.append(Step(relation, what, reason, theorem, len(self._blocks), by))

    def _flush(self) -> None:
        if self.steps:
            self.sections.append(Section(self.heading, tuple(self.steps)))
        self.steps, self.heading = [], ""
        for block in self._blocks:
            block.printed = False

    # Chains ------------------------------------------------------------------------------------

    def start(self, expression: Number, reason: str = "") -> None:
        """Begins a chain of expressions."""
        self.links, self.current = [], real(expression).term
        self.first = self.current
        self._write("", self.current, reason, None)

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
        if sign_named(relation) not in LINKS:
            raise ScriptError(f"a chain goes on with {', '.join(one.name for one in LINKS)}, not with {relation}")
        if isinstance(following, Operation):
            term, made_by, reason = following(self.current, self.names), following.name, reason or following.sentence
            equation = kernel.Equal(self.current, term)
            link = self.computed(equation, following, using) if following.known else self.check(equation, using, by)
        else:
            term = real(following).term
            made_by = FOLDED if term == self.current else TYPED
            link = self.check(sign_named(relation).of(self.current, term), using, by)
        last = self._line_before(self.current)
        if isinstance(link.conclusion, kernel.Equal) and made_by == TYPED and same_line(last, term):
            both = rules.transitivity((*((last.theorem,) if last.theorem is not None else ()), link))
            self.steps[-1] = replace(last, what=term, reason=last.reason or reason, theorem=both)
        else:
            self._write(sign_named(relation).name, term, reason, link, made_by)
        self.links.append(link)
        self.current = term
        return link

    def _line_before(self, term: Term) -> Step:
        """The line that the next link of a chain is related to. Where something else stands between, or the chain goes
        on under another supposition, the term is written again."""
        last = self.steps[-1] if self.steps else None
        here = all(block.printed for block in self._blocks) and last is not None and last.depth == len(self._blocks)
        if not here or last is None or last.what != term:
            self._write("", term, "", None)
        return self.steps[-1]

    def computed(self, equation: kernel.Equal, operation: Operation, using: Sequence[Known]) -> Theorem:
        """The equation that an operation computed from what it applies, as the kernel proves it: from this alone, for
        all values of its variables, or from all that is given, too."""
        theorems = [theorem for known in operation.known if (theorem := self._theorem(known)) is not None]
        general = (*using, *(self._general(theorem) for theorem in theorems))
        assumed = tuple(known for known in operation.known if isinstance(known, Formula))
        for given, premises in ((assumed, general), (self.given, general)):
            with suppress(KernelError), self.in_general(), self.assuming(*given):
                return self.check(equation, premises)
        return self.check(equation, using)

    def _theorem(self, known: Any) -> Theorem | None:
        """The theorem that is applied; None for what is given anyway."""
        if isinstance(known, (Theorem, Lemma)):
            return proof_of(known)
        if isinstance(known, Formula):
            if known not in self.given:
                raise ScriptError("what is applied is neither proved nor assumed here")
            return None
        return self.lemma(known).theorem

    def _general(self, theorem: Theorem) -> Theorem:
        """The theorem for all values of the variables that nothing given mentions."""
        taken = {
            variable for formula in (*self.given, *theorem.hypotheses) for variable in kernel.free_variables(formula)
        }
        for variable in sorted(kernel.free_variables(theorem.conclusion), key=lambda one: one.key, reverse=True):
            if variable not in taken:
                theorem = rules.generalise(theorem, variable)
        return theorem

    def end(self, reason: str = "", *, using: Sequence[Known] = (), by: Multiples = ()) -> Theorem:
        """Ends a chain at the right side of the goal, and concludes the goal, an equation or inequality whose left
        side the chain began with; for an equation, also the other way round."""
        goal = self.goal
        if not isinstance(goal, (kernel.Equal, kernel.LessEqual, kernel.Less)):
            raise ScriptError("only a chain for an equation or inequality ends at its right side")
        if isinstance(goal, kernel.Equal) and self.first == goal.right != goal.left:
            if self.current != goal.left:
                self.then(Real(goal.left), reason, using=using, by=by)
            return self.conclude(self.check(goal, (), [(-1, self.chained())]))
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

    def go_on(self, known: Known, reason: str = "", by: str = "") -> Theorem:
        """The next link of a chain is known already; ``by`` says who made it."""
        theorem = proof_of(known)
        link = rules.comparison(theorem.conclusion, "a chain is made of equations and inequalities")
        rules.transitivity((*self.links, theorem))
        self._line_before(self.line)
        made_by = by or (TYPED if isinstance(link, kernel.Equal) else APPLIED)
        self._write(sign_of(link).name, link.right, reason, theorem, made_by)
        self.links.append(theorem)
        self.current = link.right
        return theorem

    @property
    def line(self) -> Term:
        """The term that the chain has arrived at."""
        if self.current is None:
            raise ScriptError("a chain begins with start")
        return self.current

    def chained(self) -> Theorem:
        """The relation between the first and the last line of the chain."""
        return rules.transitivity(tuple(self.links))

    # Facts -------------------------------------------------------------------------------------

    def check(self, goal: Formula, using: Sequence[Known] = (), by: Multiples = ()) -> Theorem:
        """A formula that the kernel establishes, without a printed line: a relation, that a function is smooth, or
        such for every index, under conditions, or several together."""
        premises = tuple(proof_of(known) for known in using)
        self.asked, self.asked_under = goal, self.given
        if isinstance(goal, Relation):
            return self.relation(goal, premises, [(real(factor).term, proof_of(known)) for factor, known in by])
        if by:
            raise ScriptError("only an equation or inequality is a combination of others")
        match goal:
            case kernel.Smooth():
                return rules.smooth(goal, self.given, premises)
            case kernel.ForAll(over=str() | int() as size):
                index = kernel.IndexVariable(kernel.fresh_name("e", goal, *self.given), size)
                return for_each(index, self.check(kernel.open_body(goal.body, (index,)), premises))
            case kernel.And():
                return conjunction(*(self.check(part, premises) for part in goal.parts))
            case kernel.Implies():
                with self.assuming(goal.left):
                    return suppose(goal.left, self.check(goal.right, premises))
        raise ScriptError("the decision procedure establishes equations and inequalities")

    def relation(self, goal: Relation, premises: tuple[Theorem, ...], by: Sequence[tuple[Term, Theorem]]) -> Theorem:
        """A relation that the kernel establishes; where it does not, the error knows what is left of it."""
        try:
            if not by:
                return rules.by_normal_form(goal, self.given, premises)
            factors, relations = zip(*by, strict=True)
            return rules.combine(goal, factors, relations, self.given, premises)
        except KernelError as error:
            raise unsettled(error, goal, by, (*self.given, *(premise.conclusion for premise in premises))) from None

    def search(self, goal: Formula) -> Theorem:
        """A formula that the automatic prover proves from what is given, without a printed line."""
        return self.automatic(goal, self.given)

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
        return self.note(self.check(goal, using, by), reason)

    def follow(
        self,
        known: Known,
        operation: Operation | EquationOperation,
        reason: str = "",
        *,
        using: Sequence[Known] = (),
    ) -> Theorem:
        """What an operation computes from an equation, or on both sides of one, as a printed line."""
        theorem = proof_of(known)
        equation = theorem.conclusion
        if not isinstance(equation, kernel.Equal):
            raise ScriptError("what follows is computed from an equation")
        if isinstance(operation, EquationOperation):
            following = operation(equation, self.names)
            link = self.check(following, using, operation.implied(theorem, following))
        else:
            following = self._on_both_sides(equation, operation)
            before = self.computed(kernel.Equal(following.left, equation.left), operation, using)
            after = self.computed(kernel.Equal(equation.right, following.right), operation, using)
            link = rules.transitivity((before, theorem, after))
        self._write(THEREFORE, following, reason or operation.sentence, link, operation.name)
        return link

    def _on_both_sides(self, equation: kernel.Equal, operation: Operation) -> kernel.Equal:
        """The equation with the operation made on each side where it has something to do."""
        sides, refusals = [], []
        for side in (equation.left, equation.right):
            try:
                sides.append(operation(side, self.names))
            except KernelError as refusal:
                sides.append(side)
                refusals.append(refusal)
        if len(refusals) == 2:
            raise refusals[0]
        return kernel.Equal(*sides)

    def note(self, proved: Proved, reason: str = "") -> Proved:
        """Prints what a theorem concludes, with the reason."""
        self._write(THEREFORE, proved.conclusion, reason, proof_of(proved))
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
        if lemma.quantified or lemma.conditions:
            lemma = lemma.at(**values) if values else lemma
            for _ in range(lemma.conditions):
                condition = rules.of_kind(lemma.conclusion, kernel.Implies, "the lemma has no condition").left
                lemma = lemma.given(self.check(condition))
            return lemma
        placed = Lemma.of(lemma.under(*self.given).at(**values).theorem, lemma.names) if values else lemma
        return placed.given(*(self.check(h) for h in placed.theorem.hypotheses if h not in self.given))

    # Suppositions ------------------------------------------------------------------------------

    @contextmanager
    def assuming(self, *formulas: Formula, reason: str = "", opening: str = SUPPOSE) -> Iterator[None]:
        """Inside, the formulas count as given; discharge them afterwards. The lines that are written inside are printed
        under "Suppose …"."""
        before, stated = self.given, {*self._stated()}
        self.given = (*before, *formulas)
        new = tuple(formula for formula in formulas if not implied(formula, stated))
        blocks = [Block(opening, new[0] if len(new) == 1 else kernel.And(new), reason)] if new else []
        self._blocks += blocks
        try:
            yield
        finally:
            self.given = before
            self._blocks = self._blocks[: len(self._blocks) - len(blocks)]

    def case(self, *formulas: Formula, reason: str = "") -> AbstractContextManager[None]:
        """As :meth:`assuming`, for one of several cases: the lines are printed under "Case …"."""
        return self.assuming(*formulas, reason=reason, opening=CASE)

    @contextmanager
    def contrary(self, goal: Formula, reason: str = "") -> Iterator[Formula]:
        """As :meth:`assuming`, for the contrary of what is to be shown: the lines are printed under "Suppose, to the
        contrary, …". What is absurd there proves the goal, ``by_contradiction``."""
        denied = contrary_to(goal) if isinstance(goal, Relation) else kernel.Not(goal)
        with self.assuming(denied, reason=reason, opening=CONTRARY):
            yield denied

    @contextmanager
    def each(self, variable: Quantified) -> Iterator[None]:
        """The lines that are written inside are printed under "For each …": the variable is arbitrary there."""
        self._blocks.append(Block(EACH, variable_of(variable)))
        try:
            yield
        finally:
            self._blocks.pop()

    def _stated(self) -> Iterator[Formula]:
        """The hypotheses, and what the lines to come stand under, with the parts of each."""
        for formula in (*self.hypotheses, *(block.what for block in self._blocks)):
            if isinstance(formula, Formula):
                yield from with_parts(formula)

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
        if not self._stands_last(theorem.conclusion, reason):
            self.steps.append(Step(THEREFORE, theorem.conclusion, reason, theorem))
        self.concluded.append(theorem)
        self._flush()
        return theorem

    def _stands_last(self, formula: Formula, reason: str) -> bool:
        """Whether the page has arrived at a formula: the last line, which is given the reason where it has none, or the
        chain that ends there, says it."""
        last = self.steps[-1] if self.steps else None
        if last is None or last.depth:
            return False
        if last.relation == THEREFORE:
            if last.what == formula and not last.reason:
                self.steps[-1] = replace(last, reason=reason)
            return last.what == formula
        if not isinstance(formula, Relation) or (reason and last.reason):
            return False
        chain = list(takewhile(lambda step: step.relation, reversed(self.steps)))
        first = self.steps[-1 - len(chain)].what
        links = tuple(step.theorem for step in chain[::-1] if step.theorem is not None)
        said = rules.transitivity(links).conclusion if links else None
        stands = isinstance(first, Term) and isinstance(said, Relation) and says(said, formula)
        if stands and reason:
            self.steps[-1] = replace(last, reason=reason)
        return stands

    def finish(self) -> Theorem:
        """The theorem of the whole statement, under exactly the hypotheses of the claim."""
        if len(self.concluded) < len(self.goals):
            missing = len(self.goals) - len(self.concluded)
            raise ScriptError(
                f"the script leaves {missing} of {len(self.goals)} formulas without a conclusion; "
                "a chain arrives at the right side by chain.end(), and chain.conclude(theorem) hands in another proof"
            )
        theorem = self.concluded[0] if len(self.goals) == 1 else rules.conjunction(tuple(self.concluded))
        for hypothesis in theorem.hypotheses:
            if hypothesis not in self.given:
                raise ScriptError("the theorem rests on a hypothesis that the claim does not have")
        self._flush()
        for line in untrue(self.sections, self.hypotheses):
            heading = f" of '{line.section.heading}'" if line.section.heading else ""
            which = f"line {line.place + 1}{heading}, '{line.step.reason or line.step.relation}'"
            raise ScriptError(f"{which}, is not true as it stands on the page: {line.why}")
        return rules.weaken(theorem, self.given)


def says(said: Relation, formula: Relation) -> bool:
    """Whether a relation is the formula for a reader, who does not see how terms are bracketed, nor which side of an
    equation came first."""
    ends = (said.left, said.right)
    orders = (ends, ends[::-1]) if isinstance(said, kernel.Equal) else (ends,)
    return type(said) is type(formula) and any(
        alike(left, formula.left) and alike(right, formula.right) for left, right in orders
    )


def same_line(last: Step, term: Term) -> bool:
    """Whether a term is the computed line before in another order: one line, in the order of the author."""
    return last.by not in ("", TYPED, FOLDED) and isinstance(last.what, Term) and alike(term, last.what)
