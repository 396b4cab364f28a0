"""From a claim to a verdict: theorem and measurement, or counterexample."""

from __future__ import annotations

import time
import traceback

from derive.kernel.certificate import CertificateError
from derive.kernel.terms import KernelError
from derive.language.claims import Claim
from derive.language.derivation import ScriptError
from derive.language.mistakes import told
from derive.printing.formulas import (
    hypotheses_to_latex,
    hypotheses_to_text,
    met_in,
    statement_to_latex,
    statement_to_text,
)
from derive.verify.cache import Outcome
from derive.verify.certify import certificate_hash, statement_hash, words_hash
from derive.verify.reasons import reason_of
from derive.verify.result import Result
from derive.verify.settle import Findings, second_look, settle
from derive.verify.theorems import asked_last


def verify_claim(claim: Claim, digits: int) -> Outcome:
    """The verdict on a claim, measured to so many decimal digits, and its certificate if it has one."""
    start = time.perf_counter()
    findings = Findings(basis=claim.evidence.basis)
    try:
        settle(claim.evidence, claim, digits, findings)
    except KernelError as error:
        findings.verdict = "undecided"
        why = reason_of(error, claim.statement.hypotheses, claim.names)
        findings.reason = f"{where_in(claim, error)}{why}{what_follows(claim, findings)}"
    except (ScriptError, CertificateError) as error:
        findings.verdict, findings.reason = "undecided", f"{where_in(claim, error)}{error}"
    except Exception as error:
        findings.verdict = "undecided"
        findings.reason = f"{where_in(claim, error)}{told(error)}"
    if findings.verdict == "undecided" and claim.expected == "proved" and not findings.fault:
        second_look(claim, findings)
    return Outcome(result_of(claim, findings, time.perf_counter() - start), findings.certificate)


def what_follows(claim: Claim, findings: Findings) -> str:
    """The nearest lines that follow, where a line of the script does not, in words; the findings are told of them."""
    from derive.verify.nearest import in_words, nearest_lines

    asked = asked_last(claim)
    lines = [] if asked is None else nearest_lines(asked)
    findings.holds = tuple(line.as_data(claim.names) for line in lines)
    return in_words(lines, claim.names)


def where_in(claim: Claim, error: BaseException) -> str:
    """file:line of the script's line that failed, as a prefix."""
    file, _, line = claim.where.rpartition(":")
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename == file:
            line = str(frame.lineno)
    return f"{file}:{line}: "


def result_of(claim: Claim, findings: Findings, seconds: float) -> Result:
    """The result of verifying a claim."""
    statement = claim.statement
    names = met_in(claim.names, (*statement.hypotheses, *claim.parts, *findings.written))
    letters = claim.letters
    if findings.verdict != "proved" and findings.basis != "theorem":
        findings.certificate = None
    return Result.of(
        claim,
        findings.verdict,
        reason=findings.reason,
        fault=findings.fault,
        basis=findings.basis,
        scope=claim.scope,
        statement_latex=statement_to_latex(statement, names, letters) if claim.parts else "",
        statement_text=statement_to_text(statement, names, letters) if claim.parts else claim.says,
        hypotheses_latex=hypotheses_to_latex(statement.hypotheses, claim.names, claim.parts, letters),
        hypotheses_text=hypotheses_to_text(statement.hypotheses, claim.names, claim.parts, letters),
        parts=findings.parts,
        rules=findings.rules,
        uses=findings.uses,
        numeric=findings.numeric,
        counterexample=findings.counterexample,
        holds=findings.holds,
        certificate=None if findings.certificate is None else certificate_hash(findings.certificate),
        statement_hash=hash_of(claim),
        seconds=round(seconds, 4),
    )


def hash_of(claim: Claim) -> str:
    """The hash of what a claim states, in formulas or in words."""
    if claim.parts:
        return statement_hash(claim.statement.hypotheses, claim.statement.conclusion)
    return words_hash(claim.says or claim.title)
