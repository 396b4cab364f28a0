"""Random statements of the kinds of nodes that the reader builds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from random import Random

from derive.kernel.terms import (
    DIRECTIONS,
    ONE,
    ZERO,
    Absolute,
    Add,
    Choose,
    Derivative,
    Entry,
    Equal,
    Exp,
    Index,
    IndexNumber,
    IndexVariable,
    Lambda,
    LastIndex,
    Less,
    LessEqual,
    Limit,
    Log,
    Maximum,
    Multiply,
    Number,
    Power,
    Product,
    SizeValue,
    Step,
    Sum,
    Term,
    Variable,
    close_body,
    negative,
    substitute,
)
from derive.language.extrema import largest
from derive.language.statement import Statement

VARIABLES = (
    Variable("z", ("K",)), Variable(r"\hat{y}", ("K",)), Variable("W", ("K", "d")), Variable("a", ()),
    Variable(r"\tau_{s}", ()), Variable("p^*", ("K",)), Variable("x'", ("d",)), Variable("x^{(1)}", ("d",)),
    Variable(r"v^{(\cdot)}", ("K", "d")), Variable("w_{o}", ("d",)), Variable(r"\pi_{ref}", ("K",)), Variable("e", ()),
)  # fmt: skip
INDICES = (IndexVariable("i", "K"), IndexVariable("j", "K"), IndexVariable("r", "d"), IndexVariable("l'", "d"))
SIZES = ("K", "d")


class Statements:
    """Random statements; ``indices`` and ``variables`` of a method are those that a term may mention."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.count = 0

    def statement(self, depth: int) -> Statement:
        sides = [self.term(depth, INDICES, VARIABLES) for _ in range(2)]
        return Statement((), self.random.choice((Equal, Less, LessEqual))(*sides))

    def name(self) -> str:
        self.count += 1
        return f"#{self.count}"

    def index(self, size: str, indices: Sequence[IndexVariable]) -> Index:
        fitting = [index for index in indices if index.size == size]
        return self.random.choice([*fitting, *fitting, *fitting, IndexNumber(1, size), LastIndex(size)])

    def term(self, depth: int, indices: Sequence[IndexVariable], variables: Sequence[Variable]) -> Term:
        def inner() -> Term:
            return self.term(depth - 1, indices, variables)

        if depth == 0 or self.random.random() < 0.1:
            return self.leaf(indices, variables)
        kinds: tuple[Callable[[], Term], ...] = (
            lambda: negative(inner()),
            lambda: Add(tuple(inner() for _ in range(self.random.choice((2, 3))))),
            lambda: Add((inner(), negative(inner()))),
            lambda: Multiply(tuple(inner() for _ in range(self.random.choice((2, 3))))),
            lambda: Multiply((inner(), Power(inner(), Number(Fraction(-1))))),
            lambda: Power(inner(), self.random.choice([Number(Fraction(n, 2)) for n in (4, 1, -2, -3)] + [inner()])),
            lambda: self.random.choice((Exp, Log, Absolute))(inner()),
            lambda: self.choice(inner, indices),
            lambda: self.over(depth, indices, variables),
            lambda: self.over(depth, indices, variables),
            lambda: largest([inner() for _ in range(self.random.choice((2, 3)))]),
            lambda: negative(largest([negative(inner()) for _ in range(2)])),
            lambda: self.derivative(depth, indices, variables),
            lambda: self.limit(depth, indices, variables),
            lambda: self.compared(inner),
        )
        return self.random.choice(kinds)()

    def leaf(self, indices: Sequence[IndexVariable], variables: Sequence[Variable]) -> Term:
        kind = self.random.random()
        if kind < 0.2:
            return Number(Fraction(self.random.choice((0, 1, 2, 7, -1, 10)), self.random.choice((1, 1, 2, 3))))
        if kind < 0.3:
            return SizeValue(self.random.choice(SIZES))
        variable = self.random.choice(variables)
        return Entry(variable, tuple(self.index(str(size), indices) for size in variable.sizes))

    def choice(self, inner: Callable[[], Term], indices: Sequence[IndexVariable]) -> Term:
        size = self.random.choice(SIZES)
        one = next(index for index in indices if index.size == size)
        ends = self.random.choice(((ONE, ZERO), (ZERO, ONE), (inner(), inner()), (inner(), ZERO)))
        return Choose(one, self.index(size, indices), *ends)

    def over(self, depth: int, indices: Sequence[IndexVariable], variables: Sequence[Variable]) -> Term:
        index = IndexVariable(self.name(), self.random.choice(SIZES))
        body = self.term(depth - 1, (*indices, index), variables)
        if self.random.random() < 0.3:
            body = Choose(index, self.index(str(index.size), indices), self.random.choice((ZERO, ONE)), body)
        kind = self.random.choice((Sum, Sum, Product, Maximum))
        if kind is Maximum and self.random.random() < 0.5:
            return negative(Maximum(index.size, close_body(negative(body), (index,))))
        return kind(index.size, close_body(body, (index,)))

    def derivative(self, depth: int, indices: Sequence[IndexVariable], variables: Sequence[Variable]) -> Term:
        variable = self.random.choice([one for one in variables if one.name != r"v^{(\cdot)}"])
        moved = Variable(self.name(), variable.sizes)
        body = self.term(depth - 1, indices, (*variables, moved, moved, moved))
        point: Variable | Lambda = variable
        if self.random.random() < 0.5:
            body = substitute(body, {variable: moved})
        if self.random.random() < 0.3:
            places = [IndexVariable(self.name(), size) for size in variable.sizes]
            value = self.term(depth - 1, (*indices, *places), variables)
            point = Lambda(variable.sizes, close_body(value, places))
        at = tuple(self.index(str(size), indices) for size in variable.sizes)
        return Derivative(close_body(body, (moved,)), point, at)

    def limit(self, depth: int, indices: Sequence[IndexVariable], variables: Sequence[Variable]) -> Term:
        moved = Variable(self.name(), ())
        body = self.term(depth - 1, indices, (*variables, moved, moved))
        direction = self.random.choice(DIRECTIONS)
        point = ZERO if "infinity" in direction else self.term(depth - 1, indices, variables)
        return Limit(close_body(body, (moved,)), point, direction)

    def compared(self, inner: Callable[[], Term]) -> Term:
        """A value where a comparison of numbers holds, and another where it fails."""
        difference = Add((inner(), negative(inner())))
        steps = Step(difference), Step(negative(difference))
        weight = self.random.choice((*steps, Multiply(steps)))
        holds, fails = self.random.choice(((ONE, ZERO), (inner(), inner())))
        return Add((Multiply((weight, holds)), Multiply((Add((ONE, negative(weight))), fails))))
