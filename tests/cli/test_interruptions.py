"""A command that is interrupted, or whose output cannot be written, ends at once, with one line."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .conftest import environment

GOOD = "<!-- derive: check -->\n$$x + x = 2 x$$\n"
HARD = r"""
<!-- derive: check -->
$$\sum_k p_k \log \frac{p_k}{q_k} \ge \frac12 \left(\sum_k |p_k - q_k|\right)^2$$
"""  # Pinsker's inequality keeps every method busy
SETUP = r"<!-- derive: let $p, q \in \Delta^{K-1}$, $p_k > 0$, $q_k > 0$ -->"


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "derive", *arguments]


@pytest.mark.skipif(shutil.which("pgrep") is None, reason="needs pgrep to see that workers have begun")
def test_an_interrupted_check_ends_at_once_and_leaves_no_process(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(SETUP + HARD * 40)
    process = subprocess.Popen(
        command("check", "a.md"), cwd=tmp_path, env=environment(tmp_path / "cache"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    while subprocess.run(["pgrep", "-P", str(process.pid)], stdout=subprocess.DEVNULL).returncode:
        assert process.poll() is None, "the command ended before it had workers"
        time.sleep(0.05)
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
            command("check", "a.md", *flags), cwd=tmp_path, env=environment(tmp_path / "cache"),
            stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert ran.returncode == 2
    assert ran.stderr.count("\n") == 1
    assert "cannot write the results" in ran.stderr
