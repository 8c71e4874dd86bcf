PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Development data that is not part of the project; benchmarks take its folder.
GOLD ?= ../shared/gold

.PHONY: demo test golden mutants lint format bench bench-align bench-detect model-sums clean

demo: $(VENV)/.installed
	@mkdir -p build
	$(BIN)/mtalign translate corpus/kharkiv.fr.txt --ref corpus/kharkiv.en.txt -o build/kharkiv.html

test: $(VENV)/.tested
	$(BIN)/python -m pytest -n 2 --dist worksteal

# After something that is found was changed on purpose: read the difference.
golden: $(VENV)/.tested
	$(BIN)/python -m tests.golden
	git diff --stat tests/golden

# Small changes to the detectors, and how many of them a test notices: an hour on two cores.
mutants: $(VENV)/.tested
	$(BIN)/mutmut run
	$(BIN)/mutmut export-cicd-stats
	@cat mutants/mutmut-cicd-stats.json

lint: $(VENV)/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.tested
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.tested
	$(BIN)/python benchmarks/translate.py

bench-align: $(VENV)/.installed
	$(BIN)/python benchmarks/align.py $(GOLD)/align

bench-detect: $(VENV)/.installed
	$(BIN)/python benchmarks/detect.py table $(GOLD) $(wildcard $(GOLD)/../seed/annotations.jsonl)

# After the bundled weights were replaced.
model-sums:
	cd models/tiny-fr-en && sha256sum config.json generation_config.json model.safetensors source.spm target.spm \
	  tokenizer_config.json vocab.json > SHA256SUMS

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "mtalign needs Python 3.11 or newer: make PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.tested: $(BIN)/python pyproject.toml tests/constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]' -c tests/constraints.txt
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) build dist mutants .pytest_cache .mypy_cache .ruff_cache .hypothesis
