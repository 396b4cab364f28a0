"""What has to hold for a statement to be defined is proved like anything else, and then used.

Besides, strict positivity where no single term shows it: λx + (1 − λ)y for 0 ≤ λ ≤ 1, Σ w c for weights w with
a positive total."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

from derive.kernel import rules
from derive.kernel.calculus import Undefined
from derive.kernel.facts import NONNEGATIVE, POSITIVE
from derive.kernel.normal import flatten
from derive.kernel.polynomials import monomial_term
from derive.kernel.terms import (
    ONE,
    ZERO,
    Different,
    Entry,
    Equal,
    ForAll,
    Formula,
    IndexVariable,
    KernelError,
    Less,
    LessEqual,
    Maximum,
    Multiply,
    Number,
    Power,
    Relation,
    Sum,
    Term,
    close_body,
    free_variables,
    fresh_name,
    negative,
    open_body,
)
from derive.kernel.theorem import Theorem
from derive.language.missing import NeverDefined, missing_hypothesis
from derive.lemmas import inference
from derive.lemmas.cases import zero_or_positive
from derive.lemmas.decided import at_most_searches, decided, reasoner_under, seen

MOST_SEARCHES = 60
"""How many inequalities may be searched for, for one side condition."""

Prove = Callable[[Formula, tuple[Formula, ...]], Theorem]
Order = Less | LessEqual


def once_defined(
    goal: Relation, given: tuple[Formula, ...], error: Undefined, side_condition: Prove, prove: Prove
) -> Theorem:
    """The goal, where what it lacks to be defined is proved, by everything there is within a budget of work; raises
    the error where it is not, another where it is known to be false: that is no hypothesis that is missing."""
    needed = stated_openly(error)
    if needed is None or needed in given:
        raise error
    try:
        with at_most_searches(MOST_SEARCHES):
            theorems = factors_or_whole(needed, given, side_condition)
    except KernelError:
        check_open(needed, given, error)
        raise error from None
    facts = tuple(theorem.conclusion for theorem in theorems)
    if all(fact in given for fact in facts):
        raise error
    found = prove(goal, (*given, *facts))
    for theorem in theorems:
        found = rules.modus_ponens(rules.discharge(found, theorem.conclusion), theorem)
    return found


def factors_or_whole(needed: Formula, given: tuple[Formula, ...], prove: Prove) -> tuple[Theorem, ...]:
    """What is needed; where that is that a product is positive, that each of its factors is, if that is so: what is
    divided by stands alone elsewhere, too."""
    if isinstance(needed, Less) and needed.left == ZERO and isinstance(needed.right, Multiply):
        bases = dict.fromkeys(base_of(factor) for factor in flatten(needed.right))
        with suppress(KernelError):
            return tuple(prove(Less(ZERO, base), given) for base in bases)
    return (as_strictly_as_possible(needed, given, prove),)


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


def as_strictly_as_possible(needed: Formula, given: tuple[Formula, ...], prove: Prove) -> Theorem:
    """What is needed, or what shows it and says more: a < b where a ≤ b or a ≠ b is needed."""
    if isinstance(needed, Different):
        return one_is_less(needed, given, prove)
    if isinstance(needed, LessEqual):
        with suppress(KernelError):
            return prove(Less(needed.left, needed.right), given)
    return prove(needed, given)


def one_is_less(goal: Different, given: tuple[Formula, ...], prove: Prove) -> Theorem:
    """a < b, or b < a, either of which shows that a ≠ b and says more."""
    for sides in ((goal.left, goal.right), (goal.right, goal.left)):
        try:
            return prove(Less(*sides), given)
        except KernelError:
            continue
    raise KernelError("prover: neither side is proved to be less")


def by_either_order(goal: Relation, given: tuple[Formula, ...], prove: Prove) -> Theorem | None:
    """By cases of a hypothesis a ≠ b: a < b, or b < a."""
    for hypothesis in given:
        if isinstance(hypothesis, Different):
            sides = hypothesis.left, hypothesis.right
            rest = tuple(formula for formula in given if formula != hypothesis)
            below, above = (prove(goal, (Less(*pair), *rest)) for pair in (sides, sides[::-1]))
            absurd = rules.clash(rules.assume(Equal(*sides)), rules.assume(hypothesis), ())
            split = rules.trichotomy(*sides, given, ())
            return rules.cases(split, (below, rules.cases(absurd, (), goal), above), goal)
    return None


# Strict positivity -------------------------------------------------------------------------------


def by_vanishing_weights(
    goal: Order, given: tuple[Formula, ...], prove: Callable[[Order, tuple[Formula, ...]], Theorem]
) -> Theorem | None:
    """a < b by cases of a scalar t ≥ 0 in it: t = 0, or t > 0."""
    view = seen(goal, given)
    atoms = {atom for monomial in view.numerator for atom, _ in monomial if isinstance(atom, Entry)}
    for atom in sorted(atoms, key=lambda atom: atom.key):
        if view.reasoner.sign(atom) != NONNEGATIVE or atom.indices:
            continue
        return zero_or_positive(goal, atom, given, prove)
    return None


def by_positive_factors(
    goal: Order, given: tuple[Formula, ...], prove: Callable[[Order, tuple[Formula, ...]], Theorem]
) -> Theorem | None:
    """0 < a b c, or ≤, where the same is proved of each factor that it is not evident of."""
    view = seen(goal, given)
    factors = {atom for monomial in view.difference for atom, _ in monomial} if len(view.difference) == 1 else set()
    if isinstance(goal.right, Multiply):
        factors = {base_of(factor) for factor in flatten(goal.right)}
    wanted = POSITIVE if isinstance(goal, Less) else NONNEGATIVE
    facts = [type(goal)(ZERO, factor) for factor in factors if not view.reasoner.sign(factor) <= wanted]
    if goal.left != ZERO or not facts or goal in facts:
        return None
    facts.sort(key=lambda fact: fact.key)
    theorems = [prove(fact, given) for fact in facts]
    found = decided(goal, (*facts, *given))
    for fact, theorem in zip(facts, theorems, strict=True):
        found = rules.modus_ponens(rules.discharge(found, fact), theorem)
    return found


def base_of(factor: Term) -> Term:
    """What a factor is a power of."""
    return factor.base if isinstance(factor, Power) and isinstance(factor.exponent, Number) else factor


def positive_mean(goal: Order, given: tuple[Formula, ...]) -> Theorem | None:
    """0 < Σ w c for w ≥ 0 with Σ w > 0 and c > 0: it is at least the least c times Σ w."""
    if goal.left != ZERO or not isinstance(goal.right, Sum):
        return None
    total = goal.right
    index = IndexVariable(fresh_name("k", goal, *given), total.size)
    for weight, value in weighted(total, index, given):
        summed = Sum(total.size, close_body(weight, (index,)))
        highest = Maximum(total.size, close_body(negative(value), (index,)))
        place = IndexVariable(fresh_name("m", goal, *given), total.size)
        attained = Equal(open_body(highest.body, (place,)), highest)
        below = rules.combine(Less(highest, ZERO), (ONE,), (rules.assume(attained),), (attained, *given), ())
        below = rules.take(rules.maximum_attained(highest, given), place, below)
        least = LessEqual(Multiply((weight, negative(highest))), Multiply((weight, value)))
        each = rules.combine(least, (weight,), (rules.maximum_bounds(highest, index, given),), given, ())
        added = inference.add_up(rules.generalise(each, index))
        return rules.combine(goal, (ONE, summed), (added, below), given, ())
    return None


def weighted(total: Sum, index: IndexVariable, given: tuple[Formula, ...]) -> Iterator[tuple[Term, Term]]:
    """The terms of a sum as w · c with w ≥ 0, Σ w > 0 and c > 0."""
    reasoner = reasoner_under(given)
    polynomial = reasoner.normal(open_body(total.body, (index,)))
    if len(polynomial) != 1:
        return
    ((monomial, coefficient),) = polynomial.items()
    for atom, power in sorted(monomial, key=lambda item: item[0].key):
        rest = monomial_term(monomial - {(atom, power)}, coefficient)
        if power == 1 and reasoner.sign(atom) == NONNEGATIVE and reasoner.sign(rest) == POSITIVE:
            whole = Sum(total.size, close_body(atom, (index,)))
            try:
                decided(Less(ZERO, whole), given)
            except KernelError:
                continue
            yield atom, rest
