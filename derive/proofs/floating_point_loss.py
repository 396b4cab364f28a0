"""Log-softmax, cross entropy and its gradient in floating point, and the code that is printed for batches."""

from __future__ import annotations

from derive.floats.execution import gives
from derive.floats.formats import FLOAT32, FLOAT64, FORMATS
from derive.language import *
from derive.proofs._floats import (
    exp_of_log_softmax,
    first_log_of_softmax,
    first_log_softmax,
    fused_gradient,
    log_of_softmax,
    log_softmax,
    loss_from_logits,
    loss_from_probabilities,
    separate_gradient,
    shifted_softmax,
)
from derive.proofs.definitions import ARTICLE_001, ARTICLE_003
from derive.proofs.floating_point_softmax import FAR_APART

# Log-softmax ---------------------------------------------------------------------------------------

log_softmax_stability = Claim(
    "fp.logsoftmax-stability",
    "Log-softmax is more accurate in every entry than the logarithm of softmax",
    expected="refuted",
    corrected_by="fp.logsoftmax-finite",
    says="For all floats z, each entry of log-softmax has a smaller error than that of log(softmax(z)), if it has one.",
    sources=[ARTICLE_003],
    references=["blanchard2021"],
    note=r"At (40, 0), the logarithm of the first probability is $-\log(1 + \exp(-40))$, about $-4 \cdot 10^{-18}$.",
)


@log_softmax_stability.execution
def _(run: Run) -> None:
    for form in (FLOAT64, FLOAT32):
        both_ways = all(gives(way, form, [40, 0], [0]) for way in (first_log_softmax, first_log_of_softmax))
        run.check(f"{form}: at (40, 0) both give 0 for the first class, whose exact value is negative", both_ways)


log_softmax_finite = Claim(
    "fp.logsoftmax-finite",
    "At $(-1000, 1, 1000)$, log-softmax is executed to $(-2000, -999, 0)$, and the logarithm of softmax to "
    r"$(-\infty, -\infty, 0)$",
    expected="computed",
    says="Log-softmax takes no logarithm of a number that has underflowed.",
    sources=[ARTICLE_003],
    references=["blanchard2021"],
)


@log_softmax_finite.execution
def _(run: Run) -> None:
    for form in FORMATS:
        text = f"{form}: log-softmax of (-1000, 1, 1000) is (-2000, -999, 0), each rounded to the format"
        run.check(text, gives(log_softmax, form, FAR_APART, [-2000, -999, 0]))
        text = f"{form}: the logarithm of its softmax is (-inf, -inf, 0)"
        run.check(text, gives(log_of_softmax, form, FAR_APART, ["-inf", "-inf", 0]))


exp_log_softmax = Claim(
    "fp.exp-logsoftmax",
    "The exponential of log-softmax is a more stable way to probabilities: it does not underflow where softmax does",
    expected="refuted",
    corrected_by="fp.exp-logsoftmax-underflows",
    says="The executed exponential of log-softmax at $(-1000, 1, 1000)$ is positive in every entry.",
    sources=[ARTICLE_003],
    references=["blanchard2021"],
    note="It is more stable than the naive softmax, not than the shifted one.",
)


@exp_log_softmax.execution
def _(run: Run) -> None:
    for form in FORMATS:
        text = f"{form}: the exponential of log-softmax at (-1000, 1, 1000) is (0, 0, 1)"
        run.check(text, gives(exp_of_log_softmax, form, FAR_APART, [0, 0, 1]))


exp_log_softmax_underflows = Claim(
    "fp.exp-logsoftmax-underflows",
    "At $(-1000, 1, 1000)$, the exponential of log-softmax is (0, 0, 1), as is the shifted softmax",
    expected="computed",
    says="Both underflow in the same entries.",
    sources=[ARTICLE_003],
    references=["blanchard2021"],
)


@exp_log_softmax_underflows.execution
def _(run: Run) -> None:
    for form in FORMATS:
        both_ways = all(gives(way, form, FAR_APART, [0, 0, 1]) for way in (exp_of_log_softmax, shifted_softmax))
        run.check(f"{form}: both are (0, 0, 1) at (-1000, 1, 1000)", both_ways)


