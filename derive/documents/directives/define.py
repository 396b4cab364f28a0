"""``define``: names, entries and functions that a formula introduces."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence

from derive.documents.directives.attempt import Attempt
from derive.documents.directives.let import is_name_with_power, word_above
from derive.documents.directives.ranges import IndexRange, in_range, is_range_of_index
from derive.documents.errors import Unreadable, refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.chains import DOTS, Chain
from derive.documents.grammar.collect import collect
from derive.documents.grammar.forms.functions import NAMES
from derive.documents.grammar.names import (
    COMMON_INDICES,
    FAMILY,
    index_key,
    is_greek,
    is_label,
    is_star,
    is_word,
    key_of,
    letter_of,
    member_of,
)
from derive.documents.grammar.parser import ARGUMENT_SIGNS, BRACKETS, word_of
from derive.documents.grammar.patterns import (
    SEPARATORS,
    Parting,
    Pattern,
    letters_of,
    occurs,
    occurs_raised,
    partings_of,
    place_of,
    places_and_rest,
    raised_to,
    runs_of,
)
from derive.documents.grammar.syntax import Expression
from derive.documents.grammar.tokens import Item, Items, plain
from derive.documents.meaning.calls import by_entries, function_body
from derive.documents.meaning.context import Context
from derive.documents.meaning.exclusions import refuse_unclear_exclusions
from derive.documents.meaning.letters import size_of
from derive.documents.meaning.marks import not_understood
from derive.documents.meaning.registry import elaborate
from derive.documents.meaning.scope import EARLY, TWICE, Scope, twice
from derive.documents.meaning.shapes import IndexValue, SizeReference
from derive.documents.meaning.symbols import Function, IndexSymbol, Parameter, Symbol

DEFINITION = refusal(
    "D305",
    "something that is no definition",
    """'define' introduces what stands on the left side of one =, and the right side says what it is. Write a chain of
    equations as a definition and a check of the rest; write a bound or a hypothesis with 'let' or 'assume'.""",
    ("a > 1", "define $a > 2$"),
    ("a > 1", "define $a = 2$"),
)

HEAD = refusal(
    "D306",
    "a left side that cannot be defined",
    """The left side of a definition is a name, an entry p_i with a letter for each index, a function of letters f(x,
    y), or one expression in angle brackets, the name of a mean. An expression there is an equation, which is a
    hypothesis: 'assume $…$'. For a power, define the name, and write the power where it is used.""",
    ("a + b = 1", "define $a + b = 1$"),
    ("a = 1 - b", "define $a = 1 - b$"),
)

PARAMETER = refusal(
    "D307",
    "something that is no parameter",
    """The parameters of a function are letters, different ones, without indices: f(x, y). A function of a list is
    written 'f(x_1, \\dots, x_n)'. A value in the place of a parameter is written with 'cases', and other signs in the
    brackets with 'notation $…$ means $…$'.""",
    ("f(1, 1) = 2", "define $f(x, x) = x + x$"),
    ("f(1, 1) = 2", "define $f(x, y) = x + y$"),
)

CIRCULAR = refusal(
    "D308",
    "a name that is defined by itself",
    """The right side of a definition mentions the name on the left, so it defines nothing. Write another letter for the
    new value; where the equation holds of a name that is known, it is a hypothesis: 'assume $…$'.""",
    ("a = 1", "define $a = a + 1$"),
    ("b = a + 1", r"let $a \in \mathbb{R}$", "define $b = a + 1$"),
)

EVERYWHERE = refusal(
    "D309",
    "a definition that holds under a condition only",
    """A definition says what the name is for all values of its letters: where the condition fails, nothing would be
    defined. Write all cases with 'cases', or declare the name and state the equation as a hypothesis.""",
    (
        r"p_k = 1",
        r"let $c \in \{1, \dots, K\}$",
        r"define $p_k = 1 \text{ if } k = c$",
    ),
    (
        "p_c = 1",
        r"let $c \in \{1, \dots, K\}$",
        r"define $p_k = \begin{cases} 1 & \text{if } k = c \\ 0 & \text{otherwise} \end{cases}$",
    ),
)

NOTATION = refusal(
    "D310",
    "a notation that clashes, or has a letter that nothing introduces",
    """Letters on both sides of a notation are places, all others stand for themselves and have to be known: declare
    them before. A notation must not look like a name, or like another notation, that is in force: write it in another
    way.""",
    ("P(x) = 1", "notation $P(x)$ means $Q x$"),
    ("P(x) = Q x", r"let $Q \in \mathbb{R}$", "notation $P(x)$ means $Q x$"),
)


@dataclasses.dataclass(frozen=True)
class _Head:
    """The left side of a definition: name, subscript, and the arguments of a function."""

    item: Item
    key: str
    lower: Items | None
    brackets: Item | None


class _Local:
    """The names inside a function's body: its parameters hide what they are outside."""

    def __init__(self, scope: Scope, kinds: dict[str, str]) -> None:
        self.scope = scope
        self.kinds = kinds

    def is_function(self, key: str) -> bool:
        return key not in self.kinds and self.scope.is_function(key)

    def is_known(self, key: str) -> bool:
        return self.kinds.get(key, "") in ("array", "number") or self.scope.is_known(key)

    def is_array(self, key: str) -> bool:
        return self.kinds[key] == "array" if key in self.kinds else self.scope.is_array(key)

    def is_index(self, key: str) -> bool:
        return self.kinds[key] == "index" if key in self.kinds else self.scope.is_index(key)

    def refused(self) -> Mapping[str, int]:
        return {key: line for key, line in self.scope.refused().items() if key not in self.kinds}

    def is_size(self, key: str) -> bool:
        return key not in self.kinds and self.scope.is_size(key)

    def is_running(self, letter: str) -> bool:
        return self.scope.is_running(letter)

    def is_complete(self, key: str) -> bool:
        return key not in self.kinds and self.scope.is_complete(key)

    def shows_number(self, key: str) -> bool:
        return key in self.kinds or self.scope.shows_number(key)

    def may_have_differentials(self) -> bool:
        return self.scope.may_have_differentials()

    def is_ordered(self, letter: str) -> bool:
        return self.scope.is_ordered(letter)

    def partings(self, key: str) -> Collection[Parting]:
        return self.scope.partings(key)

    def patterns(self) -> Sequence[Pattern]:
        return self.scope.patterns()

    def first_index(self) -> int:
        return self.scope.first_index()


