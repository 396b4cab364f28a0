"""Exponentials and logarithms. That an argument is positive is for the kernel to prove."""

from __future__ import annotations

from typing import Any

from derive.bridge.algebra import by_sympy, expand
from derive.bridge.operation import operation
from derive.kernel import terms as kernel
from derive.kernel.terms import ONE, Term
from derive.language.order import factors_of, flat, has_minus, product_of, terms_of


def _algebraic(function: Any, term: Term) -> Term:
    result = by_sympy(function)(term)
    return term if result is None else result


def collected(term: Term) -> Term:
    """A sum with equal terms added up."""
    return _algebraic(lambda expression: expression, term)


@operation("expand_logs", "the logarithm of a product is a sum", sees_names=False, gathers=True)
def expand_logs(term: Term) -> Term | None:
    """log(a b/c) = log a + log b − log c and log exp x = x; t log(t/u) = t log t − t log u, also where t is 0."""
    if isinstance(term, kernel.Log):
        return expanded_log(term)
    if not isinstance(term, kernel.Multiply):
        return None
    factors = list(factors_of(term))
    for place, factor in enumerate(factors):
        others = [*factors[:place], *factors[place + 1 :]]
        if isinstance(factor, kernel.Log) and any(other in factors_of(factor.argument) for other in others):
            return expand.work(product_of([*others, expanded_log(factor)]))
    return None


def expanded_log(term: kernel.Log) -> Term:
    """The logarithm of a product, quotient or power as a sum."""
    import sympy

    from derive.bridge.conversion import Dictionary

    dictionary = Dictionary()
    argument = dictionary.to_sympy(term.argument)
    split = sympy.expand_log(sympy.log(argument), force=True)
    for symbol, exponential in list(dictionary.terms.items()):
        if isinstance(exponential, kernel.Exp):
            exponent = dictionary.to_sympy(exponential.argument)
            for part in exponent.free_symbols - split.free_symbols:
                dictionary.places[part] = dictionary.places[symbol]
            split = split.replace(sympy.log(symbol), exponent)
    return dictionary.to_term(split)


@operation("combine_logs", "a sum of logarithms is the logarithm of a product")
def combine_logs(term: Term) -> Term | None:
    """log a + log b − log c = log(a b/c)."""
    if not isinstance(term, kernel.Add):
        return None
    inside: list[Term] = []
    outside: list[Term] = []
    for part in terms_of(term):
        factors = factors_of(part)
        logs = [factor for factor in factors if isinstance(factor, kernel.Log)]
        rest = product_of([factor for factor in factors if not isinstance(factor, kernel.Log)])
        if len(logs) == 1 and isinstance(logs[0], kernel.Log) and rest in (ONE, kernel.number(-1)):
            argument = logs[0].argument
            inside.append(argument if rest == ONE else kernel.Power(argument, kernel.number(-1)))
        else:
            outside.append(part)
    if len(inside) < 2:
        return None
    return kernel.Add((kernel.Log(product_of(inside)), *outside))


@operation("expand_exponentials", "the exponential of a sum is a product", sees_names=False)
def expand_exponentials(term: Term) -> Term | None:
    """exp(a + b − c) = exp(a) exp(b)/exp(c) and exp log x = x."""
    if not isinstance(term, kernel.Exp):
        return None
    parts = terms_of(flat(term.argument))
    factors = [_exponential(part) for part in parts]
    if len(parts) < 2 and isinstance(factors[0], (kernel.Exp, kernel.Power)) and "(Log" not in term.key:
        return None
    return product_of(factors)


def _exponential(term: Term) -> Term:
    factors = factors_of(term)
    logs = [factor for factor in factors if isinstance(factor, kernel.Log)]
    if len(logs) == 1 and isinstance(logs[0], kernel.Log):
        rest = product_of([factor for factor in factors if factor is not logs[0]])
        return logs[0].argument if rest == ONE else kernel.Power(logs[0].argument, rest)
    positive = product_of(list(factors[1:]))
    minimum = isinstance(positive, kernel.Maximum) and has_minus(positive.body)
    if factors and isinstance(factors[0], kernel.Number) and factors[0].value == -1 and not minimum:
        return kernel.Power(kernel.Exp(positive), kernel.number(-1))
    return kernel.Exp(term)


@operation("combine_exponentials", "a product of exponentials is the exponential of the sum")
def combine_exponentials(term: Term) -> Term | None:
    """exp(a) exp(b)/exp(c) = exp(a + b − c)."""
    return merged_exponentials(term) if isinstance(term, (kernel.Multiply, kernel.Power)) else None


def merged_exponentials(term: Term) -> Term:
    """A product with its exponentials as one, in the place of the first; the power of one is one, too."""
    exponents: list[Term] = []
    factors: list[Term] = []
    for factor in factors_of(term):
        base, power = (factor.base, factor.exponent) if isinstance(factor, kernel.Power) else (factor, ONE)
        if isinstance(base, kernel.Exp):
            factors += [] if exponents else [base]
            exponents += [product_of([power, part]) for part in terms_of(base.argument)]
        else:
            factors.append(factor)
    if not exponents:
        return term
    total = collected(kernel.Add(tuple(exponents)))
    merged = ONE if total == kernel.ZERO else kernel.Exp(total)
    return product_of([merged if isinstance(factor, kernel.Exp) else factor for factor in factors])
