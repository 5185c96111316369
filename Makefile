PORT ?= 8000
SEARCH_PORT ?= 9200
VENV := .venv
PY := $(VENV)/bin/python
PYTHON ?= $(firstword $(foreach v,3.11 3.12 3.13,$(shell command -v python$(v) 2>/dev/null)) $(shell command -v python3 2>/dev/null))

.DEFAULT_GOAL := help
.PHONY: help install install-dev run run-elasticsearch dev test test-all bench evaluate lint format clean lock messages

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

install: $(VENV)/.installed ## virtual environment with the locked dependencies
install-dev: $(VENV)/.installed-dev ## and what tests and lint need

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11–3.13 is needed."; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { echo "Python 3.11–3.13 is needed; set PYTHON=/path/to/python3.11"; exit 1; }
	@echo "→ virtual environment"; "$(PYTHON)" -m venv $(VENV)

$(VENV)/.installed: requirements.lock | $(VENV)/bin/python
	@echo "→ dependencies (about a minute the first time)"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(PY) -m config.catalogues
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock | $(VENV)/bin/python
	@echo "→ dependencies for tests"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

run: install ## the whole site on http://127.0.0.1:8000 (PORT= to change), ended by Ctrl-C
	@$(PY) manage.py prepare --port $(PORT) && { env PORT=$(PORT) $(VENV)/bin/honcho -f Procfile start || test $$? -eq 130; }

run-elasticsearch: install ## the same on Elasticsearch, started from its Java parts (JDK 17, Maven; SEARCH_PORT=9200)
	@for tool in java javac jar mvn; do command -v $$tool >/dev/null || { echo "$$tool is not installed: apt-get install openjdk-17-jdk-headless maven"; exit 1; }; done
	@export SEARCH_PORT=$(SEARCH_PORT) ELASTICSEARCH_URL=http://127.0.0.1:$(SEARCH_PORT); $(PY) manage.py prepare --port $(PORT) && { env PORT=$(PORT) $(VENV)/bin/honcho -f Procfile.elasticsearch start || test $$? -eq 130; }

dev: install ## the same with reload
	@$(PY) manage.py prepare --port $(PORT) && { env DEBUG=1 PORT=$(PORT) $(VENV)/bin/honcho -f Procfile.dev start || test $$? -eq 130; }

test: install-dev ## the suite on SQLite
	@$(PY) -m pytest -n 2 --dist loadgroup -m "not slow"

test-all: install-dev ## the slow tests, and the suite on PostgreSQL
	@$(PY) -m tests.postgres

bench: install-dev ## pages and search measured: a table, and build/bench.json (QUICK=1 for a short one)
	@$(PY) -m benchmarks $(if $(QUICK),--quick)

DISTRACTORS := $(wildcard ../shared/data/cmrc2018_dev)

evaluate: install-dev ## search measured on the judged set, by kind and part (RECORD=1 records the new baseline)
	@DJANGO_SETTINGS_MODULE=config.settings.test $(PY) -m tests.evaluate $(if $(DISTRACTORS),--distractors $(DISTRACTORS)) $(if $(RECORD),--record) $(if $(APART),--apart)

lint: install-dev ## ruff, mypy, template formatting, missing migrations
	@$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/djhtml --check templates
	@DJANGO_SETTINGS_MODULE=config.settings.test $(PY) manage.py makemigrations --check --dry-run

format: install-dev ## put code and templates into form
	@$(VENV)/bin/ruff check --fix . ; $(VENV)/bin/ruff format . ; $(VENV)/bin/djhtml templates

lock: ## pin dependencies anew (needs uv)
	uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -o requirements.lock
	uv pip compile -q pyproject.toml --group test --group lint --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -o requirements-dev.lock

messages: install-dev ## collect the texts of code and templates into locale/en
	@DJANGO_SETTINGS_MODULE=config.settings.test $(PY) manage.py make_messages

clean: ## remove what was built (not var/)
	rm -rf build .pytest_cache .mypy_cache .ruff_cache
