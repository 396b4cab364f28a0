"""The text of a link as a tree in which edits have places: sides, the terms of sums, the factors of products, names.

Nothing is understood here: an edit is a change of the text, and what comes of it is read by the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from derive.documents.errors import Unreadable
from derive.documents.grammar.chains import is_relation
from derive.documents.grammar.names import letter_of
from derive.documents.grammar.rows import bracketed
from derive.documents.grammar.tokens import Item, Items, read_items
from derive.documents.model import Vocabulary
from derive.documents.source import Fragment

ACCENTS = frozenset(
    [
        r"\hat",
        r"\widehat",
        r"\tilde",
        r"\widetilde",
        r"\bar",
        r"\overline",
        r"\mathbf",
        r"\boldsymbol",
        r"\bm",
        r"\bs",
        r"\pmb",
        r"\vec",
        r"\mathcal",
        r"\mathbb",
        r"\mathscr",
        r"\mathfrak",
        r"\dot",
        r"\ddot",
        r"\check",
        r"\breve",
        r"\acute",
        r"\mathring",
        r"\underline",
        r"\overrightarrow",
    ]
)
"""Commands that make a letter of their argument, in which nothing is changed."""

BIG = (r"\sum", r"\prod", r"\max", r"\min", r"\lim", r"\sup", r"\inf", r"\arg", r"\int")
FUNCTIONS = (r"\log", r"\ln", r"\exp", r"\tanh", r"\sqrt", r"\mathrm{sgn}")
FRACTIONS = (r"\frac", r"\dfrac", r"\tfrac", r"\cfrac")
TRANSPOSED = (r"\top", "T", r"\intercal")
DOTS = (r"\cdot", r"\times", r"\odot", "/", r"\circ")

SIDE, INNER, EXPONENT, BELOW = "side", "inner", "exponent", "below"
"""Where a level stands: a side of the link, brackets or an argument, an exponent, below a limit."""


@dataclass(frozen=True)
class Term:
    """A term of a sum with its sign, if one is written."""

    sign: Item | None
    items: Items

    @property
    def start(self) -> int:
        """Where it begins, behind its sign."""
        return self.items[0].start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.items[-1].end


@dataclass(frozen=True)
class Level:
    """Items between brackets, with the terms that they are the sum of."""

    items: Items
    place: str
    side: int

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The terms; none where the signs do not part terms."""
        found: list[Term] = []
        sign: Item | None = None
        run: list[Item] = []
        for item in self.items:
            if item.kind == "character" and item.text in ("+", "-") and not item.scripted:
                if run:
                    found.append(Term(sign, tuple(run)))
                elif sign is not None:
                    return ()
                sign, run = item, []
            else:
                run.append(item)
        if not run:
            return ()
        return (*found, Term(sign, tuple(run)))

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.items[0].start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.items[-1].end


@dataclass(frozen=True)
class Name:
    """A letter, with its scripts or without; ``end`` is where the letter ends."""

    item: Item
    text: str
    end: int
    side: int
    in_subscript: bool


