"""Softmax over clusters of classes, and what is said of distillation, soft labels and label smoothing."""

from __future__ import annotations

from derive.language import *
from derive.proofs.definitions import ARTICLE_001

clusters, words = scalar("C"), scalar("m")

cost = Claim(
    "adaptive-softmax.cost",
    "With $C$ clusters of $m$ words each, adaptive softmax needs fewer scores for all probabilities than the $C m$ of "
    "softmax: $C$ for the clusters and $C m$ within them",
    clusters + clusters * words < clusters * words,
    given=[clusters >= 2, words >= 2],
    expected="refuted",
    corrected_by="adaptive-softmax.cost-of-one-word",
    sources=[ARTICLE_001],
    references=["goodman2001", "grave2017"],
    note="A single probability is cheaper, which is what training needs.",
)

cost_of_one = Claim(
    "adaptive-softmax.cost-of-one-word",
    r"The probability of one word among $C m$ takes $C + m$ scores: at most $C m$, and at least $2 \sqrt{C m}$, which "
    "is reached for $C = m$",
    [
        clusters + words <= clusters * words,
        clusters + words >= 2 * sqrt(clusters * words),
        implies(Equal(clusters, words), Equal(clusters + words, 2 * sqrt(clusters * words))),
    ],
    given=[clusters >= 2, words >= 2],
    sources=[ARTICLE_001],
    references=["goodman2001", "grave2017"],
)

soft_labels = Claim(
    "soft-labels.more-information",
    "Soft labels often carry more information than one-hot labels",
    expected="informal",
    sources=[ARTICLE_001],
    references=["hinton2015"],
    note="How often, and which information, is not said. That the entropy of a one-hot label is 0, and that of any "
    "other one positive, is kl.soft-target-entropy-positive.",
)

distillation_high_temperature = Claim(
    "distillation.high-temperature",
    "Teachers use a softmax of higher temperature, and training starts with a high one",
    expected="informal",
    sources=[ARTICLE_001],
    references=["hinton2015"],
    note="A recipe for training, and no statement.",
)

label_smoothing = Claim(
    "variants.label-smoothing",
    "Label smoothing improves generalisation and works against overfitting",
    expected="informal",
    sources=[ARTICLE_001],
    references=["mueller2019"],
    note="An observation about trained networks, and no statement about functions.",
)
