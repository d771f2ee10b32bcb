#include "engine/configure.h"

#include <algorithm>

#include "engine/jobs.h"
#include "engine/plugins.h"
#include "engine/property_sets.h"

namespace engine {

sim::Result<void> write_properties(Parts& parts, const InstanceConfig& change) {
  for (const Setting& each : change.property_sets) {
    const PropertySet* set = find_property_set(each.name);
    if (set == nullptr) return sim::Error{fmt::format("there is no property set '{}'", each.name), "", each.place};
    for (const auto& [name, value] : set->properties) parts.properties.set(name, value);
  }
  for (const Setting& each : change.properties) {
    if (const auto fits = check_property(each.name, each.value); !fits) {
      sim::Error error = fits.error();
      error.place = each.place;
      return error;
    }
    parts.properties.set(each.name, each.value);
  }
  for (const JobConfig& each : change.jobs) {
    const auto& known = job_table();
    if (std::any_of(known.begin(), known.end(), [&](const JobInfo& job) { return job.name == each.name; })) continue;
    std::string names;
    for (const JobInfo& job : known) names.append(names.empty() ? "" : ", ").append(job.name);
    return sim::Error{fmt::format("there is no job '{}'", each.name), "jobs: " + names, each.place};
  }
  for (const PluginConfig& each : change.plugins) {
    if (find_plugin(each.name) == nullptr) return sim::Error{fmt::format("there is no plugin '{}'", each.name), "", each.place};
    parts.database.prepare("INSERT INTO sys_plugins (name, active) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET active = excluded.active")
        .run(each.name, each.active);
  }
  return {};
}

namespace {

void write_roles(Parts& parts, const UserConfig& user) {
  for (const std::string& role : user.roles) {
    parts.database.prepare("INSERT OR IGNORE INTO sys_user_has_role (\"user\", role) SELECT sys_id, ? FROM sys_user WHERE user_name = ?")
        .run(role, user.user_name);
  }
}

}  // namespace

sim::Result<void> write_users(Parts& parts, const InstanceConfig& change) {
  for (const UserConfig& each : change.users) {
    if (each.user_name.empty()) return sim::Error{"a user needs a user_name", "", each.place};
    if (!parts.store.user_by_name(each.user_name)) parts.store.insert_user({each.user_name, "", "", ""});
    const std::optional<std::string> key = each.email ? std::optional(email_key(*each.email)) : std::nullopt;
    const std::optional<int> notification = each.notification ? std::optional(*each.notification ? 2 : 1) : std::nullopt;
    parts.database
        .prepare("UPDATE sys_user SET first_name = coalesce(?, first_name), last_name = coalesce(?, last_name), "
                 "email = coalesce(?, email), email_key = coalesce(?, email_key), active = coalesce(?, active), "
                 "locked_out = coalesce(?, locked_out), notification = coalesce(?, notification), "
                 "calendar_integration = coalesce(?, calendar_integration) WHERE user_name = ?")
        .run(each.first_name, each.last_name, each.email, key, each.active, each.locked_out, notification,
             each.calendar_integration, each.user_name);
    parts.database
        .prepare("UPDATE sys_user SET name = CASE WHEN first_name = '' AND last_name = '' THEN user_name "
                 "ELSE trim(first_name || ' ' || last_name) END WHERE user_name = ?")
        .run(each.user_name);
    write_roles(parts, each);
  }
  return {};
}

sim::Result<void> write_groups(Parts& parts, const InstanceConfig& change) {
  for (const GroupConfig& each : change.groups) {
    parts.database.prepare("INSERT OR IGNORE INTO sys_user_group (sys_id, name) VALUES (?, ?)")
        .run(parts.store.new_sys_id(), each.name);
    parts.database
        .prepare("UPDATE sys_user_group SET email = coalesce(?, email), active = coalesce(?, active), "
                 "exclude_manager = coalesce(?, exclude_manager), include_members = coalesce(?, include_members) WHERE name = ?")
        .run(each.email, each.active, each.exclude_manager, each.include_members, each.name);
    if (each.manager) {
      const std::optional<User> manager = parts.store.user_by_name(*each.manager);
      if (!manager) {
        return sim::Error{fmt::format("group '{}' has the manager '{}', who is no user", each.name, *each.manager),
                          "add the user, or take the name out", each.place};
      }
      parts.database.prepare("UPDATE sys_user_group SET manager = ? WHERE name = ?").run(manager->sys_id, each.name);
    }
    if (each.members.empty()) continue;
    parts.database.prepare("DELETE FROM sys_user_grmember WHERE \"group\" = (SELECT sys_id FROM sys_user_group WHERE name = ?)")
        .run(each.name);
    for (const std::string& member : each.members) {
      const std::optional<User> user = parts.store.user_by_name(member);
      if (!user) {
        return sim::Error{fmt::format("group '{}' has the member '{}', who is no user", each.name, member),
                          "add the user, or take the name out", each.place};
      }
      parts.database.prepare("INSERT INTO sys_user_grmember (\"group\", \"user\") SELECT sys_id, ? FROM sys_user_group WHERE name = ?")
          .run(user->sys_id, each.name);
    }
  }
  return {};
}

void write_factory_rows(Store& store) {
  const User guest = store.insert_user({"guest", "Guest", "", ""});
  store.database().prepare("UPDATE sys_user SET name = 'Guest' WHERE sys_id = ?").run(guest.sys_id);
  store.database().execute("INSERT INTO sys_number (category, prefix, number) VALUES ('sys_watermark', 'MSG', 1)");
  store.declare_table("incident", "INC", record_columns());
}

sim::Result<void> write_configuration(Parts& parts, const InstanceConfig& change) {
  try {
    Transaction transaction(parts.database);
    for (const auto& write : {write_properties, write_users, write_groups, write_certificates, write_accounts, write_filters, write_address_filters,
                              write_tables, write_numbers, write_records, write_inbound_actions, write_bounces, write_account_groups,
                              write_notifications}) {
      if (const auto written = write(parts, change); !written) return written.error();
    }
    transaction.commit();
  } catch (const DatabaseError& error) {
    return sim::Error{error.what(), error.is_full() ? "give the database more room" : "", change.place};
  }
  return {};
}

}  // namespace engine
