"""A guess: a directive that is drafted, and where it comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FONT = re.compile(
    r"\\(?:mathbf|boldsymbol|bm|vec|mathrm|operatorname\*?|text|mathsf)\s*(?:\{\s*(\\?[A-Za-z]+)\s*\}|([A-Za-z]))"
)
_NAME = re.compile(r"\\(?:hat|tilde|bar|mathcal|mathbb|mathscr)\s*(?:\{[^{}]*\}|\\?[A-Za-z]+)|\\[A-Za-z]+|[A-Za-z]")
_SIGNS = (
    "frac dfrac tfrac sum prod log ln exp sin cos tan tanh max min argmax partial nabla left right begin end cdot "
    "times ldots dots cdots in ge le geq leq ne neq to quad qquad top mid sqrt int infty lim text Delta delta "
    "big Big bigg Bigg bigl bigr Bigl Bigr approx equiv displaystyle limits label tag nonumber odot langle "
    "rangle prime circ"
)
_WORDS = re.compile(
    r"\\(?:begin|end)\s*\{[^{}]*\}"
    r"|\\(?:text|mbox)\s*\{\s*(?:all|and|as|by|else|for|if|otherwise|since|when|where|with)\b[^{}]*\}"
)
"""What is set in letters that are no names: environments, and words between formulas."""

_COMMANDS = frozenset("\\" + sign for sign in re.split(" ", _SIGNS))


@dataclass(frozen=True)
class Guess:
    """A directive: its kind, its formula (empty where it speaks of the next display), and where it comes from, in
    words. ``firm`` where the text says it, and not only hints at it; ``line`` is where it says so, 0 where it does
    not."""

    kind: str
    formula: str
    source: str
    firm: bool = True
    line: int = 0

    @property
    def names(self) -> frozenset[str]:
        """The names of its formula."""
        return names_in(self.formula)


def plain_name(text: str) -> str:
    r"""A name without its font, which does not make another letter: ``\mathbf{W}`` is W."""
    return re.sub(r"\s", "", _FONT.sub(lambda found: found[1] or found[2], text))


def names_in(latex: str) -> frozenset[str]:
    """The names in a formula, roughly: letters and commands that stand for letters, without their fonts."""
    plain = _FONT.sub(lambda found: found[1] or found[2], _WORDS.sub(" ", latex))
    names = {re.sub(r"\s", "", found[0]) for found in _NAME.finditer(plain)}
    return frozenset(names - _COMMANDS - {r"\mathbb{R}", r"\mathbb{E}", r"\mathbb{N}"})
