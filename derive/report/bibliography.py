"""References: the bibliography of the library, and entries with which claims are cited."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from derive.report.escape import Latex, ReportError, tex_ascii, tex_code, tex_text
from derive.verify.result import Result

LIBRARY = Path(__file__).resolve().parent / "references.bib"


def load_bibliography(path: Path = LIBRARY) -> str:
    """The library's bibliography, in BibTeX."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ReportError(f"the bibliography {path} cannot be read: {error}") from None


@dataclass(frozen=True)
class Reference:
    """An entry of the bibliography, printed; ``short`` is "Bridle 1990"."""

    key: str
    latex: Latex
    html: str
    short: str


@cache
def _parsed(source: str) -> Any:
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
    from pybtex.style.formatting.plain import Style

    data = _parsed(source)
    formatted = Style().format_bibliography(data, [key for key in keys if key in data.entries])
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


def content_hash(result: Result) -> str:
    """A hash of what a result says: that of its certificate, or of the result itself where it has none."""
    if result.certificate is not None:
        return result.certificate
    data = {name: value for name, value in result.to_json().items() if name not in ("seconds", "where")}
    canonical = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


def citations(results: Sequence[Result], version: str) -> str:
    """BibTeX entries for claims: title, verdict, version of the library, content hash."""
    entries = []
    for result in results:
        note = f"Claim {result.id}, {result.verdict}; derive {version}; {content_hash(result)}"
        entries.append(
            f"@misc{{derive:{_key(result.id)},\n"
            f"  author = {{{{The derive authors}}}},\n"
            f"  title = {{{{{bib_text(result.title)}}}}},\n"
            f"  howpublished = {{derive, version {bib_text(version)}}},\n"
            f"  note = {{{bib_text(note)}}},\n"
            f"}}\n"
        )
    return "\n".join(entries)


def bib_text(text: str) -> str:
    """Text as the value of a field: LaTeX with balanced braces."""
    return str(tex_text(text))


def bibtex(source: str, keys: Sequence[str]) -> str:
    """The entries with these keys, in BibTeX."""
    from pybtex.database import BibliographyData

    data = _parsed(source)
    chosen = BibliographyData({key: data.entries[key] for key in sorted(keys) if key in data.entries})
    return tex_ascii(str(chosen.to_string("bibtex")).strip() + "\n") if keys else ""


def _key(claim_id: str) -> str:
    return re.sub(r"[^A-Za-z0-9.:_-]", "-", claim_id)
