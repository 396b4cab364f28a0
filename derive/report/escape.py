"""Text that came from elsewhere, made harmless for LaTeX.

Claims are written in Unicode prose with mathematics in it, such as "the Jacobian is diag(p) − p pᵀ".
What looks like mathematics is set as mathematics; everything else is escaped.
"""

from __future__ import annotations

import re
import unicodedata

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

MATHEMATICAL = frozenset(MATH) | frozenset(LOWERED) | frozenset(RAISED)
FUNCTIONS = ("log", "exp", "max", "min", "lim", "rank", "diag", "softmax", "sup", "inf", "LSE", "KL", "Var")
COMPARISONS = ("=", "<", ">", "≤", "≥", "≠", "<=", ">=")
ARTICLES = ("a", "A", "I")
LONGEST_WORD = 22

_CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]+")


def tex_text(text: str) -> Latex:
    """Prose as LaTeX: ASCII, with nothing in it that acts; what is mathematics is in math mode."""
    pieces: list[str] = []
    mathematics: list[tuple[str, str]] = []
    words = re.findall(r"\S+", unicodedata.normalize("NFC", text))
    for word, following in zip(words, [*words, ""][1:], strict=True):
        before, core, after = _stripped(word)
        kind = _kind(core)
        if following in COMPARISONS and len(core) < 3 and core.isascii() and core.isalpha() and not after:
            kind = "math"
        if (kind == "text" or before) and mathematics:
            pieces.extend(_flushed(mathematics))
            mathematics = []
        if kind == "text":
            pieces.append(_prose(word))
            continue
        if before:
            mathematics.append(("open", before))
        mathematics.append((kind, core))
        if after:
            mathematics.append(("after", after))
            pieces.extend(_flushed(mathematics))
            mathematics = []
    pieces.extend(_flushed(mathematics))
    return Latex(" ".join(pieces))


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


def _stripped(word: str) -> tuple[str, str, str]:
    """A word without the punctuation around it."""
    core, before, after = word, "", ""
    while core and core[-1] in ",;:.!?":
        core, after = core[:-1], core[-1] + after
    if core.startswith(("(", "“", "‘")) and core.count("(") > core.count(")"):
        core, before = core[1:], core[0]
    if core.endswith((")", "”", "’")) and core.count(")") > core.count("("):
        core, after = core[:-1], core[-1] + after
    return before, core, after


def _kind(word: str) -> str:
    """Whether a word is mathematics, may be beside mathematics, or is prose."""
    known = all(character in MATHEMATICAL or " " < character < "\x7f" for character in word)
    if not word or not known or any(character in '\\{}$&#%~`"@' for character in word):
        return "text"
    letters = re.findall(r"[A-Za-z]+", word)
    if any(len(part) > 2 and part not in FUNCTIONS for part in letters):
        return "text"
    if any(character in MATHEMATICAL for character in word) or (len(word) == 1 and word.isalpha()):
        return "maybe" if word in ARTICLES else "math"
    if re.fullmatch(r"[A-Za-z]\([A-Za-z]\)?|[A-Za-z]_\w", word) or (
        "(" in word and letters and letters[0] in FUNCTIONS
    ):
        return "math"
    return "maybe" if re.fullmatch(r"\d+([./]\d+)?|[-+=<>/*]|<=|>=", word) or word in FUNCTIONS else "text"


def _flushed(tokens: list[tuple[str, str]]) -> list[str]:
    """Neighbouring words that are, or may be, mathematics."""
    opening = "".join(word for kind, word in tokens if kind == "open")
    ending = "".join(word for kind, word in tokens if kind == "after")
    words = [(kind, word) for kind, word in tokens if kind in ("math", "maybe")]
    if not words:
        return []
    leading: list[str] = []
    trailing: list[str] = []
    while words and words[0][1] in ARTICLES:
        leading.append(_prose(words.pop(0)[1]))
    while words and words[-1][1] in ARTICLES:
        trailing.insert(0, _prose(words.pop()[1]))
    if any(kind == "math" for kind, _ in words):
        middle = [f"${' '.join(_formula(word) for _, word in words)}$"]
    else:
        middle = [_prose(word) for _, word in words]
    pieces = [*leading, *middle, *trailing]
    pieces[0] = _prose(opening) + pieces[0]
    pieces[-1] += _prose(ending)
    return pieces


def _formula(word: str) -> str:
    """A word of mathematics, in math mode."""
    code = ""
    for part in re.findall(r"[A-Za-z]+|.", word):
        if part in FUNCTIONS:
            code += f"\\operatorname{{{part}}} " if part not in ("log", "exp", "max", "min", "lim") else f"\\{part} "
        elif part in ("<", ">") or part.isascii():
            code += {"_": r"\_", "^": r"\hat{\ }", "*": r"\cdot "}.get(part, part)
        elif part in LOWERED:
            code += f"_{{{LOWERED[part]}}}"
        elif part in RAISED:
            code += f"^{{{RAISED[part]}}}"
        else:
            code += MATH[part]
    code = re.sub(r"\}_\{", "", code)
    code = re.sub(r"\}\^\{", "", code)
    code = re.sub(r"([A-Za-z])\\_(\w)", r"\1_{\2}", code)
    return code.replace("<=", r"\le ").replace(">=", r"\ge ").strip()


def _prose(word: str) -> str:
    """A word of prose, with places to break if it is very long."""
    code = ""
    for part in re.split(f"({_CJK.pattern})", word):
        if _CJK.fullmatch(part):
            code += f"\\derivecjk{{{part}}}{{{{[}}\\dots{{}}{{]}}}}"
            continue
        long = len(part) > LONGEST_WORD
        for place, character in enumerate(part):
            code += _character(character) + (r"\allowbreak{}" if long and place % 8 == 7 else "")
    return code


def _character(character: str) -> str:
    """A character in text mode."""
    if character in PLAIN:
        return PLAIN[character]
    if " " <= character < "\x7f":
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
subseteq cup cap emptyset langle rangle lvert rvert lVert rVert prime odot
"""
COMMANDS = frozenset(_COMMANDS.split())
"""The commands that formulas may consist of."""


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
