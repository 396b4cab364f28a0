"""Linear and logistic regression, by entries: what their stationary points are, and updates of an inverse."""

from __future__ import annotations

from fractions import Fraction

from derive.bridge import differentiate, resolve_delta
from derive.language import *
from derive.lemmas import add_up

HALF = Fraction(1, 2)
n, j, k, m = index("n", "N"), index("j", "d"), index("k", "d"), index("m", "d")
inputs, targets = matrix("X", "N", "d"), vector("y", "N")
w, u = vector("w", "d"), vector("u", "d")
penalty = scalar("lambda")


def residual(weights: Family) -> Real:
    """(X w − y)ₙ."""
    return total(k, inputs[n, k] * weights[k]) - targets[n]


def squared_error(weights: Family) -> Real:
    """Half the squared length of X w − y."""
    return HALF * total(n, residual(weights) ** 2)


def penalised(weights: Family) -> Real:
    """The squared error with a ridge penalty."""
    return squared_error(weights) + HALF * penalty * total(k, weights[k] ** 2)


slope = total(n, inputs[n, j] * residual(w))
normal_equations = forall(j, Equal(slope, 0))
moved = total(n, total(k, inputs[n, k] * (u[k] - w[k])) ** 2)

least_squares = Claim(
    "regression.normal-equations",
    r"Where the normal equations $X^\top (X w - y) = 0$ hold, the squared error of any other $u$ is larger by "
    r"$\frac12 \|X (u - w)\|^2$: $w$ minimises it",
    {
        "gap": Equal(squared_error(u), squared_error(w) + HALF * moved),
        "least": squared_error(w) <= squared_error(u),
    },
    given=[normal_equations],
    references=["bishop2006"],
)


def no_slope(chain: Derivation, equations: Formula) -> Theorem:
    """The slope along u − w is 0."""
    along = specialise(equations, j)
    step = u[j] - w[j]
    each = chain.check(Equal(step * along.conclusion.left, 0), by=[(step, along)])  # type: ignore[attr-defined]
    return add_up(for_each(j, each))


@least_squares.derivation
def _(chain: Derivation) -> None:
    flat = chain.note(no_slope(chain, normal_equations), "the normal equations, times $u - w$")
    gap = chain.conclude(chain.check(chain.goal, by=[(1, flat)]), r"$X u - y = (X w - y) + X (u - w)$")
    chain.conclude(chain.check(chain.goal, by=[(-1, gap), (HALF, chain.check(moved >= 0))]), "a sum of squares")


ridge_equations = forall(j, Equal(slope + penalty * w[j], 0))
apart_from = total(k, (u[k] - w[k]) ** 2)

ridge = Claim(
    "regression.ridge-minimiser",
    r"Where $X^\top (X w - y) + \lambda w = 0$ for $\lambda > 0$, the squared error with the penalty "
    r"$\frac\lambda2 \|w\|^2$ is larger at any other $u$, by $\frac\lambda2 \|u - w\|^2$ at least: $w$ alone "
    "minimises it",
    penalised(w) + HALF * penalty * apart_from <= penalised(u),
    given=[ridge_equations],
    references=["bishop2006"],
)


@ridge.derivation
def _(chain: Derivation) -> None:
    flat = chain.note(no_slope(chain, ridge_equations), "the equations, times $u - w$")
    chain.conclude(
        chain.check(chain.goal, by=[(-1, flat), (HALF, chain.check(moved >= 0))]),
        r"the difference is $\frac12 \|X (u - w)\|^2$, a sum of squares",
    )


labels = vector("t", "N")
score = total(k, inputs[n, k] * w[k])
probability = 1 / (1 + exp(-score))
loss = total(n, log(1 + exp(score)) - labels[n] * score)
hessian = total(n, probability * (1 - probability) * inputs[n, j] * inputs[n, m])

logistic = Claim(
    "regression.logistic-gradient",
    r"The cross entropy of logistic regression has the gradient $X^\top (s - t)$ in the weights, and the Hessian "
    r"$X^\top \operatorname{diag}(s (1 - s)) X$",
    {
        "gradient": Equal(D(loss, w[j]), total(n, (probability - labels[n]) * inputs[n, j])),
        "Hessian": Equal(D(loss, w[j], w[m]), hessian),
    },
    references=["bishop2006"],
    names=[Abbreviation(family(n, probability).array, "s")],
)


@logistic.derivation
def _(chain: Derivation) -> None:
    chain.section("The gradient")
    chain.start(D(loss, w[j]), "the cross entropy")
    chain.then(differentiate, "chain rule: the score moves with each weight by its feature")
    chain.then(resolve_delta, "the delta leaves one feature")
    chain.end(r"$\exp a/(1 + \exp a) = s$")

    chain.section("The Hessian")
    features = inputs[n, j] * inputs[n, m]
    odds = exp(score)
    with chain.in_general():
        first, second = (
            add_up(for_each(n, chain.check(Equal((odds / (1 + odds)) ** e * features, probability**e * features))))
            for e in (1, 2)
        )
    chain.start(D(loss, w[j], w[m]), "the derivative of the gradient")
    for _ in range(2):
        chain.then(differentiate, "chain rule")
        chain.then(resolve_delta, "the delta leaves one feature")
    chain.end(r"$\exp a/(1 + \exp a) = s$, and so its square", by=[(1, first), (-1, second)])


