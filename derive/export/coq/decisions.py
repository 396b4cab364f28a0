"""Scripts for what the kernel decides: an equation or inequality under facts.

Both sides are brought to normal form by a trace, the facts likewise; then ``field`` decides an equation, and a sign is
found from the form of the difference, by linear arithmetic, or after denominators are multiplied out. Where what a term
is depends on whether two indices are the same, both cases are made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction

from derive.export.coq.forms import Alias, Circular, GivenSum, MatrixAlias, NeedsCase, Oracle, has, is_opened, mentions
from derive.export.coq.names import Unsupported, variables_in
from derive.export.coq.normal import Normaliser
from derive.export.coq.polynomials import (
    UNIT,
    Monomial,
    Polynomial,
    in_order,
    inverted,
    joined,
    monomial_term,
    paired,
    plus,
    polynomial_term,
    power,
    quotient,
    times,
)
from derive.export.coq.printer import Printer, whole
from derive.export.coq.signs import Signs
from derive.export.coq.trace import Needed, numbers_of_opened
from derive.kernel.normal import NeedsCase as NeedsKernelCase
from derive.kernel.reasoner import decide as decide_by_kernel
from derive.kernel.terms import (
    ONE,
    ZERO,
    Absolute,
    Add,
    And,
    Derivative,
    Different,
    Entry,
    Equal,
    Exp,
    ForAll,
    Formula,
    Implies,
    Index,
    IndexNumber,
    IndexVariable,
    KernelError,
    Less,
    LessEqual,
    Limit,
    Log,
    Maximum,
    Multiply,
    Node,
    Not,
    Power,
    Rank,
    Relation,
    SameIndex,
    SizeValue,
    Sum,
    Term,
    Variable,
    number,
    open_body,
    subnodes,
    substitute,
)

LARGEST_LISTED = 8
MOST_CASES = 40
MOST_CLEARINGS = 4
MOST_MONOMIALS = 8
SIGN_OF_FACT: dict[type[Relation], str] = {Less: "> 0", LessEqual: ">= 0", Different: "<> 0"}
FROM_DIFFERENCE: dict[type[Relation], str] = {
    LessEqual: "difference_le",
    Less: "difference_lt",
    Different: "difference_ne",
}
EVERYWHERE = "#xhere"


@dataclass(frozen=True)
class Fact:
    """Something known, with the Coq term that proves it. A relation is proved without its conditions."""

    proof: str
    formula: Formula


def projected(proof: str, place: int, count: int) -> str:
    """The proof of one part of a conjunction."""
    for _ in range(place):
        proof = f"(proj2 {proof})"
    return proof if place == count - 1 else f"(proj1 {proof})"


def read_facts(printer: Printer, known: Iterable[tuple[str, Formula]]) -> list[Fact]:
    """The facts that decisions use: relations, quantified statements, and which indices are the same or distinct."""
    found: list[Fact] = []
    for proof, formula in known:
        match formula:
            case And():
                parts = enumerate(formula.parts)
                found += read_facts(printer, [(projected(proof, n, len(formula.parts)), part) for n, part in parts])
            case Relation() if not isinstance(formula.left, Limit) and not isinstance(formula.right, Limit):
                count = len(printer.relation(formula)[0]) + 1
                found.append(Fact(projected(proof, count - 1, count), formula))
            case ForAll(over=str() | int()) | SameIndex() | Not(formula=SameIndex()):
                found.append(Fact(proof, formula))
    return found


def indices_of(printer: Printer, nodes: Sequence[Node]) -> list[IndexVariable]:
    """The free indices over a small number, whose values are looked at one by one."""
    found = [v for v in variables_in(nodes) if isinstance(v, IndexVariable) and not v.arguments]
    return [v for v in found if isinstance(v.size, int) and v.size <= LARGEST_LISTED and not is_opened(v)]


def with_plain_names(relation: Relation) -> Relation:
    """A relation whose opened indices are called by their order."""
    opened = [v for v in variables_in([relation]) if isinstance(v, IndexVariable) and is_opened(v)]
    return substitute(relation, {v: IndexVariable(f"#plain{n}", v.size) for n, v in enumerate(opened)})


@dataclass(frozen=True)
class Decision:
    """A relation to be proved without its conditions, under facts, in one case of the indices."""

    printer: Printer
    goal: Relation
    facts: tuple[Fact, ...]
    distinct: tuple[frozenset[Index], ...] = ()
    depth: int = 0
    looking: frozenset[Term] = frozenset()
    """The terms whose signs are being proved around this decision."""
    asked: frozenset[Relation] = frozenset()
    """The relations that are being proved around this decision, whatever the opened indices are called."""

    def script(self) -> str:
        """The tactics that prove it."""
        if self.depth > MOST_CASES:
            raise Unsupported("too many cases of indices")
        for fact in self.facts:
            if isinstance(fact.formula, SameIndex) and (pair := self.to_substitute(fact.formula)) is not None:
                return self.substituted(*pair)
        for index in indices_of(self.printer, (self.goal, *(fact.formula for fact in self.facts))):
            return self.listed(index)
        try:
            return _Script(self).text()
        except NeedsCase as case:
            if is_opened(case.left) or is_opened(case.right):
                raise Unsupported("a case of a bound index") from None
            return self.by_cases(case.left, case.right)

    def believes(self, relation: Relation, *more: Formula) -> bool:
        """Whether the kernel decides a relation under these facts: a hint, which Coq is to confirm."""
        apart = (Not(SameIndex(*sorted(pair, key=repr))) for pair in self.distinct if len(pair) == 2)
        with suppress(KernelError, NeedsKernelCase):
            decide_by_kernel(relation, (*(fact.formula for fact in self.facts), *apart, *more))
            return True
        return False

    def maximiser(self, maximum: Maximum) -> Index:
        """The index at which the kernel sees that a maximum is larger than at all others."""
        other = IndexVariable("#other", maximum.size)
        near = variables_in([maximum, self.goal, *(fact.formula for fact in self.facts)])
        for index in (v for v in near if isinstance(v, IndexVariable) and v.size == maximum.size and not v.arguments):
            below = Less(open_body(maximum.body, (other,)), open_body(maximum.body, (index,)))
            if not is_opened(index) and self.believes(below, Not(SameIndex(other, index))):
                return index
        raise Unsupported("the derivative of a maximum at no single index")

    def script_for(self, relation: Relation) -> str:
        """A script for another relation under the same facts."""
        looking, plain = self.looking | {relation.left, relation.right}, with_plain_names(relation)
        if plain in self.asked:
            raise Circular("a relation that is needed for its own proof")
        asked = self.asked | {plain}
        return replace(self, goal=relation, depth=self.depth + 1, looking=looking, asked=asked).script()

    def is_stated(self, relation: Relation) -> bool:
        """Whether a fact says, with denominators, that a term is not 0."""
        bodies = (fact.formula.body if isinstance(fact.formula, ForAll) else fact.formula for fact in self.facts)
        if not any(isinstance(body, Different) for body in bodies):
            return False
        looking = self.looking | {relation.left, relation.right}
        script = _Script(replace(self, goal=relation, depth=self.depth + 1, looking=looking))
        polynomial, _ = script.both(script.left, script.right)
        return script.freed_fact(*script.cleared(polynomial)) is not None

    def without(self, proof: str) -> tuple[Fact, ...]:
        """The facts but for one."""
        return tuple(fact for fact in self.facts if fact.proof != proof)

    def to_substitute(self, fact: SameIndex) -> tuple[IndexVariable, Index] | None:
        """An index that is the same as another, and that one."""
        for old, new in ((fact.left, fact.right), (fact.right, fact.left)):
            if isinstance(old, IndexVariable) and not old.arguments and old != new:
                return old, new
        return None

    def placed(self, old: Index, new: Index) -> Decision:
        """The decision where an index is another one."""
        facts = tuple(replace(fact, formula=substitute(fact.formula, {old: new})) for fact in self.facts)
        distinct = tuple(frozenset(new if i == old else i for i in pair) for pair in self.distinct)
        goal = substitute(self.goal, {old: new})
        return replace(self, goal=goal, facts=facts, distinct=distinct, depth=self.depth + 1)

    def substituted(self, old: IndexVariable, new: Index) -> str:
        """In the case that the facts state."""
        name, placed = self.printer.index(old), self.placed(old, new)
        others = tuple(fact for fact in placed.facts if fact.formula != SameIndex(new, new))
        same = f"{name} = {self.printer.index(new)}"
        first = f"assert (same{self.depth} : {same}) by first [assumption | symmetry; assumption | lia]. subst {name}. "
        return first + replace(placed, facts=others).script()

    def listed(self, index: IndexVariable) -> str:
        """In a case for each value of an index over a small number."""
        assert isinstance(index.size, int)
        name, cases = self.printer.index(index), range(index.size)
        values = " \\/ ".join(f"{name} = {n}%nat" for n in cases)
        pattern = "->"
        for _ in cases[1:]:
            pattern = f"[-> | {pattern}]"
        branches = "".join(f"{{ {self.placed(index, IndexNumber(n + 1, index.size)).script()} }} " for n in cases)
        one = f"one{self.depth}"
        return f"assert ({one} : {values}) by lia. revert {one}; intros {pattern}. {branches}"

    def by_cases(self, left: Index, right: Index) -> str:
        """In the two cases that indices are the same, and that they are not."""
        if not isinstance(left, IndexVariable) or left.arguments:
            left, right = right, left
        here, there = self.printer.index(left), self.printer.index(right)
        apart = replace(self, distinct=(*self.distinct, frozenset((left, right))), depth=self.depth + 1)
        name = f"case{self.depth}"
        if isinstance(left, IndexVariable) and not left.arguments:
            same = f"subst {here}. {self.placed(left, right).script()}"
        else:
            raise Unsupported("a case of an index that depends on others")
        return f"destruct (Nat.eq_dec {here} {there}) as [{name} | {name}]. {{ {same} }} {{ {apart.script()} }}"


@dataclass(frozen=True)
class Freed:
    """What a fact says without its denominators: the line that asserts it, the tactic that takes it for the goal."""

    line: str
    way: str


class _Script:
    """Makes the script of a decision in one case."""

    def __init__(self, decision: Decision, thorough: bool = False, denominator: int = 1) -> None:
        self.decision = decision
        self.thorough = thorough
        goal = decision.goal
        self.kind = type(goal)
        self.left, self.right = paired(goal.left), paired(goal.right)
        self.pairs = [(f.proof, f.formula) for f in decision.facts]
        oracle = Oracle(decision.believes, decision.script_for, decision.maximiser, decision.is_stated)
        self.prefix = f"{decision.depth}x" if decision.depth else ""
        outer = 1 + max(numbers_of_opened([goal]), default=-1)
        apart = [*decision.distinct, *self.stated_apart()]
        self.trace = Normaliser(decision.printer, Signs(), oracle, apart, self.prefix, outer, thorough)
        self.trace.denominator = denominator
        self.solved: dict[Term, Polynomial] = {}
        self.trace.looked_at |= decision.looking
        self.read_signs()
        self.read_given()

    def local(self, letter: str, place: int) -> str:
        """A name that no script around this one has."""
        return f"{letter}{self.prefix}{place}"

    def stated_apart(self) -> list[frozenset[Index]]:
        """The indices that the facts state to be distinct."""
        negations = (formula.formula for _, formula in self.pairs if isinstance(formula, Not))
        return [frozenset((same.left, same.right)) for same in negations if isinstance(same, SameIndex)]

    def relations(self) -> list[tuple[str, Relation]]:
        """The facts that are relations."""
        return [(proof, formula) for proof, formula in self.pairs if isinstance(formula, Relation)]

    def quantified(self) -> list[tuple[str, ForAll]]:
        """The facts about all indices of a size."""
        return [(proof, formula) for proof, formula in self.pairs if isinstance(formula, ForAll)]

    def read_signs(self) -> None:
        """What the facts say of the signs of entries."""
        signs = self.trace.signs
        for _, formula in self.quantified():
            body = formula.body
            if not isinstance(body, (Less, LessEqual)) or body.left != ZERO or not isinstance(body.right, Entry):
                continue
            if isinstance(body.right.array, Variable):
                signs.nonnegative.add(body.right.array)
                if isinstance(body, Less):
                    signs.positive.add(body.right.array)
        for _, relation in self.relations():
            if relation.left == ZERO and isinstance(relation.right, Entry):
                if isinstance(relation, Less):
                    signs.positive_terms.add(relation.right)
                if isinstance(relation, (Less, LessEqual)):
                    signs.nonnegative.add(relation.right.array)

    def read_given(self) -> None:
        """What equations say that entries and maxima are."""
        for proof, relation in self.relations():
            if not isinstance(relation, Equal):
                continue
            for one, other in ((relation.left, relation.right), (relation.right, relation.left)):
                known = one in self.trace.given or any(given in subnodes(other) for given in self.trace.given)
                plain = isinstance(one, Maximum) or (isinstance(one, Entry) and not one.indices)
                plain = plain or self.is_slope(one, other)
                if plain and not known and one not in subnodes(other) and not isinstance(other, (Limit, Rank)):
                    exact = proof if one is relation.left else f"(eq_sym {proof})"
                    self.trace.given[one] = exact, paired(other)
                    break

    def is_slope(self, one: Term, other: Term) -> bool:
        """Whether an equation says that a derivative, whose absolute value is a side of the goal, is 0."""
        goal = self.decision.goal
        return isinstance(one, Derivative) and other == ZERO and Absolute(one) in (goal.left, goal.right)

    # Rewriting ---------------------------------------------------------------------------------------

    def prepared(self, term: Term, around: tuple[IndexVariable, ...], need: list[Needed]) -> Polynomial:
        """The normal form of a term, whose derivatives and choices go first; the equations of each stage."""
        stages = [Needed(), Needed(), Needed()]
        need += stages
        plain = self.trace.without_derivatives(term, around, stages[0])
        plain = self.trace.without_choices(plain, around, stages[1])
        return self.trace.normal(plain, around, stages[2])

    def both(self, left: Term, right: Term, around: tuple[IndexVariable, ...] = ()) -> tuple[Polynomial, list[str]]:
        """right − left, and the equations that rewrite both sides, stage by stage."""
        left_stages, right_stages = list[Needed](), list[Needed]()
        low = self.prepared(left, around, left_stages)
        high = self.prepared(right, around, right_stages)
        stages = [[*a, *b] for a, b in zip(left_stages, right_stages, strict=True)]
        return plus(high, low, -1), [self.trace.rewriting(stage) for stage in stages]

    def rewriting_in(self, stages: Sequence[str]) -> str:
        """The same rewriting in a hypothesis X."""
        return "".join(stage.replace(" by inside;", " in X by inside;") for stage in stages)

    # Facts ---------------------------------------------------------------------------------------------

    def read_aliases(self) -> None:
        """Arrays whose entries are all given by quantified equations."""
        for place, (proof, formula) in enumerate(self.quantified()):
            self.of_matrix(proof, formula)
            if isinstance(formula.body, Equal) and not self.trace.aliases and not self.directly(proof, formula):
                self.by_solving(place, proof, formula)

    def of_matrix(self, proof: str, formula: ForAll) -> None:
        """An equation for all rows and columns that says what the entries of a matrix are."""
        row = IndexVariable(f"{self.everywhere()}r", _size(formula))
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
        index = IndexVariable(self.everywhere(), _size(formula))
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
        index = IndexVariable(self.everywhere(), _size(formula))
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

    def roots_below_a_line(self, polynomial: Polynomial) -> str:
        """The names of the equations rⁿ = x of roots, by which ``field`` rewrites powers of r, where sums stand in
        denominators of the difference: these stay as the facts speak of them, and become no sums of powers of roots."""
        below = any(isinstance(base, Add) and n < 0 for monomial in polynomial for base, n in monomial)
        return " ".join(name for name, _ in self.trace.equations) if below else ""

    # The goal --------------------------------------------------------------------------------------------

    def text(self) -> str:
        """The script."""
        self.read_aliases()
        polynomial, stages = self.both(self.left, self.right)
        if polynomial and not self.thorough:
            with suppress(Unsupported, NeedsCase):
                if shorter := self.thoroughly(1 if self.kind is Equal else len(polynomial)):
                    return shorter
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
            if roots := self.roots_below_a_line(polynomial):
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

    def thoroughly(self, enough: int) -> str:
        """The script with normal forms that take longer to find, where their difference has fewer monomials than that;
        exponentials of fractions are powers of those with one denominator."""
        denominator = 1
        for _ in range(2):
            other = _Script(self.decision, thorough=True, denominator=denominator)
            other.read_aliases()
            polynomial, _ = other.both(other.left, other.right)
            if other.trace.denominator == denominator:
                break
            denominator = other.trace.denominator
        cancels = self.kind is LessEqual and bool(polynomial) and not other.cleared(polynomial)[0]
        if len(polynomial) >= enough and not (cancels and self.remains()):
            return ""
        return _Script(self.decision, thorough=True, denominator=denominator).text()

    def remains(self) -> bool:
        """Whether the usual normal forms leave a difference where denominators are multiplied out."""
        usual = _Script(self.decision)
        usual.read_aliases()
        return bool(usual.cleared(usual.both(usual.left, usual.right)[0])[0])

    def inequalities(self) -> Iterable[tuple[str, Relation, bool]]:
        """The inequalities among the facts, with their proofs, and those about all indices at the free indices of the
        goal; whether it is one of these."""
        yield from ((proof, fact, False) for proof, fact in self.relations() if not isinstance(fact, Equal))
        for proof, formula, at, premise in self.at_free_indices():
            here = open_body(formula.body, (at,))
            body = here.right if isinstance(here, Implies) else here
            if isinstance(body, Relation) and not isinstance(body, Equal):
                yield f"({proof} {self.decision.printer.index(at)} ltac:(inside){premise})", body, True

    def freed_fact(self, rest: Polynomial, factor: Monomial) -> Freed | None:
        """A fact that is the goal, rest · factor, but for its denominators and a factor that is seen to be positive."""
        if self.trace.signs.is_positive(polynomial_term(rest)):
            return None
        for proof, fact, at_index in self.inequalities():
            if self.kind is not type(fact) and not (isinstance(fact, Less) and self.kind is LessEqual):
                continue
            decision = self.decision
            whole_proof = proof.partition(" ")[0].strip("(") if at_index else proof
            other = _Script(replace(decision, goal=fact, facts=decision.without(whole_proof), depth=decision.depth + 1))
            try:
                polynomial, stages = other.both(other.left, other.right)
                low, below = other.cleared(polynomial)
            except (Unsupported, NeedsCase):
                continue
            plain = below == UNIT and not (at_index and any(stages))
            if plain or not low or not all(n % 2 == 0 or other.trace.signs.is_positive(base) for base, n in below):
                continue
            outside = quotient(rest, low)
            if outside is None or not self.keeps(outside):
                continue
            text, name = self.trace.text, self.trace.fresh("d")
            inside, scale = text(polynomial_term(low)), text(monomial_term(below))
            known = f"pose proof {proof} as X. last_part X. {other.rewriting_in(stages)}idtac. "
            if self.kind is Different:
                script = f"{known}intro Z. apply X. apply eq_sym, Rminus_diag_uniq. "
                script += f"transitivity ({inside} * {scale}); [finish | rewrite Z; ring]."
            else:
                lemma = "Rmult_lt_reg_r" if isinstance(fact, Less) else "Rmult_le_reg_r"
                script = f"{known}apply ({lemma} {scale}); "
                script += f"[pos | rewrite Rmult_0_l; of_difference X ({inside} * {scale})]."
            said = {Less: "0 < ", LessEqual: "0 <= "}.get(type(fact), "")
            line = f"assert ({name} : {said}{inside}{' <> 0' if self.kind is Different else ''}). "
            line += f"{{ {' '.join(other.trace.lines)} {script} }} "
            beside = text(polynomial_term(times(outside, {factor: Fraction(1)})))
            lemma = {LessEqual: "quotient_le", Less: "quotient_lt", Different: "quotient_ne"}[self.kind]
            last = f"first [exact {name} | left; exact {name}]"
            return Freed(line, f"apply ({lemma} _ _ {inside} ({beside})); [finish | {last} | pos]")
        return None

    def keeps(self, outside: Polynomial) -> bool:
        """Whether a sign stays what it is when it is multiplied by this."""
        if set(outside) == {UNIT}:
            return outside[UNIT] > 0 or self.kind is Different
        term, signs = polynomial_term(outside), self.trace.signs
        return signs.is_positive(term) or (self.kind is LessEqual and signs.is_nonnegative(term))

    def squares(self, stages: Sequence[str]) -> str:
        """f(t)² ≤ Σ f² for the sums of squares of sums that stand under roots in the goal."""
        if not self.trace.equations:
            return ""
        free = variables_in([self.left, self.right])
        lines = []
        for total in dict.fromkeys(p for side in (self.left, self.right) for p in subnodes(side) if isinstance(p, Sum)):
            body = total.body
            if (
                total.loose
                or not isinstance(body, Power)
                or not isinstance(body.base, Add)
                or whole(body.exponent) != 2
            ):
                continue
            for index in [v for v in free if isinstance(v, IndexVariable) and v.size == total.size][:3]:
                size, at = self.decision.printer.names.size(total.size), self.decision.printer.index(index)
                shown = f"(fun k0 => {self.decision.printer.term(body, ('k0',))})"
                bound = f"Sum_ge {size} {shown} {at} ltac:(inside) ltac:(intros; cbv beta; apply pow2_ge_0)"
                lines.append(f"pose proof ({bound}) as X; cbv beta in X; {self.rewriting_in(stages)}")
                lines.append(f"rename X into {self.trace.fresh('b')}. ")
        return "".join(lines)

    def sums_below(self, polynomial: Polynomial, rest: Polynomial) -> str:
        """f(t) ≤ Σ f for the sums that are met once denominators are multiplied out."""
        before = {base for monomial in polynomial for base, _ in monomial}
        sums = {base for monomial in rest for base, _ in monomial if isinstance(base, Sum)} - before
        if all(coefficient > 0 for coefficient in rest.values()):
            return ""
        free = variables_in([polynomial_term(rest)])
        near = [v for v in free if isinstance(v, IndexVariable) and not v.arguments]
        return "".join(
            self.bound_of_sum(total, index)
            for total in sorted(sums, key=lambda term: term.key)[:2]
            for index in [v for v in near if v.size == total.size][:3]
        )

    def at_free_indices(self) -> Iterable[tuple[str, ForAll, IndexVariable, str]]:
        """The facts about all indices with the free indices of the goal that they speak of, and what proves their
        premise."""
        free = [v for v in variables_in([self.left, self.right]) if isinstance(v, IndexVariable) and not v.arguments]
        for proof, formula in self.quantified():
            premise = " ltac:(inside)" if isinstance(formula.body, Implies) else ""
            for index in [v for v in free if v.size == formula.over][:3]:
                yield proof, formula, index, premise

    def instances(self) -> str:
        """What the quantified facts say at the free indices of the goal."""
        if self.kind is Equal:
            return ""
        lines = []
        for proof, formula, index, premise in self.at_free_indices():
            body = formula.body.right if isinstance(formula.body, Implies) else formula.body
            if isinstance(body, Relation):
                name, at = self.trace.fresh("j"), self.decision.printer.index(index)
                lines.append(f"try (pose proof ({proof} {at} ltac:(inside){premise}) as {name}; last_part {name}). ")
        return "".join(lines)

    def signs_of(self, polynomial: Polynomial) -> str:
        """The signs of the products among the monomials, which linear arithmetic does not see."""
        signs = self.trace.signs
        lines = []
        for monomial in [m for m in in_order(polynomial) if sum(abs(n) for _, n in m) > 1][:MOST_MONOMIALS]:
            positive = all(signs.is_positive(base) for base, _ in monomial)
            others = [base for base, n in monomial if not signs.is_positive(base) and n % 2]
            if positive or all(signs.is_known_nonnegative(base) for base in others):
                sign = "<" if positive else "<="
                shown = self.trace.text(monomial_term(monomial))
                lines.append(f"try (assert ({self.trace.fresh('b')} : 0 {sign} {shown}) by pos). ")
        return "".join(lines)

    def bounds(self, polynomial: Polynomial) -> str:
        """What is known of the atoms of the difference: |x| ≥ x, −x, 0; and f(t) ≤ Σ f for sums of terms ≥ 0."""
        atoms = sorted({base for monomial in polynomial for base, _ in monomial}, key=lambda term: term.key)
        text = self.trace.text
        lines = [f"pose proof (Rabs_bounds {text(a.argument)}). " for a in atoms if isinstance(a, Absolute)][:3]
        lines += [f"pose proof (exp_pos {text(a.argument)}). " for a in atoms if isinstance(a, Exp)][:MOST_MONOMIALS]
        lines += [self.sign_of_inverse(a) for a in self.divisors(polynomial)][:MOST_MONOMIALS]
        lines += [self.sign_of_logarithm(a) for a in atoms if isinstance(a, Log)][:MOST_MONOMIALS]
        if not (self.left == ZERO and self.trace.signs.is_nonnegative(self.right)):
            lines += [self.sign_of_sum(a) for a in atoms if isinstance(a, Sum)][:MOST_MONOMIALS]
        for a in atoms:
            if isinstance(a, Maximum) and isinstance(a.size, int):
                body = f"(fun k0 => {self.decision.printer.term(a.body, ('k0',))})"
                for n in range(a.size):
                    name = self.trace.fresh("b")
                    bound = f"Maximum_ge {a.size} {body} {n} ltac:(lia)"
                    lines.append(f"pose proof ({bound}) as {name}; cbv beta in {name}; settle_in {name}. ")
            if isinstance(a, Maximum) and not isinstance(a.size, int):
                below = any((a, n) in monomial for monomial in polynomial for n in (-1, -2))
                lines.append(self.positive_maximum(a) if below else self.sign_of_maximum(a))
            if isinstance(a, SizeValue):
                size = self.decision.printer.names.size(a.size)
                lines.append(
                    f"pose proof (size_ge_1 {size} ltac:(lia)). try pose proof (size_ge_2 {size} ltac:(lia)). "
                )
        free = variables_in([polynomial_term(polynomial)])
        for total in [a for a in atoms if isinstance(a, Sum)][:2]:
            near = [v for v in free if isinstance(v, IndexVariable) and not v.arguments and v.size == total.size]
            for index in near[:3]:
                lines.append(self.bound_of_sum(total, index))
        return "".join(lines)

    def divisors(self, polynomial: Polynomial) -> list[Term]:
        """The atoms that stand in denominators, and whose sign is not seen from their form."""
        found = {base for monomial in polynomial for base, n in monomial if n < 0}
        return sorted((b for b in found if not self.trace.signs.is_positive(b)), key=lambda term: term.key)

    def sign_of_inverse(self, x: Term) -> str:
        """The sign of 1/x, where that of x is believed."""
        for relation, lemma, said in (
            (Less(ZERO, x), "Rinv_0_lt_compat", "0 < / "),
            (Less(x, ZERO), "Rinv_lt_0_compat", "0 > / "),
        ):
            if x not in self.decision.looking and self.decision.believes(relation):
                try:
                    known = self.trace.sign(relation, ())
                except (Unsupported, NeedsCase):
                    return ""
                name = self.trace.fresh("b")
                return f"try (assert ({name} : {said}{self.trace.text(x)}) by (apply {lemma}; exact {known})). "
        return ""

    def signs_of_logarithms(self, polynomial: Polynomial) -> str:
        """Where one side is 0: the signs of the logarithms of the other side that its normal form splits, also of
        those in sums."""
        whole = self.right if self.left == ZERO else self.left if self.right == ZERO else ZERO
        kept = {base for monomial in polynomial for base, _ in monomial}
        if not any(has(Log, base) for base in kept):
            return ""
        split = [pair for pair in self.logarithms(whole, ()) if isinstance(pair[0].argument, (Multiply, Power))]
        found = [(log, around) for log, around in split if log not in kept]
        return "".join(self.sign_of_logarithm(log, around) for log, around in found[:MOST_MONOMIALS])

    def logarithms(self, term: Term, around: tuple[IndexVariable, ...]) -> list[tuple[Log, tuple[IndexVariable, ...]]]:
        """The logarithms in sums and products, with the indices that were opened around them."""
        match term:
            case Add() | Multiply():
                parts = term.terms if isinstance(term, Add) else term.factors
                return [found for part in parts for found in self.logarithms(part, around)]
            case Sum():
                index = self.trace.opened_index(around, term.size)
                return self.logarithms(open_body(term.body, (index,)), (*around, index))
            case Log():
                return [(term, around)]
        return []

    def sign_of_logarithm(self, term: Log, around: tuple[IndexVariable, ...] = ()) -> str:
        """The sign of log x, where x is believed to be at most, or at least, 1."""
        x = term.argument
        for relation, lemma in (
            (Less(x, ONE), "ln_neg_strict"),
            (LessEqual(x, ONE), "ln_neg"),
            (Less(ONE, x), "ln_pos"),
            (LessEqual(ONE, x), "ln_nonneg"),
        ):
            if x not in self.decision.looking and self.decision.believes(relation):
                try:
                    known = self.trace.sign(relation, around)
                except (Unsupported, NeedsCase):
                    return ""
                positive = "pos | " if lemma == "ln_neg_strict" else ""
                by_known = f"apply {known}; inside" if around else f"exact {known}"
                proof = f"{'intros; ' if around else ''}apply {lemma}; [{positive}{by_known}]"
                every = self.trace.quantified(around, term)
                sides = {"ln_neg_strict": f"{self.trace.text(term)} < 0", "ln_neg": f"{self.trace.text(term)} <= 0"}
                said = sides.get(lemma, f"0 {'<' if lemma == 'ln_pos' else '<='} {self.trace.text(term)}")
                return f"try (assert ({self.trace.fresh('b')} : {every}{said}) by ({proof})). "
        return ""

    def sign_of_sum(self, term: Sum) -> str:
        """The sign of a sum all terms of which are believed to have it."""
        index = self.trace.opened_index((), term.size)
        body = open_body(term.body, (index,))
        if self.trace.signs.is_positive(body):
            return ""
        for relation, lemma, said in (
            (Less(ZERO, body), "Sum_pos", "0 <"),
            (LessEqual(ZERO, body), "Sum_nonneg", "0 <="),
            (Less(body, ZERO), "Sum_lt_0", "0 >"),
            (LessEqual(body, ZERO), "Sum_le_0", "0 >="),
        ):
            if body not in self.decision.looking and self.decision.believes(relation):
                try:
                    known = self.trace.sign(relation, (index,))
                except (Unsupported, NeedsCase):
                    return ""
                many = "lia | " if isinstance(relation, Less) else ""
                proof = f"apply {lemma}; [{many}intros; apply {known}; inside]"
                name = self.trace.fresh("b")
                flip = "apply Rlt_gt; " if said == "0 >" else "apply Rle_ge; " if said == "0 >=" else ""
                return f"try (assert ({name} : {said} {self.trace.text(term)}) by ({flip}{proof})). "
        return ""

    def positive_maximum(self, term: Maximum) -> str:
        """That a maximum of values that are seen to be positive is: one that stands in a denominator."""
        if not self.trace.signs.is_positive(term.body):
            return self.sign_of_maximum(term)
        body, name = f"(fun k0 => {self.decision.printer.term(term.body, ('k0',))})", self.trace.fresh("b")
        attained = f"Maximum_attained {self.decision.printer.names.size(term.size)} {body} ltac:(inside)"
        proof = f"destruct ({attained}) as (k & kl & E); rewrite <- E; cbv beta; pos"
        return f"assert ({name} : 0 < {self.trace.text(term)}) by ({proof}). "

    def sign_of_maximum(self, term: Maximum) -> str:
        """That a maximum of values that are believed not to be negative is none."""
        index = self.trace.opened_index((), term.size)
        body = open_body(term.body, (index,))
        relation = LessEqual(ZERO, body)
        if self.trace.signs.is_positive(body) or body in self.decision.looking or not self.decision.believes(relation):
            return ""
        try:
            known = self.trace.sign(relation, (index,))
        except (Unsupported, NeedsCase):
            return ""
        self.trace.signs.nonnegative_terms.add(term)
        proof = f"apply Maximum_nonneg; [inside | intros; apply {known}; inside]"
        return f"assert ({self.trace.fresh('b')} : 0 <= {self.trace.text(term)}) by ({proof}). "

    def bound_of_sum(self, total: Sum, index: IndexVariable) -> str:
        """f(t) ≤ Σ f, and < where f > 0 and there are two terms."""
        printer = self.decision.printer
        size, at = printer.names.size(total.size), printer.index(index)
        body = f"(fun k0 => {printer.term(total.body, ('k0',))})"
        lines = []
        for lemma, more in (("Sum_ge", ""), ("Sum_gt", " ltac:(lia)")):
            name = self.trace.fresh("b")
            bound = f"{lemma} {size} {body} {at} ltac:(inside){more} ltac:(intros; cbv beta; pos)"
            lines.append(f"try (pose proof ({bound}) as {name}; cbv beta in {name}). ")
        return "".join(lines)

    def by_quotient(self, rest: Polynomial, factor: Monomial, steps: str, by_facts: str, end: str) -> list[str]:
        """The difference as a product of what its monomials share, which is positive, and the rest."""
        if not factor:
            return []
        if not rest and self.kind is LessEqual:
            return [f"apply (difference_le _ _ 0); [{steps}finish | lra]"]
        numerator, outside = self.trace.text(polynomial_term(rest)), self.trace.text(monomial_term(factor))
        lemma = {LessEqual: "quotient_le", Less: "quotient_lt", Different: "quotient_ne"}[self.kind]
        return [f"apply ({lemma} _ _ {numerator} {outside}); [{steps}finish | {by_facts}{end} | pos]"]

    def cleared(self, polynomial: Polynomial) -> tuple[Polynomial, Monomial]:
        """A polynomial as a product of two: without denominators, and powers of what is seen to be positive."""
        factor: Monomial = UNIT
        for _ in range(MOST_CLEARINGS):
            shared = frozenset(self.shared_factor(polynomial).items())
            if not shared:
                break
            factor = joined(factor, shared)
            lower = polynomial_term(times(polynomial, {inverted(shared): Fraction(1)}))
            polynomial = self.trace.normal(paired(lower), (), Needed())
        return polynomial, factor

    def shared_factor(self, polynomial: Polynomial) -> dict[Term, int]:
        """The lowest negative powers of atoms, and the positive atoms that all monomials have."""
        shared: dict[Term, int] = {}
        for base in sorted({base for monomial in polynomial for base, _ in monomial}, key=lambda term: term.key):
            least = min((dict(monomial).get(base, 0) for monomial in polynomial), default=0)
            if least < 0 or (least > 0 and len(polynomial) > 1 and self.trace.signs.is_positive(base)):
                shared[base] = least
        return shared


def _size(formula: ForAll) -> str | int:
    """The size over which a statement about indices is quantified."""
    assert not isinstance(formula.over, tuple)
    return formula.over


def solution(polynomial: Polynomial, monomial: Monomial) -> Term:
    """What a monomial is where the polynomial is 0."""
    rest = {m: -c / polynomial[monomial] for m, c in polynomial.items() if m != monomial}
    return polynomial_term(rest)


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


def decide(printer: Printer, goal: Relation, facts: Sequence[Fact]) -> str:
    """A script that proves a relation, without its conditions, from facts."""
    return Decision(printer, goal, tuple(facts)).script()


def stated(printer: Printer, goal: Relation) -> str:
    """A relation without its conditions, as Coq reads it."""
    return printer.bare(goal)


def has_whole_power_of_root(term: Term) -> bool:
    """Whether a root of an exponential, which is an exponential, stands below a whole power."""
    powers = [part for part in subnodes(term) if isinstance(part, Power)]
    roots = [power for power in powers if isinstance(power.base, Exp) and whole(power.exponent) is None]
    return any(root in subnodes(power.base) for power in powers if whole(power.exponent) for root in roots)
