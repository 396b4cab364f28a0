"""The page on LaTeX that is understood: signs from the tables of the reader, and examples that are read while the page
is made, each shown as it was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from derive.documents.grammar.forms.functions import NAMES
from derive.documents.grammar.relations import IMPLICATIONS, RELATIONS
from derive.documents.grammar.rows import WRAPPERS
from derive.documents.grammar.tokens import UNICODE
from derive.documents.reader import read_text

DECLARED = (
    r"$x, t, a, b \in \mathbb{R}$, $z, v \in \mathbb{R}^K$, $y \in \Delta^{K-1}$, $A \in \mathbb{R}^{K \times K}$"
)
"""What the letters of the examples are, where an example does not say it."""


@dataclass(frozen=True)
class Group:
    """Examples under a heading, with what is to be said of them; ``declared`` is what the letters are."""

    heading: str
    says: str
    examples: tuple[str, ...]
    declared: str = DECLARED


GROUPS = (
    Group(
        "Arithmetic, powers and roots",
        "Letters side by side are a product. `e^{…}` is the exponential function, unless e is declared.",
        (
            r"\frac{a + b}{2} = \tfrac12 a + \dfrac12 b", r"a \cdot b \times 2 = 2 a b",
            r"(a + b)^2 = a^2 + 2 a b + b^2",
            r"\sqrt{x^2} = |x|", r"\sqrt[3]{e^{3 x}} = e^x", r"\max(x, 0) = [x]_+",
        ),
    ),
    Group(
        "Functions",
        "With brackets, or without: then the product that follows is the argument.",
        (
            r"\log e^x = x", r"\ln \exp(x) = x", r"\log_2 8 = 3", r"\tanh^2(x) + \frac{1}{\cosh^2(x)} = 1",
            r"\sinh(2 x) = 2 \sinh(x) \cosh(x)",
        ),
    ),
    Group(
        "Sums, products, largest and smallest",
        "Without bounds they run over all classes, or over what the entries belong to. [How formulas are read]"
        "(../documents.md#sums-and-products-up-to-an-index) has sums up to an index.",
        (
            r"\sum_k (z_k + v_k) = \sum_{k=1}^K z_k + \sum_j v_j", r"\sum_{k \ne i} y_k = 1 - y_i",
            r"\prod_k e^{z_k} = \exp\left(\sum_k z_k\right)", r"z_i \le \max_k z_k \le \log \sum_k e^{z_k}",
            r"\min_k z_k \le z_i", r"\sup_k z_k = -\inf_k (-z_k)",
            r"\arg\max_k z_k = \operatorname{argmax}_k (z_k + x)",
            r"\operatorname{argmin}_k z_k = \arg\min_k 2 z_k", r"z_1 + \dots + z_K = \sum_k z_k",
        ),
    ),
    Group(
        "Derivatives and limits",
        "Of numbers and of vectors; definitions are expanded until the variable is met.",
        (
            r"\frac{\partial}{\partial z_i} \sum_k z_k^2 = 2 z_i", r"\frac{d}{dx} x^3 = 3 x^2",
            r"\frac{\partial^2}{\partial x^2} x^3 = 6 x", r"\partial_{z_i} \sum_k z_k = 1",
            r"\nabla_z \tfrac12 \|z\|^2 = z", r"\nabla^2_z \tfrac12 \|z\|^2 = I", r"\lim_{t \to \infty} e^{-t} = 0",
            r"\left.\frac{d}{dx} x^2 \right|_{x = 1} = 2",
        ),
    ),
    Group(
        "Vectors and matrices",
        "A vector is written with its index or without. I is the identity matrix and **1** the vector of ones.",
        (
            r"z^\top v = \langle z, v \rangle", r"\|z\|_1 = \sum_k |z_k|", r"\|z\|_2^2 = \mathbf{1}^\top (z \odot z)",
            r"(A z)_i = \sum_j A_{ij} z_j", r"\mathrm{tr}(A^\top) = \operatorname{tr}(A)",
            r"\mathrm{diag}(z) \mathbf{1} = z",
            r"\begin{pmatrix} a \\ b \end{pmatrix}^\top \begin{pmatrix} a \\ b \end{pmatrix} = a^2 + b^2",
        ),
    ),
    Group(
        "Indicators, cases and conditions",
        "Conditions stand below a sign, in `cases`, or behind a formula in words.",
        (
            r"\delta_{ij} = \mathbb{1}[i = j]", r"\delta(i, j) = \mathbf{1}_{i = j} = [i = j]",
            r"|x| = \begin{cases} x & \text{if } x \ge 0 \\ -x & \text{otherwise} \end{cases}",
            r"\delta_{ij} = 0 \quad \text{for } i \ne j",
        ),
    ),
    Group(
        "Means and probabilities",
        "Of a distribution over the classes, which is named below the sign.",
        (
            r"\mathbb{E}_{k \sim y}[z_k] = \sum_k y_k z_k",
            r"\mathrm{Var}_y(z) = \mathbb{E}_{k \sim y}[z_k^2] - (\mathbb{E}_{k \sim y}[z_k])^2",
        ),
    ),
    Group(
        "Relations, chains and what follows from what",
        "In a chain each relation is a claim of its own. Below `\\underbrace`, an equation is a claim, too.",
        (
            r"0 \le y_i \le 1", r"x = 1 \implies x^2 = 1", r"x > 0 \iff -x < 0", r"\log 2 \approx 0.693",
            r"\underbrace{x + x}_{= 2 x} + x = 3 x",
        ),
    ),
)  # fmt: skip


def notation() -> Iterator[str]:
    """The page. Raises ValueError where an example is not understood."""
    yield from ("# LaTeX that is understood", "", "This page is made from the source: each example is read while it")
    yield "is made, and below it stands how it was read, in a notation that has one reading. What is not here is not"
    yield from ("guessed: it is [refused](../refusals.md), or [taught](../how-to/notation.md).", "")
    yield from (f"The letters are declared by `let {DECLARED}`.", "")
    for group in GROUPS:
        yield from (f"## {group.heading}", "", group.says, "", "```text")
        for example in group.examples:
            yield example
            yield from (f"    {reading}" for reading in readings(example, group.declared))
        yield from ("```", "")
    yield signs()


def readings(example: str, declared: str) -> list[str]:
    """How an example is read, link by link."""
    text = f"<!-- derive: let {declared} -->\n<!-- derive: check -->\n$$\n{example}\n$$\n"
    document = read_text(text, "example.md")
    if document.errors:
        raise ValueError(f"{example} is not understood: {document.errors[0].message}")
    return [reading.latex for check in document.checks for link in check.links for reading in link.readings[:1]]


SIGNS = """## Signs

