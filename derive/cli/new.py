"""``derive new``: a start to fill in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from derive.cli.codes import AS_EXPECTED, CommandError
from derive.cli.console import cannot, say

STARTS = Path(__file__).resolve().parent / "starts"


@dataclass(frozen=True)
class Start:
    """A start, the name that it gets, and the command that is next, in which {} stands for its name."""

    file: str
    following: str


KINDS = {
    "claim": Start("mine.py", "derive verify --claims {}"),
    "notes": Start("notes.md", "derive check {}"),
    "paper": Start("paper.tex", "derive check {}"),
}


def new_command(kind: str, file: Path | None) -> int:
    """Writes a start and says what to do with it; the exit code. No file is written over."""
    start = KINDS[kind]
    target = file or Path(start.file)
    if target.suffix != Path(start.file).suffix:
        raise CommandError(f"{target} should end with {Path(start.file).suffix}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8") as stream:
            stream.write((STARTS / f"{start.file}.txt").read_text(encoding="utf-8"))
    except FileExistsError:
        raise CommandError(f"{target} is there already; name another file: derive new {kind} FILE") from None
    except OSError as error:
        raise CommandError(cannot("write", target, error)) from None
    say(f"{target} written; next: {start.following.format(target)}")
    return AS_EXPECTED
