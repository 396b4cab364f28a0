r"""Notations that a document teaches: ``P(Y = k)``, ``\pi_\theta(y \mid x)``, with letters as places.

A pattern is the items of the notation; what stands at a place is an argument, all else is literal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from derive.documents.grammar.tokens import Item, Items, plain

OTHER_LETTER = re.compile(
    r"\\(hat|widehat|tilde|widetilde|bar|overline|mathcal|mathscr|mathfrak|mathbb|dot|ddot|check|breve|acute|mathring)\Z"
)
"""Accents and fonts that make another letter of one."""

SEPARATORS = frozenset(
    {",", ";", "|", "||", "=", ":", ">", "<"}
    | {r"\|", r"\Vert", r"\mid", r"\parallel", r"\succ", r"\prec", r"\sim", r"\to", r"\le", r"\leq", r"\ge", r"\geq"}
)
"""Signs that part the arguments of a notation."""


Parting = tuple[str, ...]
"""The signs between arguments or indices, each in one of the ways in which it is written."""

_PARTING = {",": ",", ";": ",", "|": "|", r"\mid": "|", "||": "||", r"\|": "||", r"\Vert": "||", r"\parallel": "||"}


def partings_of(item: Item, following: Item | None) -> list[tuple[str, Parting]]:
    """What parts the indices of a name, and its arguments in the brackets that follow; each with what is parted."""
    found = []
    if item.lower is not None and len(item.lower) > 1 and sum(part.text not in _PARTING for part in item.lower) > 1:
        bars = tuple(sign for sign in parting(item.lower) if sign != ",")  # a comma may be left out
        found.append((plain((item.with_scripts(None, None, item.primes, item.end),)) + "_{}", bars))
    if following is not None and following.text == "( )":
        signs = parting(following.parts[0])
        star = "^*" if item.upper is not None and plain(item.upper) in ("*", r"\star", r"\ast") else ""
        found.append(
            (plain((item.with_scripts(item.lower, None, item.primes, item.end),)) + f"{star}({len(signs) + 1})", signs)
        )
    return found


def parting(items: Items) -> Parting:
    r"""The signs between arguments: ``p \| q`` has a double bar."""
    return tuple(_PARTING[item.text] for item in items if item.text in _PARTING)


@dataclass(frozen=True)
class Pattern:
    """A notation: its items, the letters that are places, and the name of the function that it stands for."""

    items: Items
    places: tuple[str, ...]
    key: str

    def match(self, items: Sequence[Item]) -> dict[str, Items] | None:
        """What stands at each place where the items begin with this notation, or None where they do not."""
        beginning = tuple(items[: len(self.items)])
        found: dict[str, Items] = {}
        if len(beginning) < len(self.items):
            return None
        for pattern, item in zip(self.items, beginning, strict=True):
            last = pattern is self.items[-1]
            item = replace(item, upper=None, primes=0) if last and pattern.upper is None else item
            if not self._item(pattern, item, found):
                return None
        return found if set(found) == set(self.places) else None

    def letter(self) -> str | None:
        """The letter that the notation begins with, where it is no place."""
        first = plain((self.items[0].bare,))
        return None if first in self.places else first

    def begins_with_place(self) -> bool:
        """Whether nothing of the notation stands before its first place."""
        return plain((self.items[0].bare,)) in self.places

    def ends_with_place(self) -> bool:
        """Whether nothing of the notation stands behind its last place."""
        last = self.items[-1]
        return len(self.items) > 1 and plain((last.bare,)) in self.places and not last.scripted

    def clashes(self, other: Pattern) -> bool:
        """Whether one of two notations is an instance of the other."""
        return self.match(other.items) is not None or other.match(self.items) is not None

    def _item(self, pattern: Item, item: Item, found: dict[str, Items]) -> bool:
        if plain((pattern.bare,)) in self.places and not pattern.scripted and not pattern.parts:
            return self._place(plain((pattern,)), (item,), found)
        if pattern.lower is not None and place_of(pattern) in self.places and not pattern.parts:  # \\sigma_p^2
            is_place = self._place(place_of(pattern), (replace(item, upper=None, primes=0),), found)
            return is_place and pattern.primes == item.primes and self._script(pattern.upper, item.upper, found)
        if plain((pattern.bare,)) in self.places and not pattern.parts:  # u^* where u is a place
            nucleus = self._place(plain((pattern.bare,)), (item.bare,), found)
        elif (pattern.kind == item.kind and pattern.parts and len(pattern.parts) == len(item.parts)) or (
            "brackets" in (pattern.kind, item.kind)
        ):
            same = pattern.text == item.text and len(pattern.parts) == len(item.parts)
            nucleus = same and all(self._run(a, b, found) for a, b in zip(pattern.parts, item.parts, strict=True))
        else:
            nucleus = plain((pattern.bare,)) == plain((item.bare,))
        scripts = ((pattern.lower, item.lower), (pattern.upper, item.upper))
        return nucleus and pattern.primes == item.primes and all(self._script(*pair, found) for pair in scripts)

    def _script(self, pattern: Items | None, items: Items | None, found: dict[str, Items]) -> bool:
        if pattern is None or items is None:
            return pattern is None and items is None
        return self._run(pattern, items, found)

    def _run(self, pattern: Items, items: Items, found: dict[str, Items]) -> bool:
        """Matches items between separators; a place alone between two takes all that stands there."""
        patterns, signs = _split(pattern)
        runs, written = _split(items)
        if signs != written:
            return False
        for part, run in zip(patterns, runs, strict=True):
            if len(part) == 1 and plain(part) in self.places:
                if not run or not self._place(plain(part), run, found):
                    return False
            elif len(part) != len(run) or not all(map(lambda a, b: self._item(a, b, found), part, run)):
                return False
        return True

    def _place(self, place: str, run: Items, found: dict[str, Items]) -> bool:
        known = found.setdefault(place, run)
        return plain(known) == plain(run)


def place_of(item: Item) -> str:
    r"""How the place is spelled that an item is up to its power: \sigma_p of ``\sigma_p^2``."""
    return plain((item.with_scripts(item.lower, None, 0, item.end),))


def raised_to(items: Items, place: str) -> int:
    r"""The power to which a place stands in a notation, 2 for \sigma in ``f(\sigma^2)``; 1 where it has none."""
    for item in items:
        if item.upper is not None and place in (place_of(item), plain((item.bare,))):
            exponent = plain(item.upper)
            if exponent.isdigit():
                return int(exponent)
        for part in (*item.parts, item.lower or (), item.upper or ()):
            found = raised_to(part, place)
            if found != 1:
                return found
    return 1


def _split(items: Items) -> tuple[list[Items], list[str]]:
    runs: list[list[Item]] = [[]]
    signs: list[str] = []
    for item in items:
        if item.text in SEPARATORS and not item.scripted and item.kind in ("character", "command", "bar"):
            signs.append({r"\mid": "|", r"\parallel": "||", r"\|": "||", r"\Vert": "||"}.get(item.text, item.text))
            runs.append([])
        else:
            runs[-1].append(item)
    return [tuple(run) for run in runs], signs


def letters_of(items: Items, below_accents: bool = True) -> set[str]:
    r"""The letters that occur in items, spelled as names are, those in scripts and brackets included. Below an accent
    stands a letter that is a place in a pattern, ``\hat{u}``, and part of another name elsewhere."""
    found: set[str] = set()
    for item in items:
        if item.kind in ("letter", "command"):
            found |= {item.text, item.text + "'" * item.primes}
        if item.kind == "text" or (item.kind == "argument" and len(item.parts) == 1):
            found.add(plain((item.bare,)))
        parts = () if _is_accented(item) and not below_accents else item.parts
        for inside in (*parts, item.lower or (), item.upper or ()):
            found |= letters_of(inside, below_accents)
    return found


def places_and_rest(pattern: Items, meaning: Items) -> tuple[set[str], set[str]]:
    """The letters of a meaning that are places of the notation, as they stand on both sides, and its other letters."""
    mentioned = letters_of(meaning, below_accents=False)
    places = (letters_of(pattern) & mentioned) - _own_letter(pattern)
    return places, mentioned - places


def _own_letter(pattern: Items) -> set[str]:
    r"""The letter before the brackets of a notation, which is no place: Q in ``Q^\pi(s, a)``, that is Q_{sa}."""
    is_applied = len(pattern) == 2 and pattern[1].text in ("( )", "[ ]", "{ }")
    return {plain((pattern[0].bare,))} if is_applied else set()


def _is_accented(item: Item) -> bool:
    r"""Whether an item is a letter with an accent, ``\hat{x}``, which is another letter than the one inside of it."""
    inside = item.parts[0] if item.parts else ()
    return OTHER_LETTER.match(item.text) is not None and len(inside) == 1 and not inside[0].scripted


def runs_of(items: Items) -> list[Items]:
    """The runs of items between the signs of a notation."""
    return _split(items)[0]


def occurs(item: Item, items: Items) -> bool:
    """Whether an item stands somewhere in others, as it is written."""
    text = plain((item,))
    return any(
        plain((other,)) == text
        or any(occurs(item, part) for part in (*other.parts, other.lower or (), other.upper or ()))
        for other in items
    )


def occurs_raised(item: Item, items: Items) -> bool:
    """Whether an item stands somewhere in others, to whatever power."""
    return any(
        place_of(other) == place_of(item)
        or any(occurs_raised(item, part) for part in (*other.parts, other.lower or (), other.upper or ()))
        for other in items
    )
