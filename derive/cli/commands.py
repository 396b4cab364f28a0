"""What can be asked for. Everything that takes time to import is imported by the command that needs it."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from derive import __version__
from derive.cli.defaults import EXECUTORS, default_jobs

if TYPE_CHECKING:
    from derive.cli.selection import Request

Command = TypeVar("Command", bound=Callable[..., Any])

A_PATH = click.Path(path_type=Path)


class Positive(click.ParamType[float]):
    """A positive, finite number of something."""

    name = "number"

    def __init__(self, what: str) -> None:
        self.what = what

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not 0 < number < math.inf:
            self.fail(f"{value!r} is not a positive {self.what}.", param, ctx)
        return number


class WholeNumber(click.ParamType[int]):
    """A whole number from 1 up to a largest one."""

    name = "number"

    def __init__(self, largest: int) -> None:
        self.largest = largest

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value)
        if not text.isascii() or not text.isdigit() or not 1 <= int(text[:10]) <= self.largest:
            self.fail(f"{text!r} is not a whole number from 1 to {self.largest}.", param, ctx)
        return int(text)


def claim_options(command: Command) -> Command:
    """The argument and options of every command that chooses claims."""
    for add in (
        click.option("--claims", "paths", type=A_PATH, multiple=True, metavar="PATH", help="A file or folder of your own claims, instead of the library."),  # noqa: E501
        click.argument("patterns", nargs=-1, metavar="[ID or GLOB]..."),
    ):  # fmt: skip
        command = add(command)
    return command


def engine_options(what: str) -> tuple[Callable[[Command], Command], ...]:
    """The options that say how claims, or links, are verified."""
    return (
        click.option("--no-cache", is_flag=True, help="Verify everything anew; keep nothing."),
        click.option("--timeout", type=Positive("number of seconds"), metavar="S", help=f"Seconds after which a {what} is given up, however little work it did.  [default: 100, times an effort above 1]"),  # noqa: E501
        click.option("--effort", type=Positive("number"), default=1.0, show_default=True, metavar="N", help="Scales the work after which a search stops; the same on every machine."),  # noqa: E501
        click.option("--executor", type=click.Choice(EXECUTORS), default=EXECUTORS[0], show_default=True, help="Who does the work: processes of this machine, or a cluster of dask."),  # noqa: E501
        click.option("--jobs", type=WholeNumber(256), default=default_jobs, metavar="N", help="Processes side by side.  [default: 2, at most one per processor]"),  # noqa: E501
    )  # fmt: skip


def link_options(command: Command) -> Command:
    """The options of the command that verifies links."""
    for add in engine_options("link"):
        command = add(command)
    return command


def output_options(what: str) -> Callable[[Command], Command]:
    """The options that say what becomes of the results."""

    def add_all(command: Command) -> Command:
        for add in (
            click.option("--junit", type=A_PATH, metavar="FILE", help="Write the results as JUnit XML, too."),
            click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else."),
            click.option("--durations", type=WholeNumber(1_000_000), metavar="N", help=f"Print the N {what} that took longest when they were verified, too."),  # noqa: E501
            click.option("-q", "--quiet", is_flag=True, help=f"Print only the {what} that are not as expected, and the summary."),  # noqa: E501
        ):  # fmt: skip
            command = add(command)
        return command

    return add_all


def run_options(command: Command) -> Command:
    """The options of every command that verifies claims."""
    for add in (
        *engine_options("claim"),
        click.option("--digits", type=WholeNumber(10_000), default=50, show_default=True, metavar="N", help="Decimal digits of the measurements."),  # noqa: E501
    ):  # fmt: skip
        command = add(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="derive %(version)s")
def derive() -> None:
    """Proves, measures and prints derivations about softmax and cross entropy."""


def _request(patterns: tuple[str, ...], paths: tuple[Path, ...], options: dict[str, Any]) -> Request:
    from derive.cli.selection import Request

    return Request(patterns=patterns, paths=paths, **options)


@derive.command()
@claim_options
@run_options
@output_options("claims")
@click.option("--coq", is_flag=True, help="Let Coq prove each theorem again, too.")
def verify(
    patterns: tuple[str, ...],
    paths: tuple[Path, ...],
    as_json: bool,
    junit: Path | None,
    quiet: bool,
    durations: int | None,
    coq: bool,
    **options: Any,
) -> int:
    """Prove and measure claims: all, or those chosen by ID or GLOB.

    Exit code: 0 every claim met its expectation, 1 some did not, 2 bad usage or a broken file,
    3 proof and measurement disagree; the highest wins."""
    from derive.cli.verify import verify_command

    request = _request(patterns, paths, options)
    return verify_command(request, as_json=as_json, junit=junit, quiet=quiet, durations=durations, coq=coq)


@derive.command(name="list")
@claim_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def list_claims(patterns: tuple[str, ...], paths: tuple[Path, ...], as_json: bool) -> int:
    """List claims: id, expected verdict, title."""
    from derive.cli.list import list_command

    return list_command(_request(patterns, paths, {}), as_json)


@derive.command()
@click.argument("claim_id", metavar="ID")
@click.option("--claims", "paths", type=A_PATH, multiple=True, metavar="PATH", help="Your own claims.")
@run_options
def show(claim_id: str, paths: tuple[Path, ...], **options: Any) -> int:
    """Show one claim: statement, hypotheses, every step with its reason, the evidence."""
    from derive.cli.show import show_command

    return show_command(_request((claim_id,), paths, options))


@derive.command()
@claim_options
@run_options
@click.option("--out", type=A_PATH, default=Path("reports"), show_default=True, metavar="DIR", help="Where to.")
@click.option("--pdf", is_flag=True, help="Compile PDFs, too; needs pdflatex.")
@click.option("--html", is_flag=True, help="Emit HTML pages, too.")
@click.option("--book", is_flag=True, help="Emit a book of the claims, too, as a PDF where there is pdflatex.")
@click.option("--check", is_flag=True, help="Write nothing; fail when what is on disk differs.")
def report(
    patterns: tuple[str, ...],
    paths: tuple[Path, ...],
    out: Path,
    pdf: bool,
    html: bool,
    book: bool,
    check: bool,
    **options: Any,
) -> int:
    """Emit LaTeX reports of claims: all, or those chosen by ID or GLOB."""
    from derive.cli.report import report_command

    return report_command(_request(patterns, paths, options), out, pdf=pdf, html=html, book=book, check=check)


@derive.command()
@click.argument("files", nargs=-1, required=True, type=A_PATH, metavar="CERTIFICATE...")
def recheck(files: tuple[Path, ...]) -> int:
    """Re-verify exported certificates with the kernel alone.

    Exit code: 0 all accepted, 1 some rejected, 2 some file is not a certificate."""
    from derive.cli.certificates import recheck_command

    return recheck_command(files)


@derive.command()
@claim_options
@run_options
@click.option("--out", type=A_PATH, required=True, metavar="DIR", help="Where to write <id>.json.")
def certify(patterns: tuple[str, ...], paths: tuple[Path, ...], out: Path, **options: Any) -> int:
    """Write one certificate (JSON) for each proved claim."""
    from derive.cli.certificates import certify_command

    return certify_command(_request(patterns, paths, options), out)


@derive.command()
@click.argument("patterns", nargs=-1, metavar="ID...")
@click.option("--claims", "paths", type=A_PATH, multiple=True, metavar="PATH", help="Your own claims.")
@click.option("--add", type=A_PATH, metavar="FILE", help="Put the entries into a file of BibTeX, each once.")
@click.option(
    "--check", "cited", type=A_PATH, metavar="FILE", help="Say whether what a file of BibTeX cites still holds."
)
@click.option("--misc", is_flag=True, help="Print @misc, for styles that do not know @software.")
@run_options
def cite(
    patterns: tuple[str, ...], paths: tuple[Path, ...], add: Path | None, cited: Path | None, misc: bool, **options: Any
) -> int:
    """Print BibTeX for claims, with the hashes of statement and certificate.

    Exit code of --check: 0 all that is cited still holds, 1 some does not, 2 the file cannot be read."""
    from derive.cli.report import check_citations, cite_command

    if bool(patterns) == (cited is not None):
        raise click.UsageError("name the claims to cite, or a file with --check; not both")
    request = _request(patterns, paths, options)
    return cite_command(request, add, misc) if cited is None else check_citations(request, cited)


class ChecksDocuments(click.Command):
    """A command whose help lists the directives of documents."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from derive.documents.source.kinds import KINDS

        with formatter.section("Directives, each in a comment: <!-- derive: … --> or % derive: …"):
            formatter.write_dl([(kind.example, kind.says) for kind in KINDS.values()])


