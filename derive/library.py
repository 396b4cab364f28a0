"""The library of claims: finds them in files, its own or a user's, and loads these."""

from __future__ import annotations

import importlib.util
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from derive.language.claims import Claim, written
from derive.language.mistakes import dropped, nearest, told


@dataclass(frozen=True)
class Problem:
    """A claim file, or a claim in it, that cannot be used."""

    file: str
    line: int
    message: str


@dataclass(frozen=True)
class Discovery:
    """All claims that were found, in the order of their files, and what was wrong."""

    claims: tuple[Claim, ...]
    problems: tuple[Problem, ...]


LIBRARY = Path(__file__).resolve().parent / "proofs"
"""Where the library's own claims are."""


def discover(
    paths: Sequence[str | Path] | None = None, before: Callable[[Path], object] = lambda file: None
) -> Discovery:
    """The claims of the library, or of the given Python files and folders (trusted code).

    A file that cannot be loaded, and an id that is taken, are problems; the rest is found. ``before``
    is called with each file that is about to be loaded."""
    files: list[Path] = []
    problems: list[Problem] = []
    for path in [LIBRARY] if paths is None else [Path(p) for p in paths]:
        if path.is_dir():
            files.extend(sorted(file for file in path.glob("*.py") if not file.name.startswith("_")))
        elif path.is_file():
            files.append(path)
        else:
            problems.append(Problem(str(path), 0, "there is no such file or folder"))
    claims: dict[str, Claim] = {}
    for file in files:
        before(file)
        try:
            module = load(file)
        except Exception as error:
            problems.append(Problem(str(file), _line_of(error, file), told(error)))
            continue
        halved = _halved(file) if file.parent != LIBRARY else {}
        problems += [Problem(str(file), line, message) for line, message in halved.values()]
        for value in vars(module).values():
            if isinstance(value, Claim) and value.where.rpartition(":")[0] == str(file):
                earlier = claims.get(value.id)
                if earlier is None and _line(value) not in halved:
                    claims[value.id] = value
                elif earlier is not None and earlier is not value:
                    message = f"the id {value.id} is taken by {earlier.where}; give this claim another"
                    problems.append(Problem(str(file), _line(value), message))
        named = set(map(id, vars(module).values()))
        for claim in written.get(str(file), ()):
            if id(claim) not in named:
                message = (
                    f"{claim.id} has no name of its own at the top level of the file; give it one: name = Claim(…)"
                )
                problems.append(Problem(str(file), _line(claim), message))
    return Discovery(tuple(claims.values()), (*problems, *_uncorrected(claims, paths is not None)))


def _line(claim: Claim) -> int:
    """The line of its file in which a claim begins."""
    return int(claim.where.rpartition(":")[2])


def _halved(file: Path) -> dict[int, tuple[int, str]]:
    """The claims, by their lines, of whose formulas Python keeps one half: where, and what to write instead."""
    return {claim: (line, message) for claim, line, message in dropped(file.read_text(encoding="utf-8"))}


def _uncorrected(claims: Mapping[str, Claim], own: bool) -> Iterator[Problem]:
    """The claims that say to be corrected by one that there is not, neither among them nor in the library."""
    missing = [claim for claim in claims.values() if claim.corrected_by not in (None, *claims)]
    library = {claim.id for claim in discover().claims} if missing and own else set()
    for claim in missing:
        target = claim.corrected_by or ""
        if target not in library:
            hint = nearest(target, {*claims, *library} - {claim.id}) or "write it, or take corrected_by= away"
            message = f"{claim.id} is corrected by {target}, and there is no such claim; {hint}"
            yield Problem(claim.where.rpartition(":")[0], _line(claim), message)


TOPICS = "topics.toml"
"""The file beside claim files that gives their topics titles, in the order in which reports have them."""


def topic_titles(paths: Sequence[Path] = ()) -> dict[str, str]:
    """The titles of the topics of the library, and of claim files or folders of a user.

    Raises ValueError where a file of titles cannot be understood."""
    titles: dict[str, str] = {}
    folders = [LIBRARY, *(path if path.is_dir() else path.parent for path in paths)]
    for file in (folder / TOPICS for folder in dict.fromkeys(folders)):
        if not file.is_file():
            continue
        try:
            found = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ValueError(f"{file} cannot be read: {error}") from None
        for topic, title in found.items():
            if not isinstance(title, str):
                raise ValueError(f'{file}: the title of {topic} has to be a text, as in {topic} = "…"')
            titles[topic] = title
    return titles


def load(file: Path) -> ModuleType:
    """The module of a claim file; those of the library are loaded under their own names."""
    name = f"derive.proofs.{file.stem}" if file.resolve().parent == LIBRARY else f"derive_claims_{file.stem}"
    if name in sys.modules and getattr(sys.modules[name], "__file__", None) == str(file):
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ImportError("not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    written.pop(str(file), None)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _line_of(error: BaseException, file: Path) -> int:
    if isinstance(error, SyntaxError) and error.lineno:
        return error.lineno
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(file):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
