"""Names for terms that occur often, such as p for softmax, for whoever prints a statement."""

from __future__ import annotations

from dataclasses import dataclass

from derive.kernel.terms import Array, KernelError, Lambda, Term


@dataclass(frozen=True)
class Abbreviation:
    """``name`` is printed for ``pattern``, a term, or for the entries of ``pattern``, an array.

    ``name`` is a name such as ``"p"`` or ``"y_hat"``, or LaTeX with ``%s`` where the indices go, such
    as ``"\\\\sigma_{%s}(z)"``; then ``text`` is the same as plain text."""

    pattern: Term | Array
    name: str
    text: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.pattern, (Term, Lambda)):
            raise KernelError(f"the abbreviation {self.name} stands for a term or an array of terms")
