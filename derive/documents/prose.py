r"""Sentences with formulas in them: titles, notes and reasons, such as ``the Jacobian is $\operatorname{diag}(p) - p
p^\top$``.

What stands between two dollar signs is a formula in the notation of documents; the rest is words. A formula is printed
as it is written, in LaTeX, or in Unicode for a terminal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from derive.documents.errors import Unreadable
from derive.documents.grammar.brackets import OPERATORS, match_brackets
from derive.documents.grammar.relations import RELATIONS
from derive.documents.grammar.tokens import UNICODE, Item, Items, read_items
from derive.documents.source import Fragment
from derive.printing.letters import ACCENTS, GREEK


@dataclass(frozen=True)
class Words:
    """A part of a sentence that is no formula."""

    text: str


@dataclass(frozen=True)
class Mathematics:
    """A formula of a sentence; ``latex`` is what stands between the dollar signs."""

    latex: str

    @property
    def text(self) -> str:
        """The formula in Unicode; as it is written where that is not understood."""
        try:
            return unicode_of(self.latex)
        except Unreadable:
            return self.latex


@lru_cache(maxsize=2_000)
def pieces(sentence: str) -> tuple[Words | Mathematics, ...]:
    """The words and formulas of a sentence. A dollar sign without a partner is a word, and so are two of them with a
    space inside, as in "$5 or $10"."""
    parts = re.split(r"\$(?!\s)([^$]+)(?<!\s)\$", sentence)
    found = [Mathematics(part) if place % 2 else Words(part) for place, part in enumerate(parts)]
    return tuple(piece for piece in found if not isinstance(piece, Words) or piece.text)


def text_of(sentence: str) -> str:
    """The sentence for a terminal."""
    return "".join(piece.text for piece in pieces(sentence)) if "$" in sentence else sentence


def is_paired(sentence: str) -> bool:
    """Whether each dollar sign has a partner, with something between them."""
    rest = "".join(piece.text for piece in pieces(sentence) if isinstance(piece, Words))
    return "$" not in rest


def items_of(latex: str) -> Items:
    """The items of a formula. Raises Unreadable."""
    return read_items(Fragment(latex, range(len(latex)), range(1, len(latex) + 1)))


def unicode_of(latex: str) -> str:
    """A formula in Unicode. Raises Unreadable where braces or brackets do not fit together."""
    return _spelled(match_brackets(items_of(latex)))


# Unicode -----------------------------------------------------------------------------------------

_LOWERED = dict(zip("0123456789+-−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))
_RAISED = dict(zip("0123456789+-−=()niTKabcdekmpxyz⊤*′", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱᵀᴷᵃᵇᶜᵈᵉᵏᵐᵖˣʸᶻᵀ*′", strict=True))

_SIGNS = {
    **{command: sign for sign, command in UNICODE.items() if normalize("NFKC", sign) == sign
       and sign not in "，。；（）∥"},
    **{f"\\{name}": sign for name, sign in GREEK.items()},
    r"\sum": "Σ", r"\prod": "∏", r"\top": "⊤", r"\|": "‖", r"\ldots": "…", r"\cdots": "⋯", r"\dots": "…",
    r"\leq": "≤", r"\geq": "≥", r"\neq": "≠", r"\ne": "≠", r"\le": "≤", r"\ge": "≥", r"\infty": "∞",
    r"\Longrightarrow": "⟹", r"\Rightarrow": "⇒", r"\mapsto": "↦", r"\iff": "⟺", r"\Longleftrightarrow": "⟺",
    r"\circ": "∘", r"\pm": "±", r"\exists": "∃", r"\land": "∧", r"\lor": "∨", r"\notin": "∉", r"\subset": "⊂",
    r"\subseteq": "⊆", r"\cup": "∪", r"\cap": "∩", r"\emptyset": "∅", r"\prime": "′", r"\int": "∫", r"\perp": "⊥",
    r"\star": "*", r"\ast": "*", r"\mid": "|", r"\langle": "⟨", r"\rangle": "⟩", "-": "−", "*": "·", "'": "′",
}  # fmt: skip

_ACCENTS = {**{f"\\{name}": sign for name, sign in ACCENTS.items()}, r"\widehat": "\u0302", r"\widetilde": "\u0303",
            r"\overline": "\u0304"}  # fmt: skip
_HOLLOW = {"R": "ℝ", "N": "ℕ", "Z": "ℤ", "Q": "ℚ", "E": "𝔼", "P": "ℙ", "1": "𝟙"}
_DELIMITERS = {r"\langle": "⟨", r"\rangle": "⟩", "||": "‖", ".": "", r"\lfloor": "⌊", r"\rfloor": "⌋",
               r"\lceil": "⌈", r"\rceil": "⌉"}  # fmt: skip

_SPACED = (*RELATIONS, r"\Longrightarrow", r"\Rightarrow", r"\mapsto", r"\iff", r"\Longleftrightarrow", r"\mid",
           r"\land", r"\lor", r"\notin", r"\subset", r"\subseteq", r"\cup", r"\cap", r"\circ", r"\pm", r"\perp",
           *OPERATORS)  # fmt: skip
_SPACES = {r"\,", r"\;", r"\:", r"\!", r"\ ", r"\quad", r"\qquad", "~"}
_CLOSE_BEHIND = {r"\partial", r"\nabla", r"\forall", r"\exists", r"\int", r"\neg", r"\lnot"}
"""Signs that stand close before what follows them."""

_OPENING, _CLOSING = "([{⟨", ")]}⟩"


def _spelled(items: Items) -> str:
    text = ""
    before: Item | None = None
    for item in items:
        if item.text in _SPACES and item.kind != "text":
            continue
        text += _gap(before, item, text) + _with_scripts(item)
        before = item
    return text.strip()


def _gap(before: Item | None, item: Item, text: str) -> str:
    """What parts two items: relations and signs between operands have spaces around them, letters beside each other
    have one between them, and a sign in front of its operand has none behind it."""
    if before is None or not text:
        return ""
    if item.text in (",", ";", ":", ".", "!") and item.kind == "character":
        return ""
    if before.text in (",", ";", ":") and before.kind == "character":
        return " "
    if before.text == "/" or item.text == "/":
        return ""
    if _is_spaced(item):
        return " " if text[-1] not in _OPENING else ""
    if _is_spaced(before):
        is_sign = before.text in ("-", "+") and (text == _sign(before.text) or _is_sign_only(text))
        return "" if is_sign else " "
    if text[-1] in _OPENING or _opens(item) or item.text in (")", "]", r"\}", r"\rangle"):
        return ""
    if before.text in _CLOSE_BEHIND or (before.kind == "digit" and item.kind in ("digit", "letter")):
        return ""
    return "" if before.text == "." else " "


def _is_spaced(item: Item) -> bool:
    return item.kind in ("character", "command") and item.text in _SPACED and item.text != "/"


def _is_sign_only(text: str) -> bool:
    """Whether the sign at the end of the text stands in front of an operand."""
    return re.search(r"(?:^|[(\[,=<>≤≥≠→∈·×])\s*[−+]\Z", text) is not None


def _opens(item: Item) -> bool:
    """Whether an item begins with a round bracket, as the argument of what is before it."""
    if item.kind == "brackets":
        return item.text.startswith("(")
    return item.text in ("(", "[")


def _sign(text: str) -> str:
    return _SIGNS.get(text, text)


def _with_scripts(item: Item) -> str:
    code = _bare(item) + "′" * item.primes
    if item.lower is not None:
        code += _script(item.lower, _LOWERED, "_")
    if item.upper is not None:
        code += _script(item.upper, _RAISED, "^")
    return code


def _script(items: Items, table: dict[str, str], mark: str) -> str:
    if len(items) == 1 and items[0].text in ("*", r"\star", r"\ast"):
        return "*"
    spelled = _spelled(items)
    close = re.sub(r"(?<=\w) (?=\w)", "", spelled)
    if all(character in table for character in close):
        return "".join(table[character] for character in close)
    return f"{mark}{close}" if _is_one(items) else f"{mark}({spelled})"


def _bare(item: Item) -> str:
    if item.kind == "text":
        return item.text.strip()
    if item.kind == "brackets":
        opening, closing = item.text.split(" ")
        return _delimiter(opening) + _spelled(item.parts[0]) + _delimiter(closing)
    if item.kind in ("group", "environment"):
        return _spelled(item.parts[0])
    if item.kind == "argument":
        return _argument(item)
    if item.kind == "command" and item.text not in _SIGNS:
        return item.text.lstrip("\\")
    return _sign(item.text)


def _delimiter(text: str) -> str:
    return _DELIMITERS.get(text, text)


def _argument(item: Item) -> str:
    inside = [_spelled(part) for part in item.parts]
    if item.text.endswith("frac") and len(inside) == 2:
        return f"{_operand(item.parts[0], inside[0])}/{_operand(item.parts[1], inside[1])}"
    if item.text == r"\sqrt":
        return f"√{_operand(item.parts[0], inside[0])}"
    if item.text in _ACCENTS and len(inside[0]) == 1:
        return inside[0] + _ACCENTS[item.text]
    if item.text == r"\mathbb":
        return _HOLLOW.get(inside[0], inside[0])
    return "".join(inside)


def _operand(items: Items, spelled: str) -> str:
    """A numerator, denominator or radicand, in brackets where it has more than one factor or sign."""
    factors = [item for item in items if item.text != r"\partial"]
    return spelled if len(factors) == 1 or _is_one(items) else f"({spelled})"


def _is_one(items: Items) -> bool:
    """Whether the items are one letter or word, or a numeral."""
    if len(items) == 1:
        return not items[0].scripted and items[0].kind not in ("group", "brackets", "argument")
    return all((item.kind == "digit" or item.text == ".") and not item.scripted for item in items)
