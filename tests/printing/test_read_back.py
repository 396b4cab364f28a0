"""What is printed as LaTeX is read by the documents' reader as the same number: no bracket that counts is missing."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from random import Random

import pytest

from derive.documents.reader import read_text
from derive.kernel.terms import (
    Absolute,
    Add,
    Choose,
    Entry,
    Equal,
    Exp,
    IndexVariable,
    Log,
    Maximum,
    Multiply,
    Number,
    Power,
    Product,
    SizeValue,
    Sum,
    Term,
    Variable,
    close_body,
    fresh_name,
    negative,
    number,
    open_body,
)
from derive.printing.formulas import to_latex

SCALARS = [Variable(name, ()) for name in "abtx"]
VECTORS = [Variable(name, ("K",)) for name in "zy"]
I = IndexVariable("i", "K")  # noqa: E741
VALUES = {"a": (0.7,), "b": (1.9,), "t": (0.6,), "x": (2.3,), "z": (0.4, 1.2, 0.9), "y": (1.3, 0.2, 0.5)}
SIZE = 3
NUMBERS = [Fraction(n, d) for n in (1, 2, 3, -1, -2, 10, 10**6) for d in (1, 1, 1, 2, 3, 10**5)]


class Terms:
    """Random terms of the kinds whose spelling depends on what stands around them."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.bound = 0

    def leaf(self, indices: list[IndexVariable]) -> Term:
        kind = self.random.random()
        if kind < 0.25:
            return Number(self.random.choice(NUMBERS))
        if kind < 0.3:
            return SizeValue("K")
        if kind < 0.6:
            return Entry(self.random.choice(VECTORS), (self.random.choice(indices),))
        return Entry(self.random.choice(SCALARS), ())

    def over(self, depth: int, indices: list[IndexVariable]) -> Term:
        self.bound += 1
        index = IndexVariable(f"#{self.bound}", "K")
        body = close_body(self.term(depth - 1, [*indices, index, index]), (index,))
        return self.random.choice((Sum, Product, Maximum))("K", body)

    def term(self, depth: int, indices: list[IndexVariable]) -> Term:
        if depth == 0:
            return self.leaf(indices)

        def part() -> Term:
            return self.term(depth - 1, indices)

        kinds: tuple[Callable[[], Term], ...] = (
            lambda: negative(part()),
            lambda: Add((part(), part())),
            lambda: Add((part(), negative(part()))),
            lambda: Multiply((part(), part(), part())),
            lambda: Multiply((part(), Power(part(), number(-1)))),
            lambda: Multiply((Power(part(), number(-1)), part())),
            lambda: Power(part(), self.random.choice((number(2), Number(Fraction(1, 2)), number(-2), part()))),
            lambda: self.random.choice((Exp, Log, Absolute))(part()),
            lambda: self.over(depth, indices),
            lambda: Choose(I, self.random.choice(indices), part(), part()),
        )
        return self.random.choice(kinds)()


class NoValue(Exception):
    """The term has no real value, or one that floats do not hold."""


def value(term: Term, places: dict[IndexVariable, int]) -> float:
    """The value of a term where i = 2, by plain evaluation."""
    try:
        found = _value(term, places)
    except (ArithmeticError, ValueError) as error:
        raise NoValue from error
    if abs(found) > 1e100:
        raise NoValue
    return found


