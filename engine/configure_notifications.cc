// Notifications of a configuration and what decides who gets them: devices, delegates, subscriptions, numbers, business rules.
#include <limits>

#include "engine/configure.h"
#include "engine/outbound/notifications.h"
#include "engine/record_fields.h"
#include "engine/store_state.h"

namespace engine {
namespace {

bool is_among(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

template <class Entry>
const Entry* named(const std::vector<Entry>& all, const std::string& name) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Entry& each) { return each.name == name; });
  return found == all.end() ? nullptr : &*found;
}

/// What is configured of notifications after the change: entries may leave unsaid what they had.
InstanceConfig merged_notifications(const InstanceConfig& known, const InstanceConfig& change) {
  const auto only = [](const InstanceConfig& from) {
    InstanceConfig some;
    some.notifications = from.notifications;
    some.devices = from.devices;
    some.delegates = from.delegates;
    some.subscriptions = from.subscriptions;
    some.templates = from.templates;
    some.business_rules = from.business_rules;
    return some;
  };
  InstanceConfig all = only(known);
  merge(all, only(change));
  return all;
}

sim::Result<std::string> user_sys_id(Parts& parts, const std::string& user_name, const std::string& what, const sim::Place& place) {
  if (const auto user = parts.store.user_by_name(user_name)) return user->sys_id;
  return sim::Error{fmt::format("{}: there is no user '{}'", what, user_name), "add the user, or take the name out", place};
}

sim::Result<void> check_condition(Parts& parts, const std::string& what, const std::string& table,
                                  const std::optional<std::string>& condition, const sim::Place& place) {
  if (!parts.store.has_column(table, "number")) {
    return sim::Error{fmt::format("{}: there is no table '{}'", what, table), "declare it under tables, or use incident", place};
  }
  const auto query = Query::parse(condition.value_or(""), [&](std::string_view name) { return is_record_field(parts, table, name); });
  if (query) return {};
  return sim::Error{fmt::format("{}: condition '{}', {}", what, *condition, query.error().what), query.error().advice, place};
}

sim::Result<void> check_notification(Parts& parts, const InstanceConfig& known, const NotificationConfig& each) {
  const std::string what = fmt::format("notification '{}'", each.name);
  const std::string when = each.when.value_or("event");
  if (!is_among(when, {"event", "inserted", "updated", "inserted_or_updated"})) {
    return sim::Error{fmt::format("{}: when '{}' is unknown", what, when), "one of event, inserted, updated, inserted_or_updated", each.place};
  }
  if (!is_among(each.content_type.value_or("html_only"), {"html_only", "text_only", "html_and_text"})) {
    return sim::Error{fmt::format("{}: content_type '{}' is unknown", what, *each.content_type),
                      "one of html_only, text_only, html_and_text", each.place};
  }
  if (!is_among(each.type.value_or("email"), {"email", "meeting_invitation"})) {
    return sim::Error{fmt::format("{}: type '{}' is unknown", what, *each.type), "one of email, meeting_invitation", each.place};
  }
  if (each.email_template && named(known.templates, *each.email_template) == nullptr) {
    return sim::Error{fmt::format("{}: there is no template '{}'", what, *each.email_template), "add it to templates", each.place};
  }
  if (when == "event" && !each.condition) return {};
  return check_condition(parts, what, each.table.value_or("incident"), each.condition, each.place);
}

sim::Result<void> write_device(Parts& parts, const DeviceConfig& each) {
  const std::string what = fmt::format("device '{}'", each.name);
  if (!is_among(each.type.value_or("email"), {"email", "sms"})) {
    return sim::Error{fmt::format("{}: type '{}' is unknown", what, *each.type), "one of email, sms", each.place};
  }
  const auto user = user_sys_id(parts, each.user, what, each.place);
  if (!user) return user.error();
  const DeviceSchedule schedule = each.schedule.value_or(DeviceSchedule{});
  if (schedule.from_minute < 0 || schedule.to_minute > 24 * 60 || schedule.from_minute >= schedule.to_minute) {
    return sim::Error{fmt::format("{}: its schedule is no span of a day", what), "from: \"08:30\", to: \"18:00\"", each.place};
  }
  parts.database
      .prepare("INSERT INTO cmn_notif_device (sys_id, name, \"user\", type, email_address, primary_email, active, days, from_minute, to_minute) "
               "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET \"user\" = excluded.\"user\", type = excluded.type, "
               "email_address = excluded.email_address, primary_email = excluded.primary_email, active = excluded.active, "
               "days = excluded.days, from_minute = excluded.from_minute, to_minute = excluded.to_minute")
      .run(parts.store.new_sys_id(), each.name, *user, each.type.value_or("email"), each.email_address.value_or(""),
           each.primary_email.value_or(false), each.active.value_or(true), outbound::day_bits(schedule.days), schedule.from_minute,
           schedule.to_minute);
  Statement primaries = parts.database.prepare("SELECT count(*) FROM cmn_notif_device WHERE \"user\" = ? AND primary_email = 1");
  if (primaries.bind_all(*user).step() && primaries.integer(0) > 1) {
    return sim::Error{fmt::format("{} would be the second primary device of {}", what, each.user), "make the other one primary: false", each.place};
  }
  return {};
}

