"""Expressions to typed values: names are looked up, shapes checked, sizes unified."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from derive.documents.errors import RowOrColumn, Unreadable
from derive.documents.grammar import syntax
from derive.documents.grammar.ambiguity import COMPOSED, LOOSE_ENTRYWISE
from derive.documents.grammar.syntax import Expression
from derive.documents.meaning.binders import big, extreme, moment, tends
from derive.documents.meaning.conditions import cases, indicator
from derive.documents.meaning.derivatives import applied_derivative, nabla, partial
from derive.documents.meaning.functions import known, sum_of_squares
from derive.documents.meaning.scope import Context, Function, IndexSymbol, Moved, Symbol
from derive.documents.meaning.shapes import (
    Environment,
    IndexValue,
    SizeReference,
    Value,
    agree,
    constant,
    entrywise,
    identity,
    multiply,
    power,
    total,
    transposed,
)
from derive.kernel.terms import (
    ONE,
    Index,
    IndexNumber,
    LastIndex,
    Multiply,
    Number,
    Power,
    SizeValue,
    Term,
    delta,
)

LARGEST_EXPONENT = 64
LARGEST_EXPONENT_OF_NUMBERS = 1000
MOST_BITS = 10_000
DEEPEST_APPLICATION = 30
MOST_WORK = 50_000


def elaborate(node: Expression, context: Context) -> Value:
    """The value that an expression has. Raises Unreadable for what does not fit together."""
    context.work[0] += 1
    if context.work[0] > MOST_WORK:
        raise Unreadable("the formula is too large once its functions are put in", node.at)
    match node:
        case syntax.Numeral():
            return constant(node.value)
        case syntax.Name():
            return name(node, context)
        case syntax.Subscript():
            return subscript(node, context)
        case syntax.Application():
            return application(node, context)
        case syntax.Listing():
            return listing(node, context)
        case syntax.Total():
            return total([(sign, elaborate(term, context)) for sign, term in node.terms], node.at)
        case syntax.Times():
            return _product(node, context)
        case syntax.Entrywise():
            left, right = elaborate(node.left, context), elaborate(node.right, context)
            if node.is_circle and not left.sizes and not right.sizes:
                raise Unreadable(COMPOSED, node.at)
            if node.divided:
                return entrywise(left, right, node.at, lambda one, other: Multiply((one, power(other, -1))))
            return entrywise(left, right, node.at, lambda one, other: Multiply((one, other)))
        case syntax.Inner():
            return _inner(node, context)
        case syntax.Quotient():
            return _quotient(node, context)
        case syntax.Raised():
            return _raised(node, context)
        case syntax.Transposed():
            return _transposed(node, context)
        case syntax.Known():
            return known(node, elaborate(node.arguments[0], context))
        case syntax.Big():
            return big(node, context, elaborate)
        case syntax.Extreme():
            return extreme(node, context, elaborate)
        case syntax.Partial():
            return partial(node, context, elaborate)
        case syntax.Evaluated():
            return _evaluated(node, context)
        case syntax.Nabla():
            return nabla(node, context, elaborate)
        case syntax.Tends():
            return tends(node.approach, elaborate(node.body, context), context)
        case syntax.Cases():
            return cases(node, context, elaborate)
        case syntax.Indicator():
            return indicator(node, context, elaborate)
        case syntax.Kronecker():
            return _kronecker(node, context)
        case syntax.Expectation():
            return moment(node, context, elaborate)
        case syntax.Ones():
            size = size_of(node.size, context)
            return Value((size,), lambda environment, indices: ONE)
        case syntax.Identity():
            return identity(size_of(node.size, context))
        case syntax.Arg():
            raise Unreadable(r"\arg\max is understood next to = or \in only", node.at)
        case _:
            raise Unreadable("this is not understood here", node.at)


def index(node: Expression, context: Context) -> IndexValue:
    """The index that an expression in a subscript is."""
    match node:
        case syntax.Name():
            if node.key in context.scope.sizes and node.key not in context.locals:
                return _last(context.scope.sizes[node.key])
            return context.index_letter(node.key, node.at)
        case syntax.Numeral() if node.decimals == 0:
            return _number_index(int(node.value), node.at, context)
        case syntax.Subscript(base=syntax.Name() as base):
            family = context.scope.classes.get(base.key)
            if family is None or len(family.axes) != len(node.indices):
                raise Unreadable(f"'{base.key}' is not a family of classes: declare it with 'let'", node.at)
            arguments = tuple(index(part, context) for part in node.indices)
            for argument, size in zip(arguments, family.axes, strict=True):
                argument.size.unify(size, node.at)
            return family.value(arguments)
        case _:
            raise Unreadable("this is not an index: expected a letter or a number", node.at)


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


def name(node: syntax.Name, context: Context) -> Value:
    """A letter as a value: a size, a function at its own parameters, or a variable."""
    key = node.key
    context.check_usable(key, node.at)
    if key in context.scope.sizes and key not in context.locals:
        size = context.scope.sizes[key]
        return Value((), lambda environment, indices: SizeValue(environment.size(size)))
    if key in context.scope.functions and key not in context.locals:
        functions = context.scope.functions[key]
        if len(functions) > 1:
            raise Unreadable(f"'{key}' is defined for several numbers of arguments: write them", node.at)
        function = next(iter(functions.values()))
        return application(syntax.Application(node.at, key, _own_arguments(function, node.at, context)), context)
    symbol = context.symbol(key, node.at)
    if key == "e" and symbol.implicit and not symbol.sizes and key not in context.locals:
        return known(syntax.Known(node.at, "exp", (syntax.Numeral(node.at, Fraction(1), 0),)), constant(1))
    return symbol.reference()


def _own_arguments(function: Function, at: int, context: Context) -> tuple[Expression, ...]:
    """A function that is written without arguments is taken at its parameters."""
    for parameter in function.parameters:
        if parameter.kind == "value" and parameter.name not in context.locals:
            context.symbol(parameter.name, at, parameter.axes)
    return tuple(syntax.Name(at, parameter.name) for parameter in function.parameters)


def subscript(node: syntax.Subscript, context: Context) -> Value:
    """Entries of an array, or a member of a family."""
    base, indices, family = _array_and_indices(node, context)
    if len(base.sizes) == 2 and len(indices) == 1 and not family:
        return _line(base, indices[0], node.at, context)
    if len(base.sizes) != len(indices) and not (family and len(indices) < len(base.sizes)):
        what = "index" if len(indices) == 1 else "indices"
        raise Unreadable(f"{base.shape} is taken with {len(indices)} {what}", node.at)
    return _entries(base, indices, node.at, context)


def _array_and_indices(node: syntax.Subscript, context: Context) -> tuple[Value, tuple[Expression, ...], bool]:
    """The array that has indices, the indices (two digits on a matrix are two), and whether it is a family."""
    indices = node.indices
    if isinstance(node.base, syntax.Name) and not _is_function(node.base.key, context):
        symbol = context.symbol(node.base.key, node.at, len(indices))
        base, family = symbol.reference(), symbol.family
        if not base.sizes:
            raise Unreadable(f"'{symbol.name}' is a number and has no entries", node.at)
    else:
        base, family = elaborate(node.base, context), False
    if len(base.sizes) == 2 and len(indices) == 1 and isinstance(indices[0], syntax.Numeral):
        digits = str(indices[0].value)
        if len(digits) == 2:
            indices = tuple(syntax.Numeral(node.at, Fraction(digit), 0) for digit in digits)
    return base, indices, family


def _matrix_with_indices(node: Expression, context: Context) -> tuple[Value, tuple[Expression, ...]] | None:
    """The matrix and the indices of an entry of it; None for anything else."""
    if not isinstance(node, syntax.Subscript):
        return None
    base, indices, family = _array_and_indices(node, context)
    return (base, indices) if len(base.sizes) == 2 == len(indices) and not family else None


def _check_power_of_entry(node: syntax.Raised, context: Context) -> None:
    """Raises Unreadable where ``A^n_{ij}`` may be an entry of a power of the matrix, or a power of an entry.

    ``A_{ij}^2``, with its indices first and a whole number of times, is the entry's, as in a Frobenius norm."""
    exponent = node.exponent
    is_count = isinstance(exponent, syntax.Numeral) and exponent.value.denominator == 1
    if not (node.before_indices or (node.after_indices and not is_count)):
        return
    matrix = _matrix_with_indices(node.base, context)
    if matrix is None or len({size.value for size in matrix[0].sizes} - {None}) == 2:
        return
    raise Unreadable(
        "a superscript beside the indices of a matrix has two readings, an entry of the matrix's power and a power "
        "of the entry: write (A^n)_{ij} or (A_{ij})^n",
        node.at,
    )


