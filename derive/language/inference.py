"""Rules of inference that follow from those of the kernel: each makes its steps one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from derive.kernel import rules
from derive.kernel.terms import (
    ONE,
    ZERO,
    Bound,
    Different,
    Entry,
    Equal,
    Exists,
    ForAll,
    Formula,
    Implies,
    IndexNumber,
    IndexVariable,
    Lambda,
    Less,
    LessEqual,
    Maximum,
    Multiply,
    Not,
    Or,
    Power,
    Rank,
    Relation,
    SameIndex,
    SizeValue,
    Sum,
    Term,
    Variable,
    close_body,
    expect,
    free_variables,
    fresh_name,
    number,
    open_body,
    substitute,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.language.abbreviations import largest


def instantiate(theorem: Theorem, variable: Bound, value: Bound, facts: tuple[Formula, ...]) -> Theorem:
    """The theorem with a value for a free variable; the value has to be defined under the hypotheses
    that result and the facts, which become hypotheses."""
    required = tuple(h for h in theorem.hypotheses if variable in free_variables(h))
    for hypothesis in required:
        theorem = rules.discharge(theorem, hypothesis)
    assert isinstance(variable, (IndexVariable, Variable))
    placed = tuple(substitute(hypothesis, {variable: value}) for hypothesis in required)
    general = rules.weaken(rules.generalise(theorem, variable), (*facts, *placed))
    result = rules.specialise(general, value)
    for hypothesis in reversed(placed):
        result = rules.modus_ponens(result, rules.assume(hypothesis))
    return result


def impossible(relation: Relation, denial: Theorem, goal: Formula, premises: tuple[Theorem, ...]) -> Theorem:
    """The goal, under a relation that a theorem excludes."""
    return rules.cases(rules.clash(rules.assume(relation), denial, premises), (), goal)


def cancel(goal: Equal, theorem: Theorem, factor: Term, power: int, premises: tuple[Theorem, ...]) -> Theorem:
    """From an equation whose sides differ by factor · (goal.left − goal.right)^power, factor ≠ 0: the goal."""
    relation = theorem.conclusion
    expect(isinstance(relation, Equal), "cancel: the theorem is not an equation")
    assert isinstance(relation, Equal)
    hypotheses = theorem.hypotheses
    product = Multiply((factor, Power(subtract(goal.left, goal.right), number(power))))
    vanishes = rules.combine(Equal(product, ZERO), (ONE,), (theorem,), hypotheses, premises)
    branches = [rules.assume(goal)]
    for place, strict in ((0, Less(goal.left, goal.right)), (2, Less(goal.right, goal.left))):
        differs = rules.by_normal_form(Different(product, ZERO), (*hypotheses, strict), premises)
        branches.insert(place, rules.cases(rules.clash(vanishes, differs, ()), (), goal))
    return rules.cases(rules.trichotomy(goal.left, goal.right, hypotheses, premises), tuple(branches), goal)


def vanishing_terms(total: Theorem, signs: Theorem) -> Theorem:
    """From Σ aₖ = 0 and 0 ≤ aₖ for every k: aₖ = 0 for every k."""
    formula = signs.conclusion
    known = isinstance(formula, ForAll) and isinstance(formula.over, (str, int)) and isinstance(formula.body, LessEqual)
    expect(known, "vanishing_terms: the second theorem is not 0 ≤ aₖ for every k")
    assert isinstance(formula, ForAll) and isinstance(formula.over, (str, int)) and isinstance(formula.body, LessEqual)
    index = IndexVariable(fresh_name("k", formula, *signs.hypotheses, *total.hypotheses), formula.over)
    each = rules.specialise(signs, index)
    assert isinstance(each.conclusion, LessEqual)
    value = each.conclusion.right
    goal = Equal(value, ZERO)
    hypotheses = (*total.hypotheses, *signs.hypotheses)
    positive = rules.add_up_strictly(signs, rules.assume(Less(ZERO, value)), index)
    branches = (
        impossible(Less(value, ZERO), each, goal, ()),
        rules.assume(goal),
        rules.cases(rules.clash(total, positive, ()), (), goal),
    )
    return rules.generalise(rules.cases(rules.trichotomy(value, ZERO, hypotheses, ()), branches, goal), index)


def rank_from_null_space(goal: Equal, null_space: Theorem) -> Theorem:
    """Rank and nullity: if, for every v, M v = 0 exactly when v = c·1 for some c, the rank of M is one less than
    the number of its columns."""
    rank, facts = goal.left, null_space.hypotheses
    expect(isinstance(rank, Rank), "rank: the left side is not a rank")
    assert isinstance(rank, Rank)
    size = rank.columns
    row = IndexVariable(fresh_name("row", rank, *facts), rank.rows)
    column = IndexVariable(fresh_name("column", rank, *facts), size)

    ones = rules.specialise(null_space, Lambda((size,), ONE))
    sent_to_zero = rules.conjunct(ones, 1)
    assert isinstance(sent_to_zero.conclusion, Implies) and isinstance(sent_to_zero.conclusion.left, Exists)
    constant = rules.generalise(rules.by_normal_form(Equal(ONE, ONE), (), ()), column)
    image = rules.modus_ponens(sent_to_zero, rules.exhibit(sent_to_zero.conclusion.left, Lambda((), ONE), constant))
    one_row = rules.specialise(image, row)
    rows = Sum(size, close_body(open_body(rank.body, (row, column)), (column,)))
    rows_vanish = rules.generalise(rules.combine(Equal(rows, ZERO), (ONE,), (one_row,), facts, ()), row)

    vector = Variable(fresh_name("v", rank, *facts), (size,))
    is_constant = rules.conjunct(rules.specialise(null_space, vector), 0)
    assert isinstance(is_constant.conclusion, Implies) and isinstance(is_constant.conclusion.right, Exists)
    in_kernel, existence = is_constant.conclusion.left, is_constant.conclusion.right
    value = Variable(fresh_name("c", rank, existence, *facts), ())
    alike = rules.assume(open_body(existence.body, (value,)))
    ends = tuple(rules.specialise(alike, place) for place in (column, IndexNumber(1, size)))
    equal = Equal(Entry(vector, (column,)), Entry(vector, (IndexNumber(1, size),)))
    same = rules.generalise(rules.combine(equal, (ONE, number(-1)), ends, (), ()), column)
    same = rules.take(rules.modus_ponens(is_constant, rules.assume(in_kernel)), value, same)
    only = rules.generalise(rules.discharge(same, in_kernel), vector)
    theorem = rules.rank_from_null_space(rank, rows_vanish, only)
    less = rules.by_normal_form(Equal(subtract(SizeValue(size), ONE), goal.right), (), ())
    return rules.transitivity((theorem, less))


# The largest of finitely many terms, at least two -------------------------------------------------


def by_number(index: IndexVariable, prove: Callable[[int, tuple[Formula, ...]], Theorem]) -> Theorem:
    """What is proved where an index over a numeric size is 1, where it is 2, … (the last: where it is none of the
    others), for any index."""
    assert isinstance(index.size, int)
    same = [SameIndex(index, IndexNumber(value, index.size)) for value in range(1, index.size)]
    theorem = prove(index.size - 1, tuple(Not(formula) for formula in same))
    for place, formula in reversed([*enumerate(same)]):
        branch = prove(place, (formula,))
        theorem = rules.cases(rules.excluded_middle(formula), (branch, theorem), branch.conclusion)
    return theorem


def largest_bounds(terms: Sequence[Term], place: int, given: tuple[Formula, ...]) -> Theorem:
    """Each of the terms is at most the largest of them."""
    maximum = listed(terms)
    bound = rules.maximum_bounds(maximum, IndexNumber(place + 1, len(terms)), given)
    return rules.combine(LessEqual(terms[place], maximum), (ONE,), (bound,), given, ())


def largest_attained(terms: Sequence[Term], given: tuple[Formula, ...]) -> Theorem:
    """The largest is the first of the terms, or the second, …"""
    maximum = listed(terms)
    index = IndexVariable(fresh_name("m", maximum, *given), len(terms))
    value = Equal(open_body(maximum.body, (index,)), maximum)
    goal = Or(tuple(Equal(term, maximum) for term in terms))

    def chosen(place: int, case: tuple[Formula, ...]) -> Theorem:
        equal = rules.combine(Equal(terms[place], maximum), (ONE,), (rules.assume(value),), (*case, *given), ())
        return rules.alternative(goal, place, equal)

    return rules.take(rules.maximum_attained(maximum, given), index, by_number(index, chosen))


def largest_least(terms: Sequence[Term], theorems: Sequence[Theorem]) -> Theorem:
    """From a ≤ c and b ≤ c, …, or all <: the largest of a, b, … is at most c, or less."""
    expect(len(terms) == len(theorems), "largest_least: there is not one inequality for each term")
    maximum = listed(terms)
    given = tuple(hypothesis for theorem in theorems for hypothesis in theorem.hypotheses)
    relation = theorems[0].conclusion
    assert isinstance(relation, (Less, LessEqual))
    index = IndexVariable(fresh_name("m", maximum, relation, *given), len(terms))
    goal = type(relation)(open_body(maximum.body, (index,)), relation.right)

    def below(place: int, case: tuple[Formula, ...]) -> Theorem:
        return rules.combine(goal, (ONE,), (theorems[place],), (*case, *given), ())

    return rules.maximum_least(rules.generalise(by_number(index, below), index))


def listed(terms: Sequence[Term]) -> Maximum:
    """The largest of several terms."""
    maximum = largest(terms)
    expect(isinstance(maximum, Maximum), "there is only one term")
    assert isinstance(maximum, Maximum)
    return maximum
