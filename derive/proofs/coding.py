"""Entropy, cross entropy and the lengths of codes."""

from __future__ import annotations

from derive.language import *
from derive.lemmas import absolute_at_most, add_up, log_bound, monotone, relative_entropy_bound
from derive.proofs.definitions import ARTICLE_000, cross_entropy, entropy, k, relative_entropy

K = size()
P, Q, length = vector("P"), vector("Q"), vector("l")
BIT = log(2)
entropy_in_bits = entropy(P) / BIT
mean_length = total(k, P[k] * length[k])
kraft = total(k, real(2) ** -length[k])


def words_of(count: int) -> Real:
    """How many words have this length."""
    enough = step(length[k] - count) if count else 1
    return total(k, enough * step(count - length[k]))


any_words = (
    forall(k, either(*(Equal(length[k], count) for count in (0, 1, 2)))),
    *(words_of(count) <= 2**count for count in (0, 1, 2)),
)

compression_limit = Claim(
    "entropy.compression-limit",
    "If different symbols have different words, these are in the mean at least as long as the entropy in bits",
    mean_length >= entropy_in_bits,
    given=[*simplex(P, interior=True), *any_words],
    expected="refuted",
    corrected_by="entropy.source-coding",
    sources=[ARTICLE_000],
    references=["cover2006"],
    note=(
        "Here $l$ are the lengths of different binary words of up to two letters. Sequences of words "
        "have to be decodable, too: then the lengths satisfy Kraft's inequality, and the entropy is a "
        "lower bound."
    ),
)

rounded_up = forall(k, both(-log(P[k]) <= length[k] * BIT, length[k] * BIT < BIT - log(P[k])))

source_coding = Claim(
    "entropy.source-coding",
    (
        "Lengths that satisfy Kraft's inequality have a mean of at least the entropy in bits; "
        r"$-\log_2 P$, rounded up, does, and has a mean less than one bit above the entropy"
    ),
    {
        "bound": implies(kraft <= 1, mean_length >= entropy_in_bits),
        "Shannon's lengths": implies(rounded_up, both(kraft <= 1, mean_length < entropy_in_bits + 1)),
    },
    given=simplex(P, interior=True),
    sources=[ARTICLE_000],
    references=["cover2006"],
    note=(
        "The lengths of a binary code whose sequences of words can be decoded satisfy Kraft's inequality "
        r"$\sum 2^{-l} \le 1$, and whole numbers that satisfy it are the lengths of such a code."
    ),
)


@source_coding.derivation
def _(chain: Derivation) -> None:
    chain.section("No mean is below the entropy")
    weight = real(2) ** -length[k]
    with chain.assuming(kraft <= 1):
        bound = chain.note(relative_entropy_bound(P[k], weight, chain.given), r"$t \log(t/u) \ge t - u$")
        summed = chain.note(add_up(for_each(k, bound)), "sum over the symbols")
        longer = chain.show(
            mean_length >= entropy_in_bits, r"$\log 2^{-l} = -l \log 2$", by=[(1 / BIT, summed), (1 / BIT, kraft <= 1)]
        )
    chain.conclude(suppose(kraft <= 1, longer))

    chain.section("Shannon's lengths")
    with chain.assuming(rounded_up):
        low, high = apart(specialise(rounded_up, k))
        small = monotone("exp", chain.check(-(length[k] * BIT) <= log(P[k]), by=[(1, low)]))
        term = chain.show(weight <= P[k], r"$l$ is at least $-\log_2 P$", by=[(1, small)])
        short_enough = chain.show(kraft <= 1, "sum over the symbols", by=[(1, add_up(for_each(k, term)))])
        below = chain.check(P[k] * length[k] * BIT < P[k] * (BIT - log(P[k])), by=[(P[k], high)])
        summed = chain.note(add_up(for_each(k, below)), r"$l$ is less than $1 - \log_2 P$")
        mean = chain.show(mean_length < entropy_in_bits + 1, "the probabilities sum to 1", by=[(1 / BIT, summed)])
        both_bounds = conjunction(short_enough, mean)
    chain.conclude(suppose(rounded_up, both_bounds))


natural_lengths = total(k, real(2) ** log(Q[k]))

