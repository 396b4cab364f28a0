"""The Jacobian, log-sum-exp, maximum entropy: proved, or refuted for the reasons that the library gives."""

from __future__ import annotations

from functools import cache

import pytest

from derive.kernel import rules
from derive.kernel.certificate import CertificateError, check_certificate
from derive.kernel.terms import KernelError
from derive.language import (
    Claim,
    D,
    Derivation,
    Different,
    Equal,
    Real,
    ScriptError,
    both,
    conjunction,
    delta,
    family,
    forall,
    index,
    rank,
    size,
    total,
    vector,
)
from derive.language.evidence import Proof
from derive.lemmas import rank_from_null_space
from derive.library import discover
from derive.proofs import convexity, jacobian, jacobian_rank, lse, lse_convexity, maximum_entropy
from derive.proofs.definitions import i, j, k, log_sum_exp, p, softmax, v, w, z
from derive.verify.certify import write_certificate
from derive.verify.result import Result
from derive.verify.theorems import derive_claim
from derive.verify.verify import verify_claim

FILES = ("jacobian", "lse", "maximum_entropy", "exponential_", "convexity", "relative_entropy")

PRINTED = {
    "softmax.jacobian": "proved",
    "softmax.jacobian-offdiagonal-label": "refuted",
    "softmax.exp-partials": "proved",
    "softmax.jacobian-symmetric": "proved",
    "softmax.jacobian-psd": "proved",
    "softmax.jacobian-row-sum": "proved",
    "softmax.jacobian-rank": "proved",
    "softmax.jacobian-rank-reason": "refuted",
    "softmax.jacobian-saturation": "proved",
    "softmax.saturation-slow-training": "refuted",
    "softmax.vanishing-linear": "refuted",
    "softmax.perturbation": "refuted",
    "softmax.jacobian-norm": "proved",
    "lse.gradient": "proved",
    "lse.hessian": "proved",
    "lse.hessian-positive-definite": "refuted",
    "lse.strict-convexity": "refuted",
    "lse.convex": "proved",
    "lse.gradient-monotone": "proved",
    "convex.strict-gradient-injective": "refuted",
    "softmax.injective": "refuted",
    "lse.smooth-max-limit": "proved",
    "lse.max-shift": "proved",
    "maxent.stationarity": "refuted",
    "maxent.global-optimum": "proved",
    "maxent.free-lambda": "refuted",
    "maxent.least-bias": "informal",
    "expfam.categorical": "proved",
    "expfam.multinomial-name": "refuted",
    "expfam.log-partition-normaliser": "refuted",
    "expfam.link-function": "refuted",
    "expfam.mle-forces-softmax": "refuted",
    "expfam.gradient-unification": "proved",
}
"""What the articles say, and whether it is so."""

DENIED_BY_PROOF = ("convex.strict-gradient-injective", "maxent.stationarity", "softmax.saturation-slow-training")
"""Denied existences; every other counterexample is found by search."""


@cache
def library() -> dict[str, Claim]:
    """All claims of the library, by id."""
    return {claim.id: claim for claim in discover().claims}


@cache
def verified(claim_id: str) -> Result:
    """The result for a claim, at few digits."""
    return verify_claim(library()[claim_id], 20).result


def of_these_topics() -> list[Claim]:
    """The claims of the files that this module is about."""
    return [c for c in library().values() if c.where.rpartition(":")[0].rpartition("/")[2].startswith(FILES)]


def test_every_entry_about_these_topics_is_a_claim_with_the_expected_verdict() -> None:
    assert {name: library()[name].expected for name in PRINTED} == PRINTED


@pytest.mark.parametrize("claim", [c for c in of_these_topics() if c.expected == "proved"], ids=lambda claim: claim.id)
def test_a_true_claim_has_a_theorem_of_exactly_its_statement_that_survives_rechecking(claim: Claim) -> None:
    theorem, _ = derive_claim(claim)
    checked = check_certificate(write_certificate(theorem, claim.id))
    assert checked.conclusion == claim.statement.conclusion
    assert set(checked.hypotheses) == set(claim.statement.hypotheses)


@pytest.mark.parametrize("claim_id", [name for name, verdict in PRINTED.items() if verdict == "refuted"])
def test_a_false_statement_is_refuted_and_its_correction_is_expected_to_be_proved(claim_id: str) -> None:
    claim, result = library()[claim_id], verified(claim_id)
    assert result.verdict == "refuted" and result.counterexample is not None
    assert not isinstance(claim.evidence, Proof)
    assert claim.corrected_by is not None and library()[claim.corrected_by].expected == "proved"


@pytest.mark.parametrize(
    "claim_id", [name for name, verdict in PRINTED.items() if verdict == "refuted" and name not in DENIED_BY_PROOF]
)
def test_counterexamples_are_found_by_search_at_two_classes_or_fewer(claim_id: str) -> None:
    found = verified(claim_id).counterexample
    assert found is not None and found.found_by == "search" and found.point is not None
    assert max(found.point.sizes.values(), default=1) <= 2


