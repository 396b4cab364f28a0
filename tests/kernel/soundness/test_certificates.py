"""Broken and forged certificates: each is refused, and the message says where and why."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from derive.kernel import rules
from derive.kernel.certificate import CertificateError, MalformedCertificate, check_certificate
from derive.kernel.terms import KernelError
from derive.kernel.theorem import Theorem
from derive.verify.certify import write_certificate
from tests.kernel.builders import (
    Z,
    a,
    at_most,
    b,
    equal,
    exp,
    i,
    j,
    k,
    less,
    log,
    over,
    p,
    plus,
    prove,
    times,
    total,
    z,
)

Change = Callable[[dict[str, Any]], object]


def sample() -> dict[str, Any]:
    """A certificate with several rules: softmax is positive, for every index, where exp(z) is written p."""
    positive = prove(less(0, over(p(i), total(k, p(k)))), rules.ForAll("K", rules.close_body(less(0, p(k)), (k,))))
    everywhere = rules.generalise(positive, i)
    there = rules.specialise(everywhere, j)
    return write_certificate(rules.conjunction((everywhere, there)), "sample.claim")


CERTIFICATE = sample()


def node_of(certificate: dict[str, Any], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = next(node for node in certificate["nodes"] if node["type"] == kind)
    return found


def step_of(certificate: dict[str, Any], rule: str) -> dict[str, Any]:
    found: dict[str, Any] = next(step for step in certificate["steps"] if step["rule"] == rule)
    return found


def put(container: Any, key: Any, value: Any) -> None:
    container[key] = value


def deep(levels: int) -> Any:
    value: Any = []
    for _ in range(levels):
        value = [value]
    return value


STATEMENT = "the last step does not prove the statement of the certificate"
MALFORMED: list[tuple[str, Change, str]] = [
    ("another format", lambda d: put(d, "format", "derive-certificate-2"), "not a certificate"),
    ("no format", lambda d: d.pop("format"), "not a certificate"),
    ("a part too many", lambda d: put(d, "theorem", {}), "not a certificate"),
    ("nodes that are no list", lambda d: put(d, "nodes", {}), "nodes and steps are lists"),
    ("steps that are no list", lambda d: put(d, "steps", "all"), "nodes and steps are lists"),
    ("a node that is no object", lambda d: put(d["nodes"], 0, 7), "node 0: the type of the node is unknown"),
    (
        "an unknown type of node",
        lambda d: put(d["nodes"][0], "type", "Axiom"),
        "node 0: the type of the node is unknown",
    ),
    (
        "a type that is a list",
        lambda d: put(d["nodes"][0], "type", ["Number"]),
        "node 0: the type of the node is unknown",
    ),
    ("a node without a part", lambda d: node_of(d, "Number").pop("value"), "a Number has the parts value"),
    (
        "a node with a part too many",
        lambda d: put(node_of(d, "Number"), "key", "(Number 1)"),
        "a Number has the parts value",
    ),
    ("a truth value as a number", lambda d: put(node_of(d, "Number"), "value", True), "a string, an integer, a list"),
    ("a float as a number", lambda d: put(node_of(d, "Number"), "value", 0.5), "a string, an integer, a list"),
    ("an integer as a rational number", lambda d: put(node_of(d, "Number"), "value", 0), "is spelled like -3/4"),
    ("a rational number over 0", lambda d: put(node_of(d, "Number"), "value", "1/0"), "is spelled like -3/4"),
    ("a rational number over 00", lambda d: put(node_of(d, "Number"), "value", "1/00"), "node "),
    ("a number in words", lambda d: put(node_of(d, "Number"), "value", "1e3"), "is spelled like -3/4"),
    ("a number with a newline", lambda d: put(node_of(d, "Number"), "value", "1\n"), "is spelled like -3/4"),
    ("a number without end", lambda d: put(node_of(d, "Number"), "value", "9" * 10_000), "is spelled like -3/4"),
    ("a size of 0", lambda d: put(node_of(d, "Sum"), "size", 0), "a size is a name or a number ≥ 1"),
    ("a size that is a truth value", lambda d: put(node_of(d, "Sum"), "size", True), "a string, an integer, a list"),
    ("a size that is empty", lambda d: put(node_of(d, "Sum"), "size", ""), "a size is a name or a number ≥ 1"),
    ("a bound variable outside of its binders", lambda d: put(node_of(d, "BoundIndex"), "level", -1), "has no binder"),
    (
        "a node of itself",
        lambda d: put(d["nodes"], 0, {"type": "Exp", "argument": {"node": 0}}),
        "does not stand before it",
    ),
    (
        "a node of a later one",
        lambda d: put(d["nodes"], 0, {"type": "Exp", "argument": {"node": 5}}),
        "does not stand before it",
    ),
    (
        "a node of a negative place",
        lambda d: put(d["statement"], "conclusion", {"node": -1}),
        "does not stand before it",
    ),
    (
        "a place that is a truth value",
        lambda d: put(d["statement"], "conclusion", {"node": True}),
        "does not stand before it",
    ),
    ("a term as the conclusion", lambda d: put(d["statement"], "conclusion", {"node": 0}), "are formulas"),
    ("a statement without hypotheses", lambda d: d["statement"].pop("hypotheses"), "has hypotheses and a conclusion"),
    ("hypotheses that are no list", lambda d: put(d["statement"], "hypotheses", "none"), "are formulas"),
    ("a step without a rule", lambda d: d["steps"][0].pop("rule"), "step 0: a step has a rule and arguments"),
    ("a step with a conclusion of its own", lambda d: put(d["steps"][0], "conclusion", 0), "step 0: a step has a rule"),
    (
        "arguments that are no list",
        lambda d: put(d["steps"][0], "arguments", {}),
        "step 0: a step has a rule and arguments",
    ),
    (
        "a step that rests on itself",
        lambda d: put(d["steps"][1], "arguments", [{"step": 1}]),
        "step 1 does not stand before it",
    ),
    (
        "a step that rests on a later one",
        lambda d: put(d["steps"][0], "arguments", [{"step": 2}]),
        "does not stand before it",
    ),
    ("null", lambda d: put(d["steps"][0], "arguments", [None]), "a string, an integer, a list"),
    ("arguments without bottom", lambda d: put(d["steps"][0], "arguments", deep(100_000)), "nested too deeply"),
    ("hypotheses without bottom", lambda d: put(d["statement"], "hypotheses", deep(100_000)), "nested too deeply"),
    (
        "a node that doubles until the memory is full",
        lambda d: put(d, "nodes", [d["nodes"][0], *({"type": "Add", "terms": [{"node": n}] * 4} for n in range(60))]),
        "the expression is too large",
    ),
]
REFUSED: list[tuple[str, Change, str]] = [
    ("no steps", lambda d: put(d, "steps", []), "the last step does not prove"),
    (
        "an unknown rule",
        lambda d: put(d["steps"][0], "rule", "trust_me"),
        "step 0 does not follow: there is no rule 'trust_me'",
    ),
    (
        "a rule that is no name",
        lambda d: put(d["steps"][0], "rule", ["assume"]),
        "step 0 does not follow: there is no rule",
    ),
    (
        "a rule that is a function of Python",
        lambda d: put(d["steps"][0], "rule", "__import__"),
        "step 0 does not follow: there is no rule",
    ),
    (
        "another rule",
        lambda d: put(step_of(d, "generalise"), "rule", "specialise"),
        "step 1 does not follow: specialise: ",
    ),
    (
        "an argument too few",
        lambda d: step_of(d, "generalise")["arguments"].pop(),
        "generalise: a rule takes 2 positional arguments",
    ),
    (
        "an argument too many",
        lambda d: step_of(d, "generalise")["arguments"].append(1),
        "generalise: a rule takes 2 positional arguments",
    ),
    (
        "an argument of another kind",
        lambda d: put(step_of(d, "generalise")["arguments"], 1, "i"),
        "generalise: an argument is not",
    ),
    ("a changed number", lambda d: put(node_of(d, "Number"), "value", "1"), "by_normal_form: order: the sign"),
    (
        "a changed size",
        lambda d: put(node_of(d, "Sum"), "size", "n"),
        "step 0 does not follow: by_normal_form: a bound index does not fit",
    ),
    ("a reserved index", lambda d: put(node_of(d, "IndexVariable"), "name", "#0"), "the name '#0' is reserved"),
    ("a step left out at the end", lambda d: d["steps"].pop(), STATEMENT),
    ("another conclusion", lambda d: put(d["statement"], "conclusion", other_formula(d)), STATEMENT),
    ("a hypothesis left out of the statement", lambda d: put(d["statement"], "hypotheses", []), STATEMENT),
    (
        "a hypothesis left out of the proof",
        lambda d: put(d["steps"][0]["arguments"], 1, []),
        "by_normal_form: a denominator",
    ),
    ("a hypothesis added to the statement", lambda d: d["statement"]["hypotheses"].append(other_formula(d)), STATEMENT),
    ("0 = 0 under the claim's name", lambda d: put(d, "steps", zero_is_zero(d)), STATEMENT),
]


def other_formula(certificate: dict[str, Any]) -> dict[str, int]:
    """A formula that is not the statement's."""
    certificate["nodes"].append(
        {"type": "Equal", "left": {"node": zero(certificate)}, "right": {"node": zero(certificate)}}
    )
    return {"node": len(certificate["nodes"]) - 1}


