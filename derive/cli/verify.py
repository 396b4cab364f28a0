"""``derive verify``."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive import __version__
from derive.cli.codes import AS_EXPECTED, BAD_INPUT, FAULT, NOT_AS_EXPECTED, CommandError
from derive.cli.console import cannot, fitted, is_terminal, paint, say, say_json, shown_path, warn
from derive.cli.selection import Interrupted, Request, check_writable, outcomes, select
from derive.printing.titles import marked_title

if TYPE_CHECKING:
    from derive.cli.coq import Verdict
    from derive.library import Problem
    from derive.verify.cache import Cache, Outcome
    from derive.verify.result import Result


def verify_command(
    request: Request,
    *,
    as_json: bool,
    junit: Path | None,
    quiet: bool = False,
    durations: int | None = None,
    coq: bool = False,
) -> int:
    """Verifies, prints a line per claim and a summary (or JSON), writes JUnit XML, has Coq prove again what is proved;
    the exit code."""
    if junit is not None and junit.is_dir():
        raise CommandError(f"--junit takes a file, and {junit} is a folder")
    if junit is not None:
        check_writable(junit.parent)
    if coq:
        from derive.cli.coq import require_coq

        require_coq()
    selection = select(request)
    start = time.monotonic()
    width = max((len(claim.id) for claim in selection.listed), default=0)
    titles = {claim.id: claim.title_text for claim in selection.listed}

    def show(outcome: Outcome) -> None:
        if not (as_json or (quiet and outcome.result.passed)):
            say(_line(outcome.result, titles[outcome.result.id], width))
        if not outcome.result.passed:
            warn(failure(outcome.result))

    def sum_up(results: Sequence[Result]) -> None:
        for result in sorted(results, key=lambda result: -result.seconds)[: durations or 0]:
            say(f"{result.seconds:8.2f} s  {result.id}")
        say(_summary(results, len(selection.listed), time.monotonic() - start))

    try:
        found = outcomes(selection, show, quiet=as_json, certificates=coq)
    except Interrupted as interrupted:
        if not as_json:
            sum_up([outcome.result for outcome in interrupted.outcomes])
        raise
    results = [outcome.result for outcome in found]
    if not as_json:
        sum_up(results)
    verdicts = by_coq(found, selection.cache, request.jobs, show=not as_json) if coq else {}
    if as_json:
        data = as_data(results)
        for claim in data["claims"]:
            claim |= _coq_data(verdicts.get(claim["id"]))
        say_json(data)
    if junit is not None:
        _write_junit(junit, results, selection.problems)
    return max(exit_code(results, selection.problems), *(verdict.code for verdict in verdicts.values()), AS_EXPECTED)


def by_coq(found: Sequence[Outcome], cache: Cache | None, jobs: int, show: bool) -> dict[str, Verdict]:
    """What Coq says of each claim that is proved, by id; printed as soon as it is known."""
    from derive.cli.coq import exporting, proved_again

    verdicts: dict[str, Verdict] = {}
    with exporting(cache) as exporter:
        for verdict in proved_again(exporter, found, jobs):
            verdicts[verdict.label] = verdict
            if show:
                verdict.show()
    return verdicts


def exit_code(results: Sequence[Result], problems: Sequence[Problem]) -> int:
    """0 all passed, 1 some did not, 2 a claim file is broken, 3 a fault; the highest."""
    if any(result.fault for result in results):
        return FAULT
    if problems:
        return BAD_INPUT
    return AS_EXPECTED if all(result.passed for result in results) else NOT_AS_EXPECTED


def failure(result: Result) -> str:
    """One line on why a claim did not meet its expectation, with the place to look at."""
    from derive.documents.prose import text_of
    from derive.printing.points import point_text

    reason = " ".join(result.reason.split())
    place = result.where
    if step := re.match(r"(\S.*?\.py:\d+): ", reason):  # the line of the script says more than that of the claim
        place, reason = step[1], reason[step.end() :]
    found = result.counterexample
    if found is not None and found.point is not None and (point := point_text(found.point)):
        reason += f": {point}"
    said = result.id if result.fault else f"{result.id} is {result.verdict}, not {result.expected}"
    return shown_path(f"{place}: {said}: {text_of(reason)}")


def _line(result: Result, title: str, width: int) -> str:
    style = "loud" if result.fault else "green" if result.passed else "red"
    mark = "✓" if result.passed else "✗"
    verdict = f"{mark} {result.verdict:<9}"
    title = marked_title(title, result.verdict)
    rest = fitted(f"{verdict}  {result.id:<{width}}  {result.seconds:6.2f} s  {title}")[len(verdict) :]
    return paint(verdict, style) + rest


def _summary(results: Sequence[Result], total: int, seconds: float) -> str:
    passed = sum(result.passed for result in results)
    failed = len(results) - passed
    verdicts = [result.verdict for result in results]
    kinds = ", ".join(
        f"{verdicts.count(verdict)} {verdict}"
        for verdict in ("proved", "computed", "refuted", "informal", "undecided")
        if verdict in verdicts
    )
    claims = "1 claim" if len(results) == 1 else f"{len(results)} claims"
    if len(results) < total:
        claims = f"after {len(results)} of {total} claims"
    text = f"{claims}: {passed} passed, {failed} failed" + (f" ({kinds})" if kinds else "")
    if is_terminal(sys.stdout):
        text += f" in {seconds:.1f} s"
    return paint(text, "bold")


def as_data(results: Sequence[Result]) -> dict[str, Any]:
    """The results as the JSON of ``derive verify --json``."""
    passed = sum(result.passed for result in results)
    return {
        "version": __version__,
        "claims": [claim_data(result) for result in results],
        "summary": {"passed": passed, "failed": len(results) - passed},
    }


def _coq_data(verdict: Verdict | None) -> dict[str, Any]:
    """What Coq says of a claim, where it was asked."""
    return {} if verdict is None else {"coq": verdict.to_json()}


def claim_data(result: Result) -> dict[str, Any]:
    """A claim in ``--json``."""
    from derive.verify.result import shares

    numeric = result.numeric
    return {
        "id": result.id,
        "title": result.title,
        "expected": result.expected,
        "verdict": result.verdict,
        "passed": result.passed,
        "scope": result.scope,
        "basis": result.basis,
        "hypotheses": list(result.hypotheses_text),
        "steps": steps(result),
        "rules": list(result.rules),
        "axioms": list(result.axioms),
        "uses": list(result.uses),
        "derivation": asdict(shares(result.parts)),
        "symbolic_seconds": round(result.seconds, 3),
        "numeric": numeric
        and {
            "digits": numeric.digits,
            "points": numeric.points,
            "sizes": list(numeric.sizes),
            "worst_error": numeric.worst_error,
        },
        "counterexample": result.counterexample.to_json() if result.counterexample else None,
        "holds": [asdict(one) for one in result.holds],
        "corrected_by": result.corrected_by,
        "statement_hash": result.statement_hash,
        "sources": list(result.sources),
        "certificate": result.certificate,
    }


def steps(result: Result) -> int:
    """How many steps the derivation takes: its lines that follow from a line before, or from what is supposed."""
    from derive.language.lines import OPENINGS

    return sum(line.relation not in ("", *OPENINGS) for part in result.parts for line in part.lines)


def _write_junit(path: Path, results: Sequence[Result], problems: Sequence[Problem]) -> None:
    from derive.verify.files import write_whole
    from derive.verify.junit import Case, junit_xml

    cases = []
    for problem in problems:
        file = shown_path(problem.file)
        cases.append(Case("claim files", file, 0.0, file, problem.line, error=shown_path(problem.message)))
    for result in results:
        file, _, line = shown_path(result.where).rpartition(":")
        text = "" if result.passed else failure(result)
        cases.append(
            Case(
                group=result.id.partition(".")[0],
                name=result.id,
                seconds=result.seconds,
                file=file,
                line=int(line) if line.isdigit() else 0,
                failure="" if result.fault else text,
                error=text if result.fault else "",
                properties=_properties(result),
            )
        )
    try:
        write_whole(path, junit_xml("derive verify", cases).encode())
    except OSError as error:
        raise CommandError(cannot("write", path, error)) from None


def _properties(result: Result) -> dict[str, str]:
    """What a test case says of a claim: the formula, and the point where it fails."""
    from derive.printing.points import point_text

    found = result.counterexample
    point = {"point": point_text(found.point)} if found is not None and found.point is not None else {}
    return {"formula": result.statement_text, **point}
