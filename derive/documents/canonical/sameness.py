"""When two statements are the same: up to the names of bound variables, which nodes do not have, of free indices and of
the inverses of matrices, and up to the order of the hypotheses."""

from __future__ import annotations

from collections.abc import Iterator

from derive.documents.canonical.indices import with_letters
from derive.kernel.terms import Bound, Formula, IndexVariable, Node, Variable, substitute
from derive.language.inverses import inverses
from derive.language.statement import Statement, conjuncts

MOST_TRIES = 200


def same(left: Statement, right: Statement) -> bool:
    """Whether two statements are equal up to the names of free indices, every value of which is meant, and of inverses,
    of which there is one for each matrix, and up to the order of their hypotheses, and which of them stand in one."""
    left, right = _in_parts(_with_inverses(left)), _in_parts(_with_inverses(right))
    if len(set(left.hypotheses)) != len(set(right.hypotheses)):
        return False
    for tries, names in enumerate(_renamings(_ordered(left), _ordered(right))):
        if _renamed(left, names) == (right.conclusion, frozenset(right.hypotheses)):
            return True
        if tries >= MOST_TRIES:
            return False
    return False


def _in_parts(statement: Statement) -> Statement:
    """The statement with each part of a hypothesis as one of its own."""
    return Statement(tuple(conjuncts(statement.hypotheses)), statement.conclusion)


def _with_inverses(statement: Statement) -> Statement:
    """The statement with names for the inverses of matrices that say which matrices these are."""
    for number in range(len(statement.hypotheses)):
        found = list(inverses(statement.hypotheses))
        if number >= len(found):
            break
        old = found[number].inverse
        named: dict[Bound, Bound] = {old: Variable(f"({found[number].body.key})^{{-1}}", old.sizes)}
        hypotheses = tuple(substitute(formula, named) for formula in statement.hypotheses)
        statement = Statement(hypotheses, substitute(statement.conclusion, named))
    return statement


def _ordered(statement: Statement) -> list[IndexVariable]:
    """The free indices in the order in which they occur; of a family, the first that occurs."""
    found: dict[str, IndexVariable] = {}
    for formula in (statement.conclusion, *statement.hypotheses):
        for one in _occurring(formula):
            found.setdefault(one.name, one)
    return list(found.values())


def _occurring(node: Node) -> Iterator[IndexVariable]:
    if isinstance(node, IndexVariable):
        yield node
    for _, part in node.named_parts():
        if isinstance(part, Node):
            yield from _occurring(part)


def _renamings(left: list[IndexVariable], right: list[IndexVariable]) -> Iterator[dict[str, str]]:
    """Ways to call the free indices of one statement as those of the other, the likeliest first."""
    if len(left) != len(right):
        return
    if not left:
        yield {}
        return
    first, *rest = left
    for position, other in enumerate(right):
        if other.size == first.size and len(other.arguments) == len(first.arguments):
            for names in _renamings(rest, right[:position] + right[position + 1 :]):
                yield {first.name: other.name, **names}


def _renamed(statement: Statement, names: dict[str, str]) -> tuple[Formula, frozenset[Formula]]:
    """The conclusion and the hypotheses with other names for free indices."""
    changed = with_letters(statement, {old: new for old, new in names.items() if old != new})
    return changed.conclusion, frozenset(changed.hypotheses)
