"""Running Coq: the shared library, a file of a theorem, and what it says that the theorem rests on."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import combinations
from pathlib import Path

LIBRARY = ("DeriveMeaning", "DeriveLemmas")
"""The files that all theorems share, the first of which says what their words mean."""

FURTHER = ("DeriveSigns", "DeriveSmooth")
"""The files that only some theorems load beside these: each rests on these alone."""

DEFINITIONS = ("sha256:697ea92b1096749c19cde4ed6226b108f47542b7fa957a3b5f379754c8189410", "\n(* ---- smoothness ")
EARLIER = {
    "sha256:b2b6d3045e50c585f1e00f707f33c363f67acbe04d7a235cdb2e92a63cd04a01": DEFINITIONS,
    "sha256:abed236508f4d819307611c4c3b1291f983a099c19944778a67d73920ee48243": DEFINITIONS,
}
"""States of the library before this one, in which files were accepted that were not compiled again: the hash of the
definitions of such a state, which are those of this one up to the line that is named. What has changed besides are
lemmas and tactics, on which what Coq has proved does not depend: what it says rests on the definitions alone."""

AXIOMS = {
    "sig_not_dec": "forall P : Prop, {~ ~ P} + {~ P}",
    "sig_forall_dec": "forall P : nat -> Prop, (forall n : nat, {P n} + {~ P n}) -> "
    "{n : nat | ~ P n} + {forall n : nat, P n}",
    "classic": "forall P : Prop, P \\/ ~ P",
    "functional_extensionality_dep": "forall (A : Type) (B : A -> Type) (f g : forall x : A, B x), "
    "(forall x : A, f x = g x) -> f = g",
}
"""What a theorem may rest on, with what it says: the axioms of Coq's classical real numbers, and that functions with
the same values are the same."""

HOW_TO_GET_IT = "Coq is not installed (on Debian: apt-get install coq libcoq-coquelicot)"
SECONDS_PER_FILE = 600
SECONDS_FOR_DENIAL = 10


class CoqMissing(Exception):
    """There is no Coq, or no Coquelicot; the message says how to get it."""


@dataclass(frozen=True)
class Compiled:
    """What Coq says of a file: why it was not accepted, or the axioms that its theorem rests on; its hash; and whether
    the axioms are those of several theorems together."""

    reason: str
    axioms: tuple[str, ...]
    sha256: str
    together: bool = False

    @property
    def accepted(self) -> bool:
        """Whether Coq has proved the theorem from no other axioms than it may rest on."""
        return not self.reason


@lru_cache(maxsize=1)
def version() -> str:
    """The version of Coq. Raises CoqMissing where there is none."""
    if shutil.which("coqc") is None:
        raise CoqMissing(HOW_TO_GET_IT)
    answer = _run(["--print-version"], Path())
    return answer.stdout.split()[0] if answer.stdout else "?"


def library_text(name: str) -> str:
    """A file of the library."""
    return files(__package__).joinpath(f"{name}.v").read_text(encoding="utf-8")


def library_hash(*further: str) -> str:
    """The hash of the library; with further files, of all that a theorem rests on which loads them."""
    return f"sha256:{hashlib.sha256(''.join(map(library_text, (*LIBRARY, *further))).encode()).hexdigest()}"


def further_in(text: str) -> tuple[str, ...]:
    """The further files of the library that the file of a theorem loads."""
    return tuple(name for name in FURTHER if f"\nRequire Import {name}.\n" in f"\n{text}")


def library_of(path: Path) -> str:
    """The hash of what the file of a theorem rests on."""
    return library_hash(*further_in(path.read_text(encoding="utf-8")))


def known_libraries() -> set[str]:
    """The hashes of all that theorems may rest on; of earlier states those whose definitions still stand."""
    now = {library_hash(*some) for n in range(len(FURTHER) + 1) for some in combinations(FURTHER, n)}
    return now | {earlier for earlier, (digest, line) in EARLIER.items() if digest == meaning_up_to(line)}


def meaning_up_to(line: str) -> str:
    """The hash of the definitions before a line that begins so."""
    before, found, _ = library_text(LIBRARY[0]).partition(line)
    return f"sha256:{hashlib.sha256(before.encode()).hexdigest()}" if found else ""


def write_library(folder: Path) -> None:
    """Writes the library beside the files of theorems."""
    for name in (*LIBRARY, *FURTHER):
        (folder / f"{name}.v").write_text(library_text(name), encoding="utf-8")


def compile_library(folder: Path) -> None:
    """Writes the library and compiles it, where that was not done before. Raises CoqMissing where Coq cannot."""
    stamp = folder / ".derive-library"
    wanted = f"{library_hash(*FURTHER)} {version()}\n"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    write_library(folder)
    for name in (*LIBRARY, *FURTHER):
        answer = _run([f"{name}.v"], folder)
        if answer.returncode:
            raise CoqMissing(f"Coq does not accept {name}.v: {_reason(answer.stderr)}; {HOW_TO_GET_IT}")
    stamp.write_text(wanted, encoding="utf-8")


def compile_file(path: Path) -> Compiled:
    """Compiles the file of a theorem beside the compiled library."""
    digest = digest_of(path)
    try:
        answer = _run([path.name], path.parent)
    except subprocess.TimeoutExpired:
        return Compiled(f"it takes longer than {SECONDS_PER_FILE} s", (), digest)
    if answer.returncode:
        return Compiled(_place(answer.stderr, path) + _reason(answer.stderr), (), digest)
    axioms = assumptions(answer.stdout)
    if axioms is None:
        return Compiled("Coq does not say what the theorem rests on", (), digest)
    others = strangers(axioms)
    return Compiled(f"it rests on {', '.join(others)}" if others else "", tuple(sorted(axioms)), digest)


DENIAL = """
Ltac absurd_parts := open_parts; cbv beta in *;
  repeat match goal with H : context [Sum _ _] |- _ => progress (rewrite ?Sum_succ, ?Sum_zero in H) end;
  simpl INR in *; first [lra | exfalso; lia | match goal with H : _ |- _ => exfalso; apply H; lra end].
