r"""``\sum_{s=1}^t x_s`` and ``\prod_{s=1}^t``, where t is an index: what is claimed is claimed of every sequence and
every t, and refuted by a sequence and a t only.

Each claim that holds stands beside the twin that only a wrong reading would prove."""

from __future__ import annotations

import pytest

from derive.documents.reader import read_text
from derive.kernel.terms import free_variables
from tests.documents.readings import Case, document, judged, verdicts_of
from tests.documents.round_trips import failure

X = r"let $x \in \mathbb{R}^T$"
POSITIVE = r"let $x \in \mathbb{R}^T$, $x_k > 0$"
FRACTIONS = r"let $a \in \mathbb{R}^T$, $a_k > 0$, $a_k < 1$"
DISTRIBUTION = r"let $p \in \Delta^{T-1}$"
CUMULATIVE = r"define $F_t = \sum_{s=1}^t p_s$"
SUM = r"define $S_t = \sum_{s=1}^t x_s$"
PRODUCT = r"define $\bar{a}_t = \prod_{s=1}^t a_s$"
RETURN = r"define $G_t = \sum_{k=t}^T x_k$"
MEAN = r"define $m_t = \frac{1}{t} \sum_{s=1}^t x_s$"
LATER = "assume $t > 1$"
INDEX = r"let $t \in \{1, \dots, T\}$"
FROM_ZERO = r"let $t \in \{0, \dots, T-1\}$"
STEP = "m_t = m_{t-1} + ?(x_t - m_{t-1})"

PROVED: list[Case] = [
    (r"\sum_{s=t+1}^T x_s > 0 \text{ for } t < T", POSITIVE, INDEX),  # the last t is none of them
    (r"t < T \implies \sum_{s=t+1}^T 1 \ge 1", X, INDEX),
    (r"\sum_{s=t+1}^T 1 + \sum_{s=1}^{t-1} 1 \ge 1", X, INDEX, r"assume $x_1 \ne x_T$"),  # so that T > 1
    (r"\sum_{s=1}^t x_s = \sum_{s=1}^T x_s \text{ if } t \ge T", X, INDEX),
    ("S_t = S_{t-1} + x_t", X, SUM),
    ("S_{t+1} - S_t = x_{t+1}", X, SUM),
    ("S_{t+1} = S_{t-1} + x_t + x_{t+1}", X, SUM),
    (r"S_t + \sum_{s > t} x_s = \sum_s x_s", X, SUM),
    (r"S_t + \sum_{s=t+1}^T x_s = \sum_s x_s", X, SUM),
    (r"S_t = \sum_{s \le t} x_s", X, SUM),
    (r"S_t = \sum_{1 \le s \le t} x_s", X, SUM),
    (r"S_t = \sum_{k=1}^t x_k", X, SUM),
    ("S_T = \\sum_k x_k", X, SUM),
    ("S_2 = x_1 + x_2", X, SUM),
    ("S_t = x_1 \\text{ if } t = 1", X, SUM),
    ("S_t = \\sum_k x_k \\text{ if } t = T", X, SUM),
    ("S_{t-1} > 0", POSITIVE, SUM, LATER),
    ("S_{t-1} > 0 \\text{ for } t \\ge 2", POSITIVE, SUM),
    ("S_{t-1} > 0, \\quad t = 2, \\dots, T", POSITIVE, SUM),
    ("S_t = t", X, SUM, "assume $x_k = 1$"),
    (r"S_t \le t \le T", X, SUM, r"assume $x_k \le 1$"),
    (r"\sum_{s=1}^t x_s = x_t + \sum_{s=1}^{t-1} x_s", X, INDEX),
    (r"x_i + \sum_{j < i} x_j + \sum_{j > i} x_j = \sum_j x_j", r"let $x \in \mathbb{R}^n$"),
    (r"\sum_{j < i} x_j + x_i + \sum_{j > i} x_j = \sum_j x_j", r"let $x \in \mathbb{R}^n$"),
    (r"S_i + x_i = \sum_{j \le i} x_j", r"let $x \in \mathbb{R}^n$", r"define $S_i = \sum_{j < i} x_j$"),
    (r"\bar{a}_t = \bar{a}_{t-1} a_t", FRACTIONS, PRODUCT),
    (r"0 < \bar{a}_t < \bar{a}_{t-1}", FRACTIONS, PRODUCT),
    (r"\bar{a}_t < 1", FRACTIONS, PRODUCT),
    (r"\frac{\bar{a}_t}{1 - \bar{a}_t} < \frac{\bar{a}_{t-1}}{1 - \bar{a}_{t-1}}", FRACTIONS, PRODUCT, LATER),
    (r"(\prod_{s=1}^t a_s) \prod_{s=t+1}^T a_s = \prod_s a_s", FRACTIONS),
    (r"\log \bar{a}_t = \sum_{s=1}^t \log a_s", FRACTIONS, PRODUCT),
    ("G_t = x_t + G_{t+1}", X, RETURN),
    (r"G_t + \sum_{s=1}^{t-1} x_s = \sum_s x_s", X, RETURN),
    (r"t m_t = \sum_{s=1}^t x_s", X, MEAN),
    (STEP.replace("?", r"\frac1t"), X, MEAN, LATER),
    (r"0 \le F_t \le 1", DISTRIBUTION, CUMULATIVE),
    ("F_t - F_{t-1} = p_t", DISTRIBUTION, CUMULATIVE),
    ("F_T = 1", DISTRIBUTION, CUMULATIVE),
    (r"\sum_{s=1}^t \delta_{su} x_s + \sum_{s > t} \delta_{su} x_s = x_u", X, INDEX),
    (r"S_t = 2 x_{t-1} + 1 + S_{t-2}", X, SUM, "assume here $x_t = x_{t-1} + 1$"),
    (r"\sum_{s=1}^t X_{si} = X_{ti} + \sum_{s=1}^{t-1} X_{si}", r"let $X \in \mathbb{R}^{T \times d}$", INDEX),
    (r"\sum_{s=0}^t x_s = x_t + \sum_{s=0}^{t-1} x_s", "indices from 0", X, INDEX),
    (r"\sum_{s=0}^t x_s = t + 1", "indices from 0", X, FROM_ZERO, "assume $x_k = 1$"),
]

