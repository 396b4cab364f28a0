"""What was found before, on disk, so that nothing unchanged is verified twice.

Everything stored belongs to an *environment*: the hash of all source that verification runs, of the
user's claim files and their neighbours, of the versions of the libraries and of Python, and of the
kind of machine. An outcome is found by environment, claim and number of digits. Only results that
passed are kept: a failure is looked at anew each time. The verdict on a link of a document is found by
environment, statements and effort, and kept where its verification came to an end by itself. The environment also
keeps the index of the library, so that listing it, or finding all of it verified, does not take loading it.

An entry carries the hash of its own content; one that is damaged, or belongs elsewhere, counts as
absent. Several runs may share a folder, and a run that is killed leaves no partial entry.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from derive.verify.files import write_whole
from derive.verify.result import LinkVerdict, Result, link_verdict_from_json, result_from_json

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


class Listed(NamedTuple):
    """What the index says of a claim. ``where`` is file:line."""

    id: str
    title: str
    expected: str
    where: str


class Cache:
    """What is stored for one environment under ``folder``.

    A folder that cannot be read or written is as good as an empty one: no error is raised."""

    def __init__(self, environment: Environment, folder: Path | None = None) -> None:
        self._top = folder or default_folder()
        self._environment = environment
        self._folder = self._top / environment.key[:32]
        self._swept = False

    def load(self, claim_id: str, digits: int, effort: float = 1.0) -> Outcome | None:
        """The stored outcome of a claim, measured at that many digits, or None."""
        content = self._read(_entry_of(claim_id, digits, effort))
        try:
            outcome = Outcome(result_from_json(content["result"]), content["certificate"])
        except (KeyError, TypeError):
            return None
        return outcome if outcome.result.id == claim_id and outcome.result.passed else None

    def store(self, outcome: Outcome, digits: int, effort: float = 1.0) -> None:
        """Keeps an outcome that passed; does nothing with any other."""
        if outcome.result.passed and not outcome.result.fault:
            content = {"result": outcome.result.to_json(), "certificate": outcome.certificate}
            self._write(_entry_of(outcome.result.id, digits, effort), content)

    def load_link(self, key: str) -> LinkVerdict | None:
        """The stored verdict on a link, or None; ``key`` is all that the verdict depends on."""
        try:
            return link_verdict_from_json(json.loads(self._read(f"link {key}")["verdict"]))
        except (KeyError, TypeError, ValueError):
            return None

    def store_link(self, key: str, verdict: LinkVerdict) -> None:
        """Keeps a verdict that would be the same again; does nothing with any other."""
        if verdict.final and not verdict.fault:
            text = json.dumps(verdict.to_json())  # in the order of its keys, which an entry would not keep
            self._write(f"link {key}", {"verdict": text})

    def load_index(self) -> tuple[Listed, ...]:
        """The stored index of the library, in its order; empty where there is none."""
        try:
            return tuple(Listed(*entry) for entry in self._read("index")["claims"])
        except (KeyError, TypeError):
            return ()

    def store_index(self, claims: Iterable[Listed]) -> None:
        """Keeps the index of the library."""
        self._write("index", {"claims": list(claims)})

    def _read(self, name: str) -> dict[str, Any]:
        try:
            entry = json.loads(self._path(name).read_bytes())
            content: dict[str, Any] = entry["content"]
            intact = entry["sha256"] == _hash_of(content) and content["key"] == [self._environment.key, name]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return {}
        return content if intact else {}

    def _write(self, name: str, content: dict[str, Any]) -> None:
        if self._environment.changed():
            return
        content = {"key": [self._environment.key, name], **content}
        entry = {"sha256": _hash_of(content), "content": content}
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._sweep()
            write_whole(self._path(name), json.dumps(entry, sort_keys=True).encode())
        except OSError:
            return

    def _path(self, name: str) -> Path:
        return self._folder / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.json"

    def _sweep(self) -> None:
        if self._swept:
            return
        self._swept = True
        os.utime(self._folder)
        folders = [path for path in self._top.iterdir() if re.fullmatch("[0-9a-f]{32}", path.name)]
        folders.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        for old in folders[KEPT_ENVIRONMENTS:]:
            shutil.rmtree(old, ignore_errors=True)


class Environment:
    """Everything that verdicts depend on, but for the claim and the digits, as it is now.

    ``claim_paths`` are a user's own claim files and folders. A claim file may import its neighbours,
    so all Python files of its folder count."""

    def __init__(self, claim_paths: Iterable[Path] = ()) -> None:
        self._claim_paths = tuple(claim_paths)
        self._stamps = self._stamp()
        digest = hashlib.sha256()
        for line in (
            f"python {sys.version} {sys.platform} {platform.machine()}",
            f"ground types {os.environ.get('SYMPY_GROUND_TYPES', '')}",
            *(f"{name} {version}" for name, version in library_versions().items()),
            *(f"{path} {_hash_file(path)}" for path in self._stamps),
        ):
            digest.update(line.encode(errors="surrogateescape") + b"\n")
        self.key = digest.hexdigest()

    def changed(self) -> bool:
        """Whether a source file was touched since: then nothing found meanwhile belongs to the key."""
        return self._stamp() != self._stamps

    def _stamp(self) -> dict[Path, tuple[int, int]]:
        stamps = {}
        for path in sorted({*_sources(), *_neighbours(self._claim_paths)}):
            with contextlib.suppress(OSError):
                status = path.stat()
                stamps[path] = status.st_mtime_ns, status.st_size
        return stamps


def _entry_of(claim_id: str, digits: int, effort: float) -> str:
    return f"{claim_id} at {digits} digits, effort {effort:g}"


def _sources() -> Iterator[Path]:
    package = Path(__file__).resolve().parent.parent
    for part in package.iterdir():
        if part.is_dir() and part.name not in NOT_VERIFICATION:
            for folder, _, names in os.walk(part):
                yield from (Path(folder, name) for name in names if name.endswith(".py"))


def _neighbours(claim_paths: Iterable[Path]) -> Iterator[Path]:
    for path in claim_paths:
        files = path.rglob("*.py") if path.is_dir() else path.parent.glob("*.py")
        yield from (file.resolve() for file in files)


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
