"""Formulas to which CONTRACT gives several readings: each is kept, and the link is judged by all of them."""

from __future__ import annotations

import pytest

from derive.documents.model import Reading
from derive.printing.formulas import to_text
from derive.verify.checks import check_documents
from derive.verify.result import LinkVerdict
from tests.documents.readings import Case, document

REALS = r"let $x, y, t, a \in \mathbb{R}$"
POSITIVE = "let $a, b, c > 0$"
VECTORS = r"let $x, y \in \mathbb{R}^n$, $A, X \in \mathbb{R}^{n \times n}$"
LOGITS = r"let $z \in \mathbb{R}^K$"
SQUARE = (r"let $w \in \mathbb{R}$", "define $L = w^2$")

Expected = tuple[Case, tuple[tuple[str, str], ...], str]
"""The formula with its directives; what each reading says, with its verdict; the verdict of the link."""

CONDITIONS: list[Expected] = [
    ((r"x^2 \ge 1, \quad x \ge 1", REALS),
     (("x² ≥ 1", "proved"), ("x² ≥ 1 and x ≥ 1", "refuted")), "unreadable"),
    ((r"\sqrt{x^2} = x, \quad x > 0", "let $x > 0$"),
     (("√(x²) = x", "proved"), ("√(x²) = x and x > 0", "proved")), "proved"),
    ((r"x^2 < 0, \quad x > 0", REALS),
     (("x² < 0", "refuted"), ("x² < 0 and x > 0", "refuted")), "refuted"),
]  # fmt: skip

FUNCTIONS: list[Expected] = [
    ((r"\log a / b = \log a - \log b", POSITIVE),
     (("log (a/b) = log a − log b", "proved"), ("(log a)/b = log a − log b", "refuted")), "unreadable"),
    ((r"\log a \cdot b = b \log a", POSITIVE),
     (("log (a b) = b log a", "refuted"), ("(log a) b = b log a", "proved")), "unreadable"),
    ((r"\log a (1 + b) = \log a + \log(1 + b)", POSITIVE),
     (("log (a (1 + b)) = log a + log (1 + b)", "proved"),
      ("(log a) (1 + b) = log a + log (1 + b)", "refuted")), "unreadable"),
    ((r"\log \tfrac1K \sum_k e^{z_k} \ge \tfrac1K \sum_k z_k", LOGITS),
     (("(1/K) Σ_k z_k ≤ log ((1/K) Σ_k exp(z_k))", "proved"),
      ("(1/K) Σ_k z_k ≤ (log (1/K)) Σ_k exp(z_k)", "refuted")), "unreadable"),
    ((r"\exp a \times 0 = 2", REALS), (("exp(0 a) = 2", "refuted"), ("0 exp(a) = 2", "refuted")), "refuted"),
]  # fmt: skip

PRODUCTS: list[Expected] = [
    ((r"a / b c = \frac{a}{b c}", POSITIVE),
     (("a c/b = a/(b c)", "refuted"), ("a/(b c) = a/(b c)", "proved")), "unreadable"),
    ((r"0 / b c = 0", POSITIVE), (("0 c/b = 0", "proved"), ("0/(b c) = 0", "proved")), "proved"),
    ((r"\frac{d}{dx} (x + 1) x = 2 x + 1", REALS),
     (("(∂/∂x (x + 1)) x = 2 x + 1", "refuted"), ("∂/∂x ((x + 1) x) = 2 x + 1", "proved")), "unreadable"),
    ((r"\frac{d}{dx} (x + 1) 2 = 2", REALS),
     (("2 ∂/∂x (x + 1) = 2", "proved"), ("∂/∂x (2 (x + 1)) = 2", "proved")), "proved"),
    ((r"\partial_x (x y) x = 7", REALS),
     (("(∂/∂x (x y)) x = 7", "refuted"), ("∂/∂x (x y x) = 7", "refuted")), "refuted"),
    (("L(3) = 9", *SQUARE), (("3 w² = 9", "refuted"), ("3² = 9", "proved")), "unreadable"),
    (("L(0) = 0", *SQUARE), (("0 w² = 0", "proved"), ("0² = 0", "proved")), "proved"),
    (("L(-1) = 7 + w^2", *SQUARE), (("−w² = 7 + w²", "refuted"), ("(−1)² = 7 + w²", "refuted")), "refuted"),
    ((r"\frac{\partial L}{\partial w}(0) = 2", *SQUARE),
     (("0 ∂/∂w w² = 2", "refuted"), ("[∂/∂t t²]_{t = 0} = 2", "refuted")), "refuted"),
    ((r"\frac{d}{dk} k^2 = k", "let $d, k > 0$"),
     (("∂/∂k k² = k", "refuted"), ("d k²/(d k) = k", "proved")), "unreadable"),
    ((r"\frac{da}{db} = 0", "let $a, b, d > 0$"),
     (("∂a/∂b = 0", "proved"), ("d a/(d b) = 0", "refuted")), "unreadable"),
    ((r"\delta_{ij} x_j = x_i", VECTORS),
     (("δ_ij x_j = x_i", "refuted"), ("Σ_j δ_ij x_j = x_i", "proved")), "unreadable"),
    ((r"x_i y_i = x^\top y", VECTORS),
     (("x_i y_i = Σ_j x_j y_j", "refuted"), ("Σ_i x_i y_i = Σ_i x_i y_i", "proved")), "unreadable"),
    ((r"A_{ij} x_j = (A x)_i", VECTORS),
     (("A_ij x_j = Σ_k A_ik x_k", "refuted"), ("Σ_j A_ij x_j = Σ_j A_ij x_j", "proved")), "unreadable"),
]  # fmt: skip

