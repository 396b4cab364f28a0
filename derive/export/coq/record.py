"""What Coq has accepted: for each theorem of the library the file that it was compiled from.

``benchmarks/coq.py`` writes the record as it compiles. It speaks of certificates by their hashes, and of one state of
the library of Coq: where that has changed since, or the proof of a claim, nothing is said."""

from __future__ import annotations

import json
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from derive.export.coq.compiler import known_libraries

RECORD = "accepted.json"


@dataclass(frozen=True)
class Accepted:
    """A file that Coq accepted: its hash, the version of Coq, and the claim whose certificate it was made from."""

    claim: str
    file: str
    coq: str


def read_record(text: str, libraries: Container[str]) -> dict[str, Accepted]:
    """The accepted files by the hashes of their certificates; those that rest on another library than one of these are
    left out. An entry says by itself what it rests on, where that is more than the file does at its head."""
    data: dict[str, Any] = json.loads(text)
    return {
        certificate: Accepted(entry["claim"], entry["file"], data["coq"])
        for certificate, entry in data["accepted"].items()
        if entry.get("library", data["library"]) in libraries
    }


@lru_cache(maxsize=1)
def record() -> Mapping[str, Accepted]:
    """The record of this version."""
    file = files(__package__).joinpath(RECORD)
    return read_record(file.read_text(encoding="utf-8"), known_libraries()) if file.is_file() else {}


def word_of_coq(certificate: str | None) -> str:
    """That Coq certifies a theorem, too, with the hash of the file that it accepted; nothing where it was not asked."""
    found = record().get(certificate or "")
    return "" if found is None else f"certified by derive's kernel and by Coq {found.coq} ({found.file})"
