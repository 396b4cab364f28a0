"""What the library says of softmax and of the maximum stays proved, or refuted, for the reasons it gives."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache

import pytest

from derive.floats.execution import gives
from derive.floats.formats import FLOAT64
from derive.kernel.terms import Formula, KernelError
from derive.language.claims import Claim
from derive.language.derivation import Derivation, ScriptError
from derive.language.evidence import Proof, Run
from derive.language.expressions import Equal, delta, exp, simplex, size, total
from derive.language.instance import Instance
from derive.library import discover
from derive.measure.rigorous.decide import decide
from derive.proofs import hardmax, jacobian, softmax, softmax_examples, softmax_inverse, softmax_meaning, softmax_shape
from derive.proofs._floats import shifted_softmax
from derive.proofs.definitions import c, i, j, k, p, scaled, shifted, z
from derive.proofs.definitions import softmax as sigma
from derive.verify.result import Result
from derive.verify.theorems import derive_claim
from derive.verify.verify import verify_claim

FILES = ("softmax.py", "hardmax.py", "softmax_")

PRINTED = {
    "softmax.definition": "proved",
    "softmax.logits-not-probabilities": "refuted",
    "softmax.positivity": "proved",
    "softmax.sums-to-one": "proved",
    "softmax.never-zero": "proved",
    "softmax.smooth": "proved",
    "softmax.surjective-closed-simplex": "refuted",
    "softmax.shift-invariance": "proved",
    "softmax.depends-only-on-differences": "proved",
    "softmax.common-factor": "refuted",
    "softmax.order-preserving": "proved",
    "softmax.amplification": "refuted",
    "softmax.matthew-effect": "refuted",
    "softmax.example-012": "computed",
    "softmax.example-013": "computed",
    "softmax.example-123": "computed",
    "softmax.example-125": "refuted",
    "softmax.example-12345": "computed",
    "softmax.coupled": "proved",
    "softmax.convexity-claim": "refuted",
    "softmax.nonconvex": "proved",
    "softmax.soft-version-of-max": "refuted",
    "softmax.generalises-sigmoid": "proved",
    "softmax.any-input": "refuted",
    "softmax.log-prob-input": "refuted",
    "softmax.scalar-notation": "refuted",
    "softmax.luce-axiom": "refuted",
    "softmax.saturation-limit": "proved",
    "softmax.logits-are-log-odds": "refuted",
    "softmax.example-zero-output": "refuted",
    "softmax.calibrated-output": "refuted",
    "hardmax.example": "proved",
    "hardmax.gradient-selected": "refuted",
    "max.gradient-sparse": "refuted",
}
"""What the articles say, and whether it is so."""

FOUND_BY_SEARCH = (
    "softmax.logits-not-probabilities",
    "softmax.amplification",
    "softmax.matthew-effect",
    "softmax.example-125",
    "softmax.convexity-claim",
    "softmax.log-prob-input",
    "softmax.scalar-notation",
    "softmax.luce-axiom",
    "softmax.logits-are-log-odds",
    "softmax.calibrated-output",
)
"""Statements that hold at every point, or would: the counterexample is not written down anywhere."""


@cache
def claims() -> dict[str, Claim]:
    return {claim.id: claim for claim in discover().claims}


@cache
def result(claim_id: str) -> Result:
    return verify_claim(claims()[claim_id], 20).result


def in_these_files() -> Iterator[Claim]:
    for claim in claims().values():
        if claim.where.replace("\\", "/").rpartition("/")[2].startswith(FILES):
            yield claim


@pytest.mark.parametrize("claim_id", sorted(PRINTED))
def test_what_the_articles_say_has_its_verdict_and_its_source(claim_id: str) -> None:
    claim, found = claims()[claim_id], result(claim_id)
    assert (claim.expected, found.verdict, found.passed) == (PRINTED[claim_id], PRINTED[claim_id], True), found.reason
    assert claim.sources


def test_what_is_refuted_is_said_right_by_another_claim_about_the_same_articles() -> None:
    refuted = [claim for claim in in_these_files() if claim.expected == "refuted"]
    assert len(refuted) == 17
    for claim in refuted:
        assert claim.corrected_by is not None, claim.id
        corrected = claims()[claim.corrected_by]
        assert corrected.expected in ("proved", "computed") and result(corrected.id).passed, result(corrected.id).reason
        assert corrected.sources == claim.sources, claim.id


def test_what_is_proved_about_real_numbers_rests_on_a_theorem_with_a_derivation_to_read() -> None:
    for claim in in_these_files():
        if claim.expected == "proved":
            found = result(claim.id)
            assert (found.verdict, found.basis) == ("proved", "theorem"), found.reason
            assert found.certificate and any(part.lines for part in found.parts), claim.id


@pytest.mark.parametrize("claim_id", FOUND_BY_SEARCH)
def test_the_counterexample_is_found_by_search(claim_id: str) -> None:
    found = result(claim_id).counterexample
    assert found is not None and found.found_by == "search"


def test_the_smallest_counterexamples_are_those_a_reader_would_give() -> None:
    scalar = result("softmax.scalar-notation").counterexample
    normalised = result("softmax.log-prob-input").counterexample
    at_0 = {"sizes": {"K": 2}, "values": {"z": ["0", "0"]}}
    for found in (scalar, normalised):
        assert found is not None and at_0.items() <= found.to_json().items()


# Attacks: the scripts prove what they say, and nothing near it -----------------------------------------


def run(claim: Claim, *statement: Formula, given: tuple[Formula, ...] | None = None) -> None:
    """Runs a claim's script for another statement, or under other hypotheses."""
    hypotheses = claim.statement.hypotheses if given is None else given
    derivation = Derivation(statement or claim.parts, hypotheses, lambda other: derive_claim(other)[0], claim.names)
    assert isinstance(claim.evidence, Proof) and claim.evidence.script is not None
    claim.evidence.script(derivation)
    derivation.finish()