slope_of, offset, scores = scalar("a"), scalar("b"), vector("f", "N")
rescaled = slope_of * scores[n] + offset
calibrated = 1 / (1 + exp(-rescaled))
platt_loss = total(n, log(1 + exp(rescaled)) - labels[n] * rescaled)

platt = Claim(
    "calibration.platt-scaling",
    r"Platt scaling, $s(a f + b)$ for a score $f$, has a cross entropy with the slope $\sum_n (s_n - t_n) f_n$ in $a$ "
    r"and $\sum_n (s_n - t_n)$ in $b$: where the latter is 0, the mean probability is the frequency of the class",
    {
        "scale": Equal(D(platt_loss, slope_of), total(n, (calibrated - labels[n]) * scores[n])),
        "shift": Equal(D(platt_loss, offset), total(n, calibrated - labels[n])),
        "frequency": implies(
            Equal(D(platt_loss, offset), 0),
            Equal(total(n, calibrated) / size("N"), total(n, labels[n]) / size("N")),
        ),
    },
    references=["guo2017"],
    names=[Abbreviation(family(n, calibrated).array, "s")],
)

weight, prediction, truth = vector("w", "N"), vector("f", "N"), scalar("c")
average = total(n, weight[n] * prediction[n])

bias_variance = Claim(
    "regression.bias-variance",
    "The mean squared error of a random prediction is the square of its bias plus its variance",
    Equal(
        total(n, weight[n] * (prediction[n] - truth) ** 2),
        (average - truth) ** 2 + total(n, weight[n] * (prediction[n] - average) ** 2),
    ),
    given=simplex(weight),
    references=["bishop2006"],
)

a, b = vector("a"), vector("b")
each = index("k")

schwarz = Claim(
    "convex.cauchy-schwarz",
    r"$(\sum_k a_k b_k)^2$ is at most $\sum_k a_k^2 \sum_k b_k^2$ (Cauchy–Schwarz inequality)",
    total(each, a[each] * b[each]) ** 2 <= total(each, a[each] ** 2) * total(each, b[each] ** 2),
    references=["boyd2004"],
)

# An inverse after a change of rank one ------------------------------------------------------------------

i = index("i", "d")
matrix_a, inverse = matrix("A", "d", "d"), matrix("B", "d", "d")
v = vector("v", "d")
is_inverse = forall([i, j], Equal(total(k, matrix_a[i, k] * inverse[k, j]), delta(i, j)))
column = family(i, total(m, inverse[i, m] * u[m]))
row = family(j, total(m, v[m] * inverse[m, j]))
denominator = 1 + total(k, v[k] * column[k])

sherman_morrison = Claim(
    "regression.sherman-morrison",
    r"If $A B = I$ and $1 + v^\top B u \ne 0$, then $B - B u\, v^\top B/(1 + v^\top B u)$ is inverse to $A + u v^\top$ "
    "(Sherman–Morrison formula)",
    Equal(total(k, (matrix_a[i, k] + u[i] * v[k]) * (inverse[k, j] - column[k] * row[j] / denominator)), delta(i, j)),
    given=[is_inverse, Different(denominator, 0)],
    references=["boyd2004"],
    witness=point({"d": 2}, {"i": 1, "j": 2}, A=[[1, 1], [0, 1]], B=[[1, -1], [0, 1]], u=[1, 2], v=[1, 1]),
)


@sherman_morrison.derivation
def _(chain: Derivation) -> None:
    times_u = Equal(u[m] * total(k, matrix_a[i, k] * inverse[k, m]), u[m] * delta(i, m))
    picked = chain.check(times_u, by=[(u[m], specialise(is_inverse, i, m))])
    back = chain.check(Equal(total(k, matrix_a[i, k] * column[k]), u[i]), by=[(1, add_up(for_each(m, picked)))])
    chain.note(back, "$A B u = u$")
    c, r, entry = vector("c", "d"), vector("r", "d"), inverse[k, j]
    solved, read = Equal(total(k, matrix_a[i, k] * c[k]), u[i]), Equal(total(k, v[k] * entry), r[j])
    known, whole = Equal(total(k, matrix_a[i, k] * entry), delta(i, j)), 1 + total(k, v[k] * c[k])
    product = Equal(total(k, (matrix_a[i, k] + u[i] * v[k]) * (entry - c[k] * r[j] / whole)), delta(i, j))
    with chain.in_general(), chain.assuming(known, solved, read, Different(whole, 0)):
        by: Multiples = [(1, known), (-r[j] / whole, solved), (u[i], read)]
        product_there = chain.check(product, by=by)
    for condition in (Different(whole, 0), read, solved, known):
        product_there = suppose(condition, product_there)
    general = specialise(for_each((c, r), product_there), column, row)
    here = modus_ponens(general, specialise(is_inverse, i, j), back)
    here = modus_ponens(here, chain.check(here.conclusion.left))  # type: ignore[attr-defined]
    chain.conclude(
        modus_ponens(here, Different(denominator, 0)), r"$A B = I$; the terms with $u_i (v^\top B)_j$ cancel"
    )
