"""Reports on disk: written whole or not at all, and compared with what they should be."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from errno import EISDIR
from pathlib import Path

from derive.report.escape import ReportError
from derive.verify.files import write_whole

FOLDERS = ("claims", "fragments", "html")
BOOK = "derive-book.tex"
"""What is made only where it is asked for."""

EMITTED = (".tex", ".sty", ".bib", ".html", ".css", ".js")


def write_reports(files: Mapping[str, str | bytes], out: Path) -> None:
    """Writes the files below ``out``, all or none; one that is as it should be already is left alone.

    All of them are written beside their places before the first is put into its own, and nothing can be interrupted
    from there on. Raises ReportError where a folder or file cannot be written."""
    waiting: list[tuple[Path, Path]] = []
    path = out
    try:
        for name in sorted(files):
            path, data = out / name, _bytes(files[name])
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                raise IsADirectoryError(EISDIR, "is a folder")
            if not (path.is_file() and path.read_bytes() == data):
                beside = path.with_name(f".{path.name}.new")
                waiting.append((beside, path))
                write_whole(beside, data)
        with _uninterrupted():
            for beside, path in waiting:
                os.replace(beside, path)
    except OSError as error:
        raise ReportError(f"{path} cannot be written: {error.strerror or error}; choose another --out") from None
    finally:
        for beside, _ in waiting:
            beside.unlink(missing_ok=True)


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """What is done here is done before an interrupt is heard."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def check_reports(files: Mapping[str, str], out: Path, *, complete: bool = True) -> list[str]:
    """The relative paths of what differs from ``files``, is missing, or (where they are ``complete``)
    is there but should not be. Of HTML only where ``files`` has some. PDFs are not looked at."""
    different = [name for name, text in files.items() if _content(out / name) != text.encode()]
    if complete:
        with_html = any(name.startswith("html/") for name in files)
        folders = [out, *(out / folder for folder in FOLDERS if folder != "html" or with_html)]
        for folder in folders:
            found = sorted(folder.iterdir()) if folder.is_dir() else []
            names = [path.relative_to(out).as_posix() for path in found if path.suffix in EMITTED and path.is_file()]
            different.extend(name for name in names if name not in files and name != BOOK)
    return sorted(set(different))


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
