"""``derive search`` finds claims by a formula; ``derive new`` writes a start that works as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Derive


def found(derive: Derive, formula: str, *more: str) -> dict[str, str]:
    """The claims found, and how each has the formula."""
    ran = derive("search", formula, *more)
    assert ran.returncode == 0, ran.stderr
    return {line.split()[0]: " ".join(line.split()[1:3]) for line in ran.stdout.splitlines()}


def test_a_statement_is_found_whatever_its_letters_are_called(derive: Derive) -> None:
    claims = found(derive, r"\frac{\partial}{\partial x_a} \log \sum_c e^{x_c} = \frac{e^{x_a}}{\sum_c e^{x_c}}")
    assert claims["lse.gradient"] == "states it"
    assert claims.get("softmax.shift-invariance") != "states it" and "kl.gibbs-inequality" not in claims
    assert list(claims.values()) == sorted(claims.values(), key=["states it", "same form", "contains it"].index)


def test_a_statement_in_another_order_has_the_same_form(derive: Derive) -> None:
    left = r"\frac{\partial}{\partial z_j} \log \sum_k e^{z_k}"
    assert found(derive, rf"{left} = e^{{z_j}} \left(\sum_k e^{{z_k}}\right)^{{-1}}")["lse.gradient"] == "states it"
    assert found(derive, rf"{left} = 1 - 1 + \frac{{e^{{z_j}}}}{{\sum_k e^{{z_k}}}}")["lse.gradient"] == "same form"


def test_what_a_statement_contains_is_found_under_sums_and_quantifiers(derive: Derive, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "from derive import *\n"
        'x, t = vector("x"), scalar("t")\na, b, c = indices("a b c")\n'
        'one = Claim("mine.one", "x", forall(t, total(a, exp(t * x[a]) * x[a]) <= total(a, exp(t * x[a]) * x[a])))\n'
        'two = Claim("mine.two", "x", Equal(x[b] + x[c], x[c] + x[b]))\n'
    )
    own = ("--claims", "mine.py")
    assert found(derive, "z_k e^{s z_k}", *own) == {"mine.one": "contains it"}
    assert found(derive, "u_i + u_j", *own) == {"mine.two": "contains it"}
    assert derive("search", "u_i + u_i", *own).returncode == 1
    assert derive("search", "u_i + v_j", *own).returncode == 1
    assert derive("search", "u_i + u_j < u_j + u_i", *own).returncode == 1


def test_what_says_little_more_comes_before_what_says_much_more_and_what_is_true_before_what_is_false(
    derive: Derive, tmp_path: Path
) -> None:
    (tmp_path / "mine.py").write_text(
        "from derive import *\nu, v = scalar('u'), scalar('v')\n"
        "false = Claim('mine.a-false', 'T', Equal(exp(u * v), v), expected='refuted')\n"
        "long = Claim('mine.b-long', 'T', exp(u * v) + u * u >= u * v, given=[u > 0, v > 0])\n"
        "short = Claim('mine.c-short', 'T', exp(u * v) > 0)\n"
    )
    found = derive("search", "e^{u v}", "--claims", "mine.py").stdout.splitlines()
    assert [line.split()[0] for line in found] == ["mine.c-short", "mine.b-long", "mine.a-false"]


def test_a_formula_that_is_not_understood_is_one_line(derive: Derive) -> None:
    ran = derive("search", "((x")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "the formula is not understood: '(' is not closed" in ran.stderr


@pytest.mark.parametrize(
    ("kind", "command", "says"),
    [
        ("claim", ("verify", "--claims", "mine.py"), "1 passed, 0 failed (1 proved)"),
        ("notes", ("check", "notes.md", "--require", "3"), "2 proved, 1 refuted"),
        ("paper", ("check", "paper.tex", "--require", "5"), "8 proved"),
    ],
)
def test_a_start_is_verified_as_it_stands(derive: Derive, kind: str, command: tuple[str, ...], says: str) -> None:
    ran = derive("new", kind)
    assert ran.returncode == 0
    assert ran.stdout.rstrip().endswith(" ".join(command).partition(" --require")[0])
    ran = derive(*command)
    assert ran.returncode == 0, ran.stderr
    assert says in ran.stdout


def test_no_file_is_written_over(derive: Derive, tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("mine")
    ran = derive("new", "notes")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "is there already" in ran.stderr and (tmp_path / "notes.md").read_text() == "mine"
    assert derive("new", "notes", "there/other.md").returncode == 0
    assert derive("new", "paper", "other.md").returncode == 2
