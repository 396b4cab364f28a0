"""The nesting of a LaTeX formula: text to items, by the grammar, with every place kept.

An item is a letter, digit, command, group, pair of brackets, fraction … together with its scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import cast
from unicodedata import normalize

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken, VisitError

from derive.documents.errors import refusal
from derive.documents.source.macros import Fragment

CHARACTER = refusal(
    "D100",
    "a sign that does not belong in a formula",
    """Formulas are written with letters, digits and the commands of LaTeX. Raised digits, fractions and the like that
    are one sign have no fixed meaning in a formula. Write the command instead, such as ^2, \\top or \\frac{1}{2}.""",
    ("x² = x x", "let $x > 0$"),
    ("x^2 = x x", "let $x > 0$"),
)

PAIRS = refusal(
    "D101",
    "brackets, braces or environments that do not fit together",
    """Each bracket, brace, bar, \\left and \\begin is closed by its own partner, inside of what is open around it.
    Write the partner that the message names, or leave out the sign that has none. For an absolute value that begins
    or ends with another one write \\lvert a \\rvert.""",
    ("2 (x + 1 = 2 x + 2", "let $x > 0$"),
    ("2 (x + 1) = 2 x + 2", "let $x > 0$"),
)

SCRIPT = refusal(
    "D102",
    "a script of which it is not clear what it belongs to",
    """A symbol has at most one subscript and one superscript, and a script stands on a symbol that is seen. TeX shows
    no braces, so that a script on braces stands beside the last sign only. Write several indices in one subscript,
    and brackets around what a power belongs to; leave a script on nothing out.""",
    ("{x + 1}^2 = x^2 + 2 x + 1", "let $x > 0$"),
    ("(x + 1)^2 = x^2 + 2 x + 1", "let $x > 0$"),
)

TOO_LARGE = refusal(
    "D103",
    "a numeral or a nesting that is too large",
    """Numerals have at most 40 digits, and brackets, braces and environments stand at most 40 deep in each other.
    Declare a letter for a part of the formula with 'define', and write that.""",
    ("10000000000000000000000000000000000000000000 > 1",),
    ("10^{43} > 1",),
)

DEEPEST_NESTING = 40


@dataclass(frozen=True)
class Item:
    r"""One symbol or construct with its scripts, and the places in the file where it starts and ends.

    ``kind`` is letter, digit, command, character, bar, newline, align, text, group, brackets,
    environment, or argument (a command with the arguments in ``parts``); ``text`` is what is written,
    without the arguments. ``number`` tells the items of a formula apart; 0 is for one that nobody wrote."""

    kind: str
    text: str
    start: int
    end: int
    parts: tuple[Items, ...] = ()
    lower: Items | None = None
    upper: Items | None = None
    primes: int = 0
    number: int = field(default=0, compare=False)

    @property
    def bare(self) -> Item:
        """The item without its scripts."""
        return replace(self, lower=None, upper=None, primes=0)

    @property
    def scripted(self) -> bool:
        """Whether it has a script."""
        return self.lower is not None or self.upper is not None or self.primes > 0


Items = tuple[Item, ...]

UNICODE = {
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\epsilon", "ζ": r"\zeta", "η": r"\eta",
    "θ": r"\theta", "κ": r"\kappa", "λ": r"\lambda", "μ": r"\mu", "ν": r"\nu", "ξ": r"\xi", "π": r"\pi",
    "ρ": r"\rho", "σ": r"\sigma", "τ": r"\tau", "φ": r"\phi", "χ": r"\chi", "ψ": r"\psi", "ω": r"\omega",
    "Δ": r"\Delta", "Σ": r"\Sigma", "Π": r"\Pi", "Φ": r"\Phi", "Λ": r"\Lambda", "Θ": r"\Theta", "Ω": r"\Omega",
    "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "≈": r"\approx", "→": r"\to", "∞": r"\infty", "∂": r"\partial",
    "∇": r"\nabla", "∑": r"\sum", "∏": r"\prod", "·": r"\cdot", "×": r"\times", "∈": r"\in", "∝": r"\propto",
    "−": "-", "…": r"\dots", "⋯": r"\cdots", "≡": r"\equiv", "∥": r"\|", "⊤": r"\top", "⊙": r"\odot", "ℝ": r"\R",
    "′": "'", "∼": r"\sim", "∀": r"\forall", "（": "(", "）": ")", "，": ",", "。": ".", "；": ";",
}  # fmt: skip
"""Signs that authors type directly, and the commands that they stand for."""


@v_args(inline=True)
class _Build(Transformer[Token, Items]):
    """Builds items from the parse tree."""

    def __init__(self, fragment: Fragment, numbers: Iterator[int]) -> None:
        super().__init__()
        self.fragment = fragment
        self.numbers = numbers

    def _make(self, kind: str, text: str, first: Token, last: Token | Item, parts: tuple[Items, ...] = ()) -> Item:
        end = last.end if isinstance(last, Item) else self.fragment.end(cast(int, last.end_pos))
        start = self.fragment.start(cast(int, first.start_pos))
        return Item(kind, text, start, end, parts, number=next(self.numbers))

    def start(self, *items: Item) -> Items:
        return items

    def token(self, token: Token) -> Item:
        text = UNICODE.get(str(token), str(token))
        if token.type in ("LETTER", "CHARACTER") and normalize("NFKC", text) != text:  # such as ², ᵀ and ½
            place = self.fragment.start(cast(int, token.start_pos))
            raise CHARACTER(f"'{text}' is not a letter here; write it with commands of LaTeX, such as ^2", place)
        kind = "command" if text.startswith("\\") and token.type in ("LETTER", "CHARACTER") else token.type.lower()
        if kind == "newline":
            text = "\\\\"
        return self._make(kind, text, token, token)

    def group(self, first: Token, *rest: Item | Token) -> Item:
        return self._make("group", "{}", first, cast(Token, rest[-1]), (cast(Items, rest[:-1]),))

    def fence(self, first: Token, *rest: Item | Token) -> Item:
        last = cast(Token, rest[-1])
        text = _delimiter(first[5:]) + " " + _delimiter(last[6:])
        return self._make("brackets", text, first, last, (cast(Items, rest[:-1]),))

    def environment(self, first: Token, *rest: Item | Token) -> Item:
        last = cast(Token, rest[-1])
        opened, closed = (cast("re.Match[str]", re.search(r"\{([a-zA-Z]+\*?)\}", token))[1] for token in (first, last))
        item = self._make("environment", opened.rstrip("*"), first, last, (cast(Items, rest[:-1]),))
        if opened != closed:
            raise PAIRS(rf"\begin{{{opened}}} is closed by \end{{{closed}}}: write \end{{{opened}}}", item.start)
        return item

    def text(self, token: Token) -> Item:
        match = cast("re.Match[str]", re.match(r"\\([a-z]+)\*?\s*(.*)\Z", token, re.DOTALL))
        content = match[2][1:-1] if match[2].startswith("{") else match[2]
        return self._make("text", content, token, token)

    def one_argument(self, command: Token, argument: Item) -> Item:
        return self._make("argument", str(command), command, argument, (_content(argument),))

    def two_arguments(self, command: Token, first: Item, second: Item) -> Item:
        return self._make("argument", str(command), command, second, (_content(first), _content(second)))

    def root(self, command: Token, argument: Item) -> Item:
        degree = re.search(r"\[(.*)\]", command)
        parts = (_content(argument),)
        return self._make("argument", "\\sqrt" + (f"[{degree[1].strip()}]" if degree else ""), command, argument, parts)

    def arrow(self, command: Token, argument: Item) -> Item:
        below = re.search(r"\[(.*)\]", command)
        content = _content(argument)
        if below and below[1].strip() and content:
            raise SCRIPT("an arrow with something above and below it has two readings: write one of them",
                             self.fragment.start(cast(int, command.start_pos)))  # fmt: skip
        if below and not content:  # \xrightarrow[x \to 0]{}: what stands below the arrow
            first = cast(int, command.start_pos) + below.start(1)
            places = slice(first, first + len(below[1]))
            inside = Fragment(below[1], self.fragment.starts[places], self.fragment.ends[places])
            content = read_items(inside, self.numbers)
        name = cast("re.Match[str]", re.match(r"\\x[a-z]+", command))[0]
        return self._make("argument", name, command, argument, (content,))

    def upper(self, nucleus: Item) -> tuple[str, Item]:
        return "upper", nucleus

    def lower(self, nucleus: Item) -> tuple[str, Item]:
        return "lower", nucleus

    def prime(self, token: Token) -> tuple[str, Token]:
        return "prime", token

    def item(self, nucleus: Item, *scripts: tuple[str, Item | Token]) -> Item:
        for kind, script in scripts:
            if isinstance(script, Token):
                end = self.fragment.end(cast(int, script.end_pos))
                nucleus = replace(nucleus, primes=nucleus.primes + 1, end=end)
                continue
            content = _content(script)
            if kind == "upper" and content and all(item.text in ("\\prime", "'") for item in content):
                nucleus = replace(nucleus, primes=nucleus.primes + len(content), end=script.end)
            elif getattr(nucleus, kind) is not None:
                raise SCRIPT(
                    f"two {'super' if kind == 'upper' else 'sub'}scripts on one symbol: write both in one, or brackets "
                    "around the symbol with the first",
                    script.start,
                )
            elif kind == "upper":
                nucleus = replace(nucleus, upper=content, end=script.end)
            else:
                nucleus = replace(nucleus, lower=content, end=script.end)
        return nucleus


def _delimiter(text: str) -> str:
    text = text.strip()
    return {r"\{": "{", r"\}": "}", r"\lbrace": "{", r"\rbrace": "}", r"\lbrack": "[", r"\rbrack": "]",
            r"\vert": "|", r"\lvert": "|", r"\rvert": "|", r"\|": "||", r"\Vert": "||", r"\lVert": "||",
            r"\rVert": "||", "<": r"\langle", ">": r"\rangle"}.get(text, text)  # fmt: skip


def _content(item: Item) -> Items:
    """What an argument or script consists of: the inside of its braces, or the single item."""
    return item.parts[0] if item.kind == "group" else (item,)


@lru_cache(maxsize=1)
def _grammar() -> Lark:
    text = Path(__file__).with_name("tokens.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", lexer="basic", keep_all_tokens=False, maybe_placeholders=False)


_SIGNS = {"RIGHT_BRACE": "}", "RIGHT": r"\right", "END": r"\end{…}", "$END": "the end of the formula"}


def read_items(fragment: Fragment, numbers: Iterator[int] | None = None) -> Items:
    """The items of a formula, with the numbers that they are given (from 1 by themselves). Raises Unreadable where
    braces or environments do not fit together."""
    numbers = numbers or count(1)
    _check_depth(fragment)
    parser = _grammar()
    try:
        return _Build(fragment, numbers).transform(parser.parse(fragment.text))
    except UnexpectedCharacters as error:
        place = error.pos_in_stream or 0
        raise CHARACTER(
            f"{fragment.text[place]!r} does not belong in a formula: leave it out, or write a command of LaTeX",
            fragment.start(place),
        ) from None
    except UnexpectedToken as error:
        end = error.token.start_pos if error.token.type != "$END" else len(fragment.text)
        raise PAIRS(_unexpected(error), fragment.start(end or 0)) from None
    except VisitError as error:
        raise error.orig_exc from None
    except UnexpectedInput:
        raise PAIRS(
            "this formula is not understood: look for braces, \\left and \\begin without their partners",
            fragment.start(0),
        ) from None


def _unexpected(error: UnexpectedToken) -> str:
    missing = [_SIGNS[name] for name in ("RIGHT_BRACE", "RIGHT", "END") if name in error.accepts | error.expected]
    if error.token.type == "$END":
        return f"the formula ends before it is complete: {' or '.join(missing) or 'an argument'} is missing"
    if error.token.type in ("RIGHT_BRACE", "RIGHT", "END"):
        return f"'{error.token}' closes nothing" + (f"; expected {' or '.join(missing)}" if missing else "")
    return f"'{error.token}' does not belong here; expected a letter, a number, a command or a group"


_NESTING = re.compile(
    r"\\(?:left|right)(?![A-Za-z])\s*(?:\\[{}|]|[()\[\]|.])?|\\begin(?![A-Za-z])|\\end(?![A-Za-z])|\\.|[{}()\[\]]"
)


def _check_depth(fragment: Fragment) -> None:
    depth = 0
    for match in _NESTING.finditer(fragment.text):
        sign = match[0]
        if sign in "{([" or sign.startswith((r"\left", r"\begin", r"\{")):
            depth += 1
        elif sign in "})]" or sign.startswith((r"\right", r"\end", r"\}")):
            depth -= 1
        if depth > DEEPEST_NESTING:
            raise TOO_LARGE(
                f"nested more than {DEEPEST_NESTING} deep: define a letter for a part of it",
                fragment.start(match.start()),
            )


def plain(items: Sequence[Item]) -> str:
    """A canonical spelling of items, for names: ``\\mathrm{CE}`` and ``CE`` are spelled alike."""
    return "".join(_plain(item) for item in items)


def written(items: Sequence[Item]) -> str:
    """Items as they may be written again, with braces around scripts; decoration is left out."""
    text = ""
    for item in items:
        piece = _written(item)
        text += " " if re.search(r"\\[A-Za-z]+\Z", text) and piece[:1].isalpha() else ""
        text += piece
    return text


def _written(item: Item) -> str:
    parts = tuple(written(part) for part in item.parts)
    if item.kind == "argument":
        text = item.text + "".join("{" + part + "}" for part in parts)
    elif item.kind == "text" and len(item.text.strip()) > 1:
        text = rf"\mathrm{{{item.text.strip()}}}"
    elif item.kind == "brackets":
        opening, closing = item.text.split(" ")
        text = _SHOWN.get(opening, opening) + parts[0] + _SHOWN.get(closing, closing)
    elif item.kind in ("group", "environment"):
        text = parts[0]
    else:
        text = item.text
    lower = f"_{{{written(item.lower)}}}" if item.lower else ""
    upper = f"^{{{written(item.upper)}}}" if item.upper else ""
    return text + "'" * item.primes + lower + upper


_SHOWN = {"{": r"\{", "}": r"\}", "||": r"\|", ".": ""}


def _plain(item: Item) -> str:
    text = re.sub(r"\\[,;:! ]|\s", "", item.text) if item.kind == "text" else item.text
    if item.kind == "argument" and re.fullmatch(r"\\(mathbf|boldsymbol|bm|bs|pmb|vec)", text):
        text = plain(item.parts[0])
    elif item.kind == "argument":
        text += "".join("{" + plain(part) + "}" for part in item.parts)
    elif item.kind in ("group", "environment"):
        text = plain(item.parts[0])
    elif item.kind == "brackets":
        opening, closing = text.split(" ")
        text = opening + plain(item.parts[0]) + closing
    lower = "_" + plain(item.lower) if item.lower else ""
    upper = "^" + plain(item.upper) if item.upper else ""
    return text + lower + upper + "'" * item.primes
