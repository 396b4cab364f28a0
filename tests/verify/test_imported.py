"""Entries of the cache that somebody else has written: whatever they say, no verdict is other than it would be."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from derive.documents.model import Link
from derive.documents.reader import read_text
from derive.verify import attempts
from derive.verify import cache as cache_module
from derive.verify.attempts import verify_statement
from derive.verify.cache import Cache
from derive.verify.checks import check_documents, link_key
from derive.verify.links import verify_link
from derive.verify.program import Program
from derive.verify.result import LinkVerdict

SETUP = r"let $p \in \Delta^{K-1}$, $p_k > 0$"
TRUE = r"\sum_k p_k \log p_k \le 0"
FALSE = r"\sum_k p_k \log p_k \le -1"

Entry = dict[str, Any]


def only_link(formula: str) -> Link:
    (check,) = read_text(f"<!-- derive: {SETUP} -->\n<!-- derive: check -->\n$${formula}$$\n", "a.md").checks
    return check.links[0]


@pytest.fixture(scope="module")
def honest() -> dict[str, LinkVerdict]:
    found = {formula: verify_link(only_link(formula)) for formula in (TRUE, FALSE)}
    assert [verdict.verdict for verdict in found.values()] == ["proved", "refuted"]
    return found


@pytest.fixture
def import_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., LinkVerdict]:
    """Puts an entry for a formula into the cache, as another machine would, and answers the verdict of this one."""

    def imported(formula: str, write: Callable[[Cache, str], None]) -> LinkVerdict:
        read = read_text(f"<!-- derive: {SETUP} -->\n<!-- derive: check -->\n$${formula}$$\n", "a.md")
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state of elsewhere"))
        write(Cache(Program(), tmp_path / "cache"), link_key(read.checks[0].links[0], 1.0))
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state of here"))
        (file,) = check_documents([read], jobs=1, cache=Cache(Program(), tmp_path / "cache"))
        return file.verdicts[0][0]

    return imported


def saying(verdict: LinkVerdict) -> Callable[[Cache, str], None]:
    return lambda cache, key: cache.store_link(key, verdict)


def test_a_verdict_that_was_flipped_is_found_out(
    import_entry: Callable[..., LinkVerdict], honest: dict[str, LinkVerdict]
) -> None:
    assert import_entry(FALSE, saying(LinkVerdict("proved", by=("gibbs",)))) == honest[FALSE]
    assert import_entry(TRUE, saying(LinkVerdict("refuted", "it fails"))) == honest[TRUE]


def test_a_certificate_of_another_statement_proves_nothing(
    import_entry: Callable[..., LinkVerdict], honest: dict[str, LinkVerdict]
) -> None:
    certificates = honest[TRUE].certificates
    relabelled = copy.deepcopy(certificates[0])
    relabelled["claim"] = "this is the certificate"
    for said in (certificates, (relabelled,), (*certificates, *certificates)):
        assert import_entry(FALSE, saying(LinkVerdict("proved", certificates=said))) == honest[FALSE]


def test_an_edited_entry_of_ones_own_is_no_longer_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, honest: dict[str, LinkVerdict]
) -> None:
    """The digest can be made by anybody, and the signature cannot."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    read = read_text(f"<!-- derive: {SETUP} -->\n<!-- derive: check -->\n$${FALSE}$$\n", "a.md")
    cache = Cache(Program(), tmp_path / "cache")
    assert check_documents([read], jobs=1, cache=cache)[0].verdicts[0][0] == honest[FALSE]
    (path,) = (tmp_path / "cache").rglob("*.json")
    head, _, body = path.read_bytes().partition(b"\n")
    flipped = body.replace(b'"verdict": "refuted"', b'"verdict": "proved"')
    assert flipped != body
    path.write_bytes(cache_module._digest(flipped) + b" " + head.split(b" ")[1] + b"\n" + flipped)
    key = link_key(read.checks[0].links[0], 1.0)
    said, own = cache.load_link(key)
    assert said is not None and said.verdict == "proved" and not own
    assert check_documents([read], jobs=1, cache=cache)[0].verdicts[0][0] == honest[FALSE]


