#!/usr/bin/env bash
# Builds an unmodified op-node from Go modules into $1 (a file), unless it is there. Versions: go.mod and go.sum beside
# this script. Where that is not possible it says why and exits with 1.
set -euo pipefail
out=$(realpath -m "$1")
cd "$(dirname "$0")"

no() {
    echo "op-node cannot be built here: $1" >&2
    exit 1
}

# Go's own installer puts it where PATH often does not look.
go=$(command -v go || ls /usr/local/go/bin/go 2>/dev/null) || no "there is no Go toolchain (the command go)"
wanted=$(sed -n 's/^go \([0-9]*\.[0-9]*\).*/\1/p' go.mod)
has=$(GOTOOLCHAIN=local "$go" env GOVERSION | sed 's/^go//')
[ "$(printf '%s\n' "$wanted" "$has" | sort -V | head -1)" = "$wanted" ] || no "it needs Go $wanted, this is Go $has"

stamp=$out.built-from
[ -x "$out" ] && cmp -s go.sum "$stamp" && exit 0
mkdir -p "$(dirname "$out")"
echo "op-node: building $(sed -n 's/^.*\(optimism v.*\)/\1/p' go.mod | head -1) (minutes, the first time)"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! GOTOOLCHAIN=local GOFLAGS=-mod=readonly "$go" build -trimpath -o "$out" \
    github.com/ethereum-optimism/optimism/op-node/cmd >"$log" 2>&1; then
    tail -5 "$log" >&2
    no "go build failed; its last words are above"
fi
cp go.sum "$stamp"
