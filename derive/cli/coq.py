"""What Coq says of theorems, for ``derive export --coq`` and ``derive verify --coq``."""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from derive.cli.codes import AS_EXPECTED, FAULT, NOT_AS_EXPECTED, CommandError
from derive.cli.console import cannot, paint, say, warn

TOGETHER = 10
"""How many theorems share a session of Coq, which loads the library once."""

if TYPE_CHECKING:
    from derive.export.coq.compiler import Compiled
    from derive.kernel.theorem import Theorem
    from derive.verify.cache import Cache, Outcome


def require_coq() -> str:
    """The version of Coq; raises CommandError where there is none."""
    from derive.export.coq.compiler import CoqMissing, version

    try:
        return version()
    except CoqMissing as error:
        raise CommandError(str(error)) from None


@dataclass(frozen=True)
class Verdict:
    """What becomes of one theorem: exported, proved again (by a version of Coq), or why not; and the exit code. The
    axioms of theorems that were compiled together are those of all of them."""

    label: str
    code: int
    file: Path | None = None
    coq: str = ""
    sha256: str = ""
    axioms: tuple[str, ...] = ()
    reason: str = ""
    together: bool = False

    def show(self) -> None:
        """Prints it, the name of the file too where it is kept."""
        if self.code == FAULT:
            warn(f"{paint('denied by Coq' if self.coq else 'statements differ', 'loud')}  {self.label}: {self.reason}")
        elif self.code:
            word = "not exported" if self.file is None else "not re-proved"
            say(f"{paint(word, 'red')}  {self.label}: {self.reason}")
        elif not self.coq:
            say(str(self.file))
        else:
            say(f"{paint('certified', 'green')}  {self.label}  by derive's kernel and by Coq {self.coq}")
            say(f"    file      {self.file and self.file.name}  {self.sha256}")
            say(f"    axioms    {'at most ' * self.together}{', '.join(self.axioms) or 'none'}")

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        accepted = self.code == AS_EXPECTED
        return {"accepted": accepted, "version": self.coq, "sha256": self.sha256, "reason": self.reason}


class Exporter:
    """Writes theorems for Coq into a folder and has them compiled where that is asked for."""

    def __init__(self, folder: Path, compiled: bool, cache: Cache | None = None, together: int = 1) -> None:
        """So many theorems share a session. What Coq has accepted before, by the hashes of all that it depends on, is
        kept in the cache. Raises CommandError where the folder cannot be written into, and where there is no Coq that
        is asked for."""
        from derive.cli.selection import check_writable
        from derive.export.coq.compiler import CoqMissing, compile_library, write_library

        self.folder, self.taken, self.cache, self.together = folder, set[str](), cache, together
        self.coq = require_coq() if compiled else ""
        try:
            check_writable(folder)
            folder.mkdir(parents=True, exist_ok=True)
            (compile_library if compiled else write_library)(folder)
        except CoqMissing as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(cannot("write into", folder, error)) from None

    def export(self, label: str, theorem: Theorem) -> Verdict:
        """Exports one theorem, and lets Coq prove it."""
        written = self.write(label, theorem)
        return self.judge([(label, written)])[0]

    def write(self, label: str, theorem: Theorem) -> Path | Verdict:
        """The file of a theorem, or why there is none."""
        from derive.export.coq.export import export, module_name

        exported = export(theorem, label)
        if exported.reason:
            return Verdict(label, FAULT if exported.differs else NOT_AS_EXPECTED, reason=exported.reason)
        name = module_name(label, self.taken)
        self.taken.add(name)
        path = self.folder / f"{name}.v"
        try:
            path.write_text(exported.text, encoding="utf-8")
        except OSError as error:
            raise CommandError(cannot("write", path, error)) from None
        return path

    def judge(self, session: Sequence[tuple[str, Path | Verdict]]) -> list[Verdict]:
        """What Coq says of the files that were written, where it is asked. May run beside itself."""
        paths = [written for _, written in session if isinstance(written, Path)]
        found = self.compiled(paths) if self.coq else {}
        return [
            written if isinstance(written, Verdict) else self.verdict(label, written, found.get(written))
            for label, written in session
        ]

    def verdict(self, label: str, path: Path, found: Compiled | None) -> Verdict:
        """What becomes of a theorem, from what Coq says if it was asked: what it does not accept, it may deny."""
        from derive.export.coq.compiler import denied

        if found is None:
            return Verdict(label, AS_EXPECTED, path)
        if not found.accepted and denied(path):
            reason = f"Coq proves the negation of the statement in {path.name}"
            return Verdict(label, FAULT, path, self.coq, found.sha256, (), reason)
        code = AS_EXPECTED if found.accepted else NOT_AS_EXPECTED
        return Verdict(label, code, path, self.coq, found.sha256, found.axioms, found.reason, found.together)

    def compiled(self, paths: Sequence[Path]) -> dict[Path, Compiled]:
        """What Coq says of files; those that it accepted before are not compiled again."""
        from derive.export.coq.compiler import compile_file, compile_files

        known = {path: self.known(path) for path in paths}
        waiting = [path for path in paths if known[path] is None]
        found = compile_files(waiting) if len(waiting) > 1 else {path: compile_file(path) for path in waiting}
        for path, compiled in found.items():
            if compiled.accepted and self.cache is not None:
                self.cache.store_accepted(self.key(path, compiled.together), compiled.axioms)
        return found | {path: compiled for path, compiled in known.items() if compiled is not None}

    def known(self, path: Path) -> Compiled | None:
        """What Coq said of a file that it accepted before."""
        from derive.export.coq.compiler import Compiled, digest_of

        if self.cache is None:
            return None
        for together in (False, True):
            axioms = self.cache.load_accepted(self.key(path, together))
            if axioms is not None:
                return Compiled("", axioms, digest_of(path), together)
        return None

    def key(self, path: Path, together: bool) -> str:
        """All that what is kept of a file depends on: also whether its axioms are those of a session."""
        from derive.export.coq.compiler import digest_of, library_of

        return f"{self.coq} {library_of(path)} {digest_of(path)}{' together' if together else ''}"


@contextmanager
def exporting(cache: Cache | None = None) -> Iterator[Exporter]:
    """An exporter into a folder that is gone afterwards, which compiles what it exports, several theorems at once."""
    with tempfile.TemporaryDirectory() as folder:
        yield Exporter(Path(folder), compiled=True, cache=cache, together=TOGETHER)


def proved_again(exporter: Exporter, outcomes: Iterable[Outcome], jobs: int) -> Iterator[Verdict]:
    """What Coq says of each claim that is proved, in their order: in sessions of a few theorems, so many of which run
    side by side."""
    from derive.kernel.certificate import check_certificate

    with ThreadPoolExecutor(jobs) as pool:
        waiting, session = deque[Future[list[Verdict]]](), list[tuple[str, Path | Verdict]]()
        for outcome in outcomes:
            if not outcome.result.passed or outcome.result.verdict != "proved" or outcome.certificate is None:
                continue
            label = outcome.result.id
            session.append((label, exporter.write(label, check_certificate(outcome.certificate))))
            if len(session) == exporter.together:
                waiting.append(pool.submit(exporter.judge, session))
                session = []
            while len(waiting) > jobs:
                yield from waiting.popleft().result()
        if session:
            waiting.append(pool.submit(exporter.judge, session))
        while waiting:
            yield from waiting.popleft().result()
