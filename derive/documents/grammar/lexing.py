r"""The tokens of LaTeX: letters, digits and signs one by one, commands with what belongs to their names.

Spacing, sizes of brackets and styles are no tokens: they are decoration that never counts (CONTRACT's rule 0)."""

from __future__ import annotations

import re
from typing import NamedTuple

_SPACING = r"""
    \s+ | ~ | \\[,;:!>/\ \n]
    | \\(?: displaystyle | textstyle | scriptstyle | limits | nolimits | nonumber | notag | allowbreak | nobreak
        | middle | big | Big | bigg | Bigg | bigl | Bigl | biggl | Biggl | bigr | Bigr | biggr | Biggr | bigm | Bigm
        | biggm | Biggm | thinspace | enspace | enskip | hfill | strut | centering | relax | normalsize | large
        | Large | LARGE | huge | small | left\s*\.\s*(?=\\left\s*\.)
        )(?![A-Za-z])
"""
_DELIMITER = r"(?: \\[a-zA-Z]+ | \\[{}|] | [()\[\]|./<>] )"
_TEXT = r"""
    \\(?: text(?: rm | it | bf | sf | tt | normal )? | mbox | hbox | math(?: rm | it | sf | tt | normal )
        | operatorname(?:withlimits)?\*? )
    \s*(?: \{(?: [^{}] | \{[^{}]*\} )*\} | [A-Za-z] )
"""
_ONE_ARGUMENT = r"""
    \\(?: mathbf | boldsymbol | bm | bs | pmb | vec | hat | widehat | tilde | widetilde | bar | overline | mathcal
        | mathbb | mathbbm | mathds | mathscr | mathfrak | underline | dot | ddot | check | breve | acute | mathring
        | boxed | fbox | mathop | mathrel | mathbin | mathord | mathopen | mathclose | tag\*? | label | eqref | ref
        | hspace\*? | vspace\*? | phantom | hphantom | vphantom | color | substack | not | overrightarrow | mathstrut
        | smash )(?![A-Za-z])
"""
_TWO_ARGUMENTS = r"""
    \\(?: frac | dfrac | tfrac | cfrac | nicefrac | sfrac | overset | underset | stackrel | textcolor | binom )
    (?![A-Za-z])
"""
_NEWLINE = r"""
    \\\\(?: \*?\s*\[ \s*-?[0-9.]+\s*(?: pt | em | ex | mm | cm | in | mu | \\[a-z]+ )\s* \] )? | \\cr(?![A-Za-z])
"""
_BEGIN = r"\\begin\s*\{[a-zA-Z]+\*?\}(?: \s*\[[a-z]\] )?(?: \s*\{[lcr@{}|\s0-9\\,;!quad]*\} )?"

KINDS = {
    "letter": r"[^\W\d_]",
    "digit": "[0-9]",
    "bar": r"\|\|?",
    "prime": "'",
    "character": r"[<>]= | [^\\{}_^&$\#~\s]",
    "open": r"\{",
    "close": r"\}",
    "lower": "_",
    "upper": r"\^",
    "align": "&",
    "spacing": _SPACING,
    "text": _TEXT,
    "newline": _NEWLINE,
    "begin": _BEGIN,
    "right": rf"\\right\s*{_DELIMITER}",
    "left": rf"\\left\s*{_DELIMITER}",
    "end": r"\\end\s*\{[a-zA-Z]+\*?\}",
    "arrow": r"\\x(?: right | left | leftright )arrow\s*(?: \[[^\]]*\] )?",
    "root": r"\\sqrt\s*(?: \[[^\]]*\] )?(?![A-Za-z])",
    "one argument": _ONE_ARGUMENT,
    "two arguments": _TWO_ARGUMENTS,
    "command": r"\\mid\s*\\mid(?![A-Za-z]) | \\(?: [A-Za-z]+ | [^A-Za-z\s] )",
}
"""How the tokens of each kind are written; of several kinds that begin at a place, the first one counts."""

_NAMES = tuple(KINDS)
_ANY = re.compile("|".join(f"({pattern})" for pattern in KINDS.values()), re.VERBOSE)

STRANGE, FINISH = "strange", "finish"
"""The kinds of a sign that is no token, and of the end of the text."""


class Token(NamedTuple):
    """A token of a kind, between two places of the text."""

    kind: str
    text: str
    start: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """The tokens of a text and its end, or those up to the first sign that is none."""
    found: list[Token] = []
    position = 0
    while position < len(text):
        match = _ANY.match(text, position)
        if match is None:
            return [*found, Token(STRANGE, text[position], position, position + 1)]
        kind = _NAMES[(match.lastindex or 1) - 1]
        if kind != "spacing":
            found.append(Token(kind, match[0], position, match.end()))
        position = match.end()
    return [*found, Token(FINISH, "", position, position)]
