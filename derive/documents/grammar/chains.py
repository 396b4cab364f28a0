r"""From the items of a display to its formulas: rows and columns, then chains of relations with their conditions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from derive.documents.errors import refusal
from derive.documents.grammar.brackets import OPERATORS, SPACE, match_brackets, tidy, wants_operand
from derive.documents.grammar.choices import Choices
from derive.documents.grammar.dots import DOTS_UNCLEAR
from derive.documents.grammar.names import index_key, letter_of
from derive.documents.grammar.ownership import LOWER, SIGN, UPPER, Ownership
from derive.documents.grammar.refusals import MISSING, SENTENCE
from derive.documents.grammar.relations import DEFINING, IMPLICATIONS, RELATIONS
from derive.documents.grammar.tokens import SCRIPT, Item, Items, plain, written

ROW = refusal(
    "D120",
    "a row that can continue the one above or begin a new formula",
    """The row begins with a sign of its own and has a relation further on, so that it can be the rest of the formula
    above it or a formula by itself. Put & before the relation of each row, or write the formulas in displays of their
    own.""",
    (r"\begin{gathered} x = 1 + y \\ - x = z \end{gathered}", "let $x > 0$"),
    (r"\begin{aligned} 2 x &= x + x \\ - x &= x - 2 x \end{aligned}", "let $x > 0$"),
)

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

IMPLICATION = refusal(
    "D123",
    "an implication of which it is not clear what follows from what",
    """An arrow \\implies stands in a check between two formulas that are one relation or chain each: what stands before
    it is a condition, and what stands behind it is claimed; \\iff claims both directions. Commas and wide spaces do not
    say how far an arrow reaches, and arrows of different kinds, or an arrow with a script, have no fixed meaning beside
    each other. Write each implication apart, with 'assume here' for several conditions. In a definition or hypothesis
    write 'if'.""",
    (r"x > 0, y > 0 \implies x y > 0", r"let $x, y \in \mathbb{R}$"),
    (r"y > 0 \implies x y > 0", r"let $x, y \in \mathbb{R}$", "assume here $x > 0$"),
)

WRAPPERS = {
    "equation", "align", "gather", "multline", "eqnarray", "flalign", "alignat", "displaymath", "math", "split",
    "aligned", "gathered", "alignedat", "array", "multlined",
}  # fmt: skip
"""Environments that only lay formulas out."""

DOTS = (r"\dots", r"\ldots", r"\cdots", r"\dotsc", r"\dotsb")

_ARROWS = {r"\xrightarrow": False, r"\xleftarrow": True, r"\xlongrightarrow": False}
"""Arrows with something on them, and whether they point to the left."""

_MARK = re.compile(r"\(.*\)|\*|\\star|\\ast|!|def|\\mathrm\{def\}", re.DOTALL)
"""What is decoration over a relation: a label in brackets, a star, def, an exclamation mark."""


@dataclass(frozen=True)
class Relation:
    """A relation sign between two expressions; ``over`` is what stands on an arrow, and ``defines`` whether it is a
    sign such as ``:=``."""

    name: str
    at: int
    over: Items = ()
    defines: bool = False


@dataclass(frozen=True)
class Chain:
    """``sides[0] relations[0] sides[1] …``, and what stands beside it.

    ``conditions`` are those under which it is said; a chain without relations among them has the letters of a
    "for all". ``claims`` are said together with it. ``dotted`` are the other ones of a list with dots, of which
    this one is the first: the second where it is written, and the last. ``is_premise`` tells what stands before an
    arrow."""

    sides: tuple[Items, ...]
    relations: tuple[Relation, ...]
    conditions: tuple[Chain, ...] = ()
    claims: tuple[Chain, ...] = ()
    dotted: tuple[Chain, ...] = ()
    is_premise: bool = False

    @property
    def at(self) -> int:
        """Where the chain begins."""
        for side in self.sides:
            if side:
                return side[0].start
        return self.relations[0].at if self.relations else 0

    @property
    def is_range(self) -> bool:
        """Whether it is ``k = 2, …, K``: the index, the first and the last class."""
        return len(self.relations) == 2 and self.relations[0].name == "from"


def bracketed(items: Items) -> Items:
    """The items of a display, without layout and what only wraps it, with their brackets matched."""
    items = tidy(items)
    while True:
        content = tuple(item for item in items if item.kind not in ("newline",) and item.text != SPACE)
        if len(content) != 1 or content[0].kind != "environment" or content[0].text not in WRAPPERS:
            break
        if content[0].scripted:
            raise SCRIPT(
                f"a script on the environment {content[0].text} belongs to nothing: leave it out", content[0].start
            )
        items = content[0].parts[0]
    return match_brackets(items)


def split_display(items: Items, owned: Ownership, choices: Choices, is_claim: bool = False) -> list[Chain]:
    """The formulas of a display whose brackets are matched, each a chain with its conditions."""
    chains = []
    for formula in _formulas(items, owned):
        arrow = next((item for item in formula if is_implication(item)), None)
        if arrow is None:
            chains += _Pieces(owned, choices, is_claim).chains(formula)
        elif is_claim:
            chains += _implications(formula, owned, choices)
        else:
            raise IMPLICATION(
                f"'{arrow.text}' is understood in checks: write 'B \\text{{ if }} A' for a hypothesis", arrow.start
            )
    return chains


def split_conditions(items: Items, owned: Ownership, choices: Choices, quantifies: bool) -> tuple[Chain, ...]:
    """The conditions that stand by themselves, behind words that say whether they are "for all"."""
    found: tuple[Chain, ...] = ()
    for formula in _formulas(items, owned):
        found += _Pieces(owned, choices, False).conditions(formula, quantifies)
    return found


# Implications ------------------------------------------------------------------------------------


def is_implication(item: Item) -> bool:
    r"""Whether the item is an arrow such as ``\implies`` or ``\iff``."""
    return item.kind == "command" and item.text in IMPLICATIONS


def _implications(formula: Items, owned: Ownership, choices: Choices) -> list[Chain]:
    r"""``A \implies B`` claims B where A holds, ``A \iff B`` both directions. Whether C in ``A \implies B \implies C``
    follows from B alone, or from A and B, has two readings."""
    parts: list[list[Item]] = [[]]
    arrows: list[Item] = []
    for item in formula:
        if is_implication(item):
            if item.scripted:
                raise IMPLICATION(f"a script on '{item.text}' belongs to nothing: leave it out", item.start)
            owned.take(item, SIGN)
            arrows.append(item)
            parts.append([])
        else:
            parts[-1].append(item)
    kinds = {IMPLICATIONS[arrow.text] for arrow in arrows}
    if len(kinds) > 1 or (kinds == {"<="} and len(arrows) > 1):
        raise IMPLICATION("what these arrows say together is not clear: write each implication apart", arrows[1].start)
    chains = [_one_chain(tuple(part), arrows[max(k - 1, 0)], owned, choices) for k, part in enumerate(parts)]
    *before, last = chains
    for chain in before:
        if chain.conditions:
            raise IMPLICATION(
                "a condition before an arrow may be one of the whole formula: write it behind the formula", chain.at
            )
    everywhere, chains[-1] = last.conditions, replace(last, conditions=())
    if kinds == {"<="}:
        return [replace(chains[0], conditions=(replace(chains[1], is_premise=True), *everywhere))]
    is_from_all = kinds == {"=>"} and len(arrows) > 1 and bool(
        choices.local(
            "implication",
            written(formula),
            "each implication in a formula of its own",
            "the conditions that hold throughout with 'assume here'",
        )
    )  # fmt: skip
    found = []
    for position in range(1, len(chains)):
        from_ = chains[0 if is_from_all else position - 1 : position]
        given = [chain if k == 0 and position == 1 else _again(chain) for k, chain in enumerate(from_)]
        given = [replace(chain, is_premise=True) for chain in given]
        shared = everywhere if position == 1 else tuple(map(_again, everywhere))
        found.append(replace(chains[position], conditions=(*given, *shared)))
        if kinds == {"<=>"}:
            premise = replace(_again(chains[position]), is_premise=True)
            back = replace(_again(chains[position - 1]), conditions=(premise,))
            found.append(replace(back, conditions=(*back.conditions, *map(_again, everywhere))))
    return found


def _one_chain(items: Items, arrow: Item, owned: Ownership, choices: Choices) -> Chain:
    """The only formula on one side of an arrow."""
    if all(item.text == SPACE or item.kind == "align" for item in items):
        raise MISSING(
            f"'{arrow.text}' has nothing on one of its sides: write the formula that is meant, or leave it out",
            arrow.start,
        )
    chains = _Pieces(owned, choices, True).chains(items)
    if len(chains) != 1 or chains[0].claims or chains[0].dotted or not chains[0].relations:
        raise IMPLICATION(
            f"how far '{arrow.text}' reaches is not clear: write one relation on either side, and 'assume here' for "
            "more conditions",
            items[0].start,
        )
    return chains[0]


def _again(chain: Chain) -> Chain:
    """The chain, of which the signs are read elsewhere, too."""
    return replace(
        chain,
        sides=tuple(map(_spelled_again, chain.sides)),
        relations=tuple(replace(one, over=_spelled_again(one.over)) for one in chain.relations),
        conditions=tuple(map(_again, chain.conditions)),
    )


# Rows and columns --------------------------------------------------------------------------------


def _formulas(items: Items, owned: Ownership) -> list[Items]:
    """The cells of the rows, joined where a cell continues the one above it."""
    rows: list[list[Item]] = [[]]
    for item in items:
        if item.kind == "newline":
            owned.take(item, SIGN)
            rows.append([])
        else:
            rows[-1].append(item)
    formulas: list[list[Item]] = []
    latest: dict[int, list[Item]] = {}
    for row in rows:
        for column, cell in enumerate(_cells(row, owned)):
            visible = [item for item in cell if item.kind != "align"]
            while visible and visible[0].text == SPACE:
                visible.pop(0)
            if not visible:
                continue
            before = latest.get(column)
            if before is not None and _continues(before, cell, visible):
                before += visible
            else:
                latest[column] = visible
                formulas.append(visible)
    return [tuple(formula) for formula in formulas]


def _cells(row: list[Item], owned: Ownership) -> list[list[Item]]:
    """The formulas beside each other in a row. One & a formula aligns it, where it stands before its first term
    or beside its relation; a further one parts it from the next."""
    cells: list[list[Item]] = [[]]
    aligned: list[int] = []  # where the signs stand that align the current formula
    for position, item in enumerate(row):
        if item.kind != "align":
            cells[-1].append(item)
            continue
        owned.take(item, SIGN)
        before = next((one for one in reversed(cells[-1]) if one.text != SPACE and one.kind != "align"), None)
        after = next((one for one in row[position + 1 :] if one.text != SPACE), None)
        opens = before is None
        beside = any(one is not None and (is_relation(one) or is_implication(one)) for one in (before, after))
        used = [place for place in aligned if place]
        same = bool(used) and position - used[-1] == 2 and beside  # eqnarray: one on either side of the relation
        if (opens and not aligned) or (beside and not used) or same:
            aligned.append(0 if opens and not beside else position)
            cells[-1].append(item)
        else:
            cells.append([])
            aligned = []
    return cells


def _continues(before: list[Item], cell: list[Item], visible: list[Item]) -> bool:
    """Whether a cell belongs to the formula above it: it starts with a relation or an operator."""
    first = visible[0]
    last = next((item for item in reversed(before) if item.text != SPACE), before[-1])
    if is_relation(first) or (first.text in OPERATORS and first.text not in "+-"):
        return True
    if is_implication(first) or is_implication(last):
        return True
    if is_relation(last) or (wants_operand(last) and last.text not in ",;") or last.text == ",":
        return wants_operand(last) and last.text not in ",;"
    if first.text in ("+", "-"):
        position = next((k for k, item in enumerate(cell) if item.kind == "align"), None)
        if position is not None and position > 0 and any(is_relation(item) for item in cell[position:]):
            return False
        if any(is_relation(item) for item in visible) and (position is None or position > 0):
            raise ROW(
                f"this row can continue the one above or begin a new formula with '{first.text}'; "
                "put & before the relation, or write the formulas apart",
                first.start,
            )
        return True
    return False


# Relations ---------------------------------------------------------------------------------------


def is_relation(item: Item) -> bool:
    """Whether the item is a relation sign."""
    if item.kind == "argument" and item.text in (r"\overset", r"\underset", r"\stackrel"):
        return len(item.parts[1]) == 1 and is_relation(item.parts[1][0])
    if item.kind == "argument" and item.text in _ARROWS:
        return True
    return item.kind in ("character", "command") and item.text in RELATIONS


def _relation(item: Item, owned: Ownership) -> Relation:
    owned.take(item, SIGN)
    if item.text in _ARROWS:
        return Relation("<-" if _ARROWS[item.text] else "->", item.start, item.parts[0])
    if item.kind == "argument":
        inner = item.parts[1][0]
        name = RELATIONS[inner.text]
        owned.take(inner, SIGN)
        if name == "->":
            return Relation(name, item.start, item.parts[0])
        if _MARK.fullmatch(plain(item.parts[0]).strip()):
            owned.take_whole(item.parts[0])
        return Relation(name, item.start)
    name = RELATIONS[item.text]
    if name != "->":
        return Relation(name, item.start, defines=item.text in DEFINING)
    script = LOWER if item.lower else UPPER
    if item.lower or item.upper:
        owned.take(item, script)
    return Relation(name, item.start, item.lower or item.upper or ())


def split_chain(items: Items, owned: Ownership) -> Chain:
    """The sides and relations of one chain."""
    sides: list[list[Item]] = [[]]
    relations: list[Relation] = []
    for item in items:
        if item.kind == "align" or (item.text == SPACE and item.kind == "command"):
            continue
        if is_relation(item):
            if relations and not sides[-1]:
                raise MISSING("two relation signs follow each other: write what stands between them", item.start)
            relations.append(_relation(item, owned))
            sides.append([])
        else:
            sides[-1].append(item)
    for position, side in enumerate(sides):
        if relations and is_dots(side):
            _refuse_order(position, side[0], relations)
    if relations and not sides[-1]:
        raise MISSING("the formula ends with a relation sign; its right side is missing", relations[-1].at)
    if [relation.name for relation in relations] == ["<-"]:  # 0 ← f says what f → 0 says
        return Chain((tuple(sides[1]), tuple(sides[0])), (replace(relations[0], name="->"),))
    return Chain(tuple(tuple(side) for side in sides), tuple(relations))


# Conditions --------------------------------------------------------------------------------------

_CONDITION = {"if", "for", "when", "where", "given", "assuming", "provided", "with", "as", "whenever", "若", "当", "对"}
_QUANTIFIER = {"all", "every", "any", "each", "任意", "所有"}
_REFUSED = {
    "since", "because", "unless", "only", "or", "或", "iff", "suppose", "not", "false", "wrong", "fails", "never",
    "cannot", "no", "neither", "except", "untrue", "incorrect", "but",
}  # fmt: skip
_JOINING = {"and", "且", "that", ""}


@dataclass
class _Piece:
    """A run of items, what stands before it (a comma, a space, a word), and whether a comma and a wide space do."""

    word: str
    items: list[Item] = field(default_factory=list)
    is_spaced: bool = False
    is_quantifier: bool = False
    """Whether it stands between "for all" and a colon."""


class _Pieces:
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
                pieces.append(_Piece(":" if quantifiers else ","))
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
                elif _parts(current.items[-1], following):
                    pieces.append(_Piece("space"))
            else:
                current.items.append(item)
        return [piece for piece in pieces if piece.items]

    def _is_words(self, item: Item, pieces: Sequence[_Piece], following: Item | None) -> bool:
        """Whether a text speaks of the formula, and is not a name in it."""
        words = _words(item)
        if all(word in _CONDITION | _QUANTIFIER | _REFUSED | _JOINING for word in words):
            return True
        ends = following is None or following.text in (",", ";", ".", SPACE)
        begins = self.is_claim and not pieces[-1].items
        is_sentence = re.search(r"\s|\(", item.text.strip()) is not None
        is_behind = bool(self.found) or any(piece.items for piece in pieces)
        return ends and is_behind and (is_sentence or begins)

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
        items = tuple(piece.items)
        inner = items[0].parts[0] if len(items) == 1 and items[0].text in ("( )", "[ ]", "{ }") else ()
        if self.found and any(map(is_relation, inner)) and not items[0].scripted:
            self.owned.take(items[0], SIGN)
            self._bracketed(split_chain(inner, self.owned), inner)
        else:
            self._piece(piece.word, split_chain(items, self.owned), piece, position + 1 == len(pieces))
        return 1

    def _bracketed(self, chain: Chain, items: Items) -> None:
        r"""``(i \ne j)`` behind a formula is its condition; of numbers it may be another claim, too."""
        if not self.is_claim or self.in_conditions or self._is_condition(chain):
            self._condition(chain)
        else:
            self._condition_or_claim(chain, items)

    def _piece(self, word: str, chain: Chain, piece: _Piece, is_last: bool) -> None:
        shared = self._shared(chain, piece)
        is_letter = not chain.relations and len(chain.sides[0]) == 1 and _is_letter(chain.sides[0][0])
        if word == "for all" or piece.is_quantifier or (self.ahead and is_letter):
            self._quantified(shared, chain)
        elif word == "for" and self.found:
            self.in_conditions = True
            self._condition(condition(chain))
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
        elif self.is_claim and self.found and piece.is_spaced and _is_bare(chain):
            self._condition_or_claim(chain, tuple(piece.items))
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
        if piece.is_spaced or piece.word not in (",", "for all"):
            return []
        if not chain.relations:
            self.bare = [*before, chain.sides[0]] if before or piece.word == "for all" else []
            return []
        rest = chain.sides[1:]
        again = tuple(map(_spelled_again, rest))
        spoken = {plain((part,)) for side in rest for item in side for part in (item.bare, *sum(item.parts, ()))}
        return [
            replace(chain, sides=(_spelled_again(letter), *again)) for letter in before if plain(letter) not in spoken
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

    def _condition_or_claim(self, chain: Chain, items: Items) -> None:
        r"""``…, \quad x > 0``: said of x, or claimed."""
        text = written(items)
        chosen = self.choices.local(
            "condition", text, rf"\text{{if }} {text}", "a formula of its own, in a row of its own"
        )
        if chosen == 0:
            self._condition(chain)
        else:
            self.found[-1] = replace(self.found[-1], claims=(*self.found[-1].claims, chain))

    def _follows_letters(self, chain: Chain) -> bool:
        last = self.found[-1].conditions
        return bool(last) and not last[-1].relations and len(chain.sides[0]) == 1

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
    return (condition(Chain((_spelled_again(chain.sides[0]),), ())), chain)


def condition(chain: Chain) -> Chain:
    """The chain as a condition. Raises Unreadable for one that has no relation and is no list of letters."""
    if not chain.relations:
        for item in chain.sides[0]:
            if item.text != "," and (letter_of(item.bare) is None or item.upper is not None):
                raise CONDITION(
                    f"'{written(chain.sides[0])}' is no condition: expected letters, or a relation between indices",
                    item.start,
                )
    return chain


def _spelled_again(items: Items) -> Items:
    """The items without their numbers: the condition reads them, the letters of "for all" are the same ones."""
    return tuple(
        replace(
            item,
            number=0,
            parts=tuple(map(_spelled_again, item.parts)),
            lower=None if item.lower is None else _spelled_again(item.lower),
            upper=None if item.upper is None else _spelled_again(item.upper),
        )
        for item in items
    )


def _quantifiers(pieces: Sequence[_Piece]) -> list[_Piece]:
    """The pieces from the last "for all" on, where no colon ends them yet."""
    words = [piece.word for piece in pieces]
    if "for all" not in words:
        return []
    last = len(words) - 1 - words[::-1].index("for all")
    return [] if ":" in words[last:] else list(pieces[last:])


def _words(item: Item) -> list[str]:
    return [word for word in re.split(r"[\s,.;:()~]+|\\[,;:! ]", item.text.lower()) if word] or [""]


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
    if words & _QUANTIFIER or any(sign in item.text for sign in ("任意", "所有")):
        return "for all"
    if words & _CONDITION:
        return "for"
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


def _refuse_order(position: int, item: Item, relations: Sequence[Relation]) -> None:
    """Raises Unreadable for dots between relations that are no equations: ``z_1 \\ge \\dots \\ge z_K``."""
    if 0 < position < len(relations) and {one.name for one in relations[position - 1 : position + 1]} == {"="}:
        return
    raise DOTS_UNCLEAR(
        "dots between relations are understood in equations only, since an order of indices has no notation here: "
        "write what is needed of it, x_1 \\ge x_k for the largest, x_k \\ge x_K for the last, or the formulas between "
        "commas, x_1 > 0, \\dots, x_n > 0",
        item.start,
    )


def is_dots(items: Sequence[Item]) -> bool:
    """Whether the items are nothing but dots."""
    return len(items) == 1 and items[0].kind == "command" and items[0].text in DOTS and not items[0].scripted


def _parts(before: Item, following: Item | None) -> bool:
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
    return any(len(side) == 1 and letter_of(side[0].bare) is not None for side in chain.sides) and all(
        _is_name_or_number(side) for side in chain.sides
    )


def _is_name_or_number(side: Items) -> bool:
    if len(side) > 1 and side[0].text in ("+", "-"):
        side = side[1:]
    if side and all(item.kind == "digit" or item.text == "." for item in side):
        return True
    return len(side) == 1 and (letter_of(side[0].bare) is not None or side[0].text == r"\infty")


def subscript_letters(runs: Sequence[Items], inside: bool = False) -> set[str]:
    """The letters that occur in subscripts of the items."""
    found: set[str] = set()
    for run in runs:
        for item in run:
            if inside:
                found.add(str(letter_of(item.bare)))
            found |= subscript_letters([*item.parts, *([item.upper] if item.upper else [])], inside)
            found |= subscript_letters([item.lower] if item.lower else [], True)
    return found