def define(chain: Chain, attempt: Attempt) -> None:
    """Adds what the formula defines to the scope. Raises Unreadable for what is no definition.

    A parameter is what its letter is declared to be; where no shape fits then, it hides the declaration:
    ``\\sigma(z) = 1/(1 + e^{-z})`` beside a vector z."""
    restore = attempt.scope.snapshot()
    try:
        _define(chain, attempt)
    except Unreadable as first:
        restore()
        again = Attempt(attempt.scope)
        try:
            _define(chain, again, hides=True)
        except Unreadable:
            restore()
            raise first from None
        attempt.owned.take_over(again.owned)


def _define(chain: Chain, attempt: Attempt, hides: bool = False) -> None:
    scope = attempt.scope
    if not chain.relations or chain.relations[0].name != "=":
        raise DEFINITION("a definition is 'name = expression'; an inequality is a hypothesis: 'assume $…$'", chain.at)
    if len(chain.relations) > 1:
        raise DEFINITION("a definition has one '='; check the rest of the chain apart", chain.relations[1].at)
    ranges = [in_range(part, attempt) for part in _ranges(chain, attempt)]
    if _is_mean(chain.sides[0]):
        _define_mean(chain.sides[0], chain.sides[1], attempt)
        return
    if _is_notation(chain.sides[0], scope):
        _define_notation(chain.sides[0], chain.sides[1], attempt)
        return
    head = _head(chain.sides[0], scope)
    if _has_company(head, chain.sides, scope) or _stands_for_itself(head, chain.sides, scope):
        teach(chain.sides[0], chain.sides[1], _places(chain.sides, scope), attempt)
        return
    attempt.spelled(chain.sides[0])
    parameters = _parameters(head, attempt)
    if hides:
        parameters = _hidden(parameters, chain.at)
    kinds = {name: kind for name, kind, _ in parameters}
    body = attempt.parse(chain.sides[1], chain.at, _Local(scope, kinds))
    key, indices = _as_family(head, body, *_entries(head, body, set(kinds), scope))
    known = tuple(_parameter(name, kind, axes, body, scope) for name, kind, axes in parameters)
    _refuse_part_of_name(chain.sides[0], body, {*indices, *(one.name for one in known if one.kind == "index")})
    refuse_unclear_exclusions([body], {*indices, *kinds, *scope.classes, *scope.sizes})
    _refuse_clash(key, len(parameters), head.item.start, scope, len(indices))
    if key in body.all_names and key not in kinds and not _other_array(key, indices, body, scope):
        raise CIRCULAR(f"'{key}' is defined by itself: write another letter on the left side", head.item.start)
    known = tuple(_shared(parameter, scope) for parameter in known)
    if known and all(parameter.kind == "index" for parameter in known) and not indices:
        indices, known = tuple(parameter.name for parameter in known), ()
    context = Context(scope, is_premise=True)
    if known:
        _add_function(Function(key, known, indices, body, head.item.start), context, scope, _length(head))
    else:
        _add_symbol(key, indices, body, head, context, scope, ranges)
    scope.depends[key] = scope.depends.get(key, frozenset()) | (body.all_names - set(kinds))
    for letter, symbol in context.free.items():
        scope.fixed[letter] = head.item.start
        scope.classes[letter] = symbol  # a letter that only the right side has is one fixed class


