"""The symbols of a statement, spelled so that no two of them look alike.

A certificate may call its variables whatever it likes: ``x²``, ``K``, ``z_k``, or two of them alike. What would be read
as something else is set off by marks that nothing else has, and where that is not enough, they say what it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from derive.kernel.terms import Choose, Equal, Exp, IndexVariable, Node, Size, Sum, Variable, free_variables, subnodes
from derive.language.statement import sizes_of
from derive.printing.letters import LETTERS, name_parts
from derive.printing.styles import LatexStyle, TextStyle

_USUAL_SIZE = re.compile("[A-Zdmnq]")


@dataclass(frozen=True)
class Symbol:
    """A size, an index or an array with a name; ``sizes`` are those of an array's axes, or first what an index ranges
    over, then what it depends on."""

    kind: str
    name: str
    sizes: tuple[Size, ...] = ()

    @property
    def indices(self) -> int:
        """How many indices stand at the symbol."""
        return len(self.sizes) - (self.kind == "index")


def symbol_of(variable: IndexVariable | Variable) -> Symbol:
    """The symbol that a free variable is."""
    if isinstance(variable, Variable):
        return Symbol("array", variable.name, variable.sizes)
    return Symbol("index", variable.name, (variable.size, *(argument.size for argument in variable.arguments)))


class Symbols:
    """How the symbols of some nodes are spelled in a style, next to signs that are spelled already (``others``)."""

    def __init__(self, style: LatexStyle, nodes: Sequence[Node], others: Sequence[str] = ()) -> None:
        self._style = style
        parts = set(chain.from_iterable(map(subnodes, nodes)))
        found = {symbol_of(variable) for node in nodes for variable in free_variables(node)}
        found |= {Symbol("size", size) for node in nodes for size in sizes_of(node) if isinstance(size, str)}
        self._symbols = sorted(found, key=lambda symbol: (symbol.kind, symbol.name, str(symbol.sizes)))
        self._faces: dict[str, list[Symbol]] = {}
        for symbol in self._symbols:
            self._faces.setdefault(style.name(symbol.name), []).append(symbol)
        self._reserved = {*others, *_reserved(style, parts)}
        self._marked: dict[Symbol, str] = {}
        self._tell_apart()
        subscripts = {p.subscript for symbol in self._symbols if (p := name_parts(symbol.name)) is not None}
        self._letters = {letter for part in subscripts for letter in (part, *part)}
        self._letters |= {re.sub(r"[^A-Za-z]", "", symbol.name) for symbol in self._symbols}

    def name(self, symbol: Symbol, indices: Sequence[str] = ()) -> str:
        """The symbol with the given indices, which are spelled already."""
        marked = self._marked.get(symbol)
        return self._style.name(symbol.name, indices) if marked is None else self._style.indexed(marked, indices)

    def looks_taken(self, letter: str) -> bool:
        """Whether a bound variable with this letter would look like a symbol, or like a part of its name."""
        face = self._style.name(letter)
        return face in self._faces or face in self._reserved or letter in self._letters

    def _tell_apart(self) -> None:
        """Sets off what looks like another symbol, and a subscripted name that looks like an entry."""
        for face, symbols in self._faces.items():
            if len(symbols) > 1 or face in self._reserved:
                for symbol in symbols:
                    self._mark(symbol, sum(other.name == symbol.name for other in symbols) > 1)
        named = [symbol.name for symbol in self._symbols if symbol.kind != "array"]
        letters = {LETTERS.get(name, name.lstrip("\\")) for name in named}
        entries: dict[str, int] = {}
        for symbol in self._symbols:
            face = self._style.name(symbol.name)
            entries[face] = max(entries.get(face, 0), symbol.indices)
        for symbol in self._symbols:
            parts = name_parts(symbol.name)
            if parts is None or not parts.subscript or symbol in self._marked:
                continue
            base = self._style.letter(replace(parts, subscript=""))
            numbered = parts.subscript in letters or set(parts.subscript) <= letters
            if numbered or entries.get(base, 0) > symbol.indices:
                self._mark(symbol)

    def _mark(self, symbol: Symbol, says_kind: bool = False) -> None:
        kind = {"size": "N", "index": "", "array": "R"}[symbol.kind] if says_kind else None
        self._marked[symbol] = self._style.set_off(symbol.name, kind, symbol.sizes)

    def unusual(self) -> tuple[Symbol, ...]:
        """The symbols that are more special than they look: a size that is named like a number, what has an axis of
        a fixed length, or of such a size."""
        sizes = [symbol for symbol in self._symbols if symbol.kind == "size" and not _USUAL_SIZE.fullmatch(symbol.name)]
        odd = {symbol.name for symbol in sizes}
        others = [symbol for symbol in self._symbols if any(isinstance(n, int) or n in odd for n in symbol.sizes)]
        return (*sizes, *others)

    def declared(self, symbol: Symbol) -> str:
        """The symbol and what it is."""
        sizes = [self.name(Symbol("size", size)) if isinstance(size, str) else str(size) for size in symbol.sizes]
        if symbol.kind == "array":
            return self.name(symbol) + self._style.element + self._style.space(sizes)
        if symbol.kind == "size":
            return self.name(symbol) + self._style.element + self._style.naturals
        return self.name(symbol) + self._style.element + self._style.up_to(sizes[0])

    @property
    def marked(self) -> set[str]:
        """The names of the symbols that are set off."""
        return {symbol.name for symbol in self._marked}


def _reserved(style: LatexStyle, parts: set[Node]) -> set[str]:
    """The signs that stand for something else in a formula with these parts."""
    found: set[str] = set()
    if any(isinstance(part, Choose) for part in parts):
        found.add(style.name("delta"))
    if any(isinstance(part, Equal) and isinstance(part.left, Sum) for part in parts):
        found.add(style.name("Delta"))
    if not isinstance(style, TextStyle) and any(isinstance(part, Exp) for part in parts):
        found.add(style.name("e"))
    return found


@lru_cache(maxsize=500)
def symbols(style: LatexStyle, nodes: tuple[Node, ...], others: tuple[str, ...]) -> Symbols:
    """As :class:`Symbols`, remembered: a formula is often printed with and without an abbreviation."""
    return Symbols(style, nodes, others)
