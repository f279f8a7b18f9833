# Python 3.11 to 3.14 and make are all this needs. `make` alone lists the targets.

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input
INSTALL := $(PIP) install --require-hashes --only-binary :all: --requirement
PYTHONS := python3.11 python3 python3.12 python3.13 python3.14
# Half of what a test takes is waiting for servers. A process that ends takes its tests with it, so the run ends too.
PROCESSES := -n 4 --dist loadfile --no-loadscope-reorder --max-worker-restart 0
SAMPLE_ENV := JWT_SECRET=checked ENCRYPTION_KEY=checked POSTGRES_PASSWORD=checked POSTGRES_APP_PASSWORD=checked VALKEY_PASSWORD=checked

# The tests start hundreds of processes, which load compiled modules in less time.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo up test walk chaos fuzz mutants docs lint check format vendor messages screenshots lock sbom audit bench clean

help:
	@echo "make demo     a call from webhook to callback, with no account, no key and no Docker"
	@echo "make up       run everything here: http://127.0.0.1:3001 (PORT=3002 for another port, ARGS='--workers 2')"
	@echo "make test     run the tests"
	@echo "make chaos    kill everything around two thousand calls and count what is lost (minutes; ARGS='--seed 7')"
	@echo "make fuzz     send the API all that its description allows and forbids (ten minutes; ARGS='--minutes 1')"
	@echo "make mutants  break the product in forty ways, one after the other, and see that a test notices each"
	@echo "make docs     write .env.example and the generated parts of docs/reference and client, and build the site in site/; a broken link fails"
	@echo "make lint     format, lint, types, import contracts, container files"
	@echo "make walk     the long tests: all commands of the operators' pages, a generated client, kills in pairs, linear time, fuzzing"
	@echo "make check    everything that must pass before a merge: make lint, and the tests of make test and make walk in one run"
	@echo "make format   format and fix what can be fixed by itself"
	@echo "make bench    measure speed, memory and what is heard wrong; prints the results"
	@echo "make vendor   fetch the scripts of other projects that the pages use, as requirements/vendored.json names them (needs npm)"
	@echo "make messages collect the texts of the pages into the catalogues of their languages, and compile these"
	@echo "make screenshots take the pictures of the pages in docs/images, of the demo's calls (needs Chromium)"
	@echo "make lock     resolve requirements/*.txt again (UPGRADE=--upgrade takes newer versions)"
	@echo "make sbom     write what is installed to sbom/*.cdx.json (CycloneDX)"
	@echo "make audit    look for known vulnerabilities of what is installed; exits with 3 if the database cannot be reached"
	@echo "make clean    remove the virtual environment; data is left alone"

demo: $(VENV)/.local
	@$(PY) -m cli demo $(if $(PORT),--port $(PORT)) $(ARGS)

up: $(VENV)/.local
	@$(PY) -m cli up $(if $(PORT),--port $(PORT)) $(ARGS)

test: $(VENV)/.dev
	$(PY) -m pytest $(PROCESSES) -m "not walk" $(ARGS)

walk: $(VENV)/.dev
	$(PY) -m pytest $(PROCESSES) --dist worksteal -m walk $(ARGS)

chaos: $(VENV)/.dev
	$(PY) -m tests.chaos.storm $(ARGS)

fuzz: $(VENV)/.dev
	$(PY) -m tests.fuzz.run $(ARGS)

mutants: $(VENV)/.dev
	$(PY) -m tests.chaos.mutants $(ARGS)

docs: $(VENV)/.dev
	$(PY) -m tests.documents.reference
	$(PY) -m zensical build --clean --strict

lint: $(VENV)/.dev
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports --no-cache
	$(SAMPLE_ENV) $(VENV)/bin/docker-compose --env-file /dev/null --file compose.yaml config --quiet
	$(VENV)/bin/hadolint Dockerfile.api Dockerfile.worker

# In one run, which collects the tests and starts the servers once.
check: lint
	$(MAKE) test ARGS='-m ""'

format: $(VENV)/.dev
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

bench: $(VENV)/.dev
	@for script in benchmarks/bench_*.py; do \
		if test -e "$$script"; then echo "$$script"; $(PY) "$$script" || exit 1; else echo "No benchmarks here."; fi; \
	done

vendor: $(VENV)/.dev
	$(PY) requirements/vendor.py

messages: $(VENV)/.dev
	$(PY) requirements/messages.py

screenshots: $(VENV)/.dev
	$(PY) -m tests.browser.screenshots

lock: $(VENV)/.dev
	$(PY) requirements/lock.py $(UPGRADE)

# The locks name every package with its version and hashes, so nothing has to be installed for it.
sbom: $(VENV)/.dev
	@mkdir -p sbom
	@for lock in runtime worker local; do \
		$(VENV)/bin/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible --of JSON \
			--output-file "sbom/$$lock.cdx.json" "requirements/$$lock.txt" || exit 1; \
		echo "sbom/$$lock.cdx.json"; \
	done

audit: $(VENV)/.dev
	@$(PY) requirements/audit.py

clean:
	rm -rf $(VENV)

$(VENV)/.local: requirements/local.txt pyproject.toml | $(VENV)/.created
	@echo "Installing what it needs to run (once; about 350 MB to download, 900 MB in $(VENV))"
	@$(INSTALL) requirements/local.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml client/pyproject.toml | $(VENV)/.created
	@echo "Installing what it needs to be worked on (once; about 470 MB to download, 1.4 GB in $(VENV))"
	@$(INSTALL) requirements/dev.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable . --editable client
	@touch $@ $(VENV)/.local

$(VENV)/.created:
	@for candidate in $(PYTHON) $(PYTHONS); do \
		if "$$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then \
			found="$$candidate"; break; \
		fi; \
	done; \
	if test -z "$$found"; then \
		echo "Python 3.11, 3.12, 3.13 or 3.14 is needed, and none is on the PATH." >&2; \
		echo "Install one, or name it: make PYTHON=/path/to/python3.12 ..." >&2; exit 1; \
	fi; \
	"$$found" requirements/supported.py || exit 1; \
	if ! "$$found" -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$$found cannot make virtual environments: its modules venv and ensurepip are missing." >&2; \
		echo "On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; \
	fi; \
	rm -rf $(VENV) && "$$found" -m venv $(VENV) && touch $@
