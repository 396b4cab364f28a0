"""The points that satisfy hypotheses: equations solved exactly, everything checked rigorously."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import cast

from derive.kernel.terms import (
    And,
    BoundIndex,
    Entry,
    Equal,
    ForAll,
    Formula,
    IndexVariable,
    Less,
    LessEqual,
    Number,
    Term,
    Variable,
    free_variables,
    subnodes,
)
from derive.language.instance import IndexValue, Instance, nested
from derive.language.inverses import inverses
from derive.language.numbering import numberings
from derive.language.statement import Statement, sizes_of
from derive.measure.ground.ground import (
    CannotGround,
    Ground,
    Grounder,
    GroundFormula,
    is_bound_name,
    places,
)
from derive.measure.points.equations import Equations, Spot, inverted_matrix, rational
from derive.measure.rigorous.decide import Decider
from derive.work import count

Entries = list[Fraction]
"""The entries of an array, the last index fastest."""

FAILURES = 40
POINT = 8
"""What work is counted for completing a point, beside evaluating the hypotheses there."""

"""After that many failures in a row, equations are no longer solved for an array at these sizes."""

MAXIMAL_ASSIGNMENTS = 4096
"""More assignments of classes to the free indices than this are not tried at one size."""


def arrays_of(formula: Formula) -> set[str]:
    """The names of the free arrays of a formula."""
    return {variable.name for variable in free_variables(formula) if isinstance(variable, Variable)}


def indices_of(formula: Formula) -> set[str]:
    """The names of the free indices of a formula."""
    return {variable.name for variable in free_variables(formula) if isinstance(variable, IndexVariable)}


def equations_of(formula: Formula) -> list[Equal]:
    """The equations that a hypothesis asserts (for every index), their bound indices left loose."""
    if isinstance(formula, Equal):
        return [formula] if formula.left != formula.right else []
    if isinstance(formula, ForAll) and not isinstance(formula.over, tuple):
        return equations_of(formula.body)
    if isinstance(formula, And):
        return [equation for part in formula.parts for equation in equations_of(part)]
    return []


def speaks_of_arrays(formula: Formula) -> bool:
    """Whether a hypothesis says something for all arrays of some axes."""
    return any(isinstance(part, ForAll) and isinstance(part.over, tuple) for part in subnodes(formula))


def gram(entries: Sequence[Fraction], size: int) -> Entries:
    """M Mᵀ for a square matrix M."""
    rows = [entries[k * size : (k + 1) * size] for k in range(size)]
    return [sum((a * b for a, b in zip(row, other, strict=True)), Fraction(0)) for row in rows for other in rows]


def plus_identity(entries: Sequence[Fraction], size: int, scale: int) -> Entries:
    """M + c I for a square matrix M."""
    return [entry + scale * (place % (size + 1) == 0) for place, entry in enumerate(entries)]


class Space:
    """The instances of a statement at given sizes."""

    def __init__(self, statement: Statement, sizes: Mapping[str, int]) -> None:
        self.sizes = dict(sizes)
        self.grounder = Grounder(sizes)
        found = list(numberings(statement.hypotheses))
        known = [one.values(self.grounder.size(one.size)) for one in found]
        self.known_axes = {name: axes for values in known for name, (axes, _) in values.items()}
        self.numbers = {name: [*map(Fraction, own)] for values in known for name, (_, own) in values.items()}
        """The arrays of the numbers of indices, and of their order."""
        self.maps = {name: table for one in found for name, table in one.maps(self.grounder.size(one.size)).items()}
        if found:
            said = frozenset[Formula]().union(*(one.said for one in found))
            others = tuple(formula for formula in statement.hypotheses if formula not in said)
            statement = Statement(others, statement.conclusion)
        self.statement = statement
        formulas = (*statement.hypotheses, statement.conclusion)
        variables = frozenset().union(*(free_variables(formula) for formula in formulas))
        self.axes = {
            variable.name: tuple(self.grounder.size(size) for size in variable.sizes)
            for variable in sorted(variables, key=lambda v: v.name)
            if isinstance(variable, Variable) and variable.name not in self.numbers
        }
        self.index_axes = {
            variable.name: (
                self.grounder.size(variable.size),
                tuple(self.grounder.size(argument.size) for argument in variable.arguments),
            )
            for variable in sorted(variables, key=lambda v: (v.name, v.key))
            if isinstance(variable, IndexVariable) and variable.name not in self.maps
        }
        self.index_names = [sorted(self.free_indices(formula)) for formula in formulas]
        self.inverses = {one.inverse.name: one for one in inverses(statement.hypotheses)}
        self.targets = equation_targets(statement.hypotheses, self.numbers)
        self.order = solving_order(list(self.axes), self.targets)
        self.memory: dict[tuple[int, object], GroundFormula] = {}
        self.defined = {
            name
            for formula in statement.hypotheses
            for equation in equations_of(formula)
            for name in (stands_alone(equation.left, equation.right), stands_alone(equation.right, equation.left))
            if name is not None
        }
        self.guesses = 0
        self.failures: dict[str, int] = {}
        self.own_equations: dict[str, Equations] = {}
        self.own = {name: self.hypotheses_about(name) for name in self.axes}

    def hypotheses_about(self, name: str) -> list[int]:
        """Which hypotheses mention this array, no other one and no free index."""
        return [
            position
            for position, formula in enumerate(self.statement.hypotheses)
            if arrays_of(formula) == {name} and not indices_of(formula)
        ]

    def free_indices(self, formula: Formula) -> set[str]:
        """The names of the free indices of a formula, but for the maps of the order of indices, which are known."""
        return indices_of(formula) - set(self.maps)

    def ground(self, position: int, indices: Mapping[str, IndexValue]) -> GroundFormula:
        """The hypothesis at this position, or the conclusion (−1), at these indices; raises CannotGround."""
        formula = self.statement.hypotheses[position] if position >= 0 else self.statement.conclusion
        key = (position, tuple((name, indices[name]) for name in self.index_names[position]))
        found = self.memory.get(key)
        if found is None:
            found = self.memory[key] = self.grounder.formula(formula, {**indices, **self.maps})
        return found

    def count(self, name: str) -> int:
        """How many entries an array has."""
        result = 1
        for axis in self.axes[name]:
            result *= axis
        return result

    @property
    def indices_matter(self) -> bool:
        """Whether which values are admitted depends on the free indices."""
        hypotheses = zip(self.statement.hypotheses, self.index_names, strict=False)
        return any(names and arrays_of(formula) for formula, names in hypotheses)

    @property
    def admitted(self) -> bool:
        """Whether the hypotheses on sizes and indices alone can be met at these sizes."""
        return next(self.index_assignments(), None) is not None

    def index_assignments(self) -> Iterator[dict[str, IndexValue]]:
        """The assignments of classes to the free indices that satisfy the hypotheses on indices alone."""
        choices = []
        for size, arguments in self.index_axes.values():
            entries = len(list(places(arguments)))
            tables = itertools.islice(itertools.product(range(1, size + 1), repeat=entries), MAXIMAL_ASSIGNMENTS)
            choices.append([_table(arguments, table) for table in tables])
        alone = [k for k, formula in enumerate(self.statement.hypotheses) if not arrays_of(formula)]
        decider = Decider(Instance(self.sizes))
        for chosen in itertools.islice(itertools.product(*choices), MAXIMAL_ASSIGNMENTS):
            indices = dict(zip(self.index_axes, chosen, strict=True))
            try:
                if all(decider.decide(self.ground(position, indices)) is True for position in alone):
                    yield indices
            except CannotGround:
                continue

    def member(self, name: str, entries: Sequence[Fraction]) -> Entries | None:
        """The entries, moved as little as the array's own equations demand, where its own hypotheses hold; of a square
        matrix M of which a hypothesis says something for all vectors, else M Mᵀ, which is positive semidefinite."""
        found = self.moved(name, entries)
        axes = self.axes[name]
        about_forms = any(speaks_of_arrays(self.statement.hypotheses[k]) for k in self.own[name])
        if found is None and about_forms and len(axes) == 2 and axes[0] == axes[1]:
            found = self.moved(name, gram(entries, axes[0]))
        if found is None and not axes:
            inside = self.between_bounds(name, entries[0])
            found = self.moved(name, [inside]) if inside is not None else None
        return found

    def between_bounds(self, name: str, wanted: Fraction) -> Fraction | None:
        """A number inside of the bounds that the hypotheses on a scalar state, nearer to the lower one for larger
        numbers; None where it has no bound on some side."""
        lower: list[Fraction] = []
        upper: list[Fraction] = []
        for position in self.own[name]:
            formula = self.statement.hypotheses[position]
            if isinstance(formula, (Less, LessEqual)):
                if isinstance(formula.left, Number) and isinstance(formula.right, Entry):
                    lower.append(formula.left.value)
                if isinstance(formula.right, Number) and isinstance(formula.left, Entry):
                    upper.append(formula.right.value)
        if not lower or not upper:
            return None
        return max(lower) + (min(upper) - max(lower)) / (2 + abs(wanted))

    def moved(self, name: str, entries: Sequence[Fraction]) -> Entries | None:
        """The entries, moved as little as the array's own equations demand, where its own hypotheses hold."""
        own = self.own[name]
        try:
            equations = self.own_equations.get(name)
            if equations is None:
                pairs = [pair for k in own for pair in equal_pairs(self.ground(k, {}))]
                equations = self.own_equations[name] = self.equations(name, pairs)
            solved = equations.solve(entries, {}) if equations.pairs else list(entries)
            if solved is None:
                return None
            decider = Decider(self.instance({name: solved}, {}))
            return solved if all(decider.decide(self.ground(k, {})) is True for k in own) else None
        except CannotGround:
            return None

    def related(self, name: str, others: Mapping[str, Entries]) -> Entries:
        """A guess where equations are not linear: an array of the same shape, moved by a constant."""
        self.guesses += 1
        shift = Fraction(self.guesses % 3)
        alike = [entries for other, entries in sorted(others.items()) if self.axes[other] == self.axes[name]]
        varying = [entries for entries in alike if len(set(entries)) > 1 or not self.axes[name]]
        if varying:
            return [entry + shift for entry in varying[0]]
        return [Fraction(1, self.axes[name][-1] if self.axes[name] else 1)] * self.count(name)

    def instance(self, values: Mapping[str, Entries], indices: Mapping[str, IndexValue]) -> Instance:
        """The instance with these values."""
        given = {name: nested(axes, values[name]) for name, axes in self.axes.items() if name in values}
        numbers = {name: nested(self.known_axes[name], entries) for name, entries in self.numbers.items()}
        return Instance(self.sizes, {**indices, **self.maps}, {**given, **numbers})

    def complete(
        self, values: Mapping[str, Entries], indices: Mapping[str, IndexValue], members: bool = False
    ) -> Instance | None:
        """The instance near these values that satisfies every hypothesis, or None: the equations between
        arrays are solved for one array each, and all hypotheses are then checked (but for those that a
        single array meets already, where the values are ``members`` of their arrays' domains). A matrix is also
        looked for near the product of two vectors, which has them as its row and column sums."""
        count(POINT)
        found = self.solved(values, indices, members)
        coupled = self.coupled(values) if found is None else None
        return found if coupled is None else self.solved(coupled, indices, False)

    def coupled(self, values: Mapping[str, Entries]) -> Mapping[str, Entries] | None:
        """The values with the first matrix replaced by aᵢ bⱼ / Σ a, for the first two vectors with its axes, where
        equations are to be solved; None where there are none."""
        for name, axes in self.axes.items() if self.order else ():
            if len(axes) != 2:
                continue
            pairs = itertools.permutations([other for other in values if len(self.axes[other]) == 1], 2)
            for first, second in pairs:
                mass = sum(values[first], Fraction(0))
                if mass and (*self.axes[first], *self.axes[second]) == axes:
                    return {**values, name: [a * b / mass for a in values[first] for b in values[second]]}
        return None

    def solved(
        self, values: Mapping[str, Entries], indices: Mapping[str, IndexValue], members: bool
    ) -> Instance | None:
        """As :meth:`complete`, near these values only."""
        try:
            known = dict(values)
            met = {k for name in self.axes if members for k in self.own[name]}
            for name in self.order:
                if name in self.inverses:
                    inverted = self.inverted(name, known, indices)
                    if inverted is None:
                        return None
                    met -= {k for other in inverted if inverted[other] != known.get(other) for k in self.own[other]}
                    known = inverted
                    continue
                positions = [k for k, target in self.targets if target == name and k not in self.own[name]]
                if positions:
                    positions += self.own[name]
                    pairs = [pair for k in positions for pair in equal_pairs(self.ground(k, indices))]
                    others = {other: entries for other, entries in known.items() if other != name}
                    failures = self.failures.get(name, 0)
                    solved = None
                    if failures < FAILURES:
                        solved = self.equations(name, pairs).solve(known[name], self.entries(others))
                    self.failures[name] = failures + 1 if solved is None else 0
                    if solved is None and name in self.defined:
                        return None
                    known[name] = self.related(name, others) if solved is None else solved
                    met -= set(self.own[name])
            instance = self.instance(known, indices)
            return instance if self.admits(instance, frozenset(met)) else None
        except CannotGround:
            return None

    def inverted(
        self, name: str, known: Mapping[str, Entries], indices: Mapping[str, IndexValue]
    ) -> dict[str, Entries] | None:
        """The values with that of the inverse of a matrix; where the matrix is a variable and has none, it is moved by
        a multiple of I, which has an inverse for all but n numbers. None where the matrix has no inverse there."""
        one = self.inverses[name]
        size = self.axes[name][0]
        pairs = equal_pairs(self.ground(self.statement.hypotheses.index(one.formulas[0]), indices))
        moved = one.variable
        for shift in range(size + 1 if moved is not None and moved.name in known else 1):
            values = dict(known)
            if moved is not None and shift:
                values[moved.name] = plus_identity(known[moved.name], size, shift)
            others = self.entries({other: entries for other, entries in values.items() if other != name})
            table = {spot: rational(value) for spot, value in others.items()}
            identity = [rational(value) for value in plus_identity([Fraction(0)] * size**2, size, 1)]
            # with I in the place of the inverse, M B = I leaves the difference M - I
            difference = self.equations(name, pairs).residuals(table, identity)
            if difference is None or len(difference) != size**2:
                return None
            found = inverted_matrix([a + b for a, b in zip(difference, identity, strict=True)], size)
            if found is not None:
                return {**values, name: found}
        return None

    def admits(self, instance: Instance, met: frozenset[int] = frozenset()) -> bool:
        """Whether all hypotheses (but those known to be met) certainly hold at the instance."""
        decider = Decider(instance)
        try:
            return all(
                decider.decide(self.ground(position, instance.indices)) is True
                for position in range(len(self.statement.hypotheses))
                if position not in met
            )
        except CannotGround:
            return False

    def equations(self, name: str, pairs: list[tuple[Ground, Ground]]) -> Equations:
        """Equations to be solved for an array."""
        return Equations([(name, place) for place in places(self.axes[name])], pairs)

    def entries(self, values: Mapping[str, Entries]) -> dict[Spot, Fraction]:
        """The entries of arrays, by their places."""
        axes = {**self.axes, **self.known_axes}
        return {
            (name, place): entry
            for name, entries in {**values, **self.numbers}.items()
            for place, entry in zip(places(axes[name]), entries, strict=True)
        }


