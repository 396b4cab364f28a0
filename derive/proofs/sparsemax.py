"""Sparsemax and entmax: projections of the logits onto the simplex, which may have zeros."""

from __future__ import annotations

from derive.language import *
from derive.lemmas import add_up, monotone
from derive.proofs.definitions import ARTICLE_001, c, entropy, i, j, k, z

pair = vector("u", 2)
threshold, t = scalar("tau"), scalar("t")
p, q, support = vector("p"), vector("q"), vector("s")
alpha = scalar("alpha")


def clipped(value: Real) -> Real:
    """The number of [0, 1] that is nearest."""
    return -largest(-1, -largest(0, value))


first = clipped((1 + pair[1] - pair[2]) / 2)
second = clipped((1 + pair[2] - pair[1]) / 2)


def distance(distribution: Family) -> Real:
    """‖p − z‖²."""
    return total(k, (distribution[k] - z[k]) ** 2)


def projected(logits: Family) -> Family:
    """max(zᵢ − τ, 0)."""
    return family(i, largest(0, logits[i] - threshold))


sparsemax = projected(z)
normalised = Equal(total(k, sparsemax[k]), 1)

exact_zeros = Claim(
    "sparsemax.exact-zeros",
    r"Sparsemax, which for two classes is $p_1 = \min(1, \max(0, (1 + u_1 - u_2)/2))$ and $p_2 = 1 - p_1$, has entries "
    "that are exactly 0",
    either(Equal(first, 0), Equal(1 - first, 0)),
    expected="refuted",
    corrected_by="sparsemax.zeros-by-gap",
    sources=[ARTICLE_001],
    references=["martins2016"],
    note="It projects the logits, not the softmax of them.",
)

gap = pair[1] - pair[2]

zeros_by_gap = Claim(
    "sparsemax.zeros-by-gap",
    "For two classes, sparsemax is one-hot where the logits are at least 1 apart; where they are less, both "
    "entries are "
    "positive, and linear in the gap",
    [
        implies(gap >= 1, both(Equal(first, 1), Equal(second, 0))),
        implies(gap <= -1, both(Equal(first, 0), Equal(second, 1))),
        implies(both(gap > -1, gap < 1), both(Equal(first, (1 + gap) / 2), Equal(second, (1 - gap) / 2))),
        implies(both(gap > -1, gap < 1), both(first > 0, second > 0)),
    ],
    sources=[ARTICLE_001],
    references=["martins2016"],
)

supported = step(z[k] - threshold)

closed_form = Claim(
    "sparsemax.closed-form",
    r"Where $p_i = \max(z_i - \tau, 0)$ sums to 1, $p$ is the only point of the simplex that is nearest to $z$; "
    r"$\tau$ times the size of the support is the sum of its logits minus 1",
    {
        "sign": sparsemax[i] >= 0,
        "nearest": forall(
            q,
            implies(both(*simplex(q)), distance(q) >= distance(sparsemax) + total(k, (q[k] - sparsemax[k]) ** 2)),
        ),
        "threshold": Equal(threshold * total(k, supported), total(k, supported * z[k]) - 1),
        "shift": Equal(replace(projected(family(i, z[i] + c))[j], threshold, threshold + c), sparsemax[j]),
    },
    given=[normalised],
    references=["martins2016"],
    names=[Abbreviation(sparsemax.array, "p")],
    note="That other points are farther by their squared distance to $p$ says that $p$ is the only nearest one.",
)

size_of_support = total(k, support[k])
on_support = family(i, support[i] * (z[i] - (total(k, support[k] * z[k]) - 1) / size_of_support))

jacobian = Claim(
    "sparsemax.jacobian",
    r"Where the support $s$ is locally constant, the Jacobian of sparsemax is "
    r"$\operatorname{diag}(s) - s s^\top/\sum_k s_k$",
    Equal(D(on_support[i], z[j]), support[i] * delta(i, j) - support[i] * support[j] / size_of_support),
    given=[forall(k, either(Equal(support[k], 0), Equal(support[k], 1))), size_of_support > 0],
    references=["martins2016"],
    note="On a fixed support, sparsemax is $s_i(z_i - \\tau)$. Where the support changes, as at (1, 0), it has a kink.",
)

tsallis = total(k, p[k] - p[k] ** alpha) / (alpha * (alpha - 1))
tsallis_2 = total(k, p[k] - p[k] ** 2) / 2

entmax_family = Claim(
    "entmax.family",
    r"The entropy $\sum_k (p_k - p_k^\alpha)/(\alpha(\alpha - 1))$ of entmax tends to that of softmax as $\alpha$ "
    "tends to "
    r"1; for $\alpha = 2$, the objective $p^\top z$ plus entropy is $(1 + \|z\|^2 - \|p - z\|^2)/2$, which sparsemax "
    "maximises",
    {
        "softmax": Equal(limit(tsallis, alpha, 1, "above"), entropy(p)),
        "sparsemax": Equal(total(k, p[k] * z[k]) + tsallis_2, (1 + total(k, z[k] ** 2) - distance(p)) / 2),
    },
    given=simplex(p, interior=True),
    sources=[ARTICLE_001],
    references=["peters2019", "martins2016"],
)

