"""From the items of a display to its formulas: brackets are matched, layout is dropped, rows are joined."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from derive.documents.errors import Unreadable
from derive.documents.grammar.names import member
from derive.documents.grammar.tokens import Item, Items

RELATIONS = {
    "=": "=", r"\equiv": "=", r"\coloneqq": "=", r"\triangleq": "=", r"\doteq": "=", r"\coloneq": "=",
    r"\le": "<=", r"\leq": "<=", r"\leqslant": "<=", r"\leqq": "<=", r"\ge": ">=", r"\geq": ">=",
    r"\geqslant": ">=", r"\geqq": ">=", "<": "<", r"\lt": "<", ">": ">", r"\gt": ">", r"\to": "->",
    r"\rightarrow": "->", r"\longrightarrow": "->", r"\ne": "!=", r"\neq": "!=", r"\propto": "~",
    r"\approx": "≈", r"\in": "in", r"\sim": "sim", r"\succeq": ">=0", r"\preceq": "<=0", r"\succ": ">0", r"\prec": "<0",
    r"\succcurlyeq": ">=0", r"\preccurlyeq": "<=0", r"\simeq": "≈", r"\not=": "!=",
}  # fmt: skip
"""How a relation is written, and its name here."""

_DROPPED = {
    r"\tag", r"\tag*", r"\label", r"\hspace", r"\hspace*", r"\vspace", r"\vspace*", r"\phantom", r"\hphantom",
    r"\vphantom", r"\color", r"\mathstrut",
}  # fmt: skip
_TRANSPARENT = {r"\boxed", r"\fbox", r"\mathop", r"\mathrel", r"\mathbin", r"\mathord", r"\smash"}
_WRAPPERS = {
    "equation", "align", "gather", "multline", "eqnarray", "flalign", "alignat", "displaymath", "math", "split",
    "aligned", "gathered", "alignedat", "array", "multlined",
}  # fmt: skip
_PAIRS = {"(": ")", "[": "]", r"\{": r"\}", r"\lbrace": r"\rbrace", r"\langle": r"\rangle", r"\lvert": r"\rvert",
          r"\lVert": r"\rVert", r"\lbrack": r"\rbrack", r"\llbracket": r"\rrbracket"}  # fmt: skip
_CLOSERS = frozenset(_PAIRS.values())
_SPELLING = {r"\{": "{", r"\}": "}", r"\lbrace": "{", r"\rbrace": "}", r"\lvert": "|", r"\rvert": "|",
             r"\lVert": "||", r"\rVert": "||", r"\lbrack": "[", r"\rbrack": "]",
             r"\llbracket": "[", r"\rrbracket": "]"}  # fmt: skip
_OPERATORS = {"+", "-", "*", "/", r"\cdot", r"\times", r"\odot", r"\oslash", r"\circ", r"\otimes", r"\pm", r"\div",
              r"\ast"}  # fmt: skip
_GREEDY = {r"\sum", r"\prod", r"\lim", r"\log", r"\ln", r"\exp", r"\max", r"\min", r"\partial", r"\nabla"}
SPACE = r"\quad"


@dataclass(frozen=True)
class Relation:
    """A relation sign between two expressions; ``over`` is what stands on an arrow."""

    name: str
    at: int
    over: Items = ()


@dataclass(frozen=True)
class Chain:
    """``sides[0] relations[0] sides[1] …``, and the conditions that stand beside it."""

    sides: tuple[Items, ...]
    relations: tuple[Relation, ...]
    conditions: tuple[Chain, ...] = ()

    @property
    def at(self) -> int:
        """Where the chain begins."""
        for side in self.sides:
            if side:
                return side[0].start
        return self.relations[0].at if self.relations else 0


def tidy(items: Items) -> Items:
    """The items with layout commands dropped and invisible groups opened."""
    result: list[Item] = []
    position = 0
    while position < len(items):
        item = items[position]
        position += 1
        name = item.text
        if item.kind == "argument" and name in _DROPPED:
            continue
        if item.kind == "command" and name in (r"\underbrace", r"\overbrace") and position < len(items):
            braced = items[position]
            position += 1
            result.append(Item("brackets", "( )", item.start, braced.end, (tidy(_inside(braced)),)))
            continue
        if item.kind == "argument" and name in _TRANSPARENT:
            item = Item("group", "{}", item.start, item.end, item.parts, item.lower, item.upper, item.primes)
        if item.kind == "argument" and name == r"\not":
            sign = item.parts[0][0].text if item.parts[0] else ""
            if sign != "=":
                raise Unreadable(rf"\not{sign} is not understood; expected \ne", item.start)
            result.append(replace(item, kind="command", text=r"\ne", parts=()))
            continue
        under = item.parts[1] if item.kind == "argument" and name == r"\underset" else ()
        if len(under) == 1 and _takes_limits(under[0]):
            item = replace(item.parts[1][0], start=item.start, end=item.end, lower=item.parts[0])
        if item.kind == "command" and name == r"\qquad":
            item = replace(item, text=SPACE)
        if item.kind == "group":
            if name not in _TRANSPARENT:
                _check_group(item)
            result += _opened(item)
            continue
        parts = tuple(tidy(part) for part in item.parts)
        lower = tidy(item.lower) if item.lower is not None else None
        upper = tidy(item.upper) if item.upper is not None else None
        if item.kind == "character" and name == ":" and position < len(items) and items[position].text == "=":
            continue  # := is = where it defines and where it claims
        result.append(replace(item, parts=parts, lower=lower, upper=upper))
    return _joined(result)


def _check_group(group: Item) -> None:
    """Raises Unreadable for ``{x + 1}^2``, of which TeX shows no braces."""
    inner = tuple(item for item in group.parts[0] if item.text != SPACE)
    if not group.scripted or len(inner) < 2 or all(item.kind == "digit" or item.text == "." for item in inner):
        return
    first, last = inner[0], inner[-1]
    if first.text in (r"\rm", r"\sf", r"\it", r"\tt", r"\bf", r"\boldmath", r"\color") or any(
        item.text == r"\over" for item in inner
    ):
        return
    if first.text in _PAIRS and last.text == _PAIRS[first.text]:
        return
    if _bar_count(first) and _bar_count(first) == _bar_count(last):
        return
    raise Unreadable(
        "a script on braces has two readings: TeX shows no braces, and the script beside the last sign only; "
        "write brackets around what it belongs to",
        group.start,
    )


def _takes_limits(item: Item) -> bool:
    """Whether the item is an operator whose bounds may be written with ``\\underset``."""
    return item.text.replace(" ", "").replace("\\,", "") in (
        r"\max", r"\min", r"\sum", r"\prod", r"\lim", "argmax", "argmin", "max", "min", r"\mathbb",
    )  # fmt: skip


def _inside(item: Item) -> Items:
    return item.parts[0] if item.kind == "group" else (item.bare,)


def _opened(group: Item) -> Items:
    """A group in braces: its items, or a single item that carries the group's scripts."""
    inner = group.parts[0]
    over = next((k for k, item in enumerate(inner) if item.kind == "command" and item.text == r"\over"), None)
    if over is not None:
        fraction = Item("argument", r"\frac", group.start, group.end, (inner[:over], inner[over + 1 :]))
        return tidy((replace(fraction, lower=group.lower, upper=group.upper),))
    if inner and inner[0].kind == "command" and inner[0].text in (r"\rm", r"\sf", r"\it", r"\tt"):
        name = "".join(item.text for item in inner[1:])
        return (replace(group, kind="text", text=name, parts=()),)
    if inner and inner[0].kind == "command" and inner[0].text in (r"\bf", r"\boldmath", r"\color"):
        inner = inner[1:]
    content = tidy(inner)
    if not group.scripted:
        return content
    if not content:
        return ()
    if len(content) == 1 and not content[0].scripted:
        single = content[0]
    elif len(content) == 1 and content[0].upper is None and group.lower is None:
        single = content[0]
        group = replace(group, lower=single.lower, primes=group.primes + single.primes)
    else:
        single = Item("brackets", "( )", group.start, group.end, (content,))
    lower = tidy(group.lower) if group.lower is not None else None
    upper = tidy(group.upper) if group.upper is not None else None
    return (replace(single, lower=lower, upper=upper, primes=group.primes, end=group.end),)


