"""Notation of single letters and words that has two readings, and the remedies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from derive.documents.errors import Unreadable
from derive.documents.grammar.names import letter_of, named_items
from derive.documents.grammar.tokens import Item, plain

if TYPE_CHECKING:
    from derive.documents.grammar.parser import Parser

FUNCTION_LETTERS = frozenset("fghFGPVHLE") | {
    r"\phi", r"\varphi", r"\psi", r"\sigma", r"\pi", r"\Phi", r"\Psi", r"\Gamma"
}  # fmt: skip
"""Letters that more often name a function than a number."""

WORDS = frozenset({
    "as", "because", "but", "hence", "holds", "iff", "implies", "is", "not", "or", "otherwise", "since", "so", "some",
    "such", "then", "therefore", "thus", "unless", "whence",
})  # fmt: skip
"""Words of a sentence, that no number is called."""

COMPOSED = (
    r"'\circ' has two readings, a function of a function and an entrywise product: write f(g(x)), or \odot, or \cdot"
)
LOOSE_ENTRYWISE = r"'A x \odot y' has two readings, A (x \odot y) and (A x) \odot y: write brackets"

_ACCENT = re.compile(r"\\(?:hat|tilde|bar|mathcal|mathbb)\{(.*)\}")
_SIGNS_BETWEEN = frozenset({r"\cdot", r"\times", "*", r"\ast", r"\odot", r"\circ", r"\oslash", r"\div", "/"})


def inverse_or_power(item: Item) -> Unreadable:
    """The error for a function with the superscript −1."""
    name = plain((item.bare,))
    return Unreadable(
        f"'{name}^{{-1}}' has two readings, the inverse function and 1/{name}: write a fraction, or define the inverse "
        "as a function of its own",
        item.start,
    )


def derivative_or_power(item: Item, order: Item) -> Unreadable:
    """The error for a function with a superscript in brackets."""
    name, place = plain((item,)), plain((order,))
    return Unreadable(
        f"'{name}^{{({place})}}' has two readings, a derivative of order {place} and a power: write the derivative "
        "with primes, or the power behind the argument, f(x)^n",
        item.start,
    )


def refuse_scientific(parser: Parser, item: Item) -> None:
    """Raises Unreadable for ``1.5e3``."""
    before, after = parser.peek(-1) if parser.position else None, parser.peek(1)
    if item.kind != "letter" or item.text not in ("e", "E") or item.scripted or before is None or after is None:
        return
    is_one = before.end == item.start and item.end == after.start
    if before.kind == "digit" and after.kind == "digit" and is_one:
        raise Unreadable(
            f"'{plain((before, item, after))}' has two readings, a power of ten and a product with {item.text}: write "
            r"\cdot 10^{…}, or \cdot",
            item.start,
        )


def refuse_word(parser: Parser, item: Item, key: str) -> None:
    """Raises Unreadable for words of a sentence, and for a name before what may be its argument."""
    if item.kind != "text" or parser.names.is_known(key) or parser.names.is_function(key):
        return
    if re.search(r"\s", item.text) or item.text.lower() in WORDS:
        raise Unreadable(
            f"the text '{item.text.strip()}' is not understood here; write the formulas apart, or declare a number "
            "of this name with 'let'",
            item.start,
        )
    following = parser.peek()
    is_plain_word = len(key) > 1 and key.isalnum() and not item.scripted
    if following is None or not is_plain_word or parser.at_end_of_product():
        return
    if following.kind != "brackets" and following.text not in _SIGNS_BETWEEN:
        raise Unreadable(
            f"'{key} {plain((following,))}' has two readings, a function and a product: define the function "
            f"'{key}', or declare the number '{key}' with 'let'",
            item.start,
        )


def refuse_undefined(parser: Parser, item: Item, key: str, brackets: Item) -> None:
    """Raises Unreadable for ``f(2x)`` where nothing says what f is; ``σ(1 − σ)`` can only be a product."""
    accented = _ACCENT.fullmatch(key)
    if (accented[1] if accented else key) not in FUNCTION_LETTERS or item.lower is not None or key in parser.bound:
        return
    if any(letter_of(one) == letter_of(item) for one in named_items(brackets.parts[0])):
        return
    raise Unreadable(
        f"'{plain((item, brackets))}' has two readings, a function and a product: define the function, or declare "
        f"'{plain((item,))}' with 'let'",
        item.start,
    )
