"""BibTeX entries with which claims are cited, and whether those in a file still say what holds.

What is cited is the hash of the statement, which no change of a proof alters; that of the certificate stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from derive.export.coq.record import record
from derive.printing.letters import name_latex
from derive.printing.points import assignments
from derive.report.bibliography import bibtex_text, parsed
from derive.report.content import is_rational, scope_of, title_of
from derive.report.escape import Latex, tex_ascii, tex_sentence, tex_text
from derive.report.settings import Settings
from derive.verify.result import Result

PREFIX = "derive:"
"""What the keys of claims begin with."""

SOFTWARE, MISC = "software", "misc"
"""The kinds of entries; the second is for styles that do not know the first."""

PREAMBLE = r"\providecommand{\path}[1]{\texttt{#1}}"
"""A hash is set by a command that breaks lines where the package url is loaded; elsewhere it is one long word."""


def citations(
    results: Sequence[Result], known: Mapping[str, Result], settings: Settings, tool: str, kind: str = SOFTWARE
) -> str:
    """The entries of claims, each once; ``tool`` is the version that verified them."""
    from pybtex.database import Entry, Person

    entries: dict[str, Any] = {}
    for result in results:
        persons = {"author": [Person(tex_ascii(author)) for author in settings.authors]} if settings.authors else {}
        entries[PREFIX + result.id] = Entry(kind, _fields(result, known, settings, tool), persons)
    return bibtex_text(entries)


def _fields(result: Result, known: Mapping[str, Result], settings: Settings, tool: str) -> dict[str, str]:
    fields = {
        "title": f"{{{tex_sentence(title_of(result))}}}",
        "howpublished": str(tex_text(settings.title)),
        "year": settings.year,
        "version": settings.version,
        "url": settings.url,
        "note": ". ".join(_notes(result, known, settings, tool)),
    }
    return {name: value for name, value in fields.items() if value}


def _notes(result: Result, known: Mapping[str, Result], settings: Settings, tool: str) -> list[str]:
    by = "" if settings.version == tool else f", verified by derive {tool}"
    found = [f"Claim {tex_sentence(result.id)}, {_verdict(result)}{tex_sentence(by)}"]
    if result.corrected_by:
        target = known.get(result.corrected_by)
        title = f": {tex_sentence(target.title)}" if target else ""
        found.append(f"What is true instead is claim {tex_sentence(result.corrected_by)}{title}")
    hashes = [f"Statement {_hash(result.statement_hash)}"] if result.statement_hash else []
    hashes += [f"certificate {_hash(result.certificate)}"] if result.certificate else []
    accepted = record().get(result.certificate or "")
    second = [f"Certified by derive's kernel and by Coq {accepted.coq}"] if accepted else []
    return [*found, *([", ".join(hashes)] if hashes else []), *second]


def _verdict(result: Result) -> str:
    if result.verdict == "proved" and result.scope.startswith("every"):
        return f"proved for {tex_sentence(scope_of(result))}"
    point = result.counterexample.point if result.counterexample else None
    if result.verdict == "refuted" and point is not None:
        pairs = assignments(point)
        if pairs and all(map(is_rational, dict(pairs).values())):
            return "refuted at " + ", ".join(f"${name_latex(name)} = {value}$" for name, value in pairs)
    return str(tex_text(result.verdict))


def _hash(value: str) -> Latex:
    return Latex(f"\\path{{{value}}}")


# Files ---------------------------------------------------------------------------------------------


def added(source: str, entries: str) -> str:
    """A file of BibTeX with the entries of claims in it, each once: one that is there already is replaced, and nothing
    else is touched. Raises ReportError where the file cannot be read."""
    known = set(parsed(source).entries) if source.strip() else set()
    for key, entry in _apart(entries):
        if key in known:
            start, end = _place_of(source, key)
            source = source[:start] + entry + source[end:]
        else:
            source = source.rstrip() + ("\n\n" if source.strip() else "") + entry + "\n"
    if r"\path{" in source and PREAMBLE not in source:
        source = f'@preamble{{"{PREAMBLE}"}}\n\n' + source
    return source


def with_preamble(entries: str) -> str:
    """Entries that stand in a file of their own."""
    return added("", entries) if entries else ""


def _apart(entries: str) -> list[tuple[str, str]]:
    """Each entry with its key."""
    starts = [match.start() for match in re.finditer(r"^@", entries, re.MULTILINE)]
    texts = [entries[start:end].strip() for start, end in zip(starts, [*starts[1:], len(entries)], strict=True)]
    return [(text[text.index("{") + 1 : text.index(",")], text) for text in texts]


def _place_of(source: str, key: str) -> tuple[int, int]:
    """Where an entry begins and ends."""
    match = re.search(rf"@\w+\s*\{{\s*{re.escape(key)}\s*,", source)
    assert match is not None
    depth, place = 1, source.index("{", match.start()) + 1
    while depth and place < len(source):
        depth += {"{": 1, "}": -1}.get(source[place], 0)
        place += 1
    return match.start(), place


@dataclass(frozen=True)
class Cited:
    """What a file says of a claim."""

    id: str
    note: str

    def says(self, hash_: str | None) -> bool:
        """Whether the hash is cited."""
        return hash_ is not None and hash_ in self.note


def cited_claims(source: str) -> list[Cited]:
    """The claims that a file of BibTeX cites. Raises ReportError where it cannot be read."""
    entries = parsed(source).entries
    return [
        Cited(key.removeprefix(PREFIX), str(entry.fields.get("note", "")))
        for key, entry in entries.items()
        if key.startswith(PREFIX)
    ]


@dataclass(frozen=True)
class Standing:
    """What has become of a citation: ``holds`` where the statement is the one that is cited, with the same verdict."""

    id: str
    holds: bool
    says: str


def standing(cited: Cited, result: Result | None) -> Standing:
    """What has become of a citation, by the result of the claim today."""
    if result is None:
        return Standing(cited.id, False, "there is no such claim any more")
    if not re.search(r"Statement \\path\{sha256:[0-9a-f]{64}\}", cited.note):
        return Standing(cited.id, False, "the entry has no hash of a statement; cite the claim again")
    if not cited.says(result.statement_hash):
        return Standing(cited.id, False, "the claim states something else now; cite it again")
    if not result.passed or f", {result.verdict}" not in cited.note:
        return Standing(cited.id, False, f"the claim is {result.verdict} now; cite it again")
    if result.certificate is not None and not cited.says(result.certificate):
        return Standing(cited.id, True, "the same statement, with another proof")
    return Standing(cited.id, True, "the same statement, with the same proof" if result.certificate else "as cited")
