"""Lemmas about squares: a ≤ b from a² ≤ b², and the Cauchy–Schwarz inequality."""

from __future__ import annotations

from derive.kernel import rules
from derive.kernel.terms import ZERO, Formula, IndexVariable, Lambda, Less, LessEqual, Size, close_body
from derive.kernel.theorem import Theorem
from derive.language.expressions import Equal, Number, forall, index, real, scalar, total, vector
from derive.language.lemma import Lemma
from derive.language.logic import cases, clash, for_each, trichotomy
from derive.lemmas.decided import decided
from derive.lemmas.terms import HALF, Order
from derive.work import remembered

a, b = scalar("a"), scalar("b")


def below_by_squares(goal: Order, sign: Theorem, squares: Theorem) -> Theorem:
    """From 0 ≤ b and a² ≤ b² (or <): a ≤ b (or <)."""
    facts = (*sign.hypotheses, *squares.hypotheses)
    roots = roots_rise(isinstance(goal, Less)).under(*facts).at(a=goal.left, b=goal.right)
    return roots.given(sign, squares).theorem


@remembered()
def roots_rise(strict: bool) -> Lemma:
    """a ≤ b where 0 ≤ b and a² ≤ b², for otherwise b < a and b² < a²; likewise with <."""
    sign, squares = b >= 0, a**2 < b**2 if strict else a**2 <= b**2
    goal, contrary = (a < b, b**2 <= a**2) if strict else (a <= b, b**2 < a**2)

    def branch(case: Formula) -> Theorem:
        if case == (a < b) or (case == Equal(a, b) and not strict):
            return decided(goal, (case,))
        opposite = rules.combine(contrary, (a.term, b.term), (rules.assume(case),) * 2, (case, sign), ())
        return clash(squares, opposite)

    @Lemma.for_all(a, b, given=(sign, squares))
    def lemma() -> Theorem:
        return cases(trichotomy(a, b), branch)

    return lemma


def cauchy_schwarz(place: IndexVariable, values: tuple[Number, Number, Number], given: tuple[Formula, ...]) -> Theorem:
    """(Σ w f g)² ≤ (Σ w f²)(Σ w g²), for terms w ≥ 0, f and g that may depend on the index."""
    terms = [real(value).term for value in values]
    w, f, g = (Lambda((place.size,), close_body(term, (place,))) for term in terms)
    sign = for_each(place, decided(LessEqual(ZERO, terms[0]), given))
    return lagrange(place.size).under(*given).at(w=w, f=f, g=g).given(sign).theorem


@remembered()
def lagrange(size: Size) -> Lemma:
    """(Σ w f g)² ≤ (Σ w f²)(Σ w g²) where w ≥ 0: half the double sum of wᵢ wⱼ (fᵢ gⱼ − fⱼ gᵢ)² ≥ 0 is the difference,
    by Lagrange's identity."""
    i, j = index("i", size), index("j", size)
    w, f, g = vector("w", size), vector("f", size), vector("g", size)
    condition = forall(i, w[i] >= 0)

    @Lemma.for_all(w, f, g, given=(condition,))
    def lemma() -> Theorem:
        gap = total((i, j), w[i] * w[j] * (f[i] * g[j] - f[j] * g[i]) ** 2) >= 0
        goal = total(i, w[i] * f[i] * g[i]) ** 2 <= total(i, w[i] * f[i] ** 2) * total(i, w[i] * g[i] ** 2)
        evident = rules.by_normal_form(gap, (condition,), ())
        return rules.combine(goal, (HALF,), (evident,), (condition,), ())

    return lemma
