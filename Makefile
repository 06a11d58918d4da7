# make run: everything, then the chat. make test: every check. Nothing but Python 3.11 and make is needed.

PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& echo $$python && break; done)
BIN := .venv/bin
STAMP := .venv/installed
SAMPLES := examples/decisions

.PHONY: run install test lint bench fuzz clean
.DEFAULT_GOAL := run

install: $(STAMP) .venv/ocr

# With TELEGRAM_BOT_TOKEN set Telegram is served too: beside the chat, or alone where nobody types.
run: install
	@$(BIN)/hoivanban ingest $(SAMPLES) > /dev/null
	@if [ -z "$$TELEGRAM_BOT_TOKEN" ]; then exec $(BIN)/hoivanban chat; fi; \
	if [ ! -t 0 ]; then echo "serving Telegram; stop with Ctrl-C"; exec $(BIN)/hoivanban serve; fi; \
	$(BIN)/hoivanban serve 2> data/serve.log & serving=$$!; \
	trap 'kill $$serving 2> /dev/null; wait $$serving' EXIT; \
	echo "serving Telegram too; its log: data/serve.log"; \
	$(BIN)/hoivanban chat

test: lint
	$(BIN)/python -m pytest -n 2

lint: install
	$(BIN)/ruff check --output-format concise
	$(BIN)/ruff format --check --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports

# All of it, 20 to 25 minutes while nothing else runs; a part: .venv/bin/python -m bench --only answers (passages, retrieval,
# process, reading); --quick: two minutes.
bench: install .venv/peers
	$(BIN)/python -m bench --shared ../shared

# 2,000 damaged files a format; about half an hour.
fuzz: install
	$(BIN)/python -m bench.fuzz --shared ../shared

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): pyproject.toml constraints.txt | .venv/bin/pip
	@echo "installing into .venv; the first time takes a few minutes"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]' -c constraints.txt
	@touch $@

# Scans are read by Tesseract: root gets it, others are told once. All the rest works without it.
HAS_OCR := tesseract --list-langs 2> /dev/null | grep -qx vie
NO_OCR := make: scans cannot be read until Tesseract is installed (Debian, Ubuntu: apt install tesseract-ocr tesseract-ocr-vie)

.venv/ocr: | .venv/bin/pip
	@{ $(HAS_OCR); } || [ "$$(id -u)" != 0 ] || ! command -v apt-get > /dev/null \
		|| { apt-get update -qq; apt-get install -y -qq tesseract-ocr tesseract-ocr-vie; } > /dev/null 2>&1 || true
	@{ $(HAS_OCR); } || echo "$(NO_OCR)"
	@touch $@

# What bench measures against. Where a peer cannot be installed the report says so and goes on.
.venv/peers: $(STAMP)
	-@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]' -c constraints.txt && touch $@

# Debian and Ubuntu ship Python without venv: root gets the package, others are told.
NO_PYTHON := make: Python 3.11, 3.12 or 3.13 is needed; install one, or: make PYTHON=/path/to/python3.11
NO_VENV := make: this Python lacks venv; install it (Debian, Ubuntu: apt install python3-venv) and try again

.venv/bin/pip:
	@[ -n "$(PYTHON)" ] && $(PYTHON) -c '' || { echo "$(NO_PYTHON)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2> /dev/null || [ "$$(id -u)" != 0 ] \
		|| ! command -v apt-get > /dev/null || { apt-get update -qq; apt-get install -y -qq python3-venv; }
	@$(PYTHON) -c 'import ensurepip' 2> /dev/null || { echo "$(NO_VENV)"; exit 1; }
	@$(PYTHON) -m venv .venv
