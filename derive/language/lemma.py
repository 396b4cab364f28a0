"""Lemmas: theorems for all values of their variables that meet their conditions, with parts that have names.

A lemma is used as in a textbook: ``gibbs.at(q=p, r=uniform).given(positive).part("sign")`` is what it says of p and
the uniform distribution, which is positive; of its parts, the one about the sign. Nothing here is trusted: every step
is one of the kernel's rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce

from derive.kernel import rules
from derive.kernel.terms import (
    And,
    Bound,
    Equal,
    ForAll,
    Formula,
    Implies,
    IndexVariable,
    KernelError,
    Node,
    Variable,
    free_variables,
    fresh_name,
    open_body,
    sort_of,
    subnodes,
    substitute,
)
from derive.kernel.theorem import Theorem
from derive.language.binders import carry_letters
from derive.language.expressions import Quantified, Value, bound_value, variable_of
from derive.work import remembered

Formulas = tuple[Formula, ...]
FORTH_AND_BACK = ("only if", "if")
"""The names of the parts of "A if and only if B": A only if B, and A if B."""


@dataclass(frozen=True, eq=False)
class Lemma:
    """A theorem, proved when it is first asked for.

    ``quantified`` are the variables over which the theorem that ``prove`` yields is quantified, the outermost first;
    its ``conditions``, so many, are then implications. Where there are none, its free variables may be given values,
    and its conditions are its hypotheses. ``names`` are those of the parts of the conclusion; all else is what the
    lemma is applied to."""

    prove: Callable[[], Theorem]
    quantified: tuple[IndexVariable | Variable, ...] = ()
    names: tuple[str, ...] = ()
    conditions: int = 0
    values: Mapping[str, Bound] = field(default_factory=dict)
    facts: Formulas | None = None
    premises: tuple[Theorem, ...] = ()
    proofs: tuple[Theorem, ...] = ()

    @classmethod
    def for_all(
        cls, *variables: Quantified, given: Sequence[Formula] = (), parts: Sequence[str] = ()
    ) -> Callable[[Callable[[], Theorem]], Lemma]:
        """Decorator: what a function proves under the conditions ``given`` holds for all values of the variables."""
        quantified = tuple(variable_of(variable) for variable in variables)

        def decorated(prove: Callable[[], Theorem]) -> Lemma:
            @remembered()
            def closed() -> Theorem:
                theorem = reduce(rules.discharge, reversed(given), prove())
                return reduce(rules.generalise, reversed(quantified), theorem)

            return cls(closed, quantified, tuple(parts), len(given))

        return decorated

    @classmethod
    def of(cls, theorem: Theorem, parts: Sequence[str] = ()) -> Lemma:
        """A theorem as a lemma about its free variables, its hypotheses being the conditions."""
        return cls(lambda: theorem, (), tuple(parts))

    def at(self, **values: Value) -> Lemma:
        """The lemma with values for its variables, by their names; a quantified one needs a value for each."""
        if self.values:
            return Lemma.of(self.theorem, self.names).at(**values)
        own = [variable.name for variable in self.quantified]
        if own and set(own) != set(values):
            raise TypeError(f"the lemma is about {', '.join(own)}, and takes a value for each")
        return replace(self, values={name: bound_value(value) for name, value in values.items()})

    def under(self, *facts: Formula) -> Lemma:
        """The lemma with these as hypotheses, under which the values are defined."""
        return replace(self, facts=(*(self.facts or ()), *facts))

    def using(self, *premises: Theorem) -> Lemma:
        """The lemma where these theorems may tell that the values are defined."""
        return replace(self, premises=(*self.premises, *premises))

    def given(self, *proofs: Theorem | Lemma) -> Lemma:
        """The lemma without the conditions that these theorems prove."""
        theorems = (proof.theorem if isinstance(proof, Lemma) else proof for proof in proofs)
        return replace(self, proofs=(*self.proofs, *theorems))

    def part(self, name: str) -> Lemma:
        """The part of the conclusion that has the name; of "A if and only if B", "only if" and "if"."""
        conclusion = self.theorem.conclusion
        names = self.names or (FORTH_AND_BACK if is_equivalence(conclusion) else ())
        if name not in names:
            parts = ", ".join(map(repr, names)) or "without names"
            raise LookupError(f"the lemma has no part {name!r}; its parts are {parts}")
        return Lemma.of(rules.conjunct(self.theorem, names.index(name)))

    @property
    def theorem(self) -> Theorem:
        """What is proved: the conclusion, under what is left of the conditions."""
        return self.applied if self.values or self.proofs or self.premises else self.prove()

    @cached_property
    def applied(self) -> Theorem:
        """The theorem at the values, without the conditions that are proved."""
        theorem, waiting = self.prove(), [*self.proofs]
        if self.quantified:
            theorem = detached(self.specialised(theorem) if self.values else theorem, waiting)
        else:
            theorem = self.placed(theorem, waiting) if self.values else theorem
            theorem = reduce(met, waiting, theorem)
        for premise in (*self.proofs, *self.premises):
            if premise.conclusion in theorem.hypotheses and premise.conclusion not in premise.hypotheses:
                theorem = met(theorem, premise)
        return theorem

    @property
    def conclusion(self) -> Formula:
        """What the theorem concludes."""
        return self.theorem.conclusion

    def specialised(self, theorem: Theorem) -> Theorem:
        """The quantified theorem at the values. That these are defined is decided under the facts, or, where none are
        given, without any, or from the inequalities among the hypotheses of the proofs and premises, or from all
        inequalities, or all formulas among them and their hypotheses."""
        values = [self.values[variable.name] for variable in self.quantified]
        self.carry_letters(theorem.conclusion, values)
        if self.facts is not None:
            return reduce(rules.specialise, values, rules.weaken(theorem, self.facts))
        theorems = (*self.proofs, *self.premises)
        known = tuple(f for each in theorems for f in (*each.hypotheses, each.conclusion))
        inequalities = tuple(f for f in known if not any(isinstance(part, Equal) for part in subnodes(f)))
        assumed = tuple(f for f in inequalities if any(f in each.hypotheses for each in theorems))
        for facts in ((), assumed, inequalities):
            with suppress(KernelError):
                return reduce(rules.specialise, values, rules.weaken(theorem, facts) if facts else theorem)
        return reduce(rules.specialise, values, rules.weaken(theorem, known))

    def carry_letters(self, formula: Formula, values: Sequence[Bound]) -> None:
        """What the author calls bound variables in the quantified theorem is what they are called at the values."""
        replacements: dict[IndexVariable | Variable, Bound] = {}
        for variable, value in zip(self.quantified, values, strict=True):
            over = rules.of_kind(formula, ForAll, "lemma: the theorem is not quantified").over
            own = Variable(variable.name, over) if isinstance(over, tuple) else IndexVariable(variable.name, over)
            formula, replacements[own] = open_body(formula.body, (own,)), value  # type: ignore[attr-defined]
        carry_letters(formula, replacements)

    def placed(self, theorem: Theorem, proofs: list[Theorem]) -> Theorem:
        """The theorem with the values for free variables, all at once; proofs of conditions on them are used up."""
        facts, values = self.facts or (), self.values
        own = free_in(*theorem.hypotheses, theorem.conclusion)
        found = [(variable_named(name, own), value) for name, value in values.items()]
        outside = free_in(*facts, *values.values())
        taken = (*facts, *values.values(), *theorem.hypotheses, theorem.conclusion)
        for place, (variable, value) in enumerate(found):
            if variable in outside:  # its letter means something else in the values, or in the facts
                other = renamed(variable, fresh_name(f"{variable.name}_", *taken))
                theorem, found[place] = instantiate(theorem, variable, other, (), []), (other, value)
        for variable, value in found:
            theorem = instantiate(theorem, variable, value, facts, proofs)
        return theorem


def detached(theorem: Theorem, proofs: Iterable[Theorem]) -> Theorem:
    """The theorem without the conditions, which are implications, that the proofs prove, in whatever order."""
    waiting = [*proofs]
    while waiting:
        left = theorem.conclusion.left if isinstance(theorem.conclusion, Implies) else None
        proof = next((proof for proof in waiting if proof.conclusion == left), waiting[0])
        theorem = rules.modus_ponens(theorem, proof)
        waiting.remove(proof)
    return theorem


def met(theorem: Theorem, proof: Theorem) -> Theorem:
    """The theorem without a condition that is proved: what it implies, or a hypothesis."""
    conclusion = theorem.conclusion
    if isinstance(conclusion, Implies) and conclusion.left == proof.conclusion:
        return rules.modus_ponens(theorem, proof)
    if proof.conclusion in theorem.hypotheses:
        return rules.modus_ponens(rules.discharge(theorem, proof.conclusion), proof)
    raise KernelError("lemma: what is given is not a condition of the theorem")


def cut(theorem: Theorem, proofs: Iterable[Theorem]) -> Theorem:
    """The theorem without the hypotheses that others prove: from A ⊢ B and A, B.

    D. Prawitz, Natural Deduction, chapter I."""
    for proof in proofs:
        theorem = rules.modus_ponens(rules.discharge(theorem, proof.conclusion), proof)
    return theorem


def instantiate(
    theorem: Theorem,
    variable: IndexVariable | Variable,
    value: Bound,
    facts: Formulas,
    proofs: list[Theorem],
) -> Theorem:
    """The theorem with a value for a free variable; the value has to be defined under the hypotheses that result and
    the facts, which become hypotheses. Where there are proofs of hypotheses that result, these are used up instead."""
    required = tuple(h for h in theorem.hypotheses if variable in free_variables(h))
    for hypothesis in required:
        theorem = rules.discharge(theorem, hypothesis)
    placed = tuple(substitute(hypothesis, {variable: value}) for hypothesis in required)
    proved = {proof.conclusion: proof for proof in proofs if proof.conclusion in placed}
    proofs[:] = [proof for proof in proofs if proof not in proved.values()]
    left = tuple(hypothesis for hypothesis in placed if hypothesis not in proved)
    general = rules.weaken(rules.generalise(theorem, variable), (*facts, *left))
    result = rules.specialise(general, value)
    for hypothesis in reversed(placed):
        result = rules.modus_ponens(result, proved.get(hypothesis) or rules.assume(hypothesis))
    return result


def free_in(*nodes: Node) -> set[IndexVariable | Variable]:
    """The free variables of the nodes."""
    return {variable for node in nodes for variable in free_variables(node)}


def variable_named(name: str, variables: set[IndexVariable | Variable]) -> IndexVariable | Variable:
    """The only one of the variables that has the name."""
    found = [variable for variable in variables if variable.name == name]
    if len(found) != 1:
        names = ", ".join(sorted(variable.name for variable in variables))
        raise TypeError(f"the lemma has {'no' if not found else 'more than one'} variable {name}; it is about {names}")
    return found[0]


def renamed(variable: IndexVariable | Variable, name: str) -> IndexVariable | Variable:
    """The variable with another name."""
    sort = sort_of(variable)
    return Variable(name, sort) if isinstance(sort, tuple) else IndexVariable(name, sort)


def is_equivalence(formula: Formula) -> bool:
    """Whether a formula says "A if and only if B"."""
    match formula:
        case And(parts=(Implies() as forth, Implies() as back)):
            return (forth.left, forth.right) == (back.right, back.left)
    return False
