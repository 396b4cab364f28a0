"""What keeps everything from being verified."""

from __future__ import annotations


class PoolError(Exception):
    """Nothing can be worked through at all here, for instance because a library is missing."""
