"""Which claims a command is about, and what verifying them gave."""

from __future__ import annotations

import contextlib
import difflib
import fnmatch
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from derive.cli import CommandError
from derive.cli.console import Progress, cannot, shown_path, warn

if TYPE_CHECKING:
    from derive.language.claims import Claim, Problem
    from derive.verify.cache import Outcome


@dataclass(frozen=True)
class Request:
    """What was asked for: the claims chosen (none: all), where they are, and how to verify them."""

    patterns: tuple[str, ...]
    paths: tuple[Path, ...]
    digits: int = 50
    jobs: int = 1
    timeout: float = 60.0
    no_cache: bool = False


@dataclass(frozen=True)
class Selection:
    """The claims that were asked for, and what is wrong with the files they come from."""

    claims: tuple[Claim, ...]
    problems: tuple[Problem, ...]


def select(request: Request) -> Selection:
    """Loads the claim files, prints what is wrong with them, and picks the claims asked for.

    Raises CommandError for a path that is not there and for an id or pattern that fits nothing."""
    for path in request.paths:
        if not path.exists():
            raise CommandError(f"there is no claim file or folder {path}; --claims takes one that exists")
    from derive.language.claims import discover

    try:
        with contextlib.redirect_stdout(sys.stderr):  # a claim file that prints must not garble the output
            discovery = discover([path.absolute() for path in request.paths] or None)
    except SystemExit:
        raise CommandError("a claim file ends the program while it is loaded; take its call of exit away") from None
    for problem in discovery.problems:
        place = f"{shown_path(problem.file)}:{problem.line}" if problem.line else shown_path(problem.file)
        warn(f"{place}: {' '.join(problem.message.split())}")
    if not discovery.claims and not discovery.problems:
        places = ", ".join(map(str, request.paths)) or "the library"
        raise CommandError(f"there is no claim in {places}; a claim is a Claim(...) at the top level of a file")
    return Selection(_picked(discovery.claims, request.patterns), discovery.problems)


def _picked(claims: Sequence[Claim], patterns: Sequence[str]) -> tuple[Claim, ...]:
    if not patterns:
        return tuple(claims)
    ids = [claim.id for claim in claims]
    chosen: set[str] = set()
    for pattern in patterns:
        fitting = [claim_id for claim_id in ids if fnmatch.fnmatchcase(claim_id, pattern)]
        if not fitting:
            raise CommandError(_unknown(pattern, ids))
        chosen.update(fitting)
    return tuple(claim for claim in claims if claim.id in chosen)


def _unknown(pattern: str, ids: Sequence[str]) -> str:
    if any(letter in pattern for letter in "*?["):
        return f"no claim fits {pattern!r}; 'derive list' shows all ids"
    nearest = difflib.get_close_matches(pattern, ids, n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(nearest)}?" if nearest else "'derive list' shows all ids"
    return f"there is no claim {pattern!r}; {hint}"


def outcomes(
    request: Request, claims: Sequence[Claim], each: Callable[[Outcome], None] | None = None, *, quiet: bool = False
) -> list[Outcome]:
    """Verifies the claims and returns the outcomes in the order of the claims.

    ``each`` is called for every outcome in that order, as soon as it and all before it are there."""
    progress = Progress(len(claims), wanted=not quiet)
    found: dict[int, Outcome] = {}
    printed = 0
    try:
        for position, outcome in _verified(request, claims, progress.tick):
            found[position] = outcome
            progress.done += 1
            while printed in found:
                if each is not None:
                    progress.clear()
                    each(found[printed])
                printed += 1
            progress.tick()
    finally:
        progress.clear()
    return [found[position] for position in range(len(claims))]


def _verified(request: Request, claims: Sequence[Claim], tick: Callable[[], None]) -> Iterator[tuple[int, Outcome]]:
    from derive.verify.cache import Cache, environment_hash

    cache = None if request.no_cache else Cache(environment_hash(request.digits, request.paths))
    waiting: list[int] = []
    for position, claim in enumerate(claims):
        known = cache.load(claim.id) if cache else None
        if known is None:
            waiting.append(position)
        else:
            yield position, known._replace(result=replace(known.result, where=claim.where))
    if not waiting:
        return
    from derive.verify.runner import RunnerError, verify_claims

    missing = [claims[position] for position in waiting]
    try:
        run = verify_claims(missing, digits=request.digits, jobs=request.jobs, timeout=request.timeout, tick=tick)
        with contextlib.closing(run):
            for index, outcome in run:
                if cache:
                    cache.store(outcome)
                yield waiting[index], outcome
    except RunnerError as error:
        raise CommandError(str(error)) from None


def make_folder(folder: Path) -> None:
    """Makes sure that there is a folder one can write into; raises CommandError where there is none.

    Called before anything is verified, so that nobody waits for results that cannot be kept."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise CommandError(cannot("write into", folder, error)) from None
