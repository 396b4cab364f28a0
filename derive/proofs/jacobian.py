"""The Jacobian of softmax: its entries, its symmetry, its quadratic form, its norms."""

from __future__ import annotations

from fractions import Fraction

from derive.bridge import (
    apply,
    differentiate,
    expand,
    move_delta,
    pull_out,
    resolve_delta,
    separate,
    split,
    take_out,
    where,
)
from derive.language import *
from derive.proofs.definitions import (
    ARTICLE_001,
    ARTICLE_002,
    ARTICLE_003,
    P_NAME,
    S_NAME,
    S,
    i,
    j,
    k,
    p,
    v,
    z,
)
from derive.proofs.softmax import sums_to_one

jacobian_entry = D(p[i], z[j])

exp_partials = Claim(
    "softmax.exp-partials",
    "An exponential moves with its own logit only, the sum of all of them with every logit",
    [
        Equal(D(exp(z[i]), z[j]), delta(i, j) * exp(z[i])),
        Equal(D(S, z[j]), exp(z[j])),
    ],
    sources=[ARTICLE_003],
    names=[S_NAME],
)


@exp_partials.derivation
def _(chain: Derivation) -> None:
    chain.section("One exponential")
    chain.start(D(exp(z[i]), z[j]), "the exponential of one logit")
    chain.then(differentiate, "chain rule: $z_i$ moves with $z_j$ only if $i = j$")
    chain.end("the same product")

    chain.section("The sum")
    chain.start(D(S, z[j]), "$S$ is the sum of all exponentials")
    chain.then(differentiate, "differentiate every term")
    chain.then(resolve_delta, "the delta leaves one term of the sum")
    chain.end()


jacobian = Claim(
    "softmax.jacobian",
    r"The Jacobian of softmax is $\operatorname{diag}(p) - p p^\top$",
    Equal(jacobian_entry, p[i] * (delta(i, j) - p[j])),
    sources=[ARTICLE_001, ARTICLE_002, ARTICLE_003],
    references=["bridle1990", "goodfellow2016"],
    names=[P_NAME, S_NAME],
)


@jacobian.derivation
def _(chain: Derivation) -> None:
    chain.start(D(exp(z[i]) / S, z[j]), "definition of softmax")
    chain.then(differentiate, "quotient rule; every logit moves alone")
    chain.then(resolve_delta, "the delta leaves one term of the sum")
    chain.then(take_out(p), "$p_i$ is a common factor")
    chain.end()


printed_cases = Claim(
    "softmax.jacobian-offdiagonal-label",
    "Both cases of the Jacobian, $p_i(1 - p_i)$ and $-p_i p_j$, hold where $i = j$",
    [
        implies(same(i, j), Equal(jacobian_entry, p[i] * (1 - p[i]))),
        implies(same(i, j), Equal(jacobian_entry, -p[i] * p[j])),
    ],
    given=[size() >= 2],
    expected="refuted",
    corrected_by="softmax.jacobian-cases",
    sources=[ARTICLE_002],
    note=(
        r"The second case needs $i \ne j$; so does the second case of Kronecker's delta there. The stroke "
        "through the sign of equality may have been lost when the article was turned into text."
    ),
    names=[P_NAME, S_NAME],
)


jacobian_cases = Claim(
    "softmax.jacobian-cases",
    "The Jacobian of softmax is $p_i(1 - p_i)$ on the diagonal and $-p_i p_j$ off it",
    [
        implies(same(i, j), Equal(jacobian_entry, p[i] * (1 - p[i]))),
        implies(distinct(i, j), Equal(jacobian_entry, -p[i] * p[j])),
    ],
    sources=[ARTICLE_001, ARTICLE_002, ARTICLE_003],
    references=["bridle1990", "goodfellow2016"],
    names=[P_NAME, S_NAME],
)


@jacobian_cases.derivation
def _(chain: Derivation) -> None:
    for heading, case in (("On the diagonal", same(i, j)), ("Off the diagonal", distinct(i, j))):
        chain.section(heading)
        with chain.assuming(case):
            chain.start(jacobian_entry, "the Jacobian")
            chain.then(apply(jacobian), r"$\operatorname{diag}(p) - p p^\top$")
            chain.then(where(case), "the delta is 1 where $i = j$, else 0")
            theorem = suppose(case, chain.chained())
        chain.conclude(theorem)


symmetric = Claim(
    "softmax.jacobian-symmetric",
    "The Jacobian of softmax is symmetric",
    Equal(jacobian_entry, D(p[j], z[i])),
    sources=[ARTICLE_001],
    names=[P_NAME, S_NAME],
)


@symmetric.derivation
def _(chain: Derivation) -> None:
    chain.start(jacobian_entry, "the Jacobian")
    chain.then(apply(jacobian), r"$\operatorname{diag}(p) - p p^\top$")
    chain.then(expand)
    chain.then(move_delta, "where the delta is not 0, $i = j$")
    chain.then(take_out(p), "$p_j$ is a common factor")
    chain.then(apply(jacobian, backwards=True), "the Jacobian with $i$ and $j$ exchanged")
    chain.end()


quadratic_form = total((i, j), v[i] * jacobian_entry * v[j])
variance = total(k, p[k] * v[k] ** 2) - total(k, p[k] * v[k]) ** 2
weighted_squares = Fraction(1, 2) * total((i, j), p[i] * p[j] * (v[i] - v[j]) ** 2)

