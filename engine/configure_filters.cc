// Email Filters, Email Address Filters and System Address Filters of a configuration (spec 7).
#include "engine/configure.h"
#include "engine/inbound/mail_fields.h"
#include "engine/vendor_filters.h"

namespace engine {
namespace {

template <class Entry>
const Entry* entry_of(const std::vector<Entry>& all, const std::string& name) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Entry& each) { return each.name == name; });
  return found == all.end() ? nullptr : &*found;
}

sim::Result<void> check_filter(const EmailFilterConfig& filter) {
  const std::string what = fmt::format("email filter '{}': ", filter.name);
  if (filter.name.empty()) return sim::Error{"an email filter needs a name", "", filter.place};
  const std::string action = filter.action.value_or("none");
  if (action != "mark_as_ignored" && action != "move_to_junk" && action != "none") {
    return sim::Error{what + fmt::format("action '{}' is unknown", action), "one of mark_as_ignored, move_to_junk, none", filter.place};
  }
  if (!filter.condition) return {};
  const auto query = Query::parse(*filter.condition, inbound::is_mail_field);
  if (query) return {};
  return sim::Error{what + fmt::format("condition '{}', {}", *filter.condition, query.error().what), query.error().advice, filter.place};
}

/// More entries than the property allows?
sim::Result<void> check_limit(const Parts& parts, std::string_view property, std::size_t entries, std::string_view what,
                              const sim::Place& place) {
  const auto most = static_cast<std::size_t>(std::max<std::int64_t>(parts.properties.number(property), 0));
  if (entries <= most) return {};
  return sim::Error{fmt::format("{}: {} entries, {} are allowed", what, entries, most), fmt::format("the limit is {}", property), place};
}

sim::Result<void> check_address_filter(const Parts& parts, const AddressFilterConfig& filter) {
  const std::string what = fmt::format("address filter '{}'", filter.name);
  if (filter.name.empty()) return sim::Error{"an address filter needs a name", "", filter.place};
  if (filter.type != "allow_list" && filter.type != "deny_list") {
    return sim::Error{fmt::format("{}: type '{}' is unknown", what, filter.type), "one of allow_list, deny_list", filter.place};
  }
  for (const auto* entries : {&filter.domains, &filter.exceptions}) {
    for (const std::string& entry : *entries) {
      if (!entry.empty() && entry.find_first_of(" \t,;<>") == std::string::npos) continue;
      return sim::Error{fmt::format("{}: '{}' is no domain or address", what, entry), "one entry each, * for any characters", filter.place};
    }
  }
  for (const std::string& domain : filter.domains) {
    if (domain.find('@') == std::string::npos) continue;
    return sim::Error{fmt::format("{}: the domain '{}' has an @", what, domain), "domains only: corp.example, *.com", filter.place};
  }
  auto fits = check_limit(parts, "glide.email_address_filter.max_domains", filter.domains.size(), what + ": domains", filter.place);
  if (!fits) return fits;
  return check_limit(parts, "glide.email_address_filter.max_exceptions", filter.exceptions.size(), what + ": exceptions", filter.place);
}

void write_list(Parts& parts, std::string_view table, std::string_view column, const std::string& filter,
                const std::vector<std::string>& list) {
  if (list.empty()) return;
  parts.database.prepare(fmt::format("DELETE FROM {} WHERE filter = (SELECT sys_id FROM sys_email_address_filter WHERE name = ?)", table))
      .run(filter);
  Statement insert = parts.database.prepare(
      fmt::format("INSERT INTO {} (filter, {}) SELECT sys_id, ? FROM sys_email_address_filter WHERE name = ?", table, column));
  for (const std::string& entry : list) insert.run(entry, filter);
}

void write_address_filter(Parts& parts, const AddressFilterConfig& filter) {
  parts.database
      .prepare("INSERT INTO sys_email_address_filter (sys_id, name, type) VALUES (?, ?, ?) "
               "ON CONFLICT (name) DO UPDATE SET type = excluded.type")
      .run(parts.store.new_sys_id(), filter.name, filter.type);
  write_list(parts, "sys_email_address_filt_domain", "domain", filter.name, filter.domains);
  write_list(parts, "sys_email_address_filt_except", "exception", filter.name, filter.exceptions);
}

bool is_default(const SystemAddressFilterConfig& filter) { return filter.active.value_or(true) && filter.is_default.value_or(false); }

sim::Result<void> check_system_filter(const Parts& parts, const SystemAddressFilterConfig& filter, const InstanceConfig& known) {
  const std::string what = fmt::format("system address filter '{}'", filter.name);
  if (filter.name.empty()) return sim::Error{"a system address filter needs a name", "", filter.place};
  if (filter.type != "inbound" && filter.type != "outbound") {
    return sim::Error{fmt::format("{}: type '{}' is unknown", what, filter.type), "one of inbound, outbound", filter.place};
  }
  for (const std::string& name : filter.address_filters) {
    if (entry_of(known.address_filters, name) != nullptr) continue;
    return sim::Error{fmt::format("{}: there is no address filter '{}'", what, name), "add it to address_filters", filter.place};
  }
  for (const SystemAddressFilterConfig& other : known.system_address_filters) {
    if (&other == &filter || other.type != filter.type || !is_default(filter) || !is_default(other)) continue;
    return sim::Error{fmt::format("{}: '{}' is the {} default already", what, other.name, other.type), "one default per direction",
                      filter.place};
  }
  return check_limit(parts, "glide.email_system_address_filter.max_address_filters", filter.address_filters.size(), what, filter.place);
}

