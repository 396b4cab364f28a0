"""``derive annotate``."""

from __future__ import annotations

import sys
from pathlib import Path

from derive.cli.codes import AS_EXPECTED, CommandError
from derive.cli.console import cannot, say, warn
from derive.verify.files import write_whole

STANDARD_OUTPUT = "-"


def annotate_command(file: Path, out: Path | None) -> int:
    """Writes a copy of a document with drafts of directives, and says what was drafted and what was not."""
    from derive.annotate import ENDINGS, annotated_file
    from derive.documents.formats import Broken

    if out == Path(STANDARD_OUTPUT):
        out = None
    if file.suffix.lower() not in ENDINGS:
        raise CommandError(f"drafts are made for files that end in {', '.join(ENDINGS)}; {file.name} does not")
    if out is not None and out.is_dir():
        raise CommandError(f"--out takes a file, and {out} is a folder")
    text = _text(file)
    try:
        found = annotated_file(text.replace("\r\n", "\n"), str(file))
    except Broken as broken:
        raise CommandError(f"{file}:{broken.line}: {broken.message}") from None
    content = found.text.replace("\n", "\r\n") if "\r\n" in text else found.text
    if out is None:
        sys.stdout.write(content)
    else:
        try:
            write_whole(out, content.encode())
        except OSError as error:
            raise CommandError(cannot("write", out, error)) from None
    drafted = found.displays - len(found.left)
    kinds = ", ".join(f"{count} {kind}" for kind, count in found.drafts.items()) or "none"
    tell = say if out is not None else warn
    tell(f"{drafted} of {found.displays} displays without a directive are drafted; drafts: {kinds}")
    for line, reason in dict.fromkeys(found.left):
        tell(f"  line {line} is not: {reason}")
    if out is not None and found.drafts:
        tell(f"remove the question marks of those that are right; until then: derive check --drafts {out}")
    return AS_EXPECTED


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CommandError(cannot("read", file, error)) from None
    except UnicodeDecodeError as error:
        raise CommandError(f"byte {error.start} of {file} is not UTF-8 text; save the file as UTF-8") from None
