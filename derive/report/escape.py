"""Text that came from elsewhere, made harmless for LaTeX: words are escaped, sign by sign, and formulas are those of
sentences, ``$p_i$``, or what the printer of formulas gave; nothing is taken for a formula that is not marked as one."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from derive.documents.prose import Words, pieces
from derive.printing.letters import GREEK


class Latex(str):
    """LaTeX that may go into a document as it is."""


class ReportError(Exception):
    """A report cannot be made; the message says why and what to do."""


PLAIN = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': r"\textquotedbl{}", "`": r"\textasciigrave{}", "-": "-", "[": "{[}", "]": "{]}",
    "–": "--", "—": "---", "…": r"\dots{}", "“": "``", "”": "''", "‘": "`", "’": "'", "«": r"\guillemotleft{}",
    "»": r"\guillemotright{}", "§": r"\S{}", "ß": r"\ss{}", "ø": r"\o{}", "Ø": r"\O{}", "æ": r"\ae{}",
    "å": r"\aa{}", "ı": r"\i{}", "ł": r"\l{}", "\u00a0": "~", "\u2009": r"\,", "†": r"\dag{}", "©": r"\copyright{}",
}  # fmt: skip
"""Characters of prose."""

MATH = {
    "−": "-", "·": r"\cdot ", "×": r"\times ", "÷": r"\div ", "±": r"\pm ", "∓": r"\mp ", "√": r"\surd ",
    "∞": r"\infty ", "∂": r"\partial ", "∇": r"\nabla ", "Σ": r"\sum ", "∑": r"\sum ", "∏": r"\prod ", "Π": r"\prod ",
    "∫": r"\int ", "≤": r"\le ", "≥": r"\ge ", "≠": r"\ne ", "≈": r"\approx ", "≡": r"\equiv ", "∝": r"\propto ",
    "≪": r"\ll ", "≫": r"\gg ", "∈": r"\in ", "∉": r"\notin ", "⊂": r"\subset ", "⊆": r"\subseteq ", "∪": r"\cup ",
    "∩": r"\cap ", "∅": r"\emptyset ", "∀": r"\forall ", "∃": r"\exists ", "¬": r"\lnot ", "∧": r"\land ",
    "∨": r"\lor ", "→": r"\to ", "←": r"\leftarrow ", "↔": r"\leftrightarrow ", "⇒": r"\Rightarrow ",
    "⇐": r"\Leftarrow ", "⇔": r"\Leftrightarrow ", "⟹": r"\Longrightarrow ", "⟺": r"\Longleftrightarrow ",
    "↦": r"\mapsto ", "↓": r"\downarrow ", "↑": r"\uparrow ", "∴": r"\therefore ", "⊤": r"\top ", "⊥": r"\perp ",
    "ℝ": r"\mathbb{R}", "ℕ": r"\mathbb{N}", "ℤ": r"\mathbb{Z}", "ℚ": r"\mathbb{Q}", "𝔼": r"\mathbb{E}",
    "ℓ": r"\ell ", "′": "'", "″": "''", "‖": r"\|", "⟨": r"\langle ", "⟩": r"\rangle ", "⊙": r"\odot ",
    "∘": r"\circ ", "⊗": r"\otimes ", "⊕": r"\oplus ", "½": r"\tfrac12 ", "⅓": r"\tfrac13 ", "¼": r"\tfrac14 ",
    "°": r"^{\circ}", "ε": r"\epsilon ", "⌈": r"\lceil ", "⌉": r"\rceil ", "⌊": r"\lfloor ", "⌋": r"\rfloor ",
    "≔": ":=", "∼": r"\sim ", "≲": r"\lesssim ", "≳": r"\gtrsim ", "µ": r"\mu ",
}  # fmt: skip
MATH = {**{symbol: f"\\{name} " for name, symbol in GREEK.items()}, **MATH}

_LOWERED = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧ"
_LOWERED_AS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "-", "=", "(", ")", *"aehijklmnoprstuvx"]
LOWERED = dict(zip(_LOWERED, [*_LOWERED_AS, r"\beta ", r"\gamma "], strict=True))
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀᴷᵃᵇᶜᵈᵉᵏᵐᵖˣʸᶻ*"
_RAISED_AS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "-", "=", "(", ")", "n", "i", r"\top ", "K"]
RAISED = dict(zip(_RAISED[:-1], [*_RAISED_AS, *"abcdekmpxyz"], strict=True))

LONGEST_WORD = 22

_SIGN = re.compile(".[\u0300-\u036f]*", re.DOTALL)
"""A sign with the accents above and below it, where there is no single sign that has them."""

_CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]+")


def tex_text(text: str) -> Latex:
    """Words as LaTeX: ASCII, with nothing in it that acts."""
    return Latex(" ".join(map(_prose, unicodedata.normalize("NFC", text).split())))


@cache
def tex_prose(sentence: str) -> Latex:
    """A sentence with its formulas in math mode; one that is no formula stands as it is written."""
    found = ""
    for piece in pieces(sentence):
        formula = None if isinstance(piece, Words) else trusted_latex(piece.latex)
        if formula is not None:
            found += f"${breakable(formula)}$"
            continue
        text = piece.text if isinstance(piece, Words) else f"${piece.latex}$"
        found += " " * text[:1].isspace() + tex_text(text) + " " * (text[-1:].isspace() and not text.isspace())
    return Latex(found.strip())


def tex_sentence(sentence: str) -> Latex:
    """As :func:`tex_prose`, for a paper of somebody else: without places to break, and with nothing in it that needs
    a package."""
    found = re.sub(r"\\penalty\d+ ", " ", tex_prose(sentence)).replace(r"\allowbreak{}", "")
    return Latex(re.sub(r" +", " ", found.replace(r"\operatorname{", r"\mathrm{")))


def tex_code(text: str) -> Latex:
    """A name, hash or path in typewriter type, with places to break."""
    shown = "".join(character for character in text if character.isprintable())
    broken = [_character(character) + (r"\allowbreak{}" if character in "./-_:*" else "") for character in shown]
    if len(shown) > LONGEST_WORD:
        broken = [code + (r"\allowbreak{}" if place % 8 == 7 else "") for place, code in enumerate(broken)]
    return Latex(f"\\texttt{{{''.join(broken)}}}")


def tex_ascii(code: str) -> Latex:
    """LaTeX with accented letters written as commands."""
    return Latex("".join(part if part.isascii() else f"{{{_character(part)}}}" for part in code))


def has_chinese(text: str) -> bool:
    """Whether the text has characters for which TeX needs a Chinese font."""
    return _CJK.search(text) is not None


@cache
def _prose(word: str) -> str:
    """A word of prose, with places to break if it is very long."""
    code = ""
    for part in re.split(f"({_CJK.pattern})", word):
        if _CJK.fullmatch(part):
            code += f"\\derivecjk{{{part}}}{{{{[}}\\dots{{}}{{]}}}}"
            continue
        long = len(part) > LONGEST_WORD
        for place, character in enumerate(_SIGN.findall(part)):
            code += _character(character) + (r"\allowbreak{}" if long and place % 8 == 7 else "")
    return code


def _character(character: str) -> str:
    """A character, with its accents, in text mode."""
    if character in PLAIN:
        return PLAIN[character]
    if character.isascii() and character.isprintable():
        return character
    if character in LOWERED:
        return f"\\ensuremath{{_{{{LOWERED[character]}}}}}"
    if character in RAISED:
        return f"\\ensuremath{{^{{{RAISED[character]}}}}}"
    if character in MATH:
        return f"\\ensuremath{{{MATH[character].strip()}}}"
    decomposed = unicodedata.normalize("NFD", character)
    letter, marks = decomposed[0], decomposed[1:]
    accents = {"\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0308": '"', "\u0327": "c",
               "\u030c": "v", "\u0306": "u", "\u0307": ".", "\u030a": "r", "\u030b": "H", "\u0328": "k"}  # fmt: skip
    if " " <= letter < "\x7f" and marks and all(mark in accents for mark in marks):
        code = {"i": r"\i", "j": r"\j"}.get(letter, letter) if marks[0] not in "\u0327\u0328" else letter
        for mark in marks:
            code = f"\\{accents[mark]}{{{code}}}"
        return code
    if unicodedata.category(character)[0] == "C":
        return ""
    return f"{{[}}U+{ord(character):04X}{{]}}"


# LaTeX from the printer of formulas ----------------------------------------------------------------

_COMMANDS = """
alpha beta gamma delta epsilon varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi varphi chi
psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega ell hat bar tilde dot vec mathrm mathbf mathbb mathcal
text frac tfrac dfrac sqrt sum prod log exp max min lim partial nabla infty cdot cdots dots ldots times left right le
ge ne in notin forall exists lnot land lor to mapsto Longrightarrow Longleftrightarrow Rightarrow iff implies
operatorname begin end quad qquad top approx therefore mid big bigl bigr Big Bigl Bigr circ pm mp sim propto subset
subseteq cup cap emptyset langle rangle lvert rvert lVert rVert prime odot tanh det
"""
COMMANDS = frozenset(_COMMANDS.split())
"""The commands that formulas may consist of."""


@cache
def trusted_latex(code: str) -> Latex | None:
    """LaTeX of a formula, if it is made of the commands that formulas are printed with, else None."""
    if not code or not code.isascii() or re.search(r"[#%~$\x00-\x08\x0b-\x1f]", code):
        return None
    for name in re.findall(r"\\([A-Za-z]+|.)", code):
        if (name.isalpha() and name not in COMMANDS) or (not name.isalpha() and name not in "\\,;:!{}|> "):
            return None
    for word in re.findall(r"\\(?:begin|end)\s*\{?([^}]*)", code):
        if word != "cases":
            return None
    bare = re.sub(r"\\.", "", code)
    depth = 0
    for character in bare:
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth < 0:
            return None
    pairs = (("\\left", "\\right"), ("\\begin", "\\end"))
    return Latex(code) if depth == 0 and all(code.count(a) == code.count(b) for a, b in pairs) else None


_BREAKS = {"=": 100, "<": 100, ">": 100, r"\le": 100, r"\ge": 100, r"\ne": 100, r"\in": 500, "+": 400, "-": 400}
_AFTER = (r"\text{and}\; ", r"\text{or}\; ", r"\Longrightarrow\; ", r"\Longleftrightarrow\; ", r":\; ", r",\quad ")
_PLACES = re.compile("(" + "|".join([*map(re.escape, _AFTER), *(f" {re.escape(sign)} " for sign in _BREAKS)]) + ")")


def segments(code: str) -> list[tuple[int, str]]:
    """A formula in pieces between which a line may be broken, each with how bad it is to break before
    it: 0 after a connective, 100 before a relation, 400 before a sign. Brackets stay together."""
    pieces = [(0, "")]
    depth = 0
    for part in _PLACES.split(code):
        before = _BREAKS.get(part.strip()) if part.startswith(" ") else None
        if depth == 0 and before is not None and pieces[-1][1]:
            pieces.append((before, part.lstrip()))
            continue
        pieces[-1] = (pieces[-1][0], pieces[-1][1] + part)
        if part in _AFTER and depth == 0:
            pieces.append((0, ""))
        if part not in _AFTER:
            depth += len(re.findall(r"(?<!\\)\{|\\left(?![a-z])|\(|\\begin", part))
            depth -= len(re.findall(r"(?<!\\)\}|\\right(?![a-z])|\)|\\end", part))
    return [(badness, piece) for badness, piece in pieces if piece.strip()]


LONG = 120
"""A formula of so many letters of LaTeX may be wider than a line."""

DEEPER = 150
"""So much worse it is to break inside of a bracket or a fraction than outside of it."""


@cache
def breakable(code: Latex) -> Latex:
    """The formula with places where TeX may break a line: between the parts of its outermost relation and sum, and of
    a long one between those of its brackets and fractions, too, which derive.sty opens where it has to."""
    return Latex(_broken(code, 0, len(code) > LONG))


def _broken(code: str, depth: int, deep: bool) -> str:
    found = segments(code)
    if not found:
        return code
    texts = [_opened(piece, depth + 1) if deep else piece for _, piece in found]
    return texts[0] + "".join(
        f"\\penalty{badness + depth * DEEPER} {text}" for (badness, _), text in zip(found[1:], texts[1:], strict=True)
    )


_PARTS = re.compile(r"\\left(?P<sign>[(\[])|\\frac(?=\{)|\\left(?![a-z])|(?P<open>\()|(?P<brace>\{)|\\.", re.DOTALL)


def _opened(piece: str, depth: int) -> str:
    """The piece with places to break inside of its brackets and fractions, but for what stands in scripts."""
    done, position = "", 0
    while match := _PARTS.search(piece, position):
        done += piece[position : match.start()]
        position = match.end()
        if match[0] == "\\frac":
            middle = _closing(piece, position)
            end = _closing(piece, middle)
            parts = [_broken(piece[a + 1 : b - 1], depth, True) for a, b in ((position, middle), (middle, end))]
            name = "\\derivefrac" if any("\\penalty" in part for part in parts) else "\\frac"
            done += f"{name}{{{parts[0]}}}{{{parts[1]}}}"
            position = end
        elif match["open"] or match["sign"]:
            end = _closing(piece, match.start())
            closing = "\\right" if match["sign"] else ""
            tail = piece[position:end]
            inner = tail[: tail.rindex(closing)] if closing else tail[:-1]
            opened = _broken(inner, depth, True)
            sign, behind = piece[match.end() - 1], tail[len(inner) + len(closing) :]
            if closing and "\\penalty" in opened:
                done += f"\\derivel{sign}{opened}\\deriver{behind}"
            else:
                done += f"{match[0]}{opened}{closing}{behind}"
            position = end
        elif match["brace"]:
            end = _closing(piece, match.start())
            done += piece[match.start() : end]
            position = end
        else:
            done += match[0]
    return done + piece[position:]


_BRACKETS = re.compile(r"\\left(?![a-z])\\?.|\\right(?![a-z])\\?.|\\.|[{}()]", re.DOTALL)


def _closing(code: str, start: int) -> int:
    """Behind the bracket that closes the one at ``start``; at the end where none does."""
    depth = 0
    for match in _BRACKETS.finditer(code, start):
        sign = match[0]
        depth += sign.startswith("\\left") or sign in "{("
        depth -= sign.startswith("\\right") or sign in "})"
        if depth == 0:
            return match.end()
    return len(code)
