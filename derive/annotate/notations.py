r"""Functions of which nothing is known, written in several ways: ``p(x, z)`` beside ``p(x \mid z)``, and names that
stand in front of their values, ``P(X = x)``.

The reader takes a name before brackets for one function, and asks where its signs differ. Each way of writing it is
taught as a function of its own, of which nothing is known: what is claimed of them is not proved, and it is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from derive.annotate.guess import Guess

_HEAD = re.compile(
    r"(?<![A-Za-z\\])(?P<name>(?:[A-Za-z]|\\(?:ell|mathcal\s*\{[A-Z]\}|mathbb\s*\{P\}))"
    r"(?:\s*_\s*(?:\\[A-Za-z]+|[A-Za-z]|\{\s*\\?[A-Za-z]+\s*\}))?)\s*(?:\\(?:left|bigl?|Bigl?)\s*)?\("
)
_SIGNS = re.compile(r"\\mid(?![a-zA-Z])|\\vert(?![a-zA-Z])|\\\||\|\|?|,|;")
_BRACKET = re.compile(r"\\?[{}()\[\]]")
_PREFIX = re.compile(
    r"\s*(?P<name>(?:\\(?:mathrm|text|textrm|mathbf|boldsymbol|rm)\s*\{\s*[A-Za-z]+\s*\}|[A-Z])\s*=)\s*(?=\S)"
)
_WORD = {",": "and", ";": "by"}
_PLACES = ("a", "b", "c", "d", "g", "h", "k", "l", "m", "n", "r", "s", "u", "v", "w")


@dataclass(frozen=True)
class Shape:
    """One way of writing a function: its name, the signs between its arguments, and what stands before each value."""

    name: str
    signs: tuple[str, ...]
    prefixes: tuple[str, ...]

    @property
    def key(self) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
        """What makes it another one than others."""
        return (
            "".join(self.name.split()),
            tuple(_plain(one) for one in self.signs),
            tuple("".join(one.split()) for one in self.prefixes),
        )

    @property
    def is_marked(self) -> bool:
        """Whether signs or names stand in it that say more than which argument is which."""
        return any(_plain(one) != "," for one in self.signs) or any(self.prefixes)

    def taught(self) -> Guess | None:
        """The notation that teaches it; None where it has more arguments than there are letters."""
        letter = re.sub(r"mathcal|mathbb|[^A-Za-z]", "", self.name)
        taken = re.findall(r"[A-Za-z]+", " ".join((self.name, *self.prefixes)))
        places = [one for one in _PLACES if one not in taken]
        values = places[: len(self.prefixes)]
        if len(values) < len(self.prefixes):
            return None
        written = "".join(
            f"{prefix} {value}{f' {sign} ' if sign else ''}"
            for prefix, value, sign in zip(self.prefixes, values, (*self.signs, ""), strict=True)
        )
        words = [_WORD.get(_plain(sign), "given") for sign in self.signs]
        names = [re.sub(r"\\[a-z]+|[^A-Za-z]", "", prefix) for prefix in self.prefixes]
        parts = [part for name, word in zip(names, (*words, ""), strict=True) for part in (name, word)]
        own = rf"\mathrm{{{letter}{''.join(parts) or 'alone'}}}"
        meaning = f"{own}({', '.join(values)})"
        source = "written in several ways, each a function of which nothing is said"
        return Guess("notation", f"{self.name}({written.strip()})$ means ${meaning}", source, firm=False)


def shapes_of(latex: str) -> Iterator[Shape]:
    """The ways in which functions are written in a formula, each once."""
    seen = set()
    for head in _HEAD.finditer(latex):
        parts = _arguments(latex, head.end())
        if parts is None:
            continue
        arguments, signs = parts
        prefixes = tuple(found["name"] if (found := _PREFIX.match(one)) else "" for one in arguments)
        if not all(one.strip() for one in arguments):
            continue
        shape = Shape(head["name"], tuple(signs), prefixes)
        if shape.key not in seen:
            seen.add(shape.key)
            yield shape


def functions_in(formulas: Iterable[str]) -> frozenset[str]:
    """The names that are written as functions with signs for conditions and parameters, or with names before their
    values: they are no arrays, though one argument may look like an index."""
    return frozenset("".join(shape.name.split()) for one in formulas for shape in shapes_of(one) if shape.is_marked)


def _arguments(latex: str, at: int) -> tuple[list[str], list[str]] | None:
    """The arguments behind an opening bracket, and the signs between them; None where it is not closed."""
    arguments, signs = [""], []
    depth = 0
    while at < len(latex):
        bracket = _BRACKET.match(latex, at)
        sign = _SIGNS.match(latex, at) if not depth else None
        if sign is not None:
            signs.append(sign[0])
            arguments.append("")
            at = sign.end()
            continue
        if bracket is not None:
            if bracket[0][-1] in ")]" and not depth:
                arguments[-1] = re.sub(r"\\(?:right|bigr?|Bigr?)\s*\Z", "", arguments[-1])
                return arguments, signs
            depth += 1 if bracket[0][-1] in "({[" else -1
            if depth < 0:
                return None
            arguments[-1] += bracket[0]
            at = bracket.end()
            continue
        command = re.compile(r"\\[A-Za-z]+|.", re.DOTALL).match(latex, at)
        assert command is not None
        arguments[-1] += command[0]
        at = command.end()
    return None


def _plain(sign: str) -> str:
    """A sign as the reader takes it: all signs of a condition are one."""
    return sign if sign in (",", ";") else "|"
