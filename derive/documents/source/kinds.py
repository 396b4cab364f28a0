"""The kinds of directives. A new kind is one entry here; the reader says what it means."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

OWN_OR_NEXT = "its own formulas, or the next display"
OWN = "its own formulas"
PAIRS = "pairs of formulas with a word between them"
NONE = "no formula"


@dataclass(frozen=True)
class Kind:
    """What may stand in a directive.

    ``takes`` is one of the four constants above; ``arguments`` are the words of which one follows the name;
    ``joint`` is the word between the two formulas of a pair; ``conditions`` says whether "for all …" and "if …" may
    follow a formula. What ``claims`` is only judged: no other formula depends on it. ``example`` and ``says`` are for
    people: how the directive is written, and what it does."""

    name: str
    takes: str = OWN_OR_NEXT
    arguments: tuple[str, ...] = ()
    joint: str = ""
    conditions: bool = False
    claims: bool = False
    verb: str = "read"
    example: str = ""
    says: str = ""


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "let",
            example=r"let $z \in \mathbb{R}^K$, $\tau > 0$",
            says="what letters stand for: vectors, matrices, points of a simplex, classes, numbers between bounds",
        ),
        Kind("define", verb="define", example="define", says="the next formula introduces notation"),
        Kind("assume", conditions=True, example=r"assume $p_k > 0$", says="a hypothesis from here on"),
        Kind("assume here", conditions=True, example=r"assume here $i \ne j$", says="one for the next formula alone"),
        Kind("check", claims=True, verb="check", example="check", says="each link of the next formula is a claim"),
        Kind(
            "refute",
            claims=True,
            verb="refute",
            example="refute",
            says="as check, but some link is expected to fail",
        ),
        Kind(
            "layout",
            NONE,
            arguments=("denominator", "numerator"),
            example="layout numerator",
            says="which index of a vector's derivative by a vector comes first",
        ),
        Kind("indices", NONE, arguments=("from 0",), example="indices from 0", says="sums and entries count from 0"),
        Kind("constant", OWN, example=r"constant $\pi$", says="the letter is the number of that name"),
        Kind(
            "notation",
            PAIRS,
            joint="means",
            example=r"notation $\pi_\theta(y \mid x)$ means $\Pi_{xy}$",
            says="a notation of your own; letters on both sides are places",
        ),
    )
}
"""The kinds by their names."""


def spelled_out() -> list[str]:
    """How the directives begin, with their arguments."""
    return [" ".join([kind.name, word]).strip() for kind in KINDS.values() for word in kind.arguments or ("",)]


def nearest(words: str) -> str:
    """The beginning of a directive that is most like the words."""
    return (difflib.get_close_matches(words, spelled_out(), 1, 0.0) or ["check"])[0]


def split_kind(words: str) -> tuple[Kind, str] | None:
    """The kind that the words begin with, and the words that follow its name; None for no kind."""
    for name in sorted(KINDS, key=len, reverse=True):
        if words == name or words.startswith(name + " "):
            return KINDS[name], words[len(name) :].strip()
    return None
