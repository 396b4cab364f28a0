r"""Derivatives: fractions of differentials, operators, ``\partial_{z_i}``, ``\nabla``."""

from __future__ import annotations

from dataclasses import replace

from derive.documents.errors import refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.names import is_transposition, key_of, letter_of
from derive.documents.grammar.ownership import SIGN, UPPER
from derive.documents.grammar.parser import BRACKETS, FRACTIONS, Parser
from derive.documents.grammar.registry import form
from derive.documents.grammar.syntax import Expression
from derive.documents.grammar.tokens import Item, Items, plain, written

DIFFERENTIALS = refusal(
    "D170",
    "a derivative whose halves do not fit",
    """A derivative is written \\frac{\\partial A}{\\partial x} or \\partial_{x} A, with a variable behind each sign
    below the line, and the order above the line is the sum of the powers below it. The power below the line stands on
    the variable: \\partial x^2. Write it so.""",
    (r"\frac{\partial^2 x^2}{\partial x} = 2", r"let $x \in \mathbb{R}$"),
    (r"\frac{\partial^2 x^2}{\partial x^2} = 2", r"let $x \in \mathbb{R}$"),
)

ORDER = refusal(
    "D171",
    "a derivative of another order",
    """The order of a derivative is a number from 1 to 6, and that of \\nabla is 1 or 2. Write a number; derivatives
    of a higher order are written one in another.""",
    (r"\frac{d^n x^2}{d x^n} = 0", r"let $x \in \mathbb{R}$"),
    (r"\frac{d^3 x^2}{d x^3} = 0", r"let $x \in \mathbb{R}$"),
)

GRADIENT = refusal(
    "D172",
    "a gradient without its variable",
    """The variable of a gradient stands below \\nabla, unless it is the argument of a function in brackets, and two
    signs with variables are no Hessian. Write \\nabla_z L for a gradient, and \\nabla^2_z L for a Hessian.""",
    (r"\nabla \|z\|^2 = 2 z", r"let $z \in \mathbb{R}^K$"),
    (r"\nabla_z \|z\|^2 = 2 z", r"let $z \in \mathbb{R}^K$"),
)

HIGHEST_ORDER = 6


@form(*FRACTIONS)
def fraction(parser: Parser, item: Item) -> Expression | None:
    r"""``\frac{\partial A}{\partial x}``, ``\frac{d}{dx} A``. With a number d there are two readings."""
    if not _is_differential(item.parts[1]) or not _is_differential(item.parts[0], alone=True):
        return None
    if item.parts[0][0].kind == "letter" and parser.names.is_known("d"):
        text = plain((item,))
        is_fraction = parser.choices.local(
            "differential", text, r"\mathrm{d} in derivatives", r"brackets or \cdot in products with d"
        )
        if is_fraction:
            return None
    above = item.parts[0][0]
    parser.owned.take(above, SIGN)
    order = _power(parser, above)
    variables = _variables(parser, item.parts[1], order)
    body = item.parts[0][1:]
    if body:
        value: Expression = syntax.Partial(item.start, parser.nested(body).whole(), variables, _is_d(above))
        return parser.with_scripts(value, item)
    return syntax.Partial(item.start, _operand(parser, item), variables, _is_d(above))


@form(r"\partial")
def partial(parser: Parser, item: Item) -> Expression | None:
    r"""``\partial_{z_i} A``, ``\partial L / \partial z_i``."""
    if item.lower is None:
        return _slashed(parser, item)
    variable = parser.nested(parser.lower(item) or ()).whole()
    order = _power(parser, item)
    following = parser.peek()
    in_brackets = following is not None and following.kind == "brackets"
    body = _operand(parser, item) if in_brackets else parser.signed_product()
    return syntax.Partial(item.start, body, (variable,) * order)


@form("d")
def slashed(parser: Parser, item: Item) -> Expression | None:
    """``dL/dx``, where d is no number of the document."""
    if not _is_d(item) or parser.names.is_known("d") or not _is_slashed(parser):
        return None
    return _slashed(parser, item)


def _operand(parser: Parser, operator: Item) -> Expression:
    """What an operator derivative applies to: the product that follows. With brackets and further factors it has
    two readings."""
    start = parser.position
    first = parser.peek()
    if first is None or first.kind != "brackets" or first.text not in BRACKETS:
        return parser.signed_product()
    at = parser.place()
    inner = parser.factor()
    if parser.at_end_of_product():
        return inner
    bracket = written(parser.items[start : parser.position])
    rest = written(parser.items[parser.position :])
    name = written((operator,))
    whole = parser.choices.local(
        "operator", f"{name} {bracket} {rest}", rf"\left[{name} {bracket}\right] {rest}",
        rf"{name} \left[{bracket} {rest}\right]",
    )  # fmt: skip
    if not whole:
        return inner
    return replace_at(parser.product_after([inner]), at)


def replace_at(node: Expression, at: int) -> Expression:
    """The node at another place."""
    return replace(node, at=at)


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
        raise DIFFERENTIALS(r"a derivative is written \frac{\partial A}{\partial x} or \partial_{x} A", item.start)
    body = parser.items[start:end]
    stop = end + 1
    while stop + 1 < len(parser.items) and _is_differential(parser.items[stop : stop + 1]):
        stop += 3 if parser.items[stop + 2 : stop + 3] and parser.items[stop + 2].text == "( )" else 2
    value: Expression | None = parser.nested(body).whole() if body else None
    parser.owned.take(parser.items[end], SIGN)
    parser.position = stop
    order = _power(parser, item)
    variables = _variables(parser, parser.items[end + 1 : stop], order)
    return syntax.Partial(item.start, _operand(parser, item) if value is None else value, variables, _is_d(item))


