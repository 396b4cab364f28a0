"""A client of the language server, as small as it can be: it speaks the protocol over the pipes of a process."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

PATIENCE = 120
"""The seconds after which something that does not come is given up."""


class Client:
    """A server process, and what it has said."""

    def __init__(self, folder: Path, environment: dict[str, str], *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "derive", "lsp", "--stdio", *options], cwd=folder, env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        self.said: queue.Queue[dict[str, Any]] = queue.Queue()
        self.waiting: list[dict[str, Any]] = []
        self.number = 0
        self.versions: dict[str, int] = {}
        threading.Thread(target=self._listen, daemon=True).start()
        self.capabilities = self.request("initialize", {"capabilities": {}, "processId": None, "rootUri": None})
        self.notify("initialized", {})

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()

    def _listen(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while True:
            length = 0
            while line := stream.readline().strip():
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            if not length:
                return
            self.said.put(json.loads(stream.read(length)))

    def _send(self, message: dict[str, Any]) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        stream = self.process.stdin
        assert stream is not None
        stream.write(b"Content-Length: %d\r\n\r\n" % len(content) + content)
        stream.flush()

    def notify(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def request(self, method: str, params: Any) -> Any:
        """The answer to a request; what else is said meanwhile is kept."""
        self.number += 1
        self._send({"id": self.number, "method": method, "params": params})
        answer = self.until(lambda message: message.get("id") == self.number and "method" not in message)
        assert "error" not in answer, answer
        return answer["result"]

    def until(self, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first message that fits; those that do not are kept for later."""
        for message in self.waiting:
            if fits(message):
                self.waiting.remove(message)
                return message
        while True:
            message = self.said.get(timeout=PATIENCE)
            if fits(message):
                return message
            self.waiting.append(message)

    # Documents

    def open(self, uri: str, text: str, language: str = "markdown") -> None:
        self.versions[uri] = 1
        document = {"uri": uri, "languageId": language, "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def change(self, uri: str, text: str) -> int:
        """Makes another text of a document; its version."""
        self.versions[uri] += 1
        document = {"uri": uri, "version": self.versions[uri]}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})
        return self.versions[uri]

    def open_notebook(self, uri: str, cells: dict[str, tuple[str, str]]) -> None:
        """Opens a notebook with these cells: of each, by its address, the language and the text."""
        documents = [
            {"uri": cell, "languageId": language, "version": 1, "text": text}
            for cell, (language, text) in cells.items()
        ]
        self.versions.update(dict.fromkeys([uri, *cells], 1))
        listed = [
            {"kind": 1 if language == "markdown" else 2, "document": cell} for cell, (language, _) in cells.items()
        ]
        notebook = {"uri": uri, "notebookType": "jupyter-notebook", "version": 1, "cells": listed}
        self.notify("notebookDocument/didOpen", {"notebookDocument": notebook, "cellTextDocuments": documents})

    def change_cell(self, uri: str, cell: str, text: str) -> None:
        """Makes another text of a cell of a notebook."""
        self.versions[uri] += 1
        self.versions[cell] += 1
        document = {"uri": cell, "version": self.versions[cell]}
        change = {"cells": {"textContent": [{"document": document, "changes": [{"text": text}]}]}}
        notebook = {"uri": uri, "version": self.versions[uri]}
        self.notify("notebookDocument/didChange", {"notebookDocument": notebook, "change": change})

    def diagnostics(self, uri: str, fits: Callable[[list[Any]], bool] = lambda found: True) -> list[Any]:
        """The next diagnostics of the present version of a document that fit."""
        message = self.until(
            lambda message: (
                message.get("method") == "textDocument/publishDiagnostics"
                and message["params"]["uri"] == uri
                and message["params"].get("version") == self.versions[uri]
                and fits(message["params"]["diagnostics"])
            )
        )
        found: list[Any] = message["params"]["diagnostics"]
        return found

    def hover(self, uri: str, line: int, character: int) -> str | None:
        position = {"line": line, "character": character}
        answer = self.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": position})
        return str(answer["contents"]["value"]) if answer else None

    def actions(self, uri: str, diagnostic: dict[str, Any]) -> list[Any]:
        context = {"diagnostics": [diagnostic]}
        answer = self.request(
            "textDocument/codeAction",
            {"textDocument": {"uri": uri}, "range": diagnostic["range"], "context": context},
        )
        return list(answer or [])


def applied(text: str, edit: dict[str, Any]) -> str:
    """A text of the basic plane, changed."""

    def offset(position: dict[str, int]) -> int:
        lines = text.split("\n")
        return sum(len(line) + 1 for line in lines[: position["line"]]) + position["character"]

    return text[: offset(edit["range"]["start"])] + edit["newText"] + text[offset(edit["range"]["end"]) :]
