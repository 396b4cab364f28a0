"""Certificates of what was proved: written, checked again from what is written, and compared with the statement."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from derive.kernel.certificate import CertificateError, check_certificate
from derive.kernel.terms import Formula
from derive.kernel.theorem import Theorem
from derive.language.certificate import steps_of, write_certificate


def certify(theorem: Theorem, hypotheses: Sequence[Formula], conclusion: Formula, label: str = "") -> dict[str, Any]:
    """The certificate of a theorem, checked again from its written form against what it has to state.

    ``label`` is carried along and proves nothing. Raises CertificateError where the certificate does not
    check, and where it states anything else."""
    certificate = write_certificate(theorem, label)
    checked = check_certificate(json.loads(json.dumps(certificate)))
    if set(checked.hypotheses) != set(hypotheses) or checked.conclusion != conclusion:
        raise CertificateError("the certificate does not state what was to be proved")
    return certificate


def rules_used(theorem: Theorem) -> tuple[str, ...]:
    """The names of the rules that the proof uses, in alphabetical order."""
    return tuple(sorted({step.rule for step in steps_of(theorem)}))
