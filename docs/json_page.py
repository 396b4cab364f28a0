"""The page on JSON: the fields that the commands print today, on a sample of each, with what they mean."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from click.testing import CliRunner

from derive.cli.check import as_data as checked_data
from derive.cli.commands import derive as program
from derive.cli.displays import table_data
from derive.cli.verify import as_data as verified_data
from derive.documents.displays import displays_of
from derive.documents.reader import read_text
from derive.language.instance import Instance
from derive.verify.checks import check_documents
from derive.verify.displays import judged
from derive.verify.result import Counterexample, Holds, Numeric, Result

MEANS = {
    "axioms": "the axioms that the proof takes for granted: an empty list",
    "basis": "theorem or computation",
    "by": "what the proof of a link owes to: claims and lemmas, by name",
    "certificate": "the hash of the certificate, or null",
    "change": "in what it differs, in words",
    "check": "the index of the check that it is, or null",
    "checks": "a list, below",
    "claims": "a list, below",
    "code": "that of the refusal, which `derive explain` takes, or null",
    "column": "counted from 1",
    "computed": "how many links are, where some are",
    "corrected_by": "the id of the claim that says it right, or null",
    "counterexample": "an object, below, or null",
    "derivation": "the `links` of the chains, and of these how many are `computed`, `typed` and `folds`",
    "displays": "with `--table`: a list, below",
    "errors": "a list, below",
    "expected": "the verdict that its author expects",
    "file": "its path",
    "files": "a list, below",
    "found_by": "search, or script where its author gave it",
    "hash": "that of what is stated, or null",
    "holds": "what is proved nearby: a list, below",
    "hypotheses": "a list of formulas, as text",
    "id": "the id of the claim",
    "index": "its place in the list, from 0",
    "indices": "the value of each index",
    "label": "its labels, or null",
    "latex": "the formula as it is written",
    "lhs": "the value of the left side there",
    "line": "counted from 1",
    "links": "a list, below",
    "message": "what is not understood, and what to write",
    "numeric": "the measurement: `digits`, how many `points`, of which `sizes`, and the `worst_error`; or null",
    "passed": "whether the verdict is the one expected; in a summary, of how many it is",
    "proved": "how many links are",
    "readings": "each `reading` in canonical notation, its `verdict`, and how to `write` it where there are others",
    "reason": "why it is not proved, or empty",
    "refuted": "how many links are",
    "relation": "the relation of the link, or the one that fails",
    "rhs": "the value of the right side there",
    "rules": "the rules of the kernel that the proof uses",
    "scope": "for which sizes it holds",
    "seconds": "the time it took",
    "sentence": "with `--table`: what can be said of all displays",
    "sizes": "the number that each size is",
    "sources": "the articles that state it",
    "stamp": "the hash behind it in the document, or null",
    "statement_hash": "the hash of the statement, by which it is cited",
    "steps": "how many lines of the derivation follow from one before",
    "summary": "how many came out how, below",
    "symbolic_seconds": "the time it took",
    "title": "the title, with formulas between dollar signs",
    "undecided": "how many links are",
    "unreadable": "how many links and places are",
    "uses": "the claims that its proof uses, by their ids",
    "values": "the value of each number and the entries of each array, as exact fractions",
    "verdict": "proved, computed, refuted, undecided, unreadable; of claims informal, too",
    "version": "that of derive",
    "failed": "how many did not come out as expected",
}
"""What each field means, whatever stands around it."""


def json_page() -> Iterator[str]:
    """The page. Raises KeyError where a field is printed that has no meaning here."""
    verified, checked, listed = verified_sample(), checked_sample(), listed_sample()
    claim, file = verified["claims"][0], checked["files"][0]
    (check, *_), (error, *_) = file["checks"], file["errors"]
    link = check["links"][0]
    yield from ("# JSON", "", "This page is made from the source.", "")
    yield "`--json` prints one object and nothing else. Times are all that may differ between two runs."
    yield from ("", "## derive verify --json", "", *table_of(verified), "", "A claim:", "", *table_of(claim), "")
    yield from ("With `--coq` it has a `coq`, too: what Coq says of its certificate. Its counterexample:", "")
    yield from (*table_of(claim["counterexample"]), "", "or, where no point says it, an `instance` in words and")
    yield from ("`found_by`. What holds nearby:", "", *table_of(claim["holds"][0]), "", "The summary:", "")
    yield from (*table_of(verified["summary"]), "", "## derive check --json", "", *table_of(checked), "")
    yield from ("A file:", "", *table_of(file), "", "A check, which has the `file` or `cell`, too, where that is one")
    yield from ("that the document includes or a cell of a notebook:", "", *table_of(check), "", "A link:", "")
    yield from (*table_of(link), "", "Its counterexample:", "", *table_of(link["counterexample"]), "", "An error:", "")
    yield from (*table_of(error), "", "A display:", "", *table_of(file["displays"][0]), "", "The summary:", "")
    yield from (*table_of(checked["summary"]), "", "## derive list --json", "", *table_of(listed), "", "A claim:", "")
    yield from table_of(listed["claims"][0])


def verified_sample() -> dict[str, Any]:
    """What ``derive verify --json`` prints of a claim that is refuted, where another is proved nearby."""
    point = Instance({"K": 1}, {}, {"x": Fraction(1)})
    found = Counterexample(point, "1", "0", "=", "", "search")
    result = Result(
        "topic.name",
        "…",
        "proved",
        "refuted",
        False,
        numeric=Numeric(50, 24, (1, 2), ""),
        counterexample=found,
        holds=(Holds("…", "…", "…"),),
    )
    return verified_data([result])


def checked_sample() -> dict[str, Any]:
    """What ``derive check --table --json`` prints of a page with a link that is refuted, and one that is no formula."""
    text = "% derive: check\n\\[ 1 + 1 = 1 \\]\n% derive: check\n\\[ \\log = 1 \\]\n"
    checked = check_documents([read_text(text, "paper.tex")], jobs=1)
    data = checked_data(checked)
    data["files"][0].update(table_data(judged(displays_of(text, "paper.tex"), checked[0]), "paper.tex"))
    return data


def listed_sample() -> dict[str, Any]:
    """What ``derive list --json`` prints."""
    listed: dict[str, Any] = json.loads(CliRunner().invoke(program, ["list", "--json"]).stdout_bytes)
    return listed


def table_of(data: Mapping[str, Any]) -> Iterator[str]:
    """The fields of an object with what they mean."""
    yield from ("| field | is |", "|---|---|")
    yield from (f"| `{name}` | {MEANS[name]} |" for name in data)
