"""``define``: names, entries and functions that a formula introduces."""

from __future__ import annotations

import dataclasses

from derive.documents.errors import Unreadable
from derive.documents.grammar import syntax
from derive.documents.grammar.chains import Chain
from derive.documents.grammar.names import COMMON_INDICES, is_label, is_star, letter_of
from derive.documents.grammar.parser import Parser
from derive.documents.grammar.syntax import Expression
from derive.documents.grammar.tokens import Item, Items, plain
from derive.documents.meaning.binders import free_letters
from derive.documents.meaning.calls import by_entries, function_body
from derive.documents.meaning.context import Context
from derive.documents.meaning.exclusions import refuse_unclear_exclusions
from derive.documents.meaning.registry import elaborate
from derive.documents.meaning.scope import Scope
from derive.documents.meaning.shapes import IndexValue, SizeReference
from derive.documents.meaning.symbols import Function, IndexSymbol, Parameter, Symbol


@dataclasses.dataclass(frozen=True)
class _Head:
    """The left side of a definition: name, subscript, and the arguments of a function."""

    item: Item
    key: str
    lower: Items | None
    brackets: Item | None


class _Local:
    """The names inside a function's body: its parameters hide what they are outside."""

    def __init__(self, scope: Scope, kinds: dict[str, str]) -> None:
        self.scope = scope
        self.kinds = kinds

    def is_function(self, key: str) -> bool:
        return key not in self.kinds and self.scope.is_function(key)

    def is_known(self, key: str) -> bool:
        return self.kinds.get(key, "") in ("array", "number") or self.scope.is_known(key)

    def is_array(self, key: str) -> bool:
        return self.kinds[key] == "array" if key in self.kinds else self.scope.is_array(key)

    def is_index(self, key: str) -> bool:
        return self.kinds[key] == "index" if key in self.kinds else self.scope.is_index(key)


def define(chain: Chain, scope: Scope) -> None:
    """Adds what the formula defines to the scope. Raises Unreadable for what is no definition."""
    if not chain.relations or chain.relations[0].name != "=":
        raise Unreadable("a definition is 'name = expression'", chain.at)
    if len(chain.relations) > 1:
        raise Unreadable("a definition has one '='; check the rest of the chain apart", chain.relations[1].at)
    head = _head(chain.sides[0])
    parameters = _parameters(head, scope)
    kinds = {name: kind for name, kind, _ in parameters}
    body = Parser(chain.sides[1], _Local(scope, kinds)).whole()
    key, indices = _entries(head, body, set(kinds), scope)
    refuse_unclear_exclusions([body], {*indices, *kinds, *scope.classes, *scope.sizes})
    _refuse_clash(key, len(parameters), head, scope)
    if syntax.mentions(body, key) and key not in kinds:
        raise Unreadable(f"'{key}' is defined by itself", head.item.start)
    known = tuple(_shared(_parameter(name, kind, axes, body), scope) for name, kind, axes in parameters)
    if known and all(parameter.kind == "index" for parameter in known) and not indices:
        indices, known = tuple(parameter.name for parameter in known), ()
    context = Context(scope)
    if known:
        _add_function(Function(key, known, indices, body, head.item.start), context, scope)
    else:
        _add_symbol(key, indices, body, head, context, scope)
    for letter, symbol in context.free.items():
        scope.fixed[letter] = head.item.start
        scope.classes[letter] = symbol  # a letter that only the right side has is one fixed class


def _head(items: Items) -> _Head:
    if items and items[0].kind == "brackets" and items[0].text in ("[ ]", "( )") and len(items) == 1:
        inner = _head(items[0].parts[0])
        if inner.lower is not None and items[0].lower is not None:
            raise Unreadable("the left side of a definition has two subscripts", items[0].start)
        return dataclasses.replace(inner, lower=items[0].lower or inner.lower)
    letter = letter_of(items[0]) if items else None
    brackets = items[1] if len(items) == 2 and items[1].text in ("( )", "[ ]", "{ }") else None
    if letter is None or (len(items) > 1 and brackets is None):
        raise Unreadable("the left side of a definition is a name, an entry or a function of letters",
                         items[0].start if items else 0)  # fmt: skip
    item = items[0]
    if is_star(item.upper):
        letter += "^*"
    elif item.upper is not None or (brackets is not None and brackets.upper is not None):
        raise Unreadable("the left side of a definition has a superscript", item.start)
    letter += "'" * item.primes
    lower = item.lower
    if brackets is not None and brackets.lower is not None:
        if lower is not None:
            letter, lower = f"{letter}_{{{plain(lower)}}}", None
        lower = brackets.lower
    elif lower is not None and is_label(lower):
        letter, lower = f"{letter}_{{{plain(lower)}}}", None
    return _Head(item, letter, lower, brackets)


