"""``derive check``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive import __version__
from derive.cli.codes import AS_EXPECTED, BAD_INPUT, FAULT, NOT_AS_EXPECTED, CommandError
from derive.cli.console import COLOURS, Progress, cannot, paint, say, say_json, shown_path, warn
from derive.cli.displays import judged_displays, print_table, table_data, texts_of, write_stamps
from derive.cli.inputs import document_at, files_at, without_included
from derive.cli.selection import check_writable
from derive.printing.points import place_text
from derive.verify.files import write_whole
from derive.verify.words import MARKS, NOTHING_REFUTED, explained, place_in, right_in_words, understood

if TYPE_CHECKING:
    from derive.documents.model import Check, Document, Link
    from derive.verify.answers import Answers
    from derive.verify.cache import Cache
    from derive.verify.checks import CheckedFile
    from derive.verify.displays import JudgedDisplay
    from derive.verify.junit import Case
    from derive.verify.result import LinkVerdict

INDENT = " " * 13


@dataclass(frozen=True)
class Options:
    """How documents are to be checked, and what is to be made of it; as on the command line."""

    effort: float = 1.0
    timeout: float | None = None
    executor: str = "processes"
    jobs: int = 1
    no_cache: bool = False
    show: bool = False
    drafts: bool = False
    no_suggest: bool = False
    require: int | None = None
    certificates: Path | None = None
    as_json: bool = False
    junit: Path | None = None
    github: bool = False
    quiet: bool = False
    durations: int | None = None
    table: bool = False
    stamp: bool = False
    in_place: bool = False


def check_command(paths: Sequence[Path], options: Options) -> int:
    """Verifies the documents, prints a line per link (or JSON, or annotations); the exit code."""
    _refuse_what_cannot_be_written(options)
    cache = _cache(options)
    answers = _answers(cache, options)
    known = {file: answers.of(file) if answers is not None else None for file in files_at(paths)}
    read = without_included([one or document_at(file, options.drafts) for file, one in known.items()])
    documents = _unknown(read)
    if (options.table or options.stamp) and any(document.includes for document in documents):
        raise CommandError("--table and --stamp are for documents in one file: name the files that it includes")
    texts = texts_of(documents, stamp=options.stamp) if options.table or options.stamp else {}
    found: dict[int, LinkVerdict] = {}
    try:
        _verify(documents, options, cache, found)
    except KeyboardInterrupt:
        if not options.as_json:
            _print(read, found, options)
        raise
    files = _print(read, found, options)
    if answers is not None:
        answers.keep(files)
    displays = judged_displays(files, texts) if texts else {}
    stamped = write_stamps(files, texts, displays, in_place=options.in_place) if options.stamp else []
    if options.as_json:
        say_json(_with_displays(as_data(files), displays if options.table else {}))
    else:
        if options.table:
            print_table(displays)
        for line in stamped:
            say(line)
    try:
        if options.junit is not None:
            from derive.verify.junit import junit_xml

            write_whole(options.junit, junit_xml("derive check", list(_cases(files))).encode())
        if options.certificates is not None:
            _write_certificates(files, options.certificates)
    except OSError as error:
        raise CommandError(cannot("write", Path(error.filename or "the results"), error)) from None
    return max(exit_code(files), _enough(files, options.require), _accepted(documents))


def _unknown(read: Sequence[Document | CheckedFile]) -> list[Document]:
    """The documents of which no answer was known."""
    from derive.verify.checks import CheckedFile

    return [one for one in read if not isinstance(one, CheckedFile)]


def _cache(options: Options) -> Cache | None:
    """What was found before, unless nobody wants it."""
    from derive.verify.cache import Cache
    from derive.verify.program import Program

    return None if options.no_cache else Cache(Program())


def _answers(cache: Cache | None, options: Options) -> Answers | None:
    """What was found of whole documents before, where it is enough: it has neither statements nor certificates, knows
    no drafts, and what a cluster finds is not kept as one's own."""
    from derive.verify.answers import Answers
    from derive.verify.executors import PROCESSES

    needs_more = options.certificates is not None or options.table or options.stamp or options.drafts
    if cache is None or needs_more or options.executor != PROCESSES:
        return None
    return Answers(cache, options.effort)


def _verify(
    documents: Sequence[Document], options: Options, cache: Cache | None, found: dict[int, LinkVerdict]
) -> None:
    """Puts the verdicts on the links into ``found`` as they come."""
    from derive.verify.checks import Manner, links_of, verify_links
    from derive.verify.errors import PoolError

    links = links_of(documents)
    progress = Progress(len(links), wanted=not options.as_json)
    manner = Manner(options.effort, options.jobs, options.timeout, options.executor)
    try:
        with closing(verify_links(links, manner, cache)) as run:
            for place, verdict in run:
                found[place] = verdict
                progress.done += 1
                progress.tick()
        if not options.no_suggest and any(verdict.verdict in ("refuted", "undecided") for verdict in found.values()):
            from derive.suggest import suggested

            found.update(suggested(documents, found, manner, cache))
    except PoolError as error:
        raise CommandError(str(error)) from None
    finally:
        progress.clear()


