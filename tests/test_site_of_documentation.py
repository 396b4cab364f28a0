"""The documentation: its reference names all there is, its examples run, and its links and pages are there."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

import derive
import derive.bridge
import derive.lemmas
from derive.cli.commands import derive as program
from derive.documents.source.kinds import KINDS
from derive.figures import drawn
from derive.language import Derivation
from derive.report.settings import KINDS as SETTINGS

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if path.name != "refusals.md")
CHECKED = ("markdown", "latex")


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def reference() -> dict[str, str]:
    pages: dict[str, str] = generator().pages()
    return pages


def blocks(page: Path, *languages: str) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```(?:{'|'.join(languages)})\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def run(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DERIVE_CACHE_DIR": str(folder / "cache")}
    command = [sys.executable, "-m", "derive", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300
    )


def test_the_reference_names_every_command_option_directive_setting_and_name(reference: dict[str, str]) -> None:
    for name, command in program.commands.items():
        assert f"## derive {name}\n" in reference["reference/commands.md"]
        for option in (opt for parameter in command.params for opt in parameter.opts if opt.startswith("--")):
            assert option in reference["reference/commands.md"], (name, option)
    for kind in KINDS.values():
        assert kind.example and kind.says
        assert f"`{kind.example}`".replace("|", r"\|") in reference["reference/directives.md"]
    for setting in SETTINGS:
        assert f"| `{setting}` |" in reference["reference/settings.md"]
        assert re.search(rf"^{setting} = ", reference["reference/settings.md"], re.MULTILINE)
    for name in derive.__all__:
        assert f"### `{name}`" in reference["reference/python.md"]
    for name in derive.lemmas.__all__:
        assert f"### `{name}`" in reference["reference/python.md"]
    for method in (name for name in vars(Derivation) if not name.startswith("_")):
        assert f"### `chain.{method}`" in reference["reference/python.md"]
    for field in fields(derive.Result):
        assert f"| `{field.name}` | `" in reference["reference/python.md"]
    assert "| `statement_hash` |" in reference["reference/json.md"]
    assert "False: Log-sum-exp is strictly convex" in reference["reference/claims.md"]
    assert reference["reference/gallery.md"].count("<figure") == len(drawn())


OPERATIONS = [name for name in derive.bridge.__all__ if name not in ("Operation", "solve")]


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_has_a_sentence_and_an_example_that_the_kernel_proves(
    name: str, reference: dict[str, str]
) -> None:
    part = reference["reference/python.md"].split(f"\n### `{name}`\n")[1].split("\n### ")[0]
    assert re.search(rf"^chain\.(then|follow)\((known, )?{name}[(),]?", part, re.MULTILINE)
    before, after = re.findall(r"```text\n  (.+)\n[=∴] (.+)\n```", part)[0]
    assert before != after and re.search(r"^\S.*[.…]$", part.split("```")[0] + part.split("```")[2], re.MULTILINE)


def test_the_page_on_python_says_what_is_raised(reference: dict[str, str]) -> None:
    part = reference["reference/python.md"].split("### `D`\n")[1].split("\n### ")[0]
    assert "Raises `KernelError` (a derivative is taken by an entry of a variable" in part


def test_the_help_of_check_lists_the_directives(tmp_path: Path) -> None:
    shown = run(["check", "--help"], tmp_path).stdout
    assert all(kind.example in shown for kind in KINDS.values())


EXAMPLES = [(page, block) for page in PAGES for block in blocks(page, *CHECKED) if "derive:" in block]


@pytest.mark.parametrize(("page", "block"), EXAMPLES, ids=lambda value: value.stem if isinstance(value, Path) else "")
def test_examples_of_documents_come_out_as_their_author_expects(page: Path, block: str, tmp_path: Path) -> None:
    file = "example.tex" if "% derive:" in block else "example.md"
    (tmp_path / file).write_text(block)
    ran = run(["check", "--require", "1", file], tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 5


CLAIMS = [(page, block) for page in PAGES for block in blocks(page, "python") if "Claim(" in block]


@pytest.mark.parametrize(("page", "block"), CLAIMS, ids=lambda value: value.stem if isinstance(value, Path) else "")
def test_claims_on_a_page_are_verified(page: Path, block: str, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(block)
    ran = run(["verify", "--claims", "mine.py"], tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr


GUIDES = [page for page in PAGES if page.parent.name in ("how-to", "explanation") or page.stem == "index"]


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_commands_on_a_page_run(page: Path, tmp_path: Path) -> None:
    """In the order of the page, with the starts that the page speaks of; what they print is looked at elsewhere."""
    commands = [line[2:] for block in blocks(page, "console") for line in block.splitlines() if line.startswith("$ ")]
    for kind, file in (("claim", "mine.py"), ("paper", "paper.tex")):
        if any(file in command for command in commands) and f"$ derive new {kind}" not in page.read_text():
            run(["new", kind], tmp_path)
    for command in commands:
        name, *arguments = shlex.split(command)
        assert name == "derive"
        ran = run(arguments, tmp_path)
        assert ran.returncode == 0, (command, ran.stderr)


def test_every_page_is_in_the_contents_and_every_link_leads_somewhere(reference: dict[str, str]) -> None:
    contents = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    listed = set(re.findall(r"[\w-]+(?:/[\w-]+)*\.md", contents))
    there = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")} | set(reference)
    assert listed == there
    for page in DOCS.rglob("*.md"):
        for link in re.findall(r"\]\(([^)#:]+\.md)", page.read_text(encoding="utf-8")):
            target = os.path.normpath(page.parent.relative_to(DOCS) / link)
            assert target in there, (page, link)


@pytest.mark.parametrize(("url", "source"), [("index.html", ""), ("reference/commands.html", "../")])
def test_the_search_of_the_site_loads_nothing_from_the_network(url: str, source: str) -> None:
    made = generator()
    page = f'<script src="{made.SHIM}"></script>'
    assert (
        made.on_post_page(page, SimpleNamespace(url=url), None) == f'<script src="{source}iframe-worker.js"></script>'
    )
    assert "IFrameWorker" in (DOCS / "iframe-worker.js").read_text(encoding="utf-8")
