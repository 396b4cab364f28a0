"""``derive export --coq`` and ``derive verify --coq``: files, exit codes, and what is said where there is no Coq."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from derive.cli.codes import NOT_AS_EXPECTED
from derive.cli.coq import Exporter, Verdict, proved_again
from derive.export.coq.compiler import Compiled
from derive.kernel import rules
from derive.kernel.terms import Less, Variable, entry
from derive.kernel.theorem import Theorem
from derive.verify.cache import Outcome
from derive.verify.certify import write_certificate
from derive.verify.result import Result
from tests.cli.conftest import Derive
from tests.kernel.builders import i, j, k

NEEDS_COQ = pytest.mark.skipif(shutil.which("coqc") is None, reason="Coq is not installed")


def test_a_claim_is_written_with_the_library_it_needs(derive: Derive, tmp_path: Path) -> None:
    ran = derive("export", "--coq", "lse.gradient", "--out", "coq")
    assert ran.returncode == 0 and ran.stdout.split() == ["coq/lse_gradient.v"]
    assert {path.name for path in (tmp_path / "coq").glob("*.v")} == {
        "DeriveMeaning.v",
        "DeriveLemmas.v",
        "DeriveSigns.v",
        "DeriveSmooth.v",
        "lse_gradient.v",
    }


def test_what_cannot_be_exported_is_named(derive: Derive, tmp_path: Path) -> None:
    here = entry(Variable("T", ("K", "K", "K")), (i, j, k))
    certificate = write_certificate(rules.assume(Less(here, here)), "three")
    (tmp_path / "three.json").write_text(json.dumps(certificate), encoding="utf-8")
    ran = derive("export", "--coq", "three.json", "--out", "coq")
    assert ran.returncode == 1 and "not exported  three" in ran.stdout and "3 axes" in ran.stdout


def test_a_certificate_is_exported_as_the_claim_is(derive: Derive, tmp_path: Path) -> None:
    derive("certify", "lse.gradient", "--out", ".")
    assert derive("export", "--coq", "lse.gradient.json", "--out", "one").returncode == 0
    assert derive("export", "--coq", "lse.gradient", "--out", "other").returncode == 0
    texts = {(tmp_path / folder / "lse_gradient.v").read_bytes() for folder in ("one", "other")}
    assert len(texts) == 1


def test_a_tampered_certificate_is_not_exported(derive: Derive, tmp_path: Path) -> None:
    derive("certify", "lse.gradient", "--out", ".")
    certificate = json.loads((tmp_path / "lse.gradient.json").read_text(encoding="utf-8"))
    certificate["steps"] = certificate["steps"][:1]
    (tmp_path / "short.json").write_text(json.dumps(certificate), encoding="utf-8")
    ran = derive("export", "--coq", "short.json", "--out", "coq")
    assert ran.returncode == 1 and "rejected" in ran.stderr


@pytest.mark.parametrize("content", ["", "[]", "{}", "[" * 5000])
def test_what_is_no_certificate_is_bad_input(derive: Derive, tmp_path: Path, content: str) -> None:
    (tmp_path / "bad.json").write_text(content, encoding="utf-8")
    ran = derive("export", "--coq", "bad.json", "missing.json", "--out", "coq")
    assert ran.returncode == 2 and len(ran.stderr.splitlines()) == 2


def test_a_language_has_to_be_named(derive: Derive) -> None:
    assert derive("export", "lse.gradient", "--out", "coq").returncode == 2


@pytest.mark.parametrize(
    "arguments", [("verify", "lse.gradient", "--coq"), ("export", "--coq", "--compile", "--out", "c")]
)
def test_without_coq_one_line_says_how_to_get_it(derive: Derive, arguments: tuple[str, ...]) -> None:
    ran = derive(*arguments, PATH=os.path.dirname(sys.executable) + "/nothing")
    assert ran.returncode == 2 and not ran.stdout
    assert ran.stderr == "derive: Coq is not installed (on Debian: apt-get install coq libcoq-coquelicot)\n"


@NEEDS_COQ
@pytest.mark.coq
def test_the_verdict_says_that_coq_proved_it_too(derive: Derive) -> None:
    ran = derive("verify", "lse.gradient", "softmax.sums-to-one", "--coq")
    assert ran.returncode == 0 and ran.stdout.count("axioms    at most ") == 2
    assert "certified  lse.gradient  by derive's kernel and by Coq 8." in ran.stdout
    assert "certified  softmax.sums-to-one" in ran.stdout
    told = json.loads(derive("verify", "lse.gradient", "--coq", "--json").stdout)["claims"][0]["coq"]
    assert told["accepted"] and told["sha256"] in ran.stdout


@NEEDS_COQ
@pytest.mark.coq
def test_the_files_are_compiled_where_they_are_kept(derive: Derive, tmp_path: Path) -> None:
    ran = derive("export", "--coq", "--compile", "softmax.sums-to-one", "--out", "coq")
    assert ran.returncode == 0 and ran.stdout.startswith("certified  softmax.sums-to-one")
    assert (tmp_path / "coq" / "softmax_sums_to_one.vo").is_file()


class Sessions(Exporter):
    """An exporter that writes nothing, and a Coq that remembers what was compiled together and refuses one file."""

    def __init__(self) -> None:
        self.coq, self.together, self.cache, self.sessions = "8", 5, None, list[list[str]]()

    def write(self, label: str, theorem: Theorem) -> Path | Verdict:
        return Verdict(label, NOT_AS_EXPECTED, reason="no") if label == "c2" else Path(f"{label}.v")

    def compiled(self, paths: Sequence[Path]) -> dict[Path, Compiled]:
        self.sessions.append([path.stem for path in paths])
        return {path: Compiled("refused" if path.stem == "c4" else "", (), "", True) for path in paths}


def test_theorems_share_sessions_and_are_told_apart_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("derive.export.coq.compiler.denied", lambda path: False)
    certificate = write_certificate(rules.assume(Less(entry(Variable("a", ()), ()), entry(Variable("b", ()), ()))), "x")
    outcomes = [Outcome(Result(f"c{n}", "", "proved", "proved", True), certificate) for n in range(8)]
    exporter = Sessions()
    verdicts = list(proved_again(exporter, outcomes, jobs=1))
    assert [verdict.label for verdict in verdicts] == [f"c{n}" for n in range(8)]
    assert exporter.sessions == [["c0", "c1", "c3", "c4"], ["c5", "c6", "c7"]]
    assert {verdict.label for verdict in verdicts if verdict.code} == {"c2", "c4"}