def _hidden(parameters: list[tuple[str, str, int]], at: int) -> list[tuple[str, str, int]]:
    """The parameters, those whose letters are declared as arrays as if nobody had. Raises Unreadable for none."""
    if all(kind != "array" for _, kind, _ in parameters):
        raise PARAMETER("no parameter hides a declaration", at)
    return [(name, "unknown", 0) if kind == "array" else (name, kind, axes) for name, kind, axes in parameters]


def _ranges(chain: Chain, attempt: Attempt) -> list[Chain]:
    """The ranges of indices behind a definition. Raises Unreadable for any other condition: what it says elsewhere
    would not be defined."""
    for part in chain.conditions:
        if not part.relations:
            attempt.spelled(part.sides[0])
        elif not is_range_of_index(part):
            raise EVERYWHERE(
                "a definition holds everywhere: write the cases with 'cases', or state this as a hypothesis", part.at
            )
    return [part for part in chain.conditions if part.relations]


def _other_array(key: str, indices: tuple[str, ...], body: Expression, scope: Scope) -> bool:
    """Whether the body has the letter with another number of indices only: an array of its own, or a size."""
    counts = _counts_of_indices(body, key) - ({0} if key in scope.sizes else set())
    if not counts:
        return bool(indices)
    return bool(indices) and bool(counts) and len(indices) not in counts and 0 not in counts


def _counts_of_indices(node: object, key: str) -> set[int]:
    if isinstance(node, syntax.Subscript) and isinstance(node.base, syntax.Name) and node.base.key == key:
        return {len(node.indices)}.union(*(_counts_of_indices(part, key) for part in node.indices))
    own = {0} if isinstance(node, syntax.Name) and node.key == key else set()
    own |= {0} if isinstance(node, syntax.Application) and node.function == key else set()
    return own.union(*(_counts_of_indices(part, key) for part in syntax.parts_of(node)))


def _head(items: Items, scope: Scope) -> _Head:
    if items and items[0].kind == "brackets" and items[0].text in ("[ ]", "( )") and len(items) == 1:
        inner = _head(items[0].parts[0], scope)
        if (inner.lower is not None and items[0].lower is not None) or items[0].upper is not None or items[0].primes:
            raise HEAD(
                "the left side of a definition has other scripts than a subscript: leave them out", items[0].start
            )
        return dataclasses.replace(inner, lower=items[0].lower or inner.lower)
    if len(items) > 1 and items[0].kind == "text" and letter_of(items[1]) and not items[0].scripted:  # \mathrm{d}P
        inner = _head(items[1:], scope)
        return dataclasses.replace(inner, key=f"{letter_of(items[0])}{inner.key}")
    own_logarithm = len(items) == 2 and word_of(items[0]) in NAMES and items[0].lower is not None
    letter = rf"\{word_of(items[0])}" if own_logarithm else letter_of(items[0]) if items else None
    brackets = items[1] if len(items) == 2 and items[1].text in BRACKETS else None
    if own_logarithm and brackets is None:
        brackets = Item("brackets", "( )", items[1].start, items[1].end, ((items[1],),))
    if letter is None or (len(items) > 1 and brackets is None):
        raise HEAD(
            "the left side of a definition is a name, an entry or a function of letters; another equation is a "
            "hypothesis: 'assume $…$'",
            items[0].start if items else 0,
        )
    item = items[0]
    if brackets is not None and (brackets.upper is not None or brackets.primes):
        raise HEAD("the left side of a definition has a superscript behind its brackets: leave it out", brackets.start)
    if is_star(item.upper):
        letter += "^*"
    elif item.upper is not None and (
        is_label(item.upper) or _is_bracketed(item.upper) or is_name_with_power(item, scope)
    ):
        letter += f"^{{{plain(item.upper)}}}"
    elif is_word(item.upper):
        letter += f"^{{{word_above(item, scope)}}}"
    elif item.upper is not None:
        raise HEAD(
            "the left side of a definition has a superscript: define the name without it, with brackets, x^{(1)}, or "
            r"with a word, x^{\mathrm{new}}",
            item.start,
        )
    letter += "'" * item.primes
    lower = item.lower
    if brackets is not None and brackets.lower is not None:
        if lower is not None:
            letter, lower = f"{letter}_{{{plain(lower)}}}", None
        lower = brackets.lower
    elif lower is not None and (is_label(lower) or own_logarithm):
        letter, lower = f"{letter}_{{{plain(lower)}}}", None
    return _Head(item, letter, lower, brackets)


