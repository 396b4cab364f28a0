"""What was found of whole documents, so that one that has not changed is neither read nor verified again.

What is kept is all that is printed: the checks, each reading in canonical notation, the verdicts without their
certificates. It is found by the bytes of the document, the ending of its name, which says how it is read, the effort,
and the whole of the program. A document is kept only where nothing of it could come out otherwise another time: every
verdict came to an end by itself, none is a fault, and none is one for which the nearest statement that holds is looked
for.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from derive.documents.files import LARGEST_FILE, LATEX_ENDINGS
from derive.documents.model import Check, Document, Link, ReadError, Reading, as_printed
from derive.verify.cache import Cache
from derive.verify.checks import CheckedFile
from derive.verify.result import LinkVerdict, link_verdict_from_json

_INCLUDES = re.compile(rb"\\(?:input|include|subfile)|\{subfiles\}")


class Answers:
    """The answers that a cache has about documents, with this effort."""

    def __init__(self, cache: Cache, effort: float) -> None:
        self.cache = cache
        self.effort = effort
        self.asked: dict[str, str] = {}
        """What stands for each file that was not known, as it was when it was asked for."""

    def of(self, path: Path) -> CheckedFile | None:
        """The document at the path with its verdicts, where all of it is known."""
        key = self._key(path)
        if key is None:
            return None
        found = self.cache.load_document(key, lambda data: checked_from_json(data, str(path)))
        if found is None:
            self.asked[str(path)] = key
        return found

    def keep(self, files: Sequence[CheckedFile]) -> None:
        """Keeps the answers that would be the same again, of documents that were not known, and have not changed since
        they were asked for."""
        for file in files:
            name = file.document.file
            key = self.asked.get(name)
            if key is not None and _is_lasting(file) and key == self._key(Path(name)):
                self.cache.store_document(key, checked_to_json(file))

    def _key(self, path: Path) -> str | None:
        """All that an answer depends on, beside the program."""
        try:
            with open(path, "rb") as stream:
                content = stream.read(LARGEST_FILE + 1)
        except OSError:
            return None
        name = path.name.lower()
        if name.endswith(LATEX_ENDINGS) and _INCLUDES.search(content):
            return None  # the answer depends on other files
        digest = hashlib.sha256(content).hexdigest()
        ending = name[name.rfind(".") :] if "." in name else ""  # that of '.tex', too
        return f"{digest}{ending}, effort {self.effort!r}"


def _is_lasting(file: CheckedFile) -> bool:
    pairs = [(check, one) for check, own in zip(file.document.checks, file.verdicts, strict=True) for one in own]
    return all(
        verdict.final
        and not verdict.fault
        and not (check.expected == "proved" and verdict.verdict in ("refuted", "undecided"))
        for check, verdict in pairs
    )


def checked_to_json(file: CheckedFile) -> dict[str, Any]:
    """A document with its verdicts as JSON-ready data, without the statements and their certificates."""
    return {
        "checks": [
            {
                **_fields(check, "links"),
                "links": [_link_to_json(*pair) for pair in zip(check.links, verdicts, strict=True)],
            }
            for check, verdicts in zip(file.document.checks, file.verdicts, strict=True)
        ],
        "errors": [asdict(error) for error in file.document.errors],
    }


def checked_from_json(data: Mapping[str, Any], name: str) -> CheckedFile:
    """The inverse of :func:`checked_to_json`, for a file of this name; raises KeyError, TypeError or ValueError on
    other data."""
    checks, verdicts = [], []
    for check in data["checks"]:
        links = [_link_from_json(link) for link in check["links"]]
        checks.append(Check(**{**check, "links": tuple(link for link, _ in links)}))
        verdicts.append(tuple(verdict for _, verdict in links))
    errors = tuple(_error(error) for error in data["errors"])
    return CheckedFile(Document(name, tuple(checks), errors), tuple(verdicts))


def _error(data: Mapping[str, Any]) -> ReadError:
    return ReadError(**{**data, "names": tuple(data["names"]), "wanted": tuple(data["wanted"])})


def _link_to_json(link: Link, verdict: LinkVerdict) -> dict[str, Any]:
    return {
        **_fields(link, "readings", "again"),
        "readings": [_reading_to_json(reading) for reading in link.readings],
        "verdict": replace(verdict, certificates=()).to_json(),
    }


def _link_from_json(data: Mapping[str, Any]) -> tuple[Link, LinkVerdict]:
    own = dict(data)
    verdict = link_verdict_from_json(own.pop("verdict"))
    readings = tuple(_reading_from_json(reading) for reading in own.pop("readings"))
    begin, end = tuple(own.pop("begin")), tuple(own.pop("end"))
    return Link(**own, readings=readings, begin=begin, end=end), verdict


def _reading_to_json(reading: Reading) -> dict[str, Any]:
    lines = {"definitions": list(reading.definitions), "given": list(reading.given)}
    return {"latex": reading.latex, "write": reading.write, "opaque": sorted(reading.opaque), **lines}


def _reading_from_json(data: Mapping[str, Any]) -> Reading:
    lines = {name: tuple(data[name]) for name in ("definitions", "given")}
    return as_printed(data["latex"], data["write"], frozenset(data["opaque"]), **lines)


def _fields(one: Check | Link, *without: str) -> dict[str, Any]:
    return {name: value for name, value in vars(one).items() if name not in without}
