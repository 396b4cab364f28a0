"""Derivatives: by entries, scalars and whole arrays; of functions at a point; gradients and Hessians."""

from __future__ import annotations

from dataclasses import dataclass, replace

from derive.documents.errors import Unreadable, refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.syntax import Expression
from derive.documents.meaning import typed
from derive.documents.meaning.arrays import line_of, places_in
from derive.documents.meaning.calls import apply, at_arguments
from derive.documents.meaning.combining import transposed
from derive.documents.meaning.context import INDICES, Context
from derive.documents.meaning.registry import elaborate
from derive.documents.meaning.shapes import (
    NO_NUMBER,
    Environment,
    IndexValue,
    Names,
    Probe,
    SizeReference,
    Value,
    build,
    filled,
)
from derive.documents.meaning.symbols import Function, Moved, Symbol
from derive.kernel.terms import Derivative, Index, Term, Variable, close_body, free_variables

PRIME = refusal(
    "D227",
    "a derivative that does not say by what",
    """A prime is the derivative of a function of one real variable, and \\nabla without a subscript the gradient of a
    function of one argument. For anything else write what the derivative is taken by: '\\frac{\\partial f}{\\partial
    x}' or '\\nabla_x f'.""",
    ("f'(x, y) = y", "define $f(x, y) = x y$"),
    (r"\frac{\partial f(x, y)}{\partial x} = y", "define $f(x, y) = x y$"),
)

BY = refusal(
    "D228",
    "a derivative by something that is no variable",
    """A derivative is taken by a variable, by an entry of a vector or matrix, or by a row or column. It is not taken by
    a number, a size, a function or an expression: put a letter in the place of the expression, and put its value in
    afterwards. A transposition stands on a vector only.""",
    (r"\frac{\partial K}{\partial K} = 1", r"let $x \in \mathbb{R}^K$"),
    (r"\frac{\partial x_i}{\partial x_i} = 1", r"let $x \in \mathbb{R}^K$"),
)

INDEPENDENT = refusal(
    "D229",
    "a derivative of something that is not known to depend on the variable",
    """The derivative would be 0, and mostly something else is meant: what is differentiated is not defined, or not
    declared, so nothing is known of what it depends on. Of a function that the document does not define, neither a
    derivative nor a limit is known. Define what is differentiated, or declare both letters with 'let' where they are
    independent. Of a function at an argument that does not mention the variable the derivative would be 0, too: for the
    gradient at that argument write \\nabla without a variable.""",
    (r"\frac{\partial L}{\partial w} = 0",),
    (r"\frac{\partial L}{\partial w} = 2 w", r"let $w \in \mathbb{R}$", "define $L = w^2$"),
)

NABLA = refusal(
    "D230",
    "a gradient of what stands first, or of all that follows",
    """\\nabla before a quotient, or brackets, that do not depend on the variable has two readings: the gradient of what
    stands directly behind it, which is 0, and the gradient of all that follows. Write brackets around what is
    differentiated. Before a product whose first factor does not depend on the variable it is taken of the product.""",
    (
        r"\nabla_w a / w = - a / w^2",
        r"let $a \in \mathbb{R}$, $w > 0$",
    ),
    (r"\nabla_w (a / w) = - a / w^2", r"let $a \in \mathbb{R}$, $w > 0$"),
)

TOTAL = refusal(
    "D251",
    "a total derivative by something that is no variable",
    """In df/dg with a g that is defined, f may depend on what g depends on in other ways, too: whether that moves along
    is not said by the definition. \\partial f/\\partial g holds it fixed, as g is a variable of its own then.""",
    (r"\frac{df}{dg} = 1", r"let $x > 0$", "define $g = x^2$", "define $f = g + x$"),
    (r"\frac{\partial f}{\partial g} = 1", r"let $x > 0$", "define $g = x^2$", "define $f = g + x$"),
)

AXES = refusal(
    "D231",
    "a derivative with more than two axes",
    """The derivative of a matrix by a vector, or of a vector by a matrix, has three axes or more, for which there is no
    usual order. Write the derivative of an entry by an entry.""",
    (r"\frac{\partial A x}{\partial A} = x", r"let $A \in \mathbb{R}^{d \times d}$, $x \in \mathbb{R}^d$"),
    (
        r"\frac{\partial (A x)_i}{\partial A_{jk}} = \delta_{ij} x_k",
        r"let $A \in \mathbb{R}^{d \times d}$, $x \in \mathbb{R}^d$",
    ),
)


@dataclass(frozen=True, eq=False)
class Target:
    """What is differentiated by: a symbol, and the index of each of its axes, None for those that are left. A total
    derivative, df/dg, is one in which what g depends on is not held fixed."""

    symbol: Symbol
    indices: typed.Places
    row: bool = False
    is_total: bool = False

    @property
    def axes(self) -> tuple[SizeReference, ...]:
        """The sizes of what is left of the symbol."""
        return tuple(size for size, place in zip(self.symbol.sizes, self.indices, strict=True) if place is None)


