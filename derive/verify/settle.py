"""How each kind of evidence is settled: what a claim rests on, and what verifying it finds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import singledispatch
from typing import Any

from derive.kernel.terms import Node, free_variables
from derive.language.claims import Claim
from derive.language.evidence import Computation, Denial, Evidence, Execution, IllTyped, Informal, Proof, Run, Search
from derive.language.instance import Instance
from derive.language.lines import THEREFORE
from derive.measure.ground.opened import open_statement
from derive.measure.measure import measurable, measure
from derive.measure.rigorous.decide import decide as decide_at
from derive.measure.witness.measurement import Measurement
from derive.printing.points import assignments
from derive.refute.equality import prove_equal
from derive.refute.search import Refutation, refute, refuted_at
from derive.verify.certify import certify, rules_used
from derive.verify.confirm import confirm
from derive.verify.limits import ALLOWANCE, MORE, SECOND, limit_reached
from derive.verify.page import printed, written
from derive.verify.result import Counterexample, Holds, Line, Numeric, Part
from derive.verify.theorems import deny_claim, derive_claim, lemmas_used
from derive.work import done, forget, scaled

SECOND_LOOK = 2 * SECOND
"""How much work goes into the search for a counterexample to what was not proved."""

POINTS = 24
"""At how many points a claim is measured, where its hypotheses admit so many."""

POINTS_OF_A_PART = 8
"""At how many each formula of a claim that states several."""


NOTHING = "nothing is stated but words: give the claim a statement, or a script with @claim.execution"
"""Why there is nothing to settle."""


@dataclass
class Findings:
    """What verifying found, as it grows."""

    verdict: str = "undecided"
    reason: str = ""
    fault: bool = False
    basis: str = "none"
    parts: tuple[Part, ...] = ()
    written: tuple[Node, ...] = ()
    rules: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    numeric: Numeric | None = None
    counterexample: Counterexample | None = None
    holds: tuple[Holds, ...] = ()
    certificate: dict[str, Any] | None = field(default=None)


@singledispatch
def settle(evidence: Evidence, claim: Claim, digits: int, findings: Findings) -> None:
    """Verifies a claim on its evidence, measuring to so many decimal digits; what is found is told to the findings."""
    raise TypeError(f"nobody knows how to settle a claim on {type(evidence).__name__}")


@settle.register
def leave_informal(evidence: Informal, claim: Claim, digits: int, findings: Findings) -> None:
    """A claim that no statement captures is listed, and never counted as proved."""
    findings.verdict, findings.reason = "informal", claim.note or "not a mathematical statement"


@settle.register
def prove_and_measure(evidence: Proof, claim: Claim, digits: int, findings: Findings) -> None:
    """A theorem of exactly the statement, its certificate checked again, and every measurement agrees."""
    if not claim.parts:
        findings.reason = NOTHING
        return
    theorem, derivation = derive_claim(claim)
    statement = claim.statement
    findings.parts, findings.written = printed(derivation, claim.names), written(derivation)
    findings.certificate = certify(theorem, statement.hypotheses, statement.conclusion, claim.id)
    findings.rules, findings.uses = rules_used(theorem), lemmas_used(theorem, derivation)
    decided = sum(measurable(part.conclusion) for part in open_statement(statement))
    count = max(POINTS_OF_A_PART, -(-POINTS // max(decided, 1)))
    confirmation = confirm(statement, digits, count, claim.witness)
    if confirmation.measurement is not None:
        findings.numeric = numeric_of(confirmation.measurement)
    if confirmation.reason:
        findings.fault = confirmation.fault
        findings.reason = confirmation.reason
        if not confirmation.fault:
            findings.reason += "; give a witness point, or mend the hypotheses"
        return
    findings.verdict = "proved"


@settle.register
def refute_by_search(evidence: Search, claim: Claim, digits: int, findings: Findings) -> None:
    """An exact instance at which the statement fails, found by search or given by the script."""
    if evidence.point is not None:
        found = at_point(claim, evidence.point)
        place = ", ".join(f"{name} = {value}" for name, value in assignments(evidence.point))
        failure = (
            f"the point that is given refutes nothing ({place}): it has to give every size, index and variable a value "
            "at which all hypotheses hold and the statement fails"
        )
    else:
        end = done() + scaled(ALLOWANCE)
        found = search(claim, scaled(ALLOWANCE))
        failure = "no counterexample was found" + (f"; {limit_reached()}; {MORE}" if done() > end else "")
    if found is None:
        findings.reason = failure
        return
    findings.verdict = "refuted"
    findings.counterexample = counterexample_to(claim, found)
    findings.reason = found.reason


@settle.register
def deny(evidence: Denial, claim: Claim, digits: int, findings: Findings) -> None:
    """A theorem that the statement is false at a point."""
    theorem, derivation, goal = deny_claim(claim, evidence)
    findings.certificate = certify(theorem, (), goal, claim.id)
    findings.parts, findings.written = printed(derivation, claim.names), written(derivation)
    findings.rules = rules_used(theorem)
    findings.uses = lemmas_used(theorem, derivation)
    findings.verdict, findings.reason = "refuted", claim.note or "the kernel proves the contrary"
    findings.counterexample = Counterexample(
        evidence.at, reason="the kernel proves the contrary there", found_by="script"
    )


@settle.register
def find_ill_typed(evidence: IllTyped, claim: Claim, digits: int, findings: Findings) -> None:
    """The statement cannot be written down: the kernel refuses it with exactly the error that the evidence names."""
    try:
        evidence.build()
    except evidence.error as error:
        if type(error) is not evidence.error or not raised_by_kernel(error):
            findings.reason = f"the error is not the kernel's own: {error}"
            return
        findings.verdict, findings.reason = "refuted", f"ill-typed: {error}"
        findings.counterexample = Counterexample(reason=findings.reason, found_by="script")
        return
    findings.reason = "the statement is well-typed after all"


def raised_by_kernel(error: BaseException) -> bool:
    """Whether it was the kernel that raised an error, and no script."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and str(trace.tb_frame.f_globals.get("__name__")).startswith("derive.kernel.")


