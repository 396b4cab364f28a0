"""The operations that make the next line of a derivation from the one before.

SymPy computes; where its own machinery is wrong (bound indices, δ, sums of symbolic size) the operation is done on the
expression tree here. The kernel, which trusts nobody, proves every line again. SymPy is imported when it is first used.
"""

from derive.bridge.algebra import cancel, collect, evaluate, expand, factor, solve, take_out, together
from derive.bridge.calculus import chain_rule, differentiate, linearity
from derive.bridge.equations import exponentiate, multiply_by, solve_for, sum_over_all, take_log
from derive.bridge.logarithms import combine_exponentials, combine_logs, expand_exponentials, expand_logs
from derive.bridge.operation import Operation
from derive.bridge.quotients import divide_through
from derive.bridge.rewriting import apply
from derive.bridge.sums import (
    as_double_sum,
    exchange,
    merge,
    move_delta,
    pull_out,
    put_in,
    resolve_delta,
    separate,
    split,
    where,
    write_out,
)

__all__ = [
    "Operation",
    "apply",
    "as_double_sum",
    "cancel",
    "chain_rule",
    "collect",
    "combine_exponentials",
    "combine_logs",
    "differentiate",
    "divide_through",
    "evaluate",
    "exchange",
    "expand",
    "expand_exponentials",
    "expand_logs",
    "exponentiate",
    "factor",
    "linearity",
    "merge",
    "move_delta",
    "multiply_by",
    "pull_out",
    "put_in",
    "resolve_delta",
    "separate",
    "solve",
    "solve_for",
    "split",
    "sum_over_all",
    "take_log",
    "take_out",
    "together",
    "where",
    "write_out",
]
