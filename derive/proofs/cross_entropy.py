"""Cross entropy of a softmax: gradient and curvature in the logits."""

from __future__ import annotations

from fractions import Fraction

from derive.bridge import differentiate
from derive.kernel import rules
from derive.kernel import terms as kernel
from derive.kernel.theorem import Theorem
from derive.language.claims import Claim
from derive.language.derivation import Derivation
from derive.language.expressions import (
    D,
    Equal,
    Real,
    delta,
    exists,
    forall,
    iff,
    implies,
    index,
    rank,
    scalar,
    size,
    total,
    vector,
)
from derive.proofs.definitions import (
    ARTICLE_000,
    ARTICLE_001,
    ARTICLE_002,
    ARTICLE_003,
    ARTICLE_004,
    P_NAME,
    S_NAME,
    S,
    c,
    cross_entropy,
    i,
    j,
    k,
    log_sum_exp,
    p,
    v,
    y,
    z,
)
from derive.proofs.jacobian import jacobian
from derive.proofs.lse import gradient as lse_gradient

loss = cross_entropy(y, p)
normalised = Equal(total(k, y[k]), 1)

t, s = vector("t"), scalar("s")
general_loss = cross_entropy(t, p)
total_of_t = total(k, t[k])

gradient = Claim(
    "ce.gradient",
    "The gradient of the cross entropy in the logits is p − y; s p − y where the target sums to s",
    [
        Equal(D(loss, z[i]), p[i] - y[i]),
        forall([t, s], implies(Equal(total_of_t, s), Equal(D(general_loss, z[i]), s * p[i] - t[i]))),
    ],
    given=[normalised],
    sources=[ARTICLE_000, ARTICLE_001, ARTICLE_002, ARTICLE_003, ARTICLE_004],
    references=["bishop2006", "goodfellow2016"],
    names=[P_NAME, S_NAME],
)


@gradient.derivation
def _(chain: Derivation) -> None:
    potential = chain.lemma(lse_gradient)
    chain.section("A target that sums to 1")
    chain.start(D(loss, z[i]), "the cross entropy of softmax")
    chain.then(D(total(k, y[k]) * log_sum_exp(z) - total(k, y[k] * z[k]), z[i]), "log pₖ = zₖ − log S")
    chain.then(total(k, y[k]) * D(log_sum_exp(z), z[i]) - y[i], "a derivative is linear; zᵢ has the weight yᵢ")
    chain.then(total(k, y[k]) * p[i] - y[i], "the gradient of log-sum-exp is softmax", using=[potential])
    chain.end("the target sums to 1")

    chain.section("A target that sums to s")
    with chain.assuming(Equal(total_of_t, s)):
        chain.start(D(general_loss, z[i]), "the cross entropy of softmax")
        chain.then(D(total_of_t * log_sum_exp(z) - total(k, t[k] * z[k]), z[i]), "log pₖ = zₖ − log S")
        chain.then(total_of_t * p[i] - t[i], "as before", using=[potential])
        chain.then(s * p[i] - t[i], "the target sums to s")
        theorem = rules.discharge(chain.chained(), Equal(total_of_t, s))
    chain.conclude(chain.generalise(theorem, t, s))


hessian_entry = D(loss, z[i], z[j])
quadratic_form = total((i, j), v[i] * hessian_entry * v[j])
weighted_squares = Fraction(1, 2) * total((i, j), p[i] * p[j] * (v[i] - v[j]) ** 2)

hessian_psd = Claim(
    "ce.hessian-psd",
    "The Hessian of the cross entropy in the logits is diag(p) − p pᵀ, and it is positive semidefinite",
    [
        Equal(hessian_entry, p[i] * (delta(i, j) - p[j])),
        Equal(quadratic_form, weighted_squares),
        quadratic_form >= 0,
    ],
    given=[normalised],
    sources=[ARTICLE_001],
    references=["boyd2004", "bohning1992"],
    names=[P_NAME, S_NAME],
)


