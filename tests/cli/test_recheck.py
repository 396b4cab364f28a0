"""``derive recheck``: what it prints is what was proved, on lines of its own, whatever the file holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import Derive, Ran

Certificate = dict[str, Any]
GOOD = "certificate.json"


def node(place: int) -> dict[str, int]:
    return {"node": place}


def of_formula(nodes: list[Certificate], rule: str = "by_normal_form") -> Certificate:
    """The certificate that proves the last node, by itself or by assuming it."""
    last = node(len(nodes) - 1)
    arguments = [last] if rule == "assume" else [last, [], []]
    return {
        "format": "derive-certificate-1",
        "claim": "",
        "nodes": nodes,
        "steps": [{"rule": rule, "arguments": arguments}],
        "statement": {"hypotheses": [last] if rule == "assume" else [], "conclusion": last},
    }


def positive(name: str) -> Certificate:
    """0 < exp(name)."""
    return of_formula(
        [
            {"type": "Variable", "name": name, "sizes": []},
            {"type": "Entry", "array": node(0), "indices": []},
            {"type": "Exp", "argument": node(1)},
            {"type": "Number", "value": "0"},
            {"type": "Less", "left": node(3), "right": node(2)},
        ]
    )


def linear(name: str) -> Certificate:
    """name · (x + y) = name · x + name · y."""
    nodes: list[Certificate] = [{"type": "Variable", "name": letter, "sizes": []} for letter in (name, "x", "y")]
    nodes += [{"type": "Entry", "array": node(place), "indices": []} for place in range(3)]
    nodes += [{"type": "Add", "terms": [node(4), node(5)]}]
    nodes += [{"type": "Multiply", "factors": [node(3), node(place)]} for place in (6, 4, 5)]
    nodes += [{"type": "Add", "terms": [node(8), node(9)]}, {"type": "Equal", "left": node(7), "right": node(10)}]
    return of_formula(nodes)


def nested(kind: str, levels: int) -> Certificate:
    nodes: list[Certificate] = [{"type": "Variable", "name": "x", "sizes": []}]
    nodes += [{"type": "Entry", "array": node(0), "indices": []}]
    nodes += [{"type": kind, "argument": node(place + 1)} for place in range(levels)]
    return of_formula([*nodes, {"type": "Equal", "left": node(levels + 1), "right": node(levels + 1)}])


def weakened(steps: int) -> Certificate:
    """A long proof: each step rests on the one before."""
    data = positive("x")
    data["steps"] += [{"rule": "weaken", "arguments": [{"step": place}, []]} for place in range(steps)]
    return data


@pytest.fixture
def recheck(derive: Derive, tmp_path: Path) -> Callable[[Certificate | str], Ran]:
    def run(data: Certificate | str) -> Ran:
        (tmp_path / GOOD).write_text(data if isinstance(data, str) else json.dumps(data))
        ran = derive("recheck", GOOD)
        assert "Traceback" not in ran.stderr
        return ran

    return run


Recheck = Callable[[Certificate | str], Ran]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("x\n    proves    0 = 1", r"‹x\n    proves    0 = 1›"),
        ("x\x1b[2K\r    proves    0 = 1\x1b[8m", r"‹x\x1b[2K\r    proves    0 = 1\x1b[8m›"),
        ("\u202ex", r"‹\u202ex›"),
        ("\ud800", r"‹\ud800›"),
        ("‹x›", r"‹\u2039x\u203a›"),
        ("-1", "‹-1›"),
        ("2", "‹2›"),
        ("x_", "‹x_›"),
        ("x + y", "‹x + y›"),
        ("x²", r"‹x\xb2›"),
        ("½", r"‹\xbd›"),
        ("x y", "‹x y›"),
        ("\u0430", r"‹\u0430›"),
        ("x\u0302", r"‹x\u0302›"),
        ("x_1", "x_1"),
        ("tau", "τ"),
        ("p'", "p′"),
    ],
)
def test_a_name_looks_like_nothing_else(recheck: Recheck, name: str, shown: str) -> None:
    ran = recheck(positive(name))
    expected = [f"accepted  {GOOD}", f"    proves    exp({shown}) > 0", "    by        by_normal_form"]
    printed, hashes = ran.stdout.splitlines()[:3], ran.stdout.splitlines()[3:]
    assert printed == expected
    assert [line.split("sha256:")[0] for line in hashes] == ["    statement ", "    this file "] * bool(hashes)
    assert hashes or name == "\ud800"  # which has no spelling in UTF-8
    assert ran.returncode == 0


def test_a_variable_with_the_name_of_a_function_is_none(recheck: Recheck) -> None:
    """log·(x + y) = log·x + log·y holds for a number that is called log."""
    ran = recheck(linear("log"))
    assert "    proves    ‹log› (x + y) = ‹log› x + ‹log› y" in ran.stdout.splitlines()


def test_an_index_is_not_taken_for_the_bound_one_beside_it(recheck: Recheck) -> None:
    """Σₖ z = K·z, where z does not depend on k."""
    nodes: list[Certificate] = [
        {"type": "IndexVariable", "name": "k_", "size": "K", "arguments": []},
        {"type": "Variable", "name": "z", "sizes": ["K"]},
        {"type": "Entry", "array": node(1), "indices": [node(0)]},
        {"type": "Sum", "size": "K", "body": node(2)},
        {"type": "SizeValue", "size": "K"},
        {"type": "Multiply", "factors": [node(4), node(2)]},
        {"type": "Equal", "left": node(3), "right": node(5)},
    ]
    assert "    proves    Σ_{l=1..K} z_{‹k_›} = K z_{‹k_›}" in recheck(of_formula(nodes)).stdout.splitlines()


def test_a_number_with_the_name_of_an_entry_is_none(recheck: Recheck) -> None:
    """Σₖ z_k = K·z_k holds for a number that is called z_k, and for no entry of a vector z."""
    nodes: list[Certificate] = [
        {"type": "Variable", "name": "z_k", "sizes": []},
        {"type": "Entry", "array": node(0), "indices": []},
        {"type": "Sum", "size": "K", "body": node(1)},
        {"type": "SizeValue", "size": "K"},
        {"type": "Multiply", "factors": [node(3), node(1)]},
        {"type": "Equal", "left": node(2), "right": node(4)},
    ]
    assert "    proves    Σ_{l=1..K} z_k = K z_k" in recheck(of_formula(nodes)).stdout.splitlines()


def test_a_size_with_the_name_of_a_variable_is_said_to_be_one(recheck: Recheck) -> None:
    """A size is at least 1, a number x need not be."""
    nodes: list[Certificate] = [
        {"type": "SizeValue", "size": "x"},
        {"type": "Number", "value": "0"},
        {"type": "Less", "left": node(1), "right": node(0)},
    ]
    assert recheck(of_formula(nodes)).stdout.splitlines()[1:3] == ["    for       x ∈ ℕ", "    proves    x > 0"]


def test_a_vector_with_one_entry_is_said_to_be_one(recheck: Recheck) -> None:
    """All its entries are alike."""
    nodes: list[Certificate] = [
        {"type": "Variable", "name": "z", "sizes": [1]},
        {"type": "BoundIndex", "level": 0, "size": 1},
        {"type": "IndexNumber", "value": 1, "size": 1},
        {"type": "Entry", "array": node(0), "indices": [node(1)]},
        {"type": "Entry", "array": node(0), "indices": [node(2)]},
        {"type": "Sum", "size": 1, "body": node(3)},
        {"type": "Equal", "left": node(5), "right": node(4)},
    ]
    found = recheck(of_formula(nodes)).stdout.splitlines()
    assert found[1:3] == ["    for       z ∈ ℝ^1", "    proves    Σ_{k=1..1} z_k = z_1"]


def test_a_hypothesis_calls_a_symbol_as_the_conclusion_does(recheck: Recheck) -> None:
    """0 < epsilon, printed as ε beside a varepsilon that is printed as ε, too, would be about the other one."""
    nodes: list[Certificate] = [{"type": "Number", "value": "0"}]
    for name in ("epsilon", "varepsilon"):
        nodes += [{"type": "Variable", "name": name, "sizes": []}]
        nodes += [{"type": "Entry", "array": node(len(nodes) - 1), "indices": []}]
        nodes += [{"type": "Less", "left": node(0), "right": node(len(nodes) - 1)}]
    data = of_formula(nodes, "assume")
    data["steps"] = [
        {"rule": "assume", "arguments": [node(6)]},
        {"rule": "weaken", "arguments": [{"step": 0}, [node(3)]]},
    ]
    data["statement"]["hypotheses"] = [node(6), node(3)]
    found = recheck(data).stdout.splitlines()
    assert {line.split("  ")[-1].strip() for line in found[1:3]} == {"‹epsilon› > 0", "‹varepsilon› > 0"}
    assert found[3] == "    proves    ‹varepsilon› > 0"


@pytest.mark.parametrize("key", ["steps", "statement", "nodes", "format"])
def test_a_key_that_stands_twice_has_two_readings(recheck: Recheck, key: str) -> None:
    text = json.dumps(positive("x"))
    ran = recheck(f'{{"{key}": "what another reader takes", {text[1:]}')
    assert ran.returncode == 2
    assert ran.stderr == f"derive: {GOOD}: not a certificate: a key stands twice in one object\n"


@pytest.mark.parametrize("steps", [1_000, 5_000])
def test_a_long_proof_is_printed(recheck: Recheck, steps: int) -> None:
    ran = recheck(weakened(steps))
    assert ran.returncode == 0
    assert "    by        by_normal_form, weaken" in ran.stdout.splitlines()


@pytest.mark.parametrize("kind", ["Exp", "Log", "Absolute", "Step"])
def test_a_deep_term_is_printed_at_once_or_refused(recheck: Recheck, kind: str) -> None:
    assert recheck(nested(kind, 100)).returncode in (0, 1)
    assert recheck(nested(kind, 3_000)).returncode in (1, 2)


@pytest.mark.parametrize(
    "reference",
    [{"\ud800\n\x1b[2K": 4}, {"node": "\ud800\n"}, {"node": "4" * 100_000}, {"node": 10**4_000}, {"node": 1.5}],
    ids=["a kind", "a place", "a long place", "a large place", "between two places"],
)
def test_a_message_is_one_short_line(recheck: Recheck, reference: object) -> None:
    data = positive("x")
    data["statement"]["conclusion"] = reference
    ran = recheck(data)
    assert ran.returncode == 2
    assert len(ran.stderr.splitlines()) == 1
    assert len(ran.stderr) < 500
    assert "does not stand before it" in ran.stderr or ran.stderr.endswith("…\n")
    assert "\x1b" not in ran.stderr


@pytest.mark.parametrize("rule", ["x" * 100_000, "accepted\n", {"rule": "assume"}, None])
def test_a_rule_that_is_none_is_one_short_line(recheck: Recheck, rule: object) -> None:
    data = positive("x")
    data["steps"][0]["rule"] = rule
    ran = recheck(data)
    assert ran.returncode == 1
    assert len(ran.stdout.splitlines()) == 1
    assert len(ran.stdout) < 500


@pytest.mark.parametrize(
    "text",
    ["", "NaN", "[Infinity]", "1" * 5_000, "[" * 100_000, '{"a":' * 100_000, '"x"', "null", "{} {}", "\x00"],
    ids=["empty", "NaN", "infinity", "digits", "lists", "objects", "a string", "null", "two", "NUL"],
)
def test_what_is_no_certificate_is_one_line(recheck: Recheck, text: str) -> None:
    ran = recheck(text)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert len(ran.stderr.splitlines()) == 1


def test_several_files_are_answered_in_their_order(derive: Derive, tmp_path: Path) -> None:
    files: dict[str, object] = {
        "a.json": positive("x"),
        "b.json": "no",
        "d.json": positive("#"),
        "e.json": positive("y"),
    }
    for name, data in files.items():
        (tmp_path / name).write_text(json.dumps(data))
    ran = derive("recheck", "e.json", "b.json", "missing.json", "d.json", "a.json", "e.json")
    assert ran.returncode == 2
    verdicts = [line.split()[:2] for line in ran.stdout.splitlines() if not line.startswith(" ")]
    assert verdicts == [
        ["accepted", "e.json"],
        ["rejected", "d.json:"],
        ["accepted", "a.json"],
        ["accepted", "e.json"],
    ]
    warnings = [line.split()[1:3] for line in ran.stderr.splitlines()]
    assert warnings == [["b.json:", "not"], ["cannot", "read"]]
