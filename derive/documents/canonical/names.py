r"""Names as LaTeX that the reader takes for the same names again, and letters for what is bound.

The reader spells names plainly: ``\hat{y}``, ``p^*``, ``\pi_{ref}``, ``x^{(1)}``, and ``x^{(\cdot)}`` for a family."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from derive.kernel.terms import Size

NOT_READ = r"\dagger "
"""Stands before what no notation of documents says: no reader takes it for anything else."""

INDEX_LETTERS = "kljimnabcrsuvw"
COMMON_INDICES = "ijklmnabc"
"""Letters that a definition takes for indices of its left side."""

ARRAY_LETTERS = "tsuvwxyzqr"
DEFINED_LETTERS = "MNRSUVWXYZQ"

INVERSE = "^{-1}"
"""The end of the names that inverses have on a page; before it stands the matrix, as LaTeX."""

_NAME = re.compile(
    r"(?P<base>\\[A-Za-z]+(?:\{.*?\})?|[^\W\d_][\w-]*?)(?:\^\{\((?P<member>.+?)\)\})?(?:\^\{(?P<word>[A-Za-z]{2,}|\d)\})?"
    r"(?P<star>\^\*)?(?P<primes>'*)(?:_\{(?P<lower>.*)\})?"
)
_UNSPOKEN = re.compile(r"[^A-Za-z0-9 (),|+*/='-]+")
"""What of a name that no reader gives is not shown in \\text."""

_ACCENTED = re.compile(r"(\\[A-Za-z]+)\{(.*)\}")
_GREEK = re.compile(
    r"\\(?:var)?(?:alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|upsilon|"
    r"phi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega|ell|hbar|imath|jmath)"
)


@dataclass(frozen=True)
class Name:
    """A name in its parts, as LaTeX: letter, number of a family (a dot for the family), word or power above that is
    part of the name, star, primes, subscript."""

    base: str
    member: str
    word: str
    star: bool
    primes: str
    lower: str

    @property
    def is_family(self) -> bool:
        """Whether the first index is written in brackets above the letter."""
        return self.member == r"\cdot"

    @property
    def is_plain(self) -> bool:
        """Whether it is a letter without scripts of its own."""
        return not (self.member or self.word or self.star or self.primes or self.lower)


@lru_cache(maxsize=2_000)
def parsed(name: str) -> Name | None:
    """The parts of a name; None for what the reader never calls anything."""
    match = _NAME.fullmatch(name)
    base = _base(match["base"]) if match else None
    if match is None or base is None:
        return None
    lower = match["lower"] or ""
    if lower.isalpha() and len(lower) > 1:
        lower = rf"\mathrm{{{lower}}}"
    return Name(base, match["member"] or "", match["word"] or "", bool(match["star"]), match["primes"], lower)


def _base(text: str) -> str | None:
    """A letter, a command, an accented letter or a word."""
    accented = _ACCENTED.fullmatch(text)
    if accented and accented[1] in (r"\mathcal", r"\mathbb"):
        return text
    if accented:
        inner = _base(accented[2])
        if accented[1] == r"\Delta":
            return rf"\Delta {inner}" if inner else None
        return rf"{accented[1]}{{{inner}}}" if inner else None
    if text.startswith("\\"):
        return text if _GREEK.fullmatch(text) else rf"\mathrm{{{text}}}"
    return text if len(text) == 1 else rf"\mathrm{{{text}}}"


def whole(name: str) -> str:
    """The name without indices."""
    parts = parsed(name)
    if name.endswith(INVERSE):
        return name
    if parts is None:
        return rf"{NOT_READ}\text{{{_UNSPOKEN.sub(' ', name)}}}"
    upper = rf"^{{({parts.member})}}" if parts.member and not parts.is_family else ""
    upper += _above(parts.word) if parts.word else ""
    star = "^{*}" if parts.star else ""
    lower = f"_{{{parts.lower}}}" if parts.lower else ""
    return f"{parts.base}{upper}{star}{parts.primes}{lower}"


def _above(word: str) -> str:
    """What stands above a letter as part of its name: a word, or the power of which the name is, as in \\sigma^2."""
    return f"^{{{word}}}" if word.isdigit() else rf"^{{\mathrm{{{word}}}}}"


def with_indices(name: str, indices: Sequence[str]) -> str:
    """An entry; the first index of a family stands above the letter, in brackets."""
    parts = parsed(name)
    code = whole(name)
    if parts is not None and parts.is_family and indices:
        code += rf"^{{({indices[0]})}}"
        indices = indices[1:]
    if not indices:
        return code
    if (parts is not None and parts.lower) or name.endswith(INVERSE):
        code = rf"\left({code}\right)"
    return f"{code}_{{{','.join(indices)}}}"


def is_index_name(name: str) -> bool:
    """Whether an index may be called so."""
    parts = parsed(name)
    return parts is not None and not (parts.member or parts.word or parts.star or parts.lower)


def is_family(name: str) -> bool:
    """Whether the first index of a name is written in brackets above the letter."""
    parts = parsed(name)
    return parts is not None and parts.is_family


def letters_in(name: str) -> set[str]:
    """The letters that a name uses up: its own, and that of its subscript."""
    match = _NAME.fullmatch(name)
    return {name} if match is None else {name, match["base"], match["base"] + match["primes"], match["lower"] or ""}


def index_letter(size: Size, used: Collection[str], letters: str = INDEX_LETTERS) -> str:
    """A letter for an index over a size, which nothing else uses."""
    own = size.lower() if isinstance(size, str) and len(size) == 1 and size.isupper() else ""
    first = own if own and own in letters else ""
    candidates = (letter + "'" * primes for primes in range(50) for letter in first + letters)
    return next(letter for letter in candidates if letter not in used)


def free_letter(letters: str, used: Collection[str]) -> str:
    """A letter for an array, which nothing else uses, with an accent where all are taken."""
    accents = ("", r"\hat", r"\tilde", r"\bar", r"\dot", r"\check", r"\breve")
    candidates = (f"{accent}{{{letter}}}" if accent else letter for accent in accents for letter in letters)
    return next(letter for letter in candidates if letter not in used)
