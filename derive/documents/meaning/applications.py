"""Functions that the document defines, where they are applied."""

from __future__ import annotations

from derive.documents.errors import Unreadable
from derive.documents.grammar import syntax
from derive.documents.grammar.syntax import Expression
from derive.documents.meaning.arrays import entries
from derive.documents.meaning.calls import apply, at_arguments, own_arguments
from derive.documents.meaning.context import Context
from derive.documents.meaning.derivatives import applied_derivative
from derive.documents.meaning.registry import elaborate
from derive.documents.meaning.shapes import Value
from derive.documents.meaning.symbols import Function


@elaborate.register
def application(node: syntax.Application, context: Context) -> Value:
    """A function of the document at its arguments, or a derivative of it."""
    context.check_usable(node.function, node.at)
    functions = context.scope.functions[node.function]
    arguments = node.arguments
    if not arguments and node.primes:
        function = next(iter(functions.values()))
        arguments = own_arguments(function, node.at, context)
    found = functions.get(len(arguments))
    if found is None:
        counts = " or ".join(str(count) for count in sorted(functions))
        raise Unreadable(f"'{node.function}' takes {counts} arguments, not {len(arguments)}", node.at)
    if node.primes:
        value = applied_derivative(node, arguments, context)
    elif node.maybe_product and _is_factor(found, arguments, context):
        bare: Expression = syntax.Name(node.at, node.function)
        if node.indices:
            bare = syntax.Subscript(node.at, bare, node.indices)
        return elaborate(syntax.Times(node.at, (bare, *arguments)), context)
    else:
        body, _, moved = apply(found, arguments, context, node.at)
        value = at_arguments(body, moved)
    return entries(value, node.indices, node.at, context) if node.indices else value


def _is_factor(function: Function, arguments: tuple[Expression, ...], context: Context) -> bool:
    """Whether ``y_k (…)`` can only be a product: y is a function of an array and the brackets hold a number."""
    if len(arguments) != 1 or function.parameters[0].kind != "value" or function.parameters[0].axes == 0:
        return False
    return not elaborate(arguments[0], context).sizes
