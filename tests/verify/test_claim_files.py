"""Claims of files are told to a process that has not loaded them, and are those that it was told of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from derive.library import discover
from derive.verify.claim_files import ClaimFiles, Found, Place
from derive.verify.errors import PoolError
from derive.verify.fingerprint import fingerprint
from derive.verify.order import length_of

FILE = """
from derive.language import *

z = vector("z")
i, k = indices("i k")
first = Claim("mine.first", "The \\u00e9 of 'x' \\udce9", Equal(z[i] + 1, 1 + z[i]))
second = Claim("mine.second", "Uses the first", Equal(z[i] + 2, 2 + z[i]))
again = Claim("mine.first", "Its id is taken", Equal(z[i], z[i]))


@second.derivation
def _(chain):
    chain.lemma(first)
    chain.conclude(chain.check(chain.goal))
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.py"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_all_that_was_found_survives_being_told(file: Path) -> None:
    found = Found.of(discover([file]))
    assert [one.id for one in found.listed] == ["mine.first", "mine.second"]
    assert found.places[1] == Place(found.places[0].length, frozenset({"mine.first", "mine.second"}))
    (problem,) = found.problems
    assert "the id mine.first is taken" in problem.message
    assert Found.from_json(json.loads(json.dumps(found.to_json()))) == found


def test_the_claims_are_loaded_where_one_is_asked_for_and_are_those_that_were_listed(file: Path) -> None:
    listed = Found.of(discover([file])).listed
    claims = ClaimFiles([file], listed[::-1])
    assert len(claims) == 2 and not claims.loaded
    assert [claim.id for claim in claims] == ["mine.second", "mine.first"]
    assert fingerprint(claims[1]) == listed[0].fingerprint
    assert [length_of(claim) for claim in claims[:1]] == [length_of(claims[0])]


def test_a_claim_that_has_changed_since_it_was_listed_is_not_taken_for_it(file: Path) -> None:
    first, second = Found.of(discover([file])).listed
    changed = first._replace(fingerprint="0")
    gone = second._replace(id="mine.gone")
    claims = ClaimFiles([file], [changed, gone])
    for place in (0, 1):
        with pytest.raises(PoolError, match="is another claim each time that"):
            claims[place]


def test_what_the_files_print_is_not_seen_again(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    loud, ends = tmp_path / "loud.py", tmp_path / "ends.py"
    loud.write_text(FILE + "\nimport os\nprint('loud', flush=True)\nos.write(2, b'louder')\n", encoding="utf-8")
    ends.write_text("raise SystemExit('ends')\n", encoding="utf-8")
    claims, none = ClaimFiles([loud], []), ClaimFiles([ends], [])
    claims.load()
    none.load()
    assert set(claims.loaded) == {"mine.first", "mine.second"} and not none.loaded
    assert capfd.readouterr() == ("", "")
