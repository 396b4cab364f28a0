"""What a bar with a point below it reaches.

Each claim that holds stands beside the twin that only a wrong reading would prove."""

from __future__ import annotations

from tests.documents.readings import GIVEN, LOGITS, REALS, SOFTMAX, Case, judged

PROVED: list[Case] = [
    (r"\left. t^2 \right|_{t = 2} - \left. t^2 \right|_{t = 1} = 3", GIVEN),
    (r"\left( t^2 \big|_{t = 2} \right)^2 = 16", GIVEN),
    (r"(t s) \big|_{t = 1} = s", GIVEN),
    (r"2 (t s) \big|_{t = 1} = 2 s", GIVEN),
    (r"\frac12 \frac{d}{dt} t^3 \big|_{t = 1} = \frac32", GIVEN),
    (r"\log t^2 \big|_{t = 1} = 0", GIVEN),
    ("g(x) = 3 x", REALS, r"define $g(s) = \left. s x \right|_{x = 3}$"),
    (r"\left. \frac{\partial}{\partial x} x y \right|_{x = y} = y", REALS),
    (r"\left. x - y \right|_{x = y, y = x} = y - x", REALS),
    (r"\frac{d}{dx} x^3 \Big|_{x = 2} = 12", REALS),
    (r"\frac{d}{dx} \left( x^2 \big|_{x = 3} \right) = 0", REALS),
    (r"\frac{d}{dy} \left( \left. x y \right|_{x = y} \right) = 2 y", REALS),
    (r"-x^2 \big|_{x = 2} = -4", REALS),
    (r"\left.\frac{d}{dx}\left(\left.\frac{d}{dy} x y^2\right|_{y=x}\right)\right|_{x=1} = 4", REALS),
    (r"p_i \big|_{z = 0} = \frac{1}{K}", LOGITS, SOFTMAX),
    (r"\left. \frac{d}{dt} \log \sum_k e^{t z_k} \right|_{t = 0} = \frac{1}{K} \sum_k z_k", REALS, LOGITS),
]

REFUTED: list[Case] = [
    ("g(x) = 9", REALS, r"define $g(s) = \left. s x \right|_{x = 3}$"),
    (r"\left. \frac{\partial}{\partial x} x y \right|_{x = y} = 2y", REALS),
    (r"\left. x - y \right|_{x = y, y = x} = 0", REALS),
    (r"\frac{d}{dx} x^3 \Big|_{x = 2} = 0", REALS),
    (r"p_i \big|_{z = 0} = 1", LOGITS, SOFTMAX),
]

UNREADABLE: list[tuple[str, Case]] = [
    ("an upper bound and a power", (r"\left. t^2 \right|_{t = 1}^{2} = 1", GIVEN)),
    ("an upper bound and a power", (r"t^2 \big|_{t = 1}^{2} = 3", GIVEN)),
    ("an upper bound and a power", ("[t^2]_{t = 1}^{2} = 3", GIVEN)),
    ("this bar has two readings", (r"t^2 / \frac{d}{dt} t^3 \big|_{t = 1} = \frac13", GIVEN)),
    ("this bar has two readings", (r"\log t \frac{d}{dt} t^2 \big|_{t = 1} = \log 2", GIVEN)),
    ("this bar has two readings", (r"\sum_k z_k t \frac{d}{dt} t^2 \big|_{t = 1} = 2 t \sum_k z_k", GIVEN)),
    ("this bar has two readings", (r"\frac{d}{dt} t \frac{d}{dt} t^2 \big|_{t = 1} = 2", GIVEN)),
    ("the index that is bound before it", (r"\sum_i z_i |_{i = 2} = \sum_i z_i", GIVEN)),
    ("the index that is bound before it", (r"\sum_i \log t |_{t = z_i} = \log z_i", GIVEN, "assume $z_i > 0$")),
    ("this bar has two readings", (r"x \frac{d}{dx} x^2 \Big|_{x = 1} = 2", REALS)),
    ("not understood", (r"\left. x^2 \right|_a^b = b^2 - a^2", REALS)),
]

TestReadings = judged(PROVED, REFUTED, UNREADABLE)
