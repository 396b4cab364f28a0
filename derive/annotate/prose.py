r"""What sentences say of names: domains ("where $W \in \mathbb{R}^{K\times d}$"), ranges ("for $i = 1, \dots, n$"),
shapes ("an $m \times n$ matrix $A$"), kinds ("a probability vector $p$"), bounds, hypotheses and definitions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from derive.annotate.guess import Guess, names_in
from derive.annotate.survey import Inline

LONGEST_QUOTE = 100

_BARE = re.compile(
    r"(?:\\(?:mathbf|boldsymbol|bm|vec|hat|tilde|mathcal|mathrm)\s*(?:\{[^{}]+\}|\\?[A-Za-z])|\\?[A-Za-z]+)\Z"
)
_ELEMENT = re.compile(r"(?P<names>.+?)\\in(?![a-z])\s*(?P<domain>.+)\Z", re.DOTALL)
_RANGE = re.compile(
    r"(?P<name>\\?[A-Za-z])\s*=\s*1\s*,\s*(?:2\s*,\s*)?\\[lc]?dots[bcmo]?\s*,\s*(?P<last>[A-Za-z]|\d+)\Z"
)
_BOUND = re.compile(r"(?P<name>[^<>=]+?)\s*(?:<|>|\\leq?|\\geq?)(?![a-z])\s*-?\s*\d+(?:\.\d+)?\Z")
_SHAPE = re.compile(r"(?P<rows>[A-Za-z]|\d+)\s*\\times\s*(?P<columns>[A-Za-z]|\d+)\Z")
_RELATION = re.compile(r"=|<|>|\\(?:leq?|geq?|neq?|sum)(?![a-z])")

_PROBABILITIES = re.compile(
    r"(?:probability (?:vectors?|mass functions?|distributions?)|(?:discrete |categorical )?distributions?)"
    r"(?: (?:and|,))?\s*\Z", re.IGNORECASE,
)  # fmt: skip
_LISTED = re.compile(r"(?:\$[^$]+\$(?:,| and|, and)\s*)+\Z")
_DENSITY = re.compile(r"densit|p\.d\.f|continuous", re.IGNORECASE)
_SAID = re.compile(
    r"\b(?:assum(?:e|ing)|suppos(?:e|ing)|given|where|with|for|let|and|any|all|every)(?: that)?(?: [a-z-]+){0,3}\s*\Z",
    re.IGNORECASE,
)
_IN_CASE = re.compile(r"\b(?:if|when|exists?|unless|whether)\b", re.IGNORECASE)
_ONE_HOT = re.compile(
    r"one-hot (?:encoded )?(?:label |target )?(?:vectors?|labels?|encodings?|targets?)\s*\Z", re.IGNORECASE
)
_IS_ONE_HOT = re.compile(r"\s*(?:is|are|be|was) (?:an? |the )?(?:[a-z-]+ )?one-hot\b", re.IGNORECASE)
_IS_PROBABILITIES = re.compile(
    r"\s*(?:is|are|be) (?:an? |the )?(?:[a-z]+ )?(?:probability (?:vector|mass function)|discrete distribution|"
    r"(?:categorical|probability) distribution)", re.IGNORECASE,
)  # fmt: skip
_IS_POSITIVE = re.compile(r"\s*(?:is|be) (?:an? |the )?(?:strictly )?positive\b(?! (?:semi|definite))", re.IGNORECASE)
_CLASSES = re.compile(
    r"(?:-class(?:es)?\b|[ -](?:possible |different |distinct |output |disjoint )*"
    r"(?:class(?:es)?|categor(?:y|ies)|outcomes)\b)",
    re.IGNORECASE,
)
_MATRIX = re.compile(r"matri(?:x|ces)\s*\Z", re.IGNORECASE)
_DIMENSIONAL = re.compile(r"-dimensional (?:[a-z]+ )?(?:vectors?|inputs?|features?)?\s*\Z", re.IGNORECASE)
_POSITIVE = re.compile(
    r"\bpositive (?:real |scalar )?(?:numbers?|scalars?|constants?|parameters?|reals?)?\s*\Z", re.IGNORECASE
)
_HYPOTHESIS = re.compile(
    r"\b(?:assum(?:e|es|ed|ing)|suppos(?:e|ing)|provided|given|since|because|where|with|such that|if|when|for|for all|"
    r"let|satisf(?:y|ies|ying)|subject to|and)(?: that)?(?: all| any| every)?\s*\Z", re.IGNORECASE,
)  # fmt: skip
_DEFINITION = re.compile(
    r"\b(?:(?:where|let|define|denote|with|set|write|put)(?: (?:by|that|us define|us denote))?|"
    r"(?:consider|take|define|given)(?: the| a)?(?: [a-z]+)? function)\s*\Z", re.IGNORECASE,
)  # fmt: skip


def guesses(inlines: Sequence[Inline], size: str) -> list[Guess]:
    """What the sentences of a text say of names, in the order of the text, each once in each line; ``size`` is the
    letter for the number of classes."""
    found: list[Guess] = []
    for place, inline in enumerate(inlines):
        before = inlines[place - 1] if place else None
        for rule in RULES:
            guess = rule(inline, before, size)
            if guess is not None:
                found.append(replace(guess, line=inline.line))
                break
    return found


def size_said(inlines: Sequence[Inline]) -> str:
    """The letter that most sentences name as a number of classes; empty where none does."""
    found = Counter(one.latex for one in inlines if re.fullmatch(r"[A-Za-z]", one.latex) and _CLASSES.match(one.behind))
    return found.most_common(1)[0][0] if found else ""


def _quote(inline: Inline, before: Inline | None = None) -> str:
    """The words in which something is said."""
    words = " ".join(f"{inline.before[-50:]} ${inline.latex}$ {inline.behind[:30]}".split())
    return f'"{words[:LONGEST_QUOTE]}"'


def _element(inline: Inline, before: Inline | None, size: str) -> Guess | None:
    found = _ELEMENT.match(inline.latex)
    if found is None or "\\in " in found["domain"] or "=" in found["names"]:
        return None
    return Guess("let", inline.latex.rstrip(" .,;"), _quote(inline))


def _range(inline: Inline, before: Inline | None, size: str) -> Guess | None:
    found = _RANGE.match(inline.latex)
    if found is None:
        return None
    return Guess("let", rf"{found['name']} \in \{{1,\dots,{found['last']}\}}", _quote(inline), firm=False)


def _probabilities(inline: Inline, before: Inline | None, size: str) -> Guess | None:
    """``probability vectors $p$ and $q$``, but nothing that has a density."""
    words = _LISTED.sub("", inline.before + " ")
    is_said = _PROBABILITIES.search(words) or _IS_PROBABILITIES.match(inline.behind)
    if not _BARE.match(inline.latex) or not is_said or _DENSITY.search(inline.behind):
        return None
    return Guess("let", rf"{inline.latex} \in \Delta^{{{size}-1}}", _quote(inline), firm=False)


def _one_hot(inline: Inline, before: Inline | None, size: str) -> Guess | None:
    is_said = _ONE_HOT.search(inline.before) or _IS_ONE_HOT.match(inline.behind)
    if not _BARE.match(inline.latex) or not is_said:
        return None
    return Guess("let", rf"{inline.latex} \in \Delta^{{{size}-1}}", _quote(inline), firm=False)


def _matrix(inline: Inline, before: Inline | None, size: str) -> Guess | None:
    """``an $m \\times n$ matrix $A$``."""
    shape = _SHAPE.match(before.latex) if before is not None else None
    if shape is None or not _BARE.match(inline.latex) or not _MATRIX.search(inline.before) or before is None:
        return None
    if inline.line - before.line > 1:
        return None
    rows, columns = shape["rows"], shape["columns"]
    return Guess("let", rf"{inline.latex} \in \mathbb{{R}}^{{{rows} \times {columns}}}", _quote(inline))


def _vector(inline: Inline, before: Inline | None, size: str) -> Guess | None:
    """``the $n$-dimensional vector $x$``."""
    if before is None or not re.fullmatch(r"[A-Za-z]|\d+", before.latex) or not _BARE.match(inline.latex):
        return None
    if not _DIMENSIONAL.search(inline.before) or inline.line - before.line > 1:
        return None
    return Guess("let", rf"{inline.latex} \in \mathbb{{R}}^{{{before.latex}}}", _quote(inline))


def _positive(inline: Inline, before: Inline | None, size: str) -> Guess | None:
    is_said = _POSITIVE.search(inline.before) or _IS_POSITIVE.match(inline.behind)
    if not _BARE.match(inline.latex) or not is_said or _IN_CASE.search(inline.before):
        return None
    return Guess("let", f"{inline.latex} > 0", _quote(inline))


def _bound(inline: Inline, before: Inline | None, size: str) -> Guess | None:
    found = _BOUND.match(inline.latex)
    if found is None or not _SAID.search(inline.before) or _IN_CASE.search(inline.before):
        return None
    return Guess("let" if _BARE.match(found["name"].strip()) else "assume", inline.latex, _quote(inline))


def _hypothesis(inline: Inline, before: Inline | None, size: str) -> Guess | None:
    """An equation that sums something up to a number, said as a hypothesis."""
    if not re.match(r"\\sum(?![a-z])[^=]+=\s*\d+\Z", inline.latex) or not _HYPOTHESIS.search(inline.before):
        return None
    return None if _IN_CASE.search(inline.before) else Guess("assume", inline.latex, _quote(inline))


def _definition(inline: Inline, before: Inline | None, size: str) -> Guess | None:
    head, equals, body = inline.latex.partition("=")
    is_definition = head.endswith((":", r"\triangleq", r"\equiv")) or _DEFINITION.search(inline.before)
    if not equals or "=" in body or not is_definition or len(names_in(body)) < 1 or _RELATION.search(head):
        return None
    return Guess("define", inline.latex.rstrip(" .,;"), _quote(inline), firm=False)


Rule = Callable[[Inline, Inline | None, str], Guess | None]

RULES: tuple[Rule, ...] = (
    _element, _range, _probabilities, _one_hot, _matrix, _vector, _positive, _bound, _hypothesis, _definition,
)  # fmt: skip
"""What is looked for in each formula of a sentence; the first that fits counts."""


def declared(guess: Guess) -> frozenset[str]:
    """The names that a declaration or definition is about."""
    left = re.split(r"\\in(?![a-z])|[<>=]|\\[lg]eq?(?![a-z])", guess.formula)[0]
    if guess.kind in ("define", "notation"):  # f(x) = … says what f is
        left = re.split(r"(?<=[\w}])\s*(?:\\left)?[(\[]", left)[0]
    return names_in(re.sub(r"[_^]\s*(?:\{[^{}]*\}|\\?[A-Za-z0-9]+)", "", left))


def consistent(found: Sequence[Guess]) -> list[Guess]:
    """The guesses without those about names of which different things are said, each once."""
    about: dict[str, set[str]] = {}
    for guess in found:
        if guess.kind == "let":
            for name in declared(guess):
                about.setdefault(name, set()).add(_domain(guess.formula))
    return list(
        _once(guess for guess in found if guess.kind != "let" or all(len(about[n]) == 1 for n in declared(guess)))
    )


def _domain(formula: str) -> str:
    """What is said of the names, without them."""
    found = _ELEMENT.match(formula)
    return re.sub(r"[\s{}]|\\,", "", found["domain"] if found else formula)


def _once(found: Iterator[Guess]) -> Iterator[Guess]:
    seen: set[tuple[str, str]] = set()
    for guess in found:
        key = guess.kind, re.sub(r"\s", "", guess.formula)
        if key not in seen:
            seen.add(key)
            yield guess
