"""Functions that the document defines, where they are applied."""

from __future__ import annotations

from dataclasses import dataclass, replace

from derive.documents.errors import refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.syntax import Expression
from derive.documents.meaning import typed
from derive.documents.meaning.arrays import entries
from derive.documents.meaning.calls import ARGUMENTS, Given, apply, at_arguments, by_entries, own_arguments
from derive.documents.meaning.context import Context
from derive.documents.meaning.derivatives import Target, applied_derivative, derivative, part_of
from derive.documents.meaning.registry import elaborate
from derive.documents.meaning.shapes import Value
from derive.documents.meaning.symbols import Function, IndexSymbol, Moved, Symbol

UNAPPLIED = refusal(
    "D225",
    "brackets behind functions without arguments",
    """Brackets behind something that is made of functions are the argument of each of them, and here it is not clear
    what that would be: something in front of the brackets has its argument already, depends on a variable, or is
    differentiated by another letter than the parameter. Write the argument behind each function, or \\cdot for a
    product.""",
    ("(f + g(1))(x) = x", "define $f(t) = t^2$", "define $g(t) = t^3$"),
    ("f(x) + g(1) = x^2 + 1", "define $f(t) = t^2$", "define $g(t) = t^3$"),
)


@elaborate.register
def application(node: syntax.Application, context: Context) -> Value:
    """A function of the document at its arguments, or a derivative of it."""
    context.check_usable(node.function, node.at)
    context.refuse_index_in_function(node.function, node.at)
    if node.function not in context.scope.functions:  # a notation without places
        return context.symbol(node.function, node.at).reference()
    functions = context.scope.functions[node.function]
    arguments = node.arguments
    if not arguments and node.primes:
        function = next(iter(functions.values()))
        arguments = own_arguments(function, node.at, context)
    found = functions.get(len(arguments))
    if found is None:
        counts = " or ".join(str(count) for count in sorted(functions))
        message = f"'{node.function}' takes {counts} arguments, not {len(arguments)}"
        raise ARGUMENTS(message, node.at).about(node.function)
    if found.builtin and found.parameters[0].axes and any(isinstance(one, syntax.Opaque) for one in arguments):
        return _of_unknown(node, context)
    if _is_of_one_number(found):
        given = elaborate(arguments[0], context)
        if len(given.sizes) == 1 and not given.row:
            value = _entry_by_entry(node, given, context)
            return entries(value, node.indices, node.at, context) if node.indices else value
        arguments = (Given(arguments[0].at, given),)
    if node.primes:
        value = applied_derivative(node, arguments, context)
    elif node.maybe_product and _is_factor(found, arguments, context):
        bare = syntax.Subscript(node.at, syntax.Name(node.at, node.function), node.indices)
        return elaborate(syntax.Times(node.at, (bare, *arguments)), context)
    else:
        body, _, moved = apply(found, arguments, context, node.at)
        value = at_arguments(body, moved)
    return entries(value, node.indices, node.at, context) if node.indices else value


def _of_unknown(node: syntax.Application, context: Context) -> Value:
    """What is known of arrays at functions that nothing defines, as a divergence of two densities: nothing is known of
    it either."""
    for argument in node.arguments:
        if not isinstance(argument, syntax.Opaque):
            message = f"'{node.function}' takes arrays, or functions that nothing defines: define them"
            raise ARGUMENTS(message, argument.at).senseless()
    return elaborate(syntax.Opaque(node.at, node.function, node.arguments), context)


def _is_of_one_number(function: Function) -> bool:
    """Whether the function takes one number, which is not the root of what is written."""
    parameter = function.parameters[0]
    is_number = parameter.kind == "value" and not parameter.axes and not parameter.root
    return len(function.parameters) == 1 and is_number and not function.indices


def _entry_by_entry(node: syntax.Application, given: Value, context: Context) -> Value:
    """A function of a number at a vector, ``\\sigma(Xw)``: its values at the entries, as of \\exp and \\log."""
    place = IndexSymbol("#entry", given.sizes[0])
    entry = Value((), typed.Entries(given, (place.value(),)))
    of_entry = replace(node, arguments=(Given(node.at, entry),), indices=())
    return by_entries(elaborate(of_entry, context), [place], node.at)


def _is_factor(function: Function, arguments: tuple[Expression, ...], context: Context) -> bool:
    """Whether ``y_k (…)`` can only be a product: y is a function of an array and the brackets hold a number."""
    if len(arguments) != 1 or function.parameters[0].kind != "value" or function.parameters[0].axes == 0:
        return False
    return not elaborate(arguments[0], context).sizes


