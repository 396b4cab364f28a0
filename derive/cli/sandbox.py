"""Loads a user's claim files where they can do no harm, and says what is in them.

A claim file is a program: its top level may run for ever or end the process. So it is loaded in a
child process, within the time that a claim has; the child's end says which file is at fault."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from derive.cli.codes import CommandError
from derive.cli.console import shown_path

if TYPE_CHECKING:
    from derive.verify.claim_files import Found

LOADED = "\0"
"""What the child says after all the names of files, and before what is in them."""


def loaded_apart(paths: Sequence[Path], seconds: float) -> Found | None:
    """What is in these claim files, or None where that is seen only where they are loaded here.

    Raises CommandError where loading them takes longer than that, or ends the process."""
    from derive.verify.claim_files import Found  # which both need, and it is no part of the file's time

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
        if LOADED in said:
            said, ended = said + _rest(read_end), True
    finally:
        os.close(read_end)
        if not ended:
            os.kill(child, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    names, loaded, found = said.partition(LOADED)
    if loaded:
        return Found.from_json(json.loads(found)) if found else None
    file = shown_path((names.splitlines() or [str(paths[0])])[-1])
    if ended:
        how = f"by {signal.Signals(-code).name}" if code < 0 else f"with status {code}"
        raise CommandError(f"{file} ends the process {how} while it is loaded; take what does so out of its top level")
    raise CommandError(
        f"loading {file} was stopped after {seconds:g} s; move what takes so long from its top level into a script"
    )


def _listen(read_end: int, deadline: float) -> tuple[str, bool]:
    """What the child says until it has loaded everything, ends (then True), or its time is over."""
    said = b""
    while LOADED.encode() not in said:
        ready, _, _ = select.select([read_end], [], [], max(deadline - time.monotonic(), 0))
        if not ready:
            return os.fsdecode(said), False
        more = os.read(read_end, 65_536)
        if not more:
            return os.fsdecode(said), True
        said += more
    return os.fsdecode(said), False


def _rest(read_end: int) -> str:
    """All that the child says until it ends."""
    with open(read_end, "rb", closefd=False) as pipe:
        return os.fsdecode(pipe.read())


def _load(paths: Sequence[Path], write_end: int) -> NoReturn:
    """The child: loads the files, their names going ahead of them, and says what is in them."""
    from derive.library import discover
    from derive.verify.claim_files import Found

    os.dup2(2, 1)  # what a file prints must not garble what the parent prints
    pipe = open(write_end, "wb")  # noqa: SIM115
    try:
        try:
            discovery = discover(paths, lambda file: os.write(write_end, os.fsencode(f"{file}\n")))
        finally:
            pipe.write(LOADED.encode())
            pipe.flush()
        pipe.write(json.dumps(Found.of(discovery).to_json()).encode())
    finally:
        for stream in (sys.stdout, sys.stderr, pipe):
            stream.flush()
        os._exit(0)
