"""Names of variables as LaTeX and as text, and letters for bound variables."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

from derive.kernel.terms import ONE, Entry, Equal, Multiply, Node, Size, Sum, Term, Variable, subnodes

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ",
    "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ",
    "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ",
}  # fmt: skip

LETTERS = {symbol: name for name, symbol in sorted(GREEK.items(), reverse=True)}
"""The command for a letter that is not ASCII."""

ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307", "vec": "\u20d7"}

MATHCAL, STAR = "cal", "star"

WORDS = (
    "log", "exp", "max", "min", "lim", "rank", "and", "or", "if", "otherwise", "where", "at", "for", "all", "true",
    "false",
)  # fmt: skip
"""Names that would be taken for what a formula says in words."""

SIGNS = ("Sigma", "Pi")
"""Letters that are the signs of sums and products in text."""

_LETTER = rf"[A-Za-z]+|[{''.join(LETTERS)}]"
_PLAIN = re.compile(
    rf"(?P<letter>{_LETTER})(?P<digits>[0-9]*)(?P<more>(?:_(?:[A-Za-z0-9]+|[{''.join(LETTERS)}]))*)(?P<primes>'*)"
)
_COMMAND = re.compile(
    r"(?:\\(?P<accent>hat|bar|tilde|dot|vec|mathcal)\{(?P<inside>\\?[A-Za-z]+)\}|(?P<letter>[A-Za-z]+|\\[A-Za-z]+))"
    r"(?P<star>\^\*)?(?P<primes>'*)(?:_\{(?P<subscript>[A-Za-z0-9]+|\\[A-Za-z]+)\})?"
)
r"""A name as documents have them: ``\hat{p}``, ``b^*``, ``L_{CE}``."""


@dataclass(frozen=True)
class Parts:
    """A name that can be written as one: its letter (the name of a Greek one), its accent, primes and subscript."""

    letter: str
    accent: str = ""
    primes: int = 0
    subscript: str = ""


@lru_cache(maxsize=1_000)
def name_parts(name: str) -> Parts | None:
    """The parts of a name; None where it would look like something else, and has to be set off."""
    parts = _plain_parts(name) or _command_parts(name)
    return None if parts is None or parts.letter in WORDS else parts


def _plain_parts(name: str) -> Parts | None:
    """``y_hat_s'``: the letter y with a hat, the subscript s and a prime; ``x1`` is x with the subscript 1."""
    match = _PLAIN.fullmatch(name)
    if match is None:
        return None
    rest = match["more"].split("_")[1:]
    accent = rest.pop(0) if rest and rest[0] in (*ACCENTS, MATHCAL, STAR) else ""
    if match["digits"]:
        if rest or not match["letter"].isascii():
            return None
        rest = [match["digits"]]
    letter, *rest = (LETTERS.get(part, part) for part in (match["letter"], *rest))
    return Parts(letter, accent, len(match["primes"]), "_".join(rest))


def _command_parts(name: str) -> Parts | None:
    match = _COMMAND.fullmatch(name)
    if match is None or (match["accent"] and match["star"]):
        return None
    letter, subscript = match["inside"] or match["letter"], match["subscript"] or ""
    if letter.startswith("\\") and letter[1:] not in GREEK:
        return None
    if subscript.startswith("\\") and subscript[1:] not in (*GREEK, "max", "min"):
        return None
    accent = STAR if match["star"] else {"mathcal": MATHCAL}.get(match["accent"], match["accent"] or "")
    return Parts(letter.lstrip("\\"), accent, len(match["primes"]), subscript.lstrip("\\"))


def word_latex(word: str) -> str:
    """A letter or subscript."""
    if word in GREEK:
        return f"\\{word}"
    return word if len(word) == 1 or word.isdigit() else f"\\mathrm{{{word.replace('_', '')}}}"


def name_latex(name: str, indices: Sequence[str] = ()) -> str:
    """A name with the given indices, which are LaTeX already."""
    parts = name_parts(name)
    return with_indices_latex(set_off_latex(name), indices) if parts is None else parts_latex(parts, indices)


def parts_latex(parts: Parts, indices: Sequence[str] = ()) -> str:
    """As :func:`name_latex`, for a name that is taken apart."""
    base = word_latex(parts.letter)
    if parts.accent == MATHCAL:
        base = f"\\mathcal{{{base}}}"
    elif parts.accent == STAR:
        base += "^{*}"
    elif parts.accent:
        base = f"\\{parts.accent}{{{base}}}"
    base += "'" * parts.primes
    return with_indices_latex(base, [word_latex(parts.subscript)] if parts.subscript else [], indices)


def with_indices_latex(code: str, *groups: Sequence[str]) -> str:
    """What is spelled already, with subscripts."""
    lower = ",".join(part for part in map(joined, groups) if part)
    return code + (f"_{{{lower}}}" if lower else "")


def set_off_latex(name: str, of: str = "") -> str:
    """A name between marks that nothing else has, in ASCII; ``of`` says what it is, as LaTeX."""
    return f"\\langle{_written_out(name)}{of}\\rangle"


def _written_out(name: str) -> str:
    """Letters and digits as they are, ``_`` as ``-``, everything else by its number."""
    signs = [c if c.isascii() and c.isalnum() else "-" if c == "_" else f"/{ord(c):x}/" for c in name]
    if name[:1].isdigit() and name[0].isascii():
        signs[0] = f"/{ord(name[0]):x}/"
    return f"\\text{{{''.join(signs)}}}"


def name_text(name: str, indices: Sequence[str] = ()) -> str:
    """A name with the given indices, in Unicode."""
    parts = name_parts(name)
    if parts is None or parts.letter in SIGNS:
        return with_indices_text(set_off_text(name), indices)
    return parts_text(parts, indices)


