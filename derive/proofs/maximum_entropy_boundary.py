"""Maximum entropy where the mean constraint is at the edge of what is possible, or says nothing."""

from __future__ import annotations

from derive.language import *
from derive.lemmas import add_up, maximum_bounds, monotone, relative_entropy_bound, vanishing_terms
from derive.proofs.definitions import ARTICLE_001, entropy, i, j, k, scaled, sigma, softmax, z
from derive.proofs.lse import largest_logit
from derive.proofs.lse_smooth_maximum import is_top, number_of_maximisers, some_maximiser

K = size()
q, t, multiplier = vector("q"), scalar("t"), scalar("lambda")
mean = total(k, q[k] * z[k])
at_most = Equal(mean, largest_logit)
is_below, is_largest = z[k] < largest_logit, Equal(z[k], largest_logit)
n = number_of_maximisers

feasible = Claim(
    "maxent.feasible-means",
    "The mean of $z$ under a distribution lies between the smallest and the largest entry of $z$: for no other $c$ is "
    "there a distribution with the mean $c$",
    both(minimum(k, z[k]) <= mean, mean <= largest_logit),
    given=simplex(q),
    sources=[ARTICLE_001],
    references=["cover2006"],
)

only_the_largest = Claim(
    "maxent.no-weight-below-the-largest",
    "A distribution under which the mean of $z$ is the largest entry of $z$ gives no probability to smaller entries",
    implies(z[i] < largest_logit, Equal(q[i], 0)),
    given=[*simplex(q), at_most],
    sources=[ARTICLE_001],
    references=["cover2006"],
)


@only_the_largest.derivation
def _(chain: Derivation) -> None:
    excess = q[k] * (largest_logit - z[k])
    zero = chain.show(Equal(total(k, excess), 0), "the mean is the largest entry", by=[(-1, at_most)])
    sign = chain.check(excess >= 0, by=[(q[k], maximum_bounds(largest_logit, k))])
    none = chain.note(specialise(vanishing_terms(zero, for_each(k, sign)), i), "no term is negative, so that all are 0")
    with chain.assuming(z[i] < largest_logit):
        nothing = chain.check(Equal(q[i], 0), by=[(1 / (largest_logit - z[i]), none)])
    chain.conclude(suppose(z[i] < largest_logit, nothing), "divide by the other factor")


is_uniform = forall(k, implies(is_largest, Equal(q[k], 1 / n)))

at_the_largest = Claim(
    "maxent.largest-mean",
    r"Of the distributions under which the mean of $z$ is its largest entry, the uniform one on the $n$ largest "
    r"entries has the largest entropy, $\log n$",
    {"bound": entropy(q) <= log(n), "attained": implies(is_uniform, Equal(entropy(q), log(n)))},
    given=[*simplex(q), at_most],
    sources=[ARTICLE_001],
    references=["cover2006"],
    note=r"It is no $\sigma(\lambda z)$ where some entry is smaller, as softmax gives each a positive probability. The "
    "smallest entry is the largest one of $-z$.",
)


@at_the_largest.derivation
def _(chain: Derivation) -> None:
    some, by_uniform = some_maximiser(chain), forall(k, implies(is_largest, Equal(q[k], 1 / t)))

    def for_number(goal: Formula, bound: Theorem) -> Theorem:
        """A relation of each class, where its entry is smaller than the largest, and where it is not."""
        with chain.assuming(is_below):
            nothing = modus_ponens(chain.lemma(only_the_largest, i=k), is_below)
            elsewhere = chain.check(goal, [nothing])
        with chain.assuming(is_largest):
            there = chain.check(goal, by=[(1, bound)])
        over = clash(z[k] > largest_logit, maximum_bounds(largest_logit, k))
        return add_up(for_each(k, cases(trichotomy(z[k], largest_logit), elsewhere, there, over)))

    term = -q[k] * log(q[k])
    with chain.in_general(), chain.assuming(*simplex(q), at_most, t > 0):
        bound = relative_entropy_bound(q[k], 1 / t, chain.given)
        summed = for_number(term <= q[k] * log(t) - q[k] + is_top / t, bound)
        most = chain.note(chain.check(entropy(q) <= log(t) - 1 + n / t, by=[(1, summed)]), r"$u \log(u t) \ge u - 1/t$")
        most = suppose(t > 0, most)
        with chain.assuming(by_uniform):
            with chain.assuming(is_largest):
                share = modus_ponens(specialise(by_uniform, k), is_largest)
                equal = chain.check(Equal(term, q[k] * log(t)), [share])
            level = chain.check(Equal(entropy(q), log(t)), by=[(1, for_number(Equal(term, q[k] * log(t)), equal))])
            level = suppose(t > 0, suppose(by_uniform, level))
    most = modus_ponens(specialise(for_each(t, most), n), some)
    chain.conclude(chain.check(chain.goal, [some], [(1, most)]), "for $t = n$")
    chain.conclude(modus_ponens(specialise(for_each(t, level), n), some), r"each of the $n$ terms is $\log(n)/n$")


equal_logits = Claim(
    "maxent.equal-entries",
    r"Where all entries of $z$ are the same, $\sigma(\lambda z)$ is uniform for every $\lambda$: the constraint on the "
    "mean does not determine the multiplier",
    Equal(softmax(scaled(multiplier, z))[i], 1 / K),
    given=[forall([k, j], Equal(z[k], z[j]))],
    sources=[ARTICLE_001],
    references=["cover2006"],
    names=[sigma(scaled(multiplier, z), r"\lambda z", "λ z")],
)


@equal_logits.derivation
def _(chain: Derivation) -> None:
    same_exponent = chain.check(
        Equal(multiplier * z[i], multiplier * z[k]), by=[(multiplier, specialise(chain.given[0], i, k))]
    )
    sums = chain.note(add_up(for_each(k, monotone("exp", same_exponent))), "all exponentials are the same")
    chain.conclude(
        chain.check(chain.goal, by=[(1 / (K * total(k, exp(multiplier * z[k]))), sums)]), "divide by both sums"
    )
