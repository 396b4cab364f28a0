"""Values that bind letters: sums, products, maxima, expectations and limits."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from derive.documents.errors import refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.forms.symbols import DISTRIBUTION
from derive.documents.grammar.syntax import Expression
from derive.documents.grammar.written_out import written_out
from derive.documents.meaning import typed
from derive.documents.meaning.combining import constant, entries_at, entrywise, over_entries, over_letter, summed, total
from derive.documents.meaning.context import INDEX_OR_NUMBER, Context
from derive.documents.meaning.derivatives import refuse_undefined
from derive.documents.meaning.letters import size_of
from derive.documents.meaning.marks import not_understood
from derive.documents.meaning.order import Ends, ends_given, ends_of, number_of
from derive.documents.meaning.registry import elaborate, index
from derive.documents.meaning.shapes import (
    NO_NUMBER,
    NO_SUM_INDEX,
    Environment,
    IndexValue,
    SizeReference,
    Value,
    build,
)
from derive.documents.meaning.spelling import spelled
from derive.documents.meaning.symbols import IndexSymbol, Symbol
from derive.documents.meaning.unknowns import moment_of_unknown
from derive.kernel.rules import by_normal_form
from derive.kernel.terms import (
    ZERO,
    Array,
    Choose,
    Entry,
    Equal,
    Index,
    IndexVariable,
    KernelError,
    Lambda,
    Limit,
    Multiply,
    Not,
    Number,
    SameIndex,
    Sum,
    Term,
    Variable,
    close_body,
    entry,
    free_variables,
    fresh_name,
    substitute,
)

RESTRICTED = refusal(
    "D232",
    "a maximum that leaves classes out",
    """A maximum over 'k \\ne i' is taken over at least one class only where there are at least two: say so with 'assume
    $K \\ge 2$'. A maximum over several indices that leaves classes out is not understood: write one maximum inside the
    other.""",
    (r"\max_{k \ne i} z_k \le \max_k z_k", r"let $z \in \mathbb{R}^K$"),
    (r"\max_{k \ne i} z_k \le \max_k z_k", r"let $z \in \mathbb{R}^K$", r"assume $K \ge 2$"),
)

ORDER = refusal(
    "D233",
    "an order of indices",
    """i < j below a sign is understood for a sum over both indices whose terms stay the same when i and j are swapped:
    it is half of the sum over 'i \\ne j'. Write other sums without an order of indices, over the entries that are
    meant.""",
    (r"\sum_{i < j} x_i = 0", r"let $x \in \mathbb{R}^K$"),
    (r"\sum_{i < j} x_i x_j = \frac{1}{2} \sum_i \sum_{j \ne i} x_i x_j", r"let $x \in \mathbb{R}^K$"),
)

MOMENT = refusal(
    "D234",
    "an expectation of this",
    """\\mathbb{E}_p, \\mathrm{Var}_p and \\mathrm{Cov}_p are taken over the classes, with the probabilities in the
    vector p. What stands below the sign is a vector; what the expectation is taken of is a number, or a vector with an
    entry for each class. Write anything else as a sum.""",
    (r"\mathbb{E}_{k \sim p}[z_k] = 1", "let $p > 0$"),
    (r"\mathbb{E}_{k \sim p}[z_k] = p^\top z", r"let $p \in \Delta^{K-1}$, $z \in \mathbb{R}^K$"),
)

DRAWN = refusal(
    "D235",
    "an index that is drawn, or given",
    """An index inside of an expectation has two readings: it is drawn from the distribution, or it is one that is
    given. Write 'k \\sim p' below the sign where it is drawn, and declare it with 'let' where it is given.""",
    (r"\mathbb{E}_p[z_k] = 1", r"let $p \in \Delta^{K-1}$, $z \in \mathbb{R}^K$"),
    (r"\mathbb{E}_{k \sim p}[z_k] = \sum_k p_k z_k", r"let $p \in \Delta^{K-1}$, $z \in \mathbb{R}^K$"),
)

LIMIT = refusal(
    "D236",
    "a limit that does not say what tends where",
    """In a limit a real variable, or an entry of a vector, tends to a number or to infinity. Write it below the sign,
    '\\lim_{x \\to a}', or behind the formula, '\\text{as } x \\to a'. A vector, a size and what is defined by something
    else do not tend to anything.""",
    (r"\frac{1}{x} \to 0", "let $x > 0$"),
    (r"\lim_{x \to \infty} \frac{1}{x} = 0", "let $x > 0$"),
)

ARG = refusal(
    "D237",
    "a place of \\arg\\max where it is not understood",
    """Several classes may be the largest, so \\arg\\max is no value. It stands alone on one side of = or \\in: 'c =
    \\arg\\max_k z_k' says that c is the only largest one, 'c \\in \\arg\\max_k z_k' that it is one of them. Below the
    sign stands one letter, and behind it a number with that index.""",
    (r"\arg\max_k z_k + 1 = c", r"let $z \in \mathbb{R}^K$, $c \in \{1, \dots, K\}$"),
    (r"c \in \arg\max_k z_k", r"let $z \in \mathbb{R}^K$, $c \in \{1, \dots, K\}$"),
)


@elaborate.register
def big(node: syntax.Big, context: Context) -> Value:
    """A sum, product, maximum or minimum."""
    if not node.binders:
        return _unbounded(node, context)
    return _bound(node, list(node.binders), context)


def _unbounded(node: syntax.Big, context: Context) -> Value:
    scope = context.scope
    letters = [
        letter
        for letter in node.body.free_letters
        if letter not in context.locals and letter not in scope.classes and letter not in scope.sizes
    ]
    if len(letters) > 1:
        readings = " or ".join(letters)
        raise NO_SUM_INDEX(f"this sum has no index; it may run over {readings}: write it below the sign", node.at)
    if letters:
        binder = syntax.Binder(node.at, letters[0], None, ())
        return _bound(node, [binder], context)
    body = elaborate(node.body, context)
    if node.operator == "sum":
        return summed(body, node.at)
    if len(body.sizes) != 1:
        raise NO_SUM_INDEX(
            f"this {node.operator} has no index and its body is {body.shape}: write the index below the sign", node.at
        )
    return over_entries(node.operator, body)


def _bound(node: syntax.Big, binders: list[syntax.Binder], context: Context) -> Value:
    if binders[-1].below is not None:
        given = ends_given(node, context)
        return _ordered(node, binders, context) if given is None else _up_to(node, given, context)
    if any(binder.letters_of_ends for binder in binders):
        if len(binders) > 1:
            raise not_understood("one sign that sums up to an index has one index: write a sign for each", node.at)
        return _up_to(node, ends_of(binders[0], context), context)
    if binders[0].counted is not None:
        return _over_numbers(node, binders[0], binders[0].counted, context)
    part = _over_some_classes(node, context)
    if part is not None:
        return elaborate(part, context)
    letters: list[tuple[IndexSymbol, tuple[IndexValue, ...]]] = []
    inner = context
    for binder in binders:
        size = size_of(binder.bound, context)
        if binder.bound is None and not binder.numbers:
            _as_declared(binder, size, context)
        symbol = IndexSymbol(binder.letter, size)
        without = tuple(index(part, inner) for part in binder.without)
        for excluded in without:
            excluded.size.unify(size, binder.at)
        inner = inner.inner({binder.letter: symbol.value()})
        letters.append((symbol, without))
    body = elaborate(node.body, inner)
    for symbol, _ in letters:
        if symbol.size.is_alone and _is_argument(node.body, symbol.name):
            raise INDEX_OR_NUMBER(
                f"what '{symbol.name}' runs over below this sign is not said: as the argument of a function it is a "
                f"number, and the index of nothing; write bounds, \\sum_{{{symbol.name}=1}}^n",
                node.at,
            )
    if body.sizes and node.operator != "sum":
        raise NO_NUMBER(
            f"the body of this {node.operator} is {body.shape}; expected a number: write its entries", node.at
        )
    restricted = any(without for _, without in letters)
    if restricted and node.operator in ("max", "min"):
        if len(letters) > 1:
            raise RESTRICTED(
                "a restricted maximum over several indices is not understood: write one inside the other", node.at
            )
        context.restricted.append((node.at, letters[0][0].size, len(letters[0][1]) + 1))
    return Value(body.sizes, typed.Over(node.operator, tuple(letters), body), body.row)


def _is_argument(node: syntax.Expression, letter: str) -> bool:
    """Whether a letter stands in the argument of a function that the document defines."""
    if isinstance(node, syntax.Application) and any(syntax.mentions(one, letter) for one in node.arguments):
        return True
    return any(_is_argument(part, letter) for part in node.parts)


def _as_declared(binder: syntax.Binder, size: SizeReference, context: Context) -> None:
    """Makes a letter that is bound without bounds run over what it is declared to be. Raises Unreadable where that is
    no range of an index, or was not understood."""
    letter, scope = binder.letter, context.scope
    if letter in context.locals:
        return
    context.check_usable(letter, binder.at)
    declared, symbol = scope.classes.get(letter), scope.symbols.get(letter)
    if declared is not None and not declared.axes:
        size.unify(declared.size, binder.at, f"the sizes of '{letter}'")
    elif letter in scope.naturals or (symbol is not None and not symbol.implicit and not symbol.sizes):
        raise INDEX_OR_NUMBER(
            f"'{letter}' is a number here, and what it runs over below this sign is not said: write bounds, "
            f"\\sum_{{{letter}=1}}^n, or another letter",
            binder.at,
        )


def _up_to(node: syntax.Big, ends: Ends, context: Context) -> Value:
    """A sum or product from or up to an index."""
    if node.operator not in ("sum", "prod"):
        raise not_understood(f"a {node.operator} up to an index is not understood: sums and products are", node.at)
    if ends.binder.without:
        raise not_understood(
            "a sum up to an index that leaves entries out is not understood: subtract these entries from it", node.at
        )
    symbol = IndexSymbol(ends.binder.letter, size_of(ends.binder.bound, context))
    for end in (ends.first, ends.last):
        if end is not None:
            end.size.unify(symbol.size, node.at, "the sizes of the indices")
    body = elaborate(node.body, context.inner({symbol.name: symbol.value()}))
    if body.sizes and node.operator != "sum":
        raise NO_NUMBER(f"the body of this product is {body.shape}; expected a number: write its entries", node.at)
    return Value(body.sizes, typed.UpTo(node.operator, symbol, ends.first, ends.last, body), body.row)


def _over_numbers(node: syntax.Big, binder: syntax.Binder, counted: tuple[int, int], context: Context) -> Value:
    """A sum or product of numbers, as over powers: from the first number to a size and so many more. It runs over the
    indices of this size, beside which there may be a first number by itself, or of which the last one is left out."""
    first, more = counted
    size = size_of(binder.bound, context)
    letter = IndexSymbol("#" + binder.letter, size)
    beyond = more - (first - 1)

    def at(value: Value) -> Value:
        symbol = Symbol(binder.letter, (), binder.at, value=value)
        return elaborate(node.body, context.inner({binder.letter: symbol}))

    last = (IndexValue(size, typed.FromLast(0, size, binder.letter, binder.at)),) if beyond < 0 else ()
    body = at(number_of(letter.value(), first - 1 + max(beyond, 0)))
    if body.sizes:
        raise NO_NUMBER(f"the body of this {node.operator} is {body.shape}; expected a number", node.at)
    whole = Value((), typed.Over(node.operator, ((letter, last),), body))
    if beyond <= 0:
        return whole
    alone = at(constant(Fraction(first)))
    return total([(1, alone), (1, whole)], node.at) if node.operator == "sum" else entrywise("product", alone, whole)


def _over_some_classes(node: syntax.Big, context: Context) -> Expression | None:
    r"""The terms of ``\sum_{i=1}^2 x_i`` where x has more entries than two; None where it runs over all classes."""
    binder = node.binders[0] if len(node.binders) == 1 else None
    if binder is None or not binder.numbers:
        return None
    if _is_number_of(node.body, binder.letter, context):
        return written_out(node.operator, node.body, binder.letter, binder.numbers, node.at)
    symbol = IndexSymbol(binder.letter, SizeReference())
    found: tuple[list[Any], ...] = (
        context.numbers,
        context.restricted,
        context.claims,
    )  # these are found again in what is read instead
    counts = [len(one) for one in found]
    elaborate(node.body, context.inner({binder.letter: symbol.value()}))
    for one, count in zip(found, counts, strict=True):
        del one[count:]
    bound = size_of(binder.bound, context)
    size, last = symbol.size.value, bound.value
    if size is None or size == last:
        symbol.size.unify(bound, node.at)
        return None
    if isinstance(size, int) and isinstance(last, int) and size < last:
        return None
    return written_out(node.operator, node.body, binder.letter, binder.numbers, node.at)


def _is_number_of(node: object, letter: str, context: Context) -> bool:
    """Whether a letter is an argument where a function of the document takes a number."""
    if isinstance(node, syntax.Application):
        function = context.scope.functions.get(node.function, {}).get(len(node.arguments))
        for parameter, argument in zip(function.parameters if function else (), node.arguments, strict=False):
            if parameter.kind == "value" and isinstance(argument, syntax.Name) and argument.key == letter:
                return True
    return any(_is_number_of(part, letter, context) for part in syntax.parts_of(node))


def _ordered(node: syntax.Big, binders: list[syntax.Binder], context: Context) -> Value:
    """Σ over i < j of what is the same when i and j are swapped: half of the sum over i ≠ j.

    Raises Unreadable for anything else: the order of indices is nothing that a term can tell."""
    high, low = binders
    if high.without or low.without:
        raise ORDER("a sum over an order of indices that leaves some out is not understood: write it apart", node.at)
    if node.operator != "sum":
        raise ORDER(f"the order {low.letter} < {high.letter} is understood below a sum over both indices only", node.at)
    context.order((low.letter, high.letter), node.at)
    size = size_of(high.bound, context)
    one, other = IndexSymbol(low.letter, size), IndexSymbol(high.letter, size)
    body = elaborate(node.body, context.inner({low.letter: one.value(), high.letter: other.value()}))
    return Value(body.sizes, typed.OverPairs(one, other, low.or_equal, body, node.at), body.row)


@build.register
def _over_pairs(form: typed.OverPairs, environment: Environment, indices: tuple[Index, ...]) -> Term:
    first, second = environment.index(form.low.size), environment.index(form.high.size)
    terms = [
        form.body.build(environment.with_index(form.low, left).with_index(form.high, right), indices)
        for left, right in ((first, second), (second, first))
    ]
    if not _are_equal(terms[0], terms[1], first, second):
        raise ORDER(
            f"the sum over {form.low.name} < {form.high.name} is understood where its body stays the same when "
            f"{form.low.name} and {form.high.name} are swapped: write a sum without an order of indices",
            form.at,
        )
    half = Multiply((Number(Fraction(1, 2)), terms[0]))
    chosen = Choose(first, second, terms[0] if form.or_equal else ZERO, half)
    return Sum(first.size, close_body(Sum(second.size, close_body(chosen, (second,))), (first,)))


def _are_equal(left: Term, right: Term, first: Index, second: Index) -> bool:
    """Whether the kernel finds two terms equal, wherever the two indices differ."""
    if left == right:
        return True
    goal, apart = Equal(left, right), Not(SameIndex(first, second))
    names: dict[IndexVariable | Variable, Index | Array] = {}
    for number, variable in enumerate(sorted(free_variables(goal), key=lambda v: v.key)):
        if variable.name.startswith("#"):  # a statement has no such names
            name = fresh_name(f"x{number}_", goal)
            if isinstance(variable, IndexVariable):
                names[variable] = IndexVariable(name, variable.size)
            else:
                names[variable] = Variable(name, variable.sizes)
    try:
        by_normal_form(substitute(goal, names), (substitute(apart, names),), ())
    except KernelError:
        return False
    return True


@elaborate.register
def extreme(node: syntax.Extreme, context: Context) -> Value:
    """The largest or smallest of several numbers."""
    values = [elaborate(argument, context) for argument in node.arguments]
    for value, argument in zip(values, node.arguments, strict=True):
        if value.sizes:
            raise NO_NUMBER(
                f"max and min of several compare numbers, not {value.shape}: write its entries", argument.at
            )
    return entrywise(node.operator, *values)


@elaborate.register
def moment(node: syntax.Expectation, context: Context) -> Value:
    """E f = Σ p f, Var f = E f² − (E f)², Cov(f, g) = E fg − E f E g."""
    weights = elaborate(node.weights, context)
    if not weights.sizes and not node.letter and _nothing_says(node, context):
        values = [elaborate(argument, context) for argument in node.arguments]
        _refuse_unclear_index(node, values, context)
        return moment_of_unknown(node, rf"\mathrm{{{node.operator}}}_{{{spelled(node.weights)}}}", values, context)
    if len(weights.sizes) != 1:
        asked = isinstance(node.weights, syntax.Name | syntax.Subscript) and _nothing_says(node, context)
        raise MOMENT(
            f"a distribution is a vector, not {weights.shape}: declare the probabilities with 'let'", node.at
        ).asking(*([rf"{spelled(node.weights)} \in \Delta^{{K-1}}"] if asked else []))
    symbol = IndexSymbol(node.letter or "#", weights.sizes[0])
    inner = context.inner({node.letter: symbol.value()}) if node.letter else context
    values = [elaborate(argument, inner) for argument in node.arguments]
    if not node.letter:
        for value in values:
            if len(value.sizes) > 1:
                raise MOMENT(
                    f"the expectation of {value.shape} is not understood: write it of an entry, or as a sum", node.at
                )
            if value.sizes:
                value.sizes[0].unify(symbol.size, node.at)
        _refuse_unclear_index(node, values, context)
        values = [entries_at(value, symbol.value()) if value.sizes else value for value in values]
    else:
        if values[0].sizes and node.operator != "E":
            raise MOMENT(f"the {node.operator} of {values[0].shape} is not understood: write it of an entry", node.at)

    def mean(*chosen: Value) -> Value:
        return over_letter("sum", symbol, entrywise("product", entries_at(weights, symbol.value()), *chosen))

    if node.operator == "E":
        return mean(*values)
    one, other = values[0], values[-1]
    return total([(1, mean(one, other)), (-1, entrywise("product", mean(one), mean(other)))], node.at)


@elaborate.register
def unknown_moment(node: syntax.UnknownMoment, context: Context) -> Value:
    """An expectation, variance or covariance of numbers of which nobody says how they are distributed."""
    arguments = [elaborate(argument, context) for argument in node.arguments]
    given = {*context.scope.classes, *context.scope.sizes, *context.locals}
    letters = [letter for one in node.arguments for letter in one.free_letters if letter not in given]
    if letters:
        message = rf"an expectation needs its distribution: \mathbb{{E}}_{{{letters[0]} \sim p}}[…]"
        raise DISTRIBUTION(f"{message}, where '{letters[0]}' is drawn, or declare '{letters[0]}'", node.at)
    return moment_of_unknown(node, rf"\mathrm{{{node.operator}}}", arguments, context)


def _nothing_says(node: syntax.Expectation, context: Context) -> bool:
    """Whether nothing in the document says what the distribution is."""
    return bool(node.weights.names) and not any(
        key in context.locals or context.scope.is_known(key) or key in context.scope.sizes for key in node.weights.names
    )


def _refuse_unclear_index(node: syntax.Expectation, values: list[Value], context: Context) -> None:
    """Raises Unreadable for ``E_p[z_k]``, of which nothing says whether k is drawn from p or given."""
    known = {*context.scope.classes, *context.scope.sizes}
    for argument, value in zip(node.arguments, values, strict=True):
        letters = [] if value.sizes else [letter for letter in argument.free_letters if letter not in known]
        if letters:
            raise DRAWN(
                f"'{letters[0]}' has two readings here, the index that is drawn from the distribution and one that is "
                rf"given: write '{letters[0]} \sim …' below {node.operator}, or declare '{letters[0]}' with 'let'",
                argument.at,
            )


@elaborate.register
def limit(node: syntax.Tends, context: Context) -> Value:
    """The limit of the body."""
    return tends(node.approach, elaborate(node.body, context), context)


@elaborate.register
def largest_class(node: syntax.Arg, context: Context) -> Value:
    """No value: several classes may be the largest."""
    raise ARG(r"\arg\max is understood next to = or \in only: write c = \arg\max_k …, and use c", node.at)


def tends(approach: syntax.Approach, body: Value, context: Context) -> Value:
    """The limit of the body; the side is that from which the variable's domain can be reached."""
    node = approach.variable
    indices: tuple[IndexValue, ...] = ()
    if isinstance(node, syntax.Subscript) and isinstance(node.base, syntax.Name):
        symbol = context.symbol(node.base.key, node.at, len(node.indices))
        indices = tuple(index(part, context) for part in node.indices)
    elif isinstance(node, syntax.Name) and node.key not in context.scope.sizes:
        symbol = context.symbol(node.key, node.at)
    else:
        raise LIMIT("the limit of this is not understood; expected a variable", node.at)
    if symbol.value is not None or len(indices) != len(symbol.sizes):
        raise LIMIT(
            f"'{symbol.name}' is not a real variable that can tend to something: write a letter that is one",
            node.at,
        )
    for part, size in zip(indices, symbol.sizes, strict=True):
        part.size.unify(size, node.at)
    point = elaborate(approach.point, context) if approach.point is not None else None
    if point is not None and point.sizes:
        raise LIMIT(f"a limit is taken at a number, not at {point.shape}: write the limit of each entry", approach.at)
    side = approach.side or _side(symbol, point.number if point is not None else None)
    return Value(body.sizes, typed.Limit(body, symbol, indices, point, side, approach.at), body.row)


