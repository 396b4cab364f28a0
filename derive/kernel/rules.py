"""The rules of inference. Each takes theorems and nodes, and fails by its own name.

The logic is classical first-order logic of partial terms: quantifiers range over reals, arrays and
indices that exist, and an atomic formula asserts that its sides are defined.
"""

from collections.abc import Iterable
from contextlib import suppress
from itertools import pairwise
from typing import cast

from derive.kernel.decisions import decide
from derive.kernel.limits import LimitLaws, near
from derive.kernel.normal import NeedsCase
from derive.kernel.reasoner import Reasoner
from derive.kernel.terms import *
from derive.kernel.theorem import Sequent, Theorem, rule

FALSE = Or(())


def gather(*theorems: Theorem) -> tuple[Formula, ...]:
    """The hypotheses of all the theorems."""
    return tuple(h for theorem in theorems for h in theorem.hypotheses)


def known(hypotheses: tuple[Formula, ...], premises: tuple[Theorem, ...]) -> tuple[Formula, ...]:
    """What may be used: the hypotheses, and what the premises conclude."""
    return (*hypotheses, *(premise.conclusion for premise in premises))


def of_kind(node: Node, kind: type[N], message: str) -> N:
    """The node, which has to be of a kind; raises KernelError with the message where it is not."""
    if isinstance(node, kind):
        return node
    raise KernelError(message)


def comparison(formula: Formula, message: str) -> Relation:
    """The equation or inequality that a formula has to be."""
    expect(not isinstance(formula, Different), message)
    return of_kind(formula, Relation, message)


def proper_variable(variable: Bound) -> IndexVariable | Variable:
    """The variable, which may stand for anything of its sort; an index that depends on others may not."""
    expect(isinstance(variable, (IndexVariable, Variable)), "that is not a variable")
    expect(not isinstance(variable, IndexVariable) or not variable.arguments, "the index depends on others")
    return cast("IndexVariable | Variable", variable)


def check_fresh(variable: IndexVariable | Variable, nodes: Iterable[Node], message: str) -> None:
    """Raises KernelError with the message where one of the nodes mentions the variable."""
    expect(all(variable not in free_variables(node) for node in nodes), message)


def check_exists(value: Bound, facts: tuple[Formula, ...]) -> None:
    """Raises KernelError unless an array's entries are all defined."""
    if isinstance(value, Lambda):
        names = [IndexVariable(fresh_name(f"e{n}_", value, *facts), size) for n, size in enumerate(value.sizes)]
        body = entry(value, tuple(names))
        decide(Equal(body, body), facts)


# Logic -------------------------------------------------------------------------------------------


@rule
def assume(formula: Formula) -> Sequent:
    """A ⊢ A."""
    return (formula,), formula


@rule
def weaken(theorem: Theorem, hypotheses: tuple[Formula, ...]) -> Formula:
    """The theorem under more hypotheses."""
    return theorem.conclusion


@rule
def discharge(theorem: Theorem, hypothesis: Formula) -> Sequent:
    """From H, A ⊢ B: H ⊢ A implies B."""
    return tuple(h for h in theorem.hypotheses if h != hypothesis), Implies(hypothesis, theorem.conclusion)


@rule
def modus_ponens(implication: Theorem, antecedent: Theorem) -> Formula:
    """From A implies B and A: B."""
    formula = of_kind(implication.conclusion, Implies, "the first theorem is not an implication")
    expect(formula.left == antecedent.conclusion, "the second theorem is not what the first requires")
    return formula.right


@rule
def conjunction(theorems: tuple[Theorem, ...]) -> Formula:
    """From A, B, …: A and B and …"""
    return And(tuple(theorem.conclusion for theorem in theorems))


@rule
def conjunct(theorem: Theorem, place: int) -> Formula:
    """From A and B and …: the part at a place, counted from 0."""
    formula = of_kind(theorem.conclusion, And, "there is no such conjunct")
    expect(0 <= place < len(formula.parts), "there is no such conjunct")
    return formula.parts[place]


@rule
def alternative(goal: Or, place: int, theorem: Theorem) -> Formula:
    """From A: A or B or …"""
    expect(0 <= place < len(goal.parts) and goal.parts[place] == theorem.conclusion, "that is not the alternative")
    return goal


