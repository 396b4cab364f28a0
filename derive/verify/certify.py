"""Certificates of what was proved: theorems as JSON, checked again from what is written, and compared with the
statement.

The kernel's checker, or another program, proves a certificate again. The writer is not trusted: what it writes wrong
is not accepted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from derive.kernel.certificate import FORMAT, CertificateError, check_certificate
from derive.kernel.terms import Formula, Node
from derive.kernel.theorem import Theorem


def certify(theorem: Theorem, hypotheses: Sequence[Formula], conclusion: Formula, label: str = "") -> dict[str, Any]:
    """The certificate of a theorem, checked again from its written form against what it has to state.

    ``label`` is carried along and proves nothing. Raises CertificateError where the certificate does not
    check, and where it states anything else."""
    certificate = write_certificate(theorem, label)
    if not proves(json.loads(json.dumps(certificate)), hypotheses, conclusion):
        raise CertificateError("the certificate does not state what was to be proved")
    return certificate


def proves(certificate: Any, hypotheses: Sequence[Formula], conclusion: Formula) -> bool:
    """Whether a certificate states exactly this, and checks; raises CertificateError or MalformedCertificate where it
    does not check."""
    checked = check_certificate(certificate)
    return set(checked.hypotheses) == set(hypotheses) and checked.conclusion == conclusion


def rules_used(theorem: Theorem) -> tuple[str, ...]:
    """The names of the rules that the proof uses, in alphabetical order."""
    return tuple(sorted({step.rule for step in steps_of(theorem)}))


class _Writer:
    def __init__(self) -> None:
        self.nodes: list[dict[str, Any]] = []
        self.steps: list[dict[str, Any]] = []
        self.node_places: dict[Node, int] = {}
        self.step_places: dict[int, int] = {}
        self.spelled: dict[str, int] = {}

    def value(self, value: object) -> Any:
        """A part of a node or an argument of a rule."""
        if isinstance(value, Theorem):
            return {"step": self.step(value)}
        if isinstance(value, Node):
            return {"node": self.node(value)}
        if isinstance(value, tuple):
            return [self.value(part) for part in value]
        return str(value) if isinstance(value, Fraction) else value

    def node(self, node: Node) -> int:
        """The place of a node in the table."""
        if node not in self.node_places:
            parts = {name: self.value(getattr(node, name)) for name in node.part_names}
            self.nodes.append({"type": type(node).__name__, **parts})
            self.node_places[node] = len(self.nodes) - 1
        return self.node_places[node]

    def step(self, theorem: Theorem) -> int:
        """The place of the step that proves a theorem. What was proved twice, before and after all that is remembered
        was forgotten, is written once: a certificate does not depend on what was verified before."""
        if id(theorem) not in self.step_places:
            step = {"rule": theorem.rule, "arguments": [self.value(argument) for argument in theorem.arguments]}
            place = self.spelled.setdefault(json.dumps(step), len(self.steps))
            if place == len(self.steps):
                self.steps.append(step)
            self.step_places[id(theorem)] = place
        return self.step_places[id(theorem)]


def write_certificate(theorem: Theorem, claim: str = "") -> dict[str, Any]:
    """The certificate of a theorem, as JSON-ready data; ``claim`` is a label and proves nothing."""
    writer = _Writer()
    for step in steps_of(theorem):
        writer.step(step)
    statement = {
        "hypotheses": [writer.value(hypothesis) for hypothesis in theorem.hypotheses],
        "conclusion": writer.value(theorem.conclusion),
    }
    return {"format": FORMAT, "claim": claim, "nodes": writer.nodes, "steps": writer.steps, "statement": statement}


def certificate_text(certificate: dict[str, Any]) -> str:
    """The canonical spelling of a certificate."""
    return json.dumps(certificate, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def certificate_hash(certificate: dict[str, Any]) -> str:
    """The SHA-256 of the canonical spelling, as ``sha256:…``."""
    import hashlib

    return "sha256:" + hashlib.sha256(certificate_text(certificate).encode()).hexdigest()


STATEMENT_FORMAT = "derive-statement-1"


def statement_hash(hypotheses: Sequence[Formula], conclusion: Formula) -> str:
    """The SHA-256 of what is stated, as ``sha256:…``: no proof, title or name of the claim has a part in it. Hypotheses
    are a set, here in the order of their keys; nodes are written as in a certificate."""
    writer = _Writer()
    given = [writer.value(hypothesis) for hypothesis in sorted(set(hypotheses), key=lambda formula: formula.key)]
    statement = {"hypotheses": given, "conclusion": writer.value(conclusion)}
    return certificate_hash({"format": STATEMENT_FORMAT, "nodes": writer.nodes, "statement": statement})


def words_hash(says: str) -> str:
    """As :func:`statement_hash`, of what is stated in words."""
    return certificate_hash({"format": STATEMENT_FORMAT, "says": says})


def steps_of(theorem: Theorem) -> list[Theorem]:
    """The theorem and all those that its proof uses, each once, premises first."""
    found: dict[int, Theorem] = {}
    pending = [(theorem, False)]
    while pending:
        step, complete = pending.pop()
        if complete:
            found[id(step)] = step
        elif id(step) not in found:
            pending.append((step, True))
            pending.extend((premise, False) for premise in reversed([*_premises(step.arguments)]))
    return list(found.values())


def _premises(argument: object) -> Iterator[Theorem]:
    if isinstance(argument, tuple):
        for part in argument:
            yield from _premises(part)
    elif isinstance(argument, Theorem):
        yield argument
