#include "engine/configure.h"

#include <algorithm>

namespace engine {

sim::Result<void> write_properties(Parts& parts, const InstanceConfig& change) {
  for (const Setting& each : change.properties) {
    if (const auto fits = check_property(each.name, each.value); !fits) {
      sim::Error error = fits.error();
      error.place = each.place;
      return error;
    }
    parts.properties.set(each.name, each.value);
  }
  return {};
}

sim::Result<void> write_users(Parts& parts, const InstanceConfig& change) {
  for (const UserConfig& each : change.users) {
    if (each.user_name.empty()) return sim::Error{"a user needs a user_name", "", each.place};
    if (!parts.store.user_by_name(each.user_name)) parts.store.insert_user({each.user_name, "", "", ""});
    const std::optional<std::string> key = each.email ? std::optional(email_key(*each.email)) : std::nullopt;
    const auto number = [](const std::optional<bool>& flag, int yes, int no) {
      return flag ? std::optional(std::to_string(*flag ? yes : no)) : std::nullopt;
    };
    parts.database
        .prepare("UPDATE sys_user SET first_name = coalesce(?, first_name), last_name = coalesce(?, last_name), "
                 "email = coalesce(?, email), email_key = coalesce(?, email_key), active = coalesce(CAST(? AS INTEGER), active), "
                 "locked_out = coalesce(CAST(? AS INTEGER), locked_out), notification = coalesce(CAST(? AS INTEGER), notification) "
                 "WHERE user_name = ?")
        .bind_all(each.first_name, each.last_name, each.email, key, number(each.active, 1, 0), number(each.locked_out, 1, 0),
                  number(each.notification, 2, 1), each.user_name)
        .run();
    parts.database
        .prepare("UPDATE sys_user SET name = CASE WHEN first_name = '' AND last_name = '' THEN user_name "
                 "ELSE trim(first_name || ' ' || last_name) END WHERE user_name = ?")
        .bind_all(each.user_name)
        .run();
  }
  return {};
}

sim::Result<void> write_groups(Parts& parts, const InstanceConfig& change) {
  for (const GroupConfig& each : change.groups) {
    parts.database.prepare("INSERT OR IGNORE INTO sys_user_group (sys_id, name) VALUES (?, ?)")
        .bind_all(parts.store.new_sys_id(), each.name)
        .run();
    parts.database.prepare("DELETE FROM sys_user_grmember WHERE \"group\" = (SELECT sys_id FROM sys_user_group WHERE name = ?)")
        .bind_all(each.name)
        .run();
    for (const std::string& member : each.members) {
      const std::optional<User> user = parts.store.user_by_name(member);
      if (!user) {
        return sim::Error{fmt::format("group '{}' has the member '{}', who is no user", each.name, member),
                          "add the user, or take the name out", each.place};
      }
      parts.database.prepare("INSERT INTO sys_user_grmember (\"group\", \"user\") SELECT sys_id, ? FROM sys_user_group WHERE name = ?")
          .bind_all(user->sys_id, each.name)
          .run();
    }
  }
  return {};
}

void write_factory_rows(Store& store) {
  const User guest = store.insert_user({"guest", "Guest", "", ""});
  store.database().prepare("UPDATE sys_user SET name = 'Guest' WHERE sys_id = ?").bind_all(guest.sys_id).run();
  store.database().execute("INSERT INTO sys_number (category, prefix, number) VALUES ('sys_watermark', 'MSG', 1)");
  store.declare_table("incident", "INC", record_columns());
}

sim::Result<void> write_configuration(Parts& parts, const InstanceConfig& change) {
  try {
    Transaction transaction(parts.database);
    for (const auto& write : {write_properties, write_users, write_groups, write_accounts, write_tables, write_records,
                              check_inbound_actions}) {
      if (const auto written = write(parts, change); !written) return written.error();
    }
    transaction.commit();
  } catch (const DatabaseError& error) {
    return sim::Error{error.what(), error.is_full() ? "give the database more room" : "", change.place};
  }
  return {};
}

namespace {

template <class Entry>
Entry* entry_of(std::vector<Entry>& all, std::string Entry::* key, const std::string& name) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Entry& each) { return each.*key == name; });
  return found == all.end() ? nullptr : &*found;
}

