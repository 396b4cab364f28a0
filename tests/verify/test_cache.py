"""The cache: nothing unchanged is verified twice, and nothing wrong is ever taken from it."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from derive.language import point
from derive.verify import cache as cache_module
from derive.verify import program
from derive.verify.cache import Cache, Listed, Outcome
from derive.verify.program import PACKAGE, Program, library_versions
from derive.verify.result import Counterexample, Line, LinkVerdict, Numeric, Part, Result


class World(Program):
    """A program with a given key, in which nothing changes."""

    def __init__(self, key: str, everything: str = "") -> None:
        self.verification = key
        self.everything = everything or key

    def changed(self) -> bool:
        return False


WORLD = World("ab" * 32)
LISTED = Listed("softmax.jacobian", "∂σ", "∂σ", "proved", "softmax.py:7", "f" * 64)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine of its own, with a secret of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state of here"))


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Called, it takes one to another machine."""
    return lambda: monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state of elsewhere"))


def loaded(cache: Cache, listed: Listed = LISTED, digits: int = 50, effort: float = 1.0) -> Outcome | None:
    return cache.load_claim(listed, digits, effort)


def stored(cache: Cache, one: Outcome | None = None, digits: int = 50) -> None:
    cache.store_claim(one or outcome(), LISTED.fingerprint, digits)


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
    stored(Cache(WORLD, tmp_path))
    assert loaded(Cache(WORLD, tmp_path)) == outcome()


def test_a_certificate_that_nobody_asks_for_is_not_read_but_damage_to_it_is_seen(tmp_path: Path) -> None:
    cache = Cache(WORLD, tmp_path)
    stored(cache)
    assert cache.load_claim(LISTED, 50, certificates=False) == outcome()._replace(certificate=None)
    (path,) = entries(tmp_path)
    path.write_text(path.read_text().replace("two", "six"))
    assert cache.load_claim(LISTED, 50, certificates=False) is None


def test_an_entry_names_no_place_of_this_machine_and_the_claim_says_where_it_stands(tmp_path: Path) -> None:
    cache = Cache(WORLD, tmp_path)
    stored(cache, outcome(where="/home/somebody/softmax.py:7"))
    (path,) = entries(tmp_path)
    assert b"somebody" not in path.read_bytes()
    found = loaded(cache, LISTED._replace(where="moved.py:9"))
    assert found == outcome(where="moved.py:9")


@pytest.mark.parametrize(
    "other",
    [LISTED._replace(id="softmax.hessian"), LISTED._replace(fingerprint="0" * 64)],
    ids=["another claim", "the claim was edited"],
)
def test_another_claim_finds_nothing(tmp_path: Path, other: Listed) -> None:
    stored(Cache(WORLD, tmp_path))
    assert loaded(Cache(WORLD, tmp_path), other) is None


def test_a_claim_without_a_fingerprint_is_neither_kept_nor_found(tmp_path: Path) -> None:
    nameless, cache = LISTED._replace(fingerprint=""), Cache(WORLD, tmp_path)
    cache.store_claim(outcome(), nameless.fingerprint, 50)
    assert entries(tmp_path) == []
    stored(cache)
    (path,) = entries(tmp_path)
    path.rename(cache._path(cache_module._claim_name(nameless.id, "", 50, 1.0)))
    assert loaded(cache, nameless) is None


def test_another_program_finds_nothing(tmp_path: Path) -> None:
    stored(Cache(WORLD, tmp_path))
    assert loaded(Cache(World("cd" * 32), tmp_path)) is None
    assert loaded(Cache(World(WORLD.verification[:-1] + "c"), tmp_path)) is None  # which has the same folder


def test_other_digits_or_another_effort_find_nothing(tmp_path: Path) -> None:
    cache = Cache(WORLD, tmp_path)
    stored(cache)
    assert loaded(cache, digits=51) is None
    assert loaded(cache, effort=2.0) is None


