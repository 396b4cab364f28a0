"""Each type of node has a rule, in one module; what a form of the grammar makes is understood."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import derive.documents
from derive.documents.grammar import syntax
from derive.documents.meaning.registry import elaborate, index

PARTS = {syntax.Expression, syntax.Approach, syntax.Binder, syntax.Condition, syntax.Whole}
"""What stands inside of other nodes only."""

KINDS = {kind for kind in vars(syntax).values() if isinstance(kind, type) and issubclass(kind, syntax.Expression)}
ROOM = Path(derive.documents.__file__).parent


def nodes_of_code(*folders: str) -> Iterator[ast.AST]:
    for folder in folders:
        for file in sorted((ROOM / folder).rglob("*.py")):
            yield from ast.walk(ast.parse(file.read_text(encoding="utf-8")))


def named(*folders: str) -> set[str]:
    """The names in the code of folders: those behind a point, and those of fields in patterns, too."""
    found: set[str] = set()
    for node in nodes_of_code(*folders):
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.MatchClass):
            found |= set(node.kwd_attrs)
    return found


def made(folder: str) -> set[str]:
    """What the code of a folder calls."""
    calls = [node.func for node in nodes_of_code(folder) if isinstance(node, ast.Call)]
    return {getattr(call, "attr", getattr(call, "id", "")) for call in calls}


def test_every_node_has_a_meaning() -> None:
    assert {kind for kind in KINDS if not elaborate.knows(kind)} == PARTS
    assert {kind for kind in KINDS if index.knows(kind)} == {
        syntax.Name, syntax.Numeral, syntax.Subscript, syntax.Total
    }  # fmt: skip


def test_the_grammar_makes_every_node_and_its_forms_only_what_has_a_meaning() -> None:
    assert {kind for kind in KINDS if kind.__name__ not in made("grammar")} == {syntax.Expression}
    by_forms = {kind for kind in KINDS if kind.__name__ in made("grammar/forms")}
    assert len(by_forms) > 15
    assert {kind for kind in by_forms if not elaborate.knows(kind)} <= PARTS


def test_what_stands_inside_of_other_nodes_is_taken_up_there() -> None:
    assert {kind.__name__ for kind in PARTS} <= named("meaning", "directives")


def test_no_field_of_a_node_is_left_out() -> None:
    looked_at = named("meaning", "directives")
    assert [f"{kind}.{one.name}" for kind in KINDS for one in fields(kind) if one.name not in looked_at] == []
