"""What a node means, written once for each type of node, where its topic is: modules register, none imports another
for the sake of a node that may stand inside its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch
from typing import Generic, TypeVar

from derive.documents.errors import Unreadable
from derive.documents.grammar.syntax import Expression
from derive.documents.meaning.context import Context
from derive.documents.meaning.shapes import IndexValue, Value

NO_INDEX = "this is not an index: expected a letter or a number"
MOST_WORK = 50_000
"""So many nodes of one formula are elaborated, those of functions once for each application."""

Node = TypeVar("Node", bound=Expression)
Result = TypeVar("Result")


class Registry(Generic[Result]):
    """A function of a node in its context. ``register`` adds what it does with the type of node that the rule's
    first parameter is annotated with; for a type that has no rule, it raises Unreadable."""

    def __init__(self, otherwise: str) -> None:
        def unknown(node: Expression, context: Context) -> Result:
            raise Unreadable(otherwise, node.at)

        self._rules = singledispatch(unknown)

    def register(self, rule: Callable[[Node, Context], Result]) -> Callable[[Node, Context], Result]:
        """Adds a rule; a decorator."""
        self._rules.register(rule)
        return rule

    def knows(self, kind: type[Expression]) -> bool:
        """Whether there is a rule for a type of node."""
        return kind in self._rules.registry

    def __call__(self, node: Expression, context: Context) -> Result:
        return self._rules(node, context)


class _Elaboration(Registry[Value]):
    def __call__(self, node: Expression, context: Context) -> Value:
        context.work[0] += 1
        if context.work[0] > MOST_WORK:
            raise Unreadable("the formula is too large once its functions are put in", node.at)
        return super().__call__(node, context)


elaborate = _Elaboration("this is not understood here")
"""The value that an expression has. Raises Unreadable for what does not fit together."""

index = Registry[IndexValue](NO_INDEX)
"""The index that an expression in a subscript is."""
