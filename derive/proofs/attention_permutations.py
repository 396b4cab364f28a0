"""Attention does not depend on the order of keys and values."""

from __future__ import annotations

from derive.language import *
from derive.lemmas import add_up
from derive.proofs.attention import coordinate, d, keys, m, n, other_d, other_m, queries, values

permutation, row, place = matrix("P", "M", "M"), vector("a", "M"), index("r", "M")
row_is_unit = forall(other_m, Equal(permutation[m, other_m], delta(other_m, place)))
rows = forall(m, exists(place, row_is_unit))
columns = forall(other_m, Equal(total(m, permutation[m, other_m]), 1))
permuted_keys = family((m, d), total(other_m, permutation[m, other_m] * keys[other_m, d]))
permuted_values = family((m, coordinate), total(other_m, permutation[m, other_m] * values[other_m, coordinate]))


def weight(key: Family) -> Real:
    """exp(q · k/√d)."""
    return exp(total(other_d, queries[n, other_d] * key[other_d]) / sqrt(size("d")))


def weight_of(all_keys: Family, which: IndexVariable) -> Real:
    """The weight of one of the keys, before they are normalised."""
    return weight(family(d, all_keys[which, d]))


def output(all_keys: Family, all_values: Family) -> Real:
    """An entry of the output of attention."""
    weighted = total(m, weight_of(all_keys, m) * all_values[m, coordinate])
    return weighted / total(m, weight_of(all_keys, m))


order = Claim(
    "attention.order-of-keys",
    "Attention does not depend on the order of its keys and values: if both are permuted alike, the output of every "
    "query is the same",
    Equal(output(permuted_keys, permuted_values), output(keys, values)),
    given=[rows, columns],
    references=["vaswani2017"],
    note="Every row of $P$ is a unit vector, and every column sums to 1. Each query has an output of its own, so that "
    "permuted queries have the permuted outputs.",
)


@order.derivation
def _(chain: Derivation) -> None:
    unit = forall(other_m, Equal(row[other_m], delta(other_m, place)))
    key = family(d, total(other_m, row[other_m] * keys[other_m, d]))
    value = total(other_m, row[other_m] * values[other_m, coordinate])
    one_key, one_value = weight_of(keys, other_m), values[other_m, coordinate]
    with chain.in_general(), chain.assuming(unit):
        picked = conjunction(
            chain.check(Equal(weight(key), total(other_m, row[other_m] * one_key))),
            chain.check(Equal(weight(key) * value, total(other_m, row[other_m] * one_key * one_value))),
        )
    picked = specialise(for_each(row, suppose(unit, picked)), family(other_m, permutation[m, other_m]))
    weights, products = apart(take(specialise(rows, m), place, modus_ponens(picked, row_is_unit)))
    chain.note(weights, "each row of $P$ picks one key")
    chain.note(products, "and the value that belongs to it")
    chosen, plain, weighted = permutation[m, other_m], total(other_m, one_key), total(other_m, one_key * one_value)
    with chain.in_general(), chain.assuming(columns):
        exchanged = chain.search(Equal(total((m, other_m), chosen * one_key), plain))
        exchanged_too = chain.search(Equal(total((m, other_m), chosen * one_key * one_value), weighted))
    same_sum = chain.note(transitivity(add_up(for_each(m, weights)), exchanged), "each column of $P$ sums to 1")
    same_product = chain.note(transitivity(add_up(for_each(m, products)), exchanged_too), "likewise")
    after = total(m, weight_of(permuted_keys, m))
    weighted_after = total(m, weight_of(permuted_keys, m) * permuted_values[m, coordinate])
    by: Multiples = [(1 / plain, same_product), (-weighted_after / (plain * after), same_sum)]
    chain.conclude(chain.check(chain.goal, by=by), "the quotient")
