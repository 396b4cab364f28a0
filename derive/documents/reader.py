"""The reader: from a file to the statements that its checks claim."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from derive.documents.directives.assume import assume, let_condition
from derive.documents.directives.check import read_links
from derive.documents.directives.define import define
from derive.documents.directives.let import declare, new_bounded_names, note_bounds
from derive.documents.errors import RowOrColumn, Unreadable
from derive.documents.grammar.chains import Chain, quantified, split_display
from derive.documents.grammar.names import letter_of, named_items, spellings
from derive.documents.grammar.tokens import Item, Items, read_items
from derive.documents.meaning.scope import Scope
from derive.documents.model import Check, Document, Link, ReadError, Reading
from derive.documents.source import Macros, Places, Request, find_requests
from derive.kernel.terms import KernelError

MOST_LATE_NAMES = 10
LARGEST_FILE = 4_000_000
MOST_FORMULAS = 20_000
_RELATION_NAMES = {"~": "=", "≈": "=", "psd": ">=", "in": "="}
_BOUND_LETTER = re.compile(
    r"\\(?:sum|prod)\s*(?:\\limits)?\s*_\s*(?:\{[^{}]*\}|\w)\s*\^\s*(?:\{\s*([A-Za-z])\s*\}|([A-Za-z]))"
)
_BOUND_LETTER_FIRST = re.compile(r"\\(?:sum|prod)\s*(?:\\limits)?\s*\^\s*(?:\{\s*([A-Za-z])\s*\}|([A-Za-z]))\s*_")
_SIMPLEX = re.compile(r"\\Delta\s*[\^_]\s*\{\s*([A-Za-z])\s*-\s*1\s*\}")
_REALS = re.compile(r"\\(?:mathbb\s*\{?\s*R\s*\}?|R)\s*\^\s*\{?([^{}$,\\]+(?:\\times[^{}$,\\]+)?)")
_EPSILON = re.compile(r"\\(?:var)?epsilon(?![A-Za-z])")
_BINDER = re.compile(r"\\(?:sum|prod|max|min)\s*(?:\\limits)?\s*(?:\^\s*(?:\{[^{}]*\}|\w)\s*)?_\s*\{?\s*([A-Za-z])")


def read_document(path: str | Path) -> Document:
    """The document at a path. What is not understood, the file itself included, becomes an error in it."""
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
    return read_text(text, file)


def _failed(file: str, message: str, line: int = 1) -> Document:
    return Document(file, (), (ReadError(line, 1, message),))


def read_text(text: str, file: str) -> Document:
    """The document that a text is; the file's name says whether it is LaTeX or Markdown.

    A name that is used before it is introduced would have been another one there: the text is read again, and
    what uses such a name too early is an error."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    late: dict[str, int] = {}
    while True:
        reader = _Reader(text, file, late)
        document = reader.read()
        found = {name: reader.places(at)[0] for name, at in reader.scope.used_early.items()}
        if found.keys() <= late.keys() or len(late) >= MOST_LATE_NAMES:
            return document
        late = late | found