@rule
def cases(disjunction: Theorem, branches: tuple[Theorem, ...], goal: Formula) -> Sequent:
    """From A or B or …, and the goal under A, under B, …: the goal. (From nothing: anything.)"""
    parts = of_kind(disjunction.conclusion, Or, "the first theorem is not a disjunction").parts
    expect(len(parts) == len(branches), "there is not one branch for each alternative")
    left = list(disjunction.hypotheses)
    for part, branch in zip(parts, branches, strict=True):
        expect(branch.conclusion == goal, "a branch does not prove the goal")
        left.extend(h for h in branch.hypotheses if h != part)
    return tuple(left), goal


@rule
def excluded_middle(formula: Formula) -> Formula:
    """A or not A."""
    return Or((formula, Not(formula)))


@rule
def generalise(theorem: Theorem, variable: Bound) -> Formula:
    """From H ⊢ A(x), x not in H: H ⊢ for all x, A(x)."""
    variable = proper_variable(variable)
    check_fresh(variable, theorem.hypotheses, f"{variable.name} is not arbitrary: a hypothesis mentions it")
    return ForAll(sort_of(variable), close_body(theorem.conclusion, (variable,)))


@rule
def specialise(theorem: Theorem, value: Bound) -> Formula:
    """From for all x, A(x): A(value), for a value that is defined under the hypotheses."""
    formula = of_kind(theorem.conclusion, ForAll, "the theorem is not a universal statement")
    expect(sort_of(value) == formula.over, "the value is not of the sort that is quantified over")
    check_exists(value, theorem.hypotheses)
    return open_body(formula.body, (value,))


@rule
def exhibit(goal: Exists, value: Bound, theorem: Theorem) -> Formula:
    """From A(value), for a value that is defined: there is an x with A(x)."""
    expect(sort_of(value) == goal.over, "the value is not of the sort that is quantified over")
    expect(open_body(goal.body, (value,)) == theorem.conclusion, "the theorem is not about the value")
    check_exists(value, theorem.hypotheses)
    return goal


@rule
def take(existence: Theorem, variable: Bound, theorem: Theorem) -> Sequent:
    """From there is an x with A(x), and B under A(x) for an arbitrary x that B does not mention: B."""
    formula = of_kind(existence.conclusion, Exists, "the first theorem states no existence")
    variable = proper_variable(variable)
    expect(sort_of(variable) == formula.over, "the variable is not of the sort that is quantified over")
    property_ = open_body(formula.body, (variable,))
    left = tuple(h for h in theorem.hypotheses if h != property_)
    check_fresh(variable, (*left, theorem.conclusion, formula), f"{variable.name} is not arbitrary")
    return (*existence.hypotheses, *left), theorem.conclusion


# Equality and order ------------------------------------------------------------------------------


@rule
def by_normal_form(goal: Relation, hypotheses: tuple[Formula, ...], premises: tuple[Theorem, ...]) -> Formula:
    """An equation or inequality that the decision procedure establishes."""
    decide(goal, known(hypotheses, premises))
    return goal


@rule
def transitivity(theorems: tuple[Theorem, ...]) -> Formula:
    """From a = b, b ≤ c, c < d, …: the relation between the two ends."""
    expect(len(theorems) > 0, "there is nothing to chain")
    relations = [comparison(theorem.conclusion, "a theorem is not an equation or inequality") for theorem in theorems]
    for relation, following in pairwise(relations):
        expect(relation.right == following.left, "two neighbours do not meet")
    strongest = max((type(relation) for relation in relations), key=(Equal, LessEqual, Less).index)
    return strongest(relations[0].left, relations[-1].right)


