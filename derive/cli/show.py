"""``derive show``."""

from __future__ import annotations

from collections.abc import Iterator

from derive.cli.codes import AS_EXPECTED
from derive.cli.console import paint, say, shown_path
from derive.cli.selection import Request, outcomes, select
from derive.documents.prose import text_of
from derive.export.coq.record import word_of_coq
from derive.language.lines import OPENINGS, THEREFORE
from derive.language.relations import sign_named
from derive.printing.points import point_text
from derive.printing.titles import marked_title
from derive.report.content import ORIGINS, further_reason, no_certificate
from derive.verify.result import Counterexample, Line, Numeric, Part, Result


def show_command(request: Request) -> int:
    """Prints all there is to say about a claim; the exit code."""
    for outcome in outcomes(select(request)):
        for line in described(outcome.result):
            say(line)
    return AS_EXPECTED


def described(result: Result) -> Iterator[str]:
    """The lines that ``derive show`` prints."""
    yield f"{paint(result.id, 'bold')}  {text_of(marked_title(result.title, result.verdict))}"
    yield ""
    scoped = result.verdict in ("proved", "computed") and result.scope
    verdict = f"{result.verdict}, {result.scope}" if scoped else result.verdict
    yield from _field("verdict", paint(verdict, "green" if result.passed else "red"))
    if not result.passed:
        yield from _field("expected", result.expected)
    yield from _field("reason", text_of(shown_path(further_reason(result))))
    for number, text in enumerate(result.statement_text.splitlines()):
        yield from _field("" if number else "statement", text if result.statement_latex else text_of(text))
    for hypothesis in result.hypotheses_text:
        yield from _field("hypothesis", hypothesis)
    yield from _field("corrected by", result.corrected_by or "")
    yield from _field("note", text_of(result.note))
    for place, part in enumerate(result.parts):
        yield ""
        if heading := text_of(part.heading) or ("" if place else "Derivation"):
            yield paint(heading, "bold")
        yield from shown_lines(part)
    yield ""
    yield paint("Evidence", "bold")
    yield from _evidence(result)


def shown_lines(part: Part) -> Iterator[str]:
    """The lines of a part of a derivation, those under a supposition indented, the reasons below each other."""
    codes = [shown_line(line) for line in part.lines]
    width = max((len(code) for code in codes if len(code) <= 70), default=0)
    for line, code in zip(part.lines, codes, strict=True):
        reason = text_of(line.reason)
        made = "" if line.by.replace("_", " ") in (reason, reason.removesuffix("s")) else line.by
        why = ": ".join(part for part in (made, reason) if part)
        yield f"{code:<{width}}   {paint(f'[{why}]', 'dim')}" if why else code


def shown_line(line: Line) -> str:
    """A line without its reason: "= …", "∴ …", "Suppose …"."""
    indent = "   " * line.depth
    if line.relation in OPENINGS:
        return f"     {indent}{OPENINGS[line.relation]} {line.text}:"
    sign = "∴" if line.relation == THEREFORE else sign_named(line.relation).text if line.relation else ""
    return f"  {indent}{sign:>2} {line.text}"


def _field(name: str, text: str) -> Iterator[str]:
    if text:
        yield f"  {name:<12}  {text}"


def _evidence(result: Result) -> Iterator[str]:
    yield from _field("basis", result.basis)
    yield from _field("rules", ", ".join(result.rules))
    if result.certificate:
        yield from _field("axioms", ", ".join(result.axioms) or "none")
    yield from _field("uses", ", ".join(result.uses))
    if result.numeric:
        yield from _field("measured", _measured(result.numeric))
    if result.counterexample:
        yield from _field("fails at", _instance(result.counterexample))
    yield from _field("stated", result.statement_hash)
    yield from _field("certificate", result.certificate or no_certificate(result))
    yield from _field("Coq", word_of_coq(result.certificate))
    yield from _field("sources", ", ".join(result.sources))
    yield from _field("references", ", ".join(result.references))
    yield from _field("written in", shown_path(result.where))


def _measured(numeric: Numeric) -> str:
    found = [f"worst error {numeric.worst_error}"] if numeric.worst_error else []
    found += [f"smallest margin {numeric.margin}"] if numeric.margin else []
    found += [numeric.skipped] if numeric.skipped else []
    sizes = f", sizes {', '.join(map(str, numeric.sizes))}" if numeric.sizes else ""
    return f"{numeric.points} points at {numeric.digits} digits{sizes}: {', '.join(found) or 'agreement'}"


def _instance(found: Counterexample) -> str:
    place = point_text(found.point) if found.point else ""
    why = f"{found.lhs} {found.relation} {found.rhs} is false" if found.lhs else text_of(found.reason)
    return f"{'; '.join(filter(None, [place, why]))} ({ORIGINS[found.found_by]})"
