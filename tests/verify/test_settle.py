"""Each kind of evidence is settled in its own way, and nothing else than what it stands for is taken for it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from derive.kernel.terms import Add, KernelError, Not, Number, ShapesDisagree
from derive.language import (
    Claim,
    Computation,
    D,
    Derivation,
    Equal,
    Run,
    Search,
    clash,
    exp,
    index,
    limit,
    point,
    scalar,
    specialise,
    vector,
)
from derive.language.evidence import Denial, Evidence, Execution, IllTyped, Informal, Proof
from derive.language.logic import by_contradiction
from derive.verify.result import Result
from derive.verify.settle import Findings, settle
from derive.verify.verify import verify_claim

x, tau = scalar("x"), scalar("tau")
z, k = vector("z"), index("k")

Build = Callable[[], object]


def settled(claim: Claim) -> Result:
    return verify_claim(claim, 20).result


def said(build: Build) -> Claim:
    claim = Claim("test.claim", "a test", expected="refuted", says="z tends to 0")
    claim.ill_typed(ShapesDisagree)(build)
    return claim


def own_error() -> object:
    raise ShapesDisagree("an entry of an array is taken with indices over other sizes")


def another_error() -> object:
    raise KernelError("of another kind")


class Near(ShapesDisagree):
    """An error that the kernel does not raise."""


def nearly() -> object:
    raise Near("nearly")


def test_a_vector_in_the_place_of_a_number_is_ill_typed() -> None:
    found = settled(said(lambda: Equal(limit(z, tau), 0)))  # type: ignore[arg-type]
    assert (found.verdict, found.basis, found.passed, found.certificate) == ("refuted", "ill-typed", True, None)
    assert found.reason == "ill-typed: an entry of an array is taken with indices over other sizes"


@pytest.mark.parametrize(
    ("build", "why"),
    [
        (own_error, "the error is not the kernel's own: an entry of an array"),
        (nearly, "the error is not the kernel's own: nearly"),
        (another_error, "of another kind"),
        (lambda: {}["nothing"], "KeyError: 'nothing'"),
        (lambda: Add((Number(1),)), "a part of a Number is not of the kind that it takes"),  # type: ignore[arg-type]
        (lambda: D(x, exp(x)), "a derivative is taken by an entry of a variable"),
        (lambda: Equal(limit(z[k], tau), 0), "the statement is well-typed after all"),
    ],
    ids=["its own error", "an error that is nearly the one", "another error", "a slip", "a slip in a term",
         "no variable", "no error"],
)  # fmt: skip
def test_nothing_else_that_goes_wrong_is_ill_typed(build: Build, why: str) -> None:
    found = settled(said(build))
    assert (found.verdict, found.passed) == ("undecided", False)
    assert why in found.reason


def test_what_is_ill_typed_is_named() -> None:
    with pytest.raises(TypeError, match="KernelError does not say what is ill-typed"):
        IllTyped(own_error, KernelError)  # type: ignore[arg-type]


def test_a_claim_rests_on_one_evidence() -> None:
    false = Claim("test.claim", "a test", Equal(x, x + 1), expected="refuted")
    assert isinstance(false.evidence, Search)
    assert isinstance(Claim("test.claim", "a test", Equal(x, x)).evidence, Proof)
    assert isinstance(Claim("test.claim", "a test", expected="informal").evidence, Informal)
    assert isinstance(Claim("test.claim", "a test", Equal(2, 2), evidence=Computation()).evidence, Computation)

    @false.denial(point({"K": 2}))
    def _(chain: Derivation) -> None: ...

    assert isinstance(false.evidence, Denial) and false.evidence.at == point({"K": 2})

    @false.execution
    def _(run: Run) -> None: ...

    assert isinstance(false.evidence, Execution)


@pytest.mark.parametrize("kind", Evidence.__subclasses__(), ids=lambda kind: kind.__name__)
def test_every_kind_of_evidence_is_settled(kind: type[Evidence]) -> None:
    assert settle.dispatch(kind) is not settle.dispatch(Evidence)
    assert kind.basis in ("theorem", "computation", "ill-typed", "none")


def test_evidence_that_nobody_knows_settles_nothing() -> None:
    with pytest.raises(TypeError, match="nobody knows how to settle a claim on Evidence"):
        settle(Evidence(), Claim("test.claim", "a test", Equal(x, x)), 20, Findings())


def test_a_point_at_which_a_statement_fails_is_taken_before_any_is_searched_for() -> None:
    false = Claim("test.claim", "a test", x < 3, expected="refuted", evidence=Search(point(x="7/2")))
    found = settled(false)
    assert (found.verdict, found.basis) == ("refuted", "computation")
    assert found.counterexample is not None
    assert (found.counterexample.point, found.counterexample.found_by) == (point(x="7/2"), "script")


def test_no_other_point_is_searched_for_where_the_one_that_is_given_refutes_nothing() -> None:
    for given in (point(x=1), point(y=5)):
        found = settled(Claim("test.claim", "a test", x < 3, expected="refuted", evidence=Search(given)))
        assert found.verdict == "undecided" and not found.passed
        assert "the point that is given refutes nothing" in found.reason and "has to give every size" in found.reason


def test_a_point_at_which_the_statement_holds_refutes_nothing() -> None:
    holds = Claim("test.claim", "a test", Equal(x, x), expected="refuted", evidence=Search(point(x="7/2")))
    found = settled(holds)
    assert found.verdict == "undecided" and "refutes nothing (x = 7/2)" in found.reason


def test_a_number_is_computed_and_a_wrong_one_refuted() -> None:
    right = settled(Claim("test.claim", "a test", exp(1) < Fraction(11, 4), evidence=Computation()))
    assert (right.verdict, right.basis, right.certificate) == ("computed", "computation", None)
    wrong = settled(Claim("test.claim", "a test", exp(1) < Fraction(5, 2), evidence=Computation()))
    assert (wrong.verdict, wrong.basis) == ("refuted", "computation")


def test_what_is_executed_is_computed_and_never_proved() -> None:
    for expected, passed in (("computed", True), ("proved", False)):
        claim = Claim("test.claim", "a test", expected=expected, says="1 + 1 is 2")

        @claim.execution
        def _(run: Run) -> None:
            run.check("1 + 1 is 2", 1.0 + 1.0 == 2.0)

        found = settled(claim)
        assert (found.verdict, found.passed, found.certificate) == ("computed", passed, None)


def test_an_execution_that_checks_nothing_or_fails_a_check_settles_nothing() -> None:
    for checks, why in (((), "nothing was executed"), ((True, False), "the execution gives something else: second")):
        claim = Claim("test.claim", "a test", expected="computed", says="")

        @claim.execution
        def _(run: Run, checks: tuple[bool, ...] = checks) -> None:
            for name, passed in zip(("first", "second"), checks, strict=False):
                run.check(name, passed)

        assert (settled(claim).verdict, settled(claim).reason) == ("undecided", why)


def test_an_instance_that_is_executed_refutes_and_is_told() -> None:
    claim = Claim("test.claim", "a test", expected="refuted", says="1/2 is less than 0")

    @claim.execution
    def _(run: Run) -> None:
        run.check("1/2 is positive", 0.5 > 0)

    found = settled(claim)
    assert (found.verdict, found.basis) == ("refuted", "computation") and found.counterexample is not None
    assert found.counterexample.to_json() == {"instance": "1/2 is positive", "found_by": "script"}


def test_a_denial_rests_on_a_theorem() -> None:
    claim = Claim("test.claim", "a test", exp(x) < 0, expected="refuted")

    @claim.denial()
    def _(chain: Derivation) -> None:
        assert isinstance(chain.goal, Not)
        at_0 = specialise(chain.goal.formula, 0)
        absurd = clash(at_0, chain.check(exp(0) > 0))
        chain.conclude(by_contradiction(chain.goal, absurd))

    found = settled(claim)
    assert (found.verdict, found.basis) == ("refuted", "theorem") and found.certificate


def test_a_claim_that_has_no_proof_is_no_lemma() -> None:
    false = Claim("test.false", "a test", Equal(x, x + 1), expected="refuted")
    claim = Claim("test.claim", "a test", Equal(x, x))

    @claim.derivation
    def _(chain: Derivation) -> None:
        chain.lemma(false)

    found = settled(claim)
    assert found.verdict == "undecided" and "test.false is not a claim with a proof" in found.reason
