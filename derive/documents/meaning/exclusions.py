r"""``\sum_{i \ne j} a_i a_j``: whether both indices are summed over, where nothing else in the formula says it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from derive.documents.errors import refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.syntax import Expression

EXCLUSION = refusal(
    "D238",
    "a sum over 'i \\ne j', where nothing gives j",
    """A sum over indices that differ from j has two readings: for one j that is given, and over all pairs. Declare j
    with 'let' where it is given, and write both signs, '\\sum_j \\sum_{i \\ne j}', where it is summed over.""",
    (r"\sum_{i \ne j} x_i x_j = 1", r"let $x \in \mathbb{R}^K$"),
    (
        r"\sum_j \sum_{i \ne j} x_i x_j = \left(\sum_i x_i\right)^2 - \sum_i x_i^2",
        r"let $x \in \mathbb{R}^K$",
    ),
)


def refuse_unclear_exclusions(nodes: Sequence[Expression], known: Collection[str]) -> None:
    """Raises Unreadable where a sum or product leaves out an index that nothing gives: the ``known`` letters are
    given, and those that the formula has outside of such sums."""
    for node in nodes:
        for letter, at in _excluded(node, frozenset(known)):
            if any(_stands_elsewhere(one, letter) for one in nodes):
                continue
            raise EXCLUSION(
                rf"a sum or product over indices that differ from '{letter}' has two readings, for one '{letter}' that "
                rf"is given and over all pairs: declare '{letter}' with 'let', or write both signs, "
                rf"\sum_{{{letter}}} \sum_{{i \ne {letter}}}",
                at,
            )


def _excluded(node: Expression, known: frozenset[str]) -> list[tuple[str, int]]:
    """The letters that sums and products leave out and that nothing around them binds, with their places."""
    found: list[tuple[str, int]] = []
    if syntax.Big not in node.kinds:
        return found
    if isinstance(node, syntax.Big):
        known = known | {binder.letter for binder in node.binders}
        if node.operator in ("sum", "prod"):
            for letter in _left_out(node):
                is_constant = not any(syntax.mentions(node.body, binder.letter) for binder in node.binders)
                is_bare = len(node.binders) == 1 and node.binders[0].bound is None
                may_be_pairs = is_constant or is_bare or syntax.mentions(node.body, letter)
                if letter not in known and may_be_pairs:
                    found.append((letter, node.at))
    if isinstance(node, syntax.Expectation) and node.letter:
        known = known | {node.letter}
    for part in node.parts:
        found += _excluded(part, known)
    return found


def _left_out(node: syntax.Big) -> list[str]:
    return [part.key for binder in node.binders for part in binder.without if isinstance(part, syntax.Name)]


def _stands_elsewhere(node: Expression, letter: str) -> bool:
    """Whether the letter occurs outside of sums that leave it out, and of what binds it."""
    if isinstance(node, syntax.Big):
        binds = any(binder.letter == letter for binder in node.binders)
        if binds or (node.operator in ("sum", "prod") and letter in _left_out(node)):
            return False
    if isinstance(node, syntax.Expectation) and node.letter == letter:
        return False
    if isinstance(node, syntax.Name) and node.key == letter:
        return True
    return any(_stands_elsewhere(part, letter) for part in node.parts)
