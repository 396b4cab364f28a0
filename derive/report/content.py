"""What a report says of a claim, before it is set as LaTeX or HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from derive.export.coq.record import word_of_coq
from derive.language.lines import FOLDED, OPENINGS, THEREFORE, TYPED
from derive.language.relations import SIGNS
from derive.printing.titles import marked_title
from derive.verify.result import Numeric, Part, Result, makers, shares


def by_topic(results: Sequence[Result], titles: Mapping[str, str]) -> dict[str, list[Result]]:
    """The claims by the title of their topic, in the order of the titles; topics without a title come last."""
    topics: dict[str, list[Result]] = {title: [] for title in titles.values()}
    for result in results:
        topics.setdefault(topic_of(result, titles), []).append(result)
    return {title: group for title, group in topics.items() if group}


RELATIONS = {"": "", THEREFORE: "∴", **{sign.name: sign.text for sign in SIGNS}}
"""How a printed line's relation looks as text."""

KINDS = {
    "proved": "Theorem",
    "computed": "Computation",
    "refuted": "False statement",
    "undecided": "Open statement",
    "informal": "Not checkable",
}


BASES = {
    "theorem": "a theorem of the kernel",
    "computation": "a rigorous computation",
    "ill-typed": "the kernel refuses to write the statement down: shapes disagree",
}
"""What a verdict rests on."""

RESTS = ("proved", "computed", "refuted")
"""The verdicts that rest on something."""

SCOPED = ("proved", "computed")
"""The verdicts that say for which sizes or instances they hold."""


@dataclass(frozen=True)
class Row:
    """A line of the table of evidence; ``code`` says that it is a list of names, not prose."""

    label: str
    values: tuple[str, ...]
    code: bool = False


def topic_of(result: Result, titles: Mapping[str, str]) -> str:
    """The title of the topic that a claim belongs to."""
    name = result.id.partition(".")[0]
    return titles.get(name, name.replace("-", " ").capitalize())


def title_of(result: Result) -> str:
    """The title as it stands wherever somebody might take it for what is true."""
    return marked_title(result.title, result.verdict)


def kind_of(result: Result) -> str:
    """What the statement is called: a theorem, a computation, a false statement …"""
    return KINDS.get(result.verdict, "Statement")


def scope_of(result: Result) -> str:
    """The scope with formulas: every $K \\ge 1$."""
    return re.sub(r"(\w+) >= (\d+)", r"$\1 \\ge \2$", result.scope)


def evidence(result: Result) -> list[Row]:
    """The table of evidence; empty rows are left out."""
    rows = [
        Row("Verdict", (verdict_sentence(result),)),
        Row("Reason", (further_reason(result),)),
        Row("Basis", (BASES.get(result.basis, result.basis),)) if result.verdict in RESTS else None,
        Row("Derivation", (derivation(result.parts),)) if result.parts else None,
        Row("Measurement", (measurement(result.numeric),)) if result.numeric else None,
        Row("Rules", result.rules, True),
        Row("Axioms", result.axioms or ("none",), bool(result.axioms)) if result.verdict == "proved" else None,
        Row("Statement", (result.statement_hash,), True) if result.statement_hash else None,
        Row("Certificate", (result.certificate or no_certificate(result),), result.certificate is not None),
        Row("Coq", (word_of_coq(result.certificate),)),
    ]
    return [row for row in rows if row is not None and any(row.values)]


def further_reason(result: Result) -> str:
    """Why the verdict is what it is, where the counterexample, the note or the verdict itself does not say it."""
    if result.passed and result.verdict in ("proved", "computed"):
        return ""
    found = result.counterexample
    told = found is not None and (result.passed or found.reason == result.reason)
    return "" if told or result.reason == result.note else result.reason


def brief(result: Result) -> str:
    """The evidence in a line: the verdict, how it was measured, and how the hash of the certificate begins."""
    verdict = verdict_sentence(result)
    found = [verdict[:1].upper() + verdict[1:]]
    if result.numeric is not None:
        sharp = f", worst error {result.numeric.worst_error}" if result.numeric.worst_error else ""
        points = "point" if result.numeric.points == 1 else "points"
        found.append(f"{result.numeric.points} {points} at {result.numeric.digits} digits{sharp}")
    if result.certificate is not None:
        found.append(f"certificate {result.certificate.removeprefix('sha256:')[:SHOWN]}")
    return f"{'; '.join(found)}."


WHERE, FURTHER = "\\text{where}\\quad ", "\\text{and}\\quad "
"""How the lines of a statement begin that say what its letters stand for."""