def _joined(items: list[Item]) -> Items:
    """Drops spaces that separate nothing."""
    return tuple(items)


def match_brackets(items: Items) -> Items:
    r"""Brackets, ``|…|`` and ``\|…\|`` that stand as single signs become items that hold their inside."""
    stack: list[tuple[Item | None, list[Item]]] = [(None, [])]
    position = 0
    while position < len(items):
        item = _descend(items[position])
        bars = _bar_count(item)
        if item.kind in ("character", "command") and item.text in _PAIRS:
            stack.append((item, []))
        elif item.kind in ("character", "command") and item.text in _CLOSERS:
            _close(stack, item)
        elif bars:
            _bar(stack, item, bars, items[position + 1 :])
        else:
            stack[-1][1].append(item)
        position += 1
    opener = stack[-1][0]
    if opener is not None:
        remedy = r"; write \lvert a \rvert for an absolute value that begins or ends with another"
        raise Unreadable(f"'{opener.text}' is not closed{remedy if _bar_count(opener) else ''}", opener.start)
    return tuple(stack[0][1])


def _descend(item: Item) -> Item:
    if item.kind == "environment" and item.text == "cases":
        return item  # its rows are split before its brackets are matched
    inside = replace(
        item,
        parts=tuple(match_brackets(part) for part in item.parts),
        lower=match_brackets(item.lower) if item.lower is not None else None,
        upper=match_brackets(item.upper) if item.upper is not None else None,
    )
    return member(inside)


