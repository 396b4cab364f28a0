"""``derive export``: theorems for other proof assistants."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from derive.cli.codes import AS_EXPECTED, BAD_INPUT, FAULT, NOT_AS_EXPECTED, CommandError
from derive.cli.console import cannot, one_line, paint, say, warn

if TYPE_CHECKING:
    from derive.cli.selection import Request
    from derive.kernel.theorem import Theorem

Source = tuple[str, "Theorem"]
"""A label, and the theorem that goes by it."""


def export_command(request: Request, out: Path, compiled: bool) -> int:
    """Exports the claims of a request, and the certificates among its patterns; has them compiled; the exit code."""
    from derive.cli.selection import make_folder
    from derive.export.coq.compiler import CoqMissing, compile_library, version, write_library

    try:
        coq = version() if compiled else ""
        make_folder(out)
        (compile_library if compiled else write_library)(out)
    except CoqMissing as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(cannot("write into", out, error)) from None
    code = AS_EXPECTED
    taken: set[str] = set()
    files = [Path(pattern) for pattern in request.patterns if pattern.endswith(".json")]
    patterns = tuple(pattern for pattern in request.patterns if not pattern.endswith(".json"))
    asked = patterns or not files
    sources, found = claims(replace(request, patterns=patterns)) if asked else ([], AS_EXPECTED)
    more, unreadable = certificates(files)
    for label, theorem in (*sources, *more):
        code = max(code, one(label, theorem, out, taken, coq))
    return max(code, found, unreadable)


def claims(request: Request) -> tuple[list[Source], int]:
    """The theorems of the claims that are proved."""
    from derive.cli.selection import outcomes, select
    from derive.cli.verify import exit_code, failure
    from derive.kernel.certificate import check_certificate

    selection = select(request)
    found: list[Source] = []
    every = outcomes(selection)
    for outcome in every:
        if not outcome.result.passed:
            warn(failure(outcome.result))
        elif outcome.result.verdict == "proved" and outcome.certificate is not None:
            found.append((outcome.result.id, check_certificate(outcome.certificate)))
    return found, exit_code([outcome.result for outcome in every], selection.problems)


def certificates(files: Sequence[Path]) -> tuple[list[Source], int]:
    """The theorems of certificates, each checked by the kernel."""
    from derive.kernel.certificate import CertificateError, MalformedCertificate, check_certificate

    found: list[Source] = []
    code = AS_EXPECTED
    for file in files:
        try:
            found.append((file.stem, check_certificate(json.loads(file.read_bytes()))))
        except OSError as error:
            warn(cannot("read", file, error))
            code = BAD_INPUT
        except CertificateError as error:
            warn(f"{file}: rejected: {one_line(str(error))}")
            code = max(code, NOT_AS_EXPECTED)
        except (ValueError, RecursionError, MalformedCertificate) as error:
            warn(f"{file}: not a certificate: {one_line(str(error))}")
            code = BAD_INPUT
    return found, code


def one(label: str, theorem: Theorem, out: Path, taken: set[str], coq: str) -> int:
    """Exports one theorem, has it compiled where a version of Coq is given, and says so; the exit code."""
    from derive.export.coq.compiler import compile_file
    from derive.export.coq.export import export as exported
    from derive.export.coq.export import module_name

    file = exported(theorem, label)
    if file.differs:
        warn(f"{paint('statements differ', 'loud')}  {label}: {file.reason}")
        return FAULT
    if file.reason:
        say(f"{paint('not exported', 'red')}  {label}: {file.reason}")
        return NOT_AS_EXPECTED
    name = module_name(label, taken)
    taken.add(name)
    path = out / f"{name}.v"
    try:
        path.write_text(file.text, encoding="utf-8")
    except OSError as error:
        raise CommandError(cannot("write", path, error)) from None
    if not coq:
        say(str(path))
        return AS_EXPECTED
    result = compile_file(path)
    if not result.accepted:
        say(f"{paint('not re-proved', 'red')}  {label}: {result.reason}")
        return NOT_AS_EXPECTED
    say(f"{paint('certified', 'green')}  {label}  by derive's kernel and by Coq {coq}")
    say(f"    file      {path}  {result.sha256}")
    say(f"    axioms    {', '.join(sorted(result.axioms)) or 'none'}")
    return AS_EXPECTED