def zero(certificate: dict[str, Any]) -> int:
    return next(place for place, node in enumerate(certificate["nodes"]) if node.get("value") == "0")


def zero_is_zero(certificate: dict[str, Any]) -> list[Any]:
    return [{"rule": "by_normal_form", "arguments": [other_formula(certificate), [], []]}]


def changed(change: Change) -> Any:
    certificate = copy.deepcopy(CERTIFICATE)
    change(certificate)
    return certificate


def test_the_sample_itself_is_accepted() -> None:
    assert check_certificate(json.loads(json.dumps(CERTIFICATE))).conclusion.part_names == ("parts",)


@pytest.mark.parametrize(("change", "why"), [pytest.param(f, why, id=name) for name, f, why in MALFORMED])
def test_what_is_no_certificate_is_refused(change: Change, why: str) -> None:
    with pytest.raises(MalformedCertificate) as caught:
        check_certificate(changed(change))
    assert why in str(caught.value)


@pytest.mark.parametrize(("change", "why"), [pytest.param(f, why, id=name) for name, f, why in REFUSED])
def test_what_does_not_follow_is_refused(change: Change, why: str) -> None:
    with pytest.raises(CertificateError) as caught:
        check_certificate(changed(change))
    assert why in str(caught.value)


@pytest.mark.parametrize("data", [None, 0, True, "certificate", [], {}, [CERTIFICATE]], ids=repr)
def test_other_data_is_no_certificate(data: object) -> None:
    with pytest.raises(MalformedCertificate, match="not a certificate"):
        check_certificate(data)


