"""The rules of inference. Each takes theorems and nodes, and fails by its own name.

The logic is classical first-order logic of partial terms: quantifiers range over reals, arrays and
indices that exist, and an atomic formula asserts that its sides are defined.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import cast

from derive.kernel.reasoner import decide
from derive.kernel.terms import *
from derive.kernel.theorem import Sequent, Theorem, rule

FALSE = Or(())
TRUE = And(())


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


def stated(theorem: Theorem, kind: type[N], message: str) -> N:
    """What a theorem concludes, which has to be of a kind."""
    return of_kind(theorem.conclusion, kind, message)


def comparison(theorem: Theorem, message: str) -> Relation:
    """The equation or inequality that a theorem concludes."""
    relation = stated(theorem, Relation, message)
    expect(not isinstance(relation, Different), message)
    return relation


def proper_variable(variable: Bound) -> IndexVariable | Variable:
    """The variable, which may stand for anything of its sort; an index that depends on others may not."""
    expect(isinstance(variable, (IndexVariable, Variable)), "that is not a variable")
    expect(not isinstance(variable, IndexVariable) or not variable.arguments, "the index depends on others")
    return cast("IndexVariable | Variable", variable)


def check_defined(facts: tuple[Formula, ...], *terms: Term) -> None:
    """Raises KernelError unless the terms are defined under the facts."""
    for term in terms:
        decide(Equal(term, term), facts)


def check_fresh(variable: IndexVariable | Variable, nodes: Iterable[Node], message: str) -> None:
    """Raises KernelError with the message where one of the nodes mentions the variable."""
    expect(all(variable not in free_variables(node) for node in nodes), message)


def fresh_indices(sizes: tuple[Size, ...], *nodes: Node) -> tuple[IndexVariable, ...]:
    """Indices over the sizes that none of the nodes mentions."""
    return tuple(IndexVariable(fresh_name(f"e{place}_", *nodes), size) for place, size in enumerate(sizes))


def check_exists(value: Bound, facts: tuple[Formula, ...]) -> None:
    """Raises KernelError unless an array's entries are all defined."""
    if isinstance(value, Lambda):
        check_defined(facts, entry(value, fresh_indices(value.sizes, value, *facts)))


# Logic -------------------------------------------------------------------------------------------


@rule
def assume(formula: Formula) -> Sequent:
    """A ⊢ A."""
    return (formula,), formula


@rule
def weaken(theorem: Theorem, hypotheses: tuple[Formula, ...]) -> Sequent:
    """The theorem under more hypotheses."""
    return (*theorem.hypotheses, *hypotheses), theorem.conclusion


@rule
def discharge(theorem: Theorem, hypothesis: Formula) -> Sequent:
    """From H, A ⊢ B: H ⊢ A implies B."""
    return tuple(h for h in theorem.hypotheses if h != hypothesis), Implies(hypothesis, theorem.conclusion)


@rule
def modus_ponens(implication: Theorem, antecedent: Theorem) -> Sequent:
    """From A implies B and A: B."""
    formula = stated(implication, Implies, "the first theorem is not an implication")
    expect(formula.left == antecedent.conclusion, "the second theorem is not what the first requires")
    return gather(implication, antecedent), formula.right


@rule
def conjunction(theorems: tuple[Theorem, ...]) -> Sequent:
    """From A, B, …: A and B and …"""
    return gather(*theorems), And(tuple(theorem.conclusion for theorem in theorems))


@rule
def conjunct(theorem: Theorem, place: int) -> Sequent:
    """From A and B and …: the part at a place, counted from 0."""
    formula = stated(theorem, And, "there is no such conjunct")
    expect(0 <= place < len(formula.parts), "there is no such conjunct")
    return theorem.hypotheses, formula.parts[place]


@rule
def alternative(goal: Or, place: int, theorem: Theorem) -> Sequent:
    """From A: A or B or …"""
    expect(0 <= place < len(goal.parts) and goal.parts[place] == theorem.conclusion, "that is not the alternative")
    return theorem.hypotheses, goal


@rule
def cases(disjunction: Theorem, branches: tuple[Theorem, ...], goal: Formula) -> Sequent:
    """From A or B or …, and the goal under A, under B, …: the goal. (From nothing: anything.)"""
    formula = stated(disjunction, Or, "the first theorem is not a disjunction")
    parts = formula.parts
    expect(len(parts) == len(branches), "there is not one branch for each alternative")
    left = list(disjunction.hypotheses)
    for part, branch in zip(parts, branches, strict=True):
        expect(branch.conclusion == goal, "a branch does not prove the goal")
        left.extend(h for h in branch.hypotheses if h != part)
    return tuple(left), goal


