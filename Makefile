# `make run` answers a shopper; `make test` proves the whole. `make help` lists the rest.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-compile
TORCH := 2.13.0
PHOENIX_PIN := arize-phoenix==20.26.1
AEGRA_PIN := aegra-api==0.11.0
QUALITY_PINS := mutmut==3.8.1 pytest-cov==7.1.0

PHOENIX ?=

.PHONY: help run install test lint lock rivals audit bench mutation coverage clean phoenix aegra clients test-aegra

help: ## List the targets.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: install $(if $(PHOENIX),.venv-phoenix/.installed) ## Install, load the demo store, serve the chat page (PHOENIX=1: with traces).
	@exec $(BIN)/dona serve --load $(if $(PHOENIX),--phoenix)

phoenix: install .venv-phoenix/.installed ## Install Phoenix apart, and start it on this machine.
	@exec $(BIN)/dona traces serve

.venv-phoenix/.installed: requirements-phoenix.lock
	@test -x .venv-phoenix/bin/python || $(PYTHON) -m venv .venv-phoenix
	@echo "Installing Phoenix into .venv-phoenix (a few minutes the first time)"
	@.venv-phoenix/bin/python -m pip --disable-pip-version-check install --quiet --no-compile \
		--no-deps --require-hashes -r $<
	@touch $@

install: $(VENV)/.installed ## Create the environment with the pinned packages.

$(VENV)/.installed: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "DONA needs Python 3.11 or newer: make run PYTHON=python3.11"; exit 1; }
	@echo "Installing pinned packages into $(VENV) (a minute the first time)"
	@$(PIP) --no-deps --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed requirements-test.lock
	@$(PIP) torch==$(TORCH)
	@$(PIP) --no-deps --require-hashes -r requirements-test.lock
	@touch $@

test: $(VENV)/.installed-test lint ## Lint, then run the whole suite, offline.
	@$(BIN)/python -m pytest -m "not slow"

lint: $(VENV)/.installed-test
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

# torch and what only torch needs stay out of the lock (see `.installed-test`), and so does Ray:
# its test skips without it; `pip install '.[ray]'` runs it.
LOCK := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
	--override requirements-override.txt pyproject.toml
lock: ## Refresh the lock files after editing pyproject.toml.
	@$(LOCK) --extra build -o requirements.lock
	@$(LOCK) --extra build --extra train --extra local --extra feeds --extra rivals \
		--extra test --extra page \
		-c requirements.lock -o requirements-test.lock
	@printf '%s\n' $(QUALITY_PINS) | uv pip compile -q --universal --python-version 3.11 --generate-hashes \
		--no-header -c requirements-test.lock --no-emit-package pytest --no-emit-package pluggy \
		--no-emit-package iniconfig --no-emit-package packaging --no-emit-package pygments \
		--no-emit-package click --no-emit-package colorama - -o requirements-quality.lock
	@echo '$(PHOENIX_PIN)' | uv pip compile -q --universal --python-version 3.11 --generate-hashes \
		--no-header - -o requirements-phoenix.lock

	@echo '$(AEGRA_PIN)' | uv pip compile -q --universal --python-version 3.12 --generate-hashes \
		--no-header --override requirements-override.txt pyproject.toml --extra build \
		-c requirements.lock --no-emit-package langgraph-api --no-emit-package langgraph-cli \
		--no-emit-package langgraph-runtime-inmem - -o requirements-aegra.lock

aegra: .venv-aegra/.installed ## Install the production server, Aegra, apart (Python 3.12: PYTHON312=…).

PYTHON312 ?= python3.12
.venv-aegra/.installed: requirements-aegra.lock
	@test -x .venv-aegra/bin/python || $(PYTHON312) -m venv .venv-aegra
	@echo "Installing Aegra into .venv-aegra"
	@.venv-aegra/bin/python -m pip --disable-pip-version-check install --quiet --no-compile \
		--no-deps --require-hashes -r $<
	@.venv-aegra/bin/python -m pip --disable-pip-version-check install --quiet --no-compile \
		--no-deps --no-build-isolation -e .
	@touch $@

clients: ## Install the JavaScript SDK that an end-to-end test talks with.
	@cd tests/e2e/client && npm ci --silent --ignore-scripts

test-aegra: aegra clients $(VENV)/.installed-test ## The end-to-end tests on Aegra; needs PostgreSQL and Redis installed.
	@$(BIN)/python -m pytest tests/e2e --aegra .venv-aegra

rivals: ## Install semantic-router, which `dona evaluate router` measures too, on its own.
	@$(PYTHON) -m venv .dona/semantic-router
	@.dona/semantic-router/bin/python -m pip install --quiet semantic-router==1.1.1

# Tests of the tests, not in CI: what they need lies apart, beside the environment's own packages.
QUALITY := .dona/quality
$(QUALITY)/.installed: requirements-quality.lock
	@$(PIP) --target $(QUALITY) --no-deps --require-hashes -r $<
	@touch $@

SEPA ?=
bench: $(VENV)/.installed-test ## Measure again what the README's tables tell, into .dona/bench (hours; SEPA=folder of snapshots: the supermarket's too).
	@$(BIN)/python -m benchmarks.readme $(if $(SEPA),--sepa $(SEPA)) \
		$(if $(wildcard .venv-aegra/.installed),--aegra .venv-aegra)

SAMPLE ?= 150
mutation: $(VENV)/.installed-test $(QUALITY)/.installed ## Put faults into checker, planner and parser: which do the tests notice? (SAMPLE=150 of each; 0: all).
	@PYTHONPATH=$(QUALITY) $(BIN)/python -m benchmarks.mutation --sample $(SAMPLE)

coverage: $(VENV)/.installed-test $(QUALITY)/.installed ## Tell which lines of graph and ingest the unit and integration tests reach.
	@PYTHONPATH=$(QUALITY) $(BIN)/python -m pytest tests/unit tests/integration -m "not slow" --cov=graph --cov=ingest \
		--cov-report=term:skip-covered --cov-fail-under=90

# Not in `make test`: pip-audit asks for advisories over the network, and says so when it cannot.
NO_SECRETS := ^data/hostile/|metrics\.json$$|\.lock$$|\.(gguf|safetensors|png)$$
audit: ## Look for secrets in the tree, and for known faults of the pinned packages.
	@test -x .dona/audit/bin/pip-audit || { $(PYTHON) -m venv .dona/audit && \
		.dona/audit/bin/python -m pip install --quiet detect-secrets==1.5.0 pip-audit==2.10.1; }
	@git ls-files | grep -vE '$(NO_SECRETS)' | xargs .dona/audit/bin/detect-secrets-hook --no-verify
	@.dona/audit/bin/pip-audit --no-deps --disable-pip --strict -r requirements.lock

clean: ## Remove the environment, the index and the caches.
	rm -rf $(VENV) .venv-phoenix .venv-aegra .dona tests/e2e/client/node_modules
