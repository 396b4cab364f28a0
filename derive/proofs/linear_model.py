"""Softmax regression: a linear layer below softmax, its decisions and its gradients."""

from __future__ import annotations

from fractions import Fraction

from derive.language import *
from derive.lemmas import monotone
from derive.proofs.cross_entropy_convexity import hessian as logit_hessian
from derive.proofs.definitions import (
    ARTICLE_000,
    ARTICLE_001,
    ARTICLE_002,
    P_NAME,
    S_NAME,
    cross_entropy,
    i,
    j,
    k,
    named,
    p,
    sigma,
    softmax,
    w,
    y,
    z,
)
from derive.proofs.hardmax import H_NAMES, hardmax
from derive.proofs.jacobian import positive_semidefinite as jacobian_psd

K = size()
half = Fraction(1, 2)
m, other = index("m", "d"), index("l", "d")
weights, bias, x = matrix("W", "K", "d"), vector("b"), vector("x", "d")
theta, tau = scalar("theta"), scalar("tau")


def layer(features: Family) -> Family:
    """Wx + b."""
    return family(k, total(m, weights[k, m] * features[m]) + bias[k])


scores = layer(x)
out = softmax(scores)
OUT = named(out, "p")
SCORES = named(scores, "z")
loss = cross_entropy(y, out)
normalised = Equal(total(k, y[k]), 1)

# Decisions -------------------------------------------------------------------------------------------

other_x = vector("u", "d")
mixed = family(m, theta * x[m] + (1 - theta) * other_x[m])


def chosen(features: Family) -> Formula:
    """The score of class i is the largest."""
    return forall(j, layer(features)[j] <= layer(features)[i])


decision_boundary = Claim(
    "linear.decision-boundary",
    "Two classes are equally probable exactly on a hyperplane, and the inputs for which a class is the most probable "
    "are an intersection of half-spaces, a convex set",
    [
        iff(
            Equal(out[i], out[j]),
            Equal(total(m, (weights[i, m] - weights[j, m]) * x[m]) + bias[i] - bias[j], 0),
        ),
        iff(
            forall(j, out[j] <= out[i]),
            forall(j, total(m, (weights[i, m] - weights[j, m]) * x[m]) + bias[i] - bias[j] >= 0),
        ),
        implies(both(chosen(x), chosen(other_x), theta >= 0, theta <= 1), chosen(mixed)),
    ],
    sources=[ARTICLE_000, ARTICLE_002],
    references=["bishop2006"],
    names=[OUT],
    note="Where both classes have the same weights, the hyperplane is empty or everything.",
)


@decision_boundary.derivation
def _(chain: Derivation) -> None:
    difference = total(m, (weights[i, m] - weights[j, m]) * x[m]) + bias[i] - bias[j]
    whole = total(k, exp(scores[k]))

    chain.section("The boundary")
    equal, flat = Equal(out[i], out[j]), Equal(difference, 0)
    with chain.in_general():
        forth = suppose(equal, chain.check(flat, by=[(1, monotone("log", equal))]))
        exponentials = monotone("exp", chain.check(Equal(scores[i], scores[j]), by=[(1, flat)]))
        back = suppose(flat, chain.check(equal, by=[(1 / whole, exponentials)]))
    chain.conclude(conjunction(forth, back), "the logarithms of the probabilities differ as the scores do")

    chain.section("The regions")
    probable, above = forall(j, out[j] <= out[i]), forall(j, difference >= 0)
    with chain.in_general():
        logs = monotone("log", specialise(probable, j))
        forth = suppose(probable, for_each(j, chain.check(difference >= 0, by=[(1, logs)])))
        exponentials = monotone("exp", chain.check(scores[j] <= scores[i], by=[(1, specialise(above, j))]))
        back = suppose(above, for_each(j, chain.check(out[j] <= out[i], by=[(1 / whole, exponentials)])))
    chain.conclude(conjunction(forth, back), "one half-space for every other class")

    chain.section("Between two inputs")
    condition = both(chosen(x), chosen(other_x), theta >= 0, theta <= 1)
    with chain.in_general(), chain.assuming(theta >= 0, theta <= 1):
        first, second = specialise(chosen(x), j), specialise(chosen(other_x), j)
        between = chain.check(layer(mixed)[j] <= layer(mixed)[i], by=[(theta, first), (1 - theta, second)])
    chain.conclude(suppose(condition, for_each(j, between)), "the scores are averaged, too")


