"""Fingerprints: a claim is verified again where it, or what its script uses, has changed, and only there."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from derive.library import LIBRARY, discover
from derive.verify.fingerprint import fingerprint, is_of_the_program

FILE = '''
from functools import partial
from derive.language import *
from {helpers} import neighbour

i, k = indices("i k")
z = vector("z")
FACTOR = 2

def helper(chain):
    return FACTOR, neighbour(chain)

def unused(chain):
    return 1

lemma = Claim("mine.lemma", "A lemma", Equal(z[i], z[i]))

@lemma.derivation
def _(chain):
    return [step for step in (1, 2, 3)]

user = Claim("mine.user", "Uses the lemma", Equal(z[i], z[i]), given=[z[i] > 0])

@user.derivation
def _(chain):
    return helper(chain), lemma, lambda: z

other = Claim("mine.other", "Uses nothing", Equal(total(k, z[k]), total(k, z[k])))

@other.derivation
def _(chain):
    """Says nothing."""

class Table:
    kinds = {"one": 1, "two": 2}

    def __init__(self, size):
        self.size = size

    @property
    def double(self):
        return 2 * self.size

    def __call__(self):
        return self.size + 1

TABLE = Table(5)

with_objects = Claim("mine.with-objects", "Uses an object", Equal(z[i], z[i]))

@with_objects.derivation
def _(chain):
    try:
        return TABLE.double
    except ValueError:
        return 0

importing = Claim("mine.importing", "Imports when it runs", Equal(z[i], z[i]))

@importing.derivation
def _(chain):
    from {helpers} import alone
    return alone

searched = Claim("mine.searched", "False", Equal(z[i], z[i] + 1), expected="refuted", evidence=Search(point(z=["0"])))
'''

HELPERS = """
def neighbour(chain):
    return deeper(chain) + 1

def deeper(chain):
    return 5

def alone():
    return 7
"""

Write = Callable[..., dict[str, str]]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes the claim file, and the module beside it, with changes, and answers the fingerprints of the claims."""
    count = 0

    def written(*changes: tuple[str, str], chosen: tuple[str, ...] = ()) -> dict[str, str]:
        nonlocal count
        count += 1
        folder = tmp_path / str(count)
        folder.mkdir()
        monkeypatch.syspath_prepend(str(folder))
        texts = {"mine.py": FILE, "helpers.py": HELPERS}
        for old, new in changes:
            assert any(old in text for text in texts.values())
            texts = {name: text.replace(old, new) for name, text in texts.items()}
        for name, text in texts.items():
            (folder / name).write_text(text.replace("{helpers}", "helpers"))
        monkeypatch.delitem(__import__("sys").modules, "helpers", raising=False)
        found = discover([folder / "mine.py"])
        assert not found.problems
        claims = {claim.id.partition(".")[2]: claim for claim in found.claims}
        return {name: fingerprint(claims[name]) for name in chosen or claims}

    return written


def test_a_claim_is_the_same_in_another_place_and_with_other_comments(write: Write) -> None:
    moved = write(
        ("i, k = indices", "# a comment\n\n\ni, k = indices"), ('"Uses nothing", Equal', '"Uses nothing",\n Equal')
    )
    assert moved == write()


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        (("(1, 2, 3)", "(1, 2, 4)"), {"lemma", "user"}),
        (('"A lemma"', '"The lemma"'), {"lemma", "user"}),
        (("FACTOR = 2", "FACTOR = 3"), {"user"}),
        (("return FACTOR, ", "return -FACTOR, "), {"user"}),
        (("return 5", "return 6"), {"user", "importing"}),
        (("deeper(chain) + 1", "1 + deeper(chain)"), {"user", "importing"}),
        (("given=[z[i] > 0]", "given=[z[i] > 1]"), {"user"}),
        (("lambda: z\n", "lambda: z[i]\n"), {"user"}),
        (("return 1\n", "return 2\n"), set()),
        (('point(z=["0"])', 'point(z=["1"])'), {"searched"}),
        (("z[i] + 1)", "z[i] + 2)"), {"searched"}),
        (('vector("z")', 'vector("w")'), {"lemma", "user", "other", "searched", "with-objects", "importing"}),
        (("2 * self.size", "3 * self.size"), {"with-objects"}),
        (("self.size + 1", "self.size + 2"), {"with-objects"}),
        (("TABLE = Table(5)", "TABLE = Table(6)"), {"with-objects"}),
        (('{"one": 1, "two": 2}', '{"two": 2, "one": 1}'), {"with-objects"}),
        (("except ValueError", "except KeyError"), {"with-objects"}),
        (("return 7", "return 8"), {"importing"}),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) else "",
)
def test_an_edit_changes_a_claim_and_what_uses_it_and_no_other(
    write: Write, change: tuple[str, str], changed: set[str]
) -> None:
    before, after = write(), write(change)
    assert {name for name in before if before[name] != after[name]} == changed


