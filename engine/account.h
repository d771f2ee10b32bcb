// An email account (sys_email_account, spec 9) as the SMTP Sender, the Email Reader and Test Connection use it, and the way to its server.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/parts.h"
#include "sim/auth/sasl.h"
#include "sim/client/smtp_client.h"

namespace engine {

struct Account {
  std::string sys_id, name;
  std::string type;                ///< smtp, pop3, imap
  std::string server;
  std::uint16_t port = 0;
  std::string authentication;      ///< none, password, oauth_2_0
  std::string user_name, password;
  std::string security;            ///< none, starttls, ssl_tls
  std::string from, label;         ///< SMTP only
  std::string oauth_profile;       ///< oauth_entity_profile.sys_id, "" for none
  bool enable_debug = false;
  std::string endpoint() const;    ///< "mail.provider.example:587"
  std::string protocol() const;    ///< "SMTP", "POP3", "IMAP"
};

/// The one active SMTP account that all mail goes through (spec 6.1). Of several the oldest counts: only one may be active.
std::optional<Account> active_account(Database& database);
/// The active accounts that mail is read from, or those of one account group; the first one last.
std::vector<Account> reading_accounts(Database& database, const std::optional<std::string>& group);
/// Active or not.
std::optional<Account> account_named(Database& database, std::string_view name);
/// "account:NAME" and where the story says it.
sim::Cause cause_of_account(const Parts& parts, const Account& account);

/// A server's address and what finding it cost, or why it has none. A server is named directly: MX is not asked.
struct FoundServer {
  std::optional<sim::IpAddress> ip;
  sim::Duration cost{0};
  std::string why;
};
FoundServer find_server(sim::World& world, const std::string& server);

/// What a connection needs beforehand, or why it cannot be made.
struct Access {
  std::optional<sim::IpAddress> ip;
  sim::auth::Credentials credentials;  ///< a user name if there is something to log in with
  std::uint64_t nonce_seed = 1;        ///< for mechanisms that need chance
  std::string stage, why;              ///< of a failure: "resolve" or "oauth", and the cause
  bool is_in_clear_text = false;       ///< STARTTLS failed before: without it now
  bool is_ready() const { return stage.empty(); }
};
/// Finds the account's server, and for OAuth a token that is still good, and tells. Takes virtual time; `done` is called once, never from inside
/// this call, and not at all if the instance ends before.
void prepare_access(Parts& parts, const Account& account, std::function<void(const Access&)> done);

/// How the account connects: implicit TLS, and whether a certificate must be right. Opportunistic TLS looks at none (RFC 7435, 1.2).
sim::wire::ConnectOptions connect_options(const Parts& parts, const Account& account, const sim::IpAddress& ip);
sim::client::StartTlsUse starttls_use(const Parts& parts, const Account& account, const Access& access);
/// STARTTLS failed with this account: true if the next connection may go without (spec 12: it upgrades "if the server supports TLS").
bool goes_on_in_clear_text(Parts& parts, const Account& account, Access& access, std::string_view why);

/// Whether the account's dialogue goes to the system log: its own switch, or glide.TYPE.debug (spec 9).
bool wants_debug(const Parts& parts, const Account& account);
/// "DEBUG: SMTP C: EHLO ..." for each line, secrets masked.
void log_dialogue(Parts& parts, const Account& account, const std::vector<std::string>& dialogue);
/// A row of syslog.
void log_system(Parts& parts, std::string_view level, std::string_view source, std::string_view message);

}  // namespace engine
