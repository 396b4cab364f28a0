"""The same verdict on every machine: work is counted, and the count depends on nothing but the statement."""

from __future__ import annotations

import functools
import importlib
import json
import os
import pkgutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from derive import work
from derive.documents.model import Link
from derive.documents.reader import read_text
from derive.kernel.terms import KernelError
from derive.verify.limits import at_most, within
from derive.verify.links import verify_link

REPOSITORY = Path(__file__).resolve().parents[2]

REALS = r"let $z \in \mathbb{R}^K$"
SIMPLEX = r"let $p, q \in \Delta^{K-1}$, $p_k > 0$, $q_k > 0$"
FORMULAS = (
    (
        r"\frac{\partial}{\partial z_i} \log \sum_k e^{z_k} = \frac{e^{z_i}}{\sum_k e^{z_k}}",
        r"let $z \in \mathbb{R}^K$",
    ),
    (r"\sum_k p_k \log \frac{p_k}{q_k} \ge 0", SIMPLEX),
    (r"-\sum_k p_k \log p_k \le \log K", SIMPLEX),
    (r"\sum_k p_k \log \frac{p_k}{q_k} \le 3", SIMPLEX),
    (r"\max_k z_k \le \log \sum_k e^{z_k}", REALS),
    (r"\frac{1}{3} < \log 2", REALS),
    (r"x^2 + 1 = x^2", r"let $x > 1$"),
    (r"x = x", "assume $x > 0$ and $x < 0$"),
    (r"\left(\sum_k p_k^3 q_k^2\right)^2 \le \sum_k p_k^5 \sqrt{q_k} + \frac{1}{2} \sum_k q_k^7 e^{p_k}", SIMPLEX),
)
"""Links that are proved at once, and by search; refuted, computed, unreadable, and undecided at a small effort."""

EFFORT = 0.05


def link_of(formula: str, setup: str) -> Link:
    read = read_text(f"<!-- derive: {setup} -->\n<!-- derive: check -->\n$${formula}$$\n", "a.md")
    ((link,),) = (check.links for check in read.checks)
    return link


def verified(places: list[int]) -> dict[str, Any]:
    """The verdicts on the links at these places, in this order, and the work that each took."""
    found: dict[str, Any] = {}
    for place in places:
        link = link_of(*FORMULAS[place])
        before = work.done()
        verdict = verify_link(link, EFFORT).to_json()
        found[str(place)] = {"work": work.done() - before, **verdict, "seconds": 0}
    return found


def in_a_process_of_its_own(places: list[int], seed: int) -> dict[str, Any]:
    code = f"import json, sys; from tests.verify.test_work import verified; json.dump(verified({places}), sys.stdout)"
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONHASHSEED": str(seed)}
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


EVERYTHING = list(range(len(FORMULAS)))


@pytest.fixture(scope="module")
def in_order() -> dict[str, Any]:
    return json.loads(json.dumps(verified(EVERYTHING)))  # type: ignore[no-any-return]


def test_the_links_have_verdicts_of_every_kind(in_order: dict[str, Any]) -> None:
    kinds = {one["verdict"] for one in in_order.values()}
    assert kinds == {"proved", "computed", "refuted", "undecided", "unreadable"}
    assert "limit of work (effort 0.05)" in in_order["8"]["reason"]


def test_what_was_verified_before_changes_neither_verdict_nor_work(in_order: dict[str, Any]) -> None:
    assert in_a_process_of_its_own(EVERYTHING[::-1], seed=7) == in_order


@pytest.mark.parametrize("place", [1, 8])
def test_a_link_by_itself_takes_the_work_that_it_takes_among_others(in_order: dict[str, Any], place: int) -> None:
    assert in_a_process_of_its_own([place], seed=place) == {str(place): in_order[str(place)]}


