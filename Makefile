# make reports   sets up, verifies all claims, emits the reports (PDFs, too, where there is a TeX)
# make test      sets up, runs the tests
# make docs      builds the site of the documentation, build/docs/index.html
# make nightly   runs the tests that a plain run takes a part of, in full, compiles every report and opens every page
# make mutants   changes the kernel in 200 places, one at a time, and counts the changes that its tests notice
# Both need Python >= 3.11 and make; everything else goes into .venv.

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$python"; break; }; done)
VENV := .venv
RUN := $(VENV)/bin/python -m
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup reports docs test nightly mutants lint types benchmarks clean

help:
	@sed -n 's/^# //p' Makefile

setup: $(READY)

$(READY): pyproject.toml
	@test -n "$(PYTHON)" || { echo "derive needs Python 3.11 or newer: install it, or name it: make PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments: install its venv module (on Debian: apt-get install python3-venv)" >&2; exit 1; }
	@echo "setting up $(VENV) (once; takes a minute)"
	@test -x $(VENV)/bin/pip || "$(PYTHON)" -m venv $(VENV)
	@$(RUN) pip install --quiet --quiet --disable-pip-version-check --editable '.[dev]'
	@$(RUN) compileall -q derive
	@touch $(READY)

reports: $(READY)
	@$(RUN) derive verify
	@if command -v pdflatex >/dev/null; then $(RUN) derive report --pdf; else $(RUN) derive report && \
	echo "no PDFs: pdflatex is missing (on Debian: apt-get install texlive-latex-extra texlive-fonts-recommended)"; fi

docs: $(READY)
	@$(RUN) pip install --quiet --quiet --disable-pip-version-check --editable '.[docs]'
	@NO_MKDOCS_2_WARNING=1 $(RUN) mkdocs build --quiet && echo "build/docs/index.html"

test: $(READY)
	@$(RUN) pytest -q -n 2

nightly: $(READY)
	@DERIVE_NIGHTLY=1 $(RUN) pytest -q -n 2 -m sampled
	@$(RUN) pip install --quiet --quiet --disable-pip-version-check --editable '.[browser]'
	@folder=$$(mktemp -d) && $(RUN) derive report --pdf --html --out "$$folder" && \
	DERIVE_SITE="$$folder/html" $(RUN) pytest -q -m browser; status=$$?; rm -rf "$$folder"; exit $$status
	@$(MAKE) --no-print-directory mutants

mutants: $(READY)
	@$(RUN) pip install --quiet --quiet --disable-pip-version-check --editable '.[mutation]'
	@$(VENV)/bin/python benchmarks/mutants.py

lint: $(READY)
	@$(RUN) ruff check .
	@$(RUN) ruff format --check .

types: $(READY)
	@$(RUN) mypy

benchmarks: $(READY)
	@$(VENV)/bin/python benchmarks/run.py
	@$(VENV)/bin/python benchmarks/measuring.py

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
