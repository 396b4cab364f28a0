"""What has to hold for a statement to be defined is proved like anything else, and then used."""

from __future__ import annotations

from contextlib import suppress
from math import inf

from derive.kernel.calculus import Undefined
from derive.kernel.terms import (
    ZERO,
    Different,
    Equal,
    ForAll,
    Formula,
    IndexVariable,
    KernelError,
    Less,
    LessEqual,
    Multiply,
    Relation,
    close_body,
    free_variables,
    fresh_name,
    open_body,
)
from derive.kernel.theorem import Theorem
from derive.language.lemma import cut
from derive.language.missing import NeverDefined, missing_hypothesis
from derive.lemmas.decided import at_most_searches, decided
from derive.lemmas.terms import base_of, factors_of
from derive.prover.goal import Search
from derive.prover.tactic import tactic

MOST_SEARCHES = 60
"""How many inequalities may be searched for, for one side condition."""


@tactic("definedness", cost=4, deepest=0, step=0, decisive=True)
def definedness(goal: Relation, search: Search) -> Theorem | None:
    """The goal, where what it lacks to be defined is proved, by everything there is within a budget of work; raises
    the error where it is not, another where it is known to be false: that is no hypothesis that is missing.

    In a logic of partial terms a relation asserts that its sides are defined; S. Feferman, Definedness, Erkenntnis 43
    (1995)."""
    try:
        return decided(goal, search.given)
    except Undefined as error:
        return once_defined(goal, error, search)
    except KernelError:
        return None


def once_defined(goal: Relation, error: Undefined, search: Search) -> Theorem:
    """As :func:`definedness`, where the decision procedure tells what the goal lacks."""
    given = search.given
    needed = stated_openly(error)
    if needed is None or needed in given:
        raise error
    try:
        with at_most_searches(MOST_SEARCHES):
            theorems = factors_or_whole(needed, search.within(inf))
    except KernelError:
        check_open(needed, given, error)
        raise error from None
    facts = tuple(theorem.conclusion for theorem in theorems)
    if all(fact in given for fact in facts):
        raise error
    return cut(search.prove(goal, (*given, *facts)), theorems)


def factors_or_whole(needed: Formula, search: Search) -> tuple[Theorem, ...]:
    """What is needed; where that is that a product is positive, that each of its factors is, if that is so: what is
    divided by stands alone elsewhere, too."""
    if isinstance(needed, Less) and needed.left == ZERO and isinstance(needed.right, Multiply):
        bases = dict.fromkeys(base_of(factor) for factor in factors_of(needed.right))
        with suppress(KernelError):
            return tuple(search.prove(Less(ZERO, base)) for base in bases)
    return (as_strictly_as_possible(needed, search),)


def check_open(needed: Formula, given: tuple[Formula, ...], error: Undefined) -> None:
    """Raises NeverDefined where the contrary of what is needed is decided, such as −1 ≤ 0 where −1 > 0 is needed."""
    while isinstance(needed, ForAll) and not isinstance(needed.over, tuple):
        needed = open_body(needed.body, (IndexVariable(fresh_name("k", needed, *given), needed.over),))
    denials = {Less: LessEqual, LessEqual: Less, Different: Equal}
    if isinstance(needed, Relation) and type(needed) in denials:
        sides = (needed.left, needed.right) if isinstance(needed, Different) else (needed.right, needed.left)
        denial = denials[type(needed)](*sides)
        try:
            decided(denial, given)
        except KernelError:
            return
        raise NeverDefined(error, denial) from None


def stated_openly(error: Undefined) -> Formula | None:
    """The relation that is missing, for all values of the indices that were bound where it was found to be missing."""
    missing = missing_hypothesis(error)
    if not isinstance(missing, (Less, LessEqual, Different)):
        return None
    result: Formula = missing
    for variable in sorted(free_variables(missing), key=lambda variable: variable.key):
        if variable.name[0] in "#?":
            if not isinstance(variable, IndexVariable):
                return None
            result = ForAll(variable.size, close_body(result, (variable,)))
    return result


def as_strictly_as_possible(needed: Formula, search: Search) -> Theorem:
    """What is needed, or what shows it and says more: a < b where a ≤ b or a ≠ b is needed."""
    if isinstance(needed, Different):
        return one_is_less(needed, search)
    if isinstance(needed, LessEqual):
        with suppress(KernelError):
            return search.prove(Less(needed.left, needed.right))
    return search.prove(needed)


def one_is_less(goal: Different, search: Search) -> Theorem:
    """a < b, or b < a, either of which shows that a ≠ b and says more."""
    for sides in ((goal.left, goal.right), (goal.right, goal.left)):
        try:
            return search.prove(Less(*sides))
        except KernelError:
            continue
    raise KernelError("prover: neither side is proved to be less")
