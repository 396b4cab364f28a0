"""The reference, made from the source: a hook of MkDocs, which adds the pages when the site is built."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import click

import derive
from derive.cli.commands import derive as program
from derive.cli.verify import as_data
from derive.documents.source.kinds import KINDS
from derive.library import discover, topic_titles
from derive.printing.titles import marked_title
from derive.report import settings
from derive.verify.result import Counterexample, LinkVerdict, Numeric, Result

FROM_SOURCE = "This page is made from the source."


def pages() -> dict[str, str]:
    """The pages of the reference by their paths."""
    made = {
        "directives": directives(),
        "commands": commands(),
        "python": python(),
        "settings": the_settings(),
        "json": json_formats(),
        "claims": claims(),
    }
    return {f"reference/{name}.md": "\n".join(lines) + "\n" for name, lines in made.items()}


def on_files(files: Any, config: Any) -> Any:
    """Adds the pages to those of the site."""
    from mkdocs.structure.files import File

    for path, text in pages().items():
        files.append(File.generated(config, path, content=text))
    return files


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


def python() -> Iterator[str]:
    """What can be imported from the package, by the room that it comes from."""
    yield from ("# Python", "", FROM_SOURCE, "", "All of this can be imported from `derive`.", "")
    rooms: dict[str, list[str]] = {}
    for name in derive.__all__:
        module = getattr(getattr(derive, name), "__module__", None) or "derive.verify"
        rooms.setdefault(module, []).append(name)
    for module in sorted(rooms):
        yield from (f"## {module}", "")
        for name in rooms[module]:
            yield from _described(name, getattr(derive, name))


def _described(name: str, value: Any) -> Iterator[str]:
    text = inspect.getdoc(value) or ""
    signature = ""
    if callable(value) and not inspect.ismodule(value):
        try:
            signature = str(inspect.signature(value))
        except (TypeError, ValueError):
            signature = "(…)"
    yield from (f"### `{name}`", "", "```python", f"{name}{signature}", "```", "", text, "")


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


def json_formats() -> Iterator[str]:
    """What ``--json`` prints."""
    yield from ("# JSON", "", FROM_SOURCE, "")
    yield "`derive verify --json` and `derive check --json` print one object, and nothing else. Times are all that may"
    yield from ("differ between two runs.", "", "## derive verify --json", "")
    yield from ("`version`, `claims`, and a `summary` with `passed` and `failed`. Each claim has", "")
    found = Counterexample(reason="the kernel refuses the statement")
    sample = Result(
        "topic.name", "…", "proved", "proved", True, numeric=Numeric(50, 24, (1, 2), ""), counterexample=found
    )
    claim = as_data([sample])["claims"][0]
    yield from ("| field | is |", "|---|---|")
    for name, value in claim.items():
        inner = f" with {', '.join(f'`{part}`' for part in value)}" if isinstance(value, dict) else ""
        yield f"| `{name}` | {JSON_KINDS.get(type(value), 'text, or null')}{inner} |"
    yield from ("", "A counterexample has `sizes`, `indices` and `values`, `lhs`, `rhs` and `relation`; or, where no")
    yield from ("point says it, an `instance` in words.", "", "## derive check --json", "")
    yield "`version`, `files` with their `checks` and `errors`, and a `summary` by verdict. A check has its `line`,"
    yield from ("what is `expected`, and its `links`; what is found on a link is", "", "| field | type |", "|---|---|")
    yield from (f"| `{part.name}` | `{_cell(str(part.type))}` |" for part in fields(LinkVerdict))
    yield from ("", (inspect.getdoc(LinkVerdict) or "").replace("``", "`"), "")
    yield "With `--table` each file has a `sentence` on all of its `displays`, too; a display has its `line`, `label`"
    yield "and `latex`, its `verdict`, the index of its `check`, the `hash` of what it states, the `stamp` behind it."


JSON_KINDS = {str: "text", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}


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


def _cell(text: str) -> str:
    return text.replace("|", r"\|")
