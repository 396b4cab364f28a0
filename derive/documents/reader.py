"""The reader: from a file to the statements that its checks claim.

The text is read once: source, items with their brackets matched, what the document shows of its names. Then the
directives are taken in order, each formula in all of its readings (:mod:`derive.documents.grammar.choices`)."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from derive.documents import conventions
from derive.documents.again import From, LinkAgain, agreed
from derive.documents.conventions import CheckRead
from derive.documents.directives.assume import assume
from derive.documents.directives.attempt import Attempt
from derive.documents.directives.check import LinkRead, read_links
from derive.documents.directives.constant import constant
from derive.documents.directives.define import define, notation
from derive.documents.directives.let import let
from derive.documents.directives.restrictions import refuse_restricting_chains, refuse_restricting_formulas
from derive.documents.errors import LOST, Unreadable, refusal
from derive.documents.files import LARGEST_FILE, LATEX_ENDINGS
from derive.documents.formats import Broken, unwrapped, with_inclusions
from derive.documents.formulas import (
    DEEP,
    EMPTY,
    Formula,
    Prepared,
    head_of,
    introduced,
    label_of,
    places_of,
    prepare,
    source_of,
    spoken_of,
)
from derive.documents.grammar.choices import Answers, Choices, Outcome, all_readings
from derive.documents.grammar.rows import split_display
from derive.documents.meaning.scope import EARLY, OPEN_SIZE, Scope
from derive.documents.meaning.shapes import NO_ARRAY, NO_NUMBER, SHAPES, TOO_LARGE
from derive.documents.model import Check, Document, Link, ReadError, Reading
from derive.documents.order import in_order
from derive.documents.source import Places
from derive.documents.undeclared import as_vector, undeclared, with_undeclared
from derive.kernel.terms import KernelError

DIFFERENT = refusal(
    "D003",
    "readings that say different things",
    """A definition or hypothesis has readings that say different things. Others rest on it, so none of them is chosen,
    not even where one would do. The message shows how to write each: write the one that is meant. A check of which the
    readings differ in how many formulas they claim is refused, too: write its formulas apart.""",
    ("L = L", r"let $x \in \mathbb{R}$, $y > 0$", r"define $L = x \log y / 2$"),
    ("L = L", r"let $x \in \mathbb{R}$, $y > 0$", r"define $L = \frac{x \log(y)}{2}$"),
)

HERE = refusal(
    "D004",
    "'assume here' without a formula",
    """'assume here' holds for the next check only, and none follows. Move it above the check that it is meant for, or
    write 'assume', which holds from its place on.""",
    ("<!-- derive: check -->\n$$a = a$$\n\n<!-- derive: assume here $a > 0$ -->\n",),
    (r"a \ge 0", r"let $a \in \mathbb{R}$", "assume here $a > 0$"),
)

MOST_FORMULAS = 20_000
MOST_RUNS = 16
"""So many combinations of conventions that definitions depend on are tried."""

SURVIVES_BUGS = True
"""Whether a fault of the reader makes a formula unreadable instead of ending the run. Tests switch it off."""

_RELATION_NAMES = {"~": "=", "≈": "=", "in": "="}
_BUGS = (AssertionError, AttributeError, LookupError, TypeError, ValueError, ArithmeticError)

_SETTLES = {
    "layout": (("layout", ""), ("gradient", "")),
    "indices": (("counting", ""),),
    "constant": (("pi", ""),),
}
"""The conventions that each kind of directive settles."""

Result = TypeVar("Result")


def read_document(path: str | Path, drafts: bool = False) -> Document:
    """The document at a path. What is not understood, the file itself included, becomes an error in it. With
    ``drafts``, directives with a question mark count as if they had none."""
    file = str(path)
    try:
        with open(path, "rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        return _failed(file, f"cannot be read: {error.strerror or 'unknown reason'}; name a Markdown or LaTeX file")
    if len(content) > LARGEST_FILE:
        return _failed(file, f"the file is larger than {LARGEST_FILE // 1_000_000} MB; split it")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return _failed(file, f"byte {error.start} is not UTF-8 text; save the file as UTF-8", line)
    if "\0" in text:
        return _failed(file, "this is a binary file, not Markdown or LaTeX", text.count("\n", 0, text.index("\0")) + 1)
    return read_file(text, file, drafts)


def read_file(text: str, file: str, drafts: bool = False) -> Document:
    """The document that the text of a file is, or the documents that it holds, one behind the other."""
    try:
        parts = unwrapped(text.replace("\r\n", "\n").replace("\r", "\n"), file)
    except Broken as problem:
        return _failed(file, problem.message, problem.line, problem.file)
    if parts is None:
        return _read_with_inclusions(text, file, drafts)
    read = [read_text(part.text, f"{file}.md", part.places, drafts) for part in parts]
    checks = [check for one in read for check in one.checks]
    errors = tuple(error for one in read for error in one.errors)
    numbered = tuple(replace(check, index=index) for index, check in enumerate(checks))
    return Document(file, numbered, errors, sum(one.drafts for one in read))


def _read_with_inclusions(text: str, file: str, drafts: bool) -> Document:
    """The document that a text in Markdown or LaTeX is; in LaTeX with the files that it includes."""
    if not file.lower().endswith(LATEX_ENDINGS):
        return read_text(text, file, None, drafts)
    try:
        joined = with_inclusions(text.replace("\r\n", "\n").replace("\r", "\n"), file)
    except Broken as problem:
        return _failed(file, problem.message, problem.line, problem.file)
    if joined is None:
        return read_text(text, file, None, drafts)
    whole, files = joined
    return replace(read_text(whole.text, file, whole.places, drafts), includes=files)


def _failed(file: str, message: str, line: int = 1, other: str = "") -> Document:
    return Document(file, (), (ReadError(line, 1, message, file=other),))


@contextmanager
def _without_looking_for_garbage() -> Iterator[None]:
    """Python looks for garbage whenever many objects were made. Nearly all that reading makes is kept, and is looked
    at in vain, which takes a quarter of the time where a document is long."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_without_looking_for_garbage()
