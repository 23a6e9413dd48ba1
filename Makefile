# make run    clean the seeds and verify the result
# make test   run the tests
# make docs   make the site, out/docs
# make bench  measure speed and memory; some minutes
# Each makes its own environment first; set PYTHON to use another interpreter than python3.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt

.PHONY: run test check format bench docs clean

run: $(VENV)/ready
	$(BIN)/cleanse run seeds/corpus --out out/seeds --force
	$(BIN)/cleanse verify out/seeds --source seeds/corpus

test: $(VENV)/ready
	$(BIN)/python -m pytest -q -n auto --dist worksteal

check: $(VENV)/ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(VENV)/ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("cleanse needs Python 3.11 or newer: set PYTHON to one") if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv $(VENV)
	$(PIP) setuptools wheel hatchling editables
	$(PIP) --no-build-isolation -e '.[dev]'
	touch $@

docs: $(VENV)/docs-ready
	$(BIN)/python docs/build_site.py out/docs

$(VENV)/docs-ready: $(VENV)/ready
	$(PIP) --no-build-isolation -e '.[dev,docs]'
	touch $@

bench: $(VENV)/ready
	$(BIN)/python -m benchmarks.everything

clean:
	rm -rf out .venv build dist