def test_a_label_and_names_that_nobody_has_checked_are_not_passed_on(
    import_entry: Callable[..., LinkVerdict], honest: dict[str, LinkVerdict]
) -> None:
    labelled = {**honest[TRUE].certificates[0], "claim": "the Riemann hypothesis"}
    said = LinkVerdict("proved", "beyond doubt", certificates=(labelled,), by=("an oracle", *honest[TRUE].by))
    assert import_entry(TRUE, saying(said)) == honest[TRUE]


def test_an_entry_that_is_cut_short_counts_as_absent(
    import_entry: Callable[..., LinkVerdict], honest: dict[str, LinkVerdict]
) -> None:
    def cut(cache: Cache, key: str) -> None:
        cache.store_link(key, LinkVerdict("proved", certificates=honest[TRUE].certificates))
        path = cache._path(f"link {key}")
        body = path.read_bytes().partition(b"\n")[2]
        short = body[: len(body) * 2 // 3]
        path.write_bytes(cache_module._digest(short) + b" " + cache._signature(short) + b"\n" + short)

    assert import_entry(FALSE, cut) == honest[FALSE]


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"verdict": "proved"},
        {"verdict": {"verdict": "proved"}},
        {"verdict": {"verdict": "proved", "certificates": "all", "by": 7, "readings": [], "counterexample": None}},
        {"verdict": {"verdict": "refuted", "certificates": [], "by": [], "readings": [],
                     "counterexample": {"sizes": 1}}},
        {"verdict": {"verdict": "proved", "certificates": [1, [], {}, None], "by": [[]], "readings": [],
                     "counterexample": {"instance": "", "found_by": ""}, "final": True, "fault": False}},
    ],
)  # fmt: skip
def test_an_entry_of_another_shape_is_of_no_use_and_does_no_harm(
    import_entry: Callable[..., LinkVerdict], honest: dict[str, LinkVerdict], entry: Entry
) -> None:
    assert import_entry(FALSE, lambda cache, key: cache._write(f"link {key}", entry)) == honest[FALSE]


def mutants(certificate: Entry, seed: int, count: int) -> Iterator[Entry]:
    """The certificate with one number, word, part or step changed."""
    chance = random.Random(seed)
    for _ in range(count):
        mutant = json.loads(json.dumps(certificate))
        places = [place for place in inner_places(mutant) if place[1] != "format"]
        holder, name = chance.choice(places)
        other, other_name = chance.choice(places)
        value = holder[name]
        if isinstance(value, int) and chance.random() < 0.8:
            holder[name] = value + chance.choice((-1, 1))
        elif chance.random() < 0.3 and isinstance(holder, list):
            del holder[name]
        else:
            holder[name] = copy.deepcopy(other[other_name])
        yield mutant


def inner_places(data: Any) -> list[tuple[Any, Any]]:
    """Every part of JSON data, as what holds it and its name or number there."""
    names = data.keys() if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    return [place for name in names for place in [(data, name), *inner_places(data[name])]]


def test_no_mutant_of_a_certificate_proves_what_it_did_not_prove(honest: dict[str, LinkVerdict]) -> None:
    (true,), (false,) = (only_link(formula).readings[0].statements for formula in (TRUE, FALSE))
    (certificate,) = honest[TRUE].certificates
    (restated,) = verify_link(only_link(FALSE.replace("-1", "1"))).certificates  # true, and nearly the false one
    accepted = 0
    for source in (certificate, restated):
        for mutant in mutants(source, seed=1, count=150):
            trial = attempts._Attempts(false, attempts.ALLOWANCE)
            assert not trial.proved_by(mutant), mutant
            accepted += attempts._Attempts(true, attempts.ALLOWANCE).proved_by(mutant)
    assert attempts._Attempts(true, attempts.ALLOWANCE).proved_by(certificate)
    assert accepted < 150  # a change of the label, or of what is not used, is none


def test_what_is_said_of_a_link_does_not_spare_its_other_statements(honest: dict[str, LinkVerdict]) -> None:
    (false,) = only_link(FALSE).readings[0].statements
    assert verify_statement(false, said=honest[TRUE]).verdict == "refuted"


def test_what_a_cluster_has_found_is_kept_as_said_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    cache = Cache(Program(), tmp_path / "cache")
    cache.store_link("a link", LinkVerdict("proved"), own=False)
    assert cache.load_link("a link") == (LinkVerdict("proved"), False)
