r"""A letter with a power as one name, ``\sigma^2``: declared, defined, as a parameter, and powers of it.

Each claim that holds stands beside the twin that only a wrong reading would prove."""

from __future__ import annotations

from derive.documents.canonical import self_contained
from tests.documents import round_trips
from tests.documents.readings import VECTORS, Case, document, judged

VARIANCE = r"let $\sigma^2 > 0$"
SAMPLE = (
    r"let $x \in \mathbb{R}^n$",
    r"define $\mu = \frac1n \sum_i x_i$",
    r"define $s^2 = \frac1n \sum_i (x_i - \mu)^2$",
)
NORMAL = (
    r"let $x, m \in \mathbb{R}$, $\mu_p \in \mathbb{R}$, $\mu_q \in \mathbb{R}$, $\sigma_p > 0$, $\sigma_q > 0$",
    r"define $N(x; \mu_p, \sigma_p^2) = \frac{1}{\sqrt{\sigma_p^2}} e^{-(x - \mu_p)^2}$",
)
DENSITY = (
    r"let $x, \mu, u \in \mathbb{R}$, $\sigma, \tau > 0$",
    r"define $g(x; \mu, \sigma^2) = \frac{1}{\sigma} e^{-(x - \mu)^2 / (2 \sigma^2)}$",
)
PRODUCT = (r"let $\mu \in \mathbb{R}$, $\sigma > 0$", r"define $\ell(\mu, \sigma^2) = \mu \sigma^2$")
PRODUCT_OF_NAMES = (r"let $\mu \in \mathbb{R}$, $\sigma^2 > 0$", r"define $\ell(\mu, \sigma^2) = \mu \sigma^2$")
TWO_NUMBERS = (r"let $\mu_1, \mu_2 \in \mathbb{R}$", r"define $f(\mu_1, \mu_2) = \mu_1 + 2 \mu_2$")
POSTERIOR = (r"let $\sigma_0, \sigma_1 > 0$", r"define $\sigma_{\mathrm{new}}^2 = \sigma_0^2 + \sigma_1^2$")

PROVED: list[Case] = [
    (r"\sigma^4 = (\sigma^2)^2", VARIANCE),
    (r"\frac{d}{d\sigma^2} \sigma^4 = 2 \sigma^2", VARIANCE),
    (r"\frac{\partial}{\partial \sigma^2} \frac{1}{\sigma^2} = -\sigma^{-4}", VARIANCE),
    (r"\frac{\partial}{\partial \sigma_A^2} \frac{1}{\sigma_A^2} = -\frac{1}{\sigma_A^4}", r"let $\sigma_A^2 > 0$"),
    (
        r"\frac{\partial}{\partial \sigma_k^2} \sum_j \frac{1}{\sigma_j^2} = -\frac{1}{\sigma_k^4}",
        r"let $\sigma_k^2 > 0$",
    ),
    (r"\sigma^3 = \sigma \sigma^2", r"let $\sigma > 0$"),
    (r"\sigma^4 \ge 0", r"let $\sigma^2 \in \mathbb{R}$"),
    (r"\sum_k \sigma_k^2 > 0", r"let $\sigma_k^2 \in \mathbb{R}_{>0}$"),
    (r"\frac{\partial s^2}{\partial x_i} = \frac2n (x_i - \mu)", *SAMPLE),
    (r"s^4 = s^2 \cdot \frac1n \sum_i (x_i - \mu)^2", *SAMPLE),
    (
        r"s_k^4 = \frac{1}{n^2} \left( \sum_i X_{ik}^2 \right)^2",
        r"let $X \in \mathbb{R}^{n \times K}$",
        r"define $s_k^2 = \frac1n \sum_i X_{ik}^2$",
    ),
    (r"\log N(m; \mu_q, \sigma_q^2) = -\log(\sigma_q) - (m - \mu_q)^2", *NORMAL),
    (r"\frac{\partial}{\partial \sigma_p} \log N(x; \mu_p, \sigma_p^2) = -\frac{1}{\sigma_p}", *NORMAL),
    (r"\log g(x; 0, \tau^2) = -\log \tau - \frac{x^2}{2 \tau^2}", *DENSITY),
    (r"\frac{\partial}{\partial \tau} \log g(x; x, \tau^2) = -\frac{1}{\tau}", *DENSITY),
    (r"g(0; 0, (-2)^2) = g(0; 0, 2^2)", *DENSITY),
    (r"f((-2)^3) = -2", r"let $s \in \mathbb{R}$", "define $f(s^3) = s$"),
    (r"\ell^2 = \mu^2 \sigma^4", *PRODUCT),
    (r"\frac{\partial \ell}{\partial \sigma} = 2 \mu \sigma", *PRODUCT),
    (r"\frac{\partial \ell}{\partial \sigma^2} = \mu", *PRODUCT_OF_NAMES),
    (r"\ell(2, 3) = 6", *PRODUCT_OF_NAMES),
    (r"f(\mu_1 + 1, \mu_2) = \mu_1 + 1 + 2 \mu_2", *TWO_NUMBERS),
    (r"\frac{\partial f}{\partial \mu_2} = 2", *TWO_NUMBERS),
    (r"\sigma_{\mathrm{new}}^4 = \sigma_0^4 + 2 \sigma_0^2 \sigma_1^2 + \sigma_1^4", *POSTERIOR),
    (r"\frac{1}{\sigma_{\mathrm{old}}^2} > 0", r"let $\sigma_{\mathrm{old}}^2 > 0$"),
]

