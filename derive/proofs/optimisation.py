"""Optimisation: convex inequalities, steps of gradient descent, proximal steps."""

from __future__ import annotations

from fractions import Fraction

from derive.language import *
from derive.lemmas import add_up, at_most_absolute, cancel
from derive.proofs.definitions import LSE_NAME, P_NAME, S_NAME, k, log_sum_exp, p, relative_entropy, z

half = Fraction(1, 2)
K = size()
x, y, weight, other = vector("x"), vector("y"), vector("q"), vector("r")
a, b, epsilon, eta = scalar("a"), scalar("b"), scalar("epsilon"), scalar("eta")

am_gm = Claim(
    "convex.am-gm",
    r"The weighted geometric mean $\exp \sum_k q_k \log x_k$ of positive numbers is at most their weighted arithmetic "
    r"mean $\sum_k q_k x_k$",
    exp(total(k, weight[k] * log(x[k]))) <= total(k, weight[k] * x[k]),
    given=[forall(k, x[k] > 0), *simplex(weight)],
    references=["boyd2004"],
)

jensen = Claim(
    "convex.jensen-exponential",
    r"The exponential of a mean is at most the mean of the exponentials: $\exp \sum_k q_k x_k \le \sum_k q_k \exp x_k$",
    exp(total(k, weight[k] * x[k])) <= total(k, weight[k] * exp(x[k])),
    given=simplex(weight),
    references=["boyd2004"],
)

young = Claim(
    "convex.young",
    r"A product $a b$ is at most $\epsilon a^2/2 + b^2/(2 \epsilon)$ for $\epsilon > 0$, with equality exactly where "
    r"$b = \epsilon a$ (Young's inequality)",
    {
        "bound": a * b <= epsilon * a**2 / 2 + b**2 / (2 * epsilon),
        "equality": iff(Equal(a * b, epsilon * a**2 / 2 + b**2 / (2 * epsilon)), Equal(b, epsilon * a)),
    },
    given=[epsilon > 0],
    references=["boyd2004"],
)


@young.derivation
def _(chain: Derivation) -> None:
    rest = epsilon * a**2 / 2 + b**2 / (2 * epsilon) - a * b
    square = chain.show(Equal(rest, (b - epsilon * a) ** 2 / (2 * epsilon)), "completing the square")
    not_negative = chain.check((b - epsilon * a) ** 2 / (2 * epsilon) >= 0)
    chain.conclude(chain.check(chain.goal, by=[(1, square), (1, not_negative)]), "a square")
    level, proportional = Equal(a * b, epsilon * a**2 / 2 + b**2 / (2 * epsilon)), Equal(b, epsilon * a)
    with chain.assuming(level):
        only = suppose(level, cancel(proportional, weaken(level, epsilon > 0), -1 / (2 * epsilon), 2))
    with chain.assuming(proportional):
        gap = (epsilon * a - b) / (2 * epsilon)
        back = suppose(proportional, chain.check(level, by=[(gap, proportional)]))
    chain.conclude(conjunction(only, back), r"which is 0 only where $b = \epsilon a$")


fenchel_young = Claim(
    "lse.fenchel-young",
    r"$\operatorname{LSE}(z) + \sum_k q_k \log q_k - \sum_k q_k z_k$ is $\operatorname{KL}(q \| \sigma(z))$, the "
    "Fenchel–Young loss of log-sum-exp: at least 0",
    {
        "loss": Equal(
            log_sum_exp(z) + total(k, weight[k] * log(weight[k])) - total(k, weight[k] * z[k]),
            relative_entropy(weight, p),
        ),
        "sign": relative_entropy(weight, p) >= 0,
    },
    given=simplex(weight),
    references=["blondel2020"],
    names=[LSE_NAME, P_NAME, S_NAME],
)

third = vector("s")

three_points = Claim(
    "kl.three-points",
    r"$\operatorname{KL}(q \| s) = \operatorname{KL}(q \| r) + \operatorname{KL}(r \| s) + \sum_k (q_k - r_k)(\log r_k "
    r"- \log s_k)$, the identity of three points for the Bregman divergence of negative entropy",
    Equal(
        relative_entropy(weight, third),
        relative_entropy(weight, other)
        + relative_entropy(other, third)
        + total(k, (weight[k] - other[k]) * (log(other[k]) - log(third[k]))),
    ),
    given=[*simplex(weight, interior=True), *simplex(other, interior=True), *simplex(third, interior=True)],
    references=["chen1993"],
)

