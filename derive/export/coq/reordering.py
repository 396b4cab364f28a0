"""Sums under sums in one order.

Σₖ rₖ·Σₗ bₖₗ is Σₗ Σₖ rₖ·bₖₗ, and so are sums of several indices and powers of sums: all nestings of the same sums of
products are equal. Where the usual normal forms of two terms differ, each is written as that nesting which has the
smallest key, or as one in which a sum stands that an equation gives."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise, permutations

from derive.export.coq.forms import mentions, monomial_of
from derive.export.coq.polynomials import Monomial, Polynomial, joined, monomial_term, polynomial_term
from derive.export.coq.powers import Powers
from derive.export.coq.trace import Needed, Opened
from derive.kernel.terms import (
    Index,
    IndexVariable,
    Sum,
    Term,
    close_body,
    open_body,
    subnodes,
    substitute,
)

MOST_SUMS = 4


class Reordering(Powers):
    """The nestings of sums under sums."""

    def reordered(
        self, total: Sum, inner: Monomial, index: IndexVariable, around: Opened, need: Needed
    ) -> Polynomial | None:
        """The nesting that a sum with the body ``inner`` is written as, with the sums in it that are given; none where
        it stays as it is, or has no sum in it."""
        indices, product, script = self.flattened(inner, (*around, index))
        everything = [index, *indices]
        if not indices or len(everything) > MOST_SUMS:
            return None
        nestings = [(self.nested(order, product, around), order) for order in permutations(everything)]
        found = [(not given, term.key, term, order) for (term, given), order in nestings]
        without_given, _, best, order = min(found, key=lambda choice: choice[:2])
        if best == total:
            return None
        opened, _, back = self.flattened(monomial_of(best), around)
        if [variable.size for variable in opened] != [variable.size for variable in order]:
            return None  # a product of sums
        name = self.printer.names.variable(index)
        at_first = f"apply Sum_ext; intros {name} {name}lt; cbv beta; {script}"
        steps = [f"transitivity {self.text(self.flat_sum(everything, product))}; [{at_first} |]. "]
        for before, after in pairwise(swaps(everything, order)):
            place = next(n for n, (one, other) in enumerate(zip(before, after, strict=True)) if one != other)
            under = "apply Sum_ext; intros; cbv beta; " * place
            steps.append(f"transitivity {self.text(self.flat_sum(after, product))}; [{under}apply Sum_swap |]. ")
        equation = self.claim(around, total, best, f"{''.join(steps)}symmetry. {back}.")
        if without_given:
            need.append(equation)
            return {monomial_of(best): Fraction(1)}
        mine = Needed()
        value = self.normal(best, around, mine)
        first = f"transitivity {self.text(best)}; [rewrite {equation} by inside; same | {self.rewriting(mine)}finish]."
        need.append(self.claim(around, total, polynomial_term(value), first))
        return value

    def flattened(self, monomial: Monomial, around: Opened) -> tuple[list[IndexVariable], Monomial, str]:
        """A monomial as a sum of products without sums: its indices, the product, and the script for the equation."""
        for base, n in sorted(monomial, key=lambda pair: (pair[0].key, pair[1])):
            if not isinstance(base, Sum) or n < 1 or isinstance(base.size, int):
                continue
            index = self.opened_index(around, base.size)
            body = open_body(base.body, (index,))
            rest = joined(monomial, frozenset({(base, -1)}))
            indices, product, script = self.flattened(joined(rest, monomial_of(body)), (*around, index))
            name, size = self.printer.names.variable(index), self.printer.names.size(base.size)
            kept = self.text(monomial_term(rest))
            apart = f"transitivity ({kept} * {self.text(base)}); [finish |]; "
            under = f"transitivity (Sum {size} (fun {name} => {kept} * {self.text(body)})); "
            scaled = f"[symmetry; apply Sum_scal | apply Sum_ext; intros {name} {name}lt; cbv beta; {script}]"
            return [index, *indices], product, f"{apart}{under}{scaled}"
        return [], monomial, "finish"

    def flat_sum(self, order: Sequence[IndexVariable], product: Monomial) -> Term:
        """The sum of a product over indices, the first outermost."""
        term = monomial_term(product)
        for index in reversed(order):
            term = Sum(index.size, close_body(term, (index,)))
        return term

    def nested(self, order: Sequence[IndexVariable], product: Monomial, around: Opened) -> tuple[Term, bool]:
        """The same sum with every factor as far out as it may stand, and whether a sum in it is given."""
        places = [IndexVariable(f"#x{self.depth(around) + n}", index.size) for n, index in enumerate(order)]
        renamed = dict(zip(order, places, strict=True))
        kept: Monomial = frozenset((substitute(base, renamed), n) for base, n in product)
        given = False
        for index in reversed(places):
            bound = frozenset(pair for pair in kept if mentions(pair[0], index))
            total = Sum(index.size, close_body(monomial_term(bound), (index,)))
            given = given or self.is_given(total)
            kept = joined(kept - bound, frozenset({(total, 1)}))
        return monomial_term(kept), given

    def is_given(self, total: Sum) -> bool:
        """Whether an equation for all indices says what a sum is."""
        indices = {part for part in subnodes(total) if isinstance(part, Index) and not part.loose}
        return any(
            at.size == known.alias.index.size and substitute(known.total, {known.alias.index: at}) == total
            for known in self.sums
            for at in indices
        )


def swaps(first: Sequence[IndexVariable], last: Sequence[IndexVariable]) -> list[list[IndexVariable]]:
    """The orders between two orders of the same indices, each with two neighbours swapped."""
    found = [list(first)]
    for place, index in enumerate(last):
        at = found[-1].index(index)
        while at > place:
            order = list(found[-1])
            order[at - 1], order[at] = order[at], order[at - 1]
            found.append(order)
            at -= 1
    return found
