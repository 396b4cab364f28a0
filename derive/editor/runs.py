"""Documents are checked in the background: no keystroke waits for a proof, and no verdict on an old text is shown.

Each document has at most one run. A change supersedes it: its workers end, and a new run begins when nothing has
changed for a moment. Links that have a verdict already, in this session or in the cache, are not verified again."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from contextlib import closing

from derive.documents.formats import Broken
from derive.documents.model import Document, ReadError
from derive.documents.reader import read_file
from derive.editor.findings import State
from derive.suggest import suggested
from derive.verify.cache import Cache
from derive.verify.checks import Manner, link_key, links_of, verify_links
from derive.verify.errors import PoolError
from derive.verify.result import LinkVerdict

QUIET_SECONDS = 0.3
"""How long nothing has to change before a document is checked."""

Show = Callable[[str, State, bool], None]
"""Shows the state of a document; whether it is the last of its run."""


class Superseded(Exception):
    """The text is no longer the one that is being checked."""


class Run:
    """The check of one text."""

    def __init__(self, uri: str, file: str, version: int, text: str, before: Run | None) -> None:
        self.uri = uri
        self.file = file
        self.version = version
        self.text = text
        self.before = before
        self.superseded = threading.Event()
        self.thread: threading.Thread | None = None

    def tick(self) -> None:
        """Raises Superseded where the text has changed since."""
        if self.superseded.is_set():
            raise Superseded


def _read(run: Run) -> Document:
    """The document of a run. A text without any directive is none, however broken a program it is meanwhile."""
    return read_file(run.text, run.file) if "derive" in run.text else Document(run.file, (), ())


class Runs:
    """The runs of all open documents. All methods are called in the event loop, and so is ``show``."""

    def __init__(self, show: Show, manner: Manner, cache: Cache | None) -> None:
        self.show = show
        self.manner = manner
        self.cache = cache
        self.known: dict[str, LinkVerdict] = {}
        """The verdicts of this session, by all that they depend on."""
        self.runs: dict[str, Run] = {}
        self.timers: dict[str, asyncio.TimerHandle] = {}

    def changed(self, uri: str, file: str, version: int, text: str, wait: float = QUIET_SECONDS) -> None:
        """Has a text checked, unless it changes again in a moment."""
        before = self.drop(uri)
        run = self.runs[uri] = Run(uri, file, version, text, before)
        self.timers[uri] = asyncio.get_running_loop().call_later(wait, self._start, run)

    def drop(self, uri: str) -> Run | None:
        """Ends the run of a document, if there is one, and gives it back."""
        timer, run = self.timers.pop(uri, None), self.runs.pop(uri, None)
        if timer is not None:
            timer.cancel()
        if run is not None:
            run.superseded.set()
        return run if run is None or run.thread is not None else run.before

    def end(self) -> None:
        """Ends all runs, and waits until their workers have ended."""
        for run in [run for uri in [*self.runs] if (run := self.drop(uri)) is not None]:
            if run.thread is not None:
                run.thread.join()

    def _start(self, run: Run) -> None:
        loop = asyncio.get_running_loop()
        run.thread = threading.Thread(target=self._check, args=(run, loop), daemon=True)
        run.thread.start()

    def _check(self, run: Run, loop: asyncio.AbstractEventLoop) -> None:
        """Reads a text and verifies its links, in a thread of its own, and shows what is found as it comes."""

        def show(document: Document, verdicts: Mapping[int, LinkVerdict], is_last: bool = False) -> None:
            state = State(run.version, run.text, document, dict(verdicts))
            loop.call_soon_threadsafe(self._show, run, state, is_last)

        if run.before is not None and run.before.thread is not None:
            run.before.thread.join()
            run.before = None
        try:
            run.tick()
            self._verify(run, _read(run), show)
        except Superseded:
            return
        except (PoolError, Broken) as error:
            message = f"nothing is verified: {error}"
            show(Document(run.file, (), (ReadError(1, 1, message),)), {}, True)

    def _verify(self, run: Run, document: Document, show: Callable[..., None]) -> None:
        links = links_of([document])
        keys = [link_key(link, self.manner.effort) for link in links]
        found = {place: self.known[key] for place, key in enumerate(keys) if key in self.known}
        waiting = [place for place in range(len(links)) if place not in found]
        show(document, found)
        with closing(verify_links([links[place] for place in waiting], self.manner, self.cache, run.tick)) as verdicts:
            for number, verdict in verdicts:
                run.tick()
                place = waiting[number]
                found[place] = verdict
                if verdict.final:
                    self.known[keys[place]] = verdict
                if verdict.verdict != "proved":
                    show(document, found)
        show(document, found)
        if any(verdict.verdict in ("refuted", "undecided") for verdict in found.values()):
            found.update(suggested([document], found, self.manner, self.cache, run.tick))
        show(document, found, True)

    def _show(self, run: Run, state: State, is_last: bool) -> None:
        """Shows a state, unless the text has changed since it was made."""
        if not run.superseded.is_set():
            self.show(run.uri, state, is_last)