def read_text(text: str, file: str, places: Places | None = None, drafts: bool = False) -> Document:
    """The document that a text is; the file's name says whether it is LaTeX or Markdown, and ``places`` where its
    letters stand, if that is another file.

    Where a definition depends on a convention that nothing settles, the document is read under each of its options;
    those remain under which the most lines are readable, and each gives its readings."""
    prepared = prepare(text, file, places, drafts)
    formulas = in_order(prepared.formulas)
    if len(prepared.formulas) > MOST_FORMULAS:
        return _failed(file, f"more than {MOST_FORMULAS} annotated formulas; split the file")
    runs: list[_Run] = []
    waiting: list[Answers] = [{}]
    while waiting:
        settled = waiting.pop(0)
        run = _Run(formulas, Scope(), dict(settled))
        run.scope.collected = prepared.collected
        try:
            run.read()
        except _DependsOnConvention as needs:
            if len(runs) + len(waiting) + needs.options > MOST_RUNS:
                return _failed(file, "definitions depend on too many conventions: settle them with directives")
            waiting += [{**settled, needs.key: option} for option in range(needs.options)]
            continue
        runs.append(run)
    best = max(len(run.readable()) for run in runs)
    remaining = [run for run in runs if len(run.readable()) == best]
    for run in runs:
        if run.has_functions() and run not in remaining:
            _refuse_beside(run, remaining)
    return _Report(prepared, remaining).made()


def _refuse_beside(run: _Run, remaining: Sequence[_Run]) -> None:
    """Makes unreadable in the runs that remain what is so where a name that nothing introduces is a function, although
    it makes sense there: the reading as a number must not remain alone, as if it were all that may be meant."""
    problems = [*(problem for _, problem in run.problems), *(check.problem for check in run.checks)]
    if any(problem is not None and problem.is_senseless for problem in problems):
        return
    for other in remaining:
        other.problems += run.problems
        for own, check in zip(run.checks, other.checks, strict=True):
            check.problem = check.problem or own.problem


class _DependsOnConvention(Exception):
    """A definition or hypothesis says different things under the options of a convention that nothing settles."""

    def __init__(self, key: tuple[str, str], options: int) -> None:
        super().__init__(key)
        self.key = key
        self.options = options


