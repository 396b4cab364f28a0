"""Formulas with one token left out or replaced, and what is understood of them where they stand in their document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count

from derive.documents.directives.attempt import Attempt
from derive.documents.directives.check import is_approach
from derive.documents.directives.ranges import in_range, is_range_of_index
from derive.documents.directives.sides import sides_of
from derive.documents.errors import Unreadable
from derive.documents.files import LATEX_ENDINGS
from derive.documents.formulas import Formula, prepare
from derive.documents.grammar.chains import Chain, Relation, split_chain
from derive.documents.grammar.choices import Choices, all_readings
from derive.documents.grammar.dots import spelled
from derive.documents.grammar.forms.big_operators import read_approach
from derive.documents.grammar.names import is_greek
from derive.documents.grammar.rows import bracketed, split_display
from derive.documents.grammar.tokens import Items, read_items
from derive.documents.meaning.scope import Scope
from derive.documents.order import in_order
from derive.documents.reader import _DependsOnConvention, _Run, guarded
from derive.documents.source import Macros, Span, find_requests

Trees = tuple[str, ...]
"""What a formula says in each of its readings; none where it is unreadable."""


# What is understood ------------------------------------------------------------------------------


def _chain(chain: Chain, attempt: Attempt) -> str:
    """What a chain, or a condition of one, says: its letters, its range, its variable that tends, or its relations."""
    if not chain.relations:
        attempt.spelled(chain.sides[0])
        said = f"letters {[item.text + str(item.primes) for item in chain.sides[0]]}"
    elif is_range_of_index(chain):
        found = in_range(chain, attempt)
        said = f"range {found.letters} {spelled(found.size)} {spelled(found.without)}"
    else:
        sides, index = sides_of(chain, attempt)
        over = [_over(relation, attempt) for relation in chain.relations]
        said = f"{[relation.name for relation in chain.relations]} {over} {spelled(tuple(sides))}"
        said += f" {index.letters} {spelled(index.size)}" if index is not None else ""
    beside = [*chain.conditions, *chain.claims]
    return f"{said} {[_condition(piece, attempt) for piece in beside]} {len(chain.claims)}"


def _condition(chain: Chain, attempt: Attempt) -> str:
    if is_approach(chain):
        return spelled(read_approach(attempt.parser((), chain.at), chain, chain.at))
    return _chain(chain, attempt)


def _over(relation: Relation, attempt: Attempt) -> str:
    if not relation.over:
        return ""
    chain = split_chain(relation.over, attempt.owned)
    return spelled(read_approach(attempt.parser((), relation.at), chain, relation.at))


@dataclass(frozen=True)
class Place:
    """A formula in its document, and what another formula would say in its place, with the names in force there."""

    document: str
    kind: str
    formula: str
    trees: Callable[[str], Trees]


class _Observed(_Run):
    """A run through a document that shows the formulas where they stand, and judges none."""

    def __init__(self, document: _Document, settled: dict[tuple[str, str], int], show: Callable[[Place], None]) -> None:
        scope = Scope()
        scope.collected = document.prepared.collected
        super().__init__(in_order(document.prepared.formulas), scope, settled)
        self.document = document
        self.show = show

    def _check(self, formula: Formula) -> None:
        if formula.problem is None and self.lost is None:
            self._show(formula, partial(self._claimed, formula))

    def _premise(self, formula: Formula) -> None:
        if formula.problem is None and formula.kind in ("let", "define", "assume", "notation"):
            self._show(formula, partial(self._taken, formula))
        super()._premise(formula)

    def _show(self, formula: Formula, trees: Callable[[Items], Trees]) -> None:
        restore = self.scope.snapshot()

        def read(text: str) -> Trees:
            try:
                return trees(self.document.items(formula, text))
            except (Unreadable, _DependsOnConvention, RecursionError):
                return ()
            finally:
                restore()

        self.show(Place(self.document.text, formula.kind, self.document.written(formula), read))

    def _claimed(self, formula: Formula, items: Items) -> Trees:
        outcomes = all_readings(partial(self._reading, items), self.settled)
        return tuple(sorted(outcome.result for outcome in outcomes if outcome.result is not None))

    def _reading(self, items: Items, choices: Choices) -> str:
        self.scope.choices = choices
        return guarded(partial(self._said, items))

    def _said(self, items: Items) -> str:
        attempt = Attempt(self.scope)
        chains = split_display(items, attempt.owned, self.scope.choices, is_claim=True)
        said = " and ".join(_chain(chain, attempt) for chain in chains)
        attempt.owned.refuse_unread(items)
        if not any(chain.relations for chain in chains):
            raise Unreadable("there is nothing to check", 0)
        return said

    def _taken(self, formula: Formula, items: Items) -> Trees:
        """What is in force behind a premise."""
        self._take(replace(formula, items=items))
        return (re.sub(r"\bat=\d+", "", " ".join(guarded(self.scope.fingerprint))), str(sorted(self.scope.functions)))


class _Document:
    """A document whose formulas can be changed one at a time."""

    def __init__(self, text: str, file: str) -> None:
        self.prepared = prepare(text, file)
        self.text = self.prepared.text
        latex = file.lower().endswith(LATEX_ENDINGS)
        self.code, self.requests = find_requests(self.text, latex)
        self.macros = Macros(self.code, latex)

    def _place(self, formula: Formula) -> tuple[str, Span]:
        request = self.requests[formula.number]
        assert not isinstance(request, Unreadable)
        return (self.text if request.inline else self.code), request.formula

    def written(self, formula: Formula) -> str:
        source, span = self._place(formula)
        return source[span.start : span.end]

    def items(self, formula: Formula, text: str) -> Items:
        """The items of a text in the place of a formula."""
        source, span = self._place(formula)
        changed = source[: span.start] + text + source[span.end :]
        fragment = self.macros.expand(Span(span.start, span.start + len(text)), changed)
        return bracketed(read_items(fragment, count(1)))


def visited(text: str, file: str, see: Callable[[Place], list[str]]) -> list[str]:
    """What is seen at the formulas of a document, under the first of the conventions that it needs."""
    document = _Document(text, file)
    settled: dict[tuple[str, str], int] = {}
    while True:
        seen: list[str] = []
        try:
            _Observed(document, dict(settled), lambda place: seen.extend(see(place))).read()  # noqa: B023
        except _DependsOnConvention as needs:
            settled[needs.key] = 0
            continue
        return seen


# Tokens and what may stand in their place ----------------------------------------------------------

_TOKEN = re.compile(
    r"(?P<edge>\\(?:begin|end)\s*\{[A-Za-z]+\*?\}(?:\[[a-z]\])?(?:\{[lcr|@\s{}]*\})?)"
    r"|(?P<decoration>\\(?:label|tag\*?|vspace\*?|hspace\*?|phantom|color)\s*\{[^{}]*\}|\\\\(?:\[[^\]]*\])?|\\[,;:!>\s]|[~&\s]"
    r"|\\(?:left|right|middle|[bB]igg?[lrm]?|limits|nolimits|displaystyle|textstyle|nonumber|notag|quad|qquad|cr|[lL]arge|LARGE|small)"
    r"(?![A-Za-z]))"
    r"|(?P<word>\\(?:text(?:rm|it|bf|sf|tt)?|mbox|math(?:rm|it|sf|tt)|operatorname\*?)\s*\{[^{}]*\})"
    r"|(?P<command>\\[A-Za-z]+)|(?P<sign>\\.)|(?P<letter>[^\W\d_])|(?P<digit>\d)|(?P<character>.)",
    re.DOTALL,
)
_OPENERS = {"{": "}", "(": ")", "[": "]", r"\{": r"\}", r"\langle": r"\rangle", r"\lvert": r"\rvert",
            r"\lVert": r"\rVert", r"\lbrace": r"\rbrace"}  # fmt: skip
_GREEK = (r"\xi", r"\zeta", r"\chi", r"\nu", r"\psi", r"\kappa", r"\rho", r"\omega", r"\upsilon", r"\iota", r"\Xi")
_RELATIONS = {"=": r"\le", "<": ">", ">": "<", r"\le": r"\ge", r"\leq": r"\ge", r"\ge": r"\le", r"\geq": r"\le",
              r"\ne": "=", r"\neq": "=", r"\approx": "=", r"\propto": "=", r"\to": "=", r"\rightarrow": "=",
              r"\in": "=", r"\sim": "=", r"\equiv": r"\ne", r"\succeq": r"\preceq", r"\preceq": r"\succeq",
              r"\succ": r"\prec", r"\leqslant": r"\ge", r"\geqslant": r"\le", ":": ";"}  # fmt: skip
_OPERATORS = {"+": "-", "-": "+", "*": "/", "/": "*", r"\cdot": r"\odot", r"\times": r"\odot", r"\odot": r"\cdot",
              r"\circ": r"\odot", r"\oslash": r"\odot", r"\sum": r"\prod", r"\prod": r"\sum", r"\max": r"\min",
              r"\min": r"\max", r"\log": r"\exp", r"\ln": r"\exp", r"\exp": r"\log", r"\tanh": r"\sinh",
              r"\sinh": r"\cosh", r"\cosh": r"\sinh", r"\nabla": r"\partial", r"\partial": r"\nabla",
              r"\lim": r"\max", r"\sup": r"\inf", r"\inf": r"\sup", r"\arg": r"\log", r"\hat": r"\tilde",
              r"\tilde": r"\hat", r"\bar": r"\hat", r"\overline": r"\hat", r"\widehat": r"\tilde",
              r"\mathcal": r"\hat", r"\mathbb": r"\mathcal", r"\sqrt": r"\hat", r"\infty": "0", r"\top": "2",
              r"\intercal": "2", r"\prime": "2", "'": "''", r"\underbrace": r"\overbrace", r"\Delta": r"\Lambda",
              r"\ell": r"\hbar", r"\dots": r"\cdot", r"\ldots": r"\cdot", r"\cdots": r"\cdot", "|": r"\|",
              r"\mid": ",", r"\|": "|", r"\Vert": "|", ",": "|", ";": "|", ".": "|", "!": "?",
              r"\forall": r"\exists"}  # fmt: skip
_BRACKETS = {"(": (("|", "|"), ("[", "]"), (r"\langle", r"\rangle")), "[": (("|", "|"), ("(", ")")),
             r"\{": (("(", ")"), ("|", "|")), r"\langle": (("(", ")"),), r"\lvert": (("(", ")"),),
             r"\lVert": (("|", "|"),)}  # fmt: skip


@dataclass(frozen=True)
class Token:
    """A token of a formula: its kind, its text, its place, and for a bracket the number of the one that closes it."""

    kind: str
    text: str
    start: int
    end: int
    closer: int = -1


def tokens_of(formula: str) -> list[Token]:
    """The tokens of a formula, spaces and other decoration among them."""
    found = [Token(str(m.lastgroup), m[0], m.start(), m.end()) for m in _TOKEN.finditer(formula)]
    stack: list[int] = []
    for number, token in enumerate(found):
        if token.text in _OPENERS:
            stack.append(number)
        elif stack and token.text == _OPENERS[found[stack[-1]].text]:
            opener = stack.pop()
            found[opener] = Token("open", found[opener].text, found[opener].start, found[opener].end, number)
            found[number] = Token("close", token.text, token.start, token.end)
    return found


@dataclass(frozen=True)
class Mutation:
    """A formula with one change: what was done (leaving out, or what was put in its place) to which token."""

    formula: str
    token: Token
    put: str
    """What stands in its place; empty where it is left out."""

    def __str__(self) -> str:
        return f"{self.token.text} -> {self.put or 'nothing'}: {self.formula}"


def mutations_of(formula: str, tokens: Sequence[Token], number: int, document: str) -> Iterator[Mutation]:
    """The formula without the token of a number, and with others of its kind in its place."""
    token = tokens[number]
    if token.kind in ("decoration", "edge", "close"):
        return
    if token.kind == "open":
        yield from _brackets(formula, tokens, token)
        return
    yield Mutation(_changed(formula, [(token, "")]), token, "")
    for put in _others(token, document):
        yield Mutation(_changed(formula, [(token, put)]), token, put)


def _brackets(formula: str, tokens: Sequence[Token], opener: Token) -> Iterator[Mutation]:
    closer = tokens[opener.closer]
    grow = [token for token in tokens if token.text in (r"\left", r"\right") and token.end <= closer.start]
    sizes = [token for token in grow if _gap(formula, token, opener) or _gap(formula, token, closer)]
    yield Mutation(_changed(formula, [(opener, ""), (closer, ""), *((size, "") for size in sizes)]), opener, "")
    for left, right in _BRACKETS.get(opener.text, ()):
        yield Mutation(_changed(formula, [(opener, left), (closer, right)]), opener, left)


def _gap(formula: str, before: Token, after: Token) -> bool:
    return before.end <= after.start and not formula[before.end : after.start].strip()


def _changed(formula: str, changes: Iterable[tuple[Token, str]]) -> str:
    for token, put in sorted(changes, key=lambda change: -change[0].start):
        before, after = formula[: token.start], formula[token.end :]
        gap = " " if (put or token.kind == "command") and after[:1].isalpha() else ""
        if re.search(r"\\[A-Za-z]+\Z", before) and (put[:1] or after[:1]).isalpha():
            before += " "
        formula = before + put + gap + after
    return formula


def _others(token: Token, document: str) -> list[str]:
    if token.kind == "letter":
        return [unused_letter(document, token.text)]
    if token.kind == "digit":
        return [next((digit for digit in "7496385" if digit not in document and digit != token.text), "97")]
    if token.kind == "word":
        head = token.text[: token.text.index("{")]
        return [head + "{zyx}"]
    if token.text in _RELATIONS:
        return [_RELATIONS[token.text]]
    if token.text in _OPERATORS:
        return [_OPERATORS[token.text]]
    if is_greek(token.text):
        return [next(letter for letter in _GREEK if letter not in document)]
    return []


def unused_letter(document: str, like: str) -> str:
    """A letter that nothing in the document is called, a small one in the place of a small one where there is one."""
    written = set(re.findall(r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])", re.sub(r"\\[A-Za-z]+", " ", document)))
    written |= set(re.findall(r"[A-Za-z]", " ".join(re.findall(r"\$[^$]*\$", re.sub(r"\\[A-Za-z]+", " ", document)))))
    small, large = "qvrsuhgwomlabctfzyxpkjn", "QVRSUHGWOMABCTFZYXPKJNL"
    order = small + large if like.islower() else large + small
    return next((letter for letter in order if letter not in written and letter != like), "ж")
