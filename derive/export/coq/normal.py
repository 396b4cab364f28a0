"""Normal forms with a trace: a second normaliser, which nobody trusts.

A term becomes a polynomial in atoms. What changes on the way, other than by the arithmetic of fields, is written into
the trace as an equation; with these, both sides of an equation are brought to one form that ``field`` recognises."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derive.export.coq.forms import Alias, Circular, MatrixAlias, NeedsCase, has, is_opened
from derive.export.coq.logarithms import Logarithms
from derive.export.coq.maxima import Maxima
from derive.export.coq.names import Unsupported
from derive.export.coq.polynomials import (
    Monomial,
    Polynomial,
    atom,
    constant,
    in_order,
    inverted,
    monomial_term,
    plus,
    polynomial_term,
    times,
)
from derive.export.coq.printer import flat
from derive.export.coq.slopes import slope_at
from derive.export.coq.sums import Sums
from derive.export.coq.trace import Needed, Opened
from derive.kernel.terms import (
    ZERO,
    Absolute,
    Add,
    Choose,
    Derivative,
    Entry,
    Exp,
    Less,
    LessEqual,
    Log,
    Maximum,
    Multiply,
    Number,
    Over,
    Power,
    Product,
    Relation,
    SizeValue,
    Step,
    Sum,
    Term,
    Variable,
    close_body,
    map_parts,
    number,
    open_body,
    substitute,
)

EXT = {Sum: "Sum_ext", Product: "Product_ext", Maximum: "Maximum_ext"}


class Normaliser(Sums, Logarithms, Maxima):
    """Rewrites terms into normal forms and logs how."""

    # Terms without derivatives, and without choices on bound indices ----------------------------------

    def inside(self, term: Term, around: Opened, need: Needed, change: Callable[[Term, Opened, Needed], Term]) -> Term:
        """The term with its parts changed; under a binder by an equation of its own."""
        if not isinstance(term, Over):
            return map_parts(term, lambda _, part: change(part, around, need) if isinstance(part, Term) else part)
        index, mine = self.opened_index(around, term.size), Needed()
        body = change(open_body(term.body, (index,)), (*around, index), mine)
        new = type(term)(term.size, close_body(body, (index,)))
        if new != term:
            extra = "[inside | intros]" if isinstance(term, Maximum) else "intros"
            script = f"apply {EXT[type(term)]}; {extra}; {self.rewriting(mine)}same."
            need.append(self.claim(around, term, new, script))
        return new

    def without_derivatives(self, term: Term, around: Opened, need: Needed) -> Term:
        """The term with its derivatives written out; inner ones first, in normal form at every point, without which
        second derivatives become too large."""
        if not has(Derivative, term):
            return term
        if not isinstance(term, Derivative):
            return self.inside(term, around, need, self.without_derivatives)
        if term in self.given:
            proof, value = self.given[term]
            need.append(self.claim(around, term, value, f"exact {proof}."))
            return value
        first: Needed = []
        source = term
        if has(Derivative, term.body):
            variable, mine = Variable(f"#y{self.depth(around)}", term.point.sizes), Needed()
            body, deeper = open_body(term.body, (variable,)), (*around, variable)
            body = self.without_derivatives(body, deeper, mine)
            steps = self.rewriting(mine)
            for change in (self.without_choices, lambda t, o, n: polynomial_term(self.normal(t, o, n))):
                mine = []
                try:
                    body = change(body, deeper, mine)
                except NeedsCase as case:
                    if is_opened(case.left) or is_opened(case.right):
                        break  # it stays as it is, though it is larger
                    raise
                steps += self.rewriting(mine)
            source = Derivative(close_body(body, (variable,)), term.point, term.indices)
            axes = len(term.indices)
            first = [self.claim(around, term, source, f"apply Derivative{axes}_ext; intros. {steps}finish.")]
        slope = slope_at(source, self.depth(around), self.oracle.maximiser)
        need.append(self.claim(around, term, slope, f"{self.rewriting(first)}derivative."))
        return slope

    def without_choices(self, term: Term, around: Opened, need: Needed) -> Term:
        """The term with the choices made that are known, and sums split at the indices that they single out."""
        if not has(Choose, term):
            return term
        if isinstance(term, Choose):
            return self.chosen(term, around, need)
        first: Needed = []
        new = self.inside(term, around, first, self.without_choices)
        other = None
        if isinstance(new, Sum):
            index = self.opened_index(around, new.size)
            body = open_body(new.body, (index,))
            other = self.special(body, index)
        if other is None or not isinstance(new, Sum):
            need += first
            return new
        split, equation = self.split(new, body, index, other, around)
        mine: Needed = []
        elsewhere, rest = split.terms
        pair = frozenset((index, other))
        self.distinct.add(pair)
        elsewhere = self.without_choices(elsewhere, around, mine)
        self.distinct.discard(pair)
        final = Add((elsewhere, self.without_choices(rest, around, mine)))
        before = "".join(f"rewrite {name} by inside; " for name in (*first, equation))
        need.append(self.claim(around, term, final, f"{before}{self.rewriting(mine)}first [same | ring]."))
        return final

    def chosen(self, term: Choose, around: Opened, need: Needed) -> Term:
        """A choice; raises NeedsCase where it depends on free indices that may be the same or not."""
        branch = self.taken(term)
        if branch is not None:
            need.append(self.claim(around, term, branch, "settle."))
            return self.without_choices(branch, around, need)
        if not (is_opened(term.left) or is_opened(term.right)):
            raise NeedsCase(term.left, term.right)
        branches = (self.without_choices(part, around, need) for part in (term.equal, term.distinct))
        return Choose(term.left, term.right, *branches)

    # Normal forms ------------------------------------------------------------------------------------------

    def normal(self, term: Term, around: Opened, need: Needed) -> Polynomial:
        """The polynomial of a term; what rewrites the term into it is added to ``need``."""
        match term:
            case Number():
                return constant(term.value)
            case SizeValue(size=int(size)):
                need.append(self.claim(around, term, number(size), "rewrite INR_IZR_INZ; reflexivity."))
                return constant(size)
            case Entry() | Maximum() if term in self.given:
                proof, value = self.given[term]
                mine = Needed()
                result = self.normal(value, around, mine)
                script = f"transitivity {self.text(value)}; [exact {proof} | {self.rewriting(mine)}finish]."
                need.append(self.claim(around, term, polynomial_term(result), script))
                return result
            case Entry() if term.array in self.aliases and len(term.indices) == 1:
                return self.aliased(term, self.aliases[term.array], around, need)
            case Entry() if term.array in self.matrices and len(term.indices) == 2:
                return self.aliased(term, self.matrices[term.array], around, need)
            case Add():
                result = constant(0)
                for part in term.terms:
                    result = plus(result, self.normal(part, around, need))
                return result
            case Multiply():
                return self.product(term, around, need)
            case Power():
                return self.power(term, around, need)
            case Choose():
                branch, mine = self.taken(term), Needed()
                if branch is None:
                    raise NeedsCase(term.left, term.right)
                result = self.normal(branch, around, mine)
                need.append(self.claim(around, term, polynomial_term(result), f"settle; {self.rewriting(mine)}finish."))
                return result
            case Exp():
                return self.exponential(term, around, need)
            case Log():
                return self.logarithm(term, around, need)
            case Sum():
                return self.sum(term, around, need)
            case Product():
                return self.big_product(term, around, need)
            case Absolute() | Step():
                return self.by_sign(term, around, need)
            case Maximum():
                return self.maximum(term, around, need)
            case SizeValue() | Entry():
                return atom(term)
        raise Unsupported(f"the normal form of a {type(term).__name__}")

    def by_sign(self, term: Absolute | Step, around: Opened, need: Needed) -> Polynomial:
        """|x| and the step of x where the sign of x is known, else an atom."""
        mine = Needed()
        argument = self.normal(term.argument, around, mine)
        inner = polynomial_term(argument)
        plain = type(term)(inner)
        start = f"transitivity {self.text(plain)}; [f_equal; {self.rewriting(mine)}finish |]. "
        negative = {frozenset[tuple[Term, int]](): Fraction(-1)}
        ways: list[tuple[Relation, str, Polynomial]] = (
            [
                (LessEqual(ZERO, inner), "Rabs_pos_eq", argument),
                (LessEqual(inner, ZERO), "Rabs_left1", times(negative, argument)),
            ]
            if isinstance(term, Absolute)
            else [(LessEqual(ZERO, inner), "Step_one", constant(1)), (Less(inner, ZERO), "Step_zero", {})]
        )
        for relation, lemma, result in ways:
            if self.oracle.believes(relation):
                try:
                    name = self.sign(relation, around)
                except Circular:
                    break
                script = f"{start}rewrite {lemma} by (apply {name}; inside). finish."
                need.append(self.claim(around, term, polynomial_term(result), script))
                return result
        if self.thorough and isinstance(term, Absolute) and (outside := self.positive_factor(argument)):
            return self.scaled_absolute(term, argument, outside, mine, around, need)
        if self.thorough and isinstance(term, Absolute) and argument and argument[in_order(argument)[0]] < 0:
            plain = Absolute(polynomial_term(times(negative, argument)))
            turned = f"transitivity (Rabs (- {self.text(term.argument)})); [symmetry; apply Rabs_Ropp | "
            need.append(self.claim(around, term, plain, f"{turned}f_equal; {self.rewriting(mine)}finish]."))
        elif plain != term:
            need.append(self.claim(around, term, plain, f"f_equal; {self.rewriting(mine)}finish."))
        return atom(plain)

    def positive_factor(self, argument: Polynomial) -> Monomial:
        """The powers of positive terms that all monomials of a polynomial share."""
        bases = {base for monomial in argument for base, _ in monomial if self.signs.is_positive(base)}
        lowest = {base: min(dict(monomial).get(base, 0) for monomial in argument) for base in bases}
        return frozenset((base, n) for base, n in lowest.items() if n)

    def scaled_absolute(
        self, term: Absolute, argument: Polynomial, outside: Monomial, mine: Needed, around: Opened, need: Needed
    ) -> Polynomial:
        """|t·x| as t·|x|, where t > 0."""
        inside = polynomial_term(times(argument, {inverted(outside): Fraction(1)}))
        plain, after = monomial_term(outside), Needed()
        result = times({outside: Fraction(1)}, self.normal(Absolute(inside), around, after))
        whole = f"{self.text(plain)} * {self.text(inside)}"
        script = f"transitivity (Rabs ({whole})); [f_equal; {self.rewriting(mine)}finish |]. "
        script += f"rewrite Rabs_mult, (Rabs_pos_eq {self.text(plain)}) by nonnegative. {self.rewriting(after)}finish."
        need.append(self.claim(around, term, polynomial_term(result), script))
        return result

    def aliased(self, term: Entry, alias: Alias | MatrixAlias, around: Opened, need: Needed) -> Polynomial:
        """An entry that an equation gives."""
        places = alias.indices if isinstance(alias, MatrixAlias) else (alias.index,)
        value, mine = substitute(alias.value, dict(zip(places, term.indices, strict=True))), Needed()
        if value == term:
            return atom(term)
        result = self.normal(value, around, mine)
        at = " ".join(f"{self.printer.index(index)} ltac:(inside)" for index in term.indices)
        known = f"pose proof ({alias.proof} {at}) as X; last_part X; first [exact X | symmetry; exact X]"
        script = f"transitivity ({self.text(value)}); [{known} | {self.rewriting(mine)}finish]."
        need.append(self.claim(around, term, polynomial_term(result), script))
        return result

    def product(self, term: Multiply, around: Opened, need: Needed) -> Polynomial:
        """A product; t·log(t·u) with t ≥ 0 as a whole."""
        vanishing = self.vanishing(term, around, need)
        if vanishing is not None:
            return vanishing
        result = constant(1)
        if ZERO in flat(term):
            return {}
        for factor in term.factors:
            result = times(result, self.normal(factor, around, need))
        return result
