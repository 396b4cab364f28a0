r"""What a refusal asks for: changes of an attempt at a display that was not understood.

A refusal names what is missing, and often what to write: a declaration as a vector, a declaration further up. Each
change is an attempt of its own, and the reader has the last word about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from derive.annotate.displays import TRANSPOSED_TIMES, by_shapes, length_of, lengths, shapes_said, small_factors
from derive.annotate.guess import Guess, names_in, plain_name
from derive.annotate.notations import Shape, shapes_of
from derive.annotate.prose import declared
from derive.annotate.survey import Display
from derive.documents.model import ReadError

_IN_BOLD = re.compile(r"\\(?:mathbf|boldsymbol|bm|vec)")
_NUMBERED = re.compile(
    r"(?P<name>(?:\\(?:mathbf|boldsymbol|bm|vec|hat|tilde|bar)\s*)?(?:\{\s*\\?[A-Za-z]+\s*\}|\\?[A-Za-z]+))"
    r"\s*_\s*(?:\{\s*(?P<braced>\d+)\s*\}|(?P<bare>\d))"
)
"""A name with a number below it."""

_INVERTED = re.compile(
    r"(?:(?P<letter>\\(?:mathbf|boldsymbol|bm)\s*\{\s*\\?[A-Za-z]+\s*\}|\\(?:Sigma|Lambda|Omega|Phi|Psi)(?![A-Za-z])|(?<![A-Za-z\\])[A-Z])"
    r"|(?:\\left)?\((?P<inside>[^()]+?)(?:\\right)?\))\s*\^\s*\{\s*-\s*1\s*\}"
)
"""A matrix that is inverted."""

_SEPARATOR = re.compile(r",|;|\|\|?|\\\||\\(?:mid|Vert|vert|parallel)(?![A-Za-z])")
"""What stands between the arguments of a function."""

_ARGUMENT = r"\s*\}}?\s*(?:\\left)?\(\s*(?P<argument>[^()]+?)\s*(?:\\right)?\)"


@dataclass(frozen=True)
class Attempt:
    """Guesses with which a display might be understood: what is ``given``, what it is (``drafts``), the names that are
    declared above the first display that has them (``early``), and what refuses it."""

    given: tuple[Guess, ...]
    drafts: tuple[Guess, ...]
    early: frozenset[str] = frozenset()
    problem: ReadError | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        """What is tried, as text."""
        guesses = [f"{guess.kind} {guess.formula}" for guess in (*self.given, *self.drafts)]
        return "\n".join([*guesses, *sorted(self.early)])

    def declaring(self, *guesses: Guess) -> Attempt:
        """The attempt with these declarations, in the place of others of the same names."""
        names = frozenset().union(*(declared(guess) for guess in guesses))
        others = [guess for guess in self.given if guess.kind != "let" or not declared(guess) & names]
        return replace(self, given=(*others, *guesses), problem=None)


@dataclass(frozen=True)
class Context:
    """Where an attempt is made: the names that are declared or defined above (``known``), of which nothing else is
    said, the letter for the number of classes, the names that the text has with numbers below them, and the ways in
    which it writes functions (``shapes``), of which some are taught by now (``taught``)."""

    known: frozenset[str]
    size: str
    numbered: Mapping[str, Collection[str]] = field(default_factory=dict)
    shapes: Collection[Shape] = ()
    taught: Collection[str] = ()


Mend = Callable[[Attempt, ReadError, Display, Context], Iterator[Attempt]]


def mended(attempt: Attempt, display: Display, context: Context) -> Iterator[Attempt]:
    """The changes of an attempt that its refusal asks for."""
    if attempt.problem is None:
        return
    for mend in (_asked, *MENDS.get(attempt.problem.code, ())):
        yield from mend(attempt, attempt.problem, display, context)


def _asked(attempt: Attempt, problem: ReadError, display: Display, context: Context) -> Iterator[Attempt]:
    """The declarations that a refusal spells out, all of them and each by itself."""
    guesses = [Guess("let", one, f"no formula with {one.split()[0]} is understood without", False)
               for one in problem.wanted]  # fmt: skip
    wanted = [guess for guess in guesses if not declared(guess) & context.known]
    if wanted:
        yield attempt.declaring(*wanted)
    if len(wanted) > 1:
        yield from (attempt.declaring(one) for one in wanted)


def _vector(attempt: Attempt, problem: ReadError, display: Display, context: Context) -> Iterator[Attempt]:
    """A name that has entries is a vector."""
    for name in problem.names:
        if plain_name(name) not in context.known:
            yield attempt.declaring(_as_vector(name, display, context.size))


def _argument(attempt: Attempt, problem: ReadError, display: Display, context: Context) -> Iterator[Attempt]:
    """The argument of a function that takes a vector is one."""
    for function in problem.names:
        pattern = re.escape(function) + _ARGUMENT.replace("}}", "}")
        found = [part for one in re.finditer(pattern, display.latex) for part in _SEPARATOR.split(one["argument"])]
        names = {part.strip() for part in found}
        single = sorted(name for name in names if len(names_in(name)) == 1 and not names_in(name) & context.known)
        if single:
            yield attempt.declaring(*(_as_vector(name, display, context.size) for name in single))


def _further_up(attempt: Attempt, problem: ReadError, display: Display, context: Context) -> Iterator[Attempt]:
    """A name that is used above is declared there."""
    names = frozenset(map(plain_name, problem.names))
    if not names <= attempt.early:
        yield replace(attempt, early=attempt.early | names, problem=None)


def _sizes(attempt: Attempt, problem: ReadError, display: Display, context: Context) -> Iterator[Attempt]:
    """Where a size is not determined, the names whose index is summed to a size are vectors of that size."""
    said = frozenset().union(*(declared(guess) for guess in attempt.given))
    names = {
        name: length for name, length in lengths(display.latex).items() if not names_in(name) & (context.known | said)
    }
    if names:
        yield attempt.declaring(*(_as_vector(name, display, length) for name, length in names.items()))


_STARRED = re.compile(r"'(?P<name>[^']+)' has two readings, something made of")


def _starred(attempt: Attempt, problem: ReadError, display: Display, context: Context) -> Iterator[Attempt]:
    """A name with a star or a bar is a name of its own, like the one without it."""
    found = _STARRED.search(problem.message)
    if found is None:
        return
    bold = re.search(r"\\(?:mathbf|boldsymbol|bm|vec)", display.latex) is not None
    domains = (r"\mathbb{R}^{d}", r"\mathbb{R}") if bold else (r"\mathbb{R}", r"\mathbb{R}^{d}")
    for domain in domains:
        guess = Guess("let", rf"{found['name']} \in {domain}", "a star makes another name here", False)
        yield replace(attempt, given=(*attempt.given, guess), problem=None)


_NORMED = re.compile(
    r"(?:\\\||\\lVert(?![a-zA-Z]))(?P<norm>.+?)(?:\\\||\\rVert(?![a-zA-Z]))|\\langle(?![a-zA-Z])(?P<inner>.+?)\\rangle"
)


def _normed(attempt: Attempt, problem: ReadError, display: Display, context: Context) -> Iterator[Attempt]:
    """What stands in a norm or an inner product is a vector, where it is one letter or a sum of such."""
    wanted: dict[str, Guess] = {}
    for found in _NORMED.finditer(display.latex):
        for part in re.split(r"[-+,]", found["norm"] or found["inner"]):
            name = re.sub(r"\\(?:left|right)(?![a-z])", "", part).strip()
            if len(names_in(name)) == 1 and not names_in(name) & context.known and re.fullmatch(_SIMPLE, name):
                wanted[name] = Guess("let", rf"{name} \in \mathbb{{R}}^{{d}}", f"a norm of {name} is taken here", False)
    if wanted:
        yield attempt.declaring(*wanted.values())


_SIMPLE = r"\\?[A-Za-z]+|\\(?:mathbf|boldsymbol|bm|vec|hat|tilde)\s*(?:\{\s*\\?[A-Za-z]+\s*\}|[A-Za-z])"


def _transposed(attempt: Attempt, problem: ReadError, display: Display, context: Context) -> Iterator[Attempt]:
    """What is transposed, and what stands behind it, is a vector where both are small letters; x^{(i)} is a family."""
    wanted = {}
    for found in TRANSPOSED_TIMES.finditer(display.latex):
        for name in (found["left"], found["right"] + (found["member"] or "")):
            if not names_in(name.split("^")[0]) & context.known:
                wanted[name] = Guess("let", rf"{name} \in \mathbb{{R}}^{{d}}", f"how {name} is multiplied here", False)
    if wanted:
        yield attempt.declaring(*wanted.values())


def _products(attempt: Attempt, problem: ReadError, display: Display, context: Context) -> Iterator[Attempt]:
    r"""In ``X^T X \theta - X^T y`` the capitals are matrices and the small letters vectors, with shapes that agree."""
    said = {name: shape for guess in attempt.given for name, shape in shapes_said(guess).items()}
    wanted = by_shapes(display, said, context.known, context.size, small_factors(display.latex) - context.known)
    if wanted:
        yield attempt.declaring(*wanted)


def _from_zero(attempt: Attempt, problem: ReadError, display: Display, context: Context) -> Iterator[Attempt]:
    r"""In ``w_0 + w_1 x`` the names with numbers are numbers of their own, and \mathbf{m}_0 is a vector of its own: no
    entries, since entries are counted from 1."""
    bases = {plain_name(name) for name in problem.names} - context.known
    wanted = []
    for name, numbers in context.numbered.items():
        if plain_name(name) in bases and "0" in numbers:
            if plain_name(name)[-1:].isupper() and not _IN_BOLD.match(name):
                continue  # a capital is a matrix or a vector as often as a number
            domain = r"\mathbb{R}^{d}" if _IN_BOLD.match(name) else r"\mathbb{R}"
            wanted += [Guess("let", rf"{name}_{{{one}}} \in {domain}", f"{name} counts from 0", False)
                       for one in sorted(numbers)]  # fmt: skip
    early = attempt.early | bases
    if wanted and not early <= attempt.early:
        others = [guess for guess in attempt.given if guess.kind != "let" or not declared(guess) & bases]
        yield replace(attempt, given=(*others, *wanted), early=early, problem=None)
        yield replace(attempt, given=(*others, *wanted), problem=None)


def _inverse(attempt: Attempt, problem: ReadError, display: Display, context: Context) -> Iterator[Attempt]:
    """What is inverted has an inverse: the formula says so."""
    said = {guess.formula for guess in attempt.given}
    found = (rf"\det({one['letter'] or one['inside']}) \neq 0" for one in _INVERTED.finditer(display.latex))
    wanted = [Guess("assume", one, "it is inverted here", False) for one in dict.fromkeys(found) if one not in said]
    if wanted:
        yield replace(attempt, given=(*attempt.given, *wanted), problem=None)


def _notations(attempt: Attempt, problem: ReadError, display: Display, context: Context) -> Iterator[Attempt]:
    """Functions that are written in several ways, or with names before their values, are taught, each way for itself:
    those that the refusal names, and those of the display that have names before values."""
    wanted = {"".join(name.split()) for name in problem.names}
    wanted |= {shape.key[0] for shape in shapes_of(display.latex) if any(shape.prefixes)}
    said = {*context.taught, *(guess.formula for guess in attempt.given)}
    found = (shape.taught() for shape in context.shapes if shape.key[0] in wanted)
    guesses = [guess for guess in found if guess is not None and guess.formula not in said]
    if guesses:
        early = attempt.early.union(*(declared(guess) for guess in guesses))
        yield replace(attempt, given=(*attempt.given, *guesses), early=early, problem=None)


def numbers_below(formulas: Iterable[str]) -> dict[str, set[str]]:
    """The names that formulas have with a number below them, as they are written, with these numbers."""
    found: dict[str, set[str]] = {}
    for latex in formulas:
        for one in _NUMBERED.finditer(latex):
            found.setdefault(one["name"], set()).add(one["braced"] or one["bare"])
    return found


def _as_vector(name: str, display: Display, size: str) -> Guess:
    length = length_of(plain_name(name), display.latex) or size
    return Guess("let", rf"{name} \in \mathbb{{R}}^{{{length}}}", f"how {name} is used here", firm=False)


MENDS: Mapping[str, tuple[Mend, ...]] = {
    "D112": (_notations,),
    "D130": (_notations,),
    "D134": (_notations,),
    "D201": (_products,),
    "D202": (_products,),
    "D203": (_normed,),
    "D207": (_vector,),
    "D209": (_starred,),
    "D212": (_from_zero,),
    "D215": (_further_up,),
    "D216": (_sizes,),
    "D218": (_transposed, _products),
    "D224": (_argument,),
    "D245": (_inverse,),
}
"""What a refusal may ask for, by its code, beside the declarations that it spells out."""
