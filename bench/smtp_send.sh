#!/usr/bin/env bash
# Sending on loopback into Postfix' smtp-sink, over one session: what the instance sends, from event to Sent (queue, recipients, Email table, SMTP
# Sender), beside smtp-source, which sends the same line again and again (Debian's postfix package, no daemon).   smtp_send.sh [MESSAGES [ROUNDS]]
set -euo pipefail
cd "$(dirname "$0")/.."
messages=${1:-10000} rounds=${2:-3}
PATH=$PATH:/usr/sbin
for program in smtp-source smtp-sink; do
  command -v $program >/dev/null || { echo "smtp_send: $program is missing; install Debian's package postfix"; exit 77; }
done
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT
sink=127.0.0.1:12526
as_user=()
[ "$(id -u)" -eq 0 ] && as_user=(-u nobody)   # smtp-sink will not run as root
smtp-sink "${as_user[@]}" "$sink" 1000 >"$work/sink.log" 2>&1 &
until (exec 3<>"/dev/tcp/${sink/://}") 2>/dev/null; do kill -0 %1 || { cat "$work/sink.log"; exit 1; }; done

# source_rate: messages per second that smtp-source sends over one session.
source_rate() {
  local before after
  before=$(date +%s%N)
  smtp-source -d -s 1 -m "$messages" -l 4096 -f acme@service-now.example -t user@corp.example "inet:$sink" >/dev/null
  after=$(date +%s%N)
  echo $((messages * 1000000000 / (after - before)))
}
# our_rate: what mailrig says of itself, the making of users left out.
our_rate() { build/release/mailrig bench --sending --mails "$messages" --octets 4096 --smtp "$sink" | sed -n 's/^ *\([0-9]*\) mails per second.*/\1/p'; }

source_rate >/dev/null
for round in $(seq "$rounds"); do
  source=$(source_rate) mine=$(our_rate)
  echo "round $round: mailrig $mine messages/s, smtp-source $source messages/s, ratio $(awk "BEGIN {printf \"%.2f\", $mine / $source}")"
done
