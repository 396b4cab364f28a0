"""Lemmas about definite forms."""

from __future__ import annotations

from derive.kernel import rules
from derive.kernel.terms import (
    ONE,
    ZERO,
    Entry,
    Equal,
    ForAll,
    Formula,
    Implies,
    IndexVariable,
    KernelError,
    Less,
    LessEqual,
    Power,
    Variable,
    fresh_name,
    number,
    open_body,
)
from derive.kernel.theorem import Theorem
from derive.language.logic import cases, clash, for_each, modus_ponens, specialise, trichotomy
from derive.lemmas.decided import decided
from derive.lemmas.equations import cancel
from derive.lemmas.sums import vanishing_terms
from derive.lemmas.terms import summed
from derive.work import remembered


@remembered()
def semidefinite_from_definite(formula: Formula) -> Theorem:
    """From vᵀMv > 0 for every v with vᵀv > 0: vᵀMv ≥ 0 for every v. Where vᵀv = 0, all entries of v are 0, and so is
    the form. Raises KernelError for any other formula.

    R. A. Horn, C. R. Johnson, Matrix Analysis, 2nd ed., section 7.1."""
    if not isinstance(formula, ForAll) or not isinstance(formula.over, tuple) or len(formula.over) != 1:
        raise KernelError("the hypothesis is not about all vectors")
    vector = Variable(fresh_name("v", formula), formula.over)
    inner = open_body(formula.body, (vector,))
    place = IndexVariable(fresh_name("i", inner), formula.over[0])
    entry = Entry(vector, (place,))
    norm = summed(Power(entry, number(2)), (place,))
    match inner:
        case Implies(left=Less() as condition, right=Less(left=low, right=form)) if low == ZERO:
            goal = LessEqual(ZERO, form)
        case _:
            raise KernelError("the hypothesis does not say that a form is positive")

    evident = decided(LessEqual(ZERO, Power(entry, number(2))), ())

    def branch(case: Formula) -> Theorem:
        if isinstance(case, Equal):
            squares = specialise(vanishing_terms(case, for_each(place, evident)), place)
            each = for_each(place, cancel(Equal(entry, ZERO), squares, ONE, 2))
            return rules.by_normal_form(goal, (case,), (each,))
        if case == Less(norm, ZERO):
            return clash(case, decided(LessEqual(ZERO, norm), ()))
        positive = modus_ponens(specialise(formula, vector), decided(condition, (case,)))
        return rules.by_normal_form(goal, (), (positive,))

    return rules.generalise(cases(trichotomy(ZERO, norm), branch), vector)