@build.register
def _limit(form: typed.Limit, environment: Environment, indices: tuple[Index, ...]) -> Term:
    scalar = Variable(f"#{environment.fresh()}", ())
    moved = _moved(form.symbol, form.places, scalar, environment)
    term = form.body.build(environment.with_array(form.symbol, moved), indices)
    if scalar not in free_variables(term):
        refuse_undefined(term, environment.names, form.at)
    target = form.point.build(environment, ()) if form.point is not None else ZERO
    return Limit(close_body(term, (scalar,)), target, form.side)


def _moved(
    symbol: Symbol, indices: tuple[IndexValue, ...], scalar: Variable, environment: Environment
) -> Variable | Lambda:
    """The variable with one entry replaced by the scalar that tends to the point."""
    if not indices:
        return scalar
    array = symbol.array(environment)
    bound = tuple(environment.index(size) for size in symbol.sizes)
    body: Term = Entry(scalar, ())
    for one, part in zip(bound, indices, strict=True):
        body = Choose(one, part.build(environment), body, entry(array, bound))
    return Lambda(tuple(one.size for one in bound), close_body(body, bound))


def _side(symbol: Symbol, point: Fraction | None) -> str:
    if point is not None and symbol.lower == point:
        return "above"
    return "below" if point is not None and symbol.upper == point else "both"