@rule
def excluded_middle(formula: Formula) -> Sequent:
    """A or not A."""
    return (), Or((formula, Not(formula)))


@rule
def negation(theorem: Theorem, hypothesis: Formula) -> Sequent:
    """From H, A ⊢ false: H ⊢ not A."""
    expect(theorem.conclusion == FALSE, "the theorem does not conclude a contradiction")
    return tuple(h for h in theorem.hypotheses if h != hypothesis), Not(hypothesis)


@rule
def contradiction(theorem: Theorem, denial: Theorem) -> Sequent:
    """From A and not A: false."""
    expect(denial.conclusion == Not(theorem.conclusion), "the second theorem does not deny the first")
    return gather(theorem, denial), FALSE


@rule
def generalise(theorem: Theorem, variable: Bound) -> Sequent:
    """From H ⊢ A(x), x not in H: H ⊢ for all x, A(x)."""
    variable = proper_variable(variable)
    check_fresh(variable, theorem.hypotheses, f"{variable.name} is not arbitrary: a hypothesis mentions it")
    return theorem.hypotheses, ForAll(sort_of(variable), close_body(theorem.conclusion, (variable,)))


@rule
def specialise(theorem: Theorem, value: Bound) -> Sequent:
    """From for all x, A(x): A(value), for a value that is defined under the hypotheses."""
    formula = stated(theorem, ForAll, "the theorem is not a universal statement")
    expect(sort_of(value) == formula.over, "the value is not of the sort that is quantified over")
    check_exists(value, theorem.hypotheses)
    return theorem.hypotheses, open_body(formula.body, (value,))


@rule
def resize(theorem: Theorem, old: str, new: Size) -> Sequent:
    """The theorem with another size, or a number ≥ 1, for a symbolic size."""
    expect(new != "" and (isinstance(new, str) or new >= 1), "a size is a name or a number ≥ 1")

    def inside(name: str, part: object) -> object:
        if isinstance(part, Node):
            return rebuild(part, change)
        return new if name in SIZE_FIELDS and part == old else part

    def change(node: Node, depth: int) -> Node | None:
        if not any(name in SIZE_FIELDS and part == old for name, part in node.named_parts()):
            return None
        if isinstance(node, LastIndex) and isinstance(new, int):
            return IndexNumber(new, new)
        return map_parts(node, inside)

    return tuple(rebuild(h, change) for h in theorem.hypotheses), rebuild(theorem.conclusion, change)


@rule
def exhibit(goal: Exists, value: Bound, theorem: Theorem) -> Sequent:
    """From A(value), for a value that is defined: there is an x with A(x)."""
    expect(sort_of(value) == goal.over, "the value is not of the sort that is quantified over")
    expect(open_body(goal.body, (value,)) == theorem.conclusion, "the theorem is not about the value")
    check_exists(value, theorem.hypotheses)
    return theorem.hypotheses, goal


@rule
def take(existence: Theorem, variable: Bound, theorem: Theorem) -> Sequent:
    """From there is an x with A(x), and B under A(x) for an arbitrary x that B does not mention: B."""
    formula, variable = stated(existence, Exists, "the first theorem states no existence"), proper_variable(variable)
    expect(sort_of(variable) == formula.over, "the variable is not of the sort that is quantified over")
    property_ = open_body(formula.body, (variable,))
    left = tuple(h for h in theorem.hypotheses if h != property_)
    check_fresh(variable, (*left, theorem.conclusion, formula), f"{variable.name} is not arbitrary")
    return (*existence.hypotheses, *left), theorem.conclusion


# Equality and order ------------------------------------------------------------------------------


@rule
def by_normal_form(goal: Relation, hypotheses: tuple[Formula, ...], premises: tuple[Theorem, ...]) -> Sequent:
    """An equation or inequality that the decision procedure establishes."""
    decide(goal, known(hypotheses, premises))
    return (*hypotheses, *gather(*premises)), goal


