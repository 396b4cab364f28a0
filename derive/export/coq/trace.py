"""The trace of a decision: equations, each with a short script that proves it, that rewrite one term into another.

A trace says what changes: a derivative is what the rules of calculus give, a sum is split at an index, an exponential
of a sum is a product. It is made by an untrusted normaliser of its own (``normal``), and Coq checks each equation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from derive.export.coq.printer import Printer
from derive.kernel.terms import IndexVariable, Node, Term, Variable, free_variables, subnodes

Opened = tuple[IndexVariable | Variable, ...]
"""The bound variables that were opened around a term, the outermost first."""

Needed = list[str]
"""The names of the equations that rewrite a term into its normal form."""


def numbers_of_opened(nodes: Iterable[Node]) -> list[int]:
    """The numbers in the names of the opened indices that occur in nodes."""
    names = {part.name for node in nodes for part in subnodes(node) if isinstance(part, IndexVariable)}
    return [int(name[2:]) for name in names if name.startswith("#x") and name[2:].isdigit()]


class Trace:
    """Lines of a Coq proof that assert equations, each once. ``outer`` opened indices stand around it."""

    def __init__(self, printer: Printer, prefix: str, outer: int) -> None:
        self.printer = printer
        self.outer = outer
        self.prefix = prefix
        self.lines: list[str] = []
        self.known: dict[str, str] = {}
        self.lengths: dict[str, int] = {}
        self.count = 0

    def text(self, term: Term) -> str:
        """The term as Coq reads it."""
        return self.printer.term(term)

    def depth(self, around: Opened) -> int:
        """How many opened variables there are inside of so many others."""
        return self.outer + len(around)

    def opened_index(self, around: Opened, size: int | str) -> IndexVariable:
        """A name for the index of a sum that stands under so many others."""
        return IndexVariable(f"#x{self.depth(around)}", size)

    def fresh(self, letter: str) -> str:
        """A name that no other line of this trace has, nor of a trace around it."""
        self.count += 1
        return f"{letter}{self.prefix}{self.count}"

    def quantified(self, around: Opened, *terms: Term) -> str:
        """The quantifiers over the opened variables that terms mention."""
        mentioned = frozenset[IndexVariable | Variable]().union(*map(free_variables, terms))
        parts = []
        for variable in (v for v in around if v in mentioned):
            name = self.printer.names.variable(variable)
            if isinstance(variable, IndexVariable):
                parts.append(f"forall {name} : nat, ({name} < {self.printer.names.size(variable.size)})%nat -> ")
            else:
                parts.append(f"forall {name} : {self.printer.array_type(variable.sizes)}, ")
        return "".join(parts)

    def claim(self, around: Opened, left: Term, right: Term, script: str) -> str:
        """Asserts left = right for all values of the opened variables; the name of the equation."""
        shown = self.text(left)
        statement = f"{self.quantified(around, left, right)}{shown} = {self.text(right)}"
        if statement not in self.known:
            name = self.known[statement] = self.fresh("e")
            self.lengths[name] = len(shown)
            self.lines.append(f"assert ({name} : {statement}). {{ intros. {script} }}")
        return self.known[statement]

    def rewriting(self, names: Iterable[str], into: str = "") -> str:
        """Rewrites with equations, those first whose left sides contain others."""
        ordered = sorted(dict.fromkeys(names), key=lambda name: -self.lengths.get(name, 0))
        return "".join(f"try rewrite {name}{into} by inside; " for name in ordered)

    def by_steps(self, first: Term, names: Sequence[str], then: str) -> str:
        """A script for a goal whose left side is f(u): u becomes the first term by the equations; then the rest."""
        return f"transitivity ({self.text(first)}); [apply f_equal; {self.rewriting(names)}finish |]. {then}"
