"""Reports: LaTeX, PDF, HTML and BibTeX, from the results of verification."""

from derive.report.files import check_reports, write_reports
from derive.report.pages import render_reports

__all__ = ["check_reports", "render_reports", "write_reports"]
