"""Equations that the normal form does not see at once: sums compared term by term."""

from __future__ import annotations

from derive.kernel import rules
from derive.kernel.terms import (
    ZERO,
    Add,
    Derivative,
    Equal,
    Formula,
    IndexVariable,
    KernelError,
    Multiply,
    Sum,
    Term,
    Variable,
    close_body,
    fresh_name,
    open_body,
    subnodes,
)
from derive.kernel.theorem import Theorem
from derive.language import inference


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
