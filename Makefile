# Two commands do everything on a fresh machine with Python >= 3.11 and make:
#   make demo            the main job, then the service stays up (make demo ONCE=1 ends after the summary)
#   make test            all tests that this machine can run
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$python >/dev/null 2>&1 && $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
DEMO_HOME ?= demo-home
DEMO_ARGS ?=

.PHONY: demo test lint bench prove tablet lock clean

demo: .venv/.installed
	$(BIN)/amem demo --home $(DEMO_HOME) $(if $(ONCE),--once) $(DEMO_ARGS)

test: .venv/.installed-dev
	$(BIN)/python -m pytest

lint: .venv/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.installed-dev
	@for topic in benchmarks/bench_*.py; do $(BIN)/python $$topic || exit 1; done

# Slow proofs, bounded in time, each a module that prints what it found and the seeds it used: agreement with JavaRosa over
# many interviews (needs a JDK), the simulated country against its parameters, the service killed, cut off, flooded and searched,
# and fuzzing of the readers.
PROOFS = "tests.questionnaires.prove_javarosa 200" \
	tests.simulation.prove_marginals tests.simulation.prove_unbiased tests.simulation.prove_marks \
	tests.simulation.prove_records tests.simulation.prove_operations tests.simulation.prove_misbehaviour \
	tests.simulation.designs.prove_designs \
	"tests.survey_api.prove_kills 200" "tests.survey_api.prove_power 200" tests.survey_api.prove_thousand \
	tests.survey_api.prove_bad_inputs tests.survey_api.prove_openapi tests.survey_api.prove_fuzz tests.survey_api.prove_no_calls \
	"tests.survey_api.prove_files 40" "tests.survey_api.prove_restart 20" "tests.survey_api.prove_migration 60" tests.survey_api.prove_canaries \
	tests.weighting.selection.prove_selection "tests.end_to_end.prove_orders 120" \
	"tests.survey_api.tablet.keeping.prove_kills 50" "tests.survey_api.tablet.journeys.prove_airplane 12" \
	tests.analysis.fieldwork.checks.prove_checks

prove: .venv/.installed-dev
	@for proof in $(PROOFS); do echo "== $$proof"; $(BIN)/python -m $$proof || exit 1; done
	$(BIN)/python -m pytest --hypothesis-profile=prove tests/questionnaires/test_expressions.py \
		tests/questionnaires/test_records.py tests/questionnaires/test_checking.py tests/questionnaires/test_workbooks.py \
		tests/survey_api/test_histories.py tests/survey_api/reviews/test_machine.py

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "AMEM needs Python 3.11 or later, and found none on the PATH. Install it, or run: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.installed: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing the pinned libraries into .venv (about a minute the first time)"
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@

.venv/.installed-dev: requirements-dev.lock .venv/.installed
	@echo "Installing the tools for tests into .venv"
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

# For maintainers: resolve the libraries anew (needs uv on the PATH).
# Scripts and styles of the tablet, joined and made short (needs Node); after every change in survey_api/tablet/client.
tablet: .venv/.installed-dev
	$(BIN)/python -m survey_api.tablet.building

lock:
	uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements.lock
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf .venv demo-home .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
