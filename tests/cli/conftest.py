"""Runs the commands as a user would: in a process of their own, in a folder of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.forked import Forks

REPOSITORY = Path(__file__).resolve().parents[2]

Ran = subprocess.CompletedProcess[str]
Derive = Callable[..., Ran]


@pytest.fixture(scope="session")
def kept_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that all tests of this run share."""
    return tmp_path_factory.mktemp("cache")


def environment(cache: Path, **changes: str) -> dict[str, str]:
    """The environment of a command: this package, that cache, no colours asked for or against."""
    kept = {
        name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS")
    }
    search = os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH")]))
    return {**kept, "PYTHONPATH": search, "DERIVE_CACHE_DIR": str(cache), "TERM": "xterm", **changes}


@pytest.fixture
def derive(tmp_path: Path, kept_cache: Path, forks: Forks) -> Derive:
    """``derive("verify", "--json")`` runs that command in an empty folder: in a Python that is started for it where
    that matters, as where Python itself is told something."""

    def run(*arguments: object, python: tuple[str, ...] = (), cache: Path = kept_cache, **changes: str) -> Ran:
        if not python and not any(name.startswith(("PYTHON", "LC_")) for name in changes):
            return forks.run([*map(str, arguments)], tmp_path, environment(cache, **changes), timeout=120)
        return subprocess.run(
            [sys.executable, *python, "-m", "derive", *map(str, arguments)],
            cwd=tmp_path,
            env=environment(cache, **changes),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
        )

    return run