def which_line(base: Value, at: int, context: Context) -> int:
    """Whether one index of a matrix chooses a row (0) or a column (1), in the reading that is tried."""
    if context.scope.axis is None:
        raise RowOrColumn(
            f"{base.shape} with one index has two readings, its row and its column: write both indices, or declare "
            "the vectors with 'let $w_j \\in \\mathbb{R}^d$'",
            at,
        )
    return context.scope.axis


def _line(base: Value, place: Expression, at: int, context: Context) -> Value:
    """A row or column of a matrix, as a column, in the reading that is tried."""
    axis = which_line(base, at, context)
    chosen = index(place, context)
    chosen.size.unify(base.sizes[axis], at, "the sizes of an index")

    def build(environment: Environment, rest: tuple[Index, ...]) -> Term:
        here = chosen.build(environment)
        return base.build(environment, (here, *rest) if axis == 0 else (*rest, here))

    return Value((base.sizes[1 - axis],), build)


def _entries(base: Value, indices: tuple[Expression, ...], at: int, context: Context) -> Value:
    if len(indices) > len(base.sizes):
        raise Unreadable(f"{base.shape} is taken with {len(indices)} indices", at)
    built = tuple(index(part, context) for part in indices)
    for part, size in zip(built, base.sizes, strict=False):
        part.size.unify(size, at, "the sizes of an index")

    def build(environment: Environment, rest: tuple[Index, ...]) -> Term:
        return base.build(environment, (*(part.build(environment) for part in built), *rest))

    return Value(base.sizes[len(built) :], build)


