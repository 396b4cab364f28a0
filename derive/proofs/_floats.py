"""Softmax and its kin as they are executed in floating point: the algorithms, operation by operation."""

from __future__ import annotations

from typing import Any

from derive.floats.execution import Operations


def naive_softmax(of: Operations, logits: list[Any]) -> list[Any]:
    """exp(zᵢ) over the sum of these."""
    exponentials = [of.exp(logit) for logit in logits]
    whole = of.added(exponentials)
    return [each / whole for each in exponentials]


def shifted(of: Operations, logits: list[Any]) -> list[Any]:
    """zᵢ − max z."""
    top = of.largest(logits)
    return [logit - top for logit in logits]


def shifted_softmax(of: Operations, logits: list[Any]) -> list[Any]:
    """Softmax of zᵢ − max z."""
    return naive_softmax(of, shifted(of, logits))


def log_softmax(of: Operations, logits: list[Any]) -> list[Any]:
    """(zᵢ − max z) − log Σ exp(zₖ − max z)."""
    differences = shifted(of, logits)
    log_of_sum = of.log(of.added([of.exp(each) for each in differences]))
    return [each - log_of_sum for each in differences]


def log_of_softmax(of: Operations, logits: list[Any]) -> list[Any]:
    """The logarithms of the entries of the shifted softmax."""
    return [of.log(each) for each in shifted_softmax(of, logits)]


def exp_of_log_softmax(of: Operations, logits: list[Any]) -> list[Any]:
    """The exponentials of the entries of log-softmax."""
    return [of.exp(each) for each in log_softmax(of, logits)]


def first_log_softmax(of: Operations, logits: list[Any]) -> list[Any]:
    """The first entry of log-softmax."""
    return log_softmax(of, logits)[:1]


def first_log_of_softmax(of: Operations, logits: list[Any]) -> list[Any]:
    """The logarithm of the first entry of the shifted softmax."""
    return log_of_softmax(of, logits)[:1]


def last_of_naive_softmax(of: Operations, logits: list[Any]) -> list[Any]:
    """The last entry of the naive softmax."""
    return naive_softmax(of, logits)[-1:]


def loss_from_logits(of: Operations, logits: list[Any]) -> list[Any]:
    """The cross entropy with the first class as target, from log-softmax."""
    return [-entry for entry in first_log_softmax(of, logits)]


def loss_from_probabilities(of: Operations, logits: list[Any]) -> list[Any]:
    """The cross entropy with the first class as target, from the shifted softmax."""
    return [-entry for entry in first_log_of_softmax(of, logits)]


def fused_gradient(of: Operations, values: list[Any]) -> list[Any]:
    """p − y, from the logits and the target."""
    logits, target = halves(values)
    return [p - y for p, y in zip(shifted_softmax(of, logits), target, strict=True)]


def separate_gradient(of: Operations, values: list[Any]) -> list[Any]:
    """The Jacobian of softmax applied to the slopes −y/p, from the logits and the target."""
    logits, target = halves(values)
    probabilities = shifted_softmax(of, logits)
    slopes = [-y / p for p, y in zip(probabilities, target, strict=True)]
    jacobian = [
        [p - p * q if i == j else -(p * q) for j, q in enumerate(probabilities)] for i, p in enumerate(probabilities)
    ]
    return [of.added([slope * entry for slope, entry in zip(slopes, row, strict=True)]) for row in jacobian]


def halves(values: list[Any]) -> tuple[list[Any], list[Any]]:
    """The first half and the second."""
    return values[: len(values) // 2], values[len(values) // 2 :]
