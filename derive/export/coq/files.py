"""The Coq file of a theorem."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from derive.export.coq.compiler import FURTHER, LIBRARY
from derive.export.coq.forms import NeedsCase
from derive.export.coq.names import Names, Unsupported
from derive.export.coq.printer import Printer, readable
from derive.export.coq.steps import Step, parts_of
from derive.kernel.terms import KernelError, Node
from derive.kernel.theorem import Theorem

FROM_FURTHER = {
    "DeriveSigns": re.compile(r"\[shape\]|apply Maximum_nonneg;"),
    "DeriveSmooth": re.compile(r"\bSmooth\d "),
}
"""The tactics and lemmas of the further files of the library, as they are used."""

SECONDS = 30
"""How long Coq may think about one sentence."""


@dataclass(frozen=True)
class CoqFile:
    """What is written for a theorem, how many steps it has, and what could not be exported: a reason for each step."""

    text: str
    steps: int
    missing: tuple[str, ...]


def steps_of(theorem: Theorem) -> list[Theorem]:
    """The steps of a proof, each once, those first that others rest on."""
    ordered: dict[int, Theorem] = {}
    waiting = [(theorem, False)]
    while waiting:
        step, ready = waiting.pop()
        if id(step) in ordered:
            continue
        if ready:
            ordered[id(step)] = step
            continue
        waiting.append((step, True))
        waiting += [(part, False) for part in reversed(parts_of(step)) if isinstance(part, Theorem)]
    return list(ordered.values())


def nodes_of(steps: Iterable[Theorem]) -> list[Node]:
    """All terms and formulas of a proof."""
    found: dict[Node, None] = {}
    for step in steps:
        for part in (*parts_of(step), *step.hypotheses, step.conclusion):
            if isinstance(part, Node):
                found[part] = None
    return list(found)


def coq_file(theorem: Theorem, title: str) -> CoqFile:
    """The file that proves a theorem: a lemma for each step, the last of which is the theorem, and its axioms."""
    steps = steps_of(theorem)
    printer = Printer(Names(nodes_of(steps)))
    places = {id(step): place for place, step in enumerate(steps)}
    lemmas, missing = list[str](), list[str]()
    for place, step in enumerate(steps):
        try:
            lemmas.append(Step(place, step, places, printer).lemma())
        except Unsupported as error:
            missing.append(f"step {place}, {step.rule}: {error}")
        except (KernelError, NeedsCase, RecursionError, AssertionError) as error:  # a term that no trace foresaw
            missing.append(f"step {place}, {step.rule}: no trace ({type(error).__name__})")
    if not all(map(readable, (*theorem.hypotheses, theorem.conclusion))):
        missing.append("the statement: a limit that is not alone on the left of an equation")
    further = [name for name in FURTHER if any(FROM_FURTHER[name].search(lemma) for lemma in lemmas)]
    lines = [f"(* {comment(title)} *)", *(f"Require Import {name}." for name in further or LIBRARY[-1:])]
    lines += [f"Set Default Timeout {SECONDS}.", ""]
    lines += [*lemmas, f"Print Assumptions s{len(steps) - 1}."]
    return CoqFile("\n".join(lines) + "\n", len(steps), tuple(missing))


def comment(text: str) -> str:
    """A text that ends no comment, and begins none."""
    return "".join(letter for letter in text if letter.isalnum() or letter in "._- ")
