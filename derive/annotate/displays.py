"""What a display may be: a definition, a claim, a hypothesis; and what its letters may be, by how it uses them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from derive.annotate.guess import Guess, names_in, plain_name
from derive.annotate.shapes import ONE, Shape, factors_of_whole, named, shapes_in, stepping_names, whole_names
from derive.annotate.survey import Display

_TOKEN = re.compile(
    r"\\begin\{(?:alignat|alignedat|array)\*?\}\s*\{[^{}]*\}|\\(?:begin|end)\{[A-Za-z*]+\}"
    r"|\\\\\*?\s*\[\s*-?[\d.]+\s*[a-z]+\s*\]|\\[A-Za-z]+|\\.|[{}()\[\]]|:=|[=<>]|[^\\]",
    re.DOTALL,
)
_RELATIONS = frozenset(
    ["=", ":=", "<", ">", r"\le", r"\leq", r"\ge", r"\geq", r"\equiv", r"\triangleq", r"\approx", r"\to", r"\propto",
     r"\leqslant", r"\geqslant", r"\coloneqq"]
)  # fmt: skip
_DEFINES = (":=", r"\triangleq", r"\coloneqq", r"\equiv")
_NO_HEAD = re.compile(
    r"(?:\\(?:d?frac|tfrac|partial|nabla|sum|prod|log|ln|exp|max|min|lim|int|sqrt|left|big|Big|mathop)(?![a-z])|[-+\d(\[|]|\{(?!\\(?:hat|tilde|bar|mathbf|boldsymbol))|"
    r"d[a-zA-Z]?\s*/|\\mathbb\s*\{?E)"
)
_CLAIMS = re.compile(
    r"\b(?:therefore|thus|hence|so|then|get|gets|obtain|gives?|yields?|implies|follows|shows?|becomes|simplif\w+|"
    r"conclude|see|note|equals?|equivalent\w*|rewrit\w+|expand\w*|know|prove|that is)\b", re.IGNORECASE,
)  # fmt: skip
_ASSUMES = re.compile(
    r"\b(?:assum\w+|suppos\w+|such that|subject to|satisf\w+|constraints?|requires?)\b", re.IGNORECASE
)
_LOCAL = re.compile(r"\b(?:if|when|for|case)\s+\$(?P<condition>[^$]{1,60})\$\s*[,:]?[^.$]{0,40}\Z", re.IGNORECASE)


_ALIGNMENT = re.compile(
    r"\\(?:begin|end)\{(?:align|aligned|alignat|alignedat|array|eqnarray|equation|flalign|gather|gathered|multline|split)\*?\}"
)
_OPERATOR = r"(?:[-+/*]|\\(?:cdot|times|pm|mp|div|odot)(?![A-Za-z]))"
_OPERATOR_AHEAD, _OPERATOR_BEHIND = re.compile(_OPERATOR), re.compile(rf"{_OPERATOR}\Z")
_INDENTATION = re.compile(r"\A(?:\s|\\q?quad(?![A-Za-z])|\\[,;:! ]|~)+")


def _tokens(latex: str) -> Iterator[tuple[str, bool]]:
    """The tokens of a display, and whether they stand outside of all brackets and of matrices and cases. Alignments
    are left out; their rows and cells are kept where they are outside."""
    depth = inner = 0
    for found in _TOKEN.findall(latex):
        token = r"\\" if found.startswith(r"\\") else found
        if not inner and (_ALIGNMENT.match(token) or token in (r"\nonumber", r"\notag")):
            yield " ", False
        elif token.startswith((r"\begin{", r"\end{")):
            inner += 1 if token.startswith(r"\begin{") else -1
            yield token, False
        elif inner:
            yield token, False
        else:
            depth += (token in "{([" and len(token) == 1) - (token in "})]" and len(token) == 1)
            is_space = depth > 0 and token in ("&", r"\\")
            yield " " if is_space else token, depth <= 0


def sides(latex: str) -> tuple[list[str], list[str]]:
    """The sides of a display and the relations between them, at the level outside of all brackets; set without
    alignment and line breaks."""
    found, relations = [""], []
    for token, is_outside in _tokens(latex):
        if is_outside and token in _RELATIONS:
            relations.append(token)
            found.append("")
        else:
            found[-1] += " " if is_outside and token in ("&", r"\\") else token
    return [" ".join(re.sub(r"\\(?:label|tag)\{[^{}]*\}", "", side).split()).strip(" .,;") for side in found], relations


def formulas(latex: str) -> list[str]:
    r"""The formulas of a display, each without alignment and line breaks: a row begins another one where it has a
    relation and does not go on with what stands before it, and so does a cell. Empty where that is not clear, as in
    ``a = (b + c) \\ (d + e)``, which may be one product or two formulas."""
    found: list[str] = []
    for row in _split(latex, r"\\"):
        for position, piece in enumerate(_joined(_split(row, "&"))):
            parts, relations = sides(piece)
            before = sides(found[-1])[0] if found else []
            begins_with_operator = _OPERATOR_AHEAD.match(parts[0])
            is_remark = position > 0 and parts[0].startswith(r"\text")
            goes_on = is_remark or not parts[0] or (begins_with_operator and not relations)
            is_condition = position > 0 and relations and relations[0] not in ("=", *_DEFINES)
            if not found:
                found.append(piece)
            elif goes_on or not before[-1] or _OPERATOR_BEHIND.search(before[-1]):
                found[-1] += " " + piece
            elif not relations or len(before) == 1 or begins_with_operator or is_condition:
                return []
            else:
                found.append(piece)
    return found


def _split(latex: str, sign: str) -> list[str]:
    """The rows or cells of a display, without the space at their beginning; empty ones are left out."""
    found = [""]
    for token, is_outside in _tokens(latex):
        if is_outside and token == sign:
            found.append("")
        else:
            found[-1] += token
    return [piece for piece in (_INDENTATION.sub("", one) for one in found) if piece]


def _joined(cells: Iterable[str]) -> list[str]:
    """The cells of a row, those together that a relation joins."""
    found: list[str] = []
    for cell in cells:
        if found and (not sides(cell)[0][0] or not sides(found[-1])[0][-1]):
            found[-1] += " " + cell
        else:
            found.append(cell)
    return found


_ENTRY = re.compile(r"(?P<name>\S+?)\s*_\s*\{?\s*\d+\s*\}?\Z")


def has_head(latex: str, arrays: frozenset[str] = frozenset()) -> bool:
    """Whether a formula may define something: one name, or a name with its arguments, stands on its left, and no entry
    of one of some arrays."""
    parts, relations = sides(latex)
    if not relations or relations[0] not in ("=", *_DEFINES) or not parts[0] or _NO_HEAD.match(parts[0]):
        return False
    entry = _ENTRY.match(parts[0])
    return entry is None or plain_name(entry["name"]) not in arrays


def head_of(latex: str) -> str:
    """What stands on the left of a formula, without spaces."""
    return re.sub(r"\s|\\[,;:!]", "", sides(latex)[0][0])


_BEHIND = re.compile(r"\\q?quad(?![a-z])|\\text[a-z]*\s*\{\s*(?:where|with|for|if)\b")
"""What begins another formula behind the first: a wide space, or a word."""

_NOTATION = re.compile(r"[A-Za-z}]\((?=[^()]*(?:[A-Z]|\\mid|\||,))")


def kinds(
    display: Display, known: frozenset[str], defined: Collection[str], arrays: frozenset[str]
) -> Iterator[tuple[Guess, ...]]:
    """What a display may be, the likeliest first. ``known`` are the names that stand above it, ``defined`` the heads of
    the definitions above; H(X), H(X, Y) and H(X \\mid Y) are different heads with one name. Entries of ``arrays`` are
    no names."""
    claim = Guess("check", "", "a formula whose left side is known by then")
    clauses = clauses_of(display.latex)
    if len(clauses) > 1:
        yield from _of_clauses(clauses, known, defined, arrays)
        yield (claim,)
        return
    for condition in _conditions(display):
        yield (condition, claim)
    own = formulas(display.latex)
    heads = [one for one in own if has_head(one, arrays)]
    if len(own) > 1 and heads:
        definitions = tuple(_definition(one) for one in heads if _is_fresh(one, known, defined))
        if definitions:
            yield (*definitions, claim)
            yield (*reversed(definitions), claim)
        yield (claim,)
    elif heads:
        only = _definition(display.latex)
        is_whole = len(sides(display.latex)[1]) == 1
        defines = (Guess("define", "", only.source),) if is_whole else (only, claim)
        if _is_fresh(display.latex, known, defined):
            yield defines
            yield (claim,)
        else:
            yield (claim,)
            if not _CLAIMS.search(display.before):
                yield defines
    else:
        if _ASSUMES.search(display.before):
            yield (Guess("assume", "", f'"{display.before[-60:]}"'),)
        yield (claim,)


_CLAUSE = re.compile(
    r"[\s,;.]*(?:\\q?quad(?![a-z])|\\(?:text|textrm|textup|mathrm|mbox)\s*\{[\s,;]*(?P<word>where|with|and)[\s,]*\})[\s,;]*"
)
_ON_INDICES = re.compile(
    r"\\?[a-z]\s*(?:=|<|>|\\(?:neq?|in|leq?|geq?)(?![a-z]))\s*(?:[a-z]|\d+|\\\{.*\\\}|.*\\[lc]?dots.*)\s*\Z", re.DOTALL
)
_ORDERS = ("<", ">", r"\le", r"\leq", r"\ge", r"\geq", r"\leqslant", r"\geqslant")


def clauses_of(latex: str) -> list[tuple[str, str]]:
    r"""The formulas of a display, each with the word before it: of ``u = v \quad\text{where}\quad v = 2 w``, of
    ``u = v, \quad w = 2 u``, and of ``a, b \le c``. Empty where there is only one, or where a part is no formula by
    itself, as a condition on an index."""
    if r"\begin" in latex or r"\\" in latex:
        return []
    found: list[tuple[str, str]] = []
    start, word = 0, ""
    for sign in _CLAUSE.finditer(latex):
        if not _is_closed(latex[: sign.start()]):
            continue
        before = latex[start : sign.start()]
        if before.strip(" ,;"):
            found.append((word, before))
            word = ""
        word = sign["word"] or word
        start = sign.end()
    found.append((word, latex[start:]))
    clauses = [(said, formula.strip(" ,;.\n")) for said, formula in found if formula.strip(" ,;.\n")]
    if len(clauses) == 1:
        return [("", formula) for formula in _listed(latex)]
    for number, (_, formula) in enumerate(clauses):
        parts, relations = sides(formula)
        if not relations or not parts[0] or not parts[-1] or (number and _ON_INDICES.match(formula)):
            return []
    return clauses


def _listed(latex: str) -> list[str]:
    """Of ``a, b <= c``, each of the formulas: ``a <= c`` and ``b <= c``; empty where the left side is no list."""
    parts, relations = sides(latex)
    if not relations or relations[0] not in _ORDERS:
        return []
    names = [""]
    for token, is_outside in _tokens(parts[0]):
        if is_outside and token == ",":
            names.append("")
        else:
            names[-1] += token
    if len(names) == 1:
        return []
    rest = " ".join(f"{relation} {side}" for relation, side in zip(relations, parts[1:], strict=True))
    return [f"{name.strip()} {rest}" for name in names]


def _is_closed(latex: str) -> bool:
    """Whether all brackets of a beginning of a formula are closed."""
    *_, (_, is_outside) = _tokens(latex + " ")
    return is_outside


def _of_clauses(
    clauses: Sequence[tuple[str, str]], known: frozenset[str], defined: Collection[str], arrays: frozenset[str]
) -> Iterator[tuple[Guess, ...]]:
    """Drafts of a display of several formulas, each with a directive of its own: what stands behind "where" first."""
    for order in (
        sorted(clauses, key=lambda one: one[0] not in ("where", "with")),
        list(clauses),
    ):
        by_now = known
        drafts: list[Guess] = []
        heads = set(defined)
        for _, formula in order:
            if has_head(formula, arrays) and _is_fresh(formula, by_now, heads) and len(sides(formula)[1]) == 1:
                drafts.append(_definition(formula))
                heads.add(head_of(formula))
                by_now |= names_in(sides(formula)[0][0])
            else:
                drafts.append(Guess("check", formula, "one of several formulas, whose left side is known by then"))
        yield tuple(drafts)
    yield tuple(Guess("check", formula, "one of several formulas") for _, formula in clauses)


def _is_fresh(latex: str, known: frozenset[str], defined: Collection[str]) -> bool:
    """Whether a formula gives a meaning to what stands on its left, of which nothing is known above."""
    parts, relations = sides(latex)
    if relations[0] in _DEFINES:
        return True
    if _NOTATION.search(parts[0]):
        return head_of(latex) not in defined
    return not names_in(re.sub(r"[_^]\s*(?:\{[^{}]*\}|\\?[A-Za-z0-9]+)|\(.*\)", "", parts[0])) <= known


def _definition(latex: str) -> Guess:
    """The definition with which a chain of relations begins."""
    parts, relations = sides(latex)
    body = _BEHIND.split(parts[-1] if len(parts) == 2 else parts[1])[0].rstrip(" ,;")
    return Guess("define", f"{parts[0]} {relations[0]} {body}", f"nothing above says what {parts[0]} is")


def _conditions(display: Display) -> Iterator[Guess]:
    """A condition in the sentence before a display: ``When $i = j$, …``."""
    found = _LOCAL.search(display.before)
    if found is not None and re.search(r"=|\\ne|<|>", found["condition"]):
        yield Guess("assume here", found["condition"], f'"{found[0].strip()}"')


_WORD = re.compile(
    r"\\(?:text[a-z]*|math[a-z]+|operatorname\*?|mbox|begin|end|label|tag|ref|eqref)\*?\s*\{[^{}]*\}|\\[A-Za-z]+"
    r"|(?P<word>[A-Za-z]{3,})"
)
_BOLD = re.compile(r"\\(?:mathbf|boldsymbol|bm|vec)\s*(?:\{(?P<letter>\\?[A-Za-z]+)\}|(?P<bare>[A-Za-z]))")
_BOLD_NAME = re.compile(
    r"\\(?:hat|tilde|bar)\s*\{\s*\\(?:mathbf|boldsymbol|bm)\s*(?:\{\\?[A-Za-z]+\}|[A-Za-z])\s*\}"
    r"|\\(?:mathbf|boldsymbol|bm|vec)\s*(?:\{\\?[A-Za-z]+\}|[A-Za-z])"
)
_ACCENTED_BOLD = re.compile(
    r"\\(?:wide)?(?:hat|tilde)\s*\{\s*\\(?:mathbf|boldsymbol|bm)\s*(?:\{\\?[A-Za-z]+\}|[A-Za-z])\s*\}"
    r"|\\(?:bar|overline)\s*\{\s*\\(?:mathbf|boldsymbol|bm)\s*(?:\{\\?[A-Za-z]+\}|[A-Za-z])\s*\}"
)
_CAPITAL = re.compile(r"(?<![A-Za-z\\{_^])[A-Z](?![A-Za-z(_])")
_NAME = r"(?:\\(?:mathbf|boldsymbol|bm|vec|hat|tilde|bar)\s*\{(?:\\[a-z]+\s*\{)?\\?[A-Za-z]+\}?\}|\\?[A-Za-z]+)"
_INDEXED = re.compile(rf"(?P<name>{_NAME})_(?:\{{(?P<index>[abci-nrst])\}}|(?P<bare>[abci-nrst])(?![A-Za-z]))")
_TWO_INDICES = re.compile(rf"(?P<name>{_NAME})_\{{[a-z],?\s*[a-z]\}}")
_MEMBER = re.compile(rf"(?P<name>{_NAME})\s*\^\s*\{{\s*\((?P<index>[a-z])\)\s*\}}")
_TIMES = re.compile(
    r"(?P<matrix>\\(?:mathbf|boldsymbol|bm)\s*\{[A-Z]\}|(?<![A-Za-z\\{])[A-Z])"
    r"(?P<transposed>\^\{?(?:\\top|T|\\mathsf\{?T\}?|\\intercal)\}?)?\s*"
    r"(?P<vector>\\(?:mathbf|boldsymbol|bm|vec)\s*\{[a-z]\})"
)
_SMALL = (
    r"(?:\\(?:mathbf|boldsymbol|bm|vec)\s*\{\\?[a-z]+\}|"
    r"\\(?:theta|beta|phi|omega|mu|alpha|eta|lambda|psi|xi)(?![a-z])|[a-z])"
)
TRANSPOSED_TIMES = re.compile(
    rf"(?<![A-Za-z\\])(?P<left>{_SMALL})\s*\^\s*\{{?\s*(?:\\top|T|\\intercal)\s*\}}?\s*"
    rf"(?P<right>{_SMALL})(?P<member>\^\{{\([a-z]\)\}})?"
)
"""A small letter that is transposed, and the one behind it."""

_BOUND_TO = re.compile(r"\\sum(?:\\limits)?_\{?[a-z](?:\s*=\s*1)?\}?\^\{?(?P<size>[A-Za-z])\}?")
_OPERATORS = frozenset(
    [r"\sum", r"\prod", r"\max", r"\min", r"\log", r"\ln", r"\partial", r"\nabla", r"\argmax", r"\exp", r"\lim", "d"]
)


_WORDS = re.compile(
    r"(?:arg)?(?:min|max)|log|exp|softmax|sigmoid|relu|tanh|sin|cos|tan|sqrt|sum|mean|loss|cost|error|entropy|var|cov|"
    r"diag|det|rank|sgn|sign|where|for|and|with|otherwise", re.IGNORECASE,
)  # fmt: skip
LONG_WORD = 5
"""So many letters in a row are a word, whatever they are: nobody multiplies as many."""


def word_in(latex: str) -> str:
    r"""A word that is set as a product of its letters, as log for ``\log``; empty where there is none."""
    runs = [found["word"] for found in _WORD.finditer(latex) if found["word"]]
    known = (_WORDS.search(run) for run in runs)
    words = [
        found[0] if found else run for run, found in zip(runs, known, strict=True) if found or len(run) >= LONG_WORD
    ]
    return words[0] if words else ""


def indexed_names(latex: str) -> frozenset[str]:
    """The names that stand with one index in a formula, without their fonts."""
    return frozenset(plain_name(found["name"]) for found in _INDEXED.finditer(latex)) - _OPERATORS


_NUMBERED = re.compile(rf"(?P<name>{_NAME})_(?:\{{\d+\}}|\d)")


def numbered(latex: str) -> frozenset[str]:
    """The names of which a formula has an entry with a number."""
    return frozenset(plain_name(found["name"]) for found in _NUMBERED.finditer(latex))


_ACCENTED = re.compile(r"\\(?:hat|widehat|tilde|bar|overline|mathrm|text\w*|operatorname|mathcal)\s*\{[^{}]*\}")


def plain_letters(latex: str) -> frozenset[str]:
    """The letters that stand in a formula without an index, a font and an accent."""
    bare = _ACCENTED.sub(" ", _BOLD_NAME.sub(" ", latex))
    bare = re.sub(r"[_^]\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\?[A-Za-z0-9]+)", lambda found: found[0][0], bare)
    return frozenset(found[1] for found in re.finditer(r"(\\[a-z]+|(?<![A-Za-z\\])[a-z])(?![A-Za-z_])", bare))


_BOUND_LETTER = re.compile(
    r"\\(?:sum|prod)(?:\\limits)?\s*_\s*\{?\s*(?P<letter>[a-z])(?:\s*=\s*1)?\s*\}?\s*\^\s*\{?\s*(?P<size>[A-Za-z])\s*\}?"
)


_BINDER = re.compile(
    r"\\(?:sum|prod|max|min)(?:\\limits)?\s*_\s*(?:\{(?P<bound>[^{}]*)\}|(?P<bare>[A-Za-z]))|(?P<drawn>[A-Za-z])\s*\\sim(?![a-z])"
)
_APPLIED = re.compile(r"[A-Za-z}]\s*(?:\\left)?[(\[](?P<arguments>[^()\[\]]*)[)\]]")


_APPLIED_ENTRY = re.compile(
    rf"(?P<name>{_NAME})\s*_\s*(?:\{{\s*[a-z]\s*\}}|[a-z](?![A-Za-z]))\s*\(\s*"
    rf"{_NAME}(?:\s*[,;]\s*{_NAME})*\s*\)"
)
"""One of several functions with its argument, as f_i(x): no entry of a vector."""

_OF_ENTRIES = re.compile(r"\\(?:tanh|exp|sigma|phi|varphi)\Z|(?:softmax|sigmoid|relu|ReLU|tanh)\}?\Z")
"""A function of each entry, in whose brackets capitals are matrices."""


def not_declared(latex: str) -> frozenset[str]:
    """The letters of a formula that are no names of vectors: those that a sum or an expectation binds, and random
    variables, which are capitals in the brackets of a function that are not in bold."""
    found: set[str] = set()
    for one in _BINDER.finditer(latex):
        found |= set(re.findall(r"(?<![A-Za-z\\])[a-z](?![A-Za-z])", one["bound"] or one["bare"] or one["drawn"] or ""))
    for one in _APPLIED_ENTRY.finditer(latex):
        found |= names_in(one["name"])
    for one in _APPLIED.finditer(latex):
        if _OF_ENTRIES.search(latex[: one.start() + 1]):
            continue
        found |= set(re.findall(r"(?<![A-Za-z\\{])[A-Z](?![A-Za-z])", _BOLD_NAME.sub(" ", one["arguments"])))
    return frozenset(found)


def length_of(name: str, latex: str) -> str:
    """The size up to which a formula sums over the entries of a name; empty where none is written."""
    sizes = {found["letter"]: found["size"] for found in _BOUND_LETTER.finditer(latex)}
    indices = [one["index"] or one["bare"] for one in _INDEXED.finditer(latex) if plain_name(one["name"]) == name]
    return next((sizes[index] for index in indices if index in sizes), "")


def lengths(latex: str) -> dict[str, str]:
    """The names of a formula that have an index which is summed up to a size, with that size."""
    names = {plain_name(one["name"]): one["name"] for one in _INDEXED.finditer(latex)}
    found = {spelled: length_of(name, latex) for name, spelled in names.items() if name not in _OPERATORS}
    return {spelled: length for spelled, length in found.items() if length}


def bold_in(latex: str) -> dict[str, str]:
    """The names of a formula that are in bold and have no accent, each with its letter."""
    bare = _ACCENTED_BOLD.sub(" ", latex)
    return {found[0]: found["letter"] or found["bare"] for found in _BOLD.finditer(bare)}


def are_arrays(display: Display, known: frozenset[str]) -> bool:
    """Whether a display has names that are no numbers, since they are set in bold, and of which nothing is said."""
    return bool({plain_name(name) for name in bold_in(display.latex)} - known)


def may_be_array(name: str, base: str) -> bool:
    """Whether a name that has a word or number below or above it may be a vector or a matrix: a letter in bold, or
    another that is no Greek one, has no words below it."""
    return _BOLD.match(base) is not None or not (base.startswith("\\") or r"\text" in name or r"\mathrm" in name)


def has_layers(latex: str) -> bool:
    """Whether a formula has capitals with names below or above them, as W_{hh} and W^{[1]}, which are matrices, or
    vectors at steps that are multiplied entry by entry."""
    names = [name for name in whole_names(latex) if may_be_array(name, re.split("[_^]", name)[0])]
    is_matrix = any(re.match(r"(?:\\[a-z]+\{)?[A-Z]\}?(?:_\{?[a-z]|\^)", name) for name in names)
    return is_matrix or (r"\odot" in latex and bool(stepping_names(latex)))


_DOMAIN = re.compile(
    r"(?P<names>.+?)\\in(?![a-z])\s*\\mathbb\s*\{?R\}?\^\s*\{?\s*(?P<rows>[A-Za-z]|\d+)"
    r"(?:\s*\\times\s*(?P<columns>[A-Za-z]|\d+))?\s*\}?\s*\Z"
)
_LETTER_OF_SIZE = ("d", "n", "m", "k", "h", "q", "r", "s")


def shapes_said(guess: Guess) -> dict[str, Shape]:
    """The shapes that a declaration gives to names, as they are written."""
    found = _DOMAIN.match(guess.formula) if guess.kind == "let" else None
    if found is None:
        return {}
    shape = found["rows"], found["columns"] or ONE
    return {"".join(name.split()): shape for name in found["names"].split(",")}


_SCALARS = frozenset([*"deijklmnt", r"\alpha", r"\lambda", r"\eta", r"\gamma", r"\sigma"])
"""Small letters by which hardly anybody means a vector."""


def small_factors(latex: str) -> frozenset[str]:
    """The small letters that stand beside a matrix or something transposed, and those of the same sums."""
    if not re.search(r"\^\s*\{?\s*(?:\\top|T|\\intercal)(?![A-Za-z])", latex):
        return frozenset()
    return plain_letters(latex) & frozenset(found[0] for found in re.finditer(_SMALL, latex)) - _SCALARS


def by_shapes(
    display: Display, said: Mapping[str, Shape], known: frozenset[str], size: str, small: Collection[str] = ()
) -> tuple[Guess, ...]:
    """The vectors and matrices of a display of which nothing is said, with shapes that agree with each other; ``small``
    are letters that are vectors though they are not in bold."""
    spelled = (
        set(small)
        | (factors_of_whole(display.latex) - known)
        | {"".join(found[0].split()) for found in _BOLD_NAME.finditer(display.latex)}
    )
    spelled |= {found[0] for found in _CAPITAL.finditer(display.latex) if found[0] not in known}
    bases = {name: re.split("[_^]", name)[0] for name in whole_names(display.latex) if name not in said}
    beside = {re.split("[_^]", name)[0] for name in said if re.search("[_^]", name)}
    whole = {
        name for name, base in bases.items() if base not in said and (base in beside or not names_in(base) & known)
    }
    whole = {name for name in whole if may_be_array(name, bases[name])}
    if not any(re.match(r"(?:\\[a-z]+\{)?[A-Z]", bases[name]) for name in whole):
        whole = {name for name in whole if _BOLD.match(bases[name])}
    rows = {name for name, shape in said.items() if shape[1] != ONE and plain_name(name)[-1:].islower()}
    stepping = stepping_names(display.latex, rows)
    moved = {name: letter for name, letter in stepping.items() if not names_in(name) & known}
    spelled = (spelled - {re.split("[_^]", name)[0] for name in whole}) | whole | set(moved)
    is_vector = {name: re.findall(r"[A-Za-z]+", re.split("[_^]", name)[0])[-1][0].islower() for name in spelled}
    is_vector |= {name: shape[1] == ONE for name, shape in said.items()}
    known = known | not_declared(display.latex)
    found = shapes_in([sides(one)[0] for one in formulas(display.latex)], is_vector, said, frozenset(moved))
    fresh = {
        name: shape
        for name, shape in found.items()
        if name not in said and (name in whole or name in moved or not names_in(name) & known)
    }
    given = {one for shape in said.values() for one in shape}
    taken = names_in(display.latex) | known | given
    order = dict.fromkeys((size, *_LETTER_OF_SIZE))
    letters = [letter for letter in order if letter not in (given if letter == size else taken)]
    steps = {name: letter.upper() for name, letter in moved.items()}
    drafts: list[Guess] = []
    for name, domain in named(fresh, letters, steps):
        source = f"how {name} is multiplied and added here"
        if re.search(r"\^\{[A-Za-z],", name):  # the reader takes no such name in a declaration
            other = rf"\mathrm{{{''.join(re.findall('[A-Za-z]+', name))}}}"
            drafts.append(Guess("let", rf"{other} \in {domain}", source, firm=False))
            drafts.append(Guess("notation", rf"{name}$ means ${other}", source, firm=False))
        else:
            drafts.append(Guess("let", rf"{name} \in {domain}", source, firm=False))
    return tuple(drafts)


def domains_said(guesses: Iterable[Guess]) -> dict[str, str]:
    """The domains of single names that declarations give, by their names without fonts."""
    found = (one.formula.split(r"\in ") for one in guesses if one.kind == "let" and one.formula.count(r"\in ") == 1)
    return {plain_name(name.strip()): domain.strip() for name, domain in found if "," not in name}


def uses(
    display: Display, known: frozenset[str], indexed: frozenset[str], size: str, domains: Mapping[str, str]
) -> Iterator[tuple[Guess, ...]]:
    """What the names of a display may be by how they are used, of those of which nothing is said; a member of a family,
    x^{(i)}, is in the domain of x where something is said of that."""
    known = known | not_declared(display.latex)
    bound = _BOUND_TO.search(display.latex)
    length = bound["size"] if bound else size
    spelled = {plain_name(found[0]): found[0] for found in re.finditer(_NAME, display.latex)}
    of_vectors = {plain_name(one["name"]) for one in _INDEXED.finditer(display.latex) if _BOLD.match(one["name"])}
    vectors = {
        spelled[name]: rf"\mathbb{{R}}^{{{length} \times d}}" if name in of_vectors else rf"\mathbb{{R}}^{{{length}}}"
        for name in sorted(indexed)
        if name in spelled
    }
    bold = bold_in(display.latex)
    summed = {plain_name(name) for name, own in lengths(display.latex).items() if own == length}
    shapes = {
        name: rf"\mathbb{{R}}^{{{length} \times d}}"
        if not letter[-1].islower() or plain_name(name) in of_vectors
        else rf"\mathbb{{R}}^{{{length if not bound or plain_name(name) in summed else 'd'}}}"
        for name, letter in bold.items()
    }
    families = {
        f"{found['name']}^{{({found['index']})}}": domains.get(
            plain_name(found["name"]),
            r"\mathbb{R}^{d}" if _BOLD.search(found["name"]) or plain_name(found["name"]) in indexed else r"\mathbb{R}",
        )
        for found in _MEMBER.finditer(display.latex)
    }
    if families and not any(re.findall("[A-Za-z]+", name)[-2][0].isupper() for name in families):
        alone = {name: domain for name, domain in shapes.items() if not any(one.startswith(name) for one in families)}
        yield tuple(
            Guess("let", rf"{name} \in {domain}", f"how {name} is used here", firm=False)
            for name, domain in {**families, **alone}.items()
            if name in families or not names_in(name) & known
        )
    matrices = {found["name"]: rf"\mathbb{{R}}^{{{length} \times d}}" for found in _TWO_INDICES.finditer(display.latex)}
    products: dict[str, str] = {}
    for found in _TIMES.finditer(display.latex):
        sizes = ("d", length) if found["transposed"] else (length, "d")
        products.setdefault(found["matrix"], rf"\mathbb{{R}}^{{{sizes[0]} \times {sizes[1]}}}")
        products.setdefault(found["vector"], r"\mathbb{R}^{d}")
    for chosen in ({**shapes, **products}, vectors, {**vectors, **matrices}, {**vectors, **shapes, **products}):
        own = {name: domain for name, domain in chosen.items() if not names_in(name) & known}
        if own:
            yield tuple(
                Guess("let", rf"{name} \in {domain}", f"how {name} is used here", firm=False)
                for name, domain in own.items()
            )
