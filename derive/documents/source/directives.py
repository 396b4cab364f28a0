"""Reads one directive: its kind, its formulas, and the conditions that stand behind them."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, replace

from derive.documents.errors import Unreadable, refusal
from derive.documents.source.kinds import KINDS, NONE, OWN_OR_NEXT, PAIRS, Kind, nearest, split_kind
from derive.documents.source.places import Comment, Span

DIRECTIVE = refusal(
    "D050",
    "a directive that there is not",
    """A directive begins with 'derive:' and one of the words let, define, assume, assume here, check, refute, layout,
    indices, constant, notation. The message says which one is nearest. Conditions stand behind the formula: 'assume $…$
    for all $i$'.""",
    ("1 = 1", "dfine $a = 1$"),
    ("a = 1", "define $a = 1$"),
)

PLACE = refusal(
    "D051",
    "a directive in the wrong place",
    """A directive stands on a line of its own, as a comment of the language that the file is written in: '<!-- derive:
    … -->' in Markdown, '% derive: …' in LaTeX, before the end of the document. Elsewhere nobody would read it: move it
    there.""",
    ("Text. <!-- derive: check -->\n$$1 = 1$$\n",),
    ("Text.\n\n<!-- derive: check -->\n$$1 = 1$$\n",),
)

INLINE = refusal(
    "D052",
    "a directive without its formula",
    """A directive has its formulas between single $: 'let $a > 0$, $b > 0$'. 'let', 'assume', 'constant' and 'notation'
    need at least one, each is closed, and none is empty. A notation has two: 'notation $…$ means $…$'.""",
    (r"\pi > 3", "constant"),
    (r"\pi > 3", r"constant $\pi$"),
)

WORDS = refusal(
    "D053",
    "words between formulas that are not understood",
    """Between the formulas of a directive stand commas, 'and', and in front of a condition 'for', 'for all', 'if',
    'when' or 'where'. Other words might change what is meant, so they are not passed over: leave them out, or write
    what they say as a formula.""",
    ("a = a", r"let $a > 0$ unless $b > 0$"),
    ("a = a", r"let $a > 0$ and $b > 0$"),
)

CONDITION = refusal(
    "D054",
    "a condition that may belong to several formulas",
    """A condition behind a formula belongs to that formula, and it has two readings where several formulas stand before
    it, where another formula follows, and behind 'with'. Write a directive for each formula, ';' before the formula
    that the condition belongs to, and 'and' or 'if' for 'with'. Conditions are understood in 'assume' only.""",
    ("a b = b a", "let $a > 0$, $b > 0$, $c > 0$", "assume $a > 1$, $b > 1$ if $c > 1$"),
    ("a b = b a", "let $a > 0$, $b > 0$, $c > 0$", "assume $a > 1$", "assume $b > 1$ if $c > 1$"),
)

_HEAD = re.compile(r"[\s-]*([A-Za-z]+)\s*([:：]?)\s*")
_DRAFT = re.compile(r"([A-Za-z]+(?:[ \t]+[A-Za-z]+)?)[ \t]*\?")
_LIST = re.compile(r"(?:[\s,;.]|and\b|with\b)*\Z")
_CONDITION = re.compile(r"[\s,]*(?:and\s+)?((?:for|if|when|whenever|where)(?:\s+(?:all|every|any|each))?)\s*\Z")
_RELATION = re.compile(
    r"[=<>≤≥≠≈∈∼]|\\(?:in|ni|notin|ne|neq|le|leq|leqslant|ge|geq|geqslant|lt|gt|sim|approx|propto|equiv|to|ll|gg|"
    r"subset|subseteq|succeq?|preceq?)(?![A-Za-z])"
)
_QUANTIFYING = ("all", "every", "any", "each")


@dataclass(frozen=True)
class ConditionSpan:
    """A condition behind a formula, and the words that introduce it: ``for all``, ``if``, …"""

    span: Span
    word: str

    @property
    def quantifies(self) -> bool:
        """Whether the words say that it is for all (every, any, each) of its values."""
        return self.word.endswith(_QUANTIFYING)


@dataclass(frozen=True)
class Request:
    """A directive with one formula that it applies to; ``at`` is where the directive stands.

    ``inline`` says that the formula stands in the directive itself. All ``conditions`` must hold together. A
    directive without formula has the words of its ``argument`` as its formula's place; ``meaning`` is the second
    formula of ``notation $…$ means $…$``."""

    kind: str
    at: int
    formula: Span
    inline: bool
    conditions: tuple[ConditionSpan, ...] = ()
    argument: str = ""
    meaning: Span | None = None
    draft: bool = False
    """Whether the directive has a question mark, and is not in force until that is gone."""


@dataclass(frozen=True)
class Directive:
    """A directive, and the requests that it makes by itself: none where it waits for the next display."""

    kind: Kind
    at: int
    requests: tuple[Request, ...]
    draft: bool = False


