"""The reports of the sample results, made once."""

from __future__ import annotations

import pytest

from derive.report import render_reports
from derive.report.bibliography import load_bibliography
from tests.report.samples import ARTICLES, RESULTS


@pytest.fixture(scope="session")
def files() -> dict[str, str]:
    return render_reports(RESULTS, ARTICLES, load_bibliography(), "0.1.0", html=True)
