"""Proofs of inequalities: one method after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from fractions import Fraction
from itertools import combinations
from math import lcm

from derive.kernel import rules
from derive.kernel.facts import NONNEGATIVE, POSITIVE
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import UNIT, content, monomial_term, polynomial_term
from derive.kernel.terms import (
    ZERO,
    Absolute,
    Equal,
    Exp,
    ForAll,
    Formula,
    Index,
    IndexVariable,
    KernelError,
    Less,
    LessEqual,
    Log,
    Maximum,
    Multiply,
    Node,
    Not,
    Number,
    Power,
    Relation,
    SameIndex,
    Sum,
    Term,
    fresh_name,
    number,
    open_body,
    subnodes,
)
from derive.kernel.theorem import Theorem
from derive.language.extrema import largest_terms
from derive.lemmas import inference
from derive.lemmas.decided import count_search, decided, reasoner_under, seen
from derive.lemmas.inference import largest_bounds, largest_least
from derive.prover.choices import by_choices, by_lone_maximum
from derive.prover.contractions import beside_equations, by_contractions_in_order
from derive.prover.definedness import by_positive_factors, by_vanishing_weights, positive_mean
from derive.prover.linarith.combine import by_bounds
from derive.prover.means import by_mean, by_one_value
from derive.prover.powers import logarithms_apart, raised
from derive.prover.scaling import by_scaling
from derive.prover.squares import sum_of_squares
from derive.prover.squaring import by_radicals_apart, by_squares_of_sides
from derive.prover.totals import simplex_facts
from derive.prover.values import by_values

Order = Less | LessEqual
DEEPEST = 3

Prove = Callable[[Order, tuple[Formula, ...]], Theorem]
Method = Callable[[Order, tuple[Formula, ...], int], "Theorem | None"]


def prove_order(goal: Formula, given: tuple[Formula, ...], depth: int = 0) -> Theorem | None:
    """A theorem of the inequality, or None where none is found."""
    if not isinstance(goal, (Less, LessEqual)) or depth > DEEPEST:
        return None
    count_search()
    methods: tuple[Method, ...] = (
        by_monotony,
        by_facts,
        by_largest,
        by_squares,
        by_signs,
        by_exponentials_quickly,
        by_equal_indices,
        using(by_values, -1),
        using(by_choices, -1),
        by_terms_quickly,
        by_combination,
        by_terms,
        by_logarithms,
        by_exponentials,
        by_squaring,
        by_radicals,
        using(by_positivity, 1),
        using(by_scaling, 0),
        using(by_mean, 0),
        using(by_one_value, -1),
        by_contraction,
        by_attained_maximum,
    )
    for method in methods:
        try:
            found = method(goal, given, depth)
        except (KernelError, NeedsCase):
            continue
        if found is not None:
            return found
    return None


def using(method: Callable[[Order, tuple[Formula, ...], Prove], Theorem | None], deeper: int) -> Method:
    """A method that proves what it needs with all methods, as much deeper as told."""
    return lambda goal, given, depth: method(goal, given, lambda inner, facts: _any(inner, facts, depth + deeper))


def _any(goal: Order, given: tuple[Formula, ...], depth: int) -> Theorem:
    try:
        return decided(goal, given)
    except KernelError:
        found = prove_order(goal, given, depth + 1)
        if found is None:
            raise
        return found


def at_once(goal: Order, given: tuple[Formula, ...]) -> Theorem:
    """The goal by the decision procedure or as a sum of squares."""
    try:
        return decided(goal, given)
    except KernelError:
        found = by_squares(goal, given, DEEPEST)
        if found is None:
            raise
        return found


def by_combination(goal: Order, given: tuple[Formula, ...], depth: int) -> Theorem | None:
    """A linear combination of known bounds."""
    return by_bounds(goal, given, tuple(extreme_terms(goal, given, depth)) if depth < DEEPEST else ())


def extreme_terms(goal: Order, given: tuple[Formula, ...], depth: int) -> Iterator[Theorem]:
    """Σ a ≤ n a(c), where the hypotheses compare the value at an index c with those at all others."""
    if not guarded(given):
        return
    special = {n for f in guarded(given) for n in subnodes(f) if isinstance(n, Index) and not n.loose}
    totals = sorted({n for n in subnodes(goal) if isinstance(n, Sum) and not n.loose}, key=lambda n: n.key)[:3]
    for total in totals:
        index = IndexVariable(fresh_name("k", goal, *given), total.size)
        for other in sorted((n for n in special if n.size == total.size), key=lambda n: n.key):
            pair = open_body(total.body, (index,)), open_body(total.body, (other,))
            for low, high in (pair, pair[::-1]):
                with suppress(KernelError):
                    each = _any(LessEqual(low, high), given, DEEPEST - 2)
                    yield inference.add_up(rules.generalise(each, index))
                    break


def guarded(given: tuple[Formula, ...]) -> list[ForAll]:
    """The hypotheses about all indices but one."""
    return [f for f in given if isinstance(f, ForAll) and any(isinstance(n, SameIndex) for n in subnodes(f))]


def by_monotony(goal: Order, given: tuple[Formula, ...], depth: int) -> Theorem | None:
    """log a ≤ log b from a ≤ b, exp a ≤ exp b from a ≤ b."""
    for kind, name in ((Log, "log"), (Exp, "exp")):
        if isinstance(goal.left, kind) and isinstance(goal.right, kind):
            inner = type(goal)(goal.left.argument, goal.right.argument)
            return inference.monotone(name, _any(inner, given, depth), tuple(rules.assume(f) for f in given))
    return None


def by_facts(goal: Order, given: tuple[Formula, ...], depth: int) -> Theorem | None:
    """From what follows of the hypotheses at once: entries of a probability vector are at most 1."""
    premises = tuple(simplex_facts(given))
    return rules.by_normal_form(goal, given, premises) if premises else None


def by_largest(goal: Order, given: tuple[Formula, ...], depth: int) -> Theorem | None:
    """A maximum is at most a bound when each of the values is."""
    alone = by_lone_maximum(goal, given, lambda inner, facts: _any(inner, facts, depth - 1))
    if alone is not None:
        return alone
    terms = largest_terms(goal.left)
    if terms is not None:
        return largest_least(terms, [_any(type(goal)(value, goal.right), given, depth) for value in terms])
    if isinstance(goal.left, Maximum):
        index = IndexVariable(fresh_name("k", goal, *given), goal.left.size)
        value = open_body(goal.left.body, (index,))
        return inference.maximum_least(rules.generalise(_any(type(goal)(value, goal.right), given, depth), index))
    view = seen(goal, given)
    reasoner, difference = view.reasoner, view.difference
    for monomial, coefficient in sorted(difference.items(), key=lambda item: monomial_term(item[0]).key):
        for atom, power in monomial:
            if isinstance(atom, Maximum) and power == 1 and coefficient < 0:
                rest = {m: c for m, c in difference.items() if m != monomial}
                factor = Multiply(
                    (Number(-1 / coefficient), Power(monomial_term(monomial - {(atom, power)}), number(-1)))
                )
                turned = type(goal)(atom, polynomial_term(reasoner.times(rest, reasoner.normal(factor))))
                inner = _any(turned, given, depth)
                scale = monomial_term(monomial - {(atom, power)}, -coefficient)
                return rules.combine(goal, (scale,), (inner,), given, ())
    return None


def by_attained_maximum(goal: Order, given: tuple[Formula, ...], depth: int) -> Theorem | None:
    """With an index at which a maximum inside the goal is attained: log max a ≤ max log a, as log max a is log a there.
    It is needed where functions of maxima are compared; sums of them are compared without it."""
    if depth > 1:
        return None
    nodes = {node for node in subnodes(goal) if isinstance(node, Maximum) and not node.loose and inside(goal, node)}
    for maximum in sorted(nodes, key=lambda node: node.key):
        index = IndexVariable(fresh_name("m", goal, *given), maximum.size)
        attained = Equal(open_body(maximum.body, (index,)), maximum)
        if largest_terms(maximum) or any(isinstance(f, Equal) and f.right == maximum for f in given):
            continue
        with suppress(KernelError):
            theorem = _any(goal, (attained, *given), depth)
            return rules.take(rules.maximum_attained(maximum, given), index, theorem)
    return None


def inside(goal: Order | Equal, part: Term) -> bool:
    """Whether a term stands inside a function, or in a power."""
    functions = (Exp, Log, Power, Absolute)
    return any(isinstance(node, functions) and part in subnodes(node) for node in subnodes(goal))


def by_squares(goal: Order, given: tuple[Formula, ...], depth: int) -> Theorem | None:
    """right − left, or its numerator up to a positive factor, is a sum of squares."""
    view = seen(goal, given)
    reasoner, top, denominators = view.reasoner, view.numerator, view.denominators
    if not top:
        return None
    below = [Power(atom, number(-power)) for atom, power in sorted(denominators.items(), key=lambda d: d[0].key)]
    _, common, _ = content(top)
    outside = frozenset((atom, power) for atom, power in common if reasoner.sign(atom) == POSITIVE)
    inverse = frozenset((atom, -power) for atom, power in outside)
    for out, back in ((UNIT, UNIT), (outside, inverse)):
        inside = reasoner.times({back: Fraction(1)}, top)
        squares = sum_of_squares(inside, lambda atom: reasoner.sign(atom) <= NONNEGATIVE)
        if squares is not None:
            evident = decided(type(goal)(ZERO, squares), given)
            return rules.combine(goal, (Multiply((monomial_term(out), *below)),), (evident,), given, ())
        if not outside:
            break
    return None


def by_terms_quickly(goal: Order, given: tuple[Formula, ...], depth: int) -> Theorem | None:
    """As :func:`by_terms`, where what the terms have to satisfy is seen without a search."""
    return by_terms(goal, given, DEEPEST)


def by_terms(goal: Order, given: tuple[Formula, ...], depth: int) -> Theorem | None:
    """Σ a ≤ Σ b, or 0 ≤ Σ b, term by term."""
    for inner, size in termwise(goal):
        index = IndexVariable(fresh_name("k", goal, *given), size)
        opened = type(goal)(open_body(inner.left, (index,)), open_body(inner.right, (index,)))
        try:
            each = _any(opened, given, depth + 1) if depth < DEEPEST else at_once(opened, given)
        except (KernelError, NeedsCase):
            continue
        summed = inference.add_up(rules.generalise(each, index))
        return rules.combine(goal, (number(1),), (summed,), given, ())
    return None


def termwise(goal: Order) -> Iterator[tuple[Order, int | str]]:
    """The inequalities of the terms, over which size."""
    left, right = goal.left, goal.right
    if isinstance(left, Sum) and isinstance(right, Sum) and left.size == right.size:
        yield LessEqual(left.body, right.body), left.size
    elif isinstance(right, Sum) and left == ZERO:
        yield LessEqual(ZERO, right.body), right.size
    elif isinstance(left, Sum) and right == ZERO:
        yield LessEqual(left.body, ZERO), left.size


def by_logarithms(goal: Order, given: tuple[Formula, ...], depth: int) -> Theorem | None:
    """a ≤ b from log a ≤ log b, for positive sides."""
    reasoner = reasoner_under(given)
    if any(reasoner.sign(side) != POSITIVE for side in (goal.left, goal.right)):
        return None
    if depth > 1:
        return None
    inner = type(goal)(Log(goal.left), Log(goal.right))
    try:
        theorem = decided(inner, given)
    except KernelError:
        found = by_bounds(inner, given)
        if found is None:
            return None
        theorem = found
    raised = inference.monotone("exp", theorem, ())
    return rules.combine(goal, (number(1),), (raised,), given, ())


def by_exponentials(goal: Order, given: tuple[Formula, ...], depth: int) -> Theorem | None:
    """a log u + … ≤ b log v + … from u^(n a) … ≤ v^(n b) …; n clears the fractions before the logarithms."""
    if 1 < depth < DEEPEST:
        return None
    reasoner = seen(goal, given).reasoner
    sides = [logarithms_apart(reasoner.normal(side)) for side in (goal.left, goal.right)]
    powers = [power for logs, _ in sides for _, power in logs]
    scale = lcm(1, *(power.denominator for power in powers))
    if not powers or scale > 4:
        return None
    inner = type(goal)(*(raised(logs, rest, scale) for logs, rest in sides))
    theorem = _any(inner, given, depth + 1) if depth < DEEPEST else at_once(inner, given)
    lowered = inference.monotone("log", theorem, tuple(rules.assume(f) for f in given))
    return rules.combine(goal, (Number(Fraction(1, scale)),), (lowered,), given, ())


def by_positivity(goal: Order, given: tuple[Formula, ...], prove: Prove) -> Theorem | None:
    """0 < t, where t is a product of positive terms or a weighted mean of them, or where it is one term or another that
    is positive; 0 ≤ t for a product."""
    if ZERO not in (goal.left, goal.right):
        return None
    methods = [by_positive_factors]
    if isinstance(goal, Less):
        methods += [lambda *_: positive_mean(goal, given), by_vanishing_weights]
    for method in methods:
        try:
            found = method(goal, given, prove)
        except KernelError:
            continue
        if found is not None:
            return found
    return None


def by_squaring(goal: Order, given: tuple[Formula, ...], depth: int) -> Theorem | None:
    """a ≤ b from a² ≤ b², for b ≥ 0."""
    return by_squares_of_sides(goal, given, lambda inner, facts: _any(inner, facts, depth + 1)) if depth < 2 else None


def by_radicals(goal: Order, given: tuple[Formula, ...], depth: int) -> Theorem | None:
    """a r + b s ≥ 0 for roots r and s, from (b s)² ≤ (a r)²."""
    return by_radicals_apart(goal, given, lambda inner, facts: _any(inner, facts, depth)) if depth < 2 else None


def by_contraction(goal: Order, given: tuple[Formula, ...], depth: int) -> Theorem | None:
    """With what given equations between sums say, and as the goal is rewritten by them."""
    if depth > 0:
        return None
    base, equal = beside_equations(goal, given)
    found = by_bounds(goal, base, equal) if equal else None
    return found or by_contractions_in_order(goal, given, lambda inner, facts: _any(inner, facts, depth))


def by_exponentials_quickly(goal: Order, given: tuple[Formula, ...], depth: int) -> Theorem | None:
    """As :func:`by_exponentials`, where what results is decided or a sum of squares."""
    return by_exponentials(goal, given, DEEPEST)


# Cases -------------------------------------------------------------------------------------------


def by_signs(goal: Formula, given: tuple[Formula, ...], depth: int) -> Theorem | None:
    """By cases of the sign of x for |x|, and of a − b for max(a, b)."""
    assert isinstance(goal, (Equal, Less, LessEqual))
    for left, right in comparisons(goal):
        parts: tuple[Formula, ...] = (Less(left, right), Equal(left, right), Less(right, left))
        if not any(part in given for part in parts):
            branches = tuple(in_case(goal, (part, *given), depth) for part in parts)
            return rules.cases(rules.trichotomy(left, right, given, ()), branches, goal)
    return None


def by_equal_indices(goal: Order, given: tuple[Formula, ...], depth: int) -> Theorem | None:
    """By cases of two indices that a hypothesis tells apart, such as z_c > z_j for j ≠ c."""
    return by_index_cases(goal, given, lambda inner, facts: _any(inner, facts, depth))  # type: ignore[arg-type]


def by_index_cases(
    goal: Relation, given: tuple[Formula, ...], prove: Callable[[Relation, tuple[Formula, ...]], Theorem]
) -> Theorem | None:
    """As :func:`by_equal_indices`, each case proved as told."""
    special = {n for f in guarded(given) for n in subnodes(f) if isinstance(n, Index) and not n.loose}
    others = {n for n in subnodes(goal) if isinstance(n, IndexVariable) and not n.loose} - special
    for index in sorted(others, key=lambda n: n.key):
        for other in sorted((n for n in special if n.size == index.size), key=lambda n: n.key):
            same = SameIndex(index, other)
            if same in given or Not(same) in given:
                continue
            branches = tuple(prove(goal, (part, *given)) for part in (same, Not(same)))
            return rules.cases(rules.excluded_middle(same), branches, goal)
    return None


def by_antisymmetry(goal: Equal, given: tuple[Formula, ...]) -> Theorem | None:
    """max a = b from both inequalities."""
    maxima = [node for node in subnodes(goal) if isinstance(node, Maximum)]
    if not maxima:
        return None
    depth = -1 if any(inside(goal, node) and not largest_terms(node) for node in maxima) else 0
    try:
        below = _any(LessEqual(goal.left, goal.right), given, depth)
        return inference.antisymmetry(below, _any(LessEqual(goal.right, goal.left), given, depth))
    except KernelError:
        return None


def in_case(goal: Equal | Less | LessEqual, given: tuple[Formula, ...], depth: int) -> Theorem:
    """The goal in one case, perhaps after more case splits."""
    premises = tuple(known_maxima(goal, given))
    try:
        return rules.by_normal_form(goal, given, premises)
    except KernelError:
        if depth >= DEEPEST:
            raise
    found = by_signs(goal, given, depth + 1)
    if found is None and not isinstance(goal, Equal):
        known = (*given, *(premise.conclusion for premise in premises))
        found = prove_order(goal, known, depth + 1)
    if found is None:
        raise KernelError("prover: a case is open")
    for premise in premises:
        found = rules.modus_ponens(rules.discharge(found, premise.conclusion), premise)
    return found


def known_maxima(goal: Formula, given: tuple[Formula, ...]) -> Iterator[Theorem]:
    """max(a, b) = a, where it is given that b ≤ a."""
    assert isinstance(goal, (Equal, Less, LessEqual))
    reasoner = reasoner_under(given)
    nodes: set[Node] = set(subnodes(goal))
    for side in (goal.left, goal.right):
        with suppress(KernelError, NeedsCase):  # x·max(1, 0) stands for max(x, 0), x > 0
            nodes |= set(subnodes(polynomial_term(reasoner.normal(side))))
    for node in sorted((n for n in nodes if not n.loose), key=lambda n: n.key):
        terms = largest_terms(node) or ()
        for place in range(len(terms)):
            try:
                yield selected(terms, place, given)
                break
            except KernelError:
                continue


def comparisons(goal: Formula) -> Iterator[tuple[Term, Term]]:
    """The pairs of terms whose order matters: |x| and 0, the two terms of a maximum."""
    for node in sorted({n for n in subnodes(goal) if not n.loose}, key=lambda n: n.key):
        if isinstance(node, Absolute):
            yield node.argument, ZERO
        yield from combinations(largest_terms(node) or (), 2)


def selected(terms: tuple[Term, ...], place: int, given: tuple[Formula, ...]) -> Theorem:
    """max(a, b) is the term at a place that is given to be at least the other."""
    each = [decided(LessEqual(term, terms[place]), given) for term in terms]
    return inference.antisymmetry(largest_least(terms, each), largest_bounds(terms, place, given))