cooled = softmax(family(k, z[k] / tau))

argmax_invariance = Claim(
    "linear.argmax-invariance",
    "The most probable classes are those with the largest logits, at every temperature",
    [
        iff(forall(j, p[j] <= p[i]), forall(j, z[j] <= z[i])),
        iff(forall(j, cooled[j] <= cooled[i]), forall(j, z[j] <= z[i])),
    ],
    given=[tau > 0],
    sources=[ARTICLE_002],
    references=["bishop2006"],
    names=[P_NAME, S_NAME, sigma(family(k, z[k] / tau), r"z/\tau", "z/τ")],
)


@argmax_invariance.derivation
def _(chain: Derivation) -> None:
    larger = forall(j, z[j] <= z[i])
    for temperature, reason in ((real(1), "exp and log grow"), (tau, r"and division by $\tau$ keeps the order")):
        logits = family(k, z[k] / temperature) if temperature is tau else z
        probabilities, whole = softmax(logits), total(k, exp(logits[k]))
        probable = forall(j, probabilities[j] <= probabilities[i])
        logs = monotone("log", weaken(specialise(probable, j), *chain.given))
        forth = for_each(j, chain.check(z[j] <= z[i], by=[(temperature, logs)]))
        ordered = chain.check(logits[j] <= logits[i], by=[(1 / temperature, specialise(larger, j))])
        grown = monotone("exp", weaken(ordered, *chain.given), [chain.check(temperature > 0)])
        back = for_each(j, chain.check(probabilities[j] <= probabilities[i], by=[(1 / whole, grown)]))
        chain.conclude(conjunction(suppose(probable, forth), suppose(larger, back)), reason)


sum_of_scores = family(k, z[k] + w[k])

argmax_rule_linear = Claim(
    "linear.argmax-rule-linear",
    "The decision rule is linear: the one-hot vector of the largest score of a sum is the sum of the one-hot vectors",
    Equal(hardmax(sum_of_scores)[i], hardmax(z)[i] + hardmax(w)[i]),
    expected="refuted",
    corrected_by="linear.argmax-cells",
    sources=[ARTICLE_002],
    references=["bishop2006"],
    names=H_NAMES,
    note="What is linear is the boundary between two classes; with three classes or more the boundary of one class "
    "against all others is made of pieces of hyperplanes.",
)

factor = scalar("a")

argmax_cells = Claim(
    "linear.argmax-cells",
    (
        "The decision rule is constant on convex cells of scores: where a class has the largest score "
        "for $z$ and for $w$, it has it between them, and for positive multiples"
    ),
    [
        implies(
            both(forall(j, z[j] <= z[i]), forall(j, w[j] <= w[i]), theta >= 0, theta <= 1),
            forall(j, theta * z[j] + (1 - theta) * w[j] <= theta * z[i] + (1 - theta) * w[i]),
        ),
        implies(factor > 0, iff(forall(j, factor * z[j] <= factor * z[i]), forall(j, z[j] <= z[i]))),
    ],
    sources=[ARTICLE_002],
    references=["bishop2006", "boyd2004"],
)


