"""The claims of the library that Coq proves again: a number that may only grow, and what is said of them."""

from __future__ import annotations

import json
import os
from importlib.resources import files
from pathlib import Path

import pytest

from derive.export.coq import compiler
from derive.export.coq.compiler import EARLIER, FURTHER, compile_files, known_libraries, library_hash, library_text
from derive.export.coq.export import export, module_name
from derive.export.coq.record import read_record, record, word_of_coq
from derive.library import discover
from tests.export.theorems import CORE, theorem

NIGHTLY = bool(os.environ.get("DERIVE_NIGHTLY"))

FEWEST = 344
"""How many claims Coq accepted in the last run: a change may raise it."""

TOGETHER = 10
"""How many files share a session of Coq."""

CLAIMS = sorted(found.claim for found in record().values())


def test_no_fewer_claims_are_accepted() -> None:
    assert len(CLAIMS) == len(set(CLAIMS)) >= FEWEST


def test_the_record_is_of_this_library() -> None:
    text = files("derive.export.coq").joinpath("accepted.json").read_text(encoding="utf-8")
    assert json.loads(text)["library"] == library_hash()


def test_what_rests_on_the_further_file_is_told_apart() -> None:
    entry = {"claim": "a", "file": "sha256:1"}
    further = {"claim": "b", "file": "sha256:2", "library": library_hash(FURTHER[0])}
    text = json.dumps({"coq": "8", "library": library_hash(), "accepted": {"x": entry, "y": further}})
    assert set(read_record(text, {library_hash()})) == {"x"}
    assert set(read_record(text, known_libraries())) == {"x", "y"}
    assert len(known_libraries() - set(EARLIER)) == 2 ** len(FURTHER)


def test_what_an_earlier_state_accepted_stands_as_long_as_its_definitions_do(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(EARLIER) <= known_libraries()
    told_before = library_text

    def told(name: str) -> str:
        return told_before(name).replace("if Rle_dec 0 x then 1 else 0", "if Rle_dec 0 x then 0 else 1")

    monkeypatch.setattr(compiler, "library_text", told)
    assert not set(EARLIER) & known_libraries()


def test_nothing_is_said_of_another_library_or_another_proof() -> None:
    text = files("derive.export.coq").joinpath("accepted.json").read_text(encoding="utf-8")
    assert read_record(text, known_libraries()) and not read_record(text, {"sha256:0"})
    known = next(iter(record()))
    assert "Coq" in word_of_coq(known) and word_of_coq(known[:-1] + "x") == word_of_coq(None) == ""


@pytest.mark.sampled
@pytest.mark.parametrize("claim_id", CLAIMS if NIGHTLY else CLAIMS[::15])
def test_it_is_exported_and_read_back(claim_id: str) -> None:
    found = export(theorem(claim_id), claim_id)
    assert found.text, found.reason


@pytest.mark.sampled
@pytest.mark.skipif(not NIGHTLY, reason="all claims are exported in the nightly run")
def test_every_claim_is_exported() -> None:
    proved = [claim.id for claim in discover().claims if claim.expected == "proved"]
    assert not [claim for claim in proved if not export(theorem(claim), claim).text]


@pytest.mark.coq
@pytest.mark.sampled
@pytest.mark.skipif(not NIGHTLY, reason="compiled in the nightly run")
@pytest.mark.parametrize("claims", [CLAIMS[n : n + TOGETHER] for n in range(0, len(CLAIMS), TOGETHER)], ids=" ".join)
def test_they_are_proved_again(claims: list[str], library: Path) -> None:
    paths = {claim: library / f"{module_name(claim)}.v" for claim in claims}
    for claim, path in paths.items():
        path.write_text(export(theorem(claim), claim).text, encoding="utf-8")
    found = compile_files(list(paths.values()))
    assert not {claim: found[path].reason for claim, path in paths.items() if not found[path].accepted}


@pytest.mark.skipif(not NIGHTLY, reason="compiled in the nightly run")
def test_the_core_is_accepted() -> None:
    assert set(CORE) <= set(CLAIMS)