def equation_targets(hypotheses: Sequence[Formula], known: Collection[str] = ()) -> list[tuple[int, str]]:
    """For each hypothesis that is an equation: its position, and the array for which it is solved.

    None is one of those that are ``known``. An inverse is solved for as such. An array that stands alone on a side
    comes first, then one that a quantifier bound; no array is solved for in terms of itself."""
    targets: list[tuple[int, str]] = []
    sources: dict[str, set[str]] = {}
    equations = [(k, equation) for k, formula in enumerate(hypotheses) for equation in equations_of(formula)]

    def depends(name: str, on: str) -> bool:
        return name == on or any(depends(source, on) for source in sorted(sources.get(name, ())))

    def take(position: int, equation: Equal, name: str) -> bool:
        rest = arrays_of(equation) - {name}
        if name in known or any(depends(other, name) for other in rest):
            return False
        sources.setdefault(name, set()).update(rest)
        targets.append((position, name))
        return True

    later = []
    named = {formula: one.inverse.name for one in inverses(hypotheses) for formula in one.formulas}
    for position, equation in equations:
        if hypotheses[position] in named and take(position, equation, named[hypotheses[position]]):
            continue
        alone = [stands_alone(equation.left, equation.right), stands_alone(equation.right, equation.left)]
        defined = {name for _, name in targets}
        if not any(name and name not in defined and take(position, equation, name) for name in alone):
            later.append((position, equation))
    for position, equation in later:
        names = sorted(arrays_of(equation), key=lambda name: (is_bound_name(name), name), reverse=True)
        any(take(position, equation, name) for name in names)
    return sorted(set(targets))


