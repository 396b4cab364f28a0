"""The values of functions of which nothing is known: one unknown for each distinct argument.

An unknown is an array: it has one axis for each index in its arguments, so that h(x_i) below a sum over i is a vector.
What holds for every such array holds for every function; the converse is not so, and no refutation may rest on one."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest

from derive.documents.grammar import syntax
from derive.documents.grammar.syntax import Expression
from derive.documents.meaning import typed
from derive.documents.meaning.context import Context
from derive.documents.meaning.derivatives import INDEPENDENT
from derive.documents.meaning.marks import not_understood, numbered_sizes, speaks_of_order
from derive.documents.meaning.registry import elaborate, index
from derive.documents.meaning.shapes import NO_NUMBER, Environment, IndexValue, Names, Value, build
from derive.documents.meaning.symbols import refuse_moved_scripts
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import polynomial_term
from derive.kernel.reasoner import Reasoner
from derive.kernel.terms import (
    ZERO,
    Absolute,
    Add,
    Choose,
    Entry,
    Exp,
    Index,
    IndexVariable,
    KernelError,
    Lambda,
    Maximum,
    Multiply,
    Node,
    Number,
    Product,
    SizeValue,
    Step,
    Sum,
    Term,
    Variable,
    entry,
    free_variables,
    negative,
    rebuild,
    subnodes,
)
from derive.printing.formulas import to_text

LONGEST_ARGUMENT = 4_000
"""Longer terms are told apart as they are spelled, not by their normal form."""

LONGEST_NAME = 60

_LETTERS = "ijklmn"
_TOTAL = (Entry, Number, SizeValue, Add, Multiply, Exp, Absolute, Step, Choose, Sum, Product, Maximum)
"""Terms that are defined wherever their parts are."""


@elaborate.register
def opaque(node: syntax.Opaque, context: Context) -> Value:
    """The value of a function of which nothing is known."""
    context.check_usable(node.function, node.at)
    context.opaque.add(node.function)
    context.scope.has_opaque = True
    arguments = [_argument(argument, context) for argument in node.arguments]
    return Value((), typed.Opaque(node.function, tuple(arguments), node.signs, node.at))


@elaborate.register
def membership(node: syntax.Membership, context: Context) -> Value:
    """Whether an index is in a set of which nothing is known, as a number of which nothing is known: what holds for all
    numbers holds for 0 and 1."""
    context.opaque.add(node.function)
    context.scope.has_opaque = True
    places = tuple(index(place, context) for place in node.places)
    return Value((), typed.Opaque(node.function, places, (), node.at))


def moment_of_unknown(
    node: syntax.UnknownMoment | syntax.Expectation, operator: str, arguments: list[Value], context: Context
) -> Value:
    """The value of a functional of numbers, of which nothing is known but what it is called."""
    for argument in arguments:
        if argument.sizes:
            message = rf"the {node.operator} of {argument.shape} needs its distribution: \mathbb{{E}}_{{k \sim p}}[…]"
            raise NO_NUMBER(message, node.at)
    context.opaque.add(operator)
    context.scope.has_opaque = True
    signs = node.signs if isinstance(node, syntax.UnknownMoment) else ()
    return Value((), typed.Opaque(operator, tuple(arguments), signs, node.at))


@build.register
def _opaque(form: typed.Opaque, environment: Environment, indices: tuple[Index, ...]) -> Term:
    refuse_moved_scripts(form.function, environment, form.at)
    parts = [_built(argument, environment) for argument in form.arguments]
    if any(isinstance(one, Variable) and one.name.startswith("#") for part in parts for one in free_variables(part)):
        raise INDEPENDENT(
            f"nothing is known of '{form.function}', so it can be neither differentiated nor taken to a limit by "
            "what stands in its argument: define it",
            form.at,
        )
    if any(map(speaks_of_order, parts)):
        raise not_understood(
            f"nothing is known of '{form.function}', and its value at a sum up to an index needs a definition", form.at
        )
    if any(map(numbered_sizes, parts)):
        raise not_understood(
            f"nothing is known of '{form.function}', and its value at the number of an index needs a definition",
            form.at,
        )
    partial = [part for part in map(_sample, parts) if not is_total(part)]
    unknown = _unknown(form, parts, environment.names)
    return Add((unknown, *(one for part in partial for one in (part, negative(part))))) if partial else unknown


def _argument(node: Expression, context: Context) -> Value | IndexValue:
    """What a function is taken at: a value, or a letter that is an index here."""
    if isinstance(node, syntax.Name) and context.is_index(node.key):
        return index(node, context)
    return elaborate(node, context)


def _built(argument: Value | IndexValue, environment: Environment) -> Node:
    if isinstance(argument, IndexValue):
        return argument.build(environment)
    return argument.as_array(environment) if argument.sizes else argument.term(environment, ())


def _sample(part: Node) -> Term:
    """A term that is defined where the argument is."""
    if isinstance(part, Term):
        return part
    if not isinstance(part, Lambda):
        return ZERO
    body = part.body
    for size in reversed(part.sizes):
        body = Sum(size, body)
    return body


def is_total(term: Term) -> bool:
    """Whether a term is defined at every point: a function is defined nowhere where its argument is not."""
    return all(isinstance(part, _TOTAL) for part in subnodes(term) if isinstance(part, Term))


def _unknown(form: typed.Opaque, parts: list[Node], names: Names) -> Term:
    """The entry of the unknown of these arguments at the indices that stand in them.

    Its axes are the indices in the order in which they stand in the normal form. Two unknowns are the same only if
    their arguments are, whatever the indices are, and the signs between these: what holds for any two functions also
    holds for one that is written in two ways."""
    places = {one: IndexVariable(f"·{place}", one.size) for place, one in enumerate(_indices(parts))}
    named = [normal_form(part) for part in _with(parts, places)]
    indices: dict[Index, Index] = {place: one for one, place in places.items()}
    axes = [one for one in _indices(named) if one in indices]
    letters = {
        one: IndexVariable(_LETTERS[number % 6] * (number // 6 + 1), one.size) for number, one in enumerate(axes)
    }
    spelled = _with(named, letters)
    texts = [to_text(part) for part in spelled]
    signs = [", " if sign == "," else f" {sign} " for sign in form.signs] if len(form.signs) == len(texts) - 1 else []
    inside = "".join(map("".join, zip_longest(texts, signs or [", "] * (len(texts) - 1), fillvalue="")))
    shown = f"{form.function}({inside})"
    key = " ".join((*(part.key for part in spelled), *form.signs))
    name = names.unknown(form.function, key, shown if len(shown) <= LONGEST_NAME else f"{form.function}(…)")
    return entry(Variable(name, tuple(one.size for one in axes)), tuple(indices[one] for one in axes))


def normal_form(part: Node) -> Node:
    """A number in normal form, where that is cheap; anything else as it is."""
    if not isinstance(part, Term) or len(part.key) > LONGEST_ARGUMENT:
        return part
    try:
        return polynomial_term(Reasoner(()).normal(part))
    except (KernelError, NeedsCase):
        return part


def _indices(parts: list[Node]) -> list[Index]:
    """The indices in the nodes that nothing in them binds, in order, each once."""
    found: dict[Index, None] = {}

    def look(part: Node, depth: int) -> Node | None:
        if not isinstance(part, Index):
            return None
        if not part.loose:
            found.setdefault(part)
        return part

    for part in parts:
        rebuild(part, look)
    return list(found)


def _with(parts: list[Node], new: Mapping[Index, Index]) -> list[Node]:
    return [rebuild(part, lambda one, depth: new.get(one) if isinstance(one, Index) else None) for part in parts]
