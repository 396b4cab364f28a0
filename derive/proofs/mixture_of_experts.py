"""Mixtures of experts: the loss that balances the load."""

from __future__ import annotations

from derive.bridge import apply, chain_rule, resolve_delta, take_out
from derive.language import *
from derive.lemmas import cancel, vanishing_terms
from derive.proofs.definitions import P_NAME, S_NAME, i, k, p, z
from derive.proofs.jacobian import jacobian

experts = size()
fractions, probabilities = vector("f"), vector("P")


def balance(shares: Family, of_router: Family) -> Real:
    """The number of experts times the mean probability of the experts that the tokens go to."""
    return experts * total(k, shares[k] * of_router[k])


at_least_one = Claim(
    "moe.balance-at-least-one",
    r"The loss $K \sum_k f_k P_k$, with the fractions $f_k$ of the tokens that go to the experts and the mean "
    r"probabilities $P_k$ of the router, is at least 1",
    balance(fractions, probabilities) >= 1,
    given=[*simplex(fractions), *simplex(probabilities)],
    expected="refuted",
    corrected_by="moe.balance",
    references=["fedus2022"],
    note=r"Tokens that go to an expert of small mean probability make it less than 1, also where the load is uneven.",
)

spread = total(k, (fractions[k] - 1 / experts) ** 2)
uniform = forall(i, Equal(fractions[i], 1 / experts))

balanced = Claim(
    "moe.balance",
    r"Where the fractions of the tokens are the mean probabilities, $f = P$, the loss $K \sum_k f_k P_k$ is at least "
    r"1, and 1 for the uniform distribution alone; where the fractions are uniform it is 1 for every $P$. For one "
    r"token with the probabilities $p$, its slope in the logit of expert $i$ is $K p_i (f_i - \sum_k f_k p_k)$",
    {
        "excess": Equal(balance(fractions, fractions) - 1, experts * spread),
        "least": balance(fractions, fractions) >= 1,
        "equality": iff(Equal(balance(fractions, fractions), 1), uniform),
        "uniform load": implies(uniform, Equal(balance(fractions, probabilities), 1)),
        "slope": Equal(D(balance(fractions, p), z[i]), experts * p[i] * (fractions[i] - total(k, fractions[k] * p[k]))),
    },
    given=[*simplex(fractions), *simplex(probabilities)],
    references=["fedus2022"],
    names=[P_NAME, S_NAME],
)


@balanced.derivation
def _(chain: Derivation) -> None:
    excess = chain.conclude(chain.search(chain.goal), r"multiply out: $\sum_k f_k = 1$")
    sign = chain.check(spread >= 0)
    chain.conclude(chain.check(chain.goal, by=[(1, excess), (experts, sign)]), "a sum of squares")
    least = Equal(balance(fractions, fractions), 1)
    with chain.assuming(least):
        none = chain.show(Equal(spread, 0), "no excess", by=[(-1 / experts, excess), (1 / experts, least)])
        squares = vanishing_terms(none, for_each(k, chain.check((fractions[k] - 1 / experts) ** 2 >= 0)))
        equal = cancel(Equal(fractions[i], 1 / experts), specialise(squares, i), real(1), 2)
        only = suppose(least, for_each(i, equal))
    with chain.assuming(uniform):
        back = suppose(uniform, chain.search(least))
    chain.conclude(conjunction(only, back), "a sum of squares is 0 only where each is")
    chain.conclude(chain.search(chain.goal), r"$\sum_k P_k = 1$")

    chain.section("The slope")
    chain.start(D(balance(fractions, p), z[i]), "the loss of one token")
    chain.then(chain_rule(p), "the fractions are counted, and do not move with the logits")
    chain.then(apply(jacobian), r"the Jacobian of softmax")
    chain.then(resolve_delta, "the delta leaves one term of the sum")
    chain.then(take_out(p), "$p_i$ is a common factor")
    chain.end()
