"""Commands that once hung, crashed, or overwrote their own results."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
GOOD = "<!-- derive: check -->\n$$x + x = 2 x$$\n"
HARD = r"""
<!-- derive: check -->
$$\sum_k p_k \log \frac{p_k}{q_k} \ge \frac12 \left(\sum_k |p_k - q_k|\right)^2$$
"""  # Pinsker's inequality keeps every method busy
SETUP = r"<!-- derive: let $p, q \in \Delta^{K-1}$, $p_k > 0$, $q_k > 0$ -->"


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "derive", *arguments]


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(REPOSITORY), "DERIVE_CACHE_DIR": str(folder / "cache")}


def children_of(process: int) -> str:
    """The numbers of the processes that the threads of a process have started."""
    found = ""
    for path in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):  # the thread has ended
            found += path.read_text()
    return found


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for workers where Linux lists them")
def test_an_interrupted_check_ends_at_once_and_leaves_no_process(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(SETUP + HARD * 40)
    process = subprocess.Popen(
        command("check", "a.md"), cwd=tmp_path, env=environment(tmp_path),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    while process.poll() is None and not children_of(process.pid):
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    try:
        _, messages = process.communicate(timeout=120)  # ends only when no worker holds the pipe any more
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    assert process.returncode == 130
    assert messages.strip() == "derive: interrupted"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_a_full_disk_behind_the_output_is_one_line(tmp_path: Path, flags: tuple[str, ...]) -> None:
    (tmp_path / "a.md").write_text(GOOD)
    with open("/dev/full", "w") as full:
        ran = subprocess.run(
            command("check", "a.md", *flags), cwd=tmp_path, env=environment(tmp_path),
            stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert ran.returncode == 2
    assert ran.stderr.count("\n") == 1
    assert "cannot write the results" in ran.stderr


def test_certificates_of_files_with_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "notes.md").write_text(GOOD)
    ran = subprocess.run(
        command("check", "one", "two", "--certificates", "out"), cwd=tmp_path, env=environment(tmp_path),
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ran.returncode == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "one_notes.md.0.0.json",
        "two_notes.md.0.0.json",
    ]


CLAIMS = """
from derive.language.claims import Claim
from derive.language.expressions import Equal, scalar

x = scalar("x")
claim = Claim("mine.false", "A slip", Equal(x, x + 1))
claim = Claim("mine.true", "No slip", Equal(x, x))
"""


@pytest.mark.parametrize(
    ("claims", "line", "message"),
    [
        (CLAIMS, 6, "mine.false has no name of its own"),
        (CLAIMS.replace("mine.false", "../evil"), 6, "is not an id"),
    ],
)
def test_no_claim_of_a_file_is_passed_over_in_silence(tmp_path: Path, claims: str, line: int, message: str) -> None:
    (tmp_path / "mine.py").write_text(claims)
    ran = subprocess.run(
        command("verify", "--claims", "mine.py"), cwd=tmp_path, env=environment(tmp_path),
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ran.returncode == 2
    assert f"mine.py:{line}: " in ran.stderr
    assert message in ran.stderr
