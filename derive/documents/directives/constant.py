r"""``constant $\pi$``: a letter that is the number of that name."""

from __future__ import annotations

from derive.documents.directives.attempt import Attempt
from derive.documents.errors import refusal
from derive.documents.grammar.names import letter_of
from derive.documents.grammar.tokens import Items, plain
from derive.documents.meaning.scope import TWICE, twice

CONSTANT = refusal(
    "D319",
    "a letter that is not the name of a number",
    """'constant' says that \\pi or e is the number of that name, and no variable. For another letter write its value
    with 'define $c = …$', or its bounds with 'let'.""",
    ("c = c", "constant $c$"),
    (r"\pi > 3", r"constant $\pi$"),
)

CONSTANTS = (r"\pi", "e")


def constant(items: Items, attempt: Attempt) -> None:
    """Adds the letter to the constants. Raises Unreadable for one that is no number, or that is declared."""
    letter = letter_of(items[0]) if len(items) == 1 and not items[0].scripted else None
    if letter not in CONSTANTS:
        raise CONSTANT(
            rf"'{plain(items)}' is not the name of a number; expected \pi or e (give others a value with 'define')",
            items[0].start,
        )
    if attempt.scope.is_known(letter):
        raise TWICE(twice(letter), items[0].start)
    attempt.spelled(items)
    attempt.scope.constants.add(letter)
