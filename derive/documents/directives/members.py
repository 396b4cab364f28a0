r"""What a hypothesis says of the members of an ordered family, ``x^{(t+1)} = …``: it holds for every number t."""

from __future__ import annotations

import dataclasses
import re
from typing import cast

from derive.documents.grammar.names import Number
from derive.documents.grammar.syntax import Condition, Expression, Name
from derive.documents.meaning.scope import Scope


def of_every_member(condition: Condition, scope: Scope) -> list[Condition]:
    """The hypothesis, and the same of the other members that the document writes: of x^{(1)} and x^{(2)} where it
    speaks of x^{(t)} and x^{(t+1)}. One that has t elsewhere, or two such letters, is about the members it names."""
    members = {name: one for name in condition_names(condition) if (one := _numbered(name, scope)) is not None}
    bases = {number.letter for _, number in members.values()}
    if len(bases) != 1 or not _runs(base := bases.pop(), condition, scope):
        return [condition]
    written = {one[1] for name in scope.symbols if (one := _numbered(name, scope)) is not None}
    shifts = {number.shift for _, number in members.values()}
    starts = sorted({(one.letter, one.shift - shift) for one in written for shift in shifts} - {(base, 0)})
    found = [condition]
    for letter, start in starts:
        names = {
            name: f"{family}^{{({Number(letter, start + number.shift)})}}" for name, (family, number) in members.items()
        }
        if set(names.values()) <= set(scope.symbols):
            found.append(cast(Condition, _renamed(condition, names)))
    return found


def condition_names(condition: Condition) -> frozenset[str]:
    """The names on both sides of a relation."""
    return condition.left.all_names | condition.right.all_names


def _numbered(name: str, scope: Scope) -> tuple[str, Number] | None:
    """The letter and the number of a member of an ordered family; None for any other name."""
    member = scope.member(name)
    return None if member is None or member.number is None else (member.letter, member.number)


def _runs(base: str, condition: Condition, scope: Scope) -> bool:
    """Whether a letter stands for every number: a small one, that nothing introduces and that stands nowhere else in
    the hypothesis. A capital T is the last one."""
    others = [name for name in condition_names(condition) if _numbered(name, scope) is None]
    is_letter = len(base) == 1 and base.islower() and not scope.is_introduced(base)
    return is_letter and not any(base in re.findall(r"\\?[A-Za-z]+", name) for name in others)


def _renamed(node: object, names: dict[str, str]) -> object:
    """The node with members in the places of others."""
    if isinstance(node, Name):
        return dataclasses.replace(node, key=names.get(node.key, node.key))
    if isinstance(node, tuple):
        return tuple(_renamed(part, names) for part in node)
    if isinstance(node, (Expression, Condition)):
        parts = {one.name: _renamed(getattr(node, one.name), names) for one in dataclasses.fields(node)}
        return dataclasses.replace(node, **parts)  # type: ignore[arg-type]
    return node
