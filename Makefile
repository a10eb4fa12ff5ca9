# Lodestone. `make` alone says what there is.
VENV ?= .venv
PY := $(VENV)/bin/python
DENO := DENO_NO_UPDATE_CHECK=1 NO_COLOR=1 $(VENV)/bin/deno
BROWSER_CODE := static/js tests/js $(wildcard static/*.js)
# The worker runs in another kind of page and is filled in by the server: it is linted, but its types are not checked.

# An environment is complete for one content of its requirements: a stamp with their checksum says so.
sum = $(firstword $(shell cat $(1) | cksum))
RUN_STAMP := $(VENV)/.run-$(call sum,requirements/run.txt)
TEST_STAMP := $(VENV)/.test-$(call sum,requirements/run.txt requirements/test.txt)
COMMAND := $(VENV)/bin/lodestone
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes

# On both cores, each file in one process: what its tests share is made once. In the order of tests/conftest.py.
ON_TWO := -n 2 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help run links test prove days check format-check browser-check supply-check audit sbom scan fmt docs bench pictures migration lock

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "make %-10s %s\n", $$1, $$2}'

run: $(RUN_STAMP) $(COMMAND) ## the web pages and the jobs, on a demo clinic unless LODESTONE_* settings say otherwise
	@$(PY) -m server.cli run

links: $(RUN_STAMP) ## fresh sign-in links to the demo clinic that is running
	@$(PY) -m server.cli links

test: $(TEST_STAMP) format-check browser-check supply-check ## all checks and tests, on SQLite, PostgreSQL and in Chromium
	@CHROMIUM="$$(sh .ci/chromium $(VENV)/bin)" || exit 1; export CHROMIUM; \
	$(PY) -m pytest $(ON_TWO) -m "not long"

prove: $(TEST_STAMP) ## the long proofs: half-sent requests, faults and the like
	@sh .ci/engines || exit 1; CHROMIUM="$$(sh .ci/chromium $(VENV)/bin)" || exit 1; export CHROMIUM; \
	$(PY) -m pytest $(ON_TWO) -m long

days: $(TEST_STAMP) ## what asks the machine's own clock, on other days; needs a C compiler, takes an hour
	@sh .ci/engines || exit 1; CHROMIUM="$$(sh .ci/chromium $(VENV)/bin)" || exit 1; export CHROMIUM; \
	$(PY) -m tests.other_days.ask

check: $(TEST_STAMP) format-check browser-check supply-check ## what is quick: format, types, known weaknesses, architecture, rules
	@$(PY) -m pytest -q $(ON_TWO) tests/architecture tests/rules

format-check: $(TEST_STAMP)
	@$(PY) -m ruff check --quiet .
	@$(PY) -m ruff format --quiet --check .
	@$(PY) -m mypy --no-error-summary

browser-check: $(TEST_STAMP)
	@$(DENO) check --quiet static/js tests/js
	@$(DENO) lint --quiet $(BROWSER_CODE)
	@$(DENO) fmt --quiet --check $(BROWSER_CODE)
	@$(DENO) test --quiet --allow-read tests/js

supply-check: $(TEST_STAMP)
	@$(VENV)/bin/bandit --quiet --recursive --severity-level medium server migrations wsgi.py
	@sh .ci/advisories $(VENV)/bin

audit: $(TEST_STAMP) ## ask the advisory database about every library but the scanner's; fails where it does not answer
	@sh .ci/advisories $(VENV)/bin --must-answer

sbom: $(TEST_STAMP) ## what a running clinic is made of: var/sbom.cdx.json (CycloneDX)
	@mkdir -p var
	@$(PY) -W ignore -m cyclonedx_py requirements requirements/run.txt --pyproject pyproject.toml --output-reproducible \
	--output-format JSON --output-file var/sbom.cdx.json
	@echo "var/sbom.cdx.json"

scan: $(TEST_STAMP) var/scan/bin/wapiti ## wapiti against a running demo clinic, as each kind of person; takes half an hour
	@$(PY) -m tests.scanning.scan var/scan/bin/wapiti

var/scan/bin/wapiti: requirements/scan.txt
	@echo "Installing the scanner ..."
	@python3 -m venv var/scan
	@var/scan/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/scan.txt
	@touch $@

fmt: $(TEST_STAMP) ## bring all code into one format
	@$(PY) -m ruff check --quiet --fix . || true
	@$(PY) -m ruff format --quiet .
	@$(DENO) fmt --quiet $(BROWSER_CODE)

docs: $(RUN_STAMP) ## write the pages of docs/ that are made from the code
	@$(PY) -m docs.generate

bench: $(TEST_STAMP) ## measure; the table goes to bench/results
	@$(PY) -m bench

pictures: $(TEST_STAMP) ## take the README's pictures again, and all pages of patients into var/pictures/
	@CHROMIUM="$$(sh .ci/chromium $(VENV)/bin)" || exit 1; export CHROMIUM; \
	$(PY) -m tests.pictures.draw && $(PY) -m tests.pictures.walk

migration: $(RUN_STAMP) ## draft the next migration: make migration what="add holds"
	@$(PY) -m migrations.new $(what)

lock: ## pin requirements/*.in again, with hashes and without the address of an index
	@python3 -m venv var/lock && var/lock/bin/pip install --quiet --disable-pip-version-check uv
	@cd requirements && for set in run test scan; do \
	../var/lock/bin/uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-emit-index-url \
	$$set.in -o $$set.txt || exit 1; done

$(PY):
	@sh .ci/environment $(VENV)

$(COMMAND): .ci/command | $(PY)
	@sh .ci/command $(PY) $@

$(RUN_STAMP): | $(PY)
	@echo "Installing what Lodestone needs ..."
	@$(PIP) -r requirements/run.txt
	@touch $@

$(TEST_STAMP): | $(PY)
	@echo "Installing what Lodestone and its tests need ..."
	@$(PIP) -r requirements/test.txt
	@touch $@ $(RUN_STAMP)
