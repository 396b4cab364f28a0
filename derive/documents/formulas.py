"""The formulas of a document as items, each with its directive: the text is read once, here."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import count

from derive.documents.errors import Unreadable, refusal
from derive.documents.files import LATEX_ENDINGS
from derive.documents.grammar.chains import Chain, as_range, is_relation, subscript_letters
from derive.documents.grammar.changes import changes_in, introduces_sign, joined
from derive.documents.grammar.choices import Choices
from derive.documents.grammar.collect import Collected
from derive.documents.grammar.names import letter_of, named_items, spellings
from derive.documents.grammar.ownership import Ownership
from derive.documents.grammar.patterns import letters_of
from derive.documents.grammar.rows import bracketed, split_conditions, split_display
from derive.documents.grammar.tokens import Item, Items, plain, read_items
from derive.documents.meaning.shapes import TOO_LARGE
from derive.documents.source import Fragment, Macros, Places, Request, Span, find_requests

EMPTY = refusal(
    "D005",
    "a formula that is empty",
    """Between the signs of this formula stands nothing that says anything. Write the formula, or leave the directive
    out.""",
    ("1 = 1", r"define $\quad$"),
    ("a = 1", "define $a = 1$"),
)

EPSILONS = refusal(
    "D006",
    "two spellings of epsilon",
    """\\epsilon and \\varepsilon have two readings, one letter in two spellings and two letters. Write one of them
    throughout, and another letter where a second one is meant.""",
    (r"\epsilon - \varepsilon = 0",),
    (r"\epsilon - \epsilon = 0",),
)

DEEP = "this formula is nested too deeply: define letters for its inner parts"


@dataclass
class Formula:
    """A directive with its formula: ``items`` with their brackets matched, or the ``problem`` with them.

    ``conditions`` stand behind it in the directive, each with whether it is said of all values; ``number`` is its
    place among the formulas of the document."""

    kind: str
    number: int
    at: int
    start: int
    end: int
    line: int
    items: Items = ()
    meaning: Items = ()
    argument: str = ""
    draft: bool = False
    conditions: list[tuple[Items, bool]] = field(default_factory=list)
    problem: Unreadable | None = None
    is_directive_only: bool = False

    def all_items(self) -> list[Items]:
        """All items that somebody has to read."""
        return [self.items, self.meaning, *(items for items, _ in self.conditions)]

    def chains(self, owned: Ownership, choices: Choices) -> list[Chain]:
        """The chains of a premise, with the conditions of its directive on the last one."""
        chains = split_display(self.items, owned, choices)
        if not chains:
            raise EMPTY("this formula is empty: write it, or leave the directive out", self.start)
        for items, quantifies in self.conditions:
            letters = subscript_letters(chains[-1].sides)
            more = [as_range(one, letters) for one in split_conditions(items, owned, choices, quantifies)]
            chains[-1] = replace(chains[-1], conditions=(*chains[-1].conditions, *more))
        return chains


@dataclass(frozen=True)
class Prepared:
    """A document before anything in it is parsed."""

    file: str
    text: str
    code: str
    latex: bool
    places: Places
    formulas: tuple[Formula, ...]
    collected: Collected


def prepare(text: str, file: str, places: Places | None = None, drafts: bool = False) -> Prepared:
    """The formulas of a text in the order of the file, and what they show of their names; ``places`` are those of its
    letters where it was taken out of something else. With ``drafts``, those count, too."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    latex = file.lower().endswith(LATEX_ENDINGS)
    places = places or Places(text)
    code, requests = find_requests(text, latex, drafts)
    read = _Formulas(text, code, Macros(code, latex), places)
    formulas = [read.formula(number, request) for number, request in enumerate(requests)]
    _join_changes(formulas)
    collected = Collected()
    for formula in formulas:
        for items in formula.all_items():
            collected.add_formula(items)
        if formula.kind in ("let", "define"):
            equals = (k for k, item in enumerate(formula.items) if is_relation(item))
            place = next(equals, 0)
            collected.introduces(formula.items[:place])
            if formula.kind == "define":
                collected.defines(formula.items[:place], formula.items[place:])
        if formula.kind == "let":
            collected.declares(formula.items)
            collected.declares_sizes(_behind_element(formula.items))
    if len(collected.spellings_of_epsilon) > 1:
        _refuse_two_epsilons(formulas)
    return Prepared(file, text, code, latex, places, tuple(formulas), collected)