# Gradient descent, by values and gradients at points --------------------------------------------------

gradient, target, start = vector("g"), vector("u"), vector("x")
value, optimum, smooth_constant, convexity, moved_value = (scalar(n) for n in ("f", "m", "L", "mu", "h"))
stepped = family(k, start[k] - eta * gradient[k])
squared = total(k, gradient[k] ** 2)

distance_step = Claim(
    "optimisation.distance-after-a-step",
    r"A step $x - \eta g$ changes the squared distance to $u$ by $-2 \eta\, g \cdot (x - u) + \eta^2 \|g\|^2$",
    Equal(
        total(k, (stepped[k] - target[k]) ** 2),
        total(k, (start[k] - target[k]) ** 2)
        - 2 * eta * total(k, gradient[k] * (start[k] - target[k]))
        + eta**2 * squared,
    ),
    references=["boyd2004"],
)

upper = moved_value <= (
    value
    + total(k, gradient[k] * (stepped[k] - start[k]))
    + smooth_constant / 2 * total(k, (stepped[k] - start[k]) ** 2)
)

descent = Claim(
    "optimisation.descent-step",
    r"If the value $h$ at $x - \eta g$ is at most $f + g \cdot (x' - x) + \frac L2 \|x' - x\|^2$, as for $L$-smooth "
    r"functions, it is at most $f - \eta (1 - L \eta/2) \|g\|^2$; for $\eta = 1/L$, at most $f - \|g\|^2/(2L)$",
    {
        "any step": moved_value <= value - eta * (1 - smooth_constant * eta / 2) * squared,
        "the step 1/L": implies(
            Equal(eta, 1 / smooth_constant), moved_value <= value - squared / (2 * smooth_constant)
        ),
    },
    given=[smooth_constant > 0, upper],
    references=["boyd2004"],
)

lower = optimum >= (
    value + total(k, gradient[k] * (target[k] - start[k])) + convexity / 2 * total(k, (target[k] - start[k]) ** 2)
)

gradient_domination = Claim(
    "optimisation.polyak-lojasiewicz",
    r"If the value $m$ at $u$ is at least $f + g \cdot (u - x) + \frac \mu 2 \|u - x\|^2$, as for $\mu$-strongly "
    r"convex functions, then $f - m$ is at most $\|g\|^2/(2 \mu)$",
    value - optimum <= squared / (2 * convexity),
    given=[convexity > 0, lower],
    references=["karimi2016"],
)


@gradient_domination.derivation
def _(chain: Derivation) -> None:
    with chain.in_general():
        squares = total(k, (gradient[k] + convexity * (target[k] - start[k])) ** 2)
        not_negative = chain.note(chain.check(squares >= 0), "a sum of squares")
    by: Multiples = [(1, lower), (1 / (2 * convexity), not_negative)]
    chain.conclude(chain.check(chain.goal, by=by), r"divided by $2 \mu$, and added to the bound for $m$")


linear_rate = Claim(
    "optimisation.linear-rate",
    r"If a step lowers the value from $f$ to $h \le f - \|g\|^2/(2L)$, and $f - m \le \|g\|^2/(2 \mu)$, then the gap "
    r"to $m$ shrinks by the factor $1 - \mu/L$: $h - m \le (1 - \mu/L)(f - m)$",
    moved_value - optimum <= (1 - convexity / smooth_constant) * (value - optimum),
    given=[
        convexity > 0,
        smooth_constant > 0,
        moved_value <= value - squared / (2 * smooth_constant),
        value - optimum <= squared / (2 * convexity),
    ],
    references=["karimi2016"],
)

curvature = vector("h")
quadratic = half * total(k, curvature[k] * start[k] ** 2)
after = family(k, start[k] - eta * D(quadratic, start[k]))

