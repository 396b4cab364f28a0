"""What logits are, and what they are not: log-probabilities, log-odds, attractions, scores."""

from __future__ import annotations

from derive.bridge import (
    apply,
    cancel,
    expand_logs,
    pull_out,
    separate,
    together,
    write_out,
)
from derive.language import *
from derive.lemmas import add_up, add_up_strictly, monotone
from derive.proofs.definitions import (
    ARTICLE_000,
    ARTICLE_001,
    ARTICLE_002,
    ARTICLE_004,
    P_NAME,
    S_NAME,
    S,
    c,
    i,
    j,
    k,
    log_sum_exp,
    p,
    sigma,
    softmax,
    v,
    z,
)
from derive.proofs.softmax import order_preserving, positivity
from derive.proofs.softmax_inverse import all_equal_q, inside, logarithms, of_logarithms, q

K = size()
pair = vector("u", 2)
first = softmax(pair)[1]

# Logits are not probabilities ----------------------------------------------------------------------

o, b, n = vector("o"), vector("b"), index("n", "d")
x, weights = vector("x", "d"), matrix("W", "K", "d")
layer = forall(i, Equal(total(n, weights[i, n] * x[n]) + b[i], o[i]))

logits_not_probabilities = Claim(
    "softmax.logits-not-probabilities",
    "The logits of a classifier never sum to 1",
    Different(total(k, z[k]), 1),
    given=[K >= 2],
    expected="refuted",
    corrected_by="softmax.logits-unconstrained",
    sources=[ARTICLE_000, ARTICLE_004],
    references=["goodfellow2016"],
    note="True where it is read as: the logits need not sum to 1.",
)

logits_unconstrained = Claim(
    "softmax.logits-unconstrained",
    "Logits may be any vector: a layer $W x + b$ takes every value, negative ones and probabilities among them",
    [
        forall([x, o], exists([weights, b], layer)),
        exists(o, both(forall(k, o[k] < 0), Different(total(k, o[k]), 1))),
        exists(o, both(*simplex(o, interior=True))),
    ],
    sources=[ARTICLE_000, ARTICLE_004],
    references=["goodfellow2016"],
)


@logits_unconstrained.derivation
def _(chain: Derivation) -> None:
    chain.section("A layer takes every value")
    zero = family((i, n), 0)
    with_zero = total(n, zero[i, n] * x[n])
    value = chain.show(Equal(with_zero + o[i], o[i]), "take $W = 0$ and $b = o$")
    goal = exists([weights, b], layer)
    found = exhibit(exists(b, forall(i, Equal(with_zero + b[i], o[i]))), o, for_each(i, value))
    chain.conclude(for_each((x, o), exhibit(goal, zero, found)))

    chain.section("Some are not probabilities")
    minus = family(k, -1)
    negative = chain.show(minus[k] < 0, "take $-1$ everywhere")
    chain.start(total(k, minus[k]))
    chain.then(pull_out, "there are $K$ terms")
    chain.then(0, "$K > 0$", relation="<")
    unequal = chain.check(Different(total(k, minus[k]), 1), [chain.chained()])
    both_hold = conjunction(for_each(k, negative), unequal)
    chain.conclude(exhibit(chain.goal, minus, both_hold))

    chain.section("Some are")
    uniform = family(k, 1 / K)
    sign = chain.show(uniform[k] > 0, "take $1/K$ everywhere")
    whole = chain.show(Equal(total(k, uniform[k]), 1), "$K$ times $1/K$")
    chain.conclude(exhibit(chain.goal, uniform, conjunction(for_each(k, sign), whole)))


# Logits are log-probabilities up to a constant -------------------------------------------------------

log_prob_input = Claim(
    "softmax.log-prob-input",
    "The outputs of a policy network are log-probabilities: their exponentials sum to 1",
    Equal(total(k, exp(z[k])), 1),
    given=[K >= 2],
    expected="refuted",
    corrected_by="softmax.logits-up-to-a-constant",
    sources=[ARTICLE_001],
    references=["gao2017"],
    note="The outputs are logits that are not normalised.",
)

