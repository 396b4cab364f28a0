"""Losses made from cross entropy: label smoothing, distillation, focal loss, InfoNCE, two-level softmax."""

from __future__ import annotations

from derive.bridge import apply, chain_rule, differentiate, expand_logs, linearity, resolve_delta, split
from derive.language import *
from derive.lemmas import add_up, monotone
from derive.proofs.cross_entropy_meaning import entropy_and_divergence
from derive.proofs.definitions import (
    P_NAME,
    S_NAME,
    cross_entropy,
    entropy,
    i,
    j,
    k,
    named,
    p,
    softmax,
    v,
    z,
)
from derive.proofs.jacobian import jacobian
from derive.proofs.lse import gradient as lse_gradient
from derive.proofs.lse_convexity import convex as lse_convex

K = size()
label = index("c")
epsilon, temperature = scalar("epsilon"), scalar("T")

# Label smoothing -------------------------------------------------------------------------------------

smoothed = family(k, (1 - epsilon) * delta(k, label) + epsilon / K)
one_hot, uniform = family(k, delta(k, label)), family(k, 1 / K)
SMOOTHED = named(smoothed, "y")
gap_of_logits = log(1 + K * (1 - epsilon) / epsilon)

label_smoothing = Claim(
    "label-smoothing.gradient",
    (
        "With label smoothing the gradient is $p - y$ for the smoothed target $y$, the loss a mixture of "
        "two cross entropies. It is least, namely $H(y)$, exactly where $p = y$; there the true logit is "
        r"ahead by $\log(1 + K(1 - \epsilon)/\epsilon)$"
    ),
    {
        "gradient": Equal(D(cross_entropy(smoothed, p), z[i]), p[i] - smoothed[i]),
        "mixture": Equal(
            cross_entropy(smoothed, p),
            (1 - epsilon) * cross_entropy(one_hot, p) + epsilon * cross_entropy(uniform, p),
        ),
        "least": cross_entropy(smoothed, p) >= entropy(smoothed),
        "minimiser": iff(Equal(cross_entropy(smoothed, p), entropy(smoothed)), forall(k, Equal(smoothed[k], p[k]))),
        "margin": implies(
            both(forall(k, Equal(smoothed[k], p[k])), distinct(j, label)), Equal(z[label] - z[j], gap_of_logits)
        ),
    },
    given=[epsilon > 0, epsilon <= 1],
    references=["szegedy2016"],
    names=[SMOOTHED, P_NAME, S_NAME],
)


@label_smoothing.derivation
def _(chain: Derivation) -> None:
    above, below = chain.given
    with chain.in_general(), chain.assuming(above, below):
        whole = chain.check(Equal(total(k, smoothed[k]), 1))
        nonnegative = chain.check(forall(k, smoothed[k] >= 0))
        divergence = chain.lemma(entropy_and_divergence).under(above, below).at(q=smoothed, r=p)
        divergence = divergence.given(nonnegative, whole)
        divergence = divergence.given(chain.check(forall(k, p[k] > 0)), chain.check(Equal(total(k, p[k]), 1)))
    chain.section("The gradient")
    chain.note(whole, r"$(1 - \epsilon) + K \epsilon/K$")
    chain.start(D(cross_entropy(smoothed, p), z[i]), "the loss")
    chain.then(expand_logs, r"$\log p_k = z_k - \log S$")
    chain.then(split, r"$\log S$ does not depend on $k$")
    chain.then(apply(whole), "the smoothed target sums to 1")
    chain.then(linearity)
    chain.then(apply(lse_gradient), "the gradient of log-sum-exp is softmax")
    chain.then(differentiate, "every logit moves alone")
    chain.then(resolve_delta, "$z_i$ has the weight $y_i$")
    chain.end()

    chain.section("A mixture")
    chain.start(cross_entropy(smoothed, p), "the loss")
    chain.then(split, "cross entropy is linear in the target")
    chain.end("collected by the two targets")

    chain.section("The least loss")
    chain.conclude(divergence.part("least"), "cross entropy is entropy plus relative entropy")
    chain.conclude(divergence.part("equality"), "which is 0 for equal distributions only")

    chain.section("The logits where it is least")

    reached, wrong = forall(k, Equal(smoothed[k], p[k])), distinct(j, label)
    with chain.assuming(wrong):
        true_logit = monotone("log", weaken(specialise(reached, label), above, below))
        other_logit = monotone("log", weaken(specialise(reached, j), above, below, wrong))
        theorem = chain.check(Equal(z[label] - z[j], gap_of_logits), by=[(-1, true_logit), (1, other_logit)])
    chain.conclude(suppose(both(reached, wrong), theorem), "the logarithm of the ratio of both probabilities")


# Distillation ----------------------------------------------------------------------------------------


