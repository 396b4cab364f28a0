"""What is known in a decision: relations, quantified statements and which indices are the same, with their proofs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from derive.export.coq.printer import Printer
from derive.kernel.terms import (
    And,
    ForAll,
    Formula,
    Limit,
    Not,
    Relation,
    SameIndex,
)


@dataclass(frozen=True)
class Fact:
    """Something known, with the Coq term that proves it. A relation is proved without its conditions."""

    proof: str
    formula: Formula


def projected(proof: str, place: int, count: int) -> str:
    """The proof of one part of a conjunction."""
    for _ in range(place):
        proof = f"(proj2 {proof})"
    return proof if place == count - 1 else f"(proj1 {proof})"


def read_facts(printer: Printer, known: Iterable[tuple[str, Formula]]) -> list[Fact]:
    """The facts that decisions use: relations, quantified statements, and which indices are the same or distinct."""
    found: list[Fact] = []
    for proof, formula in known:
        match formula:
            case And():
                parts = enumerate(formula.parts)
                found += read_facts(printer, [(projected(proof, n, len(formula.parts)), part) for n, part in parts])
            case Relation() if not isinstance(formula.left, Limit) and not isinstance(formula.right, Limit):
                count = len(printer.relation(formula)[0]) + 1
                found.append(Fact(projected(proof, count - 1, count), formula))
            case ForAll(over=str() | int()) | SameIndex() | Not(formula=SameIndex()):
                found.append(Fact(proof, formula))
    return found


def size_over(formula: ForAll) -> str | int:
    """The size over which a statement about indices is quantified."""
    assert not isinstance(formula.over, tuple)
    return formula.over