@rule
def transitivity(theorems: tuple[Theorem, ...]) -> Sequent:
    """From a = b, b ≤ c, c < d, …: the relation between the two ends."""
    expect(len(theorems) > 0, "there is nothing to chain")
    relations = [comparison(theorem, "a theorem is not an equation or inequality") for theorem in theorems]
    for relation, following in pairwise(relations):
        expect(relation.right == following.left, "two neighbours do not meet")
    kinds = {type(relation) for relation in relations}
    strongest = next(kind for kind in (Less, LessEqual, Equal) if kind in kinds)
    return gather(*theorems), strongest(relations[0].left, relations[-1].right)


@rule
def combine(
    goal: Relation,
    multipliers: tuple[Term, ...],
    relations: tuple[Theorem, ...],
    hypotheses: tuple[Formula, ...],
    premises: tuple[Theorem, ...],
) -> Sequent:
    """A linear combination: goal.right − goal.left = Σ mᵢ (rightᵢ − leftᵢ) + rest, where mᵢ ≥ 0 for
    inequalities (any mᵢ for equations) and the rest has a sign that suffices."""
    expect(len(multipliers) == len(relations), "there is not one multiplier for each relation")
    expect(not isinstance(goal, Different), "the goal is not an equation or inequality")
    facts = known(hypotheses, premises)
    rest: Term = subtract(goal.right, goal.left)
    wanted = type(goal)
    for multiplier, theorem in zip(multipliers, relations, strict=True):
        relation = comparison(theorem, "a premise is not an equation or inequality")
        decide(Equal(multiplier, multiplier), facts)
        if not isinstance(relation, Equal):
            expect(not isinstance(goal, Equal), "an inequality does not prove an equation")
            if isinstance(relation, Less) and _decided(Less(ZERO, multiplier), facts):
                wanted = LessEqual
            else:
                decide(LessEqual(ZERO, multiplier), facts)
        rest = subtract(rest, Multiply((multiplier, subtract(relation.right, relation.left))))
    check_defined(facts, goal.left, goal.right)
    decide(wanted(ZERO, rest), facts)
    return (*hypotheses, *gather(*premises, *relations)), goal


def _decided(goal: Relation, facts: tuple[Formula, ...]) -> bool:
    try:
        decide(goal, facts)
    except KernelError:
        return False
    return True


@rule
def log_bound(argument: Term, hypotheses: tuple[Formula, ...], premises: tuple[Theorem, ...]) -> Sequent:
    """log t ≤ t − 1 for t > 0; log t < t − 1 where moreover t ≠ 1 is proved."""
    facts = known(hypotheses, premises)
    decide(Less(ZERO, argument), facts)
    relation = Less if _decided(Different(argument, ONE), facts) else LessEqual
    return (*hypotheses, *gather(*premises)), relation(Log(argument), subtract(argument, ONE))


@rule
def relative_entropy_bound(
    first: Term, second: Term, hypotheses: tuple[Formula, ...], premises: tuple[Theorem, ...]
) -> Sequent:
    """t − u ≤ t·log(t/u) for t ≥ 0 (0·log 0 = 0) and u > 0; < where moreover t ≠ u is proved."""
    facts = known(hypotheses, premises)
    decide(LessEqual(ZERO, first), facts)
    decide(Less(ZERO, second), facts)
    relation = Less if _decided(Different(first, second), facts) else LessEqual
    ratio = Multiply((first, Power(second, number(-1))))
    return (*hypotheses, *gather(*premises)), relation(subtract(first, second), Multiply((first, Log(ratio))))


@rule
def monotone(function: str, theorem: Theorem, premises: tuple[Theorem, ...]) -> Sequent:
    """From a < b (or ≤, =): exp a < exp b; log a < log b where a > 0."""
    relation = comparison(theorem, "the theorem is not an equation or inequality")
    expect(function in ("exp", "log"), "the function is exp or log")
    if function == "exp":
        return gather(theorem, *premises), type(relation)(Exp(relation.left), Exp(relation.right))
    decide(Less(ZERO, relation.left), known(theorem.hypotheses, (*premises, theorem)))
    return gather(theorem, *premises), type(relation)(Log(relation.left), Log(relation.right))


@rule
def trichotomy(left: Term, right: Term, hypotheses: tuple[Formula, ...], premises: tuple[Theorem, ...]) -> Sequent:
    """a < b, or a = b, or b < a, where both are defined."""
    check_defined(known(hypotheses, premises), left, right)
    return (*hypotheses, *gather(*premises)), Or((Less(left, right), Equal(left, right), Less(right, left)))


