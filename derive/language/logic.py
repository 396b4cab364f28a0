"""The moves of which proofs are made: suppositions, cases, contradiction, quantifiers.

Proof scripts and the automatic prover make the same moves. They take theorems and lemmas, or formulas, which stand for
themselves as assumptions, and are made of the rules of the kernel: nothing here is trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from typing import TypeAlias

from derive.kernel import rules
from derive.kernel.rules import FALSE
from derive.kernel.terms import And, Equal, Exists, Formula, Less, LessEqual, Not, Or, expect, open_body
from derive.kernel.theorem import Theorem
from derive.language.binders import carry_inside, with_letter
from derive.language.expressions import Number, Quantified, Value, bound_value, real, variable_of, variables_of
from derive.language.lemma import Lemma, met
from derive.language.relations import contrary_to

Known: TypeAlias = "Theorem | Lemma | Formula"
"""What may be used in a proof: a theorem, a lemma, or a formula that is assumed."""


InEachCase: TypeAlias = Callable[[Formula], "Known"]
"""Proves something in each of several cases."""


def proof_of(known: Known) -> Theorem:
    """The theorem: of a lemma, its own; of a formula, that it follows from itself."""
    if isinstance(known, Theorem):
        return known
    return known.theorem if isinstance(known, Lemma) else rules.assume(known)


# Implications ------------------------------------------------------------------------------------


def suppose(condition: Formula, known: Known) -> Theorem:
    """From B under the hypothesis A: A implies B. Where A is a conjunction, B may rest on its parts."""
    return rules.discharge(on_the_whole(proof_of(known), condition), condition)


def on_the_whole(theorem: Theorem, whole: Formula, path: tuple[int, ...] = ()) -> Theorem:
    """The theorem with a conjunction as a hypothesis, in the place of the parts of it that are hypotheses."""
    if whole in theorem.hypotheses and not path:
        return theorem
    part = reduce(lambda formula, place: formula.parts[place] if isinstance(formula, And) else formula, path, whole)
    if part in theorem.hypotheses:
        proof = reduce(rules.conjunct, path, rules.assume(whole))
        return rules.modus_ponens(rules.discharge(theorem, part), proof)
    for place in range(len(part.parts)) if isinstance(part, And) else ():
        theorem = on_the_whole(theorem, whole, (*path, place))
    return theorem


def modus_ponens(implication: Known, *premises: Known) -> Theorem:
    """From A implies B, and A: B; from a theorem under the hypothesis A, and A: the theorem without it."""
    return reduce(met, map(proof_of, premises), proof_of(implication))


def weaken(known: Known, *hypotheses: Formula) -> Theorem:
    """The theorem under more hypotheses."""
    return rules.weaken(proof_of(known), hypotheses)


def conjunction(*known: Known) -> Theorem:
    """The conjunction of all of them."""
    return rules.conjunction(tuple(proof_of(each) for each in known))


def apart(known: Known) -> tuple[Theorem, ...]:
    """The parts of a conjunction, each as a theorem."""
    theorem = proof_of(known)
    whole = rules.of_kind(theorem.conclusion, And, "apart: what is taken apart is not a conjunction")
    return tuple(rules.conjunct(theorem, place) for place in range(len(whole.parts)))


# Cases -------------------------------------------------------------------------------------------


def cases(split: Known, *branches: Known | InEachCase) -> Theorem:
    """The goal, from A or B or …, and the goal under A, under B, …

    There is one branch for each alternative, in their order, or a single function that proves the goal in each of
    them. A branch that is absurd proves the goal as well."""
    disjunction = proof_of(split)
    parts = alternatives(disjunction)
    if len(branches) == 1 and callable(branches[0]):
        branches *= len(parts)
    expect(len(branches) == len(parts), "cases: there is not one branch for each alternative")
    found = [proof_of(b(case) if callable(b) else b) for case, b in zip(parts, branches, strict=True)]
    goal = next((branch.conclusion for branch in found if branch.conclusion != FALSE), FALSE)
    return rules.cases(disjunction, tuple(anything(branch, goal) for branch in found), goal)


def alternatives(disjunction: Theorem) -> tuple[Formula, ...]:
    """A, B, …, of the theorem A or B or …"""
    return rules.of_kind(disjunction.conclusion, Or, "cases: what is split is not a disjunction").parts


def anything(theorem: Theorem, goal: Formula) -> Theorem:
    """A theorem of the goal, or of the absurd, as one of the goal."""
    return rules.cases(theorem, (), goal) if theorem.conclusion == FALSE != goal else theorem


def trichotomy(left: Number, right: Number, given: Iterable[Formula] = (), using: Sequence[Theorem] = ()) -> Theorem:
    """a < b, or a = b, or b < a."""
    return rules.trichotomy(real(left).term, real(right).term, tuple(given), tuple(using))


def excluded_middle(formula: Formula) -> Theorem:
    """A, or not A."""
    return rules.excluded_middle(formula)


# Contradiction -----------------------------------------------------------------------------------


def clash(first: Known, second: Known, *premises: Theorem) -> Theorem:
    """The absurd: from a formula and its negation, or a relation and one that excludes it."""
    return rules.clash(proof_of(first), proof_of(second), premises)


def by_contradiction(goal: Formula, known: Known, given: Iterable[Formula] = ()) -> Theorem:
    """The goal, where its contrary is absurd, or implies the goal.

    The contrary of not A is A; of a ≤ b it is b < a, of a < b it is b ≤ a, of a = b that a and b differ (the sides
    being defined, under what is given); of anything, its negation."""
    theorem = proof_of(known)
    if isinstance(goal, Not):
        return cases(excluded_middle(goal.formula), theorem, goal)
    if not isinstance(goal, (Equal, Less, LessEqual)) or contrary_to(goal) not in theorem.hypotheses:
        return cases(excluded_middle(goal), goal, theorem)
    contrary, facts = contrary_to(goal), tuple(given)

    def branch(case: Formula) -> Theorem:
        if case == goal:
            return rules.assume(goal)
        if case == contrary:
            return theorem
        if isinstance(goal, LessEqual):
            return rules.by_normal_form(goal, (case, *facts), ())
        excluded = rules.by_normal_form(contrary, facts, (rules.assume(case),))
        return modus_ponens(rules.discharge(theorem, contrary), excluded)

    return cases(trichotomy(goal.left, goal.right, facts), branch)


# Quantifiers -------------------------------------------------------------------------------------


def for_each(variables: Quantified | Sequence[Quantified], known: Known) -> Theorem:
    """The theorem for every value of variables that nothing it rests on mentions, the last innermost."""
    theorem = proof_of(known)
    for variable in reversed(variables_of(variables)):
        theorem = rules.generalise(theorem, variable)
        with_letter(theorem.conclusion, variable)
    return theorem


def specialise(known: Known, *values: Value) -> Theorem:
    """A universal theorem at the values, the outermost first."""
    theorem = proof_of(known)
    for value in map(bound_value, values):
        carry_inside(theorem.conclusion, value)
        theorem = rules.specialise(theorem, value)
    return theorem


def exhibit(goal: Formula, values: Value | Sequence[Value], known: Known) -> Theorem:
    """There is an x with A(x), from A of a value; there are several such, from A of values, the outermost first."""
    several = [bound_value(value) for value in (values if isinstance(values, (tuple, list)) else (values,))]
    existence = rules.of_kind(goal, Exists, "only an existence can be exhibited")
    if len(several) == 1:
        return rules.exhibit(existence, several[0], proof_of(known))
    inner = exhibit(open_body(existence.body, (several[0],)), several[1:], known)
    return rules.exhibit(existence, several[0], inner)


def take(existence: Known, variable: Quantified, known: Known) -> Theorem:
    """What follows from A(x) and does not mention x, where there is an x with A(x). Where A is a conjunction, it may
    follow from its parts."""
    exists, bound, theorem = proof_of(existence), variable_of(variable), proof_of(known)
    formula = rules.of_kind(exists.conclusion, Exists, "take: what is taken from is no existence")
    return rules.take(exists, bound, on_the_whole(theorem, open_body(formula.body, (bound,))))


# Chains ------------------------------------------------------------------------------------------


def transitivity(*links: Known) -> Theorem:
    """From a = b, b ≤ c, c < d, …: the relation between the two ends."""
    return rules.transitivity(tuple(proof_of(link) for link in links))
