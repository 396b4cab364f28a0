"""The runner: every claim gets an answer, in bounded time, whatever its verification does."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from derive.kernel.terms import Equal, Number
from derive.language.statement import Statement
from derive.verify.cache import Outcome
from derive.verify.errors import PoolError
from derive.verify.result import Result
from derive.verify.runner import verify_claims

if sys.platform == "win32":
    pytest.skip("workers are forked", allow_module_level=True)


def saying(number: int) -> Statement:
    """A statement that is longer the larger the number is."""
    return Statement((), Equal(Number(Fraction(number)), Number(Fraction(number))))


SHORT = saying(1)


@dataclass
class FakeClaim:
    id: str
    act: Callable[[], None] = lambda: None
    title: str = "a title"
    expected: str = "proved"
    sources: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    corrected_by: str | None = None
    note: str = ""
    where: str = "claims.py:3"
    statement: Statement = SHORT
    evidence: object = None


def proved(claim: Any, **changes: Any) -> Result:
    values: dict[str, Any] = {
        "id": claim.id, "title": claim.title, "expected": "proved", "verdict": "proved", "passed": True, "reason": "",
        "fault": False, "basis": "theorem", "scope": "every K >= 1", "statement_latex": "0 = 0",
        "statement_text": "0 = 0", "hypotheses_latex": (), "hypotheses_text": (), "parts": (), "rules": (),
        "axioms": (), "uses": (), "numeric": None, "counterexample": None, "corrected_by": None, "note": "",
        "sources": (), "references": (), "certificate": None, "where": claim.where, "seconds": 0.0,
    }  # fmt: skip
    return Result(**{**values, **changes})


@pytest.fixture
def verification(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stands in for the real verification, which workers import: a claim does what it says."""
    module = ModuleType("derive.verify.verify")

    def verify_claim(claim: FakeClaim, digits: int) -> Outcome:
        claim.act()
        return Outcome(proved(claim, note=f"{digits} digits in {os.getpid()}"), {"claim": claim.id})

    module.verify_claim = verify_claim  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "derive.verify.verify", module)


def run(claims: list[FakeClaim], jobs: int = 2, timeout: float = 60.0) -> list[Outcome]:
    found = dict(verify_claims(claims, digits=30, jobs=jobs, timeout=timeout))  # type: ignore[arg-type]
    return [found[position] for position in range(len(claims))]


def hang() -> None:
    while True:
        time.sleep(0.01)


def hang_deaf_to_signals() -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    hang()


def crash() -> None:
    faulthandler.disable()
    os.kill(os.getpid(), signal.SIGSEGV)


def test_every_claim_gets_its_own_outcome_and_certificate(verification: None) -> None:
    claims = [FakeClaim(f"topic.claim-{number}") for number in range(9)]
    outcomes = run(claims)
    assert [outcome.result.id for outcome in outcomes] == [claim.id for claim in claims]
    assert [outcome.certificate for outcome in outcomes] == [{"claim": claim.id} for claim in claims]
    assert all(outcome.result.note.startswith("30 digits") for outcome in outcomes)


def test_long_statements_are_begun_first(verification: None) -> None:
    claims = [
        FakeClaim("a.middle", statement=saying(100)),
        FakeClaim("a.long", statement=saying(10_000)),
        FakeClaim("a.short"),
    ]
    positions = [position for position, _ in verify_claims(claims, digits=30, jobs=1, timeout=60)]  # type: ignore[arg-type]
    assert positions == [1, 0, 2]


def test_nothing_is_verified_in_the_parent_process(verification: None) -> None:
    assert f"in {os.getpid()}" not in run([FakeClaim("a.b")])[0].result.note


def test_more_jobs_than_claims_start_no_idle_process(verification: None) -> None:
    notes = {outcome.result.note for outcome in run([FakeClaim("a.b")], jobs=8)}
    assert len(notes) == 1


def test_no_claims_need_no_worker() -> None:
    assert run([]) == []


