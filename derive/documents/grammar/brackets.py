r"""Decoration is dropped, invisible groups are opened, and brackets become items that hold their inside.

What counts as decoration is the closed list of CONTRACT's rule 0; it is dropped here and nowhere else (spacing
and sizes of brackets already by the grammar)."""

from __future__ import annotations

from dataclasses import replace

from derive.documents.errors import refusal
from derive.documents.grammar.names import is_star, is_transposition, letter_of
from derive.documents.grammar.refusals import UNEXPECTED
from derive.documents.grammar.relations import RELATIONS
from derive.documents.grammar.tokens import PAIRS, SCRIPT, Item, Items, are_same

_DROPPED = {
    r"\tag", r"\tag*", r"\label", r"\vspace", r"\vspace*", r"\phantom", r"\hphantom",
    r"\vphantom", r"\color", r"\mathstrut",
}  # fmt: skip
_TRANSPARENT = {r"\boxed", r"\fbox", r"\mathop", r"\mathrel", r"\mathbin", r"\mathord", r"\smash"}
SPACE = r"\quad"
"""The item that every wide space becomes."""
_WIDE = {SPACE, r"\qquad", r"\hspace", r"\hspace*"}
_PAIRS = {"(": ")", "[": "]", r"\{": r"\}", r"\lbrace": r"\rbrace", r"\langle": r"\rangle", r"\lvert": r"\rvert",
          r"\lVert": r"\rVert", r"\lbrack": r"\rbrack", r"\llbracket": r"\rrbracket"}  # fmt: skip
_CLOSERS = frozenset(_PAIRS.values())
_SPELLING = {r"\{": "{", r"\}": "}", r"\lbrace": "{", r"\rbrace": "}", r"\lvert": "|", r"\rvert": "|",
             r"\lVert": "||", r"\rVert": "||", r"\lbrack": "[", r"\rbrack": "]",
             r"\llbracket": "[", r"\rrbracket": "]"}  # fmt: skip
OPERATORS = {"+", "-", "*", "/", r"\cdot", r"\times", r"\odot", r"\oslash", r"\circ", r"\otimes", r"\pm", r"\div",
              r"\ast"}  # fmt: skip
_GREEDY = {r"\sum", r"\prod", r"\lim", r"\log", r"\ln", r"\exp", r"\max", r"\min", r"\partial", r"\nabla"}
_SWITCHES = {r"\rm", r"\sf", r"\it", r"\tt", r"\cal", r"\bf", r"\boldmath", r"\color"}
BARS = refusal(
    "D118",
    "bars that can be paired in two ways",
    """A bar looks the same where it opens and where it closes, and between two factors it may do either: |a|b|c| is
    |a| b |c|, or the absolute value of a |b| c. Write the pairs with signs of their own, \\lvert a \\rvert, or with
    \\left and \\right.""",
    ("|a|b|c| = |abc|", r"let $a, b, c \in \mathbb{R}$"),
    (r"\lvert a \lvert b \rvert c \rvert = |abc|", r"let $a, b, c \in \mathbb{R}$"),
)


def tidy(items: Items) -> Items:
    """The items with layout commands dropped and invisible groups opened."""
    result: list[Item] = []
    position = 0
    while position < len(items):
        item = items[position]
        following = items[position + 1] if position + 1 < len(items) else None
        position += 1
        name = item.text
        if item.kind == "argument" and name in _DROPPED:
            _refuse_scripts(item)
        elif item.kind == "character" and name == ":" and following is not None and following.text == "=":
            _refuse_scripts(item)
            position += 1
            result.append(replace(following, kind="command", text=r"\coloneqq").with_inside(tidy))
        elif name in _WIDE and item.kind in ("argument", "command"):
            _refuse_scripts(item)
            result.append(Item("command", SPACE, item.start, item.end))
        elif item.kind == "command" and name in (r"\underbrace", r"\overbrace") and following is not None:
            position += 1
            result.append(_braced(item, following))
        elif item.kind == "argument" and name == r"\not":
            result.append(_negated(item))
        elif item.kind == "argument" and name == r"\textcolor":
            result += tidy((replace(item, kind="group", text="{}", parts=item.parts[1:]),))
        elif item.kind == "group" or (item.kind == "argument" and name in _TRANSPARENT):
            if item.kind == "group":
                _check_group(item)
            _add_group(result, item)
        else:
            result.append(_with_limits(item).with_inside(tidy))
    return items if are_same(result, items) else tuple(result)


