"""A difference the other way round."""

from __future__ import annotations

from collections.abc import Iterator

from derive.suggest.registry import edit
from derive.suggest.tree import SIDE, Edit, Tree


@edit("difference", 1)
def differences(tree: Tree) -> Iterator[Edit]:
    """b − a for a − b."""
    for level in tree.levels:
        terms = level.terms
        if len(terms) != 2 or terms[0].sign or terms[1].sign is None:
            continue
        if terms[1].sign.text == "-":
            first, second = (tree.text[term.start : term.end] for term in terms)
            splices = ((terms[0].start, terms[0].end, second), (terms[1].start, terms[1].end, first))
            yield Edit(splices, f"{second.strip()} − {first.strip()} for its negative", level.side, level.place == SIDE)
