r"""``:=`` in a check: an equation where the name is known, and no claim at all where nothing has introduced it."""

from __future__ import annotations

from tests.documents.readings import LOGITS, REALS, SOFTMAX, Case, judged

PROVED: list[Case] = [
    ("s := b + a", REALS, r"define $s \triangleq a + b$"),
    (r"p_i := \frac{e^{z_i}}{\sum_k e^{z_k}}", LOGITS, SOFTMAX),
]

REFUTED: list[Case] = [("s := a - b", REALS, "define $s := a + b$")]

UNREADABLE: list[tuple[str, Case]] = [
    ("write 'define' instead of 'check'", ("s := a + b", REALS)),
    ("write 'define' instead of 'check'", (r"s \coloneqq a + b", REALS)),
    ("write 'define' instead of 'check'", (r"p_i := \frac{e^{z_i}}{\sum_k e^{z_k}}", LOGITS)),
]

TestReadings = judged(PROVED, REFUTED, UNREADABLE)
