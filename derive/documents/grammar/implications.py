r"""Implications: ``A \implies B`` claims B where A holds."""

from __future__ import annotations

from dataclasses import replace

from derive.documents.errors import refusal
from derive.documents.grammar.brackets import SPACE
from derive.documents.grammar.chains import Chain, is_implication, spelled_again
from derive.documents.grammar.choices import Choices
from derive.documents.grammar.conditions import Pieces
from derive.documents.grammar.ownership import SIGN, Ownership
from derive.documents.grammar.refusals import MISSING
from derive.documents.grammar.relations import IMPLICATIONS
from derive.documents.grammar.tokens import Item, Items, written

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


def implications(formula: Items, owned: Ownership, choices: Choices) -> list[Chain]:
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
    chains = Pieces(owned, choices, True).chains(items)
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
        sides=tuple(map(spelled_again, chain.sides)),
        relations=tuple(replace(one, over=spelled_again(one.over)) for one in chain.relations),
        conditions=tuple(map(_again, chain.conditions)),
    )