def softened(logits: Family) -> Family:
    """σ(z/T)."""
    return softmax(family(k, logits[k] / temperature))


student, teacher = softened(z), softened(v)
STUDENT, TEACHER = named(student, "p"), named(teacher, "q")

distillation = Claim(
    "distillation.gradient",
    (
        "The gradient of the cross entropy of a teacher and a student at temperature $T$ is the "
        "difference of their softened probabilities, over $T$"
    ),
    Equal(D(cross_entropy(teacher, student), z[i]), (student[i] - teacher[i]) / temperature),
    given=[temperature > 0],
    references=["hinton2015"],
    names=[STUDENT, TEACHER],
)


@distillation.derivation
def _(chain: Derivation) -> None:
    whole = chain.check(Equal(total(k, teacher[k]), 1))
    chain.start(D(cross_entropy(teacher, student), z[i]), "the cross entropy")
    chain.then(expand_logs, r"the logarithm of the student is $z_k/T$ less log-sum-exp")
    chain.then(split, "log-sum-exp does not depend on the class")
    chain.then(apply(whole), "the probabilities of the teacher sum to 1")
    chain.then(differentiate, "the gradient of log-sum-exp is softmax, by the chain rule over $T$")
    chain.then(resolve_delta, "each delta leaves one term")
    chain.end("over $T$")


def centred(logits: Family) -> Real:
    """zᵢ less the mean of all logits."""
    return logits[i] - total(k, logits[k]) / K


distillation_limit = Claim(
    "distillation.high-temperature-limit",
    (
        "At high temperature, $T^2$ times the gradient of distillation tends to the difference of the "
        "centred logits, over $K$"
    ),
    Equal(
        limit(temperature**2 * ((student[i] - teacher[i]) / temperature), temperature, 0, "infinity"),
        (centred(z) - centred(v)) / K,
    ),
    references=["hinton2015"],
    names=[STUDENT, TEACHER],
)

# Focal loss ------------------------------------------------------------------------------------------

gamma = scalar("gamma")
true = p[label]
focal_loss = -((1 - true) ** gamma) * log(true)

focal = Claim(
    "focal-loss.gradient",
    r"The gradient of the focal loss; for $\gamma = 0$ the loss is the cross entropy",
    [
        Equal(
            D(focal_loss, z[j]),
            (delta(j, label) - p[j]) * (gamma * (1 - true) ** (gamma - 1) * true * log(true) - (1 - true) ** gamma),
        ),
        implies(Equal(gamma, 0), Equal(focal_loss, cross_entropy(one_hot, p))),
    ],
    given=[K >= 2],
    references=["lin2017"],
    names=[P_NAME, S_NAME],
)


@focal.derivation
def _(chain: Derivation) -> None:
    chain.start(D(focal_loss, z[j]), "the focal loss")
    chain.then(chain_rule(p), "product rule, in the probability of the true class")
    chain.then(apply(jacobian), "the Jacobian of softmax")
    chain.end("the probability of the true class cancels in the second term")

    chain.section("Without focus")
    chain.conclude(chain.check(chain.goal), "$(1 - p_c)^0 = 1$")


# Temperature scaling ---------------------------------------------------------------------------------

n, m = index("n", "N"), index("m")
beta, beta_, theta = scalar("beta"), scalar("alpha"), scalar("theta")
logits, targets = matrix("Z", "N", "K"), matrix("Y", "N", "K")


def nll(inverse: Real) -> Real:
    """The negative log-likelihood of a data set at temperature 1/β."""
    return total(n, log(total(k, exp(inverse * logits[n, k]))) - inverse * total(k, targets[n, k] * logits[n, k]))


scaled_probabilities = family((n, k), exp(beta * logits[n, k]) / total(j, exp(beta * logits[n, j])))

temperature_scaling = Claim(
    "calibration.temperature-scaling",
    (
        r"The negative log-likelihood is convex in $\beta = 1/\tau$, and stationary where the mean logits "
        r"under the probabilities sum to those of the targets; no $\beta > 0$ changes which class is the "
        "most probable"
    ),
    [
        implies(
            both(theta >= 0, theta <= 1),
            nll(theta * beta + (1 - theta) * beta_) <= theta * nll(beta) + (1 - theta) * nll(beta_),
        ),
        Equal(
            D(nll(beta), beta),
            total(n, total(k, scaled_probabilities[n, k] * logits[n, k]))
            - total(n, total(k, targets[n, k] * logits[n, k])),
        ),
        implies(
            beta > 0,
            iff(
                forall(j, scaled_probabilities[n, j] <= scaled_probabilities[n, i]),
                forall(j, logits[n, j] <= logits[n, i]),
            ),
        ),
    ],
    references=["guo2017"],
    names=[named(scaled_probabilities, "P")],
)


