"""Log-sum-exp: the potential of softmax, and the value of a variational problem."""

from __future__ import annotations

from derive.bridge import apply, differentiate, expand_exponentials, expand_logs, pull_out, resolve_delta, split
from derive.language import *
from derive.proofs.definitions import (
    ARTICLE_001,
    LSE_NAME,
    P_NAME,
    S_NAME,
    c,
    entropy,
    i,
    k,
    log_sum_exp,
    p,
    relative_entropy,
    shifted,
    z,
)
from derive.proofs.relative_entropy import gibbs_inequality

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
    chain.start(D(log_sum_exp(z), z[i]), "$S$ is the sum of all exponentials")
    chain.then(differentiate, "chain rule")
    chain.then(resolve_delta, "the delta leaves one term of the sum, which is softmax")
    chain.end()


largest_logit = maximum(k, z[k])

max_shift = Claim(
    "lse.max-shift",
    "A constant, such as the largest logit, may be taken out of all exponentials",
    [
        Equal(log_sum_exp(z), c + log_sum_exp(shifted(z, -c))),
        Equal(log_sum_exp(z), largest_logit + log_sum_exp(shifted(z, -largest_logit))),
    ],
    sources=[ARTICLE_001],
    references=["goodfellow2016"],
    names=[LSE_NAME],
)


@max_shift.derivation
def _(chain: Derivation) -> None:
    for heading, constant in (("Any constant", c), ("The largest logit", largest_logit)):
        chain.section(heading)
        chain.start(constant + log_sum_exp(shifted(z, -constant)), "the shifted logits")
        chain.then(expand_exponentials)
        chain.then(pull_out, "the factor comes out of the sum")
        chain.then(expand_logs, "the logarithm of a quotient")
        chain.end()


q = vector("q")
objective = total(k, q[k] * z[k]) + entropy(q)
is_softmax = forall(k, Equal(q[k], p[k]))

variational = Claim(
    "lse.variational",
    (
        r"Log-sum-exp is the largest value of $\sum_k q_k z_k + H(q)$ over all distributions $q$, "
        "attained at softmax alone"
    ),
    {
        "gap": Equal(log_sum_exp(z) - objective, relative_entropy(q, p)),
        "bound": objective <= log_sum_exp(z),
        "equality": iff(Equal(objective, log_sum_exp(z)), is_softmax),
    },
    given=[*simplex(q)],
    references=["wainwright2008", "cover2006"],
    names=[P_NAME, S_NAME, LSE_NAME],
)


@variational.derivation
def _(chain: Derivation) -> None:
    _, sums_to_one = simplex(q)
    chain.section("The gap is a relative entropy")
    chain.start(relative_entropy(q, p), "the relative entropy")
    chain.then(expand_logs, r"$\log p_k = z_k - \log S$")
    chain.then(split, r"$\log S$ does not depend on $k$")
    chain.then(apply(sums_to_one), r"as $\sum q = 1$")
    gap = chain.end()

    chain.section("It is not negative")
    divergence = chain.lemma(gibbs_inequality, r=p)
    chain.conclude(chain.check(chain.goal, by=[(1, gap), (1, divergence.part("sign"))]), "Gibbs' inequality")

    chain.section("It is 0 only at softmax")
    optimal, no_divergence = Equal(objective, log_sum_exp(z)), Equal(relative_entropy(q, p), 0)
    equality = divergence.part("equality")
    with chain.assuming(optimal):
        zero = chain.show(no_divergence, "the gap is 0", by=[(-1, gap), (-1, optimal)])
        only = suppose(optimal, equality.part("only if").given(zero))
    zero = modus_ponens(equality.part("if"), is_softmax)
    back = suppose(is_softmax, chain.check(optimal, by=[(-1, gap), (-1, zero)]))
    chain.conclude(conjunction(only, back), "Gibbs' inequality is strict elsewhere")
