"""Log-sum-exp: the potential of softmax."""

from __future__ import annotations

from derive.bridge import differentiate
from derive.language.claims import Claim
from derive.language.derivation import Derivation
from derive.language.expressions import D, Equal, exp
from derive.proofs.definitions import ARTICLE_001, S_NAME, S, i, log_sum_exp, p, z

gradient = Claim(
    "lse.gradient",
    "The gradient of log-sum-exp is softmax",
    Equal(D(log_sum_exp(z), z[i]), p[i]),
    sources=[ARTICLE_001],
    references=["boyd2004"],
    names=[S_NAME],
)


@gradient.derivation
def _(chain: Derivation) -> None:
    chain.start(D(log_sum_exp(z), z[i]), "S is the sum of all exponentials")
    chain.then(differentiate, "chain rule")
    chain.then(exp(z[i]) / S, "the delta leaves one term of the sum")
    chain.end("definition of softmax")
