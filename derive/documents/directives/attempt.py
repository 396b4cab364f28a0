"""One attempt at a formula: the names in force, the answers to choices, and who has read which sign."""

from __future__ import annotations

from dataclasses import dataclass, field

from derive.documents.grammar.captured import refuse_captured
from derive.documents.grammar.names import Names
from derive.documents.grammar.ownership import Ownership
from derive.documents.grammar.parser import Parser, Reading
from derive.documents.grammar.syntax import Expression
from derive.documents.grammar.tokens import Items
from derive.documents.meaning.scope import Scope


@dataclass(eq=False)
class Attempt:
    """Reads one formula in one of its readings."""

    scope: Scope
    owned: Ownership = field(default_factory=Ownership)

    def parser(self, items: Items, at: int = 0, names: Names | None = None) -> Parser:
        """A parser of items of this formula, with other names than those of the scope where they are given."""
        return Parser(items, Reading(names or self.scope, self.scope.choices, self.owned), at=at)

    def parse(self, items: Items, at: int = 0, names: Names | None = None) -> Expression:
        """What the items say."""
        node = self.parser(items, at, names).whole()
        refuse_captured(node, names or self.scope)
        return node

    def spelled(self, items: Items | None) -> None:
        """Marks items as read that are spelled out in a name or domain."""
        self.owned.take_whole(items or ())