class _Reader:
    def __init__(self, text: str, file: str, late: dict[str, int]) -> None:
        latex = file.lower().endswith((".tex", ".latex", ".ltx", ".sty"))
        self.file = file
        self.text = text
        self.places = Places(text)
        self.code, self.requests = find_requests(text, latex)
        self.macros = Macros(self.code, latex)
        self.scope = Scope(late=dict(late))
        self.checks: list[Check] = []
        self.errors: list[ReadError] = []
        self.here: list[Chain] = []
        self.here_failed = False
        self.epsilons: set[str] = set()

    def read(self) -> Document:
        """Goes through the requests in the order of the file."""
        if len(self.requests) > MOST_FORMULAS:
            return _failed(self.file, f"more than {MOST_FORMULAS} annotated formulas; split the file")
        self._look_ahead()
        index = 0
        for request in in_order(self.requests, self.code, self.text):
            if isinstance(request, Unreadable):
                self._report(request)
                if request.spoils and self.scope.lost is None:
                    self.scope.lost = self.places(request.at)[0]
                continue
            is_check = request.kind in ("check", "refute")
            self._guarded(request, index)
            if is_check:
                index += 1
                self.here.clear()
                self.here_failed = False
        if self.here:
            self._report(Unreadable("'assume here' has no formula to apply to", self.requests[-1].at))
        return Document(self.file, tuple(self.checks), tuple(sorted(self.errors, key=lambda e: (e.line, e.column))))

    def _look_ahead(self) -> None:
        """Which letters bound sums anywhere (they are sizes), and which are summed over."""
        for request in self.requests:
            if isinstance(request, Unreadable) or request.formula.end - request.formula.start > 20_000:
                continue
            formula = self.text[request.formula.start : request.formula.end]
            for pattern in (_BOUND_LETTER, _BOUND_LETTER_FIRST):
                for match in pattern.finditer(formula):
                    self.scope.size(match[1] or match[2])
            self.scope.likely_indices.update(match[1] for match in _BINDER.finditer(formula))
            if request.kind == "let":
                for match in _SIMPLEX.finditer(formula):
                    self.scope.size(match[1])
                for match in _REALS.finditer(formula):
                    for letter in re.findall(r"(?<!\\)\b[A-Za-z]\b", match[1].replace(r"\times", " ")[:40]):
                        self.scope.size(letter)

    def _guarded(self, request: Request, index: int) -> None:
        act: dict[str, Callable[[Request, int], None]] = {
            "let": self._let,
            "define": self._define,
            "assume": self._assume,
            "assume here": self._assume_here,
            "check": self._check,
            "refute": self._check,
        }
        if request.kind not in act:
            self._report(Unreadable(f"'{request.kind}' is not understood yet: leave it out", request.at))
            self.scope.lost = self.scope.lost or self.places(request.at)[0]
            return
        try:
            self._by_sizes(lambda: act[request.kind](request, index))
            return
        except Unreadable as problem:
            error = problem if problem.at else Unreadable(problem.message, request.formula.start, problem.spoils)
        except RecursionError:
            error = Unreadable("this formula is nested too deeply", request.formula.start)
        except KernelError as problem:
            error = Unreadable(f"this formula does not fit together: {problem}", request.formula.start)
        except (AssertionError, AttributeError, LookupError, TypeError, ValueError, ArithmeticError) as problem:
            # a fault of the reader must not end the run: the formula counts as not understood
            error = Unreadable(f"this formula is not understood ({type(problem).__name__})", request.formula.start)
        self._report(error)
        if error.spoils and self.scope.lost is None:
            self.scope.lost = self.places(error.at)[0]
        if request.kind == "assume here":
            self.here_failed = True
        elif request.kind not in ("check", "refute"):
            self._poison(request)

    def _by_sizes(self, act: Callable[[], None]) -> None:
        """Acts; where a matrix is taken with one index, in the only reading in which all sizes agree."""
        restore = self.scope.saved()
        count = len(self.checks)
        try:
            act()
        except RowOrColumn:
            fitting = []
            for axis in (0, 1):
                restore()
                self.scope.axis = axis
                with suppress(Unreadable, KernelError):
                    act()
                    fitting.append(axis)
                del self.checks[count:]
            restore()
            if len(fitting) != 1:
                raise
            self.scope.axis = fitting[0]
            act()
        finally:
            self.scope.axis = None
            self.scope.is_checking = False

    def _report(self, problem: Unreadable) -> None:
        line, column = self.places(problem.at)
        self.errors.append(ReadError(line, column, problem.message))

    def _poison(self, request: Request) -> None:
        """What a formula that was not understood introduces is not known from there on; where that cannot be
        told, or what was known before is restricted, no later formula is judged."""
        line, _ = self.places(request.formula.start)
        names = self._introduced(request)
        if not names and self.scope.lost is None:
            self.scope.lost = line
        for name in names:
            self.scope.broken.setdefault(name, line)

    def _introduced(self, request: Request) -> set[str]:
        """The names that a definition or declaration introduces, in all spellings that may be meant; none where
        it cannot be told, or where it says something about names that are known already."""
        if request.kind == "assume":
            return set()
        try:
            chains = self._chains(request)
        except Unreadable:
            return set()
        found: set[str] = set()
        for chain in chains:
            is_one = request.kind == "define" or (chain.relations and chain.relations[0].name == "in")
            for side in chain.sides[:1] if is_one else chain.sides:
                spelled = [spellings(item) for item in named_items(side)]
                found |= set().union(*(spelled[:1] if request.kind == "define" else spelled))
        known = any(self.scope.is_known(name) or name in self.scope.sizes for name in found)
        return set() if known and request.kind != "define" else found

    def _chains(self, request: Request) -> list[Chain]:
        source = self.text if request.inline else self.code  # directives stand in comments
        fragment = self.macros.expand(request.formula, source)
        self.epsilons |= set(_EPSILON.findall(fragment.text))
        if len(self.epsilons) > 1:
            raise Unreadable(
                r"\epsilon and \varepsilon have two readings, one letter and two: write one of them throughout",
                request.formula.start,
            )
        chains = split_display(read_items(fragment))
        if not chains:
            raise Unreadable("this formula is empty", request.formula.start)
        for condition in request.conditions:
            more = split_display(read_items(self.macros.expand(condition.span, source)))
            if condition.quantifies:
                more = [part for chain in more for part in quantified(chain)]
            chains[-1] = replace(chains[-1], conditions=(*chains[-1].conditions, *more))
        return chains

    def _let(self, request: Request, index: int) -> None:
        waiting: list[Item] = []
        for chain in self._chains(request):
            first = chain.sides[0]
            if not chain.relations:
                waiting += [*first, Item("character", ",", chain.at, chain.at)]
                continue
            names: Items = (*waiting, *first)
            waiting = []
            if chain.relations[0].name == "in":
                if len(chain.relations) > 1:
                    raise Unreadable("a declaration has one \\in", chain.relations[1].at)
                declare(names, chain.sides[1], chain.at, self.scope)
                for condition in chain.conditions:
                    if condition.relations:
                        self._bound(condition)
                continue
            for name in _between_commas(names):
                self._bound(replace(chain, sides=(name, *chain.sides[1:])))
        if waiting:
            raise Unreadable("a declaration says what a letter is: z \\in \\mathbb{R}^K or \\tau > 0", waiting[0].start)

    def _bound(self, chain: Chain) -> None:
        if chain.relations and all(relation.name in ("<", "<=", ">", ">=", "!=", "=") for relation in chain.relations):
            new_bounded_names(chain, self.scope)
            let_condition(chain, self.scope)
            note_bounds(chain, self.scope)
            return
        raise Unreadable("this declaration is not understood: expected \\in or a bound", chain.at)

    def _define(self, request: Request, index: int) -> None:
        for chain in self._chains(request):
            if not chain.relations:
                raise Unreadable("a definition is 'name = expression'", chain.at)
            define(chain, self.scope)

    def _assume(self, request: Request, index: int) -> None:
        for chain in self._chains(request):
            assume(chain, self.scope)
            note_bounds(chain, self.scope)

    def _assume_here(self, request: Request, index: int) -> None:
        self.here += self._chains(request)

    def _check(self, request: Request, index: int) -> None:
        if self.scope.lost is not None:
            message = f"what holds here is not known: see the error in line {self.scope.lost}"
            raise Unreadable(message, request.formula.start)
        if self.here_failed:
            raise Unreadable("the hypothesis of this formula was not understood", request.formula.start)
        links: list[Link] = []
        start = request.formula.start
        self.scope.is_checking = True
        for chain in _with_conditions(self._chains(request)):
            for number, (relation, statements) in enumerate(read_links(chain, self.here, self.scope)):
                line, column = self.places(relation.at)
                latex = self._source(chain, number)
                name = _RELATION_NAMES.get(relation.name, relation.name)
                links.append(Link(len(links), name, latex, line, column, (Reading(statements),)))
        while start < request.formula.end and self.text[start].isspace():
            start += 1
        expected = "proved" if request.kind == "check" else "refuted"
        self.checks.append(Check(index, self.places(start)[0], expected, tuple(links)))

    def _source(self, chain: Chain, number: int) -> str:
        """The link as the author wrote it: left side, relation, right side."""
        left, right = chain.sides[number], chain.sides[number + 1]
        relation = chain.relations[number]
        pieces = (
            self.text[left[0].start : left[-1].end] if left else "",
            self.text[relation.at : right[0].start],
            self.text[right[0].start : right[-1].end],
        )
        joined = " ".join(pieces)
        if r"\begin" not in joined:
            joined = re.sub(r"\\\\(\[[^\]]*\])?|(?<!\\)&", " ", joined)
        joined = re.sub(r"\\(label|tag\*?)\{[^{}]*\}|\\nonumber|\\notag", " ", joined)
        return " ".join(joined.split())


