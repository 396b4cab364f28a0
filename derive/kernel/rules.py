"""The rules of inference. Each takes theorems and nodes, and fails by its own name.

The logic is classical first-order logic of partial terms: quantifiers range over reals, arrays and
indices, of which there are some of every sort, and an atomic formula asserts that its sides are defined.
"""

from collections.abc import Iterable
from contextlib import suppress
from itertools import pairwise

from derive.kernel.reasoner import decide
from derive.kernel.terms import (
    ONE,
    ZERO,
    Absolute,
    And,
    Array,
    Bound,
    BoundIndex,
    BoundVariable,
    Derivative,
    Different,
    Entry,
    Equal,
    Exists,
    ForAll,
    Formula,
    Formulas,
    Implies,
    Index,
    IndexNumber,
    IndexVariable,
    KernelError,
    Lambda,
    Less,
    LessEqual,
    Limit,
    Log,
    Maximum,
    Multiply,
    N,
    Node,
    Not,
    Or,
    Power,
    Rank,
    Relation,
    Size,
    SizeValue,
    Smooth,
    Sum,
    Term,
    Variable,
    close_body,
    entry,
    expect,
    free_variables,
    fresh_name,
    number,
    open_body,
    sort_of,
    substitute,
    subtract,
)
from derive.kernel.theorem import Sequent, Theorem, rule, rule_under_hypotheses

FALSE = Or(())
NO_SLOPE = "the first premise is not that 0 ≤ f′(x) for the variable x"

Theorems = tuple[Theorem, ...]
Terms = tuple[Term, ...]


def gather(*theorems: Theorem) -> Formulas:
    """The hypotheses of all the theorems."""
    return tuple(h for theorem in theorems for h in theorem.hypotheses)


def known(hypotheses: Formulas, premises: Theorems) -> Formulas:
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


def check_fresh(variable: IndexVariable | Variable, nodes: Iterable[Node], message: str) -> None:
    """Raises KernelError with the message unless the variable may stand for anything of its sort: none of the nodes
    mentions it, and it is no index that depends on others."""
    depends = isinstance(variable, IndexVariable) and variable.arguments != ()
    expect(not depends and all(variable not in free_variables(node) for node in nodes), message)


def fresh_indices(sizes: tuple[Size, ...], *nodes: Node) -> tuple[IndexVariable, ...]:
    """Indices over the sizes that none of the nodes mentions."""
    return tuple(IndexVariable(fresh_name(f"e{place}_", *nodes), size) for place, size in enumerate(sizes))


def check_defined(facts: Formulas, *terms: Term) -> None:
    """Raises KernelError unless the terms are defined under the facts, which are seldom needed for it."""
    for goal in (Equal(term, term) for term in terms):
        if not _decided(goal, ()):
            decide(goal, facts)


def check_exists(value: Bound, facts: Formulas) -> None:
    """Raises KernelError unless an array's entries are all defined."""
    if isinstance(value, Lambda):
        check_defined(facts, entry(value, fresh_indices(value.sizes, value, *facts)))


# Logic -------------------------------------------------------------------------------------------


@rule
def assume(formula: Formula) -> Sequent:
    """A ⊢ A."""
    return (formula,), formula


@rule_under_hypotheses
def weaken(theorem: Theorem, hypotheses: Formulas) -> Formula:
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
def conjunction(theorems: Theorems) -> Formula:
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
def cases(disjunction: Theorem, branches: Theorems, goal: Formula) -> Sequent:
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
def generalise(theorem: Theorem, variable: IndexVariable | Variable) -> Formula:
    """From H ⊢ A(x), x not in H: H ⊢ for all x, A(x)."""
    check_fresh(variable, theorem.hypotheses, f"{variable.name} is not arbitrary")
    return ForAll(sort_of(variable), close_body(theorem.conclusion, (variable,)))


@rule
def specialise(theorem: Theorem, value: Bound) -> Formula:
    """From for all x, A(x): A(value), for a value that is defined under the hypotheses."""
    formula = of_kind(theorem.conclusion, ForAll, "the theorem is not a universal statement")
    check_exists(value, theorem.hypotheses)
    return open_body(formula.body, (value,))


@rule
def exhibit(goal: Exists, value: Bound, theorem: Theorem) -> Formula:
    """From A(value), for a value that is defined: there is an x with A(x)."""
    expect(open_body(goal.body, (value,)) == theorem.conclusion, "the theorem is not about the value")
    check_exists(value, theorem.hypotheses)
    return goal


