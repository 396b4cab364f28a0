"""Notation that is refused in more than one place, and what to write instead."""

from __future__ import annotations

import re
from itertools import pairwise

from derive.documents.errors import Unreadable, refusal
from derive.documents.grammar.tokens import Item, Items, plain

MISSING = refusal(
    "D111",
    "something is missing in a formula",
    """A sign of an operation or relation, or a function, has nothing beside it where an expression belongs. Write the
    expression that is missing, or leave the sign out. A formula that goes on in the next display is written as
    one.""",
    ("x + = 2 x", "let $x > 0$"),
    ("x + x = 2 x", "let $x > 0$"),
)

UNEXPECTED = refusal(
    "D112",
    "a sign or command that is not understood here",
    """The sign, command or pair of brackets has no meaning at this place. Leave it out, write what it stands for in
    full, or teach it with 'define' or 'notation'; around the letters of a name write \\mathrm.""",
    (r"x \% 2 = 0", "let $x > 0$"),
    (r"\frac{x}{2} = 0.5 x", "let $x > 0$"),
)

INVERSE = refusal(
    "D113",
    "a function with the superscript -1",
    """The superscript -1 on a function has two readings, the inverse function and one over the value. Write a
    fraction for the second; for the inverse, define it as a function of its own.""",
    (r"\exp^{-1}(x) = \exp(-x)", r"let $x \in \mathbb{R}$"),
    (r"\frac{1}{\exp(x)} = \exp(-x)", r"let $x \in \mathbb{R}$"),
)

DIGITS = refusal(
    "D114",
    "digits of which it is not clear how they belong together",
    """Digits that stand apart, a script without braces before another digit, and an e between digits have two
    readings: one numeral or script, and a product. Write the digits of one numeral together, a script of several
    digits in braces, \\cdot 10^{3} for a power of ten, and \\cdot for a product.""",
    ("2 3 x = 6 x", "let $x > 0$"),
    (r"2 \cdot 3 x = 6 x", "let $x > 0$"),
)

MIXED = refusal(
    "D119",
    "a number before a fraction of numbers",
    """1\\frac{1}{2} is one and a half for some and a product for others. Write the mixed number as a sum or one
    fraction, and the product with \\cdot. A number before a fraction that has letters is a factor of it.""",
    (r"1\frac{1}{2} = \frac{3}{2}",),
    (r"1 + \frac{1}{2} = \frac{3}{2}",),
)

OTHER_FUNCTION = refusal(
    "D124",
    "a function, integral or rounding of which nothing is known",
    """Exponentials, logarithms, powers, absolute values, maxima, sums, limits and derivatives are known, and what is
    built of them; trigonometric functions, roundings, binomial coefficients and integrals are not, and nothing about
    them is proved or refuted. Check the steps that do without them; a value of such a function is declared as a number,
    with what is used of it as a hypothesis.""",
    (r"|\sin x| \le 1 + x^2", r"let $x \in \mathbb{R}$"),
    (r"|s| \le 1 + x^2", r"let $x, s \in \mathbb{R}$", r"assume $|s| \le 1$"),
)

_OTHER_FUNCTIONS = frozenset({
    r"\sin", r"\cos", r"\tan", r"\cot", r"\sec", r"\csc", r"\arcsin", r"\arccos", r"\arctan", r"\coth", r"\lfloor",
    r"\rfloor", r"\lceil", r"\rceil", r"\binom", r"\dbinom", r"\tbinom", r"\choose", r"\int", r"\iint", r"\oint",
    r"\gcd", r"\bmod", r"\mod", r"\pmod",
})  # fmt: skip


def refuse_other_function(item: Item) -> None:
    """Raises Unreadable for a usual function of which nothing is known."""
    if item.text in _OTHER_FUNCTIONS:
        raise OTHER_FUNCTION(
            f"nothing is known of '{item.text}', so that nothing about it can be checked: declare its value as a "
            "number, and assume what is used of it",
            item.start,
        )


WITHOUT_BRACKETS = refusal(
    "D115",
    "a function without brackets",
    """A word before something else has two readings, a function with its argument and a product, and behind a
    function without brackets it is not clear where its argument ends. Write the argument in brackets, or \\cdot for a
    product; define the function, or declare the number with 'let'.""",
    (r"\mathrm{relu} x = x", "let $x > 0$", r"define $\mathrm{relu}(t) = \max(t, 0)$"),
    (r"\mathrm{relu}(x) = x", "let $x > 0$", r"define $\mathrm{relu}(t) = \max(t, 0)$"),
)

