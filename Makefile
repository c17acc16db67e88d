# What a person does with this project. Everything written at run time lies in DATA_DIR (var/).
# PORT, DATA_DIR, PYTHON, TIME_ZONE: make demo PORT=8001

PYTHON ?= python3
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
CHROMIUM ?= chromium
WHERE := $(if $(DATA_DIR),DATA_DIR=$(DATA_DIR) )

.DEFAULT_GOAL := help
.PHONY: help demo setup serve dev test check e2e bench messages clean python

help: ## This list
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

python:
	@command -v "$(PYTHON)" >/dev/null || { echo "No $(PYTHON) here: apt-get install python3 python3-venv, or set PYTHON."; exit 1; }

demo: python ## The demo centre, filled and served (Ctrl-C ends it)
	@$(PYTHON) tools/prepare.py base --port
	@exec $(MANAGE) runstack --demo

setup: python ## An empty centre, migrated
	@$(PYTHON) tools/prepare.py base
	@$(MANAGE) migrate --verbosity 0
	@echo "An empty centre is ready. Go on with the first account, then serve it:"
	@echo "  $(WHERE)$(MANAGE) create_admin"
	@echo "  $(WHERE)make serve"

serve: python ## Serve the centre made by setup
	@$(PYTHON) tools/prepare.py base --port
	@exec $(MANAGE) runstack

dev: python ## Add the requirements of development and browser tests
	@$(PYTHON) tools/prepare.py dev

test: dev ## Tests, in parallel, on embedded engines
	$(BIN)/python -m pytest -n auto --dist loadfile

check: dev ## Everything that can be said without running the product
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djade --check --target-version 5.2 $$(find templates -name '*.html')
	DJANGO_SETTINGS_MODULE=crm.settings.test $(MANAGE) makemigrations --check --dry-run
	DJANGO_SETTINGS_MODULE=crm.settings.test $(MANAGE) docs --check
	DJANGO_SETTINGS_MODULE=crm.settings.test $(MANAGE) spectacular --validate --fail-on-warn --file /dev/null
	$(BIN)/python tools/translations.py
	env $$($(BIN)/python -m crm.settings.make_keys) DATABASE_URL=postgresql://crm@localhost/crm \
	  CELERY_BROKER_URL=redis://localhost EMAIL_URL=smtp://localhost ALLOWED_HOSTS=crm.example \
	  DJANGO_SETTINGS_MODULE=crm.settings.prod $(MANAGE) check --deploy --fail-level WARNING

e2e: dev ## Browser tests, in Debian's Chromium
	@command -v "$(CHROMIUM)" >/dev/null || { echo "No $(CHROMIUM) here: apt-get install chromium, or set CHROMIUM."; exit 1; }
	DJANGO_ALLOW_ASYNC_UNSAFE=1 CHROMIUM="$$(command -v $(CHROMIUM))" $(BIN)/python -m pytest -m e2e

bench: dev ## What docs/performance.md promises, measured here
	$(BIN)/python -m benchmarks

messages: dev ## Bring the Korean catalogue up to the source (needs gettext)
	$(BIN)/python -m django makemessages -l ko -i .venv -i var -i .test-data --no-obsolete --no-wrap
	$(BIN)/python -m django compilemessages -l ko -i .venv

clean: ## Remove what can be made again; never DATA_DIR
	rm -rf .venv .test-data .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
