"""``derive recheck`` and ``derive certify``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from derive.cli import AS_EXPECTED, BAD_INPUT, NOT_AS_EXPECTED, CommandError
from derive.cli.console import cannot, paint, say, warn
from derive.cli.selection import Request, make_folder, outcomes, select


def recheck_command(files: Sequence[Path]) -> int:
    """Checks certificates with the kernel alone and prints what each one proves; the exit code."""
    return max(_recheck(file) for file in files)


def _recheck(file: Path) -> int:
    from derive.kernel.certificate import CertificateError, MalformedCertificate, check_certificate
    from derive.language.certificate import steps_of
    from derive.language.notation import statement_to_text, to_text
    from derive.language.statement import Statement

    try:
        theorem = check_certificate(json.loads(file.read_bytes()))
    except OSError as error:
        warn(cannot("read", file, error))
        return BAD_INPUT
    except RecursionError:
        warn(f"{file}: not a certificate: it is nested too deeply")
        return BAD_INPUT
    except (ValueError, MalformedCertificate) as error:
        warn(f"{file}: not a certificate: {str(error).removeprefix('not a certificate: ')}")
        return BAD_INPUT
    except CertificateError as error:
        say(f"{paint('rejected', 'red')}  {file}: {error}")
        return NOT_AS_EXPECTED
    say(f"{paint('accepted', 'green')}  {file}")
    for hypothesis in theorem.hypotheses:
        say(f"    assuming  {to_text(hypothesis)}")
    lines = statement_to_text(Statement(theorem.hypotheses, theorem.conclusion)).splitlines()
    for place, line in enumerate(lines):
        say(f"    {'and' if place else 'proves':<9} {line}")
    say(f"    by        {', '.join(sorted({step.rule for step in steps_of(theorem)}))}")
    return AS_EXPECTED


def certify_command(request: Request, folder: Path) -> int:
    """Verifies claims and writes the certificates of those that are proved; the exit code."""
    from derive.cli.verifying import exit_code, failure
    from derive.language.certificate import certificate_text
    from derive.verify.files import write_whole

    selection = select(request)
    make_folder(folder)
    found = outcomes(selection)
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
    return exit_code([outcome.result for outcome in found], selection.problems)
