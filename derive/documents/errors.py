"""The one exception of the reader: something was not understood, with its place and the remedy."""

from __future__ import annotations


class Unreadable(Exception):
    """``at`` is the offset in the file of what was not understood; the message is one sentence, and ``code`` names
    the refusal (``derive explain CODE``).

    ``spoils`` where a declaration, definition or hypothesis is lost and nobody knows of which names."""

    def __init__(self, message: str, at: int, spoils: bool = False, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        self.spoils = spoils
        self.code = code
