# What can be done here; `make` prints it. Everything runs in .venv, which the first target that needs it builds.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed-$(shell cat pyproject.toml constraints.txt | sha256sum | cut -c1-16)
DATA := ../shared/data
NODE_STAMP := build/interop/.installed
READERS := build/interop/python
FAST := not corpus and not evals and not journey and not interop

.DEFAULT_GOAL := help
.PHONY: help setup demo run test check fix journeys interop evals models bench ranker golden messages screenshots corpus faults clean

help: ## print the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(STAMP) ## environment and packages; does nothing when they stand

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info[:2] != (3, 11))" || { echo "Python 3.11 is needed: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	rm -f $(VENV)/.installed-*
	touch $@

demo: setup ## every journey on the sample documents, no key, no server
	$(BIN)/morsel demo

run: setup ## the sample company on http://127.0.0.1:8000
	$(BIN)/morsel migrate
	$(BIN)/morsel seed
	MORSEL_LOGGING__LEVEL=warning $(BIN)/morsel serve

test: setup ## the test suite, on SQLite and its own PostgreSQL
	$(BIN)/pytest -m "$(FAST)" -n 2

check: setup ## style, types, layers; changes nothing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: setup ## mend what can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

journeys: setup interop ## the whole product over HTTP on real PostgreSQL and RabbitMQ; the bad-input corpus where it lies beside
	$(BIN)/pytest -m journey tests/journeys

interop: setup $(NODE_STAMP) $(READERS)/.installed ## what leaves the house, read by somebody else's software (needs chromium, nodejs, npm)
	$(BIN)/pytest -m interop tests/interop

$(NODE_STAMP): tests/interop/package.json tests/interop/package-lock.json
	mkdir -p build/interop
	cp $^ build/interop
	npm ci --prefix build/interop --ignore-scripts --no-audit --no-fund --silent
	touch $@

$(READERS)/.installed: tests/interop/requirements.txt
	test -x $(READERS)/bin/python || $(PYTHON) -m venv $(READERS)
	$(READERS)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

screenshots: setup ## a picture of every page, both themes, phone and desk, into build/screenshots
	$(BIN)/pytest -m journey tests/journeys/screenshots.py

corpus: setup ## every file of the bad-input corpus
	$(BIN)/pytest -m corpus tests/corpus

faults: setup ## a thousand kills
	MORSEL_TEST_KILLS=1000 $(BIN)/pytest tests/faults --timeout=0

evals: setup ## measure the drafts; writes docs/scorecard.md
	$(BIN)/python -m tests.evals

models: setup ## every document through `morsel author --engine generative` with scripted models and every fault; DOC=, MODELS= for some
	$(BIN)/python -m tests.evals.generative $(if $(DOC),--only '$(DOC)') $(if $(MODELS),--models '$(MODELS)')

messages: setup ## put new messages of the pages into the catalogues; translate what is empty
	$(BIN)/pybabel -q extract -F service/web/locales/messages.cfg --no-location --sort-output -o var/messages.pot .
	for language in en it; do $(BIN)/pybabel -q update -i var/messages.pot -d service/web/locales -l $$language \
		--no-fuzzy-matching --ignore-obsolete --omit-header --width 120; done

bench: setup ## how fast: indexes beside others, search, sessions and recommendations under load; SIZE=10000
	$(BIN)/python -m tests.benchmarks --size $(or $(SIZE),10000)

ranker: setup ## learn from the labels anew which questions to show; writes learned.json
	$(BIN)/python -m tests.evals.ranker

golden: setup ## write the golden files anew; review them as a diff
	MORSEL_GOLDEN=1 $(BIN)/pytest -m "$(FAST)" -k golden

clean: ## remove what was built here
	rm -rf $(VENV) var build .mypy_cache .ruff_cache .pytest_cache
