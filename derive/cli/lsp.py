"""``derive lsp``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from derive.cli.codes import AS_EXPECTED, CommandError

MISSING = "the language server needs pygls: pip install 'derive-proofs[lsp]'"


def lsp_command(effort: float, timeout: float | None, executor: str, jobs: int, no_cache: bool) -> int:
    """Serves an editor on standard input and output until it says that it is done, or goes away."""
    try:
        from derive.editor.server import server
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in ("pygls", "lsprotocol", "cattrs"):
            raise
        raise CommandError(MISSING) from None
    from derive.verify.cache import Cache
    from derive.verify.checks import Manner
    from derive.verify.program import Program

    cache = None if no_cache else Cache(Program())
    with _own_pipes() as (stdin, stdout):
        server(Manner(effort, jobs, timeout, executor), cache).start_io(stdin, stdout)
    return AS_EXPECTED


@contextmanager
def _own_pipes() -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """The pipes to the editor, which nothing else writes to or reads from: what is printed by mistake goes to the
    messages, and a worker that is forked while the server reads finds a standard input that nobody holds."""
    stdin, stdout = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with stdin, stdout, open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(2, 1)
        sys.stdin, sys.stdout = nothing, sys.stderr
        yield stdin, stdout
