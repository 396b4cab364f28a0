"""Cross entropy of a softmax: gradient and curvature in the logits."""

from __future__ import annotations

from fractions import Fraction

from derive.bridge import (
    apply,
    differentiate,
    expand,
    expand_logs,
    linearity,
    move_delta,
    resolve_delta,
    split,
    take_out,
)
from derive.language import *
from derive.lemmas import add_up, rank_from_null_space
from derive.proofs.definitions import (
    ARTICLE_000,
    ARTICLE_001,
    ARTICLE_002,
    ARTICLE_003,
    ARTICLE_004,
    P_NAME,
    S_NAME,
    c,
    cross_entropy,
    i,
    j,
    k,
    p,
    v,
    y,
    z,
)
from derive.proofs.jacobian import jacobian
from derive.proofs.jacobian import positive_semidefinite as jacobian_psd
from derive.proofs.jacobian_rank import no_spread, q
from derive.proofs.jacobian_rank import spread as spread_of_weights
from derive.proofs.lse import gradient as lse_gradient
from derive.proofs.softmax import sums_to_one

loss = cross_entropy(y, p)
normalised = Equal(total(k, y[k]), 1)

t, s = vector("t"), scalar("s")
general_loss = cross_entropy(t, p)
total_of_t = total(k, t[k])
sums_to_s = Equal(total_of_t, s)

gradient = Claim(
    "ce.gradient",
    "The gradient of the cross entropy in the logits is $p - y$; $s p - y$ where the target sums to $s$",
    {
        "normalised": Equal(D(loss, z[i]), p[i] - y[i]),
        "any sum": forall([t, s], implies(sums_to_s, Equal(D(general_loss, z[i]), s * p[i] - t[i]))),
    },
    given=[normalised],
    sources=[ARTICLE_000, ARTICLE_001, ARTICLE_002, ARTICLE_003, ARTICLE_004],
    references=["bishop2006", "goodfellow2016"],
    names=[P_NAME, S_NAME],
)


@gradient.derivation
def _(chain: Derivation) -> None:
    chain.section("A target that sums to 1")
    chain.start(D(loss, z[i]), "the cross entropy of softmax")
    chain.then(expand_logs, r"$\log p_k = z_k - \log S$")
    chain.then(split, r"$\log S$ does not depend on $k$")
    chain.then(linearity)
    chain.then(apply(lse_gradient), "the gradient of log-sum-exp is softmax")
    chain.then(differentiate, "every logit moves alone")
    chain.then(resolve_delta, "$z_i$ has the weight $y_i$")
    chain.then(apply(normalised), "the target sums to 1")
    chain.end()

    chain.section("A target that sums to $s$")
    with chain.assuming(sums_to_s):
        chain.start(D(general_loss, z[i]), "the cross entropy of softmax")
        chain.then(expand_logs, r"$\log p_k = z_k - \log S$, as before")
        chain.then(split, r"$\log S$ does not depend on $k$")
        chain.then(differentiate, "the gradient of log-sum-exp is softmax")
        chain.then(resolve_delta, "each delta leaves one term")
        chain.then(apply(sums_to_s), "the target sums to $s$")
        theorem = suppose(sums_to_s, chain.chained())
    chain.conclude(for_each((t, s), theorem))


hessian_entry = D(loss, z[i], z[j])
quadratic_form = total((i, j), v[i] * hessian_entry * v[j])
weighted_squares = Fraction(1, 2) * total((i, j), p[i] * p[j] * (v[i] - v[j]) ** 2)

hessian_psd = Claim(
    "ce.hessian-psd",
    (
        r"The Hessian of the cross entropy in the logits is $\operatorname{diag}(p) - p p^\top$, and it "
        "is positive semidefinite"
    ),
    {
        "entries": Equal(hessian_entry, p[i] * (delta(i, j) - p[j])),
        "squares": Equal(quadratic_form, weighted_squares),
        "sign": quadratic_form >= 0,
    },
    given=[normalised],
    sources=[ARTICLE_001],
    references=["boyd2004", "bohning1992"],
    names=[P_NAME, S_NAME],
)


@hessian_psd.derivation
def _(chain: Derivation) -> None:
    chain.section("The Hessian")
    chain.start(hessian_entry, "the cross entropy of softmax, differentiated twice")
    chain.then(apply(gradient, "normalised"), "the gradient is $p - y$, for all logits")
    chain.then(linearity, "the target does not depend on the logits")
    chain.then(apply(jacobian), "the Jacobian of softmax")
    hessian = chain.end()

    chain.section("The quadratic form is a variance")
    chain.start(quadratic_form, "the quadratic form")
    chain.then(apply(hessian), "the Hessian, as computed")
    chain.then(resolve_delta, "the delta leaves one sum")
    chain.then(split, "multiply out; constant factors come out of the sums")
    chain.then(apply(jacobian_psd, "squares"), "a variance is half the mean squared difference")
    variance = chain.end()

    chain.section("It is not negative")
    squares = chain.show(weighted_squares >= 0, "a weighted sum of squares")
    chain.conclude(chain.check(chain.goal, by=[(-1, variance), (1, squares)]), "both together")


