"""Whose claims are reported and cited: the section ``[tool.derive]`` of a user's pyproject.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from derive.report.escape import ReportError

FILE = "pyproject.toml"


@dataclass(frozen=True)
class Settings:
    """``authors`` of the claims, the ``title`` of the collection, where it is found, the ``year`` and ``version`` that
    it is cited with, and the ``bibliography`` that its references are in. Nothing is cited that is empty."""

    authors: tuple[str, ...] = ()
    title: str = ""
    url: str = ""
    year: str = ""
    version: str = ""
    bibliography: Path | None = None
    file: Path | None = None
    """The file that says so."""


TITLE = "Derivations about softmax and cross entropy"


def library_settings(version: str) -> Settings:
    """Those of the library."""
    return Settings(("{The derive authors}",), TITLE, year="2026", version=version)


KINDS: dict[str, tuple[type, ...]] = {
    "author": (str, list),
    "title": (str,),
    "url": (str,),
    "year": (str, int),
    "bibliography": (str,),
}
"""What may stand in the section, and of which types it is."""


def find_settings(paths: Sequence[Path]) -> Settings:
    """The settings for a user's claim files or folders: those of the nearest pyproject.toml above the first of them
    that has the section. Raises ReportError where it cannot be understood."""
    start = paths[0].absolute()
    for folder in (start, *start.parents):
        file = folder / FILE
        if file.is_file() and (found := _section(file)) is not None:
            return found
    return Settings()


def _section(file: Path) -> Settings | None:
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReportError(f"{file} cannot be read: {error}") from None
    section = data.get("tool", {}).get("derive")
    if section is None:
        return None
    for name, value in section.items():
        if name not in KINDS:
            raise ReportError(f"{file}: [tool.derive] has no {name!r}; it has {', '.join(KINDS)}")
        if not isinstance(value, KINDS[name]) or isinstance(value, bool):
            raise ReportError(f"{file}: {name} under [tool.derive] is {value!r}, and should be a text")
    bibliography = section.get("bibliography")
    return Settings(
        authors=_authors(section.get("author", ()), file),
        title=section.get("title", ""),
        url=section.get("url", ""),
        year=str(section.get("year", "")),
        version=str(data.get("project", {}).get("version", "")),
        bibliography=None if bibliography is None else file.parent / bibliography,
        file=file,
    )


def _authors(value: Any, file: Path) -> tuple[str, ...]:
    authors = (value,) if isinstance(value, str) else tuple(value)
    if not all(isinstance(author, str) for author in authors):
        raise ReportError(f"{file}: author under [tool.derive] is a name, or a list of names")
    return authors
