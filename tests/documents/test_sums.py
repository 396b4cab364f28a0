"""Sums, maxima and expectations: which index runs where, and over what.

Each claim that holds stands beside the twin that only a wrong reading would prove."""

from __future__ import annotations

from tests.documents.readings import (
    CLASS,
    GIVEN,
    LOGITS,
    MATRICES,
    SIMPLEX,
    VECTORS,
    Case,
    judged,
)

PROVED: list[Case] = [
    (r"\sum_{i<j} x_i x_j = \frac12 \Big(\sum_k x_k\Big)^2 - \frac12 \sum_k x_k^2", GIVEN),
    (r"\sum_i x_i^2 + 2 \sum_{i<j} x_i x_j = \Big(\sum_k x_k\Big)^2", GIVEN),
    (r"\sum_{1 \le i < j \le n} 1 = \frac{n(n-1)}{2}", GIVEN),
    (r"\sum_i \sum_j A_{ij}^2 \ge 0", GIVEN),
    (r"\mathbb{E}_p[\log p] = \sum_k p_k \log p_k", GIVEN),
    (r"\mathbb{E}_{k \sim p}[\log p_k] = \sum_k p_k \log p_k", GIVEN),
    (r"\mathbb{E}_p[z - z_c] = \mathbb{E}_p[z] - z_c", GIVEN, r"let $c \in \{1, \dots, n\}$"),
    (r"\sum_j \sum_{i \ne j} x_i x_j = \Big(\sum_k x_k\Big)^2 - \sum_k x_k^2", GIVEN),
    (r"\sum_{i \ne j} x_i = \sum_i x_i - x_j", GIVEN),
    (r"\sum_{i \ne c} x_i x_c = x_c \sum_i x_i - x_c^2", GIVEN, r"let $c \in \{1, \dots, n\}$"),
    (r"\sum_{i<j} 1 = \frac{K (K - 1)}{2}", LOGITS),
    (r"\sum_{i \le j} x_i x_j = \frac12 \Big(\sum_i x_i\Big)^2 + \frac12 \sum_i x_i^2", VECTORS),
    (r"\sum_{i<j} (A_{ij} + A_{ji}) = \sum_i \sum_j A_{ij} - \sum_i A_{ii}", MATRICES),
    (r"\sum_{\substack{i,j \\ i \ne j}} A_{ij} = \sum_i \sum_j A_{ij} - \mathrm{tr}(A)", MATRICES),
    (r"\sum_{\substack{i=1 \\ i \ne j}}^n x_i = \sum_i x_i - x_j", VECTORS),
    (r"\sum_{i=1}^{n-1} x_i = \sum_i x_i - x_n", VECTORS),
    (r"\max_i x_i + c = \max_i (x_i + c)", VECTORS),
    (r"\sum_i -x_i y_i = -\sum_i x_i y_i", VECTORS),
    (r"-\max_i x_i = \min_i (-x_i)", VECTORS),
    (r"\sum_i \Big( z_i + \sum_i z_i \Big) = (K + 1) \sum_i z_i", LOGITS),
    (r"\sum_j f(z_j) = \Big(\sum_j z_j\Big)^2", LOGITS, r"define $f(u) = \sum_j u z_j$"),
    (r"\sum_{c \ne i} z_c = \sum_j z_j - z_i", LOGITS, CLASS),
    (r"\mathbb{E}_{k \sim p}[\sum_k p_k] = 1", SIMPLEX),
    (
        r"D(y, x) = \sum_i (y_i^3 - x_i^3 - 3 x_i^2 (y_i - x_i))",
        VECTORS,
        r"define $f(x) = \sum_i x_i^3$",
        r"define $D(x, y) = f(x) - f(y) - \nabla f(y)^\top (x - y)$",
    ),
    (r"\max_i \min_j A_{ij} \le \min_j \max_i A_{ij}", GIVEN),
    (r"\sum_{i=1}^I u_i = \sum_i u_i", r"let $u \in \mathbb{R}^I$"),
    (r"\sum_{i \in \{1, 3\}} x_i = x_1 + x_3", r"let $x \in \mathbb{R}^3$"),
    (r"\sum_{i=0}^2 x_i = x_0 + x_1 + x_2", r"let $x \in \mathbb{R}^3$", "indices from 0"),
    (r"\sum_{i=1}^2 x_i = x_1 + x_2", r"let $x \in \mathbb{R}^3$", "indices from 0"),
    (r"\sum_{i=0}^1 x_i = x_0 + x_1", r"let $x \in \mathbb{R}^3$", "indices from 0"),
    (r"\sum_{i=1}^2 x_i = x_1 + x_2", r"let $x \in \mathbb{R}^3$"),
    (r"\sum_{i=1}^2 x_i = x_1 + x_2", r"let $x \in \mathbb{R}^K$"),
    (r"\prod_{i=2}^3 x_i = x_2 x_3", r"let $x \in \mathbb{R}^4$"),
    (r"\max_{1 \le i \le 2} x_i \le \max_i x_i", r"let $x \in \mathbb{R}^3$"),
    (
        r"\sum_{i=1}^2 \sum_{j=1}^2 A_{ij} = A_{11} + A_{12} + A_{21} + A_{22}",
        r"let $A \in \mathbb{R}^{3 \times 3}$",
    ),
    (r"\sum_{i=1}^2 (x_i + \sum_i x_i) = x_1 + x_2 + 2 \sum_j x_j", r"let $x \in \mathbb{R}^3$"),
    (r"\sum_{k=1}^2 k \sum_k x_k = 3 \sum_j x_j", r"let $x \in \mathbb{R}^3$"),
    (r"\sum_{k=1}^2 k \mathbb{E}_{k \sim p}[x_k] = 3 \sum_j p_j x_j", SIMPLEX, r"let $x \in \mathbb{R}^K$"),
]

