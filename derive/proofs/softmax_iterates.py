"""Softmax applied again and again."""

from __future__ import annotations

from fractions import Fraction

from derive.language import *
from derive.proofs.definitions import P_NAME, S_NAME, k, p, z
from derive.proofs.softmax_lipschitz import lipschitz

K = size()
before, after = total(k, (z[k] - 1 / K) ** 2), total(k, (p[k] - 1 / K) ** 2)

iterates = Claim(
    "softmax.iterates",
    "Each step of softmax at least halves the Euclidean distance from the uniform distribution",
    sqrt(after) <= Fraction(1, 2) * sqrt(before),
    references=["gao2017"],
    names=[P_NAME, S_NAME],
    note="So that the iterates tend to it from any logits: after n steps the distance is at most 1/2ⁿ of the first.",
)


@iterates.derivation
def _(chain: Derivation) -> None:
    bound = chain.lemma(lipschitz, w=family(k, 1 / K)).part("Euclidean")
    chain.conclude(chain.check(chain.goal, by=[(1, bound)]), "softmax of the uniform distribution is uniform")
