# Every command of a newcomer. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup run demo test quick coverage domain drill train audit fuzz leaks check-style types \
        contracts format

help: ## list the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(READY) ## create the environment in .venv

$(READY): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: apt-get install python3")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "python3-venv is needed: apt-get install python3-venv"; exit 1; }
	@echo "setting up .venv; this takes a minute"
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes --requirement requirements.lock
	@touch $(READY)

run: setup ## everything as one service; without config.toml a sample station to try
	@$(BIN)/python app.py run

demo: setup ## the sample station on the LINE simulator, clean each time
	@$(BIN)/python app.py demo

test: setup ## every check and every test
	@$(MAKE) --no-print-directory check-style types contracts audit
	@$(MAKE) --no-print-directory domain
	@tests/servers.sh
	@$(BIN)/python -m pytest -q -n auto --dist worksteal --ignore=tests/domain

quick: setup ## the fast part of the tests
	@$(BIN)/python -m pytest -q -m "not slow and not browser"

# Each rule is shown by a test of the domain alone: no talk on a database counts for it.
domain: setup ## the rules, each line and branch of them
	@rm -f .coverage .coverage.*
	@$(BIN)/python -m pytest -q -n auto --cov=domain --cov-branch --cov-report= tests/domain
	@$(BIN)/python tests/coverage_gate.py domain/
	@rm -f .coverage .coverage.*

# Every process leaves a part. One that was killed while it wrote has no last piece of its name (H...h).
coverage: export COVERAGE_FILE := $(CURDIR)/.cache/coverage/walked
coverage: setup ## which lines and branches the tests walk; fails under 90 %, in domain/ under 100 %
	@tests/servers.sh
	@rm -rf .cache/coverage && mkdir -p .cache/coverage/parts
	@COVERAGE_FILE=$(CURDIR)/.cache/coverage/parts/of COVERAGE_PROCESS_START=$(CURDIR)/pyproject.toml \
		$(BIN)/python -m pytest -q -n auto --dist worksteal --ignore=tests/drills/test_rounds.py; tests=$$?; \
	$(BIN)/python -m coverage combine --quiet .cache/coverage/parts/of.*.H*h && \
	$(BIN)/python -m coverage html --quiet --directory .cache/coverage/html && \
	$(BIN)/python tests/coverage_gate.py && exit $$tests

audit: setup ## known holes in the packages we depend on
	@$(BIN)/python tests/audit.py

FUZZ ?= 60
fuzz: setup ## odd input of every kind, FUZZ=60 seconds of each
	@FUZZ_SECONDS=$(FUZZ) $(BIN)/python -m pytest -q -n auto tests/fuzz

leaks: setup ## whole walks with marked secrets on both databases, then a search of all that was written
	@LEAKS=all $(BIN)/python -m pytest -q tests/acceptance/test_nothing_leaks.py

drill: setup ## every fault drill at its full size; takes an hour
	@$(BIN)/python -m drills

train: setup ## teach the reader of tips anew from catalog/examples
	@$(BIN)/python -m training

check-style: setup
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: setup
	@$(BIN)/mypy

contracts: setup
	@$(BIN)/lint-imports

format: setup ## put the code into shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
