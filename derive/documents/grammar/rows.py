r"""From the items of a display to its formulas: rows and columns, then chains of relations with their conditions."""

from __future__ import annotations

from derive.documents.errors import refusal
from derive.documents.grammar.brackets import OPERATORS, SPACE, match_brackets, tidy, wants_operand
from derive.documents.grammar.chains import Chain, is_implication, is_relation
from derive.documents.grammar.choices import Choices
from derive.documents.grammar.conditions import Pieces, begins_condition, is_remark
from derive.documents.grammar.implications import IMPLICATION, implications
from derive.documents.grammar.ownership import SIGN, Ownership
from derive.documents.grammar.tokens import SCRIPT, Item, Items

ROW = refusal(
    "D120",
    "a row that can continue the one above or begin a new formula",
    """The row begins with a sign of its own and has a relation further on, so that it can be the rest of the formula
    above it or a formula by itself. Put & before the relation of each row, or write the formulas in displays of their
    own.""",
    (r"\begin{gathered} x = 1 + y \\ - x = z \end{gathered}", "let $x > 0$"),
    (r"\begin{aligned} 2 x &= x + x \\ - x &= x - 2 x \end{aligned}", "let $x > 0$"),
)

WRAPPERS = {
    "equation", "align", "gather", "multline", "eqnarray", "flalign", "alignat", "displaymath", "math", "split",
    "aligned", "gathered", "alignedat", "array", "multlined",
}  # fmt: skip
"""Environments that only lay formulas out."""


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
    for formula in _formulas(items, owned, is_claim):
        arrow = next((item for item in formula if is_implication(item)), None)
        if arrow is None:
            chains += Pieces(owned, choices, is_claim).chains(formula)
        elif is_claim:
            chains += implications(formula, owned, choices)
        else:
            raise IMPLICATION(
                f"'{arrow.text}' is understood in checks: write 'B \\text{{ if }} A' for a hypothesis", arrow.start
            )
    return chains


def split_conditions(items: Items, owned: Ownership, choices: Choices, quantifies: bool) -> tuple[Chain, ...]:
    """The conditions that stand by themselves, behind words that say whether they are "for all"."""
    found: tuple[Chain, ...] = ()
    for formula in _formulas(items, owned, False):
        found += Pieces(owned, choices, False).conditions(formula, quantifies)
    return found


def _formulas(items: Items, owned: Ownership, is_claim: bool) -> list[Items]:
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
    above: list[list[Item]] = []  # the formulas of the row before
    under_condition: list[list[Item]] = []
    for row in rows:
        own: list[list[Item]] = []
        for column, cell in enumerate(_cells(row, owned)):
            visible = [item for item in cell if item.kind != "align"]
            while visible and visible[0].text == SPACE:
                visible.pop(0)
            if not visible or (own and is_remark(visible, owned, is_claim)):
                continue
            before = latest.get(column)
            if formulas and begins_condition(visible, not own):
                before = _only(own[-1:] or above, visible[0].start)
                under_condition.append(before)
                before += visible
            elif before is not None and _continues(before, cell, visible):
                if any(before is one for one in under_condition):
                    raise ROW(
                        "this row continues a formula that ends with a condition: write the formulas apart",
                        visible[0].start,
                    )
                before += visible
            else:
                latest[column] = before = visible
                formulas.append(visible)
            own.append(before)
        above = own or above
    return [tuple(formula) for formula in formulas]


def _only(formulas: list[list[Item]], at: int) -> list[Item]:
    """The formula that a condition in a cell of its own belongs to. Raises Unreadable where there may be others."""
    if len(formulas) != 1:
        raise ROW("this condition has a row of its own, and the row above has several formulas: write them apart", at)
    return formulas[0]


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
