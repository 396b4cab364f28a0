"""Finding one term in another: what a pattern's variables have to stand for, up to the order of sums and products."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from derive.kernel import terms as kernel
from derive.kernel.terms import Bound, IndexVariable, Node, Term, Variable
from derive.language.order import factors_of, terms_of
from derive.language.places import depends_on

Letter = IndexVariable | Variable
Bindings = Mapping[Letter, Bound]


class Matcher:
    """Matches patterns whose ``letters`` may stand for any index, array or number of their sort."""

    def __init__(self, letters: Sequence[Letter]) -> None:
        self.letters = frozenset(letters)

    def matches(self, pattern: Node, node: Node, bindings: Bindings, own: frozenset[Letter]) -> Iterator[Bindings]:
        """All ways in which the pattern is the node; ``own`` are the letters for what the pattern binds."""
        if isinstance(pattern, IndexVariable) and pattern in self.letters:
            if isinstance(node, kernel.Index) and node.size == pattern.size:
                yield from self.bound(pattern, node, bindings, own)
        elif isinstance(pattern, Variable) and pattern in self.letters:
            if isinstance(node, kernel.Array) and node.sizes == pattern.sizes:
                yield from self.bound(pattern, node, bindings, own)
        elif isinstance(pattern, kernel.Entry) and self.is_letter(pattern.array):
            yield from self.entry(pattern, node, bindings, own)
        elif isinstance(pattern, kernel.Multiply):
            parts = factors_of(node) if isinstance(node, kernel.Multiply) else ()
            for found, rest in self.among(factors_of(pattern), parts, bindings, own):
                if not rest:
                    yield found
        elif isinstance(pattern, kernel.Add):
            parts = terms_of(node) if isinstance(node, kernel.Add) else ()
            for found, rest in self.among(terms_of(pattern), parts, bindings, own):
                if not rest:
                    yield found
        elif type(pattern) is type(node):
            yield from self.parts(pattern, node, bindings, own)

    def is_letter(self, array: Any) -> bool:
        return array in self.letters

    def entry(self, pattern: Any, node: Node, bindings: Bindings, own: frozenset[Letter]) -> Iterator[Bindings]:
        """An entry of an arbitrary array: of another array, or of the one whose entries are the node."""
        array, known = pattern.array, bindings.get(pattern.array)
        if known is not None and isinstance(node, Term):
            indices = tuple(bindings.get(index, index) for index in pattern.indices)
            if kernel.entry(known, indices) == node:  # type: ignore[arg-type]
                yield bindings
                return
        if isinstance(node, kernel.Entry) and node.array.sizes == array.sizes:
            for found in self.bound(array, node.array, bindings, own):
                yield from self.sequence(pattern.indices, node.indices, found, own)
        elif known is None and isinstance(node, Term):
            places = pattern.indices
            if all(place in own for place in places) and len(set(places)) == len(places):
                value = kernel.Lambda(array.sizes, kernel.close_body(node, places))
                yield from self.bound(array, value, bindings, own)

    def bound(self, letter: Letter, value: Bound, bindings: Bindings, own: frozenset[Letter]) -> Iterator[Bindings]:
        if any(depends_on(value, inner) for inner in own):
            return
        if bindings.get(letter, value) == value:
            yield {**bindings, letter: value}

    def parts(self, pattern: Node, node: Node, bindings: Bindings, own: frozenset[Letter]) -> Iterator[Bindings]:
        """The parts one by one; what both bind gets the same letters."""
        if pattern.bound != node.bound:
            return
        letters: list[Letter] = []
        for sort in pattern.bound:
            name = kernel.fresh_name("m", pattern, node, *letters, *own, *(v for v in bindings.values()))
            letters.append(Variable(name, sort) if isinstance(sort, tuple) else IndexVariable(name, sort))
        pairs: list[tuple[Any, Any]] = []
        for name in pattern.part_names:
            one, other = getattr(pattern, name), getattr(node, name)
            if name == "body" and letters:
                one, other = kernel.open_body(one, letters), kernel.open_body(other, letters)
            if isinstance(one, tuple):
                if not isinstance(other, tuple) or len(one) != len(other):
                    return
                pairs.extend(zip(one, other, strict=True))
            else:
                pairs.append((one, other))
        # the body first: it says what an array is, of which the other parts have entries
        yield from self.pairs(pairs, bindings, own | frozenset(letters))

    def pairs(self, pairs: Sequence[tuple[Any, Any]], bindings: Bindings, own: frozenset[Letter]) -> Iterator[Bindings]:
        if not pairs:
            yield bindings
            return
        (one, other), rest = pairs[0], pairs[1:]
        if isinstance(one, Node):
            if isinstance(other, Node):
                for found in self.matches(one, other, bindings, own):
                    yield from self.pairs(rest, found, own)
        elif one == other:
            yield from self.pairs(rest, bindings, own)

    def sequence(
        self, patterns: Sequence[Node], nodes: Sequence[Node], bindings: Bindings, own: frozenset[Letter]
    ) -> Iterator[Bindings]:
        yield from self.pairs(list(zip(patterns, nodes, strict=True)), bindings, own)

    def among(
        self, wanted: Sequence[Term], parts: Sequence[Term], bindings: Bindings, own: frozenset[Letter]
    ) -> Iterator[tuple[Bindings, tuple[Term, ...]]]:
        """All ways to find the wanted terms among the parts, with the parts that are left. What stands for any
        number is looked for last."""
        if not wanted:
            yield bindings, tuple(parts)
            return
        first = min(range(len(wanted)), key=lambda place: self.vague(wanted[place], bindings))
        rest = [*wanted[:first], *wanted[first + 1 :]]
        for place, part in enumerate(parts):
            for found in self.matches(wanted[first], part, bindings, own):
                yield from self.among(rest, [*parts[:place], *parts[place + 1 :]], found, own)

    def vague(self, pattern: Term, bindings: Bindings) -> int:
        return int(
            isinstance(pattern, kernel.Entry) and pattern.array in self.letters and pattern.array not in bindings
        )


def split_powers(factors: Sequence[Term]) -> tuple[Term, ...]:
    """The factors with x⁻² written as x⁻¹ x⁻¹."""
    split: list[Term] = []
    for factor in factors:
        exponent = factor.exponent if isinstance(factor, kernel.Power) else None
        if isinstance(factor, kernel.Power) and isinstance(exponent, kernel.Number) and exponent.value in (-2, -3):
            split.extend([kernel.Power(factor.base, kernel.Number(Fraction(-1)))] * -int(exponent.value))
        else:
            split.append(factor)
    return tuple(split)