@pytest.mark.parametrize("changes", [{"passed": False, "verdict": "undecided"}, {"fault": True}])
def test_what_did_not_pass_is_not_kept(tmp_path: Path, changes: dict[str, Any]) -> None:
    stored(Cache(WORLD, tmp_path), outcome(**changes))
    assert entries(tmp_path) == []


def test_a_failure_edited_into_a_pass_is_ignored(tmp_path: Path) -> None:
    cache = Cache(WORLD, tmp_path)
    stored(cache)
    (path,) = entries(tmp_path)
    assert b'"basis": "theorem"' in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(b'"basis": "theorem"', b'"basis": "opinion"'))
    assert loaded(cache) is None


def test_an_entry_moved_to_another_claims_place_is_ignored(tmp_path: Path) -> None:
    cache = Cache(WORLD, tmp_path)
    stored(cache)
    stored(cache, outcome(id="softmax.other"))
    first, second = entries(tmp_path)
    content = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(content)
    assert loaded(cache) is None
    assert loaded(cache, LISTED._replace(id="softmax.other")) is None


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b"null", b"\xff\xfe\x00", b'{"sha256": 1, "content": {}}', b"[" * 100_000]
)
def test_a_damaged_entry_counts_as_absent_and_is_replaced(tmp_path: Path, damage: bytes) -> None:
    cache = Cache(WORLD, tmp_path)
    stored(cache)
    (path,) = entries(tmp_path)
    path.write_bytes(damage)
    assert loaded(cache) is None
    stored(cache)
    assert loaded(cache) == outcome()


def test_a_truncated_entry_counts_as_absent_at_every_length(tmp_path: Path) -> None:
    cache = Cache(WORLD, tmp_path)
    stored(cache)
    (path,) = entries(tmp_path)
    whole = path.read_bytes()
    for length in range(0, len(whole), 37):
        path.write_bytes(whole[:length])
        assert loaded(cache) is None


def test_an_entry_of_an_older_shape_counts_as_absent(tmp_path: Path) -> None:
    cache = Cache(WORLD, tmp_path)
    stored(cache)
    (path,) = entries(tmp_path)
    _, first, rest = path.read_bytes().split(b"\n")
    content = json.loads(first)
    del content["result"]["basis"]
    rewritten(cache, path, json.dumps(content).encode() + b"\n" + rest)
    assert loaded(cache) is None


def rewritten(cache: Cache, path: Path, body: bytes) -> None:
    """Writes an entry with another body, as this machine would."""
    path.write_bytes(cache_module._digest(body) + b" " + cache._signature(body) + b"\n" + body)


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    cache = Cache(WORLD, blocked / "cache")
    stored(cache)
    assert loaded(cache) is None
    assert blocked.read_text() == "in the way"


def _store_for_ever(folder: Path) -> None:
    cache = Cache(WORLD, folder)
    while True:
        stored(cache)


def test_two_runs_at_once_and_one_killed_halfway_leave_whole_entries(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_store_for_ever, args=(tmp_path,)) for _ in range(2)]
    for writer in writers:
        writer.start()
    reader = Cache(WORLD, tmp_path)
    while loaded(reader) is None:
        time.sleep(0.001)
    for _ in range(200):
        assert loaded(reader) == outcome()
    for writer in writers:
        assert writer.pid is not None
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
    assert loaded(reader) == outcome()


def test_only_the_programs_used_last_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "KEPT_PROGRAMS", 2)
    folder = tmp_path / "cache"
    (folder / "not-ours").mkdir(parents=True)
    for number in range(4):
        world = World(f"{number}" * 64)
        stored(Cache(world, folder))
        os.utime(folder / world.verification[:32], (number, number))
    kept = sorted(path.name[0] for path in folder.iterdir())
    assert kept == ["2", "3", "n"]


def test_the_index_comes_back_in_its_order_and_is_absent_where_damaged(tmp_path: Path) -> None:
    places = [os.path.join(PACKAGE, "proofs", name) for name in ("b.py:1", "a.py:2")]
    listed = (
        Listed("b.b", "B", "B", "proved", places[0], "1"),
        Listed("a.a", "$\\partial$", "∂", "refuted", places[1], "2"),
    )
    cache = Cache(WORLD, tmp_path)
    assert cache.load_index() == ()
    cache.store_index(listed)
    assert cache.load_index() == listed
    (path,) = entries(tmp_path)
    assert PACKAGE.encode() not in path.read_bytes()
    path.write_text(path.read_text().replace("refuted", "proved"))
    assert cache.load_index() == ()


