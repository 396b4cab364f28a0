"""What a run of the server verifies, and what it shows, without a process around it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Sequence
from typing import Any

import pytest

from derive.documents.model import Link
from derive.editor import runs
from derive.editor.findings import State
from derive.editor.runs import Runs, Show
from derive.verify.checks import Manner
from derive.verify.result import LinkVerdict

FIRST = "<!-- derive: check -->\n$$x + x = 2 x$$\n"
SECOND = "<!-- derive: check -->\n$$y + y = 2 y$$\n"
URI = "file:///a.md"


class Verifier:
    """Takes note of what it is asked to verify, and calls all of it proved."""

    def __init__(self, final: bool = True) -> None:
        self.asked: list[str] = []
        self.final = final

    def __call__(
        self, links: Sequence[Link], manner: Manner, cache: object, tick: Callable[[], None]
    ) -> Generator[tuple[int, LinkVerdict], None, None]:
        for place, link in enumerate(links):
            tick()
            self.asked.append(link.latex)
            yield place, LinkVerdict("proved", final=self.final)


def noting(shown: list[State], done: asyncio.Event) -> Show:
    """Keeps what is shown, and says when a run is done."""

    def show(uri: str, state: State, is_last: bool) -> None:
        shown.append(state)
        if is_last:
            done.set()

    return show


def checked(texts: Sequence[str], shown: list[State], in_a_row: bool = False) -> None:
    """Has texts of one document checked, each when the one before it is done, or all in a row."""

    async def edit() -> None:
        done = asyncio.Event()
        session = Runs(noting(shown, done), Manner(), None)
        for version, text in enumerate(texts, 1):
            session.changed(URI, "a.md", version, text, wait=0)
            if not in_a_row or version == len(texts):
                await asyncio.wait_for(done.wait(), 60)
                done.clear()
        session.end()

    asyncio.run(edit())


@pytest.fixture
def verifier(monkeypatch: pytest.MonkeyPatch) -> Verifier:
    made = Verifier()
    monkeypatch.setattr(runs, "verify_links", made)
    return made


def test_a_link_that_is_not_touched_is_not_verified_again(verifier: Verifier) -> None:
    shown: list[State] = []
    checked([FIRST, FIRST + "Some words.\n", "A line.\n\n" + FIRST + SECOND, SECOND + FIRST], shown)
    assert verifier.asked == ["x + x = 2 x", "y + y = 2 y"]
    assert [verdict.verdict for verdict in shown[-1].verdicts.values()] == ["proved", "proved"]


def test_a_link_whose_meaning_has_changed_is_verified_again(verifier: Verifier) -> None:
    checked([FIRST, "<!-- derive: let $x > 0$ -->\n" + FIRST], [])
    assert verifier.asked == ["x + x = 2 x"] * 2


def test_what_the_clock_has_ended_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Verifier(final=False)
    monkeypatch.setattr(runs, "verify_links", made)
    checked([FIRST, FIRST + "\n"], [])
    assert made.asked == ["x + x = 2 x"] * 2


def test_of_texts_that_follow_each_other_at_once_only_the_last_is_read(
    verifier: Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    before = runs.read_file

    def noted(text: str, file: str) -> Any:
        read.append(text)
        return before(text, file)

    monkeypatch.setattr(runs, "read_file", noted)
    shown: list[State] = []
    checked([FIRST, SECOND, FIRST + SECOND], shown, in_a_row=True)
    assert read == [FIRST + SECOND]
    assert {state.version for state in shown} == {3}


def test_nothing_is_shown_of_a_text_that_changes_while_it_is_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[State] = []

    async def edit() -> None:
        done = asyncio.Event()
        session = Runs(noting(shown, done), Manner(), None)
        loop = asyncio.get_running_loop()
        changed = False

        def verify(
            links: Sequence[Link], manner: Manner, cache: object, tick: Callable[[], None]
        ) -> Generator[tuple[int, LinkVerdict], None, None]:
            nonlocal changed
            if not changed:
                changed = True
                change = asyncio.run_coroutine_threadsafe(other_text(), loop)
                change.result(60)
            tick()
            yield 0, LinkVerdict("refuted" if "x" in links[0].latex else "proved")

        async def other_text() -> None:
            session.changed(URI, "a.md", 2, SECOND, wait=0)

        monkeypatch.setattr(runs, "verify_links", verify)
        session.changed(URI, "a.md", 1, FIRST, wait=0)
        await asyncio.wait_for(done.wait(), 60)
        session.end()

    asyncio.run(edit())
    assert all(not state.verdicts for state in shown if state.version == 1)
    assert shown[-1].version == 2 and [one.verdict for one in shown[-1].verdicts.values()] == ["proved"]


def test_a_docstring_that_has_lost_its_backslashes_is_one_error(verifier: Verifier) -> None:
    shown: list[State] = []

    async def edit() -> None:
        done = asyncio.Event()
        session = Runs(noting(shown, done), Manner(), None)
        session.changed(URI, "a.py", 1, 'def f():\n    """<!-- derive: check --> $$\\tau = 1$$"""\n', wait=0)
        await asyncio.wait_for(done.wait(), 60)
        session.end()

    asyncio.run(edit())
    (error,) = shown[-1].document.errors
    assert (error.line, error.message.split(",")[0]) == (2, "\\t in this docstring is not what LaTeX sees")
