"""The multinomial logit model of economics, and the Boltzmann distribution of physics."""

from __future__ import annotations

from derive.language import *
from derive.proofs.definitions import P_NAME, S_NAME, entropy, i, j, k, log_sum_exp, p, softmax, z

elasticities = Claim(
    "mnl.elasticities",
    r"In the multinomial logit model, $z_i$ times the slope of $\log p_i$ in $z_i$ is $z_i (1 - p_i)$; in another "
    "utility "
    r"$z_j$ it is $-z_j p_j$, the same for all $i \ne j$",
    [
        Equal(z[i] * D(log(p[i]), z[i]), z[i] * (1 - p[i])),
        implies(distinct(i, j), Equal(z[j] * D(log(p[i]), z[j]), -z[j] * p[j])),
    ],
    references=["mcfadden1974", "train2009"],
    names=[P_NAME, S_NAME],
    note="For positive utilities these are the elasticities, the derivatives in $\\log z$.",
)

# Boltzmann -----------------------------------------------------------------------------------------

energy, q = vector("E"), vector("q")
T, beta = scalar("T"), scalar("beta")
cold = family(i, -energy[i] / T)
boltzmann = softmax(cold)
mean_energy = total(k, boltzmann[k] * energy[k])
inverse = family(i, -beta * energy[i])
gibbs = softmax(inverse)
mean_at_beta = total(k, gibbs[k] * energy[k])


def variance(distribution: Family, mean: Real) -> Real:
    """Σ pₖ (Eₖ − mean)²."""
    return total(k, distribution[k] * (energy[k] - mean) ** 2)


free_energy = -T * log_sum_exp(cold)

boltzmann_free_energy = Claim(
    "boltzmann.free-energy",
    r"The free energy $-T \log Z$ is mean energy minus $T$ times entropy, and the smallest such value of all "
    "distributions; the derivatives of $\\log Z$ are mean and variance of the energy",
    {
        "identity": Equal(free_energy, mean_energy - T * entropy(boltzmann)),
        "smallest": forall(q, implies(both(*simplex(q)), free_energy <= total(k, q[k] * energy[k]) - T * entropy(q))),
        "mean": Equal(-D(log_sum_exp(inverse), beta), mean_at_beta),
        "variance": Equal(D(D(log_sum_exp(inverse), beta), beta), variance(gibbs, mean_at_beta)),
        "heat": Equal(D(mean_energy, T), variance(boltzmann, mean_energy) / T**2),
    },
    given=[T > 0],
    references=["jaynes1957", "wainwright2008"],
    names=[Abbreviation(boltzmann.array, "p"), Abbreviation(gibbs.array, r"\sigma_{%s}(-\beta E)", "σ_%s(−β E)")],
)