def _is_function(key: str, context: Context) -> bool:
    return key in context.scope.functions and key not in context.locals


def application(node: syntax.Application, context: Context) -> Value:
    """A function of the document at its arguments, or a derivative of it."""
    context.check_usable(node.function, node.at)
    functions = context.scope.functions[node.function]
    arguments = node.arguments
    if not arguments and node.primes:
        function = next(iter(functions.values()))
        arguments = _own_arguments(function, node.at, context)
    found = functions.get(len(arguments))
    if found is None:
        counts = " or ".join(str(count) for count in sorted(functions))
        raise Unreadable(f"'{node.function}' takes {counts} arguments, not {len(arguments)}", node.at)
    if node.primes:
        value = applied_derivative(node, found, arguments, context)
    elif node.maybe_product and _is_factor(found, arguments, context):
        bare: Expression = syntax.Name(node.at, node.function)
        if node.indices:
            bare = syntax.Subscript(node.at, bare, node.indices)
        return _product(syntax.Times(node.at, (bare, *arguments)), context)
    else:
        body, _, moved = apply(found, arguments, context, node.at)
        value = at_arguments(body, moved)
    return _entries(value, node.indices, node.at, context) if node.indices else value


def _is_factor(function: Function, arguments: tuple[Expression, ...], context: Context) -> bool:
    """Whether ``y_k (…)`` can only be a product: y is a function of an array and the brackets hold a number."""
    if len(arguments) != 1 or function.parameters[0].kind != "value" or function.parameters[0].axes == 0:
        return False
    return not elaborate(arguments[0], context).sizes


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


