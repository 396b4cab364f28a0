"""Steps of Adam: the correction of its averages, and weight decay that is no penalty."""

from __future__ import annotations

from derive.language import *
from derive.lemmas import cancel

x, gradient, penalty, eta = scalar("x"), scalar("g"), scalar("lambda"), scalar("eta")
scale = scalar("v")
beta, steps, average = scalar("beta"), scalar("t"), scalar("m")

unseen = beta**steps

bias_correction = Claim(
    "adam.bias-correction",
    r"Where all gradients so far are $g$ and the running average is $m = (1 - \beta^t) g$, a step to $\beta m + (1 - "
    r"\beta) g$ makes it $(1 - \beta^{t + 1}) g$; divided by $1 - \beta^t$ it is $g$",
    {
        "step": implies(
            Equal(average, (1 - unseen) * gradient),
            Equal(beta * average + (1 - beta) * gradient, (1 - beta ** (steps + 1)) * gradient),
        ),
        "corrected": implies(
            both(Equal(average, (1 - unseen) * gradient), unseen < 1), Equal(average / (1 - unseen), gradient)
        ),
    },
    given=[beta > 0],
    references=["kingma2015"],
    note="An average that starts at 0 is of this form for $t = 0$, and so after every number $t$ of steps.",
)

penalised = x - eta * (gradient + penalty * x) / scale
decayed = (1 - eta * penalty) * x - eta * gradient / scale

decay_is_penalty = Claim(
    "optimisation.weight-decay-is-l2",
    r"Also where the gradient is divided by a scale $v$, as in Adam, a step on the loss with the penalty $\lambda "
    r"\|x\|^2/2$ is a step on the loss with weights that decay by the factor $1 - \eta \lambda$",
    Equal(penalised, decayed),
    given=[eta > 0, penalty > 0, scale > 0],
    expected="refuted",
    corrected_by="optimisation.weight-decay-and-l2",
    references=["loshchilov2019"],
    note="One entry $x$ of the weights, with the entry $g$ of the gradient of the loss.",
)

decay_and_penalty = Claim(
    "optimisation.weight-decay-and-l2",
    r"A step on a loss with the penalty $\lambda \|x\|^2/2$ is a step with weights that decay by the factor $1 - \eta "
    r"\lambda$ where the gradient is not scaled; where it is divided by $v$, the two differ by $\eta \lambda x (1 - "
    r"1/v)$, and so are the same for $x \ne 0$ only where $v = 1$",
    {
        "difference": Equal(penalised - decayed, eta * penalty * x * (1 - 1 / scale)),
        "same": implies(Different(x, 0), iff(Equal(penalised, decayed), Equal(scale, 1))),
    },
    given=[eta > 0, penalty > 0, scale > 0],
    references=["loshchilov2019"],
    note="One entry $x$ of the weights, with the entry $g$ of the gradient of the loss.",
)


@decay_and_penalty.derivation
def _(chain: Derivation) -> None:
    difference = chain.conclude(chain.search(chain.goal), "multiply out")
    alike, unscaled, moving = Equal(penalised, decayed), Equal(scale, 1), Different(x, 0)
    factor = eta * penalty * x / scale
    with chain.assuming(moving):
        with chain.assuming(alike):
            only = suppose(alike, cancel(unscaled, weaken(alike, *chain.given), factor))
        with chain.assuming(unscaled):
            back = suppose(unscaled, chain.check(alike, by=[(1, difference), (factor, unscaled)]))
        same = conjunction(only, back)
    chain.conclude(suppose(moving, same), r"$\eta \lambda x (1 - 1/v)$ is 0 only where $v = 1$")
