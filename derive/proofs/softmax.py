"""Softmax: elementary properties."""

from __future__ import annotations

from derive.language.claims import Claim
from derive.language.derivation import Derivation
from derive.language.expressions import Equal, exp, total
from derive.proofs.definitions import (
    ARTICLE_001,
    ARTICLE_003,
    ARTICLE_004,
    P_NAME,
    S_NAME,
    S,
    c,
    i,
    k,
    shifted,
    softmax,
    z,
)

shift_invariance = Claim(
    "softmax.shift-invariance",
    "Softmax does not change when the same constant is added to all logits",
    Equal(softmax(shifted(z, c))[i], softmax(z)[i]),
    sources=[ARTICLE_001, ARTICLE_003, ARTICLE_004],
    references=["goodfellow2016"],
)


@shift_invariance.derivation
def _(chain: Derivation) -> None:
    chain.start(softmax(shifted(z, c))[i], "definition of softmax")
    chain.then(exp(z[i]) * exp(c) / total(k, exp(z[k]) * exp(c)), "the exponential of a sum is a product")
    chain.then(exp(z[i]) * exp(c) / (exp(c) * S), "the constant factor comes out of the sum")
    chain.end("cancel the common factor, which is positive")
