# cablelake: `make run` needs python3 (3.11 or later) and a package index; nothing else is installed by hand.

PYTHON ?= python3
SOURCE ?= sample/cables
LAKE ?= lake
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run test test-slow campaign test-lowest test-latest test-next lint hooks accuracy bench bench-quick clients docs site fuzz dashboard \
  screenshots requirements release-check clean

help:
	@echo "make run [SOURCE=... LAKE=...]  ingest the sample, or your own files, and show what is in them"
	@echo "make dashboard [LAKE=...]       open the dashboard of a lake"
	@echo "make screenshots [LAKE=...]     write pictures of every page of the dashboard to screenshots/"
	@echo "make test                       run the tests, but for the slow ones"
	@echo "make test-slow                  run the slow ones: kills, full disks, schedules, hostile sources, limits, other programs"
	@echo "make campaign [KILLS=1000 SEED=] kill runs of every kind at random moments while readers look on (some 5 s a kill)"
	@echo "make test-lowest, test-latest   run them with the oldest or newest packages that are allowed (needs uv)"
	@echo "make test-next                  run the tests that need no lake on the newest DuckDB, which has no DuckLake yet (needs uv)"
	@echo "make lint                       check style and types"
	@echo "make hooks                      check them before every commit"
	@echo "make accuracy                   measure how often each field is read right, and write docs/accuracy.md"
	@echo "make bench [SIZE=25000]         measure speed and memory, and write docs/performance.md"
	@echo "make bench-quick                say what got slower since the figures were kept, in about a minute"
	@echo "make clients                    read the sample with some thirty other programs, and write docs/clients.md"
	@echo "make docs                       write the generated pages of docs/ anew"
	@echo "make site                       build the documentation into build/site, checking every link"
	@echo "make release-check              build wheel and sdist into dist/ and try the wheel in an empty environment"
	@echo "make fuzz [SECONDS=60 | RUNS=]  try parser, sources and search queries on damaged input, guided by coverage"
	@echo "make requirements               pin the requirements again"

# Exit code 3 says that some documents were quarantined, as the sample's damaged ones must be; the run is then done.
run: .venv/run.stamp
	@$(BIN)/cablelake ingest $(SOURCE) --lake $(LAKE) || { code=$$?; [ $$code -eq 3 ] || exit $$code; \
	  echo "some documents were quarantined: $(BIN)/cablelake quarantine list --lake $(LAKE)"; }
	@$(BIN)/cablelake topics train --first --lake $(LAKE) || true # too few texts are no error of the run
	@echo "'source $(BIN)/activate' makes cablelake a command of this shell"

dashboard: .venv/run.stamp
	@$(BIN)/cablelake dashboard --lake $(LAKE)

screenshots: .venv/test.stamp
	@$(BIN)/python tests/browser/screenshots.py $(LAKE)/warehouse.duckdb screenshots

# The tests start processes by the hundred; each would compile cablelake anew if Python might not keep bytecode.
test test-slow campaign: export PYTHONDONTWRITEBYTECODE :=
test: .venv/test.stamp
	$(BIN)/python -m pytest -n 3 --dist loadfile -m "not campaign" $(TESTS)

# Most of their time is spent waiting.
test-slow: .venv/test.stamp
	$(BIN)/python -m pytest -n 4 --dist load -m campaign $(TESTS)

# The short one is among the slow tests.
KILLS ?= 1000
SEED ?=
campaign: export CABLELAKE_KILLS := $(KILLS)
campaign: export CABLELAKE_KILLS_SEED := $(SEED)
campaign: .venv/test.stamp
	$(BIN)/python -m pytest -p no:cacheprovider tests/crashes/test_kills.py

lint: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# For instance: make test-latest PYTHON=python3.13 TESTS=tests/transforms
test-lowest: RESOLUTION := lowest-direct
test-latest: RESOLUTION := highest
test-lowest test-latest:
	uv venv --quiet --clear --python $(PYTHON) build/$@
	uv pip install --quiet --python build/$@ --resolution $(RESOLUTION) --group dev --editable .
	build/$@/bin/python -m pytest $(TESTS)

