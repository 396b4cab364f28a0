"""The largest entry, and the one-hot vector that marks it."""

from __future__ import annotations

from derive.kernel import rules
from derive.kernel.terms import IndexNumber
from derive.kernel.theorem import Theorem
from derive.language.claims import Claim
from derive.language.derivation import Derivation
from derive.language.expressions import (
    Equal,
    Family,
    delta,
    distinct,
    family,
    forall,
    implies,
    index,
    maximum,
    same,
    scalar,
    step,
    vector,
)
from derive.proofs._tools import applied
from derive.proofs.definitions import ARTICLE_002, i, k, numbers, z

e, t = scalar("epsilon"), scalar("t")
r = index("r")
largest = maximum(k, z[k])
maximiser = forall(k, z[k] <= z[r])
unique_maximiser = forall(k, implies(distinct(k, r), z[k] < z[r]))


def hardmax(scores: Family) -> Family:
    """hᵢ(z) = 1 where zᵢ is the largest entry (all of them, on ties), else 0."""
    size = scores.array.sizes[0]
    each, other = index("i", size), index("k", size)
    return family(each, step(scores[each] - maximum(other, scores[other])))


at_maximiser = Claim(
    "max.at-maximiser",
    "The largest entry is the entry at any maximiser",
    Equal(largest, z[r]),
    given=[maximiser],
    references=["boyd2004"],
)


@at_maximiser.derivation
def _(chain: Derivation) -> None:
    above = chain.note(rules.maximum_least(rules.assume(maximiser)), "no entry exceeds that of r")
    below = chain.note(rules.maximum_bounds(largest.term, r, ()), "and the largest entry is no smaller")
    chain.conclude(rules.antisymmetry(above, below), "both together")


def weakly(chain: Derivation) -> Theorem:
    """zₖ ≤ zᵣ for every k, where zₖ < zᵣ for all others."""
    strict = rules.specialise(rules.assume(unique_maximiser), k)
    with chain.assuming(same(k, r)):
        here = chain.check(z[k] <= z[r])
    less = rules.modus_ponens(strict, rules.assume(distinct(k, r)))
    there = chain.check(z[k] <= z[r], [less])
    return chain.generalise(rules.cases(rules.excluded_middle(same(k, r)), (here, there), z[k] <= z[r]), k)


def largest_is(chain: Derivation) -> Theorem:
    """max z = zᵣ at a unique maximiser."""
    theorem = chain.lemma(at_maximiser)
    return rules.modus_ponens(rules.discharge(theorem, maximiser), weakly(chain))


one_hot = Claim(
    "hardmax.one-hot",
    "At a unique maximiser r, the hardmax is the one-hot vector of r",
    Equal(hardmax(z)[i], delta(i, r)),
    given=[unique_maximiser],
    sources=[ARTICLE_002],
    references=["goodfellow2016"],
)


@one_hot.derivation
def _(chain: Derivation) -> None:
    top = chain.note(largest_is(chain), "the largest entry is that of r")
    chain.start(hardmax(z)[i], "definition of hardmax")
    chain.then(step(z[i] - z[r]), "the largest entry", using=[top])
    chain.end("the step is 1 at 0, and 0 at the negative numbers zᵢ − zᵣ, i ≠ r")


high = IndexNumber(3, 3)
class_of_three = index("n", 3)

example = Claim(
    "hardmax.example",
    "The hardmax of (0, 1, 2) and of (0, 1, 3) is (0, 0, 1)",
    [
        Equal(hardmax(numbers(0, 1, 2))[class_of_three], numbers(0, 0, 1)[class_of_three]),
        Equal(hardmax(numbers(0, 1, 3))[class_of_three], numbers(0, 0, 1)[class_of_three]),
    ],
    sources=[ARTICLE_002],
    references=["goodfellow2016"],
)


@example.derivation
def _(chain: Derivation) -> None:
    general = chain.lemma(one_hot)
    for scores in (numbers(0, 1, 2), numbers(0, 1, 3)):
        three = rules.resize(general, "K", 3)
        marked = applied(chain, three, (vector("z", 3), scores), (index("r", 3), high), (index("i", 3), class_of_three))
        same_vector = chain.check(Equal(delta(class_of_three, high), numbers(0, 0, 1)[class_of_three]))
        chain.conclude(rules.transitivity((marked, same_vector)), "the third entry is the only largest")
