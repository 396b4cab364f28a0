"""Items to expressions: precedence as in CONTRACT's reading rules; where two readings remain, an error.

A sign, a big operator or a function without brackets takes the product that follows it, up to the
next + or − at its own level. The document's names decide what ``H(a)`` is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import cast

from derive.documents.errors import Unreadable
from derive.documents.grammar import syntax
from derive.documents.grammar.ambiguity import (
    COMPOSED,
    derivative_or_power,
    inverse_or_power,
    refuse_scientific,
    refuse_undefined,
    refuse_word,
)
from derive.documents.grammar.forms.big_operators import operator
from derive.documents.grammar.forms.derivatives import differential
from derive.documents.grammar.forms.dots import dotted
from derive.documents.grammar.forms.evaluations import check_reach, evaluated, has_equation, is_bar, left_of_last
from derive.documents.grammar.forms.symbols import conditions, has_relation, indicator, is_indicator_next, symbol
from derive.documents.grammar.names import (
    MEMBER,
    Names,
    index_key,
    is_star,
    is_transposition,
    key_of,
    letter_of,
    with_member,
)
from derive.documents.grammar.syntax import Expression
from derive.documents.grammar.tokens import Item, Items, plain

LARGEST_NUMERAL = 40
"""The most digits of a numeral."""

ENTRYWISE = (r"\odot", r"\circ", r"\oslash")
TIMES = {r"\cdot", r"\times", "*", r"\ast"}


class Parser:
    """Reads a run of items from left to right."""

    def __init__(self, items: Items, names: Names, bound: frozenset[str] = frozenset(), at: int = 0) -> None:
        self.items = items
        self.names = names
        self.bound = bound
        self.position = 0
        self.at = items[0].start if items else at

    def nested(self, items: Items, bound: frozenset[str] | None = None) -> Parser:
        """A parser for the inside of something."""
        return Parser(items, self.names, self.bound if bound is None else bound, self.place())

    def continued(self, bound: frozenset[str]) -> Parser:
        """A parser at the same place, inside binders."""
        inner = Parser(self.items, self.names, bound)
        inner.position = self.position
        return inner

    def whole(self) -> Expression:
        """All the items, as one expression."""
        result = self.total()
        self.finish()
        return result

    def finish(self) -> None:
        """Raises Unreadable where items are left."""
        item = self.peek()
        if item is not None:
            raise Unreadable(f"'{item.text}' is not expected here", item.start)

    def peek(self, ahead: int = 0) -> Item | None:
        """The next item, or one further ahead."""
        position = self.position + ahead
        return self.items[position] if position < len(self.items) else None

    def take(self) -> Item:
        """The next item, consumed."""
        item = self.peek()
        if item is None:
            raise Unreadable("something is missing here: expected an expression", self.place())
        self.position += 1
        return item

    def place(self) -> int:
        """Where in the file the parser stands."""
        if self.position < len(self.items):
            return self.items[self.position].start
        return self.items[-1].end if self.items else self.at

    def sign(self) -> int | None:
        """A sign, consumed; None where there is none."""
        item = self.peek()
        if item is not None and item.kind == "character" and item.text in "+-" and not item.scripted:
            self.position += 1
            return 1 if item.text == "+" else -1
        return None

    def total(self) -> Expression:
        """Terms with their signs."""
        at = self.place()
        first = self.sign()
        start = self.position
        terms = [(first or 1, self.product())]
        self._at_point(terms, start)
        while (sign := self.sign()) is not None:
            item = self.peek()
            if item is not None and self.is_dots(item):
                self.position += 1
                if sign != 1 or self.sign() != 1:
                    raise Unreadable("dots are understood between plus signs: x_1 + \\cdots + x_n", item.start)
                dotted("sum", terms, (1, self.product()), item.start)
                continue
            start = self.position
            terms.append((sign, self.product()))
            self._at_point(terms, start)
        if len(terms) == 1 and terms[0][0] == 1:
            return terms[0][1]
        return syntax.Total(at, tuple(terms))

    def _at_point(self, terms: list[tuple[int, Expression]], start: int) -> None:
        """The last term, which begins at a position, at the points that bars behind it state."""
        while (item := self.peek()) is not None and is_bar(item):
            last = self.items[self.position - 1]
            is_one_item = self.position == start + 1
            self.position += 1
            sign, body = terms[-1]
            before = [term for _, term in terms[:-1]]
            check_reach(before if is_one_item else [*before, *left_of_last(body, last)], item)
            terms[-1] = (sign, evaluated(self, body, item))

    def signed_product(self) -> Expression:
        """A product that may begin with a sign."""
        at = self.place()
        sign = self.sign()
        body = self.product()
        return body if sign in (None, 1) else syntax.Total(at, ((-1, body),))

    def at_end_of_product(self) -> bool:
        """Whether the product ends here."""
        item = self.peek()
        return item is None or (item.kind == "character" and item.text in "+-,;:|" and item.kind != "bar")

    def product(self) -> Expression:
        """Factors up to the next sign."""
        at = self.place()
        factors: list[Expression] = []
        divided = False
        while not self.at_end_of_product():
            item = self.items[self.position]
            if item.text in TIMES or item.text in (*ENTRYWISE, r"\div", "/"):
                if not factors:
                    raise Unreadable(f"'{item.text}' has nothing on its left", item.start)
                self.position += 1
                self._explicit(item, factors)
                divided = item.text in ("/", r"\div")
                continue
            if divided:
                self._two_readings(factors, item)
            if self.is_dots(item):
                self._dots_between_factors(factors)
                continue
            refuse_scientific(self, item)
            if factors and (item.kind == "digit" or item.text == "."):
                self._check_apart(self.items[self.position - 1], item)
            factors.append(self.factor())
        if not factors:
            raise Unreadable("something is missing here: expected an expression", self.place())
        return factors[0] if len(factors) == 1 else syntax.Times(at, tuple(factors))

    def _dots_between_factors(self, factors: list[Expression]) -> None:
        item = self.take()
        following = self.peek()
        if following is not None and following.text in TIMES:
            self.position += 1
        pairs = [(1, factor) for factor in factors]
        dotted("prod", pairs, (1, self.factor()), item.start)
        factors[:] = [factor for _, factor in pairs]

    def _explicit(self, sign_: Item, factors: list[Expression]) -> None:
        """The right operand of a written operator."""
        at = self.place()
        sign = self.sign()
        right = self.factor()
        if sign == -1:
            right = syntax.Total(at, ((-1, right),))
        if sign_.text in TIMES:
            factors.append(right)
        elif sign_.text in ENTRYWISE:
            left = factors.pop()
            divided, is_circle = sign_.text == r"\oslash", sign_.text == r"\circ"
            if is_circle and any(self._is_bare_function(side) for side in (left, right)):
                raise Unreadable(COMPOSED, sign_.start)
            factors.append(syntax.Entrywise(sign_.start, left, right, divided, is_circle, True))
        else:
            left = factors[0] if len(factors) == 1 else syntax.Times(factors[0].at, tuple(factors))
            factors[:] = [syntax.Quotient(left.at, left, right)]

    def _is_bare_function(self, node: Expression) -> bool:
        """Whether the node is a function without its arguments."""
        if isinstance(node, syntax.Application):
            return not node.arguments
        return isinstance(node, syntax.Name) and self.names.is_function(node.key)

    def _two_readings(self, factors: Sequence[Expression], item: Item) -> None:
        start, slash = self.position - 1, self.position - 1
        while slash > 0 and self.items[slash].text not in ("/", r"\div"):
            slash -= 1
        below, more = plain(self.items[slash + 1 : start + 1]), plain((item,))
        above = plain((self.items[slash - 1],)) if slash else "…"
        raise Unreadable(
            f"'{above} / {below} {more}' has two readings: ({above} / {below}) · {more} and "
            f"{above} / ({below} · {more}); write brackets or \\frac",
            item.start,
        )

    def _check_apart(self, before: Item, item: Item) -> None:
        """Raises Unreadable where a numeral follows a numeral, or a script of one digit without braces."""
        scripts = [script[0] for script in (before.lower, before.upper) if script is not None and len(script) == 1]
        if before.kind == "digit" or any(script.kind == "digit" and script.end == before.end for script in scripts):
            start, end = self.position - 1, self.position
            while before.kind == "digit" and start > 0 and self.items[start - 1].kind == "digit":
                start -= 1
            while end < len(self.items) and (self.items[end].kind == "digit" or self.items[end].text == "."):
                end += 1
            one, other = plain(self.items[start : self.position]), plain(self.items[self.position : end])
            raise Unreadable(
                rf"'{one} {other}' has two readings, one numeral or script whose digits stand apart and the product "
                rf"{one} \cdot {other.strip('.')}: write the digits together (a script of several in braces), or \cdot",
                item.start,
            )

    def is_dots(self, item: Item) -> bool:
        """Whether the item is an ellipsis."""
        return item.kind == "command" and item.text in (r"\dots", r"\ldots", r"\cdots")

    def factor(self) -> Expression:
        """One factor, with its scripts and the brackets it is applied to."""
        item = self.take()
        if item.kind == "digit" or (item.text == "." and self._digit_follows()):
            return self._numeral(item)
        if item.text == "." and (following := self.peek()) is not None and following.kind == "digit":
            raise Unreadable(
                f"'. {following.text}' has two readings, a decimal and the end of a formula: "
                "leave out the space, or write the formulas apart",
                item.start,
            )
        derivative = differential(self, item)
        if derivative is not None:
            return derivative
        if item.kind == "brackets":
            return self.bracketed(item)
        applied = operator(self, item)
        if applied is not None:
            return applied
        special = symbol(self, item)
        if special is not None:
            return special
        return self.named(item)

    def _digit_follows(self) -> bool:
        point, following = self.items[self.position - 1], self.peek()
        return following is not None and following.kind == "digit" and _adjoins(point, following)

    def _numeral(self, first: Item) -> Expression:
        digits = [first]
        while not digits[-1].scripted:
            following = self.peek()
            if following is None or not _adjoins(digits[-1], following):
                break
            after = self.peek(1)
            point = following.text == "." and after is not None and after.kind == "digit"
            if point and not _adjoins(following, cast(Item, after)):
                break
            if following.kind != "digit" and not (point and all(item.text != "." for item in digits)):
                break
            digits.append(self.take())
        text = "".join(item.text for item in digits)
        last = digits[-1]
        following = self.peek()
        if last.scripted and following is not None and following.kind == "digit" and _adjoins(last, following):
            raise Unreadable("write the script in braces: it takes only the first digit", following.start)
        if len(text) > LARGEST_NUMERAL:
            raise Unreadable(f"a numeral has more than {LARGEST_NUMERAL} digits", first.start)
        decimals = len(text) - text.index(".") - 1 if "." in text else 0
        number = syntax.Numeral(first.start, Fraction(text), decimals)
        if text == "1" and is_indicator_next(self, last):
            return indicator(self, last)
        return self.raised(number, last)

    def bracketed(self, item: Item) -> Expression:
        """A bracket, or a pair of bars, with its scripts."""
        inner = item.parts[0]
        if item.text in ("( )", "[ ]", ". |") and has_equation(item):
            return evaluated(self, self.nested(inner).whole(), item)
        if item.lower is not None and item.text == "| |":
            raise Unreadable(r"a subscript on |…| is not understood; write \left. A \right|_{x = a}", item.start)
        if item.text in ("( )", "[ ]", "{ }"):
            if item.text == "[ ]" and has_relation(inner):
                return self.raised(syntax.Indicator(item.start, conditions(self, inner)), item)
            content = self.nested(inner).whole()
            if isinstance(content, syntax.Entrywise):
                content = replace(content, is_loose=False)
            return self.with_scripts(content, item)
        if item.text == "| |":
            return self.raised(syntax.Known(item.start, "abs", (self.nested(inner).whole(),)), item)
        if item.text == "|| ||":
            kind = "norm"
            if item.lower is not None:
                kind = {"1": "norm1", "2": "norm", r"\infty": "norminf"}.get(plain(item.lower), "")
                if not kind:
                    raise Unreadable(f"the norm with index {plain(item.lower)} is not understood", item.start)
            return self.raised(syntax.Known(item.start, kind, (self.nested(inner).whole(),)), item)
        if item.text == r"\langle \rangle":
            parts = self.split(inner, ",")
            if len(parts) != 2:
                raise Unreadable("an inner product has two arguments", item.start)
            left, right = (self.nested(part).whole() for part in parts)
            return self.raised(syntax.Inner(item.start, left, right), item)
        raise Unreadable(f"the brackets {item.text} are not understood here", item.start)

    def with_scripts(self, base: Expression, item: Item) -> Expression:
        """The base with the subscripts and superscripts of the item."""
        if item.lower is not None:
            base = syntax.Subscript(item.start, base, self.indices(item.lower))
            return self._beside_indices(self.raised(base, item), item)
        return self.raised(base, item)

    def _beside_indices(self, value: Expression, item: Item) -> Expression:
        """The entry, where it is raised on the item that has its indices: of a matrix that has two readings."""
        if isinstance(value, syntax.Transposed):
            return replace(value, beside_indices=True)
        if isinstance(value, syntax.Raised) and item.upper and item.lower:
            is_first = item.upper[0].start <= item.lower[0].start
            return replace(value, before_indices=is_first, after_indices=not is_first)
        return value

    def raised(self, base: Expression, item: Item) -> Expression:
        """The base with the superscript of the item: a power or a transposition."""
        if item.primes:
            raise Unreadable("a prime is understood after a function of one variable only", item.start)
        upper = item.upper
        if upper is None:
            return base
        following = self.peek()
        if (
            len(upper) == 1
            and upper[0].kind == "digit"
            and upper[0].end == item.end
            and following is not None
            and following.kind == "digit"
            and following.start == item.end
        ):
            raise Unreadable("write the exponent in braces: it takes only the first digit", following.start)
        if is_transposition(upper):
            return syntax.Transposed(item.start, base, upper[0].kind == "letter")
        if len(upper) == 1 and upper[0].text in ("+", "-"):
            remedy = r"write \max or \min"
            if following is not None and (following.kind == "digit" or letter_of(following) is not None):
                sign, body = upper[0].text, plain((following,))
                remedy = f"{remedy}, or braces around an exponent: ^{{{sign}{body}}}"
            raise Unreadable(f"a superscript {upper[0].text} is not understood; {remedy}", item.start)
        if is_star(upper):
            raise Unreadable("a star is understood on a letter only", item.start)
        return syntax.Raised(item.start, base, self.nested(upper).whole())

    def indices(self, lower: Items) -> tuple[Expression, ...]:
        """What a subscript consists of: indices next to each other or between commas."""
        result: list[Expression] = []
        for part in self.split(lower, ","):
            if not part:
                raise Unreadable("an index is missing", lower[0].start if lower else self.place())
            inner = self.nested(part)
            while inner.peek() is not None:
                item = inner.peek()
                assert item is not None
                if item.kind == "digit":
                    result.append(inner.factor())
                    continue
                letter = index_key(item)
                if item.text in (r"\arg", r"\argmax", r"\argmin") or "arg" in item.text.replace("\\,", "").split():
                    raise Unreadable(
                        r"an index that is \arg\max is not understood; assume $c = \arg\max_k z_k$ and write z_c",
                        item.start,
                    )
                if letter is None or item.upper is not None:
                    raise Unreadable(f"'{plain(part)}' is not an index", item.start)
                inner.take()
                index: Expression = syntax.Name(item.start, letter)
                if item.lower is not None:
                    index = syntax.Subscript(item.start, index, self.indices(item.lower))
                result.append(index)
        return tuple(result)

    def split(self, items: Items, *separators: str) -> list[Items]:
        """The runs of items between separators."""
        parts: list[list[Item]] = [[]]
        for item in items:
            if item.kind in ("character", "command") and item.text in separators:
                parts.append([])
            else:
                parts[-1].append(item)
        return [tuple(part) for part in parts]

    def named(self, item: Item) -> Expression:
        """A name with its scripts, applied to the brackets that follow where it is a function."""
        item = self._member(item)
        key, is_whole = key_of(item, self.names)
        if key is None:
            raise Unreadable(f"'{item.text}' is not understood", item.start)
        upper = None if is_star(item.upper) else item.upper
        following = self.peek()
        brackets = following if following is not None and following.text in ("( )", "[ ]", "{ }") else None
        primes = item.primes if not key.endswith("'") and self.names.is_function(key) else 0
        lower = None if is_whole else item.lower
        clean = Item(item.kind, item.text, item.start, item.end, (), lower, upper, 0)
        if key.endswith(("_{+}", "_{-}")) and not self.names.is_known(key) and not self.names.is_function(key):
            raise Unreadable(
                rf"'{item.text}_{key[-2]}' is not defined; write \max({item.text}, 0) or define it", item.start
            )
        if self.names.is_function(key):
            if brackets is None:
                if primes:
                    return self.with_scripts(syntax.Application(item.start, key, (), primes), clean)
                return self.with_scripts(syntax.Name(item.start, key), clean)
            if upper is not None and plain(upper) == "-1":
                raise inverse_or_power(item)
            self.position += 1
            arguments = self.arguments(brackets.parts[0])
            indices = self.indices(lower) if lower is not None else ()
            plain_brackets = not brackets.scripted and upper is None
            value: Expression = syntax.Application(item.start, key, arguments, primes, indices, plain_brackets)
            return self.with_scripts(self.raised(value, clean), brackets)
        if brackets is not None and lower is None and upper is None and self._is_entry(key, brackets):
            self.position += 1
            base = syntax.Subscript(item.start, syntax.Name(item.start, key), self.indices(brackets.parts[0]))
            return self.with_scripts(base, brackets)
        refuse_word(self, item, key)
        if brackets is not None and not self.names.is_known(key):
            refuse_undefined(self, item, key, brackets)
            if len(key) > 1 and key.isalnum():
                raise Unreadable(f"the function '{key}' is not defined", item.start)
            if lower is None and upper is None and key not in self.bound and _is_argument(brackets.parts[0]):
                raise Unreadable(
                    f"'{plain((item, brackets))}' has two readings, a function and a product: define the function, or "
                    f"declare '{plain((item,))}' with 'let'",
                    item.start,
                )
        return self.with_scripts(syntax.Name(item.start, key), clean)

    def _member(self, item: Item) -> Item:
        """``x^{(i)}`` as it was written where no family of that name is declared and it can only be a power."""
        if item.text != MEMBER or self.names.is_known(str(letter_of(item))):
            return item
        letter, numbered = item.parts[0][0], len(item.parts) > 1
        inner = item.parts[1][0] if numbered else cast(Items, item.lower)[0]
        family = replace(item, parts=item.parts[:1])
        if numbered and self.names.is_known(str(letter_of(family))):
            return with_member(family, inner)
        index = index_key(inner)
        if index is not None and self.names.is_known(index) and not self.names.is_index(index):
            if self.names.is_function(str(letter_of(letter))):
                raise derivative_or_power(letter, inner)
            power = replace(letter, upper=(replace(inner, kind="brackets", text="( )", parts=((inner,),)),))
            return replace(power, lower=cast(Items, item.lower)[2:] or None, end=item.end)
        name, place = plain((letter,)), plain((inner,))
        raise Unreadable(
            f"'{name}^{{({place})}}' has two readings, number {place} of a family and a power of {name}: declare "
            f"the family with 'let ${name}^{{({place})}} \\in …$', or write the power without brackets",
            item.start,
        )

    def _is_entry(self, key: str, brackets: Item) -> bool:
        """Whether ``H(a)`` is an entry: H is a vector, or unknown, and a an index."""
        inner = brackets.parts[0]
        letters = [index_key(item) for item in inner if item.text != ","]
        if not letters or None in letters or any(item.lower or item.upper for item in inner):
            return False
        if self.names.is_array(key):
            return all(
                letter in self.bound or self.names.is_index(str(letter)) or not self.names.is_known(str(letter))
                for letter in letters
            )
        return not self.names.is_known(key) and all(
            letter in self.bound or self.names.is_index(str(letter)) for letter in letters
        )

    def arguments(self, inner: Items) -> tuple[Expression, ...]:
        """The arguments of a function; a list ``x_1, …, x_n`` is one."""
        parts = self.split(inner, ",", ";", r"\|", r"\Vert", "||", "|", r"\mid", r"\parallel")
        for position, part in enumerate(parts):
            if len(part) == 1 and self.is_dots(part[0]):
                return (*self._plain_arguments(parts[: max(position - 2, 0)]), self.listing(parts, position),
                        *self._plain_arguments(parts[position + 2 :]))  # fmt: skip
        return self._plain_arguments(parts)

    def _plain_arguments(self, parts: Sequence[Items]) -> tuple[Expression, ...]:
        return tuple(self.nested(part).whole() for part in parts if part or len(parts) > 1)

    def listing(self, parts: Sequence[Items], dots: int) -> Expression:
        """``x_1, …, x_n``, of which the dots stand at a position; also ``x_1 + c, …, x_n + c``."""
        before, after = parts[dots - 1] if dots else (), parts[dots + 1] if dots + 1 < len(parts) else ()
        first = parts[dots - 2] if dots >= 2 else before
        tail = after[1:]
        if tail and tail[0].text in ("+", "-") and plain(first[1:]) == plain(before[1:]) == plain(tail):
            inner = self.listing([part[:1] for part in parts], dots)
            change = self.nested(tail[1:]).whole()
            return syntax.Total(inner.at, ((1, inner), (1 if tail[0].text == "+" else -1, change)))
        ends = [first[0] if len(first) == 1 else None, after[0] if len(after) == 1 else None]
        if ends[0] is None or ends[1] is None or ends[0].lower is None or ends[1].lower is None:
            raise Unreadable("a list is written x_1, …, x_n", parts[dots][0].start)
        name = letter_of(ends[0])
        if name is None or letter_of(ends[1]) != name or plain(ends[0].lower) != "1":
            raise Unreadable("a list runs from x_1 to x_n", ends[0].start)
        return syntax.Listing(ends[0].start, name, self.nested(ends[1].lower).whole())


def _adjoins(one: Item, other: Item) -> bool:
    """Whether nothing stands between two items; what a macro expands to is in one place."""
    return other.start == one.end or (other.start, other.end) == (one.start, one.end)


def _is_argument(items: Items) -> bool:
    """Whether brackets with these items hold the arguments of a function: a name, or several between commas."""
    return all(letter_of(item) is not None or item.text in (",", ";") for item in items) and (
        len(items) == 1 or any(item.text in (",", ";") for item in items)
    )
