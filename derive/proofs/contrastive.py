"""Contrastive losses, cosine similarity, and logit adjustment."""

from __future__ import annotations

from derive.bridge import apply, chain_rule, differentiate, resolve_delta
from derive.language import *
from derive.lemmas import add_up, monotone
from derive.proofs.definitions import P_NAME, S_NAME, i, j, k, p, softmax, z

label = index("c")
tau = scalar("tau")
similarity = vector("s")
K = size()
of_similarities = softmax(family(k, similarity[k] / tau))
loss = -log(of_similarities[label])
NAMES = [Abbreviation(of_similarities.array, "p")]

upper_bound = Claim(
    "infonce.at-most-log-k",
    r"With $K$ candidates, $\log K$ less the InfoNCE loss, an estimate of mutual information, is at most $\log K$, and "
    "less for two candidates or more, where the loss is positive",
    {
        "estimate": log(K) - loss <= log(K),
        "positive": implies(K >= 2, loss > 0),
    },
    given=[tau > 0],
    references=["oord2018", "poole2019"],
    names=NAMES,
)

cosine_floor = Claim(
    "infonce.cosine-floor",
    r"Where all similarities lie between $-1$ and 1, as cosines do, the InfoNCE loss is at least $\log(1 + (K - 1) "
    r"\exp(-2/\tau))$, which is reached for 1 at the positive pair and $-1$ at all others",
    {
        "floor": log(1 + (K - 1) * exp(-2 / tau)) <= loss,
        "reached": implies(
            forall(k, Equal(similarity[k], 2 * delta(k, label) - 1)), Equal(loss, log(1 + (K - 1) * exp(-2 / tau)))
        ),
    },
    given=[tau > 0, forall(k, similarity[k] >= -1), forall(k, similarity[k] <= 1)],
    references=["wang2021"],
    names=NAMES,
)


@cosine_floor.derivation
def _(chain: Derivation) -> None:
    ratio = exp((similarity[k] - similarity[label]) / tau)
    least = choose(k, label, 1, exp(-2 / tau))
    low, high = specialise(chain.given[1], k), specialise(chain.given[2], label)
    far = chain.check(-2 / tau <= (similarity[k] - similarity[label]) / tau, by=[(1 / tau, low), (1 / tau, high)])
    term = chain.by_cases(least <= ratio, excluded_middle(same(k, label)), [], [(1, monotone("exp", far))])
    chain.note(term, "the similarities differ by at most 2")
    logs = monotone("log", add_up(for_each(k, term)))
    chain.conclude(chain.check(chain.goal, by=[(1, logs)]), r"the loss is $\log \sum_k \exp((s_k - s_c)/\tau)$")

    extreme = forall(k, Equal(similarity[k], 2 * delta(k, label) - 1))
    with chain.assuming(extreme):
        exponent = (2 * delta(k, label) - 2) / tau
        own, other = specialise(extreme, label), specialise(extreme, k)
        gap = chain.check(
            Equal((similarity[k] - similarity[label]) / tau, exponent), by=[(-1 / tau, own), (1 / tau, other)]
        )
        powers = monotone("exp", gap)
        equal = chain.by_cases(Equal(least, ratio), excluded_middle(same(k, label)), [(-1, powers)], [(-1, powers)])
        logs = monotone("log", add_up(for_each(k, equal)))
        reached = suppose(extreme, chain.check(chain.goal.right, by=[(-1, logs)]))  # type: ignore[attr-defined]
    chain.conclude(reached, "where all of them do")


perfect_alignment = Claim(
    "infonce.perfect-alignment",
    "The InfoNCE loss of cosine similarities is 0 where the positive pair is perfectly aligned, and all other "
    "similarities are $-1$",
    Equal(loss, 0),
    given=[tau > 0, forall(k, Equal(similarity[k], 2 * delta(k, label) - 1))],
    expected="refuted",
    corrected_by="infonce.cosine-floor",
    references=["wang2021"],
    names=NAMES,
)

negatives = Claim(
    "infonce.hard-negatives",
    r"The slopes of the InfoNCE loss in the similarities of the negatives sum to minus that of the positive, $(1 - "
    r"p_c)/\tau$, and are to each other as $\exp(s_i/\tau)$: hard negatives count most",
    {
        "positive": Equal(D(loss, similarity[label]), -(1 - of_similarities[label]) / tau),
        "sum": Equal(total(i, choose(i, label, 0, 1) * D(loss, similarity[i])), (1 - of_similarities[label]) / tau),
        "ratio": implies(
            both(distinct(i, label), distinct(j, label)),
            Equal(
                D(loss, similarity[i]),
                exp((similarity[i] - similarity[j]) / tau) * D(loss, similarity[j]),
            ),
        ),
    },
    given=[tau > 0],
    references=["wang2021"],
    names=NAMES,
)

# Cosine similarity ------------------------------------------------------------------------------------

m, n = index("m", "d"), index("n", "d")
x, y, scale = vector("x", "d"), vector("y", "d"), scalar("a")


def length(one: Family) -> Real:
    """The Euclidean length."""
    return sqrt(total(m, one[m] ** 2))