base = (alpha - 1) * t - threshold
entry = base ** (1 / (alpha - 1))
power = family(i, p[i] ** (2 - alpha))
slope = vector("d")
moved = power[i] * delta(i, j) - power[i] * slope[j]

entmax_closed_form = Claim(
    "entmax.closed-form",
    r"On its support, an entry $h = ((\alpha - 1) t - \tau)^{1/(\alpha - 1)}$ of entmax has the slope "
    r"$h^{2 - \alpha}$ in "
    r"the logit and $-h^{2 - \alpha}/(\alpha - 1)$ in $\tau$; as the entries keep the sum 1, the Jacobian is "
    r"$\operatorname{diag}(w) - w w^\top/\sum_k w_k$ with $w = p^{2 - \alpha}$",
    {
        "power": implies(base > 0, Equal(entry ** (2 - alpha), entry / base)),
        "logit": implies(base > 0, Equal(D(entry, t), entry / base)),
        "threshold": implies(base > 0, Equal(D(entry, threshold), -entry / (base * (alpha - 1)))),
        "jacobian": implies(
            Equal(total(i, moved), 0),
            Equal(moved, power[i] * delta(i, j) - power[i] * power[j] / total(k, power[k])),
        ),
    },
    given=[alpha > 1, forall(k, p[k] > 0)],
    references=["peters2019"],
    note="$d_j$ is the slope of $\\tau/(\\alpha - 1)$ in $z_j$; the support is locally constant.",
)


@entmax_closed_form.derivation
def _(chain: Derivation) -> None:
    with chain.assuming(base > 0):
        multiplied, subtracted = base ** ((2 - alpha) / (alpha - 1)), entry / base
        same_power = monotone("exp", chain.check(Equal(log(multiplied), log(subtracted))))
        chain.start(entry ** (2 - alpha), "a power of a power of a positive number")
        chain.then(multiplied, "the exponents multiply")
        chain.then(subtracted, r"$(2 - \alpha)/(\alpha - 1) = 1/(\alpha - 1) - 1$", by=[(1, same_power)])
        power_of_entry = chain.chained()
    chain.conclude(suppose(base > 0, power_of_entry))
    chain.conclude(chain.search(chain.goal), r"chain rule; the factor $\alpha - 1$ cancels")
    chain.conclude(chain.search(chain.goal), "chain rule")
    chain.section("The entries keep the sum 1")
    whole = total(k, power[k])
    kept = Equal(total(i, moved), 0)
    with chain.assuming(kept):
        slopes = chain.show(Equal(slope[j], power[j] / whole), "the changes sum to 0", by=[(-1 / whole, kept)])
        form = Equal(moved, power[i] * delta(i, j) - power[i] * power[j] / whole)
        chain.conclude(suppose(kept, chain.check(form, by=[(-power[i], slopes)])), "put in")


continuous_family = Claim(
    "entmax.continuous-family",
    r"For two classes and $\alpha > 1$, the condition that entmax be (1, 0), namely that some $\tau$ has "
    r"$(\alpha - 1) u_1 - \tau = 1$ and $(\alpha - 1) u_2 - \tau \le 0$, is $u_1 - u_2 \ge 1/(\alpha - 1)$",
    iff(
        exists(threshold, both(Equal((alpha - 1) * pair[1] - threshold, 1), (alpha - 1) * pair[2] - threshold <= 0)),
        pair[1] - pair[2] >= 1 / (alpha - 1),
    ),
    given=[alpha > 1],
    sources=[ARTICLE_001],
    references=["peters2019"],
)


@continuous_family.derivation
def _(chain: Derivation) -> None:
    apart = pair[1] - pair[2] >= 1 / (alpha - 1)
    first_one, second_zero = Equal((alpha - 1) * pair[1] - threshold, 1), (alpha - 1) * pair[2] - threshold <= 0
    some = exists(threshold, both(first_one, second_zero))
    positive = chain.check(1 / (alpha - 1) > 0)
    with chain.assuming(first_one, second_zero):
        both_scaled = [(1 / (alpha - 1), second_zero), (1 / (alpha - 1), first_one)]
        inside = chain.show(apart, "subtract the second from the first", using=[positive], by=both_scaled)
        forward = suppose(some, take(some, threshold, inside))
    with chain.assuming(apart):
        value = (alpha - 1) * pair[1] - 1
        below = chain.check(replace(second_zero, threshold, value), by=[(alpha - 1, apart)])
        back = exhibit(some, value, conjunction(chain.check(replace(first_one, threshold, value)), below))
        backward = suppose(apart, chain.note(back, r"take $\tau = (\alpha - 1) u_1 - 1$"))
    chain.conclude(conjunction(forward, backward))


@closed_form.derivation
def _(chain: Derivation) -> None:
    chain.conclude(chain.search(chain.goal), "a maximum with 0")
    chain.conclude(chain.search(chain.goal), r"$(q_k - p_k)(p_k - z_k + \tau) \ge 0$ for every $k$, and both sum to 1")
    chain.section("The threshold")
    with chain.in_general():
        each = for_each(k, chain.search(Equal(sparsemax[k], supported * (z[k] - threshold))))
    chain.conclude(chain.check(chain.goal, by=[(1, add_up(each)), (-1, normalised)]), "add up over the support")
    chain.conclude(chain.search(chain.goal), "the shift cancels in every entry")