def in_order(requests: Sequence[Request | Unreadable], code: str, text: str) -> list[Request | Unreadable]:
    """The requests; of definitions that follow each other, each after those whose names it uses: authors
    write p_i = e^{z_i} / Z, and then what Z is. Where that is circular, the order is that of the file."""
    result: list[Request | Unreadable] = []
    run: list[Request] = []
    for request in requests:
        if not isinstance(request, Unreadable) and request.kind == "define":
            run.append(request)
            continue
        result += [*_sorted_by_use(run, code, text), request]
        run = []
    return [*result, *_sorted_by_use(run, code, text)]


def _sorted_by_use(run: list[Request], code: str, text: str) -> list[Request]:
    halves = [_halves(request, text if request.inline else code) for request in run]
    heads = {head for head, _ in halves if head}
    waiting = list(range(len(run)))
    result: list[Request] = []
    while waiting:
        missing = {halves[position][0] for position in waiting}
        ready = next((k for k in waiting if not (halves[k][1] & heads & (missing - {halves[k][0]}))), None)
        if ready is None:
            return run
        waiting.remove(ready)
        result.append(run[ready])
    return result


_WORDS = re.compile(r"\\[A-Za-z]+|[A-Za-z]+")


def _halves(request: Request, text: str) -> tuple[str, set[str]]:
    """The first letter of a definition's left side (or nothing), and the letters that only its right side has."""
    left, _, right = text[request.formula.start : request.formula.end].partition("=")
    letter = re.match(r"\s*&?\s*(\\?[A-Za-z]+)", left)
    found = letter[1] if letter and (letter[1].startswith("\\") or len(letter[1]) == 1) else ""
    is_accent = re.match(r"\\(?:hat|tilde|bar|math|text|oper|bm|bold|vec)", found)
    return ("" if is_accent else found), set(_WORDS.findall(right)) - set(_WORDS.findall(left))