@rule
def clash(first: Theorem, second: Theorem, premises: tuple[Theorem, ...]) -> Sequent:
    """False, from a relation and one that excludes it: the second is decided to exclude the first."""
    one = stated(first, Relation, "the first theorem is not a relation")
    other = stated(second, Relation, "the second theorem is not a relation")
    denials: dict[type[Formula], Relation] = {
        Equal: Different(one.left, one.right),
        Different: Equal(one.left, one.right),
        Less: LessEqual(one.right, one.left),
        LessEqual: Less(one.right, one.left),
    }
    if other != denials[type(one)]:
        decide(denials[type(one)], known(gather(first, second), (*premises, second)))
    return gather(first, second, *premises), FALSE


@rule
def antisymmetry(first: Theorem, second: Theorem) -> Sequent:
    """From a ≤ b and b ≤ a: a = b."""
    one, other = (stated(t, LessEqual, "the theorems are not both of the form a ≤ b") for t in (first, second))
    expect(one.left == other.right and one.right == other.left, "the inequalities are not opposite")
    return gather(first, second), Equal(one.left, one.right)


# Sums and maxima ---------------------------------------------------------------------------------


def _termwise(theorem: Theorem) -> tuple[Size, type[Relation], Term, Term]:
    formula = stated(theorem, ForAll, "the theorem is not about every index")
    expect(isinstance(formula.over, (str, int)), "the theorem is not about every index")
    body = of_kind(formula.body, Relation, "the theorem is not an equation or inequality for every index")
    expect(not isinstance(body, Different), "the theorem is not an equation or inequality for every index")
    return cast(Size, formula.over), type(body), body.left, body.right


@rule
def add_up(theorem: Theorem) -> Sequent:
    """From aₖ < bₖ (or ≤, =) for every k: Σ aₖ < Σ bₖ (or ≤, =)."""
    size, relation, left, right = _termwise(theorem)
    return theorem.hypotheses, relation(Sum(size, left), Sum(size, right))


@rule
def add_up_strictly(theorem: Theorem, strict: Theorem, index: Index) -> Sequent:
    """From aₖ ≤ bₖ for every k, and aᵢ < bᵢ for one i: Σ aₖ < Σ bₖ."""
    size, _, left, right = _termwise(theorem)
    expect(index.size == size, "the index is over another size")
    below = Less(open_body(left, (index,)), open_body(right, (index,)))
    expect(strict.conclusion == below, "the second theorem is not the strict inequality at the index")
    return gather(theorem, strict), Less(Sum(size, left), Sum(size, right))


@rule
def maximum_bounds(maximum: Maximum, index: Index, hypotheses: tuple[Formula, ...]) -> Sequent:
    """Each of the values is at most the maximum."""
    decide(Equal(maximum, maximum), hypotheses)
    return hypotheses, LessEqual(open_body(maximum.body, (index,)), maximum)


@rule
def maximum_attained(maximum: Maximum, hypotheses: tuple[Formula, ...]) -> Sequent:
    """The maximum is one of the values."""
    decide(Equal(maximum, maximum), hypotheses)
    index = IndexVariable(fresh_name("m", maximum), maximum.size)
    value = Equal(open_body(maximum.body, (index,)), maximum)
    return hypotheses, Exists(maximum.size, close_body(value, (index,)))


@rule
def maximum_least(theorem: Theorem) -> Sequent:
    """From aₖ ≤ b for every k, or <, where b does not depend on k: max aₖ ≤ b, or <."""
    size, relation, left, right = _termwise(theorem)
    expect(right.loose == 0, "the bound depends on the index")
    expect(relation in (Less, LessEqual), "the theorem is not an inequality")
    return theorem.hypotheses, relation(Maximum(size, left), right)


# Limits ------------------------------------------------------------------------------------------


def near(variable: Variable, point: Term, direction: str) -> Relation:
    """What holds of the variable close to (but not at) the point of a limit."""
    here = Entry(variable, ())
    if direction == "both":
        return Different(here, point)
    return Less(point, here) if direction in ("above", "infinity") else Less(here, point)


def tends(equation: Formula) -> tuple[Limit, Term]:
    """The limit and the value that an equation gives to it."""
    equation = of_kind(equation, Equal, "that is not the value of a limit")
    return of_kind(equation.left, Limit, "that is not the value of a limit"), equation.right