def _print(
    read: Sequence[Document | CheckedFile], found: Mapping[int, LinkVerdict], options: Options
) -> list[CheckedFile]:
    """Prints what was found, for people; the documents with it."""
    from derive.verify.checks import CheckedFile, checked, links_of

    fresh = iter(checked(_unknown(read), found))
    files = [one if isinstance(one, CheckedFile) else next(fresh) for one in read]
    done = len(links_of([file.document for file in files]))
    total = len(links_of([one.document if isinstance(one, CheckedFile) else one for one in read]))
    if not options.as_json:
        for file in files:
            _print_file(file, options)
        _print_durations(files, options.durations or 0)
        say(_summary(files) if done == total else f"after {done} of {total} links: {_listed(files)}")
    return files


def _refuse_what_cannot_be_written(options: Options) -> None:
    """Raises CommandError, before anything is verified, where the results could not be kept."""
    if options.in_place and not options.stamp:
        raise CommandError("--in-place says where stamps go: write --stamp --in-place")
    if options.drafts and (options.table or options.stamp):
        raise CommandError("nothing is machine-checked that rests on a draft: --table and --stamp go without --drafts")
    junit = options.junit
    if junit is not None and junit.is_dir():
        raise CommandError(f"--junit takes a file, and {junit} is a folder")
    for folder in (options.certificates, junit.parent if junit is not None else None):
        if folder is not None:
            check_writable(folder)


def _enough(checked: Sequence[CheckedFile], required: int | None) -> int:
    """Whether there are as many checks as there have to be, as an exit code."""
    found = sum(len(file.document.checks) for file in checked)
    if required is None or found >= required:
        return AS_EXPECTED
    checks = "check was" if found == 1 else "checks were"
    warn(f"{found} {checks} found, and --require asks for {required}; is a directive missing, or unreadable?")
    return NOT_AS_EXPECTED


def _accepted(documents: Sequence[Document]) -> int:
    """Whether all that was taken for said is said, as an exit code: what rests on a draft never is as expected."""
    drafts = sum(document.drafts for document in documents)
    if not drafts:
        return AS_EXPECTED
    them, marks = ("it", "its question mark") if drafts == 1 else ("them", "their question marks")
    warn(f"{drafts} draft{'s' * (drafts > 1)} taken as accepted; remove {marks} to accept {them}")
    return NOT_AS_EXPECTED


def exit_code(checked: Sequence[CheckedFile]) -> int:
    """0 every check as its author expects, 1 some not, 2 something unreadable, 3 a fault; the highest."""
    from derive.verify.checks import as_expected

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
    messages: list[tuple[str, int, int, int, list[str]]] = []
    for error in file.document.errors:
        head = paint(f"{place_in(name, error)}: unreadable:", "red")
        messages.append(
            (error.file, error.cell, error.line, error.column, [f"{head} {error.message}{_coded(error.code)}"])
        )
        if options.github:
            messages[-1][4].append(_annotation("error", error.file or name, error.line, error.message))
    for check, link, verdict, surprise in _judged(file):
        if (options.quiet or options.table) and not surprise and verdict.verdict != "unreadable":
            continue
        lines = list(_link_lines(name, link, verdict, check.draft))
        if surprise and check.expected == "refuted":
            lines.append(f"{INDENT}{NOTHING_REFUTED}")
        if options.show:
            lines += [f"{INDENT}{line}" for line in understood(link)]
            lines += [f"{INDENT}proved by {', '.join(verdict.by)}"] if verdict.by else []
        if options.github and (surprise or verdict.verdict == "unreadable"):
            lines.append(_link_annotation(name, check, link, verdict))
        messages.append((link.file, link.cell, link.line, link.column, lines))
    for *_, lines in sorted(messages, key=lambda message: message[:4]):
        for line in lines:
            say(line)


def _judged(file: CheckedFile) -> Iterator[tuple[Check, Link, LinkVerdict, bool]]:
    """The links of a file, each with its check, its verdict, and whether that is another than its author expects."""
    from derive.verify.checks import surprises

    for check, verdicts in zip(file.document.checks, file.verdicts, strict=True):
        for link, verdict, surprise in zip(check.links, verdicts, surprises(check, verdicts), strict=True):
            yield check, link, verdict, surprise


def _print_durations(files: Sequence[CheckedFile], most: int) -> None:
    """Prints the links that took longest when they were verified, if that was asked for."""
    timed = [(verdict.seconds, file.document.file, link) for file in files for _, link, verdict in _links(file)]
    for seconds, file, link in sorted(timed, key=lambda one: -one[0])[:most]:
        say(f"{seconds:8.2f} s  {place_in(shown_path(file), link)}  {' '.join(link.latex.split())}")