def _with_conditions(chains: list[Chain]) -> list[Chain]:
    """``…, i \\ne j`` behind a formula that has these indices is its condition, not another claim."""
    result: list[Chain] = []
    for chain in chains:
        letters = [letter_of(side[0]) for side in chain.sides if len(side) == 1 and side[0].kind != "digit"]
        short = all(len(side) == 1 and not side[0].scripted for side in chain.sides) and None not in letters
        tests = all(relation.name in ("=", "!=") for relation in chain.relations)
        if result and chain.relations and short and tests and set(map(str, letters)) <= _subscripts(result[-1].sides):
            result[-1] = replace(result[-1], conditions=(*result[-1].conditions, chain))
        else:
            result.append(chain)
    return result


def _subscripts(runs: Iterable[Items], inside: bool = False) -> set[str]:
    """The letters that occur in subscripts of the items."""
    found: set[str] = set()
    for run in runs:
        for item in run:
            if inside:
                found.add(str(letter_of(item.bare)))
            found |= _subscripts([*item.parts, *([item.upper] if item.upper else [])], inside)
            found |= _subscripts([item.lower] if item.lower else [], True)
    return found


def _between_commas(items: Items) -> list[Items]:
    parts: list[list[Item]] = [[]]
    for item in items:
        if item.text == ",":
            parts.append([])
        else:
            parts[-1].append(item)
    return [tuple(part) for part in parts if part]