Of each line all mean the same.

{relations}
Functions with a name of their own are

{functions}
Formulas are laid out by the environments

{environments}
starred or not, and by `cases`, `matrix`, `pmatrix`, `bmatrix` and `smallmatrix`. Signs that are typed as they are,

{typed}
stand for their commands. Bold, `\\bm` and `\\vec` do not change a letter; `\\hat`, `\\tilde`, `\\bar` and `\\mathcal`
make another one. A word is one name in `\\mathrm`, `\\text` or `\\operatorname`.
"""


def signs() -> str:
    """The signs that mean the same, and all others that have a meaning of their own."""
    relations = ["  ".join(written) for written in (*_by_meaning(RELATIONS), *_by_meaning(IMPLICATIONS))]
    return SIGNS.format(
        relations=_fence("\n".join(relations)),
        functions=_fence("  ".join(f"\\{name}" for name in NAMES)),
        environments=_fence("  ".join(sorted(WRAPPERS))),
        typed=_fence("  ".join(f"{sign} {command}" for sign, command in UNICODE.items())),
    )


def _fence(text: str) -> str:
    return f"```text\n{text}\n```\n"


def _by_meaning(names: Mapping[str, str]) -> list[list[str]]:
    found: dict[str, list[str]] = {}
    for written, name in names.items():
        found.setdefault(name, []).append(written)
    return list(found.values())
