# Xiao An. `make run` sets up what is missing and starts everything; `make test` sets up and runs every check and test.

BIN := .venv/bin
ARGS ?=
# The tests of a file run in one process, in order; each process has its own servers.
TEST_PROCESSES ?= 2

# What is imported is compiled once, and not at every start of a program.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup setup-test run test check fuzz lock demo echo-cancel train-recognizer clean

help:
	@echo "make run [ARGS=…]   set up what is missing, then xiaoan up (Ctrl-C stops it)"
	@echo "make setup          set up only; the command is then $(BIN)/xiaoan"
	@echo "make test           set up for tests, then make check and every test"
	@echo "make check          ruff, mypy, import-linter"
	@echo "make fuzz           ten minutes of hostile bytes for the watches' reader (x86-64 Linux)"
	@echo "make demo           the five stories through the real parts"
	@echo "make echo-cancel    take the loudspeaker out of the microphone (PulseAudio or PipeWire)"
	@echo "make train-recognizer   make the built-in speech model anew (under an hour on two cores)"
	@echo "make lock           pin the requirements anew"
	@echo "make clean          remove what set-up and checks made (the data folder stays)"

setup:
	@./scripts/setup.sh run

setup-test:
	@./scripts/setup.sh test

run: setup
	@exec $(BIN)/xiaoan up $(ARGS)

check: setup-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy scripts/setup
	$(BIN)/lint-imports

test: check
	$(BIN)/python -m pytest --numprocesses $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder $(ARGS)

fuzz: setup-test
	@$(BIN)/python scripts/fuzz_watch.py -max_total_time=600 -artifact_prefix=.fuzz/ $(ARGS) .fuzz

demo: setup
	@exec $(BIN)/xiaoan demo $(ARGS)

echo-cancel:
	@./deploy/echo-cancel.sh

train-recognizer:
	@./scripts/setup.sh train
	@exec training/.venv/bin/python -m training $(ARGS)

lock:
	@./scripts/setup.sh lock

clean:
	rm -rf .venv training/.venv training/.work intents/.venv intents/.rasa intents/models .tools .setup.lock build dist *.egg-info
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .fuzz
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