def test_a_script_runs_for_its_own_statement() -> None:
    run(softmax.shift_invariance)
    run(softmax_shape.nonconvex)


def test_softmax_is_not_invariant_under_scaling() -> None:
    with pytest.raises((KernelError, ScriptError)):
        run(softmax.shift_invariance, Equal(sigma(scaled(c, z))[i], sigma(z)[i]))


def test_a_shift_of_one_logit_is_not_a_shift_of_all() -> None:
    with pytest.raises(KernelError, match="equality"):
        run(softmax.shift_invariance, Equal(sigma(shifted(z, c * delta(i, j)))[i], sigma(z)[i]))


def test_probabilities_do_not_sum_to_the_number_of_classes() -> None:
    with pytest.raises(KernelError, match="equality"):
        run(softmax.sums_to_one, Equal(total(i, p[i]), size()))


def test_one_class_is_not_coupled_to_itself() -> None:
    with pytest.raises(KernelError):
        run(jacobian.coupled, given=())


def test_components_are_not_shown_to_be_nonconvex_for_one_class() -> None:
    with pytest.raises(KernelError):
        run(softmax_shape.nonconvex, given=())


def test_the_hardmax_is_not_one_hot_without_a_unique_maximiser() -> None:
    with pytest.raises((KernelError, ScriptError)):
        run(hardmax.one_hot, given=(hardmax.maximiser,))


def test_the_gradient_of_the_maximum_needs_a_unique_maximiser() -> None:
    with pytest.raises(KernelError, match="no maximiser is proved to be the only one"):
        run(hardmax.gradient_unique_maximiser, given=(hardmax.maximiser,))


def test_logarithms_of_weights_that_may_be_zero_have_no_softmax() -> None:
    with pytest.raises(KernelError, match="log of something that is not proved positive"):
        run(softmax_inverse.of_logarithms, given=())


def test_the_open_simplex_is_not_denied_by_the_script_that_denies_the_closed_one() -> None:
    claim = softmax_inverse.surjective_closed_simplex
    attack = Claim(
        "softmax.attack",
        "Softmax does not reach the open simplex",
        *claim.parts,
        given=simplex(softmax_inverse.q, interior=True),
        expected="refuted",
        corrected_by="softmax.image",
    )
    attack.evidence = claim.evidence
    assert verify_claim(attack, 20).result.verdict == "undecided"


def test_logits_are_not_log_odds_even_with_the_lemma_on_ratios() -> None:
    with pytest.raises((KernelError, ScriptError)):
        run(softmax_meaning.relative_log_odds, *softmax_meaning.log_odds.parts)


# Worked numbers and floats -----------------------------------------------------------------------------


@pytest.mark.parametrize("decimals", (["0.0901", "0.2447", "0.6652"], ["0.0900", "0.2447", "0.6653"]))
def test_a_wrong_last_digit_is_noticed(decimals: list[str]) -> None:
    statements = softmax_examples.printed([0, 1, 2], decimals)
    assert [decide(statement, Instance()) for statement in statements].count(False) == 1


def test_a_printed_decimal_is_held_to_its_own_number_of_places() -> None:
    (statement, _) = softmax_examples.printed([0, 0], ["0.5", "0.500"])
    tolerance = statement.right  # type: ignore[attr-defined]
    assert tolerance.value == Fraction(1, 20)


def test_an_execution_that_gives_something_else_refutes_nothing() -> None:
    claim = Claim("softmax.attack", "a test", expected="refuted", says="finite logits give nan")

    @claim.execution
    def _(run: Run) -> None:
        run.check("softmax of (0, 0) is nan", gives(shifted_softmax, FLOAT64, [0, 0], ["nan", "nan"]))

    assert verify_claim(claim, 20).result.verdict == "undecided"


def test_the_soft_maximum_is_ill_typed_for_its_shapes_and_not_for_a_slip() -> None:
    found = result("softmax.soft-version-of-max")
    assert (found.verdict, found.basis) == ("refuted", "ill-typed")
    assert found.reason.startswith("ill-typed: an entry of an array")


def test_the_sum_of_exponentials_is_the_one_of_the_definition() -> None:
    assert softmax.definition.parts[1] == Equal(p[i] * total(k, exp(z[k])), exp(z[i]))
