#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <fmt/format.h>

#include "scenarios/servers/real_host.h"
#include "sim/auth/base64.h"

namespace scenarios {
namespace {

std::string listener(const RealHost& host, std::string_view name, std::uint16_t port, bool implicit_tls) {
  const auto place = host.places.find(port);
  if (place == host.places.end()) return fmt::format("  inet_listener {} {{\n    port = 0\n  }}\n", name);
  return fmt::format("  inet_listener {} {{\n    address = {}\n    port = {}\n{}  }}\n", name, host.ip, place->second.port,
                     implicit_tls ? "    ssl = yes\n" : "");
}

/// What Dovecot needs if it is not root: its internal users are ourselves, and nothing is chrooted.
std::string rootless() {
  const auto* user = getpwuid(geteuid());
  const auto* own = getgrgid(getegid());
  return fmt::format(R"(default_internal_user = {0}
default_internal_group = {1}
default_login_user = {0}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
)",
                     user == nullptr ? "" : user->pw_name, own == nullptr ? "" : own->gr_name);
}

std::string tls(const RealHost& host) {
  if (!host.config->offer_starttls) return "ssl = no\ndisable_plaintext_auth = no\n";
  return fmt::format("ssl = yes\nssl_cert = <{0}/certificate.pem\nssl_key = <{0}/key.pem\ndisable_plaintext_auth = yes\n", host.folder);
}

std::string dovecot_conf(const RealHost& host) {
  const std::string login = host.is_root ? "" : "  chroot =\n";
  std::string out = fmt::format(R"(base_dir = {0}/run
state_dir = {0}/state
log_path = {0}/dovecot.log
auth_verbose = yes
protocols = pop3 imap
login_trusted_networks =
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:{0}/maildrops/%u
mail_max_userip_connections = 100
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = {0}/passwd
}}
userdb {{
  driver = static
  args = uid={1} gid={2} home={0}/maildrops/%u
}}
service auth {{
  unix_listener {0}/auth {{
    mode = 0666
  }}
{3}}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
)",
                                host.folder, host.owner, host.is_root ? host.owner : getegid(), host.is_root ? "  user = root\n" : "");
  out += fmt::format("service pop3-login {{\n{}{}{}}}\n", login, listener(host, "pop3", 110, false), listener(host, "pop3s", 995, true));
  out += fmt::format("service imap-login {{\n{}{}{}}}\n", login, listener(host, "imap", 143, false), listener(host, "imaps", 993, true));
  return out + tls(host) + (host.is_root ? "" : rootless());
}

/// user:{scheme}password, in base64 because a colon ends the field.
std::string password_file(const fakeservers::mta::HostConfig& config) {
  std::string out;
  for (const auto& drop : config.maildrops) {
    out += fmt::format("{}:{{PLAIN.b64}}{}::::::\n", drop.user, sim::auth::to_base64(drop.password));
  }
  return out;
}

}  // namespace

std::vector<ConfigFile> dovecot_files(const RealHost& host) {
  return {{"dovecot.conf", dovecot_conf(host)}, {"passwd", password_file(*host.config)}, {"certificate.pem", host.certificate.certificate},
          {"key.pem", host.certificate.key}};
}

}  // namespace scenarios
