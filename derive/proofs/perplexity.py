"""Perplexity: the exponential of a cross entropy."""

from __future__ import annotations

from derive.language import *
from derive.proofs.definitions import cross_entropy, entropy

q, r = vector("q"), vector("r")

bounds = Claim(
    "perplexity.bounds",
    r"The perplexity $\exp H(q)$ of a distribution lies between 1 and $K$, and the perplexity of a model $r$, the "
    "exponential of the cross entropy, is at least that",
    {
        "at least": exp(entropy(q)) >= 1,
        "at most": exp(entropy(q)) <= size(),
        "model": exp(cross_entropy(q, r)) >= exp(entropy(q)),
    },
    given=[*simplex(q), *simplex(r, interior=True)],
    references=["cover2006"],
)

n = index("n", "N")
weight, loss = vector("w", "N"), vector("l", "N")
of_all = exp(total(n, weight[n] * loss[n]))
mean_of_each = total(n, weight[n] * exp(loss[n]))

mean_of_sequences = Claim(
    "perplexity.mean-of-sequences",
    r"The perplexity of a data set, $\exp \sum_n w_n l_n$ for the losses $l_n$ of its sequences with the shares $w_n$ "
    "of its tokens, is the mean of the perplexities of the sequences",
    Equal(of_all, mean_of_each),
    given=simplex(weight),
    expected="refuted",
    corrected_by="perplexity.geometric-mean",
)

geometric_mean = Claim(
    "perplexity.geometric-mean",
    r"The perplexity of a data set is at most the mean of the perplexities of its sequences; it is their geometric "
    r"mean $\prod_n (\exp l_n)^{w_n}$, with the shares $w_n$ of the tokens as exponents",
    {
        "geometric": Equal(of_all, product(n, exp(loss[n]) ** weight[n])),
        "at most": of_all <= mean_of_each,
    },
    given=simplex(weight),
    references=["boyd2004"],
)
