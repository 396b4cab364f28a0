r"""``A \big|_{x = a}``: an expression taken at a point, after the derivatives in it."""

from __future__ import annotations

from derive.documents.errors import refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.syntax import Expression
from derive.documents.grammar.tokens import Item

REACH = refusal(
    "D109",
    "a bar at a point that has two readings",
    """It is not clear what the bar takes at the point: it may reach the last factor or the whole term, the letter may
    be the one that is bound before it or another, and a superscript may be an upper bound or a power. Write \\left. …
    \\right|_{x = a} around what is meant, rename a letter, or write the difference of two values.""",
    (r"y x^2 \big|_{x = 1} = y", "let $x > 0$, $y > 0$"),
    (r"\left. y x^2 \right|_{x = 1} = y", "let $x > 0$, $y > 0$"),
)

POINT = refusal(
    "D110",
    "a point below a bar that is not understood",
    """Below the bar of an evaluation stands one equation for each variable, x = a, with commas between them. The left
    side is a whole variable, not an entry or a term, and each variable has one value. Write the point so, or write
    the expression with its value put in.""",
    (r"\left. x^2 \right|_{x + 1 = 2} = 1", "let $x > 0$"),
    (r"\left. x^2 \right|_{x = 1} = 1", "let $x > 0$"),
)


def is_bar(item: Item | None) -> bool:
    """Whether the item is the bar of an evaluation, which has an equation below it."""
    return item is not None and item.text == "|" and item.kind == "character" and has_equation(item)


def has_equation(item: Item) -> bool:
    """Whether an equation stands in the subscript."""
    return item.lower is not None and any(part.text == "=" for part in item.lower)


def check_reach(before: list[Expression], item: Item) -> None:
    """Raises Unreadable where it may matter whether the bar also reaches what stands before the last factor."""
    if any(map(_has_names, before)):
        raise REACH(
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


def bound_letters(node: Expression) -> list[str]:
    """The index letters that something in an expression binds, in order."""
    letter = node.letter if isinstance(node, (syntax.Binder, syntax.Expectation)) else None
    return ([letter] if letter else []) + [letter for part in node.parts for letter in bound_letters(part)]


def _has_names(node: Expression) -> bool:
    """Whether something in a part of a formula may depend on a variable that is not given a value there."""
    if isinstance(node, syntax.Evaluated):
        return False
    return isinstance(node, (syntax.Name, syntax.Application)) or any(map(_has_names, node.parts))
