r"""``\sum_{t=0}^{T-1} \gamma^t`` and ``\sum_i i x_i``: an index that is calculated with stands for its number, which is
counted from 1, or as the document counts.

Each claim that holds stands beside the twin that only a wrong reading would prove."""

from __future__ import annotations

import pytest

from derive.documents.reader import read_text
from derive.kernel.certificate import check_certificate
from derive.kernel.terms import IndexVariable, free_variables
from derive.language.numbering import Numbering, numberings
from derive.verify.checks import check_documents
from tests.documents.readings import Case, document, judged, verdicts_of
from tests.documents.round_trips import failure

X = r"let $x \in \mathbb{R}^n$"
R = r"let $r \in \mathbb{R}^T$"
GAMMA = r"let $\gamma > 0$, $\gamma < 1$"
BETA = r"let $\beta > 0$, $\beta < 1$"
SIMPLEX = r"let $p \in \Delta^{K-1}$"
CLASS = r"let $c \in \{1, \dots, K\}$"
WHOLE = r"let $T \in \{1, 2, \dots\}$"
AVERAGE = r"define $v_t = (1 - \beta) \sum_{i=1}^t \beta^{t-i} g_i$"
GRADIENTS = r"let $g \in \mathbb{R}^T$, $t \in \{1, \dots, T\}$"

PROVED: list[Case] = [
    (r"\sum_{t=0}^{T-1} \gamma^t = \frac{1 - \gamma^T}{1 - \gamma}", GAMMA),
    (r"\sum_{t=0}^{T} \gamma^t = \frac{1 - \gamma^{T+1}}{1 - \gamma}", GAMMA),
    (r"\sum_{t=1}^{T} \gamma^t = \frac{\gamma - \gamma^{T+1}}{1 - \gamma}", GAMMA),
    (r"\sum_{t=1}^{T-1} \gamma^t = \frac{\gamma - \gamma^T}{1 - \gamma}", GAMMA),
    (r"\sum_{t=2}^{T} \gamma^t = \frac{\gamma^2 - \gamma^{T+1}}{1 - \gamma}", GAMMA),
    (r"\sum_{t=0}^{T-1} \gamma^t < \frac{1}{1 - \gamma}", GAMMA),
    (r"\sum_{t=0}^{T} \gamma^t = 1 + \gamma \sum_{t=0}^{T-1} \gamma^t", GAMMA),
    (r"(1 - \gamma) \sum_{k=1}^{T-1} \gamma^{k-1} + \gamma^{T-1} = 1", GAMMA, WHOLE),
    (r"(1 - \beta) \sum_{i=1}^T \beta^{T-i} = 1 - \beta^T", BETA, WHOLE),
    (r"\sum_{k=1}^n k = \frac{n (n + 1)}{2}",),
    (r"\sum_{k=1}^{n-1} k = \frac{n (n - 1)}{2}",),
    (r"\sum_{k=0}^n k^2 = \frac{n (n + 1) (2 n + 1)}{6}",),
    (r"\prod_{k=1}^n e^k = e^{n(n+1)/2}",),
    (r"\sum_{k=1, k \ne 2}^n k = \frac{n (n + 1)}{2} - 2", "assume $n \\ge 2$"),
    (r"\sum_{k=1, k \ne c}^n k = \frac{n (n + 1)}{2} - c", CLASS.replace("K", "n")),
    (r"\sum_{k=1, j=1}^n k = \frac{n^2 (n + 1)}{2}", X),
    (r"\sum_{t=0}^{T-1} \gamma = T \gamma", GAMMA),
    (r"\sum_{t=0}^{T} \gamma = (T + 1) \gamma", GAMMA),
    (
        r"\sum_{t=0}^{T-1} \gamma^t \mathrm{rate} = \mathrm{rate} \frac{1 - \gamma^T}{1 - \gamma}",
        GAMMA,
        r"let $\mathrm{rate} > 0$",
    ),
    (r"\sum_{i=1}^n i x_i = x_1 + \sum_{i=2}^n i x_i", X),
    (r"\sum_{i=1}^n \sum_{j=1}^n (i - j) x_i x_j = 0", X),
    (r"\sum_{t=1}^T \gamma^t r_t = \gamma \sum_{t=1}^T \gamma^{t-1} r_t", GAMMA, R),
    (r"1 \le \sum_{k=1}^K k p_k \le K", SIMPLEX),
    (r"\sum_{k=0}^{K-1} k p_k \le K - 1", "indices from 0", SIMPLEX),
    (r"\sum_{k=1}^K \left(k - \sum_j j p_j\right)^2 p_k = \sum_{k=1}^K k^2 p_k - \left(\sum_k k p_k\right)^2", SIMPLEX),
    (r"\sum_{k=1}^K k \mathbb{1}[k = c] = c", CLASS),
    (r"1 \le c \le K", CLASS),
    (r"\max_k k = K", SIMPLEX),
    (r"\sum_{i=1}^3 i x_i = x_1 + 2 x_2 + 3 x_3", r"let $x \in \mathbb{R}^3$"),
    (r"S_3 = x_1 + 2 x_2 + 3 x_3", r"let $x \in \mathbb{R}^3$", r"define $S_n = \sum_{i=1}^n i x_i$"),
    (r"c x_c = x_c + (c - 1) x_c", r"let $x \in \mathbb{R}^K$", CLASS),
    (r"\sum_i (i - c) x_i = \sum_i i x_i - c \sum_i x_i", r"let $x \in \mathbb{R}^3$, $c \in \{1, \dots, 3\}$"),
    ("v_t = \\beta v_{t-1} + (1 - \\beta) g_t", BETA, GRADIENTS, AVERAGE, "assume $t > 1$"),
    (r"(1 - \beta) \sum_{i=1}^t \beta^{t-i} = 1 - \beta^t", BETA, GRADIENTS),
    (r"\sum_{s=1}^t s = \frac{t (t + 1)}{2}", R),
    (r"\sum_{s=1}^t s x_s = t x_t + \sum_{s=1}^{t-1} s x_s", r"let $x \in \mathbb{R}^T$"),
    (r"w_1 + w_n = 1 + \frac1n", r"define $w_i = \frac{i}{n}$", X, r"assume $\sum_i x_i w_i = 1$"),
]

