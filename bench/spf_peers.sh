#!/usr/bin/env bash
# SPF beside others: the same cases, each asking records in memory, through mailrig, libspf2 (the library of spfquery), pyspf and
# Mail::SPF, one after the other on one core. Prints checks per second and every case on which results differ. With the RFC's suite if its
# YAML file is given or found.
#   spf_peers.sh [SUITE.yml [SECONDS]]      Debian: libspf2-2, python3-spf, python3-yaml, libmail-spf-perl; BATCH=mailrig-spf-batch of a release build
set -euo pipefail
cd "$(dirname "$0")/.."
suite=${1:-${MAILRIG_CORPORA:-../shared/corpora}/spf-rfc7208/test/rfc7208-tests.yml} seconds=${2:-2}
batch=${BATCH:-build/release/mailrig-spf-batch}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ -x "$batch" ] || { echo "spf_peers: $batch is missing; build the release preset"; exit 77; }
/usr/bin/python3 -c 'import yaml' 2>/dev/null || { echo "spf_peers: install Debian's package python3-yaml"; exit 77; }
[ -f "$suite" ] || { echo "spf_peers: $suite is not here; ordinary records only"; suite=; }
/usr/bin/python3 bench/spf_cases.py ${suite:+"$suite"} >"$work/cases"
pinned() { if command -v taskset >/dev/null; then taskset -c 0 "$@"; else "$@"; fi; }
outputs=()
measure() {   # measure NAME COMMAND...: a driver that crashes still shows what it printed before
  local name=$1; shift
  pinned "$@" "$work/cases" "$seconds" >"$work/$name" 2>"$work/$name.err" || echo "spf_peers: $name ended badly: $(tail -n 1 "$work/$name.err")"
  outputs+=("$name=$work/$name")
}
measure mailrig "$batch"
library=$(ls /usr/lib/libspf2.so.2 /usr/lib/*/libspf2.so.2 2>/dev/null | head -n 1 || true)
if [ -n "$library" ] && cc -O2 bench/spf_libspf2.c -o "$work/spf_libspf2" "$library"; then measure libspf2 "$work/spf_libspf2"
else echo "spf_peers: without libspf2; install Debian's package libspf2-2"; fi
if /usr/bin/python3 -c 'import spf' 2>/dev/null; then measure pyspf /usr/bin/python3 bench/spf_pyspf.py
else echo "spf_peers: without pyspf; install Debian's package python3-spf"; fi
if perl -MMail::SPF -e 1 2>/dev/null; then measure Mail::SPF perl bench/spf_mail_spf.pl
else echo "spf_peers: without Mail::SPF; install Debian's package libmail-spf-perl"; fi
/usr/bin/python3 bench/spf_compare.py "$work/cases" "${outputs[@]}"