def test_the_order_in_which_one_asks_does_not_matter(write: Write) -> None:
    names = tuple(write())
    assert write(chosen=names) == write(chosen=names[::-1])


NAMED = """
from derive.language import *

i, = indices("i")
z = vector("z")
g, h = scalar("g"), scalar("h")
larger = Claim("mine.larger", "There is something larger", exists({bound}, z[i] < {bound}))
"""


def named_with(bound: str, folder: Path) -> str:
    """The fingerprint of a claim with a bound variable of that name."""
    file = folder / f"{bound}.py"
    file.write_text(NAMED.format(bound=bound))
    (claim,) = discover([file]).claims
    return fingerprint(claim)


def test_the_name_of_a_bound_variable_that_is_printed_counts(tmp_path: Path) -> None:
    assert named_with("g", tmp_path) != named_with("h", tmp_path)


def test_what_else_was_loaded_before_does_not_matter(tmp_path: Path, write: Write) -> None:
    before = write()
    named_with("g", tmp_path)
    assert write() == before
    sys.modules.pop("derive_claims_h", None)
    (tmp_path / "other").mkdir()
    alone = named_with("h", tmp_path)
    named_with("g", tmp_path / "other")
    assert named_with("h", tmp_path / "other") == alone


def test_whether_a_library_that_a_script_imports_was_loaded_before_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "site-packages"
    installed.mkdir()
    (installed / "seldom_used.py").write_text("value = 1\n")
    monkeypatch.syspath_prepend(str(installed))
    script = "\n@larger.derivation\ndef _(chain):\n    import seldom_used\n    return seldom_used.value\n"
    (tmp_path / "mine.py").write_text(NAMED.format(bound="g") + script)
    (claim,) = discover([tmp_path / "mine.py"]).claims
    before = fingerprint(claim)
    importlib.import_module("seldom_used")
    assert fingerprint(claim) == before != ""
    monkeypatch.delitem(sys.modules, "seldom_used")


def test_a_claim_of_the_library_is_the_same_in_a_process_that_has_loaded_no_other_file() -> None:
    """Its letters are then the only ones in force."""
    file = LIBRARY / "hardmax.py"
    program = (
        "import json, sys; from derive.library import discover; from derive.verify.fingerprint import fingerprint; "
        "print(json.dumps({claim.id: fingerprint(claim) for claim in discover([sys.argv[1]]).claims}))"
    )
    alone = subprocess.run([sys.executable, "-c", program, file], capture_output=True, text=True, check=True).stdout
    here = {claim.id: fingerprint(claim) for claim in discover().claims if claim.where.startswith(f"{file}:")}
    assert len(here) > 5
    assert json.loads(alone) == here


def test_functions_that_call_each_other_are_told_apart(write: Write) -> None:
    circle = ("return 5", "return neighbour(chain) if chain else 5")
    first, again = write(circle), write(circle)
    assert first == again
    assert first["user"] != write((circle[0], circle[1].replace("5", "6")))["user"]


@pytest.mark.parametrize("value", ["(n for n in (1, 2))", "open(__file__)", "__import__('threading').Lock()"])
def test_a_claim_that_uses_what_nobody_can_tell_apart_has_no_fingerprint(write: Write, value: str) -> None:
    found = write(("TABLE = Table(5)", f"TABLE = {value}"))
    assert found.pop("with-objects") == ""
    assert all(found.values())


def test_a_claim_that_imports_what_is_not_there_has_no_fingerprint(write: Write) -> None:
    found = write(("from {helpers} import alone", "import nothing_of_that_name"))
    assert found.pop("importing") == ""
    assert all(found.values())


def test_a_module_that_has_the_name_of_a_part_of_python_is_no_part_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert is_of_the_program("colorsys")
    (tmp_path / "colorsys.py").write_text("x = 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(__import__("sys").modules, "colorsys", raising=False)
    assert not is_of_the_program("colorsys")


def test_every_claim_of_the_library_has_its_own() -> None:
    claims = discover().claims
    found = [fingerprint(claim) for claim in claims]
    assert all(found) and len(set(found)) == len(claims)
    assert found == [fingerprint(claim) for claim in claims]
