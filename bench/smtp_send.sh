#!/usr/bin/env bash
# Sending on loopback into Postfix' smtp-sink, over one session, beside smtp-source, which sends the same line again and again (Debian's postfix
# package, no daemon). Two rates of the instance: the whole way from event to Sent (queue, recipients, Email table, SMTP Sender), and sending alone,
# from the row in Outbox to the row in Sent.   smtp_send.sh [MESSAGES [ROUNDS [OCTETS]]]
set -euo pipefail
cd "$(dirname "$0")/.."
messages=${1:-10000} rounds=${2:-9} octets=${3:-4096}
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
  smtp-source -d -s 1 -m "$messages" -l "$octets" -f acme@service-now.example -t user@corp.example "inet:$sink" >/dev/null
  after=$(date +%s%N)
  echo $((messages * 1000000000 / (after - before)))
}
# our_rates: what mailrig says of itself, the making of users left out: from event to Sent, and from Outbox to Sent.
our_rates() {
  build/release/mailrig bench --sending --mails "$messages" --octets "$octets" --smtp "$sink" |
    sed -n -e 's/^ *\([0-9]*\) mails per second.*/\1/p' -e 's/.*Outbox to Sent \([0-9]*\) per second.*/\1/p'
}
ratio() { awk "BEGIN {printf \"%.2f\", $1 / $2}"; }

median() { sort -n | awk '{all[NR] = $1} END {print all[int((NR + 1) / 2)]}'; }

source_rate >/dev/null
for round in $(seq "$rounds"); do
  source=$(source_rate)
  { read -r whole; read -r sending; } < <(our_rates)
  echo "round $round: smtp-source $source messages/s; mailrig from event to Sent $whole, ratio $(ratio "$whole" "$source");" \
    "sending (Outbox to Sent) $sending, ratio $(ratio "$sending" "$source")"
  ratio "$whole" "$source" >>"$work/whole"; echo >>"$work/whole"
  ratio "$sending" "$source" >>"$work/sending"; echo >>"$work/sending"
done
echo "median of $rounds rounds: from event to Sent $(median <"$work/whole"), sending $(median <"$work/sending") of smtp-source"
