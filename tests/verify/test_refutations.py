"""Every refuted claim of the library says where it fails: at an exact point, by its type, or as it was executed."""

from __future__ import annotations

import pytest

from derive.kernel.terms import IndexVariable, Variable, free_variables
from derive.language import (
    Claim,
    Derivation,
    Equal,
    by_contradiction,
    clash,
    exists,
    implies,
    index,
    point,
    real,
    scalar,
    vector,
)
from derive.language.evidence import Denial, Execution, IllTyped
from derive.language.expressions import Different, exp
from derive.library import discover
from derive.measure.ground.opened import open_statement
from derive.verify.verify import verify_claim

REFUTED = [claim for claim in discover().claims if claim.expected == "refuted"]
i, k = index("i"), index("k")
x, z = scalar("x"), vector("z")


@pytest.mark.parametrize("claim", REFUTED, ids=lambda claim: claim.id)
def test_a_refuted_claim_has_a_point_or_an_instance(claim: Claim) -> None:
    result = verify_claim(claim, 20).result
    assert (result.verdict, result.passed) == ("refuted", True), result.reason
    assert result.counterexample is not None
    told = result.counterexample.to_json()
    if isinstance(claim.evidence, (Execution, IllTyped)):
        assert told["instance"]
        return
    names = [
        {variable.name for variable in free_variables(part.conclusion)} for part in open_statement(claim.statement)
    ]
    given = {*told["values"], *told["indices"]}
    free = {variable.name for variable in free_variables_of(claim)}
    needed = [free] if isinstance(claim.evidence, Denial) else names
    assert any(of_a_part <= given for of_a_part in needed), "a variable of the part that fails has no value"
    assert {*told["indices"]} <= free.union(*names), "a class that the statement is not about"
    assert told["lhs"] or isinstance(claim.evidence, Denial)


def free_variables_of(claim: Claim) -> set[Variable | IndexVariable]:
    formulas = (*claim.statement.hypotheses, *claim.parts)
    return {variable for formula in formulas for variable in free_variables(formula)}


def test_of_a_statement_with_several_parts_the_one_that_fails_is_named() -> None:
    claim = Claim("test.claim", "A claim", [Equal(x, x), Equal(x, x + 1)], expected="refuted")
    found = verify_claim(claim, 20).result.counterexample
    assert found is not None and found.reason.startswith("part 2 of 2: ")


def test_a_class_that_only_witnesses_what_is_supposed_is_not_told() -> None:
    supposed = exists(k, Different(z[k], 0))
    claim = Claim("test.claim", "A claim", implies(supposed, exp(z[i]) > 1), expected="refuted")
    found = verify_claim(claim, 20).result.counterexample
    assert found is not None and found.point is not None
    assert [*found.point.indices] == ["i"]


def test_a_denial_is_of_the_statement_at_its_point() -> None:
    """A script cannot deny the statement at another point than the one that it names."""
    for value, verdict in ((-1, "refuted"), (2, "undecided")):
        claim = Claim("test.claim", "A claim", x > 1, expected="refuted")

        @claim.denial(point(x=value))
        def _(chain: Derivation) -> None:
            small = chain.check(real(-1) <= 1)
            chain.conclude(by_contradiction(chain.goal, clash(chain.denied, small)))

        found = verify_claim(claim, 20).result
        assert found.verdict == verdict, found.reason


def test_a_point_of_a_denial_is_about_the_variables_of_the_statement() -> None:
    claim = Claim("test.claim", "A claim", exp(x) < 0, expected="refuted")
    claim.denial(point(t=1))(lambda chain: None)
    assert "no free variable t" in verify_claim(claim, 20).result.reason