void write_system_filter(Parts& parts, const SystemAddressFilterConfig& filter) {
  std::string sys_ids;
  Statement row = parts.database.prepare("SELECT sys_id FROM sys_email_address_filter WHERE name = ?");
  for (const std::string& name : filter.address_filters) {
    if (row.bind_all(name).step()) sys_ids += (sys_ids.empty() ? "" : ",") + row.text(0);
  }
  parts.database
      .prepare("INSERT INTO sys_email_system_filter (sys_id, name, type, active, is_default, address_filters) VALUES (?, ?, ?, ?, ?, ?) "
               "ON CONFLICT (name) DO UPDATE SET type = excluded.type, active = excluded.active, is_default = excluded.is_default, "
               "address_filters = excluded.address_filters")
      .run(parts.store.new_sys_id(), filter.name, filter.type, filter.active.value_or(true), filter.is_default.value_or(false),
           sys_ids);
}

/// An account may name a system address filter of its direction.
sim::Result<void> write_account_filter(Parts& parts, const AccountConfig& account, const InstanceConfig& known) {
  const SystemAddressFilterConfig* filter = entry_of(known.system_address_filters, *account.address_filter);
  if (!account.address_filter->empty() && filter == nullptr) {
    return sim::Error{fmt::format("account '{}': there is no system address filter '{}'", account.name, *account.address_filter),
                      "add it to system_address_filters, or leave it blank for the default", account.place};
  }
  Statement row = parts.database.prepare("SELECT type FROM sys_email_account WHERE name = ?");
  const std::string type = row.bind_all(account.name).step() ? row.text(0) : "";
  if (filter != nullptr && (type == "smtp") != (filter->type == "outbound")) {
    return sim::Error{fmt::format("account '{}' is {}, but the system address filter '{}' is {}", account.name, type, filter->name,
                                  filter->type),
                      "inbound for pop3, outbound for smtp", account.place};
  }
  parts.database
      .prepare("UPDATE sys_email_account SET address_filter = "
               "coalesce((SELECT sys_id FROM sys_email_system_filter WHERE name = ?), '') WHERE name = ?")
      .run(*account.address_filter, account.name);
  return {};
}

}  // namespace

sim::Result<void> write_filters(Parts& parts, const InstanceConfig& change) {
  Statement insert = parts.database.prepare(
      "INSERT OR IGNORE INTO sys_email_filter (sys_id, name, \"order\", filter_action) VALUES (?, ?, ?, ?)");
  if (parts.config.default_filters) {
    for (const VendorFilter& each : vendor_filters()) insert.run(parts.store.new_sys_id(), each.name, each.order, each.action);
  }
  for (const EmailFilterConfig& each : change.filters) {
    if (auto fits = check_filter(each); !fits) return fits;
    insert.run(parts.store.new_sys_id(), each.name, 100, "none");
    parts.database
        .prepare("UPDATE sys_email_filter SET \"order\" = coalesce(?, \"order\"), "
                 "active = coalesce(?, active), "
                 "conditions = coalesce(?, conditions), condition_script = coalesce(?, condition_script), "
                 "action_script = coalesce(?, action_script), filter_action = coalesce(?, filter_action) WHERE name = ?")
        .run(each.order, each.active, each.condition,
             each.condition_script, each.action_script, each.action, each.name);
  }
  return {};
}

sim::Result<void> write_address_filters(Parts& parts, const InstanceConfig& change) {
  InstanceConfig known, changed;  // only what filters are made of: users may be many
  known.address_filters = parts.config.address_filters;
  known.system_address_filters = parts.config.system_address_filters;
  changed.address_filters = change.address_filters;
  changed.system_address_filters = change.system_address_filters;
  merge(known, changed);
  for (const AddressFilterConfig& each : change.address_filters) {
    const AddressFilterConfig& whole = *entry_of(known.address_filters, each.name);
    if (auto fits = check_address_filter(parts, whole); !fits) return fits;
    write_address_filter(parts, whole);
  }
  for (const SystemAddressFilterConfig& each : change.system_address_filters) {
    const SystemAddressFilterConfig& whole = *entry_of(known.system_address_filters, each.name);
    if (auto fits = check_system_filter(parts, whole, known); !fits) return fits;
    write_system_filter(parts, whole);
  }
  for (const AccountConfig& each : change.accounts) {
    if (!each.address_filter) continue;
    if (auto written = write_account_filter(parts, each, known); !written) return written;
  }
  return {};
}

}  // namespace engine
