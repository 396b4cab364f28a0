"""What Coq says of theorems, for ``derive export --coq`` and ``derive verify --coq``."""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from derive.cli.codes import AS_EXPECTED, FAULT, NOT_AS_EXPECTED, CommandError
from derive.cli.console import cannot, paint, say, warn

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
    """What becomes of one theorem: exported, proved again (by a version of Coq), or why not; and the exit code."""

    label: str
    code: int
    file: Path | None = None
    coq: str = ""
    sha256: str = ""
    axioms: tuple[str, ...] = ()
    reason: str = ""

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
            say(f"    axioms    {', '.join(self.axioms) or 'none'}")

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        accepted = self.code == AS_EXPECTED
        return {"accepted": accepted, "version": self.coq, "sha256": self.sha256, "reason": self.reason}


class Exporter:
    """Writes theorems for Coq into a folder and has them compiled where that is asked for."""

    def __init__(self, folder: Path, compiled: bool, cache: Cache | None = None) -> None:
        """What Coq has accepted before, by the hashes of all that it depends on, is kept in the cache. Raises
        CommandError where the folder cannot be written into, and where there is no Coq that is asked for."""
        from derive.cli.selection import check_writable
        from derive.export.coq.compiler import CoqMissing, compile_library, write_library

        self.folder, self.taken, self.cache = folder, set[str](), cache
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
        return written if isinstance(written, Verdict) else self.judge(label, written)

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

    def judge(self, label: str, path: Path) -> Verdict:
        """What Coq says of a file, where it is asked. May run beside itself."""
        from derive.export.coq.compiler import denied

        if not self.coq:
            return Verdict(label, AS_EXPECTED, path)
        found = self.compiled(path)
        if not found.accepted and denied(path):
            reason = f"Coq proves the negation of the statement in {path.name}"
            return Verdict(label, FAULT, path, self.coq, found.sha256, (), reason)
        code = AS_EXPECTED if found.accepted else NOT_AS_EXPECTED
        return Verdict(label, code, path, self.coq, found.sha256, found.axioms, found.reason)

    def compiled(self, path: Path) -> Compiled:
        """What Coq says of a file; one that it accepted before is not compiled again."""
        from derive.export.coq.compiler import Compiled, compile_file, digest_of, library_of

        key = f"{self.coq} {library_of(path)} {digest_of(path)}"
        known = None if self.cache is None else self.cache.load_accepted(key)
        if known is not None:
            return Compiled("", known, digest_of(path))
        found = compile_file(path)
        if found.accepted and self.cache is not None:
            self.cache.store_accepted(key, found.axioms)
        return found


@contextmanager
def exporting(cache: Cache | None = None) -> Iterator[Exporter]:
    """An exporter into a folder that is gone afterwards, which compiles what it exports."""
    with tempfile.TemporaryDirectory() as folder:
        yield Exporter(Path(folder), compiled=True, cache=cache)


def proved_again(exporter: Exporter, outcomes: Iterable[Outcome], jobs: int) -> Iterator[Verdict]:
    """What Coq says of each claim that is proved, in their order; so many files are compiled side by side."""
    from derive.kernel.certificate import check_certificate

    with ThreadPoolExecutor(jobs) as pool:
        waiting = deque[Future[Verdict] | Verdict]()
        for outcome in outcomes:
            if not outcome.result.passed or outcome.result.verdict != "proved" or outcome.certificate is None:
                continue
            label = outcome.result.id
            written = exporter.write(label, check_certificate(outcome.certificate))
            waiting.append(written if isinstance(written, Verdict) else pool.submit(exporter.judge, label, written))
            while len(waiting) > jobs:
                yield settled(waiting.popleft())
        while waiting:
            yield settled(waiting.popleft())


def settled(verdict: Future[Verdict] | Verdict) -> Verdict:
    """A verdict, once it is known."""
    return verdict if isinstance(verdict, Verdict) else verdict.result()
