"""The eigenvalues of the Jacobian of softmax."""

from __future__ import annotations

from derive.language import *
from derive.lemmas import add_up, monotone
from derive.proofs.definitions import P_NAME, S_NAME, S, i, j, k, p, v, z

K = size()
r, s = index("r"), index("s")
level = scalar("lambda")
jacobian_entry = D(p[i], z[j])


def image(vector_: Family) -> Real:
    """The entry of J v."""
    return total(j, jacobian_entry * vector_[j])


def eigenvalue(value: Number) -> Formula:
    """There is a v ≠ 0 with J v = λ v."""
    return exists(v, both(exists(k, Different(v[k], 0)), forall(i, Equal(image(v), value * v[i]))))


off_the_probabilities = forall(k, Different(p[k], level))
secular_sum = total(k, p[k] / (p[k] - level))
secular = Equal(secular_sum, 0)

spectrum = Claim(
    "softmax.jacobian-eigenvalues",
    r"0 is an eigenvalue of the Jacobian $J$ of softmax; a number $\lambda \ne 0$ that is no probability is one "
    r"exactly where $\sum_k p_k/(p_k - \lambda) = 0$, and a probability that occurs twice is one; for equal logits "
    r"$J v = v/K$ for all $v$ with the sum 0",
    {
        "zero": eigenvalue(0),
        "other numbers": implies(both(Different(level, 0), off_the_probabilities), iff(eigenvalue(level), secular)),
        "a repeated probability": implies(both(distinct(r, s), Equal(p[r], p[s])), eigenvalue(p[r])),
        "equal logits": implies(
            both(forall([r, s], Equal(z[r], z[s])), Equal(total(k, v[k]), 0)), Equal(image(v), v[i] / K)
        ),
    },
    references=["gao2017"],
    names=[P_NAME, S_NAME],
)

alone = forall(k, implies(distinct(k, r), Different(p[k], p[r])))
largest_probability = maximum(k, p[k])
stretched = forall(i, Equal(image(v), level * v[i]))

single = Claim(
    "softmax.jacobian-single-probability",
    r"A probability $p_r$ of softmax that no other class has is no eigenvalue of the Jacobian: $J v = p_r v$ only for "
    "$v = 0$",
    implies(forall(i, Equal(image(v), p[r] * v[i])), forall(i, Equal(v[i], 0))),
    given=[alone],
    references=["gao2017"],
    names=[P_NAME, S_NAME],
    note="With softmax.jacobian-eigenvalues this settles which numbers are eigenvalues.",
)


@single.derivation
def _(chain: Derivation) -> None:
    equations, mean = forall(i, Equal(image(v), p[r] * v[i])), total(k, p[k] * v[k])
    with chain.assuming(equations):
        balanced = chain.show(Equal(mean, 0), "the entry of $r$", by=[(-1 / p[r], specialise(equations, r))])
        with chain.assuming(distinct(k, r)):
            apart_from = modus_ponens(specialise(alone, k), distinct(k, r))
            by: Multiples = [(1, specialise(equations, k)), (p[k], balanced)]
            product = chain.check(Equal((p[k] - p[r]) * v[k], 0), by=by)
            factor = chain.check(Different(p[k] - p[r], 0), [apart_from])
            zero = chain.check(Equal(v[k], 0), [factor], [(1 / (p[k] - p[r]), product)])
        elsewhere = chain.note(for_each(k, suppose(distinct(k, r), zero)), "the other entries, as $p_k$ is not $p_r$")
        with chain.assuming(distinct(k, r)):
            other = chain.check(
                Equal(p[k] * v[k], p[r] * v[r] * delta(k, r)), [modus_ponens(specialise(elsewhere, k), distinct(k, r))]
            )
        with chain.assuming(same(k, r)):
            own = chain.check(Equal(p[k] * v[k], p[r] * v[r] * delta(k, r)))
        summed = add_up(for_each(k, cases(excluded_middle(same(k, r)), own, other)))
        here = chain.note(
            chain.check(Equal(v[r], 0), by=[(-1 / p[r], summed), (1 / p[r], balanced)]), "the mean has no other term"
        )
        with chain.assuming(same(i, r)):
            at_r = chain.check(Equal(v[i], 0), [here])
        off_r = modus_ponens(specialise(elsewhere, i), distinct(i, r))
        every = for_each(i, cases(excluded_middle(same(i, r)), at_r, off_r))
    chain.conclude(suppose(equations, every))


bounded = Claim(
    "softmax.jacobian-eigenvalue-bounds",
    "No eigenvalue of the Jacobian of softmax is negative, and none is above the largest probability, or above 1/2",
    {
        "form": total((i, j), v[i] * jacobian_entry * v[j]) <= largest_probability * total(k, v[k] ** 2),
        "sign": implies(stretched, level * total(k, v[k] ** 2) >= 0),
        "largest": implies(stretched, level * total(k, v[k] ** 2) <= largest_probability * total(k, v[k] ** 2)),
        "half": implies(stretched, 2 * level * total(k, v[k] ** 2) <= total(k, v[k] ** 2)),
    },
    references=["gao2017"],
    names=[P_NAME, S_NAME],
    note=r"Where $J v = \lambda v$ with $v \ne 0$, the sums of squares are positive and may be cancelled.",
)


def shown_by(chain: Derivation, value: Number, direction: Family, place: IndexVariable, by: Multiples = ()) -> Theorem:
    """λ is an eigenvalue, from J v = λ v for a direction v whose entry at the place is not 0."""
    goal = eigenvalue(value)
    not_zero = exists(k, Different(v[k], 0))
    found = exhibit(replace(not_zero, v, direction), place, chain.check(replace(Different(v[place], 0), v, direction)))
    equation = chain.check(replace(Equal(image(v), value * v[i]), v, direction), by=by)
    return exhibit(goal, direction, conjunction(found, for_each(i, equation)))


