"""Rules of inference that follow from those of the kernel: each makes its steps one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import reduce

from derive.kernel import rules
from derive.kernel.terms import (
    ONE,
    ZERO,
    Add,
    Array,
    Bound,
    Different,
    Entry,
    Equal,
    Exists,
    Exp,
    ForAll,
    Formula,
    Implies,
    Index,
    IndexNumber,
    IndexVariable,
    KernelError,
    Lambda,
    Less,
    LessEqual,
    Log,
    Maximum,
    Multiply,
    Not,
    Or,
    Power,
    Rank,
    Relation,
    SameIndex,
    Size,
    SizeValue,
    Sum,
    Term,
    Variable,
    close_body,
    delta,
    expect,
    free_variables,
    fresh_name,
    number,
    open_body,
    subnodes,
    substitute,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.language.extrema import largest
from derive.work import remembered


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


def negation(theorem: Theorem, hypothesis: Formula) -> Theorem:
    """From H, A ⊢ false: H ⊢ not A."""
    denial = Not(hypothesis)
    branches = (rules.cases(theorem, (), denial), rules.assume(denial))
    return rules.cases(rules.excluded_middle(hypothesis), branches, denial)


def impossible(relation: Relation, denial: Theorem, goal: Formula, premises: tuple[Theorem, ...]) -> Theorem:
    """The goal, under a relation that a theorem excludes."""
    return rules.cases(rules.clash(rules.assume(relation), denial, premises), (), goal)


def cancel(goal: Equal, theorem: Theorem, factor: Term, power: int, premises: tuple[Theorem, ...]) -> Theorem:
    """From an equation whose sides differ by factor · (goal.left − goal.right)^power, factor ≠ 0: the goal."""
    rules.of_kind(theorem.conclusion, Equal, "cancel: the theorem is not an equation")
    hypotheses = theorem.hypotheses
    product = Multiply((factor, Power(subtract(goal.left, goal.right), number(power))))
    vanishes = rules.combine(Equal(product, ZERO), (ONE,), (theorem,), hypotheses, premises)
    branches = [rules.assume(goal)]
    for place, strict in ((0, Less(goal.left, goal.right)), (2, Less(goal.right, goal.left))):
        differs = rules.by_normal_form(Different(product, ZERO), (*hypotheses, strict), premises)
        branches.insert(place, rules.cases(rules.clash(vanishes, differs, ()), (), goal))
    return rules.cases(rules.trichotomy(goal.left, goal.right, hypotheses, premises), tuple(branches), goal)


# Rules that are one lemma about all real numbers, or all vectors ------------------------------------

NO_COMPARISON = "the theorem is not an equation or inequality"

_X, _Y = Variable("x", ()), Variable("y", ())
_x, _y = Entry(_X, ()), Entry(_Y, ())


def _for_all(theorem: Theorem, conditions: tuple[Formula, ...], *variables: IndexVariable | Variable) -> Theorem:
    for condition in reversed(conditions):
        theorem = rules.discharge(theorem, condition)
    for variable in reversed(variables):
        theorem = rules.generalise(theorem, variable)
    return theorem


def _applied(
    lemma: Theorem, values: tuple[Bound, ...], conditions: tuple[Theorem, ...], premises: tuple[Theorem, ...] = ()
) -> Theorem:
    """A lemma without its quantifiers and its conditions. That the values are defined is decided without any facts,
    or from the inequalities among the hypotheses, or from all inequalities, or all formulas among the conditions, the
    premises and their hypotheses."""
    theorems = (*conditions, *premises)
    known = tuple(f for theorem in theorems for f in (*theorem.hypotheses, theorem.conclusion))
    inequalities = tuple(f for f in known if not any(isinstance(part, Equal) for part in subnodes(f)))
    given = tuple(f for f in inequalities if any(f in theorem.hypotheses for theorem in theorems))
    for facts in ((), given, inequalities, known):
        try:
            result = reduce(rules.specialise, values, rules.weaken(lemma, facts) if facts else lemma)
            break
        except KernelError:
            if facts == known:
                raise
    result = reduce(rules.modus_ponens, conditions, result)
    for theorem in theorems:
        if theorem.conclusion in facts:
            result = rules.modus_ponens(rules.discharge(result, theorem.conclusion), theorem)
    return result


def _scalar(term: Term) -> Array:
    return term.array if isinstance(term, Entry) and not term.indices else Lambda((), term)


def _termwise(formula: Formula) -> tuple[Size, Relation]:
    if isinstance(formula, ForAll) and isinstance(formula.over, (str, int)):
        return formula.over, rules.comparison(formula.body, NO_COMPARISON)
    raise KernelError("the theorem is not about every index")


@remembered()
def _log_bounds(strict: bool) -> Theorem:
    conditions = (Less(ZERO, _x), Different(_x, ONE)) if strict else (Less(ZERO, _x),)
    goal = (Less if strict else LessEqual)(Log(_x), subtract(_x, ONE))
    bound = rules.relative_entropy_bound(ONE, _x, conditions, ())
    return _for_all(rules.combine(goal, (ONE,), (bound,), conditions, ()), conditions, _X)


@remembered()
def _rises(function: str, given: Relation) -> Theorem:
    conditions = (given,) if function == "exp" else (Less(ZERO, _x), given)
    goal = type(given)(Exp(_x), Exp(_y)) if function == "exp" else type(given)(Log(_x), Log(_y))
    if isinstance(given, Equal):
        theorem = rules.by_normal_form(goal, conditions, ())
    elif function == "exp":  # exp x − exp y ≤ exp x · (x − y)
        bound = rules.relative_entropy_bound(Exp(_x), Exp(_y), conditions, ())
        theorem = rules.combine(goal, (ONE, Exp(_x)), (bound, rules.assume(given)), conditions, ())
    else:  # y − x ≤ y · log(y/x)
        bound, slope = rules.relative_entropy_bound(_y, _x, conditions, ()), Power(_y, number(-1))
        theorem = rules.combine(goal, (slope, slope), (bound, rules.assume(given)), conditions, ())
    return _for_all(theorem, conditions, _X, _Y)


def log_bound(argument: Term, hypotheses: tuple[Formula, ...], premises: tuple[Theorem, ...]) -> Theorem:
    """log t ≤ t − 1 for t > 0; log t < t − 1 where moreover t ≠ 1 is proved."""
    conditions: tuple[Theorem, ...] = (rules.by_normal_form(Less(ZERO, argument), hypotheses, premises),)
    with suppress(KernelError):
        conditions += (rules.by_normal_form(Different(argument, ONE), hypotheses, premises),)
    return _applied(_log_bounds(len(conditions) == 2), (_scalar(argument),), conditions, premises)


def monotone(function: str, theorem: Theorem, premises: tuple[Theorem, ...]) -> Theorem:
    """From a < b (or ≤, =): exp a < exp b; log a < log b where a > 0."""
    expect(function in ("exp", "log"), "monotone: the function is exp or log")
    relation = rules.comparison(theorem.conclusion, NO_COMPARISON)
    conditions: tuple[Theorem, ...] = (theorem,)
    if function == "log":
        positive = Less(ZERO, relation.left)
        conditions = (rules.by_normal_form(positive, theorem.hypotheses, (*premises, theorem)), theorem)
    lemma = _rises(function, type(relation)(_x, _y))
    return _applied(lemma, (_scalar(relation.left), _scalar(relation.right)), conditions, premises)


@remembered()
def _antisymmetric() -> Theorem:
    goal, conditions = Equal(_x, _y), (LessEqual(_x, _y), LessEqual(_y, _x))
    below, above = (rules.assume(condition) for condition in conditions)
    branches = (
        impossible(Less(_x, _y), above, goal, ()),
        rules.assume(goal),
        impossible(Less(_y, _x), below, goal, ()),
    )
    return _for_all(rules.cases(rules.trichotomy(_x, _y, (), ()), branches, goal), conditions, _X, _Y)


def antisymmetry(first: Theorem, second: Theorem) -> Theorem:
    """From a ≤ b and b ≤ a: a = b."""
    relation = rules.comparison(first.conclusion, NO_COMPARISON)
    return _applied(_antisymmetric(), (_scalar(relation.left), _scalar(relation.right)), (first, second))


@remembered()
def _sums_compare(size: Size, relation: Relation) -> Theorem:
    k, a, b = IndexVariable("k", size), Variable("a", (size,)), Variable("b", (size,))
    a_k, b_k = Entry(a, (k,)), Entry(b, (k,))
    condition = ForAll(size, close_body(type(relation)(a_k, b_k), (k,)))
    goal = type(relation)(Sum(size, close_body(a_k, (k,))), Sum(size, close_body(b_k, (k,))))
    rest = type(relation)(ZERO, Sum(size, close_body(subtract(b_k, a_k), (k,))))
    signed = rules.by_normal_form(rest, (condition,), ())
    return _for_all(rules.combine(goal, (ONE,), (signed,), (), ()), (condition,), a, b)


def add_up(theorem: Theorem) -> Theorem:
    """From aₖ < bₖ (or ≤, =) for every k: Σ aₖ < Σ bₖ (or ≤, =)."""
    size, relation = _termwise(theorem.conclusion)
    arrays = Lambda((size,), relation.left), Lambda((size,), relation.right)
    return _applied(_sums_compare(size, type(relation)(_x, _y)), arrays, (theorem,))


@remembered()
def _sums_rise(size: Size) -> Theorem:
    i, k = IndexVariable("i", size), IndexVariable("k", size)
    arrays = Variable("a", (size,)), Variable("b", (size,))
    (a_i, b_i), (a_k, b_k) = ([Entry(array, (index,)) for array in arrays] for index in (i, k))
    conditions = (ForAll(size, close_body(LessEqual(a_k, b_k), (k,))), Less(a_i, b_i))
    each, strict = rules.specialise(rules.assume(conditions[0]), k), rules.assume(conditions[1])
    raised = Add((a_k, Multiply((delta(k, i), subtract(b_k, a_k)))))
    each = rules.combine(LessEqual(raised, b_k), (subtract(ONE, delta(k, i)),), (each,), (), ())
    goal = Less(Sum(size, close_body(a_k, (k,))), Sum(size, close_body(b_k, (k,))))
    summed = add_up(rules.generalise(each, k))
    return _for_all(rules.combine(goal, (ONE, ONE), (summed, strict), (), ()), conditions, i, *arrays)


def add_up_strictly(theorem: Theorem, strict: Theorem, index: Index) -> Theorem:
    """From aₖ ≤ bₖ for every k, and aᵢ < bᵢ for one i: Σ aₖ < Σ bₖ."""
    size, relation = _termwise(theorem.conclusion)
    arrays = Lambda((size,), relation.left), Lambda((size,), relation.right)
    return _applied(_sums_rise(size), (index, *arrays), (theorem, strict))


@remembered()
def _maximum_below(size: Size, relation: Relation) -> Theorem:
    k, a = IndexVariable("k", size), Variable("a", (size,))
    a_k = Entry(a, (k,))
    maximum = Maximum(size, close_body(a_k, (k,)))
    condition = ForAll(size, close_body(type(relation)(a_k, _y), (k,)))
    attained, each = rules.assume(Equal(a_k, maximum)), rules.specialise(rules.assume(condition), k)
    below = rules.combine(type(relation)(maximum, _y), (ONE, number(-1)), (each, attained), (), ())
    return _for_all(rules.take(rules.maximum_attained(maximum, ()), k, below), (condition,), a, _Y)


def maximum_least(theorem: Theorem) -> Theorem:
    """From aₖ ≤ b for every k, or <, where b does not depend on k: max aₖ ≤ b, or <."""
    size, relation = _termwise(theorem.conclusion)
    expect(isinstance(relation, (Less, LessEqual)), "maximum_least: the theorem is not an inequality")
    expect(not relation.right.loose, "maximum_least: the bound depends on the index")
    lemma = _maximum_below(size, type(relation)(_x, _y))
    return _applied(lemma, (Lambda((size,), relation.left), _scalar(relation.right)), (theorem,))


@remembered()
def _vanishing(size: Size) -> Theorem:
    k, a = IndexVariable("k", size), Variable("a", (size,))
    a_k = Entry(a, (k,))
    total = Sum(size, close_body(a_k, (k,)))
    conditions = (Equal(total, ZERO), ForAll(size, close_body(LessEqual(ZERO, a_k), (k,))))
    part = rules.by_normal_form(LessEqual(a_k, total), conditions[1:], ())
    below = rules.transitivity((part, rules.assume(conditions[0])))
    zero = antisymmetry(below, rules.specialise(rules.assume(conditions[1]), k))
    return _for_all(rules.generalise(zero, k), conditions, a)


def vanishing_terms(total: Theorem, signs: Theorem) -> Theorem:
    """From Σ aₖ = 0 and 0 ≤ aₖ for every k: aₖ = 0 for every k."""
    size, relation = _termwise(signs.conclusion)
    goal = Equal(Sum(size, relation.right), ZERO)
    if total.conclusion != goal:
        total = rules.by_normal_form(goal, total.hypotheses, (total,))
    return _applied(_vanishing(size), (Lambda((size,), relation.right),), (total, signs))


NO_NULL_SPACE = "rank: the theorem is not that M v = 0 exactly where v = c·1 for some c"


def _implication(theorem: Theorem) -> Implies:
    return rules.of_kind(theorem.conclusion, Implies, NO_NULL_SPACE)


def rows_sum_to_zero(rank: Rank, null_space: Theorem) -> Theorem:
    """From M v = 0 for v = c·1: every row of M sums to 0."""
    size, facts = rank.columns, null_space.hypotheses
    row = IndexVariable(fresh_name("row", rank, *facts), rank.rows)
    column = IndexVariable(fresh_name("column", rank, *facts), size)
    sent_to_zero = rules.conjunct(rules.specialise(null_space, Lambda((size,), ONE)), 1)
    scaled = rules.of_kind(_implication(sent_to_zero).left, Exists, NO_NULL_SPACE)
    constant = rules.generalise(rules.by_normal_form(Equal(ONE, ONE), (), ()), column)
    image = rules.modus_ponens(sent_to_zero, rules.exhibit(scaled, Lambda((), ONE), constant))
    one_row = rules.specialise(image, row)
    rows = Sum(size, close_body(open_body(rank.body, (row, column)), (column,)))
    return rules.generalise(rules.combine(Equal(rows, ZERO), (ONE,), (one_row,), facts, ()), row)


def rank_from_null_space(goal: Equal, null_space: Theorem, rows: Theorem | None = None) -> Theorem:
    """Rank and nullity: if, for every v, M v = 0 exactly when v = c·1 for some c, the rank of M is one less than
    the number of its columns. That every row of M sums to 0 is derived from that, unless it is given."""
    rank, facts = rules.of_kind(goal.left, Rank, "rank: the left side is not a rank"), null_space.hypotheses
    size = rank.columns
    column = IndexVariable(fresh_name("column", rank, *facts), size)

    vector = Variable(fresh_name("v", rank, *facts), (size,))
    is_constant = rules.conjunct(rules.specialise(null_space, vector), 0)
    in_kernel = _implication(is_constant).left
    existence = rules.of_kind(_implication(is_constant).right, Exists, NO_NULL_SPACE)
    value = Variable(fresh_name("c", rank, existence, *facts), ())
    alike = rules.assume(open_body(existence.body, (value,)))
    ends = tuple(rules.specialise(alike, place) for place in (column, IndexNumber(1, size)))
    equal = Equal(Entry(vector, (column,)), Entry(vector, (IndexNumber(1, size),)))
    same = rules.generalise(rules.combine(equal, (ONE, number(-1)), ends, (), ()), column)
    same = rules.take(rules.modus_ponens(is_constant, rules.assume(in_kernel)), value, same)
    only = rules.generalise(rules.discharge(same, in_kernel), vector)
    theorem = rules.rank_from_null_space(rank, rows or rows_sum_to_zero(rank, null_space), only)
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
    relation = rules.comparison(theorems[0].conclusion, NO_COMPARISON)
    index = IndexVariable(fresh_name("m", maximum, relation, *given), len(terms))
    goal = type(relation)(open_body(maximum.body, (index,)), relation.right)

    def below(place: int, case: tuple[Formula, ...]) -> Theorem:
        return rules.combine(goal, (ONE,), (theorems[place],), (*case, *given), ())

    return maximum_least(rules.generalise(by_number(index, below), index))


def listed(terms: Sequence[Term]) -> Maximum:
    """The largest of several terms."""
    return rules.of_kind(largest(terms), Maximum, "there is only one term")