@temperature_scaling.derivation
def _(chain: Derivation) -> None:
    chain.section("Convex")
    between = theta * beta + (1 - theta) * beta_
    first, second = (family(k, inverse * logits[n, k]) for inverse in (beta, beta_))
    with chain.in_general(), chain.assuming(theta >= 0, theta <= 1):
        each = chain.lemma(lse_convex).at(z=first, w=second)
        sample = chain.check(
            log(total(k, exp(between * logits[n, k])))
            <= theta * log(total(k, exp(first[k]))) + (1 - theta) * log(total(k, exp(second[k]))),
            by=[(1, each)],
        )
        whole = chain.check(
            nll(between) <= theta * nll(beta) + (1 - theta) * nll(beta_), by=[(1, add_up(for_each(n, sample)))]
        )
    chain.conclude(suppose(both(theta >= 0, theta <= 1), whole), "log-sum-exp is convex, and the rest linear")

    chain.section("The slope")
    chain.start(D(nll(beta), beta), "the negative log-likelihood")
    chain.then(differentiate, "the chain rule: the gradient of log-sum-exp is softmax")
    chain.end()

    chain.section("The order")
    probable = forall(j, scaled_probabilities[n, j] <= scaled_probabilities[n, i])
    larger = forall(j, logits[n, j] <= logits[n, i])
    normaliser = total(j, exp(beta * logits[n, j]))
    with chain.in_general(), chain.assuming(beta > 0):
        logs = monotone("log", specialise(probable, j))
        forth = for_each(j, chain.check(logits[n, j] <= logits[n, i], by=[(1 / beta, logs)]))
        grown = monotone(
            "exp", chain.check(beta * logits[n, j] <= beta * logits[n, i], by=[(beta, specialise(larger, j))])
        )
        goal = scaled_probabilities[n, j] <= scaled_probabilities[n, i]
        back = for_each(j, chain.check(goal, by=[(1 / normaliser, grown)]))
        theorem = conjunction(suppose(probable, forth), suppose(larger, back))
    chain.conclude(suppose(beta > 0, theorem), "exp and log grow")


# InfoNCE ---------------------------------------------------------------------------------------------

tau = scalar("tau")
similarities = vector("s", "N")
right, each_, pair = index("r", "N"), index("k", "N"), index("i", "N")
of_similarities = softmax(family(each_, similarities[each_] / tau))
infonce_loss = -log(exp(similarities[right] / tau) / total(each_, exp(similarities[each_] / tau)))

infonce = Claim(
    "infonce.cross-entropy",
    (
        "The InfoNCE loss is the cross entropy of a softmax over similarities: its gradient is "
        r"$(p - e)/\tau$, and it is $\log N$ where all similarities are equal"
    ),
    [
        Equal(infonce_loss, -total(each_, delta(each_, right) * log(of_similarities[each_]))),
        Equal(D(infonce_loss, similarities[pair]), (of_similarities[pair] - delta(pair, right)) / tau),
        implies(forall(pair, Equal(similarities[pair], similarities[right])), Equal(infonce_loss, log(size("N")))),
    ],
    given=[tau > 0],
    references=["oord2018"],
    names=[named(of_similarities, "p")],
)

# Two levels ------------------------------------------------------------------------------------------

group, word, g_, w_ = index("g", "G"), index("w", "M"), index("h", "G"), index("n", "M")
groups, words = vector("u", "G"), matrix("v", "G", "M")
of_group = family(group, exp(groups[group]) / total(g_, exp(groups[g_])))
of_word = family((group, word), exp(words[group, word]) / total(w_, exp(words[group, w_])))
of_pair = of_group[group] * of_word[group, word]
flat_logit = family((group, word), groups[group] + words[group, word] - log(total(w_, exp(words[group, w_]))))
per_group = scalar("x")

adaptive = Claim(
    "adaptive-softmax.factorisation",
    (
        "A softmax over groups times one over the words of a group is a distribution; its loss is a sum "
        r"of two cross entropies, and it is the flat softmax of the logits $u + v - \mathrm{LSE}(v)$. With "
        r"$x$ groups of $K/x$ words, the probability of one word takes $x + K/x \ge 2\sqrt K$ scores"
    ),
    [
        Equal(total((group, word), of_pair), 1),
        Equal(-log(of_pair), -log(of_group[group]) - log(of_word[group, word])),
        Equal(D(-log(of_pair), groups[g_]), of_group[g_] - delta(g_, group)),
        Equal(D(-log(of_pair), words[group, w_]), of_word[group, w_] - delta(w_, word)),
        Equal(exp(flat_logit[group, word]) / total((g_, w_), exp(flat_logit[g_, w_])), of_pair),
        implies(per_group > 0, per_group + K / per_group >= 2 * sqrt(K)),
    ],
    references=["goodman2001"],
    names=[named(of_group, "p"), named(of_word, "q")],
)
