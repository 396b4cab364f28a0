"""The commands do what the contract says, print what it says, and exit as it says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import Derive, environment

SEVEN = {
    "softmax.shift-invariance",
    "softmax.jacobian",
    "ce.gradient",
    "ce.hessian-psd",
    "ce.hessian-null-vector",
    "maxent.softmax",
    "lse.gradient",
}

CLAIM_FIELDS: dict[str, type | tuple[type, ...]] = {
    "id": str,
    "title": str,
    "expected": str,
    "verdict": str,
    "passed": bool,
    "scope": str,
    "basis": str,
    "hypotheses": list,
    "steps": int,
    "rules": list,
    "axioms": list,
    "uses": list,
    "derivation": dict,
    "symbolic_seconds": float,
    "numeric": dict,
    "counterexample": type(None),
    "holds": list,
    "corrected_by": (str, type(None)),
    "statement_hash": str,
    "sources": list,
    "certificate": str,
}


def imported(importtime: str) -> set[str]:
    """The modules that ``python -X importtime`` reports."""
    return {line.rpartition("|")[2].strip() for line in importtime.splitlines() if line.startswith("import time:")}


def heavy(modules: set[str]) -> set[str]:
    roots = ("sympy", "mpmath", "flint", "numpy", "jinja2", "networkx", "pybtex")
    return {module for module in modules if module.partition(".")[0] in roots}


def without_times(report: dict[str, Any]) -> dict[str, Any]:
    return {**report, "claims": [{**claim, "symbolic_seconds": 0} for claim in report["claims"]]}


@pytest.fixture
def certificates(derive: Derive, tmp_path: Path) -> list[Path]:
    ran = derive("certify", "softmax.jacobian", "lse.gradient", "--out", tmp_path / "certificates")
    assert ran.returncode == 0, ran.stderr
    return sorted((tmp_path / "certificates").iterdir())


def test_the_seven_are_verified_and_exit_0(derive: Derive) -> None:
    ran = derive("verify", *sorted(SEVEN))
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert len(lines) == 8
    assert {line.split()[2] for line in lines[:-1]} == SEVEN
    assert {line.split()[1] for line in lines[:-1]} == {"proved"}
    assert len({line.index(line.split()[2]) for line in lines[:-1]}) == 1, "ids are aligned"
    assert lines[-1] == "7 claims: 7 passed, 0 failed (7 proved)"
    assert ran.stderr == ""


def test_json_has_the_fields_and_types_of_the_contract(derive: Derive) -> None:
    ran = derive("verify", "--json", *sorted(SEVEN))
    report = json.loads(ran.stdout)
    assert list(report) == ["version", "claims", "summary"]
    assert report["summary"] == {"passed": 7, "failed": 0}
    for claim in report["claims"]:
        assert list(claim) == list(CLAIM_FIELDS)
        for name, kind in CLAIM_FIELDS.items():
            assert isinstance(claim[name], kind), (claim["id"], name, claim[name])
        assert list(claim["numeric"]) == ["digits", "points", "sizes", "worst_error"]
        assert claim["numeric"]["digits"] == 50
        assert claim["steps"] >= 2
        assert claim["axioms"] == []
        assert claim["certificate"].startswith("sha256:") and claim["statement_hash"].startswith("sha256:")


def test_two_runs_differ_in_their_times_alone(derive: Derive) -> None:
    reports = [
        json.loads(derive("verify", "--json", "--no-cache", "softmax.j*n", "ce.gradient", PYTHONHASHSEED=seed).stdout)
        for seed in ("1", "2")
    ]
    assert without_times(reports[0]) == without_times(reports[1])


def test_the_cache_changes_nothing_but_the_time(derive: Derive, tmp_path: Path) -> None:
    first = derive("verify", "--json", "lse.gradient", cache=tmp_path / "fresh")
    second = derive("verify", "--json", "lse.gradient", cache=tmp_path / "fresh")
    assert json.loads(first.stdout) == json.loads(second.stdout)


def test_globs_choose_claims(derive: Derive) -> None:
    report = json.loads(derive("verify", "--json", "ce.hessian-*").stdout)
    assert {"ce.hessian-psd", "ce.hessian-null-vector"} <= {claim["id"] for claim in report["claims"]}
    assert all(claim["id"].startswith("ce.hessian-") for claim in report["claims"])


def test_no_cache_leaves_no_file(derive: Derive, tmp_path: Path) -> None:
    assert derive("verify", "lse.gradient", "--no-cache", cache=tmp_path / "cache").returncode == 0
    assert not (tmp_path / "cache").exists()


def test_digits_are_those_asked_for(derive: Derive) -> None:
    (claim,) = json.loads(derive("verify", "--json", "--digits", 80, "lse.gradient").stdout)["claims"]
    assert claim["numeric"]["digits"] == 80


def test_junit_lists_every_claim(derive: Derive, tmp_path: Path) -> None:
    import xml.etree.ElementTree as ElementTree

    assert derive("verify", *sorted(SEVEN), "--junit", "junit.xml").returncode == 0
    suite = ElementTree.parse(tmp_path / "junit.xml").getroot()[0]
    assert {case.attrib["name"] for case in suite} == SEVEN
    assert suite.attrib["failures"] == suite.attrib["errors"] == "0"


def test_list_shows_ids_verdicts_and_titles(derive: Derive) -> None:
    ran = derive("list")
    assert ran.returncode == 0
    assert {line.split()[0] for line in ran.stdout.splitlines()} >= SEVEN
    listed = json.loads(derive("list", "--json").stdout)["claims"]
    assert [claim["id"] for claim in listed] == [line.split()[0] for line in ran.stdout.splitlines()]
    assert all(set(claim) == {"id", "title", "expected"} for claim in listed)


def test_show_tells_statement_hypotheses_steps_and_evidence(derive: Derive) -> None:
    ran = derive("show", "ce.gradient")
    assert ran.returncode == 0
    for word in ("statement", "hypothesis", "Evidence", "digits", "certificate", "axioms        none", "["):
        assert word in ran.stdout


def test_certify_writes_what_recheck_accepts(derive: Derive, certificates: list[Path]) -> None:
    assert [path.name for path in certificates] == ["lse.gradient.json", "softmax.jacobian.json"]
    ran = derive("recheck", *certificates)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("accepted") == 2
    assert ran.stdout.count("proves") == 2


def test_a_certificate_has_the_hash_that_verify_reports(derive: Derive, certificates: list[Path]) -> None:
    import hashlib

    (claim,) = json.loads(derive("verify", "--json", "lse.gradient").stdout)["claims"]
    assert claim["certificate"] == "sha256:" + hashlib.sha256(certificates[0].read_bytes()).hexdigest()


def test_cite_prints_bibtex(derive: Derive) -> None:
    ran = derive("cite", "softmax.jacobian", "lse.gradient")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("@software") == 2
    assert "softmax.jacobian" in ran.stdout


def test_what_is_cited_is_checked(derive: Derive, tmp_path: Path) -> None:
    assert derive("cite", "softmax.jacobian", "lse.strict-convexity", "--add", "refs.bib").returncode == 0
    written = (tmp_path / "refs.bib").read_text()
    assert derive("cite", "softmax.jacobian", "--add", "refs.bib").returncode == 0
    assert (tmp_path / "refs.bib").read_text() == written
    assert "{{False: Log-sum-exp is strictly convex}}" in written
    assert "claim lse.strict-modulo-shift: Log-sum-exp is strictly convex except along" in written
    ran = derive("cite", "--check", "refs.bib")
    assert (ran.returncode, ran.stdout.count("holds")) == (0, 2)
    (claim,) = json.loads(derive("verify", "--json", "softmax.jacobian").stdout)["claims"]
    (tmp_path / "refs.bib").write_text(written.replace(claim["statement_hash"], "sha256:" + "0" * 64))
    ran = derive("cite", "--check", "refs.bib")
    assert (ran.returncode, ran.stdout.count("holds")) == (1, 1)
    assert "softmax.jacobian      the claim states something else now" in ran.stdout
    assert derive("cite", "--check", "missing.bib").returncode == 2


def test_show_and_recheck_print_the_hashes(derive: Derive, certificates: list[Path]) -> None:
    (claim,) = json.loads(derive("verify", "--json", "lse.gradient").stdout)["claims"]
    for ran in (derive("show", "lse.gradient"), derive("recheck", certificates[0])):
        assert claim["statement_hash"] in ran.stdout and claim["certificate"] in ran.stdout
    assert "certificate   none: anybody can evaluate both sides" in derive("show", "lse.strict-convexity").stdout


def test_false_statements_are_listed_as_false(derive: Derive) -> None:
    for arguments in (("list",), ("verify",), ("show",)):
        ran = derive(*arguments, "lse.strict-convexity")
        assert "False: Log-sum-exp is strictly convex\n" in ran.stdout


def test_version_and_help_everywhere(derive: Derive) -> None:
    assert derive("--version").stdout == "derive 0.1.0\n"
    for command in ("verify", "list", "show", "report", "check", "recheck", "certify", "cite", "search", "new"):
        ran = derive(command, "--help")
        assert ran.returncode == 0
        assert ran.stdout.startswith(f"Usage: derive {command}")


@pytest.mark.parametrize("arguments", [("--help",), ("list",), ("verify", "lse.gradient")])
def test_quick_ways_import_nothing_heavy(derive: Derive, arguments: tuple[str, ...]) -> None:
    derive(*arguments)
    ran = derive(*arguments, python=("-X", "importtime"))
    modules = imported(ran.stderr)
    assert "derive.cli.commands" in modules
    assert heavy(modules) == set()


def test_recheck_imports_the_kernel_alone(derive: Derive, certificates: list[Path]) -> None:
    ran = derive("recheck", *certificates, python=("-X", "importtime"))
    assert ran.returncode == 0
    modules = imported(ran.stderr)
    assert "derive.kernel.certificate" in modules
    assert heavy(modules) == set()
    for room in ("proofs", "bridge", "measure", "refute"):
        assert not any(module.startswith(f"derive.{room}") for module in modules), room


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path, kept_cache: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "derive", "list"],
        cwd=tmp_path,
        env=environment(kept_cache),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_json_is_utf_8_whatever_the_terminal_speaks(derive: Derive) -> None:
    ran = derive("verify", "--json", "softmax.jacobian", PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert json.loads(ran.stdout)["claims"][0]["id"] == "softmax.jacobian"
    assert derive("verify", "softmax.jacobian", PYTHONIOENCODING="ascii").returncode == 0