@pytest.mark.parametrize("place", range(len(CERTIFICATE["steps"])))
def test_no_step_can_be_left_out(place: int) -> None:
    with pytest.raises((CertificateError, MalformedCertificate)):
        check_certificate(changed(lambda certificate: certificate["steps"].pop(place)))


@pytest.mark.parametrize("place", range(len(CERTIFICATE["nodes"])))
def test_no_name_or_number_of_the_statement_can_be_changed(place: int) -> None:
    """Either a step fails, or what is proved is visibly another statement."""
    for name, value in CERTIFICATE["nodes"][place].items():
        if isinstance(value, str) and name != "type" and value != "i":  # i is bound in the statement
            other = copy.deepcopy(CERTIFICATE)
            other["nodes"][place][name] = {"K": "N", "j": "h", "p": "h", "0": "3", "-1": "2"}[value]
            try:
                theorem = check_certificate(other)
            except (CertificateError, MalformedCertificate):
                continue
            original = check_certificate(CERTIFICATE)
            assert (theorem.hypotheses, theorem.conclusion) != (original.hypotheses, original.conclusion)


def test_a_theorem_that_was_forged_in_memory_does_not_survive_its_certificate() -> None:
    theorem = prove(at_most(0, exp(a)))
    object.__setattr__(theorem, "conclusion", at_most(1, exp(a)))
    with pytest.raises(CertificateError, match=STATEMENT):
        check_certificate(write_certificate(theorem))


