"""``derive export``: theorems for other proof assistants."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from derive.cli.codes import AS_EXPECTED, BAD_INPUT, NOT_AS_EXPECTED
from derive.cli.console import cannot, one_line, warn
from derive.cli.coq import Exporter, proved_again

if TYPE_CHECKING:
    from derive.cli.selection import Request


def export_command(request: Request, out: Path, compiled: bool) -> int:
    """Exports the claims of a request, and the certificates among its patterns; has them compiled; the exit code."""
    exporter = Exporter(out, compiled)  # what is compiled is to stand there, with its own axioms: nothing is looked up
    files = [Path(pattern) for pattern in request.patterns if pattern.endswith(".json")]
    patterns = tuple(pattern for pattern in request.patterns if not pattern.endswith(".json"))
    code = export_certificates(exporter, files)
    if patterns or not files:
        code = max(code, export_claims(exporter, replace(request, patterns=patterns)))
    return code


def export_claims(exporter: Exporter, request: Request) -> int:
    """Exports the claims that are proved; the exit code."""
    from derive.cli.selection import outcomes, select
    from derive.cli.verify import exit_code, failure

    selection = select(request)
    found = outcomes(selection, certificates=True)
    for outcome in found:
        if not outcome.result.passed:
            warn(failure(outcome.result))
    code = exit_code([outcome.result for outcome in found], selection.problems)
    for verdict in proved_again(exporter, found, request.jobs):
        verdict.show()
        code = max(code, verdict.code)
    return code


def export_certificates(exporter: Exporter, files: Sequence[Path]) -> int:
    """Exports the theorems of certificates, each checked by the kernel; the exit code."""
    from derive.kernel.certificate import CertificateError, MalformedCertificate, check_certificate

    code = AS_EXPECTED
    for file in files:
        try:
            theorem = check_certificate(json.loads(file.read_bytes()))
        except OSError as error:
            warn(cannot("read", file, error))
            code = max(code, BAD_INPUT)
        except CertificateError as error:
            warn(f"{file}: rejected: {one_line(str(error))}")
            code = max(code, NOT_AS_EXPECTED)
        except (ValueError, RecursionError, MalformedCertificate) as error:
            warn(f"{file}: not a certificate: {one_line(str(error))}")
            code = max(code, BAD_INPUT)
        else:
            verdict = exporter.export(file.stem, theorem)
            verdict.show()
            code = max(code, verdict.code)
    return code
