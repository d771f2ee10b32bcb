// Notifications and what decides who gets them, from YAML.
#include "scenarios/runner/decode_entries.h"

namespace scenarios {
namespace {

engine::NotificationConfig decode_notification(const Value& map) {
  engine::NotificationConfig made;
  made.name = map.text_of("name");
  made.event = text_at(map, "event");
  made.when = text_at(map, "when");
  made.condition = text_at(map, "condition");
  made.condition_script = text_at(map, "condition_script");
  made.table = text_at(map, "table");
  made.users = texts_at(map, "users");
  made.groups = texts_at(map, "groups");
  made.recipient_fields = texts_at(map, "recipient_fields");
  made.addresses = texts_at(map, "addresses");
  made.blind_copied = texts_at(map, "blind_copied");
  made.event_parm1 = flag_at(map, "event_parm1");
  made.event_parm2 = flag_at(map, "event_parm2");
  made.send_to_event_creator = flag_at(map, "send_to_event_creator");
  made.exclude_delegates = flag_at(map, "exclude_delegates");
  made.subscribable = flag_at(map, "subscribable");
  made.mandatory = flag_at(map, "mandatory");
  made.force_delivery = flag_at(map, "force_delivery");
  made.include_attachments = flag_at(map, "include_attachments");
  made.type = text_at(map, "type");
  made.email_template = text_at(map, "template");
  made.subject = text_at(map, "subject");
  made.text = text_at(map, "text");
  made.html = text_at(map, "html");
  made.content_type = text_at(map, "content_type");
  made.sms_alternate = text_at(map, "sms_alternate");
  made.from = text_at(map, "from");
  made.reply_to = text_at(map, "reply_to");
  made.weight = int_at(map, "weight");
  made.active = flag_at(map, "active");
  made.omit_watermark = flag_at(map, "omit_watermark");
  made.place = map.place;
  return made;
}

std::optional<sim::Instant> instant_at(const Value& map, std::string_view key) {
  const auto given = text_at(map, key);
  if (!given) return std::nullopt;
  // Validation has accepted it.
  const auto when = sim::parse_iso8601(*given);
  return when ? std::optional(*when) : std::nullopt;
}

/// "08:30" as minutes of the day, `otherwise` if nothing is given; -1, which the engine refuses, for what is no time.
int minute_at(const Value& map, std::string_view key, int otherwise) {
  const auto text = text_at(map, key);
  if (!text) return otherwise;
  const auto is_digit = [&](std::size_t at) { return (*text)[at] >= '0' && (*text)[at] <= '9'; };
  if (text->size() != 5 || (*text)[2] != ':' || !is_digit(0) || !is_digit(1) || !is_digit(3) || !is_digit(4)) return -1;
  const auto two = [&](std::size_t at) { return ((*text)[at] - '0') * 10 + ((*text)[at + 1] - '0'); };
  return two(3) < 60 ? two(0) * 60 + two(3) : -1;
}

std::optional<engine::DeviceSchedule> schedule_at(const Value& map) {
  const Value* given = map.find("schedule");
  if (given == nullptr) return std::nullopt;
  return engine::DeviceSchedule{texts_at(*given, "days"), minute_at(*given, "from", 0), minute_at(*given, "to", 24 * 60)};
}

engine::DeviceConfig decode_device(const Value& map) {
  engine::DeviceConfig made;
  made.name = map.text_of("name");
  made.user = map.text_of("user");
  made.type = text_at(map, "type");
  made.email_address = text_at(map, "email_address");
  made.primary_email = flag_at(map, "primary");
  made.active = flag_at(map, "active");
  made.schedule = schedule_at(map);
  made.place = map.place;
  return made;
}

}  // namespace

void decode_notifications(const Value& map, engine::InstanceConfig& instance) {
  for_entries(map, "notifications", "name", [&](const Value& v) { instance.notifications.push_back(decode_notification(v)); });
  for_entries(map, "templates", "name", [&](const Value& v) {
    instance.templates.push_back(
        {v.text_of("name"), text_at(v, "subject"), text_at(v, "text"), text_at(v, "html"), text_at(v, "sms_alternate"), v.place});
  });
  for_entries(map, "mail_scripts", "name",
              [&](const Value& v) { instance.mail_scripts.push_back({v.text_of("name"), v.text_of("script"), v.place}); });
  for_entries(map, "devices", "name", [&](const Value& v) { instance.devices.push_back(decode_device(v)); });
  for_entries(map, "delegates", "name", [&](const Value& v) {
    instance.delegates.push_back({v.text_of("name"), v.text_of("user"), v.text_of("delegate"), instant_at(v, "starts"), instant_at(v, "ends"),
                                  flag_at(v, "notifications"), v.place});
  });
  for_entries(map, "subscriptions", "name", [&](const Value& v) {
    instance.subscriptions.push_back(
        {v.text_of("name"), v.text_of("user"), v.text_of("notification"), text_at(v, "device"), flag_at(v, "active"), v.place});
  });
  for_entries(map, "numbers", "table", [&](const Value& v) {
    instance.numbers.push_back({v.text_of("table"), text_at(v, "prefix"), int_at(v, "next"), v.place});
  });
  for_entries(map, "business_rules", "name", [&](const Value& v) {
    instance.business_rules.push_back({v.text_of("name"), text_at(v, "table"), text_at(v, "when"), text_at(v, "condition"),
                                       flag_at(v, "active"), pairs_at(v, "set"), v.place});
  });
}

std::vector<std::pair<std::string, std::string>> pairs_at(const Value& map, std::string_view key) {
  std::vector<std::pair<std::string, std::string>> out;
  const Value* found = map.find(key);
  if (found == nullptr) return out;
  for (const Member& member : found->members) out.emplace_back(member.key, member.value.text);
  return out;
}

std::optional<int> int_at(const Value& map, std::string_view key) {
  const auto number = number_at(map, key);
  if (!number) return std::nullopt;
  return static_cast<int>(*number);
}

}  // namespace scenarios
