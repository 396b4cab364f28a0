"""Expressions where a variable has a value, put in after all derivatives in them."""

from __future__ import annotations

import re
from dataclasses import replace

from derive.documents.errors import refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.syntax import Expression
from derive.documents.meaning.calls import at_arguments
from derive.documents.meaning.context import Context
from derive.documents.meaning.registry import elaborate
from derive.documents.meaning.shapes import Value, agree
from derive.documents.meaning.spelling import spelled
from derive.documents.meaning.symbols import VARIANT, Moved, Symbol

POINT = refusal(
    "D226",
    "a value at a point, where the variable is not clear",
    """Behind a bar stands a variable, and what stands before it is taken where the variable has that value. The
    variable is one that nothing defines: what is defined has its value already. A value in brackets, as in L(3), is
    understood where L depends on one variable only; for more, write the bar, or \\cdot for a product.""",
    (r"\left. a L \right|_{L = 3} = 3 a", "let $a > 0$", "define $L = a^2$"),
    (r"\left. a L \right|_{a = 3} = 27", "let $a > 0$", "define $L = a^2$"),
)

_MARKS = re.compile(r"'+$|\^\*$|\^\{\([^()]*\)\}$|_\{[^{}]*\}$")
_ACCENT = re.compile(r"\\(?:hat|tilde|bar|dot)\{(.*)\}")


@elaborate.register
def evaluated(node: syntax.Evaluated, context: Context) -> Value:
    """The body where variables have other values; what is defined depends on its own variables and cannot."""
    body = elaborate(node.body, context)
    moved: list[Moved] = []
    for variable, point in node.changes:
        assert isinstance(variable, syntax.Name)
        value = elaborate(point, context)
        symbol = context.symbol(variable.key, variable.at, len(value.sizes))
        if symbol.value is not None:
            raise POINT(
                f"'{variable.key}' is defined; below the bar stands a variable that nothing defines", variable.at
            )
        if value.number != 0 or value.sizes:
            agree(symbol.reference(), value, variable.at)
        moved.append((symbol, replace(value, sizes=symbol.sizes) if value.number == 0 else value))
    return at_arguments(body, moved)


@elaborate.register
def at_value(node: syntax.AtValue, context: Context) -> Value:
    """``L(3)``: what is defined without an argument, where the only variable that it depends on has a value."""
    body = elaborate(node.body, context)
    symbol = _variable(node, body, context)
    value = elaborate(_point(node.value, symbol, context), context)
    if value.number == 0:
        value = replace(value, sizes=symbol.sizes)
    else:
        agree(symbol.reference(), value, node.value.at)
    return at_arguments(body, [(symbol, value)])


def _variable(node: syntax.AtValue, body: Value, context: Context) -> Symbol:
    """The variable that the value is for. Raises Unreadable where that cannot be told."""
    by = _differentiated_by(node.body)
    if by is not None:
        return context.symbol(by, node.at)
    found = sorted(body.variables(context.scope), key=lambda one: one.key)
    symbols = [context.scope.named(one.name) for one in found]
    letter = base_letter(node.value)
    named = [
        one for one in symbols if one is not None and one is context.scope.arrays(letter or "").get(len(one.sizes))
    ]
    if len(symbols) != 1 and len(named) == 1:
        symbols = [*named]
    remedy = r"write what is meant with a bar, \left. A \right|_{x = 3}, or as a product, with \cdot"
    if not symbols:
        raise POINT(f"what stands before the brackets depends on no variable; {remedy}", node.at)
    if len(symbols) > 1:
        names = " and ".join(one.name.partition(VARIANT)[0] for one in found)
        raise POINT(f"what stands before the brackets depends on {names}; {remedy}", node.at).sensible()
    if symbols[0] is None:
        raise POINT(f"nothing is known of '{found[0].name}', so it cannot be taken at a value", node.at).sensible()
    return symbols[0]


def _differentiated_by(node: Expression) -> str | None:
    """The variable of a derivative or gradient, which is what a value behind it is for."""
    if isinstance(node, syntax.Nabla):
        return node.variable.key if isinstance(node.variable, syntax.Name) else None
    if not isinstance(node, syntax.Partial):
        return None
    keys = {one.key if isinstance(one, syntax.Name) else None for one in node.variables}
    return keys.pop() if len(keys) == 1 else None


def base_letter(node: Expression) -> str | None:
    r"""The letter of which a name is a variant, θ for ``\theta^*``, ``\theta_0`` or ``\hat\theta``; None for others."""
    if isinstance(node, syntax.Subscript):
        return base_letter(node.base) or (node.base.key if isinstance(node.base, syntax.Name) else None)
    if not isinstance(node, syntax.Name):
        return None
    accented = _ACCENT.fullmatch(node.key)
    base = accented[1] if accented else _MARKS.sub("", node.key)
    return base if base != node.key else None


def _point(node: Expression, symbol: Symbol, context: Context) -> Expression:
    r"""The point; ``\theta_0`` and ``\theta^*`` of the variable itself are points of its shape."""
    if base_letter(node) != symbol.name.partition(VARIANT)[0]:
        return node
    if isinstance(node, syntax.Subscript) and not symbol.sizes:
        node = syntax.Name(node.at, spelled(node))
    if isinstance(node, syntax.Name):
        context.symbol(node.key, node.at, len(symbol.sizes))
    return node
