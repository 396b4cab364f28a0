"""What a letter or a number is: a value, an index, or a size."""

from __future__ import annotations

from fractions import Fraction

from derive.documents.errors import refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.syntax import Expression
from derive.documents.meaning import typed
from derive.documents.meaning.calls import ARGUMENTS, own_arguments
from derive.documents.meaning.combining import constant
from derive.documents.meaning.context import FAMILY, INDEX_OR_NUMBER, Context
from derive.documents.meaning.order import is_running_index, neighbour, number_of
from derive.documents.meaning.registry import elaborate, index, no_index
from derive.documents.meaning.shapes import Environment, IndexValue, SizeReference, Value, build_index
from derive.kernel.terms import Index, IndexNumber, LastIndex

COUNTING = refusal(
    "D212",
    "an index outside of its range",
    """Indices are counted from 1 up to the size, or from 0 up to the size less 1 in a document that says so. An index
    outside of that, or one counted from the end of a size that is no number, names no entry. Write an index in the
    range, or say how the document counts with the directive 'indices from 0'.""",
    ("x_0 = 1", r"let $x \in \mathbb{R}^3$"),
    ("x_0 + x_1 + x_2 = x_2 + x_1 + x_0", "indices from 0", r"let $x \in \mathbb{R}^3$"),
)

IMAGINARY = refusal(
    "D252",
    "the letter i as a number that nothing introduces",
    """The letter i is an index, or the imaginary unit. Complex numbers are not understood. Declare the letter with
    'let' where it is a real number, or write another one.""",
    ("i^2 = -1",),
    (r"i^2 \ge 0", r"let $i \in \mathbb{R}$"),
)

NO_SIZE = refusal(
    "D213",
    "a bound that is no size",
    """A sum or a list runs over all classes, up to a size: a letter, or a number from 1 to 10000. A letter that is
    declared as a class is no size, and neither is an expression. Write the letter of the size, and leave it
    undeclared.""",
    (r"\sum_{i=1}^{K+1} x_i = 1", r"let $x \in \mathbb{R}^K$"),
    (r"\sum_{i=1}^K x_i = \sum_i x_i", r"let $x \in \mathbb{R}^K$"),
)


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
        return Value((), typed.SizeNumber(size))
    if context.is_function(key):
        functions = context.scope.functions[key]
        if len(functions) > 1:
            raise ARGUMENTS(
                f"'{key}' is defined for several numbers of arguments: write its arguments in brackets", node.at
            ).about(key)
        function = next(iter(functions.values()))
        if any(one.kind != "value" for one in function.parameters) and key in _notations(context):
            raise ARGUMENTS(f"the notation {key} has an index in its brackets: write it, or the sum over it", node.at)
        return elaborate(syntax.Application(node.at, key, own_arguments(function, node.at, context)), context)
    if is_running_index(key, context) or context.is_given_index(key):
        counted_from = context.scope.first_index()
        declared = context.scope.classes.get(key) if key not in context.locals else None
        if declared is not None and declared.first not in (None, counted_from):
            raise INDEX_OR_NUMBER(
                f"'{key}' is declared as a class that is counted from {declared.first}, and this document counts from "
                f"{counted_from}: its number is not clear; declare it as the document counts",
                node.at,
            ).sensible()
        return number_of(context.index_letter(key, node.at), counted_from - 1, is_running_index(key, context))
    if context.scope.is_running(key) and not context.scope.is_known(key) and key not in context.locals:
        raise INDEX_OR_NUMBER(
            f"'{key}' is an index that sums run up to elsewhere, and stands here as a number without being an index: "
            "write another letter for the number",
            node.at,
        )
    symbol = context.symbol(key, node.at)
    if key == "i" and symbol.implicit and not symbol.sizes and key not in context.locals:
        if key in context.scope.collected.below:
            raise INDEX_OR_NUMBER(
                f"'{key}' is used as a number and as an index: write another letter for one of them", node.at
            )
        raise IMAGINARY(
            "'i' is a number here that nothing introduces, and may be the imaginary unit, or an index: complex numbers "
            "are not understood; declare i with 'let' where it is a real number",
            node.at,
        ).sensible()
    if key == "e" and symbol.implicit and not symbol.sizes and key not in context.locals:
        return elaborate(syntax.Known(node.at, "exp", (syntax.Numeral(node.at, Fraction(1), 0),)), context)
    return symbol.reference()


