#!/bin/sh
# Builds or refreshes .venv from one hash-pinned lock, then installs this checkout into it.
# Usage: sh scripts/venv.sh requirements.lock        (needs Python 3.11 or newer; uv is used when present)
set -eu
lock=$1
venv=.venv

fail() {
    echo "footbe-tui: $1" >&2
    exit 1
}

# A name on PATH may be a shim that refuses to run, so each candidate has to prove itself.
find_python() {
    for name in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    fail "no Python 3.11 or newer found (tried: ${PYTHON:-python3.13 python3.12 python3.11 python3}); install one or set PYTHON=/path/to/python"
}

has_uv() { command -v uv >/dev/null 2>&1; }

make_venv() {
    python=$(find_python)
    echo "footbe-tui: making $venv with $python"
    if has_uv && uv venv --quiet --clear --python "$python" "$venv"; then
        return
    fi
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "$python has no venv module; install it (Debian, Ubuntu: apt install python3-venv) or put uv on PATH"
    "$python" -m venv --clear "$venv"
}

install() {
    if has_uv; then
        uv pip install --quiet --python "$venv/bin/python" "$@" && return
        echo "footbe-tui: uv could not install; trying pip" >&2
    fi
    "$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$venv/bin/python" -m ensurepip >/dev/null
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
}

# A copied or moved checkout carries a venv whose paths point at the old place.
[ "$(cat "$venv/.made-for" 2>/dev/null || true)" = "$PWD" ] || make_venv
echo "$PWD" >"$venv/.made-for"
echo "footbe-tui: installing $lock"
install --require-hashes -r "$lock"
install --no-deps --no-build-isolation -e .
