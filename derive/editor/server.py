"""The language server on standard input and output: documents come in, and findings, hovers, fixes and verdicts go out.

It speaks through pygls. Everything here runs in the event loop; what takes long is in :mod:`derive.editor.runs`."""

from __future__ import annotations

from pathlib import Path, PurePath

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from derive import __version__
from derive.editor.findings import ERROR, Finding, Place, State, findings
from derive.editor.fixes import Fix, codes_in, fixes
from derive.editor.hover import explanation, hover
from derive.editor.runs import Runs
from derive.editor.sheets import Sheet
from derive.verify.cache import Cache
from derive.verify.checks import Manner
from derive.verify.words import MARKS

EXPLAIN = "derive.explain"

ENDINGS = {
    "markdown": ".md", "quarto": ".md", "rmd": ".Rmd", "latex": ".tex", "tex": ".tex", "plaintex": ".tex",
    "restructuredtext": ".rst", "rst": ".rst", "python": ".py",
}  # fmt: skip
"""How the name of a file would end that holds a language, by the name that editors have for it."""


def ending_of(language: str, uri: str) -> str:
    """How the name of the file ends, by the language that the editor says, else as the file is called."""
    return ENDINGS.get(language.lower(), PurePath(uri).suffix)


def file_of(language: str, uri: str) -> str:
    """The name by which a document is read; empty for one that is none."""
    ending = ending_of(language, uri)
    path = Path(to_fs_path(uri) or PurePath(uri).name or "untitled")
    if ending not in {*ENDINGS.values(), ".markdown", ".qmd", ".rmd", ".Rmd", ".ltx", ".latex"}:
        return ""
    return str(path if path.suffix == ending else path.with_name(path.name + ending))


NOTEBOOKS = types.NotebookDocumentSyncOptions(
    [
        types.NotebookDocumentFilterWithNotebook(
            "jupyter-notebook", [types.NotebookCellLanguage("markdown"), types.NotebookCellLanguage("python")]
        )
    ]
)
"""Which notebooks an editor tells of, cell by cell."""


class Server(LanguageServer):
    """The server, the states of its documents, and the runs that check them. A notebook is one document, whose text is
    that of its Markdown cells; what is found of it is shown in the cells."""

    def __init__(self, manner: Manner, cache: Cache | None) -> None:
        super().__init__("derive", __version__, notebook_document_sync=NOTEBOOKS)
        self.runs = Runs(self.show, manner, cache)
        self.states: dict[str, State] = {}
        self.files: dict[str, str] = {}
        self.sheets: dict[str, Sheet] = {}
        """The notebooks that are open, by their addresses, as they are now."""

    def check_notebook(self, uri: str) -> None:
        """Has the Markdown cells of a notebook checked, as one document."""
        notebook = self.workspace.get_notebook_document(notebook_uri=uri)
        if notebook is None:
            return
        cells = [cell.document for cell in notebook.cells if cell.kind == types.NotebookCellKind.Markup]
        before = self.sheets.get(uri)
        sheet = Sheet.of({cell: self.text(cell) for cell in cells}, 1 if before is None else before.version + 1)
        for gone in [cell for cell in before.cells if cell not in sheet.cells] if before is not None else []:
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(gone, []))
        self.sheets[uri] = sheet
        self.runs.changed(uri, file_of("markdown", uri), sheet.version, sheet.text)

    def text(self, uri: str) -> str:
        """The text of a document, or of a cell, as it is now."""
        return self.workspace.get_text_document(uri).source.replace("\r\n", "\n").replace("\r", "\n")

    def check(self, uri: str) -> None:
        """Has a document checked as it is now."""
        if self.files.get(uri):
            self.runs.changed(uri, self.files[uri], self.version_now(uri), self.text(uri))

    def show(self, uri: str, state: State, is_last: bool) -> None:
        """Sends what was found of a text that is still the same."""
        self.states[uri] = state
        lines = state.text.split("\n")
        found = [self._diagnostic(finding, lines) for finding in findings(state)]
        if uri not in self.sheets:
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, state.version))
        for cell, place in self.sheets[uri].cells.items() if uri in self.sheets else ():
            own = [
                replace_range(one, moved(one.range, -place.first))
                for one in found
                if place.first <= one.range.start.line < place.first + place.lines
            ]
            version = self.workspace.get_text_document(cell).version
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(cell, own, version))
        capabilities = self.client_capabilities.workspace
        hints = capabilities.inlay_hint if capabilities is not None else None
        if is_last and hints is not None and hints.refresh_support:
            self.workspace_inlay_hint_refresh(None)

    def close(self, uri: str) -> None:
        """Forgets a document, or a notebook."""
        self.runs.drop(uri)
        self.states.pop(uri, None)
        self.files.pop(uri, None)
        sheet = self.sheets.pop(uri, None)
        for one in (uri,) if sheet is None else sheet.cells:
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(one, []))

    def version_now(self, uri: str) -> int:
        """Which version of a document, or of a notebook, is the present one."""
        if uri in self.sheets:
            return self.sheets[uri].version
        return self.workspace.get_text_document(uri).version or 0

    def home(self, uri: str) -> tuple[str, int]:
        """The document that a text is part of, and in which of its lines, from 0, the text begins: the notebook of a
        cell, else the document itself."""
        for notebook, sheet in self.sheets.items():
            if uri in sheet.cells:
                return notebook, sheet.cells[uri].first
        return uri, 0

    def current(self, uri: str) -> tuple[State, int] | None:
        """The state of a document, if it is that of its present text, and in which of its lines the text begins."""
        home, first = self.home(uri)
        state = self.states.get(home)
        return (state, first) if state is not None and state.version == self.version_now(home) else None

    def shutdown(self) -> None:
        """Ends all runs before the server ends."""
        self.runs.end()
        super().shutdown()  # type: ignore[no-untyped-call]

    # Places

    def position(self, place: Place, lines: list[str]) -> types.Position:
        """A line and column as the editor counts."""
        line, column = place
        before = lines[line - 1][: column - 1] if line <= len(lines) else ""
        return types.Position(line - 1, self.workspace.position_codec.client_num_units(before))

    def range(self, begin: Place, end: Place, lines: list[str]) -> types.Range:
        """A range as the editor counts."""
        return types.Range(self.position(begin, lines), self.position(end, lines))

    def place(self, position: types.Position, lines: list[str]) -> Place:
        """A line and column as this package counts."""
        own = self.workspace.position_codec.position_from_client_units(lines, position)
        return own.line + 1, own.character + 1

    def _diagnostic(self, finding: Finding, lines: list[str]) -> types.Diagnostic:
        line = finding.begin[0]
        end = finding.end
        if end == (0, 0):
            end = line, len(lines[line - 1].rstrip() if line <= len(lines) else "") + 1
        severity = types.DiagnosticSeverity.Error if finding.severity == ERROR else types.DiagnosticSeverity.Warning
        return types.Diagnostic(
            self.range(finding.begin, max(end, finding.begin), lines), finding.message, severity, finding.code or None,
            source="derive",
        )  # fmt: skip

    def action(
        self, uri: str, fix: Fix, lines: list[str], first: int, diagnostics: list[types.Diagnostic]
    ) -> types.CodeAction:
        """A change as the editor takes it, of a text that begins in some line."""
        edit = types.TextEdit(moved(self.range(fix.begin, fix.end, lines), -first), fix.text)
        return types.CodeAction(
            fix.title, types.CodeActionKind.QuickFix, diagnostics, fix.is_best,
            edit=types.WorkspaceEdit(changes={uri: [edit]}),
        )  # fmt: skip


