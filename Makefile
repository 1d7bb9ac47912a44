# `make demo` shows the package at work; `make test` runs everything that CI runs; `make bench`
# measures speed and `make instructions` counts (benches/README.md), with `BASE=revision` against that
# revision; `make peers` holds other solvers' answers against ours.

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

# Where `make peers` has put lrsnash, if the system had none.
WITH_LRS := PATH="$$PATH:$(LRS)/bin" \
    LD_LIBRARY_PATH="$(LRS)/lib$${LD_LIBRARY_PATH:+:$$LD_LIBRARY_PATH}"

# So that no place of a panic names a folder of this machine. What parts the flags is no space, since
# folders may have one.
NAMELESS = $$(printf -- '--remap-path-prefix=%s=%s\037--remap-path-prefix=%s=%s\037--remap-path-prefix=%s=%s' \
    "$${CARGO_HOME:-$$HOME/.cargo}" cargo "$${RUSTUP_HOME:-$$HOME/.rustup}" rustup "$(CURDIR)" .)

# The bindings are built and linked against the interpreter of the tools' environment.
export PYO3_PYTHON := $(CURDIR)/$(TOOLS)/bin/python

# What cargo keeps for the next small change is 3 GB here, and slows the first build.
export CARGO_INCREMENTAL := 0

.PHONY: demo test bench instructions peers format lint rust docs python stubs browser clean

demo: $(VENV)/.installed
	$(VENV)/bin/schelling nato

# The explorer is tried in a browser where one is at hand.
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

# The first run has what only measures the solvers, the second has the bindings. Test programs with the
# bindings in them need a libpython to link; where the interpreter has none, the bindings are still
# tested through the installed wheel.
rust: $(TOOLS)/.installed
	cargo test --locked --features bench
	@if lib=$$($(TOOLS)/bin/python .ci/libpython.py); then \
	    set -x; LD_LIBRARY_PATH="$$lib:$$LD_LIBRARY_PATH" cargo test --locked --features python; \
	else echo "skipped: cargo test --features python, since $(PYTHON) has no libpython to link"; fi

# As on docs.rs, where no link may lead to what a feature hides, and then with everything.
docs: $(TOOLS)/.installed
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --all-features

# The wheel is built from the source distribution, so that both are known to be whole. Its files all
# bear one old date: they are unpacked as of now, or cargo would take an earlier build for theirs.
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

# A fresh environment that holds the wheel and what it asks for, nothing of it compiled here, and only
# then the tests' tools.
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

# JupyterLab and a driver for the browser are large, and so have an environment of their own. Where
# there is no browser, Debian's is installed, if we may.
browser: $(LAB)/.installed
	.ci/chromium
	SCHELLING_BROWSER=1 $(LAB)/bin/python -m pytest tests/python/explore/test_browser.py

$(LAB)/.installed: dist/.built .ci/browser.txt .ci/constraints.txt
	test -x $(LAB)/bin/python || $(PYTHON) -m venv $(LAB)
	wheel=$$(echo dist/schelling-*.whl); $(LAB)/bin/python $(PIP) install --quiet $(PIN) \
	    -r .ci/browser.txt "$$wheel[explore]" hypothesis pytest
	$(LAB)/bin/python $(PIP) install --quiet --force-reinstall --no-deps dist/schelling-*.whl
	touch $@

# Rust in the profile `bench`, Python as it is installed for anyone.
bench: $(VENV)/.installed
	@if test -n "$(BASE)"; then \
	    git worktree remove --force target/base 2> /dev/null; \
	    git worktree add --quiet --detach target/base $(BASE); fi
	$(WITH_LRS) CARGO_TARGET_DIR=$(CURDIR)/target \
	    cargo bench --quiet --locked --features bench --bench table -- $(if $(BASE),--base target/base)
	@$(VENV)/bin/python benches/python.py

# What other work on the machine does not change. Fails where a count has grown by more than 1 %.
instructions:
	@if test -n "$(BASE)"; then \
	    git worktree remove --force target/base 2> /dev/null; \
	    git worktree add --quiet --detach target/base $(BASE); fi
	@CARGO_TARGET_DIR=$(CURDIR)/target \
	    cargo bench --quiet --locked --features bench --bench instructions -- $(if $(BASE),--base target/base)

# Not for CI: the other solvers are large, and some take minutes.
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
