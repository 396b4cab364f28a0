"""What is known already: lemmas about sums, maxima, exponentials and logarithms, absolute values, limits and ranks, for
proof scripts and for the automatic prover. Each is proved by the kernel when it is first used."""

from derive.lemmas.absolute import absolute_at_most, at_most_absolute, within_absolute
from derive.lemmas.continuity import intermediate_value
from derive.lemmas.equations import antisymmetry, cancel
from derive.lemmas.limits import TAKEN, conclude_limit, limit_laws, limit_value, same_limit, squeeze
from derive.lemmas.locally_equal import derivative_where_constant
from derive.lemmas.maxima import (
    largest_attained,
    largest_bounds,
    largest_least,
    maximum_attained,
    maximum_bounds,
    maximum_least,
)
from derive.lemmas.monotone import exponential_rises, log_bound, logarithm_rises, monotone, relative_entropy_bound
from derive.lemmas.rank import image, rank_from_null_space
from derive.lemmas.slopes import rises
from derive.lemmas.squares import cauchy_schwarz
from derive.lemmas.sums import add_up, add_up_strictly, vanishing_terms

__all__ = [
    "TAKEN",
    "absolute_at_most",
    "add_up",
    "add_up_strictly",
    "antisymmetry",
    "at_most_absolute",
    "cancel",
    "cauchy_schwarz",
    "conclude_limit",
    "derivative_where_constant",
    "exponential_rises",
    "image",
    "intermediate_value",
    "largest_attained",
    "largest_bounds",
    "largest_least",
    "limit_laws",
    "limit_value",
    "log_bound",
    "logarithm_rises",
    "maximum_attained",
    "maximum_bounds",
    "maximum_least",
    "monotone",
    "rank_from_null_space",
    "relative_entropy_bound",
    "rises",
    "same_limit",
    "squeeze",
    "vanishing_terms",
    "within_absolute",
]
