"""What a document shows of its names, collected from its items before anything is parsed or elaborated.

Some things hold for the whole document, wherever they stand: a letter above a sum is a size, one below it an index,
what is differentiated by is a number, and what is counted from 0 is counted from 0 elsewhere, too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from derive.documents.grammar.brackets import SPACE
from derive.documents.grammar.chains import DOTS, is_relation, subscript_letters
from derive.documents.grammar.names import Number, is_label, is_word, letter_of, member_of, number_in
from derive.documents.grammar.patterns import Parting, partings_of
from derive.documents.grammar.tokens import Item, Items, plain

_BIG = frozenset({r"\sum", r"\prod", r"\max", r"\min", r"\sup", r"\inf", r"\lim", r"\argmax", r"\argmin"})
FRACTIONS = frozenset({r"\frac", r"\dfrac", r"\tfrac", r"\cfrac"})
_OPERANDS = frozenset({
    r"\log", r"\ln", r"\exp", r"\sqrt", r"\sin", r"\cos", r"\tan", r"\tanh", r"\sinh", r"\cosh", r"\det",
    r"\operatorname", *_BIG, *FRACTIONS,
})  # fmt: skip
"""What begins something of which a differential may be taken, beside names and brackets."""
_INEQUALITIES = frozenset({"<", ">", r"\le", r"\leq", r"\ge", r"\geq", r"\leqslant", r"\geqslant", r"\lt", r"\gt"})


@dataclass
class Collected:
    """What is known of the letters of a document."""

    sizes: set[str] = field(default_factory=set)
    """Letters that bound a sum or product from above, or that a declared domain has as a size."""
    indices: set[str] = field(default_factory=set)
    """Letters that a big operator binds."""
    bounds: set[str] = field(default_factory=set)
    """Letters above a sum or product."""
    declared_sizes: set[str] = field(default_factory=set)
    """The sizes of declared domains, and the indices behind dots, x_1, …, x_n, which are the last ones."""
    below: set[str] = field(default_factory=set)
    """Letters that stand alone as the subscript of a name."""
    numbers: set[str] = field(default_factory=set)
    """Letters that can be no function: bound by an inequality or a limit, or differentiated by."""
    bare: set[str] = field(default_factory=set)
    """Letters that stand without a superscript somewhere, and so those with a word below them."""
    scripted: set[str] = field(default_factory=set)
    """Letters that stand with a subscript or before brackets somewhere."""
    unscripted: set[str] = field(default_factory=set)
    """Letters that stand without subscript and brackets somewhere."""
    members: dict[str, dict[str, Number | None]] = field(default_factory=dict)
    """The superscripts in round brackets that a letter is written with, and which number of a member each is."""
    introduced: dict[str, set[str]] = field(default_factory=dict)
    """The subscripts of one letter with which declarations and definitions introduce a letter."""
    partings: dict[str, set[Parting]] = field(default_factory=dict)
    """The signs between the indices, and between the arguments, of a name."""
    apart: set[str] = field(default_factory=set)
    """Letters that stand somewhere else than in a superscript of several letters."""
    raised: set[tuple[str, str]] = field(default_factory=set)
    """The letters that have a superscript of several letters, each with it: y and LS for ``y_k^{LS}``."""
    named: set[tuple[str, str]] = field(default_factory=set)
    """Those of them that stand on the left side of a declaration or definition."""
    from_zero: bool = False
    """Whether some sum begins with 0."""
    starts: set[str] = field(default_factory=set)
    """Letters from which a sum or product runs, t in ``\\sum_{k=t}^T``."""
    beside: set[str] = field(default_factory=set)
    """Letters that stand in a subscript with a number that is added, ``x_{t+1}``."""
    classes: set[str] = field(default_factory=set)
    """Letters that are declared as a class."""
    ends: set[str] = field(default_factory=set)
    """Letters that a definition has as a subscript on its left side, and in an order below a sum on the right."""
    below_names: dict[str, frozenset[str]] = field(default_factory=dict)
    """The letters of each subscript of several, which is no word, with which a declaration or definition introduces
    something: s and t for ``\\beta_{st}``."""
    summed: dict[str, set[str]] = field(default_factory=dict)
    """By each letter above a sum or product, the names that have its index as a subscript."""
    counts: dict[str, set[str]] = field(default_factory=dict)
    """By the letter of a family, x for ``x^{(i)}``, the letters above sums and products over its members."""
    made_of: dict[str, set[str]] = field(default_factory=dict)
    """The names on the right side of each definition, by the name that it introduces with a subscript."""
    domains: dict[str, set[str]] = field(default_factory=dict)
    """The sizes of declared vectors and matrices, by their names."""
    spellings_of_epsilon: set[str] = field(default_factory=set)
    before_operands: int = 0
    """How often a d stands directly before what it may be the differential of: dx, d\\log x."""
    other_d: bool = False
    """Whether a d stands anywhere else than there and in \\frac{d}{dx}."""
    takes_derivatives: bool = False
    """Whether \\frac{d}{dx} or an integral stands somewhere."""
    has_increments: bool = False
    """Whether dx stands beside x, x + dx, or in each term of a formula, as differentials do."""

    def add_formula(self, items: Items) -> None:
        """Adds what the items of one formula show."""
        self.add(items)
        with_d = [_has_differential(term) for term in _terms(items) if plain(term) != "0"]
        self.has_increments |= (any(with_d) and all(with_d)) or _has_increments(items)

    def add(self, items: Items, in_word: bool = False, begins_with_d: bool = False) -> None:
        """Adds what the items of one formula show, those of a superscript of several letters, or those above or below
        the line of a derivative, which begin with d."""
        for position, item in enumerate(items):
            letter = letter_of(item)
            if letter is not None:
                self._name(letter, item, items[position + 1] if position + 1 < len(items) else None)
                if not in_word:
                    self.apart.add(letter)
                if is_word(item.upper):
                    self.raised.add((letter, plain(item.upper or ())))
            if letter == "d" and (position or not begins_with_d):
                self._differential(item, items[position + 1 : position + 3])
            if item.kind in ("command", "text") and _word(item.text) in _BIG:
                self._bounds(_word(item.text), item, items[position + 1 :])
            if item.kind == "argument" and item.text in FRACTIONS:
                self._differentials(item.parts[1])
            if item.text == r"\partial" and item.lower is not None:
                self.numbers |= _letters_in(item.lower)
            if item.text in DOTS and position + 1 < len(items):
                self._last_ones(items[position + 1 : position + 3])
            is_derivative = item.text in FRACTIONS and _begins_with_d(item.parts[0]) and _begins_with_d(item.parts[1])
            self.takes_derivatives |= is_derivative or item.text == r"\int"
            for inside in item.parts:
                self.add(inside, begins_with_d=is_derivative)
            if item.lower:
                self.add(item.lower)
            if item.upper:
                self.add(item.upper, in_word=is_word(item.upper))
        self._compared(items)

    def _name(self, letter: str, item: Item, following: Item | None) -> None:
        if item.text in (r"\epsilon", r"\varepsilon"):
            self.spellings_of_epsilon.add(item.text)
        if item.upper is None:
            self.bare.add(letter)
            if item.lower is not None and is_label(item.lower):
                self.bare.add(f"{letter}_{{{plain(item.lower)}}}")
        elif len(item.upper) == 1 and item.upper[0].text == "( )":
            inside = item.upper[0].parts[0]
            self.members.setdefault(letter, {})[plain(inside)] = number_in(inside)
        if item.lower is not None and len(item.lower) == 1:
            self.below.add(str(letter_of(item.lower[0])))
        elif item.lower is not None and (moved := _running_letter(item.lower)) is not None:
            self.beside.add(moved)
        for key, found in partings_of(item, following):
            self.partings.setdefault(key, set()).add(found)
        applied = item.lower is not None or (following is not None and following.text == "( )")
        (self.scripted if applied else self.unscripted).add(letter)

    def _differential(self, item: Item, following: Items) -> None:
        if not item.scripted and begins_operand(following):
            self.before_operands += 1
        elif not following or following[0].text != "( )":
            self.other_d = True

    def may_have_differentials(self) -> bool:
        """Whether a d is the sign of differentials, wherever it stands, and a number nowhere. Beside a and b, or c, it
        is a coefficient like these, unless something shows otherwise."""
        if self.other_d or not self.before_operands:
            return False
        is_coefficient = self.before_operands == 1 or "c" in self.apart or {"a", "b"} <= self.apart
        return self.takes_derivatives or self.has_increments or not is_coefficient

    def _last_ones(self, behind: Items) -> None:
        """What stands behind dots, and behind the sign that follows them, has the last index."""
        for item in behind:
            if item.lower is not None and len(item.lower) == 1 and letter_of(item.lower[0]):
                self.declared_sizes.add(str(letter_of(item.lower[0])))

    def _bounds(self, word: str, item: Item, behind: Items) -> None:
        lower, upper = item.lower or (), item.upper or ()
        letter = letter_of(upper[0]) if len(upper) == 1 else None
        if letter is not None and not upper[0].scripted and word in (r"\sum", r"\prod"):
            self.sizes.add(letter)
            self.bounds.add(letter)
        if len(upper) == 3 and upper[1].text == "-" and upper[2].text == "1" and (less := letter_of(upper[0])):
            self.sizes.add(less)
        first = letter_of(lower[0]) if lower else None
        start = _running_letter(lower[2:]) if len(lower) > 2 and lower[1].text == "=" else None
        if start is not None and word in (r"\sum", r"\prod"):
            self.starts.add(start)
        bounding = _running_letter(upper)
        if bounding is not None and first is not None and word in (r"\sum", r"\prod"):
            self.summed.setdefault(bounding, set()).update(_with_subscript(first, behind))
            for family in _with_number(first, behind) if len(upper) == 1 else ():
                self.counts.setdefault(family, set()).add(bounding)
        if first is not None and word == r"\lim":
            self.numbers.add(first)
        elif first is not None:
            self.indices |= {first, *_further_indices(lower)}
        if len(lower) == 3 and lower[1].text == "=" and lower[2].text == "0" and not lower[2].scripted:
            self.from_zero = self.from_zero or first in subscript_letters([behind])

    def _differentials(self, below: Items) -> None:
        for position, item in enumerate(below[:-1]):
            if item.text == r"\partial" or (item.kind in ("letter", "text") and item.text.strip() == "d"):
                self.numbers |= _letters_in(below[position + 1 : position + 2])

    def _compared(self, items: Items) -> None:
        for position, item in enumerate(items):
            if item.text in _INEQUALITIES and item.kind in ("character", "command"):
                before, after = items[max(position - 2, 0) : position][::-1], items[position + 1 : position + 3]
                for side in (before, after):
                    is_alone = len(side) == 1 or (len(side) == 2 and _ends_side(side[1]))
                    if is_alone and letter_of(side[0]) and not side[0].scripted:
                        self.numbers.add(str(letter_of(side[0])))

    def introduces(self, items: Items) -> None:
        """Adds the subscripts on the left side of a definition or declaration."""
        for item in items:
            letter, lower = letter_of(item), item.lower
            is_letter = lower is not None and len(lower) == 1 and letter_of(lower[0]) is not None
            if letter is not None and lower is not None and is_letter and not is_label(lower):
                self.introduced.setdefault(letter, set()).add(plain(lower))
            if letter is not None and lower is not None and not is_label(lower) and len(subscript_of(lower)) > 1:
                self.below_names[plain(lower)] = frozenset(subscript_of(lower))
            if letter is not None and is_word(item.upper):
                self.named.add((letter, plain(item.upper or ())))

    def is_name_with_word(self, letter: str, word: str) -> bool:
        """Whether a superscript of several letters is part of a name that is introduced as a whole, y^{LS}, and no
        product: where some letter of it (e, which may be Euler's number, aside) stands nowhere else, and no other
        superscript with one of its letters goes without introduction."""
        others = {other for other in self.raised - self.named if set(other[1]) & set(word)}
        return (letter, word) in self.named and not others and bool(set(word) - {"e"} - self.apart)

    def names_apart(self, letter: str) -> bool:
        """Whether the letter is introduced with several subscripts, which are parts of its names then: y_w and y_l."""
        return len(self.introduced.get(letter, ())) > 1

    def declares_sizes(self, domain: Items) -> None:
        r"""Adds the sizes of a declared domain: ``\mathbb{R}^{n \times d}``, ``\Delta^{K-1}``, ``\{1, \dots, K\}``."""
        for item in domain:
            scripts = [script for script in (item.upper, item.lower) if script is not None]
            if item.text == "{ }" and any(part.text in (r"\dots", r"\ldots") for part in item.parts[0]):
                scripts.append(item.parts[0])
            for script in scripts:
                sizes = {letter for part in script if (letter := letter_of(part)) and not part.scripted}
                self.sizes |= sizes
                self.declared_sizes |= sizes

    def bounding_indices(self) -> set[str]:
        """Letters above a sum that are indices all the same: a sum runs up to another index. They are the size of
        nothing; and they are a usual one, i to l, that stands as a subscript, or such a letter where what is summed has
        entries of a vector of another declared size, of which it can be no size; or they are declared as a class, or a
        sum begins with them; or a definition has them on its left side and in an order below a sum on the right."""
        usual = self.bounds & self.below & set("ijkl")
        within = {letter for letter in self.summed if letter.islower() and self._runs_within(letter)}
        named = self.classes & (self.bounds | set(self.summed))
        within &= self.below | self.beside | self.starts
        return (usual | within | (self.starts - self.sizes) | named | self.ends) - self.declared_sizes

    def _runs_within(self, letter: str) -> bool:
        """Whether some sum up to a letter is over entries of a vector that is declared with another size."""
        return any(self._sizes_of(name, frozenset()) - {letter} for name in self.summed.get(letter, ()))

    def _sizes_of(self, name: str, seen: frozenset[str]) -> set[str]:
        """The sizes that are declared of a name, or of what it is defined by."""
        if name in self.domains:
            return self.domains[name]
        parts = self.made_of.get(name, set()) - seen
        return set().union(*(self._sizes_of(part, seen | parts) for part in parts))

    def declares(self, items: Items) -> None:
        """Adds the sizes of the vectors and matrices that a declaration has; a family ``x_t`` has as many members as
        nothing says."""
        names: list[Item] = []
        position = 0
        while position < len(items):
            item = items[position]
            if item.text == r"\in" and position + 1 < len(items):
                sizes = {
                    plain((part,)) for part in items[position + 1].upper or () if letter_of(part) or part.text.isdigit()
                }
                if sizes:
                    self.domains.update({str(letter_of(one)): sizes for one in names if one.lower is None})
                domain = items[position + 1]
                if domain.text == "{ }" and any(part.text in DOTS for part in domain.parts[0]):
                    self.classes.update(str(letter_of(one)) for one in names if not one.scripted)
                names = []
                position += 1
            elif letter_of(item) is not None:
                names.append(item)
            elif is_relation(item):
                names = []
            position += 1

    def defines(self, head: Items, body: Items) -> None:
        """Adds the names that the entries of a name are defined by."""
        first = letter_of(head[0]) if head else None
        if first is not None and head[0].lower is not None:
            self.made_of.setdefault(first, set()).update(_all_letters(body) - {first})
            self.ends |= set(subscript_of(head[0].lower)) & _ordered_letters(body)

    def letters(self) -> set[str]:
        """All the letters that the document has."""
        return self.bare | self.scripted | self.unscripted | self.sizes | self.indices | self.numbers

    def is_ordered(self, letter: str) -> bool:
        """Whether a letter is written with ``t+1`` in round brackets above it, or with the t of another one that is: of
        a t over which nothing sums."""
        steps = {
            number.letter
            for found in self.members.values()
            for number in found.values()
            if number is not None and number.letter and number.shift
        }
        own = [number for number in self.members.get(letter, {}).values() if number is not None]
        return any(number.letter in steps and (number.shift or number.letter not in self.indices) for number in own)

    def is_mixed(self, letter: str) -> bool:
        """Whether a letter is written both bare and with scripts or an argument."""
        return letter in self.scripted and letter in self.unscripted


def begins_operand(following: Items) -> bool:
    r"""Whether what follows a sign begins what the sign may belong to: a name, a function, brackets."""
    if not following:
        return False
    first, second = following[0], following[1] if len(following) > 1 else None
    if first.text in (r"\log", r"\ln") and second is not None and second.kind == "digit":
        return False  # the logarithm of a number has no differential
    is_function_of_two = first.kind == "brackets" and any(one.text == "," for one in first.parts[0])
    return not is_function_of_two and (
        letter_of(first) is not None or first.kind == "brackets" or first.text in _OPERANDS
    )


def _terms(items: Items) -> list[Items]:
    """The terms between the signs and relations of a formula."""
    terms: list[Items] = [()]
    for item in items:
        parts = item.text in ("+", "-", r"\pm", ",", SPACE) or item.kind in ("align", "newline") or is_relation(item)
        if parts:
            terms.append(())
        else:
            terms[-1] = (*terms[-1], item)
    return [term for term in terms if term]


def _has_increments(items: Items) -> bool:
    """Whether x + dx stands somewhere."""
    terms = _terms(items)
    rest = set(map(plain, terms))
    return any(letter_of(term[0]) == "d" and plain(term[1:]) in rest for term in terms) or any(
        _has_increments(part) for item in items for part in item.parts
    )


def _has_differential(items: Items) -> bool:
    """Whether a d stands before an operand somewhere, and within brackets in each term."""
    here = any(letter_of(item) == "d" and begins_operand(items[k + 1 :]) for k, item in enumerate(items))
    inside = [_terms(part) for item in items for part in item.parts]
    return here or any(terms and all(map(_has_differential, terms)) for terms in inside)


def _begins_with_d(items: Items) -> bool:
    return bool(items) and letter_of(items[0]) == "d"


def subscript_of(lower: Items) -> list[str]:
    """The letters of a subscript that consists of letters, with commas between them perhaps; none of any other."""
    letters = [letter_of(item) for item in lower if item.text != ","]
    return [] if None in letters or any(item.scripted for item in lower) else [str(letter) for letter in letters]


def _ordered_letters(items: Items) -> set[str]:
    """The letters below sums and products over an order of indices."""
    found: set[str] = set()
    for item in items:
        if item.kind in ("command", "text") and _word(item.text) in (r"\sum", r"\prod"):
            lower = item.lower or ()
            found |= _letters_in(lower) if any(part.text in _INEQUALITIES for part in lower) else set()
        found = found.union(*(_ordered_letters(part) for part in (*item.parts, item.upper or ())))
    return found


def _further_indices(lower: Items) -> set[str]:
    """The second letter and the others of ``i, j`` below a sign."""
    return {letter for comma, item in pairwise(lower) if comma.text == "," and (letter := letter_of(item)) is not None}


def _running_letter(upper: Items) -> str | None:
    """The letter t of an upper bound ``t``, ``t-1`` or ``t+1``."""
    is_moved = len(upper) == 3 and upper[1].text in ("+", "-") and upper[2].kind == "digit"
    letter = letter_of(upper[0]) if len(upper) == 1 or is_moved else None
    return None if letter is None or upper[0].scripted else letter


def _with_subscript(letter: str, items: Items) -> set[str]:
    """The names that have a letter among their subscripts."""
    found: set[str] = set()
    for item in items:
        name = letter_of(item)
        if name is not None and item.lower is not None and any(letter_of(part) == letter for part in item.lower):
            found.add(name)
        found = found.union(*(_with_subscript(letter, part) for part in (*item.parts, item.upper or ())))
    return found


def _with_number(letter: str, items: Items) -> set[str]:
    """The families of which a member stands there that has a letter for its number, ``x^{(i)}``."""
    found: set[str] = set()
    for item in items:
        member = member_of(item)
        if member is not None and letter_of(member[1]) == letter:
            found.add(member[0])
        found = found.union(*(_with_number(letter, part) for part in (*item.parts, item.lower or (), item.upper or ())))
    return found


def _all_letters(items: Items) -> set[str]:
    """The letters of some items, those in brackets included."""
    found = _letters_in(items)
    return found.union(*(_all_letters(part) for item in items for part in (*item.parts, item.upper or ())))


def _ends_side(item: Item) -> bool:
    """Whether a side of a relation ends at the item."""
    return is_relation(item) or item.kind in ("align", "newline", "text") or item.text in (",", ";", ".", ":", SPACE)


def _word(text: str) -> str:
    return text if text.startswith("\\") else "\\" + text.strip().replace(r"\,", "")


def _letters_in(items: Sequence[Item]) -> set[str]:
    return {str(letter_of(item)) for item in items if letter_of(item) is not None}


def collect(formulas: Iterable[Items]) -> Collected:
    """What the formulas of a document show, each with its brackets matched."""
    collected = Collected()
    for items in formulas:
        collected.add(items)
    return collected
