"""The documentation: its reference names all there is, its examples run, and its links and pages are there."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

import derive
import derive.bridge
import derive.lemmas
from derive.cli.commands import derive as program
from derive.documents.grammar.forms.functions import NAMES as FUNCTIONS
from derive.documents.grammar.relations import IMPLICATIONS, RELATIONS
from derive.documents.grammar.rows import WRAPPERS
from derive.documents.grammar.tokens import UNICODE
from derive.documents.reader import read_text
from derive.documents.source.kinds import KINDS
from derive.figures import drawn
from derive.language import Derivation
from derive.report.settings import KINDS as SETTINGS
from derive.verify.checks import check_documents
from tests.forked import Forks

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if path.name != "refusals.md")
CHECKED = ("markdown", "latex")

Run = Callable[..., "subprocess.CompletedProcess[str]"]


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


@pytest.fixture
def run(forks: Forks, tmp_path: Path) -> Run:
    """``run("check", "notes.md")`` does that in an empty folder."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DERIVE_CACHE_DIR": str(tmp_path / "cache")}
    return lambda *arguments: forks.run(arguments, tmp_path, environment, timeout=300)


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


def test_the_help_of_check_lists_the_directives(run: Run) -> None:
    shown = run("check", "--help").stdout
    assert all(kind.example in shown for kind in KINDS.values())


EXAMPLES = [(page, block) for page in PAGES for block in blocks(page, *CHECKED) if "derive:" in block]


@pytest.mark.parametrize(("page", "block"), EXAMPLES, ids=lambda value: value.stem if isinstance(value, Path) else "")
def test_examples_of_documents_come_out_as_their_author_expects(
    page: Path, block: str, tmp_path: Path, run: Run
) -> None:
    file = "example.tex" if "% derive:" in block else "example.md"
    (tmp_path / file).write_text(block)
    ran = run("check", "--require", "1", file)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 5


CLAIMS = [(page, block) for page in PAGES for block in blocks(page, "python") if "Claim(" in block]


@pytest.mark.parametrize(("page", "block"), CLAIMS, ids=lambda value: value.stem if isinstance(value, Path) else "")
def test_claims_on_a_page_are_verified(page: Path, block: str, tmp_path: Path, run: Run) -> None:
    (tmp_path / "mine.py").write_text(block)
    ran = run("verify", "--claims", "mine.py")
    assert ran.returncode == 0, ran.stdout + ran.stderr


COMMAND = re.compile(r"(?:\$ )?((?:derive|pytest|cat|pip|python3|/tmp/derive/bin/derive) .*)")
NOT_RUN = ("pip install ", "python3 -m venv ")
"""What a test cannot do: it would install what is installed already, from a registry."""

EXITS = {"derive check --drafts notes.annotated.md": 1}
"""Commands that do not exit with 0, as their page says."""


def commands_of(page: Path) -> list[tuple[str, str]]:
    """The commands of a page with what is shown below them, in its order."""
    found: list[tuple[str, str]] = []
    for block in blocks(page, "console", "sh"):
        for line in block.splitlines():
            if match := COMMAND.fullmatch(line):
                found.append((match[1].partition("   #")[0].strip(), ""))
            elif found:
                found[-1] = (found[-1][0], f"{found[-1][1]}{line}\n")
    return [(command, shown) for command, shown in found if not command.startswith(NOT_RUN)]


def masked(text: str) -> str:
    """The text without times and hashes."""
    return re.sub(r"\b[0-9a-f]{12,64}\b", "…", re.sub(r"\d+\.\d\d s", "0.00 s", text))


def a_project(folder: Path, page: Path, run: Run) -> None:
    """The files that pages speak of, but for those that the page itself makes."""
    for kind, file in (("claim", "mine.py"), ("paper", "paper.tex"), ("notes", "notes.md")):
        if f"$ derive new {kind}" not in page.read_text(encoding="utf-8"):
            assert run("new", kind, str(folder / file)).returncode == 0, file
    papers = ("paper/main.tex", "paper/second.tex", "paper/third.tex")
    for source, *targets in (("mine.py", "claims/mine.py"), ("paper.tex", *papers)):
        for target in targets if (folder / source).exists() else ():
            (folder / target).parent.mkdir(exist_ok=True)
            (folder / target).write_bytes((folder / source).read_bytes())
    (folder / "notes").mkdir()
    softmax = "<!-- derive: check -->\n$$\\label{eq:jacobian} 1 + 1 = 2$$\n"
    (folder / "notes" / "softmax.md").write_text(softmax)
    (folder / "draft.md").write_text(softmax)
    if page.stem == "drafts":
        (folder / "notes.md").write_text(blocks(page, "text")[0])
    settings = [block for block in blocks(page, "toml") if "[tool.pytest" in block]
    (folder / "pyproject.toml").write_text("".join(settings))


