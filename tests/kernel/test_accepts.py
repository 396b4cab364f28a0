"""True statements, most for every size K, that the decision procedure has to prove."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derive.kernel.certificate import check_certificate
from derive.kernel.terms import (
    ZERO,
    Absolute,
    Choose,
    Equal,
    Formula,
    Implies,
    IndexNumber,
    IndexVariable,
    Lambda,
    LastIndex,
    SizeValue,
    Step,
    Variable,
    close_body,
    number,
    substitute,
)
from derive.language.extrema import largest
from derive.lemmas.limits import limit_laws
from derive.verify.certify import write_certificate
from tests.kernel.builders import (
    SIZE,
    D,
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
    m,
    minus,
    over,
    p,
    plus,
    power,
    product,
    prove,
    s,
    same,
    sigmoid,
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

CASES: list[tuple[str, Formula, tuple[Formula, ...]]] = []


def true(name: str, goal: Formula, *given: Formula) -> None:
    CASES.append((name, goal, given))


def jacobian(first: IndexVariable, second: IndexVariable) -> object:
    return times(softmax(first), minus(delta(first, second), softmax(second)))


def third(first: IndexVariable, second: IndexVariable, last: IndexVariable) -> Formula:
    """∂³ log Σ exp z: the third cumulant of the one-hot vector under softmax."""
    one, two, three = softmax(first), softmax(second), softmax(last)
    centred = plus(
        times(one, delta(first, second), delta(second, last)),
        times(-1, one, two, delta(second, last)),
        times(-1, one, three, delta(first, second)),
        times(-1, one, two, delta(first, last)),
        times(2, one, two, three),
    )
    return equal(D(log_sum_exp(), z(first), z(second), z(last)), centred)


def shifted(index: IndexVariable) -> object:
    """softmax(z + c·1) at an index."""
    moved = Lambda(("K",), close_body(plus(z(k), c), (k,)))
    return substitute(softmax(index), {Z: moved})


largest_logit = largest_of(k, z(k))
entropy = times(-1, total(k, times(p(k), log(p(k)))))
loss = times(-1, total(k, times(y(k), log(softmax(k)))))

# Softmax and log-sum-exp ---------------------------------------------------------------------------
true("softmax sums to 1", equal(total(k, softmax(k)), 1))
true("softmax is positive", less(0, softmax(i)))
true("softmax is at most 1", at_most(softmax(i), 1))
true("softmax is below 1 from two classes on", less(softmax(i), 1), at_most(2, SIZE))
true("softmax does not see a shift", equal(shifted(i), softmax(i)))  # type: ignore[arg-type]
true("the Jacobian of softmax", equal(D(softmax(i), z(j)), jacobian(i, j)))  # type: ignore[arg-type]
true("the gradient of log-sum-exp", equal(D(log_sum_exp(), z(i)), softmax(i)))
true("the Hessian of log-sum-exp", equal(D(log_sum_exp(), z(i), z(j)), jacobian(i, j)))  # type: ignore[arg-type]
true("the third derivative of log-sum-exp", third(i, j, m))
true("the Hessian is symmetric", equal(D(log_sum_exp(), z(i), z(j)), D(log_sum_exp(), z(j), z(i))))
true("rows of the Jacobian sum to 0", equal(total(j, D(softmax(i), z(j))), 0))
true("columns of the Jacobian sum to 0", equal(total(i, D(softmax(i), z(j))), 0))
true(
    "the quadratic form is a variance",
    equal(
        total(i, total(j, times(v(i), softmax(i), minus(delta(i, j), softmax(j)), v(j)))),
        times(Fraction(1, 2), total(i, total(j, times(softmax(i), softmax(j), power(minus(v(i), v(j)), 2))))),
    ),
)
true(
    "the weighted squares are not negative",
    at_most(0, total(i, total(j, times(softmax(i), softmax(j), power(minus(v(i), v(j)), 2))))),
)
true(
    "a ratio of probabilities is that of the exponentials", equal(over(softmax(i), softmax(j)), exp(minus(z(i), z(j))))
)
true(
    "a maximum whose body singles out an index",
    equal(largest_of(k, plus(1, times(-1, delta(k, i)), z(k))), largest_of(k, Choose(k, i, z(k), plus(z(k), 1)))),
)
true("a maximum of something that is nowhere negative", at_most(0, largest_of(k, Choose(k, i, ZERO, exp(z(k))))))
true(
    "a term of a sum, whatever the order of its factors",
    at_most(exp(over(z(i), a)), total(k, exp(over(z(k), a)))),
    less(0, a),
)
true("the log of softmax", equal(log(softmax(i)), minus(z(i), log_sum_exp())))
true(
    "log-sum-exp with the maximum taken out",
    equal(log_sum_exp(), plus(largest_logit, log(total(k, exp(minus(z(k), largest_logit)))))),
)
true(
    "softmax with the maximum taken out",
    equal(softmax(i), over(exp(minus(z(i), largest_logit)), total(k, exp(minus(z(k), largest_logit))))),
)
true(
    "softmax with a temperature",
    equal(D(log(total(k, exp(over(z(k), t)))), z(i)), over(over(exp(over(z(i), t)), total(k, exp(over(z(k), t)))), t)),
    less(0, t),
)

# Cross entropy and one-hot targets -------------------------------------------------------------------
true("the gradient of the cross entropy", equal(D(loss, z(i)), minus(softmax(i), y(i))), sums_to_one(Y))
true("… where the targets sum to s", equal(D(loss, z(i)), minus(times(s, softmax(i)), y(i))), equal(total(k, y(k)), s))
true("… by a one-hot target", equal(D(times(-1, log(softmax(m))), z(i)), minus(softmax(i), delta(i, m))))
true("a one-hot target picks one logarithm", equal(total(k, times(delta(k, m), log(softmax(k)))), log(softmax(m))))
true("a one-hot vector sums to 1", equal(total(k, delta(k, m)), 1))
true("a one-hot vector has length 1", equal(total(k, power(delta(k, m), 2)), 1))


# Kronecker's delta and restricted sums ---------------------------------------------------------------
true("a sum without its own index", equal(except_at(k, i, z(k)), minus(total(k, z(k)), z(i))))
true("K − 1 others", equal(except_at(k, i, 1), minus(SIZE, 1)))
true("the other probabilities", equal(except_at(k, i, softmax(k)), minus(1, softmax(i))))
true(
    "two left out, by cases",
    equal(
        total(k, Choose(k, i, ZERO, Choose(k, j, ZERO, z(k)))),
        minus(total(k, z(k)), plus(z(i), times(minus(1, delta(i, j)), z(j)))),
    ),
)
true(
    "two distinct ones left out",
    equal(total(k, Choose(k, i, ZERO, Choose(k, j, ZERO, z(k)))), minus(total(k, z(k)), plus(z(i), z(j)))),
    apart(i, j),
)
true("delta is symmetric", equal(delta(i, j), delta(j, i)))
true("delta is idempotent", equal(power(delta(i, j), 2), delta(i, j)))
true("deltas compose", equal(total(k, times(delta(i, k), delta(k, j))), delta(i, j)))
true("delta in a denominator", equal(over(1, plus(1, delta(i, j))), minus(1, over(delta(i, j), 2))))
true("delta in an exponent", equal(exp(times(a, delta(i, j))), plus(1, times(delta(i, j), minus(exp(a), 1)))))
true("off the diagonal", equal(D(softmax(i), z(j)), times(-1, softmax(i), softmax(j))), apart(i, j))
true("on the diagonal", equal(D(softmax(i), z(j)), times(softmax(i), minus(1, softmax(i)))), same(i, j))
true("only the taken branch is defined", equal(Choose(i, j, a, log(-1)), a), same(i, j))
true("the others are fewer than all", less(p(i), total(k, p(k))), each(k, less(0, p(k))), at_most(2, SIZE))
true("each is at most the sum", at_most(p(i), total(k, p(k))), each(k, at_most(0, p(k))))
true("a double sum of products", equal(total(i, total(j, times(z(i), y(j)))), times(total(k, z(k)), total(k, y(k)))))
true(
    "the order of summation",
    equal(
        total(i, total(j, at(Variable("W", ("K", "n")), i, IndexVariable("l", "n")))),
        times(SIZE, total(i, at(Variable("W", ("K", "n")), i, IndexVariable("l", "n")))),
    ),
)
true(
    "an index function picks the class of a sample",
    equal(
        total(k, times(delta(k, IndexVariable("c", "K", (IndexVariable("l", "n"),))), z(k))),
        z(IndexVariable("c", "K", (IndexVariable("l", "n"),))),
    ),
)

# Numeric sizes -----------------------------------------------------------------------------------------
three = Variable("z", (3,))
first, second, last = (IndexNumber(value, 3) for value in (1, 2, 3))
true(
    "a sum over three",
    equal(
        total(IndexVariable("k", 3), at(three, IndexVariable("k", 3))),
        plus(at(three, first), at(three, second), at(three, last)),
    ),
)
true("a number of terms", equal(total(IndexVariable("k", 5), a), times(5, a)))
true("the size is a number", equal(SizeValue(10), 10))
true(
    "softmax of two is a sigmoid",
    equal(
        softmax(IndexNumber(1, 2), Variable("z", (2,))),
        sigmoid(minus(at(Variable("z", (2,)), IndexNumber(1, 2)), at(Variable("z", (2,)), IndexNumber(2, 2)))),
    ),
)
true("one class has probability 1", equal(softmax(IndexNumber(1, 1), Variable("z", (1,))), 1))
true(
    "the maximum of two",
    equal(
        largest_of(IndexVariable("k", 2), at(X2 := Variable("x", (2,)), IndexVariable("k", 2))),
        largest((at(X2, IndexNumber(1, 2)), at(X2, IndexNumber(2, 2)))),
    ),
)
true("the order of terms does not matter to max", equal(largest((a, b, c)), largest((c, a, b))))
true("nor how often they stand", equal(largest((a, a, b)), largest((b, a))))
true("max(a, a) = a", equal(largest((a, a)), a))
true("what all terms share comes out of max", equal(largest((plus(a, c), plus(c, b))), plus(c, largest((a, b)))))
true(
    "positive factors come out of max",
    equal(largest((times(2, a, c), times(2, b, c))), times(2, c, largest((a, b)))),
    less(0, c),
)
true("max(1, a) > 0", less(0, largest((number(1), a))))
true("max(0, a) ≥ 0", at_most(0, largest((number(0), a))))
true("max(a, b) < 0 for a, b < 0", less(largest((a, b)), 0), less(a, 0), less(b, 0))
true("the slope of max(0, a) where a > 0", equal(D(largest((number(0), a)), a), 1), less(0, a))
true("the slope of max(0, a) where a < 0", equal(D(largest((number(0), a)), a), 0), less(a, 0))
true("the slope of the last of three", equal(D(largest((a, b, c)), c), 1), less(a, c), less(b, c))
true(
    "the slope of the maximum of two entries",
    equal(D(largest_of(IndexVariable("k", 2), at(X2, IndexVariable("k", 2))), at(X2, IndexNumber(2, 2))), 1),
    less(at(X2, IndexNumber(1, 2)), at(X2, IndexNumber(2, 2))),
)
true(
    "max under a sum",
    equal(total(k, largest((times(t, z(k)), times(t, y(k))))), times(t, total(k, largest((y(k), z(k)))))),
    less(0, t),
)
true(
    "the first and the second index differ", equal(delta(IndexNumber(1, "K"), IndexNumber(2, "K")), 0), at_most(2, SIZE)
)
true(
    "the last of the numbers is reached by cases",
    equal(total(IndexVariable("k", 2), delta(IndexVariable("k", 2), IndexVariable("i", 2))), 1),
)
true("the last index exists", at_most(at(Z, LastIndex("K")), plus(1, at(Z, LastIndex("K")))))

# Sigmoid -------------------------------------------------------------------------------------------------
true("σ(−a) = 1 − σ(a)", equal(sigmoid(times(-1, a)), minus(1, sigmoid(a))))
true("σ' = σ(1 − σ)", equal(D(sigmoid(a), a), times(sigmoid(a), minus(1, sigmoid(a)))))
true(
    "σ'' = σ(1 − σ)(1 − 2σ)",
    equal(D(sigmoid(a), a, a), times(sigmoid(a), minus(1, sigmoid(a)), minus(1, times(2, sigmoid(a))))),
)
true("0 < σ", less(0, sigmoid(a)))
true("σ < 1", less(sigmoid(a), 1))
true("the logit undoes σ", equal(log(over(sigmoid(a), minus(1, sigmoid(a)))), a))
true(
    "tanh by σ",
    equal(
        over(minus(exp(a), exp(times(-1, a))), plus(exp(a), exp(times(-1, a)))),
        minus(times(2, sigmoid(times(2, a))), 1),
    ),
)
true("softplus' = σ", equal(D(log(plus(1, exp(a))), a), sigmoid(a)))

# t log t on the closed simplex -----------------------------------------------------------------------------
true(
    "entropy is defined on the closed simplex",
    equal(total(k, times(y(k), log(y(k)))), total(k, times(log(y(k)), y(k)))),
    *simplex(Y),
)
true(
    "KL splits on the closed simplex",
    equal(
        total(k, times(y(k), log(over(y(k), p(k))))),
        minus(total(k, times(y(k), log(y(k)))), total(k, times(y(k), log(p(k))))),
    ),
    *simplex(Y),
    each(k, less(0, p(k))),
)
true(
    "cross entropy is entropy plus KL",
    equal(
        times(-1, total(k, times(y(k), log(softmax(k))))),
        plus(times(-1, total(k, times(y(k), log(y(k))))), total(k, times(y(k), log(over(y(k), softmax(k)))))),
    ),
    *simplex(Y),
)
true(
    "the derivative of the entropy inside the simplex",
    equal(D(entropy, p(i)), minus(times(-1, log(p(i))), 1)),
    each(k, less(0, p(k))),
)

# Powers, logarithms, absolute values ---------------------------------------------------------------------
true("√a² = a for a ≥ 0", equal(sqrt(power(a, 2)), a), at_most(0, a))
true("√a² = |a| squares to a²", equal(power(Absolute(a), 2), power(a, 2)))
true("|a·b| = |a|·|b|", equal(Absolute(times(a, b)), times(Absolute(a), Absolute(b))))
true("|a| ≥ a for a of known sign", equal(Absolute(a), times(-1, a)), at_most(a, 0))
true("log of a product of positives", equal(log(times(a, b)), plus(log(a), log(b))), less(0, a), less(0, b))
true("log 12", equal(log(12), plus(times(2, log(2)), log(3))))
true("a/a = 1 for a ≠ 0", equal(over(a, a), 1), different(a, 0))
true("(a² − b²)/(a − b)", equal(over(minus(power(a, 2), power(b, 2)), minus(a, b)), plus(a, b)), different(a, b))
true("0⁰ = 1", equal(power(0, 0), 1))
true("a real power", equal(times(power(t, a), power(t, b)), power(t, plus(a, b))), less(0, t))
true("the derivative of a real power", equal(D(power(t, a), t), times(a, power(t, minus(a, 1)))), less(0, t))
true("the log of a product over classes", equal(log(product(k, p(k))), total(k, log(p(k)))), each(k, less(0, p(k))))
true("a step at its edge", equal(Step(ZERO), 1))
true(
    "the derivative of a maximum off ties",
    equal(D(largest_of(k, z(k)), z(i)), delta(i, j)),
    each(k, Implies(apart(k, j), less(z(k), z(j)))),
)
true("the derivative of |a| off 0", equal(D(Absolute(a), a), -1), less(a, 0))
true("Σ p = 1 leaves D(Σ p, p) at 1", equal(D(total(k, p(k)), p(j)), 1), sums_to_one(P))
true("an inequality from a hypothesis about all", less(0, total(k, p(k))), each(k, less(0, p(k))))
true("two hypotheses in a row", equal(a, 3), equal(a, plus(b, 1)), equal(b, 2))
true("a hypothesis on a sum inside a product", equal(total(i, total(j, times(p(i), p(j)))), 1), sums_to_one(P))


@pytest.mark.parametrize(("goal", "given"), [pytest.param(goal, given, id=name) for name, goal, given in CASES])
def test_is_proved_and_its_certificate_accepted(goal: Formula, given: tuple[Formula, ...]) -> None:
    theorem = prove(goal, *given)
    assert theorem.conclusion == goal
    assert set(theorem.hypotheses) == set(given)
    checked = check_certificate(write_certificate(theorem))
    assert (checked.hypotheses, checked.conclusion) == (theorem.hypotheses, theorem.conclusion)


def test_limits_that_hold() -> None:
    variable, two = Variable("t", ()), IndexVariable("two", 2)
    for body, point, direction, value in (
        (exp(over(-1, t)), 0, "above", 0),
        (over(minus(power(t, 2), 1), minus(t, 1)), 1, "both", 2),
        (over(1, t), 0, "infinity", 0),
        (times(exp(over(-1, t)), plus(t, 1)), 0, "above", 0),
        (over(1, plus(1, exp(times(-1, t)))), 0, "infinity", 1),
        (log(plus(1, t)), 0, "above", 0),
        (sqrt(t), 0, "above", 0),
        (over(1, plus(1, t, power(t, 2))), 0, "infinity", 0),
        (exp(minus(2, t)), 0, "infinity", 0),
        (Absolute(minus(t, 1)), 1, "below", 0),
        (largest_of(two, Choose(two, IndexNumber(1, 2), ZERO, t)), 0, "above", 0),
        (largest_of(two, Choose(two, IndexNumber(1, 2), ZERO, t)), 0, "-infinity", 0),
    ):
        rewritten = plus(t, 1) if direction == "both" else body
        goal = Equal(limit(body, t, point, direction), number(value))
        assert limit_laws(goal, rewritten, variable, (), ()).conclusion == goal
