"""Attacks on the rules and on nodes themselves: parts of another kind, crafted names, hypotheses that get lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import pytest

from derive.kernel import rules
from derive.kernel.polynomials import mentions
from derive.kernel.terms import (
    ONE,
    ZERO,
    Absolute,
    And,
    BoundIndex,
    BoundVariable,
    Choose,
    Derivative,
    Entry,
    Equal,
    Exists,
    Exp,
    ForAll,
    Formula,
    Implies,
    IndexNumber,
    IndexVariable,
    KernelError,
    Lambda,
    Less,
    Maximum,
    Multiply,
    Node,
    Not,
    Number,
    Or,
    Rank,
    SizeValue,
    Step,
    Sum,
    Variable,
    close_body,
    delta,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.lemmas.locally_equal import derivative_where_constant
from tests.kernel.builders import (
    X,
    Z,
    a,
    apart,
    at,
    at_most,
    b,
    c,
    each,
    equal,
    i,
    j,
    k,
    less,
    limit,
    log,
    over,
    plus,
    power,
    prove,
    scalar,
    t,
    times,
    total,
    z,
)

Attempt = Callable[[], object]
U, W, T = (Variable(name, ()) for name in ("u", "w", "t"))
u, w = scalar("u"), scalar("w")
HERE = Entry(BoundVariable(0, ()), ())


def refused(attempt: Attempt, fragment: str) -> None:
    with pytest.raises(KernelError) as caught:
        attempt()
    assert fragment in str(caught.value)


# Parts of another kind ----------------------------------------------------------------------------


def anything(part: Any) -> Any:
    """What a type checker would not let through."""
    return part


WRONG_PARTS: list[tuple[str, Attempt]] = [
    ("an index between two indices", lambda: IndexNumber(anything(Fraction(3, 2)), 2)),
    ("an index that depends on an array", lambda: IndexVariable("c", "K", (anything(Z),))),
    ("an index over arrays", lambda: IndexVariable("i", anything(("K",)))),
    ("a sum over arrays", lambda: Sum(anything(("K",)), ONE)),
    ("the size of an array as a number", lambda: SizeValue(anything(()))),
    ("half a level", lambda: BoundIndex(anything(Fraction(1, 2)), "K")),
    ("a name that is a number", lambda: Variable(anything(5), ())),
    ("the exponential of a formula", lambda: Exp(anything(equal(a, a)))),
    ("a conjunction of numbers", lambda: And((anything(ONE),))),
    ("one term for a sum of terms", lambda: Multiply(anything(ONE))),
    ("a choice by sums, which have sizes too", lambda: Choose(anything(Sum("K", ONE)), anything(ONE), ONE, ZERO)),
    ("a truth value for a number", lambda: Number(anything(True))),
    ("an axis for a list of axes", lambda: Variable("z", anything("K"))),
]


@pytest.mark.parametrize("attempt", [case[1] for case in WRONG_PARTS], ids=[case[0] for case in WRONG_PARTS])
def test_a_node_has_parts_of_its_kinds_only(attempt: Attempt) -> None:
    with pytest.raises(KernelError):
        attempt()


def test_no_index_is_none_of_all() -> None:
    """With an index between the first and the second of two, 0 = 1 follows."""
    first, second, any_index = IndexNumber(1, 2), IndexNumber(2, 2), IndexVariable("q", 2)
    one = rules.generalise(prove(equal(plus(delta(any_index, first), delta(any_index, second)), 1)), any_index)
    refused(
        lambda: rules.specialise(one, IndexNumber(anything(Fraction(3, 2)), 2)),
        "a part of a IndexNumber is not of the kind",
    )


def test_no_class_can_take_the_name_of_another() -> None:
    """Nodes are compared by their spelling."""
    refused(lambda: type("Log", (Exp,), {}), "another Log is no kind of node")


class _Forgetful(tuple[Formula, ...]):
    """Hypotheses that are there when they are used, and gone when they are counted."""

    looked = 0

    def __iter__(self) -> Iterator[Formula]:
        type(self).looked += 1
        return super().__iter__() if self.looked < 4 else iter(())


def test_hypotheses_that_disappear_are_no_hypotheses() -> None:
    refused(
        lambda: rules.by_normal_form(less(0, a), _Forgetful((less(0, a),)), ()),
        "an argument is not of the kind that the rule takes",
    )


NAMES = ("z", "z [ 1:K ]", "1:z", "(Variable 1:z [ 1:K ])", "%28", "(", "z)", "z ", "é", "%", "%25", "2:z")


def test_names_spell_no_other_node() -> None:
    variables = [Variable(name, sizes) for name in NAMES for sizes in ((), ("K",), ("1:K",), ("K", "K"))]
    assert len({variable.key for variable in variables}) == len(variables)
    for one in variables:
        term = Entry(one, tuple(IndexVariable("i", size) for size in one.sizes))
        assert [other for other in variables if mentions(term, other)] == [one]


# Work that multiplies with the cases --------------------------------------------------------------


@pytest.mark.parametrize(("count", "more"), [(5, 0), (8, 0), (8, 1)])
def test_cases_of_numeric_indices_share_their_work(count: int, more: int) -> None:
    array, indices = Variable("v", (8,)), [IndexVariable(f"i{place}", 8) for place in range(count)]
    term = plus(*(at(array, index) for index in indices))
    refused(lambda: prove(equal(term, plus(*[0] * more, term))), "the expression is too large")


def test_four_numeric_indices_are_decided() -> None:
    array, indices = Variable("v", (8,)), [IndexVariable(f"i{place}", 8) for place in range(4)]
    term = plus(*(at(array, index) for index in indices))
    prove(equal(term, plus(0, term)))


def test_cases_of_symbolic_indices_share_their_work() -> None:
    indices = [IndexVariable(f"i{place}", "K") for place in range(16)]
    heavy = power(plus(*(scalar(f"x{place}") for place in range(8))), 5)
    ties = plus(*(times(delta(*indices[2 * place : 2 * place + 2]), scalar(f"x{place}")) for place in range(8)))
    refused(lambda: prove(equal(times(ties, heavy), times(heavy, ties))), "too many cases")


# Hypotheses and variables that are not arbitrary ---------------------------------------------------

depends = IndexVariable("c", "K", (i,))
largest = Maximum("K", close_body(z(k), (k,)))
attained = Exists("K", close_body(equal(z(k), a), (k,)))


def exists_k(formula: Formula) -> Exists:
    return Exists("K", close_body(formula, (k,)))


def take(body: Formula, conclusion: Theorem, variable: IndexVariable = k) -> Theorem:
    return rules.take(rules.assume(exists_k(body)), variable, conclusion)


NOT_ARBITRARY = "is not arbitrary"
LOST: list[tuple[str, str, Attempt]] = [
    (
        "a witness that the conclusion names",
        NOT_ARBITRARY,
        lambda: take(less(0, z(k)), rules.assume(less(0, z(k)))),
    ),
    (
        "a witness of which more is assumed",
        NOT_ARBITRARY,
        lambda: take(less(0, z(k)), prove(less(0, plus(a, 1)), less(0, z(k)), equal(z(k), plus(a, 1)))),
    ),
    (
        "a witness on which another index depends",
        NOT_ARBITRARY,
        lambda: take(
            less(0, z(i)),
            prove(less(0, plus(z(depends), 1)), less(0, z(depends)), less(0, z(i))),
            i,
        ),
    ),
    (
        "a witness that depends on another index",
        NOT_ARBITRARY,
        lambda: take(less(0, z(k)), prove(less(0, ONE), less(0, z(depends))), depends),
    ),
    (
        "for all values of an index that depends on another",
        NOT_ARBITRARY,
        lambda: rules.generalise(prove(equal(z(depends), z(depends))), depends),
    ),
    (
        "for all i, where a hypothesis is about what depends on i",
        NOT_ARBITRARY,
        lambda: rules.generalise(prove(less(0, z(i)), less(0, z(depends)), equal(z(i), z(depends))), i),
    ),
    (
        "the third of K, where nothing says that there are three",
        "index 3 need not exist",
        lambda: rules.discharge(
            prove(less(0, z(IndexNumber(3, "K"))), each(k, less(0, z(k))), at_most(3, SizeValue("K"))),
            at_most(3, SizeValue("K")),
        ),
    ),
    (
        "the second of K, specialised",
        "index 2 need not exist",
        lambda: rules.specialise(rules.assume(each(k, less(0, z(k)))), IndexNumber(2, "K")),
    ),
    (
        "a value that is undefined",
        "log of something",
        lambda: rules.specialise(rules.generalise(prove(equal(w, w)), W), Lambda((), log(a))),
    ),
    (
        "the largest of terms that are undefined",
        "log of something",
        lambda: rules.maximum_attained(Maximum("K", close_body(log(z(k)), (k,))), ()),
    ),
    (
        "a value at an index of another size",
        "their sizes differ",
        lambda: rules.maximum_bounds(largest, IndexVariable("n", "N"), ()),
    ),
    (
        "t − u ≤ t·log(t/u), where u may be 0",
        "order: the sign",
        lambda: rules.relative_entropy_bound(a, b, (at_most(0, a), at_most(0, b)), ()),
    ),
    (
        "two that do not exclude each other",
        "order: the sign",
        lambda: rules.clash(rules.assume(at_most(a, b)), rules.assume(at_most(b, a)), ()),
    ),
    (
        "a formula and the negation of another",
        "the first theorem is not a relation",
        lambda: rules.clash(rules.assume(Not(less(a, b))), rules.assume(Not(less(b, a))), ()),
    ),
]


@pytest.mark.parametrize(("fragment", "attempt"), [case[1:] for case in LOST], ids=[case[0] for case in LOST])
def test_what_is_not_arbitrary_defined_or_there_is_refused(fragment: str, attempt: Attempt) -> None:
    refused(attempt, fragment)


def test_a_branch_keeps_the_hypothesis_of_another_alternative() -> None:
    either = rules.assume(Or((less(a, 0), less(0, a))))
    goal = at_most(0, power(a, 2))
    branch = prove(goal, less(0, a))
    theorem = rules.cases(either, (branch, branch), goal)
    assert set(theorem.hypotheses) == {either.conclusion, less(0, a)}


def test_the_hypotheses_of_all_premises_are_kept() -> None:
    first, second, third = (rules.assume(formula) for formula in (less(0, a), less(a, b), less(b, c)))
    weakened = rules.weaken(second, (apart(i, j),))
    theorem = rules.combine(less(0, c), (ONE, ONE, ONE), (first, weakened, third), (), (rules.assume(equal(t, 0)),))
    assert set(theorem.hypotheses) == {less(0, a), less(a, b), less(b, c), apart(i, j), equal(t, 0)}


# Limits in several variables ----------------------------------------------------------------------


def test_a_function_with_partial_derivatives_only_is_not_continuous() -> None:
    at_zero = rules.approach(ZERO, "above", ())
    for function in (
        over(times(u, w), plus(power(u, 2), power(w, 2))),
        times(u, Step(w)),
        power(plus(power(u, 2), power(w, 2)), Fraction(1, 2)),
        Maximum(2, Choose(BoundIndex(0, 2), IndexNumber(1, 2), u, w)),
    ):
        with pytest.raises(KernelError, match="continuity: "):
            rules.continuity(function, (U, W), (at_zero, at_zero), ())


def test_a_hypothesis_about_the_point_stays_where_the_bounds_do_not_use_it() -> None:
    """0 < t is what holds near 0; in the limit of a bound it would be a hypothesis about a free t."""
    body = times(t, Step(t))
    near = less(0, t)
    bounds = prove(at_most(0, body), near), prove(at_most(body, subtract(t, ZERO)), near)
    zero = rules.continuity(ZERO, (U,), (rules.approach(ZERO, "above", ()),), ())
    tied = rules.weaken(rules.approach(ZERO, "above", ()), (near,))
    refused(
        lambda: rules.squeeze(equal(limit(body, t), 0), *bounds, zero, tied, T),
        "the variable is not free to tend to its limit",
    )


# Theorems about functions -------------------------------------------------------------------------


def crossing(f: Node, g: Node) -> Attempt:
    goal, below, above = (
        Exists((), close_body(relation, (W,)))
        for relation in (Equal(f, g), Less(f, g), Less(g, f))  # type: ignore[arg-type]
    )
    return lambda: rules.intermediate_value(goal, rules.assume(below), rules.assume(above))


@pytest.mark.parametrize(
    ("function", "fragment"),
    [
        (over(1, w), "a denominator that is not proved non-zero"),
        (Step(w), "derivative at a point that may be a kink"),
        (log(w), "log of something that is not proved positive"),
        (power(w, Fraction(1, 3)), "a power with a fractional exponent of something that may be negative"),
        (Choose(i, j, w, over(1, w)), "a denominator that is not proved non-zero"),
    ],
    ids=["a pole", "a step", "log", "a root", "one branch with a pole"],
)
def test_what_jumps_or_has_gaps_may_leave_values_out(function: Node, fragment: str) -> None:
    refused(crossing(function, a), fragment)


M = Variable("m", ("K", "N"))
n = IndexVariable("n", "N")
MATRIX = Rank("K", "N", close_body(at(M, k, n), (k, n)))


def kernel_of_rows(first: IndexNumber, swapped: bool = False) -> tuple[Theorem, Theorem]:
    """What the rule takes, assumed, perhaps for the transposed matrix."""
    v = Variable("v", ("N",))
    constants = ForAll("K", close_body(equal(total(n, at(M, k, n)), 0), (k,)))
    image = ForAll("K", close_body(equal(total(n, times(at(M, k, n), at(v, n))), 0), (k,)))
    same = ForAll("N", close_body(equal(at(v, n), at(v, first)), (n,)))
    only = ForAll(("N",), close_body(Implies(image, same), (v,)))
    if swapped:
        constants = ForAll("N", close_body(equal(total(k, at(M, k, n)), 0), (n,)))
    return rules.assume(constants), rules.assume(only)


def test_the_rank_of_a_matrix_whose_null_space_are_the_constants() -> None:
    theorem = rules.rank_from_null_space(MATRIX, *kernel_of_rows(IndexNumber(1, "N")))
    assert theorem.conclusion == Equal(MATRIX, subtract(SizeValue("N"), ONE))
    assert len(theorem.hypotheses) == 2


@pytest.mark.parametrize("rank", [MATRIX, Rank("N", "K", close_body(at(M, k, n), (n, k)))], ids=["rows", "columns"])
def test_sums_of_columns_say_nothing_of_the_null_space(rank: Rank) -> None:
    refused(
        lambda: rules.rank_from_null_space(rank, *kernel_of_rows(IndexNumber(1, "N"), rank == MATRIX)),
        "rank_from_null_space: the first theorem is not that the rows sum to 0",
    )


def test_a_derivative_at_an_undefined_point_is_not_0() -> None:
    """Near a point that is undefined there is nothing, so that anything is constant there."""
    where, radius = Variable("y", ("K",)), Variable("r", ())
    body = close_body(total(k, at(X, k)), (X,))
    distance = Absolute(subtract(at(where, k), log(z(k))))
    near = ForAll("K", close_body(Less(distance, Entry(radius, ())), (k,)))
    constant = Implies(near, Equal(total(k, at(where, k)), total(k, log(z(k)))))
    ball = And((Less(ZERO, Entry(radius, ())), ForAll(("K",), close_body(constant, (where,)))))
    theorem = rules.assume(Exists((), close_body(ball, (radius,))))
    goal = Equal(Derivative(body, Lambda(("K",), close_body(log(z(k)), (k,))), (i,)), ZERO)
    refused(lambda: derivative_where_constant(goal, theorem), "log of something that is not proved positive")
