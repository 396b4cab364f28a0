"""How the names of a formula are spelled, and what is taken for a name."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

from derive.documents.grammar.patterns import OTHER_LETTER, Parting, Pattern
from derive.documents.grammar.tokens import Item, Items, plain

_SAME_LETTER = re.compile(r"\\(mathbf|boldsymbol|bm|bs|pmb|vec|overrightarrow|underline)\Z")
_GREEK = re.compile(
    r"\\(var)?(alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|upsilon|phi|"
    r"chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega|ell|hbar|imath|jmath)\Z"
)
COMMON_INDICES = frozenset("ijklmnabc")
"""Letters that are most often indices."""

CHANGE = r"\Delta"
"""What makes another letter of one where the document introduces both together, as in \\Delta t."""

_STAR = {"*", r"\star", r"\ast"}
HIGHEST_POWER = 9
"""The highest power with which a letter is one name, as in \\sigma^2."""
_SIGNS = {"+", "-"}
"""What is part of a name only where the document introduces it."""


class Names(Protocol):
    """What the document says of its names, as far as it holds at the place of a formula."""

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

    def is_complete(self, key: str) -> bool:
        """Whether the name is that of a number that is defined without an argument."""
        ...

    def shows_number(self, key: str) -> bool:
        """Whether the document shows, anywhere, that the name is a number and no function."""
        ...

    def may_have_differentials(self) -> bool:
        """Whether the document has a d before names, and nowhere else."""
        ...

    def is_ordered(self, letter: str) -> bool:
        """Whether ``letter^{(t)}`` is declared as a family whose members are written with ``t+1``."""
        ...

    def patterns(self) -> Sequence[Pattern]:
        """The notations of the document."""
        ...

    def partings(self, key: str) -> Collection[Parting]:
        """What stands in the document between the indices, or arguments, of a name."""
        ...

    def refused(self) -> Mapping[str, int]:
        """The names that something would have introduced which was not understood, and its line."""
        ...

    def is_size(self, key: str) -> bool:
        """Whether the name is that of a size."""
        ...

    def is_running(self, letter: str) -> bool:
        """Whether a letter above a sum is an index of the formula, and no size."""
        ...

    def first_index(self) -> int:
        """The number of the first class: 1, or 0 in a document that counts from 0."""
        ...


def is_greek(text: str) -> bool:
    """Whether a command is a Greek letter."""
    return _GREEK.match(text) is not None


def letter_of(item: Item) -> str | None:
    """The name that an item is, without its scripts; None where it is none."""
    if item.kind == "letter":
        return item.text
    if item.kind == "command":
        return _letter_of_command(item.text)
    if item.kind == "text":
        return _letter_of_text(item.text)
    return _letter_of_argument(item) if item.kind == "argument" else None


@lru_cache(maxsize=1_000)
def _letter_of_command(text: str) -> str | None:
    if text == r"\Pr":
        return "Pr"
    return text if is_greek(text) else None


@lru_cache(maxsize=1_000)
def _letter_of_text(text: str) -> str | None:
    word = re.sub(r"\\[,;:! ]|\s|\\(mathbf|mathrm|mathbb|bf|rm)", "", text).strip("{}")
    return word if re.fullmatch(r"[^\W\d_][\w\-]*|\\[A-Za-z]+", word) else None


def _letter_of_argument(item: Item) -> str | None:
    """The letter below a font or an accent."""
    if item.text in (r"\mathbb", r"\mathcal") and len(item.parts[0]) > 1:
        word = plain(item.parts[0])
        return f"{item.text}{{{word}}}" if word.isalpha() else None
    if len(item.parts) != 1 or len(item.parts[0]) != 1 or item.parts[0][0].scripted:
        return None
    name = letter_of(item.parts[0][0])
    if name is None or _SAME_LETTER.match(item.text):
        return name
    if item.text == CHANGE or OTHER_LETTER.match(item.text):
        accent = {r"\widehat": r"\hat", r"\widetilde": r"\tilde", r"\mathscr": r"\mathcal", r"\overline": r"\bar"}
        return f"{accent.get(item.text, item.text)}{{{name}}}"
    return None


def without_font(item: Item) -> Item:
    """A bold letter as the plain one, with its scripts; any other item as it is."""
    if item.kind != "argument" or not _SAME_LETTER.match(item.text) or len(item.parts[0]) != 1:
        return item
    inner = item.parts[0][0]
    return item if inner.scripted else replace(item, kind=inner.kind, text=inner.text, parts=inner.parts)


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


FAMILY = "^{(\\cdot)}"
"""What stands behind the letter in the name of a family, ``x^{(i)}``."""


@dataclass(frozen=True)
class Number:
    """The number of a member of an ordered family, t + 1: a letter, or none, and what is added to it."""

    letter: str
    shift: int

    def __str__(self) -> str:
        if not self.letter:
            return str(self.shift)
        return f"{self.letter}{self.shift:+d}" if self.shift else self.letter


def number_in(items: Items) -> Number | None:
    """The number that is written above a member, in its brackets; None for anything else."""
    letter = letter_of(items[0]) if items and not items[0].scripted else None
    rest = items[1:] if letter is not None else items
    sign = rest[0].text if rest and rest[0].text in ("+", "-") else ""
    digits = plain(rest[1:] if sign else rest)
    is_sum = digits.isdecimal() and (letter is None or sign != "")
    if not is_sum and (letter is None or rest):
        return None
    return Number(letter or "", int(f"{sign}{digits}") if is_sum else 0)


def member_of(item: Item) -> tuple[str, Item] | None:
    """The letter and the number of ``x^{(i)}``, where the number is one letter or digit."""
    upper, letter = item.upper, letter_of(item)
    if letter in (None, "e") or upper is None or len(upper) != 1 or upper[0].text != "( )" or upper[0].scripted:
        return None
    inner = upper[0].parts[0]
    if len(inner) != 1 or inner[0].lower is not None or inner[0].upper is not None:
        return None
    return (str(letter), inner[0]) if inner[0].kind == "digit" or index_key(inner[0]) is not None else None


def is_star(items: Items | None) -> bool:
    """Whether a superscript is a star, which makes another letter."""
    return items is not None and len(items) == 1 and items[0].text in _STAR


def is_word(items: Items | None) -> bool:
    """Whether a superscript is several letters, which are a product or a word: ``\\theta^{old}``."""
    return (
        items is not None
        and len(items) > 1
        and all(item.kind == "letter" and item.text.isascii() and not item.scripted for item in items)
    )


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
    elif item.upper is not None and (
        _is_name_with_power(letter, item, names)
        or (is_label(item.upper) and item.upper[0].text not in _SIGNS and not _is_exponent(item.upper, names))
    ):
        letter += f"^{{{plain(item.upper)}}}"
    if item.lower is not None and item.primes and names.is_function(f"{letter}_{{{plain(item.lower)}}}"):
        return f"{letter}_{{{plain(item.lower)}}}", True  # a prime on a function is its derivative
    if item.primes and not names.is_function(letter):
        letter += "'" * item.primes
    if item.lower is not None:
        whole = f"{letter}_{{{plain(item.lower)}}}"
        if is_label(item.lower) or names.is_known(whole) or names.is_function(whole):
            return whole, True
    return letter, False


def _is_name_with_power(letter: str, item: Item, names: Names) -> bool:
    """Whether a letter with its superscript, and its subscript perhaps, is a name of the document, ``\\sigma_A^2``."""
    name = f"{letter}^{{{plain(item.upper or ())}}}"
    return names.is_known(name) or (item.lower is not None and names.is_known(f"{name}_{{{plain(item.lower)}}}"))


def names_with_powers(item: Item, names: Names) -> list[tuple[Item, int]]:
    r"""The item as it would be with a power that makes it a name, and that power: \sigma^2 for ``\sigma^4`` where the
    document has a name \sigma^2 and no \sigma."""
    if item.upper is None or letter_of(item) is None:
        return []
    key = key_of(replace(item, upper=None), names)[0]
    if key is None or names.is_known(key) or names.is_function(key) or names.is_known(key_of(item, names)[0] or ""):
        return []
    found = []
    for power in range(2, HIGHEST_POWER + 1):
        digit = replace(item.upper[0], kind="digit", text=str(power), lower=None, upper=None, primes=0, parts=())
        other = replace(item, upper=(digit,))
        if names.is_known(key_of(other, names)[0] or ""):
            found.append((other, power))
    return found


def _is_exponent(upper: Items, names: Names) -> bool:
    """Whether a word in a superscript is a number of the document."""
    key = letter_of(upper[0]) if len(upper) == 1 else None
    return key is not None and names.is_known(key)


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
    """The names that an item may be: with its star, its primes, its subscript, as a number of a family, and with the
    other epsilon, which may be the same letter."""
    letter = str(letter_of(item))
    return {name for own in _with_both_epsilons(letter) for name in _spellings(item, own)}


def _with_both_epsilons(letter: str) -> set[str]:
    both = {r"\epsilon", r"\varepsilon"}
    return both if letter in both else {letter}


def _spellings(item: Item, letter: str) -> set[str]:
    member = member_of(item)
    if member is not None:
        return {letter, letter + FAMILY, f"{letter}^{{({plain((member[1],))})}}"}
    if is_star(item.upper):
        letter += "^*"
    elif item.upper is not None and is_label(item.upper):
        letter += f"^{{{plain(item.upper)}}}"
    found = {letter + "'" * count for count in {0, item.primes}}
    if item.lower is None:
        return found
    whole = {f"{name}_{{{plain(item.lower)}}}" for name in found}
    return whole if is_label(item.lower) else found | whole
