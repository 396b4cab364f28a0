"""``derive explain``."""

from __future__ import annotations

import difflib
import importlib

from derive.cli.codes import AS_EXPECTED, CommandError
from derive.cli.console import say


def explain_command(code: str) -> int:
    """Prints what a refusal means and what to write instead; of ``all``, the page of all refusals in Markdown."""
    importlib.import_module("derive.documents.reader")  # loads every module that refuses something
    from derive.documents.errors import REFUSALS
    from derive.documents.explanations import page, pages

    if code.lower() == "all":
        say(pages().rstrip())
        return AS_EXPECTED
    wanted = code.upper()
    if wanted not in REFUSALS:
        nearest = difflib.get_close_matches(wanted, sorted(REFUSALS), 3, 0.5)
        hint = f"did you mean {' or '.join(nearest)}?" if nearest else "'derive explain all' shows all of them"
        raise CommandError(f"there is no refusal {code}; {hint}")
    say(page(REFUSALS[wanted]))
    return AS_EXPECTED
