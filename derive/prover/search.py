"""From a statement to a theorem: formulas are taken apart until relations are left; these are decided, or proved by the
tactics, the cheapest first."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from derive.kernel import rules
from derive.kernel.normal import NeedsCase
from derive.kernel.terms import (
    And,
    Different,
    Equal,
    Exists,
    ForAll,
    Formula,
    Implies,
    IndexVariable,
    KernelError,
    Less,
    LessEqual,
    Or,
    Relation,
    Smooth,
    Variable,
    fresh_name,
    open_body,
)
from derive.kernel.theorem import Theorem
from derive.language.logic import suppose
from derive.language.statement import Statement, conjuncts
from derive.lemmas.decided import count_search, decided, forget
from derive.prover.credit import credited, forget_notes, noted
from derive.prover.goal import Search
from derive.prover.registry import attempts
from derive.prover.tactic import AT_ONCE, QUICK
from derive.prover.witnesses import by_value


@dataclass(frozen=True)
class Proved:
    """A theorem, and the names of the tactics and principles that its proof owes to."""

    theorem: Theorem
    by: tuple[str, ...]


def prove(statement: Statement, thorough: bool = True) -> Proved:
    """A theorem of exactly the statement; raises KernelError with the reason where none is found.

    Unless ``thorough``, only what is decided at once is tried."""
    forget_notes()
    try:
        search = Search(statement.hypotheses, prove_formula, inf if thorough else QUICK)
        theorem = prove_formula(statement.conclusion, search)
    except RecursionError:  # as where equations rewrite one term as ever larger ones
        forget()
        raise KernelError("prover: the statement is nested too deeply") from None
    except BaseException as error:
        if not isinstance(error, KernelError):  # stopped half-way, as when the time is up
            forget()
        raise
    return Proved(rules.weaken(theorem, statement.hypotheses), credited(theorem))


def prove_formula(goal: Formula, search: Search) -> Theorem:
    """The goal under what is given."""
    match goal:
        case And():
            return rules.conjunction(tuple(prove_formula(part, search) for part in goal.parts))
        case Implies():
            return suppose(goal.left, search.prove(goal.right, (*search.given, *conjuncts((goal.left,)))))
        case ForAll():
            name = fresh_name("x", goal, *search.given)
            over = goal.over
            variable = Variable(name, over) if isinstance(over, tuple) else IndexVariable(name, over)
            return rules.generalise(prove_formula(open_body(goal.body, (variable,)), search), variable)
        case Or():
            return one_of(goal, search)
        case Exists():
            return by_value(goal, search.given, lambda claim: prove_formula(claim, search))
        case Smooth():
            return rules.smooth(goal, search.given, ())
        case Equal() | Different() | Less() | LessEqual():
            return prove_relation(goal, search)
        case _:
            raise KernelError(f"prover: no method for {type(goal).__name__}")


def one_of(goal: Or, search: Search) -> Theorem:
    """A disjunction, by the first alternative that is proved."""
    for place, part in enumerate(goal.parts):
        try:
            return rules.alternative(goal, place, prove_formula(part, search))
        except KernelError:
            continue
    raise KernelError("prover: none of the alternatives is proved")


def prove_relation(goal: Relation, search: Search) -> Theorem:
    """An equation or inequality: by the decision procedure, else by the first tactic that proves it. Where a decisive
    tactic applies and fails, only those are tried after it that take the goal to cases."""
    try:
        return decided(goal, search.given)
    except KernelError as error:
        reason = error
    if isinstance(goal, (Less, LessEqual)) and search.budget > AT_ONCE:
        count_search()
    settled = False
    for cost, tactic, at_once in attempts():
        if cost > search.budget:
            break
        if (settled and not tactic.splits) or not tactic.fits(goal, search):
            continue
        try:
            found = tactic(goal, search.within(AT_ONCE) if at_once else search)
        except NeedsCase:
            continue
        except RecursionError:  # as where an equation rewrites one term as ever larger ones; others may leave it out
            forget()
            continue
        except KernelError as error:
            if tactic.decisive:
                reason, settled = error, True
            continue
        if found is not None:
            return noted(found, tactic.name)
    raise reason
