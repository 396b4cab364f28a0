"""Coq's names for the sizes, indices and arrays of a theorem.

A single letter stays as it is; every other name ends with a prime, so that it can be no word of Coq's and nothing that
the exported files define: those have two letters or more and no prime, or are a letter with a number. What stands
before the primes says which name it was."""

from __future__ import annotations

import re
from collections.abc import Iterable

from derive.kernel.terms import SIZE_FIELDS, IndexVariable, Node, Size, Sort, Variable, subnodes

Symbol = str | IndexVariable | Variable
"""A size, an index or an array."""

TAKEN = frozenset("ORSITXY")
"""The letters that mean something in Coq (natural numbers, reals, a proof of what is evident), or in scripts."""


class Unsupported(Exception):
    """A step that cannot be exported; the message says what there is no translation of."""


def spelled(name: str) -> str:
    """A name in letters that Coq takes: Latin and Greek ones, digits and underscores; _uHEX_ for every other letter."""

    def code(letter: re.Match[str]) -> str:
        return f"_u{ord(letter[0]):x}_"

    safe = re.sub("_(?=u)|[^A-Za-z0-9_α-ωΑ-Ω]", code, name)
    return safe if re.match("[A-Za-z_α-ωΑ-Ω]", safe) else f"_u_{safe}"


def original(name: str) -> str:
    """The name that was spelled so."""
    return re.sub("_u([0-9a-f]+)_", lambda code: chr(int(code[1], 16)), name.rstrip("'").removeprefix("_u_"))


def symbol_of(variable: IndexVariable | Variable) -> IndexVariable | Variable:
    """What has a name of its own: an index that depends on others is one function of these."""
    if isinstance(variable, Variable) or not variable.arguments:
        return variable
    places = tuple(IndexVariable(str(n), argument.size) for n, argument in enumerate(variable.arguments))
    return IndexVariable(variable.name, variable.size, places)


def sizes_in(nodes: Iterable[Node]) -> list[str]:
    """The symbols of sizes that occur in the nodes, in alphabetical order."""
    found: set[Size | Sort] = set()
    for part in (part for node in nodes for part in subnodes(node)):
        for field in SIZE_FIELDS:
            value = getattr(part, field, None) if field in part.part_names else None
            found.update(value if isinstance(value, tuple) else (value,) if value is not None else ())
    return sorted(size for size in found if isinstance(size, str))


def variables_in(nodes: Iterable[Node]) -> list[IndexVariable | Variable]:
    """The free indices and arrays of the nodes: indices first, each kind in the order of its spelling."""
    parts = (part for node in nodes for part in subnodes(node))
    found = {symbol_of(part) for part in parts if isinstance(part, (IndexVariable, Variable))}
    return sorted(found, key=lambda variable: (isinstance(variable, Variable), variable.key))


class Names:
    """The Coq names of all symbols of a proof: two symbols never share one."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        every = list(nodes)
        self.names: dict[Symbol, str] = {}
        used: set[str] = set()
        for symbol in (*sizes_in(every), *variables_in(every)):
            name = spelled(symbol if isinstance(symbol, str) else symbol.name)
            if len(name) > 1 or name in TAKEN or name == "_":
                name += "'"
            while name in used:
                name += "'"
            used.add(name)
            self.names[symbol] = name

    def size(self, size: Size) -> str:
        """A size as Coq writes it."""
        return str(size) if isinstance(size, int) else self.names[size]

    def variable(self, variable: IndexVariable | Variable) -> str:
        """A free index or array; those that a trace opens have their name after a mark."""
        return variable.name[1:] if variable.name.startswith("#") else self.names[symbol_of(variable)]
