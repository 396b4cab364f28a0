"""Results as verification gives them: proved, refuted, computed, undecided, informal; long lines, odd text."""

from __future__ import annotations

from dataclasses import replace

from derive.language import point
from derive.verify.result import Counterexample, Line, Numeric, Part, Result

WIDE = r"\sum_{k=1}^{K} \left(y_{k} - \frac{e^{z_{k}}}{\sum_{l=1}^{K} e^{z_{l}}}\right)^{2} + "
QUANTIFIED = r"\forall z \in \mathbb{R}^{K}:\; " + (WIDE + r"1 = 0 \;\text{and}\; ") * 3 + "0 = 0"
CASES = r"\begin{cases} 1 & \text{if } i = j \\ 0 & \text{otherwise} \end{cases}"
UNBREAKABLE = r"\frac{" + " + ".join(f"a_{{{n}}} b_{{{n}}} c_{{{n}}}" for n in range(1, 30)) + r"}{S}"

JACOBIAN = Result(
    id="softmax.jacobian",
    title=r"The Jacobian of softmax is $\operatorname{diag}(p) - p p^\top$",
    expected="proved",
    verdict="proved",
    passed=True,
    reason="",
    fault=False,
    basis="theorem",
    scope="every K >= 1",
    statement_latex=(
        r"\frac{\partial p_{i}}{\partial z_{j}} = p_{i} (\delta_{ij} - p_{j})"
        "\n"
        r"\text{where}\quad p_{i} = \frac{e^{z_{i}}}{S},\quad S = \sum_{k=1}^{K} e^{z_{k}}"
    ),
    statement_text="∂p_i/∂z_j = p_i (δ_ij − p_j)\nwhere p_i = exp(z_i)/S, S = Σ_k exp(z_k)",
    hypotheses_latex=(),
    hypotheses_text=(),
    parts=(
        Part(
            "",
            (
                Line("", r"\frac{\partial p_{i}}{\partial z_{j}}", "∂p_i/∂z_j", "definition of softmax"),
                Line(
                    "=",
                    r"\frac{e^{z_{i}} (\delta_{ij} S - e^{z_{j}})}{S^{2}}",
                    "…",
                    r"quotient rule, $\log p_k = z_k - \log S$",
                ),
                Line("=", r"p_{i} (\delta_{ij} - p_{j})", "p_i (δ_ij − p_j)", "definition of softmax, twice"),
            ),
        ),
    ),
    rules=("by_normal_form", "transitivity"),
    axioms=(),
    uses=("lse.gradient", "not.in-this-report"),
    numeric=Numeric(50, 24, (1, 2, 3, 7), "3.1e-54"),
    counterexample=None,
    corrected_by=None,
    note="",
    sources=("003_07137ddb0bec87e6.txt",),
    references=("bridle1990", "goodfellow2016"),
    certificate="sha256:" + "0123456789abcdef" * 4,
    statement_hash="sha256:" + "fedcba9876543210" * 4,
    where="/home/somebody/derive/proofs/jacobian.py:12",
    seconds=0.25,
)

GRADIENT = replace(
    JACOBIAN,
    id="lse.gradient",
    title="The gradient of log-sum-exp is softmax",
    hypotheses_latex=(r"y \in \Delta^{K - 1}", r"K \ge 2"),
    hypotheses_text=("y ∈ Δ^(K−1)", "K ≥ 2"),
    parts=(
        Part(
            "Long lines, with a very long heading that says in many words what all of the lines below it show",
            (
                Line("", WIDE * 2 + "1", "…", "a line that is broken at its signs"),
                Line("<=", UNBREAKABLE, "…", "a line that cannot be broken, with a reason that is rather long " * 3),
                Line("therefore", QUANTIFIED, "…", ""),
                Line("=", CASES, "…", "x" * 90),
                Line("therefore", "", "a step in words that has no formula, and goes on and on " * 3, "so it is"),
            ),
        ),
        Part(
            "What is supposed",
            (
                Line("suppose", r"i \ne j", "i ≠ j", ""),
                Line("contrary", WIDE * 2 + "1", "…", "a supposition that is broken", depth=1),
                Line("", WIDE, "…", "a line that is broken because it is indented", depth=2),
                Line("=", "0", "0", "so it is", depth=2),
                Line("therefore", r"i \ne j \;\Longrightarrow\; 0 = 0", "i ≠ j ⟹ 0 = 0", "in all"),
            ),
        ),
    ),
    uses=(),
    references=("boyd2004", "an-unknown-key"),
)  # fmt: skip

