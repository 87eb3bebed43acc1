# The two commands are `make run` and `make test`; `make help` lists the rest.
PYTHON ?= python3
VENV ?= .venv
WORKERS ?= 2
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
SCREEN := $(or $(DISPLAY),$(WAYLAND_DISPLAY),$(filter Darwin,$(shell uname)))
TESTS ?= tests

.PHONY: run test lint fmt bench lock clean help
.DEFAULT_GOAL := help

run: $(VENV)/.run ## Open the workbench on this machine (PORT=8600 for another port)
	@$(BIN)/streamlit run app.py --server.headless $(if $(SCREEN),false,true) $(if $(PORT),--server.port $(PORT))

test: $(VENV)/.dev ## Run every test (TESTS=tests/house for some)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(TESTS)

lint: $(VENV)/.dev ## Check the style of the code and the completeness of both languages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest -q tests/house/test_catalogue.py

fmt: $(VENV)/.dev ## Put the code into its style
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

bench: $(VENV)/.bench ## Measure pages, chains, journeys, tables and search, side by side with their peers
	$(BIN)/python -m bench

lock: ## After changing a version in requirements.txt: write the versions it brings with it
	rm -rf $(VENV)-lock && $(PYTHON) -m venv $(VENV)-lock
	sed '/^# ---/,$$d' requirements.txt > $(VENV)-lock/direct.txt
	$(VENV)-lock/bin/python -m pip --disable-pip-version-check --quiet install -r $(VENV)-lock/direct.txt
	( cat $(VENV)-lock/direct.txt; echo '# --- what these bring with them'; \
	  $(VENV)-lock/bin/python -m pip --disable-pip-version-check freeze --exclude psycopg \
	  | grep -v -i -x -F -f $(VENV)-lock/direct.txt ) > $(VENV)-lock/all.txt
	mv $(VENV)-lock/all.txt requirements.txt && rm -rf $(VENV)-lock

clean: ## Remove what was installed and computed; your data stays
	rm -rf $(VENV) .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help:
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-6s %s\n", $$1, $$2}'

# One environment; a stamp tells which requirements are in it, so that the second run starts at once.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Python 3.11 or newer is needed. Name one: make run PYTHON=python3.12'; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo 'Python could not make a virtual environment. On Debian and Ubuntu: apt install python3-venv'; exit 1; }

$(VENV)/.run: requirements.txt | $(BIN)/python
	@echo 'Installing what the workbench needs (once, about a minute) …'
	@$(PIP) install -r requirements.txt
	@touch $@

$(VENV)/.bench: requirements-bench.txt $(VENV)/.dev
	@$(PIP) install -r requirements-bench.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	@echo 'Installing what the tests need …'
	@$(PIP) install -r requirements-dev.txt
	@touch $@
