"""Quotients whose numerator stands below, too."""

from __future__ import annotations

from derive.bridge.algebra import cancel
from derive.bridge.logarithms import merged_exponentials
from derive.bridge.operation import operation
from derive.kernel import terms as kernel
from derive.kernel.terms import ONE, Term
from derive.language.order import factors_of, product_of, sum_of, terms_of
from derive.language.places import opened, with_body


def cancelled(term: Term) -> Term:
    """The term without factors that stand above and below."""
    result = cancel.work(term)
    return term if result is None else result


@operation("divide_through", "divide numerator and denominator by the numerator")
def divide_through(term: Term) -> Term | None:
    """a/(a + b) = 1/(1 + b/a), where a is a product; what is left of exponentials is put together."""

    if not isinstance(term, kernel.Multiply):
        return None
    above = [part for part in factors_of(term) if not _is_inverse(part)]
    below = [part for part in factors_of(term) if _is_inverse(part)]
    sums = [
        part for part in below if isinstance(part, kernel.Power) and isinstance(part.base, (kernel.Add, kernel.Sum))
    ]
    if not above or len(sums) != 1 or not isinstance(sums[0], kernel.Power):
        return None
    inverse = kernel.Power(product_of(above), kernel.number(-1))
    power = kernel.Power(_shares(sums[0].base, inverse), sums[0].exponent)
    return product_of([power, *(part for part in below if part is not sums[0])])


def _shares(total: Term, factor: Term) -> Term:
    """A sum whose terms are multiplied by a factor, what is 1 first."""
    if isinstance(total, kernel.Sum):
        body, letters = opened(total, factor)
        return with_body(total, merged_exponentials(cancelled(product_of([body, factor]))), letters)
    shares = [merged_exponentials(cancelled(product_of([part, factor]))) for part in terms_of(total)]
    return sum_of(sorted(shares, key=lambda share: share != ONE))


def _is_inverse(term: Term) -> bool:
    return isinstance(term, kernel.Power) and isinstance(term.exponent, kernel.Number) and term.exponent.value == -1
