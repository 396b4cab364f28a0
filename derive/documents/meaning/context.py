"""The names of one formula, looked up from inside its binders and functions."""

from __future__ import annotations

import re
from collections.abc import Mapping

from derive.documents.errors import LOST, refusal
from derive.documents.meaning.said import Claim
from derive.documents.meaning.scope import NUMBER_PI, Scope
from derive.documents.meaning.shapes import IndexValue, SizeReference, alike
from derive.documents.meaning.symbols import IndexSymbol, Symbol

INDEX_OR_NUMBER = refusal(
    "D206",
    "a letter that is an index and a number",
    """A letter is either an index, which chooses an entry, or a value with which one can calculate, and the same letter
    is used as both. Write another letter for one of them. Where the number of an index is meant, as in a sum of 'i
    x_i', the index has to be bound by the sum, or declared with 'let'.""",
    (r"j x_j = 1", r"let $x \in \mathbb{R}^K$"),
    (r"j x_j \le K |x_j|", r"let $x \in \mathbb{R}^K$, $j \in \{1, \dots, K\}$"),
)

INDICES = refusal(
    "D207",
    "the number of indices does not fit",
    """A number has no entries, a vector has one index and a matrix two. The message says what the letter stands for.
    Declare it with 'let' as what is meant, or write as many indices as it has; where one letter stands for several
    arrays, it always needs its indices.""",
    ("x_{ij} = x_{ji}", r"let $x \in \mathbb{R}^d$"),
    ("x_{ij} - x_{ij} = 0", r"let $x \in \mathbb{R}^{d \times d}$"),
)

FAMILY = refusal(
    "D208",
    "a class with an index, or without",
    """A letter that is declared as one class has no index, and a family of classes, as c_n is, always has one. Declare
    what is meant: one class with 'let $c \\in \\{1, \\dots, K\\}$', one for each n with 'let $c_n \\in \\{1, \\dots,
    K\\}$'.""",
    ("p_{c_n} = p_{c_n}", r"let $c \in \{1, \dots, K\}$", r"let $p \in \Delta^{K-1}$"),
    ("p_{c_n} = p_{c_n}", r"let $c_n \in \{1, \dots, K\}$", r"let $p \in \Delta^{K-1}$"),
)

VARIANT = refusal(
    "D209",
    "a mark that may make another variable",
    """A prime, a star or a bar on a vector or matrix has two readings: something made of it, as its transposition,
    conjugate or mean, and a variable of its own. Write the transposition as x^\\top, or declare the marked letter with
    'let'.""",
    ("x' x = x^2", r"let $x \in \mathbb{R}^d$"),
    (r"x^\top x = \|x\|^2", r"let $x \in \mathbb{R}^d$"),
)

WHOLE = refusal(
    "D250",
    "a subscript on a letter that names are made of",
    """A letter that is introduced with a letter below it only, as in 'let $\\beta_t \\in (0, 1)$', makes one name, of
    one number: \\beta_1 and \\sum_s \\beta_s would be about something else that nothing introduces. Declare the vector
    whose entries are meant, 'let $\\beta \\in \\mathbb{R}^T$', and what holds of them, 'assume $0 < \\beta_t < 1$'; or
    introduce the other names, too.""",
    (r"\beta_1 < 1", r"let $\beta_t \in (0, 1)$"),
    (r"\beta_1 < 1", r"let $\beta \in \mathbb{R}^T$, $\beta_t \in (0, 1)$"),
)

ORDERED_LETTER = refusal(
    "D210",
    "a letter of a sum over i < j, or of diag of an entry, that stands for something else, too",
    """A sum over an order of two indices sums over both of them, and diag of an entry x_n takes all of them. Where one
    of the letters is declared, or stands elsewhere in the formula, it has two readings: an index that is bound there
    and the value that is given. Rename one of them, write a sum over one index, or the vector x in diag.""",
    (r"x_j \sum_{i < j} x_i x_j = 0", r"let $x \in \mathbb{R}^K$"),
    (r"x_k \sum_{i < j} x_i x_j = \sum_{i < j} x_i x_j x_k", r"let $x \in \mathbb{R}^K$"),
)


