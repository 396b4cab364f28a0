"""A lemma of Coq for each step of a proof: the sequent, and a script that proves it from the lemmas of earlier steps.

Sizes, free indices with their bounds, arrays and hypotheses are the parameters of a lemma, in this order; the steps of
pure logic are one term each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from derive.export.coq.decisions import Decision, decide, stated
from derive.export.coq.facts import Fact, projected, read_facts
from derive.export.coq.forms import has
from derive.export.coq.names import Names, Unsupported, sizes_in, variables_in
from derive.export.coq.polynomials import MINUS_ONE, difference, paired
from derive.export.coq.printer import TOWARD, Printer, bases_of_powers, flat, whole
from derive.export.coq.signs import Signs
from derive.kernel.rules import near
from derive.kernel.terms import (
    ZERO,
    Add,
    And,
    Bound,
    Choose,
    Derivative,
    Different,
    Entry,
    Equal,
    Exists,
    ForAll,
    Formula,
    Index,
    IndexVariable,
    Less,
    LessEqual,
    Limit,
    Log,
    Maximum,
    Multiply,
    Node,
    Not,
    Number,
    Or,
    Power,
    Rank,
    Relation,
    SizeValue,
    Smooth,
    Term,
    Variable,
    open_body,
    subnodes,
)
from derive.kernel.theorem import Theorem

Formulas = tuple[Formula, ...]
Theorems = tuple[Theorem, ...]
Made = TypeVar("Made")
CHAIN = {Equal: "e", LessEqual: "l", Less: "s"}
SIZES: dict[type[Relation], str] = {LessEqual: "size_at_least", Less: "size_above", Different: "size_not"}


def parameters(theorem: Theorem) -> tuple[list[str], list[IndexVariable], list[Variable]]:
    """The sizes, free indices and free arrays of a sequent."""
    nodes = (*theorem.hypotheses, theorem.conclusion)
    free = variables_in(nodes)
    indices = [v for v in free if isinstance(v, IndexVariable)]
    return sizes_in(nodes), indices, [v for v in free if isinstance(v, Variable)]


def bound_type(names: Names, index: IndexVariable) -> tuple[str, str]:
    """The type of an index, and the statement that it is in range."""
    name, size = names.variable(index), names.size(index.size)
    places = [(f"a{n}", names.size(argument.size)) for n, argument in enumerate(index.arguments)]
    before = "".join(f"forall {a} : nat, ({a} < {limit})%nat -> " for a, limit in places)
    applied = " ".join((name, *(a for a, _ in places)))
    return " -> ".join(["nat"] * (len(places) + 1)), f"{before}({applied} < {size})%nat"


def header(printer: Printer, theorem: Theorem) -> str:
    """The parameters of a lemma."""
    names = printer.names
    sizes, indices, arrays = parameters(theorem)
    words = []
    for size in sizes:
        name = names.size(size)
        words.append(f"({name} : nat) ({name}'pos : (1 <= {name})%nat)")
    for index in indices:
        kind, bound = bound_type(names, index)
        words.append(f"({names.variable(index)} : {kind}) ({names.variable(index)}'lt : {bound})")
    words += [f"({names.variable(array)} : {printer.array_type(array.sizes)})" for array in arrays]
    words += [f"(h{place} : {printer.formula(formula)})" for place, formula in enumerate(theorem.hypotheses)]
    return " ".join(words)


def parts_of(theorem: Theorem) -> list[object]:
    """The arguments of a step, those in lists one by one."""
    return [x for a in theorem.arguments for x in (a if isinstance(a, tuple) else (a,))]


class Step:
    """Makes the lemma of one step."""

    def __init__(self, place: int, theorem: Theorem, places: Mapping[int, int], printer: Printer) -> None:
        self.place, self.theorem, self.places, self.printer = place, theorem, places, printer
        self.names = printer.names
        sizes, indices, arrays = parameters(theorem)
        free: list[IndexVariable | Variable] = [*indices, *arrays]
        self.scope = {*map(self.names.size, sizes), *map(self.names.variable, free)}
        self.hypotheses = {formula: f"h{n}" for n, formula in enumerate(theorem.hypotheses)}

    def lemma(self) -> str:
        """The lemma with its proof. Raises Unsupported where there is none for its rule, or one of its parts."""
        rule: Callable[..., str] | None = SCRIPTS.get(self.theorem.rule)
        if rule is None:
            raise Unsupported(f"the rule {self.theorem.rule}")
        script = self.sizes_known() + self.arbitrary() + rule(self, *self.theorem.arguments)
        words = header(self.printer, self.theorem)
        statement = self.printer.formula(self.theorem.conclusion)
        return f"Lemma s{self.place} {words} :\n {statement}.\nProof. {script} Qed."

    # What is at hand -----------------------------------------------------------------------------------

    def use(self, theorem: Theorem, **given: str) -> str:
        """An earlier lemma at the variables of this one; what only it has may be anything. ``given`` are proofs of its
        hypotheses, by their places, where they are none of this sequent."""
        sizes, indices, arrays = parameters(theorem)
        words = [f"s{self.places[id(theorem)]}"]
        for size in map(self.names.size, sizes):
            words += [size, f"{size}'pos"] if size in self.scope else ["1%nat", "(le_n 1)"]
        for index in indices:
            name = self.names.variable(index)
            absent = f"({'fun _ => ' * len(index.arguments)}0%nat)"
            words += [name, f"{name}'lt"] if name in self.scope else [absent, "ltac:(intros; lia)"]
        for array in arrays:
            name = self.names.variable(array)
            words.append(name if name in self.scope else f"({'fun _ => ' * len(array.sizes)}0)")
        for place, formula in enumerate(theorem.hypotheses):
            words.append(given.get(f"h{place}") or self.hypotheses[formula])
        return f"({' '.join(words)})"

    def under(self, theorem: Theorem, formula: Formula, proof: str) -> str:
        """An earlier lemma, one hypothesis of which has a proof of its own."""
        places = [n for n, hypothesis in enumerate(theorem.hypotheses) if hypothesis == formula]
        return self.use(theorem, **{f"h{n}": proof for n in places})

    def with_variable(self, variable: IndexVariable | Variable, action: Callable[[], Made]) -> Made:
        """What is made in the scope of one more variable."""
        before = self.scope
        self.scope = before | {self.names.variable(variable)}
        try:
            return action()
        finally:
            self.scope = before

    def sizes_known(self) -> str:
        """What hypotheses such as 3 ≤ K say of a size, as a statement about natural numbers."""
        lines = []
        for formula, name in self.hypotheses.items():
            if isinstance(formula, Relation) and isinstance(formula.left, Number) and type(formula) in SIZES:
                lemma = SIZES[type(formula)]
                value = formula.left.value
                if isinstance(formula.right, SizeValue) and value.denominator == 1 and value >= 0:
                    size = self.names.size(formula.right.size)
                    proof = f"({lemma} {value} {size} {value} ltac:(rewrite INR_IZR_INZ; reflexivity) {name})"
                    lines.append(f"pose proof {proof} as z{name}. ")
        return "".join(lines)

    def arbitrary(self) -> str:
        """Some value for each variable that the step mentions, and its sequent does not."""
        place = {"generalise": 1, "take": 1, "increasing": 2}.get(self.theorem.rule)
        own = set() if place is None else {self.theorem.arguments[place]}
        parts = parts_of(self.theorem)
        nodes = [x for x in parts if isinstance(x, Node)] + [x.conclusion for x in parts if isinstance(x, Theorem)]
        lines = []
        for variable in (v for v in variables_in(nodes) if v not in own):
            name = self.names.variable(variable)
            sizes = variable.sizes if isinstance(variable, Variable) else (variable.size,)
            if name in self.scope or self.theorem.rule in ("continuity", "squeeze"):
                continue
            if not all(map(self.known_size, sizes)):
                continue  # a lemma that has it is used at something of size 1
            if isinstance(variable, Variable):
                kind = self.printer.array_type(variable.sizes)
                lines.append(f"assert ({name} : {kind}) by exact ({'fun _ => ' * len(variable.sizes)}0). ")
            elif not variable.arguments:
                size = self.names.size(variable.size)
                lines.append(f"assert (x{name} : exists x, (x < {size})%nat) by (exists 0%nat; lia). ")
                lines.append(f"destruct x{name} as ({name} & {name}'lt). ")
            self.scope = self.scope | {name}
        return "".join(lines)

    def known_size(self, size: str | int) -> bool:
        """Whether a size is a number or in scope."""
        return isinstance(size, int) or self.names.size(size) in self.scope

    def facts(self, hypotheses: Formulas, premises: Theorems) -> list[Fact]:
        """The facts of a decision: its hypotheses and what was posed."""
        known = [(self.hypotheses[formula], formula) for formula in hypotheses]
        known += [(f"p{n}", premise.conclusion) for n, premise in enumerate(premises)]
        return read_facts(self.printer, known)

    def posed(self, premises: Theorems) -> str:
        """The premises, as p0, p1, …"""
        return "".join(f"pose proof {self.use(premise)} as p{n}. " for n, premise in enumerate(premises))

    def defined(self, formula: Relation, tactic: str = "defined") -> str:
        """Proves the conditions of a relation; the relation itself is left."""
        return f"split; [{tactic} |]. " * len(self.printer.relation(formula)[0])

    def defined_by(self, formula: Relation, facts: Sequence[Fact]) -> str:
        """As :meth:`defined`; conditions that are not seen from the form of their terms are decided under the facts."""
        simple = self.printer.simple_conditions(formula)
        lines = []
        for place, (need, opened) in enumerate(self.at_points(formula, facts)):
            name = f"w{place}"
            quantified = "".join(
                f"forall {self.names.variable(i)} : nat, ({self.names.variable(i)} < {self.names.size(i.size)})%nat -> "
                for i in opened
            )
            script = decide(self.printer, need, facts)
            lines.append(f"assert ({name} : {quantified}{self.printer.bare(need)}). {{ intros. {script} }} ")
        for condition in self.printer.relation(formula)[0]:
            goal, indices = simple.get(condition, (None, ()))
            if goal is None or Signs().is_positive(paired(goal.right if isinstance(goal, Less) else goal.left)):
                lines.append("split; [defined |]. ")
            else:
                intros = "intros o0 o0lt. " if indices else ""
                lines.append(f"split. {{ {intros}{decide(self.printer, goal, facts)} }} ")
        return "".join(lines)

    def defined_as_posed(self, goal: Relation, premises: Theorems) -> str:
        """As :meth:`defined`, by the conditions that premises which were posed have proved."""
        known: dict[str, str] = {}
        for n, premise in enumerate(premises):
            if isinstance(premise.conclusion, Relation):
                conditions = self.printer.relation(premise.conclusion)[0]
                known |= {c: projected(f"p{n}", place, len(conditions) + 1) for place, c in enumerate(conditions)}
        needed = self.printer.relation(goal)[0]
        return "".join(f"split; [{'exact ' + known[c] if c in known else 'defined'} |]. " for c in needed)

    def at_points(self, formula: Relation, facts: Sequence[Fact]) -> list[tuple[Relation, tuple[IndexVariable, ...]]]:
        """What the bodies of derivatives need at their points, and that the bases of powers are positive, where that is
        not seen from the form of the terms, and believed."""
        found: dict[Relation, tuple[IndexVariable, ...]] = {}
        for part in (part for side in (formula.left, formula.right) for part in subnodes(side) if not part.loose):
            if isinstance(part, Derivative):
                body = open_body(part.body, (part.point,))
                found |= dict(self.printer.needs(body))
                found |= {Less(ZERO, base): () for base in bases_of_powers(body)}
        for side in (formula.left, formula.right):
            found |= {Less(ZERO, base): () for base in bases_of_powers(side)}
        signs = Signs()
        return [
            (goal, indices)
            for goal, indices in found.items()
            if not signs.is_positive(paired(goal.right if isinstance(goal, Less) else goal.left))
            and Decision(self.printer, goal, tuple(facts)).believes(goal)
        ]

    def related(self, proof: str, formula: Formula) -> str:
        """The proof of a relation without its conditions."""
        assert isinstance(formula, Relation)
        count = len(self.printer.relation(formula)[0]) + 1
        return projected(proof, count - 1, count)

    def decided(self, goal: Relation, facts: Sequence[Fact], name: str) -> str:
        """Asserts a relation that is decided."""
        left, right = paired(goal.left), paired(goal.right)
        goal = type(goal)(left, right)
        return f"assert ({name} : {stated(self.printer, goal)}). {{ {decide(self.printer, goal, facts)} }} "

    def value(self, value: Bound) -> str:
        """The value that takes the place of a variable."""
        return self.printer.index(value) if isinstance(value, Index) else self.printer.array(value)

    # Logic -----------------------------------------------------------------------------------------------

    def assume(self, formula: Formula) -> str:
        return "exact h0."

    def weaken(self, theorem: Theorem, hypotheses: Formulas) -> str:
        return f"exact {self.use(theorem)}."

    def discharge(self, theorem: Theorem, hypothesis: Formula) -> str:
        return f"intro hd. exact {self.under(theorem, hypothesis, 'hd')}."

    def modus_ponens(self, implication: Theorem, antecedent: Theorem) -> str:
        return f"exact ({self.use(implication)} {self.use(antecedent)})."

    def conjunction(self, theorems: Theorems) -> str:
        proofs = [self.use(theorem) for theorem in theorems] or ["I"]
        whole = proofs.pop()
        while proofs:
            whole = f"(conj {proofs.pop()} {whole})"
        return f"exact {whole}."

    def conjunct(self, theorem: Theorem, place: int) -> str:
        assert isinstance(theorem.conclusion, And)
        return f"exact {projected(self.use(theorem), place, len(theorem.conclusion.parts))}."

    def alternative(self, goal: Or, place: int, theorem: Theorem) -> str:
        proof = self.use(theorem)
        if place < len(goal.parts) - 1:
            proof = f"(or_introl {proof})"
        return f"exact {'(or_intror ' * place}{proof}{')' * place}."

    def cases(self, disjunction: Theorem, branches: Theorems, goal: Formula) -> str:
        assert isinstance(disjunction.conclusion, Or)
        if not branches:
            return f"destruct {self.use(disjunction)}."
        pattern = "hd"
        for _ in branches[1:]:
            pattern = f"[hd | {pattern}]"
        pairs = zip(disjunction.conclusion.parts, branches, strict=True)
        proofs = (f"{{ exact {self.under(branch, part, 'hd')}. }}" for part, branch in pairs)
        return (
            f"pose proof {self.use(disjunction)} as hd. destruct hd as {pattern}. {' '.join(proofs)}"
            if len(branches) > 1
            else f"pose proof {self.use(disjunction)} as hd. {' '.join(proofs)}"
        )

    def excluded_middle(self, formula: Formula) -> str:
        return "apply Classical_Prop.classic."

    def generalise(self, theorem: Theorem, variable: IndexVariable | Variable) -> str:
        name = self.names.variable(variable)
        bound = f" {name}'lt" if isinstance(variable, IndexVariable) else ""
        return self.with_variable(variable, lambda: f"intros {name}{bound}. exact {self.use(theorem)}.")

    def specialise(self, theorem: Theorem, value: Bound) -> str:
        if isinstance(value, Index):
            return f"exact ({self.use(theorem)} {self.value(value)} ltac:(inside))."
        return f"pose proof ({self.use(theorem)} {self.value(value)}) as X. cbv beta in X. adapt X."

    def exhibit(self, goal: Exists, value: Bound, theorem: Theorem) -> str:
        if isinstance(value, Index):
            return f"exists {self.value(value)}. split; [inside |]. exact {self.use(theorem)}."
        return f"exists {self.value(value)}. pose proof {self.use(theorem)} as X. cbv beta. adapt X."

    def take(self, existence: Theorem, variable: IndexVariable | Variable, theorem: Theorem) -> str:
        assert isinstance(existence.conclusion, Exists)
        name = self.names.variable(variable)
        bound = f"{name}'lt & " if isinstance(variable, IndexVariable) else ""
        taken = open_body(existence.conclusion.body, (variable,))
        proof = self.with_variable(variable, lambda: self.under(theorem, taken, "hd"))
        return f"destruct {self.use(existence)} as ({name} & {bound}hd). exact {proof}."

    # Equality and order ------------------------------------------------------------------------------------

    def by_normal_form(self, goal: Relation, hypotheses: Formulas, premises: Theorems) -> str:
        if isinstance(goal.left, Limit) or isinstance(goal.right, Limit):
            return self.limit_by_facts(goal, hypotheses, premises)
        facts = self.facts(hypotheses, premises)
        return self.posed(premises) + self.defined_by(goal, facts) + decide(self.printer, goal, facts)

    def transitivity(self, theorems: Theorems) -> str:
        goal = self.theorem.conclusion
        assert isinstance(goal, Relation)
        if isinstance(goal.left, Limit):
            return (
                self.limit_by_transitivity(goal, theorems) if len(theorems) > 1 else f"exact {self.use(theorems[0])}."
            )
        proof, kind = self.related(self.use(theorems[0]), theorems[0].conclusion), self.link(theorems[0])
        for theorem in theorems[1:]:
            link = self.link(theorem)
            proof = f"(chain_{kind}{link} _ _ _ {proof} {self.related(self.use(theorem), theorem.conclusion)})"
            kind = max(kind, link, key="els".index)
        known: dict[str, str] = {}
        for theorem in (theorems[0], theorems[-1]):
            assert isinstance(theorem.conclusion, Relation)
            conditions = self.printer.relation(theorem.conclusion)[0]
            for place, condition in enumerate(conditions):
                known.setdefault(condition, projected(self.use(theorem), place, len(conditions) + 1))
        needed = self.printer.relation(goal)[0]
        proofs = (f"split; [{'exact ' + known[c] if c in known else 'defined'} |]. " for c in needed)
        return f"{''.join(proofs)}exact {proof}."

    def link(self, theorem: Theorem) -> str:
        """The letter of a relation in the names of the lemmas of transitivity."""
        for kind, letter in CHAIN.items():
            if type(theorem.conclusion) is kind:
                return letter
        raise Unsupported("a chain of other relations than =, ≤ and <")

    def limit_by_transitivity(self, goal: Relation, theorems: Theorems) -> str:
        """lim f = a, a = b, …, where a, b, … may be limits, too."""
        posed, between = "", False
        proof = self.related("X0", theorems[0].conclusion)
        for place, theorem in enumerate(theorems):
            posed += f"pose proof {self.use(theorem)} as X{place}. "
            link, part = theorem.conclusion, self.related(f"X{place}", theorem.conclusion)
            if not isinstance(link, Equal):
                raise Unsupported("a chain with a limit and another relation than =")
            to_limit = isinstance(link.right, Limit)
            if place == 0:
                between = to_limit
                continue
            if between:
                lemma = "tends_between _ _ _ _ _ _" if to_limit else "tends_through _ _ _ _ _"
                proof = f"({lemma} {proof} {part})"
            else:
                proof = f"(ex_intro _ _ (conj {proof} {part}))" if to_limit else f"(tends_eq _ _ _ _ {proof} {part})"
            between = to_limit
        return f"{posed}{self.defined(goal, 'first [tauto | defined]')}exact {proof}."

    def limit_by_facts(self, goal: Relation, hypotheses: Formulas, premises: Theorems) -> str:
        """lim f = b from lim f = a, which is among the facts, and a = b."""
        limit, value = (goal.left, goal.right) if isinstance(goal.left, Limit) else (goal.right, goal.left)
        if not isinstance(goal, Equal) or isinstance(value, Limit):
            raise Unsupported("another relation of a limit than an equation with its value")
        known = [(self.hypotheses[h], h) for h in hypotheses]
        known += [(f"p{n}", premise.conclusion) for n, premise in enumerate(premises)]
        for proof, fact in known:
            if isinstance(fact, Equal) and limit in (fact.left, fact.right):
                other = fact.right if fact.left == limit else fact.left
                if isinstance(other, Limit):
                    continue
                facts = self.facts(hypotheses, premises)
                same = self.decided(Equal(other, value), facts, "same")
                tends = f"exact (tends_eq _ _ _ _ {self.related(proof, fact)} same)"
                return f"{self.posed(premises)}{self.defined(goal, 'first [tauto | defined]')}{same}{tends}."
        raise Unsupported("a limit that no fact gives")

    def combine(
        self, goal: Relation, factors: Sequence[Term], relations: Theorems, hypotheses: Formulas, premises: Theorems
    ) -> str:
        if isinstance(goal.left, Limit) or isinstance(goal.right, Limit):
            return self.limit_by_facts(goal, hypotheses, (*premises, *relations))
        facts, kind = self.facts(hypotheses, premises), type(goal)
        heavy = Decision(self.printer, goal, tuple(facts)).stated_value() is not None
        script = self.posed(premises)
        script += self.defined_as_posed(goal, premises) if heavy else self.defined_by(goal, facts)
        rest, wanted = difference(paired(goal.right), paired(goal.left)), kind
        for place, (factor, theorem) in enumerate(zip(factors, relations, strict=True)):
            relation = theorem.conclusion
            assert isinstance(relation, Relation)
            script += f"pose proof {self.related(self.use(theorem), relation)} as r{place}. "
            product = Multiply((paired(factor), difference(paired(relation.right), paired(relation.left))))
            rest = difference(rest, product)
            script += self.multiple(place, product, relation, kind, facts)
            if isinstance(relation, Less) and kind is Less:
                wanted = LessEqual
        return script + self.decided(wanted(ZERO, rest), facts, "rest") + "lra."

    def multiple(
        self, place: int, product: Multiply, relation: Relation, kind: type[Relation], facts: Sequence[Fact]
    ) -> str:
        """The sign of a factor times the difference of a relation."""
        shown = self.printer.term(product)
        if isinstance(relation, Equal):
            inner = self.printer.term(product.factors[1])
            return f"assert (c{place} : {shown} = 0). {{ replace {inner} with 0 by lra. ring. }} "
        script = self.decided(LessEqual(ZERO, product.factors[0]), facts, f"m{place}")
        script += f"assert (c{place} : 0 <= {shown}). {{ apply Rmult_le_pos; [exact m{place} | lra]. }} "
        if isinstance(relation, Less) and kind is Less:
            positive, factor = "pos", product.factors[0]
            above = Less(ZERO, factor)
            unseen = has(Log, factor) or (is_difference(factor) and is_divided(factor))
            if unseen and Decision(self.printer, above, tuple(facts)).believes(above):
                script += self.decided(above, facts, f"n{place}")
                positive = f"exact n{place}"
            strict = f"assert (d{place} : 0 < {shown}); [apply Rmult_lt_0_compat; [{positive} | lra] |]"
            script += f"try ({strict}). "
        return script

    def trichotomy(self, left: Term, right: Term, hypotheses: Formulas, premises: Theorems) -> str:
        below, above = self.printer.term(left), self.printer.term(right)
        count = len(self.printer.relation(Less(left, right))[0])
        split = "(split; [defined |]); " * count
        cases = f"destruct (Rtotal_order {below} {above}) as [X | [X | X]]; [left | right; left | right; right]"
        return f"{self.posed(premises)}{cases}; {split}exact X."

    def relative_entropy_bound(self, t: Term, u: Term, hypotheses: Formulas, premises: Theorems) -> str:
        facts, goal = self.facts(hypotheses, premises), self.theorem.conclusion
        assert isinstance(goal, Relation)
        script = self.posed(premises)
        script += self.decided(LessEqual(ZERO, t), facts, "ta") + self.decided(Less(ZERO, u), facts, "ub")
        ratio = "apply Rmult_lt_0_compat; [exact ta | apply Rinv_0_lt_compat; exact ub]"
        at_0 = "split; [symmetry; exact ta | apply Rinv_0_lt_compat; exact ub]"
        script += self.defined(goal, f"first [ defined | destruct ta as [ta | ta]; [left; {ratio} | right; {at_0}] ]")
        if isinstance(goal, LessEqual):
            return f"{script}exact (entropy_bound _ _ ta ub)."
        apart = decide(self.printer, Different(t, u), facts)
        return f"{script}apply entropy_bound_strict; [exact ta | exact ub |]. {apart}"

    def clash(self, first: Theorem, second: Theorem, premises: Theorems) -> str:
        if second.conclusion == Not(first.conclusion):
            return f"exact ({self.use(second)} {self.use(first)})."
        one = first.conclusion
        assert isinstance(one, Relation)
        sides = (one.left, one.right) if isinstance(one, (Equal, Different)) else (one.right, one.left)
        opposite: dict[type[Relation], type[Relation]] = {
            Equal: Different,
            Different: Equal,
            Less: LessEqual,
            LessEqual: Less,
        }
        denial = opposite[type(one)](*sides)
        last = f"p{len(premises)}"
        script = f"{self.posed(premises)}pose proof {self.use(second)} as {last}. "
        script += f"pose proof {self.related(self.use(first), one)} as XX. "
        if second.conclusion == denial:
            return f"{script}pose proof {self.related(last, denial)} as YY. lra."
        hypotheses = tuple(once_formulas((*first.hypotheses, *second.hypotheses)))
        facts = self.facts(hypotheses, (*premises, second))
        return script + self.decided(denial, facts, "YY") + "lra."

    # Limits ----------------------------------------------------------------------------------------------------

    def approach(self, point: Term, direction: str, hypotheses: Formulas) -> str:
        assert isinstance(self.theorem.conclusion, Relation)
        lemma = f"approach_{TOWARD[direction]}"
        at = "" if "infinity" in direction else f" {self.printer.term(point)}"
        return f"{self.defined(self.theorem.conclusion, 'first [eventually | defined]')}exact ({lemma}{at})."

    def continuity(self, function: Term, variables: tuple[Variable, ...], limits: Theorems, premises: Theorems) -> str:
        assert isinstance(self.theorem.conclusion, Relation)
        posed = "".join(self.limit_known(place, theorem) for place, theorem in enumerate(limits))
        known = self.conditions_known(self.theorem.conclusion.right, self.facts(tuple(self.hypotheses), premises))
        split = self.defined(self.theorem.conclusion, "first [eventually | defined]")
        return f"{self.posed(premises)}{posed}{known}{split}eapply tends_eq; [limits | cbv beta; same]."

    def conditions_known(self, value: Term, facts: Sequence[Fact]) -> str:
        """Asserts that the differences are not 0 that a term needs not to be 0, where that is believed: no form shows
        it."""
        stated = {fact.formula for fact in facts}
        lines = list[str]()
        for need, opened in dict.fromkeys(self.printer.needs(value)):
            if opened or need in stated or not isinstance(need, Different) or not isinstance(need.left, Add):
                continue
            negative = is_difference(need.left)
            unseen = has(Choose, need.left) and not Signs().is_positive(paired(need.left))
            if (negative or unseen) and Decision(self.printer, need, tuple(facts)).believes(need):
                lines.append(self.decided(need, facts, f"w{len(lines)}"))
        return "".join(lines)

    def limit_known(self, place: int, theorem: Theorem) -> str:
        """A limit, or those of all entries of an array, with their conditions apart."""
        formula, binders = theorem.conclusion, list[str]()
        while isinstance(formula, ForAll):
            binders.append(f"k{len(binders)}")
            formula = formula.body
        assert isinstance(formula, Relation)
        conditions, tends = self.printer.relation(formula, tuple(binders))
        sizes, inner = list[str](), theorem.conclusion
        while isinstance(inner, ForAll):
            assert not isinstance(inner.over, tuple)
            sizes.append(self.names.size(inner.over))
            inner = inner.body
        every = "".join(f"forall {k} : nat, ({k} < {n})%nat -> " for k, n in zip(binders, sizes, strict=True))
        lines = f"pose proof {self.use(theorem)} as lim{place}. "
        whole = f"(lim{place} {' '.join(f'{k} ltac:(inside)' for k in binders)})" if binders else f"lim{place}"
        for part, statement in enumerate([*conditions, tends]):
            opened = "".join(f"intros {k} {k}'lt; " for k in binders)
            taken = f"{opened}exact {projected(whole, part, len(conditions) + 1)}"
            lines += f"assert (lim{place}_{part} : {every}{statement}) by ({taken}). "
        return f"{lines}clear lim{place}. "

    def vanishing_power(self, theorem: Theorem, exponent: Term, premises: Theorems) -> str:
        assert isinstance(self.theorem.conclusion, Relation)
        facts = self.facts(theorem.hypotheses, premises)
        positive = self.decided(Less(ZERO, exponent), facts, "q0")
        known = f"pose proof {self.use(theorem)} as X. "
        powers = "apply eventually_all; intro; cbv beta; powers"
        split = self.defined(self.theorem.conclusion, f"first [tauto | eventually | solve [{powers}] | defined]")
        tends = f"exact (tends_vanishing _ _ _ q0 {self.related('X', theorem.conclusion)})"
        return f"{self.posed(premises)}{known}{positive}{split}{tends}."

    def both_sides(self, above: Theorem, below: Theorem) -> str:
        posed = f"pose proof {self.use(above)} as X. pose proof {self.use(below)} as Y. "
        assert isinstance(self.theorem.conclusion, Relation)
        around = "apply eventually_from_sides; tauto"
        split = self.defined(self.theorem.conclusion, f"first [tauto | solve [{around}] | eventually | defined]")
        ends = (self.related(name, theorem.conclusion) for name, theorem in (("X", above), ("Y", below)))
        return f"{posed}{split}exact (tends_both _ _ _ {' '.join(ends)})."

    def squeeze(
        self, goal: Equal, lower: Theorem, upper: Theorem, below: Theorem, above: Theorem, variable: Variable
    ) -> str:
        limit = goal.left
        assert isinstance(limit, Limit) and isinstance(lower.conclusion, LessEqual)
        assert isinstance(upper.conclusion, LessEqual)
        name, close = self.names.variable(variable), near(variable, limit.point, limit.direction)
        if self.printer.relation(close)[0]:
            raise Unsupported("a limit at a point that is not always defined")
        bounds = self.with_variable(variable, lambda: [self.under(theorem, close, "hd") for theorem in (lower, upper)])
        toward = TOWARD[limit.direction]
        posed = "".join(f"pose proof {bound} as b{n}. " for n, bound in enumerate(bounds)).replace(". ", "; ")
        at_point = f"apply eventually_{toward}; intros {name} hd; {posed}"
        ends = "".join(f"pose proof {self.use(theorem)} as y{n}. " for n, theorem in enumerate((below, above)))
        conditions = self.printer.relation(goal)[0]
        split = "".join(
            f"split; [{at_point}solve [tauto | defined] |]. "
            if condition.startswith("(Eventually")
            else "split; [first [tauto | defined] |]. "
            for condition in conditions
        )
        functions = (lower.conclusion.left, lower.conclusion.right, upper.conclusion.right)
        shown = " ".join(f"(fun {name} => {self.printer.term(function)})" for function in functions)
        low, high = (self.related(f"b{n}", t.conclusion) for n, t in enumerate((lower, upper)))
        known = (self.related(f"y{n}", t.conclusion) for n, t in enumerate((below, above)))
        tends = " | ".join(f"exact {proof}" for proof in known)
        return f"{ends}{split}apply (squeezed _ {shown}); [{at_point}split; [exact {low} | exact {high}] | {tends}]."

    # Maxima, analysis, rank ------------------------------------------------------------------------------------

    def maximum_bounds(self, maximum: Maximum, index: Index, hypotheses: Formulas) -> str:
        assert isinstance(self.theorem.conclusion, Relation)
        function = f"(fun k0 => {self.printer.term(maximum.body, ('k0',))})"
        size, at = self.names.size(maximum.size), self.printer.index(index)
        return f"{self.defined(self.theorem.conclusion)}exact (Maximum_ge {size} {function} {at} ltac:(inside))."

    def maximum_attained(self, maximum: Maximum, hypotheses: Formulas) -> str:
        conclusion = self.theorem.conclusion
        assert isinstance(conclusion, Exists) and isinstance(conclusion.body, Relation)
        function = f"(fun k0 => {self.printer.term(maximum.body, ('k0',))})"
        count = len(self.printer.relation(conclusion.body, ("k0",))[0])
        found = f"destruct (Maximum_attained {self.names.size(maximum.size)} {function} ltac:(inside)) as (i0 & i1 & X)"
        return f"{found}. exists i0. split; [exact i1 |]. {'split; [defined |]. ' * count}exact X."

    def smooth(self, goal: Smooth, hypotheses: Formulas, premises: Theorems) -> str:
        return f"{self.posed(premises)}{'split; [defined |]. ' * len(self.printer.smooth(goal)[0])}smooth."

    def intermediate_value(self, goal: Exists, below: Theorem, above: Theorem) -> str:
        equation = goal.body
        assert isinstance(equation, Equal)
        f, g = (self.printer.term(side, ("v0",)) for side in (equation.left, equation.right))
        count = len(self.printer.relation(equation, ("v0",))[0])

        def bound(theorem: Theorem) -> str:
            assert isinstance(theorem.conclusion, Exists) and isinstance(theorem.conclusion.body, Relation)
            skipped = "_ & " * len(self.printer.relation(theorem.conclusion.body, ("v0",))[0])
            return f"{{ destruct {self.use(theorem)} as (v0 & {skipped}X). exists v0. lra. }} "

        found = f"destruct (intermediate_value (fun v0 => {f}) (fun v0 => {g})) as (v0 & X). "
        given = "{ intro x. eexists. slopes. } " + bound(below) + bound(above)
        return f"{found}{given}exists v0. {'split; [defined |]. ' * count}exact X."

    def increasing(self, lower: Term, upper: Term, variable: Variable, slope: Theorem, inside: Theorems) -> str:
        goal = self.theorem.conclusion
        assert isinstance(goal, Relation) and isinstance(slope.conclusion, Relation)
        derivative = slope.conclusion.right
        assert isinstance(derivative, Derivative)
        name, here = self.names.variable(variable), Entry(variable, ())
        between = (Less if inside else LessEqual)(lower, upper)
        ends = f"pose proof {self.hypotheses[between]} as ends. open_parts. "

        def at(theorem: Theorem, kind: type[Relation]) -> str:
            """The premise where the number stands between the ends."""
            bounds = {kind(lower, here), kind(here, upper)}
            given = {f"h{n}": "ltac:(tauto)" for n, h in enumerate(theorem.hypotheses) if h in bounds}
            return self.with_variable(variable, lambda: self.use(theorem, **given))

        body = f"(fun v0 => {self.printer.term(derivative.body, ('v0',))})"
        low, high = self.printer.term(lower), self.printer.term(upper)
        conditions = self.printer.relation(slope.conclusion)[0]
        sided = " /\\ ".join((*conditions, self.printer.bare(slope.conclusion)))
        lines = f"assert (S : forall {name} : R, {low} <= {name} -> {name} <= {high} -> {sided}). "
        lines += f"{{ intros {name} xa xb. exact {at(slope, LessEqual)}. }} "
        for theorem in inside:
            assert isinstance(theorem.conclusion, Relation)
            lines += f"assert (T : forall {name} : R, {low} < {name} -> {name} < {high} -> "
            lines += f"{self.printer.bare(theorem.conclusion)}). {{ intros {name} xa xb. "
            lines += f"pose proof {at(theorem, Less)} as X; last_part X; exact X. }} "
        lines += f"pose proof (S {low} ltac:(lra) ltac:(lra)) as here. "
        lines += f"pose proof (S {high} ltac:(lra) ltac:(lra)) as there. "
        split = self.defined(goal, "first [tauto | solve [around_here] | defined]")
        if has(Derivative, derivative.body):
            rest = "intros u ua ub; pose proof (S u ua ub); tauto"
        else:
            known = "match goal with |- context [Derivative0 _ ?x] => pose proof (S x ltac:(lra) ltac:(lra)) end"
            rest = f"intros; {known}; tauto"
        lemma = "increasing_lt" if inside else "increasing_le"
        strict = " | exact T" if inside else ""
        return f"{ends}{lines}{split}apply ({lemma} {body}); [{rest}{strict} | lra]."

    def derivative_where_equal(self, goal: Equal, theorem: Theorem) -> str:
        left, right = goal.left, goal.right
        assert isinstance(left, Derivative) and isinstance(right, Derivative)
        axes = len(left.indices)
        if axes > 1:
            raise Unsupported("functions of a matrix that are equal near a point")
        f, g = (f"(fun v0 => {self.printer.term(side.body, ('v0',))})" for side in (left, right))
        where = " ".join([self.printer.array(left.point), *map(self.printer.index, left.indices)])
        bound = f"{self.names.size(left.point.sizes[0])} " if axes else ""
        near_by = "intros w Hw; pose proof (Hs w) as X; cbv beta in X; specialize (X Hw); last_part X; exact X"
        return (
            f"destruct {self.use(theorem)} as (e & He & Hs). last_part He. "
            f"destruct (Derivative{axes}_near {bound}{f} {g} {where} e He ltac:({near_by})) as (Hd & Hv). "
            f"{self.defined(goal, 'first [defined | apply Hd; defined]')}exact Hv."
        )

    def rank_from_null_space(self, rank: Rank, constants: Theorem, only: Theorem) -> str:
        assert isinstance(self.theorem.conclusion, Relation)
        rows = f"intros r Hr; pose proof ({self.use(constants)} r Hr) as X; last_part X; exact X"
        rest = "intros r Hr; repeat (split; [defined |]); exact (Hv r Hr)"
        null = f"intros v Hv k Hk; refine ({self.use(only)} v _ k Hk); {rest}"
        return f"{self.defined(self.theorem.conclusion)}apply rank_from_null_space; [inside | {rows} | {null}]."


def is_difference(term: Term) -> bool:
    """Whether a term is a sum with summands −x, so that its form does not show its sign."""
    return isinstance(term, Add) and any(MINUS_ONE in flat(part) for part in term.terms)


def is_divided(term: Term) -> bool:
    """Whether a term has a denominator."""
    return any(isinstance(part, Power) and (whole(part.exponent) or 0) < 0 for part in subnodes(term))


def once_formulas(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas in their order, each once."""
    return list(dict.fromkeys(formulas))


SCRIPTS: dict[str, Callable[..., str]] = {
    rule.__name__: rule
    for rule in (
        Step.assume,
        Step.weaken,
        Step.discharge,
        Step.modus_ponens,
        Step.conjunction,
        Step.conjunct,
        Step.alternative,
        Step.cases,
        Step.excluded_middle,
        Step.generalise,
        Step.specialise,
        Step.exhibit,
        Step.take,
        Step.by_normal_form,
        Step.transitivity,
        Step.combine,
        Step.relative_entropy_bound,
        Step.trichotomy,
        Step.clash,
        Step.maximum_bounds,
        Step.maximum_attained,
        Step.smooth,
        Step.approach,
        Step.continuity,
        Step.vanishing_power,
        Step.both_sides,
        Step.increasing,
        Step.squeeze,
        Step.intermediate_value,
        Step.derivative_where_equal,
        Step.rank_from_null_space,
    )
}
"""The script of a step of each rule that is exported."""
