# `make help` lists what can be made. GNU make 3.81 or later; the recipes are POSIX sh.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup demo serve test lint bench constraints clean env prepare

# What may be given on the command line: `make serve PORT=8001`, `make test ARGS="-k gate"`.
BIND ?= 127.0.0.1
PORT ?= 8000
# One process: SQLite has one writer at a time, and threads wait for it at the least cost.
WORKERS ?= 1
THREADS ?= 4
# Processes that the tests are spread over; 0 runs them in one.
JOBS ?= 2
ARGS ?=
# The interpreter to make .venv with; without a name, the newest that fits.
PYTHON ?=

PY := .venv/bin/python
RUNTIME := .venv/.installed
DEV := .venv/.installed-dev
FITS := import sqlite3, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))

# A .venv whose Python has gone or does not fit counts as not installed.
ifneq ($(shell $(PY) -c '$(FITS)' 2>/dev/null && echo yes),yes)
.PHONY: $(RUNTIME) $(DEV)
endif

help: ## list these targets
	@echo "make TARGET, where TARGET is one of"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' Makefile

setup: $(DEV) env ## install everything for working on the code into .venv, and write .env

demo: prepare ## load the demo and serve it on http://127.0.0.1:8000
	@$(IN_SITE) $(PY) manage.py load_demo && echo && $(SERVE)

serve: prepare ## serve your own newsroom, without the demo
	@$(IN_SITE) $(PY) manage.py set_up && $(SERVE)

test: setup ## run the tests; ARGS="-k gate" goes to pytest, JOBS=0 uses one process
	@.venv/bin/pytest -n $(JOBS) $(ARGS)

lint: setup ## style, formatting and types
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy

bench: setup ## run every benchmark
	@failed=; for bench in tests/benchmarks/bench_*.py; do \
	  echo; echo "== $$bench"; $(PY) "$$bench" || failed="$$failed $$bench"; \
	done; [ -z "$$failed" ] || { echo "These benchmarks failed:$$failed"; exit 1; }

constraints: ## resolve constraints.txt anew (needs Python 3.11, the oldest that must run it)
	@PYTHON='$(PYTHON)'; $(CONSTRAIN)

clean: ## remove .venv, caches and build files; .env and the data stay
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The steps behind the targets ------------------------------------------------

# That the address is free comes first, since the rest takes a while. What the checks find
# missing is laid by migrate, which they would not let begin.
prepare: $(RUNTIME) env
	@$(PY) -c "$$FREE_ADDRESS" '$(BIND)' '$(PORT)' '$(MAKECMDGOALS)'
	@$(IN_SITE) $(PY) manage.py migrate --no-input --skip-checks --verbosity 0 \
	  && $(PY) manage.py collectstatic --no-input --verbosity 0 \
	  && { [ '$(WORKERS)' = 1 ] || $(PY) manage.py check --database default; }

env:
	@grep -q '^SECRET_KEY=.' .env 2>/dev/null || { umask 077; \
	  [ ! -s .env ] || echo >> .env; \
	  $(PY) -c 'import secrets; print("SECRET_KEY=" + secrets.token_urlsafe(50))' >> .env; \
	  chmod 600 .env; echo "Wrote a new SECRET_KEY into .env."; }

$(RUNTIME): pyproject.toml constraints.txt
	@PYTHON='$(PYTHON)'; $(MAKE_VENV)
	@EXTRA=; $(INSTALL)
	@touch $(RUNTIME)

$(DEV): pyproject.toml constraints.txt
	@PYTHON='$(PYTHON)'; $(MAKE_VENV)
	@EXTRA='[dev]'; $(INSTALL)
	@touch $(RUNTIME) $(DEV)

# Links are written with the address that is served, unless SITE_URL says otherwise.
IN_SITE = grep -q '^SITE_URL=' .env || export SITE_URL="$${SITE_URL:-http://$(BIND):$(PORT)}";

