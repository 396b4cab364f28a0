"""Each type of node has a rule, in one module."""

from __future__ import annotations

from derive.documents.grammar import syntax
from derive.documents.meaning.registry import elaborate, index

PARTS = {syntax.Expression, syntax.Approach, syntax.Binder, syntax.Condition, syntax.Whole}
"""What stands inside of other nodes only."""


def test_every_node_has_a_meaning() -> None:
    kinds = {kind for kind in vars(syntax).values() if isinstance(kind, type) and issubclass(kind, syntax.Expression)}
    assert {kind for kind in kinds if not elaborate.knows(kind)} == PARTS
    assert {kind for kind in kinds if index.knows(kind)} == {
        syntax.Name, syntax.Numeral, syntax.Subscript, syntax.Total
    }  # fmt: skip