def _link_lines(name: str, link: Link, verdict: LinkVerdict, draft: bool) -> Iterator[str]:
    mark = paint(f"{MARKS[verdict.verdict]} {verdict.verdict:<10}", COLOURS[verdict.verdict])
    yield f"{mark} {place_in(name, link)}  {' '.join(link.latex.split())}{'  (draft)' * draft}"
    if verdict.verdict != "proved":
        yield from (f"{INDENT}{line}" for line in (*explained(verdict), *right_in_words(verdict)))


def _coded(code: str) -> str:
    """The code of a refusal, as it stands behind its message."""
    return f" [{code}]" if code else ""


def _link_annotation(name: str, check: Check, link: Link, verdict: LinkVerdict) -> str:
    level = "warning" if verdict.verdict == "undecided" else "error"
    why = [*explained(verdict)[:1], *right_in_words(verdict)]
    return _annotation(level, link.file or name, link.line, f"{verdict.verdict}: {_said(check, link, why)}")


def _said(check: Check, link: Link, why: Sequence[str]) -> str:
    """A link that is not as expected, and why, in a line."""
    reasons = [*why, *([NOTHING_REFUTED] if check.expected == "refuted" else [])]
    return f"{' '.join(link.latex.split())} ({'; '.join(reasons)})"


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
    from derive.verify.checks import as_expected

    counts = _counts(checked)
    total = sum(counts.values()) - sum(len(file.document.errors) for file in checked)
    judged = [(c, v) for file in checked for c, v in zip(file.document.checks, file.verdicts, strict=True)]
    surprises = sum(not as_expected(check, verdicts) for check, verdicts in judged)
    tail = f"; {surprises} of {len(judged)} checks not as expected" if surprises else ""
    links, files = "link" if total == 1 else "links", "file" if len(checked) == 1 else "files"
    return f"{total} {links} in {len(checked)} {files}: {_listed(checked)}{tail}"


def _listed(checked: Sequence[CheckedFile]) -> str:
    counts = _counts(checked)
    return ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count) or "nothing to check"


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
            place = {"line": check.line, **_cell(check.cell), **_file(check.file)}
            checks.append({"index": check.index, **place, "expected": check.expected, "links": links})
        files.append({"file": file.document.file, "checks": checks, "errors": _errors(file)})
    return {"version": __version__, "files": files, "summary": _counts(checked)}


def _with_displays(data: dict[str, Any], displays: Mapping[str, Sequence[JudgedDisplay]]) -> dict[str, Any]:
    """The results with the displays of each document, where they were asked for."""
    for file in data["files"]:
        if file["file"] in displays:
            file.update(table_data(displays[file["file"]], file["file"]))
    return data


def _errors(file: CheckedFile) -> list[dict[str, Any]]:
    """All that is unreadable in a file: what was not understood, and links whose readings disagree."""
    found = [(one.file, one.cell, one.line, one.column, one.message, one.code) for one in file.document.errors]
    found += [
        (link.file, link.cell, link.line, link.column, verdict.reason, verdict.code)
        for _, link, verdict in _links(file)
        if verdict.verdict == "unreadable"
    ]
    return [
        {**_file(name), **_cell(cell), "line": line, "column": column, "message": message, "code": code or None}
        for name, cell, line, column, message, code in sorted(found)
    ]


def _file(name: str) -> dict[str, str]:
    """The file, where that is one that the document includes."""
    return {"file": name} if name else {}


def _cell(number: int) -> dict[str, int]:
    """The cell of a notebook, where there is one."""
    return {"cell": number} if number else {}


def _cases(checked: Sequence[CheckedFile]) -> Iterator[Case]:
    from derive.documents.model import names_of
    from derive.verify.junit import Case

    for file in checked:
        name = file.document.file
        for place in file.document.errors:
            yield Case(name, f"line {place.line}", 0.0, name, place.line, error=f"unreadable: {place.message}")
        checks = file.document.checks
        names = {check.index: name for check, name in zip(checks, names_of(checks), strict=True)}
        for check, link, verdict, surprise in _judged(file):
            why = explained(verdict)
            said = f"{verdict.verdict}: {_said(check, link, why)}"
            found = verdict.counterexample
            point = {"point": place_text(found.point).removeprefix("at ")} if found else {}
            yield Case(
                name,
                f"{names[check.index]}, link {link.index + 1}" if len(check.links) > 1 else names[check.index],
                verdict.seconds,
                name,
                link.line,
                failure=said if surprise and not verdict.fault else "",
                error=said if verdict.fault else "",
                properties={"formula": link.latex, **point},
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
