"""False relations that the decision procedure must not establish, each refused for the right reason."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derive.kernel import rules
from derive.kernel.terms import (
    ONE,
    ZERO,
    Absolute,
    Choose,
    ForAll,
    Implies,
    IndexNumber,
    IndexVariable,
    LastIndex,
    Limit,
    Or,
    SameIndex,
    SizeValue,
    Step,
    Sum,
    Variable,
    number,
)
from derive.language.extrema import largest
from tests.kernel.builders import (
    SIZE,
    D,
    D_at,
    P,
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
    minus,
    over,
    p,
    plus,
    power,
    product,
    prove,
    s,
    same,
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
from tests.kernel.refusals import DENOMINATOR, DIFFER, KINK, LOG, ROOT, UNSIGNED, Refusals

REFUSED = Refusals()
case, false = REFUSED.case, REFUSED.false

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
false(
    "the second index need not exist",
    "by_normal_form: statement: index 2 need not exist; the hypothesis 2 <= K is missing",
    equal(at(Z, IndexNumber(2, "K")), at(Z, IndexNumber(2, "K"))),
)
REFUSED.add("an index beyond the size", "index 4 is outside 1..3", lambda: IndexNumber(4, 3))
REFUSED.add("a size below one", "a size is a name or a number ≥ 1", lambda: prove(equal(Sum(-3, ONE), -3)))
REFUSED.add("an empty size", "a size is a name or a number ≥ 1", lambda: ForAll(0, Or(())))
REFUSED.add("indices over different sizes", "indices over K and n", lambda: SameIndex(i, IndexVariable("i", "n")))
REFUSED.add("an entry with an index over another size", "an entry of an array", lambda: at(Z, IndexVariable("i", "n")))


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
    "by_normal_form: derivative of a power with a fractional exponent whose base may be 0",
    equal(D(sqrt(a), a), over(1, times(2, sqrt(a)))),
    at_most(0, a),
)
EDGE = "by_normal_form: derivative of a power with a fractional exponent whose base may be 0"
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


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