def _variables(parser: Parser, items: Items, order: int) -> tuple[Expression, ...]:
    """The variables of the lower half of a derivative, each as often as it is differentiated by."""
    variables: list[Expression] = []
    position = 0
    while position < len(items):
        sign = items[position]
        if not _is_differential(items[position : position + 1]) or position + 1 >= len(items):
            raise DIFFERENTIALS(r"the lower half of a derivative is \partial x, or several of them", sign.start)
        if sign.upper is not None and order > 1:
            letter = plain(items[position + 1 : position + 2])
            raise DIFFERENTIALS(
                rf"below the line the power belongs to the variable: write \partial {letter}^{order}, not "
                rf"\partial^{order} {letter}",
                sign.start,
            )
        parser.owned.take(sign, SIGN)
        item = items[position + 1]
        position += 2
        if item.kind == "brackets" and item.text == "( )":
            count = _power(parser, item)
            expression = parser.nested((replace(item, upper=None),)).whole()
        else:
            count = 1
            is_row = item.upper is not None and is_transposition(item.upper)
            is_name = item.upper is not None and _is_known_power(parser, item)
            if item.upper is not None and not is_row and not is_name:
                count = _power(parser, item)
            entry = items[position : position + 1]
            applied = entry if entry and entry[0].text == "( )" and not entry[0].scripted else ()
            position += len(applied)
            clean = item if is_name else replace(item, upper=None)
            if is_row:
                parser.spelled(parser.upper(item))
            expression = parser.nested((clean, *applied)).whole()
            if is_row and item.upper is not None:
                expression = syntax.Transposed(item.start, expression, item.upper[0].kind == "letter")
        variables += [expression] * count
    if len(variables) != order:
        raise DIFFERENTIALS(
            f"the derivative is of order {order} above and {len(variables)} below: write the same one twice",
            items[0].start,
        )
    return tuple(variables)


def _is_known_power(parser: Parser, item: Item) -> bool:
    r"""Whether ``\sigma^2`` is a name that the document declares as a whole, or a letter with a star or word."""
    upper = item.upper or ()
    key = key_of(item, parser.names)[0] or ""
    return f"^{{{plain(upper)}}}" in key or not plain(upper).isdigit()


@form(r"\nabla")
def nabla(parser: Parser, item: Item) -> Expression | None:
    r"""``\nabla_z L``, ``\nabla f(x)``, ``\nabla^2 f(x)``; it binds tighter than a product."""
    order = _power(parser, item)
    if order > 2:
        raise ORDER(
            "only the first and second power of nabla are understood: write other derivatives with \\partial",
            item.start,
        )
    following = parser.peek()
    if following is not None and following.text == r"\nabla" and item.upper is None and item.lower is not None:
        raise GRADIENT(r"write the Hessian as \nabla^2_z L", item.start)
    lower = parser.lower(item)
    variable = parser.nested(lower).whole() if lower is not None else None
    start = parser.position
    first = parser.peek()
    is_bracketed = first is not None and first.kind == "brackets"
    body = parser.factor(takes_value=False)
    if not body.all_names and not parser.at_end_of_product():
        body = parser.product_after([body])  # of a number alone nobody takes the gradient
    outer: list[syntax.Expression] = []
    while isinstance(body, (syntax.Transposed, syntax.Subscript)) and _belongs_to_gradient(body):
        outer.append(body)
        body = body.base
    if variable is None and not isinstance(body, (syntax.Application, syntax.Applied)):
        raise GRADIENT(r"the gradient needs its variable: \nabla_z L", item.start)
    value: Expression = syntax.Nabla(item.start, body, variable, order, not parser.at_end_of_product(), is_bracketed)
    for node in reversed(outer):  # the gradient of a number is what is transposed, or has entries
        assert isinstance(node, (syntax.Transposed, syntax.Subscript))
        value = replace(node, base=value)
    return parser.applied(value, start - 1)


def _belongs_to_gradient(node: syntax.Transposed | syntax.Subscript) -> bool:
    r"""Whether a script behind ``f(x)`` is one of the gradient: ``\nabla f(x)^\top``, ``\nabla f(x)_i``."""
    if isinstance(node, syntax.Transposed):
        return True
    base = node.base
    while isinstance(base, (syntax.Transposed, syntax.Subscript)):
        base = base.base
    return isinstance(base, (syntax.Application, syntax.Applied))


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


def _power(parser: Parser, item: Item) -> int:
    """The order that stands above the sign of a derivative, or above its variable."""
    if item.upper is None:
        return 1
    upper = () if parser.owned.has(item, UPPER) else parser.upper(item) or ()
    text = plain(item.upper)
    if not text.isdigit() or not 1 <= int(text) <= HIGHEST_ORDER:
        raise ORDER(
            f"a derivative of order {text} is not understood: write a number from 1 to {HIGHEST_ORDER}", item.start
        )
    parser.spelled(upper)
    return int(text)
