"""Roots and absolute values: inequalities between them from those of the squares, and roots and logarithms of squares,
√(x²) = |x| and log x² = 2 log |x|."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from derive.kernel import rules
from derive.kernel.facts import NONNEGATIVE, POSITIVE
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import Monomial, Polynomial, Rational, content, monomial_term, polynomial_term
from derive.kernel.reasoner import Reasoner
from derive.kernel.terms import (
    ZERO,
    Absolute,
    Add,
    Different,
    Entry,
    Equal,
    Formula,
    KernelError,
    Lambda,
    Less,
    LessEqual,
    Log,
    Multiply,
    Node,
    Number,
    Power,
    Relation,
    Term,
    Variable,
    fresh_name,
    negative,
    number,
    rebuild,
    subnodes,
)
from derive.kernel.theorem import Theorem
from derive.lemmas.absolute import at_most_absolute
from derive.lemmas.decided import decided, reasoner_under, seen
from derive.lemmas.equations import antisymmetry
from derive.lemmas.squares import below_by_squares
from derive.lemmas.terms import Order, is_root
from derive.prover.goal import Search
from derive.prover.tactic import tactic


@tactic("squaring", cost=70, deepest=1, step=2)
def squaring(goal: Order, search: Search) -> Theorem | None:
    """a ≤ b from a² ≤ b², for a, b ≥ 0, where roots or absolute values occur: squaring is increasing there, for b < a
    implies b² < a².

    W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorem 1.21."""
    if not any(isinstance(node, Absolute) or is_root(node) for node in subnodes(goal)):
        return None
    reasoner = reasoner_under(search.given)
    if any(not reasoner.sign(side) <= NONNEGATIVE for side in (goal.left, goal.right)):
        return None
    return from_squares(goal, search)


def from_squares(goal: Order, search: Search) -> Theorem:
    """a ≤ b from a² ≤ b², for sides that are known to be at least 0."""
    squares = type(goal)(Power(goal.left, number(2)), Power(goal.right, number(2)))
    sign = search.prove(LessEqual(ZERO, goal.right))
    return below_by_squares(goal, sign, search.prove(squares))


@tactic("equal_squares", cost=54, deepest=1)
def equal_squares(goal: Equal, search: Search) -> Theorem | None:
    """a = b from a² = b², for a, b ≥ 0, where roots occur: there is only one root that is not negative.

    W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorem 1.21."""
    if not any(is_root(node) for node in subnodes(goal)):
        return None
    sides = goal.left, goal.right
    signs = [decided(LessEqual(ZERO, side), search.given) for side in sides]
    left, right = (Power(side, number(2)) for side in sides)
    orders = [decided(order, search.given) for order in (LessEqual(left, right), LessEqual(right, left))]
    below = below_by_squares(LessEqual(*sides), signs[1], orders[0])
    return antisymmetry(below, below_by_squares(LessEqual(*sides[::-1]), signs[0], orders[1]))


@tactic("radicals", cost=72, deepest=1)
def radicals(goal: Order, search: Search) -> Theorem | None:
    """a r + b s ≥ 0 for different products r, s of roots and polynomials a, b: from (b s)² ≤ (a r)², where a r ≥ 0
    and b s ≤ 0 are proved first, as for :func:`squaring`. What all terms have in common, and denominators, is positive
    and comes out."""
    given = search.given
    view = seen(goal, given)
    if not view.difference or all(view.reasoner.sign(side) <= NONNEGATIVE for side in (goal.left, goal.right)):
        return None  # of which the squares are compared as they are
    _, common, _ = content(view.difference)
    common = frozenset((atom, power) for atom, power in common if view.reasoner.sign(atom) == POSITIVE)
    inverse = frozenset((atom, -power) for atom, power in common)
    parts: dict[Monomial, Polynomial] = {}
    for monomial, coefficient in view.reasoner.times({inverse: 1}, view.difference).items():
        roots = frozenset((atom, power) for atom, power in monomial if power.denominator > 1)
        parts.setdefault(roots, {})[monomial] = coefficient
    if len(parts) != 2:
        return None
    terms = [polynomial_term(parts[roots]) for roots in sorted(parts, key=lambda roots: monomial_term(roots).key)]
    for above, under in (terms, terms[::-1]):
        lower = negative(polynomial_term(view.reasoner.normal(under)))
        signs = [LessEqual(ZERO, side) for side in (above, lower)]
        try:
            theorems = [search.prove(sign) for sign in signs]
        except KernelError:
            continue
        found = from_squares(type(goal)(lower, above), replace(search, given=(*signs, *given)))
        for sign, theorem in zip(signs, theorems, strict=True):
            found = rules.modus_ponens(rules.discharge(found, sign), theorem)
        return rules.combine(goal, (monomial_term(common),), (found,), given, ())
    return None


# Roots of squares --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Square:
    """An argument that is ``rest`` times even powers of bases whose sign is open or negative."""

    argument: Term
    rest: Term
    powers: tuple[tuple[Term, Rational], ...]


@tactic("square_roots", cost=15, deepest=0, step=0)
def square_roots(goal: Relation, search: Search) -> Theorem | None:
    """√(x²) = |x| and log x² = 2 log |x|, inside any relation. The argument of the root gets a name s, and |x| a name
    u; for u ≥ 0 with s = u² the relation is within reach of the other tactics, and s and u may then be any values with
    s = u²."""
    for square in squares_in(goal, search.given):
        try:
            return with_names(goal, square, search)
        except (KernelError, NeedsCase):
            continue
    return None


def squares_in(goal: Relation, given: tuple[Formula, ...]) -> Iterator[Square]:
    """The arguments of roots and logarithms in which even powers of terms hide their sign."""
    reasoner = reasoner_under(given)
    arguments = {under_root(node) for node in subnodes(goal) if not node.loose} - {None}
    for argument in sorted((a for a in arguments if a is not None), key=lambda a: a.key):
        try:
            square = square_of(argument, reasoner)
        except (KernelError, NeedsCase):
            continue
        if square is not None:
            yield square


def under_root(node: Node) -> Term | None:
    """What a root or logarithm is taken of."""
    if isinstance(node, Log):
        return node.argument
    return node.base if isinstance(node, Power) and is_root(node) else None


def square_of(argument: Term, reasoner: Reasoner) -> Square | None:
    """The argument as a square, where it is written as one of a sum or is a product with even powers."""
    if isinstance(argument, Power) and isinstance(argument.base, Add) and isinstance(argument.exponent, Number):
        power = argument.exponent.value
        hidden = is_even(power) and not reasoner.sign(argument.base) <= NONNEGATIVE
        return Square(argument, number(1), ((argument.base, power),)) if hidden else None
    polynomial = reasoner.normal(argument)
    if len(polynomial) != 1:
        return None
    ((monomial, coefficient),) = polynomial.items()
    open_ones = {(a, power) for a, power in monomial if is_even(power) and not reasoner.sign(a) <= NONNEGATIVE}
    if not open_ones:
        return None
    rest = monomial_term(monomial - open_ones, coefficient)
    return Square(argument, rest, tuple(sorted(open_ones, key=lambda item: item[0].key)))


def is_even(power: Rational) -> bool:
    """Whether an exponent is an even natural number."""
    return power > 0 and power.denominator == 1 and power % 2 == 0


def with_names(goal: Relation, square: Square, search: Search) -> Theorem:
    """The goal from what it says of any s, u, … with s = rest · u² … and u ≥ 0, ± x ≤ u."""
    given = search.given
    argument = Variable(fresh_name("s", goal, *given), ())
    sizes = [Variable(fresh_name(f"u{place}_", goal, *given), ()) for place in range(len(square.powers))]
    names: dict[Term, Term] = {}
    theorems: list[Theorem] = []
    for variable, (base, _) in zip(sizes, square.powers, strict=True):
        names[Absolute(base)] = Entry(variable, ())
        theorems += facts_about(base, given)
    product = Multiply((square.rest, *(Power(Absolute(base), number(power)) for base, power in square.powers)))
    theorems.append(decided(Equal(square.argument, product), given))

    def named(node: Node, depth: int) -> Node | None:
        if under_root(node) == square.argument:
            here = Entry(argument, ())
            return Power(here, node.exponent) if isinstance(node, Power) else Log(here)
        return names.get(node) if isinstance(node, Absolute) else None

    facts = [rebuild(theorem.conclusion, named) for theorem in theorems]
    facts[-1] = Equal(Entry(argument, ()), rebuild(product, named))
    theorem = rules.weaken(search.prove(rebuild(goal, named), (*facts, *given)), given)
    for fact in reversed(facts):
        theorem = rules.discharge(theorem, fact)
    values = [square.argument, *(Absolute(base) for base, _ in square.powers)]
    for variable, value in zip((argument, *sizes), values, strict=True):
        theorem = rules.specialise(rules.generalise(theorem, variable), Lambda((), value))
    for fact_theorem in theorems:
        theorem = rules.modus_ponens(theorem, fact_theorem)
    return theorem


def facts_about(base: Term, given: tuple[Formula, ...]) -> list[Theorem]:
    """What is known of |x|: it is at least 0, x and −x; it is not 0 where x is not."""
    size = Absolute(base)
    try:
        found = [decided(Equal(base, negative(size)), given)]
    except KernelError:
        found = [at_most_absolute(inside, size, given) for inside in (base, negative(base))]
    try:
        decided(Different(base, ZERO), given)
        return [decided(Less(ZERO, size), given), *found]
    except KernelError:
        return [decided(LessEqual(ZERO, size), given), *found]