class Context:
    """The names of one formula: parameters and bound letters, and the index letters that are free."""

    def __init__(self, scope: Scope, is_premise: bool = False) -> None:
        self.scope = scope
        self.is_premise = is_premise
        """Whether it is a definition or hypothesis, in which nothing is claimed."""
        self.locals: dict[str, Symbol | IndexValue] = {}
        self.free: dict[str, IndexSymbol] = {}
        self.numbers: list[tuple[int, SizeReference]] = []
        self.used: set[str] = set()
        self.restricted: list[tuple[int, SizeReference, int]] = []
        self.ordered: dict[str, str] = {}
        """The letters of sums over i < j, and of diag of an entry, which nothing else in the formula may mean; each
        with where it is bound."""
        self.given: frozenset[str] = frozenset()
        """The indices of the entries that are defined, and those that are parameters of a function: an order below a
        sum that has one of them sums over the other letter."""
        self.outside: frozenset[str] = frozenset()
        """In a function's body, the letters of the formula around its application."""
        self.opaque: set[str] = set()
        """The functions of which nothing is known and that the formula uses."""
        self.claims: list[Claim] = []
        """What is claimed under braces in the formula."""
        self.sizes: dict[str, SizeReference] = {}
        """In a function's body, the sizes of its arguments, where it was defined for vectors of another size."""
        self.speaks_of_members = False
        """Whether a hypothesis on this formula alone is about members of an ordered family."""
        self.depth = 0
        self.work = [0]

    def inner(self, names: dict[str, Symbol | IndexValue]) -> Context:
        """The context inside a binder or function, where more names are known; all else is shared."""
        context = alike(self)
        context.locals = {**self.locals, **names}
        return context

    def inside_function(
        self, names: dict[str, Symbol | IndexValue], sizes: dict[str, SizeReference] | None = None
    ) -> Context:
        """The context of a function's body, which does not see the letters around its application."""
        context = alike(self)
        context.locals, context.sizes = names, sizes or {}
        context.ordered, context.outside = {}, frozenset({*self.free, *self.used})
        context.given = frozenset(name for name, value in names.items() if isinstance(value, IndexValue))
        context.depth += 1
        return context

    def size(self, key: str) -> SizeReference:
        """The size that a letter names here."""
        return self.sizes.get(key) or self.scope.sizes.get(key) or self.scope.size(key)

    def is_function(self, key: str) -> bool:
        """Whether the name is that of a function here."""
        return key not in self.locals and self.scope.is_function(key)

    def is_index(self, key: str) -> bool:
        """Whether the letter is an index here: bound, declared, or free in this formula."""
        if key in self.locals:
            return isinstance(self.locals[key], IndexValue)
        return key in self.scope.classes or key in self.free

    def is_given_index(self, key: str) -> bool:
        """Whether the letter is an index that is bound here, or declared as one class: it has a number."""
        if key in self.locals:
            return isinstance(self.locals[key], IndexValue)
        return key in self.scope.classes and not self.scope.classes[key].axes

    def check_usable(self, key: str, at: int) -> None:
        """Raises Unreadable where the name was introduced by something that was not understood."""
        if key in self.scope.broken and key not in self.locals:
            raise LOST(f"'{key}' is not known: see the error in line {self.scope.broken[key]}", at)

    def order(self, letters: tuple[str, str], at: int) -> None:
        """Two letters are summed over, the first below the second. Raises Unreadable where one of them stands
        for something else too: a size, a number, or an index that is given."""
        self.bind(letters, "below a sum over an order of indices", at)

    def bind(self, letters: tuple[str, ...], place: str, at: int) -> None:
        """The same of letters that are bound at a place without a bound of their own."""
        known = {*self.locals, *self.scope.classes, *self.scope.sizes, *self.scope.symbols, *self.scope.functions}
        known |= {*self.free, *self.used} - self.outside
        for letter in letters:
            if letter in known:
                raise ORDERED_LETTER(_bound_letter(letter, place), at).about(letter)
        self.ordered.update(dict.fromkeys(letters, place))

    def refuse_ordered(self, key: str, at: int) -> None:
        """Raises Unreadable where a sum over i < j in this formula has the letter as its own."""
        if key in self.ordered and key not in self.locals:
            raise ORDERED_LETTER(_bound_letter(key, self.ordered[key]), at).about(key)

    def symbol(self, key: str, at: int, axes: int = 0) -> Symbol:
        """The variable of this name; one that nobody declared becomes a real scalar or vector."""
        self.check_usable(key, at)
        found = self.locals.get(key)
        if isinstance(found, IndexValue):
            raise INDEX_OR_NUMBER(index_as_number(key), at).about(key)
        if found is not None:
            return found
        self.refuse_ordered(key, at)
        if key in self.scope.classes or key in self.free:
            raise INDEX_OR_NUMBER(index_as_number(key), at).about(key)
        self.used.add(key)
        self._refuse_number_and_index(key, at)
        symbol = self._array(key, at, axes)
        if axes and (symbol is None or symbol.implicit):
            self._refuse_part_of_names(key, at)
        if symbol is not None:
            self.numbers += symbol.numbers
            self.restricted += [(at, size, needed) for _, size, needed in symbol.restricted]
        if symbol is not None and symbol is self.scope.pi:
            self.opaque.add(NUMBER_PI)
        if symbol is not None:
            self.opaque |= self.scope.opaque_of(symbol)
        if symbol is None:
            self._refuse_variant(key, at, axes)
            if key == r"\pi" and self.scope.pi_is_number():
                self.opaque.add(NUMBER_PI)
                return self.scope.number_pi(at)
            self.scope.implicit.setdefault(key, at)
            axes = axes or self.scope.hints.get(key) or 0
            sizes = self._sizes_of_base(key) or tuple(SizeReference() for _ in range(axes))
            symbol = Symbol(key, sizes, at, implicit=True)
            self.scope.add_symbol(key, symbol)
        return symbol

    def _sizes_of_base(self, key: str) -> tuple[SizeReference, ...]:
        """The sizes of W, for a name W^{(2)} that nothing introduces."""
        base, _, script = key.partition("^{")
        found = self.scope.symbols.get(base) if script[:1] in ("(", "[", "{", "\\") else None
        return found.sizes if found is not None else ()

    def _array(self, key: str, at: int, axes: int) -> Symbol | None:
        """What the letter stands for with so many indices, or without; None where it has to be introduced."""
        found = self.scope.arrays(key)
        if not axes and 0 in found and any(other.sizes and other.value is not None for other in found.values()):
            raise INDICES(
                f"'{key}' has two readings, the number that is declared and the array that is defined by its entries: "
                "write the indices, or another letter for the number",
                at,
            )
        if axes in found or not found:
            self._refuse_member(key, found, at, axes)
            return found.get(axes)
        if axes and all(symbol.implicit and symbol.sizes for symbol in found.values()):
            return None  # an array of its own
        own = [symbol for symbol in found.values() if not symbol.family]
        if len(found) == 1 or (not axes and len(own) == 1):
            return (own or list(found.values()))[0]
        longer = [symbol for count, symbol in found.items() if count > axes and not symbol.implicit]
        if axes and len(longer) == 1:
            return longer[0]
        counts = " and ".join(str(count) for count in sorted(found))
        raise INDICES(f"'{key}' stands for several arrays, with {counts} indices: write the indices", at)

    def _refuse_member(self, key: str, found: Mapping[int, Symbol], at: int, axes: int) -> None:
        """Raises Unreadable for x_i where both a vector x and vectors x_i are declared."""
        if not axes or axes not in found or found[axes].family or found[axes].implicit:
            return
        if any(symbol.family and count > axes for count, symbol in found.items()):
            raise INDICES(
                f"this has two readings, an entry of the array '{key}' and a member of the family of this letter: "
                "write another letter for one of them",
                at,
            )

    def _refuse_part_of_names(self, key: str, at: int) -> None:
        r"""Raises Unreadable for ``\alpha_1``, where \alpha_t is a name as a whole, and nothing introduces \alpha."""
        whole = self.scope.whole_name(key)
        if whole is not None:
            shown = whole.replace("{", "").replace("}", "")
            raise WHOLE(
                f"'{shown}' is one name here, and '{key}' with another subscript is something else, which nothing "
                rf"introduces: declare the vector, 'let ${key} \in \mathbb{{R}}^T$'",
                at,
            ).asking(rf"{key} \in \mathbb{{R}}^T")

    def _refuse_variant(self, key: str, at: int, axes: int) -> None:
        """Raises Unreadable for x', A* or x̄ that nothing introduces, where x or A is an array."""
        base = key.rstrip("'").removesuffix("^*")
        base = base[5:-1] if base.startswith(r"\bar{") else base
        found = self.locals.get(base, self.scope.symbols.get(base))
        if base == key or not isinstance(found, Symbol) or found.implicit or not found.sizes:
            return
        if not axes or len(found.sizes) == 2:
            sizes = [size.value for size in found.sizes]
            domain = r" \times ".join(map(str, sizes))
            raise VARIANT(
                rf"'{key}' has two readings, something made of '{base}' (its transposition, conjugate or mean) and "
                rf"another variable: write {base}^\top, or declare '{key}' with 'let'",
                at,
            ).asking(*([rf"{key} \in \mathbb{{R}}^{{{domain}}}"] if None not in sizes else []))

    def index_letter(self, key: str, at: int) -> IndexValue:
        """The index that a letter is: bound, declared, or free in this formula."""
        self.check_usable(key, at)
        found = self.locals.get(key)
        if isinstance(found, IndexValue):
            return found
        if found is not None or (key in self.scope.symbols and not self.scope.symbols[key].implicit):
            raise INDEX_OR_NUMBER(
                f"'{key}' is not an index: it is declared as something else; write another letter for the index", at
            )
        if key in self.scope.classes:
            symbol = self.scope.classes[key]
            if symbol.axes:
                raise FAMILY(
                    f"'{key}' is a family of classes and needs an index: write {key}_n, or declare one class",
                    at,
                )
            return symbol.value()
        if key in self.scope.symbols and key in self.used:
            raise INDEX_OR_NUMBER(
                f"'{key}' is used as a number and as an index: write another letter for one of them", at
            )
        self.refuse_ordered(key, at)
        if key not in self.free:
            self.free[key] = IndexSymbol(key, SizeReference())
            for name in self.used:
                self._refuse_number_and_index(name, at)
        return self.free[key].value()

    def _refuse_number_and_index(self, name: str, at: int) -> None:
        """Raises Unreadable where a hypothesis or definition has the t of a member x^{(t)} as an index, too: these are
        variables, one for each number that is written, and no index chooses among them."""
        self._refuse_index_in_name(name, at)
        member = self.scope.letter_of_member(name) if self.is_premise else None
        if member is not None and member in self.free:
            raise INDEX_OR_NUMBER(
                f"'{member}' is the number of a member of an ordered family in '{name}', and an index elsewhere in "
                f"this line: declare what has it as an index as such a family, too, as 'let $y^{{({member})}} \\in …$'",
                at,
            )

    def refuse_index_in_function(self, name: str, at: int) -> None:
        r"""Raises Unreadable for ``\sum_i l^{(i)}(w)`` where l^{(i)} is one function, the same for all i."""
        above = re.search(r"\^\{[(\[]([^{}]*)[)\]]\}\Z", name)
        letters = set(re.findall(r"\\[A-Za-z]+|[A-Za-z]", above[1])) if above is not None else set()
        bound = {key for key, value in self.locals.items() if isinstance(value, IndexValue)}
        for letter in sorted(letters & bound):
            raise WHOLE(
                f"'{name}' is one function, and '{letter}' is bound here: it would be the same function for every "
                f"'{letter}'; define it with '{letter}' as an argument, or as an index below it",
                at,
            )

    def _refuse_index_in_name(self, name: str, at: int) -> None:
        r"""Raises Unreadable for ``S_t = \beta_t x_t`` where \beta_t is one name: it would be the same number for every
        t. In a claim about one t, which nothing binds, it is as good as an entry."""
        letters = self.scope.letters_below(name)
        if not letters:
            return
        bound = {key for key, value in self.locals.items() if isinstance(value, IndexValue)}
        for letter in sorted(letters & (bound | (set(self.free) if self.is_premise else set()))):
            shown = name.replace("{", "").replace("}", "")
            raise WHOLE(
                f"'{shown}' is one name, and '{letter}' an index here: declare the vector whose entries are meant, or "
                "write another letter for the index",
                at,
            )


def index_as_number(letter: str) -> str:
    return f"'{letter}' is an index here, and is used as a number: write another letter for one of them"


def _bound_letter(letter: str, place: str) -> str:
    return (
        f"'{letter}' has two readings {place}, an index that is bound there and the '{letter}' that is given "
        "elsewhere: rename one of them, or write a sum over one index as i=1 with its bound above, and diag of a vector"
    )
