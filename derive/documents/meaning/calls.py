"""Functions of the document at arguments: their bodies, and variables that stand for something else meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

from derive.documents.errors import Unreadable
from derive.documents.grammar import syntax
from derive.documents.grammar.syntax import Expression
from derive.documents.meaning.context import Context
from derive.documents.meaning.registry import elaborate, index
from derive.documents.meaning.shapes import Environment, IndexValue, Value
from derive.documents.meaning.symbols import Function, IndexSymbol, Moved, Symbol
from derive.kernel.terms import Index, Term

DEEPEST_APPLICATION = 30


@dataclass(frozen=True)
class Given(Expression):
    """Something whose value is known already."""

    value: Value


@elaborate.register
def given(node: Given, context: Context) -> Value:
    """The value that was found before."""
    return node.value


def own_arguments(function: Function, at: int, context: Context) -> tuple[Expression, ...]:
    """A function that is written without arguments is taken at its parameters."""
    for parameter in function.parameters:
        if parameter.kind == "value" and parameter.name not in context.locals:
            context.symbol(parameter.name, at, parameter.axes)
    return tuple(syntax.Name(at, parameter.name) for parameter in function.parameters)


def apply(
    function: Function, arguments: tuple[Expression, ...], context: Context, at: int
) -> tuple[Value, list[Symbol | IndexValue], list[Moved]]:
    """The function's body, its parameters, and the variables of the document that still have to be
    moved to the arguments (see :func:`at_arguments`)."""
    if context.depth > DEEPEST_APPLICATION:
        raise Unreadable("functions are applied more than 30 deep", at)
    names: dict[str, Symbol | IndexValue] = {}
    moved: list[Moved] = []
    for parameter, argument in zip(function.parameters, arguments, strict=True):
        if parameter.kind == "index":
            names[parameter.name] = place = index(argument, context)
            if parameter.name in context.scope.classes:
                moved.append((context.scope.classes[parameter.name], place))
            continue
        value = elaborate(argument, context)
        if len(value.sizes) != parameter.axes or value.row:
            kind = ("a number", "a vector", "a matrix")[parameter.axes]
            raise Unreadable(f"'{function.name}' takes {kind} here, not {value.shape}", argument.at)
        is_shared = parameter.shared is not None and _fits(parameter.shared, value, argument.at)
        symbol = parameter.shared if parameter.shared and is_shared else Symbol(parameter.name, value.sizes, at)
        names[parameter.name] = symbol
        moved.append((symbol, value))  # all at once: an argument may mention what another one moves
    return function_body(function, names, context), list(names.values()), moved


def _fits(symbol: Symbol, value: Value, at: int) -> bool:
    """Whether the value can stand for the variable; then their sizes are the same."""
    pairs = list(zip(symbol.sizes, value.sizes, strict=True))
    if any(one.value is not None and other.value is not None and one.value != other.value for one, other in pairs):
        return False
    for one, other in pairs:
        one.unify(other, at)
    return True


def at_arguments(value: Value, moved: list[Moved]) -> Value:
    """The value where variables stand for the arguments of a function, and what depends on them moves along."""
    if not moved:
        return value

    def build(environment: Environment, indices: tuple[Index, ...]) -> Term:
        inner = environment
        for symbol, argument in moved:
            if isinstance(argument, IndexValue):
                inner = inner.with_index(symbol, argument.build(environment))
            else:
                inner = inner.with_array(symbol, argument.as_array(environment))
        return value.build(inner, indices)

    return Value(value.sizes, build, value.row)


def function_body(function: Function, names: dict[str, Symbol | IndexValue], context: Context) -> Value:
    """The body of a function; one that is defined by entries becomes an array."""
    letters = [context.scope.entry_letter(letter) for letter in function.indices]
    inner = context.inside_function({**names, **{letter.name: letter.value() for letter in letters}})
    body = elaborate(function.body, inner)
    return by_entries(body, letters, function.at)


def by_entries(body: Value, letters: list[IndexSymbol], at: int) -> Value:
    """The array whose entries the body gives for the index letters."""
    if not letters:
        return body
    if body.sizes:
        raise Unreadable(f"an entry is defined by {body.shape}", at)

    def build(environment: Environment, indices: tuple[Index, ...]) -> Term:
        for letter, value in zip(letters, indices, strict=True):
            environment = environment.with_index(letter, value)
        return body.term(environment, ())

    return Value(tuple(letter.size for letter in letters), build)
