"""What relations say: equations, inequalities, limits, ∝, ≈, arg max, ⪰."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from derive.documents.errors import refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.syntax import Expression
from derive.documents.meaning.binders import ARG, LIMIT, tends
from derive.documents.meaning.combining import constant, entries_at, entrywise, over_entries, total
from derive.documents.meaning.context import Context
from derive.documents.meaning.registry import elaborate, index
from derive.documents.meaning.said import (
    Best,
    Claim,
    Compared,
    IsBest,
    Proportional,
    Said,
    SameBest,
    Semidefinite,
)
from derive.documents.meaning.scope import Scope
from derive.documents.meaning.shapes import NO_ARRAY, NO_NUMBER, SHAPES, SizeReference, Value, agree
from derive.documents.meaning.symbols import IndexSymbol
from derive.language.relations import SIGNS

PROPORTIONAL = refusal(
    "D241",
    "a proportionality without an index",
    """\\propto says that both sides are equal up to a factor that does not depend on the index of the left side.
    Without an index there, any two numbers that are not 0 would be proportional: write the index, or an equation with
    the factor.""",
    (r"a \propto 2 b", "let $a > 0$, $b > 0$"),
    (r"p_i \propto 2 p_i", r"let $p \in \Delta^{K-1}$"),
)

APPROXIMATE = refusal(
    "D242",
    "an approximation without a decimal",
    """\\approx is understood between a value and a decimal: it says that they are equal to the digits that are printed.
    Write the number with its digits, or an inequality with the bound that is meant.""",
    (r"a \approx b", "let $a > 0$, $b > 0$"),
    (r"\log 2 \approx 0.693",),
)

BRACE = refusal(
    "D243",
    "a claim under a brace where nothing is claimed",
    """What stands under a brace is one more claim of the formula. A definition or hypothesis claims nothing, and inside
    of a sum, a limit or a function it would be a claim about a letter that only exists there: check it as a formula of
    its own. Words under a brace are no claim.""",
    (r"\sum_i \underbrace{x_i - x_i}_{= 0} = 0", r"let $x \in \mathbb{R}^K$"),
    ("x_i - x_i = 0", r"let $x \in \mathbb{R}^K$"),
)

RELATION = refusal(
    "D244",
    "a relation that cannot be checked",
    """Equations and inequalities are checked, between arrays entry by entry; so are \\to, \\propto, \\approx and
    \\succeq. That two arrays differ says that some entry does. A set stands behind \\in in a declaration only, or as
    \\arg\\max; write what it says of the entries.""",
    (r"p \in \Delta^{K-1}", r"let $p \in \mathbb{R}^K$"),
    (r"\sum_k p_k = 1", r"let $p \in \Delta^{K-1}$"),
)


def side_values(nodes: Sequence[Expression], context: Context) -> list[Value | None]:
    """The values of the sides; None for arg max, and for what is compared with nothing else."""
    is_arg = [isinstance(node, syntax.Arg) for node in nodes]
    values: list[Value | None] = []
    for position, node in enumerate(nodes):
        neighbours = [*is_arg[max(position - 1, 0) : position], *is_arg[position + 1 : position + 2]]
        compared = not is_arg[position] and not (neighbours and all(neighbours))
        values.append(elaborate(node, context) if compared else None)
    return values


class Related(Protocol):
    """What says how two sides are related, and where."""

    @property
    def name(self) -> str: ...

    @property
    def at(self) -> int: ...


def link(
    relation: Related,
    nodes: tuple[Expression, Expression],
    values: tuple[Value | None, Value | None],
    approach: syntax.Approach | None,
    context: Context,
) -> Said:
    """What the relation of two sides says; ``approach`` is what tends to what below an arrow."""
    left, right = values
    if isinstance(nodes[0], syntax.Arg) or isinstance(nodes[1], syntax.Arg):
        return _arg_relation(relation, nodes, context)
    assert left is not None and right is not None
    name, at = relation.name, relation.at
    if name == "->":
        if approach is None:
            raise LIMIT(r"\to needs its variable: write \lim_{x \to a}, or '\text{as } x \to a' behind", at)
        left = tends(approach, left, context)
        name = "="
    if name == "~":
        return _proportional(nodes, left, right, at, context)
    if name == "≈":
        return _approximate(nodes, left, right, at)
    if name in (">=0", "<=0", ">0", "<0"):
        low, high = (left, right) if name.startswith("<") else (right, left)
        return _semidefinite(low, high, "=" not in name, at)
    if name not in (one.name for one in SIGNS):
        raise RELATION(
            r"this relation cannot be checked; expected =, \ne, \le, \ge, <, >, \approx, \propto, \succeq or \to", at
        )
    return _compared(name, left, right, at)


@dataclass(frozen=True)
class _Labelling:
    """The relation between what stands over a brace and its label."""

    name: str
    at: int


@elaborate.register
def labelled(node: syntax.Labelled, context: Context) -> Value:
    """What stands over a brace; that it has the relation to its label is one more claim of the formula."""
    body, label = elaborate(node.body, context), elaborate(node.label, context)
    bound = [key for key in context.locals if syntax.mentions((node.body, node.label), key)]
    if bound:
        raise BRACE(
            f"a claim under a brace about '{bound[0]}', inside a sum, limit or function that it belongs to, is not "
            "understood: check it as a formula of its own",
            node.at,
        )
    if context.is_premise:
        raise BRACE(
            "a value below a brace is a claim, and a definition or hypothesis claims nothing: leave it out, or write "
            r"words below the brace",
            node.at,
        )
    relation = _Labelling(node.relation, node.at)
    said = link(relation, (node.body, node.label), (body, label), None, context)
    context.claims.append(Claim(node.relation, node.at, said))
    return body


def _compared(name: str, left: Value, right: Value, at: int) -> Said:
    """A relation of numbers, or entry by entry of arrays; these differ where some entry does. A bare 0 takes the shape
    of the other side."""
    if (left.number != 0 and right.number != 0) or (left.sizes and right.sizes):
        agree(left, right, at)
    if name == "!=" and (left.sizes or right.sizes):  # some entry differs: the squares of the differences are not all 0
        difference = total([(1, left), (-1, right)], at)
        squares = over_entries("sum", entrywise("power", difference, constant(2)))
        return Compared("<", constant(0), squares)
    return Compared(name, left, right)


def _semidefinite(low: Value, high: Value, strict: bool, at: int) -> Said:
    """An order of square matrices; a bare 0 takes the other's shape."""
    if low.number != 0 and high.number != 0:
        agree(low, high, at)
    shaped = low if low.sizes else high
    if len(shaped.sizes) != 2:
        raise NO_ARRAY(
            f"\\succeq and \\preceq compare square matrices, not {shaped.shape}; for entries write \\ge or \\le", at
        )
    shaped.sizes[0].unify(shaped.sizes[1], at)
    return Semidefinite(low, high, strict)


