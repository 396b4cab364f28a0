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


def test_every_check_of_a_document_is_a_test(pytester: pytest.Pytester) -> None:
    pytester.makefile(".md", true=TRUE, false=FALSE)
    pytester.makeini("[pytest]\nderive_documents = *.md\n")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*false.md:4:*refuted*  at x = 1"])


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
