"""Certificates are shared out to several processes where there is much to check, and what is found is the same."""

from __future__ import annotations

import json
import os
from itertools import chain
from pathlib import Path

import pytest

from derive.cli import certificates
from derive.kernel.rules import by_normal_form
from derive.language import Equal, scalar
from derive.verify.certify import write_certificate

x = scalar("x")


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Three certificates, of which one proves something else than it states, and what is none; on two cores."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1}, raising=False)
    found = []
    for number in range(3):
        certificate = write_certificate(by_normal_form(Equal(x + number, number + x), (), ()))
        if number == 1:
            certificate["statement"]["hypotheses"] = [certificate["statement"]["conclusion"]]
        found.append(tmp_path / f"{number}.json")
        found[-1].write_text(json.dumps(certificate), encoding="utf-8")
    found.append(tmp_path / "none.json")
    found[-1].write_text("{}", encoding="utf-8")
    return found


def test_a_few_small_certificates_are_checked_by_one_process(files: list[Path]) -> None:
    assert len(certificates._shares(files)) == 1


def test_every_core_has_its_share_of_many(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    alone = {file: certificates._recheck(file) for file in files}
    assert sorted(one.code for one in alone.values()) == [0, 0, 1, 2]
    monkeypatch.setattr(certificates, "WORTH_A_PROCESS", 1)
    shares = certificates._shares(files)
    assert len(shares) == 2 and sorted(chain(*shares)) == sorted(files)
    assert certificates._recheck_all(files) == alone


def test_what_another_process_does_not_answer_is_checked_here(
    files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certificates, "WORTH_A_PROCESS", 1)
    asked: list[list[Path]] = []

    def no_process(share: list[Path]) -> tuple[int, int]:
        asked.append(share)
        raise OSError("no process can be started")

    monkeypatch.setattr(certificates, "_ask", no_process)
    assert certificates._recheck_all(files) == {file: certificates._recheck(file) for file in files}
    assert len(asked) == 1
