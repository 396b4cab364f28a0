"""The names with which authors bind variables, which have none in the kernel: for who prints what they wrote.

A claim keeps the names in force where it is written, a derivation those and what its script adds: which names are
known does not depend on what else was proved before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from derive.kernel.terms import (
    Bound,
    ForAll,
    Formula,
    IndexVariable,
    N,
    Node,
    Variable,
    open_body,
    subnodes,
    substitute,
)

Letters = Mapping[Node, str]
"""What binds a variable, and the name that its author gave to this."""


class _Names(Mapping[Node, str]):
    """Names that are given, one after the other, beside those that are known around them, which do not change any more.

    What was given until some moment is looked up without a copy, for there may be as many claims as names."""

    def __init__(self, around: Letters) -> None:
        self.around = around
        self.given: dict[Node, list[tuple[int, str]]] = {}
        self.count = 0

    def give(self, binder: Node, letter: str) -> None:
        """What binds a variable has this name from now on."""
        self.given.setdefault(binder, []).append((self.count, letter))
        self.count += 1

    def at(self, moment: int, binder: Node) -> str | None:
        """The name that was known when so many had been given."""
        earlier = (letter for given, letter in reversed(self.given.get(binder, ())) if given < moment)
        return next(earlier, None) or self.around.get(binder)

    def __getitem__(self, binder: Node) -> str:
        return _known(self.at(self.count, binder), binder)

    def __iter__(self) -> Iterator[Node]:
        return iter({**dict.fromkeys(self.around), **dict.fromkeys(self.given)})

    def __len__(self) -> int:
        return len(self.around.keys() | self.given.keys())


@dataclass(frozen=True)
class _Until(Mapping[Node, str]):
    """The names that were known when so many had been given."""

    names: _Names
    moment: int

    def __getitem__(self, binder: Node) -> str:
        return _known(self.names.at(self.moment, binder), binder)

    def __iter__(self) -> Iterator[Node]:
        return (binder for binder in self.names if binder in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _known(letter: str | None, binder: Node) -> str:
    if letter is None:
        raise KeyError(binder)
    return letter


_in_force = _Names({})


def letters_in_force() -> Letters:
    """The names that were given so far."""
    return _Until(_in_force, _in_force.count)


@contextmanager
def letters_apart(known: Letters) -> Iterator[Letters]:
    """Inside, only these names are known, and those given there, which are not known outside."""
    global _in_force
    around = _in_force
    _in_force = _Names(known)
    try:
        yield _in_force
    finally:
        _in_force = around


def with_letter(binder: N, variable: IndexVariable | Variable, index: bool = False) -> N:
    """What binds a variable, whose name is remembered where it is a number or an array; of an index only where asked
    for: one looks like another."""
    if index or isinstance(variable, Variable):
        _in_force.give(binder, variable.name)
    return binder


def carry_letters(node: Node, replacements: Mapping[Any, Bound]) -> None:
    """The names that are bound in a node are also those in what comes of it, with values for free variables."""
    for part in subnodes(node):
        letter = _in_force.get(part)
        carried = part if letter is None else substitute(part, replacements)
        if letter is not None and carried not in _in_force:
            _in_force.give(carried, letter)


def carry_inside(formula: Formula, value: Bound) -> None:
    """As :func:`carry_letters`, for the value of what a formula is quantified over, where that has a name."""
    letter = _in_force.get(formula)
    if letter is not None and isinstance(formula, ForAll) and isinstance(formula.over, tuple):
        variable = Variable(letter, formula.over)
        carry_letters(open_body(formula.body, (variable,)), {variable: value})
