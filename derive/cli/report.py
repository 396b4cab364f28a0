"""``derive report`` and ``derive cite``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from derive import __version__
from derive.cli.codes import AS_EXPECTED, NOT_AS_EXPECTED, CommandError
from derive.cli.console import Progress, cannot, paint, say, warn
from derive.cli.defaults import default_jobs
from derive.cli.selection import Request, Selection, check_writable, outcomes, select
from derive.cli.verify import exit_code, failure

if TYPE_CHECKING:
    from derive.figures.plot import Figure
    from derive.language.instance import Instance
    from derive.report.pdf import Compiled
    from derive.report.settings import Settings
    from derive.verify.cache import Cache
    from derive.verify.result import Result


def report_command(request: Request, folder: Path, *, pdf: bool, html: bool, book: bool, check: bool) -> int:
    """Verifies the claims and writes their reports, or compares them with what is there; the exit code."""
    from derive.cli.articles import ARTICLES
    from derive.report import check_reports, render_reports, write_reports
    from derive.report.bibliography import missing
    from derive.report.escape import ReportError
    from derive.report.pages import BIBLIOGRAPHY
    from derive.report.pdf import HOW_TO, Compiled, has_latex

    selection = select(request)
    if selection.problems:  # without the claims of a broken file, what is there would be written over with less
        raise CommandError("no report is written, and none compared, before every file of claims can be loaded")
    if not check:
        check_writable(folder)
    found = [outcome.result for outcome in outcomes(selection)]
    for result in found:
        if not result.passed:
            warn(failure(result))
    code = exit_code(found, selection.problems)
    try:
        complete = not request.patterns
        titles = _topic_titles(request)
        settings = _settings(request)
        bibliography = _bibliography(settings)
        for result in found:
            for key in missing(bibliography, result.references):
                warn(f"{result.id} refers to {key!r}, which {_bibliographies(settings)} has no entry for; add one")
        files = render_reports(
            found,
            ARTICLES,
            titles,
            bibliography,
            settings,
            __version__,
            figures=_figures(selection, found),
            html=html,
            book=book,
            complete=complete,
        )
        if not complete and (folder / "derive-report.tex").exists():
            del files[BIBLIOGRAPHY]  # the folder has that of all claims
        if check:
            different = check_reports(files, folder, complete=complete)
            for name in different:
                warn(f"{folder / name} differs from what 'derive report' writes; run it, and look at what changed")
            return max(code, NOT_AS_EXPECTED if different else code)
        with_pdf = files if pdf else {name: text for name, text in files.items() if not name.startswith("claims/")}
        wanted = (pdf or book) and has_latex()
        compiled, problem = _compiled(with_pdf, folder) if wanted else (Compiled({}, ()), "")
        write_reports({**files, **compiled.made}, folder)
        say(f"{len(files)} {'file' if len(files) == 1 else 'files'} written to {folder}")
        if wanted and not problem:
            kept = f", {len(compiled.kept)} as they were" if compiled.kept else ""
            say(f"{len(compiled.made)} {'PDF' if len(compiled.made) == 1 else 'PDFs'} written to {folder}{kept}")
        elif wanted:
            raise ReportError(problem)
        elif pdf:
            raise ReportError(HOW_TO)
        elif book:
            warn(HOW_TO)
    except ReportError as error:
        raise CommandError(str(error)) from None
    return code


def _figures(selection: Selection, found: Sequence[Result]) -> tuple[Figure, ...]:
    """The figures of the claims. What was drawn before of the same claim, failing at the same point, is not drawn
    again, and where nothing is to be drawn no claim is loaded."""
    from derive.figures.plot import figure_from_json

    cache = selection.cache
    points = {one.id: one.counterexample.point if one.counterexample else None for one in found}
    own = _drawn_ids(cache)
    ids = [claim_id for claim_id, point in points.items() if point is not None or claim_id in own]
    prints = {listed.id: listed.fingerprint for listed in selection.listed}
    whose = "own" if selection.request.paths else "the library's"
    keys = {claim_id: f"{whose} {claim_id} {prints[claim_id]} {_spelled(points[claim_id])}" for claim_id in ids}
    known: dict[str, tuple[Figure, ...]] = {}
    for claim_id in ids:
        if cache is not None and prints[claim_id]:
            drawn = cache.load_figures(keys[claim_id], lambda data: tuple(map(figure_from_json, data["figures"])))
            known |= {} if drawn is None else {claim_id: drawn}
    waiting = [claim_id for claim_id in ids if claim_id not in known]
    for claim in selection.claims(waiting) if waiting else ():
        from derive.figures import figures_of

        known[claim.id] = figures_of([(claim, points[claim.id])])
        if cache is not None and prints[claim.id]:
            cache.store_figures(keys[claim.id], {"figures": [figure.to_json() for figure in known[claim.id]]})
    return tuple(figure for claim_id in ids for figure in known[claim_id])


def _spelled(point: Instance | None) -> str:
    return "" if point is None else json.dumps(point.to_json())


def _drawn_ids(cache: Cache | None) -> frozenset[str]:
    """The claims that figures of the library are printed with."""
    known = None if cache is None else cache.load_figures("of the library", lambda data: frozenset(data["claims"]))
    if known is not None:
        return known
    from derive.figures import drawn

    if cache is not None:
        cache.store_figures("of the library", {"claims": sorted(drawn())})
    return frozenset(drawn())


def _topic_titles(request: Request) -> dict[str, str]:
    from derive.library import topic_titles

    try:
        return topic_titles(request.paths)
    except ValueError as error:
        raise CommandError(str(error)) from None


def _compiled(files: Mapping[str, str], folder: Path) -> tuple[Compiled, str]:
    """The PDFs, or what went wrong with one of them: the sources are written then, where one can look at them."""
    from derive.report.escape import ReportError
    from derive.report.pdf import Compiled, compile_reports, documents

    progress = Progress(len(documents(files)))

    def done(name: str) -> None:
        progress.done += 1
        progress.tick()

    try:
        return compile_reports(files, folder, jobs=default_jobs(), done=done), ""
    except ReportError as error:
        return Compiled({}, ()), str(error)
    finally:
        progress.clear()


def cite_command(request: Request, add: Path | None, misc: bool) -> int:
    """Prints BibTeX entries for claims, or adds them to a file; the exit code."""
    from derive.report.citation import MISC, SOFTWARE, added, citations
    from derive.report.escape import ReportError
    from derive.verify.files import write_whole

    found = [outcome.result for outcome in outcomes(select(request))]
    for result in found:
        if not result.passed:
            warn(failure(result))
    try:
        settings = _settings(request)
        _tell_what_lacks(settings)
        entries = citations(found, _corrected(found, request), settings, __version__, MISC if misc else SOFTWARE)
        if add is None:
            print(added("", entries), end="")
            return AS_EXPECTED
        before = add.read_text(encoding="utf-8") if add.exists() else ""
        write_whole(add, added(before, entries).encode())
        say(f"{len(found)} {'entry' if len(found) == 1 else 'entries'} in {add}")
    except ReportError as error:
        raise CommandError(str(error)) from None
    except UnicodeDecodeError:
        raise CommandError(f"{add} is not a text in UTF-8") from None
    except OSError as error:
        raise CommandError(cannot("write", add or Path(), error)) from None
    return AS_EXPECTED


def check_citations(request: Request, file: Path) -> int:
    """Says of each claim that a file of BibTeX cites whether it still holds as it is cited; the exit code."""
    from derive.report.citation import cited_claims, standing
    from derive.report.escape import ReportError

    try:
        cited = cited_claims(file.read_text(encoding="utf-8"))
    except ReportError as error:
        raise CommandError(f"{file}: {error}") from None
    except UnicodeDecodeError:
        raise CommandError(f"{file} is not a text in UTF-8") from None
    except OSError as error:
        raise CommandError(cannot("read", file, error)) from None
    if not cited:
        raise CommandError(f"{file} cites no claim; 'derive cite ID --add {file}' adds one")
    there = {claim.id for claim in select(replace(request, patterns=())).listed}
    unknown = [one.id for one in cited if one.id not in there]
    if unknown and not request.paths:
        warn(f"the library has no {' and no '.join(unknown)}; --claims PATH names the files of claims of your own")
    ids = tuple(one.id for one in cited if one.id in there)
    known = (
        {outcome.result.id: outcome.result for outcome in outcomes(select(replace(request, patterns=ids)))}
        if ids
        else {}
    )
    width = max(len(one.id) for one in cited)
    found = [standing(one, known.get(one.id)) for one in cited]
    for one in found:
        mark = paint("✓ holds  ", "green") if one.holds else paint("✗ changed", "red")
        say(f"{mark}  {one.id:<{width}}  {one.says}")
    return AS_EXPECTED if all(one.holds for one in found) else NOT_AS_EXPECTED


def _settings(request: Request) -> Settings:
    from derive.report.settings import find_settings, library_settings

    return find_settings(request.paths) if request.paths else library_settings(__version__)


def _tell_what_lacks(settings: Settings) -> None:
    """Says what the entries with which claims are cited do not have: nothing is put there that may change by itself."""
    lines = {'author = "…"': settings.authors, "year = 20…": settings.year}
    missing = [line for line, given in lines.items() if not given]
    if missing:
        names = " and ".join(line.partition(" ")[0] for line in missing)
        warn(f"the entries have no {names}: write {' and '.join(missing)} under [tool.derive] in pyproject.toml")


def _bibliography(settings: Settings) -> str:
    """The library's bibliography, with that of a user."""
    from derive.report.bibliography import load_bibliography, merged

    library = load_bibliography()
    return library if settings.bibliography is None else merged(library, load_bibliography(settings.bibliography))


def _bibliographies(settings: Settings) -> str:
    own = settings.bibliography
    return f"{own}" if own is not None else "the bibliography (name yours under [tool.derive] in pyproject.toml)"


def _corrected(found: Sequence[Result], request: Request) -> dict[str, Result]:
    """The results on the claims that say right what others say wrong."""
    known = {result.id: result for result in found}
    ids = {result.corrected_by for result in found if result.corrected_by} - set(known)
    missing = tuple(sorted(filter(None, ids)))
    if missing:
        known |= {outcome.result.id: outcome.result for outcome in outcomes(select(replace(request, patterns=missing)))}
    return known
