r"""What a refusal asks for: changes of an attempt at a display that was not understood.

A refusal names what is missing, and often what to write: a declaration as a vector, a declaration further up. Each
change is an attempt of its own, and the reader has the last word about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from derive.annotate.displays import TRANSPOSED_TIMES, length_of, lengths
from derive.annotate.guess import Guess, names_in, plain_name
from derive.annotate.prose import declared
from derive.annotate.survey import Display

_ASKED = re.compile(r"'let \$([^$'…]*)\$'")
_NO_ENTRIES = re.compile(r"'(?P<name>\\?[^']+)' is a number and has no entries")
_TAKES_VECTOR = re.compile(r"'(?P<function>[^']+)' takes a vector here, not a number")
_TOO_LATE = re.compile(r"'(?P<name>\\?[^']+)' is used before it is declared")
_NO_VARIABLE = re.compile(r"what is differentiated does not mention '(?P<name>\\?[A-Za-z]+)'; declare it")
_ARGUMENT = r"\s*\}}?\s*(?:\\left)?\(\s*(?P<argument>[^()]+?)\s*(?:\\right)?\)"


@dataclass(frozen=True)
class Attempt:
    """Guesses with which a display might be understood: what is ``given``, what it is (``drafts``), the names that are
    declared above the first display that has them (``early``), and why it is not understood so."""

    given: tuple[Guess, ...]
    drafts: tuple[Guess, ...]
    early: frozenset[str] = frozenset()
    problem: str = field(default="", compare=False)

    @property
    def key(self) -> str:
        """What is tried, as text."""
        guesses = [f"{guess.kind} {guess.formula}" for guess in (*self.given, *self.drafts)]
        return "\n".join([*guesses, *sorted(self.early)])

    def declaring(self, *guesses: Guess) -> Attempt:
        """The attempt with these declarations, in the place of others of the same names."""
        names = frozenset().union(*(declared(guess) for guess in guesses))
        others = [guess for guess in self.given if guess.kind != "let" or not declared(guess) & names]
        return replace(self, given=(*others, *guesses), problem="")


@dataclass(frozen=True)
class Context:
    """Where an attempt is made: the names that are declared or defined above (``known``), of which nothing else is
    said, and the letter for the number of classes."""

    known: frozenset[str]
    size: str


Mend = Callable[[Attempt, Display, Context], Iterator[Attempt]]


def mended(attempt: Attempt, display: Display, context: Context) -> Iterator[Attempt]:
    """The changes of an attempt that its problem asks for."""
    for mend in MENDS:
        yield from mend(attempt, display, context)


def _asked(attempt: Attempt, display: Display, context: Context) -> Iterator[Attempt]:
    """The declarations that a refusal spells out."""
    formulas = dict.fromkeys(_ASKED.findall(attempt.problem))
    guesses = [Guess("let", one, f"no formula with {one.split()[0]} is understood without", False) for one in formulas]
    wanted = [guess for guess in guesses if not declared(guess) & context.known]
    if wanted:
        yield attempt.declaring(*wanted)


def _vector(attempt: Attempt, display: Display, context: Context) -> Iterator[Attempt]:
    """A name that has entries is a vector."""
    found = _NO_ENTRIES.match(attempt.problem)
    if found is not None and plain_name(found["name"]) not in context.known:
        yield attempt.declaring(_as_vector(found["name"], display, context.size))


def _argument(attempt: Attempt, display: Display, context: Context) -> Iterator[Attempt]:
    """The argument of a function that takes a vector is one."""
    found = _TAKES_VECTOR.match(attempt.problem)
    if found is None:
        return
    function = re.escape(found["function"])
    names = {one["argument"] for one in re.finditer(function + _ARGUMENT.replace("}}", "}"), display.latex)}
    single = sorted(name for name in names if len(names_in(name)) == 1 and not names_in(name) & context.known)
    if single:
        yield attempt.declaring(*(_as_vector(name, display, context.size) for name in single))


def _further_up(attempt: Attempt, display: Display, context: Context) -> Iterator[Attempt]:
    """A name that is used above is declared there."""
    found = _TOO_LATE.match(attempt.problem)
    name = plain_name(found["name"]) if found is not None else ""
    if found is not None and name not in attempt.early:
        yield replace(attempt, early=attempt.early | {name}, problem="")


def _number(attempt: Attempt, display: Display, context: Context) -> Iterator[Attempt]:
    """A variable of differentiation that is asked to be declared is a number."""
    found = _NO_VARIABLE.match(attempt.problem)
    if found is not None and plain_name(found["name"]) not in context.known:
        name = found["name"]
        yield attempt.declaring(Guess("let", rf"{name} \in \mathbb{{R}}", f"{name} is differentiated by", firm=False))


def _sizes(attempt: Attempt, display: Display, context: Context) -> Iterator[Attempt]:
    """Where a size is not determined, the names whose index is summed to a size are vectors of that size."""
    if not attempt.problem.startswith("a size is not determined"):
        return
    said = frozenset().union(*(declared(guess) for guess in attempt.given))
    names = {
        name: length for name, length in lengths(display.latex).items() if not names_in(name) & (context.known | said)
    }
    if names:
        yield attempt.declaring(*(_as_vector(name, display, length) for name, length in names.items()))


def _transposed(attempt: Attempt, display: Display, context: Context) -> Iterator[Attempt]:
    """What is transposed, and what stands behind it, is a vector where both are small letters; x^{(i)} is a family."""
    if "a superscript T on what nothing introduces" not in attempt.problem:
        return
    wanted = {}
    for found in TRANSPOSED_TIMES.finditer(display.latex):
        for name in (found["left"], found["right"] + (found["member"] or "")):
            if not names_in(name.split("^")[0]) & context.known:
                wanted[name] = Guess("let", rf"{name} \in \mathbb{{R}}^{{d}}", f"how {name} is multiplied here", False)
    if wanted:
        yield attempt.declaring(*wanted.values())


def _as_vector(name: str, display: Display, size: str) -> Guess:
    length = length_of(plain_name(name), display.latex) or size
    return Guess("let", rf"{name} \in \mathbb{{R}}^{{{length}}}", f"how {name} is used here", firm=False)


MENDS: tuple[Mend, ...] = (_asked, _vector, _argument, _further_up, _number, _sizes, _transposed)
"""What a refusal may ask for."""
