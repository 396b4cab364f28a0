"""Conventions, which are the same throughout a document: those remain under which every line that is readable
under some of them is readable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from derive.documents.directives.check import LinkRead
from derive.documents.errors import Unreadable, refusal
from derive.documents.formulas import Formula
from derive.documents.grammar.choices import Outcome

CONVENTION = refusal(
    "D007",
    "lines that need different conventions",
    """The layout of derivatives, the number of the first index and what \\pi stands for are the same throughout a
    document. This line is readable under one convention only, and another line needs a different one. Settle it with
    the directives 'layout', 'indices' or 'constant', or write one of the lines in the other's way.""",
    (
        "<!-- derive: let $A \\in \\mathbb{R}^{m \\times n}$, $x \\in \\mathbb{R}^n$ -->\n"
        "<!-- derive: check -->\n$$\\frac{\\partial A x}{\\partial x} = A$$\n\n"
        "<!-- derive: check -->\n$$\\frac{\\partial A x}{\\partial x} = A^\\top$$\n",
    ),
    (
        "<!-- derive: let $A \\in \\mathbb{R}^{m \\times n}$, $x \\in \\mathbb{R}^n$ -->\n"
        "<!-- derive: check -->\n$$\\frac{\\partial A x}{\\partial x} = A$$\n\n"
        "<!-- derive: check -->\n$$\\left(\\frac{\\partial A x}{\\partial x}\\right)^\\top = A^\\top$$\n",
    ),
)

Key = tuple[str, str]
Assignment = dict[Key, int]

MOST_TOGETHER = 1024
"""So many combinations of conventions are looked at; more are all taken to remain."""


@dataclass
class CheckRead:
    """What came out of a check: its outcomes under every combination of answers, or the reason that it has none."""

    formula: Formula
    index: int
    outcomes: list[Outcome[list[LinkRead]]] = field(default_factory=list)
    problem: Unreadable | None = None
    early: dict[str, int] = field(default_factory=dict)
    """Names that it uses although nothing has introduced them yet."""
    restore: Callable[[], None] = lambda: None
    """Puts what was known where it was read back in force."""
    here: tuple[Formula, ...] = ()
    """What is given for it alone."""


def settle(checks: Sequence[CheckRead], settled: Mapping[Key, int], places: Callable[[int], tuple[int, int]]) -> None:
    """Leaves each check the outcomes under conventions that remain. Where none remains, the lines that disagree
    become unreadable, each naming the other."""
    keys = _keys(checks, settled)
    if not keys:
        return
    _refuse_disagreeing(checks, list(keys), places)
    remaining = _remaining(checks, keys)
    for check in checks:
        if remaining is not None and check.problem is None:
            check.outcomes = [
                outcome
                for outcome in check.outcomes
                if any(_agree(outcome.conventions(), assignment) for assignment in remaining)
            ]
            if all(outcome.problem is not None for outcome in check.outcomes):
                check.problem = CONVENTION(
                    "this is not readable under the conventions that the other lines of the document need: settle them "
                    "with 'layout', 'indices' or 'let'",
                    check.formula.start,
                )


def _keys(checks: Sequence[CheckRead], settled: Mapping[Key, int]) -> dict[Key, int]:
    """The conventions that some check asks for, and how many options each has."""
    found: dict[Key, int] = {}
    for check in checks:
        for outcome in check.outcomes:
            for key, choice in outcome.asked.items():
                if choice.is_convention and key not in settled:
                    found[key] = len(choice.options)
    return found


def _readable(check: CheckRead) -> list[Assignment]:
    """The answers about conventions under which a check is readable."""
    if check.problem is not None:
        return []
    return [outcome.conventions() for outcome in check.outcomes if outcome.problem is None]


def _agree(one: Mapping[Key, int], other: Mapping[Key, int]) -> bool:
    return all(other.get(key, option) == option for key, option in one.items())


def _remaining(checks: Sequence[CheckRead], keys: Mapping[Key, int]) -> list[Assignment] | None:
    """The assignments under which every readable line is readable; of the shape of gradients, the usual one where
    it is among them."""
    count = 1
    for options in keys.values():
        count *= options
    if count > MOST_TOGETHER:
        return None
    lines = [answers for check in checks if (answers := _readable(check))]
    remaining = []
    for options_ in product(*(range(options) for options in keys.values())):
        assignment = dict(zip(keys, options_, strict=True))
        if all(any(_agree(answer, assignment) for answer in line) for line in lines):
            remaining.append(assignment)
    usual = [assignment for assignment in remaining if assignment.get(("gradient", ""), 0) == 0]
    return usual or remaining


def _refuse_disagreeing(
    checks: Sequence[CheckRead], keys: Sequence[Key], places: Callable[[int], tuple[int, int]]
) -> None:
    """Makes lines unreadable that need different options of one convention."""
    for key in keys:
        needs: dict[int, list[CheckRead]] = {}
        for check in checks:
            options = {answer.get(key) for answer in _readable(check)}
            if len(options) == 1 and None not in options:
                needs.setdefault(next(option for option in options if option is not None), []).append(check)
        if len(needs) < 2:
            continue
        groups = list(needs.values())
        for own, other in ((groups[0], groups[1]), (groups[1], groups[0])):
            line = places(other[0].formula.start)[0]
            for check in own:
                check.problem = CONVENTION(
                    f"this line and line {line} need different conventions ({_named(key)}): settle it with a "
                    "directive, or write one of them in the other's way",
                    check.formula.start,
                )


def _named(key: Key) -> str:
    kind, subject = key
    return {"layout": "the layout of derivatives", "counting": "indices from 0 or from 1",
            "gradient": "the shape of gradients"}.get(kind, f"what '{subject}' is")  # fmt: skip


def ways_to_write(outcome: Outcome[Any], others: Sequence[Outcome[Any]]) -> list[str]:
    """How to write what is meant in one outcome, where others answer otherwise."""
    ways = []
    for key, choice in outcome.asked.items():
        answers = {other.answers[key] for other in others if key in other.answers and key in other.asked}
        if len(answers) > 1:
            ways.append(choice.options[outcome.answers[key]])
    return ways