template <class Value>
void take(std::optional<Value>& into, const std::optional<Value>& given) {
  if (given) into = given;
}
template <class Value>
void take(std::vector<Value>& into, const std::vector<Value>& given) {
  if (!given.empty()) into = given;
}

void take_members(UserConfig& into, const UserConfig& given) {
  take(into.first_name, given.first_name);
  take(into.last_name, given.last_name);
  take(into.email, given.email);
  take(into.active, given.active);
  take(into.locked_out, given.locked_out);
  take(into.notification, given.notification);
}
void take_members(AccountConfig& into, const AccountConfig& given) {
  for (const auto member : {&AccountConfig::server, &AccountConfig::user_name, &AccountConfig::password,
                            &AccountConfig::connection_security, &AccountConfig::from, &AccountConfig::email_user_label}) {
    take(into.*member, given.*member);
  }
  take(into.port, given.port);
  take(into.active, given.active);
  take(into.enable_debug, given.enable_debug);
}
void take_members(NotificationConfig& into, const NotificationConfig& given) {
  for (const auto member : {&NotificationConfig::event, &NotificationConfig::table, &NotificationConfig::subject,
                            &NotificationConfig::text, &NotificationConfig::html, &NotificationConfig::from,
                            &NotificationConfig::reply_to}) {
    take(into.*member, given.*member);
  }
  for (const auto member : {&NotificationConfig::event_parm1, &NotificationConfig::event_parm2,
                            &NotificationConfig::send_to_event_creator, &NotificationConfig::active,
                            &NotificationConfig::omit_watermark, &NotificationConfig::force_delivery}) {
    take(into.*member, given.*member);
  }
  for (const auto member : {&NotificationConfig::users, &NotificationConfig::groups, &NotificationConfig::recipient_fields,
                            &NotificationConfig::addresses}) {
    take(into.*member, given.*member);
  }
  take(into.weight, given.weight);
}
void take_members(InboundActionConfig& into, const InboundActionConfig& given) {
  take(into.table, given.table);
  take(into.type, given.type);
  take(into.order, given.order);
  take(into.active, given.active);
  take(into.stop_processing, given.stop_processing);
  take(into.set, given.set);
}
void take_members(GroupConfig& into, const GroupConfig& given) { into.members = given.members; }
void take_members(Setting& into, const Setting& given) { into.value = given.value; }
void take_members(TableConfig& into, const TableConfig& given) { take(into.columns, given.columns); }

/// The entry of that key changes and now stands where it was changed; a new key is added.
template <class Entry>
void merge_entries(std::vector<Entry>& into, const std::vector<Entry>& given, std::string Entry::* key) {
  for (const Entry& each : given) {
    if (Entry* known = entry_of(into, key, each.*key)) {
      take_members(*known, each);
      known->place = each.place;
    } else {
      into.push_back(each);
    }
  }
}

}  // namespace

void merge(InstanceConfig& into, const InstanceConfig& change) {
  merge_entries(into.properties, change.properties, &Setting::name);
  merge_entries(into.accounts, change.accounts, &AccountConfig::name);
  merge_entries(into.users, change.users, &UserConfig::user_name);
  merge_entries(into.groups, change.groups, &GroupConfig::name);
  merge_entries(into.tables, change.tables, &TableConfig::name);
  merge_entries(into.notifications, change.notifications, &NotificationConfig::name);
  merge_entries(into.inbound_actions, change.inbound_actions, &InboundActionConfig::name);
  into.records.insert(into.records.end(), change.records.begin(), change.records.end());
  if (!change.address.empty()) into.address = change.address;
}

}  // namespace engine