@pytest.mark.parametrize("claim_id", DENIED_BY_PROOF)
def test_a_denied_existence_is_refuted_by_a_kernel_proof(claim_id: str) -> None:
    found = verified(claim_id).counterexample
    assert found is not None and found.found_by == "script"


def test_the_informal_entry_is_listed_with_its_reason_and_never_proved() -> None:
    result = verified("maxent.least-bias")
    assert result.verdict == "informal" and "principle" in result.reason


def chain_for(claim: Claim) -> Derivation:
    """An empty derivation of a claim."""
    return Derivation(claim.parts, claim.statement.hypotheses, lambda lemma: derive_claim(lemma)[0], claim.names)


@pytest.mark.parametrize(
    "entry",
    [p[i] * (delta(i, j) - p[i]), p[i] * (delta(i, j) + p[j]), p[i] * delta(i, j)],
    ids=["p_i for p_j", "plus for minus", "no coupling"],
)
def test_a_wrong_jacobian_is_refused(entry: Real) -> None:
    with pytest.raises(KernelError, match="normal forms"):
        chain_for(jacobian.jacobian).check(Equal(D(p[i], z[j]), entry))


def test_a_full_rank_is_not_concluded_from_the_null_space() -> None:
    chain = chain_for(jacobian_rank.jacobian_rank)
    null_space = rules.conjunct(chain.lemma(jacobian_rank.jacobian_rank).theorem, 0)
    matrix = rank(i, j, D(p[i], z[j]))
    with pytest.raises(KernelError, match="normal forms"):
        rank_from_null_space(Equal(matrix, size()), null_space)


def test_the_null_space_of_one_matrix_says_nothing_of_the_rank_of_another() -> None:
    chain = chain_for(jacobian_rank.jacobian_rank)
    null_space = rules.conjunct(chain.lemma(jacobian_rank.jacobian_rank).theorem, 0)
    with pytest.raises(KernelError, match="normal forms"):
        rank_from_null_space(Equal(rank(i, j, p[i] * delta(i, j)), size() - 1), null_space)


def test_strict_convexity_is_not_established_even_where_the_ends_differ() -> None:
    theta, between, chord = lse_convexity.theta, lse_convexity.between, lse_convexity.chord
    given = (theta > 0, theta < 1, Different(z[1], w[1]))
    with pytest.raises(KernelError, match="sign"):
        rules.by_normal_form(log_sum_exp(between) < chord, given, ())  # type: ignore[arg-type]


def test_a_script_that_proves_the_convex_statement_does_not_pass_for_the_strict_one() -> None:
    printed, proved = library()["lse.strict-convexity"], library()["lse.convex"]
    chain = chain_for(printed)
    with pytest.raises(ScriptError, match="not the formula"):
        chain.conclude(chain.lemma(proved))


def test_a_lemma_is_not_applied_where_its_requirement_fails() -> None:
    chain = chain_for(jacobian_rank.rank_where_positive)
    one_hot = family(k, delta(k, index("b")))
    for weights in (w, one_hot):
        with pytest.raises(KernelError):
            chain.lemma(jacobian_rank.no_spread, q=weights)


def test_a_lemma_whose_letters_mean_something_else_here_is_applied_to_the_right_values() -> None:
    chain = chain_for(lse.variational)
    gradient = chain.lemma(lse.gradient)
    swapped = chain.at(conjunction(gradient, gradient), z=w, i=j)
    expected = Equal(D(log_sum_exp(w), w[j]), softmax(w)[j])
    assert swapped.conclusion == both(expected, expected)


def test_the_multiplier_needs_the_mean_strictly_inside() -> None:
    theorem, _ = derive_claim(maximum_entropy.maximum_entropy)
    certificate = write_certificate(theorem, "maxent.softmax")
    certificate["statement"]["hypotheses"] = []
    with pytest.raises(CertificateError):
        check_certificate(certificate)


def test_the_gradient_inequality_is_not_strict_without_strict_hypotheses() -> None:
    chain = chain_for(convexity.corrected)
    x, y, g, h = convexity.x, convexity.y, convexity.slope_x, convexity.slope_y
    weak = (
        convexity.value_y >= convexity.value_x + total(k, g[k] * (y[k] - x[k])),
        convexity.value_x >= convexity.value_y + total(k, h[k] * (x[k] - y[k])),
    )
    goal = total(k, (g[k] - h[k]) * (x[k] - y[k])) > 0
    chain.given = ()
    with pytest.raises(KernelError, match="sign"):
        chain.check(goal, by=[(1, rules.assume(formula)) for formula in weak])


def test_a_weighted_spread_says_nothing_where_a_weight_may_be_zero() -> None:
    weights = vector("q")
    spread = total((i, j), weights[i] * weights[j] * (v[i] - v[j]) ** 2)
    with pytest.raises(KernelError, match="sign"):
        rules.by_normal_form(spread > 0, (forall(k, weights[k] >= 0),), ())  # type: ignore[arg-type]
