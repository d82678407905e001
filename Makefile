# Each target makes its own environment where none stands.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: demo test lint bench messages

demo: .venv/.stamp
	$(BIN)/python -m bot demo

test: .venv/.stamp
	$(BIN)/python -m pytest -n auto

lint: .venv/.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.stamp
	$(BIN)/python -m benchmarks

# Gathers every sentence of the code into the catalogues; what is new stands there untranslated and fails the tests.
messages: .venv/.stamp
	$(BIN)/pybabel -q extract -k N_ -k t --no-location --sort-output --omit-header -o locales/messages.pot bot handlers
	for words in locales/*/LC_MESSAGES/messages.po; do \
		sed '/^$$/q' $$words > $$words.new; \
		$(BIN)/pybabel -q update -i locales/messages.pot -l en -o $$words --no-fuzzy-matching --ignore-obsolete \
			--omit-header; \
		cat $$words >> $$words.new; mv $$words.new $$words; \
	done

.venv/.stamp: requirements-dev.lock
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	touch $@
