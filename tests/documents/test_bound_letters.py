r"""Letters that a sign binds without bounds: what was declared of them says what they run over, or is in the way."""

from __future__ import annotations

from tests.documents.readings import VECTORS, Case, judged

VECTOR = r"let $x \in \mathbb{R}^n$"

PROVED: list[Case] = [
    (r"\sum_c p_c = 1", r"let $p \in \Delta^{K-1}$, $c \in \{1, \dots, K\}$"),
    (r"\sum_{k=1}^n x_k = \sum_i x_i", VECTOR, r"let $k > 0$"),  # with bounds the letter is the sum's own
    (r"\sum_i \left( x_i + \sum_i y_i \right) = \sum_i x_i + n \sum_i y_i", VECTORS),
]

REFUTED: list[Case] = [
    (r"\sum_c p_c = 2", r"let $p \in \Delta^{K-1}$, $c \in \{1, \dots, K\}$"),
]

UNREADABLE: list[tuple[str, Case]] = [
    ("what it runs over", (r"\sum_i x_i = x_1 + x_2 + x_3 + x_4", r"let $i \in \{1, 2, 3\}$, $x \in \mathbb{R}^4$")),
    ("what it runs over", (r"\min_i x_i \le x_3", VECTOR, r"let $i \in \{1, 2\}$")),
    ("what it runs over", (r"\sum_y \delta_{y2} = 1", r"let $y \in \{0, 1\}$")),
    ("what it runs over", (r"\sum_y 1 = n", VECTOR, r"let $y \in \mathbb{R}$")),
    ("what it runs over", (r"\prod_t x_t = \prod_{j=1}^n x_j", VECTOR, r"let $t > 0$")),
    ("the classes are written", (r"\sum_i x_i = \sum_{j=1}^n x_j", VECTOR, r"let $i \in \{2, \dots, n\}$")),
    ("is not known", (r"\sum_i x_i = \sum_{j=1}^n x_j", VECTOR, r"let $i \in \mathcal{I}$")),
    ("is not a size", (r"\sum_i 1 = n", VECTOR, r"let $i \in \{1, \dots, n-1\}$")),
    ("do not agree", (r"\sum_i x_i = \sum_{j=1}^n x_j", VECTOR, r"let $i \in \{1, \dots, m\}$")),
]

TestReadings = judged(PROVED, REFUTED, UNREADABLE)
