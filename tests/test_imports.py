"""How the rooms of the package depend on each other: in one direction, and nowhere in a circle.

Every import counts, wherever it stands: at the top of a module, inside a function, or for a type checker only.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import derive

PACKAGE = Path(derive.__file__).parent

MAY_IMPORT = {
    "kernel": set(),
    "work": {"kernel"},
    "floats": set(),
    "language": {"kernel", "work"},
    "printing": {"kernel", "language"},
    "lemmas": {"kernel", "language", "work"},
    "bridge": {"kernel", "language", "lemmas"},
    "library": {"language"},
    "proofs": {"bridge", "floats", "language", "lemmas"},
    "prover": {"kernel", "language", "lemmas", "work"},
    "measure": {"kernel", "language", "work"},
    "refute": {"kernel", "language", "measure", "work"},
    "documents": {"kernel", "language", "printing"},
    "verify": {"documents", "kernel", "language", "library", "measure", "printing", "prover", "refute", "work"},
    "suggest": {"documents", "kernel", "language", "measure", "prover", "verify", "work"},
    "export": {"kernel"},
    "figures": {"floats", "kernel", "language", "measure", "printing", "proofs"},
    "report": {"documents", "export", "figures", "language", "printing", "verify"},
    "pytest_plugin": {"documents", "language", "library", "printing", "verify"},
    "annotate": {"documents"},
    "editor": {"documents", "suggest", "verify"},
    "notebook": {"documents", "figures", "language", "report", "suggest", "verify"},
    "cli": {
        "annotate",
        "documents",
        "editor",
        "export",
        "figures",
        "kernel",
        "language",
        "library",
        "printing",
        "report",
        "suggest",
        "verify",
    },
}
"""Which rooms each room may import from, beside itself."""

CIRCLES: set[tuple[str, ...]] = set()
"""The circles that are still to be cut; a circle that is gone has to go from here, too."""


def module_name(file: Path) -> str:
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_name(file): file for file in sorted(PACKAGE.rglob("*.py"))}


def imported(module: str) -> set[str]:
    """The modules of the package that a module imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(FILES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole path"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            whole = name.removeprefix("derive.")
            if whole != name:
                found.add(whole if whole in FILES else whole.rpartition(".")[0])
    return found - {module, ""}


IMPORTS = {module: imported(module) for module in FILES}


def reachable(module: str, arrows: dict[str, set[str]] = IMPORTS) -> set[str]:
    """All that one comes to along the arrows."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        for following in arrows.get(waiting.pop(), set()) - found:
            found.add(following)
            waiting.append(following)
    return found


def test_everything_that_is_imported_is_there() -> None:
    assert set().union(*IMPORTS.values()) <= set(FILES)


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_from_the_rooms_below_it(room: str) -> None:
    for module, others in IMPORTS.items():
        if module.partition(".")[0] == room:
            rooms = {other.partition(".")[0] for other in others}
            assert rooms <= MAY_IMPORT[room] | {room}, module


def test_every_room_is_listed_below_the_rooms_that_import_it() -> None:
    rooms = {path.stem for path in PACKAGE.iterdir() if any(path.glob("*.py")) or path.suffix == ".py"}
    assert rooms - {"__init__", "__main__"} == set(MAY_IMPORT)
    order = list(MAY_IMPORT)
    assert all(order.index(below) < order.index(room) for room, rooms in MAY_IMPORT.items() for below in rooms)


def test_no_modules_import_each_other_in_a_circle() -> None:
    everything = {module: reachable(module) for module in FILES}
    circles = {
        tuple(sorted({module, *(other for other in found if module in everything[other])}))
        for module, found in everything.items()
        if module in found
    }
    assert circles == CIRCLES


def apart(module: str, other: str) -> tuple[str, str]:
    """The first folders, or modules, on the ways to two modules that differ."""
    ways = [(*name.split("."), "") for name in (module, other)]
    differ = next(k for k, pair in enumerate(zip(*ways, strict=False)) if pair[0] != pair[1])
    return ".".join(ways[0][: differ + 1]), ".".join(ways[1][: differ + 1])


def test_no_folders_of_a_room_import_each_other_in_a_circle() -> None:
    arrows: dict[str, set[str]] = {}
    for module, others in IMPORTS.items():
        for other in others:
            if other.partition(".")[0] == module.partition(".")[0]:
                start, end = apart(module, other)
                arrows.setdefault(start, set()).add(end)
    assert {folder for folder in arrows if folder in reachable(folder, arrows)} == set()
