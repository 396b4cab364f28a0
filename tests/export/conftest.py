"""Coq for the tests that are marked ``coq``: they are left out where it is not installed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from derive.export.coq.compiler import Compiled, compile_file, compile_library

HAS_COQ = shutil.which("coqc") is not None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leaves out what needs Coq where there is none."""
    for item in items:
        if item.get_closest_marker("coq") and not HAS_COQ:
            item.add_marker(pytest.mark.skip(reason="Coq is not installed"))


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the compiled library."""
    folder = tmp_path_factory.mktemp("coq")
    compile_library(folder)
    return folder


@pytest.fixture
def compiled(library: Path, request: pytest.FixtureRequest) -> Callable[[str], Compiled]:
    """Compiles a text."""

    def run(text: str) -> Compiled:
        path = library / f"t{abs(hash((request.node.nodeid, text)))}.v"
        path.write_text(text, encoding="utf-8")
        return compile_file(path)

    return run
