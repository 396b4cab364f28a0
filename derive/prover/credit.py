"""Which tactics and principles a proof owes to: each theorem that one of them makes is noted, and those notes count
that are about steps of the proof that was found in the end."""

from __future__ import annotations

from collections.abc import Iterator

from derive.kernel.theorem import Theorem

BY_NORMAL_FORM = "normal_form"
"""What a proof owes to that the decision procedure found alone."""

_notes: dict[int, tuple[Theorem, list[str]]] = {}
"""The names noted for each theorem, by its identity; the theorems are kept so that no other can take it on."""


def forget_notes() -> None:
    """Starts afresh, with another statement."""
    _notes.clear()


def noted(theorem: Theorem, name: str) -> Theorem:
    """The theorem, with a note that it owes to a tactic or principle."""
    _, names = _notes.setdefault(id(theorem), (theorem, []))
    if name not in names:
        names.append(name)
    return theorem


def credited(theorem: Theorem) -> tuple[str, ...]:
    """The names noted for the steps of a proof, in alphabetical order."""
    names = {name for step in steps(theorem) for name in _notes.get(id(step), (step, ()))[1]}
    return tuple(sorted(names)) or (BY_NORMAL_FORM,)


def steps(theorem: Theorem) -> Iterator[Theorem]:
    """The theorems that a proof consists of, each once."""
    seen = {id(theorem)}
    waiting = [theorem]
    while waiting:
        step = waiting.pop()
        yield step
        parts = list(step.arguments)
        while parts:
            part = parts.pop()
            if isinstance(part, tuple):
                parts.extend(part)
            elif isinstance(part, Theorem) and id(part) not in seen:
                seen.add(id(part))
                waiting.append(part)
