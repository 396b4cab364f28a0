r"""``let``: what a letter is. Real numbers, vectors, matrices, the simplex, classes, finite sets, intervals."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from derive.documents.directives.assume import let_condition
from derive.documents.directives.attempt import Attempt
from derive.documents.errors import Unreadable, refusal
from derive.documents.grammar.chains import DOTS, Chain, Relation
from derive.documents.grammar.names import FAMILY, HIGHEST_POWER, is_label, is_star, is_word, letter_of, member_of
from derive.documents.grammar.tokens import Item, Items, plain
from derive.documents.meaning.combining import constant, entries_at, over_letter
from derive.documents.meaning.context import Context
from derive.documents.meaning.registry import elaborate
from derive.documents.meaning.said import Compared, ForEach, Hypothesis, OneOf, Said
from derive.documents.meaning.scope import EARLY, TWICE, Scope, twice
from derive.documents.meaning.shapes import SizeReference
from derive.documents.meaning.symbols import IndexSymbol, Member, Symbol

DECLARATION = refusal(
    "D301",
    "a declaration that is not understood",
    """'let' says what letters are: in which set they lie, or a bound. Each formula of it is 'z \\in \\mathbb{R}^K' or
    '\\tau > 0', with one \\in; names of the same set stand before it, with commas between them. What holds of a letter
    beyond that is a hypothesis: 'assume $…$'.""",
    ("a = a", "let $a$"),
    ("a = a", r"let $a \in \mathbb{R}$"),
)

NAME = refusal(
    "D302",
    "something that cannot be declared",
    """A declaration is of a name: a letter, or a word in \\mathrm, with a mark, a subscript or a superscript in
    brackets at most. Declare the letters that an expression is made of, or put the expression into a definition.""",
    ("a b = b a", r"let $a b \in \mathbb{R}$"),
    ("a b = b a", r"let $a, b \in \mathbb{R}$"),
)

DOMAIN = refusal(
    "D303",
    "a set that is not understood",
    """Letters lie in \\mathbb{R}, \\mathbb{R}^K or '\\mathbb{R}^{m \\times n}', in the simplex \\Delta^{K-1} over K
    classes, among the classes '\\{1, \\dots, K\\}', among the whole numbers from 1 '\\{1, 2, \\dots\\}', in a set of
    numbers '\\{0, 1\\}', or in an interval [0, 1). Write one of these; what else is known of a letter is a hypothesis:
    'assume $…$'.""",
    ("a = a", r"let $a \in \mathbb{Q}$"),
    ("a = a", r"let $a \in \mathbb{R}$"),
)

SIZE = refusal(
    "D304",
    "a size that is none",
    """The size of a vector or matrix is a letter or a number from 1 to 10000. The letter stands for every size from 1
    on; it is not declared itself, and stands for nothing else.""",
    ("x = x", r"let $x \in \mathbb{R}^{2n}$"),
    ("x = x", r"let $x \in \mathbb{R}^m$"),
)

LARGEST_SIZE = 10_000
WANTED = r"expected \mathbb{R}^K, \Delta^{K-1}, \{1, \dots, K\}, \{0, 1\}, \{1, 2, \dots\} or an interval"
_POSITIVE = (">0", "+", "++", "*", r"\ast", r"\ge1", r"\geq1", r"\geqslant1")
"""The scripts with which the whole numbers, or the natural ones, are those from 1."""
MOST_AXES = 4


@dataclass(frozen=True)
class _Domain:
    """A set: of classes, of points of the simplex, or of arrays with entries in a set of reals."""

    kind: str
    sizes: tuple[SizeReference, ...] = ()
    lower: tuple[Fraction, bool] | None = None
    upper: tuple[Fraction, bool] | None = None
    finite: tuple[Fraction, ...] | None = None
    first: int = 1
    """The number of the first class."""
    bounds: tuple[tuple[str, Items], ...] = ()
    """Relations that hold between a number in it and what the document has introduced: the ends of (0, \\beta]."""


def let(chains: Sequence[Chain], attempt: Attempt) -> None:
    """What a ``let`` declares: names in a domain, bounds of names, or both; names before a comma are of the same."""
    waiting: list[Item] = []
    for chain in chains:
        first = chain.sides[0]
        if not chain.relations:
            waiting += [*first, Item("character", ",", chain.at, chain.at)]
            continue
        _declaration(chain, (*waiting, *first), attempt)
        waiting = []
    if waiting:
        raise DECLARATION("a declaration says what a letter is: z \\in \\mathbb{R}^K or \\tau > 0", waiting[0].start)


def _declaration(chain: Chain, names: Items, attempt: Attempt) -> None:
    if chain.relations[0].name != "in":
        for number_, name in enumerate(_split(names, ",")):
            bound = replace(chain, sides=(name, *chain.sides[1:]))
            if not number_:
                _bound(bound, attempt)
                continue
            attempt.spelled(name)
            again = Attempt(attempt.scope)  # the bound itself is read once
            _bound(bound, again)
            again.owned.refuse_unread(name)
        return
    if len(chain.relations) > 1:
        raise DECLARATION("a declaration has one \\in: write one for each set", chain.relations[1].at)
    declare(names, chain.sides[1], chain.at, attempt)
    for condition in chain.conditions:
        if condition.relations:
            _bound(condition, attempt)
        else:
            attempt.spelled(condition.sides[0])


def _bound(chain: Chain, attempt: Attempt) -> None:
    names = {relation.name for relation in chain.relations}
    if names and names <= {">0", ">=0", "<0", "<=0"}:
        let_condition(chain, attempt)
        return
    if names and names <= {"<", "<=", ">", ">=", "!=", "="}:
        new_bounded_names(chain, attempt.scope)
        let_condition(chain, attempt)
        note_bounds(chain, attempt.scope)
        return
    raise DECLARATION(
        "this declaration is not understood: expected \\in or a bound; another hypothesis is written with 'assume'",
        chain.at,
    )


def declare(names: Items, domain_items: Items, at: int, attempt: Attempt) -> None:
    r"""``names \in domain``: one name, or several between commas."""
    domain = _domain(domain_items, at, attempt.scope)
    attempt.spelled(domain_items)
    for part in attempt.parser(names).split(names, ","):
        attempt.spelled(part)
        _declare_one(part, domain, attempt.scope, at)
        for relation, end in domain.bounds:
            let_condition(Chain((part, end), (Relation(relation, at),)), Attempt(attempt.scope))


def _declare_one(part: Items, domain: _Domain, scope: Scope, at: int) -> None:
    prefix = ""
    if len(part) == 2 and part[0].kind == "text" and not part[0].scripted:  # \mathrm{d}O
        prefix, part = str(letter_of(part[0])), part[1:]
    item = part[0] if len(part) == 1 else None
    letter = letter_of(item.bare) if item is not None else None
    if item is None or letter is None:
        raise NAME(f"'{plain(part)}' is not a name that can be declared: write a letter", part[0].start if part else at)
    letter = prefix + letter
    found = member_of(item)
    if scope.is_ordered_in_text(letter) and item.upper is not None and plain(item.upper[:1]).startswith("("):
        _declare_members(letter, item, domain, scope)
        return
    family: tuple[SizeReference, ...] = ()
    if found is not None and found[1].kind != "digit":
        letter += FAMILY
        family = (_members(domain, scope, scope.collected.counts.get(found[0], set())),)
    elif is_word(item.upper):
        letter += f"^{{{word_above(item, scope)}}}"
    elif item.upper is not None and not is_star(item.upper):
        if item.upper[0].kind != "brackets" and not is_label(item.upper) and not is_name_with_power(item, scope):
            raise NAME(f"'{plain((item,))}' is not a name that can be declared: write a letter", item.start)
        letter += f"^{{{plain(item.upper)}}}"
    if is_star(item.upper):
        letter += "^*"
    letter += "'" * item.primes
    if item.lower is not None:
        whole = f"{letter}_{{{plain(item.lower)}}}"
        is_name = scope.collected.names_apart(str(letter_of(item.bare)))
        if is_label(item.lower) or is_name or not _is_index_letter(item.lower, scope):
            letter = whole
        else:
            family = (*family, _members(domain, scope))
    _add(letter, item.start, domain, family, scope)


def is_name_with_power(item: Item, scope: Scope) -> bool:
    r"""Whether a power is part of the name: a number where the letter by itself, with a word below it, occurs nowhere,
    as in ``\sigma^2`` of a document without \sigma, and in ``\sigma_{\mathrm{new}}^2``."""
    upper = item.upper or ()
    if len(upper) != 1 or upper[0].kind != "digit" or not 2 <= int(upper[0].text) <= HIGHEST_POWER:
        return False
    letter = str(letter_of(item.bare))
    if item.lower is not None and is_label(item.lower):
        letter += f"_{{{plain(item.lower)}}}"
    return letter not in {"e", *scope.collected.bare} and not scope.is_introduced(letter)


def word_above(item: Item, scope: Scope) -> str:
    """The superscript of several letters that is part of a name which is introduced as a whole, y^{LS}. Raises
    Unreadable where it could be a product in the document."""
    word = plain(item.upper or ())
    if not scope.collected.is_name_with_word(str(letter_of(item.bare)), word):
        raise NAME(
            f"'{plain((item.bare,))}^{{{word}}}' has two readings here, a name and a power, since letters of it stand "
            f"elsewhere in the document, too: write the word as ^{{\\mathrm{{{word}}}}}",
            item.start,
        )
    return word


def _members(domain: _Domain, scope: Scope, counts: Collection[str] = ()) -> SizeReference:
    """The number of members of a family, which nothing says yet: it is none of the sizes of a member, and where all
    sums over the members run up to one letter, no other letter."""
    own = {size.value for size in domain.sizes} - {None}
    if len(counts) == 1:
        own |= scope.collected.sizes - set(counts)
    return SizeReference(apart=frozenset(size for size in own if size is not None) if domain.sizes or own else None)


def _declare_members(letter: str, item: Item, domain: _Domain, scope: Scope) -> None:
    """The members of an ordered family that the document writes, each a variable of its own."""
    upper = item.upper or ()
    if item.lower is not None or item.primes or domain.kind == "class" or len(upper) > 1 or upper[0].scripted:
        raise NAME(f"'{plain((item,))}' is not a family that can be declared: write x^{{(t)}}", item.start)
    said = (domain.kind, domain.lower, domain.upper, domain.finite, [size.value for size in domain.sizes])
    if scope.ordered.setdefault(letter, said) == said and scope.members_of(letter):
        return  # another member of the same family, in the same domain
    for written, number in sorted(scope.collected.members.get(letter, {}).items()):
        name = f"{letter}^{{({written})}}"
        _add(name, item.start, domain, (), scope)
        if name in scope.symbols:
            scope.symbols[name].member = Member(letter, number)


def _add(letter: str, at: int, domain: _Domain, family: tuple[SizeReference, ...], scope: Scope) -> None:
    _refuse_clash(letter, at, scope, len(family) + len(domain.sizes), domain.kind == "natural")
    if domain.kind == "natural":
        if family:
            raise DOMAIN("an array of whole numbers is not understood: declare real ones, or a single letter", at)
        scope.natural(letter)
        return
    if domain.kind == "class":
        scope.classes[letter] = IndexSymbol(letter, domain.sizes[0], (*family, *domain.sizes[1:]), domain.first)
        return
    symbol = Symbol(letter, (*family, *domain.sizes), at, family=bool(family), finite=domain.finite)
    if not symbol.sizes:
        symbol.lower = domain.lower[0] if domain.lower else None
        symbol.upper = domain.upper[0] if domain.upper else None
    scope.add_symbol(letter, symbol)
    scope.hypotheses += [Hypothesis(said, True) for said in _hypotheses(symbol, domain)]


def _is_index_letter(lower: Items, scope: Scope) -> bool:
    letter = letter_of(lower[0]) if len(lower) == 1 else None
    return letter is not None and (letter in scope.likely_indices or letter in "ijklmn")


def _refuse_clash(letter: str, at: int, scope: Scope, axes: int = 0, is_natural: bool = False) -> None:
    symbol = scope.symbols.get(letter)
    if scope.is_known(letter) and (symbol is None or not axes or not symbol.sizes or len(symbol.sizes) == axes):
        raise TWICE(twice(letter), at)
    if letter in scope.sizes and not axes and not is_natural:
        raise SIZE(f"'{letter}' is a size here and cannot be declared as something else: write another letter", at)
    if symbol is not None and symbol.implicit:
        raise EARLY(f"'{letter}' is used before it is declared; move the declaration up", at).about(letter)


def _hypotheses(symbol: Symbol, domain: _Domain) -> list[Said]:
    """What the domain says, for each entry, and for the simplex about the sum."""
    letters = tuple(IndexSymbol("#", size) for size in symbol.sizes)
    one = entries_at(symbol.reference(), *(letter.value() for letter in letters))
    found: list[Said] = []
    if domain.kind == "simplex":
        *outer, last = letters
        found.append(ForEach(tuple(outer), Compared("=", over_letter("sum", last, one), constant(1))))
        found.append(ForEach(letters, Compared("<=", constant(0), one)))
    if domain.lower is not None:
        bound, strict = domain.lower
        found.append(ForEach(letters, Compared("<" if strict else "<=", constant(bound), one)))
    if domain.upper is not None:
        bound, strict = domain.upper
        found.append(ForEach(letters, Compared("<" if strict else "<=", one, constant(bound))))
    if domain.finite is not None:
        found.append(ForEach(letters, OneOf(one, domain.finite)))
    return found


def _domain(items: Items, at: int, scope: Scope) -> _Domain:
    if len(items) != 1:
        raise DOMAIN(f"the domain '{plain(items)}' is not understood; {WANTED}", items[0].start if items else at)
    item = items[0]
    written = plain((item.bare,))
    if written in (r"\mathbb{R}", r"\R", r"\Reals", r"\reals", r"\RR", r"\mathds{R}"):
        return _real(item, scope)
    if written in (r"\mathbb{N}", r"\N", r"\mathbb{Z}", r"\Z"):
        return _whole_numbers(item)
    if item.text in (r"\Delta", r"\triangle"):
        return _simplex(item, scope)
    if item.text == "{ }":
        return _braces(item, scope)
    if item.kind == "brackets" and item.text.replace(" ", "") in ("[]", "()", "[)", "(]"):
        return _interval(item, scope)
    raise DOMAIN(
        f"the domain '{plain(items)}' is not understood; {WANTED}",
        item.start,
    )


def _real(item: Item, scope: Scope) -> _Domain:
    lower: tuple[Fraction, bool] | None = None
    upper_script, lower_script = item.upper, item.lower
    signs = {"+": False, "++": True, ">0": True, r"\ge0": False, r"\geq0": False, r"\geqslant0": False}
    for script in (upper_script, lower_script):
        if script is not None and plain(script) in signs:
            lower = (Fraction(0), signs[plain(script)])
    sizes: tuple[SizeReference, ...] = ()
    if upper_script is not None and plain(upper_script) not in signs:
        parts = _split(upper_script, r"\times", "x", "*")
        if len(parts) > MOST_AXES:
            raise DOMAIN(
                f"arrays of more than {MOST_AXES} axes are not understood: declare arrays with fewer", item.start
            )
        sizes = tuple(_size(part, item.start, scope) for part in parts)
    if item.primes or (lower_script is not None and plain(lower_script) not in signs):
        raise DOMAIN(f"the domain '{plain((item,))}' is not understood; {WANTED}", item.start)
    return _Domain("real", sizes, lower)


def _whole_numbers(item: Item) -> _Domain:
    """The whole numbers from 1: natural numbers without a script begin with 0 for some authors, with 1 for others."""
    scripts = [plain(script) for script in (item.upper, item.lower) if script is not None]
    if item.primes or len(scripts) != 1 or scripts[0] not in _POSITIVE:
        raise DOMAIN(
            f"'{plain((item,))}' may have 0 in it: write \\{{1, 2, \\dots\\}} for a whole number from 1", item.start
        )
    return _Domain("natural")


def _size(items: Items, at: int, scope: Scope, add: int = 0) -> SizeReference:
    """A size: a letter or a number, plus what is added."""
    text = plain(items)
    if text.isdigit() and 1 <= int(text) + add <= LARGEST_SIZE:
        return SizeReference(int(text) + add)
    letter = letter_of(items[0]) if len(items) == 1 and not items[0].scripted else None
    if letter is None or add:
        raise SIZE(f"'{text}' is not a size here; expected a letter or a number from 1 to {LARGEST_SIZE}", at)
    if scope.is_known(letter):
        raise SIZE(f"'{letter}' is declared already and cannot be a size: write another letter", at)
    return scope.size(letter)


def _simplex(item: Item, scope: Scope) -> _Domain:
    script = item.upper or item.lower
    if (item.upper and item.lower) or item.primes:
        raise DOMAIN(r"the simplex over K classes is written \Delta^{K-1}", item.start)
    if script is None:
        return _Domain("simplex", (SizeReference(),))
    if plain(script).isdigit():
        return _Domain("simplex", (_size(script, item.start, scope, 1),))
    if _is_one_less(script):
        return _Domain("simplex", (_size(script[:1], item.start, scope),))
    raise DOMAIN(r"the simplex over K classes is written \Delta^{K-1}", item.start)


def _braces(item: Item, scope: Scope) -> _Domain:
    parts = _split(item.parts[0], ",")
    axes: tuple[SizeReference, ...] = ()
    if item.upper is not None:
        axes = (_size(item.upper, item.start, scope),)
    if item.lower is not None or item.primes:
        raise DOMAIN(f"the domain '{plain((item,))}' is not understood; {WANTED}", item.start)
    if [plain(part) for part in parts] in (["1", "2", dots] for dots in DOTS):
        if axes:
            raise DOMAIN("an array of whole numbers is not understood: declare real ones", item.start)
        return _Domain("natural")
    if any(len(part) == 1 and plain(part) in DOTS for part in parts):
        size, first = _classes(parts, item.start, scope)
        return _Domain("class", (size, *axes), first=first)
    values = []
    for part in parts:
        is_both = bool(part) and part[0].text == r"\pm" and not part[0].scripted  # \{\pm 1\} is \{-1, 1\}
        try:
            values += [Fraction(sign + plain(part[1:])) for sign in "-+"] if is_both else [Fraction(plain(part))]
        except (ValueError, ZeroDivisionError):
            raise DOMAIN(
                f"'{plain(part)}' is not a number, and the values of a finite set are: write \\{{0, 1\\}}", item.start
            ) from None
    if len(values) > 16 or len(set(values)) < len(values):
        raise DOMAIN("a finite domain has at most 16 values, each once", item.start)
    return _Domain("real", axes, finite=tuple(values))


def _classes(parts: list[Items], at: int, scope: Scope) -> tuple[SizeReference, int]:
    r"""The size and the first number of ``\{1, \dots, K\}``, or of ``\{0, \dots, K-1\}`` in a document that counts
    from 0."""
    dots = next(k for k, part in enumerate(parts) if len(part) == 1 and plain(part) in DOTS)
    if dots == len(parts) - 1:
        raise DOMAIN(r"a whole number is declared as one from 1: write \{1, 2, \dots\}", at)
    first = scope.first_index() if plain(parts[0]) == "0" else 1
    before = [plain(part) for part in parts[:dots]]
    last = parts[-1]
    if before != [str(first + k) for k in range(dots)] or dots + 2 != len(parts) or not last:
        wanted = r"\{0, \dots, K-1\}" if first == 0 else r"\{1, \dots, K\}"
        raise DOMAIN(f"the classes are written {wanted} here", at)
    if first == 0:
        if not _is_one_less(last):
            raise DOMAIN(r"the classes are written \{0, \dots, K-1\} here", at)
        last = last[:1]
    return _size(last, at, scope), first


def _is_one_less(items: Items) -> bool:
    """Whether it is K − 1."""
    return len(items) == 3 and plain(items[1:]) == "-1"


def _split(items: Items, *signs: str) -> list[Items]:
    parts: list[list[Item]] = [[]]
    for item in items:
        if item.kind in ("character", "command", "letter") and item.text in signs and not item.scripted:
            parts.append([])
        else:
            parts[-1].append(item)
    return [tuple(part) for part in parts]


def _interval(item: Item, scope: Scope) -> _Domain:
    opening, closing = item.text.split(" ")
    parts = _split(item.parts[0], ",")
    if item.lower is not None or item.primes:
        raise DOMAIN(f"the domain '{plain((item,))}' is not understood; {WANTED}", item.start)
    sizes = (_size(item.upper, item.start, scope),) if item.upper is not None else ()
    if len(parts) == 1 and item.text == "[ ]":
        return _Domain("class", (_size(parts[0], item.start, scope), *sizes))
    if len(parts) != 2:
        raise DOMAIN("an interval has two ends: write [0, 1] or (0, \\infty)", item.start)
    ends: list[Fraction | None] = []
    bounds: list[tuple[str, Items]] = []
    sides = ((r"-\infty",), ">", opening == "("), ((r"\infty", r"+\infty"), "<", closing == ")")
    for part, (infinite, relation, is_open) in zip(parts, sides, strict=True):
        value = None if plain(part) in infinite else _constant(part, scope)
        ends.append(value)
        if value is None and plain(part) not in infinite:
            _refuse_end(part, sizes, item.start, scope)
            bounds.append((relation if is_open else f"{relation}=", part))
    lower = (ends[0], opening == "(") if ends[0] is not None else None
    upper = (ends[1], closing == ")") if ends[1] is not None else None
    return _Domain("real", sizes, lower, upper, bounds=tuple(bounds))


def _refuse_end(end: Items, sizes: tuple[SizeReference, ...], at: int, scope: Scope) -> None:
    """Raises Unreadable for an end of an interval that is no number which the document has introduced."""
    names = Attempt(scope).parse(end, at).all_names if end else frozenset()
    if not names or sizes:
        raise DOMAIN(
            f"the end '{plain(end)}' of an interval is not a number: such a bound is a hypothesis, 'assume $…$'", at
        )
    unknown = sorted(name for name in names if not scope.is_known(name))
    if unknown:
        raise DOMAIN(
            f"the end '{plain(end)}' of an interval has the letter '{unknown[0]}', which no declaration above "
            f"introduces: declare it first, 'let ${unknown[0]} \\in \\mathbb{{R}}$'",
            at,
        ).asking(rf"{unknown[0]} \in \mathbb{{R}}")


def _constant(items: Items, scope: Scope) -> Fraction | None:
    try:
        attempt = Attempt(Scope())
        value = elaborate(attempt.parse(items), Context(attempt.scope)).number
        attempt.owned.refuse_unread(items)
        return value
    except Unreadable:
        return None


def new_bounded_names(chain: Chain, scope: Scope) -> None:
    r"""Declares the letters that ``\tau > 0``, ``0 < a, b < 1``, ``p_k > 0`` or ``b^{(t)} > 0`` introduce."""
    for side in chain.sides:
        for part in _split(side, ","):
            if len(part) != 1 or letter_of(part[0]) is None:
                continue
            item = part[0]
            letter = str(letter_of(item.bare))
            found = member_of(item)
            if found is not None and found[1].kind != "digit":
                if letter + FAMILY not in scope.symbols and not scope.members_of(letter):
                    _declare_one(part, _Domain("real", ()), scope, chain.at)
                continue
            if is_word(item.upper):
                letter += f"^{{{word_above(item, scope)}}}"
            elif item.upper is not None and not is_star(item.upper) and letter not in scope.collected.bare:
                letter += f"^{{{plain(item.upper)}}}"  # \\sigma^2 where no \\sigma stands by itself: a name of its own
            elif item.upper is not None and not is_star(item.upper):
                continue
            is_name = item.lower is not None and _is_name_beside_number(letter, item.lower, scope)
            if (scope.is_known(letter) or letter in scope.sizes) and not is_name:
                continue
            if (
                item.lower is not None
                and not is_name
                and not is_label(item.lower)
                and _is_index_letter(item.lower, scope)
            ):
                if letter not in scope.symbols:
                    scope.symbols[letter] = Symbol(letter, (SizeReference(),), item.start)
                continue
            key = letter + ("^*" if is_star(item.upper) else "") + "'" * item.primes
            if item.lower is not None:
                key = f"{key}_{{{plain(item.lower)}}}"
            if key not in scope.symbols and not scope.is_known(key):
                scope.symbols[key] = Symbol(key, (), item.start)


def _is_name_beside_number(letter: str, lower: Items, scope: Scope) -> bool:
    r"""Whether a letter that is a number, or a size, is a name of its own with something below it: H_L beside H_R, and
    \lambda_0 beside \lambda."""
    symbol = scope.symbols.get(letter)
    is_number = symbol is not None and not symbol.sizes
    if letter in scope.sizes or is_number:
        return (is_number and scope.collected.names_apart(letter)) or not _is_index_letter(lower, scope)
    return False


def note_bounds(chain: Chain, scope: Scope) -> None:
    """Remembers numeric bounds of scalars, which say from which side a limit is taken."""
    for relation, left, right in zip(chain.relations, chain.sides, chain.sides[1:], strict=False):
        for name, bound, is_lower in (
            (left, right, relation.name in (">", ">=")),
            (right, left, relation.name in ("<", "<=")),
        ):
            if relation.name not in ("<", "<=", ">", ">=") or len(name) != 1:
                continue
            symbol = scope.symbols.get(str(letter_of(name[0])))
            value = _constant(bound, scope)
            if symbol is None or value is None or symbol.sizes or name[0].scripted:
                continue
            if is_lower:
                symbol.lower = value if symbol.lower is None else max(symbol.lower, value)
            else:
                symbol.upper = value if symbol.upper is None else min(symbol.upper, value)