def read_comment(text: str, comment: Comment, drafts: bool = False) -> Directive | Unreadable | None:
    """The directive that a comment is, the problem with it, or None where the comment says something else.

    A draft, ``check? …``, is not in force and says nothing either, unless ``drafts`` are asked for."""
    head = _HEAD.match(text, comment.start, comment.end)
    if head is None:
        return None
    start, end = head.end(), comment.end
    body = text[start:end]
    if head[1] != "derive" or head[2] != ":":
        looks_alike = difflib.SequenceMatcher(None, head[1].lower(), "derive").ratio() > 0.7
        if not looks_alike or not _reads_as_directive(text, start, end, comment.at):
            return None
        message = f"a directive begins with 'derive:', not '{head[0].strip()}'"
        return DIRECTIVE(message, comment.at, _spoils(body))
    draft = _DRAFT.match(body)
    if draft is not None and split_kind(" ".join(draft[1].split())) is not None and not drafts:
        return None
    if not comment.alone:
        return PLACE("a directive must stand on a line of its own", comment.at, _spoils(body))
    try:
        directive = _parse(text, start, end, comment.at, draft is not None)
    except Unreadable as problem:
        problem.spoils = _spoils(body)
        problem.directive = _meant(body)
        return problem
    if draft is None:
        return directive
    return replace(directive, requests=tuple(replace(one, draft=True) for one in directive.requests), draft=True)


def _meant(body: str) -> str:
    """The kind of directive that a body begins with, or nothing where it begins with none."""
    found = split_kind(" ".join(body.split("$")[0].replace("?", " ").split()).rstrip(" ,:-").lower())
    return found[0].name if found is not None else ""


def _spoils(body: str) -> bool:
    """Whether other formulas may depend on a directive that was not understood: all but a claim do."""
    words = " ".join(body.split("$")[0].replace("?", " ").split()).rstrip(" ,:-").lower()
    found = split_kind(words) or split_kind(nearest(words))
    return found is None or not found[0].claims


def _reads_as_directive(text: str, start: int, end: int, at: int) -> bool:
    """Whether what follows a word like "derive" is a directive, and no prose."""
    first = re.match(r"[a-z]+", text[start:end].lower())
    if first is None or not any(name.split()[0] == first[0] for name in KINDS):
        return False
    kind = KINDS.get(first[0])
    if kind is None or kind.takes == OWN_OR_NEXT:
        return True
    try:
        _parse(text, start, end, at)
    except Unreadable:
        return False
    return True


def _parse(text: str, start: int, end: int, at: int, is_draft: bool = False) -> Directive:
    dollar = text.find("$", start, end)
    formulas_start = dollar if dollar >= 0 else end
    words = " ".join(text[start:formulas_start].replace("?", " ", is_draft).split()).rstrip(" ,:-")
    found = split_kind(words)
    if found is None:
        raise DIRECTIVE(f"'{words}' is not a directive; did you mean '{nearest(words)}'?", at)
    kind, rest = found
    if kind.takes == NONE:
        if rest not in kind.arguments or dollar >= 0:
            expected = " or ".join(f"'{kind.name} {word}'" for word in kind.arguments)
            raise DIRECTIVE(f"'{' '.join(text[start:end].split())}' is not understood; expected {expected}", at)
        place = text.index(rest.split()[0], start + len(kind.name))
        return Directive(kind, at, (Request(kind.name, at, Span(place, _trimmed(text, place, end)), True, (), rest),))
    if rest:
        raise DIRECTIVE(_stray_words(kind, words, rest), at)
    if dollar < 0:
        if kind.takes != OWN_OR_NEXT:
            example = f"{kind.name} $…$ {kind.joint} $…$" if kind.takes == PAIRS else f"{kind.name} $…$"
            raise INLINE(f"'{kind.name}' has no formula: write '{example}'", at)
        return Directive(kind, at, ())
    pieces = _pieces(text, formulas_start, end)
    requests = _pairs(kind, at, text, pieces) if kind.takes == PAIRS else _formulas(kind, at, text, pieces)
    return Directive(kind, at, tuple(requests))


