"""The names with which authors bind variables, which have none in the kernel: for who prints what they wrote.

A claim keeps the names in force where it is written, a derivation those and what its script adds: which names are
known does not depend on what else was proved before."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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

_in_force: ChainMap[Node, str] = ChainMap()


def letters_in_force() -> dict[Node, str]:
    """The names that were given so far."""
    return dict(_in_force)


@contextmanager
def letters_apart(known: Letters) -> Iterator[Letters]:
    """Inside, only these names are known, and those given there, which are not known outside."""
    global _in_force
    around = _in_force
    _in_force = ChainMap({}, dict(known))
    try:
        yield _in_force
    finally:
        _in_force = around


def with_letter(binder: N, variable: IndexVariable | Variable, index: bool = False) -> N:
    """What binds a variable, whose name is remembered where it is a number or an array; of an index only where asked
    for: one looks like another."""
    if index or isinstance(variable, Variable):
        _in_force[binder] = variable.name
    return binder


def carry_letters(node: Node, replacements: Mapping[Any, Bound]) -> None:
    """The names that are bound in a node are also those in what comes of it, with values for free variables."""
    for part in subnodes(node):
        letter = _in_force.get(part)
        if letter is not None:
            _in_force.setdefault(substitute(part, replacements), letter)


def carry_inside(formula: Formula, value: Bound) -> None:
    """As :func:`carry_letters`, for the value of what a formula is quantified over, where that has a name."""
    letter = _in_force.get(formula)
    if letter is not None and isinstance(formula, ForAll) and isinstance(formula.over, tuple):
        variable = Variable(letter, formula.over)
        carry_letters(open_body(formula.body, (variable,)), {variable: value})
