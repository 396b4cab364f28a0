r"""Shapes of vectors and matrices by how a formula multiplies and adds them: in ``X w + b`` a matrix, a vector that has
as many entries as it has columns, and a vector that has as many as it has rows.

Every name has two sizes that are not known; each product, sum and relation says which of them are the same. What comes
of it is a guess about one formula, and the reader has the last word."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

_SCRIPT = r"\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+(?:\s*\{[^{}]*\})?|[A-Za-z0-9*]"
_NAME = r"\\(?:hat|tilde|bar|mathbf|boldsymbol|bm|vec)\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|[A-Za-z])|\\[A-Za-z]+|[A-Za-z]"
_TOKEN = re.compile(
    rf"(?P<power>\^\s*(?:{_SCRIPT}))|(?P<index>_\s*(?:{_SCRIPT}))|"
    r"(?P<space>\\[,;:! ]|\\q?quad|\s|~|\\left|\\right|\\[bB]igg?[lr]?)"
    r"|(?P<entrywise>\\(?:tanh|exp|log|ln)(?![A-Za-z])|\\(?:text|mathrm|operatorname)\s*\{\s*(?:sigmoid|softmax|tanh|relu|ReLU)\s*\})"
    rf"|(?P<fraction>\\[dt]?frac)|(?P<name>{_NAME})|(?P<number>\d+(?:\.\d+)?)|(?P<sign>.)",
    re.DOTALL,
)
_TRANSPOSED = re.compile(r"\^\s*\{?\s*(?:\\top|T|\\mathsf\s*\{?T\}?|\\intercal)\s*\}?\Z")
_INVERSE = re.compile(r"\^\s*\{\s*-\s*1\s*\}\Z")
_BOLD = re.compile(r"\\(?:mathbf|boldsymbol|bm|vec)")
_GREEK_OR_LETTER = re.compile(
    r"\\(?:alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|rho|sigma|tau|phi|varphi|chi|"
    r"psi|omega|Sigma|Lambda|Phi|Psi|Omega|Gamma|Theta)\Z|[A-Za-z]\Z"
)

_WHOLE = re.compile(
    r"_\s*(?:\{\s*(?:[A-Za-z]{2,}|\d+|\\(?:text|mathrm)\s*\{[^{}]*\})\s*\}|\d)\Z"
    r"|\^\s*\{\s*(?:\(\d\)|\[(?:\d|[a-zA-Z])\]|[A-Za-z],\s*[A-Za-z])\s*\}\Z"
)
"""Scripts that make a name of their own: words and numbers below it, the numbers of layers, two letters above it."""

_STEP = re.compile(r"_\s*(?:\{\s*(?P<braced>[a-z])\s*(?:[-+]\s*1\s*)?\}|(?P<bare>[a-z]))\Z")
"""An index that may count steps."""

_AT_STEP = re.compile(r"(?<![A-Za-z\\])([a-z])\}?\s*_\s*(?:\{\s*t\s*(?:[-+]\s*1\s*)?\}|t(?![a-z]))")
"""A letter at a step: below another name it says of what that is."""

_PRODUCT_SIGNS = (r"\odot", r"\circ", r"\bigodot")
_ENTRYWISE = frozenset([r"\sigma", r"\phi", r"\varphi", r"\psi", "f", "g"])
"""Letters by which functions of each entry are often meant, where brackets follow."""

_IDENTITY = re.compile(r"(?:\\(?:mathbf|boldsymbol|bm)\{)?I\}?\Z")
"""The letter of unit matrices."""

BARS = (r"\Vert", r"\lVert", r"\rVert")
ONE = "1"
Shape = tuple[str, str]
"""The names of the number of rows and of columns."""


class NotSeen(Exception):
    """A formula of which nothing is seen."""


@dataclass
class _Reading:
    """One formula as it is read, token by token."""

    tokens: list[tuple[str, str]]
    is_vector: Mapping[str, bool]
    sizes: dict[str, str]
    shapes: dict[str, Shape]
    at: int = 0
    fresh: int = 0
    in_norm: bool = False
    rows: frozenset[str] = frozenset()
    """The names that have a vector at each step."""

    def peek(self) -> tuple[str, str]:
        """The next token; one that is nothing at the end."""
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def new(self) -> str:
        """A size of which nothing is known."""
        self.fresh += 1
        return f"?{self.fresh}"

    def find(self, size: str) -> str:
        """What a size is by now."""
        while size in self.sizes:
            size = self.sizes[size]
        return size

    def same(self, one: str, other: str) -> None:
        """Two sizes are the same; raises NotSeen where they cannot be."""
        one, other = self.find(one), self.find(other)
        if one == other:
            return
        if not one.startswith("?"):
            one, other = other, one
        if not one.startswith("?"):
            raise NotSeen
        self.sizes[one] = other

    def is_number(self, shape: Shape) -> bool:
        """Whether a shape is that of a number."""
        return self.find(shape[0]) == ONE == self.find(shape[1])

    def alike(self, one: Shape, other: Shape) -> Shape:
        """Two shapes of a sum: a number may stand beside anything."""
        if self.is_number(one):
            return other
        if not self.is_number(other):
            self.same(one[0], other[0])
            self.same(one[1], other[1])
        return one

    def sum(self) -> Shape:
        """Terms with their signs between them."""
        if self.peek()[1] in ("+", "-"):
            self.at += 1
        shape = self.product()
        while self.peek()[1] in ("+", "-"):
            self.at += 1
            shape = self.alike(shape, self.product())
        return shape

    def product(self) -> Shape:
        """Factors: numbers, and matrices of which each has as many columns as the next one has rows."""
        shape: Shape = (ONE, ONE)
        while (factor := self.factor()) is not None:
            if self.peek()[1] in _PRODUCT_SIGNS:
                self.at += 1
                other = self.factor()
                if other is None:
                    raise NotSeen
                factor = self.alike(factor, other)
            if self.is_number(shape):
                shape = factor
            elif not self.is_number(factor):
                self.same(shape[1], factor[0])
                shape = (shape[0], factor[1])
        return shape

    def factor(self) -> Shape | None:
        """A name, a number, or brackets, with a transposition or an inverse; None at the end of a product."""
        kind, text = self.peek()
        if kind == "number":
            self.at += 1
            return self.scripted((ONE, ONE), False)
        if kind == "fraction":
            self.at += 1
            self.braces()
            self.braces()
            return (ONE, ONE)
        if kind == "entrywise" or ("".join(text.split()) in _ENTRYWISE and self.next_is("(")):
            self.at += 1
            if not self.next_is("(", 0):
                raise NotSeen
            return self.factor()
        if text in ("(", "["):
            self.at += 1
            shape = self.sum()
            if self.peek()[1] not in (")", "]"):
                raise NotSeen
            self.at += 1
            return self.scripted(shape, True)
        if text in BARS:
            if self.in_norm:
                return None
            return self.norm()
        if kind != "name":
            return None
        base = re.split(r"[_^]", text)[0]
        if not _BOLD.search(text) and not _GREEK_OR_LETTER.match(base) and not text.startswith((r"\hat", r"\tilde")):
            raise NotSeen
        self.at += 1
        name = "".join(text.split())
        indexed = self.peek()[0] == "index"
        if _IDENTITY.match(name) and name not in self.shapes:
            return self.identity()
        if indexed and name in self.shapes and self.find(self.shapes[name][1]) != ONE and _STEP.match(self.peek()[1]):
            self.at += 1
            return self.scripted((self.shapes[name][1], ONE), True)
        if indexed and name in self.rows and _STEP.match(self.peek()[1]):
            self.at += 1
            self.shapes.setdefault(name, (self.new(), ONE))
            return self.scripted(self.shapes[name], True)
        if indexed or name not in self.is_vector:
            return self.scripted((ONE, ONE), False)
        if name not in self.shapes:
            self.shapes[name] = (self.new(), ONE if self.is_vector[name] else self.new())
        return self.scripted(self.shapes[name], True)

    def next_is(self, sign: str, ahead: int = 1) -> bool:
        """Whether a sign follows."""
        return self.at + ahead < len(self.tokens) and self.tokens[self.at + ahead][1] == sign

    def identity(self) -> Shape:
        """A unit matrix, of the size that stands below it, if one does."""
        size = self.new()
        kind, text = self.peek()
        if kind == "index":
            below = re.sub(r"[_{}\s]", "", text)
            if not re.fullmatch(r"[A-Za-z]|\d+", below):
                raise NotSeen
            self.at += 1
            self.same(size, below)
        return self.scripted((size, size), True)

    def norm(self) -> Shape:
        """A norm, which is a number."""
        self.at += 1
        self.in_norm = True
        self.sum()
        self.in_norm = False
        if self.peek()[1] not in BARS:
            raise NotSeen
        self.at += 1
        return self.scripted((ONE, ONE), False)

    def scripted(self, shape: Shape, may_be_matrix: bool) -> Shape:
        """What scripts make of something."""
        while self.peek()[0] in ("power", "index"):
            kind, text = self.peek()
            self.at += 1
            if kind == "index":
                if not self.is_number(shape):
                    shape = (ONE, ONE)
            elif _TRANSPOSED.match(text):
                shape = (shape[1], shape[0])
            elif _INVERSE.match(text) and may_be_matrix:
                self.same(*shape)
            elif not self.is_number(shape):
                raise NotSeen
        return shape

    def braces(self) -> None:
        """Passes over the argument of a fraction; only numbers stand in fractions here."""
        if self.peek()[1] != "{":
            self.at += 1
            return
        depth = 0
        while True:
            text = self.peek()[1]
            if not text:
                raise NotSeen
            self.at += 1
            depth += (text == "{") - (text == "}")
            if not depth:
                return


def tokens_of(latex: str, whole: str = "") -> list[tuple[str, str]]:
    """The tokens of a side of a ``whole`` formula, with their kinds; a script that makes another name belongs to it."""
    source = latex.replace(r"\|", r"\Vert ")
    found: list[tuple[str, str]] = []
    steps = set(_AT_STEP.findall(whole or source))
    for one in _TOKEN.finditer(source):
        is_script = one.lastgroup in ("power", "index") and bool(found) and found[-1][0] == "name"
        if is_script and (_WHOLE.match(one[0]) or re.sub(r"[_{}\s]", "", one[0]) in steps):
            found[-1] = ("name", found[-1][1] + "".join(one[0].split()))
        elif one.lastgroup != "space":
            found.append((one.lastgroup or "", "".join(one[0].split()) if one.lastgroup == "name" else one[0]))
    return found


def whole_names(latex: str) -> frozenset[str]:
    """The names of a formula that have a script which makes another name of them."""
    return frozenset(text for kind, text in tokens_of(latex) if kind == "name" and re.search(r"[_^]", text))


def factors_of_whole(latex: str) -> frozenset[str]:
    """The small letters that stand alone behind a capital which has a script that makes another name of it."""
    tokens = [*tokens_of(latex), ("end", "")]
    return frozenset(
        text
        for (_, before), (kind, text), (_, behind) in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if kind == "name"
        and re.fullmatch("[a-z]", text)
        and re.search(r"[A-Z]\}?[_^]", before)
        and behind[:1] not in ("_", "(")
    )


def _behind_whole(latex: str) -> frozenset[str]:
    """The names with an index t that stand behind a capital which has a script that makes another name of it."""
    tokens = tokens_of(latex)
    triples = zip(tokens, tokens[1:], tokens[2:], strict=False)
    return frozenset(
        name
        for (_, before), (kind, name), (_, script) in triples
        if kind == "name" and re.search(r"[A-Z]\}?[_^]", before) and re.fullmatch(r"_\s*\{?\s*t\s*\}?", script)
    )


def stepping_names(latex: str, rows: Collection[str] = ()) -> dict[str, str]:
    """The names of a formula that have an index and the one before or behind it, ``h_t`` and ``h_{t-1}``, with that
    index; and those that have the same index beside such, or beside ``rows``, which have a vector at each step."""
    tokens = tokens_of(latex)
    pairs = [
        (name, found["braced"] or found["bare"], "1" in text)
        for (kind, name), (_, text) in pairwise(tokens)
        if kind == "name" and (found := _STEP.match(text)) is not None
    ]
    steps = {letter for name, letter, is_moved in pairs if is_moved and (name, letter, False) in pairs}
    rows = {*rows, *_behind_whole(latex)}
    steps |= {letter for name, letter, _ in pairs if name in rows}
    return {name: letter for name, letter, _ in pairs if letter in steps}


def shapes_in(
    chains: Sequence[Sequence[str]],
    is_vector: Mapping[str, bool],
    known: Mapping[str, Shape],
    rows: frozenset[str] = frozenset(),
) -> dict[str, Shape]:
    """The shapes of names in chains of relations, each by its sides; whether each is a vector (else a matrix); empty
    where nothing is seen; ``rows`` are names that have a vector at each step. Sizes that are the same are named alike,
    those of which nothing is known ``?1``, ``?2``, …"""
    reading = _Reading([], is_vector, {}, dict(known), rows=rows)
    whole = " ; ".join(side for sides in chains for side in sides)
    try:
        for sides in chains:
            shape: Shape | None = None
            for side in sides:
                reading.tokens, reading.at = tokens_of(side, whole), 0
                own = reading.sum()
                if reading.peek()[0] != "end":
                    raise NotSeen
                shape = own if shape is None else reading.alike(shape, own)
    except NotSeen:
        return {}
    found = {name: (reading.find(a), reading.find(b)) for name, (a, b) in reading.shapes.items()}
    columns = any(shape[1] == ONE and not is_vector.get(name, False) for name, shape in found.items())
    return {} if columns else found


def named(
    shapes: Mapping[str, Shape], letters: Sequence[str], steps: Mapping[str, str] | None = None
) -> Iterator[tuple[str, str]]:
    """Names with their domains; sizes of which nothing is known are given these letters in their order. ``steps`` are
    the names that have a vector at each step, with the number of steps."""
    waiting = iter(letters)
    given: dict[str, str] = {}
    for name, shape in shapes.items():
        sizes = []
        for size in shape:
            if size.startswith("?") and size not in given:
                letter = next(waiting, None)
                if letter is None:
                    return
                given[size] = letter
            sizes.append(given.get(size, size))
        if steps is not None and name in steps:
            yield name, rf"\mathbb{{R}}^{{{steps[name]} \times {sizes[0]}}}"
            continue
        if sizes == [ONE, ONE]:
            continue
        yield (
            name,
            rf"\mathbb{{R}}^{{{sizes[0]}}}" if sizes[1] == ONE else rf"\mathbb{{R}}^{{{sizes[0]} \times {sizes[1]}}}",
        )
