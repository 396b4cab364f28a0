"""Relative entropy and cross entropy: what they share, and what relative entropy is not."""

from __future__ import annotations

from fractions import Fraction

from derive.bridge import apply, expand_logs, resolve_delta, split
from derive.language import *
from derive.lemmas import monotone
from derive.proofs.definitions import (
    ARTICLE_000,
    ARTICLE_003,
    ARTICLE_004,
    P_NAME,
    S_NAME,
    cross_entropy,
    entropy,
    i,
    k,
    numbers,
    p,
    relative_entropy,
    y,
    z,
)
from derive.proofs.relative_entropy import alike, divergence, gibbs_inequality, q, r

t, B, e = scalar("t"), scalar("B"), scalar("epsilon")
HALF = Fraction(1, 2)
positive = forall(k, r[k] > 0)
exceeds = forall(t, implies(both(t > 0, t < e), q[i] * log(q[i] / t) > B))

definition = Claim(
    "kl.definition",
    (
        r"Relative entropy is defined relative to a positive distribution $p$: its terms are $q_k \log q_k - q_k \log "
        "p_k$; a class with $q_k = 0$ adds nothing; a term with $q_k > 0$ exceeds every bound as $p_k$ tends to 0"
    ),
    {
        "terms": Equal(q[i] * log(q[i] / r[i]), q[i] * log(q[i]) - q[i] * log(r[i])),
        "zero": implies(Equal(q[i], 0), Equal(q[i] * log(q[i] / r[i]), 0)),
        "unbounded": implies(q[i] > 0, forall(B, exists(e, both(e > 0, exceeds)))),
    },
    given=[forall(k, q[k] >= 0), positive],
    sources=[ARTICLE_003, ARTICLE_004],
    references=["cover2006"],
)


@definition.derivation
def _(chain: Derivation) -> None:
    chain.conclude(chain.check(chain.goal), r"every logarithm exists where $q_k > 0$, and $0 \log 0 = 0$")
    chain.conclude(chain.check(chain.goal), r"$0 \log 0 = 0$")
    bound = q[i] * exp(-B / q[i])
    small = t < bound
    with chain.in_general(), chain.assuming(q[i] > 0):
        with chain.assuming(t > 0, small):
            logs = monotone("log", weaken(small, t > 0, q[i] > 0))
            larger = chain.show(q[i] * log(q[i] / t) > B, r"take logarithms of $t < q \exp(-B/q)$", by=[(q[i], logs)])
        each = for_each(t, suppose(both(t > 0, small), larger))
        found = exhibit(exists(e, both(e > 0, exceeds)), bound, conjunction(chain.check(bound > 0), each))
    chain.conclude(suppose(q[i] > 0, for_each(B, found)), r"so that $\epsilon = q \exp(-B/q)$ will do")


decomposition = Claim(
    "kl.decomposition",
    "Relative entropy is cross entropy minus entropy",
    Equal(divergence, cross_entropy(q, r) - entropy(q)),
    given=[forall(k, q[k] >= 0), positive],
    sources=[ARTICLE_003, ARTICLE_004],
    references=["cover2006"],
)


@decomposition.derivation
def _(chain: Derivation) -> None:
    chain.start(divergence, "definition of relative entropy")
    chain.then(expand_logs, "the logarithm of a quotient, where $q > 0$; both sides are 0 where $q = 0$")
    chain.then(split, "the sum of a difference")
    chain.end("minus the entropy, and the cross entropy")


u = vector("u")

distance = Claim(
    "kl.distance",
    "Relative entropy is a distance between distributions: symmetric, and with the triangle inequality",
    {
        "symmetric": Equal(relative_entropy(q, r), relative_entropy(r, q)),
        "triangle inequality": relative_entropy(q, u) <= relative_entropy(q, r) + relative_entropy(r, u),
    },
    given=[*simplex(q, interior=True), *simplex(r, interior=True), *simplex(u, interior=True)],
    expected="refuted",
    corrected_by="kl.divergence",
    sources=[ARTICLE_003],
    references=["cover2006"],
    note="It is not negative, and 0 only for equal distributions: a divergence.",
)

QUARTERS, HALVES, TENTHS = (
    numbers(Fraction(1, 4), Fraction(3, 4)),
    numbers(HALF, HALF),
    numbers(Fraction(1, 10), Fraction(9, 10)),
)
first, second, third = vector("a", 2), vector("b", 2), vector("c", 2)
distributions = [both(*simplex(each, interior=True)) for each in (first, second, third)]
asymmetric = Different(relative_entropy(first, second), relative_entropy(second, first))
detour = relative_entropy(first, third) > relative_entropy(first, second) + relative_entropy(second, third)

