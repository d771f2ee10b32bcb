#include "engine/account.h"

#include "engine/oauth.h"

#include <fmt/format.h>

namespace engine {
namespace {

constexpr std::string_view account_columns =
    "SELECT sys_id, name, type, server, port, authentication, user_name, password, connection_security, \"from\", email_user_label, "
    "oauth_profile, enable_debug FROM sys_email_account ";

Account account_of(const Statement& row) {
  Account account;
  account.sys_id = row.text(0);
  account.name = row.text(1);
  account.type = row.text(2);
  account.server = row.text(3);
  account.port = static_cast<std::uint16_t>(row.integer(4));
  account.authentication = row.text(5);
  account.user_name = row.text(6);
  account.password = row.text(7);
  account.security = row.text(8);
  account.from = row.text(9);
  account.label = row.text(10);
  account.oauth_profile = row.text(11);
  account.enable_debug = row.integer(12) != 0;
  return account;
}

}  // namespace

std::string Account::endpoint() const { return fmt::format("{}:{}", server, port); }

std::string Account::protocol() const {
  std::string upper = type;
  for (char& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return upper;
}

std::optional<Account> active_account(Database& database) {
  static const std::string sql = std::string(account_columns) + "WHERE type = 'smtp' AND active = 1 ORDER BY id LIMIT 1";
  Statement& row = database.kept(sql);
  const Ended ended{row};
  if (!row.step()) return std::nullopt;
  return account_of(row);
}

std::vector<Account> reading_accounts(Database& database, const std::optional<std::string>& group) {
  std::vector<Account> accounts;
  Statement row = database.prepare(std::string(account_columns) +
                                   "WHERE type <> 'smtp' AND active = 1 AND (?1 IS NULL OR account_group = ?1 OR "
                                   "(account_group = '' AND ?1 = 'Default')) ORDER BY id DESC");
  row.bind_all(group);
  while (row.step()) accounts.push_back(account_of(row));
  return accounts;
}

std::optional<Account> account_named(Database& database, std::string_view name) {
  Statement row = database.prepare(std::string(account_columns) + "WHERE name = ?");
  if (!row.bind_all(name).step()) return std::nullopt;
  return account_of(row);
}

sim::Cause cause_of_account(const Parts& parts, const Account& account) {
  sim::Cause cause{"account:" + account.name, {}};
  for (const AccountConfig& each : parts.config.accounts) {
    if (each.name == account.name) cause.place = each.place;
  }
  return cause;
}

FoundServer find_server(sim::World& world, const std::string& server) {
  FoundServer found;
  if (const auto literal = sim::IpAddress::parse(server)) {
    found.ip = *literal;
    return found;
  }
  for (const auto type : {sim::dns::Type::A, sim::dns::Type::AAAA}) {
    const sim::dns::Answer answer = world.resolver.look_up(server, type);
    found.cost += answer.cost;
    found.why = fmt::format("the name {} does not lead to an address: {}", server, sim::dns::status_name(answer.status));
    if (answer.status != sim::dns::Status::found) continue;
    for (const sim::dns::Record& record : answer.records) {
      if (const auto* address = std::get_if<sim::dns::AddressData>(&record.data)) {
        found.ip = address->ip;
        return found;
      }
    }
  }
  return found;
}

void prepare_access(Parts& parts, const Account& account, std::function<void(const Access&)> done) {
  FoundServer found = find_server(parts.world, account.server);
  auto access = std::make_shared<Access>();
  access->ip = found.ip;
  access->nonce_seed = parts.world.random.stream(fmt::format("login:{}:{}", account.name, parts.world.clock.now().time_since_epoch().count())).next();
  const bool has_token = account.authentication == "oauth_2_0";
  if (!found.ip) {
    access->stage = "resolve";
    access->why = found.why;
  } else if (has_token && account.type == "pop3" && !parts.profile.pop3_takes_tokens) {
    access->stage = "auth";
    access->why = "OAuth 2.0 is not supported for POP3 accounts";  // C31
  } else if (has_token && !parts.has_plugin("com.glide.email.oauth")) {
    access->stage = "auth";
    access->why = "OAuth 2.0 needs the plugin com.glide.email.oauth";
  } else if (account.authentication != "none") {
    access->credentials = {account.user_name, has_token ? "" : account.password, ""};
  }
  parts.world.clock.after(found.cost, [&parts, life = std::weak_ptr<const char>(parts.life), account, has_token, access, done = std::move(done)] {
    if (life.expired()) return;
    if (!has_token || !access->is_ready()) return done(*access);
    provide_token(parts, account, [access, done](const TokenOutcome& token) {
      access->credentials.access_token = token.access_token;
      if (!token.why.empty()) access->stage = "oauth", access->why = token.why;
      done(*access);
    });
  });
}

sim::wire::ConnectOptions connect_options(const Parts& parts, const Account& account, const sim::IpAddress& ip) {
  sim::wire::ConnectOptions how;
  how.from = parts.ip;
  how.to = {ip, account.port};
  how.implicit_tls = account.security == "ssl_tls";
  how.server_name = account.server;
  how.verify = parts.profile.checks_certificates && (how.implicit_tls || parts.profile.requires_starttls);
  return how;
}

sim::client::StartTlsUse starttls_use(const Parts& parts, const Account& account, const Access& access) {
  if (account.security != "starttls" || access.is_in_clear_text) return sim::client::StartTlsUse::none;
  return parts.profile.requires_starttls ? sim::client::StartTlsUse::required : sim::client::StartTlsUse::opportunistic;
}

bool goes_on_in_clear_text(Parts& parts, const Account& account, Access& access, std::string_view why) {
  if (account.security != "starttls" || parts.profile.requires_starttls || access.is_in_clear_text) return false;
  access.is_in_clear_text = true;
  parts.world.trace.note(sim::EventKind::tls_given_up, "", {{"account", account.name}, {"why", std::string(why)}}, cause_of_account(parts, account));
  return true;
}

bool wants_debug(const Parts& parts, const Account& account) {
  if (account.enable_debug) return true;
  if (account.type == "smtp") return parts.properties.flag("glide.smtp.debug");
  return parts.properties.flag(account.type == "imap" ? "glide.imap.debug" : "glide.pop3.debug");
}

void log_dialogue(Parts& parts, const Account& account, const std::vector<std::string>& dialogue) {
  Transaction transaction(parts.database);
  for (const std::string& line : dialogue) log_system(parts, "debug", account.name, fmt::format("DEBUG: {} {}", account.protocol(), line));
  transaction.commit();
}

void log_system(Parts& parts, std::string_view level, std::string_view source, std::string_view message) {
  parts.database.kept("INSERT INTO syslog (level, source, message, sys_created_on) VALUES (?, ?, ?, ?)")
      .run(level, source, message, parts.world.clock.now().time_since_epoch().count());
}

}  // namespace engine