@elaborate.register
def partial(node: syntax.Partial, context: Context) -> Value:
    """∂ body / ∂ variables, the last variable first."""
    value = elaborate(node.body, context)
    targets = [replace(target(variable, context), is_total=node.is_total) for variable in node.variables]
    for one in targets:
        if any(one.symbol.name == name for function in _applied(node.body, context) for name in _letters(function)):
            value = _elsewhere(value, one, node.at)
    return derivative(value, targets, context, node.at)


def derivative(body: Value, targets: list[Target], context: Context, at: int) -> Value:
    """∂ body / ∂ targets, the last one first, in the layout that is meant."""
    value = body
    for one in reversed(targets):
        value = _differentiated(value, one, at)
    arrays = [one for one in targets if one.axes]
    if not arrays:
        return value
    if not body.sizes and len(arrays) == 1:
        is_clear = arrays[0].row or len(value.sizes) > 2
        return transposed(value) if not is_clear and _is_transposed("gradient", context) else value
    if len(value.sizes) != 2:
        return value
    if body.sizes:
        if arrays[0].row != body.row:
            return transposed(value) if body.row else value  # ∂y / ∂xᵀ, ∂yᵀ / ∂x
        return transposed(value) if _is_transposed("layout", context) else value
    one, other = arrays
    if one.symbol is other.symbol or one.row > other.row:
        return value
    if one.row < other.row:
        return transposed(value)  # ∂² / ∂x ∂yᵀ has the rows of x
    return transposed(value) if _is_transposed("layout", context) else value


_CONVENTIONS = {
    "layout": ("the directive 'layout numerator'", "the directive 'layout denominator'"),
    "gradient": ("the directive 'layout denominator'", "the directive 'layout numerator'"),
}


def _is_transposed(kind: str, context: Context) -> bool:
    """Whether derivatives of arrays are in the second of the two layouts: denominator, or gradients as rows."""
    return context.scope.choices.convention(kind, "", *_CONVENTIONS[kind]) == 1


@elaborate.register
def nabla(node: syntax.Nabla, context: Context) -> Value:
    """The gradient as a column, or the Hessian."""
    if node.variable is None:
        if not isinstance(node.body, syntax.Application) or node.body.primes or node.body.indices:
            raise PRIME(r"this gradient needs its variable: \nabla_x (f + g)(x)", node.at)
        value, variable, moved = _of_function(node.body, context)
    else:
        value, variable, moved = elaborate(node.body, context), target(node.variable, context), []
        if isinstance(node.body, syntax.Times) and not node.is_bracketed:
            _refuse_two_functions(node.body, variable, context)
    if value.sizes:
        if node.is_followed:
            raise NO_NUMBER(
                f"\\nabla takes the factor behind it, which is {value.shape} and has no gradient; where it is meant of "
                r"the whole product, write brackets around that: \nabla_x (x^\top A x)",
                node.at,
            )
        raise NO_NUMBER(
            f"a gradient is that of a number, not of {value.shape}: write brackets around all that it is taken of, "
            "or the derivative of an entry",
            node.at,
        )
    if node.is_followed and node.variable is not None:
        value = _dependent(value, variable, node.at)
    elif node.variable is not None and _applied(node.body, context):
        value = _elsewhere(value, variable, node.at)
    for _ in range(node.order):
        value = _differentiated(value, variable, node.at)
    return at_arguments(value, moved)


def of_whole_product(node: syntax.Times, context: Context) -> syntax.Times | None:
    r"""The product in which \nabla is taken of all that stands behind it, where its first factor has no gradient by
    itself, or one that is 0: ``\nabla_w \frac\lambda2 w^\top w``. None where the factor is what is meant."""
    for position, factor in enumerate(node.factors[:-1]):
        first = factor.base if isinstance(factor, syntax.Transposed) else factor
        if not isinstance(first, syntax.Nabla) or first.variable is None or first.is_bracketed:
            continue
        if isinstance(first.body, syntax.Known):  # that it takes all that follows is another reading
            continue
        value, variable = elaborate(first.body, context), target(first.variable, context)
        if not value.sizes and _depends(value, variable.symbol, Probe(context.scope), ()):
            continue
        body = replace(factor, base=first.body) if isinstance(factor, syntax.Transposed) else first.body
        dotted = tuple(place - position for place in node.dotted if place > position)
        product = syntax.Times(body.at, (body, *node.factors[position + 1 :]), dotted)
        _refuse_two_functions(product, variable, context)
        whole = replace(first, body=product, is_followed=False, is_bracketed=True)
        before = tuple(place for place in node.dotted if place <= position)
        return syntax.Times(node.at, (*node.factors[:position], whole), before)
    return None


