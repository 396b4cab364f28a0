"""Surprisal: the information −log P of an event of probability P."""

from __future__ import annotations

from derive.language import *
from derive.lemmas import TAKEN, limit_value, monotone
from derive.proofs.definitions import ARTICLE_000

P, Q, B, bound = scalar("P"), scalar("Q"), scalar("B"), scalar("epsilon")
less_likely = (P > 0, P < Q, Q <= 1)

inverse = Claim(
    "info.surprisal-inverse",
    (
        r"The surprisal of an event is inversely proportional to its probability: $-P \log P$ is the same "
        "for every $P$"
    ),
    Equal(-P * log(P), -Q * log(Q)),
    given=less_likely,
    expected="refuted",
    corrected_by="info.surprisal-decreasing",
    sources=[ARTICLE_000],
    references=["cover2006"],
    note=(
        r"It falls as the probability grows, but like the logarithm of $1/P$. ($-P \log P$ happens to be "
        "the same at 1/4 and 1/2.)"
    ),
)

decreasing = Claim(
    "info.surprisal-decreasing",
    (
        "The surprisal of an event is the logarithm of $1/P$; it is not negative and falls strictly as "
        "the probability $P$ grows"
    ),
    {
        "reciprocal": Equal(-log(P), log(1 / P)),
        "order": -log(Q) < -log(P),
        "sign": -log(Q) >= 0,
    },
    given=less_likely,
    sources=[ARTICLE_000],
    references=["cover2006"],
)

exceeds = forall(P, implies(both(P > 0, bound > P), -log(P) > B))

limits = Claim(
    "info.surprisal-limits",
    "The surprisal tends to 0 as the probability tends to 1, and exceeds every bound as the probability tends to 0",
    {
        "certain": Equal(limit(-log(P), P, 1, "below"), 0),
        "rare": forall(B, exists(bound, both(bound > 0, exceeds))),
    },
    sources=[ARTICLE_000],
    references=["cover2006"],
)


@limits.derivation
def _(chain: Derivation) -> None:
    chain.section("Certain events")
    chain.start(limit(-log(P), P, 1, "below"), "the surprisal")
    chain.go_on(limit_value(chain.line, P), "the logarithm is continuous at 1", TAKEN)
    chain.end()
    chain.section("Rare events")
    rare = both(P > 0, exp(-B) > P)
    with chain.assuming(P > 0, exp(-B) > P):
        logs = monotone("log", weaken(exp(-B) > P, P > 0))
        larger = chain.show(-log(P) > B, r"take logarithms of $P < \exp(-B)$", by=[(1, logs)])
    positive = chain.show(exp(-B) > 0, r"so that $\epsilon = \exp(-B)$ will do")
    each = for_each(P, suppose(rare, larger))
    chain.conclude(for_each(B, exhibit(exists(bound, both(bound > 0, exceeds)), exp(-B), conjunction(positive, each))))