log_softmax_operations = Claim(
    "fp.logsoftmax-op-count",
    "Log-softmax saves an exponential",
    expected="informal",
    sources=[ARTICLE_003],
    references=["blanchard2021"],
    note="A property of programs, not of functions: $K$ exponentials are needed for the sum; the $K$ divisions are "
    "saved, "
    "and, against the logarithm of softmax, $K - 1$ logarithms.",
)

# Fused loss and gradient ---------------------------------------------------------------------------

fused_ce = Claim(
    "fp.fused-ce",
    "At $(-1000, 1, 1000)$ with the first class as target, the loss from the logits is executed to 2000, and that from "
    "the probabilities to infinity",
    expected="computed",
    says=r"$\operatorname{LSE}(z) - z_1$ takes no logarithm of a number that has underflowed.",
    sources=[ARTICLE_003],
    references=["blanchard2021"],
)


@fused_ce.execution
def _(run: Run) -> None:
    for form in FORMATS:
        text = f"{form}: the loss from the logits (-1000, 1, 1000) is 2000"
        run.check(text, gives(loss_from_logits, form, FAR_APART, [2000]))
        text = f"{form}: that from the probabilities is infinite"
        run.check(text, gives(loss_from_probabilities, form, FAR_APART, ["inf"]))


fused_gradient_claim = Claim(
    "fp.fused-gradient",
    "At $(-1000, 0)$ with the first class as target, $p - y$ is executed to $(-1, 1)$, and the Jacobian times "
    "$-y/p$ to nan",
    expected="computed",
    says=r"The Jacobian has an entry 0 where $-y/p$ is $-\infty$.",
    sources=[ARTICLE_001],
    references=["blanchard2021"],
    note="In real numbers both are the gradient of the cross entropy, which is ce.gradient.",
)


@fused_gradient_claim.execution
def _(run: Run) -> None:
    for form in FORMATS:
        text = f"{form}: p - y at (-1000, 0), y = (1, 0), is (-1, 1)"
        run.check(text, gives(fused_gradient, form, [-1000, 0, 1, 0], [-1, 1]))
        text = f"{form}: the Jacobian times -y/p is nan in both entries"
        run.check(text, gives(separate_gradient, form, [-1000, 0, 1, 0], ["nan", "nan"]))


# Batches -------------------------------------------------------------------------------------------


def printed_softmax(values: list[list[float]], by_rows: bool) -> list[list[float]]:
    """Softmax of an array with NumPy's sum and max: over everything, as printed, or row by row."""
    import numpy

    array = numpy.array(values)
    if by_rows:
        exponentials = numpy.exp(array - array.max(axis=-1, keepdims=True))
        rows: list[list[float]] = (exponentials / exponentials.sum(axis=-1, keepdims=True)).tolist()
        return rows
    exponentials = numpy.exp(array - numpy.max(array))
    printed: list[list[float]] = (exponentials / numpy.sum(exponentials)).tolist()
    return printed


vectorised = Claim(
    "fp.vectorised",
    "The printed code for softmax works for arrays: also of a batch, row by row",
    expected="refuted",
    corrected_by="fp.vectorised-by-rows",
    says="np.exp(x - np.max(x))/np.sum(np.exp(x - np.max(x))) has rows that sum to 1.",
    sources=[ARTICLE_003],
    references=["blanchard2021"],
    note="It is right for a single vector; a batch needs axis=-1 and keepdims=True in both.",
)


@vectorised.execution
def _(run: Run) -> None:
    quarters = printed_softmax([[0, 0], [0, 0]], by_rows=False) == [[0.25, 0.25], [0.25, 0.25]]
    run.check("float64: of two rows (0, 0), it makes two rows (1/4, 1/4), which sum to 1/2", quarters)
    single = printed_softmax([[0, 0]], by_rows=False) == [[0.5, 0.5]]
    run.check("float64: of a single row (0, 0), it makes (1/2, 1/2)", single)


vectorised_by_rows = Claim(
    "fp.vectorised-by-rows",
    "With axis=-1 and keepdims=True, two rows (0, 0) become two rows (1/2, 1/2)",
    expected="computed",
    says="Largest entry and sum are taken row by row.",
    sources=[ARTICLE_003],
    references=["blanchard2021"],
)


@vectorised_by_rows.execution
def _(run: Run) -> None:
    halves = printed_softmax([[0, 0], [0, 0]], by_rows=True) == [[0.5, 0.5], [0.5, 0.5]]
    run.check("float64: of two rows (0, 0), it makes two rows (1/2, 1/2)", halves)
