"""Other forms of attention: with a kernel in place of the exponential, and with rotated queries and keys."""

from __future__ import annotations

from derive.language import *
from derive.proofs.attention import coordinate, d, keys, m, n, other_m, queries, values

similarity = total(d, queries[n, d] * keys[m, d])
normaliser = total(other_m, total(d, queries[n, d] * keys[other_m, d]))
weights = family((n, m), similarity / normaliser)
output = total(m, weights[n, m] * values[m, coordinate])
numerator = total(d, queries[n, d] * total(m, keys[m, d] * values[m, coordinate]))
denominator = total(d, queries[n, d] * total(m, keys[m, d]))

linear = Claim(
    "attention.linear",
    r"With positive features $Q$ and $K$ in place of exponentials, attention weights $q_n \cdot k_m/\sum_l q_n \cdot "
    r"k_l$ are positive and sum to 1, and their outputs need only the sums $\sum_m k_m v_m^\top$ and $\sum_m k_m$, "
    "which are the same for all queries",
    {
        "positive": weights[n, m] > 0,
        "sum": Equal(total(m, weights[n, m]), 1),
        "output": Equal(output, numerator / denominator),
    },
    given=[forall([n, d], queries[n, d] > 0), forall([m, d], keys[m, d] > 0)],
    references=["katharopoulos2020"],
    names=[Abbreviation(weights.array, "A")],
)

a, b, p, q, r, s = scalar("a"), scalar("b"), scalar("p"), scalar("q"), scalar("r"), scalar("s")
x, y, u, v = scalar("x"), scalar("y"), scalar("u"), scalar("v")


def rotated(first: Number, second: Number, cosine: Number, sine: Number) -> tuple[Real, Real]:
    """A pair, turned by the angle with this cosine and sine."""
    return real(cosine) * first - real(sine) * second, real(sine) * first + real(cosine) * second


def inner(one: tuple[Number, Number], other: tuple[Number, Number]) -> Real:
    """The product of two pairs."""
    return real(one[0]) * other[0] + real(one[1]) * other[1]


query, key = rotated(x, y, p, q), rotated(u, v, r, s)

rotary = Claim(
    "attention.rotary",
    r"Turn a pair $(x, y)$ of a query by the angle with the cosine $p$ and sine $q$, and $(u, v)$ of a key by that "
    r"with the cosine $r$ and sine $s$. Their product is that of the query and the key turned by the difference of the "
    r"angles, with the cosine $p r + q s$ and sine $p s - q r$: positions enter by their difference alone; a turn "
    "leaves the length as it is",
    {
        "product": Equal(inner(query, key), inner((x, y), rotated(u, v, p * r + q * s, p * s - q * r))),
        "length": implies(Equal(p**2 + q**2, 1), Equal(inner(query, query), x**2 + y**2)),
    },
    references=["su2021"],
)


@rotary.derivation
def _(chain: Derivation) -> None:
    chain.conclude(chain.check(chain.goal), "multiply out")
    whole = Equal(p**2 + q**2, 1)
    with chain.assuming(whole):
        same_length = chain.check(Equal(inner(query, query), x**2 + y**2), by=[(x**2 + y**2, whole)])
    chain.conclude(suppose(whole, same_length), r"$(p^2 + q^2)(x^2 + y^2)$")
