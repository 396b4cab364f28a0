"""From a claim to a verdict: theorem and measurement, or counterexample."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from derive.kernel.certificate import CertificateError
from derive.kernel.terms import Formula, KernelError
from derive.language.abbreviation import Abbreviation
from derive.language.certificate import certificate_hash
from derive.language.claims import Claim, Point
from derive.language.derivation import Derivation, ScriptError
from derive.language.execution import Execution
from derive.language.lines import Step
from derive.measure.ground.instance import Instance, Value
from derive.measure.ground.opened import open_statement
from derive.measure.measure import Measurement, measurable, measure
from derive.measure.rigorous.decide import decide as decide_at
from derive.printing.formulas import (
    hypotheses_to_latex,
    hypotheses_to_text,
    relevant,
    statement_to_latex,
    statement_to_text,
    to_latex,
    to_text,
)
from derive.refute.equality import prove_equal
from derive.refute.search import Refutation, refute
from derive.verify.cache import Outcome
from derive.verify.certify import certify, rules_used
from derive.verify.confirm import confirm
from derive.verify.limits import ALLOWANCE, MORE, SECOND
from derive.verify.reasons import reason_of
from derive.verify.result import Counterexample, Line, Numeric, Part, Result
from derive.verify.theorems import deny_claim, derive_claim, lemmas_used
from derive.work import forget, present_effort, scaled

SECOND_LOOK = 2 * SECOND
"""How much work goes into the search for a counterexample to what was not proved."""

POINTS = 24
"""At how many points a claim is measured, where its hypotheses admit so many."""

POINTS_OF_A_PART = 8
"""At how many each formula of a claim that states several."""


@dataclass
class Findings:
    """What verifying found, as it grows."""

    verdict: str = "undecided"
    reason: str = ""
    fault: bool = False
    basis: str = "theorem"
    parts: tuple[Part, ...] = ()
    rules: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    numeric: Numeric | None = None
    counterexample: Counterexample | None = None
    certificate: dict[str, Any] | None = field(default=None)


def verify_claim(claim: Claim, digits: int) -> Outcome:
    """The verdict on a claim, measured to so many decimal digits, and its certificate if it has one."""
    start = time.perf_counter()
    findings = Findings(basis=claim.basis)
    try:
        method(claim)(claim, digits, findings)
    except KernelError as error:
        findings.verdict = "undecided"
        why = reason_of(error, claim.statement.hypotheses, claim.names)
        findings.reason = f"{where_in(claim, error)}{why}"
    except (ScriptError, CertificateError) as error:
        findings.verdict, findings.reason = "undecided", f"{where_in(claim, error)}{error}"
    except Exception as error:
        findings.verdict = "undecided"
        findings.reason = f"{where_in(claim, error)}{type(error).__name__}: {error}"
    if findings.verdict == "undecided" and claim.expected == "proved" and not findings.fault:
        second_look(claim, findings)
    return Outcome(result_of(claim, findings, time.perf_counter() - start), findings.certificate)


Method = Callable[[Claim, int, Findings], None]


def method(claim: Claim) -> Method:
    """How a claim is verified."""
    if claim.expected == "informal":
        return leave_informal
    if claim.ill_typed_script is not None:
        return find_ill_typed
    if claim.execution_script is not None:
        return execute
    if claim.denial_script is not None:
        return deny
    if claim.basis == "computation" and claim.script is None:
        return compute
    return refute_by_search if claim.expected == "refuted" else prove_and_measure


def leave_informal(claim: Claim, digits: int, findings: Findings) -> None:
    """A claim that no statement captures is listed, and never counted as proved."""
    findings.verdict, findings.basis, findings.reason = "informal", "none", claim.note or "not a mathematical statement"


def prove_and_measure(claim: Claim, digits: int, findings: Findings) -> None:
    """A theorem of exactly the statement, its certificate checked again, and every measurement agrees."""
    theorem, derivation = derive_claim(claim)
    statement = claim.statement
    findings.parts = printed(derivation, claim.names)
    findings.certificate = certify(theorem, statement.hypotheses, statement.conclusion, claim.id)
    findings.rules, findings.uses = rules_used(theorem), lemmas_used(theorem, derivation)
    decided = sum(measurable(part.conclusion) for part in open_statement(statement))
    count = max(POINTS_OF_A_PART, -(-POINTS // max(decided, 1)))
    confirmation = confirm(statement, digits, count, witness_of(claim))
    if confirmation.measurement is not None:
        findings.numeric = numeric_of(confirmation.measurement)
    if confirmation.reason:
        findings.fault = confirmation.fault
        findings.reason = confirmation.reason
        if not confirmation.fault:
            findings.reason += "; give a witness point, or mend the hypotheses"
        return
    findings.verdict = "proved"


def witness_of(claim: Claim) -> Instance | None:
    """The claim's own witness point, where it gives one; otherwise points are sampled."""
    return None if claim.witness is None else instance_of(claim.witness)