REFUTED: list[Case] = [
    (r"\mathbb{E}_{k \sim p}[\log p_k] = \sum_k \log p_k", GIVEN),
    (r"\sum_{i \le j} x_i x_j = \frac12 \Big(\sum_i x_i\Big)^2 - \frac12 \sum_i x_i^2", VECTORS),
    (r"2\sum_i x_i y_i + c = 2 \sum_i (x_i y_i + c)", VECTORS),
    (r"\max_i x_i + c = \max_i x_i", VECTORS),
    (r"\prod_i 2 x_i = 2 \prod_i x_i", VECTORS),
    (r"\sum_i z_i \sum_i z_i = \sum_i z_i^2", LOGITS),
    (r"z_i + \sum_i z_i = 2 \sum_i z_i", LOGITS),
    (r"f(z_j) = \sum_j z_j^2", LOGITS, r"define $f(u) = \sum_j u z_j$"),
    (r"\mathbb{E}_{k \sim p}[\sum_k p_k z_k] = \sum_k p_k^2 z_k", SIMPLEX, LOGITS),
    (r"\mathbb{E}_{k \sim p}[z_k^2] = \mathbb{E}_{k \sim p}[z_k]^2", SIMPLEX, LOGITS),
    (r"\sum_{i=1}^2 x_i = \sum_i x_i", r"let $x \in \mathbb{R}^3$"),
    (r"\sum_{i=1}^2 x_i = x_0 + x_1", r"let $x \in \mathbb{R}^3$", "indices from 0"),
    (r"\sum_{i=1}^2 (x_i + \sum_i x_i) = 4 x_1 + 4 x_2", r"let $x \in \mathbb{R}^3$"),
    (r"\sum_{k=1}^2 k \sum_k x_k = 3 x_1 + 6 x_2", r"let $x \in \mathbb{R}^3$"),
]

