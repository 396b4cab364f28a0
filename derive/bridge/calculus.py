"""Derivatives."""

from __future__ import annotations

from derive.bridge.algebra import Quantity, array_of
from derive.bridge.definitions import Definition, folded, unfolded
from derive.bridge.operation import Operation, operation
from derive.kernel import terms as kernel
from derive.kernel.terms import ONE, ZERO, Term
from derive.language.order import factors_of, product_of, sum_of, terms_of
from derive.language.places import depends_on, everywhere, opened, with_body


@operation("differentiate", "work out the derivative", sees_names=False, writes_names=True)
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


def chain_rule(quantity: Quantity) -> Operation:
    """∂f(p) = f′(p) ∂p, where f is worked out and the derivatives of the entries of p are left to the next step."""
    array, names = array_of(quantity)

    def work(term: Term) -> Term | None:
        if not isinstance(term, kernel.Derivative) or not isinstance(term.point, kernel.Variable):
            return None
        from derive.bridge.conversion import differentiated

        body, letters = opened(term)
        named = folded(body, names)
        if named == body or letters != (term.point,) or isinstance(named, kernel.Entry):
            return None
        result = differentiated(kernel.Derivative(kernel.close_body(named, letters), *term.values[1:]), array)
        return everywhere(result, lambda part: _with_names_unfolded(part, names))

    return Operation("chain_rule", "chain rule", work, sees_names=False)


def _with_names_unfolded(term: Term, names: tuple[Definition, ...]) -> Term | None:
    """A derivative of an entry that has a name, as the derivative of what the name stands for."""
    if not isinstance(term, kernel.Derivative):
        new = unfolded(term, names)
        return None if new == term else new
    body, letters = opened(term)
    return with_body(term, unfolded(body, names), letters)
