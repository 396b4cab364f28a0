"""Names for terms that occur often, such as p for softmax: recognised when a formula is printed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from derive.kernel.calculus import Undefined
from derive.kernel.facts import RELATION_SIGNS
from derive.kernel.terms import (
    ONE,
    ZERO,
    Add,
    BoundIndex,
    Choose,
    Different,
    Equal,
    Exists,
    ForAll,
    Formula,
    Implies,
    Index,
    IndexNumber,
    IndexVariable,
    KernelError,
    Lambda,
    Less,
    Maximum,
    Multiply,
    N,
    Node,
    Not,
    Number,
    Over,
    Power,
    SameIndex,
    Term,
    free_variables,
    lifted,
    negative,
    number,
    open_body,
    rebuild,
)


class Minimum(Over):
    """The smallest value of the body over all indices; only for printing, −max(−x) is min x."""


class Smallest(Term):
    """The smallest of finitely many terms; only for printing."""

    terms: tuple[Term, ...]


def largest(terms: Sequence[Term]) -> Term:
    """The largest of finitely many terms: the maximum over an index of which of them it chooses."""
    if len(terms) == 0:
        raise KernelError("the largest of no terms does not exist")
    size = len(terms)
    if size == 1:
        return terms[0]
    *others, body = [rebuild(term, lambda part, depth: lifted(part, depth, 1)) for term in terms]
    for place, other in reversed([*enumerate(others, 1)]):
        body = Choose(BoundIndex(0, size), IndexNumber(place, size), other, body)
    return Maximum(size, body)


def largest_terms(term: Node) -> tuple[Term, ...] | None:
    """The terms of which a term is the largest, where it is spelled so."""
    if not isinstance(term, Maximum) or not isinstance(term.size, int) or term.size < 2:
        return None
    terms: list[Term] = []
    body = term.body
    for place in range(1, term.size):
        choice = (BoundIndex(0, term.size), IndexNumber(place, term.size))
        if not isinstance(body, Choose) or (body.left, body.right) != choice:
            return None
        terms.append(body.equal)
        body = body.distinct
    chosen = IndexVariable("?", term.size)
    opened = tuple(open_body(part, (chosen,)) for part in (*terms, body))
    return None if any(chosen in free_variables(part) for part in opened) else opened


def missing_hypothesis(error: Undefined) -> Formula:
    """What would have to be known for what is undefined to be defined; of a maximum, that two of its terms differ, or
    that one of its values is larger than all others."""
    term = error.term
    if error.signs:
        relation = next(kind for kind, signs in RELATION_SIGNS.items() if signs == error.signs)
        return relation(ZERO, term)
    if not isinstance(term, Maximum):
        return Equal(term, term)
    if terms := largest_terms(term):
        return Different(*terms[:2])
    other, top = BoundIndex(0, term.size), BoundIndex(1, term.size)
    less = Less(term.body, open_body(term.body, (top,)))
    return Exists(term.size, ForAll(term.size, Implies(Not(SameIndex(other, top)), less)))


Bindings = dict[IndexVariable, Index]


@dataclass(frozen=True)
class Abbreviation:
    """``name`` is printed for ``pattern``, a term, or for the entries of ``pattern``, an array.

    ``name`` is a name such as ``"p"`` or ``"y_hat"``, or LaTeX with ``%s`` where the indices go, such
    as ``"\\\\sigma_{%s}(z)"``; then ``text`` is the same as plain text."""

    pattern: Term | Lambda
    name: str
    text: str = ""
    indices: tuple[IndexVariable, ...] = field(init=False)
    body: Term = field(init=False)

    def __post_init__(self) -> None:
        indices: tuple[IndexVariable, ...] = ()
        body: Node = self.pattern
        if isinstance(self.pattern, Lambda):
            # no variable of a formula has such a name, so that only these stand for any index
            indices = tuple(IndexVariable(f"?{place}", size) for place, size in enumerate(self.pattern.sizes))
            body = open_body(self.pattern.body, indices)
        elif not isinstance(self.pattern, Term):
            raise KernelError(f"the abbreviation {self.name} stands for a term or an array of terms")
        assert isinstance(body, Term)
        body = with_minima(body)
        object.__setattr__(self, "indices", indices)
        object.__setattr__(self, "body", body)

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
