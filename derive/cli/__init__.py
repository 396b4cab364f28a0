"""The command line. Its commands are thin: they read arguments, call the package, print, and set
the exit code: 0 as expected, 1 not as expected, 2 bad usage or input, 3 the tool is at fault."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

from derive.cli.codes import AS_EXPECTED, BAD_INPUT, CLOSED_PIPE, INTERRUPTED, CommandError


def main() -> NoReturn:
    """Runs the command line on ``sys.argv`` and exits."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # the caller closed it
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115
        getattr(sys, name).reconfigure(errors="backslashreplace")
    try:
        code = _run()
        sys.stdout.flush()
    except KeyboardInterrupt:  # while the commands are loaded: a command says it itself
        print("derive: interrupted", file=sys.stderr)
        code = INTERRUPTED
    except OSError as error:  # of standard output; a command reports those of its files itself
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = CLOSED_PIPE
        if not isinstance(error, BrokenPipeError):
            print(f"derive: cannot write the results: {(error.strerror or str(error)).lower()}", file=sys.stderr)
            code = BAD_INPUT
    gc.freeze()  # the process ends with all it has: to look through that for garbage takes longer than to start
    sys.exit(code)


def _run() -> int:
    import click

    from derive.cli.commands import derive

    try:
        answer = derive.main(prog_name="derive", standalone_mode=False)
        return answer if isinstance(answer, int) else AS_EXPECTED
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.format_message(), file=sys.stderr)
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "derive"
        message = " ".join(error.format_message().split())
        print(f"{command}: {message} See '{command} --help'.", file=sys.stderr)
    except (CommandError, click.ClickException) as error:
        print(f"derive: {error}", file=sys.stderr)
    except (KeyboardInterrupt, click.Abort):
        print("derive: interrupted", file=sys.stderr)
        return INTERRUPTED
    return BAD_INPUT
