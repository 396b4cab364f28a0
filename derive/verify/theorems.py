"""From claims to theorems: runs the proof scripts, each at most once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from derive.kernel import terms as kernel
from derive.kernel.rules import assume
from derive.kernel.terms import Bound, Formula, IndexVariable, N, Variable
from derive.kernel.theorem import Theorem
from derive.language.binders import Letters, carry_letters, letters_apart
from derive.language.claims import Claim, conditional, for_all_values, variables_in
from derive.language.constants import constant
from derive.language.derivation import Derivation, ScriptError
from derive.language.evidence import Denial, Proof
from derive.language.expressions import bound_value
from derive.language.instance import Instance
from derive.language.lemma import Lemma
from derive.language.statement import Statement
from derive.verify.certify import steps_of
from derive.work import scaled

if TYPE_CHECKING:
    from derive.prover.search import Proved

_proved: dict[str, tuple[Claim, Theorem, Derivation]] = {}
_under_way: list[str] = []
_asked: dict[str, Statement] = {}
"""What a script that failed asked the kernel for last, by the id of its claim."""


def derive_claim(claim: Claim) -> tuple[Theorem, Derivation]:
    """The theorem of a claim's statement and the derivation that its script wrote.

    A claim without a script is left to the automatic prover. Raises what the script raises, and
    ScriptError where claims use one another in a circle."""
    if claim.id in _proved and _proved[claim.id][0] is claim:
        return _proved[claim.id][1:]
    if claim.id in _under_way:
        raise ScriptError(f"the proof uses itself: {' → '.join([*_under_way, claim.id])}")
    _under_way.append(claim.id)
    try:
        derivation = Derivation(
            claim.parts, claim.statement.hypotheses, theorem_of, claim.names, automatic=prove_automatically
        )
        if not isinstance(claim.evidence, Proof):
            raise ScriptError(f"{claim.id} is not a claim with a proof")
        script = claim.evidence.script or conclude_what_is_found
        with letters_apart(claim.letters) as derivation.letters:
            try:
                script(derivation)
            except kernel.KernelError:
                if derivation.asked is not None:
                    _asked[claim.id] = Statement(derivation.asked_under, derivation.asked)
                raise
        theorem = derivation.finish()
    finally:
        _under_way.pop()
    _proved[claim.id] = claim, theorem, derivation
    return theorem, derivation


def asked_last(claim: Claim) -> Statement | None:
    """What the script of a claim asked the kernel for last, where it failed there."""
    return _asked.get(claim.id)


def theorem_of(claim: Claim) -> Theorem:
    """The theorem of a claim."""
    return derive_claim(claim)[0]


def conclude_what_is_found(derivation: Derivation) -> None:
    """Leaves each formula of the statement to the automatic prover, and says what the proof owes to."""
    for goal in derivation.goals:
        found = look_for(goal, derivation.given)
        *others, last = map(in_words, found.by or ("normal form",))
        by = f"{', '.join(others)} and {last}" if others else last
        derivation.conclude(found.theorem, f"found by the automatic prover, by {by}")


def in_words(tactic: str) -> str:
    """What a tactic is called."""
    names = {
        "linarith": "linear arithmetic",
        "in_normal_form": "the normal form",
        "pinsker": "Pinsker's inequality",
        "pinsker_of_two": "Pinsker's inequality for two classes",
    }
    return names.get(tactic, tactic.replace("_", " "))


def prove_automatically(goal: Formula, given: Sequence[Formula]) -> Theorem:
    """The theorem of a formula under what is given that the automatic prover finds."""
    return look_for(goal, given).theorem


def look_for(goal: Formula, given: Sequence[Formula]) -> Proved:
    """What the automatic prover finds for a formula under what is given."""
    from derive.prover import prove
    from derive.verify.limits import ALLOWANCE, at_most

    return at_most(scaled(ALLOWANCE), partial(prove, Statement(tuple(given), goal)))


def deny_claim(claim: Claim, evidence: Denial) -> tuple[Theorem, Derivation, Formula]:
    """The theorem that a claim's statement is false at a point, for all variables that have no value there."""
    letters: Letters
    with letters_apart(claim.letters) as letters:
        statement: Formula = conditional(claim.statement)
    statement = _resized_all(statement, evidence.at)
    variables = [_resized_all(variable, evidence.at) for variable in variables_in(claim.statement)]
    values = values_at(variables, evidence.at)
    others = tuple(variable for variable in variables if variable not in values)
    known = {_resized_all(binder, evidence.at): letter for binder, letter in {**claim.letters, **letters}.items()}
    with letters_apart({**claim.letters, **known}) as letters:
        carry_letters(statement, values)
        denied = for_all_values(others, kernel.substitute(statement, values))
    assumed = assume(denied)
    contrary = Lemma(lambda: assumed, others, claim.part_names, len(claim.statement.hypotheses))
    derivation = Derivation((kernel.Not(denied),), (), theorem_of, claim.names, contrary, prove_automatically)
    with letters_apart({**claim.letters, **known, **letters}) as derivation.letters:
        evidence.script(derivation)
    return derivation.finish(), derivation, derivation.goals[0]


def values_at(variables: Sequence[IndexVariable | Variable], at: Instance) -> dict[IndexVariable | Variable, Bound]:
    """The values of those variables that have one at a point."""
    values: dict[IndexVariable | Variable, Bound] = {}
    for variable in variables:
        if isinstance(variable, Variable) and variable.name in at.values:
            values[variable] = bound_value(constant(at.values[variable.name]))
        elif isinstance(variable, IndexVariable) and variable.name in at.indices:
            place = at.indices[variable.name]
            if not isinstance(place, int):
                raise ScriptError(f"{variable.name} is one class, and no table of classes")
            values[variable] = kernel.IndexNumber(place, variable.size)
    unused = {*at.values, *at.indices} - {variable.name for variable in values}
    if unused:
        raise ScriptError(f"the statement has no free variable {min(unused)}")
    return values


def _resized_all(node: N, at: Instance) -> N:
    """The node with the sizes of a point."""
    for name, size in at.sizes.items():
        node = _resized(node, name, size)
    return node


def _resized(node: N, name: str, size: int) -> N:
    """The node with a number for a symbolic size."""

    def inside(field: str, part: Any) -> Any:
        if isinstance(part, kernel.Node):
            return _resized(part, name, size)
        return size if field in kernel.SIZE_FIELDS and part == name else part

    if isinstance(node, kernel.LastIndex) and node.size == name:
        return cast(N, kernel.IndexNumber(size, size))
    return kernel.map_parts(node, inside)


def lemmas_used(theorem: Theorem, derivation: Derivation) -> tuple[str, ...]:
    """The ids of the claims whose theorems the proof rests on."""
    steps = {id(step) for step in steps_of(theorem)}
    return tuple(sorted(name for name, lemma in derivation.lemmas.items() if id(lemma) in steps))
