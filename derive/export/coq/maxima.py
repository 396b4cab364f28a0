"""Maxima in normal form: without what all their values share, the values of small ones in order."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from derive.export.coq.forms import Forms, has, mentions
from derive.export.coq.polynomials import (
    UNIT,
    Monomial,
    Polynomial,
    atom,
    inverted,
    monomial_term,
    plus,
    polynomial_term,
    times,
)
from derive.export.coq.trace import Needed, Opened
from derive.kernel.terms import (
    Choose,
    IndexNumber,
    IndexVariable,
    LessEqual,
    Maximum,
    Multiply,
    Term,
    close_body,
    open_body,
)

LARGEST_MAXIMUM = 4


class Maxima(Forms):
    """The normal forms of maxima."""

    def maximum(self, term: Maximum, around: Opened, need: Needed) -> Polynomial:
        """A maximum; the summands that all its values share come out of it."""
        if isinstance(term.size, int) and term.size <= LARGEST_MAXIMUM:
            return self.small_maximum(term, around, need)
        index, mine = self.opened_index(around, term.size), Needed()
        body = self.normal(open_body(term.body, (index,)), (*around, index), mine)
        shared = {m: c for m, c in body.items() if not any(mentions(base, index) for base, _ in m)}
        rest = plus(body, shared, -1)
        size, name = self.printer.names.size(term.size), self.printer.names.variable(index)
        inside, outside = polynomial_term(rest), polynomial_term(shared)
        inner = Maximum(term.size, close_body(inside, (index,)))
        result = plus(atom(inner), shared)
        common = self.common_factor(rest, index, around)
        if common:
            factor, smaller = monomial_term(common), times(rest, {inverted(common): Fraction(1)})
            scaled = Maximum(term.size, close_body(polynomial_term(smaller), (index,)))
            result = plus(times({common: Fraction(1)}, atom(scaled)), shared)
            body_ = f"(fun {name} => {self.text(polynomial_term(smaller))})"
            scale = (
                f"rewrite (Maximum_scale {size} {body_} {self.text(factor)}) by (inside || nonnegative); reflexivity"
            )
            step = "apply Maximum_ext; [inside | intros; finish]"
            product_ = f"Maximum {size} (fun {name} => {self.text(factor)} * {self.text(polynomial_term(smaller))})"
            said = f"transitivity ({product_}); [{step} | {scale}]."
            mine_too = self.claim(around, inner, Multiply((factor, scaled)), said)
        else:
            mine_too = ""
        if polynomial_term(result) != term:
            apart = f"Maximum {size} (fun {name} => {self.text(inside)} + {self.text(outside)})"
            same = f"apply Maximum_ext; [inside | intros; {self.rewriting(mine)}finish]"
            shift = f"rewrite (Maximum_shift {size} (fun {name} => {self.text(inside)}) {self.text(outside)}) by inside"
            last = f"{self.rewriting([mine_too])}finish" if mine_too else "finish"
            script = f"transitivity ({apart}); [{same} | {shift}; {last}]."
            need.append(self.claim(around, term, polynomial_term(result), script))
        return result

    def small_maximum(self, term: Maximum, around: Opened, need: Needed) -> Polynomial:
        """The maximum of a few values: that which is believed to be the largest, or an atom, the values in order and
        without what all of them share."""
        assert isinstance(term.size, int)
        mine = Needed()
        opened = [open_body(term.body, (IndexNumber(n + 1, term.size),)) for n in range(term.size)]
        values = [self.normal(value, around, mine) for value in opened]
        texts = [self.text(polynomial_term(value)) for value in values]
        listed = texts[0]
        for text in texts[1:]:
            listed = f"(Rmax {listed} {text})"
        each_ = f"cbv beta; settle; {self.rewriting(mine)}finish"
        first = f"rewrite {self.unfolding(term, around)}; repeat (apply f_equal2; [| {each_}]); {each_}"
        distinct = [value for n, value in enumerate(values) if value not in values[:n]]
        for largest in distinct:
            others = [value for value in distinct if value != largest]
            bounds = [LessEqual(polynomial_term(value), polynomial_term(largest)) for value in others]
            if all(self.oracle.believes(bound) for bound in bounds):
                names = [self.sign(bound, around) for bound in bounds]
                known = "".join(
                    f"assert ({self.printer.bare(bound)}) by (apply {name}; inside); "
                    for name, bound in zip(names, bounds, strict=True)
                )
                script = f"transitivity {listed}; [{first} | {known}rmax]."
                need.append(self.claim(around, term, polynomial_term(largest), script))
                return largest
        shared = {m: c for m, c in distinct[0].items() if all(value.get(m) == c for value in distinct)}
        rest = sorted((polynomial_term(plus(value, shared, -1)) for value in distinct), key=lambda value: value.key)
        inner = largest_of_terms(rest)
        result = plus(atom(inner), shared)
        if polynomial_term(result) != term:
            then = "rewrite ?Maximum_succ, ?Maximum_one; cbv beta; settle; rmax"
            script = f"transitivity {listed}; [{first} | {then}]."
            need.append(self.claim(around, term, polynomial_term(result), script))
        return result

    def unfolding(self, term: Maximum, around: Opened) -> str:
        """The lemmas that write a maximum of a few values out; where maxima stand in these, of this one alone."""
        if not has(Maximum, term.body):
            return "?Maximum_succ, Maximum_one"
        assert isinstance(term.size, int)
        index = self.opened_index(around, term.size)
        function = f"(fun {self.printer.names.variable(index)} => {self.text(open_body(term.body, (index,)))})"
        steps = [f"(Maximum_succ {n} {function})" for n in range(term.size - 2, -1, -1)]
        return ", ".join([*steps, f"(Maximum_one {function})"])

    def common_factor(self, body: Polynomial, index: IndexVariable, around: Opened) -> Monomial:
        """The positive factors that all monomials share, and that the index does not occur in."""
        if not body:
            return UNIT
        found: dict[Term, int] = {}
        for base in sorted({base for monomial in body for base, _ in monomial}, key=lambda term: term.key):
            exponents = {dict(monomial).get(base, 0) for monomial in body}
            if len(exponents) == 1 and not mentions(base, index) and self.is_known_positive(base, around):
                found[base] = exponents.pop()
        return frozenset((base, n) for base, n in found.items() if n)


def largest_of_terms(terms: Sequence[Term]) -> Maximum:
    """The largest of a few terms: a maximum over a number, with a body that chooses."""
    size = len(terms)
    index, body = IndexVariable("#xm", size), terms[-1]
    for place in range(size - 1, 0, -1):
        body = Choose(index, IndexNumber(place, size), terms[place - 1], body)
    return Maximum(size, close_body(body, (index,)))
