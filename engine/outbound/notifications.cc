#include "engine/outbound/notifications.h"

#include "engine/record_fields.h"

namespace engine::outbound {
namespace {

constexpr std::string_view change_prefix = "record.";

void take_from(std::optional<std::string>& into, const std::optional<std::string>& from) {
  if (!into || into->empty()) into = from ? from : into;
}

/// "If you enter a value in this field, it overrides the template value" (D:notif).
void apply_template(const InstanceConfig& config, NotificationConfig& notification) {
  for (const TemplateConfig& each : config.templates) {
    if (each.name != notification.email_template) continue;
    take_from(notification.subject, each.subject);
    take_from(notification.text, each.text);
    take_from(notification.html, each.html);
    take_from(notification.sms_alternate, each.sms_alternate);
  }
}

Content content_of(std::string_view word) {
  if (word == "html_only") return Content::html_only;
  if (word == "text_only") return Content::text_only;
  return word == "html_and_text" ? Content::html_and_text : Content::as_given;
}

Notification compile(Parts& parts, const NotificationConfig& given) {
  Notification made;
  made.given = given;
  apply_template(parts.config, made.given);
  made.sys_id = parts.world.random.stream("notification:" + given.name).hex(32);
  const std::string table = given.table.value_or("incident");
  // A condition that cannot be read was refused when the configuration was written.
  const auto known = [&](std::string_view name) { return is_record_field(parts, table, name); };
  if (auto condition = Query::parse(given.condition.value_or(""), known)) made.condition = *condition;
  made.content = content_of(given.content_type.value_or(""));
  return made;
}

/// The events that a notification answers.
std::vector<std::string> events_of(const NotificationConfig& given) {
  const std::string when = given.when.value_or("event");
  const std::string table = given.table.value_or("incident");
  if (when == "inserted") return {change_event(true, table)};
  if (when == "updated") return {change_event(false, table)};
  if (when == "inserted_or_updated") return {change_event(true, table), change_event(false, table)};
  return {given.event.value_or("")};
}

bool has_rows(Parts& parts, std::string_view table) {
  return parts.database.prepare(fmt::format("SELECT 1 FROM {} LIMIT 1", table)).step();
}

}  // namespace

std::shared_ptr<const NotificationSet> notification_set(Parts& parts) {
  if (parts.notifications && parts.notifications->made_at == parts.properties.changes()) return parts.notifications;
  auto made = std::make_shared<NotificationSet>();
  made->made_at = parts.properties.changes();
  for (const NotificationConfig& each : parts.config.notifications) {
    for (const std::string& event : events_of(each)) made->by_event[event].push_back(made->all.size());
    made->all.push_back(compile(parts, each));
  }
  for (const MailScriptConfig& each : parts.config.mail_scripts) made->mail_scripts[each.name] = each.script;
  made->has_devices = has_rows(parts, "cmn_notif_device");
  made->has_delegates = has_rows(parts, "sys_user_delegate");
  made->has_subscriptions = has_rows(parts, "sys_notif_subscription");
  parts.notifications = made;
  return made;
}

std::string change_event(bool is_insert, std::string_view table) {
  return fmt::format("{}{}:{}", change_prefix, is_insert ? "inserted" : "updated", table);
}

bool is_change_event(std::string_view name) { return name.starts_with(change_prefix) && name.find(':') != std::string_view::npos; }

int day_bits(const std::vector<std::string>& days) {
  constexpr std::array<std::string_view, 7> names{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  if (days.empty()) return 127;
  int bits = 0;
  for (const std::string& day : days) {
    const auto* found = std::find(names.begin(), names.end(), day);
    if (found != names.end()) bits |= 1 << (found - names.begin());
  }
  return bits;
}

}  // namespace engine::outbound
