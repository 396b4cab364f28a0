"""A proved equation as a step: where its left side stands, its right side is written."""

from __future__ import annotations

from typing import TypeAlias

from derive.bridge.matching import Letter, Matcher
from derive.bridge.operation import Operation
from derive.kernel import terms as kernel
from derive.kernel.terms import Formula, KernelError, Term
from derive.kernel.theorem import Theorem
from derive.language.claims import Claim
from derive.language.lemma import Lemma
from derive.language.logic import Known, proof_of
from derive.language.order import factors_of, flat, product_of, sum_of, terms_of

Applied: TypeAlias = "Known | Claim"
"""What may be applied: a theorem, a claim (its theorem is looked up), or a formula that is assumed."""


def apply(known: Applied, part: str | None = None, backwards: bool = False) -> Operation:
    """An equation l = r that is known, for all values of its variables: r is written for l.

    ``part`` is the one of several statements that is meant, by the name that the claim gives it; ``backwards`` writes
    l for r."""
    hypotheses: tuple[Formula, ...] = ()
    if isinstance(known, (Theorem, Lemma)):
        theorem = proof_of(known)
        formula, hypotheses = theorem.conclusion, theorem.hypotheses
    elif isinstance(known, Claim):
        formula, hypotheses = _statement(known, part), known.statement.hypotheses
    else:
        formula = known
        hypotheses = (known,)
    if part is not None and not isinstance(known, Claim):
        raise KernelError("bridge: only the statements of a claim have names")
    letters = sorted(kernel.free_variables(formula), key=lambda variable: variable.key)
    fixed = {variable for hypothesis in hypotheses for variable in kernel.free_variables(hypothesis)}
    general: list[Letter] = [letter for letter in letters if letter not in fixed]
    equation = _equation(formula, general)
    left, right = (equation.right, equation.left) if backwards else (equation.left, equation.right)
    left, right = flat(left), flat(right)
    missing = {v for v in kernel.free_variables(right) if v in general} - kernel.free_variables(left)
    if missing:
        raise KernelError("bridge: a variable of the right side does not stand on the left")
    matcher = Matcher(general)

    def work(term: Term) -> Term | None:
        for found in matcher.matches(left, term, {}, frozenset()):
            return kernel.substitute(right, dict(found))
        is_product = isinstance(term, kernel.Multiply) and isinstance(left, kernel.Multiply)
        is_sum = isinstance(term, kernel.Add) and isinstance(left, kernel.Add)
        if is_product or is_sum:
            parts, wanted = (factors_of(term), factors_of(left)) if is_product else (terms_of(term), terms_of(left))
            for found, rest in matcher.among(wanted, parts, {}, frozenset()):
                new = kernel.substitute(right, dict(found))
                return product_of([new, *rest]) if is_product else sum_of([new, *rest])
        return None

    def step(term: Term) -> Term | None:
        from derive.language.places import outermost

        return outermost(flat(term), work)

    name = f"apply {known.id}" if isinstance(known, Claim) else "apply"
    return Operation(name, "as shown", step, sees_names=False, gathers=True, known=(known,))


def _statement(claim: Claim, part: str | None) -> Formula:
    """What a claim states, or the part of it that has a name."""
    formula = claim.statement.conclusion
    if part is None:
        return formula
    if part not in claim.part_names or not isinstance(formula, kernel.And):
        raise KernelError(f"bridge: no statement of {claim.id} is called {part!r}")
    return formula.parts[claim.part_names.index(part)]


def _equation(formula: Formula, general: list[Letter]) -> kernel.Equal:
    """The equation in a formula, with letters for what is quantified; these are added to the general ones."""
    if isinstance(formula, kernel.And):
        equations = [part for part in formula.parts if isinstance(part, (kernel.Equal, kernel.ForAll))]
        if len(equations) != 1:
            raise KernelError("bridge: which of the statements is meant has to be said")
        return _equation(equations[0], general)
    if isinstance(formula, kernel.ForAll):
        name = kernel.fresh_name("g", formula, *general)
        sort = formula.over
        letter: Letter = kernel.Variable(name, sort) if isinstance(sort, tuple) else kernel.IndexVariable(name, sort)
        general.append(letter)
        return _equation(kernel.open_body(formula.body, (letter,)), general)
    if not isinstance(formula, kernel.Equal):
        raise KernelError("bridge: what is applied is not an equation")
    return formula
