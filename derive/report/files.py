"""Reports on disk: written whole or not at all, and compared with what they should be."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from derive.report.escape import ReportError
from derive.verify.files import write_whole

FOLDERS = ("claims", "fragments", "html")
BOOK = "derive-book.tex"
"""What is made only where it is asked for."""

EMITTED = (".tex", ".sty", ".bib", ".html", ".css", ".js")


def write_reports(files: Mapping[str, str], out: Path) -> None:
    """Writes the files below ``out``; one that is as it should be already is left alone.

    Raises ReportError where a folder or file cannot be written."""
    for name in sorted(files):
        write_bytes(out / name, files[name].encode())


def write_bytes(path: Path, data: bytes) -> None:
    """Writes one file whole, and the folders above it; if it is as it should be, it is left alone."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not (path.is_file() and path.read_bytes() == data):
            write_whole(path, data)
    except OSError as error:
        raise ReportError(f"{path} cannot be written: {error.strerror or error}; choose another --out") from None


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
