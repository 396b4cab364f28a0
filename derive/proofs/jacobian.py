"""The Jacobian of softmax."""

from __future__ import annotations

from derive.bridge import differentiate
from derive.language.claims import Claim
from derive.language.derivation import Derivation
from derive.language.expressions import D, Equal, delta, exp
from derive.proofs.definitions import (
    ARTICLE_001,
    ARTICLE_002,
    ARTICLE_003,
    P_NAME,
    S_NAME,
    S,
    i,
    j,
    p,
    z,
)

jacobian = Claim(
    "softmax.jacobian",
    "The Jacobian of softmax is diag(p) − p pᵀ",
    Equal(D(p[i], z[j]), p[i] * (delta(i, j) - p[j])),
    sources=[ARTICLE_001, ARTICLE_002, ARTICLE_003],
    references=["bridle1990", "goodfellow2016"],
    names=[P_NAME, S_NAME],
)


@jacobian.derivation
def _(chain: Derivation) -> None:
    chain.start(D(exp(z[i]) / S, z[j]), "definition of softmax, S the sum of all exponentials")
    chain.then(differentiate, "quotient rule; every logit moves alone")
    chain.then(exp(z[i]) * (delta(i, j) * S - exp(z[j])) / S**2, "the delta leaves one term of the sum")
    chain.end("definition of softmax, twice")
