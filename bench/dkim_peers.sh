#!/usr/bin/env bash
# DKIM beside what others wrote: the same mails through mailrig-dkim-cases (ours), dkimpy, Mail::DKIM and libopendkim: where they differ, and mails a
# second on one core.
#   dkim_peers.sh [SECONDS [PROGRAM]]    SECONDS for each rate (default 5); the program defaults to build/release/mailrig-dkim-cases
# Each runs in one process with the keys in memory.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-5} ours=${2:-build/release/mailrig-dkim-cases}
[ -x "$ours" ] || { echo "dkim_peers: $ours is not built"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$ours" make "$work/cases"

cat >"$work/dkimpy.py" <<'PY'
import glob, os, sys, time, dkim
folder, seconds = sys.argv[1], float(sys.argv[2])
records = dict(line.rstrip('\n').split('\t') for line in open(folder + '/records.tsv'))
def dns(name, timeout=5):
    text = records.get(name.decode().rstrip('.'))
    return None if text is None else text.encode()
mails = [(os.path.basename(f)[:-4], open(f, 'rb').read()) for f in sorted(glob.glob(folder + '/*.eml'))]
def verdict(raw):
    try: return 'pass' if dkim.verify(raw, dnsfunc=dns) else 'fail'
    except Exception as error: return 'error ' + type(error).__name__
for name, raw in mails: print('result', name, verdict(raw), sep='\t')
start, count = time.monotonic(), 0
while time.monotonic() - start < seconds:
    for name, raw in mails: verdict(raw); count += 1
print('rate', round(count / (time.monotonic() - start)), sep='\t')
PY
cat >"$work/maildkim.pl" <<'PL'
use strict; no warnings; use Mail::DKIM::Verifier; use Net::DNS; use Time::HiRes 'time';
my ($folder, $seconds) = @ARGV;
my %records = map { chomp; split /\t/, $_, 2 } do { open my $in, '<', "$folder/records.tsv"; <$in> };
*Mail::DKIM::DNS::query = sub {
  my @strings = ($records{$_[0]} // return ()) =~ /(.{1,255})/gs;
  return Net::DNS::RR->new(owner => $_[0], type => 'TXT', txtdata => \@strings);
};
my @mails = map { local $/; open my $in, '<:raw', $_; [s{.*/(.*)\.eml}{$1}r, <$in>] } sort glob "$folder/*.eml";
sub verdict { my $v = Mail::DKIM::Verifier->new; $v->PRINT($_[0]); $v->CLOSE; return $v->result_detail }
print "result\t$_->[0]\t", verdict($_->[1]), "\n" for @mails;
my ($start, $count) = (time, 0);
while (time - $start < $seconds) { for (@mails) { verdict($_->[1]); ++$count } }
printf "rate\t%.0f\n", $count / (time - $start);
PL
"$ours" verify "$work/cases" "$seconds" >"$work/mailrig.out"
peers=(mailrig)
if /usr/bin/python3 -c 'import dkim, nacl' 2>/dev/null; then
  /usr/bin/python3 "$work/dkimpy.py" "$work/cases" "$seconds" >"$work/dkimpy.out" && peers+=(dkimpy)
else echo "dkim_peers: python3-dkim or python3-nacl is missing: skipped"; fi
if perl -MMail::DKIM::Verifier -MNet::DNS -e 1 2>/dev/null; then
  perl "$work/maildkim.pl" "$work/cases" "$seconds" >"$work/Mail-DKIM.out" && peers+=(Mail-DKIM)
else echo "dkim_peers: libmail-dkim-perl is missing: skipped"; fi
# opendkim-testmsg asks the machine's DNS; the library that it is made of can be given keys.
if cc -O2 -o "$work/opendkim" bench/dkim_opendkim.c -lopendkim 2>/dev/null; then
  "$work/opendkim" "$work/cases" "$seconds" >"$work/libopendkim.out" && peers+=(libopendkim)
else echo "dkim_peers: libopendkim-dev is missing: skipped"; fi

result() { sed -n "s/^result	$2	//p" "$work/$1.out"; }
passes() { case $(result "$1" "$2") in pass*) echo pass ;; *) echo no ;; esac; }
total=$(grep -c '^result' "$work/mailrig.out")
for peer in "${peers[@]:1}"; do
  equal=0
  while IFS=$'\t' read -r _ name verdict; do
    if [ "$(passes mailrig "$name")" = "$(passes "$peer" "$name")" ]; then equal=$((equal + 1))
    else echo "  $name: mailrig $verdict, $peer $(result "$peer" "$name")"; fi
  done < <(grep '^result' "$work/mailrig.out")
  echo "$peer: $equal of $total mails judged alike (pass or not)"
done
for peer in "${peers[@]}"; do echo "$peer: $(sed -n 's/^rate	//p' "$work/$peer.out") mails a second"; done
