"""What the parts of the normaliser share: what is known of terms, and the signs that are asked for and asserted."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from derive.export.coq.names import Unsupported
from derive.export.coq.polynomials import Monomial, Polynomial, joined
from derive.export.coq.printer import Printer, flat, whole
from derive.export.coq.signs import Signs
from derive.export.coq.trace import Needed, Opened, Trace
from derive.kernel.terms import (
    ONE,
    ZERO,
    Array,
    Choose,
    Derivative,
    Different,
    Entry,
    Equal,
    Index,
    IndexNumber,
    IndexVariable,
    Less,
    LessEqual,
    Maximum,
    Power,
    Relation,
    Sum,
    Term,
    Variable,
    free_variables,
    rebuild,
    subnodes,
    substitute,
)


class NeedsCase(Exception):
    """What a term is depends on whether two indices are the same."""

    def __init__(self, left: Index, right: Index) -> None:
        self.left, self.right = left, right


class Circular(Unsupported):
    """A relation is to be proved for its own proof, since a fact speaks of it: a fact that can be left aside."""


@dataclass(frozen=True)
class Alias:
    """An array each of whose entries is given by an equation ``proof``: the entry at the index is the value."""

    proof: str
    index: IndexVariable
    value: Term


@dataclass(frozen=True)
class MatrixAlias:
    """A matrix each of whose entries is given by an equation ``proof``, at a row and a column."""

    proof: str
    indices: tuple[IndexVariable, IndexVariable]
    value: Term


@dataclass(frozen=True)
class BoundRoot:
    """The roots of a term that depends on indices, as an array over these."""

    indices: tuple[IndexVariable, ...]
    base: Term
    degree: int
    array: Variable

    def at(self, entry: Entry) -> Term:
        """What stands under the root that an entry is."""
        return substitute(self.base, dict(zip(self.indices, entry.indices, strict=True)))


@dataclass(frozen=True)
class GivenSum:
    """A sum that an equation gives at every index, and the line that asserts it."""

    alias: Alias
    total: Sum
    line: str


def mentions(term: Term, variable: IndexVariable | Variable) -> bool:
    """Whether a free variable occurs in a term."""
    return variable in free_variables(term)


def has(kind: type[Term], term: Term) -> bool:
    """Whether a term of a kind occurs in a term."""
    return any(isinstance(part, kind) for part in subnodes(term))


def is_opened(index: Index) -> bool:
    """Whether an index is bound somewhere around the term."""
    return index.loose > 0 or (isinstance(index, IndexVariable) and index.name.startswith("#x"))


def resolve(term: Term, index: Index, other: Index, same: bool) -> Term:
    """The term with every choice between the two indices made."""

    def change(part: object, depth: int) -> Term | None:
        if isinstance(part, Choose) and {part.left, part.right} == {index, other}:
            return resolve(part.equal if same else part.distinct, index, other, same)
        return None

    return rebuild(term, change)


def monomial_of(term: Term) -> Monomial:
    """The monomial that a product is written as."""
    result: Monomial = frozenset()
    for factor in flat(term):
        exponent = whole(factor.exponent) if isinstance(factor, Power) else None
        if isinstance(factor, Power) and exponent:
            result = joined(result, frozenset((base, n * exponent) for base, n in monomial_of(factor.base)))
        elif factor != ONE:
            result = joined(result, frozenset({(factor, 1)}))
    return result


@dataclass(frozen=True)
class Oracle:
    """What may be asked: whether a relation is believed to hold, a script that proves it, at which index alone a
    maximum is attained, and whether a fact says with denominators that a term is not 0."""

    believes: Callable[[Relation], bool]
    script: Callable[[Relation], str]
    maximiser: Callable[[Maximum], Index]
    is_stated: Callable[[Relation], bool]


class Forms(Trace, ABC):
    """A trace that knows which indices are distinct, which signs terms have, and what equations give."""

    def __init__(
        self,
        printer: Printer,
        signs: Signs,
        oracle: Oracle,
        distinct: Sequence[frozenset[Index]],
        prefix: str,
        outer: int,
        thorough: bool,
    ) -> None:
        super().__init__(printer, prefix, outer)
        self.signs = signs
        self.oracle = oracle
        self.thorough = thorough
        self.denominator = 1
        self.keeps_powers = False
        self.distinct = set(distinct)
        self.aliases: dict[Array, Alias] = {}
        self.matrices: dict[Array, MatrixAlias] = {}
        self.given: dict[Term, tuple[str, Term]] = {}
        self.looked_at: set[Term] = set()
        self.sums: list[GivenSum] = []
        self.swaps: dict[Term, str] = {}
        self.roots: dict[tuple[Term, int], Entry] = {}
        self.bound_roots: list[BoundRoot] = []
        self.equations: list[tuple[str, Equal]] = []

    @abstractmethod
    def normal(self, term: Term, around: Opened, need: Needed) -> Polynomial:
        """The polynomial of a term; what rewrites the term into it is added to ``need``."""

    # Cases of indices ------------------------------------------------------------------------------

    def apart(self, left: Index, right: Index) -> bool:
        """Whether two indices are known to be distinct."""
        unlike = left != right and isinstance(left, IndexNumber) and isinstance(right, IndexNumber)
        return unlike or frozenset((left, right)) in self.distinct

    def taken(self, term: Choose) -> Term | None:
        """The branch of a choice that is taken, where that is known."""
        if term.left == term.right:
            return term.equal
        return term.distinct if self.apart(term.left, term.right) else None

    def special(self, term: Term, index: IndexVariable) -> Index | None:
        """Another index that the term singles out as a value of this one, if there is one."""
        if isinstance(term, Derivative):
            return None
        if isinstance(term, Choose) and index in (term.left, term.right):
            other = term.right if term.left == index else term.left
            if other != index and not other.loose and frozenset((index, other)) not in self.distinct:
                return other
        for _, part in term.named_parts():
            if isinstance(part, Term) and (found := self.special(part, index)) is not None:
                return found
        return None

    # Signs -------------------------------------------------------------------------------------------

    def sign(self, relation: Relation, around: Opened) -> str:
        """Asserts a relation for all values of the opened variables; its name."""
        statement = self.quantified(around, relation.left, relation.right) + self.printer.bare(relation)
        if statement not in self.known:
            name = self.fresh("u")
            script = self.oracle.script(relation)
            self.known[statement] = name
            self.lines.append(f"assert ({name} : {statement}). {{ intros. {script} }}")
        return self.known[statement]

    def look_at(self, base: Term, around: Opened) -> None:
        """Asserts that a term of several summands is positive, or not 0, where the kernel believes so: what stands in a
        denominator or a logarithm."""
        if self.signs.is_positive(base) or base in self.looked_at:
            return
        self.looked_at.add(base)
        for relation in (Less(ZERO, base), Different(base, ZERO)):
            if self.oracle.believes(relation):
                self.sign(relation, around)
                if isinstance(relation, Less):
                    self.signs.positive_terms.add(base)
                return
        self.look_at_facts(base, around)

    def look_at_facts(self, base: Term, around: Opened) -> None:
        """Asserts that a term is not 0 where a fact says so with denominators."""
        if not self.signs.is_positive(base) and self.oracle.is_stated(Different(base, ZERO)):
            self.sign(Different(base, ZERO), around)

    def is_known_positive(self, term: Term, around: Opened) -> bool:
        """Whether a term is seen or believed to be positive; then it is asserted."""
        if self.signs.is_positive(term):
            return True
        if term in self.looked_at or not self.oracle.believes(Less(ZERO, term)):
            return False
        self.sign(Less(ZERO, term), around)
        return True

    def positive_by(self, term: Term, around: Opened) -> str:
        """The tactic for what :meth:`is_known_positive` says."""
        if self.signs.is_positive(term):
            return "pos"
        return f"apply {self.sign(Less(ZERO, term), around)}; inside" if around else "assumption"

    def is_nonnegative(self, term: Term, around: Opened) -> bool:
        """Whether a term is seen or believed not to be negative."""
        return self.signs.is_positive(term) or self.oracle.believes(LessEqual(ZERO, term))

    def nonnegative_by(self, term: Term, around: Opened) -> str:
        """The tactic for what :meth:`is_nonnegative` says."""
        if self.signs.is_positive(term):
            return "left; pos"
        if term in self.looked_at and self.signs.is_nonnegative(term):
            return "pos"  # the facts around, which speak of the root, do not help
        name = self.sign(LessEqual(ZERO, term), around)
        return f"apply {name}; inside" if around else f"exact {name}"
