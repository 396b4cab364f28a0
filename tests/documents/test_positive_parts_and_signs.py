r"""``[x]_+``, the positive part of a number, and ``\{\pm 1\}`` as a set.

Each claim that holds stands beside the twin that only a wrong reading would prove."""

from __future__ import annotations

from tests.documents.readings import Case, judged

NUMBER = r"let $x \in \mathbb{R}$"
VECTOR = r"let $x \in \mathbb{R}^n$"
FUNCTION = "define $f(x) = x + 1$"

PROVED: list[Case] = [
    (r"[x]_+ = \max(0, x)", NUMBER),
    (r"[1 - x]_+ \ge 1 - x", NUMBER),
    (r"\left( x \right)_{+} - [-x]_+ = x", NUMBER),
    (r"[x]_+^2 \le x^2", NUMBER),
    (r"[x_i]_+ \ge x_i", VECTOR),
    (r"[f(x)]_+ \ge x", NUMBER, FUNCTION),
    ("y^2 = 1", r"let $y \in \{\pm 1\}$"),
    ("y_i^2 = 1", r"let $y \in \{\pm 1\}^n$"),
    (r"y^3 = y", r"let $y \in \{0, \pm 1\}$"),
]

REFUTED: list[Case] = [
    ("[x]_+ = x", NUMBER),
    ("[x]_+^2 = x^2", NUMBER),
    ("[x]_+ + [-x]_+ = x", NUMBER),
    ("y = 1", r"let $y \in \{\pm 1\}$"),
    ("y = -1", r"let $y \in \{\pm 1\}$"),
    ("y^2 = 1", r"let $y \in \{0, \pm 1\}$"),
]

UNREADABLE: list[tuple[str, Case]] = [
    ("a negative part has two readings", (r"[x]_- \le x", NUMBER)),
    ("compare numbers, not a vector", ("[x]_+ = x", VECTOR)),
    ("is not an index", ("[x]_{++} = x", NUMBER)),
    ("is not an index", ("f(x)_+ = f(x)", NUMBER, FUNCTION)),
    ("is not defined", ("x_+ = x", NUMBER)),
    ("is not a number", ("y^2 = 1", r"let $y \in \{\pm\}$")),
    ("is not a number", ("y^2 = 1", r"let $y \in \{\pm_2 1\}$")),
    ("is not a number", ("y^2 = 1", r"let $y \in \{\}$")),
    ("each once", ("y^2 = 1", r"let $y \in \{1, \pm 1\}$")),
    ("each once", ("y = 0", r"let $y \in \{\pm 0\}$")),
]

TestReadings = judged(PROVED, REFUTED, UNREADABLE)
