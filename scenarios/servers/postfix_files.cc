#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scenarios/servers/process.h"
#include "scenarios/servers/real_host.h"

namespace scenarios {
namespace {

using fakeservers::mta::MaildropConfig;

/// Daemons of Debian's master.cf that a story can need; none is chrooted, for the chroot's files are the machine's.
constexpr std::string_view daemons = R"(pickup    unix  n - n 60 1 pickup
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
tlsmgr    unix  - - n 1000? 1 tlsmgr
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n - - proxymap
smtp      unix  - - n - - smtp
relay     unix  - - n - - smtp
showq     unix  n - n - - showq
error     unix  - - n - - error
retry     unix  - - n - - error
virtual   unix  - n n - - virtual
anvil     unix  - - n - 1 anvil
scache    unix  - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
)";

std::string service(const RealHost& host, std::uint16_t port, std::string_view options) {
  const auto place = host.places.find(port);
  if (place == host.places.end()) return {};
  return fmt::format("{}:{} inet n - n - - smtpd -o syslog_name=postfix/port{}{}\n", host.ip, place->second.port, port, options);
}

/// Submission as in the example of Debian's master.cf: TLS and AUTH are asked for.
std::string master_cf(const RealHost& host) {
  const std::string authenticated = " -o smtpd_sasl_auth_enable=yes -o smtpd_relay_restrictions=permit_sasl_authenticated,reject";
  const std::string_view encrypted = host.config->offer_starttls ? " -o smtpd_tls_security_level=encrypt" : "";
  return service(host, 25, " -o smtpd_sasl_auth_enable=yes") + service(host, 587, std::string(encrypted) + authenticated) +
         service(host, 465, " -o smtpd_tls_wrappermode=yes" + authenticated) + std::string(daemons);
}

std::string tls_settings(const RealHost& host) {
  if (!host.config->offer_starttls) return "smtpd_tls_security_level = none\n";
  std::string out = fmt::format(
      "smtpd_tls_security_level = may\nsmtpd_tls_auth_only = yes\nsmtpd_tls_chain_files = {0}/key.pem, {0}/certificate.pem\n", host.folder);
  if (host.config->certificate && host.config->certificate->max_version == "TLSv1.2") {
    out += "smtpd_tls_protocols = <=TLSv1.2\nsmtpd_tls_mandatory_protocols = <=TLSv1.2\n";
  }
  return out;
}

std::string main_cf(const RealHost& host) {
  const auto& config = *host.config;
  std::string out = fmt::format(R"(compatibility_level = 3.6
queue_directory = {0}/queue
data_directory = {0}/data
maillog_file_prefixes = {0}
maillog_file = {0}/postfix.log
myhostname = {1}
mydestination =
alias_maps =
local_transport = error:5.1.1 no local users
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtp_bind_address = {2}
mynetworks = {2}{3}
smtpd_peername_lookup = no
disable_dns_lookups = yes
virtual_mailbox_domains = {4}
virtual_mailbox_maps = texthash:{0}/postfix/mailboxes
virtual_mailbox_base = {0}/maildrops
virtual_uid_maps = static:{5}
virtual_gid_maps = static:{5}
virtual_mailbox_limit = 0
message_size_limit = {6}
relay_domains = {7}
transport_maps = texthash:{0}/postfix/transport
smtpd_sasl_type = dovecot
smtpd_sasl_path = {0}/auth
broken_sasl_auth_clients = yes
smtp_tls_security_level = may
smtp_tls_CAfile = {8}
hash_queue_names = corrupt
)",
                                host.folder, config.name, host.ip, host.trusted.empty() ? "" : fmt::format(" {}", fmt::join(host.trusted, " ")),
                                fmt::join(config.domains, " "), host.owner, config.most_message_octets, fmt::join(config.relay_domains, " "),
                                host.ca_file);
  return out + tls_settings(host);
}