def refute_by_search(claim: Claim, digits: int, findings: Findings) -> None:
    """An exact instance at which the statement fails, found by search or given by the script."""
    hint = None if claim.counterexample is None else instance_of(claim.counterexample)
    found = search(claim, scaled(ALLOWANCE), hint)
    if found is None:
        findings.reason = f"no counterexample was found (effort {present_effort():g}); {MORE}"
        return
    findings.verdict, findings.basis = "refuted", "computation"
    findings.counterexample = counterexample_of(found)
    findings.reason = found.reason


def search(claim: Claim, most: float, hint: Instance | None = None) -> Refutation | None:
    """The counterexample that so much work finds, whatever was verified before."""
    forget()
    return refute(claim.statement, most, hint, prove_equal)


def second_look(claim: Claim, findings: Findings) -> None:
    """A claim that is not proved may be false: then the counterexample says more than the failed step."""
    if not claim.parts:
        return
    try:
        found = search(claim, scaled(SECOND_LOOK))
    except Exception:
        return
    if found is not None:
        findings.verdict, findings.basis = "refuted", "computation"
        findings.counterexample = counterexample_of(found)
        findings.reason = f"{findings.reason}; the statement is false: {found.reason}"


def deny(claim: Claim, digits: int, findings: Findings) -> None:
    """A theorem that the statement, at particular sizes, is false."""
    theorem, derivation, goal = deny_claim(claim)
    findings.certificate = certify(theorem, (), goal, claim.id)
    findings.parts, findings.rules = printed(derivation, claim.names), rules_used(theorem)
    findings.uses = lemmas_used(theorem, derivation)
    findings.verdict, findings.reason = "refuted", claim.note or "the kernel proves the contrary"
    findings.counterexample = Counterexample(
        dict(claim.denied_at), {}, {}, "", "", "", "the kernel proves the contrary at this size", "script"
    )


def find_ill_typed(claim: Claim, digits: int, findings: Findings) -> None:
    """The statement cannot be written down: its shapes disagree."""
    assert claim.ill_typed_script is not None
    try:
        claim.ill_typed_script()
    except KernelError as error:
        findings.verdict, findings.basis = "refuted", "theorem"
        findings.reason = f"ill-typed: {error}"
        findings.counterexample = Counterexample({}, {}, {}, "", "", "", findings.reason, "script")
        return
    findings.reason = "the statement is well-typed after all"


def execute(claim: Claim, digits: int, findings: Findings) -> None:
    """Float arithmetic is executed, and every check of what it gives has to pass."""
    assert claim.execution_script is not None
    execution = Execution()
    claim.execution_script(execution)
    findings.basis = "computation"
    lines = tuple(
        Line("therefore", "", description, "holds" if passed else "FAILS") for description, passed in execution.checks
    )
    findings.parts = (Part("Executed, bit by bit", lines),)
    failed = [description for description, passed in execution.checks if not passed]
    if failed or not execution.checks:
        findings.reason = f"the execution gives something else: {failed[0]}" if failed else "nothing was executed"
        return
    findings.verdict = claim.expected
    if claim.expected == "refuted":
        findings.reason = execution.checks[0][0]
        findings.counterexample = Counterexample({}, {}, {}, "", "", "", execution.checks[0][0], "script")