REFUTED: list[Case] = [
    (r"\sum_{s=1}^t s x_s = S_t", X, SUM),
    ("x^\\top A x = S_t", X, r"let $A \in \mathbb{R}^{T \times T}$", SUM),
    (r"\sum_{s=1}^t R_s = 1", X, r"define $R_t = t x_t$"),
    (r"\delta_{tT} \sum_{s=1}^t x_s = 0", X, INDEX),  # the case t = T is one of its own
    (r"\mathbb{1}[t = T] \sum_{s=1}^t x_s = 0", X, INDEX),
    (r"\sum_{s=1}^t x_s \delta_{sT} = 0", X, INDEX),
    (r"\sum_{s=1}^t \delta_{sT} = 0", X, INDEX),
    (r"e^{\delta_{tT}} \sum_{s=1}^t x_s = \sum_{s=1}^t x_s", X, INDEX),
    (r"\begin{cases} 5 & t = T \\ 0 & t \ne T \end{cases} + \sum_{s=1}^t x_s = \sum_{s=1}^t x_s", X, INDEX),
    ("S_t = S_{t-1} + x_{t-1}", X, SUM),
    ("S_t = S_{t-1} - x_t", X, SUM),
    ("S_t = \\sum_k x_k", X, SUM),
    ("S_t = x_t", X, SUM),
    ("S_t = x_1", X, SUM),
    ("S_{t-1} > 0", POSITIVE, SUM),
    ("S_{t-1} > 0", POSITIVE, SUM, r"assume $t \ge 1$"),
    (r"S_t = \sum_{s < t} x_s", X, SUM),
    (r"S_t = \sum_{s \ge t} x_s", X, SUM),
    ("S_t = t", X, SUM),
    (r"S_t = 2 x_t + 1 + S_{t-2}", X, SUM, "assume here $x_t = x_{t-1} + 1$"),
    (r"x_t - x_{t-1} = x_{t+1} - x_t", X, SUM, "assume here $x_t = x_{t-1} + 1$"),
    ("S_t = t - 1", X, SUM, "assume $x_k = 1$"),
    ("S_t = T", X, SUM, "assume $x_k = 1$"),
    (r"\sum_{j \le i} x_j + \sum_{j > i} x_j + x_i = \sum_j x_j", r"let $x \in \mathbb{R}^n$"),
    (r"\bar{a}_t = \bar{a}_{t-1} a_{t-1}", FRACTIONS, PRODUCT),
    (r"\bar{a}_{t-1} < 1", FRACTIONS, PRODUCT),
    (r"\bar{a}_t < a_t", FRACTIONS, PRODUCT),
    ("G_t = x_t + G_{t-1}", X, RETURN),
    ("G_t = G_{t+1} + x_{t+1}", X, RETURN),
    (STEP.replace("?", r"\frac{1}{t-1}"), X, MEAN, LATER),
    ("F_t < 1", DISTRIBUTION, CUMULATIVE),
    (r"\sum_{s=1}^t \delta_{su} x_s = x_u", X, INDEX),
    (r"\prod_{s=1}^t a_s = \prod_{s=1}^t b_s", INDEX, FRACTIONS, FRACTIONS.replace("a_", "b_").replace("$a ", "$b ")),
    (r"\sum_{s=0}^t x_s = t", "indices from 0", X, FROM_ZERO, "assume $x_k = 1$"),
]

NEVER_DECIDED: list[Case] = [
    (STEP.replace("?", r"\frac1t"), X, MEAN),
    (r"\frac{1}{1 - \bar{a}_{t-1}} > 0", FRACTIONS, PRODUCT),
]
"""Claims that are not defined at t = 1, and hold elsewhere."""

