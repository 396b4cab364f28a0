"""Arrays whose entries take finitely many values, as in yₖ = 0 or yₖ = 1 for every k: cases of the entries that occur,
and for entries inside sums the polynomial in y through the values of a term."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from functools import partial
from itertools import product
from math import inf

from derive.kernel import rules
from derive.kernel.budget import Budget
from derive.kernel.facts import indices_in
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import monomial_term, plus
from derive.kernel.terms import (
    Add,
    Entry,
    Equal,
    ForAll,
    Formula,
    Index,
    IndexVariable,
    KernelError,
    Multiply,
    Node,
    Number,
    Or,
    Power,
    Relation,
    Size,
    Sum,
    Term,
    fresh_name,
    number,
    open_body,
    rebuild,
    subnodes,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.lemmas.decided import seen
from derive.lemmas.terms import Indices
from derive.prover.goal import Search, add_up_over
from derive.prover.tactic import involving, tactic

MOST_STEPS = 12
"""How many sums are written anew."""


@tactic("values", cost=2, deepest=inf, step=0, decisive=True)
def values(goal: Relation, search: Search) -> Theorem | None:
    """The goal in each case of an entry in it of which the hypotheses list the values."""
    given = search.given
    for sizes, formula in alternatives_for_all(given):
        for indices in product(*(indices_in(goal, size=size) for size in sizes)):
            choice = at_indices(formula, indices)
            parts = choice.conclusion
            assert isinstance(parts, Or)
            entries = {node for node in subnodes(parts) if isinstance(node, Entry)}
            if entries & set(subnodes(goal)) and not any(part in given for part in parts.parts):
                branches = tuple(search.prove(goal, (part, *given)) for part in parts.parts)
                return rules.cases(choice, branches, goal)
    return None


def alternatives_for_all(given: tuple[Formula, ...]) -> Iterator[tuple[tuple[Size, ...], Formula]]:
    """The hypotheses that are alternatives for all values of some indices, with the sizes of these."""
    for formula in given:
        sizes: tuple[Size, ...] = ()
        body = formula
        while isinstance(body, ForAll) and not isinstance(body.over, tuple):
            sizes, body = (*sizes, body.over), body.body
        if sizes and isinstance(body, Or) and body.parts:
            yield sizes, formula


def at_indices(formula: Formula, indices: tuple[Index, ...]) -> Theorem:
    """What a hypothesis for all indices says at some."""
    theorem = rules.assume(formula)
    for index in indices:
        theorem = rules.specialise(theorem, index)
    return theorem


# Inside sums -------------------------------------------------------------------------------------


@tactic("interpolation", cost=55, deepest=0, when=involving(Sum))
def interpolation(goal: Equal, search: Search) -> Theorem | None:
    """An equation after the terms of its sums are written as polynomials in entries with finitely many values:
    f(y) = f(1) y + f(0) (1 − y) for y in {0, 1}, by Lagrange's formula in general.

    J. Stoer, R. Bulirsch, Introduction to Numerical Analysis, 3rd ed., theorem 2.1.1.1."""
    given = search.given
    if not any(True for _ in alternatives_for_all(given)):
        return None
    view = seen(goal, given)
    rest, multipliers = view.difference, []
    equations: list[Theorem] = []
    done: set[Term] = set()
    while len(equations) < MOST_STEPS:
        places = [(m, atom) for m in rest for atom, power in m if isinstance(atom, Sum) and power == 1]
        places = [(m, atom) for m, atom in places if atom not in done]
        if not places:
            break
        monomial, atom = min(places, key=lambda place: place[1].key)
        done.add(atom)
        for equation in interpolated(atom, goal, given):
            others = monomial_term(monomial - {(atom, 1)}, -rest[monomial])
            change = equation.conclusion
            assert isinstance(change, Equal)
            view.reasoner.budget = Budget()
            difference = view.reasoner.normal(Multiply((others, subtract(change.right, change.left))))
            if difference:  # where there is none, the term is a polynomial in the entry already
                rest = plus(rest, difference, -1)
                multipliers.append(others)
                equations.append(equation)
                break
    return rules.combine(goal, tuple(multipliers), tuple(equations), given, ()) if equations else None


def interpolated(total: Sum, goal: Formula, given: tuple[Formula, ...]) -> Iterator[Theorem]:
    """A sum, or one of sums, with its terms as polynomials in an entry of which the values are listed."""
    indices: Indices = ()
    body: Term = total
    while isinstance(body, Sum):
        indices = (*indices, IndexVariable(fresh_name(f"v{len(indices)}_", total, goal, *given), body.size))
        body = open_body(body.body, indices[-1:])
    for sizes, formula in alternatives_for_all(given):
        for chosen in product(*(indices_in(body, size=size) for size in sizes)):
            choice = at_indices(formula, chosen)
            found = values_of(choice.conclusion)
            if found is None or found[0] not in subnodes(body):
                continue
            polynomial = lagrange(body, *found)
            equation = Equal(body, polynomial)
            assert isinstance(choice.conclusion, Or)
            with suppress(KernelError, NeedsCase):
                cases = tuple(rules.by_normal_form(equation, (part, *given), ()) for part in choice.conclusion.parts)
                yield add_up_over(rules.cases(choice, cases, equation), indices)


def values_of(formula: Formula) -> tuple[Entry, tuple[Fraction, ...]] | None:
    """The entry and its values, where a formula says that an entry is one of several numbers."""
    assert isinstance(formula, Or)
    entries: set[Entry] = set()
    values: list[Fraction] = []
    for part in formula.parts:
        match part:
            case (
                Equal(left=Entry() as entry, right=Number(value=value))
                | Equal(left=Number(value=value), right=Entry() as entry)
            ):
                entries.add(entry)
                values.append(value)
            case _:
                return None
    distinct = tuple(dict.fromkeys(values))
    return (entries.pop(), distinct) if len(entries) == 1 else None


def lagrange(body: Term, variable: Entry, values: tuple[Fraction, ...]) -> Term:
    """The polynomial in a variable that has the values of a term where the variable is one of the numbers."""
    terms = []
    for value in values:
        others = [other for other in values if other != value]
        here = rebuild(body, partial(replaced, variable=variable, value=value))
        factors = [Multiply((subtract(variable, Number(o)), Power(Number(value - o), number(-1)))) for o in others]
        terms.append(Multiply((here, *factors)))
    return Add(tuple(terms))


def replaced(node: Node, depth: int, variable: Entry, value: Fraction) -> Node | None:
    """The number, for the variable."""
    return Number(value) if node == variable else None
