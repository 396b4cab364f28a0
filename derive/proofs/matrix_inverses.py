"""Inverses after a change, by entries: Woodbury's formula, the dual form of ridge regression, a determinant."""

from __future__ import annotations

from derive.language import *
from derive.lemmas import add_up
from derive.proofs.linear_regression import inputs, inverse, is_inverse, j, k, matrix_a, n, penalty, targets

# Ridge regression by one number for each sample --------------------------------------------------------

dual, other = vector("a", "N"), index("m", "N")
weights = family(k, total(n, inputs[n, k] * dual[n]))
fitted = total(k, inputs[n, k] * total(other, inputs[other, k] * dual[other]))
dual_equations = forall(n, Equal(fitted + penalty * dual[n], targets[n]))
stationary = Equal(total(n, inputs[n, j] * (fitted - targets[n])) + penalty * weights[j], 0)

ridge_dual = Claim(
    "regression.ridge-dual",
    r"Where $(X X^\top + \lambda I) a = y$, the weights $w = X^\top a$ satisfy $X^\top (X w - y) + \lambda w = 0$, the "
    "equations of ridge regression",
    stationary,
    given=[dual_equations],
    references=["saunders1998"],
    names=[Abbreviation(weights.array, "w")],
)


@ridge_dual.derivation
def _(chain: Derivation) -> None:
    equation = specialise(dual_equations, n)
    residual = Equal(inputs[n, j] * (fitted - targets[n]), -penalty * inputs[n, j] * dual[n])
    each = chain.note(chain.check(residual, by=[(inputs[n, j], equation)]), r"$X w - y = -\lambda a$")
    chain.conclude(chain.check(chain.goal, by=[(1, add_up(for_each(n, each)))]), r"$X^\top a = w$")


# An inverse after a change of any rank ------------------------------------------------------------------

i, h, r, t, u = index("i", "d"), index("l", "d"), index("r", "R"), index("t", "R"), index("u", "R")
columns, rows, core = matrix("U", "d", "R"), matrix("V", "R", "d"), matrix("C", "R", "R")
before_u = family((k, r), total(h, inverse[k, h] * columns[h, r]))
v_before = family((r, j), total(h, rows[r, h] * inverse[h, j]))


def small_entry(product_with_u: Family) -> Real:
    """An entry of (I + V B U) C."""
    return total(u, (delta(r, u) + total(k, rows[r, k] * product_with_u[k, u])) * core[u, t])


def updated(product_with_u: Family, correction: Family) -> Real:
    """An entry of (A + U V)(B − B U N), where N stands for C V B."""
    changed = inverse[k, j] - total(r, product_with_u[k, r] * correction[r, j])
    return total(k, (matrix_a[i, k] + total(u, columns[i, u] * rows[u, k])) * changed)


corrected = family((r, j), total(t, core[r, t] * v_before[t, j]))
is_small_inverse = forall([r, t], Equal(small_entry(before_u), delta(r, t)))

woodbury = Claim(
    "regression.woodbury",
    r"If $A B = I$ and $(I + V B U) C = I$, then $B - B U C V B$ is inverse to $A + U V$ (Woodbury formula)",
    Equal(updated(before_u, corrected), delta(i, j)),
    given=[is_inverse, is_small_inverse],
    references=["hager1989"],
    witness=point(
        {"d": 2, "R": 1},
        {"i": 1, "j": 2},
        A=[[1, 1], [0, 1]],
        B=[[1, -1], [0, 1]],
        U=[[1], [2]],
        V=[[1, 1]],
        C=[["1/2"]],
    ),
    names=[Abbreviation(before_u.array, "M"), Abbreviation(v_before.array, "W")],
)


