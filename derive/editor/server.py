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
from derive.verify.cache import Cache
from derive.verify.checks import Manner
from derive.verify.words import MARKS

EXPLAIN = "derive.explain"

ENDINGS = {
    "markdown": ".md", "quarto": ".md", "rmd": ".md", "latex": ".tex", "tex": ".tex", "plaintex": ".tex",
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


class Server(LanguageServer):
    """The server, the states of its documents, and the runs that check them."""

    def __init__(self, manner: Manner, cache: Cache | None) -> None:
        super().__init__("derive", __version__)
        self.runs = Runs(self.show, manner, cache)
        self.states: dict[str, State] = {}
        self.files: dict[str, str] = {}

    def check(self, uri: str) -> None:
        """Has a document checked as it is now."""
        document = self.workspace.get_text_document(uri)
        text = document.source.replace("\r\n", "\n").replace("\r", "\n")
        if self.files.get(uri):
            self.runs.changed(uri, self.files[uri], document.version or 0, text)

    def show(self, uri: str, state: State, is_last: bool) -> None:
        """Sends what was found of a text that is still the same."""
        self.states[uri] = state
        lines = state.text.split("\n")
        diagnostics = [self._diagnostic(finding, lines) for finding in findings(state)]
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, diagnostics, state.version))
        capabilities = self.client_capabilities.workspace
        hints = capabilities.inlay_hint if capabilities is not None else None
        if is_last and hints is not None and hints.refresh_support:
            self.workspace_inlay_hint_refresh(None)

    def close(self, uri: str) -> None:
        """Forgets a document."""
        self.runs.drop(uri)
        self.states.pop(uri, None)
        self.files.pop(uri, None)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def current(self, uri: str) -> State | None:
        """The state of a document, if it is that of its present text."""
        state = self.states.get(uri)
        is_current = state is not None and state.version == (self.workspace.get_text_document(uri).version or 0)
        return state if is_current else None

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

    def action(self, uri: str, fix: Fix, lines: list[str], diagnostics: list[types.Diagnostic]) -> types.CodeAction:
        """A change as the editor takes it."""
        edit = types.TextEdit(self.range(fix.begin, fix.end, lines), fix.text)
        return types.CodeAction(
            fix.title, types.CodeActionKind.QuickFix, diagnostics, fix.is_best,
            edit=types.WorkspaceEdit(changes={uri: [edit]}),
        )  # fmt: skip


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

    @made.feature(types.TEXT_DOCUMENT_HOVER)
    def hovered(params: types.HoverParams) -> types.Hover | None:
        state = made.current(params.text_document.uri)
        text = hover(state, made.place(params.position, state.text.split("\n"))) if state is not None else None
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text)) if text else None

    @made.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
    )
    def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        uri = params.text_document.uri
        state = made.current(uri)
        if state is None:
            return []
        lines = state.text.split("\n")
        first, last = (made.place(edge, lines)[0] for edge in (params.range.start, params.range.end))
        own = [one for one in params.context.diagnostics if one.source == "derive"]
        found = [made.action(uri, fix, lines, own) for fix in fixes(state, first, last)]
        for code in codes_in(state, first, last):
            command = types.Command(f"what {code} means, and what to write instead", EXPLAIN, arguments=[code])
            found.append(types.CodeAction(command.title, types.CodeActionKind.QuickFix, own, command=command))
        return found

    @made.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    def hints(params: types.InlayHintParams) -> list[types.InlayHint]:
        state = made.current(params.text_document.uri)
        if state is None:
            return []
        lines = state.text.split("\n")
        return [
            types.InlayHint(made.position(link.end, lines), MARKS[verdict.verdict], padding_left=True)
            for _, link, verdict in state.links()
            if verdict is not None
        ]

    @made.command(EXPLAIN)
    def explain(code: str) -> None:
        text = explanation(code).strip("`").removeprefix("text\n")
        made.window_show_message(types.ShowMessageParams(types.MessageType.Info, text))

    return made
