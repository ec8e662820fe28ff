# Every target has one line behind "##"; `make` alone lists them.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
export PORT

.DEFAULT_GOAL := help
.PHONY: papers help demo env dev quick test prove check bench journey screenshots lock messages drawings format

help:  ## List the targets
	@sed -n 's/^\([a-z]*\):.*##  *\(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | awk -F'\t' '{ printf "  make %-12s %s\n", $$1, $$2 }'

# The stamps keep a second `make` quick: a stamp is as new as the lock that was installed.
.venv/bin/pip:
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.lock pyproject.toml | .venv/bin/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-index --no-build-isolation --no-deps -e .
	@touch $@

.venv/dev.stamp: requirements-dev.lock .venv/run.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

CATALOGUES := $(wildcard linli/*/locale/*/LC_MESSAGES/django.po)

.venv/messages.stamp: $(CATALOGUES) .venv/run.stamp
	$(BIN)/python -m linli.ui.languages compile
	@touch $@

env: .venv/run.stamp .venv/messages.stamp  ## Make the environment from the hashed lock

dev: env .venv/dev.stamp  ## The same with what tests and checks need

demo: env  ## The demo town, server and worker on 127.0.0.1:8000 (PORT=)
	$(BIN)/linli demo

quick: dev  ## Tests on SQLite without a browser (under 3 minutes)
	$(BIN)/python -m tests.ground.run quick $(ARGS)

test: dev  ## All tests but the long proofs: SQLite, PostgreSQL, browser (ARGS= for pytest)
	$(BIN)/python -m tests.ground.run test $(ARGS)

prove: dev  ## The long proofs, on both engines
	$(BIN)/python -m tests.ground.run prove $(ARGS)

bench: dev  ## Requests per second beside hand-written SQL, on both engines
	$(BIN)/python -m tests.bench $(ARGS)

journey: dev  ## The whole way of a wish as four people in a browser, with pictures
	$(BIN)/python -m tests.journey $(ARGS)

screenshots: dev  ## The pictures of README and docs
	$(BIN)/python -m tests.journey --screenshots $(ARGS)

papers: dev  ## Every paper with example data as pictures, printed and as Word (installs LibreOffice)
	$(BIN)/python -m tests.papers $(ARGS)

check: dev  ## Format, lint, types, floors, migrations, catalogues
	$(BIN)/ruff format --check --quiet
	$(BIN)/ruff check --quiet
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy
	LINLI_DATA_DIR=.venv $(BIN)/django-admin makemigrations --settings linli.settings --check --dry-run
	$(BIN)/python -m linli.ui.languages check

format: dev  ## Format the code and mend what can be mended
	$(BIN)/ruff format --quiet
	$(BIN)/ruff check --quiet --fix

messages: dev  ## Collect new texts into the English catalogue
	$(BIN)/python -m linli.ui.languages update

drawings: dev  ## Draw each flow anew in the README of its capability
	$(BIN)/python -m linli.flows.drawing

lock: dev  ## Write both locks anew; they name no host
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 requirements.in -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 requirements-dev.in -o requirements-dev.lock
