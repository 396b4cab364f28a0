"""False statements, and true ones by false reasoning, that the kernel must refuse, each for the right reason.

Every case tries to make a theorem. The fragment of the message says why it must fail; most begin with
the rule that has to refuse.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError
from fractions import Fraction

import pytest

from derive.kernel import rules
from derive.kernel.terms import (
    ONE,
    ZERO,
    Absolute,
    Add,
    And,
    BoundIndex,
    Choose,
    Derivative,
    Entry,
    Equal,
    Exists,
    ForAll,
    Formula,
    Implies,
    Index,
    IndexNumber,
    IndexVariable,
    KernelError,
    Lambda,
    LastIndex,
    Less,
    Limit,
    Log,
    Multiply,
    Not,
    Or,
    Rank,
    SameIndex,
    SizeValue,
    Smooth,
    Step,
    Sum,
    Term,
    Variable,
    close_body,
    number,
    open_body,
)
from derive.kernel.theorem import Theorem
from derive.language import inference
from derive.language.abbreviations import largest
from derive.language.limits import limit_laws
from tests.kernel.builders import (
    SIZE,
    D,
    D_at,
    P,
    V,
    Y,
    Z,
    a,
    apart,
    at,
    at_most,
    b,
    c,
    delta,
    different,
    each,
    equal,
    except_at,
    exp,
    i,
    j,
    k,
    largest_of,
    less,
    limit,
    log,
    log_sum_exp,
    m,
    minus,
    n,
    over,
    p,
    plus,
    power,
    product,
    prove,
    s,
    same,
    scalar,
    simplex,
    softmax,
    sqrt,
    sums_to_one,
    t,
    times,
    total,
    v,
    y,
    z,
)

Attempt = Callable[[], object]
CASES: list[tuple[str, Attempt, str]] = []

DIFFER = "by_normal_form: equality: the normal forms of the two sides differ"
UNSIGNED = "by_normal_form: order: the sign of the difference is not established"
LOG = "by_normal_form: log of something that is not proved positive"
DENOMINATOR = "by_normal_form: a denominator that is not proved non-zero"
ROOT = "by_normal_form: a broken power of something that may be negative"
KINK = "by_normal_form: derivative at a point that may be a kink"


def case(name: str, fragment: str) -> Callable[[Attempt], Attempt]:
    def add(attempt: Attempt) -> Attempt:
        CASES.append((name, attempt, fragment))
        return attempt

    return add


def false(name: str, fragment: str, goal: Formula, *given: Formula) -> None:
    """A relation that the decision procedure must not establish."""
    CASES.append((name, lambda: prove(goal, *given), fragment))


def array(variable: Term) -> Variable:
    assert isinstance(variable, Entry) and isinstance(variable.array, Variable)
    return variable.array


positive_p = each(k, less(0, p(k)))
nonnegative_y = each(k, at_most(0, y(k)))

# Bound variables and indices ---------------------------------------------------------------------

false("a free index is not the bound one", DIFFER, equal(total(k, times(z(k), y(i))), total(k, times(z(k), y(k)))))
false(
    "one sum of products is not a product of sums",
    DIFFER,
    equal(times(total(k, z(k)), total(k, y(k))), total(k, times(z(k), y(k)))),
)
false("a square of a sum is not a sum of squares", DIFFER, equal(power(total(k, z(k)), 2), total(k, power(z(k), 2))))
false(
    "an inner sum keeps its own index",
    DIFFER,
    equal(total(j, times(z(j), total(k, y(k)))), total(j, times(z(j), y(j)))),
)
false("two indices are swapped", DIFFER, equal(D(times(z(i), power(z(j), 2)), z(i)), power(z(i), 2)), apart(i, j))
false(
    "the matrix is not its transpose",
    DIFFER,
    equal(
        total(k, times(at(Variable("W", ("K", "K")), i, k), z(k))),
        total(k, times(at(Variable("W", ("K", "K")), k, i), z(k))),
    ),
)
false(
    "rows are not columns in a double sum",
    DIFFER,
    equal(
        total(j, total(k, times(at(Variable("W", ("K", "K")), j, k), z(j)))),
        total(j, total(k, times(at(Variable("W", ("K", "K")), j, k), z(k)))),
    ),
)
false("the wrong index is left free", DIFFER, equal(D(log_sum_exp(), z(i)), softmax(j)))
false("delta picks the other index", DIFFER, equal(total(k, times(delta(k, i), z(k))), z(j)))
false("delta with itself is not delta with another", DIFFER, equal(total(k, delta(k, k)), 1))
false(
    "the diagonal alone is not the Jacobian",
    DIFFER,
    equal(D(softmax(i), z(j)), times(softmax(i), minus(1, softmax(i)))),
    same(i, i),
)
false(
    "p(δ − p) with the wrong p", DIFFER, equal(D(softmax(i), z(j)), times(softmax(i), minus(delta(i, j), softmax(i))))
)
false(
    "the Jacobian with the sign turned",
    DIFFER,
    equal(D(softmax(i), z(j)), times(softmax(i), minus(softmax(j), delta(i, j)))),
)
false(
    "an index function is not constant",
    "by_normal_form: normal form: a case of a bound index",
    equal(total(k, delta(IndexVariable("c", "K", (k,)), i)), 0),
)
false(
    "fixed points of an index function are not none",
    "by_normal_form: normal form: a case of a bound index",
    equal(total(k, delta(IndexVariable("c", "K", (k,)), k)), 0),
)

# Ranges of sums ----------------------------------------------------------------------------------

false("the number of classes is not the number of samples", DIFFER, equal(total(k, a), times(SizeValue("n"), a)))
false("a restricted sum leaves one term out", DIFFER, equal(except_at(k, i, z(k)), total(k, z(k))))
false("a restricted sum leaves its own term out", DIFFER, equal(except_at(k, i, z(k)), minus(total(k, z(k)), z(j))))
false("a restricted sum of ones has K − 1 terms", DIFFER, equal(except_at(k, i, 1), SIZE))
false(
    "a restricted sum whose other branch is undefined", LOG, equal(total(k, Choose(k, i, log(z(k)), ZERO)), log(z(i)))
)
false(
    "a restricted sum of what is only defined elsewhere",
    DENOMINATOR,
    equal(total(k, Choose(k, i, ZERO, over(1, minus(z(k), z(i))))), total(k, over(1, minus(z(k), z(i))))),
)
false(
    "two exclusions count once where they coincide",
    DIFFER,
    equal(total(k, Choose(k, i, ZERO, Choose(k, j, ZERO, ONE))), minus(SIZE, 2)),
)
false("true for K = 1 only", DIFFER, equal(softmax(i), 1))
false("true for K = 1 only, as an inequality", UNSIGNED, at_most(total(k, power(z(k), 2)), power(z(i), 2)))
false("true for K = 2 only", DIFFER, equal(total(k, total(j, minus(1, delta(k, j)))), 2))
false("true for K ≤ 7 only", UNSIGNED, at_most(SIZE, 7))
false("true for K ≤ 7 only, as a sum", UNSIGNED, at_most(total(k, 1), 7))
false("true for K ≥ 2 only", UNSIGNED, less(softmax(i), 1))
false("the first index is the last for K = 1 only", DIFFER, equal(at(Z, IndexNumber(1, "K")), at(Z, LastIndex("K"))))
false(
    "whether the first index is the last is open",
    "by_normal_form: normal form: too many cases",
    equal(delta(IndexNumber(1, "K"), LastIndex("K")), 0),
)
CASES.append(
    (
        "the second index need not exist",
        lambda: prove(equal(at(Z, IndexNumber(2, "K")), at(Z, IndexNumber(2, "K")))),
        "by_normal_form: statement: index 2 need not exist; the hypothesis 2 <= K is missing",
    )
)
CASES.append(("an index beyond the size", lambda: IndexNumber(4, 3), "index 4 is outside 1..3"))
CASES.append(("a size below one", lambda: prove(equal(Sum(-3, ONE), -3)), "a size is a name or a number ≥ 1"))
CASES.append(("an empty size", lambda: ForAll(0, Or(())), "a size is a name or a number ≥ 1"))
CASES.append(("indices over different sizes", lambda: SameIndex(i, IndexVariable("i", "n")), "indices over K and n"))
CASES.append(
    ("an entry with an index over another size", lambda: at(Z, IndexVariable("i", "n")), "an entry of an array")
)


@case("a size is at least 2 because two numbers are written down", "combine: statement: index 2 need not exist")
def _() -> object:
    others = total(k, Choose(k, IndexNumber(1, "K"), ZERO, Choose(k, IndexNumber(2, "K"), ZERO, ONE)))
    return rules.combine(at_most(2, SIZE), (others,), (prove(at_most(0, 1)),), (), ())


# Hypotheses that are missing ---------------------------------------------------------------------

cross_entropy = times(-1, total(k, times(y(k), log(softmax(k)))))
false("the gradient of the cross entropy needs Σy = 1", DIFFER, equal(D(cross_entropy, z(i)), minus(softmax(i), y(i))))
false(
    "the gradient of the cross entropy has no factor",
    DIFFER,
    equal(D(cross_entropy, z(i)), minus(times(2, softmax(i)), y(i))),
    sums_to_one(Y),
)
false("y is not one-hot because it sums to 1", DIFFER, equal(total(k, power(y(k), 2)), 1), sums_to_one(Y))
false("entries that sum to 1 may be negative", UNSIGNED, at_most(0, y(i)), sums_to_one(Y))
false("entries ≥ 0 that sum to 1 may be 0", UNSIGNED, less(0, y(i)), *simplex(Y))
false("entries ≥ 0 need not sum to 1", UNSIGNED, at_most(y(i), 1), nonnegative_y)
false("a hypothesis about one entry is not about all", UNSIGNED, less(0, p(j)), less(0, p(i)))
false(
    "a hypothesis for distinct indices is not one for all",
    UNSIGNED,
    less(0, p(i)),
    each(k, Implies(apart(k, j), less(0, p(k)))),
)
false("Σ pₖ = 1 does not rewrite inside D(·, p)", DIFFER, equal(D(total(k, p(k)), p(j)), 0), sums_to_one(P))
false(
    "Σ pₖ = 1 does not rewrite inside a power under D(·, p)",
    DIFFER,
    equal(D(power(total(k, p(k)), 2), p(j)), 0),
    sums_to_one(P),
)
false(
    "pₖ = 1/K does not rewrite inside D(·, p)",
    DIFFER,
    equal(D(total(k, power(p(k), 2)), p(j)), 0),
    each(k, equal(p(k), over(1, SIZE))),
)
false("a = 1 does not rewrite inside D(·, a)", DIFFER, equal(D(power(a, 2), a), 0), equal(a, 1))
false("a = b at a point: the derivatives differ", DIFFER, equal(D(times(a, b), a), times(2, a)), equal(a, b))
false(
    "a hypothesis about a limit is not met without its condition",
    "by_normal_form: a limit that is not known to exist",
    equal(limit(over(1, t), t), limit(over(1, t), t)),
    Implies(apart(i, j), equal(limit(over(1, t), t), 0)),
)
false("the quotient's sign is not the numerator's", UNSIGNED, less(0, a), less(0, over(a, plus(b, c))))
false("an equation of squares is not one of numbers", DIFFER, equal(a, b), equal(power(a, 2), power(b, 2)))
false("a product that is 0 does not have this factor 0", DIFFER, equal(a, 0), equal(times(a, b), 0))
false(
    "equations that define each other in circles",
    DIFFER,
    equal(s, 0),
    equal(s, plus(times(2, t), 1)),
    equal(t, plus(times(2, s), 1)),
)
false("a quantity defined by itself", DIFFER, equal(s, 0), equal(s, exp(s)))
false("an equation of logarithms is one of positive numbers", LOG, equal(log(a), log(a)), equal(power(a, 2), exp(b)))

# Where a side is undefined -----------------------------------------------------------------------

false("log of a number of unknown sign", LOG, equal(log(power(a, 2)), times(2, log(a))))
false("log of a negative number", LOG, equal(log(-1), log(-1)))
false("log of zero", LOG, equal(log(0), log(0)))
false(
    "log of a product of negatives does not split",
    LOG,
    equal(log(times(a, b)), plus(log(a), log(b))),
    less(0, times(a, b)),
)
false("exp of the log of something negative", LOG, equal(exp(log(a)), a))
false("√a² = a for a of unknown sign", "by_normal_form: ", equal(sqrt(power(a, 2)), a))
false("√a² is not −a", "by_normal_form: ", equal(sqrt(power(a, 2)), times(-1, a)))
false("a root of something negative", ROOT, equal(power(sqrt(a), 2), a))
false("a cube root of something negative", ROOT, equal(power(power(a, Fraction(1, 3)), 3), a))
false("0/0", DENOMINATOR, equal(over(0, 0), over(0, 0)))
false("0/a is not 0 where a may be 0", DENOMINATOR, equal(over(0, a), 0))
false("a/a where a may be 0", DENOMINATOR, equal(over(a, a), 1))
false("y/y where y ≥ 0 may be 0", DENOMINATOR, equal(over(y(i), y(i)), 1), *simplex(Y))
false(
    "a cancelled factor that may be 0", DENOMINATOR, equal(over(times(a, b), times(a, c)), over(b, c)), different(c, 0)
)
false(
    "a composite denominator that may be 0",
    DENOMINATOR,
    equal(over(minus(power(a, 2), power(b, 2)), minus(a, b)), plus(a, b)),
)
false(
    "a denominator that vanishes under the hypotheses",
    DENOMINATOR,
    equal(over(minus(power(a, 2), 1), minus(a, 1)), plus(a, 1)),
    equal(a, 1),
)
false(
    "a denominator that vanishes by Σ = 1",
    DENOMINATOR,
    equal(over(a, minus(1, total(k, p(k)))), over(a, minus(1, total(k, p(k))))),
    sums_to_one(P),
)
false("a zero that vanishes takes its undefined factor not along", LOG, equal(times(0, log(a)), 0))
false("a difference of undefined terms is not 0", LOG, equal(minus(log(a), log(a)), 0))
false("t·log t is not defined for negative t", LOG, equal(times(t, log(t)), times(t, log(t))))
false("y·log y at 0 does not define log y", LOG, equal(log(y(i)), log(y(i))), nonnegative_y)
false("y·log(t) at t = 0 is not 0", LOG, equal(times(y(i), log(t)), times(y(i), log(t))), nonnegative_y, at_most(0, t))
false(
    "one zero does not pay for two logarithms",
    LOG,
    equal(times(y(i), log(y(i)), log(y(i))), times(y(i), power(log(y(i)), 2))),
    nonnegative_y,
)
false(
    "y·log of what is negative where y = 0",
    LOG,
    equal(times(t, log(minus(t, Step(times(-1, t))))), times(t, log(t))),
    at_most(0, t),
)
false(
    "beside log 2, t ≥ 0 is not positive",
    DIFFER,
    equal(times(t, log(2), power(plus(t, Step(times(-1, t))), -1)), log(2)),
    at_most(0, t),
    different(plus(t, Step(times(-1, t))), 0),
)
false("beside t·log t, 1/t is undefined", DENOMINATOR, equal(times(t, log(t), over(1, t)), log(t)), at_most(0, t))
false("t·log t has no derivative at 0", LOG, equal(D(times(t, log(t)), t), plus(log(t), 1)), at_most(0, t))
false(
    "0⁰ = 1 is not continuous: t⁰ⁿ",
    "by_normal_form: a power whose base is not proved positive",
    equal(power(t, a), power(t, a)),
    at_most(0, t),
)
false("a power with an exponent that adds up to 1 may be negative", UNSIGNED, at_most(0, power(a, plus(1))))
false(
    "a power with an exponent that is 1 by hypothesis may be negative", UNSIGNED, at_most(0, power(a, b)), equal(b, 1)
)
false("a derivative at an undefined point", LOG, equal(D_at(times(5, a), a, log(-1)), 5))

# Derivatives -------------------------------------------------------------------------------------

false(
    "the maximum has no derivative at ties",
    "by_normal_form: derivative of a maximum: no maximiser",
    equal(D(largest_of(k, z(k)), z(i)), 1),
)
false(
    "a weak maximum may be tied",
    "by_normal_form: derivative of a maximum: no maximiser",
    equal(D(largest_of(k, z(k)), z(i)), 1),
    each(k, at_most(z(k), z(i))),
)
false(
    "max(a, b) has no derivative where a = b",
    "by_normal_form: derivative of a maximum: no maximiser",
    equal(D(largest((a, b)), a), 1),
    at_most(b, a),
)
false(
    "max(a, a) is not differentiated as a",
    "by_normal_form: derivative of a maximum: no maximiser",
    equal(D(largest((a, a)), a), 1),
)
false(
    "the middle one of three is not the largest",
    "by_normal_form: derivative of a maximum: no maximiser",
    equal(D(largest((a, b, c)), b), 1),
    less(a, b),
    less(b, c),
)
false("a maximum is not its first term", DIFFER, equal(largest((a, b)), a))
false("one value missing below the largest", UNSIGNED, at_most(largest((a, b)), c), at_most(a, c))
false(
    "the larger of a positive and a negative number is not negative",
    UNSIGNED,
    less(largest((number(1), a)), 0),
    less(a, 0),
)
false(
    "the second of two terms may be undefined",
    "by_normal_form: log of",
    equal(largest((a, log(b))), largest((a, log(b)))),
)
false("the first of two terms may be undefined", "by_normal_form: log of", at_most(b, largest((log(a), b))))
false("|a| has no derivative at 0", KINK, equal(D(Absolute(a), a), over(a, Absolute(a))))
false("a step has no derivative at its edge", KINK, equal(D(Step(a), a), 0))
false("a·|a| counts as not differentiable at 0", KINK, equal(D(times(a, Absolute(a)), a), times(2, Absolute(a))))
false(
    "√a has no derivative at 0",
    "by_normal_form: derivative of a broken power whose base may be 0",
    equal(D(sqrt(a), a), over(1, times(2, sqrt(a)))),
    at_most(0, a),
)
EDGE = "by_normal_form: derivative of a broken power whose base may be 0"
for name, body, value in (
    ("a derivative is defined on one side only: ∂(t + √b)/∂t", D(plus(t, sqrt(b)), t), 0),
    ("a derivative whose point is defined on one side only", D_at(times(5, a), a, sqrt(b)), 0),
    ("a derivative that ignores a point that is defined on one side only", D_at(c, a, sqrt(b)), 0),
    ("a step of something that is defined on one side only", Step(plus(1, sqrt(b))), 0),
    ("a maximum of something that is defined on one side only", largest((plus(b, 1), times(-1, sqrt(b)))), 1),
    ("a choice of something that is defined on one side only", Choose(i, j, plus(t, sqrt(b)), plus(t, sqrt(b))), 0),
    ("a power 0 of something that is defined on one side only", power(sqrt(b), 0), 0),
    ("nothing times something that is defined on one side only", times(0, sqrt(b)), 0),
    ("a sum over something that is defined on one side only", total(k, times(0, sqrt(b), z(k))), 0),
):
    false(f"{name} has no derivative at the edge", EDGE, equal(D(body, b), value), at_most(0, b))
false(
    "a second derivative needs a smooth point",
    KINK,
    equal(D(D_at(power(a, 2), a, Absolute(b)), b), D(D_at(power(a, 2), a, Absolute(b)), b)),
)
false(
    "what exists by hypothesis does not follow the rules of calculus",
    DIFFER,
    equal(s, 1),
    equal(a, 0),
    equal(D(times(Step(times(-1, power(a, 2))), a), a), s),
)
hidden = D(times(Step(times(-1, power(a, 2))), a), a)
false(
    "… not where it stands inside a limit as well",
    DIFFER,
    equal(s, 1),
    equal(a, 0),
    equal(plus(hidden, Limit(hidden, ZERO, "above"), times(-1, Limit(hidden, ZERO, "above"))), s),
)
false(
    "the derivative of a product is not the product of derivatives",
    DIFFER,
    equal(D(times(power(a, 2), exp(a)), a), times(2, a, exp(a))),
)
false("the chain rule is not left out", DIFFER, equal(D(exp(times(2, a)), a), exp(times(2, a))))
false("a partial derivative holds the others fixed", DIFFER, equal(D(total(k, z(k)), z(i)), SIZE))
false(
    "mixed derivatives are not the repeated ones",
    DIFFER,
    equal(D(log_sum_exp(), z(i), z(j)), times(softmax(i), minus(1, softmax(i)))),
)
false(
    "the derivative of a product over a factor that may be 0",
    "by_normal_form: derivative of a product",
    equal(D(product(k, z(k)), z(i)), over(product(k, z(k)), z(i))),
    different(z(i), 0),
)

# Order -------------------------------------------------------------------------------------------

false("strict where equality occurs: squares", UNSIGNED, less(0, power(a, 2)))
false("strict where equality occurs: a sum of squares", UNSIGNED, less(0, total(k, power(v(k), 2))))
false("strict where equality occurs: absolute values", UNSIGNED, less(a, Absolute(a)))
false(
    "strict where equality occurs: the variance",
    UNSIGNED,
    less(0, total(i, total(j, times(softmax(i), softmax(j), power(minus(v(i), v(j)), 2))))),
)
false(
    "strict where equality occurs: the sum of the others is empty for K = 1",
    UNSIGNED,
    less(p(i), total(k, p(k))),
    positive_p,
)
false(
    "convexity reversed",
    UNSIGNED,
    at_most(total(k, times(softmax(k), power(v(k), 2))), power(total(k, times(softmax(k), v(k))), 2)),
)
false(
    "convexity reversed: a square",
    UNSIGNED,
    at_most(over(plus(power(a, 2), power(b, 2)), 2), power(over(plus(a, b), 2), 2)),
)
false("an odd power may be negative", UNSIGNED, at_most(0, power(a, 3)))
false("a negative multiple turns the inequality", UNSIGNED, at_most(times(c, a), times(c, b)), at_most(a, b))
false("inequalities do not multiply", UNSIGNED, at_most(times(a, a), times(b, b)), at_most(a, b))
false("not smaller is not larger", UNSIGNED, less(b, a), different(a, b))
false("two decimals that agree are not equal", DIFFER, equal(log(2), Fraction(693147, 1000000)))


@case("log t ≤ t − 1 needs t > 0", "by_normal_form: order: the sign")
def _() -> object:
    return inference.log_bound(a, (), ())


@case("log t < t − 1 fails at t = 1", "is not Less")
def _() -> object:
    theorem = inference.log_bound(a, (less(0, a),), ())
    if not isinstance(theorem.conclusion, Less):
        raise KernelError("the conclusion is not Less")
    return theorem


@case("t·log(t/u) ≥ t − u needs u > 0", "relative_entropy_bound: order: the sign")
def _() -> object:
    return rules.relative_entropy_bound(y(i), z(i), (nonnegative_y,), ())


@case("a combination with a negative multiplier", "combine: order: the sign")
def _() -> object:
    return rules.combine(at_most(b, a), (number(-1),), (rules.assume(at_most(a, b)),), (), ())


@case("a combination with a multiplier of unknown sign", "combine: order: the sign")
def _() -> object:
    return rules.combine(at_most(times(c, a), times(c, b)), (c,), (rules.assume(at_most(a, b)),), (), ())


@case("a combination with an undefined multiplier", "combine: log of something")
def _() -> object:
    return rules.combine(equal(0, 0), (log(c),), (rules.assume(equal(a, a)),), (), ())


@case("a strict combination with a multiplier that may be 0", "combine: order: the sign")
def _() -> object:
    goal = less(times(power(c, 2), a), times(power(c, 2), b))
    return rules.combine(goal, (power(c, 2),), (rules.assume(less(a, b)),), (), ())


@case("an inequality does not prove an equation", "combine: an inequality does not prove an equation")
def _() -> object:
    return rules.combine(equal(a, b), (ONE,), (rules.assume(at_most(a, b)),), (), ())


@case("a combination that leaves something over", "combine: equality: the normal forms")
def _() -> object:
    return rules.combine(equal(a, plus(b, 1)), (ONE,), (rules.assume(equal(a, b)),), (), ())


@case("a chain whose links do not meet", "transitivity: two neighbours do not meet")
def _() -> object:
    return rules.transitivity((rules.assume(at_most(a, b)), rules.assume(at_most(c, s))))


@case("a chain through ≠", "transitivity: a theorem is not an equation or inequality")
def _() -> object:
    return rules.transitivity((rules.assume(different(a, b)), rules.assume(different(b, a))))


@case("an empty chain", "transitivity: there is nothing to chain")
def _() -> object:
    return rules.transitivity(())


@case("log is not monotone on negative numbers", "by_normal_form: order: the sign")
def _() -> object:
    return inference.monotone("log", rules.assume(less(a, b)), ())


@case("a function that is not known to be monotone", "monotone: the function is exp or log")
def _() -> object:
    return inference.monotone("square", rules.assume(less(a, b)), ())


@case("cancelling a factor that may be 0", "by_normal_form: order: the sign")
def _() -> object:
    return inference.cancel(equal(a, b), rules.assume(equal(times(c, a), times(c, b))), c, 1, ())


@case("cancelling an even power of the wrong difference", "combine: equality: the normal forms")
def _() -> object:
    return inference.cancel(equal(a, b), rules.assume(equal(power(a, 2), power(b, 2))), ONE, 2, ())


@case("cancelling to the power 0", "combine: equality: the normal forms")
def _() -> object:
    return inference.cancel(equal(a, b), rules.assume(equal(ONE, ONE)), ONE, 0, ())


@case("a ≤ b and a ≤ b do not make them equal", "modus_ponens: the second theorem is not what")
def _() -> object:
    return inference.antisymmetry(rules.assume(at_most(a, b)), rules.assume(at_most(a, b)))


@case("relations that agree do not clash", "clash: order: the sign")
def _() -> object:
    return rules.clash(rules.assume(at_most(a, b)), rules.assume(less(a, b)), ())


@case("terms that may cancel do not vanish each", "modus_ponens: the second theorem is not what")
def _() -> object:
    signs = rules.generalise(rules.assume(equal(0, 0)), k)
    return inference.vanishing_terms(rules.assume(equal(total(k, z(k)), 0)), signs)


@case("one strict term elsewhere", "modus_ponens: the second theorem is not what")
def _() -> object:
    weak = rules.assume(each(k, at_most(z(k), y(k))))
    return inference.add_up_strictly(weak, rules.assume(less(z(j), y(j))), i)


@case("a bound that depends on the index does not bound the maximum", "maximum_least: the bound depends on the index")
def _() -> object:
    return inference.maximum_least(rules.assume(each(k, at_most(z(k), y(k)))))


@case("a bound for one value only", "the theorem is not about every index")
def _() -> object:
    return inference.maximum_least(rules.assume(at_most(a, c)))


@case("a term that is no maximum", "maximum_bounds: an argument is not of the kind")
def _() -> object:
    return rules.maximum_bounds(a, i, ())  # type: ignore[arg-type]


@case("the maximum of what is undefined", "maximum_attained: log of something")
def _() -> object:
    return rules.maximum_attained(largest_of(k, log(z(k))), ())


@case("trichotomy of what is undefined", "trichotomy: log of something")
def _() -> object:
    return rules.trichotomy(log(a), ZERO, (), ())


# Logic -------------------------------------------------------------------------------------------


@case("an index in a hypothesis is not arbitrary", "generalise: i is not arbitrary")
def _() -> object:
    return rules.generalise(rules.assume(less(0, p(i))), i)


@case("a variable in a hypothesis is not arbitrary", "generalise: a is not arbitrary")
def _() -> object:
    return rules.generalise(rules.assume(less(0, a)), array(a))


@case("an index that depends on others is not arbitrary", "generalise: c is not arbitrary")
def _() -> object:
    index = IndexVariable("c", "K", (k,))
    return rules.generalise(prove(equal(z(index), z(index))), index)


@case("an index function has one value at equal indices", "generalise: c is not arbitrary")
def _() -> object:
    first, second = IndexVariable("c", "K", (m,)), IndexVariable("c", "K", (n,))
    return inference.instantiate(prove(equal(z(first), z(second)), same(m, n)), first, i, ())


@case("an index function is not what an existence yields", "take: c is not arbitrary")
def _() -> object:
    first, second = IndexVariable("c", "K", (m,)), IndexVariable("c", "K", (n,))
    theorem = prove(equal(z(second), 0), same(m, n), equal(z(first), 0))
    return rules.take(rules.assume(Exists("K", close_body(equal(z(i), 0), (i,)))), first, theorem)


@case("what exists is not what one likes", "take: i is not arbitrary")
def _() -> object:
    zero = equal(z(i), 0)
    return rules.take(rules.assume(Exists("K", close_body(zero, (i,)))), i, rules.assume(zero))


@case("a universal statement at an undefined value", "specialise: log of something")
def _() -> object:
    everywhere = rules.generalise(prove(at_most(0, power(a, 2))), array(a))
    return rules.specialise(everywhere, Lambda((), log(b)))


@case(
    "a universal statement at an index of another size",
    "specialise: (IndexVariable 1:i 1:n [ ]) cannot stand in the place of (BoundIndex 0 1:K)",
)
def _() -> object:
    return rules.specialise(rules.assume(each(k, less(0, p(k)))), IndexVariable("i", "n"))


@case("a theorem at an undefined value", "specialise: a denominator")
def _() -> object:
    return inference.instantiate(prove(equal(minus(a, a), 0)), array(a), Lambda((), over(1, b)), ())


@case("a value that lacks the property", "exhibit: the theorem is not about the value")
def _() -> object:
    goal = Exists((), close_body(equal(power(a, 2), 2), (array(a),)))
    return rules.exhibit(goal, Lambda((), ONE), prove(equal(power(ONE, 2), 1)))


@case("an undefined value has no property", "specialise: ")
def _() -> object:
    goal = ForAll((), close_body(equal(times(0, a), 0), (array(a),)))
    return rules.specialise(rules.assume(goal), Lambda((), over(1, 0)))


@case("modus ponens from something else", "modus_ponens: the second theorem is not what the first requires")
def _() -> object:
    return rules.modus_ponens(rules.assume(Implies(less(0, a), less(0, b))), rules.assume(at_most(0, a)))


@case("a branch without its case", "cases: a branch does not prove the goal")
def _() -> object:
    either = rules.excluded_middle(less(0, a))
    return rules.cases(either, (rules.assume(less(0, a)), rules.assume(less(0, b))), less(0, a))


@case("one branch for two cases", "cases: there is not one branch for each alternative")
def _() -> object:
    return rules.cases(rules.excluded_middle(less(0, a)), (rules.assume(less(0, a)),), less(0, a))


@case("a negation without a contradiction", "cases: the first theorem is not a disjunction")
def _() -> object:
    return inference.negation(rules.assume(less(0, a)), less(0, a))


@case("a contradiction of different formulas", "clash: order: the sign")
def _() -> object:
    return rules.clash(rules.assume(less(0, a)), rules.assume(Not(less(0, b))), ())


@case("a conjunct that is not there", "conjunct: there is no such conjunct")
def _() -> object:
    return rules.conjunct(rules.assume(And((less(0, a),))), -1)


@case("a truth value for a number", "conjunct: an argument is not of the kind that the rule takes")
def _() -> object:
    return rules.conjunct(rules.assume(And((less(0, a),))), True)


@case("a formula is no theorem", "weaken: an argument is not of the kind that the rule takes")
def _() -> object:
    return rules.weaken(equal(0, 1), ())  # type: ignore[arg-type]


# Limits and analysis -----------------------------------------------------------------------------


def by_limit_laws(
    body: Term, value: Term | int, direction: str = "above", point: Term | int = 0, *given: Formula
) -> Theorem:
    goal = Equal(limit(body, t, point, direction), number(value) if isinstance(value, int) else value)
    return limit_laws(goal, body, array(t), given, ())


def false_limit(name: str, fragment: str, *arguments: object) -> None:
    CASES.append((name, lambda: by_limit_laws(*arguments), fragment))  # type: ignore[arg-type]


false_limit("infinity minus infinity", "limit: infinity minus infinity", minus(over(1, t), over(1, power(t, 2))), 0)
false_limit("zero times infinity", "limit: infinity times a limit whose sign", times(t, over(1, t), 1), 0)
false_limit("a limit that is infinite", "limit: the limit is infinite", over(1, t), 0)
false_limit("a limit from both sides of a pole", "limit: a denominator whose limit may be 0", over(1, t), 0, "both")
false_limit("a limit of a log from both sides", "log of something", log(t), 0, "both")
false_limit("a limit with the wrong value", "equality: the normal forms", plus(t, 1), 0)
false_limit("a limit at infinity with the wrong sign", "limit: the limit is infinite", exp(t), 0, "infinity")
false_limit("exp(−g/τ) needs g > 0", "limit: infinity times a limit whose sign", exp(times(-1, a, over(1, t))), 0)
false_limit(
    "0ᵗ is 0 up to the end, where 0⁰ is 1",
    "limit: a power whose base is not proved positive",
    power(s, t),
    exp(times(s, log(s))),
    "above",
    s,
    at_most(0, s),
)
false_limit("a step has no limit law", "limit: no law for Step", Step(t), 0, "below")
false_limit("a body that is undefined near the point", "log of something", log(times(-1, t)), 0)
false_limit(
    "a hypothesis about the variable of the limit",
    "the variable is not free to tend",
    t,
    1,
    "above",
    0,
    equal(t, 1),
)
false_limit(
    "a name that contains the spelling of the variable",
    "equality: the normal forms",
    plus(scalar("x(Variable 1:t [])"), t),
    0,
)


@case("a rewriting that changes the body", "by_normal_form: order: the sign of the difference is not established")
def _() -> object:
    return limit_laws(Equal(limit(t, t), ONE), plus(t, 1), array(t), (), ())


@case("a squeeze between bounds with other limits", "squeeze: a bound does not have the limit")
def _() -> object:
    body = times(t, Step(t))
    goal = Equal(limit(body, t), ZERO)
    near = less(0, t)
    lower, upper = prove(at_most(0, body), near), prove(at_most(body, plus(t, 1)), near)
    zero, one = by_limit_laws(ZERO, 0), by_limit_laws(plus(t, 1), 1)
    return rules.squeeze(goal, lower, upper, zero, one, array(t))


@case("a squeeze by bounds that hold only beyond the point", "squeeze: the variable is not free to tend")
def _() -> object:
    body = times(t, Step(t))
    lower, upper = prove(at_most(0, body), less(1, t)), prove(at_most(body, t), less(1, t))
    return rules.squeeze(
        Equal(limit(body, t), ZERO), lower, upper, by_limit_laws(ZERO, 0), by_limit_laws(t, 0), array(t)
    )


def crossing(body: Term, variable: Term, low: int, high: int, value: Term = ZERO) -> Theorem:
    """There is an x with body = value, from the values at two ends."""
    there = [
        inference.instantiate(prove(equal(body, body)), array(variable), Lambda((), number(end)), ())
        for end in (low, high)
    ]
    sides = [theorem.conclusion for theorem in there]
    assert all(isinstance(side, Equal) for side in sides)
    left, right = sides[0].left, sides[1].left  # type: ignore[attr-defined]
    goal, below, above = (
        Exists((), close_body(relation, (array(variable),)))
        for relation in (Equal(body, value), at_most(body, value), at_most(value, body))
    )
    return rules.intermediate_value(
        goal,
        rules.exhibit(below, Lambda((), number(low)), prove(at_most(left, value))),
        rules.exhibit(above, Lambda((), number(high)), prove(at_most(value, right))),
    )


@case("a function with a jump crosses nothing", "intermediate_value: derivative at a point that may be a kink")
def _() -> object:
    return crossing(minus(Step(a), Fraction(1, 2)), a, -1, 1)


@case("a crossing from the wrong side", "order: the sign of the difference is not established")
def _() -> object:
    return crossing(a, a, 1, -1)


@case("a bound of another function", "intermediate_value: a bound is not one of f by g")
def _() -> object:
    goal = Exists((), close_body(equal(plus(times(0, c), a), b), (array(c),)))
    below, above = (
        Exists((), close_body(relation, (array(c),)))
        for relation in (at_most(plus(times(0, c), c), b), at_most(b, plus(times(0, c), c)))
    )
    low, high = minus(b, 1), plus(b, 1)
    return rules.intermediate_value(
        goal,
        rules.exhibit(below, Lambda((), low), prove(at_most(plus(times(0, low), low), b))),
        rules.exhibit(above, Lambda((), high), prove(at_most(b, plus(times(0, high), high)))),
    )


@case("an index is no real number", "intermediate_value: a bound is not one of f by g, at a real number")
def _() -> object:
    ends = [rules.exhibit(Exists("K", equal(ZERO, ZERO)), k, prove(equal(0, 0))) for _ in range(2)]
    return rules.intermediate_value(Exists("K", equal(ZERO, ZERO)), *ends)


@case("near a point that is undefined, everything is constant", "derivative_where_constant: log of something")
def _() -> object:
    undefined = Lambda(("K",), close_body(log(z(k)), (k,)))
    goal = Equal(Derivative(close_body(v(i), (V,)), undefined, (i,)), ZERO)
    radius = scalar("r")
    near_by = each(k, less(Absolute(minus(v(k), log(z(k)))), radius))
    constant = ForAll(("K",), close_body(Implies(near_by, Equal(v(i), log(z(i)))), (V,)))
    ball = Exists((), close_body(And((less(0, radius), constant)), (array(radius),)))
    return rules.derivative_where_constant(goal, rules.assume(ball))


@case("|x| is not smooth", "smooth: derivative at a point that may be a kink")
def _() -> object:
    return rules.smooth(Smooth((), close_body(Absolute(a), (array(a),))), (), ())


@case("a hypothesis does not make a function smooth elsewhere", "smooth: a denominator")
def _() -> object:
    return rules.smooth(Smooth((), close_body(over(1, a), (array(a),))), (different(a, 0),), ())


CENTRED = Rank("K", "K", close_body(minus(delta(i, j), over(1, SIZE)), (i, j)))


def rows_vanish(matrix: Rank) -> Theorem:
    """That the rows of a matrix sum to 0, as a hypothesis."""
    return rules.assume(ForAll(matrix.rows, Equal(Sum(matrix.columns, matrix.body), ZERO)))


def only_constants(matrix: Rank, image: Term, constant: Formula) -> Theorem:
    """That only constant vectors are sent to 0, as a hypothesis; the image has the row i."""
    zero = ForAll(matrix.rows, close_body(equal(image, 0), (i,)))
    return rules.assume(ForAll(("K",), close_body(Implies(zero, constant), (V,))))


def image_of(matrix: Rank, vector: Callable[[Index], Term]) -> Term:
    return total(j, Multiply((open_body(matrix.body, (i, j)), vector(j))))


CONSTANT = each(k, equal(v(k), v(IndexNumber(1, "K"))))


def test_the_rank_of_a_matrix_whose_null_space_is_a_line() -> None:
    theorem = rules.rank_from_null_space(
        CENTRED, rows_vanish(CENTRED), only_constants(CENTRED, image_of(CENTRED, v), CONSTANT)
    )
    assert theorem.conclusion == Equal(CENTRED, minus(SIZE, 1))


@case("a null space that is more than a line", "rank_from_null_space: the second theorem is not that only constants")
def _() -> object:
    some = each(k, Implies(apart(k, i), equal(v(k), v(IndexNumber(1, "K")))))
    return rules.rank_from_null_space(
        CENTRED, rows_vanish(CENTRED), only_constants(CENTRED, image_of(CENTRED, v), some)
    )


@case("a null space without the constants", "rank_from_null_space: the first theorem is not that the rows sum to 0")
def _() -> object:
    rank = Rank("K", "K", close_body(delta(i, j), (i, j)))
    return rules.rank_from_null_space(rank, prove(equal(0, 0)), only_constants(rank, image_of(rank, v), CONSTANT))


@case("the null space of the transposed matrix", "rank_from_null_space: the second theorem is not that only constants")
def _() -> object:
    rank = Rank("K", "K", close_body(times(z(i), minus(delta(i, j), over(1, SIZE))), (i, j)))
    turned = total(j, Multiply((open_body(rank.body, (j, i)), v(j))))
    return rules.rank_from_null_space(rank, rows_vanish(rank), only_constants(rank, turned, CONSTANT))


@case("vectors that are equal to another vector", "rank_from_null_space: the second theorem is not that only constants")
def _() -> object:
    same = each(k, equal(v(k), z(IndexNumber(1, "K"))))
    return rules.rank_from_null_space(
        CENTRED, rows_vanish(CENTRED), only_constants(CENTRED, image_of(CENTRED, v), same)
    )


@case("a rank that is not one less", "by_normal_form: equality: the normal forms")
def _() -> object:
    constant = Exists((), close_body(each(k, equal(v(k), a)), (array(a),)))
    zero = each(i, equal(image_of(CENTRED, v), 0))
    null_space = ForAll(("K",), close_body(And((Implies(zero, constant), Implies(constant, zero))), (V,)))
    return inference.rank_from_null_space(Equal(CENTRED, SIZE), rules.assume(null_space))


@case(
    "a free index of the matrix is not its row", "rank_from_null_space: the first theorem is not that the rows sum to 0"
)
def _() -> object:
    row = IndexVariable("null_row", "K")
    constant_rows = Rank("K", "K", close_body(minus(delta(row, j), over(1, SIZE)), (i, j)))
    only = only_constants(CENTRED, image_of(CENTRED, v), CONSTANT)
    return rules.rank_from_null_space(constant_rows, rows_vanish(CENTRED), only)


# The form of terms and theorems ------------------------------------------------------------------


@case("a bound variable without a binder", "assume: a bound index does not fit its binder")
def _() -> object:
    return rules.assume(Equal(Entry(Z, (BoundIndex(0, "K"),)), ZERO))


@case("a bound variable of another size than its binder", "assume: a bound index does not fit its binder")
def _() -> object:
    return rules.assume(ForAll("n", Equal(Entry(Z, (BoundIndex(0, "K"),)), ZERO)))


@case("a bound variable inside of all binders", "a bound variable has no binder")
def _() -> object:
    return rules.assume(ForAll("K", Equal(Entry(Z, (BoundIndex(-1, "K"),)), ZERO)))


@case("a name that the decision procedure uses itself", "assume: statement: the name '#0' is reserved")
def _() -> object:
    return rules.assume(equal(z(IndexVariable("#0", "K")), 0))


@case("a pattern's name", "assume: statement: the name '?0' is reserved")
def _() -> object:
    return rules.assume(equal(z(IndexVariable("?0", "K")), 0))


@case("no name", "assume: statement: the name '' is reserved")
def _() -> object:
    return rules.assume(equal(scalar(""), 0))


@case("an entry of an array that is not looked into", "an entry of a Lambda is its body at the indices")
def _() -> object:
    return prove(equal(Entry(Lambda((), Log(a)), ()), Entry(Lambda((), Log(a)), ())))


@case("a limit in no direction", "a limit's direction is one of")
def _() -> object:
    return Limit(a, ZERO, "left")


@case("the largest of nothing", "the largest of no terms does not exist")
def _() -> object:
    return largest(())


@case("an expression that doubles until the memory is full", "the expression is too large")
def _() -> object:
    term = a
    for _ in range(60):
        term = Add((term, term))
    return term


@case("a number with more digits than fit", "by_normal_form: normal form: the exponent")
def _() -> object:
    return prove(equal(power(2, 10**9), 0))


@case("an expression that is nested too deeply", "by_normal_form: the expression is nested too deeply")
def _() -> object:
    term = a
    for _ in range(2000):
        term = Absolute(Multiply((term,)))
    return prove(equal(term, term))


@case("a theorem made by hand", "theorem: only the rules of inference make theorems")
def _() -> object:
    return Theorem((), equal(0, 1), "assume", (), object())


@case("a kind of theorem made by hand", "theorem: only the rules of inference make theorems")
def _() -> object:
    return type("Forged", (Theorem,), {})


@case("a theorem that is changed", "cannot assign to field 'conclusion'")
def _() -> object:
    theorem = prove(equal(0, 0))
    try:
        theorem.conclusion = equal(0, 1)
    except FrozenInstanceError as error:
        raise KernelError(str(error)) from None
    return theorem


@case("a kind of node made by hand", "assume: statement: Forged is no kind of node")
def _() -> object:
    forged = type("Forged", (Equal,), {})
    return rules.assume(forged(ZERO, ONE))


@pytest.mark.parametrize(("attempt", "fragment"), [pytest.param(f, why, id=name) for name, f, why in CASES])
def test_is_refused_for_the_right_reason(attempt: Attempt, fragment: str) -> None:
    with pytest.raises(KernelError) as caught:
        attempt()
    assert fragment in str(caught.value)


def test_there_are_enough_cases_and_each_is_named_once() -> None:
    names = [name for name, _, _ in CASES]
    assert len(names) == len(set(names)) >= 90


def test_contradictory_hypotheses_stay_on_the_theorem() -> None:
    zero, not_zero = equal(a, 0), different(a, 0)
    theorem = rules.clash(rules.assume(zero), rules.assume(not_zero), ())
    assert theorem.hypotheses == tuple(sorted((zero, not_zero), key=lambda formula: formula.key))
    assert rules.discharge(theorem, zero).hypotheses == (not_zero,)


false(
    "a maximum does not forget the index that its body singles out",
    "by_normal_form: equality: the normal forms",
    equal(largest_of(k, Choose(k, i, z(k), plus(z(k), 1))), plus(largest_of(k, z(k)), 1)),
)
false(
    "maxima that single out different indices",
    "by_normal_form: equality: the normal forms",
    equal(largest_of(k, Choose(k, i, ZERO, z(k))), largest_of(k, Choose(k, j, ZERO, z(k)))),
)
false(
    "a maximum over all indices but one says nothing of that one",
    "by_normal_form: order: the sign",
    at_most(1, largest_of(k, Choose(k, i, ZERO, exp(z(k))))),
)
