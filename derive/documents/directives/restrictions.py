r"""Relations in a premise that may restrict the indices of another formula in it: ``z_k > 0, k \ne 1``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from derive.documents.grammar.chains import Chain, is_relation, subscript_letters
from derive.documents.grammar.names import letter_of
from derive.documents.grammar.tokens import Items, plain
from derive.documents.meaning.scope import Scope
from derive.documents.source.directives import CONDITION

_SETS_OF_NUMBERS = {r"\mathbb{R}", r"\R", r"\Reals", r"\reals", r"\RR", r"\mathds{R}", r"\Delta"}
"""Sets in which no index lies."""


def refuse_restricting_formulas(formulas: Sequence[Items], one: Items, scope: Scope, at: int) -> None:
    """Raises Unreadable for ``assume $x_k > 0$, $k = 2, \\dots, n$``, of which one formula is the second: whether it
    restricts the first is not said, and neither counts then."""
    place = next((k for k, item in enumerate(one) if is_relation(item)), None)
    if place is None:
        return
    behind = [item for item in one[place + 1 :] if item.text != ","]
    if one[place].text == r"\in" and behind and plain((behind[0].bare,)) in _SETS_OF_NUMBERS:
        return  # B beside k_B is a number, and no index
    _refuse(one, [other for other in formulas if other is not one], scope, at)


def refuse_restricting_chains(chains: Sequence[Chain], scope: Scope) -> None:
    r"""Raises Unreadable for ``assume $x_k > 0, k \ne 1$``, where both stand in one formula."""
    last = chains[-1].conditions if len(chains) > 1 else ()
    if any(map(_restricts, last)) and not all(chain.conditions for chain in chains):
        raise CONDITION(
            "this condition has two readings, for the last formula and for all before it: write a directive for each "
            "formula",
            last[0].at,
        )
    for chain in chains if len(chains) > 1 else ():
        if chain.relations and chain.relations[0].name != "in":
            others = [side for other in chains if other is not chain for side in other.sides]
            _refuse(tuple(item for side in chain.sides for item in side), others, scope, chain.at)


def _restricts(condition: Chain) -> bool:
    """Whether a condition leaves anything out: none that only says over what an index runs."""
    if not condition.relations:
        return False
    is_domain = condition.is_range or condition.relations[0].name == "in"
    return not (is_domain and re.match(r"(\\?\{)?[01](?!\d)|\[", plain(condition.sides[1])))


def _refuse(one: Items, others: Sequence[Items], scope: Scope, at: int) -> None:
    """Raises Unreadable where a letter that stands by itself in one formula, and that nothing declares, is an index of
    others."""
    spoken = {str(letter_of(item)) for item in one if letter_of(item) is not None and not item.scripted}
    own = spoken & subscript_letters(others) - subscript_letters([one])
    letters = sorted(letter for letter in own if not scope.is_known(letter) and not scope.is_size(letter))
    if letters:
        raise CONDITION(
            f"'{letters[0]}' is an index of another formula of this directive: write the condition behind that "
            f"formula, 'for ${letters[0]} \\ne …$'",
            at,
        )
