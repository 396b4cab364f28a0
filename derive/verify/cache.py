"""What was proved before, on disk, so that nothing unchanged is verified twice.

An entry is found by the hash of everything that its verdict depends on: the claim's id, all source
that verification runs, the claim's own file and its neighbours, the versions of the libraries and of
Python, the kind of machine, and the number of digits. Only results that passed are kept: a failure
is looked at anew each time, and a time limit never outlives its run. An entry carries the hash of
its own content; one that is damaged, or belongs to another key, counts as absent. Several runs may
share a folder, and a run that is killed leaves no partial entry (:func:`write_whole`).
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from derive.verify.files import write_whole
from derive.verify.result import Result, result_from_json

LIBRARIES = ("sympy", "mpmath", "python-flint", "numpy")
"""The libraries that a verdict may depend on."""

NOT_VERIFICATION = frozenset({"cli", "documents", "report"})
"""The parts of the package that no verdict on a claim depends on."""

KEPT_ENVIRONMENTS = 20
"""How many states of source and libraries keep their entries; the longest unused go first."""


class Outcome(NamedTuple):
    """What verifying a claim leaves: the result, and the certificate where there is a theorem."""

    result: Result
    certificate: dict[str, Any] | None


def default_folder() -> Path:
    """``$DERIVE_CACHE_DIR``, else ``derive`` in ``$XDG_CACHE_HOME`` or in ``~/.cache``."""
    chosen = os.environ.get("DERIVE_CACHE_DIR")
    if chosen:
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")) / "derive"


class Cache:
    """The outcomes stored for one state of the world, called ``environment``, under ``folder``.

    A folder that cannot be read or written is as good as an empty one: no error is raised."""

    def __init__(self, environment: str, folder: Path | None = None) -> None:
        self._top = folder or default_folder()
        self._environment = environment
        self._folder = self._top / environment[:32]
        self._swept = False

    def load(self, claim_id: str) -> Outcome | None:
        """The stored outcome of a claim, or None."""
        try:
            entry = json.loads(self._path(claim_id).read_bytes())
            content = entry["content"]
            if entry["sha256"] != _hash_of(content) or content["environment"] != self._environment:
                return None
            outcome = Outcome(result_from_json(content["result"]), content["certificate"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        return outcome if outcome.result.id == claim_id and outcome.result.passed else None

    def store(self, outcome: Outcome) -> None:
        """Keeps an outcome that passed; does nothing with any other."""
        if not outcome.result.passed or outcome.result.fault:
            return
        content = {
            "environment": self._environment,
            "result": outcome.result.to_json(),
            "certificate": outcome.certificate,
        }
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if not self._swept:
                self._swept = True
                self._sweep()
            entry = {"sha256": _hash_of(content), "content": content}
            write_whole(self._path(outcome.result.id), json.dumps(entry, sort_keys=True).encode())
        except OSError:
            return

    def _path(self, claim_id: str) -> Path:
        return self._folder / f"{hashlib.sha256(claim_id.encode()).hexdigest()[:32]}.json"

    def _sweep(self) -> None:
        os.utime(self._folder)
        folders = [path for path in self._top.iterdir() if re.fullmatch("[0-9a-f]{32}", path.name)]
        folders.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        for old in folders[KEPT_ENVIRONMENTS:]:
            shutil.rmtree(old, ignore_errors=True)


def environment_hash(digits: int, claim_paths: Iterable[Path] = ()) -> str:
    """The hash of everything that verdicts depend on; ``claim_paths`` are a user's own
    claim files and folders.

    A claim file may import its neighbours, so all Python files of its folder count."""
    package = Path(__file__).resolve().parent.parent
    sources = [
        Path(folder, name)
        for part in sorted(package.iterdir())
        if part.is_dir() and part.name not in NOT_VERIFICATION
        for folder, _, names in os.walk(part)
        for name in names
        if name.endswith(".py")
    ]
    neighbours = {
        file.resolve()
        for path in claim_paths
        for file in (path.rglob("*.py") if path.is_dir() else path.parent.glob("*.py"))
    }
    digest = hashlib.sha256()
    for line in (
        f"digits {digits}",
        f"python {sys.version} {sys.platform} {platform.machine()}",
        f"ground types {os.environ.get('SYMPY_GROUND_TYPES', '')}",
        *(f"{name} {version}" for name, version in library_versions().items()),
        *(f"{path.relative_to(package)} {_hash_file(path)}" for path in sorted(sources)),
        *(f"{path} {_hash_file(path)}" for path in sorted(neighbours)),
    ):
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


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


def _hash_file(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "unreadable"


def _hash_of(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
