"""Functions whose name says what they are; a document may define the name itself."""

from __future__ import annotations

from fractions import Fraction

from derive.documents.grammar.syntax import Big, Binder, Expression, Known, Name, Numeral, Quotient, Subscript, Total
from derive.documents.meaning.symbols import Function, Parameter


def builtin_functions() -> dict[str, dict[int, Function]]:
    """Functions whose name says what they are; a document may define the name itself."""
    vector, scalar = Parameter("z", "value", 1), Parameter("z", "value", 0)
    entry_i = Known(0, "exp", (Subscript(0, Name(0, "z"), (Name(0, "i"),)),))
    entry_j = Known(0, "exp", (Subscript(0, Name(0, "z"), (Name(0, "j"),)),))
    whole = Big(0, "sum", (Binder(0, "j", None, ()),), entry_j)
    one = Numeral(0, Fraction(1), 0)
    minus = Known(0, "exp", (Total(0, ((-1, Name(0, "z")),)),))
    bodies: dict[str, tuple[Parameter, tuple[str, ...], Expression]] = {
        "softmax": (vector, ("i",), Quotient(0, entry_i, whole)),
        "logsumexp": (vector, (), Known(0, "log", (whole,))),
        "sigmoid": (scalar, (), Quotient(0, one, Total(0, ((1, one), (1, minus))))),
    }
    names = {"softmax": "softmax", "Softmax": "softmax", "SoftMax": "softmax", "logsumexp": "logsumexp",
             "LogSumExp": "logsumexp", "LSE": "logsumexp", "sigmoid": "sigmoid"}  # fmt: skip
    return {
        name: {1: Function(name, (bodies[what][0],), bodies[what][1], bodies[what][2], 0, True)}
        for name, what in names.items()
    }