sim::Result<void> write_delegate(Parts& parts, const DelegateConfig& each) {
  const std::string what = fmt::format("delegate '{}'", each.name);
  const auto user = user_sys_id(parts, each.user, what, each.place);
  if (!user) return user.error();
  const auto delegate = user_sys_id(parts, each.delegate, what, each.place);
  if (!delegate) return delegate.error();
  const auto ms = [](const std::optional<sim::Instant>& when, std::int64_t otherwise) {
    return when ? std::int64_t{when->time_since_epoch().count()} : otherwise;
  };
  parts.database
      .prepare("INSERT INTO sys_user_delegate (name, \"user\", delegate, starts, ends, notifications) VALUES (?, ?, ?, ?, ?, ?) "
               "ON CONFLICT (name) DO UPDATE SET \"user\" = excluded.\"user\", delegate = excluded.delegate, starts = excluded.starts, "
               "ends = excluded.ends, notifications = excluded.notifications")
      .run(each.name, *user, *delegate, ms(each.starts, 0), ms(each.ends, std::numeric_limits<std::int64_t>::max()),
           each.notifications.value_or(true));
  return {};
}

sim::Result<void> write_subscription(Parts& parts, const InstanceConfig& known, const SubscriptionConfig& each) {
  const std::string what = fmt::format("subscription '{}'", each.name);
  const auto user = user_sys_id(parts, each.user, what, each.place);
  if (!user) return user.error();
  const NotificationConfig* notification = named(known.notifications, each.notification);
  if (notification == nullptr) {
    return sim::Error{fmt::format("{}: there is no notification '{}'", what, each.notification), "name one of the notifications", each.place};
  }
  std::string device;
  if (each.device) {
    Statement row = parts.database.prepare("SELECT sys_id FROM cmn_notif_device WHERE name = ? AND \"user\" = ?");
    if (!row.bind_all(*each.device, *user).step()) {
      return sim::Error{fmt::format("{}: {} has no device '{}'", what, each.user, *each.device), "add it to devices", each.place};
    }
    device = row.text(0);
  } else if (each.active.value_or(true) && !notification->subscribable.value_or(false)) {
    return sim::Error{fmt::format("{}: '{}' is not subscribable", what, each.notification), "make the notification subscribable: true", each.place};
  }
  parts.database
      .prepare("INSERT INTO sys_notif_subscription (name, \"user\", notification, device, active) VALUES (?, ?, ?, ?, ?) "
               "ON CONFLICT (name) DO UPDATE SET \"user\" = excluded.\"user\", notification = excluded.notification, "
               "device = excluded.device, active = excluded.active")
      .run(each.name, *user, each.notification, device, each.active.value_or(true));
  return {};
}

/// A number's prefix: no colon (spec 5), and nothing that would end it before its digits.
bool is_number_prefix(std::string_view prefix) {
  return !prefix.empty() && prefix.size() <= 20 && prefix.find_first_of("0123456789 :_\t\r\n") == std::string_view::npos;
}

sim::Result<void> check_business_rule(Parts& parts, const BusinessRuleConfig& each) {
  const std::string what = fmt::format("business rule '{}'", each.name);
  const std::string table = each.table.value_or("incident");
  if (!is_among(each.when.value_or("updated"), {"inserted", "updated", "inserted_or_updated"})) {
    return sim::Error{fmt::format("{}: when '{}' is unknown", what, *each.when), "one of inserted, updated, inserted_or_updated", each.place};
  }
  if (auto fits = check_condition(parts, what, table, each.condition, each.place); !fits) return fits;
  for (const auto& [name, value] : each.set) {
    if (is_journal(name) || parts.store.has_column(table, name)) continue;
    return sim::Error{fmt::format("{}: table '{}' has no column '{}'", what, table, name), "add it to the table's columns", each.place};
  }
  return {};
}

}  // namespace

sim::Result<void> write_notifications(Parts& parts, const InstanceConfig& change) {
  const InstanceConfig known = merged_notifications(parts.config, change);
  for (const NotificationConfig& each : change.notifications) {
    if (auto fits = check_notification(parts, known, *named(known.notifications, each.name)); !fits) return fits;
  }
  for (const BusinessRuleConfig& each : change.business_rules) {
    if (auto fits = check_business_rule(parts, *named(known.business_rules, each.name)); !fits) return fits;
  }
  for (const DeviceConfig& each : change.devices) {
    if (auto written = write_device(parts, *named(known.devices, each.name)); !written) return written;
  }
  for (const DelegateConfig& each : change.delegates) {
    if (auto written = write_delegate(parts, *named(known.delegates, each.name)); !written) return written;
  }
  for (const SubscriptionConfig& each : change.subscriptions) {
    if (auto written = write_subscription(parts, known, *named(known.subscriptions, each.name)); !written) return written;
  }
  return {};
}

sim::Result<void> write_numbers(Parts& parts, const InstanceConfig& change) {
  for (const NumberConfig& each : change.numbers) {
    const std::string what = fmt::format("numbers of '{}'", each.table);
    if (each.prefix && !is_number_prefix(*each.prefix)) {
      return sim::Error{fmt::format("{}: '{}' cannot be a prefix", what, *each.prefix), "letters, no colon, no digits: MSGWTR", each.place};
    }
    if (each.next && *each.next < 0) return sim::Error{fmt::format("{}: the next number is below zero", what), "", each.place};
    parts.database.prepare("UPDATE sys_number SET prefix = coalesce(?, prefix), number = coalesce(?, number) WHERE category = ?")
        .run(each.prefix, each.next, each.table);
    if (parts.database.changes() == 0) {
      return sim::Error{fmt::format("{}: there is no such table", what), "incident, sys_watermark, or one of tables", each.place};
    }
  }
  return {};
}

}  // namespace engine