def _proportional(nodes: tuple[Expression, Expression], left: Value, right: Value, at: int, context: Context) -> Said:
    """A proportionality with a factor that is free of the left side's indices."""
    letters = tuple(context.free[letter] for letter in nodes[0].free_letters if letter in context.free)
    if left.sizes:
        agree(left, right, at)
    elif right.sizes:
        raise SHAPES(f"the shapes do not agree: {left.shape} and {right.shape}", at)
    if not letters and not left.sizes:
        raise PROPORTIONAL(
            r"\propto needs an index on its left side: write p_k \propto …, or an equation with the factor", at
        )
    return Proportional(left, right, letters)


def _approximate(nodes: tuple[Expression, Expression], left: Value, right: Value, at: int) -> Said:
    """Equal to the digits printed: the difference is at most half a unit of the last digit."""
    for node, decimal, other in ((nodes[1], right, left), (nodes[0], left, right)):
        unit = _unit(node)
        if unit is None or decimal.number is None:
            continue
        if other.sizes:
            raise NO_NUMBER(f"\\approx compares numbers, not {other.shape}: write an entry", at)
        difference = total([(1, other), (-1, constant(decimal.number))], at)
        return Compared("<=", entrywise("abs", difference), constant(unit / 2))
    raise APPROXIMATE(
        r"\approx needs a decimal on one side: write the digits, or an inequality with the bound that is meant", at
    )


def _unit(node: Expression) -> Fraction | None:
    """The unit of the last digit of a decimal, ``-0.31`` or ``1.2 \\cdot 10^{-3}``."""
    if isinstance(node, syntax.Numeral):
        return Fraction(1, 10**node.decimals)
    if isinstance(node, syntax.Total) and len(node.terms) == 1:
        return _unit(node.terms[0][1])
    if isinstance(node, syntax.Times) and len(node.factors) == 2 and isinstance(node.factors[1], syntax.Raised):
        unit, scale = _unit(node.factors[0]), elaborate(node.factors[1], Context(Scope())).number
        return unit * scale if unit is not None and scale is not None else None
    return None


def _arg_relation(relation: Related, nodes: tuple[Expression, Expression], context: Context) -> Said:
    r"""``c = \arg\max`` (the only maximiser), ``c \in \arg\max`` (a maximiser), equality of two sets."""
    left, right = nodes
    if isinstance(left, syntax.Arg) and not isinstance(right, syntax.Arg):
        left, right = right, left
    assert isinstance(right, syntax.Arg)
    if isinstance(left, syntax.Arg):
        if relation.name != "=":
            raise ARG(
                r"two \arg\max are compared with = only: write c = \arg\max_k … for each, and compare these",
                relation.at,
            )
        one, two = _best(left, context), _best(right, context)
        one.letter.size.unify(two.letter.size, relation.at)
        return SameBest(one, two)
    if relation.name not in ("=", "in"):
        raise ARG(r"\arg\max is understood next to = or \in only: write c = \arg\max_k …, and use c", relation.at)
    best = _best(right, context)
    chosen = index(left, context)
    chosen.size.unify(best.letter.size, relation.at)
    return IsBest(best, chosen, alone=relation.name == "=")


def _best(node: syntax.Arg, context: Context) -> Best:
    if node.binder is None:
        vector = elaborate(node.body, context)
        if len(vector.sizes) != 1:
            raise ARG(r"\arg\max needs its index: \arg\max_k z_k", node.at)
        symbol = IndexSymbol("#", vector.sizes[0])
        return Best(node.operator, symbol, entries_at(vector, symbol.value()))
    if node.binder.without or node.binder.bound is not None:
        raise ARG(r"a bound below \arg\max is not understood: write the letter only", node.at)
    symbol = IndexSymbol(node.binder.letter, SizeReference())
    body = elaborate(node.body, context.inner({symbol.name: symbol.value()}))
    if body.sizes:
        raise NO_NUMBER(rf"the body of \arg\max is {body.shape}; expected a number: write an entry", node.at)
    return Best(node.operator, symbol, body)
