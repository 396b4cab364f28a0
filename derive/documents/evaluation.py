r"""``A \big|_{x = a}``: an expression taken at a point, after the derivatives in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.documents import syntax
from derive.documents.errors import Unreadable
from derive.documents.items import Item, plain
from derive.documents.layout import split_chain
from derive.documents.syntax import Expression

if TYPE_CHECKING:
    from derive.documents.parse import Parser


def is_bar(item: Item | None) -> bool:
    """Whether the item is the bar of an evaluation, which has an equation below it."""
    return item is not None and item.text == "|" and item.kind == "character" and has_equation(item)


def has_equation(item: Item) -> bool:
    """Whether an equation stands in the subscript."""
    return item.lower is not None and any(part.text == "=" for part in item.lower)


def evaluated(parser: Parser, body: Expression, item: Item) -> Expression:
    """The body at the point that the subscript of the item states."""
    assert item.lower is not None
    changes: list[tuple[Expression, Expression]] = []
    for part in parser.split(item.lower, ",", ";"):
        chain = split_chain(part)
        if [relation.name for relation in chain.relations] != ["="]:
            raise Unreadable(f"a point is written x = a below the bar, not '{plain(part)}'", item.start)
        variable, value = (parser.nested(side).whole() for side in chain.sides)
        if not isinstance(variable, syntax.Name):
            raise Unreadable(f"below the bar stands a whole variable, x = a, not '{plain(chain.sides[0])}'", item.start)
        if variable.key in [known.key for known, _ in changes if isinstance(known, syntax.Name)]:
            raise Unreadable(f"'{variable.key}' has two values below the bar", item.start)
        changes.append((variable, value))
    return syntax.Evaluated(item.start, body, tuple(changes))


def check_reach(before: list[Expression], item: Item) -> None:
    """Raises Unreadable where it may matter whether the bar also reaches what stands before the last factor."""
    if any(map(_has_names, before)):
        raise Unreadable(
            r"this bar has two readings: it may reach the last factor or all that stands before it; "
            r"write \left. … \right|_{x = a} around what is meant",
            item.start,
        )


def _has_names(node: object) -> bool:
    """Whether something in a part of a formula may depend on a variable that is not given a value there."""
    if isinstance(node, syntax.Evaluated):
        return False
    return isinstance(node, (syntax.Name, syntax.Application)) or any(map(_has_names, syntax.parts_of(node)))
