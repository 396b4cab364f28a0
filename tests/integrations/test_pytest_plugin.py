"""The pytest plugin, as a project that uses it would see it."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

TRUE = "<!-- derive: let $x > 0$ -->\n<!-- derive: check -->\n$$\n\\ln x \\le x - 1\n$$\n"
FALSE = "<!-- derive: let $x > 0$ -->\n<!-- derive: check -->\n$$\n\\ln x < x - 1\n$$\n"
TYPO = "<!-- derive: chek -->\n$$\n1 = 1\n$$\n"
CLAIMS = """
from derive.language.claims import Claim
from derive.language.expressions import Equal, exp, scalar

x = scalar("x")
square = Claim("algebra.square", "A square of a sum", Equal((x + 1) ** 2, x**2 + 2 * x + 1))
number = Claim("algebra.number", "Euler's number is below 3", exp(1) < 3, expected="computed")
slip = Claim("algebra.slip", "A slip", Equal((x + 1) ** 2, x**2 + 1))
"""


@pytest.fixture(autouse=True)
def a_cache_of_its_own(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DERIVE_CACHE_DIR", str(pytester.path / "cache"))


def test_every_check_of_a_document_is_a_test(pytester: pytest.Pytester) -> None:
    pytester.makefile(".md", true=TRUE, false=FALSE)
    pytester.makeini("[pytest]\nderive_documents = *.md\n")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*false.md:4:*: refuted: \\ln x < x - 1", "    at x = 1"])


def test_a_document_named_on_the_command_line_is_collected(pytester: pytest.Pytester) -> None:
    path = pytester.makefile(".md", notes=TRUE)
    pytester.runpytest_subprocess(str(path)).assert_outcomes(passed=1)


def test_an_unreadable_place_fails_with_its_line(pytester: pytest.Pytester) -> None:
    path = pytester.makefile(".md", typo=TYPO)
    result = pytester.runpytest_subprocess(str(path))
    assert result.ret != 0
    result.stdout.fnmatch_lines(["*typo.md:1:*unreadable*check*"])


def test_a_document_without_directives_is_left_alone(pytester: pytest.Pytester) -> None:
    pytester.makefile(".md", plain="# Nothing to verify here\n")
    pytester.makeini("[pytest]\nderive_documents = *.md\n")
    pytester.runpytest_subprocess().assert_outcomes()


def test_every_claim_of_a_claim_file_is_a_test(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(claims_algebra=CLAIMS)
    pytester.makeini("[pytest]\nderive_claims = claims_*.py\n")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*algebra.slip is refuted, not proved*"])


def ids(pytester: pytest.Pytester, *arguments: str) -> list[str]:
    result = pytester.runpytest_subprocess("--collect-only", "-q", *arguments)
    return [line for line in result.outlines if "::" in line]


LABELLED = "<!-- derive: check -->\n$$x = x \\label{eq:x}$$\n"


def test_a_test_keeps_its_name_where_lines_are_inserted_and_is_found_by_it(pytester: pytest.Pytester) -> None:
    path = pytester.makefile(".md", notes=TRUE + LABELLED + TYPO)
    before = ids(pytester, str(path))
    assert [name.partition("::")[2] for name in before] == ["unreadable D050", "\\ln x \\le x - 1", "eq:x"]
    path.write_text("# A heading\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert ids(pytester, str(path)) == before
    pytester.runpytest_subprocess(f"{path}::eq:x").assert_outcomes(passed=1)
    pytester.runpytest_subprocess(f"{path}::\\ln x \\le x - 1").assert_outcomes(passed=1)


def test_formulas_that_are_the_same_are_two_tests(pytester: pytest.Pytester) -> None:
    path = pytester.makefile(".md", notes=TRUE + LABELLED.replace("eq:x", "a::b") * 2)
    names = [name.partition("::")[2] for name in ids(pytester, str(path))]
    assert names == ["\\ln x \\le x - 1", "a: :b", "a: :b #2"]


def test_a_counterexample_is_told_in_words(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(claims_algebra=CLAIMS)
    pytester.makefile(".md", false=FALSE)
    pytester.makeini("[pytest]\nderive_documents = *.md\nderive_claims = claims_*.py\n")
    lines = [line.strip() for line in pytester.runpytest_subprocess().outlines]
    place = next(place for place, line in enumerate(lines) if "false.md:4:" in line)
    assert lines[place].endswith(r"refuted: \ln x < x - 1")
    assert lines[place + 1 : place + 3] == ["at x = 1", "the left side is 0, the right side 0"]
    place = next(place for place, line in enumerate(lines) if "algebra.slip is refuted, not proved" in line)
    assert lines[place + 1 : place + 3] == ["at x = 1", "the left side is 4, the right side 2"]
    assert not any("Counterexample(" in line for line in lines)


def test_a_formula_that_was_to_be_refuted_and_is_not_fails(pytester: pytest.Pytester) -> None:
    path = pytester.makefile(".md", notes=TRUE.replace("check", "refute"))
    result = pytester.runpytest_subprocess(str(path))
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["the author expects at least one link to be refuted"])


def test_documents_and_claims_are_marked(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(claims_algebra=CLAIMS)
    pytester.makefile(".md", true=TRUE)
    pytester.makeini("[pytest]\nderive_documents = *.md\nderive_claims = claims_*.py\naddopts = --strict-markers\n")
    pytester.runpytest_subprocess("-m", "derive_document").assert_outcomes(passed=1, deselected=3)
    pytester.runpytest_subprocess("-m", "derive_claim").assert_outcomes(passed=2, failed=1, deselected=1)
    listed = pytester.runpytest_subprocess("--markers").stdout
    listed.fnmatch_lines(["@pytest.mark.derive_claim: *", ""], consecutive=True)


ENDLESS = """
from derive.language import *

x = scalar("x")
endless = Claim("mine.endless", "Takes for ever", Equal(2 * (x + 1), 2 * x + 2))

@endless.derivation
def _(chain):
    while True:
        pass
"""


def test_a_claim_that_takes_too_long_fails_by_itself(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(claims_endless=ENDLESS)
    pytester.makeini("[pytest]\nderive_claims = claims_*.py\n")
    result = pytester.runpytest_subprocess("--derive-timeout", "1")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*mine.endless is undecided, not proved: it was stopped after 1 s*"])


def test_what_was_found_is_not_verified_again_unless_it_is_to_be(pytester: pytest.Pytester) -> None:
    """The script leaves a mark each time that it runs."""
    marking = ENDLESS.replace(
        "while True:\n        pass", "open('marks', 'a').write('x'); chain.start(2 * (x + 1)); chain.end()"
    )
    pytester.makepyfile(claims_marking=marking)
    pytester.makefile(".md", true=TRUE)
    pytester.makeini("[pytest]\nderive_documents = *.md\nderive_claims = claims_*.py\n")
    marks = pytester.path / "marks"
    pytester.runpytest_subprocess("--derive-no-cache").assert_outcomes(passed=2)
    assert not (pytester.path / "cache").exists()
    for expected in ("xx", "xx"):
        pytester.runpytest_subprocess().assert_outcomes(passed=2)
        assert marks.read_text() == expected
    pytester.runpytest_subprocess("--derive-digits", "20").assert_outcomes(passed=2)
    assert marks.read_text() == "xxx"


@pytest.mark.parametrize("option", ["--derive-effort", "--derive-timeout"])
def test_a_number_that_is_not_positive_is_refused(pytester: pytest.Pytester, option: str) -> None:
    result = pytester.runpytest_subprocess(option, "0")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*{option}: '0' is not a positive number"])
