"""``derive check``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive import __version__
from derive.cli import AS_EXPECTED, BAD_INPUT, FAULT, NOT_AS_EXPECTED, CommandError
from derive.cli.console import Progress, cannot, paint, say, say_json, shown_path
from derive.cli.selection import make_folder
from derive.verify.files import write_whole
from derive.verify.junit import Case, junit_xml

if TYPE_CHECKING:
    from derive.documents.check import CheckedFile, LinkVerdict
    from derive.documents.model import Check, Link

COLOURS = {"proved": "green", "refuted": "red", "undecided": "yellow", "unreadable": "red"}
MARKS = {"proved": "✓", "refuted": "✗", "undecided": "?", "unreadable": "!"}
MOST_ENTRIES = 12
"""The most entries of an array of a counterexample that are printed one by one."""


def check_command(
    paths: Sequence[Path],
    timeout: float,
    certificates: Path | None,
    as_json: bool,
    junit: Path | None,
    github: bool,
) -> int:
    """Verifies the documents, prints a line per link (or JSON, or annotations); the exit code."""
    from derive.documents.check import check_documents, documents_in
    from derive.documents.reader import read_document

    if junit is not None and junit.is_dir():
        raise CommandError(f"--junit takes a file, and {junit} is a folder")
    for folder in (certificates, junit.parent if junit is not None else None):
        if folder is not None:
            make_folder(folder)
    for path in paths:
        if not path.exists():
            raise CommandError(f"there is no file or folder {path}; give the path of a Markdown or LaTeX document")
    files = documents_in(paths)
    if not files:
        raise CommandError("the folders hold no Markdown or LaTeX document (.md, .markdown, .tex)")
    documents = [read_document(file) for file in files]
    progress = Progress(sum(len(check.links) for d in documents for check in d.checks), wanted=not as_json)

    def done() -> None:
        progress.done += 1
        progress.tick()

    checked = check_documents(documents, timeout, done=done)
    progress.clear()
    if as_json:
        say_json(as_data(checked))
    else:
        for file in checked:
            _print_file(file, github)
        say(_summary(checked))
    try:
        if junit is not None:
            write_whole(junit, junit_xml("derive check", list(_cases(checked))).encode())
        if certificates is not None:
            _write_certificates(checked, certificates)
    except OSError as error:
        raise CommandError(cannot("write", Path(error.filename or "the results"), error)) from None
    return exit_code(checked)


def exit_code(checked: Sequence[CheckedFile]) -> int:
    """0 every check as its author expects, 1 some not, 2 something unreadable, 3 a fault; the highest."""
    from derive.documents.check import as_expected

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


def _print_file(file: CheckedFile, github: bool) -> None:
    name = shown_path(file.document.file)
    messages: list[tuple[int, int, list[str]]] = []
    for error in file.document.errors:
        head = paint(f"{name}:{error.line}:{error.column}: unreadable:", "red")
        messages.append((error.line, error.column, [f"{head} {error.message}"]))
        if github:
            messages[-1][2].append(_annotation("error", name, error.line, error.message))
    for check, link, verdict in _links(file):
        messages.append((link.line, link.column, list(_link_lines(name, check, link, verdict, github))))
    for _, _, lines in sorted(messages, key=lambda message: message[:2]):
        for line in lines:
            say(line)


def _link_lines(name: str, check: Check, link: Link, verdict: LinkVerdict, github: bool) -> Iterator[str]:
    mark = paint(f"{MARKS[verdict.verdict]} {verdict.verdict:<10}", COLOURS[verdict.verdict])
    yield f"{mark} {name}:{link.line}:{link.column}  {' '.join(link.latex.split())}"
    if verdict.verdict == "proved":
        return
    if verdict.counterexample is not None:
        yield f"             at {_point(verdict.counterexample)}"
        sides = verdict.counterexample
        yield f"             the left side is {sides['lhs']}, the right side {sides['rhs']}"
    elif verdict.reason:
        yield f"             {verdict.reason}"
    if github and not (check.expected == "refuted" and verdict.verdict == "refuted"):
        level = "error" if verdict.verdict in ("refuted", "unreadable") else "warning"
        detail = f"at {_point(verdict.counterexample)}" if verdict.counterexample else verdict.reason
        yield _annotation(level, name, link.line, f"{verdict.verdict}: {' '.join(link.latex.split())} ({detail})")


def _point(counterexample: dict[str, Any]) -> str:
    groups = [counterexample.get(group, {}) for group in ("sizes", "indices", "values")]
    return ", ".join(f"{name} = {_value(value)}" for group in groups for name, value in group.items()) or "every point"


def _value(value: Any) -> str:
    """A number, or an array in brackets; of a long one the first and the last entries."""
    if not isinstance(value, (list, tuple)):
        return str(value)
    if len(value) <= MOST_ENTRIES:
        return "(" + ", ".join(map(_value, value)) + ")"
    first, last = ", ".join(map(_value, value[:3])), _value(value[-1])
    return f"({first}, …, {last}; {len(value)} entries)"


def _annotation(level: str, name: str, line: int, message: str) -> str:
    def escaped(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    path = escaped(name).replace(":", "%3A").replace(",", "%2C")
    return f"::{level} file={path},line={line}::{escaped(message)}"


def _counts(checked: Sequence[CheckedFile]) -> dict[str, int]:
    counts = {"proved": 0, "refuted": 0, "undecided": 0, "unreadable": 0}
    for file in checked:
        counts["unreadable"] += len(file.document.errors)
        for _, _, verdict in _links(file):
            counts[verdict.verdict] += 1
    return counts


def _summary(checked: Sequence[CheckedFile]) -> str:
    from derive.documents.check import as_expected

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
                    "counterexample": verdict.counterexample,
                    "seconds": verdict.seconds,
                }
                for link, verdict in zip(check.links, verdicts, strict=True)
            ]
            checks.append({"index": check.index, "line": check.line, "expected": check.expected, "links": links})
        errors = [{"line": e.line, "column": e.column, "message": e.message} for e in file.document.errors]
        files.append({"file": file.document.file, "checks": checks, "errors": errors})
    return {"version": __version__, "files": files, "summary": _counts(checked)}


def _cases(checked: Sequence[CheckedFile]) -> Iterator[Case]:
    for file in checked:
        name = file.document.file
        for place in file.document.errors:
            yield Case(name, f"line {place.line}", 0.0, name, place.line, error=f"unreadable: {place.message}")
        for check, link, verdict in _links(file):
            wanted = check.expected == "refuted" or verdict.verdict == "proved"
            failure = "" if wanted else f"{verdict.verdict}: {verdict.reason}"
            case_name = f"check {check.index} link {link.index}"
            yield Case(
                name, case_name, verdict.seconds, name, link.line, failure, verdict.reason if verdict.fault else ""
            )


def _write_certificates(checked: Sequence[CheckedFile], folder: Path) -> None:
    from derive.language.certificate import certificate_text

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