def _is_bracketed(upper: Items) -> bool:
    """Whether a superscript is in brackets, and so part of a name."""
    return len(upper) == 1 and upper[0].kind == "brackets"


def _is_starred(item: Item) -> bool:
    """Whether a star is the only script."""
    return is_star(item.upper) and item.lower is None and not item.primes


# Notations ---------------------------------------------------------------------------------------


def _is_mean(head: Items) -> bool:
    r"""Whether a left side is one expression in angle brackets, ``\langle E \rangle``: no inner product, which has
    two."""
    if len(head) != 1 or head[0].text != r"\langle \rangle" or head[0].scripted or not head[0].parts[0]:
        return False
    return not any(item.text in SEPARATORS for item in head[0].parts[0])


def _define_mean(head: Items, body: Items, attempt: Attempt) -> None:
    r"""``\langle E \rangle = …``: a name as a whole; index letters of subscripts that the right side has are places."""
    (item,) = head
    if occurs(item, body):
        raise CIRCULAR(f"'{plain(head)}' is defined by itself: write another name on the left side", item.start)
    scope = attempt.scope
    below = set().union(*(letters_of(inner.lower or ()) for inner in item.parts[0]))
    free = set(Attempt(scope).parse(body).free_letters)
    places = {letter for letter in below & free if not (scope.is_known(letter) or scope.is_size(letter))}
    teach(head, body, tuple(sorted(places)), attempt)


def _is_notation(head: Items, scope: Scope) -> bool:
    """Whether a left side has something else than letters in its brackets: ``P(Y = k)``, ``N(x_n \\mid \\mu_k)``."""
    if len(head) < 2 or head[-1].text not in BRACKETS or letter_of(head[0]) is None:
        return False
    inner = head[-1].parts[0]
    if any(item.text in DOTS for item in inner):
        return False
    return any(
        (letter_of(item) is None and item.text not in ARGUMENT_SIGNS)
        or (item.scripted and not is_star(item.upper) and _number_named(item, scope) is None)
        for item in inner
    )


def _number_named(item: Item, scope: Scope) -> str | None:
    r"""The name with its scripts, where it is that of a declared number: ``\sigma^2``, ``\mu_1``."""
    key, is_whole = key_of(item, scope) if item.scripted and not item.primes else (None, False)
    if key is None or (item.lower is not None and not is_whole):
        return None
    if item.upper is not None and f"^{{{plain(item.upper)}}}" not in key:
        return None
    symbol = scope.symbols.get(key)
    is_number = symbol is not None and not symbol.implicit and symbol.value is None and not symbol.sizes
    return key if is_number else None


def _has_company(head: _Head, sides: Sequence[Items], scope: Scope) -> bool:
    r"""Whether the document writes the name with other signs between as many arguments, too: ``p(x, y)`` and
    ``p(y \mid x)``, each of which is a notation of its own then."""
    if head.brackets is None or head.brackets.scripted:
        return False
    keys = [key for key, _ in partings_of(*sides[0]) if key.endswith(")")]
    return any(len(scope.collected.partings.get(key, ())) > 1 for key in keys)


def _stands_for_itself(head: _Head, sides: Sequence[Items], scope: Scope) -> bool:
    r"""Whether the arguments on the left side are no variables: nothing introduces them, and the right side, which has
    other letters, has none of them. X in H(X) = -\sum_k p_k \log p_k is part of the name."""
    if head.brackets is None or head.brackets.scripted or any(item.text in DOTS for item in head.brackets.parts[0]):
        return False
    keys = [_argument_key(run, scope) for run in runs_of(head.brackets.parts[0])]
    if any(scope.is_introduced(key) for key in keys):
        return False
    body = Attempt(scope).parse(sides[1])
    mentioned = body.all_names | body.ordered_letters
    return bool(keys and mentioned) and not mentioned & set(keys)


