"""How the equations among the facts rewrite: arrays whose entries they give, atoms that they are solved for, roots."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from derive.export.coq.facts import size_over
from derive.export.coq.forms import Alias, Circular, GivenSum, MatrixAlias, NeedsCase, mentions
from derive.export.coq.names import Unsupported
from derive.export.coq.polynomials import (
    UNIT,
    Monomial,
    Polynomial,
    in_order,
    inverted,
    joined,
    paired,
    plus,
    polynomial_term,
    power,
    times,
)
from derive.export.coq.printer import whole
from derive.export.coq.reading import Reading
from derive.export.coq.trace import Needed
from derive.kernel.terms import (
    Add,
    Different,
    Entry,
    Equal,
    Exp,
    ForAll,
    IndexVariable,
    Less,
    LessEqual,
    Limit,
    Log,
    Number,
    Power,
    Relation,
    Sum,
    Term,
    Variable,
    number,
    open_body,
    subnodes,
)

SIGN_OF_FACT: dict[type[Relation], str] = {Less: "> 0", LessEqual: ">= 0", Different: "<> 0"}
EVERYWHERE = "#xhere"


class Equations(Reading):
    """The rewritings that facts give."""

    def read_aliases(self) -> None:
        """Arrays whose entries are all given by quantified equations."""
        for place, (proof, formula) in enumerate(self.quantified()):
            self.of_matrix(proof, formula)
            if isinstance(formula.body, Equal) and not self.trace.aliases and not self.directly(proof, formula):
                self.by_solving(place, proof, formula)

    def of_matrix(self, proof: str, formula: ForAll) -> None:
        """An equation for all rows and columns that says what the entries of a matrix are."""
        row = IndexVariable(f"{self.everywhere()}r", size_over(formula))
        inner = open_body(formula.body, (row,))
        if not isinstance(inner, ForAll) or isinstance(inner.over, tuple):
            return
        column = IndexVariable(f"{self.everywhere()}c", inner.over)
        here = open_body(inner.body, (column,))
        if not isinstance(here, Equal) or isinstance(here.left, Limit):
            return
        for entry, value in ((here.left, here.right), (here.right, here.left)):
            if not isinstance(entry, Entry) or not isinstance(entry.array, Variable) or entry.indices != (row, column):
                continue
            if not mentions(value, entry.array):
                self.trace.matrices[entry.array] = MatrixAlias(proof, (row, column), paired(value))
                return

    def everywhere(self) -> str:
        """A name for the index of a quantified equation, which is none of those around."""
        names = {part.name for part in subnodes(self.decision.goal) if isinstance(part, IndexVariable)}
        return EVERYWHERE if EVERYWHERE not in names else f"{EVERYWHERE}{self.decision.depth}"

    def directly(self, proof: str, formula: ForAll) -> bool:
        """An equation one side of which is the entry."""
        assert isinstance(formula.body, Equal)
        index = IndexVariable(self.everywhere(), size_over(formula))
        here = open_body(formula.body, (index,))
        for entry, value in ((here.left, here.right), (here.right, here.left)):
            if not isinstance(entry, Entry) or not isinstance(entry.array, Variable) or entry.indices != (index,):
                continue
            fixed = isinstance(value, Entry) and index not in value.indices
            if (fixed or not mentions(value, entry.array)) and not isinstance(value, Limit):
                self.trace.aliases[entry.array] = Alias(proof, index, paired(value))
                return True
        return False

    def by_solving(self, place: int, proof: str, formula: ForAll) -> None:
        """An equation that is linear in the entry, or in the logarithm of the positive entry."""
        assert isinstance(formula.body, Equal)
        index = IndexVariable(self.everywhere(), size_over(formula))
        here = open_body(formula.body, (index,))
        if isinstance(here.left, Limit):
            return
        try:
            polynomial, stages = self.both(paired(here.left), paired(here.right), (index,))
            polynomial, known = self.with_equations(polynomial)
        except (Unsupported, NeedsCase):
            return
        for monomial in in_order(polynomial):
            found = self.solved_for(monomial, index)
            if found is None or self.trace.aliases:
                continue
            entry, is_log = found
            value = solution(polynomial, monomial)
            if not isinstance(entry.array, Variable) or mentions(value, entry.array):
                continue
            value = Exp(value) if is_log else value
            zero = f"assert (Y : {self.trace.text(polynomial_term(polynomial))} = 0) by as_difference X"
            take = f"rewrite <- (exp_ln {self.trace.text(entry)}) by pos. f_equal. lra." if is_log else "lra."
            size = self.decision.printer.names.size(index.size)
            at = self.decision.printer.names.variable(index)
            statement = f"forall {at} : nat, ({at} < {size})%nat -> {self.trace.text(entry)} = {self.trace.text(value)}"
            script = (
                f"intros. pose proof ({proof} {at} ltac:(inside)) as X. last_part X. {self.rewriting_in(stages)}idtac. "
            )
            script += "".join(f"try rewrite {name} in X. " for name in known)
            finish = f"first [lra | {zero}; lra]." if not is_log else f"{zero}. {take}"
            self.trace.lines.append(f"assert ({self.local('a', place)} : {statement}). {{ {script}{finish} }}")
            self.trace.aliases[entry.array] = Alias(self.local("a", place), index, value)
            return
        self.of_sums(place, proof, index, polynomial, stages)

    def of_sums(
        self, place: int, proof: str, index: IndexVariable, polynomial: Polynomial, stages: Sequence[str]
    ) -> None:
        """An equation that says what a sum is, for all indices; it is asserted where that sum is met."""
        lead = leading(polynomial)
        base = next((b for b, _ in lead or ()), None)
        if lead is None or not isinstance(base, Sum) or not mentions(base, index):
            return
        value, text = solution(polynomial, lead), self.trace.text
        name, size = self.local("a", place), self.decision.printer.names.size(index.size)
        at = self.decision.printer.names.variable(index)
        said = f"forall {at} : nat, ({at} < {size})%nat -> {text(base)} = {text(value)}"
        script = (
            f"intros. pose proof ({proof} {at} ltac:(inside)) as X. last_part X. {self.rewriting_in(stages)}idtac. "
        )
        zero = f"assert (Y : {text(polynomial_term(polynomial))} = 0) by as_difference X"
        script += f"first [lra | {zero}; lra]."
        line = f"assert ({name} : {said}). {{ {script} }}"
        self.trace.sums.append(GivenSum(Alias(name, index, value), base, line))

    def with_equations(self, polynomial: Polynomial) -> tuple[Polynomial, list[str]]:
        """A polynomial in which the sums that equations among the facts give have their values; the names of these
        equations, which are asserted."""
        names = list[str]()
        for place, (proof, relation) in enumerate(self.relations()):
            inside = {base for monomial in polynomial for base, _ in monomial if isinstance(base, Sum)}
            if not isinstance(relation, Equal) or not inside:
                continue
            try:
                known, stages = self.both(paired(relation.left), paired(relation.right))
            except Circular:
                continue
            lead = leading(known)
            base = next((b for b, _ in lead or ()), None)
            if lead is None or base not in inside:
                continue
            value = {m: -c / known[lead] for m, c in known.items() if m != lead}
            result: Polynomial = {}
            for monomial, coefficient in polynomial.items():
                count = dict(monomial).get(base, 0)
                if count < 0:
                    return polynomial, names
                rest = {monomial - {(base, count)}: coefficient}
                result = plus(result, times(rest, power(value, count)))
            name, text = self.local("z", place), self.trace.text
            solve = f"assert (Y : {text(polynomial_term(known))} = 0) by as_difference X; lra"
            script = f"pose proof {proof} as X. {self.rewriting_in(stages)}idtac. "
            script += f"first [exact X | symmetry; exact X | {solve}]."
            said = f"{text(base)} = {text(polynomial_term(value))}"
            self.trace.lines.append(f"assert ({name} : {said}). {{ {script} }}")
            names.append(name)
            polynomial = result
        return polynomial, names

    def solved_for(self, monomial: Monomial, index: IndexVariable) -> tuple[Entry, bool] | None:
        """The entry at the index that a monomial is, or whose logarithm it is."""
        if len(monomial) != 1:
            return None
        ((base, exponent),) = monomial
        is_log = isinstance(base, Log)
        entry = base.argument if isinstance(base, Log) else base
        if exponent != 1 or not isinstance(entry, Entry) or entry.indices != (index,):
            return None
        return None if is_log and entry.array not in self.trace.signs.positive else (entry, is_log)

    def use_facts(self) -> str:
        """Asserts each equation among the facts as a rewriting of its leading atom, and the sign of each inequality;
        the rewritings."""
        rewrites = []
        for place, (proof, relation) in enumerate([*self.relations(), *self.trace.equations]):
            try:
                polynomial, stages = self.both(paired(relation.left), paired(relation.right))
            except Circular:
                continue
            text = self.trace.text(polynomial_term(polynomial))
            known = f"pose proof {proof} as X. {self.rewriting_in(stages)}idtac."
            if not isinstance(relation, Equal):
                name, sign = self.local("g", place), SIGN_OF_FACT[type(relation)]
                script = f"{known} first [lra | of_difference X {text}]."
                self.trace.lines.append(f"assert ({name} : {text} {sign}). {{ {script} }}")
                continue
            lead = leading(polynomial)
            if lead is None and relation in self.roots():
                rewrites += self.solved_root(place, polynomial, known)
            if lead is not None:
                ((base, _),) = lead
                self.solved[base] = {m: -c / polynomial[lead] for m, c in polynomial.items() if m != lead}
                name, value = self.local("f", place), self.trace.text(solution(polynomial, lead))
                solve = f"first [exact X | symmetry; exact X | assert (Y : {text} = 0) by as_difference X; lra | nra]."
                self.trace.lines.append(f"assert ({name} : {self.trace.text(base)} = {value}). {{ {known} {solve} }}")
                rewrites.append(f"try rewrite {name}; ")
        return "".join(rewrites) * 2 + ("rewrite ?exp_0; " if rewrites else "")

    def numbers(self, polynomial: Polynomial, by_facts: str) -> str:
        """The rewritings by facts, after those of the sums in denominators and logarithms that the facts make numbers,
        which are asserted."""
        below = {base for monomial in polynomial for base, n in monomial if n < 0}
        inside = {base.argument for monomial in polynomial for base, _ in monomial if isinstance(base, Log)}
        found = {term: self.at_facts(term) for term in below | inside if isinstance(term, (Add, Sum))}
        rewrites = []
        for term in sorted(
            (t for t, value in found.items() if value and isinstance(t, Add)), key=lambda term: term.key
        ):
            name, value = self.trace.fresh("f"), self.trace.text(number(found[term] or 0))
            self.trace.lines.append(f"assert ({name} : {self.trace.text(term)} = {value}). {{ {by_facts}lra. }}")
            rewrites.append(f"try rewrite {name}; ")
        return "".join(rewrites) + by_facts + ("rewrite ?ln_1; " if any(found.values()) else "")

    def at_facts(self, term: Term) -> Fraction | None:
        """The number that a linear term is once the facts give its atoms."""
        total = Fraction(0)
        for monomial, coefficient in self.trace.normal(term, (), Needed()).items():
            value: Polynomial | None = {UNIT: Fraction(1)}
            if monomial != UNIT:
                ((base, exponent), *others) = monomial
                value = self.solved.get(base) if exponent == 1 and not others else None
            if value is None or not set(value) <= {UNIT}:
                return None
            total += coefficient * value.get(UNIT, Fraction(0))
        return total

    def roots(self) -> list[Equal]:
        """The equations that say what a power of a root is."""
        return [equation for _, equation in self.trace.equations]

    def solved_root(self, place: int, polynomial: Polynomial, known: str) -> list[str]:
        """An equation rⁿ = … + c·m·b + … with m > 0, as a rewriting of the sum b, which occurs in it only once."""
        for monomial in in_order(polynomial):
            for base in sorted((b for b, n in monomial if isinstance(b, Sum) and n == 1), key=lambda term: term.key):
                rest = monomial - {(base, 1)}
                elsewhere = [m for m in polynomial if m != monomial] + [rest]
                seen = any(base in subnodes(other) for m in elsewhere for other, _ in m)
                if seen or not all(self.trace.signs.is_positive(other) for other, _ in rest):
                    continue
                factor = {rest: polynomial[monomial]}
                others = {m: c for m, c in polynomial.items() if m != monomial}
                value = times(others, {inverted(rest): -1 / polynomial[monomial]})
                name, text = self.local("f", place), self.trace.text
                left, right = text(base), text(polynomial_term(value))
                zero, scale = text(polynomial_term(polynomial)), text(polynomial_term(factor))
                script = f"{known} assert (Y : {zero} = 0) by as_difference X. apply Rminus_diag_uniq. "
                script += f"transitivity ({zero} * / {scale}); [field; side | rewrite Y; ring]."
                self.trace.lines.append(f"assert ({name} : {left} = {right}). {{ {script} }}")
                return [f"try rewrite {name}; "]
        return []

    def roots_for_field(self, polynomial: Polynomial) -> str:
        """The names of the equations rⁿ = x of roots, by which ``field`` rewrites powers of r: where the difference is
        0 by these alone, and where sums stand in denominators: these stay as the facts speak of them, and become no
        sums of powers of roots."""
        below = any(isinstance(base, Add) and n < 0 for monomial in polynomial for base, n in monomial)
        vanishes = bool(polynomial) and not at_roots(polynomial, self.roots())
        return " ".join(name for name, _ in self.trace.equations) if below or vanishes else ""


def solution(polynomial: Polynomial, monomial: Monomial) -> Term:
    """What a monomial is where the polynomial is 0."""
    rest = {m: -c / polynomial[monomial] for m, c in polynomial.items() if m != monomial}
    return polynomial_term(rest)


def at_roots(polynomial: Polynomial, equations: Sequence[Equal]) -> Polynomial:
    """A polynomial in which powers of roots of numbers, rⁿ = x, are lower than n and not negative."""
    for equation in equations:
        power_of, x = equation.left, equation.right
        if not isinstance(power_of, Power) or not isinstance(x, Number) or not x.value:
            continue
        root, degree, result = power_of.base, whole(power_of.exponent) or 1, Polynomial()
        for monomial, coefficient in polynomial.items():
            times_of, left = divmod(dict(monomial).get(root, 0), degree)
            rest = frozenset(pair for pair in monomial if pair[0] != root)
            lower = joined(rest, frozenset({(root, left)} if left else ()))
            result = plus(result, {lower: coefficient * x.value**times_of})
        polynomial = result
    return polynomial


def leading(polynomial: Polynomial) -> Monomial | None:
    """The atom that an equation polynomial = 0 rewrites: one that no other monomial contains; sums before others,
    entries last, large ones before small ones."""

    def rank(monomial: Monomial) -> tuple[int, int, str]:
        ((base, _),) = monomial
        return (0 if isinstance(base, Sum) else 2 if isinstance(base, Entry) else 1), -len(base.key), base.key

    def occurs(base: Term, monomial: Monomial) -> bool:
        return any(base in subnodes(other) for other, _ in monomial)

    single = [m for m in polynomial if len(m) == 1 and [exponent for _, exponent in m] == [1]]
    alone = [m for m in single if sum(occurs(base, other) for base, _ in m for other in polynomial) == 1]
    return min(alone, key=rank, default=None)