UNREADABLE: list[tuple[str, Case]] = [
    ("do not agree", (r"\sum_{i=1}^4 x_i = x_1", r"let $x \in \mathbb{R}^3$")),
    ("do not agree", (r"\sum_{i=1}^2 x_i = \sum_{i=1}^3 x_i",)),
    ("do not agree", (r"\sum_{i=1}^2 x_i = x_0 + x_1", r"let $x \in \mathbb{R}^2$", "indices from 0")),
    ("has two readings below a sum over an order", (r"\sum_{i<n} 1 = \frac{n(n-1)}{2}", GIVEN)),
    ("has two readings below a sum over an order", (r"\sum_{i<n} 1 = n - 1", GIVEN)),
    ("has two readings below a sum over an order", (r"\sum_{i \le n} 1 = n", GIVEN)),
    ("has two readings below a sum over an order", (r"m - 1 = \sum_{i<m} 1", GIVEN)),
    ("has two readings below a sum over an order", (r"\sum_{i<m} 1 = m - 1", GIVEN)),
    ("has two readings below a sum over an order", (r"\sum_{i<m} 1 = \sum_{k=1}^m 1 - 1", GIVEN)),
    (
        "has two readings below a sum over an order",
        (r"x_i^2 + \sum_{j>i} x_i x_j = x_i^2 + \frac12 \Big(\sum_k x_k\Big)^2 - \frac12 \sum_k x_k^2", GIVEN),
    ),
    (
        "has two readings below a sum over an order",
        (r"\sum_{j>i} x_i x_j + x_i^2 = x_i^2 + \frac12 \Big(\sum_k x_k\Big)^2 - \frac12 \sum_k x_k^2", GIVEN),
    ),
    (r"\max has nothing in its brackets", (r"\max() = 0", GIVEN)),
    (
        "the index that is drawn from the distribution and one that is given",
        (r"\mathbb{E}_p[\log p_k] = \log p_k", GIVEN),
    ),
    (
        "the index that is drawn from the distribution and one that is given",
        (r"\mathbb{E}_p[\log p_k] = \sum_k p_k \log p_k", GIVEN),
    ),
    ("the index that is drawn from the distribution and one that is given", (r"\mathrm{Var}_p[z_i] = 0", GIVEN)),
    ("the index that is drawn from the distribution and one that is given", (r"\mathrm{Cov}_p(z_i, z_j) = 0", GIVEN)),
    ("the index that is drawn from the distribution and one that is given", (r"\sum_i \mathrm{Var}_p(z_i) = 0", GIVEN)),
    (
        "for one 'j' that is given and over all pairs",
        (r"\sum_{i \ne j} x_i x_j = \Big(\sum_k x_k\Big)^2 - \sum_k x_k^2", GIVEN),
    ),
    ("for one 'j' that is given and over all pairs", (r"\sum_{i \ne j} 1 = n (n - 1)", GIVEN)),
    ("'K' is not known", (r"\sum_{k=1}^K 1 = 3", GIVEN, "define $K = 3$")),
    ("swapped", (r"\sum_{i < j} (x_i - x_j) = 0", VECTORS)),
    ("are not understood", (r"\sum_{i<j<k} 1 = 1", LOGITS)),
    ("two readings", (r"\mathbb{E}_{k \sim p} z_k q_k = \mathbb{E}_{k \sim p}[z_k] q_k", SIMPLEX, LOGITS)),
    ("is not an index", (r"\sum_{i=1}^n x_{i+1} = 1", VECTORS)),
    ("dots", (r"x_1 + x_3 + \cdots + x_n = 0", VECTORS)),
    ("dots", (r"1 + 2 + \cdots + n = \frac{n(n+1)}{2}", VECTORS)),
    ("may run over", (r"\sum p_i p_j = 1", SIMPLEX)),
    ("do not agree", (r"\sum_{i=1}^n x_i = \sum_{i=1}^m x_i", VECTORS)),
    ("write a sign for each", (r"\sum_{i \in \{1, 3\}, i \ne 1} x_i = 0", r"let $x \in \mathbb{R}^3$")),
    (r"a bound below \arg\max", (r"1 = \arg\max_{i \in \{1, 3\}} x_i", r"let $x \in \mathbb{R}^3$")),
]

TestReadings = judged(PROVED, REFUTED, UNREADABLE)
