"""A link that is read again with other text in its place: under the same hypotheses, with the same names in force."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from hashlib import sha256
from itertools import count
from typing import Protocol, TypeVar

from derive.documents.directives.attempt import Attempt
from derive.documents.directives.check import LinkRead, conditioned, read_links
from derive.documents.directives.contractions import contracted
from derive.documents.errors import Unreadable
from derive.documents.formulas import Formula
from derive.documents.grammar.chains import Relation
from derive.documents.grammar.choices import Answers, Choices, Outcome, all_readings
from derive.documents.grammar.relations import RELATIONS
from derive.documents.grammar.rows import bracketed, split_display
from derive.documents.grammar.syntax import Expression
from derive.documents.grammar.tokens import Items, read_items
from derive.documents.meaning.context import Context
from derive.documents.meaning.exclusions import refuse_unclear_exclusions
from derive.documents.meaning.relations import link, side_values
from derive.documents.meaning.scope import Scope
from derive.documents.meaning.shapes import Environment
from derive.documents.model import Reading, Vocabulary
from derive.documents.source import Macros, Span
from derive.kernel.terms import Formula as Kernel
from derive.language.statement import Statement

Result = TypeVar("Result")


class From(Protocol):
    """What an act gives in the state in which the check was read, under some answers."""

    def __call__(self, act: Callable[[], Result], choices: Choices) -> Result: ...


class LinkAgain:
    """Reads other formulas in the place of a link.

    ``settled`` are the conventions that the document has, ``answers`` those of the first reading of the link."""

    def __init__(
        self,
        source: tuple[str, bool],
        defined: tuple[str, ...],
        at: int,
        read: LinkRead,
        here: Sequence[Formula],
        scope: Scope,
        act: From,
        settled: Answers,
        answers: Answers,
    ) -> None:
        self.source, self.latex = source
        self.defined = defined
        self.at = at
        self.conditions = read.chain.conditions
        self.is_plain = not read.chain.claims and not read.chain.dotted
        self.here = tuple(here)
        self.scope = scope
        self.act = act
        self.settled = settled
        self.answers = {**settled, **answers}
        self.numbers = count(1_000_000)
        self.sides: dict[str, Expression] = {}

    @cached_property
    def code(self) -> str:
        """The document up to the formula."""
        return self.source[: self.at]

    @cached_property
    def before(self) -> str:
        """A hash of what the document says before the formula, on which all that is read in its place depends."""
        return sha256(self.code.encode()).hexdigest()

    def __reduce__(self) -> tuple[type[None], tuple[()]]:
        """A link that is sent elsewhere is not read again there."""
        return (type(None), ())

    @cached_property
    def macros(self) -> Macros:
        """The macros in force where the formula begins."""
        return Macros(self.code, self.latex)

    def vocabulary(self) -> Vocabulary:
        """The names in force, as they are written."""
        symbols = self.scope.symbols.items()
        scalars = tuple(name for name, symbol in symbols if not symbol.sizes)
        arrays = tuple(name for name, symbol in symbols if symbol.sizes)
        return Vocabulary(scalars, arrays, tuple(self.scope.sizes), self.defined)

    def read(self, latex: str, given: Sequence[str] = ()) -> tuple[Reading, ...]:
        """All readings of a formula, with further hypotheses for it alone; none where it is not understood."""
        try:
            here = [*self.here, *(self._hypothesis(text) for text in given)]
            outcomes = all_readings(partial(self.act, partial(self._links, self._items(latex), here)), self.settled)
        except Unreadable:
            return ()
        return _readings([outcome for outcome in outcomes if outcome.problem is None])

    def conclusions(self, left: str, relation: str, right: str) -> tuple[Kernel, ...]:
        """What two sides in a relation claim in the reading that is tried first; nothing where that is not understood.

        This is quick: a side is parsed once, and the hypotheses are left out."""
        try:
            return self.act(
                partial(self._conclusions, left, Relation(RELATIONS[relation], self.at), right), self._given()
            )
        except Unreadable:
            return ()

    def _given(self) -> Choices:
        return Choices(self.answers)

    def _conclusions(self, left: str, relation: Relation, right: str) -> tuple[Kernel, ...]:
        nodes = [self._side(left), self._side(right)]
        context = Context(self.scope)
        refuse_unclear_exclusions(nodes, self.letters)
        if relation.name == "=":
            nodes = contracted(nodes, self.letters, self.scope.choices)
        values = side_values(nodes, context)
        said = link(relation, (nodes[0], nodes[1]), (values[0], values[1]), None, context)
        return said.formulas(Environment(self.scope, context.free))

    @cached_property
    def letters(self) -> set[str]:
        """The letters of indices and sizes in force."""
        return {*self.scope.classes, *self.scope.sizes, *conditioned(self.conditions, self.scope)}

    def _links(self, items: Items, here: Sequence[Formula]) -> list[LinkRead]:
        attempt = Attempt(self.scope)
        chains = split_display(items, attempt.owned, self.scope.choices, is_claim=True)
        if len(chains) != 1 or len(chains[0].relations) != 1 or chains[0].conditions:
            return []
        links = read_links(replace(chains[0], conditions=self.conditions), here, attempt)
        attempt.owned.refuse_unread(items)
        return links

    def _items(self, latex: str) -> Items:
        fragment = self.macros.expand(Span(self.at, self.at + len(latex)), self.code + latex)
        return bracketed(read_items(fragment, self.numbers))

    def _side(self, latex: str) -> Expression:
        if latex not in self.sides:
            items = self._items(latex)
            attempt = Attempt(self.scope)
            self.sides[latex] = attempt.parse(items, self.at)
            attempt.owned.refuse_unread(items)
        return self.sides[latex]

    def _hypothesis(self, latex: str) -> Formula:
        end = self.at + len(latex)
        return Formula("assume here", 0, self.at, self.at, end, 0, items=self._items(latex))


def _readings(outcomes: Sequence[Outcome[list[LinkRead]]]) -> tuple[Reading, ...]:
    """The different readings among outcomes; none where one of them is no single link."""
    found: dict[tuple[Statement, ...], Reading] = {}
    for outcome in outcomes:
        links = outcome.result or []
        if len(links) != 1:
            return ()
        found.setdefault(links[0].statements, links[0].reading())
    return tuple(found.values())


def agreed(outcomes: Sequence[Outcome[list[LinkRead]]]) -> Mapping[tuple[str, str], int]:
    """The answers about conventions that all these outcomes have."""
    options: dict[tuple[str, str], set[int]] = {}
    for outcome in outcomes:
        for key, option in outcome.conventions().items():
            options.setdefault(key, set()).add(option)
    return {key: next(iter(found)) for key, found in options.items() if len(found) == 1}