NAMES: list[Expected] = [
    (("f(2 t) = 2 t f(1)", REALS), (("2 f t = 2 t f", "proved"), ("f(2 t) = 2 t f(1)", "undecided")), "undecided"),
    (("f(0) = 0", REALS), (("0 f = 0", "proved"), ("f(0) = 0", "undecided")), "undecided"),
    (("g(-t) = -g t", REALS), (("−g t = −g t", "proved"), ("g(−t) = −g t", "undecided")), "undecided"),
    (("L(2 t) = 2 L(t)", REALS),
     (("2 L t = 2 L t", "proved"), ("L(2 t) = 2 L(t)", "undecided")),
     "undecided"),
    (("h(x) = h(x)", REALS), (("h x = h x", "proved"), ("h(x) = h(x)", "proved")), "proved"),
    (("h(x) + 1 > h(x)", REALS), (("h x < h x + 1", "proved"), ("h(x) < h(x) + 1", "proved")), "proved"),
    ((r"h(x) \ge h(0)", REALS), (("0 h ≤ h x", "refuted"), ("h(0) ≤ h(x)", "undecided")), "undecided"),
    ((r"h^2(x) \ge 0", REALS), (("h² x ≥ 0", "refuted"), ("h^2(x) ≥ 0", "undecided")), "undecided"),
    (("h(x, y) = 1", REALS), (("h(x, y) = 1", "undecided"),), "undecided"),
    ((r"\dot\sigma(x) = 1", REALS),
     (("σ̇ x = 1", "refuted"), (r"\dot{\sigma}(x) = 1", "undecided")), "undecided"),
    ((r"\pi(a + 1) = \pi a + \pi", REALS),
     (("π (a + 1) = π a + π", "proved"), ("π (a + 1) = π a + π", "proved"),
      (r"\pi(a + 1) = π a + π", "undecided")), "undecided"),
    (("x^{(2)} = x^2", REALS), (("x² = x²", "proved"), ("x^{(2)} = x²", "refuted")), "unreadable"),
    ((r"x^{[2]} \ge 0", REALS), (("x² ≥ 0", "proved"), ("x^{[2]} ≥ 0", "refuted")), "unreadable"),
    (("x^{(1)} - x^{(1)} = 0", REALS),
     (("x¹ − x¹ = 0", "proved"), ("x^{(1)} − x^{(1)} = 0", "proved")), "proved"),
    (("W^{(2)} = W W", r"let $W \in \mathbb{R}^{n \times n}$"),
     (("Σ_k W_ik W_kj = Σ_k W_ik W_kj", "proved"), ("W^{(2)}_{ij} = Σ_k W_ik W_kj", "refuted")), "unreadable"),
    (("f^{(s)}(t) = f(t)^s", "let $s, t > 0$", "define $f(t) = t^2$"),
     (("(t²)^s = (t²)^s", "proved"), ("f^(s)(t) = (t²)^s", "undecided")), "undecided"),
]  # fmt: skip

LAYOUTS: list[Expected] = [
    ((r"\frac{\partial A x}{\partial x} = A", VECTORS),
     (("∂/∂x_j Σ_k A_ik x_k = A_ij", "proved"), ("∂/∂x_i Σ_k A_jk x_k = A_ij", "refuted")), "unreadable"),
    ((r"\frac{\partial x}{\partial x} = I", VECTORS),
     (("∂x_i/∂x_j = δ_ij", "proved"), ("∂x_j/∂x_i = δ_ij", "proved")), "proved"),
    ((r"A_i^\top x = 1", VECTORS), (("Σ_j A_ij x_j = 1", "refuted"), ("Σ_j A_ji x_j = 1", "refuted")), "refuted"),
    ((r"A_i^\top x = \sum_j A_{ij} x_j", VECTORS),
     (("Σ_j A_ij x_j = Σ_j A_ij x_j", "proved"), ("Σ_j A_ji x_j = Σ_j A_ij x_j", "refuted")), "unreadable"),
]  # fmt: skip

SEVERAL = [*CONDITIONS, *FUNCTIONS, *PRODUCTS, *NAMES, *LAYOUTS]

