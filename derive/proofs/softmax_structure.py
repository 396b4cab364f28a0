"""The structure of softmax: two classes, one class against the rest, permutations, subsets of the classes."""

from __future__ import annotations

from derive.language import *
from derive.lemmas import add_up
from derive.proofs.definitions import P_NAME, S_NAME, S, i, j, k, log_sum_exp, m, p, sigma, softmax, z

K = size()
t = scalar("t")
pair, of_two = vector("u", 2), index("n", 2)
gap = pair[1] - pair[2]


def logistic(value: Real) -> Real:
    """s(t) = 1/(1 + exp(−t))."""
    return 1 / (1 + exp(-value))


def softplus(value: Real) -> Real:
    """log(1 + exp t)."""
    return log(1 + exp(value))


binary_sigmoid = Claim(
    "softmax.binary-sigmoid",
    (
        "With two classes, softmax is the logistic function of the gap; its loss is softplus, and so is "
        "the LSE of $(0, t)$"
    ),
    {
        "first": Equal(softmax(pair)[1], logistic(gap)),
        "second": Equal(softmax(pair)[2], logistic(-gap)),
        "loss": Equal(-log(softmax(pair)[1]), softplus(-gap)),
        "slope": Equal(D(logistic(t), t), logistic(t) * (1 - logistic(t))),
        "reflection": Equal(logistic(-t), 1 - logistic(t)),
        "log-sum-exp": Equal(log_sum_exp(family(of_two, choose(of_two, nth(1, 2), 0, t))), softplus(t)),
    },
    references=["bishop2006"],
    names=[sigma(pair, "u")],
)

one_vs_rest = Claim(
    "softmax.one-vs-rest",
    "A probability is the logistic function of its logit minus the log-sum-exp of the other logits",
    Equal(p[i], logistic(z[i] - log(total_except(k, i, exp(z[k]))))),
    given=[K >= 2],
    references=["bishop2006"],
    names=[P_NAME, S_NAME],
)

permutation = matrix("P", "K", "K")
row = vector("a")
row_is_unit = forall(j, Equal(permutation[i, j], delta(j, m)))
rows = forall(i, exists(m, row_is_unit))
columns = forall(j, Equal(total(i, permutation[i, j]), 1))
permuted = family(i, total(j, permutation[i, j] * z[j]))

permutation_equivariance = Claim(
    "softmax.permutation-equivariance",
    "Softmax of permuted logits is the permuted softmax; log-sum-exp does not change",
    {
        "softmax": Equal(softmax(permuted)[i], total(j, permutation[i, j] * p[j])),
        "log-sum-exp": Equal(log_sum_exp(permuted), log_sum_exp(z)),
    },
    given=[rows, columns],
    names=[P_NAME, S_NAME, sigma(permuted, "Pz")],
    note="A permutation matrix: every row is a unit vector, and every column sums to 1.",
)


@permutation_equivariance.derivation
def _(chain: Derivation) -> None:
    unit = forall(j, Equal(row[j], delta(j, m)))
    with chain.in_general(), chain.assuming(unit):
        picked = chain.check(Equal(exp(total(j, row[j] * z[j])), total(j, row[j] * exp(z[j]))))
    picked = specialise(for_each(row, suppose(unit, picked)), family(j, permutation[i, j]))
    one_row = modus_ponens(picked, row_is_unit)
    each = for_each(i, take(specialise(rows, i), m, one_row))
    chain.note(each, "each row of $P$ picks one entry")
    summed = add_up(each)
    with chain.in_general(), chain.assuming(columns):
        exchanged = chain.search(Equal(total((i, j), permutation[i, j] * exp(z[j])), total(j, exp(z[j]))))
    same_sum = chain.note(transitivity(summed, exchanged), "each column sums to 1")
    before, after, image = S, total(i, exp(permuted[i])), exp(permuted[i])
    with chain.in_general():
        changes: Multiples = [(1 / before, specialise(each, i)), (-image / (before * after), same_sum)]
        chain.conclude(chain.check(chain.goal, by=changes), "the quotient")
        chain.conclude(chain.check(chain.goal, [same_sum]), "its logarithm")


among = (forall(k, either(Equal(row[k], 0), Equal(row[k], 1))), Equal(row[i], 1))
weight, share = total(k, row[k] * exp(z[k])), total(k, row[k] * p[k])

iia = Claim(
    "softmax.iia",
    "The odds of two classes do not depend on the other logits; softmax over some of the classes is the conditional "
    "distribution given these",
    {"odds": Equal(p[i] / p[j], exp(z[i] - z[j])), "subset": Equal(exp(z[i]) / weight, p[i] / share)},
    given=among,
    references=["luce1959"],
    names=[P_NAME, S_NAME],
    note=(
        r"The classes $k$ with $a_k = 1$ are those that are left; a logit of $-\infty$ has the same "
        "effect as $a_k = 0$."
    ),
)


@iia.derivation
def _(chain: Derivation) -> None:
    chain.conclude(chain.check(chain.goal), "the sum $S$ cancels")
    chosen_k = specialise(among[0], k)
    part = delta(k, i) * exp(z[i]) <= row[k] * exp(z[k])
    with chain.assuming(same(k, i)):
        here = chain.check(part)
    with chain.assuming(distinct(k, i)):
        there = cases(chosen_k, lambda choice: chain.check(part, [choice]))
    each = for_each(k, cases(excluded_middle(same(k, i)), here, there))
    positive = chain.check(weight > 0, by=[(1, add_up(each))])
    chain.note(positive, "class $i$ is among them")
    chain.conclude(chain.check(chain.goal, [positive]), "$S$ cancels")