@settle.register
def execute(evidence: Execution, claim: Claim, digits: int, findings: Findings) -> None:
    """Float arithmetic is executed, and every check of what it gives has to pass."""
    run = Run()
    evidence.script(run)
    lines = tuple(
        Line(THEREFORE, "", description, "holds" if passed else "FAILS") for description, passed in run.checks
    )
    findings.parts = (Part("Executed", lines),)
    failed = [description for description, passed in run.checks if not passed]
    if failed or not run.checks:
        findings.reason = f"the execution gives something else: {failed[0]}" if failed else "nothing was executed"
        return
    if claim.expected == "refuted":
        findings.verdict, findings.reason = "refuted", run.checks[0][0]
        findings.counterexample = Counterexample(reason=findings.reason, found_by="script")
        return
    findings.verdict, findings.reason = "computed", "every check of what was executed holds"


@settle.register
def compute(evidence: Computation, claim: Claim, digits: int, findings: Findings) -> None:
    """A statement about particular numbers, decided by rigorous enclosure."""
    if not claim.parts:
        findings.reason = NOTHING
        return
    truth = decide_at(claim.statement.conclusion, Instance(), prove_equal)
    if truth is None:
        findings.reason = "the enclosures do not decide the statement"
        return
    findings.verdict = "computed" if truth else "refuted"
    findings.reason = "decided by rigorous enclosure"
    if not truth:
        found = at_point(claim, Instance())
        findings.counterexample = counterexample_to(claim, found) if found is not None else None
    else:
        findings.numeric = numeric_of(measure(claim.statement, digits))


def search(claim: Claim, most: float) -> Refutation | None:
    """The counterexample that so much work finds, whatever was verified before."""
    forget()
    return refute(claim.statement, most, prove_equal)


def at_point(claim: Claim, point: Instance) -> Refutation | None:
    """The point as a counterexample, None where it is none, whatever was verified before."""
    forget()
    return refuted_at(claim.statement, point, prove_equal)


def counterexample_to(claim: Claim, found: Refutation) -> Counterexample:
    """What was found, with the part of the statement that fails where there are several, and without the classes that
    only witness what the statement supposes to exist."""
    conclusions = (part.conclusion for part in open_statement(claim.statement))
    told = {v.name for conclusion in conclusions for v in free_variables(conclusion)} | {*claim.free_names()}
    point = replace(found.instance, indices={name: i for name, i in found.instance.indices.items() if name in told})
    reason = f"{found.where}: {found.reason}" if found.where else found.reason
    return replace(Counterexample.of(found), point=point, reason=reason)


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
        findings.counterexample = counterexample_to(claim, found)
        findings.reason = f"{findings.reason}; the statement is false: {found.reason}"


def numeric_of(measurement: Measurement) -> Numeric:
    """The measurement as plain data."""
    return Numeric(
        measurement.digits,
        measurement.points,
        measurement.sizes,
        measurement.worst_error,
        measurement.margin,
        measurement.skipped_text,
    )
