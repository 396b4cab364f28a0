"""What a document has declared and defined up to a place."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from fractions import Fraction

from derive.documents.errors import Unreadable, refusal
from derive.documents.grammar.choices import Choices
from derive.documents.grammar.collect import Collected
from derive.documents.grammar.dots import spelled
from derive.documents.grammar.names import is_greek
from derive.documents.grammar.patterns import Parting, Pattern, partings_of
from derive.documents.grammar.syntax import Condition
from derive.documents.meaning.builtins import builtin_functions
from derive.documents.meaning.combining import constant
from derive.documents.meaning.said import Compared, Hypothesis
from derive.documents.meaning.shapes import Environment, Probe, SizeReference, Watched
from derive.documents.meaning.symbols import VARIANT, Function, IndexSymbol, Member, Symbol
from derive.kernel.terms import Formula, Lambda, Node, Size, Variable, free_variables

TWICE = refusal(
    "D214",
    "a name that is introduced twice",
    """A name stands for one thing in the whole document: what is proved with it would mean something else further down.
    Write another letter for the second one, or leave one of the two lines out. A bound of a letter that is declared
    already is a hypothesis: 'assume $a > 0$'.""",
    ("a = a", r"let $a \in \mathbb{R}$", "define $a = 2$"),
    ("a b = 2 a", r"let $a \in \mathbb{R}$", "define $b = 2$"),
)

EARLY = refusal(
    "D215",
    "a name that is used before it is introduced",
    """Lines are read from top to bottom, and above its declaration or definition a name would be another variable. Move
    the line that introduces the name up. Definitions that need each other are circular, and define nothing.""",
    ("a = b + 1", "define $a = b + 1$", "let $c > 0$", "define $b = 2$"),
    ("a = b + 1", "define $b = 2$", "let $c > 0$", "define $a = b + 1$"),
)

OPEN_SIZE = refusal(
    "D216",
    "a size that nothing determines",
    """Something here runs over classes, and the document has several sizes, none of which is connected with it. Declare
    the vector or matrix with its size: 'let $x \\in \\mathbb{R}^d$'.""",
    (r"\sum_i z_i = 1", r"let $x \in \mathbb{R}^d$, $y \in \mathbb{R}^n$"),
    (r"\sum_i z_i = \sum_j z_j", r"let $x \in \mathbb{R}^d$, $y \in \mathbb{R}^n$, $z \in \mathbb{R}^n$"),
)


_UNUSED = "NMTLRSQPJIUVK"
"""What the number of members of a family may be called."""


_BELOW = re.compile(r"_\{([^{}]*)\}\Z")
"""What stands below a name as a whole."""


def twice(name: str) -> str:
    """What is said of a name that is introduced a second time."""
    return f"'{name}' is declared or defined already: write another letter, or leave one of the two out"


OTHER_MEMBERS = "the other members of a family"
"""How they are named among what too little is known of, where something is assumed of all members."""

NUMBER_PI = "the number π"
"""How the number is named among what too little is known of: no function has this name."""


class Built:
    """The formulas of hypotheses, each built once for the same sizes and classes: every check is under all of them."""

    def __init__(self) -> None:
        self.known: dict[Hypothesis, tuple[Formula, frozenset[str], dict[SizeReference, Size]]] = {}

    def formula(self, hypothesis: Hypothesis, classes: frozenset[str], environment: Environment) -> Formula:
        """The formula of a hypothesis where these classes are declared."""
        known = self.known.get(hypothesis)
        if known is not None:
            formula, then, sizes = known
            if then == classes and (not sizes or all(one.value == size for one, size in sizes.items())):
                return formula
        watched = Watched(environment.names)
        formula = _formula(hypothesis, watched)
        if not watched.settled:
            self.known[hypothesis] = formula, classes, watched.asked
        return formula


def _formula(hypothesis: Hypothesis, environment: Environment) -> Formula:
    """The formula of a hypothesis. A domain, as in "d_k is 0 or 1", of which nothing has said how many entries there
    are has the mark OPEN for their number: it can be satisfied whatever that is, and concerns only who speaks of d."""
    try:
        return hypothesis.said.formula(environment)
    except Unreadable as problem:
        if problem.code != OPEN_SIZE.code or not hypothesis.simple:
            raise
        return hypothesis.said.formula(Probe(environment.names))


@dataclass
class Scope:
    """Everything declared so far."""

    symbols: dict[str, Symbol] = field(default_factory=dict)
    classes: dict[str, IndexSymbol] = field(default_factory=dict)
    sizes: dict[str, SizeReference] = field(default_factory=dict)
    naturals: set[str] = field(default_factory=set)
    """Sizes that are declared as whole numbers, and are the length of nothing so far."""
    functions: dict[str, dict[int, Function]] = field(default_factory=builtin_functions)
    hypotheses: list[Hypothesis] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    broken: dict[str, int] = field(default_factory=dict)
    lost: int | None = None
    fixed: dict[str, int] = field(default_factory=dict)
    """Where definitions fix a class by having its letter on their right sides only."""
    hints: dict[str, int | None] = field(default_factory=dict)
    likely_indices: set[str] = field(default_factory=set)
    choices: Choices = field(default_factory=Choices)
    """Which of its readings a notation has that has several."""

    variants: dict[str, dict[int, Symbol]] = field(default_factory=dict)
    """Further arrays of a letter, by their number of axes: the first one is among the symbols."""
    collected: Collected = field(default_factory=Collected)
    """What the whole document shows of its names."""
    running: frozenset[str] = frozenset()
    """Letters above a sum that are indices, and no sizes."""
    notations: list[Pattern] = field(default_factory=list)
    ordered: dict[str, object] = field(default_factory=dict)
    """The letters of declared families whose members are written with t + 1, each with what its domain says."""
    constants: set[str] = field(default_factory=set)
    """Letters that a directive says to be the number of that name."""
    pi: Symbol | None = None
    """The number π, where something has used it."""
    depends: dict[str, frozenset[str]] = field(default_factory=dict)
    """The names that stand in each definition."""
    tainted: dict[str, int] = field(default_factory=dict)
    """Names that a hypothesis speaks of which was not understood, and its line."""
    implicit: dict[str, int] = field(default_factory=dict)
    """Names that something uses without any introduction, and where."""
    unknowns: dict[tuple[str, str], str] = field(default_factory=dict)
    """The names of the values of functions of which nothing is known, by function and arguments."""
    has_opaque: bool = False
    """Whether the document has such values at all."""
    inverses: dict[str, Symbol] = field(default_factory=dict)
    """The inverses that hypotheses give, by the entry of the matrix that each is the inverse of."""
    opaque_values: dict[Symbol, frozenset[str]] = field(default_factory=dict)
    built: Built = field(default_factory=lambda: Built(), repr=False)

    def in_force(self, environment: Environment) -> list[Formula]:
        """The hypotheses as formulas."""
        if self.has_opaque:  # what is built gives names to values, which are forgotten where a reading ends
            return [_formula(hypothesis, environment) for hypothesis in self.hypotheses]
        classes = frozenset(self.classes)
        return [self.built.formula(hypothesis, classes, environment) for hypothesis in self.hypotheses]

    def line(self, name: str, shape: str, at: int) -> int:
        """Whether one index of a matrix chooses a row (0) or a column (1), in the reading that is tried."""
        return self.choices.local("line", name, f"{name}_{{j:}} for row j", f"{name}_{{:j}} for column j")

    def snapshot(self) -> Callable[[], None]:
        """Puts everything back to what it is now, when it is called."""
        values = vars(self)
        fixed = {name: values[name] for name in _FIXED}
        kept = {name: values[name].copy() for name in _CONTAINERS}
        functions = {name: dict(found) for name, found in self.functions.items()}
        references = [*self.sizes.values(), *(size for symbol in self.symbols.values() for size in symbol.sizes)]
        references += [size for found in self.variants.values() for symbol in found.values() for size in symbol.sizes]
        references += [size for symbol in self.classes.values() for size in (symbol.size, *symbol.axes)]
        states = [(reference, reference.state()) for part in references for reference in part.chain()]

        def restore() -> None:
            vars(self).update(fixed)
            vars(self).update({name: value.copy() for name, value in kept.items()})
            self.functions = {name: dict(found) for name, found in functions.items()}
            for reference, state in states:
                reference.restore(state)

        return restore

    def pi_is_number(self) -> bool:
        r"""Whether an undeclared ``\pi`` is the number: where it is written bare throughout, or a directive says so;
        where it is written both bare and with scripts, it has two readings."""
        if r"\pi" in self.constants:
            return True
        is_mixed = r"\pi" in self.collected.scripted or ("pi", "") in self.choices.refused
        if not is_mixed:
            return True
        if r"\pi" not in self.collected.unscripted:
            return False
        options = (r"the directive 'constant $\pi$'", r"'let $\pi \in \mathbb{R}$'")
        return self.choices.convention("pi", "", *options) == 0

    def number_pi(self, at: int) -> Symbol:
        """The number π: a real variable between two rational bounds, of which nothing else is known."""
        self.pi = Symbol(r"\pi", (), at)
        self.symbols[r"\pi"] = self.pi
        low = Fraction(314159265358979323846, 10**20)
        high = low + Fraction(1, 10**20)
        number = self.pi.reference()
        self.hypotheses.append(Hypothesis(Compared("<", constant(low), number), False))
        self.hypotheses.append(Hypothesis(Compared("<", number, constant(high)), False))
        return self.pi

    def closure(self, names: Iterable[str]) -> set[str]:
        """The names, and those that their definitions have, through definitions."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self.depends.get(name, ())
        return found

    def is_introduced(self, name: str) -> bool:
        """Whether something has the name so far, if only by using it."""
        return self.is_known(name) or name in self.symbols or self.is_size(name)

    def introduced_at(self, name: str) -> int | None:
        """Where a declaration or definition introduces a name; None where none does."""
        symbol = self.symbols.get(name)
        if symbol is not None and not symbol.implicit:
            return symbol.at
        return next((one.at for one in self.functions.get(name, {}).values() if not one.builtin), None)

    def fingerprint(self) -> tuple[str, ...]:
        """What the declarations, definitions and hypotheses say, so that two states can be compared."""
        environment = Environment(self)
        said = [f"{hypothesis.said.formula(environment).key}" for hypothesis in self.hypotheses]
        variants = [(one.name, one) for found in self.variants.values() for one in found.values()]
        for name, symbol in [*self.symbols.items(), *variants]:
            array = symbol.array(environment)
            said.append(f"{name}: {array.key if isinstance(array, (Lambda, Variable)) else array}")
        for name, overloads in self.functions.items():
            said += [f"{name}: {spelled(one.body)} {one.indices} {one.parameters}" for one in overloads.values()]
        said += [f"{name}: {symbol.size.value}" for name, symbol in self.classes.items()]
        return tuple(said + [f"{condition}" for condition in self.conditions])

    def refused(self) -> Mapping[str, int]:
        """The names that something would have introduced which was not understood, and its line."""
        return self.broken

    def is_size(self, key: str) -> bool:
        """Whether the name is that of a size."""
        return key in self.sizes

    def is_running(self, letter: str) -> bool:
        """Whether a letter above a sum is an index of the formula, and no size."""
        return letter not in self.sizes and letter in self.running

    def is_complete(self, key: str) -> bool:
        """Whether the name is that of a number that is defined without an argument."""
        symbol = self.symbols.get(key)
        return symbol is not None and symbol.value is not None and not symbol.sizes

    def shows_number(self, key: str) -> bool:
        """Whether the document shows, anywhere, that the name is a number and no function."""
        shown = self.collected
        if key == r"\pi" and not self.is_known(key) and self.pi_is_number():
            return True
        return key in shown.numbers or key in shown.sizes or key in shown.indices or key in self.constants

    def may_have_differentials(self) -> bool:
        """Whether the document has a d before names, and nowhere else."""
        return self.collected.may_have_differentials()

    def is_ordered(self, letter: str) -> bool:
        """Whether the letter is that of a declared family whose members are written with t + 1."""
        return letter in self.ordered

    def is_ordered_in_text(self, letter: str) -> bool:
        """Whether the document writes members of a family with t + 1."""
        return self.collected.is_ordered(letter)

    def patterns(self) -> Sequence[Pattern]:
        """The notations of the document."""
        return self.notations

    def partings(self, key: str) -> Collection[Parting]:
        """What stands in the document between the indices, or arguments, of a name, notations apart."""
        heads = [(pattern.items[0], pattern.items[1] if len(pattern.items) > 1 else None) for pattern in self.notations]
        taught = {signs for head in heads for name, signs in partings_of(*head) if name == key}
        return self.collected.partings.get(key, set()) - taught

    def first_index(self) -> int:
        """The number of the first class: 1, or 0 in a document that counts from 0."""
        asks = self.collected.from_zero or ("counting", "") in self.choices.refused
        if not asks and ("counting", "") not in self.choices.made:
            return 1
        options = ("indices from 1 throughout", "the directive 'indices from 0'")
        return 0 if self.choices.convention("counting", "", *options) else 1

    def size(self, letter: str) -> SizeReference:
        """The size that a letter names."""
        self.naturals.discard(letter)
        return self.sizes.setdefault(letter, SizeReference(letter))

    def natural(self, letter: str) -> None:
        """A letter is a whole number from 1, as sizes are: one by which nothing counts unless it does so elsewhere."""
        if letter not in self.sizes:
            self.sizes[letter] = SizeReference(letter)
            self.naturals.add(letter)

    def default_size(self, apart: frozenset[Size] | None = None) -> Size:
        """The size of what nothing determines: the only one of the document, else K. For the number of members of a
        family, ``apart`` from the sizes of a member, a letter of its own where the document has no other size."""
        lengths = [name for name in self.sizes if name not in self.naturals]
        known = set(lengths)
        if apart is not None:
            known = {name for name in known | self.collected.sizes - self.running if name not in apart}
        unused = [letter for letter in _UNUSED if letter not in self.collected.letters()]
        if apart is not None and not known and lengths and unused:
            return unused[0]
        if apart is None and self._has_own_count():
            known.add("the number of members of a family")
        if apart is None:
            numerals = self._numerals()
            known |= numerals
            if numerals and known == numerals:
                known.add("another one")
        if len(known) == 1:
            return known.pop()
        if len(known) > 1:
            names = ", ".join(sorted(known))
            raise OPEN_SIZE(f"a size is not determined; it may be {names}: declare the vector with 'let'", 0)
        if not lengths and "K" in self.symbols:
            raise OPEN_SIZE(
                "how many classes there are is not said, and K is a number: declare the vector with 'let'", 0
            )
        return next(iter(lengths), "K")

    def _numerals(self) -> set[str]:
        """The sizes of declared vectors and matrices that are numbers."""
        declared = [one for key in self.symbols for one in self.arrays(key).values() if not one.implicit]
        return {str(size.value) for one in declared for size in one.sizes if isinstance(size.value, int)}

    def _has_own_count(self) -> bool:
        """Whether a family is declared whose number of members is none of the sizes of the document."""
        first = [symbol.sizes[0] for symbol in self.symbols.values() if symbol.family and symbol.sizes]
        named = {*self.sizes, *(self.collected.sizes - self.running)}
        return any(
            size.apart is not None and (size.value not in named if size.value is not None else not named - size.apart)
            for size in first
        )

    def arrays(self, key: str) -> dict[int, Symbol]:
        """What a letter stands for, by the number of indices that it has: s_{jg} and s_g are arrays of their own."""
        first = self.symbols.get(key)
        return {} if first is None else {len(first.sizes): first, **self.variants.get(key, {})}

    def without_family(self, key: str) -> Symbol | None:
        """What a letter without indices stands for: x where both x and a family of x_t are declared."""
        own = [symbol for symbol in self.arrays(key).values() if not symbol.family]
        return own[0] if len(own) == 1 else self.symbols.get(key)

    def add_symbol(self, key: str, symbol: Symbol) -> None:
        """Adds a variable or definition. Raises Unreadable where the letter has one with as many indices."""
        found = self.arrays(key)
        axes = len(symbol.sizes)
        if axes in found:
            raise TWICE(twice(key), symbol.at)
        if found:
            symbol.name = f"{key}{VARIANT}{axes}"  # two arrays of one name would be taken for each other
            self.variants = {**self.variants, key: {**self.variants.get(key, {}), axes: symbol}}
        else:
            self.symbols[key] = symbol

    def whole_name(self, key: str) -> str | None:
        """A name that is introduced, as a whole, as this letter with letters below it; None where none is."""
        names = (name for name in (*self.symbols, *self.functions) if name.startswith(f"{key}_{{"))
        return next((name for name in names if self.letters_below(name)), None)

    def letters_below(self, name: str) -> frozenset[str]:
        r"""The letters below a name that is introduced as a whole, t for \beta_t; none for any other name, and for one
        with a word below it."""
        found = _BELOW.search(name) if name.endswith("}") else None
        if found is None or not self.is_known(name):
            return frozenset()
        is_letter = (len(found[1]) == 1 and found[1].isalpha()) or is_greek(found[1])
        return frozenset(found.groups()) if is_letter else self.collected.below_names.get(found[1], frozenset())

    def named(self, name: str) -> Symbol | None:
        """The symbol that terms call so."""
        key, _, axes = name.partition(VARIANT)
        return self.variants.get(key, {}).get(int(axes)) if axes else self.symbols.get(key)

    def unknown(self, function: str, arguments: str, shown: str) -> str:
        """The name of the value of a function of which nothing is known; different values have different names."""
        taken = {*self.unknowns.values(), *self.symbols}
        while (function, arguments) not in self.unknowns and shown in taken:
            shown += "'"
        return self.unknowns.setdefault((function, arguments), shown)

    def taken(self) -> set[str]:
        """The names that mean something."""
        return {*self.classes, *self.sizes, *self.symbols}

    def is_undefined(self, name: str) -> bool:
        """Whether terms call something so of which nothing is known: nothing introduces it, or the function is none
        that the document defines."""
        symbol = self.named(name)
        return name in self.unknowns.values() or (symbol is not None and symbol.implicit)

    def opaque_in(self, *nodes: Node) -> set[str]:
        """What occurs in formulas of which too little is known to refute anything: functions, and the number π."""
        names = {variable.name for node in nodes for variable in free_variables(node)}
        return self._opaque_among(names)

    def speaks_of_members(self, hypothesis: Hypothesis) -> bool:
        """Whether a hypothesis, other than a domain, is about members of an ordered family."""
        if hypothesis.simple:
            return False
        variables = free_variables(hypothesis.said.formula(Environment(self)))
        return any(self.member(one.name) is not None for one in variables)

    def member(self, name: str) -> Member | None:
        """Which member of an ordered family something is that is called so; None for anything else."""
        symbol = self.symbols.get(name)
        return None if symbol is None else symbol.member

    def members_of(self, letter: str) -> set[str]:
        """The names of the members of an ordered family."""
        return {name for name, one in self.symbols.items() if one.member is not None and one.member.letter == letter}

    def letter_of_member(self, name: str) -> str | None:
        """The t of the member x^{(t)} or x^{(t+1)} of an ordered family; None for any other name."""
        member = self.member(name)
        return (member.number.letter or None) if member is not None and member.number is not None else None

    def opaque_of(self, symbol: Symbol) -> set[str]:
        """The same of what a name is defined by."""
        if symbol.value is None or not (self.has_opaque or self.pi):
            return set()
        if symbol not in self.opaque_values:
            names = {variable.name for variable in symbol.value.variables(self)}
            self.opaque_values[symbol] = frozenset(self._opaque_among(names))
        return set(self.opaque_values[symbol])

    def _opaque_among(self, names: set[str]) -> set[str]:
        found = {function for (function, _), name in self.unknowns.items() if name in names}
        return found | ({NUMBER_PI} if self.pi is not None and self.pi.name in names else set())

    def is_function(self, key: str) -> bool:
        """Whether the name is that of a function."""
        if key not in self.functions or self._is_defined_function(key):
            return key in self.functions
        symbol = self.symbols.get(key)  # what is declared is not the function that is usually called so
        return not (symbol is not None and not symbol.implicit) and key not in self.classes and key not in self.sizes

    def entry_letter(self, letter: str) -> IndexSymbol:
        """The letter of the entries that a definition gives: a declared class moves with what depends on it."""
        declared = self.classes.get(letter)
        return declared if declared is not None and not declared.axes else IndexSymbol(letter, SizeReference())

    def is_known(self, key: str) -> bool:
        """Whether the name is declared or defined (not only used)."""
        symbol = self.symbols.get(key)
        return (symbol is not None and not symbol.implicit) or key in self.classes or self._is_defined_function(key)

    def _is_defined_function(self, key: str) -> bool:
        functions = self.functions.get(key)
        return functions is not None and any(not function.builtin for function in functions.values())

    def is_array(self, key: str) -> bool:
        """Whether the name is that of a vector or matrix."""
        return key in self.symbols and bool(self.symbols[key].sizes)

    def is_index(self, key: str) -> bool:
        """Whether the name is that of a class or a size."""
        return key in self.classes or key in self.sizes


_CONTAINERS = [one.name for one in fields(Scope) if one.default_factory in (dict, list, set)]
"""The fields of a scope that are changed in place."""

_FIXED = [
    one.name for one in fields(Scope) if one.name not in (*_CONTAINERS, "functions", "choices", "collected", "built")
]
"""Those that are replaced by other values. The functions are kept apart, each with its own; choices are made anew for
each reading, and what is collected and built holds for all of the document."""
