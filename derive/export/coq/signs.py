"""Signs that are seen from the form of a term, and from what the facts say of entries."""

from __future__ import annotations

from dataclasses import dataclass, field

from derive.export.coq.printer import whole
from derive.kernel.terms import (
    Add,
    Array,
    Choose,
    Entry,
    Exp,
    Maximum,
    Multiply,
    Number,
    Power,
    Product,
    SizeValue,
    Sum,
    Term,
)


@dataclass
class Signs:
    """What the facts say of entries: arrays all of whose entries are positive, or not negative, and single terms."""

    positive: set[Array] = field(default_factory=set)
    nonnegative: set[Array] = field(default_factory=set)
    positive_terms: set[Term] = field(default_factory=set)
    nonnegative_terms: set[Term] = field(default_factory=set)

    def is_known_nonnegative(self, term: Term) -> bool:
        """Whether an atom is stated not to be negative."""
        return term in self.nonnegative_terms or (isinstance(term, Entry) and term.array in self.nonnegative)

    def is_positive(self, term: Term) -> bool:
        """Whether a term is seen to be positive, by its form."""
        if term in self.positive_terms:
            return True
        match term:
            case Exp() | SizeValue():
                return True
            case Number():
                return term.value > 0
            case Add():
                return all(map(self.is_positive, term.terms))
            case Multiply():
                return all(map(self.is_positive, term.factors))
            case Power():
                return self.is_positive(term.base)
            case Sum() | Product() | Maximum():
                return self.is_positive(term.body)
            case Choose():
                return self.is_positive(term.equal) and self.is_positive(term.distinct)
            case Entry():
                return term.array in self.positive
        return False

    def is_nonnegative(self, term: Term) -> bool:
        """Whether a term is seen not to be negative, by its form."""
        match term:
            case Multiply():
                return all(map(self.is_nonnegative, term.factors))
            case Add():
                return all(map(self.is_nonnegative, term.terms))
            case Sum():
                return self.is_nonnegative(term.body)
            case Power() if (whole(term.exponent) or 1) % 2 == 0:
                return True
            case Entry() if term.array in self.nonnegative:
                return True
        return self.is_positive(term)