SHIFT_FALSE = replace(
    JACOBIAN,
    id="softmax.scale-invariance",
    title="Softmax is 100% invariant under z_i → a·z_i & \\input{/etc/passwd} $x$ #1 ~^ {",
    expected="refuted",
    verdict="refuted",
    reason="the two sides differ at an exact point",
    statement_latex=r"\sigma_{i}(a z) = \sigma_{i}(z)",
    statement_text="σ_i(a z) = σ_i(z)",
    hypotheses_latex=(r"a \ne 0",),
    hypotheses_text=("a ≠ 0",),
    parts=(),
    rules=(),
    uses=(),
    counterexample=Counterexample(
        point({"K": 2}, {"i": 1}, z=["0", "1"], a="2", tau="1" * 200, W=[["1/2", "-1"], ["0", "3"]]),
        "0.1192029220221175559", "0.2689414213699951207", "=", "the enclosures are disjoint",
    ),
    corrected_by="softmax.jacobian",
    note="A sign may have been lost – Böhning’s “naïve” reading.",
    sources=("001_1b295b69248aa4fb.txt", "003_07137ddb0bec87e6.txt"),
    references=(),
    certificate=None,
)  # fmt: skip

EVIL = replace(
    SHIFT_FALSE,
    id="softmax.evil",
    title="机器学习笔记 \u202e evil \U0001f600 <script>alert(1)</script>",
    statement_latex=r"\input{/etc/passwd} \write18{ls}",
    statement_text="</p><script>alert(2)</script> \\input{/etc/passwd}",
    hypotheses_latex=(r"\catcode`\%=12",),
    hypotheses_text=("a % b",),
    counterexample=None,
    corrected_by=None,
)

COMPUTATION = replace(
    JACOBIAN,
    id="numerics.naive-overflow",
    title="The naive softmax overflows in float64",
    expected="computed",
    verdict="computed",
    basis="computation",
    scope="binary64",
    statement_latex="",
    statement_text="In binary64, exp(710) is infinite, so that the naive softmax of (710, 0) is not a number.",
    parts=(),
    uses=(),
    references=("goodfellow2016",),
    numeric=None,
)

INFORMAL = replace(
    COMPUTATION,
    id="ce.natural",
    title="Cross entropy is the natural loss",
    expected="informal",
    verdict="informal",
    reason="“natural” has no definition that could be checked",
    statement_text="",
    scope="",
    certificate=None,
    sources=("000_bd406259d5058328.txt",),
    references=(),
)

UNDECIDED = replace(
    JACOBIAN, id="ce.open", title="An open one", verdict="undecided", passed=False, certificate=None,
    reason="the script fails at line 7: the normal forms of the two sides differ",
)  # fmt: skip

RESULTS = (JACOBIAN, GRADIENT, SHIFT_FALSE, EVIL, COMPUTATION, INFORMAL, UNDECIDED)

TOPICS = {"softmax": "Softmax", "lse": "Log-sum-exp", "expfam": "Exponential families"}

ARTICLES = {
    "000_bd406259d5058328.txt": "Softmax regression from the viewpoint of information theory",
    "001_1b295b69248aa4fb.txt": "机器学习笔记(3)——Softmax函数的定义与结构性特征",
}
