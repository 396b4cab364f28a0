"""``derive list``."""

from __future__ import annotations

from derive import __version__
from derive.cli.codes import AS_EXPECTED
from derive.cli.console import fitted, say, say_json
from derive.cli.selection import Request, select
from derive.printing.titles import marked_title


def list_command(request: Request, as_json: bool) -> int:
    """Prints id, expected verdict and title of the claims; the exit code."""
    claims = select(request).listed
    if as_json:
        listed = [{"id": claim.id, "title": claim.title, "expected": claim.expected} for claim in claims]
        say_json({"version": __version__, "claims": listed})
        return AS_EXPECTED
    width = max((len(claim.id) for claim in claims), default=0)
    for claim in claims:
        say(fitted(f"{claim.id:<{width}}  {claim.expected:<8}  {marked_title(claim.title_text, claim.expected)}"))
    return AS_EXPECTED
