"""Lets Coq prove the theorems of the library again, in sessions of a few, and writes down what it accepts.

    python benchmarks/coq.py FOLDER

writes the files into the folder, a line for each theorem into ``FOLDER/results.tsv`` as it is known (so that a run that
is cut short loses nothing, and the next one goes on), and the record ``derive/export/coq/accepted.json``. A theorem
that resists is listed with the reason."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Container, Mapping
from pathlib import Path

from derive.export.coq.compiler import (
    EARLIER,
    compile_files,
    compile_library,
    digest_of,
    library_hash,
    library_of,
    version,
)
from derive.export.coq.export import export, module_name
from derive.kernel.certificate import check_certificate
from derive.library import discover
from derive.verify.certify import certificate_hash, write_certificate
from derive.verify.theorems import theorem_of

TOGETHER = 10
RECORD = Path(__file__).parents[1] / "derive" / "export" / "coq" / "accepted.json"


def written(folder: Path) -> dict[str, tuple[Path, str]]:
    """The files of all theorems that are exported, with the hashes of their certificates, by claim, small ones
    first."""
    found: dict[str, tuple[Path, str]] = {}
    for claim in discover().claims:
        if claim.expected != "proved":
            continue
        certificate = write_certificate(theorem_of(claim), claim.id)
        made = export(check_certificate(json.loads(json.dumps(certificate))), claim.id)
        if made.reason:
            print(f"not exported  {claim.id}: {made.reason}")
            continue
        path = folder / f"{module_name(claim.id)}.v"
        path.write_text(made.text, encoding="utf-8")
        found[claim.id] = path, certificate_hash(certificate)
    return dict(sorted(found.items(), key=lambda item: item[1][0].stat().st_size))


def entry(claim: str, path: Path) -> dict[str, str]:
    """What the record says of a file that was accepted: also what it rests on, where that is more than all do."""
    library = library_of(path)
    further = {} if library == library_hash() else {"library": library}
    return {"claim": claim, "file": digest_of(path), **further}


def kept(files: Mapping[str, tuple[Path, str]], claims: Container[str]) -> dict[str, dict[str, str]]:
    """What the record says of files that are the same, and were accepted in an earlier state of the lemmas."""
    known = json.loads(RECORD.read_text(encoding="utf-8"))
    found: dict[str, dict[str, str]] = {}
    for claim, (path, certificate) in files.items():
        said = known["accepted"].get(certificate)
        if said is None or claim not in claims or said["file"] != digest_of(path):
            continue
        library = said.get("library", known["library"])
        if library in EARLIER:
            found[certificate] = {**said, "library": library}
    return found


def seconds() -> float:
    """The CPU time of all sessions so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(folder: Path) -> None:
    """Compiles what was not compiled yet in this state, and writes the record."""
    folder.mkdir(parents=True, exist_ok=True)
    compile_library(folder)
    files, results = written(folder), folder / "results.tsv"
    known = {tuple(line.split("\t")[:3]) for line in results.read_text().splitlines()} if results.exists() else set()
    accepted = {c for c, (path, _) in files.items() if (c, digest_of(path), library_of(path)) in known}
    waiting = [claim for claim in files if claim not in accepted]
    for place in range(0, len(waiting), TOGETHER):
        some, before = waiting[place : place + TOGETHER], seconds()
        found = compile_files([files[claim][0] for claim in some])
        each = (seconds() - before) / len(some)
        with results.open("a", encoding="utf-8") as lines:
            for claim in some:
                verdict = found[files[claim][0]]
                if verdict.accepted:
                    accepted.add(claim)
                    library, day = library_of(files[claim][0]), time.strftime("%F")
                    print(claim, verdict.sha256, library, f"{each:.1f}", day, sep="\t", file=lines)
                else:
                    print(f"not re-proved  {claim}: {verdict.reason}")
    entries = {files[c][1]: entry(c, files[c][0]) for c in sorted(accepted)}
    before = kept(files, {claim for claim in files if claim not in accepted})
    entries = dict(sorted({**before, **entries}.items(), key=lambda item: item[1]["claim"]))
    data = {"coq": version(), "library": library_hash(), "accepted": entries}
    RECORD.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    earlier = f", and {len(before)} in an earlier state of the lemmas" if before else ""
    print(f"{len(accepted)} of {len(files)} files are accepted{earlier}, by Coq {version()}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