def _evaluated(node: syntax.Evaluated, context: Context) -> Value:
    """The body where variables have other values; what is defined depends on its own variables and cannot."""
    body = elaborate(node.body, context)
    moved: list[Moved] = []
    for variable, point in node.changes:
        assert isinstance(variable, syntax.Name)
        value = elaborate(point, context)
        symbol = context.symbol(variable.key, variable.at, len(value.sizes))
        if symbol.value is not None:
            raise Unreadable(
                f"'{variable.key}' is defined; below the bar stands a variable that nothing defines", variable.at
            )
        if value.number != 0 or value.sizes:
            agree(symbol.reference(), value, variable.at)
        moved.append((symbol, replace(value, sizes=symbol.sizes) if value.number == 0 else value))
    return at_arguments(body, moved)


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


def listing(node: syntax.Listing, context: Context) -> Value:
    """``x_1, …, x_n``: the vector x, whose size is n."""
    symbol = context.symbol(node.name, node.at, 1)
    size = size_of(node.last, context)
    if len(symbol.sizes) != 1:
        raise Unreadable(f"'{node.name}' is not a vector", node.at)
    size.unify(symbol.sizes[0], node.at)
    return symbol.reference()


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


def _product(node: syntax.Times, context: Context) -> Value:
    factors = [elaborate(factor, context) for factor in node.factors]
    scalars = [factor for factor in factors if not factor.sizes]
    if len(scalars) == len(factors):

        def build(environment: Environment, indices: tuple[Index, ...]) -> Term:
            return Multiply(tuple(factor.build(environment, ()) for factor in factors))

        number: Fraction | None = Fraction(1)
        for factor in factors:
            number = number * factor.number if number is not None and factor.number is not None else None
        return Value((), build, number=number)
    _refuse_loose(node, factors)
    result = factors[0]
    for factor in factors[1:]:
        result = multiply(result, factor, node.at)
    return result


def _refuse_loose(node: syntax.Times, values: list[Value]) -> None:
    """Raises Unreadable for ``A x ⊙ y``: an entrywise product beside vectors or matrices, without brackets."""
    for position, factor in enumerate(node.factors):
        others = (*values[:position], *values[position + 1 :])
        if isinstance(factor, syntax.Entrywise) and factor.is_loose and any(value.sizes for value in others):
            raise Unreadable(LOOSE_ENTRYWISE, factor.at)


def _inner(node: syntax.Inner, context: Context) -> Value:
    """⟨u, v⟩ = uᵀv of two vectors."""
    for side in (node.left, node.right):
        value = elaborate(side, context)
        if len(value.sizes) != 1:
            raise Unreadable(
                rf"an inner product of {value.shape} is not understood; expected two vectors (of matrices, write "
                r"\mathrm{tr}(A^\top B))",
                node.at,
            )
    return _product(syntax.Times(node.at, (syntax.Transposed(node.at, node.left, False), node.right)), context)


def _quotient(node: syntax.Quotient, context: Context) -> Value:
    top, bottom = elaborate(node.top, context), elaborate(node.bottom, context)
    if bottom.sizes:
        raise Unreadable(
            rf"the denominator is {bottom.shape}; expected a number (entry by entry, write u \oslash v)", node.bottom.at
        )
    if bottom.number == 0:
        raise Unreadable("the denominator is 0", node.bottom.at)
    if top.number is not None and bottom.number is not None:
        return constant(top.number / bottom.number)

    def build(environment: Environment, indices: tuple[Index, ...]) -> Term:
        return Multiply((top.build(environment, indices), power(bottom.build(environment, ()), -1)))

    return Value(top.sizes, build, top.row)


