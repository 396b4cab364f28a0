"""Inequalities that linear arithmetic does not see by itself: signs of products, sums, logarithms and maxima, bounds of
absolute values and of terms by their sums, and what quantified facts say at the indices of the goal."""

from __future__ import annotations

from collections.abc import Sequence

from derive.export.coq.forms import NeedsCase, has
from derive.export.coq.names import Unsupported, variables_in
from derive.export.coq.polynomials import (
    Polynomial,
    in_order,
    monomial_term,
    polynomial_term,
)
from derive.export.coq.printer import whole
from derive.export.coq.reading import Reading
from derive.kernel.terms import (
    ONE,
    ZERO,
    Absolute,
    Add,
    Equal,
    Exp,
    Implies,
    IndexVariable,
    Less,
    LessEqual,
    Log,
    Maximum,
    Multiply,
    Power,
    Relation,
    SizeValue,
    Sum,
    Term,
    open_body,
    subnodes,
)

MOST_MONOMIALS = 8


class Bounds(Reading):
    """What is asserted of the atoms of a difference before its sign is decided."""

    def bounds(self, polynomial: Polynomial) -> str:
        """What is known of the atoms of the difference: |x| ≥ x, −x, 0; and f(t) ≤ Σ f for sums of terms ≥ 0."""
        atoms = sorted({base for monomial in polynomial for base, _ in monomial}, key=lambda term: term.key)
        text = self.trace.text
        lines = [f"pose proof (Rabs_bounds {text(a.argument)}). " for a in atoms if isinstance(a, Absolute)][:3]
        lines += [f"pose proof (exp_pos {text(a.argument)}). " for a in atoms if isinstance(a, Exp)][:MOST_MONOMIALS]
        lines += [self.sign_of_inverse(a) for a in self.divisors(polynomial)][:MOST_MONOMIALS]
        lines += [self.sign_of_logarithm(a) for a in atoms if isinstance(a, Log)][:MOST_MONOMIALS]
        if not (self.left == ZERO and self.trace.signs.is_nonnegative(self.right)):
            lines += [self.sign_of_sum(a) for a in atoms if isinstance(a, Sum)][:MOST_MONOMIALS]
        for a in atoms:
            if isinstance(a, Maximum) and isinstance(a.size, int):
                body = f"(fun k0 => {self.decision.printer.term(a.body, ('k0',))})"
                for n in range(a.size):
                    name = self.trace.fresh("b")
                    bound = f"Maximum_ge {a.size} {body} {n} ltac:(lia)"
                    lines.append(f"pose proof ({bound}) as {name}; cbv beta in {name}; settle_in {name}. ")
            if isinstance(a, Maximum) and not isinstance(a.size, int):
                below = any((a, n) in monomial for monomial in polynomial for n in (-1, -2))
                lines.append(self.positive_maximum(a) if below else self.sign_of_maximum(a))
            if isinstance(a, SizeValue):
                size = self.decision.printer.names.size(a.size)
                lines.append(
                    f"pose proof (size_ge_1 {size} ltac:(lia)). try pose proof (size_ge_2 {size} ltac:(lia)). "
                )
        free = variables_in([polynomial_term(polynomial)])
        for total in [a for a in atoms if isinstance(a, Sum)][:2]:
            near = [v for v in free if isinstance(v, IndexVariable) and not v.arguments and v.size == total.size]
            for index in near[:3]:
                lines.append(self.bound_of_sum(total, index))
        return "".join(lines)

    def signs_of(self, polynomial: Polynomial) -> str:
        """The signs of the products among the monomials, which linear arithmetic does not see."""
        signs = self.trace.signs
        lines = []
        for monomial in [m for m in in_order(polynomial) if sum(abs(n) for _, n in m) > 1][:MOST_MONOMIALS]:
            positive = all(signs.is_positive(base) for base, _ in monomial)
            others = [base for base, n in monomial if not signs.is_positive(base) and n % 2]
            if positive or all(signs.is_known_nonnegative(base) for base in others):
                sign = "<" if positive else "<="
                shown = self.trace.text(monomial_term(monomial))
                lines.append(f"try (assert ({self.trace.fresh('b')} : 0 {sign} {shown}) by pos). ")
        return "".join(lines)

    def instances(self) -> str:
        """What the quantified facts say at the free indices of the goal."""
        if self.kind is Equal:
            return ""
        lines = []
        for proof, formula, index, premise in self.at_free_indices():
            body = formula.body.right if isinstance(formula.body, Implies) else formula.body
            if isinstance(body, Relation):
                name, at = self.trace.fresh("j"), self.decision.printer.index(index)
                lines.append(f"try (pose proof ({proof} {at} ltac:(inside){premise}) as {name}; last_part {name}). ")
        return "".join(lines)

    def divisors(self, polynomial: Polynomial) -> list[Term]:
        """The atoms that stand in denominators, and whose sign is not seen from their form."""
        found = {base for monomial in polynomial for base, n in monomial if n < 0}
        return sorted((b for b in found if not self.trace.signs.is_positive(b)), key=lambda term: term.key)

    def sign_of_inverse(self, x: Term) -> str:
        """The sign of 1/x, where that of x is believed."""
        for relation, lemma, said in (
            (Less(ZERO, x), "Rinv_0_lt_compat", "0 < / "),
            (Less(x, ZERO), "Rinv_lt_0_compat", "0 > / "),
        ):
            if x not in self.decision.looking and self.decision.believes(relation):
                try:
                    known = self.trace.sign(relation, ())
                except (Unsupported, NeedsCase):
                    return ""
                name = self.trace.fresh("b")
                return f"try (assert ({name} : {said}{self.trace.text(x)}) by (apply {lemma}; exact {known})). "
        return ""

    def signs_of_logarithms(self, polynomial: Polynomial) -> str:
        """Where one side is 0: the signs of the logarithms of the other side that its normal form splits, also of
        those in sums."""
        whole = self.right if self.left == ZERO else self.left if self.right == ZERO else ZERO
        kept = {base for monomial in polynomial for base, _ in monomial}
        if not any(has(Log, base) for base in kept):
            return ""
        split = [pair for pair in self.logarithms(whole, ()) if isinstance(pair[0].argument, (Multiply, Power))]
        found = [(log, around) for log, around in split if log not in kept]
        return "".join(self.sign_of_logarithm(log, around) for log, around in found[:MOST_MONOMIALS])

    def logarithms(self, term: Term, around: tuple[IndexVariable, ...]) -> list[tuple[Log, tuple[IndexVariable, ...]]]:
        """The logarithms in sums and products, with the indices that were opened around them."""
        match term:
            case Add() | Multiply():
                parts = term.terms if isinstance(term, Add) else term.factors
                return [found for part in parts for found in self.logarithms(part, around)]
            case Sum():
                index = self.trace.opened_index(around, term.size)
                return self.logarithms(open_body(term.body, (index,)), (*around, index))
            case Log():
                return [(term, around)]
        return []

    def sign_of_logarithm(self, term: Log, around: tuple[IndexVariable, ...] = ()) -> str:
        """The sign of log x, where x is believed to be at most, or at least, 1."""
        x = term.argument
        for relation, lemma in (
            (Less(x, ONE), "ln_neg_strict"),
            (LessEqual(x, ONE), "ln_neg"),
            (Less(ONE, x), "ln_pos"),
            (LessEqual(ONE, x), "ln_nonneg"),
        ):
            if x not in self.decision.looking and self.decision.believes(relation):
                try:
                    known = self.trace.sign(relation, around)
                except (Unsupported, NeedsCase):
                    return ""
                positive = "pos | " if lemma == "ln_neg_strict" else ""
                by_known = f"apply {known}; inside" if around else f"exact {known}"
                proof = f"{'intros; ' if around else ''}apply {lemma}; [{positive}{by_known}]"
                every = self.trace.quantified(around, term)
                sides = {"ln_neg_strict": f"{self.trace.text(term)} < 0", "ln_neg": f"{self.trace.text(term)} <= 0"}
                said = sides.get(lemma, f"0 {'<' if lemma == 'ln_pos' else '<='} {self.trace.text(term)}")
                return f"try (assert ({self.trace.fresh('b')} : {every}{said}) by ({proof})). "
        return ""

    def sign_of_sum(self, term: Sum) -> str:
        """The sign of a sum all terms of which are believed to have it."""
        index = self.trace.opened_index((), term.size)
        body = open_body(term.body, (index,))
        if self.trace.signs.is_positive(body):
            return ""
        for relation, lemma, said in (
            (Less(ZERO, body), "Sum_pos", "0 <"),
            (LessEqual(ZERO, body), "Sum_nonneg", "0 <="),
            (Less(body, ZERO), "Sum_lt_0", "0 >"),
            (LessEqual(body, ZERO), "Sum_le_0", "0 >="),
        ):
            if body not in self.decision.looking and self.decision.believes(relation):
                try:
                    known = self.trace.sign(relation, (index,))
                except (Unsupported, NeedsCase):
                    return ""
                many = "lia | " if isinstance(relation, Less) else ""
                proof = f"apply {lemma}; [{many}intros; apply {known}; inside]"
                name = self.trace.fresh("b")
                flip = "apply Rlt_gt; " if said == "0 >" else "apply Rle_ge; " if said == "0 >=" else ""
                return f"try (assert ({name} : {said} {self.trace.text(term)}) by ({flip}{proof})). "
        return ""

    def positive_maximum(self, term: Maximum) -> str:
        """That a maximum of values that are seen to be positive is: one that stands in a denominator."""
        if not self.trace.signs.is_positive(term.body):
            return self.sign_of_maximum(term)
        body, name = f"(fun k0 => {self.decision.printer.term(term.body, ('k0',))})", self.trace.fresh("b")
        attained = f"Maximum_attained {self.decision.printer.names.size(term.size)} {body} ltac:(inside)"
        proof = f"destruct ({attained}) as (k & kl & E); rewrite <- E; cbv beta; pos"
        return f"assert ({name} : 0 < {self.trace.text(term)}) by ({proof}). "

    def sign_of_maximum(self, term: Maximum) -> str:
        """That a maximum of values that are believed not to be negative is none."""
        index = self.trace.opened_index((), term.size)
        body = open_body(term.body, (index,))
        relation = LessEqual(ZERO, body)
        if self.trace.signs.is_positive(body) or body in self.decision.looking or not self.decision.believes(relation):
            return ""
        try:
            known = self.trace.sign(relation, (index,))
        except (Unsupported, NeedsCase):
            return ""
        self.trace.signs.nonnegative_terms.add(term)
        proof = f"apply Maximum_nonneg; [inside | intros; apply {known}; inside]"
        return f"assert ({self.trace.fresh('b')} : 0 <= {self.trace.text(term)}) by ({proof}). "

    def bound_of_sum(self, total: Sum, index: IndexVariable) -> str:
        """f(t) ≤ Σ f, and < where f > 0 and there are two terms."""
        printer = self.decision.printer
        size, at = printer.names.size(total.size), printer.index(index)
        body = f"(fun k0 => {printer.term(total.body, ('k0',))})"
        lines = []
        for lemma, more in (("Sum_ge", ""), ("Sum_gt", " ltac:(lia)")):
            name = self.trace.fresh("b")
            bound = f"{lemma} {size} {body} {at} ltac:(inside){more} ltac:(intros; cbv beta; pos)"
            lines.append(f"try (pose proof ({bound}) as {name}; cbv beta in {name}). ")
        return "".join(lines)

    def sums_below(self, polynomial: Polynomial, rest: Polynomial) -> str:
        """f(t) ≤ Σ f for the sums that are met once denominators are multiplied out."""
        before = {base for monomial in polynomial for base, _ in monomial}
        sums = {base for monomial in rest for base, _ in monomial if isinstance(base, Sum)} - before
        if all(coefficient > 0 for coefficient in rest.values()):
            return ""
        free = variables_in([polynomial_term(rest)])
        near = [v for v in free if isinstance(v, IndexVariable) and not v.arguments]
        return "".join(
            self.bound_of_sum(total, index)
            for total in sorted(sums, key=lambda term: term.key)[:2]
            for index in [v for v in near if v.size == total.size][:3]
        )

    def squares(self, stages: Sequence[str]) -> str:
        """f(t)² ≤ Σ f² for the sums of squares of sums that stand under roots in the goal."""
        if not self.trace.equations:
            return ""
        free = variables_in([self.left, self.right])
        lines = []
        for total in dict.fromkeys(p for side in (self.left, self.right) for p in subnodes(side) if isinstance(p, Sum)):
            body = total.body
            if (
                total.loose
                or not isinstance(body, Power)
                or not isinstance(body.base, Add)
                or whole(body.exponent) != 2
            ):
                continue
            for index in [v for v in free if isinstance(v, IndexVariable) and v.size == total.size][:3]:
                size, at = self.decision.printer.names.size(total.size), self.decision.printer.index(index)
                shown = f"(fun k0 => {self.decision.printer.term(body, ('k0',))})"
                bound = f"Sum_ge {size} {shown} {at} ltac:(inside) ltac:(intros; cbv beta; apply pow2_ge_0)"
                lines.append(f"pose proof ({bound}) as X; cbv beta in X; {self.rewriting_in(stages)}")
                lines.append(f"rename X into {self.trace.fresh('b')}. ")
        return "".join(lines)