@rule
def combine(
    goal: Relation,
    multipliers: tuple[Term, ...],
    relations: tuple[Theorem, ...],
    hypotheses: tuple[Formula, ...],
    premises: tuple[Theorem, ...],
) -> Formula:
    """A linear combination: goal.right − goal.left = Σ mᵢ (rightᵢ − leftᵢ) + rest, where mᵢ ≥ 0 for
    inequalities (any mᵢ for equations) and the rest has a sign that suffices."""
    expect(len(multipliers) == len(relations), "there is not one multiplier for each relation")
    wanted = type(comparison(goal, "the goal is not an equation or inequality"))
    facts = known(hypotheses, premises)
    rest = subtract(goal.right, goal.left)
    for multiplier, theorem in zip(multipliers, relations, strict=True):
        relation = comparison(theorem.conclusion, "a premise is not an equation or inequality")
        expect(isinstance(relation, Equal) or not isinstance(goal, Equal), "an inequality does not prove an equation")
        if isinstance(relation, Less) and _decided(Less(ZERO, multiplier), facts):
            wanted = LessEqual
        elif not isinstance(relation, Equal):
            decide(LessEqual(ZERO, multiplier), facts)
        rest = subtract(rest, Multiply((multiplier, subtract(relation.right, relation.left))))
    decide(wanted(ZERO, rest), facts)  # which is defined only where all its parts are
    return goal


def _decided(goal: Relation, facts: tuple[Formula, ...]) -> bool:
    with suppress(KernelError):
        decide(goal, facts)
        return True
    return False


@rule
def relative_entropy_bound(
    first: Term, second: Term, hypotheses: tuple[Formula, ...], premises: tuple[Theorem, ...]
) -> Formula:
    """t − u ≤ t·log(t/u) for t ≥ 0 (0·log 0 = 0) and u > 0; < where moreover t ≠ u is proved."""
    facts = known(hypotheses, premises)
    decide(LessEqual(ZERO, first), facts)
    decide(Less(ZERO, second), facts)
    relation = Less if _decided(Different(first, second), facts) else LessEqual
    ratio = Multiply((first, Power(second, number(-1))))
    return relation(subtract(first, second), Multiply((first, Log(ratio))))


@rule
def trichotomy(left: Term, right: Term, hypotheses: tuple[Formula, ...], premises: tuple[Theorem, ...]) -> Formula:
    """a < b, or a = b, or b < a, where both are defined."""
    for side in (left, right):
        decide(Equal(side, side), known(hypotheses, premises))
    return Or((Less(left, right), Equal(left, right), Less(right, left)))


@rule
def clash(first: Theorem, second: Theorem, premises: tuple[Theorem, ...]) -> Formula:
    """False, from a formula and its negation, or from a relation that the second theorem is decided to exclude."""
    if second.conclusion != Not(first.conclusion):
        one = of_kind(first.conclusion, Relation, "the first theorem is not a relation")
        sides = (one.left, one.right) if isinstance(one, (Equal, Different)) else (one.right, one.left)
        denial = {Equal: Different, Different: Equal, Less: LessEqual, LessEqual: Less}[type(one)](*sides)
        if second.conclusion != denial:
            decide(denial, known((*first.hypotheses, *second.hypotheses), (*premises, second)))
    return FALSE


# Sums and maxima ---------------------------------------------------------------------------------


@rule
def add_up(theorem: Theorem) -> Formula:
    """From aₖ < bₖ (or ≤, =) for every k: Σ aₖ < Σ bₖ (or ≤, =)."""
    match theorem.conclusion:
        case ForAll(over=str() | int() as size, body=Equal() | Less() | LessEqual() as relation):
            return type(relation)(Sum(size, relation.left), Sum(size, relation.right))
    raise KernelError("the theorem is not an equation or inequality for every index")


@rule
def maximum_bounds(maximum: Term, place: int | Index, hypotheses: tuple[Formula, ...]) -> Formula:
    """Each of the values is at most the maximum."""
    decide(Equal(maximum, maximum), hypotheses)
    return LessEqual(_value_at(maximum, place), maximum)


@rule
def maximum_attained(maximum: Term, hypotheses: tuple[Formula, ...]) -> Formula:
    """The maximum is one of the values."""
    decide(Equal(maximum, maximum), hypotheses)
    if isinstance(maximum, Largest):
        return Or(tuple(Equal(value, maximum) for value in maximum.terms))
    maximum = of_kind(maximum, Maximum, "the term is not a maximum")
    index = IndexVariable(fresh_name("m", maximum), maximum.size)
    value = Equal(open_body(maximum.body, (index,)), maximum)
    return Exists(maximum.size, close_body(value, (index,)))


