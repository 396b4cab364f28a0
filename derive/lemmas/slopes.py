"""Functions of a real number and the signs of their slopes."""

from __future__ import annotations

from derive.kernel import rules
from derive.kernel.terms import KernelError, Variable
from derive.kernel.theorem import Theorem
from derive.language.expressions import Number, Real, real, variable_of
from derive.language.logic import Known, modus_ponens, proof_of


def rises(low: Number, high: Number, variable: Real, slope: Known, ends: Known) -> Theorem:
    """From 0 ≤ f′(x) for a ≤ x ≤ b, where a ≤ b: f(a) ≤ f(b).

    The mean value theorem; W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorem 5.11."""
    moving = variable_of(variable)
    if not isinstance(moving, Variable):
        raise KernelError("rises: the function is one of a real number")
    rising = rules.increasing(real(low).term, real(high).term, moving, proof_of(slope), ())
    return modus_ponens(rising, ends)
