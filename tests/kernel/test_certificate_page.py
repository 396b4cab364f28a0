"""The page that documents certificates names every node with its parts and every rule with its arguments."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

import derive.kernel.rules  # noqa: F401  (fills RULES)
from derive.kernel.terms import NODE_TYPES
from derive.kernel.theorem import RULES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "certificates.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(NODE_TYPES))
def test_every_node_is_documented_with_its_parts(name: str) -> None:
    parts = ", ".join(f"`{part}`" for part in NODE_TYPES[name].part_names)
    assert f"| `{name}` | {parts} | " in PAGE


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_rule_is_documented_with_its_arguments(name: str) -> None:
    arguments = ", ".join(f"`{argument}`" for argument in inspect.signature(RULES[name]).parameters)
    assert f"| `{name}` | {arguments} | " in PAGE