def test_a_slow_machine_changes_no_verdict(in_order: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0

    def clock() -> float:
        nonlocal now
        now += 1000.0
        return now

    for name in ("monotonic", "perf_counter", "process_time", "thread_time", "time"):
        monkeypatch.setattr(time, name, clock)
    assert json.loads(json.dumps(verified(EVERYTHING))) == in_order


def test_more_effort_is_more_work(in_order: dict[str, Any]) -> None:
    before = work.done()
    verify_link(link_of(*FORMULAS[8]), EFFORT / 4)
    assert 2 * (work.done() - before) < in_order["8"]["work"]


# Limits ------------------------------------------------------------------------------------------


def endless() -> None:
    while True:
        with suppress(KernelError, Exception):
            work.count()


def test_no_search_takes_its_limit_for_a_failure_of_one_of_its_methods() -> None:
    before = work.done()
    with pytest.raises(work.OutOfWork), work.limited(100):
        endless()
    assert work.done() - before == 101


def test_the_work_of_the_kernel_counts() -> None:
    from derive.kernel.budget import Budget

    with pytest.raises(work.OutOfWork), work.limited(100):
        Budget().spend(51)
        work.count(0)


def test_a_limit_inside_another_is_no_larger_and_ends_with_it() -> None:
    before = work.done()
    with work.limited(50):
        with pytest.raises(work.OutOfWork), work.limited(1000):
            endless()
        with pytest.raises(work.OutOfWork):
            work.count()
    work.count()
    assert work.done() - before == 53


def test_an_attempt_says_why_it_found_nothing() -> None:
    assert within(10, endless) == (None, "it reached its limit of work")
    assert within(0, lambda: "found") == (None, "it reached its limit of work")
    assert within(10, lambda: "found") == ("found", "")
    with work.effort(3), pytest.raises(KernelError, match=r"limit of work \(effort 3\); a larger --effort"):
        at_most(10, endless)


def test_what_is_remembered_is_forgotten_where_a_statement_begins() -> None:
    asked: list[int] = []

    @work.remembered()
    def square(number: int) -> int:
        asked.append(number)
        return number * number

    assert [square(3), square(3)] == [9, 9] and asked == [3]
    work.forget()
    assert square(3) == 9 and asked == [3, 3]


HARMLESS = {
    "derive.language.order._canonical",
    "derive.language.order.flat",
    "derive.language.statement.sizes_of",
    "derive.prover.linarith.columns.spelling",
    "derive.verify.beside._fault",
    "derive.prover.registry._attempts",
    "derive.prover.registry._of_kind",
    "derive.prover.registry.everything",
    "derive.verify.fingerprint.global_names",
    "derive.verify.fingerprint.imported_names",
    "derive.verify.runner._loaded_there",
}
"""Functions whose answers are remembered for ever: no work is counted for them."""

COUNTED_AGAIN = {"derive.measure.points.sampling.domain_of"}
"""Those whose answers are remembered with the work that they took, which every statement counts again."""


def test_everything_that_costs_work_is_forgotten() -> None:
    remembered = set()
    for room in ("language", "lemmas", "measure", "prover", "refute", "verify"):
        for found in pkgutil.walk_packages([str(REPOSITORY / "derive" / room)], f"derive.{room}."):
            module = importlib.import_module(found.name)
            for name, value in vars(module).items():
                memory = isinstance(value, functools._lru_cache_wrapper) and value.__module__ == found.name
                if memory and value not in work._memories:
                    remembered.add(f"{found.name}.{name}")
    assert remembered == HARMLESS | COUNTED_AGAIN


COUNTED = """
import sys
padding = [object() for _ in range(int(sys.argv[1]))]
from derive.library import discover
from derive.verify.theorems import theorem_of
from derive.work import done
for claim in discover().claims:
    if claim.id in sys.argv[2:]:
        before = done()
        theorem_of(claim)
        print(claim.id, done() - before)
"""
"""Counts the work of some claims, with terms at other addresses than without the padding."""


def test_no_work_depends_on_the_order_of_sets() -> None:
    """Terms are hashed by their addresses, which differ from run to run, and with them the order of sets of terms."""
    claims = ("optimisation.linear-rate", "sparsemax.threshold")
    counts = {
        subprocess.run(
            [sys.executable, "-c", COUNTED, str(padding), *claims],
            env={**os.environ, "PYTHONHASHSEED": str(padding)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for padding in (1, 10, 777, 5000)
    }
    assert len(counts) == 1 and counts.pop().count("\n") == len(claims)
