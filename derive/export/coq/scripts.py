"""The script of a decision in one case: both sides in normal form, and the ways to decide their difference."""

from __future__ import annotations

from contextlib import suppress

from derive.export.coq.bounds import Bounds
from derive.export.coq.denominators import Denominators
from derive.export.coq.equations import Equations
from derive.export.coq.forms import NeedsCase, has
from derive.export.coq.names import Unsupported
from derive.export.coq.polynomials import polynomial_term
from derive.export.coq.printer import whole
from derive.kernel.terms import (
    Absolute,
    Add,
    Different,
    Equal,
    Exp,
    Less,
    LessEqual,
    Log,
    Maximum,
    Power,
    Relation,
    Term,
    subnodes,
)

FROM_DIFFERENCE: dict[type[Relation], str] = {
    LessEqual: "difference_le",
    Less: "difference_lt",
    Different: "difference_ne",
}


class Script(Equations, Bounds, Denominators):
    """Makes the script of a decision in one case."""

    def text(self) -> str:
        """The script."""
        self.read_aliases()
        polynomial, stages = self.both(self.left, self.right)
        if polynomial and not self.thorough:
            with suppress(Unsupported, NeedsCase):
                if shorter := self.thoroughly(1 if self.kind is Equal else len(polynomial)):
                    return shorter
            with suppress(Unsupported, NeedsCase):
                if self.kind is Equal and (kept := self.thoroughly(1, keeps_powers=True)):
                    return kept
        steps = "".join(stages)
        by_facts = self.use_facts()
        before = " ".join(self.trace.lines) + " " + self.instances()
        if self.kind is Equal:
            ends = "first [finish | logs; finish]" if by_facts else "finish"
            inside = [
                part.argument for side in (self.left, self.right) for part in subnodes(side) if isinstance(part, Log)
            ]
            found = {part for argument in inside for part in subnodes(argument)}
            if single := [name for name, root in self.trace.equations if root.right in found]:
                everywhere = "".join(f"try rewrite <- {name} in *; " for name in single)
                ends = f"first [finish | logs; finish | {everywhere}finish]"
            if any(map(has_whole_power_of_root, (self.left, self.right))):
                ends = f"first [{ends} | rewrite ?exp_pow; simpl INR; first [finish | apply f_equal; finish]]"
            if roots := self.roots_for_field(polynomial):
                return f"{before}first [{steps}solve [field [{roots}]; side] | {steps}{by_facts}{ends}]."
            return f"{before}{steps}{by_facts}{ends}."
        count = len(self.trace.lines)
        by_facts = self.numbers(polynomial, by_facts)
        rest, factor = self.cleared(polynomial)
        bounds = self.bounds(polynomial) + self.signs_of({**polynomial, **rest})
        logarithms = self.signs_of_logarithms(polynomial)
        before += " ".join(self.trace.lines[count:]) + " " + bounds + logarithms
        freed = self.freed_fact(rest, factor)
        squares = self.squares(stages)
        before += (freed.line if freed else "") + squares + self.sums_below(polynomial, rest)
        shown = self.trace.text(polynomial_term(polynomial))
        end = "first [ solve [pos] | lra | instance | nra ]"
        ways = [
            "solve [pos]",
            f"apply ({FROM_DIFFERENCE[self.kind]} _ _ {shown}); [{steps}finish | {by_facts}{end}]",
            *self.by_quotient(rest, factor, steps, by_facts, end),
            f"{steps}{by_facts}first [lra | instance | nra]",
            f"{steps}{by_facts}solve [signed]",
            "exfalso; lia",
            "unfold Rabs; repeat destruct (Rcase_abs _); lra",
            *([f"{steps}{freed.way}"] if freed else []),
            *([f"{steps}rewrite ?pow2_abs; lra"] if squares and has(Absolute, Add((self.left, self.right))) else []),
            *(["solve [shape]"] if logarithms else []),
            *([f"{steps}maxima"] if any(isinstance(b, Maximum) for m in polynomial for b, _ in m) else []),
        ]
        return f"{before}first [ {' | '.join(ways)} ]."

    def thoroughly(self, enough: int, keeps_powers: bool = False) -> str:
        """The script with normal forms that take longer to find, where their difference has fewer monomials than that;
        exponentials of fractions are powers of those with one denominator. ``keeps_powers``: powers of sums below a
        line are not multiplied out."""
        denominator = 1
        for _ in range(2):
            other = Script(self.decision, thorough=True, denominator=denominator, keeps_powers=keeps_powers)
            other.read_aliases()
            polynomial, _ = other.both(other.left, other.right)
            if other.trace.denominator == denominator:
                break
            denominator = other.trace.denominator
        cancels = self.kind is LessEqual and bool(polynomial) and not other.cleared(polynomial)[0]
        if len(polynomial) >= enough and not (cancels and self.remains()):
            return ""
        return Script(self.decision, thorough=True, denominator=denominator, keeps_powers=keeps_powers).text()

    def remains(self) -> bool:
        """Whether the usual normal forms leave a difference where denominators are multiplied out."""
        usual = Script(self.decision)
        usual.read_aliases()
        return bool(usual.cleared(usual.both(usual.left, usual.right)[0])[0])


def has_whole_power_of_root(term: Term) -> bool:
    """Whether a root of an exponential, which is an exponential, stands below a whole power."""
    powers = [part for part in subnodes(term) if isinstance(part, Power)]
    roots = [power for power in powers if isinstance(power.base, Exp) and whole(power.exponent) is None]
    return any(root in subnodes(power.base) for power in powers if whole(power.exponent) for root in roots)
