"""``derive recheck`` and ``derive certify``."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from derive.cli.codes import AS_EXPECTED, BAD_INPUT, NOT_AS_EXPECTED, CommandError
from derive.cli.console import cannot, one_line, paint, say, warn

if TYPE_CHECKING:
    from derive.cli.selection import Request
    from derive.verify.result import Result


COLLECTED_AFTER = (20_000, 20, 20)
"""When garbage is looked for: most of what a proof is made of lives as long as it."""

WORTH_A_PROCESS = 250_000
"""How many letters of certificates are checked by another process: what it saves of time is paid for with processor
time, since neither knows what the other has found out."""


@dataclass(frozen=True)
class _Checked:
    """What is to be said of one certificate, or the warning that it is none, and the exit code."""

    code: int
    lines: tuple[str, ...] = ()
    warning: str = ""


def recheck_command(files: Sequence[Path]) -> int:
    """Checks certificates with the kernel alone and prints what each one proves; the exit code."""
    gc.freeze()  # nothing that an import made is garbage
    gc.set_threshold(*COLLECTED_AFTER)
    found = _recheck_all(files)
    for file in files:
        for line in found[file].lines:
            say(line)
        if found[file].warning:
            warn(found[file].warning)
    return max(found[file].code for file in files)


def _recheck_all(files: Sequence[Path]) -> dict[Path, _Checked]:
    """What is found in each file. Where there is much to check, every core checks its share; what another process does
    not answer, this one does."""

    first, *others = _shares(files)
    asked: list[tuple[int, int]] = []
    with suppress(OSError):
        asked.extend(map(_ask, others))
    found = {file: _recheck(file) for file in first}
    for process, answer in asked:
        with open(answer, "rb") as pipe, suppress(ValueError):
            for file, code, lines, warning in json.loads(pipe.read()):
                found[Path(file)] = _Checked(code, tuple(lines), warning)
        os.waitpid(process, 0)
    return {file: found.get(file) or _recheck(file) for file in files}


def _shares(files: Sequence[Path]) -> list[list[Path]]:
    """The files for each process, of about the same size together."""
    sizes = {file: file.stat().st_size if file.is_file() else 0 for file in files}
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    worth = 1 + sum(sizes.values()) // WORTH_A_PROCESS
    shares: list[list[Path]] = [[] for _ in range(min(cores, len(sizes), worth))]
    loads = [0] * len(shares)
    for file in sorted(sizes, key=lambda file: -sizes[file]):
        least = loads.index(min(loads))
        shares[least].append(file)
        loads[least] += sizes[file] + 1
    return shares


def _ask(files: list[Path]) -> tuple[int, int]:
    """Starts a process that checks the files; its number, and the pipe that its answer comes from."""
    answer, end = os.pipe()
    process = os.fork()
    if process == 0:
        with suppress(BaseException), open(end, "w") as pipe:
            checked = [(str(file), *astuple(_recheck(file))) for file in files]
            json.dump(checked, pipe)
        os._exit(0)
    os.close(end)
    return process, answer


def _recheck(file: Path) -> _Checked:
    from derive.kernel.certificate import CertificateError, MalformedCertificate, check_certificate
    from derive.language.statement import Statement
    from derive.printing.formulas import theorem_to_text
    from derive.verify.certify import certificate_hash, statement_hash, steps_of

    try:
        certificate = json.loads(file.read_bytes(), object_pairs_hook=_object)
        theorem = check_certificate(certificate)
    except OSError as error:
        return _Checked(BAD_INPUT, warning=cannot("read", file, error))
    except RecursionError:
        return _Checked(BAD_INPUT, warning=f"{file}: not a certificate: it is nested too deeply")
    except (ValueError, MalformedCertificate) as error:
        reason = one_line(str(error).removeprefix("not a certificate: "))
        return _Checked(BAD_INPUT, warning=f"{file}: not a certificate: {reason}")
    except CertificateError as error:
        return _Checked(NOT_AS_EXPECTED, (f"{paint('rejected', 'red')}  {file}: {one_line(str(error))}",))
    lines = [f"{paint('accepted', 'green')}  {file}"]
    printed = theorem_to_text(Statement(theorem.hypotheses, theorem.conclusion))
    lines += [f"    for       {', '.join(printed.symbols)}"] if printed.symbols else []
    lines += [f"    assuming  {hypothesis}" for hypothesis in printed.hypotheses]
    lines += [f"    {'and' if place else 'proves':<9} {line}" for place, line in enumerate(printed.conclusion)]
    lines.append(f"    by        {', '.join(sorted({step.rule for step in steps_of(theorem)}))}")
    with suppress(UnicodeEncodeError):  # a name that has no spelling in UTF-8
        lines.append(f"    statement {statement_hash(theorem.hypotheses, theorem.conclusion)}")
        lines.append(f"    this file {certificate_hash(certificate)}")
    return _Checked(AS_EXPECTED, tuple(lines))


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object; raises ValueError where readers could take different values for one of its keys."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


MOST_NAMED = 3
"""As many claims are named of those that have no certificate; the rest are counted."""


def _has_none(result: Result) -> bool:
    """Whether a claim is as its author expects, and has no certificate."""
    return result.passed and result.verdict != "proved"


def certify_command(request: Request, folder: Path) -> int:
    """Verifies claims and writes the certificates of those that are proved; the exit code."""
    from derive.cli.selection import check_writable, outcomes, select
    from derive.cli.verify import exit_code, failure
    from derive.verify.certify import certificate_text
    from derive.verify.files import write_whole

    selection = select(request)
    check_writable(folder)
    found = outcomes(selection, certificates=True)
    for outcome in found:
        if not outcome.result.passed:
            warn(failure(outcome.result))
        elif outcome.result.verdict == "proved" and outcome.certificate is not None:
            path = folder / f"{outcome.result.id}.json"
            try:
                write_whole(path, certificate_text(outcome.certificate).encode())
            except OSError as error:
                raise CommandError(cannot("write", path, error)) from None
            say(str(path))
    without = [f"{one.id} ({one.verdict})" for one in (outcome.result for outcome in found) if _has_none(one)]
    if without:
        more = f" and {len(without) - MOST_NAMED} more" if len(without) > MOST_NAMED else ""
        warn(f"only what is proved has a certificate: none is written for {', '.join(without[:MOST_NAMED])}{more}")
    return exit_code([outcome.result for outcome in found], selection.problems)
