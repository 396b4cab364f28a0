r"""Intervals whose ends have letters, ``\alpha \in (0, \beta]``: each end is a bound, open or closed as it is written.

Each claim that holds stands beside the twin that only a wrong reading would prove."""

from __future__ import annotations

from tests.documents.readings import Case, judged

HALF_OPEN = r"let $\beta > 0$, $\alpha \in (0, \beta]$"
STEP = r"let $\beta > 0$, $\eta \in (0, \frac{2}{\beta})$"

PROVED: list[Case] = [
    (r"\alpha \le \beta", HALF_OPEN),
    (r"\alpha > 0", HALF_OPEN),
    (r"\eta \beta < 2", STEP),
    (r"a \le c", r"let $a, c \in \mathbb{R}$, $b \in [a, c]$"),
    (r"\eta + \mu < 2 c", r"let $c > 0$, $\eta, \mu \in (0, c)$"),
    (r"x_i \le c", r"let $c > 0$, $x_i \in [0, c]$"),
]

REFUTED: list[Case] = [
    (r"\alpha < \beta", HALF_OPEN),
    (r"\eta \beta < 1", STEP),
    (r"a < c", r"let $a, c \in \mathbb{R}$, $b \in [a, c]$"),
    (r"x_1 = x_2", r"let $c > 0$, $x_i \in [0, c]$"),
]

UNREADABLE: list[tuple[str, Case]] = [
    ("has the letter 'c', which no declaration above introduces", ("a = a", r"let $a \in (0, c)$")),
    ("has the letter 'n'", ("b = b", r"let $x \in \mathbb{R}^n$, $b \in [1, n]$")),
    ("is not a number", ("x_1 = x_1", r"let $c > 0$, $x \in (0, c)^n$")),
]

TestReadings = judged(PROVED, REFUTED, UNREADABLE)
