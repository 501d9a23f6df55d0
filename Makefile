# make run    set up what is missing, then open the studio (without a display: the demo, headless)
# make test   set up what is missing, then everything that CI checks
# make setup  only the set-up
# make lint | bench | clean

VENV   := .venv
BIN    := $(VENV)/bin
# The first Python that is new enough; `make PYTHON=…` chooses another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
STAMP  := $(VENV)/.timbre-installed
# Quick tests that run side by side: each takes about 1 GB.
JOBS   ?= 2
BENCH_STAMP := $(VENV)/.timbre-bench-installed
DISPLAYED := $(or $(DISPLAY),$(WAYLAND_DISPLAY),$(filter Darwin,$(shell uname)))

.PHONY: run test test-all setup system test-system lint format bench clean
.DEFAULT_GOAL := run

run: setup
ifneq ($(strip $(DISPLAYED)),)
	@$(BIN)/python -m studio
else
	@echo "No display: the studio's job, headless, on the sample voice."
	@$(BIN)/timbre demo
endif

test: test-system lint
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile -m "not slow"
	$(BIN)/python -m pytest -m "slow and not longest"

test-all: test
	$(BIN)/python -m pytest -m longest

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/pyright

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

setup: system $(STAMP)

system:
	@test -n "$(PYTHON)" || { echo "Timbre needs Python 3.11 or newer: sudo apt-get install python3"; exit 1; }
	@packaging/system-packages.sh $(PYTHON) packaging/system-packages.txt

test-system:
	@packaging/system-packages.sh $(PYTHON) packaging/system-packages.txt packaging/test-packages.txt

$(STAMP): pyproject.toml | system
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing Timbre and what it needs into $(VENV): a few minutes the first time."
	@$(BIN)/python -m pip install --disable-pip-version-check -e '.[test]'
	@touch $@

$(BENCH_STAMP): $(STAMP)
	@$(BIN)/python -m pip install --disable-pip-version-check -e '.[bench,recipes]'
	@touch $@

# The figures of the model cards; each module's docstring says what it needs and how long it takes.
bench: setup $(BENCH_STAMP)
	$(BIN)/python -m tests.benchmarks.stock_voices
	$(BIN)/python -m tests.benchmarks.speed

clean:
	rm -rf $(VENV) build dist out .pytest_cache .ruff_cache .import_linter_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
