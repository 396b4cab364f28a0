"""Functions whose name says what they are; a document may define the name itself."""

from __future__ import annotations

from fractions import Fraction

from derive.documents.grammar.syntax import (
    Big,
    Binder,
    Expression,
    Extreme,
    Known,
    Name,
    Numeral,
    Quotient,
    Subscript,
    Times,
    Total,
)
from derive.documents.meaning.symbols import Function, Parameter

_ONE, _ZERO, _Z = Numeral(0, Fraction(1), 0), Numeral(0, Fraction(0), 0), Name(0, "z")


def _entry(array: str, index: str) -> Expression:
    return Subscript(0, Name(0, array), (Name(0, index),))


def _exp(argument: Expression) -> Expression:
    return Known(0, "exp", (argument,))


def _log(argument: Expression) -> Expression:
    return Known(0, "log", (argument,))


def _sum(body: Expression) -> Expression:
    return Big(0, "sum", (Binder(0, "j", None, ()),), body)


_VECTOR, _SCALAR = (Parameter("z", "value", 1),), (Parameter("z", "value", 0),)
_EXPONENTIALS = _sum(_exp(_entry("z", "j")))
_RATIO = Quotient(0, _entry("p", "j"), _entry("q", "j"))
_KL = (
    (Parameter("p", "value", 1), Parameter("q", "value", 1)), (), _sum(Times(0, (_entry("p", "j"), _log(_RATIO))))
)  # fmt: skip
_SOFTMAX = (_VECTOR, ("i",), Quotient(0, _exp(_entry("z", "i")), _EXPONENTIALS))
_LOGSUMEXP = (_VECTOR, (), _log(_EXPONENTIALS))
_SIGMOID = (_SCALAR, (), Quotient(0, _ONE, Total(0, ((1, _ONE), (1, _exp(Total(0, ((-1, _Z),))))))))
_SOFTPLUS = (_SCALAR, (), _log(Total(0, ((1, _ONE), (1, _exp(_Z))))))
_RELU = (_SCALAR, (), Extreme(0, "max", (_Z, _ZERO)))
_LOGIT = (_SCALAR, (), _log(Quotient(0, _Z, Total(0, ((1, _ONE), (-1, _Z))))))

_FUNCTIONS: dict[str, tuple[tuple[Parameter, ...], tuple[str, ...], Expression]] = {
    "softmax": _SOFTMAX, "Softmax": _SOFTMAX, "SoftMax": _SOFTMAX,
    "logsumexp": _LOGSUMEXP, "LogSumExp": _LOGSUMEXP, "LSE": _LOGSUMEXP,
    "sigmoid": _SIGMOID, "softplus": _SOFTPLUS, "ReLU": _RELU, "relu": _RELU, "logit": _LOGIT,
    "KL": _KL, "D_{KL}": _KL,
}  # fmt: skip


def builtin_functions() -> dict[str, dict[int, Function]]:
    """The functions that every document has, by name and number of arguments."""
    return {
        name: {len(parameters): Function(name, parameters, indices, body, 0, True)}
        for name, (parameters, indices, body) in _FUNCTIONS.items()
    }
