r"""``\beta_t`` introduced as one name, and as an index on the left side of a definition: whatever else has the letter
``\beta`` with a subscript is then not about an array that nothing introduces."""

from __future__ import annotations

import pytest

from tests.documents.readings import Case, document, judged, verdicts_of

X = r"let $x \in \mathbb{R}^T$"
BETA = r"let $\beta_t \in (0, 1)$"
NAMES = (BETA, r"define $\alpha_t = 1 - \beta_t$")

COUNT = r"define $N_t = \sum_{s \le t} 1$"
SUM = r"define $S_t = \sum_{s \le t} x_s$"
PAIRS = r"define $S_t = \sum_{s < t} x_s x_t$"
TIMES = r"define $f(t, y) = \sum_{s \le t} y$"

PROVED: list[Case] = [
    (r"\lambda + \lambda_0 > \lambda", r"let $\lambda > 0$, $\lambda_0 > 0$"),
    (
        r"\lambda_n > n \lambda",
        r"let $x \in \mathbb{R}^n$, $\lambda > 0$, $\lambda_0 > 0$",
        r"define $\lambda_n = \lambda_0 + n \lambda$",
    ),
    ("n + n_0 > n", X, r"let $n_0 > 0$", r"let $n \in \{1, 2, \dots\}$"),
    ("x_1 + x_1 > 0", X, "let $x_1 > 0$"),
    ("N_t = t", X, COUNT),
    ("N_t = N_{t-1} + 1", X, COUNT),
    ("N_3 = 3", X, COUNT),
    ("N_T = T", X, COUNT),
    (r"N_t = \sum_{s=1}^t 1", X, COUNT),
    ("N_t = t - 1", X, r"define $N_t = \sum_{s < t} 1$"),
    ("N_t = T - t + 1", X, r"define $N_t = \sum_{s \ge t} 1$"),
    ("N_t = T - t", X, r"define $N_t = \sum_{t < s} 1$"),
    ("N_t = t", X, r"let $t \in \{1, \dots, T\}$", COUNT),
    ("S_1 = x_1", X, SUM),
    ("S_2 = x_1 + x_2", X, SUM),
    (r"S_T = \sum_s x_s", X, SUM),
    ("S_t = S_{t-1} + x_t", X, SUM),
    (r"S_t = x_t \sum_{s=1}^{t-1} x_s", X, PAIRS),
    ("P_t = c P_{t-1}", X, r"define $P_t = \prod_{s \le t} c$"),
    (r"t m_t = \sum_{s \le t} x_s", X, r"define $m_t = \frac1t \sum_{s \le t} x_s$"),
    (r"2 E = (\sum_s x_s)^2 - \sum_s x_s^2", X, r"define $E = \sum_{s < t} x_s x_t$"),
    (r"\sum_{s \le t} 1 = \frac12 T (T + 1)", X),
    (r"\alpha_t = 1 - \beta_t", *NAMES),
    (r"0 < \alpha_t < 1", *NAMES),
    (r"\beta_1 < 1", r"let $\beta \in \mathbb{R}^T$", r"assume $0 < \beta_t < 1$"),
]

REFUTED: list[Case] = [
    (r"\lambda_0 \ge \lambda", r"let $\lambda > 0$, $\lambda_0 > 0$"),
    ("N_t = T (T + 1) / 2", X, COUNT),
    ("N_t = T (T + 1) / 2", X, r"let $t \in \{1, \dots, T\}$", COUNT),
    ("N_t = T (T - 1) / 2", X, r"define $N_t = \sum_{s < t} 1$"),
    ("N_t = T (T + 1) / 2", X, r"define $N_t = \sum_{s \ge t} 1$"),
    ("N_t = T (T - 1) / 2", X, r"define $N_t = \sum_{s > t} 1$"),
    ("N_t = N_{t-1} + 2", X, COUNT),
    (r"2 S_t = (\sum_s x_s)^2 - \sum_s x_s^2", X, PAIRS),
    ("g(t) = c T (T + 1) / 2", X, r"define $g(t) = \sum_{s \le t} c$"),
    ("f(t, y) = y T (T + 1) / 2", X, TIMES),
]

