#!/usr/bin/env bash
# SMTP intake on loopback: what mailrig's server takes, parses and stores in a maildrop, beside Postfix' smtp-sink, which throws mail away.
# smtp-source (Debian's postfix package, no daemon) sends to both in turn: 16 sessions, 4 KB, connections kept.   smtp_intake.sh [MESSAGES [ROUNDS]]
set -euo pipefail
cd "$(dirname "$0")/.."
messages=${1:-8000} rounds=${2:-3}
PATH=$PATH:/usr/sbin
for program in smtp-source smtp-sink; do
  command -v $program >/dev/null || { echo "smtp_intake: $program is missing; install Debian's package postfix"; exit 77; }
done
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT

build/release/mailrig serve --trace-level off --port-base 12000 bench/intake.yaml >"$work/serve.log" 2>&1 &
as_user=()
[ "$(id -u)" -eq 0 ] && as_user=(-u nobody)   # smtp-sink will not run as root
smtp-sink "${as_user[@]}" 127.0.0.1:12525 1000 >"$work/sink.log" 2>&1 &
until grep -q '^ready' "$work/serve.log"; do kill -0 %1 || { cat "$work/serve.log"; exit 1; }; done
until (exec 3<>/dev/tcp/127.0.0.1/12525) 2>/dev/null; do kill -0 %2 || { cat "$work/sink.log"; exit 1; }; done
ours=$(sed -n 's/.*mail\.corp\.example .*smtp .*\(127\.[0-9.]*:[0-9]*\).*/\1/p' "$work/serve.log" | head -n 1)

# rate ADDRESS: messages per second that ADDRESS takes from smtp-source.
rate() {
  local before after
  before=$(date +%s%N)
  smtp-source -d -s 16 -m "$messages" -l 4096 -f sender@corp.example -t acme@corp.example "inet:$1" >/dev/null
  after=$(date +%s%N)
  echo $((messages * 1000000000 / (after - before)))
}
rate "$ours" >/dev/null
rate 127.0.0.1:12525 >/dev/null
for round in $(seq "$rounds"); do
  mine=$(rate "$ours") sink=$(rate 127.0.0.1:12525)
  echo "round $round: mailrig $mine messages/s, smtp-sink $sink messages/s, ratio $(awk "BEGIN {printf \"%.2f\", $mine / $sink}")"
done