class _Run:
    """One pass through the directives of a document, under given conventions."""

    def __init__(self, formulas: Sequence[Formula], scope: Scope, settled: dict[tuple[str, str], int]) -> None:
        self.formulas = formulas
        self.scope = scope
        self.settled = settled
        self.checks: list[CheckRead] = []
        self.problems: list[tuple[Formula, Unreadable]] = []
        self.here: list[Formula] = []
        self.together: dict[tuple[str, int], list[Formula]] = {}
        """The formulas of each directive."""
        for formula in formulas:
            self.together.setdefault((formula.kind, formula.at), []).append(formula)
        self.refused: dict[tuple[str, str], int] = {}
        """Conventions whose directive was not understood, and its line."""
        self.lost: int | None = None
        """The line of something that was not understood, where nobody can tell what depends on it."""

    def read(self) -> None:
        """Takes the directives in the order of the file, definitions that follow each other by their use."""
        self.scope.running = frozenset(self.scope.collected.bounding_indices())
        for letter in self.scope.collected.sizes - self.scope.running:
            self.scope.size(letter)
        self.scope.likely_indices |= self.scope.collected.indices
        for formula in self.formulas:
            if formula.kind in ("check", "refute"):
                self._check(formula)
                self.here = []
            elif formula.kind == "assume here":
                self.here.append(formula)
            else:
                self._premise(formula)
        if self.here:
            last = self.here[-1]
            problem = HERE("'assume here' has no formula to apply to: move it above a check", last.at)
            self.problems.append((replace(last, start=last.at), problem))

    def has_functions(self) -> bool:
        """Whether a name that nothing introduces is taken for a function that a definition depends on."""
        return any(kind == "function" and option == 1 for (kind, _), option in self.settled.items())

    def readable(self) -> frozenset[int]:
        """The numbers of the formulas that are read."""
        failed = {formula.number for formula, _ in self.problems}
        failed |= {check.formula.number for check in self.checks if check.problem is not None}
        return frozenset(formula.number for formula in self.formulas) - failed

    # Premises ------------------------------------------------------------------------------------

    def _premise(self, formula: Formula) -> None:
        try:
            if formula.problem is not None:
                raise formula.problem
            self._refuse_restricted(formula)
            self._take(formula)
        except Unreadable as problem:
            self.problems.append((formula, problem))
            self._taint(formula)

    def _refuse_restricted(self, formula: Formula) -> None:
        """Raises Unreadable where a formula of a directive may restrict the indices of another one, or the other it."""
        together = self.together[formula.kind, formula.at]
        for other in together if len(together) > 1 else ():
            refuse_restricting_formulas([one.items for one in together], other.items, self.scope, formula.start)

    def _take(self, formula: Formula) -> None:
        """Adds what the formula says to the scope, in its only reading."""
        act = partial(self._act, formula)
        restore = self.scope.snapshot()
        outcomes = all_readings(partial(self.read_from, restore, act), self.settled)
        readable = [outcome for outcome in outcomes if outcome.problem is None]
        if not readable:
            restore()
            assert outcomes[0].problem is not None
            raise outcomes[0].problem
        if len(readable) > 1:
            self._refuse_different(formula, readable, partial(self.read_from, restore, act))
        if len(outcomes) > 1:
            self.read_from(restore, act, Choices({**self.settled, **readable[0].answers}))

    def read_from(self, restore: Callable[[], None], act: Callable[[], Result], choices: Choices) -> Result:
        """What an act gives from the state that was before, under some answers."""
        restore()
        choices.refused = self.refused
        self.scope.choices = choices
        return guarded(act)

    def _act(self, formula: Formula) -> None:
        if formula.kind == "layout":
            self.settled["layout", ""] = 0 if formula.argument == "numerator" else 1
            self.settled["gradient", ""] = 1 if formula.argument == "numerator" else 0
            return
        if formula.kind == "indices":
            self.settled["counting", ""] = 1
            return
        attempt = Attempt(self.scope)
        if formula.kind == "notation":
            notation(formula.items, formula.meaning, attempt)
        elif formula.kind == "constant":
            constant(formula.items, attempt)
        else:
            chains = formula.chains(attempt.owned, self.scope.choices)
            refuse_restricting_chains(chains, self.scope)
            if formula.kind == "let":
                let(chains, attempt)
            for chain in chains if formula.kind != "let" else ():
                {"define": define, "assume": assume}[formula.kind](chain, attempt)
        for items in formula.all_items():
            attempt.owned.refuse_unread(items)

    def _refuse_different(
        self, formula: Formula, readable: Sequence[Outcome[None]], read: Callable[[Choices], None]
    ) -> None:
        """Raises Unreadable where the readings of a premise say different things."""
        said = []
        for outcome in readable:
            read(Choices({**self.settled, **outcome.answers}))
            said.append(self.scope.fingerprint())
        if len(set(said)) == 1:
            return
        for key, choice in readable[0].asked.items():
            options = {outcome.answers[key] for outcome in readable if key in outcome.answers}
            if choice.is_convention and key not in self.settled and len(options) > 1:
                raise _DependsOnConvention(key, len(choice.options))
        ways = [way for outcome in readable for way in conventions.ways_to_write(outcome, readable)]
        shown = " or ".join(dict.fromkeys(ways[:2]))
        raise DIFFERENT(
            f"this has two readings that say different things, and what others rest on is not guessed: write {shown}",
            formula.start,
        )

    def _taint(self, formula: Formula) -> None:
        """What was not understood makes unreadable what depends on it, and nothing else."""
        line = formula.line
        names = introduced(formula) if formula.kind in ("let", "define", "notation") else set()
        known = {name for name in names if self.scope.is_known(name) or self.scope.is_size(name)}
        fresh = names - known if formula.kind == "let" else names
        for name in fresh:
            self.scope.broken.setdefault(name, line)
        spoken = known if formula.kind == "let" else set()
        if formula.kind in ("assume", "constant"):
            spoken = spoken_of(formula, self.scope.is_introduced)
        spoken |= {
            name for name in self.scope.symbols if self.scope.letters_below(name) and name.rpartition("_{")[0] in spoken
        }
        for letter in self.scope.ordered:
            members = self.scope.members_of(letter)
            if letter in spoken or not members.isdisjoint(spoken):
                spoken |= members
        for name in self.scope.closure(spoken):
            self.scope.tainted.setdefault(name, line)
        self.refused.update(dict.fromkeys(_SETTLES.get(formula.kind, ()), line))
        if formula.kind not in _SETTLES and not fresh and not spoken:
            self.lost = self.lost or line

    # Checks --------------------------------------------------------------------------------------

    def _check(self, formula: Formula) -> None:
        read = CheckRead(formula, len(self.checks))
        if formula.is_directive_only:
            assert formula.problem is not None
            self.problems.append((formula, formula.problem))
            return
        self.checks.append(read)
        restore = read.restore = self.scope.snapshot()
        read.here = tuple(self.here)
        try:
            self._refuse_lost(formula)
            act = partial(self._links, formula, read)
            read.outcomes = all_readings(partial(self.read_from, restore, act), self.settled)
            if all(outcome.problem is not None for outcome in read.outcomes):
                raise _first_problem(read.outcomes)
        except Unreadable as problem:
            read.problem = problem
        finally:
            restore()

    def _refuse_lost(self, formula: Formula) -> None:
        if formula.problem is not None:
            raise formula.problem
        if self.lost is not None:
            raise LOST(f"what holds here is not known: see the error in line {self.lost}", formula.start)
        for given in self.here:
            if given.problem is not None:
                raise given.problem
            self._refuse_restricted(given)

    def _links(self, formula: Formula, read: CheckRead) -> list[LinkRead]:
        attempt = Attempt(self.scope)
        self.scope.implicit = {}
        links: list[LinkRead] = []
        for chain in split_display(formula.items, attempt.owned, self.scope.choices, is_claim=True):
            links += read_links(chain, self.here, attempt)
        if not links:
            raise EMPTY("this formula is empty: there is nothing to check", formula.start)
        attempt.owned.refuse_unread(formula.items)
        for link in links:
            self._refuse_tainted(link, formula)
        read.early.update(self.scope.implicit)
        return links

    def _refuse_tainted(self, link: LinkRead, formula: Formula) -> None:
        for name in sorted(self.scope.closure(link.names)):
            if name in self.scope.broken and name not in link.names:
                raise LOST(
                    f"this depends on '{name}', which is not known: see the error in line {self.scope.broken[name]}",
                    formula.start,
                )
            if name in self.scope.tainted:
                raise LOST(
                    f"what is assumed of '{name}' is not known: see the error in line {self.scope.tainted[name]}",
                    formula.start,
                )


