"""What is only for printing: where an abbreviation occurs, minima, quotients."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from derive.kernel.terms import (
    ONE,
    Add,
    Index,
    IndexVariable,
    Lambda,
    Maximum,
    Multiply,
    N,
    Node,
    Number,
    Over,
    Power,
    Term,
    negative,
    number,
    open_body,
    rebuild,
)
from derive.language.abbreviation import Abbreviation
from derive.language.extrema import largest_terms


class Minimum(Over):
    """The smallest value of the body over all indices; only for printing, −max(−x) is min x."""


class Smallest(Term):
    """The smallest of finitely many terms; only for printing."""

    terms: tuple[Term, ...]


Bindings = dict[IndexVariable, Index]


@dataclass(frozen=True)
class Pattern:
    """What an abbreviation stands for, as it is recognised: ``body``, with ``indices`` that stand for any index."""

    own: Abbreviation
    indices: tuple[IndexVariable, ...]
    body: Term

    def instance(self, term: Term) -> tuple[Index, ...] | None:
        """The indices at which the term is an entry of the pattern, if it is one."""
        bindings = _match(self.body, term, {}, self.indices)
        if bindings is None or not all(index in bindings for index in self.indices):
            return None
        return tuple(bindings[index] for index in self.indices)

    def among(self, parts: Sequence[Term], kind: type[Term]) -> tuple[tuple[Index, ...], tuple[int, ...]] | None:
        """As :meth:`instance`, for some of the parts of a product or sum (``kind``), with their places."""
        if not isinstance(self.body, (Add, Multiply)) or not isinstance(self.body, kind):
            return None
        wanted = parts_of(self.body)
        for bindings, places in _choices(wanted, parts, {}, (), self.indices):
            if all(index in bindings for index in self.indices):
                return tuple(bindings[index] for index in self.indices), places
        return None


@lru_cache(maxsize=500)
def recognised(own: Abbreviation) -> Pattern:
    """The pattern of an abbreviation."""
    pattern = own.pattern
    if isinstance(pattern, Term):
        return Pattern(own, (), with_minima(pattern))
    assert isinstance(pattern, Lambda)
    # no variable of a formula has such a name, so that only these stand for any index
    indices = tuple(IndexVariable(f"?{place}", size) for place, size in enumerate(pattern.sizes))
    return Pattern(own, indices, with_minima(open_body(pattern.body, indices)))


def parts_of(term: Add | Multiply) -> tuple[Term, ...]:
    """The terms of a sum or factors of a product, those of sums in the sum and so on included."""
    parts: list[Term] = []
    for part in term.terms if isinstance(term, Add) else term.factors:
        if isinstance(part, (Add, Multiply)) and type(part) is type(term):
            parts.extend(parts_of(part))
        else:
            parts.append(part)
    return tuple(parts)


def with_minima(node: N) -> N:
    """The node with max(−x) written as −min(x)."""
    if "(Maximum " not in node.key:
        return node

    def change(part: Node, depth: int) -> Node | None:
        terms = largest_terms(part)
        if terms is not None:
            positives = [without_sign(term) for term in terms]
            least = tuple(with_minima(term) for term in positives if term is not None)
            return negative(Smallest(least)) if len(least) == len(positives) else None
        if isinstance(part, Maximum):
            positive = without_sign(part.body)
            return None if positive is None else negative(Minimum(part.size, with_minima(positive)))
        return None

    return rebuild(node, change)


def without_sign(term: Term) -> Term | None:
    """t, where the term is −t at sight."""
    if isinstance(term, Number) and term.value < 0:
        return Number(-term.value)
    if not isinstance(term, Multiply):
        return None
    factors = parts_of(term)
    if sum(isinstance(factor, Number) and factor.value < 0 for factor in factors) % 2 == 0:
        return None
    positive = [Number(abs(factor.value)) if isinstance(factor, Number) else factor for factor in factors]
    kept = tuple(factor for factor in positive if factor != ONE)
    return kept[0] if len(kept) == 1 else Multiply(kept)


def _match(pattern: Node, node: Node, bindings: Bindings, variables: tuple[IndexVariable, ...]) -> Bindings | None:
    """The bindings of the pattern's variables that make it the node."""
    if pattern in variables and isinstance(pattern, IndexVariable):
        if not isinstance(node, Index) or node.loose or node.size != pattern.size:
            return None
        return {**bindings, pattern: node} if bindings.get(pattern, node) == node else None
    if type(pattern) is not type(node):
        return None
    found: Bindings | None = bindings
    for name in pattern.part_names:
        wanted, given = getattr(pattern, name), getattr(node, name)
        many = isinstance(wanted, tuple) and isinstance(given, tuple)
        if many and len(wanted) != len(given):
            return None
        for one, other in zip(wanted, given, strict=True) if many else ((wanted, given),):
            if isinstance(one, Node) and isinstance(other, Node):
                found = _match(one, other, found, variables) if found is not None else None
            elif one != other:
                return None
    return found


def _choices(
    wanted: Sequence[Term],
    parts: Sequence[Term],
    bindings: Bindings,
    taken: tuple[int, ...],
    variables: tuple[IndexVariable, ...],
) -> Iterator[tuple[Bindings, tuple[int, ...]]]:
    """All ways to find the wanted terms among the parts."""
    if not wanted:
        yield bindings, taken
        return
    for place, part in enumerate(parts):
        if place not in taken and (found := _match(wanted[0], part, bindings, variables)) is not None:
            yield from _choices(wanted[1:], parts, found, (*taken, place), variables)


def split_powers(factors: Sequence[Term]) -> tuple[Term, ...]:
    """The factors with x⁻² written as x⁻¹ x⁻¹."""
    split: list[Term] = []
    for factor in factors:
        exponent = factor.exponent if isinstance(factor, Power) else None
        if isinstance(factor, Power) and isinstance(exponent, Number) and exponent.value in (-2, -3):
            split.extend([Power(factor.base, number(-1))] * -int(exponent.value))
        else:
            split.append(factor)
    return tuple(split)