def test_a_theorem_that_was_made_without_a_rule_does_not_survive_its_certificate() -> None:
    forged = object.__new__(Theorem)
    for name, value in (
        ("rule", "assume"),
        ("arguments", (equal(0, 1),)),
        ("hypotheses", ()),
        ("conclusion", equal(0, 1)),
    ):
        object.__setattr__(forged, name, value)
    lemma = rules.conjunction((forged,))
    with pytest.raises(CertificateError, match=STATEMENT):
        check_certificate(write_certificate(lemma))


def test_a_forged_rule_is_not_found() -> None:
    theorem = prove(equal(a, a))
    object.__setattr__(theorem, "rule", "decree")
    with pytest.raises(CertificateError, match="there is no rule 'decree'"):
        check_certificate(write_certificate(theorem))


def test_the_label_proves_nothing() -> None:
    certificate = write_certificate(prove(equal(0, 0)), "softmax.jacobian")
    assert check_certificate(certificate).conclusion == equal(0, 0)


@pytest.mark.parametrize("number", ["007", "2/4", "-0"])
def test_a_number_spelled_in_another_way_is_the_same_number(number: str) -> None:
    """Spellings are free, so that they must not tell two statements apart."""
    certificate = changed(lambda data: data["nodes"].append({"type": "Number", "value": number}))
    assert check_certificate(certificate).conclusion == check_certificate(CERTIFICATE).conclusion


def test_undefined_names_reach_no_attribute_of_python() -> None:
    certificate = changed(lambda data: put(data["steps"][0], "rule", "apply"))
    with pytest.raises(CertificateError, match="there is no rule 'apply'"):
        check_certificate(certificate)


def test_a_checked_certificate_is_written_again_the_same() -> None:
    theorem = check_certificate(CERTIFICATE)
    assert write_certificate(theorem, "sample.claim") == CERTIFICATE


def test_a_crafted_step_with_odd_numbers_is_refused_without_a_traceback() -> None:
    body = times(z(i), log(plus(a, b)))
    theorem = prove(equal(body, body), less(0, plus(a, b)))
    certificate = write_certificate(theorem)
    for value in ("1" * 4000, "-1", "0", "1/" + "7" * 3999):
        certificate["nodes"].append({"type": "Number", "value": value})
        place = len(certificate["nodes"]) - 1
        certificate["nodes"].append({"type": "Power", "base": {"node": place}, "exponent": {"node": place}})
        certificate["nodes"].append({"type": "Equal", "left": {"node": place + 1}, "right": {"node": place + 1}})
        steps = [{"rule": "by_normal_form", "arguments": [{"node": place + 2}, [], []]}]
        crafted = {**certificate, "steps": steps}
        with pytest.raises(CertificateError):
            check_certificate(crafted)


def test_rules_fail_with_their_own_exception_only() -> None:
    for rule in rules.rule.__globals__["RULES"].values():
        with pytest.raises(KernelError):
            rule()
        with pytest.raises(KernelError):
            rule(1, 2, 3, 4, 5, 6, 7)
        with pytest.raises(KernelError):
            rule(*[equal(0, 0)] * 3, Z, [])
