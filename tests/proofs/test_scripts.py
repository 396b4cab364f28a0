"""Proof scripts are written in the language of derivations, and with nothing that is inside of another room."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from derive.library import LIBRARY

FILES = sorted(LIBRARY.glob("*.py"))
ROOMS = {"bridge", "floats", "language", "lemmas", "proofs"}
"""The rooms of the package that scripts import from; the kernel is none of them."""


def imported(file: Path) -> Iterator[tuple[str, str]]:
    """The modules that a file imports from, with the names."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_scripts_import_what_is_open_to_everybody(file: Path) -> None:
    for module, name in imported(file):
        package, *inside = module.split(".")
        if package == "derive":
            assert inside[:1] and inside[0] in ROOMS, f"{module} is not for scripts"
            shared = inside[:1] == ["proofs"]  # what begins with _ there is no file of claims
            assert not any(part.startswith("_") for part in (*(() if shared else inside), name)), f"{name} is private"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_scripts_use_nothing_private_of_what_they_are_handed(file: Path) -> None:
    private = [
        f"{node.attr} in line {node.lineno}"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__")
    ]
    assert private == []
