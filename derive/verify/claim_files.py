"""The claims of a user's files, for a process that hands them out and does not load them: each worker loads the files
for itself, and whoever is to load them first says what there is."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from derive.documents.prose import text_of
from derive.library import Discovery, Problem, discover
from derive.verify.cache import Listed
from derive.verify.errors import PoolError
from derive.verify.fingerprint import fingerprint
from derive.verify.order import length_of, proofs_needed

if TYPE_CHECKING:
    from derive.language.claims import Claim


def listed(claim: Claim) -> Listed:
    """What the index says of a claim."""
    return Listed(claim.id, claim.title, text_of(claim.title), claim.expected, claim.where, fingerprint(claim))


class Place(NamedTuple):
    """What decides when, and by which worker, a claim is verified."""

    length: int
    needed: frozenset[str]


@dataclass(frozen=True)
class Found:
    """What is in claim files: the claims, where each has its place in a schedule, and what is wrong."""

    listed: tuple[Listed, ...]
    places: tuple[Place, ...]
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, discovery: Discovery) -> Found:
        """What was discovered."""
        return cls(
            tuple(map(listed, discovery.claims)),
            tuple(Place(length_of(claim), proofs_needed(claim)) for claim in discovery.claims),
            discovery.problems,
        )

    def to_json(self) -> list[Any]:
        """The same as JSON-ready data."""
        places = [[place.length, sorted(place.needed)] for place in self.places]
        return [self.listed, places, [astuple(problem) for problem in self.problems]]

    @classmethod
    def from_json(cls, data: list[Any]) -> Found:
        """The inverse of :meth:`to_json`."""
        claims, places, problems = data
        return cls(
            tuple(Listed(*one) for one in claims),
            tuple(Place(length, frozenset(needed)) for length, needed in places),
            tuple(Problem(*one) for one in problems),
        )


class ClaimFiles(Sequence["Claim"]):
    """Claims of files that are loaded, all of them, where one is asked for: they have to be those that are listed."""

    def __init__(self, paths: Sequence[Path], listed: Sequence[Listed]) -> None:
        self.paths, self.listed = paths, listed
        self.loaded: dict[str, tuple[Claim, str]] = {}

    def __len__(self) -> int:
        return len(self.listed)

    @overload
    def __getitem__(self, place: int) -> Claim: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Claim]: ...

    def __getitem__(self, place: int | slice) -> Claim | Sequence[Claim]:
        if isinstance(place, slice):
            return ClaimFiles(self.paths, self.listed[place])
        self.load()
        listed = self.listed[place]
        claim, found = self.loaded.get(listed.id, (None, ""))
        if claim is None or found != listed.fingerprint:
            file = listed.where.rpartition(":")[0]
            raise PoolError(f"{listed.id} is another claim each time that {file} is loaded, or the file has changed")
        return claim

    def load(self) -> None:
        """Loads the files, unless that was done; what they print was printed by whoever has listed them."""
        if not self.loaded:
            with silence(), suppress(SystemExit):
                self.loaded = {claim.id: (claim, fingerprint(claim)) for claim in discover(self.paths).claims}


@contextmanager
def silence() -> Iterator[None]:
    """Inside, nothing that is written to standard output or to standard error, by whomever, is seen."""
    kept = [os.dup(stream) for stream in (1, 2)]
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        try:
            for stream in (1, 2):
                os.dup2(nowhere.fileno(), stream)
            yield
        finally:
            for stream, own in zip((1, 2), kept, strict=True):
                os.dup2(own, stream)
                os.close(own)
