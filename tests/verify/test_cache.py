"""The cache: nothing unchanged is verified twice, and nothing wrong is ever taken from it."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from derive.language import point
from derive.verify import cache as cache_module
from derive.verify.cache import Cache, Environment, Listed, Outcome, library_versions
from derive.verify.result import Counterexample, Line, Numeric, Part, Result


class World(Environment):
    """An environment with a given key, in which nothing changes."""

    def __init__(self, key: str) -> None:
        self.key = key

    def changed(self) -> bool:
        return False


WORLD = World("ab" * 32)


def key_of(*claim_paths: Path) -> str:
    return Environment(claim_paths).key


def outcome(**changes: Any) -> Outcome:
    values: dict[str, Any] = {
        "id": "softmax.jacobian", "title": "∂σ", "expected": "proved", "verdict": "proved", "passed": True,
        "reason": "", "fault": False, "basis": "theorem", "scope": "every K >= 1", "statement_latex": "0 = 0",
        "statement_text": "0 = 0", "hypotheses_latex": ("x > 0",), "hypotheses_text": ("x > 0",),
        "parts": (Part("", (Line("=", "x", "x", "reflexivity"),)),), "rules": ("normal",), "axioms": (), "uses": (),
        "numeric": Numeric(50, 24, (1, 2, 3, 7), "3.1e-54"),
        "counterexample": Counterexample(point({"K": 2}, {"i": 1}, z=["0", "1"]), "0.2", "0.7", "="),
        "corrected_by": None, "note": "", "sources": ("a.txt",), "references": (), "certificate": "sha256:00",
        "where": "softmax.py:7", "seconds": 0.25,
    }  # fmt: skip
    return Outcome(Result(**{**values, **changes}), {"steps": [1, "two", None]})


def entries(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.json"))


def test_a_result_comes_back_as_it_was(tmp_path: Path) -> None:
    Cache(WORLD, tmp_path).store(outcome(), 50)
    assert Cache(WORLD, tmp_path).load("softmax.jacobian", 50) == outcome()


def test_another_claim_or_another_environment_finds_nothing(tmp_path: Path) -> None:
    Cache(WORLD, tmp_path).store(outcome(), 50)
    assert Cache(WORLD, tmp_path).load("softmax.hessian", 50) is None
    assert Cache(World("cd" * 32), tmp_path).load("softmax.jacobian", 50) is None


def test_an_environment_that_shares_the_folder_name_finds_nothing(tmp_path: Path) -> None:
    Cache(WORLD, tmp_path).store(outcome(), 50)
    assert Cache(World(WORLD.key[:-1] + "c"), tmp_path).load("softmax.jacobian", 50) is None


@pytest.mark.parametrize("changes", [{"passed": False, "verdict": "undecided"}, {"fault": True}])
def test_what_did_not_pass_is_not_kept(tmp_path: Path, changes: dict[str, Any]) -> None:
    Cache(WORLD, tmp_path).store(outcome(**changes), 50)
    assert entries(tmp_path) == []


def test_a_failure_edited_into_a_pass_is_ignored(tmp_path: Path) -> None:
    Cache(WORLD, tmp_path).store(outcome(), 50)
    (path,) = entries(tmp_path)
    text = path.read_text()
    assert '"title": "\\u2202\\u03c3"' in text
    path.write_text(text.replace('"title": "\\u2202\\u03c3"', '"title": "other"'))
    assert Cache(WORLD, tmp_path).load("softmax.jacobian", 50) is None


def test_an_entry_moved_to_another_claims_place_is_ignored(tmp_path: Path) -> None:
    cache = Cache(WORLD, tmp_path)
    cache.store(outcome(), 50)
    cache.store(outcome(id="softmax.other"), 50)
    first, second = entries(tmp_path)
    content = first.read_text()
    first.write_text(second.read_text())
    second.write_text(content)
    assert cache.load("softmax.jacobian", 50) is None
    assert cache.load("softmax.other", 50) is None


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b"null", b"\xff\xfe\x00", b'{"sha256": 1, "content": {}}', b"[" * 100_000]
)
def test_a_damaged_entry_counts_as_absent_and_is_replaced(tmp_path: Path, damage: bytes) -> None:
    cache = Cache(WORLD, tmp_path)
    cache.store(outcome(), 50)
    (path,) = entries(tmp_path)
    path.write_bytes(damage)
    assert cache.load("softmax.jacobian", 50) is None
    cache.store(outcome(), 50)
    assert cache.load("softmax.jacobian", 50) == outcome()


def test_a_truncated_entry_counts_as_absent_at_every_length(tmp_path: Path) -> None:
    cache = Cache(WORLD, tmp_path)
    cache.store(outcome(), 50)
    (path,) = entries(tmp_path)
    whole = path.read_bytes()
    for length in range(0, len(whole), 37):
        path.write_bytes(whole[:length])
        assert cache.load("softmax.jacobian", 50) is None


def test_an_entry_of_an_older_shape_counts_as_absent(tmp_path: Path) -> None:
    cache = Cache(WORLD, tmp_path)
    cache.store(outcome(), 50)
    (path,) = entries(tmp_path)
    entry = json.loads(path.read_text())
    del entry["content"]["result"]["basis"]
    entry["sha256"] = cache_module._hash_of(entry["content"])
    path.write_text(json.dumps(entry))
    assert cache.load("softmax.jacobian", 50) is None


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    cache = Cache(WORLD, blocked / "cache")
    cache.store(outcome(), 50)
    assert cache.load("softmax.jacobian", 50) is None
    assert blocked.read_text() == "in the way"


def _store_for_ever(folder: Path) -> None:
    cache = Cache(WORLD, folder)
    while True:
        cache.store(outcome(), 50)


def test_two_runs_at_once_and_one_killed_halfway_leave_whole_entries(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_store_for_ever, args=(tmp_path,)) for _ in range(2)]
    for writer in writers:
        writer.start()
    reader = Cache(WORLD, tmp_path)
    while reader.load("softmax.jacobian", 50) is None:
        time.sleep(0.001)
    for _ in range(200):
        assert reader.load("softmax.jacobian", 50) == outcome()
    for writer in writers:
        assert writer.pid is not None
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
    assert reader.load("softmax.jacobian", 50) == outcome()


def test_only_the_environments_used_last_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "KEPT_ENVIRONMENTS", 2)
    (tmp_path / "not-ours").mkdir()
    for number in range(4):
        world = World(f"{number}" * 64)
        Cache(world, tmp_path).store(outcome(), 50)
        os.utime(tmp_path / world.key[:32], (number, number))
    kept = sorted(path.name[0] for path in tmp_path.iterdir())
    assert kept == ["2", "3", "n"]


def test_other_digits_find_nothing(tmp_path: Path) -> None:
    Cache(WORLD, tmp_path).store(outcome(), 50)
    assert Cache(WORLD, tmp_path).load("softmax.jacobian", 51) is None


def test_the_index_comes_back_in_its_order_and_is_absent_where_damaged(tmp_path: Path) -> None:
    listed = (Listed("b.b", "B", "proved", "b.py:1"), Listed("a.a", "∂", "refuted", "a.py:2"))
    cache = Cache(WORLD, tmp_path)
    assert cache.load_index() == ()
    cache.store_index(listed)
    assert cache.load_index() == listed
    (path,) = entries(tmp_path)
    path.write_text(path.read_text().replace("refuted", "proved"))
    assert cache.load_index() == ()


def test_the_environment_depends_on_the_users_files(tmp_path: Path) -> None:
    mine, neighbour = tmp_path / "mine.py", tmp_path / "neighbour.py"
    mine.write_text("x = 1\n")
    seen = {key_of(), key_of(mine)}
    mine.write_text("x = 2\n")
    seen.add(key_of(mine))
    neighbour.write_text("y = 1\n")
    seen.add(key_of(mine))
    neighbour.write_text("y = 2\n")
    seen.add(key_of(mine))
    assert len(seen) == 5


def test_the_environment_is_the_same_twice(tmp_path: Path) -> None:
    assert key_of(tmp_path) == key_of(tmp_path)


@pytest.mark.parametrize("part", ["kernel/terms.py", "verify/result.py", "language/statement.py"])
def test_the_environment_depends_on_the_source(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = key_of()
    original = cache_module._hash_file
    monkeypatch.setattr(
        cache_module, "_hash_file", lambda path: "changed" if path.as_posix().endswith(part) else original(path)
    )
    assert key_of() != before


def test_the_environment_depends_on_the_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    before = key_of()
    monkeypatch.setattr(cache_module, "library_versions", lambda: {"sympy": "0"})
    assert key_of() != before


def test_the_quick_way_to_versions_agrees_with_the_slow_one() -> None:
    import importlib.metadata

    assert library_versions() == {name: importlib.metadata.version(name) for name in cache_module.LIBRARIES}


def test_what_was_found_while_the_source_changed_is_not_kept(tmp_path: Path) -> None:
    mine = tmp_path / "mine.py"
    mine.write_text("x = 1\n")
    cache = Cache(Environment([mine]), tmp_path / "cache")
    cache.store(outcome(), 50)
    assert cache.load("softmax.jacobian", 50) == outcome()
    mine.write_text("x = 22\n")
    cache.store(outcome(id="softmax.other"), 50)
    assert cache.load("softmax.other", 50) is None
