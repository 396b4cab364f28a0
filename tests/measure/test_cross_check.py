"""Two evaluations that share no arithmetic agree on random terms: enclosures by Arb, the walk with mpmath."""

from __future__ import annotations

from fractions import Fraction

from flint import arb, ctx
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mpmath.libmp import to_str

from derive.kernel.terms import (
    Absolute,
    Choose,
    Exp,
    IndexNumber,
    Log,
    Maximum,
    Number,
    Power,
    Product,
    Step,
    Sum,
    Term,
    Variable,
    close_body,
    number,
    substitute,
)
from derive.language.extrema import largest
from derive.language.instance import Instance
from derive.measure.ground.ground import Grounder
from derive.measure.rigorous.decide import Definedness, enclose
from derive.measure.rigorous.exact import ExactEvaluator
from derive.measure.rigorous.jets import Jet, Undefined, Unknown
from derive.measure.witness.walk import NotDefined, NotMeasurable, Walk, differences_in
from tests.measure.builders import at, differentiate, i, plus, r, scalar, t, times, z

SMALL = st.fractions(-3, 3, max_denominator=4)


def terms(array: Variable) -> st.SearchStrategy[Term]:
    leaves = st.one_of(
        SMALL.map(Number),
        st.just(scalar(t)),
        st.sampled_from((at(array, i), at(array, r), at(array, IndexNumber(1, "K")))),
    )

    def larger(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
        return st.one_of(
            st.tuples(inner, inner).map(lambda pair: plus(*pair)),
            st.tuples(inner, inner).map(lambda pair: times(*pair)),
            st.tuples(inner, st.integers(-2, 3)).map(lambda pair: Power(pair[0], number(pair[1]))),
            inner.map(lambda term: Power(plus(1, times(term, term)), Number(Fraction(1, 2)))),
            inner.map(lambda term: Exp(times(Number(Fraction(1, 3)), term))),
            inner.map(lambda term: Log(plus(1, times(term, term)))),
            inner.map(Absolute),
            inner.map(Step),
            st.tuples(inner, inner).map(largest),
            inner.map(lambda term: Sum("K", close_body(term, [r]))),
            inner.map(lambda term: Product("K", close_body(term, [r]))),
            inner.map(lambda term: Maximum("K", close_body(term, [r]))),
            st.tuples(inner, inner).map(lambda pair: Choose(i, r, *pair)),
        )

    return st.recursive(leaves, larger, max_leaves=6)


def instances() -> st.SearchStrategy[Instance]:
    return st.integers(1, 3).flatmap(
        lambda size: st.builds(
            lambda index, other, logits, scale: Instance(
                {"K": size}, {"i": index, "r": other}, {"z": logits, "t": scale}
            ),
            st.integers(1, size),
            st.integers(1, size),
            st.tuples(*[SMALL] * size),
            SMALL,
        )
    )


def measured(term: Term, instance: Instance, digits: int) -> str:
    node = Grounder(instance.sizes).term(term, instance.indices)
    order = differences_in(node, {})
    step = 250 if order else 0
    walk = Walk(instance.entry, 300 + order * step, step, 300)
    return str(to_str(walk.value(node), digits))


def agree(term: Term, instance: Instance, digits: int) -> None:
    value = enclose(term, instance, 400)
    assume(not isinstance(value, Definedness))
    try:
        other = measured(term, instance, 60)
    except (NotDefined, NotMeasurable):
        assume(False)
    with ctx.workprec(400):
        allowed = (abs(value) + 1) * arb(10) ** -digits
        assert abs(value - arb(other)) < allowed


@settings(max_examples=80, deadline=None, derandomize=True)
@given(terms(z), instances())
def test_values_agree(term: Term, instance: Instance) -> None:
    agree(term, instance, 45)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(terms(Variable("z'", ("K",))), instances())
def test_derivatives_agree(body: Term, instance: Instance) -> None:
    inner = Variable("z'", ("K",))
    agree(differentiate(lambda w: substitute(body, {inner: w}), z, i), instance, 40)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(terms(Variable("z'", ("K",))), instances())
def test_second_derivatives_agree(body: Term, instance: Instance) -> None:
    inner = Variable("z'", ("K",))
    second = differentiate(
        lambda u: differentiate(lambda w: substitute(body, {inner: w}), u, i), z, IndexNumber(1, "K")
    )
    agree(second, instance, 30)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(terms(z), instances())
def test_exact_values_lie_in_their_enclosures(term: Term, instance: Instance) -> None:
    value = enclose(term, instance, 200)
    assume(not isinstance(value, Definedness))
    evaluator = ExactEvaluator(instance.entry)
    try:
        exact = evaluator.value(Grounder(instance.sizes).term(term, instance.indices))
    except (Unknown, Undefined):
        assume(False)
    assert not isinstance(exact, Jet)
    ball = evaluator.ball(exact)
    assert ball is None or (ball - value).contains(0)
