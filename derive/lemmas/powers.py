"""Powers of 0."""

from __future__ import annotations

from derive.kernel import rules
from derive.kernel.terms import ZERO, Absolute, Equal, Power, Variable
from derive.kernel.theorem import Theorem
from derive.language.expressions import Equal as Equation
from derive.language.expressions import scalar
from derive.language.lemma import Lemma

base, exponent = scalar("t"), scalar("q")
CONDITIONS = (Equation(base, 0), exponent > 0)


@Lemma.for_all(base, exponent, given=CONDITIONS)
def power_of_zero() -> Theorem:
    """t^q = 0 for t = 0 and q > 0, for 0 tends to 0, and with it |0|^q, which is the limit of a constant, too."""
    size, moving = exponent.term, Variable("s", ())
    vanishing = rules.approach(ZERO, "both", CONDITIONS)
    zero = rules.continuity(ZERO, (moving,), (vanishing,), ())
    limits = (
        rules.vanishing_power(zero, size, ()),
        rules.continuity(Power(Absolute(ZERO), size), (moving,), (vanishing,), ()),
    )
    return rules.by_normal_form(Equal(Power(base.term, size), ZERO), CONDITIONS, limits)
