"""How a command ends: its exit code, or the error that says why it cannot do what it was asked to."""

from __future__ import annotations

AS_EXPECTED, NOT_AS_EXPECTED, BAD_INPUT, FAULT = 0, 1, 2, 3
INTERRUPTED, CLOSED_PIPE = 130, 141


class CommandError(Exception):
    """A command cannot do what it was asked to; the message is one line that says what to do."""