def _notations(context: Context) -> set[str]:
    return {pattern.key for pattern in context.scope.notations}


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
        raise no_index(node.at)
    return index_number(int(node.value), node.at, context)


@index.register
def before_last(node: syntax.Total, context: Context) -> IndexValue:
    """``K - 1``: the last class where classes are counted from 0, else the one before it."""
    match node.terms:
        case ((1, syntax.Name(key=key)), (-1, syntax.Numeral(decimals=0, value=less))) if _is_size(key, context):
            distance = int(less) - 1 + context.scope.first_index()
            return _from_last(context.size(key), key, distance, node.at)
    found = neighbour(node, context)
    if found is not None:
        return found
    raise no_index(node.at)


def _is_size(key: str, context: Context) -> bool:
    return key in context.scope.sizes and key not in context.locals


@index.register
def member(node: syntax.Subscript, context: Context) -> IndexValue:
    """A member of a family of classes, cₙ."""
    base = node.base
    if not isinstance(base, syntax.Name):
        raise no_index(node.at)
    family = context.scope.classes.get(base.key)
    if family is None or len(family.axes) != len(node.indices):
        stands = "is declared as one class" if family is not None and not family.axes else "is not a family of classes"
        wanted = rf"{base.key}_n \in \{{1, \dots, K\}}"
        message = f"'{base.key}' {stands} and has no index: declare a family with 'let ${wanted}$'"
        raise FAMILY(message, node.at).asking(wanted)
    arguments = tuple(index(part, context) for part in node.indices)
    for argument, size in zip(arguments, family.axes, strict=True):
        argument.size.unify(size, node.at)
    return family.value(arguments)


def _from_last(size: SizeReference, letter: str, distance: int, at: int) -> IndexValue:
    """The class so many before the last one: the last, or one that has a number where the size is a number."""
    if distance < 0:
        raise COUNTING(f"'{letter}' is no class where classes are counted from 0: the last one is {letter} - 1", at)
    return IndexValue(size, typed.FromLast(distance, size, letter, at))


@build_index.register
def _class_from_last(form: typed.FromLast, environment: Environment) -> Index:
    value = environment.size(form.size)
    if isinstance(value, int) and value > form.distance:
        return IndexNumber(value - form.distance, value)
    if form.distance or isinstance(value, int):
        raise COUNTING(
            f"a class before the last is understood where the size '{form.letter}' is a number: declare it so",
            form.at,
        )
    return LastIndex(value)


def index_number(value: int, at: int, context: Context) -> IndexValue:
    """A class by its number, which is counted from 1, or from 0 in a document that says so."""
    first = context.scope.first_index()
    place = value - first + 1
    if place < 1:
        other = ", or write the directive 'indices from 0'" if first else ""
        raise COUNTING(f"indices are counted from {first}: write a number from {first} on{other}", at)
    size = SizeReference()
    context.numbers.append((place, size))
    return IndexValue(size, typed.NumberedClass(place, size, first, at))


@build_index.register
def _numbered_class(form: typed.NumberedClass, environment: Environment) -> Index:
    known, less = environment.size(form.size), form.first - 1
    if isinstance(known, int) and form.place > known:
        raise COUNTING(
            f"the index {form.place + less} is larger than the size {known} has: the last one is {known + less}",
            form.at,
        )
    return IndexNumber(form.place, known)


def size_of(node: Expression | None, context: Context) -> SizeReference:
    """The size that an expression names: a letter or a number."""
    if node is None:
        return SizeReference()
    if isinstance(node, syntax.Name) and node.key not in context.locals and node.key not in context.scope.classes:
        context.refuse_ordered(node.key, node.at)
        context.check_usable(node.key, node.at)
        if context.scope.is_running(node.key):
            raise NO_SIZE(
                f"'{node.key}' is above this sign and an index elsewhere, and what runs up to an index begins with the "
                "first entry, or with an index: write what is left out apart; where it is a size, declare what has "
                f"this size, 'let $x \\in \\mathbb{{R}}^{node.key}$'",
                node.at,
            )
        symbol = context.scope.symbols.get(node.key)
        is_size = node.key in context.scope.sizes
        if is_size or symbol is None or (symbol.implicit and node.key not in context.used):
            return context.size(node.key)
    if isinstance(node, syntax.Numeral) and node.decimals == 0 and 1 <= node.value <= 10_000:
        return SizeReference(int(node.value))
    raise NO_SIZE("this is not a size: expected a letter that is not declared, or a number from 1 to 10000", node.at)