def _places(sides: Sequence[Items], scope: Scope) -> tuple[str, ...]:
    """The arguments on the left side that the right side mentions."""
    mentioned = Attempt(scope).parse(sides[1]).all_names
    runs = runs_of(sides[0][-1].parts[0])
    return tuple(sorted(plain(run) for run in runs if _argument_key(run, scope) in mentioned))


def _argument_key(run: Items, scope: Scope) -> str:
    return (key_of(run[0], scope)[0] if len(run) == 1 else None) or plain(run)


def _define_notation(head: Items, body: Items, attempt: Attempt) -> None:
    """A notation with letters as places: those that stand alone between its signs, or that nothing introduces."""
    scope = attempt.scope
    runs = [run for run in runs_of(head[-1].parts[0]) if len(run) == 1]
    named = [run[0] for run in runs if _is_named(run[0], scope)]
    alone = {plain(run) for run in runs} | {place_of(item) for item in named}
    shared = letters_of(tuple(item for item in head[-1].parts[0] if item not in named)) & letters_of(body)
    shared |= {place_of(item) for item in named if occurs_raised(item, body)}
    shared |= {plain(run) for run in runs if run[0].lower and scope.is_index(_whole(run[0])) and occurs(run[0], body)}
    places = {letter for letter in shared if letter in alone or not (scope.is_known(letter) or scope.is_size(letter))}
    places.discard(str(letter_of(head[0])))
    for run in runs:
        if place_of(run[0]) == "e" and run[0].upper is not None:
            raise NOTATION("'e' with an exponent is the exponential function: write another letter", run[0].start)
    for run in runs:
        if place_of(run[0]) in places and run[0].lower:  # y_w as a whole is a place, and y and w are none
            places -= letters_of(run)
    if head[0].lower is not None:
        places -= letters_of(head[0].lower) - alone
    teach(head, body, tuple(sorted(places)), attempt)


def _is_named(item: Item, scope: Scope) -> bool:
    r"""Whether an argument is a variable with a subscript that is part of its name, or a power of a variable:
    ``\mu_p``, ``\sigma_p^2``, ``\sigma^2``. The variable is the place then, and its letters are none."""
    if item.primes or not item.scripted or not (item.upper is None or plain(item.upper).isdigit()):
        return False
    key, is_whole = key_of(dataclasses.replace(item, upper=None), scope)
    symbol = scope.symbols.get(key or "")
    return symbol is not None and not symbol.implicit and (is_whole or (item.lower is None and not symbol.sizes))


def _whole(item: Item) -> str:
    """The name of a letter with its subscript."""
    return f"{letter_of(item)}_{{{plain(item.lower or ())}}}"


def _name_of(place: str, head: Items) -> str:
    """The name that what is written at a place has in the meaning of the notation."""
    for run in runs_of(head[-1].parts[0]) if head[-1].parts else ():
        if len(run) == 1 and run[0].lower and place_of(run[0]) == place:
            return _whole(run[0])
    return place


def teach(head: Items, body: Items, places: tuple[str, ...], attempt: Attempt) -> None:
    """Adds a notation to the scope: its items, where the places stand for what is written there, and its meaning."""
    scope = attempt.scope
    attempt.spelled(head)
    key = plain(head)
    pattern = Pattern(head, places, key)
    at = head[0].start
    if all(plain((item,)) in places for item in head):
        raise NOTATION("a notation has a sign of its own beside its places: write one", at)
    own = {plain((item.bare,)) for item in head if item.kind in ("letter", "command", "text")} - set(places)
    own -= {other.letter() for other in scope.notations}
    mentioned = sorted(one for one in own if one in letters_of(body) and not scope.is_introduced(one))
    if mentioned:
        raise CIRCULAR(f"the notation {key} is defined by itself: '{mentioned[0]}' stands on both sides", at)
    inside = letters_of(head[-1].parts[0]) if head[-1].kind == "brackets" else set()
    for letter in sorted((inside & letters_of(body)) - set(places)):
        declared = scope.symbols.get(letter)
        if declared is not None and not declared.sizes and not declared.implicit:
            raise NOTATION(
                f"'{letter}' is declared and stands inside of an argument: define the function of a letter that stands "
                "alone",
                at,
            )
    if scope.is_known(key) or any(other.clashes(pattern) for other in scope.notations):
        raise NOTATION(
            f"'{key}' is declared or defined already, or clashes with another notation: write it in another way", at
        )
    if len(head) == 1 and not head[0].scripted and scope.is_known(str(letter_of(head[0]))):
        raise NOTATION(f"'{key}' is a name of its own already: write the notation in another way", at)
    found = [(_name_of(place, head), *_kind_of(_name_of(place, head), scope)) for place in places]
    kinds = {name: kind for name, kind, _ in found}
    value = attempt.parse(body, at, _Local(scope, kinds))
    parameters = tuple(_shared(_parameter(name, kind, axes, value, scope), scope) for name, kind, axes in found)
    parameters = tuple(
        dataclasses.replace(parameter, root=_is_root(parameter.name, raised_to(head, place), value, scope))
        for parameter, place in zip(parameters, places, strict=True)
    )
    _refuse_part_of_name(head, value, {parameter.name for parameter in parameters if parameter.kind == "index"})
    context = Context(scope, is_premise=True)
    if parameters:
        _add_function(Function(key, parameters, (), value, at), context, scope)
    else:
        head_ = _Head(head[0], key, None, None)
        _add_symbol(key, (), value, head_, context, scope, [])
    scope.depends[key] = value.all_names - set(kinds)
    scope.notations.append(pattern)
    for letter, symbol in context.free.items():
        scope.fixed[letter] = at
        scope.classes[letter] = symbol


