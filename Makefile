# Needs git, make and Python 3.11 or newer; uv makes it quicker. `make paper` is the way in.
# PYTHON=/path/to/python chooses the interpreter. One .venv serves all: the development lock
# holds everything of the runtime lock at the same versions.

BIN   := .venv/bin
PAPER := .venv/.stamp-paper
DEV   := .venv/.stamp-dev
TESTS ?= tests
JOBS  ?= 2
SEEDS ?= 300
MINUTES ?= 60
UV    ?= uv

# The index of whoever runs `make lock` stays out of the locks.
COMPILE := env -u PIP_FIND_LINKS -u PIP_INDEX_URL -u PIP_EXTRA_INDEX_URL \
	-u UV_FIND_LINKS -u UV_INDEX_URL -u UV_EXTRA_INDEX_URL \
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

# A moved checkout rebuilds its .venv: stamps count only for the folder they were made in.
ifneq ($(shell cat .venv/.made-for 2>/dev/null),$(CURDIR))
.PHONY: $(PAPER) $(DEV)
endif

.PHONY: help paper test check lint unit docs snapshots screenshots bench storage lock clean

help:
	@echo 'make paper        start the console on the simulated market'
	@echo 'make test         every check: style, types, layers, dependencies, tests'
	@echo 'make check        the quick half of it, stops at the first failure'
	@echo 'make sim          the engine beside a venue that fails, SEEDS=300 of them'
	@echo 'make soak         the same for MINUTES=60'
	@echo 'make teeth        plant bugs and see that the simulator finds every one'
	@echo 'make docs         write docs/keys.md, the keys of the README and docs/commands.md from their tables'
	@echo 'make snapshots    write what tests/console compares the screens with'
	@echo 'make screenshots  draw screenshots/ from the real application'
	@echo 'make bench        run the benchmarks'
	@echo 'make storage      kill engines, cut the power and break the disk as often as is promised'
	@echo 'make lock         compile both lock files (needs uv)'
	@echo 'make clean        remove .venv and caches'

paper: $(PAPER)
	@$(BIN)/footbe-tui --paper

test: lint
	$(BIN)/deptry .
	$(BIN)/pytest -n $(JOBS) --dist loadfile $(TESTS)

check: lint
	$(BIN)/pytest -q -x -n $(JOBS) --dist loadfile tests/tidy tests/unit

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

sim: $(DEV)
	$(BIN)/python -m engine.lab.simulator --seeds $(SEEDS) --jobs $(JOBS)

soak: $(DEV)
	$(BIN)/python -m engine.lab.simulator --minutes $(MINUTES) --from $$(date +%s)000 --jobs $(JOBS)

teeth: $(DEV)
	$(BIN)/python -m engine.lab.simulator.teeth

docs: $(DEV)
	$(BIN)/python -m scripts.keys
	$(BIN)/python -m scripts.commands

snapshots: $(DEV)
	FOOTBE_SNAPSHOTS=write $(BIN)/python -m pytest -q tests/console/test_snapshots.py

screenshots: $(DEV)
	$(BIN)/python scripts/screenshots.py

bench: $(DEV)
	$(BIN)/python -m benchmarks

storage: $(DEV)
	KILLS=200 POWER_CUTS=4000 DISK_FAULTS=all $(BIN)/pytest -q -s tests/simulation/test_killed_process.py \
		tests/simulation/test_power_cut.py tests/simulation/test_failing_disk.py

lock:
	$(COMPILE) pyproject.toml --group build -o requirements.lock
	$(COMPILE) pyproject.toml --group build --group dev -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PAPER): requirements.lock pyproject.toml
	@sh scripts/venv.sh requirements.lock
	@touch $@

$(DEV): requirements-dev.lock pyproject.toml
	@sh scripts/venv.sh requirements-dev.lock
	@touch $@ $(PAPER)