def _refuse_two_functions(product: syntax.Times, variable: Target, context: Context) -> None:
    r"""Raises Unreadable for ``\nabla_w a f(w) g(w)``: where the first factors are a number that depends on the
    variable, and so is what follows, the gradient may be that of the first number only, as it is without a."""
    probe = Probe(context.scope)
    for count in range(1, len(product.factors)):
        dotted = tuple(place for place in product.dotted if place < count)
        try:
            value = elaborate(syntax.Times(product.at, product.factors[:count], dotted), context)
        except Unreadable:
            continue
        if value.sizes or not _depends(value, variable.symbol, probe, ()):
            continue
        if any(variable.symbol.name in factor.all_names for factor in product.factors[count:]):
            raise NABLA(
                rf"\nabla has two readings here, of the first factors that depend on '{variable.symbol.name}', or of "
                "the whole product: write brackets around what is differentiated",
                product.at,
            ).sensible()
        return


def _dependent(value: Value, variable: Target, at: int) -> Value:
    """The value, which has to depend on the variable. Raises Unreadable otherwise: the gradient of a first
    factor that is constant is not what is meant."""
    return _depending(
        value,
        variable,
        NABLA(
            rf"\nabla has two readings here: of the factor behind it, which does not depend on "
            rf"'{variable.symbol.name}', or of the whole product; write brackets around what is differentiated",
            at,
        ),
    )


def _elsewhere(value: Value, variable: Target, at: int) -> Value:
    r"""The value of functions at arguments, which has to depend on the variable. Raises Unreadable otherwise: mostly
    the derivative of the function is meant, at that argument, and not that of a constant."""
    name = variable.symbol.name
    return _depending(
        value,
        variable,
        INDEPENDENT(
            f"the arguments of the function do not depend on '{name}', so that this derivative would be 0; for that of "
            rf"the function at its argument write \nabla f(a), \frac{{\partial f}}{{\partial {name}}}(a) or "
            rf"\left.\nabla_{name} f({name})\right|_{{{name}=a}}",
            at,
        ),
    )


def _depending(value: Value, variable: Target, otherwise: Unreadable) -> Value:
    """The value; the error is raised where it does not depend on the variable."""
    return Value(value.sizes, typed.Depending(value, variable.symbol, otherwise), value.row)


@build.register
def _checked(form: typed.Depending, environment: Environment, indices: tuple[Index, ...]) -> Term:
    if not _depends(form.body, form.symbol, environment, indices):
        raise form.otherwise
    return form.body.build(environment, indices)


def _depends(body: Value, symbol: Symbol, environment: Environment, indices: tuple[Index, ...]) -> bool:
    """Whether a value depends on a variable."""
    fresh = _fresh(symbol, environment)
    return fresh in free_variables(body.build(environment.with_array(symbol, fresh), indices))


def _fresh(symbol: Symbol, environment: Environment) -> Variable:
    """A new variable of the shape of a symbol."""
    return Variable(f"#{environment.fresh()}", tuple(environment.size(size) for size in symbol.sizes))


def _applied(node: Expression, context: Context) -> list[Function]:
    """The functions of the document that stand in an expression with arguments."""
    own: list[Function] = []
    if isinstance(node, syntax.Application) and node.arguments:
        functions = context.scope.functions.get(node.function, {})
        own = [function for count, function in functions.items() if count == len(node.arguments)]
    return own + [function for part in syntax.parts_of(node) for function in _applied(part, context)]


def _letters(function: Function) -> list[str]:
    """The names of the parameters of a function that are values."""
    return [parameter.name for parameter in function.parameters if parameter.kind == "value"]


def applied_derivative(node: syntax.Application, arguments: tuple[Expression, ...], context: Context) -> Value:
    """f′(x), f″(x): derivatives of a function of one variable at its argument."""
    value, variable, moved = _of_function(syntax.Application(node.at, node.function, arguments), context)
    if variable.axes or value.sizes:
        raise PRIME(
            r"a prime is the derivative of a function of one real variable: write \frac{\partial …}{\partial x}",
            node.at,
        )
    for _ in range(node.primes):
        value = _differentiated(value, variable, node.at)
    return at_arguments(value, moved)


def _of_function(node: syntax.Application, context: Context) -> tuple[Value, Target, list[Moved]]:
    """The body of a function, the parameter to differentiate it by, and what has to be moved to its argument."""
    function = context.scope.functions[node.function].get(len(node.arguments))
    if function is None or len(function.parameters) != 1:
        message = f"'{node.function}' is not a function of one argument: write the variable"
        raise PRIME(message, node.at).about(node.function)
    value, (parameter,), moved = apply(function, node.arguments, context, node.at)
    if isinstance(parameter, IndexValue):
        raise PRIME(
            f"'{node.function}' is a function of an index and has no derivative: write what it is differentiated by",
            node.at,
        )
    return value, Target(parameter, (None,) * len(parameter.sizes)), moved


