"""What several methods ask of the decision procedure about the same goal is asked once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from derive.kernel import rules
from derive.kernel.budget import Budget
from derive.kernel.polynomials import Polynomial
from derive.kernel.reasoner import Reasoner
from derive.kernel.terms import Equal, Formula, KernelError, Less, LessEqual, Relation, Term, subtract
from derive.kernel.theorem import Theorem
from derive.work import count, forgets, remembered

REMEMBERED = 2000

DECISION, VIEW, SEARCH = 10, 80, 500
"""What work is counted for a decision, for looking at a goal, and for a search for a proof of an inequality, beside
what the kernel does for them."""

_answers: dict[tuple[Relation, tuple[Formula, ...]], Theorem | KernelError] = {}
forgets(_answers.clear)


def decided(goal: Relation, given: tuple[Formula, ...]) -> Theorem:
    """The goal by the decision procedure; raises KernelError where it does not establish it."""
    count(DECISION)
    key = (goal, given)
    answer = _answers.get(key)
    if answer is None:
        try:
            answer = rules.by_normal_form(goal, given, ())
        except KernelError as error:
            answer = error.with_traceback(None)
        if len(_answers) >= REMEMBERED:
            _answers.clear()
        _answers[key] = answer
    if isinstance(answer, KernelError):
        raise answer
    return answer


_budgets: list[int] = []
"""How many more searches the attempts may make that are under way, the innermost last."""


@contextmanager
def at_most_searches(count: int) -> Iterator[None]:
    """Inside, so many searches for proofs of inequalities are made at the most."""
    _budgets.append(count)
    try:
        yield
    finally:
        _budgets.pop()


def count_search() -> None:
    """Counts a search; raises KernelError where an attempt that is under way has made all it may."""
    count(SEARCH)
    _budgets[:] = [left - 1 for left in _budgets]
    if any(left < 0 for left in _budgets):
        raise KernelError("prover: too much work for a side condition")


@dataclass(frozen=True)
class View:
    """An inequality or equation as methods look at it: right − left in normal form, and cleared of denominators."""

    reasoner: Reasoner
    difference: Polynomial
    numerator: Polynomial
    denominators: dict[Term, int]


@remembered(64)
def _reasoner(given: tuple[Formula, ...]) -> Reasoner:
    return Reasoner(given)


def reasoner_under(given: tuple[Formula, ...]) -> Reasoner:
    """A reasoner that knows what is given, with a new budget; what it has found out is kept."""
    reasoner = _reasoner(given)
    reasoner.budget = Budget()
    return reasoner


@remembered(256)
def seen(goal: Equal | Less | LessEqual, given: tuple[Formula, ...]) -> View:
    """The view of a goal; raises KernelError or NeedsCase where it has none."""
    count(VIEW)
    reasoner = reasoner_under(given)
    difference = reasoner.normal(subtract(goal.right, goal.left))
    top, below = reasoner.numerator(difference)
    return View(reasoner, difference, top, {atom: -int(power) for atom, power in below})


def forget() -> None:
    """Drops the reasoners, which may have been left in the middle of something."""
    _reasoner.cache_clear()
    seen.cache_clear()
