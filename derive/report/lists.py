"""What the pages of errata, references and symbols list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from derive.report.bibliography import references
from derive.report.content import article_title
from derive.verify.result import Result

Pointer = Callable[[str], Mapping[str, Any]]
"""From the id of a claim to its title and its page."""


def errata_view(
    order: Sequence[Result], articles: Mapping[str, str], claim: Callable[[Result], Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The refuted statements by article; ``claim`` gives what is printed of one."""
    refuted = [result for result in order if result.verdict == "refuted"]
    files = sorted({file for result in refuted for file in result.sources})
    groups = [(article_title(file, articles), file, [r for r in refuted if file in r.sources]) for file in files]
    without = [result for result in refuted if not result.sources]
    groups += [("Of no article", "", without)] if without else []
    return [
        {"title": title, "file": file if file != title else "", "claims": [claim(result) for result in group]}
        for title, file, group in groups
    ]


def references_view(bibliography: str, order: Sequence[Result], pointer: Pointer) -> list[dict[str, Any]]:
    """The entries of the bibliography that claims refer to, each with these."""
    from markupsafe import Markup

    keys = tuple(sorted({key for result in order for key in result.references}))
    return [
        {
            "key": entry.key,
            "text": Markup(entry.html),
            "claims": [pointer(result.id) for result in order if entry.key in result.references],
        }
        for entry in references(bibliography, keys).values()
    ]


WHERE, AND = r"\text{where}\quad ", r"\text{and}\quad "
"""What stands before the definitions of letters in a statement."""


def definitions(result: Result) -> list[tuple[str, str]]:
    """What a statement says behind "where" of its letters, in LaTeX and as text."""
    codes = [line.strip() for line in result.statement_latex.split("\n") if line.strip()]
    texts = [line.strip() for line in result.statement_text.split("\n") if line.strip()]
    first = next((place for place, code in enumerate(codes) if code.startswith(WHERE)), len(codes))
    if len(codes) != len(texts):
        texts = [""] * len(codes)
    found = zip(codes[first:], texts[first:], strict=True)
    return [
        (code.removeprefix(WHERE).removeprefix(AND), text.removeprefix("where").removeprefix("and").strip())
        for code, text in found
    ]


def symbols_view(order: Sequence[Result], formula: Callable[[str, str], Any], pointer: Pointer) -> list[dict[str, Any]]:
    """Each definition of a letter, with the claims whose statements use it; the most used first."""
    users: dict[str, list[str]] = {}
    spoken: dict[str, str] = {}
    for result in order:
        for code, text in definitions(result):
            users.setdefault(code, []).append(result.id)
            spoken.setdefault(code, text)
    by_use = sorted(users, key=lambda code: (-len(users[code]), code))
    return [
        {"formula": formula(code, spoken[code]), "claims": [pointer(claim) for claim in users[code]]} for code in by_use
    ]