def compute(claim: Claim, digits: int, findings: Findings) -> None:
    """A statement about particular numbers, decided by rigorous enclosure."""
    findings.basis = "computation"
    truth = decide_at(claim.statement.conclusion, Instance(), prove_equal)
    if truth is None:
        findings.reason = "the enclosures do not decide the statement"
        return
    findings.verdict = "proved" if truth else "refuted"
    findings.reason = "decided by rigorous enclosure"
    if not truth:
        found = search(claim, scaled(SECOND_LOOK), Instance())
        findings.counterexample = counterexample_of(found) if found is not None else None
    else:
        findings.numeric = numeric_of(measure(claim.statement, digits))


def printed(derivation: Derivation, names: Sequence[Abbreviation]) -> tuple[Part, ...]:
    """The lines of a derivation, each printed beside what is assumed there and what is to be concluded."""
    return tuple(
        Part(section.heading, tuple(printed_line(step, names, derivation.goals) for step in section.steps))
        for section in derivation.sections
    )


def printed_line(step: Step, names: Sequence[Abbreviation], goals: Sequence[Formula]) -> Line:
    """A line as LaTeX and as text."""
    beside = (*step.given, *goals)
    return Line(step.relation, to_latex(step.what, names, beside), to_text(step.what, names, beside), step.reason)


def where_in(claim: Claim, error: BaseException) -> str:
    """file:line of the script's line that failed, as a prefix."""
    file, _, line = claim.where.rpartition(":")
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename == file:
            line = str(frame.lineno)
    return f"{file}:{line}: "


def instance_of(point: Point) -> Instance:
    """The exact instance that a claim's point stands for."""

    def exact(value: Any) -> Value:
        return tuple(exact(part) for part in value) if isinstance(value, (list, tuple)) else Fraction(value)

    return Instance(dict(point.sizes), dict(point.indices), {name: exact(v) for name, v in point.values.items()})


def counterexample_of(found: Refutation) -> Counterexample:
    """The counterexample as plain data."""
    data: Mapping[str, Any] = found.instance.to_json()
    return Counterexample(
        data["sizes"],
        data["indices"],
        data["values"],
        found.lhs,
        found.rhs,
        found.relation,
        found.reason,
        "script" if found.found_by == "hint" else found.found_by,
    )


def numeric_of(measurement: Measurement) -> Numeric:
    """The measurement as plain data."""
    return Numeric(
        measurement.digits, measurement.points, measurement.sizes, measurement.worst_error, measurement.margin
    )


def result_of(claim: Claim, findings: Findings, seconds: float) -> Result:
    """The result of verifying a claim."""
    statement = claim.statement
    lines = [line.latex for part in findings.parts for line in part.lines]
    names = relevant(claim.names, (*statement.hypotheses, *claim.parts), lines)
    if findings.verdict != "proved" and findings.basis != "theorem":
        findings.certificate = None
    return Result.of(
        claim,
        findings.verdict,
        reason=findings.reason,
        fault=findings.fault,
        basis=findings.basis,
        scope=claim.scope,
        statement_latex=statement_to_latex(statement, names) if claim.parts else "",
        statement_text=statement_to_text(statement, names) if claim.parts else claim.says,
        hypotheses_latex=hypotheses_to_latex(statement.hypotheses, claim.names, claim.parts),
        hypotheses_text=hypotheses_to_text(statement.hypotheses, claim.names, claim.parts),
        parts=findings.parts,
        rules=findings.rules,
        uses=findings.uses,
        numeric=findings.numeric,
        counterexample=findings.counterexample,
        certificate=None if findings.certificate is None else certificate_hash(findings.certificate),
        seconds=round(seconds, 4),
    )
