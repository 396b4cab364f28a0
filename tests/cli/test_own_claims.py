"""Users' own claim files: verified like the library's; what goes wrong in one claim costs that claim alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from .conftest import Derive, environment

HEAD = """
import os, signal, time
from derive.language.claims import Claim
from derive.language.expressions import D, Equal, exp, indices, log, total, vector

i, k = indices("i k")
z = vector("z")
"""

DOUBLED = """
doubled = Claim(
    "mine.doubled",
    "Doubling the logits doubles the gradient of log-sum-exp",
    Equal(D(log(total(k, exp(2 * z[k]))), z[i]), 2 * exp(2 * z[i]) / total(k, exp(2 * z[k]))),
)


@doubled.derivation
def _(chain):
    chain.start(D(log(total(k, exp(2 * z[k]))), z[i]), "the left side")
    chain.then(D(total(k, exp(2 * z[k])), z[i]) / total(k, exp(2 * z[k])), "the derivative of a logarithm")
    chain.end("chain rule")
"""

BROKEN = """
broken = Claim("mine.broken", "A script that goes wrong", Equal(z[i] - z[i], 0))


@broken.derivation
def _(chain):
    {action}
"""


def claim_file(folder: Path, *parts: str, name: str = "mine.py") -> str:
    (folder / name).write_text(HEAD + "".join(parts))
    return name


def verdicts(report: str) -> dict[str, str]:
    claims: list[dict[str, Any]] = json.loads(report)["claims"]
    return {claim["id"]: claim["verdict"] for claim in claims}


def test_a_users_claim_is_proved_shown_cited_and_certified(derive: Derive, tmp_path: Path) -> None:
    mine = claim_file(tmp_path, DOUBLED)
    assert derive("verify", "--claims", mine).returncode == 0
    assert "mine.doubled" in derive("list", "--claims", mine).stdout
    assert "chain rule" in derive("show", "mine.doubled", "--claims", mine).stdout
    assert "under [tool.derive]" in derive("cite", "mine.doubled", "--claims", mine).stderr
    (tmp_path / "pyproject.toml").write_text('[tool.derive]\nauthor = "Noether, Emmy"\n')
    assert "author = {Noether, Emmy}" in derive("cite", "mine.doubled", "--claims", mine).stdout
    assert derive("certify", "--claims", mine, "--out", "certificates").returncode == 0
    assert derive("recheck", "certificates/mine.doubled.json").returncode == 0


def test_what_rests_on_a_computation_is_computed_in_every_list(derive: Derive, tmp_path: Path) -> None:
    mine = claim_file(tmp_path, 'near = Claim("mine.near", "e is below 3", exp(1) < 3, expected="computed")\n')
    found = derive("verify", "--claims", mine, "--junit", "junit.xml")
    assert found.returncode == 0 and "computed   mine.near" in found.stdout and "(1 computed)" in found.stdout
    assert "computed" in derive("list", "--claims", mine).stdout
    assert "computed, the stated instance" in derive("show", "mine.near", "--claims", mine).stdout
    assert "mine.near, computed" in derive("cite", "mine.near", "--claims", mine).stdout
    assert verdicts(derive("verify", "--json", "--claims", mine).stdout) == {"mine.near": "computed"}
    assert 'failures="0" errors="0"' in (tmp_path / "junit.xml").read_text()
    certified = derive("certify", "--claims", mine, "--out", "certificates")
    assert certified.stdout == "" and "only what is proved has a certificate" in certified.stderr
    assert "mine.near (computed)" in certified.stderr


def test_a_folder_of_claims_is_read_whole(derive: Derive, tmp_path: Path) -> None:
    claim_file(tmp_path, DOUBLED, name="one.py")
    claim_file(tmp_path, DOUBLED.replace("mine.doubled", "mine.again"), name="two.py")
    assert verdicts(derive("verify", "--json", "--claims", tmp_path).stdout) == {
        "mine.doubled": "proved",
        "mine.again": "proved",
    }


def test_a_changed_claim_is_verified_anew(derive: Derive, tmp_path: Path) -> None:
    mine = claim_file(tmp_path, DOUBLED)
    assert derive("verify", "--claims", mine).returncode == 0
    claim_file(tmp_path, DOUBLED.replace("2 * exp(2 * z[i]) /", "3 * exp(2 * z[i]) /"))
    ran = derive("verify", "--claims", mine)
    assert ran.returncode == 1
    assert "mine.doubled is" in ran.stderr


@pytest.mark.parametrize(
    ("action", "word"),
    [
        ("raise ValueError('wrong turn')", "wrong turn"),
        ("1 / 0", "division by zero"),
        ("chain.start(z[i]); chain.then(z[k])", "mine.broken is"),
        ("pass", "mine.broken is"),
        ("os._exit(3)", "status 3"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
        ("raise SystemExit(0)", "SystemExit"),
    ],
)
def test_a_script_that_goes_wrong_fails_its_claim_with_file_and_line_and_the_rest_goes_on(
    derive: Derive, tmp_path: Path, action: str, word: str
) -> None:
    mine = claim_file(tmp_path, BROKEN.format(action=action), DOUBLED)
    ran = derive("verify", "--json", "--claims", mine, "--jobs", 1)
    assert ran.returncode == 1, ran.stderr
    assert verdicts(ran.stdout) == {"mine.broken": "undecided", "mine.doubled": "proved"}
    assert "Traceback" not in ran.stderr
    (line,) = ran.stderr.splitlines()
    assert line.startswith("derive: mine.py:")
    assert word in line


def test_a_script_that_prints_what_the_page_does_not_suppose_fails_its_claim(derive: Derive, tmp_path: Path) -> None:
    action = "\n    ".join(
        (
            "with chain.assuming(z[i] > 0):",
            "    positive = chain.check(exp(z[i]) * z[i] > 0)",
            "chain.note(positive, 'a product of positive numbers')",
            "chain.conclude(chain.check(chain.goal))",
        )
    )
    name = claim_file(tmp_path, DOUBLED, BROKEN.format(action=action))
    found = derive("verify", "--claims", name, "--json")
    assert verdicts(found.stdout) == {"mine.doubled": "proved", "mine.broken": "undecided"}
    shown = derive("verify", "--claims", name)
    assert "'a product of positive numbers', is not true as it stands on the page" in shown.stdout + shown.stderr
    assert found.returncode == 1


def test_a_claim_over_its_time_is_stopped_and_undecided(derive: Derive, tmp_path: Path) -> None:
    mine = claim_file(tmp_path, BROKEN.format(action="time.sleep(600)"), DOUBLED)
    ran = derive("verify", "--json", "--claims", mine, "--timeout", 5)
    assert ran.returncode == 1
    assert verdicts(ran.stdout) == {"mine.broken": "undecided", "mine.doubled": "proved"}
    assert "stopped after 5 s" in ran.stderr


@pytest.mark.parametrize(
    "command, endless",
    [
        (("verify",), "while True: pass"),
        (("verify",), "sum(range(10**15))"),
        (("verify",), "while True:\n    try:\n        time.sleep(1)\n    except BaseException:\n        pass"),
        (("show", "mine.doubled"), "while True: pass"),
    ],
    ids=["a loop", "a loop that cannot be interrupted", "a loop that catches everything", "another command"],
)
def test_a_claim_file_that_never_ends_loading_is_stopped_and_named(
    derive: Derive, tmp_path: Path, command: tuple[str, ...], endless: str
) -> None:
    claim_file(tmp_path, DOUBLED, name="a.py")
    claim_file(tmp_path, endless, name="b.py")
    ran = derive(*command, "--claims", ".", "--timeout", "3")
    assert ran.returncode == 2 and not ran.stdout
    assert ran.stderr.startswith("derive: loading b.py was stopped after 3 s; ") and ran.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "action, how", [("os._exit(0)", "with status 0"), ("os.kill(os.getpid(), signal.SIGKILL)", "by SIGKILL")]
)
def test_a_claim_file_that_ends_the_process_is_an_error_not_a_pass(
    derive: Derive, tmp_path: Path, action: str, how: str
) -> None:
    ran = derive("verify", "--claims", claim_file(tmp_path, DOUBLED, action))
    assert ran.returncode == 2 and not ran.stdout
    assert ran.stderr.startswith(f"derive: mine.py ends the process {how} while it is loaded; ")


def test_what_a_claim_file_prints_is_seen_once_however_many_processes_load_it(derive: Derive, tmp_path: Path) -> None:
    mine = claim_file(tmp_path, "print('loaded')\nprint('in full', file=__import__('sys').stderr)\n", DOUBLED)
    for command in (("verify", "--jobs", "2"), ("search", "x = y")):
        assert derive(*command, "--claims", mine).stderr == "loaded\nin full\n"


def test_a_claim_that_is_another_each_time_its_file_is_loaded_has_no_verdict(derive: Derive, tmp_path: Path) -> None:
    other = 'other = Claim("mine.other", "A sum", Equal(z[i] + os.getpid(), os.getpid() + z[i]))\n'
    ran = derive("verify", "--claims", claim_file(tmp_path, DOUBLED, other), "--jobs", 1)
    assert ran.returncode == 2 and "mine.other is another claim each time that" in ran.stderr
    assert "Traceback" not in ran.stderr and ran.stderr.count("mine.py is loaded") == 1


def test_what_a_claim_file_prints_does_not_garble_the_json(derive: Derive, tmp_path: Path) -> None:
    mine = claim_file(tmp_path, "print('loaded')\n", DOUBLED, "    print('derived')\n")
    assert verdicts(derive("verify", "--json", "--claims", mine, "--no-cache").stdout) == {"mine.doubled": "proved"}


def test_an_id_given_twice_is_a_problem_with_its_line_and_the_rest_goes_on(derive: Derive, tmp_path: Path) -> None:
    mine = claim_file(tmp_path, DOUBLED, 'second = Claim("mine.doubled", "Again", Equal(z[i], z[i]))\n')
    ran = derive("verify", "--claims", mine)
    assert ran.returncode == 2
    assert ran.stderr.startswith("derive: mine.py:21: the id mine.doubled is taken by mine.py:9")
    assert "mine.doubled" in ran.stdout


def test_a_broken_file_does_not_keep_the_others_from_being_verified(derive: Derive, tmp_path: Path) -> None:
    claim_file(tmp_path, DOUBLED, name="fine.py")
    claim_file(tmp_path, "this is not Python\n", name="torn.py")
    ran = derive("verify", "--claims", tmp_path)
    assert ran.returncode == 2
    assert "torn.py:8" in ran.stderr
    assert "1 passed, 0 failed" in ran.stdout


def test_a_broken_file_leaves_the_reports_that_are_there_as_they_are(derive: Derive, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    claim_file(mine, DOUBLED)
    assert derive("report", "--claims", mine, "--out", tmp_path / "out").returncode == 0
    before = {path: path.read_text() for path in (tmp_path / "out").rglob("*.tex")}
    claim_file(mine, "this is not Python\n", name="torn.py")
    ran = derive("report", "--claims", mine, "--out", tmp_path / "out")
    assert ran.returncode == 2
    assert "torn.py:8" in ran.stderr and "no report is written" in ran.stderr
    assert {path: path.read_text() for path in (tmp_path / "out").rglob("*.tex")} == before


def test_an_interrupt_ends_the_run_and_its_processes_without_a_traceback(tmp_path: Path, kept_cache: Path) -> None:
    action = "open('pid', 'w').write(str(os.getpid())); time.sleep(600)"
    mine = claim_file(tmp_path, BROKEN.format(action=action))
    process = subprocess.Popen(
        [sys.executable, "-m", "derive", "verify", "--claims", mine],
        cwd=tmp_path,
        env=environment(kept_cache),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # which a job in the background ignores
    )
    noted = tmp_path / "pid"
    for _ in range(10_000):
        if noted.exists() and noted.read_text():
            break
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert "interrupted" in err
    assert out == "after 0 of 1 claims: 0 passed, 0 failed\n"
    with pytest.raises(ProcessLookupError):
        os.kill(int(noted.read_text()), 0)


HIDDEN = """
claim = Claim("mine.false", "A slip", Equal(z[i], z[i] + 1))
claim = Claim("mine.true", "No slip", Equal(z[i], z[i]))
"""


@pytest.mark.parametrize(
    ("claims", "message"),
    [(HIDDEN, "mine.false has no name of its own"), (HIDDEN.replace("mine.false", "../evil"), "is not an id")],
)
def test_no_claim_of_a_file_is_passed_over_in_silence(
    derive: Derive, tmp_path: Path, claims: str, message: str
) -> None:
    ran = derive("verify", "--claims", claim_file(tmp_path, claims))
    assert ran.returncode == 2
    assert f"mine.py:{HEAD.count(chr(10)) + 2}: " in ran.stderr
    assert message in ran.stderr


def test_reports_and_citations_of_own_claims_say_the_same_and_name_no_article(derive: Derive, tmp_path: Path) -> None:
    slip = 'slip = Claim("mine.slip", "A slip", Equal(z[i] + 1, z[i]), expected="refuted")\n'
    mine = claim_file(tmp_path, slip)
    assert derive("report", "--claims", mine, "--out", "out").returncode == 0
    added = derive("cite", "mine.slip", "--claims", mine, "--add", "own.bib")
    assert "no author and year" in added.stderr
    assert (tmp_path / "own.bib").read_text() == (tmp_path / "out/references.bib").read_text()
    title = "pdftitle={Mine}"
    assert title in (tmp_path / "out/derive-report.tex").read_text()
    errata = (tmp_path / "out/errata.tex").read_text()
    assert "False statements" in errata and "False: A slip" in errata and "True instead" not in errata
    gone = derive("cite", "--check", "own.bib")
    assert gone.returncode == 1 and "--claims PATH" in gone.stderr
    assert derive("cite", "--check", "own.bib", "--claims", mine).returncode == 0


def test_where_nothing_is_false_there_are_no_errata(derive: Derive, tmp_path: Path) -> None:
    mine = claim_file(tmp_path, 'right = Claim("mine.right", "Right", Equal(z[i] - z[i], 0))\n')
    assert derive("report", "--claims", mine, "--out", "out").returncode == 0
    assert not (tmp_path / "out/errata.tex").exists() and (tmp_path / "out/derive-report.tex").exists()


def test_a_copy_with_drafts_goes_to_standard_output(derive: Derive, tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("$$x + 0 = x$$\n")
    plain, dash = derive("annotate", "notes.md"), derive("annotate", "notes.md", "--out", "-")
    assert plain.stdout == dash.stdout and "x + 0 = x" in dash.stdout and not (tmp_path / "-").exists()
