"""Claims under braces."""

from __future__ import annotations

from derive.documents.grammar import syntax
from derive.documents.meaning.context import Context
from derive.documents.meaning.shapes import Environment
from derive.kernel.terms import Equal, LessEqual
from tests.documents.meaning.builders import add, as_node, define, power, refused, scope, sub, term, times, total


def brace(body: object, relation: str, label: object) -> syntax.Labelled:
    return syntax.Labelled(7, as_node(body), relation, as_node(label))  # type: ignore[arg-type]


def test_a_label_is_a_claim_beside_the_value() -> None:
    made = scope(a="", x="n")
    context = Context(made)
    value = term(times(2, add(brace(power("a", 2), ">=", 0), 1)), made, context=context)
    assert value == term(times(2, add(power("a", 2), 1)), made)
    (claim,) = context.claims
    environment = Environment(made)
    assert (claim.relation, claim.at) == (">=", 7)
    assert claim.said.formulas(environment) == (LessEqual(term(add(0), made), term(power("a", 2), made)),)


def test_labels_may_be_arrays_and_have_free_indices() -> None:
    made = scope(a="", x="n", y="n")
    define(made, "z", add("x", "y"))
    context = Context(made)
    term(brace(add("x", "y"), "=", "z"), made, "k", context=context)
    term(brace(sub("x", "k"), "=", sub("y", "k")), made, context=context)
    vectors, entries = (claim.said.formulas(Environment(made)) for claim in context.claims)
    assert isinstance(vectors[0], Equal)
    assert entries == (Equal(term(sub("x", "k"), made), term(sub("y", "k"), made)),)


def test_claims_about_bound_letters_are_refused() -> None:
    made = scope(x="n", y="n", a="", b="")
    refused(total("k", brace(sub("x", "k"), "=", sub("y", "k"))), made, "claim under a brace about 'k'")
    context = Context(made)
    term(total("k", times(sub("x", "k"), brace("a", "=", "b"))), made, context=context)
    assert len(context.claims) == 1
