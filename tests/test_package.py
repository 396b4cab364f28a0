"""``import derive`` gives users what they need, when they ask for it, and shows it as a paper would."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

import derive
from derive import bridge, language
from derive.language import Claim, Different, Equal, exp, indices, total, vector
from derive.library import discover

i, k = indices("i k")
y, z = vector("y"), vector("z")
SOFTMAX = exp(z[i]) / total(k, exp(z[k]))


def in_a_session(program: str) -> str:
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    return run.stdout.strip()


def test_all_that_claims_are_written_with_can_be_imported_from_the_package() -> None:
    assert set(derive.__all__) == {*language.__all__, *bridge.__all__, "Result", "verify"}
    assert not set(language.__all__) & set(bridge.__all__)
    for name in derive.__all__:
        assert getattr(derive, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        derive.nothing  # noqa: B018


def test_importing_the_package_imports_nothing_else() -> None:
    assert in_a_session("import sys, derive; print([n for n in sys.modules if n.startswith('derive.')])") == "[]"


def test_each_name_of_the_language_is_what_a_type_checker_takes_it_for() -> None:
    names: set[str] = set()
    for node in ast.walk(ast.parse(Path(language.__file__).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("derive."):
            for name in (alias.name for alias in node.names):
                assert getattr(language, name) is getattr(import_module(node.module or ""), name), name
                names.add(name)
    assert names == set(language.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        language.nothing  # noqa: B018


def test_printing_loads_nothing_that_claims_are_written_with() -> None:
    program = "import sys, derive.printing.formulas; print(*sorted(sys.modules))"
    loaded = set(in_a_session(program).split())
    assert "derive.language.statement" in loaded
    assert not loaded & {f"derive.language.{room}" for room in ("claims", "derivation", "evidence", "expressions")}


def test_a_claim_is_verified_from_python() -> None:
    program = """
from derive import *
z = vector("z"); i, k = indices("i k")
p = exp(z[i]) / total(k, exp(z[k]))
right = Claim("mine.row", "Rows sum to 0", Equal(total(i, D(p, z[nth(1)])), 0))
wrong = Claim("mine.wrong", "They sum to p", Equal(p, 1), given=[size() >= 2])
import derive
for claim in (right, wrong):
    print(derive.verify(claim).verdict, derive.verify(claim, digits=20).passed)
print(repr(p), p._repr_latex_(), repr(z), sep="|")
print(repr(wrong), repr(derive.verify(right)), sep="|")
"""
    lines = in_a_session(program).splitlines()
    assert lines[0] == "proved True"
    assert lines[1] == "refuted False"
    assert lines[2] == r"exp(z_i)/(Σ_k exp(z_k))|$\displaystyle \frac{e^{z_{i}}}{\sum_{k=1}^{K} e^{z_{k}}}$|z"
    wrong, right = lines[3].split("|")
    assert wrong == "Claim mine.wrong: exp(z_i)/(Σ_k exp(z_k)) = 1, given K ≥ 2"
    assert right.startswith("mine.row is proved: Σ_")


def test_an_equation_written_with_two_signs_of_equality_says_what_to_write() -> None:
    for compared in (lambda: total(k, z[k]) == 1, lambda: z[i] != y[i], lambda: z[i] == 1, lambda: y == z):
        with pytest.raises(TypeError, match=r"write Equal\(left, right\)"):
            compared()
    assert isinstance(Equal(z[i], 1), type(Equal(y[i], 2))) and Different(z[i], 1) is not None


def test_expressions_are_still_found_in_sets_and_dictionaries() -> None:
    first, second = z[i], z[i]
    assert {first: 1, second: 2}[first] == 1 and first in {first, second} and len({first, second, z, y}) == 4
    assert first in [first, second]
    assert (first == None) is False and (z == "z") is False  # noqa: E711


WRONG = {
    'Claim("mine", "x", z[i] < 1)': "'mine' is not an id",
    'Claim("a.b", 3, z[i] < 1)': "the title is a text",
    'Claim("a.b", " ", z[i] < 1)': "the title is missing",
    'Claim("a.b", "only $K", z[i] < 1)': "a dollar sign in the title has no partner",
    'Claim("a.b", "x", z[i] < 1, note="$")': "a dollar sign in the note has no partner",
    'Claim("a.b", "x", True)': "the statement is a formula",
    'Claim("a.b", "x", z[i])': "the statement is a formula",
    'Claim("a.b", "x", [z[i] < 1, 2])': "2 in statement is no formula",
    'Claim("a.b", "x", {"one": z[i]})': "in statement is no formula",
    'Claim("a.b", "x", z[i] < 1, given=z[i] > 0)': "given is a list of formulas",
    'Claim("a.b", "x", z[i] < 1, given=[False])': "False in given is no formula",
    'Claim("a.b", "x", z[i] < 1, references="bishop2006")': "references is a list of texts",
    'Claim("a.b", "x", z[i] < 1, sources=[1])': "1 is none",
    'Claim("a.b", "x", z[i] < 1, expected="true")': "expected is one of",
    'Claim("a.b", "x", z[i] < 1, corrected_by="another")': "corrected_by is the id of a claim",
    'Claim("a.b", "x", Equal(z[i], 1), given=[total(k, z[k]) == 1])': "write Equal(left, right)",
}


@pytest.mark.parametrize("written", WRONG)
def test_a_claim_checks_its_arguments_at_its_own_line(tmp_path: Path, written: str) -> None:
    file = tmp_path / "mine.py"
    head = 'from derive.language import *\n\nz = vector("z")\ni, k = indices("i k")\n'
    file.write_text(f"{head}good = Claim('a.good', 'x', z[i] <= z[i])\n\nbad = {written}\n")
    (problem,) = discover([file]).problems
    assert problem.line == 7
    assert WRONG[written] in problem.message


def test_a_claim_that_is_right_is_no_problem() -> None:
    assert Claim("a.b", "With $K$ classes", {"one": z[i] <= z[i]}, given=(z[i] > 0,), references=("x",)).parts


ROOT = Path(__file__).resolve().parents[1]


def citation(text: str, key: str) -> str | None:
    """What the file for citing says under a key of its own; None where it says nothing."""
    found = re.search(rf"^{key}: *['\"]?(.*?)['\"]?$", text, re.MULTILINE)
    return found[1] if found else None


def test_the_file_for_citing_says_what_the_metadata_say_and_nothing_that_they_do_not() -> None:
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    released = re.search(
        rf"^## \[{re.escape(derive.__version__)}\] - (\S+)$",
        (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert citation(text, "version") == derive.__version__
    assert citation(text, "license") == project["license"]
    assert citation(text, "repository-code") == project.get("urls", {}).get("Repository")
    assert citation(text, "date-released") == (released[1] if released else None)
