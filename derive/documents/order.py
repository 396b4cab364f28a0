"""The order in which the formulas of a document are taken: that of the file, but for definitions and notations of which
the names are introduced further down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.documents.formulas import Formula, introduced
from derive.documents.grammar.chains import is_relation
from derive.documents.grammar.names import letter_of
from derive.documents.grammar.patterns import Pattern, letters_of, places_and_rest
from derive.documents.grammar.tokens import Item, Items, plain


def in_order(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas; of definitions that follow each other, each after those whose names it uses: authors write
    p_i = e^{z_i} / Z, and then what Z is. Where that is circular, the order is that of the file. A notation whose
    meaning has a name that is introduced further down is taken behind the line that does."""
    result: list[Formula] = []
    run: list[Formula] = []
    for formula in _with_notations_behind(list(formulas)):
        if formula.kind == "define" and formula.problem is None:
            run.append(formula)
            continue
        result += [*_sorted_by_use(run), formula]
        run = []
    return [*result, *_sorted_by_use(run)]


# Definitions -------------------------------------------------------------------------------------


def _sorted_by_use(run: list[Formula]) -> list[Formula]:
    halves = [_halves(formula) for formula in run]
    heads = {head for head, _ in halves if head}
    waiting = list(range(len(run)))
    result: list[Formula] = []
    while waiting:
        missing = {halves[position][0] for position in waiting}
        ready = next((k for k in waiting if not (halves[k][1] & heads & (missing - {halves[k][0]}))), None)
        if ready is None:
            return run
        waiting.remove(ready)
        result.append(run[ready])
    return result


def _halves(formula: Formula) -> tuple[str, frozenset[str]]:
    """The letter that a definition introduces (or nothing), and the letters that only its right side has."""
    items = tuple(item for item in formula.items if item.kind not in ("align", "newline"))
    equals = next((k for k, item in enumerate(items) if is_relation(item)), None)
    if equals is None or not items[:equals]:
        return "", frozenset()
    head = plain((items[0].bare,)) if letter_of(items[0]) is not None else ""
    return head, frozenset(letters_of(items[equals:]) - letters_of(items[:equals]))


# Notations ---------------------------------------------------------------------------------------


def _with_notations_behind(formulas: list[Formula]) -> list[Formula]:
    """The formulas, each notation behind the line that introduces a name of its meaning, where nothing before that
    line has the letter of the notation; what that line defines may be written in the notation."""
    for notation in [one for one in formulas if one.kind == "notation" and one.problem is None and one.items]:
        place = formulas.index(notation)
        behind = _introducing(notation, formulas, place)
        if behind is None:
            continue
        target = _written_out(formulas[behind], notation)
        if _is_of_arguments(target) or any(_speaks(one, notation) for one in formulas[place + 1 : behind]):
            continue
        formulas[place : behind + 1] = [*formulas[place + 1 : behind], target, notation]
    return formulas


def _introducing(notation: Formula, formulas: Sequence[Formula], place: int) -> int | None:
    """Where the line stands that introduces the names of a meaning which nothing introduces before the notation;
    None where there is none, or they are introduced in several lines."""
    _, rest = places_and_rest(notation.items, notation.meaning)
    names = [introduced(one) if one.kind in ("let", "define") else set[str]() for one in formulas]
    missing = rest - set[str]().union(*names[:place])
    found = {next((k for k in range(place + 1, len(names)) if name in names[k]), None) for name in missing}
    found.discard(None)  # an index, or what nothing introduces, and the notation is refused
    return found.pop() if len(found) == 1 else None


def _speaks(formula: Formula, notation: Formula) -> bool:
    """Whether a formula has the letter with which a notation begins."""
    letter = plain((notation.items[0].bare,))
    return any(letter in letters_of(items) for items in formula.all_items())


def _is_of_arguments(formula: Formula) -> bool:
    """Whether the left side of a definition ends with brackets: it defines a function, or another notation."""
    equals = next((k for k, item in enumerate(formula.items) if is_relation(item)), 0)
    return formula.kind == "define" and equals > 0 and formula.items[equals - 1].kind == "brackets"


def _written_out(formula: Formula, notation: Formula) -> Formula:
    """The definition, its left side written as the notation means it where it is an instance of the notation."""
    if formula.kind != "define" or formula.problem is not None:
        return formula
    equals = next((k for k, item in enumerate(formula.items) if is_relation(item)), 0)
    places, _ = places_and_rest(notation.items, notation.meaning)
    pattern = Pattern(notation.items, tuple(sorted(places)), plain(notation.items))
    head = tuple(item for item in formula.items[:equals] if item.kind != "align")
    found = pattern.match(head) if len(head) == len(pattern.items) else None
    if found is None or any(len(run) != 1 or letter_of(run[0]) is None for run in found.values()):
        return formula
    meaning = _at(notation.meaning, {place: run[0] for place, run in found.items()}, head[0].start)
    return replace(formula, items=(*meaning, *formula.items[equals:]))


def _at(items: Items, letters: dict[str, Item], at: int) -> Items:
    """The items at one place of the file, with letters in the places of others."""
    result = []
    for item in items:
        own = letters.get(plain((item.bare,)), item)
        result.append(
            replace(
                item,
                kind=own.kind,
                text=own.text,
                start=at,
                end=at,
                parts=tuple(_at(part, letters, at) for part in own.parts),
                lower=None if item.lower is None else _at(item.lower, letters, at),
                upper=None if item.upper is None else _at(item.upper, letters, at),
                number=own.number,
            )
        )
    return tuple(result)
