"""Names for terms that occur often, such as p for softmax, for whoever prints a statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from derive.kernel.terms import Array, Lambda, Term

if TYPE_CHECKING:
    from derive.language.expressions import Family, Real


@dataclass(frozen=True, init=False)
class Abbreviation:
    """``name`` is printed for ``pattern``, a number, or for the entries of ``pattern``, a family.

    ``name`` is a name such as ``"p"`` or ``"y_hat"``, or LaTeX with ``%s`` where the indices go, such
    as ``"\\\\sigma_{%s}(z)"``; then ``text`` is the same as plain text."""

    pattern: Term | Array
    name: str
    text: str = ""

    def __init__(self, pattern: Real | Family | Term | Array, name: str, text: str = "") -> None:
        from derive.language.expressions import Real  # which who only prints does without
        from derive.language.mistakes import Mistake

        if not isinstance(name, str):
            raise Mistake(
                f'an abbreviation is written Abbreviation(p, "p"): what is named, then its name, not {name!r}'
            )
        found = pattern.term if isinstance(pattern, Real) else getattr(pattern, "array", pattern)
        if not isinstance(found, (Term, Lambda)):
            raise Mistake(
                f"the abbreviation {name} stands for an expression or for a family(i, …) of them, not for {pattern!r}"
            )
        object.__setattr__(self, "pattern", found)
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "text", text)
