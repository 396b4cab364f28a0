"""``derive check --table`` and ``--stamp``: the displays of documents with their verdicts, and stamps behind them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive.cli.codes import CommandError
from derive.cli.console import COLOURS, cannot, paint, say, shown_path, warn
from derive.documents.model import in_brief
from derive.verify.files import write_whole
from derive.verify.words import MARKS

if TYPE_CHECKING:
    from derive.documents.model import Document
    from derive.verify.checks import CheckedFile
    from derive.verify.displays import JudgedDisplay

SHOWN = 12
"""So many digits of a hash are shown."""

STAMPED = ".stamped.tex"
MEANT = {True: "meant to fail", False: "meant to fail, and does not"}
OTHER_STAMP = "its stamp is of another statement: stamp it again"


def texts_of(documents: Sequence[Document], *, stamp: bool) -> dict[str, str]:
    """The texts of documents by their names, read before anything is verified. Raises CommandError for one whose
    displays cannot be told apart, or stamped."""
    from derive.cli.inputs import STANDARD_INPUT
    from derive.documents.displays import is_latex
    from derive.documents.formats import ENDINGS

    found = {}
    for document in documents:
        name, file = document.file, Path(document.file)
        if name == STANDARD_INPUT:
            raise CommandError("--table and --stamp need a file, not standard input")
        if stamp and not is_latex(name):
            raise CommandError(f"--stamp is for LaTeX, and {name} is not; name the .tex files")
        if file.suffix.lower() in ENDINGS:
            raise CommandError(f"--table is for LaTeX and Markdown, and {name} is neither")
        try:
            found[name] = file.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            continue  # what is wrong with it is an error in the document
    return found


def judged_displays(files: Sequence[CheckedFile], texts: Mapping[str, str]) -> dict[str, list[JudgedDisplay]]:
    """The displays of each document that could be read, with their verdicts."""
    from derive.documents.displays import displays_of
    from derive.verify.displays import judged

    return {
        file.document.file: judged(displays_of(texts[file.document.file], file.document.file), file)
        for file in files
        if file.document.file in texts
    }


# The table ---------------------------------------------------------------------------------------


def print_table(displays: Mapping[str, Sequence[JudgedDisplay]]) -> None:
    """Prints a line for each display, and what can be said of all displays of each document."""
    from derive.verify.displays import sentence

    for file, found in displays.items():
        name = shown_path(file)
        rows = [(one, f"{name}:{one.display.line}", one.hash.removeprefix("sha256:")[:SHOWN]) for one in found]
        width = max((len(place) for _, place, _ in rows), default=0)
        for one, place, hash_ in rows:
            mark = paint(f"{MARKS.get(one.verdict, '·')} {one.verdict:<11}", COLOURS.get(one.verdict, "dim"))
            said = one.display.label or in_brief(one.display.latex)
            say(f"{mark} {place:<{width}}  {hash_:<{SHOWN}}  {said}{_doubt(one)}".rstrip())
        said = sentence(found, name)
        say(f"{said[:1].upper()}{said[1:]}.")


def _doubt(one: JudgedDisplay) -> str:
    """What is to be said of a display behind it: that it was meant to fail, or that its stamp is of something else."""
    meant = [MEANT[one.verdict == "refuted"]] if one.meant == "refuted" else []
    stale = [OTHER_STAMP] if one.display.stamp and one.display.stamp != one.hash else []
    return f"  ({'; '.join([*meant, *stale])})" if meant or stale else ""


def table_data(found: Sequence[JudgedDisplay], file: str) -> dict[str, Any]:
    """The displays of a document in the form of the JSON output."""
    from derive.verify.displays import sentence

    displays = [
        {
            "line": one.display.line,
            "label": one.display.label or None,
            "latex": one.display.latex,
            "verdict": one.verdict,
            "expected": one.meant,
            "check": one.display.check,
            "hash": one.hash or None,
            "stamp": one.display.stamp or None,
        }
        for one in found
    ]
    return {"displays": displays, "sentence": sentence(found, shown_path(file))}


# Stamps ------------------------------------------------------------------------------------------


def write_stamps(
    files: Sequence[CheckedFile],
    texts: Mapping[str, str],
    displays: Mapping[str, Sequence[JudgedDisplay]],
    *,
    in_place: bool,
) -> list[str]:
    """Stamps the displays that are proved, of each document in a copy or in place, and says of each how many.

    Nothing is written where any of them would be read otherwise than it was verified."""
    made = {}
    for file in files:
        name = file.document.file
        if name in displays and not (name.endswith(STAMPED) and not in_place):
            made[name] = _stamped(file, texts[name], displays[name])
    said = []
    for name, text in made.items():
        target = Path(name) if in_place else Path(name).with_name(Path(name).stem + STAMPED)
        try:
            write_whole(target, text.encode())
        except OSError as error:
            raise CommandError(cannot("write", target, error)) from None
        stamped = sum(bool(one.hash) for one in displays[name])
        claims = sum(one.is_claim for one in displays[name])
        shown = shown_path(str(target))
        said.append(f"{shown}: {stamped} of {claims} displayed {'equation' if claims == 1 else 'equations'} stamped")
        if stamped and _lacks_style(text):
            warn(f"{shown} needs \\usepackage{{derive}} for its stamps; 'derive report ID --out DIR' writes the file")
    return said


def _stamped(file: CheckedFile, text: str, found: Sequence[JudgedDisplay]) -> str:
    """The text with its stamps; raises CommandError where it is another document than the one that was verified."""
    from derive.documents.displays import stamped
    from derive.documents.reader import read_text

    name = file.document.file
    mark = "\ufeff" * text.startswith("\ufeff")
    made = mark + stamped(text[len(mark) :], name, {one.display.end: one.hash for one in found if one.hash})
    if _claims(read_text(made[len(mark) :], name)) != _claims(file.document):
        raise CommandError(f"{name} was changed while it was verified, and nothing is stamped; run the command again")
    return made


def _claims(document: Document) -> list[object]:
    return [[link.readings for link in check.links] for check in document.checks]


def _lacks_style(text: str) -> bool:
    """Whether a whole document loads no style file that has stamps."""
    return r"\documentclass" in text and not re.search(r"\\usepackage(\[[^]]*\])?\{[^}]*derive\}|\\derivestamp\}", text)