@rule
def take(existence: Theorem, variable: IndexVariable | Variable, theorem: Theorem) -> Sequent:
    """From there is an x with A(x), and B under A(x) for an arbitrary x that B does not mention: B."""
    formula = of_kind(existence.conclusion, Exists, "the first theorem states no existence")
    left = tuple(h for h in theorem.hypotheses if h != open_body(formula.body, (variable,)))
    check_fresh(variable, (*left, theorem.conclusion, formula), f"{variable.name} is not arbitrary")
    return (*existence.hypotheses, *left), theorem.conclusion


# Equality and order ------------------------------------------------------------------------------


@rule_under_hypotheses
def by_normal_form(goal: Relation, hypotheses: Formulas, premises: Theorems) -> Formula:
    """An equation or inequality that the decision procedure establishes."""
    decide(goal, known(hypotheses, premises))
    return goal


@rule
def transitivity(theorems: Theorems) -> Formula:
    """From a = b, b ≤ c, c < d, …: the relation between the two ends."""
    expect(len(theorems) > 0, "there is nothing to chain")
    relations = [comparison(theorem.conclusion, "a theorem is not an equation or inequality") for theorem in theorems]
    for relation, following in pairwise(relations):
        expect(relation.right == following.left, "two neighbours do not meet")
    strongest = max((type(relation) for relation in relations), key=(Equal, LessEqual, Less).index)
    return strongest(relations[0].left, relations[-1].right)


@rule_under_hypotheses
def combine(goal: Relation, factors: Terms, relations: Theorems, hypotheses: Formulas, premises: Theorems) -> Formula:
    """A linear combination: goal.right − goal.left = Σ fᵢ (rightᵢ − leftᵢ) + rest, where fᵢ ≥ 0 for
    inequalities (any fᵢ for equations) and the rest has a sign that suffices."""
    expect(len(factors) == len(relations), "there is not one factor for each relation")
    wanted = type(comparison(goal, "the goal is not an equation or inequality"))
    facts = known(hypotheses, premises)
    rest = subtract(goal.right, goal.left)
    for factor, theorem in zip(factors, relations, strict=True):
        relation = comparison(theorem.conclusion, "a premise is not an equation or inequality")
        expect(isinstance(relation, Equal) or not isinstance(goal, Equal), "an inequality does not prove an equation")
        if isinstance(relation, Less) and _decided(Less(ZERO, factor), facts):
            wanted = LessEqual
        elif not isinstance(relation, Equal):
            decide(LessEqual(ZERO, factor), facts)
        rest = subtract(rest, Multiply((factor, subtract(relation.right, relation.left))))
    decide(wanted(ZERO, rest), facts)  # which is defined only where all its parts are
    return goal


def _decided(goal: Relation, facts: Formulas) -> bool:
    with suppress(KernelError):
        decide(goal, facts)
        return True
    return False


@rule_under_hypotheses
def relative_entropy_bound(t: Term, u: Term, hypotheses: Formulas, premises: Theorems) -> Formula:
    """t − u ≤ t·log(t/u) for t ≥ 0 (0·log 0 = 0) and u > 0; < where moreover t ≠ u is proved."""
    facts = known(hypotheses, premises)
    decide(LessEqual(ZERO, t), facts)
    decide(Less(ZERO, u), facts)
    relation = Less if _decided(Different(t, u), facts) else LessEqual
    return relation(subtract(t, u), Multiply((t, Log(Multiply((t, Power(u, number(-1))))))))


@rule_under_hypotheses
def trichotomy(left: Term, right: Term, hypotheses: Formulas, premises: Theorems) -> Formula:
    """a < b, or a = b, or b < a, where both are defined."""
    check_defined(known(hypotheses, premises), left, right)
    return Or((Less(left, right), Equal(left, right), Less(right, left)))


@rule
def clash(first: Theorem, second: Theorem, premises: Theorems) -> Formula:
    """False, from a formula and its negation, or from a relation that the second theorem is decided to exclude."""
    if second.conclusion != Not(first.conclusion):
        one = of_kind(first.conclusion, Relation, "the first theorem is not a relation")
        sides = (one.left, one.right) if isinstance(one, (Equal, Different)) else (one.right, one.left)
        denial = {Equal: Different, Different: Equal, Less: LessEqual, LessEqual: Less}[type(one)](*sides)
        if second.conclusion != denial:
            decide(denial, known((*first.hypotheses, *second.hypotheses), (*premises, second)))
    return FALSE