def _value(term: Term, places: dict[IndexVariable, int]) -> float:
    def of(part: Term) -> float:
        return value(part, places)

    match term:
        case Number(value=own):
            return float(own)
        case SizeValue():
            return float(SIZE)
        case Entry(array=Variable(name=name), indices=indices):
            return VALUES[name][places[indices[0]] if indices else 0]  # type: ignore[index]
        case Add(terms=parts):
            return math.fsum(map(of, parts))
        case Multiply(factors=parts):
            return math.prod(map(of, parts))
        case Power(base=base, exponent=exponent):
            power = of(base) ** of(exponent)
            if isinstance(power, complex):
                raise NoValue
            return float(power)
        case Exp(argument=argument):
            return math.exp(of(argument))
        case Log(argument=argument):
            return math.log(of(argument))
        case Absolute(argument=argument):
            return abs(of(argument))
        case Choose(left=left, right=right):
            return of(term.equal if places[left] == places[right] else term.distinct)  # type: ignore[index]
        case Sum(body=body) | Product(body=body) | Maximum(body=body):
            index = IndexVariable(fresh_name("q", term), "K")
            values = [value(open_body(body, (index,)), {**places, index: place}) for place in range(SIZE)]
            return {Sum: math.fsum, Product: math.prod, Maximum: max}[type(term)](values)  # type: ignore[operator,no-any-return]
    raise AssertionError(f"a term of another kind: {type(term).__name__}")


LETTERS = r"let $z, y \in \mathbb{R}^K$, $i \in \{1,\dots,K\}$, $a, b, t, x, w \in \mathbb{R}$"
NOT_READ = ("the denominator is 0", "declare a letter for the exponent")
"""What the reader refuses for its meaning or size, and not for its spelling."""


def read(printed: str) -> Term | None:
    """What a printed term is read as, where it is read."""
    document = read_text(f"<!-- derive: {LETTERS} -->\n<!-- derive: check -->\n$$\nw = {printed}\n$$\n", "a.md")
    if document.errors:
        assert any(reason in document.errors[0].message for reason in NOT_READ), document.errors[0].message
        return None
    (reading,) = document.checks[0].links[0].readings
    (statement,) = reading.statements
    assert isinstance(statement.conclusion, Equal)
    return statement.conclusion.right


@pytest.mark.parametrize("seed", range(8))
def test_what_is_printed_is_read_as_the_same_number(seed: int) -> None:
    compared = 0
    for step in range(30):
        terms = Terms(1000 * seed + step)
        term = terms.term(2 + step % 3, [I])
        printed = to_latex(term)
        try:
            expected = value(term, {I: 1})
        except NoValue:
            continue
        found = read(printed)
        if found is not None:
            assert value(found, {I: 1}) == pytest.approx(expected, rel=1e-9), printed
            compared += 1
    assert compared > 10


def scalar(name: str) -> Term:
    return Entry(Variable(name, ()), ())


A, B, T = map(scalar, "abt")
PRODUCT_OF_B = Product("K", B)
INVERSE_OF_A = Power(A, number(-1))


@pytest.mark.parametrize(
    ("term", "printed"),
    [
        (Exp(Multiply((number(3), Power(number(2), B), INVERSE_OF_A))), r"e^{3 \cdot 2^{b}/a}"),
        (Power(number(10**6), number(2)), "(10^{6})^{2}"),
        (Exp(Multiply((INVERSE_OF_A, Log(B)))), r"e^{(1/a) \log b}"),
        (
            Power(Multiply((Multiply((INVERSE_OF_A, PRODUCT_OF_B)), Power(T, number(2)))), number(-1)),
            r"\frac{1}{\frac{\left(\prod_{k=1}^{K} b\right) t^{2}}{a}}",
        ),
        (
            Multiply((Power(Multiply((INVERSE_OF_A, PRODUCT_OF_B)), number(-1)), Power(T, number(-1)))),
            r"\frac{1}{\left(\frac{1}{a} \prod_{k=1}^{K} b\right) t}",
        ),
        (Log(Power(Exp(A), number(2))), "\\log ((e^{a})^{2})"),
        (
            Multiply((Power(number(3), number(-1)), Power(Number(Fraction(1, 2)), number(-1)))),
            r"\frac{1}{3 \cdot \frac{1}{2}}",
        ),
    ],
)
def test_brackets_and_dots_stand_where_they_count(term: Term, printed: str) -> None:
    assert to_latex(term) == printed
    found = read(printed)
    assert found is not None and value(found, {}) == pytest.approx(value(term, {}), rel=1e-12)
