"""Commands in processes that are forked from one that has imported everything already, which takes most of their time.
Nothing has been verified there, and no claim been loaded: a command begins as in a Python that was started for it.

Run as a program, this file is the process that forks: it is sent commands through the socket that it is started with.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

LONGEST_MESSAGE = 100_000
IMPORTED = (
    "derive.bridge",
    "derive.cli.check",
    "derive.cli.commands",
    "derive.cli.report",
    "derive.cli.show",
    "derive.cli.verify",
    "derive.documents.reader",
    "derive.lemmas",
    "derive.library",
    "derive.prover",
    "derive.report.pages",
    "derive.suggest",
    "derive.verify.links",
    "derive.verify.pool",
    "derive.verify.runner",
    "derive.verify.verify",
)
"""What commands import, with all that it imports."""


class Forks:
    """A process from which commands are forked, one after the other."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.process = subprocess.Popen(
            [sys.executable, __file__, str(theirs.fileno())],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
        theirs.close()

    def run(
        self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str], timeout: float
    ) -> subprocess.CompletedProcess[str]:
        """What ``derive`` does with these arguments in a folder."""
        command = {"arguments": [*arguments], "folder": str(folder), "environment": dict(environment)}
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
            socket.send_fds(self.socket, [json.dumps(command).encode()], [out.fileno(), errors.fileno()])
            self.socket.settimeout(timeout)
            try:
                code = int(self.socket.recv(LONGEST_MESSAGE))
            except TimeoutError:
                os.killpg(self.process.pid, signal.SIGKILL)
                raise
            printed = []
            for file in (out, errors):
                file.seek(0)
                printed.append(file.read().decode("utf-8").replace("\r\n", "\n"))
        return subprocess.CompletedProcess([*arguments], code, *printed)

    def close(self) -> None:
        """Ends the process, which has no command under way."""
        self.socket.close()
        self.process.wait()


def serve(commands: socket.socket) -> None:
    """Forks a process for each command, and answers with its exit code."""
    for name in IMPORTED:
        importlib.import_module(name)
    gc.freeze()
    while True:
        message, files, _, _ = socket.recv_fds(commands, LONGEST_MESSAGE, 2)
        if not message:
            return
        child = os.fork()
        if not child:
            commands.close()
            become(json.loads(message), files)
        for file in files:
            os.close(file)
        _, status = os.waitpid(child, 0)
        commands.send(str(os.waitstatus_to_exitcode(status)).encode())


def become(command: dict[str, Any], files: list[int]) -> None:
    """Does in this process what the command says, and exits."""
    from derive.cli import main

    for file, place in zip(files, (1, 2), strict=True):
        os.dup2(file, place)
        os.close(file)
    os.environ.clear()
    os.environ.update(command["environment"])
    os.chdir(command["folder"])
    sys.path[0] = os.getcwd()
    sys.argv = ["derive", *command["arguments"]]
    main()


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