@spectrum.derivation
def _(chain: Derivation) -> None:
    chain.conclude(shown_by(chain, 0, family(i, real(1)), k), "all rows of the Jacobian sum to 0")
    condition = both(Different(level, 0), off_the_probabilities)
    with chain.assuming(Different(level, 0), off_the_probabilities):
        split = chain.check(Equal(p[k] ** 2 / (p[k] - level), p[k] + level * (p[k] / (p[k] - level))))
        summed = chain.note(add_up(for_each(k, split)), r"$p^2/(p - \lambda) = p + \lambda p/(p - \lambda)$")
        equivalence = conjunction(only_where_secular(chain, summed), where_secular(chain, summed))
    chain.conclude(suppose(condition, equivalence), r"$v_i = (p \cdot v)\, p_i/(p_i - \lambda)$ is the only choice")
    twice = both(distinct(r, s), Equal(p[r], p[s]))
    with chain.assuming(distinct(r, s), Equal(p[r], p[s])):
        by: Multiples = [(delta(i, s) - p[i], Equal(p[r], p[s]))]
        theorem = shown_by(chain, p[r], family(i, delta(i, r) - delta(i, s)), r, by)
    chain.conclude(suppose(twice, theorem), "the difference of the two unit vectors")
    alike, balanced = forall([r, s], Equal(z[r], z[s])), Equal(total(k, v[k]), 0)
    with chain.assuming(alike, balanced):
        sums = add_up(for_each(k, monotone("exp", specialise(alike, k, i))))
        uniform = chain.note(
            chain.check(Equal(p[i], 1 / K), by=[(-1 / (K * S), sums)]), "all probabilities are the same"
        )
        each = replace_index(chain, uniform)
        by = [(v[i], uniform), (-p[i], each), (-p[i] / K, balanced)]
        theorem = chain.check(Equal(image(v), v[i] / K), by=by)
    chain.conclude(suppose(both(alike, balanced), theorem), r"$J v = p\, v - p\,(p \cdot v)$")


def replace_index(chain: Derivation, uniform: Theorem) -> Theorem:
    """Σ p v = Σ v/K for uniform p."""
    at_each = specialise(for_each(i, uniform), k)
    return add_up(for_each(k, chain.check(Equal(p[k] * v[k], v[k] / K), by=[(v[k], at_each)])))


def where_secular(chain: Derivation, summed: Theorem) -> Theorem:
    """Σ p/(p − λ) = 0 makes λ an eigenvalue, of p/(p − λ)."""
    normalised, scaled = Equal(total(k, p[k] * v[k]), 1), forall(i, Equal(p[i] * v[i] - p[i], level * v[i]))
    with chain.in_general(), chain.assuming(normalised, scaled):
        by: Multiples = [(1, specialise(scaled, i)), (-p[i], normalised)]
        equations = for_each(i, chain.check(Equal(image(v), level * v[i]), by=by))
        general = suppose(normalised, suppose(scaled, equations))
    direction = family(i, p[i] / (p[i] - level))
    with chain.assuming(secular):
        one = chain.check(replace(normalised, v, direction), by=[(1, summed), (level, secular)])
        lemma = Lemma.of(general).under(off_the_probabilities).at(v=direction)
        found = modus_ponens(lemma, one, chain.check(replace(scaled, v, direction)))
        not_zero = chain.check(replace(Different(v[k], 0), v, direction))
        some = exhibit(replace(exists(k, Different(v[k], 0)), v, direction), k, not_zero)
        return suppose(secular, exhibit(eigenvalue(level), direction, conjunction(some, found)))


def only_where_secular(chain: Derivation, summed: Theorem) -> Theorem:
    """J v = λ v for a v ≠ 0 makes Σ p/(p − λ) 0."""
    mean, equations, not_zero = total(k, p[k] * v[k]), forall(i, Equal(image(v), level * v[i])), Different(v[r], 0)
    with chain.assuming(equations, not_zero):
        by: Multiples = [(1 / (p[i] - level), specialise(equations, i))]
        entry = for_each(i, chain.check(Equal(v[i], mean * p[i] / (p[i] - level)), by=by))
        term = Equal(p[k] * v[k], mean * p[k] ** 2 / (p[k] - level))
        means = add_up(for_each(k, chain.check(term, by=[(p[k], specialise(entry, k))])))
        product = chain.check(Equal(mean * level * secular_sum, 0), by=[(-1, means), (-mean, summed)])
        with chain.assuming(Equal(mean, 0)):
            vanishes = chain.check(
                Equal(v[r], 0), by=[(1, specialise(entry, r)), (p[r] / (p[r] - level), Equal(mean, 0))]
            )
            absurd = clash(vanishes, not_zero)
        with chain.assuming(Different(mean, 0)):
            divided = chain.check(secular, by=[(1 / (mean * level), product)])

        def unequal(case: Formula) -> Theorem:
            with chain.assuming(case):
                return modus_ponens(suppose(Different(mean, 0), divided), chain.check(Different(mean, 0)))

        theorem = cases(trichotomy(mean, 0), unequal, absurd, unequal)
    some = exists(k, Different(v[k], 0))
    parts = apart(assume(both(some, equations)))
    found = modus_ponens(suppose(some, suppose(equations, take(some, r, theorem))), *parts)
    return suppose(eigenvalue(level), take(eigenvalue(level), v, found))