def _refuse_scripts(item: Item) -> None:
    if item.scripted:
        raise SCRIPT(f"a script on '{item.text}' belongs to nothing: leave it out", item.start)


def _negated(item: Item) -> Item:
    sign = item.parts[0][0].text if len(item.parts[0]) == 1 else ""
    if sign not in ("=", r"\in") or item.parts[0][0].scripted:
        raise UNEXPECTED(rf"\not{sign} is not understood; expected \ne", item.start)
    return replace(item, kind="command", text={"=": r"\ne", r"\in": r"\notin"}[sign], parts=())


def _with_limits(item: Item) -> Item:
    r"""``\underset{k}{\max}`` as ``\max_k``; anything else as it is."""
    if item.kind != "argument" or item.text != r"\underset" or len(item.parts[1]) != 1:
        return item
    operator = item.parts[1][0]
    clash = operator.upper is not None and item.upper is not None
    if not _takes_limits(operator) or operator.lower is not None or item.lower is not None or clash or item.primes:
        return item
    return replace(operator, start=item.start, end=item.end, lower=item.parts[0], upper=operator.upper or item.upper)


def _add_group(result: list[Item], group: Item) -> None:
    r"""Adds what a group holds; scripts on an empty one belong to what stands before it, ``K'{}^\top``."""
    content = _opened(group)
    if content or not group.scripted:
        result.extend(content)
        return
    before = result[-1] if result else None
    clash = before is None or (before.lower and group.lower) or (before.upper and group.upper) or group.primes
    if before is None or clash or before.text == SPACE:
        raise SCRIPT("a script on empty braces belongs to nothing: write it on a letter", group.start)
    inner = replace(group, parts=()).with_inside(tidy)
    result[-1] = replace(before, lower=before.lower or inner.lower, upper=before.upper or inner.upper, end=group.end)


def _braced(command: Item, group: Item) -> Item:
    r"""``\\underbrace{a}_{b}`` as one item: a in its parts, and what stands at the brace as its script."""
    _refuse_scripts(command)
    if group.primes:
        raise SCRIPT(f"a prime on '{command.text}' belongs to nothing: write it on a letter", group.start)
    inside = tidy(_inside(group))
    lower, upper = (tidy(script) if script is not None else None for script in (group.lower, group.upper))
    return replace(command, kind="argument", end=group.end, parts=(inside,), lower=lower, upper=upper)


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
    raise SCRIPT(
        "a script on braces has two readings: TeX shows no braces, and the script beside the last sign only; "
        "write brackets around what it belongs to",
        group.start,
    )


def _takes_limits(item: Item) -> bool:
    r"""Whether the item is an operator whose bounds may be written with ``\underset``."""
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
        _refuse_scripts(inner[over])
        halves = (inner[:over], inner[over + 1 :])
        return tidy((replace(group, kind="argument", text=r"\frac", parts=halves),))
    if inner and inner[0].kind == "command" and inner[0].text in _SWITCHES:
        _refuse_scripts(inner[0])
    if inner and inner[0].kind == "command" and inner[0].text in (r"\rm", r"\sf", r"\it", r"\tt"):
        if any(item.scripted or item.kind not in ("letter", "digit") for item in inner[1:]):
            raise UNEXPECTED(
                rf"write \mathrm{{…}} around the letters of the name alone, not '{inner[0].text}'", inner[0].start
            )
        name = "".join(item.text for item in inner[1:])
        return (replace(group, kind="text", text=name, parts=()).with_inside(tidy),)
    if inner and inner[0].kind == "command" and inner[0].text == r"\cal":
        return tidy((replace(group, kind="argument", text=r"\mathcal", parts=(inner[1:],)),))
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
        single = Item("brackets", "( )", group.start, group.end, (content,), number=group.number)
    lower = tidy(group.lower) if group.lower is not None else None
    upper = tidy(group.upper) if group.upper is not None else None
    return (replace(single, lower=lower, upper=upper, primes=group.primes, end=group.end),)


