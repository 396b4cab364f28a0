"""What is remembered, so that it is not found out again, is remembered of the very thing alone."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import pytest

from derive.kernel import terms
from derive.kernel.polynomials import magnitude, number_power, plain, quotient
from derive.kernel.reasoner import Reasoner
from derive.kernel.terms import (
    Add,
    BoundIndex,
    Entry,
    Exp,
    KernelError,
    Multiply,
    Number,
    Power,
    Sum,
    Term,
    close_body,
    number,
    open_body,
    rebuild,
)
from tests.kernel.builders import SIZE, Z, a, at, b, delta, exp, i, j, k, over, plus, prove, scalar, times, total, z
from tests.kernel.refusals import DENOMINATOR, refused

# One node of each spelling ------------------------------------------------------------------------


def test_nodes_that_are_spelled_alike_are_one() -> None:
    assert exp(plus(a, z(k))) is exp(plus(a, z(k)))
    assert total(i, exp(z(i))) is total(j, exp(z(j)))
    assert Number(Fraction(4, 2)) is number(2)


def test_nodes_are_one_when_their_maker_has_forgotten_them() -> None:
    kept = total(i, exp(z(i)))
    terms._made.cache_clear()
    assert total(j, exp(z(j))) is kept


def test_what_nobody_uses_any_more_is_not_kept() -> None:
    def in_use() -> bool:
        return any("6:seldom" in node.key for node in (found() for found in [*terms._NODES.values()]) if node)

    kept = exp(scalar("seldom"))
    terms._made.cache_clear()
    assert in_use()
    del kept
    gc.collect()
    assert not in_use()


def test_a_kind_made_by_hand_has_nodes_of_its_own() -> None:
    first, second = type("Forged", (Exp,), {}), type("Forged", (Exp,), {})
    assert first(a).key == second(a).key
    assert first(a) != second(a)
    assert Exp(first(a)) != Exp(second(a))


def test_threads_make_the_same_node() -> None:
    def made(place: int) -> list[Term]:
        return [exp(times(number(value), scalar("shared"))) for value in range(300)]

    with ThreadPoolExecutor(8) as threads:
        first, *others = threads.map(made, range(8))
    assert all(a is b for other in others for a, b in zip(first, other, strict=True))


# Parts that stand in several places ---------------------------------------------------------------


def test_a_part_that_stands_under_binders_and_beside_them_is_opened_for_each() -> None:
    inner = Exp(Entry(Z, (BoundIndex(0, "K"),)))
    body = Add((inner, Sum("K", inner)))
    assert open_body(body, (i,)) == plus(exp(z(i)), total(k, exp(z(k))))


def test_a_part_that_stands_twice_is_changed_twice() -> None:
    one = exp(z(i))
    seen: list[int] = []

    def change(part: terms.Node, depth: int) -> terms.Node | None:
        seen.append(depth)
        return b if part == a else None

    assert rebuild(times(plus(a, one), plus(a, one)), change) == times(plus(b, one), plus(b, one))
    assert set(seen) == {0}


def test_closing_again_gives_the_same() -> None:
    body = times(exp(z(i)), total(k, times(z(k), z(i))), exp(z(i)))
    assert open_body(close_body(body, (i,)), (j,)) == times(exp(z(j)), total(k, times(z(k), z(j))), exp(z(j)))


# Definedness --------------------------------------------------------------------------------------


def test_what_is_defined_at_one_index_is_not_so_at_another() -> None:
    """1/(1 − δᵢₖ) is defined where i ≠ k only, and it is asked for both in one decision."""
    apart = over(1, plus(1, times(-1, delta(i, k))))
    refused(lambda: prove(terms.Equal(plus(apart, times(0, apart)), apart)), DENOMINATOR)
    refused(lambda: prove(terms.Equal(total(k, apart), total(k, apart))), DENOMINATOR)


def test_what_is_defined_under_hypotheses_is_not_so_without() -> None:
    inverse = over(1, a)
    prove(terms.Equal(times(a, inverse), number(1)), terms.Different(a, number(0)))
    refused(lambda: prove(terms.Equal(times(a, inverse), number(1))), DENOMINATOR)


# Numbers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("left", [-3, 0, 2, Fraction(1, 3), Fraction(6, 2)])
@pytest.mark.parametrize("right", [-7, 1, 4, Fraction(-2, 5)])
def test_a_quotient_is_exact(left: Fraction | int, right: Fraction | int) -> None:
    value = quotient(left, right)
    assert isinstance(value, (int, Fraction))
    assert value * right == left


def test_whole_numbers_are_integers_and_no_other_is() -> None:
    assert [type(plain(value)) for value in (Fraction(4, 2), 3, Fraction(1, 2))] == [int, int, Fraction]
    assert number_power(2, -3) == Fraction(1, 8)
    assert [magnitude(value) for value in (-2, Fraction(-1, 3), 0)] == [2, Fraction(1, 3), 0]


def test_no_coefficient_or_exponent_is_a_rounded_number() -> None:
    third = Power(plus(a, b), number(Fraction(1, 3)))
    term: Term = Multiply((number(Fraction(2, 7)), Power(SIZE, number(-3)), exp(a), third, third, third, at(Z, i)))
    positive = (terms.Less(number(0), plus(a, b)),)
    polynomial = Reasoner(positive).normal(plus(term, over(times(3, a), times(7, b))))
    values = [value for monomial, c in polynomial.items() for value in (c, *(power for _, power in monomial))]
    assert len(values) > 4
    assert {type(value) for value in values} <= {int, Fraction}


def test_a_node_takes_no_rounded_number() -> None:
    with pytest.raises(KernelError):
        Number(1 / 3)  # type: ignore[arg-type]