# A lake needs the engine's own DuckLake; what a lake has published does not. The first run makes lakes with the pinned
# engine, the second reads what they have published with the newest one.
NEXT_TESTS ?= tests/dashboards tests/docs tests/schemas tests/transforms tests/warehouse
test-next: export CABLELAKE_TEST_LAKES := build/test-next-lakes
test-next: .venv/test.stamp
	rm -rf $(CABLELAKE_TEST_LAKES) && mkdir -p build
	$(BIN)/python -m pytest --setup-only --no-header --no-summary -qq tests/dashboards tests/docs >build/test-next.log
	uv venv --quiet --clear --python $(PYTHON) build/$@
	echo "duckdb>=2" >build/newest-duckdb.txt
	uv pip install --quiet --python build/$@ --override build/newest-duckdb.txt --group dev --editable .
	build/$@/bin/python -m pytest -k "not test_tutorial and not test_commands" $(NEXT_TESTS)

hooks: .venv/test.stamp
	$(BIN)/prek install

accuracy: .venv/test.stamp
	$(BIN)/python -m benchmarks.accuracy

SIZE ?= 25000
bench: .venv/test.stamp
	$(BIN)/python -m benchmarks.speed $(SIZE)

bench-quick: .venv/test.stamp
	$(BIN)/python -m benchmarks.quick

# Needs the package indexes of Python and, for the clients of JavaScript, node and npm.
clients: .venv/test.stamp
	$(BIN)/python -m benchmarks.clients

docs: .venv/test.stamp
	$(BIN)/python -m schemas.dictionary docs/data-dictionary.md
	$(BIN)/python -m warehouse.catalogue docs/views.md
	$(BIN)/cablelake ingest sample/cables --lake build/sample || [ $$? -eq 3 ] # some of its documents are damaged
	$(BIN)/python -m warehouse.examples build/sample/warehouse.duckdb docs/view-examples.md
	$(BIN)/python -m flows.reference docs

site: .venv/test.stamp
	$(BIN)/zensical build --strict --clean

release-check: .venv/test.stamp
	.ci/release-check

# For so many seconds or cases each. New inputs go to folders of their own; what is worth keeping is moved to the corpus by
# hand. FUZZ_SEED repeats a run: the seed is in its first lines.
SECONDS ?= 60
RUNS ?=
FUZZ ?= parser sources search
FUZZ_SEED ?= 0
fuzz: .venv/test.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "atheris>=3"
	mkdir -p $(FUZZ:%=build/fuzz/%)
	set -e; for each in $(FUZZ); do PYTHONPATH=. $(BIN)/python tests/fuzz/fuzz_$$each.py build/fuzz/$$each -max_len=6000 \
	  -artifact_prefix=build/fuzz/ -seed=$(FUZZ_SEED) $(if $(RUNS),-runs=$(RUNS),-max_total_time=$(SECONDS)); done

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "cablelake needs Python 3.11 or later, $(PYTHON) is older: make PYTHON=...")'
	$(PYTHON) -m venv .venv

# The stamps hold back a second installation as long as the requirements stay as they are. The files are complete, hence
# --no-deps: older pips take a pin for none where another package asks for it with an extra.
.venv/run.stamp: requirements/run.txt pyproject.toml | .venv/bin/python
	@echo "setting up .venv: some 140 packages, a minute or two"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/test.stamp: requirements/test.txt .venv/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/test.txt
	@touch $@

# Needs uv. No index address goes into the files.
COMPILE := uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
  --generate-hashes --no-header --no-annotate --no-emit-index-url

requirements:
	$(COMPILE) --group dev --output-file requirements/test.txt
	$(COMPILE) --group build --extra topics --constraint requirements/test.txt --output-file requirements/run.txt

clean:
	rm -rf .venv dist build
