"""Relative entropy."""

from __future__ import annotations

from derive.kernel import rules
from derive.language.claims import Claim, simplex
from derive.language.derivation import Derivation
from derive.language.expressions import Different, Equal, forall, iff, log, total, vector
from derive.lemmas import inference
from derive.proofs._tools import either_way, in_general
from derive.proofs.definitions import i, k, relative_entropy

q, r = vector("q"), vector("r")
divergence = relative_entropy(q, r)
alike = forall(k, Equal(q[k], r[k]))

gibbs_inequality = Claim(
    "kl.gibbs-inequality",
    "The relative entropy of two distributions is not negative, and 0 only if they are the same",
    [divergence >= 0, iff(Equal(divergence, 0), alike)],
    given=[*simplex(q), *simplex(r, interior=True)],
    references=["cover2006"],
    note="The second distribution is positive, so that the logarithms exist; the first may have zeros.",
)


@gibbs_inequality.derivation
def _(chain: Derivation) -> None:
    signs = (forall(k, q[k] >= 0), forall(k, r[k] > 0))
    chain.section("It is not negative")
    with in_general(chain), chain.assuming(*signs):
        bound = rules.relative_entropy_bound(q[k].term, r[k].term, chain.given, ())
        chain.note(bound, "t log(t/u) ≥ t − u, from log x ≤ x − 1")
    balance = chain.check(Equal(0, total(k, q[k] - r[k])))
    summed = inference.add_up(chain.generalise(bound, k))
    chain.conclude(rules.transitivity((balance, summed)), "sum over the classes; both distributions sum to 1")

    chain.section("It is 0 only for equal distributions")
    is_zero = Equal(divergence, 0)
    excess = q[k] * log(q[k] / r[k]) - (q[k] - r[k])
    with chain.assuming(is_zero):
        sum_of_excess = chain.show(
            Equal(total(k, excess), 0), "each t log(t/u) exceeds t − u, in all by 0", by=[(1, rules.assume(is_zero))]
        )
    with in_general(chain), chain.assuming(*signs):
        excesses = chain.generalise(chain.check(excess >= 0, by=[(1, bound)]), k)
        one = rules.specialise(inference.vanishing_terms(sum_of_excess, excesses), i)
        chain.note(one, "so that no term exceeds")
        equal, differ = Equal(q[i], r[i]), Different(q[i], r[i])
        with chain.assuming(differ):
            strict = rules.relative_entropy_bound(q[i].term, r[i].term, chain.given, ())
        impossible = rules.cases(rules.clash(rules.assume(one.conclusion), strict, ()), (), equal)
        impossible = rules.modus_ponens(rules.discharge(impossible, one.conclusion), one)
        theorem = either_way(chain, equal, impossible)
        chain.note(theorem, "which happens for t = u only")
        only = rules.discharge(chain.generalise(theorem, i), is_zero)
        with chain.assuming(alike):
            converse = chain.show(is_zero, "and log 1 = 0")
            converse = rules.discharge(converse, alike)
    chain.conclude(rules.conjunction((only, converse)))
