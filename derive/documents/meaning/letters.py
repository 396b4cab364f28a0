"""What a letter or a number is: a value, an index, or a size."""

from __future__ import annotations

from fractions import Fraction

from derive.documents.errors import Unreadable
from derive.documents.grammar import syntax
from derive.documents.grammar.syntax import Expression
from derive.documents.meaning.calls import own_arguments
from derive.documents.meaning.context import Context
from derive.documents.meaning.registry import elaborate, index
from derive.documents.meaning.shapes import Environment, IndexValue, SizeReference, Value, constant
from derive.kernel.terms import Index, IndexNumber, LastIndex, SizeValue


@elaborate.register
def numeral(node: syntax.Numeral, context: Context) -> Value:
    """A number."""
    return constant(node.value)


@elaborate.register
def name(node: syntax.Name, context: Context) -> Value:
    """A letter as a value: a size, a function at its own parameters, or a variable."""
    key = node.key
    context.check_usable(key, node.at)
    if key in context.scope.sizes and key not in context.locals:
        size = context.scope.sizes[key]
        return Value((), lambda environment, indices: SizeValue(environment.size(size)))
    if context.is_function(key):
        functions = context.scope.functions[key]
        if len(functions) > 1:
            raise Unreadable(f"'{key}' is defined for several numbers of arguments: write them", node.at)
        function = next(iter(functions.values()))
        return elaborate(syntax.Application(node.at, key, own_arguments(function, node.at, context)), context)
    symbol = context.symbol(key, node.at)
    if key == "e" and symbol.implicit and not symbol.sizes and key not in context.locals:
        return elaborate(syntax.Known(node.at, "exp", (syntax.Numeral(node.at, Fraction(1), 0),)), context)
    return symbol.reference()


@index.register
def letter(node: syntax.Name, context: Context) -> IndexValue:
    """An index letter; that of a size is its last class."""
    if node.key in context.scope.sizes and node.key not in context.locals:
        return _last(context.scope.sizes[node.key])
    return context.index_letter(node.key, node.at)


@index.register
def number(node: syntax.Numeral, context: Context) -> IndexValue:
    """A class by its number."""
    if node.decimals:
        raise Unreadable("this is not an index: expected a letter or a number", node.at)
    return _number_index(int(node.value), node.at, context)


@index.register
def member(node: syntax.Subscript, context: Context) -> IndexValue:
    """A member of a family of classes, cₙ."""
    base = node.base
    if not isinstance(base, syntax.Name):
        raise Unreadable("this is not an index: expected a letter or a number", node.at)
    family = context.scope.classes.get(base.key)
    if family is None or len(family.axes) != len(node.indices):
        raise Unreadable(f"'{base.key}' is not a family of classes: declare it with 'let'", node.at)
    arguments = tuple(index(part, context) for part in node.indices)
    for argument, size in zip(arguments, family.axes, strict=True):
        argument.size.unify(size, node.at)
    return family.value(arguments)


def _last(size: SizeReference) -> IndexValue:
    def build(environment: Environment) -> Index:
        value = environment.size(size)
        return IndexNumber(value, value) if isinstance(value, int) else LastIndex(value)

    return IndexValue(size, build)


def _number_index(value: int, at: int, context: Context) -> IndexValue:
    if value < 1:
        raise Unreadable("indices are counted from 1", at)
    size = SizeReference()
    context.numbers.append((value, size))

    def build(environment: Environment) -> Index:
        known = environment.size(size)
        if isinstance(known, int) and value > known:
            raise Unreadable(f"the index {value} is larger than the size {known}", at)
        return IndexNumber(value, known)

    return IndexValue(size, build)


def size_of(node: Expression | None, context: Context) -> SizeReference:
    """The size that an expression names: a letter or a number."""
    if node is None:
        return SizeReference()
    if isinstance(node, syntax.Name) and node.key not in context.locals and node.key not in context.scope.classes:
        context.refuse_ordered(node.key, node.at)
        context.check_usable(node.key, node.at)
        symbol = context.scope.symbols.get(node.key)
        if symbol is None or (symbol.implicit and node.key not in context.used):
            return context.scope.size(node.key)
    if isinstance(node, syntax.Numeral) and node.decimals == 0 and 1 <= node.value <= 10_000:
        return SizeReference(int(node.value))
    raise Unreadable("this is not a size: expected a letter or a number from 1 to 10000", node.at)
