"""Activation functions made from the sigmoid: tanh, softplus, SiLU."""

from __future__ import annotations

from fractions import Fraction

from derive.language import *
from derive.proofs.squared_error import logistic

x = scalar("x")
SIGMOID = Abbreviation(logistic(x).term, "s")


def softplus(value: Number) -> Real:
    """log(1 + exp x)."""
    return log(1 + exp(real(value)))


def tanh(value: Number) -> Real:
    """(exp x − exp(−x))/(exp x + exp(−x))."""
    argument = real(value)
    return (exp(argument) - exp(-argument)) / (exp(argument) + exp(-argument))


sigmoid_derivatives = Claim(
    "sigmoid.derivatives",
    r"The derivative of the sigmoid $s$ is $s (1 - s)$, at most 1/4; its second derivative is $s (1 - s)(1 - 2 s)$",
    [
        Equal(D(logistic(x), x), logistic(x) * (1 - logistic(x))),
        logistic(x) * (1 - logistic(x)) <= Fraction(1, 4),
        Equal(D(logistic(x), x, x), logistic(x) * (1 - logistic(x)) * (1 - 2 * logistic(x))),
    ],
    references=["bishop2006"],
    names=[SIGMOID],
)

tanh_claim = Claim(
    "tanh.sigmoid",
    r"The hyperbolic tangent is a sigmoid, stretched: $\tanh x = 2 s(2 x) - 1$; its derivative is $1 - \tanh^2 x$",
    [Equal(tanh(x), 2 * logistic(2 * x) - 1), Equal(D(tanh(x), x), 1 - tanh(x) ** 2)],
    references=["bishop2006"],
)

softplus_claim = Claim(
    "softplus.identities",
    r"Softplus $f(x) = \log(1 + \exp x)$ has the sigmoid $s$ as its derivative; $f(x) - f(-x) = x$, and "
    r"$\log s(x) = -f(-x)$",
    [
        Equal(D(softplus(x), x), logistic(x)),
        Equal(softplus(x) - softplus(-x), x),
        Equal(log(logistic(x)), -softplus(-x)),
    ],
    references=["goodfellow2016"],
)

softplus_bounds = Claim(
    "softplus.bounds",
    r"Softplus lies between $\max(x, 0)$ and $\max(x, 0) + \log 2$",
    [largest(x, 0) <= softplus(x), softplus(x) <= largest(x, 0) + log(2)],
    references=["goodfellow2016"],
)

silu = Claim(
    "silu.derivative",
    "The derivative of $x s(x)$ is $s(x) (1 + x (1 - s(x)))$",
    Equal(D(x * logistic(x), x), logistic(x) * (1 + x * (1 - logistic(x)))),
    names=[SIGMOID],
)

t = scalar("t")

binary_slope = Claim(
    "sigmoid.cross-entropy-slope",
    r"The cross entropy of a sigmoid is $\log(1 + \exp x) - t x$, and its slope $s(x) - t$",
    [
        Equal(-t * log(logistic(x)) - (1 - t) * log(1 - logistic(x)), softplus(x) - t * x),
        Equal(D(softplus(x) - t * x, x), logistic(x) - t),
    ],
    references=["bishop2006"],
)