class Tree:
    """The text of a link, ``left relation right``."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        self.vocabulary = vocabulary
        places = range(len(text) + 1)
        self.items = bracketed(read_items(Fragment(text, places, range(1, len(text) + 2))))
        relations = [position for position, item in enumerate(self.items) if is_relation(item)]
        self.is_link = len(relations) == 1 and 0 < relations[0] < len(self.items) - 1
        at = relations[0] if self.is_link else 0
        self.relation = self.items[at] if self.items else Item("character", "", 0, 0)
        self.sides = (self.items[:at], self.items[at + 1 :])

    @classmethod
    def of(cls, text: str, vocabulary: Vocabulary) -> Tree | None:
        """The tree of a link; None where it has another form."""
        try:
            tree = cls(text, vocabulary)
        except (Unreadable, RecursionError):
            return None
        return tree if tree.is_link else None

    def spans(self) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
        """Where the left side, the relation and the right side stand."""
        start, end = self.relation.start, self.relation.end
        return (0, start), (start, end), (end, len(self.text))

    def written(self, items: Sequence[Item]) -> str:
        """Items as their author wrote them."""
        return self.text[items[0].start : items[-1].end].strip() if items else ""

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """All levels; the right side's first, and of each side the outermost."""
        found: list[Level] = []
        for side in (1, 0):
            self._add_levels(self.sides[side], SIDE, side, found)
        return tuple(found)

    def _add_levels(self, items: Items, place: str, side: int, found: list[Level]) -> None:
        for chunk in _chunks(items):
            found.append(Level(chunk, place, side))
        for item in items:
            for inner, where in _inside(item):
                self._add_levels(inner, where, side, found)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """All names, the right side's first."""
        found: list[Name] = []
        for side in (1, 0):
            self._add_names(self.sides[side], side, False, found)
        return tuple(found)

    def _add_names(self, items: Items, side: int, in_subscript: bool, found: list[Name]) -> None:
        for item in items:
            if letter_of(item.bare) is not None:
                end = self.bare_end(item)
                found.append(Name(item, self.text[item.start : end], end, side, in_subscript))
            else:
                for part in item.parts:
                    self._add_names(part, side, in_subscript, found)
            for script, is_lower in ((item.lower, True), (item.upper, False)):
                if script and not is_transposition(script):
                    below = is_lower and item.text not in BIG
                    self._add_names(script, side, below or in_subscript, found)

    def bare_end(self, item: Item) -> int:
        """Where an item ends without its scripts."""
        if item.kind in ("letter", "command", "digit", "character"):
            return item.start + len(item.text)
        scripts = [script[0].start for script in (item.lower, item.upper) if script]
        end = min(scripts, default=item.end + 1)
        while scripts and end > item.start and self.text[end - 1] in "_^{ '":
            end -= 1
        return min(end, item.end) if scripts else item.end

    def where(self, edit: Edit) -> str:
        """The words of an edit; where all of it is in an exponent, they say in which."""
        inside = [
            (start, end)
            for start, end in self.exponents
            if all(start <= first and last <= end for first, last, _ in edit.splices)
            and (self.text[start - 1] != "^" or any(first < end for first, _, _ in edit.splices))
        ]
        if not inside:
            return edit.words
        start, end = min(inside, key=lambda span: span[1] - span[0])
        return f"{edit.words} in the exponent {self.text[start:end].strip()}"

    @cached_property
    def exponents(self) -> tuple[tuple[int, int], ...]:
        """Where exponents stand, those in others, too."""
        found: list[tuple[int, int]] = []

        def add(items: Items) -> None:
            for item in items:
                for part in (*item.parts, item.lower or (), item.upper or ()):
                    add(part)
                if item.upper and item.text not in BIG and not is_transposition(item.upper):
                    found.append((item.upper[0].start, item.upper[-1].end))

        add(self.items)
        return tuple(found)

    @cached_property
    def index_letters(self) -> tuple[str, ...]:
        """The letters that stand as indices, and below sums."""
        found: dict[str, None] = {}

        def add(items: Items) -> None:
            for item in items:
                for inner in item.parts:
                    add(inner)
                if item.lower:
                    for letter in item.lower:
                        if letter.kind in ("letter", "command") and letter_of(letter) and not letter.scripted:
                            found[letter.text] = None
                    add(item.lower)
                if item.upper:
                    add(item.upper)

        add(self.items)
        return tuple(found)


def _chunks(items: Items) -> Iterator[Items]:
    """The runs of items between commas, bars, alignment, relations and rows."""
    run: list[Item] = []
    for item in items:
        parts = (
            item.kind in ("align", "newline") or is_relation(item) or item.text in (",", ";", "|", r"\mid", r"\quad")
        )
        if parts or (item.kind == "text" and item.text.strip() in ("if", "otherwise", "for", "where")):
            if run:
                yield tuple(run)
            run = []
        else:
            run.append(item)
    if run:
        yield tuple(run)


def _inside(item: Item) -> Iterator[tuple[Items, str]]:
    if item.kind in ("brackets", "environment", "group") or (item.kind == "argument" and item.text not in ACCENTS):
        for part in item.parts:
            yield part, INNER
    if item.upper and item.text not in BIG and not is_transposition(item.upper):
        yield item.upper, EXPONENT
    if item.lower and item.text == r"\lim":
        yield item.lower, BELOW


def is_transposition(script: Items) -> bool:
    """Whether a superscript is the sign of a transposition."""
    return len(script) == 1 and (script[0].text in TRANSPOSED or script[0].kind == "text")


def beside(text: str) -> str:
    """What stands between a factor and a text behind it: a dot before a digit, t · 3 t, and else a space."""
    return r" \cdot " if text.lstrip()[:1].isdigit() else " "


@dataclass(frozen=True)
class Edit:
    """A change of the text: what stands between two places is replaced; ``words`` says how."""

    splices: tuple[tuple[int, int, str], ...]
    words: str
    side: int | None
    """The side that is changed, 0 or 1; None where it is the relation."""
    is_negation: bool = False
    """Whether the whole side becomes its negative."""

    def text(self, source: str) -> str:
        """The text with the change made."""
        return self.part(source, 0, len(source))

    def part(self, source: str, first: int, last: int) -> str:
        """What stands between two places of the text once the change is made."""
        text, end_of = source[first:last], last
        for start, end, new in sorted(self.splices, reverse=True):
            if first <= start and end <= end_of:
                text = _joined(text[: start - first], new, text[end - first :])
        return " ".join(text.split()).replace(" )", ")")


def _joined(before: str, new: str, after: str) -> str:
    """The pieces, a space where a command would run into a letter."""
    return _spaced(_spaced(before, new), after)


def _spaced(one: str, other: str) -> str:
    ends_in_command = one.rstrip()[-1:].isalpha() and "\\" in one and one == one.rstrip() and _command_at_end(one)
    return one + (" " if ends_in_command and other[:1].isalpha() else "") + other


def _command_at_end(text: str) -> bool:
    position = len(text)
    while position and text[position - 1].isalpha():
        position -= 1
    return position > 0 and text[position - 1] == "\\" and position < len(text)


EditKind = Callable[[Tree], Iterator[Edit]]
