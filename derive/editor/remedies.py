"""What can be written mechanically for what is not understood, by the code of the refusal: another spelling in the
place of the formula, a directive above it, another directive. Where a text has two readings, each is offered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from derive.documents.model import ReadError

BRACED = r"\{(?:[^{}]|\{[^{}]*\})*\}"
ATOM = rf"(?:\\[A-Za-z]+(?:{BRACED})?|[A-Za-z0-9])(?:_(?:{BRACED}|\\?[A-Za-z]+|\d))?"
SIGNS = {
    "²": "^2", "³": "^3", "¹": "^1", "ᵀ": r"^\top", "₁": "_1", "₂": "_2", "₀": "_0", "ᵢ": "_i", "ⱼ": "_j",
    "≤": r"\le ", "≥": r"\ge ", "≠": r"\ne ", "≈": r"\approx ", "∈": r"\in ", "∞": r"\infty ", "∂": r"\partial ",
    "∇": r"\nabla ", "∑": r"\sum ", "Σ": r"\sum ", "∏": r"\prod ", "·": r"\cdot ", "×": r"\times ", "−": "-", "–": "-",
    "√": r"\sqrt ", "→": r"\to ", "α": r"\alpha ", "β": r"\beta ", "γ": r"\gamma ", "δ": r"\delta ", "ε": r"\epsilon ",
    "η": r"\eta ", "θ": r"\theta ", "λ": r"\lambda ", "μ": r"\mu ", "π": r"\pi ", "ρ": r"\rho ", "σ": r"\sigma ",
    "τ": r"\tau ", "φ": r"\phi ", "ω": r"\omega ",
}  # fmt: skip
"""Signs that are no LaTeX, and what is."""


@dataclass(frozen=True)
class Remedy:
    """A change: the text between two offsets becomes another one, or, where ``directive`` is one, it is written above
    the formula."""

    title: str
    start: int = 0
    end: int = 0
    text: str = ""
    directive: str = ""


Finder = Callable[[str, int, ReadError], Iterator[Remedy]]
"""Remedies, from the text, the offset of what is not understood, and the refusal."""

REMEDIES: dict[str, Finder] = {}


def remedies(text: str, at: int, error: ReadError) -> list[Remedy]:
    """What can be written for a refusal at an offset of the text."""
    find = REMEDIES.get(error.code)
    return list(find(text, at, error)) if find is not None else []


def remedy(*codes: str) -> Callable[[Finder], Finder]:
    """Decorator: what is offered for some refusals."""

    def registered(find: Finder) -> Finder:
        REMEDIES.update(dict.fromkeys(codes, find))
        return find

    return registered


def spanning(pattern: str, text: str, at: int) -> re.Match[str] | None:
    """The part of the line of an offset that has a form: the one in which it lies, else the first."""
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    found = list(re.compile(pattern).finditer(text, start, end if end >= 0 else len(text)))
    around = [one for one in found if one.start() <= at <= one.end()]
    return next(iter([*around, *found]), None)


def written(found: re.Match[str] | None, *texts: str) -> Iterator[Remedy]:
    """Other texts for a part of the text; what stands in braces of them is filled in from its groups."""
    for text in texts if found is not None else ():
        assert found is not None
        new = re.sub(r"⟨(\w+)⟩", lambda one: (found[one[1]] or "").strip(), text)
        yield Remedy(f"write {' '.join(new.split())}", found.start(), found.end(), new)


@remedy("D006")
def one_epsilon(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    r"""The other spelling of epsilon."""
    found = spanning(r"\\(?:var)?epsilon(?![A-Za-z])", text, at)
    if found is not None:
        yield from written(found, r"\epsilon" if found[0] == r"\varepsilon" else r"\varepsilon")


@remedy("D051")
def on_its_own_line(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    """A directive behind other words is put on the next line."""
    found = spanning(r"(?<=\S)[ \t]*(?P<directive><!--\s*derive:[^\n]*?-->)[ \t]*(?P<behind>\S?)", text, at)
    if found is not None:
        behind = "\n" + found["behind"] if found["behind"] else ""
        yield Remedy("put it on a line of its own", found.start(), found.end(), f"\n\n{found['directive']}{behind}")


@remedy("D057")
def closed(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    """The end of a block that is not closed."""
    fence = re.search(r"write (~~~+|```+|:::+) on a line of its own", error.message)
    if fence is not None:
        new = f"{'' if text.endswith(chr(10)) else chr(10)}{fence[1]}\n"
        yield Remedy(f"write {fence[1]} at the end", len(text), len(text), new)


@remedy("D059")
def known_environment(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    """An environment that is understood."""
    found = re.compile(r"\\begin\{(?P<name>[A-Za-z]+\*?)\}").search(text, max(text.rfind("\n", 0, at), 0))
    end = found and re.compile(rf"\\end\{{{re.escape(found['name'])}\}}").search(text, found.end())
    if found is not None and end is not None:
        name = "align" if "&" in text[found.end() : end.start()] else "equation"
        new = rf"\begin{{{name}}}{text[found.end() : end.start()]}\end{{{name}}}"
        yield Remedy(f"write {name} for {found['name']}", found.start(), end.end(), new)


@remedy("D100")
def as_latex(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    """The command of LaTeX for a sign."""
    if text[at : at + 1] in SIGNS:
        new = SIGNS[text[at]]
        yield Remedy(f"write {new.strip()} for {text[at]}", at, at + 1, new)


@remedy("D102")
def in_brackets(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    """Brackets for braces that have a script."""
    yield from written(spanning(r"\{(?P<inside>(?:[^{}]|\{[^{}]*\})*)\}(?=\s*[\^_])", text, at), "(⟨inside⟩)")


@remedy("D113")
def as_fraction(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    """One over a function, for its power -1."""
    found = spanning(rf"(?P<name>\\[a-z]+|[a-z])\s*\^\s*\{{\s*-\s*1\s*\}}\s*(?P<of>\([^()]*\)|{ATOM})", text, at)
    yield from written(found, r"\frac{1}{⟨name⟩⟨of⟩}" if found and found["of"][0] == "(" else r"\frac{1}{⟨name⟩(⟨of⟩)}")


@remedy("D114")
def digits(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    """Digits together, or with a dot between them."""
    yield from written(spanning(r"(?P<one>\d+)\s+(?P<other>\d+)", text, at), r"⟨one⟩ \cdot ⟨other⟩", "⟨one⟩⟨other⟩")


@remedy("D115")
def argument_in_brackets(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    """The argument of a function in brackets."""
    name = r"(?P<name>\\(?:mathrm|operatorname|text|mathit|mathsf)\{[A-Za-z]+\})"
    yield from written(spanning(rf"{name}\s*(?P<of>{ATOM})", text, at), "⟨name⟩(⟨of⟩)")


@remedy("D117")
def composed(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    r"""f(g(x)) for (f \circ g)(x), and the product entry by entry."""
    both = r"\(\s*(?P<f>\\?[A-Za-z]+)\s*\\circ\s+(?P<g>\\?[A-Za-z]+)\s*\)\s*\((?P<of>[^()]*)\)"
    found = spanning(both, text, at)
    yield from written(found, "⟨f⟩(⟨g⟩(⟨of⟩))")
    if found is None:
        yield from written(spanning(r"\\circ(?![A-Za-z])", text, at), r"\odot")


@remedy("D119")
def mixed_number(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    """A sum, or a product, for a number before a fraction."""
    found = spanning(rf"(?P<number>\d+)\s*(?P<fraction>\\[dt]?frac\s*(?:{BRACED}|\d)\s*(?:{BRACED}|\d))", text, at)
    yield from written(found, "⟨number⟩ + ⟨fraction⟩", r"⟨number⟩ \cdot ⟨fraction⟩")


@remedy("D131")
def positive_part(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    r"""\max(x, 0) for x^+."""
    base = rf"(?:\((?P<inside>[^()]*)\)|(?P<name>{ATOM}))"
    found = spanning(rf"{base}\s*\^\s*(?:\{{\s*(?P<braced>[+-])\s*\}}|(?P<bare>[+-]))", text, at)
    if found is not None:
        sign = found["braced"] or found["bare"]
        yield from written(found, r"\max(⟨inside⟩⟨name⟩, 0)" if sign == "+" else r"\max(-(⟨inside⟩⟨name⟩), 0)")


@remedy("D145")
def root_as_power(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    """A power for a root of another degree."""
    found = spanning(r"\\sqrt\s*\[(?P<n>[^\]]*)\]\s*(?:\{(?P<of>(?:[^{}]|\{[^{}]*\})*)\})", text, at)
    if found is not None:
        is_name = re.fullmatch(ATOM, found["of"].strip()) is not None
        yield from written(found, "⟨of⟩^{1/⟨n⟩}" if is_name else "(⟨of⟩)^{1/⟨n⟩}")


@remedy("D156")
def bound_with_index(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    """The bound of a sum with its index, as the message has it."""
    meant = re.search(r"write (\\(?:sum|prod)\S+)\Z", error.message)
    if meant is not None:
        bound = rf"\\(?:sum|prod)\s*\^\s*(?:{BRACED}|\\?[A-Za-z0-9]+?)(?![A-Za-z])"
        yield from written(spanning(bound, text, at), meant[1])


@remedy("D159")
def a_sign_for_each(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    """A sign for each index of a sum."""
    below = r"_\{\s*(?P<one>[^{},]+),\s*(?P<other>[^{},]+)\}"
    found = spanning(rf"(?P<sign>\\(?:sum|prod)){below}\s*\^\s*(?P<above>{BRACED}|[A-Za-z0-9])", text, at)
    yield from written(found, "⟨sign⟩_{⟨one⟩}^⟨above⟩ ⟨sign⟩_{⟨other⟩}^⟨above⟩")


@remedy("D170")
def same_order(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    """The order of a derivative below, too."""
    sign = r"(?P<d>\\partial|d|\\mathrm\{d\})"
    top = rf"(?P<top>\\[dt]?frac\s*\{{\s*{sign}\s*\^\s*\{{?(?P<order>\d)\}}?(?:[^{{}}]|{BRACED})*\}})"
    found = spanning(rf"{top}\s*\{{\s*(?P=d)\s*(?P<of>{ATOM})\s*\}}", text, at)
    yield from written(found, "⟨top⟩{⟨d⟩ ⟨of⟩^⟨order⟩}")


@remedy("D172")
def gradient_by(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    """The variable of a gradient: each name behind it that the document declares or defines."""
    found = spanning(r"\\nabla(?:\s*\^\s*\{?2\}?)?(?![A-Za-z_^])", text, at)
    if found is None:
        return
    end = text.find("\n", at)
    behind = text[found.end() : end if end >= 0 else len(text)]
    names = dict.fromkeys(re.findall(r"\\[A-Za-z]+|[A-Za-z]", re.sub(r"_(?:\{[^{}]*\}|\w)", "", behind)))
    for name in names:
        if re.search(rf"derive\s*:[^\n]*let\b[^\n]*{re.escape(name)}(?![A-Za-z])", text):
            sign, power = found[0][: len(r"\nabla")], found[0][len(r"\nabla") :].strip()
            new = f"{sign}_{name}{power}" if len(name) == 1 else f"{sign}_{{{name}}}{power}"
            yield Remedy(f"write {new}", found.start(), found.end(), new)


@remedy("D205")
def summed_over(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    """Each index over which a sum may run."""
    may_be = re.search(r"it may run over ([^:]*):", error.message)
    found = spanning(r"\\(?:sum|prod|max|min)(?![A-Za-z_])", text, at)
    if may_be is None or found is None:
        return
    for letter in re.findall(r"\\?[A-Za-z]+", may_be[1].replace(" or ", " ")):
        yield from written(found, f"{found[0]}_{letter}" if len(letter) == 1 else f"{found[0]}_{{{letter}}}")


@remedy("D209")
def transposed(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    """A transposition for a prime."""
    yield from written(spanning(r"(?P<name>\\?[A-Za-z]+)'", text, at), r"⟨name⟩^\top")


@remedy("D217")
def power_of(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    """An entry of the power, and the power of the entry."""
    power, index = rf"\^(?P<power>{BRACED}|\w)", rf"_(?P<index>{BRACED}|\w)"
    for pattern in (rf"(?P<name>\\?[A-Za-z]+){power}{index}", rf"(?P<name>\\?[A-Za-z]+){index}{power}"):
        found = spanning(pattern, text, at)
        if found is not None:
            yield from written(found, "(⟨name⟩^⟨power⟩)_⟨index⟩", "(⟨name⟩_⟨index⟩)^⟨power⟩")
            return


@remedy("D218")
def declared_vector(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    """A declaration of what is transposed."""
    found = spanning(r"(?P<name>\\?[A-Za-z]+)\s*\^\s*\{?T\}?", text, at)
    if found is not None:
        line = text[text.rfind("\n", 0, at) + 1 :].split("\n")[0]
        names = [found["name"], *re.findall(r"(?<![A-Za-z\\^_])[a-z](?![A-Za-z])", line)]
        domains = ", ".join(rf"${name} \in \mathbb{{R}}^d$" for name in dict.fromkeys(names))
        yield Remedy(f"declare {domains}", directive=f"let {domains}")


@remedy("D230")
def gradient_of_product(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    """Brackets around all that is differentiated, and around the first factor."""
    sign, end = rf"(?P<sign>\\nabla_(?:{BRACED}|\\?[A-Za-z]))", r"(?=\s*(?:[=+<>&$-]|\\le|\\ge|$))"
    found = spanning(rf"{sign}\s*(?P<first>{ATOM})\s*(?P<rest>[^=+<>&$-]*?){end}", text, at)
    yield from written(found, "⟨sign⟩ (⟨first⟩ ⟨rest⟩)", "(⟨sign⟩ ⟨first⟩) ⟨rest⟩")


@remedy("D232")
def more_classes(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    """The hypothesis that there are so many classes."""
    quoted = re.search(r"add '(assume [^']*)'", error.message)
    if quoted is not None:
        yield Remedy(f"write above: {quoted[1]}", directive=quoted[1])


@remedy("D235")
def drawn_from(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    """The index that is drawn from a distribution."""
    index = re.search(r"write '(\S+) \\sim", error.message)
    if index is not None:
        found = spanning(r"(?P<sign>\\mathbb\s*\{?E\}?)_(?:\{(?P<braced>[^{}]*)\}|(?P<bare>\\?[A-Za-z]+))", text, at)
        yield from written(found, rf"⟨sign⟩_{{{index[1]} \sim ⟨braced⟩⟨bare⟩}}")


@remedy("D238")
def both_signs(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    """A sum over all pairs, with both signs."""
    meant = re.search(r"write both signs, (\\\S.*)\Z", error.message)
    if meant is not None:
        yield from written(spanning(rf"\\(?:sum|prod)_{BRACED}", text, at), meant[1])


@remedy("D245")
def has_inverse(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    """The hypothesis that a matrix has an inverse."""
    found = spanning(rf"(?:\((?P<inside>[^()]*)\)|(?P<name>{ATOM}))\s*\^\s*\{{\s*-\s*(?:\d|\\top|T)\s*\}}", text, at)
    if found is not None:
        directive = rf"assume $\det({(found['inside'] or found['name']).strip()}) \neq 0$"
        yield Remedy(f"write above: {directive}", directive=directive)


@remedy("D305", "D306", "D320")
def other_directive(text: str, at: int, error: ReadError) -> Iterator[Remedy]:
    """``assume`` for a definition that is none, ``define`` for a claim that introduces a name."""
    old, new = ("check", "define") if error.code == "D320" else ("define", "assume")
    before = [one for one in re.finditer(rf"(?<=derive:)\s*{old}\b", text) if one.start() <= at]
    if before:
        last = before[-1]
        yield Remedy(f"write {new} for {old}", last.start(), last.end(), f" {new}")
