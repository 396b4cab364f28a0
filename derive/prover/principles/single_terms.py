"""Terms of sums of terms ≥ 0 are at most the sum."""

from __future__ import annotations

from collections.abc import Iterator

from derive import lemmas
from derive.kernel import rules
from derive.kernel.terms import KernelError, Less, LessEqual, Log, Sum, Term, open_body, subnodes
from derive.kernel.theorem import Theorem
from derive.lemmas.terms import product
from derive.prover.goal import Context, add_up_over
from derive.prover.probabilities import at_most_total
from derive.prover.tactic import involving, principle

MOST_INSTANCES = 4
MOST_TOTALS = 6
MOST_FAMILIES = 5


@principle("single_terms", cost=82, most=24, when=involving(Sum))
def single_terms(context: Context) -> Iterator[Theorem]:
    """A term of a sum of non-negative terms is at most the sum, and so are the logarithms."""
    totals = {part for part, around in context.parts if isinstance(part, Sum) and not around}
    totals |= {atom for atom in context.atoms() if isinstance(atom, Sum)}
    logs = {part.argument for part, around in context.parts if isinstance(part, Log) and not around}
    for total in sorted(totals, key=lambda total: total.key)[:MOST_TOTALS]:
        for index in [i for i in context.indices if i.size == total.size][:MOST_INSTANCES]:
            term = open_body(total.body, (index,))
            for relation in (Less, LessEqual):
                try:
                    theorem = rules.by_normal_form(relation(term, total), context.given, ())
                except KernelError:
                    continue
                yield theorem
                if total in logs and context.is_positive(term):
                    yield lemmas.monotone("log", theorem, tuple(rules.assume(f) for f in context.given))
                break
            else:
                if context.is_nonnegative(term):
                    yield at_most_total(total, index, context.given)


@principle("products_of_sums", cost=80, most=16)
def products_of_sums(context: Context) -> Iterator[Theorem]:
    """Σ f g ≤ (Σ f)(Σ g) for f, g ≥ 0: the right side has the terms of the left one, and others."""
    families: dict[Term, Sum] = {}
    totals = [*context.sums()]
    for formula in context.given:
        totals += [n for n in subnodes(formula) if isinstance(n, Sum) and not n.loose]
    for total in dict.fromkeys(totals):
        index, body = context.opened(total)
        if not isinstance(body, Sum) and context.is_nonnegative(body):
            families.setdefault(body, total)
    items = sorted(families.items(), key=lambda item: item[0].key)[:MOST_FAMILIES]
    for place, (first, first_total) in enumerate(items):
        for second, second_total in items[place:]:
            if first_total.size != second_total.size:
                continue
            index = context.index(first_total.size)
            for relation in (Less, LessEqual) if context.is_positive(first) else (LessEqual,):
                try:
                    one = context.decided(relation(second, second_total))
                    goal = relation(product(first, second), product(first, second_total))
                    yield add_up_over(rules.combine(goal, (first,), (one,), context.given, ()), (index,))
                    break
                except KernelError:
                    continue
