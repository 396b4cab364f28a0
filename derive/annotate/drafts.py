"""Chooses among guesses by reading: a display is drafted where it is understood with what is drafted, and nothing that
was understood before is lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from derive.annotate.displays import (
    are_arrays,
    bold_in,
    by_shapes,
    domains_said,
    formulas,
    has_head,
    has_layers,
    head_of,
    indexed_names,
    kinds,
    numbered,
    plain_letters,
    shapes_said,
    sides,
    small_factors,
    uses,
    word_in,
)
from derive.annotate.distributions import Distributions
from derive.annotate.guess import Guess, names_in, plain_name
from derive.annotate.mending import Attempt, Context, mended, numbers_below
from derive.annotate.notations import Shape, functions_in, shapes_of
from derive.annotate.prose import consistent, declared, guesses, size_said
from derive.annotate.survey import Display, surveyed
from derive.documents.model import ReadError
from derive.documents.reader import read_text

_PREFIX = re.compile(r"[ \t>]*")
_SIZE = re.compile(r"\\sum(?:\\limits)?_\{?[a-z](?:\s*=\s*1)?\}?\^\{?(?P<size>[A-Za-z])\}?")

OFTEN = 3
"""In so many displays a letter stands without bold and index where nobody means a vector by it."""

TOO_LATE = "D215"
"""The refusal of a name that is used above the line that introduces it."""

WITHOUT_INVERSE = "D245"
"""The refusal of an inverse of which nothing says that it exists: all else fits."""

UNLIKE = "D201"
"""The refusal of shapes that do not agree."""

MOST_BARRED = 3
"""So many names are tried, one after the other, that are better not defined or declared: they are in the way."""

MOST_MENDED = 6
"""So many attempts at a display are mended, each so many times."""

LATER = "a name of it is used above in another way"

OPAQUE = ReadError(0, 0, "it depends on a function that nothing defines")

PREMISES = ("let", "define", "assume", "notation", "constant", "layout", "indices")


@dataclass(frozen=True)
class Annotated:
    """A text with drafts: how many displays there are without a directive of their author, how many drafts of each
    kind, and the displays that are not drafted, by line, with the reason."""

    text: str
    displays: int
    drafts: dict[str, int]
    left: list[tuple[int, str]]


@dataclass(frozen=True)
class _Placed:
    """A guess above a line."""

    line: int
    guess: Guess


@dataclass
class _Trial:
    """A text in which guesses are placed, as the reader takes it."""

    text: str
    origin: list[int | _Placed]
    """Of each line, the line of the text it is, or the guess that it states."""
    errors: dict[int | _Placed, ReadError] = field(default_factory=dict)
    opaque: set[int | _Placed] = field(default_factory=set)
    """Where checks stand that depend on a function of which nothing is known."""


def annotated(text: str, latex: bool, preamble: str = "") -> Annotated:
    """A text in Markdown or LaTeX with drafts of directives. What its author has written stays as it is; a ``preamble``
    are the definitions of macros that stand in other files.

    A name that a text defines several times, as every section its own f, can have one definition only, and one that is
    a vector by its use in one place a number in others: what makes most displays unreadable is left out, one name after
    the other where that helps. What uses a function
    before it is defined may be in the way, too. What is understood more of is taken."""
    drafting = _Drafting(text, latex, frozenset(), False, preamble)
    best = drafting.run()
    barred: frozenset[str] = frozenset()
    waiting = drafting.in_the_way()
    for _ in range(MOST_BARRED):
        worst = next((name for name in waiting if name not in barred), None)
        if worst is None:
            break
        waiting.remove(worst)
        drafting = _Drafting(text, latex, barred | {worst}, False, preamble)
        found = drafting.run()
        if len(found.left) < len(best.left):
            best, barred, waiting = found, barred | {worst}, drafting.in_the_way()
    results = [best, _Drafting(text, latex, barred, True, preamble).run()]
    results += [_Drafting(text, latex, frozenset(), False, preamble).claimed(more) for more in (False, True)]
    return min(results, key=lambda one: len(one.left))


@lru_cache(maxsize=4096)
def _understood(text: str, file: str) -> tuple[tuple[ReadError, ...], tuple[int, ...]]:
    """What of a text with its drafts accepted is not understood, and the lines of the checks that depend on a function
    of which nothing is known. The same text is tried again and again."""
    document = read_text(text, file, None, True)
    opaque = (
        check.directive
        for check in document.checks
        if any(reading.opaque for link in check.links for reading in link.readings)
    )
    return document.errors, tuple(opaque)


def name_of_head(latex: str) -> str:
    """The name that a formula gives, if it is a definition."""
    head = sides(latex)[0][0]
    return next(iter(sorted(declared(Guess("let", re.sub(r"[(\[].*", "", head), "")))), "")


def of_others(guess: Guess, display: Display) -> bool:
    """Whether a declaration as a number is of other letters than those of a display, which have an index there."""
    is_number = re.search(r"\\mathbb\s*\{?[ZNR]\}?(?:\^\{?[+*]\}?)?\s*\Z|[<>]|\\[lg]eq?(?![a-z])", guess.formula)
    if guess.kind != "let" or is_number is None or re.search(r"[_^]\s*\{?\s*\(?[a-z]", guess.formula):
        return False
    names = declared(guess) & names_in(display.latex)
    indexed = {name for name in names if re.search(rf"(?<![A-Za-z\\]){re.escape(name)}\}}?\s*_", display.latex)}
    return bool(indexed) and not names & plain_letters(display.latex)


class _Drafting:
    def __init__(self, text: str, latex: bool, barred: frozenset[str], patient: bool, preamble: str = "") -> None:
        self.barred = barred
        self.preamble = f"{preamble}\n" if preamble else ""
        self.lines = text.split("\n")
        self.file = "a.tex" if latex else "a.md"
        self.latex = latex
        self.survey = surveyed(text, latex, preamble)
        self.placed: list[_Placed] = []
        self.left: list[tuple[int, str]] = []
        self.known: frozenset[str] = frozenset().union(*(names_in(said) for said in self.survey.said))
        self.size = self._size()
        self.numbers = numbers_below(one.latex for one in self.survey.displays)
        """The names that have a number below them in a display, with these numbers."""
        self.waiting = guesses(self.survey.inlines, self.size)
        self.plain = Counter(name for one in self.survey.displays for name in plain_letters(one.latex))
        """In how many displays a letter stands that is neither in bold nor has an index: it is a number there."""
        self.indexed = frozenset().union(*(indexed_names(one.latex) for one in self.survey.displays))
        self.declared = frozenset().union(*(declared(Guess("let", said, "")) for said in self.survey.said))
        formulas_of_all = [one.latex for one in self.survey.displays] + [one.latex for one in self.survey.inlines]
        self.arrays = self.indexed | frozenset(plain_name(name) for one in formulas_of_all for name in bold_in(one))
        """The names that have an index somewhere, or are in bold: an entry of them with a number is no name."""
        self.heads = frozenset(name for one in self.survey.displays for name in self._names_of_heads(one))
        """The names that stand alone on the left of a display, and may be defined there."""
        self.defined: set[str] = set()
        """What is defined by now, with its arguments, as it is written."""
        self.opaque = not patient
        """Whether a display is claimed that depends on a function of which nothing is known."""
        self.is_late = False
        """Whether displays are claimed that were put off."""
        self.postponed: list[Display] = []
        in_displays = frozenset().union(*(names_in(one.latex) for one in self.survey.displays))
        in_sentences = frozenset().union(*(names_in(one.latex) for one in self.survey.inlines))
        self.functions = functions_in(formulas_of_all)
        """The names that are no arrays, since they are written as functions with signs for conditions."""
        self.shapes = self._shapes()
        """The ways in which functions are written in the displays."""
        self.distributions = Distributions(in_displays | in_sentences, in_displays)
        self.by_definition: frozenset[str] = frozenset()
        """The names that a draft defines."""
        self.by_use: frozenset[str] = frozenset()
        """The names that a draft declares, of which the text says nothing for certain."""
        self.drafted: set[int] = set()
        """The lines of the displays that are drafted by now."""
        self.spoiled: Counter[str] = Counter()
        """The names that a draft defines, with how many displays that makes unreadable."""

    def _size(self) -> str:
        """The letter for the number of classes: the one that sentences name, or up to which most sums run, else K."""
        said = size_said(self.survey.inlines)
        if said:
            return said
        found = Counter(match["size"] for one in self.survey.displays for match in _SIZE.finditer(one.latex))
        return found.most_common(1)[0][0] if found else "K"

    def _shapes(self) -> tuple[Shape, ...]:
        """The ways in which the displays write functions, each once."""
        found = (shape for one in self.survey.displays for shape in shapes_of(one.latex))
        return tuple({shape.key: shape for shape in found}.values())

    def run(self) -> Annotated:
        """Drafts the displays one after the other, then looks at all together."""
        said = frozenset().union(*(declared(Guess("let", said, "")) for said in self.survey.said))
        self.waiting = [guess for guess in self.waiting if not declared(guess) & said]
        free = 0
        starts: set[int] = set()
        for display in self.survey.displays:
            if not display.taken and sides(display.latex)[1]:
                free += 1
                self._one(display, starts)
            starts.add(display.first)
            if display.taken:
                self.known |= names_in(display.latex)
        self.opaque = self.is_late = True
        for display in self.postponed:
            self._display(display)
        self._agree()
        drafts = Counter(placed.guess.kind for placed in self.placed)
        return Annotated(self._written(self.placed).text, free, dict(sorted(drafts.items())), sorted(self.left))

    def claimed(self, more: bool = False) -> Annotated:
        """Each display as a claim, and nothing else: a text of which more is understood so needs no declarations. With
        ``more``, what is not understood so is drafted after that."""
        guess = Guess("check", "", "a formula that is understood as it stands")
        free = [one for one in self.survey.displays if not one.taken and sides(one.latex)[1]]
        for display in free:
            if word_in(display.latex):
                self.left.append((display.first, "a word is set as a product of letters"))
            else:
                self.placed.append(_Placed(display.first, guess))
        self._agree()
        if more:
            lines = {line for line, _ in self.left}
            self.left = []
            self.opaque = self.is_late = True
            self.drafted = {one.line for one in self.placed}
            self.known |= frozenset().union(*(names_in(one.latex) for one in free if one.first in self.drafted))
            for display in free:
                if display.first in lines:
                    self._one(display, set())
            self._agree()
        drafts = Counter(placed.guess.kind for placed in self.placed)
        return Annotated(self._written(self.placed).text, len(free), dict(sorted(drafts.items())), sorted(self.left))

    def _one(self, display: Display, starts: set[int]) -> None:
        """Drafts a display that has no directive of its author; ``starts`` are the lines where others begin."""
        word = word_in(display.latex)
        if display.first in starts:
            self.left.append((display.first, "another display begins in the same line"))
        elif word:
            self._without_word(display, word)
        else:
            self._display(display)

    # One display

    def _without_word(self, display: Display, word: str) -> None:
        """A display with a word that is set as letters, ``s = sigmoid(z) = \\frac{1}{1 + e^{-z}}``, defines the name on
        its left by a side that has no such word; but not of letters that have an index elsewhere."""
        parts, relations = sides(display.latex)
        bodies = [part for part in parts[1:] if names_in(part) and not word_in(part)]
        name = re.fullmatch(r"\\?[A-Za-z]+(?:_(?:[a-z]|\{[a-z]\}))?", parts[0])
        is_one = len(formulas(display.latex)) == 1
        if is_one and name is not None and not word_in(parts[0]) and bodies and {*relations} <= {"=", ":="}:
            guess = Guess("define", f"{parts[0]} = {bodies[-1]}", f"the sides of this formula without '{word}'")
            mixed = names_in(bodies[-1]) & self.indexed - indexed_names(bodies[-1])
            if len(mixed) == 1 and re.fullmatch(r"\\?[A-Za-z]+", parts[0]):
                letter = min(mixed)
                guess = Guess("define", f"{parts[0]}({letter}) = {bodies[-1]}", f"{letter} is a vector elsewhere")
                mixed = frozenset()
            fresh = not mixed and not self.declared & declared(guess)
            if fresh and self._problem(display, [_Placed(display.first, guess)]) is None:
                self._take(display, (), [_Placed(display.first, guess)])
                return
        self.left.append((display.first, f"'{word}' is set as a product of letters: write \\{word} or \\mathrm"))

    def _display(self, display: Display) -> None:
        said = self._said_of(display)
        said = [guess for guess in said if guess.firm or guess.kind != "let" or not declared(guess) & self.barred]
        by_now = self.declared.union(self.functions, self.barred, *(declared(guess) for guess in said))
        own = [
            drafts
            for drafts in kinds(display, self.known, self.defined, self.arrays)
            if not any(guess.kind == "define" and self._is_marginal(guess, display) for guess in drafts)
        ]
        shapes = [shape for guess in (*self._lets(), *said) for shape in shapes_said(guess).items()]
        domains = domains_said([*self._lets(), *said])
        numbers = frozenset(name for name, count in self.plain.items() if count >= OFTEN)
        is_layer = has_layers(display.latex)
        beside = (by_now | self.heads | numbers, by_now | numbers, by_now)
        used = [
            [*said, *more]
            for others in (beside[1:] if is_layer else beside)
            for more in (
                by_shapes(display, dict(shapes), others, self.size, small_factors(display.latex) - others),
                by_shapes(display, dict(shapes), others, self.size),
                *uses(display, others, self.indexed, self.size, domains),
            )
            if more
        ]
        needs = are_arrays(display, by_now | numbers) or is_layer
        firm = [guess for guess in said if guess.firm]
        premises = [*used, said] if needs else [said, *used, firm, []]
        taught = self.distributions.drafts(display.latex, self.defined)
        if taught:
            names = frozenset().union(*(declared(guess) for guess in taught if guess.kind != "assume"))
            premises.insert(0, [*(guess for guess in said if not declared(guess) & names), *taught])
        reason: ReadError | None = None
        tried: dict[str, Attempt] = {}
        for number, given in enumerate(premises):
            for drafts in own:
                if any(guess.kind == "define" and self._name(guess, display) in self.barred for guess in drafts):
                    continue
                defined = {self._name(guess, display) for guess in drafts if guess.kind == "define"}
                attempt = Attempt(tuple(guess for guess in given if not declared(guess) & defined), drafts)
                if attempt.key in tried:
                    continue
                problem = self._tried(display, attempt)
                if problem is None:
                    return
                tried[attempt.key] = replace(attempt, problem=problem)
                if problem.code == WITHOUT_INVERSE and self._mend(display, {"": tried[attempt.key]}):
                    return
                if reason is None or (not number and [guess.kind for guess in drafts] == ["check"]):
                    reason = problem
        if not self.opaque and any(attempt.problem == OPAQUE for attempt in tried.values()):
            self.postponed.append(display)
            return
        if self._mend(display, tried):
            return
        if not self.opaque and any(attempt.problem == OPAQUE for attempt in tried.values()):
            self.postponed.append(display)
            return
        if reason is None:
            self.left.append((display.first, "what it would define stands in the way of others"))
            return
        self._blame(reason, display)
        self.left.append((display.first, f"{reason.message} [{reason.code}]" if reason.code else reason.message))

    def _tried(self, display: Display, attempt: Attempt) -> ReadError | None:
        """Why a display is not understood with the guesses of an attempt; None where it is, and they are taken."""
        lines = self._lines_of(attempt, display)
        placed = [_Placed(line, guess) for guess, line in zip((*attempt.given, *attempt.drafts), lines, strict=True)]
        problem = self._problem(display, placed)
        if problem is None:
            self._take(display, attempt.given, placed)
        return problem

    def _lines_of(self, attempt: Attempt, display: Display) -> Iterator[int]:
        """Above which line each guess of an attempt goes: the display, or the first that uses the name."""
        for guess in (*attempt.given, *attempt.drafts):
            early = [line for name in attempt.early & declared(guess) for line in self._using(name, guess)]
            yield min([*early, display.first])

    def _using(self, name: str, guess: Guess) -> Iterator[int]:
        """The drafted displays that use a name as a declaration has it: with an index, or as a number."""
        is_number = guess.formula.endswith(r"\in \mathbb{R}") or guess.kind == "notation"
        for one in self.survey.displays:
            used = names_in(one.latex) if is_number else indexed_names(one.latex) | numbered(one.latex)
            if one.first in self.drafted and name in used:
                yield one.first

    def _mend(self, display: Display, tried: dict[str, Attempt]) -> bool:
        """Whether a display is understood with what the refusals of what was tried ask for."""
        taught = [one.guess.formula for one in self.placed if one.guess.kind == "notation"]
        known = self.declared | self.functions | self.barred
        context = Context(known, self.size, self.numbers, self.shapes, taught)
        waiting = list(tried.values())[:MOST_MENDED]
        for _ in range(MOST_MENDED):
            following: list[Attempt] = []
            for attempt in waiting:
                for changed in mended(attempt, display, context):
                    if changed.key in tried:
                        continue
                    problem = self._tried(display, changed)
                    if problem is None:
                        return True
                    tried[changed.key] = replace(changed, problem=problem)
                    following.append(tried[changed.key])
            waiting = following[:MOST_MENDED]
        return False

    def _is_marginal(self, guess: Guess, display: Display) -> bool:
        """Whether a definition is of the entropy of a variable whose joint distribution with another the text has."""
        return self.distributions.is_marginal(guess.formula or display.latex, self.survey.displays)

    def _lets(self) -> list[Guess]:
        """What is declared by now: by the author, and by drafts."""
        return [*(Guess("let", said, "") for said in self.survey.said), *(one.guess for one in self.placed)]

    def _take(self, display: Display, given: Sequence[Guess], placed: Sequence[_Placed]) -> None:
        early = [one for one in placed if one.line != display.first]
        self.placed = [*early, *self.placed, *(one for one in placed if one.line == display.first)]
        self.drafted.add(display.first)
        own = frozenset().union(*(one.guess.names for one in placed)) if word_in(display.latex) else frozenset()
        self.distributions.take(display.latex, given)
        self.known |= (own or names_in(display.latex)).union(*(guess.names for guess in given))
        for one in placed:
            if one.guess.kind in ("let", "define"):
                self.declared |= declared(one.guess) if one.guess.formula else {self._name(one.guess, display)}
            if one.guess.kind == "let" and not one.guess.firm:
                self.by_use |= declared(one.guess)
            if one.guess.kind == "define":
                self.by_definition |= declared(one.guess) if one.guess.formula else {self._name(one.guess, display)}
                self.defined.add(head_of(one.guess.formula or display.latex))
        self.waiting = [guess for guess in self.waiting if guess not in given]

    @staticmethod
    def _name(guess: Guess, display: Display) -> str:
        """The name that a definition gives."""
        return name_of_head(guess.formula or display.latex)

    def _names_of_heads(self, display: Display) -> frozenset[str]:
        """The names that the formulas of a display may define."""
        return frozenset(name_of_head(one) for one in formulas(display.latex) if has_head(one, self.arrays)) - {""}

    def _blame(self, reason: ReadError, display: Display) -> None:
        """Notes which definitions and declarations among the drafts stand in the way of a display: those that the
        refusal names, or, where shapes do not agree, those of its names."""
        names = frozenset(map(plain_name, reason.names))
        if reason.code == UNLIKE or not names:
            names = names_in(display.latex) & (self.by_definition | self.by_use)
        self.spoiled.update(names & self.declared)

    def in_the_way(self) -> list[str]:
        """The names whose drafts stand in the way of more than one display, the worst first."""
        return [name for name, displays in self.spoiled.most_common() if displays > 1]

    def _said_of(self, display: Display) -> list[Guess]:
        """What the prose says of the names of a display, and is understood; and of the names in that."""
        names = names_in(display.latex)
        chosen: list[Guess] = []
        waiting = self._said_near(display)
        for _ in range(3):
            for guess in waiting:
                about = declared(guess) & names
                if (
                    guess not in chosen
                    and about
                    and not self._defines(guess, display)
                    and not of_others(guess, display)
                ):
                    chosen.append(guess)
            names = names.union(*(guess.names for guess in chosen))
        order = {"let": 0, "define": 1, "assume": 2}
        accepted: list[Guess] = []
        for guess in sorted(chosen, key=lambda one: order[one.kind]):
            tried = [_Placed(display.first, one) for one in (*accepted, guess)]
            if not self._read([*self._premises(), *tried], display.first - 1).errors:
                accepted.append(guess)
        return accepted

    def _said_near(self, display: Display) -> list[Guess]:
        """What is said for a display: in its section, else above it, else below; exercises are apart. Of a name that is
        declared in several ways, the nearest of these counts."""
        own = self.survey.section(display.first)
        sections = {guess: self.survey.section(guess.line) for guess in self.waiting}
        here = [guess for guess in self.waiting if sections[guess] == own]
        others = [guess for guess in self.waiting if sections[guess] != own and not self.survey.is_apart(guess.line)]
        found: list[Guess] = []
        for near in (
            here,
            [guess for guess in others if sections[guess] < own],
            [guess for guess in others if sections[guess] > own],
        ):
            names = frozenset().union(*(declared(guess) for guess in found))
            found += [guess for guess in near if not declared(guess) & names]
        return consistent(found)

    def _defines(self, guess: Guess, display: Display) -> bool:
        """Whether a definition in the prose is of what the display defines itself."""
        heads = [sides(one)[0][0] for one in formulas(display.latex) if has_head(one, self.arrays)]
        return guess.kind == "define" and bool(declared(guess) & frozenset().union(*map(names_in, heads)))

    def _premises(self) -> list[_Placed]:
        return [one for one in self.placed if one.guess.kind in PREMISES]

    def _problem(self, display: Display, placed: Sequence[_Placed]) -> ReadError | None:
        """Why a display is not understood with these drafts; None where it is."""
        trial = self._read([*self._premises(), *placed], len(self.lines) if self.is_late else display.last)
        for place, error in trial.errors.items():
            if isinstance(place, _Placed) or place >= 0:
                return error
        is_opaque = any(isinstance(place, _Placed) and place.line == display.first for place in trial.opaque)
        return OPAQUE if is_opaque and not self.opaque else None

    # All together

    def _agree(self) -> None:
        """Gives up what is not understood together with all the rest."""
        while True:
            trial = self._read(self.placed, len(self.lines))
            lost = {place: error for place, error in trial.errors.items() if self._own(place) is not None}
            if not lost:
                return
            if self._moved_up(lost.values(), len(lost)):
                continue
            place, error = next(iter(lost.items()))
            own, line = self._own(place), self._given_up(place, error, len(lost))
            self.placed = [one for one in self.placed if one.line != line]
            self.left.append((line, error.message if line == own else LATER))

    def _given_up(self, place: int | _Placed, error: ReadError, lost: int) -> int:
        """Which display is given up for an error: the one in which it stands, or, where a name is declared below that
        display, the one that it is declared for, if more is understood so."""
        own = self._own(place)
        assert own is not None
        name = plain_name(error.names[0]) if error.code == TOO_LATE and error.names else ""
        late = [one.line for one in self.placed if one.guess.kind == "let" and name in declared(one.guess)]
        if lost == 1 or not late or late[0] <= own:
            return own
        left = {}
        for line in (own, late[0]):
            trial = self._read([one for one in self.placed if one.line != line], len(self.lines))
            left[line] = sum(self._own(place) is not None for place in trial.errors)
        return min(left, key=lambda line: left[line])

    def _moved_up(self, errors: Iterable[ReadError], lost: int) -> bool:
        """Whether a declaration goes above the first display that has its name, and fewer displays are lost so."""
        for name in (plain_name(error.names[0]) for error in errors if error.code == TOO_LATE and error.names):
            late = [one for one in self.placed if one.guess.kind == "let" and name in declared(one.guess)]
            first = min(self._using(name, late[0].guess), default=0) if late else 0
            if not first or late[0].line <= first:
                continue
            others = [one for one in self.placed if one is not late[0]]
            moved = [_Placed(first, late[0].guess), *others]
            trial = self._read(moved, len(self.lines))
            if sum(self._own(place) is not None for place in trial.errors) < lost:
                self.placed = moved
                return True
        return False

    def _own(self, place: int | _Placed) -> int | None:
        """The line of the drafted display in which an error stands."""
        if isinstance(place, _Placed):
            return place.line
        drafted = {one.line for one in self.placed}
        for display in self.survey.displays:
            if display.first <= place <= display.last and display.first in drafted:
                return display.first
        return None

    # Reading and writing

    def _read(self, placed: Iterable[_Placed], last: int) -> _Trial:
        """The text up to a line, with guesses in it, read as if they were accepted."""
        trial = self._written(placed, last)
        errors, opaque = _understood(self.preamble + trial.text, self.file)
        above = self.preamble.count("\n")
        for error in errors:
            place = trial.origin[max(min(error.line - above, len(trial.origin)), 1) - 1]
            if place not in self._before(trial):
                trial.errors.setdefault(place, error)
        trial.opaque.update(trial.origin[min(line - above, len(trial.origin)) - 1] for line in opaque)
        return trial

    def _before(self, trial: _Trial) -> frozenset[int | _Placed]:
        """Where the text has errors of its author, which are none of the drafts."""
        if not hasattr(self, "own"):
            errors = read_text(self.preamble + "\n".join(self.lines), self.file, None, True).errors
            self.own = frozenset(error.line - self.preamble.count("\n") for error in errors)
        return self.own

    def _written(self, placed: Iterable[_Placed], last: int | None = None) -> _Trial:
        above: dict[int, list[_Placed]] = {}
        for one in placed:
            above.setdefault(one.line, []).append(one)
        lines: list[str] = []
        origin: list[int | _Placed] = []
        for number, line in enumerate(self.lines[:last], 1):
            for one in above.get(number, ()):
                for drafted in self._lines(one.guess, line):
                    lines.append(drafted)
                    origin.append(one)
            lines.append(line)
            origin.append(number)
        if last is not None:
            for one in [one for number, own in above.items() if number > last for one in own]:
                lines += self._lines(one.guess, "")
                origin += [one] * 2
        return _Trial("\n".join(lines), origin)

    def _lines(self, guess: Guess, line: str) -> Iterator[str]:
        """Where a guess comes from, and its directive, as comments of the text, indented like a line."""
        prefix = _PREFIX.match(line)
        indent = prefix[0] if prefix else ""
        formula = f" ${guess.formula}$" if guess.formula else ""
        source = f"guessed from {guess.source}" if guess.source.startswith('"') else f"guessed: {guess.source}"
        if self.latex:
            yield f"{indent}% {source}"
            yield f"{indent}% derive: {guess.kind}?{formula}"
        else:
            yield f"{indent}<!-- {source.replace('--', '–')} -->"
            yield f"{indent}<!-- derive: {guess.kind}?{formula} -->"
