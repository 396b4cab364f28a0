"""Which program this is: what is found is kept for the source, the libraries and the Python that found it."""

from __future__ import annotations

import hashlib
import math
import os
import re
import sys
import time
from collections.abc import Iterator

LIBRARIES = ("sympy", "mpmath", "python-flint", "numpy")
"""The libraries that a verdict may depend on."""

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

NOT_VERIFICATION = frozenset({"annotate", "cli", "documents", "editor", "notebook", "proofs", "report"})
"""The rooms that no verdict depends on; the claims of the library are there, each of which says what it depends on."""

SECONDS_BETWEEN_LOOKS = 1.0
"""How often it is looked for changes of the source."""


class Program:
    """The program as it is now.

    ``verification`` stands for all that every verdict depends on, ``everything`` for the whole of it: with that, what
    is read from a document, or found in the library, depends on nothing else."""

    def __init__(self) -> None:
        self._stamps = _stamps()
        self._looked, self._changed = -math.inf, False
        own = [f"python {sys.implementation.cache_tag}", f"ground types {os.environ.get('SYMPY_GROUND_TYPES', '')}"]
        own += [f"{name} {version}" for name, version in library_versions().items()]
        sources = {path: _hash_of(os.path.join(PACKAGE, path)) for path, *_ in self._stamps}
        self.verification = _together(
            own + [f"{path} {found}" for path, found in sources.items() if _room(path) not in NOT_VERIFICATION]
        )
        self.everything = _together(own + [f"{path} {found}" for path, found in sources.items()])

    def changed(self) -> bool:
        """Whether a source file was touched since: then nothing found meanwhile belongs to the key. It is looked for
        once a second."""
        now = time.monotonic()
        if not self._changed and now - self._looked > SECONDS_BETWEEN_LOOKS:
            self._changed, self._looked = _stamps() != self._stamps, now
        return self._changed


def _room(path: str) -> str:
    return path.partition("/")[0]


def _together(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode(errors="surrogateescape")).hexdigest()


def _stamps() -> list[tuple[str, int, int]]:
    """The source files, by their paths in the package, with the time of their last change and their sizes."""
    return sorted(_sources(PACKAGE, ""))


def _sources(folder: str, inside: str) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _sources(entry.path, f"{inside}{entry.name}/")
            elif entry.name.endswith(".py"):
                status = entry.stat()
                yield f"{inside}{entry.name}", status.st_mtime_ns, status.st_size


def _hash_of(path: str) -> str:
    try:
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except OSError:
        return "unreadable"


def library_versions() -> dict[str, str]:
    """The installed versions of :data:`LIBRARIES`, without importing any of them.

    The names of the folders that installers leave are enough, and far quicker than asking
    ``importlib.metadata``, which is asked where there is no such folder."""
    wanted = {name.replace("-", "_"): name for name in LIBRARIES}
    found: dict[str, str] = {}
    for folder in sys.path:
        try:
            entries = sorted(os.listdir(folder or "."))
        except OSError:
            continue
        for entry in entries:
            if match := re.fullmatch(r"([\w.]+)-([^-]+)\.dist-info", entry):
                name = wanted.get(re.sub(r"[.]", "_", match[1]).lower())
                if name is not None:
                    found.setdefault(name, match[2])
    for name in LIBRARIES:
        if name not in found:
            found[name] = _slow_version(name)
    return {name: found[name] for name in LIBRARIES}


def _slow_version(name: str) -> str:
    import importlib.metadata

    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "absent"
