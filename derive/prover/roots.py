"""Roots and logarithms of squares: √(x²) = |x| and log x² = 2 log |x|, inside any relation.

The argument of the root gets a name s, and |x| a name u; for u ≥ 0 with s = u² the relation is within reach of
the other methods, and s and u may then be any values with s = u²."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from derive.kernel import rules
from derive.kernel.facts import NONNEGATIVE
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import monomial_term
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
from derive.lemmas.decided import decided, reasoner_under
from derive.prover.extremes import at_most_absolute

Prove = Callable[[Relation, tuple[Formula, ...]], Theorem]


@dataclass(frozen=True)
class Square:
    """An argument that is ``rest`` times even powers of bases whose sign is open or negative."""

    argument: Term
    rest: Term
    powers: tuple[tuple[Term, Fraction], ...]


def by_square_roots(goal: Relation, given: tuple[Formula, ...], prove: Prove) -> Theorem | None:
    """The relation with a root or logarithm of a square named; ``prove`` proves what results."""
    for square in squares_in(goal, given):
        try:
            return with_names(goal, given, square, prove)
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
    if isinstance(node, Power) and isinstance(node.exponent, Number) and node.exponent.value.denominator > 1:
        return node.base
    return None


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


def is_even(power: Fraction) -> bool:
    """Whether an exponent is an even natural number."""
    return power > 0 and power.denominator == 1 and power % 2 == 0


def with_names(goal: Relation, given: tuple[Formula, ...], square: Square, prove: Prove) -> Theorem:
    """The goal from what it says of any s, u, … with s = rest · u² … and u ≥ 0, ± x ≤ u."""
    argument = Variable(fresh_name("s", goal, *given), ())
    sizes = [Variable(fresh_name(f"u{place}_", goal, *given), ()) for place in range(len(square.powers))]
    names: dict[Term, Term] = {}
    theorems: list[Theorem] = []
    for variable, (base, _) in zip(sizes, square.powers, strict=True):
        names[Absolute(base)] = Entry(variable, ())
        theorems += facts_about(base, given)
    product = Multiply((square.rest, *(Power(Absolute(base), Number(power)) for base, power in square.powers)))
    theorems.append(decided(Equal(square.argument, product), given))

    def named(node: Node, depth: int) -> Node | None:
        if under_root(node) == square.argument:
            here = Entry(argument, ())
            return Power(here, node.exponent) if isinstance(node, Power) else Log(here)
        return names.get(node) if isinstance(node, Absolute) else None

    facts = [rebuild(theorem.conclusion, named) for theorem in theorems]
    facts[-1] = Equal(Entry(argument, ()), rebuild(product, named))
    theorem = rules.weaken(prove(rebuild(goal, named), (*facts, *given)), given)
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
