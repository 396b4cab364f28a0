r"""Functions with a fixed name: exp, log, tanh …, with brackets or with the product that follows."""

from __future__ import annotations

from derive.documents.errors import refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.parser import BIG_WORDS, BRACKETS, SLASHES, TIMES, Parser, word_of
from derive.documents.grammar.refusals import MISSING, WITHOUT_BRACKETS, inverse_or_power
from derive.documents.grammar.registry import form
from derive.documents.grammar.syntax import Expression
from derive.documents.grammar.tokens import Item, plain, written

SCRIPTS = refusal(
    "D140",
    "scripts on a function and on its brackets",
    """A power on a function and another on its brackets have two readings, and a subscript is understood on \\log
    only, as its base. Write brackets around the whole function and its power behind them; a function with another
    subscript is one that the document defines.""",
    (r"\exp^2(x)^2 = \exp(4 x)", r"let $x \in \mathbb{R}$"),
    (r"(\exp(x)^2)^2 = \exp(4 x)", r"let $x \in \mathbb{R}$"),
)

NAMES = {"exp": "exp", "log": "log", "ln": "log", "tanh": "tanh", "sinh": "sinh", "cosh": "cosh"}
"""How a function is written, and its name."""

_STOPS = frozenset({*NAMES, "nabla", "partial"})
"""Before these a function without brackets stops, once it has its first factor."""


@form(*NAMES)
def named_function(parser: Parser, item: Item) -> Expression | None:
    r"""``\log x``, ``\exp(a) b``, ``\log_2 x``, ``\tanh^2(t)``, ``\log'(x)``."""
    if item.kind == "letter" or (item.kind == "text" and parser.names.is_function(word_of(item))):
        return None
    own = rf"\{word_of(item)}_{{{plain(item.lower)}}}" if item.lower is not None else ""
    if own and (parser.names.is_function(own) or parser.names.is_known(own)):
        return _own_function(parser, item, own)
    name = NAMES[word_of(item)]
    if item.upper is not None and plain(item.upper) == "-1":
        raise inverse_or_power(item)
    primes = parser.primes(item)
    following = parser.peek()
    if following is not None and following.text in BRACKETS:
        parser.take()
        argument = parser.nested(following.parts[0]).whole()
        if following.lower is not None:
            raise SCRIPTS("a subscript on the brackets of a function is not understood: leave it out", following.start)
        if item.upper is not None and following.upper is not None:
            raise SCRIPTS("a function with two powers has two readings; write brackets", item.start)
        value = _based(parser, item, name, argument, primes)
        return parser.raised(value, item if item.upper is not None else following)
    if primes:
        raise WITHOUT_BRACKETS(f"write the argument of {name}' in brackets", item.start)
    return parser.raised(_based(parser, item, name, argument_without_brackets(parser, item), 0), item)


def _own_function(parser: Parser, item: Item, key: str) -> Expression:
    r"""``\log_q z`` where the document defines it; what it takes without brackets is as for ``\log``."""
    parser.spelled(parser.lower(item))
    following = parser.peek()
    if following is not None and following.text in BRACKETS:
        parser.take()
        arguments = parser.arguments(following.parts[0])
        value: Expression = syntax.Application(item.start, key, arguments)
        return parser.with_scripts(parser.raised(value, item), following)
    argument = argument_without_brackets(parser, item)
    return parser.raised(syntax.Application(item.start, key, (argument,)), item)


def _based(parser: Parser, item: Item, name: str, argument: Expression, primes: int) -> Expression:
    value: Expression = syntax.Known(item.start, name, (argument,), primes)
    lower = parser.lower(item)
    if lower is None:
        return value
    if name != "log" or primes:
        raise SCRIPTS(
            f"a subscript on {name} is not understood: leave it out, or define the function with it", item.start
        )
    base = syntax.Known(item.start, "log", (parser.nested(lower).whole(),))
    return syntax.Quotient(item.start, value, base)


def argument_without_brackets(parser: Parser, item: Item) -> Expression:
    """What a function without brackets takes: what stands directly behind it, and the factors that follow. Before
    some of these it may also stop; behind \\nabla, which binds tighter than a product, before any of them."""
    at = parser.place()
    is_of_gradient = parser.position > 1 and parser.items[parser.position - 2].text == r"\nabla"
    if parser.at_end_of_product():
        raise MISSING("something is missing here: expected an expression", at)
    inner = parser.continued(parser.bound, _STOPS)
    factors = [_first(parser, inner)]
    while not inner.at_end_of_product():
        following = inner.peek()
        assert following is not None
        if following.text in SLASHES and _function_follows(inner):
            break
        if is_of_gradient or _may_stop(following):
            if _stops(parser, item, inner):
                break
            rest = inner.product_after(factors)
            factors = [rest]
            break
        factors.append(inner.factor())
    parser.position = inner.position
    return factors[0] if len(factors) == 1 else syntax.Times(at, tuple(factors))


def _first(parser: Parser, inner: Parser) -> Expression:
    """What stands directly behind the function, another function or a big operator included."""
    outer = parser.continued(parser.bound)
    value = outer.factor()
    inner.position = outer.position
    return value


def _function_follows(parser: Parser) -> bool:
    following = parser.peek(1)
    return following is not None and word_of(following) in NAMES


def _may_stop(following: Item) -> bool:
    return (
        following.text in TIMES
        or following.text in SLASHES
        or following.kind == "brackets"
        or word_of(following) in BIG_WORDS
    )


def _stops(parser: Parser, item: Item, inner: Parser) -> bool:
    """Whether the function stops here: it has both readings."""
    name = written((item,))
    taken = written(parser.items[parser.position : inner.position])
    rest = written(parser.items[inner.position :])
    short, long = rf"{name}\left({taken}\right) {rest}", rf"{name}\left({taken} {rest}\right)"
    return bool(parser.choices.local("function argument", f"{name} {taken} {rest}", long, short))
