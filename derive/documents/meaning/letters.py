"""What a letter or a number is: a value, an index, or a size."""

from __future__ import annotations

from fractions import Fraction

from derive.documents.errors import Unreadable
from derive.documents.grammar import syntax
from derive.documents.grammar.syntax import Expression
from derive.documents.meaning.calls import own_arguments
from derive.documents.meaning.context import Context
from derive.documents.meaning.registry import NO_INDEX, elaborate, index
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
    if _is_size(key, context):
        size = context.size(key)
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
    if _is_size(node.key, context):
        return _from_last(context.size(node.key), node.key, context.scope.first_index() - 1, node.at)
    return context.index_letter(node.key, node.at)


@index.register
def number(node: syntax.Numeral, context: Context) -> IndexValue:
    """A class by its number."""
    if node.decimals:
        raise Unreadable(NO_INDEX, node.at)
    return index_number(int(node.value), node.at, context)


@index.register
def before_last(node: syntax.Total, context: Context) -> IndexValue:
    """``K - 1``: the last class where classes are counted from 0, else the one before it."""
    match node.terms:
        case ((1, syntax.Name(key=key)), (-1, syntax.Numeral(decimals=0, value=less))) if _is_size(key, context):
            distance = int(less) - 1 + context.scope.first_index()
            return _from_last(context.size(key), key, distance, node.at)
    raise Unreadable(NO_INDEX, node.at)


def _is_size(key: str, context: Context) -> bool:
    return key in context.scope.sizes and key not in context.locals


@index.register
def member(node: syntax.Subscript, context: Context) -> IndexValue:
    """A member of a family of classes, cₙ."""
    base = node.base
    if not isinstance(base, syntax.Name):
        raise Unreadable(NO_INDEX, node.at)
    family = context.scope.classes.get(base.key)
    if family is None or len(family.axes) != len(node.indices):
        raise Unreadable(f"'{base.key}' is not a family of classes: declare it with 'let'", node.at)
    arguments = tuple(index(part, context) for part in node.indices)
    for argument, size in zip(arguments, family.axes, strict=True):
        argument.size.unify(size, node.at)
    return family.value(arguments)


def _from_last(size: SizeReference, letter: str, distance: int, at: int) -> IndexValue:
    """The class so many before the last one: the last, or one that has a number where the size is a number."""
    if distance < 0:
        raise Unreadable(f"'{letter}' is no class where classes are counted from 0: the last one is {letter} - 1", at)

    def build(environment: Environment) -> Index:
        value = environment.size(size)
        if isinstance(value, int) and value > distance:
            return IndexNumber(value - distance, value)
        if distance or isinstance(value, int):
            raise Unreadable(f"a class before the last is understood where the size '{letter}' is a number", at)
        return LastIndex(value)

    return IndexValue(size, build)


def index_number(value: int, at: int, context: Context) -> IndexValue:
    """A class by its number, which is counted from 1, or from 0 in a document that says so."""
    first = context.scope.first_index()
    place = value - first + 1
    if place < 1:
        raise Unreadable(f"indices are counted from {first}", at)
    size = SizeReference()
    context.numbers.append((place, size))

    def build(environment: Environment) -> Index:
        known = environment.size(size)
        if isinstance(known, int) and place > known:
            raise Unreadable(f"the index {value} is larger than the size {known} has", at)
        return IndexNumber(place, known)

    return IndexValue(size, build)


def size_of(node: Expression | None, context: Context) -> SizeReference:
    """The size that an expression names: a letter or a number."""
    if node is None:
        return SizeReference()
    if isinstance(node, syntax.Name) and node.key not in context.locals and node.key not in context.scope.classes:
        context.refuse_ordered(node.key, node.at)
        context.check_usable(node.key, node.at)
        symbol = context.scope.symbols.get(node.key)
        is_size = node.key in context.scope.sizes
        if is_size or symbol is None or (symbol.implicit and node.key not in context.used):
            return context.size(node.key)
    if isinstance(node, syntax.Numeral) and node.decimals == 0 and 1 <= node.value <= 10_000:
        return SizeReference(int(node.value))
    raise Unreadable("this is not a size: expected a letter or a number from 1 to 10000", node.at)