ONE: list[tuple[Case, str]] = [
    ((r"\log a / \log b = \frac{\log a}{\log b}", "let $a > 0$, $b > 1$"), "(log a)/(log b) = (log a)/(log b)"),
    ((r"\left[\frac{d}{dx} (x + 1)\right] x = x", REALS), "(∂/∂x (x + 1)) x = x"),
    ((r"1/K \sum_k z_k = \frac{1}{K} \sum_k z_k", LOGITS), "(1/K) Σ_k z_k = (1/K) Σ_k z_k"),
    ((r"1/2 (x + y) = x/2 + y/2", REALS), "½ (x + y) = x/2 + y/2"),
    ((r"1/2\|x\|^2 = \frac12 x^\top x", VECTORS), "½ Σ_i x_i² = Σ_i ½ x_i x_i"),
    ((r"\sigma (1 - \sigma) = \sigma - \sigma^2",), "σ (1 − σ) = σ − σ²"),
    ((r"\tau (a + 1) = \tau a + \tau", REALS, r"assume $x > 0, \tau > 0$"), "τ (a + 1) = τ a + τ"),
    (("x_i y_i = y_i x_i", VECTORS), "x_i y_i = y_i x_i"),
    (("f^{(2)}(x) = 6 x", REALS, "define $f(x) = x^3$"), "∂²/∂x² x³ = 6 x"),
    ((r"\sum_{i=0}^2 t^i a = (1 + t + t^2) a", REALS), "t⁰ a + t¹ a + t² a = (1 + t + t²) a"),
]


def said(reading: Reading) -> str:
    """What a reading says, without the marks around names."""
    text = " and ".join(to_text(statement.conclusion) for statement in reading.statements)
    return text.replace("‹", "").replace("›", "").replace("\\\\", "\\").replace(r"\u2212", "−")


@pytest.fixture(scope="module")
def verdicts() -> dict[Case, LinkVerdict]:
    cases = [*(case for case, _, _ in SEVERAL), *(case for case, _ in ONE)]
    documents = [document(case) for case in cases]
    assert [read.errors for read in documents] == [()] * len(cases)
    return {case: file.verdicts[0][0] for case, file in zip(cases, check_documents(documents), strict=True)}


@pytest.mark.parametrize(("case", "readings", "verdict"), SEVERAL, ids=lambda part: str(part[0]) if part else "")
def test_all_readings_are_kept_and_judged(
    case: Case, readings: tuple[tuple[str, str], ...], verdict: str, verdicts: dict[Case, LinkVerdict]
) -> None:
    ((link,),) = (check.links for check in document(case).checks)
    found = verdicts[case]
    assert [*zip(map(said, link.readings), (own.verdict for own in found.readings), strict=True)] == [*readings]
    assert found.verdict == verdict
    assert len(readings) == 1 or all(reading.write for reading in link.readings)


@pytest.mark.parametrize(("case", "reading"), ONE, ids=lambda part: str(part[0]))
def test_what_has_one_reading_is_proved_in_it(case: Case, reading: str, verdicts: dict[Case, LinkVerdict]) -> None:
    ((link,),) = (check.links for check in document(case).checks)
    assert [said(one) for one in link.readings] == [reading]
    assert verdicts[case].verdict == "proved"


def test_how_each_reading_is_written_has_that_reading_only() -> None:
    """The remedies are read as what they stand for."""
    for case, remedies in (
        ((r"\log a / b = c", POSITIVE), [r"\log\left(a /b\right)", r"\log\left(a\right) /b"]),
        ((r"a / b c = c", POSITIVE), [r"\frac{a}{b} c", r"\frac{a}{b c}"]),
        ((r"\frac{d}{dx} (x + 1) x^{a + 1} = y", REALS, "assume $x > 0$"),
         [r"\left[\frac{d}{dx} (x+1)\right] x^{a+1}", r"\frac{d}{dx} \left[(x+1) x^{a+1}\right]"]),
        (("x^{(2)} = y", REALS), ["x^{2}"]),
    ):  # fmt: skip
        formula, *setup = case
        ((link,),) = (check.links for check in document(case).checks)
        assert [reading.write for reading in link.readings][: len(remedies)] == remedies
        right = formula.partition(" = ")[2]
        for reading, remedy in zip(link.readings, remedies, strict=False):
            ((again,),) = (check.links for check in document((f"{remedy} = {right}", *setup)).checks)
            assert [said(one) for one in again.readings] == [said(reading)]


def test_a_condition_is_advised_with_commands_that_end_before_a_letter() -> None:
    setup = r"let $t, T \in \mathbb{R}$"
    formula = r"|t - T| = t - T"
    ((link,),) = (check.links for check in document((rf"{formula}, \quad t \ge T", setup)).checks)
    assert link.readings[0].write == r"\text{if } t\ge T"
    ((again,),) = (check.links for check in document((rf"{formula} {link.readings[0].write}", setup)).checks)
    assert again.readings[0].statements == link.readings[0].statements and len(again.readings) == 1
