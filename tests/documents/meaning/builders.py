"""Syntax trees and scopes by hand, and the terms that they mean."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from derive.documents.errors import Unreadable
from derive.documents.grammar import syntax
from derive.documents.grammar.choices import all_readings
from derive.documents.grammar.syntax import Expression
from derive.documents.meaning.context import Context
from derive.documents.meaning.registry import elaborate
from derive.documents.meaning.scope import Scope
from derive.documents.meaning.shapes import Environment, SizeReference, Value
from derive.documents.meaning.symbols import Function, Parameter, Symbol
from derive.kernel import rules
from derive.kernel.terms import Equal, IndexVariable, KernelError, Size, Term, Variable, entry


def num(value: int) -> syntax.Numeral:
    return syntax.Numeral(0, Fraction(value), 0)


def name(key: str) -> syntax.Name:
    return syntax.Name(0, key)


def as_node(part: Expression | str | int) -> Expression:
    return name(part) if isinstance(part, str) else num(part) if isinstance(part, int) else part


def sub(base: Expression | str, *indices: Expression | str | int) -> syntax.Subscript:
    return syntax.Subscript(0, as_node(base), tuple(map(as_node, indices)))


def add(*terms: Expression | str | int) -> syntax.Total:
    return syntax.Total(0, tuple((1, as_node(term)) for term in terms))


def minus(left: Expression | str | int, right: Expression | str | int) -> syntax.Total:
    return syntax.Total(0, ((1, as_node(left)), (-1, as_node(right))))


def times(*factors: Expression | str | int) -> syntax.Times:
    return syntax.Times(0, tuple(map(as_node, factors)))


def over(top: Expression | str | int, bottom: Expression | str | int) -> syntax.Quotient:
    return syntax.Quotient(0, as_node(top), as_node(bottom))


def power(base: Expression | str, exponent: Expression | str | int) -> syntax.Raised:
    return syntax.Raised(0, as_node(base), as_node(exponent))


def known(function: str, *arguments: Expression | str | int, primes: int = 0) -> syntax.Known:
    return syntax.Known(0, function, tuple(map(as_node, arguments)), primes)


def total(letter: str, body: Expression, bound: str | None = None) -> syntax.Big:
    limit = name(bound) if bound else None
    return syntax.Big(0, "sum", (syntax.Binder(0, letter, limit, ()),), body)


def call(function: str, *arguments: Expression | str | int, primes: int = 0) -> syntax.Application:
    return syntax.Application(0, function, tuple(map(as_node, arguments)), primes)


def applied(function: Expression | str, *arguments: Expression | str | int) -> syntax.Applied:
    return syntax.Applied(0, as_node(function), tuple(map(as_node, arguments)))


def at_value(body: Expression | str, value: Expression | str | int) -> syntax.AtValue:
    return syntax.AtValue(0, as_node(body), as_node(value))


def partial(body: Expression | str, *variables: Expression | str) -> syntax.Partial:
    return syntax.Partial(0, as_node(body), tuple(map(as_node, variables)))


def nabla(body: Expression | str, variable: Expression | str | None = None, order: int = 1) -> syntax.Nabla:
    return syntax.Nabla(0, as_node(body), None if variable is None else as_node(variable), order)


def transposed(base: Expression | str) -> syntax.Transposed:
    return syntax.Transposed(0, as_node(base), False)


def scope(**sizes: str) -> Scope:
    """A scope with declared variables, each with its sizes: ``x="", z="K", A="m n"``."""
    made = Scope()
    for key, axes in sizes.items():
        made.symbols[key] = declared(made, key, axes)
    return made


def declared(made: Scope, key: str, axes: str = "") -> Symbol:
    references = [SizeReference(int(axis)) if axis.isdigit() else made.size(axis) for axis in axes.split()]
    return Symbol(key, tuple(references), 0)


def define(made: Scope, key: str, body: Expression) -> None:
    """A name without argument."""
    value = elaborate(body, Context(made))
    made.symbols[key] = Symbol(key, value.sizes, 0, value)


def function(made: Scope, key: str, body: Expression, *parameters: Parameter | str) -> None:
    """A function; parameters that are letters are numbers."""
    known_ = tuple(Parameter(one, "value", 0) if isinstance(one, str) else one for one in parameters)
    made.functions.setdefault(key, {})[len(known_)] = Function(key, known_, (), body, 0)


def term(node: Expression | str, made: Scope, *letters: str, context: Context | None = None) -> Term:
    """What the expression means, at index letters where it is an array."""
    return at(elaborate(as_node(node), context or Context(made)), made, *letters)


def at(value: Value, made: Scope, *letters: str) -> Term:
    environment = Environment(made)
    indices = tuple(
        IndexVariable(letter, environment.size(size)) for letter, size in zip(letters, value.sizes, strict=True)
    )
    return value.term(environment, indices)


def readings(node: Expression, make: Callable[[], Scope], *letters: str) -> list[Term | str]:
    """What the expression means in each reading, or why it has no meaning."""

    def read(choices: object) -> Term:
        made = make()
        made.choices = choices  # type: ignore[assignment]
        return term(node, made, *letters)

    return [one.result or str(one.problem) for one in all_readings(read)]


def same(left: Term, right: Term) -> bool:
    """Whether the kernel finds two terms equal."""
    try:
        rules.by_normal_form(Equal(left, right), (), ())
    except KernelError:
        return False
    return True


def variable(key: str, *indices: tuple[str, Size]) -> Term:
    """An entry of a variable: the letter of each index and its size."""
    chosen = tuple(IndexVariable(letter, size) for letter, size in indices)
    return entry(Variable(key, tuple(size for _, size in indices)), chosen)


def refused(node: Expression | str, made: Scope, message: str, *letters: str) -> None:
    """The expression has no meaning, and the message says why."""
    with pytest.raises(Unreadable, match=message):
        term(node, made, *letters)


def opaque(key: str, *arguments: Expression | str | int) -> syntax.Opaque:
    return syntax.Opaque(0, key, tuple(map(as_node, arguments)))
