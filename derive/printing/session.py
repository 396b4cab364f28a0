"""Has expressions and claims show themselves as they are printed, in a session or a notebook."""

from __future__ import annotations

from derive.language.display import DISPLAY
from derive.printing.formulas import to_latex, to_text


def show_printed() -> None:
    """From now on, what the language writes shows itself in the notation of papers."""
    DISPLAY.text, DISPLAY.latex = to_text, to_latex