# Maxima ------------------------------------------------------------------------------------------


@rule_under_hypotheses
def maximum_bounds(maximum: Maximum, index: Index, hypotheses: Formulas) -> Formula:
    """Each of the values is at most the maximum."""
    check_defined(hypotheses, maximum)
    return LessEqual(open_body(maximum.body, (index,)), maximum)


@rule_under_hypotheses
def maximum_attained(maximum: Maximum, hypotheses: Formulas) -> Formula:
    """The maximum is one of the values."""
    check_defined(hypotheses, maximum)
    return Exists(maximum.size, Equal(maximum.body, maximum))


# Limits ------------------------------------------------------------------------------------------


def near(variable: Variable, point: Term, direction: str) -> Relation:
    """What holds of the variable close to (but not at) the point of a limit."""
    here = Entry(variable, ())
    sides = (point, here) if direction in ("above", "infinity") else (here, point)
    return (Different if direction == "both" else Less)(*sides)


def tends(equation: Formula) -> tuple[Limit, Term]:
    """The limit and the value that an equation gives to it."""
    equation = of_kind(equation, Equal, "that is not the value of a limit")
    return of_kind(equation.left, Limit, "that is not the value of a limit"), equation.right


@rule_under_hypotheses
def approach(point: Term, direction: str, hypotheses: Formulas) -> Formula:
    """t − a tends to 0 as t tends to a, from either or both sides; so does 1/t as t tends to ±∞."""
    check_defined(hypotheses, point)
    here = Entry(BoundVariable(0, ()), ())
    vanishing = Power(here, number(-1)) if "infinity" in direction else subtract(here, point)
    return Equal(Limit(vanishing, point, direction), ZERO)


@rule
def vanishing_power(theorem: Theorem, exponent: Term, premises: Theorems) -> Formula:
    """From lim f = 0, and q > 0 that is the same near the point: lim |f|^q = 0."""
    limit, value = tends(theorem.conclusion)
    expect(value == ZERO, "the limit is not 0")
    decide(Less(ZERO, exponent), known(theorem.hypotheses, premises))
    return Equal(Limit(Power(Absolute(limit.body), exponent), limit.point, limit.direction), ZERO)


@rule
def continuity(function: Term, variables: tuple[Variable, ...], limits: Theorems, premises: Theorems) -> Formula:
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
    return Equal(limit, substitute(function, values))


@rule
def squeeze(goal: Equal, lower: Theorem, upper: Theorem, below: Theorem, above: Theorem, variable: Variable) -> Sequent:
    """From a(t) ≤ f(t) ≤ b(t) near the point, and a, b having the limit c there: f has the limit c."""
    limit, value = tends(goal)
    body = open_body(limit.body, (variable,))
    low, high = (of_kind(t.conclusion, LessEqual, "the bounds are not inequalities a ≤ b") for t in (lower, upper))
    expect(low.right == body == high.left, "a bound is not about the body of the limit")
    for end, theorem in ((low.left, below), (high.right, above)):
        expected = Equal(Limit(close_body(end, (variable,)), limit.point, limit.direction), value)
        expect(theorem.conclusion == expected, "a bound does not have the limit")
    close = near(variable, limit.point, limit.direction)
    left = (*(h for h in gather(lower, upper) if h != close), *gather(below, above))
    check_fresh(variable, (*left, goal), "the variable is not free to tend to its limit")
    return left, goal


@rule
def both_sides(above: Theorem, below: Theorem) -> Formula:
    """From lim f = c from above, and from below: lim f = c from both sides."""
    limit, value = tends(above.conclusion)
    sides = [Equal(Limit(limit.body, limit.point, side), value) for side in ("above", "below", "both")]
    expect(above.conclusion == sides[0], "the first theorem is not a limit from above")
    expect(below.conclusion == sides[1], "the second theorem is not the same limit from below")
    return sides[2]


# Analysis ----------------------------------------------------------------------------------------


def check_smooth(term: Term, variable: Variable, point: Array, facts: Formulas) -> None:
    """Raises KernelError unless the rules of calculus give the derivatives of the term at a point. Their conditions
    are open ones: the term has derivatives of every order around the point, in all entries of the variable."""
    indices = fresh_indices(point.sizes, term, point, *facts)
    check_defined(facts, Derivative(close_body(term, (variable,)), point, indices))


