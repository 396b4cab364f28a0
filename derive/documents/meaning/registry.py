"""What a node means, written once for each type of node, where its topic is: modules register, none imports another
for the sake of a node that may stand inside its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch
from typing import Any, Generic, TypeVar

from derive.documents.errors import Unreadable, refusal
from derive.documents.grammar.syntax import Expression
from derive.documents.meaning.context import INDICES, Context
from derive.documents.meaning.shapes import TOO_LARGE, IndexValue, Value

NO_INDEX = refusal(
    "D211",
    "a subscript that is no index",
    """An index is a letter, a neighbour such as t+1, a number, the last class K or one that is counted from it, as
    K-1, or a member of a family of classes. Something else in a subscript is not understood: declare the whole name
    with 'let', or put the value into a letter of its own.""",
    ("x_{K+1} = 0", r"let $x \in \mathbb{R}^K$"),
    ("x_K - x_K = 0", r"let $x \in \mathbb{R}^K$"),
)

MOST_WORK = 50_000
"""So many nodes of one formula are elaborated, those of functions once for each application."""


def no_index(at: int) -> Unreadable:
    """The error for a subscript that is no index."""
    return NO_INDEX("this is not an index: expected a letter, a number, or a size less a number", at)


Node = TypeVar("Node", bound=Expression)
Result = TypeVar("Result")


class Registry(Generic[Result]):
    """A function of a node in its context. ``register`` adds what it does with the type of node that the rule's
    first parameter is annotated with; for a type that has no rule, it raises what ``otherwise`` makes."""

    def __init__(self, otherwise: Callable[[int], Unreadable]) -> None:
        def unknown(node: Expression, context: Context) -> Result:
            raise otherwise(node.at)

        self._rules = singledispatch(unknown)
        self._found: dict[type[Expression], Callable[[Any, Context], Result]] = {}

    def register(self, rule: Callable[[Node, Context], Result]) -> Callable[[Node, Context], Result]:
        """Adds a rule; a decorator."""
        self._rules.register(rule)
        self._found.clear()
        return rule

    def knows(self, kind: type[Expression]) -> bool:
        """Whether there is a rule for a type of node."""
        return kind in self._rules.registry

    def __call__(self, node: Expression, context: Context) -> Result:
        kind = type(node)
        rule = self._found.get(kind)
        if rule is None:
            rule = self._found[kind] = self._rules.dispatch(kind)
        return rule(node, context)


class _Elaboration(Registry[Value]):
    def __call__(self, node: Expression, context: Context) -> Value:
        context.work[0] += 1
        if context.work[0] > MOST_WORK:
            raise TOO_LARGE("the formula is too large once its functions are put in: check it in steps", node.at)
        return super().__call__(node, context)


elaborate = _Elaboration(
    lambda at: INDICES("this is no value: a colon stands for a whole row or column in a subscript", at)
)
"""The value that an expression has. Raises Unreadable for what does not fit together."""

index = Registry[IndexValue](no_index)
"""The index that an expression in a subscript is."""