std::string mailboxes(const fakeservers::mta::HostConfig& config) {
  std::string out;
  for (const MaildropConfig& drop : config.maildrops) {
    std::vector<std::string> addresses;
    for (const auto& address : drop.addresses) addresses.push_back(address.text());
    if (addresses.empty()) {
      for (const std::string& domain : config.domains) addresses.push_back(drop.user + "@" + domain);
    }
    for (const std::string& address : addresses) out += fmt::format("{} {}/\n", address, drop.user);
  }
  if (config.catch_all && !config.maildrops.empty()) {
    for (const std::string& domain : config.domains) out += fmt::format("@{} {}/\n", domain, config.maildrops.front().user);
  }
  return out;
}

/// Where each domain goes. It is told beforehand what DNS would say: the C library's resolver cannot be given the port of the story's DNS.
std::string transport(const RealHost& host) {
  std::string out, otherwise = "error:5.4.4 Host or domain name not found";
  std::vector<std::string> own = host.config->domains;
  for (const std::string& domain : own) out += fmt::format("{} virtual:\n", domain);
  for (const auto& [domain, next] : host.routes) {
    if (domain == "*") {
      otherwise = "smtp:" + next;
    } else if (std::find(own.begin(), own.end(), domain) == own.end()) {
      out += fmt::format("{} smtp:{}\n", domain, next);
    }
  }
  return out + "* " + otherwise + "\n";
}

}  // namespace

std::vector<ConfigFile> postfix_files(const RealHost& host) {
  return {{"postfix/main.cf", main_cf(host)}, {"postfix/master.cf", master_cf(host)}, {"postfix/mailboxes", mailboxes(*host.config)},
          {"postfix/transport", transport(host)}};
}

/// Ignored signals would be inherited by the servers, so the script catches them: an interrupted terminal must not end it before it cleaned up.
ConfigFile script_file(const RealHost& host) {
  const std::string dovecot = find_program("dovecot"), postfix = find_program("postfix");
  std::string out = fmt::format("cd '{}' || exit 1\ntrap : HUP INT TERM\n", host.folder);
  out += "if read -r go; then\n";
  out += fmt::format("'{}' -F -c dovecot.conf >dovecot.out 2>&1 </dev/null &\ndovecot=$!\n", dovecot);
  const bool has_postfix = host.kind == RealKind::postfix;
  if (has_postfix) out += fmt::format("rm -f ended\n('{}' -c '{}/postfix' start-fg >postfix.out 2>&1 </dev/null; touch ended) &\n", postfix, host.folder);
  out += "cat >/dev/null\nkill $dovecot\n";
  // Postfix may still be starting: until it has ended its master is looked for.
  if (has_postfix) out += "while [ ! -e ended ]; do [ -s queue/pid/master.pid ] && kill $(cat queue/pid/master.pid); sleep 0.05; done\n";
  out += fmt::format("wait\nfi\n[ -e kept ] || rm -rf '{}'\n", host.folder);
  return {"run.sh", out};
}

std::string unreal_wish(const fakeservers::mta::HostConfig& config, RealKind kind) {
  if (config.policies.any() && kind == RealKind::postfix) return "policies";
  if (!config.dkim.empty() && kind == RealKind::postfix) return "dkim keys";
  if (config.arc_seal && kind == RealKind::postfix) return "an ARC key";
  if (!config.lists.empty() && kind == RealKind::postfix) return "lists and forwards";
  for (const MaildropConfig& drop : config.maildrops) {
    const bool is_plain = !drop.user.empty() && drop.user.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+@") == std::string::npos;
    if (!is_plain || drop.user.front() == '.') return fmt::format("the maildrop name '{}' (letters, digits and . _ - + @ only)", drop.user);
    if (drop.capacity_bytes != SIZE_MAX && kind == RealKind::postfix) return "a maildrop's capacity";
  }
  return {};
}

}  // namespace scenarios
