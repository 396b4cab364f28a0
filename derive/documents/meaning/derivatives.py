"""Derivatives: by entries, scalars and whole arrays; of functions at a point; gradients and Hessians."""

from __future__ import annotations

from dataclasses import dataclass, replace

from derive.documents.errors import Unreadable
from derive.documents.grammar import syntax
from derive.documents.grammar.syntax import Expression
from derive.documents.meaning.arrays import which_line
from derive.documents.meaning.calls import apply, at_arguments
from derive.documents.meaning.context import Context
from derive.documents.meaning.registry import elaborate, index
from derive.documents.meaning.shapes import Environment, IndexValue, SizeReference, Value, transposed
from derive.documents.meaning.symbols import Moved, Symbol
from derive.kernel.terms import Derivative, Index, Term, Variable, close_body, free_variables


@dataclass(frozen=True, eq=False)
class _Target:
    """What is differentiated by: a symbol, the indices that are given, and the axes that are left."""

    symbol: Symbol
    indices: tuple[IndexValue, ...]
    axes: tuple[SizeReference, ...]
    row: bool = False
    is_column: bool = False
    """Whether the index that is given is the second one: the target is a column of a matrix."""


@elaborate.register
def partial(node: syntax.Partial, context: Context) -> Value:
    """∂ body / ∂ variables, the last variable first."""
    value = elaborate(node.body, context)
    is_number = not value.sizes
    targets = [_target(variable, context) for variable in node.variables]
    for target in reversed(targets):
        value = _derivative(value, target, context, node.at)
    if is_number and [target.row for target in targets] == [False, True] and len(value.sizes) == 2:
        one, other = (target.symbol for target in targets)
        return value if one is other else transposed(value)  # ∂² / ∂x ∂yᵀ has the rows of x
    return value


@elaborate.register
def nabla(node: syntax.Nabla, context: Context) -> Value:
    """The gradient as a column, or the Hessian."""
    if node.variable is None:
        assert isinstance(node.body, syntax.Application)
        value, target, moved = _of_function(node.body, context)
    else:
        value, target, moved = elaborate(node.body, context), _target(node.variable, context), []
    if value.sizes:
        raise Unreadable(f"a gradient is that of a number, not of {value.shape}", node.at)
    if node.is_followed and node.variable is not None:
        value = _dependent(value, target, node.at)
    for _ in range(node.order):
        value = _derivative(value, target, context, node.at)
    return at_arguments(value, moved)


def _dependent(value: Value, target: _Target, at: int) -> Value:
    """The value, which has to depend on the variable. Raises Unreadable otherwise: the gradient of a first
    factor that is constant is not what is meant."""

    def build(environment: Environment, indices: tuple[Index, ...]) -> Term:
        fresh = Variable(f"#{environment.fresh()}", tuple(environment.size(size) for size in target.symbol.sizes))
        if fresh not in free_variables(value.build(environment.with_array(target.symbol, fresh), indices)):
            raise Unreadable(
                rf"\nabla has two readings here: of the factor behind it, which does not depend on "
                rf"'{target.symbol.name}', or of the whole product; write brackets around what is differentiated",
                at,
            )
        return value.build(environment, indices)

    return Value(value.sizes, build, value.row)


def applied_derivative(node: syntax.Application, arguments: tuple[Expression, ...], context: Context) -> Value:
    """f′(x), f″(x): derivatives of a function of one variable at its argument."""
    value, target, moved = _of_function(syntax.Application(node.at, node.function, arguments), context)
    if target.axes or value.sizes:
        raise Unreadable("a prime is the derivative of a function of one real variable", node.at)
    for _ in range(node.primes):
        value = _derivative(value, target, context, node.at)
    return at_arguments(value, moved)


