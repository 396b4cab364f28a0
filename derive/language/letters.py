"""Names of variables as LaTeX and as text, and letters for bound variables."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from derive.kernel.terms import ONE, Entry, Equal, Multiply, Node, Size, Sum, Term, Variable, subnodes

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ",
    "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ",
    "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ",
}  # fmt: skip

LETTERS = {symbol: name for name, symbol in sorted(GREEK.items(), reverse=True)}
"""The command for a letter that is not ASCII."""

ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307", "vec": "\u20d7"}

MATHCAL = "cal"

PLAIN_NAME = re.compile(r"[^\W\d_]+\d*(_[^\W_]+)*'*")
WORDS = (
    "log", "exp", "max", "min", "lim", "rank", "and", "or", "if", "otherwise", "where", "at", "for", "all", "true",
    "false", "Sigma", "Σ", "Pi", "Π",
)  # fmt: skip
"""Names that are plain text otherwise are printed in marks where they are one of these or have other characters, so
that they look like nothing else."""


@lru_cache(maxsize=1_000)
def name_parts(name: str) -> tuple[str, str, str]:
    """The letter, its accent and primes (``hat``, ``'``), and its subscript: ``("y", "hat", "s")``."""
    stem = name.rstrip("'")
    primes = name[len(stem) :]
    first, *rest = stem.split("_")
    accent = ""
    if rest and rest[0] in (*ACCENTS, MATHCAL, "star"):
        accent = rest.pop(0)
    digits = re.fullmatch(r"([A-Za-z]+?)(\d+)", first)
    if digits and not rest:
        first, rest = digits.group(1), [digits.group(2)]
    return first or "?", accent + primes, "_".join(rest)


@lru_cache(maxsize=1_000)
def word_latex(word: str) -> str:
    """A name without accent or subscript."""
    word = LETTERS.get(word, word)
    if word in GREEK:
        return f"\\{word}"
    safe = re.sub(r"[^A-Za-z0-9]", "", word) or "?"
    return safe if len(safe) == 1 or safe.isdigit() else f"\\mathrm{{{safe}}}"


def name_latex(name: str, indices: Sequence[str] = ()) -> str:
    """A name with the given indices, which are LaTeX already."""
    letter, marks, subscript = name_parts(name)
    base = word_latex(letter)
    accent, primes = marks.rstrip("'"), "'" * marks.count("'")
    if accent == MATHCAL:
        base = f"\\mathcal{{{base}}}"
    elif accent == "star":
        base += "^{*}"
    elif accent:
        base = f"\\{accent}{{{base}}}"
    lower = ",".join(part for part in (word_latex(subscript) if subscript else "", joined(indices)) if part)
    return f"{base}{primes}" + (f"_{{{lower}}}" if lower else "")


def name_text(name: str, indices: Sequence[str] = ()) -> str:
    """A name with the given indices, in Unicode."""
    if name in WORDS or not PLAIN_NAME.fullmatch(name):
        marked = f"‹{name.encode('unicode_escape').decode()}›"
        return f"{marked}_{{{joined(indices)}}}" if indices else marked
    letter, marks, subscript = name_parts(name)
    accent, primes = marks.rstrip("'"), "′" * marks.count("'")
    base = GREEK.get(letter, letter) + ACCENTS.get(accent, "*" if accent == "star" else "") + primes
    lower = ",".join(part for part in (GREEK.get(subscript, subscript), joined(indices)) if part)
    if not lower:
        return base
    return f"{base}_{lower}" if re.fullmatch(r"\w+", lower) else f"{base}_{{{lower}}}"


def spellings(name: str) -> tuple[str, ...]:
    """The names that are printed like this one."""
    return name, LETTERS.get(name, name), name.replace("_", "", 1)


def joined(indices: Sequence[str]) -> str:
    """Indices side by side: letters closely, numbers and compound ones with commas."""
    close = all(len(index) == 1 and index.isalpha() for index in indices)
    return ("" if close else ",").join(indices)


# Letters for bound variables -----------------------------------------------------------------------


def choose(candidates: Sequence[str], used: Collection[str]) -> str:
    """The first candidate that is not used."""
    number = 0
    while True:
        for candidate in candidates:
            name = f"{candidate}{number}" if number else candidate
            if name not in used:
                return name
        number += 1


def index_letter(size: Size, used: Collection[str], pair: bool = False) -> str:
    """A letter for a bound index; ``pair`` asks for one of i and j."""
    own = size.lower() if isinstance(size, str) and len(size) == 1 and size.isupper() else ""
    common = ("k", "l", "m", "j", "i", "r", "s")
    if pair:
        return choose(("i", "j", *common), used)
    if own and own not in "ezly":
        return choose((own, *common), used)
    return choose(("i", "j", *common) if size == "n" else common, used)


def variable_letter(variable: Variable, body: Node, used: Collection[str]) -> str:
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


LIMIT_LETTERS = ("tau", "t", "s", "u")


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
