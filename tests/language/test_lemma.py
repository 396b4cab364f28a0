"""A lemma says of the values it is given what its theorem says, under the conditions that are not proved yet."""

from __future__ import annotations

import pytest

from derive.kernel import rules
from derive.kernel.terms import KernelError
from derive.kernel.theorem import Theorem
from derive.language.expressions import (
    Equal,
    absolute,
    both,
    exp,
    family,
    forall,
    iff,
    index,
    log,
    replace,
    scalar,
    total,
    vector,
)
from derive.language.lemma import Lemma
from derive.language.logic import by_contradiction, clash, proof_of

a, b, x, y = scalar("a"), scalar("b"), scalar("x"), scalar("y")
z, w, i, k = vector("z"), vector("w"), index("i"), index("k")

calls: list[str] = []


@Lemma.for_all(a, b, given=[b >= 0, a**2 <= b**2])
def from_squares() -> Theorem:
    """a ≤ b where 0 ≤ b and a² ≤ b²: otherwise b < a, hence b² < a²."""
    calls.append("proved")
    facts = (b >= 0, b < a)
    larger = rules.combine(b**2 < a**2, ((a + b).term,), (rules.assume(b < a),), facts, ())
    return by_contradiction(a <= b, clash(a**2 <= b**2, larger))


def assume_all(*formulas: object) -> Lemma:
    return Lemma.of(rules.assume(both(*formulas)), ("first", "second"))  # type: ignore[arg-type]


def test_a_lemma_is_proved_once_and_only_when_it_is_asked_for() -> None:
    calls.clear()

    @Lemma.for_all(a, given=[a > 0])
    def positive() -> Theorem:
        calls.append("proved")
        return rules.assume(a > 0)

    at_x, at_y = positive.at(a=x), positive.at(a=y)
    assert calls == []
    assert at_x.given(rules.assume(x > 0)).conclusion == (x > 0)
    assert at_y.given(rules.assume(y > 0)).conclusion == (y > 0)
    assert calls == ["proved"]


def test_a_quantified_lemma_speaks_of_all_its_variables() -> None:
    theorem = from_squares.theorem
    assert theorem.hypotheses == () and theorem.conclusion == forall(
        [a, b], rules.discharge(rules.discharge(rules.assume(a <= b), a**2 <= b**2), b >= 0).conclusion
    )


def test_values_and_proofs_leave_the_conclusion() -> None:
    found = from_squares.at(a=x + 1, b=y).given(rules.assume(y >= 0), rules.assume((x + 1) ** 2 <= y**2)).theorem
    assert found.conclusion == (x + 1 <= y)
    assert set(found.hypotheses) == {y >= 0, (x + 1) ** 2 <= y**2}


def test_the_values_are_defined_under_what_is_proved_or_told() -> None:
    square = rules.by_normal_form(log(x) ** 2 <= absolute(log(x)) ** 2, (x > 0,), ())
    at_log = from_squares.at(a=log(x), b=absolute(log(x)))
    with pytest.raises(KernelError, match="log of something"):
        _ = at_log.theorem
    positive = rules.by_normal_form(absolute(log(x)) >= 0, (x > 0,), ())
    assert at_log.under(x > 0).given(positive, square).theorem.hypotheses == (x > 0,)
    assert at_log.given(positive, square).theorem.hypotheses == (x > 0,)
    assert at_log.using(rules.assume(x > 0)).theorem.hypotheses == (x > 0,)


def test_a_theorem_speaks_of_its_free_variables() -> None:
    given = forall(k, z[k] > 0)
    positive = Lemma.of(rules.by_normal_form(total(k, z[k]) > 0, (given,), ()))
    found = positive.at(z=family(k, exp(w[k]))).theorem
    assert found.conclusion == (total(k, exp(w[k])) > 0)
    assert found.hypotheses == (forall(k, exp(w[k]) > 0),)
    each = rules.generalise(rules.by_normal_form(exp(w[k]) > 0, (), ()), k)
    assert positive.at(z=family(k, exp(w[k]))).given(each).theorem.hypotheses == ()


def test_values_are_placed_all_at_once() -> None:
    theorem = Lemma.of(rules.transitivity((rules.assume(x < a), rules.assume(a < y))))
    assert theorem.at(x=y, y=x).conclusion == (y < x)
    assert set(theorem.at(x=y, y=x).theorem.hypotheses) == {y < a, a < x}


def test_what_is_given_of_a_letter_says_nothing_of_the_variable_of_that_letter() -> None:
    theorem = Lemma.of(rules.by_normal_form(Equal(x + 0, x), (), ()))
    found = theorem.under(x > 0).at(x=log(x)).theorem
    assert found.conclusion == Equal(log(x) + 0, log(x)) and found.hypotheses == (x > 0,)


def test_parts_are_taken_by_their_names() -> None:
    pair = assume_all(x < y, iff(x > 0, y > 0))
    assert pair.part("first").conclusion == (x < y)
    assert pair.part("second").part("only if").given(rules.assume(x > 0)).conclusion == (y > 0)
    assert pair.part("second").part("if").given(rules.assume(y > 0)).conclusion == (x > 0)
    assert pair.at(x=a).part("first").conclusion == (a < y)


def test_two_implications_that_do_not_meet_are_no_equivalence() -> None:
    unlike = Lemma.of(rules.assume(both(proof_of(iff(x > 0, y > 0)).conclusion, x < y)))
    with pytest.raises(LookupError, match="its parts are without names"):
        unlike.part("only if")


def test_misuse_is_named() -> None:
    with pytest.raises(TypeError, match="is about a, b, and takes a value for each"):
        from_squares.at(a=x)
    with pytest.raises(TypeError, match="has no variable q; it is about x, y"):
        _ = assume_all(x < y, x < y + 1).at(q=x).theorem
    with pytest.raises(LookupError, match="no part 'third'; its parts are 'first', 'second'"):
        assume_all(x < y, x < y + 1).part("third")
    with pytest.raises(KernelError, match="the second theorem is not what the first requires"):
        _ = from_squares.at(a=x, b=y).given(rules.assume(x > 0)).theorem
    with pytest.raises(KernelError, match="the second theorem is not what the first requires"):
        _ = from_squares.at(a=x, b=y).given(rules.assume(y >= 0), rules.assume(y >= 0)).theorem
    with pytest.raises(KernelError, match="not a condition of the theorem"):
        _ = assume_all(x < y, x < y + 1).given(rules.assume(x > 0)).theorem


def test_a_letter_of_two_kinds_is_not_guessed() -> None:
    scalars_and_vectors = Lemma.of(rules.assume(Equal(scalar("z"), z[i])))
    with pytest.raises(TypeError, match="has more than one variable z"):
        _ = scalars_and_vectors.at(z=1).theorem


def test_the_values_stand_in_the_hypotheses_too() -> None:
    theorem = Lemma.of(rules.by_normal_form(x + y > 0, (x > 0, y > 0), ())).at(x=x + y)
    assert set(theorem.theorem.hypotheses) == {replace(x > 0, x, x + y), y > 0}


def test_a_proof_that_is_given_stands_in_the_place_of_the_condition() -> None:
    theorem = rules.by_normal_form(log(x) + 0 <= log(x), (x > 0,), ())
    found = Lemma.of(theorem).at(x=exp(y)).given(rules.by_normal_form(exp(y) > 0, (), ())).theorem
    assert found.conclusion == (log(exp(y)) + 0 <= log(exp(y))) and found.hypotheses == ()