PART_OF_NAME = "'t' is part of the name on the left side"
ONE_NAME = r"'\{}_t' is one name here, and"

UNREADABLE: list[tuple[str, Case]] = [
    (PART_OF_NAME, ("N_{t+1} = T (T + 1) / 2", X, r"define $N_{t+1} = \sum_{s \le t} 1$")),
    (PART_OF_NAME, ("N_1 = 1", X, r"define $N_{t+1} = \sum_{s \le t} 1$")),
    (PART_OF_NAME, ("N^{(t)} = T (T + 1) / 2", X, r"define $N^{(t)} = \sum_{s \le t} 1$")),
    (PART_OF_NAME, ("S_1 = x_1", X, SUM, "define $S_u = x_u$")),
    (PART_OF_NAME, ("N_t = 1", X, r"let $t \in \mathbb{R}$", COUNT)),
    (PART_OF_NAME, ("N_t = 1", r"let $x \in \mathbb{R}^t$", COUNT)),
    ("'N' is not known", ("N_1 = 1", X, r"define $N_{t+1} = \sum_{s \le t} 1$")),
    ("'M' is not known", ("M_1 = x_1", X, r"define $M_t = \max_{s \le t} x_s$")),
    ("has two readings", ("E_{st} = 1", X, r"define $E_{st} = \sum_{s < t} x_s x_t$")),
    (ONE_NAME.format("alpha"), (r"\alpha_1 = 1 - \beta_1", *NAMES)),
    (ONE_NAME.format("alpha"), (r"\alpha_s = 1 - \beta_s", *NAMES)),
    (ONE_NAME.format("alpha"), (r"\alpha_{t+1} = 1 - \beta_{t+1}", *NAMES)),
    (ONE_NAME.format("alpha"), (r"\sum_s \alpha_s = 1", *NAMES)),
    (ONE_NAME.format("beta"), (r"\beta_1 < 1", r"let $0 < \beta_t < 1$")),
    (ONE_NAME.format("beta"), (r"\beta_t > 0", X, r"let $\beta_t \in \mathbb{R}$", r"assume $\beta_s > 0$")),
    ("'a_t' is one name here, and", ("a_1 = c", "define $a_t = c$")),
    ("'w_t' is one name here, and", ("w_1 = c", "define $w_t = c t$")),
    ("'w_t' is one name here, and", ("w_1 = 1", r"define $w_t = \begin{cases} 1 & t = 1 \\ 0 & t \ne 1 \end{cases}$")),
    (r"'\bar\alpha_t' is one name", (r"\bar\alpha_2 = 1", r"define $\bar\alpha_t = \prod_{s=1}^t \alpha_s$")),
    (r"'\alpha_st' is one name", (r"\alpha_{11} = 1", r"let $\beta_{st} > 0$", r"define $\alpha_{st} = \beta_{st}$")),
    ("and 't' an index here", ("f(1) = f(2)", X, BETA, r"define $f(t) = \beta_t x_t$")),
    ("and 't' an index here", (r"x_s < \beta_t", X, BETA, r"assume $x_t < \beta_t$")),
]

TestReadings = judged(PROVED, REFUTED, UNREADABLE)


@pytest.mark.parametrize(
    "case",
    [
        (r"\theta_i - \theta_i = 0", r"let $\theta_{\mathrm{old}} \in \mathbb{R}$"),
        (r"\theta_1 - \theta_1 = 0", r"let $\theta_0 \in \mathbb{R}$"),
    ],
    ids="; ".join,
)
def test_a_word_or_number_below_a_name_leaves_its_letter_free(case: Case) -> None:
    assert verdicts_of([case]) == {case: "proved"}


def test_what_is_assumed_of_another_name_is_no_longer_known_of_the_first() -> None:
    messages = [
        e.message for e in document((r"\beta_t > 0", r"let $\beta_t \in \mathbb{R}$", r"assume $\beta_s > 0$")).errors
    ]
    assert any(r"what is assumed of '\beta_{t}' is not known" in message for message in messages)
