"""Other names for the indices of statements, and for families of them, whose members have arguments."""

from __future__ import annotations

from collections.abc import Mapping

from derive.kernel.terms import IndexVariable, Node, rebuild
from derive.language.statement import Statement


def with_letters(statement: Statement, letters: Mapping[str, str]) -> Statement:
    """The statement with other names for some of its indices: those of a family keep their arguments."""

    def change(node: Node, depth: int) -> Node | None:
        if not isinstance(node, IndexVariable) or node.name not in letters:
            return None
        arguments = tuple(rebuild(argument, change, depth) for argument in node.arguments)
        return IndexVariable(letters[node.name], node.size, arguments)

    hypotheses = tuple(rebuild(formula, change) for formula in statement.hypotheses)
    return Statement(hypotheses, rebuild(statement.conclusion, change))
