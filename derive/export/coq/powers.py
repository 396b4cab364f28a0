"""Powers, roots and denominators in normal form.

A root is a variable r of which Coq knows that rⁿ is what stands under it; where that depends on opened indices, an
array of them. Another power of a positive base is an exponential."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from derive.export.coq.forms import BoundRoot, Forms, mentions
from derive.export.coq.names import Unsupported
from derive.export.coq.polynomials import (
    UNIT,
    Monomial,
    Polynomial,
    atom,
    constant,
    in_order,
    inverted,
    joined,
    monomial_term,
    multiplied,
    plus,
    polynomial_term,
    power,
    times,
)
from derive.export.coq.printer import whole
from derive.export.coq.rationals import exact_root
from derive.export.coq.trace import Needed, Opened
from derive.kernel.terms import (
    ZERO,
    Absolute,
    Add,
    Entry,
    Equal,
    Exp,
    IndexVariable,
    Less,
    LessEqual,
    Log,
    Multiply,
    Number,
    Power,
    Relation,
    Sum,
    Term,
    Variable,
    number,
    substitute,
)

LARGEST_ROOT = 4
MOST_LOWERINGS = 4


class Powers(Forms):
    """The normal forms of powers."""

    def power(self, term: Power, around: Opened, need: Needed) -> Polynomial:
        """A power."""
        exponent = whole(term.exponent)
        if exponent is None:
            return self.real_power(term, around, need)
        if exponent >= 0:
            return power(self.normal(term.base, around, need), exponent)
        if self.keeps_powers and exponent == -1 and is_power_of_sum(term.base):
            return self.power_of_inverse(term, around, need)
        mine = Needed()
        base = self.without_denominators(self.normal(term.base, around, mine), around, below=True)
        result = self.inverse(base)
        for ((atom_, _),) in (m for m in result if len(base) > 1):
            self.look_at(atom_, around)
        sums = {base for monomial in result for base, n in monomial if isinstance(base, Sum) and n < 0}
        for total in sorted(sums - self.looked_at, key=lambda term: term.key):
            self.look_at_facts(total, around)
        for logarithm in [b for m in result for b, _ in m if isinstance(b, Log) and isinstance(b.argument, Number)]:
            self.look_at(logarithm, around)
        new = polynomial_term(base)
        if isinstance(term.base, Add) and new != term.base:
            self.nonzero(term.base, new, mine, around)
            script = f"transitivity (/ {self.text(new)}); [apply f_equal; {self.rewriting(mine)}finish | finish]."
            need.append(self.claim(around, term, polynomial_term(result), script))
        else:
            need += mine
        return result

    def power_of_inverse(self, term: Power, around: Opened, need: Needed) -> Polynomial:
        """1/sⁿ as (1/s)ⁿ: the sum below the line is not multiplied out."""
        assert isinstance(term.base, Power)
        through, mine = Power(Power(term.base.base, number(-1)), term.base.exponent), Needed()
        result = self.normal(through, around, mine)
        script = f"transitivity {self.text(through)}; [finish | {self.rewriting(mine)}finish]."
        need.append(self.claim(around, term, polynomial_term(result), script))
        return result

    def real_power(self, term: Power, around: Opened, need: Needed) -> Polynomial:
        """A power with an integer that is written otherwise; a root, by a variable for it; exp(q·log x) for other
        powers of positive bases; else an atom."""
        above, mine = Needed(), Needed()
        exponent = self.normal(term.exponent, around, above)
        value = exponent.get(UNIT, Fraction(0)) if set(exponent) <= {UNIT} else None
        if value is not None and value.denominator == 1:
            count = abs(value.numerator)
            plain = Power(term.base, number(value))
            lemma, at = ("is_pow", count) if value >= 0 else ("is_inverse", count)
            first = f"apply (RealPower_{lemma} _ _ {at}); simpl INR; {self.rewriting(above)}finish"
            shown = self.text(plain) if value != 1 else f"({self.text(term.base)} ^ 1)"
            result = self.power(plain, around, mine) if value else constant(1)
            script = f"transitivity {shown}; [{first} | {self.rewriting(mine)}finish]."
        elif not isinstance(term.base, Exp) and self.is_root(term.base, value, around):
            assert value is not None
            return self.by_root(term, value, above, around, need)
        elif self.is_known_positive(term.base, around):
            through = Exp(Multiply((term.exponent, Log(term.base))))
            result = self.normal(through, around, mine)
            first = f"apply RealPower_pos; {self.positive_by(term.base, around)}"
            script = f"transitivity {self.text(through)}; [{first} | {self.rewriting(mine)}finish]."
        else:
            base = self.normal(term.base, around, mine)
            plain = Power(polynomial_term(base), polynomial_term(exponent))
            if plain == term or whole(plain.exponent) is not None:
                return atom(term)
            result = atom(plain)
            script = f"apply f_equal2; [{self.rewriting(mine)}finish | {self.rewriting(above)}finish]."
        need.append(self.claim(around, term, polynomial_term(result), script))
        return result

    def is_root(self, base: Term, exponent: Fraction | None, around: Opened) -> bool:
        """Whether a power is looked at as one of a root: of a base that is not negative."""
        return exponent is not None and exponent.denominator <= LARGEST_ROOT and self.is_nonnegative(base, around)

    def by_root(self, term: Power, value: Fraction, above: Needed, around: Opened, need: Needed) -> Polynomial:
        """A power m/n of a term that is not negative: of a product, factor by factor; else the m-th power of the n-th
        root r, of which it is known that rⁿ = x."""
        mine = Needed()
        base = self.normal(term.base, around, mine)
        plain, degree, count = polynomial_term(base), value.denominator, abs(value.numerator)
        if not base:
            raise Unsupported("a root of 0")
        script = f"transitivity (RealPower {self.text(plain)} {self.text(number(value))}); "
        script += f"[apply f_equal2; [{self.rewriting(mine)}finish | {self.rewriting(above)}finish] |]. "
        ((monomial, coefficient),) = base.items() if len(base) == 1 else ((UNIT, Fraction(0)),)
        exact = exact_root(coefficient, degree)
        single = len(monomial) == 1 and coefficient == 1 and set(dict(monomial).values()) == {1}
        if len(base) == 1 and not single and (monomial != UNIT or exact is not None):
            if monomial == UNIT and exact is not None:
                result = constant(exact**value.numerator)
                lemma = f"RealPower_through_root{'' if value > 0 else '_inverse'} _ _ {count} {degree}"
                sides = "lia | lra | " + ("lia | simpl INR; lra" if value > 0 else "simpl INR; lra")
                known = f"RealPower_exact {self.text(plain)} {self.text(number(exact))} {degree}"
                at = f"({known} ltac:(lia) ltac:(lra) ltac:(lra))"
                script += f"rewrite ({lemma}); [rewrite {at}; finish | {sides}]."
            else:
                factors: list[Term] = [Power(number(coefficient), number(value))] if coefficient != 1 else []
                for part, exponent in sorted(monomial, key=lambda pair: (pair[0].key, pair[1])):
                    if not self.is_nonnegative(part, around):
                        raise Unsupported("a root of a product whose factors may be negative")
                    self.nonnegative_by(part, around)
                    factors.append(Power(Power(part, number(value)), number(exponent)))
                after = Needed()
                result = self.normal(multiplied(factors), around, after)
                parts = "rewrite ?RealPower_mult by nonnegative; rewrite ?RealPower_of_inverse by pos; "
                parts += "rewrite ?RealPower_of_pow by nonnegative; "
                script += f"{parts}{self.rewriting(after)}finish."
        else:
            for kind in (Less, LessEqual):
                self.sign_through(kind, plain, term.base, mine, around)
            opened = [v for v in around if mentions(plain, v)]
            root = self.bound_root(plain, degree, opened) if opened else self.root(plain, degree)
            result = atom(root, value.numerator)
            lemma = f"RealPower_through_root{'' if value > 0 else '_inverse'} _ _ {count} {degree}"
            known, at_least = self.known_root(root), self.nonnegative_by(plain, around)
            if value < 0 and not self.is_known_positive(plain, around):
                raise Unsupported("a negative power of something that may be 0")
            sides = f"{at_least} | lia | " if value > 0 else f"{self.positive_by(plain, around)} | "
            inside = " by inside" if opened else ""
            script += f"rewrite ({lemma}); [rewrite {known}{inside}; finish | lia | {sides}simpl INR; lra]."
        need.append(self.claim(around, term, polynomial_term(result), script))
        return result

    def sign_through(self, kind: type[Relation], plain: Term, term: Term, mine: Needed, around: Opened) -> None:
        """Asserts the sign of a normal form where it is seen from the form of the term."""
        if plain == term or not self.oracle.believes(kind(ZERO, term)):
            return
        statement = self.quantified(around, plain) + self.printer.bare(kind(ZERO, plain))
        other = f"replace {self.text(plain)} with {self.text(term)} by (symmetry; {self.rewriting(mine)}finish)"
        self.lines.append(f"try (assert ({self.fresh('u')} : {statement}) by (intros; {other}; nonnegative)).")

    def root(self, base: Term, degree: int) -> Entry:
        """The variable of a root, which is introduced at its first use."""
        if (base, degree) not in self.roots:
            name = self.fresh("rt")
            at_least = self.nonnegative_by(base, ())
            text = self.text(base)
            said = f"RealPower {text} (/ INR {degree}) = {name} /\\ {name} ^ {degree} = {text}"
            said += f" /\\ 0 <= {name} /\\ (0 < {text} -> 0 < {name})"
            self.lines.append(
                f"assert ({name}y : exists {name} : R, {said}) by (apply RealPower_root_exists; [lia | {at_least}]). "
                f"destruct {name}y as ({name} & {name}e & {name}q & {name}n & {name}p)."
            )
            positive = self.is_known_positive(base, ())
            if positive:
                self.lines.append(f"assert ({name}s : 0 < {name}) by (apply {name}p; {self.positive_by(base, ())}).")
            variable = Entry(Variable(f"#{name}", ()), ())
            if positive:
                self.signs.positive.add(variable.array)
            self.signs.nonnegative.add(variable.array)
            self.roots[base, degree] = variable
            self.equations.append((f"{name}q", Equal(Power(variable, number(degree)), base)))
        return self.roots[base, degree]

    def bound_root(self, base: Term, degree: int, opened: Sequence[IndexVariable | Variable]) -> Entry:
        """The entry of an array of roots, which is introduced at its first use."""
        indices = tuple(v for v in opened if isinstance(v, IndexVariable))
        if len(indices) != len(opened):
            raise Unsupported("a root of something that depends on a bound array")
        plain = tuple(IndexVariable(f"#xr{n}", index.size) for n, index in enumerate(indices))
        template = substitute(base, dict(zip(indices, plain, strict=True)))
        for known in self.bound_roots:
            if (known.indices, known.base, known.degree) == (plain, template, degree):
                return Entry(known.array, indices)
        name, text = self.fresh("rt"), self.text(base)
        array = Variable(f"#{name}", tuple(index.size for index in indices))
        root = Entry(array, indices)
        shown, every, at_least = self.text(root), self.quantified(indices, base), self.nonnegative_by(base, indices)
        parts = f"{shown} ^ {degree} = {text} /\\ 0 <= {shown} /\\ (0 < {text} -> 0 < {shown})"
        function = f"fun {' '.join(map(self.printer.names.variable, indices))} => RealPower {text} (/ INR {degree})"
        found = (
            f"destruct (RealPower_root_exists {text} {degree}) as ({name}a & {name}b & {name}x); [lia | {at_least} |]"
        )
        kind = self.printer.array_type(array.sizes)
        said = f"{every}RealPower {text} (/ INR {degree}) = {shown} /\\ {parts}"
        self.lines.append(
            f"assert ({name}y : exists {name} : {kind}, {said}). "
            f"{{ exists ({function}). intros. {found}. cbv beta. rewrite {name}b. "
            f"split; [reflexivity | exact {name}x]. }} "
            f"destruct {name}y as ({name} & {name}z). "
        )
        at = " ".join(f"{self.printer.names.variable(index)} ltac:(inside)" for index in indices)
        by = f"intros; destruct ({name}z {at}) as ({name}a & {name}b & {name}c & {name}d)"
        for letter, said, proof in (
            ("e", f"RealPower {text} (/ INR {degree}) = {shown}", f"exact {name}a"),
            ("q", f"{shown} ^ {degree} = {text}", f"exact {name}b"),
            ("n", f"0 <= {shown}", f"exact {name}c"),
        ):
            self.lines.append(f"assert ({name}{letter} : {every}{said}) by ({by}; {proof}).")
        self.signs.nonnegative.add(array)
        if self.is_known_positive(base, indices):
            proof = f"apply {name}d; {self.positive_by(base, indices)}"
            self.lines.append(f"assert ({name}s : {every}0 < {shown}) by ({by}; {proof}).")
            self.signs.positive.add(array)
        self.bound_roots.append(BoundRoot(plain, template, degree, array))
        return root

    @staticmethod
    def known_root(root: Entry) -> str:
        """The name of the equation that a root was introduced with."""
        assert isinstance(root.array, Variable)
        return f"{root.array.name[1:]}e"

    # Lower powers of roots and absolute values -------------------------------------------------------

    def lowered(self, body: Term, polynomial: Polynomial, mine: Needed, around: Opened) -> tuple[Polynomial, Needed]:
        """The normal form of the body of a sum, with powers of roots and of absolute values made lower."""
        for _ in range(MOST_LOWERINGS):
            claims, result = Needed(), constant(0)
            for monomial in in_order(polynomial):
                coefficient = polynomial[monomial]
                lower = self.lower(monomial, coefficient)
                if lower is None:
                    result = plus(result, {monomial: coefficient})
                    continue
                term, script = lower
                after = Needed()
                value = self.normal(term, around, after)
                script = f"transitivity {self.text(term)}; [{script} | {self.rewriting(after)}finish]."
                shown = monomial_term(monomial, coefficient)
                claims.append(self.claim(around, shown, polynomial_term(value), script))
                result = plus(result, value)
            if not claims:
                break
            old, new = polynomial_term(polynomial), polynomial_term(result)
            first = f"transitivity {self.text(old)}; [{self.rewriting(mine)}finish | {self.rewriting(claims)}finish]."
            polynomial, mine = result, [self.claim(around, body, new, first)]
        return polynomial, mine

    def lower(self, monomial: Monomial, coefficient: Fraction) -> tuple[Term, str] | None:
        """A monomial with a lower power of a root or an absolute value, and the script that says so."""
        for base, n in sorted(monomial, key=lambda pair: pair[0].key):
            rest = monomial_term(monomial - {(base, n)}, coefficient)
            if isinstance(base, Absolute) and n >= 2:
                x, count = base.argument, n // 2
                kept = [base] if n % 2 else []
                even, shown = self.text(Power(x, number(2 * count))), self.text(x)
                squares = f"replace {even} with ((Rabs {shown} ^ 2) ^ {count}) by (rewrite pow2_abs; ring); ring"
                return multiplied([rest, Power(x, number(2 * count)), *kept]), squares
            root = next((r for r in self.bound_roots if isinstance(base, Entry) and r.array == base.array), None)
            if root is None or not isinstance(base, Entry):
                continue
            under, exponents = root.at(base), dict(monomial)
            total = n + root.degree * exponents.get(under, 0)
            whole_part, left = divmod(total, root.degree)
            if (n < 0 and root.array not in self.signs.positive) or (whole_part, left) == (exponents.get(under, 0), n):
                continue
            others = frozenset(pair for pair in monomial if pair[0] not in (base, under))
            term = multiplied(
                [
                    monomial_term(others, coefficient),
                    Power(under, number(whole_part)),
                    *([Power(base, number(left))] if left else []),
                ]
            )
            known = f"{root.array.name[1:]}q"
            at = " ".join(self.printer.index(index) for index in base.indices)
            return term, f"rewrite <- ({known} {at}) by inside; finish"
        return None

    # Denominators --------------------------------------------------------------------------------------

    def nonzero(self, old: Term, new: Term, mine: Needed, around: Opened) -> None:
        """That the normal form of a denominator is not 0, as the denominator is not."""
        statement = f"{self.quantified(around, old, new)}{self.text(new)} <> 0"
        equal = f"replace {self.text(new)} with {self.text(old)} by (symmetry; {self.rewriting(mine)}finish)"
        self.lines.append(f"try (assert ({self.fresh('n')} : {statement}) by (intros; {equal}; pos)).")

    def inverse(self, polynomial: Polynomial) -> Polynomial:
        """1/polynomial: a polynomial of several monomials becomes an atom, up to a number."""
        if not polynomial:
            raise Unsupported("1/0")
        if len(polynomial) == 1:
            ((monomial, coefficient),) = polynomial.items()
            return {inverted(monomial): 1 / coefficient}
        base, scale = self.scaled(polynomial)
        return {frozenset({(base, -1)}): 1 / scale}

    def scaled(self, polynomial: Polynomial) -> tuple[Term, Fraction]:
        """A polynomial of several monomials as a number times a term, so that x − y and 2y − 2x are no two
        denominators."""
        scale = abs(polynomial[in_order(polynomial)[0]])
        base = polynomial_term({m: c / scale for m, c in polynomial.items()})
        if not self.signs.is_positive(base):
            negative = self.oracle.believes(Less(base, ZERO))
            first_negative = polynomial[in_order(polynomial)[0]] < 0
            if negative or (first_negative and not self.oracle.believes(Less(ZERO, base))):
                scale = -scale
                base = polynomial_term({m: c / scale for m, c in polynomial.items()})
        return base, scale

    def without_denominators(self, argument: Polynomial, around: Opened, below: bool = False) -> Polynomial:
        """A sum with positive denominators as one product: 1 − a/s is (s − a)·s⁻¹. ``below`` a line, s − a is what
        :meth:`scaled` makes of it."""
        bases = {base for monomial in argument for base, _ in monomial}
        lowest = {base: min(dict(monomial).get(base, 0) for monomial in argument) for base in bases}
        shared = frozenset((b, n) for b, n in lowest.items() if n < 0 and self.signs.is_positive(b))
        if len(argument) < 2 or not shared:
            return argument
        lower = polynomial_term(times(argument, {inverted(shared): Fraction(1)}))
        rest = self.normal(lower, around, [])  # the denominators are multiplied out
        if len(rest) < 2:
            return times(rest, {shared: Fraction(1)})
        whole_rest, scale = self.scaled(rest) if below else (polynomial_term(rest), Fraction(1))
        self.look_at(whole_rest, around)
        return {joined(shared, frozenset({(whole_rest, 1)})): scale}


def is_power_of_sum(term: Term) -> bool:
    """Whether a term is a sum to a power that is written as an integer above 1."""
    return isinstance(term, Power) and isinstance(term.base, Add) and (whole(term.exponent) or 0) > 1
