"""What Coq accepts, and what it refuses: true theorems, and every lie of a kernel that believes everything."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from derive.export.coq.compiler import Compiled, assumptions, compile_file, compile_files, denied
from derive.export.coq.export import export
from derive.kernel import rules
from derive.kernel.certificate import CertificateError, MalformedCertificate, check_certificate
from derive.kernel.terms import (
    NODE_TYPES,
    ZERO,
    Absolute,
    And,
    BoundIndex,
    Choose,
    Derivative,
    Equal,
    Exists,
    Formula,
    Implies,
    Index,
    IndexNumber,
    Lambda,
    LastIndex,
    Limit,
    Maximum,
    Node,
    Or,
    Power,
    Rank,
    SameIndex,
    Smooth,
    Step,
    Term,
    Variable,
    close_body,
    entry,
    number,
)
from derive.kernel.theorem import Theorem
from derive.language.numbering import Numbering
from derive.lemmas.numbering import moved_sum
from derive.verify.certify import write_certificate
from tests.export.test_statements import example
from tests.export.theorems import CORE, accepted, text, texts_of, theorem
from tests.kernel.builders import (
    SIZE,
    D,
    P,
    a,
    apart,
    at_most,
    b,
    c,
    delta,
    different,
    each,
    equal,
    exp,
    i,
    j,
    k,
    largest_of,
    less,
    log,
    log_sum_exp,
    over,
    p,
    plus,
    power,
    product,
    prove,
    q,
    simplex,
    softmax,
    sqrt,
    t,
    times,
    total,
    z,
)

NIGHTLY = bool(os.environ.get("DERIVE_NIGHTLY"))
QUICK = ("softmax.shift-invariance", "softmax.jacobian", "ce.gradient", "lse.gradient")
"""Those of the core that are compiled in a plain run, too."""

pytestmark = pytest.mark.coq

Compile = Callable[[str], Compiled]


# True theorems ---------------------------------------------------------------------------------------


@pytest.mark.sampled
@pytest.mark.parametrize("claim_id", CORE)
def test_the_core_claims_are_proved_again(claim_id: str, compiled: Compile) -> None:
    if claim_id not in QUICK and not NIGHTLY:
        pytest.skip("compiled in the nightly run")
    found = compiled(text(claim_id))
    assert found.accepted, found.reason


def test_every_kind_of_node_has_a_meaning(compiled: Compile) -> None:
    together = rules.conjunction(tuple(rules.assume(example(kind)) for kind in NODE_TYPES))
    found = compiled(export(together, "kinds").text)
    assert found.accepted, found.reason


def one_of_each_rule() -> dict[str, Theorem]:
    """A theorem by each rule."""
    both = rules.assume(And((less(a, b), less(b, c))))
    either = rules.assume(Or((less(a, b), less(b, a))))
    different_under = [prove(different(a, b), hypothesis) for hypothesis in (less(a, b), less(b, a))]
    more, doubled = plus(a, 1), plus(a, a)
    every = rules.generalise(prove(at_most(0, power(z(i), 2))), i)
    some = rules.exhibit(Exists((), close_body(equal(t, t), (t.array,))), Lambda((), more), prove(equal(more, more)))
    values = largest_of(k, z(k))
    line = Exists((), close_body(equal(exp(t), a), (t.array,)))
    low = Exists((), close_body(at_most(exp(t), a), (t.array,)))
    high = Exists((), close_body(at_most(a, exp(t)), (t.array,)))
    return {
        "assume": rules.assume(less(a, b)),
        "weaken": rules.weaken(prove(less(0, exp(a))), (less(a, b),)),
        "discharge": rules.discharge(prove(at_most(a, b), less(a, b)), less(a, b)),
        "modus_ponens": rules.modus_ponens(rules.assume(Implies(less(a, b), less(b, c))), rules.assume(less(a, b))),
        "conjunction": rules.conjunction((both, either)),
        "conjunct": rules.conjunct(both, 1),
        "alternative": rules.alternative(Or((less(b, a), less(a, b))), 1, rules.assume(less(a, b))),
        "cases": rules.cases(either, tuple(different_under), different(a, b)),
        "excluded_middle": rules.excluded_middle(SameIndex(i, j)),
        "generalise": every,
        "specialise": rules.specialise(every, LastIndex("K")),
        "exhibit": some,
        "take": rules.take(some, Variable("x", ()), prove(less(0, exp(b)))),
        "by_normal_form": prove(equal(D(log_sum_exp(), z(i)), softmax(i))),
        "transitivity": rules.transitivity(
            (prove(equal(times(a, 2), doubled)), prove(at_most(doubled, plus(a, b)), at_most(a, b)))
        ),
        "combine": rules.combine(
            at_most(times(2, a), times(2, b)), (number(2),), (rules.assume(at_most(a, b)),), (), ()
        ),
        "relative_entropy_bound": rules.relative_entropy_bound(
            p(i), q(i), (each(k, at_most(0, p(k))), each(k, less(0, q(k)))), ()
        ),
        "trichotomy": rules.trichotomy(exp(a), b, (), ()),
        "clash": rules.clash(rules.assume(less(a, b)), rules.assume(equal(a, b)), ()),
        "maximum_bounds": rules.maximum_bounds(values, i, ()),
        "maximum_attained": rules.maximum_attained(values, ()),
        "intermediate_value": rules.intermediate_value(line, rules.assume(low), rules.assume(high)),
        "rank_from_null_space": theorem("ce.hessian-null-vector"),
        "approach": rules.approach(a, "both", ()),
        "both_sides": rules.both_sides(rules.approach(a, "above", ()), rules.approach(a, "below", ())),
        "vanishing_power": rules.vanishing_power(rules.approach(ZERO, "infinity", ()), sqrt(number(2)), ()),
        "increasing": increasing_exponential(),
        "smooth": rules.smooth(Smooth(("K",), close_body(log_sum_exp(), (Variable("z", ("K",)),))), (), ()),
    }


def increasing_exponential() -> Theorem:
    """a < b ⊢ exp a < exp b, from the derivative."""
    x = Variable("x", ())
    here = entry(x, ())
    slope = Derivative(close_body(exp(here), (x,)), x, ())
    between = [at_most(a, here), at_most(here, b)], [less(a, here), less(here, b)]
    weak, strict = prove(at_most(0, slope), *between[0]), prove(less(0, slope), *between[1])
    return rules.increasing(a, b, x, weak, (strict,))


def test_a_step_by_each_rule_is_proved_again(compiled: Compile) -> None:
    made = one_of_each_rule()
    assert {name for name, proved in made.items() if proved.rule == name} == set(made) - {"rank_from_null_space"}
    del made["rank_from_null_space"]  # compiled with the core claim
    found = compiled(export(rules.conjunction(tuple(made.values())), "rules").text)
    assert found.accepted, found.reason


def test_what_the_definitions_give_on_numbers(compiled: Compile) -> None:
    found = compiled(Path(__file__).with_name("Numbers.v").read_text(encoding="utf-8"))
    assert found.accepted, found.reason


# Lies --------------------------------------------------------------------------------------------------


@contextmanager
def believing() -> Iterator[None]:
    """A kernel whose decision procedure answers yes to everything."""
    honest = rules.decide
    try:
        rules.decide = lambda goal, formulas: None  # type: ignore[assignment]
        yield
    finally:
        rules.decide = honest


def larger(one: Term, other: Term) -> Maximum:
    """The larger of two numbers."""
    return Maximum(2, Choose(BoundIndex(0, 2), IndexNumber(1, 2), one, other))


WEIGHTS = entry(Variable("M", ("K", "K")), (i, j))


def row(index: Index) -> Term:
    """The entry of the weights in a row, and in column j."""
    return entry(Variable("M", ("K", "K")), (index, j))


NODES = {
    "a root": equal(power(sqrt(exp(a)), 2), exp(a)),
    "a root of a product": equal(sqrt(times(SIZE, exp(a))), times(sqrt(SIZE), sqrt(exp(a)))),
    "a power that is no number": equal(Power(exp(a), b), exp(times(a, b))),
    "the derivative of a power": equal(D(Power(exp(a), b), b), times(a, exp(times(a, b)))),
    "a product": equal(log(product(k, exp(z(k)))), total(k, z(k))),
    "the larger of two": equal(larger(a, b), larger(b, a)),
    "sums in another order": equal(total(i, total(j, times(z(i), WEIGHTS))), total(j, total(i, times(z(i), WEIGHTS)))),
    "the square of a sum": equal(
        total(j, power(total(i, times(z(i), WEIGHTS)), 2)),
        total(i, times(z(i), total(k, times(z(k), total(j, times(WEIGHTS, row(k))))))),
    ),
    "a distance": equal(
        largest_of(k, Absolute(plus(z(k), times(-1, p(k))))), largest_of(k, Absolute(plus(p(k), times(-1, z(k)))))
    ),
    "exponentials of halves": equal(times(exp(times(over(1, 2), a)), exp(times(over(-1, 2), a))), number(1)),
    "the logarithm of a quotient of sums": equal(
        log(over(exp(a), times(exp(b), plus(1, exp(a))))), plus(a, times(-1, b), times(-1, log(plus(1, exp(a)))))
    ),
    "the logarithm of a number": equal(log(over(1, 4)), times(-2, log(2))),
    "a factor of a maximum": equal(largest_of(k, times(exp(a), z(k))), times(exp(a), largest_of(k, z(k)))),
}


@pytest.mark.parametrize("name", NODES)
def test_a_decision_with_each_kind_of_node_is_proved_again(name: str, compiled: Compile) -> None:
    found = compiled(export(prove(NODES[name]), "node").text)
    assert found.accepted, found.reason


def test_powers_of_sums_below_a_line_are_not_multiplied_out_where_that_helps(compiled: Compile) -> None:
    below = plus(1, exp(z(k)))
    left, right = total(k, times(over(z(k), below), over(1, below))), total(k, over(z(k), power(below, 2)))
    with believing():
        proved = prove(equal(left, right))
    found = compiled(export(proved, "below").text)
    assert found.accepted, found.reason


REST = plus(1, times(-1, a, b))
"""What the facts say to be positive, though its form does not show it."""

LOWER = times(over(-1, 2), larger(plus(a, 1), ZERO))

UNDER_FACTS = {
    "a fact without its denominator": (less(1, exp(a)), less(over(1, 2), over(exp(a), plus(1, exp(a))))),
    "sums that are numbers in a logarithm": (
        at_most(log(plus(total(k, z(k)), total(k, p(k)))), log(2)),
        equal(total(k, z(k)), 1),
        equal(total(k, p(k)), 1),
    ),
    "roots beside a denominator": (
        equal(over(plus(1, times(-1, power(sqrt(a), 2), b)), times(REST, sqrt(REST))), over(1, sqrt(REST))),
        less(0, a),
        less(0, b),
        less(times(a, b), 1),
    ),
    "the larger of two, one of which is the larger of two": (
        at_most(LOWER, larger(LOWER, number(-1))),
        less(plus(a, 1), 0),
    ),
    "a factor of an absolute value": (
        equal(Absolute(plus(times(exp(a), b), times(-1, exp(a), c))), times(exp(a), Absolute(plus(b, times(-1, c))))),
    ),
}


@pytest.mark.parametrize("name", UNDER_FACTS)
def test_a_decision_under_facts_is_proved_again(name: str, compiled: Compile) -> None:
    goal, *facts = UNDER_FACTS[name]
    found = compiled(export(prove(goal, *facts), "facts").text)
    assert found.accepted, found.reason


TACTICS = {
    "a denominator that is seen not to be 0 once it is multiplied out": (
        "forall s d r : R, 0 < d -> 0 < r -> / (r * d) * / (-1 * s ^ 2 + (r * d * d + s ^ 2)) = / (r ^ 2 * d ^ 3)",
        "intros; finish.",
    ),
    "what all indices say, at the first one": (
        "forall (K : nat) (a : R), (1 <= K)%nat -> (forall v, (forall k, (k < K)%nat -> 0 <= v k) -> 0 <= Sum K v) ->"
        " (forall k : nat, (k < K)%nat -> 0 < a /\\ 0 <= ln a) -> 0 < a /\\ 0 <= Sum K (fun _ => ln a)",
        "intros K a K'pos X h0. pose proof (X (fun _ => ln a)) as Y. cbv beta in Y. revert h0. adapt Y.",
    ),
    "a count that is at least 1": (
        "forall (K i : nat) (z : nat -> R), (i < K)%nat -> Sum K (fun k => Step (z k + -1 * z i)) <> 0",
        "intros. defined.",
    ),
    "a fact about all indices among equations and numbers": (
        "forall (K i : nat) (x y : R) (p q : nat -> R), (i < K)%nat -> (forall k : nat, (k < K)%nat -> p k = q k) ->"
        " (forall k : nat, (k < K)%nat -> 0 <= q k /\\ 0 < p k) -> x = y -> 0 < p i * exp x",
        "intros. pos.",
    ),
}


@pytest.mark.parametrize("name", TACTICS)
def test_what_the_tactics_see(name: str, compiled: Compile) -> None:
    statement, script = TACTICS[name]
    text = f"Require Import DeriveLemmas.\nLemma s0 :\n {statement}.\nProof. {script} Qed.\nPrint Assumptions s0.\n"
    found = compiled(text)
    assert found.accepted, found.reason


def test_sums_over_indices_that_are_moved_are_proved_again(compiled: Compile) -> None:
    found = compiled(export(moved_sum(Numbering("n")).theorem, "moved").text)
    assert found.accepted, found.reason


def test_a_limit_on_the_right_stands_in_steps_only() -> None:
    mirrored = Equal(ZERO, Limit(ZERO, a, "both"))
    found = export(rules.assume(mirrored), "mirrored")
    assert "limit" in found.reason and not found.differs


def test_what_is_false_is_denied(library: Path) -> None:
    with believing():
        told = {
            name: proved for name, proved in lies().items() if name in ("one_is_zero", "numbers_are_equal", "positive")
        }
    for name, proved in told.items():
        path = library / f"denied_{name}.v"
        path.write_text(export(proved, name).text, encoding="utf-8")
        assert not compile_file(path).accepted and denied(path), name


def test_what_is_true_is_not_denied(library: Path) -> None:
    path = library / "true_one.v"
    path.write_text(export(prove(equal(plus(a, a), times(2, a))), "true").text, encoding="utf-8")
    assert not denied(path)


def test_several_files_are_compiled_together(library: Path) -> None:
    with believing():
        lie = lies()["one_is_zero"]
    paths = {}
    for name, proved in {
        "together_a": prove(at_most(a, a)),
        "together_b": lie,
        "together_c": prove(less(0, exp(a))),
    }.items():
        paths[name] = library / f"{name}.v"
        paths[name].write_text(export(proved, name).text, encoding="utf-8")
    found = compile_files(list(paths.values()))
    assert {name: found[path].accepted for name, path in paths.items()} == {
        "together_a": True,
        "together_b": False,
        "together_c": True,
    }


def lies() -> dict[str, Theorem]:
    """False theorems by each rule that decides."""
    undefined = Lambda((), log(number(-1)))
    every = rules.generalise(rules.by_normal_form(equal(t, t), (), ()), t.array)
    some = Exists((), close_body(less(t, t), (t.array,)))
    some_log = Exists((), close_body(equal(t, t), (t.array,)))
    nowhere = largest_of(k, log(z(k)))
    one_zero = prove(equal(1, 0))
    ones = Rank("K", "K", number(1))
    goals: dict[str, Formula] = {
        "one_is_zero": equal(1, 0),
        "numbers_are_equal": equal(a, b),
        "entries_are_equal": equal(z(i), z(j)),
        "logarithm_of_anything": equal(log(a), log(a)),
        "denominator_of_anything": equal(over(a, a), 1),
        "root_of_anything": equal(sqrt(a), sqrt(a)),
        "sums_to_two": equal(total(k, softmax(k)), 2),
        "wrong_sign": equal(D(softmax(i), z(j)), times(softmax(i), plus(delta(i, j), softmax(j)))),
        "wrong_index": equal(D(log_sum_exp(), z(i)), softmax(j)),
        "no_delta": equal(D(z(i), z(j)), 1),
        "kink": equal(D(Absolute(a), a), 1),
        "derivative_of_an_undefined_function": equal(D(log(a), a), over(1, a)),
        "maximum_has_a_derivative": equal(D(largest_of(k, z(k)), z(i)), 0),
        "size_is_one": equal(SIZE, 1),
        "size_is_two_at_least": at_most(2, SIZE),
        "constant_sum": equal(total(k, 1), 1),
        "positive": less(0, a),
        "negative_square": less(power(a, 2), 0),
        "strict_square": less(0, power(a, 2)),
        "absolute_value": equal(Absolute(a), a),
        "step": equal(Step(a), 1),
        "maximum_is_the_first": equal(largest_of(k, z(k)), z(IndexNumber(1, "K"))),
        "product_is_a_sum": equal(product(k, exp(z(k))), total(k, exp(z(k)))),
        "vanishing_logarithm": equal(times(p(i), log(p(i))), 0),
        "exponential_is_linear": equal(exp(plus(a, b)), plus(exp(a), exp(b))),
        "full_rank": equal(ones, SIZE),
        "logarithm_of_a_sum": equal(log(plus(exp(a), exp(b))), plus(a, b)),
        "different_from_itself": different(a, a),
        "last_is_first": equal(z(LastIndex("K")), z(IndexNumber(1, "K"))),
    }
    return {name: prove(goal) for name, goal in goals.items()} | {
        "combined": rules.combine(less(a, b), (number(-1),), (rules.assume(less(b, a)),), (), ()),
        "combined_from_nothing": rules.combine(at_most(1, 0), (), (), (), ()),
        "bound_below_zero": rules.relative_entropy_bound(a, number(1), (), ()),
        "bound_by_zero": rules.relative_entropy_bound(number(1), a, (), ()),
        "strict_bound": rules.relative_entropy_bound(number(1), number(1), (), ()),
        "trichotomy_of_nothing": rules.trichotomy(log(number(-1)), ZERO, (), ()),
        "clash_of_nothing": rules.clash(rules.assume(less(a, b)), rules.assume(less(a, c)), ()),
        "value_of_nothing": rules.specialise(every, undefined),
        "there_is_less": rules.exhibit(some, Lambda((), a), prove(less(a, a))),
        "there_is_nothing": rules.exhibit(some_log, undefined, prove(equal(log(-1), log(-1)))),
        "maximum_of_nothing": rules.maximum_bounds(_maximum(nowhere), i, ()),
        "attained_by_nothing": rules.maximum_attained(_maximum(nowhere), ()),
        "limit_at_nothing": rules.approach(log(number(-1)), "above", ()),
        "under_hypotheses": prove(equal(p(i), p(j)), *simplex(P)),
        "from_a_lie": rules.transitivity((prove(equal(2, 1)), one_zero)),
        "not_apart": prove(equal(delta(i, j), 1), apart(i, j)),
        "line_meets_nothing": rules.intermediate_value(
            Exists((), close_body(equal(log(t), a), (t.array,))),
            rules.assume(Exists((), close_body(at_most(log(t), a), (t.array,)))),
            rules.assume(Exists((), close_body(at_most(a, log(t)), (t.array,)))),
        ),
    }


def _maximum(term: Node) -> Maximum:
    assert isinstance(term, Maximum)
    return term


TRUE = "a_true_one"


def test_every_lie_of_a_kernel_that_believes_everything_is_refused(library: Path) -> None:
    with believing():
        told = lies()
    assert len(told) >= 30
    texts, _ = texts_of([*told.items(), (TRUE, prove(equal(plus(a, a), times(2, a))))])
    assert len(texts) > 30
    assert accepted(library, texts) == {TRUE}


def test_the_honest_kernel_tells_none_of_these() -> None:
    with pytest.raises(rules.KernelError):
        lies()


# Tampering -----------------------------------------------------------------------------------------------


def mutated(data: str, choice: random.Random) -> str:
    """A certificate in which one part of one node is another."""
    certificate = json.loads(data)
    nodes = certificate["nodes"]
    while True:
        node = choice.choice(nodes)
        kind, part = node["type"], choice.choice([key for key in node if key != "type"] or ["type"])
        others = [n for n in range(len(nodes)) if n < nodes.index(node)]
        if kind == "Number":
            node["value"] = str(choice.choice([-2, -1, 0, 1, 2, 3]))
        elif kind in ("Exp", "Log") and choice.random() < 0.5:
            node["type"] = "Log" if kind == "Exp" else "Exp"
        elif kind in ("Sum", "Product", "Maximum") and choice.random() < 0.5:
            node["type"] = choice.choice(["Sum", "Product", "Maximum"])
        elif isinstance(node[part], dict) and others:
            node[part] = {"node": choice.choice(others)}
        elif isinstance(node[part], list) and len(node[part]) > 1:
            node[part] = node[part][::-1] if choice.random() < 0.5 else node[part][:-1]
        else:
            continue
        changed = json.dumps(certificate)
        if changed != data:
            return changed


def checked(data: str) -> Theorem | None:
    """The theorem of a certificate, where it is accepted."""
    try:
        return check_certificate(json.loads(data))
    except (CertificateError, MalformedCertificate):
        return None


@pytest.mark.sampled
def test_a_mutated_certificate_is_never_accepted_for_what_it_does_not_prove(library: Path) -> None:
    wanted, choice = 200 if NIGHTLY else 12, random.Random(1)
    sources = {c: json.dumps(write_certificate(theorem(c))) for c in ("lse.gradient", "softmax.jacobian")}
    made: dict[str, tuple[str, Theorem]] = {}
    tries = 0
    while len(made) < wanted and tries < 20 * wanted:
        tries += 1
        data = mutated(choice.choice([*sources.values()]), choice)
        with believing():
            proved = checked(data)
        if proved is not None:
            made[f"m{tries}"] = data, proved
    assert len(made) == wanted
    texts, _ = texts_of((name, proved) for name, (_, proved) in made.items())
    whole, _ = texts_of([(TRUE, theorem("lse.gradient"))])
    taken = accepted(library, texts | whole)
    assert TRUE in taken
    for name in taken - {TRUE}:
        assert checked(made[name][0]) is not None, f"Coq proves what the kernel does not: {made[name][1].conclusion}"


# What a theorem rests on ------------------------------------------------------------------------------------


def test_an_axiom_of_ones_own_is_not_accepted(compiled: Compile) -> None:
    lemma = "Lemma s0 : (1 = 0).\nProof. destruct classic. Qed.\nPrint Assumptions s0.\n"
    found = compiled(f"Require Import DeriveLemmas.\nAxiom classic : False.\n{lemma}")
    assert not found.accepted and "classic" in found.reason


def test_what_is_admitted_is_not_accepted(compiled: Compile) -> None:
    found = compiled("Require Import DeriveLemmas.\nLemma s0 : (1 = 0).\nAdmitted.\nPrint Assumptions s0.\n")
    assert not found.accepted


def test_a_sentence_that_takes_too_long_fails(compiled: Compile) -> None:
    endless = "Set Default Timeout 1.\nLemma s0 : (1 = 0).\nProof. do 1000000 (do 1000000 idtac). Qed.\n"
    assert "imeout" in compiled(f"Require Import DeriveLemmas.\n{endless}").reason


def test_the_axioms_are_read_as_coq_prints_them() -> None:
    assert assumptions("Closed under the global context\n") == {}
    assert assumptions("") is None
    shown = "Axioms:\nA.b : forall P : Prop,\n  P\nc\n  : nat\n"
    assert assumptions(shown) == {"A.b": "forall P : Prop, P", "c": "nat"}
