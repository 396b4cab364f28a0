"""Names for terms: what is printed by a name is taken for one symbol while an operation works, and put back after."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache

from derive.bridge.matching import Matcher, split_powers
from derive.kernel import terms as kernel
from derive.kernel.terms import KernelError, Lambda, Term, Variable
from derive.language.abbreviation import Abbreviation
from derive.language.order import factors_of, product_of, sum_of, terms_of
from derive.language.places import depends_on, everywhere, opened, with_body

Definition = Abbreviation | Term | Lambda
"""What is folded: the pattern of an abbreviation, a term, or the entries of an array."""


def pattern_of(definition: Definition) -> Term | Lambda:
    """The term or array that a name stands for."""
    pattern = definition.pattern if isinstance(definition, Abbreviation) else definition
    if not isinstance(pattern, (Term, Lambda)):
        raise KernelError("bridge: a name stands for a term or an array of terms")
    return pattern


@lru_cache(maxsize=500)
def symbol(pattern: Term | Lambda) -> Variable:
    """The variable that stands for a pattern; a statement cannot have one of its name."""
    digest = hashlib.sha256(pattern.key.encode()).hexdigest()[:16]
    return Variable(f"?{digest}", pattern.sizes if isinstance(pattern, Lambda) else ())


def folded(term: Term, definitions: Sequence[Definition]) -> Term:
    """The term with a symbol for each part that is an entry of a pattern, the larger patterns first.

    Nothing is folded under a derivative or limit: there the parts of a name may move."""
    patterns = sorted({pattern_of(one) for one in definitions}, key=lambda pattern: (-len(pattern.key), pattern.key))
    for pattern in patterns:
        if pattern.key and _may_hold(term, pattern):
            term = _fold(term, pattern)
    return term


def _may_hold(term: Term, pattern: Term | Lambda) -> bool:
    """Whether a part of the term may be the pattern; a product or sum may stand among other factors or terms."""
    if isinstance(pattern, Lambda):
        return True
    flat = {kernel.Multiply: factors_of, kernel.Add: terms_of}.get(type(pattern))
    return all(part.key in term.key for part in (flat(pattern) if flat else (pattern,)))


@lru_cache(maxsize=2_000)
def _fold(term: Term, pattern: Term | Lambda) -> Term:
    name = symbol(pattern)
    places = tuple(kernel.IndexVariable(f"?{place}", size) for place, size in enumerate(name.sizes))
    body = kernel.open_body(pattern.body, places) if isinstance(pattern, Lambda) else pattern
    matcher = Matcher(places)

    def fold(part: Term) -> Term:
        for found in matcher.matches(body, part, {}, frozenset()):
            return kernel.Entry(name, tuple(found[place] for place in places))  # type: ignore[misc]
        if isinstance(part, (kernel.Derivative, kernel.Limit)):
            return part
        if part.bound:
            inner, letters = opened(part)
            return with_body(part, fold(inner), letters)
        if isinstance(part, kernel.Multiply) and isinstance(body, kernel.Multiply):
            part = _fold_among(part, body)
        if isinstance(part, kernel.Add) and isinstance(body, kernel.Add):
            part = _fold_among(part, body)
        return kernel.map_parts(part, lambda _, inner: fold(inner) if isinstance(inner, Term) else inner)

    def _fold_among(part: Term, body: Term) -> Term:
        is_product = isinstance(body, kernel.Multiply)
        wanted = factors_of(body) if is_product else terms_of(body)
        parts = factors_of(part) if is_product else terms_of(part)
        variants = [parts, split_powers(parts)] if is_product else [parts]
        for candidates in variants:
            if candidates is not parts and len(candidates) == len(parts):
                continue
            names: list[Term] = []
            while True:
                choice = next(iter(matcher.among(wanted, candidates, {}, frozenset())), None)
                if choice is None:
                    break
                names.append(kernel.Entry(name, tuple(choice[0][place] for place in places)))  # type: ignore[misc]
                candidates = choice[1]
            if names:
                left = [p for p in candidates if candidates is not parts and p not in parts]
                if candidates and left and is_product and any(isinstance(p, kernel.Power) for p in left):
                    continue  # half of a square is left over
                return product_of([*names, *candidates]) if is_product else sum_of([*names, *candidates])
        return part

    return fold(term)


def unfolded(term: Term, definitions: Sequence[Definition]) -> Term:
    """The term with the patterns in place of their symbols."""
    patterns = [pattern_of(one) for one in definitions]
    values = {symbol(pattern): pattern if isinstance(pattern, Lambda) else Lambda((), pattern) for pattern in patterns}
    while any(name in values for name in kernel.free_variables(term)):
        term = kernel.substitute(term, values)
    return term


def with_names(term: Term, definitions: Sequence[Definition]) -> Term:
    """The term with constant factors drawn into its sums where that makes up an entry with a name: exp(zₖ) in a sum
    that is divided by S is pₖ."""
    for definition in definitions:
        pattern = pattern_of(definition)
        if isinstance(pattern, Lambda) and isinstance(pattern.body, kernel.Multiply):
            term = everywhere(term, lambda part, pattern=pattern: _named(part, pattern))  # type: ignore[misc]
    return term


def _named(term: Term, pattern: Lambda) -> Term | None:
    """A product whose first sum needs factors that stand before it to have an entry of the pattern in it."""
    if not isinstance(term, kernel.Multiply):
        return None
    places = tuple(kernel.IndexVariable(f"?{place}", size) for place, size in enumerate(pattern.sizes))
    wanted = factors_of(kernel.open_body(pattern.body, places))
    matcher = Matcher(places)
    constant = [factor for factor in wanted if not any(depends_on(factor, place) for place in places)]
    moving = [factor for factor in wanted if factor not in constant]
    factors = list(factors_of(term))
    for place, factor in enumerate(factors):
        if not isinstance(factor, kernel.Sum):
            continue
        others = list(split_powers([*factors[:place], *factors[place + 1 :]]))
        body, letters = opened(factor, term)
        found = next(iter(matcher.among(moving, factors_of(body), {}, frozenset())), None)
        if found is not None and constant and all(part in others for part in constant):
            for part in constant:
                others.remove(part)
            named = kernel.substitute(product_of(wanted), dict(found[0]))
            return product_of([*others, with_body(factor, product_of([named, *found[1]]), letters)])
    return None
