"""Which claims a command is about, and what verifying them gave."""

from __future__ import annotations

import contextlib
import difflib
import fnmatch
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from derive.cli.codes import CommandError
from derive.cli.console import Progress, cannot, shown_path, warn

if TYPE_CHECKING:
    from derive.language.claims import Claim
    from derive.library import Discovery, Problem
    from derive.verify.cache import Listed, Outcome
    from derive.verify.claim_files import Found, Place
    from derive.verify.order import Sharing


@dataclass(frozen=True)
class Request:
    """What was asked for: the claims chosen (none: all), where they are, and how to verify them."""

    patterns: tuple[str, ...]
    paths: tuple[Path, ...]
    digits: int = 50
    jobs: int = 1
    effort: float = 1.0
    timeout: float | None = None
    executor: str = "processes"
    no_cache: bool = False


class Interrupted(KeyboardInterrupt):
    """Verification was interrupted; these are the outcomes until then, in the order of the claims."""

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        super().__init__()
        self.outcomes = outcomes


class Selection:
    """The claims that were asked for, ``listed``, and what is wrong with the files they come from.

    The library's claim files are loaded only where the index of an earlier run does not do."""

    def __init__(self, request: Request) -> None:
        from derive.verify.cache import Cache
        from derive.verify.program import Program

        self.request = request
        self.cache = None if request.no_cache else Cache(Program())
        self.problems: tuple[Problem, ...] = ()
        self._loaded: dict[str, Claim] = {}
        self._places: dict[str, Place] = {}
        listed = () if request.paths or self.cache is None else self.cache.load_index()
        self.listed = _picked(listed or self._load(), request.patterns)

    @property
    def _paths(self) -> list[Path]:
        return [path.absolute() for path in self.request.paths]

    def claims(self, ids: Sequence[str]) -> list[Claim]:
        """The claims with these ids, loaded."""
        if not self._loaded and self._places:
            from derive.verify.claim_files import silence

            with silence():  # what a claim file prints was printed when it was loaded apart
                self._load_here()
        elif not self._loaded:
            self._load()
        return [self._loaded[claim_id] for claim_id in ids]

    def for_workers(self, listed: Sequence[Listed]) -> Sequence[Claim]:
        """The claims that are listed so; those of a user's files are loaded where one is asked for."""
        if self._loaded or not self._places:
            return self.claims([one.id for one in listed])
        from derive.verify.claim_files import ClaimFiles

        return ClaimFiles(self._paths, listed)

    def schedule(self, listed: Sequence[Listed]) -> Sharing | None:
        """Who is to verify the claims that are listed so, and when, where that is known without loading them."""
        if not self._places:
            return None
        from derive.verify.order import Sharing

        places = [self._places[one.id] for one in listed]
        return Sharing([place.length for place in places], [place.needed for place in places])

    def _load(self) -> tuple[Listed, ...]:
        found = self._found()
        self._places = {one.id: place for one, place in zip(found.listed, found.places, strict=True)}
        self.problems = found.problems
        for problem in found.problems:
            place = f"{problem.file}:{problem.line}" if problem.line else problem.file
            warn(shown_path(f"{place}: {' '.join(problem.message.split())}"))
        if not found.listed and not found.problems:
            places = ", ".join(map(str, self.request.paths)) or "the library"
            raise CommandError(f"there is no claim in {places}; a claim is a Claim(...) at the top level of a file")
        if self.cache is not None and not (self.request.paths or found.problems):
            self.cache.store_index(found.listed)
        return found.listed

    def _found(self) -> Found:
        """What is in the claim files. Those of a user are loaded by a process of their own, and by the workers."""
        if self.request.paths:
            from derive.cli.sandbox import loaded_apart
            from derive.verify.limits import backstop

            apart = loaded_apart(self._paths, self.request.timeout or backstop(self.request.effort))
            if apart is not None:
                return apart
        from derive.verify.claim_files import Found

        return Found.of(self._load_here())

    def _load_here(self) -> Discovery:
        from derive.library import discover

        try:
            with contextlib.redirect_stdout(sys.stderr):  # a claim file that prints must not garble the output
                discovery = discover(self._paths or None)
        except SystemExit:
            raise CommandError("a claim file ends the program while it is loaded; take its call of exit away") from None
        self._loaded = {claim.id: claim for claim in discovery.claims}
        return discovery


def select(request: Request) -> Selection:
    """The claims that a request is about; prints what is wrong with their files.

    Raises CommandError for a path that is not there and for an id or pattern that fits nothing."""
    for path in request.paths:
        if not path.exists():
            raise CommandError(f"there is no claim file or folder {path}; --claims takes one that exists")
    return Selection(request)


def _picked(claims: Sequence[Listed], patterns: Sequence[str]) -> tuple[Listed, ...]:
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
    selection: Selection,
    each: Callable[[Outcome], None] | None = None,
    *,
    quiet: bool = False,
    certificates: bool = False,
) -> list[Outcome]:
    """Verifies the claims selected and returns the outcomes in the order of the claims.

    ``each`` is called for every outcome in that order, as soon as it and all before it are there, and for those that
    are there where verification is interrupted; then Interrupted is raised. An outcome has its certificate only where
    ``certificates`` are asked for."""
    progress = Progress(len(selection.listed), wanted=not quiet)
    found: dict[str, Outcome] = {}
    ordered: list[Outcome] = []
    try:
        for outcome in _verified(selection, certificates, progress.tick):
            found[outcome.result.id] = outcome
            progress.done += 1
            while len(ordered) < len(selection.listed) and selection.listed[len(ordered)].id in found:
                ordered.append(found[selection.listed[len(ordered)].id])
                if each is not None:
                    progress.clear()
                    each(ordered[-1])
            progress.tick()
    except KeyboardInterrupt:
        progress.clear()
        known = [found[listed.id] for listed in selection.listed if listed.id in found]
        if each is not None:
            for outcome in known[len(ordered) :]:
                each(outcome)
        raise Interrupted(known) from None
    finally:
        progress.clear()
    return ordered


def _verified(selection: Selection, certificates: bool, tick: Callable[[], None]) -> Iterator[Outcome]:
    request, cache = selection.request, selection.cache
    waiting: list[Listed] = []
    for listed in selection.listed:
        known = None
        if cache is not None:
            known = cache.load_claim(listed, request.digits, request.effort, certificates=certificates)
        if known is None:
            waiting.append(listed)
        else:
            yield known
    if not waiting:
        return
    from derive.verify.errors import PoolError
    from derive.verify.runner import verify_claims

    def keep(position: int, outcome: Outcome) -> None:
        if cache is not None:
            cache.store_claim(outcome, waiting[position].fingerprint, request.digits, request.effort)

    run = verify_claims(
        selection.for_workers(waiting),
        digits=request.digits,
        effort=request.effort,
        timeout=request.timeout,
        executor=request.executor,
        paths=[str(path.absolute()) for path in request.paths],
        certificates=certificates,
        jobs=request.jobs,
        schedule=selection.schedule(waiting),
        keep=keep,
        tick=tick,
    )
    try:
        with contextlib.closing(run):
            for _, outcome in run:
                yield outcome
    except PoolError as error:
        raise CommandError(str(error)) from None


def check_writable(folder: Path) -> None:
    """Raises CommandError where files cannot be written into a folder, which need not be there yet: it is made with the
    first file, so that what fails before leaves nothing behind.

    Called before anything is verified, so that nobody waits for results that cannot be kept."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        with contextlib.suppress(OSError):  # another process writes into it
            for one in missing:
                one.rmdir()
    except OSError as error:
        raise CommandError(cannot("write into", folder, error)) from None
