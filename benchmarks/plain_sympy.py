"""The seven claims of the core as one would check them with SymPy alone, for one number of classes.

``python benchmarks/plain_sympy.py CLAIM K`` builds both sides with K symbols, differentiates,
simplifies the difference, and exits with 0 where it comes out as zero. What comes out says nothing
about any other K."""

from __future__ import annotations

import sys
from collections.abc import Callable

from sympy import Expr, Rational, Symbol, diff, exp, log, simplify, symbols

Differences = list[Expr]


class Setting:
    """Logits, targets that sum to one, and the softmax of the logits, for K classes."""

    def __init__(self, size: int) -> None:
        self.classes = range(size)
        self.z = symbols(f"z1:{size + 1}", real=True)
        self.v = symbols(f"v1:{size + 1}", real=True)
        free = symbols(f"y1:{size}", real=True)
        self.y = (*free, 1 - sum(free))
        self.total = sum(exp(z) for z in self.z)
        self.p = [exp(z) / self.total for z in self.z]
        self.loss = -sum(y * log(p) for y, p in zip(self.y, self.p, strict=True))

    def hessian(self) -> list[list[Expr]]:
        """The second derivatives of the cross entropy in the logits."""
        gradient = [diff(self.loss, z) for z in self.z]
        return [[diff(entry, z) for z in self.z] for entry in gradient]


def shift_invariance(given: Setting) -> Differences:
    shift = Symbol("c", real=True)
    moved = {z: z + shift for z in given.z}
    return [p.subs(moved, simultaneous=True) - p for p in given.p]


def jacobian(given: Setting) -> Differences:
    return [
        diff(given.p[i], given.z[j]) - given.p[i] * (int(i == j) - given.p[j])
        for i in given.classes
        for j in given.classes
    ]


def gradient(given: Setting) -> Differences:
    return [diff(given.loss, given.z[i]) - (given.p[i] - given.y[i]) for i in given.classes]


def hessian_psd(given: Setting) -> Differences:
    hessian = given.hessian()
    form = sum(given.v[i] * hessian[i][j] * given.v[j] for i in given.classes for j in given.classes)
    squares = sum(
        given.p[i] * given.p[j] * (given.v[i] - given.v[j]) ** 2 for i in given.classes for j in given.classes
    )
    return [form - Rational(1, 2) * squares]


def hessian_null_vector(given: Setting) -> Differences:
    return [sum(row) for row in given.hessian()]


def maxent(given: Setting) -> Differences:
    multiplier = Symbol("lambda", real=True)
    p = symbols(f"p1:{len(given.z) + 1}", positive=True)
    total = sum(exp(multiplier * z) for z in given.z)
    lagrangian = sum(-a * log(a) + multiplier * a * z + (1 - log(total)) * a for a, z in zip(p, given.z, strict=True))
    solution = {a: exp(multiplier * z) / total for a, z in zip(p, given.z, strict=True)}
    return [diff(lagrangian, a).subs(solution) for a in p]


def log_sum_exp(given: Setting) -> Differences:
    return [diff(log(given.total), given.z[i]) - given.p[i] for i in given.classes]


CLAIMS: dict[str, Callable[[Setting], Differences]] = {
    "softmax.shift-invariance": shift_invariance,
    "softmax.jacobian": jacobian,
    "ce.gradient": gradient,
    "ce.hessian-psd": hessian_psd,
    "ce.hessian-null-vector": hessian_null_vector,
    "maxent.softmax": maxent,
    "lse.gradient": log_sum_exp,
}


def main() -> int:
    """Checks one claim at one size; 0 where every difference simplifies to zero."""
    claim, size = sys.argv[1], int(sys.argv[2])
    return int(any(simplify(difference) != 0 for difference in CLAIMS[claim](Setting(size))))


if __name__ == "__main__":
    sys.exit(main())
