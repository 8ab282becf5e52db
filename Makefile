# The commands of the project: `make` alone lists them. Package tools take their settings from the environment.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; break; }; done)
UV := uv==0.13.9
BIN := .venv/bin
INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --requirement
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make requirements"

DJADE := find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --target-version 5.2

.DEFAULT_GOAL := help
.PHONY: help run test lint format messages compile requirements bench bench-search clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

run: .venv/.run ## prepare everything and serve on http://127.0.0.1:$PORT (8000 if not given)
	@exec $(BIN)/python manage.py start

test: .venv/.dev ## run every test that this machine can run, with real services
	@$(BIN)/python -m tests.run

lint: .venv/.dev compile ## check style, templates, types and migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(DJADE) --check
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/mypy .
	DJANGO_SETTINGS_MODULE=config.settings.test $(BIN)/python manage.py makemigrations --check --dry-run

format: .venv/.dev ## put code and templates into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(DJADE) || true  # it answers 1 when it has changed a file

messages: .venv/.run ## gather the texts to translate (needs gettext)
	$(BIN)/python manage.py makemessages --all --no-obsolete --add-location file --ignore '.venv/*' --ignore 'var/*' --ignore 'tests/*'
	@sed -i.old '/^"POT-Creation-Date/d' locale/*/LC_MESSAGES/django.po && rm locale/*/LC_MESSAGES/*.old

compile: .venv/.run ## compile the catalogues of translations (without gettext)
	$(BIN)/python manage.py compile_catalogues

requirements: .venv/.uv ## write the pinned requirements from pyproject.toml (UPGRADE=--upgrade for newer versions)
	$(COMPILE) $(UPGRADE) --output-file requirements.txt
	$(COMPILE) $(UPGRADE) --group dev --constraint requirements.txt --output-file requirements-dev.txt

bench: .venv/.dev ## measure the starts, fresh and again
	@$(BIN)/python -m tests.bench

bench-search: .venv/.dev ## measure the search: indexing, pages, relevance (an hour; sizes: tests/benchmarks)
	@$(BIN)/python -m tests.benchmarks

clean: ## remove the environment and the caches (never var/, which holds what people wrote)
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.uv:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: none was found (make PYTHON=/its/path names one)."; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "No environment could be made with $(PYTHON): on Debian, install python3-venv."; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check '$(UV)'
	@touch $@

.venv/.run: .venv/.uv requirements.txt
	@echo "Installing the requirements…"
	@$(INSTALL) requirements.txt
	@touch $@

.venv/.dev: .venv/.uv requirements-dev.txt
	@echo "Installing the requirements of development…"
	@$(INSTALL) requirements-dev.txt
	@touch .venv/.run $@
