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

.PHONY: demo test quick torture cluster cluster-demo cluster-test older-test check bench lock clean

demo: $(VENV)/installed $(STATE)/tmp
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh demo.sh "$(STATE)/demo-index"

PROCESSES ?= 2
PYTEST = $(BIN)/python -m pytest -p tests.processes --processes $(PROCESSES)

test: $(VENV)/installed-test $(STATE)/tmp check
	$(PYTEST)

quick: $(VENV)/installed-test $(STATE)/tmp
	$(PYTEST) -m "not slow"

torture: $(VENV)/installed-test $(STATE)/tmp
	TORTURE=full $(PYTEST) tests/torture $(TORTURE_ARGS)

# Nodes to try out, until Ctrl-C: make cluster CLUSTER_ARGS="--nodes 1".
cluster: $(VENV)/bin/python $(STATE)/tmp
	@$(BIN)/python -m tools.cluster $(CLUSTER_ARGS)

# A first look at a cluster: the one of `make cluster`, or one that is started for it.
cluster-demo: $(VENV)/installed-test $(STATE)/tmp
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m tools.cluster --demo $(CLUSTER_ARGS)

# The tests that need nodes, on both releases of OpenSearch; and what CI asks of the older one.
cluster-test: $(VENV)/installed-test $(STATE)/tmp
	CLUSTER=needed $(BIN)/python -m pytest tests/cluster
	$(MAKE) older-test OLDER=tests/cluster

OLDER = tests/cluster/test_queries.py tests/cluster/test_reading.py
older-test: $(VENV)/installed-test $(STATE)/tmp
	CLUSTER=needed OPENSEARCH=2.19 $(BIN)/python -m pytest $(OLDER)

check: $(VENV)/installed-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)-bench/installed $(STATE)/tmp
	$(VENV)-bench/bin/python -m compileall -q indexer search bench
	$(VENV)-bench/bin/python -m bench $(BENCH)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "onrecord needs Python 3.11 or newer; name one with: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# What is installed is named with its hash in requirements/; the project itself comes from here.
INSTALL = pip install --quiet --require-hashes --requirement
ITSELF = pip install --quiet --no-deps --no-build-isolation --editable .

$(VENV)/installed: pyproject.toml requirements/run.txt | $(VENV)/bin/python
	$(BIN)/$(INSTALL) requirements/run.txt
	$(BIN)/$(ITSELF)
	$(BIN)/python -m compileall -q indexer search onrecord
	@touch $@

$(VENV)/installed-test: pyproject.toml requirements/test.txt | $(VENV)/bin/python
	$(BIN)/$(INSTALL) requirements/test.txt
	$(BIN)/$(ITSELF)
	$(BIN)/python -m compileall -q indexer search onrecord
	@touch $@ $(VENV)/installed

$(VENV)-bench/installed: pyproject.toml requirements/bench.txt
	$(PYTHON) -m venv --system-site-packages $(VENV)-bench
	$(VENV)-bench/bin/$(INSTALL) requirements/bench.txt
	$(VENV)-bench/bin/$(ITSELF)
	@touch $@

# Newer versions within the bounds of pyproject.toml.
LOCK = $(VENV)-lock/bin/uv pip compile pyproject.toml requirements/build.in --universal --python-version 3.11 \
  --generate-hashes --no-header --no-annotate --no-emit-index-url --upgrade --quiet
lock:
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/pip install --quiet 'uv>=0.5,<1'
	$(LOCK) --output-file requirements/run.txt
	$(LOCK) --extra test --output-file requirements/test.txt
	$(LOCK) --extra bench --output-file requirements/bench.txt

$(STATE)/tmp:
	@mkdir -p $@

clean:
	rm -rf $(VENV) $(VENV)-bench $(VENV)-lock build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis \
	  tests/browser/node_modules