def match_brackets(items: Items) -> Items:
    r"""Brackets, ``|…|`` and ``\|…\|`` that stand as single signs become items that hold their inside."""
    stack: list[tuple[Item | None, list[Item]]] = [(None, [])]
    position = 0
    while position < len(items):
        item = _descend(items[position])
        bars = _bar_count(item)
        if item.kind in ("character", "command") and item.text in _PAIRS:
            _refuse_scripts(item)
            stack.append((item, []))
        elif item.kind in ("character", "command") and item.text in _CLOSERS:
            _close(stack, item)
        elif bars:
            _bar(stack, item, bars, items[position + 1 :])
        else:
            stack[-1][1].append(item)
        position += 1
    opener = stack[-1][0]
    halves = _double_bars_apart(items) if opener is not None and _bar_count(opener) else items
    if halves != items:
        return match_brackets(halves)
    if opener is not None:
        remedy = r"; write \lvert a \rvert for an absolute value that begins or ends with another"
        raise PAIRS(f"'{opener.text}' is not closed{remedy if _bar_count(opener) else ''}", opener.start)
    return items if are_same(stack[0][1], items) else tuple(stack[0][1])


def _double_bars_apart(items: Items) -> Items:
    """The items with each ``||`` as two bars, as in ``||x| - |y||``."""
    result: list[Item] = []
    for item in items:
        if item.kind == "bar" and item.text == "||" and item.number > 0:
            result.append(replace(item, text="|", end=item.start + 1, lower=None, upper=None, primes=0))
            result.append(replace(item, text="|", start=item.end - 1, number=-item.number))
        else:
            result.append(item)
    return tuple(result)


def _match_cells(items: Items) -> Items:
    """The items of an environment, the brackets of each cell matched by themselves."""
    result: list[Item] = []
    cell: list[Item] = []
    for item in items:
        if item.kind in ("newline", "align"):
            result += [*match_brackets(tuple(cell)), item]
            cell = []
        else:
            cell.append(item)
    return (*result, *match_brackets(tuple(cell)))


def _descend(item: Item) -> Item:
    if item.kind != "environment":
        return _transposed_apart(item.with_inside(match_brackets))
    lower, upper = (None if script is None else match_brackets(script) for script in (item.lower, item.upper))
    return replace(item, parts=tuple(map(_match_cells, item.parts)), lower=lower, upper=upper)


def _transposed_apart(item: Item) -> Item:
    r"""``x^{(i)\top}`` as ``(x^{(i)})^\top``: a superscript in brackets, or a star, makes a name, and what is called so
    is transposed. A letter T behind the brackets may be a number."""
    upper = item.upper or ()
    if len(upper) != 2 or upper[0].scripted or upper[1].kind == "letter" or not is_transposition(upper[1:]):
        return item
    is_mark = upper[0].kind == "brackets" or is_star(upper[:1])
    if not is_mark or letter_of(item) in (None, "e"):
        return item
    name = replace(item, upper=upper[:1])
    return Item("brackets", "( )", item.start, item.end, ((name,),), upper=upper[1:])


def _bar_count(item: Item) -> int:
    if item.kind == "bar":
        return len(item.text)
    return 2 if item.kind == "command" and item.text in (r"\|", r"\Vert") else int(item.text == r"\vert")


def _close(stack: list[tuple[Item | None, list[Item]]], closer: Item) -> None:
    opener = stack[-1][0]
    if opener is None:
        raise PAIRS(f"'{closer.text}' closes nothing: write what it closes, or leave it out", closer.start)
    left, right = _SPELLING.get(opener.text, opener.text), _SPELLING.get(closer.text, closer.text)
    interval = opener.text in "([" and closer.text in ")]"
    if _PAIRS.get(opener.text) != closer.text and not interval:
        raise PAIRS(
            f"'{opener.text}' is closed by '{closer.text}': write '{_PAIRS.get(opener.text, opener.text)}'",
            closer.start,
        )
    _push(stack, closer, f"{left} {right}")


