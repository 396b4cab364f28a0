r"""Symbols with a meaning of their own: fractions, roots, δ, indicators, I, 1, E, Var, diag, tr, braces."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from derive.documents.errors import refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.chains import is_relation, split_chain
from derive.documents.grammar.conditions import CONDITION
from derive.documents.grammar.forms.conditions import conditions, has_relation
from derive.documents.grammar.forms.functions import SCRIPTS
from derive.documents.grammar.forms.named import is_opaque
from derive.documents.grammar.names import index_key, letter_of, spellings
from derive.documents.grammar.ownership import LOWER, SIGN, UPPER
from derive.documents.grammar.parser import ARGUMENTS_OF_SIGN, BRACKETS, FRACTIONS, Parser, word_of
from derive.documents.grammar.patterns import parting
from derive.documents.grammar.refusals import WITHOUT_BRACKETS, inverse_or_power
from derive.documents.grammar.registry import form
from derive.documents.grammar.relations import RELATIONS
from derive.documents.grammar.syntax import Expression
from derive.documents.grammar.tokens import Item, Items, plain, written

ROOT = refusal(
    "D145",
    "a root of another degree",
    """The degree of a root is a whole number from 1 to 64. Write a power with a fraction in its exponent for any
    other one.""",
    (r"\sqrt[n]{x} = x^{1/n}", "let $x > 0$, $n > 0$"),
    (r"x^{1/n} = \exp(\frac{\log(x)}{n})", "let $x > 0$, $n > 0$"),
)

LABEL = refusal(
    "D146",
    "several relations at a brace",
    """Below \\underbrace or above \\overbrace stands the value of what is inside, words, or one relation with its
    right side. Write one relation there, and a chain of several as a formula of its own.""",
    (r"\underbrace{x + x}_{= 2 x = x + x} = 2 x", "let $x > 0$"),
    (r"\underbrace{x + x}_{= 2 x} = 2 x", "let $x > 0$"),
)

UNIT = refusal(
    "D147",
    "an e with an index that nothing introduces",
    """An e with an index has two readings, an entry of a vector e and a unit vector. Declare e with 'let'; for a unit
    vector write its entries with \\delta, or say so with 'assume'.""",
    ("e_k = e_k + 0",),
    ("e_k = e_k + 0", r"let $e \in \mathbb{R}^K$"),
)

DISTRIBUTION = refusal(
    "D148",
    "an expectation without its distribution",
    """An expectation, variance or covariance has below its sign what is drawn and from which distribution:
    \\mathbb{E}_{k \\sim p}[x_k], with p declared as a distribution. Write it at each sign, also where the text says
    it once for all. Only of a number without an index, \\mathbb{E}[X], it may be left out, and then nothing is known of
    the value.""",
    (r"\mathbb{E}[x_k] = \sum_k p_k x_k", r"let $x \in \mathbb{R}^K$", r"let $p \in \Delta^{K-1}$"),
    (r"\mathbb{E}_{k \sim p}[x_k] = \sum_k p_k x_k", r"let $x \in \mathbb{R}^K$", r"let $p \in \Delta^{K-1}$"),
)

_MATRIX_WORDS = {"diag": "diag", "Diag": "diag", "tr": "trace", "Tr": "trace", "trace": "trace", "rank": "rank",
                 "det": "det"}  # fmt: skip
_MOMENTS = {"E": "E", "Var": "Var", "Cov": "Cov", "V": "Var", "var": "Var", "cov": "Cov"}
_BOLD = (r"\mathbf", r"\boldsymbol", r"\bm", r"\mathbb", r"\mathbbm", r"\mathds", r"\vec", r"\pmb")


@form(*FRACTIONS)
def fraction(parser: Parser, item: Item) -> Expression | None:
    """A fraction, which is no derivative (that form comes first)."""
    top, bottom = (parser.nested(part).whole() for part in item.parts)
    value: Expression = syntax.Quotient(item.start, top, bottom)
    return parser.with_scripts(value, item)


@form(kind="argument")
def root(parser: Parser, item: Item) -> Expression | None:
    r"""``\sqrt[n]{x}``."""
    if not item.text.startswith(r"\sqrt"):
        return None
    degree = item.text[5:].strip("[]") or "2"
    if not degree.isdigit() or not 1 <= int(degree) <= 64:
        raise ROOT(f"a root of degree {degree} is not understood: write a power, x^{{1/n}}", item.start)
    radicand = parser.nested(item.parts[0]).whole()
    inverse = syntax.Quotient(item.start, _numeral(item.start, 1), _numeral(item.start, int(degree)))
    return parser.with_scripts(syntax.Raised(item.start, radicand, inverse), item)


@form(r"\underbrace", r"\overbrace")
def brace(parser: Parser, item: Item) -> Expression | None:
    r"""``\underbrace{a}_{= b}`` claims that a = b beside what is said of a; words below the brace say nothing."""
    content = parser.nested(item.parts[0]).whole()
    script = LOWER if item.text == r"\underbrace" else UPPER
    label = parser.lower(item) if script == LOWER else parser.upper(item)
    if label is None:
        return content
    if all(part.kind == "text" for part in label):
        parser.spelled(label)
        return content
    relation = "="
    if is_relation(label[0]) and label[0].text in RELATIONS:
        parser.owned.take(label[0], SIGN)
        relation, label = RELATIONS[label[0].text], label[1:]
    if any(is_relation(part) for part in label):
        raise LABEL("below a brace stands one relation, or the value of what is above it", item.start)
    return syntax.Labelled(item.start, content, relation, parser.nested(label).whole())


@form(*_MATRIX_WORDS)
def matrix_word(parser: Parser, item: Item) -> Expression | None:
    """diag, trace, rank and det, where the document has no function of that name."""
    word = word_of(item)
    if item.kind not in ("text", "command") and letter_of(item) != word:
        return None
    return _matrix_function(parser, item, word)


@form(kind="argument")
def bold_matrix_word(parser: Parser, item: Item) -> Expression | None:
    r"""``\mathbf{diag}(p)``."""
    word = plain(item.parts[0]) if item.text in _BOLD else ""
    if word not in _MATRIX_WORDS:
        return None
    parser.spelled(item.parts[0])
    return _matrix_function(parser, item, word)


def _matrix_function(parser: Parser, item: Item, word: str) -> Expression | None:
    if parser.names.is_function(word) or parser.names.is_known(word):
        return None
    if item.upper is not None and plain(item.upper) == "-1":
        raise inverse_or_power(item)
    following = parser.peek()
    argument = _argument(parser, item)
    value: Expression = syntax.Known(item.start, _MATRIX_WORDS[word], (argument,))
    if following is None or following.text not in BRACKETS:
        return parser.raised(value, item)
    if item.upper is not None and following.upper is not None:
        raise SCRIPTS("a function with two powers has two readings; write brackets", item.start)
    return parser.raised(value, item) if item.upper is not None else parser.with_scripts(value, following)


def _argument(parser: Parser, item: Item) -> Expression:
    """What a word such as tr or E is applied to: the brackets that follow, or the only factor that does."""
    following = parser.peek()
    if following is not None and following.text in BRACKETS:
        parser.take()
        return parser.nested(following.parts[0]).whole()
    if parser.at_end_of_product():
        raise WITHOUT_BRACKETS(f"'{item.text}' needs an argument in brackets", item.end)
    value = parser.factor()
    if not parser.at_end_of_product():
        raise WITHOUT_BRACKETS(
            f"'{plain((item.bare,))}' without brackets has two readings, of the first factor and of the whole product; "
            "write brackets around its argument",
            item.start,
        )
    return value


# Numbers and arrays of ones ----------------------------------------------------------------------


@form(kind="argument")
def bold_symbol(parser: Parser, item: Item) -> Expression | None:
    r"""``\mathbf{1}``, ``\mathbf{0}``, and the indicators that are written with them."""
    if item.text not in _BOLD:
        return None
    inner = plain(item.parts[0])
    if inner in ("1", "I") and _is_indicator_next(parser, item):
        parser.spelled(item.parts[0])
        return _indicator(parser, item)
    if inner == "1":
        parser.spelled(item.parts[0])
        lower = parser.lower(item)
        size = parser.nested(lower).whole() if lower is not None else None
        return parser.raised(syntax.Ones(item.start, size), item)
    if inner == "0":
        parser.spelled(item.parts[0])
        return _numeral(item.start, 0)
    if inner in ("E", "V") and item.text == r"\mathbb":
        parser.spelled(item.parts[0])
        return _moment(parser, item, _MOMENTS[inner])
    return None


@form("1")
def one(parser: Parser, item: Item) -> Expression | None:
    """The numeral 1 as an indicator, where a condition stands below it or behind it."""
    return _indicator(parser, item) if _is_indicator_next(parser, item) else None


def _is_indicator_next(parser: Parser, item: Item) -> bool:
    if item.lower is not None:
        return has_relation(item.lower)
    following = parser.peek()
    return following is not None and following.text in BRACKETS and has_relation(following.parts[0])


def _indicator(parser: Parser, item: Item) -> Expression:
    """The indicator of the condition in the subscript or in the brackets that follow."""
    lower = parser.lower(item)
    if lower is not None:
        return parser.raised(syntax.Indicator(item.start, conditions(parser, lower)), item)
    brackets = parser.take()
    value = syntax.Indicator(item.start, conditions(parser, brackets.parts[0]))
    return parser.raised(value, item if item.upper is not None else brackets)


@form(kind="brackets")
def bracket_indicator(parser: Parser, item: Item) -> Expression | None:
    """``[i = j]``."""
    if item.text != "[ ]" or item.lower is not None or not has_relation(item.parts[0]):
        return None
    earlier, before = parser.peek(-3), parser.peek(-2)
    ends_numeral = earlier is not None and (earlier.kind == "digit" or earlier.text == ".")
    if before is not None and before.text == "0" and not ends_numeral:
        raise CONDITION(
            f"'{written((item,))}' behind 0 is no factor: a condition of the formula is written with 'if', as in "
            r"'z_k > 0 \text{ if } k \ne 1'",
            item.start,
        )
    return parser.raised(syntax.Indicator(item.start, conditions(parser, item.parts[0])), item)


# Letters -----------------------------------------------------------------------------------------


@form(r"\delta")
def kronecker(parser: Parser, item: Item) -> Expression | None:
    r"""``\delta_{ij}``, ``\delta_i^j``, ``\delta(i, j)``, ``\delta_{i = j}``; with a power behind the indices."""
    if parser.names.is_known(r"\delta") or parser.names.is_function(r"\delta") or item.primes:
        return None
    following = parser.peek()
    if item.lower is not None and has_relation(item.lower):
        return _indicator(parser, item)
    if item.lower is not None:
        return _kronecker_below(parser, item)
    if item.upper is not None or following is None or following.text != "( )":
        return None
    if has_relation(following.parts[0]):
        return _indicator(parser, item)
    if sum(part.text == "," for part in following.parts[0]) != 1:
        return None
    parser.take()
    left, right = parser.split(following.parts[0], ",")
    indices = (*parser.indices(left, ","), *parser.indices(right, ","))
    if len(indices) != 2:
        raise ARGUMENTS_OF_SIGN(r"\delta(i, j) has two indices", item.start)
    return parser.raised(syntax.Kronecker(item.start, *indices), following)


def _kronecker_below(parser: Parser, item: Item) -> Expression | None:
    assert item.lower is not None
    count = _count_of_indices(item.lower)
    if count == 1 and item.upper is not None and _count_of_indices(item.upper) == 1 and not _is_power(item.upper):
        lower, upper = parser.lower(item), parser.upper(item)
        indices = (*parser.indices(lower or (), ","), *parser.indices(upper or (), ","))
        return syntax.Kronecker(item.start, *indices)
    if count != 2:
        return None
    indices = _two_digits(parser.indices(parser.lower(item) or (), ","))
    if len(indices) != 2:
        raise ARGUMENTS_OF_SIGN(r"\delta_{ij} has two indices", item.start)
    return parser.raised(syntax.Kronecker(item.start, *indices), item)


def _count_of_indices(items: Items) -> int:
    digits = all(item.kind == "digit" for item in items)
    return len(items) if digits else sum(item.text not in (",", "|", r"\mid") for item in items)


def _is_power(items: Items) -> bool:
    return any(item.kind == "digit" for item in items)


def _two_digits(indices: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """A numeral of two digits as two indices, as below δ."""
    if len(indices) == 1 and isinstance(indices[0], syntax.Numeral) and indices[0].decimals == 0:
        numeral = indices[0]
        if len(str(numeral.value)) == 2:
            return tuple(_numeral(numeral.at, int(digit)) for digit in str(numeral.value))
    return indices


@form("e")
def euler(parser: Parser, item: Item) -> Expression | None:
    """``e^{…}``; an e with indices that nobody declares has two readings."""
    if item.kind != "letter" or parser.names.is_known("e") or "e" in parser.bound or item.primes:
        return None
    if item.upper is not None and item.lower is None:
        return syntax.Known(item.start, "exp", (parser.exponent(parser.upper(item) or ()).whole(),))
    if item.lower is not None and not any(map(parser.names.is_known, spellings(item))):
        raise UNIT(
            rf"'{plain((item,))}' has two readings, an entry of a vector e and a unit vector: declare e with 'let' "
            r"(for a unit vector with 'assume $e_k = \delta_{kc}$'), or write entries with \delta",
            item.start,
        ).asking(r"e \in \mathbb{R}^K")
    return None


@form("I")
def identity(parser: Parser, item: Item) -> Expression | None:
    """The identity matrix, an indicator, or an entry of the identity."""
    if item.kind not in ("letter", "text") or item.primes:
        return None
    if parser.names.is_known("I") or parser.names.is_function("I") or parser.names.is_size("I"):
        return None
    if _is_indicator_next(parser, item):
        return _indicator(parser, item)
    following = parser.peek()
    if item.lower is None and following is not None and following.text == "( )" and is_opaque(parser, "I"):
        return None
    lower = parser.lower(item)
    if lower is None:
        return parser.raised(syntax.Identity(item.start, None), item)
    indices = parser.indices(lower, ",")
    if len(indices) == 2:
        return parser.raised(syntax.Kronecker(item.start, *indices), item)
    if len(indices) != 1:
        raise ARGUMENTS_OF_SIGN("the identity has one size or two indices: I_K or I_{ij}", item.start)
    return parser.raised(syntax.Identity(item.start, indices[0]), item)


# Expectations ------------------------------------------------------------------------------------


@form("E", "Var", "Cov", "V", "var", "cov")
def moment_word(parser: Parser, item: Item) -> Expression | None:
    r"""``\mathrm{Var}_p(f)``, and an E with a distribution below it."""
    word = word_of(item)
    if parser.names.is_function(word) or parser.names.is_known(word):
        return None
    if item.kind == "text":
        return _moment(parser, item, _MOMENTS[word])
    follows = parser.peek()
    in_brackets = follows is not None and follows.text == "[ ]"
    if item.kind != "letter" or word != "E" or word in parser.bound or item.primes:
        return None
    if in_brackets or (item.lower is not None and any(part.text == r"\sim" for part in item.lower)):
        return _moment(parser, item, "E")
    return None


def _moment(parser: Parser, item: Item, operator: str) -> Expression:
    """``E_{k∼p}[…]``, ``E_p[…]``, ``E_{p(x)}[…]``, ``Var_p(…)``; a power on the sign is that of the value."""
    lower = parser.lower(item)
    if not lower:
        return _unknown_moment(parser, item, operator)
    drawn = _distribution(parser, lower)
    bound = parser.bound | {drawn.letter} if drawn.letter else parser.bound
    following = parser.peek()
    if following is None or following.text not in BRACKETS:
        if operator == "Cov":
            raise WITHOUT_BRACKETS("a covariance needs its arguments in brackets: \\mathrm{Cov}_p(x, y)", item.end)
        inner = parser.continued(bound)
        argument = _argument(inner, item)
        parser.position = inner.position
        return parser.raised(drawn.moment(item.start, operator, (argument,)), item)
    parser.take()
    parts = parser.split(following.parts[0], ",") if operator == "Cov" else [following.parts[0]]
    arguments = tuple(parser.nested(part, bound).whole() for part in parts)
    if len(arguments) != (2 if operator == "Cov" else 1):
        raise ARGUMENTS_OF_SIGN(
            f"{operator} takes {'two arguments' if operator == 'Cov' else 'one argument'} in its brackets",
            following.start,
        )
    value = drawn.moment(item.start, operator, arguments)
    if item.upper is not None and following.upper is not None:
        raise SCRIPTS("an expectation with two powers has two readings; write brackets", item.start)
    return parser.raised(value, item) if item.upper is not None else parser.with_scripts(value, following)


def _unknown_moment(parser: Parser, item: Item, operator: str) -> Expression:
    r"""``\mathbb{E}[X]``, ``\mathrm{Var}(X)`` and ``E[Y \mid X]``, of which nothing says what is drawn: as of functions
    that nothing defines, nothing is known of their values."""
    following = parser.peek()
    if following is None or following.text not in BRACKETS:
        raise DISTRIBUTION(r"an expectation needs its distribution: \mathbb{E}_{k \sim p}[…]", item.start)
    parser.take()
    signs = parting(following.parts[0])
    arguments = parser.arguments(following.parts[0])
    value = syntax.UnknownMoment(item.start, operator, arguments, signs)
    if item.upper is not None and following.upper is not None:
        raise SCRIPTS("an expectation with two powers has two readings; write brackets", item.start)
    return parser.raised(value, item) if item.upper is not None else parser.with_scripts(value, following)


@dataclass(frozen=True)
class _Drawn:
    """What is drawn: the letter, if it is named, and the weights, a vector or, where they are written with the
    letter, the weight of one class."""

    letter: str | None
    weights: Expression
    is_weight: bool = False

    def moment(self, at: int, operator: str, arguments: tuple[Expression, ...]) -> Expression:
        """E, Var or Cov of the arguments; with the weight of one class, as sums."""
        if not self.is_weight:
            return syntax.Expectation(at, operator, self.letter, self.weights, arguments)
        if operator == "E":
            return self._mean(at, arguments)
        pair = (arguments[0], arguments[-1])
        product = syntax.Times(at, tuple(self._mean(at, (one,)) for one in pair))
        return syntax.Total(at, ((1, self._mean(at, pair)), (-1, product)))

    def _mean(self, at: int, factors: tuple[Expression, ...]) -> Expression:
        binder = syntax.Binder(at, str(self.letter), None, ())
        return syntax.Big(at, "sum", (binder,), syntax.Times(at, (self.weights, *factors)))


def _distribution(parser: Parser, lower: Items) -> _Drawn:
    r"""``k \sim p``, ``a \sim \pi(\cdot \mid s)``, ``p``, ``p(x)`` or ``p(y \mid x)``, of which the first is drawn."""
    chain = split_chain(lower, parser.owned)
    if chain.relations:
        drawn = chain.sides[0]
        letter = index_key(drawn[0]) if len(drawn) == 1 and not (drawn[0].lower or drawn[0].upper) else None
        if [relation.name for relation in chain.relations] != ["sim"] or letter is None:
            raise DISTRIBUTION(r"the distribution is written k \sim p", lower[0].start)
        parser.spelled(drawn)
        return _weights(parser, chain.sides[1], letter, drawn[0])
    last = lower[-1]
    first = last.parts[0][:1] if len(lower) > 1 and last.text == "( )" and not last.scripted else ()
    letter = index_key(first[0]) if first and not (first[0].lower or first[0].upper) else None
    if letter is not None and not parser.names.is_index(letter):
        return _Drawn(letter, parser.nested(lower, parser.bound | {letter}).whole(), True)
    return _Drawn(None, parser.nested(lower).whole())


def _weights(parser: Parser, items: Items, letter: str, drawn: Item) -> _Drawn:
    """The weights of a letter that is drawn: the dot in ``p(\\cdot)`` stands for it."""
    last = items[-1] if items else None
    if last is None or len(items) == 1 or last.text != "( )":
        return _Drawn(letter, parser.nested(items).whole())
    inner = last.parts[0]
    dots = [part for part in inner if part.text == r"\cdot" and not part.scripted]
    named = [part for part in inner if index_key(part) == letter]
    if len(dots) == 1 and not named:
        if len(inner) == 1:
            parser.owned.take(last, SIGN)
            parser.spelled(inner)
            return _Drawn(letter, parser.nested(items[:-1]).whole())
        inner = tuple(replace(drawn, number=part.number) if part is dots[0] else part for part in inner)
        items = (*items[:-1], replace(last, parts=(inner,)))
    elif not named:
        return _Drawn(letter, parser.nested(items).whole())
    return _Drawn(letter, parser.nested(items, parser.bound | {letter}).whole(), True)


def _numeral(at: int, value: int) -> syntax.Numeral:
    return syntax.Numeral(at, Fraction(value), 0)
