"""Reads the formulas of sentences: nothing is declared there, so that only the notation can be right or wrong."""

from __future__ import annotations

from functools import lru_cache, partial

from derive.documents.directives.attempt import Attempt
from derive.documents.directives.sides import sides_of
from derive.documents.errors import Unreadable
from derive.documents.formulas import EMPTY
from derive.documents.grammar.choices import Choices, all_readings
from derive.documents.grammar.ownership import SIGN
from derive.documents.grammar.rows import bracketed, split_display
from derive.documents.grammar.tokens import Items
from derive.documents.meaning.scope import Scope
from derive.documents.prose import Mathematics, items_of, pieces


@lru_cache(maxsize=5_000)
def read_formula(latex: str) -> None:
    """Raises Unreadable where the formula is in no reading one of documents: every sign of it has to be read."""
    items = bracketed(items_of(latex))
    outcomes = all_readings(partial(_read, items))
    if all(outcome.problem is not None for outcome in outcomes):
        assert outcomes[0].problem is not None
        raise outcomes[0].problem


def unread_in(sentence: str) -> str:
    """The first formula of a sentence that is not understood, and why; empty where all of it is read."""
    for piece in pieces(sentence):
        if isinstance(piece, Mathematics):
            try:
                read_formula(piece.latex)
            except Unreadable as problem:
                return f"${piece.latex}$: {problem.message}"
    return ""


def _read(items: Items, choices: Choices) -> None:
    attempt = Attempt(Scope(choices=choices))
    chains = split_display(items, attempt.owned, choices)
    if not chains:
        raise EMPTY("there is no formula between these dollar signs: write it, or leave them out", 0)
    for chain in chains:
        for link in (chain, *chain.conditions, *chain.claims):
            if link.dotted:
                sides_of(link, attempt)
                continue
            names = [relation.name for relation in link.relations]
            for place, side in enumerate(link.sides):
                if place and names[place - 1] == "in":
                    attempt.spelled(side)  # a domain
                else:
                    _read_side(side, link.at, attempt)
    attempt.owned.refuse_unread(items)


def _read_side(side: Items, at: int, attempt: Attempt) -> None:
    """One side: a number, infinity, or a point or interval, such as ``(0, 1)``, of which each entry is read."""
    if [item.text for item in side if item.text not in "+-"] == [r"\infty"]:
        attempt.spelled(side)
        return
    entries = _entries(side[0].parts[0]) if len(side) == 1 and side[0].text in ("( )", "[ ]") else []
    if len(entries) > 1 and not side[0].scripted:
        attempt.owned.take(side[0], SIGN)
        for entry, comma in entries:
            _read_side(entry, at, attempt)
            attempt.spelled(comma)
        return
    attempt.parser(side, at).whole()  # what its letters mean is said nowhere


def _entries(items: Items) -> list[tuple[Items, Items]]:
    """What stands between commas, each with the comma behind it."""
    found: list[tuple[Items, Items]] = []
    start = 0
    for place, item in enumerate(items):
        if item.kind == "character" and item.text == ",":
            found.append((items[start:place], items[place : place + 1]))
            start = place + 1
    return [*found, (items[start:], ())]
