"""Names with their scripts, and what they are applied to: variables, functions, entries, members of families."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import cast

from derive.documents.errors import refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.collect import begins_operand
from derive.documents.grammar.forms.taught import whole_notation
from derive.documents.grammar.names import (
    CHANGE,
    FAMILY,
    index_key,
    is_star,
    is_transposition,
    key_of,
    letter_of,
    member_of,
    names_with_powers,
)
from derive.documents.grammar.ownership import LOWER, PRIMES, SIGN, UPPER
from derive.documents.grammar.parser import BRACKETS, SUPERSCRIPT, Parser
from derive.documents.grammar.patterns import parting, partings_of
from derive.documents.grammar.refusals import (
    UNEXPECTED,
    inverse_or_power,
    refuse_function_without_brackets,
    refuse_other_function,
    refuse_word,
)
from derive.documents.grammar.registry import otherwise
from derive.documents.grammar.syntax import Expression
from derive.documents.grammar.tokens import Item, Items, plain

PARTED = refusal(
    "D134",
    "one name with different signs between its indices or arguments",
    """The document writes the same name with a bar between its indices or arguments here, and with a comma or nothing
    elsewhere. That may be one thing or two. Write one sign throughout, or teach the other with 'notation'. Functions
    that nothing declares or defines are two.""",
    ("p_{i|j} = p_{ij}", r"let $p \in \mathbb{R}^{K \times K}$"),
    ("p_{ij} + p_{ij} = 2 p_{ij}", r"let $p \in \mathbb{R}^{K \times K}$"),
)

OPERATOR = refusal(
    "D136",
    "a d or \\Delta before a name",
    """dx and \\Delta x are a differential and a change of x, and \\Delta f is the Laplacian of f, or a change: none of
    them is a product, and none is understood. Write the derivative, \\frac{dy}{dx}, a letter of its own for the change,
    or the sum of second derivatives; declare d or \\Delta with 'let' where it is a number, or a change such as
    \\Delta t as one letter, 'let $\\Delta t > 0$'.""",
    (r"dy = 2 x \, dx", r"let $x \in \mathbb{R}$", "define $y = x^2$"),
    (r"\frac{dy}{dx} = 2 x", r"let $x \in \mathbb{R}$", "define $y = x^2$"),
)

MEMBER = refusal(
    "D164",
    "a superscript in brackets with an index that a sum binds",
    """x^{(t)} below a sum over t is a member of a family x^{(1)}, x^{(2)}, … or a power of x, and which of them is
    meant is not guessed. Declare the family with 'let', or write the power without brackets.""",
    (r"\sum_{t=1}^T x^{(t)} = 1", r"let $x \in \mathbb{R}$"),
    (r"\sum_{t=1}^T x^{(t)} = \sum_{i=1}^T x^{(i)}", r"let $x^{(t)} \in \mathbb{R}$"),
)

POWER = refusal(
    "D161",
    "a power of a letter that is no name by itself",
    """The document has a letter with a power as one name, as in 'let $\\sigma^2 > 0$', and never the letter alone.
    Then \\sigma^4 is the square of that name, and of \\sigma^3 nothing is known. Declare the letter itself, or write a
    power of the name.""",
    (r"\sigma^3 = 1", r"let $\sigma^2 > 0$"),
    (r"\sigma^4 = \sigma^2 \sigma^2", r"let $\sigma^2 > 0$"),
)


@otherwise
def named(parser: Parser, item: Item) -> Expression:
    """A name with its scripts, applied to the brackets that follow where it is a function."""
    notation = whole_notation(parser, item)
    if notation is not None:
        parser.spelled(parser.lower(item))
        for part in item.parts:
            parser.spelled(part)
        return _plain_scripts(parser, syntax.Name(item.start, notation), item)
    special = _member(parser, item) or _compound(parser, item) or _power_of_name(parser, item)
    if special is not None:
        return special
    key, is_whole = _key(parser, item)
    following = parser.peek()
    brackets = following if following is not None and following.text in BRACKETS else None
    signs = ("_{+}", "_{-}", "^{+}", "^{-}")
    if key.endswith(signs) and not parser.names.is_known(key) and not parser.names.is_function(key):
        raise SUPERSCRIPT(
            rf"'{item.text}{key[-4]}{key[-2]}' is not defined; write \max({item.text}, 0) or define it", item.start
        )
    is_function = parser.names.is_function(key) and key not in parser.bound
    is_plain = item.upper is None or parser.owned.has(item, UPPER)
    is_entry = brackets is not None and is_plain and (is_whole or not item.lower) and _is_entry(parser, key, brackets)
    is_unknown = not is_function and not is_entry and not parser.names.is_known(key)
    may_be_opaque = brackets is not None and brackets.text == "( )" and _may_be_opaque(parser, item, key, brackets)
    if not (is_unknown and may_be_opaque):
        _refuse_other_signs(parser, item, following)
    is_applied = is_function and brackets is not None and not _order_of_derivative(item)
    if is_applied and brackets is not None and _is_bracketed_name(parser, item, key):
        return _opaque_at(parser, item, plain((replace(item, primes=0),)), brackets)
    primes = parser.primes(item) if is_function else 0
    if is_whole:
        parser.spelled(parser.lower(item))
    if is_function:
        return _function(parser, item, key, brackets, primes, is_whole)
    if brackets is not None and is_entry:
        parser.take()
        base = syntax.Subscript(item.start, syntax.Name(item.start, key), parser.indices(brackets.parts[0]))
        return parser.with_scripts(base, brackets)
    if not parser.names.is_known(key):
        _refuse_operator(parser, item, key)
        refuse_word(item, key, None if parser.at_end_of_product() else parser.peek())
    if brackets is not None and may_be_opaque:
        return _opaque(parser, item, key, brackets)
    return _superscripted(parser, item, key, is_whole)


def _refuse_operator(parser: Parser, item: Item, key: str) -> None:
    r"""Raises Unreadable for ``\Delta f`` and ``dx`` where nothing says that \Delta and d are numbers: a change, a
    differential or an operator, and no factor."""
    if item.scripted or item.primes or key in parser.bound or parser.names.is_size(key):
        return
    following = () if parser.at_end_of_product() else parser.items[parser.position : parser.position + 2]
    is_sign = key == r"\Delta" or (key == "d" and (item.kind == "text" or parser.names.may_have_differentials()))
    is_applied = bool(following) and following[0].text == "( )" and key == r"\Delta"
    if is_sign and begins_operand(following) and not is_applied:
        is_change = key == CHANGE and letter_of(following[0]) is not None
        ways = f"the number '{key}'" + (
            f", or the change '{plain((item,))} {plain(following[:1])}'," if is_change else ""
        )
        raise OPERATOR(
            f"'{plain((item,))} {plain(following[:1])}' has two readings, a product and "
            + ("a change, or the Laplacian" if key != "d" else "a differential")
            + f": declare {ways} with 'let', or write a letter of its own for what is meant",
            item.start,
        )


def _refuse_other_signs(parser: Parser, item: Item, following: Item | None) -> None:
    r"""Raises Unreadable for ``p_{i|j}`` beside ``p_{ij}``, and for ``D(p, q)`` beside ``D(p \| q)``."""
    for key, signs in partings_of(item, following):
        others = set(parser.names.partings(key)) - {signs}
        if others and key.endswith("_{}") and key_of(item, parser.names)[1]:
            continue  # H_{Y|X} as one name stands for itself
        if others:
            has, other = (" and ".join(f"'{sign}'" for sign in one) or "no bar" for one in (signs, min(others)))
            raise PARTED(
                f"'{key[:-3]}' has two readings, one thing and two: it has {has} here, and elsewhere {other} "
                "at the same place: write one sign throughout, or teach the other with 'notation'",
                item.start,
            )


def _compound(parser: Parser, item: Item) -> Expression | None:
    r"""``\mathrm{d}O`` where the document declares or defines a name that is written so."""
    following = parser.peek() if item.kind == "text" and not item.scripted else None
    letter = letter_of(following) if following is not None else None
    if following is None or letter is None:
        return None
    both = f"{letter_of(item)}{letter}"
    if not parser.names.is_known(both):
        return None
    parser.take()
    for part in following.parts:
        parser.spelled(part)
    return _plain_scripts(parser, syntax.Name(item.start, both), following)


def _power_of_name(parser: Parser, item: Item) -> Expression | None:
    r"""``\sigma^4``, which is (\sigma^2)^2 where \sigma^2 is a name and \sigma is none.

    Raises Unreadable for a power that is no whole power of the name."""
    letter = letter_of(item)
    found = names_with_powers(item, parser.names) if letter not in parser.bound else []
    if not found:
        return None
    (name, power), *more = found
    if more:
        raise POWER(
            f"'{plain((name,))}' and '{plain((more[0][0],))}' are names of their own here, and this may be a power of "
            f"either: write brackets, ({plain((name,))})^{{…}}",
            item.start,
        )
    exponent = plain(item.upper or ())
    whole = int(exponent) if re.fullmatch(r"-?\d{1,4}", exponent) else 1
    if whole % power:
        raise POWER(
            f"'{plain((name,))}' is one name here and '{plain((item.bare,))}' is none, so that this is no power of it: "
            f"declare '{plain((item.bare,))}', or write brackets, ({plain((name,))})^{{…}}",
            item.start,
        )
    key, is_whole = key_of(name, parser.names)
    for part in item.parts:
        parser.spelled(part)
    parser.spelled(parser.upper(item))
    if is_whole:
        parser.spelled(parser.lower(item))
    base = _plain_scripts(parser, syntax.Name(item.start, cast(str, key)), replace(item, upper=None))
    return syntax.Raised(item.start, base, _whole_number(item.start, whole // power))


def _whole_number(at: int, value: int) -> Expression:
    numeral = syntax.Numeral(at, Fraction(abs(value)), 0)
    return numeral if value >= 0 else syntax.Total(at, ((-1, numeral),))


def _key(parser: Parser, item: Item) -> tuple[str, bool]:
    """The name of an item, whose sign is read; what its key spells out is read."""
    key, is_whole = key_of(item, parser.names)
    if key is None:
        refuse_other_function(item)
        raise UNEXPECTED(
            f"'{plain((item.bare,))}' is not understood: write what it stands for, or \\mathrm for a name",
            item.start,
        )
    for part in item.parts:
        parser.spelled(part)
    if is_star(item.upper) or (item.upper is not None and f"^{{{plain(item.upper)}}}" in key):
        parser.spelled(parser.upper(item))
    if item.primes and key.rstrip("}").split("_{")[0].endswith("'"):
        parser.primes(item)
    return key, is_whole


def _function(parser: Parser, item: Item, key: str, brackets: Item | None, primes: int, is_whole: bool) -> Expression:
    order = _order_of_derivative(item)
    if order:
        parser.spelled(parser.upper(item))
    refuse_function_without_brackets(item, key, None if parser.at_end_of_product() else parser.peek())
    if brackets is None or (item.lower is None and parser.holds_unapplied(brackets.parts[0])):
        if primes or order:
            return _plain_scripts(parser, syntax.Application(item.start, key, (), primes + order), item)
        return _plain_scripts(parser, syntax.Name(item.start, key), item)
    if item.upper is not None and plain(item.upper) == "-1":
        raise inverse_or_power(item)
    if item.lower is not None and not is_whole and parser.holds_unapplied(brackets.parts[0]):
        return _plain_scripts(parser, syntax.Name(item.start, key), item)
    parser.take()
    arguments = parser.arguments(brackets.parts[0])
    indices = parser.indices(cast(Items, parser.lower(item))) if item.lower is not None and not is_whole else ()
    maybe_product = bool(indices) and not brackets.scripted and item.upper is None
    value: Expression = syntax.Application(item.start, key, arguments, primes + order, indices, maybe_product)
    return parser.with_scripts(parser.raised(value, item), brackets)


def _plain_scripts(parser: Parser, base: Expression, item: Item) -> Expression:
    """The scripts that the name has not spelled out."""
    return parser.raised(base, item) if parser.owned.has(item, LOWER) else parser.with_scripts(base, item)


def _order_of_derivative(item: Item) -> int:
    """n in ``f^{(n)}`` of a function of one variable; 0 where there is none."""
    upper = item.upper
    if upper is None or len(upper) != 1 or upper[0].text != "( )" or upper[0].scripted:
        return 0
    inner = plain(upper[0].parts[0])
    if not inner.isdigit() or not 1 <= int(inner) <= 6:
        return 0
    return int(inner)


def _superscripted(parser: Parser, item: Item, key: str, is_whole: bool) -> Expression:
    """The name with its scripts; a superscript in brackets is an exponent, or part of the name."""
    if _is_bracketed_name(parser, item, key):
        parser.spelled(parser.upper(item))
        return _plain_scripts(parser, syntax.Name(item.start, f"{key}^{{{plain(item.upper or ())}}}"), item)
    return _plain_scripts(parser, syntax.Name(item.start, key), item)


def _is_bracketed_name(parser: Parser, item: Item, key: str) -> bool:
    """Whether a superscript in brackets is part of the name here, and no exponent."""
    upper = item.upper
    if upper is None or parser.owned.has(item, UPPER) or len(upper) != 1 or upper[0].kind != "brackets":
        return False
    if upper[0].text not in ("( )", "[ ]", "{ }", r"\langle \rangle") or upper[0].scripted or key == "e":
        return False
    opening, closing = upper[0].text.split(" ")
    ways = (f"{key}^{{{plain(upper[0].parts[0])}}}", f"'let ${key}^{{{plain(upper)}}} \\in \\mathbb{{R}}$'")
    is_name = bool(parser.choices.local("superscript", f"{key}^{{{opening}\\cdot{closing}}}", *ways))
    bound = sorted(parser.bound & {letter_of(part) for part in upper[0].parts[0]})
    if is_name and bound:
        raise (
            MEMBER(
                f"'{key}^{{{plain(upper)}}}' has two readings where '{bound[0]}' is bound, a member of a family and a "
                f"power: declare the family, 'let ${key}^{{({bound[0]})}} \\in …$', or write the power without "
                "brackets",
                item.start,
            )
            .asking(rf"{key}^{{({bound[0]})}} \in \mathbb{{R}}")
            .sensible()
        )
    return is_name


def _member(parser: Parser, item: Item) -> Expression | None:
    """``x^{(i)}`` where a family, or this member of it, is declared."""
    if item.upper is None:
        return None
    found = member_of(item)
    if found is None:
        return _ordered_member(parser, item) or _transposed_member(parser, item)
    letter, number = found
    name = f"{letter}^{{({plain((number,))})}}"
    if parser.names.is_known(name) or parser.names.is_ordered(letter):
        _spell_member(parser, item)
        return _plain_scripts(parser, syntax.Name(item.start, name), item)
    if not parser.names.is_known(letter + FAMILY):
        return None
    _spell_member(parser, item, keep=number)
    index = parser.indices((number,))
    lower = parser.lower(item)
    if lower is not None:
        index = (*index, *parser.indices(lower))
    return syntax.Subscript(item.start, syntax.Name(item.start, letter + FAMILY), index)


def _ordered_member(parser: Parser, item: Item) -> Expression | None:
    """``x^{(t+1)}`` of a declared family whose members are ordered."""
    letter, upper = letter_of(item), item.upper
    if letter is None or upper is None or len(upper) != 1 or upper[0].text != "( )" or upper[0].scripted:
        return None
    if not parser.names.is_ordered(letter):
        return None
    _spell_member(parser, item)
    name = f"{letter}^{{({plain(upper[0].parts[0])})}}"
    return _plain_scripts(parser, syntax.Name(item.start, name), item)


def _transposed_member(parser: Parser, item: Item) -> Expression | None:
    """``x^{(i)T}`` where a family, or this member of it, is declared: there the T is no number."""
    upper = item.upper or ()
    if len(upper) != 2 or upper[0].text != "( )" or not is_transposition(upper[1:]):
        return None
    member = _member(parser, replace(item, upper=upper[:1]))
    if member is None:
        return None
    parser.spelled(upper[1:])
    return syntax.Transposed(item.start, member, letter=True)


def _spell_member(parser: Parser, item: Item, keep: Item | None = None) -> None:
    for part in item.parts:
        parser.spelled(part)
    upper = cast(Items, parser.upper(item))
    if keep is None:
        parser.spelled(upper)
    else:
        parser.owned.take(upper[0], SIGN)


def _may_be_opaque(parser: Parser, item: Item, key: str, brackets: Item) -> bool:
    """Whether nothing in the document says whether the name before brackets is a function or a number."""
    if _stands_bare(item, brackets.parts[0]):
        return False
    letter = str(letter_of(item))
    names = parser.names
    if key in parser.bound or letter in parser.bound:
        return False
    known = [one for one in (key, letter) if one == key or not names.is_function(one)]
    return not any(names.is_known(one) or names.is_index(one) or names.shows_number(one) for one in known)


def _stands_bare(name: Item, items: Items) -> bool:
    """Whether the name stands in brackets without an argument: then they are a factor, σ(1 − σ)."""
    for position, item in enumerate(items):
        applied = any(following.text == "( )" for following in items[position + 1 : position + 2])
        if plain((item,)) == plain((name,)) and not applied:
            return True
        if item.kind == "brackets" and _stands_bare(name, item.parts[0]):
            return True
    return False


def is_opaque(parser: Parser, key: str) -> bool:
    """Whether a name that nothing introduces is a function here, in this reading."""
    if parser.names.is_known(key) or parser.names.shows_number(key):
        return False
    letter = key.split("_")[0]  # where f_m is a function, f_{m-1} is one, too
    return bool(
        parser.choices.convention(
            "function", letter, f"'let ${key} \\in \\mathbb{{R}}$'", f"'define' the function {key}"
        )
    )


def _opaque(parser: Parser, item: Item, key: str, brackets: Item) -> Expression:
    """``J(0)`` of a name that nothing introduces: a function of which nothing is known, or a product."""
    spelled = plain((item,))
    if not is_opaque(parser, spelled):
        if parting(brackets.parts[0]) or _is_of_neighbour(parser, item):
            raise UNEXPECTED(f"'{spelled}' is no factor here: define it, or write what it is", item.start).senseless()
        return _superscripted(parser, item, key, parser.owned.has(item, LOWER))
    return _opaque_at(parser, item, spelled, brackets)


def _is_of_neighbour(parser: Parser, item: Item) -> bool:
    """Whether below the name stands m - 1 or t + 1, and m is no size, so that this is no entry."""
    lower = item.lower or ()
    if len(lower) < 3 or lower[1].text not in ("+", "-"):
        return False
    letter = letter_of(lower[0].bare)
    return letter is not None and not parser.names.is_size(letter) and not parser.names.is_ordered(letter)


def _opaque_at(parser: Parser, item: Item, spelled: str, brackets: Item) -> Expression:
    """The value at the brackets of a function of which nothing is known but how it is spelled."""
    if not parser.owned.has(item, LOWER):
        parser.spelled(parser.lower(item))
    if item.upper is not None and not parser.owned.has(item, UPPER):
        parser.spelled(parser.upper(item))
    if item.primes and not parser.owned.has(item, PRIMES):
        parser.primes(item)
    parser.take()
    signs = parting(brackets.parts[0])
    arguments = parser.arguments(brackets.parts[0])
    return parser.with_scripts(syntax.Opaque(item.start, spelled, arguments, signs), brackets)


def _is_entry(parser: Parser, key: str, brackets: Item) -> bool:
    """Whether ``H(a)`` is an entry: H is a vector, or unknown, and a an index."""
    inner = brackets.parts[0]
    signs = (",", "|", r"\mid", ";")
    letters = [index_key(item) for item in inner if item.text not in signs]
    parted = all((item.text in signs) == bool(place % 2) for place, item in enumerate(inner))
    if not letters or brackets.text == "{ }" or not (parted or all(item.kind == "digit" for item in inner)):
        return False
    if any(item.kind == "digit" for item in inner):
        return parser.names.is_array(key) and all(item.kind == "digit" or item.text in signs for item in inner)
    if None in letters or any(item.upper for item in inner):
        return False
    if any(one.text not in signs and other.text not in signs for one, other in pairwise(inner)):
        return False  # letters beside each other are a product
    known = [str(letter) for letter in letters]
    if any(item.lower for item in inner):  # a class with an index of its own, or a name such as y_w
        known = [str(key_of(item, parser.names)[0]) for item in inner if item.text not in signs]
        return parser.names.is_array(key) and all(
            letter in parser.bound or parser.names.is_index(letter) or not parser.names.is_known(letter)
            for letter in known
        )
    if parser.names.is_array(key):
        return all(
            letter in parser.bound or parser.names.is_index(letter) or not parser.names.is_known(letter)
            for letter in known
        )
    return not parser.names.is_known(key) and all(
        letter in parser.bound or parser.names.is_index(letter) for letter in known
    )
