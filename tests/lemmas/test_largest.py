"""The largest of finitely many terms: an abbreviation, and the rules that hold of it."""

from __future__ import annotations

import pytest

from derive.kernel import rules
from derive.kernel.calculus import Undefined
from derive.kernel.terms import (
    BoundIndex,
    BoundVariable,
    Choose,
    Different,
    Entry,
    Equal,
    IndexNumber,
    KernelError,
    Less,
    LessEqual,
    Maximum,
    Or,
    Sum,
    Term,
    close_body,
    open_body,
)
from derive.kernel.theorem import Theorem
from derive.language.extrema import largest, largest_terms
from derive.language.missing import missing_hypothesis
from derive.language.statement import Statement
from derive.lemmas import largest_attained, largest_bounds, largest_least
from derive.prover import search
from tests.kernel.builders import D, a, b, c, equal, k, less, log, prove, times, y, z


def loose(level: int) -> Term:
    return Entry(BoundVariable(level, ()), ())


@pytest.mark.parametrize("terms", [(a, b), (b, a), (a, a), (a, b, c, a), (z(k), y(k)), (a, largest((b, c)))], ids=str)
def test_the_terms_are_found_again(terms: tuple[Term, ...]) -> None:
    assert largest_terms(largest(terms)) == terms


def test_one_term_is_itself() -> None:
    assert largest((a,)) == a
    with pytest.raises(KernelError, match="the largest of no terms does not exist"):
        largest(())


def test_what_is_bound_further_out_stays_bound_there() -> None:
    terms = (Sum("K", times(Entry(BoundVariable(1, ()), ()), 2)), loose(3))
    term = largest(terms)
    assert term.loose == 4
    assert largest_terms(term) == terms
    body = close_body(largest((z(k), y(k))), (k,))
    assert largest_terms(open_body(body, (k,))) == (z(k), y(k))


def test_other_maxima_are_not_taken_for_one() -> None:
    first, index = IndexNumber(1, 2), BoundIndex(0, 2)
    own = Choose(index, IndexNumber(2, 2), a, b)
    for body in (a, Choose(index, first, a, own), Choose(index, IndexNumber(2, 2), a, b), Choose(first, index, a, b)):
        assert largest_terms(Maximum(2, body)) is None
    assert largest_terms(Maximum("K", a)) is None
    assert largest_terms(a) is None


def test_each_term_is_at_most_the_largest() -> None:
    for place, term in enumerate((a, b, c)):
        theorem = largest_bounds((a, b, c), place, ())
        assert (theorem.hypotheses, theorem.conclusion) == ((), LessEqual(term, largest((a, b, c))))


def test_the_largest_is_one_of_the_terms() -> None:
    terms = (a, b, c)
    theorem = largest_attained(terms, ())
    assert (theorem.hypotheses, theorem.conclusion) == ((), Or(tuple(Equal(term, largest(terms)) for term in terms)))


@pytest.mark.parametrize("relation", [Less, LessEqual])
def test_the_largest_is_below_what_all_terms_are_below(relation: type[Less | LessEqual]) -> None:
    each = [rules.assume(relation(term, c)) for term in (a, log(b))]
    positive = rules.assume(less(0, b))
    under = [rules.weaken(theorem, positive.hypotheses) for theorem in each]
    theorem = largest_least((a, log(b)), under)
    assert theorem.conclusion == relation(largest((a, log(b))), c)
    assert set(theorem.hypotheses) == {less(0, b), *(theorem.conclusion for theorem in each)}


def test_undefined_terms_have_no_largest() -> None:
    for attempt in (
        lambda: largest_bounds((a, log(b)), 0, ()),
        lambda: largest_bounds((log(a), b), 1, ()),
        lambda: largest_attained((a, log(b)), ()),
    ):
        with pytest.raises(KernelError, match="log of something"):
            attempt()


def test_one_bound_is_not_enough() -> None:
    below: Theorem = rules.assume(LessEqual(a, c))
    with pytest.raises(KernelError, match="there is not one inequality for each term"):
        largest_least((a, b), (below,))
    with pytest.raises(KernelError):
        largest_least((a, b), (below, below))


def test_a_tie_is_what_is_missing() -> None:
    with pytest.raises(Undefined) as caught:
        prove(equal(D(largest((a, b)), a), 1))
    assert missing_hypothesis(caught.value) == Different(a, b)


def test_a_derivative_of_which_more_is_missing_than_is_named_is_given_up() -> None:
    given = (less(b, a), less(c, b))
    with pytest.raises(KernelError, match="no maximiser is proved to be the only one"):
        search.prove(Statement(given, equal(D(largest((a, b, c)), a), 1)))
    proved = search.prove(Statement((*given, less(c, a)), equal(D(largest((a, b, c)), a), 1)))
    assert proved.theorem.conclusion == equal(D(largest((a, b, c)), a), 1)