@pytest.mark.parametrize("stubborn", [hang, hang_deaf_to_signals])
def test_a_claim_over_its_time_is_stopped_and_undecided_and_the_others_go_on(
    verification: None, stubborn: Callable[[], None]
) -> None:
    claims = [FakeClaim("a.first"), FakeClaim("a.stuck", stubborn), FakeClaim("a.third"), FakeClaim("a.fourth")]
    outcomes = run(claims, jobs=1, timeout=2)
    assert [outcome.result.verdict for outcome in outcomes] == ["proved", "undecided", "proved", "proved"]
    assert "stopped after 2 s" in outcomes[1].result.reason and "--timeout" in outcomes[1].result.reason
    assert not outcomes[1].result.passed
    assert outcomes[1].certificate is None


def test_all_claims_stuck_still_end(verification: None) -> None:
    outcomes = run([FakeClaim(f"a.stuck-{number}", hang) for number in range(4)], timeout=0.2)
    assert {outcome.result.verdict for outcome in outcomes} == {"undecided"}


def test_a_crash_of_the_interpreter_costs_one_claim(verification: None) -> None:
    outcomes = run(
        [FakeClaim("a.crash", crash), FakeClaim("a.fine"), FakeClaim("a.leave", lambda: os._exit(7))], jobs=1
    )
    assert [outcome.result.verdict for outcome in outcomes] == ["undecided", "proved", "undecided"]
    assert "SIGSEGV" in outcomes[0].result.reason
    assert "status 7" in outcomes[2].result.reason


@pytest.mark.parametrize("error", [ValueError("no\nsuch value"), SystemExit(0), RecursionError(), MemoryError()])
def test_an_exception_costs_one_claim_and_says_where(verification: None, error: BaseException) -> None:
    def fail() -> None:
        raise error

    outcomes = run([FakeClaim("a.broken", fail), FakeClaim("a.fine")], jobs=1)
    assert [outcome.result.passed for outcome in outcomes] == [False, True]
    assert type(error).__name__ in outcomes[0].result.reason
    assert "test_runner.py:" in outcomes[0].result.reason
    assert "\n" not in outcomes[0].result.reason


def test_what_a_script_prints_does_not_reach_standard_output(
    verification: None, capfd: pytest.CaptureFixture[str]
) -> None:
    def chatter() -> None:
        print("printed")
        sys.stdout.flush()
        os.write(1, b"written")

    run([FakeClaim("a.chatter", chatter)])
    assert capfd.readouterr().out == ""


def test_a_missing_library_is_one_error_not_a_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "derive.verify.verify", None)
    with pytest.raises(PoolError, match="install the requirements"):
        run([FakeClaim("a.b"), FakeClaim("a.c")])


def test_closing_the_run_ends_its_processes(verification: None, tmp_path: Path) -> None:
    noted = tmp_path / "pid"

    def note_and_hang() -> None:
        noted.write_text(str(os.getpid()))
        hang()

    def ready() -> None:
        if noted.exists():
            raise KeyboardInterrupt

    claims = [FakeClaim("a.stuck", note_and_hang)]
    with pytest.raises(KeyboardInterrupt):
        list(verify_claims(claims, digits=30, jobs=1, timeout=60, tick=ready))  # type: ignore[arg-type]
    with pytest.raises(ProcessLookupError):
        os.kill(int(noted.read_text()), 0)


def test_a_worker_whose_parent_is_killed_does_not_linger(verification: None, tmp_path: Path) -> None:
    noted = tmp_path / "pid"

    def note_and_hang() -> None:
        noted.write_text(str(os.getpid()))
        hang()

    parent = os.fork()
    if parent == 0:
        list(verify_claims([FakeClaim("a.stuck", note_and_hang)], digits=30, jobs=1, timeout=0.1))  # type: ignore[list-item]
        os._exit(0)
    os.kill(parent, signal.SIGSTOP) if _appears(noted) else pytest.fail("the worker did not start")
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)
    assert _disappears(int(noted.read_text()))


def _appears(path: Path) -> bool:
    return _soon(lambda: path.exists() and path.read_text() != "")


def _disappears(process: int) -> bool:
    def gone() -> bool:
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        return state == "Z"

    return _soon(gone)


def _soon(holds: Callable[[], bool]) -> bool:
    for _ in range(6_000):
        if holds():
            return True
        time.sleep(0.01)
    return False