TRUE_OF_SEQUENCES: list[Case] = [
    (r"S_t (S_t - 1) \ge 0", r"let $x \in \{0, 1\}^T$", SUM),
    (r"S_t \le \frac{t}{2}", X, SUM, r"assume $x_k \le \frac12$"),
]
"""Claims that a number in the place of the sum or product would refute, and no sequence does."""

UNREADABLE: list[tuple[str, Case]] = [
    ("is none for the first t", (r"\sum_{s=1}^{t-2} 1 = t - 2", X, INDEX)),
    ("is none for the first t", (r"\sum_{s=t+2}^T 1 = T - t - 1", X, INDEX)),
    ("stands here as a number without being an index", (r"t \le T", X, SUM)),
    ("has two readings", (r"x_j \sum_{i < j} x_i x_j = 0", r"let $x \in \mathbb{R}^n$")),
    ("a max up to an index", (r"\max_{s=1}^t x_s = S_t", X, SUM)),
    ("begins with the first entry, or with an index", (r"\sum_{s=2}^t x_s = S_t - x_1", X, SUM)),
    ("its value at a sum up to an index", ("f(S_t) = f(S_t)", X, SUM)),
    ("leaves entries out", (r"\sum_{s=1, s \ne u}^t x_s = S_t - x_u", X, SUM)),
    ("leaves some out", (r"\sum_{i < j, i \ne k} x_i x_j = 0", r"let $x \in \mathbb{R}^n$")),
    ("contradict each other", ("S_t = S_t", X, SUM, "assume $t > 1$", "assume $t < 1$")),
    ("is declared as something else", ("S_t = S_t", X, "let $t > 0$", SUM)),
    ("the sizes of an index do not agree", (r"\sum_{i=1}^m x_i = \sum_i x_i", X)),
]

TestReadings = judged(PROVED, REFUTED, UNREADABLE)


@pytest.mark.parametrize("case", NEVER_DECIDED, ids="; ".join)
def test_what_is_undefined_for_the_first_index_is_not_decided(case: Case) -> None:
    assert verdicts_of([case]) == {case: "undecided"}


def test_an_index_that_cannot_be_proves_nothing() -> None:
    case = ("S_t = 0", X, SUM, r"assume $t \ge 3$, $t \le 2$")
    assert verdicts_of([case]) == {case: "unreadable"}


def test_only_a_sequence_refutes() -> None:
    verdicts = verdicts_of(TRUE_OF_SEQUENCES)
    assert "refuted" not in verdicts.values()


@pytest.mark.parametrize("case", [*PROVED, *REFUTED], ids="; ".join)
def test_what_is_printed_is_read_as_the_same(case: Case) -> None:
    for check in document(case).checks:
        for link in check.links:
            for reading in link.readings:
                assert failure(reading.statements) == ""


def read_as(*case: str) -> list[str]:
    (check,) = document(case).checks
    return [reading.latex for link in check.links for reading in link.readings]


def test_the_name_of_the_index_that_is_bound_says_nothing() -> None:
    assert read_as(r"\sum_{s=1}^t x_s = x_t", X) == read_as(r"\sum_{k=1}^t x_k = x_t", X)


def test_what_is_printed_names_the_entries_before_and_at_the_index() -> None:
    (one,) = read_as("S_t = x_t", X, SUM, LATER)
    before = r"\sum_{k=1}^{m} \left(x_{\mathrm{before}}\right)_{k}"
    assert one == rf"{before} + x_{{\mathrm{{here}}}} = x_{{\mathrm{{here}}}}"


def test_the_first_index_is_a_case_of_its_own_where_nothing_excludes_it() -> None:
    (one,) = read_as("S_t = x_t", X, SUM)
    assert one.endswith(r", \quad x_{\mathrm{herefirst}} = x_{\mathrm{herefirst}}")


def test_a_letter_that_is_a_size_stays_one() -> None:
    whole = r"\sum_{k=1}^{t} x_{k} = \sum_{k=1}^{t} x_{k}"
    assert read_as(r"\sum_{s=1}^t x_s = \sum_s x_s", r"let $x \in \mathbb{R}^t$") == [whole]
    assert read_as(r"S_n = \sum_i x_i", r"define $S_n = \sum_{i=1}^n x_i$") == [whole.replace("t", "n")]


def test_a_name_that_a_part_would_have_is_left_to_the_document() -> None:
    case = ("S_t = x_{\\mathrm{here}}", X, r"let $x_{\mathrm{here}} \in \mathbb{R}$", SUM)
    assert verdicts_of([case]) == {case: "refuted"}
    assert failure(document(case).checks[0].links[0].readings[0].statements) == ""


def test_another_line_of_the_document_is_read_as_before() -> None:
    lines = [X, SUM, r"let $y \in \mathbb{R}^d$"]
    text = "\n".join(f"<!-- derive: {line} -->" for line in lines)
    text += "\n<!-- derive: check -->\n$$\\sum_i y_i = y_1 + \\sum_{i \\ne 1} y_i$$\n"
    (check,) = read_text(text, "a.md").checks
    (statement,) = check.links[0].readings[0].statements
    assert {variable.name for variable in free_variables(statement.conclusion)} == {"y"}
