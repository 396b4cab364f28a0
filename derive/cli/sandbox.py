"""Loads a user's claim files where they can do no harm before they are loaded here.

A claim file is a program: its top level may run for ever or end the process. So it is loaded in a
child process first, within the time that a claim has; the child's end says which file is at fault."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from derive.cli.codes import CommandError
from derive.cli.console import shown_path

LOADED = "\0"
"""What the child says after all the names of files."""


def try_loading(paths: Sequence[Path], seconds: float) -> None:
    """Raises CommandError where loading these claim files takes longer than that, or ends the process.

    What is merely wrong with a file is left to be found when it is loaded here."""
    import derive.language.claims  # noqa: F401  (both need it, and it is no part of the file's time)

    sys.stdout.flush()
    sys.stderr.flush()
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        _load(paths, write_end)
    os.close(write_end)
    said, ended = "", False
    try:
        said, ended = _listen(read_end, time.monotonic() + seconds)
    finally:
        os.close(read_end)
        if not ended:
            os.kill(child, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if said.endswith(LOADED):
        return
    file = shown_path((said.splitlines() or [str(paths[0])])[-1])
    if ended:
        how = f"by {signal.Signals(-code).name}" if code < 0 else f"with status {code}"
        raise CommandError(f"{file} ends the process {how} while it is loaded; take what does so out of its top level")
    raise CommandError(
        f"loading {file} was stopped after {seconds:g} s; move what takes so long from its top level into a script"
    )


def _listen(read_end: int, deadline: float) -> tuple[str, bool]:
    """What the child says until it has loaded everything, ends (then True), or its time is over."""
    said = b""
    while not said.endswith(LOADED.encode()):
        ready, _, _ = select.select([read_end], [], [], max(deadline - time.monotonic(), 0))
        if not ready:
            return os.fsdecode(said), False
        more = os.read(read_end, 65_536)
        if not more:
            return os.fsdecode(said), True
        said += more
    return os.fsdecode(said), False


def _load(paths: Sequence[Path], write_end: int) -> NoReturn:
    """The child: loads the files, their names going ahead of them."""
    from derive.library import discover

    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)  # what a file prints, it prints when it is loaded for good
    os.dup2(silence, 2)
    try:
        discover(paths, lambda file: os.write(write_end, os.fsencode(f"{file}\n")))
    finally:
        os.write(write_end, LOADED.encode())
        os._exit(0)
