"""The Brier score of forecasts that are made in groups, and its three parts."""

from __future__ import annotations

from derive.language import *
from derive.proofs.definitions import j, k

group = index("g", "G")
weight = vector("w", "G")
forecast, frequency = matrix("F", "G", "K"), matrix("O", "G", "K")
overall = family(k, total(group, weight[group] * frequency[group, k]))

outcome_error = total(j, (forecast[group, j] - delta(j, k)) ** 2)
score = total(group, weight[group] * total(k, frequency[group, k] * outcome_error))
reliability = total(group, weight[group] * total(k, (forecast[group, k] - frequency[group, k]) ** 2))
resolution = total(group, weight[group] * total(k, (frequency[group, k] - overall[k]) ** 2))
uncertainty = total(k, overall[k] * (1 - overall[k]))
are_frequencies = forall(group, Equal(total(k, frequency[group, k]), 1))

decomposition = Claim(
    "brier.decomposition",
    r"Let group $g$ of the cases, a share $w_g$ of all, have the forecast $F_g$ and the class frequencies $O_g$. The "
    "mean Brier score is the mean squared distance of the forecasts from the frequencies, less that of the "
    r"frequencies from their average $o$, plus $\sum_k o_k (1 - o_k)$: reliability less resolution plus uncertainty",
    Equal(score, reliability - resolution + uncertainty),
    given=[*simplex(weight), are_frequencies],
    references=["murphy1973"],
    names=[Abbreviation(overall.array, "o")],
)

calibrated_forecasts = Claim(
    "brier.calibrated-is-best",
    "The mean Brier score exceeds that of the class frequencies as forecasts by the mean squared distance of the two: "
    "no forecast for the same groups is better than the frequencies",
    {
        "gap": Equal(score - replace(score, forecast, frequency), reliability),
        "least": replace(score, forecast, frequency) <= score,
    },
    given=[*simplex(weight), are_frequencies],
    references=["murphy1973"],
)