# The queue's worker lives as long as the server beside it, whose number is that of this shell, and
# is started again when it dies.
SERVE = { { while kill -0 $$$$ 2>/dev/null; do \
    $(PY) manage.py run_tasks --beside $$$$ --verbosity 0; sleep 1; done; } & \
  exec .venv/bin/granian --interface wsgi --host '$(BIND)' --port '$(PORT)' --no-ws \
    --workers $(WORKERS) --blocking-threads $(THREADS) --respawn-failed-workers \
    factcheck.wsgi:application; }

# Sets $python to an interpreter that fits, or to nothing. Run, not looked up: a name on PATH
# may be a shim for a version that is not there.
FIND_PYTHON = python=; for name in $${PYTHON:-python3.13 python3.12 python3.11 python3}; do \
  if "$$name" -c '$(FITS)' >/dev/null 2>&1; then python=$$name; break; fi; done

MAKE_VENV = if ! $(PY) -c '$(FITS)' 2>/dev/null; then \
  $(FIND_PYTHON); rm -rf .venv; \
  if command -v uv >/dev/null 2>&1; then \
    uv venv --quiet --python "$${python:-$${PYTHON:->=3.11,<3.14}}" .venv; \
  elif [ -z "$$python" ]; then \
    echo "Factcheck needs Python 3.11, 3.12 or 3.13, and $${PYTHON:-python3} is none of them:" \
      "install one, or name it with make PYTHON=/path/to/python3." >&2; exit 1; \
  elif "$$python" -c 'import ensurepip' >/dev/null 2>&1; then "$$python" -m venv .venv; \
  else "$$python" -m venv --without-pip .venv; fi; fi

# pip is looked for inside .venv first, then on the machine, which then installs into .venv.
INSTALL = say() { echo "Installing into .venv. The first time this takes about a minute."; }; \
  if command -v uv >/dev/null 2>&1; then \
    say; exec uv pip install --quiet --python $(PY) -c constraints.txt -e ".$$EXTRA"; fi; \
  $(PY) -m pip --version >/dev/null 2>&1 || $(PY) -m ensurepip >/dev/null 2>&1 || true; \
  for pip in "$(PY) -m pip" "python3 -m pip --python $(PY)" "pip --python $(PY)" \
      "pip3 --python $(PY)"; do \
    if $$pip --version >/dev/null 2>&1; then \
      say; exec $$pip install --quiet --disable-pip-version-check -c constraints.txt -e ".$$EXTRA"; \
    fi; done; \
  echo "Neither uv nor pip is on this machine, and Python came without ensurepip: install one" \
    "of them (on Debian and Ubuntu: apt-get install python3-venv), then run make again." >&2; \
  exit 1

CONSTRAIN = set -e; python=$${PYTHON:-python3.11}; \
  "$$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null || { \
    echo "constraints.txt is resolved on Python 3.11, and $$python is not that:" \
      "name it with make constraints PYTHON=/path/to/python3.11." >&2; exit 1; }; \
  fresh=$$(mktemp -d); trap 'rm -rf "$$fresh"' EXIT; \
  "$$python" -m venv "$$fresh"; \
  "$$fresh/bin/python" -m pip install --quiet --disable-pip-version-check -e '.[dev]'; \
  { echo '\# The exact versions that make, CI and the Dockerfile install. `make constraints` writes'; \
    echo '\# this file: the newest that pyproject.toml allows and Python 3.11 runs.'; \
    "$$fresh/bin/python" -m pip freeze --exclude-editable | grep '=='; } > constraints.txt; \
  echo "Wrote constraints.txt. Run make test, then look at git diff."

define FREE_ADDRESS
import socket, sys
host, port, goal = sys.argv[1:]
if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
    sys.exit(f"PORT is {port!r}: give a number from 1 to 65535, as in make {goal} PORT=8001.")
try:
    socket.create_server((host, int(port))).close()
except OSError as error:
    sys.exit(
        f"Cannot serve on {host}, port {port} ({str(error.strerror).partition(' (')[0]}). "
        f"Stop the program that holds it, or choose another: make {goal} PORT=8001"
    )
endef
export FREE_ADDRESS