def letters_of(result: Result) -> tuple[list[str], list[str]]:
    """The lines of a statement in LaTeX: its formulas, and what their letters stand for."""
    lines = [line for line in result.statement_latex.split("\n") if line.strip()]
    first = next((place for place, line in enumerate(lines) if line.startswith(WHERE)), len(lines))
    return lines[:first], [line.removeprefix(WHERE).removeprefix(FURTHER) for line in lines[first:]]


def index_of_symbols(results: Sequence[Result]) -> list[tuple[str, list[Result]]]:
    """What letters stand for, each definition with the claims whose statements have it."""
    return _index((line, result) for result in results for line in letters_of(result)[1])


def index_of_hypotheses(results: Sequence[Result]) -> list[tuple[str, list[Result]]]:
    """The hypotheses, each with the claims that have it."""
    return _index((line, result) for result in results for line in result.hypotheses_latex)


def _index(pairs: Iterable[tuple[str, Result]]) -> list[tuple[str, list[Result]]]:
    """What belongs together, by the letters that it is written with: capitals beside small ones, signs last."""
    found: dict[str, dict[str, Result]] = {}
    for line, result in pairs:
        found.setdefault(line, {})[result.id] = result

    def place(entry: tuple[str, dict[str, Result]]) -> tuple[str, str]:
        spelled = re.sub(
            r"\\(?:frac|sum|left|right|mathbf|mathbb|operatorname|begin|forall|exists)(?![a-z])", " ", entry[0]
        )
        letters = "".join(re.findall(r"[A-Za-z]+", spelled))
        return letters.lower(), entry[0]

    return [(line, list(claims.values())) for line, claims in sorted(found.items(), key=place)]


SHOWN = 12
"""So many digits of a hash are shown where it is not cited."""


def no_certificate(result: Result) -> str:
    """Why there is no certificate."""
    if result.verdict not in ("proved", "computed", "refuted"):
        return "none: nothing is established"
    if result.verdict == "refuted" and result.counterexample and result.counterexample.point is not None:
        return "none: anybody can evaluate both sides at the point where the statement fails"
    if result.basis == "ill-typed":
        return "none: there is no statement that a proof could be of"
    return "none: it rests on a computation, which is made again wherever the claim is verified"


ORIGINS = {"search": "found by search", "script": "given by hand, and checked"}
"""Where a counterexample comes from."""


def derivation(parts: Sequence[Part]) -> str:
    """How many lines there are, and who made the equations: by which operations, or typed."""
    made, share = makers(parts), shares(parts)
    names = dict.fromkeys(name.split()[0].replace("_", " ") for name in made if name not in (FOLDED, TYPED))
    count = sum(line.relation not in OPENINGS for part in parts for line in part.lines)
    found = [f"{count} line{'' if count == 1 else 's'}"]
    if names:
        found.append(f"{share.computed} of {share.links - share.folds} equations computed ({', '.join(names)})")
    found += [f"{share.typed} typed"] if share.typed else []
    return "; ".join(found)


def verdict_sentence(result: Result) -> str:
    """The verdict, its scope, and whether it is as expected."""
    sentence = result.verdict + (f", {scope_of(result)}" if result.scope and result.verdict in SCOPED else "")
    if result.fault:
        return sentence + "; proof and measurement disagree, which is a fault of this tool"
    if result.verdict != result.expected:
        return sentence + f"; {result.expected} was expected"
    return sentence


def measurement(numeric: Numeric) -> str:
    """Points, digits, sizes, and the worst error or smallest margin."""
    sizes = ", ".join(map(str, numeric.sizes))
    found = [f"{numeric.points} points at {numeric.digits} digits"]
    found += [f"sizes {sizes}"] if sizes else []
    found += [f"worst error {numeric.worst_error}"] if numeric.worst_error else []
    found += [f"smallest margin {numeric.margin}"] if numeric.margin else []
    found += [numeric.skipped] if numeric.skipped else []
    return "; ".join(found)


def is_rational(text: str) -> bool:
    """Whether a value is spelled with digits only."""
    return re.fullmatch(r"[-0-9/.,() ]+", text) is not None


def place_of(result: Result) -> str:
    """File and line of the claim, without the folders of this machine."""
    place = result.where.replace("\\", "/")
    inside = place.rfind("derive/proofs/")
    return place[inside:] if inside >= 0 else place.rpartition("/")[2]


def article_title(file: str, articles: Mapping[str, str]) -> str:
    """The title of an article, or its file name where none is known."""
    return articles.get(file, file)
