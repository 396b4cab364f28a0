"""Notation that is refused in more than one place, and what to write instead."""

from __future__ import annotations

import re

from derive.documents.errors import Unreadable
from derive.documents.grammar.tokens import Item, plain

WORDS = frozenset({
    "as", "because", "but", "hence", "holds", "iff", "implies", "is", "not", "or", "otherwise", "since", "so", "some",
    "such", "then", "therefore", "thus", "unless", "whence",
})  # fmt: skip
"""Words of a sentence, that no number is called."""

COMPOSED = (
    r"'\circ' has two readings, a function of a function and an entrywise product: write f(g(x)), or \odot, or \cdot"
)
LOOSE_ENTRYWISE = r"'A x \odot y' has two readings, A (x \odot y) and (A x) \odot y: write brackets"

SIGNS_BETWEEN = frozenset({r"\cdot", r"\times", "*", r"\ast", r"\odot", r"\circ", r"\oslash", r"\div", "/"})


def inverse_or_power(item: Item) -> Unreadable:
    """The error for a function with the superscript −1."""
    name = plain((item.bare,))
    return Unreadable(
        f"'{name}^{{-1}}' has two readings, the inverse function and 1/{name}: write a fraction, or define the inverse "
        "as a function of its own",
        item.start,
    )


def refuse_scientific(before: Item | None, item: Item, after: Item | None) -> None:
    """Raises Unreadable for ``1.5e3``."""
    if item.kind != "letter" or item.text not in ("e", "E") or item.scripted or before is None or after is None:
        return
    is_one = before.end == item.start and item.end == after.start
    if before.kind == "digit" and after.kind == "digit" and is_one:
        raise Unreadable(
            f"'{plain((before, item, after))}' has two readings, a power of ten and a product with {item.text}: write "
            r"\cdot 10^{…}, or \cdot",
            item.start,
        )


def refuse_function_without_brackets(item: Item, key: str, following: Item | None) -> None:
    """Raises Unreadable for a function with a word for its name before what may be its argument or a factor."""
    is_word = item.kind == "text" and len(key) > 1 and not item.scripted
    if is_word and following is not None and following.kind != "brackets" and following.text not in SIGNS_BETWEEN:
        raise Unreadable(
            f"'{key} {plain((following,))}' has two readings, a function and a product: write the argument of '{key}' "
            r"in brackets, or \cdot",
            item.start,
        )


def refuse_word(item: Item, key: str, following: Item | None) -> None:
    """Raises Unreadable for words of a sentence, and for an unknown name before what may be its argument."""
    if item.kind != "text":
        return
    if re.search(r"\s", item.text) or item.text.lower() in WORDS:
        raise Unreadable(
            f"the text '{item.text.strip()}' is not understood here; write the formulas apart, or declare a number "
            "of this name with 'let'",
            item.start,
        )
    is_plain_word = len(key) > 1 and key.isalnum() and not item.scripted
    if following is None or not is_plain_word or following.text in SIGNS_BETWEEN:
        return
    if following.kind == "brackets":
        if following.text == "( )":
            return  # a function of which nothing is known, or a product: both are read
        raise Unreadable(f"the function '{key}' is not defined", item.start)
    raise Unreadable(
        f"'{key} {plain((following,))}' has two readings, a function and a product: define the function "
        f"'{key}', or declare the number '{key}' with 'let'",
        item.start,
    )