REFUTED: list[Case] = [
    (r"\sum_{t=0}^{T-1} \gamma^t = \frac{1 - \gamma^{T-1}}{1 - \gamma}", GAMMA),
    (r"\sum_{t=0}^{T} \gamma^t = \frac{1 - \gamma^T}{1 - \gamma}", GAMMA),
    (r"\sum_{t=1}^{T} \gamma^t = \frac{1 - \gamma^T}{1 - \gamma}", GAMMA),
    (r"\sum_{t=1}^{T-1} \gamma^t = \frac{\gamma - \gamma^{T+1}}{1 - \gamma}", GAMMA),
    (r"\sum_{t=0}^{T-1} \gamma^t < \frac{1}{1 + \gamma}", GAMMA),
    (r"(1 - \beta) \sum_{i=1}^T \beta^{T-i} = 1 - \beta^{T+1}", BETA, WHOLE),
    (r"\sum_{k=1}^n k = \frac{n (n - 1)}{2}",),
    (r"\prod_{k=1}^n e^k = e^{n(n-1)/2}",),
    (r"\sum_{k=1, k \ne 2}^n k = \frac{n (n + 1)}{2}", "assume $n \\ge 2$"),
    (r"\sum_{k=1, k \ne c}^n k = \frac{n (n + 1)}{2}", CLASS.replace("K", "n")),
    (r"\sum_{k=1, j=1}^n k = \frac{n (n + 1)}{2}", X),
    (r"\sum_{\substack{k=1\\ j=1}}^{n} k = \frac{n (n + 1)}{2}", X),
    (r"\sum_{i=1}^n i x_i = n \sum_{i=1}^n x_i", X),
    (r"\sum_{i=1}^n i x_i = \sum_{i=1}^n (i - 1) x_i", X),
    (r"\sum_{k=1}^K k p_k \le K - 1", SIMPLEX),
    (r"\sum_{k=0}^{K-1} k p_k \ge 1", "indices from 0", SIMPLEX),
    (r"\sum_{k=1}^K k \mathbb{1}[k = c] = 1", CLASS),
    (r"\max_k k = K - 1", SIMPLEX),
    (r"\sum_{i=1}^3 i x_i = x_1 + 2 x_2 + 2 x_3", r"let $x \in \mathbb{R}^3$"),
    ("v_t = \\beta v_{t-1} + (1 - \\beta) g_{t-1}", BETA, GRADIENTS, AVERAGE, "assume $t > 1$"),
    (r"(1 - \beta) \sum_{i=1}^t \beta^{t-i} = 1 - \beta^{t-1}", BETA, GRADIENTS),
    (r"\sum_{s=1}^t s = \frac{t (t - 1)}{2}", R),
    (r"w_1 + w_n = 1", r"define $w_i = \frac{i}{n}$", X),
    (r"\sum_i x_i w_i = \frac1n", r"define $w_i = \frac{i}{n}$", X, r"assume $\sum_i x_i w_i = 1$"),
    (r"\sum_{i=1}^n x_i = \sum_{i=1}^n i", X),
    (r"\sum_{t=1}^T \gamma^t r_t = \gamma^t \sum_{t=1}^T r_t", GAMMA, R, "let $t > 0$"),  # t outside of the sum
]