logs_are_logits = forall(i, Equal(log(p[i]), z[i]))

up_to_a_constant = Claim(
    "softmax.logits-up-to-a-constant",
    "Logits are log-probabilities up to the constant log-sum-exp, and exactly where log-sum-exp is 0",
    [
        Equal(log(p[i]), z[i] - log_sum_exp(z)),
        iff(logs_are_logits, Equal(log_sum_exp(z), 0)),
        forall(q, implies(inside, forall(i, Equal(softmax(logarithms(q))[i], q[i])))),
    ],
    sources=[ARTICLE_001],
    references=["gao2017"],
    names=[P_NAME, S_NAME, sigma(logarithms(q), r"\log q", "log q")],
)


@up_to_a_constant.derivation
def _(chain: Derivation) -> None:
    chain.section("The logarithm of a probability")
    chain.start(log(p[i]), "definition of softmax")
    chain.then(expand_logs, r"the logarithm of a quotient of positive numbers; $\log \exp z = z$")
    chain.end()

    chain.section("When it is the logit")
    with chain.assuming(logs_are_logits):
        here = specialise(logs_are_logits, i)
        zero = chain.show(Equal(log_sum_exp(z), 0), r"$z - \log S = z$", by=[(-1, here)])
        forward = suppose(logs_are_logits, zero)
    with chain.assuming(Equal(log_sum_exp(z), 0)):
        back = chain.show(Equal(log(p[i]), z[i]), r"conversely, where $\log S = 0$")
        backward = suppose(Equal(log_sum_exp(z), 0), for_each(i, back))
    chain.conclude(conjunction(forward, backward))

    chain.section("Softmax of log-probabilities")
    _, sums_to_one = simplex(q, interior=True)
    with chain.assuming(*simplex(q, interior=True)):
        normalised = chain.lemma(of_logarithms, v=q)
        chain.start(softmax(logarithms(q))[i], "softmax of logarithms")
        chain.then(apply(normalised), "divides by the sum")
        chain.then(apply(sums_to_one), "which is 1")
        theorem = for_each(i, chain.chained())
    chain.conclude(for_each(q, suppose(inside, theorem)))


# Differences of logits are log-odds ------------------------------------------------------------------

log_odds = Claim(
    "softmax.logits-are-log-odds",
    "A logit is the log-odds of its class",
    Equal(log(p[i] / (1 - p[i])), z[i]),
    given=[K >= 2],
    expected="refuted",
    corrected_by="softmax.relative-log-odds",
    sources=[ARTICLE_004],
    references=["bishop2006"],
    names=[P_NAME, S_NAME],
    note="True for two classes where the other logit is 0.",
)

relative_log_odds = Claim(
    "softmax.relative-log-odds",
    "Differences of logits are the log-odds of one class relative to another; against all others, log-sum-exp enters",
    [
        Equal(log(p[i] / p[j]), z[i] - z[j]),
        implies(K >= 2, Equal(log(p[i] / (1 - p[i])), z[i] - log(total_except(j, i, exp(z[j]))))),
        implies(Equal(pair[2], 0), Equal(log(first / (1 - first)), pair[1])),
    ],
    sources=[ARTICLE_004],
    references=["bishop2006"],
    names=[P_NAME, S_NAME, sigma(pair, "u")],
)


