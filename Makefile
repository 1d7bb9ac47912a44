# `make demo` shows the package at work; `make test` runs everything that CI runs; `make bench`
# measures times and `make instructions` counts instructions (benches/README.md), compared with
# another revision by `BASE=revision`; `make peers` compares other solvers' answers with ours.

PYTHON ?= python3
VENV   := .venv
TOOLS  := .venv-tools
TESTS  := .venv-test
PEERS  := .venv-peers
LAB    := .venv-browser
LRS    := $(CURDIR)/$(PEERS)/lrslib/usr
PIN    := -c .ci/constraints.txt
PIP    := -m pip --disable-pip-version-check

RUST_SOURCES   := Cargo.toml Cargo.lock $(shell find src tests/games -name '*.rs' -o -name '*.json')
PYTHON_SOURCES := pyproject.toml README.md $(shell find python -name '*.py' -o -name '*.pyi' -o -name '*.js' -o -name '*.css')
SOURCES        := $(RUST_SOURCES) $(PYTHON_SOURCES)

# The place where `make peers` puts lrsnash if the system has none.
WITH_LRS := PATH="$$PATH:$(LRS)/bin" \
    LD_LIBRARY_PATH="$(LRS)/lib$${LD_LIBRARY_PATH:+:$$LD_LIBRARY_PATH}"

# These flags keep folders of this machine out of panic messages. They are separated by \037 and not
# by spaces, which folder names may contain.
NAMELESS = $$(printf -- '--remap-path-prefix=%s=%s\037--remap-path-prefix=%s=%s\037--remap-path-prefix=%s=%s' \
    "$${CARGO_HOME:-$$HOME/.cargo}" cargo "$${RUSTUP_HOME:-$$HOME/.rustup}" rustup "$(CURDIR)" .)

# The bindings are built and linked against the interpreter of the tools' environment.
export PYO3_PYTHON := $(CURDIR)/$(TOOLS)/bin/python

# Incremental compilation would take 3 GB on disk here and slow the first build.
export CARGO_INCREMENTAL := 0

.PHONY: demo test bench instructions peers format lint rust docs python stubs browser clean

demo: $(VENV)/.installed
	$(VENV)/bin/schelling nato

# The test of the explorer in a browser runs only where a browser is installed.
test: lint rust docs stubs python
	@if .ci/chromium --which > /dev/null; then $(MAKE) browser; \
	else echo "skipped: make browser, since there is no Chromium here"; fi

$(VENV)/.installed: $(SOURCES)
	@echo "building schelling into $(VENV): a minute or two the first time"
	test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	env -u PYO3_PYTHON $(VENV)/bin/python $(PIP) install --quiet .
	touch $@

$(TOOLS)/.installed: .ci/constraints.txt pyproject.toml
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python $(PIP) install --quiet $(PIN) maturin ruff
	touch $@

format: $(TOOLS)/.installed
	cargo fmt
	$(TOOLS)/bin/ruff check --fix-only .
	$(TOOLS)/bin/ruff format .

lint: $(TOOLS)/.installed
	cargo fmt --check
	$(TOOLS)/bin/ruff check .
	$(TOOLS)/bin/ruff format --check .
	cargo clippy --locked --all-targets -- -D warnings
	cargo clippy --locked --all-targets --all-features -- -D warnings

# The first run includes the feature for benches, the second the bindings. Test programs that
# include the bindings must link a libpython; if the interpreter has none, the bindings are still
# tested through the installed wheel.
rust: $(TOOLS)/.installed
	cargo test --locked --features bench
	@if lib=$$($(TOOLS)/bin/python .ci/libpython.py); then \
	    set -x; LD_LIBRARY_PATH="$$lib:$$LD_LIBRARY_PATH" cargo test --locked --features python; \
	else echo "skipped: cargo test --features python, since $(PYTHON) has no libpython to link"; fi

# The first run is as on docs.rs, where no link may lead to items behind a feature.
docs: $(TOOLS)/.installed
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --all-features