@derive.command(cls=ChecksDocuments)
@click.argument("files", nargs=-1, required=True, type=A_PATH, metavar="FILE...")
@link_options
@click.option("--show", is_flag=True, help="Print each link as it was understood, with the hypotheses in force.")
@click.option("--drafts", is_flag=True, help="Take drafts, 'check? …', as accepted; the exit code is not 0 then.")
@click.option("--no-suggest", is_flag=True, help="Do not look for what would be right beside a refuted link.")
@click.option(
    "--require", type=WholeNumber(1_000_000), metavar="N", help="Fail where there are fewer than N checks in all."
)
@click.option("--certificates", type=A_PATH, metavar="DIR", help="Write a certificate for each proved link.")
@click.option(
    "--table", is_flag=True, help="Print all displays with their verdicts, and whether all are machine-checked."
)
@click.option(
    "--stamp", is_flag=True, help="Write FILE.stamped.tex, with the hash of its statement beside each proved display."
)
@click.option("--in-place", is_flag=True, help="With --stamp: into FILE itself.")
@output_options("links")
@click.option("--github", is_flag=True, help="Print annotations for a pull request's lines.")
def check(files: tuple[Path, ...], **options: Any) -> int:
    """Verify the annotated formulas of documents, link by link.

    Markdown (Quarto and MyST, too), LaTeX, reStructuredText, Jupyter notebooks, docstrings.

    A FILE may be a folder or a pattern such as 'notes/**/*.md'; - is standard input.

    Exit code: 0 every check as its author expects, 1 some not, 2 something is unreadable,
    3 proof and measurement disagree; the highest wins."""
    from derive.cli.check import Options, check_command

    return check_command(files, Options(**options))


