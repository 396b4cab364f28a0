"""A command that is interrupted, or whose output cannot be written, ends at once, with one line."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from derive import cli

from .conftest import environment

GOOD = "<!-- derive: check -->\n$$x + x = 2 x$$\n"
HARD = r"""
<!-- derive: check -->
$$\sum_k p_k \log \frac{p_k}{q_k} \ge \frac12 \left(\sum_k |p_k - q_k|\right)^2$$
"""  # Pinsker's inequality keeps every method busy
SETUP = r"<!-- derive: let $p, q \in \Delta^{K-1}$, $p_k > 0$, $q_k > 0$ -->"


def hears_interrupts() -> None:
    """Whatever runs the tests, as a job in the background, may have interrupts ignored, and hands that on."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "derive", *arguments]


@pytest.mark.skipif(shutil.which("pgrep") is None, reason="needs pgrep to see that workers have begun")
def test_an_interrupted_check_ends_at_once_and_leaves_no_process(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(SETUP + HARD * 40)
    process = subprocess.Popen(
        command("check", "a.md"), cwd=tmp_path, env=environment(tmp_path / "cache"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=hears_interrupts,
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


def interrupted(arguments: list[str], folder: Path, begun: Callable[[subprocess.Popen[str]], bool]) -> tuple[str, str]:
    """What a command prints, and what it says, that is interrupted as soon as it has begun to work."""
    process = subprocess.Popen(
        command(*arguments), cwd=folder, env=environment(folder / "cache"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=hears_interrupts,
    )  # fmt: skip
    while not begun(process):
        assert process.poll() is None, "the command ended before it was interrupted"
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    try:
        found = process.communicate(timeout=120)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    assert process.returncode == 130
    return found


def has_workers(process: subprocess.Popen[str]) -> bool:
    return not subprocess.run(["pgrep", "-P", str(process.pid)], stdout=subprocess.DEVNULL).returncode


@pytest.mark.skipif(shutil.which("pgrep") is None, reason="needs pgrep to see that workers have begun")
@pytest.mark.parametrize("flags", [[], ["--json"]])
def test_an_interrupted_check_sums_up_what_was_found(tmp_path: Path, flags: list[str]) -> None:
    (tmp_path / "known.md").write_text(GOOD)
    (tmp_path / "both.md").write_text(GOOD + SETUP + HARD)
    subprocess.run(command("check", "known.md"), cwd=tmp_path, env=environment(tmp_path / "cache"), check=True)
    printed, said = interrupted(["check", "both.md", *flags], tmp_path, has_workers)
    lines = ["✓ proved     both.md:2:9  x + x = 2 x", "after 1 of 2 links: 1 proved"]
    assert printed.splitlines() == ([] if flags else lines)
    assert said.strip() == "derive: interrupted"


CLAIMS = """
from pathlib import Path
from derive.language import *

x = scalar("x")
quick = Claim("mine.quick", "A square", Equal((x + 1) ** 2, x**2 + 2 * x + 1))
endless = Claim("mine.endless", "Takes for ever", Equal(x, x))

@endless.derivation
def _(chain):
    Path("begun").write_text("")
    while True:
        pass
"""


def test_an_interrupted_verification_sums_up_what_was_found(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(CLAIMS)
    verify = ["verify", "--claims", "mine.py"]
    subprocess.run(command(*verify, "mine.quick"), cwd=tmp_path, env=environment(tmp_path / "cache"), check=True)
    printed, said = interrupted(verify, tmp_path, lambda process: (tmp_path / "begun").exists())
    first, last = printed.splitlines()
    assert first.startswith("✓ proved") and "mine.quick" in first
    assert last == "after 1 of 2 claims: 1 passed, 0 failed (1 proved)"
    assert said.strip() == "derive: interrupted"


def test_an_interrupt_while_commands_are_loaded_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def loading() -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_run", loading)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 130
    assert capsys.readouterr().err == "derive: interrupted\n"


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
