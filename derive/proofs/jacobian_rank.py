"""The rank of the Jacobian of softmax, and what it rests on."""

from __future__ import annotations

from derive.bridge import apply
from derive.kernel import rules
from derive.kernel import terms as kernel
from derive.language.claims import Claim, simplex
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
    replace,
    size,
    total,
    vector,
)
from derive.lemmas import inference
from derive.proofs._tools import applied
from derive.proofs.definitions import ARTICLE_001, P_NAME, S_NAME, c, i, j, k, p, v, z
from derive.proofs.jacobian import jacobian

q = vector("q")
entry_at_q = q[i] * (delta(i, j) - q[j])
entry_at_p = D(p[i], z[j])
is_constant = forall(k, Equal(v[k], c))
constant_vector = exists(c, is_constant)


def image(entry: Real) -> Real:
    """(M v)ᵢ, each term a product of exactly two factors, as the rule for ranks reads it."""
    return total(j, Real(kernel.Multiply((entry.term, v[j].term))))


def image_is_zero(entry: Real) -> kernel.Formula:
    """M v = 0."""
    return forall(i, Equal(image(entry), 0))


printed_reason = Claim(
    "softmax.jacobian-rank-reason",
    "A matrix diag(q) − q qᵀ with q ∈ Δ has rank K − 1 because its rows sum to 0",
    implies(forall(i, Equal(total(j, entry_at_q), 0)), Equal(rank(i, j, entry_at_q), size() - 1)),
    given=[size() >= 2, *simplex(q)],
    expected="refuted",
    corrected_by="softmax.jacobian-rank-positive",
    sources=[ARTICLE_001],
    note="That the rows sum to 0 gives rank ≤ K − 1 only; the equality needs every probability positive.",
)


spread = total((i, j), q[i] * q[j] * (v[i] - v[j]) ** 2)

no_spread = Claim(
    "variance.zero-only-if-constant",
    "With positive weights, Σᵢⱼ qᵢqⱼ(vᵢ − vⱼ)² is 0 exactly for constant v",
    iff(Equal(spread, 0), constant_vector),
    given=[forall(k, q[k] > 0)],
    note="Where the weights sum to 1, this is twice the variance of v.",
)


@no_spread.derivation
def _(chain: Derivation) -> None:
    is_zero = Equal(spread, 0)
    first, second = index("a"), index("b")
    row = total(j, q[i] * q[j] * (v[i] - v[j]) ** 2)
    square = q[first] * q[j] * (v[first] - v[j]) ** 2
    with chain.assuming(is_zero):
        signs = chain.generalise(chain.check(row >= 0), i)
        one_row = rules.specialise(inference.vanishing_terms(rules.assume(is_zero), signs), first)
        signs = chain.generalise(chain.check(square >= 0), j)
        one_square = rules.specialise(inference.vanishing_terms(one_row, signs), second)
        chain.note(one_square, "a sum of terms that are not negative is 0 only if every term is")
        alike = inference.cancel(Equal(v[first], v[second]), one_square, (q[first] * q[second]).term, 2, ())
        chain.note(alike, "the weights are positive")
        constant = chain.exhibit(constant_vector, v[second], chain.generalise(alike, first))
        only_constants = rules.discharge(constant, is_zero)
    with chain.assuming(is_constant):
        zero = chain.show(is_zero, "conversely, no two entries of v = c·1 differ")
        zero = chain.take(rules.assume(constant_vector), c, zero)
        all_constants = rules.discharge(zero, constant_vector)
    chain.conclude(rules.conjunction((only_constants, all_constants)))


rank_where_positive = Claim(
    "softmax.jacobian-rank-positive",
    "For positive q that sums to 1, the null space of diag(q) − q qᵀ is spanned by the vector 1; the rank is K − 1",
    [
        forall(v, iff(image_is_zero(entry_at_q), constant_vector)),
        Equal(rank(i, j, entry_at_q), size() - 1),
    ],
    given=[*simplex(q, interior=True)],
    sources=[ARTICLE_001],
    references=["bohning1992"],
)


