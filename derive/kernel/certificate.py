"""The checker of certificates, which are theorems written out as JSON.

A certificate holds a table of nodes (each node names its type and its parts, parts that are nodes
by their place in the table), the steps of the proof (each a rule and its arguments, theorems by the
place of the step that proved them), and the statement that the last step proves. Checking makes
every step again with the rules of the kernel and compares the statement. Nothing is trusted.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import derive.kernel.rules  # noqa: F401  (fills RULES)
from derive.kernel.terms import NODE_TYPES, Formula, Formulas, KernelError, Node, expect, fits
from derive.kernel.theorem import RULES, Theorem

FORMAT = "derive-certificate-1"
LONGEST_TABLE = 100_000_000  # letters of all nodes, of which each counts as 200 at least
_RATIONAL = re.compile(r"-?[0-9]{1,4000}(/(?!0+$)[0-9]{1,4000})?")


class MalformedCertificate(Exception):
    """The data is not a certificate; the message says where."""


class CertificateError(Exception):
    """The certificate does not prove what it states; the message names the step and the rule."""


def _parts(data: Any, names: tuple[str, ...], message: str) -> list[Any]:
    """The parts of an object that has exactly these; raises KernelError with the message where it has not."""
    expect(isinstance(data, dict) and set(data) == set(names), message)
    return [data[name] for name in names]


class _Reader:
    def __init__(self) -> None:
        self.tables: dict[str, list[Any]] = {"node": [], "step": []}

    def value(self, data: Any, levels: int = 2) -> Any:
        """A part of a node or an argument of a rule."""
        if isinstance(data, list):
            expect(levels > 0, "lists are nested too deeply")
            return tuple([self.value(part, levels - 1) for part in data])
        if isinstance(data, dict) and len(data) == 1:
            ((kind, place),) = data.items()
            known = self.tables.get(kind, [])
            expect(type(place) is int and 0 <= place < len(known), f"{kind} {place!r} does not stand before it")
            return known[place]
        expect(type(data) in (str, int), "a string, an integer, a list or a reference was expected")
        return data

    def node(self, data: Any) -> Node:
        """A node of the table."""
        kind = str(data.get("type")) if isinstance(data, dict) else ""
        expect(kind in NODE_TYPES, "the type of the node is unknown")
        hints = NODE_TYPES[kind].part_types
        _, *parts = _parts(data, ("type", *hints), f"a {kind} has the parts {', '.join(hints)}")
        return NODE_TYPES[kind](*map(self.part, parts, hints.values()))

    def part(self, data: Any, hint: Any) -> Any:
        """A part of a node, of the type that the node takes there."""
        value = self.value(data)
        if hint is Fraction:
            expect(isinstance(value, str) and bool(_RATIONAL.fullmatch(value)), "a rational is spelled like -3/4")
            return Fraction(value)
        return value


def check_certificate(data: Any) -> Theorem:
    """The theorem that a certificate proves.

    Raises MalformedCertificate where the data is not a certificate, CertificateError where a step
    does not follow or the last step proves another statement."""
    reader, spelled, theorem, where = _Reader(), 0, None, "not a certificate"
    try:
        wanted = f"an object with format {FORMAT!r} was expected"
        form, _, nodes, steps, statement = _parts(data, ("format", "claim", "nodes", "steps", "statement"), wanted)
        expect(form == FORMAT, wanted)
        expect(type(nodes) is type(steps) is list, "nodes and steps are lists")
        for place, item in enumerate(nodes):
            where = f"node {place}"
            node = reader.node(item)
            spelled += max(len(node.key), 200)
            expect(spelled <= LONGEST_TABLE, "the nodes are too large together")
            reader.tables["node"].append(node)
        where = "statement"
        stated = _parts(statement, ("hypotheses", "conclusion"), "a statement has hypotheses and a conclusion")
        hypotheses, conclusion = map(reader.value, stated)
        expect(fits(hypotheses, Formulas) and fits(conclusion, Formula), "hypotheses and conclusion are formulas")
        for place, step in enumerate(steps):
            where = f"step {place}"
            rule, arguments = _parts(step, ("rule", "arguments"), "a step has a rule and arguments")
            expect(isinstance(arguments, list), "a step has a rule and arguments")
            theorem = _applied(where, str(rule), reader.value(arguments))
            reader.tables["step"].append(theorem)
    except (KernelError, ValueError) as error:
        raise MalformedCertificate(f"{where}: {error}") from None
    if theorem is None or set(theorem.hypotheses) != set(hypotheses) or theorem.conclusion != conclusion:
        raise CertificateError("the last step does not prove the statement of the certificate")
    return theorem


def _applied(where: str, rule: str, arguments: tuple[Any, ...]) -> Theorem:
    try:
        expect(rule in RULES, f"there is no rule {rule!r}")
        return RULES[rule](*arguments)
    except Exception as error:  # whatever a rule stumbles over, the step does not follow
        reason = error if isinstance(error, KernelError) else f"{rule}: {type(error).__name__}"
        raise CertificateError(f"{where} does not follow: {reason}") from None
