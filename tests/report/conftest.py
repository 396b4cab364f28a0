"""The reports of the sample results, made once."""

from __future__ import annotations

import pytest

from derive.report import render_reports
from derive.report.bibliography import load_bibliography
from derive.report.settings import library_settings
from tests.report.figures import FIGURES
from tests.report.samples import ARTICLES, RESULTS, TOPICS


@pytest.fixture(scope="session")
def files() -> dict[str, str]:
    settings = library_settings("0.1.0")
    return render_reports(RESULTS, ARTICLES, TOPICS, load_bibliography(), settings, "0.1.0", figures=FIGURES, html=True)
