"""The reference, made from the source: a hook of MkDocs, which adds the pages when the site is built."""

from __future__ import annotations

import importlib.util
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from derive.cli.commands import derive as program
from derive.documents.source.kinds import KINDS
from derive.library import discover, topic_titles
from derive.printing.titles import marked_title
from derive.report import settings

FROM_SOURCE = "This page is made from the source."


def pages() -> dict[str, str]:
    """The pages of the reference by their paths."""
    made = {
        "directives": directives(),
        "commands": commands(),
        "notation": beside("notation").notation(),
        "python": beside("reference").python(),
        "settings": the_settings(),
        "json": beside("json_page").json_page(),
        "claims": claims(),
        "gallery": gallery(),
    }
    return {f"reference/{name}.md": "\n".join(lines) + "\n" for name, lines in made.items()}


def beside(name: str) -> Any:
    """A module of this folder, which is no package."""
    spec = importlib.util.spec_from_file_location(f"derive_docs_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def on_files(files: Any, config: Any) -> Any:
    """Adds the pages to those of the site."""
    from mkdocs.structure.files import File

    for path, text in pages().items():
        files.append(File.generated(config, path, content=text))
    return files


SHIM = "https://unpkg.com/iframe-worker/shim"
"""What the theme would load from the network, without which pages that are opened from a disk have no search."""


def on_post_page(output: str, page: Any, config: Any) -> str:
    """The page, with the script that the search needs taken from the site itself."""
    return output.replace(SHIM, "../" * page.url.count("/") + "iframe-worker.js")


_KEPT = re.compile(r"^```.*?^```|`[^`\n]*`|<!--.*?-->", re.MULTILINE | re.DOTALL)
_FORMULA = re.compile(r"\$\$(.+?)\$\$|(?<![\\$])\$(?!\s)([^$\n]+?)(?<!\s)\$", re.DOTALL)


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Formulas as MathML, which browsers show without a script; code and comments stay as they are."""
    found, end = [], 0
    for kept in _KEPT.finditer(markdown):
        found += [_FORMULA.sub(_mathml, markdown[end : kept.start()]), kept[0]]
        end = kept.end()
    return "".join([*found, _FORMULA.sub(_mathml, markdown[end:])])


def _mathml(formula: re.Match[str]) -> str:
    from latex2mathml.converter import convert

    display = formula[1] is not None
    code = " ".join((formula[1] or formula[2]).split())
    converted = str(convert(code, display="block" if display else "inline"))
    return f"\n\n<div>{converted}</div>\n\n" if display else converted


def directives() -> Iterator[str]:
    """The directives of documents."""
    yield from ("# Directives", "", FROM_SOURCE, "")
    yield "A directive is a comment on a line of its own: `<!-- derive: … -->` in Markdown, `% derive: …` in LaTeX."
    yield from ("", "| directive | what it does | applies to |", "|---|---|---|")
    for kind in KINDS.values():
        yield f"| `{_cell(kind.example)}` | {kind.says} | {kind.takes} |"
    yield from ("", "A question mark behind the name, `let? …`, makes a draft, which is not in force.")


def commands() -> Iterator[str]:
    """The commands with their options, as ``--help`` prints them."""
    yield from ("# Commands", "", FROM_SOURCE, "")
    context = click.Context(program, info_name="derive", max_content_width=100)
    for name in program.list_commands(context):
        command = program.commands[name]
        inner = click.Context(command, parent=context, info_name=name, max_content_width=100)
        yield from (f"## derive {name}", "", "```text", command.get_help(inner), "```", "")


def the_settings() -> Iterator[str]:
    """The section of a user's pyproject.toml."""
    yield from ("# Settings", "", FROM_SOURCE, "")
    yield "Claims of your own are reported and cited under your name. The nearest `pyproject.toml` above them says so:"
    yield from ("", "```toml", "[tool.derive]", 'author = ["Noether, Emmy"]', 'title = "My derivations"')
    yield from ('url = "https://example.org/derivations"', "year = 2026", 'bibliography = "references.bib"', "```", "")
    yield from ("| setting | is a |", "|---|---|")
    for name, kinds in settings.KINDS.items():
        words = {str: "text", list: "list of texts", int: "number"}
        yield f"| `{name}` | {' or '.join(words[kind] for kind in kinds)} |"
    yield from ("", (inspect.getdoc(settings.Settings) or "").replace("``", "`"), "")
    yield "The version is that of `[project]`. A name that is not in the table is an error, which names those that are."


def claims() -> Iterator[str]:
    """The claims of the library by topic."""
    yield from ("# Topics and claims", "", FROM_SOURCE, "")
    titles = topic_titles()
    groups: dict[str, list[Any]] = {topic: [] for topic in titles}
    for claim in discover().claims:
        groups.setdefault(claim.id.partition(".")[0], []).append(claim)
    from derive.documents.prose import text_of

    for topic, group in groups.items():
        if group:
            yield from (f"## {titles.get(topic, topic)}", "", "| claim | says | expected |", "|---|---|---|")
            for claim in group:
                title = _cell(text_of(marked_title(claim.title, claim.expected)))
                yield f"| `{claim.id}` | {title} | {claim.expected} |"
            yield ""


LOOK = """
<style>
.drawn svg.plot { display: block; max-width: 30rem; width: 100%; }
.drawn svg.key { height: 10px; width: 30px; }
.drawn .legend { display: flex; flex-wrap: wrap; gap: 0 1rem; list-style: none; margin: 0; padding: 0; }
.drawn .legend li { align-items: center; display: flex; gap: .4rem; margin: 0; } .drawn p { margin: 0; }
.drawn text { fill: currentColor; font-size: 12px; } .drawn .grid { fill: none; stroke: currentColor; opacity: .15; }
.drawn .frame { fill: none; stroke: currentColor; } .drawn .dot { fill: currentColor; }
.drawn .curve { fill: none; stroke-width: 1.8; } .drawn .curve-0 { stroke: #3f7fbf; }
.drawn .curve-1 { stroke: #d0483f; }
.drawn .curve-2 { stroke: #2f9150; } .drawn .curve-3 { stroke: #a8781a; }
</style>
"""


def gallery() -> Iterator[str]:
    """The figures of the library."""
    from jinja2 import Environment, FileSystemLoader

    from derive.figures import drawn
    from derive.report.figures import figure_view
    from derive.report.pages import TEMPLATES
    from derive.report.web import prose

    template = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True).get_template(
        "figure.html"
    )
    titles = {claim.id: claim.title for claim in discover().claims}
    yield "# Gallery\n"
    yield "What `derive report` makes: a document for each claim, a book, and a site with the figures below, a graph of"
    yield "what uses what, symbols, errata and references. Each figure is drawn from the terms of its claims.\n"
    yield LOOK
    for claim, draw in sorted(drawn().items()):
        yield f"## {titles[claim]}\n\n`{claim}`\n"
        picture = str(template.module.drawn(figure_view(draw(), prose)))  # type: ignore[attr-defined]
        yield "\n".join(line for line in picture.splitlines() if line.strip()) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", r"\|")
