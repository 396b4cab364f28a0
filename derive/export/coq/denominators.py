"""A difference without its denominators and without positive factors, and facts that say the same of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from derive.export.coq.forms import NeedsCase
from derive.export.coq.names import Unsupported
from derive.export.coq.polynomials import (
    UNIT,
    Monomial,
    Polynomial,
    inverted,
    joined,
    monomial_term,
    paired,
    polynomial_term,
    quotient,
    times,
)
from derive.export.coq.reading import Reading
from derive.export.coq.trace import Needed
from derive.kernel.terms import (
    Different,
    Equal,
    ForAll,
    Implies,
    Less,
    LessEqual,
    Relation,
    Term,
    open_body,
)

MOST_CLEARINGS = 4


@dataclass(frozen=True)
class Freed:
    """What a fact says without its denominators: the line that asserts it, the tactic that takes it for the goal."""

    line: str
    way: str


class Denominators(Reading):
    """Differences as products of what is seen to be positive, and a rest."""

    def by_quotient(self, rest: Polynomial, factor: Monomial, steps: str, by_facts: str, end: str) -> list[str]:
        """The difference as a product of what its monomials share, which is positive, and the rest."""
        if not factor:
            return []
        if not rest and self.kind is LessEqual:
            return [f"apply (difference_le _ _ 0); [{steps}finish | lra]"]
        numerator, outside = self.trace.text(polynomial_term(rest)), self.trace.text(monomial_term(factor))
        lemma = {LessEqual: "quotient_le", Less: "quotient_lt", Different: "quotient_ne"}[self.kind]
        return [f"apply ({lemma} _ _ {numerator} {outside}); [{steps}finish | {by_facts}{end} | pos]"]

    def cleared(self, polynomial: Polynomial) -> tuple[Polynomial, Monomial]:
        """A polynomial as a product of two: without denominators, and powers of what is seen to be positive."""
        factor: Monomial = UNIT
        for _ in range(MOST_CLEARINGS):
            shared = frozenset(self.shared_factor(polynomial).items())
            if not shared:
                break
            factor = joined(factor, shared)
            lower = polynomial_term(times(polynomial, {inverted(shared): Fraction(1)}))
            polynomial = self.trace.normal(paired(lower), (), Needed())
        return polynomial, factor

    def shared_factor(self, polynomial: Polynomial) -> dict[Term, int]:
        """The lowest negative powers of atoms, and the positive atoms that all monomials have."""
        shared: dict[Term, int] = {}
        for base in sorted({base for monomial in polynomial for base, _ in monomial}, key=lambda term: term.key):
            least = min((dict(monomial).get(base, 0) for monomial in polynomial), default=0)
            if least < 0 or (least > 0 and len(polynomial) > 1 and self.trace.signs.is_positive(base)):
                shared[base] = least
        return shared

    def is_stated(self, relation: Relation) -> bool:
        """Whether a fact says, with denominators, that a term is not 0."""
        bodies = (
            fact.formula.body if isinstance(fact.formula, ForAll) else fact.formula for fact in self.decision.facts
        )
        if not any(isinstance(body, Different) for body in bodies):
            return False
        looking = self.decision.looking | {relation.left, relation.right}
        inner = replace(self.decision, goal=relation, depth=self.decision.depth + 1, looking=looking)
        script = type(self)(inner)
        polynomial, _ = script.both(script.left, script.right)
        return script.freed_fact(*script.cleared(polynomial)) is not None

    def inequalities(self) -> Iterable[tuple[str, Relation, bool]]:
        """The inequalities among the facts, with their proofs, and those about all indices at the free indices of the
        goal; whether it is one of these."""
        yield from ((proof, fact, False) for proof, fact in self.relations() if not isinstance(fact, Equal))
        for proof, formula, at, premise in self.at_free_indices():
            here = open_body(formula.body, (at,))
            body = here.right if isinstance(here, Implies) else here
            if isinstance(body, Relation) and not isinstance(body, Equal):
                yield f"({proof} {self.decision.printer.index(at)} ltac:(inside){premise})", body, True

    def freed_fact(self, rest: Polynomial, factor: Monomial) -> Freed | None:
        """A fact that is the goal, rest · factor, but for its denominators and a factor that is seen to be positive."""
        if self.trace.signs.is_positive(polynomial_term(rest)):
            return None
        for proof, fact, at_index in self.inequalities():
            if self.kind is not type(fact) and not (isinstance(fact, Less) and self.kind is LessEqual):
                continue
            decision = self.decision
            whole_proof = proof.partition(" ")[0].strip("(") if at_index else proof
            other = type(self)(
                replace(decision, goal=fact, facts=decision.without(whole_proof), depth=decision.depth + 1)
            )
            try:
                polynomial, stages = other.both(other.left, other.right)
                low, below = other.cleared(polynomial)
            except (Unsupported, NeedsCase):
                continue
            plain = below == UNIT and not (at_index and any(stages))
            if plain or not low or not all(n % 2 == 0 or other.trace.signs.is_positive(base) for base, n in below):
                continue
            outside = quotient(rest, low)
            if outside is None or not self.keeps(outside):
                continue
            text, name = self.trace.text, self.trace.fresh("d")
            inside, scale = text(polynomial_term(low)), text(monomial_term(below))
            known = f"pose proof {proof} as X. last_part X. {other.rewriting_in(stages)}idtac. "
            if self.kind is Different:
                script = f"{known}intro Z. apply X. apply eq_sym, Rminus_diag_uniq. "
                script += f"transitivity ({inside} * {scale}); [finish | rewrite Z; ring]."
            else:
                lemma = "Rmult_lt_reg_r" if isinstance(fact, Less) else "Rmult_le_reg_r"
                script = f"{known}apply ({lemma} {scale}); "
                script += f"[pos | rewrite Rmult_0_l; of_difference X ({inside} * {scale})]."
            said = {Less: "0 < ", LessEqual: "0 <= "}.get(type(fact), "")
            line = f"assert ({name} : {said}{inside}{' <> 0' if self.kind is Different else ''}). "
            line += f"{{ {' '.join(other.trace.lines)} {script} }} "
            beside = text(polynomial_term(times(outside, {factor: Fraction(1)})))
            lemma = {LessEqual: "quotient_le", Less: "quotient_lt", Different: "quotient_ne"}[self.kind]
            last = f"first [exact {name} | left; exact {name}]"
            return Freed(line, f"apply ({lemma} _ _ {inside} ({beside})); [finish | {last} | pos]")
        return None

    def keeps(self, outside: Polynomial) -> bool:
        """Whether a sign stays what it is when it is multiplied by this."""
        if set(outside) == {UNIT}:
            return outside[UNIT] > 0 or self.kind is Different
        term, signs = polynomial_term(outside), self.trace.signs
        return signs.is_positive(term) or (self.kind is LessEqual and signs.is_nonnegative(term))
