"""Conditions inside of formulas: indicators, and the rows of cases."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from derive.documents.errors import refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.brackets import SPACE, match_brackets, tidy
from derive.documents.grammar.chains import split_chain
from derive.documents.grammar.conditions import CONDITION, parts_formulas
from derive.documents.grammar.lists import spread_conditions
from derive.documents.grammar.ownership import SIGN
from derive.documents.grammar.parser import BRACKETS, Parser
from derive.documents.grammar.registry import form
from derive.documents.grammar.relations import RELATIONS
from derive.documents.grammar.syntax import Condition, Expression
from derive.documents.grammar.tokens import Item, Items, read_items
from derive.documents.source.macros import Fragment

CASES = refusal(
    "D150",
    "a row of cases that is not understood",
    """Each row of cases is a value, an & and its condition; the last one may have 'otherwise' alone in place of the
    condition. Write the condition of the row that the message is about, or leave the row out.""",
    (r"\begin{cases} x \\ -x & \text{otherwise} \end{cases} = x", "let $x > 0$"),
    (r"\begin{cases} x & x > 0 \\ -x & \text{otherwise} \end{cases} = x", "let $x > 0$"),
)

_OTHERWISE = ("otherwise", "else", "其他", "否则", "其它")
_IF = ("if", "when", "for", "and", "where", "若", "当", "如果", "")
_AND = ("and", "且")


def has_relation(items: Items) -> bool:
    """Whether a relation sign stands among the items."""
    if len(items) == 1 and items[0].text in BRACKETS:
        items = items[0].parts[0]
    return any(item.kind in ("character", "command") and item.text in RELATIONS for item in items)


def conditions(parser: Parser, items: Items) -> tuple[Condition, ...]:
    """The conditions that items state: a chain of relations, or several between commas."""
    if len(items) == 1 and items[0].text in BRACKETS and not items[0].scripted:
        parser.owned.take(items[0], SIGN)
        items = items[0].parts[0]
    found: list[Condition] = []
    joined = parser.split(items, r"\land", r"\wedge")
    for part in [one for run in joined for one in spread_conditions(parser.split(run, ","))]:
        chain = split_chain(part, parser.owned)
        if not chain.relations:
            raise CONDITION("a condition needs a relation, such as i = j", part[0].start if part else parser.place())
        sides = [parser.nested(side).whole() for side in chain.sides]
        for relation, left, right in zip(chain.relations, sides, sides[1:], strict=False):
            found.append(Condition(relation.at, relation.name, left, right))
    return tuple(found)


@form(kind="environment")
def cases(parser: Parser, item: Item) -> Expression | None:
    """The rows of ``cases``: a value, and after & its condition."""
    if item.text not in ("cases", "dcases", "rcases"):
        return None
    rows: list[tuple[Expression, tuple[Condition, ...] | None]] = []
    for row in rows_of(parser, item.parts[0], keeps_spaces=True):
        cells = cells_of(parser, row)
        if len(cells) != 2:
            raise CASES("a row of cases is 'value & condition': write both", row[0].start)
        value = parser.nested(_without_comma(parser, _without_spaces(cells[0]))).whole()
        rows.append((value, _case_condition(parser, _without_comma(parser, cells[1]))))
    if not rows:
        raise CASES("cases without rows: write 'value & condition' in each", item.start)
    return parser.with_scripts(syntax.Cases(item.start, tuple(rows)), item)


def _without_spaces(items: Sequence[Item]) -> Items:
    return tuple(item for item in items if item.text != SPACE or item.kind != "command")


def rows_of(parser: Parser, items: Items, keeps_spaces: bool = False) -> list[Items]:
    """The rows of an environment, without wide spaces unless these are wanted; empty ones are left out."""
    rows: list[list[Item]] = [[]]
    for item in items:
        if item.kind == "newline":
            parser.owned.take(item, SIGN)
            rows.append([])
        else:
            rows[-1].append(item)
    return [tuple(row) if keeps_spaces else _without_spaces(row) for row in rows if _without_spaces(row)]


def cells_of(parser: Parser, row: Items) -> list[Items]:
    """The cells of a row."""
    cells: list[list[Item]] = [[]]
    for item in row:
        if item.kind == "align":
            parser.owned.take(item, SIGN)
            cells.append([])
        else:
            cells[-1].append(item)
    return [tuple(cell) for cell in cells]


def _case_condition(parser: Parser, items: Items) -> tuple[Condition, ...] | None:
    kept: list[Item] = []
    embedded: list[Items] = []
    for position, item in enumerate(items):
        if item.kind == "text" and not item.scripted:
            parser.owned.take(item, SIGN)
            words = item.text.strip(" ,.")
            if words.lower() in _OTHERWISE:
                if kept or len(_without_spaces(items)) > 1:
                    raise CASES(
                        "a row of cases is for 'otherwise', or has a condition: leave one of them out", item.start
                    )
                return None
            if "$" in words:
                embedded.append(_embedded(item))
                kept += embedded[-1]
            elif kept and words.lower() in _AND:
                if kept[-1].text != ",":
                    kept.append(Item("character", ",", item.start, item.end))
            elif words.lower() not in _IF or (kept and words):
                raise CONDITION(f"the condition '{words}' is not understood: write 'if' and a relation", item.start)
        elif item.text != SPACE or item.kind != "command":
            kept.append(item)
        elif kept and parts_formulas(kept[-1], next(iter(items[position + 1 :]), None)):
            raise CONDITION("a wide space parts two conditions here: write a comma, or 'and'", item.start)
    if not kept:
        raise CASES(
            "a row of cases has no condition: write it behind &, or 'otherwise'",
            items[0].start if items else parser.place(),
        )
    found = conditions(parser, tuple(kept))
    for inside in embedded:
        parser.owned.refuse_unread(inside)
    return found


def _embedded(item: Item) -> Items:
    r"""The formula inside ``\text{if $i = j$}``."""
    before, inside, after, *more = (*item.text.split("$"), "", "")
    if before.strip(" ,.").lower() not in _IF or after.strip(" ,.") or any(more):
        raise CONDITION(f"the condition '{item.text.strip()}' is not understood: write 'if' and a relation", item.start)
    places = tuple(item.start for _ in inside)
    numbers = count(-(item.number * 10_000) - 10_000)  # below all that the formula has
    return match_brackets(tidy(read_items(Fragment(inside, places, places), numbers)))


def _without_comma(parser: Parser, items: Items) -> Items:
    while items and items[-1].text in (",", ";", ".", SPACE) and items[-1].kind in ("character", "command"):
        parser.owned.take(items[-1], SIGN)
        items = items[:-1]
    return items