@relative_log_odds.derivation
def _(chain: Derivation) -> None:
    chain.section("One class relative to another")
    chain.start(log(p[i] / p[j]), "the ratio of two probabilities")
    chain.then(apply(order_preserving, "ratio"), "is the exponential of the difference")
    chain.then(expand_logs, r"$\log \exp z = z$")
    chain.end()

    chain.section("One class against all others")
    with chain.assuming(K >= 2):
        chain.start(log(p[i] / (1 - p[i])), "the odds of class $i$")
        chain.then(separate(i), "class $i$ apart from the others")
        chain.then(together, "$1 - p_i$ is the share of the other exponentials")
        chain.then(expand_logs, "the logarithm of a quotient of positive numbers")
        chain.conclude(suppose(K >= 2, chain.chained()))

    chain.section("Two classes, the other logit being 0")
    other_is_zero = Equal(pair[2], 0)
    with chain.assuming(other_is_zero):
        chain.start(log(first / (1 - first)), "the odds of the first class")
        chain.then(write_out, "the sum has two terms")
        chain.then(together, "the sum cancels")
        chain.then(expand_logs, "the logarithm of a quotient of exponentials")
        chain.then(apply(other_is_zero), "the other logit is 0")
        chain.conclude(suppose(other_is_zero, chain.chained()))


# Attractions -----------------------------------------------------------------------------------------

attractive = forall(k, v[k] > 0)

luce_axiom = Claim(
    "softmax.luce-axiom",
    "In Luce's choice axiom, probabilities are proportional to the exponentials of the attractions",
    Equal(v[i] / total(k, v[k]), softmax(v)[i]),
    given=[attractive],
    expected="refuted",
    corrected_by="softmax.luce-ratio-scale",
    sources=[ARTICLE_000],
    references=["luce1959"],
    names=[sigma(v, "v")],
    note=r"The axiom makes them proportional to the attractions themselves; true after $u = \log v$.",
)

offered = vector("a")
chosen = forall(k, either(Equal(offered[k], 0), Equal(offered[k], 1)))
conditions = (Equal(offered[i], 1), Equal(offered[j], 1), chosen)
in_choice = both(*conditions)
offered_weight = total(k, offered[k] * v[k])
same_odds = Equal((v[i] / offered_weight) / (v[j] / offered_weight), v[i] / v[j])

luce_ratio_scale = Claim(
    "softmax.luce-ratio-scale",
    "Luce's probabilities are the softmax of the log-attractions; the odds of two options do not depend on the others",
    [
        Equal(v[i] / total(k, v[k]), softmax(logarithms(v))[i]),
        forall(offered, implies(in_choice, same_odds)),
    ],
    given=[attractive],
    sources=[ARTICLE_000],
    references=["luce1959"],
    names=[sigma(logarithms(v), r"\log v", "log v")],
)


@luce_ratio_scale.derivation
def _(chain: Derivation) -> None:
    chain.section("Luce's probabilities as a softmax")
    chain.start(v[i] / total(k, v[k]), "probabilities proportional to the attractions")
    chain.then(apply(of_logarithms, backwards=True), "softmax of logarithms divides by the sum")
    chain.end()

    chain.section("Among the options offered, those with $a_k = 1$")
    with chain.assuming(*conditions):
        nonnegative = offered[k] * v[k] >= 0
        signs = for_each(k, cases(specialise(chosen, k), lambda choice: chain.check(nonnegative, [choice])))
        strict = chain.check(offered[i] * v[i] > 0)
        summed = add_up_strictly(signs, strict, i)
        positive = chain.show(offered_weight > 0, "their weights are positive, and $i$ is among them", using=[summed])
        theorem = chain.show(same_odds, "so that their sum cancels", using=[positive])
    chain.conclude(for_each(offered, suppose(in_choice, theorem)))


# Scores with the right order are not yet probabilities --------------------------------------------------

inputs = index("n", "N")
share, law = vector("w", "N"), matrix("P", "N", "K")
frequency = total(inputs, share[inputs] * law[inputs, i])
laws = (forall([inputs, k], law[inputs, k] >= 0), forall(inputs, Equal(total(k, law[inputs, k]), 1)))

