"""Derivatives."""

from __future__ import annotations

from derive.bridge.operation import operation
from derive.kernel import terms as kernel
from derive.kernel.terms import ONE, ZERO, Term
from derive.language.order import factors_of, product_of, sum_of, terms_of
from derive.language.places import depends_on, opened, with_body


@operation("differentiate", "work out the derivative", sees_names=False)
def differentiate(term: Term) -> Term | None:
    """The rules of calculus, by SymPy; of a derivative in a derivative, the inner one."""
    if not isinstance(term, kernel.Derivative) or "(Derivative" in term.body.key or term.loose:
        return None
    from derive.bridge.conversion import differentiated

    return differentiated(term)


@operation("linearity", "a derivative is linear", sees_names=False)
def linearity(term: Term) -> Term | None:
    """∂(c f + g) = c ∂f + ∂g, and the derivative of what does not move is 0."""
    if not isinstance(term, kernel.Derivative):
        return None
    body, letters = opened(term)
    (variable,) = letters

    def derivative(part: Term) -> Term:
        constants = [factor for factor in factors_of(part) if not depends_on(factor, variable)]
        moving = [factor for factor in factors_of(part) if depends_on(factor, variable)]
        return product_of([*constants, with_body(term, product_of(moving), letters)]) if moving else ZERO

    if not isinstance(body, (kernel.Add, kernel.Multiply)) and depends_on(body, variable):
        return None
    return sum_of([derivative(part) for part in terms_of(body)]) if body != ONE else ZERO
