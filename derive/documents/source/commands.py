"""What TeX's own commands do with a macro that stands behind them, and which names are taken already."""

from __future__ import annotations


def _names(text: str) -> list[str]:
    return text.split()


WHOLE = {
    **dict.fromkeys(_names("frac dfrac tfrac cfrac nicefrac sfrac overset underset stackrel textcolor binom"), 2),
    **dict.fromkeys(
        _names(
            "mathbf boldsymbol bm bs pmb mathcal mathbb mathbbm mathds mathscr mathfrak mathrm mathsf mathit mathtt "
            "mathnormal text textrm textbf textit textsf texttt mbox operatorname boxed"
        ),
        1,
    ),
}
"""Commands that take the macro behind them whole, and how many arguments they have."""

FIRST_SIGN = frozenset(
    _names(
        "vec hat widehat tilde widetilde bar overline underline dot ddot check breve acute mathring sqrt overrightarrow"
    )
)
"""Commands that take in plain TeX only the first sign of the macro behind them, elsewhere all of it."""

LATEX_HAS = frozenset(
    [
        *WHOLE,
        *FIRST_SIGN,
        *_names(
            "sum prod int max min lim sup inf log ln exp sin cos tan tanh sinh cosh det dim ker gcd arg deg Pr partial "
            "nabla top odot otimes oplus cdot times le leq ge geq ne neq equiv approx sim propto in to left right "
            "alpha beta gamma delta epsilon varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
            "upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega infty forall exists "
            "prime quad qquad pm mp div langle rangle lvert rvert lVert rVert mid P S L O l o"
        ),
    ]
)
r"""Names that LaTeX and amsmath have themselves, so that ``\providecommand`` changes nothing."""
