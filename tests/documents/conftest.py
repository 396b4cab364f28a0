"""A fault of the reader ends a test: it must not pass for a formula that is not understood."""

from __future__ import annotations

import pytest

from derive.documents import reader

pytest.register_assert_rewrite("tests.documents.readings")


@pytest.fixture(autouse=True)
def _bugs_surface(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "SURVIVES_BUGS", False)