def _join_changes(formulas: Sequence[Formula]) -> None:
    r"""Makes \Delta t one letter, throughout, where the document introduces it and no \Delta."""
    names: list[Items] = []
    for formula in formulas:
        if formula.kind == "let":
            names.append(formula.items)
        elif formula.kind == "define":
            names.append(formula.items[: next((k for k, one in enumerate(formula.items) if is_relation(one)), 0)])
    letters = set[str]().union(*map(changes_in, names))
    if not letters or any(map(introduces_sign, names)):
        return
    for formula in formulas:
        formula.items, formula.meaning = joined(formula.items, letters), joined(formula.meaning, letters)
        formula.conditions = [(joined(items, letters), quantifies) for items, quantifies in formula.conditions]


class _Formulas:
    """Reads the formulas of a text as items."""

    def __init__(self, text: str, code: str, macros: Macros, places: Places) -> None:
        self.text = text
        self.code = code
        self.macros = macros
        self.places = places
        self.numbers = count(1)

    def formula(self, number: int, request: Request | Unreadable) -> Formula:
        """The formula of one request."""
        if isinstance(request, Unreadable):
            at = request.at
            kind = request.directive or ("?" if request.spoils else "check")
            return Formula(kind, number, at, at, at, self.places(at)[0], problem=request, is_directive_only=True)
        start, end = request.formula.start, request.formula.end
        while start < end and self.text[start].isspace():
            start += 1
        made = Formula(request.kind, number, request.at, start, end, self.places(start)[0], argument=request.argument)
        made.draft = request.draft
        if request.argument:
            return made
        source = self.text if request.inline else self.code  # directives stand in comments
        try:
            made.items = self._items(request.formula, source)
            if request.meaning is not None:
                made.meaning = self._items(request.meaning, source)
            made.conditions = [(self._items(part.span, source), part.quantifies) for part in request.conditions]
        except Unreadable as problem:
            made.problem = problem.moved(problem.at or start)
        except RecursionError:
            made.problem = TOO_LARGE(DEEP, start)
        return made

    def _items(self, span: Span, source: str) -> Items:
        fragment: Fragment = self.macros.expand(span, source)
        return bracketed(read_items(fragment, self.numbers))


def _behind_element(items: Items) -> Items:
    found: list[Item] = []
    for position, item in enumerate(items):
        if position and items[position - 1].text == r"\in":
            found.append(item)
    return tuple(found)


def _refuse_two_epsilons(formulas: Sequence[Formula]) -> None:
    seen: set[str] = set()
    for formula in formulas:
        own = letters_of(formula.items) & {r"\epsilon", r"\varepsilon"}
        seen |= own
        if own and len(seen) > 1 and formula.problem is None:
            formula.problem = EPSILONS(
                r"\epsilon and \varepsilon have two readings, one letter and two: write one of them throughout",
                formula.start,
            )


# What a formula that is not understood would have introduced ---------------------------------------


def introduced(formula: Formula) -> set[str]:
    """The names that a definition or declaration introduces, in all spellings that may be meant."""
    items = tuple(item for item in formula.items if item.kind not in ("align", "newline"))
    if formula.kind == "notation":
        return _spelled(items[:1])
    if formula.kind == "define":
        equals = next((k for k, item in enumerate(items) if is_relation(item)), len(items))
        head = items[:equals]
        if len(head) == 1 and head[0].text == r"\langle \rangle":
            return {plain(head)}
        found = [*named_items(head)][:1]
        both = {plain(head)} if len(head) > 1 else set()
        if head and head[0].kind in ("command", "text") and head[0].lower:  # an author's own \\log_q
            both.add(f"{head[0].text}_{{{plain(head[0].lower)}}}")
        if len(head) > 1 and head[0].kind == "text" and letter_of(head[1]):
            both.add(f"{letter_of(head[0])}{letter_of(head[1])}")
        return _spelled(tuple(found)) | both
    names: set[str] = set()
    is_left = True
    for item in items:
        if is_relation(item):
            is_left = item.text != r"\in"
        elif item.text in (",", ";") and item.kind == "character":
            is_left = True
        elif is_left:
            names |= _spelled((item,))
    return names


def _spelled(items: Items) -> set[str]:
    return set().union(*(spellings(item) for item in named_items(items)))


