"""References: the bibliography of the library, or of a user, in print and as BibTeX."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from derive.report.escape import Latex, ReportError, tex_ascii, tex_code

LIBRARY = Path(__file__).resolve().parent / "references.bib"


def load_bibliography(path: Path = LIBRARY) -> str:
    """The library's bibliography, in BibTeX."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        said = error.strerror or str(error)
        raise ReportError(f"the bibliography {path}, which [tool.derive] names, cannot be read: {said}") from None
    except UnicodeDecodeError:
        raise ReportError(f"the bibliography {path}, which [tool.derive] names, is not a text in UTF-8") from None


@dataclass(frozen=True)
class Reference:
    """An entry of the bibliography, printed; ``short`` is "Bridle 1990"."""

    key: str
    latex: Latex
    html: str
    short: str


@cache
def parsed(source: str) -> Any:
    """The entries of a bibliography."""
    from pybtex.database import parse_string
    from pybtex.exceptions import PybtexError

    try:
        return parse_string(source, "bibtex")
    except PybtexError as error:
        raise ReportError(f"the bibliography cannot be read: {error}; mend that entry") from None


@cache
def references(source: str, keys: tuple[str, ...]) -> Mapping[str, Reference]:
    """The entries with these keys, in the order in which a paper prints them; a key that the
    bibliography lacks stands for itself, at the end."""
    if not keys:
        return {}
    from pybtex.backends.html import Backend as HtmlBackend
    from pybtex.backends.latex import Backend as LatexBackend
    from pybtex.exceptions import PybtexError

    data = parsed(source)
    try:
        formatted = list(_style().format_bibliography(data, [key for key in keys if key in data.entries]))
    except PybtexError as error:
        raise ReportError(f"the bibliography cannot be printed: {error}; complete that entry") from None
    latex, html = LatexBackend(), HtmlBackend()
    found = {
        entry.key: Reference(
            entry.key, tex_ascii(entry.text.render(latex)), entry.text.render(html), _short(data.entries[entry.key])
        )
        for entry in formatted
    }
    for key in sorted(set(keys) - set(found)):
        found[key] = Reference(key, tex_code(key), f"<code>{escape(key)}</code>", key)
    return found


@cache
def _style() -> Any:
    """The style of references, which is slow to find."""
    from pybtex.style.formatting.plain import Style

    return Style()


def missing(source: str, keys: Sequence[str]) -> list[str]:
    """The keys that the bibliography has no entry for."""
    return sorted(set(keys) - set(parsed(source).entries))


def _short(entry: Any) -> str:
    """Authors and year."""
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [re.sub(r"[{}]", "", _plain(" ".join(person.last_names))) for person in people]
    who = f"{names[0]} et al." if len(names) > 2 else " and ".join(names) or entry.key
    return f"{who} {entry.fields.get('year', '')}".strip()


def _plain(text: str) -> str:
    """A name with TeX's accents as Unicode."""
    from pybtex.richtext import Text

    return str(Text.from_latex(text))


def bibtex(source: str, keys: Sequence[str]) -> str:
    """The entries with these keys, in BibTeX."""
    entries = parsed(source).entries
    return bibtex_text({key: entries[key] for key in sorted(keys) if key in entries})


def merged(library: str, own: str) -> str:
    """Two bibliographies as one; where both have a key, the second one counts."""
    return bibtex_text({**parsed(library).entries, **parsed(own).entries})


def bibtex_text(entries: Mapping[str, Any]) -> str:
    """Entries in BibTeX, their fields as they are: they are LaTeX already, and a DOI or address is no text."""
    from pybtex.database import BibliographyData
    from pybtex.database.output.bibtex import Writer

    writer = Writer(encoding="ASCII")
    writer._encode = tex_ascii
    writer.quote = lambda value: f"{{{value}}}"
    return str(writer.to_string(BibliographyData(dict(entries)))) if entries else ""
