"""Exponentials of sums, which are products, and logarithms of products, which are sums."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import TypeGuard

from derive.export.coq.forms import mentions, monomial_of
from derive.export.coq.names import Unsupported
from derive.export.coq.polynomials import (
    MINUS_ONE,
    UNIT,
    Monomial,
    Polynomial,
    atom,
    constant,
    in_order,
    inverted,
    monomial_term,
    multiplied,
    plus,
    polynomial_term,
    power,
    summed,
    times,
)
from derive.export.coq.powers import Powers
from derive.export.coq.printer import flat, whole
from derive.export.coq.rationals import content_of, prime_factors, prime_powers
from derive.export.coq.trace import Needed, Opened
from derive.kernel.terms import ZERO, Add, Entry, Exp, Less, Log, Multiply, Number, Power, Term, number

LOGS = (
    "repeat first [rewrite ln_mult by pos | rewrite ln_Rinv by pos | rewrite ln_pow by pos]. "
    "rewrite ?ln_exp, ?ln_1. simpl INR. finish."
)


class Logarithms(Powers):
    """The normal forms of exponentials and logarithms."""

    def exponential(self, term: Exp, around: Opened, need: Needed) -> Polynomial:
        """exp of a sum: a product of powers of exponentials of monomials."""
        mine = Needed()
        argument = self.normal(term.argument, around, mine)
        result, parts, negated = constant(1), list[Term](), list[Term]()
        for monomial in in_order(argument):
            coefficient = argument[monomial]
            inside = monomial_term(monomial)
            if self.thorough and monomial != UNIT and not isinstance(inside, Log):
                self.denominator = lcm(self.denominator, coefficient.denominator)
                inside = monomial_term(monomial, Fraction(1, self.denominator))
                coefficient *= self.denominator
            times_over = coefficient.denominator == 1 and monomial != UNIT and abs(coefficient) < 9
            if not times_over:
                part = monomial_term(monomial, coefficient)
                parts.append(part)
                result = times(result, atom(Exp(part)))
                continue
            count = coefficient.numerator
            parts += [inside if count > 0 else Multiply((MINUS_ONE, inside))] * abs(count)
            negated += [inside] if count < 0 else []
            if isinstance(inside, Log):
                base = power(self.normal(inside.argument, around, []), abs(count))
                result = times(result, base if count > 0 else self.inverse(base))
            else:
                result = times(result, atom(Exp(inside), count))
        new = polynomial_term(result)
        if new != term:
            then = "".join(map(self.negative_exponential, negated)) if parts else "rewrite ?exp_0. "
            then = f"rewrite ?exp_plus. {then}rewrite ?exp_ln by pos. finish."
            need.append(self.claim(around, term, new, self.by_steps(Exp(summed(parts)), mine, then)))
        return result

    def negative_exponential(self, inside: Term) -> str:
        """exp(−x) becomes 1/exp(x)."""
        text, minus = self.text(inside), self.text(Multiply((MINUS_ONE, inside)))
        as_negative = f"replace {minus} with (- {text}) by ring"
        return f"replace (exp {minus}) with (/ exp {text}) by (symmetry; {as_negative}; apply exp_Ropp). "

    def logarithm(self, term: Log, around: Opened, need: Needed) -> Polynomial:
        """log of a product: the logarithms of its positive factors, and of the rest."""
        factors = flat(term.argument)
        if self.thorough:
            pairs = sorted(monomial_of(term.argument), key=lambda pair: (pair[0].key, pair[1]))
            if len(pairs) > 1 and any(isinstance(base, Add) for base, _ in pairs):
                factors = [base if n == 1 else Power(base, number(n)) for base, n in pairs]
                if all(self.is_known_positive(base, around) for base, _ in pairs):
                    return self.logarithm_of_factors(term, factors, around, need)
        if several_sums(factors) and all(self.is_known_positive(factor, around) for factor in factors):
            return self.logarithm_of_factors(term, factors, around, need)
        if self.is_bound_power(term.argument, around):
            return self.logarithm_of_power(term, term.argument, around, need)
        mine = Needed()
        argument = self.normal(term.argument, around, mine)
        if not argument:
            raise Unsupported("the logarithm of 0")
        argument = self.without_denominators(argument, around)
        whole_term = polynomial_term(argument)
        if len(argument) > 1:
            content = content_of(argument)
            primitive = polynomial_term({m: c / content for m, c in argument.items()})
            if content != 1 and self.is_known_positive(primitive, around):
                result = atom(Log(primitive))
                for prime, exponent in prime_factors(content).items():
                    result = plus(result, atom(Log(number(prime))), exponent)
                first = multiplied([primitive, *prime_powers(content)])
                script = self.by_steps(Log(first), mine, LOGS)
                need.append(self.claim(around, term, polynomial_term(result), script))
                return result
            self.look_at(whole_term, around)
            result = atom(Log(whole_term))
            if Log(whole_term) != term:
                script = f"apply f_equal. {self.rewriting(mine)}finish."
                need.append(self.claim(around, term, Log(whole_term), script))
            return result
        ((monomial, coefficient),) = argument.items()
        self.look_at_rest(term.argument, monomial, coefficient, mine, around)
        result = constant(0)
        kept: list[tuple[Term, int]] = []
        for base, exponent in sorted(monomial, key=lambda pair: pair[0].key):
            if isinstance(base, Exp):
                result = plus(result, self.normal(base.argument, around, []), exponent)
            elif self.is_known_positive(base, around):
                result = plus(result, atom(Log(base)), exponent)
            else:
                kept.append((base, exponent))
        if (kept or coefficient < 0) and len(kept) == len(monomial):
            result = atom(Log(whole_term))
            if Log(whole_term) != term:
                script = f"apply f_equal. {self.rewriting(mine)}finish."
                need.append(self.claim(around, term, Log(whole_term), script))
            return result
        if kept or coefficient < 0:  # the rest is positive where the whole is defined
            result = plus(result, atom(Log(monomial_term(frozenset(kept), -1 if coefficient < 0 else 1))))
        for prime, exponent in prime_factors(abs(coefficient)).items():
            result = plus(result, atom(Log(number(prime))), exponent)
        new = polynomial_term(result)
        if new != term:
            as_primes = multiplied([monomial_term(monomial, -1 if coefficient < 0 else 1), *prime_powers(coefficient)])
            first = as_primes if abs(coefficient) != 1 else whole_term
            need.append(self.claim(around, term, new, self.by_steps(Log(first), mine, LOGS)))
        return result

    def is_bound_power(self, term: Term, around: Opened) -> TypeGuard[Power]:
        """Whether a term is a power of a positive base that depends on opened variables, and no written integer."""
        if not isinstance(term, Power) or whole(term.exponent) is not None:
            return False
        return any(mentions(term, v) for v in around) and self.is_known_positive(term.base, around)

    def logarithm_of_power(self, term: Log, power: Power, around: Opened, need: Needed) -> Polynomial:
        """log x^q = q·log x."""
        through, mine = Multiply((power.exponent, Log(power.base))), Needed()
        result = self.normal(through, around, mine)
        first = f"rewrite RealPower_pos by ({self.positive_by(power.base, around)}); apply ln_exp"
        script = f"transitivity {self.text(through)}; [{first} | {self.rewriting(mine)}finish]."
        need.append(self.claim(around, term, polynomial_term(result), script))
        return result

    def look_at_rest(
        self, whole_: Term, monomial: Monomial, coefficient: Fraction, mine: Needed, around: Opened
    ) -> None:
        """Asserts that the only factor of a positive product is positive whose sign is not known, a sum."""
        ordered = sorted(monomial, key=lambda pair: pair[0].key)
        unknown = [(b, n) for b, n in ordered if not isinstance(b, Exp) and not self.is_known_positive(b, around)]
        if len(unknown) != 1 or coefficient < 0 or not isinstance(unknown[0][0], Add) or unknown[0][1] != 1:
            return
        ((base, _),) = unknown
        if len(monomial) == 1 or not self.is_known_positive(whole_, around):
            return
        others = monomial_term(inverted(monomial - {(base, 1)}), 1 / coefficient)
        statement = self.quantified(around, base, whole_) + self.printer.bare(Less(ZERO, base))
        product = f"({self.text(whole_)} * {self.text(others)})"
        same = f"replace {self.text(base)} with {product} by ({self.rewriting(mine)}finish)"
        proof = f"intros. {same}. apply Rmult_lt_0_compat; [{self.positive_by(whole_, around)} | pos]."
        self.lines.append(f"assert ({self.fresh('u')} : {statement}). {{ {proof} }}")
        self.signs.positive_terms.add(base)

    def logarithm_of_factors(self, term: Log, factors: Sequence[Term], around: Opened, need: Needed) -> Polynomial:
        """The logarithms of positive factors, before products of sums are multiplied out."""
        result, parts, mine = constant(0), list[Term](), Needed()
        for factor in factors:
            exponent = whole(factor.exponent) if isinstance(factor, Power) else None
            logarithm: Term = Log(factor)
            if isinstance(factor, Power) and exponent is not None and self.is_known_positive(factor.base, around):
                logarithm = Multiply((number(exponent), Log(factor.base)))
            parts.append(logarithm)
            result = plus(result, self.normal(logarithm, around, mine))
        script = f"transitivity {self.text(summed(parts))}; [logs; simpl INR; finish | {self.rewriting(mine)}finish]."
        need.append(self.claim(around, term, polynomial_term(result), script))
        return result

    # t·log(t·u) ------------------------------------------------------------------------------------------

    def vanishing(self, term: Multiply, around: Opened, need: Needed) -> Polynomial | None:
        """t·log(t·u) for an entry t ≥ 0 and u > 0: t·log t + t·log u."""
        factors = flat(term)
        for logarithm in factors:
            if not isinstance(logarithm, Log) or self.signs.is_positive(logarithm.argument):
                continue
            inner = flat(logarithm.argument)
            for t in factors:
                if isinstance(t, Entry) and t.array in self.signs.nonnegative and t in inner and len(inner) > 1:
                    inner.remove(t)
                    u = multiplied(inner)
                    if not self.signs.is_positive(u):
                        return None
                    others = list(factors)
                    others.remove(logarithm)
                    others.remove(t)
                    return self.logarithm_at_0(term, t, u, logarithm, multiplied(others), around, need)
        return None

    def logarithm_at_0(
        self, term: Term, t: Term, u: Term, logarithm: Log, rest: Term, around: Opened, need: Needed
    ) -> Polynomial:
        """rest·t·log(t·u)."""
        new = Multiply((rest, Add((Multiply((t, Log(t))), Multiply((t, Log(u)))))))
        mine = Needed()
        result = self.normal(new, around, mine) if self.normal(t, around, mine) else constant(0)
        t_, u_, rest_ = self.text(t), self.text(u), self.text(rest)
        gather = f"replace ({t_} * {u_}) with {self.text(logarithm.argument)} by finish; ring"
        script = (
            f"transitivity ({rest_} * ({t_} * ln ({t_} * {u_}))); [{gather} |]. "
            f"rewrite ln_at_0 by pos. {self.rewriting(mine)}finish."
        )
        need.append(self.claim(around, term, polynomial_term(result), script))
        return result


def several_sums(factors: Sequence[Term]) -> bool:
    """Whether a product would be multiplied out: a sum stands in it beside something else than numbers and
    reciprocals."""
    above = [
        f for f in factors if not isinstance(f, Number) and not (isinstance(f, Power) and (whole(f.exponent) or 0) < 0)
    ]
    return len(above) > 1 and any(isinstance(f.base if isinstance(f, Power) else f, Add) for f in above)