def _is_root(name: str, power: int, meaning: Expression, scope: Scope) -> bool:
    r"""Whether a meaning uses more of a place than its even power, as \sigma in ``f(\sigma^2) = \sigma``."""
    if power % 2:
        return False
    others, new = {name}, set(meaning.all_names) - {name}
    while new:
        others |= new
        new = set().union(*(scope.depends.get(other, frozenset()) for other in new)) - others
        if any(name in scope.depends.get(other, frozenset()) for other in others):
            return True
    return _stands_otherwise(meaning, name, power)


def _stands_otherwise(node: object, name: str, power: int) -> bool:
    """Whether a name stands somewhere as anything else than a power of this power of it."""
    if isinstance(node, syntax.Name):
        return node.key == name
    if isinstance(node, syntax.Raised) and isinstance(node.base, syntax.Name) and node.base.key == name:
        exponent = node.exponent
        return not isinstance(exponent, syntax.Numeral) or exponent.value % power != 0
    return any(_stands_otherwise(part, name, power) for part in syntax.parts_of(node))


def notation(pattern: Items, meaning: Items, attempt: Attempt) -> None:
    """What ``notation $…$ means $…$`` teaches: letters on both sides are places, all others stand for themselves."""
    scope = attempt.scope
    places, others = places_and_rest(pattern, meaning)
    for letter in sorted(others - collect([meaning]).indices):
        unknown = not (scope.is_known(letter) or scope.is_index(letter) or scope.is_function(letter))
        if unknown and letter_like(letter):
            raise NOTATION(
                f"'{letter}' stands on the right side of the notation only, and nothing introduces it before: declare "
                "it with 'let', or write the notation below the line that introduces it",
                meaning[0].start,
            )
    teach(pattern, meaning, tuple(sorted(places)), attempt)


def letter_like(text: str) -> bool:
    """Whether a spelling is that of a letter, and not of an operator."""
    return len(text) == 1 or is_greek(text)


def _parameters(head: _Head, attempt: Attempt) -> list[tuple[str, str, int]]:
    """Name, kind (array, number, index, or unknown) and axes of each parameter."""
    if head.brackets is None:
        return []
    scope = attempt.scope
    found: list[tuple[str, str, int]] = []
    parser = Attempt(scope).parser(head.brackets.parts[0])
    parts = parser.split(head.brackets.parts[0], *ARGUMENT_SIGNS)
    for sign in head.brackets.parts[0]:
        if sign.text in ARGUMENT_SIGNS and sign.scripted:
            raise PARAMETER(f"a script on '{sign.text}' belongs to nothing: leave it out", sign.start)
    dots = [position for position, part in enumerate(parts) if len(part) == 1 and parser.is_dots(part[0])]
    if dots:
        if len(dots) > 1 or dots[0] + 2 != len(parts) or dots[0] not in (1, 2):
            raise PARAMETER("a function of a list is written f(x_1, …, x_n)", head.brackets.start)
        listing = parser.listing(parts, dots[0])
        if not isinstance(listing, syntax.Listing):
            raise PARAMETER("a function of a list is written f(x_1, …, x_n)", head.brackets.start)
        return [(listing.name, "array", 1)]
    for part in parts:
        letter = letter_of(part[0]) if len(part) == 1 else None
        named = _number_named(part[0], scope) if letter is not None else None
        if letter is None or (part[0].scripted and named is None and not _is_starred(part[0])):
            said = f"'{plain(part)}' is none" if part else "nothing stands there"
            at = part[0].start if part else head.brackets.start
            raise PARAMETER(f"a parameter of a definition is a letter, and {said}: write it as f(x, y)", at)
        if named is not None:
            letter = named
        elif is_star(part[0].upper):
            letter += "^*"
        if letter in [name for name, _, _ in found]:
            raise PARAMETER(f"the parameter '{letter}' occurs twice: write another letter", part[0].start)
        found.append((letter, *_kind_of(letter, scope)))
    return found