def _first_problem(outcomes: Sequence[Outcome[list[LinkRead]]]) -> Unreadable:
    return next(outcome.problem for outcome in outcomes if outcome.problem is not None)


def guarded(act: Callable[[], Result]) -> Result:
    """What an act gives; what goes wrong in it is an Unreadable."""
    try:
        return act()
    except RecursionError:
        raise TOO_LARGE(DEEP, 0) from None
    except KernelError as problem:
        raise TOO_LARGE(f"this formula does not fit together: {problem}; check it in steps", 0) from None
    except _BUGS as problem:
        if not SURVIVES_BUGS:
            raise
        raise Unreadable(f"this formula is not understood ({type(problem).__name__})", 0) from problem


# The document ------------------------------------------------------------------------------------

_OF_SHAPES = frozenset({SHAPES.code, NO_NUMBER.code, NO_ARRAY.code, OPEN_SIZE.code})
"""Refusals that a declaration of some letter may mend."""


class _Report:
    """What the runs under the conventions that remain have read, as one document."""

    def __init__(self, prepared: Prepared, runs: Sequence[_Run]) -> None:
        self.file = prepared.file
        self.text = prepared.text
        self.source = (prepared.code, prepared.latex)
        self.places = prepared.places
        self.runs = runs
        self.errors: list[ReadError] = []
        self.drafts = len({one.at for one in prepared.formulas if one.draft})
        self.heads = [(one.end, head_of(one, self.text)) for one in prepared.formulas if one.kind == "define"]

    def made(self) -> Document:
        """The document."""
        for run in self.runs:
            _refuse_early(run, self.places)
            conventions.settle(run.checks, run.settled, self.places)
        first = self.runs[0]
        for formula, problem in first.problems:
            self._error(problem, formula)
        checks: list[Check] = []
        for position, check in enumerate(first.checks):
            same = [run.checks[position] for run in self.runs]
            try:
                checks.append(self._made_check(check, same))
            except Unreadable as problem:
                self._error(problem, check.formula)
        errors = sorted(
            dict.fromkeys(self.errors), key=lambda error: (error.file, error.cell, error.line, error.column)
        )
        return Document(self.file, tuple(checks), tuple(errors), self.drafts)

    def _error(self, problem: Unreadable, formula: Formula) -> None:
        at = problem.at or formula.start
        message, wanted = problem.message, problem.wanted
        if problem.code in _OF_SHAPES:
            names = undeclared(formula.all_items(), self.runs[0].scope)
            message = with_undeclared(message, names)
            wanted = wanted or tuple(map(as_vector, names))
        place = (*self.places(at), message, problem.code, self.places.cell(at), self.places.file(at))
        self.errors.append(ReadError(*place, problem.names, wanted))

    def _made_check(self, check: CheckRead, same: Sequence[CheckRead]) -> Check:
        for one in same:
            if one.problem is not None:
                raise one.problem
        outcomes = [outcome for one in same for outcome in one.outcomes if outcome.problem is None]
        results = [outcome.result or [] for outcome in outcomes]
        if len({len(result) for result in results}) != 1:
            raise DIFFERENT(
                "the readings of this formula differ in what is claimed: write the formulas apart", check.formula.start
            )
        links = []
        for number, link in enumerate(results[0]):
            readings: dict[tuple[object, ...], Reading] = {}
            for outcome, result in zip(outcomes, results, strict=True):
                statements = result[number].statements
                write = " and ".join(dict.fromkeys(conventions.ways_to_write(outcome, outcomes))) or None
                readings.setdefault(statements, result[number].reading(write))
            line, column = self.places(link.relation.at)
            name = _RELATION_NAMES.get(link.relation.name, link.relation.name)
            latex = source_of(self.text, link.chain, link.number)
            again = self._again(link, check, outcomes)
            start, end = places_of(self.text, link.chain, link.number)
            (last, column_of_last) = self.places(end - 1)
            links.append(
                Link(
                    number,
                    name,
                    latex,
                    line,
                    column,
                    tuple(readings.values()),
                    again,
                    self.places.cell(link.relation.at),
                    self.places.file(link.relation.at),
                    self.places(start),
                    (last, column_of_last + 1),
                )
            )
        expected = "proved" if check.formula.kind == "check" else "refuted"
        label = label_of(self.text, check.formula)
        cell, directive = self.places.cell(check.formula.start), self.places(check.formula.at)[0]
        return Check(
            check.index,
            check.formula.line,
            expected,
            tuple(links),
            label,
            cell,
            directive,
            check.formula.draft,
            self.places.file(check.formula.start),
        )

    def _again(self, link: LinkRead, check: CheckRead, outcomes: Sequence[Outcome[list[LinkRead]]]) -> LinkAgain:
        run = self.runs[0]
        settled = {**run.settled, **agreed(outcomes)}
        act: From = partial(run.read_from, check.restore)
        at = check.formula.start
        defined = tuple(head for end, head in self.heads if end <= at)
        return LinkAgain(self.source, defined, at, link, check.here, run.scope, act, settled, outcomes[0].answers)


def _refuse_early(run: _Run, places: Callable[[int], tuple[int, int]]) -> None:
    """Makes unreadable what uses a name before the document introduces it: it would have been another one."""
    for check in run.checks:
        for name, at in check.early.items():
            introduced_at = run.scope.introduced_at(name)
            if check.problem is None and introduced_at is not None and introduced_at > check.formula.start:
                line = places(introduced_at)[0]
                check.problem = EARLY(
                    f"'{name}' is used before it is introduced in line {line}; move that line up", at
                ).about(name)
