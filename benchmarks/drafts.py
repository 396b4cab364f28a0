"""Drafts of annotations: of how many displays of public documents the reader understands something, without and with.

``python benchmarks/drafts.py FILE …`` takes documents in Markdown and LaTeX that have no directives, and prints, for
each, how many displays say something (have a relation), how many of these are *within reach*, how many are readable
where each is claimed as it stands and nothing is declared, and how many with all drafts accepted. Out of reach is what
no declaration could make readable: integrals, infinite series, dots (three full stops, too), approximations, updates,
displays that go on with the sentence or the display before, words, matrices written out, signs of sets and logic, and
letters that are set as a word."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from derive.annotate import annotated_file
from derive.annotate.displays import sides, word_in
from derive.annotate.preamble import preamble_of
from derive.annotate.survey import Display, surveyed
from derive.documents.reader import read_text

OUT_OF_REACH = re.compile(
    r"\\int|\\oint|\\infty|\\[lcvd]?dots|\\approx|\\implies|\\iff|\\[Rr]ightarrow|\\leftarrow|\\gets|\\sim(?![a-z}])|"
    r"\\text(?:rm|bf|it)?\s*\{[^{}]*\s[^{}]*\}|\\arg|arg\s*(?:min|max)|\\begin\{[a-zA-Z]*matrix\}|\?|\\ldots|…|\\boxed|"
    r"\\forall|\\exists|\\mathcal\{N\}|\\operatorname\*|\\cos|\\sin|\\otimes|\\ast|\\star|\\stackrel|"
    r"\.\s*\.\s*\.|\\cap(?![a-z])|\\cup(?![a-z])|\\wedge|\\vee(?![a-z])|\\neg(?![a-z])"
)
UPDATE = re.compile(r"\s*(?P<name>\\?[A-Za-z]+)(?:_\{?\w\}?)?\s*:\s*=(?P<value>.*)", re.DOTALL)
"""An assignment, as \\theta := \\theta - \\eta g: it says nothing of one θ where that stands on its right side, too."""


def is_update(latex: str) -> bool:
    """Whether a formula assigns to a name what is made of it."""
    found = UPDATE.match(latex)
    return found is not None and re.search(rf"{re.escape(found['name'])}(?![A-Za-z])", found["value"]) is not None


def within_reach(display: Display) -> bool:
    """Whether declarations, definitions and claims could make a display readable."""
    parts, _ = sides(display.latex)
    is_out = OUT_OF_REACH.search(display.latex) or is_update(display.latex) or word_in(display.latex)
    return bool(parts[0]) and not is_out


def readable_alone(text: str, latex: bool, displays: list[Display]) -> int:
    """How many of some displays are understood where each is claimed, and nothing is declared."""
    comment = "% derive: check" if latex else "<!-- derive: check -->"
    lines = text.split("\n")
    for line in sorted({one.first for one in displays}, reverse=True):
        prefix = re.match(r"[ \t>]*", lines[line - 1])
        lines.insert(line - 1, (prefix[0] if prefix else "") + comment)
    document = read_text("\n".join(lines), "a.tex" if latex else "a.md")
    return len({check.directive for check in document.checks})


def main() -> None:
    """Prints the figures."""
    total = [0, 0, 0, 0]
    for name in sys.argv[1:]:
        path = Path(name)
        text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
        latex = path.suffix == ".tex"
        preamble = preamble_of(text, path) if latex else ""
        displays = [one for one in surveyed(text, latex, preamble).displays if sides(one.latex)[1]]
        reach = [one for one in displays if within_reach(one)]
        left = {line for line, _ in annotated_file(text, name).left}
        drafted = sum(one.first not in left for one in reach)
        own = [len(displays), len(reach), readable_alone(text, latex, reach), drafted]
        total = [one + other for one, other in zip(total, own, strict=True)]
        print(f"{path.name}: {own[0]} displays, {own[1]} within reach, {own[2]} readable alone, {own[3]} drafted")
    shares = [f"{100 * one / max(total[1], 1):.0f} %" for one in total[2:]]
    print(f"all: {total[0]}, {total[1]} within reach, {total[2]} ({shares[0]}) alone, {total[3]} ({shares[1]}) drafted")


if __name__ == "__main__":
    main()