@hessian_psd.derivation
def _(chain: Derivation) -> None:
    softmax_jacobian = chain.lemma(jacobian)
    chain.section("The Hessian")
    chain.start(hessian_entry, "the cross entropy of softmax, differentiated twice")
    chain.then(D(p[i] - y[i], z[j]), "the gradient is p − y, for all logits")
    chain.then(D(p[i], z[j]), "the target does not depend on the logits")
    hessian = chain.end("the Jacobian of softmax", using=[softmax_jacobian])

    chain.section("The quadratic form is a variance")
    chain.start(quadratic_form, "the quadratic form")
    chain.then(total((i, j), v[i] * p[i] * (delta(i, j) - p[j]) * v[j]), "the Hessian, as computed")
    chain.then(total(k, p[k] * v[k] ** 2) - total(k, p[k] * v[k]) ** 2, "the delta leaves one sum; the rest factors")
    variance = chain.end("multiply out: the probabilities sum to 1")

    chain.section("It is not negative")
    squares = chain.show(weighted_squares >= 0, "a weighted sum of squares")
    chain.conclude(chain.check(chain.goal, (), [(-1, variance), (1, squares)]), "both together")


row = total(j, hessian_entry)
constant_vector = exists(c, forall(k, Equal(v[k], c)))
image_is_zero = forall(i, Equal(total(j, hessian_entry * v[j]), 0))

hessian_null_vector = Claim(
    "ce.hessian-null-vector",
    "The null space of the Hessian of the cross entropy is spanned by the vector 1; its rank is K − 1",
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
    chain.then(total(j, p[i] * (delta(i, j) - p[j])), "the Hessian is diag(p) − p pᵀ")
    chain.then(p[i] - p[i] * total(j, p[j]), "the delta leaves one term")
    chain.end("the probabilities sum to 1")

    chain.section("The Hessian is symmetric: the multiplicity of its eigenvalue 0 is the dimension of its null space")
    chain.start(hessian_entry, "the Hessian")
    chain.then(p[i] * (delta(i, j) - p[j]), "as computed")
    chain.end("symmetric in i and j")

    chain.section("The quadratic form is 0 exactly for constant vectors")
    with chain.assuming(Equal(quadratic_form, 0)):
        constant = constant_where_zero(chain, rules.assume(Equal(quadratic_form, 0)))
        only_constants = rules.discharge(constant, Equal(quadratic_form, 0))
    is_constant = forall(k, Equal(v[k], c))
    with chain.assuming(is_constant):
        zero = chain.show(Equal(quadratic_form, 0), "conversely, v = c·1 gives 0, as every row sums to 0")
        zero = chain.take(rules.assume(constant_vector), c, zero)
        all_constants = rules.discharge(zero, constant_vector)
    chain.conclude(chain.generalise(rules.conjunction((only_constants, all_constants)), v))

    chain.section("The null space consists of the constant vectors, so that the rank is K − 1")
    with chain.assuming(image_is_zero):
        entry = rules.specialise(rules.assume(image_is_zero), i)
        weighted = chain.check(Equal(v[i] * total(j, hessian_entry * v[j]), 0), (), [(v[i], entry)])
        summed = rules.add_up(chain.generalise(weighted, i))
        form = chain.show(Equal(quadratic_form, 0), "where Hv = 0, also vᵀHv = 0", by=[(1, summed)])
        in_kernel = rules.discharge(rules.modus_ponens(only_constants, form), image_is_zero)
    with chain.assuming(is_constant):
        image = chain.show(Equal(total(j, hessian_entry * v[j]), 0), "where v = c·1, Hv = 0")
        image = chain.take(rules.assume(constant_vector), c, chain.generalise(image, i))
        in_span = rules.discharge(image, constant_vector)
    null_space = chain.generalise(rules.conjunction((in_kernel, in_span)), v)
    goal = chain.goal
    assert isinstance(goal, kernel.Equal)
    chain.conclude(rules.rank_from_null_space(goal, null_space, ()), "the null space is a line")


def constant_where_zero(chain: Derivation, form_is_zero: Theorem) -> Theorem:
    """v is constant, given that its quadratic form is 0."""
    first, second = index("a"), index("b")
    squares = total(j, p[i] * p[j] * (v[i] - v[j]) ** 2)
    summed = chain.show(Equal(total(i, squares), 0), "it is half of this", by=[(2, form_is_zero)])
    signs = chain.generalise(chain.check(squares >= 0), i)
    one_row = rules.specialise(rules.vanishing_terms(summed, signs), first)
    square = p[first] * p[j] * (v[first] - v[j]) ** 2
    signs = chain.generalise(chain.check(square >= 0), j)
    one_square = rules.specialise(rules.vanishing_terms(one_row, signs), second)
    chain.note(one_square, "a sum of terms that are not negative is 0 only if every term is")
    weight = p[first] * p[second]
    alike = rules.cancel(Equal(v[first], v[second]), one_square, weight.term, 2, ())
    chain.note(alike, "the weights are positive")
    return chain.exhibit(constant_vector, v[second], chain.generalise(alike, first))
