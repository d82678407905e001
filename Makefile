# Each target makes its own environment where none stands. After `rm -r .venv` the next one makes it anew.
PYTHON ?= python3
PORT ?= 8090
WORLD ?= muong-cha
BIN = .venv/bin

.PHONY: demo test test-postgres lint bench messages migration locks

demo: .venv/.stamp
	$(BIN)/python -m bot demo --port $(PORT) --world $(WORLD)

test: .venv/.stamp
	$(BIN)/python -m pytest -n auto

# On the server of TEST_DATABASE_URL, else on one of its own that ends with the tests. TESTS="…" runs only those.
test-postgres: .venv/.stamp
	$(BIN)/python -m tests.postgres -n auto $(TESTS)

lint: .venv/.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy -n 2
	$(BIN)/lint-imports

# PARTS="yes due" runs only those. What a step stands beside is a bot of aiogram, in an environment of its own.
bench: .venv/.stamp
	@[ -z "$(if $(PARTS),$(filter step,$(PARTS)),all)" ] || $(MAKE) --no-print-directory .venv-bench/.stamp || \
		echo "What people do stands beside a bot of bare aiohttp alone: .venv-bench could not be made." >&2
	$(BIN)/python -m benchmarks $(PARTS)

# Gathers every sentence of the code into the catalogues; what is new stands there untranslated and fails the tests.
messages: .venv/.stamp
	$(BIN)/pybabel -q extract -k N_ -k t --no-location --sort-output --omit-header -o locales/messages.pot bot handlers
	for words in locales/*/LC_MESSAGES/messages.po; do \
		sed '/^$$/q' $$words > $$words.new; \
		$(BIN)/pybabel -q update -i locales/messages.pot -l en -o $$words --no-fuzzy-matching --ignore-obsolete \
			--omit-header; \
		cat $$words >> $$words.new; mv $$words.new $$words; \
	done

# Writes what the models have and the tables have not yet into a new file of migrations/versions: read it, and mend it.
migration: .venv/.stamp
	@$(BIN)/python -m migrations.new "$(SAYS)"
	@$(BIN)/ruff check --quiet --fix migrations
	@$(BIN)/ruff format --quiet migrations

# Writes the locks anew from pyproject.toml, and the bench's from benchmarks/requirements.in. What they pin stays where
# it still fits; UPGRADE=1 takes the newest. Without notes and addresses a lock changes only where a version does, and
# installs from whichever index a machine uses.
locks:
	@$(call must_run,$(NEW_ENOUGH),$(TOO_OLD))
	set -e; room=$$(mktemp -d); trap 'rm -rf "$$room"' EXIT; \
	"$(PYTHON)" -m venv "$$room"; "$$room/bin/pip" install --quiet --disable-pip-version-check uv; \
	compile="$$room/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-annotate $(if $(UPGRADE),--upgrade)"; \
	$$compile pyproject.toml -o requirements.lock; \
	$$compile pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock; \
	grep -oE '^(aiohttp|aiosqlite|pillow|sqlalchemy)==[^ ;]+' requirements.lock > "$$room/same"; \
	$$compile benchmarks/requirements.in -c "$$room/same" -o benchmarks/requirements.lock

# What a fresh machine may lack is said in a sentence before anything is made.
must_run = "$(PYTHON)" -c '$(1)' 2>/dev/null || { echo "$(2)" >&2; exit 1; }
NEW_ENOUGH = import sys; sys.exit(sys.version_info < (3, 11))
TOO_OLD = This needs Python 3.11 or newer, which '$(PYTHON)' is not. Install one and name it: make $(MAKECMDGOALS) PYTHON=python3.12
HAS_VENV = import ensurepip, venv
NO_VENV = '$(PYTHON)' cannot make environments. Install its venv module; on Debian and Ubuntu: apt install python3-venv
OLD_VENV = The environment in .venv is of an older Python. Remove it and say the same again: rm -r .venv

# The lock is complete: no resolver runs that a later publication could confuse, and `pip check` finds what is missing.
.venv/.stamp: requirements-dev.lock
	@$(call must_run,$(NEW_ENOUGH),$(TOO_OLD))
	@$(call must_run,$(HAS_VENV),$(NO_VENV))
	@[ ! -e $(BIN)/python ] || $(BIN)/python -c '$(NEW_ENOUGH)' 2>/dev/null || { echo "$(OLD_VENV)" >&2; exit 1; }
	@echo "Installing what requirements-dev.lock names into .venv: once, for some minutes."
	@"$(PYTHON)" -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock || \
		{ echo "Not everything could be installed; pip says why above. Mend that and say the same again." >&2; exit 1; }
	@$(BIN)/pip check
	@touch $@

.venv-bench/.stamp: benchmarks/requirements.lock
	@echo "Installing what benchmarks/requirements.lock names into .venv-bench: once."
	@"$(PYTHON)" -m venv .venv-bench
	@.venv-bench/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $<
	@.venv-bench/bin/pip check
	@touch $@
