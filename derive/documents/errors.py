"""What the reader refuses: each refusal has a code, a page and an example, and stands where it is raised.

A module that refuses something says so at its top, ``SHAPES = refusal("D301", …)``, and raises
``SHAPES("the shapes do not agree: …", at)``. ``derive explain D301`` prints the page."""

from __future__ import annotations

from dataclasses import dataclass

Example = tuple[str, ...]
"""A formula to check, and the directives above it, each without its ``derive:``; ``define`` with its formula in $.
One that has its ``derive:`` is a whole document, in Markdown, or with ``% derive:`` in LaTeX."""


class Unreadable(Exception):
    """``at`` is the offset in the file of what was not understood; the message is one sentence, and ``code`` names
    the refusal (``derive explain CODE``).

    ``spoils`` where a declaration, definition or hypothesis is lost and nobody knows of which names; ``directive`` is
    the kind of the directive that was meant, where it is the directive itself that was not understood."""

    def __init__(self, message: str, at: int, spoils: bool = False, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        self.spoils = spoils
        self.code = code
        self.directive = ""
        self.makes_sense = False
        self.is_senseless = False
        self.names: tuple[str, ...] = ()
        self.wanted: tuple[str, ...] = ()

    def about(self, *names: str) -> Unreadable:
        """The same, which says of these names that they are something else, or in the way."""
        self.names = names
        return self

    def asking(self, *formulas: str) -> Unreadable:
        """The same, where each of these formulas behind a 'let' might mend it."""
        self.wanted = formulas
        return self

    def senseless(self) -> Unreadable:
        """The same, of a reading that no author can mean, whatever its names are: it falls away beside others."""
        self.is_senseless = True
        return self

    def sensible(self) -> Unreadable:
        """The same, of a reading that makes sense and is only not understood: it does not fall away beside others."""
        self.makes_sense = True
        return self

    def moved(self, at: int) -> Unreadable:
        """The same error at another place."""
        moved = Unreadable(self.message, at, self.spoils, self.code)
        moved.makes_sense = self.makes_sense
        moved.is_senseless = self.is_senseless
        moved.names, moved.wanted = self.names, self.wanted
        return moved


@dataclass(frozen=True)
class Refusal:
    """A kind of refusal: ``title`` names it, ``explanation`` says why it is refused and what to write instead, in
    plain sentences; ``wrong`` is an example that is refused so, and ``right`` how to write what was meant."""

    code: str
    title: str
    explanation: str
    wrong: Example
    right: Example

    def __call__(self, message: str, at: int, spoils: bool = False) -> Unreadable:
        """The error that says in a sentence what is refused here."""
        return Unreadable(message, at, spoils, self.code)


REFUSALS: dict[str, Refusal] = {}
"""All refusals by their codes, once the modules of the reader are loaded."""


def refusal(code: str, title: str, explanation: str, wrong: Example, right: Example = ()) -> Refusal:
    """Registers a kind of refusal. ``right`` is left out where nothing else can be written instead."""
    assert code not in REFUSALS, f"two refusals have the code {code}"
    REFUSALS[code] = Refusal(code, title, " ".join(explanation.split()), wrong, right)
    return REFUSALS[code]


DISAGREEING = refusal(
    "D001",
    "the readings of a formula disagree",
    """The formula has more than one reading, it holds in one of them and fails in another, and which of them is
    meant is not guessed. The message shows each reading and how to write the formula so that it has this one only.""",
    (r"x \log y / 2 = \frac{x}{2} \log y", r"let $x \in \mathbb{R}$, $y > 0$"),
    (r"\frac{x \log(y)}{2} = \frac{x}{2} \log y", r"let $x \in \mathbb{R}$, $y > 0$"),
)
"""Used where links are verified, since a reading is judged there."""

LOST = refusal(
    "D002",
    "something that rests on what was not understood",
    """A declaration, definition, hypothesis or convention further up was not understood, and this formula depends on
    it, or may do so. It is not read as if that line were not there. Mend the line that the message names; this message
    goes away with the other one.""",
    ("a = 1", "dfine $a = 1$"),
    ("a = 1", "define $a = 1$"),
)
"""Used in every room: names are looked up where they are read, and where they mean something."""
