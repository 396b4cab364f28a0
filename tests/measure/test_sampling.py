"""Sampled instances satisfy every hypothesis exactly, and cover what the measurement has to see."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derive.kernel.terms import (
    Equal,
    Exists,
    Exp,
    ForAll,
    Formula,
    Implies,
    IndexVariable,
    Less,
    LessEqual,
    Not,
    Or,
    SameIndex,
    SizeValue,
    Variable,
    close_body,
    number,
)
from derive.language.instance import Instance
from derive.language.statement import Statement
from derive.measure.ground.opened import open_statement, without_definitions
from derive.measure.points.sampling import pool_of, sample_instances
from derive.measure.rigorous.decide import decide
from derive.work import done, forget
from tests.measure.builders import (
    at,
    c,
    each,
    i,
    j,
    maximum,
    over,
    p,
    power,
    q,
    r,
    s,
    scalar,
    t,
    times,
    total,
    v,
    y,
    z,
)

ZERO, ONE = number(0), number(1)


def simplex(array: Variable) -> tuple[Formula, Formula]:
    return each(lambda k: LessEqual(ZERO, at(array, k))), Equal(total(lambda k: at(array, k)), ONE)


HYPOTHESES: dict[str, tuple[Formula, ...]] = {
    "none": (),
    "distribution": simplex(y),
    "total": (Equal(total(lambda k: at(y, k)), scalar(s)),),
    "positive distribution": (each(lambda k: Less(ZERO, at(p, k))), *simplex(p), *simplex(y)),
    "mean between the extremes": (
        *simplex(p),
        *simplex(q),
        Equal(scalar(c), total(lambda k: times(at(p, k), at(z, k)))),
        Equal(total(lambda k: times(at(q, k), at(z, k))), scalar(c)),
        Less(times(-1, maximum(lambda k: times(-1, at(z, k)))), scalar(c)),
        Less(scalar(c), maximum(lambda k: at(z, k))),
        LessEqual(number(2), SizeValue("K")),
    ),
    "unique maximiser": (
        each(lambda k: Implies(Not(SameIndex(k, r)), Less(at(z, k), at(z, r)))),
        Less(ZERO, scalar(t)),
        Not(SameIndex(i, j)),
    ),
    "uniform": (each(lambda k: Equal(at(q, k), over(ONE, SizeValue("K")))),),
    "binary": (each(lambda k: Or((Equal(at(y, k), ZERO), Equal(at(y, k), ONE)))), simplex(y)[1]),
    "direction": (Equal(total(lambda k: at(v, k)), ZERO), Equal(total(lambda k: times(at(v, k), at(z, k))), ZERO)),
    "unit vector": (Equal(total(lambda k: power(at(v, k), 2)), ONE),),
}


@pytest.mark.parametrize("name", sorted(HYPOTHESES))
def test_every_instance_satisfies_every_hypothesis(name: str) -> None:
    hypotheses = HYPOTHESES[name]
    found = list(sample_instances(Statement(hypotheses, Equal(at(z, i), at(z, i)))))
    assert len(found) >= (20 if name not in ("unit vector",) else 3)
    for instance in found:
        assert all(decide(hypothesis, instance) is True for hypothesis in hypotheses)
    assert len({repr(instance) for instance in found}) == len(found)


def test_samples_are_the_same_every_time() -> None:
    statement = Statement(HYPOTHESES["mean between the extremes"], Equal(at(z, i), at(z, i)))
    assert list(sample_instances(statement)) == list(sample_instances(statement))


def test_samples_do_not_depend_on_what_was_sampled_before() -> None:
    statement = Statement(simplex(y), Equal(at(z, i), at(y, j)))
    pool_of.cache_clear()
    fresh = list(sample_instances(statement))
    pool_of.cache_clear()
    for other in (Statement(simplex(y), Equal(at(y, i), at(y, j))), Statement((), Equal(at(z, i), at(z, j)))):
        list(sample_instances(other, 60))
    assert list(sample_instances(statement)) == fresh


def test_what_is_remembered_of_other_statements_counts_as_work_all_the_same() -> None:
    """Arrays of a name that no other statement has, so that nothing is known of them at first."""
    own = Variable("q_of_this_test", ("K",))
    statement = Statement(simplex(own), Equal(at(own, i), at(own, j)))
    counted = []
    for _ in range(2):
        forget()
        before = done()
        list(sample_instances(statement))
        counted.append(done() - before)
    assert counted[0] == counted[1] > 0


def test_sizes_that_admit_points_make_up_for_those_that_do_not() -> None:
    small = LessEqual(SizeValue("K"), number(2))
    found = list(sample_instances(Statement((small,), Equal(at(z, i), at(z, i)))))
    assert len(found) == 24
    assert {instance.sizes["K"] for instance in found} == {1, 2}


def test_an_equation_is_solved_for_what_the_innermost_quantifier_binds() -> None:
    def level(factor: Variable) -> Formula:
        return Equal(total(lambda k: times(at(z, k), Exp(times(scalar(factor), at(z, k))))), scalar(c))

    only = Implies(level(s), Equal(scalar(s), scalar(t)))
    statement = without_definitions(open_statement(Statement((level(t),), ForAll((), close_body(only, [s]))))[0])
    for size in (2, 3):
        found = list(sample_instances(statement, 8, (size,)))
        logits = [instance.values["z"] for instance in found]
        assert any(len(set(entries)) > 1 for entries in logits)  # type: ignore[arg-type]


def test_samples_cover_sizes_ties_zero_spreads_one_hot_and_soft_targets() -> None:
    found = list(sample_instances(Statement(simplex(y), Equal(at(z, i), at(y, j)))))
    assert {instance.sizes["K"] for instance in found} == {1, 2, 3, 7}
    logits = [list(instance.values["z"]) for instance in found if instance.sizes["K"] > 1]  # type: ignore[arg-type]
    targets = [list(instance.values["y"]) for instance in found if instance.sizes["K"] > 1]  # type: ignore[arg-type]
    assert any(max(entries) == min(entries) == 0 for entries in logits)
    assert any(max(entries) == min(entries) != 0 for entries in logits)
    assert any(max(entries) - min(entries) >= 1000 for entries in logits)
    assert any(sorted(entries)[-2:] == [0, 1] for entries in targets)
    assert any(0 < max(entries) < 1 for entries in targets)
    assert len({(i["i"], i["j"]) for i in (instance.indices for instance in found)}) > 4


@pytest.mark.parametrize(
    "hypotheses",
    [
        (Less(scalar(t), ZERO), Less(ZERO, scalar(t))),
        (*simplex(y), each(lambda k: Less(ONE, at(y, k)))),
        (Equal(ZERO, ONE),),
        (Less(SizeValue("K"), ONE), Equal(at(y, i), ZERO)),
        (Less(Exp(scalar(t)), ZERO),),
    ],
)
def test_hypotheses_that_nothing_satisfies_have_no_instance(hypotheses: tuple[Formula, ...]) -> None:
    assert list(sample_instances(Statement(hypotheses, Equal(scalar(t), scalar(t))))) == []


def test_larger_sizes_are_tried_where_a_hypothesis_demands_them() -> None:
    found = list(sample_instances(Statement((LessEqual(number(8), SizeValue("K")),), Equal(at(z, i), at(z, i)))))
    assert found
    assert all(instance.sizes["K"] >= 8 for instance in found)


def test_numeric_sizes_need_no_symbol() -> None:
    array, index = Variable("x", (10,)), IndexVariable("k", 10)
    found = list(sample_instances(Statement((), Equal(at(array, index), at(array, index)))))
    assert len(found) == 24
    assert all(instance.sizes == {} and len(instance.values["x"]) == 10 for instance in found)  # type: ignore[arg-type]


def test_matrices_with_a_distribution_in_every_row() -> None:
    targets = Variable("Y", ("n", "K"))
    sample, label = IndexVariable("s", "n"), IndexVariable("c", "K")
    rows = each(lambda m: Equal(total(lambda k: at(targets, m, k)), ONE), "n", "m_")
    found = list(sample_instances(Statement((rows,), Equal(at(targets, sample, label), ONE))))
    assert len(found) >= 20
    assert all(sum(row) == 1 for instance in found for row in instance.values["Y"])  # type: ignore[union-attr, arg-type, misc]


def test_indices_with_arguments_get_a_table() -> None:
    sample = IndexVariable("s", "n")
    label = IndexVariable("c", "K", (sample,))
    found = list(sample_instances(Statement((), Equal(at(z, label), at(z, label)))))
    assert all(len(instance.indices["c"]) == instance.sizes["n"] for instance in found)  # type: ignore[arg-type]


# Opening


def test_outer_quantifiers_and_premises_are_opened() -> None:
    body = Implies(Equal(total(lambda k: at(v, k)), ZERO), Equal(at(v, i), ZERO))
    (opened,) = open_statement(Statement((), ForAll(("K",), close_body(body, [v]))))
    w = Variable("w", ("K",))
    assert opened == Statement((Equal(total(lambda k: at(w, k)), ZERO),), Equal(at(w, i), ZERO))


def test_a_denied_existence_is_a_denial_for_every_value() -> None:
    denied = Not(Exists(("K",), close_body(Equal(at(v, i), ZERO), [v])))
    (opened,) = open_statement(Statement((), denied))
    assert opened.conclusion == Not(Equal(at(Variable("w", ("K",)), i), ZERO))


def test_opened_names_avoid_names_in_use() -> None:
    w = Variable("w", ())
    formula = ForAll((), close_body(Equal(scalar(t), scalar(w)), [t]))
    (opened,) = open_statement(Statement((), formula))
    assert opened.conclusion == Equal(scalar(Variable("w2", ())), scalar(w))
    assert decide(formula, Instance({}, {}, {"w": Fraction(0), "w2": Fraction(1)})) is False
