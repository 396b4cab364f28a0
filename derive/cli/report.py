"""``derive report`` and ``derive cite``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from derive import __version__
from derive.cli.codes import AS_EXPECTED, NOT_AS_EXPECTED, CommandError
from derive.cli.console import Progress, say, warn
from derive.cli.defaults import default_jobs
from derive.cli.selection import Request, make_folder, outcomes, select
from derive.cli.verify import exit_code, failure


def report_command(request: Request, folder: Path, *, pdf: bool, html: bool, check: bool) -> int:
    """Verifies the claims and writes their reports, or compares them with what is there; the exit code."""
    from derive.cli.articles import ARTICLES
    from derive.report import check_reports, render_reports, write_reports
    from derive.report.bibliography import load_bibliography
    from derive.report.escape import ReportError

    selection = select(request)
    if not check:
        make_folder(folder)
    found = [outcome.result for outcome in outcomes(selection)]
    for result in found:
        if not result.passed:
            warn(failure(result))
    code = exit_code(found, selection.problems)
    try:
        complete = not request.patterns
        titles = _topic_titles(request)
        files = render_reports(found, ARTICLES, titles, load_bibliography(), __version__, html=html, complete=complete)
        if check:
            different = check_reports(files, folder, complete=complete)
            for name in different:
                warn(f"{folder / name} differs from what 'derive report' writes; run it, and look at what changed")
            return max(code, NOT_AS_EXPECTED if different else code)
        write_reports(files, folder)
        say(f"{len(files)} {'file' if len(files) == 1 else 'files'} written to {folder}")
        if pdf:
            _compile(files, folder)
    except ReportError as error:
        raise CommandError(str(error)) from None
    return code


def _topic_titles(request: Request) -> dict[str, str]:
    from derive.library import topic_titles

    try:
        return topic_titles(request.paths)
    except ValueError as error:
        raise CommandError(str(error)) from None


def _compile(files: Mapping[str, str], folder: Path) -> None:
    from derive.report.pdf import compile_reports, documents

    progress = Progress(len(documents(files)))

    def done(name: str) -> None:
        progress.done += 1
        progress.tick()

    try:
        written = compile_reports(files, folder, jobs=default_jobs(), done=done)
    finally:
        progress.clear()
    say(f"{len(written)} {'PDF' if len(written) == 1 else 'PDFs'} written to {folder}")


def cite_command(request: Request) -> int:
    """Prints BibTeX entries for claims; the exit code."""
    from derive.report.bibliography import citations

    found = [outcome.result for outcome in outcomes(select(request))]
    for result in found:
        if not result.passed:
            warn(failure(result))
    print(citations(found, __version__), end="")
    return AS_EXPECTED