UNREADABLE: list[tuple[str, Case]] = [
    ("is used as a number and as an index", ("i x_i = x_i i", X)),
    ("a member of a family and a power", (r"\sum_{t=1}^T x^{(t)} = T", r"let $x \in \mathbb{R}$")),
    ("a member of a family and a power", (r"\sum_{t=0}^{T-1} x^{(t+1)} = T", r"let $x \in \mathbb{R}$")),
    ("a member of a family and a power", (r"\sum_{t=1}^n x_t^{[t]} = 1", X)),
    ("a member of a family and a power", (r"\sum_{k=1}^n f^{(k)}(s) = 2", r"define $f(s) = s^2$")),
    ("an index from 2 to n-2", (r"\sum_{k=2}^{n-2} k = 1",)),
    ("an index from 0 to n-3", (r"\sum_{k=0}^{n-3} k = 1",)),
    ("is declared as a class that is counted from 1", ("1 \\le c \\le K", "indices from 0", CLASS)),
    ("is one function, and 'i' is bound", (r"\sum_{i=1}^n l^{(i)}(s) = 1", r"define $l^{(i)}(s) = s^2 x_i$", X)),
    ("an index from 0 to T-1", (r"\sum_{t=0}^{T-1} \gamma^t f_t(2) = f_t(2) \sum_{t=0}^{T-1} \gamma^t", GAMMA)),
    ("is part of the name", (r"\sum_{t=1}^{T} \gamma^t f_t(2) = f_t(2) \sum_{t=1}^{T} \gamma^t", GAMMA)),
    ("an index stands twice", (r"\sum_{k \ne c, k=1}^n k = 1", CLASS.replace("K", "n"))),
    ("an index stands twice", (r"\sum_{k \ne c, k=1}^n x_k = 1", X, CLASS.replace("K", "n"))),
    ("its value at the number of an index", (r"\sum_{t=1}^T f(t + 1) = \sum_{t=1}^T f(t + 1)",)),
]

TestReadings = judged(PROVED, REFUTED, UNREADABLE)


def test_what_a_named_index_needs_is_printed() -> None:
    for case in ((r"\sum_{k=1}^n \mathbb{1}[k=2] k = 2", X), (r"\sum_k y_k \ge y_4", X, "define $y_k = k$")):
        (check,) = document(case).checks
        ((reading,),) = (link.readings for link in check.links)
        assert any(r"n \ge" in line for line in reading.given)
        assert failure(reading.statements) == ""