def parts_text(parts: Parts, indices: Sequence[str] = ()) -> str:
    """As :func:`name_text`, for a name that is taken apart."""
    base = GREEK.get(parts.letter, parts.letter)
    base += ACCENTS.get(parts.accent, "*" if parts.accent == STAR else "") + "′" * parts.primes
    lower = ",".join(part for part in (GREEK.get(parts.subscript, parts.subscript), joined(indices)) if part)
    if not lower:
        return base
    return f"{base}_{lower}" if re.fullmatch(r"\w+", lower) else f"{base}_{{{lower}}}"


def with_indices_text(code: str, indices: Sequence[str]) -> str:
    """What is set off already, with indices."""
    return f"{code}_{{{joined(indices)}}}" if indices else code


def set_off_text(name: str, of: str = "") -> str:
    """A name between marks that nothing else has; ``of`` says what it is."""
    return f"‹{name.encode('unicode_escape').decode()}{of}›"


def kind_latex(kind: str, sizes: Sequence[Size]) -> str:
    """What a symbol is, for its marks: ``N`` a size, ``R`` an array, and else an index of the first of the sizes."""
    spelled = [str(size) if isinstance(size, int) else _written_out(size) for size in sizes]
    if kind:
        product = r" \times ".join(spelled)
        return f"\\in\\mathbb{{{kind}}}" + (f"^{{{product}}}" if product else "")
    return f"\\in{spelled[0]}" + (f"({','.join(spelled[1:])})" if spelled[1:] else "")


def kind_text(kind: str, sizes: Sequence[Size]) -> str:
    """As :func:`kind_latex`, as text."""
    spelled = [str(size) if isinstance(size, int) else _size_text(size) for size in sizes]
    if kind:
        return f" ∈ {'ℕ' if kind == 'N' else 'ℝ'}" + (f"^{'×'.join(spelled)}" if spelled else "")
    return f" ∈ {spelled[0]}" + (f"({','.join(spelled[1:])})" if spelled[1:] else "")


def _size_text(size: str) -> str:
    return size if re.fullmatch(r"[A-Za-z]\w*", size, re.ASCII) else set_off_text(size)


def joined(indices: Sequence[str]) -> str:
    """Indices side by side: letters closely, numbers and compound ones with commas."""
    close = all(len(index) == 1 and index.isalpha() for index in indices)
    return ("" if close else ",").join(indices)


# Letters for bound variables -----------------------------------------------------------------------


def choose(candidates: Sequence[str], used: Container[str]) -> str:
    """The first candidate that is not used, with primes where all are."""
    return next(name for primes in count() for letter in candidates if (name := letter + "'" * primes) not in used)


def index_letter(size: Size, used: Container[str], pair: bool = False) -> str:
    """A letter for a bound index; ``pair`` asks for one of i and j."""
    own = size.lower() if isinstance(size, str) and len(size) == 1 and size.isupper() else ""
    common = ("k", "l", "m", "j", "i", "r", "s")
    if pair:
        return choose(("i", "j", *common), used)
    if own and own not in "ezly":
        return choose((own, *common), used)
    return choose(("i", "j", *common) if size == "n" else common, used)


def variable_letter(variable: Variable, body: Node, used: Container[str]) -> str:
    """A letter for a bound array or scalar, by the part it plays in the body, where it stands free."""
    if len(variable.sizes) > 1:
        return choose(("W", "A", "B", "M"), used)
    if variable.sizes:
        totals = _totals(variable, body)
        if any(total == ONE for total in totals):
            return choose(("q", "r", "p"), used)
        return choose(("y", "t", "q") if totals else ("z", "w", "v", "u", "x"), used)
    if _is_total(variable, body):
        return choose(("s", "t", "c"), used)
    if _stands_alone(variable, body):
        return choose(("c", "a", "b", "t", "s"), used)
    if _scales(variable, body):
        return choose(("lambda", "mu", "nu", "t", "s"), used)
    return choose(("t", "s", "u", "a", "b"), used)


LIMIT_LETTERS, LARGE_LETTERS = ("tau", "t", "s", "u"), ("t", "s", "u")
"""Letters for what tends to a number, and to infinity."""


def _is_entry(term: Node, variable: Variable) -> bool:
    return isinstance(term, Entry) and term.array == variable


def _equations(body: Node) -> list[tuple[Term, Term]]:
    """The sides of all equations, both ways round."""
    equations = [part for part in subnodes(body) if isinstance(part, Equal)]
    return [(part.left, part.right) for part in equations] + [(part.right, part.left) for part in equations]


def _totals(variable: Variable, body: Node) -> list[Term]:
    """What the sum of the array's entries is said to be."""
    return [right for left, right in _equations(body) if isinstance(left, Sum) and _is_entry(left.body, variable)]


def _is_total(variable: Variable, body: Node) -> bool:
    """Whether a scalar is said to be the sum of entries."""
    return any(
        _is_entry(one, variable) and isinstance(other, Sum) and isinstance(other.body, Entry)
        for one, other in _equations(body)
    )


def _stands_alone(variable: Variable, body: Node) -> bool:
    """Whether a scalar is one side of an equation, and an entry the other."""
    return any(_is_entry(one, variable) and isinstance(other, Entry) for one, other in _equations(body))


def _scales(variable: Variable, body: Node) -> bool:
    """Whether a scalar multiplies something."""
    products = [part for part in subnodes(body) if isinstance(part, Multiply)]
    return any(_is_entry(factor, variable) for part in products for factor in part.factors)