def programs(folder: Path) -> Path:
    """A folder with the programs that pages call: those of this Python, and this package."""
    folder.mkdir()
    for name, module in (("derive", "derive"), ("pytest", "pytest -p no:cacheprovider")):
        (folder / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {module} "$@"\n')
        (folder / name).chmod(0o755)
    return folder


GUIDES = [page for page in PAGES if commands_of(page)]


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_commands_on_a_page_run_and_print_what_it_shows(page: Path, tmp_path: Path, run: Run) -> None:
    """In the order of the page, in a project that has what the page speaks of; dots stand for what is left out."""
    if page.stem == "coq" and shutil.which("coqc") is None:
        pytest.skip("needs Coq")
    project = tmp_path / "project"
    project.mkdir()
    a_project(project, page, run)
    search = os.pathsep.join([str(programs(tmp_path / "bin")), os.environ["PATH"]])
    for command, shown in commands_of(page):
        environment = {
            **os.environ,
            "PATH": search,
            "PYTHONPATH": str(ROOT),
            "DERIVE_CACHE_DIR": str(tmp_path / "cache"),
        }
        ran = subprocess.run(
            ["bash", "-c", command.replace("/tmp/derive/bin/", "")],
            cwd=project, env=environment, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        assert ran.returncode == EXITS.get(command, 0), (command, ran.stdout, ran.stderr)
        if shown and "…" not in shown:
            assert masked(ran.stdout) == masked(shown), command


def test_the_drafts_on_their_page_are_those_that_are_written(tmp_path: Path, run: Run) -> None:
    before, after = blocks(DOCS / "how-to" / "drafts.md", "text")[:2]
    (tmp_path / "notes.md").write_text(before)
    run("annotate", "notes.md", "--out", "notes.annotated.md")
    assert (tmp_path / "notes.annotated.md").read_text() == after


def test_there_are_commands() -> None:
    assert {"integrations", "documents", "drafts", "paper", "index", "coq"} <= {page.stem for page in GUIDES}


NAMED = re.compile(r"`derive ([a-z][^`\n]*)`")
TAUGHT = [ROOT / "README.md", DOCS / "refusals.md", *PAGES]


@pytest.mark.parametrize("page", TAUGHT, ids=lambda page: page.stem)
def test_every_command_and_option_that_a_sentence_names_is_there(page: Path) -> None:
    for said in NAMED.findall(" ".join(page.read_text(encoding="utf-8").split())):
        name, *words = said.split()
        command = program.commands.get(name.rstrip(","))
        assert command is not None, said
        options = {one for parameter in command.params for one in (*parameter.opts, *parameter.secondary_opts)}
        unknown = [
            word for word in words if word.startswith("-") and len(word) > 1 and word not in {*options, "--help"}
        ]
        assert not unknown, (said, unknown)


STYLE = (ROOT / "derive" / "report" / "templates" / "derive.sty").read_text(encoding="utf-8")
OF_FRAGMENTS = {
    rf"\derive{name}"
    for name in (
        "stroke", "tick", "dot", "key", "grid", "frame", "plot", "plottitle", "plotfoot", "figure", "unit", "why",
        "layout", "heading", "line", "opening", "qed", "display", "entry", "frac", "l", "r", "label", "brief", "inline",
        "fragment", "end", "sloppy", "id", "cjk", "claim", "cite",
    )
}  # fmt: skip
"""The commands that fragments are written with, and papers are not."""


def test_the_page_on_the_style_file_has_all_that_papers_are_written_with() -> None:
    page = (DOCS / "latex.md").read_text(encoding="utf-8")
    defined = set(re.findall(r"\\(?:newcommand|DeclareRobustCommand|newlength)\{(\\derive[a-z]*)\}", STYLE))
    assert defined >= OF_FRAGMENTS
    for command in defined - OF_FRAGMENTS:
        assert re.search(rf"`{re.escape(command)}[{{`]", page), command
    assert set(re.findall(r"(\\derive[a-z]+)", page)) <= defined - OF_FRAGMENTS
    options = set(re.findall(r"\\DeclareOption\{([^}]*)\}", STYLE)) - {"document"}
    assert options == set(re.findall(r"^\| `(evidence=[a-z]+)`", page, re.MULTILINE))


def test_the_page_on_json_has_each_field_and_no_other() -> None:
    page = generator().beside("json_page")
    said = "\n".join(page.json_page())
    assert set(re.findall(r"^\| `(\w+)` \|", said, re.MULTILINE)) == {*page.MEANS} - {"computed"}
    assert {"holds", "derivation", "statement_hash", "readings", "sentence"} <= set(page.MEANS)


def test_latex_that_is_understood_is_proved_and_the_page_has_every_sign(reference: dict[str, str]) -> None:
    made, page = generator().beside("notation"), reference["reference/notation.md"]
    wanted = {*RELATIONS, *IMPLICATIONS, *WRAPPERS, *UNICODE, *(f"\\{name}" for name in FUNCTIONS)}
    assert {sign for sign in wanted if sign not in page} == set()
    documents = [
        read_text(
            f"<!-- derive: let {group.declared} -->\n"
            + "".join(f"<!-- derive: check -->\n$$\n{example}\n$$\n" for example in group.examples),
            "example.md",
        )
        for group in made.GROUPS
    ]
    for file in check_documents(documents, jobs=1):
        for check, verdicts in zip(file.document.checks, file.verdicts, strict=True):
            for link, verdict in zip(check.links, verdicts, strict=True):
                assert verdict.verdict in ("proved", "computed"), link.latex


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
