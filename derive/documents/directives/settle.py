r"""``constant $\pi$``: a letter that is the number of that name."""

from __future__ import annotations

from derive.documents.directives.attempt import Attempt
from derive.documents.errors import Unreadable
from derive.documents.grammar.names import letter_of
from derive.documents.grammar.tokens import Items, plain

CONSTANTS = (r"\pi", "e")


def constant(items: Items, attempt: Attempt) -> None:
    """Adds the letter to the constants. Raises Unreadable for one that is no number, or that is declared."""
    letter = letter_of(items[0]) if len(items) == 1 and not items[0].scripted else None
    if letter not in CONSTANTS:
        raise Unreadable(rf"'{plain(items)}' is not the name of a number; expected \pi or e", items[0].start)
    if attempt.scope.is_known(letter):
        raise Unreadable(f"'{letter}' is declared or defined already", items[0].start)
    attempt.spelled(items)
    attempt.scope.constants.add(letter)
