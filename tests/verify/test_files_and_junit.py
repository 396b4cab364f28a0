"""Files appear whole or not at all; JUnit XML is well-formed whatever stands in it."""

from __future__ import annotations

import os
import stat
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from derive.verify.files import write_whole
from derive.verify.junit import Case, junit_xml


def test_a_file_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_whole(path, b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_has_ordinary_permissions(tmp_path: Path) -> None:
    previous = os.umask(0o022)
    try:
        write_whole(tmp_path / "file", b"")
    finally:
        os.umask(previous)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o644


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def fail(*arguments: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_in_the_way_is_an_error_and_a_missing_one_is_made(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        write_whole(tmp_path, b"")
    write_whole(tmp_path / "missing" / "file", b"whole")
    assert (tmp_path / "missing" / "file").read_bytes() == b"whole"


def test_junit_counts_and_carries_the_messages() -> None:
    text = junit_xml(
        "derive verify",
        [
            Case("softmax", "softmax.jacobian", 0.25, "softmax.py", 7),
            Case("softmax", "softmax.wrong", 0.5, "softmax.py", 9, failure="is refuted & not <proved>\nmore"),
            Case("ce", "ce.fault", 0.0, error='witnesses "disagree"'),
        ],
    )
    suite = ElementTree.fromstring(text)[0]
    assert suite.attrib == {"name": "derive verify", "tests": "3", "failures": "1", "errors": "1", "time": "0.750"}
    assert suite[0].attrib["name"] == "softmax.jacobian"
    assert len(suite[0]) == 0
    assert suite[1][0].tag == "failure"
    assert suite[1][0].attrib["message"] == "is refuted & not <proved>"
    assert suite[1][0].text == "is refuted & not <proved>\nmore"
    assert suite[2][0].tag == "error"


@pytest.mark.parametrize("text", ["\x00", "\x1b[31m", "\ud800", "]]>", "<!--", '"', "\ufffe"])
def test_junit_is_well_formed_whatever_the_text(text: str) -> None:
    xml = junit_xml(text or "suite", [Case(text, text, 0.0, text, 1, failure=f"x{text}", error=f"x{text}")])
    assert len(ElementTree.fromstring(xml.encode())[0]) == 1