divergence_only = Claim(
    "kl.divergence",
    (
        "Relative entropy is not negative, and 0 only for equal distributions; with two classes already, "
        "it is neither symmetric nor satisfies the triangle inequality"
    ),
    {
        "sign": divergence >= 0,
        "equality": iff(Equal(divergence, 0), alike),
        "not symmetric": exists([first, second], both(*distributions[:2], asymmetric)),
        "no triangle inequality": exists([first, second, third], both(*distributions, detour)),
    },
    given=[*simplex(q), *simplex(r, interior=True)],
    sources=[ARTICLE_003],
    references=["cover2006"],
)


@divergence_only.derivation
def _(chain: Derivation) -> None:
    lemma = chain.lemma(gibbs_inequality)
    chain.conclude(lemma.part("sign"), "Gibbs' inequality")
    chain.conclude(lemma.part("equality"), "Gibbs' inequality is strict elsewhere")

    chain.section("Not symmetric")
    examples = (HALVES, QUARTERS, TENTHS)
    members = [chain.check(both(*simplex(each, interior=True))) for each in examples]
    a_to_b, b_to_a = relative_entropy(HALVES, QUARTERS), relative_entropy(QUARTERS, HALVES)
    chain.show(Equal(a_to_b, log(2) - HALF * log(3)), "for (1/2, 1/2) and (1/4, 3/4)")
    chain.show(Equal(b_to_a, Fraction(3, 4) * log(3) - log(2)), "the other way round")
    powers = chain.note(monotone("log", chain.check(real(243) < 256)), "$243 = 3^5$ and $256 = 2^8$")
    unlike = chain.check(Different(a_to_b, b_to_a), [powers])
    chain.conclude(exhibit(chain.goal, examples[:2], conjunction(*members[:2], unlike)), "these are not the same")

    chain.section("No triangle inequality")
    longer = chain.check(relative_entropy(HALVES, TENTHS) > a_to_b + relative_entropy(QUARTERS, TENTHS))
    chain.conclude(
        exhibit(chain.goal, examples, conjunction(*members, longer)), "the way by (1/4, 3/4) to (1/10, 9/10) is shorter"
    )


a, b = vector("a"), vector("b")
of_a, of_b = relative_entropy(y, a), relative_entropy(y, b)
ce_of_a, ce_of_b = cross_entropy(y, a), cross_entropy(y, b)
both_positive = (forall(k, a[k] > 0), forall(k, b[k] > 0))
positive_target = forall(k, y[k] > 0)

ce_equivalence = Claim(
    "kl.ce-equivalence",
    "For a fixed target, relative entropy and cross entropy differ by a constant: they order all models alike and, "
    "where the target is positive, have the same gradient in the probabilities and in the logits",
    {
        "difference": Equal(of_a - of_b, ce_of_a - ce_of_b),
        "order": iff(of_a <= of_b, ce_of_a <= ce_of_b),
        "gradient": implies(positive_target, Equal(D(of_a, a[i]), D(ce_of_a, a[i]))),
        "logits": implies(positive_target, Equal(D(relative_entropy(y, p), z[i]), D(cross_entropy(y, p), z[i]))),
    },
    given=[forall(k, y[k] >= 0), *both_positive],
    sources=[ARTICLE_000, ARTICLE_003, ARTICLE_004],
    references=["cover2006", "goodfellow2016"],
    names=[P_NAME, S_NAME],
    note="The constant is the entropy of the target. Where the target is trained, too, the two are not equivalent.",
)

label = index("c")
one_hot = forall(k, Equal(y[k], delta(k, label)))

one_hot_entropy_zero = Claim(
    "kl.one-hot-entropy-zero",
    r"A one-hot target has the entropy 0: cross entropy and relative entropy are both $-\log p$ of its class",
    {
        "entropy": Equal(entropy(y), 0),
        "cross entropy": Equal(ce_of_a, -log(a[label])),
        "relative entropy": Equal(of_a, -log(a[label])),
    },
    given=[one_hot, both_positive[0]],
    sources=[ARTICLE_004],
    references=["cover2006"],
)


@one_hot_entropy_zero.derivation
def _(chain: Derivation) -> None:
    chain.conclude(chain.check(chain.goal), r"$0 \log 0 = 0$ and $\log 1 = 0$")
    chain.start(ce_of_a, "cross entropy")
    chain.then(apply(one_hot), "the target")
    chain.then(resolve_delta, "the delta leaves one term")
    chain.end()
    chain.conclude(chain.check(chain.goal), "which is relative entropy, too, as the entropy is 0")
