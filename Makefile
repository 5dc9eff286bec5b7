# Two commands: `make devnet` runs the whole stack on this machine, `make test` checks it.
.PHONY: setup build devnet test conformance e2e interop-engine compare-anvil bench fmt lint tidy fuzz clean

setup:
	@tools/setup

build: setup
	@tools/dev build

# Options: make devnet ARGS="--fresh --verifier"
devnet: setup
	@tools/dev build --target duskevm
	@exec build/release/bin/duskevm devnet $(ARGS)

test: setup
	@tools/dev test

# The public vectors alone; with sanitizers: DUSK_PRESET=asan make conformance
conformance: setup
	@tools/dev conformance

e2e: setup
	@tools/dev e2e

# An unmodified op-node, built from Go modules, drives our execution node. Not part of make test.
interop-engine: setup
	@tools/dev interop-engine $(ARGS)

# The same transactions on our developer's chain and on anvil; each difference needs a reason.
compare-anvil: setup
	@tools/dev compare-anvil $(ARGS)

bench: setup
	@tools/dev bench

fmt:
	@tools/dev fmt

lint:
	@tools/dev lint

tidy: setup
	@tools/dev tidy

# CPU seconds of each program, programs at once, names: make fuzz ARGS="60 --jobs 2 codec http"
fuzz: setup
	@tools/dev fuzz $(ARGS)

clean:
	rm -rf build
