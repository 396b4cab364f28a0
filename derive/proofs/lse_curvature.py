"""The Hessian of log-sum-exp."""

from __future__ import annotations

from fractions import Fraction

from derive.bridge import apply, resolve_delta, split
from derive.language import *
from derive.lemmas import cancel
from derive.proofs.definitions import ARTICLE_001, LSE_NAME, P_NAME, S_NAME, c, i, j, k, log_sum_exp, p, v, z
from derive.proofs.jacobian import jacobian
from derive.proofs.jacobian import positive_semidefinite as jacobian_psd
from derive.proofs.jacobian_rank import constant_vector, is_constant, no_spread, spread
from derive.proofs.jacobian_rank import q as weights
from derive.proofs.lse import gradient

hessian_entry = D(log_sum_exp(z), z[i], z[j])
quadratic_form = total((i, j), v[i] * hessian_entry * v[j])

hessian = Claim(
    "lse.hessian",
    r"The Hessian of log-sum-exp is the Jacobian of softmax, $\operatorname{diag}(p) - p p^\top$",
    {"Jacobian": Equal(hessian_entry, D(p[i], z[j])), "entries": Equal(hessian_entry, p[i] * (delta(i, j) - p[j]))},
    sources=[ARTICLE_001],
    references=["boyd2004"],
    names=[P_NAME, S_NAME, LSE_NAME],
)


@hessian.derivation
def _(chain: Derivation) -> None:
    chain.section("The Jacobian of the gradient")
    chain.start(hessian_entry, "log-sum-exp, differentiated twice")
    chain.then(apply(gradient), "the gradient is softmax, for all logits")
    chain.end()

    chain.section("Its entries")
    chain.start(hessian_entry, "the Hessian")
    chain.then(apply(gradient), "as shown")
    chain.then(apply(jacobian), "the Jacobian of softmax")
    chain.end()


not_zero = exists(k, Different(v[k], 0))
centred = Equal(total(k, v[k]), 0)

positive_definite = Claim(
    "lse.hessian-positive-definite",
    "The Hessian of log-sum-exp is positive definite",
    implies(not_zero, quadratic_form > 0),
    given=[size() >= 2],
    expected="refuted",
    corrected_by="lse.hessian-semidefinite",
    sources=[ARTICLE_001],
    note=r"The vector $\mathbf{1}$ is in its null space; the same article says that the rows sum to 0.",
    names=[P_NAME, S_NAME, LSE_NAME],
)


semidefinite = Claim(
    "lse.hessian-semidefinite",
    (
        r"The Hessian of log-sum-exp is positive semidefinite, 0 exactly along the vector $\mathbf{1}$, "
        "definite on its complement"
    ),
    [
        quadratic_form >= 0,
        iff(Equal(quadratic_form, 0), constant_vector),
        implies(both(centred, not_zero), quadratic_form > 0),
    ],
    sources=[ARTICLE_001],
    references=["boyd2004"],
    names=[P_NAME, S_NAME, LSE_NAME],
)


@semidefinite.derivation
def _(chain: Derivation) -> None:
    chain.section("Not negative")
    spread_at_p = replace(spread, weights, p)
    chain.start(quadratic_form, "the quadratic form of the Hessian")
    chain.then(apply(hessian, "entries"), r"the Hessian is $\operatorname{diag}(p) - p p^\top$")
    chain.then(resolve_delta, "the delta leaves one sum")
    chain.then(split, "multiply out; constant factors come out of the sums")
    chain.then(apply(jacobian_psd, "squares"), "a variance is half the mean squared difference")
    chain.then(Fraction(1, 2) * spread_at_p)
    form = chain.chained()
    squares = chain.check(Fraction(1, 2) * spread_at_p >= 0)
    not_negative = chain.conclude(chain.check(chain.goal, by=[(-1, form), (1, squares)]), "a weighted sum of squares")

    chain.section("Zero exactly for constant vectors")
    lemma = chain.lemma(no_spread, q=p)
    flat, spreadless = Equal(quadratic_form, 0), Equal(spread_at_p, 0)
    zero = chain.check(spreadless, by=[(2, flat), (-2, form)])
    only = suppose(flat, lemma.part("only if").given(zero))
    zero = modus_ponens(lemma.part("if"), constant_vector)
    back = suppose(constant_vector, chain.check(flat, by=[(1, form), (Fraction(1, 2), zero)]))
    chain.conclude(conjunction(only, back), "the weights $p_i p_j$ are positive")

    chain.section(r"Positive elsewhere on the complement of the vector $\mathbf{1}$")
    with chain.assuming(centred, is_constant):
        product = chain.show(Equal(size() * c, 0), r"$v = c \mathbf{1}$ sums to $K c$", by=[(1, centred)])
        nought = chain.note(cancel(Equal(c, 0), product, size()), "so that $c = 0$")
        entry_is_zero = chain.check(Equal(v[i], 0), [nought])
        none = take(not_zero, i, clash(Different(v[i], 0), entry_is_zero))
    constant = take(modus_ponens(only, flat), c, none)
    negative = clash(quadratic_form < 0, not_negative)
    theorem = cases(trichotomy(quadratic_form, 0), negative, constant, quadratic_form > 0)
    chain.conclude(suppose(both(centred, not_zero), theorem), "a constant vector that sums to 0 is 0")