def target(node: Expression, context: Context) -> Target:
    """What the lower half of a derivative names: a variable, an entry, or a line of a matrix."""
    if isinstance(node, syntax.Transposed):
        inner = target(node.base, context)
        if len(inner.axes) != 1:
            raise BY("a derivative by a transposed matrix or entry is not understood; leave out the ⊤", node.at)
        return replace(inner, row=not inner.row)
    given: tuple[Expression, ...] = ()
    base = node
    if isinstance(node, syntax.Subscript):
        base, given = node.base, node.indices
    if not isinstance(base, syntax.Name) or (
        base.key not in context.locals and (base.key in context.scope.sizes or context.scope.is_function(base.key))
    ):
        raise BY("a derivative is taken by a variable or an entry of one: put a letter in the place of this", node.at)
    return part_of(context.symbol(base.key, node.at, len(given)), given, context, node.at)


def part_of(symbol: Symbol, given: tuple[Expression, ...], context: Context, at: int) -> Target:
    """The variable, or what is left of it at the indices that are given."""
    if len(symbol.sizes) == 2 and len(given) == 1 and not symbol.family:
        given = line_of(symbol.name, symbol.reference().shape, given[0], at, context)
    if len(given) > len(symbol.sizes) or (given and len(given) < len(symbol.sizes) and not symbol.family):
        raise INDICES(
            f"'{symbol.name}' is {symbol.reference().shape} and is taken with {len(given)} indices: write all of them",
            at,
        )
    return Target(symbol, places_in(symbol.sizes, given, at, context))


def _differentiated(body: Value, by: Target, at: int) -> Value:
    if body.sizes and len(body.sizes) + len(by.axes) > 2:
        raise AXES(
            f"the derivative of {body.shape} by an array has more than two axes; "
            r"write entries: \frac{\partial A_{ij}}{\partial z_k}",
            at,
        )
    row = (by.row and not body.sizes and len(by.axes) == 1) or (body.row and not by.axes)
    return Value((*body.sizes, *by.axes), typed.Derivative(body, by.symbol, by.indices, at, by.is_total), row)


@build.register
def _derivative(form: typed.Derivative, environment: Environment, indices: tuple[Index, ...]) -> Term:
    rank = len(form.body.sizes)
    fresh = _fresh(form.symbol, environment)
    inner = form.body.build(environment.with_array(form.symbol, fresh), indices[:rank])
    if fresh not in free_variables(inner):
        _check_independent(inner, form.symbol, environment.names, form.at)
    if form.is_total and form.symbol.value is not None:
        _refuse_other_ways(inner, form.symbol, environment, form.at)
    place = filled(form.places, environment, indices[rank:])
    return Derivative(close_body(inner, (fresh,)), form.symbol.array(environment), place)


def _refuse_other_ways(body: Term, by: Symbol, environment: Environment, at: int) -> None:
    """Raises Unreadable for df/dg where f depends on g, and beside it on what g depends on."""
    below = free_variables(by.array(environment)) & free_variables(body)
    shared = sorted(one.name for one in below if isinstance(one, Variable))
    if shared:
        raise TOTAL(
            f"'{by.name}' depends on '{shared[0]}', and what is differentiated does so in other ways, too: write "
            rf"\partial where '{shared[0]}' is held fixed, or the derivative by '{shared[0]}'",
            at,
        )


def refuse_undefined(body: Term, known: Names, at: int) -> None:
    """Raises Unreadable where something that does not mention a variable has a name that nothing introduces, which may
    depend on it."""
    variables = {one.name for one in free_variables(body) if isinstance(one, Variable)}
    undefined = sorted(name for name in variables if known.is_undefined(name))
    if undefined:
        raise INDEPENDENT(
            f"'{undefined[0]}' is not defined, so what it depends on is not known: define it, or declare it with "
            "'let' where it is independent",
            at,
        )


def _check_independent(body: Term, by: Symbol, known: Names, at: int) -> None:
    """Raises Unreadable where a body that does not mention the symbol may depend on it all the same: nothing
    introduces its own names, or the symbol is not a variable that the document has declared."""
    refuse_undefined(body, known, at)
    if by.value is not None or by.implicit:
        remedy = "; declare it with 'let', or define what depends on it" if by.implicit else ""
        message = f"what is differentiated does not mention '{by.name}'{remedy}"
        raise INDEPENDENT(message, at).asking(*([rf"{by.name} \in \mathbb{{R}}"] if by.implicit else []))
