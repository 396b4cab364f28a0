"""The pages of refusals: what each means, an example that is refused, and what to write instead."""

from __future__ import annotations

import re
import textwrap

from derive.documents.errors import REFUSALS, Example, Refusal

WIDTH = 100

_QUOTED = re.compile(r"(?<!\w)'([^']+)'(?!\w)|(\S*[\\$^_]\S*?)(?=[,;:.]?(?:\s|\Z))")
"""What is code in an explanation: what stands in quotes, and words with a sign of TeX."""


def as_document(example: Example) -> str:
    """An example as a document of its own."""
    formula, *directives = example
    if "derive:" in formula:
        return formula
    lines = []
    for directive in directives:
        kind, _, rest = directive.partition(" ")
        if directive.startswith("\\"):
            lines.append(directive)
        elif kind == "define":
            lines += ["<!-- derive: define -->", f"$${rest.strip('$')}$$"]
        else:
            lines.append(f"<!-- derive: {directive} -->")
    return "\n".join([*lines, "<!-- derive: check -->", f"$${formula}$$", ""])


def _language(example: Example) -> str:
    return "latex" if "% derive:" in as_document(example) else "markdown"


def _marked(text: str) -> str:
    """A sentence in Markdown, its code marked."""
    return _QUOTED.sub(lambda match: f"`{match[1] or match[2]}`", text)


def page(refusal: Refusal) -> str:
    """What ``derive explain`` prints of a refusal."""
    parts = [f"{refusal.code}  {refusal.title}", textwrap.fill(refusal.explanation, WIDTH)]
    parts += ["Refused:", textwrap.indent(as_document(refusal.wrong), "    ").rstrip()]
    if refusal.right:
        parts += ["Write instead:", textwrap.indent(as_document(refusal.right), "    ").rstrip()]
    return "\n\n".join(parts)


def pages() -> str:
    """All refusals as one page of Markdown."""
    parts = [
        "# What is refused, and what to write instead",
        "Each message of `derive check` that something is not understood has a code. This page is what "
        "`derive explain all` prints; every example on it is run by the tests.",
    ]
    for code in sorted(REFUSALS):
        refusal = REFUSALS[code]
        parts += [f"## {code}: {_marked(refusal.title)}", textwrap.fill(_marked(refusal.explanation), WIDTH)]
        parts += ["Refused:", f"```{_language(refusal.wrong)}\n{as_document(refusal.wrong)}```"]
        if refusal.right:
            parts += ["Write instead:", f"```{_language(refusal.right)}\n{as_document(refusal.right)}```"]
    return "\n\n".join(parts) + "\n"
