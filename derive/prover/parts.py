"""Parts of goals that several principles look for."""

from __future__ import annotations

from collections.abc import Iterator

from derive.kernel import rules
from derive.kernel.terms import ONE, Add, IndexVariable, Log, Multiply, Number, Power, Sum, Term
from derive.kernel.theorem import Theorem
from derive.lemmas.terms import Indices, factors_of, product
from derive.prover.goal import Context


def logs_with_weights(context: Context) -> Iterator[tuple[Log, Term, Indices]]:
    """Each logarithm in the goal with the other factors of its term (without numbers), and the indices of the
    sums around."""
    for part, around in context.parts:
        for term in part.terms if isinstance(part, Add) else (part,):
            factors = factors_of(term)
            for place, factor in enumerate(factors):
                if isinstance(factor, Log):
                    rest = [f for f in factors[:place] + factors[place + 1 :] if not isinstance(f, Number)]
                    yield factor, product(*rest) if rest else ONE, around


def sums_inside(logarithm: Log) -> list[tuple[Sum, int]]:
    """The sums that are factors of the argument, with the sign of their exponent."""
    found: list[tuple[Sum, int]] = []
    pending = [(logarithm.argument, 1)]
    while pending:
        term, side = pending.pop()
        if isinstance(term, Sum):
            found.append((term, side))
        elif isinstance(term, Multiply):
            pending += [(factor, side) for factor in reversed(term.factors)]
        elif isinstance(term, Power) and isinstance(term.exponent, Number):
            pending.append((term.base, side if term.exponent.value > 0 else -side))
    return found


def weights_in(context: Context, total: Sum, index: IndexVariable) -> list[Term]:
    """The products of non-negative factors in a sum's terms."""
    here, body = context.opened(total)
    found: list[Term] = []
    for term in body.terms if isinstance(body, Add) else (body,):
        factors = factors_of(term)
        bases = [f.base for f in factors if isinstance(f, Power) and isinstance(f.exponent, Number)]
        good = [f for f in (*factors, *bases) if here.key in f.key and context.is_nonnegative(f)]
        if good:
            found.append(product(*good))
            if len(good) > 1:
                found += good
    return found


def assumed(context: Context) -> tuple[Theorem, ...]:
    """What is given, as theorems."""
    return tuple(rules.assume(fact) for fact in context.given)
