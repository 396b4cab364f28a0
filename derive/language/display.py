"""How expressions show themselves in a session: the room that prints is above this one, and tells this one how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from derive.kernel.terms import Node


@dataclass
class Display:
    """Spells terms, formulas and arrays: as text, and as LaTeX."""

    text: Callable[[Node], str] = repr
    latex: Callable[[Node], str] | None = None


DISPLAY = Display()


def shown(node: Node) -> str:
    """The node as text; as the kernel spells it, where it has no other spelling."""
    try:
        return DISPLAY.text(node)
    except Exception:
        return repr(node)


def shown_latex(node: Node) -> str | None:
    """The node as LaTeX for a page; None where nothing can print it."""
    try:
        return None if DISPLAY.latex is None else f"$\\displaystyle {DISPLAY.latex(node)}$"
    except Exception:
        return None
