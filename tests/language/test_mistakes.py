"""What newcomers write by mistake: each is told with the line of their file and what to write instead, and nothing that
they did not mean is verified."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from derive import Abbreviation, Claim, Equal, exp, family, indices, scalar, total, vector
from derive.language.mistakes import dropped
from derive.library import LIBRARY, discover
from derive.verify.verify import verify_claim

HEAD = """from derive import *

i, k = indices("i k")
z, t = vector("z"), scalar("t")
S = total(k, exp(z[k]))
p = family(i, exp(z[i]) / S)
"""
LINE = HEAD.count("\n") + 1

RIGHT = "Equal(D(log(S), z[i]), p[i])"

MISTAKES = {
    "an equation with ==": ('c = Claim("mine.a", "Title", D(log(S), z[i]) == p[i])', "write Equal(left, right)"),
    "no title": (f'c = Claim("mine.a", {RIGHT})', "the title is missing"),
    "no title at all": (f'c = Claim("mine.a", statement={RIGHT})', "the title is missing"),
    "no statement": ('c = Claim("mine.a", "Title")', "the statement is missing"),
    "an empty statement": ('c = Claim("mine.a", "Title", [])', "the statement is missing"),
    "no id": (f'c = Claim("Title", {RIGHT})', "Claim(id, title, statement)"),
    "an argument of another name": (f'c = Claim("mine.a", "T", {RIGHT}, reference=["b"])', "did you mean references?"),
    "a text as statement": ('c = Claim("mine.a", "Title", "a = b")', "such as Equal(a, b)"),
    "a number as statement": ('c = Claim("mine.a", "Title", t + 1)', "such as Equal(a, b)"),
    "one hypothesis": (f'c = Claim("mine.a", "Title", {RIGHT}, given=t > 0)', "given=[…]"),
    "a list among hypotheses": (f'c = Claim("mine.a", "T", {RIGHT}, given=[simplex(z)])', "given=[*simplex(y)]"),
    "names that name nothing": (f'c = Claim("mine.a", "Title", {RIGHT}, names=["p"])', 'names={"p": p, "S": S}'),
    "one name": (f'c = Claim("mine.a", "Title", {RIGHT}, names=Abbreviation(p, "p"))', "names=[…]"),
    "a name before what it names": (f'c = Claim("mine.a", "T", {RIGHT}, names=[Abbreviation("p", p)])', '(p, "p")'),
    "a claim that is not registered": (f'Claim("mine.a", "Title", {RIGHT})', "name = Claim(…)"),
    "a relation that Python drops": ('c = Claim("mine.a", "Title", 0 < t < 1)', "write both(a < b, b < c)"),
    "a formula that Python drops": (f'c = Claim("mine.a", "Title", {RIGHT} and t < 1)', f"write both({RIGHT}, t < 1)"),
    "not": ('c = Claim("mine.a", "Title", t < 1, given=[not Equal(t, 0)])', "no formula"),
    "a rounded number": ('c = Claim("mine.a", "Title", Equal(1 / 3 * t, t / 3))', "a rounded number"),
    "exp of another package": ('import math; c = Claim("mine.a", "T", Equal(math.exp(t), t))', "use exp, log, sqrt"),
    "exp of NumPy": ('import numpy; c = Claim("mine.a", "T", Equal(numpy.exp(t), t))', "use exp, log, sqrt"),
    "a misspelt function": ('c = Claim("mine.a", "Title", Equal(lgo(S), t))', "did you mean log?"),
    "a misspelt import": ("from derive import diferentiate", "did you mean differentiate?"),
    "a sum without an index": ('c = Claim("mine.a", "T", Equal(total(exp(z[k])), S))', "it is total(variables, body)"),
    "a sum over a letter": ('c = Claim("mine.a", "T", Equal(total("k", exp(z[k])), S))', "k = index('k')"),
    "a derivative by a vector": ('c = Claim("mine.a", "T", Equal(D(log(S), z), p[i]))', "D(f, z[i])"),
    "a vector and a number of one name": ('c = Claim("mine.a", "T", Equal(scalar("z"), z[i]))', "z is the name of a"),
    "a size and a number of one name": (
        'c = Claim("mine.a", "T", Equal(scalar("K"), size()))',
        "a number and of a size",
    ),
    "an index and a number of one name": (
        'c = Claim("mine.a", "T", Equal(scalar("i"), z[i]))',
        "i is the name of an index over K and of a number",
    ),
    "two terms of one name": (
        f'c = Claim("mine.a", "T", {RIGHT}, names=[Abbreviation(p, "p"), Abbreviation(S, "p")])',
        "give one of them another name",
    ),
    "a term that is called like a vector": (f'c = Claim("mine.a", "T", {RIGHT}, names={{"z": p}})', "a term in names="),
    "a term that is called like the number e": (
        f'c = Claim("mine.a", "T", {RIGHT}, names={{"e": p}})',
        "the number in e^x",
    ),
    "two indices of a vector": (
        'c = Claim("mine.a", "T", Equal(z[i, k], t))',
        "z has 1 index over K, and stands with 2",
    ),
    "an index of another size": (
        'j = index("j", "d"); c = Claim("mine.a", "T", Equal(z[j], t))',
        "with 1 index over d",
    ),
    "the entry 0": ('c = Claim("mine.a", "T", Equal(z[0], t))', "entries are counted from 1"),
    "an index as a number": ('c = Claim("mine.a", "T", Equal(i * t, t))', "i is no number"),
    "a quantifier over a number": ('c = Claim("mine.a", "T", forall(k, z[k]))', "z_k is no formula"),
    "another verdict": (f'c = Claim("mine.a", "T", {RIGHT}, expected="true")', "expected is one of proved"),
    "evidence in words": (f'c = Claim("mine.a", "T", {RIGHT}, evidence="proof")', "evidence is Computation()"),
    "a dollar without a partner": (f'c = Claim("mine.a", "The $z gradient", {RIGHT})', "has no partner"),
    "a correction that is not there": (
        'c = Claim("mine.a", "T", t < 1, expected="refuted", corrected_by="softmax.jakobian")',
        "did you mean softmax.jacobian?",
    ),
    "a missing bracket": ('c = Claim("mine.a", "Title", Equal(t, t)', "was never closed"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_at_its_line_with_the_remedy(mistake: str, tmp_path: Path) -> None:
    written, remedy = MISTAKES[mistake]
    file = tmp_path / "mine.py"
    file.write_text(f"{HEAD}{written}\n")
    (problem,) = discover([file]).problems
    assert (problem.file, problem.line) == (str(file), LINE)
    assert remedy in problem.message


def test_of_two_claims_with_an_id_the_second_is_told(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(f'{HEAD}a = Claim("mine.a", "One", {RIGHT})\nb = Claim("mine.a", "Two", {RIGHT})\n')
    found = discover([file])
    (problem,) = found.problems
    assert problem.line == LINE + 1 and f"taken by {file}:{LINE}" in problem.message
    assert [claim.title for claim in found.claims] == ["One"]


def test_a_claim_of_which_python_keeps_a_half_is_not_verified(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(f'{HEAD}inside = 0 < t < 1\nc = Claim("mine.a", "T", t * t < t, given=[inside])\n')
    found = discover([file])
    assert found.claims == () and [problem.line for problem in found.problems] == [LINE]


def test_conditions_that_are_no_formulas_are_left_to_python() -> None:
    assert not list(dropped('n = 3\nc = Claim("a.b", "T" if 0 < n else "U", x < 1, note=given or "none")\n'))


def test_the_library_has_no_formula_that_python_halves() -> None:
    assert [file.name for file in LIBRARY.glob("*.py") for _ in dropped(file.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "script, remedy",
    [
        ("chain.them(differentiate)", "did you mean then?"),
        ("chain.then(differentiate())", "without brackets, as in chain.then(differentiate)"),
        ("chain.then(expand, reasn='r')", "did you mean reason?"),
        ("chain.then('p_i')", "'p_i' is no number"),
        ("pass", "chain.end()"),
    ],
)
def test_a_mistake_in_a_script_is_told_at_its_line(script: str, remedy: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(
        f'{HEAD}c = Claim("mine.a", "T", Equal(exp(0), 1))\n\n@c.derivation\ndef _(chain):\n'
        f"    chain.start(exp(0), 'the left side')\n    {script}\n"
    )
    (claim,) = discover([file]).claims
    result = verify_claim(claim, 20).result
    assert remedy in result.reason and result.verdict == "undecided"
    if script != "pass":
        assert result.reason.startswith(f"{file}:{LINE + 5}: ")


@pytest.mark.parametrize("script", ["@c.derivation\ndef _():\n    pass", "@c.derivation()\ndef _(chain):\n    pass"])
def test_a_script_that_takes_no_chain_is_told_where_it_is_attached(script: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(f'{HEAD}c = Claim("mine.a", "T", {RIGHT})\n{script}\n')
    (problem,) = discover([file]).problems
    assert problem.line == LINE + 1 and "def _(chain):" in problem.message


@pytest.mark.parametrize("expected", ["computed", "proved"])
def test_words_alone_are_neither_proved_nor_computed(expected: str) -> None:
    words = Claim("mine.moon", "The moon is green", says="the moon is green", expected=expected)
    result = verify_claim(words, 20).result
    assert result.verdict == "undecided" and "@claim.execution" in result.reason


def test_names_take_what_users_hold() -> None:
    i, k = indices("i k")
    z = vector("z")
    normaliser = total(k, exp(z[k]))
    p = family(i, exp(z[i]) / normaliser)
    statement = Equal(p[i] * normaliser, exp(z[i]))
    held = Claim("mine.held", "T", statement, names={"p": p, "S": normaliser})
    spelt = Claim("mine.spelt", "T", statement, names=[Abbreviation(p, "p"), Abbreviation(normaliser, "S")])
    inner = Claim("mine.inner", "T", statement, names=[Abbreviation(p.array, "p"), Abbreviation(normaliser.term, "S")])
    assert held.names == spelt.names == inner.names
    assert verify_claim(held, 20).result.statement_text.startswith("p_i S = exp(z_i)")


def test_a_float_that_is_what_it_says_is_a_number() -> None:
    t = scalar("t")
    assert repr(0.5 * t) == repr(Fraction(1, 2) * t)