@rule_under_hypotheses
def smooth(goal: Smooth, hypotheses: Formulas, premises: Theorems) -> Formula:
    """A composition of smooth functions on open domains that it never leaves is smooth."""
    facts = known(hypotheses, premises)
    anywhere = Variable(fresh_name("s", goal, *facts), goal.sizes)
    check_smooth(open_body(goal.body, (anywhere,)), anywhere, anywhere, facts)
    return goal


@rule
def intermediate_value(goal: Exists, below: Theorem, above: Theorem) -> Formula:
    """The intermediate value theorem: f and g are continuous on the whole line (proved here), f(x) ≤ g(x) for some x
    and g(x) ≤ f(x) for some x (or <): f(x) = g(x) for some x."""
    equation = of_kind(goal.body, Equal, "the goal is not f(x) = g(x)")
    f, g = equation.left, equation.right
    for theorem, sides in ((below, (f, g)), (above, (g, f))):
        expected = [Exists((), relation(*sides)) for relation in (Less, LessEqual)]
        expect(goal.over == () and theorem.conclusion in expected, "a bound is not one of f by g, at a real number")
    facts = gather(below, above)
    anywhere = Variable(fresh_name("s", goal, *facts), ())
    check_smooth(open_body(subtract(f, g), (anywhere,)), anywhere, anywhere, facts)
    return goal


@rule
def derivative_where_equal(goal: Equal, theorem: Theorem) -> Formula:
    """From f(w) = g(w) for every array w whose entries differ from those of x by less than ε, for some ε > 0, and
    ∂g that is defined at x: ∂f = ∂g at x. Proof: the difference quotients are the same."""
    f = of_kind(goal.left, Derivative, "the goal is not of the form ∂f = ∂g")
    g = of_kind(goal.right, Derivative, "the goal is not of the form ∂f = ∂g")
    point, sizes = f.point, f.point.sizes
    expect((point, f.indices) == (g.point, g.indices), "the derivatives are not in one entry, at one point")
    check_exists(point, theorem.hypotheses)
    check_defined(theorem.hypotheses, g)
    indices = tuple(BoundIndex(len(sizes) - 1 - place, size) for place, size in enumerate(sizes))
    moved, radius = BoundVariable(len(sizes), sizes), Entry(BoundVariable(len(sizes) + 1, ()), ())
    near_by: Formula = Less(Absolute(subtract(Entry(moved, indices), entry(point, indices))), radius)
    for size in reversed(sizes):
        near_by = ForAll(size, near_by)
    same = ForAll(sizes, Implies(near_by, Equal(f.body, g.body)))
    ball = Exists((), And((Less(ZERO, Entry(BoundVariable(0, ()), ())), same)))
    expect(theorem.conclusion == ball, "the theorem is not that the functions are equal near the point")
    return goal


@rule
def increasing(lower: Term, upper: Term, variable: Variable, slope: Theorem, inside: Theorems) -> Sequent:
    """From H, a ≤ x, x ≤ b ⊢ 0 ≤ f′(x), for a real number x that H, a, b and f do not mention: H, a ≤ b ⊢ f(a) ≤ f(b).
    If moreover H, a < x, x < b ⊢ 0 < f′(x): H, a < b ⊢ f(a) < f(b). Proof: the mean value theorem; f is
    differentiable, so continuous, on all of [a, b] by the first premise, without which a jump at an end goes unseen."""
    derivative = of_kind(comparison(slope.conclusion, NO_SLOPE).right, Derivative, NO_SLOPE)
    expect(slope.conclusion == LessEqual(ZERO, derivative) and derivative.point == variable, NO_SLOPE)
    expect(variable.sizes == () and len(inside) <= 1, "the function is one of a real number, with one strict slope")
    expect(all(t.conclusion == Less(ZERO, derivative) for t in inside), "the second premise is not that 0 < f′(x)")
    here = Entry(variable, ())
    left = [h for h in slope.hypotheses if h not in (LessEqual(lower, here), LessEqual(here, upper))]
    for theorem in inside:
        left += [h for h in theorem.hypotheses if h not in (Less(lower, here), Less(here, upper))]
    check_fresh(variable, (*left, lower, upper, derivative.body), f"{variable.name} is not any number between the ends")
    relation = Less if inside else LessEqual
    ends = [open_body(derivative.body, (Lambda((), end),)) for end in (lower, upper)]
    return (*left, relation(lower, upper)), relation(*ends)


@rule
def rank_from_null_space(rank: Rank, constants: Theorem, only: Theorem) -> Formula:
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
    return Equal(rank, subtract(SizeValue(rank.columns), ONE))
