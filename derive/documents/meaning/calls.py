"""Functions of the document at arguments: their bodies, and variables that stand for something else meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from derive.documents.errors import refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.syntax import Expression
from derive.documents.meaning import typed
from derive.documents.meaning.combining import constant, entrywise
from derive.documents.meaning.context import Context
from derive.documents.meaning.registry import elaborate, index
from derive.documents.meaning.shapes import NO_NUMBER, TOO_LARGE, Environment, IndexValue, SizeReference, Value, build
from derive.documents.meaning.symbols import Function, IndexSymbol, Moved, Parameter, Symbol
from derive.kernel.terms import Index, Term

ARGUMENTS = refusal(
    "D224",
    "arguments that a function does not take",
    """A function takes as many arguments as its definition has, of the same kinds: numbers, vectors, matrices or
    indices. One that is defined by an entry takes entries. Write the arguments as in the definition, or define the
    function for what it is applied to here.""",
    ("f(1) = 1", "define $f(x, y) = x + y$"),
    ("f(1, 2) = 3", "define $f(x, y) = x + y$"),
)

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
    return tuple(
        syntax.Subscript(at, syntax.Name(at, parameter.name), (syntax.Name(at, parameter.letter),))
        if parameter.kind == "entry"
        else syntax.Name(at, parameter.name)
        for parameter in function.parameters
    )


def own_names(function: Function) -> dict[str, Symbol | IndexValue]:
    """What the parameters are in the body by itself."""
    names: dict[str, Symbol | IndexValue] = {}
    for parameter in function.parameters:
        if parameter.kind == "value":
            sizes = tuple(SizeReference() for _ in range(parameter.axes))
            names[parameter.name] = parameter.shared or Symbol(parameter.name, sizes, function.at)
        else:
            letter = parameter.letter or parameter.name
            names[letter] = IndexSymbol(letter, SizeReference()).value()
    return names


def apply(
    function: Function, arguments: tuple[Expression, ...], context: Context, at: int
) -> tuple[Value, list[Symbol | IndexValue], list[Moved]]:
    """The function's body, its parameters, and the variables of the document that still have to be
    moved to the arguments (see :func:`at_arguments`)."""
    if context.depth > DEEPEST_APPLICATION:
        raise TOO_LARGE("functions are applied more than 30 deep: check the formula in steps", at)
    names: dict[str, Symbol | IndexValue] = {}
    moved: list[Moved] = []
    sizes: dict[str, SizeReference] = {}
    for parameter, argument in zip(function.parameters, arguments, strict=True):
        place = _place(parameter, argument, context)
        if place is not None:
            letter = parameter.letter or parameter.name
            names[letter] = place
            if letter in context.scope.classes:
                moved.append((context.scope.classes[letter], place))
            continue
        value = elaborate(argument, context)
        if parameter.axes and isinstance(argument, syntax.Numeral) and argument.value == 0:
            value = _zeros(parameter.axes)
        if parameter.root and not _is_itself(argument, parameter, context):
            value = entrywise("abs", value)
        if len(value.sizes) != parameter.axes or value.row:
            kind = {0: "a number", 1: "a vector", 2: "a matrix"}.get(parameter.axes, "an array")
            raise ARGUMENTS(
                f"'{function.name}' takes {kind} here, not {value.shape}: define it for that, too",
                argument.at,
            ).about(function.name)
        if parameter.kind == "entry":
            symbol = Symbol(f"{parameter.name}_{{{parameter.letter}}}", value.sizes, at)
            names[symbol.name] = symbol
            moved.append((symbol, value))
            function = _without_entry(function, parameter, symbol, argument.at)
            continue
        _resize(parameter, value, sizes, argument.at)
        is_shared = parameter.shared is not None and _fits(parameter.shared, value, argument.at)
        symbol = parameter.shared if parameter.shared and is_shared else Symbol(parameter.name, value.sizes, at)
        names[parameter.name] = symbol
        moved.append((symbol, value))  # all at once: an argument may mention what another one moves
    return function_body(function, names, context, sizes), list(names.values()), moved


def _zeros(axes: int) -> Value:
    """The array of zeros that a 0 stands for where an array is expected."""
    return constant(0, *(SizeReference() for _ in range(axes)))


def _is_itself(argument: Expression, parameter: Parameter, context: Context) -> bool:
    """Whether an argument is the variable of the document that the function was defined with."""
    return isinstance(argument, syntax.Name) and argument.key == parameter.name and argument.key not in context.locals


def _place(parameter: Parameter, argument: Expression, context: Context) -> IndexValue | None:
    """The index that an argument is, or has where the parameter is an entry of the same array; None for a value."""
    if parameter.kind == "index":
        return index(argument, context)
    is_entry = parameter.kind == "entry" and isinstance(argument, syntax.Subscript) and len(argument.indices) == 1
    if is_entry and isinstance(argument, syntax.Subscript):
        base = argument.base
        if isinstance(base, syntax.Name) and base.key == parameter.name and base.key not in context.locals:
            return index(argument.indices[0], context)
    return None


def _without_entry(function: Function, parameter: Parameter, symbol: Symbol, at: int) -> Function:
    """The function of a value that is no entry of the array: the entry in the body is the value. Raises Unreadable
    where the body has the index elsewhere, too."""

    def changed(node: object) -> object:
        if _binds(node, parameter.letter):
            return node
        if isinstance(node, syntax.Name) and node.key == parameter.letter:
            raise ARGUMENTS(
                f"'{function.name}' is defined for an entry of '{parameter.name}' and uses its index "
                f"'{parameter.letter}' elsewhere: write an entry of '{parameter.name}' as its argument",
                at,
            )
        if isinstance(node, syntax.Subscript) and isinstance(node.base, syntax.Name):
            first, *rest = node.indices
            is_name = isinstance(first, syntax.Name) and first.key == parameter.letter
            if is_name and node.base.key == parameter.name:
                value = Given(node.at, symbol.reference())
                return syntax.Subscript(node.at, value, tuple(rest)) if rest else value
        if isinstance(node, tuple):
            return tuple(changed(part) for part in node)
        if isinstance(node, Expression):
            parts: dict[str, Any] = {one.name: changed(getattr(node, one.name)) for one in fields(node)}
            return replace(node, **parts)
        return node

    body = changed(function.body)
    assert isinstance(body, Expression)
    return replace(function, body=body)


def _binds(node: object, letter: str) -> bool:
    """Whether a node has the letter as its own index."""
    if isinstance(node, syntax.Big):
        return any(binder.letter == letter for binder in node.binders)
    if isinstance(node, syntax.Arg):
        return node.binder is not None and node.binder.letter == letter
    return isinstance(node, syntax.Expectation) and node.letter == letter


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
    return Value(value.sizes, typed.AtArguments(value, tuple(moved)), value.row)


@build.register
def _at_arguments(form: typed.AtArguments, environment: Environment, indices: tuple[Index, ...]) -> Term:
    inner = environment
    for symbol, argument in form.moved:
        if isinstance(argument, IndexValue):
            inner = inner.with_index(symbol, argument.build(environment))
        else:
            inner = inner.with_array(symbol, argument.as_array(environment))
    return form.body.build(inner, indices)


def _resize(parameter: Parameter, value: Value, sizes: dict[str, SizeReference], at: int) -> None:
    """Notes the size of an argument where the function is defined for vectors of a size that a letter names: it is
    meant for every size."""
    if parameter.shared is None:
        return
    for own, other in zip(parameter.shared.sizes, value.sizes, strict=True):
        if isinstance(own.value, str):
            sizes.setdefault(own.value, other).unify(other, at, "the sizes of the arguments")


def function_body(
    function: Function,
    names: dict[str, Symbol | IndexValue],
    context: Context,
    sizes: dict[str, SizeReference] | None = None,
) -> Value:
    """The body of a function; one that is defined by entries becomes an array. ``sizes`` are those of its arguments."""
    letters = [context.scope.entry_letter(letter) for letter in function.indices]
    inner = context.inside_function({**names, **{letter.name: letter.value() for letter in letters}}, sizes)
    body = elaborate(function.body, inner)
    return by_entries(body, letters, function.at)


def by_entries(body: Value, letters: list[IndexSymbol], at: int, of_members: bool = False) -> Value:
    """The array whose entries, or whose members where these are vectors, the body gives for the index letters."""
    if not letters:
        return body
    if body.sizes and not of_members:
        raise NO_NUMBER(
            f"an entry is defined by {body.shape}; expected a number: write the index on the right side, too", at
        )
    sizes = (*(letter.size for letter in letters), *body.sizes)
    return Value(sizes, typed.ByEntries(tuple(letters), body))
