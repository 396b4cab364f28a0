"""What would be right: how often it is found for the false links of the sample twins, and what it costs.

``python benchmarks/suggestions.py [FOLDER]`` takes the documents ``*.false.md`` and ``*.false.tex`` of a folder (this
benchmark's documents where none is named), beside each of which stands the true document that was meant. A suggestion
is *the original* where a link of the true document says the same, or a chain of it by its ends, or where both are
proved equations with a side in common, so that the other sides are proved equal. Links of which no side stands in the
true document are counted by themselves: of those it is not known what was meant. CPU times are those of this
process."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from derive.documents.canonical import same
from derive.documents.model import Check, Document, Link
from derive.documents.reader import read_document
from derive.kernel.terms import Equal, Less, LessEqual, Relation, Term
from derive.language.statement import Statement
from derive.suggest import suggestions
from derive.verify.links import verify_link
from derive.verify.result import Holds

HERE = Path(__file__).resolve().parent / "documents"


@dataclass
class Times:
    """Seconds of CPU time."""

    checking: float = 0.0
    suggesting: float = 0.0


def statements_of(document: Document) -> list[Statement]:
    """What the links of a document say, and what its chains say of the terms further apart."""
    links = [link for check in document.checks for link in check.links]
    found = [statement for link in links for reading in link.readings for statement in reading.statements]
    return [*found, *(statement for check in document.checks for statement in of_chain(check))]


def of_chain(check: Check) -> Iterator[Statement]:
    """a ≥ c for a = b ≥ c: what a chain of equations and inequalities in one direction says of terms that are no
    neighbours, where each link has one reading."""
    single = [link.readings[0].statements for link in check.links if len(link.readings) == 1]
    relations = [statements[0].conclusion for statements in single if len(statements) == 1]
    if len(relations) < len(check.links) or not all(isinstance(one, Relation) for one in relations):
        return
    for first in range(len(relations)):
        for last in range(first + 1, len(relations)):
            run = [one for one in relations[first : last + 1] if isinstance(one, Relation)]
            kinds = {type(one) for one in run} - {Equal}
            turned = {link.relation in (">", ">=") for link in check.links[first : last + 1] if link.relation != "="}
            if len(turned) > 1:
                continue
            kind = Equal if not kinds else Less if Less in kinds else LessEqual
            start = run[0].right if check.links[first].relation in (">", ">=") else run[0].left
            end = run[-1].left if check.links[last].relation in (">", ">=") else run[-1].right
            yield Statement((), kind(end, start) if True in turned else kind(start, end))


def is_same_side(one: Term, other: Term) -> bool:
    """Whether two terms are the same up to the names of free indices."""
    return same(Statement((), Equal(one, one)), Statement((), Equal(other, other)))


def sides(statement: Statement) -> list[Term]:
    """The sides of a relation, those that are more than a number."""
    conclusion = statement.conclusion
    return [conclusion.left, conclusion.right] if isinstance(conclusion, Relation) else []


def shares_side(one: Statement, other: Statement) -> bool:
    """Whether a side of one is a side of the other."""
    return any(is_same_side(a, b) for a in sides(one) for b in sides(other))


def is_original(suggested: Statement, true: list[Statement]) -> bool:
    """Whether a statement is one of the true document, or proved equal to one."""
    for statement in true:
        if same(Statement((), suggested.conclusion), Statement((), statement.conclusion)):
            return True
        equations = isinstance(suggested.conclusion, Equal) and isinstance(statement.conclusion, Equal)
        if equations and shares_side(suggested, statement):
            return True
    return False


def kind_of(link: Link, found: tuple[Holds, ...], true: list[Statement]) -> str:
    """What the suggestions for a link are worth."""
    assert link.again is not None
    own = [statement for reading in link.readings for statement in reading.statements]
    known = any(shares_side(one, other) for one in own for other in true)
    for holds in found:
        given = (holds.change.removeprefix("if "),) if holds.change.startswith("if ") else ()
        for reading in link.again.read(holds.latex, given):
            if any(is_original(statement, true) for statement in reading.statements):
                return "original"
    if not found:
        return "nothing, though the original is known" if known else "nothing, and the original is not known"
    return "another, though the original is known" if known else "another, and the original is not known"


def twins(folder: Path) -> Iterator[tuple[Path, Path]]:
    """The false documents, each with the true one."""
    for false in sorted(folder.glob("*.false.*")):
        yield false, false.with_name(false.name.replace(".false", ""))


def main() -> None:
    """Prints the figures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    found: Counter[str] = Counter()
    total = Times()
    for false, true in twins(folder):
        meant = statements_of(read_document(true))
        own, start = Times(), time.process_time()
        document = read_document(false)
        own.checking += time.process_time() - start
        for check in document.checks:
            for link in check.links:
                start = time.process_time()
                verdict = verify_link(link)
                own.checking += time.process_time() - start
                if verdict.verdict != "refuted":
                    continue
                start = time.process_time()
                holds = suggestions(link)
                own.suggesting += time.process_time() - start
                found[kind_of(link, holds, meant)] += 1
        total.checking += own.checking
        total.suggesting += own.suggesting
        print(f"{false.name}: {own.checking:.2f} s, suggestions {own.suggesting:.2f} s", file=sys.stderr, flush=True)
    links = sum(found.values())
    for kind, number in sorted(found.items()):
        print(f"{kind}: {number} of {links}")
    print(f"checking {total.checking:.1f} s, suggestions {total.suggesting:.1f} s of CPU time")


if __name__ == "__main__":
    main()
