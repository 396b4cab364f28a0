"""Limits of differences that cancel to the first order: over a common denominator, every exponential above it is
replaced by 1 + u or 1 + u exp u, so that what grows cancels and the limit laws apply."""

from __future__ import annotations

from derive.kernel import rules
from derive.kernel.facts import NONNEGATIVE, NONPOSITIVE, POSITIVE
from derive.kernel.polynomials import UNIT, Monomial, Polynomial, Rational, in_order, monomial_term, polynomial_term
from derive.kernel.reasoner import Reasoner
from derive.kernel.terms import (
    ONE,
    Add,
    Exp,
    Formula,
    IndexVariable,
    KernelError,
    LessEqual,
    Multiply,
    Sum,
    Term,
    Variable,
    fresh_name,
    negative,
    number,
    open_body,
)
from derive.kernel.theorem import Theorem
from derive.lemmas.terms import Indices, product
from derive.prover.goal import add_up_over
from derive.prover.limits.squeezes import exponential, tangents


def expanded_bounds(body: Term, variable: Variable, facts: tuple[Formula, ...]) -> tuple[Theorem, Theorem]:
    """Terms below and above a body, with the exponentials above its denominator replaced by bounds of them;
    raises KernelError where there is nothing to replace."""
    reasoner = Reasoner(facts)
    top, below = over_common_denominator(reasoner, reasoner.normal(body), variable)
    if reasoner.sign(below) != POSITIVE:
        raise KernelError("expansion: the denominator is not proved positive")
    moving = {monomial: raised_part(monomial, variable) for monomial in top}
    ratio = top, below
    return one_side(reasoner, body, ratio, moving, facts, 1), one_side(reasoner, body, ratio, moving, facts, -1)


def over_common_denominator(reasoner: Reasoner, normal: Polynomial, variable: Variable) -> tuple[Polynomial, Term]:
    """A numerator and 1/denominator: the sums that are divided by are multiplied out, too."""
    top, below = reasoner.numerator(normal)
    powers: dict[Term, Rational] = dict(below)
    lowest: dict[Term, Rational] = {}
    for monomial in top:
        for atom, power in monomial:
            if power < 0 and isinstance(atom, Sum) and variable.key in atom.key:
                lowest[atom] = min(power, lowest.get(atom, 0))
    raised: Monomial = frozenset((atom, -power) for atom, power in lowest.items())
    if not powers and not lowest:
        return top, ONE
    return reasoner.times({raised: 1}, top), monomial_term(frozenset({**powers, **lowest}.items()))


def one_side(
    reasoner: Reasoner,
    body: Term,
    ratio: tuple[Polynomial, Term],
    moving: dict[Monomial, Monomial],
    facts: tuple[Formula, ...],
    side: int,
) -> Theorem:
    """bound ≤ body (side 1), or body ≤ bound (side −1); ``moving`` is what is replaced of each monomial of the
    numerator."""
    top, below = ratio
    total: list[Term] = []
    multipliers: list[Term] = []
    theorems: list[Theorem] = []
    for monomial, coefficient in sorted(top.items(), key=lambda item: monomial_term(item[0]).key):
        raised = moving[monomial]
        scale = monomial_term(monomial - raised, coefficient)
        signs = reasoner.sign(scale)
        if raised == UNIT or not (signs <= NONNEGATIVE or signs <= NONPOSITIVE):
            total.append(monomial_term(monomial, coefficient))
            continue
        positive = signs <= NONNEGATIVE
        from_below = positive == (side == 1)
        theorem = bracket(raised, facts)[0 if from_below else 1]
        relation = theorem.conclusion
        assert isinstance(relation, LessEqual)
        total.append(Multiply((scale, relation.left if from_below else relation.right)))
        multipliers.append(Multiply((scale if positive else negative(scale), below)))
        theorems.append(theorem)
    if not theorems:
        raise KernelError("expansion: there is no exponential above the denominator")
    bound = product(polynomial_term(reasoner.normal(Add(tuple(total)))), below)
    goal = LessEqual(bound, body) if side == 1 else LessEqual(body, bound)
    return rules.combine(goal, tuple(multipliers), tuple(theorems), facts, ())


def raised_part(monomial: Monomial, variable: Variable) -> Monomial:
    """The factors of a monomial that are exponentials in which a variable occurs, or sums of products with such."""
    return frozenset((a, power) for a, power in monomial if variable.key in a.key and is_raised(a, power))


def is_raised(atom: Term, power: Rational) -> bool:
    """Whether a factor is an exponential or a sum of products with exponentials."""
    if isinstance(atom, Exp):
        return True
    return isinstance(atom, Sum) and power == 1 and not isinstance(atom.body, (Add, Sum)) and "(Exp " in atom.key


def bracket(raised: Monomial, facts: tuple[Formula, ...]) -> tuple[Theorem, Theorem]:
    """Bounds of a product of exponentials and of sums Σ w exp u, w ≥ 0: Σ w (1 + u) and Σ w (1 + u exp u), where
    u is the whole exponent."""
    exponents: list[Term] = []
    weights: list[Term] = []
    indices: Indices = ()
    for atom, power in in_order(raised):
        if isinstance(atom, Exp):
            exponents.append(product(number(power), atom.argument))
            continue
        assert isinstance(atom, Sum)
        index = IndexVariable(fresh_name(f"b{len(indices)}", atom, *facts), atom.size)
        indices = (*indices, index)
        opened = open_body(atom.body, (index,))
        factors = opened.factors if isinstance(opened, Multiply) else (opened,)
        raising = [exponential(factor) for factor in factors]
        exponents += [factor.argument for factor in raising if factor is not None]
        weights += [factor for factor, one in zip(factors, raising, strict=True) if one is None]
    weight = product(ONE, *weights)
    ends = []
    for theorem in tangents(Exp(Add(tuple(exponents))), facts):
        sides = theorem.conclusion
        assert isinstance(sides, LessEqual)
        goal = LessEqual(product(weight, sides.left), product(weight, sides.right))
        ends.append(add_up_over(rules.combine(goal, (weight,), (theorem,), facts, ()), indices))
    return ends[0], ends[1]