@rule
def largest_least(maximum: Largest, theorems: tuple[Theorem, ...]) -> Formula:
    """From a ≤ c and b ≤ c, …, or all <: max(a, b, …) ≤ c, or <."""
    expect(len(theorems) == len(maximum.terms), "there is not one inequality for each value")
    first = comparison(theorems[0].conclusion, "the theorems are not inequalities")
    expect(not isinstance(first, Equal), "the theorems are not inequalities")
    for value, theorem in zip(maximum.terms, theorems, strict=True):
        expect(theorem.conclusion == type(first)(value, first.right), "an inequality is not that of its value")
    return type(first)(maximum, first.right)


def _value_at(maximum: Term, place: int | Index) -> Term:
    if isinstance(maximum, Largest) and isinstance(place, int) and 0 <= place < len(maximum.terms):
        return maximum.terms[place]
    if isinstance(maximum, Maximum) and isinstance(place, Index) and place.size == maximum.size:
        return open_body(maximum.body, (place,))
    raise KernelError("the maximum has no such value")


# Analysis ----------------------------------------------------------------------------------------


@rule
def limit_laws(
    goal: Equal, rewritten: Term, variable: Variable, hypotheses: tuple[Formula, ...], premises: tuple[Theorem, ...]
) -> Sequent:
    """A limit by the limit laws, after rewriting the body, near the point, as a term of the variable."""
    limit = of_kind(goal.left, Limit, "the left side is not a limit")
    facts = known(hypotheses, premises)
    expect(variable.sizes == (), "the variable of a limit is a scalar")
    check_fresh(variable, (*facts, goal), "the variable is not free to tend to its limit")
    close = near(variable, limit.point, limit.direction)
    decide(Equal(limit.point, limit.point), facts)
    decide(Equal(open_body(limit.body, (variable,)), rewritten), (*facts, *close))
    reasoner = Reasoner((*facts, *close))
    try:
        value = LimitLaws(reasoner, variable, limit.point, limit.direction).of(rewritten)
    except NeedsCase:
        raise KernelError("the limit depends on whether two indices are the same") from None
    expect(isinstance(value, Term), "the limit is infinite")
    decide(Equal(cast(Term, value), goal.right), facts)
    return (*hypotheses, *gather(*premises)), goal


@rule
def squeeze(goal: Equal, lower: Theorem, upper: Theorem, below: Theorem, above: Theorem, variable: Variable) -> Sequent:
    """From a(t) ≤ f(t) ≤ b(t) near the point, and a, b having the limit c there: f has the limit c."""
    limit = of_kind(goal.left, Limit, "the left side is not a limit")
    body = open_body(limit.body, (variable,))
    close = near(variable, limit.point, limit.direction)
    for bound, relation, side in ((below, lower.conclusion, 0), (above, upper.conclusion, 1)):
        relation = of_kind(relation, LessEqual, "the bounds are not inequalities a ≤ b")
        inside, outside = (relation.right, relation.left) if side == 0 else (relation.left, relation.right)
        expect(inside == body, "a bound is not about the body of the limit")
        of_bound = Limit(close_body(outside, (variable,)), limit.point, limit.direction)
        expect(bound.conclusion == Equal(of_bound, goal.right), "a bound does not have the limit")
    left = tuple(h for h in gather(lower, upper) if h not in close)
    check_fresh(variable, (*left, *gather(below, above), goal), "the variable is not free to tend to its limit")
    return (*left, *gather(below, above)), goal


@rule
def intermediate_value(goal: Exists, variable: Variable, low: Term, high: Term, bounds: tuple[Theorem, ...]) -> Sequent:
    """The intermediate value theorem: f is continuous on the whole line (proved here), f(low) ≤ v and
    v ≤ f(high) (or <): f(x) = v for some x."""
    expect(goal.over == () and variable.sizes == (), "the goal is not the existence of a real number")
    expect(len(bounds) == 2, "two bounds are needed")
    equation = of_kind(open_body(goal.body, (variable,)), Equal, "the goal is not f(x) = v")
    function, value = equation.left, equation.right
    left = gather(*bounds)
    check_fresh(variable, (*left, goal, value, low, high), "the variable is not arbitrary")
    for place, (point, bound) in enumerate(((low, bounds[0]), (high, bounds[1]))):
        there = substitute(function, {variable: Lambda((), point)})
        sides = (there, value) if place == 0 else (value, there)
        expect(bound.conclusion in (Less(*sides), LessEqual(*sides)), "a bound is not that of f at its end")
        decide(Equal(point, point), left)
    _check_smooth(function, variable, left)
    return left, goal


