#include "engine/account.h"

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
  Access access;
  access.ip = found.ip;
  if (!found.ip) {
    access.stage = "resolve";
    access.why = found.why;
  } else if (account.authentication != "none") {
    access.credentials = {account.user_name, account.password, ""};
  }
  const std::weak_ptr<const char> life = parts.life;
  parts.world.clock.after(found.cost, [life, access = std::move(access), done = std::move(done)] {
    if (!life.expired()) done(access);
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

sim::client::StartTlsUse starttls_use(const Parts& parts, const Account& account) {
  if (account.security != "starttls") return sim::client::StartTlsUse::none;
  return parts.profile.requires_starttls ? sim::client::StartTlsUse::required : sim::client::StartTlsUse::opportunistic;
}

}  // namespace engine
