r"""Derivatives: fractions of differentials, operators, ``\partial_{z_i}``, ``\nabla``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from derive.documents.errors import Unreadable
from derive.documents.grammar import syntax
from derive.documents.grammar.names import is_transposition, letter_of
from derive.documents.grammar.syntax import Expression
from derive.documents.grammar.tokens import Item, Items, plain

if TYPE_CHECKING:
    from derive.documents.grammar.parser import Parser

_FRACTIONS = (r"\frac", r"\dfrac", r"\tfrac", r"\cfrac")
HIGHEST_ORDER = 6


def differential(parser: Parser, item: Item) -> Expression | None:
    """The derivative that begins with the item, if one does."""
    if item.kind == "argument" and item.text in _FRACTIONS and _is_differential(item.parts[1]):
        if _is_differential(item.parts[0], alone=True):
            _refuse_known_d(parser, item)
            return _fraction(parser, item)
        return None
    if item.kind == "command" and item.text == r"\partial":
        if item.lower is not None:
            return _subscripted(parser, item)
        return _slashed(parser, item)
    if item.kind == "command" and item.text == r"\nabla":
        return _nabla(parser, item)
    if _is_d(item) and not parser.names.is_known("d") and _is_slashed(parser):
        return _slashed(parser, item)
    return None


def _refuse_known_d(parser: Parser, item: Item) -> None:
    """Raises Unreadable for a fraction of differentials where d is a number of the document."""
    if item.parts[0][0].kind == "letter" and parser.names.is_known("d"):
        raise Unreadable(
            f"'{plain((item,))}' has two readings, a derivative and a fraction with the number d: write "
            r"\mathrm{d} or \partial in derivatives, and brackets or \cdot in products with d",
            item.start,
        )


def _fraction(parser: Parser, item: Item) -> Expression:
    order, body = _order(item.parts[0])
    variables = _variables(parser, item.parts[1], order)
    if body:
        value: Expression = syntax.Partial(item.start, parser.nested(body).whole(), variables)
        return parser.with_scripts(value, item)
    if item.scripted:
        raise Unreadable("a script on a derivative operator is not understood", item.start)
    return syntax.Partial(item.start, _operand(parser, item), variables)


def _operand(parser: Parser, operator: Item) -> Expression:
    """What an operator derivative applies to: the product that follows."""
    start = parser.position
    first = parser.peek()
    if first is not None and first.kind == "brackets" and first.text in ("( )", "[ ]", "{ }"):
        inner = parser.factor()
        if not parser.at_end_of_product():
            bracket, more = plain(parser.items[start : start + 1]), plain(parser.items[start + 1 : start + 2])
            raise Unreadable(
                f"a derivative operator before '{bracket} {more}' has two readings: of {bracket} alone, times {more}, "
                f"or of the product {bracket} · {more}; write brackets around what is differentiated",
                operator.start,
            )
        return inner
    return parser.signed_product()


def _subscripted(parser: Parser, item: Item) -> Expression:
    assert item.lower is not None
    variable = parser.nested(item.lower).whole()
    order = _power(item.upper, item)
    following = parser.peek()
    in_brackets = following is not None and following.kind == "brackets"
    body = _operand(parser, item) if in_brackets else parser.signed_product()
    return syntax.Partial(item.start, body, (variable,) * order)


def _is_slashed(parser: Parser) -> bool:
    """Whether ``d a / d x`` follows the d."""
    body, slash, second, variable = (parser.peek(ahead) for ahead in range(4))
    return (
        body is not None and slash is not None and second is not None and variable is not None
        and slash.text == "/" and _is_d(second) and letter_of(body) is not None and letter_of(variable) is not None
    )  # fmt: skip


def _slashed(parser: Parser, item: Item) -> Expression:
    r"""``\partial L / \partial z_i``."""
    start = parser.position
    end = start
    while end < len(parser.items) and parser.items[end].text not in ("/", "+", "-", "="):
        end += 1
    below = parser.items[end + 1 : end + 2]
    if end + 2 > len(parser.items) or parser.items[end].text != "/" or not _is_differential(below):
        raise Unreadable(r"a derivative is written \frac{\partial A}{\partial x} or \partial_{x} A", item.start)
    body = parser.items[start:end]
    stop = end + 1
    while stop + 1 < len(parser.items) and _is_differential(parser.items[stop : stop + 1]):
        stop += 3 if parser.items[stop + 2 : stop + 3] and parser.items[stop + 2].text == "( )" else 2
    parser.position = stop
    order = _power(item.upper, item)
    variables = _variables(parser, parser.items[end + 1 : stop], order)
    if not body:
        return syntax.Partial(item.start, _operand(parser, item), variables)
    return syntax.Partial(item.start, parser.nested(body).whole(), variables)


def _variables(parser: Parser, items: Items, order: int) -> tuple[Expression, ...]:
    """The variables of the lower half of a derivative, each as often as it is differentiated by."""
    variables: list[Expression] = []
    position = 0
    while position < len(items):
        if not _is_differential(items[position : position + 1]) or position + 1 >= len(items):
            raise Unreadable(r"the lower half of a derivative is \partial x, or several of them", items[position].start)
        item = items[position + 1]
        position += 2
        count = 1
        if item.kind == "brackets" and item.text == "( )":
            count = _power(item.upper, item)
            expression = parser.nested(item.parts[0]).whole()
        else:
            if item.upper is not None and not is_transposition(item.upper):
                count = _power(item.upper, item)
            entry = items[position : position + 1]
            applied = entry if entry and entry[0].text == "( )" and not entry[0].scripted else ()
            position += len(applied)
            expression = parser.nested((replace(item, upper=None), *applied)).whole()
            if item.upper is not None and is_transposition(item.upper):
                expression = syntax.Transposed(item.start, expression, item.upper[0].kind == "letter")
        variables += [expression] * count
    if len(variables) != order:
        raise Unreadable(f"the derivative is of order {order} above and {len(variables)} below", items[0].start)
    return tuple(variables)


def _nabla(parser: Parser, item: Item) -> Expression:
    order = _power(item.upper, item)
    if order > 2:
        raise Unreadable("only the first and second power of nabla are understood", item.start)
    following = parser.peek()
    if following is not None and following.text == r"\nabla" and item.upper is None and item.lower is not None:
        raise Unreadable(r"write the Hessian as \nabla^2_z L", item.start)
    variable = parser.nested(item.lower).whole() if item.lower is not None else None
    body = parser.factor()
    transposed = body if isinstance(body, syntax.Transposed) else None
    body = transposed.base if transposed else body  # the gradient of a number is what is transposed
    if variable is None and not isinstance(body, syntax.Application):
        raise Unreadable(r"the gradient needs its variable: \nabla_z L", item.start)
    gradient = syntax.Nabla(item.start, body, variable, order, not parser.at_end_of_product())
    return replace(transposed, base=gradient) if transposed else gradient


def _is_d(item: Item) -> bool:
    plain_d = item.kind == "letter" and item.text == "d"
    return (plain_d or (item.kind == "text" and item.text.strip() == "d")) and item.lower is None


def _is_differential(items: Items, alone: bool = False) -> bool:
    """Whether the items begin with ∂ or d; alone where nothing has to follow."""
    if not items:
        return False
    first = items[0]
    if first.kind == "command" and first.text == r"\partial" and first.lower is None:
        return True
    if not _is_d(first):
        return False
    if len(items) == 1 or alone:
        return True
    return items[1].kind not in ("character",) and items[1].text not in (r"\cdot", r"\times")


def _order(items: Items) -> tuple[int, Items]:
    """The order of the derivative and what is differentiated, from the upper half."""
    return _power(items[0].upper, items[0]), items[1:]


def _power(upper: Items | None, item: Item) -> int:
    if upper is None:
        return 1
    text = plain(upper)
    if not text.isdigit() or not 1 <= int(text) <= HIGHEST_ORDER:
        raise Unreadable(f"a derivative of order {text} is not understood", item.start)
    return int(text)