def _bar_count(item: Item) -> int:
    if item.kind == "bar":
        return len(item.text)
    return 2 if item.kind == "command" and item.text in (r"\|", r"\Vert") else int(item.text == r"\vert")


def _close(stack: list[tuple[Item | None, list[Item]]], closer: Item) -> None:
    opener = stack[-1][0]
    if opener is None:
        raise Unreadable(f"'{closer.text}' closes nothing", closer.start)
    left, right = _SPELLING.get(opener.text, opener.text), _SPELLING.get(closer.text, closer.text)
    interval = opener.text in "([" and closer.text in ")]"
    if _PAIRS.get(opener.text) != closer.text and not interval:
        raise Unreadable(f"'{opener.text}' is closed by '{closer.text}'", closer.start)
    _push(stack, closer, f"{left} {right}")


def _push(stack: list[tuple[Item | None, list[Item]]], closer: Item, text: str) -> None:
    opener, content = stack.pop()
    assert opener is not None
    stack[-1][1].append(replace(closer, kind="brackets", text=text, start=opener.start, parts=(tuple(content),)))


def _bar(stack: list[tuple[Item | None, list[Item]]], item: Item, count: int, following: Items) -> None:
    opener, content = stack[-1]
    operand_before = bool(content) and not _wants_operand(content[-1])
    evaluates = count == 1 and item.lower is not None and any(part.text == "=" for part in item.lower)
    if evaluates and operand_before and (opener is None or not _bar_count(opener)):
        content.append(replace(item, kind="character", text="|"))
        return
    if opener is not None and _bar_count(opener) == count and operand_before:
        _push(stack, item, "| |" if count == 1 else "|| ||")
    elif count == 2 and opener is not None and _bar_count(opener) == 1 and operand_before:
        _push(stack, replace(item, text="|", end=item.start + 1, lower=None, upper=None), "| |")
        _bar(stack, replace(item, text="|", start=item.end - 1), 1, following)
    elif not operand_before or _closes_later(count, following):
        if item.scripted:
            raise Unreadable("this bar closes nothing", item.start)
        stack.append((item, []))
    else:
        content.append(replace(item, kind="character", text="|" if count == 1 else "||"))


def _wants_operand(item: Item) -> bool:
    if item.kind in ("align", "newline") or (item.kind == "character" and item.text in ",;:"):
        return True
    return item.kind in ("character", "command") and (
        item.text in RELATIONS or item.text in _OPERATORS or item.text in _GREEDY or item.text == SPACE
    )


