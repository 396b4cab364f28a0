"""The checker of certificates, which are theorems written out as JSON.

A certificate holds a table of nodes (each node names its type and its parts, parts that are nodes
by their place in the table), the steps of the proof (each a rule and its arguments, theorems by the
place of the step that proved them), and the statement that the last step proves. Checking makes
every step again with the rules of the kernel and compares the statement. Nothing is trusted.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from typing import Any, get_type_hints

import derive.kernel.rules  # noqa: F401  (fills RULES)
from derive.kernel.terms import NODE_TYPES, Formula, KernelError, Node
from derive.kernel.theorem import RULES, Theorem, fits

FORMAT = "derive-certificate-1"
MOST_NODES = 500_000
LONGEST_TABLE = 100_000_000
_RATIONAL = re.compile(r"-?[0-9]{1,4000}(/[0-9]{1,4000})?")


class MalformedCertificate(Exception):
    """The data is not a certificate; the message says where."""


class CertificateError(Exception):
    """The certificate does not prove what it states; the message names the step and the rule."""


def require(condition: bool, message: str) -> None:
    """Raises MalformedCertificate with the message unless the condition holds."""
    if not condition:
        raise MalformedCertificate(message)


@cache
def _hints(kind: str) -> dict[str, Any]:
    return get_type_hints(NODE_TYPES[kind])


class _Reader:
    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.theorems: list[Theorem] = []

    def value(self, data: Any, where: str, levels: int = 3) -> Any:
        """A part of a node or an argument of a rule."""
        require(levels > 0, f"{where}: lists are nested too deeply")
        if isinstance(data, dict) and len(data) == 1:
            ((kind, place),) = data.items()
            tables: dict[str, list[Any]] = {"node": self.nodes, "step": self.theorems}
            known = tables.get(kind, [])
            stands = isinstance(place, int) and not isinstance(place, bool) and 0 <= place < len(known)
            require(stands, f"{where}: {kind} {place!r} does not stand before it")
            return known[place]
        if isinstance(data, list):
            return tuple(self.value(part, where, levels - 1) for part in data)
        plain = isinstance(data, (str, int)) and not isinstance(data, bool)
        require(plain, f"{where}: a string, an integer, a list or a reference was expected")
        return data

    def node(self, data: Any, where: str) -> Node:
        """A node of the table."""
        typed = isinstance(data, dict) and str(data.get("type")) in NODE_TYPES
        require(typed, f"{where}: the type of the node is unknown")
        cls = NODE_TYPES[str(data["type"])]
        complete = set(data) == {"type", *cls.part_names}
        require(complete, f"{where}: a {data['type']} has the parts {', '.join(cls.part_names)}")
        hints = _hints(data["type"])
        parts = []
        for name in cls.part_names:
            part = self.value(data[name], where)
            if hints[name] is Fraction:
                spelled = isinstance(part, str) and _RATIONAL.fullmatch(part) and not part.endswith("/0")
                require(bool(spelled), f"{where}: a rational number is spelled like -3/4")
                part = Fraction(part)
            require(fits(part, hints[name]), f"{where}: {name} is not of the kind that a {data['type']} takes")
            parts.append(part)
        return cls(*parts)


def read_nodes(data: Any) -> tuple[_Reader, tuple[tuple[Formula, ...], Formula]]:
    """The nodes of a certificate and the statement that it claims to prove, without checking the proof."""
    expected = {"format", "claim", "nodes", "steps", "statement"}
    formed = isinstance(data, dict) and data.get("format") == FORMAT and set(data) == expected
    require(formed, f"not a certificate: an object with format {FORMAT!r} was expected")
    lists = isinstance(data["nodes"], list) and isinstance(data["steps"], list) and len(data["nodes"]) <= MOST_NODES
    require(lists, "nodes and steps are lists of bounded length")
    reader = _Reader()
    spelled = 0
    for place, item in enumerate(data["nodes"]):
        try:
            reader.nodes.append(reader.node(item, f"node {place}"))
            spelled += len(reader.nodes[-1].key)
            require(spelled <= LONGEST_TABLE, "the nodes are too large together")
        except (KernelError, ValueError, ZeroDivisionError) as error:
            raise MalformedCertificate(f"node {place}: {error}") from None
    statement = data["statement"]
    stated = isinstance(statement, dict) and set(statement) == {"hypotheses", "conclusion"}
    require(stated, "the statement has hypotheses and a conclusion")
    hypotheses = reader.value(statement["hypotheses"], "statement")
    conclusion = reader.value(statement["conclusion"], "statement")
    formulas = fits(hypotheses, tuple[Formula, ...]) and isinstance(conclusion, Formula)
    require(formulas, "the statement's hypotheses and conclusion are formulas")
    return reader, (hypotheses, conclusion)


def check_certificate(data: Any) -> Theorem:
    """The theorem that a certificate proves.

    Raises MalformedCertificate where the data is not a certificate, CertificateError where a step
    does not follow or the last step proves another statement."""
    reader, (hypotheses, conclusion) = read_nodes(data)
    for place, step in enumerate(data["steps"]):
        where = f"step {place}"
        formed = isinstance(step, dict) and set(step) == {"rule", "arguments"} and isinstance(step["arguments"], list)
        require(formed, f"{where}: a step has a rule and arguments")
        rule = str(step["rule"])
        if rule not in RULES:
            raise CertificateError(f"{where}: there is no rule {rule!r}")
        arguments = reader.value(step["arguments"], where)
        try:
            reader.theorems.append(RULES[rule](*arguments))
        except KernelError as error:
            raise CertificateError(f"{where} does not follow: {error}") from None
        except Exception as error:  # whatever a rule stumbles over, the step does not follow
            raise CertificateError(f"{where} does not follow: {rule}: {type(error).__name__}") from None
    if not reader.theorems:
        raise CertificateError("a certificate without steps proves nothing")
    theorem = reader.theorems[-1]
    if set(theorem.hypotheses) != set(hypotheses) or theorem.conclusion != conclusion:
        raise CertificateError("the last step does not prove the statement of the certificate")
    return theorem