Ltac deny H := lazymatch type of H with
  | forall _ : nat, _ => first [try_at H 1%nat | try_at H 2%nat | try_at H 0%nat]
  | forall _ : R, _ => first [try_at H 2 | try_at H 0 | try_at H (-1) | try_at H 1]
  | forall _ : vector _, _ =>
      first [try_at H (fun k : nat => INR k) | try_at H (fun _ : nat => 0) | try_at H (fun _ : nat => 1)]
  | forall _ : matrix _ _, _ => first [try_at H (fun k l : nat => INR k) | try_at H (fun _ _ : nat => 0)]
  | forall _ : ?A, _ =>
      let P := fresh in assert (P : A) by (cbv beta; first [lia | repeat split; lra | intros; lra]);
      specialize (H P); deny H
  | _ => absurd_parts
  end
with try_at H v := let G := fresh in pose proof (H v) as G; cbv beta in G; solve [deny G].
"""
"""Tries a statement at a few sizes, indices, numbers and arrays, where it may be seen to be false."""


def denied(path: Path) -> bool:
    """Whether Coq proves the negation of what the last lemma of a file states: that it fails at one of a few points.
    A file beside it is written for that."""
    lemma = path.read_text(encoding="utf-8").rpartition("\nLemma ")[2].partition("\nProof.")[0]
    header, _, statement = lemma.partition(" :\n")
    parameters = header.partition(" ")[2].strip()
    every = f"forall {parameters}, " if parameters else ""
    loaded = "".join(
        f"Require Import {name}.\n" for name in (LIBRARY[-1], *further_in(path.read_text(encoding="utf-8")))
    )
    start = f"{loaded}Set Default Timeout {SECONDS_FOR_DENIAL}.\n{DENIAL}"
    claim = f"Lemma denial : ~ ({every}{statement.strip().removesuffix('.')}).\nProof. intro H. deny H. Qed.\n"
    beside = path.with_name(f"{path.stem}_denied.v")
    beside.write_text(f"{start}{claim}Print Assumptions denial.\n", encoding="utf-8")
    return compile_file(beside).accepted


def compile_files(paths: Sequence[Path]) -> dict[Path, Compiled]:
    """Compiles the files of several theorems in one session beside the compiled library, which is several seconds
    faster for each than :func:`compile_file`. What is not accepted there is compiled alone, for the reason. The axioms
    are those that the theorems rest on together."""
    sessions = [(path, path.stem, path.read_text(encoding="utf-8")) for path in paths]
    loaded = sorted({name for _, _, text in sessions for name in further_in(text)})
    lines, last = (
        [*(f"Require Import {name}." for name in (LIBRARY[-1], *loaded)), "Definition all0 := I."],
        dict[Path, str](),
    )
    for place, (path, name, text) in enumerate(sessions):
        lemmas = [line.split()[1] for line in text.splitlines() if line.startswith("Lemma ")]
        body = [line for line in text.splitlines() if not line.startswith(("(*", "Require", "Print"))]
        last[path] = f"{name}.{lemmas[-1]}" if lemmas else ""
        lines += [f"Module {name}.", *(f"{x}\nAbort All." if x.startswith("Proof.") else x for x in body)]
        lines += [f"End {name}.", f"Check {last[path]}.", f"Definition all{place + 1} := (all{place}, {last[path]})."]
        lines += [f"Definition all{place + 1} := all{place}."]  # where that one is not there
    lines += [f"Print Assumptions all{len(sessions)}."]
    command, given = ["coqtop", "-q"], "\n".join(lines)
    found = dict[Path, Compiled]()
    try:
        answer = subprocess.run(
            command,
            cwd=paths[0].parent,
            input=given,
            capture_output=True,
            text=True,
            timeout=SECONDS_PER_FILE * len(paths),
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {path: compile_file(path) for path in paths}
    said = answer.stdout.rpartition("Axioms:\n")[2] if "Axioms:\n" in answer.stdout else ""
    axioms = assumptions(f"Axioms:\n{said}") if said else None
    allowed = axioms is not None and not strangers(axioms)
    there = set(re.findall(r"^(\w+\.s\d+)\n? *:", answer.stdout, re.MULTILINE))
    for path in paths:
        if allowed and axioms is not None and last[path] in there:
            found[path] = Compiled("", tuple(sorted(axioms)), digest_of(path), len(paths) > 1 and bool(axioms))
        else:
            found[path] = compile_file(path)
    return found


def strangers(axioms: Mapping[str, str]) -> list[str]:
    """Those of the axioms that a theorem may not rest on."""
    return sorted(name for name, statement in axioms.items() if AXIOMS.get(name.rpartition(".")[2]) != statement)


def digest_of(path: Path) -> str:
    """The hash of a file."""
    return f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


def assumptions(output: str) -> dict[str, str] | None:
    """The axioms that Coq prints, with what they say, or None where it prints nothing of the kind."""
    if output.strip() == "Closed under the global context":
        return {}
    _, found, listed = output.partition("Axioms:\n")
    if not found:
        return None
    entries = re.split(r"\n(?=\S)", listed.strip())
    pairs = (" ".join(entry.split()).partition(" : ") for entry in entries)
    return {name: statement for name, _, statement in pairs}


def _run(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    command = ["coqc", "-q", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS_PER_FILE, check=False)


def _reason(errors: str) -> str:
    """The error that Coq reports, on one line."""
    return " ".join(errors.rpartition("Error:")[2].split())[:200] or "no reason given"


def _place(errors: str, path: Path) -> str:
    """The lemma in which an error stands."""
    lines = re.findall(r"line (\d+), characters", errors)
    if not lines:
        return ""
    before = path.read_text(encoding="utf-8").splitlines()[: int(lines[-1])]
    lemmas = [line.split()[1] for line in before if line.startswith("Lemma ")]
    return f"{lemmas[-1]}: " if lemmas else ""
