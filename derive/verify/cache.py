"""What was found before, on disk, so that nothing unchanged is verified twice.

An entry is found by all that its content depends on, and by nothing else: the program's own source and libraries, and
what the entry is about: for a claim its fingerprint, for a link its statements, for a document its bytes, for all of
them the effort and, for a claim, the digits; no path of a machine. Of claims, only results that passed are kept: a
failure is looked at anew each time. The verdict on a link is kept where its verification came to an end by itself. The
index of the library is kept, too, so that where nothing has changed no claim is loaded; all that is printed of a
document, so that it is not read again; and the figures of claims.

Each entry is signed with a secret of this user on this machine. One that is damaged, or belongs elsewhere, counts as
absent. One that is signed otherwise is *imported*, and nothing that it says is believed: the certificates of a link,
and its counterexample, are checked again, which spares the search for them; the script of a claim is run again.
Several runs may share a folder, and a run that is killed leaves no partial entry.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from derive.verify.files import write_whole
from derive.verify.program import PACKAGE, Program
from derive.verify.result import LinkVerdict, Result, link_verdict_from_json, result_from_json

KEPT_PROGRAMS = 20
"""How many states of source and libraries keep their entries; the longest unused go first."""

SECRET_BYTES = 32

ELSEWHERE = b"elsewhere"
"""The signature of what this machine keeps and has not found itself."""

Found = TypeVar("Found")


class Outcome(NamedTuple):
    """What verifying a claim leaves: the result, and the certificate where there is a theorem and it is asked for."""

    result: Result
    certificate: dict[str, Any] | None


def default_folder() -> Path:
    """``$DERIVE_CACHE_DIR``, else ``derive`` in ``$XDG_CACHE_HOME`` or in ``~/.cache``."""
    chosen = os.environ.get("DERIVE_CACHE_DIR")
    if chosen:
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")) / "derive"


def secret_file() -> Path:
    """Where the secret is: ``$XDG_STATE_HOME/derive/secret``, else ``~/.local/state/derive/secret``, in no folder that
    one shares."""
    return Path(os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state")) / "derive" / "secret"


class Listed(NamedTuple):
    """What the index says of a claim. ``title_text`` is its title for a terminal, ``where`` is file:line,
    ``fingerprint`` stands for what it is."""

    id: str
    title: str
    title_text: str
    expected: str
    where: str
    fingerprint: str


class Cache:
    """What is stored for one program under ``folder``.

    A folder that cannot be read or written is as good as an empty one: no error is raised."""

    def __init__(self, program: Program, folder: Path | None = None) -> None:
        self._top = folder or default_folder()
        self._program = program
        self._folder = self._top / program.verification[:32]
        self._secret = _own_secret()
        self._swept = False

    @property
    def everything(self) -> str:
        """What stands for the whole of the program, the reading of documents included."""
        return self._program.everything

    # Claims

    def load_claim(
        self, listed: Listed, digits: int, effort: float = 1.0, *, certificates: bool = True
    ) -> Outcome | None:
        """The outcome of a claim that was found here, measured at that many digits, or None; with its certificate
        where ``certificates`` are asked for."""
        if not listed.fingerprint:
            return None

        def outcome(content: dict[str, Any]) -> Outcome:
            result = result_from_json({**content["result"], "where": listed.where})
            return Outcome(result, content["certificate"] if certificates else None)

        name = _claim_name(listed.id, listed.fingerprint, digits, effort)
        found, own = self._read(name, outcome, more=certificates)
        return found if own and found is not None and found.result.id == listed.id and found.result.passed else None

    def store_claim(self, outcome: Outcome, fingerprint: str, digits: int, effort: float = 1.0) -> None:
        """Keeps an outcome that passed, of a claim that has a fingerprint; does nothing with any other."""
        if fingerprint and outcome.result.passed and not outcome.result.fault:
            result = {**outcome.result.to_json(), "where": ""}
            name = _claim_name(outcome.result.id, fingerprint, digits, effort)
            self._write(name, {"result": result}, more={"certificate": outcome.certificate})

    def load_index(self) -> tuple[Listed, ...]:
        """The index of the library, in its order; empty where none was made here."""
        name = f"index {self._program.everything}"
        found, own = self._read(name, lambda content: tuple(map(_listed, content["claims"])))
        return found if own and found is not None else ()

    def store_index(self, claims: Iterable[Listed]) -> None:
        """Keeps the index of the library."""
        listed = [claim._replace(where=os.path.relpath(claim.where, PACKAGE)) for claim in claims]
        self._write(f"index {self._program.everything}", {"claims": listed})

    # Links

    def load_link(self, key: str) -> tuple[LinkVerdict | None, bool]:
        """The stored verdict on a link, and whether it was found here; ``key`` is all that the verdict depends on."""
        return self._read(f"link {key}", lambda content: link_verdict_from_json(content["verdict"]))

    def store_link(self, key: str, verdict: LinkVerdict, own: bool = True) -> None:
        """Keeps a verdict that would be the same again, as one's own or as said elsewhere; does nothing with any
        other."""
        if verdict.final and not verdict.fault:
            self._write(f"link {key}", {"verdict": verdict.to_json()}, own)

    # Coq

    def load_accepted(self, key: str) -> tuple[str, ...] | None:
        """The axioms that a file which Coq accepted here rests on, or None; ``key`` is the hash of the file, of the
        library it stands on, and the version of Coq."""
        found, own = self._read(f"coq {key}", lambda content: tuple(map(str, content["axioms"])))
        return found if own else None

    def store_accepted(self, key: str, axioms: Iterable[str]) -> None:
        """Keeps that Coq has accepted a file."""
        self._write(f"coq {key}", {"axioms": list(axioms)})

    # Documents

    def load_document(self, key: str, form: Callable[[dict[str, Any]], Found]) -> Found | None:
        """What was found of a whole document here, or None; ``key`` is all that it depends on, beside the program."""
        found, own = self._read(f"document {key} {self._program.everything}", lambda content: form(content["document"]))
        return found if own else None

    def store_document(self, key: str, found: dict[str, Any]) -> None:
        """Keeps what was found of a whole document."""
        self._write(f"document {key} {self._program.everything}", {"document": found})

    # Figures

    def load_figures(self, key: str, form: Callable[[dict[str, Any]], Found]) -> Found | None:
        """What was drawn here, or None; ``key`` is all that it depends on, beside the program."""
        found, own = self._read(f"figures {key} {self._program.everything}", form)
        return found if own else None

    def store_figures(self, key: str, drawn: dict[str, Any]) -> None:
        """Keeps what was drawn."""
        self._write(f"figures {key} {self._program.everything}", drawn)

    # Entries

    def _read(self, name: str, form: Callable[[Any], Found], *, more: bool = False) -> tuple[Found | None, bool]:
        """What an entry contains, if there is one, with what is seldom asked for where there is ``more``; and whether
        it was written here."""
        try:
            head, _, body = self._path(name).read_bytes().partition(b"\n")
            digest, signature = head.split(b" ")
            first, _, rest = body.partition(b"\n")
            content = json.loads(first) | (json.loads(rest) if more else {})
            if digest != _digest(body) or content["key"] != [self._program.verification, name]:
                return None, False
            return form(content), hmac.compare_digest(signature, self._signature(body))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None, False

    def _write(
        self, name: str, content: dict[str, Any], own: bool = True, *, more: dict[str, Any] | None = None
    ) -> None:
        """Writes an entry; what is seldom asked for stands on a line of its own, which need not be read."""
        if self._program.changed():
            return
        parts = [{"key": [self._program.verification, name], **content}, *([] if more is None else [more])]
        body = "\n".join(map(json.dumps, parts)).encode()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._sweep()
            signature = self._signature(body) if own else ELSEWHERE
            write_whole(self._path(name), _digest(body) + b" " + signature + b"\n" + body)
        except OSError:
            return

    def _signature(self, body: bytes) -> bytes:
        return hmac.digest(self._secret, body, "sha256").hex().encode()

    def _path(self, name: str) -> Path:
        return self._folder / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.json"

    def _sweep(self) -> None:
        if self._swept:
            return
        self._swept = True
        os.utime(self._folder)
        folders = [path for path in self._top.iterdir() if re.fullmatch("[0-9a-f]{32}", path.name)]
        folders.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        for old in folders[KEPT_PROGRAMS:]:
            shutil.rmtree(old, ignore_errors=True)


def _claim_name(claim_id: str, fingerprint: str, digits: int, effort: float) -> str:
    return f"claim {claim_id} {fingerprint} at {digits} digits, effort {effort:g}"


def _listed(data: list[str]) -> Listed:
    listed = Listed(*data)
    return listed._replace(where=os.path.normpath(os.path.join(PACKAGE, listed.where)))


def _digest(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode()


def _own_secret() -> bytes:
    """The secret of this user on this machine; one of this run only, where none can be kept."""
    file = secret_file()
    for _ in range(2):
        with suppress(OSError):
            found = file.read_bytes()
            if len(found) == SECRET_BYTES:
                return found
        with suppress(OSError):
            _make_secret(file)
    return os.urandom(SECRET_BYTES)


def _make_secret(file: Path) -> None:
    """Makes a secret where there is none, or none that could be one; of several runs that do so at once, one does."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=file.parent)  # nobody else may read it
    try:
        with os.fdopen(handle, "wb") as new:
            new.write(os.urandom(SECRET_BYTES))
        if file.exists() and file.stat().st_size != SECRET_BYTES:
            os.replace(temporary, file)
        else:
            os.link(temporary, file)
    finally:
        with suppress(OSError):
            os.unlink(temporary)