@elaborate.register
def applied(node: syntax.Applied, context: Context) -> Value:
    """What is made of functions without their arguments, at arguments: each of the functions is taken there."""
    functions = _unapplied(node.function, len(node.arguments), context)
    if not functions:
        raise UNAPPLIED(r"nothing before the brackets takes an argument; write \cdot for a product", node.at)
    arguments: list[Expression] = []
    symbols: list[Symbol | None] = []
    moved: list[Moved] = []
    for position, argument in enumerate(node.arguments):
        if any(function.parameters[position].kind != "value" for function in functions):
            arguments.append(argument)
            symbols.append(None)
            continue
        value = elaborate(argument, context)
        symbol = Symbol(functions[0].parameters[position].name, value.sizes, argument.at)
        if value.row:
            raise ARGUMENTS(
                f"'{functions[0].name}' does not take {value.shape}: write a column, without \\top", argument.at
            )
        arguments.append(Given(argument.at, symbol.reference()))
        symbols.append(symbol)
        moved.append((symbol, value))
    pushing = _Pushing(functions, tuple(arguments), tuple(symbols), context)
    return at_arguments(elaborate(pushing.at_arguments(node.function), context), moved)


def _unapplied(node: object, count: int, context: Context) -> list[Function]:
    """The functions that stand in an expression without their arguments."""
    name = ""
    if isinstance(node, syntax.Name) and context.is_function(node.key):
        name = node.key
    if isinstance(node, syntax.Application):
        if node.arguments or node.function not in context.scope.functions:
            return []
        name = node.function
    if name:
        context.check_usable(name, node.at if isinstance(node, Expression) else 0)
        found = context.scope.functions[name].get(count)
        if found is None:
            counts = " or ".join(str(number) for number in sorted(context.scope.functions[name]))
            place = node.at if isinstance(node, Expression) else 0
            raise ARGUMENTS(f"'{name}' takes {counts} arguments, not {count}", place)
        return [found]
    return [function for part in syntax.parts_of(node) for function in _unapplied(part, count, context)]


@dataclass(frozen=True)
class _Pushing:
    """Functions that get their arguments: symbols that derivatives by the parameters are taken by."""

    functions: list[Function]
    arguments: tuple[Expression, ...]
    symbols: tuple[Symbol | None, ...]
    context: Context

    def at_arguments(self, node: Expression) -> Expression:
        """The expression with the arguments put in. Raises Unreadable where it is not clear what they are for."""
        match node:
            case syntax.Numeral():
                return node
            case syntax.Name():
                return self._name(node)
            case syntax.Application(arguments=()):
                return replace(node, arguments=self.arguments)
            case syntax.Partial():
                body = elaborate(self.at_arguments(node.body), self.context)
                targets = [self._target(variable) for variable in node.variables]
                return Given(node.at, derivative(body, targets, self.context, node.at))
            case syntax.Total():
                return replace(node, terms=tuple((sign, self.at_arguments(term)) for sign, term in node.terms))
            case syntax.Times():
                return replace(node, factors=tuple(map(self.at_arguments, node.factors)))
            case syntax.Quotient():
                return replace(node, top=self.at_arguments(node.top), bottom=self.at_arguments(node.bottom))
            case syntax.Raised():
                return replace(node, base=self.at_arguments(node.base), exponent=self.at_arguments(node.exponent))
            case syntax.Known():
                return replace(node, arguments=tuple(map(self.at_arguments, node.arguments)))
            case syntax.Subscript():
                return replace(node, base=self.at_arguments(node.base))
            case syntax.Transposed():
                return replace(node, base=self.at_arguments(node.base))
        raise UNAPPLIED(
            "brackets behind this could be its argument or a factor: write the argument behind each function", node.at
        )

    def _name(self, node: syntax.Name) -> Expression:
        if self.context.is_function(node.key):
            return syntax.Application(node.at, node.key, self.arguments)
        parameters = {parameter.name for function in self.functions for parameter in function.parameters}
        if node.key in self.context.scope.sizes:
            return node
        symbol = self.context.symbol(node.key, node.at)
        if node.key in parameters or symbol.value is not None or symbol.sizes:
            raise UNAPPLIED(
                f"'{node.key}' has no argument and is no constant beside the functions that the brackets are for: "
                "write the argument behind each function",
                node.at,
            )
        return node

    def _target(self, node: Expression) -> Target:
        """The argument that a derivative is taken by: the one whose parameter has the letter, or the only one."""
        base, given = (node.base, node.indices) if isinstance(node, syntax.Subscript) else (node, ())
        key = base.key if isinstance(base, syntax.Name) else ""
        letters = [
            {function.parameters[place].name for function in self.functions} for place in range(len(self.symbols))
        ]
        places = [place for place, names in enumerate(letters) if key in names]
        scope = self.context.scope
        is_free = key not in self.context.locals and not scope.is_known(key) and key not in scope.sizes
        if not places and key and len(letters) == 1 and is_free:
            places = [0]
        symbol = self.symbols[places[0]] if len(places) == 1 else None
        if symbol is None:
            expected = " or ".join(sorted(set().union(*letters)))
            raise UNAPPLIED(f"this is no parameter of '{self.functions[0].name}'; expected {expected}", node.at)
        return part_of(symbol, given, self.context, node.at)
