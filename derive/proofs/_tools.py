"""Steps that several derivations take."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from derive.kernel import rules
from derive.kernel import terms as kernel
from derive.kernel.terms import And, ForAll, Formula, IndexVariable, fresh_name, open_body
from derive.kernel.theorem import Theorem
from derive.language.derivation import Derivation
from derive.language.expressions import (
    Equal,
    Number,
    Quantified,
    Real,
    Value,
    absolute,
    bound_value,
    delta,
    indices,
    real,
    replace,
    scalar,
    size,
    variable_of,
)
from derive.lemmas import inference

Steps = list[tuple[Number, Theorem]]
"""Theorems with the multipliers that add up to a step."""


@contextmanager
def in_general(chain: Derivation) -> Iterator[None]:
    """Inside, nothing counts as given: what does not need the hypotheses is cheaper to show without them."""
    before, chain.given = chain.given, ()
    try:
        yield
    finally:
        chain.given = before


def value_at(expression: Real, variable: Quantified, value: Value) -> Real:
    """The expression with a value for a variable."""
    result = replace(expression, variable, value)
    assert isinstance(result, Real)
    return result


def applied(chain: Derivation, theorem: Theorem, *replacements: tuple[Quantified, Value]) -> Theorem:
    """The theorem with values for its free variables, all at once; what it requires of them is proved."""
    values = [(variable_of(variable), bound_value(value)) for variable, value in replacements]
    taken = (*chain.given, *(value for _, value in values), *theorem.hypotheses, theorem.conclusion)
    outside = {v for node in (*chain.given, *(value for _, value in values)) for v in kernel.free_variables(node)}
    for place, (variable, value) in enumerate(values):
        if variable in outside:  # its letter means something else in the values, or in what is given here
            name = kernel.fresh_name(f"{variable.name}_", *taken)
            fresh: kernel.IndexVariable | kernel.Variable
            if isinstance(variable, kernel.IndexVariable):
                fresh = kernel.IndexVariable(name, variable.size)
            else:
                fresh = kernel.Variable(name, variable.sizes)
            theorem = inference.instantiate(theorem, variable, fresh, ())
            values[place] = (fresh, value)
    for variable, value in values:
        theorem = inference.instantiate(theorem, variable, value, chain.given)
    for hypothesis in theorem.hypotheses:
        if hypothesis not in chain.given:
            theorem = rules.modus_ponens(rules.discharge(theorem, hypothesis), established(chain, hypothesis))
    return theorem


def established(chain: Derivation, formula: Formula) -> Theorem:
    """A relation that the decision procedure establishes, for every index and under conditions where told."""
    if isinstance(formula, ForAll) and isinstance(formula.over, (str, int)):
        index = IndexVariable(fresh_name("e", formula, *chain.given), formula.over)
        return rules.generalise(established(chain, open_body(formula.body, (index,))), index)
    if isinstance(formula, And):
        return rules.conjunction(tuple(established(chain, part) for part in formula.parts))
    if isinstance(formula, kernel.Implies):
        with chain.assuming(formula.left):
            return rules.discharge(established(chain, formula.right), formula.left)
    return chain.check(formula)


def either_way(chain: Derivation, equation: kernel.Equal, elsewhere: Theorem) -> Theorem:
    """The equation, given that it holds even where its sides differ."""
    left, right = equation.left, equation.right
    branches = [rules.assume(equation)]
    for relation in (kernel.Less(left, right), kernel.Less(right, left)):
        differ = rules.by_normal_form(kernel.Different(left, right), (), (rules.assume(relation),))
        branches.append(rules.modus_ponens(rules.discharge(elsewhere, differ.conclusion), differ))
    three_cases = rules.trichotomy(left, right, chain.given, ())
    return rules.cases(three_cases, (branches[1], branches[0], branches[2]), equation)


def under(theorem: Theorem, condition: Formula) -> Theorem:
    """The implication from a conjunction to what follows from its parts."""
    assert isinstance(condition, And)
    for place, part in enumerate(condition.parts):
        theorem = rules.modus_ponens(rules.discharge(theorem, part), rules.conjunct(rules.assume(condition), place))
    return rules.discharge(theorem, condition)


def at_least_one(chain: Derivation) -> Theorem:
    """1 ≤ K: there is the index i."""
    i, k = indices("i k")
    termwise = chain.check(delta(k, i) <= 1)
    return chain.check(size() >= 1, (), [(1, inference.add_up(chain.generalise(termwise, k)))])


def absolute_at_most(chain: Derivation, value: Real, bound: Real, low: Theorem, high: Theorem) -> Theorem:
    """|x| ≤ b, from −b ≤ x and x ≤ b."""
    x, b = scalar("x"), scalar("b")
    goal, conditions = kernel.LessEqual(absolute(x).term, b.term), (-b <= x, x <= b)
    branches = tuple(rules.by_normal_form(goal, (*conditions, sign), ()) for sign in (x < 0, Equal(x, 0), x > 0))
    theorem = rules.cases(rules.trichotomy(x.term, real(0).term, (), ()), branches, goal)
    for condition in conditions:
        theorem = rules.discharge(theorem, condition)
    theorem = chain.specialise(rules.weaken(chain.generalise(theorem, x, b), chain.given), value, bound)
    for side in (high, low):
        implication = theorem.conclusion
        assert isinstance(implication, kernel.Implies)
        theorem = rules.modus_ponens(theorem, chain.check(implication.left, (), [(1, side)]))
    return theorem
