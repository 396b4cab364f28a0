"""What an editor shows of the formula, or the message, under the pointer, in Markdown."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

from derive.documents.canonical import definitions_latex, hypotheses_latex
from derive.documents.errors import REFUSALS
from derive.documents.explanations import page
from derive.documents.model import Link
from derive.editor.findings import Place, State
from derive.verify.certify import certificate_hash, statement_hash
from derive.verify.result import LinkVerdict
from derive.verify.words import explained, right_in_words

WAITING = "is being verified"


def hover(state: State, at: Place) -> str | None:
    """What is to be said of a place, or None: of a link how it is read, what is assumed, and what became of it; of
    something that is not understood, the page of its refusal."""
    for _, link, verdict in state.links():
        if link.begin <= at < link.end:
            return "\n\n".join(_of_link(link, verdict))
    for error in state.document.errors:
        if error.line == at[0] and error.code:
            return f"{error.message}\n\n{explanation(error.code)}"
    return None


def explanation(code: str) -> str:
    """The page of a refusal, as ``derive explain`` prints it."""
    importlib.import_module("derive.documents.reader")  # loads every module that refuses something
    refusal = REFUSALS.get(code)
    return f"```text\n{page(refusal)}\n```" if refusal is not None else ""


def _of_link(link: Link, verdict: LinkVerdict | None) -> Iterator[str]:
    yield f"**{verdict.verdict if verdict is not None else WAITING}**"
    if verdict is not None and verdict.verdict != "proved":
        yield "  \n".join([*explained(verdict), *right_in_words(verdict)])
    for number, reading in enumerate(link.readings, 1):
        yield "read as" if len(link.readings) == 1 else f"reading {number}"
        yield f"```latex\n{reading.latex}\n```"
        if reading.write:
            yield f"to mean it, write {reading.write}"
        where = [line for statement in reading.statements for line in definitions_latex(statement)]
        given = [line for statement in reading.statements for line in hypotheses_latex(statement)]
        for word, lines in (("where", where), ("given", given)):
            if lines:
                yield f"{word}\n```latex\n" + "\n".join(dict.fromkeys(lines)) + "\n```"
        if verdict is not None and verdict.verdict == "proved":
            hashes = [statement_hash(one.hypotheses, one.conclusion) for one in reading.statements]
            yield "\n".join(f"- statement `{one}`" for one in dict.fromkeys(hashes))
    if verdict is not None and verdict.certificates:
        yield f"- certificate {', '.join(f'`{certificate_hash(one)}`' for one in verdict.certificates)}"
    if verdict is not None and verdict.by:
        yield f"proved by {', '.join(verdict.by)}"