def _closes_later(count: int, following: Items) -> bool:
    """Whether another such bar follows before the bracket around it closes."""
    depth = 0
    for item in following:
        if item.text in _PAIRS:
            depth += 1
        elif item.text in _CLOSERS:
            depth -= 1
            if depth < 0:
                return False
        elif depth == 0 and _bar_count(item) == count:
            return True
    return False


def split_display(items: Items) -> list[Chain]:
    """The formulas of a display, each a chain with its conditions."""
    items = tidy(items)
    while True:
        content = tuple(item for item in items if item.kind not in ("newline",) and item.text != SPACE)
        if len(content) == 1 and content[0].kind == "environment" and content[0].text in _WRAPPERS:
            items = content[0].parts[0]
            continue
        break
    _check_environments(items)
    items = match_brackets(items)
    chains = []
    for formula in _formulas(items):
        chains += _chains(formula)
    return chains


def _check_environments(items: Items) -> None:
    for item in items:
        if item.kind == "environment" and item.text not in ("cases", "dcases", "rcases"):
            raise Unreadable(f"the environment {item.text} is not understood here", item.start)


def _formulas(items: Items) -> list[Items]:
    """The rows, joined where a row continues the one before it."""
    rows: list[list[Item]] = [[]]
    for item in items:
        if item.kind == "newline":
            rows.append([])
        else:
            rows[-1].append(item)
    formulas: list[list[Item]] = []
    for row in rows:
        visible = [item for item in row if item.kind != "align"]
        while visible and visible[0].text == SPACE:
            visible.pop(0)
        if not visible:
            continue
        if formulas and _continues(formulas[-1], row, visible):
            formulas[-1] += visible
        else:
            formulas.append(visible)
    return [tuple(formula) for formula in formulas]


def _continues(before: list[Item], row: list[Item], visible: list[Item]) -> bool:
    """Whether a row belongs to the formula before it: it starts with a relation or an operator."""
    first = visible[0]
    last = next((item for item in reversed(before) if item.text != SPACE), before[-1])
    if is_relation(first) or (first.text in _OPERATORS and first.text not in "+-"):
        return True
    if is_relation(last) or (_wants_operand(last) and last.text not in ",;") or last.text == ",":
        return _wants_operand(last) and last.text not in ",;"
    if first.text in ("+", "-"):
        position = next((k for k, item in enumerate(row) if item.kind == "align"), None)
        if position is not None and position > 0 and any(is_relation(item) for item in row[position:]):
            return False
        if any(is_relation(item) for item in visible) and (position is None or position > 0):
            raise Unreadable(
                f"this row can continue the one above or begin a new formula with '{first.text}'; "
                "put & before the relation, or write the formulas apart",
                first.start,
            )
        return True
    return False


def is_relation(item: Item) -> bool:
    """Whether the item is a relation sign."""
    if item.kind == "argument" and item.text in (r"\overset", r"\underset", r"\stackrel"):
        return len(item.parts[1]) == 1 and is_relation(item.parts[1][0])
    if item.kind == "argument" and item.text == r"\xrightarrow":
        return True
    return item.kind in ("character", "command") and item.text in RELATIONS


def _relation(item: Item) -> Relation:
    if item.kind == "argument" and item.text == r"\xrightarrow":
        return Relation("->", item.start, item.parts[0])
    if item.kind == "argument":
        inner = item.parts[1][0]
        name = RELATIONS[inner.text]
        return Relation(name, item.start, item.parts[0] if name == "->" else ())
    over = (item.lower or item.upper or ()) if RELATIONS[item.text] == "->" else ()
    return Relation(RELATIONS[item.text], item.start, over)


_SEPARATING_WORDS = re.compile(
    r"(,|;|\.|\s|and|for|if|when|where|with|as|all|every|any|each|whenever|provided|that|otherwise|或|且|当|若|对|任意|所有)*\Z"
)

_EVERY = re.compile(r"\b(?:all|every|any|each)\b|任意|所有")


