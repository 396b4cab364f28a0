"""From probabilities back to logits: what softmax reaches, and what logits mean."""

from __future__ import annotations

from derive.bridge import expand_exponentials
from derive.language import *
from derive.lemmas import absolute_at_most, add_up
from derive.proofs.definitions import (
    ARTICLE_001,
    P_NAME,
    S_NAME,
    i,
    k,
    named,
    numbers,
    p,
    sigma,
    softmax,
    v,
    z,
)
from derive.proofs.softmax import sums_to_one

K = size()
q = vector("q")
inside = both(*simplex(q, interior=True))
all_equal_q = forall(i, Equal(p[i], q[i]))
reached = exists(z, all_equal_q)


def logarithms(weights: Family) -> Family:
    """(log v₁, …, log v_K), for v > 0."""
    return family(i, log(weights[i]))


of_logarithms = Claim(
    "softmax.of-logarithms",
    "Softmax of the logarithms of positive weights divides the weights by their sum",
    Equal(softmax(logarithms(v))[i], v[i] / total(k, v[k])),
    given=[forall(k, v[k] > 0)],
    references=["luce1959"],
    names=[sigma(logarithms(v), r"\log v", "log v")],
)


@of_logarithms.derivation
def _(chain: Derivation) -> None:
    chain.start(softmax(logarithms(v))[i], "definition of softmax")
    chain.then(expand_exponentials, r"$\exp \log v = v$, as $v > 0$")
    chain.end()


surjective_closed_simplex = Claim(
    "softmax.surjective-closed-simplex",
    "Softmax reaches every point of the closed simplex",
    reached,
    given=simplex(q),
    expected="refuted",
    corrected_by="softmax.image",
    sources=[ARTICLE_001],
    references=["martins2016"],
    names=[P_NAME, sigma(vector("z", 2), "z")],
    note="True where the simplex is read as the open one.",
)


@surjective_closed_simplex.denial(point({"K": 2}, q=[1, 0]))
def _(chain: Derivation) -> None:
    two, corner, entry = vector("z", 2), numbers(1, 0), index("i", 2)
    preimage = chain.at(chain.denied)
    chain.note(preimage, "(1, 0) is in the simplex: it would be reached")
    zero = specialise(forall(entry, Equal(softmax(two)[entry], corner[entry])), nth(2, 2))
    positive = chain.show(softmax(two)[2] > 0, "but no probability is 0")
    none = take(preimage, two, clash(zero, positive))
    chain.conclude(by_contradiction(chain.goal, none), "so that softmax does not reach (1, 0)")


e, t = scalar("epsilon"), scalar("t")
close = forall(i, absolute(p[i] - q[i]) < e)
share = e / (1 + e)
mixed = family(i, (1 - share) * q[i] + share / K)

image = Claim(
    "softmax.image",
    "Softmax reaches exactly the open simplex, and comes arbitrarily close to every point of the closed one",
    [
        forall(q, iff(reached, inside)),
        forall([q, e], implies(both(*simplex(q), e > 0), exists(z, close))),
    ],
    sources=[ARTICLE_001],
    references=["gao2017", "martins2016"],
    names=[
        P_NAME,
        S_NAME,
        sigma(logarithms(q), r"\log q", "log q"),
        sigma(logarithms(mixed), r"\log u", "log u"),
        named(mixed, "u"),
        Abbreviation(share.term, "t"),
    ],
)


@image.derivation
def _(chain: Derivation) -> None:
    chain.section("What is reached is in the open simplex")
    with chain.assuming(all_equal_q):
        here = specialise(all_equal_q, k)
        sign = chain.show(q[k] > 0, "every probability is positive", by=[(1, here), (1, chain.check(p[k] > 0))])
        summed = add_up(all_equal_q)
        whole = chain.show(
            Equal(total(k, q[k]), 1), "and they sum to 1", by=[(-1, summed), (1, chain.lemma(sums_to_one))]
        )
        member = take(reached, z, conjunction(for_each(k, sign), whole))
    necessary = chain.note(suppose(reached, member), "both together")

    chain.section("Every point of the open simplex is reached")
    with chain.assuming(*simplex(q, interior=True)):
        preimage = chain.lemma(of_logarithms, v=q)
        equal = chain.show(Equal(softmax(logarithms(q))[i], q[i]), r"$z = \log q$ is a preimage", using=[preimage])
        attained = exhibit(reached, logarithms(q), for_each(i, equal))
    sufficient = suppose(inside, attained)
    chain.conclude(for_each(q, conjunction(necessary, sufficient)))

    chain.section("Every point of the closed simplex is approached")
    with chain.assuming(*simplex(q), e > 0):
        chain.start(
            softmax(logarithms(mixed))[i],
            r"take $z = \log u$, $u = (1 - t) q + t/K$, for $t = \epsilon/(1 + \epsilon)$",
        )
        chain.then(mixed[i], "a preimage, as before: these numbers are positive and sum to 1")
        chain.then(q[i] + share * (1 / K - q[i]), "collect $t$")
        value = chain.chained()
        not_negative, normalised = simplex(q)
        with chain.in_general(), chain.assuming(not_negative):
            part = chain.check(q[i] <= total(k, q[k]))
        change = share * (1 / K - q[i])
        low = chain.check(-share <= change, by=[(share, transitivity(part, normalised))])
        high = chain.check(change <= share, [chain.check(K >= 1)])
        bound = absolute_at_most(change, share, low, high, chain.given)
        chain.note(bound, "$1/K$ and $q_i$ lie between 0 and 1")
        small = chain.show(
            absolute(softmax(logarithms(mixed))[i] - q[i]) < e, r"$t < \epsilon$", using=[value], by=[(1, bound)]
        )
        approached = exhibit(exists(z, close), logarithms(mixed), for_each(i, small))
    theorem = suppose(both(*simplex(q), e > 0), approached)
    chain.conclude(for_each((q, e), theorem))