EQUATIONS: list[Case] = [
    ("x_c = x_d", r"let $c, d \in \{1, \dots, K\}$, $x \in \mathbb{R}^K$", "assume $c - d = 0$"),
    (r"c \le K", r"let $c, d \in \{1, \dots, K\}$", "assume $c + d = K$"),
    ("c = d", r"let $c, d \in \{1, \dots, K\}$", "assume $c = 2 d$"),
    ("c = 2", r"let $c \in \{1, \dots, K\}$", "assume $c^2 = 4$"),
]


@pytest.mark.parametrize("case", EQUATIONS, ids="; ".join)
def test_equations_between_numbers_are_no_fault(case: Case) -> None:
    ((verdict,),) = check_documents([document(case)], effort=0.2)[0].verdicts
    assert "failed" not in verdict.reason
    assert verdict.verdict in (("refuted",) if case[0] == "c = d" else ("proved", "undecided"))


def test_nothing_is_known_of_powers_of_what_may_be_negative() -> None:
    case = (r"\sum_{t=0}^{T-1} \gamma^t = \frac{1 - \gamma^T}{1 - \gamma}", r"let $\gamma \in \mathbb{R}$")
    assert verdicts_of([case]) == {case: "undecided"}


def test_a_power_of_what_is_negative_is_not_called_undefined() -> None:
    read = document((r"\sum_{k=1}^n (-1)^k \le 0",))
    ((verdict,),) = check_documents([read], effort=0.1)[0].verdicts
    assert verdict.verdict == "undecided"
    assert "not known to be defined" in verdict.reason and "is taken for any number" in verdict.reason


def statement_of(case: Case) -> tuple[object, ...]:
    (check,) = document(case).checks
    return tuple(statement for link in check.links for reading in link.readings for statement in reading.statements)


@pytest.mark.parametrize("case", [*PROVED, *REFUTED], ids="; ".join)
def test_what_is_printed_is_read_as_the_same(case: Case) -> None:
    for check in document(case).checks:
        for link in check.links:
            for reading in link.readings:
                assert failure(reading.statements) == ""


def test_the_numbers_are_a_hypothesis_of_the_statement() -> None:
    (check,) = document((r"\sum_{i=1}^n i x_i = x_3 + x_n", X, r"assume $n \ge 3$")).checks
    ((found,),) = (reading.statements for link in check.links for reading in link.readings)
    assert list(numberings(found.hypotheses)) == [Numbering("n", (3,))]


def test_a_counterexample_does_not_show_the_numbers() -> None:
    text = "<!-- derive: check -->\n$$\\sum_{k=1}^n k = n$$\n"
    ((verdict,),) = check_documents([read_text(text, "test.md")])[0].verdicts
    assert verdict.counterexample is not None and verdict.counterexample.point is not None
    point = verdict.counterexample.point
    assert point.sizes == {"n": 2} and not point.values and not point.indices


def test_what_is_certified_says_what_the_numbers_are() -> None:
    ((verdict,),) = check_documents([document(PROVED[0])])[0].verdicts
    theorem = check_certificate(verdict.certificates[0])
    assert set(Numbering("T").parts) <= set(theorem.hypotheses)


@pytest.mark.parametrize("name", ["number_T", "number in T", "number", "next_T", "number\\_T"])
def test_no_name_of_a_document_is_taken_for_the_numbers(name: str) -> None:
    vector = rf"\text{{{name}}}"
    case = (rf"\sum_{{k=1}}^T k = {vector}_1 + \frac{{T (T + 1)}}{{2}} - 1", rf"let ${vector} \in \mathbb{{R}}^T$")
    assert not any(
        verdict.verdict == "proved" for links in check_documents([document(case)])[0].verdicts for verdict in links
    )


def test_the_names_of_the_numbers_are_none_that_is_read() -> None:
    numbering = Numbering("T")
    index = IndexVariable("k", "T")
    for one in (numbering.array, numbering.following(index), numbering.preceding(index)):
        assert " " in one.name
        read = document((rf"\text{{{one.name}}}_k = 1", rf"let $\text{{{one.name}}} \in \mathbb{{R}}^T$"))
        statements = [s for check in read.checks for link in check.links for r in link.readings for s in r.statements]
        assert all(v.name != one.name for statement in statements for v in free_variables(statement.conclusion))
