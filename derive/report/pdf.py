"""PDF from the LaTeX reports, the same bytes from the same input; what did not change is not made again.

The preamble that documents share is compiled once, into a format. Each PDF carries a hash of all it was made from."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from derive.report.escape import ReportError
from derive.report.files import BOOK

HOW_TO = "no PDFs: pdflatex is missing (on Debian: apt-get install texlive-latex-extra texlive-fonts-recommended)"
"""What to say where there is no TeX."""

MOST_RUNS = 5
SECONDS = 300
MARK = "DeriveSources"
"""The name under which a PDF carries the hash of its sources."""

OPTIONS = ("-interaction=nonstopmode", "-halt-on-error", "-file-line-error", "-no-shell-escape")
ENVIRONMENT = {
    "SOURCE_DATE_EPOCH": "0",
    "FORCE_SOURCE_DATE": "1",
    "max_print_line": "10000",
    "LC_ALL": "C",
    "texmf_casefold_search": "0",
}
"""What TeX is told: nothing of the time of day, lines of the log that are not broken, and to look for a file by its
name alone. For any other spelling of it, it would read the whole folder again and again, so that a document took the
longer the more documents stood beside it."""

_PREAMBLE = re.compile(r"\A\\documentclass.*?^\\usepackage\[document[^\n]*\n", re.MULTILINE | re.DOTALL)
_ENTRY = re.compile(r"^\\bibitem\{([^{}]+)\}", re.MULTILINE)
_CITATION = re.compile(rb"^\\citation\{.*\n", re.MULTILINE)  # for BibTeX: LaTeX does not read them
_INPUT = re.compile(r"\\input\{([^{}]+)\}")


def has_latex() -> bool:
    """Whether pdflatex is there."""
    return shutil.which("pdflatex") is not None


def documents(files: Mapping[str, str]) -> list[str]:
    """The LaTeX files that are documents of their own."""
    return [name for name in sorted(files) if name.endswith(".tex") and not name.startswith("fragments/")]


@dataclass(frozen=True)
class Compiled:
    """The PDFs that were made, by their paths; ``kept`` are the paths of those that are as they should be."""

    made: Mapping[str, bytes]
    kept: tuple[str, ...]


def compile_reports(
    files: Mapping[str, str], out: Path, *, jobs: int = 2, done: Callable[[str], None] = lambda name: None
) -> Compiled:
    """The PDFs of all documents, but for those below ``out`` that were made from the same sources by the same TeX.

    Nothing is written there: each is compiled in a temporary folder, until its references no longer change. Raises
    ReportError where there is no pdflatex, or it reports an error, an undefined reference or an overfull box."""
    if not has_latex():
        raise ReportError(HOW_TO)
    sources = {name: sources_hash(files, name) for name in documents(files)}
    kept = [name for name, hash_ in sources.items() if _was_made_from(out / _pdf(name), hash_)]
    waiting = [name for name in sources if name not in kept]
    for name in kept:
        done(name)
    try:
        made = _made(files, waiting, sources, jobs, done) if waiting else {}
    except OSError as error:
        place = tempfile.gettempdir()
        raise ReportError(f"no PDFs: {place}, where they are made, cannot be written: {error.strerror}") from None
    return Compiled(made, tuple(map(_pdf, kept)))


def _made(
    files: Mapping[str, str], waiting: Sequence[str], sources: Mapping[str, str], jobs: int, done: Callable[[str], None]
) -> dict[str, bytes]:
    """The PDFs of the documents that are waiting, made in a temporary folder."""
    made: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(jobs) as pool:
        for name, text in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        formats = Formats(Path(folder))
        for name in waiting:
            formats.prepare(name)

        def compiled(name: str) -> bytes:
            return compile_document(Path(folder), name, sources[name], formats.of(name))

        for name, data in zip(waiting, pool.map(compiled, waiting), strict=True):
            made[_pdf(name)] = data
            done(name)
    return made


def _pdf(name: str) -> str:
    return PurePosixPath(name).with_suffix(".pdf").as_posix()


# What a PDF is made from ----------------------------------------------------------------------------


def sources_hash(files: Mapping[str, str], name: str) -> str:
    """A hash of the document, of all that it includes, and of the program that compiles it."""
    digest = hashlib.sha256(_version().encode())
    for part in sorted({name, "derive.sty", *_included(files, name)}):
        digest.update(f"{part}\0{files.get(part, '')}\0".encode())
    return digest.hexdigest()


def _included(files: Mapping[str, str], name: str) -> Iterator[str]:
    for part in _INPUT.findall(files.get(name, "")):
        yield part
        yield from _included(files, part)


@cache
def _version() -> str:
    """Which TeX it is."""
    said = subprocess.run(["pdflatex", "-version"], capture_output=True, text=True, check=False).stdout
    return said.partition("\n")[0]


def _was_made_from(pdf: Path, hash_: str) -> bool:
    return f"/{MARK} ({hash_})".encode() in _content(pdf)


# Running TeX -----------------------------------------------------------------------------------------


class Formats:
    """The preambles that documents of a folder share, compiled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: dict[tuple[str, str], str | None] = {}

    def prepare(self, name: str) -> None:
        """Compiles the preamble of a document, unless it is a book or the same as that of another one beside it."""
        key = self._key(name)
        if key is None or key in self._made:
            return
        where, preamble = key
        job = f"derive-format-{len(self._made)}"
        (self.folder / where / f"{job}.tex").write_text(preamble + "\\dump\n", encoding="utf-8")
        command = ["pdflatex", "-ini", f"-jobname={job}", *OPTIONS, f"&pdflatex {job}.tex"]
        _run(command, self.folder / where)
        made = self.folder / where / f"{job}.fmt"
        if made.is_file():
            unpack(made)
        self._made[key] = job if made.is_file() else None

    def of(self, name: str) -> str | None:
        """The format of a document, where there is one."""
        key = self._key(name)
        return None if key is None else self._made.get(key)

    def _key(self, name: str) -> tuple[str, str] | None:
        if name == BOOK:
            return None
        preamble = _PREAMBLE.match((self.folder / name).read_text(encoding="utf-8"))
        return (PurePosixPath(name).parent.as_posix(), preamble[0]) if preamble else None