@woodbury.derivation
def _(chain: Derivation) -> None:
    picked = summed(chain, h, columns[h, r], specialise(is_inverse, i, h))
    solved = Equal(total(k, matrix_a[i, k] * before_u[k, r]), columns[i, r])
    back = chain.note(chain.check(solved, by=[(1, picked)]), "$A B U = U$")
    general = chain.at(core_equation(chain), M=before_u, W=v_before)
    balanced = chain.note(modus_ponens(general, is_small_inverse), "the equation of $C$, times $V B$")
    product_there = chain.at(multiplied(chain), M=before_u, N=corrected)
    here = modus_ponens(product_there, specialise(is_inverse, i, j), for_each(r, back), for_each(r, balanced))
    chain.conclude(here, "multiply out; the terms with $U$ cancel")


def core_equation(chain: Derivation) -> Lemma:
    """From (I + V M) C = I: C W + V M C W = W."""
    m, w = matrix("M", "d", "R"), matrix("W", "R", "d")
    applied = family((r, j), total(t, core[r, t] * w[t, j]))
    condition = forall([r, t], Equal(small_entry(m), delta(r, t)))
    goal = Equal(applied[r, j] + total(u, total(k, rows[r, k] * m[k, u]) * applied[u, j]), w[r, j])
    with chain.in_general(), chain.assuming(condition):
        theorem = chain.check(goal, by=[(1, summed(chain, t, w[t, j], specialise(condition, r, t)))])
    return Lemma.of(suppose(condition, theorem))


def multiplied(chain: Derivation) -> Lemma:
    """From A B = I, A M = U and N + V M N = V B: (A + U V)(B − M N) = I, by entries."""
    m, correction = matrix("M", "d", "R"), matrix("N", "R", "d")
    known = Equal(total(k, matrix_a[i, k] * inverse[k, j]), delta(i, j))
    solved = forall(r, Equal(total(k, matrix_a[i, k] * m[k, r]), columns[i, r]))
    read = total(k, rows[r, k] * inverse[k, j])
    through = total(u, total(k, rows[r, k] * m[k, u]) * correction[u, j])
    balance = forall(r, Equal(correction[r, j] + through, read))
    parts = (
        total(k, matrix_a[i, k] * inverse[k, j])
        - total(r, correction[r, j] * total(k, matrix_a[i, k] * m[k, r]))
        + total(r, columns[i, r] * read)
        - total(r, columns[i, r] * through)
    )
    with chain.in_general():
        split = chain.check(Equal(updated(m, correction), parts))
    with chain.in_general(), chain.assuming(known, solved, balance):
        first = summed(chain, r, correction[r, j], specialise(solved, r))
        second = summed(chain, r, columns[i, r], specialise(balance, r))
        whole = chain.check(Equal(parts, delta(i, j)), by=[(1, known), (-1, first), (-1, second)])
        theorem = transitivity(split, whole)
    for condition in (balance, solved, known):
        theorem = suppose(condition, theorem)
    return Lemma.of(theorem)


def summed(chain: Derivation, over: IndexVariable, factor: Real, theorem: Theorem) -> Theorem:
    """An equation times a factor, summed over an index."""
    sides = theorem.conclusion.left, theorem.conclusion.right  # type: ignore[attr-defined]
    each = chain.check(Equal(factor * Real(sides[0]), factor * Real(sides[1])), by=[(factor, theorem)])
    return add_up(for_each(over, each))


# A determinant of two rows -----------------------------------------------------------------------------

a, b, c, d = scalar("a"), scalar("b"), scalar("c"), scalar("d")
s, e, x, y = scalar("s"), scalar("t"), scalar("x"), scalar("y")


def determinant(first: Number, second: Number, third: Number, fourth: Number) -> Real:
    """The determinant of two rows of two entries."""
    return real(first) * fourth - real(second) * third


before = determinant(a, b, c, d)
form = (x * (d * s - b * e) + y * (a * e - c * s)) / before

determinant_lemma = Claim(
    "matrix.determinant-lemma-2",
    r"For matrices of two rows and columns, $\det(A + u v^\top) = \det A\,(1 + v^\top A^{-1} u)$: here for the rows "
    "$(a, b)$ and $(c, d)$ of $A$, $u = (s, t)$ and $v = (x, y)$",
    Equal(determinant(a + s * x, b + s * y, c + e * x, d + e * y), before * (1 + form)),
    given=[Different(before, 0)],
    references=["bishop2006"],
)
