"""What a theorem needs beside itself to count as a proof: every measurement agrees, and its hypotheses can hold."""

from __future__ import annotations

from dataclasses import dataclass

from derive.language.instance import Instance
from derive.language.statement import Statement
from derive.measure.ground.opened import open_statement
from derive.measure.measure import measure
from derive.measure.points.sampling import sample_instances
from derive.measure.rigorous.decide import decide
from derive.measure.witness.measurement import Measurement
from derive.printing.points import point_text
from derive.verify.limits import within

NO_WITNESS = "no point was found that satisfies the hypotheses in force"


@dataclass(frozen=True)
class Confirmation:
    """The measurement of a statement that was proved, and ``reason``, which says why it does not count as
    proved, or is empty. ``fault`` where theorem and measurement disagree."""

    measurement: Measurement | None
    reason: str = ""
    fault: bool = False


def confirm(
    statement: Statement, digits: int, count: int, witness: Instance | None = None, most: float | None = None
) -> Confirmation:
    """Measures a proved statement to so many digits at that many points, or at its witness point, with so much
    work where a limit is given."""
    points = None if witness is None else (witness,)

    def measured() -> Measurement:
        return measure(statement, digits, points, count=count)

    measurement = measured() if most is None else within(most, measured)[0]
    if measurement is not None and measurement.disagreements:
        return Confirmation(measurement, fault_text(measurement), fault=True)
    if statement.hypotheses and (measurement is None or measurement.points == 0):
        holds = satisfiable(statement, witness) if most is None else has_witness(statement, most)
        if not holds:
            return Confirmation(measurement, NO_WITNESS)
    return Confirmation(measurement)


def fault_text(measurement: Measurement) -> str:
    """That a theorem and a measurement disagree, with the point."""
    first = measurement.disagreements[0]
    return (
        "FAULT OF THE TOOL: the kernel has a theorem, and the measurement contradicts it: "
        f"{first.lhs} {first.relation} {first.rhs} at {point_text(first.instance)}; please report this"
    )


def satisfiable(statement: Statement, witness: Instance | None = None) -> bool:
    """Whether a point that satisfies all hypotheses is known: the witness, or else one that sampling finds."""
    if witness is not None:
        return all(decide(hypothesis, witness) is True for hypothesis in statement.hypotheses)
    return any(any(True for _ in sample_instances(part, 1)) for part in open_statement(statement))


def has_witness(statement: Statement, most: float) -> bool:
    """Whether sampling finds, with so much work, a point that satisfies all hypotheses."""
    return bool(within(most, lambda: satisfiable(statement))[0])