row = total(j, hessian_entry)
constant_vector = exists(c, forall(k, Equal(v[k], c)))
image_is_zero = forall(i, Equal(total(j, hessian_entry * v[j]), 0))

hessian_null_vector = Claim(
    "ce.hessian-null-vector",
    (
        r"The null space of the Hessian of the cross entropy is spanned by the vector $\mathbf{1}$; its "
        "rank is $K - 1$"
    ),
    [
        Equal(row, 0),
        Equal(hessian_entry, D(loss, z[j], z[i])),
        forall(v, iff(Equal(quadratic_form, 0), constant_vector)),
        Equal(rank(i, j, hessian_entry), size() - 1),
    ],
    given=[normalised],
    sources=[ARTICLE_001],
    references=["bohning1992"],
    names=[P_NAME, S_NAME],
)


@hessian_null_vector.derivation
def _(chain: Derivation) -> None:
    chain.section("Every row sums to 0")
    chain.start(row, "a row of the Hessian")
    chain.then(apply(hessian_psd, "entries"), r"the Hessian is $\operatorname{diag}(p) - p p^\top$")
    chain.then(resolve_delta, "the delta leaves one term")
    chain.then(apply(sums_to_one), "the probabilities sum to 1")
    rows = for_each(i, chain.end())

    chain.section("The Hessian is symmetric: the multiplicity of its eigenvalue 0 is the dimension of its null space")
    chain.start(hessian_entry, "the Hessian")
    chain.then(apply(hessian_psd, "entries"), r"$\operatorname{diag}(p) - p p^\top$")
    chain.then(expand)
    chain.then(move_delta, "where the delta is not 0, $i = j$")
    chain.then(take_out(p), "$p_j$ is a common factor")
    chain.then(apply(hessian_psd, "entries", backwards=True), "the Hessian with $i$ and $j$ exchanged")
    chain.end()

    chain.section("The quadratic form is 0 exactly for constant vectors")
    chain.start(quadratic_form, "the quadratic form")
    chain.then(apply(hessian_psd, "squares"), "half the mean squared difference")
    half_spread = chain.chained()
    spread_half = chain.check(Equal(weighted_squares, quadratic_form), by=[(-1, half_spread)])
    spread = replace(spread_of_weights, q, p)
    no_spread_at_p = chain.note(chain.lemma(no_spread, q=p), "the weights are positive")
    only_constants, all_constants = no_spread_at_p.part("only if"), no_spread_at_p.part("if")
    form_is_zero = Equal(quadratic_form, 0)
    with chain.in_general():
        zero = chain.check(Equal(spread, 0), by=[(2, transitivity(spread_half, form_is_zero))])
        forth = suppose(form_is_zero, only_constants.given(zero))
        zero = modus_ponens(all_constants, constant_vector)
        zero = transitivity(half_spread, chain.check(Equal(weighted_squares, 0), by=[(Fraction(1, 2), zero)]))
        back = suppose(constant_vector, zero)
    chain.conclude(for_each(v, conjunction(forth, back)), "both together")

    chain.section("The null space consists of the constant vectors, so that the rank is $K - 1$")
    image = total(j, hessian_entry * v[j])
    plain_image = p[i] * v[i] - p[i] * total(j, p[j] * v[j])
    chain.start(image, "a row of the Hessian times $v$")
    chain.then(apply(hessian_psd, "entries"), r"the Hessian is $\operatorname{diag}(p) - p p^\top$")
    chain.then(resolve_delta, "the delta leaves one term")
    chain.then(expand)
    worked_out = chain.chained()
    backwards = chain.check(Equal(plain_image, image), by=[(-1, worked_out)])
    with chain.in_general():
        with chain.assuming(image_is_zero):
            entry = transitivity(backwards, specialise(image_is_zero, i))
            weighted = chain.check(Equal(v[i] * plain_image, 0), by=[(v[i], entry)])
            summed = add_up(for_each(i, weighted))
            zero = chain.show(Equal(spread, 0), "twice the sum of these, each times its $v_k$", by=[(2, summed)])
            spreadless = chain.note(only_constants.given(zero), "so that $v$ is constant")
        forth = suppose(image_is_zero, spreadless)
        with chain.assuming(forall(k, Equal(v[k], c))):
            constant = chain.show(Equal(plain_image, 0), "conversely, a constant vector has no spread")
        zero = take(constant_vector, c, for_each(i, transitivity(worked_out, constant)))
        back = suppose(constant_vector, zero)
    null_space = chain.note(for_each(v, conjunction(forth, back)), "both together")
    chain.conclude(rank_from_null_space(chain.goal, null_space, rows), "the null space is a line")
