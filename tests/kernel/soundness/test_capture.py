"""Bound variables stay apart from free ones: no substitution captures one, and no name spells another node."""

from __future__ import annotations

import pytest

from derive.kernel.polynomials import mentions
from derive.kernel.terms import (
    Entry,
    Equal,
    Formula,
    IndexVariable,
    Lambda,
    Term,
    Variable,
    close_body,
    number,
    open_body,
    substitute,
)
from derive.kernel.theorem import Theorem
from derive.lemmas.limits import limit_laws
from tests.kernel.builders import (
    D_at,
    Z,
    array,
    equal,
    i,
    j,
    k,
    limit,
    n,
    plus,
    power,
    prove,
    s,
    scalar,
    t,
    times,
    total,
    w,
    y,
    z,
)
from tests.kernel.refusals import Refusals

REFUSED = Refusals()


def by_limit_laws(
    body: Term, value: Term | int, direction: str = "above", point: Term | int = 0, *given: Formula
) -> Theorem:
    goal = Equal(limit(body, t, point, direction), number(value) if isinstance(value, int) else value)
    return limit_laws(goal, body, array(t), given, ())


def false_limit(name: str, fragment: str, *arguments: object) -> None:
    REFUSED.add(name, fragment, lambda: by_limit_laws(*arguments))  # type: ignore[arg-type]


false_limit(
    "a name that contains the spelling of the variable",
    "equality: the normal forms",
    plus(scalar("x(Variable 1:t [])"), t),
    0,
)

inner = scalar("inner")


def test_an_array_put_in_under_binders_keeps_its_own_index() -> None:
    shifted = Lambda(("K",), close_body(plus(z(k), total(n, times(y(n), z(k)))), (k,)))
    before = total(i, times(z(i), total(j, times(z(j), y(i)))))
    after = substitute(before, {Z: shifted})
    assert after == open_body(close_body(before, (Z,)), (shifted,))
    there = {m: plus(z(m), total(n, times(y(n), z(m)))) for m in (i, j)}
    assert after == total(i, times(there[i], total(j, times(there[j], y(i)))))


def test_an_inner_derivative_takes_its_point_from_the_outer_variable() -> None:
    nested = D_at(D_at(times(s, w, power(inner, 2)), inner, w), w, 3)
    prove(equal(nested, times(12, s)))


NAMES = ("z", "z [ 1:K ]", "1:z", "(Variable 1:z [ 1:K ])", "%28", "(", "z)", "z ", "é", "%", "%25", "2:z")


def test_names_spell_no_other_node() -> None:
    variables = [Variable(name, sizes) for name in NAMES for sizes in ((), ("K",), ("1:K",), ("K", "K"))]
    assert len({variable.key for variable in variables}) == len(variables)
    for one in variables:
        term = Entry(one, tuple(IndexVariable("i", size) for size in one.sizes))
        assert [other for other in variables if mentions(term, other)] == [one]


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
