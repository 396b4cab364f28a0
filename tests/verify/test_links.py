"""The verdict on a link: what follows from the verdicts on its readings, and on the statements of each."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import derive.verify.attempts as attempts
import derive.verify.links as links
from derive import work
from derive.documents.model import Check, Document, Link, Reading
from derive.documents.reader import read_text
from derive.kernel.certificate import check_certificate
from derive.kernel.terms import Equal, Number
from derive.language.instance import point
from derive.language.statement import Statement
from derive.verify.cache import Cache
from derive.verify.checks import check_documents, link_key
from derive.verify.limits import ALLOWANCE, backstop
from derive.verify.links import combined, together, verify_link
from derive.verify.program import Program
from derive.verify.result import Counterexample, LinkVerdict, ReadingVerdict, link_verdict_from_json

VERDICTS = ("proved", "computed", "refuted", "undecided", "unreadable")


def verdict(kind: str, **options: Any) -> LinkVerdict:
    reasons = {"undecided": "the sign is not established", "unreadable": "the hypotheses contradict each other"}
    fails = Counterexample(point({"K": 2}, z=[0, 3]), "1", "2", "=", "the sides differ")
    certificates = ({"claim": kind},) if kind == "proved" else ()
    given: dict[str, Any] = {
        "reason": reasons.get(kind, ""),
        "counterexample": fails if kind == "refuted" else None,
        "certificates": certificates,
    }
    return LinkVerdict(kind, **{**given, **options})


def statement(number: int) -> Statement:
    return Statement((), Equal(Number(Fraction(number)), Number(Fraction(number))))


def reading(number: int) -> Reading:
    return Reading((statement(number),), f"writing-{number}")


def link(*readings: Reading) -> Link:
    return Link(0, "=", "a = b", 1, 1, readings)


def said(*kinds: str) -> LinkVerdict:
    return combined([reading(number) for number in range(len(kinds))], [verdict(kind) for kind in kinds])


def wanted(kinds: tuple[str, ...]) -> str:
    """SEMANTICS, word by word."""
    judged = [kind for kind in kinds if kind != "unreadable"]
    holds = [kind in ("proved", "computed") for kind in judged]
    if not judged:
        return "unreadable"
    if any(holds) and "refuted" in judged:
        return "unreadable"
    if "undecided" in judged:
        return "undecided"
    if "refuted" in judged:
        return "refuted"
    return "computed" if "computed" in judged else "proved"


@pytest.mark.parametrize("kinds", [k for n in (1, 2, 3) for k in itertools.product(VERDICTS, repeat=n)], ids="-".join)
def test_a_link_is_what_its_readings_are_together(kinds: tuple[str, ...]) -> None:
    found = said(*kinds)
    assert found.verdict == wanted(kinds)
    names = [(f"{number} = {number}", kind, f"writing-{number}") for number, kind in enumerate(kinds)]
    assert [(own.latex, own.verdict, own.write) for own in found.readings] == names


def test_readings_that_disagree_are_each_shown_with_what_becomes_of_them_and_how_to_write_them() -> None:
    found = said("proved", "refuted", "undecided")
    assert found.verdict == "unreadable" and found.counterexample is None and not found.certificates
    for part in (
        "3 readings",
        "0 = 0 is proved (to mean it, write writing-0)",
        "1 = 1 is refuted at K = 2, z = (0, 3) (to mean it, write writing-1)",
        "2 = 2 is undecided (the sign is not established) (to mean it, write writing-2)",
    ):
        assert part in found.reason


@pytest.mark.parametrize("rest", ["proved", "computed", "refuted"])
def test_an_undecided_reading_is_named_and_the_others_are_not(rest: str) -> None:
    found = said(rest, "undecided")
    assert found.verdict == "undecided"
    assert "1 = 1 is undecided" in found.reason and "0 = 0" not in found.reason
    assert "the sign is not established" in found.reason


def test_a_reading_whose_hypotheses_contradict_each_other_falls_away() -> None:
    assert said("unreadable", "proved").certificates == ({"claim": "proved"},)
    assert said("unreadable", "refuted").counterexample is not None
    assert said("unreadable", "unreadable").reason == "the hypotheses contradict each other"


def test_the_smallest_counterexample_is_shown_by_size_and_then_by_height() -> None:
    def at(size: int, *values: str) -> LinkVerdict:
        return LinkVerdict("refuted", counterexample=Counterexample(point({"K": size}, z=values)))

    for points in itertools.permutations([at(3, "0", "0", "0"), at(2, "1/7", "1"), at(2, "2", "1")]):
        found = combined([reading(number) for number in range(3)], points)
        assert found.counterexample == at(2, "2", "1").counterexample


def test_a_fault_in_one_reading_is_one_of_the_link() -> None:
    fault = verdict("undecided", reason="FAULT OF THE TOOL", fault=True)
    for verdicts in itertools.permutations([fault, verdict("proved"), verdict("refuted")]):
        found = combined([reading(number) for number in range(3)], verdicts)
        assert found.fault and found.verdict == "undecided" and "FAULT OF THE TOOL" in found.reason


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (("proved", "proved"), "proved"),
        (("proved", "computed"), "computed"),
        (("proved", "refuted"), "refuted"),
        (("undecided", "refuted"), "refuted"),
        (("unreadable", "proved"), "unreadable"),
        (("undecided", "proved"), "undecided"),
    ],
)
def test_all_statements_of_a_reading_have_to_hold(kinds: tuple[str, ...], expected: str) -> None:
    assert together([verdict(kind) for kind in kinds]).verdict == expected
    assert together([verdict(kind) for kind in reversed(kinds)]).verdict == expected


def test_the_same_statement_is_verified_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Statement] = []

    def verify(asked_for: Statement, *rest: Any) -> LinkVerdict:
        asked.append(asked_for)
        return verdict("proved")

    monkeypatch.setattr(links, "verify_statement", verify)
    shared = Reading((statement(0), statement(1), statement(0)), "writing-0")
    found = verify_link(link(reading(0), shared, reading(1)))
    assert asked == [statement(0), statement(1)]
    assert found.verdict == "proved" and len(found.readings) == 3


def test_readings_share_the_work_of_a_link(monkeypatch: pytest.MonkeyPatch) -> None:
    shares: list[float] = []

    def verify(asked_for: Statement, allowance: float, *rest: Any) -> LinkVerdict:
        shares.append(allowance)
        work.count(int(allowance / 2))
        return verdict("undecided")

    monkeypatch.setattr(links, "verify_statement", verify)
    verify_link(link(reading(0), reading(1), reading(2)), effort=6.0)
    whole = 6 * ALLOWANCE
    assert shares == [whole / 3, whole * 5 / 12, whole * 5 / 8]  # each takes half of its share


def test_readings_of_a_document_that_disagree_are_unreadable() -> None:
    def reading_of(formula: str, write: str) -> Reading:
        (check,) = read_text(f"<!-- derive: check -->\n$${formula}$$\n", "a.md").checks
        return Reading(check.links[0].readings[0].statements, write)

    true, false = reading_of(r"x^2 \ge 0", "brackets"), reading_of("x = 0", "no brackets")
    (file,) = check_documents([Document("a.md", (Check(0, 1, "proved", (link(true, false),)),), ())])
    found = file.verdicts[0][0]
    assert found.verdict == "unreadable"
    assert "x = 0 is refuted at x = " in found.reason and "write no brackets" in found.reason


RESISTS = r"\sum_k w_k z_k^4 \ge (\sum_k w_k z_k)^4 - 10^{60} \sum_k e^{z_k^2 w_k^2 + e^{z_k}}"


def test_a_link_that_reaches_the_limit_of_work_says_how_far_it_came() -> None:
    setup = r"<!-- derive: let $w \in \Delta^{K-1}$, $z \in \mathbb{R}^K$ -->"
    read = read_text(f"{setup}\n<!-- derive: check -->\n$${RESISTS}$$\n", "a.md")
    (file,) = check_documents([read], effort=0.1)
    found = file.verdicts[0][0]
    assert found.verdict == "undecided" and found.final
    assert "the search reached its limit of work (effort 0.1) during" in found.reason
    assert "the quick proof search" in found.reason and "no counterexample" in found.reason
    assert "a larger --effort gives it more" in found.reason


def test_hypotheses_about_other_letters_do_not_keep_the_search_from_a_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    text = r"""<!-- derive: let $r \in \mathbb{R}^T$, $0 < \gamma < 1$, $M > 0$ -->
<!-- derive: assume $|r_t| \le M$ for all $t$ -->
<!-- derive: check -->
$$ \left|\sum_{t=1}^T \gamma^t r_t\right| \le \sum_{t=1}^T \gamma^t |r_t| $$
"""
    ((found,),) = (one.readings[0].statements for one in read_text(text, "test.md").checks[0].links)
    monkeypatch.setattr(attempts, "SCHEDULE", ((attempts.RELEVANT_PROOF, float("inf")),))
    verdict = attempts.verify_statement(found)
    assert verdict.verdict == "proved"
    assert len(check_certificate(verdict.certificates[0]).hypotheses) == len(found.hypotheses)


def test_a_link_that_the_backstop_ends_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def stuck(*rest: Any) -> LinkVerdict:
        while True:
            pass

    monkeypatch.setattr(links, "verify_link", stuck)
    own = Document("a.md", (Check(0, 1, "proved", (link(reading(0)),)),), ())
    (file,) = check_documents([own], timeout=0.2)
    found = file.verdicts[0][0]
    assert found.verdict == "undecided" and not found.final
    assert "stopped after 0.2 s, before its work was done" in found.reason and "--timeout" in found.reason
    assert found.readings == (ReadingVerdict("0 = 0", "undecided", "writing-0"),)


def test_the_backstop_is_larger_with_more_effort_and_never_smaller_with_less() -> None:
    assert [backstop(effort) for effort in (0.1, 1.0, 3.0)] == [100.0, 100.0, 300.0]


@pytest.mark.parametrize(
    ("formula", "what"),
    [
        (r"\log(-1) = 2", "not proved positive, namely −1"),
        (r"\frac{1}{x - x} = 2", "not proved non-zero, namely x − x"),
        (r"\sqrt{-x^2 - 1} = 2", "may be negative"),
    ],
)
def test_no_hypothesis_is_asked_for_where_none_would_do(formula: str, what: str) -> None:
    (file,) = check_documents([read_text(f"<!-- derive: check -->\n$${formula}$$\n", "a.md")])
    found = file.verdicts[0][0]
    assert found.verdict == "undecided"
    assert "missing hypothesis" not in found.reason
    assert what in found.reason and "a side is undefined" in found.reason


def test_a_worker_that_fails_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*rest: Any) -> LinkVerdict:
        raise LookupError("a table has no entry")

    monkeypatch.setattr(links, "verify_link", broken)
    (file,) = check_documents([Document("a.md", (Check(0, 1, "proved", (link(reading(0)),)),), ())])
    assert "the worker failed" in file.verdicts[0][0].reason and "LookupError" in file.verdicts[0][0].reason


def test_what_is_known_is_not_verified_again_and_what_did_not_end_by_itself_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = {0: verdict("proved"), 1: verdict("refuted"), 2: verdict("undecided"), 3: verdict("proved", final=False)}
    count = tmp_path / "count"

    def verify(own: Link, *rest: Any) -> LinkVerdict:
        with count.open("a") as file:
            file.write("x")
        (conclusion,) = (s.conclusion for s in own.readings[0].statements)
        assert isinstance(conclusion, Equal) and isinstance(conclusion.left, Number)
        return kinds[int(conclusion.left.value)]

    monkeypatch.setattr(links, "verify_link", verify)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    cache = Cache(Program(), tmp_path / "cache")
    own = Document("a.md", (Check(0, 1, "proved", tuple(link(reading(n)) for n in (0, 1, 2, 3, 0))),), ())

    def run(effort: float = 1.0) -> list[LinkVerdict]:
        return list(check_documents([own], effort=effort, cache=cache)[0].verdicts[0])

    first = run()
    assert count.read_text() == "x" * 4  # the same link once
    assert run() == first
    assert count.read_text() == "x" * 5  # the last one again
    run(effort=2.0)
    assert count.read_text() == "x" * 9  # another limit


def only_link(formula: str, *setup: str) -> Link:
    directives = "".join(f"<!-- derive: {line} -->\n" for line in setup)
    read = read_text(f"{directives}<!-- derive: check -->\n$${formula}$$\n", "a.md")
    ((link,),) = (check.links for check in read.checks)
    return link


GIBBS = (r"\sum_k p_k \log \frac{p_k}{q_k} \ge 0", r"let $p, q \in \Delta^{K-1}$, $p_k > 0$, $q_k > 0$")
FALSE = (r"\sum_k p_k \log p_k \le -1", r"let $p \in \Delta^{K-1}$, $p_k > 0$")


def test_what_is_said_elsewhere_spares_the_search_once_it_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    proved, refuted = (verify_link(only_link(*case)) for case in (GIBBS, FALSE))
    assert (proved.verdict, refuted.verdict) == ("proved", "refuted")

    def no_search(*rest: Any) -> None:
        raise AssertionError("nothing is to be searched for")

    monkeypatch.setattr(attempts, "prove", no_search)
    before = work.done()
    assert verify_link(only_link(*GIBBS), said=proved) == proved
    assert verify_link(only_link(*FALSE), said=refuted) == refuted
    assert work.done() - before < 50_000


def test_what_is_said_elsewhere_is_not_believed() -> None:
    """A certificate of another statement, one that was edited, a point where the statement holds, nonsense."""
    of_another = verify_link(only_link("x = x"))
    of_this = verify_link(only_link(*GIBBS))
    edited = json.loads(json.dumps(of_this.certificates[0]))
    edited["steps"] = edited["steps"][:-1]
    nowhere = Counterexample(point(x=1), "1", "2", "=")
    for said in (
        LinkVerdict("proved", certificates=of_another.certificates),
        LinkVerdict("proved", certificates=(edited,)),
        LinkVerdict("proved", certificates=({},)),
        LinkVerdict("proved"),
        LinkVerdict("refuted", counterexample=nowhere),
        LinkVerdict("refuted", counterexample=Counterexample(point({"K": 7}, p=[[["1"]]]))),
        LinkVerdict("refuted", counterexample=Counterexample(reason="it fails")),
    ):
        assert verify_link(only_link("x = 2"), said=said).verdict == "refuted"
        assert verify_link(only_link("x + 1 = 1 + x"), said=said).verdict == "proved"


def test_an_imported_verdict_is_checked_and_then_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = Document("a.md", (Check(0, 1, "proved", (only_link(*GIBBS),)),), ())
    verdicts = []
    for machine in ("one", "other"):
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / machine))
        cache = Cache(Program(), tmp_path / "cache")
        verdicts.append(check_documents([own], cache=cache)[0].verdicts)
        assert cache.load_link(link_key(own.checks[0].links[0], 1.0)) == (verdicts[-1][0][0], True)
    assert verdicts[0] == verdicts[1]


def test_verdicts_survive_being_written_down() -> None:
    for kind in VERDICTS:
        own = replace(verdict(kind), readings=(ReadingVerdict("x", kind, "y"),))
        assert link_verdict_from_json(json.loads(json.dumps(own.to_json()))) == own