def spoken_of(formula: Formula, is_introduced: Callable[[str], bool]) -> set[str]:
    """The names that stand in a hypothesis, in all spellings that may be meant; a letter that stands in subscripts
    only is an index, unless something introduces it."""

    def names(items: Items, in_subscript: bool = False) -> set[str]:
        found: set[str] = set()
        for item in items:
            if letter_of(item) is not None:
                found |= {name for name in spellings(item) if not in_subscript or is_introduced(name)}
            for inside in (*item.parts, item.upper or ()):
                found |= names(inside, in_subscript)
            found |= names(item.lower or (), True)
        return found

    return names(formula.items).union(*(names(items) for items, _ in formula.conditions))


def head_of(formula: Formula, text: str) -> str:
    """The left side of a definition as its author wrote it."""
    equals = next((item.start for item in formula.items if is_relation(item)), formula.start)
    return " ".join(text[formula.start : equals].replace("&", " ").split())


def label_of(text: str, formula: Formula) -> str:
    """The first label of a display formula, or nothing."""
    found = _LABEL.search(_COMMENT.sub("", text[formula.start : formula.end]))
    return found[1].strip() if found else ""


def source_of(text: str, chain: Chain, number: int) -> str:
    """A link as its author wrote it: left side, relation, right side."""
    left, right = chain.sides[number], chain.sides[number + 1]
    relation = chain.relations[number]
    (first, last), (start, end) = _span_of(text, left), _span_of(text, right)
    pieces = (text[first:last], text[relation.at : start] if right and start >= relation.at else "", text[start:end])
    joined = " ".join(pieces)
    if r"\begin" not in joined:
        joined = re.sub(r"\\\\(\[[^\]]*\])?|(?<!\\)&", " ", joined)
    joined = re.sub(r"\\(label|tag\*?)\{[^{}]*\}|\\nonumber|\\notag", " ", joined)
    return " ".join(joined.split())


def places_of(text: str, chain: Chain, number: int) -> tuple[int, int]:
    """Where a link begins, and where it ends."""
    left, right = (_span_of(text, chain.sides[number + side]) for side in (0, 1))
    return left[0] if chain.sides[number] else chain.relations[number].at, max(right[1], chain.relations[number].at + 1)


def _span_of(text: str, items: Items) -> tuple[int, int]:
    """Between which places items are written; an argument of a macro stands with all of the macro's call."""
    if not items:
        return 0, 0
    start, end = min(item.start for item in items), max(item.end for item in items)
    closed = opened = 0
    for sign in _BRACE.findall(text, start, end):
        if sign == "{":
            opened += 1
        elif sign == "}" and opened:
            opened -= 1
        elif sign == "}":
            closed += 1
    if closed:
        waiting = _open_braces(text).before(start)
        start = waiting[-closed] if closed <= len(waiting) else start
        call = _CALL.search(text, max(start - 200, 0), start)
        start = call.start() if call else start
    while opened and (match := _BRACE.search(text, end)) is not None:
        opened += {"{": 1, "}": -1}.get(match[0], 0)
        end = match.end()
    return start, end


class _OpenBraces:
    """Which braces of a text are open where: one pass over the text tells it of every place."""

    def __init__(self, text: str) -> None:
        self.ends: list[int] = []
        """Where each brace ends."""
        self.innermost: list[int | None] = []
        """The number of the brace that is open behind each, or None."""
        for match in _BRACE.finditer(text):
            innermost = self.innermost[-1] if self.innermost else None
            if match[0] == "{":
                self.innermost.append(len(self.ends))
            elif match[0] == "}":
                self.innermost.append(self.around(innermost) if innermost is not None else None)
            else:
                continue
            self.ends.append(match.end())

    def around(self, brace: int) -> int | None:
        """The brace in which an opening brace stands."""
        return self.innermost[brace - 1] if brace else None

    def before(self, offset: int) -> list[int]:
        """Where the braces stand that are open before an offset, the innermost last."""
        number = bisect_right(self.ends, offset)
        brace = self.innermost[number - 1] if number else None
        found = []
        while brace is not None:
            found.append(self.ends[brace] - 1)
            brace = self.around(brace)
        return found[::-1]


@lru_cache(maxsize=4)
def _open_braces(text: str) -> _OpenBraces:
    return _OpenBraces(text)


_LABEL = re.compile(r"\\label\s*\{([^{}]+)\}")
_COMMENT = re.compile(r"(?<!\\)%.*")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_CALL = re.compile(r"\\[A-Za-z]+\s*(?:\[[^\[\]]*\])?(?:\{[^{}]*\}\s*)*\Z")

Place = Callable[[int], tuple[int, int]]
"""The line and the column of an offset, both from 1."""
