# Everything here happens inside the checkout: environments in .venv*, the rest in build/.
# An editable install compiles nothing; where PYTHONDONTWRITEBYTECODE is set, nobody else would.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STATE := $(CURDIR)/build

export PIP_NO_CACHE_DIR := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export XDG_STATE_HOME := $(STATE)/state
export XDG_CACHE_HOME := $(STATE)/cache
export TMPDIR := $(STATE)/tmp
# pip asks rustc for its version, and rustup answers by making a folder in the home directory.
export RUSTUP_HOME := $(STATE)/rustup

.PHONY: demo test torture check bench clean

demo: $(VENV)/installed $(STATE)/tmp
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh demo.sh "$(STATE)/demo-index"

test: $(VENV)/installed-test $(STATE)/tmp check
	$(BIN)/python -m pytest

torture: $(VENV)/installed-test $(STATE)/tmp
	TORTURE=full $(BIN)/python -m pytest tests/torture $(TORTURE_ARGS)

check: $(VENV)/installed-test
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)-bench/installed $(STATE)/tmp
	$(VENV)-bench/bin/python -m compileall -q indexer search bench
	$(VENV)-bench/bin/python -m bench $(BENCH)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "onrecord needs Python 3.11 or newer; name one with: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --editable .
	$(BIN)/python -m compileall -q indexer search
	@touch $@

$(VENV)/installed-test: pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --editable '.[test]'
	$(BIN)/python -m compileall -q indexer search
	@touch $@ $(VENV)/installed

$(VENV)-bench/installed: pyproject.toml
	$(PYTHON) -m venv --system-site-packages $(VENV)-bench
	$(VENV)-bench/bin/pip install --quiet --editable '.[bench]'
	@touch $@

$(STATE)/tmp:
	@mkdir -p $@

clean:
	rm -rf $(VENV) $(VENV)-bench build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