@rule
def approach(point: Term, direction: str, hypotheses: tuple[Formula, ...]) -> Sequent:
    """t − a tends to 0 as t tends to a, from either or both sides; so does 1/t as t tends to ±∞."""
    check_defined(hypotheses, point)
    variable = Variable(fresh_name("t", point), ())
    here = Entry(variable, ())
    vanishing = Power(here, number(-1)) if "infinity" in direction else subtract(here, point)
    return hypotheses, Equal(Limit(close_body(vanishing, (variable,)), point, direction), ZERO)


@rule
def vanishing_power(theorem: Theorem, exponent: Term, premises: tuple[Theorem, ...]) -> Sequent:
    """From lim f = 0, and q > 0 that is the same near the point: lim |f|^q = 0."""
    limit, value = tends(theorem.conclusion)
    expect(value == ZERO, "the limit is not 0")
    decide(Less(ZERO, exponent), known(theorem.hypotheses, premises))
    power = Limit(Power(Absolute(limit.body), exponent), limit.point, limit.direction)
    return gather(theorem, *premises), Equal(power, ZERO)


@rule
def continuity(
    function: Term, variables: tuple[Variable, ...], limits: tuple[Theorem, ...], premises: tuple[Theorem, ...]
) -> Sequent:
    """From lim g = a (for an array: for all its indices), lim h = b, … at one point, and a function F that has
    derivatives at a, b, …: lim F(g, h, …) = F(a, b, …)."""
    expect(len(variables) == len(limits) > 0, "there is not one limit for each variable")
    facts = known(gather(*limits), premises)
    moving = Variable(fresh_name("t", function, *facts, *(theorem.conclusion for theorem in limits)), ())
    inner: dict[IndexVariable | Variable, Bound] = {}
    values: dict[IndexVariable | Variable, Array] = {}
    ends = set()
    for variable, theorem in zip(variables, limits, strict=True):
        check_fresh(variable, (*facts, *(t.conclusion for t in limits)), "a variable of the function is not its own")
        formula = theorem.conclusion
        for size in variable.sizes:
            formula = of_kind(formula, ForAll, "a limit is not that of every entry")
            expect(formula.over == size, "a limit is not that of every entry")
            formula = formula.body
        limit, value = tends(formula)
        inner[variable] = Lambda(variable.sizes, open_body(limit.body, (moving,)))
        values[variable] = Lambda(variable.sizes, value)
        ends.add((limit.point, limit.direction))
    expect(len(ends) == 1, "the limits are not at the same point")
    for variable in variables:
        others = {other: value for other, value in values.items() if other != variable}
        check_smooth(substitute(function, others), variable, values[variable], facts)
    limit = Limit(close_body(substitute(function, inner), (moving,)), *ends.pop())
    return gather(*limits, *premises), Equal(limit, substitute(function, values))


@rule
def squeeze(goal: Equal, lower: Theorem, upper: Theorem, below: Theorem, above: Theorem, variable: Variable) -> Sequent:
    """From a(t) ≤ f(t) ≤ b(t) near the point, and a, b having the limit c there: f has the limit c."""
    limit, value = tends(goal)
    body = open_body(limit.body, (variable,))
    low, high = (stated(theorem, LessEqual, "the bounds are not inequalities a ≤ b") for theorem in (lower, upper))
    expect(low.right == body == high.left, "a bound is not about the body of the limit")
    for end, theorem in ((low.left, below), (high.right, above)):
        expected = Equal(Limit(close_body(end, (variable,)), limit.point, limit.direction), value)
        expect(theorem.conclusion == expected, "a bound does not have the limit")
    close = near(variable, limit.point, limit.direction)
    left = (*(h for h in gather(lower, upper) if h != close), *gather(below, above))
    check_fresh(variable, (*left, goal), "the variable is not free to tend to its limit")
    return left, goal


@rule
def both_sides(above: Theorem, below: Theorem) -> Sequent:
    """From lim f = c from above, and from below: lim f = c from both sides."""
    limit, value = tends(above.conclusion)
    sides = [Equal(Limit(limit.body, limit.point, side), value) for side in ("above", "below", "both")]
    expect(above.conclusion == sides[0], "the first theorem is not a limit from above")
    expect(below.conclusion == sides[1], "the second theorem is not the same limit from below")
    return gather(above, below), sides[2]


# Analysis ----------------------------------------------------------------------------------------


