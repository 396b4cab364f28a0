"""A quadratic penalty on the logits, and what large logits mean for small changes."""

from __future__ import annotations

from derive.language import *
from derive.lemmas import add_up, cancel
from derive.proofs.cross_entropy import normalised
from derive.proofs.definitions import ARTICLE_004, P_NAME, S_NAME, cross_entropy, i, j, k, p, softmax, v, w, y, z

strength = scalar("lambda")
penalty = strength / 2 * total(k, z[k] ** 2)
objective = cross_entropy(y, p) + penalty
stationary = forall(k, Equal(p[k] - y[k] + strength * z[k], 0))
positive = strength > 0

l2_nonvanishing = Claim(
    "reg.l2-nonvanishing",
    r"The penalty $\lambda\|z\|^2/2$ gives a gradient also where that of the loss vanishes",
    exists(k, Different(D(penalty, z[k]), 0)),
    given=[positive],
    expected="refuted",
    corrected_by="reg.l2-gradient",
    sources=[ARTICLE_004],
    references=["goodfellow2016"],
    note="Not at $z = 0$.",
)

curvature = total((i, j), v[i] * D(objective, z[i], z[j]) * v[j])
tangent = total(k, D(objective, z[k]) * (w[k] - z[k]))
elsewhere = cross_entropy(y, softmax(w)) + strength / 2 * total(k, w[k] ** 2)

l2_gradient = Claim(
    "reg.l2-gradient",
    (
        r"The penalty $\lambda\|z\|^2/2$ has the gradient $\lambda z$; with it, cross entropy is curved "
        r"by at least $\lambda$ everywhere, and where its gradient vanishes the logits sum to 0"
    ),
    {
        "penalty": Equal(D(penalty, z[i]), strength * z[i]),
        "gradient": Equal(D(objective, z[i]), p[i] - y[i] + strength * z[i]),
        "curvature": curvature >= strength * total(k, v[k] ** 2),
        "sum": implies(stationary, Equal(total(k, z[k]), 0)),
    },
    given=[positive, normalised],
    sources=[ARTICLE_004],
    references=["goodfellow2016", "boyd2004"],
    names=[P_NAME, S_NAME],
)


@l2_gradient.derivation
def _(chain: Derivation) -> None:
    chain.conclude(chain.check(chain.goal), "power rule")
    chain.conclude(chain.check(chain.goal), "the gradient of cross entropy is $p - y$")
    chain.conclude(chain.search(chain.goal), "the Hessian of cross entropy is positive semidefinite")
    with chain.in_general():
        summed = add_up(stationary)
    zero = chain.check(Equal(strength * total(k, z[k]), 0), by=[(1, summed)])
    chain.conclude(suppose(stationary, cancel(Equal(total(k, z[k]), 0), zero, strength)), "$p$ and $y$ sum to 1")


large_logits_fragile = Claim(
    "reg.large-logits-fragile",
    "Large logits make a model fragile",
    expected="informal",
    sources=[ARTICLE_004],
    references=["goodfellow2016"],
    says="Large logits make the model fragile with respect to small changes of its input.",
    note="A statement about training. Its core that can be checked: softmax has the Lipschitz constant 1/2, so that "
    "large weights only loosen a bound; where softmax is saturated, its Jacobian is close to 0 "
    "(softmax.jacobian-saturation).",
)