def stands_alone(side: Term, other: Term) -> str | None:
    """The array that a side of an equation consists of, where the other side does not mention it."""
    if isinstance(side, Entry) and isinstance(side.array, Variable):
        loose = all(isinstance(index, BoundIndex) for index in side.indices)
        if loose and len(set(side.indices)) == len(side.indices) and side.array not in free_variables(other):
            return side.array.name
    return None


def solving_order(names: list[str], targets: list[tuple[int, str]]) -> list[str]:
    """The arrays that equations are solved for, in the order in which their hypotheses allow it."""
    return sorted({name for _, name in targets}, key=lambda name: max(k for k, n in targets if n == name))


def equal_pairs(formula: GroundFormula) -> list[tuple[Ground, Ground]]:
    """The equations of a conjunction."""
    if formula.kind == "Equal" and formula.left is not formula.right:
        return [(cast(Ground, formula.left), cast(Ground, formula.right))]
    if formula.kind == "And":
        return [pair for part in formula.parts for pair in equal_pairs(part)]
    return []


def size_symbols(statement: Statement) -> list[str]:
    """The symbolic sizes of a statement, sorted."""
    formulas = (*statement.hypotheses, statement.conclusion)
    return sorted({size for formula in formulas for size in sizes_of(formula) if isinstance(size, str)})


def _table(arguments: tuple[int, ...], entries: tuple[int, ...]) -> IndexValue:
    if not arguments:
        return entries[0]
    stride = len(entries) // arguments[0]
    return tuple(_table(arguments[1:], entries[k * stride : (k + 1) * stride]) for k in range(arguments[0]))