def _raised(node: syntax.Raised, context: Context) -> Value:
    if isinstance(node.base, syntax.Known) and node.base.function == "norm" and _is_two(node.exponent):
        return sum_of_squares(node.base, elaborate(node.base.arguments[0], context))
    _check_power_of_entry(node, context)
    base = elaborate(node.base, context)
    exponent = elaborate(node.exponent, context)
    if exponent.sizes:
        raise Unreadable(f"the exponent is {exponent.shape}; expected a number", node.exponent.at)
    largest = LARGEST_EXPONENT if base.number is None else LARGEST_EXPONENT_OF_NUMBERS
    if exponent.number is not None and max(abs(exponent.number), Fraction(exponent.number.denominator)) > largest:
        what = "an exponent" if abs(exponent.number) > largest else "the denominator of an exponent"
        raise Unreadable(
            f"{what} is larger than {largest}; declare a letter for the exponent with 'let', and write that",
            node.exponent.at,
        )
    if base.sizes:
        if len(base.sizes) == 2 and exponent.number is not None and exponent.number in (2, 3):
            result = base
            for _ in range(int(exponent.number) - 1):
                result = multiply(result, base, node.at)
            return result
        if len(base.sizes) == 2 and exponent.number == -1:
            raise Unreadable(
                "a matrix inverse is not understood; declare a matrix B, assume $A B = I$ and $B A = I$, and write B",
                node.at,
            )
        raise Unreadable(f"{base.shape} has no such power; write its entries", node.at)
    if base.number is not None and exponent.number is not None and exponent.number.denominator == 1:
        if base.number == 0 and exponent.number < 0:
            raise Unreadable("0 has no negative power", node.at)
        bits = max(base.number.numerator.bit_length(), base.number.denominator.bit_length())
        if bits * abs(exponent.number.numerator) > MOST_BITS:
            raise Unreadable("this power is too large to be written out", node.at)
        return constant(base.number**exponent.number.numerator)

    def build(environment: Environment, indices: tuple[Index, ...]) -> Term:
        raised_to = exponent.build(environment, ()) if exponent.number is None else Number(exponent.number)
        return Power(base.build(environment, ()), raised_to)

    return Value((), build)


def _transposed(node: syntax.Transposed, context: Context) -> Value:
    if isinstance(node.base, syntax.Numeral) and node.base.value == 1:
        return transposed(elaborate(syntax.Ones(node.at, None), context))
    matrix = _matrix_with_indices(node.base, context) if node.beside_indices else None
    if matrix is not None:
        if node.letter and _is_number("T", context):
            raise Unreadable(
                "a T beside the indices of a matrix has two readings, its transposition and a power of the entry: "
                r"write A^\top or (A_{ij})^T",
                node.at,
            )
        return _entries(transposed(matrix[0]), matrix[1], node.at, context)
    base = elaborate(node.base, context)
    if not base.sizes and node.letter:
        names = syntax.names_in(node.base)
        if names and not _is_number("T", context) and not any(_is_number(key, context) for key in names):
            raise Unreadable(
                "a superscript T on what nothing introduces has two readings, a transposition and a power: declare the "
                "vectors and matrices with 'let', or T as a number",
                node.at,
            )
        return _raised(syntax.Raised(node.at, node.base, syntax.Name(node.at, "T")), context)
    return transposed(base)


def _is_number(key: str, context: Context) -> bool:
    """Whether a letter is introduced as a number: by the document, or by what surrounds it."""
    return key in context.locals or key in context.scope.sizes or context.scope.is_known(key)


def _kronecker(node: syntax.Kronecker, context: Context) -> Value:
    left, right = index(node.left, context), index(node.right, context)
    left.size.unify(right.size, node.at, "the sizes of the indices")
    return Value((), lambda environment, indices: delta(left.build(environment), right.build(environment)))


def _is_two(node: Expression) -> bool:
    return isinstance(node, syntax.Numeral) and node.value == 2