@rank_where_positive.derivation
def _(chain: Derivation) -> None:
    chain.section("The null space consists of the constant vectors")
    zero_image = image_is_zero(entry_at_q)
    with chain.assuming(zero_image):
        row = rules.specialise(rules.assume(zero_image), i)
        weighted = chain.check(Equal(v[i] * image(entry_at_q), 0), by=[(v[i], row)])
        summed = inference.add_up(chain.generalise(weighted, i))
        zero = chain.show(Equal(spread, 0), "where Mv = 0, also 2 vᵀMv = 0, which is this", by=[(2, summed)])
        only = rules.conjunct(chain.lemma(no_spread), 0)
        constant = chain.note(rules.modus_ponens(only, zero), "the weights are positive")
        only_constants = rules.discharge(constant, zero_image)
    with chain.assuming(is_constant):
        zero = chain.show(Equal(image(entry_at_q), 0), "conversely, v = c·1 gives Mv = 0")
        zero = chain.take(rules.assume(constant_vector), c, chain.generalise(zero, i))
        all_constants = rules.discharge(zero, constant_vector)
    null_space = chain.conclude(chain.generalise(rules.conjunction((only_constants, all_constants)), v))

    chain.section("Rank")
    goal = chain.goal
    assert isinstance(goal, kernel.Equal)
    chain.conclude(inference.rank_from_null_space(goal, null_space), "the null space is a line: rank and nullity")


jacobian_rank = Claim(
    "softmax.jacobian-rank",
    "The null space of the Jacobian of softmax is spanned by the vector 1; its rank is K − 1",
    [
        forall(v, iff(image_is_zero(entry_at_p), constant_vector)),
        Equal(rank(i, j, entry_at_p), size() - 1),
    ],
    sources=[ARTICLE_001],
    references=["bohning1992"],
    note="On the boundary of the simplex the rank of diag(p) − p pᵀ is |supp p| − 1; numerically it drops "
    "under saturation.",
    names=[P_NAME, S_NAME],
)


@jacobian_rank.derivation
def _(chain: Derivation) -> None:
    positive = chain.lemma(rank_where_positive)
    at_p = rules.specialise(rules.conjunct(applied(chain, positive, (q, p)), 0), v.array)
    entry_of_matrix = replace(entry_at_q, q, p)
    assert isinstance(entry_of_matrix, Real)
    chain.section("The null space consists of the constant vectors")
    chain.start(entry_at_p, "the Jacobian")
    chain.then(apply(jacobian), "it is diag(p) − p pᵀ, with positive p")
    directions = []
    for before, after in ((entry_at_p, entry_of_matrix), (entry_of_matrix, entry_at_p)):
        with chain.assuming(image_is_zero(before)):
            row = rules.specialise(rules.assume(image_is_zero(before)), i)
            same_row = chain.check(Equal(image(after), 0), by=[(1, row)])
            directions.append(rules.discharge(chain.generalise(same_row, i), image_is_zero(before)))
    forth, back = rules.conjunct(at_p, 0), rules.conjunct(at_p, 1)
    in_kernel = rules.assume(image_is_zero(entry_at_p))
    only = rules.modus_ponens(forth, rules.modus_ponens(directions[0], in_kernel))
    only = rules.discharge(only, image_is_zero(entry_at_p))
    every = rules.modus_ponens(directions[1], rules.modus_ponens(back, rules.assume(constant_vector)))
    every = rules.discharge(every, constant_vector)
    null_space = chain.generalise(rules.conjunction((only, every)), v)
    chain.conclude(null_space, "which sends exactly the constant vectors to 0")

    chain.section("Rank")
    goal = chain.goal
    assert isinstance(goal, kernel.Equal)
    chain.conclude(inference.rank_from_null_space(goal, null_space), "the null space is a line: rank and nullity")
