"""From a statement to a theorem: takes formulas apart until relations are left."""

from __future__ import annotations

from contextlib import suppress

from derive.kernel import rules
from derive.kernel.calculus import Undefined
from derive.kernel.normal import NeedsCase
from derive.kernel.terms import (
    And,
    Different,
    Equal,
    ForAll,
    Formula,
    Implies,
    IndexVariable,
    KernelError,
    Less,
    LessEqual,
    Limit,
    Or,
    Relation,
    Smooth,
    Variable,
    fresh_name,
    open_body,
    subnodes,
)
from derive.kernel.theorem import Theorem
from derive.language.statement import Statement
from derive.lemmas.decided import decided, forget
from derive.prover.contractions import by_contractions
from derive.prover.definedness import by_either_order, once_defined
from derive.prover.equality import by_equal_terms, by_fused_sums
from derive.prover.factors import by_factored_logarithms
from derive.prover.idempotents import by_linear_squares
from derive.prover.limits.values import limit_values
from derive.prover.order import by_antisymmetry, by_index_cases, by_signs, prove_order
from derive.prover.roots import by_square_roots
from derive.prover.values import by_interpolation, by_values


def prove(statement: Statement, thorough: bool = True) -> Theorem:
    """A theorem of exactly the statement; raises KernelError with the reason where none is found.

    Unless ``thorough``, only what is decided at once is tried."""
    try:
        theorem = prove_formula(statement.conclusion, statement.hypotheses, thorough)
    except RecursionError:  # as where equations rewrite one term as ever larger ones
        forget()
        raise KernelError("prover: the statement is nested too deeply") from None
    except BaseException as error:
        if not isinstance(error, KernelError):  # stopped half-way, as when the time is up
            forget()
        raise
    return rules.weaken(theorem, statement.hypotheses)


def prove_formula(goal: Formula, given: tuple[Formula, ...], thorough: bool) -> Theorem:
    """The goal under the given formulas."""
    match goal:
        case And():
            return rules.conjunction(tuple(prove_formula(part, given, thorough) for part in goal.parts))
        case Implies():
            return rules.discharge(prove_formula(goal.right, (*given, goal.left), thorough), goal.left)
        case ForAll():
            name = fresh_name("x", goal, *given)
            over = goal.over
            variable = Variable(name, over) if isinstance(over, tuple) else IndexVariable(name, over)
            return rules.generalise(prove_formula(open_body(goal.body, (variable,)), given, thorough), variable)
        case Or():
            return one_of(goal, given, thorough)
        case Smooth():
            return rules.smooth(goal, given, ())
        case Equal() | Different() | Less() | LessEqual():
            return prove_relation(goal, given, thorough)
        case _:
            raise KernelError(f"prover: no method for {type(goal).__name__}")


def one_of(goal: Or, given: tuple[Formula, ...], thorough: bool) -> Theorem:
    """A disjunction, by the first alternative that is proved."""
    for place, part in enumerate(goal.parts):
        try:
            return rules.alternative(goal, place, prove_formula(part, given, thorough))
        except KernelError:
            continue
    raise KernelError("prover: none of the alternatives is proved")


def prove_relation(goal: Relation, given: tuple[Formula, ...], thorough: bool) -> Theorem:
    """An equation or inequality: by the decision procedure, by cases of disjunctive hypotheses, by
    computing the limits in it, by certificates for order."""
    for hypothesis in given:
        if isinstance(hypothesis, Or):
            return by_alternatives(goal, given, hypothesis, thorough)
    try:
        return decided(goal, given)
    except KernelError as error:
        first = error
    try:
        return found_for_relation(goal, given, thorough, first)
    except KernelError:
        in_cases = by_either_order(goal, given, prove_thoroughly) if thorough else None
        if in_cases is None:
            raise
        return in_cases


def prove_thoroughly(goal: Formula, given: tuple[Formula, ...]) -> Theorem:
    """The goal by everything there is."""
    return prove_formula(goal, given, True)


def found_for_relation(goal: Relation, given: tuple[Formula, ...], thorough: bool, first: KernelError) -> Theorem:
    """As :func:`prove_relation`, after the decision procedure failed with ``first``."""
    in_cases = by_values(goal, given, lambda inner, facts: prove_relation(inner, facts, thorough))
    if in_cases is not None:
        return in_cases
    try:
        limits = limit_values(goal, given) if any(isinstance(node, Limit) for node in subnodes(goal)) else ()
    except KernelError:
        found = by_index_cases(goal, given, lambda inner, facts: prove_relation(inner, facts, thorough))
        if found is None:
            raise
        return found
    if limits:
        return with_limits(goal, given, limits, thorough)
    if isinstance(first, Undefined):
        return once_defined(
            goal, given, first, prove_thoroughly, lambda inner, facts: prove_formula(inner, facts, thorough)
        )
    if not thorough:
        raise first
    rooted = by_square_roots(goal, given, lambda inner, facts: prove_relation(inner, facts, thorough))
    if rooted is not None:
        return rooted
    if isinstance(goal, Different):
        raise first
    if isinstance(goal, Equal):
        try:
            found = by_signs(goal, given, 0)
        except KernelError:
            found = None
        for method in EQUATION_METHODS:
            with suppress(KernelError, NeedsCase):
                found = found or method(goal, given)
        if found is None:
            raise first
        return found
    found = prove_order(goal, given)
    if found is None:
        raise first
    return found


def in_reverse(goal: Equal, given: tuple[Formula, ...]) -> Theorem | None:
    """The decision procedure with the equations among the hypotheses used in the opposite order."""
    if len(given) < 2:
        return None
    try:
        return rules.by_normal_form(goal, given[::-1], ())
    except KernelError:
        return None


def with_limits(goal: Relation, given: tuple[Formula, ...], limits: tuple[Theorem, ...], thorough: bool) -> Theorem:
    """The goal, once the values of the limits in it are known."""
    try:
        return rules.by_normal_form(goal, given, limits)
    except KernelError:
        if not isinstance(goal, Equal) or not thorough:
            raise
    for limit in limits:
        value = limit.conclusion
        if isinstance(value, Equal) and value.left == goal.left:
            rest = prove_relation(Equal(value.right, goal.right), given, thorough)
            return rules.transitivity((limit, rest))
    raise KernelError("prover: the limit has another form")


def by_alternatives(goal: Relation, given: tuple[Formula, ...], choice: Or, thorough: bool) -> Theorem:
    """The goal in each case of a hypothesis such as y = 0 or y = 1."""
    rest = tuple(hypothesis for hypothesis in given if hypothesis != choice)
    branches = tuple(prove_relation(goal, (part, *rest), thorough) for part in choice.parts)
    return rules.cases(rules.assume(choice), branches, goal)


EQUATION_METHODS = (
    by_equal_terms,
    by_fused_sums,
    by_factored_logarithms,
    by_linear_squares,
    by_interpolation,
    by_contractions,
    by_antisymmetry,
    in_reverse,
)
"""What is tried for an equation, one after the other."""
