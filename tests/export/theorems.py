"""Theorems for the tests of the export: those of claims, and false ones, made by a kernel that believes everything."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from derive.export.coq.export import export
from derive.kernel.theorem import Theorem
from derive.library import discover
from derive.verify.theorems import theorem_of

CORE = (
    "softmax.shift-invariance",
    "softmax.jacobian",
    "ce.gradient",
    "ce.hessian-psd",
    "ce.hessian-null-vector",
    "maxent.softmax",
    "lse.gradient",
)


@cache
def theorem(claim_id: str) -> Theorem:
    """The theorem of a claim of the library."""
    return next(theorem_of(claim) for claim in discover().claims if claim.id == claim_id)


@cache
def text(claim_id: str) -> str:
    """The file of a claim, read back."""
    found = export(theorem(claim_id), claim_id)
    assert not found.reason, found.reason
    return found.text


def accepted(folder: Path, texts: Mapping[str, str]) -> set[str]:
    """Which of several files Coq accepts whole, in one session, in which an error ends only the proof it stands in."""
    lines = ["Require Import DeriveLemmas."]
    for name, content in texts.items():
        body = [line for line in content.splitlines() if not line.startswith(("(*", "Require", "Print"))]
        last = [line.split()[1] for line in body if line.startswith("Lemma ")][-1]
        proofs = (f"{line}\nAbort All." if line.startswith("Proof.") else line for line in body)
        lines += [f"Module {name}.", *proofs, f"End {name}.", f"Check {name}.{last}."]
    command = ["coqtop", "-q"]
    answer = subprocess.run(command, cwd=folder, input="\n".join(lines), capture_output=True, text=True, check=False)
    return names_in(answer.stdout)


def names_in(output: str) -> set[str]:
    """The modules whose last lemma was found."""
    return set(re.findall(r"^(\w+)\.s\d+\n? *:", output, re.MULTILINE))


def texts_of(theorems: Iterable[tuple[str, Theorem]]) -> tuple[dict[str, str], set[str]]:
    """The files of theorems, and those that could not be exported."""
    made, refused = dict[str, str](), set[str]()
    for name, proved in theorems:
        found = export(proved, name)
        if found.reason:
            refused.add(name)
        else:
            made[name] = found.text
    return made, refused
