r"""``A \big|_{x = a}``: an expression taken at a point, after the derivatives in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.documents.errors import Unreadable
from derive.documents.grammar import syntax
from derive.documents.grammar.chains import split_chain
from derive.documents.grammar.syntax import Expression
from derive.documents.grammar.tokens import Item, plain

if TYPE_CHECKING:
    from derive.documents.grammar.parser import Parser


def is_bar(item: Item | None) -> bool:
    """Whether the item is the bar of an evaluation, which has an equation below it."""
    return item is not None and item.text == "|" and item.kind == "character" and has_equation(item)


def has_equation(item: Item) -> bool:
    """Whether an equation stands in the subscript."""
    return item.lower is not None and any(part.text == "=" for part in item.lower)


def evaluated(parser: Parser, body: Expression, item: Item) -> Expression:
    """The body at the point that the subscript of the item states. Raises Unreadable for an upper bound, and
    where a variable or its value is an index that the body binds."""
    assert item.lower is not None
    if item.upper is not None or item.primes:
        raise Unreadable(
            "a superscript on an evaluation has two readings, an upper bound and a power: write the difference "
            "of the values at the two points, or brackets around what is raised",
            item.start,
        )
    letters = _bound_letters(body)
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
        for letter in letters:
            if syntax.mentions(variable, letter) or syntax.mentions(value, letter):
                raise Unreadable(
                    f"'{letter}' below the bar has two readings, the index that is bound before the bar and another: "
                    "rename one of them, or write brackets around what is evaluated inside the sum",
                    item.start,
                )
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


def left_of_last(node: Expression, last: Item) -> list[Expression]:
    """What stands before the last factor in a term, whose last item is given: in front of it, above a slash,
    below a function without brackets or a sum. A node that is the last item, or inside of it, is one factor."""
    is_last = node.at == last.start and not isinstance(node, syntax.Times)  # what a macro writes is in one place
    if is_last or node.at > last.start:
        return []
    match node:
        case syntax.Times(factors=factors):
            return [*factors[:-1], *left_of_last(factors[-1], last)]
        case syntax.Quotient(top=above, bottom=below):
            return [above, *left_of_last(below, last)]
        case syntax.Entrywise(left=left, right=right):
            return [left, *left_of_last(right, last)]
        case syntax.Total(terms=((_, term),)):
            return left_of_last(term, last)
        case syntax.Known(arguments=(argument,)):
            return left_of_last(argument, last)
        case syntax.Big(body=body) | syntax.Tends(body=body):
            return left_of_last(body, last)
        case syntax.Partial(body=syntax.Times(factors=factors)) if isinstance(factors[-1], syntax.Partial):
            return left_of_last(node.body, last)
        case _:
            return []


def _bound_letters(node: object) -> list[str]:
    """The index letters that something in an expression binds, in order."""
    letter = node.letter if isinstance(node, (syntax.Binder, syntax.Expectation)) else None
    return ([letter] if letter else []) + [letter for part in syntax.parts_of(node) for letter in _bound_letters(part)]


def _has_names(node: object) -> bool:
    """Whether something in a part of a formula may depend on a variable that is not given a value there."""
    if isinstance(node, syntax.Evaluated):
        return False
    return isinstance(node, (syntax.Name, syntax.Application)) or any(map(_has_names, syntax.parts_of(node)))
