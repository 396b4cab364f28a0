"""The nesting of a LaTeX formula: text to items, with every place kept.

An item is a letter, digit, command, group, pair of brackets, fraction … together with its scripts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import cast
from unicodedata import normalize

from derive.documents.errors import Unreadable, refusal
from derive.documents.grammar.lexing import FINISH, STRANGE, Token, tokens_of
from derive.documents.grammar.once import Once
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

    @Once
    def bare(self) -> Item:
        """The item without its scripts."""
        return self.with_scripts(None, None, 0, self.end) if self.scripted else self

    def with_scripts(self, lower: Items | None, upper: Items | None, primes: int, end: int) -> Item:
        """The item with other scripts, up to another place."""
        return Item(self.kind, self.text, self.start, end, self.parts, lower, upper, primes, self.number)

    def with_inside(self, change: Callable[[Items], Items]) -> Item:
        """The item with its parts and scripts changed."""
        if not self.parts and self.lower is None and self.upper is None:
            return self
        lower = None if self.lower is None else change(self.lower)
        upper = None if self.upper is None else change(self.upper)
        parts = tuple([change(part) for part in self.parts])
        return Item(self.kind, self.text, self.start, self.end, parts, lower, upper, self.primes, self.number)

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


_SIGNS = {"close": "}", "right": r"\right", "end": r"\end{…}"}
"""The tokens that close what is open, and how a message names them."""


class _Nesting:
    """Reads tokens as items, from left to right."""

    def __init__(self, fragment: Fragment, numbers: Iterator[int]) -> None:
        self.fragment = fragment
        self.numbers = numbers
        self.tokens = tokens_of(fragment.text)
        self.position = 0

    def whole(self) -> Items:
        """All tokens."""
        items, _ = self._items(FINISH)
        return items

    def _take(self) -> Token:
        token = self.tokens[self.position]
        self.position += 1
        return token

    def _items(self, closer: str) -> tuple[Items, Token]:
        """What stands up to a token of the kind that closes it, and that token."""
        items: list[Item] = []
        while (kind := self.tokens[self.position].kind) != closer:
            if kind in _SIGNS or kind == FINISH:
                raise self._unexpected(self.tokens[self.position], _SIGNS.get(closer, ""))
            items.append(self._item())
        return tuple(items), self._take()

    def _unexpected(self, token: Token, missing: str) -> Unreadable:
        """The error for a token that cannot stand here; what is open needs the sign that is missing."""
        if token.kind == STRANGE:
            message = f"{token.text!r} does not belong in a formula: leave it out, or write a command of LaTeX"
            return CHARACTER(message, self._start(token))
        if token.kind == FINISH:
            message = f"the formula ends before it is complete: {missing or 'an argument'} is missing"
        elif token.kind in _SIGNS:
            message = f"'{token.text}' closes nothing" + (f"; expected {missing}" if missing else "")
        else:
            message = f"'{token.text}' does not belong here; expected a letter, a number, a command or a group"
        return PAIRS(message, self._start(token))

    def _start(self, token: Token) -> int:
        return self.fragment.start(token.start)

    def _end(self, token: Token) -> int:
        return self.fragment.end(token.end)

    def _made(self, kind: str, text: str, first: Token, end: int, parts: tuple[Items, ...] = ()) -> Item:
        return Item(kind, text, self._start(first), end, parts, number=next(self.numbers))

    # Items with scripts --------------------------------------------------------------------------

    def _item(self) -> Item:
        """A nucleus with the scripts and primes behind it."""
        nucleus = self._nucleus()
        scripts: dict[str, Items] = {}
        primes, end = 0, nucleus.end
        while (token := self.tokens[self.position]).kind in ("lower", "upper", "prime"):
            self.position += 1
            if token.kind == "prime":
                primes, end = primes + 1, self._end(token)
                continue
            script = self._nucleus()
            content = _content(script)
            if token.kind == "upper" and content and all(item.text in ("\\prime", "'") for item in content):
                primes += len(content)
            elif token.kind in scripts:
                raise SCRIPT(
                    f"two {'super' if token.kind == 'upper' else 'sub'}scripts on one symbol: write both in one, or "
                    "brackets around the symbol with the first",
                    script.start,
                )
            else:
                scripts[token.kind] = content
            end = script.end
        if not primes and not scripts:
            return nucleus
        return nucleus.with_scripts(scripts.get("lower"), scripts.get("upper"), primes, end)

    def _nucleus(self) -> Item:
        """A sign, a group, or a command with its arguments."""
        token = self._take()
        match token.kind:
            case "letter" | "digit" | "command" | "character" | "bar" | "align" | "newline":
                return self._sign(token)
            case "open":
                items, last = self._items("close")
                return self._made("group", "{}", token, self._end(last), (items,))
            case "left":
                items, last = self._items("right")
                text = _delimiter(token.text[5:]) + " " + _delimiter(last.text[6:])
                return self._made("brackets", text, token, self._end(last), (items,))
            case "begin":
                return self._environment(token)
            case "text":
                match = cast("re.Match[str]", _WORDS.match(token.text))
                content = match[2][1:-1] if match[2].startswith("{") else match[2]
                return self._made("text", content, token, self._end(token))
            case "one argument":
                return self._argument(token.text, token, self._nucleus())
            case "two arguments":
                return self._argument(token.text, token, self._nucleus(), self._nucleus())
            case "root":
                degree = re.search(r"\[(.*)\]", token.text)
                return self._argument("\\sqrt" + (f"[{degree[1].strip()}]" if degree else ""), token, self._nucleus())
            case "arrow":
                return self._arrow(token)
        raise self._unexpected(token, "")

    def _sign(self, token: Token) -> Item:
        text, kind = token.text, token.kind
        if kind in ("letter", "character") and not text.isascii():
            text = UNICODE.get(text, text)
            if normalize("NFKC", text) != text:  # such as ², ᵀ and ½
                message = f"'{text}' is not a letter here; write it with commands of LaTeX, such as ^2"
                raise CHARACTER(message, self._start(token))
            kind = "command" if text.startswith("\\") else kind
        if text in ("<=", ">="):
            text, kind = r"\le" if text == "<=" else r"\ge", "command"
        if text.startswith(r"\mid") and text.endswith(r"\mid") and text != r"\mid":
            text = r"\parallel"
        return self._made(kind, "\\\\" if kind == "newline" else text, token, self._end(token))

    def _argument(self, text: str, command: Token, *arguments: Item) -> Item:
        return self._made("argument", text, command, arguments[-1].end, tuple(map(_content, arguments)))

    def _environment(self, first: Token) -> Item:
        items, last = self._items("end")
        opened, closed = (cast("re.Match[str]", _ENVIRONMENT.search(token.text))[1] for token in (first, last))
        if opened != closed:
            raise PAIRS(
                rf"\begin{{{opened}}} is closed by \end{{{closed}}}: write \end{{{opened}}}", self._start(first)
            )
        return self._made("environment", opened.rstrip("*"), first, self._end(last), (items,))

    def _arrow(self, command: Token) -> Item:
        argument = self._nucleus()
        below = re.search(r"\[(.*)\]", command.text)
        content = _content(argument)
        if below and below[1].strip() and content:
            raise SCRIPT(
                "an arrow with something above and below it has two readings: write one of them", self._start(command)
            )
        if below and not content:  # \xrightarrow[x \to 0]{}: what stands below the arrow
            first = command.start + below.start(1)
            places = slice(first, first + len(below[1]))
            inside = Fragment(below[1], self.fragment.starts[places], self.fragment.ends[places])
            content = read_items(inside, self.numbers)
        name = cast("re.Match[str]", re.match(r"\\x[a-z]+", command.text))[0]
        return self._made("argument", name, command, argument.end, (content,))


_WORDS = re.compile(r"\\([a-z]+)\*?\s*(.*)\Z", re.DOTALL)
_ENVIRONMENT = re.compile(r"\{([a-zA-Z]+\*?)\}")


def _delimiter(text: str) -> str:
    text = text.strip()
    return {r"\{": "{", r"\}": "}", r"\lbrace": "{", r"\rbrace": "}", r"\lbrack": "[", r"\rbrack": "]",
            r"\vert": "|", r"\lvert": "|", r"\rvert": "|", r"\|": "||", r"\Vert": "||", r"\lVert": "||",
            r"\rVert": "||", "<": r"\langle", ">": r"\rangle"}.get(text, text)  # fmt: skip


def _content(item: Item) -> Items:
    """What an argument or script consists of: the inside of its braces, or the single item."""
    return item.parts[0] if item.kind == "group" else (item,)


def read_items(fragment: Fragment, numbers: Iterator[int] | None = None) -> Items:
    """The items of a formula, with the numbers that they are given (from 1 by themselves). Raises Unreadable where
    braces or environments do not fit together."""
    _check_depth(fragment)
    return _Nesting(fragment, numbers or count(1)).whole()


_OPENS_OR_CLOSES = re.compile(
    r"\\(?:left|right)(?![A-Za-z])\s*(?:\\[{}|]|[()\[\]|.])?|\\begin(?![A-Za-z])|\\end(?![A-Za-z])|\\.|[{}()\[\]]"
)


def _check_depth(fragment: Fragment) -> None:
    depth = 0
    for match in _OPENS_OR_CLOSES.finditer(fragment.text):
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
        space = " " if opening[-1:].isalpha() else ""
        text = _SHOWN.get(opening, opening) + space + parts[0] + _SHOWN.get(closing, closing)
    elif item.kind in ("group", "environment"):
        text = parts[0]
    else:
        text = item.text
    lower = f"_{{{written(item.lower)}}}" if item.lower else ""
    upper = f"^{{{written(item.upper)}}}" if item.upper else ""
    return text + "'" * item.primes + lower + upper


_SHOWN = {"{": r"\{", "}": r"\}", "||": r"\|", ".": ""}


_FONTS = (r"\mathbf", r"\boldsymbol", r"\bm", r"\bs", r"\pmb", r"\vec")
_PLAIN_KINDS = ("letter", "digit", "command", "character")


def _plain(item: Item) -> str:
    if item.kind in _PLAIN_KINDS and not item.scripted:
        return item.text
    text = re.sub(r"\\[,;:! ]|\s", "", item.text) if item.kind == "text" else item.text
    if item.kind == "argument" and text in _FONTS:
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