def _chains(formula: Items) -> list[Chain]:
    """A formula without its row breaks, cut at commas, wide spaces and words into chains and conditions."""
    pieces: list[tuple[str, list[Item]]] = [("", [])]
    for position, item in enumerate(formula):
        following = formula[position + 1] if position + 1 < len(formula) else None
        current = pieces[-1][1]
        decimal = item.text == "." and following is not None and following.kind == "digit"
        colon = item.text in (":", r"\colon") and pieces[-1][0] == "for all"
        if colon or (item.kind == "character" and item.text in (",", ";", ".") and not decimal):
            pieces.append((",", []))
        elif item.kind == "command" and item.text in (r"\forall", r"\because"):
            pieces.append(("for" if item.text == r"\because" else "for all", []))
        elif item.kind == "text" and " " in f" {item.text} " and _is_word(item):
            pieces.append((_word(item), []))
        elif item.text == SPACE and item.kind == "command":
            free = current and not _wants_operand(current[-1]) and following is not None
            if free and not is_relation(following) and not _wants_operand(following):  # type: ignore[arg-type]
                pieces.append((",", []))
        else:
            current.append(item)
    return _assemble([(word, tuple(piece)) for word, piece in pieces if piece], formula)


def _is_word(item: Item) -> bool:
    return bool(_SEPARATING_WORDS.match(item.text.strip())) and not item.scripted


def _word(item: Item) -> str:
    words = item.text.strip(" ,.;").lower()
    if _EVERY.search(words):
        return "for all"
    return "and" if words in ("and", "", "且") else "for"


def _assemble(pieces: list[tuple[str, Items]], formula: Items) -> list[Chain]:
    chains: list[Chain] = []
    ahead: tuple[Chain, ...] = ()  # the quantifiers that stand before a formula
    listing = False
    for word, piece in pieces:
        if all(item.kind == "command" and item.text in (r"\dots", r"\ldots", r"\cdots") for item in piece):
            listing = True  # i = 1, …, K says nothing that the sizes do not say
            continue
        if listing:
            listing = False
            if chains and chains[-1].conditions:
                chains[-1] = replace(chains[-1], conditions=chains[-1].conditions[:-1])
            elif chains and len(chains) > 1:
                chains.pop()
            continue
        bracketed = len(piece) == 1 and piece[0].kind == "brackets" and any(map(is_relation, piece[0].parts[0]))
        if bracketed and chains:
            word, piece = "for", piece[0].parts[0]
        chain = split_chain(piece)
        if word == "for all":
            if chains:
                chains[-1] = replace(chains[-1], conditions=(*chains[-1].conditions, *quantified(chain)))
            else:
                ahead += quantified(chain)
            continue
        if word == "for" and chains:
            if chain.relations:
                chains[-1] = replace(chains[-1], conditions=(*chains[-1].conditions, chain))
            continue
        if word == "," and chains and not chain.relations and _is_quantified(chains[-1]) and len(piece) == 1:
            chains[-1] = replace(chains[-1], conditions=(*chains[-1].conditions, chain))  # for all i, j
            continue
        chains.append(replace(chain, conditions=ahead))
        ahead = ()
    if ahead:
        raise Unreadable(r"write ',' or ':' between \forall and the formula that holds", formula[0].start)
    if not chains and formula:
        raise Unreadable("this formula is empty", formula[0].start)
    return chains


def quantified(chain: Chain) -> tuple[Chain, ...]:
    """What stands behind "for all": its letters, as a chain without relations, and the condition on them."""
    letters = Chain(chain.sides[:1], ())
    return (letters, chain) if chain.relations else (letters,)


def _is_quantified(chain: Chain) -> bool:
    return bool(chain.conditions) and not chain.conditions[-1].relations


def split_chain(items: Items) -> Chain:
    """The sides and relations of one chain."""
    sides: list[list[Item]] = [[]]
    relations: list[Relation] = []
    for item in items:
        if item.kind == "align" or (item.text == SPACE and item.kind == "command"):
            continue
        if is_relation(item):
            if relations and not sides[-1]:
                raise Unreadable("two relation signs follow each other", item.start)
            relations.append(_relation(item))
            sides.append([])
        else:
            sides[-1].append(item)
    if relations and not sides[-1]:
        raise Unreadable("the formula ends with a relation sign; its right side is missing", relations[-1].at)
    return Chain(tuple(tuple(side) for side in sides), tuple(relations))