positive_semidefinite = Claim(
    "softmax.jacobian-psd",
    "The quadratic form of the Jacobian is a variance, so that the Jacobian is positive semidefinite",
    {
        "variance": Equal(quadratic_form, variance),
        "squares": Equal(variance, weighted_squares),
        "sign": quadratic_form >= 0,
    },
    sources=[ARTICLE_001],
    references=["boyd2004"],
    names=[P_NAME, S_NAME],
)


@positive_semidefinite.derivation
def _(chain: Derivation) -> None:
    chain.section("The quadratic form is a variance")
    chain.start(quadratic_form, "the quadratic form")
    chain.then(apply(jacobian), r"the Jacobian is $\operatorname{diag}(p) - p p^\top$")
    chain.then(resolve_delta, "the delta leaves one sum")
    chain.then(split, "multiply out; constant factors come out of the sums")
    first = chain.end()

    chain.section("A variance is half the mean squared difference")
    chain.start(weighted_squares, "half the mean squared difference")
    chain.then(expand, "multiply out the square")
    chain.then(split, "the double sums are products of sums")
    chain.then(apply(sums_to_one), "the probabilities sum to 1")
    chain.then(expand, "which is the variance")
    second = chain.end()

    chain.section("It is not negative")
    squares = chain.show(weighted_squares >= 0, "a weighted sum of squares")
    chain.conclude(chain.check(chain.goal, by=[(-1, first), (-1, second), (1, squares)]), "all together")


row_sum = Claim(
    "softmax.jacobian-row-sum",
    "Every row and every column of the Jacobian of softmax sums to 0",
    [Equal(total(j, jacobian_entry), 0), Equal(total(i, jacobian_entry), 0)],
    sources=[ARTICLE_001],
    names=[P_NAME, S_NAME],
)


@row_sum.derivation
def _(chain: Derivation) -> None:
    for heading, index in (("Rows", j), ("Columns", i)):
        chain.section(heading)
        chain.start(total(index, jacobian_entry), "the sum")
        chain.then(apply(jacobian), r"the Jacobian is $\operatorname{diag}(p) - p p^\top$")
        chain.then(resolve_delta, "the delta leaves one term")
        chain.then(apply(sums_to_one), "the probabilities sum to 1")
        chain.end()


mean = total(k, p[k] * v[k])
image = total(j, jacobian_entry * v[j])

norms = Claim(
    "softmax.jacobian-norm",
    "The lengths of $J v$, of a row of the Jacobian, and of the whole Jacobian",
    [
        Equal(total(i, image**2), total(i, p[i] ** 2 * (v[i] - mean) ** 2)),
        Equal(total(j, jacobian_entry**2), p[i] ** 2 * ((1 - p[i]) ** 2 + total_except(j, i, p[j] ** 2))),
        Equal(
            total((i, j), jacobian_entry**2),
            total(k, p[k] ** 2) - 2 * total(k, p[k] ** 3) + total(k, p[k] ** 2) ** 2,
        ),
    ],
    sources=[ARTICLE_001],
    note="The article's formula is an image that did not reach us; it announces the Euclidean norm.",
    names=[P_NAME, S_NAME],
)


@norms.derivation
def _(chain: Derivation) -> None:
    chain.section("The Jacobian times $v$")
    chain.start(total(i, image**2), "its squared length")
    chain.then(apply(jacobian), r"the Jacobian is $\operatorname{diag}(p) - p p^\top$")
    chain.then(resolve_delta, "the delta leaves one term")
    chain.end()

    chain.section("One row")
    chain.start(total(j, jacobian_entry**2), "the squared length of a row")
    chain.then(apply(jacobian), r"the Jacobian is $\operatorname{diag}(p) - p p^\top$")
    chain.then(separate(i), "the term $j = i$ apart")
    chain.then(pull_out, "$p_i$ comes out of the sum")
    chain.then(take_out(p), "and in front")
    chain.end()

    chain.section("All entries")
    chain.start(total((i, j), jacobian_entry**2), "the squared Frobenius norm")
    chain.then(apply(jacobian), r"the Jacobian is $\operatorname{diag}(p) - p p^\top$")
    chain.then(expand, "multiply out the square")
    chain.then(resolve_delta, "each delta leaves one sum")
    chain.then(split, "a sum is linear")
    chain.end()


coupled = Claim(
    "softmax.coupled",
    "For two classes or more, every probability responds to every logit: no entry of the Jacobian is 0",
    [D(p[i], z[i]) > 0, implies(distinct(i, j), D(p[i], z[j]) < 0)],
    given=[size() >= 2],
    sources=[ARTICLE_001, ARTICLE_003],
    references=["bridle1990", "gao2017"],
    names=[P_NAME, S_NAME],
)


@coupled.derivation
def _(chain: Derivation) -> None:
    chain.section("On the diagonal")
    chain.start(D(p[i], z[i]), "the Jacobian of softmax")
    chain.then(apply(jacobian), r"$\operatorname{diag}(p) - p p^\top$")
    chain.then(resolve_delta, "the delta of $i$ and $i$ is 1")
    positive = chain.show(p[i] * (1 - p[i]) > 0, "every probability is strictly between 0 and 1")
    chain.conclude(chain.check(chain.goal, [positive], [(-1, chain.chained()), (1, positive)]))
    chain.section("Off the diagonal")
    elsewhere = distinct(i, j)
    with chain.assuming(elsewhere):
        chain.start(D(p[i], z[j]), "the Jacobian of softmax")
        chain.then(apply(jacobian), r"$\operatorname{diag}(p) - p p^\top$")
        chain.then(where(elsewhere), r"$i \ne j$")
        chain.then(0, "probabilities are positive", relation="<")
        chain.conclude(suppose(elsewhere, chain.chained()))