any_step = Claim(
    "optimisation.any-step-descends",
    r"A step against the gradient of the convex function $\frac12 \sum_k h_k x_k^2$, $h > 0$, does not raise it, "
    r"whatever the step size $\eta > 0$",
    half * total(k, curvature[k] * after[k] ** 2) <= quadratic,
    given=[eta > 0, forall(k, curvature[k] > 0)],
    expected="refuted",
    corrected_by="optimisation.short-step-descends",
    references=["boyd2004"],
)

short_step = Claim(
    "optimisation.short-step-descends",
    r"A step against the gradient of $\frac12 \sum_k h_k x_k^2$ multiplies each $x_k$ by $1 - \eta h_k$, and raises "
    r"the function nowhere where $\eta h_k \le 2$ for all $k$",
    {
        "factor": Equal(after[k], (1 - eta * curvature[k]) * start[k]),
        "no rise": half * total(k, curvature[k] * after[k] ** 2) <= quadratic,
    },
    given=[eta > 0, forall(k, eta * curvature[k] <= 2)],
    references=["boyd2004"],
)


@short_step.derivation
def _(chain: Derivation) -> None:
    chain.conclude(chain.search(chain.goal), "the slope is $h_k x_k$")
    short = chain.given[1]
    term = half * curvature[k] * after[k] ** 2 <= half * curvature[k] * start[k] ** 2
    factor = half * eta * curvature[k] ** 2 * start[k] ** 2
    each = chain.note(chain.check(term, by=[(factor, specialise(short, k))]), r"$(1 - \eta h_k)^2 \le 1$")
    chain.conclude(chain.check(chain.goal, by=[(1, add_up(for_each(k, each)))]), "sum over $k$")


# Proximal steps ---------------------------------------------------------------------------------------

penalty, candidate, given_value = scalar("lambda"), scalar("t"), scalar("a")
soft = largest(given_value - penalty, 0) - largest(-given_value - penalty, 0)


def lasso(point_: Real) -> Real:
    """½(t − a)² + λ|t|."""
    return half * (point_ - given_value) ** 2 + penalty * absolute(point_)


above, below = given_value > penalty, given_value < -penalty
between = both(-penalty <= given_value, given_value <= penalty)

soft_threshold = Claim(
    "optimisation.soft-threshold",
    r"Soft thresholding, $\max(a - \lambda, 0) - \max(-a - \lambda, 0)$, is $a - \lambda$ for $a > \lambda$, $a + "
    r"\lambda$ for $a < -\lambda$, and 0 between; there $\frac12 (t - a)^2 + \lambda |t|$ is smallest",
    {
        "above": implies(above, Equal(soft, given_value - penalty)),
        "below": implies(below, Equal(soft, given_value + penalty)),
        "between": implies(between, Equal(soft, 0)),
        "smallest above": implies(above, lasso(given_value - penalty) <= lasso(candidate)),
        "smallest below": implies(below, lasso(given_value + penalty) <= lasso(candidate)),
        "smallest between": implies(between, lasso(real(0)) <= lasso(candidate)),
    },
    given=[penalty >= 0],
    references=["parikh2014"],
)


@soft_threshold.derivation
def _(chain: Derivation) -> None:
    t, a = candidate, given_value
    for _ in (above, below, between):
        chain.conclude(chain.search(chain.goal), "by the signs of $a - \\lambda$ and $a + \\lambda$")
    with chain.in_general():
        positive, negative = (at_most_absolute(one, absolute(t)) for one in (t, -t))
        first, second = chain.check((t - a + penalty) ** 2 >= 0), chain.check((t - a - penalty) ** 2 >= 0)
    with chain.assuming(above):
        bound = chain.check(lasso(a - penalty) <= lasso(t), by=[(half, first), (penalty, positive)])
    chain.conclude(suppose(above, bound), r"the gap is $\frac12 (t - a + \lambda)^2 + \lambda (|t| - t)$")
    with chain.assuming(below):
        bound = chain.check(lasso(a + penalty) <= lasso(t), by=[(half, second), (penalty, negative)])
    chain.conclude(suppose(below, bound), r"the gap is $\frac12 (t - a - \lambda)^2 + \lambda (|t| + t)$")
    chain.conclude(chain.search(chain.goal), r"$a t \le \lambda |t|$")
