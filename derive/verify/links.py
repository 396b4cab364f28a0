"""The verdict on a link of a document: from those on its readings, and on the statements of each."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from derive import work
from derive.documents.errors import DISAGREEING
from derive.documents.meaning.scope import NUMBER_PI, OTHER_MEMBERS
from derive.documents.model import Link, Reading
from derive.language.instance import flat
from derive.language.relations import AT_LEAST, AT_MOST, CONVERSE, DENIED, LESS, MORE, sign_named
from derive.language.statement import Statement
from derive.printing.points import place_text
from derive.verify.attempts import QUICK, verify_statement
from derive.verify.beside import fault_beside
from derive.verify.limits import ALLOWANCE
from derive.verify.result import PASSES, LinkVerdict, ReadingVerdict

ORDERS = {
    **{sign.name: sign for sign in (LESS, AT_MOST, MORE, AT_LEAST)},
    **{f"{sign.name}0": sign for sign in (LESS, AT_MOST, MORE, AT_LEAST)},
}
"""The relations of links that have an order of their sides; with 0 behind, those of quadratic forms."""

OPAQUE = "it depends on a function that nothing defines: define it, or declare the number with 'let'"

MEMBERS = (
    "it fails for the members of the family that are written, and what is assumed of the family holds of others, too, "
    "which may exclude this: declare each member by itself where there are no others"
)


def verify_link(link: Link, effort: float = 1.0, said: LinkVerdict | None = None) -> LinkVerdict:
    """The verdict on a link: on each of its readings, which share the work of this effort, and what follows from them
    together. What is ``said`` of the link elsewhere is checked."""
    start, end = time.monotonic(), work.done() + ALLOWANCE * effort
    known: dict[Statement, LinkVerdict] = {}
    verdicts: list[LinkVerdict] = []
    with work.effort(effort):
        for place, reading in enumerate(link.readings):
            share = (end - work.done()) / (len(link.readings) - place)
            for statement in reading.statements:
                if statement not in known:
                    known[statement] = verify_statement(statement, share, said)
            verdicts.append(_of_reading(reading, [known[statement] for statement in reading.statements]))
            if verdicts[-1].verdict not in ("undecided", "unreadable"):
                verdicts[-1] = fault_beside(reading.beside, max(work.scaled(QUICK), QUICK)) or verdicts[-1]
    found = in_order_of(link.relation, combined(link.readings, verdicts))
    return replace(found, seconds=round(time.monotonic() - start, 4))


def in_order_of(relation: str, verdict: LinkVerdict) -> LinkVerdict:
    """The verdict with the sides of what fails in the order of the link: the kernel knows x ≥ y as y ≤ x."""
    found = verdict.counterexample
    if found is None or not found.relation or relation not in ORDERS:
        return verdict
    if sign_named(found.relation.removeprefix(DENIED)) is not CONVERSE[ORDERS[relation]]:
        return verdict
    turned = found.exchanged()
    return replace(verdict, counterexample=turned, reason=turned.reason)


def _of_reading(reading: Reading, verdicts: Sequence[LinkVerdict]) -> LinkVerdict:
    """The verdict on a reading. What is refuted with values of which nothing is known is left open: they may be
    related in ways that the point does not respect."""
    verdict = together(_of_cases(reading, verdicts))
    if not reading.opaque or verdict.verdict != "refuted":
        return verdict
    if reading.opaque == {NUMBER_PI}:
        for statement, one in zip(reading.statements, verdicts, strict=True):
            if one is verdict and _fails_at_pi(statement, one):
                return verdict
    return LinkVerdict("undecided", MEMBERS if reading.opaque == {OTHER_MEMBERS} else OPAQUE)


def _of_cases(reading: Reading, verdicts: Sequence[LinkVerdict]) -> list[LinkVerdict]:
    """The verdicts without those on cases that cannot occur, where there are others of the same claim: what is assumed
    contradicts itself there, and not everywhere."""
    found: list[LinkVerdict] = []
    waiting = iter(verdicts)
    for count in reading.cases or (1,) * len(verdicts):
        own = [next(waiting) for _ in range(count)]
        found += [verdict for verdict in own if verdict.verdict != "unreadable"] or own
    return found


def _fails_at_pi(statement: Statement, verdict: LinkVerdict) -> bool:
    """Whether what is refuted with a rational number for π is refuted with π itself."""
    from derive.measure.rigorous.pi import fails_at_pi

    if verdict.counterexample is None or verdict.counterexample.point is None:
        return False
    return fails_at_pi(statement.conclusion, verdict.counterexample.point)


def together(verdicts: Sequence[LinkVerdict]) -> LinkVerdict:
    """The verdict on a reading, all of whose statements have to hold."""
    for verdict in verdicts:
        if verdict.fault:
            return verdict
    for kind in ("refuted", "unreadable", "undecided"):
        for verdict in verdicts:
            if verdict.verdict == kind:
                return verdict
    return LinkVerdict(
        "computed" if any(verdict.verdict == "computed" for verdict in verdicts) else "proved",
        next((verdict.reason for verdict in verdicts if verdict.reason), ""),
        certificates=tuple(certificate for verdict in verdicts for certificate in verdict.certificates),
        by=tuple(sorted({name for verdict in verdicts for name in verdict.by})),
    )


def combined(readings: Sequence[Reading], verdicts: Sequence[LinkVerdict]) -> LinkVerdict:
    """The verdict on a link with these readings, from the verdict on each of them.

    A reading whose hypotheses contradict each other falls away. Proved in one and refuted in another is unreadable;
    where some are undecided and the rest agree, so is the link."""
    said = tuple(
        ReadingVerdict(reading.latex, verdict.verdict, reading.write)
        for reading, verdict in zip(readings, verdicts, strict=True)
    )
    judged = [(own, verdict) for own, verdict in zip(said, verdicts, strict=True) if verdict.verdict != "unreadable"]
    if not judged:
        return replace(verdicts[0], readings=said)
    found = _agreed(judged) if len(judged) > 1 else judged[0][1]
    return replace(found, readings=said)


def _agreed(judged: Sequence[tuple[ReadingVerdict, LinkVerdict]]) -> LinkVerdict:
    """The verdict that follows from those on several readings."""
    kinds = {verdict.verdict for _, verdict in judged}
    for own, verdict in judged:
        if verdict.fault:
            return replace(verdict, reason=f"in the reading {own.latex}: {verdict.reason}")
    if "refuted" in kinds and kinds & set(PASSES):
        each = "; ".join(_outcome(own, verdict) for own, verdict in judged)
        reason = f"this has {len(judged)} readings, and which of them is meant decides whether it holds: {each}"
        return LinkVerdict("unreadable", reason, code=DISAGREEING.code)
    if "undecided" in kinds:
        open_ones = [_outcome(own, verdict) for own, verdict in judged if verdict.verdict == "undecided"]
        reason = f"this has {len(judged)} readings: {'; '.join(open_ones)}"
        return LinkVerdict("undecided", reason)
    if "refuted" in kinds:
        return min((verdict for _, verdict in judged), key=_height)
    return together([verdict for _, verdict in judged])


def _outcome(own: ReadingVerdict, verdict: LinkVerdict) -> str:
    """What becomes of a reading, and how to write it."""
    where = f" {place_text(verdict.counterexample.point)}" if verdict.counterexample else ""
    why = f" ({verdict.reason})" if verdict.verdict == "undecided" and verdict.reason else ""
    write = f" (to mean it, write {own.write})" if own.write else ""
    return f"{own.latex} is {verdict.verdict}{where}{why}{write}"


def _height(verdict: LinkVerdict) -> tuple[int, int, int]:
    """How large a counterexample is: in size, then in the numbers."""
    point = verdict.counterexample.point if verdict.counterexample else None
    if point is None:
        return 0, 0, 0
    numbers = [entry for value in point.values.values() for entry in flat(value)]
    heights = [max(abs(number.numerator), number.denominator) for number in numbers]
    return max(point.sizes.values(), default=0), max(heights, default=0), sum(heights)