def cosine(one: Family, other: Family) -> Real:
    """x·y/(‖x‖ ‖y‖)."""
    return total(m, one[m] * other[m]) / (length(one) * length(other))


COSINE = Abbreviation(cosine(x, y).term, "c")
LENGTH = Abbreviation(length(x).term, r"\|x\|%s", "‖x‖")
OTHER_LENGTH = Abbreviation(length(y).term, r"\|y\|%s", "‖y‖")

not_zero = (total(m, x[m] ** 2) > 0, total(m, y[m] ** 2) > 0)

cosine_claim = Claim(
    "attention.cosine",
    "Cosine similarity does not see a positive factor; its gradient in one vector is orthogonal to that vector, and "
    "its square is at most 1",
    {
        "factor": implies(scale > 0, Equal(cosine(family(m, scale * x[m]), y), cosine(x, y))),
        "orthogonal": Equal(total(n, x[n] * D(cosine(x, y), x[n])), 0),
        "at most 1": cosine(x, y) ** 2 <= 1,
    },
    given=not_zero,
    names=[COSINE, LENGTH, OTHER_LENGTH],
)

cosine_gradient = Claim(
    "attention.cosine-gradient",
    r"The gradient of the cosine similarity $c$ of $x$ and $y$ in $x$ is $(y/\|y\| - c\, x/\|x\|)/\|x\|$: what of "
    r"the direction of $y$ is orthogonal to $x$, over the length of $x$",
    {
        "gradient": Equal(D(cosine(x, y), x[n]), (y[n] / length(y) - cosine(x, y) * x[n] / length(x)) / length(x)),
        "orthogonal": Equal(total(n, x[n] * (y[n] / length(y) - cosine(x, y) * x[n] / length(x))), 0),
    },
    given=not_zero,
    names=[COSINE, LENGTH, OTHER_LENGTH],
)


@cosine_gradient.derivation
def _(chain: Derivation) -> None:
    chain.section("The length")
    chain.start(D(length(x), x[n]), "the derivative of a root")
    chain.then(differentiate, "chain rule")
    chain.then(resolve_delta, "the delta leaves one term")
    slope = chain.chained()

    chain.section("The cosine similarity")
    chain.start(D(cosine(x, y), x[n]), "a quotient")
    chain.then(chain_rule(LENGTH), "quotient rule")
    chain.then(resolve_delta, "the delta leaves one term")
    chain.then(apply(slope), "the slope of the length")
    chain.end("the cosine similarity is put in its place")

    chain.section("What is orthogonal")
    chain.conclude(chain.search(chain.goal), r"$x \cdot y/\|y\| = c \|x\|$")


distances = Claim(
    "infonce.distance-of-unit-vectors",
    r"For unit vectors, $\|x - y\|^2 = 2 - 2\, x \cdot y$: a larger cosine similarity is a smaller distance",
    Equal(total(m, (x[m] - y[m]) ** 2), 2 - 2 * total(m, x[m] * y[m])),
    given=[Equal(total(m, x[m] ** 2), 1), Equal(total(m, y[m] ** 2), 1)],
    references=["wang2020"],
)

# Logit adjustment -------------------------------------------------------------------------------------

prior, likelihood = vector("q"), vector("f")
adjusted = softmax(family(k, z[k] + log(prior[k])))
posterior = family(k, prior[k] * likelihood[k] / total(j, prior[j] * likelihood[j]))

adjustment = Claim(
    "ce.logit-adjustment",
    r"Adding the logarithms of the class frequencies $q$ to the logits multiplies the odds by the ratio of the "
    r"frequencies. Where the adjusted softmax is the posterior, proportional to $q_k f_k$, the odds without the "
    r"adjustment are $f_i/f_j$, those of classes of the same frequency",
    {
        "odds": Equal(adjusted[i] / adjusted[j], p[i] / p[j] * (prior[i] / prior[j])),
        "gradient": Equal(D(-log(adjusted[label]), z[i]), adjusted[i] - delta(i, label)),
        "balanced": implies(
            forall(k, Equal(adjusted[k], posterior[k])), Equal(p[i] / p[j], likelihood[i] / likelihood[j])
        ),
    },
    given=[*simplex(prior, interior=True), forall(k, likelihood[k] > 0)],
    references=["menon2021"],
    names=[Abbreviation(adjusted.array, "a"), P_NAME, S_NAME],
)


@adjustment.derivation
def _(chain: Derivation) -> None:
    chain.conclude(chain.search(chain.goal), r"$\exp(z_k + \log q_k) = q_k \exp z_k$")
    chain.conclude(chain.search(chain.goal), "cross entropy at shifted logits")
    proportional = forall(k, Equal(adjusted[k], posterior[k]))
    ratio = prior[j] / prior[i]
    with chain.assuming(proportional):
        first, second = specialise(proportional, i), specialise(proportional, j)
        by = [(ratio / adjusted[j], first), (-ratio * posterior[i] / (adjusted[j] * posterior[j]), second)]
        balanced = suppose(proportional, chain.check(chain.goal.right, by=by))  # type: ignore[attr-defined]
    chain.conclude(balanced, "divide the odds of the posterior by the ratio of the frequencies")
