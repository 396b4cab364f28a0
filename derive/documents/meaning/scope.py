"""What a document has declared and defined up to a place."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field

from derive.documents.errors import RowOrColumn, Unreadable
from derive.documents.grammar.choices import Choices
from derive.documents.grammar.syntax import Condition
from derive.documents.meaning.builtins import builtin_functions
from derive.documents.meaning.shapes import SizeReference
from derive.documents.meaning.symbols import Function, Hypothesis, IndexSymbol, Symbol
from derive.kernel.terms import Node, Size, free_variables


@dataclass
class Scope:
    """Everything declared so far."""

    symbols: dict[str, Symbol] = field(default_factory=dict)
    classes: dict[str, IndexSymbol] = field(default_factory=dict)
    sizes: dict[str, SizeReference] = field(default_factory=dict)
    functions: dict[str, dict[int, Function]] = field(default_factory=builtin_functions)
    hypotheses: list[Hypothesis] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    broken: dict[str, int] = field(default_factory=dict)
    lost: int | None = None
    fixed: dict[str, int] = field(default_factory=dict)
    """Where definitions fix a class by having its letter on their right sides only."""
    hints: dict[str, int | None] = field(default_factory=dict)
    likely_indices: set[str] = field(default_factory=set)
    late: dict[str, int] = field(default_factory=dict)
    """The lines of names that something uses before they are introduced, where that is known beforehand."""
    used_early: dict[str, int] = field(default_factory=dict)
    is_checking: bool = False
    axis: int | None = None
    """What a matrix with one index is while a reading is tried: a row (0) or a column (1)."""
    choices: Choices = field(default_factory=Choices)
    """Which of its readings a notation has that has several."""

    variants: dict[str, dict[int, Symbol]] = field(default_factory=dict)
    """Further arrays of a letter, by their number of axes: the first one is among the symbols."""
    unknowns: dict[tuple[str, str], str] = field(default_factory=dict)
    """The names of the values of functions of which nothing is known, by function and arguments."""
    tries_axes: bool = False
    """Whether whoever reads tries both values of ``axis``, and asks no choices."""

    def line(self, name: str, shape: str, at: int) -> int:
        """Whether one index of a matrix chooses a row (0) or a column (1), in the reading that is tried."""
        if self.axis is not None:
            return self.axis
        if self.tries_axes:
            raise RowOrColumn(
                f"{shape} with one index has two readings, its row and its column: write both indices, or declare "
                "the vectors with 'let $w_j \\in \\mathbb{R}^d$'",
                at,
            )
        return self.choices.local("line", name, f"row: {name}_{{j:}}", f"column: {name}_{{:j}}")

    def saved(self) -> Callable[[], None]:
        """Puts everything back to what it is now, when it is called."""
        self.tries_axes = True
        kept = {name: copy(value) for name, value in vars(self).items()}
        functions = {name: dict(found) for name, found in self.functions.items()}
        references = [*self.sizes.values(), *(size for symbol in self.symbols.values() for size in symbol.sizes)]
        references += [size for found in self.variants.values() for symbol in found.values() for size in symbol.sizes]
        references += [size for symbol in self.classes.values() for size in (symbol.size, *symbol.axes)]
        states = [(reference, reference.state()) for part in references for reference in part.chain()]

        def restore() -> None:
            for name, value in kept.items():
                setattr(self, name, copy(value))
            self.functions = {name: dict(found) for name, found in functions.items()}
            for reference, state in states:
                reference.restore(state)

        return restore

    def size(self, letter: str) -> SizeReference:
        """The size that a letter names."""
        return self.sizes.setdefault(letter, SizeReference(letter))

    def default_size(self) -> Size:
        """The size of what nothing determines: the only one of the document, else K."""
        if len(self.sizes) > 1:
            names = ", ".join(sorted(self.sizes))
            raise Unreadable(f"a size is not determined; it may be {names}: declare the vector with 'let'", 0)
        if not self.sizes and "K" in self.symbols:
            raise Unreadable(
                "how many classes there are is not said, and K is a number: declare the vector with 'let'", 0
            )
        return next(iter(self.sizes), "K")

    def arrays(self, key: str) -> dict[int, Symbol]:
        """What a letter stands for, by the number of indices that it has: s_{jg} and s_g are arrays of their own."""
        first = self.symbols.get(key)
        return {} if first is None else {len(first.sizes): first, **self.variants.get(key, {})}

    def add_symbol(self, key: str, symbol: Symbol) -> None:
        """Adds a variable or definition. Raises Unreadable where the letter has one with as many indices."""
        found = self.arrays(key)
        axes = len(symbol.sizes)
        if axes in found:
            raise Unreadable(f"'{key}' is declared or defined already", symbol.at)
        if found:
            symbol.name = f"{key}@{axes}"  # two arrays of one name would be taken for each other
            self.variants = {**self.variants, key: {**self.variants.get(key, {}), axes: symbol}}
        else:
            self.symbols[key] = symbol

    def named(self, name: str) -> Symbol | None:
        """The symbol that terms call so."""
        key, _, axes = name.partition("@")
        return self.variants.get(key, {}).get(int(axes)) if axes else self.symbols.get(key)

    def unknown(self, function: str, arguments: str, shown: str) -> str:
        """The name of the value of a function of which nothing is known; different values have different names."""
        taken = {*self.unknowns.values(), *self.symbols}
        while (function, arguments) not in self.unknowns and shown in taken:
            shown += "'"
        return self.unknowns.setdefault((function, arguments), shown)

    def opaque_in(self, *nodes: Node) -> set[str]:
        """The functions of which nothing is known and whose values occur in formulas, through definitions too."""
        names = {variable.name for node in nodes for variable in free_variables(node)}
        return {function for (function, _), name in self.unknowns.items() if name in names}

    def is_function(self, key: str) -> bool:
        """Whether the name is that of a function."""
        return key in self.functions

    def entry_letter(self, letter: str) -> IndexSymbol:
        """The letter of the entries that a definition gives: a declared class moves with what depends on it."""
        declared = self.classes.get(letter)
        return declared if declared is not None and not declared.axes else IndexSymbol(letter, SizeReference())

    def is_known(self, key: str) -> bool:
        """Whether the name is declared or defined (not only used)."""
        symbol = self.symbols.get(key)
        return (symbol is not None and not symbol.implicit) or key in self.classes or self._is_defined_function(key)

    def _is_defined_function(self, key: str) -> bool:
        return any(not function.builtin for function in self.functions.get(key, {}).values())

    def is_array(self, key: str) -> bool:
        """Whether the name is that of a vector or matrix."""
        return key in self.symbols and bool(self.symbols[key].sizes)

    def is_index(self, key: str) -> bool:
        """Whether the name is that of a class or a size."""
        return key in self.classes or key in self.sizes