def _check_smooth(term: Term, variable: Variable, facts: tuple[Formula, ...]) -> None:
    """Raises KernelError unless the term is differentiable, hence continuous, in the variable everywhere."""
    check_fresh(variable, facts, "the variable is not arbitrary")
    reasoner = Reasoner(facts)
    indices = tuple(IndexVariable(f"#p.{place}", size) for place, size in enumerate(variable.sizes))
    try:
        reasoner.defined(term)
        reasoner.differentiate(term, variable, indices)
    except NeedsCase:
        raise KernelError("smoothness depends on whether two indices are the same") from None


@rule
def smooth(goal: Smooth, hypotheses: tuple[Formula, ...], premises: tuple[Theorem, ...]) -> Sequent:
    """A composition of smooth functions on open domains that it never leaves is smooth."""
    variable = Variable(fresh_name("s", goal, *known(hypotheses, premises)), goal.sizes)
    body = open_body(goal.body, (variable,))
    _check_smooth(body, variable, known(hypotheses, premises))
    return (*hypotheses, *gather(*premises)), goal


@rule
def derivative_where_constant(goal: Equal, theorem: Theorem) -> Sequent:
    """From f(w) = f(x) for every vector w with |wₖ − xₖ| < ε for all k, for some ε > 0: ∂f = 0 at x."""
    derivative = of_kind(goal.left, Derivative, "the goal is not of the form ∂f = 0")
    expect(goal.right == ZERO, "the goal is not of the form ∂f = 0")
    body, point = derivative.body, derivative.point
    expect(len(point.sizes) == 1, "the variable is not a vector")
    check_exists(point, theorem.hypotheses)
    index, radius = IndexVariable(fresh_name("k", goal), point.sizes[0]), Variable(fresh_name("r", goal), ())
    other = Variable(fresh_name("w", goal), point.sizes)
    distance = Absolute(subtract(entry(other, (index,)), entry(point, (index,))))
    near_by = ForAll(index.size, close_body(Less(distance, Entry(radius, ())), (index,)))
    constant = Implies(near_by, Equal(open_body(body, (other,)), open_body(body, (point,))))
    ball = And((Less(ZERO, Entry(radius, ())), ForAll(point.sizes, close_body(constant, (other,)))))
    expected = Exists((), close_body(ball, (radius,)))
    expect(theorem.conclusion == expected, "the theorem is not that the function is constant near the point")
    return theorem.hypotheses, goal


@rule
def rank_from_null_space(goal: Equal, theorem: Theorem, hypotheses: tuple[Formula, ...]) -> Formula:
    """Rank and nullity: if M v = 0 exactly for the multiples of the vector 1, the rank of M is one
    less than the number of its columns."""
    rank = of_kind(goal.left, Rank, "the left side is not a rank")
    decide(Equal(goal.right, subtract(SizeValue(rank.columns), ONE)), hypotheses)
    expect(theorem.conclusion == null_space_is_constants(rank), "the theorem is not the null space of the matrix")
    return goal


def null_space_is_constants(matrix: Rank) -> ForAll:
    """For every v: M v = 0 exactly when v = c·1 for some c."""
    vector = Variable(fresh_name("vector", matrix), (matrix.columns,))
    scalar = Variable(fresh_name("scalar", matrix), ())
    row = IndexVariable(fresh_name("row", matrix), matrix.rows)
    column = IndexVariable(fresh_name("column", matrix), matrix.columns)
    image = Multiply((open_body(matrix.body, (row, column)), Entry(vector, (column,))))
    in_kernel = ForAll(matrix.rows, close_body(Equal(Sum(matrix.columns, close_body(image, (column,))), ZERO), (row,)))
    constant = ForAll(matrix.columns, close_body(Equal(Entry(vector, (column,)), Entry(scalar, ())), (column,)))
    is_constant = Exists((), close_body(constant, (scalar,)))
    both = And((Implies(in_kernel, is_constant), Implies(is_constant, in_kernel)))
    return ForAll((matrix.columns,), close_body(both, (vector,)))
