"""The claims of the library that Coq proves again: a list that may only become longer."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from derive.export.coq.compiler import Compiled
from derive.export.coq.export import export
from tests.export.theorems import CORE, theorem

NIGHTLY = bool(os.environ.get("DERIVE_NIGHTLY"))

PROVED_AGAIN = [
    "ce.gradient",
    "ce.hessian-null-vector",
    "ce.hessian-psd",
    "convex.gradient-injective-onto-image",
    "expfam.canonical-scores",
    "expfam.categorical",
    "expfam.gradient-unification",
    "expfam.inverse-link",
    "expfam.normaliser",
    "fp.denominator-at-least-one",
    "fp.shift-not-positive",
    "fp.shifted-sum-bounds",
    "hardmax.example",
    "hardmax.locally-constant",
    "hardmax.one-hot",
    "kl.gibbs-inequality",
    "lse.convex",
    "lse.gradient",
    "lse.gradient-monotone",
    "lse.hessian",
    "lse.hessian-semidefinite",
    "lse.max-shift",
    "lse.strict-modulo-shift",
    "lse.variational",
    "max.at-maximiser",
    "max.gradient-unique-maximiser",
    "maxent.global-optimum",
    "maxent.multiplier-determined",
    "maxent.softmax",
    "maxent.uniform",
    "softmax.amplification-by-scale",
    "softmax.any-finite-input",
    "softmax.calibrated-logits",
    "softmax.common-positive-factor",
    "softmax.component-notation",
    "softmax.coupled",
    "softmax.definition",
    "softmax.depends-only-on-differences",
    "softmax.exp-partials",
    "softmax.generalises-sigmoid",
    "softmax.injective-modulo-shifts",
    "softmax.jacobian",
    "softmax.jacobian-cases",
    "softmax.jacobian-norm",
    "softmax.jacobian-psd",
    "softmax.jacobian-rank",
    "softmax.jacobian-rank-positive",
    "softmax.jacobian-row-sum",
    "softmax.jacobian-saturation",
    "softmax.jacobian-symmetric",
    "softmax.log-concave",
    "softmax.logits-unconstrained",
    "softmax.logits-up-to-a-constant",
    "softmax.luce-ratio-scale",
    "softmax.never-zero",
    "softmax.of-logarithms",
    "softmax.order-preserving",
    "softmax.positivity",
    "softmax.relative-log-odds",
    "softmax.saturation-bounded-slope",
    "softmax.shift-by-maximum",
    "softmax.shift-invariance",
    "softmax.sums-to-one",
    "softmax.zero-output",
    "tilting.one-term",
    "tilting.sum-becomes-positive",
    "tilting.sum-increases",
    "variance.zero-only-if-constant",
]


@pytest.mark.sampled
@pytest.mark.parametrize("claim_id", PROVED_AGAIN if NIGHTLY else PROVED_AGAIN[::9])
def test_it_is_exported_and_read_back(claim_id: str) -> None:
    found = export(theorem(claim_id), claim_id)
    assert found.text, found.reason


@pytest.mark.coq
@pytest.mark.sampled
@pytest.mark.skipif(not NIGHTLY, reason="compiled in the nightly run")
@pytest.mark.parametrize("claim_id", PROVED_AGAIN)
def test_it_is_proved_again(claim_id: str, compiled: Callable[[str], Compiled]) -> None:
    found = compiled(export(theorem(claim_id), claim_id).text)
    assert found.accepted, found.reason


def test_the_list_is_not_shortened() -> None:
    assert len(set(PROVED_AGAIN)) == len(PROVED_AGAIN) >= 68
    assert set(CORE) <= set(PROVED_AGAIN)
