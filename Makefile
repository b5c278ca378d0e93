# Each target works as the first command in a fresh clone on Debian or Ubuntu with Python 3.11 or later and make.
#
#   make install   .venv with everything the default needs; the command is then .venv/bin/gouji
#   make demo      the main job on the fixtures: read, check, run, export, compared with the right answers
#   make test      what CI runs: make check, then every test
#   make check     format, lint, types, import contract
#   make bench     speed and memory, of the model client too
#   make soak      memory of the model client over 20,000 calls
#   make bars      every numeric bar of closed issues: bar, figure, pass (BARS=quick: a fifth of the documents)
#   make peers     the same documents through other programs, each in an environment of its own: one table
#   make clean     remove what these made

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
BARS ?= full

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
PIP_INSTALL := $(BIN)/python -m pip install -qq --constraint constraints.txt

.PHONY: install dev demo test check format bench soak bars clean peers
.DELETE_ON_ERROR:

install: $(VENV)/.default

dev: $(VENV)/.dev

demo: install
	@$(BIN)/python evals/demo.py --gouji $(BIN)/gouji

test: check
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

check: dev
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-cache > $(VENV)/lint-imports.log || { cat $(VENV)/lint-imports.log; exit 1; }
	@echo "format, lint, types, imports: ok"

format: dev
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

bench: dev
	@$(BIN)/python evals/bench.py
	@$(BIN)/python evals/model_bench.py

soak: dev
	@$(BIN)/python evals/model_bench.py --soak 20000

bars: dev
	@$(BIN)/python evals/bars.py --set $(BARS)

peers: install
	@$(BIN)/python evals/peers/compare.py

clean:
	rm -rf $(VENV) .venv-peers out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

# One stamp per kind of installation: a second make does not ask the package index again.
$(VENV)/.default: $(VENV)/.created pyproject.toml constraints.txt
	@echo "Installing gouji into $(VENV) ..."
	@$(PIP_INSTALL) hatchling editables
	@$(PIP_INSTALL) --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.created pyproject.toml constraints.txt
	@echo "Installing gouji and its development tools into $(VENV) ..."
	@$(PIP_INSTALL) hatchling editables
	@$(PIP_INSTALL) --no-build-isolation --editable ".[dev]"
	@touch $(VENV)/.default $@

$(VENV)/.created:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "找不到 $(PYTHON)。请先安装：apt-get install python3 python3-venv"; \
	  echo "$(PYTHON) was not found. Install it: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "gouji 需要 Python 3.11 或更高版本，$(PYTHON) 是 $$($(PYTHON) -V)。请用 make PYTHON=python3.12 等指定。"; \
	  echo "gouji needs Python 3.11 or later; name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "缺少 Python 的 venv 模块。请先安装：apt-get install python3-venv"; \
	  echo "Python's venv module is missing. Install it: apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@