def check_smooth(term: Term, variable: Variable, point: Array, facts: tuple[Formula, ...]) -> None:
    """Raises KernelError unless the rules of calculus give the derivatives of the term at a point. Their conditions
    are open ones: the term has derivatives of every order around the point, in all entries of the variable."""
    indices = fresh_indices(point.sizes, term, point, *facts)
    check_defined(facts, Derivative(close_body(term, (variable,)), point, indices))


@rule
def smooth(goal: Smooth, hypotheses: tuple[Formula, ...], premises: tuple[Theorem, ...]) -> Sequent:
    """A composition of smooth functions on open domains that it never leaves is smooth."""
    facts = known(hypotheses, premises)
    anywhere = Variable(fresh_name("s", goal, *facts), goal.sizes)
    check_smooth(open_body(goal.body, (anywhere,)), anywhere, anywhere, facts)
    return (*hypotheses, *gather(*premises)), goal


@rule
def intermediate_value(goal: Exists, low: Term, high: Term, bounds: tuple[Theorem, ...]) -> Sequent:
    """The intermediate value theorem: f and g are continuous on the whole line (proved here), f(low) ≤ g(low) and
    g(high) ≤ f(high) (or <): f(x) = g(x) for some x."""
    expect(goal.over == (), "the goal is not the existence of a real number")
    expect(len(bounds) == 2, "two bounds are needed")
    facts = gather(*bounds)
    check_defined(facts, low, high)
    anywhere = Variable(fresh_name("s", goal, *facts), ())
    equations = [open_body(goal.body, (value,)) for value in (Lambda((), low), Lambda((), high), anywhere)]
    below, above, function = (of_kind(equation, Equal, "the goal is not f(x) = g(x)") for equation in equations)
    for bound, sides in zip(bounds, ((below.left, below.right), (above.right, above.left)), strict=True):
        expect(bound.conclusion in (Less(*sides), LessEqual(*sides)), "a bound is not that of f at its end")
    check_smooth(subtract(function.left, function.right), anywhere, anywhere, facts)
    return facts, goal


@rule
def derivative_where_constant(goal: Equal, theorem: Theorem) -> Sequent:
    """From f(w) = f(x) for every vector w with |wₖ − xₖ| < ε for all k, for some ε > 0: ∂f = 0 at x."""
    derivative = of_kind(goal.left, Derivative, "the goal is not of the form ∂f = 0")
    expect(goal.right == ZERO, "the goal is not of the form ∂f = 0")
    body, point = derivative.body, derivative.point
    expect(len(point.sizes) == 1, "the variable is not a vector")
    check_exists(point, theorem.hypotheses)
    index, radius = BoundIndex(0, point.sizes[0]), Entry(BoundVariable(2, ()), ())
    distance = Absolute(subtract(Entry(BoundVariable(1, point.sizes), (index,)), entry(point, (index,))))
    constant = Implies(ForAll(index.size, Less(distance, radius)), Equal(body, open_body(body, (point,))))
    ball = And((Less(ZERO, Entry(BoundVariable(0, ()), ())), ForAll(point.sizes, constant)))
    expect(theorem.conclusion == Exists((), ball), "the theorem is not that the function is constant near the point")
    return theorem.hypotheses, goal


@rule
def rank_from_null_space(rank: Rank, constants: Theorem, only: Theorem) -> Sequent:
    """Rank and nullity: if the rows of M sum to 0, so that M v = 0 for v = 1, and M v = 0 only where all entries
    of v are the first one, the rank of M is one less than the number of its columns."""

    def vanishes(term: Term) -> Formula:
        return ForAll(rank.rows, Equal(Sum(rank.columns, term), ZERO))

    expect(constants.conclusion == vanishes(rank.body), "the first theorem is not that the rows sum to 0")
    axes, column = (rank.columns,), BoundIndex(0, rank.columns)
    image = Multiply((rank.body, Entry(BoundVariable(2, axes), (column,))))
    first = Entry(BoundVariable(1, axes), (IndexNumber(1, rank.columns),))
    constant = ForAll(rank.columns, Equal(Entry(BoundVariable(1, axes), (column,)), first))
    expected = ForAll(axes, Implies(vanishes(image), constant))
    expect(only.conclusion == expected, "the second theorem is not that only constants are sent to 0")
    return gather(constants, only), Equal(rank, subtract(SizeValue(rank.columns), ONE))
