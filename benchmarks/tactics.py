"""Prints what each tactic, principle, squeeze, limit rule and rewriting of the prover is used for, and what is lost
without it.

    python benchmarks/tactics.py [--used] [--only NAME …] [NAME OF A DOCUMENT …]

*Used* counts the links of the documents of this folder whose proof owes to it; *lost* those of them that are not proved
with four times the work where it alone is taken away; with ``--used`` nothing is taken away, and each statement is
proved once. What a proof does not owe to is not tried again without it. Of the claims of the library, those count that
have no script.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path

from derive.documents.reader import read_document
from derive.language.evidence import Proof
from derive.language.statement import Statement
from derive.library import discover
from derive.prover.registry import everything, without
from derive.verify.attempts import verify_statement
from derive.verify.limits import SECOND
from derive.work import done

PATIENCE = 4
"""How many times the work of its proof a statement is given without something that the proof owes to."""

DOCUMENTS = Path(__file__).parent / "documents"


def statements(names: list[str]) -> list[tuple[str, Statement]]:
    """Every statement, with the place where it stands: of the links of the documents, and of claims without script."""
    found: list[tuple[str, Statement]] = []
    for file in sorted(DOCUMENTS.iterdir()):
        if file.suffix not in (".md", ".tex") or file.name == "README.md":
            continue
        if names and not any(name in file.name for name in names):
            continue
        for check in read_document(file).checks:
            for link in check.links:
                place = f"{file.name}:{link.line}"
                found += [(place, statement) for reading in link.readings for statement in reading.statements]
    if not names:
        for claim in discover().claims:
            if isinstance(claim.evidence, Proof) and claim.evidence.script is None:
                found.append((claim.id, claim.statement))
    return found


def main() -> int:
    """Prints the table; a name is given with what kind of thing it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", nargs="*", help="parts of file names; all documents and the library without any")
    parser.add_argument("--used", action="store_true", help="only count what is used")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="take away these alone, one at a time")
    options = parser.parse_args()
    used: defaultdict[str, list[tuple[str, Statement, float]]] = defaultdict(list)
    proved = 0
    for place, statement in statements(options.documents):
        before = done()
        verdict = verify_statement(statement)
        proved += verdict.verdict == "proved"
        for name in verdict.by:
            used[name].append((place, statement, PATIENCE * max(done() - before, SECOND / 2)))
    print(f"{proved} statements proved, {len(used['normal_form'])} of them by the decision procedure alone\n")
    print("| name | is a | used | lost without it |")
    print("|---|---|---|---|")
    for one in sorted(everything(), key=lambda one: (-len(used[one.name]), one.name)):
        if options.only and one.name not in options.only:
            continue
        if options.used:
            print(f"| `{one.name}` | {type(one).__name__} | {len(used[one.name])} | |")
            continue
        with without(one.name):
            lost = [
                place
                for place, statement, work in used[one.name]
                if verify_statement(statement, work).verdict != "proved"
            ]
        example = f" ({lost[0]})" if lost else ""
        kind = type(one).__name__
        print(f"| `{one.name}` | {kind} | {len(used[one.name])} | {len(lost)}{example} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