REFUTED: list[Case] = [
    (r"\sigma^4 = \sigma^2", VARIANCE),
    (r"\sigma^2 \ge 0", r"let $\sigma^2 \in \mathbb{R}$"),
    (r"\frac{\partial}{\partial \sigma^2} \frac{1}{\sigma^2} = -\frac{1}{\sigma^2}", VARIANCE),
    (r"\frac{\partial s^2}{\partial x_i} = \frac1n (x_i - \mu)", *SAMPLE),
    (r"N(m; \mu_q, \sigma_q^2) = N(m; \mu_p, \sigma_p^2)", *NORMAL),
    (r"\log N(m; \mu_q, \sigma_q^2) = -2 \log(\sigma_q) - (m - \mu_q)^2", *NORMAL),
    (r"g(0; 0, (-2)^2) = -\frac12", *DENSITY),
    (r"g(u; u, u^2) u = 1", *DENSITY, r"assume $u \ne 0$"),
    (r"f((-2)^2) = -2", r"let $s \in \mathbb{R}$", "define $f(s^2) = s + s^2 - 4$"),
    (r"f(\mu_2, \mu_1) = \mu_1 + 2 \mu_2", *TWO_NUMBERS),
    (r"\sigma_{\mathrm{new}}^4 = \sigma_0^4 + \sigma_1^4", *POSTERIOR),
    (r"\sigma_{\mathrm{new}}^2 = \sigma_0^2", *POSTERIOR),
    (r"f(\mu_1^2) = \mu_1^4", r"let $\mu_1 > 0$, $\mu_2 > 0$", r"define $f(\mu_1^2) = \mu_1^2$"),
]

UNREADABLE: list[tuple[str, Case]] = [
    ("is not a name that can be declared", (r"\sigma^2 = \sigma \sigma", r"let $\sigma^2 \in \mathbb{R}$")),
    ("this is no power of it", (r"\sigma^3 = \sigma^2", VARIANCE)),
    ("this is no power of it", (r"\sigma^{-1} = \sigma^2", VARIANCE)),
    ("names of their own here", (r"\sigma^6 = (\sigma^2)^3", r"let $\sigma^2, \sigma^3 > 0$")),
    ("has a superscript", (r"e^2 = 3", "define $e^2 = 3$")),
    ("has a superscript", (r"\sigma_{\mathrm{new}} \le \sigma_0 + \sigma_1", *POSTERIOR)),
    ("is the exponential function", (r"f(3^2) = 10", "define $f(e^2) = e^2 + 1$")),
    ("has a superscript", (r"a^2 = 4", "define $a^2 = 4$", "define $b = a + 1$")),
    ("this is no instance of it", (r"N(m; 0, 1) = e^{-m^2}", *NORMAL)),
    ("write it, or the sum over it", (r"P = P(k; 1)", VECTORS, r"define $P(k; 1) = x_k$")),
]

TestReadings = judged(PROVED, REFUTED, UNREADABLE)


def test_names_with_powers_are_printed_as_they_are_written() -> None:
    statements = [
        statement
        for case in PROVED[:6]
        for check in document(case).checks
        for reading in check.links[0].readings
        for statement in reading.statements
    ]
    text = self_contained(statements[:1])
    assert r"\sigma^{2} > 0" in text and r"\dagger" not in text
    assert not [statement for statement in statements if round_trips.failure([statement])]