@derive.command()
@click.argument("code", metavar="CODE")
def explain(code: str) -> int:
    """Say what a refusal means and what to write instead, with an example.

    CODE is that of a message of 'derive check', such as D001; 'all' prints every page."""
    from derive.cli.explain import explain_command

    return explain_command(code)


@derive.command()
@click.argument("formula", metavar="FORMULA")
@click.option("--claims", "paths", type=A_PATH, multiple=True, metavar="PATH", help="Your own claims.")
def search(formula: str, paths: tuple[Path, ...]) -> int:
    """Find the claims whose statement is, or contains, a formula, in the notation of documents.

    Letters may have other names in the claim, and terms another order: normal forms are compared.

    Exit code: 0 some claims were found, 1 none, 2 the formula is not understood."""
    from derive.cli.search import search_command

    return search_command(_request((), paths, {}), formula)


@derive.command()
@click.argument("kind", type=click.Choice(["claim", "notes", "paper"]))
@click.argument("file", required=False, type=A_PATH, metavar="[FILE]")
def new(kind: str, file: Path | None) -> int:
    """Write a start to fill in: a claim file, annotated notes in Markdown, or an annotated paper in LaTeX.

    What it writes is verified, or checked, as it stands. FILE is mine.py, notes.md or paper.tex unless told."""
    from derive.cli.new import new_command

    return new_command(kind, file)


@derive.command()
@click.argument("patterns", nargs=-1, metavar="[ID or GLOB or CERTIFICATE]...")
@click.option("--claims", "paths", type=A_PATH, multiple=True, metavar="PATH", help="Your own claims.")
@run_options
@click.option("--coq", is_flag=True, required=True, help="Write files for Coq.")
@click.option("--out", type=A_PATH, required=True, metavar="DIR", help="Where to write them, with their library.")
@click.option("--compile", "compiled", is_flag=True, help="Let Coq prove them, too.")
def export(
    patterns: tuple[str, ...], paths: tuple[Path, ...], coq: bool, out: Path, compiled: bool, **options: Any
) -> int:
    """Write the proofs of claims, or of certificates, for Coq.

    Exit code: 0 all are exported (and accepted by Coq), 1 some are not, 2 bad usage or input,
    3 what was written states something else than the claim; the highest wins."""
    from derive.cli.export import export_command

    return export_command(_request(patterns, paths, options), out, compiled)


@derive.command()
@click.option("--stdio", is_flag=True, help="Speak on standard input and output, as it does in any case.")
@link_options
def lsp(stdio: bool, **options: Any) -> int:
    """Serve an editor: verdicts while you write, hovers, quick fixes (Language Server Protocol, on stdio).

    Markdown, LaTeX, reStructuredText, notebooks and the docstrings of Python. It needs 'pip install
    derive-proofs[lsp]'."""
    from derive.cli.lsp import lsp_command

    return lsp_command(**options)


@derive.command()
@click.argument("file", type=A_PATH, metavar="FILE")
@click.option(
    "--out",
    type=A_PATH,
    metavar="FILE",
    help="Where to write the copy, which may be FILE itself; - is standard output.  [default: -]",
)
def annotate(file: Path, out: Path | None) -> int:
    """Draft directives for a document: a copy with 'let? …', 'define?', 'check?', each with where it comes from.

    A draft is not in force until you remove its question mark; 'derive check --drafts' shows what would happen.
    Markdown, LaTeX, reStructuredText, notebooks and the docstrings of Python. What you have written stays as it is, and
    a copy may be annotated again.

    Exit code: 0 a copy was written, 2 the file cannot be read."""
    from derive.cli.annotate import annotate_command

    return annotate_command(file, out)