@argmax_cells.derivation
def _(chain: Derivation) -> None:
    largest_z, largest_w = forall(j, z[j] <= z[i]), forall(j, w[j] <= w[i])
    condition = both(largest_z, largest_w, theta >= 0, theta <= 1)
    with chain.in_general(), chain.assuming(theta >= 0, theta <= 1):
        by = [(theta, specialise(largest_z, j)), (1 - theta, specialise(largest_w, j))]
        between = chain.check(theta * z[j] + (1 - theta) * w[j] <= theta * z[i] + (1 - theta) * w[i], by=by)
    chain.conclude(suppose(condition, for_each(j, between)), "averages keep the order")

    multiple = forall(j, factor * z[j] <= factor * z[i])
    with chain.in_general(), chain.assuming(factor > 0):
        smaller = for_each(j, chain.check(z[j] <= z[i], by=[(1 / factor, specialise(multiple, j))]))
        larger = for_each(j, chain.check(factor * z[j] <= factor * z[i], by=[(factor, specialise(largest_z, j))]))
        theorem = conjunction(suppose(multiple, smaller), suppose(largest_z, larger))
    chain.conclude(suppose(factor > 0, theorem), "so do positive factors")


# Gradients -------------------------------------------------------------------------------------------

square_weights, features = matrix("W", "K", "K"), vector("x")
square_layer = total(k, square_weights[i, k] * features[k]) + bias[i]

param_gradient = Claim(
    "linear.param-gradient",
    "The derivative of the score of class $j$ by its weights is the feature $x_j$",
    Equal(D(square_layer, square_weights[i, j]), features[i]),
    expected="refuted",
    corrected_by="linear.layer-gradient",
    sources=[ARTICLE_002],
    references=["bishop2006"],
    note=(
        "It is the whole vector $x$: the weight of feature $m$ has the derivative $x_m$. True where a "
        "single score has a weight $w_j$ for every feature $j$."
    ),
)

layer_gradient = Claim(
    "linear.layer-gradient",
    "The derivative of the scores by the weights of a class is the vector of features at that class, 0 at all others",
    [
        Equal(D(scores[k], weights[j, m]), delta(j, k) * x[m]),
        Equal(D(scores[k], bias[j]), delta(j, k)),
        implies(normalised, Equal(D(loss, weights[j, m]), (out[j] - y[j]) * x[m])),
        implies(normalised, Equal(D(loss, bias[j]), out[j] - y[j])),
    ],
    sources=[ARTICLE_002],
    references=["bishop2006"],
    names=[OUT, SCORES],
)

n = index("n", "N")
inputs, targets = matrix("X", "N", "d"), matrix("Y", "N", "K")
each_normalised = forall(n, Equal(total(k, targets[n, k]), 1))
batch_scores = family((n, k), total(m, weights[k, m] * inputs[n, m]) + bias[k])
batch = family((n, k), exp(batch_scores[n, k]) / total(j, exp(batch_scores[n, j])))
batch_loss = total(n, -total(k, targets[n, k] * log(batch[n, k])))

gradients = Claim(
    "linear.gradients",
    (
        r"The gradient of softmax regression is $(p - y) x^\top$ in the weights, $p - y$ in the biases, "
        r"$W^\top(p - y)$ in the input; of a batch, $(P - Y)^\top X$"
    ),
    [
        Equal(D(loss, weights[i, m]), (out[i] - y[i]) * x[m]),
        Equal(D(loss, bias[i]), out[i] - y[i]),
        Equal(D(loss, x[m]), total(k, weights[k, m] * (out[k] - y[k]))),
        implies(
            each_normalised,
            Equal(D(batch_loss, weights[i, m]), total(n, (batch[n, i] - targets[n, i]) * inputs[n, m])),
        ),
        implies(each_normalised, Equal(D(batch_loss, bias[i]), total(n, batch[n, i] - targets[n, i]))),
    ],
    given=[normalised],
    references=["bishop2006"],
    names=[OUT, SCORES, named(batch, "P")],
    note=r"At a stationary point the features are matched: $\sum p_{nk} x_n = \sum y_{nk} x_n$ for every class.",
)

direction, shift = matrix("V", "K", "d"), vector("v", "d")
second = D(loss, weights[i, m], weights[j, other])
image = family(k, total(m, direction[k, m] * x[m]))
form = total((i, m, j, other), direction[i, m] * second * direction[j, other])

