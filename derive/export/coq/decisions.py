"""Scripts for what the kernel decides: an equation or inequality under facts.

Both sides are brought to normal form by a trace, the facts likewise; then ``field`` decides an equation, and a sign is
found from the form of the difference, by linear arithmetic, or after denominators are multiplied out. Where what a term
is depends on whether two indices are the same, both cases are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from derive.export.coq.facts import Fact
from derive.export.coq.forms import NeedsCase, has, is_opened
from derive.export.coq.names import Unsupported, variables_in
from derive.export.coq.polynomials import paired
from derive.export.coq.printer import Printer
from derive.export.coq.questions import Question
from derive.export.coq.scripts import Script
from derive.kernel.terms import (
    Absolute,
    Choose,
    Entry,
    Equal,
    Index,
    IndexNumber,
    IndexVariable,
    Log,
    Multiply,
    Node,
    Relation,
    SameIndex,
    Term,
    Variable,
    rebuild,
    subnodes,
    substitute,
)

LARGEST_LISTED = 8
MOST_CASES = 40


@dataclass(frozen=True)
class Decision(Question):
    """A question with the script that answers it, by cases of indices where it depends on them."""

    def script(self) -> str:
        """The tactics that prove it."""
        if self.depth > MOST_CASES:
            raise Unsupported("too many cases of indices")
        for fact in self.facts:
            if isinstance(fact.formula, SameIndex) and (pair := self.to_substitute(fact.formula)) is not None:
                return self.substituted(*pair)
            if isinstance(fact.formula, SameIndex) and (longer := self.to_shorten(fact.formula)) is not None:
                return self.shortened(fact, longer)
        for index in indices_of(self.printer, (self.goal, *(fact.formula for fact in self.facts))):
            return self.listed(index)
        if (stated_value := self.stated_value()) is not None:
            proof, simpler = stated_value
            return f"rewrite {proof}. {simpler.script()}"
        try:
            return Script(self).text()
        except NeedsCase as case:
            if is_opened(case.left) or is_opened(case.right):
                raise Unsupported("a case of a bound index") from None
            return self.by_cases(case.left, case.right)

    def stated_value(self) -> tuple[str, Decision] | None:
        """A fact that says what a product with logarithms is, which stands in an absolute value of the goal as it does
        in the fact; and the decision where it has this value. The normal form of such a product would hide that."""
        goal = type(self.goal)(paired(self.goal.left), paired(self.goal.right))
        magnitudes = [part for part in subnodes(goal) if isinstance(part, Absolute)]
        inside = {part for magnitude in magnitudes for part in subnodes(magnitude.argument)}
        for fact in self.facts:
            if isinstance(fact.formula, Equal) and isinstance(fact.formula.left, Multiply):
                product, value = paired(fact.formula.left), paired(fact.formula.right)
                if product in inside and has(Log, product):
                    put = with_value(goal, product, value)
                    return fact.proof, replace(self, goal=put, facts=self.without(fact.proof))
        return None

    def to_substitute(self, fact: SameIndex) -> tuple[IndexVariable, Index] | None:
        """An index that is the same as another, and that one."""
        for old, new in ((fact.left, fact.right), (fact.right, fact.left)):
            if isinstance(old, IndexVariable) and not old.arguments and old not in subnodes(new):
                return old, new
        return None

    def to_shorten(self, fact: SameIndex) -> Index | None:
        """An index of the goal that depends on others, and is the same as one that does not contain it."""
        for longer, other in ((fact.left, fact.right), (fact.right, fact.left)):
            depends = isinstance(longer, IndexVariable) and longer.arguments and longer not in subnodes(other)
            if depends and longer in subnodes(self.goal):
                return longer
        return None

    def shortened(self, fact: Fact, longer: Index) -> str:
        """In place of an index, the one it depends on, which a fact says to be the same."""
        assert isinstance(fact.formula, SameIndex)
        arrow, shorter = ("", fact.formula.right) if longer == fact.formula.left else ("<- ", fact.formula.left)

        def change(part: Node, depth: int) -> Index | None:
            return shorter if part == longer else None

        simpler = replace(self, goal=rebuild(self.goal, change), facts=self.without(fact.proof), depth=self.depth + 1)
        return f"rewrite {arrow}{fact.proof}. {simpler.script()}"

    def placed(self, old: Index, new: Index) -> Decision:
        """The decision where an index is another one."""
        facts = tuple(replace(fact, formula=substitute(fact.formula, {old: new})) for fact in self.facts)
        distinct = tuple(frozenset(new if i == old else i for i in pair) for pair in self.distinct)
        goal = substitute(self.goal, {old: new})
        return replace(self, goal=goal, facts=facts, distinct=distinct, depth=self.depth + 1)

    def substituted(self, old: IndexVariable, new: Index) -> str:
        """In the case that the facts state."""
        name, placed = self.printer.index(old), self.placed(old, new)
        others = tuple(fact for fact in placed.facts if fact.formula != SameIndex(new, new))
        same = f"{name} = {self.printer.index(new)}"
        first = f"assert (same{self.depth} : {same}) by first [assumption | symmetry; assumption | lia]. subst {name}. "
        return first + replace(placed, facts=others).script()

    def whatever_is_chosen(self) -> bool:
        """Whether both sides are the same whichever branches choices take."""
        chosen = [part for side in (self.goal.left, self.goal.right) for part in subnodes(side)]
        free = {part: Entry(Variable(f"#c{n}", ()), ()) for n, part in enumerate(chosen) if isinstance(part, Choose)}

        def change(part: Node, depth: int) -> Term | None:
            return free.get(part) if isinstance(part, Choose) else None

        return replace(self, facts=()).believes(rebuild(self.goal, change))

    def listed(self, index: IndexVariable) -> str:
        """In a case for each value of an index over a small number."""
        assert isinstance(index.size, int)
        name, cases = self.printer.index(index), range(index.size)
        values = " \\/ ".join(f"{name} = {n}%nat" for n in cases)
        pattern = "->"
        for _ in cases[1:]:
            pattern = f"[-> | {pattern}]"
        branches = "".join(f"{{ {self.placed(index, IndexNumber(n + 1, index.size)).script()} }} " for n in cases)
        one = f"one{self.depth}"
        return f"assert ({one} : {values}) by lia. revert {one}; intros {pattern}. {branches}"

    def by_cases(self, left: Index, right: Index) -> str:
        """In the two cases that indices are the same, and that they are not."""
        if not isinstance(left, IndexVariable) or left.arguments:
            left, right = right, left
        if left in subnodes(right) and isinstance(self.goal, Equal) and self.whatever_is_chosen():
            return "finish."
        here, there = self.printer.index(left), self.printer.index(right)
        apart = replace(self, distinct=(*self.distinct, frozenset((left, right))), depth=self.depth + 1)
        name = f"case{self.depth}"
        if isinstance(left, IndexVariable) and not left.arguments:
            same = f"subst {here}. {self.placed(left, right).script()}"
        elif isinstance(self.goal, Equal) and self.whatever_is_chosen():
            return "finish."
        else:
            raise Unsupported("a case of an index that depends on others")
        return f"destruct (Nat.eq_dec {here} {there}) as [{name} | {name}]. {{ {same} }} {{ {apart.script()} }}"


def indices_of(printer: Printer, nodes: Sequence[Node]) -> list[IndexVariable]:
    """The free indices over a small number, whose values are looked at one by one."""
    found = [v for v in variables_in(nodes) if isinstance(v, IndexVariable) and not v.arguments]
    return [v for v in found if isinstance(v.size, int) and v.size <= LARGEST_LISTED and not is_opened(v)]


def with_value(relation: Relation, term: Term, value: Term) -> Relation:
    """The relation with a value instead of a term, wherever it stands."""

    def change(part: Node, depth: int) -> Term | None:
        return value if part == term else None

    return rebuild(relation, change)


def decide(printer: Printer, goal: Relation, facts: Sequence[Fact]) -> str:
    """A script that proves a relation, without its conditions, from facts."""
    return Decision(printer, goal, tuple(facts)).script()


def stated(printer: Printer, goal: Relation) -> str:
    """A relation without its conditions, as Coq reads it."""
    return printer.bare(goal)