def _trimmed(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def _stray_words(kind: Kind, words: str, rest: str) -> str:
    if kind.conditions and rest.split()[0] in ("for", "if", "when", "whenever", "where"):
        return f"'{rest}' stands before the formula; conditions follow it: {kind.name} $…$ {rest} $…$"
    return f"'{words}' is not a directive; did you mean '{nearest(words)}'?"


def _pieces(text: str, position: int, end: int) -> list[tuple[Span, Span]]:
    """The inline formulas, each with the words between it and the next."""
    found = []
    while position < end:
        close = text.find("$", position + 1, end)
        if close < 0:
            raise INLINE("this inline formula is not closed: write $ at its end", position)
        inner = Span(position + 1, close)
        if close - position > 3 and text[position + 1] == text[close - 1] == "`":
            inner = Span(position + 2, close - 1)
        if not text[inner.start : inner.end].strip():
            raise INLINE("this inline formula is empty: write it between single $", position)
        following = text.find("$", close + 1, end)
        position = following if following >= 0 else end
        found.append((inner, Span(close + 1, position)))
    return found


def _refuse_words(text: str, words: Span) -> None:
    """Raises Unreadable for words between formulas that say nothing known here."""
    said = text[words.start : words.end]
    place = words.start + len(said) - len(said.lstrip(" \t\n,;."))
    said = " ".join(said.strip(" \t\n-,;.").split())
    raise WORDS(f"'{said}' is not understood between formulas; every formula stands between $ and $", place)


def _pairs(kind: Kind, at: int, text: str, pieces: list[tuple[Span, Span]]) -> list[Request]:
    """The requests of ``notation $…$ means $…$``, of which several may follow each other."""
    requests = []
    for number in range(0, len(pieces), 2):
        (left, joint), *more = pieces[number : number + 2]
        if text[joint.start : joint.end].split() != [kind.joint] or not more:
            raise INLINE(f"expected '{kind.joint}' and a formula: {kind.name} $…$ {kind.joint} $…$", left.end + 1)
        right, rest = more[0]
        if not _LIST.match(text[rest.start : rest.end]) and text[rest.start : rest.end].strip(" \t\n-"):
            _refuse_words(text, rest)
        requests.append(Request(kind.name, at, left, True, (), "", right))
    return requests


class _Formulas:
    """Goes through the formulas of a directive and the words between them.

    ``group`` holds the formulas that a condition may belong to: those since the last semicolon or condition."""

    def __init__(self, kind: Kind, at: int) -> None:
        self.kind = kind
        self.at = at
        self.found: list[Request] = []
        self.group: list[int] = []
        self.condition: ConditionSpan | None = None

    def formula(self, span: Span, strong: bool) -> None:
        """Another formula; ``strong`` where a semicolon stands before it."""
        if strong or self.condition is not None:
            self.group = []
        self.condition = None
        self.group.append(len(self.found))
        self.found.append(Request(self.kind.name, self.at, span, True))

    def conditional(self, span: Span, word: str, is_bare: bool) -> None:
        """A condition, with the words before it. It belongs to the formula before it; where several stand there,
        that is clear only if the words say no more than an ``assume`` says without them."""
        if not self.kind.conditions:
            raise CONDITION("a condition behind a formula is understood in 'assume' only", span.start)
        condition = ConditionSpan(span, word)
        says_nothing = self.kind.name == "assume" and condition.quantifies and is_bare
        if len(self.group) > 1 and not says_nothing:
            raise CONDITION(
                "this condition has two readings, for the last formula and for all before it: write a directive for "
                "each formula, or ';' before the one that it belongs to",
                span.start,
            )
        for number in self.group:
            request = self.found[number]
            self.found[number] = replace(request, conditions=(*request.conditions, condition))
        self.condition = condition


def _formulas(kind: Kind, at: int, text: str, pieces: list[tuple[Span, Span]]) -> list[Request]:
    formulas = _Formulas(kind, at)
    words = ""
    introduced = ""
    for span, after in pieces:
        is_bare = not _RELATION.search(text, span.start, span.end)
        strong = ";" in words or "." in words
        if introduced:
            formulas.conditional(span, introduced, is_bare)
        elif formulas.condition is not None and not strong:
            word = _continued(formulas.condition, words, is_bare, text, span)
            formulas.conditional(span, word, is_bare)
        else:
            if "with" in words.split() and kind.conditions:
                raise CONDITION("'with' has two readings here, 'and' and 'if': write one of them", span.start)
            formulas.formula(span, strong)
        words = (
            text[after.start : after.end].rstrip(" \t\n-") if after == pieces[-1][1] else text[after.start : after.end]
        )
        condition = _CONDITION.match(words)
        introduced = " ".join(condition[1].split()) if condition else ""
        if (condition is None and not _LIST.match(words)) or (condition and after == pieces[-1][1]):
            _refuse_words(text, after)
    return formulas.found


def _continued(before: ConditionSpan, words: str, is_bare: bool, text: str, span: Span) -> str:
    """The words that introduce a formula behind a condition: those of the condition. Raises Unreadable where the
    formula may be another hypothesis just as well."""
    said = words.split()
    if "with" in said:
        return "with"
    was_bare = not _RELATION.search(text, before.span.start, before.span.end)
    if is_bare or ("and" in said and not (before.quantifies and was_bare)):
        return before.word
    raise CONDITION(
        f"this formula has two readings, another condition and a formula of its own: write '{before.word}' before it "
        "again, or ';' where it is one of its own",
        span.start,
    )
