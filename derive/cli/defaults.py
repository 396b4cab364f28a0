"""What several commands do unless they are told otherwise."""

from __future__ import annotations

import os

EXECUTORS = ("processes", "dask")
"""Who may do the work, the first unless another is asked for."""


def default_jobs() -> int:
    """Two, or one on a machine with one processor."""
    return min(2, os.cpu_count() or 1)
