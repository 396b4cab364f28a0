"""Named operations: what a person does to one line of a derivation to get the next.

An operation acts on what the reader sees: a part that is printed by a name, such as p for softmax, is one thing to
it, as it is to the reader. It acts at the outermost place where it has something to do, and refuses a line that it
would leave as it is, up to the order of terms.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from derive.bridge.definitions import folded, unfolded, with_names
from derive.kernel.terms import Term
from derive.language.abbreviation import Abbreviation
from derive.language.missing import NothingToDo
from derive.language.order import alike, flat_where_new, gathered
from derive.language.places import outermost

Work = Callable[[Term], Term | None]
"""What is done at one place: the new term, or None where there is nothing to do."""


@dataclass(frozen=True)
class Operation:
    """``name`` says which operation it is; ``sentence`` is the reason that is printed where none is given.

    ``sees_names`` is false for an operation that looks into what is printed by a name;
    ``writes_names`` is true for one whose result has names written where they can be, ``gathers`` for one whose result
    has equal terms added up. ``known`` are the theorems,
    claims and assumptions on which the step rests, if it rests on any."""

    name: str
    sentence: str
    work: Work
    sees_names: bool = True
    writes_names: bool = False
    gathers: bool = False
    known: tuple[Any, ...] = ()

    def __call__(self, term: Term, names: Sequence[Abbreviation] = ()) -> Term:
        """The next line; raises NothingToDo where the operation has nothing to do."""
        seen = tuple(names) if self.sees_names else ()
        result = self._changed(term, seen, names)
        if result is None and seen:
            result = self._changed(term, (), names)  # nothing to do on what is seen: look into it
        if result is None:
            raise NothingToDo(self.name, term)
        return result

    def _changed(self, term: Term, seen: Sequence[Abbreviation], names: Sequence[Abbreviation]) -> Term | None:
        def change(part: Term) -> Term | None:
            result = self.work(folded(part, seen))
            if result is None:
                return None
            result = unfolded(result, seen)
            return None if alike(result, part) else result

        result = outermost(term, change)
        if result is None:
            return None
        result = flat_where_new(result, term)
        result = gathered(result) if self.gathers else result
        return with_names(result, names) if self.writes_names else result


def operation(
    name: str, sentence: str, sees_names: bool = True, writes_names: bool = False, gathers: bool = False
) -> Callable[[Work], Operation]:
    """Decorator: the operation that does this work."""

    def made(work: Work) -> Operation:
        return Operation(name, sentence, work, sees_names, writes_names, gathers)

    return made