def _length(head: _Head) -> SizeReference | None:
    """How many ``x_1, …, x_n`` are, where the function is defined on such a list."""
    inner = head.brackets.parts[0] if head.brackets is not None else ()
    if not any(item.text in DOTS for item in inner):
        return None
    last = plain(inner[-1].lower or ())
    return SizeReference(int(last) if last.isdigit() else last)


def _kind_of(letter: str, scope: Scope) -> tuple[str, int]:
    """What the document says of a letter that becomes a parameter, and its axes."""
    if letter in scope.classes:
        return "index", 0
    symbol = scope.without_family(letter)
    if symbol is not None and (symbol.sizes or not symbol.implicit):
        return ("array" if symbol.sizes else "number"), len(symbol.sizes)
    return "unknown", 0


def _parameter(name: str, kind: str, axes: int, body: Expression, scope: Scope) -> Parameter:
    """The parameter; what nobody declared is what its use in the body makes it."""
    if kind != "unknown":
        return Parameter(name, "index" if kind == "index" else "value", axes)
    subscripts = _subscripts(body, name)
    if subscripts:
        return Parameter(name, "value", subscripts)
    return Parameter(
        name,
        "index" if name in {*body.free_letters, *_index_arguments(body, scope), *body.ordered_letters} else "value",
        0,
    )


def _index_arguments(node: object, scope: Scope) -> set[str]:
    """The letters that stand as arguments where a function of the document takes an index."""
    found = set().union(*(_index_arguments(part, scope) for part in syntax.parts_of(node)))
    if isinstance(node, syntax.Application):
        function = scope.functions.get(node.function, {}).get(len(node.arguments))
        for parameter, argument in zip(function.parameters if function else (), node.arguments, strict=False):
            if parameter.kind == "index" and isinstance(argument, syntax.Name):
                found.add(argument.key)
    return found


def _shared(parameter: Parameter, scope: Scope) -> Parameter:
    """The parameter, with the variable of the document that has its name and axes."""
    if parameter.kind != "value":
        return parameter
    symbol = scope.arrays(parameter.name).get(parameter.axes, scope.symbols.get(parameter.name))
    if symbol is not None and len(symbol.sizes) == parameter.axes:
        return dataclasses.replace(parameter, shared=symbol)
    if symbol is None:  # the letter that functions of vectors are defined with is a vector elsewhere, too
        same = scope.hints.get(parameter.name, parameter.axes) == parameter.axes
        scope.hints[parameter.name] = parameter.axes if same else None
    return parameter


def _subscripts(node: object, name: str) -> int:
    """With how many indices the name is used."""
    if isinstance(node, syntax.Subscript) and isinstance(node.base, syntax.Name) and node.base.key == name:
        return len(node.indices)
    return max((_subscripts(part, name) for part in syntax.parts_of(node)), default=0)


def _entries(head: _Head, body: Expression, parameters: set[str], scope: Scope) -> tuple[str, tuple[str, ...]]:
    """Whether the subscript of the left side counts entries, or is part of the name."""
    if head.lower is None:
        return head.key, ()
    whole = f"{head.key}_{{{plain(head.lower)}}}"
    letters = [letter_of(item) for item in head.lower if item.text != ","]
    if None in letters or any(item.scripted for item in head.lower):
        return whole, ()
    names = tuple(str(letter) for letter in letters)
    used = {*body.free_letters, *_index_arguments(body, scope), *body.ordered_letters}
    if any(name in parameters or name in scope.sizes for name in names):
        return whole, ()
    if any(name in scope.symbols and not scope.symbols[name].implicit for name in names):
        return whole, ()
    likely = scope.likely_indices | COMMON_INDICES
    if len(names) == 1 and scope.collected.names_apart(head.key):
        return whole, ()
    base = scope.symbols.get(head.key)
    if base is not None and base.value is not None and not base.sizes and used.isdisjoint(names):
        return whole, ()  # beside a defined number, which has no entries
    if all(name in used or name in likely for name in names):
        if len(set(names)) < len(names):
            raise HEAD(
                "an index occurs twice on the left side of a definition: write a letter for each index", head.item.start
            )
        return head.key, names
    return whole, ()