def _push(stack: list[tuple[Item | None, list[Item]]], closer: Item, text: str) -> None:
    opener, content = stack.pop()
    assert opener is not None
    stack[-1][1].append(replace(closer, kind="brackets", text=text, start=opener.start, parts=(tuple(content),)))


def _bar(stack: list[tuple[Item | None, list[Item]]], item: Item, count: int, following: Items) -> None:
    opener, content = stack[-1]
    operand_before = bool(content) and not wants_operand(content[-1])
    evaluates = count == 1 and item.lower is not None and any(part.text == "=" for part in item.lower)
    if evaluates and operand_before and (opener is None or not _bar_count(opener)):
        content.append(replace(item, kind="character", text="|"))
        return
    if opener is not None and _bar_count(opener) == count and operand_before:
        _refuse_two_pairings(item, stack, following)
        _push(stack, item, "| |" if count == 1 else "|| ||")
    elif count == 2 and opener is not None and _bar_count(opener) == 1 and operand_before:
        _push(stack, replace(item, text="|", end=item.start + 1, lower=None, upper=None), "| |")
        _bar(stack, replace(item, text="|", start=item.end - 1, number=-item.number), 1, following)
    elif not operand_before or _closes_later(count, following):
        if item.scripted:
            raise SCRIPT("this bar closes nothing: leave its script out, or write what it closes", item.start)
        stack.append((item, []))
    else:
        content.append(replace(item, kind="character", text="|" if count == 1 else "||"))


def _refuse_two_pairings(item: Item, stack: list[tuple[Item | None, list[Item]]], following: Items) -> None:
    """Raises Unreadable where a bar that can close another may as well open one, as the second of ``|a|b|c|``: both
    pairings leave no bar over."""
    if item.scripted or not _begins_operand(following):
        return
    count = _bar_count(item)
    openers = [opener for opener, _ in stack]
    opened = next((k for k, opener in enumerate(openers[::-1]) if opener is None or _bar_count(opener) != count), 0)
    depths = {opened + 1}
    for bar, before, after in _bars(count, following):
        opens = _begins_operand(after) and not bar.scripted
        closes = not wants_operand(before) if before is not None else False
        depths = {depth + 1 for depth in depths if opens} | {depth - 1 for depth in depths if closes and depth > 0}
    if 0 in depths:
        raise BARS(
            rf"'{item.text}' has two readings here, the end of what stands before it and the beginning of another pair "
            r"of bars inside of it: write \lvert a \rvert, or \lVert a \rVert",
            item.start,
        )


def _bars(count: int, items: Items) -> list[tuple[Item, Item | None, Items]]:
    """The bars up to the next relation, or the end of the brackets around them, each with what stands before and
    behind it."""
    found: list[tuple[Item, Item | None, Items]] = []
    depth = 0
    for position, item in enumerate(items):
        if item.text in _PAIRS:
            depth += 1
        elif item.text in _CLOSERS:
            depth -= 1
        if depth < 0 or (depth == 0 and _parts_formulas(item)):
            break
        if depth == 0 and _bar_count(item) == count:
            found.append((item, items[position - 1] if position else None, items[position + 1 :]))
    return found


def _parts_formulas(item: Item) -> bool:
    """Whether a sign stands between formulas, and so between no bars of one pair."""
    is_sign = item.kind in ("character", "command") and (item.text in RELATIONS or item.text in (",", ";", SPACE))
    return is_sign or item.kind in ("align", "newline")


def _begins_operand(items: Items) -> bool:
    """Whether something follows that is no end and no operator, so that a bar before it can be an opening one."""
    if not items or items[0].text in _CLOSERS or _bar_count(items[0]):
        return False
    first = items[0]
    return not wants_operand(first) or first.text in (*_GREEDY, "+", "-")


def wants_operand(item: Item) -> bool:
    if item.kind in ("align", "newline") or (item.kind == "character" and item.text in ",;:"):
        return True
    return item.kind in ("character", "command") and (
        item.text in RELATIONS or item.text in OPERATORS or item.text in _GREEDY or item.text == SPACE
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