code_length = Claim(
    "ce.code-length",
    (
        r"With natural logarithms, cross entropy is a mean length in bits: the lengths $-\log Q$ satisfy "
        "Kraft's inequality"
    ),
    natural_lengths <= 1,
    given=simplex(Q, interior=True),
    expected="refuted",
    corrected_by="ce.code-length-in-bits",
    sources=[ARTICLE_000],
    references=["cover2006"],
    note=(
        r"Lengths of a decodable code satisfy Kraft's inequality $\sum 2^{-l} \le 1$. Bits need "
        r"logarithms to the base 2: a fair coin has $\log 2 \approx 0.693$ nats, which is 1 bit."
    ),
)

bits = family(k, -log(Q[k]) / BIT)
cost = total(k, P[k] * bits[k])
e, B = scalar("epsilon"), scalar("B")
rare = exp(-B / e)
near_in_variation = absolute(e - rare) <= e
expensive = -(1 - e) * log(1 - rare) - e * log(rare) >= B

code_length_in_bits = Claim(
    "ce.code-length-in-bits",
    (
        r"Code words of $-\log_2 Q$ bits cost the entropy plus the relative entropy in the mean; "
        "closeness of $P$ and $Q$ in total variation bounds nothing"
    ),
    {
        "Kraft": Equal(total(k, real(2) ** -bits[k]), 1),
        "cost": Equal(cost, cross_entropy(P, Q) / BIT),
        "excess": Equal(cost, (entropy(P) + relative_entropy(P, Q)) / BIT),
        "variation": forall([e, B], implies(both(e > 0, e < 1, B >= 1), both(near_in_variation, expensive))),
    },
    given=[*simplex(P), *simplex(Q, interior=True)],
    sources=[ARTICLE_000],
    references=["cover2006"],
    note=(
        r"In the last part, $P = (1 - \epsilon, \epsilon)$ and $Q = (1 - \delta, \delta)$ with "
        r"$\delta = \exp(-B/\epsilon)$: they differ by less than $\epsilon$ in each entry, and the mean "
        "length is $B$ nats or more. Rounded up to whole bits, words cost less than one bit more."
    ),
)


@code_length_in_bits.derivation
def _(chain: Derivation) -> None:
    chain.section("Kraft's inequality")
    chain.conclude(chain.check(chain.goal), "$2^{-l} = Q$, and $Q$ sums to 1")
    chain.section("The mean length")
    chain.conclude(chain.check(chain.goal), "is the cross entropy in bits")
    chain.conclude(chain.check(chain.goal), "which is the sum of entropy and relative entropy")

    chain.section("Closeness in total variation")
    conditions = (e > 0, e < 1, B >= 1)
    with chain.in_general(), chain.assuming(*conditions):
        exponent = chain.check(-B / e <= log(e), by=[(1 / e, B >= 1), (1, log_bound(1 / e, chain.given))])
        small = chain.show(
            rare <= e, r"$\exp(-B/\epsilon) \le \exp(-1/\epsilon) < \epsilon$", by=[(1, monotone("exp", exponent))]
        )
        gap = e - rare
        low, high = chain.check(-e <= gap, by=[(1, small)]), chain.check(gap <= e)
        close = chain.note(
            absolute_at_most(gap, e, low, high, chain.given),
            r"$P$ and $Q$ differ by less than $\epsilon$ in each entry",
        )
        less = chain.check(1 - rare > 0, by=[(1, small), (1, e < 1)])
        bound = monotone("log", chain.check(1 - rare <= 1), [less])
        costly = chain.show(
            expensive, r"the term $-\epsilon \log \exp(-B/\epsilon)$ alone is $B$", using=[less], by=[(1 - e, bound)]
        )
    theorem = suppose(both(*conditions), conjunction(close, costly))
    chain.conclude(for_each((e, B), theorem))


zip_jpg = Claim(
    "info.zip-jpg",
    "Compressed again, a picture hardly becomes smaller",
    expected="informal",
    sources=[ARTICLE_000],
    references=["cover2006"],
    says="ZIP compresses text well, and files that are compressed already hardly at all.",
    note=(
        "A statement about file formats. Its core that can be checked: the mean length of decodable code "
        "words is at least the entropy in bits (entropy.source-coding), so that symbols whose entropy is "
        r"close to $\log_2 K$ cannot be compressed by more than the difference."
    ),
)