# The wheel is built from the source distribution, which shows that both are complete. The files in
# the distribution share one old date; `tar -m` gives them the present one, or else cargo would take
# an earlier build for up to date.
dist/.built: $(TOOLS)/.installed $(SOURCES) Makefile .ci/nameless.py
	rm -rf dist
	$(TOOLS)/bin/maturin sdist --out dist
	mkdir dist/unpacked
	tar -xzmf dist/schelling-*.tar.gz -C dist/unpacked --strip-components 1
	CARGO_ENCODED_RUSTFLAGS="$(NAMELESS)" \
	    CARGO_TARGET_DIR=$(CURDIR)/target PATH="$(CURDIR)/$(TOOLS)/bin:$$PATH" $(TOOLS)/bin/python $(PIP) \
	    wheel --quiet --no-deps --no-build-isolation --wheel-dir dist ./dist/unpacked
	$(TOOLS)/bin/python .ci/nameless.py dist
	touch $@

# A new environment with the wheel and its dependencies, none of them compiled here. The demo runs
# before the tools for tests are installed, so that a missing dependency shows.
$(TESTS)/.installed: dist/.built
	$(PYTHON) -m venv --clear $(TESTS)
	$(TESTS)/bin/python $(PIP) install --quiet --only-binary :all: $(PIN) dist/schelling-*.whl
	cd / && $(CURDIR)/$(TESTS)/bin/schelling nato > /dev/null
	wheel=$$(echo dist/schelling-*.whl); $(TESTS)/bin/python $(PIP) install --quiet $(PIN) "$$wheel[test]"
	touch $@

stubs: $(TESTS)/.installed
	$(TESTS)/bin/python -m mypy
	cd $(TESTS) && bin/python -m mypy.stubtest --mypy-config-file ../.ci/stubtest.ini schelling._core

python: $(TESTS)/.installed
	$(TESTS)/bin/python -m pytest

# JupyterLab and a browser driver are large, and so have an environment of their own. If there is no
# browser, `.ci/chromium` installs Debian's where permitted.
browser: $(LAB)/.installed
	.ci/chromium
	SCHELLING_BROWSER=1 $(LAB)/bin/python -m pytest tests/python/explore/test_browser.py

$(LAB)/.installed: dist/.built .ci/browser.txt .ci/constraints.txt
	test -x $(LAB)/bin/python || $(PYTHON) -m venv $(LAB)
	wheel=$$(echo dist/schelling-*.whl); $(LAB)/bin/python $(PIP) install --quiet $(PIN) \
	    -r .ci/browser.txt "$$wheel[explore]" hypothesis pytest
	$(LAB)/bin/python $(PIP) install --quiet --force-reinstall --no-deps dist/schelling-*.whl
	touch $@

# Rust is measured in the profile `bench`, Python in the package as users install it.
bench: $(VENV)/.installed
	@if test -n "$(BASE)"; then \
	    git worktree remove --force target/base 2> /dev/null; \
	    git worktree add --quiet --detach target/base $(BASE); fi
	$(WITH_LRS) CARGO_TARGET_DIR=$(CURDIR)/target \
	    cargo bench --quiet --locked --features bench --bench table -- $(if $(BASE),--base target/base)
	@$(VENV)/bin/python benches/python.py

# Counts of instructions, which other work on the machine does not affect. The target fails if a
# count has grown by more than 1 %.
instructions:
	@if test -n "$(BASE)"; then \
	    git worktree remove --force target/base 2> /dev/null; \
	    git worktree add --quiet --detach target/base $(BASE); fi
	@CARGO_TARGET_DIR=$(CURDIR)/target \
	    cargo bench --quiet --locked --features bench --bench instructions -- $(if $(BASE),--base target/base)

# Not part of CI, because the other solvers are large and some take minutes.
peers: $(PEERS)/.installed
	cd benches && $(WITH_LRS) OPENBLAS_NUM_THREADS=1 ../$(PEERS)/bin/python -m peers

$(PEERS)/.installed: dist/.built .ci/peers.txt .ci/lrsnash
	test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python $(PIP) install --quiet $(PIN) -r .ci/peers.txt
	$(PEERS)/bin/python $(PIP) install --quiet --force-reinstall --no-deps dist/schelling-*.whl
	.ci/lrsnash $(PEERS)
	touch $@

clean:
	rm -rf $(VENV) $(TOOLS) $(TESTS) $(PEERS) $(LAB) dist target
