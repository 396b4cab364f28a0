"""Statements written as the links of documents, and what the prover has to do with them."""

from __future__ import annotations

import pytest

from derive.documents.reader import read_text
from derive.kernel.certificate import check_certificate
from derive.kernel.terms import KernelError
from derive.language.statement import Statement
from derive.prover import prove
from derive.verify.certify import write_certificate


def statement(declared: str, formula: str, assumed: str = "") -> Statement:
    """The only link of a check under these declarations."""
    here = f"<!-- derive: assume here {assumed} -->\n" if assumed else ""
    text = f"<!-- derive: let {declared} -->\n\n{here}<!-- derive: check -->\n$$\n{formula}\n$$\n"
    document = read_text(text, "test.md")
    assert not document.errors, document.errors
    ((found,),) = (link.readings[0].statements for link in document.checks[0].links)
    return found


def assert_proved(wanted: Statement) -> None:
    theorem = check_certificate(write_certificate(prove(wanted).theorem))
    assert theorem.conclusion == wanted.conclusion
    assert set(theorem.hypotheses) == set(wanted.hypotheses)


def assert_open(wanted: Statement) -> None:
    with pytest.raises(KernelError):
        prove(wanted)
