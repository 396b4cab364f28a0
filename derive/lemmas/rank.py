"""Rank and nullity."""

from __future__ import annotations

from derive.kernel import rules
from derive.kernel.terms import (
    ONE,
    ZERO,
    Entry,
    Equal,
    Exists,
    Formula,
    Implies,
    IndexNumber,
    IndexVariable,
    Lambda,
    Multiply,
    Rank,
    SizeValue,
    Sum,
    Variable,
    close_body,
    fresh_name,
    number,
    open_body,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.language.expressions import Family, Real, total
from derive.language.logic import Known, proof_of

NO_NULL_SPACE = "rank: the theorem is not that M v = 0 exactly where v = c·1 for some c"


def image(entry: Real, column: IndexVariable, vector: Family) -> Real:
    """(M v)ᵢ for the matrix with this entry, each term a product of two factors, as the rule for ranks has it."""
    return total(column, Multiply((entry.term, vector[column].term)))


def _implication(theorem: Theorem) -> Implies:
    return rules.of_kind(theorem.conclusion, Implies, NO_NULL_SPACE)


def rows_sum_to_zero(rank: Rank, null_space: Theorem) -> Theorem:
    """From M v = 0 for v = c·1: every row of M sums to 0."""
    size, facts = rank.columns, null_space.hypotheses
    row = IndexVariable(fresh_name("row", rank, *facts), rank.rows)
    column = IndexVariable(fresh_name("column", rank, *facts), size)
    sent_to_zero = rules.conjunct(rules.specialise(null_space, Lambda((size,), ONE)), 1)
    scaled = rules.of_kind(_implication(sent_to_zero).left, Exists, NO_NULL_SPACE)
    constant = rules.generalise(rules.by_normal_form(Equal(ONE, ONE), (), ()), column)
    image = rules.modus_ponens(sent_to_zero, rules.exhibit(scaled, Lambda((), ONE), constant))
    one_row = rules.specialise(image, row)
    rows = Sum(size, close_body(open_body(rank.body, (row, column)), (column,)))
    return rules.generalise(rules.combine(Equal(rows, ZERO), (ONE,), (one_row,), facts, ()), row)


def rank_from_null_space(goal: Formula, known: Known, rows: Theorem | None = None) -> Theorem:
    """Rank and nullity: if, for every v, M v = 0 exactly when v = c·1 for some c, the rank of M is one less than
    the number of its columns. That every row of M sums to 0 is derived from that, unless it is given."""
    equation, null_space = rules.of_kind(goal, Equal, "rank: the goal is not an equation"), proof_of(known)
    rank, facts = rules.of_kind(equation.left, Rank, "rank: the left side is not a rank"), null_space.hypotheses
    size = rank.columns
    column = IndexVariable(fresh_name("column", rank, *facts), size)

    vector = Variable(fresh_name("v", rank, *facts), (size,))
    is_constant = rules.conjunct(rules.specialise(null_space, vector), 0)
    in_kernel = _implication(is_constant).left
    existence = rules.of_kind(_implication(is_constant).right, Exists, NO_NULL_SPACE)
    value = Variable(fresh_name("c", rank, existence, *facts), ())
    alike = rules.assume(open_body(existence.body, (value,)))
    ends = tuple(rules.specialise(alike, place) for place in (column, IndexNumber(1, size)))
    equal = Equal(Entry(vector, (column,)), Entry(vector, (IndexNumber(1, size),)))
    same = rules.generalise(rules.combine(equal, (ONE, number(-1)), ends, (), ()), column)
    same = rules.take(rules.modus_ponens(is_constant, rules.assume(in_kernel)), value, same)
    only = rules.generalise(rules.discharge(same, in_kernel), vector)
    theorem = rules.rank_from_null_space(rank, rows or rows_sum_to_zero(rank, null_space), only)
    less = rules.by_normal_form(Equal(subtract(SizeValue(size), ONE), equation.right), (), ())
    return rules.transitivity((theorem, less))
