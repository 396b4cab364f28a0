r"""Distributions of two variables that sums run over: ``p(x, y)``, ``p(y \mid x)``, ``p_X(x)``, and their entropies.

Such notations are taught to the reader by one array, that of the joint distribution: a conditional probability is a
quotient by the marginal one, a marginal one a sum, and H(X), H(X, Y) and H(Y | X) are the entropies of these (T. Cover
and J. Thomas, *Elements of Information Theory*, sections 2.1 and 2.2)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from derive.annotate.guess import Guess
from derive.annotate.survey import Display

_SIGN = r"(?P<sign>,|\\mid(?![a-z])|\||\\vert(?![a-z]))"
_BEFORE = r"(?:(?:[A-Z]|\\(?:text|mathrm|textrm|mathbf)\s*\{\s*[A-Za-z]\s*\})\s*=\s*)?"
"""A random variable before its value."""

_VALUE = re.compile(
    r"(?<![A-Za-z\\])(?P<letter>[pqPQ])\s*(?P<lower>_\s*(?:\{[A-Z](?:\s*(?:,|\\mid|\|)?\s*[A-Z])?\}|[A-Z]))?"
    rf"\s*\(\s*{_BEFORE}(?P<first>[a-z])\s*(?:{_SIGN}\s*{_BEFORE}(?P<second>[a-z])\s*)?\)"
)
_ENTROPY = re.compile(rf"(?<![A-Za-z\\])H\s*\(\s*(?P<first>[A-Z])\s*(?:{_SIGN}\s*(?P<second>[A-Z])\s*)?\)")
_SUMMED = re.compile(r"\\sum(?:\\limits)?\s*_\s*\{?\s*(?P<letters>[a-z](?:\s*,\s*[a-z])?)\s*\}?(?!\s*=)")
_ARRAYS = ("P", "Q", "R", "G", "J", "M")
_SIZES = ("m", "n", "r", "s", "a", "b", "c", "d", "h", "l", "g", "u", "w")
_BOUND = ("v", "u", "w", "s", "t")


@dataclass(frozen=True)
class _Joint:
    """A joint distribution: its letter in the text, its array, and the two indices of that."""

    letter: str
    array: str
    first: str
    second: str

    @property
    def entry(self) -> str:
        """The probability of both."""
        return f"{self.array}_{{{self.first}{self.second}}}"

    def marginal(self, index: str) -> str:
        """The probability of one of the two."""
        bound = next(one for one in _BOUND if one not in (self.first, self.second))
        indices = f"{index}{bound}" if index == self.first else f"{bound}{index}"
        return rf"\sum_{{{bound}}} {self.array}_{{{indices}}}"

    def meaning(self, value: re.Match[str]) -> str:
        """A joint, conditional or marginal probability by the array; empty for that of something else."""
        one, other = value["first"], value["second"]
        if other is None:
            return self.marginal(one) if one in (self.first, self.second) else ""
        if {one, other} != {self.first, self.second}:
            return ""
        return self.entry if value["sign"] == "," else rf"\frac{{{self.entry}}}{{{self.marginal(other)}}}"


@dataclass
class Distributions:
    """What is drafted of distributions by now; ``taken`` are the names of the text, ``in_displays`` of its displays."""

    taken: frozenset[str]
    in_displays: frozenset[str]
    joints: dict[str, _Joint] = field(default_factory=dict)
    taught: set[str] = field(default_factory=set)
    """The notations and entropies, as they are written, without spaces."""

    def drafts(self, latex: str, defined: Collection[str]) -> tuple[Guess, ...]:
        """What has to be taught for a formula, beside the heads that are ``defined``; empty where there is nothing."""
        taught = self.taught | {_plain(head) for head in defined} | {_plain(latex.split("=")[0])}
        new = self._new(latex)
        joints = [*self.joints.values(), *new]
        guesses = [guess for joint in new for guess in self._introduced(joint)]
        for joint in joints:
            guesses += _values(joint, latex, taught)
        for joint in joints:
            guesses += _entropies(joint, latex, taught)
        if not re.search(r"\\(?:log|ln)(?![a-z])|\\mid(?![a-z])|\||H\s*\(", latex):
            guesses = [guess for guess in guesses if not guess.formula.endswith("> 0")]
        return tuple(guesses)

    def take(self, latex: str, guesses: Iterable[Guess]) -> None:
        """Notes that these guesses are drafted for a formula."""
        ends = {"notation": "$ means", "define": "="}
        heads = [guess.formula.split(ends[guess.kind])[0] for guess in guesses if guess.kind in ends]
        if any(_VALUE.match(head) for head in heads):
            self.joints |= {joint.letter: joint for joint in self._new(latex)}
        self.taught |= {_plain(head) for head in heads}

    def is_marginal(self, latex: str, displays: Iterable[Display]) -> bool:
        """Whether the left side of a formula is the entropy of one variable, of which some display has a joint
        distribution, so that it is a sum over that."""
        head = _ENTROPY.match(latex.lstrip())
        if head is None or head["second"]:
            return False
        joints = [joint for one in displays for joint in self._new(one.latex)] + list(self.joints.values())
        return any(head["first"].lower() in (joint.first, joint.second) for joint in joints)

    def _new(self, latex: str) -> list[_Joint]:
        """The joint distribution that a formula sums over, if nothing is drafted of it yet."""
        bound = {letter for one in _SUMMED.finditer(latex) for letter in re.findall("[a-z]", one["letters"])}
        used = {joint.array for joint in self.joints.values()} | self.taken
        array = next((one for one in _ARRAYS if one not in used), "")
        for value in _VALUE.finditer(latex):
            if not value["second"] or value["letter"] in self.joints:
                continue
            own = {value["first"], value["second"]}
            marginals = {
                one["first"] for one in _VALUE.finditer(latex) if one["letter"] == value["letter"] and not one["second"]
            }
            is_marginalised = value["sign"] == "," and own & bound and own - bound <= marginals
            if own <= bound or is_marginalised:
                first, second = sorted((value["first"], value["second"]))
                return [_Joint(value["letter"], array, first, second)] if array else []
        return []

    def _introduced(self, joint: _Joint) -> Iterator[Guess]:
        """The array of a joint distribution, and what holds of it."""
        source = f"{joint.letter}({joint.first}, {joint.second}) stands below sums over both"
        sizes = [one for one in _SIZES if one not in self.in_displays][:2]
        if len(sizes) == 2:
            domain = rf"\mathbb{{R}}^{{{sizes[0]} \times {sizes[1]}}}"
            yield Guess("let", rf"{joint.array} \in {domain}", source, firm=False)
            yield Guess("assume", f"{joint.entry} > 0", "probabilities of which logarithms are taken", firm=False)
            total = rf"\sum_{{{joint.first}}} \sum_{{{joint.second}}} {joint.entry} = 1"
            yield Guess("assume", total, "probabilities sum to one", firm=False)


def _values(joint: _Joint, latex: str, taught: set[str]) -> Iterator[Guess]:
    """The probabilities in a formula of which nothing is taught."""
    for value in _VALUE.finditer(latex):
        if value["letter"] != joint.letter:
            continue
        value, own = _with_places(value, joint)
        meaning = own.meaning(value)
        if meaning and _plain(value[0]) not in taught:
            taught.add(_plain(value[0]))
            source = "a probability by the joint distribution"
            yield Guess("notation", f"{value[0]}$ means ${meaning}", source, firm=False)


def _with_places(value: re.Match[str], joint: _Joint) -> tuple[re.Match[str], _Joint]:
    """A probability, and the joint distribution, with other letters for the values where variables stand before them:
    the letters of variables are no places of a notation."""
    if "=" not in value[0]:
        return value, joint
    fresh = [one for one in "abcghkrs" if one not in re.findall(r"[A-Za-z]", value[0])]
    others = dict(zip((joint.first, joint.second), fresh, strict=False))
    written = value[0]
    for group in ("second", "first"):
        letter = others.get(value[group] or "")
        if letter:
            start = value.start(group) - value.start()
            written = written[:start] + letter + written[start + 1 :]
    changed = _VALUE.match(written)
    assert changed is not None
    return changed, _Joint(joint.letter, joint.array, *fresh[:2])


def _entropies(joint: _Joint, latex: str, taught: set[str]) -> Iterator[Guess]:
    """The entropies in a formula of which nothing is said, of the variables of a joint distribution."""
    for entropy in _ENTROPY.finditer(latex):
        indices = [letter.lower() for letter in (entropy["first"], entropy["second"]) if letter]
        if _plain(entropy[0]) in taught or not {*indices} <= {joint.first, joint.second}:
            continue
        taught.add(_plain(entropy[0]))
        weight = joint.entry if len(indices) == 2 else rf"({joint.marginal(indices[0])})"
        inner = (
            rf"\frac{{{joint.entry}}}{{{joint.marginal(indices[1])}}}" if entropy["sign"] not in (None, ",") else weight
        )
        sums = "".join(rf"\sum_{{{index}}} " for index in sorted(indices))
        body = rf"-{sums}{weight} \log {inner}"
        yield Guess("define", f"{entropy[0]} = {body}", "the entropy of what is drafted above", firm=False)


def _plain(written: str) -> str:
    """A notation as it is compared: without spaces, and with one sign for a condition."""
    return re.sub(r"\s", "", re.sub(r"\\mid(?![a-z])|\\vert(?![a-z])", "|", written))
