"""PDF from the LaTeX reports, the same bytes from the same input."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath

from derive.report.escape import ReportError
from derive.report.files import write_bytes

HOW_TO = "no PDFs: pdflatex is missing (on Debian: apt-get install texlive-latex-extra texlive-fonts-recommended)"
"""What to say where there is no TeX."""

MOST_RUNS = 5
SECONDS = 300


def has_latex() -> bool:
    """Whether pdflatex is there."""
    return shutil.which("pdflatex") is not None


def documents(files: Mapping[str, str]) -> list[str]:
    """The LaTeX files that are documents of their own."""
    return [name for name in sorted(files) if name.endswith(".tex") and not name.startswith("fragments/")]


def compile_reports(
    files: Mapping[str, str], out: Path, *, jobs: int = 2, done: Callable[[str], None] = lambda name: None
) -> list[str]:
    """Compiles all documents and writes each PDF beside its source below ``out``; the paths written.

    Each is compiled in a temporary folder, until its references no longer change. Raises ReportError
    where there is no pdflatex, or it reports an error, an undefined reference or an overfull box."""
    if not has_latex():
        raise ReportError(HOW_TO)
    written = []
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(jobs) as pool:
        for name, text in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        names = documents(files)
        for name, data in zip(names, pool.map(lambda name: compile_document(Path(folder), name), names), strict=True):
            target = out / PurePosixPath(name).with_suffix(".pdf")
            write_bytes(target, data)
            written.append(target.relative_to(out).as_posix())
            done(name)
    return written


def compile_document(folder: Path, name: str) -> bytes:
    """The PDF of a document in a folder that holds all the reports."""
    source = folder / name
    settings = {"SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1", "max_print_line": "10000", "LC_ALL": "C"}
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", source.name]
    before = None
    for _ in range(MOST_RUNS):
        try:
            subprocess.run(
                command,
                cwd=source.parent,
                env={**os.environ, **settings},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ReportError(f"pdflatex could not compile {name}: {error}") from None
        after = [_content(source.with_suffix(suffix)) for suffix in (".aux", ".toc", ".out")]
        if after == before:
            break
        before = after
    log = _content(source.with_suffix(".log")).decode("utf-8", "replace")
    found = problems(log)
    if found or not source.with_suffix(".pdf").is_file():
        raise ReportError(f"pdflatex on {name}: {found[0] if found else 'no output'}")
    return source.with_suffix(".pdf").read_bytes()


def problems(log: str) -> list[str]:
    """The errors, warnings of LaTeX and its packages, and overfull boxes in a log."""
    signs = ("!", "Overfull", "LaTeX Warning", "Package")
    lines = [line for line in log.splitlines() if line.startswith(signs)]
    return [line for line in lines if not line.startswith("Package") or " Warning: " in line or " Error: " in line]


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
