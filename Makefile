# Two commands matter: `make site` runs the platform, `make test` proves it. Everything else serves those two.
SHELL := /bin/sh
PYTHON ?= python3
UV_VERSION := 0.13.8
export UV_PYTHON_DOWNLOADS := never
UV := .tools/bin/uv
BIN := .venv/bin
NODE_PATH_DIR := $(CURDIR)/.venv/bin
# Numbers must not depend on how many threads BLAS feels like using: set before any Python starts.
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1

.PHONY: site test check check-services bench soak lock assets environment clean new-essay new-simulation new-figure new-item

environment: .stamps/python .stamps/node
assets: .stamps/assets

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Overlook needs Python 3.11 or newer; '$(PYTHON)' is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv .tools || { echo "Python's venv module is missing. On Debian: apt-get install python3-venv"; exit 1; }
	@.tools/bin/pip install --quiet --disable-pip-version-check 'uv==$(UV_VERSION)'

.stamps/python: requirements-dev.lock pyproject.toml | $(UV)
	@mkdir -p .stamps
	@test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) .venv
	@$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements-dev.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

.stamps/node: package-lock.json .npmrc .stamps/python
	@PATH="$(NODE_PATH_DIR):$$PATH" $(BIN)/npm ci --ignore-scripts --loglevel=error
	@touch $@

FRONTEND := $(shell find platform essays assessments simulations \( -name '*.ts' -o -name '*.css' -o -name '*.mjs' \) -not -path '*/node_modules/*' 2>/dev/null)
.stamps/assets: .stamps/node $(FRONTEND)
	@PATH="$(NODE_PATH_DIR):$$PATH" $(BIN)/node platform/overlook/kit/frontend/build.mjs
	@touch $@

site: assets
	@exec $(BIN)/python manage.py site

test: assets
	@$(BIN)/python -m pytest $(ARGS)

check: assets
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/mypy
	@PATH="$(NODE_PATH_DIR):$$PATH" $(BIN)/node node_modules/typescript/bin/tsc --noEmit -p tsconfig.json
	@$(BIN)/python -m pytest -q -n 0 --durations 0 tests/house

# Everything that a database or a broker can tell apart, again on a real PostgreSQL and a real Redis. It makes databases
# of its own and keys under a prefix of its own, and removes both.
check-services: export DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/postgres
check-services: export REDIS_URL ?= redis://127.0.0.1:6379/0
check-services: export OVERLOOK_TEST_SERVICES := 1
# What meets neither is left to `make test`, and so are pages and crawls whose queries other tests make here too.
NO_SERVICE := house contracts figures benchmarks $(addprefix ops/test_,site.py start.py) flows/test_api_fuzz.py \
  $(addprefix accounts/test_,sign_in.py tokens.py) $(addprefix assessments/test_,pages.py regrade_pages.py) \
  $(addprefix cohorts/test_,boards.py flags.py pages.py roles.py walltime.py) \
  $(addprefix simulations/test_,chart.py citing.py compare.py downloads.py pages.py wording.py) \
  $(addprefix essays/test_,$(addsuffix .py,algorithms artefacts away bias_variance_artefacts claims code content contents double_descent_artefacts \
    embedding goals graph how_to lint own_figures pages parser preview previewing references review review_api search side_by_side \
    train_validation_test_artefacts))
check-services: assets
	@$(BIN)/python -m pytest -p tests.services.gate -m "not browser and not soak and not pure" $(addprefix --ignore tests/,$(NO_SERVICE)) $(ARGS) tests

bench: assets
	@$(BIN)/python -m benchmarks $(if $(ONLY),--only $(ONLY)) $(if $(WRITE),--write)

soak: assets
	@$(BIN)/python -m pytest -n 0 -m soak --timeout 3600 $(ARGS)

new-essay: .stamps/python
	@$(BIN)/python manage.py new_essay "$(SLUG)"

new-simulation: .stamps/python
	@$(BIN)/python -m simulations.engine.new "$(SLUG)"

new-figure: .stamps/python
	@$(BIN)/python -m overlook.figures.new "$(SLUG)"

new-item: .stamps/python
	@$(BIN)/python manage.py new_item "$(TYPE)"

clean:
	rm -rf build .stamps .venv .tools node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

lock: $(UV)
	@$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml -o requirements.lock
	@$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml --group dev -o requirements-dev.lock
	@test -x $(BIN)/npm || $(MAKE) .stamps/python
	@PATH="$(NODE_PATH_DIR):$$PATH" $(BIN)/npm install --package-lock-only --ignore-scripts --loglevel=error
	@$(BIN)/python -c 'import json,pathlib; p=pathlib.Path("package-lock.json"); d=json.loads(p.read_text()); [v.pop("funding",None) for v in d["packages"].values()]; p.write_text(json.dumps(d,indent=2)+"\n")'