def test_the_index_depends_on_the_whole_program(tmp_path: Path) -> None:
    Cache(WORLD, tmp_path).store_index([LISTED])
    assert Cache(World(WORLD.verification, "cd" * 32), tmp_path).load_index() == ()


# Whose it is -------------------------------------------------------------------------------------


def test_what_was_found_on_another_machine_is_not_believed(tmp_path: Path, elsewhere: Callable[[], None]) -> None:
    cache = Cache(WORLD, tmp_path)
    stored(cache)
    cache.store_index([LISTED])
    cache.store_link("a link", LinkVerdict("proved"))
    elsewhere()
    other = Cache(WORLD, tmp_path)
    assert loaded(other) is None
    assert other.load_index() == ()
    assert other.load_link("a link") == (LinkVerdict("proved"), False)  # said, and not believed
    other.store_link("a link", LinkVerdict("proved"))
    assert other.load_link("a link") == (LinkVerdict("proved"), True)


def test_the_secret_is_made_once_and_nobody_else_reads_it(tmp_path: Path) -> None:
    assert cache_module._own_secret() == cache_module._own_secret()
    assert stat.S_IMODE(cache_module.secret_file().stat().st_mode) == 0o600


def test_a_secret_that_could_not_be_one_is_replaced(tmp_path: Path) -> None:
    cache_module._own_secret()
    cache_module.secret_file().write_bytes(b"short")
    assert len(cache_module._own_secret()) == 32
    assert cache_module._own_secret() == cache_module.secret_file().read_bytes()


def test_where_no_secret_can_be_kept_nothing_is_believed_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    cache = Cache(WORLD, tmp_path)
    stored(cache)
    assert loaded(cache) == outcome()
    assert loaded(Cache(WORLD, tmp_path)) is None


# The program -------------------------------------------------------------------------------------


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of three files, in the place of this one."""
    folder = tmp_path / "package"
    for name in ("kernel/terms.py", "documents/reader.py", "proofs/softmax.py"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text("x = 1\n")
    monkeypatch.setattr(program, "PACKAGE", str(folder))
    monkeypatch.setattr(program, "SECONDS_BETWEEN_LOOKS", -1.0)
    return folder


def test_a_program_is_the_same_twice_and_wherever_it_stands(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Program()
    moved = package.rename(package.with_name("moved"))
    monkeypatch.setattr(program, "PACKAGE", str(moved))
    assert (Program().verification, Program().everything) == (before.verification, before.everything)


@pytest.mark.parametrize(
    ("name", "matters"), [("kernel/terms.py", True), ("documents/reader.py", False), ("proofs/softmax.py", False)]
)
def test_verdicts_depend_on_what_verifies_and_all_else_on_the_whole_program(
    package: Path, name: str, matters: bool
) -> None:
    before = Program()
    (package / name).write_text("x = 22\n")
    after = Program()
    assert before.changed()
    assert (after.verification != before.verification) is matters
    assert after.everything != before.everything


def test_a_program_depends_on_the_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Program().verification
    monkeypatch.setattr(program, "library_versions", lambda: {"sympy": "0"})
    assert Program().verification != before


def test_the_quick_way_to_versions_agrees_with_the_slow_one() -> None:
    import importlib.metadata

    assert library_versions() == {name: importlib.metadata.version(name) for name in program.LIBRARIES}


def test_what_was_found_while_the_source_changed_is_not_kept(package: Path, tmp_path: Path) -> None:
    cache = Cache(Program(), tmp_path / "cache")
    stored(cache)
    assert loaded(cache) == outcome()
    (package / "kernel/terms.py").write_text("x = 22\n")
    stored(cache, outcome(id="softmax.other"))
    assert loaded(cache, LISTED._replace(id="softmax.other")) is None
