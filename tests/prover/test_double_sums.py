"""Double sums: what swapping the two indices shows, and variances inside of sums. Each beside a twin that is open."""

from __future__ import annotations

import pytest

from tests.prover.statements import assert_open, assert_proved, statement

WEIGHTS = r"$u \in \mathbb{R}^n$, $u_k > 0$, $c \in \mathbb{R}^{n \times n}$"
POINTS = r"$q \in \Delta^{m-1}$, $X \in \mathbb{R}^{m \times d}$, $b \in \mathbb{R}^d$"

SWAPPED = (
    (r"\sum_i \sum_j \frac{u_i}{u_i + u_j} = \frac{n^2}{2}", r"\sum_i \sum_j \frac{u_i}{u_i + u_j} = n^2"),
    (
        r"\sum_i \sum_j (c_{ij} + c_{ji}) \frac{u_j}{u_i + u_j} = \sum_i \sum_j c_{ij}",
        r"\sum_i \sum_j c_{ij} \frac{u_j}{u_i + u_j} = \sum_i \sum_j c_{ij}",
    ),
)


@pytest.mark.parametrize(("holds", "fails"), SWAPPED)
def test_a_double_sum_is_half_of_it_and_of_the_one_with_its_indices_swapped(holds: str, fails: str) -> None:
    assert_proved(statement(WEIGHTS, holds))
    assert_open(statement(WEIGHTS, fails))


MEANS = (
    (r"\Big(\sum_i q_i X_{ij}\Big)^2", r"X_{ij}^2"),
    (r"\Big(\sum_i q_i X_{ij} - b_j\Big)^2", r"(X_{ij} - b_j)^2"),
)


@pytest.mark.parametrize(("mean", "each"), MEANS)
def test_the_square_of_a_mean_vector_is_at_most_the_mean_of_the_squares(mean: str, each: str) -> None:
    assert_proved(statement(POINTS, rf"\sum_j {mean} \le \sum_i q_i \sum_j {each}"))
    assert_open(statement(POINTS, rf"\sum_j {mean} \ge \sum_i q_i \sum_j {each}"))
    assert_open(
        statement(POINTS.replace(r"\Delta^{m-1}", r"\mathbb{R}^m"), rf"\sum_j {mean} \le \sum_i q_i \sum_j {each}")
    )
