r"""Dots in a chain of equations, ``z_1 = \dots = z_K``: all of the entries are equal, and nothing less.

Each claim that holds stands beside the twin that only a wrong reading would prove."""

from __future__ import annotations

from tests.documents.readings import LOGITS, SIMPLEX, SOFTMAX, Case, judged

EQUAL = r"assume here $z_1 = \dots = z_K$"

PROVED: list[Case] = [
    ("z_k = z_j", LOGITS, EQUAL),
    ("z_k = z_j", LOGITS, r"assume $z_1 = z_2 = \dots = z_K$"),
    (r"p_i = \frac1K", SIMPLEX, r"assume $p_1 = p_2 = \dots = p_K = \frac1K$"),
    (r"p_1 = p_2 = \dots = p_K = \frac1K", LOGITS, SOFTMAX, r"assume $z_1 = \dots = z_K$"),
    # what the formula has for an index is not the index of the list
    ("p_k p_j = q_k q_j", SIMPLEX, r"assume here $p_1 = q_1, \dots, p_K = q_K$"),
]

REFUTED: list[Case] = [
    ("z_k = 0", LOGITS, EQUAL),
    (r"p_1 = \dots = p_K", SIMPLEX),
]

UNREADABLE: list[tuple[str, Case]] = [
    ("do not differ by an index", (r"p_1 = p_3 = \dots = p_K", SIMPLEX)),
    ("do not differ by an index", (r"p_1 = \dots = q_K", SIMPLEX)),
    ("do not differ by an index", (r"p_1 = \dots = p_5", r"let $p \in \Delta^{4}$")),
    ("dots between relations", (r"p_1 \ge \dots \ge p_K", SIMPLEX)),
    ("dots between relations", (r"p_1 = p_2 \ge \dots \ge p_K", SIMPLEX)),
]

TestReadings = judged(PROVED, REFUTED, UNREADABLE)