def moved(where: types.Range, lines: int) -> types.Range:
    """A range so many lines further down."""
    start, end = where.start, where.end
    return types.Range(
        types.Position(start.line + lines, start.character), types.Position(end.line + lines, end.character)
    )


def replace_range(one: types.Diagnostic, where: types.Range) -> types.Diagnostic:
    """A diagnostic elsewhere."""
    return types.Diagnostic(where, one.message, one.severity, one.code, source=one.source)


def server(manner: Manner, cache: Cache | None) -> Server:
    """A server that verifies in some manner, and keeps what it finds."""
    made = Server(manner, cache)

    @made.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        made.files[document.uri] = file_of(document.language_id, document.uri)
        made.check(document.uri)

    @made.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        made.check(params.text_document.uri)

    @made.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        made.close(params.text_document.uri)

    @made.feature(types.NOTEBOOK_DOCUMENT_DID_OPEN)
    def notebook_opened(params: types.DidOpenNotebookDocumentParams) -> None:
        made.check_notebook(params.notebook_document.uri)

    @made.feature(types.NOTEBOOK_DOCUMENT_DID_CHANGE)
    def notebook_changed(params: types.DidChangeNotebookDocumentParams) -> None:
        made.check_notebook(params.notebook_document.uri)

    @made.feature(types.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def notebook_closed(params: types.DidCloseNotebookDocumentParams) -> None:
        made.close(params.notebook_document.uri)

    @made.feature(types.TEXT_DOCUMENT_HOVER)
    def hovered(params: types.HoverParams) -> types.Hover | None:
        current = made.current(params.text_document.uri)
        if current is None:
            return None
        state, first = current
        at = types.Position(params.position.line + first, params.position.character)
        text = hover(state, made.place(at, state.text.split("\n")))
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text)) if text else None

    @made.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
    )
    def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        uri = params.text_document.uri
        current = made.current(uri)
        if current is None:
            return []
        state, first = current
        lines = state.text.split("\n")
        begin, end = params.range.start.line + first + 1, params.range.end.line + first + 1
        own = [one for one in params.context.diagnostics if one.source == "derive"]
        found = [made.action(uri, fix, lines, first, own) for fix in fixes(state, begin, end)]
        for code in codes_in(state, begin, end):
            command = types.Command(f"what {code} means, and what to write instead", EXPLAIN, arguments=[code])
            found.append(types.CodeAction(command.title, types.CodeActionKind.QuickFix, own, command=command))
        return found

    @made.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    def hints(params: types.InlayHintParams) -> list[types.InlayHint]:
        current = made.current(params.text_document.uri)
        if current is None:
            return []
        state, first = current
        lines = state.text.split("\n")
        ends = [(made.position(link.end, lines), verdict) for _, link, verdict in state.links() if verdict is not None]
        last = first + len(made.text(params.text_document.uri).split("\n"))
        return [
            types.InlayHint(types.Position(at.line - first, at.character), MARKS[verdict.verdict], padding_left=True)
            for at, verdict in ends
            if first <= at.line < last
        ]

    @made.command(EXPLAIN)
    def explain(code: str) -> None:
        text = explanation(code).strip("`").removeprefix("text\n")
        made.window_show_message(types.ShowMessageParams(types.MessageType.Info, text))

    return made
