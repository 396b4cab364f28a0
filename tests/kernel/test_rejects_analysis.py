"""What the rules for limits, derivatives, crossings and ranks must refuse, each for the right reason."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from derive import lemmas
from derive.kernel import rules
from derive.kernel.terms import (
    ONE,
    ZERO,
    Absolute,
    And,
    Derivative,
    Equal,
    Exists,
    ForAll,
    Formula,
    Implies,
    Index,
    IndexNumber,
    IndexVariable,
    Lambda,
    Multiply,
    Rank,
    Smooth,
    Step,
    Sum,
    Term,
    close_body,
    number,
    open_body,
)
from derive.kernel.theorem import Theorem
from derive.language.lemma import instantiate
from derive.lemmas.limits import limit_laws
from derive.lemmas.locally_equal import derivative_where_constant
from tests.kernel.builders import (
    SIZE,
    V,
    a,
    apart,
    array,
    at_most,
    b,
    c,
    delta,
    different,
    each,
    equal,
    exp,
    i,
    j,
    k,
    less,
    limit,
    log,
    minus,
    over,
    plus,
    power,
    prove,
    s,
    scalar,
    t,
    times,
    total,
    v,
    z,
)
from tests.kernel.refusals import Refusals

REFUSED = Refusals()
case = REFUSED.case


def by_limit_laws(
    body: Term, value: Term | int, direction: str = "above", point: Term | int = 0, *given: Formula
) -> Theorem:
    goal = Equal(limit(body, t, point, direction), number(value) if isinstance(value, int) else value)
    return limit_laws(goal, body, array(t), given, ())


def false_limit(name: str, fragment: str, *arguments: object) -> None:
    REFUSED.add(name, fragment, lambda: by_limit_laws(*arguments))  # type: ignore[arg-type]


false_limit("infinity minus infinity", "limit: infinity minus infinity", minus(over(1, t), over(1, power(t, 2))), 0)
false_limit("zero times infinity", "limit: infinity times a limit whose sign", times(t, over(1, t), 1), 0)
false_limit("a limit that is infinite", "limit: the limit is infinite", over(1, t), 0)
false_limit("a limit from both sides of a pole", "limit: a denominator whose limit may be 0", over(1, t), 0, "both")
false_limit("a limit of a log from both sides", "log of something", log(t), 0, "both")
false_limit("a limit with the wrong value", "equality: the normal forms", plus(t, 1), 0)
false_limit("a limit at infinity with the wrong sign", "limit: the limit is infinite", exp(t), 0, "infinity")
false_limit("exp(−g/τ) needs g > 0", "limit: infinity times a limit whose sign", exp(times(-1, a, over(1, t))), 0)
false_limit(
    "0ᵗ is 0 up to the end, where 0⁰ is 1",
    "limit: a power whose base is not proved positive",
    power(s, t),
    exp(times(s, log(s))),
    "above",
    s,
    at_most(0, s),
)
false_limit("a step has no limit law", "limit: no law for Step", Step(t), 0, "below")
false_limit("a body that is undefined near the point", "log of something", log(times(-1, t)), 0)
false_limit(
    "a hypothesis about the variable of the limit",
    "the variable is not free to tend",
    t,
    1,
    "above",
    0,
    equal(t, 1),
)
false_limit(
    "a name that contains the spelling of the variable",
    "equality: the normal forms",
    plus(scalar("x(Variable 1:t [])"), t),
    0,
)


@case("a rewriting that changes the body", "by_normal_form: order: the sign of the difference is not established")
def _() -> object:
    return limit_laws(Equal(limit(t, t), ONE), plus(t, 1), array(t), (), ())


@case("a squeeze between bounds with other limits", "squeeze: a bound does not have the limit")
def _() -> object:
    body = times(t, Step(t))
    goal = Equal(limit(body, t), ZERO)
    near = less(0, t)
    lower, upper = prove(at_most(0, body), near), prove(at_most(body, plus(t, 1)), near)
    zero, one = by_limit_laws(ZERO, 0), by_limit_laws(plus(t, 1), 1)
    return rules.squeeze(goal, lower, upper, zero, one, array(t))


@case("a squeeze by bounds that hold only beyond the point", "squeeze: the variable is not free to tend")
def _() -> object:
    body = times(t, Step(t))
    lower, upper = prove(at_most(0, body), less(1, t)), prove(at_most(body, t), less(1, t))
    return rules.squeeze(
        Equal(limit(body, t), ZERO), lower, upper, by_limit_laws(ZERO, 0), by_limit_laws(t, 0), array(t)
    )


def crossing(body: Term, variable: Term, low: int, high: int, value: Term = ZERO) -> Theorem:
    """There is an x with body = value, from the values at two ends."""
    there = [
        instantiate(prove(equal(body, body)), array(variable), Lambda((), number(end)), (), []) for end in (low, high)
    ]
    sides = [theorem.conclusion for theorem in there]
    assert all(isinstance(side, Equal) for side in sides)
    left, right = sides[0].left, sides[1].left  # type: ignore[attr-defined]
    goal, below, above = (
        Exists((), close_body(relation, (array(variable),)))
        for relation in (Equal(body, value), at_most(body, value), at_most(value, body))
    )
    return rules.intermediate_value(
        goal,
        rules.exhibit(below, Lambda((), number(low)), prove(at_most(left, value))),
        rules.exhibit(above, Lambda((), number(high)), prove(at_most(value, right))),
    )


@case("a function with a jump crosses nothing", "intermediate_value: derivative at a point that may be a kink")
def _() -> object:
    return crossing(minus(Step(a), Fraction(1, 2)), a, -1, 1)


@case("a crossing from the wrong side", "order: the sign of the difference is not established")
def _() -> object:
    return crossing(a, a, 1, -1)


@case("a bound of another function", "intermediate_value: a bound is not one of f by g")
def _() -> object:
    goal = Exists((), close_body(equal(plus(times(0, c), a), b), (array(c),)))
    below, above = (
        Exists((), close_body(relation, (array(c),)))
        for relation in (at_most(plus(times(0, c), c), b), at_most(b, plus(times(0, c), c)))
    )
    low, high = minus(b, 1), plus(b, 1)
    return rules.intermediate_value(
        goal,
        rules.exhibit(below, Lambda((), low), prove(at_most(plus(times(0, low), low), b))),
        rules.exhibit(above, Lambda((), high), prove(at_most(b, plus(times(0, high), high)))),
    )


@case("an index is no real number", "intermediate_value: a bound is not one of f by g, at a real number")
def _() -> object:
    ends = [rules.exhibit(Exists("K", equal(ZERO, ZERO)), k, prove(equal(0, 0))) for _ in range(2)]
    return rules.intermediate_value(Exists("K", equal(ZERO, ZERO)), *ends)


@case("near a point that is undefined, everything is constant", "derivative_where_equal: log of something")
def _() -> object:
    undefined = Lambda(("K",), close_body(log(z(k)), (k,)))
    goal = Equal(Derivative(close_body(v(i), (V,)), undefined, (i,)), ZERO)
    radius = scalar("r")
    near_by = each(k, less(Absolute(minus(v(k), log(z(k)))), radius))
    constant = ForAll(("K",), close_body(Implies(near_by, Equal(v(i), log(z(i)))), (V,)))
    ball = Exists((), close_body(And((less(0, radius), constant)), (array(radius),)))
    return derivative_where_constant(goal, rules.assume(ball))


@case("|x| is not smooth", "smooth: derivative at a point that may be a kink")
def _() -> object:
    return rules.smooth(Smooth((), close_body(Absolute(a), (array(a),))), (), ())


@case("a hypothesis does not make a function smooth elsewhere", "smooth: a denominator")
def _() -> object:
    return rules.smooth(Smooth((), close_body(over(1, a), (array(a),))), (different(a, 0),), ())


CENTRED = Rank("K", "K", close_body(minus(delta(i, j), over(1, SIZE)), (i, j)))


def rows_vanish(matrix: Rank) -> Theorem:
    """That the rows of a matrix sum to 0, as a hypothesis."""
    return rules.assume(ForAll(matrix.rows, Equal(Sum(matrix.columns, matrix.body), ZERO)))


def only_constants(matrix: Rank, image: Term, constant: Formula) -> Theorem:
    """That only constant vectors are sent to 0, as a hypothesis; the image has the row i."""
    zero = ForAll(matrix.rows, close_body(equal(image, 0), (i,)))
    return rules.assume(ForAll(("K",), close_body(Implies(zero, constant), (V,))))


def image_of(matrix: Rank, vector: Callable[[Index], Term]) -> Term:
    return total(j, Multiply((open_body(matrix.body, (i, j)), vector(j))))


CONSTANT = each(k, equal(v(k), v(IndexNumber(1, "K"))))


def test_the_rank_of_a_matrix_whose_null_space_is_a_line() -> None:
    theorem = rules.rank_from_null_space(
        CENTRED, rows_vanish(CENTRED), only_constants(CENTRED, image_of(CENTRED, v), CONSTANT)
    )
    assert theorem.conclusion == Equal(CENTRED, minus(SIZE, 1))


@case("a null space that is more than a line", "rank_from_null_space: the second theorem is not that only constants")
def _() -> object:
    some = each(k, Implies(apart(k, i), equal(v(k), v(IndexNumber(1, "K")))))
    return rules.rank_from_null_space(
        CENTRED, rows_vanish(CENTRED), only_constants(CENTRED, image_of(CENTRED, v), some)
    )


@case("a null space without the constants", "rank_from_null_space: the first theorem is not that the rows sum to 0")
def _() -> object:
    rank = Rank("K", "K", close_body(delta(i, j), (i, j)))
    return rules.rank_from_null_space(rank, prove(equal(0, 0)), only_constants(rank, image_of(rank, v), CONSTANT))


@case("the null space of the transposed matrix", "rank_from_null_space: the second theorem is not that only constants")
def _() -> object:
    rank = Rank("K", "K", close_body(times(z(i), minus(delta(i, j), over(1, SIZE))), (i, j)))
    turned = total(j, Multiply((open_body(rank.body, (j, i)), v(j))))
    return rules.rank_from_null_space(rank, rows_vanish(rank), only_constants(rank, turned, CONSTANT))


@case("vectors that are equal to another vector", "rank_from_null_space: the second theorem is not that only constants")
def _() -> object:
    same = each(k, equal(v(k), z(IndexNumber(1, "K"))))
    return rules.rank_from_null_space(
        CENTRED, rows_vanish(CENTRED), only_constants(CENTRED, image_of(CENTRED, v), same)
    )


@case("a rank that is not one less", "by_normal_form: equality: the normal forms")
def _() -> object:
    constant = Exists((), close_body(each(k, equal(v(k), a)), (array(a),)))
    zero = each(i, equal(image_of(CENTRED, v), 0))
    null_space = ForAll(("K",), close_body(And((Implies(zero, constant), Implies(constant, zero))), (V,)))
    return lemmas.rank_from_null_space(Equal(CENTRED, SIZE), rules.assume(null_space))


@case(
    "a free index of the matrix is not its row", "rank_from_null_space: the first theorem is not that the rows sum to 0"
)
def _() -> object:
    row = IndexVariable("null_row", "K")
    constant_rows = Rank("K", "K", close_body(minus(delta(row, j), over(1, SIZE)), (i, j)))
    only = only_constants(CENTRED, image_of(CENTRED, v), CONSTANT)
    return rules.rank_from_null_space(constant_rows, rows_vanish(CENTRED), only)


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
