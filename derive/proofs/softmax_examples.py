"""Worked numbers, and softmax as it is executed in floating point."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from derive.floats.execution import gives
from derive.floats.formats import FORMATS
from derive.language import *
from derive.proofs._floats import shifted_softmax
from derive.proofs.definitions import ARTICLE_000, ARTICLE_002, ARTICLE_003, P_NAME, S_NAME, i, k, numbers, p, softmax
from derive.proofs.softmax import positivity, sums_to_one


def within(value: Real, decimal: str) -> Formula:
    """That a number is within half a unit of the last place of a decimal."""
    tolerance: Fraction = Fraction(1, 2) / 10 ** len(decimal.partition(".")[2])
    return absolute(value - Fraction(decimal)) <= tolerance


def printed(logits: Sequence[int], decimals: Sequence[str]) -> list[Formula]:
    """That softmax of these logits, written out, is within half a unit of the last place of these decimals."""
    whole = exp(logits[0])
    for logit in logits[1:]:
        whole = whole + exp(logit)
    return [within(exp(logit) / whole, decimal) for logit, decimal in zip(logits, decimals, strict=True)]


example_012 = Claim(
    "softmax.example-012",
    "Softmax of (0, 1, 2) is (0.0900, 0.2447, 0.6652) to four decimals",
    printed([0, 1, 2], ["0.0900", "0.2447", "0.6652"]),
    sources=[ARTICLE_002],
    expected="computed",
)

example_013 = Claim(
    "softmax.example-013",
    "Softmax of (0, 1, 3) is (0.0420, 0.1142, 0.8438) to four decimals",
    printed([0, 1, 3], ["0.0420", "0.1142", "0.8438"]),
    sources=[ARTICLE_002],
    expected="computed",
)

example_123 = Claim(
    "softmax.example-123",
    "Softmax of (1, 2, 3) is (0.09, 0.24, 0.67) to two decimals",
    printed([1, 2, 3], ["0.09", "0.24", "0.67"]),
    sources=[ARTICLE_003],
    expected="computed",
)

example_125 = Claim(
    "softmax.example-125",
    "Softmax of (1, 2, 5) is (0.02, 0.05, 0.93) to two decimals",
    printed([1, 2, 5], ["0.02", "0.05", "0.93"]),
    expected="refuted",
    corrected_by="softmax.example-125-rounded",
    sources=[ARTICLE_003],
    note="The last entry is 0.9362…; cut off instead of rounded, the others would be 0.01 and 0.04.",
)

example_125_rounded = Claim(
    "softmax.example-125-rounded",
    "Softmax of (1, 2, 5) is (0.02, 0.05, 0.94) to two decimals",
    printed([1, 2, 5], ["0.02", "0.05", "0.94"]),
    sources=[ARTICLE_003],
    expected="computed",
)

example_12345 = Claim(
    "softmax.example-12345",
    "Softmax of (1, 2, 3, 4, 5) is (0.01165623, 0.03168492, 0.08612854, 0.23412166, 0.63640865) to eight decimals",
    printed([1, 2, 3, 4, 5], ["0.01165623", "0.03168492", "0.08612854", "0.23412166", "0.63640865"]),
    sources=[ARTICLE_003],
    expected="computed",
)


# An output with a zero -------------------------------------------------------------------------------

five, n = vector("z", 5), index("n", 5)
claimed = numbers(Fraction(1, 10), Fraction(4, 5), Fraction(1, 20), Fraction(1, 20), 0)
is_output = forall(n, Equal(softmax(five)[n], claimed[n]))

example_zero_output = Claim(
    "softmax.example-zero-output",
    "(0.1, 0.8, 0.05, 0.05, 0) is the softmax of some logits",
    exists(five, is_output),
    expected="refuted",
    corrected_by="softmax.zero-output",
    sources=[ARTICLE_003],
    references=["martins2016"],
    note="In floating point it can come about by underflow.",
)


@example_zero_output.denial()
def _(chain: Derivation) -> None:
    zero = specialise(is_output, nth(5, 5))
    positive = chain.show(softmax(five)[5] > 0, "a quotient of positive numbers")
    none = take(chain.denied, five, clash(zero, positive))
    chain.conclude(by_contradiction(chain.goal, none), "but the fifth entry is 0")


zero_output = Claim(
    "softmax.zero-output",
    "(0.1, 0.8, 0.05, 0.05, 0) is a point of the simplex, but the fifth entry of a softmax is never 0",
    [claimed[n] >= 0, Equal(total(n, claimed[n]), 1), softmax(five)[5] > 0],
    sources=[ARTICLE_003],
    references=["martins2016"],
)


@zero_output.derivation
def _(chain: Derivation) -> None:
    chain.conclude(chain.show(chain.goal, "no entry is negative"))
    chain.conclude(chain.show(chain.goal, "$0.1 + 0.8 + 0.05 + 0.05 + 0 = 1$"))
    chain.conclude(chain.show(chain.goal, "a quotient of positive numbers"))


zero_output_loss = Claim(
    "softmax.zero-output-loss",
    "With the second class as target, the cross entropy of (0.1, 0.8, 0.05, 0.05, 0) is 0.223144 to six decimals",
    absolute(-log(Fraction(4, 5)) - Fraction("0.223144")) <= Fraction(1, 2_000_000),
    sources=[ARTICLE_003],
    expected="computed",
)


# Which inputs ----------------------------------------------------------------------------------------

any_input = Claim(
    "softmax.any-input",
    "Softmax turns everything into a probability vector",
    expected="refuted",
    corrected_by="softmax.any-finite-input",
    sources=[ARTICLE_000, ARTICLE_003],
    references=["goodfellow2016"],
    says="for all floats $z$, infinities included, the executed softmax of $z$ is a probability vector",
    note="One article restricts itself to real vectors, where this is true.",
)


@any_input.execution
def _(run: Run) -> None:
    for form in FORMATS:
        for first, second in (("inf", "0"), ("-inf", "-inf")):
            text = f"{form}: softmax of ({first}, {second}) is nan in every entry"
            run.check(text, gives(shifted_softmax, form, [first, second], ["nan", "nan"]))


any_finite_input = Claim(
    "softmax.any-finite-input",
    "The softmax of any real vector is a probability vector, all of whose entries are positive",
    [p[i] > 0, Equal(total(k, p[k]), 1)],
    sources=[ARTICLE_000, ARTICLE_003],
    references=["goodfellow2016"],
    names=[P_NAME, S_NAME],
)


@any_finite_input.derivation
def _(chain: Derivation) -> None:
    chain.conclude(chain.lemma(positivity).part("above 0"), "exponentials are positive, and so is their sum")
    chain.conclude(chain.lemma(sums_to_one), "normalisation")


masking = Claim(
    "softmax.masking",
    r"A logit of $-\infty$ is executed as a mask: its class gets 0, and one finite logit gets 1",
    expected="computed",
    references=["goodfellow2016"],
    says=r"the executed softmax of $(-\infty, c)$ is exactly $(0, 1)$, for $c = -1000$, 0 and 1000",
)


@masking.execution
def _(run: Run) -> None:
    for form in FORMATS:
        for logit in (-1000, 0, 1000):
            text = f"{form}: softmax of (-inf, {logit}) is exactly (0, 1)"
            run.check(text, gives(shifted_softmax, form, ["-inf", logit], [0, 1]))


underflow = Claim(
    "softmax.underflow",
    "Executed in floating point, softmax can be exactly 0, and exactly 1",
    expected="computed",
    references=["goodfellow2016"],
    says="the executed softmax of $(0, -1000)$ is exactly $(1, 0)$, though softmax is never 0",
)


@underflow.execution
def _(run: Run) -> None:
    for form in FORMATS:
        text = f"{form}: softmax of (0, -1000) is exactly (1, 0)"
        run.check(text, gives(shifted_softmax, form, [0, -1000], [1, 0]))