SENTENCE = refusal(
    "D116",
    "words of a sentence in a formula",
    """What words say about formulas is not read, except for conditions behind 'if', 'where', 'for' or 'for all', and
    for 'and' between formulas. Check each formula by itself, and state what it rests on with 'assume'. Write formulas
    outside of \\text.""",
    (r"x + x = 2 x \text{ because } x = x", "let $x > 0$"),
    (r"x + x = 2 x \text{ and } x x = x^2", "let $x > 0$"),
)

TWO_PRODUCTS = refusal(
    "D117",
    "a circle or entrywise product with two readings",
    """The circle \\circ is a function of a function or an entrywise product, and beside a product of matrices it is
    not clear how far \\odot reaches. Write f(g(x)) for a function of a function, \\odot for an entrywise product, and
    brackets around its sides.""",
    (r"(f \circ g)(x) = x^6", r"let $x \in \mathbb{R}$", "define $f(t) = t^2$", "define $g(t) = t^3$"),
    ("f(g(x)) = x^6", r"let $x \in \mathbb{R}$", "define $f(t) = t^2$", "define $g(t) = t^3$"),
)

WORDS = frozenset({
    "as", "because", "but", "hence", "holds", "iff", "implies", "is", "not", "or", "otherwise", "since", "so", "some",
    "such", "then", "therefore", "thus", "unless", "whence",
})  # fmt: skip
"""Words of a sentence, that no number is called."""

SIGNS_BETWEEN = frozenset({r"\cdot", r"\times", "*", r"\ast", r"\odot", r"\circ", r"\oslash", r"\div", "/"})


def composed(at: int) -> Unreadable:
    """The error for a circle between what may be functions."""
    return TWO_PRODUCTS(
        r"'\circ' has two readings, a function of a function and an entrywise product: write f(g(x)), "
        r"\odot or \cdot",
        at,
    )


def loose_entrywise(at: int) -> Unreadable:
    """The error for an entrywise product beside a product of matrices."""
    return TWO_PRODUCTS(r"'A x \odot y' has two readings, A (x \odot y) and (A x) \odot y: write brackets", at)


def inverse_or_power(item: Item) -> Unreadable:
    """The error for a function with the superscript −1."""
    name = plain((item.bare,))
    return INVERSE(
        f"'{name}^{{-1}}' has two readings, the inverse function and 1/{name}: write a fraction, or define the inverse "
        "as a function of its own",
        item.start,
    )


def refuse_scientific(items: Items, place: int) -> None:
    """Raises Unreadable for an e at a place as in ``1.5e3`` and ``1e-3``, where all of it stands together."""
    item = items[place]
    if item.kind != "letter" or item.text not in ("e", "E") or item.scripted or not place:
        return
    signs = 1 if place + 1 < len(items) and items[place + 1].text in ("+", "-") else 0
    numeral = items[place - 1 : place + 2 + signs]
    digits = len(numeral) == 3 + signs and numeral[0].kind == numeral[-1].kind == "digit"
    if digits and all(one.end == other.start for one, other in pairwise(numeral)):
        raise DIGITS(
            f"'{plain(numeral)}' has two readings, a power of ten and a product with {item.text}: write "
            r"\cdot 10^{…}, or \cdot",
            item.start,
        )


def refuse_function_without_brackets(item: Item, key: str, following: Item | None) -> None:
    """Raises Unreadable for a function with a word for its name before what may be its argument or a factor."""
    is_word = item.kind == "text" and len(key) > 1 and not item.scripted
    if is_word and following is not None and following.kind != "brackets" and following.text not in SIGNS_BETWEEN:
        raise WITHOUT_BRACKETS(
            f"'{key} {plain((following,))}' has two readings, a function and a product: write the argument of '{key}' "
            r"in brackets, or \cdot",
            item.start,
        )


def refuse_word(item: Item, key: str, following: Item | None) -> None:
    """Raises Unreadable for words of a sentence, and for an unknown name before what may be its argument."""
    if item.kind != "text":
        return
    if re.search(r"\s", item.text) or item.text.lower() in WORDS:
        raise SENTENCE(
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
        raise WITHOUT_BRACKETS(f"the function '{key}' is not defined", item.start)
    raise WITHOUT_BRACKETS(
        f"'{key} {plain((following,))}' has two readings, a function and a product: define the function "
        f"'{key}', or declare the number '{key}' with 'let'",
        item.start,
    )
