"""Steps that several derivations take."""

from __future__ import annotations

from derive.kernel import rules
from derive.kernel import terms as kernel
from derive.kernel.terms import And, ForAll, Formula, IndexVariable, fresh_name, open_body
from derive.kernel.theorem import Theorem
from derive.language.derivation import Derivation, Value, bound_value
from derive.language.expressions import Family, Number, Quantified, Real, replace, variable_of

Steps = list[tuple[Number, Theorem]]
"""Theorems with the multipliers that add up to a step."""


def value_at(expression: Real, variable: Quantified, value: Family | Number) -> Real:
    """The expression with a value for a variable."""
    result = replace(expression, variable, value)
    assert isinstance(result, Real)
    return result


def applied(chain: Derivation, theorem: Theorem, *replacements: tuple[Quantified, Value]) -> Theorem:
    """The theorem with values for its free variables; what it requires of them is proved."""
    for variable, value in replacements:
        theorem = rules.instantiate(theorem, variable_of(variable), bound_value(value), chain.given)
    for hypothesis in theorem.hypotheses:
        if hypothesis not in chain.given:
            theorem = rules.modus_ponens(rules.discharge(theorem, hypothesis), established(chain, hypothesis))
    return theorem


def established(chain: Derivation, formula: Formula) -> Theorem:
    """A relation, or one for every index, that the decision procedure establishes."""
    if isinstance(formula, ForAll) and isinstance(formula.over, (str, int)):
        index = IndexVariable(fresh_name("e", formula, *chain.given), formula.over)
        return rules.generalise(established(chain, open_body(formula.body, (index,))), index)
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