def unpack(file: Path) -> None:
    """Writes a compressed format as it is read: otherwise each run would unpack it again, a quarter of its work."""
    data = file.read_bytes()
    if data.startswith(GZIP):
        file.write_bytes(gzip.decompress(data))


GZIP = b"\x1f\x8b"
"""How what is compressed begins."""


def compile_document(folder: Path, name: str, sources: str = "", prepared: str | None = None) -> bytes:
    """The PDF of a document in a folder that holds all the reports, with the hash of its ``sources`` in it; its
    preamble is not read where a format is ``prepared``. The document of one claim takes one run."""
    source = folder / name
    text = source.read_text(encoding="utf-8")
    if prepared is not None and (preamble := _PREAMBLE.match(text)):
        text = "%\n" * preamble[0].count("\n") + text[preamble.end() :]  # errors are in the lines where they were
    if sources:
        text = text.replace("\\begin{document}", f"\\pdfinfo{{/{MARK} ({sources})}}\\begin{{document}}", 1)
    source.write_text(text, encoding="utf-8")
    alone = name.startswith("claims/")
    try:
        if alone:
            source.with_suffix(".aux").write_text(known_numbers(text), encoding="utf-8")
        if name == BOOK and shutil.which("latexmk") is not None:
            _run(
                ["latexmk", "-norc", "-pdf", *OPTIONS[:3], "-latexoption=-no-shell-escape", source.name], source.parent
            )
        else:
            chosen = [f"-fmt={prepared}"] if prepared is not None else []
            command = ["pdflatex", *chosen, *OPTIONS, source.name]
            if alone:
                _run(command, source.parent)
            else:
                _run_until_settled(command, source)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ReportError(f"pdflatex could not compile {name}: {error}") from None
    log = _content(source.with_suffix(".log")).decode("utf-8", "replace")
    found = [line for line in problems(log) if not (alone and line.startswith(RERUN))]
    if found or not source.with_suffix(".pdf").is_file():
        raise ReportError(f"pdflatex on {name}: {told(log, found[0]) if found else 'no output'}")
    return source.with_suffix(".pdf").read_bytes()


RERUN = "LaTeX Warning: Label(s) may have changed"
"""What LaTeX says of the labels of a claim that is compiled once; nothing in the document refers to them."""


def known_numbers(text: str) -> str:
    """What LaTeX would find in its first run over the document of one claim, and need in the second: a claim refers to
    nothing but the literature below it, which is numbered in its order."""
    keys = enumerate(_ENTRY.findall(text), 1)
    return "\\relax\n" + "".join(f"\\bibcite{{{key}}}{{{number}}}\n" for number, key in keys)


def _run_until_settled(command: list[str], source: Path) -> None:
    before = None
    for _ in range(MOST_RUNS):
        _run(command, source.parent)
        after = [_CITATION.sub(b"", _content(source.with_suffix(suffix))) for suffix in (".aux", ".toc", ".out")]
        if after == before:
            return
        before = after


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **ENVIRONMENT},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=SECONDS,
        check=False,
    )


# What went wrong -------------------------------------------------------------------------------------

_ERROR = re.compile(r"(?:\./)?[^\s:]+\.\w+:\d+: |!")
_ABOVE = re.compile(r"^(?:\.{1,2}/+)+")
_FRAGMENT = re.compile(r"\((?:\.{1,2}/+)*fragments/([^\s()]+)\.tex")


def problems(log: str) -> list[str]:
    """The errors, warnings of LaTeX and its packages, and overfull boxes in a log."""
    signs = ("Overfull", "LaTeX Warning", "Package")
    lines = [line for line in log.splitlines() if line.startswith(signs) or _ERROR.match(line)]
    return [line for line in lines if not line.startswith("Package") or " Warning: " in line or " Error: " in line]


def told(log: str, problem: str) -> str:
    """What TeX says of a problem, the line that it shows for it, and the claim whose fragment it was reading."""
    start = log.index(problem)
    shown = re.compile(r"^l\.\d+ .*", re.MULTILINE).search(log, start) if _ERROR.match(problem) else None
    line = f", at '{shown[0].partition(' ')[2].strip()}'" if shown else ""
    last = next(iter([*_FRAGMENT.finditer(log, 0, start)][::-1]), None)
    said = _ABOVE.sub("", problem).rstrip(".")
    named = re.match(r"fragments/(.+?)\.tex:", said)
    reading = last[1] if last and ")" not in log[last.end() : start] else ""
    claim = named[1] if named else reading
    return f"{said}{line}{f' (claim {claim})' if claim else ''}"


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
