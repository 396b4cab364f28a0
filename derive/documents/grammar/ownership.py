"""Who has read what: each sign of a formula, and each of its scripts and primes, belongs to one reader of it.

What nobody reads is an error that names it, so that nothing that is written goes unread. Only what
:mod:`derive.documents.grammar.brackets` drops as decoration is not asked for.
"""

from __future__ import annotations

from derive.documents.errors import refusal
from derive.documents.grammar.tokens import Item, Items, plain

UNREAD = refusal(
    "D106",
    "something that nobody reads",
    """Everything that is written has to be part of what is checked, and this sign or script has no meaning where it
    stands. Leave it out, write it on another symbol, or use \\mathrm and braces where it is part of a name.""",
    (r"\frac{x}{2}' = 0.5 x", "let $x > 0$"),
    (r"\frac{x}{2} = 0.5 x", "let $x > 0$"),
)

SIGN, LOWER, UPPER, PRIMES = "sign", "lower", "upper", "primes"


class Ownership:
    """Which parts of the items of a formula are read, in one reading of it."""

    def __init__(self) -> None:
        self._owned: set[tuple[int, str]] = set()

    def take(self, item: Item, part: str) -> None:
        """Marks the sign, or a script, of an item as read. Each is read once."""
        if item.number:
            key = (item.number, part)
            assert key not in self._owned, f"the {part} of '{item.text}' is read twice"
            self._owned.add(key)

    def take_whole(self, items: Items) -> None:
        """Marks items with all that is in them, as where they are spelled out as part of a name."""
        for item in items:
            for part in _parts_of(item):
                self.take(item, part)
            for inside in _inside(item):
                self.take_whole(inside)

    def take_over(self, other: Ownership) -> None:
        """Marks as read what another reading of the same items has read."""
        self._owned |= other._owned

    def has(self, item: Item, part: str) -> bool:
        """Whether a part is read already."""
        return (item.number, part) in self._owned

    def refuse_unread(self, items: Items) -> None:
        """Raises Unreadable for the first thing that nobody has read."""
        for item in items:
            for part in _parts_of(item) if item.number else ():
                if (item.number, part) not in self._owned:
                    raise UNREAD(_unread(item, part), _place(item, part))
            for inside in _inside(item):
                self.refuse_unread(inside)


def _parts_of(item: Item) -> list[str]:
    found = [SIGN]
    if item.lower is not None:
        found.append(LOWER)
    if item.upper is not None:
        found.append(UPPER)
    if item.primes:
        found.append(PRIMES)
    return found


def _inside(item: Item) -> list[Items]:
    return [*item.parts, item.lower or (), item.upper or ()]


def _place(item: Item, part: str) -> int:
    script = {LOWER: item.lower, UPPER: item.upper}.get(part)
    return script[0].start if script else item.start


def _unread(item: Item, part: str) -> str:
    name = plain((item.bare,))
    if part == SIGN:
        return f"'{name}' is not read here: leave it out, or write the formulas apart"
    if part == PRIMES:
        return f"the prime on '{name}' is not read: a prime stands on a letter or on a function of one variable"
    script, where = (item.lower, "subscript") if part == LOWER else (item.upper, "superscript")
    return f"the {where} '{plain(script or ())}' on '{name}' is not read here: leave it out, or define what it means"
