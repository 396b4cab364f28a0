"""``derive check``."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive import __version__
from derive.cli.codes import AS_EXPECTED, BAD_INPUT, FAULT, NOT_AS_EXPECTED, CommandError
from derive.cli.console import Progress, cannot, paint, say, say_json, shown_path, warn
from derive.cli.selection import make_folder
from derive.printing.points import place_text
from derive.verify.files import write_whole
from derive.verify.junit import Case, junit_xml
from derive.verify.result import PASSES

if TYPE_CHECKING:
    from derive.documents.model import Check, Document, Link
    from derive.verify.links import CheckedFile
    from derive.verify.result import Holds, LinkVerdict

COLOURS = {"proved": "green", "computed": "green", "refuted": "red", "undecided": "yellow", "unreadable": "red"}
MARKS = {"proved": "✓", "computed": "≈", "refuted": "✗", "undecided": "?", "unreadable": "!"}
INDENT = " " * 13
STANDARD_INPUT = "-"
MARKS_OF_LATEX = (r"\begin{document}", "% derive:")
"""What a text that has no name is read as LaTeX for."""


@dataclass(frozen=True)
class Options:
    """How documents are to be checked, and what is to be made of it; as on the command line."""

    effort: float = 1.0
    timeout: float | None = None
    executor: str = "processes"
    jobs: int = 1
    no_cache: bool = False
    show: bool = False
    no_suggest: bool = False
    require: int | None = None
    certificates: Path | None = None
    as_json: bool = False
    junit: Path | None = None
    github: bool = False


def check_command(paths: Sequence[Path], options: Options) -> int:
    """Verifies the documents, prints a line per link (or JSON, or annotations); the exit code."""
    from derive.suggest import with_suggestions
    from derive.verify.cache import Cache
    from derive.verify.links import check_documents
    from derive.verify.pool import PoolError
    from derive.verify.program import Program

    _refuse_what_cannot_be_written(options)
    documents = _documents(paths)
    progress = Progress(sum(len(check.links) for d in documents for check in d.checks), wanted=not options.as_json)

    def done() -> None:
        progress.done += 1
        progress.tick()

    cache = None if options.no_cache else Cache(Program())
    try:
        checked = check_documents(
            documents,
            effort=options.effort,
            jobs=options.jobs,
            timeout=options.timeout,
            executor=options.executor,
            cache=cache,
            done=done,
        )
        if not options.no_suggest:
            checked = with_suggestions(checked, effort=options.effort, jobs=options.jobs, cache=cache)
    except PoolError as error:
        raise CommandError(str(error)) from None
    finally:
        progress.clear()
    if options.as_json:
        say_json(as_data(checked))
    else:
        for file in checked:
            _print_file(file, options)
        say(_summary(checked))
    try:
        if options.junit is not None:
            write_whole(options.junit, junit_xml("derive check", list(_cases(checked))).encode())
        if options.certificates is not None:
            _write_certificates(checked, options.certificates)
    except OSError as error:
        raise CommandError(cannot("write", Path(error.filename or "the results"), error)) from None
    return max(exit_code(checked), _enough(checked, options.require))


def _refuse_what_cannot_be_written(options: Options) -> None:
    """Raises CommandError, before anything is verified, where the results could not be kept."""
    junit = options.junit
    if junit is not None and junit.is_dir():
        raise CommandError(f"--junit takes a file, and {junit} is a folder")
    for folder in (options.certificates, junit.parent if junit is not None else None):
        if folder is not None:
            make_folder(folder)


def _documents(paths: Sequence[Path]) -> list[Document]:
    """The documents at the paths, read; raises CommandError where there is none."""
    from derive.documents.files import documents_in
    from derive.documents.reader import read_document

    for path in paths:
        if str(path) != STANDARD_INPUT and not path.exists():
            raise CommandError(f"there is no file or folder {path}; give the path of a Markdown or LaTeX document")
    files = documents_in(paths)
    if not files:
        raise CommandError("the folders hold no Markdown or LaTeX document (.md, .markdown, .tex)")
    return [_standard_input() if str(file) == STANDARD_INPUT else read_document(file) for file in files]


def _standard_input() -> Document:
    """What standard input holds, read as a document."""
    from derive.documents.reader import LARGEST_FILE, read_text

    content = sys.stdin.buffer.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise CommandError(f"standard input is larger than {LARGEST_FILE // 1_000_000} MB; split it")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"byte {error.start} of standard input is not UTF-8 text; save it as UTF-8") from None
    ending = ".tex" if any(mark in text for mark in MARKS_OF_LATEX) else ".md"
    return replace(read_text(text, STANDARD_INPUT + ending), file=STANDARD_INPUT)


def _enough(checked: Sequence[CheckedFile], required: int | None) -> int:
    """Whether there are as many checks as there have to be, as an exit code."""
    found = sum(len(file.document.checks) for file in checked)
    if required is None or found >= required:
        return AS_EXPECTED
    checks = "check was" if found == 1 else "checks were"
    warn(f"{found} {checks} found, and --require asks for {required}; is a directive missing, or unreadable?")
    return NOT_AS_EXPECTED


def exit_code(checked: Sequence[CheckedFile]) -> int:
    """0 every check as its author expects, 1 some not, 2 something unreadable, 3 a fault; the highest."""
    from derive.verify.links import as_expected

    verdicts = [verdict for file in checked for links in file.verdicts for verdict in links]
    if any(verdict.fault for verdict in verdicts):
        return FAULT
    if any(file.document.errors for file in checked) or any(v.verdict == "unreadable" for v in verdicts):
        return BAD_INPUT
    expected = all(
        as_expected(c, v) for file in checked for c, v in zip(file.document.checks, file.verdicts, strict=True)
    )
    return AS_EXPECTED if expected else NOT_AS_EXPECTED


def _links(file: CheckedFile) -> Iterator[tuple[Check, Link, LinkVerdict]]:
    for check, verdicts in zip(file.document.checks, file.verdicts, strict=True):
        for link, verdict in zip(check.links, verdicts, strict=True):
            yield check, link, verdict


# For people --------------------------------------------------------------------------------------


def _print_file(file: CheckedFile, options: Options) -> None:
    name = shown_path(file.document.file)
    messages: list[tuple[int, int, list[str]]] = []
    for error in file.document.errors:
        head = paint(f"{name}:{error.line}:{error.column}: unreadable:", "red")
        messages.append((error.line, error.column, [f"{head} {error.message}{_coded(error.code)}"]))
        if options.github:
            messages[-1][2].append(_annotation("error", name, error.line, error.message))
    for check, link, verdict in _links(file):
        lines = list(_link_lines(name, link, verdict))
        if options.show:
            lines += _understood(link)
            lines += [f"{INDENT}proved by {', '.join(verdict.by)}"] if verdict.by else []
        if options.github:
            lines += _link_annotations(name, check, link, verdict)
        messages.append((link.line, link.column, lines))
    for _, _, lines in sorted(messages, key=lambda message: message[:2]):
        for line in lines:
            say(line)


def _link_lines(name: str, link: Link, verdict: LinkVerdict) -> Iterator[str]:
    mark = paint(f"{MARKS[verdict.verdict]} {verdict.verdict:<10}", COLOURS[verdict.verdict])
    yield f"{mark} {name}:{link.line}:{link.column}  {' '.join(link.latex.split())}"
    if verdict.verdict == "proved":
        return
    if (found := verdict.counterexample) is not None:
        yield f"{INDENT}{place_text(found.point)}"
        yield f"{INDENT}the left side is {found.lhs}, the right side {found.rhs}"
        for right in verdict.holds:
            yield f"{INDENT}{_holds(right)}"
    elif verdict.reason:
        yield f"{INDENT}{verdict.reason}{_coded(verdict.code)}"


def _holds(right: Holds) -> str:
    """What would be right, and in what it differs."""
    if right.change.startswith("if "):
        return f"it holds {right.change}"
    return f"{right.latex} holds ({right.change})"


def _coded(code: str) -> str:
    """The code of a refusal, as it stands behind its message."""
    return f" [{code}]" if code else ""


def _understood(link: Link) -> Iterator[str]:
    """Each reading of a link in canonical notation, and the hypotheses in force, one a line."""
    from derive.documents.canonical import definitions_latex, hypotheses_latex

    for number, reading in enumerate(link.readings, 1):
        name = f"reading {number}:" if len(link.readings) > 1 else "read as:"
        yield f"{INDENT}{name} {reading.latex}"
        if reading.write:
            yield f"{INDENT}  to mean it, write {reading.write}"
        for statement in reading.statements:
            for line in definitions_latex(statement):
                yield f"{INDENT}  where {line}"
        given = [line for statement in reading.statements for line in hypotheses_latex(statement)]
        for line in dict.fromkeys(given):
            yield f"{INDENT}  given {line}"


def _link_annotations(name: str, check: Check, link: Link, verdict: LinkVerdict) -> Iterator[str]:
    if verdict.verdict in PASSES or (check.expected == "refuted" and verdict.verdict == "refuted"):
        return
    level = "error" if verdict.verdict in ("refuted", "unreadable") else "warning"
    detail = place_text(verdict.counterexample.point) if verdict.counterexample else verdict.reason
    detail = "; ".join([detail, *map(_holds, verdict.holds)])
    yield _annotation(level, name, link.line, f"{verdict.verdict}: {' '.join(link.latex.split())} ({detail})")


def _annotation(level: str, name: str, line: int, message: str) -> str:
    def escaped(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    path = escaped(name).replace(":", "%3A").replace(",", "%2C")
    return f"::{level} file={path},line={line}::{escaped(message)}"


def _counts(checked: Sequence[CheckedFile]) -> dict[str, int]:
    """How many links have each verdict, and how many places were not understood; computed ones only where some are."""
    counts = Counter({"proved": 0, "refuted": 0, "undecided": 0, "unreadable": 0})
    for file in checked:
        counts["unreadable"] += len(file.document.errors)
        for _, _, verdict in _links(file):
            counts[verdict.verdict] += 1
    return dict(counts)


def _summary(checked: Sequence[CheckedFile]) -> str:
    from derive.verify.links import as_expected

    counts = _counts(checked)
    total = sum(counts.values()) - sum(len(file.document.errors) for file in checked)
    judged = [(c, v) for file in checked for c, v in zip(file.document.checks, file.verdicts, strict=True)]
    surprises = sum(not as_expected(check, verdicts) for check, verdicts in judged)
    listed = ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count) or "nothing to check"
    tail = f"; {surprises} of {len(judged)} checks not as expected" if surprises else ""
    links, files = "link" if total == 1 else "links", "file" if len(checked) == 1 else "files"
    return f"{total} {links} in {len(checked)} {files}: {listed}{tail}"


# For programs ------------------------------------------------------------------------------------


def as_data(checked: Sequence[CheckedFile]) -> dict[str, Any]:
    """The results in the form of the JSON output."""
    files = []
    for file in checked:
        checks = []
        for check, verdicts in zip(file.document.checks, file.verdicts, strict=True):
            links = [
                {
                    "index": link.index,
                    "relation": link.relation,
                    "latex": link.latex,
                    "verdict": verdict.verdict,
                    "reason": verdict.reason,
                    "code": verdict.code or None,
                    "readings": [
                        {"reading": own.latex, "verdict": own.verdict, "write": own.write} for own in verdict.readings
                    ],
                    "by": list(verdict.by),
                    "holds": [asdict(right) for right in verdict.holds],
                    "counterexample": verdict.counterexample.of_link_json() if verdict.counterexample else None,
                    "seconds": verdict.seconds,
                }
                for link, verdict in zip(check.links, verdicts, strict=True)
            ]
            checks.append({"index": check.index, "line": check.line, "expected": check.expected, "links": links})
        files.append({"file": file.document.file, "checks": checks, "errors": _errors(file)})
    return {"version": __version__, "files": files, "summary": _counts(checked)}


def _errors(file: CheckedFile) -> list[dict[str, Any]]:
    """All that is unreadable in a file: what was not understood, and links whose readings disagree."""
    found = [(error.line, error.column, error.message, error.code) for error in file.document.errors]
    found += [
        (link.line, link.column, verdict.reason, verdict.code)
        for _, link, verdict in _links(file)
        if verdict.verdict == "unreadable"
    ]
    return [
        {"line": line, "column": column, "message": message, "code": code or None}
        for line, column, message, code in sorted(found)
    ]


def _cases(checked: Sequence[CheckedFile]) -> Iterator[Case]:
    for file in checked:
        name = file.document.file
        for place in file.document.errors:
            yield Case(name, f"line {place.line}", 0.0, name, place.line, error=f"unreadable: {place.message}")
        for check, link, verdict in _links(file):
            wanted = check.expected == "refuted" or verdict.verdict in PASSES
            failure = "" if wanted else f"{verdict.verdict}: {verdict.reason}"
            case_name = f"check {check.index} link {link.index}"
            yield Case(
                name, case_name, verdict.seconds, name, link.line, failure, verdict.reason if verdict.fault else ""
            )


def _write_certificates(checked: Sequence[CheckedFile], folder: Path) -> None:
    from derive.verify.certify import certificate_text

    names = _certificate_names([file.document.file for file in checked])
    for file in checked:
        for check, link, verdict in _links(file):
            for number, certificate in enumerate(verdict.certificates):
                part = f".{number}" if len(verdict.certificates) > 1 else ""
                target = folder / f"{names[file.document.file]}.{check.index}.{link.index}{part}.json"
                write_whole(target, certificate_text(certificate).encode())


def _certificate_names(files: Sequence[str]) -> dict[str, str]:
    """How the certificates of each file begin: with its name, or its whole path where a name is shared."""
    shared = Counter(Path(file).name for file in dict.fromkeys(files))
    return {
        file: Path(file).name if shared[Path(file).name] == 1 else "_".join(Path(file).parts).lstrip("/_")
        for file in files
    }
