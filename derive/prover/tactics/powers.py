"""Powers whose bases may be 0, where logarithms of them are not defined."""

from __future__ import annotations

from contextlib import suppress

from derive.kernel import rules
from derive.kernel.normal import NeedsCase
from derive.kernel.terms import ZERO, Equal, Formula, KernelError, Less, LessEqual, Number, Power, number, subnodes
from derive.kernel.theorem import Theorem
from derive.lemmas.cases import zero_or_positive
from derive.lemmas.decided import decided
from derive.lemmas.powers import power_of_zero
from derive.lemmas.terms import Order
from derive.prover.goal import Search
from derive.prover.tactic import involving, tactic


@tactic("powers_of_zero", cost=46, deepest=1, when=involving(Power))
def powers_of_zero(goal: Order, search: Search) -> Theorem | None:
    """By cases of a base t ≥ 0 of a power whose exponent q is no number, t > 0 or t = 0, where t^q = 0 for q > 0: so
    (1 − a)ⁿ ≤ e^(−na) for a ≤ 1.

    W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorem 1.21 and exercise 1.6."""
    powers = {n for n in subnodes(goal) if isinstance(n, Power) and not isinstance(n.exponent, Number) and not n.loose}
    for power in sorted(powers, key=lambda power: power.key):
        if not follows(LessEqual(ZERO, power.base), search) or follows(Less(ZERO, power.base), search):
            continue

        def in_case(goal: Order, given: tuple[Formula, ...], power: Power = power) -> Theorem:
            if given[0] == Less(ZERO, power.base):
                return search.prove(goal, given)
            vanishes = rules.combine(Equal(power.base, ZERO), (number(-1),), (rules.assume(given[0]),), given, ())
            conditions = vanishes, decided(Less(ZERO, power.exponent), given)
            zero = power_of_zero.under(*given).at(t=power.base, q=power.exponent).given(*conditions).theorem
            return rules.by_normal_form(goal, given, (zero,))

        return zero_or_positive(goal, power.base, search.given, in_case)
    return None


def follows(relation: Less | LessEqual, search: Search) -> bool:
    """Whether a relation is decided at once."""
    with suppress(KernelError, NeedsCase):
        decided(relation, search.given)
        return True
    return False
