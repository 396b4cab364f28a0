"""From a formula of a display to its chains: commas, wide spaces and words part them, and say which are conditions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from derive.documents.errors import refusal
from derive.documents.grammar.brackets import OPERATORS, SPACE, wants_operand
from derive.documents.grammar.chains import (
    Chain,
    Relation,
    as_range,
    is_dots,
    is_implication,
    is_relation,
    spelled_again,
    split_chain,
    subscript_letters,
)
from derive.documents.grammar.choices import Choices
from derive.documents.grammar.dots import DOTS_UNCLEAR
from derive.documents.grammar.lists import is_name, list_length, names_length, one_for_each
from derive.documents.grammar.names import index_key, letter_of
from derive.documents.grammar.ownership import SIGN, Ownership
from derive.documents.grammar.refusals import MISSING, SENTENCE
from derive.documents.grammar.tokens import Item, Items, plain, written

CLAIM = refusal(
    "D121",
    "a formula that may be a claim or a condition",
    """Behind 'for all' or another condition it is not clear which formulas restrict the letters and which are
    claimed. Write the claim first and its conditions behind it, or \\forall with its letters, ':' and the claim;
    write several claims apart.""",
    (r"\forall i, x_i > 0, x_i + x_i = 2 x_i", r"let $x \in \mathbb{R}^K$"),
    (r"\forall i : x_i + x_i = 2 x_i", r"let $x \in \mathbb{R}^K$"),
)

CONDITION = refusal(
    "D122",
    "a condition that is not understood",
    """A condition is a list of letters behind 'for all', or a relation such as i \\ne j or x > 0, several with commas
    between them. Write it so, behind the formula or in the row of a case, with 'if' or 'for' as its only words.""",
    (r"x_i + x_i = 2 x_i \text{ for all } i + 1", r"let $x \in \mathbb{R}^K$"),
    (r"x_i + x_i = 2 x_i \text{ for all } i", r"let $x \in \mathbb{R}^K$"),
)

_CONDITION = {"if", "for", "when", "where", "given", "assuming", "provided", "with", "as", "whenever", "若", "当", "对"}
_OF_LETTERS = {"for", "对"}
"""Of these, the words behind which letters stand by themselves: for i, j."""
_OPENING = ("for", "if")
"""What begins conditions: a word behind which letters may stand by themselves, and one behind which they may not."""
_QUANTIFIER = {"all", "every", "any", "each", "任意", "所有"}
_REFUSED = {
    "since", "because", "unless", "only", "or", "或", "iff", "suppose", "not", "false", "wrong", "fails", "never",
    "cannot", "no", "neither", "except", "untrue", "incorrect", "but",
}  # fmt: skip
_JOINING = {"and", "且", "that", ""}
_REASONS = {
    "by", "from", "using", "via", "see", "cf", "due", "follows", "following", "recall", "definition", "def", "eq",
    "equation", "assumption", "hypothesis", "lemma", "theorem", "proposition", "corollary",
}  # fmt: skip
"""Words with which a reason begins."""
_QUALIFYING = {
    "average", "averages", "expectation", "probability", "almost", "surely", "approximately", "approx", "roughly",
    "about", "nearly", "mostly", "usually", "often", "sometimes", "typically", "generally", "rarely", "seldom",
    "hardly", "nowhere", "asymptotically", "eventually", "constant", "const", "constants", "plus", "minus", "times",
    "modulo", "mod", "most", "some", "few", "half", "otherwise", "elsewhere", "else", "then", "outside", "strictly",
    "locally", "least", "lie", "up", "near", "within", "large", "small", "even", "odd", "if", "when", "whenever",
    "provided", "assuming", "any",
}  # fmt: skip
"""Words that make a formula say something else, or of something else."""
_PREPOSITIONS = {"to", "in", "on", "at", "of", "w", "a"}
"""Words with which something begins that restricts a formula: (in expectation), (w.p. 1), (a.s.)."""


@dataclass
class _Piece:
    """A run of items, what stands before it (a comma, a space, a word), and whether a comma and a wide space do."""

    word: str
    items: list[Item] = field(default_factory=list)
    is_spaced: bool = False
    is_quantifier: bool = False
    """Whether it stands between "for all" and a colon."""
    is_behind_comma: bool = False
    """Whether a comma stands before it, and no other sign that parts formulas."""
    elements: int = 1
    """Of how many pieces the list consists that begins with it."""


class Pieces:
    """Cuts one formula at commas, wide spaces and words into chains and conditions."""

    def __init__(self, owned: Ownership, choices: Choices, is_claim: bool) -> None:
        self.owned = owned
        self.choices = choices
        self.is_claim = is_claim
        self.found: list[Chain] = []
        self.ahead: tuple[Chain, ...] = ()
        """The quantifiers that stand before a formula."""
        self.in_conditions = False
        """Whether a word such as "if" stands before: what follows are conditions, to the end of the formula."""
        self.only_conditions = False
        """Whether there is no formula, and all are conditions of another one."""
        self.bare: list[Items] = []
        """The letters of "for all i, j" that stand before a comma: the domain of the last one is that of all."""

    def chains(self, formula: Items) -> list[Chain]:
        """The chains of a formula without its row breaks."""
        self._go_through(self._cut(formula))
        if self.ahead:
            raise CLAIM(r"write ',' or ':' between \forall and the formula that holds", formula[0].start)
        if not self.found and formula:
            raise MISSING("this formula is empty: write it, or leave its comma or row out", formula[0].start)
        return self.found

    def conditions(self, formula: Items, quantifies: bool) -> tuple[Chain, ...]:
        """The conditions that stand by themselves, behind a word that says of which kind they are."""
        self.found = [Chain((), ())]
        self.in_conditions = self.only_conditions = True
        pieces = self._cut(formula)
        for piece in pieces[:1]:
            piece.word = piece.word or ("for all" if quantifies else "for")
        self._go_through(pieces)
        if len(self.found) > 1:
            raise CONDITION(
                "this condition is not understood: write relations with commas between them", self.found[1].at
            )
        return self.found[0].conditions

    def _go_through(self, pieces: Sequence[_Piece]) -> None:
        position = 0
        while position < len(pieces):
            position += self._add(pieces, position)

    def _cut(self, formula: Items) -> list[_Piece]:
        pieces = [_Piece("")]
        for position, item in enumerate(formula):
            following = formula[position + 1] if position + 1 < len(formula) else None
            current = pieces[-1]
            decimal = item.text == "." and following is not None and following.kind == "digit"
            quantifiers = _quantifiers(pieces) if item.text in (":", r"\colon") else []
            if quantifiers or (item.kind == "character" and item.text in (",", ";", ".") and not decimal):
                self.owned.take(item, SIGN)
                pieces.append(_Piece(":" if quantifiers else ",", is_behind_comma=item.text == ","))
                for piece in quantifiers:
                    piece.is_quantifier = True
            elif item.kind == "command" and item.text == r"\forall":
                self.owned.take(item, SIGN)
                pieces.append(_Piece("for all"))
            elif item.kind == "command" and item.text in (r"\because", r"\therefore"):
                raise SENTENCE(
                    f"'{item.text}' joins two formulas: check each by itself, and state a hypothesis with 'assume'",
                    item.start,
                )
            elif item.kind == "text" and not item.scripted and self._is_words(item, pieces, following):
                self.owned.take(item, SIGN)
                word = _word(item)
                if word is not None:
                    pieces.append(_Piece(word, [], current.is_spaced and not current.items))
            elif item.text == SPACE and item.kind == "command":
                if not current.items:
                    current.is_spaced = True
                elif parts_formulas(current.items[-1], following):
                    pieces.append(_Piece("space"))
            else:
                current.items.append(item)
        if pieces[-1].word in (*_OPENING, "for all") and not pieces[-1].items:
            raise CONDITION("the condition is missing behind the last word: write it, or leave the word out",
                            formula[-1].start)  # fmt: skip
        return _spread([piece for piece in pieces if piece.items])

    def _is_words(self, item: Item, pieces: Sequence[_Piece], following: Item | None) -> bool:
        """Whether a text speaks of the formula, and is not a name in it."""
        words = _words(item)
        if all(word in _CONDITION | _QUANTIFIER | _REFUSED | _JOINING for word in words):
            return True
        ends = following is None or following.text in (",", ";", ".", SPACE)
        begins = self.is_claim and not pieces[-1].items
        is_sentence = re.search(r"\s|\(", item.text.strip()) is not None
        is_behind = bool(self.found) or any(piece.items for piece in pieces)
        if not (ends and is_behind and (is_sentence or begins)):
            return False
        return not _REFUSED.isdisjoint(words) or _is_remark(item.text, self.is_claim)

    def _add(self, pieces: Sequence[_Piece], position: int) -> int:
        """Takes the piece at a position into account; how many pieces that were."""
        piece = pieces[position]
        listed = _listed(pieces[position : position + 4])
        if listed:
            self._dotted(pieces[position : position + listed])
            return listed
        if is_dots(piece.items):
            raise DOTS_UNCLEAR("what these dots leave out is not clear: write the first, the dots and the last",
                             piece.items[0].start)  # fmt: skip
        elements = pieces[position : position + self._conditions_from(pieces[position:])]
        if len(elements) > 1 and self._restricts_or_claims(elements):
            self._conditions_or_claims(elements)
            return len(elements)
        items = tuple(piece.items)
        inner = items[0].parts[0] if len(items) == 1 and items[0].text in ("( )", "[ ]", "{ }") else ()
        if self.found and any(map(is_relation, inner)) and not items[0].scripted:
            self.owned.take(items[0], SIGN)
            self._bracketed(inner)
        else:
            self._piece(piece.word, split_chain(items, self.owned), piece, position + 1 == len(pieces))
        return 1

    def _conditions_from(self, pieces: Sequence[_Piece]) -> int:
        r"""How many pieces at the beginning belong together: a list, or ``…, \quad a > 0, b > 0`` with all its
        relations."""
        end = pieces[0].elements
        while pieces[0].is_spaced and end < len(pieces) and _continues_names(pieces[end]):
            if _listed(pieces[end : end + 4]):
                break
            end += pieces[end].elements
        return end

    def _restricts_or_claims(self, listed: Sequence[_Piece]) -> bool:
        r"""Whether relations, ``…, \quad a, b > 0``, may restrict their variables and may be claimed."""
        if not self.is_claim or not self.found or self.in_conditions or not listed[0].is_spaced:
            return False
        chains = [split_chain(tuple(one.items), Ownership()) for one in listed]
        return all(chain.relations and _is_bare(chain) for chain in chains)

    def _conditions_or_claims(self, listed: Sequence[_Piece]) -> None:
        letters = subscript_letters(self.found[-1].sides)
        chains = [as_range(split_chain(tuple(one.items), self.owned), letters) for one in listed]
        unclear = [k for k, chain in enumerate(chains) if not self._restricts(chain)]
        self._condition(*(chain for k, chain in enumerate(chains) if k not in unclear))
        if unclear:
            text = ", ".join(written(tuple(listed[k].items)) for k in unclear)
            self._condition_or_claim([chains[k] for k in unclear], text)

    def _bracketed(self, items: Items) -> None:
        r"""``(i \ne j)`` behind a formula is its condition; of numbers it may be another claim, too."""
        inside = Pieces(self.owned, self.choices, self.is_claim)
        inside.found = [replace(self.found[-1], conditions=())]
        inside.in_conditions = inside.only_conditions = True
        pieces = inside._cut(items)
        is_worded = any(piece.word in (*_OPENING, "for all") for piece in pieces[:1])
        for piece in pieces[:1]:
            piece.word = piece.word or ("" if any(map(is_relation, piece.items)) else "for")
        inside._go_through(pieces)
        if len(inside.found) > 1:
            raise CONDITION(
                "this condition is not understood: write relations with commas between them", inside.found[1].at
            )
        chains = inside.found[0].conditions
        if not self.is_claim or self.in_conditions or is_worded or all(map(self._restricts, chains)):
            self._condition(*chains)
        else:
            self._condition_or_claim(chains, written(items))

    def _restricts(self, chain: Chain) -> bool:
        """Whether a condition speaks of indices alone, so that nobody takes it for a claim."""
        is_range = chain.is_range or any(relation.name in ("from", "to") for relation in chain.relations)
        return is_range or self._is_condition(chain) or self._is_index(chain)

    def _piece(self, word: str, chain: Chain, piece: _Piece, is_last: bool) -> None:
        if word == "for all":
            chain = as_range(chain, None)
        elif self.found:
            chain = as_range(chain, subscript_letters(self.found[-1].sides))
        shared = self._shared(chain, piece)
        is_letter = not chain.relations and len(chain.sides[0]) == 1 and _is_letter(chain.sides[0][0])
        if word == "for all" or piece.is_quantifier or (self.ahead and is_letter):
            self._quantified(shared, chain)
        elif word in _OPENING and not self.found:
            raise CLAIM(
                "a word such as 'if' stands before this formula, and which one it restricts is not clear: write the "
                "condition behind the formula that holds",
                chain.at,
            )
        elif self.found and chain.is_range and word not in _OPENING:
            self._condition(*shared, chain)
        elif word in _OPENING:
            self.in_conditions = True
            self._condition(condition(chain, may_be_letters=word == "for"))
        elif self.found and piece.is_spaced and self._is_index(chain):
            self._condition(condition(chain))  # , \quad i, j = 1, …, K
        elif word in (",", "and", "space") and self.found and not chain.relations and self._follows_letters(chain):
            self._condition(condition(chain))  # for all i, j
        elif self.found and chain.relations and (self.in_conditions or self._is_condition(chain)):
            if not self.only_conditions and not _is_bare(chain) and not self._is_condition(chain):
                raise CLAIM(
                    "this formula stands behind a condition, and may be another condition or another claim: write the "
                    "formulas apart",
                    chain.at,
                )
            self._condition(*shared, chain)
        elif self.is_claim and self.found and piece.is_spaced and chain.relations and _is_bare(chain):
            self._condition_or_claim([chain], written(tuple(piece.items)))
        else:
            if self.ahead and word != ":" and not is_last and _is_bare(chain):
                raise CLAIM(
                    "this formula stands behind 'for all' and before others, and may restrict its letters or be "
                    "claimed: write ':' before the formulas that hold",
                    chain.at,
                )
            self.found.append(replace(chain, conditions=self.ahead))
            self.ahead = ()

    def _shared(self, chain: Chain, piece: _Piece) -> list[Chain]:
        r"""Of ``for all i, j \in S``: that i is in S, too. A letter that the condition itself speaks of has no part."""
        before = [] if piece.word == "for all" else self.bare
        self.bare = []
        if piece.word not in (",", "and", "for all", "for") or (piece.is_spaced and not self._is_index(chain)):
            return []
        if piece.word == "and":  # of all i and x > 0, x alone is positive
            before = [one for one in before if self.found and not self._is_index(Chain((one,), ()))]
        if not chain.relations:
            is_first = piece.word not in (",", "and") or piece.is_spaced
            self.bare = [*before, chain.sides[0]] if before or is_first else []
            return []
        if not is_name(chain.sides[0]):
            return []
        rest = chain.sides[1:]
        again = tuple(map(spelled_again, rest))
        spoken = {plain((part,)) for side in rest for item in side for part in (item.bare, *sum(item.parts, ()))}
        return [
            replace(chain, sides=(spelled_again(letter), *again)) for letter in before if plain(letter) not in spoken
        ]

    def _quantified(self, shared: Sequence[Chain], chain: Chain) -> None:
        pieces = (*shared, *quantified(chain))
        if self.found:
            self.in_conditions = True
            self._condition(*pieces)
        else:
            self.ahead += pieces

    def _condition(self, *chains: Chain) -> None:
        self.found[-1] = replace(self.found[-1], conditions=(*self.found[-1].conditions, *chains))

    def _condition_or_claim(self, chains: Sequence[Chain], text: str) -> None:
        r"""``…, \quad x > 0``: said of x, or claimed."""
        chosen = self.choices.local(
            "condition", text, rf"\text{{if }} {text}", "a formula of its own, in a row of its own"
        )
        if chosen == 0:
            self._condition(*chains)
        else:
            self.found[-1] = replace(self.found[-1], claims=(*self.found[-1].claims, *chains))

    def _follows_letters(self, chain: Chain) -> bool:
        last = self.found[-1].conditions
        return bool(last) and not last[-1].relations and len(chain.sides[0]) == 1

    def _is_index(self, chain: Chain) -> bool:
        """Whether a chain is but an index that the formula before it has."""
        is_letter = bool(self.found) and not chain.relations and len(chain.sides[0]) == 1
        return is_letter and index_key(chain.sides[0][0]) in subscript_letters(self.found[-1].sides)

    def _is_condition(self, chain: Chain) -> bool:
        r"""Whether ``i \ne j`` or ``k \in \{1, …\}`` speaks of indices that the formula before it has."""
        names = [relation.name for relation in chain.relations]
        if names == ["in"] and self.is_claim:
            return all(_is_letter(item) or item.text == "," for item in chain.sides[0])
        if not self.is_claim or not all(name in ("=", "!=") for name in names):
            return False
        letters = [letter_of(side[0]) for side in chain.sides if len(side) == 1 and side[0].kind != "digit"]
        short = all(len(side) == 1 and not side[0].scripted for side in chain.sides) and None not in letters
        return short and set(map(str, letters)) <= subscript_letters(self.found[-1].sides)

    def _dotted(self, pieces: Sequence[_Piece]) -> None:
        """``A, …, Z`` or ``A, B, …, Z``: the values of an index, or one formula for each of them."""
        dots = next(piece for piece in pieces if is_dots(piece.items))
        for item in dots.items:
            self.owned.take(item, SIGN)
        first, *others = [split_chain(tuple(piece.items), self.owned) for piece in pieces if piece is not dots]
        is_range = [relation.name for relation in first.relations] == ["="] and not others[-1].relations
        if is_range and len(first.sides[0]) == 1 and _is_letter(first.sides[0][0]):
            self._range(first, others, pieces[0])
        elif first.relations and all(chain.relations for chain in others):
            self.found.append(replace(first, conditions=self.ahead, dotted=tuple(others)))
            self.ahead = ()
        else:
            raise DOTS_UNCLEAR(
                "what these dots leave out is not clear: write the first, the dots and the last", first.at
            )

    def _range(self, first: Chain, others: Sequence[Chain], piece: _Piece) -> None:
        if len(others) == 2:
            second = plain(others[0].sides[0])
            start = plain(first.sides[1])
            if not (start.isdigit() and second.isdigit() and int(second) == int(start) + 1) or others[0].relations:
                raise DOTS_UNCLEAR(
                    "an index that does not run by one is not understood: write it as 1, 2, \\dots, K", others[0].at
                )
            self.owned.take_whole(others[0].sides[0])
        at = first.relations[0].at
        sides = (first.sides[0], first.sides[1], others[-1].sides[0])
        chain = Chain(sides, (Relation("from", at), Relation("to", at)))
        shared = self._shared(chain, piece)
        if self.found:
            self._condition(*shared, chain)
        elif piece.word == "for all" or piece.is_quantifier:
            self.ahead += (*shared, *quantified(chain))
        else:
            raise CLAIM("a range of index values stands behind the formula that it is about", first.at)


def quantified(chain: Chain) -> tuple[Chain, ...]:
    """What stands behind "for all": its letters, as a chain without relations, and the condition on them."""
    if not chain.relations:
        return (condition(chain),)
    return (condition(Chain((spelled_again(chain.sides[0]),), ())), chain)


def condition(chain: Chain, may_be_letters: bool = True) -> Chain:
    """The chain as a condition. Raises Unreadable for one that has no relation and is no list of letters."""
    if not chain.relations:
        if not may_be_letters:
            raise CONDITION(
                f"'{written(chain.sides[0])}' says nothing that could hold or fail: expected a relation", chain.at
            )
        for item in chain.sides[0]:
            if item.text != "," and (letter_of(item) is None or item.upper is not None):
                raise CONDITION(
                    f"'{written(chain.sides[0])}' is no condition: expected letters, or a relation between indices",
                    item.start,
                )
    return chain


def begins_condition(cell: Sequence[Item], opens_row: bool) -> bool:
    r"""Whether a cell says when the formula before it holds: it begins with a word such as "if", or, behind another
    cell, with "for all" that quantifies no formula of its own."""
    first = next((item for item in cell if item.text != SPACE and item.kind != "align"), None)
    if first is None or first.scripted:
        return False
    words = set(_words(first)) if first.kind == "text" else set[str]()
    if not words <= _CONDITION | _QUANTIFIER | _JOINING:
        return False
    if words & _QUANTIFIER or (first.kind == "command" and first.text == r"\forall"):
        return not opens_row and all(item.text not in (":", r"\colon") for item in cell)
    return bool(words & _CONDITION)


def _spread(pieces: list[_Piece]) -> list[_Piece]:
    """The pieces, where one formula stands for each element of a list: ``0 < a, b < 1``, ``a, b > 0``."""
    found: list[_Piece] = []
    in_conditions = False
    while pieces:
        joined = 1
        while joined < len(pieces) and pieces[joined].is_behind_comma and not pieces[joined].is_spaced:
            joined += 1
        first = pieces[0]
        in_conditions |= first.word in (*_OPENING, "for all")
        is_joined = bool(found) and first.is_behind_comma and not first.is_spaced
        before = tuple(found[-1].items) if is_joined else ()
        length = list_length([tuple(piece.items) for piece in pieces[:joined]], before)
        is_behind = first.word == "and" and in_conditions
        if not length and (
            first.word in ("", *_OPENING) or is_behind or (first.word == "," and (in_conditions or first.is_spaced))
        ):
            while joined < len(pieces) and _continues_names(pieces[joined]):
                joined += 1
            length = names_length([tuple(piece.items) for piece in pieces[:joined]])
        taken, pieces = pieces[: max(length, 1)], pieces[max(length, 1) :]
        if length:
            each = one_for_each([tuple(piece.items) for piece in taken])
            rest = first.word if first.word in (*_OPENING, "for all") else ","
            taken = [_Piece(rest if number else first.word, list(items)) for number, items in enumerate(each)]
            taken[0].is_behind_comma = first.is_behind_comma
            taken[0].is_spaced, taken[0].elements = first.is_spaced, length
        found += taken
    return found


def _continues_names(piece: _Piece) -> bool:
    """Whether a piece may go on with a list of names: a, b and c > 0."""
    return not piece.is_spaced and (piece.is_behind_comma or piece.word == "and")


def _quantifiers(pieces: Sequence[_Piece]) -> list[_Piece]:
    """The pieces from the last "for all" on, where no colon ends them yet."""
    words = [piece.word for piece in pieces]
    if "for all" not in words:
        return []
    last = len(words) - 1 - words[::-1].index("for all")
    return [] if ":" in words[last:] else list(pieces[last:])


def is_remark(cell: Sequence[Item], owned: Ownership, is_claim: bool) -> bool:
    """Whether a cell beside a formula is only a text that says why it holds; it is taken as read then."""
    texts = [item for item in cell if item.text != SPACE and item.text not in (",", ".", ";")]
    found = len(texts) == 1 and texts[0].kind == "text" and not texts[0].scripted
    if not found or not _REFUSED.isdisjoint(_words(texts[0])) or not _is_remark(texts[0].text, is_claim):
        return False
    owned.take_whole(tuple(cell))
    return True


def _is_remark(text: str, is_claim: bool) -> bool:
    """Whether a text behind a formula says why it holds, and not what holds: a reason such as "by symmetry", and behind
    a claim also what stands in brackets, "(chain rule)", or is a word by itself."""
    words = _words_of(text)
    if not _QUALIFYING.isdisjoint(words) or re.search(r"[+=<>*/^|]|\d\s*%", text):
        return False
    is_aside = text.strip()[:1] in ("(", "[") or len(words) == 1
    return words[0] in _REASONS or (is_claim and is_aside and words[0] not in _PREPOSITIONS | _CONDITION | _QUANTIFIER)


def _words(item: Item) -> list[str]:
    return _words_of(item.text)


def _words_of(text: str) -> list[str]:
    return [word for word in re.split(r"[\s,.;:()~]+|\\[,;:! ]", text.lower()) if word] or [""]


def _word(item: Item) -> str | None:
    """What a text between formulas does to the one behind it; None for words that say nothing about it."""
    words = set(_words(item))
    if words & _REFUSED:
        refused = ", ".join(sorted(words & _REFUSED))
        raise SENTENCE(
            f"the word '{refused}' joins two formulas: check each by itself, and state a hypothesis with 'assume', "
            "or a condition with 'if'",
            item.start,
        )
    if "$" in item.text:
        raise SENTENCE(r"write the formula outside of \text: \text{if } i \ne j", item.start)
    if any(sign in item.text for sign in ("任意", "所有")):
        return "for all"
    if not words <= _CONDITION | _QUANTIFIER | _JOINING:
        return None  # a remark
    if words & _QUANTIFIER:
        return "for all"
    if words & _CONDITION:
        return "for" if words & _OF_LETTERS else "if"
    return "and" if words <= _JOINING else None


def _listed(pieces: Sequence[_Piece]) -> int:
    """How many pieces belong to a list with dots that begins with the first one: ``A, …, Z`` or ``A, B, …, Z``, where
    B is as the others are; 0 where none begins."""
    if len(pieces) > 2 and is_dots(pieces[1].items):
        return 3
    if len(pieces) > 3 and is_dots(pieces[2].items):
        first, second, _, last = (any(map(is_relation, piece.items)) for piece in pieces)
        return 4 if first and second == last else 0
    return 0


def parts_formulas(before: Item, following: Item | None) -> bool:
    """Whether a wide space parts what stands before it from what follows."""
    if following is None or wants_operand(before) or is_relation(following):
        return False
    if is_implication(before) or is_implication(following):
        return False
    return not (following.kind in ("character", "command") and following.text in OPERATORS) and following.text not in (
        ",", ";", ".",
    )  # fmt: skip


def _is_letter(item: Item) -> bool:
    return index_key(item) is not None and item.lower is None and item.upper is None


def _is_bare(chain: Chain) -> bool:
    """Whether each side is a name or number by itself, so that the relation restricts a variable."""
    return any(len(side) == 1 and letter_of(side[0]) is not None for side in chain.sides) and all(
        _is_name_or_number(side) for side in chain.sides
    )


def _is_name_or_number(side: Items) -> bool:
    if len(side) > 1 and side[0].text in ("+", "-"):
        side = side[1:]
    if side and all(item.kind == "digit" or item.text == "." for item in side):
        return True
    return len(side) == 1 and (letter_of(side[0]) is not None or side[0].text == r"\infty")
