"""Results as JUnit XML, which continuous-integration services read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Case:
    """One test case. ``failure`` says why an expectation was not met, ``error`` why there was
    nothing to judge (or that the tool is at fault); both are empty for a case that passed. ``properties`` say what was
    judged, as the formula and the point where it fails."""

    group: str
    name: str
    seconds: float
    file: str = ""
    line: int = 0
    failure: str = ""
    error: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)


def junit_xml(suite: str, cases: Sequence[Case]) -> str:
    """One test suite with these cases."""
    failures = sum(bool(case.failure) for case in cases)
    errors = sum(bool(case.error) for case in cases)
    seconds = sum(case.seconds for case in cases)
    counts = f'tests="{len(cases)}" failures="{failures}" errors="{errors}" time="{seconds:.3f}"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<testsuites {counts}>",
        f"  <testsuite name={_attribute(suite)} {counts}>",
    ]
    for case in cases:
        lines += _case_lines(case)
    return "\n".join([*lines, "  </testsuite>", "</testsuites>", ""])


def _case_lines(case: Case) -> list[str]:
    attributes = f"classname={_attribute(case.group)} name={_attribute(case.name)}"
    if case.file:
        attributes += f' file={_attribute(case.file)} line="{case.line}"'
    attributes += f' time="{case.seconds:.3f}"'
    if not case.failure and not case.error and not case.properties:
        return [f"    <testcase {attributes}/>"]
    lines = [f"    <testcase {attributes}>"]
    if case.properties:
        lines.append("      <properties>")
        for name, value in case.properties.items():
            lines.append(f"        <property name={_attribute(name)} value={_attribute(value)}/>")
        lines.append("      </properties>")
    for kind, text in (("failure", case.failure), ("error", case.error)):
        if text:
            message = _attribute(text.splitlines()[0])
            lines.append(f"      <{kind} message={message}>{escape(NOT_XML.sub('?', text))}</{kind}>")
    return [*lines, "    </testcase>"]


def _attribute(text: str) -> str:
    return quoteattr(NOT_XML.sub("?", text))