hessian = Claim(
    "linear.hessian",
    (
        r"The Hessian of softmax regression in the weights is $x x^\top$ ⊗ "
        r"$(\operatorname{diag}(p) - p p^\top)$: not negative, at most half the squared length of $V x$ "
        r"less its mean, and 0 for $V = \mathbf{1} v^\top$"
    ),
    {
        "entries": Equal(second, x[m] * x[other] * out[i] * (delta(i, j) - out[j])),
        "sign": form >= 0,
        "bound": form <= half * (total(k, image[k] ** 2) - total(k, image[k]) ** 2 / K),
        "null": implies(forall([k, m], Equal(direction[k, m], shift[m])), Equal(form, 0)),
    },
    given=[normalised],
    references=["bohning1992"],
    names=[OUT, SCORES],
)


@hessian.derivation
def _(chain: Derivation) -> None:
    chain.conclude(
        chain.check(chain.goal),
        (
            r"the gradient is $(p - y) x^\top$, and the Jacobian of softmax "
            r"$\operatorname{diag}(p) - p p^\top$"
        ),
    )
    mean = total(k, image[k]) / K
    curvature = chain.lemma(logit_hessian)
    _, bound = apart(chain.at(curvature, z=scores, v=family(k, image[k] - mean)))
    sign = chain.at(chain.lemma(jacobian_psd).part("sign"), z=scores, v=image)
    chain.conclude(
        chain.check(chain.goal, by=[(1, sign)]), r"the quadratic form of $\operatorname{diag}(p) - p p^\top$ at $V x$"
    )
    chain.conclude(chain.check(chain.goal, by=[(1, bound)]), "which does not see the mean of $V x$")
    rows = forall([k, m], Equal(direction[k, m], shift[m]))
    with chain.assuming(rows):
        none = chain.check(Equal(form, 0))
    chain.conclude(suppose(rows, none), "all entries of $V x$ are the same")


odds = vector("r")
from_odds = family((n, k), odds[k] * exp(total(m, weights[k, m] * inputs[n, m])))
by_odds = family((n, k), from_odds[n, k] / total(j, from_odds[n, j]))

rare_classes = Claim(
    "ce.rare-classes",
    "Where the slopes of all biases are 0, softmax regression still predicts a rare class less often than it occurs",
    total(n, by_odds[n, i]) < total(n, targets[n, i]),
    given=[
        each_normalised,
        forall(k, odds[k] > 0),
        forall(k, Equal(total(n, by_odds[n, k] - targets[n, k]), 0)),
        total(n, targets[n, i]) < size("N") / K,
    ],
    expected="refuted",
    corrected_by="ce.rare-classes-in-total",
    sources=[ARTICLE_001],
    references=["bishop2006"],
    names=[named(by_odds, "P")],
    evidence=Search(
        point({"N": 3, "K": 2, "d": 1}, {"i": 1}, W=[[0], [0]], X=[[0], [0], [0]], r=[1, 2], Y=[[1, 0], [0, 1], [0, 1]])
    ),
    note=(
        r"The biases are $\log r$. In total every class is predicted as often as it occurs; this does not "
        "say that a rare class is recognised where it occurs."
    ),
)

rare_classes_in_total = Claim(
    "ce.rare-classes-in-total",
    (
        "With biases, softmax regression at a stationary point gives every class in total the "
        "probability with which it occurs; untrained, with all scores 0, the slope of its bias is $N/K$ "
        "less its number"
    ),
    [
        implies(
            forall(i, Equal(D(batch_loss, bias[i]), 0)),
            forall(i, Equal(total(n, batch[n, i]), total(n, targets[n, i]))),
        ),
        implies(
            both(forall([k, m], Equal(weights[k, m], 0)), forall(k, Equal(bias[k], 0))),
            Equal(D(batch_loss, bias[i]), size("N") / K - total(n, targets[n, i])),
        ),
    ],
    given=[each_normalised],
    sources=[ARTICLE_001],
    references=["bishop2006"],
    names=[named(batch, "P")],
)
