"""Normal forms with a trace: a second normaliser, which nobody trusts.

A term becomes a polynomial in atoms. What changes on the way, other than by the arithmetic of fields, is written into
the trace as an equation; with these, both sides of an equation are brought to one form that ``field`` recognises."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeGuard

from derive.export.coq.names import Unsupported
from derive.export.coq.polynomials import (
    MINUS_ONE,
    UNIT,
    Monomial,
    Polynomial,
    atom,
    constant,
    difference,
    in_order,
    inverted,
    joined,
    monomial_term,
    multiplied,
    plus,
    polynomial_term,
    power,
    summed,
    times,
)
from derive.export.coq.printer import Printer, flat, whole
from derive.export.coq.rationals import content_of, exact_root, prime_factors, prime_powers
from derive.export.coq.signs import Signs
from derive.export.coq.slopes import slope_at
from derive.export.coq.trace import Needed, Opened, Trace
from derive.kernel.terms import (
    ZERO,
    Absolute,
    Add,
    Array,
    Choose,
    Derivative,
    Different,
    Entry,
    Equal,
    Exp,
    Index,
    IndexNumber,
    IndexVariable,
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
    free_variables,
    map_parts,
    number,
    open_body,
    rebuild,
    subnodes,
    substitute,
)

LARGEST_WRITTEN_OUT = 8
LARGEST_ROOT = 4
LARGEST_MAXIMUM = 4
MOST_LOWERINGS = 4
EXT = {Sum: "Sum_ext", Product: "Product_ext", Maximum: "Maximum_ext"}
LOGS = (
    "repeat first [rewrite ln_mult by pos | rewrite ln_Rinv by pos | rewrite ln_pow by pos]. "
    "rewrite ?ln_exp, ?ln_1. simpl INR. finish."
)


class NeedsCase(Exception):
    """What a term is depends on whether two indices are the same."""

    def __init__(self, left: Index, right: Index) -> None:
        self.left, self.right = left, right


class Circular(Unsupported):
    """A relation is to be proved for its own proof, since a fact speaks of it: a fact that can be left aside."""


@dataclass(frozen=True)
class Alias:
    """An array each of whose entries is given by an equation ``proof``: the entry at the index is the value."""

    proof: str
    index: IndexVariable
    value: Term


@dataclass(frozen=True)
class BoundRoot:
    """The roots of a term that depends on indices, as an array over these."""

    indices: tuple[IndexVariable, ...]
    base: Term
    degree: int
    array: Variable

    def at(self, entry: Entry) -> Term:
        """What stands under the root that an entry is."""
        return substitute(self.base, dict(zip(self.indices, entry.indices, strict=True)))


@dataclass(frozen=True)
class GivenSum:
    """A sum that an equation gives at every index, and the line that asserts it."""

    alias: Alias
    total: Sum
    line: str


def mentions(term: Term, variable: IndexVariable | Variable) -> bool:
    """Whether a free variable occurs in a term."""
    return variable in free_variables(term)


def has(kind: type[Term], term: Term) -> bool:
    """Whether a term of a kind occurs in a term."""
    return any(isinstance(part, kind) for part in subnodes(term))


def is_opened(index: Index) -> bool:
    """Whether an index is bound somewhere around the term."""
    return index.loose > 0 or (isinstance(index, IndexVariable) and index.name.startswith("#x"))


def resolve(term: Term, index: Index, other: Index, same: bool) -> Term:
    """The term with every choice between the two indices made."""

    def change(part: object, depth: int) -> Term | None:
        if isinstance(part, Choose) and {part.left, part.right} == {index, other}:
            return resolve(part.equal if same else part.distinct, index, other, same)
        return None

    return rebuild(term, change)


@dataclass(frozen=True)
class Oracle:
    """What may be asked: whether a relation is believed to hold, a script that proves it, and at which index alone a
    maximum is attained."""

    believes: Callable[[Relation], bool]
    script: Callable[[Relation], str]
    maximiser: Callable[[Maximum], Index]


class Normaliser(Trace):
    """Rewrites terms into normal forms and logs how."""

    def __init__(
        self,
        printer: Printer,
        signs: Signs,
        oracle: Oracle,
        distinct: Sequence[frozenset[Index]],
        prefix: str,
        outer: int,
    ) -> None:
        super().__init__(printer, prefix, outer)
        self.signs = signs
        self.oracle = oracle
        self.distinct = set(distinct)
        self.aliases: dict[Array, Alias] = {}
        self.given: dict[Term, tuple[str, Term]] = {}
        self.looked_at: set[Term] = set()
        self.sums: list[GivenSum] = []
        self.swaps: dict[Term, str] = {}
        self.roots: dict[tuple[Term, int], Entry] = {}
        self.bound_roots: list[BoundRoot] = []
        self.equations: list[tuple[str, Equal]] = []

    # Cases of indices ------------------------------------------------------------------------------

    def apart(self, left: Index, right: Index) -> bool:
        """Whether two indices are known to be distinct."""
        unlike = left != right and isinstance(left, IndexNumber) and isinstance(right, IndexNumber)
        return unlike or frozenset((left, right)) in self.distinct

    def taken(self, term: Choose) -> Term | None:
        """The branch of a choice that is taken, where that is known."""
        if term.left == term.right:
            return term.equal
        return term.distinct if self.apart(term.left, term.right) else None

    def special(self, term: Term, index: IndexVariable) -> Index | None:
        """Another index that the term singles out as a value of this one, if there is one."""
        if isinstance(term, Derivative):
            return None
        if isinstance(term, Choose) and index in (term.left, term.right):
            other = term.right if term.left == index else term.left
            if other != index and not other.loose and frozenset((index, other)) not in self.distinct:
                return other
        for _, part in term.named_parts():
            if isinstance(part, Term) and (found := self.special(part, index)) is not None:
                return found
        return None

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

    def split(self, term: Sum, body: Term, index: IndexVariable, other: Index, around: Opened) -> tuple[Add, str]:
        """Σ F as Σ F′ + (F(t) − F′(t)), F′ the body elsewhere than at t, and the equation that says so."""
        elsewhere = resolve(body, index, other, same=False)
        here = substitute(resolve(body, index, other, same=True), {index: other})
        rest = Sum(term.size, close_body(elsewhere, (index,)))
        split = Add((rest, difference(here, substitute(elsewhere, {index: other}))))
        name, size = self.printer.names.variable(index), self.printer.names.size(term.size)
        functions = " ".join(f"(fun {name} => {self.text(f)})" for f in (body, elsewhere))
        lemma = f"Sum_single {size} {self.printer.index(other)} {functions} {self.text(here)}"
        return split, self.claim(around, term, split, f"apply ({lemma}); [inside | intros; settle | settle].")

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
        if plain != term:
            need.append(self.claim(around, term, plain, f"f_equal; {self.rewriting(mine)}finish."))
        return atom(plain)

    def sign(self, relation: Relation, around: Opened) -> str:
        """Asserts a relation for all values of the opened variables; its name."""
        statement = self.quantified(around, relation.left, relation.right) + self.printer.bare(relation)
        if statement not in self.known:
            name = self.fresh("u")
            script = self.oracle.script(relation)
            self.known[statement] = name
            self.lines.append(f"assert ({name} : {statement}). {{ intros. {script} }}")
        return self.known[statement]

    def look_at(self, base: Term, around: Opened) -> None:
        """Asserts that a term of several summands is positive, or not 0, where the kernel believes so: what stands in a
        denominator or a logarithm."""
        if self.signs.is_positive(base) or base in self.looked_at:
            return
        self.looked_at.add(base)
        for relation in (Less(ZERO, base), Different(base, ZERO)):
            if self.oracle.believes(relation):
                self.sign(relation, around)
                if isinstance(relation, Less):
                    self.signs.positive_terms.add(base)
                return

    def aliased(self, term: Entry, alias: Alias, around: Opened, need: Needed) -> Polynomial:
        """An entry that an equation gives."""
        value, mine = substitute(alias.value, {alias.index: term.indices[0]}), Needed()
        if value == term:
            return atom(term)
        result = self.normal(value, around, mine)
        at = self.printer.index(term.indices[0])
        known = f"pose proof ({alias.proof} {at} ltac:(inside)) as X; last_part X; first [exact X | symmetry; exact X]"
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
        result = self.normal(new, around, mine)
        t_, u_, rest_ = self.text(t), self.text(u), self.text(rest)
        gather = f"replace ({t_} * {u_}) with {self.text(logarithm.argument)} by finish; ring"
        script = (
            f"transitivity ({rest_} * ({t_} * ln ({t_} * {u_}))); [{gather} |]. "
            f"rewrite ln_at_0 by pos. {self.rewriting(mine)}finish."
        )
        need.append(self.claim(around, term, polynomial_term(result), script))
        return result

    def power(self, term: Power, around: Opened, need: Needed) -> Polynomial:
        """A power."""
        exponent = whole(term.exponent)
        if exponent is None:
            return self.real_power(term, around, need)
        if exponent >= 0:
            return power(self.normal(term.base, around, need), exponent)
        mine = Needed()
        base = self.without_denominators(self.normal(term.base, around, mine), around, below=True)
        result = self.inverse(base)
        for ((atom_, _),) in (m for m in result if len(base) > 1):
            self.look_at(atom_, around)
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

    # Powers that are not written with an integer --------------------------------------------------------------

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

    def is_known_positive(self, term: Term, around: Opened) -> bool:
        """Whether a term is seen or believed to be positive; then it is asserted."""
        if self.signs.is_positive(term):
            return True
        if term in self.looked_at or not self.oracle.believes(Less(ZERO, term)):
            return False
        self.sign(Less(ZERO, term), around)
        return True

    def positive_by(self, term: Term, around: Opened) -> str:
        """The tactic for what :meth:`is_known_positive` says."""
        if self.signs.is_positive(term):
            return "pos"
        return f"apply {self.sign(Less(ZERO, term), around)}; inside" if around else "assumption"

    def is_nonnegative(self, term: Term, around: Opened) -> bool:
        """Whether a term is seen or believed not to be negative."""
        return self.signs.is_positive(term) or self.oracle.believes(LessEqual(ZERO, term))

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

    def nonnegative_by(self, term: Term, around: Opened) -> str:
        """The tactic for what :meth:`is_nonnegative` says."""
        if self.signs.is_positive(term):
            return "left; pos"
        if term in self.looked_at and self.signs.is_nonnegative(term):
            return "pos"  # the facts around, which speak of the root, do not help
        name = self.sign(LessEqual(ZERO, term), around)
        return f"apply {name}; inside" if around else f"exact {name}"

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

    @staticmethod
    def known_root(root: Entry) -> str:
        """The name of the equation that a root was introduced with."""
        assert isinstance(root.array, Variable)
        return f"{root.array.name[1:]}e"

    # Denominators and products --------------------------------------------------------------------------------

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

    def exponential(self, term: Exp, around: Opened, need: Needed) -> Polynomial:
        """exp of a sum: a product of powers of exponentials of monomials."""
        mine = Needed()
        argument = self.normal(term.argument, around, mine)
        result, parts, negated = constant(1), list[Term](), list[Term]()
        for monomial in in_order(argument):
            coefficient = argument[monomial]
            inside = monomial_term(monomial)
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

    # Sums ----------------------------------------------------------------------------------------------------

    def sum(self, term: Sum, around: Opened, need: Needed) -> Polynomial:
        """A sum over an index: written out, split at an index that it singles out, or linear in the monomials of its
        body."""
        mine = Needed()
        if isinstance(term.size, int) and term.size <= LARGEST_WRITTEN_OUT:
            values = [open_body(term.body, (IndexNumber(n + 1, term.size),)) for n in range(term.size)]
            result = self.normal(summed(values), around, mine)
            out = "rewrite !Sum_succ, Sum_zero; cbv beta; ring"
            script = f"transitivity {self.text(summed(values))}; [{out} | {self.rewriting(mine)}finish]."
            need.append(self.claim(around, term, polynomial_term(result), script))
            return result
        index = self.opened_index(around, term.size)
        body = open_body(term.body, (index,))
        expanded = self.expanded(body, (*around, index), mine)
        if expanded != body:
            new = Sum(term.size, close_body(expanded, (index,)))
            first, then = f"apply Sum_ext; intros; {self.rewriting(mine)}same", Needed()
            result = self.sum(new, around, then)
            script = f"transitivity {self.text(new)}; [{first} | {self.rewriting(then)}finish]."
            need.append(self.claim(around, term, polynomial_term(result), script))
            return result
        other = self.special(body, index)
        if other is not None:
            return self.split_sum(term, body, index, other, around, need)
        inner = self.normal(body, (*around, index), mine)
        inner, mine = self.lowered(body, inner, mine, (*around, index))
        return self.linear_sum(term, index, inner, mine, around, need)

    def big_product(self, term: Product, around: Opened, need: Needed) -> Polynomial:
        """A product over an index: written out, or exp Σ log of its positive factors, or an atom."""
        mine = Needed()
        if isinstance(term.size, int) and term.size <= LARGEST_WRITTEN_OUT:
            values = [open_body(term.body, (IndexNumber(n + 1, term.size),)) for n in range(term.size)]
            whole_product = multiplied(values)
            result = self.normal(whole_product, around, mine)
            out = "rewrite !Product_succ, Product_zero; cbv beta; ring"
            script = f"transitivity {self.text(whole_product)}; [{out} | {self.rewriting(mine)}finish]."
            need.append(self.claim(around, term, polynomial_term(result), script))
            return result
        index = self.opened_index(around, term.size)
        body = open_body(term.body, (index,))
        if self.is_known_positive(body, (*around, index)):
            through = Exp(Sum(term.size, close_body(Log(body), (index,))))
            result = self.normal(through, around, mine)
            positive = self.positive_by(body, (*around, index))
            first = f"apply Product_as_exp; intros; cbv beta; {positive}"
            script = f"transitivity {self.text(through)}; [{first} | {self.rewriting(mine)}finish]."
        else:
            inside = polynomial_term(self.normal(body, (*around, index), mine))
            result = atom(Product(term.size, close_body(inside, (index,))))
            script = f"apply Product_ext; intros; {self.rewriting(mine)}finish."
        if polynomial_term(result) != term:
            need.append(self.claim(around, term, polynomial_term(result), script))
        return result

    def small_maximum(self, term: Maximum, around: Opened, need: Needed) -> Polynomial:
        """The maximum of a few values: that which is believed to be the largest, or an atom, the values in order and
        without what all of them share."""
        assert isinstance(term.size, int)
        mine = Needed()
        opened = [open_body(term.body, (IndexNumber(n + 1, term.size),)) for n in range(term.size)]
        values = [self.normal(value, around, mine) for value in opened]
        texts = [self.text(polynomial_term(value)) for value in values]
        listed = texts[0]
        for text in texts[1:]:
            listed = f"(Rmax {listed} {text})"
        each_ = f"cbv beta; settle; {self.rewriting(mine)}finish"
        first = f"rewrite ?Maximum_succ, Maximum_one; repeat (apply f_equal2; [| {each_}]); {each_}"
        distinct = [value for n, value in enumerate(values) if value not in values[:n]]
        for largest in distinct:
            others = [value for value in distinct if value != largest]
            bounds = [LessEqual(polynomial_term(value), polynomial_term(largest)) for value in others]
            if all(self.oracle.believes(bound) for bound in bounds):
                names = [self.sign(bound, around) for bound in bounds]
                known = "".join(
                    f"assert ({self.printer.bare(bound)}) by (apply {name}; inside); "
                    for name, bound in zip(names, bounds, strict=True)
                )
                script = f"transitivity {listed}; [{first} | {known}rmax]."
                need.append(self.claim(around, term, polynomial_term(largest), script))
                return largest
        shared = {m: c for m, c in distinct[0].items() if all(value.get(m) == c for value in distinct)}
        rest = sorted((polynomial_term(plus(value, shared, -1)) for value in distinct), key=lambda value: value.key)
        inner = largest_of_terms(rest)
        result = plus(atom(inner), shared)
        if polynomial_term(result) != term:
            then = "rewrite ?Maximum_succ, ?Maximum_one; cbv beta; settle; rmax"
            script = f"transitivity {listed}; [{first} | {then}]."
            need.append(self.claim(around, term, polynomial_term(result), script))
        return result

    def expanded(self, body: Term, around: Opened, need: Needed) -> Term:
        """A body with the entries that equations give as choices, so that a sum is split where they choose."""
        index = around[-1]

        def change(part: object, depth: int) -> Term | None:
            if not isinstance(part, Entry) or part.indices != (index,) or part.array not in self.aliases:
                return None
            alias = self.aliases[part.array]
            if not has(Choose, alias.value):
                return None
            value = substitute(alias.value, {alias.index: part.indices[0]})
            at = self.printer.index(part.indices[0])
            known = (
                f"pose proof ({alias.proof} {at} ltac:(inside)) as X; last_part X; first [exact X | symmetry; exact X]"
            )
            need.append(self.claim(around, part, value, f"{known}."))
            return value

        return rebuild(body, change)

    def maximum(self, term: Maximum, around: Opened, need: Needed) -> Polynomial:
        """A maximum; the summands that all its values share come out of it."""
        if isinstance(term.size, int) and term.size <= LARGEST_MAXIMUM:
            return self.small_maximum(term, around, need)
        index, mine = self.opened_index(around, term.size), Needed()
        body = self.normal(open_body(term.body, (index,)), (*around, index), mine)
        shared = {m: c for m, c in body.items() if not any(mentions(base, index) for base, _ in m)}
        rest = plus(body, shared, -1)
        size, name = self.printer.names.size(term.size), self.printer.names.variable(index)
        inside, outside = polynomial_term(rest), polynomial_term(shared)
        inner = Maximum(term.size, close_body(inside, (index,)))
        result = plus(atom(inner), shared)
        common = self.common_factor(rest, index, around)
        if common:
            factor, smaller = monomial_term(common), times(rest, {inverted(common): Fraction(1)})
            scaled = Maximum(term.size, close_body(polynomial_term(smaller), (index,)))
            result = plus(times({common: Fraction(1)}, atom(scaled)), shared)
            body_ = f"(fun {name} => {self.text(polynomial_term(smaller))})"
            scale = (
                f"rewrite (Maximum_scale {size} {body_} {self.text(factor)}) by (inside || nonnegative); reflexivity"
            )
            step = "apply Maximum_ext; [inside | intros; finish]"
            product_ = f"Maximum {size} (fun {name} => {self.text(factor)} * {self.text(polynomial_term(smaller))})"
            said = f"transitivity ({product_}); [{step} | {scale}]."
            mine_too = self.claim(around, inner, Multiply((factor, scaled)), said)
        else:
            mine_too = ""
        if polynomial_term(result) != term:
            apart = f"Maximum {size} (fun {name} => {self.text(inside)} + {self.text(outside)})"
            same = f"apply Maximum_ext; [inside | intros; {self.rewriting(mine)}finish]"
            shift = f"rewrite (Maximum_shift {size} (fun {name} => {self.text(inside)}) {self.text(outside)}) by inside"
            last = f"{self.rewriting([mine_too])}finish" if mine_too else "finish"
            script = f"transitivity ({apart}); [{same} | {shift}; {last}]."
            need.append(self.claim(around, term, polynomial_term(result), script))
        return result

    def common_factor(self, body: Polynomial, index: IndexVariable, around: Opened) -> Monomial:
        """The positive factors that all monomials share, and that the index does not occur in."""
        if not body:
            return UNIT
        found: dict[Term, int] = {}
        for base in sorted({base for monomial in body for base, _ in monomial}, key=lambda term: term.key):
            exponents = {dict(monomial).get(base, 0) for monomial in body}
            if len(exponents) == 1 and not mentions(base, index) and self.is_known_positive(base, around):
                found[base] = exponents.pop()
        return frozenset((base, n) for base, n in found.items() if n)

    def split_sum(
        self, term: Sum, body: Term, index: IndexVariable, other: Index, around: Opened, need: Needed
    ) -> Polynomial:
        """A sum whose body singles out another index."""
        split, first = self.split(term, body, index, other, around)
        elsewhere, rest = split.terms
        mine, pair = Needed(), frozenset((index, other))
        self.distinct.add(pair)
        result = self.normal(elsewhere, around, mine)
        self.distinct.discard(pair)
        result = plus(result, self.normal(rest, around, mine))
        script = f"rewrite {first} by inside; {self.rewriting(mine)}finish."
        need.append(self.claim(around, term, polynomial_term(result), script))
        return result

    def linear_sum(
        self, term: Sum, index: IndexVariable, body: Polynomial, mine: Needed, around: Opened, need: Needed
    ) -> Polynomial:
        """Σ Σₘ cₘ·oₘ·bₘ = Σₘ cₘ·oₘ·Σ bₘ, with oₘ free of the index."""
        size, name = self.printer.names.size(term.size), self.printer.names.variable(index)
        start = f"apply Sum_ext; intros; {self.rewriting(mine)}finish"
        if not body:
            script = f"transitivity (Sum {size} (fun _ => 0)); [{start} | rewrite Sum_const; ring]."
            need.append(self.claim(around, term, ZERO, script))
            return {}
        result = constant(0)
        under, outside, after = list[Term](), list[Term](), Needed()
        for monomial in in_order(body):
            inner: Monomial = frozenset((a, n) for a, n in monomial if mentions(a, index))
            factor = {monomial - inner: body[monomial]}
            coefficient = monomial_term(monomial - inner, body[monomial])
            if inner:
                nested = Sum(term.size, close_body(monomial_term(inner), (index,)))
                given = self.given_sum(nested, around, after)
                if given is not None:
                    under.append(Multiply((coefficient, monomial_term(inner))))
                    outside.append(Multiply((coefficient, nested)))
                    result = plus(result, times(factor, given))
                    continue
                under.append(Multiply((coefficient, monomial_term(inner))))
                outside.append(Multiply((coefficient, nested)))
                other = self.swapped(nested, inner, index, around)
                if other is not None:
                    after.append(self.swaps[nested])
                result = plus(result, times(factor, atom(other or nested)))
                continue
            total = SizeValue(term.size)
            under.append(coefficient)
            result = plus(result, times(factor, self.normal(total, around, [])))
            outside.append(Multiply((coefficient, total)))
        new = polynomial_term(result)
        if new != term:
            steps = f"Sum {size} (fun {name} => {self.text(from_right(under))})"
            numeric = "rewrite ?INR_IZR_INZ; simpl Z.of_nat; " if isinstance(term.size, int) else ""
            script = f"transitivity ({steps}); [{start} |]. transitivity {self.text(from_right(outside))}; [linear |]. "
            need.append(self.claim(around, term, new, f"{script}{numeric}{self.rewriting(after)}finish."))
        return result

    def given_sum(self, total: Sum, around: Opened, need: Needed) -> Polynomial | None:
        """What an equation for all indices says that a sum is."""
        indices = {part for part in subnodes(total) if isinstance(part, Index) and not part.loose}
        for known in self.sums:
            for at in sorted((i for i in indices if i.size == known.alias.index.size), key=lambda index: index.key):
                if substitute(known.total, {known.alias.index: at}) != total:
                    continue
                if known.line not in self.lines:
                    self.lines.append(known.line)
                value, mine = substitute(known.alias.value, {known.alias.index: at}), Needed()
                before = self.sums
                self.sums = [other for other in before if other is not known]
                try:
                    result = self.normal(value, around, mine)
                finally:
                    self.sums = before
                exact = f"apply {known.alias.proof}; inside"
                script = f"transitivity {self.text(value)}; [{exact} | {self.rewriting(mine)}finish]."
                need.append(self.claim(around, total, polynomial_term(result), script))
                return result
        return None

    def swapped(self, total: Sum, inner: Monomial, index: IndexVariable, around: Opened) -> Term | None:
        """Σₖ rₖ·Σₗ bₖₗ as Σₗ oₗ·Σₖ cₖₗ, where fewer factors stand under both sums, or as many and that has the smaller
        key; then it is asserted."""
        smallest, best = (0, total.key), None
        for nested in (base for base, n in inner if isinstance(base, Sum) and n == 1):
            other = self.opened_index((*around, index), nested.size)
            if isinstance(nested.size, int) or not mentions(nested, index):
                continue
            body = open_body(nested.body, (other,))
            rest = inner - {(nested, 1)}
            try:
                polynomial = self.normal(body, (*around, index, other), [])
            except (NeedsCase, Unsupported):
                continue
            if len(polynomial) != 1 or list(polynomial.values()) != [1]:
                continue
            names = {index: IndexVariable(other.name, total.size), other: IndexVariable(index.name, nested.size)}
            every = joined(rest, next(iter(polynomial)))
            renamed = frozenset((substitute(base, names), n) for base, n in every)
            both = frozenset(pair for pair in renamed if mentions(pair[0], names[index]))
            lower = Sum(total.size, close_body(monomial_term(both), (names[index],)))
            first = joined(renamed - both, frozenset({(lower, 1)}))
            new = Sum(nested.size, close_body(monomial_term(first), (names[other],)))
            more = len(both) - len(next(iter(polynomial)))  # factors that stand under both sums
            if (more, new.key) < smallest:
                parts = monomial_term(rest), body, monomial_term(renamed - both), monomial_term(both)
                smallest, best = (more, new.key), (new, names, index, other, nested, parts)
        if best is None:
            return None
        new, names, index, other, nested, (r, b, o, c) = best
        text, name = self.text, self.printer.names.variable
        k, m, k_, m_ = name(index), name(other), name(names[index]), name(names[other])
        sizes = f"{self.printer.names.size(total.size)} {self.printer.names.size(nested.size)}"
        functions = f"(fun {k} => {text(r)}) (fun {k} {m} => {text(b)}) "
        functions += f"(fun {m_} => {text(o)}) (fun {k_} {m_} => {text(c)})"
        start = f"(Sum {self.printer.names.size(total.size)} (fun {k} => {text(r)} * {text(nested)}))"
        script = f"transitivity {start}; [apply Sum_ext; intros; finish |]. "
        script += f"etransitivity; [apply (Sum_double {sizes} {functions}); intros; cbv beta; finish |]. "
        self.swaps[total] = self.claim(around, total, new, f"{script}apply Sum_ext; intros; cbv beta; finish.")
        return new


def several_sums(factors: Sequence[Term]) -> bool:
    """Whether a product would be multiplied out: a sum stands in it beside something else than numbers and
    reciprocals."""
    above = [
        f for f in factors if not isinstance(f, Number) and not (isinstance(f, Power) and (whole(f.exponent) or 0) < 0)
    ]
    return len(above) > 1 and any(isinstance(f.base if isinstance(f, Power) else f, Add) for f in above)


def largest_of_terms(terms: Sequence[Term]) -> Maximum:
    """The largest of a few terms: a maximum over a number, with a body that chooses."""
    size = len(terms)
    index, body = IndexVariable("#xm", size), terms[-1]
    for place in range(size - 1, 0, -1):
        body = Choose(index, IndexNumber(place, size), terms[place - 1], body)
    return Maximum(size, close_body(body, (index,)))


def from_right(terms: Sequence[Term]) -> Term:
    """A sum in pairs, from the right."""
    return terms[0] if len(terms) == 1 else Add((terms[0], from_right(terms[1:])))
