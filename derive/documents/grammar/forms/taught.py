"""Notations that the document teaches: a pattern of signs, with places for expressions."""

from __future__ import annotations

from dataclasses import replace

from derive.documents.errors import refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.names import key_of, letter_of
from derive.documents.grammar.ownership import LOWER, PRIMES, SIGN, UPPER
from derive.documents.grammar.parser import BRACKETS, Parser
from derive.documents.grammar.patterns import Pattern, place_of, runs_of
from derive.documents.grammar.registry import begins
from derive.documents.grammar.syntax import Expression
from derive.documents.grammar.tokens import Item, Items, plain

TAUGHT = refusal(
    "D130",
    "a notation of the document that is written otherwise",
    """The document teaches a notation with 'notation' or 'define', and here its letter stands in another form, or it
    is not clear how far the notation reaches. Write it as it was taught, with brackets around it and around what
    stands at its places, or introduce another letter.""",
    (r"P(Z) = q^2", "let $q > 0$", "define $P(Y = k) = q^k$"),
    (r"P(Y = 2) = q^2", "let $q > 0$", "define $P(Y = k) = q^k$"),
)


@begins
def taught(parser: Parser) -> Expression | None:
    """A notation of the document's own, with what stands at its places as arguments."""
    for pattern in parser.names.patterns():
        found = pattern.match(parser.items[parser.position : parser.position + len(pattern.items)])
        if found is None:
            continue
        taken = parser.items[parser.position : parser.position + len(pattern.items)]
        parser.refuse_lost(taken[0])
        _refuse_loose(parser, pattern)
        parser.position += len(taken)
        arguments = tuple(parser.nested(found[place]).whole() for place in pattern.places)
        last = taken[-1]
        _take_powers(parser, pattern, taken)
        _take_literal(parser, pattern.items, taken)
        value: Expression = syntax.Application(taken[0].start, pattern.key, arguments)
        if not pattern.places:
            value = syntax.Name(taken[0].start, pattern.key)
        return parser.raised(value, last) if pattern.items[-1].upper is None else value
    return None


def _refuse_loose(parser: Parser, pattern: Pattern) -> None:
    """Raises Unreadable where a notation that begins or ends with a place has neighbours: how far it reaches, no
    rule says."""
    before, after = parser.peek(-1) if parser.position else None, parser.peek(len(pattern.items))
    loose = (pattern.begins_with_place() and before) or (pattern.ends_with_place() and after)
    scripted = pattern.ends_with_place() and parser.items[parser.position + len(pattern.items) - 1].scripted
    if loose or scripted:
        raise TAUGHT(
            f"how far the notation {pattern.key} reaches is not said here: write brackets around it and around "
            "what stands at its places",
            parser.place(),
        )


def _take_powers(parser: Parser, pattern: Pattern, taken: Items) -> None:
    r"""Marks the powers on places as read, which are part of the notation: that of ``\sigma^2`` in ``f(\sigma^2)``."""
    for own, item in zip(pattern.items, taken, strict=True):
        for part, written in zip(own.parts, item.parts, strict=False):
            for place, run in zip(runs_of(part), runs_of(written), strict=False):
                if len(place) == 1 and place[0].upper is not None and place_of(place[0]) in pattern.places:
                    parser.spelled(parser.upper(run[0]))


def _take_literal(parser: Parser, pattern: Items, taken: Items) -> None:
    """Marks what a notation consists of as read; its places were, when they were parsed."""
    for own, item in zip(pattern, taken, strict=False):
        _take_one(parser, own, item)


def _take_one(parser: Parser, pattern: Item, item: Item) -> None:
    if not parser.owned.has(item, SIGN):
        parser.owned.take(item, SIGN)
    pairs = [*zip(pattern.parts, item.parts, strict=False)]
    for part, name in ((pattern.lower, LOWER), (pattern.upper, UPPER)):
        script = item.lower if name == LOWER else item.upper
        if part is not None and script is not None:
            parser.owned.take(item, name)
            pairs.append((part, script))
    if pattern.primes:
        parser.primes(item)
    for _, inside in pairs:
        _take_rest(parser, inside)


def _take_rest(parser: Parser, items: Items) -> None:
    for item in items:
        if parser.owned.has(item, SIGN):
            continue  # an argument, which has read what is in it
        parser.owned.take(item, SIGN)
        for inside, name in ((item.lower, LOWER), (item.upper, UPPER)):
            if inside is not None and not parser.owned.has(item, name):
                parser.owned.take(item, name)
                _take_rest(parser, inside)
        if item.primes and not parser.owned.has(item, PRIMES):
            parser.owned.take(item, PRIMES)
        for part in item.parts:
            _take_rest(parser, part)


def whole_notation(parser: Parser, item: Item) -> str | None:
    r"""The notation that a letter without its arguments stands for, ``\ell`` for ``\ell(\mu, \sigma^2)``; None where
    there is none. Raises Unreadable for the letter of a notation where something else stands than the notation has."""
    letter = letter_of(item.bare)
    key = key_of(item, parser.names)[0]
    if letter is None or letter in parser.bound or parser.names.is_known(letter) or parser.names.is_function(letter):
        return None
    if key is not None and (parser.names.is_known(key) or parser.names.is_function(key)):
        return None
    following = parser.peek()
    applied = following is not None and following.text in BRACKETS
    if parser.names.is_index(letter) and not item.scripted and not applied:
        return None  # a size of the same letter
    patterns = [pattern for pattern in parser.names.patterns() if pattern.letter() == letter]
    if len(patterns) == 1 and not applied and _is_function_like(patterns[0], item):
        return patterns[0].key
    for pattern in patterns:
        raise TAUGHT(
            f"'{letter}' belongs to the notation {pattern.key}, and this is no instance of it: write it as the "
            "notation has it, or introduce another letter",
            item.start,
        ).about(letter)
    return None


def _is_function_like(pattern: Pattern, item: Item) -> bool:
    """Whether a notation is a name, which the item is, with single arguments in brackets."""
    head, *rest = pattern.items
    is_name = plain((replace(item, upper=None),)) == plain((head,))
    return (
        is_name
        and len(rest) == 1
        and rest[0].kind == "brackets"
        and all(len(run) == 1 for run in runs_of(rest[0].parts[0]))
    )
