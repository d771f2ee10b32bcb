# What mailrig is built with and tested against, all from Debian 12; sourced by ./run and ./check.
build_packages=(g++ cmake ninja-build ccache pkg-config libboost1.81-dev libgmime-3.0-dev libssl-dev libsqlite3-dev libyaml-cpp-dev
  libcli11-dev libfmt-dev libmujs-dev libpsl-dev publicsuffix)
test_packages=(libgtest-dev libgmock-dev libbenchmark-dev libxml2-dev nlohmann-json3-dev clang-14 libclang-rt-14-dev lld curl swaks
  libnet-ssleay-perl libio-socket-ssl-perl mpop msmtp fetchmail isync bind9-dnsutils openssl postfix dovecot-core
  dovecot-imapd dovecot-pop3d sqlite3 python3-dkim python3-nacl libmail-dkim-perl libnet-dns-perl
  rspamd spamassassin spamd clamav-daemon)

# install_missing PACKAGE...: asks apt only for what dpkg does not know as installed.
install_missing() {
  local missing=() package as_root=()
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  echo "installing: ${missing[*]}"
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "run as root, or install these packages first: ${missing[*]}" >&2; return 1; }
    as_root=(sudo)
  fi
  # Debian's postfix and dovecot packages would start servers; mailrig starts its own, each with a private configuration.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive sh -c '
    apt-get update -q >/dev/null && RUNLEVEL=1 apt-get install -y -q --no-install-recommends "$@" >/tmp/mailrig-apt.log 2>&1 ||
    { tail -n 20 /tmp/mailrig-apt.log >&2; exit 1; }' sh "${missing[@]}"
}

# build PRESET TARGET...: configures if needed, then builds; prints only what went wrong, and at first that it takes a while.
build() {
  local preset=$1 log="build/$1.log"
  shift
  [ -d "build/$preset" ] || echo "building $preset for the first time, which takes some minutes; $log tells how far it is"
  mkdir -p build
  cmake --preset "$preset" >"$log" 2>&1 && cmake --build --preset "$preset" --target "$@" >>"$log" 2>&1 ||
    { echo "building $preset failed:" >&2; tail -n 60 "$log" >&2; return 1; }
}
