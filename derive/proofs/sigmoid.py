"""The logistic sigmoid, entry by entry: classes that do not exclude each other."""

from __future__ import annotations

from fractions import Fraction

from derive.language import *
from derive.lemmas import add_up, maximum_bounds, maximum_least
from derive.proofs.definitions import (
    ARTICLE_003,
    P_NAME,
    S_NAME,
    i,
    j,
    k,
    named,
    numbers,
    p,
    softmax,
    z,
)
from derive.proofs.softmax import two_classes
from derive.proofs.squared_error import logistic

K = size()
t, u = scalar("t"), scalar("u")
level = scalar("q")

sigmoid_range = Claim(
    "sigmoid.range",
    "The sigmoid grows strictly, and takes exactly the values between 0 and 1",
    [
        logistic(t) > 0,
        logistic(t) < 1,
        implies(t < u, logistic(t) < logistic(u)),
        implies(both(level > 0, level < 1), Equal(logistic(log(level / (1 - level))), level)),
        Equal(D(logistic(t), t), logistic(t) * (1 - logistic(t))),
        D(logistic(t), t) > 0,
    ],
    sources=[ARTICLE_003],
    references=["bishop2006"],
    note="In floating point it is exactly 1 for large $t$.",
)

each = family(k, logistic(z[k]))

independence = Claim(
    "sigmoid.independence",
    (
        "Sigmoids of different logits do not move with each other, and their sum may be anything between "
        "0 and $K$; the probabilities of softmax all move together and sum to 1"
    ),
    [
        Equal(D(each[i], z[j]), each[i] * (1 - each[i]) * delta(i, j)),
        total(k, each[k]) > 0,
        total(k, each[k]) < K,
        forall(t, implies(both(t > 0, t < K), exists(z, Equal(total(k, each[k]), t)))),
        implies(distinct(i, j), D(p[i], z[j]) < 0),
        Equal(total(k, p[k]), 1),
    ],
    sources=[ARTICLE_003],
    references=["bishop2006"],
    names=[P_NAME, S_NAME, named(each, "s")],
)


@independence.derivation
def _(chain: Derivation) -> None:
    chain.section("Sigmoids")
    chain.conclude(chain.check(chain.goal), "each depends on its own logit alone")
    chain.conclude(chain.check(chain.goal), "all are positive")
    below = add_up(for_each(k, chain.check(each[k] < 1)))
    chain.conclude(chain.check(chain.goal, by=[(1, below)]), "all are below 1")
    within = both(t > 0, t < K)
    share = t / K
    logits = family(k, log(share / (1 - share)))
    with chain.in_general(), chain.assuming(t > 0, t < K):
        rest = chain.check(1 - share > 0, by=[(1 / K, t < K)])
        reached = chain.check(Equal(total(k, logistic(logits[k])), t), [rest])
        found = exhibit(exists(z, Equal(total(k, each[k]), t)), logits, reached)
    chain.conclude(for_each(t, suppose(within, found)), "each can be $t/K$")

    chain.section("Softmax")
    chain.conclude(chain.check(chain.goal), "a raised logit lowers all other probabilities")
    chain.conclude(chain.check(chain.goal), "normalisation")


q = vector("q")
between = forall(k, both(q[k] > 0, q[k] < 1))

multilabel_range = Claim(
    "sigmoid.multilabel-range",
    (
        "Sigmoids can be any numbers between 0 and 1, all low and all high among them; of the "
        "probabilities of softmax, the largest is at least $1/K$, and only one can exceed 1/2"
    ),
    [
        forall(q, implies(between, exists(z, forall(i, Equal(each[i], q[i]))))),
        maximum(k, p[k]) >= 1 / K,
        implies(K >= 2, maximum(k, p[k]) < 1),
        implies(both(distinct(i, j), p[i] > Fraction(1, 2)), p[j] < Fraction(1, 2)),
    ],
    sources=[ARTICLE_003],
    references=["bishop2006"],
    names=[P_NAME, S_NAME, named(each, "s")],
)


@multilabel_range.derivation
def _(chain: Derivation) -> None:
    chain.section("Sigmoids")
    logits = family(k, log(q[k] / (1 - q[k])))
    with chain.in_general():
        above, below = apart(specialise(between, i))
        rest = chain.check(1 - q[i] > 0, by=[(1, below)])
        reached = chain.check(Equal(logistic(logits[i]), q[i]), [above, rest])
        found = exhibit(exists(z, forall(i, Equal(each[i], q[i]))), logits, for_each(i, reached))
    chain.conclude(for_each(q, suppose(between, found)), r"take $\log(q/(1 - q))$")

    chain.section("Softmax")
    largest_one = maximum(k, p[k])
    summed = add_up(for_each(k, maximum_bounds(largest_one, k)))
    chain.conclude(chain.check(chain.goal, by=[(1 / K, summed)]), "the mean of the probabilities is $1/K$")
    with chain.assuming(K >= 2):
        most = maximum_least(for_each(k, chain.check(p[k] < 1)))
    chain.conclude(suppose(K >= 2, most), "every probability is below 1")
    large = both(distinct(i, j), p[i] > Fraction(1, 2))
    with chain.in_general():
        together = chain.lemma(two_classes)
        small = chain.check(p[j] < Fraction(1, 2), by=[(1, together), (1, p[i] > Fraction(1, 2))])
    chain.conclude(suppose(large, small), "two probabilities sum to at most 1")


pair_target, pair_logits = numbers(t, 1 - t), numbers(u, 0)
place = index("k", 2)
pair_loss = -total(place, pair_target[place] * log(softmax(pair_logits)[place]))
binary_loss = -t * log(logistic(u)) - (1 - t) * log(1 - logistic(u))

binary_agrees = Claim(
    "ce.binary-agrees",
    "The cross entropy of a sigmoid is that of the softmax of $(u, 0)$; its slope is $s(u) - t$",
    [Equal(binary_loss, pair_loss), Equal(D(binary_loss, u), logistic(u) - t)],
    sources=[ARTICLE_003],
    references=["bishop2006"],
)
