"""The readings of a formula: where CONTRACT gives two, each is followed to its end, and none is guessed.

A choice is asked for where the notation has it, in the parser or in the meaning of a node. The answer
comes from here: :func:`all_readings` runs the same reading again for every combination of answers, so
that nobody downstream has to know that there were others. *Local* choices are made alike wherever the
same text stands in a formula; *conventions* are the same throughout a document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from derive.documents.errors import LOST, Unreadable, refusal

MANY_READINGS = refusal(
    "D105",
    "a formula with too many readings",
    """Where a notation has two readings, both are followed to the end, and this formula has more of them than can be
    shown to anyone. Write brackets around arguments and denominators, and declare what the names are with 'let' and
    'define'.""",
    (r"a(b) + c(d) + e(f) + g(h) + j(k) = 0",),
    (r"a b - a b = 0",),
)

MOST_READINGS = 16
"""More readings of one formula are refused."""

MOST_ATTEMPTS = 64
"""So many combinations of answers are tried, those that turn out to be unreadable included."""

Result = TypeVar("Result")


@dataclass(frozen=True)
class Choice:
    """What is to be chosen (``kind`` and the text, or name, that has several readings), and how each is written."""

    kind: str
    subject: str
    options: tuple[str, ...]
    is_convention: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What makes two choices the same one."""
        return self.kind, self.subject


Answers = Mapping[tuple[str, str], int]


class Choices:
    """The answers of one reading: those that are given, and the first option of every other choice."""

    def __init__(self, given: Answers | None = None) -> None:
        self.made: dict[tuple[str, str], int] = dict(given or {})
        self.asked: dict[tuple[str, str], Choice] = {}
        self.refused: Mapping[tuple[str, str], int] = {}
        """Conventions whose directive was not understood, and its line: what asks for them is not readable."""

    def local(self, kind: str, subject: str, *options: str) -> int:
        """Which of the options is meant here. Each option says how to write what it means."""
        return self._choose(Choice(kind, subject, options))

    def convention(self, kind: str, subject: str, *options: str) -> int:
        """Which of the options is meant in this document."""
        return self._choose(Choice(kind, subject, options, True))

    def _choose(self, choice: Choice) -> int:
        if choice.key in self.refused:
            line = self.refused[choice.key]
            raise LOST(f"this depends on a directive that is not understood: see the error in line {line}", 0)
        self.asked.setdefault(choice.key, choice)
        return self.made.setdefault(choice.key, 0)


@dataclass(frozen=True)
class Outcome(Generic[Result]):
    """What came out under some answers: a result, or the reason why there is none."""

    result: Result | None
    problem: Unreadable | None
    answers: dict[tuple[str, str], int] = field(default_factory=dict)
    asked: dict[tuple[str, str], Choice] = field(default_factory=dict)

    def conventions(self) -> dict[tuple[str, str], int]:
        """The answers about conventions that were asked for."""
        return {key: self.answers[key] for key, choice in self.asked.items() if choice.is_convention}


def all_readings(read: Callable[[Choices], Result], settled: Answers | None = None) -> list[Outcome[Result]]:
    """What comes out under every combination of answers that is asked for, beside those that are settled.

    Raises Unreadable where there are more than :data:`MOST_READINGS`, and where one of them makes sense but is not
    understood: it must not fall away, as if the others were all that may be meant."""
    settled = settled or {}
    waiting: list[dict[tuple[str, str], int]] = [{}]
    outcomes: list[Outcome[Result]] = []
    while waiting:
        given = waiting.pop(0)
        choices = Choices({**settled, **given})
        outcome = _one(read, choices)
        if outcome.problem is not None and _makes_sense(outcome):
            raise outcome.problem
        outcomes.append(outcome)
        before = dict(given)
        for key, choice in choices.asked.items():
            if key in settled or key in given:
                continue
            waiting += [{**before, key: option} for option in range(1, len(choice.options))]
            before[key] = 0
        readable = sum(outcome.problem is None for outcome in outcomes)
        if readable > MOST_READINGS or len(outcomes) + len(waiting) > MOST_ATTEMPTS:
            subjects = ", ".join(f"'{choice.subject}'" for choice in list(choices.asked.values())[:3])
            raise MANY_READINGS(
                f"this formula has more than {MOST_READINGS} readings ({subjects} …): write brackets, and declare "
                "what the names are",
                0,
            )
    return outcomes


def _makes_sense(outcome: Outcome[Any]) -> bool:
    """Whether a reading that is not understood may be meant all the same. Of a function that nobody defines, not
    even the shape is known: with it nothing is ill-typed."""
    assert outcome.problem is not None
    if outcome.problem.is_senseless:
        return False
    return outcome.problem.makes_sense or any(
        kind == "function" and outcome.answers.get((kind, subject)) == 1 for kind, subject in outcome.asked
    )


def _one(read: Callable[[Choices], Result], choices: Choices) -> Outcome[Result]:
    try:
        result = read(choices)
    except Unreadable as problem:
        return Outcome(None, problem, choices.made, choices.asked)
    return Outcome(result, None, choices.made, choices.asked)