calibrated_output = Claim(
    "softmax.calibrated-output",
    "Softmax is calibrated: among inputs with the same logits, class $i$ has the frequency $p_i$",
    Equal(frequency, p[i]),
    given=[forall(inputs, share[inputs] >= 0), Equal(total(inputs, share[inputs]), 1), *laws],
    expected="refuted",
    corrected_by="softmax.calibrated-logits",
    sources=[ARTICLE_002],
    references=["guo2017"],
    names=[P_NAME, S_NAME],
    note="Input $n$ has the share $w_n$ and the conditional law $P_n$. The logits $z$ and $10 z$ decide alike, and "
    "at most "
    "one of them can be calibrated.",
)

calibrated_logits = Claim(
    "softmax.calibrated-logits",
    r"Softmax gives the probabilities $q$ exactly where the logits are $\log q$ up to a constant",
    iff(all_equal_q, exists(c, forall(i, Equal(z[i], log(q[i]) + c)))),
    given=simplex(q, interior=True),
    sources=[ARTICLE_002],
    references=["guo2017"],
    names=[P_NAME, S_NAME],
)


@calibrated_logits.derivation
def _(chain: Derivation) -> None:
    _, sums_to_one = simplex(q, interior=True)
    up_to_constant = forall(i, Equal(z[i], log(q[i]) + c))
    with chain.assuming(all_equal_q):
        logs = monotone("log", specialise(all_equal_q, i))
        form = chain.show(Equal(z[i], log(q[i]) + log_sum_exp(z)), r"$\log p_i = z_i - \log S$", by=[(1, logs)])
        forward = suppose(all_equal_q, exhibit(exists(c, up_to_constant), log_sum_exp(z), for_each(i, form)))
    exponential = monotone("exp", specialise(up_to_constant, k))
    weight = chain.check(Equal(exp(z[k]), exp(c) * q[k]), by=[(1, exponential)])
    with chain.assuming(up_to_constant):
        chain.note(weight, "conversely, take exponentials")
        summed = add_up(for_each(k, weight))
        at_i = Lemma.of(weight).at(k=i)
        chain.start(p[i], "so that softmax is")
        share, whole = exp(c) * q[i], total(k, exp(c) * q[k])
        chain.then(share / whole, "their share of the sum", by=[(1 / S, at_i), (-q[i] / S, summed)])
        chain.then(pull_out, r"$\exp c$ comes out of the sum")
        chain.then(cancel, "and cancels")
        chain.then(apply(sums_to_one), "$q$ sums to 1")
    back = take(exists(c, up_to_constant), c, for_each(i, chain.chained()))
    backward = suppose(exists(c, up_to_constant), back)
    chain.conclude(conjunction(forward, backward))


# Notation -------------------------------------------------------------------------------------------

one = index("l", 1)
alone = softmax(family(one, z[j]))[1]

scalar_notation = Claim(
    "softmax.scalar-notation",
    "The probability of class $j$ is the softmax of its own logit",
    Equal(p[j], alone),
    expected="refuted",
    corrected_by="softmax.component-notation",
    sources=[ARTICLE_002],
    references=["bishop2006"],
    names=[P_NAME, S_NAME],
    note="A slip of notation: the j-th component of the softmax of all logits is meant.",
)

component_notation = Claim(
    "softmax.component-notation",
    ("The softmax of a single number is 1; the probability of class $j$ is a component of the softmax of all logits"),
    [Equal(alone, 1), implies(K >= 2, p[j] < alone)],
    sources=[ARTICLE_002],
    references=["bishop2006"],
    names=[P_NAME, S_NAME],
)


@component_notation.derivation
def _(chain: Derivation) -> None:
    single = chain.show(Equal(alone, 1), "the only exponential is the whole sum")
    chain.conclude(single)
    general = chain.at(chain.lemma(positivity).part("below 1"), i=j)
    with chain.assuming(K >= 2):
        below = modus_ponens(general, K >= 2)
        less = chain.show(p[j] < alone, "every probability is below 1", by=[(1, below), (-1, single)])
        chain.conclude(suppose(K >= 2, less))
