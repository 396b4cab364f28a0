"""The rank of the Jacobian of softmax, and what it rests on."""

from __future__ import annotations

from derive.bridge import apply
from derive.language import *
from derive.lemmas import add_up, cancel, image, rank_from_null_space, vanishing_terms
from derive.proofs.definitions import ARTICLE_001, P_NAME, S_NAME, c, i, j, k, p, v, z
from derive.proofs.jacobian import jacobian

q = vector("q")
entry_at_q = q[i] * (delta(i, j) - q[j])
entry_at_p = D(p[i], z[j])
is_constant = forall(k, Equal(v[k], c))
constant_vector = exists(c, is_constant)


def image_is_zero(entry: Real) -> Formula:
    """M v = 0."""
    return forall(i, Equal(image(entry, j, v), 0))


printed_reason = Claim(
    "softmax.jacobian-rank-reason",
    (
        r"A matrix $\operatorname{diag}(q) - q q^\top$ with $q \in \Delta$ has rank $K - 1$ because its "
        "rows sum to 0"
    ),
    implies(forall(i, Equal(total(j, entry_at_q), 0)), Equal(rank(i, j, entry_at_q), size() - 1)),
    given=[size() >= 2, *simplex(q)],
    expected="refuted",
    corrected_by="softmax.jacobian-rank-positive",
    sources=[ARTICLE_001],
    note=("That the rows sum to 0 gives a rank of at most $K - 1$; the equality needs every probability positive."),
)


spread = total((i, j), q[i] * q[j] * (v[i] - v[j]) ** 2)

no_spread = Claim(
    "variance.zero-only-if-constant",
    r"With positive weights, $\sum_{i, j} q_i q_j(v_i - v_j)^2$ is 0 exactly for constant $v$",
    iff(Equal(spread, 0), constant_vector),
    given=[forall(k, q[k] > 0)],
    note="Where the weights sum to 1, this is twice the variance of $v$.",
)


@no_spread.derivation
def _(chain: Derivation) -> None:
    is_zero = Equal(spread, 0)
    first, second = index("a"), index("b")
    row = total(j, q[i] * q[j] * (v[i] - v[j]) ** 2)
    square = q[first] * q[j] * (v[first] - v[j]) ** 2
    with chain.assuming(is_zero):
        signs = for_each(i, chain.check(row >= 0))
        one_row = specialise(vanishing_terms(is_zero, signs), first)
        signs = for_each(j, chain.check(square >= 0))
        one_square = chain.note(
            specialise(vanishing_terms(one_row, signs), second),
            "a sum of terms that are not negative is 0 only if every term is",
        )
        alike = cancel(Equal(v[first], v[second]), one_square, q[first] * q[second], 2)
        chain.note(alike, "the weights are positive")
        only_constants = suppose(is_zero, exhibit(constant_vector, v[second], for_each(first, alike)))
    with chain.assuming(is_constant):
        zero = chain.show(is_zero, r"conversely, no two entries of $v = c \mathbf{1}$ differ")
        all_constants = suppose(constant_vector, take(constant_vector, c, zero))
    chain.conclude(conjunction(only_constants, all_constants))


rank_where_positive = Claim(
    "softmax.jacobian-rank-positive",
    (
        r"For positive $q$ that sums to 1, the null space of $\operatorname{diag}(q) - q q^\top$ is "
        r"spanned by the vector $\mathbf{1}$; the rank is $K - 1$"
    ),
    {
        "null space": forall(v, iff(image_is_zero(entry_at_q), constant_vector)),
        "rank": Equal(rank(i, j, entry_at_q), size() - 1),
    },
    given=[*simplex(q, interior=True)],
    sources=[ARTICLE_001],
    references=["bohning1992"],
)


@rank_where_positive.derivation
def _(chain: Derivation) -> None:
    chain.section("The null space consists of the constant vectors")
    zero_image = image_is_zero(entry_at_q)
    with chain.assuming(zero_image):
        row = specialise(zero_image, i)
        weighted = chain.check(Equal(v[i] * image(entry_at_q, j, v), 0), by=[(v[i], row)])
        summed = add_up(for_each(i, weighted))
        zero = chain.show(Equal(spread, 0), "twice the sum of these, each times its $v_k$", by=[(2, summed)])
        constant = chain.note(chain.lemma(no_spread).part("only if").given(zero), "the weights are positive")
        only_constants = suppose(zero_image, constant)
    with chain.assuming(is_constant):
        zero = chain.show(Equal(image(entry_at_q, j, v), 0), "conversely, the weights sum to 1")
        zero = take(constant_vector, c, for_each(i, zero))
        all_constants = suppose(constant_vector, zero)
    null_space = chain.conclude(for_each(v, conjunction(only_constants, all_constants)))

    chain.section("Rank")
    chain.conclude(rank_from_null_space(chain.goal, null_space), "the null space is a line: rank and nullity")


jacobian_rank = Claim(
    "softmax.jacobian-rank",
    r"The null space of the Jacobian of softmax is spanned by the vector $\mathbf{1}$; its rank is $K - 1$",
    [
        forall(v, iff(image_is_zero(entry_at_p), constant_vector)),
        Equal(rank(i, j, entry_at_p), size() - 1),
    ],
    sources=[ARTICLE_001],
    references=["bohning1992"],
    note=(
        r"On the boundary of the simplex the rank of $\operatorname{diag}(p) - p p^\top$ is one less than "
        "the number of positive probabilities; numerically it drops under saturation."
    ),
    names=[P_NAME, S_NAME],
)


@jacobian_rank.derivation
def _(chain: Derivation) -> None:
    at_p = Lemma.of(specialise(chain.lemma(rank_where_positive, q=p).part("null space"), v))
    entry_of_matrix = replace(entry_at_q, q, p)
    chain.section("The null space consists of the constant vectors")
    chain.start(entry_at_p, "the Jacobian")
    chain.then(apply(jacobian), r"it is $\operatorname{diag}(p) - p p^\top$, with positive $p$")
    directions = []
    for before, after in ((entry_at_p, entry_of_matrix), (entry_of_matrix, entry_at_p)):
        with chain.assuming(image_is_zero(before)):
            row = specialise(image_is_zero(before), i)
            same_row = chain.check(Equal(image(after, j, v), 0), by=[(1, row)])
            directions.append(suppose(image_is_zero(before), for_each(i, same_row)))
    to_matrix, from_matrix = directions
    in_kernel = image_is_zero(entry_at_p)
    only = suppose(in_kernel, modus_ponens(at_p.part("only if"), modus_ponens(to_matrix, in_kernel)))
    every = suppose(constant_vector, modus_ponens(from_matrix, modus_ponens(at_p.part("if"), constant_vector)))
    null_space = chain.conclude(for_each(v, conjunction(only, every)), "which sends exactly the constant vectors to 0")

    chain.section("Rank")
    chain.conclude(rank_from_null_space(chain.goal, null_space), "the null space is a line: rank and nullity")
