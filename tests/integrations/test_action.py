"""The GitHub Action and the hooks for pre-commit, as far as a shell can run them."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
ACTION = yaml.safe_load((REPOSITORY / "action.yml").read_text(encoding="utf-8"))
HOOKS = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}

TRUE = "<!-- derive: check -->\n$$x + x = 2 x$$\n"
FALSE = "<!-- derive: check -->\n$$x = 0$$\n"
CLAIMS = """
from derive.language import Claim, Equal, scalar

x = scalar("x")
square = Claim("algebra.square", "A square of a sum", Equal((x + 1) ** 2, x**2 + 2 * x + 1))
"""

Run = Callable[..., tuple[subprocess.CompletedProcess[str], dict[str, str]]]


def script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@pytest.fixture
def step(tmp_path: Path) -> Run:
    """Runs the step that verifies, with inputs, in a checkout of its own; the outputs with it."""
    temp = tmp_path / "temp"
    python = f'PYTHONPATH={shlex.quote(str(REPOSITORY))} exec {shlex.quote(sys.executable)} "$@"'
    script(temp / "derive/bin/python", python)  # in the place of the environment that the action makes
    (tmp_path / "checkout").mkdir()

    def run(**inputs: str) -> tuple[subprocess.CompletedProcess[str], dict[str, str]]:
        known = {"runner.temp": str(temp)}
        known |= {f"inputs.{name}": inputs.pop(name, spec["default"]) for name, spec in ACTION["inputs"].items()}
        assert not inputs
        outputs = temp / "outputs"
        outputs.write_text("")
        chosen = {
            name: re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda found: known[found[1]], value)
            for name, value in STEPS["Check"]["env"].items()
        }
        surroundings = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": "/nowhere"}
        surroundings |= {"RUNNER_TEMP": str(temp), "GITHUB_ACTION_PATH": str(REPOSITORY), "GITHUB_OUTPUT": str(outputs)}
        ran = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", STEPS["Check"]["run"]],
            cwd=tmp_path / "checkout", env={**surroundings, **chosen}, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        return ran, dict(line.split("=", 1) for line in outputs.read_text().splitlines())

    return run


@pytest.fixture
def checkout(tmp_path: Path, step: Run) -> Path:
    """Documents and claims in folders with spaces in their names."""
    folder = tmp_path / "checkout"
    for name, text in {"my notes/a.md": TRUE, "my notes/deep/b.md": FALSE, "own claims/c.py": CLAIMS}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_files_and_claims_are_verified_and_what_fails_is_annotated(step: Run, checkout: Path) -> None:
    ran, outputs = step(files="'my notes/**/*.md'", claims="own\\ claims")
    assert ran.returncode == 1, ran.stderr
    assert "::error file=my notes/deep/b.md,line=2::refuted: x = 0 (at x = 1)" in ran.stdout.splitlines(), ran.stdout
    counts = {name: outputs[name] for name in ("links", "links-failed", "claims", "claims-failed")}
    assert counts == {"links": "2", "links-failed": "1", "claims": "1", "claims-failed": "0"}
    assert sorted(path.name for path in Path(outputs["reports"]).iterdir()) == ["claims.xml", "links.xml"]


def test_a_claim_that_fails_is_annotated_where_it_stands(step: Run, checkout: Path) -> None:
    (checkout / "own claims/c.py").write_text(CLAIMS.replace("2 * x + 1))", "3 * x + 1))"))
    (checkout / "own claims/d.py").write_text("1 +\n")
    ran, outputs = step(files="", claims="'own claims'")
    found = [line for line in ran.stdout.splitlines() if line.startswith("::error ")]
    assert len(found) == 2 and ran.returncode == 2
    assert found[0].startswith("::error file=own claims/d.py,line=1::")
    assert found[1].startswith("::error file=own claims/c.py,line=5::") and "algebra.square" in found[1]
    assert outputs["claims-failed"] == "2"


def test_names_stand_in_lines_too_and_claims_may_be_alone(step: Run, checkout: Path) -> None:
    ran, outputs = step(files='"my notes/a.md"\n"own claims"\n')
    assert (ran.returncode, outputs["links"], outputs["claims"]) == (0, "1", "0")
    ran, outputs = step(files="", claims="own*/c.py")
    assert (ran.returncode, outputs["links"], outputs["claims"]) == (0, "0", "1")


def test_checks_are_required_unless_none_are(step: Run, checkout: Path) -> None:
    (checkout / "my notes/a.md").write_text("nothing to check")
    ran, outputs = step(files="'my notes/a.md'")
    assert ran.returncode == 1 and "--require asks for 1" in ran.stderr
    assert (outputs["links"], outputs["links-failed"]) == ("0", "0")
    assert step(files="'my notes/a.md'", require="")[0].returncode == 0


@pytest.mark.parametrize(("files", "said"), [("", "there is nothing to verify"), ("'open", "cannot be split")])
def test_what_cannot_be_done_is_said_in_a_line(step: Run, files: str, said: str) -> None:
    ran, _ = step(files=files)
    assert ran.returncode == 2
    assert said in ran.stdout + ran.stderr and "Traceback" not in ran.stderr


def test_every_input_is_used_and_every_output_is_written(step: Run, checkout: Path) -> None:
    text = (REPOSITORY / "action.yml").read_text(encoding="utf-8")
    assert all(f"${{{{ inputs.{name} }}}}" in text for name in ACTION["inputs"])
    _, outputs = step(files="'my notes/a.md'")
    promised = {name: spec["value"] for name, spec in ACTION["outputs"].items()}
    assert promised == {name: f"${{{{ steps.check.outputs.{name} }}}}" for name in outputs}


def environment(tmp_path: Path, **pythons: str) -> subprocess.CompletedProcess[str]:
    """Makes the environment where only these Pythons are there, which are scripts."""
    for name, text in pythons.items():
        script(tmp_path / "bin" / name.replace("_", "."), text)
    bash = subprocess.run(["bash", "-c", "command -v bash"], capture_output=True, text=True).stdout.strip()
    command = STEPS["Make an environment for derive"]["run"].replace("bash ", f"{bash} ", 1)
    return subprocess.run(
        [bash, "-e", "-c", command],
        env={"PATH": str(tmp_path / "bin"), "RUNNER_TEMP": str(tmp_path), "GITHUB_ACTION_PATH": str(REPOSITORY)},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip


NOTES = 'echo "$0 $*" >>"{log}"; if [ "$2" = venv ]; then /bin/mkdir -p "$3/bin"; /bin/cp "$0" "$3/bin/python"; fi'


def test_the_environment_is_made_of_the_first_python_that_is_new_enough(tmp_path: Path) -> None:
    log = tmp_path / "log"
    ran = environment(tmp_path, python3="exit 1", python3_12=NOTES.format(log=log))
    assert ran.returncode == 0, ran.stderr
    _, made, installed = log.read_text().splitlines()
    assert made == f"{tmp_path}/bin/python3.12 -m venv {tmp_path}/derive"
    assert installed.startswith(f"{tmp_path}/derive/bin/python -m pip install ") and installed.endswith(
        f" {REPOSITORY}[notebooks,sphinx]"
    )


def test_without_a_python_that_is_new_enough_the_message_says_so(tmp_path: Path) -> None:
    ran = environment(tmp_path, python3="exit 1")
    assert ran.returncode == 1
    assert ran.stdout.startswith("::error::derive needs Python 3.11 or newer")


def test_the_callers_python_is_left_alone() -> None:
    assert not [step for step in STEPS.values() if "setup-python" in step.get("uses", "")]
    assert not [step for step in STEPS.values() if "GITHUB_PATH" in step.get("run", "")]


HOOK = {hook["id"]: hook for hook in HOOKS}


def hooked(hook: dict[str, Any], folder: Path, *names: str) -> subprocess.CompletedProcess[str]:
    """What pre-commit would run, where these files have changed."""
    program, *words = shlex.split(hook["entry"])
    assert program == "derive" and hook["language"] == "python"
    files = names if hook.get("pass_filenames", True) else ()
    return subprocess.run(
        [sys.executable, "-m", "derive", *words, *hook.get("args", []), *files],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(REPOSITORY), "DERIVE_CACHE_DIR": str(folder / "cache")},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_the_hook_for_documents_verifies_those_that_have_changed(tmp_path: Path) -> None:
    (tmp_path / "a b.md").write_text(TRUE)
    (tmp_path / "c.md").write_text(FALSE)
    assert hooked(HOOK["derive-check"], tmp_path, "a b.md").returncode == 0
    ran = hooked(HOOK["derive-check"], tmp_path, "a b.md", "c.md")
    assert ran.returncode == 1 and "c.md:2:5" in ran.stdout and "a b.md:" not in ran.stdout


def test_the_hooks_for_claims_and_reports_look_at_the_folder_of_claims(tmp_path: Path) -> None:
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims/algebra.py").write_text(CLAIMS)
    assert hooked(HOOK["derive-verify"], tmp_path, "claims/algebra.py").returncode == 0
    ran = hooked(HOOK["derive-report"], tmp_path, "claims/algebra.py")
    assert ran.returncode == 1 and "run it, and look at what changed" in ran.stderr
    subprocess.run(
        [sys.executable, "-m", "derive", "report", "--claims", "claims"],
        cwd=tmp_path, env={**os.environ, "DERIVE_CACHE_DIR": str(tmp_path / "cache")}, check=True,
    )  # fmt: skip
    assert hooked(HOOK["derive-report"], tmp_path, "claims/algebra.py").returncode == 0
    (tmp_path / "claims/algebra.py").write_text(CLAIMS.replace("2 * x + 1))", "3 * x + 1))"))
    assert hooked(HOOK["derive-verify"], tmp_path, "claims/algebra.py").returncode == 1
