"""The inverse of softmax on logits that are fixed up to a shift: those that sum to 0, and those whose last one is 0."""

from __future__ import annotations

from derive.language import *
from derive.proofs.definitions import P_NAME, S_NAME, i, j, k, p, sigma, softmax, z

K = size()
q = vector("q")
mean_logarithm = total(k, log(q[k])) / K
centred = family(k, log(q[k]) - mean_logarithm)
against_last = family(k, log(q[k] / q[last()]))

inverse = Claim(
    "softmax.inverse",
    "Softmax maps the logits that sum to 0 one to one onto the open simplex, with the inverse $\\log q$ minus its "
    "average; so, too, the logits whose last one is 0, with the inverse $\\log(q / q_K)$",
    {
        "onto": Equal(softmax(centred)[i], q[i]),
        "sums to 0": Equal(total(k, centred[k]), 0),
        "one to one": implies(Equal(total(k, z[k]), 0), Equal(log(p[i]) - total(k, log(p[k])) / K, z[i])),
        "slope": Equal(D(log(q[i]) - mean_logarithm, q[j]), delta(i, j) / q[i] - 1 / (K * q[j])),
        "onto, last one 0": Equal(softmax(against_last)[i], q[i]),
        "last one 0": Equal(against_last[last()], 0),
        "one to one, last one 0": implies(Equal(z[last()], 0), Equal(log(p[i] / p[last()]), z[i])),
    },
    given=simplex(q, interior=True),
    references=["gao2017"],
    names=[P_NAME, S_NAME, sigma(centred, "a"), sigma(against_last, "b")],
)
