"""Inequalities that proofs of order are put together from, each a kernel theorem."""

from __future__ import annotations

from derive.kernel import rules
from derive.kernel.terms import (
    Add,
    Equal,
    Exp,
    Formula,
    IndexVariable,
    KernelError,
    Lambda,
    Less,
    LessEqual,
    Log,
    Maximum,
    Multiply,
    Power,
    Size,
    SizeValue,
    Sum,
    Term,
    Variable,
    close_body,
    entry,
    free_variables,
    fresh_name,
    number,
    open_body,
)
from derive.kernel.theorem import Theorem
from derive.language.extrema import largest
from derive.language.lemma import Lemma
from derive.language.logic import cases, for_each, take
from derive.lemmas.maxima import largest_attained, largest_bounds
from derive.lemmas.monotone import monotone
from derive.lemmas.sums import add_up
from derive.work import remembered


def log_sum_exp_bounds(term: Log, given: tuple[Formula, ...]) -> tuple[Theorem, Theorem]:
    """max a ≤ log Σ exp a ≤ max a + log n, for a sum over an index or of n terms."""
    total = term.argument
    if isinstance(total, Sum):
        index = IndexVariable(fresh_name("b", term, *given), total.size)
        body = open_body(total.body, (index,))
        return indexed_bounds(term, exponent(body), index, given)
    if isinstance(total, Add):
        return listed_bounds(term, tuple(exponent(part) for part in total.terms), given)
    raise KernelError("bounds: not the logarithm of a sum of exponentials")


def exponent(term: Term) -> Term:
    """a, of exp(a), or of a product or power of exponentials."""
    match term:
        case Exp():
            return term.argument
        case Multiply():
            return Add(tuple(exponent(factor) for factor in term.factors))
        case Power():
            return Multiply((term.exponent, exponent(term.base)))
        case _ if term == number(1):
            return number(0)
        case _:
            raise KernelError("bounds: not an exponential")


def indexed_bounds(
    term: Log, argument: Term, index: IndexVariable, given: tuple[Formula, ...]
) -> tuple[Theorem, Theorem]:
    """The bounds for a sum over an index: those of any vector, for this one."""
    about_sizes = tuple(formula for formula in given if not free_variables(formula))
    value = Lambda((index.size,), close_body(argument, (index,)))
    lower, upper = (bound.under(*given).at(a=value).theorem for bound in vector_bounds(index.size, about_sizes))
    largest = Maximum(index.size, value.body)
    below = Less if isinstance(lower.conclusion, Less) else LessEqual
    goals = below(largest, term), LessEqual(term, Add((largest, Log(SizeValue(index.size)))))
    first, second = (
        rules.combine(g, (number(1),), (t,), given, ()) for g, t in zip(goals, (lower, upper), strict=True)
    )
    return first, second


@remembered(64)
def vector_bounds(size: Size, given: tuple[Formula, ...]) -> tuple[Lemma, Lemma]:
    """max a ≤ log Σ exp a, and log Σ exp a ≤ max a + log n, for any vector a, under what is given of the size n."""
    vector, index = Variable("a", (size,)), IndexVariable("b", size)
    argument = entry(vector, (index,))
    top = Maximum(size, close_body(argument, (index,)))
    term = Log(Sum(size, close_body(Exp(argument), (index,))))

    @Lemma.for_all(vector)
    def lower() -> Theorem:
        below = below_logarithm(term, argument, Equal(argument, top), given)
        return take(rules.maximum_attained(top, given), index, below)

    @Lemma.for_all(vector)
    def upper() -> Theorem:
        each = monotone("exp", rules.maximum_bounds(top, index, given))
        bound = Multiply((SizeValue(size), Exp(top)))
        summed = add_up(for_each(index, each))
        summed = rules.combine(LessEqual(term.argument, bound), (number(1),), (summed,), given, ())
        goal = LessEqual(term, Add((top, Log(SizeValue(size)))))
        return rules.combine(goal, (number(1),), (monotone("log", summed),), given, ())

    return lower, upper


def below_logarithm(term: Log, argument: Term, attained: Equal, given: tuple[Formula, ...]) -> Theorem:
    """max a ≤ log Σ exp a (< where other terms are proved to remain), where a is the maximum."""
    for relation in (Less, LessEqual):
        try:
            one_of_them = rules.by_normal_form(relation(Exp(argument), term.argument), given, ())
        except KernelError:
            continue
        inside = monotone("log", one_of_them, ())
        goal = relation(attained.right, term)
        return rules.combine(goal, (number(1), number(-1)), (inside, rules.assume(attained)), given, ())
    raise KernelError("bounds: a term of the sum is not proved to be at most the sum")


def listed_bounds(term: Log, arguments: tuple[Term, ...], given: tuple[Formula, ...]) -> tuple[Theorem, Theorem]:
    """The bounds for a sum of finitely many terms."""
    maximum = largest(arguments)
    attained = largest_attained(arguments, given)
    branches = tuple(below_logarithm(term, argument, Equal(argument, maximum), given) for argument in arguments)
    lower = cases(attained, *branches)

    each = [monotone("exp", largest_bounds(arguments, n, given), ()) for n in range(len(arguments))]
    count = number(len(arguments))
    bound = LessEqual(term.argument, Multiply((count, Exp(maximum))))
    summed = rules.combine(bound, (number(1),) * len(each), tuple(each), given, ())
    upper = monotone("log", summed, ())
    top = LessEqual(term, Add((maximum, Log(count))))
    return lower, rules.combine(top, (number(1),), (upper,), given, ())