def _refuse_part_of_name(head: Items, body: Expression, indices: Collection[str]) -> None:
    r"""Raises Unreadable for ``N_{t+1} = \sum_{s \le t} 1``, where a letter is part of the name that is defined and, on
    the right side, in an order below a sum or product: over all pairs it would be another number than up to t."""
    for letter in sorted((body.ordered_letters & letters_of(head)) - set(indices)):
        raise not_understood(
            f"'{letter}' is part of the name on the left side, and stands in an order below a sum or product on the "
            rf"right side: define entries, with '{letter}' as their index, by \sum_{{s=1}}^{{{letter}}}; or write "
            "other letters for a sum over all pairs",
            head[0].start,
        )


def _as_family(head: _Head, body: Expression, key: str, indices: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    r"""The family and its indices where the number in brackets is an index on the right side: ``w_j^{(i)} = …``."""
    found = member_of(head.item)
    letter = index_key(found[1]) if found is not None and found[1].kind != "digit" else None
    if found is None or letter is None or head.brackets is not None or letter not in body.free_letters:
        return key, indices
    if key != f"{found[0]}^{{({plain((found[1],))})}}" or letter in indices:
        return key, indices
    return found[0] + FAMILY, (letter, *indices)


def _refuse_clash(key: str, arity: int, at: int, scope: Scope, axes: int = 0) -> None:
    symbol = scope.symbols.get(key)
    is_number = symbol is not None and not symbol.sizes and symbol.value is None  # a_n = …, beside a declared number a
    same_axes = symbol is not None and (len(symbol.sizes) == axes or not axes or not (symbol.sizes or is_number))
    is_size = key in scope.sizes and not axes
    defined = (symbol is not None and not symbol.implicit and same_axes) or key in scope.classes or is_size
    known = [count for count, function in scope.functions.get(key, {}).items() if not function.builtin]
    if defined or (known and (not arity or arity in known)):
        raise TWICE(twice(key), at)
    if symbol is not None and symbol.implicit:
        raise EARLY(
            f"'{key}' is used before it is defined; move its definition up (definitions cannot be circular)", at
        )


def _add_function(function: Function, context: Context, scope: Scope, length: SizeReference | None = None) -> None:
    """Adds the function to the scope, which takes a list of this length where one is given."""
    names: dict[str, Symbol | IndexValue] = {}
    for parameter in function.parameters:
        if parameter.kind == "index":
            names[parameter.name] = IndexSymbol(parameter.name, SizeReference()).value()
        elif parameter.shared is not None:
            names[parameter.name] = parameter.shared
            if length is not None:
                parameter.shared.sizes[0].unify(length, function.at)
        else:
            sizes = tuple(length or SizeReference() for _ in range(parameter.axes))
            names[parameter.name] = Symbol(parameter.name, sizes, function.at)
    function_body(function, names, context)
    overloads = scope.functions.setdefault(function.name, {})
    for count in [count for count, other in overloads.items() if other.builtin]:
        del overloads[count]
    overloads[len(function.parameters)] = function


def _add_symbol(
    key: str,
    indices: tuple[str, ...],
    body: Expression,
    head: _Head,
    context: Context,
    scope: Scope,
    ranges: Sequence[IndexRange],
) -> None:
    letters = [scope.entry_letter(letter) for letter in indices]
    for one in ranges:
        if one.without or not set(one.letters) <= set(indices):
            raise EVERYWHERE("a definition holds for every class: write all of them with 'cases'", one.at)
        for letter in letters:
            if letter.name in one.letters:
                letter.size.unify(size_of(one.size, context), one.at)
    inner = context.inner({letter.name: letter.value() for letter in letters})
    inner.given = frozenset(indices)
    member = elaborate(body, inner)
    is_family = bool(member.sizes) and not member.row and _has_all(indices, body)
    value = by_entries(member, letters, head.item.start, of_members=is_family)
    scope.functions.pop(key, None)
    symbol = Symbol(key, value.sizes, head.item.start, value, family=is_family)
    symbol.numbers, symbol.restricted = tuple(context.numbers), tuple(context.restricted)
    scope.add_symbol(key, symbol)


def _has_all(indices: tuple[str, ...], body: Expression) -> bool:
    """Whether the right side has each index of the left one: what it gives then are members of a family."""
    return bool(indices) and set(indices) <= set(body.free_letters)
