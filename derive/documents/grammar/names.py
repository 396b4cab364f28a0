"""How the names of a formula are spelled, and what is taken for a name."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Protocol

from derive.documents.grammar.tokens import Item, Items, plain

_SAME_LETTER = re.compile(r"\\(mathbf|boldsymbol|bm|bs|pmb|vec|overrightarrow|underline)\Z")
_OTHER_LETTER = re.compile(
    r"\\(hat|widehat|tilde|widetilde|bar|overline|mathcal|mathscr|mathfrak|mathbb|dot|ddot|check|breve|acute|mathring)\Z"
)
_GREEK = re.compile(
    r"\\(var)?(alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|upsilon|phi|"
    r"chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega|ell|hbar|imath|jmath)\Z"
)
MEMBER = r"\member"
"""The command that ``x^{(i)}``, number i of a family, is read as: the letter is its argument, i the first
index. In ``x^{(1)}`` the number is a second argument, as it may be part of the name."""

COMMON_INDICES = frozenset("ijklmnabc")
"""Letters that are most often indices."""

_STAR = {"*", r"\star", r"\ast"}


class Names(Protocol):
    """What the document has said about names so far."""

    def is_function(self, key: str) -> bool:
        """Whether the name is that of a function."""
        ...

    def is_known(self, key: str) -> bool:
        """Whether the name is declared or defined."""
        ...

    def is_array(self, key: str) -> bool:
        """Whether the name is that of a vector or matrix."""
        ...

    def is_index(self, key: str) -> bool:
        """Whether the name is that of a class, a size or an index."""
        ...


def letter_of(item: Item) -> str | None:
    """The name that an item is, without its scripts; None where it is none."""
    if item.kind == "letter":
        return item.text
    if item.kind == "command" and _GREEK.match(item.text):
        return {r"\varepsilon": r"\epsilon"}.get(item.text, item.text)
    if item.kind == "text":
        word = re.sub(r"\\[,;:! ]|\s|\\(mathbf|mathrm|mathbb|bf|rm)", "", item.text).strip("{}")
        return word if re.fullmatch(r"[^\W\d_][\w\-]*|\\[A-Za-z]+", word) else None
    if item.kind == "argument" and item.text == MEMBER:
        number = plain(item.parts[1]) if len(item.parts) > 1 else r"\cdot"
        return f"{letter_of(item.parts[0][0])}^{{({number})}}"
    if item.kind == "argument" and item.text in (r"\mathbb", r"\mathcal") and len(item.parts[0]) > 1:
        word = plain(item.parts[0])
        return f"{item.text}{{{word}}}" if word.isalpha() else None
    if item.kind == "argument" and len(item.parts) == 1 and len(item.parts[0]) == 1:
        inner = item.parts[0][0]
        if inner.scripted:
            return None
        if _SAME_LETTER.match(item.text):
            return letter_of(inner)
        name = letter_of(inner)
        if _OTHER_LETTER.match(item.text) and name is not None:
            accent = {r"\widehat": r"\hat", r"\widetilde": r"\tilde", r"\mathscr": r"\mathcal", r"\overline": r"\bar"}
            return f"{accent.get(item.text, item.text)}{{{name}}}"
    return None


def index_key(item: Item) -> str | None:
    """The letter that an index is, with its primes."""
    letter = letter_of(item)
    return None if letter is None else letter + "'" * item.primes


def is_label(items: Items) -> bool:
    """Whether a subscript is a word or a sign, which can only be part of a name."""
    if len(items) == 1 and (items[0].text in _STAR or items[0].text in (r"\max", r"\min", r"\infty", "+", "-")):
        return True
    return any(item.kind == "text" and len(item.text.strip()) > 1 for item in items) and all(
        item.kind in ("text", "letter", "digit") or item.text in ("-", ",") for item in items
    )


def member(item: Item) -> Item:
    """``x^{(i)}_j`` as the family x, taken at i and j; any other item as it is."""
    upper = item.upper
    if upper is None or len(upper) != 1 or upper[0].text != "( )" or upper[0].scripted or len(upper[0].parts[0]) != 1:
        return item
    inner = upper[0].parts[0][0]
    counts = inner.kind == "digit" or index_key(inner) is not None
    letter = letter_of(item)
    if not counts or inner.scripted or item.primes or letter in (None, "e"):
        return item
    if inner.kind == "digit":
        return replace(item, kind="argument", text=MEMBER, parts=((item.bare,), (inner,)), upper=None)
    return with_member(Item("argument", MEMBER, item.start, item.end, ((item.bare,),), item.lower), inner)


def with_member(item: Item, inner: Item) -> Item:
    """The item with one more index, its first."""
    comma = Item("character", ",", inner.end, inner.end)
    lower = (inner, comma, *item.lower) if item.lower else (inner,)
    return replace(item, parts=item.parts[:1], lower=lower)


def is_star(items: Items | None) -> bool:
    """Whether a superscript is a star, which makes another letter."""
    return items is not None and len(items) == 1 and items[0].text in _STAR


def is_transposition(items: Items) -> bool:
    """Whether a superscript is a T or ⊤."""
    if len(items) != 1 or items[0].scripted:
        return False
    item = items[0]
    if item.kind == "argument":
        return item.text in (r"\mathbf", r"\boldsymbol", r"\bm") and plain(item.parts[0]) == "T"
    return item.text.strip() in (r"\top", r"\intercal", "T")


def key_of(item: Item, names: Names) -> tuple[str | None, bool]:
    """The name of a scripted item, and whether its subscript is part of the name."""
    letter = letter_of(item)
    if letter is None:
        return None, False
    if is_star(item.upper):
        letter += "^*"
    if item.primes and not names.is_function(letter):
        letter += "'" * item.primes
    if item.lower is not None:
        whole = f"{letter}_{{{plain(item.lower)}}}"
        if is_label(item.lower) or names.is_known(whole) or names.is_function(whole):
            return whole, True
    return letter, False


def named_items(items: Items) -> list[Item]:
    """The items that are names, those in brackets included."""
    found: list[Item] = []
    for item in items:
        if letter_of(item) is not None:
            found.append(item)
        elif item.kind == "brackets":
            found += named_items(item.parts[0])
    return found


def spellings(item: Item) -> set[str]:
    """The names that an item may be: with its star, its primes, its subscript, and as a number of a family."""
    if item.text == MEMBER:
        return {str(letter_of(item)), *spellings(item.parts[0][0]), str(letter_of(replace(item, parts=item.parts[:1])))}
    letter = str(letter_of(item))
    if is_star(item.upper):
        letter += "^*"
    found = {letter + "'" * count for count in {0, item.primes}}
    if item.lower is None:
        return found
    whole = {f"{name}_{{{plain(item.lower)}}}" for name in found}
    return whole if is_label(item.lower) else found | whole
