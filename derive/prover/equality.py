"""Equations that the normal form does not see at once: sums compared term by term."""

from __future__ import annotations

from fractions import Fraction

from derive.kernel import rules
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import Monomial, monomial_term
from derive.kernel.terms import (
    ONE,
    ZERO,
    Add,
    Derivative,
    Equal,
    Formula,
    IndexVariable,
    KernelError,
    Multiply,
    SizeValue,
    Sum,
    Term,
    Variable,
    close_body,
    fresh_name,
    open_body,
    subnodes,
)
from derive.kernel.theorem import Theorem
from derive.lemmas import inference
from derive.lemmas.decided import seen


def by_equal_terms(goal: Equal, given: tuple[Formula, ...]) -> Theorem | None:
    """Σ a = Σ b where a = b for every index: rational functions are compared before they are summed."""
    sizes = {node.size for node in subnodes(goal) if isinstance(node, Sum)}
    for size in sorted(sizes, key=str):
        index = IndexVariable(fresh_name("k", goal, *given), size)
        sides = [summand(side, index) for side in (goal.left, goal.right)]
        if sides[0] is None or sides[1] is None:
            continue
        try:
            each = rules.by_normal_form(Equal(sides[0], sides[1]), given, ())
            middle = inference.add_up(rules.generalise(each, index))
            equation = middle.conclusion
            assert isinstance(equation, Equal)
            first = rules.by_normal_form(Equal(goal.left, equation.left), given, ())
            last = rules.by_normal_form(Equal(equation.right, goal.right), given, ())
            return rules.transitivity((first, middle, last))
        except KernelError:
            continue
    return None


def by_fused_sums(goal: Equal, given: tuple[Formula, ...]) -> Theorem | None:
    """0 = a Σ f + b Σ g + n c + … where a f + b g + c + … is 0 for every index: all that is summed over a size is put
    into one sum, whose terms are compared as rational functions; what stands beside the sums has to cancel."""
    try:
        difference = seen(goal, given).difference
    except (KernelError, NeedsCase):
        return None
    sizes = {atom.size for monomial in difference for atom, power in monomial if isinstance(atom, Sum) and power == 1}
    for size in sorted(sizes, key=str):
        index = IndexVariable(fresh_name("k", goal, *given), size)
        terms = [fused(monomial, value, index) for monomial, value in sorted(difference.items(), key=spelled)]
        together = Add(tuple(term for term in terms if term is not None))
        try:
            each = rules.by_normal_form(Equal(ZERO, together), given, ())
            whole = inference.add_up(rules.generalise(each, index))
            return rules.combine(goal, (ONE,), (whole,), given, ())
        except (KernelError, NeedsCase):
            continue
    return None


def spelled(item: tuple[Monomial, Fraction]) -> str:
    """What monomials with coefficients are ordered by."""
    return monomial_term(*item).key


def fused(monomial: Monomial, coefficient: Fraction, index: IndexVariable) -> Term | None:
    """The term at an index of the sum over it that a monomial is, if it is one: a Σ f, or a n = Σ a for the size n."""
    for atom, power in sorted(monomial, key=lambda item: item[0].key):
        if power == 1 and (atom == SizeValue(index.size) or (isinstance(atom, Sum) and atom.size == index.size)):
            inside = open_body(atom.body, (index,)) if isinstance(atom, Sum) else ONE
            return Multiply((monomial_term(monomial - {(atom, power)}, coefficient), inside))
    return None


def summand(term: Term, index: IndexVariable) -> Term | None:
    """A body whose sum over the index should be the term, if its form shows one."""
    match term:
        case Sum() if term.size == index.size:
            return open_body(term.body, (index,))
        case Sum():
            other = IndexVariable(fresh_name("s", term, index), term.size)
            inside = summand(open_body(term.body, (other,)), index)
            return None if inside is None else Sum(term.size, close_body(inside, (other,)))
        case Derivative():
            variable = Variable(fresh_name("v", term, index), term.point.sizes)
            inside = summand(open_body(term.body, (variable,)), index)
            return None if inside is None else Derivative(close_body(inside, (variable,)), term.point, term.indices)
        case Add():
            parts = [summand(part, index) for part in term.terms]
            return None if None in parts else Add(tuple(part for part in parts if part is not None))
        case Multiply():
            for place, factor in enumerate(term.factors):
                inside = summand(factor, index)
                if inside is not None:
                    return Multiply((*term.factors[:place], inside, *term.factors[place + 1 :]))
            return None
        case _:
            return ZERO if term == ZERO else None
