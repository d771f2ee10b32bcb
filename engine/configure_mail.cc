// Accounts, record tables and records of a configuration.
#include <algorithm>

#include "engine/configure.h"
#include "engine/oauth.h"
#include "engine/store_state.h"

namespace engine {
namespace {

/// The usual ports (spec 9: the vendor documents none, so IANA's; of IMAP over TLS a property tells, C33).
int usual_port(const Properties& properties, std::string_view type, std::string_view security) {
  if (type == "imap") return security == "ssl_tls" ? static_cast<int>(properties.number("glide.imap.secure_port")) : 143;
  if (type == "smtp") return security == "ssl_tls" ? 465 : security == "starttls" ? 587 : 25;
  return security == "ssl_tls" ? 995 : 110;
}

sim::Result<void> check_account(const AccountConfig& account) {
  const std::string what = fmt::format("account '{}': ", account.name);
  if (account.type != "smtp" && account.type != "pop3" && account.type != "imap") {
    return sim::Error{what + fmt::format("type '{}' is unknown", account.type), "types: smtp, pop3, imap", account.place};
  }
  const std::string security = account.connection_security.value_or("none");
  if (security != "none" && security != "starttls" && security != "ssl_tls") {
    return sim::Error{what + fmt::format("connection_security '{}' is unknown", security), "one of none, starttls, ssl_tls",
                      account.place};
  }
  const std::string authentication = account.authentication.value_or("password");
  if (authentication != "none" && authentication != "password" && authentication != "oauth_2_0") {
    return sim::Error{what + fmt::format("authentication '{}' is unknown", authentication), "one of none, password, oauth_2_0", account.place};
  }
  const std::string grant = account.oauth_profile ? account.oauth_profile->grant.value_or("client_credentials") : "client_credentials";
  if (grant != "client_credentials" && grant != "refresh_token") {
    return sim::Error{what + fmt::format("grant '{}' is unknown", grant), "one of client_credentials, refresh_token", account.place};
  }
  if (account.port.value_or(1) < 1 || account.port.value_or(1) > 65535) {
    return sim::Error{what + "the port is out of range", "1 to 65535", account.place};
  }
  return {};
}

bool is_user_reference(std::string_view column) {
  return column == "caller_id" || column == "opened_by" || column == "assigned_to";
}

sim::Error no_table(std::string_view what, std::string_view table, const sim::Place& place) {
  return sim::Error{fmt::format("{}: there is no table '{}'", what, table), "declare it under tables, or use incident", place};
}

}  // namespace

const std::vector<std::string>& record_columns() {
  static const std::vector<std::string> columns{
      "short_description", "description", "caller_id", "opened_by", "state", "priority", "assigned_to", "assignment_group", "active",
      "category", "contact_type", "impact", "urgency", "notify", "incident_state", "close_code", "close_notes"};
  return columns;
}

sim::Result<void> write_accounts(Parts& parts, const InstanceConfig& change) {
  for (const AccountConfig& given : change.accounts) {
    AccountConfig each = given;
    for (const AccountConfig& known : parts.config.accounts) {
      if (known.name == each.name && each.type.empty()) each.type = known.type;
    }
    if (const auto fits = check_account(each); !fits) return fits.error();
    const bool is_new = parts.database.prepare("SELECT 1 FROM sys_email_account WHERE name = ?").bind_all(each.name).step() == false;
    if (is_new && !each.server) return sim::Error{fmt::format("account '{}' needs a server", each.name), "", each.place};
    if (is_new) {
      const std::string security = each.connection_security.value_or("none");
      parts.database.prepare("INSERT INTO sys_email_account (sys_id, name, type, server, port, \"from\") VALUES (?, ?, ?, ?, ?, ?)")
          .run(parts.store.new_sys_id(), each.name, each.type, *each.server, usual_port(parts.properties, each.type, security),
               each.type == "smtp" ? parts.config.address : std::string());
    }
    parts.database
        .prepare("UPDATE sys_email_account SET server = coalesce(?, server), port = coalesce(?, port), "
                 "user_name = coalesce(?, user_name), password = coalesce(?, password), "
                 "connection_security = coalesce(?, connection_security), \"from\" = coalesce(?, \"from\"), "
                 "email_user_label = coalesce(?, email_user_label), active = coalesce(?, active), "
                 "enable_debug = coalesce(?, enable_debug), authentication = coalesce(?, authentication) WHERE name = ?")
        .run(each.server, each.port, each.user_name, each.password,
             each.connection_security, each.from, each.email_user_label, each.active, each.enable_debug, each.authentication, each.name);
    if (each.oauth_profile) write_oauth_profile(parts, each.name, *each.oauth_profile);
    if (parts.database.value("SELECT count(*) > 1 FROM sys_email_account WHERE type = 'smtp' AND active = 1") == "1") {
      return sim::Error{fmt::format("account '{}' would be a second active SMTP account", each.name),
                        "all mail goes through one: make the others active: false", each.place};
    }
  }
  return {};
}

sim::Result<void> write_tables(Parts& parts, const InstanceConfig& change) {
  for (const TableConfig& each : change.tables) {
    if (!is_name(each.name) || each.name.starts_with("sys")) {
      return sim::Error{fmt::format("'{}' cannot be the name of a table", each.name),
                        "letters, digits and underscores, not beginning with sys", each.place};
    }
    if (each.prefix.empty() || each.prefix.find_first_of("0123456789 :") != std::string::npos) {
      return sim::Error{fmt::format("table '{}' needs a number prefix of letters", each.name), "such as INC", each.place};
    }
    std::vector<std::string> columns = record_columns();
    for (const std::string& column : each.columns) {
      if (!is_name(column)) {
        return sim::Error{fmt::format("'{}' cannot be the name of a column", column), "letters, digits and underscores", each.place};
      }
      columns.push_back(column);
    }
    parts.store.declare_table(each.name, each.prefix, columns);
  }
  return {};
}

sim::Result<void> write_records(Parts& parts, const InstanceConfig& change) {
  for (const RecordConfig& each : change.records) {
    if (!parts.store.has_column(each.table, "number")) return no_table("record", each.table, each.place);
    auto fields = each.fields;
    for (auto& [name, value] : fields) {
      if (!is_journal(name) && !parts.store.has_column(each.table, name)) {
        return sim::Error{fmt::format("table '{}' has no column '{}'", each.table, name), "add it to the table's columns", each.place};
      }
      if (!is_user_reference(name)) continue;
      if (const auto user = parts.store.user_by_name(value)) value = user->sys_id;
    }
    parts.store.insert_record(each.table, fields, "admin");
  }
  return {};
}

}  // namespace engine