def _of_function(node: syntax.Application, context: Context) -> tuple[Value, _Target, list[Moved]]:
    """The body of a function, the parameter to differentiate it by, and what has to be moved to its argument."""
    function = context.scope.functions[node.function].get(len(node.arguments))
    if function is None or len(function.parameters) != 1:
        raise Unreadable(f"'{node.function}' is not a function of one argument: write the variable", node.at)
    value, (parameter,), moved = apply(function, node.arguments, context, node.at)
    if isinstance(parameter, IndexValue):
        raise Unreadable(f"'{node.function}' is a function of an index and has no derivative", node.at)
    return value, _Target(parameter, (), parameter.sizes), moved


def _target(node: Expression, context: Context) -> _Target:
    if isinstance(node, syntax.Transposed):
        inner = _target(node.base, context)
        if len(inner.axes) != 1:
            raise Unreadable("a derivative by a transposed matrix or entry is not understood; leave out the ⊤", node.at)
        return replace(inner, row=not inner.row)
    given: tuple[Expression, ...] = ()
    base = node
    if isinstance(node, syntax.Subscript):
        base, given = node.base, node.indices
    if not isinstance(base, syntax.Name) or (
        base.key not in context.locals and (base.key in context.scope.sizes or base.key in context.scope.functions)
    ):
        raise Unreadable("a derivative is taken by a variable or an entry of one", node.at)
    symbol = context.symbol(base.key, node.at, len(given))
    if len(symbol.sizes) == 2 and len(given) == 1 and not symbol.family:
        axis = which_line(symbol.reference(), node.at, context)
        place = index(given[0], context)
        place.size.unify(symbol.sizes[axis], node.at)
        return _Target(symbol, (place,), (symbol.sizes[1 - axis],), is_column=axis == 1)
    if len(given) > len(symbol.sizes) or (given and len(given) < len(symbol.sizes) and not symbol.family):
        raise Unreadable(f"'{base.key}' is {symbol.reference().shape} and is taken with {len(given)} indices", node.at)
    indices = tuple(index(part, context) for part in given)
    for part, size in zip(indices, symbol.sizes, strict=False):
        part.size.unify(size, node.at)
    return _Target(symbol, indices, symbol.sizes[len(given) :])


def _derivative(body: Value, target: _Target, context: Context, at: int) -> Value:
    if len(body.sizes) + len(target.axes) > 2:
        raise Unreadable(
            f"the derivative of {body.shape} by an array has more than two axes; "
            r"write entries: \frac{\partial A_{ij}}{\partial z_k}",
            at,
        )
    rank = len(body.sizes)

    def build(environment: Environment, indices: tuple[Index, ...]) -> Term:
        own, rest = indices[:rank], indices[rank:]
        sizes = tuple(environment.size(size) for size in target.symbol.sizes)
        fresh = Variable(f"#{environment.fresh()}", sizes)
        inner = body.build(environment.with_array(target.symbol, fresh), own)
        if fresh not in free_variables(inner):
            _check_independent(inner, target.symbol, context, at)
        given = tuple(part.build(environment) for part in target.indices)
        place = (*rest, *given) if target.is_column else (*given, *rest)
        return Derivative(close_body(inner, (fresh,)), target.symbol.array(environment), place)

    row = (target.row and rank == 0 and len(target.axes) == 1) or (body.row and not target.axes)
    return Value((*body.sizes, *target.axes), build, row)


def _check_independent(body: Term, by: Symbol, context: Context, at: int) -> None:
    """Raises Unreadable where a body that does not mention the symbol may depend on it all the same: nothing
    introduces its own names, or the symbol is not a variable that the document has declared."""
    names = sorted({variable.name for variable in free_variables(body)})
    known = context.scope.symbols
    if names and all(name in known and known[name].implicit for name in names):
        raise Unreadable(
            f"'{names[0]}' is not defined, so what it depends on is not known: define it, or declare it with "
            "'let' where it is independent",
            at,
        )
    if by.value is not None or by.implicit:
        remedy = "; declare it with 'let', or define what depends on it" if by.implicit else ""
        raise Unreadable(f"what is differentiated does not mention '{by.name}'{remedy}", at)
