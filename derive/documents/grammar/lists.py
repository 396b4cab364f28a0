r"""Lists beside relations: ``0 < a, b < 1`` says of a and of b that they are between 0 and 1."""

from __future__ import annotations

from collections.abc import Sequence

from derive.documents.errors import refusal
from derive.documents.grammar.brackets import SPACE
from derive.documents.grammar.chains import is_relation, spelled_again
from derive.documents.grammar.names import letter_of
from derive.documents.grammar.parser import FRACTIONS
from derive.documents.grammar.relations import RELATIONS
from derive.documents.grammar.tokens import Item, Items, written

LIST = refusal(
    "D125",
    "a list between relations, or two formulas",
    """In "a < b, c < d" either b and c are both between a and d, or two formulas stand beside each other. With a number
    at an end, as in "0 < a, b < 1", names between the signs are a list, and all of them are between. Otherwise write
    each formula by itself: in dollars of its own, in a row of its own, or with \\quad behind the comma.""",
    ("d > a", r"let $a \in \mathbb{R}$, $b \in \mathbb{R}$, $c \in \mathbb{R}$, $d \in \mathbb{R}$",
     "assume $a < b, c < d$"),
    ("d > c", r"let $a \in \mathbb{R}$, $b \in \mathbb{R}$, $c \in \mathbb{R}$, $d \in \mathbb{R}$",
     "assume $a < b$, $c < d$"),
)  # fmt: skip

_SIGNS = ("+", "-", ".", "/", r"\cdot", SPACE)

_SAME = ({"<", "<="}, {">", ">="})


def spread(runs: Sequence[Items]) -> list[Items]:
    """The formulas that runs of items say between which commas stand: those of a list, ``0 < a``, ``b``, ``c < 1``, are
    one for each of a, b and c, and all others are as they were. Raises Unreadable for what may be a list or not."""
    found: list[Items] = []
    position = 0
    while position < len(runs):
        count = list_length(runs[position:], runs[position - 1] if position else ())
        taken = runs[position : position + max(count, 1)]
        found += one_for_each(taken) if count else taken
        position += len(taken)
    return found


def spread_conditions(runs: Sequence[Items]) -> list[Items]:
    """The conditions that runs of items state, where ``a``, ``b > 0`` is one of each name, too."""
    count = 0 if list_length(runs) else names_length(runs)
    if not count:
        return spread(runs)
    return [*one_for_each(runs[:count]), *(spread_conditions(runs[count:]) if runs[count:] else [])]


def list_length(runs: Sequence[Items], before: Items = ()) -> int:
    """How many of the runs belong to a list between relations that begins with the first; 0 where none does. ``before``
    is what stands before these, with a comma and nothing else between."""
    end = 1
    while end < len(runs) and not any(map(is_relation, runs[end])):
        end += 1
    if end >= len(runs):
        return 0
    first, last = _sides(runs[0]), _sides(runs[end])
    names = _names(runs[0]) | _names(runs[end])
    if len(first) < 2 or not any(names <= same for same in _SAME):
        return 0
    middle = [first[-1], *runs[1:end], last[0]]
    ends = [first[-2], last[1]]
    if any(map(_is_number, middle)) or not all(middle):
        return 0
    has_number, are_names = any(map(_is_number, ends)), all(map(is_name, middle))
    if has_number and are_names and len(first) == len(last) == 2:
        behind = next((run for run in runs[end + 1 :] if any(map(is_relation, run))), ())
        if _is_inequality(behind) or (_is_inequality(before) and any(_names(before) | names <= same for same in _SAME)):
            text = ", ".join(map(written, [before, *runs] if before else runs))
            raise LIST(
                f"'{text}' may be a list between two signs and another formula, or one formula after the other: write "
                "each formula by itself",
                runs[0][0].start,
            )
        return end + 1
    if has_number or (are_names and all(map(_is_plain, ends))):
        text = ", ".join(map(written, runs[: end + 1]))
        raise LIST(
            f"'{text}' may be a list between two signs, or formulas beside each other: write each formula by itself",
            runs[0][0].start,
        )
    return 0


def names_length(runs: Sequence[Items]) -> int:
    """How many of the runs belong to a list before a relation, ``a, b > 0``, that begins with the first; 0 where none
    does."""
    count = next((k for k, run in enumerate(runs) if any(map(is_relation, run))), 0)
    if not count or list_length(runs[count:]):
        return 0
    first = next(item for item in runs[count] if is_relation(item))
    is_order = RELATIONS.get(first.text) in ("<", "<=", ">", ">=", "!=")
    return count + 1 if is_order and all(map(is_name, [*runs[:count], _sides(runs[count])[0]])) else 0


def _is_inequality(run: Items) -> bool:
    """Whether a run is one inequality of two sides."""
    return len(_sides(run)) == 2 and any(_names(run) <= same for same in _SAME)


def _names(run: Items) -> set[str]:
    """What the relations of a run are called."""
    return {RELATIONS.get(item.text, "") for item in run if is_relation(item)}


def one_for_each(runs: Sequence[Items]) -> list[Items]:
    """One formula for each element of the list that the runs are. What the others share with the first is not written
    a second time."""
    before = len(runs[0]) - len(_after(runs[0])) if any(map(is_relation, runs[0])) else 0
    behind = next(k for k, item in enumerate(runs[-1]) if is_relation(item))
    left, right = runs[0][:before], runs[-1][behind:]
    middle = [runs[0][before:], *runs[1:-1], runs[-1][:behind]]
    found = [(*spelled_again(left), *one, *spelled_again(right)) for one in middle]
    found[0] = (*left, *middle[0], *spelled_again(right))
    found[-1] = (*spelled_again(left), *middle[-1], *right)
    return found


def _after(run: Items) -> Items:
    """What stands behind the last relation."""
    last = max(k for k, item in enumerate(run) if is_relation(item))
    return run[last + 1 :]


def _sides(run: Items) -> list[Items]:
    sides: list[Items] = [()]
    for item in run:
        if is_relation(item):
            sides.append(())
        elif item.text != SPACE and item.kind != "align":
            sides[-1] = (*sides[-1], item)
    return sides


def _is_number(side: Items) -> bool:
    r"""Whether a side is a numeral: 1, -2, 0.5, 1/2 or \frac{1}{2}."""
    bare = side[1:] if side and side[0].text in ("+", "-") else side
    if len(bare) == 1 and bare[0].text in FRACTIONS:
        return all(map(_is_number, bare[0].parts))
    return bool(bare) and all(item.kind == "digit" or item.text in (".", "/") for item in bare)


def _is_plain(side: Items) -> bool:
    r"""Whether a side is made of names and numbers alone, as bounds are: c, -c, 2 c, c + 1, \frac{c}{2}."""
    return all(
        all(map(_is_plain, item.parts)) if item.text in FRACTIONS else item.kind == "digit" or _is_sign_or_name(item)
        for item in side
    )


def _is_sign_or_name(item: Item) -> bool:
    return item.text in _SIGNS or letter_of(item) is not None


def is_name(side: Items) -> bool:
    """Whether a side is a name by itself."""
    return len(side) == 1 and letter_of(side[0]) is not None
