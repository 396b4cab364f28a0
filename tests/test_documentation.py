"""Files and modules that pages, comments and docstrings name are there, and every module says what it is for."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").rglob("README.md")])
MODULES = sorted((ROOT / "derive").rglob("*.py"))
FOLDERS = ("derive", "docs", "tests", "benchmarks", "reports")
LONGEST = 120


def file_names(text: str) -> set[str]:
    """What a text says of files of the project."""
    return {name.rstrip("/.") for name in re.findall(rf"(?<![\w/.-])(?:{'|'.join(FOLDERS)})(?:/[\w.-]+)+", text)}


def module_names(text: str) -> set[str]:
    """The modules, functions and classes that a text refers to, or imports."""
    names = re.findall(r":\w+:`~?(derive(?:\.\w+)+)`", text) + re.findall(r"\b(?:from|import) (derive(?:\.\w+)+)", text)
    return set(names)


def is_there(name: str) -> bool:
    """Whether a name is that of a module or package, or of something in one."""
    parts = name.split(".")
    ways = [ROOT.joinpath(*parts[:count]) for count in (len(parts), len(parts) - 1, len(parts) - 2) if count > 1]
    return any(way.with_suffix(".py").exists() or (way / "__init__.py").exists() for way in ways)


@pytest.mark.parametrize("file", [*PAGES, *MODULES], ids=lambda file: str(file.relative_to(ROOT)))
def test_what_is_named_is_there(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    missing = {name for name in file_names(text) if not (ROOT / name).exists() and not list(ROOT.glob(f"{name}*"))}
    missing |= {name for name in module_names(text) if not is_there(name)}
    assert not missing


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(ROOT)))
def test_the_first_line_of_a_module_says_what_it_is_for(file: Path) -> None:
    docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
    assert docstring, "a module begins with what it is for"
    first = docstring.splitlines()[0]
    assert 10 <= len(first) <= LONGEST
