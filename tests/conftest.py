"""What tests of several rooms run commands with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forked import Forks

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    """The process from which commands are forked."""
    search = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    forks = Forks({**os.environ, "PYTHONPATH": search})
    yield forks
    forks.close()