def _parameters(head: _Head, scope: Scope) -> list[tuple[str, str, int]]:
    """Name, kind (array, number, index, or unknown) and axes of each parameter."""
    if head.brackets is None:
        return []
    found: list[tuple[str, str, int]] = []
    parser = Parser(head.brackets.parts[0], scope)
    parts = parser.split(head.brackets.parts[0], ",", ";", r"\|", r"\Vert", "||", "|", r"\mid", r"\parallel")
    dots = [position for position, part in enumerate(parts) if len(part) == 1 and parser.is_dots(part[0])]
    if dots:
        if len(dots) > 1 or dots[0] + 2 != len(parts) or dots[0] not in (1, 2):
            raise Unreadable("a function of a list is written f(x_1, …, x_n)", head.brackets.start)
        listing = parser.listing(parts, dots[0])
        if not isinstance(listing, syntax.Listing):
            raise Unreadable("a function of a list is written f(x_1, …, x_n)", head.brackets.start)
        return [(listing.name, "array", 1)]
    for part in parts:
        letter = letter_of(part[0]) if len(part) == 1 else None
        if letter is None or (part[0].scripted and not is_star(part[0].upper)):
            raise Unreadable("a parameter of a definition is a letter", part[0].start if part else head.brackets.start)
        if is_star(part[0].upper):
            letter += "^*"
        if letter in [name for name, _, _ in found]:
            raise Unreadable(f"the parameter '{letter}' occurs twice", part[0].start)
        symbol = scope.symbols.get(letter)
        if letter in scope.classes:
            found.append((letter, "index", 0))
        elif symbol is not None and (symbol.sizes or not symbol.implicit):
            found.append((letter, "array" if symbol.sizes else "number", len(symbol.sizes)))
        else:
            found.append((letter, "unknown", 0))
    return found


def _parameter(name: str, kind: str, axes: int, body: Expression) -> Parameter:
    """The parameter; what nobody declared is what its use in the body makes it."""
    if kind != "unknown":
        return Parameter(name, "index" if kind == "index" else "value", axes)
    subscripts = _subscripts(body, name)
    if subscripts:
        return Parameter(name, "value", subscripts)
    return Parameter(name, "index" if name in free_letters(body) else "value", 0)


def _shared(parameter: Parameter, scope: Scope) -> Parameter:
    """The parameter, with the variable of the document that has its name and axes."""
    symbol = scope.symbols.get(parameter.name)
    if parameter.kind != "value":
        return parameter
    if symbol is not None and len(symbol.sizes) == parameter.axes:
        return dataclasses.replace(parameter, shared=symbol)
    if symbol is None:  # the letter that functions of vectors are defined with is a vector elsewhere, too
        same = scope.hints.get(parameter.name, parameter.axes) == parameter.axes
        scope.hints[parameter.name] = parameter.axes if same else None
    return parameter


def _subscripts(node: object, name: str) -> int:
    """With how many indices the name is used."""
    if isinstance(node, syntax.Subscript) and isinstance(node.base, syntax.Name) and node.base.key == name:
        return len(node.indices)
    return max((_subscripts(part, name) for part in syntax.parts_of(node)), default=0)


def _entries(head: _Head, body: Expression, parameters: set[str], scope: Scope) -> tuple[str, tuple[str, ...]]:
    """Whether the subscript of the left side counts entries, or is part of the name."""
    if head.lower is None:
        return head.key, ()
    whole = f"{head.key}_{{{plain(head.lower)}}}"
    letters = [letter_of(item) for item in head.lower if item.text != ","]
    if None in letters or any(item.scripted for item in head.lower):
        return whole, ()
    names = tuple(str(letter) for letter in letters)
    used = free_letters(body)
    if any(name in parameters or name in scope.sizes for name in names):
        return whole, ()
    if any(name in scope.symbols and not scope.symbols[name].implicit for name in names):
        return whole, ()
    likely = scope.likely_indices | COMMON_INDICES
    if all(name in used or name in likely for name in names):
        if len(set(names)) < len(names):
            raise Unreadable("an index occurs twice on the left side of a definition", head.item.start)
        return head.key, names
    return whole, ()


def _refuse_clash(key: str, arity: int, head: _Head, scope: Scope) -> None:
    symbol = scope.symbols.get(key)
    defined = (symbol is not None and not symbol.implicit) or key in scope.classes or key in scope.sizes
    known = [count for count, function in scope.functions.get(key, {}).items() if not function.builtin]
    if defined or (known and (not arity or arity in known)):
        raise Unreadable(f"'{key}' is declared or defined already", head.item.start)
    if symbol is not None:
        scope.used_early.setdefault(key, head.item.start)
        raise Unreadable(
            f"'{key}' is used before it is defined; move its definition up (definitions cannot be circular)",
            head.item.start,
            spoils=True,
        )


def _add_function(function: Function, context: Context, scope: Scope) -> None:
    names: dict[str, Symbol | IndexValue] = {}
    for parameter in function.parameters:
        if parameter.kind == "index":
            names[parameter.name] = IndexSymbol(parameter.name, SizeReference()).value()
        elif parameter.shared is not None:
            names[parameter.name] = parameter.shared
        else:
            sizes = tuple(SizeReference() for _ in range(parameter.axes))
            names[parameter.name] = Symbol(parameter.name, sizes, function.at)
    function_body(function, names, context)
    overloads = scope.functions.setdefault(function.name, {})
    for count in [count for count, other in overloads.items() if other.builtin]:
        del overloads[count]
    overloads[len(function.parameters)] = function


def _add_symbol(
    key: str, indices: tuple[str, ...], body: Expression, head: _Head, context: Context, scope: Scope
) -> None:
    letters = [scope.entry_letter(letter) for letter in indices]
    inner = context.inner({letter.name: letter.value() for letter in letters})
    value = by_entries(elaborate(body, inner), letters, head.item.start)
    scope.functions.pop(key, None)
    scope.symbols[key] = Symbol(key, value.sizes, head.item.start, value)
