#!/usr/bin/env bash
# Runs every libFuzzer program of a build folder for some seconds, as many at a time as there are cores, from its committed corpus.
#   FUZZ_SEED=1 run_all.sh BUILD SECONDS
set -euo pipefail
build=$1 seconds=$2
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fuzz_one() {
  local program=$1 name=${1##*/fuzz_}
  mkdir -p "$work/$name"
  if ! "$program" -seed="${FUZZ_SEED:-1}" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
      -artifact_prefix="$work/$name." "$work/$name" "$here/corpus/$name" >"$work/$name.log" 2>&1; then
    tail -n 40 "$work/$name.log"
    echo "fuzz $name: FAILED; the input, base64:"
    for input in "$work/$name."{crash,timeout,oom,leak}-*; do [ -e "$input" ] && base64 "$input"; done
    return 1
  fi
  echo "fuzz $name: $(sed -n 's/^stat::number_of_executed_units: */held for /p' "$work/$name.log") inputs"
}
status=0
running=()
for program in "$build"/fuzz_*; do
  [ -x "$program" ] || continue
  fuzz_one "$program" & running+=($!)
  if [ ${#running[@]} -ge "$(nproc)" ]; then wait "${running[0]}" || status=1; running=("${running[@]:1}"); fi
done
for pid in "${running[@]}"; do wait "$pid" || status=1; done
exit $status
